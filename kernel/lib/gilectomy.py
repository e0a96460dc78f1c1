"""Experiments with threads: how does a function scale under each way to do without the GIL, and what gets in its way?

    import gilectomy as g
    r = g.scale(fib, 27, threads=range(1, 8), designs=["gil", "gilectomy", "biased"])
    t = g.trace(fib, 27, threads=2, design="gilectomy")
    r.table(); r.save("fib.json"); t.hottest(); t.to_perfetto("fib.perfetto.json")

The function runs in fresh runtimes. It travels there by value with all that it names; see CannotTravel for what cannot."""

import _host

from _gilectomy_travel import CannotTravel, dumps as _pickle
from _json_min import dumps as _json, loads as _parse

__all__ = ['scale', 'trace', 'load', 'last', 'ScaleResult', 'TraceResult', 'CannotTravel']

# The result of the last experiment, or what an interrupted one had measured.
last = None


def _call_text(args):
    text = ', '.join(map(repr, args))
    return text if len(text) <= 60 else text[:57] + '...'


def _request(func, args):
    if not callable(func):
        raise TypeError('the first argument is a function, not ' + type(func).__name__ + '; its arguments follow it')
    code = getattr(getattr(func, '__func__', func), '__code__', None)
    kind = next((kind for flag, kind in _DEFERRED if isinstance(code, _Code) and code.co_flags & flag), None)
    if kind is not None:
        raise TypeError(func.__name__ + ' is ' + kind + ': a call runs none of its code. Measure a function that runs it to its end')
    name = getattr(func, '__name__', None) or type(func).__name__
    return {'func': name, 'args': _call_text(args), 'payload': _pickle(func, args)}


_Code = type(_call_text.__code__)

# Flags of functions whose call only makes something that will run.
_DEFERRED = ((0x20, 'a generator function'), (0x80, 'a coroutine function'), (0x200, 'an asynchronous generator function'))


def _designs(value):
    if value is None or isinstance(value, str):
        return None if value is None else [value]
    names = _listed(value, "designs is a name or a list of names, such as ['gil', 'biased']")
    for name in names:
        if not isinstance(name, str):
            raise TypeError("designs is a name or a list of names, such as ['gil', 'biased']; %r is none" % (name,))
    return names


def _thread_counts(value):
    if value is None or _is_whole(value):
        return None if value is None else [value]
    counts = _listed(value, 'threads is a number or several, such as range(1, 8) or [1, 2, 4]')
    for count in counts:
        if not _is_whole(count):
            raise TypeError('threads is a number or several, such as range(1, 8) or [1, 2, 4]; %r is no whole number' % (count,))
    return counts


def _listed(value, usage):
    if isinstance(value, (str, bytes)):
        raise TypeError(usage + ', not the text ' + repr(value))
    try:
        return list(value)
    except TypeError:
        raise TypeError(usage + ', not ' + repr(value)) from None


def _is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def scale(func, *args, threads=None, designs=None, repeat=5, control=True, serial=True):
    """Times func(*args) in each of N threads at once, for each N and each design.

    threads: the numbers of threads, such as range(1, 8), or one number. By default 1 up to twice the cores.
    designs: names of designs; by default all there are.
    repeat: samples of each row, taken in rounds that go through all designs.
    control: also run two programs that share nothing, for the machine's own limit.
    serial: also time the same work in series on one thread.

    Returns a ScaleResult. Interrupted, it leaves what was measured in gilectomy.last."""
    request = _request(func, args)
    request['threads'] = _thread_counts(threads)
    request['designs'] = _designs(designs)
    if not _is_whole(repeat):
        raise TypeError('repeat is a whole number from 1 up, not %r' % (repeat,))
    request['repeat'] = repeat
    request['control'] = bool(control)
    request['serial'] = bool(serial)
    return _experiment('scale', request, ScaleResult)


