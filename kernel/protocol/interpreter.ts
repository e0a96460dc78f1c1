// The kernel's view of a runtime: one that is loading, running or being replaced, with the helper module
// `_kernel` (kernel/lib) installed in it. Calls into `_kernel` are short source texts whose answer comes back
// as a message of kind `reply`.

import type { ExecuteResult, IExecuteOptions, IRuntimeHost } from '../threads/runtime';

/** The part of the Runtime class that a kernel uses. */
export interface IKernelRuntime {
  execute(source: string, options: IExecuteOptions): Promise<ExecuteResult>;
  interrupt(): void;
  interruptAll(): void;
  dispose(): Promise<void>;
}

/** @param maxThreads - Most Python threads at once. */
export type RuntimeFactory = (design: string, host: IRuntimeHost, maxThreads: number) => Promise<IKernelRuntime>;

/** A function of `_kernel` raised an exception. */
export class CallError extends Error {
  constructor(
    readonly ename: string,
    traceback: string
  ) {
    super(traceback);
  }
}

export class Interpreter {
  /**
   * @param host - Told of everything but replies of `_kernel`.
   */
  constructor(
    private readonly create: RuntimeFactory,
    private readonly host: IRuntimeHost,
    private _design: string,
    private _maxThreads: number
  ) {
    this._runtime = this._start();
    // Reported by whoever uses it first.
    this._runtime.catch(() => undefined);
  }

  get design(): string {
    return this._design;
  }

  /** Resolves when Python can run; rejects with what went wrong. */
  async ready(): Promise<void> {
    await this._runtime;
  }

  /** Number of the next run, by which its output is told from others'. */
  nextCell(): number {
    return ++this._lastCell;
  }

  async execute(source: string, options: IExecuteOptions): Promise<ExecuteResult> {
    return (await this._runtime).execute(source, options);
  }

  /**
   * Calls a function of the module `_kernel` with one JSON text; its answer, or null if it had none.
   *
   * @param cell - Number of the run, where its output matters.
   */
  async call(name: string, argument: unknown, cell = this.nextCell()): Promise<unknown> {
    const json = JSON.stringify(JSON.stringify(argument)).replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this._replies.set(cell, null);
    const result = await this.execute(`__import__('_kernel').${name}(${json})`, { filename: '<kernel>', mode: 'exec', cell });
    const reply = this._replies.get(cell) ?? null;
    this._replies.delete(cell);
    if (result.status === 'error') {
      throw new CallError(result.ename, result.traceback);
    }
    return reply === null ? null : JSON.parse(reply);
  }

  interrupt(all: boolean): void {
    this._live?.[all ? 'interruptAll' : 'interrupt']();
  }

  /** Most Python threads at once. */
  get maxThreads(): number {
    return this._maxThreads;
  }

  /** Ends the runtime and starts another. What is asked of it from now on waits for the new one. */
  async restart(design: string, maxThreads = this._maxThreads): Promise<void> {
    this._design = design;
    this._maxThreads = maxThreads;
    this._runtime = this.dispose().then(() => this._start());
    await this._runtime;
  }

  async dispose(): Promise<void> {
    const runtime = this._runtime;
    this._live = null;
    await runtime.then(
      live => live.dispose(),
      () => undefined
    );
  }

  private async _start(): Promise<IKernelRuntime> {
    const runtime = await this.create(this._design, {
      ...this.host,
      stream: (name, text, cell) => this.host.stream(name, text, cell),
      request: (kind, json, cell) => this.host.request(kind, json, cell),
      fatal: reason => this.host.fatal(reason),
      message: (kind, json, cell) => {
        if (kind === 'reply') {
          this._replies.set(cell, json);
        } else {
          this.host.message(kind, json, cell);
        }
      }
    }, this._maxThreads);
    const installed = await runtime.execute("__import__('_kernel').install()", { filename: '<kernel>', mode: 'exec', cell: this.nextCell() });
    if (installed.status !== 'ok') {
      await runtime.dispose();
      throw new Error(installed.status === 'error' ? installed.traceback : `the start of the runtime exited with ${installed.code}`);
    }
    this._live = runtime;
    return runtime;
  }

  private readonly _replies = new Map<number, string | null>();
  private _runtime: Promise<IKernelRuntime>;
  private _live: IKernelRuntime | null = null;
  private _lastCell = 0;
}
