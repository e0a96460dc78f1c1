"""Importing by name. There are no finders and loaders: the host finds sources, the runtime runs them."""

import sys

__all__ = ['__import__', 'import_module', 'invalidate_caches']

__import__ = __import__


def import_module(name, package=None):
    """The module of a dotted name; one that begins with dots is relative to `package`."""
    if name.startswith('.'):
        if not package:
            raise TypeError("the 'package' argument is required to perform a relative import for %r" % name)
        rest = name.lstrip('.')
        parts = package.split('.')
        up = len(name) - len(rest) - 1
        if up >= len(parts):
            raise ImportError('attempted relative import beyond top-level package')
        base = '.'.join(parts[:len(parts) - up])
        name = base + '.' + rest if rest else base
    __import__(name)
    return sys.modules[name]


def invalidate_caches():
    """Nothing is cached but sys.modules."""
