"""SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4) in Python; what `random` seeds itself with from text."""

from math import isqrt as _isqrt


def _primes(count):
    found = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def _cube_root(n):
    """The integer part of the cube root, by bisection."""
    low, high = 0, 1 << (n.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle ** 3 <= n:
            low = middle
        else:
            high = middle - 1
    return low


def _fractions(bits, root, primes):
    """The first `bits` bits of the fractional parts of the roots of primes: where the standard's constants come from."""
    mask = (1 << bits) - 1
    if root == 2:
        return [_isqrt(p << 2 * bits) & mask for p in primes]
    return [_cube_root(p << 3 * bits) & mask for p in primes]


class _Hash:
    """One running hash; the subclasses say its numbers."""

    def __init__(self, data=b'', *, usedforsecurity=True):
        if not self._constants:
            _fill_constants()
        self._state = list(self._start)
        self._rest = b''
        self._length = 0
        self.update(data)

    @property
    def block_size(self):
        return self._bits * 2

    def update(self, data, /):
        data = self._rest + bytes(data)
        self._length += len(data) - len(self._rest)
        size = self._bits * 2
        end = len(data) - len(data) % size
        for at in range(0, end, size):
            self._compress(data[at:at + size])
        self._rest = data[end:]

    def _compress(self, block):
        bits, mask = self._bits, (1 << self._bits) - 1
        step = bits // 8
        (a1, a2, a3), (b1, b2, b3), (c1, c2, c3), (d1, d2, d3) = self._rotations

        def rotate(x, n):
            return (x >> n | x << bits - n) & mask

        w = [int.from_bytes(block[i:i + step], 'big') for i in range(0, len(block), step)]
        for i in range(16, len(self._constants)):
            x, y = w[i - 15], w[i - 2]
            small0 = rotate(x, c1) ^ rotate(x, c2) ^ x >> c3
            small1 = rotate(y, d1) ^ rotate(y, d2) ^ y >> d3
            w.append(w[i - 16] + small0 + w[i - 7] + small1 & mask)
        a, b, c, d, e, f, g, h = self._state
        for k, x in zip(self._constants, w):
            t1 = h + (rotate(e, b1) ^ rotate(e, b2) ^ rotate(e, b3)) + (e & f ^ ~e & g) + k + x
            t2 = (rotate(a, a1) ^ rotate(a, a2) ^ rotate(a, a3)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = t1 + t2 & mask, a, b, c, d + t1 & mask, e, f, g
        self._state = [x + y & mask for x, y in zip(self._state, (a, b, c, d, e, f, g, h))]

    def digest(self):
        final = self.copy()
        size = self._bits * 2
        padding = -(self._length + 1 + size // 8) % size
        final.update(b'\x80' + bytes(padding) + (self._length * 8).to_bytes(size // 8, 'big'))
        return b''.join(x.to_bytes(self._bits // 8, 'big') for x in final._state)[:self.digest_size]

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = type(self)()
        other._state, other._rest, other._length = list(self._state), self._rest, self._length
        return other


class sha256(_Hash):
    name = 'sha256'
    digest_size = 32
    _bits = 32
    _rotations = (2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10)
    _constants = ()


class sha512(_Hash):
    name = 'sha512'
    digest_size = 64
    _bits = 64
    _rotations = (28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6)
    _constants = ()


class sha224(sha256):
    name = 'sha224'
    digest_size = 28


class sha384(sha512):
    name = 'sha384'
    digest_size = 48


def _fill_constants():
    """The constants, worked out when the first hash is made: importing this module stays cheap."""
    primes = _primes(80)
    sha256._start = _fractions(32, 2, primes[:8])
    sha512._start = _fractions(64, 2, primes[:8])
    sha384._start = _fractions(64, 2, primes[8:16])
    sha224._start = [x & 0xffffffff for x in sha384._start]
    sha512._constants = _fractions(64, 3, primes)
    sha256._constants = _fractions(32, 3, primes[:64])
