/**
 * list.sort: a stable, adaptive merge sort after Tim Peters' (natural runs, short ones extended by binary insertion, merged
 * so that the stack of runs stays balanced), without galloping.
 *
 * It sorts an array of pairs {key, item} that belongs to the sort alone, so a comparison that raises, or that touches
 * the list, leaves every item in its place somewhere. Meanwhile the list is empty; if it is not when the sort ends,
 * somebody changed it: ValueError. Under `gilectomy` the list stays locked instead, comparisons included, as the talk
 * describes: a comparison that touches the list waits for itself.
 */
import { keepLock, keptLock } from "../sync/selfwait";
import { NONE } from "../layout";
import { typeOf, none, boolOf, LT, O_LOCK } from "../object";
import { release, lockObject, unlockObject, loadRef, OBJECT_LOCKS, LOCK_FREE_READS } from "../designs/active";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import { T_INT, T_STR, T_FLOAT, T_X_VALUEERROR } from "./table";
import { richCompare, isTrue } from "../abstract";
import { call1 } from "../calls";
import { kwArg, kwCheck, positional } from "../natives";
import { raisef } from "../errors";
import { T_X_TYPEERROR } from "./table";
import { strCompare } from "./str";
import { storeShared } from "./dicttable";
import { LIST_ITEMS, LIST_SIZE, LIST_CAPACITY, slotAt, storageCapacity, storageRetire, detachStorage, releaseSlots } from "./list";
import { S_key, S_reverse } from "../names";

/** Where every entry point locks, the sort is one entry point; where locks are critical sections they do not outlive a call of Python code. */
@inline function sortHoldsLock(): bool { return OBJECT_LOCKS && !LOCK_FREE_READS; }

/** Bytes of a pair. */
const PAIR: usize = 8;
@inline function keyAt(a: usize, i: i32): usize { return load<usize>(a + (<usize>i << 3)); }
@inline function pairAt(a: usize, i: i32): u64 { return load<u64>(a + (<usize>i << 3)); }
@inline function setPair(a: usize, i: i32, p: u64): void { store<u64>(a + (<usize>i << 3), p); }

/** x < y: 1, 0, or -1 with an exception. */
function lessThan(x: usize, y: usize): i32 {
  const t = typeOf(x);
  if (t == typeOf(y)) {
    if (t == T_INT) return load<i64>(x, 16) < load<i64>(y, 16) ? 1 : 0;
    if (t == T_STR) return strCompare(x, y) < 0 ? 1 : 0;
    if (t == T_FLOAT) return load<f64>(x, 16) < load<f64>(y, 16) ? 1 : 0;
  }
  const r = richCompare(x, y, LT);
  if (r == 0) return -1;
  const truth = isTrue(r);
  release(r);
  return truth;
}

function reversePairs(a: usize, from: i32, to: i32): void {
  for (let i = from, j = to - 1; i < j; i++, j--) {
    const p = pairAt(a, i);
    setPair(a, i, pairAt(a, j));
    setPair(a, j, p);
  }
}

/** The end of the run that begins at `from`; a strictly descending one is turned round. -1 with an exception. */
function countRun(a: usize, from: i32, end: i32): i32 {
  let i = from + 1;
  if (i >= end) return end;
  const first = lessThan(keyAt(a, i), keyAt(a, i - 1));
  if (first < 0) return -1;
  for (i++; i < end; i++) {
    const less = lessThan(keyAt(a, i), keyAt(a, i - 1));
    if (less < 0) return -1;
    if (less != first) break;
  }
  if (first) reversePairs(a, from, i);
  return i;
}

/** Sorts from..end where from..sorted is sorted. False with an exception. */
function insertionSort(a: usize, from: i32, sorted: i32, end: i32): bool {
  for (let i = sorted; i < end; i++) {
    const pivot = pairAt(a, i), key = keyAt(a, i);
    let low = from, high = i;
    while (low < high) {
      const middle = (low + high) >> 1;
      const less = lessThan(key, keyAt(a, middle));
      if (less < 0) return false;
      if (less) high = middle; else low = middle + 1;
    }
    memory.copy(a + (<usize>(low + 1) << 3), a + (<usize>low << 3), <usize>(i - low) << 3);
    setPair(a, low, pivot);
  }
  return true;
}

/** Merges the neighbours from..middle and middle..end; `spare` has room for the left one. False with an exception. */
function mergeRuns(a: usize, spare: usize, from: i32, middle: i32, end: i32): bool {
  // Items of the left run that are in place already need no move.
  while (from < middle) {
    const less = lessThan(keyAt(a, middle), keyAt(a, from));
    if (less < 0) return false;
    if (less) break;
    from++;
  }
  const n = middle - from;
  if (n == 0) return true;
  memory.copy(spare, a + (<usize>from << 3), <usize>n << 3);
  let left = 0, right = middle, to = from;
  let ok = true;
  while (left < n && right < end) {
    const less = lessThan(keyAt(a, right), keyAt(spare, left));
    if (less < 0) { ok = false; break; }
    if (less) setPair(a, to++, pairAt(a, right++));
    else setPair(a, to++, pairAt(spare, left++));
  }
  // What is left of the left run fits exactly in the gap, after an exception too.
  memory.copy(a + (<usize>to << 3), spare + (<usize>left << 3), <usize>(n - left) << 3);
  return ok;
}

const MAX_RUNS: usize = 64;

