// Messages as frames, and what a connection file may ask for.

import { describe, expect, it } from 'vitest';
import { MessageFactory } from '../../protocol/messages';
import { ConnectionError, address, parseConnection } from '../../protocol/node/connection';
import { Wire, WireError } from '../../protocol/node/wire';

const KEY = { key: 'secret', hash: 'sha256' };
const factory = new MessageFactory('s');

function framesOf(wire: Wire, ids: string[] = ['me']): Buffer[] {
  const message = factory.create('shell', 'kernel_info_request', { é: 1 }, null, { m: true });
  return wire.encode(ids, { ...message, buffers: [new Uint8Array([1, 2, 3])] }).map(frame => Buffer.from(frame));
}

describe('the wire', () => {
  it('brings a message over as it was', () => {
    const { ids, message } = new Wire(KEY).decode(framesOf(new Wire(KEY), ['a', 'b']), 'shell');
    expect(ids.map(String)).toEqual(['a', 'b']);
    expect(message).toMatchObject({ channel: 'shell', header: { msg_type: 'kernel_info_request', session: 's' }, content: { é: 1 }, metadata: { m: true } });
    expect(message.buffers).toEqual([new Uint8Array([1, 2, 3])]);
  });

  it('carries no halves of surrogate pairs, and leaves texts that only look like them alone', () => {
    const content = { text: 'a\ud800b\udc00', pair: '😀', looks: '\\ud800', both: '\\\ud800' };
    const frames = new Wire(KEY).encode(['me'], factory.create('iopub', 'stream', content, null)).map(frame => Buffer.from(frame));
    expect(JSON.parse(frames.at(-1)!.toString('utf8'))).toEqual({ text: 'a\ufffdb\ufffd', pair: '😀', looks: '\\ud800', both: '\\\ufffd' });
  });

  it('refuses a message of another key', () => {
    expect(() => new Wire(KEY).decode(framesOf(new Wire({ ...KEY, key: 'other' })), 'shell')).toThrow('the signature is wrong');
  });

  it('refuses a message that was changed on its way', () => {
    const frames = framesOf(new Wire(KEY));
    frames[6] = Buffer.from('{"code":"evil"}');
    expect(() => new Wire(KEY).decode(frames, 'shell')).toThrow(WireError);
  });

  it('refuses a message that is sent again', () => {
    const wire = new Wire(KEY);
    const frames = framesOf(new Wire(KEY));
    wire.decode(frames, 'shell');
    expect(() => wire.decode(frames, 'shell')).toThrow('the message was sent before');
  });

  it('refuses frames that are no message', () => {
    expect(() => new Wire(KEY).decode([Buffer.from('x')], 'shell')).toThrow(WireError);
    const unsigned = new Wire({ ...KEY, key: '' });
    expect(() => unsigned.decode(['<IDS|MSG>', '', 'x', '{}', '{}', '{}'].map(text => Buffer.from(text)), 'shell')).toThrow('a frame is not JSON');
    expect(() => unsigned.decode(['<IDS|MSG>', '', 'null', '{}', '{}', '{}'].map(text => Buffer.from(text)), 'shell')).toThrow('the header has no msg_type');
  });
});

describe('a connection file', () => {
  const file = { transport: 'tcp', ip: '127.0.0.1', key: 'k', signature_scheme: 'hmac-sha256', shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };

  it('says where to listen', () => {
    expect(address(parseConnection(JSON.stringify(file)), 'hb')).toBe('tcp://127.0.0.1:5');
    expect(address(parseConnection(JSON.stringify({ ...file, ip: '::1' })), 'shell')).toBe('tcp://[::1]:1');
    expect(address(parseConnection(JSON.stringify({ ...file, transport: 'ipc', ip: '/run/k' })), 'shell')).toBe('ipc:///run/k-1');
  });

  for (const [title, change] of [
    ['an address that others can reach', { ip: '0.0.0.0' }],
    ['an address of a network', { ip: '192.168.1.2' }],
    ['another transport', { transport: 'udp' }],
    ['another signature', { signature_scheme: 'rsa' }],
    ['a port that is none', { shell_port: 70000 }],
    ['a port that is missing', { hb_port: undefined }]
  ] as const) {
    it(`is refused with ${title}`, () => {
      expect(() => parseConnection(JSON.stringify({ ...file, ...change }))).toThrow(ConnectionError);
    });
  }

  it('is refused where it is not JSON', () => {
    expect(() => parseConnection('{')).toThrow(ConnectionError);
  });
});
