/**
 * Special methods written in Python, as opcodes call them: in a frame of their own on the value stack, never in a nested run(), so that an
 * expression as deep as the recursion limit allows costs no Wasm stack. The frame's kind says what its result is for:
 *
 *     bits 0-7 K_OPERATOR   bits 8-15 operands of the opcode that wait at the result's place (owned)   bits 16-19 W_*, below
 *     bits 20-31 by W_*: the operator's number, the comparison, the opcode's flag
 *
 * Each push function answers 1 (pushed: the loop goes on in the new frame), 0 (no such method in Python, or one whose turn it is not:
 * the opcode goes its native way) or -1 (an exception is pending). The right operand's method, asked second, nests.
 */
import { NOT_IMPLEMENTED, TRUE, FALSE, S_SP, S_EXC, S_FP, S_SCRATCH } from "../layout";
import { ts } from "../thread";
import { typeOf, TY_FLAGS, TF_HEAP, TP_RICHCOMPARE, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_CALL, TP_NEXT, NB_ADD, NB_NEGATIVE, NB_POSITIVE, NB_INVERT, INPLACE, fnCompare, fnBinary, fnInt3, fnInt2, fnNative, fnUnary } from "../object";
import { retain, release } from "../designs/active";
import { T_FUNCTION, T_X_STOPITERATION } from "../types/table";
import { typeLookupRef, isSubtype } from "../types/type";
import { isPythonSlot } from "../types/slottable";
import { slot_richcompare, slot_getitem, slot_setitem, slot_contains, slot_call, slot_next, compareName, operatorMethod } from "../types/slots";
import { CODE_ARGCOUNT, CODE_SIMPLE, CODE_FLAGS, CO_ANY_GENERATOR } from "../types/code";
import { FN_CODE } from "../types/function";
import { isTrue, operateAfterLeft, operateAfterInplace, compareAfterLeft } from "../abstract";
import { takeException, clearIf } from "../errors";
import { F_PC, F_VARS, pushFrame, stackBase, clearFrame } from "./frame";
import { bindArguments } from "./arguments";
import { S___getitem__, S___setitem__, S___delitem__, S___contains__, S___call__, S___next__, S___neg__, S___pos__, S___invert__ } from "../names";

export const K_OPERATOR: u32 = 5;
/** The result is the value of the expression. */
const W_VALUE: u32 = 0;
/** As W_VALUE, but NotImplemented passes the question on to the right operand: bits 20-31 are the operator's number, bit 31 the augmented form. */
const W_BINARY: u32 = 1;
const W_INPLACE: u32 = 2;
const W_COMPARE: u32 = 3;
/** A comparison whose opcode jumps unless it holds: the distance is in the argument of the word just passed, or is that word. */
const W_COMPARE_JUMP: u32 = 4;
const W_COMPARE_JUMP_WORD: u32 = 5;
/** Only its truth counts; bit 20 inverts it. */
const W_TRUTH: u32 = 6;
const W_DISCARD: u32 = 7;
/** The next item of a loop, pushed above the iterator; StopIteration ends the loop. */
const W_NEXT: u32 = 8;

export const JUMP_NONE: u32 = 0;
export const JUMP_ARG: u32 = 1;
export const JUMP_WORD: u32 = 2;

@inline function kindOf(what: u32, operands: u32, detail: u32): u32 { return K_OPERATOR | operands << 8 | what << 16 | detail << 20; }
@inline function isHeap(type: usize): bool { return (load<u32>(type, TY_FLAGS) & TF_HEAP) != 0; }

/** The Python function that is a type's method `name` (address of a name word): a new reference, or 0. */
function pythonMethod(type: usize, name: usize): usize {
  const f = typeLookupRef(type, load<usize>(name));
  if (f == 0) return 0;
  if (typeOf(f) == T_FUNCTION && (load<u32>(load<usize>(f, FN_CODE), CODE_FLAGS) & CO_ANY_GENERATOR) == 0) return f;
  release(f);
  return 0;
}

/** A frame for f (taken over) above sp, with n borrowed arguments from `args`. 1, or -1 with an exception. */
function pushMethod(f: usize, args: usize, n: i32, sp: usize, result: usize, kind: u32): i32 {
  const code = load<usize>(f, FN_CODE), caller = load<usize>(ts, S_FP);
  const frame = pushFrame(f, code, sp, result, kind);
  if (frame == 0) { release(f); return -1; }
  const vars = frame + F_VARS, base = stackBase(frame);
  memory.fill(vars, 0, base - vars);
  store<usize>(ts, base, S_SP);
  if (load<u32>(code, CODE_SIMPLE) && n == load<i32>(code, CODE_ARGCOUNT)) {
    for (let i = 0; i < n; i++) {
      const v = load<usize>(args + (i << 2));
      retain(v);
      store<usize>(vars + (i << 2), v);
    }
    return 1;
  }
  if (bindArguments(f, code, vars, args, n, 0)) return 1;
  store<usize>(ts, caller, S_FP);
  const exc = takeException();
  clearFrame(frame, base);
  store<usize>(ts, exc, S_EXC);
  store<usize>(ts, sp, S_SP);
  return -1;
}

