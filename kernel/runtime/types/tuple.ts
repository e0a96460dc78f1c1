/**
 * tuple: an immutable sequence, its items inline.
 *
 *     16 u32  size
 *     20 u32  items, one reference each
 *
 * Nobody writes an item once the tuple has been seen by Python code, so reads need neither lock nor re-check.
 */
import { EMPTY_TUPLE } from "../layout";
import { HEADER, typeOf, TY_BASICSIZE, newRef, notImplemented, boolOf, isTuple, setSlot, fnUnary, fnBinary, fnVoid, fnHash, fnInt, fnInt2, fnCompare, fnTraverse, fnNative,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_ITER, TP_LENGTH, TP_GETITEM, TP_CONTAINS, TP_NEW, TP_INIT, SQ_CONCAT, SQ_REPEAT, EQ, NE } from "../object";
import { retain, release, loadRef, initRef, storeRef } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, hasException } from "../errors";
import { T_TUPLE, T_SLICE, T_X_TYPEERROR, T_X_INDEXERROR, T_X_VALUEERROR } from "./table";
import { isIndex, searchBounds, searchStart, searchStop } from "./slice";
import { hashOf, richCompare, richCompareBool, reprOf, reprEnter, reprLeave, tupleFromIterable } from "../abstract";
import { enterNative, leaveNative } from "../calls";
import { arg, asIndex, kwRefused, keepsSlot, method, methodKw, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount } from "./slice";
import { tupleIterNew } from "./seqiter";
import { Builder } from "./builder";
import { intFromI32 } from "./int";

export const TUPLE_SIZE: usize = 16;
export const TUPLE_ITEMS: usize = 20;
const MAX_ITEMS: u32 = 0x1fffffff;

/** A tuple of n empty slots for tupleInit; the empty tuple for 0. */
export function tupleNew(n: i32): usize {
  if (n == 0) return newRef(EMPTY_TUPLE);
  if (<u32>n > MAX_ITEMS) return noMemory();
  const t = allocObject(T_TUPLE, <u32>TUPLE_ITEMS + (<u32>n << 2));
  if (t == 0) return noMemory();
  store<u32>(t, n, TUPLE_SIZE);
  memory.fill(t + TUPLE_ITEMS, 0, <usize>n << 2);
  return t;
}

@inline export function tupleSize(t: usize): i32 { return load<i32>(t, TUPLE_SIZE); }
@inline export function tupleSlot(t: usize, i: i32): usize { return t + TUPLE_ITEMS + (<usize>i << 2); }
/** Borrowed: it lives as long as the tuple. */
@inline export function tupleItem(t: usize, i: i32): usize { return loadRef(t, tupleSlot(t, i)); }
/** Fills a slot of a tuple that nobody has seen yet; takes over the reference. */
@inline export function tupleInit(t: usize, i: i32, v: usize): void { initRef(t, tupleSlot(t, i), v); }

export function tuple1(a: usize): usize {
  const t = tupleNew(1);
  if (t) tupleInit(t, 0, newRef(a));
  return t;
}

export function tuple2(a: usize, b: usize): usize {
  const t = tupleNew(2);
  if (t) { tupleInit(t, 0, newRef(a)); tupleInit(t, 1, newRef(b)); }
  return t;
}

export function tuple3(a: usize, b: usize, c: usize): usize {
  const t = tupleNew(3);
  if (t) { tupleInit(t, 0, newRef(a)); tupleInit(t, 1, newRef(b)); tupleInit(t, 2, newRef(c)); }
  return t;
}

/** A tuple of n references that lie one after another and stay put; they are retained. */
export function tupleFromArray(from: usize, n: i32): usize {
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) tupleInit(t, i, newRef(load<usize>(from + (<usize>i << 2))));
  return t;
}

/** A tuple of the items start..end of another. */
export function tupleSlice(t: usize, start: i32, end: i32): usize {
  if (end <= start) return newRef(EMPTY_TUPLE);
  if (start == 0 && end == tupleSize(t) && typeOf(t) == T_TUPLE) return newRef(t);
  return tupleFromArray(tupleSlot(t, start), end - start);
}

// ---- slots of the type

function tuple_dealloc(t: usize): void {
  if (typeOf(t) != T_TUPLE) clearInstanceExtras(t);
  const n = tupleSize(t);
  const size = <u32>sizeOfInstance(t) + (<u32>n << 2);
  for (let i = 0; i < n; i++) { const v = load<usize>(tupleSlot(t, i)); if (v) release(v); }
  freeObject(t, size);
}

