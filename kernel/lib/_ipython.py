"""The shell object that `get_ipython()` returns: magics, shell lines, events, as far as notebooks use them.

The kernel rewrites `%name rest` to `get_ipython().run_line_magic('name', 'rest')`, `!command` to `.system(...)`, and
`name = !command` to `.getoutput(...)`.
"""

import sys

import _host
from _capture import UsageError
from _json_min import dumps, loads

_main = sys.modules['__main__'].__dict__


def machine(op, **arguments):
    """Asks the host about the machine around it: folders, files, environment, programs."""
    try:
        return loads(_host.request('machine', dumps({'op': op, **arguments})))
    except RuntimeError as error:
        raise UsageError(str(error)) from None


class SList(list):
    """Lines that a program printed."""

    @property
    def n(self):
        """As one text."""
        return '\n'.join(self)

    @property
    def s(self):
        """As one line."""
        return ' '.join(self)


class InteractiveShell:
    """One a runtime."""

    def __init__(self):
        self.user_ns = _main
        self._magics = {}

    @property
    def execution_count(self):
        """The number of the cell that is running."""
        from _kernel import _state
        return _state['count']

    def run_line_magic(self, magic_name, line):
        """Does `%magic_name line`."""
        function = self._magics.get(magic_name)
        if function is None:
            from _magics import LINE_MAGICS
            function = LINE_MAGICS.get(magic_name)
        if function is None:
            raise UsageError('there is no %%%s here; %%lsmagic lists what there is' % magic_name)
        return function(line)

    def run_cell_magic(self, magic_name, line, cell):
        """Does `%%magic_name line` with the rest of a cell."""
        from _magics import CELL_MAGICS
        function = CELL_MAGICS.get(magic_name)
        if function is None:
            raise UsageError('%%%%%s stands on the first line of a cell' % magic_name)
        return function(line, cell)

    def register_magic_function(self, func, magic_kind='line', magic_name=None):
        """Adds a line magic of the user's own."""
        if magic_kind != 'line':
            raise UsageError('only line magics can be added')
        self._magics[magic_name or func.__name__] = func

    def system(self, command, expand=True):
        """Runs a command line, its output shown; the exit status is in `_exit_code`."""
        self._run(command, False, expand)

    def getoutput(self, command):
        """Runs a command line; the lines that it printed."""
        text = self._run(command, True, True)
        return SList(text.splitlines())

    def _run(self, command, keep, expand):
        sys.stdout.flush()
        sys.stderr.flush()
        answer = machine('system', command=self.var_expand(command) if expand else command, keep=keep)
        self.user_ns['_exit_code'] = answer['status']
        return answer['output']

    def var_expand(self, text):
        """Puts values in place of `{expression}` and `$name`; `{{` and `$$` stand for themselves."""
        parts = []
        at = 0
        while at < len(text):
            char = text[at]
            if text[at:at + 2] in ('{{', '}}', '$$'):
                parts.append(char)
                at += 2
                continue
            if char == '{':
                end = text.find('}', at)
                if end > 0:
                    try:
                        parts.append(str(eval(text[at + 1:end], self.user_ns)))
                        at = end + 1
                        continue
                    except Exception:
                        pass  # The shell's own braces.
            elif char == '$':
                end = at + 1
                while end < len(text) and (text[end].isalnum() or text[end] == '_'):
                    end += 1
                if text[at + 1:end] in self.user_ns:
                    parts.append(str(self.user_ns[text[at + 1:end]]))
                    at = end
                    continue
            parts.append(char)
            at += 1
        return ''.join(parts)

    def run_cell(self, raw_cell, store_history=False):
        """Runs Python text in the notebook's namespace."""
        exec(compile(raw_cell, '<cell>', 'exec'), self.user_ns)

    def ev(self, expression):
        """The value of an expression in the notebook's namespace."""
        return eval(expression, self.user_ns)

    def push(self, variables):
        """Adds variables to the notebook's namespace."""
        self.user_ns.update(variables)

    def set_next_input(self, text, replace=False):
        """Asks the front end for a cell with this text."""
        _host.send('payload', dumps({'source': 'set_next_input', 'text': str(text), 'replace': bool(replace)}))

    def page(self, text):
        """Shows a text in the front end's pager."""
        _host.send('payload', dumps({'source': 'page', 'start': 0, 'data': {'text/plain': text}}))

    def __repr__(self):
        return '<the shell of this notebook>'


shell = InteractiveShell()
