/** dict: the slots of its type and its methods. */
import { NONE } from "../layout";
import { typeOf, isDict, newRef, none, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnInt3, fnCompare, fnTraverse, fnNative, fnInit,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_RICHCOMPARE, TP_ITER, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_NEW, TP_INIT, NB_OR, INPLACE, EQ, NE } from "../object";
import { retain, release } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { raise, raisef, raiseKeyError, raiseObject, hasException } from "../errors";
import { T_DICT, T_X_KEYERROR } from "./table";
import { hashOf, richCompareBool, reprOf, reprEnter, reprLeave, getIter, iterNext, setItem, lookupSpecial } from "../abstract";
import { call0, call1, enterNative, leaveNative } from "../calls";
import { arg, method, methodKw, classMethod, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { strFromLiteral } from "./intern";
import { intFromI32 } from "./int";
import { tuple2 } from "./tuple";
import { Builder } from "./builder";
import { K_COUNT, E_KEY, E_VALUE, keysEntry, keysRelease } from "./dicttable";
import { DICT_KEYS, WANT_BOTH, MERGE_OVERRIDE, stepKey, stepValue, stepHash, dictInit, dictNew, dictSize, dictGet, dictGetHash, dictSet, dictSetHash, dictDel, dictPopHash, dictContains, dictSetDefaultHash,
  dictPopLast, dictClear, dictCopy, dictStep, dictMerge } from "./dict";
import { dictUpdateArgs, dictUpdateFrom, isPlainDict } from "./dictupdate";
import { dictIterNew, dictViewNew, dictReverseIterNew, VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } from "./dictviews";
import { S___missing__ } from "../names";

// ---- life

export function dict_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_DICT) return dictNew();
  const d = allocInstance(type, 0);
  if (d) dictInit(d);
  return d;
}

export function dict_init(self: usize, args: usize, nargs: i32, kw: usize): i32 { return dictUpdateArgs(self, "dict", args, nargs, kw); }

export function dict_dealloc(d: usize): void {
  if (typeOf(d) != T_DICT) clearInstanceExtras(d);
  keysRelease(load<usize>(d, DICT_KEYS), true);
  freeObject(d, sizeOfInstance(d));
}

export function dict_traverse(d: usize, visitor: u32): void {
  const keys = load<usize>(d, DICT_KEYS);
  if (keys == 0) return;
  for (let i = 0, n = <i32>load<u32>(keys, K_COUNT); i < n; i++) {
    const e = keysEntry(keys, i);
    if (load<usize>(e, E_KEY) == 0) continue;
    call_indirect<void>(visitor, e + E_KEY);
    call_indirect<void>(visitor, e + E_VALUE);
  }
}

// ---- repr and comparison

function dict_repr(d: usize): usize {
  const out = Builder.start();
  const nested = reprEnter(d);
  if (nested != 0) {
    if (nested < 0) { Builder.abandon(out); return 0; }
    Builder.text(out, "{...}");
    return Builder.finish(out);
  }
  Builder.char(out, 0x7b);
  let first = true, ok = true;
  let at = dictStep(d, 0, WANT_BOTH);
  while (at >= 0) {
    const k = stepKey, v = stepValue;
    if (!first) Builder.text(out, ", ");
    first = false;
    ok = appendRepr(out, k);
    if (ok) {
      Builder.text(out, ": ");
      ok = appendRepr(out, v);
    }
    release(k);
    release(v);
    if (!ok) break;
    at = dictStep(d, at, WANT_BOTH);
  }
  reprLeave(d);
  if (!ok) { Builder.abandon(out); return 0; }
  Builder.char(out, 0x7d);
  return Builder.finish(out);
}

export function appendRepr(out: usize, o: usize): bool {
  const r = reprOf(o);
  if (r == 0) return false;
  Builder.str(out, r);
  release(r);
  return true;
}

/** Same keys with equal values: 1, 0, or -1 with an exception. */
export function dictEquals(a: usize, b: usize): i32 {
  if (dictSize(a) != dictSize(b)) return 0;
  if (enterNative()) return -1;
  let equal = 1;
  let at = dictStep(a, 0, WANT_BOTH);
  while (at >= 0) {
    const k = stepKey, v = stepValue;
    const w = dictGetHash(b, k, stepHash);
    if (w) {
      equal = richCompareBool(w, v, EQ);
      release(w);
    } else equal = hasException() ? -1 : 0;
    release(k);
    release(v);
    if (equal <= 0) break;
    at = dictStep(a, at, WANT_BOTH);
  }
  leaveNative();
  return equal;
}

export function dict_compare(a: usize, b: usize, op: i32): usize {
  if (op != EQ && op != NE || !isDict(a) || !isDict(b)) return notImplemented();
  const equal = dictEquals(a, b);
  if (equal < 0) return 0;
  return boolOf((equal == 1) == (op == EQ));
}

// ---- subscripts and operators

function dict_length(d: usize): i32 { return dictSize(d); }
export function dict_iter(d: usize): usize { return dictIterNew(d, VIEW_KEYS); }
function dict_contains(d: usize, key: usize): i32 { return dictContains(d, key); }

export function dict_getitem(d: usize, key: usize): usize {
  const v = dictGet(d, key);
  if (v) return v;
  if (hasException()) return 0;
  if (typeOf(d) != T_DICT) {
    const missing = lookupSpecial(d, load<usize>(S___missing__));
    if (missing) {
      const r = call1(missing, key);
      release(missing);
      return r;
    }
    if (hasException()) return 0;
  }
  return raiseKeyError(key);
}

