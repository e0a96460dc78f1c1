# lab only: python3 may be older than 3.13, whose behaviour this is
# itertools: every function.
from itertools import *
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError('no ' + exc.__name__)

def take(n, it): return list(islice(it, n))
assert take(3, count()) == [0, 1, 2] and take(3, count(5, 2)) == [5, 7, 9] and take(2, count(1.5)) == [1.5, 2.5] and repr(count(3)) == 'count(3)' and repr(count(1, 2)) == 'count(1, 2)'
assert take(5, cycle('ab')) == ['a', 'b', 'a', 'b', 'a'] and list(cycle([])) == []
assert list(repeat('x', 3)) == ['x', 'x', 'x'] and take(2, repeat(1)) == [1, 1] and repr(repeat(1, 2)) == 'repeat(1, 2)'
assert list(chain('ab', [1])) == ['a', 'b', 1] and list(chain.from_iterable(['ab', 'c'])) == ['a', 'b', 'c'] and list(chain()) == []
assert list(compress('abcd', [1, 0, 1, 0])) == ['a', 'c']
assert list(dropwhile(lambda x: x < 3, [1, 3, 2])) == [3, 2] and list(takewhile(lambda x: x < 3, [1, 3, 2])) == [1]
assert list(filterfalse(lambda x: x % 2, range(5))) == [0, 2, 4] and list(starmap(pow, [(2, 3), (3, 2)])) == [8, 9]
assert list(islice(range(10), 2, 8, 3)) == [2, 5] and list(islice(range(10), 2, None)) == list(range(2, 10)) and list(islice('abc', 0)) == []
it = iter(range(10))
assert list(islice(it, 3)) == [0, 1, 2] and next(it) == 3
raises(ValueError, islice, 'a', -1)
assert list(pairwise('abc')) == [('a', 'b'), ('b', 'c')] and list(pairwise('a')) == []
assert list(batched('abcde', 2)) == [('a', 'b'), ('c', 'd'), ('e',)]
raises(ValueError, lambda: list(batched('abc', 2, strict=True)))
assert list(accumulate([1, 2, 3])) == [1, 3, 6] and list(accumulate([1, 2, 3], lambda a, b: a * b)) == [1, 2, 6] and list(accumulate([1], initial=10)) == [10, 11]
assert [(k, list(g)) for k, g in groupby('aabbca')] == [('a', ['a', 'a']), ('b', ['b', 'b']), ('c', ['c']), ('a', ['a'])]
assert [k for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)] == [1, 0, 1]
gs = [g for k, g in groupby('ab')]
assert [list(g) for g in gs] == [[], []]
assert list(zip_longest('abc', [1], fillvalue='-')) == [('a', 1), ('b', '-'), ('c', '-')] and list(zip_longest()) == []
assert list(product('ab', [1, 2])) == [('a', 1), ('a', 2), ('b', 1), ('b', 2)] and list(product([0, 1], repeat=2)) == [(0, 0), (0, 1), (1, 0), (1, 1)] and list(product()) == [()] and list(product('a', [])) == []
assert list(permutations('abc', 2)) == [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')] and len(list(permutations(range(5)))) == 120 and list(permutations('a', 2)) == []
assert list(permutations(range(3))) == [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
assert list(combinations('abc', 2)) == [('a', 'b'), ('a', 'c'), ('b', 'c')] and list(combinations('a', 2)) == [] and list(combinations('ab', 0)) == [()]
assert list(combinations_with_replacement('ab', 2)) == [('a', 'a'), ('a', 'b'), ('b', 'b')]
a, b = tee([1, 2, 3])
assert next(a) == 1 and list(b) == [1, 2, 3] and list(a) == [2, 3] and list(a) == []
x, y, z = tee(iter('ab'), 3)
assert list(x) == list(y) == list(z) == ['a', 'b']
print('OK')
