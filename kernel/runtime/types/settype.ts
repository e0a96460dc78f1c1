/**
 * set and frozenset: slots of the types, methods, iterator.
 *
 *     iterator: 16 u32 position or DONE, 20 ref set, 24 u32 size when it began, 28 i32 items left
 */
import { typeOf, newRef, none, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnVoid, fnHash, fnInt, fnInt2, fnCompare, fnTraverse, fnNative, fnInit,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_ITER, TP_NEXT, TP_LENGTH, TP_CONTAINS, TP_NEW, TP_INIT, NB_AND, NB_OR, NB_XOR, NB_SUB, INPLACE, LT, LE, EQ, NE, GT, GE, TY_NAME } from "../object";
import { release, initRef, HAS_GIL } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raiseKeyError, raiseObject, hasException } from "../errors";
import { T_SET, T_FROZENSET, T_SET_ITER, T_X_RUNTIMEERROR, T_X_KEYERROR } from "./table";
import { reprEnter, reprLeave } from "../abstract";
import { enterNative, leaveNative } from "../calls";
import { arg, method, kwRefused, keepsSlot, countCheck, positional, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { strFromLiteral } from "./intern";
import { intFromI32 } from "./int";
import { tuple1, tuple3, tupleNew } from "./tuple";
import { listNew, listAppendOwned } from "./list";
import { Builder } from "./builder";
import { DONE, advanceIndex, loadIndex, builtinNamed } from "./seqiter";
import { appendRepr } from "./dictmethods";
import { SET_TABLE, SET_HASH, setInit, plainSetNew, setSize, setAdd, setAddHash, setContains, setDiscardHash, setPop, setClear, setStep, setStepKey, setStepHash, lookupHash, tableMask, tableEntry, tableRelease } from "./set";
import { isAnySet, baseTypeOf, setUpdate, setFromIterable, setCopyBase, setIntersection, setReplace, setDifference, setDifferenceUpdate, setSymmetricDifference, setSymmetricDifferenceUpdate,
  setIsSubset, setIsSuperset, setIsDisjoint, setEquals, setHashOf } from "./setops";
import { S_iter } from "../names";

// ---- life

function set_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return emptyOf(type); }

/** An empty set of a class derived from set or frozenset. */
function emptyOf(type: usize): usize {
  if (type == T_SET || type == T_FROZENSET) return plainSetNew(type);
  const s = allocInstance(type, 0);
  if (s) setInit(s);
  return s;
}

function set_init(self: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (keepsSlot(typeOf(self), T_SET, TP_NEW) && kwRefused("set", kw)) return -1;
  const n = positional(nargs, kw);
  if (!countCheck("set", n, 0, 1)) return -1;
  if (setSize(self) != 0) setClear(self);
  return n ? setUpdate(self, arg(args, 0)) : 0;
}

function frozenset_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (keepsSlot(type, T_FROZENSET, TP_INIT) && kwRefused("frozenset", kw)) return 0;
  const n = positional(nargs, kw);
  if (!countCheck("frozenset", n, 0, 1)) return 0;
  if (type == T_FROZENSET && n == 1 && typeOf(arg(args, 0)) == T_FROZENSET) return newRef(arg(args, 0));
  return filled(type, n ? arg(args, 0) : 0);
}

/** A set of a class with the items of an iterable (0: none). */
function filled(type: usize, o: usize): usize {
  const s = emptyOf(type);
  if (s == 0 || o == 0) return s;
  if (setUpdate(s, o)) { release(s); return 0; }
  return s;
}

function set_dealloc(s: usize): void {
  if (typeOf(s) != T_SET && typeOf(s) != T_FROZENSET) clearInstanceExtras(s);
  tableRelease(load<usize>(s, SET_TABLE));
  freeObject(s, sizeOfInstance(s));
}

function set_traverse(s: usize, visitor: u32): void {
  const t = load<usize>(s, SET_TABLE);
  if (t == 0) return;
  for (let i: u32 = 0, mask = tableMask(t); i <= mask; i++) call_indirect<void>(visitor, tableEntry(t, i) + 8);
}

// ---- slots

