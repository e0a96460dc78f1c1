# lab only: python3 may be older than 3.13, whose behaviour this is
"""Floats: arithmetic, comparison, text, methods."""
import math

inf, nan = float('inf'), float('nan')


def raises(kind, message, f, *args):
    try:
        f(*args)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        assert False, message


assert 0.1 + 0.2 == 0.30000000000000004 and 1.5 * 2 == 3.0 and 7 / 2.0 == 3.5 and 2 - 0.5 == 1.5 and 1 + 1.0 == 2.0
assert 7.5 // 2 == 3.0 and -7.5 // 2 == -4.0 and 7.5 % 2 == 1.5 and -7.5 % 2 == 0.5 and 7.5 % -2 == -0.5
assert divmod(7.5, 2) == (3.0, 1.5) and divmod(-7.5, 2) == (-4.0, 0.5) and math.copysign(1, -0.0 % 3) == 1 and math.copysign(1, 0.0 % -3) == -1
assert 5.0 % inf == 5.0 and -5.0 % inf == inf and 5.0 // inf == 0.0
assert 2.0**0.5 == 1.4142135623730951 and 2.0**-1 == 0.5 and (-8.0)**3 == -512.0 and nan**0 == 1.0 and 1.0**nan == 1.0
assert inf**-1 == 0.0 and (-inf)**3 == -inf and 0.5**inf == 0.0 and (-1.0)**inf == 1.0 and math.copysign(1, (-0.0)**3) == -1
assert (-8.0)**(1 / 3) == (1.0000000000000002 + 1.7320508075688772j)
raises(ZeroDivisionError, 'float division by zero', lambda: 1.0 / 0)
raises(ZeroDivisionError, 'float floor division by zero', lambda: 1.0 // 0)
raises(ZeroDivisionError, 'float modulo by zero', lambda: 1.0 % 0)
raises(ZeroDivisionError, 'float divmod()', divmod, 1.0, 0)
raises(ZeroDivisionError, '0.0 cannot be raised to a negative power', lambda: 0.0**-1)
raises(ZeroDivisionError, '0.0 cannot be raised to a negative power', lambda: 0**-1)
raises(OverflowError, "(34, 'Numerical result out of range')", lambda: 2.0**10000)
raises(OverflowError, 'int too large to convert to float', lambda: 10**400 + 1.0)

assert nan != nan and not nan == nan and not nan < 1 and not nan > 10**100 and nan != 1 and inf > 10**400 and -inf < -10**400
assert 0.5 < 1 and 1 > 0.5 and 2**53 + 1 != 2.0**53 and 2**53 + 1 > 2.0**53 and 2.0**70 == 2**70 and 1e300 < 10**301
assert 9223372036854775807 < 9223372036854775808.0 and 9223372036854775808 == 9223372036854775808.0
assert hash(1.0) == 1 and hash(0.5) == 1152921504606846976 and hash(inf) == 314159 and hash(-inf) == -314159 and hash(-0.0) == 0
assert hash(1e300) == hash(int(1e300)) and hash(0.1) == 230584300921369408 and hash(-1.5) == -1152921504606846977 and hash(5e-324) == 16777216

for x, text in [(1.0, '1.0'), (-0.0, '-0.0'), (0.1, '0.1'), (1e16, '1e+16'), (1e15, '1000000000000000.0'), (123456789012345680.0, '1.2345678901234568e+17'),
                (1e-5, '1e-05'), (0.0001, '0.0001'), (1e22, '1e+22'), (5e-324, '5e-324'), (1.7976931348623157e308, '1.7976931348623157e+308'),
                (inf, 'inf'), (-inf, '-inf'), (nan, 'nan'), (1 / 3, '0.3333333333333333'), (9007199254740993.0, '9007199254740992.0'), (-2.5, '-2.5')]:
    assert repr(x) == str(x) == text, (text, repr(x))
    assert x != x or float(text) == x
assert float('1_0.5') == 10.5 and float(' 1e3\n') == 1000.0 and float('.5') == 0.5 and float('5.') == 5.0 and float('-Infinity') == -inf
assert float('+iNf') == inf and float('NAN') != 0 and float('٣.٥') == 3.5 and float(b'2.5') == 2.5 and float(10**20) == 1e20 and float() == 0.0
assert float('1' + '0' * 400) == inf and float('1e-400') == 0.0 and float('0.' + '0' * 300 + '1e300') == 0.1
assert float('9007199254740993') == 9007199254740992.0 and float('1.7976931348623159e308') == inf and float('2.2250738585072011e-308') == 2.225073858507201e-308
for text in ('', 'x', '1__0', '_1', '1_', '1e', 'e5', '.', '1 2', 'infin', '1.5.2'):
    raises(ValueError, f'could not convert string to float: {text!r}', float, text)
raises(TypeError, "float() argument must be a string or a real number, not 'list'", float, [])

assert round(2.5) == 2 and round(3.5) == 4 and round(-2.5) == -2 and type(round(2.5)) is int and round(1e20) == 10**20
assert round(2.675, 2) == 2.67 and round(2.5, 0) == 2.0 and round(1234.5, -2) == 1200.0 and round(1250.0, -2) == 1200.0 and round(1350.0, -2) == 1400.0
assert round(1e308, -400) == 0.0 and round(1.5, 400) == 1.5 and round(5.0, -1) == 0.0 and round(15.0, -1) == 20.0 and round(0.1 + 0.2, 15) == 0.3
assert round(25.000000000000004, -1) == 30.0 and round(5e22, -23) == 0.0 and round(6e22, -23) == 1e23 and repr(round(-0.4, 0)) == '-0.0'
raises(OverflowError, 'cannot convert float infinity to integer', round, inf)
raises(OverflowError, 'rounded value too large to represent', round, 1.7976931348623157e308, -308)

assert (0.75).as_integer_ratio() == (3, 4) and (1e300).as_integer_ratio() == (int(1e300), 1) and (-0.5).as_integer_ratio() == (-1, 2)
assert (5e-324).as_integer_ratio() == (1, 2**1074) and (0.0).as_integer_ratio() == (0, 1)
raises(OverflowError, 'cannot convert Infinity to integer ratio', inf.as_integer_ratio)
assert (3.0).is_integer() and not (3.5).is_integer() and not inf.is_integer() and (1.5).conjugate() == 1.5 and (1.5).real == 1.5 and (1.5).imag == 0.0
assert (3.14).hex() == '0x1.91eb851eb851fp+1' and (0.0).hex() == '0x0.0p+0' and (5e-324).hex() == '0x0.0000000000001p-1022' and (-1.0).hex() == '-0x1.0000000000000p+0'
assert float.fromhex('0x1.8p1') == 3.0 and float.fromhex('-0x.1p-2') == -0.015625 and float.fromhex('ff') == 255.0 and float.fromhex(' inf ') == inf
assert float.fromhex('0x1.00000000000008p0') == 1.0 and float.fromhex('0x1.000000000000081p0') == 1.0000000000000002 and float.fromhex('0x1p-1075') == 0.0
raises(ValueError, 'invalid hexadecimal floating-point string', float.fromhex, 'x')
raises(OverflowError, 'hexadecimal value too large to represent as a float', float.fromhex, '0x1p1024')
for x in (0.1, 1e300, 5e-324, 123.456):
    assert float.fromhex(x.hex()) == x


class Real(float):
    pass


assert Real(1.5) + 1 == 2.5 and type(Real(1.5) + 1) is float and Real('2.5') == 2.5 and hash(Real(0.5)) == hash(0.5) and repr(Real(1)) == '1.0'

# complex
z = 3 + 4j
assert abs(z) == 5.0 and z.real == 3.0 and z.imag == 4.0 and z.conjugate() == 3 - 4j and z * 1j == -4 + 3j and z / 2 == 1.5 + 2j and z == complex(3, 4)
assert repr(z) == '(3+4j)' and repr(1j) == '1j' and repr(-1j) == '(-0-1j)' and repr(complex(0, -1)) == '-1j' and repr(complex(1.5, -0.0)) == '(1.5-0j)'
assert complex('1+2j') == 1 + 2j and complex(' (1e3-j) ') == 1000 - 1j and complex('j') == 1j and complex('5') == 5 and complex(1j, 1j) == -1 + 1j
assert z**2 == -7 + 24j and (1j)**-1 == -1j and hash(3 + 0j) == 3 and z != 3 and 3 + 0j == 3 and not 0j and z - 3 == 4j and -z == -3 - 4j
raises(ZeroDivisionError, 'complex division by zero', lambda: 1j / 0)
raises(ValueError, 'complex() arg is a malformed string', complex, '1+2')
raises(TypeError, "complex() can't take second arg if first is a string", complex, '1', '2')
raises(TypeError, "complex() first argument must be a string or a number, not 'list'", complex, [])
print('ok')
