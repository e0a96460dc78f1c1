# lab only: python3 may be older than 3.13, whose behaviour this is
"""Ints from text, as text, as bytes; methods of int."""


def raises(kind, message, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        assert False, message


assert int('12') == 12 and int(' -12\n') == -12 and int('+7') == 7 and int('1_000') == 1000
assert int('0x1F', 16) == int('0x1f', 0) == 31 and int('0b101', 0) == 5 and int('0o17', 0) == 15 and int('zz', 36) == 1295
assert int('0_0', 0) == 0 and int('0x_f', 0) == 15 and int('-0b1', 2) == -1
assert int('٣٤') == 34 and int(b'12') == 12 and int(bytearray(b'ff'), 16) == 255 and int('5', base=7) == 5
assert int('1' * 30) == 111111111111111111111111111111
assert int('f' * 40, 16) == (1 << 160) - 1 and int('1' + '0' * 100, 2) == 1 << 100 and int('7' * 50, 8) == (1 << 150) - 1
assert int('z' * 20, 36) == 36**20 - 1 and int('12_34' * 10) == int('1234' * 10)
for text in ('', ' ', 'x', '1__0', '_1', '1_', '1 2', '--1', '0x', '1.0'):
    raises(ValueError, f'invalid literal for int() with base 10: {text!r}', int, text)
raises(ValueError, "invalid literal for int() with base 0: '010'", int, '010', 0)
raises(ValueError, "invalid literal for int() with base 2: '2'", int, '2', 2)
raises(ValueError, "invalid literal for int() with base 10: b'zz'", int, b'zz')
raises(ValueError, 'int() base must be >= 2 and <= 36, or 0', int, '1', 37)
raises(TypeError, "int() can't convert non-string with explicit base", int, 12, 5)
raises(TypeError, "int() argument must be a string, a bytes-like object or a real number, not 'list'", int, [])
raises(TypeError, 'int() missing string argument', int, base=7)
raises(ValueError, 'Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; '
       'use sys.set_int_max_str_digits() to increase the limit', int, '1' * 5000)
raises(ValueError, 'Exceeds the limit (4300 digits) for integer string conversion; '
       'use sys.set_int_max_str_digits() to increase the limit', str, 10**4300)
assert len(str(10**4299)) == 4300

for n in (0, 7, -7, 10**18, 2**63, -2**63, 2**64, 10**100, -3**500):
    assert int(str(n)) == n and int(hex(n), 16) == n and int(oct(n), 8) == n and int(bin(n), 2) == n and repr(n) == str(n)
assert hex(255) == '0xff' and hex(-255) == '-0xff' and oct(8) == '0o10' and bin(5) == '0b101' and hex(1 << 68) == '0x100000000000000000'
assert str(2**200) == '1606938044258990275541962092341162602522202993782792835301376'
assert str(10**27) == '1' + '0' * 27 and str(10**27 - 1) == '9' * 27


class Index:
    def __index__(self):
        return 42


class Whole:
    def __int__(self):
        return 10**30


assert int(Index()) == 42 and int(Whole()) == 10**30 and hex(Index()) == '0x2a'
assert int(3.99) == 3 and int(-3.99) == -3 and int(1e30) == 1000000000000000019884624838656
raises(OverflowError, 'cannot convert float infinity to integer', int, float('inf'))
raises(ValueError, 'cannot convert float NaN to integer', int, float('nan'))

assert (0).bit_length() == 0 and (255).bit_length() == 8 and (-256).bit_length() == 9 and (1 << 100).bit_length() == 101
assert (255).bit_count() == 8 and (-7).bit_count() == 3 and ((1 << 100) - 1).bit_count() == 100
assert (5).as_integer_ratio() == (5, 1) and (5).is_integer() and (5).conjugate() == 5
assert (5).real == 5 and (5).imag == 0 and (5).numerator == 5 and (5).denominator == 1

assert (1).to_bytes() == b'\x01' and (258).to_bytes(2) == b'\x01\x02' and (258).to_bytes(4, 'little') == b'\x02\x01\x00\x00'
assert (-2).to_bytes(2, 'big', signed=True) == b'\xff\xfe' and (-128).to_bytes(1, signed=True) == b'\x80'
assert (0).to_bytes(0) == b'' and (1 << 100).to_bytes(13, 'big') == b'\x10' + bytes(12)
assert (-(1 << 63)).to_bytes(8, 'little', signed=True) == bytes(7) + b'\x80'
assert int.from_bytes(b'\x01\x02', 'big') == 258 and int.from_bytes(b'\xff\xfe', 'big', signed=True) == -2
assert int.from_bytes([1, 2], 'little') == 513 and int.from_bytes(b'') == 0 and int.from_bytes(b'\xff' * 16) == (1 << 128) - 1
assert int.from_bytes(b'\x80' + bytes(15), signed=True) == -(1 << 127)
raises(OverflowError, "can't convert negative int to unsigned", (-1).to_bytes, 1)
raises(OverflowError, 'int too big to convert', (256).to_bytes, 1)
raises(OverflowError, 'int too big to convert', (128).to_bytes, 1, signed=True)
raises(ValueError, "byteorder must be either 'little' or 'big'", (1).to_bytes, 1, 'x')
raises(TypeError, "cannot convert 'str' object to bytes", int.from_bytes, 'x')

assert round(15, -1) == 20 and round(25, -1) == 20 and round(-15, -1) == -20 and round(5) == 5 and round(1234, -2) == 1200
assert round(10**30 + 5, -1) == 10**30 and round(10**30 + 15, -1) == 10**30 + 20 and round(7, 5) == 7
assert sum([1, 2, 3]) == 6 and sum([2**62, 2**62, 1]) == 2**63 + 1 and sum([], 5) == 5 and sum([1, 2.5, 3]) == 6.5
assert sum([0.1] * 10) == 1.0 and sum([1e100, 1.0, -1e100]) == 1.0 and sum([[1], [2]], []) == [1, 2]
assert divmod(-7, 2) == (-4, 1) and abs(-5) == 5 and pow(2, 10) == 1024


class Nested(str):
    def __repr__(self):
        for text in ('٣', '٤' * 3):
            assert int(text) in (3, 444)
        return 'nested'


for _ in range(3):
    raises(ValueError, 'invalid literal for int() with base 10: nested', int, Nested('٣x'))
    raises(ValueError, 'could not convert string to float: nested', float, Nested('٣x'))
print('ok')
