"""JSON for talking with the host: no imports, so that it loads in no time.

`dumps` writes what the host's JSON reader takes: ASCII only, and null for the floats that JSON lacks (nan and
the infinities). `loads` reads any JSON text.
"""

_ESCAPES = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f'}
_UNESCAPES = {'"': '"', '\\': '\\', '/': '/', 'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}
_SPACE = ' \t\n\r'


def dumps(value):
    """The JSON text of None, bools, numbers, strings, lists, tuples and dicts."""
    parts = []
    _write(value, parts.append)
    return ''.join(parts)


def loads(text):
    """The value of a JSON text. ValueError where it is none."""
    value, at = _read(text, _skip(text, 0))
    if _skip(text, at) != len(text):
        raise ValueError('extra text after JSON at %d' % at)
    return value


def _write(value, write):
    if value is None:
        write('null')
    elif value is True:
        write('true')
    elif value is False:
        write('false')
    elif isinstance(value, str):
        write(_quoted(value))
    elif isinstance(value, int):
        write(int.__repr__(value))
    elif isinstance(value, float):
        write(float.__repr__(value) if value - value == 0 else 'null')
    elif isinstance(value, dict):
        opening = '{'
        for key, item in value.items():
            write(opening)
            write(_quoted(key if isinstance(key, str) else dumps(key)))
            write(':')
            _write(item, write)
            opening = ','
        write('}' if opening == ',' else '{}')
    elif isinstance(value, (list, tuple)):
        opening = '['
        for item in value:
            write(opening)
            _write(item, write)
            opening = ','
        write(']' if opening == ',' else '[]')
    else:
        raise TypeError('%s is not JSON' % type(value).__name__)


def _quoted(text):
    plain = text.isascii() and text.isprintable()
    if plain and '"' not in text and '\\' not in text:
        return '"' + text + '"'
    parts = []
    for c in text:
        escape = _ESCAPES.get(c)
        if escape is not None:
            parts.append(escape)
        elif ' ' <= c < '\x7f':
            parts.append(c)
        else:
            point = ord(c)
            if point > 0xffff:
                point -= 0x10000
                parts.append('\\u%04x\\u%04x' % (0xd800 | point >> 10, 0xdc00 | point & 0x3ff))
            else:
                parts.append('\\u%04x' % point)
    return '"' + ''.join(parts) + '"'


def _skip(text, at):
    end = len(text)
    while at < end and text[at] in _SPACE:
        at += 1
    return at


def _read(text, at):
    c = text[at:at + 1]
    if c == '"':
        return _read_string(text, at + 1)
    if c == '{':
        return _read_object(text, at)
    if c == '[':
        return _read_array(text, at)
    if text.startswith('null', at):
        return None, at + 4
    if text.startswith('true', at):
        return True, at + 4
    if text.startswith('false', at):
        return False, at + 5
    return _read_number(text, at)


def _read_object(text, at):
    result = {}
    at = _skip(text, at + 1)
    if text[at:at + 1] == '}':
        return result, at + 1
    while True:
        if text[at:at + 1] != '"':
            raise ValueError('a key was expected at %d' % at)
        key, at = _read_string(text, at + 1)
        at = _skip(text, at)
        if text[at:at + 1] != ':':
            raise ValueError("':' was expected at %d" % at)
        result[key], at = _read(text, _skip(text, at + 1))
        at = _skip(text, at)
        c = text[at:at + 1]
        if c == '}':
            return result, at + 1
        if c != ',':
            raise ValueError("',' or '}' was expected at %d" % at)
        at = _skip(text, at + 1)


def _read_array(text, at):
    result = []
    at = _skip(text, at + 1)
    if text[at:at + 1] == ']':
        return result, at + 1
    while True:
        item, at = _read(text, at)
        result.append(item)
        at = _skip(text, at)
        c = text[at:at + 1]
        if c == ']':
            return result, at + 1
        if c != ',':
            raise ValueError("',' or ']' was expected at %d" % at)
        at = _skip(text, at + 1)


def _read_number(text, at):
    start = at
    end = len(text)
    while at < end and text[at] in '+-0123456789.eE':
        at += 1
    word = text[start:at]
    if word == '':
        raise ValueError('a value was expected at %d' % start)
    if '.' in word or 'e' in word or 'E' in word:
        return float(word), at
    return int(word), at


def _read_string(text, at):
    quote = text.find('"', at)
    if quote < 0:
        raise ValueError('a string without end')
    slash = text.find('\\', at, quote)
    if slash < 0:
        return text[at:quote], quote + 1
    parts = []
    while slash >= 0:
        parts.append(text[at:slash])
        c = text[slash + 1:slash + 2]
        if c == 'u':
            point = int(text[slash + 2:slash + 6], 16)
            at = slash + 6
            if 0xd800 <= point < 0xdc00 and text.startswith('\\u', at):
                low = int(text[at + 2:at + 6], 16)
                if 0xdc00 <= low < 0xe000:
                    point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
                    at += 6
            parts.append(chr(point))
        elif c in _UNESCAPES:
            parts.append(_UNESCAPES[c])
            at = slash + 2
        else:
            raise ValueError('a wrong escape at %d' % slash)
        quote = text.find('"', at)
        if quote < 0:
            raise ValueError('a string without end')
        slash = text.find('\\', at, quote)
    parts.append(text[at:quote])
    return ''.join(parts), quote + 1
