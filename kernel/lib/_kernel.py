"""The kernel's helpers that run inside the runtime: display of values, completion, inspection.

The host calls `install` once, `begin` before each cell, and the functions that answer with `_reply`; what they
take and give is JSON text. Everything a person may call is `display`.
"""

import builtins
import sys

import _host
from _json_min import dumps, loads

_main = sys.modules['__main__'].__dict__
_state = {'count': 0, 'stored': True, 'quiet': False, 'displays': 0}
# What %%capture cells collect, innermost last.
_captures = []

_REPRS = (
    ('_repr_html_', 'text/html'),
    ('_repr_markdown_', 'text/markdown'),
    ('_repr_svg_', 'image/svg+xml'),
    ('_repr_latex_', 'text/latex'),
    ('_repr_json_', 'application/json'),
    ('_repr_javascript_', 'application/javascript'),
    ('_repr_png_', 'image/png'),
    ('_repr_jpeg_', 'image/jpeg'),
    ('_repr_pdf_', 'application/pdf'),
)

def install():
    """Makes this runtime a notebook's: expression results, `display`, `get_ipython`."""
    from _help import help
    sys.displayhook = _displayhook
    builtins.help = help
    builtins.display = display
    builtins.get_ipython = get_ipython
    builtins.exit = _Leave('exit')
    builtins.quit = _Leave('quit')
    _main.setdefault('In', [''])
    _main.setdefault('Out', {})
    for name in ('_', '__', '___'):
        _main.setdefault(name, '')


def get_ipython():
    """The shell object, by the name that notebooks know it by."""
    from _ipython import shell
    return shell


class _Leave:
    """`exit` and `quit`: a console ends with its kernel, other front ends pay no heed."""

    def __init__(self, name):
        self._name = name

    def __call__(self, keep_kernel=False):
        _host.send('payload', dumps({'source': 'ask_exit', 'keepkernel': bool(keep_kernel)}))

    def __repr__(self):
        return '%s() asks the front end to leave' % self._name


def begin(text):
    """A cell is about to run."""
    options = loads(text)
    _state['count'] = options['count']
    _state['stored'] = options['stored']
    _state['quiet'] = options['quiet']
    inputs = _main.get('In')
    if options['stored'] and isinstance(inputs, list):
        # Cells of an earlier runtime, and those that never got here, leave gaps.
        inputs.extend([''] * (options['count'] - len(inputs)))
        inputs[options['count']:] = [options['code']]


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
        """Show a value as an output of this id."""
        display(value, display_id=self.display_id, **options)

    def update(self, value, include=None, exclude=None, metadata=None, raw=False):
        """Replace the outputs of this id."""
        _send_display('update_display_data', value, include, exclude, metadata, self.display_id, raw)

    def __repr__(self):
        return '<DisplayHandle display_id=%s>' % self.display_id


def clear_output(wait=False):
    """Remove the output of the running cell; with `wait`, when the next output comes."""
    if _captures and _captures[-1].outputs is not None:
        _captures[-1].outputs.clear()
        return
    _emit('clear_output', {'wait': bool(wait)})


def _send_display(kind, value, include, exclude, metadata, display_id, raw):
    if not raw and _shows_itself(value):
        return
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
    publish(kind, data, extra, transient)


def publish(kind, data, metadata, transient):
    """Send a MIME bundle, or keep it for the %%capture cell that is running."""
    if _captures and _captures[-1].outputs is not None:
        _captures[-1].outputs.append({'data': data, 'metadata': metadata})
        return
    content = {'data': data, 'metadata': metadata}
    if kind != 'execute_result':
        content['transient'] = transient
    _emit(kind, content)


def _emit(kind, content):
    _flush()
    _host.send(kind, dumps(content))


def mime_bundle(value, include=None, exclude=None):
    """The forms of a value by MIME type, and their metadata, by the `_repr_*_` methods of its class.

    A method that fails says so on standard error; the other forms still show.
    """
    data = {}
    metadata = {}
    kind = type(value)
    if hasattr(kind, '_repr_mimebundle_'):
        bundle = _form(value._repr_mimebundle_, include=include, exclude=exclude)
        if isinstance(bundle, tuple):
            bundle, metadata = bundle
        if bundle:
            data.update(bundle)
    for name, mime in _REPRS:
        if mime not in data and hasattr(kind, name):
            form = _form(getattr(value, name))
            if isinstance(form, tuple):
                form, extra = form
                metadata = {**metadata, mime: extra}
            if form is not None:
                data[mime] = form
    for mime, form in data.items():
        if isinstance(form, (bytes, bytearray)):
            data[mime] = base64(form)
    if 'text/plain' not in data:
        data['text/plain'] = repr(value)
    return data, metadata


def _shows_itself(value):
    """Objects with `_ipython_display_` show what they like, and nothing else of them is shown."""
    if not hasattr(type(value), '_ipython_display_'):
        return False
    value._ipython_display_()
    return True


def _form(method, **options):
    try:
        return method(**options)
    except NotImplementedError:
        # How a class says that it has no such form.
        return None
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return None


def _displayhook(value):
    if value is None:
        return
    if isinstance(value, _Leave):
        # The bare word is enough.
        return value()
    data, metadata = (None, None) if _state['quiet'] or _shows_itself(value) else mime_bundle(value)
    if _state['stored']:
        _main['___'] = _main.get('__', '')
        _main['__'] = _main.get('_', '')
        _main['_'] = value
        _main['Out'][_state['count']] = value
        _main['_%d' % _state['count']] = value
    if data is not None:
        publish('execute_result', data, metadata, {})


def capture_begin(text):
    """A %%capture cell begins; its line names the variable and what is not wanted."""
    from _capture import Capture
    capture = Capture(loads(text))
    capture.begin()
    _captures.append(capture)


def capture_end(text):
    """It has ended."""
    capture = _captures.pop()
    result = capture.end()
    if capture.name:
        _main[capture.name] = result


def _flush():
    sys.stdout.flush()
    sys.stderr.flush()


_BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'


def base64(data):
    """Bytes as base64 text."""
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
    """What may stand where the cursor is, see _complete."""
    from _complete import complete as answer
    _reply(answer(loads(text)))


def inspect(text):
    """What a value is, see _inspection; null if the name is unknown."""
    from _inspection import describe
    options = loads(text)
    _reply(describe(options['name'], options['detail']))


def comm(text):
    """A comm message from the front end; the answer is whether somebody took it."""
    message = loads(text)
    module = sys.modules.get('comm')
    _reply(module is not None and module.receive(message))
