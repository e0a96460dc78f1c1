// From the events of a thread's ring to the spans of its lane. A ring that wrapped starts in the middle: an end
// without its beginning is taken to have begun with the first event that is left.

import { type IRawThread, RAW_EVENT_FIELDS, RawEvent } from './raw-trace';
import { GIL, HOLDING, RUNNING, STW, WAITING } from './trace-model';

/** State of a thread that an event begins; null for parked, which is drawn as a gap. */
const BEGINS: Record<number, number | null> = {
  [RawEvent.LockWait]: WAITING,
  [RawEvent.GilWait]: GIL,
  [RawEvent.StwStop]: STW,
  [RawEvent.Parked]: null
};

/** State that an event ends. */
const ENDS: Record<number, number | null> = {
  [RawEvent.LockTaken]: WAITING,
  [RawEvent.GilTaken]: GIL,
  [RawEvent.StwResume]: STW,
  [RawEvent.Unparked]: null
};

interface IState {
  kind: number | null;
  since: number;
  object: number;
  line: number;
}

/**
 * The spans of a thread between two moments.
 *
 * @param thread - The events of its ring.
 * @param opened - Start of the trace on the runtime's clock, nanoseconds; times in the spans count from it.
 * @param ended - End of the trace.
 * @returns SPAN_FIELDS numbers a span, by start.
 */
export function spansOf(thread: IRawThread, opened: number, ended: number): number[] {
  const found: { start: number; end: number; kind: number; object: number; line: number }[] = [];
  const add = (start: number, end: number, kind: number | null, object: number, line: number): void => {
    const from = Math.max(start, opened);
    const to = Math.min(end, ended);
    if (kind !== null && to > from) {
      found.push({ start: Math.round(from - opened), end: Math.round(to - opened), kind, object, line });
    }
  };
  /** Locks held now: object to when and where it was taken. */
  const held = new Map<number, { since: number; line: number }>();
  let state: IState | null = null;
  const { events } = thread;
  const first = events.length > 0 ? events[0] : ended;
  for (let at = 0; at < events.length; at += RAW_EVENT_FIELDS) {
    const time = events[at];
    const kind = events[at + 1];
    const object = events[at + 2];
    const line = events[at + 3];
    const running: IState = { kind: RUNNING, since: time, object: -1, line };
    if (kind === RawEvent.ThreadStart) {
      state = running;
    } else if (kind === RawEvent.ThreadEnd) {
      if (state) {
        add(state.since, time, state.kind, state.object, state.line);
      }
      state = null;
    } else if (kind in BEGINS) {
      // Without the thread's start in the ring, it ran from the first event on.
      const before: IState = state ?? { ...running, since: first };
      add(before.since, time, before.kind, before.object, before.line);
      state = { kind: BEGINS[kind], since: time, object, line };
    } else if (kind === RawEvent.LockReleased) {
      const lock = held.get(object) ?? (thread.dropped > 0 ? { since: first, line } : undefined);
      if (lock) {
        add(lock.since, time, HOLDING, object, lock.line);
      }
      held.delete(object);
    } else if (kind in ENDS) {
      // A lock taken at once ends no wait: the thread goes on running.
      if (state === null || state.kind === ENDS[kind]) {
        // Only who has the lock knows whose it is.
        add(state?.since ?? first, time, ENDS[kind], object >= 0 ? object : (state?.object ?? -1), state?.line ?? line);
        state = running;
      }
      if (kind === RawEvent.LockTaken) {
        held.set(object, { since: time, line });
      }
    }
  }
  if (state) {
    add(state.since, ended, state.kind, state.object, state.line);
  }
  for (const [object, { since, line }] of held) {
    add(since, ended, HOLDING, object, line);
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end).flatMap(({ start, end, kind, object, line }) => [start, end, kind, object, line]);
}
