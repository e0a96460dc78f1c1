# struct, binascii and base64.
import base64, binascii, struct

for format, values, packed in [
    ('<bBhHiIqQ', (-1, 2, -3, 4, -5, 6, -7, 8), b'\xff\x02\xfd\xff\x04\x00\xfb\xff\xff\xff\x06\x00\x00\x00\xf9\xff\xff\xff\xff\xff\xff\xff\x08\x00\x00\x00\x00\x00\x00\x00'),
    ('bih?', (1, 2, 3, True), b'\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x01'), ('>3s2p x c', (b'ab', b'x', b'c'), b'ab\x00\x01x\x00c'),
    ('>efd', (1.5, -0.1, 1e300), b'>\x00\xbd\xcc\xcc\xcd~7\xe4<\x88\x00u\x9c'), ('<e', (6e-8,), b'\x01\x00'), ('<d', (5e-324,), b'\x01' + bytes(7))
]:
    assert struct.pack(format, *values) == packed and struct.calcsize(format) == len(packed), (format, struct.pack(format, *values))
    assert struct.pack(format, *struct.unpack(format, packed)) == packed
assert list(struct.iter_unpack('<H', b'\1\0\2\0')) == [(1,), (2,)] and struct.unpack_from('>H', b'abc', 1) == (0x6263,)
buffer = bytearray(6)
struct.pack_into('<I', buffer, 1, 0x01020304)
assert buffer == b'\0\4\3\2\1\0'
for bad, text in ((lambda: struct.pack('B', 256), None), (lambda: struct.pack('i', 'x'), 'required argument is not an integer'), (lambda: struct.unpack('H', b'x'), 'unpack requires a buffer of 2 bytes'), (lambda: struct.calcsize('y'), 'bad char in struct format')):
    try:
        bad()
        raise AssertionError
    except struct.error as error:
        assert text is None or str(error) == text, error
try:
    struct.pack('>f', 1e300)
    raise AssertionError
except OverflowError as error:
    assert str(error) == 'float too large to pack with f format'

assert struct.unpack('f', struct.pack('f', -1e300)) == (float('-inf'),)
data = bytes(range(256))
for n in range(20):
    assert base64.b64decode(base64.b64encode(data[:n])) == data[:n] and binascii.unhexlify(binascii.hexlify(data[:n])) == data[:n] and base64.b32decode(base64.b32encode(data[:n])) == data[:n]
assert base64.b64encode(b'hello world') == b'aGVsbG8gd29ybGQ=' and base64.urlsafe_b64encode(b'\xfb\xff') == b'-_8=' and base64.b16encode(b'\xab') == b'AB' and base64.b85decode(base64.b85encode(b'hello')) == b'hello'
assert binascii.crc32(b'hello') == 0x3610a686 and base64.b64decode('YW\nI=') == b'ab'
try:
    base64.b64decode(b'YWI')
    raise AssertionError
except binascii.Error as error:
    assert str(error) == 'Incorrect padding'
print('ok')
