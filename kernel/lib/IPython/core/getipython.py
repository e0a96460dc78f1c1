"""get_ipython by its older place."""

from _kernel import get_ipython

__all__ = ['get_ipython']
