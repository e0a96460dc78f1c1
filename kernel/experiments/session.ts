// A workload in one fresh runtime: it hands over the pickled function once, asks for runs, and turns what the threads
// measured of themselves into samples. The other half is kernel/lib/_gilectomy_run.py.

import { InvalidResult, parseJson } from './check';
import type { ControlKind } from '../threads/controls';
import type { ExecuteResult, IExperimentHost, IExperimentRuntime, IRuntimeRequest } from './host';
import type { IRawTrace } from './raw-trace';
import { type ISample, type IThreadTime, overlapOf } from './model';

/** The workload ended with an exception, or its runtime did. The message is for the user. */
export class WorkloadError extends Error {
  override name = 'WorkloadError';
}

/** Stopped by an interrupt. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** What a run sends home. Nanoseconds; null where the host measures none. */
interface IRunReport {
  /** When the threads were let go. */
  opened: number;
  /** start, end, cpu, busy, run delay of each thread. */
  threads: [number, number, number | null, number | null, number | null][];
  /** What threading.get_ident() said in each thread. */
  idents: number[];
}

/** A run under the recorder of a tracing build. */
export interface ITracedRun {
  raw: IRawTrace;
  /** When the threads were let go and when the last had ended, nanoseconds on the runtime's clock. */
  opened: number;
  ended: number;
  idents: number[];
}

export class WorkloadSession {
  /**
   * Starts a runtime and loads the workload into it.
   *
   * @param payload - The pickled function and its arguments, see _gilectomy_travel.py.
   * @param stop - Ends the runtime at once; further calls then throw Stopped.
   */
  static async create(host: IExperimentHost, request: IRuntimeRequest, payload: string, stop: AbortSignal): Promise<WorkloadSession> {
    stop.throwIfAborted();
    const session = new WorkloadSession(request, host.info().cores, stop);
    session._runtime = await host.createRuntime(request, {
      message: (kind, json) => {
        if (kind === 'experiment.run') {
          session._report = json;
        } else if (kind === 'experiment.trace') {
          session._record = json;
        }
      },
      request: async kind => {
        if (kind !== 'experiment.payload') {
          throw new Error(`A workload of an experiment cannot ask its host for ${kind}: experiments do not nest.`);
        }
        return payload;
      },
      fatal: reason => session._died(new WorkloadError(`The runtime of ${request.design} stopped: ${reason}`))
    });
    stop.addEventListener('abort', session._onStop);
    if (stop.aborted) {
      await session.dispose();
      throw new Stopped();
    }
    try {
      await session._call('load()');
    } catch (error) {
      await session.dispose();
      throw error;
    }
    return session;
  }

  /** Runs the workload in `threads` threads at once, `loops` calls each. */
  async parallel(threads: number, loops: number, serialises: boolean): Promise<ISample> {
    return this._sample(await this._run(`parallel(${threads}, ${loops})`), loops, serialises);
  }

  /** Runs the same work `times` times on one thread. */
  async serial(times: number, loops: number): Promise<ISample> {
    return this._sample(await this._run(`serial(${times}, ${loops})`), loops, true);
  }

  /** Runs the workload once in each thread under the recorder of a tracing build. */
  async traced(threads: number): Promise<ITracedRun> {
    this._record = null;
    const { opened, threads: times, idents } = await this._run(`traced(${threads})`);
    if (this._record === null) {
      throw new InvalidResult(`the tracing build of ${this._request.design} sent no record home`);
    }
    return { raw: parseJson(this._record) as IRawTrace, opened, ended: Math.max(...times.map(time => time[1])), idents };
  }

  /** Runs a control workload. The first call of each kind is run twice: compiled code replaces the baseline's in between. */
  async control(kind: ControlKind, threads: number): Promise<ISample> {
    if (!this._warmControls.has(kind)) {
      await this._alive(this._runtime!.runControl(kind, 1));
      this._warmControls.add(kind);
    }
    const times = await this._alive(this._runtime!.runControl(kind, threads));
    const first = Math.min(...times.map(time => time.start));
    return sampleOf(
      times.map(time => ({ ...time, start: time.start - first, end: time.end - first })),
      1,
      this._cores,
      false
    );
  }

  async dispose(): Promise<void> {
    this._stop.removeEventListener('abort', this._onStop);
    const runtime = this._runtime;
    this._runtime = null;
    await runtime?.dispose();
  }

  private constructor(
    private readonly _request: IRuntimeRequest,
    private readonly _cores: number,
    private readonly _stop: AbortSignal
  ) {
    // Nobody may be waiting when the runtime dies; whoever waits next is told.
    this._death.catch(() => undefined);
  }

  private async _run(call: string): Promise<IRunReport> {
    this._report = null;
    await this._call(call);
    if (this._report === null) {
      throw new InvalidResult(`${call} under ${this._request.design} sent no times home`);
    }
    return JSON.parse(this._report) as IRunReport;
  }

  private async _call(call: string): Promise<void> {
    if (this._runtime === null) {
      throw new Stopped();
    }
    const code = `__import__('_gilectomy_run').${call}`;
    const result = await this._alive(this._runtime.execute(code, { filename: '<experiment>', mode: 'exec', cell: 0 }));
    if (result.status !== 'ok') {
      throw new WorkloadError(failure(result, this._request.design));
    }
  }

  /** Waits for an answer of the runtime, or for its end. */
  private async _alive<T>(answer: Promise<T>): Promise<T> {
    this._stop.throwIfAborted();
    return Promise.race([answer, this._death]);
  }

  private _sample(report: IRunReport, loops: number, serialises: boolean): ISample {
    const seconds = (ns: number | null): number | null => (ns === null ? null : ns / 1e9);
    const threads = report.threads.map(([start, end, cpu, busy, runDelay]) => ({
      start: Math.max(0, start - report.opened) / 1e9,
      end: Math.max(0, end - report.opened) / 1e9,
      cpu: seconds(cpu),
      busy: seconds(busy),
      runDelay: seconds(runDelay)
    }));
    return sampleOf(threads, loops, this._cores, serialises);
  }

  private _onStop = (): void => {
    this._died(new Stopped());
    // A runtime that fails to end has been given up already; the experiment goes on without it.
    void this.dispose().catch(() => undefined);
  };

  private _died!: (reason: Error) => void;
  private readonly _death = new Promise<never>((_, reject) => (this._died = reject));
  private _runtime: IExperimentRuntime | null = null;
  private _report: string | null = null;
  private _record: string | null = null;
  private readonly _warmControls = new Set<ControlKind>();
}

function sampleOf(threads: IThreadTime[], loops: number, cores: number, serialises: boolean): ISample {
  const wall = Math.max(...threads.map(thread => thread.end)) - Math.min(...threads.map(thread => thread.start));
  const total = (field: 'cpu' | 'busy'): number | null =>
    threads.every(thread => thread[field] !== null) ? threads.reduce((sum, thread) => sum + thread[field]!, 0) / loops : null;
  return {
    wall: wall / loops,
    cpu: total('cpu'),
    busy: total('busy'),
    overlap: overlapOf(wall, threads, cores, serialises),
    perThread: threads
  };
}

function failure(result: Exclude<ExecuteResult, { status: 'ok' }>, design: string): string {
  if (result.status === 'exit') {
    return `The workload left the runtime of ${design} with exit status ${result.code}.`;
  }
  return `The workload failed under ${design}.\n${result.traceback || `${result.ename}: ${result.evalue}`}`.trimEnd();
}
