/**
 * Slot dispatchers: what stands in the slots of a class that defines the method in Python. Each looks the method up on
 * the type, never on the instance, and calls it. types/slottable.ts says which goes where.
 */
import { NONE, NOT_IMPLEMENTED } from "../layout";
import { typeOf, newRef, notImplemented, slotOf, isStr, isInt, TY_FLAGS, TF_METHOD_DESCRIPTOR,
  TP_DESCR_GET,
  NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_FLOOR_DIV, NB_MOD, NB_POW, NB_LSHIFT, NB_RSHIFT, NB_AND, NB_OR, NB_XOR, NB_MAT_MUL, NB_DIVMOD, EQ } from "../object";
import { release } from "../designs/active";
import { T_X_TYPEERROR, T_X_ATTRIBUTEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR, T_BOOL } from "./table";
import { raise, raisef, hasException, clearException, pendingMatches } from "../errors";
import { typeLookupRef, isSubtype } from "./type";
import { call0, call1, call2, call3, callArgs, callPrepended } from "../calls";
import { getAttr, getIter, iterNext, isTrue, asSsize, hashOf, richCompareBool, asIndexObject } from "../abstract";
import { seqIterNew } from "./iterators";
import { wrapperSlot } from "./wrappers";
import { isBig, intValue } from "./int";
import {
  S___repr__, S___str__, S___hash__, S___call__, S___getattribute__, S___getattr__, S___setattr__, S___delattr__, S___lt__, S___le__, S___eq__, S___ne__, S___gt__, S___ge__,
  S___iter__, S___next__, S___get__, S___set__, S___delete__, S___init__, S___new__, S___format__, S___bool__, S___len__, S___getitem__, S___setitem__, S___delitem__, S___contains__,
  S___add__, S___radd__, S___iadd__, S___sub__, S___rsub__, S___isub__, S___mul__, S___rmul__, S___imul__, S___truediv__, S___rtruediv__, S___itruediv__,
  S___floordiv__, S___rfloordiv__, S___ifloordiv__, S___mod__, S___rmod__, S___imod__, S___pow__, S___rpow__, S___ipow__, S___lshift__, S___rlshift__, S___ilshift__,
  S___rshift__, S___rrshift__, S___irshift__, S___and__, S___rand__, S___iand__, S___or__, S___ror__, S___ior__, S___xor__, S___rxor__, S___ixor__,
  S___matmul__, S___rmatmul__, S___imatmul__, S___divmod__, S___rdivmod__, S___neg__, S___pos__, S___abs__, S___invert__, S___int__, S___float__, S___index__,
  S___await__, S___aiter__, S___anext__
} from "../names";

// ---- calling a method of the type

/** The method as it is to be called: bound, or (with `unbound` below true) still wanting self. 0 without exception if there is none. */
let unbound: bool = false;
function find(o: usize, name: usize): usize {
  const type = typeOf(o);
  const f = typeLookupRef(type, load<usize>(name));
  if (f == 0) return 0;
  unbound = false;
  if (load<u32>(typeOf(f), TY_FLAGS) & TF_METHOD_DESCRIPTOR) { unbound = true; return f; }
  const get = slotOf(f, TP_DESCR_GET);
  if (get == 0) return f;
  const bound = call_indirect<usize>(get, f, o, type);
  release(f);
  return bound;
}
function missing(o: usize, name: usize): usize {
  return hasException() ? 0 : raisef(T_X_ATTRIBUTEERROR, "'%t' object has no attribute '%s'", o, load<usize>(name));
}

