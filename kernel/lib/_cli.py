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
        line = _host.request('input', '')
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


def _input(prompt='', /):
    """Read a line from standard input; the prompt goes to standard output."""
    sys.stdout.write(str(prompt))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if line == '':
        raise EOFError('EOF when reading a line')
    return line.removesuffix('\n')


def start():
    """Before the program."""
    sys.stdin = _StandardInput()
    builtins.input = _input


def finish():
    """After it: threads that are no daemons are waited for, exit functions run, streams are flushed."""
    threading = sys.modules.get('threading')
    if threading is not None:
        threading._shutdown()
    atexit = sys.modules.get('atexit')
    if atexit is not None:
        atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
