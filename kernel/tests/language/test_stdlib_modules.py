# The standard library's modules: each is imported and does its work.
# needs counts
import sys

# re: flags, names, escapes, verbose patterns, the cache
import re
assert re.findall(r'(?i)[a-c]+', 'abC xaB') == ['abC', 'aB'] and re.escape('a.b*') == r'a\.b\*'
assert re.compile(r'''(?P<year>\d{4}) - (?P<month>\d\d)  # a date''', re.X).match('2024-05').groupdict() == {'year': '2024', 'month': '05'}
assert repr(re.compile('a', re.I | re.M)) == "re.compile('a', re.IGNORECASE|re.MULTILINE)" and repr(re.I) == 're.IGNORECASE'
try:
    re.compile('(a')
    raise AssertionError
except re.error as error:
    assert str(error) == 'missing ), unterminated subpattern at position 0' and error.pos == 0

# abc
import abc
class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
try:
    Shape()
    raise AssertionError
except TypeError as error:
    assert "abstract" in str(error) and 'Shape' in str(error)
class Square(Shape):
    def __init__(self, side): self.side = side
    def area(self): return self.side ** 2
    name = 'square'
assert Square(3).area() == 9 and isinstance(Square(1), Shape) and not issubclass(int, Shape)
Shape.register(int)
assert issubclass(int, Shape) and isinstance(3, Shape) and Shape.__abstractmethods__ == {'area', 'name'}

# collections, collections.abc
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
import collections.abc as cabc
assert Counter('abracadabra').most_common(2) == [('a', 5), ('b', 2)] and Counter(a=3) - Counter(a=1, b=2) == Counter(a=2)
assert +Counter(a=1, b=-1) == Counter(a=1) and sorted(Counter(a=2, b=1).elements()) == ['a', 'a', 'b'] and Counter('ab').total() == 2
Point = namedtuple('Point', 'x y', defaults=[0])
p = Point(1)
assert p == (1, 0) and repr(p) == 'Point(x=1, y=0)' and p._replace(y=5).y == 5 and p._asdict() == {'x': 1, 'y': 0} and Point._fields == ('x', 'y') and Point.__module__ == __name__
chain = ChainMap({'a': 1}, {'a': 2, 'b': 3})
assert chain['a'] == 1 and chain['b'] == 3 and sorted(chain) == ['a', 'b'] and chain.new_child({'b': 0})['b'] == 0
class Upper(UserDict):
    def __setitem__(self, key, value): super().__setitem__(key.upper(), value)
assert Upper(a=1) == {'A': 1} and UserList([1, 2]) + [3] == [1, 2, 3]
o = OrderedDict.fromkeys('abc')
o.move_to_end('a')
assert list(o) == ['b', 'c', 'a'] and list(reversed(o)) == ['a', 'c', 'b'] and o.popitem(last=False) == ('b', None)
assert isinstance([], cabc.MutableSequence) and isinstance({}, cabc.Mapping) and isinstance(iter([]), cabc.Iterator) and not isinstance(3, cabc.Iterable)
assert isinstance(len, cabc.Callable) and isinstance((i for i in ()), cabc.Generator) and issubclass(set, cabc.MutableSet) and isinstance(b'', cabc.Sequence)
class Evens(cabc.Sequence):
    def __len__(self): return 3
    def __getitem__(self, i):
        if not 0 <= i < 3: raise IndexError
        return 2 * i
assert list(Evens()) == [0, 2, 4] and 4 in Evens() and list(reversed(Evens())) == [4, 2, 0] and Evens().index(2) == 1

