/**
 * Iterators that wrap others: over objects with __getitem__, over calls with a sentinel, enumerate, zip, map, filter and
 * reversed. Each may be shared by threads; what changes in them is one word, advanced by compare-and-swap, and no lock is
 * held while the wrapped iterator runs.
 *
 *     index iterators (__getitem__, reversed):  16 u32 index or DONE, 20 ref sequence
 *     call iterator:   16 u32 1 when exhausted, 20 ref callable, 24 ref sentinel
 *     enumerate:       16 i64 next number, 24 ref iterator, 28 ref number past 64 bits or 0
 *     zip, map:        16 ref tuple of iterators, 20 ref function (map), 20 u32 strict (zip)
 *     filter:          16 ref function, 20 ref iterator
 */
import { NONE } from "../layout";
import { typeOf, newRef, none, setSlot, slotOf, fnUnary, fnVoid, fnTraverse, fnNative, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, TP_NEW, TP_LENGTH, TP_GETITEM, EQ, NB_ADD } from "../object";
import { retain, release, initRef, HAS_GIL } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { raise, raisef, hasException, clearIf, clearException, pendingMatches } from "../errors";
import { T_SEQ_ITER, T_CALL_ITER, T_ENUMERATE, T_ZIP, T_MAP, T_FILTER, T_REVERSED, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR, T_X_STOPITERATION } from "./table";
import { getIter, iterNext, getItem, lengthOf, isTrue, richCompareBool, asIndexObject, binaryOp, lookupSpecial } from "../abstract";
import { call0, call1, callArgs } from "../calls";
import { arg, method, kwArg, positional, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { intFromI32, intFromI64, intAsI64, intOverflow } from "./int";
import { tupleNew, tupleInit, tupleItem, tupleSize, tupleSlot, tuple1, tuple2, tuple3 } from "./tuple";
import { DONE, advanceIndex, loadIndex, indexIterNew } from "./seqiter";
import { strEquals } from "./str";
import { S___reversed__, S_strict, S_iterable, S_start } from "../names";

function iter_self(it: usize): usize { return newRef(it); }

// ---- objects with __getitem__

const SEQ: usize = 20;

export function seqIterNew(o: usize): usize { return indexIterNew(T_SEQ_ITER, o, 0); }

function seq_dealloc(it: usize): void {
  if (typeOf(it) != T_SEQ_ITER && typeOf(it) != T_REVERSED) clearInstanceExtras(it);
  release(load<usize>(it, SEQ));
  freeObject(it, sizeOfInstance(it));
}
function seq_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + SEQ); }

/** o[i]: new; 0 without an exception past the end. */
function itemAt(o: usize, i: i32): usize {
  const index = intFromI32(i);
  if (index == 0) return 0;
  const v = getItem(o, index);
  release(index);
  if (v == 0 && (pendingMatches(T_X_INDEXERROR) || pendingMatches(T_X_STOPITERATION))) clearException();
  return v;
}

function seq_next(it: usize): usize {
  const o = load<usize>(it, SEQ);
  while (true) {
    const i = loadIndex(it + 16);
    if (i == DONE) return 0;
    // The index is taken before __getitem__ runs: another thread gets the next one.
    if (!advanceIndex(it + 16, i, i + 1)) continue;
    const v = itemAt(o, <i32>i);
    if (v == 0 && !hasException()) storeIndex(it + 16, DONE);
    return v;
  }
}
function storeIndex(at: usize, v: u32): void { if (HAS_GIL) store<u32>(at, v); else atomic.store<u32>(at, v); }

function seq_length_hint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = loadIndex(self + 16), o = load<usize>(self, SEQ);
  if (i == DONE) return intFromI32(0);
  if (slotOf(o, TP_LENGTH) == 0) return intFromI32(0);
  const n = lengthOf(o);
  if (n < 0) return 0;
  if (typeOf(self) == T_REVERSED) return intFromI32(<i32>i < n ? <i32>i + 1 : 0);
  return intFromI32(max<i32>(n - <i32>i, 0));
}

// ---- reversed

function reversed_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) != 1) return raisef(T_X_TYPEERROR, "reversed expected 1 argument, got %d", positional(nargs, kw));
  const o = arg(args, 0);
  const special = lookupSpecial(o, load<usize>(S___reversed__));
  if (special) {
    if (special == NONE) { release(special); return raisef(T_X_TYPEERROR, "'%t' object is not reversible", o); }
    const r = call0(special);
    release(special);
    return r;
  }
  if (hasException()) return 0;
  if (slotOf(o, TP_GETITEM) == 0 || slotOf(o, TP_LENGTH) == 0) return raisef(T_X_TYPEERROR, "'%t' object is not reversible", o);
  const n = lengthOf(o);
  if (n < 0) return 0;
  const it = allocInstance(type, 0);
  if (it == 0) return 0;
  store<u32>(it, n - 1, 16);
  initRef(it, it + SEQ, newRef(o));
  return it;
}