function dict_setitem(d: usize, key: usize, value: usize): i32 { return value ? dictSet(d, key, value) : dictDel(d, key); }

function dict_or(a: usize, b: usize): usize {
  if (!isDict(a) || !isDict(b)) return notImplemented();
  const d = dictCopyOf(a);
  if (d == 0) return 0;
  if (dictUpdateFrom(d, b)) { release(d); return 0; }
  return d;
}

function dict_ior(a: usize, b: usize): usize {
  if (!isDict(a)) return notImplemented();
  if (dictUpdateFrom(a, b)) return 0;
  return newRef(a);
}

/** A plain dict of another's items. */
function dictCopyOf(o: usize): usize {
  if (isPlainDict(o)) return dictCopy(o);
  const d = dictNew();
  if (d == 0) return 0;
  if (dictUpdateFrom(d, o)) { release(d); return 0; }
  return d;
}

// ---- methods

function dict_get(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const v = dictGet(self, arg(args, 0));
  if (v) return v;
  if (hasException()) return 0;
  return nargs > 1 ? newRef(arg(args, 1)) : none();
}

function dict_setdefault(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const key = arg(args, 0), hash = hashOf(key);
  if (hash == -1) return 0;
  return dictSetDefaultHash(self, key, hash, nargs > 1 ? arg(args, 1) : NONE);
}

function dict_pop(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const key = arg(args, 0), hash = hashOf(key);
  if (hash == -1) return 0;
  const v = dictPopHash(self, key, hash);
  if (v) return v;
  if (hasException()) return 0;
  return nargs > 1 ? newRef(arg(args, 1)) : raiseKeyError(key);
}

function dict_popitem(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!dictPopLast(self)) return raiseObject(T_X_KEYERROR, strFromLiteral("popitem(): dictionary is empty"));
  const k = stepKey, v = stepValue;
  const t = tuple2(k, v);
  release(k);
  release(v);
  return t;
}

function dict_update(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictUpdateArgs(self, "update", args, nargs, kw) ? 0 : none(); }
function dict_clear(self: usize, args: usize, nargs: i32, kw: usize): usize { dictClear(self); return none(); }
function dict_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictCopyOf(self); }
function dict_keys(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictViewNew(self, VIEW_KEYS); }
function dict_values(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictViewNew(self, VIEW_VALUES); }
function dict_items(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictViewNew(self, VIEW_ITEMS); }
function dict_reversed(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictReverseIterNew(self, VIEW_KEYS); }

/** cls.fromkeys(iterable, value=None) */
function dict_fromkeys(cls: usize, args: usize, nargs: i32, kw: usize): usize {
  const value = nargs > 1 ? arg(args, 1) : <usize>NONE;
  const d = cls == T_DICT ? dictNew() : call0(cls);
  if (d == 0) return 0;
  const it = getIter(arg(args, 0));
  if (it == 0) { release(d); return 0; }
  const plain = typeOf(d) == T_DICT;
  while (true) {
    const key = iterNext(it);
    if (key == 0) break;
    const r = plain ? dictSet(d, key, value) : setItem(d, key, value);
    release(key);
    if (r) { release(it); release(d); return 0; }
  }
  release(it);
  if (hasException()) { release(d); return 0; }
  return d;
}

function dict_sizeof(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(64 + dictSize(self) * 32); }

export function initDict(): void {
  setSlot(T_DICT, TP_NEW, fnNative(dict_new));
  setSlot(T_DICT, TP_INIT, fnInit(dict_init));
  setSlot(T_DICT, TP_DEALLOC, fnVoid(dict_dealloc));
  setSlot(T_DICT, TP_TRAVERSE, fnTraverse(dict_traverse));
  setSlot(T_DICT, TP_REPR, fnUnary(dict_repr));
  setSlot(T_DICT, TP_RICHCOMPARE, fnCompare(dict_compare));
  setSlot(T_DICT, TP_ITER, fnUnary(dict_iter));
  setSlot(T_DICT, TP_LENGTH, fnInt(dict_length));
  setSlot(T_DICT, TP_GETITEM, fnBinary(dict_getitem));
  setSlot(T_DICT, TP_SETITEM, fnInt3(dict_setitem));
  setSlot(T_DICT, TP_CONTAINS, fnInt2(dict_contains));
  setSlot(T_DICT, NB_OR, fnBinary(dict_or));
  setSlot(T_DICT, NB_OR + INPLACE, fnBinary(dict_ior));
  method(T_DICT, "get", fnNative(dict_get), 1, 2);
  method(T_DICT, "setdefault", fnNative(dict_setdefault), 1, 2);
  method(T_DICT, "pop", fnNative(dict_pop), 1, 2);
  method(T_DICT, "popitem", fnNative(dict_popitem), 0, 0);
  methodKw(T_DICT, "update", fnNative(dict_update), 0, 1);
  method(T_DICT, "clear", fnNative(dict_clear), 0, 0);
  method(T_DICT, "copy", fnNative(dict_copy), 0, 0);
  method(T_DICT, "keys", fnNative(dict_keys), 0, 0);
  method(T_DICT, "values", fnNative(dict_values), 0, 0);
  method(T_DICT, "items", fnNative(dict_items), 0, 0);
  method(T_DICT, "__reversed__", fnNative(dict_reversed), 0, 0);
  method(T_DICT, "__sizeof__", fnNative(dict_sizeof), 0, 0);
  classMethod(T_DICT, "fromkeys", fnNative(dict_fromkeys), 1, 2);
}
