/**
 * Allocation of small blocks. Two strategies, chosen by the design, over the lists of heap/freelists.ts:
 *
 *  - THREAD_HEAPS: a thread has a magazine of free blocks for each class that it alone touches. A full magazine gives half of itself
 *    to the thread's depot of the class, an empty one takes a batch from there or carves fresh ones. A depot has a lock: other threads
 *    put blocks of this thread's pages into it, and take some when memory is full.
 *  - otherwise: one locked pool a class, as the allocator pools and free lists of 2016; under a GIL the lock is empty.
 */
import { POOLS, S_MAGAZINES } from "../layout";
import { magazines, setMagazines, ts, tid, slotAddress, slotCount } from "../thread";
import { O_TYPE, O_OWNER } from "../object";
import { CLASSES, SMALL_MAX, classOf, sizeOfClass } from "./sizes";
import { LINK, HOME_BYTES, THREAD_HEAP_BYTES, magazineOf, magazineTake, magazineGive, depotOf, homeOf, homeSlot, settle, poolTake, poolGive } from "./freelists";
import { arenaTakePage, arenaTakeVital, reach } from "./arena";
import { largeTake, largeGive } from "./large";
import { THREAD_HEAPS, LOCK_FREE_READS, HAS_GIL, initCounts, lockWord, unlockWord } from "../designs/active";
import { mutexLock, mutexUnlock } from "../sync/mutex";
import { deferFree } from "./deferred";
import { CHECKED, TRACE } from "../config";
import { recordWord, recordUnlocked } from "../trace/rings";
import { born, died } from "../trace/shadow";
import { checkedFree, checkedAlloc, checkedFreeRaw } from "../trace/audit";

const BATCH: u32 = 31;
/** Index of the first raw class. */
export const RAW: u32 = CLASSES;

/** Gives this thread its magazines and depots; once a slot. */
export function initMagazines(): bool {
  if (!THREAD_HEAPS || magazines) return true;
  const m = arenaTakeVital(THREAD_HEAP_BYTES);
  if (m == 0) return false;
  setMagazines(m);
  return true;
}

@inline function poolOf(c: u32): usize { return <usize>POOLS + (<usize>c << 6); }

/** A block of class c; its first 12 bytes are as the last owner left them, or zero. 0 if memory is full. */
@inline function take(c: u32): usize {
  if (THREAD_HEAPS) {
    const p = magazineTake(c);
    return p != 0 ? p : refill(c);
  }
  const pool = poolOf(c);
  lockWord(pool);
  if (TRACE && !HAS_GIL) recordWord(pool);
  const p = poolTake(pool);
  if (p != 0) {
    if (TRACE && !HAS_GIL) recordUnlocked(pool);
    unlockWord(pool);
    return p;
  }
  const fresh = carve(pool, c);
  if (TRACE && !HAS_GIL) recordUnlocked(pool);
  unlockWord(pool);
  return fresh;
}

@inline function give(p: usize, c: u32): void {
  if (THREAD_HEAPS) {
    // What was taken from beyond the limit (allocVital) has no home.
    const home = homeOf(p);
    if (home != tid && home != 0) giveHome(p, c);
    else if (!magazineGive(p, c)) { flush(c); magazineGive(p, c); }
    return;
  }
  const pool = poolOf(c);
  lockWord(pool);
  if (TRACE && !HAS_GIL) recordWord(pool);
  poolGive(pool, p);
  if (TRACE && !HAS_GIL) recordUnlocked(pool);
  unlockWord(pool);
}

/** A block of another thread's page, to that thread. */
function giveHome(p: usize, c: u32): void {
  const depot = depotOf(homeSlot(homeOf(p)), c);
  mutexLock(depot);
  if (TRACE) recordWord(depot);
  poolGive(depot, p);
  if (TRACE) recordUnlocked(depot);
  mutexUnlock(depot);
}

/** One fresh block from the page of a pool or depot; under its lock. */
function carve(at: usize, c: u32): usize {
  const size = sizeOfClass(c >= RAW ? c - RAW : c);
  let bump = load<usize>(at, 12);
  if (bump + size > load<usize>(at, 16)) {
    const page: u32 = size <= 1024 ? HOME_BYTES : 4 * HOME_BYTES;
    bump = arenaTakePage(page, HOME_BYTES);
    if (bump == 0) return 0;
    if (THREAD_HEAPS) settle(bump, page);
    store<usize>(at, bump + page, 16);
  }
  store<usize>(at, bump + size, 12);
  reach(bump + size);
  return bump;
}

/** An empty magazine: a batch from the depot, or fresh blocks, or what other threads have left. */
function refill(c: u32): usize {
  const depot = depotOf(ts, c);
  const m = magazineOf(c);
  mutexLock(depot);
  if (TRACE) recordWord(depot);
  let n = takeBatch(depot, m);
  const size = sizeOfClass(c >= RAW ? c - RAW : c);
  const fresh = max<u32>(1, min<u32>(BATCH, 4096 / size));
  while (n < fresh) {
    const b = carve(depot, c);
    if (b == 0) break;
    n++;
    store<usize>(m + (<usize>n << 2), b);
  }
  if (TRACE) recordUnlocked(depot);
  mutexUnlock(depot);
  if (n == 0) n = steal(c, m);
  if (n == 0) return 0;
  store<u32>(m, n - 1);
  return load<usize>(m + (<usize>n << 2));
}