/** Sorts n pairs. `work`: MAX_RUNS run starts, then room for n pairs. False with an exception. */
function sortPairs(a: usize, n: i32, work: usize): bool {
  const spare = work + (MAX_RUNS << 2);
  let minRun = n, odd = 0;
  while (minRun >= 64) { odd |= minRun & 1; minRun >>= 1; }
  minRun += odd;
  let runs = 0;
  let at = 0;
  while (at < n) {
    let end = countRun(a, at, n);
    if (end < 0) return false;
    if (end - at < minRun) {
      const forced = min<i32>(at + minRun, n);
      if (!insertionSort(a, at, end, forced)) return false;
      end = forced;
    }
    store<i32>(work + (<usize>runs << 2), at);
    runs++;
    at = end;
    // Keep the lengths of the runs on the stack falling faster than Fibonacci's numbers grow.
    while (runs > 1) {
      const c = at - runStart(work, runs - 1);
      const b = runStart(work, runs - 1) - runStart(work, runs - 2);
      const hasA = runs > 2;
      const lenA = hasA ? runStart(work, runs - 2) - runStart(work, runs - 3) : 0;
      const hasZ = runs > 3;
      const lenZ = hasZ ? runStart(work, runs - 3) - runStart(work, runs - 4) : 0;
      if (hasA && lenA <= b + c || hasZ && lenZ <= lenA + b) {
        if (lenA < c) { if (!mergeAt(a, work, spare, runs, runs - 3, at)) return false; }
        else if (!mergeAt(a, work, spare, runs, runs - 2, at)) return false;
      } else if (b <= c) {
        if (!mergeAt(a, work, spare, runs, runs - 2, at)) return false;
      } else break;
      runs--;
    }
  }
  while (runs > 1) {
    let i = runs - 2;
    if (runs > 2 && runStart(work, runs - 2) - runStart(work, runs - 3) < n - runStart(work, runs - 1)) i = runs - 3;
    if (!mergeAt(a, work, spare, runs, i, n)) return false;
    runs--;
  }
  return true;
}

@inline function runStart(work: usize, i: i32): i32 { return load<i32>(work + (<usize>i << 2)); }

/** Merges run i with the next one of `runs`; the last ends at `end`. */
function mergeAt(a: usize, work: usize, spare: usize, runs: i32, i: i32, end: i32): bool {
  const from = runStart(work, i), middle = runStart(work, i + 1);
  const stop = i + 2 < runs ? runStart(work, i + 2) : end;
  if (i + 2 < runs) store<i32>(work + (<usize>(i + 1) << 2), stop);
  return mergeRuns(a, spare, from, middle, stop);
}

/** Sorts the n references at `items`. False with an exception; they are a permutation in any case. */
export function sortReferences(items: usize, n: i32, keyFunction: usize, reverse: bool): bool {
  if (n < 2 && keyFunction == 0) return true;
  const bytes: u64 = <u64>n * (PAIR * 2) + (MAX_RUNS << 2);
  const block: usize = bytes > 0x7fffffff ? 0 : allocRaw(<u32>bytes);
  if (block == 0) { noMemory(); return false; }
  const work = block + (<usize>n << 3);
  let ok = true;
  let keys = 0;
  for (; keys < n; keys++) {
    const item = load<usize>(slotAt(items, keys));
    let key = item;
    if (keyFunction) {
      key = call1(keyFunction, item);
      if (key == 0) { ok = false; break; }
    }
    store<usize>(block + (<usize>keys << 3), key);
    store<usize>(block + (<usize>keys << 3), item, 4);
  }
  if (ok) {
    // Equal items keep their order in a reversed sort as well.
    if (reverse) reversePairs(block, 0, n);
    ok = sortPairs(block, n, work);
    if (reverse) reversePairs(block, 0, n);
    for (let i = 0; i < n; i++) store<usize>(slotAt(items, i), load<usize>(block + (<usize>i << 3), 4));
  }
  // The keys go last: a key's destructor must not see the array half done.
  if (keyFunction) for (let i = 0; i < keys; i++) release(keyAt(block, i));
  freeRaw(block, <u32>bytes);
  return ok;
}

/** Sorts a list in place. 0, or -1 with an exception. */
export function listSort(l: usize, keyFunction: usize, reverse: bool): i32 {
  lockObject(l);
  const n = load<i32>(l, LIST_SIZE);
  const items = detachStorage(l);
  if (sortHoldsLock()) keepLock(l + O_LOCK);
  else unlockObject(l);
  let ok = sortReferences(items, n, keyFunction, reverse);
  if (!sortHoldsLock() || !keptLock(l + O_LOCK)) lockObject(l);
  // What others put into the emptied list is dropped, as the sorted items come back.
  const intruders = loadRef(l, l + LIST_ITEMS), count = load<i32>(l, LIST_SIZE);
  storeShared(l + LIST_SIZE, 0);
  storeShared(l + LIST_ITEMS, <u32>items);
  store<u32>(l, items ? storageCapacity(items) : 0, LIST_CAPACITY);
  storeShared(l + LIST_SIZE, n);
  unlockObject(l);
  if (intruders) {
    if (ok) { raise(T_X_VALUEERROR, "list modified during sort"); ok = false; }
    releaseSlots(intruders, count);
    storageRetire(intruders);
  }
  return ok ? 0 : -1;
}

export function list_sort(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) != 0) return raise(T_X_TYPEERROR, "sort() takes no positional arguments");
  if (!kwCheck("sort", args, nargs, kw, S_key, S_reverse)) return 0;
  let key = kwArg(args, nargs, kw, S_key);
  if (key == NONE) key = 0;
  const flag = kwArg(args, nargs, kw, S_reverse);
  let reverse = 0;
  if (flag) {
    reverse = isTrue(flag);
    if (reverse < 0) return 0;
  }
  return listSort(self, key, reverse != 0) ? 0 : none();
}
