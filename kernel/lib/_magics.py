"""Line magics. Each takes the rest of its line; what it returns is the value of the line."""

import os
import sys
import time

import _host
from _capture import UsageError
from _inspection import describe, missing, search
from _ipython import machine, shell
from _json_min import loads

_main = sys.modules['__main__'].__dict__

# What a fresh namespace holds, and what the notebook keeps there.
_OWN = {'In', 'Out', '_', '__', '___', '_exit_code', 'get_ipython', 'exit', 'quit'}


def _duration(seconds):
    for limit, scale, unit in ((1e-6, 1e9, 'ns'), (1e-3, 1e6, 'µs'), (1, 1e3, 'ms'), (60, 1, 's')):
        if seconds < limit:
            return '%.3g %s' % (seconds * scale, unit)
    minutes, rest = divmod(seconds, 60)
    return '%d min %.3g s' % (minutes, rest)


def _compiled(source, filename):
    """A program that returns the value of an expression; that of statements is None."""
    try:
        code = compile(source, filename, 'eval')
    except SyntaxError:
        code = compile(source, filename, 'exec')
        return lambda: exec(code, _main)
    return lambda: eval(code, _main)


def _time(line):
    if not line.strip():
        raise UsageError('%time wants a statement')
    run = _compiled(line, '<timed>')
    start = time.perf_counter()
    try:
        return run()
    finally:
        print('Wall time: ' + _duration(time.perf_counter() - start))


def _timeit_options(line):
    """The options at the head of a line, and what follows them."""
    options = {'-n': 0, '-r': 7}
    words = line.lstrip()
    while words[:2] in options:
        flag = words[:2]
        value, _, words = words[2:].lstrip().partition(' ')
        if not value.isdigit() or int(value) == 0:
            raise UsageError('%%timeit %s wants a number' % flag)
        options[flag] = int(value)
        words = words.lstrip()
    return options['-n'], options['-r'], words


def _timeit(line):
    number, repeat, statement = _timeit_options(line)
    if not statement.strip():
        raise UsageError('%timeit wants a statement')
    _measure(statement, 'pass', number, repeat)


def timeit_cell(line, cell):
    """%%timeit: the rest of its line is done once before each run."""
    number, repeat, setup = _timeit_options(line)
    _measure(cell, setup or 'pass', number, repeat)


def _measure(statement, setup, number, repeat):
    setup = compile(setup, '<setup>', 'exec')
    if not _is_expression(statement):
        # Statements may assign, and then to the notebook's variables: they run as a cell does.
        body = compile(statement.strip('\n'), '<timed>', 'exec')

        def loop(count):
            for _ in range(count):
                exec(body, _main)
    else:
        # An expression stands in the loop itself, which then costs little.
        namespace = {}
        exec(compile('def loop(count):\n    for _ in range(count):\n        (%s)\n' % statement.strip(), '<timed>', 'exec'), _main, namespace)
        loop = namespace['loop']

    def once(count):
        exec(setup, _main)
        start = time.perf_counter()
        loop(count)
        return time.perf_counter() - start

    if number == 0:
        number = 1
        while once(number) < 0.2:
            number *= 10
    samples = sorted(once(number) / number for _ in range(repeat))
    mean = sum(samples) / repeat
    spread = (sum((sample - mean) ** 2 for sample in samples) / repeat) ** 0.5
    print('%s ± %s per loop (mean ± std. dev. of %d runs, %d loops each; the best %s)'
          % (_duration(mean), _duration(spread), repeat, number, _duration(samples[0])))


def _is_expression(statement):
    try:
        compile(statement.strip(), '<timed>', 'eval')
    except SyntaxError:
        return False
    return True


def _run(line):
    words = line.split()
    if not words:
        raise UsageError('%run wants a file')
    path = words[0].strip('"\'')
    code = compile(machine('read', path=path), path, 'exec')
    before = list(sys.argv), _main.get('__file__', missing)
    sys.argv[:] = words
    _main['__file__'] = path
    try:
        exec(code, _main)
    except SystemExit as end:
        # A program's end is not the notebook's.
        if end.code not in (None, 0):
            print('SystemExit: %s' % (end.code,), file=sys.stderr)
    finally:
        sys.argv[:] = before[0]
        if before[1] is missing:
            del _main['__file__']
        else:
            _main['__file__'] = before[1]


def _pwd(line):
    return os.getcwd()


def _cd(line):
    if not os._on_machine:
        machine('chdir')  # Refused, with the reason.
        return
    try:
        os.chdir(os.path.expanduser(shell.var_expand(line.strip().strip('"\'') or '~')))
    except OSError as error:
        raise UsageError(str(error)) from None
    print(os.getcwd())


def _ls(line):
    names = machine('list', path=shell.var_expand(line.strip().strip('"\'') or '.'))
    visible = [name for name in names if not name.startswith('.')]
    if visible:
        width = max(len(name) for name in visible) + 2
        columns = max(1, 100 // width)
        for at in range(0, len(visible), columns):
            print(''.join(name.ljust(width) for name in visible[at:at + columns]).rstrip())


def _user_names():
    return sorted(name for name in _main if not name.startswith('_') and name not in _OWN)


def _who(line):
    kinds = line.split()
    names = [name for name in _user_names() if not isinstance(_main[name], type(sys))]
    if kinds:
        names = [name for name in names if type(_main[name]).__name__ in kinds]
    print('  '.join(names) if names else 'There are no such variables.' if kinds else 'There are no variables.')


def _reset(line):
    for name in list(_main):
        if name in _user_names() or name.startswith('_') and name[1:].isdigit():
            del _main[name]
    _main['In'] = ['']
    _main['Out'] = {}
    for name in ('_', '__', '___'):
        _main[name] = ''
    print('All variables are gone.')


def _env(line):
    line = line.strip()
    name, equals, value = line.partition('=')
    if not equals:
        name, _, value = line.partition(' ')
    name, value = name.strip(), shell.var_expand(value.strip())
    if not name:
        return dict(os.environ)
    if equals or value:
        os.environ[name] = value
        print('env: %s=%s' % (name, value))
        return None
    if name not in os.environ:
        raise UsageError('there is no environment variable ' + name)
    return os.environ[name]


def _lsmagic(line):
    print('\n'.join(loads(_host.request('magics', ''))))


def _pinfo(name, detail=0):
    if name.startswith('%'):
        texts = [text for text in loads(_host.request('magics', '')) if text.split()[0] == name]
        shell.page(texts[0] if texts else 'There is no magic %s.' % name)
    elif '*' in name:
        shell.page('\n'.join(search(name)) or 'No name matches %s.' % name)
    else:
        text = describe(name, detail)
        if text is None:
            print('Object `%s` not found.' % name)
        else:
            shell.page(text)


def _at_the_head(name):
    def refuse(line):
        raise UsageError('%%%s starts the runtime anew, so it stands at the head of a cell, before all else' % name)
    return refuse


LINE_MAGICS = {
    'time': _time,
    'timeit': _timeit,
    'run': _run,
    'pwd': _pwd,
    'cd': _cd,
    'ls': _ls,
    'who': _who,
    'reset': _reset,
    'env': _env,
    'lsmagic': _lsmagic,
    'pinfo': _pinfo,
    'pinfo2': lambda line: _pinfo(line, 1),
    'design': _at_the_head('design'),
    'threads': _at_the_head('threads'),
}
