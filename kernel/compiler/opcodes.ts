/**
 * The one table of the bytecode. The runtime's constants, the disassembler and the reference page are made
 * from it, so nothing about an opcode is written twice.
 *
 * An instruction is one 32-bit word: opcode in bits 0-9, argument in bits 10-31. Some opcodes are followed by
 * inline cache words (`caches`), which the emitter writes as zero. Jumps count in words from the end of the
 * instruction, its caches included.
 *
 * The stack is written bottom to top, `before -- after`; `xs[n]` stands for n values. `|null` marks a slot
 * that may hold no object. A value on the stack is an owned reference unless the opcode says "borrowed".
 */

export const OPCODE_BITS = 10;
export const MAX_ARG = (1 << 22) - 1;

/** What the argument means, for the disassembler. */
export type ArgKind = 'none' | 'const' | 'name' | 'local' | 'count' | 'forward' | 'backward' | 'flags' | 'local2' | 'localconst' | 'localname';

export interface IOpcode {
  name: string;
  arg: ArgKind;
  /** The change of stack depth when execution falls through, by argument. */
  effect: (arg: number) => number;
  /** The change of depth when the jump is taken; the same as `effect` if absent. */
  jumpEffect?: (arg: number) => number;
  caches: number;
  /** Names of an argument's values, by value, where it is no number to the reader. */
  meanings?: readonly string[];
  /** The heading of the reference page that it stands under. */
  group: string;
  stack: string;
  doc: string;
}

const rows: IOpcode[] = [];
let group = '';

function op(name: string, arg: ArgKind, effect: number | ((arg: number) => number), stack: string, doc: string, extra: Partial<IOpcode> = {}): void {
  rows.push({ name, arg, effect: typeof effect === 'number' ? () => effect : effect, caches: 0, group, stack, doc, ...extra });
}

/** Names of every value of an argument whose bits have these, the lowest bit first. */
function combinations(...bits: string[]): string[] {
  return Array.from({ length: 1 << bits.length }, (_, value) => bits.filter((_, bit) => (value >> bit) & 1).join(', '));
}

group = 'stack and constants';
op('NOP', 'none', 0, '--', 'Does nothing; keeps a line for the tracer.');
op('RESUME', 'count', 0, '--', 'Start of a function (0) or after a yield (1), yield from (2), await (3): a safepoint.');
op('POP_TOP', 'none', -1, 'x --', 'Releases the top value.');
op('COPY', 'count', 1, 'x ... -- x ... x', 'Pushes the value at depth n (1 is the top).');
op('SWAP', 'count', 0, 'a ... b -- b ... a', 'Exchanges the top with the value at depth n.');
op('PUSH_NULL', 'none', 1, '-- null', 'Pushes an empty slot, the place of an absent self.');
op('LOAD_CONST', 'const', 1, '-- x', 'Pushes a constant of the code object.');