function set_repr(s: usize): usize {
  const type = typeOf(s);
  const out = Builder.start();
  const nested = reprEnter(s);
  if (nested < 0) { Builder.abandon(out); return 0; }
  const named = type != T_SET;
  if (named || nested != 0 || setSize(s) == 0) {
    Builder.str(out, load<usize>(type, TY_NAME));
    if (nested != 0) { Builder.text(out, "(...)"); return Builder.finish(out); }
    if (setSize(s) == 0) { reprLeave(s); Builder.text(out, "()"); return Builder.finish(out); }
    Builder.char(out, 0x28);
  }
  Builder.char(out, 0x7b);
  let first = true;
  let at = setStep(s, 0);
  while (at >= 0) {
    const k = setStepKey;
    if (!first) Builder.text(out, ", ");
    first = false;
    const ok = appendRepr(out, k);
    release(k);
    if (!ok) { reprLeave(s); Builder.abandon(out); return 0; }
    at = setStep(s, at);
  }
  reprLeave(s);
  Builder.char(out, 0x7d);
  if (named) Builder.char(out, 0x29);
  return Builder.finish(out);
}

function frozenset_hash(s: usize): i64 {
  const known = load<i64>(s, SET_HASH);
  if (known != -1) return known;
  const hash = setHashOf(s);
  store<i64>(s, hash, SET_HASH);
  return hash;
}

function set_compare(a: usize, b: usize, op: i32): usize {
  if (!isAnySet(a) || !isAnySet(b)) return notImplemented();
  if (enterNative()) return 0;
  let r: i32;
  if (op == EQ || op == NE) {
    r = setEquals(a, b);
    if (r >= 0 && op == NE) r = 1 - r;
  } else if (op == LE) r = setIsSubset(a, b);
  else if (op == GE) r = setIsSubset(b, a);
  else if (op == LT) r = setSize(a) < setSize(b) ? setIsSubset(a, b) : 0;
  else r = setSize(b) < setSize(a) ? setIsSubset(b, a) : 0;
  leaveNative();
  return r < 0 ? 0 : boolOf(r == 1);
}

function set_length(s: usize): i32 { return setSize(s); }
function set_contains(s: usize, x: usize): i32 { return setContains(s, x); }

/** A copy of the class of s, as the operators `|` and the method union begin with. */
function copyOf(s: usize): usize {
  const type = typeOf(s);
  return filled(type == T_SET || type == T_FROZENSET ? type : baseTypeOf(s), s);
}

function set_or(a: usize, b: usize): usize {
  if (!isAnySet(a) || !isAnySet(b)) return notImplemented();
  const r = copyOf(a);
  if (r == 0 || a == b) return r;
  if (setUpdate(r, b)) { release(r); return 0; }
  return r;
}
function set_and(a: usize, b: usize): usize { return isAnySet(a) && isAnySet(b) ? setIntersection(a, b) : notImplemented(); }
function set_sub(a: usize, b: usize): usize { return isAnySet(a) && isAnySet(b) ? setDifference(a, b) : notImplemented(); }
function set_xor(a: usize, b: usize): usize { return isAnySet(a) && isAnySet(b) ? setSymmetricDifference(a, b) : notImplemented(); }

function set_ior(a: usize, b: usize): usize {
  if (!isAnySet(b)) return notImplemented();
  return setUpdate(a, b) ? 0 : newRef(a);
}
function set_iand(a: usize, b: usize): usize {
  if (!isAnySet(b)) return notImplemented();
  return intersectionUpdate(a, b) ? newRef(a) : 0;
}
function set_isub(a: usize, b: usize): usize {
  if (!isAnySet(b)) return notImplemented();
  return setDifferenceUpdate(a, b) ? 0 : newRef(a);
}
function set_ixor(a: usize, b: usize): usize {
  if (!isAnySet(b)) return notImplemented();
  return setSymmetricDifferenceUpdate(a, b) ? 0 : newRef(a);
}

function intersectionUpdate(s: usize, o: usize): bool {
  const both = setIntersection(s, o);
  if (both == 0) return false;
  setReplace(s, both);
  return true;
}

// ---- methods

function set_add(self: usize, args: usize, nargs: i32, kw: usize): usize { return setAdd(self, arg(args, 0)) ? 0 : none(); }

function set_discard(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const hash = lookupHash(arg(args, 0));
  if (hash == -1 || setDiscardHash(self, arg(args, 0), hash) < 0) return 0;
  return none();
}

function set_remove(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const hash = lookupHash(arg(args, 0));
  if (hash == -1) return 0;
  const r = setDiscardHash(self, arg(args, 0), hash);
  if (r < 0) return 0;
  return r ? none() : raiseKeyError(arg(args, 0));
}

function set_pop(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const k = setPop(self);
  return k ? k : raiseObject(T_X_KEYERROR, strFromLiteral("pop from an empty set"));
}

