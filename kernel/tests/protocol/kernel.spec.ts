// What a front end sees of a kernel, with a runtime that only pretends.

import { describe, expect, it } from 'vitest';
import { Client } from './client';

describe('execute_request', () => {
  it('publishes input, output and result in their order, and counts', async () => {
    const client = new Client();
    const id = client.execute('print one\nprint two\nvalue 3');
    expect(await client.reply(id)).toMatchObject({ status: 'ok', execution_count: 1 });
    expect(client.published(id)).toEqual([
      ['execute_input', { code: 'print one\nprint two\nvalue 3', execution_count: 1 }],
      ['stream', { name: 'stdout', text: 'one\ntwo\n' }],
      ['execute_result', { data: { 'text/plain': '3' }, metadata: {}, execution_count: 1 }]
    ]);
    expect(await client.reply(client.execute(''))).toMatchObject({ status: 'ok', execution_count: 2 });
  });

  it('is busy before and idle after all of its output', async () => {
    const client = new Client();
    const id = client.execute('print x');
    await client.reply(id);
    const states = client.received.filter(message => message.parent_header.msg_id === id).map(message => message.header.msg_type);
    expect([states[0], states.at(-1)]).toEqual(['status', 'status']);
    expect(states.indexOf('stream')).toBeLessThan(states.indexOf('execute_reply'));
  });

  it('publishes one error, and aborts the requests behind it', async () => {
    const client = new Client();
    const ids = ['print a', 'raise ValueError no', 'print b', 'print c'].map(code => client.execute(code));
    const replies = [];
    for (const id of ids) {
      replies.push((await client.reply(id)).status);
    }
    expect(replies).toEqual(['ok', 'error', 'aborted', 'aborted']);
    expect(client.published(ids[1]).slice(1)).toEqual([['error', { ename: 'ValueError', evalue: 'no', traceback: ['Traceback', 'ValueError no'] }]]);
    expect(await client.reply(client.execute('print d'))).toMatchObject({ status: 'ok' });
  });

  it('goes on after an error where the request says so', async () => {
    const client = new Client();
    const ids = [client.execute('raise A', { stop_on_error: false }), client.execute('print b')];
    expect(await client.reply(ids[1])).toMatchObject({ status: 'ok' });
  });

  it('is silent and uncounted where the request says so', async () => {
    const client = new Client();
    const id = client.execute('print x\nvalue 1', { silent: true, store_history: false });
    expect(await client.reply(id)).toMatchObject({ status: 'ok', execution_count: 0 });
    expect(client.published(id)).toEqual([]);
  });

  it('evaluates user expressions', async () => {
    const answer = { x: { status: 'ok', data: { 'text/plain': '2' }, metadata: {} } };
    const client = new Client({ expressions: answer });
    expect(await client.reply(client.execute('', { user_expressions: { x: '1+1' } }))).toMatchObject({ user_expressions: answer });
  });

  it('answers an exit as an error, and lives on', async () => {
    const client = new Client();
    expect(await client.reply(client.execute('exit 3'))).toMatchObject({ status: 'error', ename: 'SystemExit', evalue: '3' });
    expect(await client.reply(client.execute('print x'))).toMatchObject({ status: 'ok' });
  });
});

describe('interrupt', () => {
  it('stops the main thread first, all threads the second time', async () => {
    const client = new Client();
    const id = client.execute('spin');
    await client.until(message => message.header.msg_type === 'execute_input');
    await new Promise(resolve => setTimeout(resolve, 5));
    client.send('interrupt_request', {}, 'control');
    client.kernel.interrupt();
    expect(await client.reply(id)).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(client.runtimes[0].interrupts).toEqual(['main', 'all']);
  });

  it('counts anew for each cell', async () => {
    const client = new Client();
    for (const expected of [['main'], ['main', 'main']]) {
      const id = client.execute('spin');
      await client.until(message => message.header.msg_type === 'execute_input' && message.parent_header.msg_id === id);
      await new Promise(resolve => setTimeout(resolve, 5));
      client.kernel.interrupt();
      await client.reply(id);
      expect(client.runtimes[0].interrupts).toEqual(expected);
    }
  });
});

describe('input', () => {
  it('asks the front end and passes its line on', async () => {
    const client = new Client();
    const id = client.execute('ask name?');
    const request = await client.until(message => message.header.msg_type === 'input_request');
    expect([request.channel, request.content]).toEqual(['stdin', { prompt: 'name?', password: false }]);
    client.send('input_reply', { value: 'Larry' }, 'stdin');
    await client.reply(id);
    expect(client.published(id)).toContainEqual(['stream', { name: 'stdout', text: 'got Larry\n' }]);
  });

  it('is refused where the front end takes none', async () => {
    const client = new Client();
    expect(await client.reply(client.execute('ask x', { allow_stdin: false }))).toMatchObject({ status: 'error', ename: 'RuntimeError' });
  });
});