group = 'names';
op('LOAD_FAST', 'local', 1, '-- x', 'Pushes a local that is surely bound.');
op('LOAD_FAST_CHECK', 'local', 1, '-- x', 'Pushes a local or raises UnboundLocalError.');
op('LOAD_FAST_AND_CLEAR', 'local', 1, '-- x|null', 'Moves a local to the stack and unbinds it (inlined comprehensions).');
op('STORE_FAST', 'local', -1, 'x --', 'Binds a local.');
op('DELETE_FAST', 'local', 0, '--', 'Unbinds a local or raises UnboundLocalError.');
op('LOAD_GLOBAL', 'name', 1, '-- x', 'Looks a name up in globals, then builtins.', { caches: 1 });
op('STORE_GLOBAL', 'name', -1, 'x --', 'Stores into globals.');
op('DELETE_GLOBAL', 'name', 0, '--', 'Deletes from globals or raises NameError.');
op('LOAD_NAME', 'name', 1, '-- x', 'Looks a name up in the frame\'s locals mapping, globals, builtins.', { caches: 1 });
op('STORE_NAME', 'name', -1, 'x --', 'Stores into the frame\'s locals mapping.');
op('DELETE_NAME', 'name', 0, '--', 'Deletes from the frame\'s locals mapping or raises NameError.');
op('MAKE_CELL', 'local', 0, '--', 'Wraps the local\'s present value (or nothing) in a new cell, kept in the same slot.');
op('COPY_FREE_VARS', 'count', 0, '--', 'Copies the n cells of the running function\'s closure into the free-variable slots.');
op('LOAD_DEREF', 'local', 1, '-- x', 'Pushes the content of a cell or raises NameError/UnboundLocalError.');
op('STORE_DEREF', 'local', -1, 'x --', 'Stores into a cell.');
op('DELETE_DEREF', 'local', 0, '--', 'Empties a cell or raises.');
op('LOAD_CLOSURE', 'local', 1, '-- cell', 'Pushes the cell itself, to build a closure tuple.');
op('LOAD_FROM_DICT_OR_DEREF', 'local', 0, 'mapping -- x', 'Class bodies: the mapping first (by the variable\'s name), else the cell.');
op('LOAD_LOCALS', 'none', 1, '-- mapping', 'Pushes the frame\'s locals mapping.');
op('LOAD_BUILD_CLASS', 'none', 1, '-- f', 'Pushes builtins.__build_class__.');
op('LOAD_ASSERTION_ERROR', 'none', 1, '-- cls', 'Pushes AssertionError.');
op('SETUP_ANNOTATIONS', 'none', 0, '--', 'Creates __annotations__ in the frame\'s locals mapping if absent.');

group = 'attributes and subscripts';
op('LOAD_ATTR', 'name', 0, 'o -- x', 'o.name', { caches: 1 });
op('LOAD_METHOD', 'name', 1, 'o -- callable self|null', 'o.name about to be called: an unbound method and o, or the attribute and null.', { caches: 1 });
op('STORE_ATTR', 'name', -2, 'x o --', 'o.name = x', { caches: 1 });
op('DELETE_ATTR', 'name', -1, 'o --', 'del o.name');
op('LOAD_SUPER_ATTR', 'name', -2, 'super cls self -- x', 'super(cls, self).name; the first value is the global `super`.');
op('LOAD_SUPER_METHOD', 'name', -1, 'super cls self -- callable self|null', 'As LOAD_SUPER_ATTR, about to be called.');
op('BINARY_SUBSCR', 'none', -1, 'o k -- x', 'o[k]');
op('BINARY_SLICE', 'none', -2, 'o start stop -- x', 'o[start:stop]');
op('STORE_SUBSCR', 'none', -3, 'x o k --', 'o[k] = x');
op('DELETE_SUBSCR', 'none', -2, 'o k --', 'del o[k]');
op('BUILD_SLICE', 'count', a => 1 - a, 'start stop [step] -- s', 'A slice of 2 or 3 values.');

group = 'operators'; // the argument of a binary arithmetic opcode is 1 for the augmented form
for (const [name, sign] of [['ADD', '+'], ['SUB', '-'], ['MUL', '*'], ['TRUE_DIV', '/'], ['FLOOR_DIV', '//'], ['MOD', '%'], ['POW', '**'], ['LSHIFT', '<<'], ['RSHIFT', '>>'], ['AND', '&'], ['OR', '|'], ['XOR', '^'], ['MAT_MUL', '@']]) {
  op(`BINARY_${name}`, 'flags', -1, 'a b -- x', `a ${sign} b; argument 1: a ${sign}= b`, { meanings: [sign, `${sign}=`] });
}
for (const [name, sign] of [['LT', '<'], ['LE', '<='], ['EQ', '=='], ['NE', '!='], ['GT', '>'], ['GE', '>=']]) {
  op(`COMPARE_${name}`, 'none', -1, 'a b -- x', `a ${sign} b`);
}
op('IS_OP', 'flags', -1, 'a b -- bool', 'a is b; argument 1: is not', { meanings: ['is', 'is not'] });
op('CONTAINS_OP', 'flags', -1, 'a b -- bool', 'a in b; argument 1: not in', { meanings: ['in', 'not in'] });
op('UNARY_NEGATIVE', 'none', 0, 'a -- x', '-a');
op('UNARY_POSITIVE', 'none', 0, 'a -- x', '+a');
op('UNARY_INVERT', 'none', 0, 'a -- x', '~a');
op('UNARY_NOT', 'none', 0, 'a -- bool', 'not a');

