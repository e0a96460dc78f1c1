"""What of the operating system is here: paths as text, the process's environment and folder, random bytes, the number of cores.

Under Node environment, folders and programs are the process's own, asked of the host. A page has none of them: its
environment is a small one of this runtime's, its folder is '/', and the rest is refused. Files are read and written as a
whole by open(); stat opens them to tell their size.
"""

import abc as _abc
import sys
from _collections_abc import MutableMapping as _MutableMapping

import _host
import posixpath as path
from _json_min import dumps as _dumps, loads as _loads

sys.modules['os.path'] = path

from posixpath import curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull

name = 'posix'
linesep = '\n'
error = OSError

supports_follow_symlinks = frozenset()

# Whether the host answers questions about the machine. The runtime of an experiment is on its own: what a workload
# changed would change the kernel's process.
_on_machine = _host.config('machine') == '1'

_REFUSAL = ('a page has no folders, files and programs' if _host.config('platform') == 'browser'
            else 'the runtime of an experiment changes nothing around it')


def _machine(op, filename=None, **arguments):
    """Asks the host; OSError where the system refuses."""
    if not _on_machine:
        raise NotImplementedError(_REFUSAL)
    try:
        return _loads(_host.request('machine', _dumps({'op': op, **arguments})))
    except RuntimeError as problem:
        raise _os_error(str(problem), filename) from None


def _os_error(text, filename):
    """From what Node says: a name such as ENOENT, a colon, words, and what was tried behind a comma."""
    import errno
    code, _, words = text.partition(': ')
    number = getattr(errno, code, None)
    if number is None:
        return OSError(text)
    words = words.partition(',')[0]
    return OSError(number, _WORDS.get(code) or words[:1].upper() + words[1:], filename)


# Where the system's own words are not Node's.
_WORDS = {'EEXIST': 'File exists', 'EISDIR': 'Is a directory', 'ENOTDIR': 'Not a directory', 'ENOTEMPTY': 'Directory not empty',
          'EXDEV': 'Invalid cross-device link', 'EBUSY': 'Device or resource busy'}


class _Environ(_MutableMapping):
    """The environment's variables. What is set here is seen by the programs that this process starts."""

    def __init__(self, variables):
        self._data = variables

    def __getitem__(self, key):
        return self._data[key]

    def __setitem__(self, key, value):
        _check_variable(key, value)
        putenv(key, value)
        self._data[key] = value

    def __delitem__(self, key):
        if key not in self._data:
            raise KeyError(key)
        unsetenv(key)
        del self._data[key]

    def __iter__(self):
        return iter(list(self._data))

    def __len__(self):
        return len(self._data)

    def __repr__(self):
        return 'environ({%s})' % ', '.join(['%r: %r' % pair for pair in self.items()])

    def copy(self):
        return dict(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def __or__(self, other):
        return {**self._data, **other}

    def __ror__(self, other):
        return {**other, **self._data}

    def __ior__(self, other):
        self.update(other)
        return self


def _check_variable(key, value):
    for text in (key, value):
        if not isinstance(text, str):
            raise TypeError('str expected, not ' + type(text).__name__)
        if '\0' in text:
            raise ValueError('embedded null byte')
    if not key or '=' in key:
        raise ValueError('illegal environment variable name')


def putenv(name, value, /):
    """Sets a variable of the process, past `environ`."""
    _check_variable(name, value)
    if _on_machine:
        _machine('setEnv', name=name, value=value)


def unsetenv(name, /):
    """Removes a variable of the process, past `environ`."""
    if _on_machine:
        _machine('setEnv', name=name, value=None)


def _initial_environment():
    """The process's variables as they are now: another runtime of this process may have set some."""
    if _on_machine:
        return _machine('env')
    return _loads(_host.config('environ') or '{"HOME": "/", "LANG": "C.UTF-8"}')


environ = _Environ(_initial_environment())


def getenv(key, default=None):
    return environ.get(key, default)


def getcwd():
    """The current folder."""
    return _machine('cwd') if _on_machine else _host.config('cwd') or '/'


def chdir(path):
    """Makes a folder the current one, for relative paths of open() and for programs."""
    path = fsdecode(path)
    _machine('chdir', path, path=path)


def listdir(path='.'):
    """Names of what is in a folder, in no order that counts."""
    path = fsdecode(path)
    return [name.removesuffix('/') for name in _machine('list', path, path=path)]


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Yields each folder with the names of the folders and of the files in it."""
    try:
        names = _machine('list', top, path=fsdecode(top))
    except OSError as problem:
        if onerror is not None:
            onerror(problem)
        return
    folders = [name[:-1] for name in names if name.endswith('/')]
    files = [name for name in names if not name.endswith('/')]
    if topdown:
        yield top, folders, files
    for name in folders:
        yield from walk(path.join(top, name), topdown, onerror, followlinks)
    if not topdown:
        yield top, folders, files


def mkdir(path, mode=0o777):
    path = fsdecode(path)
    _machine('mkdir', path, path=path, mode=mode)


def makedirs(name, mode=0o777, exist_ok=False):
    """A folder with those above it."""
    name = fsdecode(name)
    head = path.dirname(name.rstrip('/'))
    if head and not path.exists(head):
        makedirs(head, mode, True)
    try:
        mkdir(name, mode)
    except FileExistsError:
        if not exist_ok or not path.isdir(name):
            raise


def remove(path):
    path = fsdecode(path)
    _machine('remove', path, path=path)


unlink = remove


def rmdir(path):
    path = fsdecode(path)
    _machine('rmdir', path, path=path)


def rename(src, dst):
    src, dst = fsdecode(src), fsdecode(dst)
    _machine('rename', src, path=src, to=dst)


replace = rename


def system(command):
    """Runs a command line by the system's shell, its output shown; its status as wait() gives it."""
    sys.stdout.flush()
    sys.stderr.flush()
    status = _machine('system', command=command, keep=False)['status']
    return status << 8 if status >= 0 else -status


def getpid():
    return int(_host.config('pid') or 1)


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


for _name in 'scandir', 'readlink', 'access':
    globals()[_name] = _missing(_name)
del _name
