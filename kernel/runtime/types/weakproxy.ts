/**
 * weakref.proxy: weak references (types/weakref.ts, of the same layout) that pass every operation on to their target, or
 * raise ReferenceError once it is gone.
 */
import {
  typeOf, newRef, fnUnary, fnBinary, fnInt, fnInt2, fnInt3, fnNative, fnVoid, fnTraverse, fnHash, fnCompare, setSlot, TY_NAME, TP_CALL, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_STR, TP_HASH, TP_GETATTRO, TP_SETATTRO, TP_RICHCOMPARE,
  TP_ITER, TP_NEXT, TP_BOOL, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_FLOOR_DIV, NB_MOD, NB_POW, NB_LSHIFT, NB_RSHIFT, NB_AND, NB_OR, NB_XOR, NB_MAT_MUL,
  NB_NEGATIVE, NB_POSITIVE, NB_ABSOLUTE, NB_INVERT, NB_INT, NB_FLOAT, NB_INDEX, INPLACE
} from "../object";
import { T_WEAKPROXY, T_WEAKCALLABLEPROXY, T_X_REFERENCEERROR, T_X_TYPEERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef } from "../errors";
import { arg } from "../natives";
import { callArgs } from "../calls";
import { getAttr, setAttr, strOf, richCompare, getIter, iterNext, isTrue, lengthOf, getItem, setItem, contains, binaryOp, inplaceOp, unaryOp } from "../abstract";
import { makeReference, ref_dealloc, ref_traverse, weakrefTarget } from "./weakref";
import { classOfObject } from "./type";
import { Builder } from "./builder";

export function isProxy(o: usize): bool { const t = typeOf(o); return t == T_WEAKPROXY || t == T_WEAKCALLABLEPROXY; }

/** weakref.proxy(o[, callback]) */
export function proxy_(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = arg(args, 0);
  return makeReference(load<u32>(typeOf(o), TP_CALL) ? T_WEAKCALLABLEPROXY : T_WEAKPROXY, o, nargs > 1 ? arg(args, 1) : 0);
}

/** What a proxy stands for, or the object itself if it is none; a new reference, 0 with ReferenceError. */
function target(o: usize): usize {
  if (!isProxy(o)) return newRef(o);
  const t = weakrefTarget(o);
  return t ? t : raise(T_X_REFERENCEERROR, "weakly-referenced object no longer exists");
}

function proxy_repr(w: usize): usize {
  const o = weakrefTarget(w);
  const b = Builder.start();
  Builder.text(b, "<weakproxy at 0x");
  Builder.hex(b, w, 12);
  if (o) {
    Builder.text(b, " to ");
    Builder.str(b, load<usize>(classOfObject(o), TY_NAME));
    Builder.text(b, " at 0x");
    Builder.hex(b, o, 12);
    release(o);
  } else Builder.text(b, "; dead");
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}
function proxy_str(w: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = strOf(o);
  release(o);
  return r;
}
function proxy_hash(w: usize): i64 { raisef(T_X_TYPEERROR, "unhashable type: '%n'", typeOf(w)); return -1; }
function proxy_getattro(w: usize, name: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = getAttr(o, name);
  release(o);
  return r;
}
function proxy_setattro(w: usize, name: usize, v: usize): i32 {
  const o = target(w);
  if (o == 0) return -1;
  const r = setAttr(o, name, v);
  release(o);
  return r;
}
function proxy_compare(a: usize, b: usize, op: i32): usize {
  const x = target(a), y: usize = x ? target(b) : 0;
  const r: usize = y ? richCompare(x, y, op) : 0;
  if (x) release(x);
  if (y) release(y);
  return r;
}
function proxy_call(w: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = callArgs(o, args, nargs, kw);
  release(o);
  return r;
}
function proxy_iter(w: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = getIter(o);
  release(o);
  return r;
}
function proxy_next(w: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r: usize = load<u32>(typeOf(o), TP_NEXT) ? iterNext(o) : raisef(T_X_TYPEERROR, "Weakref proxy referenced a non-iterator '%n' object", classOfObject(o));
  release(o);
  return r;
}
function proxy_bool(w: usize): i32 {
  const o = target(w);
  if (o == 0) return -1;
  const r = isTrue(o);
  release(o);
  return r;
}
function proxy_length(w: usize): i32 {
  const o = target(w);
  if (o == 0) return -1;
  const r = lengthOf(o);
  release(o);
  return r;
}
function proxy_getitem(w: usize, key: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = getItem(o, key);
  release(o);
  return r;
}
function proxy_setitem(w: usize, key: usize, v: usize): i32 {
  const o = target(w);
  if (o == 0) return -1;
  const r = setItem(o, key, v);
  release(o);
  return r;
}
function proxy_contains(w: usize, x: usize): i32 {
  const o = target(w);
  if (o == 0) return -1;
  const r = contains(o, x);
  release(o);
  return r;
}