group = 'jumps';
op('JUMP_FORWARD', 'forward', 0, '--', 'Jumps ahead.');
op('JUMP_BACKWARD', 'backward', 0, '--', 'Jumps back: a safepoint.');
op('JUMP_BACKWARD_NO_INTERRUPT', 'backward', 0, '--', 'Jumps back inside a yield from.');
op('POP_JUMP_IF_FALSE', 'forward', -1, 'x --', 'Jumps if x is false, by its truth value.');
op('POP_JUMP_IF_TRUE', 'forward', -1, 'x --', 'Jumps if x is true, by its truth value.');
op('POP_JUMP_IF_NONE', 'forward', -1, 'x --', 'Jumps if x is None.');
op('POP_JUMP_IF_NOT_NONE', 'forward', -1, 'x --', 'Jumps if x is not None.');
op('JUMP_IF_FALSE_OR_POP', 'forward', -1, 'x -- [x]', 'Jumps and keeps x if it is false, else pops it.', { jumpEffect: () => 0 });
op('JUMP_IF_TRUE_OR_POP', 'forward', -1, 'x -- [x]', 'Jumps and keeps x if it is true, else pops it.', { jumpEffect: () => 0 });

group = 'iteration';
op('GET_ITER', 'none', 0, 'o -- it', 'iter(o)');
op('FOR_ITER', 'forward', 1, 'it -- it x', 'Pushes next(it); when exhausted pops it and jumps.', { jumpEffect: () => -1 });
op('GET_YIELD_FROM_ITER', 'none', 0, 'o -- it', 'iter(o), a generator or coroutine as it is.');
op('UNPACK_SEQUENCE', 'count', a => a - 1, 's -- xn..x1', 'Unpacks exactly n values, the first on top.');
op('UNPACK_EX', 'flags', a => (a & 0xff) + (a >> 8), 's -- ...', 'a, *b, c = s: low byte the count before the star, next the count after.');

group = 'building';
op('BUILD_TUPLE', 'count', a => 1 - a, 'xs[n] -- t', 'A tuple of the top n.');
op('BUILD_LIST', 'count', a => 1 - a, 'xs[n] -- l', 'A list of the top n.');
op('BUILD_SET', 'count', a => 1 - a, 'xs[n] -- s', 'A set of the top n.');
op('BUILD_MAP', 'count', a => 1 - 2 * a, '(k v)[n] -- d', 'A dict of n pairs.');
op('BUILD_STRING', 'count', a => 1 - a, 'strs[n] -- s', 'Concatenates n strings (f-strings).');
op('LIST_APPEND', 'count', -1, 'l ... x -- l ...', 'Appends to the list at depth n (after the pop).');
op('SET_ADD', 'count', -1, 's ... x -- s ...', 'Adds to the set at depth n (after the pop).');
op('MAP_ADD', 'count', -2, 'd ... k v -- d ...', 'Stores in the dict at depth n (after the pops).');
op('LIST_EXTEND', 'count', -1, 'l ... it -- l ...', 'Extends the list at depth n (after the pop).');
op('SET_UPDATE', 'count', -1, 's ... it -- s ...', 'Updates the set at depth n (after the pop).');
op('DICT_UPDATE', 'count', -1, 'd ... m -- d ...', 'Updates the dict at depth n (after the pop).');
op('DICT_MERGE', 'count', -1, 'f null args d m -- f null args d', 'As DICT_UPDATE with n = 1, but a repeated key is a TypeError naming the callable.');
op('LIST_TO_TUPLE', 'none', 0, 'l -- t', 'A tuple of a list (starred displays and calls).');
op('CONVERT_VALUE', 'count', 0, 'x -- s', '1: str(x), 2: repr(x), 3: ascii(x)', { meanings: ['', 'str', 'repr', 'ascii'] });
op('FORMAT_SIMPLE', 'none', 0, 'x -- s', 'format(x, "")');
op('FORMAT_WITH_SPEC', 'none', -1, 'x spec -- s', 'format(x, spec)');

