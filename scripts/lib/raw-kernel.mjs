// A kernel started and spoken to as a front end does that has neither a Jupyter server nor Jupyter's Python client: a
// connection file of its own making, the kernelspec's command, five ZeroMQ sockets. For a test and for the benchmark.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';

const DELIMITER = Buffer.from('<IDS|MSG>');
const SOCKETS = ['shell', 'control', 'stdin', 'iopub', 'hb'];

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map(server => new Promise(done => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

export class RawKernel {
  /**
   * Starts a kernel.
   *
   * @param {{argv: string[], env?: Record<string, string>}} spec - A kernelspec.
   * @param {string} folder - Where it runs, and where its connection file is.
   */
  static async start(spec, folder) {
    const kernel = new RawKernel();
    const ports = await freePorts(SOCKETS.length);
    kernel.file = join(folder, `kernel-${randomUUID()}.json`);
    const connection = { transport: 'tcp', ip: '127.0.0.1', key: kernel._key, signature_scheme: 'hmac-sha256', kernel_name: 'gilectomy' };
    writeFileSync(kernel.file, JSON.stringify({ ...connection, ...Object.fromEntries(SOCKETS.map((name, i) => [`${name}_port`, ports[i]])) }), { mode: 0o600 });
    const [program, ...args] = spec.argv.map(word => (word === '{connection_file}' ? kernel.file : word));
    kernel._child = spawn(program, args, { cwd: folder, env: { ...process.env, ...spec.env }, stdio: ['ignore', 'inherit', 'inherit'] });
    kernel.ended = new Promise(done => kernel._child.on('exit', (code, signal) => done({ code, signal })));
    SOCKETS.slice(0, 4).forEach((name, i) => kernel._connect(name, ports[i]));
    return kernel;
  }

  /**
   * Sends a request; its id, and the content of its reply.
   *
   * @param {'shell' | 'control'} socket
   */
  async ask(socket, type, content) {
    const id = await this.send(socket, type, content);
    const reply = this.message(({ type: kind, parent }) => parent === id && kind === type.replace(/_request$/, '_reply'));
    return { id, reply: reply.then(({ content }) => content) };
  }

  /** Sends a message; its id. */
  async send(socket, type, content) {
    const header = { msg_id: randomUUID(), msg_type: type, session: this._session, username: 'editor', version: '5.2', date: new Date().toISOString() };
    const parts = [header, {}, {}, content].map(part => Buffer.from(JSON.stringify(part)));
    await this._sockets[socket].send([DELIMITER, this._sign(parts), ...parts]);
    return header.msg_id;
  }

  /** Runs a cell: its id, the content of its reply once the kernel is idle again, and what it has published so far. */
  async execute(code, options = {}) {
    const request = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: true, ...options };
    const { id, reply } = await this.ask('shell', 'execute_request', request);
    const idle = this.message(({ type, parent, content }) => parent === id && type === 'status' && content.execution_state === 'idle');
    const outputs = () => this._arrived.filter(({ parent, type }) => parent === id && !/^status$|_reply$|^execute_input$/.test(type));
    return { id, done: Promise.all([reply, idle]).then(([content]) => content), outputs };
  }

  /** The first message that fits, now or later. */
  async message(fits) {
    for (;;) {
      const found = this._arrived.find(fits);
      if (found) {
        return found;
      }
      await new Promise(wake => this._waiting.push(wake));
    }
  }

  /** Whatever state it is in. */
  close() {
    this._child.kill('SIGKILL');
    Object.values(this._sockets).forEach(socket => socket.close());
    rmSync(this.file, { force: true });
  }

  _connect(name, port) {
    // One identity on all sockets: requests for input find their way by it.
    const socket = name === 'iopub' ? new Subscriber({ linger: 0 }) : new Dealer({ routingId: this._session, linger: 0 });
    socket.connect(`tcp://127.0.0.1:${port}`);
    if (name === 'iopub') {
      socket.subscribe();
    }
    this._sockets[name] = socket;
    void this._receive(socket);
  }

  async _receive(socket) {
    for await (const frames of socket) {
      const at = frames.findIndex(frame => frame.equals(DELIMITER));
      const parts = frames.slice(at + 2, at + 6);
      assert.equal(frames[at + 1].toString(), this._sign(parts), 'the kernel signs what it sends');
      const [header, parent, , content] = parts.map(part => JSON.parse(part.toString()));
      this._arrived.push({ type: header.msg_type, parent: parent.msg_id, content });
      this._waiting.splice(0).forEach(wake => wake());
    }
  }

  _sign(parts) {
    const hmac = createHmac('sha256', this._key);
    parts.forEach(part => hmac.update(part));
    return hmac.digest('hex');
  }

  _key = randomUUID();
  _session = randomUUID();
  _sockets = {};
  _arrived = [];
  _waiting = [];
}
