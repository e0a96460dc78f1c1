/**
 * itertools: the iterators that work value by value; the combinatoric ones are in itertools_combine.ts, those that share or
 * group in itertools_shared.ts.
 *
 * All have one layout, so that one dealloc and one traverse serve them:
 *
 *     16 u32 lock   20 ref A   24 ref B   28 ref C   32 ref D   36 u32 flag   40 i64 n   48 i64 m   56 i64 k   64 i64 step
 *
 * An iterator may be shared by threads. What changes is either one word, advanced by compare-and-swap, or a reference that is
 * exchanged under the lock; no lock is held while a wrapped iterator or a function runs.
 */
import { NONE, EMPTY_TUPLE } from "../layout";
import { typeOf, newRef, none, isCompactInt, setSlot, fnUnary, fnVoid, fnTraverse, fnNative, TP_NEW, TP_REPR, NB_ADD, EQ } from "../object";
import { retain, release, initRef, loadRef, storeRef, readSlot, lockObject, unlockObject, HAS_GIL } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { raise, raisef, hasException } from "../errors";
import { T_COUNT, T_CYCLE, T_REPEAT, T_CHAIN, T_COMPRESS, T_ISLICE, T_STARMAP, T_TAKEWHILE, T_DROPWHILE, T_FILTERFALSE, T_ZIP_LONGEST, T_TEE, T_PAIRWISE, T_BATCHED, T_GROUPBY, T_GROUPER, T_ACCUMULATE,
  T_PRODUCT, T_PERMUTATIONS, T_COMBINATIONS, T_COMBINATIONS_R, T_X_TYPEERROR, T_X_VALUEERROR } from "../types/table";
import { getIter, iterNext, isTrue, binaryOp, tupleFromIterable, asIndexObject, richCompareBool } from "../abstract";
import { callArgs, call2 } from "../calls";
import { arg, argOrKw, kwArg, kwCheck, kwRefused, countCheck, positional, method, classMethod, sizeOfInstance, clearInstanceExtras, function_ } from "../natives";
import { allocInstance } from "../types/instance";
import { intFromI32, intFromI64, intAsI64, intOverflow } from "../types/int";
import { tupleNew, tupleInit, tupleItem, tupleSize, tupleSlot, tupleFromArray } from "../types/tuple";
import { listNew, listAppend, listAppendOwned, listSize, listGet, listTake } from "../types/list";
import { dictSetStr } from "../types/dict";
import { intern } from "../types/intern";
import { Builder } from "../types/builder";
import { appendRepr } from "../types/dictmethods";
import { holds, initIteratorType, itersOf } from "../types/iterators";
import { registerModule } from "./registry";
import { initCombine } from "./itertools_combine";
import { initShared, tee } from "./itertools_shared";
import { S_start, S_step, S_times, S_object, S_data, S_selectors, S_strict, S_n, S_iterable } from "../names";

export const IT_A: usize = 20;
export const IT_B: usize = 24;
export const IT_C: usize = 28;
export const IT_D: usize = 32;
export const IT_FLAG: usize = 36;
export const IT_N: usize = 40;
export const IT_M: usize = 48;
export const IT_K: usize = 56;
export const IT_STEP: usize = 64;
export const IT_BYTES: u32 = 72;

export function it_dealloc(it: usize): void {
  clearInstanceExtras(it);
  for (let at = IT_A; at <= IT_D; at += 4) { const v = load<usize>(it + at); if (v) release(v); }
  freeObject(it, sizeOfInstance(it));
}
export function it_traverse(it: usize, visitor: u32): void { for (let at = IT_A; at <= IT_D; at += 4) call_indirect<void>(visitor, it + at); }

/** Puts v (owned) in a slot and returns what was there (owned). */
export function exchangeRef(it: usize, at: usize, v: usize): usize {
  lockObject(it);
  const old = loadRef(it, it + at);
  storeRef(it, it + at, v);
  unlockObject(it);
  return old;
}
/** Replaces the content of a slot, dropping the old. */
export function replaceRef(it: usize, at: usize, v: usize): void { const old = exchangeRef(it, at, v); if (old) release(old); }

