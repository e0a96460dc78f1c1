"""Tracebacks as text and as lists. The text is the runtime's own; what is done here is to cut it to measure and to print it."""

import sys
from linecache import getline

import _host

__all__ = ['FrameSummary', 'StackSummary', 'TracebackException', 'clear_frames', 'extract_stack', 'extract_tb', 'format_exc', 'format_exception',
           'format_exception_only', 'format_list', 'format_stack', 'format_tb', 'print_exc', 'print_exception', 'print_last', 'print_list',
           'print_stack', 'print_tb', 'walk_stack', 'walk_tb']

_TITLE = 'Traceback (most recent call last):\n'
_CAUSE = '\nThe above exception was the direct cause of the following exception:\n\n'
_CONTEXT = '\nDuring handling of the above exception, another exception occurred:\n\n'
_absent = object()


class FrameSummary:
    """One entry: where, and the line of source that stands there."""

    __slots__ = 'filename', 'lineno', 'name', 'end_lineno', 'colno', 'end_colno', 'locals', '_line'

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None, colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno
        self.locals = None if locals is None else {key: repr(value) for key, value in locals.items()}
        self._line = line

    @property
    def line(self):
        if self._line is None:
            self._line = getline(self.filename, self.lineno)
        return self._line.strip()

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return (self.filename, self.lineno, self.name, self.line)[index]

    def __eq__(self, other):
        if isinstance(other, (FrameSummary, tuple)):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __repr__(self):
        return f'<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>'


class StackSummary(list):
    """Entries, the oldest call first."""

    @classmethod
    def extract(cls, frames, *, limit=None, lookup_lines=True, capture_locals=False):
        """From (frame, line) pairs. A limit keeps the first entries, one below zero the last."""
        pairs = _limited(list(frames), limit)
        return cls(FrameSummary(frame.f_code.co_filename, line, frame.f_code.co_name, locals=frame.f_locals if capture_locals else None)
                   for frame, line in pairs)

    @classmethod
    def from_list(cls, entries):
        return cls(entry if isinstance(entry, FrameSummary) else FrameSummary(entry[0], entry[1], entry[2], line=entry[3]) for entry in entries)

    def format_frame_summary(self, entry):
        text = f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n'
        if entry.line:
            text += f'    {entry.line}\n'
        for name, value in sorted((entry.locals or {}).items()):
            text += f'    {name} = {value}\n'
        return text

    def format(self):
        """A text an entry; of the same line again and again three, and how many more."""
        texts, last, times = [], None, 0
        for entry in self:
            key = entry.filename, entry.lineno, entry.name
            if key != last:
                texts += _repeated(times)
                last, times = key, 0
            times += 1
            if times <= 3:
                texts.append(self.format_frame_summary(entry))
        return texts + _repeated(times)


def _repeated(times):
    more = times - 3
    return [f"  [Previous line repeated {more} more time{'s' * (more > 1)}]\n"] if more > 0 else []


def _limited(entries, limit):
    if limit is None:
        limit = getattr(sys, 'tracebacklimit', None)
        limit = limit if limit is None or limit >= 0 else 0
    return entries if limit is None else entries[:limit] if limit >= 0 else entries[limit:]