function tuple_traverse(t: usize, visitor: u32): void {
  for (let i = 0, n = tupleSize(t); i < n; i++) call_indirect<void>(visitor, tupleSlot(t, i));
}

function tuple_repr(t: usize): usize {
  const n = tupleSize(t);
  const out = Builder.start();
  const nested = reprEnter(t);
  if (nested != 0) {
    if (nested < 0) { Builder.abandon(out); return 0; }
    Builder.text(out, "(...)");
    return Builder.finish(out);
  }
  Builder.char(out, 0x28);
  for (let i = 0; i < n; i++) {
    if (i) Builder.text(out, ", ");
    const r = reprOf(tupleItem(t, i));
    if (r == 0) { reprLeave(t); Builder.abandon(out); return 0; }
    Builder.str(out, r);
    release(r);
  }
  if (n == 1) Builder.char(out, 0x2c);
  Builder.char(out, 0x29);
  reprLeave(t);
  return Builder.finish(out);
}

/** xxHash's accumulation over the hashes of the items, as CPython since 3.8. */
export function tuple_hash(t: usize): i64 {
  const P1: u64 = 11400714785074694791, P2: u64 = 14029467366897019727, P5: u64 = 2870177450012600261;
  const n = tupleSize(t);
  let acc: u64 = P5;
  if (enterNative()) return -1;
  for (let i = 0; i < n; i++) {
    const lane = hashOf(tupleItem(t, i));
    if (lane == -1) { leaveNative(); return -1; }
    acc += <u64>lane * P2;
    acc = rotl<u64>(acc, 31);
    acc *= P1;
  }
  leaveNative();
  acc += <u64>n ^ (P5 ^ 3527539);
  return acc == <u64>-1 ? 1546275796 : <i64>acc;
}

/** Compares two arrays of items that cannot change. Lexicographic: the first pair that differs decides. */
function tuple_compare(a: usize, b: usize, op: i32): usize {
  if (!isTuple(a) || !isTuple(b)) return notImplemented();
  const n = tupleSize(a), m = tupleSize(b);
  if (enterNative()) return 0;
  let i = 0;
  for (; i < n && i < m; i++) {
    const same = richCompareBool(tupleItem(a, i), tupleItem(b, i), EQ);
    if (same < 0) { leaveNative(); return 0; }
    if (!same) break;
  }
  let result: usize;
  if (i >= n || i >= m) result = boolOf(compareSizes(n, m, op));
  else if (op == EQ) result = boolOf(false);
  else if (op == NE) result = boolOf(true);
  else result = richCompare(tupleItem(a, i), tupleItem(b, i), op);
  leaveNative();
  return result;
}

/** n op m. */
export function compareSizes(n: i32, m: i32, op: i32): bool {
  switch (op) {
    case 0: return n < m;
    case 1: return n <= m;
    case 2: return n == m;
    case 3: return n != m;
    case 4: return n > m;
    default: return n >= m;
  }
}

function tuple_length(t: usize): i32 { return tupleSize(t); }

function tuple_getitem(t: usize, key: usize): usize {
  const n = tupleSize(t);
  if (typeOf(key) == T_SLICE) {
    if (sliceUnpack(key)) return 0;
    sliceAdjust(n);
    const start = sliceStart, step = sliceStep, count = sliceCount;
    if (step == 1) return tupleSlice(t, start, start + count);
    const out = tupleNew(count);
    if (out == 0) return 0;
    for (let i = 0, at = start; i < count; i++, at += step) tupleInit(out, i, newRef(tupleItem(t, at)));
    return out;
  }
  if (!isIndex(key)) return raisef(T_X_TYPEERROR, "tuple indices must be integers or slices, not %t", key);
  let i = asIndex(key);
  if (i == -1 && hasException()) return 0;
  if (i < 0) i += n;
  if (i < 0 || i >= n) return raise(T_X_INDEXERROR, "tuple index out of range");
  return newRef(tupleItem(t, i));
}

function tuple_contains(t: usize, x: usize): i32 {
  for (let i = 0, n = tupleSize(t); i < n; i++) {
    const same = richCompareBool(tupleItem(t, i), x, EQ);
    if (same != 0) return same;
  }
  return 0;
}

