# needs counts
"""Weak references to objects of built-in types end with them, and say so."""
import sys
import types
import weakref
from collections import deque


def generator():
    yield 1


async def coroutine():
    pass


async def asynchronous():
    yield 1


def suspended():
    g = generator()
    next(g)
    return g


def closed():
    c = coroutine()
    c.close()
    return c


class Class:
    def method(self):
        pass


instance = Class()
UNHASHABLE = {set, deque}
MAKERS = [generator, suspended, closed, asynchronous, lambda: lambda: None, lambda: {1, 2}, lambda: frozenset([(1, 2)]), lambda: deque([1]),
          lambda: types.ModuleType('m'), lambda: instance.method, Class]
for maker in MAKERS:
    ended = []
    o = maker()
    if sys.getrefcount(o) > 1 << 24:
        continue  # a design that does not count modules keeps them
    r, other, proxied = weakref.ref(o, lambda r: ended.append(r)), weakref.ref(o), weakref.WeakSet([o]) if type(o) not in UNHASHABLE else None
    assert r() is o and other() is o and (proxied is None or len(proxied) == 1)
    del o
    assert r() is None and other() is None and ended == [r], maker
    # Another object in its place is not taken for it.
    again = [maker() for _ in range(20)]
    assert r() is None and (proxied is None or list(proxied) == []), maker
