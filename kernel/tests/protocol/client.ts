// A front end for tests: sends requests to a kernel and collects what it publishes.

import { Kernel } from '../../protocol/kernel';
import type { IJupyterMessage } from '../../protocol/messages';
import { MessageFactory } from '../../protocol/messages';
import { type FakeRuntime, fakeFactory } from './fake-runtime';

type Content = Record<string, unknown>;

export class Client {
  /**
   * @param answers - Of the pretended `_kernel`, by function.
   * @param options - Of the kernel, in place of those with a pretended runtime.
   */
  constructor(answers: Record<string, unknown> = {}, options: Partial<Kernel.IOptions> = {}) {
    const { made, create } = fakeFactory(answers);
    this.runtimes = made;
    this.kernel = new Kernel({
      createRuntime: create,
      design: 'biased',
      designs: ['biased', 'gil'],
      send: message => this._receive(message),
      fatal: reason => this.fatal.push(reason),
      isComplete: code => (code.endsWith(':') ? { status: 'incomplete', indent: '    ' } : { status: 'complete' }),
      ...options
    });
  }

  readonly kernel: Kernel;
  readonly runtimes: FakeRuntime[];
  readonly received: IJupyterMessage[] = [];
  readonly fatal: string[] = [];

  /** Sends a request; answers with the id of it. */
  send(type: string, content: Content = {}, channel: IJupyterMessage['channel'] = 'shell'): string {
    const message = this._factory.create(channel, type, content, null);
    this.kernel.handle(message);
    return message.header.msg_id;
  }

  execute(code: string, options: Content = {}): string {
    return this.send('execute_request', { code, silent: false, store_history: true, allow_stdin: true, stop_on_error: true, user_expressions: {}, ...options });
  }

  /** Content of the reply to a request, once the kernel is idle again. */
  async reply(id: string): Promise<Content> {
    await this.until(message => isParent(message, id) && message.header.msg_type === 'status' && (message.content as Content).execution_state === 'idle');
    return this.received.find(message => isParent(message, id) && message.header.msg_type.endsWith('_reply'))!.content as Content;
  }

  /** What was published for a request: types and contents, without status messages. */
  published(id: string): [string, Content][] {
    return this.received
      .filter(message => isParent(message, id) && message.channel === 'iopub' && message.header.msg_type !== 'status')
      .map(({ header, content }) => [header.msg_type, content as Content]);
  }

  async until(matches: (message: IJupyterMessage) => boolean): Promise<IJupyterMessage> {
    for (;;) {
      const found = this.received.find(matches);
      if (found) {
        return found;
      }
      await new Promise<void>(resolve => (this._arrived = resolve));
    }
  }

  private _receive(message: IJupyterMessage): void {
    this.received.push(message);
    this._arrived?.();
  }

  private readonly _factory = new MessageFactory('client');
  private _arrived: (() => void) | null = null;
}

const isParent = (message: IJupyterMessage, id: string): boolean => message.parent_header.msg_id === id;
