# The standard library's modules that work on classes and signatures: dataclasses, typing, inspect, pprint, singledispatch.
import dataclasses, functools, inspect, pprint, typing
from dataclasses import dataclass, field
from typing import Any, Callable, ClassVar, Dict, Generic, List, Literal, NamedTuple, Optional, Protocol, TypedDict, TypeVar, Union

@dataclass(order=True)
class Item:
    name: str
    price: float = 0.0
    tags: list = field(default_factory=list, compare=False, repr=False)
    total: ClassVar[int] = 5
    def cost(self, n: int) -> float: return self.price * n
a, b = Item('a', 2.0), Item('b')
assert repr(a) == "Item(name='a', price=2.0)" and a == Item('a', 2.0, [1]) and a < b and a.cost(3) == 6.0 and b.tags == [] and b.tags is not a.tags
assert [f.name for f in dataclasses.fields(Item)] == ['name', 'price', 'tags'] and dataclasses.asdict(a) == {'name': 'a', 'price': 2.0, 'tags': []} and dataclasses.astuple(b) == ('b', 0.0, [])
assert dataclasses.replace(a, name='z').name == 'z' and Item.__match_args__ == ('name', 'price', 'tags') and dataclasses.is_dataclass(a)
@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    x: int
    y: int = 2
    def __post_init__(self): assert self.x > 0
f = Frozen(x=1)
assert hash(f) == hash(Frozen(x=1)) and Frozen.__slots__ == ('x', 'y') and not hasattr(f, '__dict__')
try:
    f.x = 5
    raise AssertionError
except dataclasses.FrozenInstanceError as error:
    assert str(error) == "cannot assign to field 'x'"
@dataclass
class Child(Item):
    extra: int = field(default=7, metadata={'unit': 'm'})
assert Child('c').extra == 7 and dataclasses.fields(Child)[-1].metadata['unit'] == 'm' and str(inspect.signature(Child)).startswith("(name: str, price: float = 0.0, tags: list = <factory>")
assert dataclasses.make_dataclass('Made', [('x', int), ('y', int, 3)])(1).y == 3

# typing
T = TypeVar('T')
class Box(Generic[T]):
    def __init__(self, value: T) -> None: self.value = value
class IntBox(Box[int]): pass
assert Box[int](3).value == 3 and str(Box[int]) == '__main__.Box[int]' and Box[T][str] == Box[str] and Box.__parameters__ == (T,) and IntBox.__orig_bases__ == (Box[int],)
assert str(Optional[int]) == 'typing.Optional[int]' and str(Union[int, str, int]) == 'typing.Union[int, str]' and Union[int] is int and str(Dict[str, List[T]]) == 'typing.Dict[str, typing.List[~T]]'
assert typing.get_origin(List[int]) is list and typing.get_args(Callable[[int, str], bool]) == ([int, str], bool) and typing.get_type_hints(Item)['tags'] is list and str(Literal['a', 1]) == "typing.Literal['a', 1]"
class Emp(NamedTuple):
    name: str
    id: int = 3
    def label(self): return f'{self.name}{self.id}'
assert Emp('x') == ('x', 3) and Emp('x').label() == 'x3' and Emp._field_defaults == {'id': 3} and Emp.__annotations__ == {'name': str, 'id': int}
class Movie(TypedDict, total=False):
    title: str
assert Movie(title='t') == {'title': 't'} and Movie.__optional_keys__ == {'title'}
@typing.runtime_checkable
class Closes(Protocol):
    def close(self) -> None: ...
class Door:
    def close(self): pass
assert isinstance(Door(), Closes) and not isinstance(3, Closes) and typing.cast(int, 'x') == 'x' and typing.NewType('U', int)(5) == 5
@typing.overload
def over(x: int) -> int: ...
def over(x): return x
assert over(2) == 2 and (list[T])[int] == list[int] and dict[str, T].__parameters__ == (T,) and typing.Annotated[int, 'm'].__metadata__ == ('m',)

# functools.singledispatch reads annotations
@functools.singledispatch
def kind(x): return 'object'
@kind.register
def _(x: int): return 'int'
@kind.register(list)
def _(x): return 'list'
assert kind(1) == 'int' and kind([]) == 'list' and kind('') == 'object' and kind(True) == 'int'

# inspect
def sample(a, /, b: int, *args, c=5, **kw) -> str:
    """Doc
       indented"""
assert str(inspect.signature(sample)) == '(a, /, b: int, *args, c=5, **kw) -> str' and inspect.getdoc(sample) == 'Doc\nindented' and inspect.isfunction(sample)
bound = inspect.signature(sample).bind(1, 2, 3, d=4)
assert bound.arguments == {'a': 1, 'b': 2, 'args': (3,), 'kw': {'d': 4}} and inspect.getfullargspec(sample).kwonlyargs == ['c']
assert inspect.isgeneratorfunction(lambda: (yield)) and inspect.isclass(Item) and inspect.ismethod(a.cost) and inspect.isbuiltin(len) and ('y', 2) in inspect.getmembers(f, lambda v: isinstance(v, int))
try:
    inspect.signature(sample).bind(1)
    raise AssertionError
except TypeError as error:
    assert str(error) == "missing a required argument: 'b'"
assert inspect.getsource(Door).splitlines() == ['class Door:', '    def close(self): pass'] and inspect.unwrap(functools.wraps(sample)(lambda: 0)) is sample

# pprint, ast.literal_eval, importlib
assert pprint.pformat({'b': [1, 2], 'a': (3,)}) == "{'a': (3,), 'b': [1, 2]}" and pprint.pformat(list(range(40))).count('\n') == 39 and pprint.pformat(a) == "Item(name='a', price=2.0)"
import ast, importlib
assert ast.literal_eval(" {'a': [1, -2.5, (True, None)], 'b': {3}}") == {'a': [1, -2.5, (True, None)], 'b': {3}}
assert ast.literal_eval('(1, 2+3j, "a" "b")') == (1, 2 + 3j, 'ab') and ast.literal_eval('[]') == [] and ast.literal_eval('()') == () and ast.literal_eval('-3') == -3 and ast.literal_eval('set()') == set()
for bad in ('f(1)', 'a', '1 + 2', '[x for x in y]', '"a" + "b"'):
    try:
        ast.literal_eval(bad)
        raise AssertionError(bad)
    except ValueError:
        pass
assert importlib.import_module('collections.abc').Sequence and importlib.import_module('.decoder', 'json').__name__ == 'json.decoder'
print('ok')
