/**
 * slice: three immutable references, and the arithmetic of subscripts for everything that is indexed.
 *
 *     16 start   20 stop   24 step
 *
 * A subscript is worked out in two steps, because `__index__` may run Python code that changes the length: sliceUnpack
 * reads the slice, sliceAdjust fits it to a length. Results are left in the module's globals (a thread's own).
 */
import { NONE } from "../layout";
import { typeOf, newRef, notImplemented, boolOf, setSlot, fnUnary, fnVoid, fnHash, fnCompare, fnTraverse, fnNative,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_NEW, NB_INDEX, LT, EQ, slotOf } from "../object";
import { release, initRef } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, hasException } from "../errors";
import { T_SLICE, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { hashOf, richCompare, richCompareBool, reprOf, asIndexObject } from "../abstract";
import { arg, asIndex, kwRefused, method, getset } from "../natives";
import { tuple3, tuple2 } from "./tuple";
import { Builder } from "./builder";
import { intFromI32 } from "./int";
import { sliceIndicesOf } from "./range";

export const SL_START: usize = 16;
export const SL_STOP: usize = 20;
export const SL_STEP: usize = 24;
const SLICE_SIZE: u32 = 28;

/** A slice; the arguments are borrowed, 0 stands for None. */
export function sliceNew(start: usize, stop: usize, step: usize): usize {
  const s = allocObject(T_SLICE, SLICE_SIZE);
  if (s == 0) return noMemory();
  initRef(s, s + SL_START, newRef(start ? start : NONE));
  initRef(s, s + SL_STOP, newRef(stop ? stop : NONE));
  initRef(s, s + SL_STEP, newRef(step ? step : NONE));
  return s;
}

// ---- subscripts

/** Whether o can be an index. */
@inline export function isIndex(o: usize): bool { return slotOf(o, NB_INDEX) != 0; }

let rawStart: i32 = 0;
let rawStop: i32 = 0;
export let sliceStart: i32 = 0;
export let sliceStop: i32 = 0;
export let sliceStep: i32 = 0;
/** How many items the slice selects. */
export let sliceCount: i32 = 0;

const MOST: i32 = 0x7fffffff;

/** An index, cut to 32 bits, from a number; -1 with an exception set if it is none. */
function sliceIndex(o: usize): i32 {
  if (!isIndex(o)) { raise(T_X_TYPEERROR, "slice indices must be integers or None or have an __index__ method"); return -1; }
  return asIndex(o);
}

/** Reads a slice's three numbers; may run Python code. 0, or -1 with an exception. */
export function sliceUnpack(s: usize): i32 { return sliceBounds(load<usize>(s, SL_START), load<usize>(s, SL_STOP), load<usize>(s, SL_STEP)); }

/** The same for a slice that has not been made: start a, stop b, step c, each a number or None. */
export function sliceBounds(a: usize, b: usize, c: usize): i32 {
  let step = 1;
  if (c != NONE) {
    step = sliceIndex(c);
    if (step == -1 && hasException()) return -1;
    if (step == 0) { raise(T_X_VALUEERROR, "slice step cannot be zero"); return -1; }
    if (step < -MOST) step = -MOST;
  }
  let start = step < 0 ? MOST : 0, stop = step < 0 ? -MOST - 1 : MOST;
  if (a != NONE) {
    start = sliceIndex(a);
    if (start == -1 && hasException()) return -1;
  }
  if (b != NONE) {
    stop = sliceIndex(b);
    if (stop == -1 && hasException()) return -1;
  }
  rawStart = start;
  rawStop = stop;
  sliceStep = step;
  return 0;
}

/** Fits the slice unpacked last to a length. */
export function sliceAdjust(n: i32): void {
  const step = sliceStep;
  let start = rawStart, stop = rawStop;
  if (start < 0) { start += n; if (start < 0) start = step < 0 ? -1 : 0; }
  else if (start >= n) start = step < 0 ? n - 1 : n;
  if (stop < 0) { stop += n; if (stop < 0) stop = step < 0 ? -1 : 0; }
  else if (stop >= n) stop = step < 0 ? n - 1 : n;
  sliceStart = start;
  sliceStop = stop;
  if (step < 0) sliceCount = stop < start ? (start - stop - 1) / -step + 1 : 0;
  else sliceCount = start < stop ? (stop - start - 1) / step + 1 : 0;
}

// ---- the bounds of index(x, start, stop)

let boundStart: i32 = 0;
let boundStop: i32 = MOST;

/** Reads the optional second and third argument. 0, or -1 with an exception. */
export function searchBounds(args: usize, nargs: i32): i32 {
  let start = 0, stop = MOST;
  if (nargs > 1) {
    if (!isIndex(arg(args, 1))) { raise(T_X_TYPEERROR, "slice indices must be integers or have an __index__ method"); return -1; }
    start = asIndex(arg(args, 1));
    if (start == -1 && hasException()) return -1;
  }
  if (nargs > 2) {
    if (!isIndex(arg(args, 2))) { raise(T_X_TYPEERROR, "slice indices must be integers or have an __index__ method"); return -1; }
    stop = asIndex(arg(args, 2));
    if (stop == -1 && hasException()) return -1;
  }
  boundStart = start;
  boundStop = stop;
  return 0;
}
export function searchStart(n: i32): i32 {
  if (boundStart >= 0) return boundStart;
  const start = boundStart + n;
  return start < 0 ? 0 : start;
}
export function searchStop(n: i32): i32 { return boundStop < 0 ? boundStop + n : min<i32>(boundStop, n); }

// ---- the type

function slice_dealloc(s: usize): void {
  release(load<usize>(s, SL_START));
  release(load<usize>(s, SL_STOP));
  release(load<usize>(s, SL_STEP));
  freeObject(s, SLICE_SIZE);
}

function slice_traverse(s: usize, visitor: u32): void {
  call_indirect<void>(visitor, s + SL_START);
  call_indirect<void>(visitor, s + SL_STOP);
  call_indirect<void>(visitor, s + SL_STEP);
}

function slice_repr(s: usize): usize {
  const out = Builder.start();
  Builder.text(out, "slice(");
  for (let at = SL_START; at <= SL_STEP; at += 4) {
    if (at != SL_START) Builder.text(out, ", ");
    const r = reprOf(load<usize>(s + at));
    if (r == 0) { Builder.abandon(out); return 0; }
    Builder.str(out, r);
    release(r);
  }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}

/** The tuple hash's accumulation, without its last step. */
function slice_hash(s: usize): i64 {
  const P1: u64 = 11400714785074694791, P2: u64 = 14029467366897019727, P5: u64 = 2870177450012600261;
  let acc: u64 = P5;
  for (let at = SL_START; at <= SL_STEP; at += 4) {
    const lane = hashOf(load<usize>(s + at));
    if (lane == -1) return -1;
    acc += <u64>lane * P2;
    acc = rotl<u64>(acc, 31);
    acc *= P1;
  }
  return acc == <u64>-1 ? 1546275796 : <i64>acc;
}

function slice_compare(a: usize, b: usize, op: i32): usize {
  if (typeOf(a) != T_SLICE || typeOf(b) != T_SLICE) return notImplemented();
  if (a == b) {
    // Equal to itself, as its items are.
    return boolOf(op == EQ || op == 1 || op == 5);
  }
  const x = tuple3(load<usize>(a, SL_START), load<usize>(a, SL_STOP), load<usize>(a, SL_STEP));
  if (x == 0) return 0;
  const y = tuple3(load<usize>(b, SL_START), load<usize>(b, SL_STOP), load<usize>(b, SL_STEP));
  if (y == 0) { release(x); return 0; }
  const result = richCompare(x, y, op);
  release(x);
  release(y);
  return result;
}

function slice_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("slice", kw)) return 0;
  if (nargs == 0) return raise(T_X_TYPEERROR, "slice expected at least 1 argument, got 0");
  if (nargs > 3) return raisef(T_X_TYPEERROR, "slice expected at most 3 arguments, got %d", nargs);
  if (nargs == 1) return sliceNew(0, arg(args, 0), 0);
  return sliceNew(arg(args, 0), arg(args, 1), nargs > 2 ? arg(args, 2) : 0);
}

