// From a tracing build's record to a result.

import { describe, expect, it } from 'vitest';
import { Experiments } from '../../experiments/experiments';
import { type IRawThread, type IRawTrace, RawEvent } from '../../experiments/raw-trace';
import { spansOf } from '../../experiments/spans';
import { assemble } from '../../experiments/trace';
import { checkTrace, decodeSpans, GIL, HOLDING, RUNNING, SPAN_FIELDS, TRACE_MIME, WAITING } from '../../experiments/trace-model';
import { FakeHost } from './fake-host';

const thread = (events: number[][], dropped = 0): IRawThread => ({ ident: 100, events: events.flat(), dropped });

/** Spans as [start, end, kind, object]. */
const spans = (raw: IRawThread, opened = 0, ended = 100): number[][] => {
  const found = spansOf(raw, opened, ended);
  return Array.from({ length: found.length / SPAN_FIELDS }, (_, index) => found.slice(index * SPAN_FIELDS, index * SPAN_FIELDS + 4));
};

describe('spans', () => {
  it('follow from pairs of events', () => {
    const raw = thread([
      [10, RawEvent.ThreadStart, -1, 0],
      [20, RawEvent.LockWait, 3, 1],
      [30, RawEvent.LockTaken, 3, 1],
      [35, RawEvent.LockReleased, 3, 1],
      [50, RawEvent.GilWait, -1, 2],
      [60, RawEvent.GilTaken, -1, 2],
      [90, RawEvent.ThreadEnd, -1, 2]
    ]);
    expect(spans(raw)).toEqual([
      [10, 20, RUNNING, -1],
      [20, 30, WAITING, 3],
      [30, 50, RUNNING, -1],
      [30, 35, HOLDING, 3],
      [50, 60, GIL, -1],
      [60, 90, RUNNING, -1]
    ]);
  });

  it('of a lock that was free show that it is held, and nothing else', () => {
    const raw = thread([[0, RawEvent.ThreadStart, -1, 0], [20, RawEvent.LockTaken, 5, 1], [40, RawEvent.LockReleased, 5, 1], [60, RawEvent.ThreadEnd, -1, 0]]);
    expect(spans(raw)).toEqual([[0, 60, RUNNING, -1], [20, 40, HOLDING, 5]]);
  });

  it('leave a gap where the thread was parked', () => {
    const raw = thread([[0, RawEvent.ThreadStart, -1, 0], [10, RawEvent.Parked, -1, 0], [80, RawEvent.Unparked, -1, 0], [100, RawEvent.ThreadEnd, -1, 0]]);
    expect(spans(raw)).toEqual([[0, 10, RUNNING, -1], [80, 100, RUNNING, -1]]);
  });

  it('of a ring that wrapped start with its first event', () => {
    const raw = thread([[40, RawEvent.LockReleased, 7, 1], [45, RawEvent.LockWait, 7, 1], [55, RawEvent.LockTaken, 7, 1]], 999);
    expect(spans(raw)).toEqual([[40, 45, RUNNING, -1], [45, 55, WAITING, 7], [55, 100, RUNNING, -1], [55, 100, HOLDING, 7]]);
  });

  it('are cut to the traced time and count from its start', () => {
    const raw = thread([[0, RawEvent.ThreadStart, -1, 0], [500, RawEvent.ThreadEnd, -1, 0]]);
    expect(spans(raw, 50, 90)).toEqual([[0, 40, RUNNING, -1]]);
  });
});

