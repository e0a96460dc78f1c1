// The boundary between a page and the kernel worker that it starts, one dedicated worker a kernel. The page
// only relays Jupyter messages; it never waits for the kernel, and the kernel never asks it for anything.

/** A Jupyter message, as the messaging specification has it. */
export interface IJupyterMessage {
  channel: 'shell' | 'control' | 'iopub' | 'stdin';
  header: IJupyterHeader;
  parent_header: IJupyterHeader | Record<string, never>;
  metadata: Record<string, unknown>;
  content: unknown;
  buffers?: (ArrayBuffer | ArrayBufferView)[];
}

export interface IJupyterHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** URLs of the files that a kernel worker loads, all of the page's origin (or blob: URLs made by it). */
export interface IKernelAssets {
  /** The script of a thread worker (a classic worker). */
  threadWorker: string;

  /** The runtime's modules and descriptors by file name: `biased.release.wasm`, `biased.release.json`, ... */
  wasm: Record<string, string>;

  /** Further files by name: `lib.pack`, the Python modules that can be imported. */
  files: Record<string, string>;
}

export interface IKernelStartOptions {
  /** The kernel's id; the same after a restart. */
  id: string;

  /** Path of the document that the kernel was started for, '' if unknown. */
  path: string;

  /** Name of the design that cells run under. */
  design: string;

  /** Most Python threads that may run at once. */
  maxThreads: number;

  /** Events that a trace keeps for each thread. */
  traceBuffer: number;

  assets: IKernelAssets;

  /** Words of ControlWord, shared with the page: read with Atomics, notified when they change. */
  control: SharedArrayBuffer;
}

/** Indices into the Int32Array over `IKernelStartOptions.control`. */
export const ControlWord = {
  /** How many interrupts the page has asked for; it only grows. */
  Interrupts: 0
} as const;

/** Bytes of the control words. */
export const CONTROL_BYTES = 64;

/** What a page sends to its kernel worker. `start` comes first and once. */
export type PageToKernel =
  | { type: 'start'; options: IKernelStartOptions }
  | { type: 'message'; msg: IJupyterMessage }
  | { type: 'interrupt' } // also counted in the control words, for a worker whose event loop is busy
  | { type: 'dispose' };

/** What a kernel worker sends to its page. */
export type KernelToPage =
  | { type: 'ready'; session: string } // messages are answered from now on, with this header.session; those sent before are kept
  | { type: 'message'; msg: IJupyterMessage } // header.session is new with each start of a kernel
  | { type: 'fatal'; reason: string } // the runtime's state is lost: the page ends the worker and starts another
  | { type: 'disposed' }; // all workers of this kernel have ended