describe('other requests', () => {
  it('tells about the kernel at once', async () => {
    const client = new Client();
    const info = await client.reply(client.send('kernel_info_request'));
    expect(info).toMatchObject({ status: 'ok', protocol_version: '5.4', implementation: 'gilectomy', language_info: { name: 'python', file_extension: '.py' } });
  });

  it('completes what stands before the cursor, counted in code points', async () => {
    const client = new Client({ complete: [['sys.path', 'instance'], ['sys.platform', 'instance']] });
    expect(await client.reply(client.send('complete_request', { code: '"😀"; sys.p', cursor_pos: 10 }))).toMatchObject({ matches: ['sys.path', 'sys.platform'], cursor_start: 5, cursor_end: 10 });
  });

  it('inspects the name at the cursor, or of the call around it', async () => {
    const client = new Client({ inspect: 'Signature: f()' });
    expect(await client.reply(client.send('inspect_request', { code: 'f(1, ', cursor_pos: 5, detail_level: 0 }))).toMatchObject({ found: true, data: { 'text/plain': 'Signature: f()' } });
    expect(await client.reply(client.send('inspect_request', { code: '', cursor_pos: 0, detail_level: 0 }))).toMatchObject({ found: false });
  });

  it('says whether code is complete', async () => {
    const client = new Client();
    expect(await client.reply(client.send('is_complete_request', { code: 'if x:' }))).toEqual({ status: 'incomplete', indent: '    ' });
  });

  it('remembers what was executed', async () => {
    const client = new Client();
    for (const code of ['value 1', 'print x', 'value 1']) {
      await client.reply(client.execute(code));
    }
    const history = async (request: Record<string, unknown>): Promise<unknown> => (await client.reply(client.send('history_request', { output: false, raw: true, ...request }))).history;
    expect(await history({ hist_access_type: 'tail', n: 2 })).toEqual([[1, 2, 'print x'], [1, 3, 'value 1']]);
    expect(await history({ hist_access_type: 'range', start: 1, stop: 2, output: true })).toEqual([[1, 1, ['value 1', '1']]]);
    expect(await history({ hist_access_type: 'search', pattern: 'val*', unique: true })).toEqual([[1, 3, 'value 1']]);
  });

  it('refuses what there is none of', async () => {
    const client = new Client();
    expect(await client.reply(client.send('debug_request', { type: 'request', seq: 4, command: 'initialize' }, 'control'))).toMatchObject({ status: 'error', success: false, request_seq: 4, command: 'initialize' });
    for (const type of ['create_subshell_request', 'list_subshell_request', 'wish_request']) {
      expect(await client.reply(client.send(type, {}, 'control'))).toMatchObject({ status: 'error', ename: 'NotSupported' });
    }
  });

  it('runs cells on after the runtime was lost', async () => {
    const client = new Client({}, { fatal: () => void client.kernel.recover() });
    const id = client.execute('trap broken');
    expect(await client.reply(id)).toMatchObject({ status: 'error', ename: 'KernelError' });
    expect(client.published(id)).toContainEqual(['stream', { name: 'stderr', text: 'The runtime stopped and its variables are lost: broken\n' }]);
    expect(await client.reply(client.execute('print x'))).toMatchObject({ status: 'ok' });
    expect(client.runtimes).toHaveLength(2);
  });

  it('ends the runtime before it answers a shutdown', async () => {
    const client = new Client();
    expect(await client.reply(client.send('shutdown_request', { restart: false }, 'control'))).toEqual({ status: 'ok', restart: false });
    expect(client.runtimes[0].isDisposed).toBe(true);
  });
});

describe('magics', () => {
  it('change the design by a new runtime, with a notice', async () => {
    const client = new Client();
    const id = client.execute('%design gil\nprint x');
    expect(await client.reply(id)).toMatchObject({ status: 'ok' });
    expect(client.runtimes.map(({ design, isDisposed }) => [design, isDisposed])).toEqual([['biased', true], ['gil', false]]);
    expect(client.published(id).at(-1)).toEqual(['stream', { name: 'stdout', text: 'The runtime has started anew under the design gil; earlier variables are gone.\nx\n' }]);
  });

  it('refuse what they do not know', async () => {
    const client = new Client();
    expect(await client.reply(client.execute('%%frobnicate 3\nx'))).toMatchObject({ status: 'error', ename: 'UsageError' });
    expect(await client.reply(client.execute('%design nogil'))).toMatchObject({ status: 'error', evalue: 'there is no design nogil; there are biased, gil' });
  });

  it('time a cell', async () => {
    const client = new Client();
    const id = client.execute('%%time\nprint x');
    await client.reply(id);
    expect(client.published(id).at(-1)?.[1].text).toMatch(/^x\nWall time: [\d.]+ (µs|ms)\n$/);
  });

  it('limit the threads by a new runtime', async () => {
    const client = new Client();
    const id = client.execute('%threads 3\n%threads');
    expect(await client.reply(id)).toMatchObject({ status: 'ok' });
    expect(client.runtimes.map(({ maxThreads }) => maxThreads)).toEqual([64, 3]);
    expect(client.published(id).at(-1)?.[1].text).toContain('At most 3 Python threads\n');
    expect(await client.reply(client.execute('%threads many'))).toMatchObject({ status: 'error', ename: 'UsageError' });
  });
});
