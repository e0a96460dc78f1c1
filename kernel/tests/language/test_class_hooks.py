# lab only: python3 may be older than 3.13, whose behaviour this is
# needs counts
# Metaclasses, class hooks, __slots__, properties, super, abstract classes, finalizers, weak references.
import sys
import _weakref as weakref


def raises(kind, f, *args, text=None):
    try:
        f(*args)
    except kind as e:
        if text is not None:
            assert str(e) == text, str(e)
        return e
    raise AssertionError(f'{kind.__name__} expected')


# metaclasses
class Meta(type):
    def __prepare__(name, bases, **kw):
        return {'prepared': True}

    def __new__(mcls, name, bases, ns, **kw):
        cls = super().__new__(mcls, name, bases, dict(ns))
        cls.kw = kw
        return cls

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        cls.inited = True

    def __call__(cls, *args):
        o = super().__call__(*args)
        o.made = True
        return o

    def __instancecheck__(cls, o): return o == 'magic'
    def __getitem__(cls, k): return (cls.__name__, k)
    def __len__(cls): return 3


class M(metaclass=Meta, flag=1):
    pass


assert M.prepared and M.kw == {'flag': 1} and M.inited and M().made and type(M) is Meta
assert isinstance('magic', M) and not isinstance(1, M) and M[2] == ('M', 2) and len(M) == 3
class M2(M): pass
assert type(M2) is Meta
class OtherMeta(type): pass
raises(TypeError, OtherMeta, 'X', (M,), {}, text='metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases')


# __init_subclass__, __class_getitem__, __set_name__, __mro_entries__
class Base:
    seen = []
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.seen.append((cls.__name__, tag))
    def __class_getitem__(cls, k): return (cls.__name__, k)
class Child(Base, tag='t'): pass
assert Base.seen == [('Child', 't')] and Child[int] == ('Child', int)
def bad():
    class X(Base, other=1): pass
raises(TypeError, bad)
class Entries:
    def __mro_entries__(self, bases): return (Base,)
class ViaEntries(Entries()): pass
assert ViaEntries.__mro__[1] is Base and len(ViaEntries.__orig_bases__) == 1


# __slots__
class S:
    __slots__ = ('a', 'b', '__private')
    def __init__(self): self.a = 1; self.__private = 2
    def get(self): return self.__private
s = S()
assert s.a == 1 and s.get() == 2 and not hasattr(s, '__dict__')
raises(AttributeError, lambda: s.b, text="'S' object has no attribute 'b'")
s.b = 5
del s.b
raises(AttributeError, delattr, s, 'b')
raises(AttributeError, setattr, s, 'c', 1, text="'S' object has no attribute 'c' and no __dict__ for setting new attributes")
assert repr(S.a) == "<member 'a' of 'S' objects>"
class S2(S):
    __slots__ = ('d',)
s2 = S2()
s2.d = 4
assert (s2.a, s2.d) == (1, 4)
class S3(S): pass
s3 = S3()
s3.e = 1
assert s3.__dict__ == {'e': 1} and s3.a == 1
raises(TypeError, type, 'X', (), {'__slots__': ('a', 1)}, text="__slots__ items must be strings, not 'int'")
raises(TypeError, type, 'X', (), {'__slots__': ('1a',)}, text='__slots__ must be identifiers')
raises(ValueError, type, 'X', (), {'__slots__': ('a',), 'a': 1}, text="'a' in __slots__ conflicts with class variable")
raises(TypeError, type, 'X', (int,), {'__slots__': ('a',)}, text="nonempty __slots__ not supported for subtype of 'int'")
class SA: __slots__ = ('x',)
class SB: __slots__ = ('y',)
raises(TypeError, type, 'X', (SA, SB), {}, text='multiple bases have instance lay-out conflict')


# property
class P:
    def __init__(self): self._x = 1
    @property
    def x(self):
        "doc of x"
        return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): del self._x
    @property
    def ro(self): return 1
