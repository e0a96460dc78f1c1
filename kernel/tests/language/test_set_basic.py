# set and frozenset: order of ints, methods, operators, hashes, iteration errors.
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return e
    raise AssertionError('no ' + exc.__name__)

s = {3, 1, 2}
s.add(2); s.add(10)
assert s == {1, 2, 3, 10} and len(s) == 4 and 10 in s and 11 not in s
s.discard(99); s.discard(1)
assert raises(KeyError, s.remove, 1).args == (1,)
assert s == {2, 3, 10}
# the order of ints is that of the table
assert list({5, 1, 3}) == [1, 3, 5]
assert repr({40, 8, 1}) == '{40, 8, 1}' and repr(set(range(10, 0, -1))) == '{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}'
assert repr(set()) == 'set()' and repr(frozenset()) == 'frozenset()' and repr(frozenset({1})) == 'frozenset({1})'
a, b = {1, 2, 3}, {3, 4}
assert a | b == {1, 2, 3, 4} and a & b == {3} and a - b == {1, 2} and a ^ b == {1, 2, 4}
assert a.union([9], 'x') == {1, 2, 3, 9, 'x'} and a.intersection([1, 3], {1}) == {1} and a.difference([1]) == {2, 3} and a.symmetric_difference([1, 7]) == {2, 3, 7}
c = set(a); c |= b; assert c == {1, 2, 3, 4}
c &= {1, 4, 5}; assert c == {1, 4}
c -= {4}; assert c == {1}
c ^= {1, 2}; assert c == {2}
c.update([1], (5,)); assert c == {1, 2, 5}
c.intersection_update([1, 5]); c.difference_update([5]); c.symmetric_difference_update([1, 8]); assert c == {8}
assert {1} < {1, 2} and {1} <= {1} and not {1} < {1} and {1, 2} > {2} and {1}.issubset([1, 2]) and {1, 2}.issuperset([1]) and {1}.isdisjoint([2])
assert {1} == frozenset([1]) and {1} != {2} and not ({1} < {2}) and not ({1} > {2})
assert str(raises(TypeError, lambda: {1} | [2])) == "unsupported operand type(s) for |: 'set' and 'list'"
assert str(raises(TypeError, set().add, [])) == "unhashable type: 'list'"
assert str(raises(TypeError, hash, set())) == "unhashable type: 'set'"
f = frozenset([1, 2])
assert hash(f) == hash(frozenset([2, 1])) and {f: 1}[frozenset((2, 1))] == 1
assert hash(frozenset()) == 133146708735736 and hash(frozenset([1, 2, 3])) == -272375401224217160
assert {1, 2} in {f} and frozenset(f) is f and f.copy() is f
assert type(f | {3}) is frozenset and type({3} | f) is set
p = {7}
assert p.pop() == 7 and raises(KeyError, p.pop).args == ('pop from an empty set',)
def grow():
    for x in a: a.add(x + 10)
assert str(raises(RuntimeError, grow)) == 'Set changed size during iteration'
big = set()
for i in range(3000): big.add(i * 7)
for i in range(0, 3000, 3): big.remove(i * 7)
assert len(big) == 2000 and 7 in big and 21 not in big
assert sorted(big)[:3] == [7, 14, 28]
n = 0
while big: big.pop(); n += 1
assert n == 2000
assert set('hello') == {'h', 'e', 'l', 'o'} and {x % 3 for x in range(9)} == {0, 1, 2}
class S(set): pass
t = S([1]); t.tag = 1
assert t == {1} and repr(t) == 'S({1})' and t.tag == 1
class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, o): return self.n == o.n
ks = {K(i % 5) for i in range(20)}
assert len(ks) == 5 and K(3) in ks and K(7) not in ks
print('OK')
