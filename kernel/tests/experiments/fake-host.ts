// A host of experiments whose runtimes run nothing: each call answers with made-up times at once, or never. For tests of
// what is scheduled when.

import type { IExperimentHost, IExperimentRuntime, IProgress, IRuntimeCalls, IRuntimeRequest } from '../../experiments/host';
import { toSVG } from '../../experiments/render';
import { drawPng } from './draw';

export interface IFakeOptions {
  /** Seconds of one call of the workload. */
  seconds?: number;
  /** Called before each run; what it returns is awaited. */
  before?(call: string, design: string): Promise<void> | void;
  /** Answer of the tracing build. */
  record?: unknown;
  script?: boolean;
}

export class FakeHost implements IExperimentHost {
  constructor(private readonly _options: IFakeOptions = {}) {
    this.script = _options.script ?? false;
  }

  /** Every creation, run and end of a runtime, in order. */
  readonly log: string[] = [];
  readonly progressed: IProgress[] = [];
  readonly script: boolean;
  alive = 0;
  mostAlive = 0;

  async createRuntime(request: IRuntimeRequest, calls: IRuntimeCalls): Promise<IExperimentRuntime> {
    this.log.push(`create ${request.design} ${request.variant} ${request.maxThreads}`);
    this.mostAlive = Math.max(this.mostAlive, ++this.alive);
    const { seconds = 0.05, before, record } = this._options;
    let alive = true;
    return {
      execute: async code => {
        const call = code.slice(code.lastIndexOf('.') + 1);
        this.log.push(`${request.design} ${call}`);
        await before?.(call, request.design);
        if (call === 'load()') {
          await calls.request('experiment.payload', '');
        } else {
          const [, kind, first, second] = /(\w+)\((\d+)(?:, (\d+))?\)/.exec(call)!;
          const threads = kind === 'serial' ? 1 : Number(first);
          const length = seconds * 1e9 * (kind === 'traced' ? 1 : Number(second)) * (kind === 'serial' ? Number(first) : 1);
          if (kind === 'traced') {
            calls.message('experiment.trace', JSON.stringify(record));
          }
          const times = Array.from({ length: threads }, () => [1000, 1000 + length, length, length, 0]);
          calls.message('experiment.run', JSON.stringify({ opened: 1000, threads: times, idents: times.map((_, index) => 100 + index) }));
        }
        return { status: 'ok' };
      },
      runControl: async (kind, threads) => {
        this.log.push(`${request.design} control ${kind} ${threads}`);
        return Array.from({ length: threads }, () => ({ start: 1, end: 1.02, cpu: 0.02, busy: 0.02, runDelay: null }));
      },
      dispose: async () => {
        if (alive) {
          alive = false;
          this.alive--;
          this.log.push(`dispose ${request.design}`);
        }
      }
    };
  }

  designs(): readonly string[] {
    return ['biased', 'gil', 'gilectomy'];
  }

  info() {
    return { cores: 2, cpu: 'made-up processor', platform: 'linux x64', engine: 'Node 20', isolated: true };
  }

  versions() {
    return { lab: '0.1.0', build: 'test' };
  }

  progress(progress: IProgress): void {
    this.progressed.push(progress);
  }

  async loadRenderer() {
    return { toSVG, toPNG: drawPng };
  }
}