@inline export function loadCounter(at: usize): i64 { return HAS_GIL ? load<i64>(at) : atomic.load<i64>(at); }
@inline export function storeCounter(at: usize, v: i64): void { if (HAS_GIL) store<i64>(at, v); else atomic.store<i64>(at, v); }
export function addCounter(at: usize, d: i64): i64 {
  if (!HAS_GIL) return atomic.add<i64>(at, d);
  const v = load<i64>(at);
  store<i64>(at, v + d);
  return v;
}
export function casCounter(at: usize, from: i64, to: i64): bool {
  if (!HAS_GIL) return atomic.cmpxchg<i64>(at, from, to) == from;
  store<i64>(at, to);
  return true;
}
@inline export function flagOf(it: usize): u32 { return HAS_GIL ? load<u32>(it, IT_FLAG) : atomic.load<u32>(it, IT_FLAG); }
@inline export function setFlagOf(it: usize, v: u32): void { if (HAS_GIL) store<u32>(it, v, IT_FLAG); else atomic.store<u32>(it, v, IT_FLAG); }

/** A new iterator of a type; takes over the references (0 = none). */
export function itNew(type: usize, a: usize, b: usize = 0, c: usize = 0, d: usize = 0): usize {
  const it = allocInstance(type, 0);
  if (it == 0) {
    if (a) release(a);
    if (b) release(b);
    if (c) release(c);
    if (d) release(d);
    return 0;
  }
  initRef(it, it + IT_A, a);
  initRef(it, it + IT_B, b);
  initRef(it, it + IT_C, c);
  initRef(it, it + IT_D, d);
  return it;
}

// ---- count(start=0, step=1): n while it fits a word and the step is 1, else the number A and the step B

function count_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!countCheck("count", positional(nargs, kw), 0, 2) || !kwCheck("count", args, nargs, kw, S_start, S_step)) return 0;
  const start = argOrKw(args, nargs, kw, 0, S_start), step = argOrKw(args, nargs, kw, 1, S_step);
  const plainStep = step == 0 || isCompactInt(step) && load<i64>(step, 16) == 1;
  if (plainStep && (start == 0 || isCompactInt(start))) {
    const it = itNew(type, 0);
    if (it) store<i64>(it, start ? load<i64>(start, 16) : 0, IT_N);
    return it;
  }
  return itNew(type, start ? newRef(start) : intFromI32(0), step ? newRef(step) : intFromI32(1));
}
function count_next(it: usize): usize {
  const step = load<usize>(it, IT_B);
  if (step == 0) return intFromI64(addCounter(it + IT_N, 1));
  while (true) {
    const now = readSlot(it, it + IT_A);
    const after = binaryOp(now, step, NB_ADD);
    if (after == 0) { release(now); return 0; }
    lockObject(it);
    const mine = loadRef(it, it + IT_A) == now;
    if (mine) storeRef(it, it + IT_A, after);
    unlockObject(it);
    if (mine) { release(now); return now; } // the slot's count is dropped, ours goes to the caller
    release(after);
    release(now);
  }
}
function count_repr(it: usize): usize {
  const out = Builder.start();
  Builder.text(out, "count(");
  const step = load<usize>(it, IT_B);
  if (step == 0) Builder.int(out, loadCounter(it + IT_N));
  else {
    const now = readSlot(it, it + IT_A);
    let ok = appendRepr(out, now);
    release(now);
    if (ok && !(isCompactInt(step) && load<i64>(step, 16) == 1)) { Builder.text(out, ", "); ok = appendRepr(out, step); }
    if (!ok) { Builder.abandon(out); return 0; }
  }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}

// ---- cycle(iterable): A the iterator until it ends, B a list of what it gave, n the place in it

