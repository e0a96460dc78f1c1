"""What things are: the text of `name?` and of the inspector, from the live object."""

import builtins
import sys

_main = sys.modules['__main__'].__dict__

missing = object()
_Code = type((lambda: None).__code__)


def look_up(path):
    """The value of a dotted name, or `missing`. No code of the user's runs but attribute look-up."""
    first, *rest = path.split('.')
    if first in _main:
        value = _main[first]
    elif hasattr(builtins, first):
        value = getattr(builtins, first)
    else:
        return missing
    for name in rest:
        try:
            value = getattr(value, name)
        except Exception:
            return missing
    return value


def describe(name, detail=0):
    """Signature, type and documentation of what a name stands for, with its source for detail 1; None if it is unknown."""
    value = look_up(name)
    return None if value is missing else describe_value(name, value, detail)


def describe_value(name, value, detail=0):
    """The same of a value that is known."""
    lines = []
    signature, doc = documentation(value)
    if signature is not None:
        lines.append('Signature: %s%s' % (name, signature))
    lines.append('Type:      %s' % type(value).__name__)
    if signature is None and not isinstance(value, (type, type(sys))):
        form = _short(value)
        lines.append('Value:     %s' % form)
        try:
            lines.append('Length:    %d' % len(value))
        except Exception:
            pass  # It has none.
    source = _source(value) if detail else None
    if source:
        lines.append('Source:')
        lines.append(source)
    elif doc:
        lines.append('Docstring:')
        lines.append(doc)
    file = _file(value)
    if file:
        lines.append('File:      %s' % file)
    return '\n'.join(lines)


def documentation(value):
    """The arguments of what can be called, and what its author says of it; either may be None."""
    signature, doc = signature_of(value), _attribute(value, '__doc__')
    builtin = _builtin(value) if signature is None else None
    if builtin is not None:
        signature, doc = builtin
    return signature, _dedent(doc) if isinstance(doc, str) and doc.strip() else None


def _attribute(value, name):
    """An attribute, None where there is none: also where looking it up runs code of the user's that fails."""
    try:
        return getattr(value, name, None)
    except Exception:
        return None


def _builtin(value):
    """Arguments and documentation of the language's own functions, types and methods."""
    qualified = _qualified(value)
    if qualified is None:
        return None
    from _builtin_docs import entry
    return entry(qualified)


def _qualified(value):
    """The name of what belongs to the language itself; None for all else, which may bear the same name."""
    qualified = _attribute(value, '__qualname__')
    if not isinstance(qualified, str):
        return None
    owner = getattr(builtins, qualified.partition('.')[0], missing)
    is_method = isinstance(owner, type) and type(value).__name__ in ('builtin_function_or_method', 'method_descriptor')
    return qualified if owner is value or '.' in qualified and is_method else None


def _short(value):
    try:
        form = repr(value)
    except Exception as error:
        form = '<its repr raises %s>' % type(error).__name__
    return form if len(form) <= 200 else form[:197] + '...'


def _underlying(value):
    """The function of a method or of a static method; what is none itself."""
    return value.__func__ if type(value).__name__ in ('method', 'classmethod', 'staticmethod') else value


def _code(value):
    if isinstance(value, type):
        value = value.__dict__.get('__init__')
    code = _attribute(_underlying(value), '__code__')
    return code if type(code) is _Code else None


def _file(value):
    if isinstance(value, type(sys)):
        return getattr(value, '__file__', None)
    code = _code(value)
    return code.co_filename if code is not None else None


def _source(value):
    """The lines of a function or class, from its cell or file; None where they are gone or there are none."""
    if isinstance(value, type):
        code = next((_code(member) for member in value.__dict__.values() if _code(member) is not None), None)
    else:
        code = _code(value)
    if code is None:
        return None
    lines = _lines(code.co_filename)
    first = code.co_firstlineno - 1
    if isinstance(value, type):
        first = next((at for at in range(first, -1, -1) if at < len(lines) and _defines(lines[at], value.__name__)), len(lines))
    return _block(lines, first)


def _defines(line, name):
    words = line.replace(':', ' ').replace('(', ' ').replace('[', ' ').split()
    return words[:2] == ['class', name]


def _lines(filename):
    if filename.startswith('<cell '):
        count = filename[len('<cell '):-1]
        inputs = _main.get('In')
        return inputs[int(count)].split('\n') if isinstance(inputs, list) and count.isdigit() and int(count) < len(inputs) else []
    try:
        with open(filename) as file:
            return file.read().split('\n')
    except OSError:
        return []  # Of a program that came from nowhere, such as exec().


def _block(lines, first):
    """The statement that begins on a line: all that is indented deeper, and decorators."""
    if first >= len(lines):
        return None
    margin = len(lines[first]) - len(lines[first].lstrip())
    end = first + 1
    # Decorators come first, and the head of the definition after them.
    while end < len(lines) and lines[end - 1].lstrip().startswith('@'):
        end += 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > margin or lines[end].lstrip()[0] in ')]}'):
        end += 1
    return '\n'.join(line[margin:] for line in lines[first:end]).rstrip()


def signature_names(value):
    """Names that a call may pass arguments by."""
    code = None if value is missing else _code(value)
    if code is None:
        qualified = _qualified(value)
        if qualified is None:
            return []
        from _builtin_docs import keywords
        return keywords(qualified)
    count = code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames[code.co_posonlyargcount:count])
    return names[1:] if names and _is_bound(value) and code.co_posonlyargcount == 0 else names


def _is_bound(value):
    return isinstance(value, type) or type(value).__name__ == 'method'


def signature_of(value):
    """Arguments of a function or class of Python code, as text; None for all else."""
    bound = _is_bound(value)
    if isinstance(value, type):
        value = next((vars(cls)['__init__'] for cls in value.__mro__ if '__init__' in vars(cls)), None)
    value = _underlying(value)
    code = _attribute(value, '__code__')
    if type(code) is not _Code:
        return None
    names = code.co_varnames
    positional = list(names[:code.co_argcount])
    only = names[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
    defaults = value.__defaults__ or ()
    keyword_defaults = value.__kwdefaults__ or {}
    parts = []
    for i, name in enumerate(positional):
        default = i - (len(positional) - len(defaults))
        parts.append(name if default < 0 else '%s=%s' % (name, _short(defaults[default])))
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
        parts.append('%s=%s' % (name, _short(keyword_defaults[name])) if name in keyword_defaults else name)
    if code.co_flags & 8:
        parts.append('**' + names[at])
    return '(' + ', '.join(parts) + ')'


def _dedent(doc):
    lines = doc.expandtabs().split('\n')
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins) if margins else 0
    return '\n'.join([lines[0].lstrip()] + [line[margin:] for line in lines[1:]]).strip()


def search(pattern):
    """Names that match a pattern with stars, such as `str.*find*`."""
    base, dot, last = pattern.rpartition('.')
    if '*' in base:
        return []
    if dot:
        value = look_up(base)
        names = [] if value is missing else dir(value)
    else:
        names = {*_main, *dir(builtins)}
    return [base + dot + name for name in sorted(names) if _glob(name, last) and (last.startswith('_') or not name.startswith('_'))]


def _glob(name, pattern):
    first, *rest = pattern.split('*')
    if not rest:
        return name == first
    if not name.startswith(first):
        return False
    name = name[len(first):]
    *middle, last = rest
    for part in middle:
        at = name.find(part)
        if at < 0:
            return False
        name = name[at + len(part):]
    return name.endswith(last)
