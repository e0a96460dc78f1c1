/**
 * itertools: product, permutations, combinations and combinations_with_replacement. A is the tuple of pools (product) or the pool;
 * n the address of a raw block of indices (and, for permutations, of cycles), m its size in words, k the length of a
 * result; flag 0 before the first result, 1 running, 2 ended. The indices move on under the lock, as no Python code runs.
 */
import { NONE } from "../layout";
import { newRef, fnNative, fnUnary, fnVoid, setSlot, TP_DEALLOC } from "../object";
import { release, lockObject, unlockObject } from "../designs/active";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import { T_PRODUCT, T_PERMUTATIONS, T_COMBINATIONS, T_COMBINATIONS_R, T_X_TYPEERROR, T_X_VALUEERROR } from "../types/table";
import { tupleFromIterable } from "../abstract";
import { arg, argOrKw, kwArg, kwCheck, positional, asIndex, countCheck } from "../natives";
import { tupleNew, tupleInit, tupleItem, tupleSize } from "../types/tuple";
import { IT_A, IT_FLAG, IT_N, IT_M, IT_K, it_dealloc, itNew, initItType } from "./itertools";
import { S_repeat, S_r, S_iterable } from "../names";

const FRESH: u32 = 0;
const RUNNING: u32 = 1;
const ENDED: u32 = 2;

@inline function word(block: usize, i: i32): usize { return block + (<usize>i << 2); }
@inline function indices(it: usize): usize { return <usize>load<i64>(it, IT_N); }

/** An iterator over a pool (owned) with a block of `words` indices and results of `length`. */
function combineNew(type: usize, pool: usize, words: i32, length: i32): usize {
  const block = allocRaw(max<u32>(<u32>words << 2, 4));
  if (block == 0) { release(pool); return noMemory(); }
  memory.fill(block, 0, <usize>words << 2);
  const it = itNew(type, pool);
  if (it == 0) { freeRaw(block, max<u32>(<u32>words << 2, 4)); return 0; }
  store<i64>(it, block, IT_N);
  store<i64>(it, words, IT_M);
  store<i64>(it, length, IT_K);
  return it;
}
function combine_dealloc(it: usize): void {
  freeRaw(indices(it), max<u32>(load<u32>(it, IT_M) << 2, 4));
  it_dealloc(it);
}

/** The result at the present indices: from one pool, or for product from pool i at place i. Under the lock. */
function result(it: usize, product: bool): usize {
  const n = load<i32>(it, IT_K), a = load<usize>(it, IT_A), block = indices(it);
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) tupleInit(t, i, newRef(tupleItem(product ? tupleItem(a, i) : a, load<i32>(word(block, i)))));
  return t;
}

/** Moves on with `step` (true: there is a next result) and returns the result; 0 at the end. */
@inline function advance(it: usize, step: (it: usize) => bool, product: bool): usize {
  lockObject(it);
  const state = load<u32>(it, IT_FLAG);
  let r: usize = 0;
  if (state == FRESH) { store<u32>(it, RUNNING, IT_FLAG); r = result(it, product); }
  else if (state == RUNNING) {
    if (step(it)) r = result(it, product);
    else store<u32>(it, ENDED, IT_FLAG);
  }
  unlockObject(it);
  return r;
}

// ---- product

function product_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("product", args, nargs, kw, S_repeat)) return 0;
  const n = positional(nargs, kw), flag = kwArg(args, nargs, kw, S_repeat);
  let repeat = 1;
  if (flag) {
    repeat = asIndex(flag);
    if (repeat == -1 && hasException()) return 0;
    if (repeat < 0) return raise(T_X_VALUEERROR, "repeat argument cannot be negative");
  }
  if (<i64>n * <i64>repeat > 0xffffff) return noMemory();
  const total = n * repeat;
  const pools = tupleNew(total);
  if (pools == 0) return 0;
  let empty = false;
  for (let i = 0; i < n; i++) {
    const pool = tupleFromIterable(arg(args, i));
    if (pool == 0) { release(pools); return 0; }
    if (tupleSize(pool) == 0) empty = true;
    for (let k = 0; k < repeat; k++) tupleInit(pools, k * n + i, newRef(pool));
    release(pool);
  }
  const it = combineNew(type, pools, total, total);
  if (it && empty && repeat > 0) store<u32>(it, ENDED, IT_FLAG);
  return it;
}
function productStep(it: usize): bool {
  const a = load<usize>(it, IT_A), block = indices(it);
  for (let i = load<i32>(it, IT_K) - 1; i >= 0; i--) {
    const v = load<i32>(word(block, i)) + 1;
    if (v < tupleSize(tupleItem(a, i))) { store<i32>(word(block, i), v); return true; }
    store<i32>(word(block, i), 0);
  }
  return false;
}
function product_next(it: usize): usize { return advance(it, productStep, true); }

// ---- the three over one pool

