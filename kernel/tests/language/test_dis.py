# lab only
# The disassembler, on this runtime's own bytecode.
import dis, io, opcode, sys

def listing(x, **options):
    out = io.StringIO()
    dis.dis(x, file=out, **options)
    return out.getvalue()

def names(x): return [i.opname for i in dis.get_instructions(x)]

def f(a, b=2, *, c=3):
    try:
        for i in range(a):
            if i > 3:
                return lambda: (i, b)
    finally:
        print(c)

# Names, arguments and jump targets.
def loop(n):
    while n:
        n -= 1
assert listing(loop) == '''\
 21          RESUME                     0

 22  L1:     LOAD_FAST                  0 (n)
             POP_JUMP_IF_FALSE          3 (to L2)

 23          INPLACE_SUB_FAST_CONST   256 (n, 1)
             STORE_FAST                 0 (n)
             JUMP_BACKWARD              5 (to L1)
     L2:     RETURN_CONST               0 (None)
''', listing(loop)

instructions = list(dis.get_instructions(loop))
by_offset = {i.offset: i for i in instructions}
assert [i.offset for i in instructions] == sorted(by_offset) and instructions[0].offset == 0
jumps = [i for i in instructions if i.jump_target is not None]
assert jumps and all(by_offset[i.jump_target].is_jump_target for i in jumps)
assert all(i.argrepr == f'to L{by_offset[i.argval].label}' for i in jumps if isinstance(i.argval, int))
assert sorted({i.jump_target for i in jumps}) == dis.findlabels(loop.__code__)
assert all(a.end_offset == b.offset for a, b in zip(instructions, instructions[1:]))
assert instructions[-1].end_offset == len(loop.__code__.co_code)
assert all(i.opname == opcode.opname[i.opcode] and opcode.opmap[i.opname] == i.opcode for i in instructions)

# A fused comparison keeps its target in the word behind.
fused = [i for i in dis.get_instructions(f) if i.opname == 'COMPARE_GT_FAST_CONST_JUMP_IF_FALSE' or i.opname == 'COMPARE_GT_JUMP_IF_FALSE']
assert len(fused) == 1 and fused[0].jump_target in dis.findlabels(f.__code__), fused

# Constants, names, variables of every kind.
def kinds(a):
    b = 'text'
    def inner(): return a, b
    return inner.attribute, missing
found = {(i.opname, i.argrepr) for i in dis.get_instructions(kinds)}
assert ('LOAD_CONST', "'text'") in found and ('LOAD_GLOBAL', 'missing') in found and ('STORE_DEREF', 'b') in found and ('MAKE_CELL', 'a') in found, found
assert ('MAKE_FUNCTION', 'closure') in found
inner = next(c for c in kinds.__code__.co_consts if isinstance(c, type(kinds.__code__)))
assert {i.argval for i in dis.get_instructions(inner) if i.opname == 'LOAD_DEREF'} == {'a', 'b'}
assert [inner._varname_from_oparg(i) for i in range(2)] == ['a', 'b']
for wrong in (2, -1):
    try:
        inner._varname_from_oparg(wrong)
        raise AssertionError
    except IndexError:
        pass
assert [i.argrepr for i in dis.get_instructions('a is not b') if i.opname == 'IS_OP'] == ['is not']
assert [i.argrepr for i in dis.get_instructions('f"{x!r}"') if i.opname == 'CONVERT_VALUE'] == ['repr']

# Lines and columns.
assert dis.Instruction(*instructions[0]) == instructions[0]
assert [line for _, line in dis.findlinestarts(loop.__code__)][0] == loop.__code__.co_firstlineno
starts = [(i.offset, i.line_number) for i in instructions if i.starts_line]
assert starts == list(dis.findlinestarts(loop.__code__))
lines = list(loop.__code__.co_lines())
assert lines[0][0] == 0 and lines[-1][1] == len(loop.__code__.co_code) and all(a[1] == b[0] and a[2] != b[2] for a, b in zip(lines, lines[1:]))
shifted = [i.line_number for i in dis.get_instructions(loop, first_line=100)]
assert shifted[0] == 100 and max(shifted) == 102
store = [i for i in dis.get_instructions('abc = 1') if i.opname == 'STORE_NAME'][0]
assert store.positions == dis.Positions(1, 1, 0, 3) and store.argval == 'abc'

