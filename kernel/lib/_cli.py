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

    def readline(self, size=-1):
        line = _host.request('readline', '')
        return line if size is None or size < 0 else line[:size]

    def read(self, size=-1):
        return ''.join(self)

    def readlines(self):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if line == '':
            raise StopIteration
        return line

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
