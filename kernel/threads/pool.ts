// The thread workers of one runtime. Started ahead of need, since the start of a Python thread is then no more
// than a message in shared memory; they all end together.

import { MAX_SLOTS } from '../runtime/layout';
import type { IThreadInit, ThreadMessage } from './boundary';
import type { IRuntimePlatform, IThreadHandle } from './platform';

export class WorkerPool {
  /**
   * @param loading - A worker that is loading already; it becomes the first.
   * @param maxWorkers - Most workers at once, the main thread's included.
   */
  constructor(
    private readonly platform: IRuntimePlatform,
    private readonly init: Omit<IThreadInit, 'slot'>,
    loading: IThreadHandle,
    maxWorkers: number,
    private readonly events: WorkerPool.IEvents
  ) {
    this._loading = loading;
    // Slot 0 is the control's.
    this._max = Math.min(maxWorkers, MAX_SLOTS - 1);
  }

  /** Workers started so far. */
  get size(): number {
    return this._handles.length;
  }

  /** Workers that have come up. */
  get ready(): number {
    return this._ready;
  }

  /** Starts workers until there are `count`, or as many as allowed. */
  growTo(count: number): void {
    while (!this._ended && this._handles.length < Math.min(count, this._max)) {
      const handle = this._loading ?? this.platform.spawn();
      this._loading = null;
      this._handles.push(handle);
      handle.start(
        { ...this.init, slot: this._handles.length },
        {
          message: message => !this._ended && this.events.message(message),
          failed: reason => !this._ended && this.events.failed(reason)
        }
      );
    }
  }

  /**
   * Sees to it that `count` workers are idle or on their way. A thread that waits for one asks again and again.
   *
   * @param idle - Workers that are idle now.
   */
  provide(count: number, idle: number): void {
    const coming = this.size - this._ready;
    this.growTo(this.size + Math.max(0, count - idle - coming));
  }

  /** A worker waits for its first letter. */
  noteReady(): void {
    this._ready += 1;
  }

  /** Ends every worker. No event comes after this. */
  async end(): Promise<void> {
    this._ended = true;
    await Promise.all([this._loading, ...this._handles].map(handle => handle?.terminate()));
  }

  private _loading: IThreadHandle | null;
  private readonly _max: number;
  private readonly _handles: IThreadHandle[] = [];
  private _ready = 0;
  private _ended = false;
}

export namespace WorkerPool {
  export interface IEvents {
    message(message: ThreadMessage): void;
    failed(reason: string): void;
  }
}
