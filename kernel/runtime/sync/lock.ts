/**
 * The lock behind threading.Lock, RLock and joins. It may be held across anything, so waiters park. A release lets anybody
 * take the lock, but once the first waiter has waited a millisecond it is handed over, so nobody starves.
 *
 *     at+0  guard (a mutex over the rest)   +4 locked   +8 first waiter's slot   +12 last waiter's slot
 */
import { S_WAIT_NEXT, S_GRANTED, S_WAIT_SINCE, S_WAITING_ON } from "../layout";
import { ts } from "../thread";
import { mutexLock, mutexUnlock } from "./mutex";
import { preparePark, park, unpark } from "./park";
import { answerBreaker } from "./breaker";
import { breakerBits } from "../thread";
import { now } from "./schedule";

const STARVED_NS: f64 = 1e6;

/** Takes the lock. timeout in ns, -1 for ever. 1 taken, 0 timed out, -1 an exception (interrupt) was raised. */
export function lockAcquire(at: usize, timeout: i64): i32 {
  if (atomic.cmpxchg<u32>(at, 0, 1, 4) == 0) return 1;
  if (timeout == 0) return 0;
  const start = now();
  while (true) {
    mutexLock(at);
    if (atomic.cmpxchg<u32>(at, 0, 1, 4) == 0) { mutexUnlock(at); return 1; }
    enqueue(at, start);
    mutexUnlock(at);
    let left: i64 = -1;
    if (timeout > 0) left = max<i64>(timeout - <i64>(now() - start), 1);
    store<u32>(ts, <u32>at, S_WAITING_ON);
    park(left);
    store<u32>(ts, 0, S_WAITING_ON);
    mutexLock(at);
    const granted = load<u32>(ts, S_GRANTED) != 0;
    if (!granted) dequeue(at);
    mutexUnlock(at);
    if (granted) return 1;
    if (breakerBits() != 0 && !answerBreaker()) return -1;
    if (timeout > 0 && <i64>(now() - start) >= timeout) return atomic.cmpxchg<u32>(at, 0, 1, 4) == 0 ? 1 : 0;
  }
}

/** Gives the lock up. False if it was not held. */
export function lockRelease(at: usize): bool {
  mutexLock(at);
  if (load<u32>(at, 4) == 0) { mutexUnlock(at); return false; }
  const first = load<usize>(at, 8);
  if (first == 0) {
    atomic.store<u32>(at, 0, 4);
    mutexUnlock(at);
    return true;
  }
  const next = load<usize>(first, S_WAIT_NEXT);
  store<usize>(at, next, 8);
  if (next == 0) store<usize>(at, 0, 12);
  if (now() - load<f64>(first, S_WAIT_SINCE) > STARVED_NS) store<u32>(first, 1, S_GRANTED);
  else atomic.store<u32>(at, 0, 4);
  mutexUnlock(at);
  unpark(first);
  return true;
}

@inline export function lockHeld(at: usize): bool { return atomic.load<u32>(at, 4) != 0; }

function enqueue(at: usize, since: f64): void {
  preparePark();
  store<u32>(ts, 0, S_GRANTED);
  store<usize>(ts, 0, S_WAIT_NEXT);
  store<f64>(ts, since, S_WAIT_SINCE);
  const last = load<usize>(at, 12);
  if (last) store<usize>(last, ts, S_WAIT_NEXT); else store<usize>(at, ts, 8);
  store<usize>(at, ts, 12);
}

/** Takes this thread out of the queue if it is still there. */
function dequeue(at: usize): void {
  let previous: usize = 0, slot = load<usize>(at, 8);
  while (slot != 0) {
    const next = load<usize>(slot, S_WAIT_NEXT);
    if (slot == ts) {
      if (previous) store<usize>(previous, next, S_WAIT_NEXT); else store<usize>(at, next, 8);
      if (next == 0) store<usize>(at, previous, 12);
      return;
    }
    previous = slot;
    slot = next;
  }
}
