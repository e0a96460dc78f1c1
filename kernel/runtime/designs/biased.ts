/**
 * `biased`: what CPython's free-threaded build does (PEP 703). An object's owner, the thread that made it, counts
 * with plain increments in its own word; everybody else uses an atomic word beside it, and the two are merged when the
 * owner's reaches zero. Singletons and code are immortal, module-level functions and classes deferred, so the names
 * that every thread uses are not counted at all. Mutable objects have a lock, but reads of dicts, lists, globals
 * and attributes do not take it: they read the slot, try to take a count, and look again.
 *
 * The shared word is count << 2 | state:
 *   0 fresh (never seen by another reader)   1 may be read without a lock   2 queued for its owner   3 merged
 */
import { O_COUNT, O_SHARED, O_OWNER, O_LOCK, F_IMMORTAL, F_DEFERRED, F_WEAKREF, IMMORTAL_COUNT, setFlag, hasFlag } from "../object";
import { BRK_MERGE } from "../layout";
import { ts, tid } from "../thread";
import { mutexTryLock, mutexUnlock } from "../sync/mutex";
import { sectionLockSlow, sectionEnter, sectionLeave } from "../sync/sections";
import { mutexLock } from "../sync/mutex";
import { mergeZeroLocal, releaseShared, drainMergeQueue } from "../sync/biased";
import { giveNumberQuick } from "../heap/quick";
import { assertLocked, notedTry, noteUnlocked } from "../sync/ownership";
import { yieldPoint } from "../sync/schedule";
import { traceRetain, traceRelease, traceLocked, traceUnlocked } from "../trace/hooks";

export const NAME: string = "biased";
export const COUNTED: bool = true;
export const HAS_GIL: bool = false;
export const OBJECT_LOCKS: bool = true;
export const LOCK_FREE_READS: bool = true;
export const IMMORTAL: bool = true;
export const DEFERRED: bool = true;
export const INLINE_CACHES: bool = true;
export const SUSPENDED_LOCKS: bool = true;
export const SHARED_COUNTS: bool = false;
export const THREAD_HEAPS: bool = true;

// ---- counting
@inline export function initCounts(o: usize): void { store<u64>(o, 1); store<u32>(o, tid, O_OWNER); }
@inline export function immortalise(o: usize): void {
  store<u32>(o, IMMORTAL_COUNT, O_COUNT);
  store<u16>(o, 0, O_OWNER);
  setFlag(o, F_IMMORTAL);
}
/** Deferred objects are not counted while the world runs; a stopped world finds those that nobody names any more. */
@inline export function defer(o: usize): void { immortalise(o); setFlag(o, F_DEFERRED); }
@inline export function retain(o: usize): void {
  const count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return;
  traceRetain(o);
  if (load<u16>(o, O_OWNER) == tid) store<u32>(o, count + 1);
  else { yieldPoint(); atomic.add<i32>(o, 4, O_SHARED); }
}
@inline export function release(o: usize): void {
  let count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return;
  traceRelease(o);
  if (load<u16>(o, O_OWNER) == tid) {
    store<u32>(o, --count);
    if (count == 0) mergeZeroLocal(o);
  } else {
    releaseShared(o);
  }
}
export function tryRetain(o: usize): bool {
  yieldPoint();
  const count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return true;
  if (load<u16>(o, O_OWNER) == tid) { traceRetain(o); store<u32>(o, count + 1); return true; }
  while (true) {
    const shared = atomic.load<i32>(o, O_SHARED);
    yieldPoint();
    if (shared == 0 || shared == 3) return false;
    if (atomic.cmpxchg<i32>(o, shared, shared + 4, O_SHARED) == shared) { traceRetain(o); return true; }
  }
}
/** Lets readers without a lock take counts from now on; called under the lock of the container that holds o. */
export function allowSharedReads(o: usize): void {
  if (load<u32>(o) == IMMORTAL_COUNT) return;
  while (true) {
    const shared = atomic.load<i32>(o, O_SHARED);
    if ((shared & 3) != 0 || atomic.cmpxchg<i32>(o, shared, shared | 1, O_SHARED) == shared) return;
  }
}
/**
 * Takes a count of an object that a weak reference names, unless it is dying. The making of the weak reference has
 * called allowSharedReads, so the shared word is never 0 here and its 3 means dead.
 */
