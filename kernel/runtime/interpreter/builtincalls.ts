/**
 * Calls of the builtins that ask one special method: str(x), repr(x), bool(x), len(x), iter(x), next(x), getattr(x, name). Where that method is
 * written in Python it gets a frame of its own, as if an instruction had asked, and the builtin's native function is not called.
 * The operands are the builtin, null and its arguments; all wait at `slot`. Attribute access that a class's own `__getattribute__` hands on
 * to object's is among them.
 */
import { S_SP } from "../layout";
import { ts } from "../thread";
import { typeOf, isStr, newRef, TP_LENGTH, TP_ITER, TP_NEXT, fnInt, fnUnary, fnBinary, fnNative } from "../object";
import { release } from "../designs/active";
import { T_TYPE, T_BUILTIN, T_WRAPPER, T_STR, T_BOOL, T_X_ATTRIBUTEERROR } from "../types/table";
import { len, iter, next } from "../types/seqbuiltins";
import { repr, getattr } from "../types/classbuiltins";
import { slot_len, slot_iter, slot_next } from "../types/slots";
import { genericGetAttr, genericGetAttrOrNote } from "../types/attributes";
import { wrapperSlot } from "../types/wrappers";
import { internObject } from "../types/intern";
import { B_FN } from "../natives";
import { pendingMatches, clearException } from "../errors";
import { S___len__, S___iter__, S___next__ } from "../names";
import { getAttrOrNote, pushNotedGet, isNoted } from "./attributecalls";
import { pushText } from "./protocols";
import { pushTruth } from "./operators";
import { W_VALUE, W_ITER, ITER_PLAIN, W_LEN, W_NEXT_DEFAULT, T_PUSH, TEXT_STR, TEXT_REPR, ATTRIBUTE_ARGUMENTS, ATTRIBUTE_DEFAULT, kindOf, isHeap, pythonMethod, pushMethod, deliver } from "./dunders";

/** f(x, ...) with n arguments at `args`. */
export function pushBuiltin(f: usize, args: usize, n: i32, slot: usize, sp: usize): i32 {
  if (typeOf(f) == T_WRAPPER) return n == 2 && wrapperSlot(f) == fnBinary(genericGetAttr) ? pushGenericGetAttr(args, slot, sp) : 0;
  if (n == 0 || n > 3 || args != slot + 8) return 0;
  const x = load<usize>(args), type = typeOf(x);
  if (!isHeap(type)) return 0;
  const operands = <u32>n + 2;
  if (typeOf(f) == T_TYPE) {
    if (n != 1) return 0;
    return f == T_STR ? pushText(x, TEXT_STR, operands, sp) : f == T_BOOL ? pushTruth(x, T_PUSH, operands, sp) : 0;
  }
  if (typeOf(f) != T_BUILTIN) return 0;
  const native = load<u32>(f, B_FN);
  if (native == fnNative(getattr)) return n >= 2 ? pushGetattr(x, args, n, slot, operands) : 0;
  if (native == fnNative(next)) {
    if (n > 2 || load<u32>(type + TP_NEXT) != fnUnary(slot_next)) return 0;
    return pushAsked(type, S___next__, args, slot, kindOf(n == 2 ? W_NEXT_DEFAULT : W_VALUE, operands, 0));
  }
  if (n != 1) return 0;
  if (native == fnNative(repr)) return pushText(x, TEXT_REPR, operands, sp);
  if (native == fnNative(len)) return load<u32>(type + TP_LENGTH) == fnInt(slot_len) ? pushAsked(type, S___len__, args, slot, kindOf(W_LEN, operands, 0)) : 0;
  if (native == fnNative(iter)) return load<u32>(type + TP_ITER) == fnUnary(slot_iter) ? pushAsked(type, S___iter__, args, slot, kindOf(W_ITER, operands, ITER_PLAIN)) : 0;
  return 0;
}

function pushAsked(type: usize, name: usize, args: usize, slot: usize, kind: u32): i32 {
  const method = pythonMethod(type, name);
  return method ? pushMethod(method, args, 1, slot, kind) : 0;
}

/** getattr(x, name[, default]) */
function pushGetattr(x: usize, args: usize, n: i32, slot: usize, operands: u32): i32 {
  const name = load<usize>(args, 4);
  if (!isStr(name)) return 0;
  // The interned name takes the place of the one that was given.
  const key = internObject(newRef(name));
  store<usize>(args, key, 4);
  release(name);
  const v = getAttrOrNote(x, key);
  if (v == 0 && isNoted()) return pushNotedGet(key, slot, operands, ATTRIBUTE_ARGUMENTS | (n == 3 ? ATTRIBUTE_DEFAULT : 0));
  store<usize>(ts, slot + (<usize>operands << 2), S_SP);
  return v == 0 && n == 3 && pendingMatches(T_X_ATTRIBUTEERROR) ? takeDefault(slot, operands) : deliver(slot, operands, v);
}

/** object.__getattribute__(x, name), which a class's own `__getattribute__` asks; without null where `super()` has found it. */
function pushGenericGetAttr(args: usize, slot: usize, sp: usize): i32 {
  const x = load<usize>(args), name = load<usize>(args, 4);
  if (!isHeap(typeOf(x)) || !isStr(name)) return 0;
  const key = internObject(newRef(name)), operands = <u32>(sp - slot) >> 2;
  store<usize>(args, key, 4);
  release(name);
  const v = genericGetAttrOrNote(x, key);
  if (v == 0 && isNoted()) return pushNotedGet(key, slot, operands, 0);
  store<usize>(ts, sp, S_SP);
  return deliver(slot, operands, v);
}

/** The last operand is the answer after an exception. */
export function takeDefault(slot: usize, operands: u32): i32 {
  clearException();
  return deliver(slot, operands, newRef(load<usize>(slot + (<usize>(operands - 1) << 2))));
}
