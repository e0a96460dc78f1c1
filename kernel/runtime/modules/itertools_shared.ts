/** itertools: those that group, accumulate or share what one iterator gives: groupby, accumulate, zip_longest, tee. */
import { NONE } from "../layout";
import { newRef, none, fnNative, fnUnary, NB_ADD, EQ, typeOf, slotOf } from "../object";
import { retain, release, loadRef, storeRef, readSlot, lockObject, unlockObject } from "../designs/active";
import { raise, hasException } from "../errors";
import { T_GROUPBY, T_GROUPER, T_ACCUMULATE, T_ZIP_LONGEST, T_TEE, T_X_TYPEERROR, T_X_VALUEERROR } from "../types/table";
import { getIter, iterNext, binaryOp, richCompareBool } from "../abstract";
import { call1, call2 } from "../calls";
import { arg, argOrKw, kwArg, kwCheck, kwRefused, positional, asIndex, countCheck, method } from "../natives";
import { tupleNew, tupleInit, tuple2 } from "../types/tuple";
import { listNew, listSize, listGet, listPut, listFromArray, LIST_ITEMS, LIST_SIZE, listAppendOwned } from "../types/list";
import { IT_A, IT_B, IT_C, IT_D, IT_FLAG, IT_N, exchangeRef, replaceRef, loadCounter, addCounter, flagOf, setFlagOf, itNew, initItType } from "./itertools";
import { S_iterable, S_key, S_func, S_initial, S_fillvalue } from "../names";

// ---- groupby: A the iterator, B the key function (0: the value), C the key of the group asked for last, D a tuple
// (key, value) that was read and belongs to no group yet. The grouper: A the groupby, C its key.

function groupby_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("groupby", args, nargs, kw, S_iterable, S_key)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_iterable);
  let key = argOrKw(args, nargs, kw, 1, S_key);
  if (o == 0) return raise(T_X_TYPEERROR, "groupby() missing required argument 'iterable' (pos 1)");
  if (key == NONE) key = 0;
  const inner = getIter(o);
  return inner ? itNew(type, inner, key ? newRef(key) : 0) : 0;
}

/** Reads the next value into D as (key, value). False at the end or with an exception. */
function groupbyRead(g: usize): bool {
  const x = iterNext(load<usize>(g, IT_A));
  if (x == 0) return false;
  const f = load<usize>(g, IT_B);
  const k = f ? call1(f, x) : newRef(x);
  const pair = k ? tuple2(k, x) : 0;
  if (k) release(k);
  release(x);
  if (pair == 0) return false;
  replaceRef(g, IT_D, pair);
  return true;
}

function groupby_next(g: usize): usize {
  while (true) {
    const pair = readSlot(g, g + IT_D);
    if (pair) {
      const target = readSlot(g, g + IT_C);
      const same = target ? richCompareBool(load<usize>(target, 20), load<usize>(pair, 20), EQ) : 0;
      if (target) release(target);
      if (same < 0) { release(pair); return 0; }
      if (same == 0) {
        // A new group. C becomes a mark of its own, so that older groupers know that they are over.
        const key = load<usize>(pair, 20);
        const mark = tuple2(key, key);
        const grouper = mark ? itNew(T_GROUPER, newRef(g), 0, newRef(mark)) : 0;
        const r = grouper ? tuple2(key, grouper) : 0;
        if (grouper) release(grouper);
        release(pair);
        if (r == 0) { if (mark) release(mark); return 0; }
        replaceRef(g, IT_C, mark);
        return r;
      }
      release(pair);
      replaceRef(g, IT_D, 0); // a rest of the group before
    }
    if (!groupbyRead(g)) return 0;
  }
}