def walk_tb(tb):
    """(frame, line) of each entry of a traceback."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def walk_stack(frame):
    """(frame, line) of a frame and those that called it, the newest first."""
    frame = sys._getframe(1) if frame is None else frame
    while frame is not None:
        yield frame, frame.f_lineno
        frame = frame.f_back


def extract_tb(tb, limit=None):
    return StackSummary.extract(walk_tb(tb), limit=limit)


def extract_stack(f=None, limit=None):
    pairs = list(walk_stack(sys._getframe(1) if f is None else f))
    pairs.reverse()
    # Of a stack the limit keeps the newest.
    return StackSummary.extract(pairs, limit=None if limit is None else -limit if limit else 0)


def clear_frames(tb):
    """Frames that have ended hold nothing here."""


def format_tb(tb, limit=None):
    if tb is None:
        return []
    if limit is not None or hasattr(sys, 'tracebacklimit'):
        return extract_tb(tb, limit).format()
    # An entry begins with two blanks, its lines with four.
    texts = []
    for line in _host.report_entries(tb).splitlines(True):
        if line.startswith('    ') and texts:
            texts[-1] += line
        else:
            texts.append(line)
    return texts


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def format_stack(f=None, limit=None):
    return extract_stack(sys._getframe(1) if f is None else f, limit).format()


def format_exception_only(exc, /, value=_absent, *, show_group=False):
    exc = exc if value is _absent else value
    return ['NoneType: None\n'] if exc is None else _host.report_end(exc).splitlines(True)


def format_exception(exc, /, value=_absent, tb=_absent, limit=None, chain=True):
    """The lines of a report. Called with an exception, or with type, exception and traceback."""
    if (value is _absent) != (tb is _absent):
        raise ValueError('Both or neither of value and tb must be given')
    if value is not _absent:
        exc = value
    if exc is None:
        return ['NoneType: None\n']
    tb = exc.__traceback__ if tb is _absent else tb
    if chain and limit is None and tb is exc.__traceback__ and not hasattr(sys, 'tracebacklimit'):
        return _host.report(exc).splitlines(True)
    lines, earlier, seen = _alone(exc, tb, limit), exc, {id(exc)}
    while chain:
        cause = earlier.__cause__
        link = _CONTEXT if cause is None else _CAUSE
        earlier = earlier.__context__ if cause is None and not earlier.__suppress_context__ else cause
        if earlier is None or id(earlier) in seen:
            break
        seen.add(id(earlier))
        lines = [*_alone(earlier, earlier.__traceback__, limit), link, *lines]
    return lines


def _alone(exc, tb, limit):
    return ([] if tb is None else [_TITLE, *format_tb(tb, limit)]) + format_exception_only(exc)


def format_exc(limit=None, chain=True):
    """The report of the exception that is being handled, as one text."""
    return ''.join(format_exception(sys.exception(), limit=limit, chain=chain))


def _print(lines, file):
    print(''.join(lines), end='', file=sys.stderr if file is None else file)


def print_exception(exc, /, value=_absent, tb=_absent, limit=None, file=None, chain=True):
    _print(format_exception(exc, value, tb, limit, chain), file)


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def print_last(limit=None, file=None, chain=True):
    if not hasattr(sys, 'last_exc'):
        raise ValueError('no last exception')
    print_exception(sys.last_exc, limit=limit, file=file, chain=chain)


def print_tb(tb, limit=None, file=None):
    _print(format_tb(tb, limit), file)


def print_list(extracted_list, file=None):
    _print(format_list(extracted_list), file)


def print_stack(f=None, limit=None, file=None):
    _print(format_stack(sys._getframe(1) if f is None else f, limit), file)


class TracebackException:
    """A report kept for later: its text is made at once, so it holds no frames."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False, compact=False, _seen=()):
        self.stack = StackSummary.extract(walk_tb(exc_traceback), limit=limit, capture_locals=capture_locals)
        self.exc_type = exc_type
        self.exc_type_str = exc_type.__qualname__
        self._str = str(exc_value)
        self._text = {chain: format_exception(exc_type, exc_value, exc_traceback, limit, chain) for chain in (False, True)}
        self._only = format_exception_only(exc_value)
        seen = (*_seen, exc_value)
        self.__cause__ = _earlier(exc_value.__cause__, limit, seen)
        self.__context__ = _earlier(exc_value.__context__, limit, seen)
        self.__suppress_context__ = exc_value.__suppress_context__

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def format(self, *, chain=True):
        return iter(self._text[bool(chain)])

    def format_exception_only(self, *, show_group=False):
        return iter(self._only)

    def print(self, *, file=None, chain=True):
        _print(self.format(chain=chain), file)

    def __str__(self):
        return self._str


def _earlier(exc, limit, seen):
    """What led to an exception, unless it has been shown."""
    if exc is None or any(exc is other for other in seen):
        return None
    return TracebackException.from_exception(exc, limit=limit, _seen=seen)
