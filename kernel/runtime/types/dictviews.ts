/**
 * dict: the views keys(), values(), items() and the iterators.
 *
 *     view:      16 ref dict
 *     iterator:  16 u32 position or DONE, 20 ref dict, 24 u32 size when it began, 28 i32 items left, 32 kind
 *
 * An iterator that several threads share gives each item to one of them: the position advances by compare-and-swap.
 */
import { typeOf, isDict, newRef, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnCompare, fnTraverse, fnNative, TY_NAME,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_RICHCOMPARE, TP_ITER, TP_NEXT, TP_LENGTH, TP_CONTAINS, NB_AND, NB_OR, NB_XOR, NB_SUB, LT, LE, EQ, NE, GT, GE } from "../object";
import { release, initRef, HAS_GIL } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import { T_SET, T_DICT_KEYS, T_DICT_VALUES, T_DICT_ITEMS, T_DICT_KEYITER, T_DICT_VALUEITER, T_DICT_ITEMITER, T_DICT_REVERSE_KEYITER, T_X_RUNTIMEERROR } from "./table";
import { getIter, iterNext, contains, richCompareBool, lengthOf, reprEnter, reprLeave } from "../abstract";
import { arg, method, getset } from "../natives";
import { intFromI32 } from "./int";
import { tuple1, tuple2, tupleSize, tupleItem } from "./tuple";
import { isTuple } from "../object";
import { listNew, listAppendOwned } from "./list";
import { Builder } from "./builder";
import { DONE, advanceIndex, loadIndex, builtinNamed } from "./seqiter";
import { appendRepr } from "./dictmethods";
import { dictSize, dictGet, dictContains, dictStep, dictStepBack, stepKey, stepValue, WANT_KEY, WANT_VALUE, WANT_BOTH } from "./dict";
import { setFromIterable, setDifferenceUpdate, setSymmetricDifferenceUpdate, setUpdate, isAnySet } from "./setops";
import { setNew, setAdd } from "./set";
import { proxyNew } from "./mappingproxy";
import { S_iter } from "../names";

export const VIEW_KEYS: i32 = 0;
export const VIEW_VALUES: i32 = 1;
export const VIEW_ITEMS: i32 = 2;
const VIEW_BYTES: u32 = 24;
const ITER_BYTES: u32 = 40;
const DICT: usize = 16;
const POSITION: usize = 16;
const IT_DICT: usize = 20;
const SIZE: usize = 24;
const LEFT: usize = 28;
const KIND: usize = 32;
const CHANGED: u32 = 0xffffffff;

export function dictViewNew(d: usize, kind: i32): usize {
  const v = allocObject(kind == VIEW_KEYS ? T_DICT_KEYS : kind == VIEW_VALUES ? T_DICT_VALUES : T_DICT_ITEMS, VIEW_BYTES);
  if (v == 0) return noMemory();
  initRef(v, v + DICT, newRef(d));
  return v;
}
@inline function dictOf(view: usize): usize { return load<usize>(view, DICT); }
function kindOf(view: usize): i32 {
  const t = typeOf(view);
  return t == T_DICT_KEYS ? VIEW_KEYS : t == T_DICT_VALUES ? VIEW_VALUES : VIEW_ITEMS;
}
function isSetView(o: usize): bool { const t = typeOf(o); return t == T_DICT_KEYS || t == T_DICT_ITEMS; }

// ---- iterators

function iteratorNew(type: usize, d: usize, kind: i32, position: u32): usize {
  const it = allocObject(type, ITER_BYTES);
  if (it == 0) return noMemory();
  const n = dictSize(d);
  store<u32>(it, position, POSITION);
  initRef(it, it + IT_DICT, newRef(d));
  store<u32>(it, n, SIZE);
  store<i32>(it, n, LEFT);
  store<i32>(it, kind, KIND);
  return it;
}
export function dictIterNew(d: usize, kind: i32): usize {
  return iteratorNew(kind == VIEW_KEYS ? T_DICT_KEYITER : kind == VIEW_VALUES ? T_DICT_VALUEITER : T_DICT_ITEMITER, d, kind, 0);
}
/** The position of an iterator from the end that has not begun. */
const FROM_END: u32 = 0x7fffffff;
export function dictReverseIterNew(d: usize, kind: i32): usize { return iteratorNew(T_DICT_REVERSE_KEYITER, d, kind, FROM_END); }

function iter_dealloc(it: usize): void { release(load<usize>(it, IT_DICT)); freeObject(it, ITER_BYTES); }
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + IT_DICT); }
function iter_self(it: usize): usize { return newRef(it); }

@inline function wantOf(kind: i32): i32 { return kind == VIEW_KEYS ? WANT_KEY : kind == VIEW_VALUES ? WANT_VALUE : WANT_BOTH; }

