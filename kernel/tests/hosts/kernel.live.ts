// The kernel on a real runtime, in Node: what a notebook's cells do.

import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isComplete } from '../../compiler/index';
import { NodePlatform, locateFiles } from '../../threads/platform-node';
import { Runtime } from '../../threads/runtime';
import { Client } from '../protocol/client';

const platform = new NodePlatform(locateFiles(resolve('dist/node')), []);

describe('a notebook', () => {
  let client: Client;

  beforeAll(async () => {
    client = new Client(
      {},
      {
        createRuntime: (design, host) => Runtime.create({ design, variant: 'release', platform, host }),
        isComplete
      }
    );
    await client.kernel.ready();
  });

  afterAll(() => client.kernel.dispose());

  /** Runs a cell; what it published but for its input. */
  async function run(code: string, options = {}): Promise<[string, Record<string, unknown>][]> {
    const id = client.execute(code, options);
    await client.reply(id);
    return client.published(id).slice(1);
  }

  it('keeps variables from cell to cell and shows the last value', async () => {
    expect(await run('x = 20\ny = x + 1')).toEqual([]);
    expect(await run('print(x)\ny * 2')).toMatchObject([
      ['stream', { name: 'stdout', text: '20\n' }],
      ['execute_result', { data: { 'text/plain': '42' } }]
    ]);
    expect(await run('_ + 1; _')).toMatchObject([['execute_result', { data: { 'text/plain': '42' } }]]);
  });

  it('shows errors with their traceback', async () => {
    const [[type, error]] = await run('def f():\n    return 1/0\nf()');
    expect([type, error.ename, error.evalue]).toEqual(['error', 'ZeroDivisionError', 'division by zero']);
    expect((error.traceback as string[]).join('\n')).toContain('return 1/0');
    expect(await run('1 +')).toMatchObject([['error', { ename: 'SyntaxError' }]]);
  });

  it('shows rich values', async () => {
    const code = 'class A:\n    def _repr_html_(self): return "<b>a</b>"\n    def __repr__(self): return "A"\ndisplay(A(), display_id="d").update(3)\nA()';
    expect(await run(code)).toMatchObject([
      ['display_data', { data: { 'text/html': '<b>a</b>', 'text/plain': 'A' }, transient: { display_id: 'd' } }],
      ['update_display_data', { data: { 'text/plain': '3' }, transient: { display_id: 'd' } }],
      ['execute_result', { data: { 'text/html': '<b>a</b>', 'text/plain': 'A' } }]
    ]);
  });

  it('awaits at the top level of a cell, in an event loop that lasts', async () => {
    expect(await run('import asyncio\nasync def later(x):\n    await asyncio.sleep(0.01)\n    return x\nasync def pairs():\n    yield 1, await later(2)\na = await later(20)\nawait later(a + 1)')).toMatchObject([['execute_result', { data: { 'text/plain': '21' } }]]);
    expect(await run('task = asyncio.create_task(later(5))\nfor i in [await later(i) for i in range(2)]: print(i)')).toMatchObject([['stream', { text: '0\n1\n' }]]);
    expect(await run('async with asyncio.timeout(5):\n    print(await task)\nasync for x in (i async for i in aiter(__import__("contextlib").nullcontext().__class__ and numbers())): print(x)')).toMatchObject([
      ['stream', { text: '5\n' }],
      ['error', { ename: 'NameError' }]
    ]);
    expect(await run('asyncio.run(later(3))')).toMatchObject([['execute_result', { data: { 'text/plain': '3' } }]]);
    const [[type, error]] = await run('await later(1)\nawait later(1 / 0)');
    expect([type, error.ename]).toEqual(['error', 'ZeroDivisionError']);
    const text = (error.traceback as string[]).join('\n');
    expect(text).toContain('await later(1 / 0)');
    expect(text).not.toContain('_await_cell');
    expect(await run('def f():\n    await later(1)')).toMatchObject([['error', { ename: 'SyntaxError' }]]);
  });

  it('interrupts a cell that awaits, and forgets it', async () => {
    const id = client.execute('try:\n    await asyncio.sleep(60)\nfinally:\n    left = True');
    setTimeout(() => client.send('interrupt_request', {}, 'control'), 300);
    expect(await client.reply(id)).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(await run('left, await later(1), len(asyncio.all_tasks())')).toMatchObject([['execute_result', { data: { 'text/plain': '(True, 1, 1)' } }]]);
  });

  it('gives what threads print to the cell that started them', async () => {
    const output = await run('import threading\nts = [threading.Thread(target=print, args=("line", i)) for i in range(4)]\nfor t in ts: t.start()\nfor t in ts: t.join()');
    const text = output.map(([, content]) => content.text).join('');
    expect(text.trim().split('\n').sort()).toEqual(['line 0', 'line 1', 'line 2', 'line 3']);
  });

  it('reads input from the front end', async () => {
    const id = client.execute('print(input("name? "))');
    const request = await client.until(message => message.header.msg_type === 'input_request');
    expect(request.content).toEqual({ prompt: 'name? ', password: false });
    client.send('input_reply', { value: 'Larry' }, 'stdin');
    await client.reply(id);
    expect(client.published(id).at(-1)).toEqual(['stream', { name: 'stdout', text: 'Larry\n' }]);
  });

  it('completes and inspects what lives in the runtime', async () => {
    await run('import sys\ndef greet(name, /, *, loud=False):\n    """Say hello."""');
    expect(await client.reply(client.send('complete_request', { code: 'sys.getrec', cursor_pos: 10 }))).toMatchObject({ matches: ['sys.getrecursionlimit'], cursor_start: 0, cursor_end: 10 });
    const { data } = (await client.reply(client.send('inspect_request', { code: 'greet', cursor_pos: 5, detail_level: 0 }))) as { data: Record<string, string> };
    expect(data['text/plain']).toContain('greet(name, /, *, loud=False)');
    expect(data['text/plain']).toContain('Say hello.');
  });

  it('evaluates user expressions', async () => {
    const reply = await client.reply(client.execute('x = 5', { user_expressions: { a: 'x * 2', b: '1/0' } }));
    expect(reply.user_expressions).toMatchObject({ a: { status: 'ok', data: { 'text/plain': '10' } }, b: { status: 'error', ename: 'ZeroDivisionError' } });
  });

  for (const [title, code] of [
    ['a loop', 'while True: pass'],
    ['a join of a thread that never ends', 'import threading, time\nt = threading.Thread(target=time.sleep, args=(1000,), daemon=True)\nt.start()\nt.join()'],
    ['a sleep', 'import time\ntime.sleep(1000)']
  ]) {
    it(`is interrupted in ${title}`, async () => {
      const id = client.execute(code);
      await new Promise(resolved => setTimeout(resolved, 300));
      const start = performance.now();
      client.kernel.interrupt();
      expect(await client.reply(id)).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
      expect(performance.now() - start).toBeLessThan(1500);
    });
  }

  it('stops every thread of the cell with the second interrupt', async () => {
    const id = client.execute('import threading\ndef spin():\n    while True: pass\nts = [threading.Thread(target=spin) for _ in range(4)]\nfor t in ts: t.start()\nprint("started")\ntry:\n    for t in ts: t.join()\nexcept KeyboardInterrupt:\n    print("once")\n    for t in ts: t.join()');
    const printed = (text: string): Promise<unknown> => client.until(message => message.header.msg_type === 'stream' && (message.content as { text: string }).text.includes(text));
    await printed('started');
    client.kernel.interrupt();
    await printed('once');
    client.kernel.interrupt();
    expect(await client.reply(id)).toMatchObject({ status: 'error' });
    expect(await run('import time\nfor _ in range(50):\n    if not any(t.is_alive() for t in ts): break\n    time.sleep(0.05)\n[t.is_alive() for t in ts]')).toMatchObject([['execute_result', { data: { 'text/plain': '[False, False, False, False]' } }]]);
  });

  it('goes on after all of that', async () => {
    expect(await run('x')).toMatchObject([['execute_result', { data: { 'text/plain': '5' } }]]);
  });

  it('has a compiler that says whether a cell is complete', () => {
    expect([isComplete('for i in x:').status, isComplete('x = 1').status, isComplete('x = )').status]).toEqual(['incomplete', 'complete', 'invalid']);
  });
});

