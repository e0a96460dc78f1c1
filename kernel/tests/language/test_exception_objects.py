# Exceptions: fields, chaining, notes, groups.


def raises(kind, f, *args, text=None):
    try:
        f(*args)
    except kind as e:
        if text is not None:
            assert str(e) == text, str(e)
        return e
    raise AssertionError(f'{kind.__name__} expected')


def throw(e, cause=None):
    if cause is not None:
        raise e from cause
    raise e


e = ValueError('a', 1)
assert e.args == ('a', 1) and str(e) == "('a', 1)" and repr(e) == "ValueError('a', 1)" and str(ValueError()) == '' and repr(ValueError('x')) == "ValueError('x')"
assert str(KeyError('k')) == "'k'" and str(KeyError()) == '' and KeyError((1, 2)).args == ((1, 2),)
raises(TypeError, lambda: ValueError(x=1), text='ValueError() takes no keyword arguments')
raises(TypeError, throw, 5, text='exceptions must derive from BaseException')
raises(TypeError, throw, ValueError(), 5, text='exception causes must derive from BaseException')

# matching
try:
    raise KeyError('x')
except (ValueError, LookupError) as caught:
    assert type(caught) is KeyError
try:
    try:
        raise ValueError
    except 5:
        pass
except TypeError as caught:
    assert str(caught) == 'catching classes that do not inherit from BaseException is not allowed'

# context and cause
try:
    try:
        raise ValueError('first')
    except ValueError as first:
        raise KeyError('second')
except KeyError as second:
    assert type(second.__context__) is ValueError and second.__cause__ is None and not second.__suppress_context__
try:
    try:
        raise ValueError('first')
    except ValueError as first:
        raise KeyError('second') from first
except KeyError as second:
    assert second.__cause__ is second.__context__ and second.__suppress_context__
try:
    try:
        raise ValueError
    except ValueError:
        raise KeyError from None
except KeyError as second:
    assert second.__cause__ is None and second.__suppress_context__ and second.__context__ is not None
a, b = ValueError('a'), KeyError('b')
try:
    try:
        raise a
    except ValueError:
        try:
            raise b
        except KeyError:
            raise a
except ValueError as x:
    assert x is a and a.__context__ is b and b.__context__ is None

# finally, else, return
def flow(n):
    out = []
    try:
        out.append('try')
        if n == 1: raise ValueError
        if n == 2: return out
    except ValueError:
        out.append('except')
    else:
        out.append('else')
    finally:
        out.append('finally')
    return out
assert flow(0) == ['try', 'else', 'finally'] and flow(1) == ['try', 'except', 'finally'] and flow(2) == ['try', 'finally']

# the name is unbound after except
try:
    raise ValueError
except ValueError as gone:
    pass
raises(NameError, lambda: gone, text="name 'gone' is not defined")

# traceback
def deep(): raise ValueError('deep')
e = raises(ValueError, deep)
tb = e.__traceback__
names = []
while tb:
    names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno > 0))
    tb = tb.tb_next
assert names == [('raises', True), ('deep', True)], names
assert ValueError().with_traceback(e.__traceback__).__traceback__ is e.__traceback__

# notes
e = ValueError('x')
e.add_note('n1')
e.add_note('n2')
assert e.__notes__ == ['n1', 'n2']
raises(TypeError, e.add_note, 1, text="note must be a str, not 'int'")

# fields
def gen():
    yield 1
    return 'result'
