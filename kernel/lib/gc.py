"""The garbage collector's interface. Objects go when their counts fall to nothing; there is no collector of cycles."""

DEBUG_STATS = 1
DEBUG_COLLECTABLE = 2
DEBUG_UNCOLLECTABLE = 4
DEBUG_SAVEALL = 32
DEBUG_LEAK = 38

garbage = []
callbacks = []


def collect(generation=2):
    """Finds nothing, since nothing looks for cycles: 0 objects."""
    return 0


def isenabled():
    return False


def enable():
    pass


def disable():
    pass


def freeze():
    pass


def unfreeze():
    pass


def get_threshold():
    return (0, 0, 0)


def get_count():
    return (0, 0, 0)
