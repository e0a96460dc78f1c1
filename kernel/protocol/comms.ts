// Comms: channels between an object in Python and one in the front end. The kernel keeps who is open, for comm_info, and
// carries messages both ways; their meaning is up to the two ends. The Python end is the module `comm` (kernel/lib).

import type { Interpreter } from './interpreter';
import type { IJupyterHeader, IJupyterMessage } from './messages';

/** A comm message as Python sends and takes it: its buffers are base64 texts. */
interface IPythonComm {
  content: { comm_id: string; data: unknown; target_name?: string };
  metadata: Record<string, unknown>;
  buffers: string[];
}

export type CommType = 'comm_open' | 'comm_msg' | 'comm_close';

export class Comms {
  constructor(
    private readonly interpreter: Interpreter,
    private readonly publish: (type: CommType, content: unknown, parent: IJupyterHeader | null, metadata: Record<string, unknown>, buffers: Uint8Array[]) => void
  ) {}

  /** Content of a comm_info_reply. */
  info(target: string | null | undefined): { status: 'ok'; comms: Record<string, { target_name: string }> } {
    const found = [...this._targets].filter(([, name]) => target == null || target === name);
    return { status: 'ok', comms: Object.fromEntries(found.map(([id, name]) => [id, { target_name: name }])) };
  }

  /** A message from the front end. One that nobody takes is answered by comm_close. */
  async receive(message: IJupyterMessage, cell: number): Promise<void> {
    const type = message.header.msg_type as CommType;
    const content = message.content as IPythonComm['content'];
    const known = type === 'comm_open' || this._targets.has(content.comm_id);
    if (type === 'comm_open') {
      this._targets.set(content.comm_id, content.target_name ?? '');
    } else if (type === 'comm_close') {
      this._targets.delete(content.comm_id);
    }
    const buffers = (message.buffers ?? []).map(toBase64);
    const taken = known && (await this.interpreter.call('comm', { type, content, metadata: message.metadata, buffers }, cell)) === true;
    if (!taken && type !== 'comm_close') {
      this._targets.delete(content.comm_id);
      this.publish('comm_close', { comm_id: content.comm_id, data: {} }, message.header, {}, []);
    }
  }

  /** A message from Python. */
  send(type: CommType, json: string, parent: IJupyterHeader | null): void {
    const { content, metadata, buffers } = JSON.parse(json) as IPythonComm;
    if (type === 'comm_open') {
      this._targets.set(content.comm_id, content.target_name ?? '');
    } else if (type === 'comm_close') {
      this._targets.delete(content.comm_id);
    }
    this.publish(type, content, parent, metadata, buffers.map(fromBase64));
  }

  /** The runtime has gone, and with it all Python ends. */
  closeAll(): void {
    for (const comm_id of this._targets.keys()) {
      this.publish('comm_close', { comm_id, data: {} }, null, {}, []);
    }
    this._targets.clear();
  }

  /** Target names by comm id. */
  private readonly _targets = new Map<string, string>();
}

function toBase64(buffer: ArrayBuffer | ArrayBufferView): string {
  const bytes = ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  }
  return btoa(parts.join(''));
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), char => char.charCodeAt(0));

/** Arguments of one call of fromCharCode. */
const CHUNK = 8192;
