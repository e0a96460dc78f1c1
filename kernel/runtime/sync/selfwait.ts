/**
 * Threads that wait for themselves, or each other. A design whose list.sort keeps the list's lock while it compares lets a comparison that
 * touches the list wait for the very thread it runs in, and lets two sorts wait for each other. Such waits are told from others by the locks
 * that a thread keeps while it runs Python code:
 *
 *     S_KEPT  u32 how many, then the addresses of up to MOST of them, with bit 0 set once the lock was lent to the
 *             comparison that waited for it, bit 1 once it was unlocked for other threads
 *
 * Each thread writes its own by atomic stores; one that waits reads those of others to find out whether they wait in a circle. Such a wait is
 * named on the standard error stream after some seconds, and an interrupt ends it: a comparison that waited for its own thread goes on as
 * if it held the lock, up to its next safepoint; a circle is broken by unlocking what the interrupted thread keeps. Either way the sort
 * takes the lock anew when it comes to its end.
 */
import { C_LOOK_ROUND, S_KEPT, S_FP, S_LOCK_DEPTH, S_IDENT, S_WAITING_ON } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { typeOf, TY_NAME, O_LOCK } from "../object";
import { park, preparePark } from "./park";
import { now } from "./schedule";
import { interruptPending } from "./breaker";
import { noteUnlocked } from "./ownership";
import { mutexUnlock } from "./mutex";
import { attachAfterLock, detachForLock } from "./attach";
import { traceUnlocked } from "../trace/hooks";
import { Builder } from "../types/builder";
import { strUtf8, strUtf8Length } from "../types/str";
import { CODE_FILENAME, CODE_QUALNAME, codePosition } from "../types/code";
import { F_CODE, frameWord } from "../interpreter/frame";
import { release } from "../designs/active";
import { writeOutput } from "../output";

/** Locks remembered; a sort that is nested deeper is not recognised. */
const MOST: u32 = 64;
const LENT: usize = 1;
const UNLOCKED: usize = 2;
const NAMED_AFTER_NS: f64 = 2e9;
/** How often a wait that may be part of a circle looks round. */
export const LOOK_NS: i64 = 50000000;

/** This thread's wait: since when, whether it has been named, and in how many looks it was part of a circle. */
let since: f64 = 0;
let named: bool = false;
let circles: i32 = 0;

/** This thread is about to run Python code while it holds the lock. */
export function keepLock(lock: usize): void {
  const n = load<u32>(ts, S_KEPT);
  if (n < MOST) atomic.store<usize>(ts + (n << 2), lock, S_KEPT + 4);
  atomic.store<u32>(ts, n + 1, S_KEPT);
}
@inline export function keepsLocks(): bool { return load<u32>(ts, S_KEPT) != 0; }

/** It has run it. False if the lock was given away meanwhile: it is no longer held. */
export function keptLock(lock: usize): bool {
  const n = load<u32>(ts, S_KEPT) - 1;
  atomic.store<u32>(ts, n, S_KEPT);
  const gone = n < MOST ? load<usize>(ts + (n << 2), S_KEPT + 4) & (LENT | UNLOCKED) : 0;
  if (gone == 0) return true;
  if (gone & LENT) noteUnlocked(lock);
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) - 1, S_LOCK_DEPTH);
  return false;
}

/** Where this thread has noted that it keeps the lock, or 0. */
export function findKept(lock: usize): usize { return keptBy(ts, lock); }
function keptBy(slot: usize, lock: usize): usize {
  for (let i = min<u32>(atomic.load<u32>(slot, S_KEPT), MOST); i > 0; i--) {
    const at = slot + (i << 2) + S_KEPT;
    if (atomic.load<usize>(at) == lock) return at;
  }
  return 0;
}

/** Waits for a lock that this thread keeps, at `kept`, until an interrupt comes; then the lock is the caller's. */
export function waitForMyself(kept: usize): void {
  beginLooking();
  while (!interruptPending()) {
    preparePark();
    if (!interruptPending()) park(LOOK_NS);
    if (named || now() - since < NAMED_AFTER_NS) continue;
    named = true;
    nameIt(load<usize>(kept) - O_LOCK, false);
  }
  atomic.store<usize>(kept, load<usize>(kept) | LENT);
}

/** A thread that keeps locks begins to wait for another one. */
export function beginLooking(): void {
  since = now();
  named = false;
  circles = 0;
}

/** Once, at boot. */
export function initSelfwait(): void { store<u32>(C_LOOK_ROUND, lookRound.index); }

/** It has waited a while for `lock`, detached. Names a circle; if interrupted, breaks it. */
function lookRound(lock: usize): void {
  const interrupted = interruptPending();
  if (!interrupted && (named || now() - since < NAMED_AFTER_NS)) return;
  // Twice, since other threads' words were not read at one moment.
  circles = inCircle(lock) ? circles + 1 : 0;
  if (circles < 2) return;
  attachAfterLock();
  if (interrupted) unlockKept();
  else nameIt(lock - O_LOCK, true);
  named = true;
  detachForLock();
}

/** Whether the thread that keeps the lock waits for one whose keeper waits ... for a lock that this thread keeps. */
function inCircle(lock: usize): bool {
  const slots = slotCount();
  for (let hops = 0; hops < slots && lock != 0; hops++) {
    let keeper: usize = 0;
    for (let i = 0; i < slots && keeper == 0; i++) if (keptBy(slotAddress(i), lock)) keeper = slotAddress(i);
    if (keeper == 0) return false;
    if (keeper == ts) return true;
    lock = atomic.load<u32>(keeper, S_WAITING_ON);
  }
  return false;
}

function unlockKept(): void {
  for (let i = min<u32>(load<u32>(ts, S_KEPT), MOST); i > 0; i--) {
    const at = ts + (i << 2) + S_KEPT, lock = load<usize>(at);
    if (lock & (LENT | UNLOCKED)) continue;
    atomic.store<usize>(at, lock | UNLOCKED);
    traceUnlocked(lock - O_LOCK);
    noteUnlocked(lock);
    mutexUnlock(lock);
  }
}

function nameIt(o: usize, circle: bool): void {
  const fp = load<usize>(ts, S_FP), code = load<usize>(fp, F_CODE);
  const b = Builder.start();
  Builder.text(b, "gilectomy: thread ");
  Builder.int(b, load<u32>(ts, S_IDENT));
  Builder.text(b, circle ? " and others wait for each other: each sorts a " : " waits for itself: it sorts a ");
  Builder.str(b, load<usize>(typeOf(o), TY_NAME));
  Builder.text(b, ", whose lock this design keeps meanwhile, and a comparison wants ");
  Builder.text(b, circle ? "a lock that another of them keeps, in " : "the lock too, in ");
  Builder.str(b, load<usize>(code, CODE_QUALNAME));
  Builder.text(b, ", ");
  Builder.str(b, load<usize>(code, CODE_FILENAME));
  Builder.text(b, ":");
  Builder.int(b, load<u32>(codePosition(code, frameWord(fp))));
  Builder.text(b, ". Interrupt it to go on.\n");
  const text = Builder.finish(b);
  if (text == 0) return;
  if (strUtf8(text)) writeOutput(2, strUtf8(text), strUtf8Length(text));
  release(text);
}
