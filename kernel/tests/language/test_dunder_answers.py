"""What the special methods of truth, operators and comparisons answer, and what is said of a wrong answer."""


def error(f):
    """The exception that f ends with, after the operands around it have been left in order."""
    for _ in range(3):
        try:
            [1, 2, f(), 3]
        except Exception as e:
            result = type(e).__name__, str(e)
        else:
            raise AssertionError('no exception')
    return result


def choose(o):
    if o:
        return 'yes'
    return 'no'


def choose_not(o):
    if not o:
        return 'no'
    return 'yes'


class Value:
    """Answers every question with one value."""

    def __init__(self, value):
        self.value = value

    def answer(self, *args):
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value

    __lt__ = __eq__ = __contains__ = __enter__ = __getitem__ = answer


class Bool(Value):
    __bool__ = Value.answer


class Len(Value):
    __len__ = Value.answer


class Both(Value):
    __bool__ = Value.answer

    def __len__(self):
        raise AssertionError('not asked')


# ---- truth

for yes in Bool(True), Len(1), Len(10**9), Both(True):
    assert choose(yes) == choose_not(yes) == 'yes' and (not yes) is False
    assert (yes and 1) == 1 and (yes or 1) is yes and (1 and yes) is yes
    assert [x for x in [1, 2] if yes] == [1, 2] and [x for x in [1] if not yes] == []
    assert 'yes' == ('yes' if yes else 'no')
    n = 0
    while yes:
        n += 1
        if n == 3:
            break
    else:
        raise AssertionError
for no in Bool(False), Len(0), Both(False):
    assert choose(no) == choose_not(no) == 'no' and (not no) is True
    assert (no and 1) is no and (no or 1) == 1 and (0 or no) is no
    while no:
        raise AssertionError
    assert 'no' == ('yes' if no else 'no')
assert choose(Both(True)) == 'yes'
for use in choose, choose_not, lambda o: not o, lambda o: o and 1, lambda o: o or 1, bool:
    assert error(lambda: use(Bool(1))) == ('TypeError', '__bool__ should return bool, returned int')
    assert error(lambda: use(Bool(None))) == ('TypeError', '__bool__ should return bool, returned NoneType')
    assert error(lambda: use(Len(-1))) == ('ValueError', '__len__() should return >= 0')
    assert error(lambda: use(Len(1.5))) == ('TypeError', "'float' object cannot be interpreted as an integer")
    assert error(lambda: use(Len(10**30)))[0] == 'OverflowError'
    assert error(lambda: use(Bool(OSError('b')))) == ('OSError', 'b')
    assert error(lambda: use(Len(OSError('l')))) == ('OSError', 'l')


class Index:
    def __index__(self):
        return 0


assert choose(Len(Index())) == 'no'


class BoolOfClass(type):
    def __bool__(cls):
        return False


class False_(metaclass=BoolOfClass):
    pass


assert choose(False_) == 'no' and not False_
# The method is the class's, not the instance's.
o = Bool(True)
o.__bool__ = lambda: False
assert choose(o) == 'yes'

# ---- truth of what a comparison or a membership test gives


def less(a, b):
    if a < b:
        return 'less'
    return 'not less'


def less_constant(a):
    while a < 1:
        return 'less'
    return 'not less'


for value, truth in (Bool(True), True), (Bool(False), False), (Len(2), True), ([], False), ('x', True), (None, False), (object(), True):
    word = 'less' if truth else 'not less'
    v = Value(value)
    assert less(v, 1) == less_constant(v) == word
    assert (v < 1) is value and (v == 1) is value
    assert (1 in v) is truth and (1 not in v) is (not truth)
    assert (v != 1) is (not truth)
    if v != 1:
        assert not truth
    else:
        assert truth
    # A chain asks the first for its truth and gives the last.
    assert (v < 1 < 2) is (True if truth else value)
bad = Value(Bool(3))
for use in less, lambda a, b: less_constant(a), lambda a, b: b in a, lambda a, b: b not in a, lambda a, b: a != b, lambda a, b: a < b < 3:
    assert error(lambda: use(bad, 1)) == ('TypeError', '__bool__ should return bool, returned int')

