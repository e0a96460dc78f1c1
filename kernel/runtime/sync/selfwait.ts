/**
 * Threads that wait for themselves. A design whose list.sort keeps the list's lock while it compares lets a comparison that touches the list
 * wait for the very thread it runs in. Such a wait is told from others by the locks that a thread keeps while it runs Python code:
 *
 *     S_KEPT  u32 how many, then the addresses of up to MOST of them, bit 0 set once the lock was given away
 *
 * It is named on the standard error stream after some seconds, and an interrupt ends it: the comparison then goes on as if it held the
 * lock, up to its next safepoint, and the sort takes the lock anew when it comes to its end.
 */
import { S_KEPT, S_FP, S_LOCK_DEPTH, S_IDENT } from "../layout";
import { ts } from "../thread";
import { typeOf, TY_NAME, O_LOCK } from "../object";
import { park, preparePark } from "./park";
import { now } from "./schedule";
import { interruptPending } from "./breaker";
import { noteUnlocked } from "./ownership";
import { Builder } from "../types/builder";
import { strUtf8, strUtf8Length } from "../types/str";
import { CODE_FILENAME, CODE_QUALNAME, codePosition } from "../types/code";
import { F_CODE, frameWord } from "../interpreter/frame";
import { release } from "../designs/active";
import { writeOutput } from "../output";

/** Locks remembered; a sort that is nested deeper is not recognised. */
const MOST: u32 = 8;
const GIVEN_AWAY: usize = 1;
const NAMED_AFTER_NS: f64 = 2e9;
const LOOK_NS: i64 = 50000000;

/** This thread is about to run Python code while it holds the lock. */
export function keepLock(lock: usize): void {
  const n = load<u32>(ts, S_KEPT);
  if (n < MOST) store<usize>(ts + (n << 2), lock, S_KEPT + 4);
  store<u32>(ts, n + 1, S_KEPT);
}

/** It has run it. False if the lock was given away meanwhile: it is no longer held. */
export function keptLock(lock: usize): bool {
  const n = load<u32>(ts, S_KEPT) - 1;
  store<u32>(ts, n, S_KEPT);
  if (n >= MOST || !(load<usize>(ts + (n << 2), S_KEPT + 4) & GIVEN_AWAY)) return true;
  noteUnlocked(lock);
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) - 1, S_LOCK_DEPTH);
  return false;
}

/** Where this thread has noted that it keeps the lock, or 0. */
export function findKept(lock: usize): usize {
  for (let i = min<u32>(load<u32>(ts, S_KEPT), MOST); i > 0; i--) {
    const at = ts + (i << 2) + S_KEPT;
    if (load<usize>(at) == lock) return at;
  }
  return 0;
}

/** Waits for a lock that this thread keeps, at `kept`, until an interrupt comes; then the lock is the caller's. */
export function waitForMyself(kept: usize): void {
  const since = now();
  let named = false;
  while (!interruptPending()) {
    preparePark();
    if (!interruptPending()) park(LOOK_NS);
    if (named || now() - since < NAMED_AFTER_NS) continue;
    named = true;
    nameIt(load<usize>(kept) - O_LOCK);
  }
  store<usize>(kept, load<usize>(kept) | GIVEN_AWAY);
}

function nameIt(o: usize): void {
  const fp = load<usize>(ts, S_FP), code = load<usize>(fp, F_CODE);
  const b = Builder.start();
  Builder.text(b, "gilectomy: thread ");
  Builder.int(b, load<u32>(ts, S_IDENT));
  Builder.text(b, " waits for itself: it sorts a ");
  Builder.str(b, load<usize>(typeOf(o), TY_NAME));
  Builder.text(b, ", whose lock this design keeps meanwhile, and a comparison wants the lock too, in ");
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
