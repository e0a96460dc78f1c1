/**
 * The object protocol: what an operator or a builtin does with any object, through the slots of its type.
 * Results are new references, 0 (or -1) with an exception set; arguments are borrowed.
 */
import { NONE, NOT_IMPLEMENTED, TRUE, FALSE, S_REPR_STACK } from "./layout";
import { ts } from "./thread";
import { typeOf, isInt, isStr, isType, isDict, TY_FLAGS, TY_NAME, TP_GETATTRO, TP_SETATTRO, TP_RICHCOMPARE, TP_HASH, TP_BOOL, TP_LENGTH, TP_REPR, TP_STR, TP_FORMAT, TP_ITER, TP_NEXT, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_DESCR_GET, TF_METHOD_DESCRIPTOR, NB_ADD, NB_MUL, NB_INDEX, SQ_CONCAT, SQ_REPEAT, INPLACE, LT, LE, EQ, NE, GT, GE, none } from "./object";
import { retain, release } from "./designs/active";
import { T_STR, T_TYPE, T_LIST, T_TUPLE, T_X_TYPEERROR, T_X_ATTRIBUTEERROR, T_X_STOPITERATION, T_X_OVERFLOWERROR, T_X_RECURSIONERROR, T_X_VALUEERROR } from "./types/table";
import { raise, raisef, clearIf, hasException } from "./errors";
import { enterNative, leaveNative, call0, call1, callMethod0, setMethodUnbound } from "./calls";
import { intern, strFromLiteral } from "./types/intern";
import { typeLookupRef, isSubtype } from "./types/type";
import { seqIterNew } from "./types/iterators";
import { listNew, listToTuple, listExtend } from "./types/list";
import { intAsI64, intOverflow } from "./types/int";
import { strLength, strCharAt, strIsAscii } from "./types/str";
import { Builder } from "./types/builder";
import { aliasNew } from "./types/union";
import { allocRaw, freeRaw } from "./heap/blocks";
import { S___length_hint__, S___class_getitem__, S___getitem__, S___format__ } from "./names";

// ---- attributes ----------------------------------------------------------------------------------------------

export function getAttr(o: usize, name: usize): usize {
  return call_indirect<usize>(load<u32>(typeOf(o) + TP_GETATTRO), o, name);
}

/** As getAttr, but a missing attribute is 0 without an exception. */
export function getAttrOr0(o: usize, name: usize): usize {
  const r = getAttr(o, name);
  if (r == 0) clearIf(T_X_ATTRIBUTEERROR);
  return r;
}

/** o.name = v, or del o.name with v = 0. */
export function setAttr(o: usize, name: usize, v: usize): i32 {
  return call_indirect<i32>(load<u32>(typeOf(o) + TP_SETATTRO), o, name, v);
}

/** A special method found on the type, bound to o; 0 without an exception if there is none. */
export function lookupSpecial(o: usize, name: usize): usize {
  const type = typeOf(o);
  const f = typeLookupRef(type, name);
  if (f == 0) return 0;
  const get = load<u32>(typeOf(f) + TP_DESCR_GET);
  if (get == 0) return f;
  const bound = call_indirect<usize>(get, f, o, type);
  release(f);
  return bound;
}

/** For a call o.name(...): the function found on the type (then methodUnbound is set: o goes in front), or the attribute. */
export function typeLookupMethod(o: usize, name: usize): usize {
  const type = typeOf(o);
  const f = typeLookupRef(type, name);
  if (f) {
    if (load<u32>(typeOf(f) + TY_FLAGS) & TF_METHOD_DESCRIPTOR) { setMethodUnbound(true); return f; }
    const get = load<u32>(typeOf(f) + TP_DESCR_GET);
    setMethodUnbound(false);
    if (get == 0) return f;
    const bound = call_indirect<usize>(get, f, o, type);
    release(f);
    return bound;
  }
  setMethodUnbound(false);
  return getAttr(o, name);
}

// ---- operators -----------------------------------------------------------------------------------------------

/** The sign of a binary operator, for messages. */
function operatorName(slot: usize): string {
  switch (<u32>((slot - NB_ADD) >> 2)) {
    case 0: return "+";
    case 1: return "-";
    case 2: return "*";
    case 3: return "/";
    case 4: return "//";
    case 5: return "%";
    case 6: return "** or pow()";
    case 7: return "<<";
    case 8: return ">>";
    case 9: return "&";
    case 10: return "|";
    case 11: return "^";
    case 12: return "@";
    case 13: return "divmod()";
    case 14: return "+=";
    case 15: return "-=";
    case 16: return "*=";
    case 17: return "/=";
    case 18: return "//=";
    case 19: return "%=";
    case 20: return "**=";
    case 21: return "<<=";
    case 22: return ">>=";
    case 23: return "&=";
    case 24: return "|=";
    case 25: return "^=";
    default: return "@=";
  }
}

