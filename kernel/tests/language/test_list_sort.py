# lab only: python3 may be older than 3.13, whose behaviour this is
# list.sort and sorted: stability, keys, reverse, exceptions, a list changed while it is sorted.
seed = 5
def randrange(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2147483648
    return (seed >> 8) % n
for n in (0, 1, 2, 3, 10, 63, 64, 65, 100, 500, 2000):
    for kind in range(5):
        if kind == 0: data = [randrange(n + 1) for _ in range(n)]
        elif kind == 1: data = list(range(n))
        elif kind == 2: data = list(range(n, 0, -1))
        elif kind == 3: data = [i % 7 for i in range(n)]
        else: data = [i for i in range(n // 2)] + [i for i in range(n // 2)]
        s = sorted(data)
        assert all(s[i] <= s[i + 1] for i in range(len(s) - 1)), (n, kind)
        counts = {}
        for x in data: counts[x] = counts.get(x, 0) + 1
        for x in s: counts[x] -= 1
        assert not any(counts.values())
        pairs = [(x, i) for i, x in enumerate(data)]
        pairs.sort(key=lambda p: p[0])
        assert all(pairs[i] < pairs[i + 1] for i in range(len(pairs) - 1)), 'stable'
        pairs = [(x, -i) for i, x in enumerate(data)]
        pairs.sort(key=lambda p: p[0], reverse=True)
        assert all(pairs[i] > pairs[i + 1] for i in range(len(pairs) - 1)), 'stable in reverse'
words = ['pear', 'Apple', 'fig', 'banana']
assert sorted(words) == ['Apple', 'banana', 'fig', 'pear']
assert sorted(words, key=str.lower) == ['Apple', 'banana', 'fig', 'pear']
assert sorted(words, key=len) == ['fig', 'pear', 'Apple', 'banana']
assert sorted([1.5, 1, 0.5, True]) == [0.5, 1, True, 1.5]
assert sorted([10**30, 5, -10**30]) == [-10**30, 5, 10**30]
assert sorted({3: 0, 1: 0, 2: 0}) == [1, 2, 3]

class Bad:
    def __lt__(self, other): raise KeyError('bad')
l = [3, 2, Bad(), 1, 0]
try:
    l.sort()
    raise AssertionError
except (KeyError, TypeError):
    pass
assert len(l) == 5 and sum(isinstance(x, int) for x in l) == 4
try:
    sorted([1, 'a'])
    raise AssertionError
except TypeError as e:
    assert str(e) == "'<' not supported between instances of 'str' and 'int'", e
def boom(x): raise ZeroDivisionError
l = [3, 1, 2]
try:
    l.sort(key=boom)
    raise AssertionError
except ZeroDivisionError:
    pass
assert l == [3, 1, 2]
try:
    l.sort(1)
    raise AssertionError
except TypeError:
    pass
assert min(3, 1, 2) == 1 and max([1, 5, 3]) == 5 and max('a', 'bb', key=len) == 'bb' and min([], default=7) == 7
assert sum([1, 2, 3]) == 6 and sum([0.1] * 10) == 1.0 and sum([[1], [2]], []) == [1, 2] and sum([10**20, 1]) == 10**20 + 1
assert any([0, 1]) and not any([]) and all([1, 2]) and not all([1, 0])
print('OK')
