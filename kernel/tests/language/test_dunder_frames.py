"""Special methods in Python run in frames of their own: they nest as deep as the recursion limit, and fail and answer as ever."""
import sys


class Deep:
    def __init__(self, depth):
        self.depth = depth

    def __add__(self, other):
        return Deep(self.depth - 1) + other if self.depth else 'end'

    def __lt__(self, other):
        return Deep(self.depth - 1) < other if self.depth else []

    def __eq__(self, other):
        return self.depth == 0 or Deep(self.depth - 1) == other

    def __neg__(self):
        return -Deep(self.depth - 1) if self.depth else 'end'

    def __getitem__(self, key):
        return Deep(self.depth - 1)[key] if self.depth else key

    def __setitem__(self, key, value):
        if self.depth:
            Deep(self.depth - 1)[key] = value
        else:
            value.append(key)

    def __delitem__(self, key):
        if self.depth:
            del Deep(self.depth - 1)[key]

    def __contains__(self, item):
        return item in Deep(self.depth - 1) if self.depth else item

    def __call__(self, *args, key=None):
        return Deep(self.depth - 1)(*args, key=key) if self.depth else (args, key)

    def call(self, arg):
        return arg

    @property
    def prop(self):
        return Deep(self.depth - 1).prop if self.depth else 'end'

    def __iadd__(self, other):
        d = Deep(self.depth - 1)
        if self.depth:
            d += other
            return d
        return other


N = 400
sys.setrecursionlimit(1000)
assert Deep(N) + 1 == 'end'
assert (Deep(N) < 1) == []
assert 'no' if Deep(N) < 1 else 'yes'
assert Deep(N) == 3
assert -Deep(N) == 'end'
assert Deep(N)['k'] == 'k'
found = []
Deep(N)[5] = found
assert found == [5]
del Deep(N)[5]
assert 7 in Deep(N) and 0 not in Deep(N)
assert Deep(N).prop == 'end'


class Chain:
    def __init__(self, depth):
        self.depth = depth

    def __call__(self, x):
        return Chain(self.depth - 1)(x) if self.depth else x


assert Chain(N)('x') == 'x'
d = Deep(N)
d += 4
assert d == 4

# NotImplemented goes on to the right operand, and to the error.
class No:
    def __add__(self, other):
        return NotImplemented

    def __iadd__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return NotImplemented

    def __lt__(self, other):
        return NotImplemented


class Right:
    def __radd__(self, other):
        return 'radd', type(other).__name__

    def __gt__(self, other):
        return 'gt', type(other).__name__


assert No() + Right() == ('radd', 'No')
assert (No() < Right()) == ('gt', 'No')
n = No()
n += Right()
assert n == ('radd', 'No')
no = No()
assert no == no and no != No() and not (no == No())


def fails(f, message):
    try:
        f()
    except TypeError as e:
        assert str(e) == message, e
    else:
        raise AssertionError('no TypeError')


fails(lambda: No() + 1, "unsupported operand type(s) for +: 'No' and 'int'")
fails(lambda: No() + No(), "unsupported operand type(s) for +: 'No' and 'No'")
fails(lambda: No() < 1, "'<' not supported between instances of 'No' and 'int'")


def augmented():
    n = No()
    n += 1


fails(augmented, "unsupported operand type(s) for +=: 'No' and 'int'")


# A right operand of a subclass comes first.
class Base:
    def __sub__(self, other):
        return 'base'


class Sub(Base):
    def __rsub__(self, other):
        return 'sub first'


assert Base() - Sub() == 'sub first'
assert Sub() - Base() == 'base'


# Exceptions leave the operands and the loop in order.
class Bad:
    def __mul__(self, other):
        raise ValueError('mul')

    def __getitem__(self, key):
        raise KeyError(key)

    def __lt__(self, other):
        raise ValueError('lt')

    def __contains__(self, x):
        raise ValueError('in')

    @property
    def p(self):
        raise AttributeError('p')

    def __next__(self):
        raise OSError('next')

    def __iter__(self):
        return self


def caught(f, kind):
    for _ in range(3):
        try:
            [1, 2, f(), 3]
        except kind:
            continue
        raise AssertionError('not raised')


bad = Bad()
caught(lambda: bad * 2, ValueError)
caught(lambda: bad[1], KeyError)
caught(lambda: bad < 1, ValueError)
caught(lambda: 1 in bad, ValueError)
caught(lambda: bad.p, AttributeError)
caught(lambda: [x for x in bad], OSError)


def jump(a, b):
    if a < b:
        return 'less'
    return 'not less'


class Truth:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self

    def __bool__(self):
        if self.value is None:
            raise ValueError('bool')
        return self.value


assert jump(Truth(True), 1) == 'less'
assert jump(Truth(False), 1) == 'not less'
caught(lambda: jump(Truth(None), 1), ValueError)


class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


assert list(Count(3)) == [2, 1, 0]
total = 0
for a in Count(3):
    for b in Count(a):
        total += 10 * a + b
    else:
        total += 1000
assert total == 3000 + 20 + 21 + 10, total


class Late:
    """A method that is a generator answers with a generator."""
    def __getitem__(self, key):
        yield key

    def __add__(self, other):
        yield other


assert list(Late()[3]) == [3] and list(Late() + 4) == [4]


# A method with defaults, one with the wrong number of parameters.
class Odd:
    def __add__(self, other, more=5):
        return other + more

    def __sub__(self):
        return 0

    def __getitem__(self, *keys, **more):
        return keys, more


assert Odd() + 1 == 6
assert Odd()[1, 2] == (((1, 2),), {})
fails(lambda: Odd() - 1, "Odd.__sub__() takes 1 positional argument but 2 were given")


# Classes that change while their methods are cached.
class Change:
    value = 1

    def get(self):
        return 'method'


def read(o):
    return o.value, o.get()


o = Change()
for i in range(5):
    assert read(o) == (1, 'method')
Change.value = 2
assert read(o) == (2, 'method')
Change.get = lambda self: 'other'
assert read(o) == (2, 'other')
o.value = 3
assert read(o) == (3, 'other')
o.get = lambda: 'own'
assert read(o) == (3, 'own')
del o.get, o.value
assert read(o) == (2, 'other')
other = Change()
other.__dict__['get'] = lambda: 'in the dict'
assert read(other) == (2, 'in the dict') and read(o) == (2, 'other')
Change.value = property(lambda self: 'property')
assert read(o) == ('property', 'other')
del Change.value
try:
    read(o)
except AttributeError:
    pass
else:
    raise AssertionError('the attribute is gone')


class Slots:
    __slots__ = ('a', 'b')


def swap(s):
    s.a, s.b = s.b, s.a
    return s.a, s.b


s = Slots()
s.a, s.b = 1, 2
for i in range(4):
    assert swap(s) == ((2, 1) if i % 2 == 0 else (1, 2))
del s.a
try:
    swap(s)
    s.a
except AttributeError:
    pass
else:
    raise AssertionError('an empty slot was read')
print('ok')
