// One live runtime, seen from its control: it makes the memory, boots the world in it, keeps the pool of thread
// workers, hands out source text to run and answers what threads ask. It waits for no thread, so interrupts and
// requests are served at any time. When a thread traps, the runtime as a whole is lost (`IRuntimeHost.fatal`).

import { opcodesVersion } from '../compiler/opcodes';
import type { IRawTrace } from '../experiments/raw-trace';
import * as layout from '../runtime/layout';
import type { ILibrarySource, IRuntimeExports, IThreadInit, ThreadMessage } from './boundary';
import { searchPath } from './stdlib';
import { type ControlKind, type IControlTime, runControl } from './controls';
import { BlockWriter, HostMemory } from './memory';
import type { IRuntimePlatform, IThreadHandle } from './platform';
import { WorkerPool } from './pool';
import { SLOT_IDLE, instantiate, poison, slotAddress } from './thread';
import { VERSION } from './version';
import type { IRuntimeAssets } from './wasm-assets';

/** Whoever uses a runtime. `cell` is the number that was passed to `execute`, also for threads started by it. */
export interface IRuntimeHost {
  /** Output, as whole lines where possible. */
  stream(name: 'stdout' | 'stderr', text: string, cell: number): void;

  /** From Python: `_host.send(kind, json)`. */
  message(kind: string, json: string, cell: number): void;

  /** From Python: `_host.request(kind, json)`. The Python thread waits; a rejection becomes a RuntimeError there. */
  request(kind: string, json: string, cell: number): Promise<string>;

  /** The runtime's state is lost. No further call reaches the host. */
  fatal(reason: string): void;

  /** The reader of this process's output has gone (direct streams only). */
  outputLost?(reason: string): void;
}

export interface IRuntimeOptions {
  design: string;
  variant: string;
  platform: IRuntimePlatform;
  host: IRuntimeHost;

  /** Most Python threads at once. */
  maxThreads?: number;

  /** Workers that are up before the runtime is handed out, the main thread's among them. */
  warmThreads?: number;

  /** Workers that are up soon after. */
  spareThreads?: number;

  /** Bytes of the heap; below 4 GiB. */
  memoryLimit?: number;

  /** Seed (1 .. 2**32-1) of a deterministic schedule of the threads: one runs at a time, the same one each time. A checked build only. */
  schedule?: number;

  /** `sys.argv`. */
  argv?: string[];

  /** `__file__` of the main module. */
  file?: string;

  /** The current folder, the environment and the number of the process; a runtime that has none makes up its own. */
  cwd?: string;
  env?: Record<string, string | undefined>;
  pid?: number;

  /** The host answers requests of the kind `machine` (kernel/protocol/machine.ts). */
  machine?: boolean;

  /** Events that a tracing build keeps for each thread; rounded up to a power of two. */
  traceEvents?: number;

  /** Further answers to the runtime's `config("options")`. */
  options?: Record<string, unknown>;

  /** Streams go to the process's descriptors from whichever thread writes (Node). */
  directStreams?: boolean;
}

export type ExecuteMode = 'exec' | 'single' | 'cell';

export interface IExecuteOptions {
  filename: string;
  mode: ExecuteMode;
  cell: number;

  /** The program's end: wait for all threads that are no daemons. */
  final?: boolean;
}

export type ExecuteResult =
  | { status: 'ok' }
  | { status: 'error'; ename: string; evalue: string; traceback: string }
  | { status: 'exit'; code: number };

