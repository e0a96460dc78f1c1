# list: subscripts, slices, methods, comparison, errors.
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError('no ' + exc.__name__)

l = [1, 2, 3]
l.append(4)
l.extend((5, 6))
l.extend(l)
assert l == [1, 2, 3, 4, 5, 6] * 2
del l[6:]
assert l[0] == 1 and l[-1] == 6 and l[1:3] == [2, 3] and l[::-1] == [6, 5, 4, 3, 2, 1]
assert l[::2] == [1, 3, 5] and l[-2:] == [5, 6] and l[10:] == [] and l[4:1:-1] == [5, 4, 3]
assert raises(IndexError, lambda: l[6]) == 'list index out of range'
assert raises(IndexError, lambda: l[-7]) == 'list index out of range'
assert raises(TypeError, lambda: l['a']) == 'list indices must be integers or slices, not str'
l[0] = 'x'
l[-1] = 'y'
assert l == ['x', 2, 3, 4, 5, 'y']
def put(): l[6] = 0
assert raises(IndexError, put) == 'list assignment index out of range'
l[1:3] = []
assert l == ['x', 4, 5, 'y']
l[1:1] = [1, 2, 3]
assert l == ['x', 1, 2, 3, 4, 5, 'y']
l[0:2] = l
assert l == ['x', 1, 2, 3, 4, 5, 'y', 2, 3, 4, 5, 'y']
l[::2] = [0] * 6
assert l == [0, 1, 0, 3, 0, 5, 0, 2, 0, 4, 0, 'y']
def bad(): l[::2] = [1]
assert raises(ValueError, bad) == 'attempt to assign sequence of size 1 to extended slice of size 6'
def bad2(): l[0:1] = 5
assert raises(TypeError, bad2) in ('can only assign an iterable', "must assign iterable to extended slice")
del l[::2]
assert l == [1, 3, 5, 2, 4, 'y']
del l[::-2]
assert l == [1, 5, 4]
del l[0]
assert l == [5, 4]
l[:] = range(10)
del l[2:5]
assert l == [0, 1, 5, 6, 7, 8, 9]
l[len(l):] = [10]
assert l == [0, 1, 5, 6, 7, 8, 9, 10]

l = [3, 1, 2]
assert l.pop() == 2 and l.pop(0) == 3 and l == [1]
assert raises(IndexError, l.pop, 5) == 'pop index out of range'
l.clear()
assert raises(IndexError, l.pop) == 'pop from empty list'
l.insert(0, 'b'); l.insert(0, 'a'); l.insert(100, 'd'); l.insert(-1, 'c')
assert l == ['a', 'b', 'c', 'd']
l.remove('b')
assert l == ['a', 'c', 'd']
assert raises(ValueError, l.remove, 'z') == 'list.remove(x): x not in list'
assert l.index('d') == 2 and l.count('a') == 1
assert raises(ValueError, l.index, 'a', 1)
l.reverse()
assert l == ['d', 'c', 'a']
c = l.copy()
assert c == l and c is not l

assert [1, 2] + [3] == [1, 2, 3] and [0] * 3 == [0, 0, 0] and 2 * [1] == [1, 1] and [1] * -1 == []
assert raises(TypeError, lambda: [1] + (2,)) == 'can only concatenate list (not "tuple") to list'
a = b = [1]
a += (2, 3)
assert b == [1, 2, 3]
a *= 2
assert b == [1, 2, 3, 1, 2, 3]
a *= 0
assert b == []
assert [1, 2] < [1, 3] and [1] < [1, 0] and not [2] < [1, 9] and [1, 2] >= [1, 2] and [1] != [2]
assert 2 in [1, 2] and 5 not in [1, 2]
nan = float('nan')
assert [nan] == [nan] and nan in [nan]
r = [1]
r.append(r)
assert repr(r) == '[1, [...]]'
assert repr([1, 'a', None, 2.5]) == "[1, 'a', None, 2.5]"
assert raises(TypeError, hash, []) == "unhashable type: 'list'"
assert list('abc') == ['a', 'b', 'c'] and list({1: 2}) == [1] and list(range(3)) == [0, 1, 2]
assert bool([]) is False and bool([0]) is True

it = iter([1, 2])
assert next(it) == 1 and it.__length_hint__() == 1 and next(it) == 2 and next(it, 'end') == 'end'
base = [1]
it = iter(base)
assert list(it) == [1]
base.append(2)
assert list(it) == []
grow = [0]
for x in grow:
    if x < 5: grow.append(x + 1)
assert grow == [0, 1, 2, 3, 4, 5]
assert list(reversed([1, 2, 3])) == [3, 2, 1]
assert [x for x in range(5) if x % 2] == [1, 3]
first, *rest = [1, 2, 3]
assert first == 1 and rest == [2, 3]

class L(list):
    pass
s = L([1, 2])
s.name = 'n'
assert s == [1, 2] and s.name == 'n' and type(s + [1]) is list and isinstance(s, list)
try:
    [1, 'a'].index('b')
    raise AssertionError
except ValueError as e:
    assert str(e) == "'b' is not in list"
print('OK')