# The exception table and nested code.
text = listing(f)
assert 'Exception table:\n  L1 to L' in text and ' lasti\n' in text and text.count('Disassembly of <code object <lambda>') == 1
assert 'Disassembly' not in listing(f, depth=0)
assert listing('[lambda: lambda: 1]').count('Disassembly') == 2 and listing('[lambda: lambda: 1]', depth=1).count('Disassembly') == 1
offsets = listing(loop, show_offsets=True, show_caches=True)
assert all(f' {i.offset} ' in offsets for i in instructions)
assert 'CACHE' in listing('print(x)', show_caches=True) and 'CACHE' not in listing('print(x)')

# What can be disassembled.
class K:
    """Not source text."""
    field = 'not source text'
    def method(self): return self.x
    @staticmethod
    def static(): return 1
    class Within:
        def deep(self): pass
text = listing(K)
assert [line for line in text.splitlines() if line.startswith('Dis')] == ['Disassembly of Within:', 'Disassembly of deep:', 'Disassembly of method:', 'Disassembly of static:'], text
assert names(K().method) == names(K.method) == names(K.method.__code__)
def generator(): yield 1
assert names(generator()) == names(generator) and 'YIELD_VALUE' in names(generator)
assert names('x = 1')[-1] == 'RETURN_CONST' and names('x') == ['RESUME', 'LOAD_NAME', 'RETURN_VALUE']
for wrong in (1, None, []):
    try:
        dis.get_instructions(wrong)
        raise AssertionError
    except TypeError as e:
        assert str(e) == f"don't know how to disassemble {type(wrong).__name__} objects"

# Where a traceback ends.
try:
    f('x')
except TypeError as e:
    out = io.StringIO()
    dis.distb(e.__traceback__, file=out)
    marked = [line for line in out.getvalue().splitlines() if '-->' in line]
    assert len(marked) == 1 and marked[0].split()[-2:] == ['CALL', '1'], marked
    assert '-->' in dis.Bytecode.from_traceback(e.__traceback__).dis()
try:
    dis.dis()
    raise AssertionError
except RuntimeError as e:
    assert str(e) == 'no last traceback to disassemble'

# Facts about code.
info = dis.code_info(f).splitlines()
assert info[0] == 'Name:              f' and 'Argument count:    2' in info and 'Kw-only arguments: 1' in info and 'Flags:             OPTIMIZED, NEWLOCALS' in info
assert dis.Bytecode(f).info().splitlines() == info and dis.Bytecode(f).codeobj is f.__code__
assert dis.pretty_flags(0) == '0x0' and dis.pretty_flags(3 | 1 << 20) == 'OPTIMIZED, NEWLOCALS, 0x100000'
assert [i.opname for i in dis.Bytecode(loop)] == names(loop) and dis.Bytecode(loop).dis() == listing(loop)
assert 'GENERATOR' in dis.code_info(generator)

# The table.
assert len(set(dis.opname)) == len(dis.opname) and all(dis.opname[n] == name for name, n in dis.opmap.items())
effect = lambda name, *rest, **k: dis.stack_effect(dis.opmap[name], *rest, **k)
assert effect('POP_TOP') == -1 and effect('BUILD_LIST', 3) == -2 and effect('BUILD_MAP', 2) == -3 and effect('UNPACK_EX', 0x201) == 3
assert effect('FOR_ITER', 1) == 1 and effect('FOR_ITER', 1, jump=True) == -1 and effect('FOR_ITER', 1, jump=False) == 1
assert effect('MAKE_FUNCTION', 0b1011) == -3
for args in [('POP_TOP', 1), ('BUILD_LIST',)]:
    try:
        effect(*args)
        raise AssertionError
    except ValueError:
        pass
