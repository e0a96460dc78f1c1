/**
 * Stopping the world. The stopper takes C_STW_LOCK, sets C_STW and BRK_STW in every slot, and claims each slot's state word:
 * a detached thread is claimed at once and finds out when it wants to attach; an attached one detaches at its next safepoint.
 * While the world is stopped the stopper may look at, and change, everything, for every frame's references lie on the
 * value stacks between S_STACK and S_SP.
 */
import { C_STW, C_STW_LOCK, C_STW_COUNT, S_BREAKER, S_ATTACH, S_STACK, S_SP, S_FP, S_STATE, BRK_STW } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { attach, detach, DETACHED, ATTACHED, CLAIMED } from "./attach";
import { waitWord } from "./schedule";
import { mutexLockDetached, mutexUnlock } from "./mutex";
import { F_PREV, F_RET, F_KIND, F_FUNC, F_LOCALS, F_FRAME, F_CONT, F_VARS } from "../interpreter/frame";
import { waitingOperands } from "../interpreter/dunders";

/** Returns with every other thread stopped at a safepoint or detached. */
export function stopWorld(): void {
  mutexLockDetached(C_STW_LOCK);
  atomic.store<i32>(C_STW, 1);
  const n = slotCount();
  for (let i = 0; i < n; i++) {
    const slot = slotAddress(i);
    if (slot == ts) continue;
    atomic.or<u32>(slot, BRK_STW, S_BREAKER);
    while (true) {
      const state = atomic.cmpxchg<i32>(slot + S_ATTACH, DETACHED, CLAIMED);
      if (state == DETACHED) break; // one claimed for its merge queue (sync/biased.ts) is let go soon
      waitWord(slot + S_ATTACH, state, 1000000);
    }
  }
  atomic.add<u32>(C_STW_COUNT, 1);
}

export function startWorld(): void {
  const n = slotCount();
  for (let i = 0; i < n; i++) {
    const slot = slotAddress(i);
    if (slot == ts) continue;
    atomic.and<u32>(slot, ~BRK_STW, S_BREAKER);
    atomic.store<i32>(slot + S_ATTACH, DETACHED);
  }
  atomic.store<i32>(C_STW, 0);
  atomic.notify(C_STW, -1);
  for (let i = 0; i < n; i++) if (slotAddress(i) != ts) atomic.notify(slotAddress(i) + S_ATTACH, -1);
  mutexUnlock(C_STW_LOCK);
}

/** A safepoint with BRK_STW set: stays out until the world runs again. */
export function stopHere(): void {
  atomic.and<u32>(ts, ~BRK_STW, S_BREAKER);
  detach();
  attach();
}

/**
 * Calls visitor(slot address) for each reference on a stopped (or the own) thread's value stack, frame by frame from the
 * top: what lies between a callee's result slot and its frame has moved into it and is skipped, but for operands that wait for a special method.
 */
export function scanStack(slot: usize, visitor: u32): void {
  // A worker that is still on its way has no references; its words are those of the probe (interpreter/probe.ts).
  if (atomic.load<i32>(slot + S_STATE) == 0) return;
  let fp = load<usize>(slot, S_FP), top = load<usize>(slot, S_SP);
  while (fp != 0) {
    for (let p = fp + F_VARS; p < top; p += 4) call_indirect<void>(visitor, p);
    call_indirect<void>(visitor, fp + F_FUNC);
    call_indirect<void>(visitor, fp + F_LOCALS);
    call_indirect<void>(visitor, fp + F_FRAME);
    call_indirect<void>(visitor, fp + F_CONT);
    top = load<usize>(fp, F_RET) + (<usize>waitingOperands(load<u32>(fp, F_KIND)) << 2);
    fp = load<usize>(fp, F_PREV);
  }
  for (let p = load<usize>(slot, S_STACK); p < top; p += 4) call_indirect<void>(visitor, p);
}
