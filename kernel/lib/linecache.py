"""Lines of source files, kept once they have been read."""

__all__ = ['getline', 'clearcache', 'checkcache', 'lazycache']

# file name -> (size, time of change, lines, path), as programs that put sources of their own here expect it
cache = {}


def getline(filename, lineno, module_globals=None):
    """Line `lineno`, counted from 1, with its line end; '' where there is none."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ''


def getlines(filename, module_globals=None):
    if filename not in cache or len(cache[filename]) == 1:
        return updatecache(filename, module_globals)
    return cache[filename][2]


def updatecache(filename, module_globals=None):
    """Reads a file again."""
    cache.pop(filename, None)
    if not filename or filename[0] + filename[-1] == '<>':
        return []
    try:
        with open(filename, encoding='utf-8') as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return []
    lines = text.splitlines(True)
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    cache[filename] = len(text), None, lines, filename
    return lines


def clearcache():
    cache.clear()


def checkcache(filename=None):
    """Forgets files that may have changed: those that came from disk."""
    for name in [filename] if filename is not None else list(cache):
        entry = cache.get(name)
        if entry is not None and len(entry) > 1 and entry[1] is not None:
            del cache[name]


def lazycache(filename, module_globals):
    return False
