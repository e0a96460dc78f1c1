// The socket between a kernel connection of JupyterLab and a kernel of this page. It has the WebSocket
// members that a kernel connection uses and nothing of the network; frames travel in the wire format
// `v1.kernel.websocket.jupyter.org`, so that each connection unpacks a copy of its own.

import type { ServerConnection } from '@jupyterlab/services';
import type { ILocalKernelRecord, LocalKernels } from './kernels';

export const WIRE_PROTOCOL = 'v1.kernel.websocket.jupyter.org';

/** What a kernel's channel is called in a WebSocket URL; the first group is the kernel's id. */
const CHANNELS = /\/api\/kernels\/([^/?]+)\/channels(?:\?|$)/;

/** The kernel that a WebSocket URL names, undefined when it names none. */
export function kernelOfUrl(url: string): string | undefined {
  const match = CHANNELS.exec(url);
  return match ? decodeURIComponent(match[1]) : undefined;
}

type Frame = ReturnType<ServerConnection.ISettings['serializer']['serialize']>;

export class LocalSocket extends EventTarget {
  /**
   * @param url - As given to the WebSocket's constructor.
   * @param serializer - Packs and unpacks the frames.
   * @param kernels - Where the kernel is looked up when the socket opens.
   * @param kernelId - The kernel; if it has ended, the connection fails.
   */
  constructor(
    readonly url: string,
    private readonly serializer: ServerConnection.ISettings['serializer'],
    private readonly kernels: LocalKernels,
    private readonly kernelId: string
  ) {
    super();
    // A WebSocket opens after its constructor has returned: the handlers are set in between.
    setTimeout(() => this._open(), 0);
  }

  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly protocol = WIRE_PROTOCOL;
  readonly extensions = '';
  readonly bufferedAmount = 0;
  binaryType: BinaryType = 'arraybuffer';

  get readyState(): number {
    return this._readyState;
  }

  /** A frame from the front end to the kernel. */
  send(data: ArrayBuffer | string): void {
    if (this._readyState !== this.OPEN || !this._record) {
      return; // as a WebSocket that is closing or closed: the data is discarded
    }
    this._record.kernel.handle(this.serializer.deserialize(data as ArrayBuffer, WIRE_PROTOCOL));
  }

  /** A frame from the kernel to the front end. */
  deliver(frame: Frame): void {
    if (this._readyState === this.OPEN) {
      this._emit(new MessageEvent('message', { data: frame }), this.onmessage);
    }
  }

  close(): void {
    if (this._readyState === this.CLOSED) {
      return;
    }
    this._readyState = this.CLOSED;
    this._record?.sockets.delete(this);
    setTimeout(() => this._closed(1000, true), 0);
  }

  private _open(): void {
    if (this._readyState !== this.CONNECTING) {
      return;
    }
    this._record = this.kernels.get(this.kernelId);
    if (!this._record) {
      this._readyState = this.CLOSED;
      this._closed(1006, false);
      return;
    }
    this._readyState = this.OPEN;
    this._emit(new Event('open'), this.onopen);
    this.kernels.connect(this._record, this);
  }

  private _closed(code: number, wasClean: boolean): void {
    const event = Object.assign(new Event('close'), { code, wasClean, reason: '' }) as CloseEvent;
    this._emit(event, this.onclose);
  }

  private _emit<E extends Event>(event: E, handler: ((event: E) => void) | null): void {
    handler?.(event);
    this.dispatchEvent(event);
  }

  private _readyState = 0;
  private _record: ILocalKernelRecord | undefined;
}
