/**
 * Waiting. A thread that must wait sleeps on its own word S_PARK, detached; whoever wants it up stores 1 there and
 * notifies. An interrupt does just that after setting its bit in the eval breaker, so every wait can be interrupted.
 */
import { S_PARK, S_PARKED_NS } from "../layout";
import { ts } from "../thread";
import { attach, detach } from "./attach";
import { waitWord, now } from "./schedule";
import { flushOutput } from "../output";
import { TRACE } from "../config";
import { recordParked, recordUnparked } from "../trace/rings";

/** To be called before the thread can be found by its waker. */
@inline export function preparePark(): void { atomic.store<i32>(ts + S_PARK, 0); }

/** Sleeps until unparked or for `timeout` nanoseconds (-1: no limit). */
export function park(timeout: i64): void {
  flushOutput();
  const since = now();
  if (TRACE) recordParked();
  detach();
  waitWord(ts + S_PARK, 0, timeout);
  attach();
  if (TRACE) recordUnparked();
  store<f64>(ts, load<f64>(ts, S_PARKED_NS) + (now() - since), S_PARKED_NS);
}

export function unpark(slot: usize): void {
  atomic.store<i32>(slot + S_PARK, 1);
  atomic.notify(slot + S_PARK, 1);
}
