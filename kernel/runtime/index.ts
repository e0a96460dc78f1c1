/**
 * What a module of the runtime exports to its host (kernel/threads): boot, blocks of memory, and the life of a thread worker.
 */
import { S_MAILBOX, S_MAIL_ARG, S_STATE, S_STACK, S_SP, S_BREAKER, BRK_INTERRUPT, BRK_KILL, BRK_REENTER, BRK_MERGE, CMD_NONE, CMD_THREAD, CMD_EXECUTE, CMD_QUIT, CMD_CONTROL, C_POISON } from "./layout";
import { futexWait, initFutex } from "./sync/futex";
import { OPCODES_VERSION } from "./interpreter/numbers";
import { ts, setThread } from "./thread";
import { mergeQueue } from "./designs/active";
import { bootWorld } from "./boot";
import { initMagazines } from "./heap/blocks";
import { hostAlloc, hostFree } from "./hostblocks";
import { ensureStack, runThread } from "./threads";
import { attach, detach } from "./sync/attach";
import { executeRequest } from "./cell";
import { runControl } from "./controls";
import { startChecks } from "./trace/reach";
import { scheduleEnter, scheduleLeave } from "./sync/schedule";

/** Makes the world in fresh memory whose heap may grow to `limit` bytes. 0, or a status. */
export function boot(limit: u32): i32 {
  return bootWorld(limit);
}

/** A further instance of the control's: binds it to slot 0 of a world that is there. */
export function attachHost(): void {
  setThread(0);
}

/** Blocks that the host fills and the runtime reads, or the other way. 0 if memory is full. */
export function alloc(size: u32): usize { return hostAlloc(size); }
export function free(address: usize): void { hostFree(address); }

/** Binds this worker's instance to its slot. */
export function enterSlot(slot: i32): void {
  initFutex();
  setThread(slot);
  if (!initMagazines() || !ensureStack()) unreachable();
  store<usize>(ts, load<usize>(ts, S_STACK), S_SP); // the probe has used the word
  startChecks();
}

/** How deep natives may nest in this worker: the host calls one, catches what it ends in, and calls the other. */
export { probeStack, endProbe } from "./interpreter/probe";

/** Waits for a letter and does what it says. 0 to be called again, 1 to end. */
export function threadStep(): i32 {
  while (atomic.load<i32>(ts + S_MAILBOX) == CMD_NONE) {
    if (atomic.load<u32>(C_POISON) != 0) return 1;
    futexWait(ts + S_MAILBOX, CMD_NONE, -1);
  }
  const command = atomic.load<i32>(ts + S_MAILBOX);
  const argument = <usize>load<u32>(ts, S_MAIL_ARG);
  if (command == CMD_QUIT) return 1;
  atomic.store<i32>(ts + S_STATE, 3);
  if (command != CMD_CONTROL) scheduleEnter();
  if (command == CMD_CONTROL) {
    runControl(argument);
  } else {
    attach();
    if (command == CMD_EXECUTE) executeRequest(argument);
    else if (command == CMD_THREAD) runThread(argument);
    detach();
    // What others queued for this owner while they could not yet claim its slot.
    while (atomic.load<u32>(ts, S_BREAKER) & BRK_MERGE) {
      attach();
      mergeQueue();
      detach();
    }
  }
  atomic.and<u32>(ts, ~(BRK_INTERRUPT | BRK_KILL | BRK_REENTER), S_BREAKER);
  atomic.store<i32>(ts + S_MAILBOX, CMD_NONE);
  atomic.store<i32>(ts + S_STATE, 1);
  scheduleLeave();
  return 0;
}
/** Exported only so that the optimiser leaves it a function of its own. */
export { runQuick } from "./interpreter/loop";
/** The numbering of opcodes that this build has: the host's compiler must have the same. */
export function opcodesVersion(): u32 { return OPCODES_VERSION; }
