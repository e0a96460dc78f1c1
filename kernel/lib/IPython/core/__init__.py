"""Modules of IPython's own that programs import names from."""