export class Runtime {
  /** Builds a runtime and waits until its main thread can run Python. */
  static async create(options: IRuntimeOptions): Promise<Runtime> {
    const { platform, design, variant, schedule } = options;
    if (schedule !== undefined && variant !== 'checked') {
      throw new Error(`only a checked build runs a schedule, not ${variant}`);
    }
    // The main thread's worker loads its script while the module is compiled.
    const main = platform.spawn();
    let loaded: [IRuntimeAssets, ILibrarySource];
    try {
      loaded = await Promise.all([platform.load(design, variant), platform.library()]);
    } catch (error) {
      await main.terminate();
      throw error;
    }
    const [assets, library] = loaded;
    const limit = Math.min(options.memoryLimit ?? DEFAULT_LIMIT, MAX_LIMIT);
    // A reserve over the limit lets the runtime raise MemoryError with room to spare.
    const pages = Math.min(MAX_PAGES, Math.ceil((limit + RESERVE) / layout.WASM_PAGE));
    const memory = new WebAssembly.Memory({
      initial: Math.min(INITIAL_PAGES, pages),
      maximum: pages,
      shared: true
    });
    const init = { module: assets.module, memory, config: configuration(options, library.paths), library, clockOrigin: performance.timeOrigin, directStreams: options.directStreams ?? false };
    const runtime = new Runtime(options, init, main);
    for (const { offset, bytes } of assets.segments) {
      runtime._memory.write(offset, bytes);
    }
    try {
      if (schedule !== undefined) {
        runtime._memory.storeWord(layout.C_SCHEDULE_SEED, schedule);
      }
      if (options.traceEvents !== undefined) {
        runtime._memory.storeWord(layout.C_TRACE_EVENTS, 2 ** Math.ceil(Math.log2(options.traceEvents)));
      }
      // Under a schedule it must not matter when a worker comes up.
      await runtime._boot(limit, Math.max(options.warmThreads ?? 1, schedule === undefined ? 1 : SCHEDULED_THREADS));
      runtime._pool.growTo(options.spareThreads ?? 1);
    } catch (error) {
      await runtime.dispose();
      throw error;
    }
    return runtime;
  }

  private constructor(options: IRuntimeOptions, init: Omit<IThreadInit, 'slot'>, main: IThreadHandle) {
    this._host = options.host;
    this._platform = options.platform;
    this._memory = new HostMemory(init.memory);
    this._exports = instantiate(init, {
      memory: this._memory,
      config: init.config,
      compile: noPython,
      characters: { property: noPython, caseMap: noPython },
      moduleSource: () => null,
      files: { read: noPython, write: noPython },
      clock: { monotonic: () => performance.now() * 1e6, cpu: () => -1, runDelay: () => -1 },
      write: () => undefined,
      post: message => this._evtMessage(message)
    });
    this._pool = new WorkerPool(options.platform, init, main, (options.maxThreads ?? DEFAULT_THREADS) + 1, {
      message: message => this._evtMessage(message),
      failed: reason => this._lose(reason)
    });
  }

  /** Whether the runtime has been disposed of or lost. */
  get isEnded(): boolean {
    return this._ended;
  }

  /** Memory in use, bytes. */
  get memorySize(): number {
    return this._memory.memory.buffer.byteLength;
  }

  /** The memory itself, for live views that copy out of it. */
  get memory(): HostMemory {
    return this._memory;
  }

  /** Runs a source text in the main Python thread; texts queue. Rejects when the runtime is lost. */
  execute(source: string, options: IExecuteOptions): Promise<ExecuteResult> {
    const run = this._queue.then(() => this._execute(source, options));
    this._queue = run.then(
      () => undefined,
      () => undefined
    );
    return run;
  }

  /** Runs a control workload on `threads` workers at once; it queues with texts to run. */
  runControl(kind: ControlKind, threads: number): Promise<IControlTime[]> {
    const run = this._queue.then(() =>
      runControl(
        {
          memory: this._memory,
          alloc: size => this._exports.alloc(size),
          free: address => this._exports.free(address),
          growTo: slot => this._pool.growTo(slot),
          command: (slot, command, argument) => this._command(slot, command, argument, 0),
          isEnded: () => this._ended
        },
        kind,
        threads
      )
    );
    this._queue = run.then(
      () => undefined,
      () => undefined
    );
    return run;
  }

