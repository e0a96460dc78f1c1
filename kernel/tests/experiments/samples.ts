// Generates results for the tests and for the harness that shows the views. Nothing here is a measurement: the figures
// follow simple formulas (a GIL adds up, contention multiplies, biased counts are flat up to the cores) with noise from a
// seeded generator, so that every test run sees the same numbers.

import { looksOf } from '../../experiments/designs';
import { type IScaleResult, type IScaleRow, type ISample, type IThreadTime, overlapOf, type RowKind, SCALE_SCHEMA } from '../../experiments/model';
import { encodeSpans, GIL, HOLDING, type ILane, type ITraceResult, RUNNING, TRACE_SCHEMA, WAITING } from '../../experiments/trace-model';

/** Mulberry32: a small seeded generator of numbers from 0 to 1. */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const HOST = { cores: 2, cpu: 'made-up processor', platform: 'linux x64', engine: 'Node 20.20.2', isolated: true };
const VERSIONS = { lab: '0.1.0', build: 'sample' };

export interface IScaleSampleOptions {
  designs?: string[];
  threads?: number[];
  repeat?: number;
  cores?: number;
  /** As in a browser: no CPU time, busy time instead. */
  browser?: boolean;
  /** Leave out runs at these thread counts as if a core had been taken away. */
  disturbed?: number[];
  seed?: number;
}

/** Seconds of one call on one thread, by design. */
const ONE: Record<string, number> = { gil: 0.16, gilectomy: 0.34, biased: 0.175, mutex: 0.9, buffered: 0.3 };

function wallOf(design: string | null, kind: RowKind, threads: number, cores: number): number {
  const waves = Math.max(1, threads / cores);
  if (design === null) {
    return kind === 'control-compute' ? 0.05 * waves : 0.052 * waves * 1.01;
  }
  const one = ONE[design] ?? 0.25;
  if (kind === 'serial' || design === 'gil') {
    return one * threads;
  }
  if (design === 'biased') {
    return one * waves * (threads > 1 ? 1.04 : 1);
  }
  return one * waves * (threads > 1 ? 3.1 : 1);
}

/** A result as `scale` makes them. */
export function scaleSample(options: IScaleSampleOptions = {}): IScaleResult {
  const { designs = ['gil', 'gilectomy', 'biased'], threads = [1, 2, 3, 4, 5, 6, 7], repeat = 5, cores = 2, browser = false, disturbed = [] } = options;
  const noise = random(options.seed ?? 1);
  const looks = looksOf(designs);
  const rows: IScaleRow[] = [];
  const kinds: [string | null, RowKind][] = [
    ...designs.flatMap(design => [[design, 'parallel'], [design, 'serial']] as [string, RowKind][]),
    [null, 'control-compute'],
    [null, 'control-atomic']
  ];
  for (const [design, kind] of kinds) {
    for (const count of threads) {
      const samples: ISample[] = [];
      for (let run = 0; run < repeat; run++) {
        const serialises = design !== null && looks.get(design)!.serialises;
        // A taken core makes a contended run shorter and its threads wait for a processor.
        const taken = design !== null && kind === 'parallel' && !serialises && disturbed.includes(count) && run % 2 === 0;
        const wall = wallOf(design, kind, count, cores) * (1 + 0.07 * noise() ** 2) * (taken ? 0.7 : 1);
        const workers = kind === 'serial' ? 1 : count;
        const perThread: IThreadTime[] = Array.from({ length: workers }, (_, thread) => {
          const start = 2e-5 * (thread + 1) * noise();
          const end = thread === 0 ? wall : wall * (1 - 0.01 * noise());
          const share = serialises || kind === 'serial' ? 1 / workers : Math.min(1, cores / workers);
          const cpu = (end - start) * share * (taken ? 0.6 : 1) * 0.995;
          const runDelay = workers > cores && !serialises ? (end - start) * (1 - share) : taken ? (end - start) * 0.4 : 0;
          return { start, end, cpu: browser ? null : cpu, busy: serialises && workers > 1 ? cpu : end - start, runDelay: browser ? null : runDelay };
        });
        samples.push({
          wall,
          cpu: browser ? null : perThread.reduce((sum, thread) => sum + thread.cpu!, 0),
          busy: perThread.reduce((sum, thread) => sum + thread.busy!, 0),
          overlap: overlapOf(wall, perThread, cores, serialises || kind === 'serial'),
          perThread
        });
      }
      rows.push({ design, threads: count, kind, samples });
    }
  }
  return {
    schema: SCALE_SCHEMA,
    func: 'fib',
    args: '27',
    designs,
    threads,
    rows,
    host: { ...HOST, cores, ...(browser && { cpu: null, engine: 'Chrome 156', platform: 'Linux' }) },
    versions: VERSIONS,
    started: '2026-01-02T03:04:05.000Z',
    elapsed: 42,
    settings: { repeat, loops: 1, control: true, serial: true },
    interrupted: false
  };
}

