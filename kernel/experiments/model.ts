// The result of a scaling experiment: what was run, where, and every sample that was taken. It is what `save`
// writes, what the chart and the table are made from, and what a rerun compares itself with. Nothing derived is
// stored: minima and ratios come from statistics.ts. Times are in seconds.

import { type Check, boolean, checkResult, duration, fraction, list, nullable, object, oneOf, string, whole } from './check';

export const SCALE_SCHEMA = 'gilectomy.scale/1';

/**
 * What a row ran: the workload in each of N threads at once; the same work N times on one thread; and two
 * programs that show what the machine itself allows: pure compute that shares nothing, and atomic additions each on
 * a cache line of its own.
 */
export type RowKind = 'parallel' | 'serial' | 'control-compute' | 'control-atomic';

export const ROW_KINDS: readonly RowKind[] = ['parallel', 'serial', 'control-compute', 'control-atomic'];

/**
 * One thread of one run, all its calls of the workload together; `start` and `end` count from the moment the run was
 * let go.
 */
export interface IThreadTime {
  start: number;
  end: number;
  /** CPU time of the thread, null where the host cannot read it (browsers). */
  cpu: number | null;
  /** Wall time less the time parked on a lock, null where the runtime does not measure it. */
  busy: number | null;
  /** Time runnable without a processor, null where the host cannot read it. */
  runDelay: number | null;
}

/** One run. */
export interface ISample {
  /** From the first thread's start to the last one's end, for one call of the workload. */
  wall: number;
  /** Of all threads together, for one call a thread; null as for a thread. */
  cpu: number | null;
  busy: number | null;
  /** How far the threads really ran at the same time on processors of their own, see overlapOf. */
  overlap: number;
  perThread: IThreadTime[];
}

export interface IScaleRow {
  /** Null for the control rows, which run no Python. */
  design: string | null;
  threads: number;
  kind: RowKind;
  /** Empty when the experiment was interrupted before this row's first run. */
  samples: ISample[];
}

export interface IHostInfo {
  /** Processors that this process may use at once. */
  cores: number;
  /** The processor's name, null where the host does not tell (browsers). */
  cpu: string | null;
  platform: string;
  /** Such as "Node 20.20.2" or "Chrome 156". */
  engine: string;
  /** Whether the page is cross-origin isolated; true on Node. */
  isolated: boolean;
}

export interface IVersions {
  lab: string;
  /** Hash of the commit or of the build. */
  build: string;
}

export interface IScaleSettings {
  repeat: number;
  /** Calls of the workload in each thread of each run; sample times are divided by it. */
  loops: number;
  control: boolean;
  serial: boolean;
}

export interface IScaleResult {
  schema: typeof SCALE_SCHEMA;
  /** Name of the function. */
  func: string;
  /** Its arguments as Python would show them, without parentheses. */
  args: string;
  designs: string[];
  threads: number[];
  rows: IScaleRow[];
  host: IHostInfo;
  versions: IVersions;
  /** ISO 8601, UTC. */
  started: string;
  /** Seconds from the start of the experiment to its end. */
  elapsed: number;
  settings: IScaleSettings;
  /** True when it was stopped before all runs were done. */
  interrupted: boolean;
}

const threadTime = object({ start: duration, end: duration, cpu: nullable(duration), busy: nullable(duration), runDelay: nullable(duration) });

const sample = object({ wall: duration, cpu: nullable(duration), busy: nullable(duration), overlap: fraction, perThread: list(threadTime) });

export const hostInfo = object({ cores: whole(1), cpu: nullable(string), platform: string, engine: string, isolated: boolean });

export const versions = object({ lab: string, build: string });

const scaleResult: Check = object({
  func: string,
  args: string,
  designs: list(string),
  threads: list(whole(1)),
  rows: list(object({ design: nullable(string), threads: whole(1), kind: oneOf(...ROW_KINDS), samples: list(sample) })),
  host: hostInfo,
  versions,
  started: string,
  elapsed: duration,
  settings: object({ repeat: whole(1), loops: whole(1), control: boolean, serial: boolean }),
  interrupted: boolean
});

/** Checks what was read from a result file. Throws InvalidResult, whose message says what is wrong and where. */
export function checkScale(value: unknown): IScaleResult {
  return checkResult<IScaleResult>(value, SCALE_SCHEMA, scaleResult);
}

/** Name and arguments as a call. */
export function callText(result: { func: string; args: string }): string {
  return `${result.func}(${result.args})`;
}

/**
 * How far the threads of a run really ran at the same time, from 0 to 1: the product of two shares.
 *
 * Processors: a contended workload looks faster when another program takes a core away, since its cache lines stop
 * moving. The threads asked for `cpu + runDelay` seconds of processor time, of which the machine could give at most
 * `cores * wall`. The share is what they got of what they could have had. A thread asleep on a lock asks for nothing, so
 * threads that take turns behind a GIL are not mistaken for threads whose core was taken. Without run delay, the busy time
 * stands in for what was asked for; without CPU time the share is taken as 1.
 *
 * Time: threads that ran one after another never met. The share is the time that they were under way together,
 * divided by what it would be had all started and ended at once. Where one lock makes threads take turns they may do so at
 * any grain, and the share is taken as 1.
 *
 * @param wall - Length of the run.
 * @param threads - Its threads.
 * @param cores - Processors of the machine.
 * @param serialises - Whether the design lets one thread run at a time.
 */
export function overlapOf(wall: number, threads: readonly IThreadTime[], cores: number, serialises: boolean): number {
  if (threads.length < 2 && threads.every(thread => thread.cpu === null)) {
    return 1;
  }
  let cpu: number | null = 0;
  let asked = 0;
  let underWay = 0;
  for (const thread of threads) {
    const length = thread.end - thread.start;
    underWay += length;
    if (cpu !== null && thread.cpu !== null) {
      cpu += thread.cpu;
      asked += thread.runDelay !== null ? thread.cpu + thread.runDelay : (thread.busy ?? length);
    } else {
      cpu = null;
    }
  }
  const couldHave = Math.min(asked, cores * wall);
  const processors = cpu === null || couldHave <= 0 ? 1 : Math.min(1, cpu / couldHave);
  const time = serialises || threads.length < 2 || wall <= 0 ? 1 : Math.min(1, underWay / (threads.length * wall));
  return processors * time;
}
