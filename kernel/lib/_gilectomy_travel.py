"""Carries a function with everything that it names from one runtime to another, by value.

`dumps` follows what the function refers to: its code, defaults, cells and attributes, and those of its module's globals
whose names occur in its code or in code nested in it, and so on for every function, class and object found. Identity,
sharing and cycles are kept: two functions of one module share one globals dict afterwards, as before. Modules and what is
found in them under its own name travel by name; only what belongs to `__main__`, or to no module, travels by value.
Annotations stay behind.

The text is a table of nodes that refer to each other by number. A node is a letter, then fields: a number ended by a
blank, a text preceded by its length and a colon. `loads` builds immutable values when they are asked for and fills
mutable ones when all exist, so that no cycle is left open: a cycle always leads through something mutable."""

import sys
import _host

_MAGIC = 'gilectomy-travel 1\n'


class CannotTravel(TypeError):
    """Something that the workload needs cannot be taken to a fresh runtime. The message names it and the way to it."""


def _sample():
    cell = None

    def inner():
        return cell

    class Sample:
        __slots__ = ('slot',)

        def method(self):
            pass

    return type(inner), type(inner.__code__), type(inner.__closure__[0]), type(Sample().method), type(Sample.slot)


_Function, _Code, _Cell, _Method, _SlotDescriptor = _sample()
_Builtin = type(len)
_Module = type(sys)
_MethodDescriptor = type(str.upper)
_GetSet = type(_Function.__code__)
_CONSTANTS = {'None': None, 'True': True, 'False': False, 'Ellipsis': ..., 'NotImplemented': NotImplemented}

# Built-in types that classes of Python code may extend, with the function that makes the plain value of an instance.
_EXTENDED = (
    (list, list), (dict, dict), (set, set), (frozenset, frozenset), (tuple, tuple), (bytearray, bytearray),
    (int, int.__int__), (float, float.__float__), (str, str.__str__), (bytes, bytes),
)
_MUTABLE = ('list', 'dict', 'set', 'bytearray')

# What to call things that cannot travel; other types are called by their names.
_KINDS = {
    'lock': 'a lock', 'RLock': 'a lock', '_RLock': 'a lock', 'generator': 'a generator', 'coroutine': 'a coroutine',
    'async_generator': 'an asynchronous generator', 'frame': 'a frame', 'traceback': 'a traceback',
    'TextIOWrapper': 'an open file', 'BufferedReader': 'an open file', 'BufferedWriter': 'an open file',
    'FileIO': 'an open file', 'memoryview': 'a memoryview', 'ReferenceType': 'a weak reference', 'weakref': 'a weak reference',
    'Thread': 'a thread', '_MainThread': 'a thread', '_local': 'thread-local data', 'local': 'thread-local data',
}

# Attributes of a class that its creation makes anew, or that stay behind.
_CLASS_MADE = ('__dict__', '__weakref__', '__module__', '__qualname__', '__slots__', '__annotations__', '__annotate__',
               '__annotate_func__', '__annotations_cache__', '__classcell__')

# Classes of these modules hold threads, locks or files.
_BOUND_MODULES = ('threading', '_thread', 'queue', '_queue', 'io', '_io')


def dumps(func, args=()):
    """The function and its arguments as a text. Raises CannotTravel."""
    return _Writer().dumps(func, args)


def loads(text):
    """The pair (function, arguments) of a text that dumps has made."""
    return _Reader(text).load()


def _number(value):
    return str(value) + ' '


def _text(value):
    return str(len(value)) + ':' + value


def _refs(numbers):
    return _number(len(numbers)) + ''.join(map(_number, numbers))


def global_names(code):
    """The names that a code object and the code nested in it may look up in globals."""
    names = {}
    exact = getattr(_host, 'code_globals', None)
    pending = [code]
    while pending:
        code = pending.pop()
        # Without the exact names, those of attributes are among them too.
        for name in code.co_names if exact is None else exact(code):
            names[name] = True
        for const in code.co_consts:
            if isinstance(const, _Code):
                pending.append(const)
    return list(names)


