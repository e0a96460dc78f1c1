// The kernel hub: kernels of this page appear beside those of the server because the hub stands between
// JupyterLab and the network. It wraps the two functions of the server settings that all services go
// through, `fetch` and `WebSocket`, and leaves every other service as it is.

import type { Kernel, ServerConnection } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';
import type { IKernelHub, ILocalKernelDeath, ILocalKernelSpec } from '../tokens';
import { LOCAL_PREFIX, LocalKernels } from './kernels';
import { Routes } from './routes';
import { LocalSessions } from './sessions';
import { LocalSocket, kernelOfUrl } from './socket';

export class KernelHub implements IKernelHub {
  /** @param base - The settings of the server itself. */
  constructor(private readonly base: ServerConnection.ISettings) {
    this._kernels = new LocalKernels(base.serializer);
    this._routes = new Routes(base, this._kernels, new LocalSessions(this._kernels));
    this._kernels.died.connect((_, death) => this._died.emit(death));
  }

  get died(): ISignal<this, ILocalKernelDeath> {
    return this._died;
  }

  get hasState(): boolean {
    return this._kernels.all().some(({ kernel }) => kernel.hasState);
  }

  register(spec: ILocalKernelSpec): void {
    this._kernels.register(spec);
  }

  running(): Kernel.IModel[] {
    return this._kernels.all().map(record => this._kernels.model(record));
  }

  /** The server's settings with the kernels of this page added. */
  settings(): ServerConnection.ISettings {
    return {
      ...this.base,
      fetch: (input, init) => this._routes.fetch(input, init),
      WebSocket: this._webSocket()
    };
  }

  /** A WebSocket constructor that makes a local socket for the URL of a kernel of this page. */
  private _webSocket(): typeof WebSocket {
    const { serializer, WebSocket: Server } = this.base;
    const kernels = this._kernels;
    return new Proxy(Server, {
      construct(target, [url, protocols]: [string | URL, string | string[] | undefined]) {
        const id = kernelOfUrl(String(url));
        return id?.startsWith(LOCAL_PREFIX) ? new LocalSocket(String(url), serializer, kernels, id) : new target(url, protocols);
      }
    });
  }

  private readonly _kernels: LocalKernels;
  private readonly _routes: Routes;
  private readonly _died = new Signal<this, ILocalKernelDeath>(this);
}
