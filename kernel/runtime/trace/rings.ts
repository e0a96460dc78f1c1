/**
 * What a tracing build records. Each thread writes to memory of its own, so recording takes no lock and moves no cache line
 * between cores:
 *
 *     recorder (raw, at S_TRACE_RING of the slot), 64 bytes:
 *         0 ident  4 ring  8 events written  12 table  16 entries in use  20 entries that found no room  24 sampling countdown
 *         28 next recorder
 *     ring: RING_EVENTS events of 24 bytes: f64 time ns, u32 kind | epoch << 8, u32 object, u32 code, u32 line
 *     table: open addressing, ENTRIES entries of 48 bytes keyed by object, epoch and source line:
 *         0 object  4 epoch|1<<31  8 code  12 line  16 type  20 increments  24 decrements  28 shared changes
 *         32 acquisitions  36 contended  40 f64 ns waited
 *
 * The ring wraps, the table does not: counters are exact as long as it has room, and what found none is counted too.
 * An object's identity is its address and epoch; the epoch is kept in the upper byte of the header's flags and changes when the memory
 * is given to a new object.
 */
import { S_TRACE_RING, S_IDENT, S_FP, C_TRACING, C_TRACE_SAMPLE, C_TRACE_LIST } from "../layout";
import { ts } from "../thread";
import { O_TYPE, O_LOCK } from "../object";
import { F_CODE, F_PC } from "../interpreter/frame";
import { CODE_WORDS, codePosition } from "../types/code";
import { arenaTake } from "../heap/arena";
import { host_monotonic } from "../host";
import { SHARED_COUNTS, LOCK_FREE_READS } from "../designs/active";

export const RING_EVENTS: u32 = 32768;
export const EVENT: u32 = 24;
export const ENTRIES: u32 = 32768;
export const ENTRY: u32 = 48;

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


export function startTracing(sample: u32): void {
  store<u32>(C_TRACE_SAMPLE, max<u32>(sample, 1));
  atomic.store<u32>(C_TRACING, 1);
}
export function stopTracing(): void { atomic.store<u32>(C_TRACING, 0); }
@inline function on(): bool { return ts != 0 && load<u32>(C_TRACING) != 0; }

/** This thread's recorder, made when first needed; 0 if memory is full. Recorders are chained for the reader. */
function recorder(): usize {
  let r = load<usize>(ts, S_TRACE_RING);
  if (r == 0) {
    r = arenaTake(64 + RING_EVENTS * EVENT + ENTRIES * ENTRY);
    if (r == 0) return 0;
    store<usize>(r, r + 64, 4);
    store<usize>(r, r + 64 + RING_EVENTS * EVENT, 12);
    store<usize>(ts, r, S_TRACE_RING);
    while (true) {
      const head = atomic.load<usize>(C_TRACE_LIST);
      store<usize>(r, head, 28);
      if (atomic.cmpxchg<usize>(C_TRACE_LIST, head, r) == head) break;
    }
  }
  store<u32>(r, load<u32>(ts, S_IDENT));
  return r;
}

/** Code and line that this thread is at; set by where(). */
let whereCode: usize = 0;
let whereLine: u32 = 0;
function where(): void {
  const fp = load<usize>(ts, S_FP);
  if (fp == 0) { whereCode = 0; whereLine = 0; return; }
  const code = load<usize>(fp, F_CODE);
  const word = (load<usize>(fp, F_PC) - load<usize>(code, CODE_WORDS)) >> 2;
  whereCode = code;
  whereLine = load<u32>(codePosition(code, word == 0 ? 0 : <u32>word - 1));
}

@inline export function epochOf(o: usize): u32 { return load<u8>(o, 11); }
/** A block becomes a new object. */
export function nextEpoch(o: usize, previous: u32): void { store<u8>(o, <u8>(previous + 1), 11); }