/** The number slots of both operands: NotImplemented (owned) if neither knows. */
function binarySlots(a: usize, b: usize, slot: usize): usize {
  const ta = typeOf(a), tb = typeOf(b);
  const fa = load<u32>(ta + slot);
  let fb = ta == tb ? 0 : load<u32>(tb + slot);
  if (fa == fb) fb = 0;
  if (fa) {
    if (fb && isSubtype(tb, ta)) {
      const r = call_indirect<usize>(fb, a, b);
      if (r != NOT_IMPLEMENTED) return r;
      release(r);
      fb = 0;
    }
    const r = call_indirect<usize>(fa, a, b);
    if (r != NOT_IMPLEMENTED) return r;
    release(r);
  }
  if (fb) return call_indirect<usize>(fb, a, b);
  retain(NOT_IMPLEMENTED);
  return NOT_IMPLEMENTED;
}

export function operandError(a: usize, b: usize, slot: usize): usize {
  const name = strFromLiteral(operatorName(slot));
  raisef(T_X_TYPEERROR, "unsupported operand type(s) for %s: '%t' and '%t'", name, a, b);
  if (name) release(name);
  return 0;
}

export function binaryOp(a: usize, b: usize, slot: usize): usize { return operate(a, b, slot, slot); }

function operate(a: usize, b: usize, slot: usize, named: usize): usize {
  const r = binarySlots(a, b, slot);
  if (r != NOT_IMPLEMENTED) return r;
  release(r);
  return operateOnSequences(a, b, slot, named);
}

/** When neither operand's number slot has an answer; `named` is the operator for the message. */
export function operateOnSequences(a: usize, b: usize, slot: usize, named: usize): usize {
  if (slot == NB_ADD) {
    const concat = load<u32>(typeOf(a) + SQ_CONCAT);
    if (concat) return call_indirect<usize>(concat, a, b);
  } else if (slot == NB_MUL) {
    const ra = load<u32>(typeOf(a) + SQ_REPEAT);
    if (ra) return repeatSequence(ra, a, b);
    const rb = load<u32>(typeOf(b) + SQ_REPEAT);
    if (rb) return repeatSequence(rb, b, a);
  }
  return operandError(a, b, named);
}

function repeatSequence(repeat: u32, s: usize, count: usize): usize {
  if (!isInt(count) && load<u32>(typeOf(count) + NB_INDEX) == 0) return raisef(T_X_TYPEERROR, "can't multiply sequence by non-int of type '%t'", count);
  const n = asIndexObject(count);
  if (n == 0) return 0;
  const r = call_indirect<usize>(repeat, s, n);
  release(n);
  return r;
}

/** a op= b, slot being the plain operator's. */
export function inplaceOp(a: usize, b: usize, slot: usize): usize {
  const f = load<u32>(typeOf(a) + slot + INPLACE);
  if (f) {
    const r = call_indirect<usize>(f, a, b);
    if (r != NOT_IMPLEMENTED) return r;
    release(r);
  }
  return operate(a, b, slot, slot + INPLACE);
}

export function unaryOp(o: usize, slot: usize, sign: string): usize {
  const f = load<u32>(typeOf(o) + slot);
  if (f) return call_indirect<usize>(f, o);
  const name = strFromLiteral(sign);
  raisef(T_X_TYPEERROR, "bad operand type for unary %s: '%t'", name, o);
  if (name) release(name);
  return 0;
}

@inline export function swapped(op: i32): i32 { return op == LT ? GT : op == LE ? GE : op == GT ? LT : op == GE ? LE : op; }
function comparisonName(op: i32): string { return op == LT ? "<" : op == LE ? "<=" : op == EQ ? "==" : op == NE ? "!=" : op == GT ? ">" : ">="; }

export function richCompare(a: usize, b: usize, op: i32): usize {
  if (enterNative()) return 0;
  const r = compareSlots(a, b, op);
  leaveNative();
  return r;
}

