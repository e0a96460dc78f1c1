/**
 * Python threads on slots. A slot is a worker with its instance of the module; starting a thread is a letter in an idle slot's
 * mailbox. The letter of CMD_THREAD is a raw record
 *
 *     0 callable  4 args (tuple)  8 kwargs (dict or 0)  12 handle  16 cell  20 daemon  24 ident
 *
 * that owns its references.
 */
import { futexWait } from "./sync/futex";
import { C_WORKERS, C_SLOTS_LOCK, C_ALIVE, C_THREAD_SERIAL, S_STATE, S_MAILBOX, S_MAIL_ARG, S_IDENT, S_CELL, S_DAEMON, S_HANDLED, S_TLS, S_ASYNCGEN_FIRSTITER, S_ASYNCGEN_FINALIZER, S_SP, S_STACK, S_STACK_END, S_PARKED_NS, S_THREAD_OBJECT, S_START, CMD_THREAD, MAX_SLOTS } from "./layout";
import { ts, slotAddress, slotCount } from "./thread";
import { TRACE } from "./config";
import { recordThread } from "./trace/rings";
import { retain, release, LOCK_FREE_READS } from "./designs/active";
import { mutexLock, mutexUnlock } from "./sync/mutex";
import { attach, detach } from "./sync/attach";
import { allocRaw, freeRaw } from "./heap/blocks";
import { arenaTakeVital } from "./heap/arena";
import { host_needWorkers } from "./host";
import { raise, noMemory, takeException, pendingMatches, clearException, hasException } from "./errors";
import { callSpread } from "./spread";
import { flushOutput } from "./output";
import { T_X_RUNTIMEERROR, T_X_SYSTEMEXIT } from "./types/table";
import { reportThreadException, handleFinished } from "./modules/thread_";
import { interruptPending, answerBreaker } from "./sync/breaker";
import { quiescent } from "./heap/deferred";
import { waitWord, scheduleStart, yieldPoint } from "./sync/schedule";

const RECORD: u32 = 28;
const STACK_BYTES: u32 = 512 * 1024;

/** Gives the slot of this worker its value stack; once a slot. False if memory is full. */
export function ensureStack(): bool {
  if (load<usize>(ts, S_STACK)) return true;
  const stack = arenaTakeVital(STACK_BYTES);
  if (stack == 0) return false;
  store<usize>(ts, stack, S_STACK);
  store<usize>(ts, stack, S_SP);
  store<usize>(ts, stack + STACK_BYTES - 4096, S_STACK_END);
  return true;
}

/** An idle slot, claimed; 0 if there is none. */
function claimSlot(): usize {
  mutexLock(C_SLOTS_LOCK);
  const n = slotCount();
  for (let i = 2; i < n; i++) {
    const slot = slotAddress(i);
    if (atomic.load<i32>(slot + S_STATE) == 1) {
      atomic.store<i32>(slot + S_STATE, 2);
      mutexUnlock(C_SLOTS_LOCK);
      return slot;
    }
  }
  mutexUnlock(C_SLOTS_LOCK);
  return 0;
}

/** Waits until a worker is idle, asking the host for more. 0 with an exception. */
function findSlot(): usize {
  let slot = claimSlot();
  if (slot) return slot;
  for (let tries = 0; tries < 2000; tries++) {
    const workers = atomic.load<i32>(C_WORKERS);
    if (workers + 1 < MAX_SLOTS) host_needWorkers(min<i32>(4, MAX_SLOTS - 1 - workers));
    detach();
    futexWait(C_WORKERS, workers, 10000000);
    attach();
    slot = claimSlot();
    if (slot) return slot;
    if (interruptPending() && !answerBreaker()) return 0;
  }
  return raise(T_X_RUNTIMEERROR, "can't start new thread");
}