# ---- operators: who is asked, and in which order

log = []


def logged(name, answer):
    def method(self, other):
        log.append(type(self).__name__ + name)
        return answer
    return method


OPERATORS = {'add': '+', 'sub': '-', 'mul': '*', 'truediv': '/', 'floordiv': '//', 'mod': '%', 'pow': '**', 'lshift': '<<', 'rshift': '>>', 'and': '&', 'or': '|', 'xor': '^', 'matmul': '@'}


def made(name, base=object, **answers):
    names = {}
    for operator in OPERATORS:
        for prefix, answer in answers.items():
            prefix = prefix.strip('_')
            names[f'__{prefix}{operator}__'] = logged(prefix, answer)
    return type(name, (base,), names)


N = NotImplemented
A = made('A', _=N, r='Ar')
B = made('B', _='B', r='Br')
C = made('C', _=N, r=N, i=N)
Sub = made('Sub', base=A, r='Subr')
SubSame = made('SubSame', base=A)
SubDeclines = made('SubDeclines', base=B, r=N)
OnlyRight = made('OnlyRight', r='right')
IntSub = made('IntSub', base=int, r='IntSub')
IntDeclines = made('IntDeclines', base=int, r=N)


def binary(sign, a, b):
    log.clear()
    try:
        return eval(f'a {sign} b', {'a': a, 'b': b}), list(log)
    except TypeError as e:
        return str(e), list(log)


def augmented(sign, a, b):
    log.clear()
    names = {'a': a, 'b': b}
    try:
        exec(f'a {sign}= b', names)
        return names['a'], list(log)
    except TypeError as e:
        return str(e), list(log)


for sign in OPERATORS.values():
    named = '** or pow()' if sign == '**' else sign
    for ask in binary, augmented:
        equals = '=' if ask is augmented else ''
        shown = '**' if sign == '**' and equals else named
        assert ask(sign, A(), B()) == ('Br', ['A', 'Br'])
        assert ask(sign, A(), A()) == (f"unsupported operand type(s) for {shown}{equals}: 'A' and 'A'", ['A']), ask(sign, A(), A())
        assert ask(sign, A(), 1.5) == (f"unsupported operand type(s) for {shown}{equals}: 'A' and 'float'", ['A'])
        assert ask(sign, 1, A()) == ('Ar', ['Ar'])
        assert ask(sign, None, A()) == ('Ar', ['Ar'])
        assert ask(sign, A(), Sub()) == ('Subr', ['Subr'])
        assert ask(sign, A(), SubSame()) == ('Ar', ['A', 'SubSamer'])
        assert ask(sign, B(), SubDeclines()) == ('B', ['SubDeclinesr', 'B'])
        assert ask(sign, OnlyRight(), OnlyRight())[1] == []
        assert ask(sign, OnlyRight(), made('Other', r='other')()) == ('other', ['Otherr'])
        assert ask(sign, 1, IntSub(2)) == ('IntSub', ['IntSubr'])
        if sign != '@':
            assert ask(sign, 1, IntDeclines(2)) == (eval(f'1 {sign} 2'), ['IntDeclinesr'])
    assert augmented(sign, C(), B()) == ('Br', ['Ci', 'C', 'Br'])
    assert augmented(sign, C(), 1)[1] == ['Ci', 'C']
    assert augmented(sign, [], B()) == ('Br', ['Br']) or sign in '+*'
assert binary('*', 'ab', C()) == ("can't multiply sequence by non-int of type 'C'", ['Cr'])
assert binary('+', [1], C())[1] == ['Cr'] and binary('+', [1], C())[0].startswith('can only concatenate list')
assert augmented('|', {1}, B()) == ('Br', ['Br'])


class Raises:
    def __radd__(self, other):
        raise OSError('radd')

    def __gt__(self, other):
        raise OSError('gt')

    def __eq__(self, other):
        raise OSError('eq')


assert error(lambda: 1 + Raises()) == error(lambda: A() + Raises()) == ('OSError', 'radd')
assert error(lambda: 1 < Raises()) == ('OSError', 'gt')
assert error(lambda: 1 == Raises()) == error(lambda: Raises() != 1) == error(lambda: 1 != Raises()) == ('OSError', 'eq')


