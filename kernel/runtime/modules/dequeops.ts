/**
 * deque: the ring of its items, and the operations on it. The Python side is in _collections.ts.
 *
 *     16 u32 lock   20 u32 ring (raw block of 2**log references)   24 u32 log   28 u32 head   32 u32 size
 *     36 i32 maxlen, -1 = none   40 u32 changes: counts them, for iterators
 *
 * Every operation holds the lock, and none runs Python code under it: what falls out is released after.
 */
import { retain, release, loadRef, storeRef, lockObject, unlockObject } from "../designs/active";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { storageNew, slotAt } from "../types/list";

export const DQ_RING: usize = 20;
export const DQ_LOG: usize = 24;
export const DQ_HEAD: usize = 28;
export const DQ_SIZE: usize = 32;
export const DQ_MAXLEN: usize = 36;
export const DQ_CHANGES: usize = 40;
export const DQ_BYTES: u32 = 48;

/** Address of item i. Under the lock. */
export function dequeSlot(d: usize, i: i32): usize {
  const mask = (<u32>1 << load<u32>(d, DQ_LOG)) - 1;
  return load<usize>(d, DQ_RING) + (<usize>((load<u32>(d, DQ_HEAD) + <u32>i) & mask) << 2);
}
@inline export function dequeSize(d: usize): i32 { return atomic.load<i32>(d + DQ_SIZE); }
@inline export function dequeChanges(d: usize): u32 { return atomic.load<u32>(d + DQ_CHANGES); }
@inline export function markChanged(d: usize): void { atomic.store<u32>(d + DQ_CHANGES, load<u32>(d, DQ_CHANGES) + 1); }
@inline function setSize(d: usize, n: i32): void { atomic.store<i32>(d + DQ_SIZE, n); }

/** Room for one more item. False if memory is full. Under the lock. */
function grow(d: usize): bool {
  const ring = load<usize>(d, DQ_RING), n = load<i32>(d, DQ_SIZE);
  const log = load<u32>(d, DQ_LOG);
  if (ring != 0 && n < 1 << log) return true;
  const newLog = ring ? log + 1 : 3;
  if (newLog > 28) return false;
  const fresh = allocRaw(<u32>4 << newLog);
  if (fresh == 0) return false;
  for (let i = 0; i < n; i++) store<usize>(slotAt(fresh, i), load<usize>(dequeSlot(d, i)));
  if (ring) freeRaw(ring, <u32>4 << log);
  store<usize>(d, fresh, DQ_RING);
  store<u32>(d, newLog, DQ_LOG);
  store<u32>(d, 0, DQ_HEAD);
  return true;
}

/** Adds x (owned) at an end; what a bounded deque loses at the other is released. 0, or -1 with MemoryError. */
export function dequePush(d: usize, x: usize, left: bool): i32 {
  lockObject(d);
  const maxlen = load<i32>(d, DQ_MAXLEN), n = load<i32>(d, DQ_SIZE);
  let lost: usize = 0;
  if (maxlen == 0) {
    unlockObject(d);
    release(x);
    return 0;
  }
  if (n == maxlen) lost = takeLocked(d, !left);
  if (!grow(d)) { unlockObject(d); if (lost) release(lost); release(x); noMemory(); return -1; }
  if (left) store<u32>(d, (load<u32>(d, DQ_HEAD) - 1) & ((<u32>1 << load<u32>(d, DQ_LOG)) - 1), DQ_HEAD);
  const count = load<i32>(d, DQ_SIZE);
  storeRef(d, dequeSlot(d, left ? 0 : count), x);
  setSize(d, count + 1);
  markChanged(d);
  unlockObject(d);
  if (lost) release(lost);
  return 0;
}

function takeLocked(d: usize, left: bool): usize {
  const n = load<i32>(d, DQ_SIZE);
  const at = dequeSlot(d, left ? 0 : n - 1), x = loadRef(d, at);
  storeRef(d, at, 0);
  if (left) store<u32>(d, (load<u32>(d, DQ_HEAD) + 1) & ((<u32>1 << load<u32>(d, DQ_LOG)) - 1), DQ_HEAD);
  setSize(d, n - 1);
  markChanged(d);
  return x;
}

/** Takes the item at an end: owned, or 0 if there is none. */
export function dequeTake(d: usize, left: bool): usize {
  lockObject(d);
  const x: usize = load<i32>(d, DQ_SIZE) == 0 ? 0 : takeLocked(d, left);
  unlockObject(d);
  return x;
}

/** Item i, new, or 0. */
export function dequeGet(d: usize, i: i32): usize {
  lockObject(d);
  let x: usize = 0;
  if (i >= 0 && i < load<i32>(d, DQ_SIZE)) { x = loadRef(d, dequeSlot(d, i)); retain(x); }
  unlockObject(d);
  return x;
}

