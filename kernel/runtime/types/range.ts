/**
 * range: numbers at even steps. Nearly all ranges fit 64 bits; those that do not keep int objects as well.
 *
 *     16 i64 start   24 i64 stop   32 i64 step   40 i64 length     of a compact range
 *     48 u32 wide    a tuple of start, stop, step and length as int objects, 0 = compact
 *
 *     iterator (compact):  16 i64 next value, 24 i64 step, 32 i64 items left
 *     iterator (wide):     16 ref value (start), 20 ref step, 24 i64 index, 32 ref length
 *
 * An iterator shared by threads gives each number once: the count of items left is what advances, and the value follows
 * from it.
 */
import { NONE } from "../layout";
import { typeOf, newRef, none, notImplemented, boolOf, isCompactInt, setSlot, fnUnary, fnBinary, fnVoid, fnHash, fnInt, fnInt2, fnCompare, fnTraverse, fnNative,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_ITER, TP_NEXT, TP_LENGTH, TP_GETITEM, TP_CONTAINS, TP_BOOL, TP_NEW, NB_ADD, NB_SUB, NB_MUL, NB_FLOOR_DIV, NB_MOD, NB_NEGATIVE, LT, LE, EQ, NE, GT, GE, TF_INT, typeFlags } from "../object";
import { release, initRef, HAS_GIL } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, hasException } from "../errors";
import { T_RANGE, T_RANGE_ITER, T_LONGRANGE_ITER, T_SLICE, T_BOOL, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR, T_X_OVERFLOWERROR } from "./table";
import { asIndexObject, richCompareBool, binaryOp, hashOf, reprOf, getIter, iterNext } from "../abstract";
import { arg, kwRefused, countCheck, method, getset } from "../natives";
import { intFromI64, intFromI32, intAsI64, intOverflow } from "./int";
import { tupleNew, tupleInit, tupleItem, tuple1, tuple2, tuple3 } from "./tuple";
import { isIndex, SL_START, SL_STOP, SL_STEP } from "./slice";
import { Builder } from "./builder";
import { builtinNamed } from "./seqiter";
import { S_iter } from "../names";

const START: usize = 16;
const STOP: usize = 24;
const STEP: usize = 32;
const LENGTH: usize = 40;
const WIDE: usize = 48;
const RANGE_BYTES: u32 = 56;
const IT_BYTES: u32 = 48;

/** Numbers whose sums and differences cannot leave 64 bits. */
const SAFE: i64 = 0x1fffffffffffffff;
@inline function isSafe(v: i64): bool { return v >= -SAFE && v <= SAFE; }

/** How many numbers from start to stop. */
function countOf(start: i64, stop: i64, step: i64): i64 {
  if (step > 0) return start < stop ? (stop - start - 1) / step + 1 : 0;
  return stop < start ? (start - stop - 1) / -step + 1 : 0;
}

export function rangeNew(start: i64, stop: i64, step: i64): usize {
  const r = allocObject(T_RANGE, RANGE_BYTES);
  if (r == 0) return noMemory();
  store<i64>(r, start, START);
  store<i64>(r, stop, STOP);
  store<i64>(r, step, STEP);
  store<i64>(r, countOf(start, stop, step), LENGTH);
  store<u64>(r, 0, WIDE);
  return r;
}

/** A range of int objects (borrowed), compact if they are small enough. */
function rangeOf(start: usize, stop: usize, step: usize): usize {
  const a = intAsI64(start), wideA = intOverflow();
  const b = intAsI64(stop), wideB = intOverflow();
  const c = intAsI64(step), wideC = intOverflow();
  if (!wideC && c == 0) return raise(T_X_VALUEERROR, "range() arg 3 must not be zero");
  if (!wideA && !wideB && !wideC && isSafe(a) && isSafe(b) && isSafe(c)) return rangeNew(a, b, c);
  const length = wideCount(start, stop, step);
  if (length == 0) return 0;
  const wide = tupleNew(4);
  if (wide == 0) { release(length); return 0; }
  tupleInit(wide, 0, newRef(start));
  tupleInit(wide, 1, newRef(stop));
  tupleInit(wide, 2, newRef(step));
  tupleInit(wide, 3, length);
  const r = rangeNew(0, 0, 1);
  if (r == 0) { release(wide); return 0; }
  store<i64>(r, -1, LENGTH);
  initRef(r, r + WIDE, wide);
  return r;
}