// ---- operators: a function for each slot

function operate(a: usize, b: usize, slot: usize): usize {
  const x = target(a), y: usize = x ? target(b) : 0;
  const r: usize = y ? binaryOp(x, y, slot) : 0;
  if (x) release(x);
  if (y) release(y);
  return r;
}
function operateInplace(a: usize, b: usize, slot: usize): usize {
  const x = target(a), y: usize = x ? target(b) : 0;
  const r: usize = y ? inplaceOp(x, y, slot) : 0;
  if (x) release(x);
  if (y) release(y);
  return r;
}
function operateUnary(w: usize, slot: usize): usize {
  const o = target(w);
  if (o == 0) return 0;
  const r = unaryOp(o, slot, slot == NB_INVERT ? "~" : slot == NB_NEGATIVE ? "-" : "+");
  release(o);
  return r;
}
function proxy_add(a: usize, b: usize): usize { return operate(a, b, NB_ADD); }
function proxy_sub(a: usize, b: usize): usize { return operate(a, b, NB_SUB); }
function proxy_mul(a: usize, b: usize): usize { return operate(a, b, NB_MUL); }
function proxy_truediv(a: usize, b: usize): usize { return operate(a, b, NB_TRUE_DIV); }
function proxy_floordiv(a: usize, b: usize): usize { return operate(a, b, NB_FLOOR_DIV); }
function proxy_mod(a: usize, b: usize): usize { return operate(a, b, NB_MOD); }
function proxy_pow(a: usize, b: usize): usize { return operate(a, b, NB_POW); }
function proxy_lshift(a: usize, b: usize): usize { return operate(a, b, NB_LSHIFT); }
function proxy_rshift(a: usize, b: usize): usize { return operate(a, b, NB_RSHIFT); }
function proxy_and(a: usize, b: usize): usize { return operate(a, b, NB_AND); }
function proxy_or(a: usize, b: usize): usize { return operate(a, b, NB_OR); }
function proxy_xor(a: usize, b: usize): usize { return operate(a, b, NB_XOR); }
function proxy_matmul(a: usize, b: usize): usize { return operate(a, b, NB_MAT_MUL); }
function proxy_iadd(a: usize, b: usize): usize { return operateInplace(a, b, NB_ADD); }
function proxy_isub(a: usize, b: usize): usize { return operateInplace(a, b, NB_SUB); }
function proxy_imul(a: usize, b: usize): usize { return operateInplace(a, b, NB_MUL); }
function proxy_itruediv(a: usize, b: usize): usize { return operateInplace(a, b, NB_TRUE_DIV); }
function proxy_ifloordiv(a: usize, b: usize): usize { return operateInplace(a, b, NB_FLOOR_DIV); }
function proxy_imod(a: usize, b: usize): usize { return operateInplace(a, b, NB_MOD); }
function proxy_ipow(a: usize, b: usize): usize { return operateInplace(a, b, NB_POW); }
function proxy_ilshift(a: usize, b: usize): usize { return operateInplace(a, b, NB_LSHIFT); }
function proxy_irshift(a: usize, b: usize): usize { return operateInplace(a, b, NB_RSHIFT); }
function proxy_iand(a: usize, b: usize): usize { return operateInplace(a, b, NB_AND); }
function proxy_ior(a: usize, b: usize): usize { return operateInplace(a, b, NB_OR); }
function proxy_ixor(a: usize, b: usize): usize { return operateInplace(a, b, NB_XOR); }
function proxy_imatmul(a: usize, b: usize): usize { return operateInplace(a, b, NB_MAT_MUL); }
function proxy_neg(w: usize): usize { return operateUnary(w, NB_NEGATIVE); }
function proxy_pos(w: usize): usize { return operateUnary(w, NB_POSITIVE); }
function proxy_abs(w: usize): usize { return operateUnary(w, NB_ABSOLUTE); }
function proxy_invert(w: usize): usize { return operateUnary(w, NB_INVERT); }
function proxy_int(w: usize): usize { return operateUnary(w, NB_INT); }
function proxy_float(w: usize): usize { return operateUnary(w, NB_FLOAT); }
function proxy_index(w: usize): usize { return operateUnary(w, NB_INDEX); }