function set_clear(self: usize, args: usize, nargs: i32, kw: usize): usize { setClear(self); return none(); }
function set_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return copyOf(self); }
function frozenset_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return typeOf(self) == T_FROZENSET ? newRef(self) : set_copy(self, args, nargs, kw); }

function set_update(self: usize, args: usize, nargs: i32, kw: usize): usize {
  for (let i = 0; i < nargs; i++) if (setUpdate(self, arg(args, i))) return 0;
  return none();
}

function set_union(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const r = copyOf(self);
  if (r == 0) return 0;
  for (let i = 0; i < nargs; i++) if (arg(args, i) != self && setUpdate(r, arg(args, i))) { release(r); return 0; }
  return r;
}

function set_intersection(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) return set_copy(self, args, nargs, kw);
  let r = newRef(self);
  for (let i = 0; i < nargs; i++) {
    const next = setIntersection(r, arg(args, i));
    release(r);
    if (next == 0) return 0;
    r = next;
  }
  return r;
}

function set_intersection_update(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const r = set_intersection(self, args, nargs, kw);
  if (r == 0) return 0;
  if (r == self) release(r);
  else setReplace(self, r);
  return none();
}

function set_difference(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) return set_copy(self, args, nargs, kw);
  const r = setDifference(self, arg(args, 0));
  if (r == 0) return 0;
  for (let i = 1; i < nargs; i++) if (setDifferenceUpdate(r, arg(args, i))) { release(r); return 0; }
  return r;
}

function set_difference_update(self: usize, args: usize, nargs: i32, kw: usize): usize {
  for (let i = 0; i < nargs; i++) if (setDifferenceUpdate(self, arg(args, i))) return 0;
  return none();
}

function set_symmetric_difference(self: usize, args: usize, nargs: i32, kw: usize): usize { return setSymmetricDifference(self, arg(args, 0)); }
function set_symmetric_difference_update(self: usize, args: usize, nargs: i32, kw: usize): usize { return setSymmetricDifferenceUpdate(self, arg(args, 0)) ? 0 : none(); }

@inline function truth(r: i32): usize { return r < 0 ? 0 : boolOf(r == 1); }
function set_issubset(self: usize, args: usize, nargs: i32, kw: usize): usize { return truth(setIsSubset(self, arg(args, 0))); }
function set_issuperset(self: usize, args: usize, nargs: i32, kw: usize): usize { return truth(setIsSuperset(self, arg(args, 0))); }
function set_isdisjoint(self: usize, args: usize, nargs: i32, kw: usize): usize { return truth(setIsDisjoint(self, arg(args, 0))); }

/** The items in a new list. */
function itemsList(s: usize): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  let at = setStep(s, 0);
  while (at >= 0) {
    if (listAppendOwned(l, setStepKey)) { release(l); return 0; }
    at = setStep(s, at);
  }
  return l;
}

function set_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const l = itemsList(self);
  if (l == 0) return 0;
  const made = tuple1(l);
  release(l);
  if (made == 0) return 0;
  const nothing = none();
  const r = tuple3(typeOf(self), made, nothing);
  release(nothing);
  release(made);
  return r;
}

// ---- iterator

const ITER_BYTES: u32 = 32;
const CHANGED: u32 = 0xffffffff;

function set_iter(s: usize): usize {
  const it = allocObject(T_SET_ITER, ITER_BYTES);
  if (it == 0) return noMemory();
  const n = setSize(s);
  store<u32>(it, 0, 16);
  initRef(it, it + 20, newRef(s));
  store<u32>(it, n, 24);
  store<i32>(it, n, 28);
  return it;
}
function iter_dealloc(it: usize): void { release(load<usize>(it, 20)); freeObject(it, ITER_BYTES); }
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + 20); }
function iter_self(it: usize): usize { return newRef(it); }

function iter_next(it: usize): usize {
  const s = load<usize>(it, 20);
  while (true) {
    const i = loadIndex(it + 16);
    if (i == DONE) return 0;
    if (load<u32>(it, 24) != <u32>setSize(s)) {
      store<u32>(it, CHANGED, 24);
      return raise(T_X_RUNTIMEERROR, "Set changed size during iteration");
    }
    const to = setStep(s, i);
    if (to < 0) {
      if (advanceIndex(it + 16, i, DONE)) return 0;
      continue;
    }
    const k = setStepKey;
    if (!advanceIndex(it + 16, i, to)) { release(k); continue; }
    if (HAS_GIL) store<i32>(it, load<i32>(it, 28) - 1, 28); else atomic.sub<i32>(it + 28, 1);
    return k;
  }
}

