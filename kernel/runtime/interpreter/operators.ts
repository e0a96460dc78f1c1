/**
 * Operators, comparisons and truth where an operand's class answers in Python. Who is asked in which order is as types/slots.ts and
 * abstract.ts have it; here it is a chain of frames, the next of which is pushed when one has said NotImplemented.
 *
 * W_BINARY: bits 0-3 of the detail are the operator's number, bit 4 the augmented form, bits 5-6 who is next (N_*).
 * W_COMPARE: bits 0-2 the comparison, bits 3-5 what becomes of its truth (T_*), bit 6 that the result means its opposite, bits 7-8 who is next.
 */
import { NOT_IMPLEMENTED, TRUE, S_SP, S_SCRATCH } from "../layout";
import { ts } from "../thread";
import { typeOf, boolOf, TP_RICHCOMPARE, TP_BOOL, TP_LENGTH, NB_ADD, NB_NEGATIVE, NB_POSITIVE, INPLACE, NE, fnCompare, fnInt } from "../object";
import { release } from "../designs/active";
import { T_BOOL, T_FUNCTION, T_X_TYPEERROR } from "../types/table";
import { typeLookupRef, isSubtype } from "../types/type";
import { isPythonSlot } from "../types/slottable";
import { slot_richcompare, slot_bool, slot_len, compareName, operatorMethod, reflectedMethod, reflectedOf, directOf, isOverridden, lengthFrom } from "../types/slots";
import { object_richcompare } from "../types/object";
import { wrapperSlot } from "../types/wrappers";
import { isTrue, operateOnSequences, compareDefault, swapped } from "../abstract";
import { raisef } from "../errors";
import { S___neg__, S___pos__, S___invert__, S___eq__, S___bool__, S___len__ } from "../names";
import { W_VALUE, W_BINARY, W_INPLACE, W_COMPARE, W_BOOL, W_LENGTH, T_PUSH, T_PUSH_NOT, T_JUMP_IF_TRUE, T_JUMP_WORD_IF_FALSE, T_JUMP_WORD_IF_TRUE, T_FALSE_OR_POP, T_TRUE_OR_POP,
  kindOf, isHeap, pythonMethod, pushMethod, settle, dropOperands, deliver, jump } from "./dunders";

/** Nobody is next; the right operand; the left operand, and then nobody. */
const N_NOBODY: u32 = 0;
const N_RIGHT: u32 = 1;
const N_LEFT: u32 = 2;

const AUGMENTED: u32 = 16;
const OPPOSITE: u32 = 64;

// ---- operators

/** a op b, a op= b: both on the stack below sp, or (`borrowed`) to be put there. */
export function pushBinary(a: usize, b: usize, slot: usize, inplace: bool, sp: usize, borrowed: bool): i32 {
  const ta = typeOf(a), tb = typeOf(b);
  if (!isHeap(ta) && !isHeap(tb)) return 0;
  const augmented = inplace ? load<u32>(ta + slot + INPLACE) : 0;
  if (!isPythonSlot(augmented) && !isPythonSlot(load<u32>(ta + slot)) && !isPythonSlot(load<u32>(tb + slot))) return 0;
  const detail = <u32>((slot - NB_ADD) >> 2) | (inplace ? AUGMENTED : 0);
  const result = borrowed ? settle(a, b, sp) : sp - 8;
  if (augmented != 0) {
    const method = isPythonSlot(augmented) ? pythonMethod(ta, operatorMethod(slot + INPLACE)) : 0;
    if (method) return pushMethod(method, result, 2, result, kindOf(W_INPLACE, 2, detail));
    const r = call_indirect<usize>(augmented, a, b);
    if (r != NOT_IMPLEMENTED) return deliver(result, 2, r);
    release(r);
  }
  return inplaceNext(result, detail);
}

@inline function slotOfDetail(detail: u32): usize { return NB_ADD + (<usize>(detail & 15) << 2); }

/** The operator in its plain form, from the beginning. */
export function inplaceNext(result: usize, detail: u32): i32 {
  const a = load<usize>(result), b = load<usize>(result, 4), slot = slotOfDetail(detail);
  const ta = typeOf(a), tb = typeOf(b);
  const operator = detail & 31;
  if (ta != tb) {
    const fa = load<u32>(ta + slot), fb = load<u32>(tb + slot);
    const rightFirst = fb != 0 && isSubtype(tb, ta) && (fa != fb || (isPythonSlot(fb) && isOverridden(a, b, reflectedMethod(slot))));
    if (rightFirst) return askRight(result, operator | N_LEFT << 5);
  }
  return askLeft(result, operator | N_RIGHT << 5);
}

