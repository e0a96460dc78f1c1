# Type parameters and the type statement (PEP 695).
# lab only: python3 may be older than 3.12

class Stack[T]:
    def __init__(self): self.items: list[T] = []
    def push(self, x: T) -> None: self.items.append(x)
    def pair[U](self, other: U = 5, *, k=7) -> tuple[T, U]: return self.items[0], other, k
s = Stack[int]()
s.push(3)
(T,) = Stack.__type_params__
assert s.pair() == (3, 5, 7) and s.pair('x', k=1) == (3, 'x', 1) and repr(T) == 'T' and T.__infer_variance__ and s.__orig_class__ == Stack[int]
assert [c.__name__ for c in Stack.__mro__] == ['Stack', 'Generic', 'object'] and str(Stack.__orig_bases__) == '(typing.Generic[T],)' and Stack.push.__annotations__ == {'x': T, 'return': None}
assert (Stack.__qualname__, Stack.push.__qualname__, Stack.pair.__qualname__) == ('Stack', 'Stack.push', 'Stack.pair') and Stack.__module__ == T.__module__ == '__main__'

evaluated = []
def bound(): evaluated.append(1); return int
def ident[A: bound(), B: (int, str), *Ts, **P](x: A) -> A:
    """doc"""
    return x
A, B, Ts, P = ident.__type_params__
assert ident(3) == 3 and ident.__doc__ == 'doc' and not evaluated and A.__bound__ is int and A.__bound__ is int and evaluated == [1]
assert B.__constraints__ == (int, str) and B.__bound__ is None and repr((Ts, P)) == '(Ts, P)' and not A.has_default()

def defaulted[D = int, *E = *tuple[int, str]](): pass
assert defaulted.__type_params__[0].__default__ is int

type Pair[X] = tuple[X, X]
type Tree = list[Tree] | int
assert repr(Pair) == 'Pair' and str(Pair[int]) == 'Pair[int]' and str(Pair.__value__) == 'tuple[X, X]' and str(Tree.__value__) == 'list[Tree] | int' and Tree.__type_params__ == ()

# names of the class around it are seen, as in an annotation
class Outer:
    N = int
    class Inner[I: N](dict):
        def method(self) -> I: ...
    type Alias = list[N]
    def generic[M: N](self, x: M) -> N: return x
assert Outer.Inner.__type_params__[0].__bound__ is int and Outer.Alias.__value__ == list[int] and Outer.Inner.method.__qualname__ == 'Outer.Inner.method' and Outer().generic(4) == 4

def outer():
    local = str
    class Local[L: local]: pass
    return Local
assert outer().__type_params__[0].__bound__ is str and outer().__qualname__ == 'outer.<locals>.Local'

# T is no name of the module, and decorators see none of it
try:
    U
    raise AssertionError
except NameError:
    pass
def mark(c): c.marked = True; return c
@mark
class Marked[T](Stack[T], metaclass=type): pass
assert Marked.marked and Marked[int]().items == []
for source, text in (('class C[T, T]: pass', "duplicate type parameter 'T'"),):
    try:
        compile(source, 'f', 'exec')
        raise AssertionError
    except SyntaxError as error:
        assert error.msg == text
print('ok')
