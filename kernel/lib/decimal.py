"""Decimal numbers: exact values, arithmetic rounded to the context's precision, half to even.

There are no signals and flags beyond the exceptions raised here, no other rounding than by `quantize`, `to_integral_value` and
`round`, and no infinities in arithmetic.
"""

from math import isqrt as _isqrt
from numbers import Number as _Number
import re as _re
import sys as _sys

__all__ = ['Context', 'Decimal', 'DecimalException', 'DivisionByZero', 'InvalidOperation', 'ROUND_05UP', 'ROUND_CEILING', 'ROUND_DOWN',
           'ROUND_FLOOR', 'ROUND_HALF_DOWN', 'ROUND_HALF_EVEN', 'ROUND_HALF_UP', 'ROUND_UP', 'getcontext', 'localcontext', 'setcontext']

ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING = 'ROUND_DOWN', 'ROUND_HALF_UP', 'ROUND_HALF_EVEN', 'ROUND_CEILING'
ROUND_FLOOR, ROUND_UP, ROUND_HALF_DOWN, ROUND_05UP = 'ROUND_FLOOR', 'ROUND_UP', 'ROUND_HALF_DOWN', 'ROUND_05UP'


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN):
        self.prec, self.rounding = prec, rounding

    def copy(self):
        return Context(self.prec, self.rounding)

    def __repr__(self):
        return 'Context(prec=%d, rounding=%s)' % (self.prec, self.rounding)


def _make_local():
    import threading
    return threading.local()


_local = _make_local()


def getcontext():
    """The context of this thread."""
    try:
        return _local.context
    except AttributeError:
        _local.context = Context()
        return _local.context


def setcontext(context):
    _local.context = context


class localcontext:
    """A copy of a context for the time of a with block."""

    def __init__(self, ctx=None, **changes):
        self._context = (ctx or getcontext()).copy()
        for name, value in changes.items():
            setattr(self._context, name, value)

    def __enter__(self):
        self._before = getcontext()
        setcontext(self._context)
        return self._context

    def __exit__(self, *_):
        setcontext(self._before)


def _shifted(n, digits, rounding, negative):
    """n / 10**digits, rounded."""
    whole, rest = divmod(n, 10 ** digits)
    half = 5 * 10 ** (digits - 1)
    up = (rounding == ROUND_UP and rest != 0 or rounding == ROUND_CEILING and rest != 0 and not negative or
          rounding == ROUND_FLOOR and rest != 0 and negative or rounding == ROUND_05UP and rest != 0 and whole % 5 == 0 or
          rounding.startswith('ROUND_HALF') and (rest > half or rest == half and (
              rounding == ROUND_HALF_UP or rounding == ROUND_HALF_EVEN and whole % 2 == 1)))
    return whole + up


_NUMBER = _re.compile(r'([-+]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([-+]?\d+))?\Z')


