"""Magics. One takes the rest of its line, that of a cell the cell too; what it returns is the value of the line."""

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
    quiet = wanted = False
    words = line.lstrip()
    while words[:2] in options or words.split(None, 1)[:1] in (['-q'], ['-o']):
        flag = words[:2]
        if flag in options:
            value, _, words = words[2:].lstrip().partition(' ')
            if not value.isdigit() or int(value) == 0:
                raise UsageError('%%timeit %s wants a number from 1 up, not %s' % (flag, value or 'nothing'))
            options[flag] = int(value)
        else:
            quiet, wanted = quiet or flag == '-q', wanted or flag == '-o'
            words = words[2:]
        words = words.lstrip()
    if words.startswith('-') and words[1:2].isalpha():
        raise UsageError('%timeit does not know the option ' + words[:2] + '; it has -n, -r, -q and -o')
    return {'number': options['-n'], 'repeat': options['-r'], 'quiet': quiet, 'wanted': wanted}, words


def _timeit(line):
    options, statement = _timeit_options(line)
    if not statement.strip():
        raise UsageError('%timeit wants a statement')
    return _measure(statement, 'pass', **options)


def _timeit_cell(line, cell):
    """%%timeit: the rest of its line is done once before each run."""
    options, setup = _timeit_options(line)
    if not cell.strip():
        raise UsageError('%%timeit stands over the work to time, and there is none')
    return _measure(cell, setup or 'pass', **options)


class TimeitResult:
    """What %timeit -o gives: seconds a loop, of each run in its order and of all."""

    def __init__(self, loops, timings):
        self.loops = loops
        self.repeat = len(timings)
        self.timings = timings
        self.best, self.worst = min(timings), max(timings)
        self.average = sum(timings) / len(timings)
        self.stdev = (sum([(timing - self.average) ** 2 for timing in timings]) / len(timings)) ** 0.5

    def __repr__(self):
        return '<TimeitResult: %s>' % self

    def __str__(self):
        return ('%s ± %s per loop (mean ± std. dev. of %d run%s, %d loop%s each; the best %s)'
                % (_duration(self.average), _duration(self.stdev), self.repeat, 's' * (self.repeat != 1), self.loops, 's' * (self.loops != 1), _duration(self.best)))


def _measure(statement, setup, number, repeat, quiet, wanted):
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
    result = TimeitResult(number, [once(number) / number for _ in range(repeat)])
    if not quiet:
        print(result)
    return result if wanted else None


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
    code = compile(machine('read', path=os.path.expanduser(path)), path, 'exec')
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


# The folder before the last %cd.
_folder_before = [None]


def _cd(line):
    if not os._on_machine:
        machine('chdir')  # Refused, with the reason.
        return
    target = shell.var_expand(line.strip().strip('"\'') or '~')
    if target == '-':
        target = _folder_before[0]
        if target is None:
            raise UsageError('%cd - goes back to the folder before the last %cd, and there was none yet')
    here = os.getcwd()
    try:
        os.chdir(os.path.expanduser(target))
    except OSError as error:
        raise UsageError(str(error)) from None
    _folder_before[0] = here
    print(os.getcwd())


def _ls(line):
    path = os.path.expanduser(shell.var_expand(line.strip().strip('"\'') or '.'))
    entries = machine('list', path=path)
    visible = [entry['name'] + '/' * (entry['kind'] == 'folder') for entry in entries if not entry['name'].startswith('.')]
    if visible:
        width = max(len(name) for name in visible) + 2
        columns = max(1, 100 // width)
        for at in range(0, len(visible), columns):
            print(''.join(name.ljust(width) for name in visible[at:at + columns]).rstrip())


def _user_names():
    return sorted(name for name in _main if not name.startswith('_') and name not in _OWN)


def _variables(kinds):
    """Names of the user's variables, but for modules; those of some types if types are named."""
    names = [name for name in _user_names() if not isinstance(_main[name], type(sys))]
    return [name for name in names if not kinds or type(_main[name]).__name__ in kinds]


def _who(line):
    kinds = line.split()
    names = _variables(kinds)
    print('  '.join(names) if names else 'There are no such variables.' if kinds else 'There are no variables.')


def _whos(line):
    kinds = line.split()
    rows = [('Variable', 'Type', 'Value')] + [(name, type(_main[name]).__name__, _summary(_main[name])) for name in _variables(kinds)]
    if len(rows) == 1:
        return _who(line)
    widths = [max([len(row[column]) for row in rows]) for column in (0, 1)]
    for row in rows:
        print('%s  %s  %s' % (row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2]))


def _summary(value):
    """A value in one short line; of a long container only how much is in it."""
    try:
        if isinstance(value, (list, tuple, dict, set, frozenset, str, bytes, bytearray)) and len(value) > 20:
            text = '%d %s' % (len(value), 'characters' if isinstance(value, str) else 'bytes' if isinstance(value, (bytes, bytearray)) else 'items')
            return text + (': ' + repr(value[:20])[:-1] + '...' if isinstance(value, str) else '')
        text = ' '.join(repr(value).split())
    except Exception as error:
        return '<its repr raises %s>' % type(error).__name__
    return text if len(text) <= 60 else text[:57] + '...'


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


def _pip(line):
    raise UsageError('packages cannot be installed into this kernel: it runs no C extensions and reads no site-packages. What can be imported: '
                     'the modules that Tab completes behind `import`, and Python files beside the notebook when the kernel runs under Node')


def _writefile(line, cell):
    words = line.split(None, 1)
    append = words[:1] in (['-a'], ['--append'])
    name = (words[1] if len(words) > 1 else '') if append else line
    path = os.path.expanduser(shell.var_expand(name.strip().strip('"\'')))
    if not path or path.startswith('-'):
        raise UsageError('%%writefile wants a file: %%writefile [-a] FILE')
    if not os._on_machine:
        machine('read', path=path)  # Refused, with the reason.
    there = os.path.exists(path)
    try:
        with open(path, 'a' if append else 'w') as file:
            file.write(cell if cell.endswith('\n') else cell + '\n')
    except OSError as error:
        raise UsageError(str(error)) from None
    print('%s %s' % ('Appended to' if append and there else 'Overwrote' if there else 'Wrote', path))


def _program(shell_name):
    def run(line, cell):
        if line.strip():
            raise UsageError('%%%%%s takes no options' % shell_name)
        from shlex import quote
        shell.system(cell if shell_name == 'sh' else 'bash -c ' + quote(cell), expand=False)
        if shell.user_ns['_exit_code'] != 0:
            raise UsageError('the cell ended with status %d' % shell.user_ns['_exit_code'])
    return run


def _shown_as(kind):
    def show(line, cell):
        import IPython.display
        display(getattr(IPython.display, kind)(cell))
    return show


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
    'whos': _whos,
    'pip': _pip,
    'reset': _reset,
    'env': _env,
    'lsmagic': _lsmagic,
    'pinfo': _pinfo,
    'pinfo2': lambda line: _pinfo(line, 1),
    'design': _at_the_head('design'),
    'threads': _at_the_head('threads'),
}

CELL_MAGICS = {
    'timeit': _timeit_cell,
    'writefile': _writefile,
    'bash': _program('bash'),
    'sh': _program('sh'),
    'html': _shown_as('HTML'),
    'javascript': _shown_as('Javascript'),
    'latex': _shown_as('Latex'),
    'markdown': _shown_as('Markdown'),
    'svg': _shown_as('SVG'),
}
