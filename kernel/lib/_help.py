"""`help(x)`: what a function, class, module or value is, printed from the live object and what its author wrote."""

import sys

from _inspection import describe_value, documentation, look_up, missing, signature_of

__all__ = ['help']

_HINT = """\
help(x) tells what x is: a function, a class, a module, a value. help('name') looks a dotted name up, and imports
a module of that name. In a notebook, x? shows the same in the pager, x?? the source, and Tab completes names."""


class _Helper:
    """`help`."""

    def __repr__(self):
        return _HINT

    def __call__(self, *values):
        if not values:
            print(_HINT)
        for value in values:
            print(page(value))


help = _Helper()


def page(value):
    """The text that help(value) prints."""
    name = None
    if isinstance(value, str):
        name = value
        value = _named(value)
        if value is missing:
            return "No help for %r: no variable, builtin or module has this name. help('%s') needs a name; for a text itself, help(str)." % (name, 'name')
    if isinstance(value, type(sys)):
        return _module_page(value)
    if isinstance(value, type):
        return _class_page(value)
    if callable(value) and hasattr(value, '__name__'):
        return _title(value) + '\n\n' + _entry(value.__name__, value)
    # Of a value that is no definition, its class says what it can do.
    return describe_value(name or '', value) + '\n\n' + _class_page(type(value))


def _named(name):
    if not name.strip():
        return missing
    value = look_up(name)
    if value is not missing:
        return value
    try:
        module = __import__(name)
        for part in name.split('.')[1:]:
            module = getattr(module, part)
        return module
    except (ImportError, AttributeError, ValueError):
        pass  # Not a module; perhaps something in one.
    module, dot, last = name.rpartition('.')
    found = _named(module) if dot else missing
    return missing if found is missing else getattr(found, last, missing)


def _kind(value):
    return {'builtin_function_or_method': 'built-in function', 'method_descriptor': 'method'}.get(type(value).__name__, type(value).__name__)


def _title(value):
    module = getattr(value, '__module__', None)
    return 'Help on %s %s%s:' % (_kind(value), getattr(value, '__qualname__', value.__name__), ' in module ' + module if isinstance(module, str) else '')


def _entry(name, value):
    """Name, arguments and documentation of something that can be called."""
    signature, doc = documentation(value)
    lines = [name + (signature or '(...)')]
    if doc:
        lines += ['    ' + line if line else '' for line in doc.split('\n')]
    return '\n'.join(lines)


def _indented(text):
    return '\n'.join(['    ' + line if line else '' for line in text.split('\n')])


def _public(names):
    return sorted(name for name in names if not name.startswith('_'))


def _class_page(cls):
    signature, doc = documentation(cls)
    bases = ', '.join(base.__name__ for base in cls.__bases__ if base is not object)
    parts = ['Help on class %s in module %s:' % (cls.__qualname__, cls.__module__), 'class %s%s' % (cls.__name__, '(' + bases + ')' if bases else '')]
    if signature:
        parts[-1] += '\n    Called as ' + cls.__name__ + signature
    if doc:
        parts.append(_indented(doc))
    methods, data = [], []
    for name in _public(vars(cls)):
        member = vars(cls)[name]
        function = getattr(member, '__func__', member)
        if isinstance(member, property) or not callable(function):
            form = 'property' if isinstance(member, property) else type(member).__name__
            text = getattr(member, '__doc__', None) if isinstance(member, property) else None
            data.append('%s: %s%s' % (name, form, '\n    ' + text.strip() if isinstance(text, str) and text.strip() else ''))
        else:
            methods.append(_entry(name, getattr(cls, name, function)))
    if methods:
        parts.append('Methods:\n\n' + _indented('\n\n'.join(methods)))
    if data:
        parts.append('Attributes:\n\n' + _indented('\n'.join(data)))
    inherited = [base.__name__ for base in cls.__mro__[1:] if base is not object and _public(vars(base))]
    if inherited:
        parts.append('More is inherited from ' + ', '.join(inherited) + '.')
    return '\n\n'.join(parts)


def _module_page(module):
    doc = getattr(module, '__doc__', None)
    parts = ['Help on module %s:' % module.__name__]
    if isinstance(doc, str) and doc.strip():
        parts.append(_indented(doc.strip()))
    wanted = getattr(module, '__all__', None)
    classes, functions, data = [], [], []
    for name in sorted(wanted) if wanted else _public(vars(module)):
        value = getattr(module, name, missing)
        if value is missing or isinstance(value, type(sys)):
            continue
        if not wanted and getattr(value, '__module__', module.__name__) not in (module.__name__, '_' + module.__name__, None):
            continue  # It was imported from elsewhere.
        if isinstance(value, type):
            classes.append(name + (signature_of(value) or ''))
        elif callable(value):
            functions.append(_entry(name, value))
        else:
            data.append('%s = %s' % (name, _short(value)))
    for title, entries, between in (('Classes', classes, '\n'), ('Functions', functions, '\n\n'), ('Data', data, '\n')):
        if entries:
            parts.append(title + ':\n\n' + _indented(between.join(entries)))
    file = getattr(module, '__file__', None)
    if file:
        parts.append('File: ' + file)
    return '\n\n'.join(parts)


def _short(value):
    try:
        form = repr(value)
    except Exception as error:
        form = '<its repr raises %s>' % type(error).__name__
    return form if len(form) <= 100 else form[:97] + '...'
