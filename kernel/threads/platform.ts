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

  /** Starts a thread worker. Never ended alone: only with all others of its runtime. */
  spawn(init: IThreadInit, events: IThreadEvents): IThreadHandle;

  /** Resolves when the messages that are on their way to this thread have arrived. */
  settle(): Promise<void>;
}

export interface IThreadEvents {
  message(message: ThreadMessage): void;

  /** The worker itself failed, outside the runtime. */
  failed(reason: string): void;
}

export interface IThreadHandle {
  terminate(): Promise<void>;
}
