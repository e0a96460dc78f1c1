// Text forms.

import { describe, expect, it } from 'vitest';
import { columns, countText, hottest, scaleTable, timeText } from '../../experiments/text';
import { toPerfetto } from '../../experiments/perfetto';
import { scaleSample, traceSample } from './samples';

describe('layout', () => {
  it('aligns columns and cuts trailing blanks', () => {
    expect(columns(['name', 'n', 'at'], ['left', 'right', 'left'], [['a', '10', ''], null, ['long name', '5', 'x']])).toBe(
      ['name        n  at', '---------  --  --', 'a          10', '', 'long name   5  x'].join('\n')
    );
  });

  it('shows times in the unit that suits', () => {
    expect([0, 3.2e-8, 0.0000123, 0.16, 0.9996, 2.158, 61.23, 612].map(timeText)).toEqual(['0 s', '32.0 ns', '12.3 µs', '160 ms', '1.00 s', '2.16 s', '61.2 s', '612 s']);
    expect(countText(78012345)).toBe('78 012 345');
    expect(countText(999)).toBe('999');
  });
});

describe('the table of a scaling result', () => {
  it('has a line a row, the series beside the parallel runs, and the control rows last', () => {
    const lines = scaleTable(scaleSample({ threads: [1, 2], repeat: 3 })).split('\n');
    expect(lines.slice(0, 2)).toEqual(['fib(27), 3 designs, best of 3 runs', '2 cores, made-up processor, Node 20.20.2, linux x64']);
    expect(lines[3]).toMatch(/^design +threads +wall +median +spread +CPU +in series +wall\/gil +CPU\/gil +scaling +runs$/);
    expect(lines[5]).toMatch(/^gil +1 +16\d ms .* 1\.00 +1\.00 +1\.00 +3$/);
    expect(lines.filter(line => line.startsWith('control'))).toHaveLength(4);
  });

  it('says which runs were left out and why', () => {
    const text = scaleTable(scaleSample({ disturbed: [3] }));
    expect(text).toContain('2, 3 left out');
    expect(text).toContain('6 runs did not overlap and are left out: a contended workload looks faster when a core is taken away from it');
    expect(scaleTable(scaleSample({ threads: [2], repeat: 1, disturbed: [2] }))).toContain('1, none overlapped');
  });

  it('says when it is of a browser, when it was interrupted, and when nothing had run', () => {
    expect(scaleTable(scaleSample({ browser: true }))).toContain('A browser tells no CPU time');
    expect(scaleTable({ ...scaleSample(), interrupted: true })).toContain('Interrupted: only the runs that had ended are shown.');
    const empty = scaleSample({ repeat: 0 });
    expect(scaleTable({ ...empty, interrupted: true })).toContain('Interrupted before the first run had ended.');
  });
});

describe('the hottest of a trace', () => {
  it('names objects, source lines, and what is missing', () => {
    const text = hottest(traceSample(), 3);
    expect(text).toContain('fib(27) in 4 threads under gilectomy: 180 ms, 1.62 times the time without tracing');
    expect(text).toMatch(/\nglobals of __main__ +dict +1 664 080 +402 118 +141 ms +113 ms +cell-3\.py:4 in fib\n/);
    expect(text).toMatch(/\nfib +function +3 328 160 +3 328 160 +100 % +cell-3\.py:1 +cell-3\.py:4 in fib\n/);
    expect(text).toContain('... and 3 more');
    expect(text).toContain('12 345 events did not fit in the rings');
  });
});

describe('the Perfetto export', () => {
  it('has every span as a complete event, with locks held on a track of their own', () => {
    const events = (JSON.parse(toPerfetto(traceSample({ threads: 2, spans: 20 }))) as { traceEvents: { ph: string; tid: number; dur?: number; cat?: string; args?: { name?: string } }[] }).traceEvents;
    expect(events.filter(event => event.ph === 'M').map(event => event.args?.name).filter(Boolean)).toEqual([
      'fib(27) under gilectomy', 'worker 0', 'worker 0: locks held', 'worker 1', 'worker 1: locks held'
    ]);
    const spans = events.filter(event => event.ph === 'X');
    expect(spans.length).toBeGreaterThan(60);
    expect(spans.every(event => event.dur! > 0 && (event.cat === 'holding') === event.tid > 1000)).toBe(true);
  });
});