export function tryUpgrade(o: usize): bool {
  const count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return true;
  if (load<u16>(o, O_OWNER) == tid) {
    if (count == 0) return false;
    traceRetain(o);
    store<u32>(o, count + 1);
    return true;
  }
  return tryRetain(o);
}
/** Where readers without a lock may take counts they are shut out first: one that still has the address must not find it to be another object's. */
@inline export function mayReuse(o: usize): bool {
  if (load<u32>(o) != 1 || load<u16>(o, O_OWNER) != tid) return false;
  const shared = atomic.load<i32>(o, O_SHARED);
  return shared == 0 || (shared == 1 && !hasFlag(o, F_WEAKREF) && atomic.cmpxchg<i32>(o, 1, 0, O_SHARED) == 1);
}

// ---- the interpreter's quick paths: no calls, and false or 0 where there is more to do
@inline export function isPrivate(o: usize): bool { return load<u64>(o) == 1 && load<u16>(o, O_OWNER) == tid; }
@inline export function retainQuick(o: usize): bool {
  const count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return true;
  if (load<u16>(o, O_OWNER) != tid) return false;
  store<u32>(o, count + 1);
  return true;
}
@inline export function releaseQuick(o: usize): bool {
  const count = load<u32>(o);
  if (count == IMMORTAL_COUNT) return true;
  if (load<u16>(o, O_OWNER) != tid) return false;
  if (count == 1) return load<i32>(o, O_SHARED) == 0 && giveNumberQuick(o);
  store<u32>(o, count - 1);
  return true;
}
@inline export function releaseRest(o: usize): void { release(o); }
/** No count falls to zero for good before this thread's next safepoint if this thread owns the object, so there is no need to look again. */
@inline export function readSlotQuick(at: usize): usize {
  const o = atomic.load<usize>(at);
  return o != 0 && retainQuick(o) ? o : 0;
}
@inline export function lockQuick(o: usize): bool { return notedTry(mutexTryLock(o + O_LOCK), o + O_LOCK); }
@inline export function unlockQuick(o: usize): bool { noteUnlocked(o + O_LOCK); return atomic.sub<i32>(o, 1, O_LOCK) == 1; }

export function countOf(o: usize): i32 {
  const count = load<u32>(o);
  return count == IMMORTAL_COUNT ? -1 : <i32>count + (atomic.load<i32>(o, O_SHARED) >> 2);
}
export function mergeQueue(): void { drainMergeQueue(ts); }

// ---- slots: published by an atomic store, read by an atomic load
@inline export function initRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function loadRef(owner: usize, at: usize): usize { return atomic.load<usize>(at); }
@inline export function storeRef(owner: usize, at: usize, v: usize): void { assertLocked(owner); yieldPoint(); atomic.store<usize>(at, v); yieldPoint(); }
@inline export function readSlot(owner: usize, at: usize): usize {
  const o = atomic.load<usize>(at);
  yieldPoint();
  if (o == 0) return 0;
  if (load<u32>(o) == IMMORTAL_COUNT) return o;
  if (tryRetain(o)) {
    if (atomic.load<usize>(at) == o) return o;
    release(o);
  }
  return readSlotLocked(owner, at);
}
function readSlotLocked(owner: usize, at: usize): usize {
  lockObject(owner);
  const o = atomic.load<usize>(at);
  if (o) { retain(o); allowSharedReads(o); }
  unlockObject(owner);
  return o;
}

// ---- locks: critical sections, suspended when the thread detaches (sync/sections.ts)
@inline export function lockObject(o: usize): void {
  if (!mutexTryLock(o + O_LOCK)) sectionLockSlow(o + O_LOCK);
  sectionEnter(o + O_LOCK);
  traceLocked(o);
}
@inline export function unlockObject(o: usize): void {
  traceUnlocked(o);
  sectionLeave(o + O_LOCK);
}
export function lockTwo(a: usize, b: usize): void {
  const low = min<usize>(a, b), high = max<usize>(a, b);
  if (low && low != high) lockObject(low);
  if (high) lockObject(high);
}
export function unlockTwo(a: usize, b: usize): void {
  const low = min<usize>(a, b), high = max<usize>(a, b);
  if (high) unlockObject(high);
  if (low && low != high) unlockObject(low);
}
@inline export function lockWord(at: usize): void { mutexLock(at); }
@inline export function unlockWord(at: usize): void { mutexUnlock(at); }

// ---- threads
export function attachDesign(): void {}
export function detachDesign(): void {}
export function safepoint(bits: u32): void { if (bits & BRK_MERGE) drainMergeQueue(ts); }