/** binaryOp that consumes a, which may be 0 after an error. */
function then(a: usize, b: usize, slot: usize): usize {
  if (a == 0) return 0;
  const r = b ? binaryOp(a, b, slot) : 0;
  release(a);
  return r;
}

function isNegativeObject(o: usize): i32 {
  const zero = intFromI32(0);
  const r = richCompareBool(o, zero, LT);
  release(zero);
  return r;
}

function wideCount(start: usize, stop: usize, step: usize): usize {
  const back = isNegativeObject(step);
  if (back < 0) return 0;
  const low = back ? stop : start, high = back ? start : stop;
  const some = richCompareBool(low, high, LT);
  if (some < 0) return 0;
  if (!some) return intFromI32(0);
  const one = intFromI32(1), zero = intFromI32(0);
  let size: usize = back ? binaryOp(zero, step, NB_SUB) : newRef(step);
  let n = then(then(binaryOp(high, low, NB_SUB), one, NB_SUB), size, NB_FLOOR_DIV);
  n = then(n, one, NB_ADD);
  if (size) release(size);
  release(one);
  release(zero);
  return n;
}

/** start, stop, step or length (0..3) as an int object, new. */
export function rangeField(r: usize, i: i32): usize {
  const wide = load<usize>(r, WIDE);
  if (wide) return newRef(tupleItem(wide, i));
  return intFromI64(load<i64>(r + START + (<usize>i << 3)));
}

function range_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("range", kw)) return 0;
  if (nargs == 0) return raise(T_X_TYPEERROR, "range expected at least 1 argument, got 0");
  if (!countCheck("range", nargs, 1, 3)) return 0;
  if (nargs == 1 && isCompactInt(arg(args, 0)) && isSafe(load<i64>(arg(args, 0), 16))) return rangeNew(0, load<i64>(arg(args, 0), 16), 1);
  const first = asIndexObject(arg(args, 0));
  if (first == 0) return 0;
  const second = nargs > 1 ? asIndexObject(arg(args, 1)) : intFromI32(0);
  if (second == 0) { release(first); return 0; }
  const step = nargs > 2 ? asIndexObject(arg(args, 2)) : intFromI32(1);
  if (step == 0) { release(first); release(second); return 0; }
  const r = nargs == 1 ? rangeOf(second, first, step) : rangeOf(first, second, step);
  release(first);
  release(second);
  release(step);
  return r;
}

function range_dealloc(r: usize): void {
  if (load<usize>(r, WIDE)) release(load<usize>(r, WIDE));
  freeObject(r, RANGE_BYTES);
}
function range_traverse(r: usize, visitor: u32): void { if (load<usize>(r, WIDE)) call_indirect<void>(visitor, r + WIDE); }

function range_repr(r: usize): usize {
  const out = Builder.start();
  const a = rangeField(r, 0), b = rangeField(r, 1), c = rangeField(r, 2);
  Builder.text(out, "range(");
  appendNumber(out, a);
  Builder.text(out, ", ");
  appendNumber(out, b);
  const one = intFromI32(1);
  if (richCompareBool(c, one, NE) > 0) { Builder.text(out, ", "); appendNumber(out, c); }
  release(one);
  Builder.char(out, 0x29);
  release(a);
  release(b);
  release(c);
  return Builder.finish(out);
}
function appendNumber(out: usize, o: usize): void { const s = reprOf(o); if (s) { Builder.str(out, s); release(s); } }

function range_length(r: usize): i32 {
  const wide = load<usize>(r, WIDE);
  const n = wide ? intAsI64(tupleItem(wide, 3)) : load<i64>(r, LENGTH);
  if (n <= 0x7fffffff && !(wide && intOverflow())) return <i32>n;
  raise(T_X_OVERFLOWERROR, "Python int too large to convert to C ssize_t");
  return -1;
}

function range_bool(r: usize): i32 {
  const wide = load<usize>(r, WIDE);
  if (wide == 0) return load<i64>(r, LENGTH) != 0 ? 1 : 0;
  const n = intAsI64(tupleItem(wide, 3));
  return intOverflow() || n != 0 ? 1 : 0;
}

