// From samples to what is shown. The minimum is the figure of a row, as in pyperf's practice: whatever disturbs a
// run makes it longer. With one exception, and it is the rule here: a contended workload gets shorter when a
// core is taken away from it, so runs whose threads did not really overlap are left out of the minimum and counted.

import { REFERENCE } from './designs';
import type { IScaleResult, IScaleRow, ISample, RowKind } from './model';

/** From this overlap on, the threads of a run count as having run at the same time. */
export const OVERLAPPED = 0.85;

/** Minimum, quartiles and maximum of one quantity, in seconds. */
export interface ISpread {
  minimum: number;
  low: number;
  median: number;
  high: number;
  maximum: number;
}

/** One row, summarised. */
export interface ISummary {
  design: string | null;
  kind: RowKind;
  threads: number;
  /** Runs that count. */
  runs: number;
  /** Runs left out because their threads did not overlap. */
  excluded: number;
  /** True when no run overlapped: the figures are then those of the runs that did not. */
  hollow: boolean;
  wall: ISpread;
  /** CPU time of all threads, null where the host has none. */
  cpu: ISpread | null;
  /** Busy time of all threads, null where the runtime has none. */
  busy: ISpread | null;
  /** Minimum over that of the reference design at the same number of threads and of the same kind. */
  wallRatio: number | null;
  cpuRatio: number | null;
  /** Times the throughput of one thread: t1 * N / tN; null without a run at one thread. */
  scaling: number | null;
}

export function hasOverlapped(sample: ISample): boolean {
  return sample.overlap >= OVERLAPPED;
}

/** The quantile at `p`, by linear interpolation between closest ranks (the default of R and numpy). */
export function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

export function spreadOf(values: readonly number[]): ISpread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    minimum: sorted[0],
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
    maximum: sorted[sorted.length - 1]
  };
}

function spreadOrNull(values: readonly (number | null)[]): ISpread | null {
  return values.length > 0 && values.every(value => value !== null) ? spreadOf(values as number[]) : null;
}

function summarise(row: IScaleRow): ISummary {
  const overlapped = row.samples.filter(hasOverlapped);
  const hollow = overlapped.length === 0;
  const counted = hollow ? row.samples : overlapped;
  return {
    design: row.design,
    kind: row.kind,
    threads: row.threads,
    runs: counted.length,
    excluded: hollow ? 0 : row.samples.length - counted.length,
    hollow,
    wall: spreadOf(counted.map(sample => sample.wall)),
    cpu: spreadOrNull(counted.map(sample => sample.cpu)),
    busy: spreadOrNull(counted.map(sample => sample.busy)),
    wallRatio: null,
    cpuRatio: null,
    scaling: null
  };
}

/** Summaries of all rows that have samples, in the order of the rows. */
export function summaries(result: IScaleResult): ISummary[] {
  const all = result.rows.filter(row => row.samples.length > 0).map(summarise);
  const key = (design: string | null, kind: RowKind, threads: number): string => `${design}/${kind}/${threads}`;
  const byKey = new Map(all.map(summary => [key(summary.design, summary.kind, summary.threads), summary]));
  for (const summary of all) {
    const { design, kind, threads } = summary;
    const one = byKey.get(key(design, kind, 1));
    if (one && kind !== 'serial') {
      summary.scaling = ratio(one.wall.minimum * threads, summary.wall.minimum);
    }
    const reference = design === null ? undefined : byKey.get(key(REFERENCE, kind, threads));
    if (reference) {
      summary.wallRatio = ratio(summary.wall.minimum, reference.wall.minimum);
      summary.cpuRatio = cpuRatio(summary, reference, result.host.cores);
    }
  }
  return all;
}

/** Null where a clock has not moved: work that is shorter than its step has no ratio. */
function ratio(value: number, reference: number): number | null {
  return value > 0 && reference > 0 ? value / reference : null;
}

/**
 * The ratio of CPU times. A browser has busy time in its place, which counts waiting for a processor as work: with more
 * threads than cores it says nothing about CPU time, and there is no ratio.
 */
function cpuRatio(summary: ISummary, reference: ISummary, cores: number): number | null {
  if (summary.cpu && reference.cpu) {
    return ratio(summary.cpu.minimum, reference.cpu.minimum);
  }
  return summary.busy && reference.busy && summary.threads <= cores ? ratio(summary.busy.minimum, reference.busy.minimum) : null;
}

/** Whether the second quantity of a result is CPU time, busy time (wall less parked), or neither. */
export function workMeasure(all: readonly ISummary[]): 'cpu' | 'busy' | null {
  const python = all.filter(summary => summary.design !== null);
  if (python.length > 0 && python.every(summary => summary.cpu !== null)) {
    return 'cpu';
  }
  return python.length > 0 && python.every(summary => summary.busy !== null) ? 'busy' : null;
}
