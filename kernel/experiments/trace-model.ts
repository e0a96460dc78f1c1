// The result of a tracing experiment: a lane a thread with the spans of what it was doing, and exact counters of
// locks and reference counts by object and by source line. It is what `save` writes, what the trace view shows and
// what the Perfetto export is made from. Times are whole nanoseconds from the start of the trace.

import { type Check, boolean, checkResult, duration, InvalidResult, list, nullable, object, string, whole } from './check';
import { type IHostInfo, type IVersions, hostInfo, versions } from './model';

export const TRACE_SCHEMA = 'gilectomy.trace/1';
export const TRACE_MIME = 'application/vnd.gilectomy.trace.v1+json';

/** What a thread was doing; the order is that of the numbers in the spans. */
export const SPAN_KINDS = ['running', 'waiting', 'holding', 'gil', 'stw'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export const RUNNING = 0;
/** Waiting for the lock of an object, or for one of the runtime's own locks. */
export const WAITING = 1;
/** Holding such a lock; may overlap with the other kinds. */
export const HOLDING = 2;
/** Waiting for the GIL. */
export const GIL = 3;
/** Stopped with all others, for a collection or the like. */
export const STW = 4;

/** Numbers of a span in a decoded list: start, end, kind, index of the object or -1, index of the line or -1. */
export const SPAN_FIELDS = 5;

export interface ILane {
  /** Number of the thread, from 0. */
  thread: number;
  name: string;
  /**
   * The spans by start as one text, see encodeSpans: a trace holds a hundred thousand of them, and a text passes through
   * Python and JSON as one value.
   */
  spans: string;
  /** Events that the thread's ring had no room for: spans are missing, the counters are not affected. */
  dropped: number;
}

export interface ISourceLine {
  file: string;
  line: number;
  func: string;
}

/** An object, or one of the runtime's own locks (type "lock"). */
export interface ITracedObject {
  /** Identity: address and allocation epoch. */
  id: string;
  address: number;
  type: string;
  /** A name that Python code has for it, such as `fib` or `globals of __main__`, or its value; empty if there is none. */
  name: string;
  /**
   * Index of the line that made it, or -1: made by the runtime itself. A function is made where it is written. An entry that stands for
   * all objects of a type that one line made, and that are gone, has that line.
   */
  site: number;
}

export interface ILockSite {
  line: number;
  acquisitions: number;
  contended: number;
  waitNs: number;
  /** How long it was held after having been taken here. */
  holdNs: number;
}

export interface ILockCounts {
  object: number;
  acquisitions: number;
  /** Acquisitions that had to wait. */
  contended: number;
  waitNs: number;
  holdNs: number;
  bySite: ILockSite[];
}

export interface ICountSite {
  line: number;
  count: number;
}

export interface IRefCounts {
  object: number;
  increments: number;
  decrements: number;
  /** Changes made by atomic operations, or under a lock, because other threads may change the count too. */
  shared: number;
  bySite: ICountSite[];
}

export interface ITraceResult {
  schema: typeof TRACE_SCHEMA;
  func: string;
  args: string;
  design: string;
  threads: number;
  /** Length of the traced run. */
  wall: number;
  lanes: ILane[];
  objects: ITracedObject[];
  lines: ISourceLine[];
  /** By time waited, longest first. Where there are very many, the last entry adds up the rest. */
  locks: ILockCounts[];
  /** By changes, most first; the last entry likewise. */
  counts: IRefCounts[];
  /** Changes that the counters lack because memory was full: with 0 all are exact. */
  uncounted: number;
  /** Length of the traced run over that of the same run without tracing; null when that was not measured. */
  overhead: number | null;
  host: IHostInfo;
  versions: IVersions;
  started: string;
  interrupted: boolean;
}

/**
 * Spans as a text: for each, the start less the start of the span before, the length, the kind, the object and the line,
 * separated by commas; a semicolon after each span.
 *
 * @param spans - SPAN_FIELDS numbers a span, by start.
 */
export function encodeSpans(spans: ArrayLike<number>): string {
  const parts: string[] = [];
  let before = 0;
  for (let at = 0; at < spans.length; at += SPAN_FIELDS) {
    parts.push(`${spans[at] - before},${spans[at + 1] - spans[at]},${spans[at + 2]},${spans[at + 3]},${spans[at + 4]};`);
    before = spans[at];
  }
  return parts.join('');
}

/** The numbers of a text that encodeSpans has made; throws InvalidResult for another. */
export function decodeSpans(text: string, path = 'spans'): Float64Array {
  const spans = text === '' ? [] : text.split(';');
  if (spans.pop()) {
    throw new InvalidResult(`${path}: the last span is not complete`);
  }
  const found = new Float64Array(spans.length * SPAN_FIELDS);
  let start = 0;
  for (const [index, span] of spans.entries()) {
    const numbers = span.split(',').map(Number);
    if (numbers.length !== SPAN_FIELDS || numbers.some(Number.isNaN)) {
      throw new InvalidResult(`${path}: span ${index} is "${span}", expected ${SPAN_FIELDS} numbers`);
    }
    start += numbers[0];
    found.set([start, start + numbers[1], ...numbers.slice(2)], index * SPAN_FIELDS);
  }
  return found;
}

const spans: Check = (value, path) => {
  string(value, path);
  decodeSpans(value as string, path);
};

const index = (count: () => number, least: number): Check => (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) >= count()) {
    throw new InvalidResult(`${path}: expected an index below ${count()}, found ${JSON.stringify(value)}`);
  }
};

