"""Names of IPython.display by their older place."""

from IPython.display import *  # noqa: F403
