"""Bytes as text and back: hexadecimal and base64; checksums."""

__all__ = ['Error', 'a2b_base64', 'a2b_hex', 'b2a_base64', 'b2a_hex', 'crc32', 'hexlify', 'unhexlify']

_ALPHABET = b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
_VALUES = {byte: value for value, byte in enumerate(_ALPHABET)}


class Error(ValueError):
    pass


def _bytes(data):
    return data.encode('ascii') if isinstance(data, str) else bytes(data)


def hexlify(data, *args):
    return bytes(data).hex(*args).encode('ascii')


def unhexlify(data, /):
    text = _bytes(data).decode('latin-1')
    if len(text) % 2:
        raise Error('Odd-length string')
    try:
        return bytes([int(text[i], 16) << 4 | int(text[i + 1], 16) for i in range(0, len(text), 2)])
    except ValueError:
        raise Error('Non-hexadecimal digit found') from None


b2a_hex, a2b_hex = hexlify, unhexlify


def b2a_base64(data, /, *, newline=True):
    data = bytes(data)
    out = bytearray()
    for i in range(0, len(data), 3):
        group = data[i:i + 3]
        n = int.from_bytes(group + bytes(3 - len(group)), 'big')
        out += bytes([_ALPHABET[n >> 18], _ALPHABET[n >> 12 & 63], _ALPHABET[n >> 6 & 63], _ALPHABET[n & 63]])
        if len(group) < 3:
            out[len(group) - 3:] = b'=' * (3 - len(group))
    return bytes(out + b'\n' if newline else out)


def a2b_base64(data, /, *, strict_mode=False):
    out = bytearray()
    bits = count = pads = 0
    for byte in _bytes(data):
        if byte == 0x3d:
            pads += 1
            if count % 4 >= 2 and count % 4 + pads >= 4:
                break
            continue
        value = _VALUES.get(byte)
        if value is None:
            if strict_mode:
                raise Error('Only base64 data is allowed')
            continue
        pads = 0
        bits = (bits << 6 | value) & 0xffffff
        count += 1
        # The second, third and fourth of a group end a byte.
        if count % 4 != 1:
            out.append(bits >> (-count % 4 * 2) & 255)
    if count % 4 == 1:
        raise Error('Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a multiple of 4' % count)
    if count % 4 and count % 4 + pads < 4:
        raise Error('Incorrect padding')
    return bytes(out)


_CRC = []
for _n in range(256):
    for _ in range(8):
        _n = _n >> 1 ^ (0xedb88320 if _n & 1 else 0)
    _CRC.append(_n)


def crc32(data, value=0, /):
    value ^= 0xffffffff
    for byte in bytes(data):
        value = _CRC[(value ^ byte) & 255] ^ value >> 8
    return value ^ 0xffffffff
