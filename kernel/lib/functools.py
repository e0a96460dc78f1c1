"""Tools on functions: the parts of the standard module that need no other."""

from _functools import cmp_to_key, partial, reduce
from _thread import RLock

__all__ = ['update_wrapper', 'wraps', 'WRAPPER_ASSIGNMENTS', 'WRAPPER_UPDATES', 'total_ordering', 'cmp_to_key', 'cache',
           'lru_cache', 'reduce', 'partial', 'cached_property']

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Makes a wrapper look like the function it wraps."""
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """A decorator that applies update_wrapper."""
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


def total_ordering(cls):
    """Fills in the comparisons that a class lacks from __eq__ and the one it has."""
    roots = [op for op in ('__lt__', '__le__', '__gt__', '__ge__') if getattr(cls, op) is not getattr(object, op)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = roots[0]

    # Each is said by the root and equality: whether to negate the root's answer, and what equality then adds.
    def less(self, other, result):
        return {'__lt__': result, '__le__': result and self != other, '__gt__': not result and self != other, '__ge__': not result}[root]

    def define(name, combine):
        def compare(self, other):
            result = getattr(type(self), root)(self, other)
            if result is NotImplemented:
                return result
            below = less(self, other, result)
            return combine(below, self == other)
        compare.__name__ = name
        if name not in roots:
            setattr(cls, name, compare)

    define('__lt__', lambda below, equal: below)
    define('__le__', lambda below, equal: below or equal)
    define('__gt__', lambda below, equal: not below and not equal)
    define('__ge__', lambda below, equal: not below)
    return cls


class _CacheInfo(tuple):
    """hits, misses, maxsize, currsize"""
    __slots__ = ()
    hits = property(lambda self: self[0])
    misses = property(lambda self: self[1])
    maxsize = property(lambda self: self[2])
    currsize = property(lambda self: self[3])

    def __repr__(self):
        return 'CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)' % tuple(self)


_SEPARATOR = object()


def _make_key(args, kwargs, typed):
    key = args
    if kwargs:
        key += (_SEPARATOR,)
        for item in kwargs.items():
            key += item
    if typed:
        key += tuple(type(v) for v in args) + tuple(type(v) for v in kwargs.values())
    elif len(key) == 1 and type(key[0]) in (int, str):
        return key[0]
    return key


def lru_cache(maxsize=128, typed=False):
    """Remembers the results of the latest calls. The order of the dict is the order of use."""
    if callable(maxsize) and isinstance(typed, bool):
        return _cached(maxsize, 128, False)
    if maxsize is not None and maxsize < 0:
        maxsize = 0
    return lambda function: _cached(function, maxsize, typed)


def cache(function, /):
    return _cached(function, None, False)


def _cached(function, maxsize, typed):
    results = {}
    counts = [0, 0]
    lock = RLock()
    absent = object()

    def wrapper(*args, **kwargs):
        key = _make_key(args, kwargs, typed)
        with lock:
            result = results.get(key, absent)
            if result is not absent:
                counts[0] += 1
                if maxsize is not None:
                    del results[key]
                    results[key] = result
                return result
            counts[1] += 1
        result = function(*args, **kwargs)
        if maxsize != 0:
            with lock:
                results.pop(key, None)
                results[key] = result
                if maxsize is not None and len(results) > maxsize:
                    del results[next(iter(results))]
        return result

    def cache_info():
        with lock:
            return _CacheInfo((counts[0], counts[1], maxsize, len(results)))

    def cache_clear():
        with lock:
            results.clear()
            counts[:] = [0, 0]

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {'maxsize': maxsize, 'typed': typed}
    return update_wrapper(wrapper, function)


class cached_property:
    """Computed at the first access, then an attribute of the instance."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        values = instance.__dict__
        if self.attrname in values:
            return values[self.attrname]
        value = self.func(instance)
        return values.setdefault(self.attrname, value)
