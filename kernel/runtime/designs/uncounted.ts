/**
 * `uncounted`: no design of the talk but a proof of the runtime, built as a checked module only. Nothing is counted and nothing is freed
 * by a count; at safepoints everything that cannot be reached from the roots is poisoned (trace/reach.ts), so that a reference which
 * only a local variable of native code keeps shows itself. What natives hold is in the thread's root log: each reference that a
 * design with counts would count goes there, and an instruction of the interpreter leaves it as it found it, for between two
 * instructions all that lives is on the value stacks. The rest is `gil`: one thread runs at a time.
 */
import { setFlag, F_IMMORTAL } from "../object";
import { gilTake, gilDrop, gilYield } from "../sync/gil";
import { BRK_GIL } from "../layout";
import { rootPush } from "../trace/rootlog";

export const NAME: string = "uncounted";
export const COUNTED: bool = false;
export const HAS_GIL: bool = true;
export const OBJECT_LOCKS: bool = false;
export const LOCK_FREE_READS: bool = false;
export const IMMORTAL: bool = false;
export const DEFERRED: bool = false;
export const INLINE_CACHES: bool = true;
export const SUSPENDED_LOCKS: bool = false;
export const SHARED_COUNTS: bool = false;
export const THREAD_HEAPS: bool = false;

// ---- counting: there is none
@inline export function initCounts(o: usize): void { store<u64>(o, 0); store<u32>(o, 0, 8); rootPush(o); }
@inline export function immortalise(o: usize): void { setFlag(o, F_IMMORTAL); }
@inline export function defer(o: usize): void {}
@inline export function retain(o: usize): void { rootPush(o); }
@inline export function release(o: usize): void {}
@inline export function tryRetain(o: usize): bool { rootPush(o); return true; }
export function tryUpgrade(o: usize): bool { rootPush(o); return true; }
@inline export function mayReuse(o: usize): bool { return false; }
export function allowSharedReads(o: usize): void {}

// ---- the interpreter's quick paths: none is taken (interpreter/head.txt)
@inline export function isPrivate(o: usize): bool { return false; }
@inline export function retainQuick(o: usize): bool { return false; }
@inline export function releaseQuick(o: usize): bool { return false; }
@inline export function releaseRest(o: usize): void {}
@inline export function readSlotQuick(at: usize): usize { return 0; }
@inline export function lockQuick(o: usize): bool { return true; }
@inline export function unlockQuick(o: usize): bool { return true; }

export function countOf(o: usize): i32 { return 0; }
export function mergeQueue(): void {}

// ---- slots: plain loads and stores
@inline export function initRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function loadRef(owner: usize, at: usize): usize { return load<usize>(at); }
@inline export function storeRef(owner: usize, at: usize, v: usize): void { store<usize>(at, v); }
@inline export function readSlot(owner: usize, at: usize): usize { const o = load<usize>(at); if (o) rootPush(o); return o; }

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