function reversed_next(it: usize): usize {
  const o = load<usize>(it, SEQ);
  while (true) {
    const i = loadIndex(it + 16);
    if (i == DONE) return 0;
    if (!advanceIndex(it + 16, i, i - 1)) continue; // before item 0 comes DONE
    const v = itemAt(o, <i32>i);
    if (v == 0) storeIndex(it + 16, DONE);
    return v;
  }
}

// ---- iter(callable, sentinel)

export function callIterNew(callable: usize, sentinel: usize): usize {
  const it = allocInstance(T_CALL_ITER, 0);
  if (it == 0) return 0;
  store<u32>(it, 0, 16);
  initRef(it, it + 20, newRef(callable));
  initRef(it, it + 24, newRef(sentinel));
  return it;
}
function call_dealloc(it: usize): void {
  release(load<usize>(it, 20));
  release(load<usize>(it, 24));
  freeObject(it, sizeOfInstance(it));
}
function call_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + 20); call_indirect<void>(visitor, it + 24); }
function call_next(it: usize): usize {
  if (loadIndex(it + 16)) return 0;
  const v = call0(load<usize>(it, 20));
  if (v == 0) {
    if (pendingMatches(T_X_STOPITERATION)) { clearException(); storeIndex(it + 16, 1); }
    return 0;
  }
  const last = richCompareBool(load<usize>(it, 24), v, EQ);
  if (last == 0) return v;
  release(v);
  if (last > 0) storeIndex(it + 16, 1);
  return 0;
}

// ---- enumerate

const E_NEXT: usize = 16;
const E_ITER: usize = 24;
const E_BIG: usize = 28;

function enumerate_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  const names = kw ? tupleSize(kw) : 0;
  if (n > 2) return raisef(T_X_TYPEERROR, "enumerate() takes at most 2 arguments (%d given)", n + names);
  let o: usize = n > 0 ? arg(args, 0) : 0, start: usize = n > 1 ? arg(args, 1) : 0;
  for (let i = 0; i < names; i++) {
    const k = tupleItem(kw, i);
    if (o == 0 && strEquals(k, load<usize>(S_iterable))) o = arg(args, n + i);
    else if (start == 0 && strEquals(k, load<usize>(S_start))) start = arg(args, n + i);
    else return raisef(T_X_TYPEERROR, "'%s' is an invalid keyword argument for enumerate()", k);
  }
  if (o == 0) return raise(T_X_TYPEERROR, "enumerate() missing required argument 'iterable' (pos 1)");
  let first: i64 = 0, big: usize = 0;
  if (start) {
    const i = asIndexObject(start);
    if (i == 0) return 0;
    first = intAsI64(i);
    if (intOverflow()) big = i; else release(i);
  }
  const it = getIter(o);
  if (it == 0) { if (big) release(big); return 0; }
  const e = allocInstance(type, 0);
  if (e == 0) { release(it); if (big) release(big); return 0; }
  store<i64>(e, big ? 0 : first, E_NEXT);
  initRef(e, e + E_ITER, it);
  store<usize>(e, big, E_BIG);
  return e;
}
function enumerate_dealloc(e: usize): void {
  if (typeOf(e) != T_ENUMERATE) clearInstanceExtras(e);
  release(load<usize>(e, E_ITER));
  if (load<usize>(e, E_BIG)) release(load<usize>(e, E_BIG));
  freeObject(e, sizeOfInstance(e));
}
function enumerate_traverse(e: usize, visitor: u32): void { call_indirect<void>(visitor, e + E_ITER); }
function enumerate_next(e: usize): usize {
  const v = iterNext(load<usize>(e, E_ITER));
  if (v == 0) return 0;
  let n: i64;
  if (HAS_GIL) { n = load<i64>(e, E_NEXT); store<i64>(e, n + 1, E_NEXT); } else n = atomic.add<i64>(e + E_NEXT, 1);
  let number = intFromI64(n);
  const base = load<usize>(e, E_BIG);
  if (base && number) {
    const sum = binaryOp(base, number, NB_ADD);
    release(number);
    number = sum;
  }
  const t = number ? tupleNew(2) : 0;
  if (t == 0) { release(v); if (number) release(number); return 0; }
  tupleInit(t, 0, number);
  tupleInit(t, 1, v);
  return t;
}

