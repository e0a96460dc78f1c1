"""Values packed into bytes by a format, in Python."""

from math import frexp as _frexp, ldexp as _ldexp
import re as _re

__all__ = ['Struct', 'calcsize', 'error', 'iter_unpack', 'pack', 'pack_into', 'unpack', 'unpack_from']


class error(Exception):
    pass


# The same sizes with and without native alignment, but for l and L.
_SIZES = {'x': 1, 'c': 1, 'b': 1, 'B': 1, '?': 1, 'h': 2, 'H': 2, 'i': 4, 'I': 4, 'l': 4, 'L': 4, 'q': 8, 'Q': 8, 'n': 8, 'N': 8, 'P': 8,
          'e': 2, 'f': 4, 'd': 8, 's': 1, 'p': 1}
_FLOATS = {'e': (5, 10), 'f': (8, 23), 'd': (11, 52)}
_ITEM = _re.compile(r'\s*(\d*)([xcbB?hHiIlLqQnNPefdsp])')


def _float_bits(x, exponent_bits, fraction_bits):
    """The IEEE 754 bits of a float, rounded half to even."""
    import math
    sign = math.copysign(1.0, x) < 0
    top = (1 << exponent_bits) - 1
    if x != x:
        bits = top << fraction_bits | 1 << fraction_bits - 1
    elif x in (math.inf, -math.inf):
        bits = top << fraction_bits
    elif x == 0:
        bits = 0
    else:
        fraction, exponent = _frexp(abs(x))
        bias = top >> 1
        exponent = max(exponent - 1, 1 - bias)
        # Subnormal numbers share the least exponent; the carry of rounding moves into it by itself.
        whole = round(_ldexp(abs(x), fraction_bits - exponent)) if exponent > 1 - bias or exponent_bits < 11 else round(_ldexp(_ldexp(abs(x), -exponent), fraction_bits))
        bits = (exponent + bias - 1 << fraction_bits) + whole
        if bits >> fraction_bits >= top:
            raise OverflowError('float too large to pack with %s format' % {5: 'e', 8: 'f', 11: 'd'}[exponent_bits])
    return bits | sign << exponent_bits + fraction_bits


def _float_of(bits, exponent_bits, fraction_bits):
    fraction = bits & (1 << fraction_bits) - 1
    exponent = bits >> fraction_bits & (1 << exponent_bits) - 1
    bias = (1 << exponent_bits - 1) - 1
    if exponent == 2 * bias + 1:
        value = float('nan') if fraction else float('inf')
    elif exponent == 0:
        value = _ldexp(float(fraction), 1 - bias - fraction_bits)
    else:
        value = _ldexp(float(fraction | 1 << fraction_bits), exponent - bias - fraction_bits)
    return -value if bits >> exponent_bits + fraction_bits else value


class Struct:
    """A format, read once."""

    def __init__(self, format):
        self.format = format = format.decode('ascii') if isinstance(format, bytes) else format
        mark = format[:1] if format[:1] in tuple('@=<>!') else ''
        self._order = 'big' if mark in ('>', '!') else 'little'
        native = self._native = mark in ('', '@')
        self._items = []
        at, position = len(mark), 0
        while format[at:].strip():
            match = _ITEM.match(format, at)
            if match is None or not native and match[2] in 'nNP':
                raise error('bad char in struct format')
            at = match.end()
            count, code = int(match[1] or 1), match[2]
            size = 8 if native and code in 'lL' else _SIZES[code]
            if native:
                position += -position % size
            if code in 'sp':
                self._items.append((code, position, count))
                position += count
                continue
            if code != 'x':
                self._items += [(code, position + i * size, size) for i in range(count)]
            position += count * size
        self.size = position

    def pack(self, *values):
        if len(values) != len(self._items):
            raise error('pack expected %d items for packing (got %d)' % (len(self._items), len(values)))
        out = bytearray(self.size)
        for (code, at, size), value in zip(self._items, values):
            out[at:at + size] = self._packed(code, size, value)
        return bytes(out)

    def _packed(self, code, size, value):
        if code in _FLOATS:
            try:
                value = float(value)
            except TypeError:
                raise error('required argument is not a float') from None
            try:
                bits = _float_bits(value, *_FLOATS[code])
            except OverflowError:
                # As C casts a double to a float.
                if code != 'f' or not self._native:
                    raise
                bits = _float_bits(float('inf') if value > 0 else float('-inf'), *_FLOATS[code])
            return bits.to_bytes(size, self._order)
        if code == '?':
            return b'\1' if value else b'\0'
        if code in 'csp':
            if not isinstance(value, (bytes, bytearray)) or code == 'c' and len(value) != 1:
                raise error('char format requires a bytes object of length 1' if code == 'c' else "argument for '%s' must be a bytes object" % code)
            if code == 'p':
                value = bytes([min(len(value), size - 1, 255)]) + value[:size - 1]
            return bytes(value[:size]).ljust(size, b'\0')
        try:
            value = value.__index__()
        except AttributeError:
            raise error('required argument is not an integer') from None
        try:
            return value.to_bytes(size, self._order, signed=code in 'bhilqn')
        except OverflowError:
            low, high = (-1 << size * 8 - 1, (1 << size * 8 - 1) - 1) if code in 'bhilqn' else (0, (1 << size * 8) - 1)
            raise error("'%s' format requires %d <= number <= %d" % (code, low, high)) from None

    def pack_into(self, buffer, offset, *values):
        data = self.pack(*values)
        offset += len(buffer) if offset < 0 else 0
        if offset < 0 or offset + self.size > len(buffer):
            raise error('pack_into requires a buffer of at least %d bytes' % (offset + self.size))
        buffer[offset:offset + self.size] = data

    def unpack(self, buffer):
        if len(buffer) != self.size:
            raise error('unpack requires a buffer of %d bytes' % self.size)
        return self.unpack_from(buffer)

    def unpack_from(self, buffer, offset=0):
        offset += len(buffer) if offset < 0 else 0
        data = bytes(buffer[offset:offset + self.size])
        if offset < 0 or len(data) < self.size:
            raise error('unpack_from requires a buffer of at least %d bytes for unpacking %d bytes at offset %d (actual buffer size is %d)' %
                        (offset + self.size, self.size, offset, len(buffer)))
        return tuple([self._unpacked(code, data[at:at + size]) for code, at, size in self._items])

    def _unpacked(self, code, data):
        if code in 'cs':
            return data
        if code == 'p':
            return data[1:data[0] + 1]
        if code == '?':
            return data != b'\0'
        if code in _FLOATS:
            return _float_of(int.from_bytes(data, self._order), *_FLOATS[code])
        return int.from_bytes(data, self._order, signed=code in 'bhilqn')

    def iter_unpack(self, buffer):
        if not self.size or len(buffer) % self.size:
            raise error('iterative unpacking requires a buffer of a multiple of %d bytes' % self.size)
        return (self.unpack_from(buffer, at) for at in range(0, len(buffer), self.size))


_cache = {}


def _struct(format):
    if format not in _cache:
        if len(_cache) >= 100:
            _cache.clear()
        _cache[format] = Struct(format)
    return _cache[format]


def calcsize(format, /):
    return _struct(format).size


def pack(format, /, *values):
    return _struct(format).pack(*values)


def pack_into(format, buffer, offset, /, *values):
    _struct(format).pack_into(buffer, offset, *values)


def unpack(format, buffer, /):
    return _struct(format).unpack(buffer)


def unpack_from(format, /, buffer, offset=0):
    return _struct(format).unpack_from(buffer, offset)


def iter_unpack(format, buffer, /):
    return _struct(format).iter_unpack(buffer)
