// What a tracing build hands over: events as its rings hold them, counters as its tables hold them. spans.ts makes a
// result of it.

import type { ILockCounts, IRefCounts, ISourceLine, ITracedObject } from './trace-model';

/** Kinds of events. Waits come in pairs; what a thread does between two events follows from the pair they close. */
export const RawEvent = {
  ThreadStart: 1,
  ThreadEnd: 2,
  /** The thread starts to wait for the lock of the object. */
  LockWait: 3,
  /** It has the lock: after a wait, or at once where that is recorded. */
  LockTaken: 4,
  LockReleased: 5,
  GilWait: 6,
  GilTaken: 7,
  /** The thread stops for all others, and goes on. */
  StwStop: 8,
  StwResume: 9,
  /** The thread waits for something of Python's own (a join, a threading.Lock), and goes on. */
  Parked: 10,
  Unparked: 11
} as const;

/** Numbers of an event: time in nanoseconds on the runtime's clock, kind, index of the object or -1, index of the line or -1. */
export const RAW_EVENT_FIELDS = 4;

export interface IRawThread {
  /** What threading.get_ident() says in the thread. */
  ident: number;
  /** By time. The oldest are missing where the ring wrapped. */
  events: ArrayLike<number>;
  /** How many are missing. */
  dropped: number;
}

export interface IRawTrace {
  threads: IRawThread[];
  objects: ITracedObject[];
  lines: ISourceLine[];
  /** In any order. */
  locks: ILockCounts[];
  counts: IRefCounts[];
  /** Changes that found no memory to be counted in. */
  uncounted: number;
}
