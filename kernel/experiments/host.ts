// What the experiments need of the kernel around them, and no more: a factory of fresh runtimes, facts about the
// machine, and a place to report progress.

import type { ControlKind } from '../threads/controls';
import type { IHostInfo, IThreadTime, IVersions } from './model';
import type { IRenderer } from './render';

/** How a piece of code ended, as Runtime.execute says it. */
export type ExecuteResult =
  | { status: 'ok' }
  | { status: 'error'; ename: string; evalue: string; traceback: string }
  | { status: 'exit'; code: number };

/** A runtime as an experiment uses it; class Runtime fits. */
export interface IExperimentRuntime {
  execute(code: string, options: { filename: string; mode: 'exec'; cell: number }): Promise<ExecuteResult>;

  /**
   * Runs a control workload on `threads` of the runtime's workers at once, released together: a loop that shares nothing,
   * or atomic additions to words on cache lines of their own.
   */
  runControl(kind: ControlKind, threads: number): Promise<IThreadTime[]>;

  /** Stops all threads and lets go of the memory. */
  dispose(): Promise<void>;
}

/** Calls from a runtime of the experiment. What the workload prints is dropped: it would be printed with every run. */
export interface IRuntimeCalls {
  message(kind: string, json: string): void;
  request(kind: string, json: string): Promise<string>;
  /** The runtime trapped. */
  fatal(reason: string): void;
}

export interface IRuntimeRequest {
  design: string;
  variant: 'release' | 'trace';
  /** Workers that must be up before the promise resolves: thread start is no part of what is measured. */
  maxThreads: number;
}

export interface IProgress {
  /** One for each experiment, so that one display can be updated. */
  id: number;
  /** Share of the expected time, 0 to 1. */
  fraction: number;
  /** Seconds left, null while nothing is known yet. */
  left: number | null;
  /** What is running now. */
  what: string;
  /** A line with a bar, for hosts that show text. */
  text: string;
  /** True for the last report of an experiment. */
  done: boolean;
}

export interface IExperimentHost {
  createRuntime(request: IRuntimeRequest, calls: IRuntimeCalls): Promise<IExperimentRuntime>;
  /** Names of the designs that can be run. */
  designs(): readonly string[];
  info(): IHostInfo;
  versions(): IVersions;
  progress(progress: IProgress, cell: number): void;
  /** Loads render.ts, a bundle of its own. */
  loadRenderer(): Promise<IRenderer>;
  /** True for the command line: results are printed and written to files. */
  readonly script: boolean;
}
