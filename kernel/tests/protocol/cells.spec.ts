// Output finds the cell that it belongs to, and the kernel does not keep all requests for that.

import { describe, expect, it } from 'vitest';
import { Cells } from '../../protocol/cells';
import { MessageFactory } from '../../protocol/messages';

const factory = new MessageFactory('test');
const request = (allow_stdin = false): ReturnType<MessageFactory['create']> => factory.create('shell', 'execute_request', { code: 'x', allow_stdin }, null);

describe('Cells', () => {
  it('gives output to the request that started its run, also after others', () => {
    const sent: [string, string | undefined][] = [];
    const cells = new Cells((type, _, parent) => sent.push([type, parent?.msg_id]));
    const [first, second] = [request(), request()];
    cells.add(1, first, false);
    cells.add(2, second, false);
    cells.publish(1, 'stream', {});
    cells.publish(2, 'stream', {});
    // A run that nobody asked for shows under the latest cell.
    cells.publish(99, 'stream', {});
    expect(sent).toEqual([
      ['stream', first.header.msg_id],
      ['stream', second.header.msg_id],
      ['stream', second.header.msg_id]
    ]);
  });

  it('drops output of silent runs', () => {
    const sent: string[] = [];
    const cells = new Cells(type => sent.push(type));
    cells.add(1, request(), true);
    cells.publish(1, 'stream', {});
    expect(sent).toEqual([]);
  });

  it('knows so many requests and no more, and shows output of forgotten ones under the latest', () => {
    const sent: (string | undefined)[] = [];
    const cells = new Cells((_, __, parent) => sent.push(parent?.msg_id), 3);
    const requests = [1, 2, 3, 4].map(() => request(true));
    requests.forEach((message, i) => cells.add(i + 1, message, false));
    expect([1, 2, 3, 4].map(cell => cells.origin(cell)?.header.msg_id)).toEqual([undefined, ...requests.slice(1).map(({ header }) => header.msg_id)]);
    cells.publish(1, 'stream', {});
    expect(sent).toEqual([requests[3].header.msg_id]);
    expect(cells.origin(2)).toEqual({ header: requests[1].header, allowStdin: true, silent: false });
  });
});