function compareSlots(a: usize, b: usize, op: i32): usize {
  const ta = typeOf(a), tb = typeOf(b);
  let reflected = false;
  const fb = load<u32>(tb + TP_RICHCOMPARE);
  if (ta != tb && fb && isSubtype(tb, ta)) {
    reflected = true;
    const r = call_indirect<usize>(fb, b, a, swapped(op));
    if (r != NOT_IMPLEMENTED) return r;
    release(r);
  }
  const fa = load<u32>(ta + TP_RICHCOMPARE);
  if (fa) {
    const r = call_indirect<usize>(fa, a, b, op);
    if (r != NOT_IMPLEMENTED) return r;
    release(r);
  }
  return compareAfter(a, b, op, reflected ? 0 : fb);
}

/** When neither operand has an answer: identity, or TypeError. */
export function compareDefault(a: usize, b: usize, op: i32): usize { return compareAfter(a, b, op, 0); }

function compareAfter(a: usize, b: usize, op: i32, fb: u32): usize {
  if (fb) {
    const r = call_indirect<usize>(fb, b, a, swapped(op));
    if (r != NOT_IMPLEMENTED) return r;
    release(r);
  }
  if (op == EQ) { const o: usize = a == b ? TRUE : FALSE; retain(o); return o; }
  if (op == NE) { const o: usize = a == b ? FALSE : TRUE; retain(o); return o; }
  const name = strFromLiteral(comparisonName(op));
  raisef(T_X_TYPEERROR, "'%s' not supported between instances of '%t' and '%t'", name, a, b);
  if (name) release(name);
  return 0;
}

/** 1, 0, or -1 with an exception. An object equals itself. */
export function richCompareBool(a: usize, b: usize, op: i32): i32 {
  if (a == b) {
    if (op == EQ) return 1;
    if (op == NE) return 0;
  }
  const r = richCompare(a, b, op);
  if (r == 0) return -1;
  const truth = isTrue(r);
  release(r);
  return truth;
}

export function hashOf(o: usize): i64 {
  const f = load<u32>(typeOf(o) + TP_HASH);
  if (f == 0) { raisef(T_X_TYPEERROR, "unhashable type: '%t'", o); return -1; }
  return call_indirect<i64>(f, o);
}

export function isTrue(o: usize): i32 {
  if (o == TRUE) return 1;
  if (o == FALSE || o == NONE) return 0;
  const type = typeOf(o);
  const f = load<u32>(type + TP_BOOL);
  if (f) return call_indirect<i32>(f, o);
  const length = load<u32>(type + TP_LENGTH);
  if (length) { const n = call_indirect<i32>(length, o); return n > 0 ? 1 : n; }
  return 1;
}

// ---- text ----------------------------------------------------------------------------------------------------

export function reprOf(o: usize): usize {
  if (enterNative()) return 0;
  const r = call_indirect<usize>(load<u32>(typeOf(o) + TP_REPR), o);
  leaveNative();
  if (r && !isStr(r)) { raisef(T_X_TYPEERROR, "__repr__ returned non-string (type %t)", r); release(r); return 0; }
  return r;
}

export function strOf(o: usize): usize {
  if (typeOf(o) == T_STR) { retain(o); return o; }
  if (enterNative()) return 0;
  const f = load<u32>(typeOf(o) + TP_STR);
  const r = f ? call_indirect<usize>(f, o) : call_indirect<usize>(load<u32>(typeOf(o) + TP_REPR), o);
  leaveNative();
  if (r && !isStr(r)) { raisef(T_X_TYPEERROR, "__str__ returned non-string (type %t)", r); release(r); return 0; }
  return r;
}

/** repr with everything beyond ASCII escaped. */
export function asciiOf(o: usize): usize {
  const r = reprOf(o);
  return r == 0 ? 0 : asciiText(r);
}
/** The same of a text r (taken over). */
export function asciiText(r: usize): usize {
  if (strIsAscii(r)) return r;
  const b = Builder.start();
  for (let i: u32 = 0; i < strLength(r); i++) {
    const c = strCharAt(r, i);
    if (c < 0x80) Builder.char(b, c);
    else if (c < 0x100) { Builder.text(b, "\\x"); Builder.hex(b, c, 2); }
    else if (c < 0x10000) { Builder.text(b, "\\u"); Builder.hex(b, c, 4); }
    else { Builder.text(b, "\\U"); Builder.hex(b, c, 8); }
  }
  release(r);
  return Builder.finish(b);
}

