"""hashlib against the standards' own examples, fed in pieces of any size."""

import hashlib
import hmac

EXPECTED = {
    'md5': '900150983cd24fb0d6963f7d28e17f72',
    'sha1': 'a9993e364706816aba3e25717850c26c9cd0d89d',
    'sha224': '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
    'sha256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'sha384': 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    'sha512': 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'sha3_256': '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
}
for name, digest in EXPECTED.items():
    assert hashlib.new(name, b'abc').hexdigest() == digest, name
    assert getattr(hashlib, name)(b'abc').digest_size * 2 == len(digest)

# Lengths around the ends of blocks, in one piece and in many.
for name in 'md5', 'sha1', 'sha256', 'sha512', 'sha3_224', 'sha3_512':
    for size in (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 143, 144, 145, 1000):
        data = bytes(i * 7 & 255 for i in range(size))
        whole = hashlib.new(name, data)
        pieces = hashlib.new(name)
        for at in range(0, size, 17):
            pieces.update(data[at:at + 17])
        assert whole.digest() == pieces.digest() == pieces.copy().digest(), (name, size)

assert hashlib.sha256().hexdigest() == 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
assert hashlib.sha512(b'a' * 1000).hexdigest()[:16] == '67ba5535a46e3f86'
assert hashlib.shake_128(b'abc').hexdigest(8) == '5881092dd818bf5c' and len(hashlib.shake_256().digest(500)) == 500
going = hashlib.md5(b'ab')
other = going.copy()
going.update(b'c')
assert going.hexdigest() == EXPECTED['md5'] and other.hexdigest() == hashlib.md5(b'ab').hexdigest()
assert hmac.new(b'key', b'The quick brown fox jumps over the lazy dog', 'sha256').hexdigest() == 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8'
assert hashlib.pbkdf2_hmac('sha1', b'password', b'salt', 2).hex() == 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957'
assert hmac.compare_digest(b'ab', b'ab') and not hmac.compare_digest('ab', 'ac') and not hmac.compare_digest(b'', b'a')
for wrong in (lambda: hashlib.md5('text'), lambda: hashlib.new('md99'), lambda: hmac.compare_digest('a', b'a')):
    try:
        wrong()
        raise AssertionError
    except (TypeError, ValueError):
        pass
