"""Codecs by name: those that str.encode and bytes.decode know. There is no registry of further ones."""

__all__ = ['BOM', 'BOM_BE', 'BOM_LE', 'BOM_UTF8', 'BOM_UTF16', 'BOM_UTF16_LE', 'BOM_UTF16_BE', 'BOM_UTF32', 'BOM_UTF32_LE',
           'BOM_UTF32_BE', 'CodecInfo', 'encode', 'decode', 'lookup', 'getencoder', 'getdecoder']

BOM_UTF8 = b'\xef\xbb\xbf'
BOM_LE = BOM_UTF16_LE = BOM = BOM_UTF16 = b'\xff\xfe'
BOM_BE = BOM_UTF16_BE = b'\xfe\xff'
BOM_UTF32 = BOM_UTF32_LE = b'\xff\xfe\x00\x00'
BOM_UTF32_BE = b'\x00\x00\xfe\xff'


class CodecInfo(tuple):
    """(encode, decode) of one codec, each giving the result and how much it consumed."""

    def __new__(cls, encode, decode, name):
        self = super().__new__(cls, (encode, decode))
        self.encode, self.decode, self.name = encode, decode, name
        return self

    def __repr__(self):
        return '<codecs.CodecInfo object for encoding %s>' % self.name


def encode(obj, encoding='utf-8', errors='strict'):
    return obj.encode(encoding, errors)


def decode(obj, encoding='utf-8', errors='strict'):
    return obj.decode(encoding, errors)


def lookup(encoding, /):
    # An unknown name is a LookupError of the native codecs.
    ''.encode(encoding)

    def encoder(text, errors='strict'):
        return text.encode(encoding, errors), len(text)

    def decoder(data, errors='strict'):
        return bytes(data).decode(encoding, errors), len(data)

    return CodecInfo(encoder, decoder, encoding.lower().replace('_', '-'))


def getencoder(encoding):
    return lookup(encoding).encode


def getdecoder(encoding):
    return lookup(encoding).decode
