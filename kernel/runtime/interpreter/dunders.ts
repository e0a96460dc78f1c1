/**
 * Special methods written in Python, as opcodes call them: in a frame of their own on the value stack, never in a nested run(), so that an
 * expression as deep as the recursion limit allows costs no Wasm stack. This file makes such frames and says what becomes of their results;
 * which method an opcode calls is in operators.ts, protocols.ts, awaiting.ts, attributecalls.ts, making.ts and builtincalls.ts. The frame's kind says what its result is for:
 *
 *     bits 0-7 K_OPERATOR   bits 8-15 operands of the opcode that wait at the result's place (owned)   bits 16-19 W_*, below
 *     bits 20-31 by W_*: the operator's number, the comparison, what follows
 *
 * Each push function answers 1 (the frame is pushed, or the instruction is over: the loop goes on with what S_FP and S_SP say), 0 (no such
 * method in Python: the opcode goes its native way) or -1 (an exception is pending, operands on the stack are null or still owned). A result
 * may ask for one more method - its own truth, the other operand's - whose frame then takes the place of the first.
 */
import { NOT_IMPLEMENTED, S_SP, S_EXC, S_FP } from "../layout";
import { ts } from "../thread";
import { typeOf, isStr, TY_FLAGS, TF_HEAP, TP_NEXT } from "../object";
import { retain, release } from "../designs/active";
import { T_FUNCTION, T_X_STOPITERATION, T_X_ATTRIBUTEERROR, T_X_TYPEERROR } from "../types/table";
import { typeLookupRef } from "../types/type";
import { CODE_ARGCOUNT, CODE_SIMPLE } from "../types/code";
import { FN_CODE } from "../types/function";
import { asciiText } from "../abstract";
import { raisef, takeException, clearIf, pendingMatches } from "../errors";
import { F_PC, F_VARS, pushFrame, stackBase, clearFrame } from "./frame";
import { bindArguments } from "./arguments";
import { stopValue } from "./operations";
import { binaryNext, inplaceNext, compareNext, compareResult, askTruth, truthFrom, lengthTruthFrom } from "./operators";
import { getattrNext } from "./attributecalls";
import { madeNew } from "./making";
import { asyncResult, invalidNext } from "./awaiting";
import { takeDefault } from "./builtincalls";
import { lengthFrom } from "../types/slots";
import { intFromI32 } from "../types/int";

export const K_OPERATOR: u32 = 5;
/** The result is the value of the expression. */
export const W_VALUE: u32 = 0;
/** As W_VALUE, but NotImplemented passes the question on. Details in operators.ts. */
export const W_BINARY: u32 = 1;
export const W_INPLACE: u32 = 2;
export const W_COMPARE: u32 = 3;
/** `__bool__` and `__len__`, of whose result only the truth counts; bits 20-22 are a T_*, below. */
export const W_BOOL: u32 = 4;
export const W_LENGTH: u32 = 5;
/** `__contains__`, whose result may be any object; bits 20-22 as above. */
export const W_CONTAINS: u32 = 6;
export const W_DISCARD: u32 = 7;
/** The next item of a loop, pushed above the iterator; StopIteration ends the loop. */
export const W_NEXT: u32 = 8;
/** The value that `yield from` passes on; StopIteration ends it with the exception's value. */
export const W_SEND: u32 = 9;
/** `__iter__` and its asynchronous kin; bits 20-22, an ITER_*, say what the result must be. */
export const W_ITER: u32 = 10;
/** An attribute; bits 20-23 are ATTRIBUTE_*, below. */
export const W_ATTRIBUTE: u32 = 11;
/** Text: bits 20-21 are a TEXT_*, below. */
export const W_TEXT: u32 = 12;
/** `__new__`, after which the operands go to `__init__`. Details in making.ts. */
export const W_NEW: u32 = 13;
/** `__len__` for len(). */
export const W_LEN: u32 = 14;
/** next(it, default): the last operand is the default. */
export const W_NEXT_DEFAULT: u32 = 15;

/** What an opcode does with a truth: pushes it, or its opposite; jumps, by its argument or by the word just passed; keeps the operand if it jumps. */
export const T_PUSH: u32 = 0;
export const T_PUSH_NOT: u32 = 1;
export const T_JUMP_IF_FALSE: u32 = 2;
export const T_JUMP_IF_TRUE: u32 = 3;
export const T_JUMP_WORD_IF_FALSE: u32 = 4;
export const T_JUMP_WORD_IF_TRUE: u32 = 5;
export const T_FALSE_OR_POP: u32 = 6;
export const T_TRUE_OR_POP: u32 = 7;