/** The pool (owned) and length of permutations(iterable, r=None) and its like; the length in poolLength, -1 with an exception. */
let poolLength: i32 = 0;
function poolOf(name: string, args: usize, nargs: i32, kw: usize, needsLength: bool): usize {
  poolLength = -1;
  if (!kwCheck(name, args, nargs, kw, S_iterable, S_r) || !countCheck(name, positional(nargs, kw), 0, 2)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_iterable), r = argOrKw(args, nargs, kw, 1, S_r);
  if (o == 0) { raise(T_X_TYPEERROR, "missing required argument 'iterable' (pos 1)"); return 0; }
  if (r == 0 && needsLength) { raise(T_X_TYPEERROR, "missing required argument 'r' (pos 2)"); return 0; }
  const pool = tupleFromIterable(o);
  if (pool == 0) return 0;
  let length = tupleSize(pool);
  if (r != 0 && (needsLength || r != NONE)) {
    length = asIndex(r);
    if (length == -1 && hasException()) { release(pool); return 0; }
    if (length < 0) { release(pool); raise(T_X_VALUEERROR, "r must be non-negative"); return 0; }
  }
  poolLength = length;
  return pool;
}

function permutations_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const pool = poolOf("permutations", args, nargs, kw, false), r = poolLength;
  if (pool == 0) return 0;
  const n = tupleSize(pool), fits = r <= n;
  const it = combineNew(type, pool, fits ? n + r : 0, fits ? r : 0);
  if (it == 0) return 0;
  if (!fits) { store<u32>(it, ENDED, IT_FLAG); return it; }
  for (let i = 0; i < n; i++) store<i32>(word(indices(it), i), i);
  for (let i = 0; i < r; i++) store<i32>(word(indices(it), n + i), n - i);
  return it;
}
function permutationsStep(it: usize): bool {
  const n = tupleSize(load<usize>(it, IT_A)), r = load<i32>(it, IT_K), block = indices(it);
  for (let i = r - 1; i >= 0; i--) {
    const cycle = word(block, n + i), left = load<i32>(cycle) - 1;
    if (left == 0) {
      const first = load<i32>(word(block, i));
      memory.copy(word(block, i), word(block, i + 1), <usize>(n - 1 - i) << 2);
      store<i32>(word(block, n - 1), first);
      store<i32>(cycle, n - i);
    } else {
      store<i32>(cycle, left);
      const x = word(block, i), y = word(block, n - left), v = load<i32>(x);
      store<i32>(x, load<i32>(y));
      store<i32>(y, v);
      return true;
    }
  }
  return false;
}
function permutations_next(it: usize): usize { return advance(it, permutationsStep, false); }

function combinations_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const pool = poolOf("combinations", args, nargs, kw, true), r = poolLength;
  if (pool == 0) return 0;
  const fits = r <= tupleSize(pool);
  const it = combineNew(type, pool, fits ? r : 0, fits ? r : 0);
  if (it == 0) return 0;
  if (!fits) store<u32>(it, ENDED, IT_FLAG);
  else for (let i = 0; i < r; i++) store<i32>(word(indices(it), i), i);
  return it;
}
function combinationsStep(it: usize): bool {
  const n = tupleSize(load<usize>(it, IT_A)), r = load<i32>(it, IT_K), block = indices(it);
  let i = r - 1;
  while (i >= 0 && load<i32>(word(block, i)) == i + n - r) i--;
  if (i < 0) return false;
  const v = load<i32>(word(block, i)) + 1;
  for (let k = i; k < r; k++) store<i32>(word(block, k), v + k - i);
  return true;
}
function combinations_next(it: usize): usize { return advance(it, combinationsStep, false); }

function combinations_r_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const pool = poolOf("combinations_with_replacement", args, nargs, kw, true), r = poolLength;
  if (pool == 0) return 0;
  const none = tupleSize(pool) == 0 && r > 0;
  const it = combineNew(type, pool, r, r);
  if (it && none) store<u32>(it, ENDED, IT_FLAG);
  return it;
}
function combinationsRStep(it: usize): bool {
  const n = tupleSize(load<usize>(it, IT_A)), r = load<i32>(it, IT_K), block = indices(it);
  let i = r - 1;
  while (i >= 0 && load<i32>(word(block, i)) == n - 1) i--;
  if (i < 0) return false;
  const v = load<i32>(word(block, i)) + 1;
  for (let k = i; k < r; k++) store<i32>(word(block, k), v);
  return true;
}
function combinations_r_next(it: usize): usize { return advance(it, combinationsRStep, false); }

export function initCombine(): void {
  initItType(T_PRODUCT, fnNative(product_new), fnUnary(product_next));
  initItType(T_PERMUTATIONS, fnNative(permutations_new), fnUnary(permutations_next));
  initItType(T_COMBINATIONS, fnNative(combinations_new), fnUnary(combinations_next));
  initItType(T_COMBINATIONS_R, fnNative(combinations_r_new), fnUnary(combinations_r_next));
  setSlot(T_PRODUCT, TP_DEALLOC, fnVoid(combine_dealloc));
  setSlot(T_PERMUTATIONS, TP_DEALLOC, fnVoid(combine_dealloc));
  setSlot(T_COMBINATIONS, TP_DEALLOC, fnVoid(combine_dealloc));
  setSlot(T_COMBINATIONS_R, TP_DEALLOC, fnVoid(combine_dealloc));
}
