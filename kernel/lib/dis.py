"""The disassembler: a code object's instructions as objects and as text.

The runtime's bytecode is its own (module `opcode`, made from the compiler's table): offsets count bytes, an
instruction is four of them, and caches follow some. What can be asked for is what CPython's module answers.
"""

import sys
from collections import namedtuple
from opcode import *
from opcode import OPCODE_BITS, arg_kinds, cache_words, meanings, stack_effect
from opcode import cmp_op, hasarg, hascompare, hasconst, hasexc, hasfree, hasjabs, hasjrel, hasjump, haslocal, hasname, opmap, opname

__all__ = ['Bytecode', 'Instruction', 'Positions', 'cmp_op', 'code_info', 'dis', 'disassemble', 'disco', 'distb', 'findlabels',
           'findlinestarts', 'get_instructions', 'hasarg', 'hascompare', 'hasconst', 'hasexc', 'hasfree', 'hasjabs', 'hasjrel', 'hasjump',
           'haslocal', 'hasname', 'opmap', 'opname', 'pretty_flags', 'show_code', 'stack_effect']

COMPILER_FLAG_NAMES = {
    1: 'OPTIMIZED',
    2: 'NEWLOCALS',
    4: 'VARARGS',
    8: 'VARKEYWORDS',
    16: 'NESTED',
    32: 'GENERATOR',
    64: 'NOFREE',
    128: 'COROUTINE',
    256: 'ITERABLE_COROUTINE',
    512: 'ASYNC_GENERATOR'
}

_WORD = 4
_OPCODE_MASK = (1 << OPCODE_BITS) - 1

# Where one argument packs two: the bits of the first.
_PACKED = {'local2': 11, 'localconst': 8, 'localname': 8}

Positions = namedtuple('Positions', 'lineno end_lineno col_offset end_col_offset', defaults=(None,) * 4)
_Entry = namedtuple('_Entry', 'start end target depth lasti')
_FIELDS = 'opname opcode arg argval argrepr offset start_offset starts_line line_number label positions cache_info'


class Instruction(namedtuple('Instruction', _FIELDS, defaults=(None, None, None))):
    """One instruction; `argval` is what its argument stands for, `argrepr` the same as text."""

    __slots__ = ()

    @property
    def oparg(self):
        return self.arg

    @property
    def baseopcode(self):
        return self.opcode

    @property
    def baseopname(self):
        return self.opname

    @property
    def cache_offset(self):
        return self.offset + _WORD

    @property
    def end_offset(self):
        return self.cache_offset + _WORD * cache_words[self.opcode]

    @property
    def jump_target(self):
        """The offset that it may jump to, or None. A fused comparison keeps it behind its operands."""
        if self.opcode not in hasjump:
            return None
        return self.argval[-1] if isinstance(self.argval, tuple) else self.argval

    @property
    def is_jump_target(self):
        return self.label is not None

    def __str__(self):
        return _Layout(1, False).text(self)


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """The instructions of a function, method, code object or source text, one by one. `show_caches` and `adaptive` change nothing:
    caches are in `cache_info`, and instructions are never rewritten."""
    code = _code_of(x)
    return _decode(code, _labels(code), _line_shift(code, first_line))


def _decode(code, labels, shift):
    raw = code.co_code
    words = [int.from_bytes(raw[at:at + _WORD], 'little') for at in range(0, len(raw), _WORD)]
    positions = list(code.co_positions())
    at, line = 0, None
    while at < len(words):
        opcode = words[at] & _OPCODE_MASK
        caches = words[at + 1:at + 1 + cache_words[opcode]]
        arg = words[at] >> OPCODE_BITS if arg_kinds[opcode] != 'none' else None
        argval, argrepr = _argument(code, opcode, arg, at + 1 + len(caches), caches, labels)
        where = positions[at]
        if shift and where[0]:
            where = where[0] + shift, where[1] + shift, where[2], where[3]
        info = [('cache', 1, word.to_bytes(_WORD, 'little')) for word in caches] or None
        yield Instruction(opname[opcode], opcode, arg, argval, argrepr, at * _WORD, at * _WORD, where[0] != line, where[0],
                          labels.get(at * _WORD), Positions(*where), info)
        line = where[0]
        at += 1 + len(caches)


def _argument(code, opcode, arg, after, caches, labels):
    """What an instruction's argument stands for, and that as text."""
    kind = arg_kinds[opcode]
    if kind in _PACKED:
        bits = _PACKED[kind]
        local = code._varname_from_oparg(arg & (1 << bits) - 1)
        value, text = _operand(code, {'local2': 'local', 'localconst': 'const', 'localname': 'name'}[kind], arg >> bits)
        if opcode not in hasjump:
            return (local, value), f'{local}, {text}'
        target = (after + caches[0]) * _WORD
        return (local, value, target), f'{local}, {text}, {_destination(target, labels)}'
    if kind in ('forward', 'backward'):
        target = (after + arg if kind == 'forward' else after - arg) * _WORD
        return target, _destination(target, labels)
    return _operand(code, kind, arg, opcode)