export interface ITraceSampleOptions {
  threads?: number;
  /** Spans a lane, about. */
  spans?: number;
  seed?: number;
}

/** A trace as `trace` makes them: threads that run, wait for a lock another holds, and hold it. */
export function traceSample(options: ITraceSampleOptions = {}): ITraceResult {
  const { threads = 4, spans = 400 } = options;
  const noise = random(options.seed ?? 2);
  const wall = 180_000_000;
  const lines = [
    { file: '/notebook/cell-3.py', line: 1, func: '<module>' },
    { file: '/notebook/cell-3.py', line: 2, func: 'fib' },
    { file: '/notebook/cell-3.py', line: 3, func: 'fib' },
    { file: '/notebook/cell-3.py', line: 4, func: 'fib' },
    { file: '/notebook/cell-5.py', line: 9, func: 'work' }
  ];
  const objects = [
    { id: '2097216:1', address: 2097216, type: 'function', name: 'fib', site: 0 },
    { id: '2099200:1', address: 2099200, type: 'dict', name: 'globals of __main__', site: 0 },
    { id: '16608:0', address: 16608, type: 'int', name: '1', site: -1 },
    { id: '16640:0', address: 16640, type: 'int', name: '2', site: -1 },
    { id: '524416:0', address: 524416, type: 'lock', name: 'pool of 32 bytes', site: -1 },
    { id: '589824:0', address: 589824, type: 'lock', name: 'free list of frames', site: -1 },
    { id: '2113536:7', address: 2113536, type: 'list', name: '', site: 4 },
    { id: '16576:0', address: 16576, type: 'int', name: '0', site: -1 }
  ];
  const lanes: ILane[] = Array.from({ length: threads }, (_, thread) => {
    const found: number[] = [];
    let at = Math.round(60_000 * thread * noise());
    const mean = (wall * 0.98) / spans;
    while (at < wall) {
      const run = Math.round(mean * (0.3 + 3 * noise() ** 3));
      found.push(at, Math.min(wall, at + run), RUNNING, -1, 1 + Math.floor(noise() * 3));
      at += run;
      const object = noise() < 0.55 ? 1 : noise() < 0.7 ? 4 : 6;
      const line = 1 + Math.floor(noise() * 4);
      const wait = Math.round(mean * (0.1 + 1.6 * noise() ** 2));
      if (at < wall) {
        found.push(at, Math.min(wall, at + wait), noise() < 0.04 ? GIL : WAITING, object, line);
        at += wait;
      }
      const hold = Math.round(mean * (0.1 + 0.5 * noise()));
      if (at < wall) {
        found.push(at, Math.min(wall, at + hold), HOLDING, object, line);
      }
    }
    return { thread, name: `worker ${thread}`, spans: encodeSpans(found), dropped: thread === 1 ? 12_345 : 0 };
  });
  const sites = (total: number): { line: number; count: number }[] => [
    { line: 3, count: Math.round(total * 0.61) },
    { line: 2, count: Math.round(total * 0.27) },
    { line: 1, count: total - Math.round(total * 0.61) - Math.round(total * 0.27) }
  ];
  const count = (object: number, total: number, shared: number) => ({
    object,
    increments: Math.ceil(total / 2),
    decrements: Math.floor(total / 2),
    shared: Math.round(total * shared),
    bySite: sites(total)
  });
  const lock = (object: number, acquisitions: number, contended: number, waitNs: number) => ({
    object,
    acquisitions,
    contended,
    waitNs,
    holdNs: waitNs * 0.8,
    bySite: sites(acquisitions).map(({ line, count: n }) => ({
      line,
      acquisitions: n,
      contended: Math.round((contended * n) / acquisitions),
      waitNs: Math.round((waitNs * n) / acquisitions),
      holdNs: Math.round((waitNs * 0.8 * n) / acquisitions)
    }))
  });
  return {
    schema: TRACE_SCHEMA,
    func: 'fib',
    args: '27',
    design: 'gilectomy',
    threads,
    wall,
    lanes,
    objects,
    lines,
    locks: [lock(1, 1_664_080, 402_118, 141_000_000), lock(4, 812_400, 90_022, 31_000_000), lock(6, 44_120, 1_822, 2_100_000), lock(5, 20_100, 12, 40_000)],
    counts: [count(0, 6_656_320, 1), count(2, 5_020_118, 1), count(3, 3_310_404, 1), count(1, 1_664_080, 1), count(7, 832_040, 1), count(6, 44_120, 0.4)],
    uncounted: 0,
    overhead: 1.62,
    host: HOST,
    versions: VERSIONS,
    started: '2026-01-02T03:04:05.000Z',
    interrupted: false
  };
}