/** Item i (int object) of a wide range, new. */
function wideItem(wide: usize, i: usize): usize {
  const product = binaryOp(i, tupleItem(wide, 2), NB_MUL);
  if (product == 0) return 0;
  const r = binaryOp(tupleItem(wide, 0), product, NB_ADD);
  release(product);
  return r;
}

function range_getitem(r: usize, key: usize): usize {
  if (typeOf(key) == T_SLICE) return rangeSlice(r, key);
  if (!isIndex(key)) return raisef(T_X_TYPEERROR, "range indices must be integers or slices, not %t", key);
  const o = asIndexObject(key);
  if (o == 0) return 0;
  const wide = load<usize>(r, WIDE);
  if (wide) {
    const length = tupleItem(wide, 3);
    const negative = isNegativeObject(o);
    let i = negative > 0 ? binaryOp(o, length, NB_ADD) : newRef(o);
    release(o);
    if (i == 0) return 0;
    const bad = isNegativeObject(i) != 0 || richCompareBool(i, length, GE) != 0;
    const v = bad ? raise(T_X_INDEXERROR, "range object index out of range") : wideItem(wide, i);
    release(i);
    return v;
  }
  let i = intAsI64(o);
  const huge = intOverflow();
  release(o);
  const n = load<i64>(r, LENGTH);
  if (i < 0) i += n;
  if (huge || i < 0 || i >= n) return raise(T_X_INDEXERROR, "range object index out of range");
  return intFromI64(load<i64>(r, START) + i * load<i64>(r, STEP));
}

/** r[slice]: the slice's indices in int objects, then arithmetic on the ends. */
function rangeSlice(r: usize, key: usize): usize {
  const length = rangeField(r, 3);
  if (length == 0) return 0;
  const t = sliceIndicesOf(key, length);
  release(length);
  if (t == 0) return 0;
  const start = rangeField(r, 0), step = rangeField(r, 2);
  const from = then(binaryOp(tupleItem(t, 0), step, NB_MUL), start, NB_ADD);
  const to = then(binaryOp(tupleItem(t, 1), step, NB_MUL), start, NB_ADD);
  const by = binaryOp(tupleItem(t, 2), step, NB_MUL);
  let out: usize = 0;
  if (from && to && by) out = rangeOf(from, to, by);
  if (from) release(from);
  if (to) release(to);
  if (by) release(by);
  release(start);
  release(step);
  release(t);
  return out;
}

/** Where an int (or bool) is in a range: the index as an int object (new), or 0: not there, or an exception. */
function positionOf(r: usize, x: usize): usize {
  const wide = load<usize>(r, WIDE);
  if (wide == 0) {
    const v = intAsI64(x);
    if (intOverflow()) return 0;
    const start = load<i64>(r, START), stop = load<i64>(r, STOP), step = load<i64>(r, STEP);
    if (!isSafe(v) || (step > 0 ? v < start || v >= stop : v > start || v <= stop)) return 0;
    return (v - start) % step == 0 ? intFromI64((v - start) / step) : 0;
  }
  const back = isNegativeObject(tupleItem(wide, 2)) > 0;
  const inside = back ? richCompareBool(x, tupleItem(wide, 0), LE) > 0 && richCompareBool(x, tupleItem(wide, 1), GT) > 0
    : richCompareBool(x, tupleItem(wide, 0), GE) > 0 && richCompareBool(x, tupleItem(wide, 1), LT) > 0;
  if (!inside) return 0;
  const offset = binaryOp(x, tupleItem(wide, 0), NB_SUB);
  if (offset == 0) return 0;
  const rest = binaryOp(offset, tupleItem(wide, 2), NB_MOD), zero = intFromI32(0);
  const exact = rest != 0 && richCompareBool(rest, zero, EQ) > 0;
  if (rest) release(rest);
  release(zero);
  return exact ? then(offset, tupleItem(wide, 2), NB_FLOOR_DIV) : then(offset, 0, NB_ADD);
}

function isExactInt(x: usize): bool { return (typeFlags(x) & TF_INT) != 0; }

