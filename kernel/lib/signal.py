"""Signals by name. The runtime hands no signal to Python: an interrupt is a KeyboardInterrupt in the main thread."""

from enum import IntEnum as _IntEnum

__all__ = ['Signals', 'Handlers', 'signal', 'getsignal', 'default_int_handler', 'strsignal', 'valid_signals', 'raise_signal', 'NSIG',
           'SIG_DFL', 'SIG_IGN', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGCHLD']


class Signals(_IntEnum):
    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGABRT = 6
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGCHLD = 17


class Handlers(_IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


globals().update(Signals.__members__)
globals().update(Handlers.__members__)
NSIG = 65


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


def _known(signalnum):
    try:
        return Signals(signalnum)
    except ValueError:
        raise ValueError('signal number out of range') from None


def getsignal(signalnum, /):
    """What happens at a signal: an interrupt raises, everything else is the host's."""
    return default_int_handler if _known(signalnum) is Signals.SIGINT else Handlers.SIG_DFL


def signal(signalnum, handler, /):
    """Only what is so already can be asked for."""
    before = getsignal(signalnum)
    if handler is not before and handler != before:
        raise ValueError('this runtime cannot call a handler at %s' % _known(signalnum).name)
    return before


def raise_signal(signalnum, /):
    if _known(signalnum) is not Signals.SIGINT:
        raise OSError('this runtime cannot send itself %s' % _known(signalnum).name)
    raise KeyboardInterrupt


def strsignal(signalnum, /):
    return {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 6: 'Aborted', 9: 'Killed', 11: 'Segmentation fault', 13: 'Broken pipe', 14: 'Alarm clock',
            15: 'Terminated'}.get(_known(signalnum))


def valid_signals():
    return set(Signals)