/** The table entry of an object at the present line; 0 if there is no room. */
function entryOf(r: usize, o: usize, epoch: u32, type: usize): usize {
  where();
  const table = load<usize>(r, 12);
  const key = epoch | 0x80000000;
  let i = ((<u32>o >> 3) * 2654435761 ^ <u32>whereCode * 40503 ^ whereLine * 2246822519 ^ epoch * 97) & (ENTRIES - 1);
  for (let probes = 0; probes < 64; probes++) {
    const at = table + i * ENTRY;
    const have = load<u32>(at, 4);
    if (have == 0) {
      store<usize>(at, o);
      store<u32>(at, key, 4);
      store<usize>(at, whereCode, 8);
      store<u32>(at, whereLine, 12);
      store<usize>(at, type, 16);
      store<u32>(r, load<u32>(r, 16) + 1, 16);
      return at;
    }
    if (have == key && load<usize>(at) == o && load<usize>(at, 8) == whereCode && load<u32>(at, 12) == whereLine) return at;
    i = (i + 1) & (ENTRIES - 1);
  }
  store<u32>(r, load<u32>(r, 20) + 1, 20);
  return 0;
}

function event(kind: u32, o: usize, epoch: u32): void {
  const r = recorder();
  if (r == 0) return;
  where();
  const n = load<u32>(r, 8);
  const at = load<usize>(r, 4) + (n & (RING_EVENTS - 1)) * EVENT;
  store<f64>(at, host_monotonic());
  store<u32>(at, kind | epoch << 8, 8);
  store<usize>(at, o, 12);
  store<usize>(at, whereCode, 16);
  store<u32>(at, whereLine, 20);
  store<u32>(r, n + 1, 8);
}

export function recordRetain(o: usize): void { if (on()) change(o, 20); }
export function recordRelease(o: usize): void { if (on()) change(o, 24); }
function change(o: usize, field: usize): void {
  const r = recorder();
  if (r == 0) return;
  const e = entryOf(r, o, epochOf(o), load<usize>(o, O_TYPE));
  if (e == 0) return;
  store<u32>(e + field, load<u32>(e + field) + 1);
  if (SHARED_COUNTS || (LOCK_FREE_READS && load<u16>(o, 8) != <u16>(((<u32>ts - 0x40000) >> 11) + 1))) store<u32>(e, load<u32>(e, 28) + 1, 28);
}

/** Since when this thread waits for a lock; 0 = it got the last one at once. */
let waitingSince: f64 = 0;
export function recordContended(at: usize): void {
  if (!on()) return;
  waitingSince = host_monotonic();
  event(EV_LOCK_WAIT, at, 0);
}
/** An object's lock has been taken. */
export function recordLocked(o: usize): void {
  if (!on()) return;
  acquired(o, epochOf(o), load<usize>(o, O_TYPE), o + O_LOCK);
}
export function recordUnlocked(o: usize): void {
  if (on() && heldContended == o) { heldContended = 0; event(EV_LOCK_RELEASED, o, epochOf(o)); }
}
/** One of the runtime's own locks has been taken: its address stands for it, its type is 0. */
export function recordWord(at: usize): void { if (on()) acquired(at, 0, 0, at); }

/** The object whose lock was taken after a wait: its release is an event too. */
let heldContended: usize = 0;
function acquired(o: usize, epoch: u32, type: usize, lock: usize): void {
  const r = recorder();
  if (r == 0) return;
  const e = entryOf(r, o, epoch, type);
  if (e) store<u32>(e, load<u32>(e, 32) + 1, 32);
  if (waitingSince == 0) return;
  if (e) {
    store<u32>(e, load<u32>(e, 36) + 1, 36);
    store<f64>(e, load<f64>(e, 40) + host_monotonic() - waitingSince, 40);
  }
  waitingSince = 0;
  event(EV_LOCK_TAKEN, o, epoch);
  if (type) heldContended = o;
}

export function recordGilWait(): void { if (on()) event(EV_GIL_WAIT, 0, 0); }
export function recordGilTaken(): void { if (on()) event(EV_GIL_TAKEN, 0, 0); }
export function recordGilDropped(): void {}
export function recordParked(): void { if (on()) event(EV_PARKED, 0, 0); }
export function recordUnparked(): void { if (on()) event(EV_UNPARKED, 0, 0); }
export function recordThread(start: bool): void { if (on()) event(start ? EV_THREAD_START : EV_THREAD_END, 0, 0); }
