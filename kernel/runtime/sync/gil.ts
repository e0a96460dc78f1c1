/**
 * The global interpreter lock: a futex word, with hand-over on request. A waiter that has waited a switch interval
 * sets BRK_GIL in the holder's eval breaker. The holder lets go at its next safepoint and waits until another thread
 * has taken the lock, since without that the releaser, already running, would usually win it back.
 */
import { futexWait } from "./futex";
import { C_GIL, C_GIL_SWITCHES, C_GIL_HOLDER, C_GIL_WAITERS, C_SWITCH_INTERVAL, C_POISON, S_BREAKER, BRK_GIL } from "../layout";
import { ts } from "../thread";
import { host_halt } from "../host";
import { attach, detach } from "./attach";
import { recordGilTaken, recordGilDropped, recordGilWait } from "../trace/rings";
import { TRACE } from "../config";
import { isScheduled, waitWord } from "./schedule";

export function gilTake(): void {
  if (atomic.cmpxchg<i32>(C_GIL, 0, 1) != 0) {
    if (TRACE) recordGilWait();
    atomic.add<i32>(C_GIL_WAITERS, 1);
    while (true) {
      if (atomic.load<u32>(C_POISON)) { atomic.sub<i32>(C_GIL_WAITERS, 1); host_halt(); }
      const c = atomic.cmpxchg<i32>(C_GIL, 0, 1);
      if (c == 0) break;
      if (isScheduled()) { waitWord(C_GIL, 1, -1); continue; }
      const switches = atomic.load<u32>(C_GIL_SWITCHES);
      const timedOut = futexWait(C_GIL, 1, <i64>load<u32>(C_SWITCH_INTERVAL) * 1000) == 2;
      // Ask only if nobody else got it meanwhile: then a new interval begins.
      if (timedOut && atomic.load<u32>(C_GIL_SWITCHES) == switches) {
        const holder = <usize>atomic.load<u32>(C_GIL_HOLDER);
        if (holder) atomic.or<u32>(holder, BRK_GIL, S_BREAKER);
      }
    }
    atomic.sub<i32>(C_GIL_WAITERS, 1);
  }
  atomic.store<u32>(C_GIL_HOLDER, <u32>ts);
  atomic.add<u32>(C_GIL_SWITCHES, 1);
  atomic.notify(C_GIL_SWITCHES, -1);
  if (TRACE) recordGilTaken();
}

export function gilDrop(): void {
  if (TRACE) recordGilDropped();
  atomic.and<u32>(ts, ~BRK_GIL, S_BREAKER);
  atomic.store<u32>(C_GIL_HOLDER, 0);
  atomic.store<i32>(C_GIL, 0);
  if (atomic.load<i32>(C_GIL_WAITERS) != 0) atomic.notify(C_GIL, 1);
}

/** Gives way to a waiter that asked, and comes back. */
export function gilYield(): void {
  if (atomic.load<i32>(C_GIL_WAITERS) == 0) { atomic.and<u32>(ts, ~BRK_GIL, S_BREAKER); return; }
  const switches = atomic.load<u32>(C_GIL_SWITCHES);
  detach(); // without the GIL a thread must not count as attached: a stop of the world would wait for it with the GIL in its hands
  while (atomic.load<u32>(C_GIL_SWITCHES) == switches && atomic.load<i32>(C_GIL_WAITERS) != 0) {
    futexWait(C_GIL_SWITCHES, switches, 1000000);
  }
  attach();
}
