# lab only: python3 may be older than 3.13, whose behaviour this is
# Methods of str: results, and the messages of what is refused.


def raises(kind, text, call):
    try:
        call()
    except kind as error:
        assert str(error) == text, (str(error), text)
    else:
        raise AssertionError(f'{kind.__name__} was not raised: {text}')


# searching
s = 'hello world, hello'
assert s.find('hello') == 0 and s.find('hello', 1) == 13 and s.find('xyz') == -1
assert s.rfind('hello') == 13 and s.rfind('hello', 0, 17) == 0 and s.rfind('') == len(s)
assert s.find('', 5) == 5 and s.find('', 100) == -1 and s.find('o', -5) == 17
assert s.index('world') == 6 and s.count('l') == 5 and s.count('') == len(s) + 1 and 'aaaa'.count('aa') == 2
raises(ValueError, 'substring not found', lambda: s.index('q'))
raises(TypeError, 'find() argument 1 must be str, not int', lambda: s.find(1))
assert s.startswith('he') and s.startswith(('x', 'hell')) and s.startswith('world', 6) and not s.startswith('x')
assert s.endswith('lo') and s.endswith(('x', 'llo')) and s.endswith('world', 0, 11)
raises(TypeError, 'startswith first arg must be str or a tuple of str, not int', lambda: s.startswith(1))
assert 'wor' in s and 'wrl' not in s and '' in s
raises(TypeError, "'in <string>' requires string as left operand, not int", lambda: 1 in s)

# long and repetitive texts: the search must stay correct where it changes its algorithm
hay = 'a' * 3000 + 'b' + 'a' * 3000
assert hay.find('a' * 500 + 'b') == 2500 and hay.find('b' + 'a' * 500) == 3000 and hay.find('ab' * 50) == -1
assert hay.rfind('a' * 500 + 'b') == 2500 and ('ab' * 2000 + 'abb').find('ab' * 20 + 'b') == 3962
pattern = 'abcabd' * 7
assert ('abcabc' * 300 + pattern + 'x').find(pattern) == 1800
for kind in ('x', 'é', 'Ж', '😀'):
    text = kind * 40 + 'needle' + kind * 40
    assert text.find('needle') == 40 and text.find(kind + 'n') == 39 and text.rfind('e' + kind) == 45
    assert text.count(kind) == 80 and text.replace(kind, '') == 'needle' and text.find('Ω') == -1

# splitting and joining
assert 'a,b,,c'.split(',') == ['a', 'b', '', 'c'] and 'a,b,,c'.split(',', 1) == ['a', 'b,,c'] and ''.split(',') == ['']
assert '  a  b c '.split() == ['a', 'b', 'c'] and '  a  b c '.split(None, 1) == ['a', 'b c '] and '   '.split() == []
assert 'a,b,c'.rsplit(',', 1) == ['a,b', 'c'] and ' a b c '.rsplit(None, 1) == [' a b', 'c'] and 'a--b--c'.rsplit('--') == ['a', 'b', 'c']
assert 'a\nb\r\nc\rd\x85e\u2028f'.splitlines() == ['a', 'b', 'c', 'd', 'e', 'f'] and 'a\n\nb'.splitlines(True) == ['a\n', '\n', 'b']
assert 'a-b-c'.partition('-') == ('a', '-', 'b-c') and 'a-b-c'.rpartition('-') == ('a-b', '-', 'c')
assert 'abc'.partition('-') == ('abc', '', '') and 'abc'.rpartition('-') == ('', '', 'abc')
assert '-'.join(['a', 'b', 'c']) == 'a-b-c' and ''.join(c for c in 'xyz') == 'xyz' and '-'.join([]) == '' and 'é'.join(['a', '😀']) == 'aé😀'
raises(TypeError, 'sequence item 1: expected str instance, int found', lambda: ','.join(['a', 1]))
raises(TypeError, 'can only join an iterable', lambda: ','.join(1))
raises(ValueError, 'empty separator', lambda: 'a'.split(''))

# trimming, padding, replacing
assert '  a '.strip() == 'a' and 'xxaxx'.strip('x') == 'a' and 'xya'.lstrip('yx') == 'a' and 'a\n'.rstrip() == 'a' and '\u3000a\u3000'.strip() == 'a'
assert 'a'.center(4) == ' a  ' and 'ab'.center(5, '*') == '**ab*' and 'a'.ljust(3, '-') == 'a--' and 'a'.rjust(3) == '  a'
assert '-5'.zfill(4) == '-005' and '+5'.zfill(2) == '+5' and 'abc'.zfill(5) == '00abc' and 'a\tb'.expandtabs(4) == 'a   b' and '\t\n\tx'.expandtabs() == '        \n        x'
assert 'aXbX'.replace('X', '--') == 'a--b--' and 'aaa'.replace('a', 'b', 2) == 'bba' and 'abc'.replace('', '-') == '-a-b-c-' and 'abc'.replace('', '-', 2) == '-a-bc'
assert 'unhappy'.removeprefix('un') == 'happy' and 'a.py'.removesuffix('.py') == 'a' and 'abc'.removesuffix('') == 'abc'
raises(TypeError, 'The fill character must be exactly one character long', lambda: 'a'.center(5, 'xy'))