function shape(value: { objects?: unknown; lines?: unknown }): Check {
  const size = (items: unknown): number => (Array.isArray(items) ? items.length : 0);
  const anObject = index(() => size(value.objects), 0);
  const aLine = index(() => size(value.lines), -1);
  return object({
    func: string,
    args: string,
    design: string,
    threads: whole(1),
    wall: duration,
    lanes: list(object({ thread: whole(), name: string, spans, dropped: whole() })),
    lines: list(object({ file: string, line: whole(), func: string })),
    objects: list(object({ id: string, address: whole(), type: string, name: string, site: aLine })),
    locks: list(
      object({
        object: anObject,
        acquisitions: whole(),
        contended: whole(),
        waitNs: duration,
        holdNs: duration,
        bySite: list(object({ line: aLine, acquisitions: whole(), contended: whole(), waitNs: duration, holdNs: duration }))
      })
    ),
    counts: list(
      object({ object: anObject, increments: whole(), decrements: whole(), shared: whole(), bySite: list(object({ line: aLine, count: whole() })) })
    ),
    uncounted: whole(),
    overhead: nullable(duration),
    host: hostInfo,
    versions,
    started: string,
    interrupted: boolean
  });
}

const traceResult: Check = (value, path) => shape(value as object)(value, path);

/** Checks what was read from a trace file. Throws InvalidResult, whose message says what is wrong and where. */
export function checkTrace(value: unknown): ITraceResult {
  return checkResult<ITraceResult>(value, TRACE_SCHEMA, traceResult);
}

/** Changes of a count in all. */
export function changes(counts: IRefCounts): number {
  return counts.increments + counts.decrements;
}

/** Events that the rings had no room for, over all threads. */
export function droppedEvents(result: ITraceResult): number {
  return result.lanes.reduce((sum, lane) => sum + lane.dropped, 0);
}

/** "file:line in func", or an empty text for no line. */
export function siteText(result: Pick<ITraceResult, 'lines'>, line: number): string {
  if (line < 0) {
    return '';
  }
  const { file, line: number, func } = result.lines[line];
  const short = file.slice(file.lastIndexOf('/') + 1);
  return func && func !== '<module>' ? `${short}:${number} in ${func}` : `${short}:${number}`;
}

/** What to call an object: its name, or its type and address. */
export function objectText(item: ITracedObject): string {
  return item.name || `<${item.type} at 0x${item.address.toString(16)}>`;
}
