// Experiments on real runtimes: what node.ts and browser.ts have in common.

import type { IRuntimePlatform } from '../threads/platform';
import { type IRuntimeOptions, Runtime } from '../threads/runtime';
import { VERSION } from '../threads/version';
import type { IRuntimeAssets } from '../threads/wasm-assets';
import { Experiments } from './experiments';
import type { IExperimentHost, IProgress } from './host';
import type { IHostInfo } from './model';
import type { IRenderer } from './render';

export interface ILiveOptions {
  platform: IRuntimePlatform;
  designs: readonly string[];
  info: IHostInfo;
  /** Tells one build of the runtime from another. */
  build(): string;
  loadRenderer(): Promise<IRenderer>;
  script: boolean;
  progress(progress: IProgress, cell: number): void;
  /** Events that a trace keeps for each thread. */
  traceEvents?: number;
  /** Folder and environment that a workload's runtime starts with. */
  surroundings?(): Pick<IRuntimeOptions, 'cwd' | 'env' | 'pid'>;
}

export function liveExperiments(options: ILiveOptions): Experiments {
  const platform = new CompiledOnce(options.platform);
  let renderer: Promise<IRenderer> | null = null;
  const host: IExperimentHost = {
    createRuntime: ({ design, variant, maxThreads }, calls) =>
      Runtime.create({
        design,
        variant,
        platform,
        // The main thread has a worker too.
        maxThreads: maxThreads + 1,
        warmThreads: maxThreads + 1,
        traceEvents: options.traceEvents,
        ...options.surroundings?.(),
        host: {
          stream: () => undefined,
          message: (kind, json) => calls.message(kind, json),
          request: (kind, json) => calls.request(kind, json),
          fatal: reason => calls.fatal(reason)
        }
      }),
    designs: () => options.designs,
    info: () => options.info,
    versions: () => ({ lab: VERSION, build: options.build() }),
    progress: (progress, cell) => options.progress(progress, cell),
    loadRenderer: () => (renderer ??= options.loadRenderer()),
    script: options.script
  };
  return new Experiments(host);
}

/** A platform that compiles each module once: an experiment starts many runtimes of few designs. */
class CompiledOnce implements IRuntimePlatform {
  constructor(private readonly _platform: IRuntimePlatform) {
    this.name = _platform.name;
    this.cores = _platform.cores;
    this.isolated = _platform.isolated;
  }

  readonly name;
  readonly cores;
  readonly isolated;

  load(design: string, variant: string): Promise<IRuntimeAssets> {
    const key = `${design}.${variant}`;
    let assets = this._assets.get(key);
    if (!assets) {
      assets = this._platform.load(design, variant);
      assets.catch(() => this._assets.delete(key));
      this._assets.set(key, assets);
    }
    return assets;
  }

  library() {
    return this._platform.library();
  }

  spawn() {
    return this._platform.spawn();
  }

  settle() {
    return this._platform.settle();
  }

  private readonly _assets = new Map<string, Promise<IRuntimeAssets>>();
}

/** Least time between two updates of a progress display, milliseconds. */
const PAUSE = 120;

/** Lets through at most one report each PAUSE, and always the last. */
function paced(show: (progress: IProgress) => void): (progress: IProgress) => void {
  let before = -Infinity;
  return progress => {
    const now = performance.now();
    if (progress.done || now - before >= PAUSE) {
      before = now;
      show(progress);
    }
  };
}

/** Publishes an output of the running cell, as Kernel.IRequestContext has it. */
export type Publish = (type: 'display_data' | 'update_display_data', content: unknown) => void;

/** Shows progress in an output of the cell that is updated in place. */
export function notebookProgress(publish: Publish): (progress: IProgress) => void {
  let shown = false;
  return paced(({ id, text }) => {
    const content = { data: { 'text/plain': text }, metadata: {}, transient: { display_id: `gilectomy-progress-${id}` } };
    publish(shown ? 'update_display_data' : 'display_data', content);
    shown = true;
  });
}

/**
 * Shows progress in one line of a terminal.
 *
 * @param write - Writes to standard error.
 */
export function terminalProgress(write: (text: string) => void): (progress: IProgress) => void {
  return paced(({ text, done }) => write(done ? '\r\x1b[K' : `\r\x1b[K${text}`));
}

/** What the kernel does with requests of Python code, see Kernel.IOptions.request. */
export interface IRequestOutput {
  cell: number;
  publish: Publish;
}

/**
 * Answers a kernel's requests by experiments, with progress in the cell that asks.
 *
 * @param make - Makes the experiments, given where progress goes.
 */
export function experimentRequests(make: (progress: ILiveOptions['progress']) => Experiments): (kind: string, json: string, output: IRequestOutput) => Promise<string> {
  const shows = new Map<number, (progress: IProgress) => void>();
  let experiments: Experiments | null = null;
  return async (kind, json, { cell, publish }) => {
    if (!Experiments.handles(kind)) {
      throw new Error(`this kernel does not know the request ${kind}`);
    }
    experiments ??= make((progress, asking) => shows.get(asking)?.(progress));
    if (kind === 'scale' || kind === 'trace') {
      shows.set(cell, notebookProgress(publish));
    }
    try {
      return await experiments.request(kind, json, cell);
    } finally {
      shows.delete(cell);
    }
  };
}