/** Operands that the opcode borrows are pushed: they wait for the result as those of other opcodes do. */
function settle(a: usize, b: usize, sp: usize): void {
  retain(a);
  retain(b);
  store<usize>(sp, a);
  store<usize>(sp, b, 4);
  store<usize>(ts, sp + 8, S_SP);
}
function unsettle(sp: usize): void {
  const b = load<usize>(sp, 4), a = load<usize>(sp);
  store<u64>(sp, 0);
  store<usize>(ts, sp, S_SP);
  release(b);
  release(a);
}

/** Pushes f(a, b) with both operands on the stack, at sp - 8; `borrowed`: they still have to be put there, at sp. */
function pushTwo(f: usize, a: usize, b: usize, sp: usize, borrowed: bool, kind: u32): i32 {
  if (!borrowed) return pushMethod(f, sp - 8, 2, sp, sp - 8, kind);
  settle(a, b, sp);
  const pushed = pushMethod(f, sp, 2, sp + 8, sp, kind);
  if (pushed < 0) {
    const exc = takeException();
    unsettle(sp);
    store<usize>(ts, exc, S_EXC);
  }
  return pushed;
}

/** a op b, a op= b. */
export function pushBinary(a: usize, b: usize, slot: usize, inplace: bool, sp: usize, borrowed: bool): i32 {
  const ta = typeOf(a);
  if (!isHeap(ta)) return 0;
  const number = <u32>((slot - NB_ADD) >> 2);
  if (inplace) {
    const f = load<u32>(ta + slot + INPLACE);
    if (f != 0) {
      const method = isPythonSlot(f) ? pythonMethod(ta, operatorMethod(slot + INPLACE)) : 0;
      return method ? pushTwo(method, a, b, sp, borrowed, kindOf(W_INPLACE, 2, number)) : 0;
    }
  }
  const fa = load<u32>(ta + slot);
  if (fa == 0 || !isPythonSlot(fa)) return 0;
  const tb = typeOf(b);
  if (ta != tb && load<u32>(tb + slot) != 0 && isSubtype(tb, ta)) return 0;
  const method = pythonMethod(ta, operatorMethod(slot));
  return method ? pushTwo(method, a, b, sp, borrowed, kindOf(W_BINARY, 2, number | (inplace ? 0x800 : 0))) : 0;
}

/** a < b and its like; `jump`: JUMP_*. */
export function pushCompare(a: usize, b: usize, op: i32, jump: u32, sp: usize, borrowed: bool): i32 {
  const ta = typeOf(a), tb = typeOf(b);
  if (!isHeap(ta) || load<u32>(ta + TP_RICHCOMPARE) != fnCompare(slot_richcompare)) return 0;
  if (ta != tb && load<u32>(tb + TP_RICHCOMPARE) != 0 && isSubtype(tb, ta)) return 0;
  const method = pythonMethod(ta, compareName(op));
  return method ? pushTwo(method, a, b, sp, borrowed, kindOf(W_COMPARE + jump, 2, <u32>op)) : 0;
}

/** -o, +o, ~o with o on top of the stack. */
export function pushUnary(o: usize, slot: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || !isPythonSlot(load<u32>(type + slot))) return 0;
  const method = pythonMethod(type, slot == NB_NEGATIVE ? S___neg__ : slot == NB_POSITIVE ? S___pos__ : S___invert__);
  return method ? pushMethod(method, sp - 4, 1, sp, sp - 4, kindOf(W_VALUE, 1, 0)) : 0;
}

/** o[k] */
export function pushGetItem(o: usize, k: usize, sp: usize, borrowed: bool): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_GETITEM) != fnBinary(slot_getitem)) return 0;
  const method = pythonMethod(type, S___getitem__);
  return method ? pushTwo(method, o, k, sp, borrowed, kindOf(W_VALUE, 2, 0)) : 0;
}

/** o[k] = v with v, o, k on the stack. */
export function pushSetItem(v: usize, o: usize, k: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_SETITEM) != fnInt3(slot_setitem)) return 0;
  const method = pythonMethod(type, S___setitem__);
  if (method == 0) return 0;
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  store<usize>(args, k, 4);
  store<usize>(args, v, 8);
  return pushMethod(method, args, 3, sp, sp - 12, kindOf(W_DISCARD, 3, 0));
}

