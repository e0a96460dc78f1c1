"""Streams in memory and files read and written as a whole, through the host.

StringIO, BytesIO and open() are native (`_io`); here are the abstract base classes, for programs that test for
them or that write a stream of their own.
"""

from _io import BufferedRandom, BytesIO, StringIO, TextIOWrapper, open

__all__ = ['open', 'IOBase', 'RawIOBase', 'BufferedIOBase', 'TextIOBase', 'StringIO', 'BytesIO', 'BufferedRandom', 'TextIOWrapper',
           'UnsupportedOperation', 'SEEK_SET', 'SEEK_CUR', 'SEEK_END', 'DEFAULT_BUFFER_SIZE', 'text_encoding']

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    """A stream was asked for what it cannot do."""


def text_encoding(encoding, stacklevel=2):
    return 'utf-8' if encoding is None else encoding


class _StreamType(type):
    """The type of the base classes: native streams are registered as instances of them."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        cls._registered = ()

    def register(cls, native):
        cls._registered += (native,)
        return native

    def __subclasscheck__(cls, other):
        if super().__subclasscheck__(other):
            return True
        return any(issubclass(other, native) for native in cls._registered) or any(issubclass(other, sub) for sub in type.__subclasses__(cls))

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))


class IOBase(metaclass=_StreamType):
    _closed = False

    def _unsupported(self, name):
        raise UnsupportedOperation(f'{type(self).__name__}.{name}() not supported')

    def seek(self, pos, whence=0):
        self._unsupported('seek')

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, pos=None):
        self._unsupported('truncate')

    def flush(self):
        self._check_closed()

    def close(self):
        if not self._closed:
            try:
                self.flush()
            finally:
                self._closed = True

    @property
    def closed(self):
        return self._closed

    def _check_closed(self):
        if self.closed:
            raise ValueError('I/O operation on closed file.')

    def seekable(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return False

    def fileno(self):
        self._unsupported('fileno')

    def isatty(self):
        self._check_closed()
        return False

    def __enter__(self):
        self._check_closed()
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __iter__(self):
        self._check_closed()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readline(self, size=-1):
        pieces = []
        total = 0
        while size is None or size < 0 or total < size:
            piece = self.read(1)
            if not piece:
                break
            pieces.append(piece)
            total += 1
            if piece in (b'\n', '\n'):
                break
        return type(pieces[0])().join(pieces) if pieces else b''

    def readlines(self, hint=None):
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def writelines(self, lines):
        self._check_closed()
        for line in lines:
            self.write(line)


class RawIOBase(IOBase):
    def read(self, size=-1):
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        if count is None:
            return None
        return bytes(buffer[:count])

    def readall(self):
        result = bytearray()
        while data := self.read(DEFAULT_BUFFER_SIZE):
            result += data
        return bytes(result)

    def readinto(self, buffer):
        self._unsupported('readinto')

    def write(self, data):
        self._unsupported('write')


class BufferedIOBase(IOBase):
    def read(self, size=-1):
        self._unsupported('read')

    def read1(self, size=-1):
        self._unsupported('read1')

    def write(self, data):
        self._unsupported('write')


class TextIOBase(IOBase):
    encoding = None
    newlines = None
    errors = None

    def read(self, size=-1):
        self._unsupported('read')

    def readline(self, size=-1):
        self._unsupported('readline')

    def write(self, text):
        self._unsupported('write')


BufferedIOBase.register(BytesIO)
BufferedIOBase.register(BufferedRandom)
TextIOBase.register(StringIO)
TextIOBase.register(TextIOWrapper)