class Decimal:
    """(-1)**sign * coefficient * 10**exponent."""

    __slots__ = '_sign', '_int', '_exp', '_special'

    def __new__(cls, value='0', context=None):
        if isinstance(value, Decimal):
            return _new(cls, value._sign, value._int, value._exp, value._special)
        if isinstance(value, int):
            return _new(cls, value < 0, abs(value), 0)
        if isinstance(value, float):
            return cls.from_float(value)
        if isinstance(value, (tuple, list)):
            sign, digits, exponent = value
            if exponent in ('F', 'n', 'N'):
                return _new(cls, sign, 0, 0, exponent)
            return _new(cls, sign, int(''.join(map(str, digits)) or '0'), exponent)
        if not isinstance(value, str):
            raise TypeError('conversion from %s to Decimal is not supported' % type(value).__name__)
        text = value.strip().replace('_', '')
        match = _NUMBER.match(text)
        if match:
            sign, whole, fraction, only, exponent = match.groups()
            fraction = (fraction or '') if only is None else only
            return _new(cls, sign == '-', int((whole or '') + fraction), int(exponent or 0) - len(fraction))
        word = text.lstrip('+-').lower()
        if word in ('inf', 'infinity'):
            return _new(cls, text[0] == '-', 0, 0, 'F')
        if word == 'nan':
            return _new(cls, text[0] == '-', 0, 0, 'n')
        raise InvalidOperation("Invalid literal for Decimal: %r" % value)

    @classmethod
    def from_float(cls, value):
        if isinstance(value, int):
            return cls(value)
        if value != value or value in (float('inf'), float('-inf')):
            return cls(repr(value))
        numerator, denominator = abs(value).as_integer_ratio()
        twos = denominator.bit_length() - 1
        import math
        return _new(cls, math.copysign(1.0, value) < 0, numerator * 5 ** twos, -twos)

    # ---- what it is

    def as_tuple(self):
        return DecimalTuple(int(self._sign), tuple(map(int, str(self._int))) if not self._special or self._special == 'F' else (), self._special or self._exp)

    def as_integer_ratio(self):
        if self._special:
            raise (OverflowError if self._special == 'F' else ValueError)('cannot convert %s to integer ratio' % ('Infinity' if self._special == 'F' else 'NaN'))
        from math import gcd
        n, d = self._int * 10 ** max(self._exp, 0), 10 ** max(-self._exp, 0)
        common = gcd(n, d)
        return (-n if self._sign else n) // common, d // common

    def is_nan(self):
        return self._special == 'n'

    def is_infinite(self):
        return self._special == 'F'

    def is_finite(self):
        return not self._special

    def is_zero(self):
        return not self._special and self._int == 0

    def is_signed(self):
        return bool(self._sign)

    def adjusted(self):
        return self._exp + len(str(self._int)) - 1 if not self._special else 0

    def __bool__(self):
        return bool(self._special) or self._int != 0

    def __str__(self):
        sign = '-' if self._sign else ''
        if self._special:
            return sign + ('Infinity' if self._special == 'F' else 'NaN')
        digits = str(self._int)
        point = self._exp + len(digits)
        if self._exp <= 0 and point > -6:
            if self._exp == 0:
                return sign + digits
            return sign + (digits[:point] + '.' + digits[point:] if point > 0 else '0.' + '0' * -point + digits)
        return '%s%s%sE%+d' % (sign, digits[0], '.' + digits[1:] if len(digits) > 1 else '', point - 1)

    def __repr__(self):
        return "Decimal('%s')" % self

    def __format__(self, spec):
        match = _re.match(r'(.*?)(?:\.(\d+))?([fF%]?)\Z', spec)
        rest, places, kind = match.groups()
        value = self * 100 if kind == '%' else self
        if places is not None and kind:
            value._finite()
            value = value._to_exponent(-int(places), getcontext().rounding)
        elif places is not None:
            raise ValueError('Decimal formats are f and %% with a precision, not %r' % spec)
        text = str(value) if not kind else value._plain()
        grouping = ',' if ',' in rest else ''
        if grouping:
            whole, dot, fraction = text.partition('.')
            text = format(int(whole), ',') + dot + fraction
            rest = rest.replace(',', '')
        return format(text + ('%' if kind == '%' else ''), rest if not rest or rest[-1].isdigit() and rest[0] in '<>^' else '>' + rest if rest else '')

    def _plain(self):
        """Without an exponent."""
        digits = str(self._int) + '0' * max(self._exp, 0)
        places = max(-self._exp, 0)
        digits = digits.rjust(places + 1, '0')
        return ('-' if self._sign else '') + (digits[:-places] + '.' + digits[-places:] if places else digits)

    def _finite(self):
        if self._special:
            raise InvalidOperation('%s takes no part in arithmetic here' % self)

    def __int__(self):
        self._finite()
        n = self._int * 10 ** self._exp if self._exp >= 0 else self._int // 10 ** -self._exp
        return -n if self._sign else n

    __trunc__ = __int__

    def __float__(self):
        return float(str(self))

    def __floor__(self):
        return int(self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self.to_integral_value(ROUND_CEILING))

    def __hash__(self):
        if self._special:
            return hash(float(str(self)))
        modulus = _sys.hash_info.modulus
        power = pow(10, self._exp, modulus) if self._exp >= 0 else pow(pow(10, modulus - 2, modulus), -self._exp, modulus)
        h = self._int * power % modulus
        h = -h if self._sign else h
        return -2 if h == -1 else h

    def __reduce__(self):
        return type(self), (str(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    # ---- comparison

    def _compare(self, other):
        """A number with the sign of self - other; None where one is no number."""
        if self._special == 'n' or other._special == 'n':
            return None
        if self._special or other._special:
            infinite = [(-1 if x._sign else 1) if x._special else 0 for x in (self, other)]
            return infinite[0] - infinite[1]
        low = min(self._exp, other._exp)
        return self._scaled(low) - other._scaled(low)

    def _scaled(self, exponent):
        n = self._int * 10 ** (self._exp - exponent)
        return -n if self._sign else n

    def __eq__(self, other):
        other = _operand(other, True)
        return other if other is NotImplemented else self._compare(other) == 0

    def __lt__(self, other):
        return self._ordered(other, lambda c: c < 0)

    def __le__(self, other):
        return self._ordered(other, lambda c: c <= 0)

    def __gt__(self, other):
        return self._ordered(other, lambda c: c > 0)

    def __ge__(self, other):
        return self._ordered(other, lambda c: c >= 0)

    def _ordered(self, other, test):
        other = _operand(other, True)
        if other is NotImplemented:
            return other
        c = self._compare(other)
        if c is None:
            raise InvalidOperation('comparison involving NaN')
        return test(c)

    # ---- arithmetic

    def _rounded(self):
        context = getcontext()
        extra = len(str(self._int)) - context.prec
        if extra <= 0 or self._special:
            return self
        n = _shifted(self._int, extra, context.rounding, self._sign)
        if n == 10 ** context.prec:
            n //= 10
            extra += 1
        return _new(Decimal, self._sign, n, self._exp + extra)

    def __pos__(self):
        result = self._rounded()
        return _new(Decimal, 0, 0, result._exp) if not result._int and not result._special else result

    def __neg__(self):
        return _new(Decimal, not self._sign and bool(self), self._int, self._exp, self._special)._rounded()

    def __abs__(self):
        return _new(Decimal, False, self._int, self._exp, self._special)._rounded()

    def __add__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        self._finite()
        other._finite()
        low = min(self._exp, other._exp)
        n = self._scaled(low) + other._scaled(low)
        negative = n < 0 or n == 0 and bool(self._sign and other._sign)
        return _new(Decimal, negative, abs(n), low)._rounded()

    __radd__ = __add__

    def __sub__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else self + _new(Decimal, not other._sign, other._int, other._exp, other._special)

    def __rsub__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other - self

    def __mul__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        self._finite()
        other._finite()
        return _new(Decimal, self._sign != other._sign, self._int * other._int, self._exp + other._exp)._rounded()

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        self._finite()
        other._finite()
        if not other._int:
            raise DivisionByZero('x / 0') if self._int else InvalidOperation('0 / 0')
        prec = getcontext().prec
        exponent = self._exp - other._exp
        sign = self._sign != other._sign
        if not self._int:
            return _new(Decimal, sign, 0, exponent)
        shift = max(len(str(other._int)) - len(str(self._int)) + prec + 1, 0)
        n, rest = divmod(self._int * 10 ** shift, other._int)
        if rest:
            # A last digit that is neither 0 nor 5 rounds as the digits left out would.
            n += n % 5 == 0
        else:
            while shift > 0 and n % 10 == 0:
                n //= 10
                shift -= 1
        return _new(Decimal, sign, n, exponent - shift)._rounded()

    def __rtruediv__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other / self

    def __divmod__(self, other):
        other = _operand(other)
        if other is NotImplemented:
            return other
        self._finite()
        other._finite()
        if not other._int:
            raise DivisionByZero('divmod(x, 0)') if self._int else InvalidOperation('divmod(0, 0)')
        low = min(self._exp, other._exp)
        # Towards zero, unlike Python's integers.
        q, r = divmod(abs(self._scaled(low)), abs(other._scaled(low)))
        return _new(Decimal, self._sign != other._sign, q, 0), _new(Decimal, self._sign, r, low)._rounded()

    def __floordiv__(self, other):
        result = self.__divmod__(other)
        return result if result is NotImplemented else result[0]

    def __mod__(self, other):
        result = self.__divmod__(other)
        return result if result is NotImplemented else result[1]

    def __rmod__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other % self

    def __rfloordiv__(self, other):
        other = _operand(other)
        return other if other is NotImplemented else other // self

    def __pow__(self, other, modulus=None):
        other = _operand(other)
        if other is NotImplemented or modulus is not None:
            return NotImplemented
        self._finite()
        if other != int(other):
            raise InvalidOperation('only whole exponents are supported')
        power = int(other)
        if power < 0:
            with localcontext() as context:
                context.prec += len(str(power)) + 3
                result = 1 / self ** -power
            return result._rounded()
        if not self._int:
            if not power:
                raise InvalidOperation('0 ** 0')
            return _new(Decimal, self._sign and power % 2 == 1, 0, 0)
        exact = _new(Decimal, self._sign and power % 2 == 1, self._int ** power, self._exp * power)
        return exact._rounded()

    # ---- rounding

    def _to_exponent(self, exponent, rounding):
        if self._exp >= exponent:
            return _new(Decimal, self._sign, self._int * 10 ** (self._exp - exponent), exponent)
        return _new(Decimal, self._sign, _shifted(self._int, exponent - self._exp, rounding, self._sign), exponent)

    def quantize(self, exp, rounding=None, context=None):
        exp = _operand(exp)
        self._finite()
        result = self._to_exponent(exp._exp, rounding or getcontext().rounding)
        if len(str(result._int)) > getcontext().prec:
            raise InvalidOperation('quantize result has too many digits for current context')
        return result

    def to_integral_value(self, rounding=None, context=None):
        self._finite()
        return self if self._exp >= 0 else self._to_exponent(0, rounding or getcontext().rounding)

    to_integral = to_integral_value

    def __round__(self, n=None):
        if n is None:
            return int(self.to_integral_value(ROUND_HALF_EVEN))
        return self.quantize(_new(Decimal, 0, 1, -n), ROUND_HALF_EVEN)

    def normalize(self, context=None):
        result = self._rounded()
        if not result._int:
            return _new(Decimal, result._sign, 0, 0)
        n, exponent = result._int, result._exp
        while n % 10 == 0:
            n //= 10
            exponent += 1
        return _new(Decimal, result._sign, n, exponent)

    def sqrt(self, context=None):
        self._finite()
        if self._sign and self._int:
            raise InvalidOperation('sqrt(-x), x > 0')
        prec = getcontext().prec
        ideal = self._exp >> 1
        if not self._int:
            return _new(Decimal, self._sign, 0, ideal)
        n = self._int * 10 if self._exp % 2 else self._int
        shift = max(prec + 1 - (len(str(n)) + 1) // 2, 0)
        scaled = n * 100 ** shift
        root = _isqrt(scaled)
        exponent = ideal - shift
        if root * root == scaled:
            while exponent < ideal and root % 10 == 0:
                root //= 10
                exponent += 1
        else:
            root += root % 5 == 0
        with localcontext(rounding=ROUND_HALF_EVEN):
            return _new(Decimal, 0, root, exponent)._rounded()


def _new(cls, sign, coefficient, exponent, special=''):
    self = object.__new__(cls)
    self._sign, self._int, self._exp, self._special = bool(sign), coefficient, exponent, special
    return self


def _operand(value, compared=False):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) or compared and isinstance(value, float):
        return Decimal(value)
    return NotImplemented


from collections import namedtuple as _namedtuple

DecimalTuple = _namedtuple('DecimalTuple', 'sign digits exponent', module='decimal')
_Number.register(Decimal)
