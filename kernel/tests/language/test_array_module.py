"""array.array: items of a C type; the buffer that it is; values that do not fit."""

import copy
from array import array


def error(run):
    try:
        run()
    except Exception as problem:
        return '%s: %s' % (type(problem).__name__, problem)


a = array('i', [1, 2, 3])
a.append(-4)
a.extend(x * 10 for x in range(2))
assert a.tolist() == [1, 2, 3, -4, 0, 10] and len(a) == 6 and a.itemsize == 4 and a.typecode == 'i'
assert repr(a) == "array('i', [1, 2, 3, -4, 0, 10])" and repr(array('d')) == "array('d')"
assert a[-1] == 10 and a[1:3] == array('i', [2, 3]) and a[::-2].tolist() == [10, -4, 2]
a[1:3] = array('i', [7])
assert a.tolist() == [1, 7, -4, 0, 10]
a[::2] = array('i', [9, 9, 9])
del a[1]
assert a.tolist() == [9, 9, 0, 9] and a.count(9) == 3 and a.index(0) == 2 and 0 in a and a.pop() == 9
a.insert(-1, 5)
a.remove(9)
a.reverse()
assert a.tolist() == [0, 5, 9] and sum(a) == 14 and sorted(a, reverse=True) == [9, 5, 0] and [*a] == [0, 5, 9]
assert (a + a).tolist() == [0, 5, 9] * 2 == (a * 2).tolist()
a += array('i', [1])
a *= 2
assert a == array('q', [0, 5, 9, 1, 0, 5, 9, 1]) and a < array('i', [1]) and array('i', [1, 2]) > array('d', [1])
assert copy.copy(a) == a is not copy.copy(a) and copy.deepcopy([a])[0] == a

assert array('B', b'abc').tolist() == [97, 98, 99] and array('H', b'\1\0\2\0').tolist() == [1, 2] and bytes(array('h', [-1])) == b'\xff\xff'
assert array('f', [0.1])[0] != 0.1 and array('d', [0.1])[0] == 0.1 and array('u', 'añ€').tounicode() == 'añ€'
assert array('Q', [2**64 - 1])[0] == 2**64 - 1 and array('q', [-2**63])[0] == -2**63
b = array('I', [1, 2**32 - 1])
b.byteswap()
assert b.tolist() == [1 << 24, 2**32 - 1] and b''.join([b.tobytes()]) == b'\0\0\0\1\xff\xff\xff\xff'
view = memoryview(b)
assert view.format == 'I' and view.itemsize == 4 and view[1] == 2**32 - 1 and view.nbytes == 8
view[0] = 3
assert b[0] == 3 and error(lambda: b.append(1)).startswith('BufferError')
view.release()
b.append(1)

assert error(lambda: array('b', [128])) == 'OverflowError: signed char is greater than maximum'
assert error(lambda: array('B', [-1])) == 'OverflowError: unsigned byte integer is less than minimum'
assert error(lambda: array('q', [2**63])).startswith('OverflowError')
assert error(lambda: array('i', ['a'])).startswith('TypeError') and error(lambda: array('d', ['a'])) == 'TypeError: must be real number, not str'
assert error(lambda: array('x')).startswith('ValueError: bad typecode') and error(lambda: array('i', 'ab')).startswith('TypeError: cannot use a str')
assert error(lambda: a[99]) == 'IndexError: array index out of range' and error(lambda: a['x']).startswith('TypeError')
assert error(lambda: array('i').pop()) == 'IndexError: pop from empty array' and error(lambda: hash(a)).startswith('TypeError: unhashable')
assert error(lambda: a.extend(array('b'))) == 'TypeError: can only extend with array of same kind'
assert error(lambda: array('i', b'123')).startswith('ValueError: bytes length not a multiple of item size')


class Named(array):
    def __new__(cls, name, *args):
        self = super().__new__(cls, *args)
        self.name = name
        return self


assert Named('n', 'i', [1]).name == 'n' and Named('n', 'i', [1])[0] == 1
