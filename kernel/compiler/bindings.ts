/**
 * Which reads of locals need a check that the local is bound. A forward data-flow over the instructions, with the
 * set of locals that may be unbound as its state: joined where paths meet, so that a read is only left
 * unchecked if every path to it has bound the local.
 */

import { ENDS, type Entries, jumpTargets } from './assembler';
import { OP } from './opcodes';
import { type IInstruction } from './unit';

/** Turns each LOAD_FAST that may find its local unbound into LOAD_FAST_CHECK. */
export function checkLocals(code: readonly IInstruction[], entries: Entries, params: number, nlocals: number): void {
  if (nlocals === 0) {
    return;
  }
  const unbinds = code.some(({ op }) => op === OP.DELETE_FAST || op === OP.LOAD_FAST_AND_CLEAR);
  if (!unbinds && !code.some(({ op, arg }) => op === OP.LOAD_FAST && arg >= params)) {
    return;
  }
  const width = (nlocals + 31) >>> 5;
  const targets = jumpTargets(code, entries);
  /** For the first instruction of each basic block: what may be unbound there. */
  const states = new Map<number, Uint32Array>();
  const pending: number[] = [];
  const flow = (to: number, state: Uint32Array): void => {
    const known = states.get(to);
    if (!known) {
      states.set(to, state.slice());
      pending.push(to);
      return;
    }
    let grew = false;
    for (let word = 0; word < width; word++) {
      const joined = known[word] | state[word];
      grew ||= joined >>> 0 !== known[word];
      known[word] = joined;
    }
    if (grew) {
      pending.push(to);
    }
  };
  const initial = new Uint32Array(width);
  for (let local = params; local < nlocals; local++) {
    initial[local >>> 5] |= 1 << (local & 31);
  }
  flow(0, initial);
  for (let first = pending.pop(); first !== undefined; first = pending.pop()) {
    const state = states.get(first)!.slice();
    for (let at = first; at < code.length; at++) {
      const { op, arg, handler, target } = code[at];
      if (at > first && targets.has(code[at])) {
        flow(at, state);
        break;
      }
      const word = arg >>> 5;
      const bit = 1 << (arg & 31);
      // Inside a handler's range anything may raise; what was bound by then may still count as unbound.
      if (handler) {
        flow(entries.get(handler)!.index, state);
      }
      switch (op) {
        case OP.DELETE_FAST:
        case OP.LOAD_FAST_AND_CLEAR:
          state[word] |= bit;
          if (handler) {
            flow(entries.get(handler)!.index, state);
          }
          break;
        case OP.STORE_FAST:
          if (code[at].mayUnbind) {
            state[word] |= bit;
          } else {
            state[word] &= ~bit;
          }
          break;
        case OP.LOAD_FAST:
        case OP.LOAD_FAST_CHECK:
          // The state only ever grows, so a check once found needed stays needed.
          if (state[word] & bit) {
            code[at].op = OP.LOAD_FAST_CHECK;
          }
          state[word] &= ~bit;
          break;
      }
      if (target) {
        flow(target.index, state);
      }
      if (ENDS.has(op)) {
        break;
      }
    }
  }
}