p = P()
p.x = 5
assert p.x == 5 and P.x.__doc__ == 'doc of x' and isinstance(P.x, property)
del p.x
raises(AttributeError, lambda: p.x, text="'P' object has no attribute '_x'")
raises(AttributeError, setattr, p, 'ro', 1, text="property 'ro' of 'P' object has no setter")
raises(AttributeError, delattr, p, 'ro', text="property 'ro' of 'P' object has no deleter")


# classmethod, staticmethod, super
class C:
    @classmethod
    def c(cls, v): return (cls.__name__, v)
    @staticmethod
    def s(v): return v
    def m(self): return ['C']
class D(C):
    def m(self): return super().m() + ['D']
    @classmethod
    def c(cls, v): return ('D', super().c(v))
assert C.c(1) == ('C', 1) and C().c(2) == ('C', 2) and C.s(3) == 3 and C().s(4) == 4
assert D.c(1) == ('D', ('D', 1)) and D().m() == ['C', 'D'] and super(D, D()).m() == ['C']
raises(TypeError, super, int, 'a', text='super(type, obj): obj (instance of str) is not an instance or subtype of type (int).')
raises(AttributeError, lambda: super(D, D()).zz, text="'super' object has no attribute 'zz'")
class L(list):
    def __init__(self, x): super().__init__([x]); self.n = super().__len__()
assert L(5) == [5] and L(5).n == 1
class A1:
    def f(self): return ['A1']
class B1(A1):
    def f(self): return ['B1'] + super().f()
class C1(A1):
    def f(self): return ['C1'] + super().f()
class D1(B1, C1):
    def f(self): return ['D1'] + super().f()
assert D1().f() == ['D1', 'B1', 'C1', 'A1']
bound = D1().f
assert bound.__self__.__class__ is D1 and bound.__func__ is D1.f and bound.__name__ == 'f' and bound == bound.__self__.f
assert repr(bound).startswith('<bound method D1.f of <')
def uses_cell():
    class X:
        def f(self): return __class__
    return X().f() is X
assert uses_cell()


# abstract classes
class Abstract: pass
def make_abstract(*names):
    class X:
        pass
    X.__abstractmethods__ = frozenset(names)
    return X
raises(TypeError, make_abstract('b', 'a'), text="Can't instantiate abstract class X without an implementation for abstract methods 'a', 'b'")
raises(TypeError, make_abstract('a'), text="Can't instantiate abstract class X without an implementation for abstract method 'a'")


# __del__: once, may resurrect
log = []
class F:
    def __init__(self, n): self.n = n
    def __del__(self): log.append(self.n)
f = F(1)
del f
assert log == [1]
kept = []
class Z:
    def __del__(self): kept.append(self)
z = Z()
del z
assert len(kept) == 1 and type(kept[0]) is Z
kept.clear()
assert kept == []


# weak references
class W: pass
w = W()
died = []
r = weakref.ref(w, lambda x: died.append(x))
assert r() is w and weakref.ref(w) is weakref.ref(w) and hash(weakref.ref(w)) == hash(w)
del w
assert r() is None and died == [r]
raises(TypeError, weakref.ref, 1, text="cannot create weak reference to 'int' object")
raises(TypeError, weakref.ref, S(), text="cannot create weak reference to 'S' object")


# unions and generic aliases
assert isinstance(1, int | str) and not isinstance(1.5, int | str) and repr(int | None) == 'int | None'
assert repr(list[int]) == 'list[int]' and list[int].__origin__ is list and list[int].__args__ == (int,) and list[int]([1]) == [1]
assert (int | str) == (str | int)
SimpleNamespace = type(sys.implementation)
n = SimpleNamespace(a=1, b='x')
assert repr(n) == "namespace(a=1, b='x')" and n == SimpleNamespace(a=1, b='x') and n.a == 1

# an error in __set_name__ keeps its type, with a note
class Raiser:
    def __set_name__(self, o, n): raise ValueError('no')
def bad():
    class X: r = Raiser()
e = raises(ValueError, bad, text='no')
assert e.__notes__ == ["Error calling __set_name__ on 'Raiser' instance 'r' in 'X'"]
print('ok')
