// URLs of the files that a kernel loads: bundles of its workers, modules and descriptors of the runtime.
// The bundler copies each under a name with its content's hash, since servers tell browsers to keep such
// files for good.

import type { IKernelAssets } from '../kernel/protocol/boundary';

/** The bundler's listing of a folder; a key is a path below it, its value the URL of the copy. */
interface IAssetContext {
  keys(): string[];
  (key: string): string;
}

declare global {
  interface ImportMeta {
    webpackContext(folder: string, options: { recursive: boolean; regExp: RegExp }): IAssetContext;
  }
}

/** Script of the kernel worker. */
export const KERNEL_WORKER = new URL('../../dist/browser/kernel.worker.js', import.meta.url).href;

const THREAD_WORKER = new URL('../../dist/browser/thread.worker.js', import.meta.url).href;

function byName(context: IAssetContext): Record<string, string> {
  return Object.fromEntries(context.keys().map(key => [key.replace(/^\.\//, ''), new URL(context(key), document.baseURI).href]));
}

/** All that a kernel worker loads. */
export const KERNEL_ASSETS: IKernelAssets = {
  threadWorker: THREAD_WORKER,
  wasm: byName(import.meta.webpackContext('../../build/wasm', { recursive: false, regExp: /\.(wasm|json)$/ })),
  files: {
    'lib.pack': new URL('../../build/lib.pack', import.meta.url).href,
    'render.js': new URL('../../dist/browser/render.js', import.meta.url).href
  }
};

/**
 * A URL from which a worker can be started.
 *
 * @param url - A script of this origin.
 * @returns `url` itself, or the URL of a copy when the browser keeps the script without the header that an
 *   isolated page asks of its workers (it was fetched before isolation was switched on): such a worker
 *   would fail to load without a word. A copy takes the isolation of the page.
 */
export async function workerUrl(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  if (response.headers.has('Cross-Origin-Embedder-Policy')) {
    return url;
  }
  return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
}