function initProxyType(t: usize): void {
  setSlot(t, TP_DEALLOC, fnVoid(ref_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(ref_traverse));
  setSlot(t, TP_REPR, fnUnary(proxy_repr));
  setSlot(t, TP_STR, fnUnary(proxy_str));
  setSlot(t, TP_HASH, fnHash(proxy_hash));
  setSlot(t, TP_GETATTRO, fnBinary(proxy_getattro));
  setSlot(t, TP_SETATTRO, fnInt3(proxy_setattro));
  setSlot(t, TP_RICHCOMPARE, fnCompare(proxy_compare));
  setSlot(t, TP_ITER, fnUnary(proxy_iter));
  setSlot(t, TP_NEXT, fnUnary(proxy_next));
  setSlot(t, TP_BOOL, fnInt(proxy_bool));
  setSlot(t, TP_LENGTH, fnInt(proxy_length));
  setSlot(t, TP_GETITEM, fnBinary(proxy_getitem));
  setSlot(t, TP_SETITEM, fnInt3(proxy_setitem));
  setSlot(t, TP_CONTAINS, fnInt2(proxy_contains));
  setSlot(t, NB_ADD, fnBinary(proxy_add));
  setSlot(t, NB_SUB, fnBinary(proxy_sub));
  setSlot(t, NB_MUL, fnBinary(proxy_mul));
  setSlot(t, NB_TRUE_DIV, fnBinary(proxy_truediv));
  setSlot(t, NB_FLOOR_DIV, fnBinary(proxy_floordiv));
  setSlot(t, NB_MOD, fnBinary(proxy_mod));
  setSlot(t, NB_POW, fnBinary(proxy_pow));
  setSlot(t, NB_LSHIFT, fnBinary(proxy_lshift));
  setSlot(t, NB_RSHIFT, fnBinary(proxy_rshift));
  setSlot(t, NB_AND, fnBinary(proxy_and));
  setSlot(t, NB_OR, fnBinary(proxy_or));
  setSlot(t, NB_XOR, fnBinary(proxy_xor));
  setSlot(t, NB_MAT_MUL, fnBinary(proxy_matmul));
  setSlot(t, NB_ADD + INPLACE, fnBinary(proxy_iadd));
  setSlot(t, NB_SUB + INPLACE, fnBinary(proxy_isub));
  setSlot(t, NB_MUL + INPLACE, fnBinary(proxy_imul));
  setSlot(t, NB_TRUE_DIV + INPLACE, fnBinary(proxy_itruediv));
  setSlot(t, NB_FLOOR_DIV + INPLACE, fnBinary(proxy_ifloordiv));
  setSlot(t, NB_MOD + INPLACE, fnBinary(proxy_imod));
  setSlot(t, NB_POW + INPLACE, fnBinary(proxy_ipow));
  setSlot(t, NB_LSHIFT + INPLACE, fnBinary(proxy_ilshift));
  setSlot(t, NB_RSHIFT + INPLACE, fnBinary(proxy_irshift));
  setSlot(t, NB_AND + INPLACE, fnBinary(proxy_iand));
  setSlot(t, NB_OR + INPLACE, fnBinary(proxy_ior));
  setSlot(t, NB_XOR + INPLACE, fnBinary(proxy_ixor));
  setSlot(t, NB_MAT_MUL + INPLACE, fnBinary(proxy_imatmul));
  setSlot(t, NB_NEGATIVE, fnUnary(proxy_neg));
  setSlot(t, NB_POSITIVE, fnUnary(proxy_pos));
  setSlot(t, NB_ABSOLUTE, fnUnary(proxy_abs));
  setSlot(t, NB_INVERT, fnUnary(proxy_invert));
  setSlot(t, NB_INT, fnUnary(proxy_int));
  setSlot(t, NB_FLOAT, fnUnary(proxy_float));
  setSlot(t, NB_INDEX, fnUnary(proxy_index));
}

export function initWeakProxy(): void {
  initProxyType(T_WEAKPROXY);
  initProxyType(T_WEAKCALLABLEPROXY);
  setSlot(T_WEAKCALLABLEPROXY, TP_CALL, fnNative(proxy_call));
}
