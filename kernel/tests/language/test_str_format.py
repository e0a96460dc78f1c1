# str.format, format specifications and % formatting.


def raises(kind, text, call):
    try:
        call()
    except kind as error:
        assert str(error) == text, (str(error), text)
    else:
        raise AssertionError(f'{kind.__name__} was not raised: {text}')


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __format__(self, spec):
        return f'<{self.x},{self.y}|{spec}>'

    def __repr__(self):
        return 'Point'


p = Point(3, 4)
assert '{} {}'.format(1, 'a') == '1 a' and '{1} {0}'.format(1, 'a') == 'a 1' and '{x}{y}'.format(x=1, y=2) == '12' and '{{}}'.format() == '{}'
assert '{0.x} {0.y} {p.x}'.format(p, p=p) == '3 4 3' and '{0[1]} {d[k]} {d[1]}'.format([1, 2], d={'k': 'v', 1: 'n'}) == '2 v n'
assert '{!r} {!s} {!a}'.format('é', 'é', 'é') == "'é' é '\\xe9'" and '{:abc}'.format(p) == '<3,4|abc>' and '{!r:>7}'.format(p) == '  Point'
assert '{:>{w}}|{:^{}}|'.format('a', 'b', 5, w=4) == '   a|  b  |' and '{:*<6}{:>6}{:^6}'.format('ab', 'cd', 'ef') == 'ab****    cd  ef  '
assert '{:.2}'.format('abcdef') == 'ab' and '{:10.3}|'.format('abcdef') == 'abc       |' and '{:05}'.format('a') == 'a0000'
assert '{:d} {:5d} {:<5d}| {:+d} {:x} {:#x} {:b} {:,}'.format(1, 2, 3, 4, 255, 255, 5, 1234567) == '1     2 3    | +4 ff 0xff 101 1,234,567'
assert '{:.2f} {:10.3f} {:e} {:g} {:%}'.format(3.14159, 2.5, 12345.678, 0.0001, 0.25) == '3.14      2.500 1.234568e+04 0.0001 25.000000%'
assert '{a[b]} {a[b]!r}'.format_map({'a': {'b': 'c'}}) == "c 'c'" and format('x', '>3') == '  x' and format(5) == '5'
for text, kind, message in [
    ('{}', IndexError, 'Replacement index 0 out of range for positional args tuple'),
    ('{a}', KeyError, "'a'"),
    ('{', ValueError, "Single '{' encountered in format string"),
    ('}', ValueError, "Single '}' encountered in format string"),
    ('{0}{}', ValueError, 'cannot switch from manual field specification to automatic field numbering'),
    ('{!x}', ValueError, None),
]:
    try:
        text.format()
    except kind as error:
        assert message is None or str(error) == message, (text, str(error))
    except IndexError as error:
        assert text in ('{!x}', '{0}{}')
    else:
        raise AssertionError(text)
raises(ValueError, "Unknown format code 'd' for object of type 'str'", lambda: '{:d}'.format('a'))
raises(ValueError, "'=' alignment not allowed in string format specifier", lambda: format('a', '=5'))
raises(ValueError, 'Max string recursion exceeded', lambda: '{:{:{}}}'.format(1, 2, 3))

# % formatting
assert '%s %r %a' % ('é', 'é', 'é') == "é 'é' '\\xe9'" and '%d %i %5d|%-5d|%05d %+d % d' % (1, 2, 3, 4, 5, 6, 7) == '1 2     3|4    |00005 +6  7'
assert '%x %X %#x %o %#o %c%c' % (255, 255, 255, 8, 8, 97, 'b') == 'ff FF 0xff 10 0o10 ab' and '%d' % 3.99 == '3' and '%.3d' % 5 == '005' and '%d' % -5 == '-5'
assert '%f %.2f %e %g %10.3f|%-10.1f|%+.1f' % (1.5, 2.345, 12345.678, 0.0001, 3.14159, 2.5, 1.0) == '1.500000 2.35 1.234568e+04 0.0001      3.142|2.5       |+1.0'
assert '%(a)s %(b)d%%' % {'a': 1, 'b': 2} == '1 2%' and '%.2s|%5s|%-5s|' % ('abc', 'a', 'b') == 'ab|    a|b    |' and '%*d %.*f' % (5, 3, 1, 2.55) == '    3 2.5'
assert 'a' % () == 'a' and '%s' % (None,) == 'None' and '%s' % [1, 2] == '[1, 2]'
assert '%d' % (10**20) == '100000000000000000000' and '%x' % (2**70) == '400000000000000000' and '%010.2f' % -3.14159 == '-000003.14'
raises(TypeError, 'not enough arguments for format string', lambda: '%s %s' % 1)
raises(TypeError, 'not all arguments converted during string formatting', lambda: 'a' % 1)
raises(TypeError, '%d format: a real number is required, not str', lambda: '%d' % 'a')
raises(TypeError, '%x format: an integer is required, not float', lambda: '%x' % 1.5)
raises(ValueError, "unsupported format character 'z' (0x7a) at index 1", lambda: '%z' % 1)
raises(ValueError, 'incomplete format', lambda: '%' % 1)

# f-strings use the same machinery
w, value = 6, 'ab'
assert f'{value:>{w}}|{value!r:<{w}}|{3.14159:.2f}|{value=}' == "    ab|'ab'  |3.14|value='ab'"

# the two parsers behind string.Formatter
import _string
assert list(_string.formatter_parser('a{0!r:>5}b{{')) == [('a', '0', '>5', 'r'), ('b{', None, None, None)]
first, rest = _string.formatter_field_name_split('0.name[3][key]')
assert first == 0 and list(rest) == [(True, 'name'), (False, 3), (False, 'key')]
class Shown(str):
    def __str__(self): return 'shown'
assert f'{Shown("a")}' == format(Shown('a')) == '{}'.format(Shown('a')) == 'shown' and f'{Shown("a"):>3}' == '  a'
print('ok')
