# The module traceback: reports as text, cut to measure, and as lists.
import io, sys, traceback

HERE = sys._getframe().f_code.co_filename

def inner(n):
    if n:
        inner(n - 1)
    raise ValueError('deep')

def outer():
    try:
        inner(1)
    except ValueError as e:
        raise KeyError('outer') from e

def caught(f, *args):
    try:
        f(*args)
    except Exception as e:
        return e

e = caught(outer)
text = ''.join(traceback.format_exception(e))
assert text.startswith('Traceback (most recent call last):\n') and text.endswith("\nKeyError: 'outer'\n")
assert '\nThe above exception was the direct cause of the following exception:\n\n' in text and 'ValueError: deep\n' in text
assert text == ''.join(traceback.format_exception(type(e), e, e.__traceback__)) == ''.join(traceback.TracebackException.from_exception(e).format())
out = io.StringIO()
traceback.print_exception(e, file=out)
assert out.getvalue() == text
alone = ''.join(traceback.format_exception(e, chain=False))
assert 'ValueError' not in alone.splitlines()[-1] and alone.count('Traceback') == 1 and text.endswith(alone)
assert traceback.format_exception_only(e) == ["KeyError: 'outer'\n"] == traceback.format_exception_only(type(e), e)
assert traceback.format_exception(None) == ['NoneType: None\n']

# What is being handled.
assert traceback.format_exc() == 'NoneType: None\n'
try:
    inner(0)
except ValueError:
    out = io.StringIO()
    traceback.print_exc(file=out)
    assert out.getvalue() == traceback.format_exc() and out.getvalue().endswith('\nValueError: deep\n')
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        traceback.print_exc()
        assert sys.stderr.getvalue() == out.getvalue()
    finally:
        sys.stderr = stderr

# Entries.
entries = traceback.extract_tb(e.__cause__.__traceback__)
assert [entry.name for entry in entries] == ['outer', 'inner', 'inner'] and all(entry.filename == HERE for entry in entries)
assert entries[-1].line == "raise ValueError('deep')" and tuple(entries[-1]) == (HERE, 9, 'inner', "raise ValueError('deep')")
assert [entry.name for entry in traceback.extract_tb(e.__cause__.__traceback__, 1)] == ['outer']
assert [entry.lineno for entry in traceback.extract_tb(e.__cause__.__traceback__, -1)] == [9]
assert len(traceback.format_tb(e.__cause__.__traceback__)) == 3 and len(traceback.format_tb(e.__cause__.__traceback__, limit=2)) == 2
assert traceback.format_list([(HERE, 9, 'inner', 'raise')]) == [f'  File "{HERE}", line 9, in inner\n    raise\n']
short = ''.join(traceback.format_exception(e, limit=1))
assert short.count('  File ') == 2 and 'The above exception' in short
many = traceback.StackSummary.from_list([(HERE, 9, 'inner', 'raise')] * 10)
assert many.format()[-1] == '  [Previous line repeated 7 more times]\n' and len(many.format()) == 4

# The stack.
def stack():
    return traceback.extract_stack(), traceback.extract_stack(limit=1), traceback.format_stack()
whole, last, texts = stack()
assert [entry.name for entry in whole] == ['<module>', 'stack'] and [entry.name for entry in last] == ['stack'] and len(texts) == 2
assert [frame.f_code.co_name for frame, line in traceback.walk_stack(sys._getframe())] == ['<module>']

# Kept for later; causes that go round end.
kept = traceback.TracebackException.from_exception(e)
assert str(kept) == "'outer'" and str(kept.__cause__) == 'deep' and [s.name for s in kept.stack] == ['caught', 'outer']
a, b = ValueError('a'), ValueError('b')
a.__cause__, b.__cause__ = b, a
assert traceback.TracebackException.from_exception(a).__cause__.__cause__ is None
assert ''.join(traceback.format_exception(a)).count('direct cause') == 1 == ''.join(traceback.format_exception(a, limit=5)).count('direct cause')
print('ok')
