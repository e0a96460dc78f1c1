/**
 * Attached and detached threads. A thread touches Python objects only while attached; everything that blocks
 * detaches first, so that the GIL is free and a stop of the world need not wait. The word S_ATTACH of a slot is
 *
 *     0 detached   -- attach() -->   1 attached   -- detach() -->   0
 *     0 detached   -- a claimer -->  2 claimed (world stopped, or its merge queue is worked on)  -->  0
 *
 * and only its own thread moves it from 0 to 1 or back.
 */
import { C_STW, C_QSBR_SEQ, S_ATTACH, S_QSBR, S_BREAKER, BRK_STW, C_POISON } from "../layout";
import { ts } from "../thread";
import { HAS_GIL, LOCK_FREE_READS, attachDesign, detachDesign } from "../designs/active";
import { suspendSections, resumeSections } from "./sections";
import { host_halt } from "../host";
import { waitWord } from "./schedule";

export const DETACHED: i32 = 0;
export const ATTACHED: i32 = 1;
export const CLAIMED: i32 = 2;

export function attach(): void {
  if (HAS_GIL) attachDesign();
  while (true) {
    if (atomic.load<u32>(C_POISON)) host_halt();
    if (atomic.load<i32>(C_STW) != 0) { waitWord(C_STW, 1, 50000000); continue; }
    const state = atomic.cmpxchg<i32>(ts + S_ATTACH, DETACHED, ATTACHED);
    if (state == DETACHED) break;
    waitWord(ts + S_ATTACH, CLAIMED, 50000000);
  }
  // A stop requested between the look and the swap finds us attached and waits for our next safepoint.
  if (LOCK_FREE_READS) atomic.store<u32>(ts + S_QSBR, atomic.load<u32>(C_QSBR_SEQ));
  resumeSections();
}

export function detach(): void {
  suspendSections();
  if (LOCK_FREE_READS) atomic.store<u32>(ts + S_QSBR, 0);
  atomic.store<i32>(ts + S_ATTACH, DETACHED);
  atomic.notify(ts + S_ATTACH, -1);
  if (HAS_GIL) detachDesign();
}

/** While a thread waits for a lock its critical sections stay its own business (sync/sections.ts). */
export function detachForLock(): void { detach(); }
export function attachAfterLock(): void { attach(); }

@inline export function isStopRequested(): bool { return (atomic.load<u32>(ts, S_BREAKER) & BRK_STW) != 0; }
