/**
 * A futex mutex of three states (Drepper, "Futexes Are Tricky"): 0 free, 1 held, 2 held and somebody may wait.
 * The fast path is one compare-and-swap. The slow path detaches the thread, so a stopped world does not wait for it,
 * and names the lock in the slot, so that a deadlock can be told.
 */
import { C_LOOK_ROUND, S_WAITING_ON } from "../layout";
import { ts } from "../thread";
import { CHECKED } from "../config";
import { detachForLock, attachAfterLock } from "./attach";
import { traceContended, traceWaited } from "../trace/hooks";
import { waitWord, yieldPoint } from "./schedule";
import { findKept, waitForMyself, keepsLocks, beginLooking, LOOK_NS } from "./selfwait";

@inline export function mutexTryLock(at: usize): bool { yieldPoint(); return atomic.cmpxchg<i32>(at, 0, 1) == 0; }

@inline export function mutexLock(at: usize): void { yieldPoint(); if (atomic.cmpxchg<i32>(at, 0, 1) != 0) mutexLockSlow(at); }

@inline export function mutexUnlock(at: usize): void {
  const before = atomic.sub<i32>(at, 1);
  if (CHECKED && before == 0) unreachable(); // nobody holds it
  if (before != 1) mutexWake(at);
  yieldPoint();
}

/** Spins a little: most holders are about to leave, and a wait costs microseconds. */
const SPINS: i32 = 64;

/**
 * Waits for a lock: spins first, a short spin is contention too. A runtime lock is held for a few hundred instructions, so that
 * nobody detaches for one (`detached` false), only the slot is marked. `keeps`: this thread keeps locks and looks round as it waits.
 */
function lockSlowly(at: usize, detached: bool, keeps: bool): void {
  traceContended(at);
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(at) == 0 && atomic.cmpxchg<i32>(at, 0, 1) == 0) { traceWaited(at); return; }
  }
  atomic.store<u32>(ts, <u32>at, S_WAITING_ON);
  if (detached) detachForLock();
  let c = atomic.cmpxchg<i32>(at, 0, 1);
  if (c != 0) {
    if (keeps) beginLooking();
    do {
      if (c == 2 || atomic.cmpxchg<i32>(at, 1, 2) != 0) waitWord(at, 2, keeps ? LOOK_NS : -1);
      if (keeps) call_indirect<void>(load<u32>(C_LOOK_ROUND), at);
      c = atomic.cmpxchg<i32>(at, 0, 2);
    } while (c != 0);
  }
  atomic.store<u32>(ts, 0, S_WAITING_ON);
  traceWaited(at);
  if (detached) attachAfterLock();
}

function mutexLockSlow(at: usize): void { lockSlowly(at, false, false); }
/** Locks an object or another lock that may be held across Python code or a blocking call: detaches while it waits. */
export function mutexLockDetached(at: usize): void {
  const kept = findKept(at);
  if (kept) waitForMyself(kept);
  else if (keepsLocks()) lockSlowly(at, true, true);
  else lockSlowly(at, true, false);
}

export function mutexWake(at: usize): void {
  atomic.store<i32>(at, 0);
  atomic.notify(at, 1);
}
