"""The record that sys.get_asyncgen_hooks() answers with."""
from collections import namedtuple

asyncgen_hooks = namedtuple('asyncgen_hooks', ('firstiter', 'finalizer'), module='sys')
