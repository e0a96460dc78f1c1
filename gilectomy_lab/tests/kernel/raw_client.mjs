// A front end without Jupyter's Python client: it reads the kernelspec, writes a connection file, starts the kernel itself
// and talks to it by ZeroMQ from Node. Editors that start kernels without a Jupyter server, VS Code's Jupyter extension
// among them, do these steps in this order.
//
// `node raw_client.mjs KERNELSPEC_FOLDER PYTHON WORKING_FOLDER`; ends with status 0 where all went as it should.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';

const [specFolder, python, folder] = process.argv.slice(2);
const TIMEOUT_MS = 30_000;
const timer = setTimeout(() => {
  console.error(`no answer within ${TIMEOUT_MS / 1000} s; last step: ${step}`);
  process.exit(1);
}, TIMEOUT_MS);

const DELIMITER = Buffer.from('<IDS|MSG>');
const key = randomUUID();
const session = randomUUID();
let step = '';

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map(server => new Promise(done => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

const sign = parts => {
  const hmac = createHmac('sha256', key);
  parts.forEach(part => hmac.update(part));
  return hmac.digest('hex');
};

function encode(type, content) {
  const header = { msg_id: randomUUID(), msg_type: type, session, username: 'editor', version: '5.2', date: new Date().toISOString() };
  const parts = [header, {}, {}, content].map(part => Buffer.from(JSON.stringify(part)));
  return { id: header.msg_id, frames: [DELIMITER, sign(parts), ...parts] };
}

function decode(frames) {
  const at = frames.findIndex(frame => frame.equals(DELIMITER));
  const parts = frames.slice(at + 2, at + 6);
  assert.equal(frames[at + 1].toString(), sign(parts), 'the kernel signs what it sends');
  const [header, parent, , content] = parts.map(part => JSON.parse(part.toString()));
  return { type: header.msg_type, parent: parent.msg_id, content };
}

// 1. The kernel is started as its kernelspec says, in the folder of the notebook.
const spec = JSON.parse(readFileSync(join(specFolder, 'kernel.json'), 'utf8'));
assert.equal(spec.language, 'python');
assert.equal(spec.interrupt_mode, 'message');
const [shell_port, control_port, stdin_port, iopub_port, hb_port] = await freePorts(5);
const file = join(folder, `kernel-${process.pid}.json`);
const connection = { version: 0, transport: 'tcp', ip: '127.0.0.1', key, signature_scheme: 'hmac-sha256', kernel_name: 'gilectomy', shell_port, control_port, stdin_port, iopub_port, hb_port };
writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
const argv = spec.argv.map(word => (word === '{connection_file}' ? file : word));
const child = spawn(/^python/.test(argv[0]) ? python : argv[0], argv.slice(1), { cwd: folder, env: { ...process.env, ...spec.env }, stdio: ['ignore', 'inherit', 'inherit'] });
const ended = new Promise(done => child.on('exit', (code, signal) => done({ code, signal })));

// 2. Sockets with one identity, so that input requests find their way.
const dealer = port => {
  const socket = new Dealer({ routingId: session, linger: 0 });
  socket.connect(`tcp://127.0.0.1:${port}`);
  return socket;
};
const sockets = { shell: dealer(shell_port), control: dealer(control_port), stdin: dealer(stdin_port) };
const iopub = new Subscriber({ linger: 0 });
iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
iopub.subscribe();

const published = [];
const waiting = [];
const arrived = message => {
  published.push(message);
  waiting.splice(0).forEach(wake => wake());
};
for (const socket of [...Object.values(sockets), iopub]) {
  void (async () => {
    for await (const frames of socket) {
      arrived(decode(frames));
    }
  })();
}

/** The first message that fits, now or later. */
async function message(fits) {
  for (;;) {
    const found = published.find(fits);
    if (found) {
      return found;
    }
    await new Promise(wake => waiting.push(wake));
  }
}

async function ask(socket, type, content) {
  const { id, frames } = encode(type, content);
  await sockets[socket].send(frames);
  return { id, reply: message(({ type: kind, parent }) => parent === id && kind === type.replace(/_request$/, '_reply')) };
}

async function execute(code, options = {}) {
  const request = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: true, ...options };
  const { id, reply } = await ask('shell', 'execute_request', request);
  const idle = message(({ type, parent, content }) => parent === id && type === 'status' && content.execution_state === 'idle');
  return { id, done: Promise.all([reply, idle]).then(([{ content }]) => content), outputs: () => published.filter(({ parent, type }) => parent === id && !/^status$|_reply$|^execute_input$/.test(type)) };
}

try {
  step = 'kernel_info';
  const info = (await (await ask('shell', 'kernel_info_request', {})).reply).content;
  assert.equal(info.language_info.name, 'python');
  assert.ok(Number(info.protocol_version.split('.')[0]) === 5);
  await message(({ type }) => type === 'iopub_welcome');

  step = 'a silent cell that sets the folder and the path, as editors send before the first';
  const setup = await execute(`import os as _o, sys as _s\nif _o.path.isdir(${JSON.stringify(folder)}):\n    _o.chdir(${JSON.stringify(folder)})\nif '' not in _s.path:\n    _s.path.insert(0, '')`, { silent: true, store_history: false });
  assert.equal((await setup.done).status, 'ok', JSON.stringify(await setup.done));
  assert.deepEqual(setup.outputs(), []);

  step = 'a cell with rich display';
  const shown = await execute("from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\nprint('out')\n6 * 7");
  const reply = await shown.done;
  assert.deepEqual([reply.status, reply.execution_count], ['ok', 1]);
  assert.deepEqual(shown.outputs().map(({ type }) => type), ['display_data', 'stream', 'execute_result']);
  assert.equal(shown.outputs()[0].content.data['text/html'], '<b>x</b>');
  assert.equal(shown.outputs()[2].content.data['text/plain'], '42');

  step = 'completion and inspection';
  const complete = (await (await ask('shell', 'complete_request', { code: 'impo', cursor_pos: 4 })).reply).content;
  assert.deepEqual([complete.status, complete.matches, complete.cursor_start, complete.cursor_end], ['ok', ['import'], 0, 4]);
  const inspect = (await (await ask('shell', 'inspect_request', { code: 'print', cursor_pos: 5, detail_level: 0 })).reply).content;
  assert.equal(inspect.found, true);

  step = 'input';
  const asking = await execute("input('name? ')");
  assert.deepEqual((await message(({ type, parent }) => type === 'input_request' && parent === asking.id)).content, { prompt: 'name? ', password: false });
  await sockets.stdin.send(encode('input_reply', { value: 'Larry', status: 'ok' }).frames);
  assert.equal((await asking.done).status, 'ok');
  assert.equal(asking.outputs().at(-1).content.data['text/plain'], "'Larry'");

  step = 'interrupt by message';
  const endless = await execute("print('in it')\nwhile True: pass");
  await message(({ type, parent }) => type === 'stream' && parent === endless.id);
  assert.equal((await (await ask('control', 'interrupt_request', {})).reply).content.status, 'ok');
  assert.equal((await endless.done).ename, 'KeyboardInterrupt');
  assert.equal(endless.outputs().filter(({ type }) => type === 'error').length, 1);

  step = 'shutdown';
  assert.deepEqual((await (await ask('control', 'shutdown_request', { restart: false })).reply).content, { status: 'ok', restart: false });
  assert.deepEqual(await ended, { code: 0, signal: null });
} finally {
  child.kill('SIGKILL');
  [...Object.values(sockets), iopub].forEach(socket => socket.close());
  rmSync(file, { force: true });
  clearTimeout(timer);
}
console.log('all steps done');