group = 'calls and functions';
op('CALL', 'count', a => -a - 1, 'f self|null xs[n] -- x', 'Calls with n positional arguments.', { caches: 1 });
op('CALL_KW', 'count', a => -a - 2, 'f self|null xs[n] names -- x', 'Calls with n arguments, the last len(names) by keyword.', { caches: 1 });
op('CALL_FUNCTION_EX', 'flags', a => -2 - (a & 1), 'f null args [kwargs] -- x', 'f(*args, **kwargs); argument 1 if kwargs is there.');
op('MAKE_FUNCTION', 'flags', a => -((a & 1) + ((a >> 1) & 1) + ((a >> 2) & 1) + ((a >> 3) & 1)), '[defaults] [kwdefaults] [annotations] [closure] code -- f', 'A function; flags 1 defaults (tuple), 2 keyword defaults (dict), 4 annotations (dict), 8 closure (tuple of cells).', { meanings: combinations('defaults', 'kwdefaults', 'annotations', 'closure') });
op('RETURN_VALUE', 'none', -1, 'x --', 'Returns to the caller.');
op('RETURN_CONST', 'const', 0, '--', 'Returns a constant.');

group = 'generators';
op('RETURN_GENERATOR', 'none', 1, '-- (resumed value)', 'Turns the frame into a generator and returns it; when first resumed the sent value (None) is on the stack.');
op('YIELD_VALUE', 'flags', 0, 'x -- sent', 'Suspends the generator with x; argument 1 inside yield from or await, whose values an asynchronous generator only hands on.');
op('SEND', 'forward', 0, 'it v -- it x', 'Sends v to it; on StopIteration jumps, with its value on the stack in place of x.');
op('END_SEND', 'none', -1, 'it x -- x', 'Drops the iterator of a finished yield from.');
op('CLEANUP_THROW', 'none', -1, 'it v exc -- none value', 'An exception thrown while in yield from: StopIteration gives its value, anything else is raised again.');

group = 'exceptions';
op('RAISE_VARARGS', 'count', a => -a, '[exc] [cause] --', 'raise, raise exc, raise exc from cause');
op('RERAISE', 'count', -1, '[lasti] exc --', 'Raises exc again without a new traceback entry; n > 0: lasti is the value n below exc.');
op('PUSH_EXC_INFO', 'none', 1, 'exc -- previous exc', 'Makes exc the handled exception.');
op('POP_EXCEPT', 'none', -1, 'previous --', 'Restores the handled exception.');
op('CHECK_EXC_MATCH', 'none', 0, 'exc cls -- exc bool', 'Whether exc matches a class or tuple of classes.');
op('CHECK_EG_MATCH', 'none', 0, 'exc cls -- rest|None match|None', 'except*: splits an exception group.');
op('PREP_RERAISE_STAR', 'none', -1, 'orig excs -- exc|None', 'except*: what is left to raise.');
op('BEFORE_WITH', 'none', 1, 'mgr -- exit entered', 'Looks __exit__ up, calls __enter__.');
op('WITH_EXCEPT_START', 'none', 1, 'exit lasti previous exc -- exit lasti previous exc x', 'Calls exit(type, exc, traceback).');

group = 'modules and the rest';
op('IMPORT_NAME', 'name', -1, 'level fromlist -- module', '__import__');
op('IMPORT_FROM', 'name', 1, 'module -- module x', 'from module import name');
op('IMPORT_STAR', 'none', -1, 'module --', 'from module import *');
op('PRINT_EXPR', 'none', -1, 'x --', 'sys.displayhook(x), for interactive statements.');
op('STOPITERATION_ERROR', 'none', 0, 'exc -- exc', 'A StopIteration that leaves a generator becomes a RuntimeError.');

group = 'match statements';
op('GET_LEN', 'none', 1, 'o -- o n', 'len(o)');
op('MATCH_SEQUENCE', 'none', 1, 'o -- o bool', 'Whether o is a sequence to patterns: not str, bytes or bytearray.');
op('MATCH_MAPPING', 'none', 1, 'o -- o bool', 'Whether o is a mapping to patterns.');
op('MATCH_KEYS', 'none', 1, 'o keys -- o keys values|None', 'The values of a tuple of keys in o, as a tuple; None if one is missing.');
op('MATCH_CLASS', 'count', -2, 'o cls names -- attrs|None', 'If o is a cls: a tuple of n attributes by cls.__match_args__ and then those named; else None.');

