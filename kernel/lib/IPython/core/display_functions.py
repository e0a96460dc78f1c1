"""The functions of IPython.display by the place where IPython defines them."""

from IPython.display import *  # noqa: F403
