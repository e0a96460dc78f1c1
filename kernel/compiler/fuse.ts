/**
 * Fuses neighbouring instructions into superinstructions. Only neighbours with the same handler, none of which
 * but the first is jumped to, are fused; only locals that are surely bound are read this way, since their values
 * are borrowed.
 */

import { type Entries, jumpTargets } from './assembler';
import { OP } from './opcodes';
import { type CodeConstant, type IInstruction } from './unit';

const LOCAL2_LIMIT = 1 << 11;
const LOCAL_LIMIT = 1 << 8;
const CONST_LIMIT = 1 << 14;
const NAME_LIMIT = 1 << 14;

const ARITHMETIC: Readonly<Record<number, string>> = Object.fromEntries(['ADD', 'SUB', 'MUL'].map(name => [OP[`BINARY_${name}`], `BINARY_${name}`]));
const COMPARE: Readonly<Record<number, string>> = Object.fromEntries(
  ['LT', 'LE', 'EQ', 'NE', 'GT', 'GE'].map(name => [OP[`COMPARE_${name}`], `COMPARE_${name}`])
);

/** Attribute opcodes that read their object from a local. */
const FUSED_ATTR: Readonly<Record<number, number | undefined>> = { [OP.LOAD_ATTR]: OP.LOAD_FAST_LOAD_ATTR, [OP.STORE_ATTR]: OP.LOAD_FAST_STORE_ATTR };

/** Fuses in place; the instructions that were taken up become NOPs. */
export function fuse(code: readonly IInstruction[], entries: Entries, consts: readonly CodeConstant[]): readonly IInstruction[] {
  const targets = jumpTargets(code, entries);
  for (let at = 0; at + 1 < code.length; ) {
    const count = Math.min(run(code, at, targets), 4);
    at += count < 2 ? 1 : fuseAt(code, consts, at, count);
  }
  return code;
}

/** In place, only numbers are fused: a string that grows is found by its store, a list by its own opcode. */
function isNumber(value: CodeConstant): boolean {
  return typeof value === 'bigint' || typeof value === 'number';
}

/** How many instructions from `at` on could be fused as far as jumps and handlers go. */
function run(code: readonly IInstruction[], at: number, targets: ReadonlySet<IInstruction>): number {
  let count = 1;
  while (count < 4 && at + count < code.length && !targets.has(code[at + count]) && code[at + count].handler === code[at].handler) {
    count++;
  }
  return count;
}

/** Tries the longest pattern first; returns how many instructions were taken up, or 1. */
function fuseAt(code: readonly IInstruction[], consts: readonly CodeConstant[], at: number, count: number): number {
  const [a, b, c, d] = code.slice(at, at + count) as (IInstruction | undefined)[];
  if (!a || !b) {
    return 1;
  }
  const ofLocal = FUSED_ATTR[b.op];
  if (a.op === OP.LOAD_FAST && ofLocal !== undefined && a.arg < LOCAL_LIMIT && b.arg < NAME_LIMIT) {
    return replace([a, b], ofLocal, a.arg | (b.arg << 8));
  }
  if (a.op === OP.LOAD_FAST && (b.op === OP.LOAD_FAST || b.op === OP.LOAD_CONST)) {
    // The second read serves the attribute better.
    if (c && b.op === OP.LOAD_FAST && FUSED_ATTR[c.op] !== undefined) {
      return 1;
    }
    const isConst = b.op === OP.LOAD_CONST;
    const fits = isConst ? a.arg < LOCAL_LIMIT && b.arg < CONST_LIMIT : a.arg < LOCAL2_LIMIT && b.arg < LOCAL2_LIMIT;
    if (!fits) {
      return 1;
    }
    const packed = isConst ? a.arg | (b.arg << 8) : a.arg | (b.arg << 11);
    const suffix = isConst ? 'FAST_CONST' : 'FAST_FAST';
    if (c && d && COMPARE[c.op] && d.op === OP.POP_JUMP_IF_FALSE) {
      return replace([a, b, c, d], OP[`${COMPARE[c.op]}_${suffix}_JUMP_IF_FALSE`], packed);
    }
    const inPlace = c && c.arg === 1 && isConst && isNumber(consts[b.arg]) ? OP[`INPLACE_${ARITHMETIC[c.op]?.slice(7)}_FAST_CONST`] : undefined;
    if (c && inPlace !== undefined) {
      return replace([a, b, c], inPlace, packed);
    }
    if (c && ARITHMETIC[c.op] && c.arg === 0) {
      return replace([a, b, c], OP[`${ARITHMETIC[c.op]}_${suffix}`], packed);
    }
    if (c && c.op === OP.BINARY_SUBSCR) {
      return replace([a, b, c], OP[`BINARY_SUBSCR_${suffix}`], packed);
    }
    return replace([a, b], isConst ? OP.LOAD_FAST_LOAD_CONST : OP.LOAD_FAST_LOAD_FAST, packed);
  }
  // `s += t` lets a string grow where it is if its store follows as an instruction of its own.
  const grows = at > 0 && code[at - 1].op === OP.BINARY_ADD && code[at - 1].arg === 1;
  if (a.op === OP.STORE_FAST && !grows && (b.op === OP.LOAD_FAST || b.op === OP.STORE_FAST) && a.arg < LOCAL2_LIMIT && b.arg < LOCAL2_LIMIT) {
    if (b.op === OP.LOAD_FAST) {
      // The read serves the pattern that it begins better than this pair.
      if (c && (c.op === OP.LOAD_FAST || c.op === OP.LOAD_CONST || FUSED_ATTR[c.op] !== undefined)) {
        return 1;
      }
      return replace([a, b], OP.STORE_FAST_LOAD_FAST, a.arg | (b.arg << 11));
    }
    return replace([a, b], OP.STORE_FAST_STORE_FAST, a.arg | (b.arg << 11));
  }
  if (COMPARE[a.op] && b.op === OP.POP_JUMP_IF_FALSE) {
    return replace([a, b], OP[`${COMPARE[a.op]}_JUMP_IF_FALSE`], 0);
  }
  return 1;
}

/** The first instruction becomes the fused one, with the position and the jump of the last. */
function replace(parts: readonly IInstruction[], op: number, arg: number): number {
  const [first] = parts;
  const last = parts[parts.length - 1];
  first.op = op;
  first.arg = arg;
  first.target = last.target;
  // A jump back that was turned round bears no position of its own.
  const placed = last.start >= 0 ? last : parts[parts.length - 2];
  first.start = placed.start;
  first.end = placed.end;
  for (const part of parts.slice(1)) {
    part.op = OP.NOP;
    part.target = null;
  }
  return parts.length;
}