def _operand(code, kind, arg, opcode=None):
    if kind == 'const':
        value = code.co_consts[arg]
        return value, repr(value)
    if kind == 'name':
        return code.co_names[arg], code.co_names[arg]
    if kind == 'local':
        name = code._varname_from_oparg(arg)
        return name, name
    known = meanings.get(opcode, ())
    return arg, known[arg] if arg is not None and arg < len(known) else ''


def _destination(target, labels):
    return f'to L{labels[target]}' if target in labels else f'to {target}'


def _labels(code):
    """Numbers for the offsets that are jumped to, or that bound a range of the exception table."""
    targets = set(findlabels(code))
    for entry in _exception_table(code):
        targets.update((entry.start, entry.end, entry.target))
    return {offset: number for number, offset in enumerate(sorted(targets), 1)}


def findlabels(code):
    """The offsets that instructions jump to, in order. Takes a code object, or bytes as its `co_code`."""
    raw = code if isinstance(code, (bytes, bytearray)) else code.co_code
    found, at = set(), 0
    while at < len(raw):
        word = int.from_bytes(raw[at:at + _WORD], 'little')
        opcode, arg = word & _OPCODE_MASK, word >> OPCODE_BITS
        after = at + _WORD * (1 + cache_words[opcode])
        if arg_kinds[opcode] in _PACKED:
            arg = int.from_bytes(raw[at + _WORD:at + 2 * _WORD], 'little')
        if opcode in hasjump:
            found.add(after + arg * _WORD if arg_kinds[opcode] != 'backward' else after - arg * _WORD)
        at = after
    return sorted(found)


def findlinestarts(code):
    """(offset, line) wherever the line changes."""
    last = None
    for start, _, line in code.co_lines():
        if line != last:
            last = line
            yield start, line


def _exception_table(code):
    raw = code.co_exceptiontable
    for at in range(0, len(raw), 16):
        start, end, target, packed = (int.from_bytes(raw[at + part:at + part + 4], 'little') for part in (0, 4, 8, 12))
        yield _Entry(start * _WORD, end * _WORD, target * _WORD, packed >> 1, bool(packed & 1))


def _line_shift(code, first_line):
    return 0 if first_line is None else first_line - code.co_firstlineno


class _Layout:
    """The columns of a listing: line, offset if asked for, label, mark of the current instruction, name, argument and its meaning."""

    def __init__(self, last_line, offsets, labels=0, last_offset=0, current=-1, names=()):
        self.line_width = max(3, len(str(last_line)))
        self.offset_width = max(4, len(str(last_offset))) if offsets else 0
        self.label_width = len(str(labels)) + 2 if labels else 0
        self.name_width = max([20, *map(len, names)])
        self.current = current

    def text(self, instruction):
        line = instruction.line_number if instruction.starts_line else ''
        parts = [f"{'--' if line is None else line:>{self.line_width}}"]
        if self.offset_width:
            parts.append(f'{instruction.offset:>{self.offset_width}}')
        parts.append(f"{f'L{instruction.label}:' if instruction.label else '':>{self.label_width + 1}}")
        parts.append('-->' if instruction.offset <= self.current < instruction.end_offset else '   ')
        parts.append(f'{instruction.opname:<{self.name_width}}')
        if instruction.arg is not None:
            parts.append(f'{instruction.arg:>5}')
        if instruction.argrepr:
            parts.append(f'({instruction.argrepr})')
        return ' '.join(parts).rstrip()


def disassemble(code, lasti=-1, *, file=None, show_caches=False, adaptive=False, show_offsets=False):
    """Prints the instructions of one code object, and its exception table."""
    _print(code, lasti, file, show_caches, show_offsets)


disco = disassemble


def _print(code, lasti=-1, file=None, show_caches=False, show_offsets=False, first_line=None):
    labels = _labels(code)
    instructions = list(_decode(code, labels, _line_shift(code, first_line)))
    last_line = max((instruction.line_number or 0 for instruction in instructions), default=0)
    layout = _Layout(last_line, show_offsets, len(labels), len(code.co_code), lasti, [instruction.opname for instruction in instructions])
    for number, instruction in enumerate(instructions):
        if instruction.starts_line and number:
            print(file=file)
        print(layout.text(instruction), file=file)
        if show_caches:
            for index, (name, _, data) in enumerate(instruction.cache_info or (), 1):
                cache = f"{'CACHE':<{layout.name_width}} {0:>5} ({name}: {int.from_bytes(data, 'little')})"
                offset = f'{instruction.offset + index * _WORD:>{layout.offset_width}} ' if show_offsets else ''
                print(f"{'':>{layout.line_width}} {offset}{'':>{layout.label_width + 1}}     {cache}", file=file)
    table = list(_exception_table(code))
    if table:
        print('Exception table:', file=file)
    for entry in table:
        print(f"  L{labels[entry.start]} to L{labels[entry.end]} -> L{labels[entry.target]} [{entry.depth}]{' lasti' * entry.lasti}", file=file)


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False, show_offsets=False):
    """Prints the instructions of a function, method, class, module, generator, code object or source text, and of the code within
    it, `depth` levels down (None: all). Without an argument: of where the last uncaught exception came from."""
    if x is None:
        distb(file=file, show_caches=show_caches, show_offsets=show_offsets)
        return
    if (code := _find_code(x)) is not None:
        _print_all(code, file, depth, show_caches, show_offsets)
    elif hasattr(x, '__dict__'):
        for name, item in sorted(x.__dict__.items()):
            if isinstance(item, str) or not isinstance(item, type) and _find_code(item) is None:
                continue
            print(f'Disassembly of {name}:', file=file)
            try:
                dis(item, file=file, depth=depth, show_caches=show_caches, show_offsets=show_offsets)
            except TypeError as error:
                print('Sorry:', error, file=file)
            print(file=file)
    else:
        raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


