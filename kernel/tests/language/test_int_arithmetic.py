"""Arithmetic of ints of every size."""


def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        assert False, message


# the edges of 64 bits
big = 9223372036854775807
assert big + 1 == 9223372036854775808
assert -big - 2 == -9223372036854775809
assert big * big == 85070591730234615847396907784232501249
assert (big + 1) - 1 == big
assert type((big + 1) - 1) is int
assert -(-big - 1) == big + 1
assert (-big - 1) // -1 == big + 1
assert abs(-big - 1) == big + 1
assert 4294967296 * 4294967296 == 1 << 64
assert 3037000500 * 3037000500 == 9223372037000250000
assert -4294967296 * 2147483648 == -(1 << 63)

# floor division and its remainder have the divisor's sign
assert (7 // 2, -7 // 2, 7 // -2, -7 // -2) == (3, -4, -4, 3)
assert (7 % 3, -7 % 3, 7 % -3, -7 % -3) == (1, 2, -2, -1)
for a in (10**30 + 7, -10**30 - 7, 10**40, 5, -5):
    for b in (10**15, -10**15, 10**29 + 3, -10**29 - 3, 3, -3):
        q, r = divmod(a, b)
        assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)) and abs(r) < abs(b)
        assert (q, r) == (a // b, a % b)
a = 3**400 + 17
b = 7**100 + 5
assert a // b * b + a % b == a
# a divisor for which the first guess of a quotient digit is too large
assert ((1 << 128) - 1) // ((1 << 64) + 1) == 18446744073709551615
assert ((1 << 96) * ((1 << 64) - 1)) // ((1 << 96) - 1) == 18446744073709551615

# powers
assert 2**10 == 1024 and (-3)**3 == -27 and 0**0 == 1 and 7**0 == 1
assert 3**100 == 515377520732011331036461129765621272702107522001
assert 2**-2 == 0.25 and (-2)**-1 == -0.5
assert pow(3, 1000, 1007) == 3**1000 % 1007
assert pow(3, 1000, -1007) == 3**1000 % -1007
assert pow(123456789, 987654321, 10**18 + 9) == pow(pow(123456789, 987654321 // 3, 10**18 + 9), 3, 10**18 + 9)
assert pow(3, -1, 7) == 5 and pow(10, -3, 10**20 + 39) * 1000 % (10**20 + 39) == 1
assert pow(2, 100, 1) == 0
p = (1 << 127) - 1
assert pow(5, p - 1, p) == 1
raises(ValueError, 'base is not invertible for the given modulus', pow, 2, -1, 4)
raises(ValueError, 'pow() 3rd argument cannot be 0', pow, 2, 3, 0)

# multiplication by Karatsuba's method agrees with a sum
x = 7**3000
y = 3**2000
assert (x + 1) * (y + 1) == x * y + x + y + 1
assert (x + y) * (x - y) == x * x - y * y
assert x * y // y == x and x * y % y == 0
assert (x * 10**500) * y == (x * y) * 10**500

# shifts and bits
assert 1 << 100 == 2**100 and (1 << 100) >> 99 == 2 and -1 >> 200 == -1 and -5 >> 1 == -3
assert -(1 << 100) >> 3 == -(1 << 97) and (-(1 << 100) - 1) >> 100 == -2
assert 0 << (1 << 70) == 0 and 5 >> (1 << 70) == 0 and -5 >> (1 << 70) == -1
assert (1 << 63) == 9223372036854775808 and -1 << 63 == -9223372036854775808
m = 0x123456789abcdef0123456789
n = -0xfedcba9876543210fedcba
assert m & n == m - (m & ~n) and m | n == m + n - (m & n) and m ^ n == (m | n) - (m & n)
assert ~m == -m - 1 and ~n == -n - 1 and ~~n == n
assert -1 & m == m and -(1 << 64) & ((1 << 65) - 1) == 1 << 64
raises(ValueError, 'negative shift count', lambda: 1 << -1)
raises(ValueError, 'negative shift count', lambda: 1 >> -1)
raises(OverflowError, 'too many digits in integer', lambda: 1 << (1 << 70))

# true division is rounded once
assert 10 / 4 == 2.5 and 1 / 3 == 0.3333333333333333
assert 9007199254740993 / 1 == 9007199254740992.0
assert (10**400) / (10**399) == 10.0 and 10**20 / 3 == 3.3333333333333332e19
assert (2**1074 + 1) / 2**2148 == 5e-324 and 3 / 2**1075 == 1e-323 and 1 / 2**1076 == 0.0
assert (1 << 53) / ((1 << 53) + 1) == 0.9999999999999999
raises(OverflowError, 'integer division result too large for a float', lambda: 10**400 / 3)
raises(ZeroDivisionError, 'division by zero', lambda: 1 / 0)
raises(ZeroDivisionError, 'integer division or modulo by zero', lambda: 1 // 0)
raises(ZeroDivisionError, 'integer modulo by zero', lambda: 10**30 % 0)
raises(ZeroDivisionError, 'integer division or modulo by zero', divmod, 1, 0)

# comparison and hash, also across types
assert 10**30 > 10**29 and -10**30 < 5 < 10**30 and 10**30 != 10**30 + 1
assert 10**15 == 1e15 and 10**23 != 1e23 and 10**22 == 1e22 and 2**53 + 1 > 2.0**53
assert 10**400 < float('inf') and -10**400 > float('-inf') and not 10**400 == float('nan')
assert hash(2**61 - 1) == 0 and hash(2**61) == 1 and hash(-1) == -2 and hash(-2) == -2
assert hash(1 << 300) == hash(2.0**300)
assert hash(-(1 << 300)) == hash(-2.0**300) and hash(True) == 1
assert True + True == 2 and type(True + 0) is int and (True & False) is False and True & 1 == 1 and ~True == -2

# instances of a subclass keep values of every size
class Number(int):
    pass


small, large = Number(5), Number(10**30)
assert small + 1 == 6 and type(small + 1) is int and large * 2 == 2 * 10**30 and large - large == 0
assert repr(large) == '1' + '0' * 30 and hash(large) == hash(10**30) and large == 10**30 and int(large) == 10**30
assert type(+large) is int and type(large).__name__ == 'Number' and {large: 1}[10**30] == 1
assert isinstance(large, int) and type(10**30) is int and (10**30).__class__ is int
print('ok')