/** Starts callable(*args, **kwargs) in a thread of its own; everything borrowed. The ident, or 0 with an exception. */
export function startThread(callable: usize, args: usize, kwargs: usize, handle: usize, daemon: bool): u32 {
  const record = allocRaw(RECORD);
  if (record == 0) { noMemory(); return 0; }
  const slot = findSlot();
  if (slot == 0) { freeRaw(record, RECORD); return 0; }
  const ident = atomic.add<u32>(C_THREAD_SERIAL, 1) + 1;
  retain(callable);
  retain(args);
  if (kwargs) retain(kwargs);
  if (handle) retain(handle);
  store<usize>(record, callable);
  store<usize>(record, args, 4);
  store<usize>(record, kwargs, 8);
  store<usize>(record, handle, 12);
  store<i32>(record, load<i32>(ts, S_CELL), 16);
  store<u32>(record, daemon ? 1 : 0, 20);
  store<u32>(record, ident, 24);
  if (!daemon) atomic.add<i32>(C_ALIVE, 1);
  store<u32>(slot, <u32>record, S_MAIL_ARG);
  scheduleStart(slot);
  atomic.store<i32>(slot + S_MAILBOX, CMD_THREAD);
  atomic.notify(slot + S_MAILBOX, 1);
  yieldPoint();
  return ident;
}

/** The thread itself, in its worker: attached on entry and exit. */
export function runThread(record: usize): void {
  const callable = load<usize>(record), args = load<usize>(record, 4), kwargs = load<usize>(record, 8), handle = load<usize>(record, 12);
  const daemon = load<u32>(record, 20) != 0;
  store<i32>(ts, load<i32>(record, 16), S_CELL);
  store<u32>(ts, load<u32>(record, 24), S_IDENT);
  store<u32>(ts, daemon ? 1 : 0, S_DAEMON);
  store<f64>(ts, 0, S_PARKED_NS);
  // From the record to the slot, where a stopped world finds them.
  memory.copy(ts + S_START, record, 16);
  store<u32>(ts, 0, S_MAIL_ARG);
  freeRaw(record, RECORD);
  if (TRACE) recordThread(true);
  const r = callSpread(callable, args, kwargs);
  if (r) release(r);
  else if (pendingMatches(T_X_SYSTEMEXIT)) clearException();
  else reportThreadException(takeException(), callable);
  memory.fill(ts + S_START, 0, 12);
  release(callable);
  release(args);
  if (kwargs) release(kwargs);
  if (TRACE) recordThread(false);
  endThread();
  flushOutput();
  if (handle) { handleFinished(handle); store<usize>(ts, 0, S_START + 12); release(handle); }
  if (!daemon) {
    atomic.sub<i32>(C_ALIVE, 1);
    atomic.notify(C_ALIVE, -1);
  }
}

/** Drops what belongs to the thread alone, so that the slot's next thread starts clean. */
function endThread(): void {
  const tls = load<usize>(ts, S_TLS);
  if (tls) { store<usize>(ts, 0, S_TLS); release(tls); }
  for (let at: usize = S_ASYNCGEN_FIRSTITER; at <= <usize>S_ASYNCGEN_FINALIZER; at += 4) {
    const hook = load<usize>(ts + at);
    if (hook) { store<usize>(ts + at, 0); release(hook); }
  }
  const handled = load<usize>(ts, S_HANDLED);
  if (handled) { store<usize>(ts, 0, S_HANDLED); release(handled); }
  if (hasException()) clearException();
  const current = load<usize>(ts, S_THREAD_OBJECT);
  if (current) { store<usize>(ts, 0, S_THREAD_OBJECT); release(current); }
  if (LOCK_FREE_READS) quiescent();
}

/** Waits for every thread that is no daemon, interruptibly. False with an exception. */
export function joinAll(): bool {
  while (true) {
    const alive = atomic.load<i32>(C_ALIVE);
    if (alive <= 0) return true;
    flushOutput();
    detach();
    waitWord(C_ALIVE, alive, 100000000);
    attach();
    if (interruptPending() && !answerBreaker()) return false;
  }
}