function iter_length_hint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = load<usize>(self, 20);
  const valid = loadIndex(self + 16) != DONE && load<u32>(self, 24) == <u32>setSize(s);
  return intFromI32(valid ? max<i32>(load<i32>(self, 28), 0) : 0);
}

function iter_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  let at = loadIndex(self + 16) == DONE ? -1 : setStep(load<usize>(self, 20), loadIndex(self + 16));
  while (at >= 0) {
    if (listAppendOwned(l, setStepKey)) { release(l); return 0; }
    at = setStep(load<usize>(self, 20), at);
  }
  const maker = builtinNamed(S_iter);
  const made = tuple1(l);
  release(l);
  let r: usize = 0;
  if (maker && made) {
    r = tupleNew(2);
    if (r) {
      initRef(r, r + 20, newRef(maker));
      initRef(r, r + 24, newRef(made));
    }
  }
  if (maker) release(maker);
  if (made) release(made);
  return r;
}

// ---- registration

function initCommon(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(set_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(set_traverse));
  setSlot(type, TP_REPR, fnUnary(set_repr));
  setSlot(type, TP_RICHCOMPARE, fnCompare(set_compare));
  setSlot(type, TP_ITER, fnUnary(set_iter));
  setSlot(type, TP_LENGTH, fnInt(set_length));
  setSlot(type, TP_CONTAINS, fnInt2(set_contains));
  setSlot(type, NB_OR, fnBinary(set_or));
  setSlot(type, NB_AND, fnBinary(set_and));
  setSlot(type, NB_SUB, fnBinary(set_sub));
  setSlot(type, NB_XOR, fnBinary(set_xor));
  method(type, "union", fnNative(set_union), 0, -1);
  method(type, "intersection", fnNative(set_intersection), 0, -1);
  method(type, "difference", fnNative(set_difference), 0, -1);
  method(type, "symmetric_difference", fnNative(set_symmetric_difference), 1, 1);
  method(type, "issubset", fnNative(set_issubset), 1, 1);
  method(type, "issuperset", fnNative(set_issuperset), 1, 1);
  method(type, "isdisjoint", fnNative(set_isdisjoint), 1, 1);
  method(type, "__reduce__", fnNative(set_reduce), 0, 0);
}

export function initSet(): void {
  initCommon(T_SET);
  setSlot(T_SET, TP_NEW, fnNative(set_new));
  setSlot(T_SET, TP_INIT, fnInit(set_init));
  setSlot(T_SET, NB_OR + INPLACE, fnBinary(set_ior));
  setSlot(T_SET, NB_AND + INPLACE, fnBinary(set_iand));
  setSlot(T_SET, NB_SUB + INPLACE, fnBinary(set_isub));
  setSlot(T_SET, NB_XOR + INPLACE, fnBinary(set_ixor));
  method(T_SET, "add", fnNative(set_add), 1, 1);
  method(T_SET, "discard", fnNative(set_discard), 1, 1);
  method(T_SET, "remove", fnNative(set_remove), 1, 1);
  method(T_SET, "pop", fnNative(set_pop), 0, 0);
  method(T_SET, "clear", fnNative(set_clear), 0, 0);
  method(T_SET, "copy", fnNative(set_copy), 0, 0);
  method(T_SET, "update", fnNative(set_update), 0, -1);
  method(T_SET, "intersection_update", fnNative(set_intersection_update), 0, -1);
  method(T_SET, "difference_update", fnNative(set_difference_update), 0, -1);
  method(T_SET, "symmetric_difference_update", fnNative(set_symmetric_difference_update), 1, 1);
  initCommon(T_FROZENSET);
  setSlot(T_FROZENSET, TP_NEW, fnNative(frozenset_new));
  setSlot(T_FROZENSET, TP_HASH, fnHash(frozenset_hash));
  method(T_FROZENSET, "copy", fnNative(frozenset_copy), 0, 0);
  setSlot(T_SET_ITER, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(T_SET_ITER, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(T_SET_ITER, TP_ITER, fnUnary(iter_self));
  setSlot(T_SET_ITER, TP_NEXT, fnUnary(iter_next));
  method(T_SET_ITER, "__length_hint__", fnNative(iter_length_hint), 0, 0);
  method(T_SET_ITER, "__reduce__", fnNative(iter_reduce), 0, 0);
}
