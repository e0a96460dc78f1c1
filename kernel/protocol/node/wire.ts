// Jupyter messages as frames: [routing ids..., <IDS|MSG>, signature, header, parent header, metadata, content,
// buffers...]. The signature is an HMAC over the four JSON frames; a message whose signature is wrong, or has been
// seen before, is dropped.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IJupyterHeader, IJupyterMessage } from '../messages';
import type { IConnection } from './connection';

export interface IReceived {
  /** Whom an answer goes to. */
  ids: Uint8Array[];
  message: IJupyterMessage;
}

export class Wire {
  constructor(private readonly options: Pick<IConnection, 'key' | 'hash'>) {}

  encode(ids: readonly (Uint8Array | string)[], { header, parent_header, metadata, content, buffers = [] }: IJupyterMessage): (Uint8Array | string)[] {
    const parts = [header, parent_header, metadata, content].map(part => Buffer.from(wellFormed(JSON.stringify(part))));
    return [...ids, DELIMITER, this._sign(parts), ...parts, ...buffers.map(bytesOf)];
  }

  /** Throws WireError. */
  decode(frames: readonly Buffer[], channel: IJupyterMessage['channel']): IReceived {
    const end = frames.findIndex(frame => frame.equals(DELIMITER));
    if (end < 0 || frames.length < end + 6) {
      throw new WireError('frames are missing');
    }
    const [signature, ...rest] = frames.slice(end + 1);
    const parts = rest.slice(0, 4);
    this._check(signature, parts);
    let texts: unknown[];
    try {
      texts = parts.map(part => JSON.parse(part.toString('utf8')) as unknown);
    } catch (error) {
      throw new WireError(`a frame is not JSON: ${(error as Error).message}`);
    }
    const [header, parent, metadata, content] = texts;
    if (typeof (header as IJupyterHeader | null)?.msg_type !== 'string' || typeof (header as IJupyterHeader).msg_id !== 'string') {
      throw new WireError('the header has no msg_type or msg_id');
    }
    const message: IJupyterMessage = {
      channel,
      header: header as IJupyterHeader,
      parent_header: parent as IJupyterHeader,
      metadata: metadata as Record<string, unknown>,
      content,
      // A copy: what the socket hands out is its own.
      buffers: rest.slice(4).map(frame => new Uint8Array(frame))
    };
    return { ids: frames.slice(0, end), message };
  }

  private _check(signature: Buffer, parts: readonly Buffer[]): void {
    if (this.options.key === '') {
      return;
    }
    const expected = Buffer.from(this._sign(parts));
    if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
      throw new WireError('the signature is wrong');
    }
    const text = signature.toString('latin1');
    if (this._seen.has(text)) {
      throw new WireError('the message was sent before');
    }
    this._seen.add(text);
    if (this._seen.size > REMEMBERED) {
      const [oldest] = this._seen;
      this._seen.delete(oldest);
    }
  }

  private _sign(parts: readonly Buffer[]): string {
    if (this.options.key === '') {
      return '';
    }
    const hmac = createHmac(this.options.hash, this.options.key);
    parts.forEach(part => hmac.update(part));
    return hmac.digest('hex');
  }

  private readonly _seen = new Set<string>();
}

/** A message that is not one, or not from who holds the key. */
export class WireError extends Error {}

const DELIMITER = Buffer.from('<IDS|MSG>');

/** How many signatures are kept to tell a message that is sent again. */
const REMEMBERED = 65536;

/**
 * JSON without halves of surrogate pairs, which Python's strings may hold and notebooks, being UTF-8, may not: a front end could
 * not save one. JSON.stringify writes just these as escapes.
 */
const wellFormed = (json: string): string =>
  json.includes('\\ud') ? json.replace(/\\(?:u[d][89a-f][0-9a-f]{2}|.)/g, escape => (escape.startsWith('\\ud') ? '\ufffd' : escape)) : json;

const bytesOf = (buffer: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
