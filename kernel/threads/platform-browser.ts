// The Runtime's platform in a browser: nested workers of the kernel worker, files by URL.

import type { ILibrarySource, ThreadMessage } from './boundary';
import type { IRuntimePlatform, IThreadHandle } from './platform';
import { type IRuntimeAssets, assetName, fetchAssets } from './wasm-assets';

/** URLs of what a runtime is made of; a subset of the kernel's assets. */
export interface IBrowserAssets {
  threadWorker: string;
  wasm: Record<string, string>;
  files: Record<string, string>;
}

/** Name of the library in `files`. */
export const LIBRARY_FILE = 'lib.pack';

export class BrowserPlatform implements IRuntimePlatform {
  constructor(private readonly assets: IBrowserAssets) {}

  readonly name = 'browser';
  readonly cores = navigator.hardwareConcurrency;
  readonly isolated = crossOriginIsolated;

  load(design: string, variant: string): Promise<IRuntimeAssets> {
    // Runtimes of one worker share what they compiled: a module is immutable.
    const key = `${design}.${variant}`;
    let assets = this._loaded.get(key);
    if (!assets) {
      assets = fetchAssets(this._wasm(design, variant, 'wasm'), this._wasm(design, variant, 'json'));
      this._loaded.set(key, assets);
      assets.catch(() => this._loaded.delete(key));
    }
    return assets;
  }

  library(): Promise<ILibrarySource> {
    this._library ??= this._fetchLibrary();
    return this._library;
  }

  spawn(): IThreadHandle {
    const worker = new Worker(this.assets.threadWorker);
    const failure = new Promise<string>(resolve => {
      worker.onerror = event => {
        event.preventDefault();
        resolve(event.message || 'a thread worker could not be loaded');
      };
    });
    return {
      start: (init, events) => {
        worker.onmessage = ({ data }: MessageEvent<ThreadMessage>) => events.message(data);
        void failure.then(reason => events.failed(reason));
        worker.postMessage(init);
      },
      terminate: async () => worker.terminate()
    };
  }

  settle(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, 2));
  }

  private _wasm(design: string, variant: string, kind: 'wasm' | 'json'): string {
    const name = assetName(design, variant, kind);
    const url = this.assets.wasm[name];
    if (url === undefined) {
      throw new Error(`This page has no ${name}`);
    }
    return url;
  }

  private async _fetchLibrary(): Promise<ILibrarySource> {
    const response = await fetch(this.assets.files[LIBRARY_FILE]);
    if (!response.ok) {
      throw new Error(`${LIBRARY_FILE}: ${response.status} ${response.statusText}`);
    }
    const file = await response.arrayBuffer();
    const bytes = new SharedArrayBuffer(file.byteLength);
    new Uint8Array(bytes).set(new Uint8Array(file));
    return { bytes, paths: [] };
  }

  private readonly _loaded = new Map<string, Promise<IRuntimeAssets>>();
  private _library: Promise<ILibrarySource> | null = null;
}
