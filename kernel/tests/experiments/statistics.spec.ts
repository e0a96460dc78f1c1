// The figures that chart and table show.

import { describe, expect, it } from 'vitest';
import { checkScale, type IThreadTime, overlapOf } from '../../experiments/model';
import { quantile, spreadOf, summaries, workMeasure } from '../../experiments/statistics';
import { scaleSample } from './samples';

const thread = (start: number, end: number, cpu: number | null, runDelay: number | null = null, busy: number | null = null): IThreadTime => ({ start, end, cpu, busy, runDelay });

describe('overlap of the threads of a run', () => {
  it('is whole when each thread had a core all the time', () => {
    expect(overlapOf(1, [thread(0, 1, 1, 0), thread(0, 1, 1, 0)], 2, false)).toBe(1);
  });

  it('falls when a core was taken away', () => {
    // Two threads shared one core: each waited half of its time for a processor.
    expect(overlapOf(1, [thread(0, 1, 0.5, 0.5), thread(0, 1, 0.5, 0.5)], 2, false)).toBe(0.5);
  });

  it('does not fall where threads sleep on locks', () => {
    expect(overlapOf(1, [thread(0, 1, 0.4, 0), thread(0, 1, 0.3, 0)], 2, false)).toBe(1);
  });

  it('is whole with more threads than cores as long as all cores were used', () => {
    const threads = Array.from({ length: 4 }, () => thread(0, 1, 0.5, 0.5));
    expect(overlapOf(1, threads, 2, false)).toBe(1);
    expect(overlapOf(1, threads, 4, false)).toBe(0.5);
  });

  it('falls when the threads ran one after another, but not where one lock makes them', () => {
    const threads = [thread(0, 1, 1, 0), thread(1, 2, 1, 0)];
    expect(overlapOf(2, threads, 2, false)).toBe(0.5);
    expect(overlapOf(2, threads, 2, true)).toBe(1);
  });

  it('takes busy time for what was asked where there is no run delay, and only times where there is no CPU time', () => {
    expect(overlapOf(1, [thread(0, 1, 0.5, null, 1), thread(0, 1, 0.5, null, 1)], 2, false)).toBe(0.5);
    expect(overlapOf(1, [thread(0, 1, null, null, 1), thread(0, 1, null, null, 1)], 2, false)).toBe(1);
    expect(overlapOf(2, [thread(0, 1, null), thread(1, 2, null)], 2, false)).toBe(0.5);
  });
});

describe('spread', () => {
  it('has quartiles by linear interpolation', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ minimum: 1, low: 1.75, median: 2.5, high: 3.25, maximum: 4 });
    expect(quantile([7], 0.75)).toBe(7);
  });
});

describe('summaries', () => {
  it('leave out runs that did not overlap, and count them', () => {
    const calm = summaries(scaleSample()).find(summary => summary.design === 'gilectomy' && summary.threads === 3 && summary.kind === 'parallel')!;
    const all = summaries(scaleSample({ disturbed: [3] }));
    const disturbed = all.find(summary => summary.design === 'gilectomy' && summary.threads === 3 && summary.kind === 'parallel')!;
    expect(calm.excluded).toBe(0);
    expect([disturbed.runs, disturbed.excluded, disturbed.hollow]).toEqual([2, 3, false]);
    // The disturbed runs were shorter, and would have won.
    expect(disturbed.wall.minimum).toBeGreaterThanOrEqual(calm.wall.minimum);
  });

  it('are hollow when no run overlapped', () => {
    const result = scaleSample({ threads: [1, 2], repeat: 1, disturbed: [2] });
    const hollow = summaries(result).filter(summary => summary.hollow);
    expect(hollow.map(({ design, threads, runs, excluded }) => [design, threads, runs, excluded])).toEqual([
      ['gilectomy', 2, 1, 0],
      ['biased', 2, 1, 0]
    ]);
  });

  it('have ratios to gil at the same number of threads and of the same kind, and scaling from one thread', () => {
    const all = summaries(scaleSample());
    const of = (design: string | null, threads: number, kind: string) => all.find(summary => summary.design === design && summary.threads === threads && summary.kind === kind)!;
    const two = of('biased', 2, 'parallel');
    expect(two.wallRatio).toBeCloseTo(two.wall.minimum / of('gil', 2, 'parallel').wall.minimum, 12);
    expect(two.scaling).toBeCloseTo((2 * of('biased', 1, 'parallel').wall.minimum) / two.wall.minimum, 12);
    expect(of('gil', 7, 'parallel').wallRatio).toBe(1);
    expect(of('biased', 2, 'serial').scaling).toBeNull();
    expect(of(null, 2, 'control-compute').wallRatio).toBeNull();
    expect(of(null, 2, 'control-compute').scaling).toBeGreaterThan(1.8);
  });

  it('have no ratio without gil, and no busy ratio beyond the cores', () => {
    expect(summaries(scaleSample({ designs: ['biased'] })).every(summary => summary.wallRatio === null)).toBe(true);
    const browser = summaries(scaleSample({ browser: true }));
    expect(workMeasure(browser)).toBe('busy');
    expect(browser.filter(summary => summary.cpuRatio !== null).every(summary => summary.threads <= 2)).toBe(true);
    expect(browser.some(summary => summary.cpuRatio !== null)).toBe(true);
  });

  it('skip rows without samples', () => {
    const result = scaleSample({ repeat: 1 });
    result.rows[3].samples = [];
    expect(summaries(result)).toHaveLength(result.rows.length - 1);
    expect(() => checkScale(result)).not.toThrow();
  });
});
