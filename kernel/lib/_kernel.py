"""The kernel's helpers that run inside the runtime: display of values, completion, inspection.

The host calls `install` once, `begin` before each cell, and the functions that answer with `_reply`; what they
take and give is JSON text. Everything a person may call is `display`.
"""

import builtins
import sys

import _host
from _json_min import dumps, loads

_main = sys.modules['__main__'].__dict__
_state = {'count': 0, 'stored': True, 'displays': 0}

_REPRS = (
    ('_repr_html_', 'text/html'),
    ('_repr_markdown_', 'text/markdown'),
    ('_repr_svg_', 'image/svg+xml'),
    ('_repr_latex_', 'text/latex'),
    ('_repr_json_', 'application/json'),
    ('_repr_javascript_', 'application/javascript'),
    ('_repr_png_', 'image/png'),
    ('_repr_jpeg_', 'image/jpeg'),
)

_KEYWORDS = (
    'False None True and as assert async await break class continue def del elif else except finally for from global if '
    'import in is lambda nonlocal not or pass raise return try while with yield'
).split()


def install():
    """Makes this runtime a notebook's: expression results, `display`."""
    sys.displayhook = _displayhook
    builtins.display = display
    _main.setdefault('Out', {})
    for name in ('_', '__', '___'):
        _main.setdefault(name, '')


def begin(text):
    """A cell is about to run."""
    options = loads(text)
    _state['count'] = options['count']
    _state['stored'] = options['stored']


def display(*values, include=None, exclude=None, metadata=None, display_id=None, raw=False, clear=False):
    """Show values in the output of the running cell, each in its richest form.

    With `display_id` (a name, or True for a fresh one) the output can be replaced later; a handle with the
    methods `display` and `update` is returned. `raw` values are MIME bundles already.
    """
    if clear:
        clear_output(True)
    if display_id is True:
        _state['displays'] += 1
        display_id = 'display-%d' % _state['displays']
    for value in values:
        _send_display('display_data', value, include, exclude, metadata, display_id, raw)
    if display_id is not None:
        return DisplayHandle(display_id)


class DisplayHandle:
    """An output that can be replaced."""

    def __init__(self, display_id):
        self.display_id = display_id

    def display(self, value, **options):
        display(value, display_id=self.display_id, **options)

    def update(self, value, include=None, exclude=None, metadata=None, raw=False):
        _send_display('update_display_data', value, include, exclude, metadata, self.display_id, raw)

    def __repr__(self):
        return '<DisplayHandle display_id=%s>' % self.display_id


def clear_output(wait=False):
    """Remove the output of the running cell; with `wait`, when the next output comes."""
    _flush()
    _host.send('clear_output', dumps({'wait': bool(wait)}))


def _send_display(kind, value, include, exclude, metadata, display_id, raw):
    if raw:
        data, extra = dict(value), {}
    else:
        data, extra = mime_bundle(value)
    if include is not None:
        data = {mime: data[mime] for mime in data if mime in include}
    if exclude is not None:
        data = {mime: data[mime] for mime in data if mime not in exclude}
    if metadata:
        extra = {**extra, **metadata}
    transient = {} if display_id is None else {'display_id': display_id}
    _flush()
    _host.send(kind, dumps({'data': data, 'metadata': extra, 'transient': transient}))


def mime_bundle(value):
    """The forms of a value by MIME type, and their metadata, by the `_repr_*_` methods of its class."""
    data = {}
    metadata = {}
    kind = type(value)
    if hasattr(kind, '_repr_mimebundle_'):
        bundle = value._repr_mimebundle_()
        if isinstance(bundle, tuple):
            bundle, metadata = bundle
        if bundle:
            data.update(bundle)
    for name, mime in _REPRS:
        if mime not in data and hasattr(kind, name):
            form = getattr(value, name)()
            if isinstance(form, tuple):
                form, extra = form
                metadata = {**metadata, mime: extra}
            if form is not None:
                data[mime] = _base64(form) if isinstance(form, (bytes, bytearray)) else form
    if 'text/plain' not in data:
        data['text/plain'] = repr(value)
    return data, metadata


def _displayhook(value):
    if value is None:
        return
    data, metadata = mime_bundle(value)
    if _state['stored']:
        _main['___'] = _main.get('__', '')
        _main['__'] = _main.get('_', '')
        _main['_'] = value
        _main['Out'][_state['count']] = value
        _main['_%d' % _state['count']] = value
    _flush()
    _host.send('execute_result', dumps({'data': data, 'metadata': metadata}))


