// Entry of the kernel worker in a browser: a kernel and its runtimes behind the boundary to the page. Thread
// workers are workers of this one, so all of it ends together.

import { isComplete } from '../compiler/index';
import { browserExperiments } from '../experiments/browser';
import { experimentRequests } from '../experiments/live';
import { BrowserPlatform } from '../threads/platform-browser';
import { Library } from '../threads/stdlib';
import { Runtime } from '../threads/runtime';
import type { IKernelStartOptions, KernelToPage, PageToKernel } from './boundary';
import { designNames } from './designs';
import { Kernel } from './kernel';

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<PageToKernel>) => void; postMessage(message: KernelToPage): void };
const post = (message: KernelToPage): void => scope.postMessage(message);
let kernel: Kernel | null = null;

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'start':
      kernel = start(data.options);
      post({ type: 'ready', session: kernel.session });
      break;
    case 'message':
      kernel?.handle(data.msg);
      break;
    case 'interrupt':
      kernel?.interrupt();
      break;
    case 'dispose':
      void dispose();
      break;
  }
};

function start(options: IKernelStartOptions): Kernel {
  const { assets } = options;
  const platform = new BrowserPlatform(assets);
  const designs = designNames(Object.keys(assets.wasm));
  let libraryNames: Promise<string[]> | null = null;
  const created = new Kernel({
    design: options.design,
    maxThreads: options.maxThreads,
    designs,
    send: msg => post({ type: 'message', msg }),
    fatal: reason => post({ type: 'fatal', reason }),
    isComplete,
    request: experimentRequests(progress => browserExperiments({ assets, designs, progress, traceEvents: options.traceBuffer })),
    modules: () => (libraryNames ??= platform.library().then(({ bytes }) => new Library(() => new Uint8Array(bytes!)).names())),
    createRuntime: (design, host, maxThreads) => Runtime.create({ design, variant: 'release', platform, host, maxThreads, spareThreads: SPARE_THREADS })
  });
  created.ready().catch((error: unknown) => post({ type: 'fatal', reason: error instanceof Error ? error.message : String(error) }));
  return created;
}

async function dispose(): Promise<void> {
  await kernel?.dispose();
  post({ type: 'disposed' });
}

/** Workers that wait for threads before the first is started. */
const SPARE_THREADS = 4;