/** What a step found, as the iterator's kind gives it; consumes the references. */
function itemOf(kind: i32, k: usize, v: usize): usize {
  if (kind == VIEW_KEYS) return k;
  if (kind == VIEW_VALUES) return v;
  const t = tuple2(k, v);
  release(k);
  release(v);
  return t;
}

export function dictIterNext(it: usize): usize {
  const d = load<usize>(it, IT_DICT), kind = load<i32>(it, KIND), want = wantOf(kind);
  const backwards = typeOf(it) == T_DICT_REVERSE_KEYITER;
  while (true) {
    const i = loadIndex(it + POSITION);
    if (i == DONE) return 0;
    if (load<u32>(it, SIZE) != <u32>dictSize(d)) {
      store<u32>(it, CHANGED, SIZE);
      return raise(T_X_RUNTIMEERROR, "dictionary changed size during iteration");
    }
    const to = backwards ? dictStepBack(d, i, want) : dictStep(d, i, want);
    const end = backwards ? -2 : -1;
    if (to == end) {
      if (advanceIndex(it + POSITION, i, DONE)) return 0;
      continue;
    }
    const k = want & WANT_KEY ? stepKey : 0, v = want & WANT_VALUE ? stepValue : 0;
    // Position -1, before the first entry, is DONE.
    if (!advanceIndex(it + POSITION, i, <u32>to)) {
      if (k) release(k);
      if (v) release(v);
      continue;
    }
    const left = HAS_GIL ? load<i32>(it, LEFT) : atomic.sub<i32>(it + LEFT, 1);
    if (HAS_GIL) store<i32>(it, left - 1, LEFT);
    if (left <= 0) {
      if (k) release(k);
      if (v) release(v);
      store<u32>(it, DONE, POSITION);
      return raise(T_X_RUNTIMEERROR, "dictionary keys changed during iteration");
    }
    return itemOf(kind, k, v);
  }
}

function iter_length_hint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const valid = loadIndex(self + POSITION) != DONE && load<u32>(self, SIZE) == <u32>dictSize(load<usize>(self, IT_DICT));
  return intFromI32(valid ? max<i32>(load<i32>(self, LEFT), 0) : 0);
}

/** (iter, ([what is left],)) */
function iter_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const copy = iteratorNew(typeOf(self), load<usize>(self, IT_DICT), load<i32>(self, KIND), loadIndex(self + POSITION));
  if (copy == 0) return 0;
  store<u32>(copy, load<u32>(self, SIZE), SIZE);
  store<i32>(copy, load<i32>(self, LEFT), LEFT);
  const l = listNew(0);
  let ok = l != 0;
  while (ok) {
    const x = dictIterNext(copy);
    if (x == 0) { ok = !hasException(); break; }
    ok = listAppendOwned(l, x) == 0;
  }
  release(copy);
  if (!ok) { if (l) release(l); return 0; }
  const maker = builtinNamed(S_iter), made = tuple1(l);
  release(l);
  const r = maker && made ? tuple2(maker, made) : 0;
  if (maker) release(maker);
  if (made) release(made);
  return r;
}

// ---- views

function view_dealloc(v: usize): void { release(dictOf(v)); freeObject(v, VIEW_BYTES); }
function view_traverse(v: usize, visitor: u32): void { call_indirect<void>(visitor, v + DICT); }
function view_length(v: usize): i32 { return dictSize(dictOf(v)); }
function view_iter(v: usize): usize { return dictIterNew(dictOf(v), kindOf(v)); }
function view_reversed(self: usize, args: usize, nargs: i32, kw: usize): usize { return dictReverseIterNew(dictOf(self), kindOf(self)); }
function view_mapping(v: usize): usize { return proxyNew(dictOf(v)); }

function view_repr(v: usize): usize {
  const d = dictOf(v), kind = kindOf(v);
  const out = Builder.start();
  const nested = reprEnter(v);
  if (nested != 0) {
    if (nested < 0) { Builder.abandon(out); return 0; }
    Builder.text(out, "...");
    return Builder.finish(out);
  }
  Builder.str(out, load<usize>(typeOf(v), TY_NAME));
  Builder.text(out, "([");
  let first = true;
  let at = dictStep(d, 0, wantOf(kind));
  while (at >= 0) {
    const x = itemOf(kind, stepKey, stepValue);
    if (!first) Builder.text(out, ", ");
    first = false;
    const ok = x != 0 && appendRepr(out, x);
    if (x) release(x);
    if (!ok) { reprLeave(v); Builder.abandon(out); return 0; }
    at = dictStep(d, at, wantOf(kind));
  }
  reprLeave(v);
  Builder.text(out, "])");
  return Builder.finish(out);
}

function keys_contains(v: usize, x: usize): i32 { return dictContains(dictOf(v), x); }

function items_contains(v: usize, x: usize): i32 {
  if (!isTuple(x) || tupleSize(x) != 2) return 0;
  const found = dictGet(dictOf(v), tupleItem(x, 0));
  if (found == 0) return hasException() ? -1 : 0;
  const same = richCompareBool(found, tupleItem(x, 1), EQ);
  release(found);
  return same;
}