/** Puts v (owned) in place of item i, counted from the end if negative. False, with v released, if there is none. */
export function dequePut(d: usize, i: i32, v: usize): bool {
  lockObject(d);
  const n = load<i32>(d, DQ_SIZE);
  if (i < 0) i += n;
  if (i < 0 || i >= n) { unlockObject(d); release(v); return false; }
  const at = dequeSlot(d, i), old = loadRef(d, at);
  storeRef(d, at, v);
  unlockObject(d);
  release(old);
  return true;
}

/** Takes item i out, if it is `expected` (0: whatever it is): owned, or 0. */
export function dequeTakeAt(d: usize, i: i32, expected: usize): usize {
  lockObject(d);
  const n = load<i32>(d, DQ_SIZE);
  if (i < 0) i += n;
  if (i < 0 || i >= n || expected != 0 && load<usize>(dequeSlot(d, i)) != expected) { unlockObject(d); return 0; }
  const x = loadRef(d, dequeSlot(d, i));
  for (let k = i; k < n - 1; k++) store<usize>(dequeSlot(d, k), load<usize>(dequeSlot(d, k + 1)));
  storeRef(d, dequeSlot(d, n - 1), 0);
  setSize(d, n - 1);
  markChanged(d);
  unlockObject(d);
  return x;
}

/** Puts x (owned) before item i. 1 done, 0 the deque is full (x released), -1 with MemoryError. */
export function dequeInsert(d: usize, i: i32, x: usize): i32 {
  lockObject(d);
  const n = load<i32>(d, DQ_SIZE);
  if (n == load<i32>(d, DQ_MAXLEN)) { unlockObject(d); release(x); return 0; }
  if (!grow(d)) { unlockObject(d); release(x); noMemory(); return -1; }
  if (i < 0) { i += n; if (i < 0) i = 0; }
  if (i > n) i = n;
  for (let k = n; k > i; k--) store<usize>(dequeSlot(d, k), load<usize>(dequeSlot(d, k - 1)));
  storeRef(d, dequeSlot(d, i), x);
  setSize(d, n + 1);
  markChanged(d);
  unlockObject(d);
  return 1;
}

export function dequeRotate(d: usize, steps: i32): void {
  lockObject(d);
  const n = load<i32>(d, DQ_SIZE);
  if (n > 1) {
    let k = steps % n;
    if (k < 0) k += n;
    // From the end to the front, or the shorter way round.
    if (k <= n >> 1) for (; k > 0; k--) shiftOne(d, n, false);
    else for (k = n - k; k > 0; k--) shiftOne(d, n, true);
    markChanged(d);
  }
  unlockObject(d);
}
/** Moves one item from an end to the other. Under the lock. */
function shiftOne(d: usize, n: i32, fromLeft: bool): void {
  const mask = (<u32>1 << load<u32>(d, DQ_LOG)) - 1;
  const from = dequeSlot(d, fromLeft ? 0 : n - 1), x = load<usize>(from);
  store<usize>(from, 0);
  store<u32>(d, (load<u32>(d, DQ_HEAD) + (fromLeft ? 1 : <u32>-1)) & mask, DQ_HEAD);
  store<usize>(dequeSlot(d, fromLeft ? n - 1 : 0), x);
}

export function dequeReverse(d: usize): void {
  lockObject(d);
  for (let i = 0, j = load<i32>(d, DQ_SIZE) - 1; i < j; i++, j--) {
    const a = dequeSlot(d, i), b = dequeSlot(d, j), x = load<usize>(a);
    store<usize>(a, load<usize>(b));
    store<usize>(b, x);
  }
  unlockObject(d);
}

/** Takes everything out at once. */
export function dequeClear(d: usize): void {
  lockObject(d);
  const ring = load<usize>(d, DQ_RING), n = load<i32>(d, DQ_SIZE), head = load<u32>(d, DQ_HEAD), log = load<u32>(d, DQ_LOG);
  store<usize>(d, 0, DQ_RING);
  store<u32>(d, 0, DQ_LOG);
  store<u32>(d, 0, DQ_HEAD);
  setSize(d, 0);
  markChanged(d);
  unlockObject(d);
  if (ring == 0) return;
  const mask = (<u32>1 << log) - 1;
  for (let i = 0; i < n; i++) release(load<usize>(ring + (<usize>((head + <u32>i) & mask) << 2)));
  freeRaw(ring, <u32>4 << log);
}

/** The items of this instant in a storage (types/list.ts), owned; how many in dequeCount, -1 if memory is full. */
export let dequeCount: i32 = 0;
export function dequeSnapshot(d: usize): usize {
  lockObject(d);
  const n = load<i32>(d, DQ_SIZE);
  const items: usize = n ? storageNew(n) : 0;
  if (items) {
    for (let i = 0; i < n; i++) {
      const x = load<usize>(dequeSlot(d, i));
      retain(x);
      store<usize>(slotAt(items, i), x);
    }
  }
  unlockObject(d);
  dequeCount = n != 0 && items == 0 ? -1 : n;
  return items;
}
