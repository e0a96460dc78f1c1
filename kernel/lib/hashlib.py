"""Hash functions: MD5, SHA-1, SHA-2, SHA-3 and SHAKE, computed by the runtime; keys from passwords (PBKDF2)."""

from _hashes import feed as _feed, finish as _finish, start as _start

__all__ = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512', 'shake_128', 'shake_256',
           'new', 'algorithms_guaranteed', 'algorithms_available', 'pbkdf2_hmac', 'file_digest']


class _Hash:
    """What a hash function has taken in so far."""

    __slots__ = ('_state', 'name', 'digest_size', 'block_size')

    def __init__(self, name, data, state=None):
        kind, self.block_size, self.digest_size = _KINDS[name]
        self.name = name
        self._state = _start(kind) if state is None else state
        if data != b'':
            self.update(data)

    def update(self, data, /):
        """Takes in more bytes."""
        if isinstance(data, str):
            raise TypeError('Strings must be encoded before hashing')
        _feed(self._state, data)

    def digest(self):
        """The digest of all bytes so far."""
        return _finish(self._state, self.digest_size)

    def hexdigest(self):
        """The digest in hexadecimal."""
        return self.digest().hex()

    def copy(self):
        """A hash that goes on from here by itself."""
        return type(self)(self.name, b'', bytearray(self._state))

    def __repr__(self):
        return '<%s _hashlib.HASH object @ 0x%x>' % (self.name, id(self))


class _Shake(_Hash):
    """A hash whose digest has the length that one asks for."""

    __slots__ = ()

    def digest(self, length, /):
        return _finish(self._state, length)

    def hexdigest(self, length, /):
        return self.digest(length).hex()


# By name: the runtime's number for it, bytes of a block, bytes of a digest.
_KINDS = {'md5': (0, 64, 16), 'sha1': (1, 64, 20), 'sha224': (2, 64, 28), 'sha256': (3, 64, 32), 'sha384': (4, 128, 48), 'sha512': (5, 128, 64)}
_KINDS |= {'sha3_%d' % bits: (0x1000 + 200 - bits // 4, 200 - bits // 4, bits // 8) for bits in (224, 256, 384, 512)}
_KINDS |= {'shake_%d' % bits: (0x2000 + 200 - bits // 4, 200 - bits // 4, 0) for bits in (128, 256)}

algorithms_guaranteed = set(_KINDS)
algorithms_available = set(_KINDS)


def _constructor(name):
    make = _Shake if name.startswith('shake') else _Hash

    def constructor(data=b'', *, usedforsecurity=True, string=None):
        return make(name, data if string is None else string)

    constructor.__name__ = constructor.__qualname__ = 'openssl_' + name
    constructor.__doc__ = 'A %s hash that has taken in `data`.' % name
    return constructor


_CONSTRUCTORS = {name: _constructor(name) for name in _KINDS}
globals().update(_CONSTRUCTORS)


def new(name, data=b'', *, usedforsecurity=True):
    """A hash by the name of its function."""
    if not isinstance(name, str):
        raise TypeError("new() argument 'name' must be str, not " + type(name).__name__)
    constructor = _CONSTRUCTORS.get(name.lower().replace('-', '_')) or _CONSTRUCTORS.get(name.lower().replace('-', ''))
    if constructor is None:
        raise ValueError('unsupported hash type ' + name)
    return constructor(data)


def file_digest(fileobj, digest, /):
    """A hash of what is left to read of a binary file."""
    made = new(digest) if isinstance(digest, str) else digest()
    while chunk := fileobj.read(65536):
        made.update(chunk)
    return made


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """A key from a password: PBKDF2 (RFC 8018) over HMAC."""
    if iterations < 1:
        raise ValueError('iteration value must be greater than 0.')
    outer = new(hash_name)
    if dklen is None:
        dklen = outer.digest_size
    if dklen < 1:
        raise ValueError('key length must be greater than 0.')
    inner = outer.copy()
    password = bytes(password)
    if len(password) > outer.block_size:
        password = new(hash_name, password).digest()
    password += bytes(outer.block_size - len(password))
    inner.update(bytes(byte ^ 0x36 for byte in password))
    outer.update(bytes(byte ^ 0x5c for byte in password))

    def hmac(message):
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    key = b''
    block = 0
    while len(key) < dklen:
        block += 1
        last = hmac(bytes(salt) + block.to_bytes(4, 'big'))
        total = int.from_bytes(last, 'big')
        for _ in range(iterations - 1):
            last = hmac(last)
            total ^= int.from_bytes(last, 'big')
        key += total.to_bytes(outer.digest_size, 'big')
    return key[:dklen]
