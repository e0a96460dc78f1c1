// What the Runtime needs of the host that it runs in; platform-node.ts and platform-browser.ts provide it.

import type { ILibrarySource, IThreadInit, ThreadMessage } from './boundary';
import type { IRuntimeAssets } from './wasm-assets';

export interface IRuntimePlatform {
  readonly name: 'node' | 'browser';

  /** Processors that threads can run on at once. */
  readonly cores: number;

  /** Whether shared memory can reach other workers. */
  readonly isolated: boolean;

  /** The compiled module of a design and the data that belongs into its memory. */
  load(design: string, variant: string): Promise<IRuntimeAssets>;

  /** Where thread workers find Python modules. */
  library(): Promise<ILibrarySource>;

  /** Loads a thread worker, which waits until it is started. */
  spawn(): IThreadHandle;

  /** Resolves when the messages that are on their way to this thread have arrived. */
  settle(): Promise<void>;
}

export interface IThreadEvents {
  message(message: ThreadMessage): void;

  /** The worker itself failed, outside the runtime. */
  failed(reason: string): void;
}

/** A thread worker. Once started it is never ended alone, only with all others of its runtime. */
export interface IThreadHandle {
  /** Binds it to a slot of a runtime for good. A failure to load is told to `events` too. */
  start(init: IThreadInit, events: IThreadEvents): void;
  terminate(): Promise<void>;
}
