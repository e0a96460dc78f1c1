# dict: subscripts, order, methods, views, iteration errors, subclasses.
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return e
    raise AssertionError('no ' + exc.__name__)

d = {'b': 1, 'a': 2}
d['c'] = 3
d['b'] = 10
assert list(d) == ['b', 'a', 'c'] and d['b'] == 10 and len(d) == 3
del d['a']
d['a'] = 4
assert list(d.items()) == [('b', 10), ('c', 3), ('a', 4)]
assert raises(KeyError, lambda: d['zz']).args == ('zz',)
assert raises(KeyError, d.pop, 'q').args == ('q',)
assert d.get('b') == 10 and d.get('zz') is None and d.get('zz', 5) == 5
assert d.pop('c') == 3 and d.pop('c', None) is None
assert d.setdefault('n', []) == [] and d.setdefault('b', 7) == 10
assert d.popitem() == ('n', [])
assert 'b' in d and 'x' not in d
e = d.copy()
assert e == d and e is not d
e.update({'b': 0}, z=1)
assert e == {'b': 0, 'a': 4, 'z': 1}
e.update([('p', 1), ['q', 2]])
assert e['p'] == 1 and e['q'] == 2
assert str(raises(ValueError, e.update, [(1, 2, 3)])) == 'dictionary update sequence element #0 has length 3; 2 is required'
assert str(raises(TypeError, e.update, [1])) == 'cannot convert dictionary update sequence element #0 to a sequence'
assert dict(a=1, b=2) == {'a': 1, 'b': 2} and dict([(1, 2)], x=3) == {1: 2, 'x': 3} and dict({1: 1}) == {1: 1}
assert dict.fromkeys('ab') == {'a': None, 'b': None} and dict.fromkeys([1], 0) == {1: 0}
assert {1: 1} | {2: 2} == {1: 1, 2: 2}
d = {1: 1}
d |= {1: 5, 3: 3}
assert d == {1: 5, 3: 3}
d.clear()
assert d == {} and not d
assert raises(KeyError, d.popitem).args == ('popitem(): dictionary is empty',)
assert str(raises(TypeError, lambda: {[]: 1})) == "unhashable type: 'list'"
assert str(raises(TypeError, lambda: {}[{}])) == "unhashable type: 'dict'"
assert {1: 'a', True: 'b', 1.0: 'c'} == {1: 'c'} and list({1: 'a', 1.0: 'c'}) == [1]
assert {1: 1, 2: 2} == {2: 2, 1: 1} and {1: 1} != {1: 2} and {1: 1} != {2: 1}
big = {}
for i in range(5000): big[i] = i
for i in range(0, 5000, 2): del big[i]
for i in range(0, 5000, 4): big[i] = -i
assert len(big) == 3750 and big[4] == -4 and big[3] == 3 and 2 not in big
assert sum(big.values()) == sum(range(1, 5000, 2)) - sum(range(0, 5000, 4))
while big: big.popitem()
assert len(big) == 0
big['x'] = 1
assert big == {'x': 1}
s = {}
for i in range(300): s['k%d' % i] = i
assert all(s['k%d' % i] == i for i in range(300))
assert list(s)[:3] == ['k0', 'k1', 'k2']

d = {1: 1, 2: 2}
def grow():
    for k in d: d[k + 10] = 0
assert str(raises(RuntimeError, grow)) == 'dictionary changed size during iteration'
d = {1: 1, 2: 2}
def swap():
    for k in d:
        del d[k]
        d[k + 100] = 0
raises(RuntimeError, swap)
assert list(reversed({1: 0, 2: 0})) == [2, 1] and list(reversed({1: 'a', 2: 'b'}.items())) == [(2, 'b'), (1, 'a')]
it = iter({1: 2, 3: 4})
assert it.__length_hint__() == 2 and next(it) == 1 and it.__length_hint__() == 1

d = {'a': 1, 'b': 2}
k, v, i = d.keys(), d.values(), d.items()
d['c'] = 3
assert len(k) == 3 and list(v) == [1, 2, 3] and ('c', 3) in i and ('c', 4) not in i and 'c' in k
assert repr(k) == "dict_keys(['a', 'b', 'c'])" and repr(v) == 'dict_values([1, 2, 3])' and repr(i) == "dict_items([('a', 1), ('b', 2), ('c', 3)])"
assert k & {'a', 'z'} == {'a'} and k | {'z'} == {'a', 'b', 'c', 'z'} and k - {'a'} == {'b', 'c'} and k ^ {'a', 'q'} == {'b', 'c', 'q'}
assert k == {'a', 'b', 'c'} and k >= {'a'} and k > {'a'} and not k <= {'a'} and k.isdisjoint('xyz')
assert i & {('a', 1)} == {('a', 1)}
assert k.mapping['a'] == 1

r = {}
r['self'] = r
assert repr(r) == "{'self': {...}}"
assert repr({1: 'a', 'b': None}) == "{1: 'a', 'b': None}"

class D(dict):
    def __missing__(self, key): return key * 2
x = D(a=1)
x.attr = 5
assert x['a'] == 1 and x['q'] == 'qq' and x.get('q') is None and x.attr == 5 and x == {'a': 1}
assert repr(x) == "{'a': 1}"

class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return 7
    def __eq__(self, other): return isinstance(other, Key) and self.n == other.n
ks = [Key(i) for i in range(20)]
d = {}
for q in ks: d[q] = q.n
assert all(d[Key(i)] == i for i in range(20)) and Key(99) not in d
del d[Key(3)]
assert len(d) == 19 and Key(3) not in d and d[Key(4)] == 4

class Evil(Key):
    def __init__(self, d): self.d = d
    def __hash__(self): return 7
    def __eq__(self, other):
        self.d.clear()
        return False
d = {}
for q in ks: d[q] = 1
d[Evil(d)] = 1
assert len(d) == 1
def f(**kw): return kw
assert f(**{'a': 1}, b=2) == {'a': 1, 'b': 2}
assert {**{'a': 1}, 'a': 2} == {'a': 2}
assert {i: i * i for i in range(3)} == {0: 0, 1: 1, 2: 4}
print('OK')