/** Up to BATCH blocks of a depot into an empty magazine, under the depot's lock: how many. */
function takeBatch(depot: usize, m: usize): u32 {
  let n: u32 = 0;
  let p = load<usize>(depot, 4);
  while (p != 0 && n < BATCH) {
    n++;
    store<usize>(m + (<usize>n << 2), p);
    p = load<usize>(p, LINK);
  }
  store<usize>(depot, p, 4);
  return n;
}

/** Memory is full: a batch from any other thread's depot. The blocks keep their home. */
function steal(c: u32, m: usize): u32 {
  const slots = slotCount();
  for (let i = 0; i < slots; i++) {
    const slot = slotAddress(i);
    if (slot == ts || load<usize>(slot, S_MAGAZINES) == 0) continue;
    const depot = depotOf(slot, c);
    mutexLock(depot);
    if (TRACE) recordWord(depot);
    const n = takeBatch(depot, m);
    if (TRACE) recordUnlocked(depot);
    mutexUnlock(depot);
    for (let k: u32 = 1; k <= n; k++) reach(load<usize>(m + (<usize>k << 2)) + sizeOfClass(c >= RAW ? c - RAW : c));
    if (n != 0) return n;
  }
  return 0;
}

/** A full magazine: half of it to the depot. */
function flush(c: u32): void {
  const depot = depotOf(ts, c);
  const m = magazineOf(c);
  const n = load<u32>(m);
  mutexLock(depot);
  if (TRACE) recordWord(depot);
  let head = load<usize>(depot, 4);
  for (let i: u32 = 0; i < BATCH; i++) {
    const p = load<usize>(m + (<usize>(n - i) << 2));
    store<usize>(p, head, LINK);
    head = p;
  }
  store<usize>(depot, head, 4);
  if (TRACE) recordUnlocked(depot);
  mutexUnlock(depot);
  store<u32>(m, n - BATCH);
}

/** A new object of `size` bytes (header included), count 1, its payload not cleared. 0 if memory is full (no exception set: see errors.ts noMemory). */
export function allocObject(type: usize, size: u32): usize {
  const p = size <= SMALL_MAX ? take(classOf(size)) : largeTake(size);
  if (p == 0) return 0;
  initCounts(p);
  store<usize>(p, type, O_TYPE);
  if (TRACE) born(p);
  if (CHECKED) checkedAlloc(p, size);
  return p;
}

/** As allocObject for a constant small size, inlined where the interpreter makes numbers. */
@inline export function allocSmall(type: usize, size: u32): usize {
  const p = take((size + 7) >> 3);
  if (p == 0) return 0;
  initCounts(p);
  store<usize>(p, type, O_TYPE);
  if (TRACE) born(p);
  if (CHECKED) checkedAlloc(p, size);
  return p;
}

/** Gives an object's memory back; `size` as it was allocated. What it held must have been released. */
export function freeObject(o: usize, size: u32): void {
  if (CHECKED) checkedFree(o, size);
  if (TRACE) died(o);
  if (LOCK_FREE_READS) store<u16>(o, 0, O_OWNER); // a late reader must not take it for its own
  if (size <= SMALL_MAX) give(o, classOf(size));
  else if (LOCK_FREE_READS) deferFree(o, size);
  else largeGive(o, size);
}

/** A raw block (no header), contents undefined. 0 if memory is full. */
export function allocRaw(size: u32): usize {
  if (size <= SMALL_MAX) return take(RAW + classOf(max<u32>(size, 16)));
  return largeTake(size);
}

/** As allocRaw for the bookkeeping of releases, which must go on when memory is full: from the reserve beyond the limit if need be. */
export function allocVital(size: u32): usize {
  const p = allocRaw(size);
  if (p != 0) return p;
  return arenaTakeVital(size <= SMALL_MAX ? sizeOfClass(classOf(max<u32>(size, 16))) : (size + 1023) & ~1023);
}

/** Frees a raw block that no other thread can be reading. */
export function freeRaw(p: usize, size: u32): void {
  if (CHECKED) checkedFreeRaw(p, size);
  if (size <= SMALL_MAX) give(p, RAW + classOf(max<u32>(size, 16)));
  else largeGive(p, size);
}

/** Frees a raw block (a table, an item array) that readers without a lock may still be looking at. */
export function retireRaw(p: usize, size: u32): void {
  if (p == 0) return;
  if (LOCK_FREE_READS) deferFree(p, size);
  else freeRaw(p, size);
}

/** Resizes a raw block that only its caller can see; the contents up to the smaller size are kept. 0 if memory is full. */
export function reallocRaw(p: usize, oldSize: u32, newSize: u32): usize {
  if (newSize <= SMALL_MAX && oldSize <= SMALL_MAX && p != 0 && classOf(max<u32>(oldSize, 16)) == classOf(max<u32>(newSize, 16))) return p;
  const q = allocRaw(newSize);
  if (q == 0) return 0;
  memory.copy(q, p, min<u32>(oldSize, newSize));
  if (p) freeRaw(p, oldSize);
  return q;
}