  /** KeyboardInterrupt in the main Python thread, if it runs. */
  interrupt(): void {
    if (!this._ended && this._running) {
      this._break(MAIN_SLOT, layout.BRK_INTERRUPT);
    }
  }

  /** KeyboardInterrupt in the main thread, and the end of every other Python thread at its next safepoint. */
  interruptAll(): void {
    for (let slot = MAIN_SLOT + 1; slot <= this._pool.size && !this._ended; slot++) {
      if (this._memory.loadWord(slotAddress(slot) + layout.S_STATE) > SLOT_IDLE) {
        this._break(slot, layout.BRK_KILL);
      }
    }
    this.interrupt();
  }

  /** What a tracing build has recorded. */
  async readTrace(): Promise<IRawTrace> {
    this._trace = null;
    const result = await this.execute("(lambda host: host.send('trace.dump', host.trace_dump()))(__import__('_host'))", { filename: '<trace>', mode: 'exec', cell: 0 });
    if (result.status !== 'ok' || this._trace === null) {
      throw new Error(result.status === 'error' ? result.traceback : 'the runtime gave no trace');
    }
    return JSON.parse(this._trace) as IRawTrace;
  }

  /** Ends all threads and releases the memory. */
  async dispose(): Promise<void> {
    if (!this._ended) {
      this._end(new Error('the runtime was disposed of'));
    }
    await this._ending;
  }

  private async _boot(limit: number, warmThreads: number): Promise<void> {
    if (this._exports.opcodesVersion() >>> 0 !== opcodesVersion()) {
      throw new Error('The compiler and the runtime module come from different builds: run `npm run build`.');
    }
    // Workers load and find out how much stack they have while the world is made.
    this._pool.growTo(warmThreads);
    const status = this._exports.boot(limit);
    if (status !== 0) {
      throw new Error(`The runtime could not boot (status ${status})`);
    }
    this._memory.notify(layout.C_BOOTED);
    this._exports.attachHost();
    await this._workers(warmThreads);
  }

  /** Resolves when so many workers are up, or as many as are allowed. */
  private async _workers(count: number): Promise<void> {
    while (this._pool.ready < Math.min(count, this._pool.size)) {
      await new Promise<void>((resolve, reject) => (this._booting = { resolve, reject }));
    }
    this._booting = null;
  }

  private async _execute(source: string, { filename, mode, cell, final }: IExecuteOptions): Promise<ExecuteResult> {
    if (this._ended) {
      throw new Error('the runtime has ended');
    }
    const block = new BlockWriter().u32(MODES[mode] | (final ? layout.MODE_FINAL : 0)).u32(cell).text(filename).text(source).finish();
    let address: number;
    try {
      address = this._block(block);
    } catch {
      return { status: 'error', ename: 'MemoryError', evalue: '', traceback: 'MemoryError\n' };
    }
    const done = new Promise<IDone>((resolve, reject) => (this._running = { resolve, reject }));
    this._watch();
    this._command(MAIN_SLOT, layout.CMD_EXECUTE, address, 0);
    const { status, json } = await done;
    this._running = null;
    await this._idle(MAIN_SLOT);
    // What other threads wrote before the end is told before the end.
    await this._platform.settle();
    const outcome = JSON.parse(json || '{}') as Partial<IOutcome>;
    switch (status) {
      case DONE_OK:
        return { status: 'ok' };
      case DONE_EXIT:
        return { status: 'exit', code: outcome.code ?? 0 };
      default:
        return { status: 'error', ename: outcome.ename ?? '', evalue: outcome.evalue ?? '', traceback: outcome.traceback ?? '' };
    }
  }

  /** Resolves when a slot that has told its end can take its next letter. */
  private async _idle(slot: number): Promise<void> {
    while (!this._ended && this._memory.loadWord(slotAddress(slot) + layout.S_STATE) !== SLOT_IDLE) {
      await this._platform.settle();
    }
  }

