/**
 * `gil` (1992): one lock around the interpreter. A thread runs Python only while it holds it, so counts are plain
 * numbers, objects have no locks, and free lists belong to everybody. A thread that waits longer than the switch
 * interval asks the holder to let go; the holder then waits until somebody else has really taken it (sync/gil.ts).
 */
import { O_COUNT, F_IMMORTAL, setFlag } from "../object";
import { gilTake, gilDrop, gilYield } from "../sync/gil";
import { BRK_GIL } from "../layout";
import { dealloc } from "../sync/reclaim";
import { giveNumberQuick } from "../heap/quick";
import { traceRetain, traceRelease } from "../trace/hooks";

export const NAME: string = "gil";
export const COUNTED: bool = true;
export const HAS_GIL: bool = true;
export const OBJECT_LOCKS: bool = false;
export const LOCK_FREE_READS: bool = false;
export const IMMORTAL: bool = false;
export const DEFERRED: bool = false;
export const INLINE_CACHES: bool = true;
export const SUSPENDED_LOCKS: bool = false;
export const SHARED_COUNTS: bool = false;
export const THREAD_HEAPS: bool = false;

// ---- counting: a plain increment
@inline export function initCounts(o: usize): void { store<u64>(o, 1); store<u32>(o, 0, 8); }
@inline export function immortalise(o: usize): void { store<u32>(o, 1 << 30, O_COUNT); setFlag(o, F_IMMORTAL); }
@inline export function defer(o: usize): void {}
@inline export function retain(o: usize): void { store<u32>(o, load<u32>(o) + 1); traceRetain(o); }
@inline export function release(o: usize): void {
  traceRelease(o);
  const count = load<u32>(o) - 1;
  store<u32>(o, count);
  if (count == 0) dealloc(o);
}
@inline export function tryRetain(o: usize): bool { retain(o); return true; }
/** Takes a count of an object that a weak reference names, unless its count has already fallen to zero. */
export function tryUpgrade(o: usize): bool { if (load<u32>(o) == 0) return false; retain(o); return true; }
@inline export function mayReuse(o: usize): bool { return load<u32>(o) == 1; }
export function allowSharedReads(o: usize): void {}

// ---- the interpreter's quick paths: no calls, and false or 0 where there is more to do
@inline export function isPrivate(o: usize): bool { return true; }
@inline export function retainQuick(o: usize): bool { store<u32>(o, load<u32>(o) + 1); return true; }
@inline export function releaseQuick(o: usize): bool {
  const count = load<u32>(o);
  if (count == 1) return giveNumberQuick(o);
  store<u32>(o, count - 1);
  return true;
}
@inline export function releaseRest(o: usize): void { release(o); }
@inline export function readSlotQuick(at: usize): usize {
  const o = load<usize>(at);
  if (o) retainQuick(o);
  return o;
}
@inline export function lockQuick(o: usize): bool { return true; }
@inline export function unlockQuick(o: usize): bool { return true; }

export function countOf(o: usize): i32 { return load<i32>(o); }
export function mergeQueue(): void {}

// ---- slots: plain loads and stores
@inline export function initRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function loadRef(owner: usize, at: usize): usize { return load<usize>(at); }
@inline export function storeRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function readSlot(owner: usize, at: usize): usize { const o = load<usize>(at); if (o) retain(o); return o; }

// ---- locks: the GIL is the lock
@inline export function lockObject(o: usize): void {}
@inline export function unlockObject(o: usize): void {}
@inline export function lockTwo(a: usize, b: usize): void {}
@inline export function unlockTwo(a: usize, b: usize): void {}
@inline export function lockWord(at: usize): void {}
@inline export function unlockWord(at: usize): void {}

// ---- threads
export function attachDesign(): void { gilTake(); }
export function detachDesign(): void { gilDrop(); }
export function safepoint(bits: u32): void { if (bits & BRK_GIL) gilYield(); }