function slice_start(s: usize): usize { return newRef(load<usize>(s, SL_START)); }
function slice_stop(s: usize): usize { return newRef(load<usize>(s, SL_STOP)); }
function slice_step(s: usize): usize { return newRef(load<usize>(s, SL_STEP)); }

/** slice.indices(length): start, stop, step for a sequence of that length. */
function slice_indices(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = asIndexObject(arg(args, 0));
  if (n == 0) return 0;
  const zero = intFromI32(0);
  const negative = richCompareBool(n, zero, LT);
  release(zero);
  const t = negative > 0 ? raise(T_X_VALUEERROR, "length should not be negative") : sliceIndicesOf(self, n);
  release(n);
  return t;
}

function slice_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const fields = tuple3(load<usize>(self, SL_START), load<usize>(self, SL_STOP), load<usize>(self, SL_STEP));
  if (fields == 0) return 0;
  const t = tuple2(T_SLICE, fields);
  release(fields);
  return t;
}

export function initSlice(): void {
  setSlot(T_SLICE, TP_DEALLOC, fnVoid(slice_dealloc));
  setSlot(T_SLICE, TP_TRAVERSE, fnTraverse(slice_traverse));
  setSlot(T_SLICE, TP_REPR, fnUnary(slice_repr));
  setSlot(T_SLICE, TP_HASH, fnHash(slice_hash));
  setSlot(T_SLICE, TP_RICHCOMPARE, fnCompare(slice_compare));
  setSlot(T_SLICE, TP_NEW, fnNative(slice_new));
  getset(T_SLICE, "start", fnUnary(slice_start), 0);
  getset(T_SLICE, "stop", fnUnary(slice_stop), 0);
  getset(T_SLICE, "step", fnUnary(slice_step), 0);
  method(T_SLICE, "indices", fnNative(slice_indices), 1, 1);
  method(T_SLICE, "__reduce__", fnNative(slice_reduce), 0, 0);
}
