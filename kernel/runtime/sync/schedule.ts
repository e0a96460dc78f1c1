/**
 * The seeded deterministic schedule of checked builds: one thread runs at a time, and at every yield point a generator
 * started from the seed decides who goes on, so that a race found once is found again. Off unless the runtime was started with
 * a seed; in other builds nothing of it is left.
 *
 * The turn is a token: C_TURN names the slot that has it, and a slot gets it by a store to its S_TURN. Only the holder changes
 * the state of the schedule, so a plain word is enough for most of it:
 *
 *     C_TURN_RANDOM  the generator       C_TURN_MEAN   mean length of a run, in yield points
 *     C_TURN_CLOCK   virtual time, ns    S_SCHEDULED   0 takes no part, 1 can run, 2 waits for a word to change or a moment
 *
 * A wait gives the turn away. While every thread waits, virtual time goes on to the first deadline at once, so no time-out
 * takes real time and none depends on it. What waits for the world outside (a host's answer, a worker that comes
 * up) keeps the turn: from within it took no time.
 */
import { futexWait } from "./futex";
import { C_SCHEDULE_SEED, C_TURN, C_TURN_RANDOM, C_TURN_MEAN, C_TURN_CLOCK, C_POISON, S_TURN, S_SCHEDULED, S_SCHEDULED_AT, S_SCHEDULED_VALUE, S_SCHEDULED_UNTIL, S_BREAKER, BRK_SCHEDULE } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { CHECKED } from "../config";
import { HAS_GIL } from "../designs/active";
import { attach, detach } from "./attach";
import { host_halt, host_monotonic } from "../host";

const OUT: u32 = 0;
const READY: u32 = 1;
const WAITING: u32 = 2;
/** Virtual time of one run. */
const RUN_NS: f64 = 1000;
/** How long a thread really sleeps before it looks again whether the world outside has done something. */
const POLL_NS: i64 = 1000000;

/** Whether this thread takes part. */
let scheduled: bool = false;
/** Yield points that this thread may still pass. */
let left: u32 = 0;

/** A place where another thread may go on. */
@inline export function yieldPoint(): void { if (CHECKED && !HAS_GIL) spend(); }
function spend(): void { if (scheduled && --left == 0) giveTurn(); }

/** A safepoint is a yield point; a thread that holds the GIL lets go of it there. */
export function scheduleTurn(): void {
  if (!CHECKED || !scheduled) return;
  if (!HAS_GIL) return spend();
  if (--left != 0) return;
  detach();
  giveTurn();
  attach();
}

/** atomic.wait, as seen by the schedule: 0 or 1 the word is another, 2 the time has run out. */
@inline export function waitWord(at: usize, value: i32, timeout: i64): i32 {
  return CHECKED && scheduled ? waitTurn(at, value, timeout) : futexWait(at, value, timeout);
}

/** The runtime's clock, ns: that of the host, or virtual time under a schedule. */
@inline export function now(): f64 { return CHECKED && scheduled ? virtualNow() : host_monotonic(); }
function virtualNow(): f64 { return load<f64>(C_TURN_CLOCK); }

// ---- taking part

/** A thread is about to start in a slot: from here on it can be chosen. By the holder of the turn. */
export function scheduleStart(slot: usize): void {
  if (CHECKED && scheduled) atomic.store<u32>(slot + S_SCHEDULED, READY);
}

/** This thread wants to run; returns when it is its turn. */
export function scheduleEnter(): void {
  if (!CHECKED || load<u32>(C_SCHEDULE_SEED) == 0) return;
  scheduled = true;
  atomic.store<u32>(ts + S_SCHEDULED, READY);
  atomic.or<u32>(ts, BRK_SCHEDULE, S_BREAKER);
  awaitTurn();
}

/** This thread has ended, or the main thread has nothing to do. */
export function scheduleLeave(): void {
  if (!CHECKED || !scheduled) return;
  scheduled = false;
  atomic.store<u32>(ts + S_SCHEDULED, OUT);
  const next = choose(false);
  if (next) hand(next);
  else atomic.store<u32>(C_TURN, 0); // whoever comes, or finds that it can go on, takes it
}

