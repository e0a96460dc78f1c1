"""What `os` is made of, where the standard library asks for it by this name."""

from os import *