/** After NotImplemented. */
export function binaryNext(result: usize, detail: u32): i32 {
  const next = detail >> 5, operator = detail & 31;
  const a = load<usize>(result), b = load<usize>(result, 4), slot = slotOfDetail(detail);
  if (next == N_LEFT) return askLeft(result, operator);
  if (next == N_RIGHT && typeOf(a) != typeOf(b)) {
    const fb = load<u32>(typeOf(b) + slot);
    if (fb != 0 && (fb != load<u32>(typeOf(a) + slot) || isPythonSlot(fb))) return askRight(result, operator);
  }
  return deliver(result, 2, operateOnSequences(a, b, slot, detail & AUGMENTED ? slot + INPLACE : slot));
}

function askLeft(result: usize, detail: u32): i32 {
  const a = load<usize>(result), b = load<usize>(result, 4), slot = slotOfDetail(detail);
  const f = load<u32>(typeOf(a) + slot);
  if (f == 0) return binaryNext(result, detail);
  let r: usize;
  if (isPythonSlot(f)) {
    const method = pythonMethod(typeOf(a), operatorMethod(slot));
    if (method) return pushMethod(method, result, 2, result, kindOf(W_BINARY, 2, detail));
    r = directOf(a, b, slot);
  } else r = call_indirect<usize>(f, a, b);
  if (r != NOT_IMPLEMENTED) return deliver(result, 2, r);
  release(r);
  return binaryNext(result, detail);
}

function askRight(result: usize, detail: u32): i32 {
  const a = load<usize>(result), b = load<usize>(result, 4), slot = slotOfDetail(detail);
  const f = load<u32>(typeOf(b) + slot);
  let r: usize;
  if (isPythonSlot(f)) {
    const method = pythonMethod(typeOf(b), reflectedMethod(slot));
    if (method) {
      const args = ts + S_SCRATCH;
      store<usize>(args, b);
      store<usize>(args, a, 4);
      return pushMethod(method, args, 2, result, kindOf(W_BINARY, 2, detail));
    }
    r = reflectedOf(b, a, slot);
  } else r = call_indirect<usize>(f, a, b);
  if (r != NOT_IMPLEMENTED) return deliver(result, 2, r);
  release(r);
  return binaryNext(result, detail);
}

/** -o, +o, ~o with o on top of the stack. */
export function pushUnary(o: usize, slot: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || !isPythonSlot(load<u32>(type + slot))) return 0;
  const method = pythonMethod(type, slot == NB_NEGATIVE ? S___neg__ : slot == NB_POSITIVE ? S___pos__ : S___invert__);
  return method ? pushMethod(method, sp - 4, 1, sp - 4, kindOf(W_VALUE, 1, 0)) : 0;
}

// ---- comparisons

/** a < b and its like; `outcome`: what the opcode does with it, T_*. */
export function pushCompare(a: usize, b: usize, op: i32, outcome: u32, sp: usize, borrowed: bool): i32 {
  const ta = typeOf(a), tb = typeOf(b), python = fnCompare(slot_richcompare);
  const fb = load<u32>(tb + TP_RICHCOMPARE);
  if (fb != python && load<u32>(ta + TP_RICHCOMPARE) != python) return 0;
  const result = borrowed ? settle(a, b, sp) : sp - 8, detail = <u32>op | outcome << 3;
  return ta != tb && fb != 0 && isSubtype(tb, ta) ? compareSide(result, detail | N_LEFT << 7, true) : compareSide(result, detail | N_RIGHT << 7, false);
}