/** Begins the schedule of a seed, now. */
export function scheduleSeed(seed: u32): void {
  store<u32>(C_TURN_RANDOM, seed * 0x9e3779b1 + 0x7f4a7c15);
  for (let i = 0; i < 4; i++) random();
  // Short runs find races within an operation, long ones those between operations.
  store<u32>(C_TURN_MEAN, <u32>4 << (random() % 8));
  left = runLength();
}

export function isScheduled(): bool { return CHECKED && scheduled; }

// ---- the turn

/** xorshift of 32 bits (Marsaglia). */
function random(): u32 {
  let x = load<u32>(C_TURN_RANDOM);
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  if (x == 0) x = 0x6d2b79f5;
  store<u32>(C_TURN_RANDOM, x);
  return x;
}
function runLength(): u32 {
  const r = random(), mean = load<u32>(C_TURN_MEAN);
  // Now and then a long run, so that one thread gets far ahead of the others.
  return (r & 31) == 0 ? mean * 20 : 1 + (r >> 5) % (mean * 2);
}

function giveTurn(): void {
  const next = choose(true);
  if (next == ts) { left = runLength(); return; }
  hand(next);
  awaitTurn();
}

function waitTurn(at: usize, value: i32, timeout: i64): i32 {
  if (atomic.load<i32>(at) != value) return 1;
  store<usize>(ts, at, S_SCHEDULED_AT);
  store<i32>(ts, value, S_SCHEDULED_VALUE);
  store<f64>(ts, timeout < 0 ? Infinity : load<f64>(C_TURN_CLOCK) + <f64>timeout, S_SCHEDULED_UNTIL);
  atomic.store<u32>(ts + S_SCHEDULED, WAITING);
  const next = choose(true);
  if (next != ts) { hand(next); awaitTurn(); } else left = runLength();
  atomic.store<u32>(ts + S_SCHEDULED, READY);
  return atomic.load<i32>(at) != value ? 0 : 2;
}

function ready(slot: usize): bool {
  const state = atomic.load<u32>(slot + S_SCHEDULED);
  return state == READY || state == WAITING && atomic.load<i32>(load<usize>(slot, S_SCHEDULED_AT)) != load<i32>(slot, S_SCHEDULED_VALUE);
}

/** The slot that goes on. If none can, one that still takes part waits here for the world outside; one that leaves gets 0. */
function choose(stays: bool): usize {
  const slots = slotCount();
  store<f64>(C_TURN_CLOCK, load<f64>(C_TURN_CLOCK) + RUN_NS);
  while (true) {
    let n: u32 = 0, first: usize = 0;
    let until = Infinity;
    for (let i = 1; i < slots; i++) {
      const slot = slotAddress(i);
      if (ready(slot)) n++;
      else if (atomic.load<u32>(slot + S_SCHEDULED) == WAITING && load<f64>(slot, S_SCHEDULED_UNTIL) < until) {
        until = load<f64>(slot, S_SCHEDULED_UNTIL);
        first = slot;
      }
    }
    if (n != 0) {
      let k = random() % n;
      for (let i = 1; i < slots; i++) if (ready(slotAddress(i)) && k-- == 0) return slotAddress(i);
    } else if (first != 0) {
      store<f64>(C_TURN_CLOCK, max<f64>(until, load<f64>(C_TURN_CLOCK)));
      return first;
    } else if (!stays) return 0;
    if (atomic.load<u32>(C_POISON) != 0) host_halt();
    futexWait(ts + S_TURN, 0, POLL_NS);
  }
}

function hand(slot: usize): void {
  atomic.store<u32>(C_TURN, <u32>slot);
  atomic.store<i32>(slot + S_TURN, 1);
  atomic.notify(slot + S_TURN, 1);
}

/** Sleeps until this slot has the turn. A turn that lies about is taken by who can use it. */
function awaitTurn(): void {
  while (atomic.load<i32>(ts + S_TURN) == 0) {
    if (atomic.load<u32>(C_POISON) != 0) host_halt();
    if (atomic.load<u32>(C_TURN) == 0 && ready(ts) && atomic.cmpxchg<u32>(C_TURN, 0, <u32>ts) == 0) break;
    futexWait(ts + S_TURN, 0, 20 * POLL_NS);
  }
  atomic.store<i32>(ts + S_TURN, 0);
  left = runLength();
}
