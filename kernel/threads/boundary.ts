// The boundary between the control (the Runtime class, in a worker of its own or in Node's main thread) and its
// thread workers. Workers never return to their event loop, so everything towards them goes through shared
// memory; what they tell the control goes by messages.

/** What a thread worker is started with. */
export interface IThreadInit {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;

  /** The slot of thread state that this worker serves for its whole life. */
  slot: number;

  /** Answers to the runtime's `config(key)`. */
  config: Record<string, string>;

  /** Where Python modules come from. */
  library: ILibrarySource;

  /** `performance.timeOrigin` of the control: zero of the runtime's monotonic clock. */
  clockOrigin: number;

  /** Whether stream output goes to the process's own descriptors at once, instead of to the control. */
  directStreams: boolean;
}

export interface ILibrarySource {
  /** Path of the library's file (Node). */
  file?: string;

  /** The library's file in shared memory (browser). */
  bytes?: SharedArrayBuffer;

  /** Directories of the user's own modules, first one first (Node). */
  paths: string[];
}

/** What a thread worker tells the control. */
export type ThreadMessage =
  | { type: 'ready'; slot: number }
  | { type: 'write'; fd: number; text: string; cell: number }
  | { type: 'send'; kind: string; json: string; cell: number }
  | { type: 'request'; kind: string; json: string; cell: number; replyWord: number }
  | { type: 'needWorkers'; count: number }
  | { type: 'done'; cell: number; status: number; json: string }
  | { type: 'log'; text: string }
  | { type: 'outputLost'; reason: string } // whoever read the output of this process has gone, or its disk is full
  | { type: 'trap'; reason: string }
  | { type: 'ended'; slot: number };

/** The functions that a module of the runtime exports to its host. */
export interface IRuntimeExports {
  /** Builds the world, once. Answers 0, or a status of what went wrong. */
  boot(limitBytes: number): number;
  /** See opcodesVersion in kernel/compiler/opcodes.ts. */
  opcodesVersion(): number;
  attachHost(): void;
  alloc(size: number): number;
  free(address: number): void;
  enterSlot(slot: number): void;

  /** Runs into the end of this worker's stack: always throws. */
  probeStack(slot: number): void;

  /** Sets how deep natives may nest, from what probeStack found; answers it. */
  endProbe(): number;
  /** Runs what the mailbox says. 0 to be called again, 1 to end. */
  threadStep(): number;
}