class Wrong:
    def __radd__(self):
        return 1

    def __bool__(self, more):
        return True

    def __iter__(self, more):
        return iter([])

    def __getattr__(self):
        return 1


assert error(lambda: 1 + Wrong()) == ('TypeError', 'Wrong.__radd__() takes 1 positional argument but 2 were given')
assert error(lambda: choose(Wrong())) == ('TypeError', "Wrong.__bool__() missing 1 required positional argument: 'more'")
assert error(lambda: [x for x in Wrong()]) == ('TypeError', "Wrong.__iter__() missing 1 required positional argument: 'more'")
assert error(lambda: Wrong().x) == ('TypeError', 'Wrong.__getattr__() takes 1 positional argument but 2 were given')


# Methods that are no plain functions.
class Static:
    __radd__ = staticmethod(lambda other: ('static', other))
    __bool__ = staticmethod(lambda: False)
    __iter__ = classmethod(lambda cls: iter([cls]))
    __getattr__ = staticmethod(lambda name: ('got', name))
    __enter__ = len
    __str__ = lambda self: 'lambda'
    __ge__ = int.__ge__


assert 1 + Static() == ('static', 1) and choose(Static()) == 'no' and [x for x in Static()] == [Static]
assert Static().x == ('got', 'x') and f'{Static()}' == 'lambda'

# ---- comparisons


class Compared:
    def __eq__(self, other):
        log.append(type(self).__name__)
        return N

    def __lt__(self, other):
        log.append(type(self).__name__ + '<')
        return N

    def __gt__(self, other):
        log.append(type(self).__name__ + '>')
        return N


class ComparedSub(Compared):
    pass


def compared(f):
    log.clear()
    try:
        return f(), list(log)
    except TypeError as e:
        return str(e), list(log)


c, d, s = Compared(), Compared(), ComparedSub()
assert compared(lambda: c == d) == (False, ['Compared', 'Compared'])
assert compared(lambda: c == c) == (True, ['Compared', 'Compared'])
assert compared(lambda: c != d) == (True, ['Compared', 'Compared'])
assert compared(lambda: c == s) == (False, ['ComparedSub', 'Compared'])
assert compared(lambda: s == c) == (False, ['ComparedSub', 'Compared'])
assert compared(lambda: c < d) == ("'<' not supported between instances of 'Compared' and 'Compared'", ['Compared<', 'Compared>'])
assert compared(lambda: c < s) == ("'<' not supported between instances of 'Compared' and 'ComparedSub'", ['ComparedSub>', 'Compared<'])
assert compared(lambda: 1 < c) == ("'<' not supported between instances of 'int' and 'Compared'", ['Compared>'])
assert compared(lambda: c < 1) == ("'<' not supported between instances of 'Compared' and 'int'", ['Compared<'])
assert compared(lambda: 1 == c) == (False, ['Compared'])
assert compared(lambda: choose(1 == c)) == ('no', ['Compared'])

# ---- a failure's traceback names the instruction and the method


first_line = (lambda: 0).__code__.co_firstlineno


class Deep:
    def __bool__(self):
        return 1 / 0 > 0

    def __iter__(self):
        raise KeyError('iter')

    def __radd__(self, other):
        if self:
            return 1


def outer(o):
    return (1
            + o)


try:
    outer(Deep())
except ZeroDivisionError as e:
    lines = []
    tb = e.__traceback__.tb_next
    while tb:
        lines.append(tb.tb_lineno - first_line)
        tb = tb.tb_next
    assert lines == [16, 11, 5], lines
else:
    raise AssertionError

# ---- a class that changes under its instances


class Changing:
    def __bool__(self):
        return True


o = Changing()
for i in range(6):
    assert choose(o) == ('yes' if i % 2 == 0 else 'no')
    Changing.__bool__ = (lambda self: False) if i % 2 == 0 else (lambda self: True)
del Changing.__bool__
assert choose(o) == 'yes'
Changing.__len__ = lambda self: 0
assert choose(o) == 'no'
print('ok')
