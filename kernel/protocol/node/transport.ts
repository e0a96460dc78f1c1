// The five ZeroMQ sockets of a kernel. Each socket sends one message at a time, in the order given; what a client
// subscribes to on iopub is answered with a welcome, so that it knows that it will miss nothing.

import { Router, XPublisher } from 'zeromq';
import type { IJupyterMessage } from '../messages';
import { type IConnection, address } from './connection';
import { type IReceived, Wire, WireError } from './wire';

export class Transport {
  constructor(
    private readonly connection: IConnection,
    private readonly options: Transport.IOptions
  ) {
    this._wire = new Wire(connection);
    const patient = { linger: LINGER_MS };
    // A client that reconnects under its name takes the place of its former connection.
    const router = (): Router => new Router({ ...patient, handover: true });
    this._routers = { shell: router(), control: router(), stdin: router() };
    // All subscriptions are passed up, also a second client's to the same topic; no output is ever dropped.
    this._iopub = new XPublisher({ ...patient, sendHighWaterMark: 0, verbosity: 'allSubs' });
    this._heartbeat = new Router(patient);
  }

  /** Listens on all ports; messages arrive from then on. Rejects where a port is taken. */
  async open(): Promise<void> {
    this._opening = this._bind();
    await this._opening;
    const loops = [...ROUTERS.map(name => this._receive(name)), this._welcome(), this._beat()];
    loops.forEach(loop => loop.catch((error: unknown) => this.options.failed(error as Error)));
  }

  private async _bind(): Promise<void> {
    const { connection } = this;
    await Promise.all([
      ...ROUTERS.map(name => this._routers[name].bind(address(connection, name))),
      this._iopub.bind(address(connection, 'iopub')),
      this._heartbeat.bind(address(connection, 'hb'))
    ]);
  }

  /** Sends a message of the kernel's by its channel. */
  send(message: IJupyterMessage): void {
    if (message.channel === 'iopub') {
      this._queue('iopub', this._iopub, [`kernel.${message.header.session}.${message.header.msg_type}`], message);
      return;
    }
    // Replies carry the very header of the request, by which its sender is known.
    const ids = this._senders.get(message.parent_header);
    if (!ids) {
      throw new Error(`nobody is known to send ${message.header.msg_type} to`);
    }
    this._queue(message.channel, this._routers[message.channel], ids, message);
  }

  /** Resolves when all that was sent has left this process, then closes the sockets. */
  async close(): Promise<void> {
    await Promise.all(this._sending.values());
    [...Object.values(this._routers), this._iopub, this._heartbeat].forEach(socket => socket.close());
  }

  private _queue(name: string, socket: Router | XPublisher, ids: readonly (Uint8Array | string)[], message: IJupyterMessage): void {
    const frames = this._wire.encode(ids, message);
    const before = this._sending.get(name) ?? this._opening;
    this._sending.set(
      name,
      before.then(() => socket.send(frames)).catch((error: unknown) => this._undelivered(error as NodeJS.ErrnoException, message))
    );
  }

  private _undelivered(error: NodeJS.ErrnoException, { header }: IJupyterMessage): void {
    // The client has gone: an answer to it goes nowhere.
    if (error.code !== 'EHOSTUNREACH') {
      this.options.warn(`${header.msg_type} could not be sent: ${error.message}`);
    }
  }

  private async _receive(name: RouterName): Promise<void> {
    for await (const frames of this._routers[name]) {
      let received: IReceived;
      try {
        received = this._wire.decode(frames, name);
      } catch (error) {
        if (!(error instanceof WireError)) {
          throw error;
        }
        this.options.warn(`A message on ${name} was dropped: ${error.message}`);
        continue;
      }
      this._senders.set(received.message.header, received.ids);
      this.options.message(received.message);
    }
  }

  private async _welcome(): Promise<void> {
    for await (const [frame] of this._iopub) {
      if (frame[0] === SUBSCRIBE) {
        const topic = frame.subarray(1);
        this._queue('iopub', this._iopub, [new Uint8Array(topic)], this.options.welcome(topic.toString('utf8')));
      }
    }
  }

  private async _beat(): Promise<void> {
    for await (const frames of this._heartbeat) {
      await this._heartbeat.send(frames);
    }
  }

  private _opening: Promise<void> = Promise.resolve();
  private readonly _wire: Wire;
  private readonly _routers: Record<RouterName, Router>;
  private readonly _iopub: XPublisher;
  private readonly _heartbeat: Router;
  private readonly _senders = new WeakMap<object, Uint8Array[]>();
  private readonly _sending = new Map<string, Promise<void>>();
}

export namespace Transport {
  export interface IOptions {
    /** A message arrived. */
    message(message: IJupyterMessage): void;

    /** The message that greets a subscriber to a topic. */
    welcome(topic: string): IJupyterMessage;

    /** Something went wrong that concerns one message. */
    warn(text: string): void;

    /** A socket is broken. */
    failed(error: Error): void;
  }
}

type RouterName = 'shell' | 'control' | 'stdin';

const ROUTERS: readonly RouterName[] = ['shell', 'control', 'stdin'];

/** First byte of what an XPUB socket receives when a client subscribes. */
const SUBSCRIBE = 1;

/** How long sockets try to deliver what is left when they are closed. */
const LINGER_MS = 1000;