group = 'coroutines';
op('GET_AWAITABLE', 'flags', 0, 'o -- it', 'The iterator of an awaitable; argument 1 after __aenter__, 2 after __aexit__, for the message.');
op('GET_AITER', 'none', 0, 'o -- aiter', 'o.__aiter__()');
op('GET_ANEXT', 'none', 1, 'aiter -- aiter awaitable', 'The awaitable of aiter.__anext__().');
op('END_ASYNC_FOR', 'none', -2, 'aiter exc --', 'Ends on StopAsyncIteration, raises anything else again.');
op('BEFORE_ASYNC_WITH', 'none', 1, 'mgr -- exit awaitable', 'Looks __aexit__ up, calls __aenter__.');

// Made by the assembler from the plain ones. Their operands are borrowed: the assembler
// fuses only neighbours, so nothing can rebind the local between the read and the use.
group = 'superinstructions';
op('LOAD_FAST_LOAD_FAST', 'local2', 2, '-- x y', 'Two locals: low 11 bits the first, high 11 bits the second.');
op('LOAD_FAST_LOAD_CONST', 'localconst', 2, '-- x c', 'A local (low 8 bits) and a constant (high 14 bits).');
op('STORE_FAST_LOAD_FAST', 'local2', 0, 'x -- y', 'Binds the first local, then pushes the second.');
op('STORE_FAST_STORE_FAST', 'local2', -2, 'y x --', 'Binds the first local to the top, the second to the next.');
op('LOAD_FAST_LOAD_ATTR', 'localname', 1, '-- x', 'local.name: a local (low 8 bits), borrowed, and a name (high 14 bits).', { caches: 1 });
op('LOAD_FAST_STORE_ATTR', 'localname', -1, 'x --', 'local.name = x, the local borrowed.', { caches: 1 });
op('BINARY_SUBSCR_FAST_FAST', 'local2', 1, '-- x', 'local[local], borrowed.');
op('BINARY_SUBSCR_FAST_CONST', 'localconst', 1, '-- x', 'local[constant], borrowed.');
for (const [name, sign] of [['ADD', '+'], ['SUB', '-'], ['MUL', '*']]) {
  op(`BINARY_${name}_FAST_CONST`, 'localconst', 1, '-- x', `local ${sign} constant, borrowed.`);
  op(`BINARY_${name}_FAST_FAST`, 'local2', 1, '-- x', `local ${sign} local, borrowed.`);
}
for (const [name, sign] of [['ADD', '+'], ['SUB', '-']]) {
  op(`INPLACE_${name}_FAST_CONST`, 'localconst', 1, '-- x', `local ${sign}= number, borrowed.`);
}
for (const [name, sign] of [['LT', '<'], ['LE', '<='], ['EQ', '=='], ['NE', '!='], ['GT', '>'], ['GE', '>=']]) {
  op(`COMPARE_${name}_JUMP_IF_FALSE`, 'forward', -2, 'a b --', `Jumps unless a ${sign} b.`);
  op(`COMPARE_${name}_FAST_CONST_JUMP_IF_FALSE`, 'localconst', 0, '--', `Jumps unless local ${sign} constant, borrowed; the distance is in the word that follows.`, { caches: 1 });
  op(`COMPARE_${name}_FAST_FAST_JUMP_IF_FALSE`, 'local2', 0, '--', `Jumps unless local ${sign} local, borrowed; the distance is in the word that follows.`, { caches: 1 });
}

/** The opcodes in numbering order: the index is the opcode. */
export const OPCODES: readonly IOpcode[] = rows;

/** Opcode by name. */
export const OP: Readonly<Record<string, number>> = Object.fromEntries(rows.map((row, code) => [row.name, code]));

export function encode(opcode: number, arg = 0): number {
  return ((arg << OPCODE_BITS) | opcode) >>> 0;
}

/** A number that two builds share only if they number the opcodes alike (FNV-1a over their names and caches). */
export function opcodesVersion(): number {
  let hash = 0x811c9dc5;
  for (const char of rows.map(row => `${row.name} ${row.caches}`).join('\n')) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}
