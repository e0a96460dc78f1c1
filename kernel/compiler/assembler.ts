/**
 * Instructions to a code object. In order: labels become targets; what cannot be reached goes, and the stack depth
 * is found on the way; jumps are shortened and made to go forward where they must; locals that may be unbound
 * are checked (bindings.ts); neighbours are fused (fuse.ts); offsets, jump distances, the exception table and the
 * positions are written.
 */

import { checkLocals } from './bindings';
import { fuse } from './fuse';
import { encode, OP, OPCODES } from './opcodes';
import { type Source } from './source';
import { type Handler, type ICode, type IInstruction, instruction, JUMP, SETUP, type Unit } from './unit';

/** Where exceptions of a handler's range go. */
export type Entries = Map<Handler, IInstruction>;

const NO_COLUMN = 0xffff;

/** Jumps that can be turned round when they would have to go back. */
const INVERSE: Readonly<Record<number, number>> = {
  [OP.POP_JUMP_IF_FALSE]: OP.POP_JUMP_IF_TRUE,
  [OP.POP_JUMP_IF_TRUE]: OP.POP_JUMP_IF_FALSE,
  [OP.POP_JUMP_IF_NONE]: OP.POP_JUMP_IF_NOT_NONE,
  [OP.POP_JUMP_IF_NOT_NONE]: OP.POP_JUMP_IF_NONE
};

/** After these, execution does not go on with the next instruction. */
export const ENDS: ReadonlySet<number> = new Set([
  OP.RETURN_VALUE, OP.RETURN_CONST, OP.RAISE_VARARGS, OP.RERAISE, JUMP, OP.JUMP_BACKWARD_NO_INTERRUPT
]);

const DEREF: ReadonlySet<number> = new Set([
  OP.LOAD_DEREF, OP.STORE_DEREF, OP.DELETE_DEREF, OP.LOAD_FROM_DICT_OR_DEREF, OP.LOAD_CLOSURE, OP.MAKE_CELL
]);

export function assemble(unit: Unit, source: Source, mayFuse: boolean): ICode {
  const { slotOf, nlocals, ncells, localsplus } = layoutLocals(unit);
  const entries: Entries = new Map();
  for (const each of unit.instructions) {
    if (each.label) {
      each.target = unit.instructions[each.label.at];
      if (!each.target) {
        throw new Error('a jump to a label that was never placed');
      }
    }
    if (each.handler && !entries.has(each.handler)) {
      entries.set(each.handler, unit.instructions[each.handler.label.at]);
    }
  }
  let code = [...prefix(unit), ...unit.instructions];
  for (const each of code) {
    if (DEREF.has(each.op)) {
      each.arg = slotOf(each.arg);
    }
  }
  threadJumps(code);
  const stacksize = measure(code, entries);
  code = compact(code, entries);
  simplify(code);
  code = compact(code, entries);
  // A return in place of a jump may leave the old return without a way to it.
  code.forEach(each => (each.depth = -1));
  measure(code, entries);
  code = forwardOnly(compact(code, entries));
  checkLocals(code, entries, unit.scope.params.length, nlocals);
  if (mayFuse) {
    code = compact(fuse(code, entries, unit.consts), entries);
  }
  return {
    argcount: unit.argcount,
    posonlyargcount: unit.posonlyargcount,
    kwonlyargcount: unit.kwonlyargcount,
    nlocals,
    ncells,
    nfrees: unit.freevars.size,
    stacksize,
    flags: unit.flags,
    firstlineno: unit.firstline,
    name: unit.name,
    qualname: unit.qualname,
    filename: source.filename,
    localsplus,
    names: [...unit.names.keys()],
    consts: unit.consts,
    ...write(code, entries, source, unit.firstline)
  };
}

/** The slots of a frame: locals, then the cells that are no locals, then the free variables. */
function layoutLocals(unit: Unit): {
  slotOf: (index: number) => number; nlocals: number; ncells: number; localsplus: { name: string; kind: number }[];
} {
  const hidden = (name: string): number => (unit.everHidden.has(name) ? 0x10 : 0);
  const localsplus = [...unit.varnames.keys()].map(name => ({
    name, kind: 0x20 | (unit.cellvars.has(name) ? 0x40 : 0) | hidden(name)
  }));
  const nlocals = localsplus.length;
  const cellSlots = [...unit.cellvars.keys()].map(
    name => unit.varnames.get(name) ?? localsplus.push({ name, kind: 0x40 | hidden(name) }) - 1
  );
  const ncells = localsplus.length - nlocals;
  const firstFree = localsplus.length;
  for (const name of unit.freevars.keys()) {
    localsplus.push({ name, kind: 0x80 });
  }
  return { slotOf: index => (index >= 0 ? cellSlots[index] : firstFree + ~index), nlocals, ncells, localsplus };
}