# enum
import enum
class Color(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    def lower(self): return self.name.lower()
assert Color.RED.value == 1 and Color(2) is Color.GREEN and Color['RED'] is Color.RED and Color.CRIMSON is Color.RED and list(Color) == [Color.RED, Color.GREEN]
assert repr(Color.RED) == '<Color.RED: 1>' and str(Color.RED) == 'Color.RED' and Color.GREEN.lower() == 'green' and isinstance(Color.RED, Color) and len(Color) == 2
class Perm(enum.Flag):
    R = enum.auto()
    W = enum.auto()
    X = enum.auto()
assert (Perm.R | Perm.X).value == 5 and Perm.R in (Perm.R | Perm.W) and repr(Perm.R | Perm.W) == '<Perm.R|W: 3>' and ~Perm.R == Perm.W | Perm.X and not Perm.R & Perm.W
class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10
assert Level.HIGH > Level.LOW and Level.HIGH + 1 == 11 and Level(1) is Level.LOW and f'{Level.LOW}' == '1' and sorted([Level.HIGH, Level.LOW]) == [1, 10]
Animal = enum.Enum('Animal', 'CAT DOG')
assert Animal.DOG.value == 2 and [a.name for a in Animal] == ['CAT', 'DOG']
for bad in (lambda: Color(9), lambda: Color['BLUE'], lambda: setattr(Color, 'RED', 5)):
    try:
        bad()
        raise AssertionError
    except (ValueError, KeyError, AttributeError):
        pass

# contextlib
import contextlib
log = []
@contextlib.contextmanager
def tag(name):
    log.append('<' + name)
    try:
        yield name.upper()
    finally:
        log.append(name + '>')
with tag('a') as name:
    log.append(name)
assert log == ['<a', 'A', 'a>']
with contextlib.suppress(ZeroDivisionError):
    1 / 0
with contextlib.ExitStack() as stack:
    for name in 'xy':
        stack.enter_context(tag(name))
    stack.callback(log.append, 'callback')
assert log[3:] == ['<x', '<y', 'callback', 'y>', 'x>']
class Resource:
    closed = False
    def close(self): self.closed = True
with contextlib.closing(Resource()) as resource:
    assert not resource.closed
assert resource.closed and contextlib.nullcontext(5).__enter__() == 5

# copy
import copy
shared = [1]
nested = {'a': shared, 'b': shared, 'c': (shared, 2)}
deep, shallow = copy.deepcopy(nested), copy.copy(nested)
assert deep == nested and deep['a'] is deep['b'] and deep['a'] is not shared and shallow['a'] is shared and deep['c'][0] is deep['a']
class Node:
    def __init__(self): self.me, self.items = self, []
node = copy.deepcopy(Node())
assert node.me is node and copy.copy(node).items is node.items

# json
import json
value = {'a': [1, 2.5, True, None, 'é"\n'], 'b': {}, 'c': []}
assert json.loads(json.dumps(value)) == value and json.dumps(value, sort_keys=True) == '{"a": [1, 2.5, true, null, "\\u00e9\\"\\n"], "b": {}, "c": []}'
assert json.dumps([1, {'x': 2}], indent=2) == '[\n  1,\n  {\n    "x": 2\n  }\n]' and json.dumps({'k': (1,)}, separators=(',', ':')) == '{"k":[1]}' and json.dumps('é', ensure_ascii=False) == '"é"'
assert json.loads('[1e3, -0, "\\ud83d\\ude00", NaN]')[:3] == [1000.0, 0, '\U0001f600'] and json.loads('{"a":1}', object_pairs_hook=list) == [('a', 1)]
try:
    json.loads('{"a": }')
    raise AssertionError
except json.JSONDecodeError as error:
    assert str(error) == 'Expecting value: line 1 column 7 (char 6)'
class Encoder(json.JSONEncoder):
    def default(self, o): return sorted(o) if isinstance(o, set) else super().default(o)
assert json.dumps({'s': {3, 1}}, cls=Encoder) == '{"s": [1, 3]}'

# string, textwrap, keyword, reprlib, pprint, html, base64
import keyword, reprlib, string, textwrap
assert string.Template('$who likes ${what}s').substitute(who='tim', what='kung fu') == 'tim likes kung fus' and string.capwords('a bc') == 'A Bc' and string.ascii_lowercase[:3] == 'abc'
assert string.Formatter().format('{0!r:>5}|{a[1]}', 'x', a=[1, 2]) == "  'x'|2"
assert textwrap.fill('the quick brown fox', 10) == 'the quick\nbrown fox' and textwrap.dedent('  a\n    b\n') == 'a\n  b\n' and textwrap.shorten('one two three', 9) == 'one [...]' and textwrap.indent('a\nb', '> ') == '> a\n> b'
assert keyword.iskeyword('for') and not keyword.iskeyword('four') and reprlib.repr(list(range(100))) == '[0, 1, 2, 3, 4, 5, ...]'
import html
assert html.escape('<a href="x">&') == '&lt;a href=&quot;x&quot;&gt;&amp;' and html.unescape('&eacute;&#233;&lt;') == 'éé<'

# heapq, bisect, queue
import bisect, heapq, queue
heap = []
for x in (5, 1, 4, 1, 3): heapq.heappush(heap, x)
assert [heapq.heappop(heap) for _ in range(5)] == [1, 1, 3, 4, 5] and heapq.nlargest(2, [3, 1, 2]) == [3, 2] and heapq.nsmallest(2, 'cab', key=ord) == ['a', 'b'] and list(heapq.merge([1, 4], [2, 3])) == [1, 2, 3, 4]
data = [1, 2, 2, 5]
assert bisect.bisect(data, 2) == 3 and bisect.bisect_left(data, 2) == 1 and bisect.bisect_left(['a', 'bb'], 2, key=len) == 1
bisect.insort(data, 3)
assert data == [1, 2, 2, 3, 5]
q = queue.PriorityQueue()
for x in (3, 1, 2): q.put(x)
assert [q.get() for _ in range(3)] == [1, 2, 3] and q.empty()
try:
    queue.Queue(1).get(timeout=0.01)
    raise AssertionError
except queue.Empty:
    pass

# functools, operator: beyond what is native
import functools, operator
class Cell:
    @functools.cached_property
    def value(self): log.append('once'); return 7
    def add(self, a, b): return a + b
    add2 = functools.partialmethod(add, 2)
cell = Cell()
assert cell.value + cell.value == 14 and log.count('once') == 1 and cell.add2(3) == 5
assert operator.attrgetter('real.imag')(3) == 0 and operator.itemgetter(1, 0)('ab') == ('b', 'a') and operator.methodcaller('split', ',')('a,b') == ['a', 'b']

# types, weakref, copyreg
import types, weakref
assert types.SimpleNamespace(a=1).a == 1 and isinstance(types.MappingProxyType({}), types.MappingProxyType) and types.new_class('K', (), {}).__name__ == 'K'
class Thing:
    def method(self): return 'called'
thing = Thing()
values, keys = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary()
values['t'], keys[thing] = thing, 1
proxy, bound = weakref.proxy(thing), weakref.WeakMethod(thing.method)
assert values['t'] is thing and keys[thing] == 1 and proxy.method() == 'called' and bound()() == 'called' and len(weakref.WeakSet([thing])) == 1
weakref.finalize(thing, log.append, 'finalised')
del thing
import gc; gc.collect()
assert not list(values) and not list(keys) and bound() is None and log[-1] == 'finalised'
try:
    proxy.method()
    raise AssertionError
except ReferenceError as error:
    assert str(error) == 'weakly-referenced object no longer exists'

# warnings
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    warnings.warn('old', DeprecationWarning)
assert len(caught) == 1 and caught[0].category is DeprecationWarning and str(caught[0].message) == 'old'

# datetime
from datetime import date, datetime, timedelta, timezone
assert (date(2024, 3, 1) - date(2024, 2, 1)).days == 29 and date(2024, 1, 1).isoformat() == '2024-01-01' and date.fromisoformat('2024-02-29').weekday() == 3
moment = datetime(2024, 1, 31, 12, 30, tzinfo=timezone.utc)
assert str(moment + timedelta(days=1, seconds=30)) == '2024-02-01 12:30:30+00:00' and repr(timedelta(hours=25)) == 'datetime.timedelta(days=1, seconds=3600)' and moment.timestamp() == 1706704200.0
assert f'{moment:%Y/%m/%d %H:%M}' == '2024/01/31 12:30' and datetime.fromisoformat('2024-01-31T12:30:00+00:00') == moment
print('ok')
