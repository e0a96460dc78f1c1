# Special methods: every dunder that an operator or a builtin calls.


def raises(kind, f, *args, text=None):
    try:
        f(*args)
    except kind as e:
        if text is not None:
            assert str(e) == text, str(e)
        return e
    raise AssertionError(f'{kind.__name__} expected')


class V:
    def __init__(self, v): self.v = v
    def __add__(self, o): return ('add', self.v, o)
    def __radd__(self, o): return ('radd', self.v, o)
    def __iadd__(self, o): self.v += o; return self
    def __sub__(self, o): return NotImplemented
    def __neg__(self): return -self.v
    def __abs__(self): return abs(self.v)
    def __invert__(self): return ~self.v
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __matmul__(self, o): return ('matmul', o)
    def __divmod__(self, o): return ('divmod', o)
    def __index__(self): return self.v
    def __int__(self): return self.v * 2
    def __float__(self): return self.v / 2
    def __len__(self): return self.v
    def __getitem__(self, k): return ('get', k)
    def __setitem__(self, k, v): self.last = (k, v)
    def __delitem__(self, k): self.last = ('del', k)
    def __contains__(self, x): return x == self.v
    def __iter__(self): return iter(range(self.v))
    def __call__(self, *a, **k): return (a, k)
    def __repr__(self): return f'V({self.v})'
    def __format__(self, spec): return f'<{spec}>'
    def __hash__(self): return 77
    def __eq__(self, o): return isinstance(o, V) and o.v == self.v
    def __lt__(self, o): return self.v < o.v
    def __bool__(self): return self.v > 100


v = V(3)
assert v + 1 == ('add', 3, 1) and 1 + v == ('radd', 3, 1)
w = v
w += 2
assert w is v and v.v == 5
raises(TypeError, lambda: v - 1, text="unsupported operand type(s) for -: 'V' and 'int'")
assert -v == -5 and abs(V(-2)) == 2 and ~v == ~5
assert v ** 2 == ('pow', 2, None) and pow(v, 2, 3) == ('pow', 2, 3)
assert v @ 1 == ('matmul', 1) and divmod(v, 2) == ('divmod', 2)
assert [0, 1, 2, 3, 4, 5][v] == 5 and int(v) == 10 and float(v) == 2.5
assert len(v) == 5 and v['k'] == ('get', 'k') and v[1:2] == ('get', slice(1, 2))
v['a'] = 1
assert v.last == ('a', 1)
del v['a']
assert v.last == ('del', 'a')
assert 5 in v and 6 not in v
assert list(v) == [0, 1, 2, 3, 4]
assert v(1, 2, k=3) == ((1, 2), {'k': 3})
assert repr(v) == 'V(5)' and str(v) == 'V(5)' and f'{v:abc}' == '<abc>' and f'{v!r}' == 'V(5)'
assert hash(v) == 77 and v == V(5) and v != V(6) and {v: 1}[V(5)] == 1
assert V(1) < V(2) and V(2) > V(1)
assert not v and V(101)
raises(TypeError, lambda: V(1) <= V(2), text="'<=' not supported between instances of 'V' and 'V'")


# reflected operators: a subclass that overrides goes first
class P:
    def __add__(self, o): return 'P.add'
    def __radd__(self, o): return 'P.radd'
class Q(P):
    def __radd__(self, o): return 'Q.radd'
class R(P): pass
assert P() + Q() == 'Q.radd' and P() + R() == 'P.add' and Q() + P() == 'P.add' and 1 + P() == 'P.radd'


# __eq__ without __hash__
class E:
    def __eq__(self, o): return True
assert E.__hash__ is None
raises(TypeError, hash, E(), text="unhashable type: 'E'")


# __getattr__, __getattribute__, __setattr__, __delattr__
class G:
    def __getattr__(self, n): return 'missing ' + n
g = G()
g.a = 1
assert g.a == 1 and g.b == 'missing b'
class GA:
    def __getattribute__(self, n):
        if n == 'a': return 'seen'
        return super().__getattribute__(n)
    def __setattr__(self, n, v): super().__setattr__(n, v * 2)
    def __delattr__(self, n): super().__delattr__(n)
ga = GA()
ga.z = 2
assert ga.a == 'seen' and ga.z == 4
del ga.z
raises(AttributeError, lambda: ga.z)

# results of the wrong type
class W:
    def __repr__(self): return 1
    def __str__(self): return 2
    def __len__(self): return -1
    def __bool__(self): return 1
    def __hash__(self): return 'x'
    def __index__(self): return 'x'
    def __iter__(self): return 1
