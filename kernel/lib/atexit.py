"""Functions that are called when a program ends. The command line runs them; a notebook's kernel ends without."""

_calls = []


def register(func, /, *args, **kwargs):
    _calls.append((func, args, kwargs))
    return func


def unregister(func, /):
    _calls[:] = [call for call in _calls if call[0] != func]


def _clear():
    _calls.clear()


def _ncallbacks():
    return len(_calls)


def _run_exitfuncs():
    """Latest first. The last exception is raised when all have been called, the others are printed."""
    import sys
    failure = None
    while _calls:
        func, args, kwargs = _calls.pop()
        try:
            func(*args, **kwargs)
        except BaseException as error:
            if failure is not None:
                sys.excepthook(type(failure), failure, failure.__traceback__)
            failure = error
    if failure is not None:
        raise failure