g = gen()
next(g)
assert raises(StopIteration, next, g).value == 'result'
assert StopIteration(3).value == 3 and StopIteration().value is None
assert SystemExit(3).code == 3 and SystemExit().code is None and SystemExit(1, 2).code == (1, 2)
o = OSError(2, 'No such file', 'f.txt')
assert type(o) is FileNotFoundError and o.errno == 2 and o.strerror == 'No such file' and o.filename == 'f.txt' and str(o) == "[Errno 2] No such file: 'f.txt'" and o.args == (2, 'No such file')
assert type(OSError(13, 'x')) is PermissionError and type(OSError('x')) is OSError and str(OSError('x')) == 'x' and IOError is OSError
i = ImportError('m', name='n', path='p')
assert (i.msg, i.name, i.path) == ('m', 'n', 'p')
assert raises(NameError, lambda: undefined_name).name == 'undefined_name'
s = SyntaxError('bad', ('f.py', 3, 4, 'text', 3, 5))
assert (s.msg, s.filename, s.lineno, s.offset, s.text, s.end_lineno, s.end_offset) == ('bad', 'f.py', 3, 4, 'text', 3, 5) and str(s) == 'bad (f.py, line 3)'
s = raises(SyntaxError, compile, 'x = = 1', 'src.py', 'exec')
assert s.filename == 'src.py' and s.lineno == 1
u = UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'bad')
assert str(u) == "'utf-8' codec can't decode byte 0xff in position 0: bad" and u.object == b'\xff'
assert str(UnicodeEncodeError('ascii', 'a\xe9', 1, 2, 'why')) == "'ascii' codec can't encode character '\\xe9' in position 1: why"
raises(ModuleNotFoundError, __import__, 'no_such_module', text="No module named 'no_such_module'")
raises(ZeroDivisionError, lambda: 1 // 0)

# subclasses
class MyError(Exception):
    def __init__(self, code):
        super().__init__(f'code {code}')
        self.code = code
m = raises(MyError, throw, MyError(7), text='code 7')
assert m.code == 7 and m.__dict__ == {'code': 7} and repr(m) == "MyError('code 7')"
class Both(KeyError, AttributeError): pass
assert isinstance(Both('x'), LookupError) and isinstance(Both('x'), AttributeError)
assert [c.__name__ for c in FileNotFoundError.__mro__] == ['FileNotFoundError', 'OSError', 'Exception', 'BaseException', 'object']

# groups
eg = ExceptionGroup('g', [ValueError(1), TypeError(2), ExceptionGroup('h', [ValueError(3)])])
assert str(eg) == 'g (3 sub-exceptions)' and eg.message == 'g' and len(eg.exceptions) == 3
match, rest = eg.split(ValueError)
assert len(match.exceptions) == 2 and len(rest.exceptions) == 1 and type(rest.exceptions[0]) is TypeError
assert eg.subgroup(KeyError) is None and eg.subgroup(lambda x: isinstance(x, TypeError)).exceptions[0].args == (2,)
assert eg.derive([ValueError()]).message == 'g'
seen = []
try:
    raise eg
except* ValueError as x:
    seen.append(len(x.exceptions))
except* TypeError as x:
    seen.append(type(x.exceptions[0]))
assert seen == [2, TypeError]
try:
    try:
        raise ExceptionGroup('g', [ValueError(1), KeyError(2)])
    except* ValueError:
        pass
except ExceptionGroup as left:
    assert [type(x) for x in left.exceptions] == [KeyError]
try:
    raise ValueError('plain')
except* ValueError as x:
    assert type(x) is ExceptionGroup and x.exceptions[0].args == ('plain',)
raises(TypeError, ExceptionGroup, 'x', [KeyboardInterrupt()], text='Cannot nest BaseExceptions in an ExceptionGroup')
raises(ValueError, ExceptionGroup, 'x', [], text='second argument (exceptions) must be a non-empty sequence')
assert type(BaseExceptionGroup('x', [ValueError()])) is ExceptionGroup
assert repr(ExceptionGroup('g', [ValueError(1)])) == "ExceptionGroup('g', [ValueError(1)])"

# the parts of a group do not show its context
match, rest = ExceptionGroup('g', [ValueError(1), TypeError(2)]).split(ValueError)
assert match.__suppress_context__ and rest.__suppress_context__ and match.__cause__ is None

# recursion
def forever(n): return forever(n + 1)
raises(RecursionError, forever, 0)
print('ok')
