"""The one signal that reaches this runtime is the interrupt: it raises KeyboardInterrupt in the main thread. No other handler can be set."""
import enum


class Signals(enum.IntEnum):
    SIGINT = 2
    SIGTERM = 15


class Handlers(enum.IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


SIGINT, SIGTERM = Signals.SIGINT, Signals.SIGTERM
SIG_DFL, SIG_IGN = Handlers.SIG_DFL, Handlers.SIG_IGN


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


def getsignal(signalnum, /):
    return default_int_handler if Signals(signalnum) is SIGINT else SIG_DFL


def signal(signalnum, handler, /):
    if Signals(signalnum) is SIGINT and handler is default_int_handler:
        return default_int_handler
    raise ValueError('signal handlers cannot be set in this runtime')


def valid_signals():
    return set(Signals)