function cycle_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("cycle", kw) || !countCheck("cycle", nargs, 1, 1)) return 0;
  const inner = getIter(arg(args, 0));
  if (inner == 0) return 0;
  const saved = listNew(0);
  if (saved == 0) { release(inner); return 0; }
  return itNew(type, inner, saved);
}
function cycle_next(it: usize): usize {
  const saved = load<usize>(it, IT_B);
  const inner = readSlot(it, it + IT_A);
  if (inner) {
    const x = iterNext(inner);
    release(inner);
    if (x) {
      if (listAppend(saved, x)) { release(x); return 0; }
      return x;
    }
    if (hasException()) return 0;
    replaceRef(it, IT_A, 0);
  }
  const n = listSize(saved);
  if (n == 0) return 0;
  return listGet(saved, <i32>(addCounter(it + IT_N, 1) % n));
}

// ---- repeat(object, times): A the object, n how often still (negative: for ever)

function repeat_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("repeat", args, nargs, kw, S_object, S_times)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_object), times = argOrKw(args, nargs, kw, 1, S_times);
  if (o == 0 || positional(nargs, kw) > 2) return raise(T_X_TYPEERROR, "repeat() missing required argument 'object' (pos 1)");
  let n: i64 = -1;
  if (times) {
    const i = asIndexObject(times);
    if (i == 0) return 0;
    n = max<i64>(intAsI64(i), 0);
    release(i);
  }
  const it = itNew(type, newRef(o));
  if (it) store<i64>(it, n, IT_N);
  return it;
}
function repeat_next(it: usize): usize {
  while (true) {
    const n = loadCounter(it + IT_N);
    if (n == 0) return 0;
    if (n < 0 || casCounter(it + IT_N, n, n - 1)) return newRef(load<usize>(it, IT_A));
  }
}
function repeat_repr(it: usize): usize {
  const out = Builder.start();
  Builder.text(out, "repeat(");
  if (!appendRepr(out, load<usize>(it, IT_A))) { Builder.abandon(out); return 0; }
  const n = loadCounter(it + IT_N);
  if (n >= 0) { Builder.text(out, ", "); Builder.int(out, n); }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}
function repeat_hint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = loadCounter(self + IT_N);
  return n < 0 ? raise(T_X_TYPEERROR, "len() of unsized object") : intFromI64(n);
}

// ---- chain(*iterables): A an iterator over the iterables, B the one in use, C a list of more in use

function chain_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("chain", kw)) return 0;
  const all = tupleFromArray(args, nargs);
  if (all == 0) return 0;
  const source = getIter(all);
  release(all);
  return source ? itNew(type, source) : 0;
}
function chain_from_iterable(cls: usize, args: usize, nargs: i32, kw: usize): usize {
  const source = getIter(arg(args, 0));
  return source ? itNew(cls, source) : 0;
}
function chain_next(it: usize): usize {
  while (true) {
    const inner = readSlot(it, it + IT_B);
    if (inner) {
      const x = iterNext(inner);
      if (x || hasException()) { release(inner); return x; }
      // Ended: the next of those that another thread opened meanwhile, or none.
      const waiting = readSlot(it, it + IT_C);
      const next: usize = waiting ? listTake(waiting, -1) : 0;
      if (waiting) release(waiting);
      lockObject(it);
      const mine = loadRef(it, it + IT_B) == inner;
      if (mine) storeRef(it, it + IT_B, next);
      unlockObject(it);
      release(inner);
      if (mine) release(inner);
      else if (next && !keepWaiting(it, next)) return 0;
      continue;
    }
    const iterable = iterNext(load<usize>(it, IT_A));
    if (iterable == 0) return 0;
    const opened = getIter(iterable);
    release(iterable);
    if (opened == 0) return 0;
    lockObject(it);
    const free = loadRef(it, it + IT_B) == 0;
    if (free) storeRef(it, it + IT_B, opened);
    unlockObject(it);
    if (!free && !keepWaiting(it, opened)) return 0;
  }
}
/** Two threads opened an iterable each: the second one waits its turn. Takes over the reference. */
function keepWaiting(it: usize, opened: usize): bool {
  let list = readSlot(it, it + IT_C);
  if (list == 0) {
    const fresh = listNew(0);
    if (fresh == 0) { release(opened); return false; }
    lockObject(it);
    if (loadRef(it, it + IT_C) == 0) { retain(fresh); storeRef(it, it + IT_C, fresh); list = fresh; }
    else { list = loadRef(it, it + IT_C); retain(list); }
    unlockObject(it);
    if (list != fresh) release(fresh);
  }
  const r = listAppendOwned(list, opened);
  release(list);
  return r == 0;
}

