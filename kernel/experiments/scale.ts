// Scheduling of a scaling experiment. Each round starts a fresh runtime of every design in turn, loads the workload,
// runs it once unmeasured, and takes one sample for each number of threads, at once and in series. Rounds are interleaved
// over the designs so that a slow spell of the machine hits all of them, and only one runtime is alive at a time so that
// none pays for another's memory.

import { looksOf } from './designs';
import type { ControlKind } from '../threads/controls';
import type { IExperimentHost } from './host';
import { type IScaleResult, type IScaleRow, type ISample, type RowKind, SCALE_SCHEMA } from './model';
import { type IPlannedRun, leftText, Progress } from './progress';
import { Stopped, WorkloadSession } from './session';

/** What Python asks for; see scale() in kernel/lib/gilectomy.py. */
export interface IScaleRequest {
  func: string;
  args: string;
  /** The pickled function and arguments. */
  payload: string;
  /** Null: 1 up to twice the cores, 8 at most. */
  threads: number[] | null;
  /** Null: all that this host has. */
  designs: string[] | null;
  repeat: number;
  control: boolean;
  serial: boolean;
}

/** A run should last at least this long, seconds: starting threads costs tens of microseconds. */
export const LEAST_RUN = 0.02;

const MOST_LOOPS = 10_000;

const CONTROLS: readonly ControlKind[] = ['compute', 'atomic'];

/** A request that cannot be run. The message is for the user. */
export class InvalidRequest extends Error {
  override name = 'InvalidRequest';
}

export class ScaleExperiment {
  /**
   * @param cell - The cell that asks, for progress.
   */
  constructor(
    private readonly _host: IExperimentHost,
    private readonly _request: IScaleRequest,
    cell: number
  ) {
    const info = _host.info();
    this._designs = checkDesigns(_request.designs, _host.designs());
    this._threads = checkThreads(_request.threads, info.cores);
    if (!Number.isSafeInteger(_request.repeat) || _request.repeat < 1) {
      throw new InvalidRequest(`repeat must be a whole number from 1 up, not ${_request.repeat}`);
    }
    this._rows = this._makeRows();
    this._progress = new Progress(this._plan(), progress => _host.progress(progress, cell));
  }

  /** Stops at once; `run` then resolves with the samples so far. */
  stop(): void {
    this._stop.abort(new Stopped());
  }

  /** Runs it all. Rejects with WorkloadError when the workload fails. */
  async run(): Promise<IScaleResult> {
    const started = performance.now();
    try {
      for (let round = 0; round < this._request.repeat; round++) {
        // The control rows are of no design: the last runtime of the round runs them.
        for (const [index, design] of this._designs.entries()) {
          await this._round(design, round, this._request.control && index === this._designs.length - 1);
        }
      }
    } catch (error) {
      if (!(error instanceof Stopped)) {
        this._progress.finished('failed');
        throw error;
      }
      this._interrupted = true;
    }
    const elapsed = (performance.now() - started) / 1000;
    this._progress.finished(this._interrupted ? `interrupted after ${leftText(elapsed)}` : `done in ${leftText(elapsed)}`);
    return { ...this.result(), elapsed };
  }

  /** The samples so far. */
  result(): IScaleResult {
    return {
      schema: SCALE_SCHEMA,
      func: this._request.func,
      args: this._request.args,
      designs: this._designs,
      threads: this._threads,
      rows: this._rows.map(row => ({ ...row, samples: [...row.samples] })),
      host: this._host.info(),
      versions: this._host.versions(),
      started: this._started,
      elapsed: 0,
      settings: { repeat: this._request.repeat, loops: this._loops ?? 1, control: this._request.control, serial: this._request.serial },
      interrupted: this._interrupted
    };
  }

  /** One sample of every row of a design. */
  private async _round(design: string, round: number, control: boolean): Promise<void> {
    const begun = performance.now();
    this._progress.starting(`${design}: starting a runtime`);
    const most = Math.max(...this._threads);
    const session = await WorkloadSession.create(this._host, { design, variant: 'release', maxThreads: most }, this._request.payload, this._stop.signal);
    try {
      const serialises = looksOf([design]).get(design)!.serialises;
      await this._warmUp(session, serialises);
      this._progress.ended(`${design}/start`, (performance.now() - begun) / 1000);
      // Every other round goes down: a drift of the machine does not always hit the same rows.
      for (const threads of round % 2 === 0 ? this._threads : [...this._threads].reverse()) {
        await this._take(design, 'parallel', threads, () => session.parallel(threads, this._loops!, serialises));
        if (this._request.serial) {
          await this._take(design, 'serial', threads, () => session.serial(threads, this._loops!));
        }
        for (const kind of control ? CONTROLS : []) {
          await this._take(null, `control-${kind}`, threads, () => session.control(kind, threads));
        }
      }
    } finally {
      await session.dispose();
    }
  }

