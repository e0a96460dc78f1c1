"""The operators as functions; all of it is native."""

from _operator import *

__lt__, __le__, __eq__, __ne__, __gt__, __ge__ = lt, le, eq, ne, gt, ge
__add__, __sub__, __mul__, __truediv__, __floordiv__, __mod__ = add, sub, mul, truediv, floordiv, mod
__neg__, __pos__, __invert__, __not__, __getitem__, __contains__ = neg, pos, invert, not_, getitem, contains


def call(obj, /, *args, **kwargs):
    return obj(*args, **kwargs)