const RECORD: IRawTrace = {
  threads: [
    { ident: 101, events: [1000, RawEvent.ThreadStart, -1, -1], dropped: 3 },
    { ident: 1, events: [0, RawEvent.ThreadStart, -1, -1], dropped: 0 },
    { ident: 100, events: [1000, RawEvent.ThreadStart, -1, -1, 2000, RawEvent.LockWait, 1, 0], dropped: 0 }
  ],
  objects: [
    { id: 'a', address: 1, type: 'int', name: '1', site: -1 },
    { id: 'b', address: 2, type: 'function', name: 'fib', site: -1 }
  ],
  lines: [{ file: 'x.py', line: 3, func: 'fib' }],
  locks: [
    { object: 0, acquisitions: 9, contended: 0, waitNs: 0, holdNs: 3, bySite: [] },
    { object: 1, acquisitions: 5, contended: 2, waitNs: 70, holdNs: 3, bySite: [] }
  ],
  uncounted: 0,
  counts: [
    { object: 0, increments: 1, decrements: 1, shared: 2, bySite: [{ line: 0, count: 2 }] },
    { object: 1, increments: 5, decrements: 4, shared: 9, bySite: [{ line: 0, count: 4 }, { line: -1, count: 1 }, { line: 0, count: 4 }] }
  ]
};

describe('a trace', () => {
  it('has the lanes of the workers in their order, and the hottest first', () => {
    const found = assemble({ raw: RECORD, opened: 1000, ended: 5000, idents: [100, 101] });
    expect(found.lanes.map(lane => [lane.name, lane.dropped])).toEqual([['thread 1', 0], ['thread 2', 3]]);
    expect([...decodeSpans(found.lanes[0].spans)]).toEqual([0, 1000, RUNNING, -1, -1, 1000, 4000, WAITING, 1, 0]);
    expect(found.locks.map(lock => lock.object)).toEqual([1, 0]);
    expect(found.counts.map(counts => counts.object)).toEqual([1, 0]);
  });

  it('adds up what threads did on one line', () => {
    const { counts } = assemble({ raw: RECORD, opened: 0, ended: 1, idents: [] });
    expect(counts[0].bySite).toEqual([{ line: 0, count: 8 }, { line: -1, count: 1 }]);
  });

  it('of very many objects lists the hottest and adds up the others', () => {
    const many: IRawTrace = {
      ...RECORD,
      objects: Array.from({ length: 1000 }, (_, index) => ({ id: String(index), address: index, type: 'int', name: String(index), site: -1 })),
      counts: Array.from({ length: 1000 }, (_, index) => ({ object: index, increments: index, decrements: 1, shared: 0, bySite: [] }))
    };
    const { counts, objects } = assemble({ raw: many, opened: 0, ended: 1, idents: [] });
    expect(counts).toHaveLength(301);
    expect(counts.reduce((sum, entry) => sum + entry.increments, 0)).toBe(499_500);
    expect(objects[counts[300].object].name).toBe('700 other objects');
  });

  it('comes out of a run of the plain build and one of the tracing build', async () => {
    const host = new FakeHost({ seconds: 0.01, record: RECORD });
    const experiments = new Experiments(host);
    const text = await experiments.request('trace', JSON.stringify({ func: 'fib', args: '5', payload: 'p', threads: 2, design: 'gilectomy' }), 1);
    const result = checkTrace(JSON.parse(text));
    expect(host.log).toEqual([
      'create gilectomy release 2', 'gilectomy load()', 'gilectomy parallel(2, 1)', 'gilectomy parallel(2, 1)', 'dispose gilectomy',
      'create gilectomy trace 2', 'gilectomy load()', 'gilectomy traced(2)', 'dispose gilectomy'
    ]);
    expect([result.design, result.threads, result.wall, result.overhead]).toEqual(['gilectomy', 2, 10_000_000, 1]);
    const bundle = JSON.parse(await experiments.request('result.bundle', text, 1)) as Record<string, unknown>;
    expect(Object.keys(bundle)).toEqual([TRACE_MIME, 'image/svg+xml', 'image/png', 'text/plain']);
    expect(JSON.parse(await experiments.request('result.hottest', `1\n${text}`, 1))).toContain('... and 1 more');
    expect(await experiments.request('result.perfetto', text, 1)).toContain('traceEvents');
  });

  it('defaults to a design that lets threads run at once', async () => {
    const host = new FakeHost({ record: RECORD });
    await new Experiments(host).request('trace', JSON.stringify({ func: 'f', args: '', payload: 'p', threads: 1, design: null }), 1);
    expect(host.log[0]).toBe('create biased release 1');
  });
});
