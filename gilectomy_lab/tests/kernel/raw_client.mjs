// A front end without Jupyter's Python client: it reads the kernelspec, writes a connection file, starts the kernel itself
// and talks to it by ZeroMQ from Node. Editors that start kernels without a Jupyter server, VS Code's Jupyter extension
// among them, do these steps in this order.
//
// `node raw_client.mjs KERNELSPEC_FOLDER PYTHON WORKING_FOLDER`; ends with status 0 where all went as it should.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RawKernel } from '../../../scripts/lib/raw-kernel.mjs';

const [specFolder, python, folder] = process.argv.slice(2);
const TIMEOUT_MS = 45_000;
let step = 'start';
const timer = setTimeout(() => {
  console.error(`no answer within ${TIMEOUT_MS / 1000} s; last step: ${step}`);
  process.exit(1);
}, TIMEOUT_MS);

const spec = JSON.parse(readFileSync(join(specFolder, 'kernel.json'), 'utf8'));
assert.equal(spec.language, 'python');
assert.equal(spec.interrupt_mode, 'message');
// The kernelspec's `python` is the one of the environment that it was found in.
const kernel = await RawKernel.start({ ...spec, argv: spec.argv.map((word, i) => (i === 0 && /^python/.test(word) ? python : word)) }, folder);

try {
  step = 'kernel_info';
  const info = await (await kernel.ask('shell', 'kernel_info_request', {})).reply;
  assert.equal(info.language_info.name, 'python');
  assert.ok(Number(info.protocol_version.split('.')[0]) === 5);
  await kernel.message(({ type }) => type === 'iopub_welcome');

  step = 'a silent cell that sets the folder and the path, as editors send before the first';
  const setup = await kernel.execute(`import os as _o, sys as _s\nif _o.path.isdir(${JSON.stringify(folder)}):\n    _o.chdir(${JSON.stringify(folder)})\nif '' not in _s.path:\n    _s.path.insert(0, '')`, { silent: true, store_history: false });
  assert.equal((await setup.done).status, 'ok', JSON.stringify(await setup.done));
  assert.deepEqual(setup.outputs(), []);

  step = 'a cell with rich display';
  const shown = await kernel.execute("from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\nprint('out')\n6 * 7");
  const reply = await shown.done;
  assert.deepEqual([reply.status, reply.execution_count], ['ok', 1]);
  assert.deepEqual(shown.outputs().map(({ type }) => type), ['display_data', 'stream', 'execute_result']);
  assert.equal(shown.outputs()[0].content.data['text/html'], '<b>x</b>');
  assert.equal(shown.outputs()[2].content.data['text/plain'], '42');

  step = 'completion and inspection';
  const complete = await (await kernel.ask('shell', 'complete_request', { code: 'impo', cursor_pos: 4 })).reply;
  assert.deepEqual([complete.status, complete.matches, complete.cursor_start, complete.cursor_end], ['ok', ['import'], 0, 4]);
  const inspect = await (await kernel.ask('shell', 'inspect_request', { code: 'print', cursor_pos: 5, detail_level: 0 })).reply;
  assert.equal(inspect.found, true);

  step = 'input';
  const asking = await kernel.execute("input('name? ')");
  assert.deepEqual((await kernel.message(({ type, parent }) => type === 'input_request' && parent === asking.id)).content, { prompt: 'name? ', password: false });
  await kernel.send('stdin', 'input_reply', { value: 'Larry', status: 'ok' });
  assert.equal((await asking.done).status, 'ok');
  assert.equal(asking.outputs().at(-1).content.data['text/plain'], "'Larry'");

  step = 'interrupt by message';
  const endless = await kernel.execute("print('in it')\nwhile True: pass");
  await kernel.message(({ type, parent }) => type === 'stream' && parent === endless.id);
  assert.equal((await (await kernel.ask('control', 'interrupt_request', {})).reply).status, 'ok');
  assert.equal((await endless.done).ename, 'KeyboardInterrupt');
  assert.equal(endless.outputs().filter(({ type }) => type === 'error').length, 1);

  // Who can read the connection file can run programs: only its owner may, and the kernel leaves it so.
  assert.equal(statSync(kernel.file).mode & 0o777, 0o600);

  step = 'shutdown';
  assert.deepEqual(await (await kernel.ask('control', 'shutdown_request', { restart: false })).reply, { status: 'ok', restart: false });
  assert.deepEqual(await kernel.ended, { code: 0, signal: null });
} finally {
  kernel.close();
  clearTimeout(timer);
}
console.log('all steps done');
