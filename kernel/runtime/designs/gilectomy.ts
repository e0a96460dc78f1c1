/**
 * `gilectomy` (2016), the proposal completed: the GIL is gone, reference counts are atomic, and every mutable object
 * has a lock (a futex word, free in user space until contended) that every entry point of the object takes through
 * the type's lock and unlock slots. Free lists and allocator pools are shared and locked. Nothing is private to a
 * thread: that is the point of the design, and what it costs.
 */
import { O_COUNT, O_LOCK, F_IMMORTAL, setFlag } from "../object";
import { S_LOCK_DEPTH, S_PENDING_COUNT } from "../layout";
import { ts } from "../thread";
import { mutexLock, mutexTryLock, mutexLockDetached, mutexUnlock } from "../sync/mutex";
import { dealloc, drainPending } from "../sync/reclaim";
import { noteLocked, noteUnlocked, assertLocked } from "../sync/ownership";
import { yieldPoint } from "../sync/schedule";
import { traceRetain, traceRelease, traceLocked, traceUnlocked } from "../trace/hooks";

export const NAME: string = "gilectomy";
export const COUNTED: bool = true;
export const HAS_GIL: bool = false;
export const OBJECT_LOCKS: bool = true;
export const LOCK_FREE_READS: bool = false;
export const IMMORTAL: bool = false;
export const DEFERRED: bool = false;
export const INLINE_CACHES: bool = false;
export const SUSPENDED_LOCKS: bool = false;
export const SHARED_COUNTS: bool = true;
export const THREAD_HEAPS: bool = false;

// ---- counting: one atomic read-modify-write each
@inline export function initCounts(o: usize): void { store<u64>(o, 1); store<u32>(o, 0, 8); }
@inline export function immortalise(o: usize): void { store<u32>(o, 1 << 30, O_COUNT); setFlag(o, F_IMMORTAL); }
@inline export function defer(o: usize): void {}
@inline export function retain(o: usize): void { yieldPoint(); atomic.add<u32>(o, 1); traceRetain(o); }
@inline export function release(o: usize): void {
  traceRelease(o);
  yieldPoint();
  if (atomic.sub<u32>(o, 1) == 1) dealloc(o);
}
@inline export function tryRetain(o: usize): bool { retain(o); return true; }
/** Takes a count of an object that a weak reference names, unless its count has already fallen to zero. */
export function tryUpgrade(o: usize): bool {
  while (true) {
    const count = atomic.load<u32>(o);
    if (count == 0) return false;
    if (atomic.cmpxchg<u32>(o, count, count + 1) == count) { traceRetain(o); return true; }
  }
}
@inline export function mayReuse(o: usize): bool { return atomic.load<u32>(o) == 1; }
export function allowSharedReads(o: usize): void {}

// ---- the interpreter's quick paths: no calls, and false or 0 where there is more to do; what needs a lock is not quick
@inline export function isPrivate(o: usize): bool { return false; }
@inline export function retainQuick(o: usize): bool { yieldPoint(); atomic.add<u32>(o, 1); return true; }
@inline export function releaseQuick(o: usize): bool { yieldPoint(); return atomic.sub<u32>(o, 1) != 1; }
/** The count is at zero already. */
@inline export function releaseRest(o: usize): void { dealloc(o); }
@inline export function readSlotQuick(at: usize): usize { return 0; }
@inline export function lockQuick(o: usize): bool { return false; }
@inline export function unlockQuick(o: usize): bool { return true; }

export function countOf(o: usize): i32 { return atomic.load<i32>(o); }
export function mergeQueue(): void {}

// ---- slots: under the owner's lock; the unlock publishes
@inline export function initRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function loadRef(owner: usize, at: usize): usize { return load<usize>(at); }
@inline export function storeRef(owner: usize, at: usize, v: usize): void { assertLocked(owner); yieldPoint(); store<usize>(at, v); yieldPoint(); }
@inline export function readSlot(owner: usize, at: usize): usize {
  lockObject(owner);
  const o = load<usize>(at);
  if (o) retain(o);
  unlockObject(owner);
  return o;
}

// ---- locks
@inline export function lockObject(o: usize): void {
  if (!mutexTryLock(o + O_LOCK)) mutexLockDetached(o + O_LOCK);
  noteLocked(o + O_LOCK);
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) + 1, S_LOCK_DEPTH);
  traceLocked(o);
}
@inline export function unlockObject(o: usize): void {
  traceUnlocked(o);
  noteUnlocked(o + O_LOCK);
  mutexUnlock(o + O_LOCK);
  leave();
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

/** Leaves a locked region; the last one out drops what died inside. */
@inline function leave(): void {
  const depth = load<u32>(ts, S_LOCK_DEPTH) - 1;
  store<u32>(ts, depth, S_LOCK_DEPTH);
  if (depth == 0 && load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}

// ---- threads: nothing to take
export function attachDesign(): void {}
export function detachDesign(): void {}
export function safepoint(bits: u32): void {}