# case and classes
assert 'Hello'.lower() == 'hello' and 'straße'.upper() == 'STRASSE' and 'Straße'.casefold() == 'strasse' and 'ΑΣ'.lower() == 'ας'
assert "they're bill's".title() == "They'Re Bill'S" and 'hELLO wORLD'.capitalize() == 'Hello world' and 'aBc'.swapcase() == 'AbC' and 'ǆ'.title() == 'ǅ'
assert 'abc'.isalpha() and 'é'.isalpha() and not 'a1'.isalpha() and 'a1'.isalnum() and '٣'.isdecimal() and '²'.isdigit() and not '²'.isdecimal() and '½'.isnumeric()
assert 'abc'.islower() and 'ABC'.isupper() and 'Abc Def'.istitle() and not 'AbC'.istitle() and not ''.isalpha() and ''.isprintable() and not '\n'.isprintable()
assert 'a_1'.isidentifier() and not '1a'.isidentifier() and 'é'.isidentifier() and ' \t\u2003'.isspace() and 'abc'.isascii() and not 'é'.isascii()

# translate
table = str.maketrans('abc', 'xyz', 'd')
assert 'aabbccdd'.translate(table) == 'xxyyzz' and 'abc'.translate({97: None, 98: 'BB', 99: 0x444}) == 'BBф'
assert str.maketrans({'a': 1, 2: 'b'}) == {97: 1, 2: 'b'}
raises(ValueError, 'the first two maketrans arguments must have equal length', lambda: str.maketrans('a', 'bc'))

# subscripts, operators, iteration
s = 'abcdef'
assert s[0] == 'a' and s[-1] == 'f' and s[1:4] == 'bcd' and s[::-1] == 'fedcba' and s[::2] == 'ace' and s[4:1:-1] == 'edc' and s[10:] == '' and s[-100:2] == 'ab'
raises(IndexError, 'string index out of range', lambda: s[6])
raises(TypeError, "string indices must be integers, not 'str'", lambda: s['a'])
assert s * 2 == 'abcdefabcdef' and 0 * s == '' and -1 * s == '' and 'é' * 3 == 'ééé' and 'a' + 'é' + '😀' == 'aé😀'
raises(TypeError, 'can only concatenate str (not "int") to str', lambda: s + 1)
assert list('aé😀') == ['a', 'é', '😀'] and len('aé😀') == 3 and 'a' < 'b' < 'é' < '😀' and 'abc' < 'abcd' and not 'b' < 'abc' and max('héllo') == 'é'
assert list(reversed('abc')) == ['c', 'b', 'a'] and sorted('bca') == ['a', 'b', 'c']
assert 'a' != 1 and not 'a' == 1

# repr, ascii, chr, ord
assert repr('a\'b') == '"a\'b"' and repr('\'"') == "'\\'\"'" and repr('\n\t\\\x00\x7f\xa0é\u200b😀') == "'\\n\\t\\\\\\x00\\x7f\\xa0é\\u200b😀'"
assert ascii('é😀') == "'\\xe9\\U0001f600'" and ascii(['é']) == "['\\xe9']" and chr(97) == 'a' and chr(0x1f600) == '😀' and ord('é') == 233 and ord(b'a') == 97
raises(ValueError, 'chr() arg not in range(0x110000)', lambda: chr(-1))
raises(TypeError, 'ord() expected a character, but string of length 2 found', lambda: ord('ab'))

# str()
assert str() == '' and str(1) == '1' and str(b'ab', 'utf-8') == 'ab' and str(object='x') == 'x' and str(b'\xff', errors='replace') == '\ufffd'
raises(TypeError, 'decoding str is not supported', lambda: str('a', 'utf-8'))


# subclasses keep their own attributes and give plain strs back
class Name(str):
    def shout(self):
        return self.upper() + '!'


n = Name('bob')
n.age = 5
assert n == 'bob' and n.shout() == 'BOB!' and n.age == 5 and type(n + 'x') is str and type(n[:]) is str and type(n.strip()) is str and {n: 1}['bob'] == 1
assert type(str(n)) is str and isinstance(n, str) and f'{n}' == 'bob' and hash(n) == hash('bob')

# s += part grows in place and stays right
text = ''
for i in range(2000):
    text += 'xé'[i % 2]
other = text
text += '😀'
assert len(other) == 2000 and len(text) == 2001 and text[:2] == 'xé' and text[-1] == '😀' and other == 'xé' * 1000
assert hash('ab' + 'cd') == hash('abcd')
print('ok')