// ---- compress, starmap, takewhile, dropwhile, filterfalse

function compress_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("compress", args, nargs, kw, S_data, S_selectors)) return 0;
  const data = argOrKw(args, nargs, kw, 0, S_data), selectors = argOrKw(args, nargs, kw, 1, S_selectors);
  if (data == 0 || selectors == 0 || nargs > 2) return raise(T_X_TYPEERROR, "compress() missing required argument 'selectors' (pos 2)");
  const a = getIter(data);
  if (a == 0) return 0;
  const b = getIter(selectors);
  if (b == 0) { release(a); return 0; }
  return itNew(type, a, b);
}
function compress_next(it: usize): usize {
  while (true) {
    const x = iterNext(load<usize>(it, IT_A));
    if (x == 0) return 0;
    const s = iterNext(load<usize>(it, IT_B));
    if (s == 0) { release(x); return 0; }
    const keep = isTrue(s);
    release(s);
    if (keep > 0) return x;
    release(x);
    if (keep < 0) return 0;
  }
}

/** A function and an iterable: A the iterator, B the function. */
function functionAndIterable(name: string, type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused(name, kw) || !countCheck(name, nargs, 2, 2)) return 0;
  const inner = getIter(arg(args, 1));
  return inner ? itNew(type, inner, newRef(arg(args, 0))) : 0;
}
function starmap_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return functionAndIterable("starmap", type, args, nargs, kw); }
function takewhile_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return functionAndIterable("takewhile", type, args, nargs, kw); }
function dropwhile_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return functionAndIterable("dropwhile", type, args, nargs, kw); }
function filterfalse_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return functionAndIterable("filterfalse", type, args, nargs, kw); }

function starmap_next(it: usize): usize {
  const x = iterNext(load<usize>(it, IT_A));
  if (x == 0) return 0;
  const t = tupleFromIterable(x);
  release(x);
  if (t == 0) return 0;
  const r = callArgs(load<usize>(it, IT_B), tupleSlot(t, 0), tupleSize(t), 0);
  release(t);
  return r;
}
function takewhile_next(it: usize): usize {
  if (flagOf(it)) return 0;
  const x = iterNext(load<usize>(it, IT_A));
  if (x == 0) return 0;
  const keep = holds(load<usize>(it, IT_B), x);
  if (keep > 0) return x;
  release(x);
  if (keep == 0) setFlagOf(it, 1);
  return 0;
}
function dropwhile_next(it: usize): usize {
  while (true) {
    const x = iterNext(load<usize>(it, IT_A));
    if (x == 0 || flagOf(it)) return x;
    const drop = holds(load<usize>(it, IT_B), x);
    if (drop == 0) { setFlagOf(it, 1); return x; }
    release(x);
    if (drop < 0) return 0;
  }
}
function filterfalse_next(it: usize): usize {
  while (true) {
    const x = iterNext(load<usize>(it, IT_A));
    if (x == 0) return 0;
    const drop = holds(load<usize>(it, IT_B), x);
    if (drop == 0) return x;
    release(x);
    if (drop < 0) return 0;
  }
}

// ---- islice: A the iterator, n items taken from it, m the next one wanted, k the stop (negative: none), step

