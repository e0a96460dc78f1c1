/**
 * What a tracing build records. Each thread writes to memory of its own (trace/recorder.ts), so recording takes no lock and moves no cache
 * line between cores. The ring of events wraps; the counters (trace/counters.ts) do not.
 *
 * An object's identity is its address and epoch (trace/shadow.ts). A lock of the runtime itself stands for itself: type 0, epoch 0.
 */
import { S_TRACE_RING, S_IDENT, C_TRACING, C_TRACE_LIST, C_TRACE_EVENTS, C_GIL } from "../layout";
import { ts, tid } from "../thread";
import { O_TYPE, O_LOCK, O_OWNER } from "../object";
import { arenaTake } from "../heap/arena";
import { host_monotonic } from "../host";
import { SHARED_COUNTS, LOCK_FREE_READS } from "../designs/active";
import { where, whereCode, whereWord, epochOf } from "./shadow";
import { ENTRY, FIRST_CAPACITY, entryOf, entryAt, lineOf } from "./counters";
import { R_IDENT, R_RING, R_EVENTS, R_TABLE, R_CAPACITY, R_UNCOUNTED, R_NEXT, R_HELD, R_GIL_SINCE, R_CAPACITY_EVENTS, R_SIZE, RING_EVENTS, EVENT, HELD, HELD_SIZE } from "./recorder";

export const EV_THREAD_START: u32 = 1;
export const EV_THREAD_END: u32 = 2;
export const EV_LOCK_WAIT: u32 = 3;
export const EV_LOCK_TAKEN: u32 = 4;
export const EV_LOCK_RELEASED: u32 = 5;
export const EV_GIL_WAIT: u32 = 6;
export const EV_GIL_TAKEN: u32 = 7;
export const EV_STW_STOP: u32 = 8;
export const EV_STW_RESUME: u32 = 9;
export const EV_PARKED: u32 = 10;
export const EV_UNPARKED: u32 = 11;

export function startTracing(): void { atomic.store<u32>(C_TRACING, 1); }
export function stopTracing(): void { atomic.store<u32>(C_TRACING, 0); }
@inline function on(): bool { return ts != 0 && load<u32>(C_TRACING) != 0; }

/** This thread's recorder, made when first needed; 0 if memory is full. Recorders are chained for the reader. */
function recorder(): usize {
  let r = load<usize>(ts, S_TRACE_RING);
  if (r == 0) {
    const asked = load<u32>(C_TRACE_EVENTS), events = asked ? asked : RING_EVENTS;
    r = arenaTake(R_SIZE + HELD * HELD_SIZE + events * EVENT + FIRST_CAPACITY * ENTRY);
    if (r == 0) return 0;
    store<usize>(r, r + R_SIZE + HELD * HELD_SIZE, R_RING);
    store<usize>(r, r + R_SIZE + HELD * HELD_SIZE + events * EVENT, R_TABLE);
    store<u32>(r, events, R_CAPACITY_EVENTS);
    store<u32>(r, FIRST_CAPACITY, R_CAPACITY);
    store<usize>(ts, r, S_TRACE_RING);
    while (true) {
      const head = atomic.load<usize>(C_TRACE_LIST);
      store<usize>(r, head, R_NEXT);
      if (atomic.cmpxchg<usize>(C_TRACE_LIST, head, r) == head) break;
    }
  }
  store<u32>(r, load<u32>(ts, S_IDENT), R_IDENT);
  return r;
}

function event(kind: u32, o: usize, epoch: u32): void {
  const r = recorder();
  if (r == 0) return;
  where();
  const n = load<u32>(r, R_EVENTS);
  const at = load<usize>(r, R_RING) + (n & (load<u32>(r, R_CAPACITY_EVENTS) - 1)) * EVENT;
  store<f64>(at, host_monotonic());
  store<u32>(at, kind | epoch << 8, 8);
  store<usize>(at, o, 12);
  store<usize>(at, whereCode, 16);
  store<u32>(at, lineOf(whereCode, whereWord), 20);
  store<u32>(r, n + 1, R_EVENTS);
}

@inline function add(at: usize, n: u32): void { store<u32>(at, load<u32>(at) + n); }
@inline function addTime(at: usize, ns: f64): void { store<f64>(at, load<f64>(at) + ns); }

// ---- reference counts
export function recordRetain(o: usize): void { if (on()) change(o, 20); }
export function recordRelease(o: usize): void { if (on()) change(o, 24); }
function change(o: usize, field: usize): void {
  const r = recorder();
  if (r == 0) return;
  const e = entryOf(r, o, epochOf(o), load<usize>(o, O_TYPE));
  if (e == 0) return;
  add(e + field, 1);
  if (SHARED_COUNTS || (LOCK_FREE_READS && load<u16>(o, O_OWNER) != tid)) add(e + 28, 1);
}

// ---- locks
/** The lock that this thread waits for and since when, then how long it has waited for it. 0 = it got the last one at once. */
let waitingFor: usize = 0;
let waitingSince: f64 = 0;
let waited: f64 = 0;

export function recordContended(at: usize): void {
  if (!on()) return;
  if (waitingFor == at) return; // one wait in two steps
  settle();
  waitingFor = at;
  waitingSince = host_monotonic();
  event(EV_LOCK_WAIT, 0, 0);
}
/** The wait for a lock is over; whose it is, the one who takes it may tell next. */
export function recordWaited(at: usize): void { if (waitingFor == at) waited = host_monotonic() - waitingSince; }