  /** A copy of bytes in the runtime's memory. Throws if there is no room. */
  private _block(bytes: Uint8Array): number {
    const address = this._exports.alloc(bytes.length) >>> 0;
    if (address === 0) {
      throw new Error('the runtime has no memory left');
    }
    this._memory.write(address, bytes);
    return address;
  }

  /** Writes a slot's mailbox. The slot must be idle or claimed by the caller. */
  private _command(slot: number, command: number, argument: number, argument2: number): void {
    const at = slotAddress(slot);
    this._memory.storeWord(at + layout.S_MAIL_ARG, argument);
    this._memory.storeWord(at + layout.S_MAIL_ARG2, argument2);
    this._memory.storeWord(at + layout.S_MAILBOX, command);
    this._memory.notify(at + layout.S_MAILBOX);
  }

  /** Sets bits of a slot's eval breaker and wakes it if it is parked. */
  private _break(slot: number, bits: number): void {
    const at = slotAddress(slot);
    this._memory.orWord(at + layout.S_BREAKER, bits);
    this._memory.storeWord(at + layout.S_PARK, 1);
    this._memory.notify(at + layout.S_PARK);
  }

  /**
   * An interpreter loop that was entered before the engine had optimised it stays slow until it is entered
   * again. When the optimised code is there nobody tells, so a running slot is asked to leave and re-enter often early in its run and
   * now and then later; it costs a return and a call.
   */
  private _watch(): void {
    this._watchers ??= setInterval(() => this._evtTick(), TICK_MS);
    this._ages.delete(MAIN_SLOT);
  }

  private _evtTick(): void {
    let active = this._running !== null;
    for (let slot = MAIN_SLOT; slot <= this._pool.size; slot++) {
      const at = slotAddress(slot);
      if (this._memory.loadWord(at + layout.S_STATE) <= SLOT_IDLE && !(slot === MAIN_SLOT && this._running)) {
        this._ages.delete(slot);
        continue;
      }
      active = true;
      const age = (this._ages.get(slot) ?? 0) + 1;
      this._ages.set(slot, age);
      if (age <= EARLY_TICKS || age % LATE_TICKS === 0) {
        this._memory.orWord(at + layout.S_BREAKER, layout.BRK_REENTER);
      }
    }
    if (!active) {
      clearInterval(this._watchers ?? undefined);
      this._watchers = null;
    }
  }

  private _evtMessage(message: ThreadMessage): void {
    if (this._ended) {
      return;
    }
    switch (message.type) {
      case 'ready':
        this._pool.noteReady();
        this._booting?.resolve();
        break;
      case 'write':
        this._host.stream(message.fd === 2 ? 'stderr' : 'stdout', message.text, message.cell);
        break;
      case 'send':
        if (message.kind === 'trace.dump') {
          this._trace = message.json;
          break;
        }
        this._host.message(message.kind, message.json, message.cell);
        break;
      case 'request':
        void this._evtRequest(message);
        break;
      case 'needWorkers':
        this._pool.provide(message.count, this._idleSlots());
        this._watch();
        break;
      case 'done':
        this._running?.resolve(message);
        break;
      case 'log':
        console.error(`[runtime] ${message.text}`);
        break;
      case 'outputLost':
        this._host.outputLost?.(message.reason);
        break;
      case 'trap':
        this._lose(message.reason);
        break;
      case 'ended':
        break;
    }
  }

  /** Idle slots other than the main thread's. */
  private _idleSlots(): number {
    let idle = 0;
    for (let slot = MAIN_SLOT + 1; slot <= this._pool.size; slot++) {
      idle += Number(this._memory.loadWord(slotAddress(slot) + layout.S_STATE) === SLOT_IDLE);
    }
    return idle;
  }

