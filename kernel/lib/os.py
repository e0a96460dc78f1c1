"""What of the operating system is here: paths as text, the process's environment and folder, random bytes, the number of cores.

Under Node environment, folders and programs are the process's own, asked of the host. A page has none of them: its
environment is a small one of this runtime's, its folder is '/', and the rest is refused. Files are read and written as a
whole by open(); in a page, stat opens them to tell their size.
"""

import abc as _abc
import sys
from builtins import open as _builtin_open
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


def _entries(path):
    """The names in a folder, each with its kind: file, folder, link or other."""
    name = fsdecode(path)
    return [(entry['name'], entry['kind']) for entry in _machine('list', path, path=name)]


def listdir(path='.'):
    """Names of what is in a folder, in no order that counts."""
    return [name for name, _ in _entries(path)]


class DirEntry:
    """Something in a folder, as scandir found it."""

    def __init__(self, folder, name, kind):
        self.name = name
        self.path = path.join(folder, name)
        self._kind = kind

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return '<DirEntry %r>' % self.name

    def is_symlink(self):
        return self._kind == 'link'

    def is_dir(self, *, follow_symlinks=True):
        if self._kind == 'link' and follow_symlinks:
            return path.isdir(self.path)
        return self._kind == 'folder'

    def is_file(self, *, follow_symlinks=True):
        if self._kind == 'link' and follow_symlinks:
            return path.isfile(self.path)
        return self._kind == 'file'

    def is_junction(self):
        return False

    def inode(self):
        return lstat(self.path).st_ino

    def stat(self, *, follow_symlinks=True):
        return stat(self.path, follow_symlinks=follow_symlinks)


class _Scan:
    """What scandir returns: an iterator, and a context that ends it."""

    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        self._entries = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def scandir(path='.'):
    """What is in a folder, each with its kind, so that telling folders from files asks the system no more."""
    folder = fspath('.' if path is None else path)
    return _Scan([DirEntry(folder, name, kind) for name, kind in _entries(folder)])


# What shutil passes as `followlinks`: links to folders count as files, as they do here.
_walk_symlinks_as_files = object()


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Yields each folder with the names of the folders and of the files in it."""
    top = fspath(top)
    try:
        entries = list(scandir(top))
    except OSError as problem:
        if onerror is not None:
            onerror(problem)
        return
    folders, files = [], []
    for entry in entries:
        if entry.is_dir():
            folders.append(entry.name)
        else:
            files.append(entry.name)
    links = {entry.name for entry in entries if entry.is_symlink()}
    if topdown:
        # Whoever iterates may take folders out of the list, and they are not entered.
        yield top, folders, files
    for name in folders:
        if followlinks or name not in links:
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


def _exit(status):
    """Ends the process at once: no handler runs, no stream is flushed."""
    _machine('exit', status=status)


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


_STAT_FIELDS = ('mode', 'ino', 'dev', 'nlink', 'uid', 'gid', 'size', 'atime', 'mtime', 'ctime')


class stat_result(tuple):
    """What is known of a file. Its ten items are whole numbers; the attributes of times have fractions of seconds."""

    def __new__(cls, fields):
        values = [fields.get(name, 0) for name in _STAT_FIELDS]
        self = super().__new__(cls, [int(value) for value in values])
        for name, value in zip(_STAT_FIELDS, values):
            if name.endswith('time'):
                value = float(value)
                setattr(self, 'st_' + name + '_ns', int(value * 1_000_000_000))
            setattr(self, 'st_' + name, value)
        return self

    def __repr__(self):
        return 'os.stat_result(%s)' % ', '.join(['st_%s=%d' % pair for pair in zip(_STAT_FIELDS, self)])


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """What the system knows of a file. Where no machine is around, it is opened: then only its kind and size are known,
    and all else is 0."""
    if dir_fd is not None:
        raise NotImplementedError('os.stat: dir_fd is not supported')
    # The library's files are the runtime's own.
    if _on_machine and not fsdecode(path).startswith('/lib/python3.13/'):
        return stat_result(_machine('stat', path, path=fsdecode(path), follow=bool(follow_symlinks)))
    try:
        with _builtin_open(path, 'rb') as file:
            return stat_result({'mode': 0o100644, 'size': len(file.read())})
    except IsADirectoryError:
        return stat_result({'mode': 0o040755})


def lstat(path, *, dir_fd=None):
    """As stat, of a symbolic link itself."""
    return stat(path, dir_fd=dir_fd, follow_symlinks=False)


F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    """Whether this process may read, write or run a file: R_OK, W_OK, X_OK, or F_OK for whether it exists."""
    return _machine('access', path, path=fsdecode(path), mode=mode)


def readlink(path, *, dir_fd=None):
    """Where a symbolic link points to."""
    return _machine('readlink', path, path=fsdecode(path))


def symlink(src, dst, target_is_directory=False, *, dir_fd=None):
    """Makes `dst` a symbolic link to `src`."""
    _machine('symlink', src, target=fsdecode(src), path=fsdecode(dst), folder=bool(target_is_directory))


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    """Sets who may read, write and run a file."""
    _machine('chmod', path, path=fsdecode(path), mode=mode)


def removedirs(name):
    """A folder, and those above it that are empty then."""
    rmdir(name)
    head, tail = path.split(fsdecode(name).rstrip('/'))
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0, 1, 2, 0o100, 0o200, 0o1000, 0o2000
O_NOFOLLOW, O_CLOEXEC, O_DIRECTORY, O_NONBLOCK = 0o400000, 0o2000000, 0o200000, 0o4000
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
supports_dir_fd = supports_fd = supports_effective_ids = frozenset()


def _missing(function):
    def call(*args, **kwargs):
        raise NotImplementedError('os.%s: this runtime has no file descriptors' % function)
    call.__name__ = call.__qualname__ = function
    return call


for _name in 'open', 'close', 'read', 'write', 'fstat', 'dup', 'pipe', 'utime':
    globals()[_name] = _missing(_name)
del _name