/** The method `name` (address of a name word) of o's type, ready to be called without self: a new reference, or 0. */
export function boundSpecial(o: usize, name: usize): usize {
  const type = typeOf(o);
  const f = typeLookupRef(type, load<usize>(name));
  if (f == 0) return 0;
  const get = slotOf(f, TP_DESCR_GET);
  if (get == 0) return f;
  const bound = call_indirect<usize>(get, f, o, type);
  release(f);
  return bound;
}
/** type(o).name(o); AttributeError if there is none. */
export function special0(o: usize, name: usize): usize {
  const f = find(o, name);
  if (f == 0) return missing(o, name);
  const r = unbound ? call1(f, o) : call0(f);
  release(f);
  return r;
}
export function special1(o: usize, name: usize, a: usize): usize {
  const f = find(o, name);
  if (f == 0) return missing(o, name);
  const r = unbound ? call2(f, o, a) : call1(f, a);
  release(f);
  return r;
}
export function special2(o: usize, name: usize, a: usize, b: usize): usize {
  const f = find(o, name);
  if (f == 0) return missing(o, name);
  const r = unbound ? call3(f, o, a, b) : call2(f, a, b);
  release(f);
  return r;
}
/** As special1, but NotImplemented where there is no such method. */
function optional1(o: usize, name: usize, a: usize): usize {
  const f = find(o, name);
  if (f == 0) return hasException() ? 0 : notImplemented();
  const r = unbound ? call2(f, o, a) : call1(f, a);
  release(f);
  return r;
}
/** type(o).name(o, *args, **kw). */
export function specialArgs(o: usize, name: usize, args: usize, nargs: i32, kw: usize): usize {
  const f = find(o, name);
  if (f == 0) return missing(o, name);
  const r = unbound ? callPrepended(f, o, args, nargs, kw) : callArgs(f, args, nargs, kw);
  release(f);
  return r;
}
// ---- text

export function slot_repr(o: usize): usize {
  const r = special0(o, S___repr__);
  if (r == 0 || isStr(r)) return r;
  raisef(T_X_TYPEERROR, "__repr__ returned non-string (type %t)", r);
  release(r);
  return 0;
}
export function slot_str(o: usize): usize {
  const r = special0(o, S___str__);
  if (r == 0 || isStr(r)) return r;
  raisef(T_X_TYPEERROR, "__str__ returned non-string (type %t)", r);
  release(r);
  return 0;
}
export function slot_format(o: usize, spec: usize): usize {
  const r = special1(o, S___format__, spec);
  if (r == 0 || isStr(r)) return r;
  raisef(T_X_TYPEERROR, "__format__ must return a str, not %t", r);
  release(r);
  return 0;
}

// ---- hash, truth, length

export function slot_hash(o: usize): i64 {
  const f = find(o, S___hash__);
  if (f == 0 || f == NONE) {
    if (f) release(f);
    if (!hasException()) raisef(T_X_TYPEERROR, "unhashable type: '%t'", o);
    return -1;
  }
  const r = unbound ? call1(f, o) : call0(f);
  release(f);
  if (r == 0) return -1;
  if (!isInt(r)) {
    release(r);
    raise(T_X_TYPEERROR, "__hash__ method should return an integer");
    return -1;
  }
  const h = isBig(r) ? hashOf(r) : intValue(r);
  release(r);
  return h == -1 ? -2 : h;
}
export function hashNotImplemented(o: usize): i64 { raisef(T_X_TYPEERROR, "unhashable type: '%t'", o); return -1; }

export function slot_bool(o: usize): i32 {
  let byLength = false;
  let f = find(o, S___bool__);
  if (f == 0) {
    if (hasException()) return -1;
    f = find(o, S___len__);
    if (f == 0) return hasException() ? -1 : 1;
    byLength = true;
  }
  const r = unbound ? call1(f, o) : call0(f);
  release(f);
  if (r == 0) return -1;
  let yes = -1;
  if (byLength) {
    const n = lengthFrom(r);
    return n < 0 ? -1 : n > 0 ? 1 : 0;
  }
  if (typeOf(r) == T_BOOL) yes = isTrue(r);
  else raisef(T_X_TYPEERROR, "__bool__ should return bool, returned %t", r);
  release(r);
  return yes;
}

export function slot_len(o: usize): i32 {
  const r = special0(o, S___len__);
  return r == 0 ? -1 : lengthFrom(r);
}
/** The result of __len__ (owned) as a number. */
export function lengthFrom(r: usize): i32 {
  const index = asIndexObject(r);
  release(r);
  if (index == 0) return -1;
  const n = asSsize(index);
  release(index);
  if (n == -1 && hasException()) {
    if (pendingMatches(T_X_OVERFLOWERROR)) { clearException(); raise(T_X_OVERFLOWERROR, "cannot fit 'int' into an index-sized integer"); }
    return -1;
  }
  if (n < 0) { raise(T_X_VALUEERROR, "__len__() should return >= 0"); return -1; }
  return n;
}

