# StringIO and BytesIO.
import io

s = io.StringIO()
assert s.write('hello\n') == 6 and s.write('wörld 😀') == 7 and s.getvalue() == 'hello\nwörld 😀' and s.tell() == 13
s.seek(0)
assert s.readline() == 'hello\n' and s.read(3) == 'wör' and s.read() == 'ld 😀' and s.read() == ''
s.seek(0)
assert list(s) == ['hello\n', 'wörld 😀'] and s.seek(0) == 0 and s.readlines() == ['hello\n', 'wörld 😀']
s.seek(0)
s.write('J')
s.truncate(3)
assert s.getvalue() == 'Jel'
with io.StringIO('a\nb') as t:
    assert [line.strip() for line in t] == ['a', 'b']
assert t.closed
try:
    t.read()
except ValueError as error:
    assert 'closed file' in str(error)
else:
    raise AssertionError('a closed stream was read')
b = io.BytesIO(b'abc')
assert b.read(2) == b'ab' and b.write(b'XY') == 2 and b.getvalue() == b'abXY' and b.seek(-1, 2) == 3 and b.read() == b'Y'
try:
    io.StringIO().write(b'x')
except TypeError as error:
    assert str(error) == "string argument expected, got 'bytes'"
try:
    io.BytesIO().fileno()
except io.UnsupportedOperation:
    pass
else:
    raise AssertionError('a stream in memory has no file number')
print(1, 2, file=s, sep='-')
assert s.getvalue() == 'J1-2\n' or s.getvalue().endswith('1-2\n')
assert isinstance(s, io.TextIOBase) and isinstance(s, io.IOBase) and not isinstance(s, io.BufferedIOBase) and isinstance(b, io.BufferedIOBase)


class Lines(io.TextIOBase):
    def readline(self, size=-1):
        return 'x'


assert next(Lines()) == 'x' and isinstance(Lines(), io.IOBase) and Lines().readable() is False
print('ok')
