"""Files and folders for a while, in the system's folder for such. There are no file descriptors: mkstemp is not here."""

import os as _os
import weakref as _weakref
from io import BytesIO as _BytesIO, StringIO as _StringIO, open as _open
from random import SystemRandom as _SystemRandom

__all__ = ['NamedTemporaryFile', 'TemporaryFile', 'SpooledTemporaryFile', 'TemporaryDirectory', 'mkdtemp', 'mktemp', 'gettempdir', 'gettempprefix', 'tempdir', 'template']

TMP_MAX = 10000
template = 'tmp'
tempdir = None

_characters = 'abcdefghijklmnopqrstuvwxyz0123456789_'


def gettempprefix():
    return template


def gettempdir():
    """The folder for temporary files: of the environment, or the usual one."""
    if tempdir is not None:
        return _os.fsdecode(tempdir)
    for name in 'TMPDIR', 'TEMP', 'TMP':
        folder = _os.getenv(name)
        if folder and _os.path.isdir(folder):
            return _os.path.abspath(folder)
    return '/tmp'


def _name(suffix, prefix, dir):
    choose = _SystemRandom().choice
    middle = ''.join([choose(_characters) for _ in range(8)])
    return _os.path.join(gettempdir() if dir is None else _os.fspath(dir), (template if prefix is None else prefix) + middle + (suffix or ''))


def mktemp(suffix='', prefix=template, dir=None):
    """A name that no file has now."""
    for _ in range(TMP_MAX):
        name = _name(suffix, prefix, dir)
        if not _os.path.lexists(name):
            return name
    raise FileExistsError(17, 'No usable temporary filename found')


def mkdtemp(suffix=None, prefix=None, dir=None):
    """A new folder that only the user may enter."""
    for _ in range(TMP_MAX):
        name = _name(suffix, prefix, dir)
        try:
            _os.mkdir(name, 0o700)
        except FileExistsError:
            continue
        return _os.path.abspath(name)
    raise FileExistsError(17, 'No usable temporary directory name found')


def _remove_tree(folder):
    import shutil
    shutil.rmtree(folder, ignore_errors=True)


class TemporaryDirectory:
    """A new folder that goes, with all that is in it, at the end of the with statement or of the object."""

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._delete = delete
        self._finalizer = _weakref.finalize(self, _remove_tree, self.name) if delete else None

    def __repr__(self):
        return '<TemporaryDirectory %r>' % self.name

    def __enter__(self):
        return self.name

    def __exit__(self, *exc_info):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        if self._finalizer is not None:
            self._finalizer.detach()
        _remove_tree(self.name)


class _NamedFile:
    """An open file, removed when it is closed."""

    def __init__(self, file, name, delete, delete_on_close):
        self.file, self.name = file, name
        self._delete, self._delete_on_close = delete, delete_on_close

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __iter__(self):
        return iter(self.file)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.file.close()
        self._remove()

    def close(self):
        self.file.close()
        if self._delete_on_close:
            self._remove()

    def _remove(self):
        if self._delete:
            self._delete = False
            try:
                _os.remove(self.name)
            except FileNotFoundError:
                pass


def NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, delete=True, *, errors=None, delete_on_close=True):
    """A new open file with a name."""
    name = mktemp(suffix or '', prefix, dir)
    file = _open(name, mode, buffering, encoding, errors, newline)
    return _NamedFile(file, name, delete, delete_on_close)


def TemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None):
    """A file without a name: in memory."""
    return _BytesIO() if 'b' in mode else _StringIO(newline=newline)


def SpooledTemporaryFile(max_size=0, mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None):
    return TemporaryFile(mode, newline=newline)