function range_contains(r: usize, x: usize): i32 {
  if (isExactInt(x)) {
    const i = positionOf(r, x);
    if (i) { release(i); return 1; }
    return hasException() ? -1 : 0;
  }
  const it = getIter(r);
  if (it == 0) return -1;
  while (true) {
    const v = iterNext(it);
    if (v == 0) break;
    const same = richCompareBool(v, x, EQ);
    release(v);
    if (same != 0) { release(it); return same; }
  }
  release(it);
  return hasException() ? -1 : 0;
}

/** A tuple that is equal for equal ranges: (length, start or None, step or None). */
function identity(r: usize): usize {
  const n = rangeField(r, 3);
  if (n == 0) return 0;
  const zero = intFromI32(0), one = intFromI32(1);
  const empty = richCompareBool(n, zero, EQ) > 0, single = richCompareBool(n, one, EQ) > 0;
  const start = empty ? none() : rangeField(r, 0), step = empty || single ? none() : rangeField(r, 2);
  const t = tuple3(n, start, step);
  release(n);
  release(start);
  release(step);
  release(zero);
  release(one);
  return t;
}

function range_hash(r: usize): i64 {
  const t = identity(r);
  if (t == 0) return -1;
  const hash = hashOf(t);
  release(t);
  return hash;
}

function range_compare(a: usize, b: usize, op: i32): usize {
  if (op != EQ && op != NE || typeOf(a) != T_RANGE || typeOf(b) != T_RANGE) return notImplemented();
  const x = identity(a), y = identity(b);
  const same = x && y ? richCompareBool(x, y, EQ) : -1;
  if (x) release(x);
  if (y) release(y);
  return same < 0 ? 0 : boolOf((same == 1) == (op == EQ));
}

// ---- methods

function range_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (isExactInt(arg(args, 0))) {
    const r = range_contains(self, arg(args, 0));
    return r < 0 ? 0 : intFromI32(r);
  }
  const it = getIter(self);
  if (it == 0) return 0;
  let count: i64 = 0;
  while (true) {
    const v = iterNext(it);
    if (v == 0) break;
    const same = richCompareBool(v, arg(args, 0), EQ);
    release(v);
    if (same < 0) { release(it); return 0; }
    count += same;
  }
  release(it);
  return hasException() ? 0 : intFromI64(count);
}

function range_index(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = arg(args, 0);
  if (isExactInt(x)) {
    const i = positionOf(self, x);
    if (i) return i;
    return hasException() ? 0 : raisef(T_X_VALUEERROR, "%r is not in range", x);
  }
  const it = getIter(self);
  if (it == 0) return 0;
  let i: i64 = 0;
  while (true) {
    const v = iterNext(it);
    if (v == 0) break;
    const same = richCompareBool(v, x, EQ);
    release(v);
    if (same != 0) { release(it); return same < 0 ? 0 : intFromI64(i); }
    i++;
  }
  release(it);
  return hasException() ? 0 : raise(T_X_VALUEERROR, "sequence.index(x): x not in sequence");
}

function range_start(r: usize): usize { return rangeField(r, 0); }
function range_stop(r: usize): usize { return rangeField(r, 1); }
function range_step(r: usize): usize { return rangeField(r, 2); }

function range_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const a = rangeField(self, 0), b = rangeField(self, 1), c = rangeField(self, 2);
  const fields = tuple3(a, b, c);
  release(a);
  release(b);
  release(c);
  if (fields == 0) return 0;
  const t = tuple2(T_RANGE, fields);
  release(fields);
  return t;
}

// ---- iterators

export const IT_NEXT: usize = 16;
export const IT_STEP: usize = 24;
export const IT_LEFT: usize = 32;

function compactIter(start: i64, step: i64, n: i64): usize {
  const it = allocObject(T_RANGE_ITER, IT_BYTES);
  if (it == 0) return noMemory();
  // The value is counted from the end, so that one word tells all: end - left * step.
  store<i64>(it, start + n * step, IT_NEXT);
  store<i64>(it, step, IT_STEP);
  store<i64>(it, n, IT_LEFT);
  return it;
}