/** A bound of islice: an index that is not negative, or None = `absent`. -2 with an exception. */
function sliceBound(o: usize, absent: i64, message: string): i64 {
  if (o == NONE) return absent;
  const i = asIndexObject(o);
  let v: i64 = -1;
  if (i) {
    v = intAsI64(i);
    if (intOverflow()) v = -1;
    release(i);
  }
  if (v >= 0) return v;
  raise(T_X_VALUEERROR, message);
  return -2;
}
function islice_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("islice", kw) || !countCheck("islice", nargs, 2, 4)) return 0;
  let start: i64 = 0, stop: i64 = -1, step: i64 = 1;
  if (nargs == 2) {
    stop = sliceBound(arg(args, 1), -1, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    if (stop == -2) return 0;
  } else {
    start = sliceBound(arg(args, 1), 0, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    if (start == -2) return 0;
    stop = sliceBound(arg(args, 2), -1, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    if (stop == -2) return 0;
    if (nargs > 3) {
      step = sliceBound(arg(args, 3), 1, "Step for islice() must be a positive integer or None.");
      if (step == 0) raise(T_X_VALUEERROR, "Step for islice() must be a positive integer or None.");
      if (step <= 0) return 0;
    }
  }
  const inner = getIter(arg(args, 0));
  if (inner == 0) return 0;
  const it = itNew(type, inner);
  if (it == 0) return 0;
  store<i64>(it, start, IT_M);
  store<i64>(it, stop, IT_K);
  store<i64>(it, step, IT_STEP);
  return it;
}
function islice_next(it: usize): usize {
  const inner = readSlot(it, it + IT_A);
  if (inner == 0) return 0;
  const stop = load<i64>(it, IT_K);
  while (true) {
    const wanted = loadCounter(it + IT_M), taken = loadCounter(it + IT_N);
    if (stop >= 0 && (wanted >= stop && taken >= stop)) break;
    if (stop >= 0 && taken >= stop) break;
    addCounter(it + IT_N, 1);
    const x = iterNext(inner);
    if (x == 0) break;
    if (taken < wanted) { release(x); continue; }
    const next = wanted + load<i64>(it, IT_STEP);
    storeCounter(it + IT_M, stop >= 0 && (next > stop || next < wanted) ? stop : next);
    release(inner);
    return x;
  }
  release(inner);
  replaceRef(it, IT_A, 0);
  return 0;
}

// ---- pairwise: A the iterator, C the value before

function pairwise_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("pairwise", kw) || !countCheck("pairwise", nargs, 1, 1)) return 0;
  const inner = getIter(arg(args, 0));
  return inner ? itNew(type, inner) : 0;
}
function pairwise_next(it: usize): usize {
  const inner = load<usize>(it, IT_A);
  let before = exchangeRef(it, IT_C, 0);
  if (before == 0) {
    before = iterNext(inner);
    if (before == 0) return 0;
  }
  const x = iterNext(inner);
  if (x == 0) { release(before); return 0; }
  replaceRef(it, IT_C, newRef(x));
  const t = tupleNew(2);
  if (t == 0) { release(before); release(x); return 0; }
  tupleInit(t, 0, before);
  tupleInit(t, 1, x);
  return t;
}

// ---- batched(iterable, n, *, strict=False)

function batched_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("batched", args, nargs, kw, S_iterable, S_n, S_strict)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_iterable), size = argOrKw(args, nargs, kw, 1, S_n), flag = kwArg(args, nargs, kw, S_strict);
  if (o == 0 || size == 0) return raise(T_X_TYPEERROR, "batched() missing required argument 'n' (pos 2)");
  const i = asIndexObject(size);
  if (i == 0) return 0;
  const n = intAsI64(i);
  release(i);
  if (n < 1) return raise(T_X_VALUEERROR, "n must be at least one");
  const strict = flag ? isTrue(flag) : 0;
  if (strict < 0) return 0;
  const inner = getIter(o);
  if (inner == 0) return 0;
  const it = itNew(type, inner);
  if (it) { store<i64>(it, n, IT_N); store<u32>(it, strict, IT_FLAG); }
  return it;
}
function batched_next(it: usize): usize {
  const inner = readSlot(it, it + IT_A);
  if (inner == 0) return 0;
  const n = load<i64>(it, IT_N), l = listNew(0);
  if (l == 0) { release(inner); return 0; }
  let i: i64 = 0;
  for (; i < n; i++) {
    const x = iterNext(inner);
    if (x == 0) break;
    if (listAppendOwned(l, x)) break;
  }
  release(inner);
  if (hasException()) { release(l); return 0; }
  if (i < n) replaceRef(it, IT_A, 0);
  if (i == 0) { release(l); return 0; }
  if (i < n && load<u32>(it, IT_FLAG)) { release(l); return raise(T_X_VALUEERROR, "batched(): incomplete batch"); }
  const t = tupleFromIterable(l);
  release(l);
  return t;
}