def _print_all(code, file, depth, show_caches, show_offsets):
    _print(code, -1, file, show_caches, show_offsets)
    if depth is not None and depth <= 0:
        return
    for const in code.co_consts:
        if isinstance(const, _CodeType):
            print(file=file)
            print(f'Disassembly of {const!r}:', file=file)
            _print_all(const, file, None if depth is None else depth - 1, show_caches, show_offsets)


def distb(tb=None, *, file=None, show_caches=False, adaptive=False, show_offsets=False):
    """Prints the code that a traceback ends in, with a mark at the instruction that raised."""
    if tb is None:
        last = getattr(sys, 'last_exc', None)
        tb = last.__traceback__ if last is not None else getattr(sys, 'last_traceback', None)
        if tb is None:
            raise RuntimeError('no last traceback to disassemble')
    while tb.tb_next:
        tb = tb.tb_next
    _print(tb.tb_frame.f_code, tb.tb_lasti, file, show_caches, show_offsets)


_CodeType = type(_exception_table.__code__)


def _find_code(x):
    """The code object behind something that can run, or None."""
    x = getattr(x, '__func__', x)
    for name in ('__code__', 'gi_code', 'ag_code', 'cr_code'):
        code = getattr(x, name, None)
        if isinstance(code, _CodeType):
            return code
    if isinstance(x, str):
        try:
            return compile(x, '<disassembly>', 'eval')
        except SyntaxError:
            return compile(x, '<disassembly>', 'exec')
    return x if isinstance(x, _CodeType) else None


def _code_of(x):
    code = _find_code(x)
    if code is None:
        raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")
    return code


def pretty_flags(flags):
    """The names of a code object's flags."""
    names = []
    for bit in range(flags.bit_length()):
        if flags >> bit & 1:
            names.append(COMPILER_FLAG_NAMES.get(1 << bit, hex(1 << bit)))
    return ', '.join(names) or '0x0'


def code_info(x):
    """What there is to know about a code object, a line a fact."""
    code = _code_of(x)
    lines = [f'{title + ":":<19}{value}' for title, value in (
        ('Name', code.co_name), ('Filename', code.co_filename), ('Argument count', code.co_argcount),
        ('Positional-only arguments', f' {code.co_posonlyargcount}'), ('Kw-only arguments', code.co_kwonlyargcount),
        ('Number of locals', code.co_nlocals), ('Stack size', code.co_stacksize), ('Flags', pretty_flags(code.co_flags)))]
    for title, values in (('Constants', map(repr, code.co_consts)), ('Names', code.co_names), ('Variable names', code.co_varnames),
                          ('Free variables', code.co_freevars), ('Cell variables', code.co_cellvars)):
        rows = [f'{index:>4}: {value}' for index, value in enumerate(values)]
        if rows:
            lines += [f'{title}:', *rows]
    return '\n'.join(lines)


def show_code(x, *, file=None):
    print(code_info(x), file=file)


class Bytecode:
    """The instructions of a piece of code: iterate over them, or ask for the text with dis()."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False, adaptive=False, show_offsets=False):
        self.codeobj = _code_of(x)
        self.first_line = self.codeobj.co_firstlineno if first_line is None else first_line
        self.current_offset = current_offset
        self.show_caches = show_caches
        self.adaptive = adaptive
        self.show_offsets = show_offsets
        self._original_object = x

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        """The code that a traceback ends in."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti, show_caches=show_caches)

    def __iter__(self):
        return get_instructions(self.codeobj, first_line=self.first_line)

    def __repr__(self):
        return f'{type(self).__name__}({self._original_object!r})'

    def info(self):
        return code_info(self.codeobj)

    def dis(self):
        """The text of the listing."""
        import io
        with io.StringIO() as text:
            current = -1 if self.current_offset is None else self.current_offset
            _print(self.codeobj, current, text, self.show_caches, self.show_offsets, self.first_line)
            return text.getvalue()
