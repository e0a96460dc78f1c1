# enumerate, zip, map, filter, reversed, iter with a sentinel, the old sequence protocol.
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError('no ' + exc.__name__)

assert list(enumerate('ab')) == [(0, 'a'), (1, 'b')] and list(enumerate('ab', start=5)) == [(5, 'a'), (6, 'b')] and list(enumerate('a', 10**20)) == [(10**20, 'a')]
assert list(zip('abc', [1, 2])) == [('a', 1), ('b', 2)] and list(zip()) == [] and list(zip([1])) == [(1,)]
assert raises(ValueError, lambda: list(zip('ab', 'a', strict=True))) == 'zip() argument 2 is shorter than argument 1'
assert raises(ValueError, lambda: list(zip('a', 'ab', strict=True))) == 'zip() argument 2 is longer than argument 1'
assert list(map(lambda x: x * 2, [1, 2])) == [2, 4] and list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])) == [11, 22]
assert list(filter(None, [0, 1, '', 'a'])) == [1, 'a'] and list(filter(lambda x: x > 1, [1, 2, 3])) == [2, 3]
assert list(reversed('abc')) == ['c', 'b', 'a'] and list(reversed((1, 2))) == [2, 1]
assert raises(TypeError, reversed, {1}) == "'set' object is not reversible"
n = iter(range(5))
assert list(iter(lambda: next(n), 3)) == [0, 1, 2]
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * i
    def __len__(self): return 3
assert list(Old()) == [0, 1, 4] and list(reversed(Old())) == [4, 1, 0] and 4 in Old()
assert raises(TypeError, iter, 5) == "'int' object is not iterable"
assert raises(TypeError, next, 5) == "'int' object is not an iterator"
assert raises(StopIteration, next, iter([])) == ''
class Count:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
assert list(Count()) == [1, 2, 3] and sum(Count()) == 6 and tuple(Count()) == (1, 2, 3) and set(Count()) == {1, 2, 3}
def boom():
    yield 1
    raise ZeroDivisionError
raises(ZeroDivisionError, list, boom())
raises(ZeroDivisionError, lambda: dict.fromkeys(boom()))
raises(ZeroDivisionError, set, boom())
raises(ZeroDivisionError, lambda: [1].extend(boom()))
assert raises(TypeError, len, 5) == "object of type 'int' has no len()"
print('OK')