raises(TypeError, repr, W(), text='__repr__ returned non-string (type int)')
raises(TypeError, str, W(), text='__str__ returned non-string (type int)')
raises(ValueError, len, W(), text='__len__() should return >= 0')
raises(TypeError, bool, W(), text='__bool__ should return bool, returned int')
raises(TypeError, hash, W(), text='__hash__ method should return an integer')
raises(TypeError, iter, W(), text="iter() returned non-iterator of type 'int'")
raises(TypeError, lambda: [1][W()])

# iteration by __getitem__, and the iterator protocol
class S:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
assert list(S()) == [0, 1, 4, 9] and 4 in S() and 5 not in S()
class C:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
assert list(C()) == [1, 2, 3] and sum(C()) == 6

# descriptors
class D:
    def __get__(self, o, t): return ('get', o is None, t)
    def __set__(self, o, v): o.__dict__['_d'] = v
    def __delete__(self, o): o.__dict__.pop('_d')
    def __set_name__(self, t, n): self.name = (t.__name__, n)
class H:
    d = D()
h = H()
assert H.d == ('get', True, H) and h.d == ('get', False, H)
h.d = 5
assert h.__dict__ == {'_d': 5}
del h.d
assert h.__dict__ == {}
assert H.__dict__['d'].name == ('H', 'd')

# wrappers of native slots
assert int.__add__(1, 2) == 3 and (1).__add__('x') is NotImplemented and int.__radd__(1, 2) == 3
assert str.__len__('abc') == 3 and [1, 2].__contains__(2) and object.__eq__(1, 1) is NotImplemented or object.__eq__(1, 1) is True
assert 'a'.__lt__('b') is True and (3).__bool__() is True and (5).__index__() == 5
raises(TypeError, int.__add__, 'x', 1, text="descriptor '__add__' requires a 'int' object but received a 'str'")
raises(TypeError, (1).__add__, text='expected 1 argument, got 0')
assert type(int.__add__).__name__ == 'wrapper_descriptor' and type((1).__add__).__name__ == 'method-wrapper'
assert repr(int.__add__) == "<slot wrapper '__add__' of 'int' objects>"
raises(TypeError, [].append, text='list.append() takes exactly one argument (0 given)')
raises(TypeError, lambda: [].append(x=1), text='list.append() takes no keyword arguments')
raises(TypeError, len, text='len() takes exactly one argument (0 given)')
assert repr(len) == '<built-in function len>' and repr(list.append) == "<method 'append' of 'list' objects>"
assert list.append.__name__ == 'append' and list.append.__qualname__ == 'list.append' and list.append.__objclass__ is list

# subclasses of builtin types
class MyInt(int):
    def __add__(self, o): return MyInt(int(self) + o)
m = MyInt(5)
m.tag = 'x'
assert m + 1 == 6 and type(m + 1) is MyInt and m.tag == 'x' and m * 2 == 10 and type(MyInt(2 ** 100)) is MyInt and MyInt(2 ** 100) == 2 ** 100
class MyStr(str):
    def shout(self): return self.upper() + '!'
s = MyStr('abc')
s.note = 1
assert s.shout() == 'ABC!' and s.note == 1 and s == 'abc' and hash(s) == hash('abc') and {s: 1}['abc'] == 1
class MyTuple(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
t = MyTuple(1, 2, 3)
t.name = 'n'
assert t == (1, 2, 3) and t.name == 'n' and len(t) == 3 and t[1] == 2
class MyList(list):
    def __init__(self, *a):
        super().__init__(a)
        self.extra = 0
l = MyList(3, 1, 2)
l.append(0)
assert sorted(l) == [0, 1, 2, 3] and l.extra == 0 and l == [3, 1, 2, 0]
class MyDict(dict):
    def __missing__(self, k): return 'm' + k
d = MyDict(a=1)
d.z = 1
assert d['a'] == 1 and d['q'] == 'mq' and d.z == 1
class MyFloat(float):
    __slots__ = ('unit',)
f = MyFloat(1.5)
f.unit = 'm'
assert f + 1 == 2.5 and f.unit == 'm'
def local_class():
    class Local:
        @property
        def fixed(self): return 1
    return Local
try:
    local_class()().fixed = 2
    raise AssertionError
except AttributeError as e:
    assert str(e) == "property 'fixed' of 'local_class.<locals>.Local' object has no setter"
print('ok')
