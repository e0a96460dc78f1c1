// The Runtime's platform in Node: worker_threads, files on disk.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ILibrarySource, ThreadMessage } from './boundary';
import type { IRuntimePlatform, IThreadHandle } from './platform';
import { type IRuntimeAssets, assetName, parseSegments } from './wasm-assets';

export interface INodeFiles {
  /** Directory of the built modules. */
  wasm: string;

  /** The Python library's file. */
  library: string;

  /** The script of a thread worker. */
  threadWorker: string;
}

/**
 * Finds the built files from the directory of a bundle: beside it as an installed package has them, or in the
 * tree of the sources.
 */
export function locateFiles(directory: string): INodeFiles {
  const roots = [directory, join(directory, '../../build')];
  const root = roots.find(candidate => existsSync(join(candidate, 'wasm')));
  if (root === undefined) {
    throw new Error(`No built runtime beside ${directory}: run "npm run build" first`);
  }
  return { wasm: join(root, 'wasm'), library: join(root, 'lib.pack'), threadWorker: join(directory, 'thread-worker.cjs') };
}

export class NodePlatform implements IRuntimePlatform {
  /** @param paths - Directories in which `import` looks before the library. */
  constructor(
    private readonly files: INodeFiles,
    private readonly paths: string[]
  ) {}

  readonly name = 'node';
  readonly cores = availableParallelism();
  readonly isolated = true;

  async load(design: string, variant: string): Promise<IRuntimeAssets> {
    const file = join(this.files.wasm, assetName(design, variant, 'wasm'));
    if (!existsSync(file)) {
      throw new Error(`${file} is missing: run "npm run build" first`);
    }
    const segments = parseSegments(readFileSync(join(this.files.wasm, assetName(design, variant, 'json')), 'utf8'));
    return { module: await WebAssembly.compile(readFileSync(file)), segments };
  }

  async library(): Promise<ILibrarySource> {
    return { file: this.files.library, paths: this.paths };
  }

  spawn(): IThreadHandle {
    const worker = new Worker(this.files.threadWorker, { resourceLimits: { stackSizeMb: STACK_MB } });
    const failure = new Promise<Error>(resolve => worker.on('error', resolve));
    return {
      start: (init, events) => {
        worker.on('message', (message: ThreadMessage) => events.message(message));
        void failure.then(error => events.failed(error.stack ?? error.message));
        worker.postMessage(init);
      },
      terminate: async () => void (await worker.terminate())
    };
  }

  settle(): Promise<void> {
    // Ports are read once a turn of the event loop.
    return new Promise(resolve => setImmediate(() => setImmediate(resolve)));
  }
}

const STACK_MB = 4;