function grouper_next(it: usize): usize {
  const g = load<usize>(it, IT_A), mine = load<usize>(it, IT_C);
  const target = readSlot(g, g + IT_C);
  const current = target == mine;
  if (target) release(target);
  if (!current) return 0;
  let pair = exchangeRef(g, IT_D, 0);
  if (pair == 0) {
    if (!groupbyRead(g)) return 0;
    pair = exchangeRef(g, IT_D, 0);
    if (pair == 0) return 0;
  }
  const same = richCompareBool(load<usize>(mine, 20), load<usize>(pair, 20), EQ);
  if (same <= 0) {
    // Belongs to the next group.
    if (same == 0) replaceRef(g, IT_D, pair); else release(pair);
    return 0;
  }
  const value = newRef(load<usize>(pair, 24));
  release(pair);
  return value;
}

// ---- accumulate(iterable, func=None, *, initial=None): A iterator, B function (0: add), C total, D initial

function accumulate_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("accumulate", args, nargs, kw, S_iterable, S_func, S_initial) || !countCheck("accumulate", positional(nargs, kw), 0, 2)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_iterable);
  let f = argOrKw(args, nargs, kw, 1, S_func), initial = kwArg(args, nargs, kw, S_initial);
  if (o == 0) return raise(T_X_TYPEERROR, "accumulate() missing required argument 'iterable' (pos 1)");
  if (f == NONE) f = 0;
  if (initial == NONE) initial = 0;
  const inner = getIter(o);
  return inner ? itNew(type, inner, f ? newRef(f) : 0, 0, initial ? newRef(initial) : 0) : 0;
}
function accumulate_next(it: usize): usize {
  const initial = exchangeRef(it, IT_D, 0);
  if (initial) {
    replaceRef(it, IT_C, newRef(initial));
    return initial;
  }
  const x = iterNext(load<usize>(it, IT_A));
  if (x == 0) return 0;
  const total = readSlot(it, it + IT_C);
  if (total == 0) {
    replaceRef(it, IT_C, newRef(x));
    return x;
  }
  const f = load<usize>(it, IT_B);
  const sum = f ? call2(f, total, x) : binaryOp(total, x, NB_ADD);
  release(total);
  release(x);
  if (sum == 0) return 0;
  replaceRef(it, IT_C, newRef(sum));
  return sum;
}

// ---- zip_longest(*iterables, fillvalue=None): A a list of the iterators, None in the place of one that ended; n how many run

function zip_longest_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("zip_longest", args, nargs, kw, S_fillvalue)) return 0;
  const n = positional(nargs, kw), filler = kwArg(args, nargs, kw, S_fillvalue);
  const l = listNew(0);
  if (l == 0) return 0;
  for (let i = 0; i < n; i++) {
    const inner = getIter(arg(args, i));
    if (inner == 0 || listAppendOwned(l, inner)) { release(l); return 0; }
  }
  const it = itNew(type, l, filler ? newRef(filler) : none());
  if (it) store<i64>(it, n, IT_N);
  return it;
}
function zip_longest_next(it: usize): usize {
  const l = load<usize>(it, IT_A), n = listSize(l);
  if (loadCounter(it + IT_N) <= 0) return 0;
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const inner = listGet(l, i);
    let x: usize = 0;
    if (inner != NONE) {
      x = iterNext(inner);
      if (x == 0) {
        if (hasException()) { release(inner); release(t); return 0; }
        listPut(l, i, none());
        if (addCounter(it + IT_N, -1) <= 1) { release(inner); release(t); return 0; }
      }
    }
    release(inner);
    tupleInit(t, i, x ? x : newRef(load<usize>(it, IT_B)));
  }
  return t;
}

// ---- tee: a chain of cells, each a list: empty, or [value, next cell]. A the iterator, C the cell that comes next.