/** Asks one operand. */
function compareSide(result: usize, detail: u32, right: bool): i32 {
  const a = load<usize>(result), b = load<usize>(result, 4);
  const self = right ? b : a, other = right ? a : b, op = right ? swapped(<i32>(detail & 7)) : <i32>(detail & 7);
  const f = load<u32>(typeOf(self) + TP_RICHCOMPARE);
  if (f == 0) return compareNext(result, detail);
  if (f == fnCompare(slot_richcompare)) {
    let method = typeLookupRef(typeOf(self), load<usize>(compareName(op))), opposite: u32 = 0;
    if (method != 0 && op == NE && wrapperSlot(method) == fnCompare(object_richcompare)) {
      // object's own != asks ==.
      release(method);
      method = typeLookupRef(typeOf(self), load<usize>(S___eq__));
      opposite = OPPOSITE;
    }
    if (method != 0) {
      if (typeOf(method) == T_FUNCTION) {
        const args = ts + S_SCRATCH;
        store<usize>(args, self);
        store<usize>(args, other, 4);
        return pushMethod(method, args, 2, result, kindOf(W_COMPARE, 2, detail | opposite));
      }
      release(method);
    }
  }
  const r = call_indirect<usize>(f, self, other, op);
  if (r != NOT_IMPLEMENTED) return compareResult(result, r, detail);
  release(r);
  return compareNext(result, detail);
}

/** After NotImplemented. */
export function compareNext(result: usize, detail: u32): i32 {
  const next = detail >> 7;
  if (next == N_RIGHT) return compareSide(result, detail & 63, true);
  if (next == N_LEFT) return compareSide(result, detail & 63, false);
  return compareResult(result, compareDefault(load<usize>(result), load<usize>(result, 4), <i32>(detail & 7)), detail & 63);
}

/** r (owned, or 0 with an exception) is what the comparison gave. */
export function compareResult(result: usize, r: usize, detail: u32): i32 {
  const outcome = detail >> 3 & 7;
  dropOperands(result, 2);
  if (r == 0) return -1;
  // The even outcomes' neighbours are their opposites.
  if (detail & OPPOSITE) return askTruth(result, r, outcome ^ 1);
  if (outcome != T_PUSH) return askTruth(result, r, outcome);
  store<usize>(result, r);
  store<usize>(ts, result + 4, S_SP);
  return 1;
}

// ---- truth

/** The truth of o, the last of the operands on top of the stack: the only one, if more than a value is wanted. */
export function pushTruth(o: usize, outcome: u32, operands: u32, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type)) return 0;
  let what = W_BOOL, method: usize = 0;
  const f = load<u32>(type + TP_BOOL);
  if (f == fnInt(slot_bool)) method = pythonMethod(type, S___bool__);
  else if (f == 0 && load<u32>(type + TP_LENGTH) == fnInt(slot_len)) {
    method = pythonMethod(type, S___len__);
    what = W_LENGTH;
  }
  return method ? pushMethod(method, sp - 4, 1, sp - (<usize>operands << 2), kindOf(what, operands, outcome)) : 0;
}

/** The same for r (owned), which a method has given and which is to be put at `result`. */
export function askTruth(result: usize, r: usize, outcome: u32): i32 {
  store<usize>(result, r);
  store<usize>(ts, result + 4, S_SP);
  const pushed = pushTruth(r, outcome, 1, result + 4);
  return pushed != 0 ? pushed : decide(result, 1, isTrue(r), outcome);
}

/** What `__bool__` returned, r (owned). */
export function truthFrom(result: usize, operands: u32, r: usize, outcome: u32): i32 {
  let truth = -1;
  if (typeOf(r) == T_BOOL) truth = r == TRUE ? 1 : 0;
  else raisef(T_X_TYPEERROR, "__bool__ should return bool, returned %t", r);
  release(r);
  return decide(result, operands, truth, outcome);
}
/** What `__len__` returned, r (owned). */
export function lengthTruthFrom(result: usize, operands: u32, r: usize, outcome: u32): i32 { return decide(result, operands, min<i32>(lengthFrom(r), 1), outcome); }

/** Whose truth it is waits among the operands; -1: an exception is pending. */
function decide(result: usize, operands: u32, truth: i32, outcome: u32): i32 {
  if (truth < 0) { dropOperands(result, operands); return -1; }
  if (outcome >= T_FALSE_OR_POP) {
    if ((truth != 0) == (outcome == T_TRUE_OR_POP)) jump(false);
    else dropOperands(result, 1);
    return 1;
  }
  if (outcome <= T_PUSH_NOT) return deliver(result, operands, boolOf((truth != 0) != (outcome == T_PUSH_NOT)));
  dropOperands(result, 1);
  if ((truth != 0) == (outcome == T_JUMP_IF_TRUE || outcome == T_JUMP_WORD_IF_TRUE)) jump(outcome >= T_JUMP_WORD_IF_FALSE);
  return 1;
}