/** An iterator over a wide range of n items (owned) from `start` (owned) by `step` (owned). */
function wideIter(start: usize, step: usize, n: usize): usize {
  const it = start && step && n ? allocObject(T_LONGRANGE_ITER, IT_BYTES) : 0;
  if (it == 0) {
    if (start) release(start);
    if (step) release(step);
    if (n) release(n);
    return hasException() ? 0 : noMemory();
  }
  initRef(it, it + 16, start);
  initRef(it, it + 20, step);
  store<i64>(it, 0, 24);
  initRef(it, it + 32, n);
  return it;
}

export function range_iter(r: usize): usize {
  const wide = load<usize>(r, WIDE);
  if (wide == 0) return compactIter(load<i64>(r, START), load<i64>(r, STEP), load<i64>(r, LENGTH));
  return wideIter(newRef(tupleItem(wide, 0)), newRef(tupleItem(wide, 2)), newRef(tupleItem(wide, 3)));
}

function range_reversed(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const wide = load<usize>(self, WIDE);
  if (wide == 0) {
    const n = load<i64>(self, LENGTH), step = load<i64>(self, STEP);
    return compactIter(load<i64>(self, START) + (n - 1) * step, -step, n);
  }
  const one = intFromI32(1), zero = intFromI32(0);
  const last = binaryOp(tupleItem(wide, 3), one, NB_SUB);
  const start = last ? wideItem(wide, last) : 0;
  const step = binaryOp(zero, tupleItem(wide, 2), NB_SUB);
  if (last) release(last);
  release(one);
  release(zero);
  return wideIter(start, step, newRef(tupleItem(wide, 3)));
}

export function rangeIterNext(it: usize): usize {
  while (true) {
    const left = HAS_GIL ? load<i64>(it, IT_LEFT) : atomic.load<i64>(it, IT_LEFT);
    if (left <= 0) return 0;
    if (HAS_GIL) store<i64>(it, left - 1, IT_LEFT);
    else if (atomic.cmpxchg<i64>(it + IT_LEFT, left, left - 1) != left) continue;
    return intFromI64(load<i64>(it, IT_NEXT) - left * load<i64>(it, IT_STEP));
  }
}
function rangeIter_dealloc(it: usize): void { freeObject(it, IT_BYTES); }
function rangeIter_traverse(it: usize, visitor: u32): void {}
function rangeIter_self(it: usize): usize { return newRef(it); }
function rangeIter_hint(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(load<i64>(self, IT_LEFT)); }

function rangeIter_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const left = load<i64>(self, IT_LEFT), step = load<i64>(self, IT_STEP), end = load<i64>(self, IT_NEXT);
  const rest = rangeNew(end - left * step, end, step), maker = builtinNamed(S_iter);
  const made = rest ? tuple1(rest) : 0;
  const t = maker && made ? tuple2(maker, made) : 0;
  if (rest) release(rest);
  if (maker) release(maker);
  if (made) release(made);
  return t;
}

function wideIter_dealloc(it: usize): void {
  release(load<usize>(it, 16));
  release(load<usize>(it, 20));
  release(load<usize>(it, 32));
  freeObject(it, IT_BYTES);
}
function wideIter_traverse(it: usize, visitor: u32): void {
  call_indirect<void>(visitor, it + 16);
  call_indirect<void>(visitor, it + 20);
  call_indirect<void>(visitor, it + 32);
}
function wideIter_next(it: usize): usize {
  let i: i64;
  if (HAS_GIL) { i = load<i64>(it, 24); store<i64>(it, i + 1, 24); } else i = atomic.add<i64>(it + 24, 1);
  const index = intFromI64(i);
  if (index == 0) return 0;
  const more = richCompareBool(index, load<usize>(it, 32), LT);
  if (more <= 0) {
    release(index);
    if (HAS_GIL) store<i64>(it, i, 24); else atomic.sub<i64>(it + 24, 1);
    return 0;
  }
  return then(then(index, load<usize>(it, 20), NB_MUL), load<usize>(it, 16), NB_ADD);
}

// ---- slice.indices in int objects of any size

/** One end of a slice, cut to low..high: new. */
function cutEnd(o: usize, length: usize, low: usize, high: usize): usize {
  const i = asIndexObject(o);
  if (i == 0) return 0;
  let v = i;
  if (isNegativeObject(i) > 0) {
    v = binaryOp(i, length, NB_ADD);
    release(i);
    if (v == 0) return 0;
    if (richCompareBool(v, low, LT) > 0) { release(v); return newRef(low); }
    return v;
  }
  if (richCompareBool(v, high, GT) > 0) { release(v); return newRef(high); }
  return v;
}