export function formatOf(o: usize, spec: usize): usize {
  const f = load<u32>(typeOf(o) + TP_FORMAT);
  if (f) return call_indirect<usize>(f, o, spec);
  const m = lookupSpecial(o, load<usize>(S___format__));
  if (m == 0) return hasException() ? 0 : raisef(T_X_TYPEERROR, "Type %t doesn't define __format__", o);
  const r = call1(m, spec);
  release(m);
  if (r && !isStr(r)) { raisef(T_X_TYPEERROR, "__format__ must return a str, not %t", r); release(r); return 0; }
  return r;
}

// The containers under repr in this thread: a raw array [count, capacity, addresses...] in the slot.
/** Enters the repr of a container. 1 if it is under repr already (print "..."), 0 if entered, -1 with MemoryError. */
export function reprEnter(o: usize): i32 {
  let list = load<usize>(ts, S_REPR_STACK);
  const n = list ? load<u32>(list) : 0;
  for (let i: u32 = 0; i < n; i++) if (load<usize>(list + 8 + (i << 2)) == o) return 1;
  if (list == 0 || n == load<u32>(list, 4)) {
    const capacity: u32 = n ? n * 2 : 16;
    const grown = allocRaw(8 + (capacity << 2));
    if (grown == 0) { raise(T_X_RECURSIONERROR, "out of memory in a nested repr"); return -1; }
    if (list) { memory.copy(grown, list, 8 + (n << 2)); freeRaw(list, 8 + (n << 2)); }
    else store<u32>(grown, 0);
    store<u32>(grown, capacity, 4);
    store<usize>(ts, grown, S_REPR_STACK);
    list = grown;
  }
  store<usize>(list + 8 + (n << 2), o);
  store<u32>(list, n + 1);
  return 0;
}
export function reprLeave(o: usize): void {
  const list = load<usize>(ts, S_REPR_STACK);
  store<u32>(list, load<u32>(list) - 1);
}

// ---- iteration -----------------------------------------------------------------------------------------------

export function getIter(o: usize): usize {
  const type = typeOf(o);
  const f = load<u32>(type + TP_ITER);
  if (f) {
    const it = call_indirect<usize>(f, o);
    if (it && load<u32>(typeOf(it) + TP_NEXT) == 0) { raisef(T_X_TYPEERROR, "iter() returned non-iterator of type '%t'", it); release(it); return 0; }
    return it;
  }
  if (load<u32>(type + TP_GETITEM) && !isDict(o) && typeLookupHas(type)) return seqIterNew(o);
  return raisef(T_X_TYPEERROR, "'%t' object is not iterable", o);
}

/** Whether instances of the type answer `o[0]`, `o[1]`, ...: sequences of Python classes by __getitem__. */
function typeLookupHas(type: usize): bool {
  const f = typeLookupRef(type, load<usize>(S___getitem__));
  if (f) release(f);
  return f != 0;
}

/** The next value; 0 without an exception when exhausted. */
export function iterNext(it: usize): usize {
  const r = call_indirect<usize>(load<u32>(typeOf(it) + TP_NEXT), it);
  if (r == 0 && hasException()) clearIf(T_X_STOPITERATION);
  return r;
}

export function listFromIterable(o: usize): usize {
  const list = listNew(0);
  if (list == 0) return 0;
  if (listExtend(list, o)) { release(list); return 0; }
  return list;
}

export function tupleFromIterable(o: usize): usize {
  if (typeOf(o) == T_TUPLE) { retain(o); return o; }
  if (typeOf(o) == T_LIST) return listToTuple(o);
  const list = listFromIterable(o);
  if (list == 0) return 0;
  const t = listToTuple(list);
  release(list);
  return t;
}

// ---- sequences and mappings ----------------------------------------------------------------------------------

export function lengthOf(o: usize): i32 {
  const f = load<u32>(typeOf(o) + TP_LENGTH);
  if (f == 0) { raisef(T_X_TYPEERROR, "object of type '%t' has no len()", o); return -1; }
  return call_indirect<i32>(f, o);
}