/** What must run before all else: taking the closure over, making the cells. */
function prefix(unit: Unit): IInstruction[] {
  const code: IInstruction[] = [];
  if (unit.freevars.size > 0) {
    code.push(instruction(OP.COPY_FREE_VARS, unit.freevars.size, null, null, -1, -1));
  }
  for (let cell = 0; cell < unit.cellvars.size; cell++) {
    code.push(instruction(OP.MAKE_CELL, cell, null, null, -1, -1));
  }
  return code;
}

/** Lets jumps to jumps go to the end of the chain at once. */
function threadJumps(code: readonly IInstruction[]): void {
  code.forEach((each, index) => (each.index = index));
  for (const each of code) {
    if (!each.target || each.op === OP.SEND || each.op === OP.FOR_ITER) {
      continue;
    }
    // The bound keeps `while True: pass` from being followed for ever.
    let to: IInstruction = each.target;
    for (let hops = 0; hops < 10 && to.op === JUMP; hops++) {
      const beyond: IInstruction = to.target!;
      if (each.op !== JUMP && beyond.index <= each.index) {
        // Only an unconditional jump may go back.
        break;
      }
      each.target = to = beyond;
    }
  }
}

/** Finds the depth of the stack at every instruction that can be reached; returns the greatest. */
function measure(code: readonly IInstruction[], entries: Entries): number {
  let greatest = 0;
  const pending: IInstruction[] = [];
  const reach = (to: IInstruction, depth: number): void => {
    if (to.depth < 0) {
      to.depth = depth;
      pending.push(to);
      greatest = Math.max(greatest, depth);
    } else if (to.depth !== depth) {
      throw new Error(`the stack depth at instruction ${to.index} is ${to.depth} or ${depth}`);
    }
  };
  reach(code[0], 0);
  for (let each = pending.pop(); each; each = pending.pop()) {
    const { op, arg, target, handler, depth, index } = each;
    if (op === SETUP) {
      handler!.depth = depth - handler!.above;
      reach(code[index + 1], depth);
      continue;
    }
    if (handler) {
      reach(entries.get(handler)!, handler.depth + (handler.lasti ? 2 : 1));
    }
    if (op === JUMP) {
      reach(target!, depth);
      continue;
    }
    const row = OPCODES[op];
    const after = depth + row.effect(arg);
    greatest = Math.max(greatest, after);
    if (target) {
      reach(target, row.jumpEffect ? depth + row.jumpEffect(arg) : after);
    }
    if (!ENDS.has(op)) {
      reach(code[index + 1], after);
    }
  }
  return greatest;
}

/** Drops what cannot be reached and what does nothing, and numbers the rest. */
function compact(code: readonly IInstruction[], entries: Entries): IInstruction[] {
  const kept: IInstruction[] = [];
  /** For each dropped instruction the number of the next kept one. */
  const next = new Map<IInstruction, number>();
  for (const each of code) {
    if (each.depth >= 0 && each.op !== SETUP && each.op !== OP.NOP) {
      each.index = kept.push(each) - 1;
    } else {
      next.set(each, kept.length);
    }
  }
  const settle = (to: IInstruction): IInstruction => {
    const at = next.get(to);
    return at === undefined ? to : kept[at];
  };
  for (const each of kept) {
    if (each.target) {
      each.target = settle(each.target);
    }
  }
  for (const [handler, entry] of entries) {
    entries.set(handler, settle(entry));
  }
  return kept;
}

/** Instructions that are jumped to, or where a handler begins. */
export function jumpTargets(code: readonly IInstruction[], entries: Entries): Set<IInstruction> {
  const targets = new Set<IInstruction>(entries.values());
  for (const { target } of code) {
    if (target) {
      targets.add(target);
    }
  }
  return targets;
}

/** Small improvements on neighbours. What becomes superfluous is left as a NOP. */
function simplify(code: readonly IInstruction[]): void {
  const targets = jumpTargets(code, new Map());
  for (let at = 0; at < code.length; at++) {
    const each = code[at];
    const next = code[at + 1];
    if (each.op === JUMP) {
      const target = each.target!;
      if (target === next) {
        each.op = OP.NOP;
      } else if (target.op === OP.RETURN_CONST || target.op === OP.RETURN_VALUE) {
        // A return is as short as the jump to it.
        Object.assign(each, { op: target.op, arg: target.arg, start: target.start, end: target.end, target: null, label: null });
      } else if (target.op === OP.LOAD_CONST && code[target.index + 1]?.op === OP.RETURN_VALUE) {
        Object.assign(each, { op: OP.RETURN_CONST, arg: target.arg, start: target.start, end: target.end, target: null, label: null });
      }
    } else if (each.op === OP.LOAD_CONST && next?.op === OP.RETURN_VALUE && !targets.has(next)) {
      next.op = OP.RETURN_CONST;
      next.arg = each.arg;
      each.op = OP.NOP;
    } else if (each.op === OP.SWAP) {
      swapStores(code, at, targets);
    }
  }
}