// ---- zip and map

const Z_ITERS: usize = 16;
const Z_STRICT: usize = 20;
const M_FUNC: usize = 20;

/** Iterators of n objects, in a tuple. */
export function itersOf(args: usize, n: i32): usize {
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const it = getIter(arg(args, i));
    if (it == 0) { release(t); return 0; }
    tupleInit(t, i, it);
  }
  return t;
}

function zip_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  let strict = 0;
  const n = positional(nargs, kw);
  if (n != nargs) {
    const flag = kwArg(args, nargs, kw, S_strict);
    if (flag == 0 || nargs - n > 1) return raise(T_X_TYPEERROR, "zip() got an unexpected keyword argument");
    strict = isTrue(flag);
    if (strict < 0) return 0;
  }
  const iters = tupleNew(n);
  if (iters == 0) return 0;
  for (let i = 0; i < n; i++) {
    const it = getIter(arg(args, i));
    if (it == 0) {
      if (pendingMatches(T_X_TYPEERROR) && slotOf(arg(args, i), TP_ITER) == 0) { clearException(); raisef(T_X_TYPEERROR, "'%t' object is not iterable", arg(args, i)); }
      release(iters);
      return 0;
    }
    tupleInit(iters, i, it);
  }
  const z = allocInstance(type, 0);
  if (z == 0) { release(iters); return 0; }
  initRef(z, z + Z_ITERS, iters);
  store<u32>(z, strict, Z_STRICT);
  return z;
}
function zip_dealloc(z: usize): void {
  if (typeOf(z) != T_ZIP) clearInstanceExtras(z);
  release(load<usize>(z, Z_ITERS));
  freeObject(z, sizeOfInstance(z));
}
function zip_traverse(z: usize, visitor: u32): void { call_indirect<void>(visitor, z + Z_ITERS); }

function zip_next(z: usize): usize {
  const iters = load<usize>(z, Z_ITERS), n = tupleSize(iters);
  if (n == 0) return 0;
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const v = iterNext(tupleItem(iters, i));
    if (v == 0) {
      release(t);
      if (!hasException() && load<u32>(z, Z_STRICT)) checkStrict(iters, n, i);
      return 0;
    }
    tupleInit(t, i, v);
  }
  return t;
}

/** zip(strict=True): argument i has ended; unless it is the first and all others end as well, that is an error. */
function checkStrict(iters: usize, n: i32, i: i32): void {
  if (i != 0) {
    if (i == 1) raise(T_X_VALUEERROR, "zip() argument 2 is shorter than argument 1");
    else raisef(T_X_VALUEERROR, "zip() argument %d is shorter than arguments 1-%d", i + 1, i);
    return;
  }
  for (let k = 1; k < n; k++) {
    const v = iterNext(tupleItem(iters, k));
    if (v) {
      release(v);
      if (k == 1) raise(T_X_VALUEERROR, "zip() argument 2 is longer than argument 1");
      else raisef(T_X_VALUEERROR, "zip() argument %d is longer than arguments 1-%d", k + 1, k);
      return;
    }
    if (hasException()) return;
  }
}

function map_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  if (type == T_MAP && n != nargs) return raise(T_X_TYPEERROR, "map() takes no keyword arguments");
  if (n < 2) return raise(T_X_TYPEERROR, "map() must have at least two arguments.");
  const iters = itersOf(args + 4, n - 1);
  if (iters == 0) return 0;
  const m = allocInstance(type, 0);
  if (m == 0) { release(iters); return 0; }
  initRef(m, m + Z_ITERS, iters);
  initRef(m, m + M_FUNC, newRef(arg(args, 0)));
  return m;
}
function map_dealloc(m: usize): void {
  if (typeOf(m) != T_MAP) clearInstanceExtras(m);
  release(load<usize>(m, Z_ITERS));
  release(load<usize>(m, M_FUNC));
  freeObject(m, sizeOfInstance(m));
}
function map_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + Z_ITERS); call_indirect<void>(visitor, m + M_FUNC); }
function map_next(m: usize): usize {
  const iters = load<usize>(m, Z_ITERS), n = tupleSize(iters);
  if (n == 1) {
    const x = iterNext(tupleItem(iters, 0));
    if (x == 0) return 0;
    const r = call1(load<usize>(m, M_FUNC), x);
    release(x);
    return r;
  }
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const v = iterNext(tupleItem(iters, i));
    if (v == 0) { release(t); return 0; }
    tupleInit(t, i, v);
  }
  const r = callArgs(load<usize>(m, M_FUNC), tupleSlot(t, 0), n, 0);
  release(t);
  return r;
}
function map_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const iters = load<usize>(self, Z_ITERS), n = tupleSize(iters);
  const t = tupleNew(n + 1);
  if (t == 0) return 0;
  tupleInit(t, 0, newRef(load<usize>(self, M_FUNC)));
  for (let i = 0; i < n; i++) tupleInit(t, i + 1, newRef(tupleItem(iters, i)));
  const r = tuple2(typeOf(self), t);
  release(t);
  return r;
}
function zip_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize { return tuple2(typeOf(self), load<usize>(self, Z_ITERS)); }