def trace(func, *args, threads=2, design=None):
    """Runs func(*args) once in each of `threads` threads with every lock and reference count recorded.

    design: the name of a design; by default the first that lets threads run at once.

    Returns a TraceResult."""
    request = _request(func, args)
    if not _is_whole(threads):
        raise TypeError('threads is one whole number from 1 up, not %r: a trace shows one run' % (threads,))
    if design is not None and not isinstance(design, str):
        raise TypeError("design is one name, such as 'gilectomy', not %r: a trace shows one run" % (design,))
    request['threads'] = threads
    request['design'] = design
    return _experiment('trace', request, TraceResult)


def load(path):
    """Reads a result that save() has written. Raises ValueError where the file is not one."""
    with open(path) as file:
        text = file.read()
    try:
        schema = _parse(_host.request('result.check', text))
    except RuntimeError as error:
        raise ValueError(path + ': ' + str(error)) from None
    return (TraceResult if schema.startswith('gilectomy.trace/') else ScaleResult)(text)


def _experiment(kind, request, make):
    global last
    try:
        text = _host.request(kind, _json(request))
        if text.startswith('{"invalid":'):
            raise ValueError(_parse(text)['invalid'])
        last = make(text)
    except KeyboardInterrupt:
        text = _host.request('experiment.partial', '')
        if text:
            last = make(text)
        raise
    if _parse(_host.request('experiment.script', '')):
        path = _file_name(request['func'], kind, last.data['started'])
        last.save(path)
        print(last)
        print('\nWritten to ' + path)
    if last.interrupted:
        raise KeyboardInterrupt
    return last


def _file_name(func, kind, started):
    """fib-scale-20260102-030405.json, in UTC."""
    digits = ''.join(char for char in started[:19] if char.isdigit())
    name = ''.join(char if char.isalnum() else '_' for char in func)
    return name + '-' + kind + '-' + digits[:8] + '-' + digits[8:] + '.json'


def _write(path, text):
    if _host.config('platform') != 'browser':
        with open(path, 'w') as file:
            file.write(text)
        return
    from html import escape
    from _kernel import base64, display
    name = escape(str(path).rpartition('/')[2])
    link = '<a download="%s" href="data:application/json;base64,%s">Download %s</a>' % (name, base64(text.encode('utf-8')), name)
    display({'text/html': link, 'text/plain': 'A page has no files; the link to download %s is in the HTML form.' % name}, raw=True)


class _Result:
    def __init__(self, text):
        self._text = text
        self._parsed = None

    @property
    def data(self):
        """The result as dicts and lists, as in its file. Do not change them."""
        if self._parsed is None:
            self._parsed = _parse(self._text)
        return self._parsed

    @property
    def interrupted(self):
        """True when it was stopped before it was complete."""
        return self.data['interrupted']

    def save(self, path):
        """Writes the result with all its samples to a file, as JSON. A page has no files: it shows a link to download it."""
        _write(path, self._text)

    @classmethod
    def load(cls, path):
        """Reads what save() has written. Raises ValueError where the file is not a result of this kind."""
        result = load(path)
        if not isinstance(result, cls):
            raise ValueError(path + ' holds a ' + type(result).__name__ + ', not a ' + cls.__name__)
        return result

    def __repr__(self):
        return _parse(_host.request('result.text', self._text))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return _parse(_host.request('result.bundle', self._text))


class ScaleResult(_Result):
    """What scale() has measured."""

    def table(self):
        """Prints the figures as a table."""
        print(repr(self))


class TraceResult(_Result):
    """What trace() has recorded."""

    def hottest(self, limit=10):
        """Prints the locks, reference counts and source lines where most happened."""
        print(_parse(_host.request('result.hottest', str(limit) + '\n' + self._text)))

    def to_perfetto(self, path):
        """Writes the lanes as a file that ui.perfetto.dev opens. A page has no files: it shows a link to download it."""
        _write(path, _host.request('result.perfetto', self._text))
