"""Passwords from the front end, which does not show them."""

import _host

__all__ = ['getpass', 'getuser', 'GetPassWarning']


class GetPassWarning(UserWarning):
    """Raised by nobody here: a front end always hides what is typed."""


def getpass(prompt='Password: ', stream=None):
    """Ask for a password; what is typed is not shown."""
    answer = _host.request('password', str(prompt))
    if answer == '!':
        raise EOFError('no password: the input has ended')
    return answer[1:]


def getuser():
    """The name that the environment gives the user."""
    from _ipython import machine
    variables = machine('env')
    for name in ('LOGNAME', 'USER', 'LNAME', 'USERNAME'):
        if variables.get(name):
            return variables[name]
    raise OSError('the environment does not name the user')
