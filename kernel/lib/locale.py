"""The one locale there is: C, with UTF-8."""

LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)


class Error(Exception):
    pass


def setlocale(category, locale=None):
    if locale not in (None, '', 'C', 'POSIX', ('C', None)):
        raise Error('unsupported locale setting')
    return 'C'


def getlocale(category=LC_CTYPE):
    return None, None


def getdefaultlocale():
    return None, 'UTF-8'


def getencoding():
    return 'utf-8'


def getpreferredencoding(do_setlocale=True):
    return 'utf-8'


def normalize(localename):
    """The name as setlocale would like it: there is one."""
    return localename


def localeconv():
    return {'decimal_point': '.', 'thousands_sep': '', 'grouping': []}