/** An estimate for preallocation: len, __length_hint__, or the default. -1 with an exception. */
export function lengthHint(o: usize, otherwise: i32): i32 {
  if (load<u32>(typeOf(o) + TP_LENGTH)) {
    const n = lengthOf(o);
    if (n >= 0) return n;
    if (!clearIf(T_X_TYPEERROR)) return -1;
  }
  const m = lookupSpecial(o, load<usize>(S___length_hint__));
  if (m == 0) return hasException() ? -1 : otherwise;
  const r = call0(m);
  release(m);
  if (r == 0) return clearIf(T_X_TYPEERROR) ? otherwise : -1;
  if (r == NOT_IMPLEMENTED) { release(r); return otherwise; }
  if (!isInt(r)) { raisef(T_X_TYPEERROR, "__length_hint__ must be an integer, not %t", r); release(r); return -1; }
  const big = intAsI64(r);
  const n = intOverflow() ? asSsize(r) : <i32>min<i64>(big, i32.MAX_VALUE);
  release(r);
  if (n < 0 && !hasException()) raise(T_X_VALUEERROR, "__length_hint__() should return >= 0");
  return n < 0 ? -1 : n;
}

export function getItem(o: usize, key: usize): usize {
  const f = load<u32>(typeOf(o) + TP_GETITEM);
  if (f) return call_indirect<usize>(f, o, key);
  if (isType(o)) {
    if (o == T_TYPE) return aliasNew(o, key);
    const m = getAttrOr0(o, load<usize>(S___class_getitem__));
    if (m) { const r = call1(m, key); release(m); return r; }
    if (hasException()) return 0;
    return raisef(T_X_TYPEERROR, "type '%n' is not subscriptable", o);
  }
  return raisef(T_X_TYPEERROR, "'%t' object is not subscriptable", o);
}

export function setItem(o: usize, key: usize, v: usize): i32 {
  const f = load<u32>(typeOf(o) + TP_SETITEM);
  if (f) return call_indirect<i32>(f, o, key, v);
  if (v) raisef(T_X_TYPEERROR, "'%t' object does not support item assignment", o);
  else raisef(T_X_TYPEERROR, "'%t' object doesn't support item deletion", o);
  return -1;
}

export function contains(o: usize, x: usize): i32 {
  const f = load<u32>(typeOf(o) + TP_CONTAINS);
  if (f) return call_indirect<i32>(f, o, x);
  if (load<u32>(typeOf(o) + TP_ITER) == 0 && load<u32>(typeOf(o) + TP_GETITEM) == 0) {
    raisef(T_X_TYPEERROR, "argument of type '%t' is not iterable", o);
    return -1;
  }
  const it = getIter(o);
  if (it == 0) return -1;
  let result = 0;
  while (true) {
    const item = iterNext(it);
    if (item == 0) break;
    result = richCompareBool(item, x, EQ);
    release(item);
    if (result != 0) break;
  }
  release(it);
  return result == 0 && hasException() ? -1 : result;
}

// ---- numbers as indices --------------------------------------------------------------------------------------

/** An int (exact or of a subclass) by __index__. */
export function asIndexObject(o: usize): usize {
  if (isInt(o)) { retain(o); return o; }
  const f = load<u32>(typeOf(o) + NB_INDEX);
  if (f == 0) return raisef(T_X_TYPEERROR, "'%t' object cannot be interpreted as an integer", o);
  const r = call_indirect<usize>(f, o);
  if (r && !isInt(r)) { raisef(T_X_TYPEERROR, "__index__ returned non-int (type %t)", r); release(r); return 0; }
  return r;
}

/** As a 32-bit number; out of range is an OverflowError. -1 may be a value: look at hasException(). */
export function asSsize(o: usize): i32 {
  const n = asIndexObject(o);
  if (n == 0) return -1;
  const v = intAsI64(n);
  const over = intOverflow() || v > 0x7fffffff || v < -0x80000000;
  release(n);
  if (over) { raisef(T_X_OVERFLOWERROR, "cannot fit '%t' into an index-sized integer", o); return -1; }
  return <i32>v;
}

/** As a 32-bit number, huge values cut to the end of the range (slice bounds). */
export function asClampedIndex(o: usize): i32 {
  const n = asIndexObject(o);
  if (n == 0) return -1;
  const v = intAsI64(n);
  const over = intOverflow();
  release(n);
  if (over) return v < 0 ? -0x7fffffff : 0x7fffffff;
  return v > 0x7fffffff ? 0x7fffffff : v < -0x7fffffff ? -0x7fffffff : <i32>v;
}

/** The name of o's type as a new reference. */
export function typeName(o: usize): usize {
  const n = load<usize>(typeOf(o), TY_NAME);
  retain(n);
  return n;
}

/** A sorted list of what an iterable gives: a new list. */
export function callListSort(o: usize): usize {
  const list = listFromIterable(o);
  if (list == 0) return 0;
  const r = callMethod0(list, intern("sort"));
  if (r == 0) { release(list); return 0; }
  release(r);
  return list;
}
