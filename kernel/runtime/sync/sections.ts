/**
 * Critical sections of `biased`: object locks that are let go while their thread is detached and taken again when it
 * attaches, so that a thread that blocks, or calls Python code that does, cannot deadlock with another. The slot
 * keeps the stack of held locks: S_SECTIONS = count, then up to MAX_SECTIONS addresses.
 */
import { S_SECTIONS, S_PENDING_COUNT, S_WAITING_ON } from "../layout";
import { ts } from "../thread";
import { mutexTryLock, mutexUnlock, mutexLockDetached } from "./mutex";
import { attach, detach } from "./attach";
import { waitWord } from "./schedule";
import { traceContended, traceWaited, traceSuspended, traceResumed } from "../trace/hooks";
import { SUSPENDED_LOCKS } from "../designs/active";
import { drainPending } from "./reclaim";

const MAX_SECTIONS: u32 = 24;

@inline export function sectionEnter(lock: usize): void {
  const n = load<u32>(ts, S_SECTIONS);
  if (n >= MAX_SECTIONS) unreachable();
  store<u32>(ts + (n << 2), <u32>lock, S_SECTIONS + 4);
  store<u32>(ts, n + 1, S_SECTIONS);
}

@inline export function sectionLeave(lock: usize): void {
  const n = load<u32>(ts, S_SECTIONS) - 1;
  store<u32>(ts, n, S_SECTIONS);
  // Usually the innermost; two locks may be left in either order.
  if (load<u32>(ts + (n << 2), S_SECTIONS + 4) != <u32>lock) removeSection(lock, n);
  mutexUnlock(lock);
  if (n == 0 && load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}

function removeSection(lock: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    if (load<u32>(ts + (i << 2), S_SECTIONS + 4) == <u32>lock) {
      store<u32>(ts + (i << 2), load<u32>(ts + (n << 2), S_SECTIONS + 4), S_SECTIONS + 4);
      return;
    }
  }
  unreachable(); // a lock that was not taken
}

/**
 * Takes a contended lock: everything held is let go while we wait. The lock joins the suspended ones, so that all are taken
 * together or none: two threads that each held what the other wants next would else wait for each other.
 */
export function sectionLockSlow(lock: usize): void {
  if (load<u32>(ts, S_SECTIONS) == 0) return mutexLockDetached(lock);
  traceContended(lock);
  for (let i = 0; i < 64; i++) if (atomic.load<i32>(lock) == 0 && mutexTryLock(lock)) { traceWaited(lock); return; }
  store<u32>(ts, <u32>lock, S_WAITING_ON);
  detach();
  sectionEnter(lock);
  attach();
  store<u32>(ts, load<u32>(ts, S_SECTIONS) - 1, S_SECTIONS);
  store<u32>(ts, 0, S_WAITING_ON);
  traceWaited(lock);
}

export function suspendSections(): void {
  if (!SUSPENDED_LOCKS) return;
  const n = load<u32>(ts, S_SECTIONS);
  if (n != 0) traceSuspended();
  for (let i: u32 = 0; i < n; i++) mutexUnlock(load<u32>(ts + (i << 2), S_SECTIONS + 4));
}

/** Takes all suspended locks again without ever waiting for one while holding another. */
export function resumeSections(): void {
  if (!SUSPENDED_LOCKS) return;
  const n = load<u32>(ts, S_SECTIONS);
  if (n == 0) return;
  while (true) {
    let got: u32 = 0;
    while (got < n && mutexTryLock(load<u32>(ts + (got << 2), S_SECTIONS + 4))) got++;
    if (got == n) { traceResumed(); return; }
    const blocked: usize = load<u32>(ts + (got << 2), S_SECTIONS + 4);
    while (got > 0) mutexUnlock(load<u32>(ts + (--got << 2), S_SECTIONS + 4));
    // Wait until it is free; mark it contended so that its holder notifies.
    const c = atomic.load<i32>(blocked);
    if (c != 0 && (c == 2 || atomic.cmpxchg<i32>(blocked, 1, 2) != 0)) waitWord(blocked, 2, 1000000);
  }
}