def _in_module(value):
    """(module, qualified name) under which a value can be imported, or None."""
    module = getattr(value, '__module__', None)
    name = getattr(value, '__qualname__', None)
    if not isinstance(module, str) or not isinstance(name, str) or module == '__main__':
        return None
    found = sys.modules.get(module)
    if found is None:
        return None
    for part in name.split('.'):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def _slots_of(cls):
    slots = vars(cls).get('__slots__', ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _mangled(cls, name):
    if not name.startswith('__') or name.endswith('__'):
        return name
    owner = cls.__name__.lstrip('_')
    return '_' + owner + name if owner else name


def _is_python_class(cls):
    """Whether a class was made by Python code, so that its instances hold nothing but attributes."""
    if cls.__module__ == '__main__':
        return True
    found = vars(cls)
    return '__slots__' in found or '__dict__' in found or any(isinstance(value, _Function) for value in found.values())


def _with_article(name):
    return ('an ' if name[:1] in 'aeiouAEIOU' else 'a ') + name


class _Writer:
    def __init__(self):
        self._numbers = {}
        # Values stay alive while their addresses stand for them.
        self._alive = []
        self._nodes = []
        self._pending = []
        # Address of a globals dict -> (its node, the dict, {name: node}); written last, when all names are known.
        self._globals = {}

    def dumps(self, func, args):
        name = getattr(func, '__name__', None) or type(func).__name__
        roots = [self._ref(func, (None, name))]
        roots += [self._ref(arg, (None, 'argument ' + str(index + 1))) for index, arg in enumerate(args)]
        while self._pending:
            number, value, path = self._pending.pop()
            self._nodes[number] = self._node(value, path)
        for number, names, found in self._globals.values():
            module = names.get('__name__')
            pairs = ''.join(_text(key) + _number(ref) for key, ref in found.items())
            self._nodes[number] = 'G' + _text(module if isinstance(module, str) else '') + _number(len(found)) + pairs
        return _MAGIC + _refs(roots) + _number(len(self._nodes)) + '\n'.join(self._nodes) + '\n'

    def _new(self, value):
        number = len(self._nodes)
        self._numbers[id(value)] = number
        self._alive.append(value)
        self._nodes.append('')
        return number

    def _ref(self, value, path):
        """The number of a value's node, which is written later."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._new(value)
            self._pending.append((number, value, path))
        return number

    def _items(self, values, path):
        return _refs([self._ref(value, (path, '[' + str(index) + ']')) for index, value in enumerate(values)])

    def _pairs(self, mapping, path):
        parts = [_number(len(mapping))]
        for key, value in list(mapping.items()):
            parts.append(_number(self._ref(key, (path, ' → a key'))))
            parts.append(_number(self._ref(value, (path, '[' + repr(key)[:40] + ']'))))
        return ''.join(parts)

    def _node(self, value, path):
        for name, constant in _CONSTANTS.items():
            if value is constant:
                return 'N' + _text(name)
        cls = type(value)
        if cls is int:
            # Hexadecimal has no limit of digits.
            return 'i' + _text(hex(value))
        if cls is float:
            return 'f' + _text(repr(value))
        if cls is complex:
            return 'z' + _text(repr(value.real)) + _text(repr(value.imag))
        if cls is str:
            if any('\ud800' <= char <= '\udfff' for char in value):
                return 'S' + _refs(list(map(ord, value)))
            return 's' + _text(value)
        if cls is bytes or cls is bytearray:
            return ('b' if cls is bytes else 'B') + _text(''.join(map(chr, value)))
        if cls is tuple or cls is list:
            return ('t' if cls is tuple else 'l') + self._items(value, path)
        if cls is dict:
            return 'd' + self._pairs(value, path)
        if cls is set or cls is frozenset:
            return ('e' if cls is set else 'E') + _refs([self._ref(item, (path, ' → an element')) for item in value])
        if cls is range or cls is slice:
            fields = (value.start, value.stop, value.step)
            return ('r' if cls is range else 'R') + _refs([self._ref(field, path) for field in fields])
        if cls is _Module:
            return 'm' + _text(value.__name__)
        found = _in_module(value) if isinstance(value, (type, _Function, _Builtin)) else None
        if found is not None:
            return 'n' + _text(found[0]) + _text(found[1])
        if cls is _Function:
            return self._function(value, path)
        if cls is _Code:
            return 'C' + _text(''.join(map(chr, _host.code_bytes(value))))
        if cls is _Cell:
            return self._cell(value, path)
        if cls is _Method:
            return 'M' + _number(self._ref(value.__func__, path)) + _number(self._ref(value.__self__, (path, '.__self__')))
        if cls is _Builtin and value.__self__ is not None and not isinstance(value.__self__, _Module):
            return 'a' + _number(self._ref(value.__self__, (path, '.__self__'))) + _text(value.__name__)
        if cls is _MethodDescriptor:
            return 'a' + _number(self._ref(value.__objclass__, path)) + _text(value.__name__)
        if cls is property:
            fields = (value.fget, value.fset, value.fdel, value.__doc__)
            return 'p' + _refs([self._ref(field, path) for field in fields])
        if cls is classmethod or cls is staticmethod:
            return ('q' if cls is classmethod else 'Q') + _number(self._ref(value.__func__, path))
        if isinstance(value, type):
            return self._class(value, path)
        return self._instance(value, path)

    def _function(self, func, path):
        names = func.__globals__
        if id(names) not in self._globals:
            # Found under this number wherever else the dict itself is referred to.
            self._globals[id(names)] = (self._new(names), names, {})
        number, _, found = self._globals[id(names)]
        for name in global_names(func.__code__):
            if name in names and name not in found:
                found[name] = self._ref(names[name], (path, ' → ' + name))
        cells = func.__closure__ or ()
        free = func.__code__.co_freevars
        parts = [
            'F', _number(self._ref(func.__code__, path)), _number(number), _text(func.__name__), _text(func.__qualname__),
            _number(self._ref(func.__module__, path)), _number(self._ref(func.__doc__, path)),
            _number(self._ref(func.__defaults__, (path, ' → its defaults'))),
            _number(self._ref(func.__kwdefaults__, (path, ' → its defaults'))),
            _refs([self._ref(cell, (path, ' → ' + free[index])) for index, cell in enumerate(cells)]),
            _number(len(func.__dict__)),
        ]
        for name, value in func.__dict__.items():
            parts.append(_text(name) + _number(self._ref(value, (path, '.' + name))))
        return ''.join(parts)

    def _cell(self, cell, path):
        try:
            value = cell.cell_contents
        except ValueError:
            return 'c' + _refs([])
        return 'c' + _refs([self._ref(value, path)])

    def _class(self, cls, path):
        if type(cls) is not type and _in_module(type(cls)) is not None:
            raise self._refusal('a class of the metaclass ' + type(cls).__name__, path)
        attributes = {}
        for name, value in vars(cls).items():
            if name not in _CLASS_MADE and not isinstance(value, (_SlotDescriptor, _GetSet)):
                attributes[name] = value
        parts = [
            'k', _number(self._ref(type(cls), path)), _text(cls.__name__), _text(cls.__qualname__), _text(cls.__module__),
            _refs([self._ref(base, (path, ' → its base ' + base.__name__)) for base in cls.__bases__]),
            # A class without __slots__ gives its instances a dict, one with empty ones does not.
            _number(1 if '__slots__' in vars(cls) else 0), _number(self._ref(_slots_of(cls), path)),
            _number(len(attributes)),
        ]
        for name, value in attributes.items():
            parts.append(_text(name) + _number(self._ref(value, (path, '.' + name))))
        return ''.join(parts)

    def _instance(self, value, path):
        cls = type(value)
        name = cls.__name__
        if name in _KINDS or cls.__module__ in _BOUND_MODULES:
            raise self._refusal(_KINDS.get(name) or _with_article(name), path)
        base, content = 'object', ()
        if isinstance(value, BaseException):
            base, content = 'exception', value.args
        else:
            for kind, plain in _EXTENDED:
                if isinstance(value, kind):
                    base, content = kind.__name__, plain(value)
        native = cls
        while base != 'exception' and native.__name__ != base:
            if not _is_python_class(native):
                raise self._refusal(_with_article(name), path)
            native = native.__base__
        attributes = dict(getattr(value, '__dict__', ()))
        for owner in cls.__mro__:
            for slot in _slots_of(owner):
                slot = _mangled(owner, slot)
                if slot not in ('__dict__', '__weakref__') and hasattr(value, slot):
                    attributes[slot] = getattr(value, slot)
        # `content` lives only here: its address stands for it while it is kept.
        parts = ['o', _number(self._ref(cls, (path, ' → its class'))), _text(base), _number(self._ref(content, path)), _number(len(attributes))]
        for name, attribute in attributes.items():
            parts.append(_text(name) + _number(self._ref(attribute, (path, '.' + name))))
        return ''.join(parts)

    def _refusal(self, what, path):
        parts = []
        while path is not None:
            parts.append(path[1])
            path = path[0]
        parts.reverse()
        return CannotTravel(
            ''.join(parts) + ': ' + what + ' cannot travel to a fresh runtime. The workload gets what it names by value: '
            'let it make this itself, or pass the values that it needs as arguments.'
        )


class _Reader:
    def __init__(self, text):
        if not text.startswith(_MAGIC):
            raise ValueError('not a workload of this version')
        self._source = text
        self._at = len(_MAGIC)
        self._roots = self._refs()
        self._built = {}
        # Mutable values are filled after all exist; those that hash what they hold come last.
        self._fill = []
        self._fill_hashed = []
        self._nodes = [self._parse() for _ in range(self._number())]

    def load(self):
        func, *args = [self._get(number) for number in self._roots]
        # Filling may build further values, which wait for their turn in turn.
        while self._fill or self._fill_hashed:
            pending = self._fill or self._fill_hashed
            fill, fields = pending.pop(0)
            fill(*fields)
        return func, tuple(args)

    # Fields.

    def _number(self):
        end = self._source.index(' ', self._at)
        value = int(self._source[self._at:end])
        self._at = end + 1
        return value

    def _text(self):
        colon = self._source.index(':', self._at)
        end = colon + 1 + int(self._source[self._at:colon])
        self._at = end
        return self._source[colon + 1:end]

    def _refs(self):
        return [self._number() for _ in range(self._number())]

    def _named(self):
        return [(self._text(), self._number()) for _ in range(self._number())]

    def _parse(self):
        tag = self._source[self._at]
        self._at += 1
        fields = [_FIELDS[kind](self) for kind in _SHAPES[tag]]
        self._at += 1
        return tag, fields

    # Values.

    def _get(self, number):
        if number not in self._built:
            tag, fields = self._nodes[number]
            self._built[number] = _BUILD[tag](self, number, *fields)
        return self._built[number]

    def _all(self, numbers):
        return [self._get(number) for number in numbers]

    def _constant(self, number, name):
        return _CONSTANTS[name]

    def _list(self, number, items):
        value = []
        self._fill.append((lambda: value.extend(self._all(items)), ()))
        return value

    def _dict(self, number, items):
        value = {}
        self._fill_hashed.append((self._fill_dict, (value, items)))
        # The entries are built early, so that they are filled before they are hashed.
        self._fill.append((self._all, (items,)))
        return value

    def _fill_dict(self, value, items):
        entries = self._all(items)
        for at in range(0, len(entries), 2):
            value[entries[at]] = entries[at + 1]

    def _set(self, number, items):
        value = set()
        self._fill_hashed.append((self._fill_set, (value, items)))
        self._fill.append((self._all, (items,)))
        return value

    def _fill_set(self, value, items):
        value.update(self._all(items))

    def _module(self, number, name):
        __import__(name)
        return sys.modules[name]

    def _imported(self, number, module, name):
        value = self._module(number, module)
        for part in name.split('.'):
            value = getattr(value, part)
        return value

    def _globals(self, number, module, names):
        # The functions of __main__ belong to the __main__ of this runtime.
        value = sys.modules['__main__'].__dict__ if module == '__main__' else {'__name__': module, '__builtins__': __builtins__}
        self._fill.append((self._fill_globals, (value, names)))
        return value

    def _fill_globals(self, value, names):
        for name, ref in names:
            value[name] = self._get(ref)

    def _function(self, number, code, names, name, qualname, module, doc, defaults, kwdefaults, cells, attributes):
        value = _Function(self._get(code), self._get(names), name, None, tuple(self._all(cells)) or None)
        value.__qualname__ = qualname
        self._fill.append((self._fill_function, (value, module, doc, defaults, kwdefaults, attributes)))
        _defer(value, qualname)
        return value

    def _fill_function(self, value, module, doc, defaults, kwdefaults, attributes):
        value.__module__ = self._get(module)
        value.__doc__ = self._get(doc)
        value.__defaults__ = self._get(defaults)
        kwdefaults = self._get(kwdefaults)
        if kwdefaults is not None:
            value.__kwdefaults__ = kwdefaults
        for name, ref in attributes:
            setattr(value, name, self._get(ref))

    def _cell(self, number, content):
        value = _Cell()
        if content:
            self._fill.append((self._fill_cell, (value, content[0])))
        return value

    def _fill_cell(self, value, content):
        value.cell_contents = self._get(content)

    def _class(self, number, meta, name, qualname, module, bases, slotted, slots, attributes):
        names = {'__module__': module, '__qualname__': qualname}
        if slotted:
            names['__slots__'] = self._get(slots)
        meta = self._get(meta)
        value = type.__new__(meta, name, tuple(self._all(bases)), names)
        self._fill.append((self._fill_class, (value, attributes)))
        _defer(value, qualname)
        return value

    def _fill_class(self, value, attributes):
        for name, ref in attributes:
            type.__setattr__(value, name, self._get(ref))

    def _instance(self, number, cls, base, content, attributes):
        cls = self._get(cls)
        if base == 'object':
            value = object.__new__(cls)
        elif base == 'exception':
            value = cls.__new__(cls)
            self._fill.append((self._fill_exception, (value, content)))
        elif base in _MUTABLE:
            native = _BUILTINS[base]
            value = native.__new__(cls)
            self._fill_hashed.append((self._fill_content, (native, value, content)))
            self._fill.append((self._get, (content,)))
        else:
            value = _BUILTINS[base].__new__(cls, self._get(content))
        self._fill.append((self._fill_instance, (value, attributes)))
        return value

    def _fill_exception(self, value, content):
        value.args = self._get(content)

    def _fill_content(self, native, value, content):
        content = self._get(content)
        if native is list or native is bytearray:
            native.extend(value, content)
        elif native is set:
            native.update(value, content)
        else:
            for key, item in content.items():
                native.__setitem__(value, key, item)

    def _fill_instance(self, value, attributes):
        for name, ref in attributes:
            object.__setattr__(value, name, self._get(ref))


def _defer(value, qualname):
    """Functions and classes of a module, and the methods of such classes, get the counting that they get where they are
    defined: deferred, in designs that have it."""
    if '<locals>' not in qualname:
        _host.defer(value)


_BUILTINS = {kind.__name__: kind for kind, _ in _EXTENDED}

_FIELDS = {
    'n': _Reader._number, 't': _Reader._text, 'r': _Reader._refs, 'm': _Reader._named,
    'p': lambda reader: [reader._number() for _ in range(2 * reader._number())],
}

# Fields of each kind of node: number, text, list of references, named references, pairs of references.
_SHAPES = {
    'N': 't', 'i': 't', 'f': 't', 'z': 'tt', 's': 't', 'S': 'r', 'b': 't', 'B': 't', 't': 'r', 'l': 'r', 'd': 'p', 'e': 'r',
    'E': 'r', 'r': 'r', 'R': 'r', 'm': 't', 'n': 'tt', 'C': 't', 'F': 'nnttnnnnrm', 'G': 'tm', 'c': 'r', 'k': 'ntttrnnm',
    'o': 'ntnm', 'M': 'nn', 'a': 'nt', 'p': 'r', 'q': 'n', 'Q': 'n',
}

_BUILD = {
    'N': _Reader._constant,
    'i': lambda reader, number, text: int(text, 16),
    'f': lambda reader, number, text: float(text),
    'z': lambda reader, number, real, imag: complex(float(real), float(imag)),
    's': lambda reader, number, text: text,
    'S': lambda reader, number, codes: ''.join(map(chr, codes)),
    'b': lambda reader, number, text: bytes(map(ord, text)),
    'B': lambda reader, number, text: bytearray(map(ord, text)),
    't': lambda reader, number, items: tuple(reader._all(items)),
    'l': _Reader._list,
    'd': _Reader._dict,
    'e': _Reader._set,
    'E': lambda reader, number, items: frozenset(reader._all(items)),
    'r': lambda reader, number, fields: range(*reader._all(fields)),
    'R': lambda reader, number, fields: slice(*reader._all(fields)),
    'm': _Reader._module,
    'n': _Reader._imported,
    'C': lambda reader, number, text: _host.code_from_bytes(bytes(map(ord, text))),
    'F': _Reader._function,
    'G': _Reader._globals,
    'c': _Reader._cell,
    'k': _Reader._class,
    'o': _Reader._instance,
    'M': lambda reader, number, func, owner: _Method(reader._get(func), reader._get(owner)),
    'a': lambda reader, number, owner, name: getattr(reader._get(owner), name),
    'p': lambda reader, number, fields: property(*reader._all(fields)),
    'q': lambda reader, number, func: classmethod(reader._get(func)),
    'Q': lambda reader, number, func: staticmethod(reader._get(func)),
}
