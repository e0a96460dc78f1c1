// The Python module `opcode`, made from the table of opcodes. `dis` reads it.

import { effectExpression } from './opcode-table.mjs';

const quoted = text => `'${text}'`;

/** A list of opcode numbers, by what their rows say. */
const numbersOf = (opcodes, keep) => `[${opcodes.flatMap((row, number) => (keep(row) ? [number] : [])).join(', ')}]`;

/** An opcode's stack effect: a number where it is the same for every argument, else a lambda. */
function effectOf(effect) {
  const expression = effectExpression(effect);
  return effect.length === 0 ? expression : `lambda a: ${expression}`;
}

/**
 * @param {{OPCODES: readonly object[], OPCODE_BITS: number}} table - As opcodes.ts exports it.
 * @returns {string} Python source.
 */
export function opcodeModule({ OPCODES, OPCODE_BITS }) {
  const jumps = OPCODES.flatMap(({ jumpEffect }, number) => (jumpEffect ? [`    ${number}: ${effectOf(jumpEffect)},`] : []));
  const meanings = OPCODES.flatMap(({ meanings }, number) => (meanings ? [`    ${number}: (${meanings.map(quoted).join(', ')}),`] : []));
  return `"""The opcodes of this runtime's bytecode, made from the compiler's table when the library is built."""

opname = [
${OPCODES.map(({ name }) => `    ${quoted(name)},`).join('\n')}
]
opmap = {name: number for number, name in enumerate(opname)}

# An instruction is a word of four bytes: the opcode in the low bits, the argument above them.
OPCODE_BITS = ${OPCODE_BITS}
MAX_ARG = (1 << (32 - OPCODE_BITS)) - 1

# What an opcode's argument means, and the number of words after it that are its cache.
arg_kinds = [
${OPCODES.map(({ arg }) => `    ${quoted(arg)},`).join('\n')}
]
cache_words = [${OPCODES.map(({ caches }) => caches).join(', ')}]

# Names of an argument's values, where it is no number to the reader.
meanings = {
${meanings.join('\n')}
}

hasarg = ${numbersOf(OPCODES, ({ arg }) => arg !== 'none')}
hasconst = ${numbersOf(OPCODES, ({ arg }) => arg === 'const' || arg === 'localconst')}
hasname = ${numbersOf(OPCODES, ({ arg }) => arg === 'name' || arg === 'localname')}
haslocal = ${numbersOf(OPCODES, ({ arg, name }) => arg.startsWith('local') && !/DEREF|CLOSURE|CELL/.test(name))}
hasfree = ${numbersOf(OPCODES, ({ arg, name }) => arg === 'local' && /DEREF|CLOSURE|CELL/.test(name))}
hasjump = hasjrel = ${numbersOf(OPCODES, ({ arg, name }) => arg === 'forward' || arg === 'backward' || name.includes('_JUMP_IF_'))}
hasjabs = []
hascompare = ${numbersOf(OPCODES, ({ name }) => name.startsWith('COMPARE_'))}
hasexc = []
cmp_op = ('<', '<=', '==', '!=', '>', '>=')

_effects = [
${OPCODES.map(({ effect }) => `    ${effectOf(effect)},`).join('\n')}
]
_jump_effects = {
${jumps.join('\n')}
}


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """The change of the stack's depth: when a jump is taken (True), when it is not (False), or the larger of the two (None)."""
    if not 0 <= opcode < len(opname):
        raise ValueError('invalid opcode or oparg')
    if (arg_kinds[opcode] == 'none') != (oparg is None):
        raise ValueError('stack_effect: opcode does not permit oparg but oparg was specified' if oparg is not None
                         else 'stack_effect: opcode requires oparg but oparg was not specified')
    if jump not in (None, True, False):
        raise ValueError("stack_effect: jump must be False, True or None")
    fall = _of(_effects[opcode], oparg)
    taken = _of(_jump_effects[opcode], oparg) if opcode in _jump_effects else fall
    return max(fall, taken) if jump is None else taken if jump else fall


def _of(effect, oparg):
    return effect if isinstance(effect, int) else effect(oparg)
`;
}