/** `SWAP n` before n stores into different locals: the stores change places instead. */
function swapStores(code: readonly IInstruction[], at: number, targets: ReadonlySet<IInstruction>): void {
  const count = code[at].arg;
  const stores = code.slice(at + 1, at + 1 + count);
  const locals = new Set(stores.map(store => store.arg));
  const plain = stores.length === count && locals.size === count && count <= 3 &&
    stores.every(store => store.op === OP.STORE_FAST && !store.mayUnbind && !targets.has(store) && store.handler === code[at].handler);
  if (!plain) {
    return;
  }
  const [first, last] = [stores[0], stores[count - 1]];
  [first.arg, last.arg] = [last.arg, first.arg];
  [first.start, last.start] = [last.start, first.start];
  [first.end, last.end] = [last.end, first.end];
  code[at].op = OP.NOP;
}

/** Conditional jumps only go forward; one that would go back skips a jump back instead. */
function forwardOnly(code: readonly IInstruction[]): IInstruction[] {
  const result: IInstruction[] = [];
  for (const each of code) {
    result.push(each);
    const inverse = INVERSE[each.op];
    if (inverse !== undefined && each.target!.index <= each.index) {
      const back = instruction(JUMP, 0, null, each.handler, each.start, each.end);
      back.target = each.target;
      back.depth = each.depth - 1;
      each.op = inverse;
      each.target = code[each.index + 1];
      result.push(back);
    }
  }
  result.forEach((each, index) => (each.index = index));
  return result;
}

function write(
  code: readonly IInstruction[], entries: Entries, source: Source, firstline: number
): Pick<ICode, 'words' | 'exceptions' | 'positions'> {
  const offsets: number[] = [];
  let size = 0;
  for (const each of code) {
    if (each.op === JUMP) {
      each.op = each.target!.index <= each.index ? OP.JUMP_BACKWARD : OP.JUMP_FORWARD;
    }
    offsets.push(size);
    size += 1 + OPCODES[each.op].caches;
  }
  const words: number[] = [];
  const positions: number[] = [];
  let position = [firstline, firstline, NO_COLUMN, NO_COLUMN];
  code.forEach((each, index) => {
    const row = OPCODES[each.op];
    const after = offsets[index] + 1 + row.caches;
    const distance = each.target ? offsets[each.target.index] - after : 0;
    if (each.target && distance < 0 !== (row.arg === 'backward')) {
      throw new Error(`${row.name} cannot jump by ${distance}`);
    }
    const packed = row.arg === 'local2' || row.arg === 'localconst';
    words.push(encode(each.op, each.target && !packed ? Math.abs(distance) : each.arg));
    for (let cache = 0; cache < row.caches; cache++) {
      // A fused compare-and-jump has no room for the distance in its argument.
      words.push(each.target && packed ? distance : 0);
    }
    if (each.start >= 0) {
      position = positionOf(source, each.start, each.end);
    }
    for (let word = 0; word <= row.caches; word++) {
      positions.push(...position);
    }
  });
  return { words, positions, exceptions: exceptionTable(code, entries, offsets, size) };
}

function positionOf(source: Source, start: number, end: number): number[] {
  const line = source.lineAt(start);
  const endLine = source.lineAt(end);
  return [line, endLine, Math.min(source.columnAt(start, line), NO_COLUMN), Math.min(source.columnAt(end, endLine), NO_COLUMN)];
}

/** Runs of instructions with the same handler. Each knows its innermost one, so that ranges never overlap. */
function exceptionTable(
  code: readonly IInstruction[], entries: Entries, offsets: readonly number[], size: number
): ICode['exceptions'] {
  const table: ICode['exceptions'] = [];
  let at = 0;
  while (at < code.length) {
    const { handler } = code[at];
    let next = at + 1;
    while (next < code.length && code[next].handler === handler) {
      next++;
    }
    if (handler) {
      const target = offsets[entries.get(handler)!.index];
      table.push({ start: offsets[at], end: next < code.length ? offsets[next] : size, target, depth: handler.depth, lasti: handler.lasti });
    }
    at = next;
  }
  return table;
}
