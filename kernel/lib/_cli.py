"""What a program on the command line finds around it: standard input, and an orderly end."""

import builtins
import sys

import _host


class _StandardInput:
    """`sys.stdin`: lines that the host reads when they are asked for."""

    encoding = 'utf-8'
    errors = 'strict'
    mode = 'r'
    name = '<stdin>'
    newlines = None
    closed = False

    def _line(self, size=-1):
        """A line, or its beginning: the rest is for whoever reads next, be it input()."""
        if self.closed:
            raise ValueError('I/O operation on closed file.')
        line = _host.request('readline', '')
        if 0 <= size < len(line):
            _host.request('unread', line[size:])
            line = line[:size]
        return line

    def readline(self, size=-1):
        return self._line(-1 if size is None else size)

    def read(self, size=-1):
        left = -1 if size is None else size
        parts = []
        while left != 0:
            part = self._line(left)
            if part == '':
                break
            parts.append(part)
            if left > 0:
                left -= len(part)
        return ''.join(parts)

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if line == '':
            raise StopIteration
        return line

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def flush(self):
        pass

    def readable(self):
        return True

    def writable(self):
        return False

    def seekable(self):
        return False

    def fileno(self):
        return 0

    def isatty(self):
        return False


class _Quitter:
    """`exit` and `quit`."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return 'Use %s() or Ctrl-D (i.e. EOF) to exit' % self.name

    def __call__(self, code=None):
        raise SystemExit(code)


def start():
    """Before the program."""
    from _help import help
    builtins.help = help
    builtins.exit, builtins.quit = _Quitter('exit'), _Quitter('quit')
    sys.stdin = sys.__stdin__ = _StandardInput()
    # JSON's list of strings is Python's too.
    sys.argv[:] = eval(_host.config('argv'))
    file = _host.config('file')
    if file:
        sys.modules['__main__'].__file__ = file


def finish():
    """After it and its threads: exit functions run, streams are flushed."""
    atexit = sys.modules.get('atexit')
    if atexit is not None:
        atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