/** (start, stop, step) of a slice for a length (int object). */
export function sliceIndicesOf(s: usize, length: usize): usize {
  const a = load<usize>(s, SL_START), b = load<usize>(s, SL_STOP), c = load<usize>(s, SL_STEP);
  const step = c == NONE ? intFromI32(1) : isIndex(c) ? asIndexObject(c) : notAnIndex();
  if (step == 0) return 0;
  const negative = isNegativeObject(step) > 0;
  const zero = intFromI32(0), minusOne = intFromI32(-1);
  if (richCompareBool(step, zero, EQ) > 0) { release(step); return raise(T_X_VALUEERROR, "slice step cannot be zero"); }
  const low = negative ? minusOne : zero;
  const high = negative ? binaryOp(length, minusOne, NB_ADD) : newRef(length);
  let start: usize = 0, stop: usize = 0;
  if (high) {
    start = a == NONE ? newRef(negative ? high : low) : isIndex(a) ? cutEnd(a, length, low, high) : notAnIndex();
    if (start) stop = b == NONE ? newRef(negative ? low : high) : isIndex(b) ? cutEnd(b, length, low, high) : notAnIndex();
    release(high);
  }
  const t = start && stop ? tuple3(start, stop, step) : 0;
  if (start) release(start);
  if (stop) release(stop);
  release(step);
  release(zero);
  release(minusOne);
  return t;
}
function notAnIndex(): usize { return raise(T_X_TYPEERROR, "slice indices must be integers or None or have an __index__ method"); }

export function initRange(): void {
  setSlot(T_RANGE, TP_DEALLOC, fnVoid(range_dealloc));
  setSlot(T_RANGE, TP_TRAVERSE, fnTraverse(range_traverse));
  setSlot(T_RANGE, TP_REPR, fnUnary(range_repr));
  setSlot(T_RANGE, TP_HASH, fnHash(range_hash));
  setSlot(T_RANGE, TP_RICHCOMPARE, fnCompare(range_compare));
  setSlot(T_RANGE, TP_ITER, fnUnary(range_iter));
  setSlot(T_RANGE, TP_LENGTH, fnInt(range_length));
  setSlot(T_RANGE, TP_BOOL, fnInt(range_bool));
  setSlot(T_RANGE, TP_GETITEM, fnBinary(range_getitem));
  setSlot(T_RANGE, TP_CONTAINS, fnInt2(range_contains));
  setSlot(T_RANGE, TP_NEW, fnNative(range_new));
  getset(T_RANGE, "start", fnUnary(range_start), 0);
  getset(T_RANGE, "stop", fnUnary(range_stop), 0);
  getset(T_RANGE, "step", fnUnary(range_step), 0);
  method(T_RANGE, "count", fnNative(range_count), 1, 1);
  method(T_RANGE, "index", fnNative(range_index), 1, 1);
  method(T_RANGE, "__reversed__", fnNative(range_reversed), 0, 0);
  method(T_RANGE, "__reduce__", fnNative(range_reduce), 0, 0);
  setSlot(T_RANGE_ITER, TP_DEALLOC, fnVoid(rangeIter_dealloc));
  setSlot(T_RANGE_ITER, TP_TRAVERSE, fnTraverse(rangeIter_traverse));
  setSlot(T_RANGE_ITER, TP_ITER, fnUnary(rangeIter_self));
  setSlot(T_RANGE_ITER, TP_NEXT, fnUnary(rangeIterNext));
  method(T_RANGE_ITER, "__length_hint__", fnNative(rangeIter_hint), 0, 0);
  method(T_RANGE_ITER, "__reduce__", fnNative(rangeIter_reduce), 0, 0);
  setSlot(T_LONGRANGE_ITER, TP_DEALLOC, fnVoid(wideIter_dealloc));
  setSlot(T_LONGRANGE_ITER, TP_TRAVERSE, fnTraverse(wideIter_traverse));
  setSlot(T_LONGRANGE_ITER, TP_ITER, fnUnary(rangeIter_self));
  setSlot(T_LONGRANGE_ITER, TP_NEXT, fnUnary(wideIter_next));
}