/** del o[k] */
export function pushDelItem(o: usize, k: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_SETITEM) != fnInt3(slot_setitem)) return 0;
  const method = pythonMethod(type, S___delitem__);
  return method ? pushMethod(method, sp - 8, 2, sp, sp - 8, kindOf(W_DISCARD, 2, 0)) : 0;
}

/** x in o, x not in o, with x and o on the stack. */
export function pushContains(x: usize, o: usize, inverted: u32, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_CONTAINS) != fnInt2(slot_contains)) return 0;
  const method = pythonMethod(type, S___contains__);
  if (method == 0) return 0;
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  store<usize>(args, x, 4);
  return pushMethod(method, args, 2, sp, sp - 8, kindOf(W_TRUTH, 2, inverted));
}

/** A property's getter, f (taken over), for o; `operands` of the opcode wait at `result`. */
export function pushGetter(f: usize, o: usize, sp: usize, result: usize, operands: u32): i32 {
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  return pushMethod(f, args, 1, sp, result, kindOf(W_VALUE, operands, 0));
}

/** next(it) of a for loop, `it` on top of the stack. */
export function pushNext(it: usize, sp: usize): i32 {
  const type = typeOf(it);
  if (!isHeap(type) || load<u32>(type + TP_NEXT) != fnUnary(slot_next)) return 0;
  const method = pythonMethod(type, S___next__);
  return method ? pushMethod(method, sp - 4, 1, sp, sp, kindOf(W_NEXT, 0, 0)) : 0;
}

/** The Python function that calling o calls: a new reference, or 0. */
export function callMethodOf(o: usize): usize {
  const type = typeOf(o);
  return isHeap(type) && load<u32>(type + TP_CALL) == fnNative(slot_call) ? pythonMethod(type, S___call__) : 0;
}

// ---- the method has returned

/** What leaveFrame does for such a frame: r (owned) is its result, `result` where the operands wait. 2: go on; 0: an exception is pending. */
export function completeOperator(prev: usize, kind: u32, result: usize, r: usize): i32 {
  const what = kind >> 16 & 15, operands = kind >> 8 & 0xff, detail = kind >> 20;
  const a = load<usize>(result), b = load<usize>(result, 4);
  store<usize>(ts, result + (<usize>operands << 2), S_SP);
  if (r == NOT_IMPLEMENTED) {
    if (what == W_BINARY || what == W_INPLACE) {
      release(r);
      const slot = NB_ADD + (<usize>(detail & 0x7ff) << 2);
      r = what == W_BINARY ? operateAfterLeft(a, b, slot, detail & 0x800 ? slot + INPLACE : slot) : operateAfterInplace(a, b, slot);
    } else if (what >= W_COMPARE && what <= W_COMPARE_JUMP_WORD) {
      release(r);
      r = compareAfterLeft(a, b, <i32>detail);
    }
  }
  let truth = 0;
  const jumps = what == W_COMPARE_JUMP || what == W_COMPARE_JUMP_WORD;
  if (r != 0 && (jumps || what == W_TRUTH)) {
    truth = isTrue(r);
    release(r);
    r = truth < 0 ? 0 : (truth != 0) != (what == W_TRUTH && detail != 0) ? <usize>TRUE : <usize>FALSE;
    if (r) retain(r);
  }
  dropOperands(result, operands);
  if (r == 0) return 0;
  if (what == W_DISCARD) release(r);
  else if (jumps) {
    const pc = load<usize>(prev, F_PC), word = load<u32>(pc - 4);
    if (r == FALSE) store<usize>(prev, pc + (<usize>(what == W_COMPARE_JUMP ? word >> 10 : word) << 2), F_PC);
    release(r);
  } else {
    store<usize>(result, r);
    store<usize>(ts, result + 4, S_SP);
  }
  return 2;
}

/** Operands on the way out; a pending exception stays. */
function dropOperands(result: usize, operands: u32): void {
  const exc = takeException();
  for (let p = result + (<usize>operands << 2); p > result;) {
    p -= 4;
    const o = load<usize>(p);
    store<usize>(p, 0);
    store<usize>(ts, p, S_SP);
    release(o);
  }
  store<usize>(ts, result, S_SP);
  if (exc) store<usize>(ts, exc, S_EXC);
}

/** The method's frame has been left by an exception. True if that was the end of a loop: go on in the caller. */
export function operatorFailed(prev: usize, kind: u32, result: usize): bool {
  dropOperands(result, kind >> 8 & 0xff);
  if ((kind >> 16 & 15) != W_NEXT || !clearIf(T_X_STOPITERATION)) return false;
  const pc = load<usize>(prev, F_PC);
  store<usize>(prev, pc + (<usize>(load<u32>(pc - 4) >> 10) << 2), F_PC);
  const it = load<usize>(result - 4);
  store<usize>(result - 4, 0);
  store<usize>(ts, result - 4, S_SP);
  release(it);
  return true;
}
