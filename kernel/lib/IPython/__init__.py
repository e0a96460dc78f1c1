"""The part of IPython that notebooks name: `get_ipython`, and the module `IPython.display`."""

import IPython.display
from _kernel import get_ipython

__all__ = ['display', 'get_ipython', 'version_info']

# Programs ask for it to tell what they may use; this is the interface that is followed here.
version_info = (8, 0, 0, '')
__version__ = '8.0.0'