/** A wait for a lock whose taking nobody records: it is counted by its address. */
function settle(): void {
  const at = waitingFor;
  if (at != 0) acquired(at, 0, 0, at, false);
}

/** An object's lock has been taken. */
export function recordLocked(o: usize): void {
  if (on()) acquired(o, epochOf(o), load<usize>(o, O_TYPE), o + O_LOCK, true);
  else waitingFor = 0;
}
/** One of the runtime's own locks has been taken. */
export function recordWord(at: usize): void { if (on()) acquired(at, 0, 0, at, true); }

function acquired(o: usize, epoch: u32, type: usize, lock: usize, keeps: bool): void {
  if (waitingFor != 0 && waitingFor != lock) settle();
  const r = recorder();
  if (r == 0) return;
  const contended = waitingFor == lock;
  waitingFor = 0;
  const e = entryOf(r, o, epoch, type);
  if (e) add(e + 32, 1);
  if (contended) {
    if (e) { add(e + 36, 1); addTime(e + 40, waited); }
    event(EV_LOCK_TAKEN, o, epoch);
    if (!keeps) event(EV_LOCK_RELEASED, o, epoch);
  }
  if (!keeps) return;
  const n = load<u32>(r, R_HELD);
  store<u32>(r, n + 1, R_HELD);
  if (n >= HELD) { add(r + R_UNCOUNTED, 1); return; }
  const h = r + R_SIZE + n * HELD_SIZE;
  store<usize>(h, o);
  store<u32>(h, epoch, 4);
  store<usize>(h, type, 8);
  store<usize>(h, whereCode, 12);
  store<u32>(h, lineOf(whereCode, whereWord), 16);
  store<u32>(h, contended, 20);
  store<f64>(h, host_monotonic(), 24);
}

/** A lock is about to be let go. How long it was held belongs to the line that took it. */
export function recordUnlocked(o: usize): void {
  if (!on()) return;
  const r = recorder();
  if (r == 0) return;
  const n = load<u32>(r, R_HELD);
  // Usually the innermost; one that was taken before the recording is not there.
  for (let i: i32 = <i32>min<u32>(n, HELD) - 1; i >= 0; i--) {
    const h = r + R_SIZE + <u32>i * HELD_SIZE;
    if (load<usize>(h) != o) continue;
    const epoch = load<u32>(h, 4);
    const e = entryAt(r, o, epoch, load<usize>(h, 8), load<usize>(h, 12), load<u32>(h, 16));
    if (e) addTime(e + 48, host_monotonic() - load<f64>(h, 24));
    if (load<u32>(h, 20)) event(EV_LOCK_RELEASED, o, epoch);
    memory.copy(h, h + HELD_SIZE, (min<u32>(n, HELD) - 1 - <u32>i) * HELD_SIZE);
    store<u32>(r, n - 1, R_HELD);
    return;
  }
  if (n > HELD) store<u32>(r, n - 1, R_HELD);
}

/** All object locks are let go while the thread detaches: time that passes until recordResumed() is not time held. */
export function recordSuspended(): void {
  if (!on()) return;
  const r = recorder();
  if (r == 0) return;
  const now = host_monotonic();
  for (let i: u32 = 0; i < min<u32>(load<u32>(r, R_HELD), HELD); i++) {
    const h = r + R_SIZE + i * HELD_SIZE;
    if (load<usize>(h, 8) == 0) continue;
    const e = entryAt(r, load<usize>(h), load<u32>(h, 4), load<usize>(h, 8), load<usize>(h, 12), load<u32>(h, 16));
    if (e) addTime(e + 48, now - load<f64>(h, 24));
  }
}
export function recordResumed(): void {
  if (!on()) return;
  const r = recorder();
  if (r == 0) return;
  const now = host_monotonic();
  for (let i: u32 = 0; i < min<u32>(load<u32>(r, R_HELD), HELD); i++) store<f64>(r + R_SIZE + i * HELD_SIZE, now, 24);
}

// ---- the GIL: a lock like others, but for the events
let gilWaitSince: f64 = 0;
export function recordGilWait(): void {
  if (!on()) return;
  gilWaitSince = host_monotonic();
  event(EV_GIL_WAIT, 0, 0);
}
export function recordGilTaken(): void {
  if (!on()) { gilWaitSince = 0; return; }
  const r = recorder();
  if (r == 0) return;
  const now = host_monotonic();
  const e = entryOf(r, C_GIL, 0, 0);
  if (e) {
    add(e + 32, 1);
    if (gilWaitSince != 0) { add(e + 36, 1); addTime(e + 40, now - gilWaitSince); }
  }
  gilWaitSince = 0;
  store<f64>(r, now, R_GIL_SINCE);
  event(EV_GIL_TAKEN, 0, 0);
}
export function recordGilDropped(): void {
  if (!on()) return;
  const r = recorder();
  if (r == 0 || load<f64>(r, R_GIL_SINCE) == 0) return;
  const e = entryOf(r, C_GIL, 0, 0);
  if (e) addTime(e + 48, host_monotonic() - load<f64>(r, R_GIL_SINCE));
  store<f64>(r, 0, R_GIL_SINCE);
}

// ---- threads
export function recordParked(): void { if (on()) event(EV_PARKED, 0, 0); }
export function recordUnparked(): void { if (on()) event(EV_UNPARKED, 0, 0); }
export function recordThread(start: bool): void { if (on()) event(start ? EV_THREAD_START : EV_THREAD_END, 0, 0); }