  /**
   * Runs the workload unmeasured, for caches and compiled code, and finds out once how many calls make a run that is
   * long enough to be measured. Every design then does the same number.
   */
  private async _warmUp(session: WorkloadSession, serialises: boolean): Promise<void> {
    if (this._loops === null) {
      // The first call fills caches, and any may have been disturbed: the best of a few counts.
      let { wall } = await session.parallel(1, 1, serialises);
      for (let more = 0; more < 3 && wall < 1; more++) {
        wall = Math.min(wall, (await session.parallel(1, 1, serialises)).wall);
      }
      this._loops = Math.min(MOST_LOOPS, Math.max(1, Math.ceil(LEAST_RUN / Math.max(wall, 1e-7))));
    }
    await session.parallel(1, this._loops, serialises);
  }

  private async _take(design: string | null, kind: RowKind, threads: number, run: () => Promise<ISample>): Promise<void> {
    const name = design ?? 'control';
    this._progress.starting(`${name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${kind === 'serial' ? ' in series' : ''}`);
    const begun = performance.now();
    const sample = await run();
    this._row(design, kind, threads).samples.push(sample);
    this._progress.ended(`${name}/${kind}/${threads}`, (performance.now() - begun) / 1000);
  }

  private _row(design: string | null, kind: RowKind, threads: number): IScaleRow {
    return this._rows.find(row => row.design === design && row.kind === kind && row.threads === threads)!;
  }

  private _makeRows(): IScaleRow[] {
    const kinds: [string | null, RowKind][] = this._designs.flatMap((design): [string, RowKind][] => [
      [design, 'parallel'],
      ...(this._request.serial ? ([[design, 'serial']] as [string, RowKind][]) : [])
    ]);
    if (this._request.control) {
      kinds.push([null, 'control-compute'], [null, 'control-atomic']);
    }
    return kinds.flatMap(([design, kind]) => this._threads.map(threads => ({ design, threads, kind, samples: [] })));
  }

  private _plan(): IPlannedRun[] {
    const once = [
      ...this._designs.map(design => ({ key: `${design}/start`, weight: 1 })),
      ...this._rows.map(({ design, kind, threads }) => ({ key: `${design ?? 'control'}/${kind}/${threads}`, weight: design === null ? 1 : threads }))
    ];
    return Array.from({ length: this._request.repeat }, () => once).flat();
  }

  private readonly _designs: string[];
  private readonly _threads: number[];
  private readonly _rows: IScaleRow[];
  private readonly _progress: Progress;
  private readonly _stop = new AbortController();
  private readonly _started = new Date().toISOString();
  private _loops: number | null = null;
  private _interrupted = false;
}

/** The designs of a request, or all there are. Throws InvalidRequest for one that does not exist. */
export function checkDesigns(asked: readonly string[] | null, available: readonly string[]): string[] {
  const designs = [...new Set(asked ?? available)];
  if (designs.length === 0) {
    throw new InvalidRequest(`designs is empty; there are ${available.join(', ')}`);
  }
  const unknown = designs.find(design => !available.includes(design));
  if (unknown !== undefined) {
    throw new InvalidRequest(`there is no design ${unknown}; there are ${available.join(', ')}`);
  }
  return designs;
}

/** Most threads that a runtime has slots for, less the control and the main thread. */
export const MOST_THREADS = 126;

function checkThreads(asked: readonly number[] | null, cores: number): number[] {
  const threads = [...new Set(asked ?? Array.from({ length: Math.min(8, Math.max(4, 2 * cores)) }, (_, index) => index + 1))].sort((a, b) => a - b);
  if (threads.length === 0) {
    throw new InvalidRequest('threads is empty; it takes a number or several, such as range(1, 8)');
  }
  const bad = threads.find(count => !Number.isSafeInteger(count) || count < 1 || count > MOST_THREADS);
  if (bad !== undefined) {
    throw new InvalidRequest(`threads must be whole numbers from 1 to ${MOST_THREADS}, not ${bad}`);
  }
  return threads;
}
