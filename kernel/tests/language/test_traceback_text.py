# The report of an exception that nobody caught, by sys.excepthook.
import sys


class Text:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
    def flush(self): pass


def report(f):
    try:
        f()
    except BaseException as e:
        e.__traceback__ = e.__traceback__.tb_next  # without this frame
        old, sys.stderr = sys.stderr, Text()
        try:
            sys.excepthook(type(e), e, e.__traceback__)
            return ''.join(sys.stderr.parts).replace(report.__code__.co_filename, 'FILE')
        finally:
            sys.stderr = old


def index():
    data = {'a': [1, 2]}
    return data['a'][5] + 1


assert report(index) == '''Traceback (most recent call last):
  File "FILE", line 26, in index
    return data['a'][5] + 1
           ~~~~~~~~~^^^
IndexError: list index out of range
''', report(index)


def noted():
    e = ValueError('bad\nvalue')
    e.add_note('a note')
    raise e


assert report(noted) == '''Traceback (most recent call last):
  File "FILE", line 40, in noted
    raise e
ValueError: bad
value
a note
''', report(noted)


def chained():
    try:
        {}['k']
    except KeyError as e:
        raise RuntimeError('wrapped') from e


assert report(chained) == '''Traceback (most recent call last):
  File "FILE", line 54, in chained
    {}['k']
    ~~^^^^^
KeyError: 'k'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "FILE", line 56, in chained
    raise RuntimeError('wrapped') from e
RuntimeError: wrapped
''', report(chained)


def deep(n):
    if n == 0:
        raise ValueError
    deep(n - 1)


assert report(lambda: deep(9)).endswith('''    deep(n - 1)
    ~~~~^^^^^^^
  [Previous line repeated 6 more times]
  File "FILE", line 76, in deep
    raise ValueError
ValueError
'''), report(lambda: deep(9))


def grouped():
    raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError('t')])])


assert report(grouped) == '''  + Exception Group Traceback (most recent call last):
  |   File "FILE", line 90, in grouped
  |     raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError('t')])])
  | ExceptionGroup: g (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | ExceptionGroup: h (1 sub-exception)
    +-+---------------- 1 ----------------
      | TypeError: t
      +------------------------------------
''', report(grouped)


def of_text():
    names = {}
    exec('def f():\n    1/0\n', names)
    exec('x = 1\ny = 2\n', names)
    names['f']()


assert report(of_text).endswith('''    names['f']()
    ~~~~~~~~~~^^
  File "<string>", line 2, in f
ZeroDivisionError: division by zero
'''), report(of_text)


def handed_on():
    try:
        index()
    except IndexError:
        raise


def by_helper():
    try:
        index()
    except IndexError:
        again()


def again():
    raise


# A bare raise leaves the traceback as it was, also from a function that the handler calls.
for f, entries in (handed_on, ['handed_on', 'index']), (by_helper, ['by_helper', 'by_helper', 'index']):
    names = [line.split(' in ')[1] for line in report(f).split('\n') if line.startswith('  File')]
    assert names == entries, names
    assert '    raise' not in report(f)


print('ok')

# lab only: python3 may be older than 3.13, whose behaviour this is
