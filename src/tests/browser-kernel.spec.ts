// The page's side of the boundary to a kernel worker, with a worker that only notes what it is sent.

import { KernelMessage } from '@jupyterlab/services';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ControlWord, type KernelToPage, type PageToKernel } from '../../kernel/protocol/boundary';
import { BrowserKernel } from '../browser-kernel';

class FakeWorker {
  static made: FakeWorker[] = [];

  constructor(readonly url: string) {
    FakeWorker.made.push(this);
  }

  onmessage: ((event: { data: KernelToPage }) => void) | null = null;
  onerror: ((event: { message?: string }) => void) | null = null;
  readonly sent: PageToKernel[] = [];
  terminated = false;

  postMessage(message: PageToKernel): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }
}

const assets = { threadWorker: 'thread.js', wasm: { 'biased.release.wasm': 'b.wasm' }, files: {} };

const request = KernelMessage.createMessage<KernelMessage.IInfoRequestMsg>({
  msgType: 'kernel_info_request',
  channel: 'shell',
  session: 's',
  content: {}
});

/** A kernel, and what the hub hears of it. */
function make(environment: Partial<BrowserKernel.IEnvironment> = {}) {
  const said: KernelMessage.IMessage[] = [];
  const deaths: string[] = [];
  const kernel = new BrowserKernel(
    { id: 'k', path: 'a.ipynb', send: msg => said.push(msg), died: reason => deaths.push(reason) },
    {
      kernelWorker: 'kernel.js',
      assets,
      workerUrl: async url => `${url}#checked`,
      settings: async () => ({ design: 'gil', maxThreads: 3, traceBuffer: 2048 }),
      ...environment
    }
  );
  return { kernel, said, deaths };
}

const started = () => vi.waitUntil(() => FakeWorker.made.at(-1));

describe('a browser kernel', () => {
  beforeEach(() => {
    FakeWorker.made = [];
    vi.stubGlobal('Worker', FakeWorker);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('starts its worker with the settings and the files, and keeps what came before', async () => {
    const { kernel } = make();
    kernel.handle(request);
    const worker = await started();
    expect(worker.url).toBe('kernel.js#checked');
    expect(worker.sent.map(({ type }) => type)).toEqual(['start', 'message']);
    expect(worker.sent[0]).toMatchObject({
      options: { id: 'k', path: 'a.ipynb', design: 'gil', maxThreads: 3, traceBuffer: 2048, assets: { ...assets, threadWorker: 'thread.js#checked' } }
    });
  });

  it('has state once it was asked to run something', () => {
    const { kernel } = make();
    kernel.handle(request);
    expect(kernel.hasState).toBe(false);
    const content = { code: '1', silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
    kernel.handle(KernelMessage.createMessage({ msgType: 'execute_request', channel: 'shell', session: 's', content }));
    expect(kernel.hasState).toBe(true);
  });

  it('counts interrupts in shared memory, also before the worker is there', async () => {
    const { kernel } = make();
    kernel.interrupt();
    const worker = await started();
    kernel.interrupt();
    const start = worker.sent.find(message => message.type === 'start')!;
    expect(Atomics.load(new Int32Array(start.options.control), ControlWord.Interrupts)).toBe(2);
    expect(worker.sent.map(({ type }) => type)).toEqual(['start', 'interrupt', 'interrupt']);
  });

  it('says that it is idle when the worker is ready', async () => {
    const { said } = make();
    (await started()).onmessage!({ data: { type: 'ready', session: 'w' } });
    expect(said.map(({ header, content }) => [header.session, content])).toEqual([['w', { execution_state: 'idle' }]]);
  });

  it('dies with the reason that the worker gives, and when the worker fails', async () => {
    const { deaths } = make();
    const worker = await started();
    worker.onmessage!({ data: { type: 'fatal', reason: 'It trapped.' } });
    worker.onerror!({ message: 'Uncaught Error: no' });
    expect(deaths).toEqual(['It trapped.', 'The kernel failed. Uncaught Error: no']);
  });

  it('dies when a script is missing', async () => {
    const { deaths } = make({ workerUrl: async url => Promise.reject(new Error(`${url}: 404`)) });
    await vi.waitUntil(() => deaths.length > 0);
    expect(deaths).toEqual(['The kernel did not start. kernel.js: 404']);
    expect(FakeWorker.made).toEqual([]);
  });

  it('ends its worker when that has ended its threads', async () => {
    const { kernel, said } = make();
    const worker = await started();
    kernel.dispose();
    expect(worker.sent.at(-1)).toEqual({ type: 'dispose' });
    expect(worker.terminated).toBe(false);
    worker.onmessage!({ data: { type: 'ready', session: 'w' } });
    worker.onmessage!({ data: { type: 'disposed' } });
    expect(worker.terminated).toBe(true);
    expect(said).toEqual([]);
  });

  it('ends its worker all the same when that does not answer', async () => {
    const { kernel } = make();
    const worker = await started();
    vi.useFakeTimers();
    kernel.dispose();
    vi.advanceTimersByTime(5000);
    expect(worker.terminated).toBe(true);
  });

  it('starts no worker when it is disposed of first', async () => {
    let release = () => undefined as void;
    const { kernel } = make({ settings: () => new Promise(resolve => (release = () => resolve({ design: 'gil', maxThreads: 1, traceBuffer: 1024 }))) });
    kernel.dispose();
    release();
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(FakeWorker.made).toEqual([]);
  });
});