def _flush():
    sys.stdout.flush()
    sys.stderr.flush()


_BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'


def _base64(data):
    parts = []
    for at in range(0, len(data), 3):
        group = data[at:at + 3]
        bits = int.from_bytes(group, 'big') << 8 * (3 - len(group))
        text = ''.join([_BASE64[bits >> shift & 63] for shift in (18, 12, 6, 0)])
        parts.append(text[:len(group) + 1] + '=' * (3 - len(group)))
    return ''.join(parts)


def _reply(value):
    _host.send('reply', dumps(value))


def expressions(text):
    """Evaluate the user expressions of an execute request."""
    answers = {}
    for name, source in loads(text).items():
        try:
            data, metadata = mime_bundle(eval(source, _main))
            answers[name] = {'status': 'ok', 'data': data, 'metadata': metadata}
        except Exception as error:
            answers[name] = {'status': 'error', 'ename': type(error).__name__, 'evalue': str(error), 'traceback': []}
    _reply(answers)


def complete(text):
    """Names that may stand where the text before the cursor ends."""
    code = loads(text)['code']
    start = len(code)
    while start > 0 and (code[start - 1].isalnum() or code[start - 1] in '_.'):
        start -= 1
    word = code[start:]
    base, dot, prefix = word.rpartition('.')
    if dot:
        value = _look_up(base)
        names = [] if value is _missing else [base + '.' + name for name in _attributes(value) if name.startswith(prefix)]
        if not prefix.startswith('_'):
            names = [name for name in names if not name[len(base) + 1:].startswith('_')]
    elif word == '' or word[0].isdigit():
        names = []
    else:
        names = {name for name in [*_main, *dir(builtins), *_KEYWORDS] if name.startswith(prefix)}
        if not prefix.startswith('_'):
            names = {name for name in names if not name.startswith('_')}
    _reply({'matches': sorted(names), 'length': len(word)})


_missing = object()


def _look_up(path):
    """The value of a dotted name, without running code other than attribute look-up."""
    first, *rest = path.split('.')
    if first in _main:
        value = _main[first]
    elif hasattr(builtins, first):
        value = getattr(builtins, first)
    else:
        return _missing
    for name in rest:
        try:
            value = getattr(value, name)
        except Exception:
            return _missing
    return value


def _attributes(value):
    try:
        return [name for name in dir(value) if isinstance(name, str)]
    except Exception:
        return []


def inspect(text):
    """What a value is: its signature, type and documentation; null if the name is unknown."""
    options = loads(text)
    value = _look_up(options['name'])
    if value is _missing:
        _reply(None)
        return
    lines = []
    signature = _signature(value)
    if signature is not None:
        lines.append('Signature: %s%s' % (options['name'], signature))
    lines.append('Type:      %s' % type(value).__name__)
    if signature is None and not isinstance(value, type(sys)):
        form = repr(value)
        lines.append('Value:     %s' % (form if len(form) <= 200 else form[:197] + '...'))
    doc = getattr(value, '__doc__', None)
    if isinstance(doc, str) and doc.strip():
        lines.append('Docstring:')
        lines.append(_dedent(doc))
    _reply('\n'.join(lines))


def _signature(value):
    if isinstance(value, type):
        value = value.__dict__.get('__init__')
        bound = True
    else:
        bound = hasattr(value, '__self__') and hasattr(value, '__func__')
        value = getattr(value, '__func__', value)
    code = getattr(value, '__code__', None)
    if code is None:
        return None
    names = code.co_varnames
    positional = list(names[:code.co_argcount])
    only = names[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
    defaults = value.__defaults__ or ()
    keyword_defaults = value.__kwdefaults__ or {}
    parts = []
    for i, name in enumerate(positional):
        default = i - (len(positional) - len(defaults))
        parts.append(name if default < 0 else '%s=%r' % (name, defaults[default]))
        if i + 1 == code.co_posonlyargcount:
            parts.append('/')
    if bound:
        parts = parts[1:]
    at = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & 4:
        parts.append('*' + names[at])
        at += 1
    elif only:
        parts.append('*')
    for name in only:
        parts.append('%s=%r' % (name, keyword_defaults[name]) if name in keyword_defaults else name)
    if code.co_flags & 8:
        parts.append('**' + names[at])
    return '(' + ', '.join(parts) + ')'


def _dedent(doc):
    lines = doc.expandtabs().split('\n')
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins) if margins else 0
    return '\n'.join([lines[0].lstrip()] + [line[margin:] for line in lines[1:]]).strip()