function fill(d: usize): void {
  dictSetStr(d, intern("count"), T_COUNT);
  dictSetStr(d, intern("cycle"), T_CYCLE);
  dictSetStr(d, intern("repeat"), T_REPEAT);
  dictSetStr(d, intern("chain"), T_CHAIN);
  dictSetStr(d, intern("compress"), T_COMPRESS);
  dictSetStr(d, intern("islice"), T_ISLICE);
  dictSetStr(d, intern("starmap"), T_STARMAP);
  dictSetStr(d, intern("takewhile"), T_TAKEWHILE);
  dictSetStr(d, intern("dropwhile"), T_DROPWHILE);
  dictSetStr(d, intern("filterfalse"), T_FILTERFALSE);
  dictSetStr(d, intern("pairwise"), T_PAIRWISE);
  dictSetStr(d, intern("batched"), T_BATCHED);
  dictSetStr(d, intern("groupby"), T_GROUPBY);
  dictSetStr(d, intern("accumulate"), T_ACCUMULATE);
  dictSetStr(d, intern("zip_longest"), T_ZIP_LONGEST);
  dictSetStr(d, intern("product"), T_PRODUCT);
  dictSetStr(d, intern("permutations"), T_PERMUTATIONS);
  dictSetStr(d, intern("combinations"), T_COMBINATIONS);
  dictSetStr(d, intern("combinations_with_replacement"), T_COMBINATIONS_R);
  dictSetStr(d, intern("_tee"), T_TEE);
  function_(d, "tee", fnNative(tee), 1, 2);
}

/** Slots of an itertools type. */
export function initItType(type: usize, make: u32, next: u32): void {
  initIteratorType(type, fnVoid(it_dealloc), fnTraverse(it_traverse), next);
  if (make) setSlot(type, TP_NEW, make);
}

export function initItertools(): void {
  initItType(T_COUNT, fnNative(count_new), fnUnary(count_next));
  setSlot(T_COUNT, TP_REPR, fnUnary(count_repr));
  initItType(T_CYCLE, fnNative(cycle_new), fnUnary(cycle_next));
  initItType(T_REPEAT, fnNative(repeat_new), fnUnary(repeat_next));
  setSlot(T_REPEAT, TP_REPR, fnUnary(repeat_repr));
  method(T_REPEAT, "__length_hint__", fnNative(repeat_hint), 0, 0);
  initItType(T_CHAIN, fnNative(chain_new), fnUnary(chain_next));
  classMethod(T_CHAIN, "from_iterable", fnNative(chain_from_iterable), 1, 1);
  initItType(T_COMPRESS, fnNative(compress_new), fnUnary(compress_next));
  initItType(T_ISLICE, fnNative(islice_new), fnUnary(islice_next));
  initItType(T_STARMAP, fnNative(starmap_new), fnUnary(starmap_next));
  initItType(T_TAKEWHILE, fnNative(takewhile_new), fnUnary(takewhile_next));
  initItType(T_DROPWHILE, fnNative(dropwhile_new), fnUnary(dropwhile_next));
  initItType(T_FILTERFALSE, fnNative(filterfalse_new), fnUnary(filterfalse_next));
  initItType(T_PAIRWISE, fnNative(pairwise_new), fnUnary(pairwise_next));
  initItType(T_BATCHED, fnNative(batched_new), fnUnary(batched_next));
  initCombine();
  initShared();
  registerModule("itertools", fill);
}
