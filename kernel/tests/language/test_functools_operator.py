# functools, operator, Counter and namedtuple.
from functools import partial, reduce, cmp_to_key, lru_cache, cache, wraps, total_ordering, cached_property
from operator import itemgetter, attrgetter, methodcaller, add, contains, countOf, indexOf
from collections import Counter, namedtuple

def f(*a, **k): return a, k
p = partial(f, 1, x=2)
assert p(3, y=4) == ((1, 3), {'x': 2, 'y': 4}) and p(x=5) == ((1,), {'x': 5}) and p.func is f and p.args == (1,) and p.keywords == {'x': 2}
assert partial(p, 9)() == ((1, 9), {'x': 2}) and repr(partial(int, '7', base=8)) == "functools.partial(<class 'int'>, '7', base=8)"
assert reduce(add, [1, 2, 3]) == 6 and reduce(add, [], 5) == 5
try:
    reduce(add, [])
    raise AssertionError
except TypeError as e:
    assert str(e) == 'reduce() of empty iterable with no initial value'
assert sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]
calls = []
@lru_cache(maxsize=2)
def g(x):
    calls.append(x)
    return x * 2
assert [g(1), g(2), g(1), g(3), g(2)] == [2, 4, 2, 6, 4] and calls == [1, 2, 3, 2]
assert g.cache_info() == (1, 4, 2, 2)
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
assert fib(60) == 1548008755920
@wraps(g)
def w(): pass
assert w.__name__ == 'g'
@total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
assert V(1) <= V(1) and V(2) > V(1) and V(2) >= V(2) and not V(1) > V(1)
class C:
    @cached_property
    def v(self):
        calls.append('v')
        return 5
c = C()
assert c.v == 5 and c.v == 5 and calls.count('v') == 1
assert itemgetter(1)('ab') == 'b' and itemgetter(0, 2)('abc') == ('a', 'c') and attrgetter('n')(V(3)) == 3 and methodcaller('replace', 'a', 'b')('aa') == 'bb'
assert contains([1], 1) and countOf([1, 1, 2], 1) == 2 and indexOf('abc', 'c') == 2
k = Counter('abracadabra')
assert k['a'] == 5 and k.most_common(2) == [('a', 5), ('b', 2)] and k['zz'] == 0 and 'zz' not in k
assert Counter(a=3) + Counter(a=1, b=2) == Counter(a=4, b=2) and Counter(a=3) - Counter(a=5) == Counter() and sorted(Counter(a=2).elements()) == ['a', 'a']
assert repr(Counter('aab')) == "Counter({'a': 2, 'b': 1})"
P = namedtuple('P', 'x y', defaults=[0])
q = P(1)
assert q == (1, 0) and q.x == 1 and q._replace(y=5) == P(1, 5) and repr(q) == 'P(x=1, y=0)' and q._asdict() == {'x': 1, 'y': 0} and P._fields == ('x', 'y') and P._make([1, 2]) == (1, 2)
x, y = q
assert (x, y) == (1, 0)
print('OK')