function tuple_concat(a: usize, b: usize): usize {
  if (!isTuple(b)) return raisef(T_X_TYPEERROR, "can only concatenate tuple (not \"%t\") to tuple", b);
  const n = tupleSize(a), m = tupleSize(b);
  if (m == 0 && typeOf(a) == T_TUPLE) return newRef(a);
  if (n == 0 && typeOf(b) == T_TUPLE) return newRef(b);
  if (<u32>n + <u32>m > MAX_ITEMS) return noMemory();
  const t = tupleNew(n + m);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) tupleInit(t, i, newRef(tupleItem(a, i)));
  for (let i = 0; i < m; i++) tupleInit(t, n + i, newRef(tupleItem(b, i)));
  return t;
}

function tuple_repeat(t: usize, count: usize): usize {
  const times = asIndex(count);
  if (times == -1 && hasException()) return 0;
  const n = tupleSize(t);
  if (n == 0 || times == 1) {
    if (typeOf(t) == T_TUPLE) return newRef(t);
    if (n == 0) return newRef(EMPTY_TUPLE);
  }
  if (times <= 0) return newRef(EMPTY_TUPLE);
  if (<u64>n * <u64>times > <u64>MAX_ITEMS) return noMemory();
  const out = tupleNew(n * times);
  if (out == 0) return 0;
  for (let k = 0, at = 0; k < times; k++) for (let i = 0; i < n; i++, at++) tupleInit(out, at, newRef(tupleItem(t, i)));
  return out;
}

function tuple_iter(t: usize): usize { return tupleIterNew(t); }

function tuple_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (keepsSlot(type, T_TUPLE, TP_INIT) && kwRefused("tuple", kw)) return 0;
  const positional = kw ? nargs - tupleSize(kw) : nargs;
  if (positional > 1) return raisef(T_X_TYPEERROR, "tuple expected at most 1 argument, got %d", positional);
  const t = positional ? tupleFromIterable(arg(args, 0)) : newRef(EMPTY_TUPLE);
  if (t == 0 || type == T_TUPLE) return t;
  const n = tupleSize(t);
  const o = allocInstance(type, <u32>n << 2);
  if (o == 0) { release(t); return 0; }
  store<u32>(o, n, TUPLE_SIZE);
  for (let i = 0; i < n; i++) tupleInit(o, i, newRef(tupleItem(t, i)));
  release(t);
  return o;
}

// ---- methods

function tuple_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let count = 0;
  for (let i = 0, n = tupleSize(self); i < n; i++) {
    const same = richCompareBool(tupleItem(self, i), arg(args, 0), EQ);
    if (same < 0) return 0;
    count += same;
  }
  return intFromI32(count);
}

function tuple_index(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = tupleSize(self);
  if (searchBounds(args, nargs)) return 0;
  const stop = searchStop(n);
  for (let i = searchStart(n); i < stop; i++) {
    const same = richCompareBool(tupleItem(self, i), arg(args, 0), EQ);
    if (same < 0) return 0;
    if (same) return intFromI32(i);
  }
  return raise(T_X_VALUEERROR, "tuple.index(x): x not in tuple");
}

function tuple_getnewargs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const copy = tupleFromArray(tupleSlot(self, 0), tupleSize(self));
  if (copy == 0) return 0;
  const t = tuple1(copy);
  release(copy);
  return t;
}

export function initTuple(): void {
  setSlot(T_TUPLE, TP_DEALLOC, fnVoid(tuple_dealloc));
  setSlot(T_TUPLE, TP_TRAVERSE, fnTraverse(tuple_traverse));
  setSlot(T_TUPLE, TP_REPR, fnUnary(tuple_repr));
  setSlot(T_TUPLE, TP_HASH, fnHash(tuple_hash));
  setSlot(T_TUPLE, TP_RICHCOMPARE, fnCompare(tuple_compare));
  setSlot(T_TUPLE, TP_ITER, fnUnary(tuple_iter));
  setSlot(T_TUPLE, TP_LENGTH, fnInt(tuple_length));
  setSlot(T_TUPLE, TP_GETITEM, fnBinary(tuple_getitem));
  setSlot(T_TUPLE, TP_CONTAINS, fnInt2(tuple_contains));
  setSlot(T_TUPLE, TP_NEW, fnNative(tuple_new));
  setSlot(T_TUPLE, SQ_CONCAT, fnBinary(tuple_concat));
  setSlot(T_TUPLE, SQ_REPEAT, fnBinary(tuple_repeat));
  method(T_TUPLE, "count", fnNative(tuple_count), 1, 1);
  method(T_TUPLE, "index", fnNative(tuple_index), 1, 3);
  method(T_TUPLE, "__getnewargs__", fnNative(tuple_getnewargs), 0, 0);
}