// ---- calls and construction

export function slot_call(o: usize, args: usize, nargs: i32, kw: usize): usize { return specialArgs(o, S___call__, args, nargs, kw); }
export function slot_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  const r = specialArgs(o, S___init__, args, nargs, kw);
  if (r == 0) return -1;
  if (r != NONE) {
    raisef(T_X_TYPEERROR, "__init__() should return None, not '%t'", r);
    release(r);
    return -1;
  }
  release(r);
  return 0;
}
export function slot_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const f = getAttr(type, load<usize>(S___new__));
  if (f == 0) return 0;
  const r = callPrepended(f, type, args, nargs, kw);
  release(f);
  return r;
}

// ---- attributes

export function slot_getattro(o: usize, name: usize): usize {
  const type = typeOf(o);
  const get = typeLookupRef(type, load<usize>(S___getattribute__));
  let r: usize;
  // The usual class defines __getattr__ alone: object's __getattribute__ is not worth a call.
  const native = get != 0 ? wrapperSlot(get) : 0;
  if (native != 0) r = call_indirect<usize>(native, o, name);
  else r = special1(o, S___getattribute__, name);
  if (get) release(get);
  if (r != 0 || !pendingMatches(T_X_ATTRIBUTEERROR)) return r;
  const hook = find(o, S___getattr__);
  if (hook == 0) return 0;
  clearException();
  r = unbound ? call2(hook, o, name) : call1(hook, name);
  release(hook);
  return r;
}
export function slot_setattro(o: usize, name: usize, value: usize): i32 {
  const r = value ? special2(o, S___setattr__, name, value) : special1(o, S___delattr__, name);
  if (r == 0) return -1;
  release(r);
  return 0;
}
export function slot_descr_get(descr: usize, o: usize, type: usize): usize {
  const get = typeLookupRef(typeOf(descr), load<usize>(S___get__));
  if (get == 0) return newRef(descr);
  release(get);
  return special2(descr, S___get__, o ? o : <usize>NONE, type ? type : <usize>NONE);
}
export function slot_descr_set(descr: usize, o: usize, value: usize): i32 {
  const r = value ? special2(descr, S___set__, o, value) : special1(descr, S___delete__, o);
  if (r == 0) return -1;
  release(r);
  return 0;
}

// ---- comparison

export function compareName(op: i32): usize {
  switch (op) {
    case 0: return S___lt__;
    case 1: return S___le__;
    case 2: return S___eq__;
    case 3: return S___ne__;
    case 4: return S___gt__;
    default: return S___ge__;
  }
}
export function slot_richcompare(a: usize, b: usize, op: i32): usize { return optional1(a, compareName(op), b); }

// ---- containers and iterators

export function slot_iter(o: usize): usize {
  const f = find(o, S___iter__);
  if (f == NONE) { release(f); return raisef(T_X_TYPEERROR, "'%t' object is not iterable", o); }
  if (f != 0) {
    const r = unbound ? call1(f, o) : call0(f);
    release(f);
    return r;
  }
  if (hasException()) return 0;
  const item = typeLookupRef(typeOf(o), load<usize>(S___getitem__));
  if (item == 0) return raisef(T_X_TYPEERROR, "'%t' object is not iterable", o);
  release(item);
  return seqIterNew(o);
}
/** 0 without an exception when __next__ raised StopIteration: its value is of no use to a loop. */
export function slot_next(o: usize): usize { return special0(o, S___next__); }
export function slot_getitem(o: usize, key: usize): usize { return special1(o, S___getitem__, key); }
export function slot_setitem(o: usize, key: usize, value: usize): i32 {
  const r = value ? special2(o, S___setitem__, key, value) : special1(o, S___delitem__, key);
  if (r == 0) return -1;
  release(r);
  return 0;
}
export function slot_contains(o: usize, x: usize): i32 {
  const f = find(o, S___contains__);
  if (f == NONE) { release(f); raisef(T_X_TYPEERROR, "'%t' object is not a container", o); return -1; }
  if (f != 0) {
    const r = unbound ? call2(f, o, x) : call1(f, x);
    release(f);
    if (r == 0) return -1;
    const yes = isTrue(r);
    release(r);
    return yes;
  }
  if (hasException()) return -1;
  return containsByIteration(o, x);
}