  private async _evtRequest({ kind, json, cell, replyWord }: Extract<ThreadMessage, { type: 'request' }>): Promise<void> {
    const answer = new BlockWriter();
    try {
      const text = await this._host.request(kind, json, cell);
      answer.u8(1).text(text);
    } catch (error) {
      answer.u8(0).text(error instanceof Error ? error.message : String(error));
    }
    if (!this._ended) {
      this._answer(replyWord, answer.finish());
    }
  }

  private _answer(replyWord: number, block: Uint8Array): void {
    try {
      this._memory.storeWord(replyWord, this._block(block));
      this._memory.notify(replyWord);
    } catch {
      this._lose('no memory for the answer to a request');
    }
  }

  /** A trap somewhere: nothing of this runtime can be trusted any more. */
  private _lose(reason: string): void {
    if (this._ended) {
      return;
    }
    this._end(new Error(`the runtime was lost: ${reason}`));
    this._host.fatal(reason);
  }

  private _end(reason: Error): void {
    this._ended = true;
    clearInterval(this._watchers ?? undefined);
    poison(this._memory);
    this._ending = this._pool.end();
    this._booting?.reject(reason);
    this._running?.reject(reason);
  }

  private readonly _host: IRuntimeHost;
  private readonly _platform: IRuntimePlatform;
  private readonly _memory: HostMemory;
  private readonly _exports: IRuntimeExports;
  private readonly _pool: WorkerPool;
  private _trace: string | null = null;
  private readonly _ages = new Map<number, number>();
  private _queue: Promise<void> = Promise.resolve();
  private _booting: IDeferred<void> | null = null;
  private _running: IDeferred<IDone> | null = null;
  private _watchers: ReturnType<typeof setInterval> | null = null;
  private _ended = false;
  private _ending: Promise<void> = Promise.resolve();
}

interface IDeferred<T> {
  resolve(value: T): void;
  reject(reason: Error): void;
}

type IDone = Extract<ThreadMessage, { type: 'done' }>;

interface IOutcome {
  ename: string;
  evalue: string;
  traceback: string;
  code: number;
}

/** Answers to the runtime's `config(key)`. */
function configuration({ argv, file, cwd, env, pid, machine, design, variant, options, platform }: IRuntimeOptions, directories: readonly string[]): Record<string, string> {
  return {
    argv: JSON.stringify(argv ?? ['']),
    file: file ?? '',
    path: searchPath(directories).join('\0'),
    cwd: cwd ?? '/',
    environ: env === undefined ? '' : JSON.stringify(env),
    pid: String(pid ?? ''),
    machine: machine ? '1' : '',
    design,
    variant,
    platform: platform.name,
    version: VERSION,
    isolated: platform.isolated ? '1' : '0',
    cores: String(platform.cores),
    options: JSON.stringify(options ?? {})
  };
}

/** The control's own instance never runs Python, so the runtime cannot ask it for what only Python needs. */
function noPython(): never {
  throw new Error('the control runs no Python');
}

/** The slot of the main Python thread. */
const MAIN_SLOT = 1;
const MODES: Record<ExecuteMode, number> = { exec: 0, single: 2, cell: 3 };
const DONE_OK = 0;
const DONE_EXIT = 2;
const DEFAULT_THREADS = 64;
const SCHEDULED_THREADS = 6;
/**
 * 256 MiB of address space, of which the system gives what is touched. While memory grows, V8 lets the other workers' bulk operations
 * trap beyond the size that they last saw, so it should grow seldom; see `reach` in kernel/runtime/heap/arena.ts.
 */
const INITIAL_PAGES = 4096;
const MAX_PAGES = 65536;
const RESERVE = 64 * 2 ** 20;
const DEFAULT_LIMIT = 2 * 2 ** 30;
const MAX_LIMIT = 2 ** 32 - 2 * RESERVE;
const TICK_MS = 50;
/** A running slot re-enters its loop at each of the first ticks, and then at every so many. */
const EARLY_TICKS = 40;
const LATE_TICKS = 20;
