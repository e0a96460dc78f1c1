# lab only: python3 may be older than 3.13, whose behaviour this is
# Classes: making them, what they know of themselves, attribute lookup.


def raises(kind, f, *args, text=None):
    try:
        f(*args)
    except kind as e:
        if text is not None:
            assert str(e) == text, str(e)
        return e
    raise AssertionError(f'{kind.__name__} expected')


class A:
    """doc of A"""

    x = 1

    def f(self):
        return 'A.f'


class B(A):
    y = 2

    def f(self):
        return 'B.f+' + super().f()


a, b = A(), B()
assert a.f() == 'A.f' and b.f() == 'B.f+A.f'
assert A.__name__ == 'A' and A.__qualname__ == 'A' and A.__module__ == __name__ and A.__doc__ == 'doc of A'
assert B.__bases__ == (A,) and B.__base__ is A and B.__mro__ == (B, A, object) and B.mro() == [B, A, object]
assert B.__doc__ is None
assert repr(A) == f"<class '{__name__}.A'>", repr(A)
assert repr(int) == "<class 'int'>"
assert repr(a).startswith(f'<{__name__}.A object at 0x')
assert A.__subclasses__() == [B]
assert isinstance(b, A) and not isinstance(a, B) and issubclass(B, A) and issubclass(B, object)
assert isinstance(1, (str, int)) and issubclass(bool, int)
assert type(b) is B and b.__class__ is B and type(B) is type

# instance attributes, in order
a.p = 1
a.q = 2
a.r = 3
assert a.__dict__ == {'p': 1, 'q': 2, 'r': 3} and list(a.__dict__) == ['p', 'q', 'r']
del a.q
a.q = 4
assert list(a.__dict__) == ['p', 'r', 'q']
a.__dict__['s'] = 5
assert a.s == 5
assert vars(a) is a.__dict__
a.__dict__ = {'new': 1}
assert a.new == 1 and not hasattr(a, 'p')
c = A()
for i in range(50):
    setattr(c, f'n{i}', i)
assert all(getattr(c, f'n{i}') == i for i in range(50))
assert list(c.__dict__) == [f'n{i}' for i in range(50)]
c = A()
c.p = 1
del c.p
raises(AttributeError, lambda: c.p, text="'A' object has no attribute 'p'")
e = raises(AttributeError, getattr, c, 'zz', text="'A' object has no attribute 'zz'")
assert e.name == 'zz' and e.obj is c
raises(AttributeError, delattr, c, 'zz', text="'A' object has no attribute 'zz'")
raises(AttributeError, lambda: A.zz, text="type object 'A' has no attribute 'zz'")
raises(AttributeError, setattr, 1, 'x', 2, text="'int' object has no attribute 'x' and no __dict__ for setting new attributes")
raises(TypeError, setattr, int, 'x', 2, text="cannot set 'x' attribute of immutable type 'int'")
raises(AttributeError, setattr, 1, 'real', 2, text="attribute 'real' of 'int' objects is not writable")

# class attributes: changes are seen by instances and subclasses at once
assert b.x == 1
A.x = 10
assert b.x == 10 and B.x == 10
B.x = 20
assert b.x == 20 and A.x == 10
del B.x
assert b.x == 10
A.__repr__ = lambda self: 'patched'
assert repr(b) == 'patched'
del A.__repr__
assert repr(b) != 'patched'
A.__len__ = lambda self: 7
assert len(b) == 7 and bool(b)
del A.__len__
raises(TypeError, len, b, text="object of type 'B' has no len()")


# MRO
class X: pass
class Y: pass
class P(X, Y): pass
class Q(Y, X): pass
raises(TypeError, type, 'R', (P, Q), {}, text='Cannot create a consistent method resolution order (MRO) for bases X, Y')
class D1(X): pass
class D2(X): pass
class D(D1, D2): pass
assert [k.__name__ for k in D.__mro__] == ['D', 'D1', 'D2', 'X', 'object']
raises(TypeError, type, 'Z', (bool,), {}, text="type 'bool' is not an acceptable base type")
raises(TypeError, type, 'Z', (int, str), {}, text='multiple bases have instance lay-out conflict')
raises(TypeError, type, 'Z', (1,), {})
raises(TypeError, type, 1, 2, text='type() takes 1 or 3 arguments')

# type() with three arguments
T = type('T', (A,), {'z': 3})
assert T().z == 3 and T.__name__ == 'T' and T.__module__ == __name__

# constructor arguments
raises(TypeError, A, 1, text='A() takes no arguments')
class I:
    def __init__(self, v): self.v = v
assert I(3).v == 3 and I(v=4).v == 4
class N:
    def __new__(cls, v):
        o = super().__new__(cls)
        o.n = v
        return o
assert N(5).n == 5
class Bad:
    def __init__(self): return 1
raises(TypeError, Bad, text="__init__() should return None, not 'int'")
class Other:
    def __new__(cls): return 42
assert Other() == 42
raises(TypeError, object.__new__, int, text='object.__new__(int) is not safe, use int.__new__()')
raises(TypeError, object, 1, text='object() takes no arguments')

# vars, dir, hasattr
assert 'f' in dir(b) and 'x' in dir(b) and '__init__' in dir(b)
assert hasattr(b, 'f') and not hasattr(b, 'nope')
assert getattr(b, 'nope', 9) == 9

# __class__ assignment
class K1: pass
class K2: pass
k = K1()
k.v = 1
k.__class__ = K2
assert type(k) is K2 and k.v == 1
raises(TypeError, setattr, k, '__class__', int)

# __dict__ of a class is a read-only view
assert A.__dict__['x'] == 10
raises(TypeError, lambda: A.__dict__.__setitem__('x', 1)) if hasattr(type(A.__dict__), '__setitem__') else None
assert type(A.__dict__).__name__ == 'mappingproxy'

# nested class names
def make():
    class Inner: pass
    return Inner
assert make().__qualname__ == 'make.<locals>.Inner'
assert make() is not make()
print('ok')
