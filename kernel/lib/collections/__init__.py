"""Containers beyond the builtin ones: deque, defaultdict and OrderedDict are native, Counter and namedtuple are here."""

from _collections import OrderedDict, _count_elements, defaultdict, deque
from itertools import chain, repeat, starmap
from operator import itemgetter
import sys

__all__ = ['deque', 'defaultdict', 'namedtuple', 'Counter', 'OrderedDict']

_KEYWORDS = frozenset('False None True and as assert async await break class continue def del elif else except finally for from '
                      'global if import in is lambda nonlocal not or pass raise return try while with yield'.split())


class Counter(dict):
    """How often each item occurs."""

    def __init__(self, iterable=None, /, **kwargs):
        super().__init__()
        self.update(iterable, **kwargs)

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        ordered = sorted(self.items(), key=itemgetter(1), reverse=True)
        return ordered if n is None else ordered[:n]

    def elements(self):
        return chain.from_iterable(starmap(repeat, self.items()))

    def total(self):
        return sum(self.values())

    def update(self, iterable=None, /, **kwargs):
        if iterable is not None:
            if hasattr(iterable, 'items'):
                for key, count in iterable.items():
                    self[key] = self.get(key, 0) + count
            else:
                _count_elements(self, iterable)
        if kwargs:
            self.update(kwargs)

    def subtract(self, iterable=None, /, **kwargs):
        if iterable is not None:
            for key, count in iterable.items() if hasattr(iterable, 'items') else ((key, 1) for key in iterable):
                self[key] = self.get(key, 0) - count
        if kwargs:
            self.subtract(kwargs)

    def copy(self):
        return type(self)(self)

    def __delitem__(self, key):
        if key in self:
            super().__delitem__(key)

    def __repr__(self):
        if not self:
            return type(self).__name__ + '()'
        return '%s({%s})' % (type(self).__name__, ', '.join('%r: %r' % item for item in self.most_common()))

    def _combined(self, other, combine):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for key in chain(self, (key for key in other if key not in self)):
            count = combine(self[key], other[key])
            if count > 0:
                result[key] = count
        return result

    def __add__(self, other):
        return self._combined(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combined(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._combined(other, max)

    def __and__(self, other):
        return self._combined(other, min)


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A subclass of tuple whose items have names."""
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    names = [str(name) for name in field_names]
    if rename:
        seen = set()
        for i, name in enumerate(names):
            if not name.isidentifier() or name in _KEYWORDS or name.startswith('_') or name in seen:
                names[i] = '_%d' % i
            seen.add(name)
    for name in [typename] + names:
        if not name.isidentifier():
            raise ValueError('Type names and field names must be valid identifiers: %r' % name)
        if name in _KEYWORDS:
            raise ValueError('Type names and field names cannot be a keyword: %r' % name)
    for i, name in enumerate(names):
        if name.startswith('_') and not rename:
            raise ValueError('Field names cannot start with an underscore: %r' % name)
        if name in names[:i]:
            raise ValueError('Encountered duplicate field name: %r' % name)
    fields = tuple(names)
    defaults = () if defaults is None else tuple(defaults)
    if len(defaults) > len(fields):
        raise TypeError('Got more default values than field names')
    make = tuple.__new__
    parameters = ''.join(', ' + name for name in fields)
    new = eval('lambda _cls%s: _make(_cls, (%s))' % (parameters, ''.join(name + ', ' for name in fields)), {'_make': make})
    new.__name__ = '__new__'
    new.__qualname__ = typename + '.__new__'
    if defaults:
        new.__defaults__ = defaults

    def _make(cls, iterable):
        result = make(cls, iterable)
        if len(result) != len(fields):
            raise TypeError('Expected %d arguments, got %d' % (len(fields), len(result)))
        return result

    def _replace(self, /, **changes):
        result = self._make(map(changes.pop, fields, self))
        if changes:
            raise TypeError('Got unexpected field names: %r' % list(changes))
        return result

    def __repr__(self):
        return type(self).__name__ + '(' + ', '.join('%s=%r' % pair for pair in zip(fields, self)) + ')'

    namespace = {
        '__slots__': (), '__doc__': '%s(%s)' % (typename, ', '.join(fields)), '_fields': fields,
        '_field_defaults': dict(zip(fields[len(fields) - len(defaults):], defaults)), '__new__': new, '__match_args__': fields,
        '_make': classmethod(_make), '_replace': _replace, '__replace__': _replace, '__repr__': __repr__,
        '_asdict': lambda self: dict(zip(fields, self)), '__getnewargs__': lambda self: tuple(self)
    }
    for i, name in enumerate(fields):
        namespace[name] = property(itemgetter(i), doc='Alias for field number %d' % i)
    result = type(typename, (tuple,), namespace)
    result.__module__ = sys._getframe(1).f_globals.get('__name__', '__main__') if module is None and hasattr(sys, '_getframe') else module or '__main__'
    return result
