/**
 * The eval breaker: what a thread does when it finds bits set at a call, a back edge or in a long native loop.
 */
import { S_BREAKER, BRK_INTERRUPT, BRK_GIL, BRK_STW, BRK_POISON, BRK_MERGE, BRK_KILL, BRK_QSBR, BRK_SCHEDULE, BRK_SCAN, C_POISON } from "../layout";
import { ts } from "../thread";
import { safepoint, LOCK_FREE_READS, COUNTED } from "../designs/active";
import { raiseObject } from "../errors";
import { T_X_KEYBOARDINTERRUPT, T_X_SYSTEMEXIT } from "../types/table";
import { stopHere } from "./world";
import { quiescent } from "../heap/deferred";
import { host_halt } from "../host";
import { scheduleTurn } from "./schedule";
import { scanPoint } from "../trace/reach";

/** Answers the bits. False if an exception was raised. */
export function answerBreaker(): bool {
  const bits = atomic.load<u32>(ts, S_BREAKER);
  if (bits & BRK_POISON || atomic.load<u32>(C_POISON) != 0) host_halt();
  if (!COUNTED && bits & BRK_SCAN) scanPoint();
  if (bits & BRK_SCHEDULE) scheduleTurn();
  if (bits & BRK_STW) stopHere();
  if (bits & (BRK_GIL | BRK_MERGE)) safepoint(bits);
  if (LOCK_FREE_READS && bits & BRK_QSBR) {
    atomic.and<u32>(ts, ~BRK_QSBR, S_BREAKER);
    quiescent();
  }
  if (bits & (BRK_INTERRUPT | BRK_KILL)) {
    const before = atomic.and<u32>(ts, ~(BRK_INTERRUPT | BRK_KILL), S_BREAKER);
    if (before & (BRK_INTERRUPT | BRK_KILL)) {
      // A killed thread ends quietly, as by SystemExit; an interrupted one says so.
      raiseObject(before & BRK_INTERRUPT ? T_X_KEYBOARDINTERRUPT : T_X_SYSTEMEXIT, 0);
      return false;
    }
  }
  return true;
}

/** Whether the thread has been asked to raise (for waits). */
export function interruptPending(): bool { return (atomic.load<u32>(ts, S_BREAKER) & (BRK_INTERRUPT | BRK_KILL)) != 0; }
