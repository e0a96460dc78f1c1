"""Line magics of the user's own."""

from _kernel import get_ipython

__all__ = ['register_line_magic']


def register_line_magic(func):
    """Decorator: `%name` calls the function with the rest of the line."""
    get_ipython().register_magic_function(func)
    return func