/** An iterator; an asynchronous one; the iterator of an awaitable; an awaitable, of `__anext__`, and the iterator of that. Details in awaiting.ts. */
export const ITER_PLAIN: u32 = 0;
export const ITER_ASYNC: u32 = 1;
export const ITER_AWAIT: u32 = 2;
export const ITER_NEXT: u32 = 3;
export const ITER_AWAIT_NEXT: u32 = 4;

export const TEXT_FORMAT: u32 = 0;
export const TEXT_STR: u32 = 1;
export const TEXT_REPR: u32 = 2;
export const TEXT_ASCII: u32 = 3;

/** The attribute is about to be called: null follows. AttributeError passes the question on to `__getattr__`. */
export const ATTRIBUTE_CALLED: u32 = 1;
export const ATTRIBUTE_FALLS: u32 = 2;
/** The operands are those of getattr(), the last of them a default. */
export const ATTRIBUTE_ARGUMENTS: u32 = 4;
export const ATTRIBUTE_DEFAULT: u32 = 8;

@inline export function kindOf(what: u32, operands: u32, detail: u32): u32 { return K_OPERATOR | operands << 8 | what << 16 | detail << 20; }
/** How many operands wait at the result's place of a frame of this kind: they are its caller's, for the scan of the stack. */
@inline export function waitingOperands(kind: u32): u32 { return (kind & 0xff) == K_OPERATOR ? kind >> 8 & 0xff : 0; }
@inline export function isHeap(type: usize): bool { return (load<u32>(type, TY_FLAGS) & TF_HEAP) != 0; }

// ---- pushing

/** The Python function that is a type's method `name` (address of a name word): a new reference, or 0. */
export function pythonMethod(type: usize, name: usize): usize {
  const f = typeLookupRef(type, load<usize>(name));
  if (f == 0 || typeOf(f) == T_FUNCTION) return f;
  release(f);
  return 0;
}

/**
 * A frame for f (taken over) with n borrowed arguments from `args`, above the operands that wait at `result`. 1, or -1 with an exception
 * and no operands.
 */
export function pushMethod(f: usize, args: usize, n: i32, result: usize, kind: u32): i32 { return pushCall(f, args, n, 0, result, kind); }
/** The same with arguments by keyword, the last ones, which the tuple `names` names. */
export function pushCall(f: usize, args: usize, n: i32, names: usize, result: usize, kind: u32): i32 {
  const sp = result + (<usize>(kind >> 8 & 0xff) << 2);
  const code = load<usize>(f, FN_CODE), caller = load<usize>(ts, S_FP);
  const frame = pushFrame(f, code, sp, result, kind);
  if (frame == 0) { release(f); dropOperands(result, kind >> 8 & 0xff); return -1; }
  const vars = frame + F_VARS, base = stackBase(frame);
  memory.fill(vars, 0, base - vars);
  store<usize>(ts, base, S_SP);
  if (names == 0 && load<u32>(code, CODE_SIMPLE) && n == load<i32>(code, CODE_ARGCOUNT)) {
    for (let i = 0; i < n; i++) {
      const v = load<usize>(args + (i << 2));
      retain(v);
      store<usize>(vars + (i << 2), v);
    }
    return 1;
  }
  if (bindArguments(f, code, vars, args, n, names)) return 1;
  store<usize>(ts, caller, S_FP);
  const exc = takeException();
  clearFrame(frame, base);
  store<usize>(ts, exc, S_EXC);
  store<usize>(ts, sp, S_SP);
  dropOperands(result, kind >> 8 & 0xff);
  return -1;
}

/** Operands that the opcode borrows are pushed: they wait for the result as those of other opcodes do. Where they are. */
export function settle(a: usize, b: usize, sp: usize): usize {
  retain(a);
  retain(b);
  store<usize>(sp, a);
  store<usize>(sp, b, 4);
  store<usize>(ts, sp + 8, S_SP);
  return sp;
}

/** Operands on the way out; a pending exception stays. */
export function dropOperands(result: usize, operands: u32): void {
  const exc = takeException();
  for (let p = result + (<usize>operands << 2); p > result;) {
    p -= 4;
    const o = load<usize>(p);
    store<usize>(p, 0);
    store<usize>(ts, p, S_SP);
    if (o) release(o);
  }
  store<usize>(ts, result, S_SP);
  if (exc) store<usize>(ts, exc, S_EXC);
}

/** r (owned; 0 = an exception is pending) takes the operands' place. 1, or -1 with the exception. */
export function deliver(result: usize, operands: u32, r: usize): i32 {
  dropOperands(result, operands);
  if (r == 0) return -1;
  store<usize>(result, r);
  store<usize>(ts, result + 4, S_SP);
  return 1;
}