/** Whether everything in a is in b: 1, 0, -1. */
function containedIn(a: usize, b: usize): i32 {
  const it = getIter(a);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const r = contains(b, x);
    release(x);
    if (r <= 0) { release(it); return r; }
  }
  release(it);
  return hasException() ? -1 : 1;
}

function view_compare(a: usize, b: usize, op: i32): usize {
  if (!isAnySet(b) && !isSetView(b)) return notImplemented();
  const n = dictSize(dictOf(a)), m = lengthOf(b);
  if (m < 0) return 0;
  let r = 0;
  switch (op) {
    case EQ: case NE:
      if (n == m) r = containedIn(a, b);
      if (op == NE && r >= 0) r = 1 - r;
      break;
    case LT: if (n < m) r = containedIn(a, b); break;
    case LE: if (n <= m) r = containedIn(a, b); break;
    case GT: if (n > m) r = containedIn(b, a); break;
    default: if (n >= m) r = containedIn(b, a); break;
  }
  return r < 0 ? 0 : boolOf(r == 1);
}

function view_and(a: usize, b: usize): usize {
  if (!isSetView(a)) {
    if (!isSetView(b)) return notImplemented();
    const t = a; a = b; b = t;
  }
  // The smaller of two views is walked.
  if (isSetView(b) && dictSize(dictOf(b)) > dictSize(dictOf(a))) { const t = a; a = b; b = t; }
  const result = setNew();
  if (result == 0) return 0;
  const it = getIter(b);
  if (it == 0) { release(result); return 0; }
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    let r = typeOf(a) == T_DICT_KEYS ? keys_contains(a, x) : items_contains(a, x);
    if (r > 0) r = setAdd(result, x);
    release(x);
    if (r < 0) { release(it); release(result); return 0; }
  }
  release(it);
  if (hasException()) { release(result); return 0; }
  return result;
}

function view_or(a: usize, b: usize): usize {
  const r = setFromIterable(T_SET, a);
  if (r == 0) return 0;
  if (setUpdate(r, b)) { release(r); return 0; }
  return r;
}
function view_sub(a: usize, b: usize): usize {
  const r = setFromIterable(T_SET, a);
  if (r == 0) return 0;
  if (setDifferenceUpdate(r, b)) { release(r); return 0; }
  return r;
}
function view_xor(a: usize, b: usize): usize {
  const r = setFromIterable(T_SET, a);
  if (r == 0) return 0;
  if (setSymmetricDifferenceUpdate(r, b)) { release(r); return 0; }
  return r;
}

function view_isdisjoint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const other = arg(args, 0);
  if (other == self) return boolOf(dictSize(dictOf(self)) == 0);
  const it = getIter(other);
  if (it == 0) return 0;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const r = contains(self, x);
    release(x);
    if (r != 0) { release(it); return r < 0 ? 0 : boolOf(false); }
  }
  release(it);
  return hasException() ? 0 : boolOf(true);
}

// ---- registration

function initIterator(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(type, TP_ITER, fnUnary(iter_self));
  setSlot(type, TP_NEXT, fnUnary(dictIterNext));
  method(type, "__length_hint__", fnNative(iter_length_hint), 0, 0);
  method(type, "__reduce__", fnNative(iter_reduce), 0, 0);
}

function initView(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(view_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(view_traverse));
  setSlot(type, TP_REPR, fnUnary(view_repr));
  setSlot(type, TP_ITER, fnUnary(view_iter));
  setSlot(type, TP_LENGTH, fnInt(view_length));
  method(type, "__reversed__", fnNative(view_reversed), 0, 0);
  getset(type, "mapping", fnUnary(view_mapping), 0);
}

function initSetView(type: usize, containsIndex: u32): void {
  setSlot(type, TP_CONTAINS, containsIndex);
  setSlot(type, TP_RICHCOMPARE, fnCompare(view_compare));
  setSlot(type, NB_AND, fnBinary(view_and));
  setSlot(type, NB_OR, fnBinary(view_or));
  setSlot(type, NB_SUB, fnBinary(view_sub));
  setSlot(type, NB_XOR, fnBinary(view_xor));
  method(type, "isdisjoint", fnNative(view_isdisjoint), 1, 1);
}

export function initDictViews(): void {
  initIterator(T_DICT_KEYITER);
  initIterator(T_DICT_VALUEITER);
  initIterator(T_DICT_ITEMITER);
  initIterator(T_DICT_REVERSE_KEYITER);
  initView(T_DICT_KEYS);
  initView(T_DICT_VALUES);
  initView(T_DICT_ITEMS);
  initSetView(T_DICT_KEYS, fnInt2(keys_contains));
  initSetView(T_DICT_ITEMS, fnInt2(items_contains));
}
