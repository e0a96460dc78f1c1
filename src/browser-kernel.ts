// A kernel in a dedicated worker of this page. The page relays Jupyter messages in both directions and does
// nothing else: all protocol work and the runtime itself live behind the boundary.

import { KernelMessage } from '@jupyterlab/services';
import {
  CONTROL_BYTES,
  ControlWord,
  type IKernelAssets,
  type IKernelStartOptions,
  type KernelToPage,
  type PageToKernel
} from '../kernel/protocol/boundary';
import type { ILocalKernel, ILocalKernelOptions } from './tokens';

/** How long a worker has to end its threads before it is ended itself. */
const DISPOSE_MS = 2000;

/** What of the start options is a matter of the user's settings. */
export type KernelSettings = Pick<IKernelStartOptions, 'design' | 'maxThreads' | 'traceBuffer'>;

export class BrowserKernel implements ILocalKernel {
  constructor(
    private readonly options: ILocalKernelOptions,
    environment: BrowserKernel.IEnvironment
  ) {
    this._control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES));
    this._start(environment).catch((error: unknown) => this._died(`The kernel did not start. ${messageOf(error)}`));
  }

  get hasState(): boolean {
    return this._hasState;
  }

  handle(msg: KernelMessage.IMessage): void {
    this._hasState ||= msg.header.msg_type === 'execute_request';
    this._post({ type: 'message', msg });
  }

  interrupt(): void {
    Atomics.add(this._control, ControlWord.Interrupts, 1);
    Atomics.notify(this._control, ControlWord.Interrupts);
    this._post({ type: 'interrupt' });
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._waiting.length = 0;
    const worker = this._worker;
    if (worker) {
      // Its threads are stopped first: a browser does not end a worker that spins in Wasm for some seconds.
      const timer = setTimeout(() => worker.terminate(), DISPOSE_MS);
      worker.onerror = null;
      worker.onmessage = ({ data }: MessageEvent<KernelToPage>) => {
        if (data.type === 'disposed') {
          clearTimeout(timer);
          worker.terminate();
        }
      };
      worker.postMessage({ type: 'dispose' } satisfies PageToKernel);
    }
  }

  private async _start({ kernelWorker, assets, workerUrl, settings }: BrowserKernel.IEnvironment): Promise<void> {
    const [script, threadWorker, chosen] = await Promise.all([workerUrl(kernelWorker), workerUrl(assets.threadWorker), settings()]);
    if (this._isDisposed) {
      return;
    }
    const { id, path } = this.options;
    const worker = new Worker(script, { name: `kernel ${id}` });
    worker.onmessage = ({ data }: MessageEvent<KernelToPage>) => this._receive(data);
    worker.onerror = event => this._died(`The kernel failed. ${event.message ?? 'Its worker could not be loaded.'}`);
    worker.onmessageerror = () => this._died('The kernel sent a message that could not be read.');
    this._worker = worker;
    const control = this._control.buffer;
    this._post({ type: 'start', options: { ...chosen, id, path, assets: { ...assets, threadWorker }, control } });
    this._waiting.splice(0).forEach(message => this._post(message));
  }

  private _post(message: PageToKernel): void {
    if (this._isDisposed) {
      return;
    }
    if (this._worker) {
      this._worker.postMessage(message);
    } else {
      this._waiting.push(message);
    }
  }

  private _receive(data: KernelToPage): void {
    switch (data.type) {
      case 'message':
        this.options.send(data.msg as KernelMessage.IMessage);
        break;
      case 'fatal':
        this._died(data.reason);
        break;
      case 'ready':
        // Front ends learn from it that a restart is over.
        this.options.send(
          KernelMessage.createMessage<KernelMessage.IStatusMsg>({
            msgType: 'status',
            channel: 'iopub',
            session: data.session,
            content: { execution_state: 'idle' }
          })
        );
        break;
      case 'disposed':
        break;
    }
  }

  private _died(reason: string): void {
    if (!this._isDisposed) {
      this.options.died(reason);
    }
  }

  private readonly _control: Int32Array<SharedArrayBuffer>;
  private readonly _waiting: PageToKernel[] = [];
  private _worker: Worker | undefined;
  private _isDisposed = false;
  private _hasState = false;
}

export namespace BrowserKernel {
  /** What a kernel needs of the page. */
  export interface IEnvironment {
    /** URL of the kernel worker's script. */
    readonly kernelWorker: string;
    readonly assets: IKernelAssets;

    /** A URL from which the script can be started as a worker. */
    workerUrl(url: string): Promise<string>;

    /** The user's settings as they are when the kernel starts. */
    settings(): Promise<KernelSettings>;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
