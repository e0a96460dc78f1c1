"""The part of the package pyperf that pyperformance's programs use: enough to run one and time it.

A program is run as `python program.py [--least N] [--seconds S] [its own options]`: the benchmark is called until it
has run N times (by default 1) and for S seconds (by default 0). For each benchmark one line of JSON goes to stdout:
its name, the seconds of every call, and what the function answered where that can be compared.
"""

import sys
from time import perf_counter

__all__ = ['Runner', 'perf_counter', 'python_implementation']

_NOT_GIVEN = object()


def python_implementation():
    return sys.implementation.name


class _Options:
    """The options of a program as attributes."""


class _Parser:
    """A small argparse: options with one value, flags, and positional arguments that may be left out."""

    def __init__(self):
        self._options = {}
        self._positional = []
        self._defaults = {}

    def add_argument(self, *names, default=None, type=str, dest=None, action=None, choices=None, **_):
        if dest is None:
            dest = max(names, key=len).lstrip('-').replace('-', '_')
        self._defaults.setdefault(dest, False if action == 'store_true' else default)
        if not names[0].startswith('-'):
            self._positional.append((dest, type))
        for name in names:
            self._options[name] = dest, action, type

    def add_argument_group(self, *_, **__):
        return self

    add_mutually_exclusive_group = add_argument_group

    def set_defaults(self, **defaults):
        self._defaults.update(defaults)

    def error(self, message):
        raise SystemExit('%s: error: %s' % (sys.argv[0], message))

    def parse_args(self, args):
        values = dict(self._defaults)
        positional = iter(self._positional)
        args = iter(args)
        for arg in args:
            name, equals, value = arg.partition('=')
            if not name.startswith('-'):
                dest, type = next(positional, (None, None))
                if dest is None:
                    self.error('unrecognized argument: ' + arg)
                values[dest] = type(arg)
                continue
            if name not in self._options:
                self.error('unrecognized argument: ' + arg)
            dest, action, type = self._options[name]
            if action == 'store_true':
                values[dest] = True
                continue
            if not equals:
                value = next(args, None)
                if value is None:
                    self.error('%s: expected one argument' % name)
            values[dest] = type(value)
        options = _Options()
        options.__dict__.update(values)
        return options


class Runner:
    def __init__(self, values=None, processes=None, loops=0, min_time=0.1, metadata=None, program_args=None, add_cmdline_args=None, **_):
        self.metadata = dict(metadata or ())
        self.argparser = _Parser()
        self.argparser.add_argument('--least', type=int, default=1)
        self.argparser.add_argument('--seconds', type=float, default=0.0)
        self.args = None

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(sys.argv[1:] if args is None else args)
        return self.args

    def bench_func(self, name, func, *args, inner_loops=1, **_):
        """Times calls of func(*args)."""
        def once():
            start = perf_counter()
            result = func(*args)
            return perf_counter() - start, result
        self._bench(name, once, inner_loops)

    def bench_time_func(self, name, func, *args, inner_loops=1, **_):
        """func(loops, *args) times itself and answers seconds."""
        self._bench(name, lambda: (func(1, *args), _NOT_GIVEN), inner_loops)

    def bench_async_func(self, name, func, *args, inner_loops=1, loop_factory=None, **_):
        """Times runs of the coroutine func(*args) in an event loop of its own."""
        import asyncio
        self.bench_func(name, lambda: asyncio.run(func(*args)), inner_loops=inner_loops)

    def _bench(self, name, once, inner_loops):
        options = self.parse_args()
        seconds = []
        end = perf_counter() + options.seconds
        while len(seconds) < options.least or perf_counter() < end:
            spent, result = once()
            seconds.append(spent / (inner_loops or 1))
        shown = ', "result": "%s"' % result if isinstance(result, (bool, int, type(None))) else ''
        print('{"name": "%s", "seconds": [%s]%s}' % (name, ', '.join(map(repr, seconds)), shown))