/** The innermost frame goes on at a distance: in the argument of the word just passed, or that word itself. */
export function jump(isWord: bool): void {
  const frame = load<usize>(ts, S_FP), pc = load<usize>(frame, F_PC), word = load<u32>(pc - 4);
  store<usize>(frame, pc + (<usize>(isWord ? word : word >> 10) << 2), F_PC);
}

// ---- the method has returned

/** What leaveFrame does for such a frame: r (owned) is its result, `result` where the operands wait. 2: go on; 0: an exception is pending. */
export function completeOperator(kind: u32, result: usize, r: usize): i32 {
  store<usize>(ts, result + (<usize>(kind >> 8 & 0xff) << 2), S_SP);
  return complete(kind, result, r) > 0 ? 2 : 0;
}

function complete(kind: u32, result: usize, r: usize): i32 {
  const operands = kind >> 8 & 0xff, detail = kind >> 20;
  switch (kind >> 16 & 15) {
    case W_BINARY:
      if (r != NOT_IMPLEMENTED) break;
      release(r);
      return binaryNext(result, detail);
    case W_INPLACE:
      if (r != NOT_IMPLEMENTED) break;
      release(r);
      return inplaceNext(result, detail);
    case W_COMPARE:
      if (r != NOT_IMPLEMENTED) return compareResult(result, r, detail);
      release(r);
      return compareNext(result, detail);
    case W_BOOL: return truthFrom(result, operands, r, detail);
    case W_LENGTH: return lengthTruthFrom(result, operands, r, detail);
    case W_CONTAINS:
      dropOperands(result, operands);
      return askTruth(result, r, detail);
    case W_DISCARD:
      dropOperands(result, operands);
      release(r);
      return 1;
    case W_ITER:
      if (detail != ITER_PLAIN) return asyncResult(result, operands, r, detail);
      if (load<u32>(typeOf(r) + TP_NEXT) != 0) break;
      raisef(T_X_TYPEERROR, "iter() returned non-iterator of type '%t'", r);
      release(r);
      r = 0;
      break;
    case W_ATTRIBUTE: return deliverAttribute(result, operands, r, detail);
    case W_LEN: {
      const n = lengthFrom(r);
      r = n < 0 ? 0 : intFromI32(n);
      break;
    }
    case W_NEW: return madeNew(result, operands, r, detail);
    case W_TEXT: r = textFrom(r, detail); break;
    default: break;
  }
  return deliver(result, operands, r);
}

export function deliverAttribute(result: usize, operands: u32, r: usize, detail: u32): i32 {
  if (deliver(result, operands, r) < 0) return -1;
  if (detail & ATTRIBUTE_CALLED) {
    store<usize>(result, 0, 4);
    store<usize>(ts, result + 8, S_SP);
  }
  return 1;
}

/** The method's text, r (taken over), if it is text. */
function textFrom(r: usize, which: u32): usize {
  if (isStr(r)) return which == TEXT_ASCII ? asciiText(r) : r;
  if (which == TEXT_FORMAT) raisef(T_X_TYPEERROR, "__format__ must return a str, not %t", r);
  else if (which == TEXT_STR) raisef(T_X_TYPEERROR, "__str__ returned non-string (type %t)", r);
  else raisef(T_X_TYPEERROR, "__repr__ returned non-string (type %t)", r);
  release(r);
  return 0;
}

/** The method's frame has been left by an exception. True if the caller goes on all the same, in another frame or after the instruction. */
export function operatorFailed(kind: u32, result: usize): bool {
  const operands = kind >> 8 & 0xff, what = kind >> 16 & 15, detail = kind >> 20;
  store<usize>(ts, result + (<usize>operands << 2), S_SP);
  if (what == W_ATTRIBUTE && (detail & (ATTRIBUTE_FALLS | ATTRIBUTE_DEFAULT)) != 0 && pendingMatches(T_X_ATTRIBUTEERROR)) {
    const pushed = detail & ATTRIBUTE_FALLS ? getattrNext(result, operands, detail) : 0;
    if (pushed != 0) return pushed > 0;
    if ((detail & ATTRIBUTE_DEFAULT) != 0 && pendingMatches(T_X_ATTRIBUTEERROR)) return takeDefault(result, operands) > 0;
  }
  if (what == W_NEXT_DEFAULT && pendingMatches(T_X_STOPITERATION)) return takeDefault(result, operands) > 0;
  if (what == W_SEND) {
    const value = stopValue();
    if (deliver(result, operands, value) < 0) return false;
    jump(false);
    return true;
  }
  if (what == W_ITER && detail == ITER_AWAIT_NEXT) invalidNext(load<usize>(result));
  dropOperands(result, operands);
  if (what != W_NEXT || !clearIf(T_X_STOPITERATION)) return false;
  jump(false);
  dropOperands(result - 4, 1);
  return true;
}
