# bytes, bytearray, memoryview, encodings.
# needs counts


def raises(kind, text, call):
    try:
        call()
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f'{kind.__name__} was not raised: {text}')


# construction and subscripts
assert bytes(3) == b'\0\0\0' and bytes([1, 2, 255]) == b'\x01\x02\xff' and bytes('é', 'utf-8') == b'\xc3\xa9' and bytes(b'ab') == b'ab' and bytes() == b''
assert b'abc'[0] == 97 and b'abc'[-1] == 99 and b'abc'[1:] == b'bc' and b'abc'[::-1] == b'cba' and list(b'ab') == [97, 98] and len(b'abc') == 3
assert b'a' + b'b' == b'ab' and b'ab' * 2 == b'abab' and b'a' < b'b' and b'a' in b'abc' and 98 in b'abc' and b'ab' != 'ab' and hash(b'ab') == hash(bytes([97, 98]))
assert repr(b'a\'"\n\\\x00\xff') == 'b\'a\\\'"\\n\\\\\\x00\\xff\'' and str(b'a') == "b'a'"
raises(ValueError, 'bytes must be in range(0, 256)', lambda: bytes([256]))
raises(TypeError, 'string argument without an encoding', lambda: bytes('a'))
raises(TypeError, "can't concat str to bytes", lambda: b'a' + 'a')
raises(IndexError, 'index out of range', lambda: b'a'[1])
raises(TypeError, "a bytes-like object is required, not 'str'", lambda: 'a' in b'a')

# methods
assert b'a,b'.split(b',') == [b'a', b'b'] and b' a  b '.split() == [b'a', b'b'] and b','.join([b'a', bytearray(b'b')]) == b'a,b' and b'a\nb\r\n'.splitlines() == [b'a', b'b']
assert b'hello'.find(b'l') == 2 and b'hello'.find(108) == 2 and b'hello'.rfind(b'l') == 3 and b'hello'.count(b'l') == 2 and b'hello'.index(b'o') == 4
assert b'hello'.replace(b'l', b'LL') == b'heLLLLo' and b'a-b'.partition(b'-') == (b'a', b'-', b'b') and b' a '.strip() == b'a' and b'a'.center(3, b'*') == b'*a*'
assert b'aB'.upper() == b'AB' and b'aB'.swapcase() == b'Ab' and b'ab cd'.title() == b'Ab Cd' and b'12'.isdigit() and b'ab'.isalpha() and not b''.isalpha() and b'7'.zfill(3) == b'007'
assert b'\xab\xcd'.hex() == 'abcd' and b'\xab\xcd\xef'.hex('-') == 'ab-cd-ef' and b'abcde'.hex(':', 2) == '61:6263:6465' and bytes.fromhex('ab cd') == b'\xab\xcd'
assert b'abc'.translate(bytes.maketrans(b'ab', b'xy'), b'c') == b'xy' and b'abc'.startswith((b'x', b'a')) and b'abc'.removeprefix(b'a') == b'bc'
assert b'%d %s %b %x %c %a|%5s|' % (1, b'a', b'b', 255, 65, 'é', b'c') == b"1 a b ff A '\\xe9'|    c|"

# bytearray
a = bytearray(b'abc')
a.append(100)
a += b'ef'
a.extend([103, 104])
assert a == b'abcdefgh' and a.pop() == 104 and a.pop(0) == 97 and a == bytearray(b'bcdefg') and repr(a) == "bytearray(b'bcdefg')"
a[0] = 120
a[1:3] = b'YYY'
del a[-1]
assert a == b'xYYYef'
a.insert(0, 33)
a.remove(101)
a.reverse()
assert a == b'fYYYx!' and a[1] == 89 and a[::-1] == b'!xYYYf' and type(a[1:]) is bytearray and a.upper() == b'FYYYX!' and type(a.upper()) is bytearray
del a[::2]
assert a == b'YY!' and a.copy() == a
a[::2] = b'12'
assert a == b'1Y2' and a * 2 == b'1Y21Y2' and bytearray(5) == b'\0' * 5 and b'Y' in a
a.clear()
assert a == b'' and not a
raises(ValueError, 'byte must be in range(0, 256)', lambda: bytearray(1).append(256))
raises(IndexError, 'pop from empty bytearray', lambda: bytearray().pop())
raises(TypeError, "unhashable type: 'bytearray'", lambda: hash(bytearray()))
big = bytearray()
for i in range(1000):
    big += bytes([i % 256]) * 3