/** `x in o` for what can only be iterated: 1, 0, or -1 with an exception. */
export function containsByIteration(o: usize, x: usize): i32 {
  const it = getIter(o);
  if (it == 0) return -1;
  let found = 0;
  while (true) {
    const item = iterNext(it);
    if (item == 0) { if (hasException()) found = -1; break; }
    found = richCompareBool(item, x, EQ);
    release(item);
    if (found != 0) break;
  }
  release(it);
  return found;
}

// ---- numbers

/** a op b where one side's method may be Python code: the right operand's first if its class is a subclass that overrides it. */
function binarySlot(a: usize, b: usize, slot: usize, fn: u32): usize {
  const name = operatorMethod(slot), reflected = reflectedMethod(slot);
  let tryRight = typeOf(a) != typeOf(b) && slotOf(b, slot) == fn;
  if (slotOf(a, slot) == fn) {
    if (tryRight && isSubtype(typeOf(b), typeOf(a)) && isOverridden(a, b, reflected)) {
      const r = optional1(b, reflected, a);
      if (r != NOT_IMPLEMENTED) return r;
      release(r);
      tryRight = false;
    }
    const r = optional1(a, name, b);
    if (r != NOT_IMPLEMENTED || typeOf(a) == typeOf(b)) return r;
    release(r);
  }
  return tryRight ? optional1(b, reflected, a) : notImplemented();
}
/** Whether b's class has another method than a's class under the name. */
export function isOverridden(a: usize, b: usize, name: usize): bool {
  const right = typeLookupRef(typeOf(b), load<usize>(name));
  if (right == 0) return false;
  const left = typeLookupRef(typeOf(a), load<usize>(name));
  const other = left != right;
  release(right);
  if (left) release(left);
  return other;
}

export function slot_add(a: usize, b: usize): usize { return binarySlot(a, b, NB_ADD, slot_add.index); }
export function slot_sub(a: usize, b: usize): usize { return binarySlot(a, b, NB_SUB, slot_sub.index); }
export function slot_mul(a: usize, b: usize): usize { return binarySlot(a, b, NB_MUL, slot_mul.index); }
export function slot_truediv(a: usize, b: usize): usize { return binarySlot(a, b, NB_TRUE_DIV, slot_truediv.index); }
export function slot_floordiv(a: usize, b: usize): usize { return binarySlot(a, b, NB_FLOOR_DIV, slot_floordiv.index); }
export function slot_mod(a: usize, b: usize): usize { return binarySlot(a, b, NB_MOD, slot_mod.index); }
export function slot_pow(a: usize, b: usize): usize { return binarySlot(a, b, NB_POW, slot_pow.index); }
export function slot_lshift(a: usize, b: usize): usize { return binarySlot(a, b, NB_LSHIFT, slot_lshift.index); }
export function slot_rshift(a: usize, b: usize): usize { return binarySlot(a, b, NB_RSHIFT, slot_rshift.index); }
export function slot_and(a: usize, b: usize): usize { return binarySlot(a, b, NB_AND, slot_and.index); }
export function slot_or(a: usize, b: usize): usize { return binarySlot(a, b, NB_OR, slot_or.index); }
export function slot_xor(a: usize, b: usize): usize { return binarySlot(a, b, NB_XOR, slot_xor.index); }
export function slot_matmul(a: usize, b: usize): usize { return binarySlot(a, b, NB_MAT_MUL, slot_matmul.index); }
export function slot_divmod(a: usize, b: usize): usize { return binarySlot(a, b, NB_DIVMOD, slot_divmod.index); }