/** tee(iterable, n=2) */
export function tee(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let n = 2;
  if (nargs > 1) {
    n = asIndex(arg(args, 1));
    if (n == -1 && hasException()) return 0;
    if (n < 0) return raise(T_X_VALUEERROR, "n must be >= 0");
  }
  const t = tupleNew(n);
  if (t == 0 || n == 0) return t;
  const first = teeOf(arg(args, 0));
  if (first == 0) { release(t); return 0; }
  tupleInit(t, 0, first);
  for (let i = 1; i < n; i++) {
    const copy = teeCopy(first);
    if (copy == 0) { release(t); return 0; }
    tupleInit(t, i, copy);
  }
  return t;
}
function teeOf(o: usize): usize {
  if (typeOf(o) == T_TEE) return teeCopy(o);
  const inner = getIter(o);
  if (inner == 0) return 0;
  if (typeOf(inner) == T_TEE) { const copy = teeCopy(inner); release(inner); return copy; }
  const cell = listNew(0);
  if (cell == 0) { release(inner); return 0; }
  return itNew(T_TEE, inner, 0, cell);
}
function teeCopy(t: usize): usize { return itNew(T_TEE, newRef(load<usize>(t, IT_A)), 0, readSlot(t, t + IT_C)); }
function tee_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("_tee", kw) || !countCheck("_tee", nargs, 1, 1)) return 0;
  return teeOf(arg(args, 0));
}
function tee_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return teeCopy(self); }

/** Puts a value (owned) at the end of the chain that begins at `cell`. False if memory is full. */
function teeFill(cell: usize, x: usize): bool {
  const fresh = listNew(0);
  const filled = fresh ? listNew(2) : 0;
  if (filled == 0) { if (fresh) release(fresh); release(x); return false; }
  // Built beside and moved over in one step, for another thread may look at the cell.
  const items = load<usize>(filled, LIST_ITEMS);
  store<usize>(items, x);
  store<usize>(items + 4, fresh);
  let at = newRef(cell);
  while (true) {
    if (moveContents(filled, at)) break;
    const next = listGet(at, 1);
    release(at);
    at = next;
  }
  release(at);
  release(filled);
  return true;
}
/** Gives the storage of a list that only the caller sees to one that is empty; false if it is not. */
function moveContents(from: usize, to: usize): bool {
  lockObject(to);
  const empty = load<u32>(to, LIST_SIZE) == 0;
  if (empty) {
    atomic.store<u32>(to + LIST_ITEMS, load<u32>(from, LIST_ITEMS));
    store<u32>(to, 2, LIST_SIZE + 4);
    atomic.store<u32>(to + LIST_SIZE, 2);
  }
  unlockObject(to);
  if (empty) {
    store<u32>(from, 0, LIST_ITEMS);
    store<u32>(from, 0, LIST_SIZE);
    store<u32>(from, 0, LIST_SIZE + 4);
  }
  return empty;
}
function tee_next(t: usize): usize {
  while (true) {
    const cell = readSlot(t, t + IT_C);
    const value = listGet(cell, 0);
    if (value == 0) {
      const x = iterNext(load<usize>(t, IT_A));
      const ok = x != 0 && teeFill(cell, x);
      // Another tee may have met the end after it filled this cell.
      const late = !ok && !hasException() && listSize(cell) != 0;
      release(cell);
      if (!ok && !late) return 0;
      continue;
    }
    const next = listGet(cell, 1);
    lockObject(t);
    const mine = loadRef(t, t + IT_C) == cell;
    if (mine) storeRef(t, t + IT_C, next);
    unlockObject(t);
    release(cell);
    if (mine) { release(cell); return value; }
    release(next);
    release(value);
  }
}

export function initShared(): void {
  initItType(T_GROUPBY, fnNative(groupby_new), fnUnary(groupby_next));
  initItType(T_GROUPER, 0, fnUnary(grouper_next));
  initItType(T_ACCUMULATE, fnNative(accumulate_new), fnUnary(accumulate_next));
  initItType(T_ZIP_LONGEST, fnNative(zip_longest_new), fnUnary(zip_longest_next));
  initItType(T_TEE, fnNative(tee_new), fnUnary(tee_next));
  method(T_TEE, "__copy__", fnNative(tee_copy), 0, 0);
}