assert len(big) == 3000 and big[2999] == 999 % 256 and sum(big) == 3 * sum(i % 256 for i in range(1000))

# memoryview
data = bytearray(b'abcdef')
m = memoryview(data)
assert m[0] == 97 and m[1:3].tobytes() == b'bc' and m.tolist() == list(b'abcdef') and len(m) == 6 and m.nbytes == 6 and m.format == 'B' and not m.readonly and m == data
m[0] = 65
m[1:3] = b'BC'
assert data == b'ABCdef' and m[::2].tobytes() == b'ACe' and bytes(m) == bytes(data) and memoryview(b'ab').readonly
raises(BufferError, 'Existing exports of data: object cannot be re-sized', lambda: data.append(1))
m.release()
data.append(103)
raises(ValueError, 'operation forbidden on released memoryview object', lambda: m[0])
with memoryview(b'\x01\x02\x03\x04') as view:
    assert view.cast('H').tolist() == [0x0201, 0x0403] and view.cast('I')[0] == 0x04030201

# encodings
assert 'aé😀'.encode() == b'a\xc3\xa9\xf0\x9f\x98\x80' and b'a\xc3\xa9\xf0\x9f\x98\x80'.decode() == 'aé😀' and 'é'.encode('latin-1') == b'\xe9'
assert 'aé😀'.encode('utf-16-le') == b'a\0\xe9\0=\xd8\0\xde' and 'a'.encode('utf-16') == b'\xff\xfea\0' and 'a'.encode('utf-32-be') == b'\0\0\0a'
for name in ('utf-8', 'utf-16', 'utf-16-be', 'utf-32', 'utf-32-le', 'UTF_8', 'utf-8-sig'):
    assert 'aé😀'.encode(name).decode(name) == 'aé😀', name
assert 'é😀'.encode('ascii', 'replace') == b'??' and 'é😀'.encode('ascii', 'ignore') == b'' and 'é😀'.encode('ascii', 'backslashreplace') == b'\\xe9\\U0001f600'
assert 'é'.encode('ascii', 'xmlcharrefreplace') == b'&#233;' and b'a\xff\xe1\x80b'.decode('utf-8', 'replace') == 'a\ufffd\ufffdb' and b'\xffa'.decode('ascii', 'ignore') == 'a'
assert b'a\xff'.decode('utf-8', 'surrogateescape') == 'a\udcff' and 'a\udcff'.encode('utf-8', 'surrogateescape') == b'a\xff' and b'\xff'.decode('utf-8', 'backslashreplace') == '\\xff'
assert '\ud800'.encode('utf-8', 'surrogatepass') == b'\xed\xa0\x80' and b'\xed\xa0\x80'.decode('utf-8', 'surrogatepass') == '\ud800'
error = raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", lambda: b'a\xff'.decode())
assert (error.encoding, error.object, error.start, error.end, error.reason) == ('utf-8', b'a\xff', 1, 2, 'invalid start byte')
raises(UnicodeDecodeError, "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", lambda: b'\xe1\x80'.decode())
raises(UnicodeEncodeError, "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)", lambda: 'aéé'.encode('ascii'))
raises(UnicodeEncodeError, "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed", lambda: '\ud800'.encode())
raises(LookupError, 'unknown encoding: foo', lambda: 'a'.encode('foo'))
print('ok')