export function slot_iadd(a: usize, b: usize): usize { return special1(a, S___iadd__, b); }
export function slot_isub(a: usize, b: usize): usize { return special1(a, S___isub__, b); }
export function slot_imul(a: usize, b: usize): usize { return special1(a, S___imul__, b); }
export function slot_itruediv(a: usize, b: usize): usize { return special1(a, S___itruediv__, b); }
export function slot_ifloordiv(a: usize, b: usize): usize { return special1(a, S___ifloordiv__, b); }
export function slot_imod(a: usize, b: usize): usize { return special1(a, S___imod__, b); }
export function slot_ipow(a: usize, b: usize): usize { return special1(a, S___ipow__, b); }
export function slot_ilshift(a: usize, b: usize): usize { return special1(a, S___ilshift__, b); }
export function slot_irshift(a: usize, b: usize): usize { return special1(a, S___irshift__, b); }
export function slot_iand(a: usize, b: usize): usize { return special1(a, S___iand__, b); }
export function slot_ior(a: usize, b: usize): usize { return special1(a, S___ior__, b); }
export function slot_ixor(a: usize, b: usize): usize { return special1(a, S___ixor__, b); }
export function slot_imatmul(a: usize, b: usize): usize { return special1(a, S___imatmul__, b); }

export function slot_neg(o: usize): usize { return special0(o, S___neg__); }
export function slot_pos(o: usize): usize { return special0(o, S___pos__); }
export function slot_abs(o: usize): usize { return special0(o, S___abs__); }
export function slot_invert(o: usize): usize { return special0(o, S___invert__); }
export function slot_int(o: usize): usize { return special0(o, S___int__); }
export function slot_float(o: usize): usize { return special0(o, S___float__); }
export function slot_index(o: usize): usize { return special0(o, S___index__); }

// ---- async

export function slot_await(o: usize): usize { return special0(o, S___await__); }
export function slot_aiter(o: usize): usize { return special0(o, S___aiter__); }
export function slot_anext(o: usize): usize { return special0(o, S___anext__); }

// ---- the names of operators

/** The method of a number slot, plain or in place: address of its name word. */
export function operatorMethod(slot: usize): usize {
  switch (<u32>((slot - NB_ADD) >> 2)) {
    case 0: return S___add__;
    case 1: return S___sub__;
    case 2: return S___mul__;
    case 3: return S___truediv__;
    case 4: return S___floordiv__;
    case 5: return S___mod__;
    case 6: return S___pow__;
    case 7: return S___lshift__;
    case 8: return S___rshift__;
    case 9: return S___and__;
    case 10: return S___or__;
    case 11: return S___xor__;
    case 12: return S___matmul__;
    case 14: return S___iadd__;
    case 15: return S___isub__;
    case 16: return S___imul__;
    case 17: return S___itruediv__;
    case 18: return S___ifloordiv__;
    case 19: return S___imod__;
    case 20: return S___ipow__;
    case 21: return S___ilshift__;
    case 22: return S___irshift__;
    case 23: return S___iand__;
    case 24: return S___ior__;
    case 25: return S___ixor__;
    case 26: return S___imatmul__;
    default: return S___divmod__;
  }
}
export function reflectedMethod(slot: usize): usize {
  switch (<u32>((slot - NB_ADD) >> 2)) {
    case 0: return S___radd__;
    case 1: return S___rsub__;
    case 2: return S___rmul__;
    case 3: return S___rtruediv__;
    case 4: return S___rfloordiv__;
    case 5: return S___rmod__;
    case 6: return S___rpow__;
    case 7: return S___rlshift__;
    case 8: return S___rrshift__;
    case 9: return S___rand__;
    case 10: return S___ror__;
    case 11: return S___rxor__;
    case 12: return S___rmatmul__;
    default: return S___rdivmod__;
  }
}
/** The method of the left operand a, the reflected one of the right operand b: NotImplemented if there is none. */
export function directOf(a: usize, b: usize, slot: usize): usize { return optional1(a, operatorMethod(slot), b); }
export function reflectedOf(b: usize, a: usize, slot: usize): usize { return optional1(b, reflectedMethod(slot), a); }
