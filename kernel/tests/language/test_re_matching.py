# Regular expressions: the matcher under the standard library's re.
import re

m = re.match(r'(\w+)@(\w+)\.com', 'user@site.com rest')
assert m.group() == 'user@site.com' and m.groups() == ('user', 'site') and m.span() == (0, 13) and m.start(2) == 5 and m[1] == 'user' and m.lastindex == 2
assert re.search(r'\d+', 'abc 123 def').group() == '123' and re.match(r'\d', 'a') is None and re.fullmatch(r'a+', 'aaa') and not re.fullmatch(r'a+', 'aaab')
assert re.findall(r'\d+', '1 22 333') == ['1', '22', '333'] and re.findall(r'(\w)(\d)', 'a1 b2') == [('a', '1'), ('b', '2')] and re.findall('', 'ab') == ['', '', '']
assert re.split(r'[,;]\s*', 'a, b;c') == ['a', 'b', 'c'] and re.split(r'(-)', 'a-b-c', maxsplit=1) == ['a', '-', 'b-c'] and re.split(r'x*', 'axbc') == ['', 'a', '', 'b', 'c', '']
assert re.sub(r'(\w)(\d)', r'\2\1', 'a1 b2') == '1a 2b' and re.sub('x', lambda m: m.group().upper() + '!', 'axbx', count=1) == 'aX!bx' and re.subn('a', 'b', 'aaa') == ('bbb', 3)
assert re.sub('', '-', 'abc') == '-a-b-c-' and re.sub('x*', '-', 'abxd') == '-a-b--d-' and re.sub(r'(?P<n>a)', r'[\g<n>]', 'bab') == 'b[a]b'
m = re.match(r'(?P<first>\w+) (?P<last>\w+)?', 'Ada ')
assert m.groupdict() == {'first': 'Ada', 'last': None} and m.group('first') == 'Ada' and m.groups('x') == ('Ada', 'x') and m.expand(r'<\1>') == '<Ada>' and m.lastgroup == 'first'
assert [m.span() for m in re.finditer('a|', 'ab')] == [(0, 1), (1, 1), (2, 2)] and [m.group() for m in re.finditer(r'\w+', 'one two')] == ['one', 'two']

# repetition: greedy, lazy, counted, possessive, nested, empty bodies
assert re.match(r'<.*>', '<a><b>').group() == '<a><b>' and re.match(r'<.*?>', '<a><b>').group() == '<a>' and re.match(r'a{2,3}', 'aaaa').group() == 'aaa' and re.match(r'a{2,3}?', 'aaaa').group() == 'aa'
assert re.match(r'(?:ab)*', 'ababx').group() == 'abab' and re.match(r'(a|b)*?c', 'abac').group(1) == 'a' and re.match(r'(?:a*)*b', 'aab').group() == 'aab' and re.match(r'(a?)*', 'aa').span() == (0, 2)
assert re.match(r'a++a', 'aaa') is None and re.match(r'(?>a|ab)c', 'abc') is None and re.match(r'(?:ab)?+abc', 'ababc').group() == 'ababc' and re.match(r'((a)|b)*', 'ab').groups() == ('b', 'a')
assert re.match(r'(x+x+)+y', 'xxxxxxxxxxy').group() == 'xxxxxxxxxxy' and re.match('(?:(?:a|b){2})*c', 'abbac').group() == 'abbac'
assert re.match('(a+|b)*c' , 'a' * 5000 + 'c').end() == 5001

# anchors, classes, assertions, back references, conditions
assert re.findall(r'^\w', 'a\nb', re.M) == ['a', 'b'] and re.search(r'b$', 'ab\n') and re.findall(r'\bfoo\b', 'foo food foo') == ['foo', 'foo'] and re.search(r'\Bo', 'foo').start() == 1 and re.search(r'a\Z', 'a\n') is None
assert re.findall(r'[^a-c\s]', 'abc d e') == ['d', 'e'] and re.match(r'[\w-]+', 'a-b_c!').group() == 'a-b_c' and re.match(r'.', '\n') is None and re.match(r'.', '\n', re.S)
assert re.findall(r'\w+(?=!)', 'a! b c!') == ['a', 'c'] and re.findall(r'a(?!b)', 'ab ac') == ['a'] and re.findall(r'(?<=\$)\d+', '$5 6 $7') == ['5', '7'] and re.findall(r'(?<!\$)\b\d+', '$5 6') == ['6']
assert re.match(r'(a+)-\1', 'aa-aa').group() == 'aa-aa' and re.match(r'(a)?b(?(1)c|d)', 'abc') and re.match(r'(a)?b(?(1)c|d)', 'bd') and not re.match(r'(a)?b(?(1)c|d)', 'bc')
assert re.match(r'(?=(a+))a*b\1', 'aaab') is None and re.match(r'(?=(a+))(a)', 'aaa').groups() == ('aaa', 'a')

# case, Unicode, bytes
assert re.match('straße', 'STRAßE', re.I) and re.findall('[a-c]', 'AbC', re.I) == ['A', 'b', 'C'] and re.match('É', 'é', re.I) and not re.match('É', 'é', re.I | re.A) and re.match(r'(?i:a)b', 'Ab')
assert re.findall(r'\w+', 'naïve 日本 😀') == ['naïve', '日本'] and re.findall(r'\d', '٣5') == ['٣', '5'] and re.findall(r'\d', '٣5', re.A) == ['5'] and re.search('[α-ω]+', 'abc δεζ').group() == 'δεζ'
assert re.findall(rb'\w+', b'ab cd') == [b'ab', b'cd'] and re.sub(rb'a', b'x', b'aba') == b'xbx' and re.match(rb'a', bytearray(b'ab')).group() == b'a'
for call, text in [(lambda: re.match('a', b'a'), 'cannot use a string pattern on a bytes-like object'), (lambda: re.match('a', 1), "expected string or bytes-like object, got 'int'")]:
    try:
        call()
    except TypeError as error:
        assert str(error) == text
    else:
        raise AssertionError(text)

p = re.compile(r'a(b)?', re.I | re.M)
assert p.groups == 1 and p.pattern == 'a(b)?' and p.search('xxAB', 2).span() == (2, 4) and p.match('xab', 1, 2).span() == (1, 2) and repr(p) == "re.compile('a(b)?', re.IGNORECASE|re.MULTILINE)"
assert repr(re.match('a', 'abc')) == "<re.Match object; span=(0, 1), match='a'>" and p == re.compile(r'a(b)?', re.I | re.M) and hash(p) == hash(re.compile(r'a(b)?', re.I | re.M))
scanner = re.compile(r'\w').scanner('ab')
assert scanner.match().group() == 'a' and scanner.search().group() == 'b' and scanner.match() is None
print('ok')