// ---- filter

function filter_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_FILTER && positional(nargs, kw) != nargs) return raise(T_X_TYPEERROR, "filter() takes no keyword arguments");
  if (positional(nargs, kw) != 2) return raisef(T_X_TYPEERROR, "filter expected 2 arguments, got %d", positional(nargs, kw));
  const it = getIter(arg(args, 1));
  if (it == 0) return 0;
  const f = allocInstance(type, 0);
  if (f == 0) { release(it); return 0; }
  initRef(f, f + 16, newRef(arg(args, 0)));
  initRef(f, f + 20, it);
  return f;
}
function filter_dealloc(f: usize): void {
  if (typeOf(f) != T_FILTER) clearInstanceExtras(f);
  release(load<usize>(f, 16));
  release(load<usize>(f, 20));
  freeObject(f, sizeOfInstance(f));
}
function filter_traverse(f: usize, visitor: u32): void { call_indirect<void>(visitor, f + 16); call_indirect<void>(visitor, f + 20); }

/** Whether a predicate (None: the value itself) holds of x: 1, 0, -1 with an exception. */
export function holds(predicate: usize, x: usize): i32 {
  if (predicate == NONE) return isTrue(x);
  const r = call1(predicate, x);
  if (r == 0) return -1;
  const truth = isTrue(r);
  release(r);
  return truth;
}

function filter_next(f: usize): usize {
  while (true) {
    const x = iterNext(load<usize>(f, 20));
    if (x == 0) return 0;
    const keep = holds(load<usize>(f, 16), x);
    if (keep > 0) return x;
    release(x);
    if (keep < 0) return 0;
  }
}

// ---- registration

/** The slots that every iterator type has. */
export function initIteratorType(type: usize, dealloc: u32, traverse: u32, next: u32): void {
  setSlot(type, TP_DEALLOC, dealloc);
  setSlot(type, TP_TRAVERSE, traverse);
  setSlot(type, TP_ITER, fnUnary(iter_self));
  setSlot(type, TP_NEXT, next);
}

export function initIterators(): void {
  initIteratorType(T_SEQ_ITER, fnVoid(seq_dealloc), fnTraverse(seq_traverse), fnUnary(seq_next));
  method(T_SEQ_ITER, "__length_hint__", fnNative(seq_length_hint), 0, 0);
  initIteratorType(T_REVERSED, fnVoid(seq_dealloc), fnTraverse(seq_traverse), fnUnary(reversed_next));
  method(T_REVERSED, "__length_hint__", fnNative(seq_length_hint), 0, 0);
  setSlot(T_REVERSED, TP_NEW, fnNative(reversed_new));
  initIteratorType(T_CALL_ITER, fnVoid(call_dealloc), fnTraverse(call_traverse), fnUnary(call_next));
  initIteratorType(T_ENUMERATE, fnVoid(enumerate_dealloc), fnTraverse(enumerate_traverse), fnUnary(enumerate_next));
  setSlot(T_ENUMERATE, TP_NEW, fnNative(enumerate_new));
  initIteratorType(T_ZIP, fnVoid(zip_dealloc), fnTraverse(zip_traverse), fnUnary(zip_next));
  setSlot(T_ZIP, TP_NEW, fnNative(zip_new));
  method(T_ZIP, "__reduce__", fnNative(zip_reduce), 0, 0);
  initIteratorType(T_MAP, fnVoid(map_dealloc), fnTraverse(map_traverse), fnUnary(map_next));
  setSlot(T_MAP, TP_NEW, fnNative(map_new));
  method(T_MAP, "__reduce__", fnNative(map_reduce), 0, 0);
  initIteratorType(T_FILTER, fnVoid(filter_dealloc), fnTraverse(filter_traverse), fnUnary(filter_next));
  setSlot(T_FILTER, TP_NEW, fnNative(filter_new));
}
