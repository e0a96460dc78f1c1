"""What of the operating system is here: paths as text, the current directory's name, random bytes, the number of cores.

Files are read and written as a whole by open(); stat opens them to tell their size; there is no listing and no process.
"""

import abc as _abc
import sys

import _host
import posixpath as path

sys.modules['os.path'] = path

from posixpath import curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull

name = 'posix'
linesep = '\n'
environ = {}
error = OSError

supports_follow_symlinks = frozenset()


def getenv(key, default=None):
    return environ.get(key, default)


def getcwd():
    return _host.config('cwd') or '/'


def getpid():
    return 1


def cpu_count():
    """The cores that threads of this runtime run on; None where the host does not say."""
    return int(_host.config('cores') or 0) or None


process_cpu_count = cpu_count


def urandom(size, /):
    """Random bytes from the host's generator."""
    return _host.entropy(size)


def fspath(path):
    """A path as str or bytes."""
    if isinstance(path, (str, bytes)):
        return path
    try:
        method = type(path).__fspath__
    except AttributeError:
        raise TypeError('expected str, bytes or os.PathLike object, not ' + type(path).__name__) from None
    result = method(path)
    if isinstance(result, (str, bytes)):
        return result
    raise TypeError('expected %s.__fspath__() to return str or bytes, not %s' % (type(path).__name__, type(result).__name__))


def fsencode(filename):
    filename = fspath(filename)
    return filename.encode('utf-8', 'surrogateescape') if isinstance(filename, str) else filename


def fsdecode(filename):
    filename = fspath(filename)
    return filename.decode('utf-8', 'surrogateescape') if isinstance(filename, bytes) else filename


class PathLike(_abc.ABC):
    """Objects with `__fspath__`."""

    __slots__ = ()

    @_abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        return hasattr(subclass, '__fspath__') if cls is PathLike else NotImplemented

    __class_getitem__ = classmethod(type(list[int]))


class stat_result:
    """What stat can tell: the kind of a file and its size. Times and owners are not known."""

    def __init__(self, mode, size):
        self.st_mode, self.st_size = mode, size

    def __repr__(self):
        return 'os.stat_result(st_mode=%d, st_size=%d)' % (self.st_mode, self.st_size)


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """Finds out by opening the file; OSError where there is none."""
    try:
        with open(path, 'rb') as file:
            return stat_result(0o100644, len(file.read()))
    except IsADirectoryError:
        return stat_result(0o040755, 0)


lstat = stat


def _missing(function):
    def call(*args, **kwargs):
        raise NotImplementedError('os.%s: the runtime has no access to the file system beyond open()' % function)
    call.__name__ = call.__qualname__ = function
    return call


for _name in 'listdir', 'scandir', 'mkdir', 'makedirs', 'remove', 'unlink', 'rename', 'replace', 'rmdir', 'walk', 'chdir', 'system', 'readlink', 'access':
    globals()[_name] = _missing(_name)
del _name
