# match: every kind of pattern, and what they refuse.
from collections import OrderedDict, defaultdict, deque, namedtuple

def kind(x):
    match x:
        case 0 | 1 | 2: return 'small'
        case -1.5: return 'float'
        case 1 + 2j: return 'complex'
        case None | True | False: return 'singleton'
        case 'a' 'b': return 'text'
        case []: return 'empty'
        case [a]: return 'one', a
        case [a, *rest] if rest and rest[0] == a: return 'same', a, rest
        case (a, b, *_): return 'two', a, b
        case {'x': x, 'y': [y, *_], **others}: return 'dict', x, y, others
        case {'k': 'v'}: return 'kv'
        case {}: return 'mapping'
        case int(n): return 'int', n
        case str() as s: return 'str', s
        case float(): return 'other float'
        case _: return 'else'

assert [kind(x) for x in (0, 2, -1.5, 1 + 2j, None, 'ab', [], (), [7], (3, 3, 4), [1, 2, 3])] == [
    'small', 'small', 'float', 'complex', 'singleton', 'text', 'empty', 'empty', ('one', 7), ('same', 3, [3, 4]), ('two', 1, 2)]
assert kind({'x': 1, 'y': (2, 3), 'z': 4}) == ('dict', 1, 2, {'z': 4}) and kind({'k': 'v', 'l': 0}) == 'kv' and kind({'q': 1}) == 'mapping' and kind({}) == 'mapping'
assert kind(77) == ('int', 77) and kind('xyz') == ('str', 'xyz') and kind(2.5) == 'other float' and kind({1}) == 'else' and kind(b'ab') == 'else' and kind(bytearray(2)) == 'else'
assert kind(True) == 'small' and kind(range(2)) == ('two', 0, 1) and kind(deque([9])) == ('one', 9) and kind(OrderedDict(k='v')) == 'kv' and kind(iter([])) == 'else'

# classes
class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class Other: pass
def where(p):
    match p:
        case Point(0, 0): return 'origin'
        case Point(x=0, y=y) | Point(y, 0): return 'axis', y
        case Point(x, y) if x == y: return 'diagonal', x
        case Point(x=Point(a, _)): return 'nested', a
        case Point(): return 'point'
        case Other(missing=_): return 'has it'
        case Other(): return 'other'
assert [where(p) for p in (Point(0, 0), Point(0, 5), Point(6, 0), Point(2, 2), Point(Point(8, 9), 1), Point(1, 2), Other(), 5)] == [
    'origin', ('axis', 5), ('axis', 6), ('diagonal', 2), ('nested', 8), 'point', 'other', None]
P3 = namedtuple('P3', 'x y z')
match P3(1, 2, 3):
    case P3(x, z=z): assert (x, z) == (1, 3)
match {'a': {'b': [1, {'c': 2}]}}:
    case {'a': {'b': [_, {'c': deep}]}}: assert deep == 2
    case _: raise AssertionError
class Config: LEVEL = 3
match 3:
    case Config.LEVEL: pass
    case _: raise AssertionError

# a default is not made by looking: defaultdict
d = defaultdict(list)
match d:
    case {'absent': _}: raise AssertionError
    case _: assert not d

# abstract classes decide for classes of Python
import collections.abc
class Row(collections.abc.Sequence):
    def __getitem__(self, i): return (10, 20)[i]
    def __len__(self): return 2
class Table(collections.abc.Mapping):
    def __getitem__(self, key): return {'k': 1}[key]
    def __iter__(self): return iter(['k'])
    def __len__(self): return 1
match Row():
    case [a, b]: assert (a, b) == (10, 20)
match Table():
    case {'k': v, **rest}: assert v == 1 and rest == {}
class Seq:
    def __getitem__(self, i): return [0, 1][i]
    def __len__(self): return 2
match Seq():
    case [_, _]: raise AssertionError
    case _: pass
collections.abc.Sequence.register(Seq)
match Seq():
    case [0, 1]: pass
    case _: raise AssertionError

# errors
def error_of(f):
    try: f()
    except Exception as error: return type(error).__name__, str(error)
def too_many():
    match Point(1, 2):
        case Point(1, 2, 3): pass
def twice():
    match Point(1, 2):
        case Point(1, x=1): pass
def no_class():
    match 3:
        case kind(): pass
def bad_args():
    class B: __match_args__ = ['x']
    match B():
        case B(1): pass
def positional():
    match 'abc':
        case str(a, b): pass
def keys():
    key = Config.LEVEL
    match {3: 4, 5: 6}:
        case {3: _, Config.LEVEL: _}: pass
assert error_of(too_many) == ('TypeError', 'Point() accepts 2 positional sub-patterns (3 given)')
assert error_of(twice) == ('TypeError', "Point() got multiple sub-patterns for attribute 'x'")
assert error_of(no_class) == ('TypeError', 'called match pattern must be a type')
assert error_of(bad_args) == ('TypeError', 'B.__match_args__ must be a tuple (got list)')
assert error_of(positional) == ('TypeError', 'str() accepts 1 positional sub-pattern (2 given)')
assert error_of(keys) == ('ValueError', 'mapping pattern checks duplicate key (3)')

# names bound by a pattern that failed later stay bound; the subject is evaluated once
seen = []
def subject(): seen.append(1); return [1, 2]
match subject():
    case [first, 3]: pass
    case [first, second]: pass
assert (first, second, seen) == (1, 2, [1])
print('ok')
