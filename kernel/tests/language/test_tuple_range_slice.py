# lab only: python3 may be older than 3.13, whose behaviour this is
# tuple, range, slice.
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError('no ' + exc.__name__)

t = (1, 2, 3)
assert t[0] == 1 and t[-1] == 3 and t[1:] == (2, 3) and t[::-1] == (3, 2, 1) and len(t) == 3
assert t + (4,) == (1, 2, 3, 4) and t * 2 == (1, 2, 3, 1, 2, 3) and () * 5 == () and 2 in t and t.index(2) == 1 and t.count(1) == 1
assert repr(()) == '()' and repr((1,)) == '(1,)' and repr((1, 'a')) == "(1, 'a')"
assert raises(IndexError, lambda: t[3]) == 'tuple index out of range'
assert raises(TypeError, lambda: t['a']) == 'tuple indices must be integers or slices, not str'
assert raises(TypeError, lambda: t + [1]) == 'can only concatenate tuple (not "list") to tuple'
def assign(): t[0] = 1
assert raises(TypeError, assign) == "'tuple' object does not support item assignment"
assert raises(ValueError, t.index, 9) == 'tuple.index(x): x not in tuple'
assert hash(()) == 5740354900026072187 and hash((1, 2, 3)) == 529344067295497451 and hash((1,)) == -6644214454873602895
assert (1, 2) < (1, 3) and (1,) < (1, 0) and (2,) > (1, 9)
assert tuple('ab') == ('a', 'b') and tuple([1]) == (1,) and tuple(t) is t
class T(tuple):
    pass
x = T((1, 2)); x.name = 'n'
assert x == (1, 2) and x.name == 'n' and x[0] == 1 and type(x[:]) is tuple
a, *b, c = (1, 2, 3, 4)
assert (a, b, c) == (1, [2, 3], 4)

r = range(2, 20, 3)
assert list(r) == [2, 5, 8, 11, 14, 17] and len(r) == 6 and r[1] == 5 and r[-1] == 17 and 8 in r and 9 not in r and r.index(11) == 3 and r.count(5) == 1
assert r[1:3] == range(5, 11, 3) and r[::-1] == range(17, -1, -3) and repr(r) == 'range(2, 20, 3)' and repr(range(3)) == 'range(0, 3)'
assert list(range(5, 0, -2)) == [5, 3, 1] and list(reversed(range(4))) == [3, 2, 1, 0] and range(0) == range(5, 5) and hash(range(0)) == hash(range(2, 2))
assert raises(ValueError, range, 1, 2, 0) == 'range() arg 3 must not be zero'
assert raises(IndexError, lambda: range(3)[3]) == 'range object index out of range'
assert raises(TypeError, range, 1.5) == "'float' object cannot be interpreted as an integer"
big = range(10**20, 10**20 + 5)
assert list(big)[4] == 10**20 + 4 and 10**20 + 3 in big and big[1] == 10**20 + 1 and list(big[1:3]) == [10**20 + 1, 10**20 + 2]
assert list(reversed(big))[0] == 10**20 + 4 and big.index(10**20 + 2) == 2 and len(big) == 5
assert bool(range(0)) is False and bool(range(1)) is True and 2.0 in range(3) and 'a' not in range(3)

s = slice(1, 10, 2)
assert (s.start, s.stop, s.step) == (1, 10, 2) and repr(s) == 'slice(1, 10, 2)' and s.indices(5) == (1, 5, 2)
assert slice(None, None, -1).indices(5) == (4, -1, -1) and slice(-3, None).indices(10) == (7, 10, 1) and slice(3) == slice(None, 3, None)
assert raises(ValueError, lambda: [1][::0]) == 'slice step cannot be zero'
assert raises(TypeError, lambda: [1]['a':]) == 'slice indices must be integers or None or have an __index__ method'
assert slice(1, 2) < slice(1, 3) and hash(slice(1, 2)) == hash(slice(1, 2))
class I:
    def __index__(self): return 2
assert [1, 2, 3, 4][I():] == [3, 4] and [1, 2, 3][I()] == 3
print('OK')
