// The kernel hub: what JupyterLab sees of the kernels of the page and of the server through it.

import { KernelMessage, type ServerConnection } from '@jupyterlab/services';
import { describe, expect, it } from 'vitest';
import { WIRE_PROTOCOL } from '../hub/socket';
import { makeHub } from './server';

const notebook = (name: string) => ({ path: 'a.ipynb', name: 'a', type: 'notebook', kernel: { name } });

describe('kernelspecs', () => {
  it('are those of the server and those of the page', async () => {
    const { ask } = makeHub();
    const { body } = await ask('GET', 'kernelspecs');
    expect(Object.keys(body.kernelspecs)).toEqual(['python3', 'echo']);
    expect(body.default).toBe('python3');
    expect(body.kernelspecs.echo.resources).toEqual({ 'logo-svg': 'logo.svg' });
  });

  it('are an error while the server is away', async () => {
    const { ask, server } = makeHub();
    server.down = true;
    expect((await ask('GET', 'kernelspecs')).status).toBe(503);
  });
});

describe('kernels', () => {
  it('start here or on the server, by name, and are listed together', async () => {
    const { ask, born, server } = makeHub();
    const here = await ask('POST', 'kernels', { name: 'echo', path: 'x/y.ipynb' });
    const there = await ask('POST', 'kernels', { name: 'python3' });
    expect([here.status, there.status]).toEqual([201, 201]);
    expect(born.map(({ options }) => [options.id, options.path])).toEqual([[here.body.id, 'x/y.ipynb']]);
    expect([...server.kernels.keys()]).toEqual([there.body.id]);
    const { body } = await ask('GET', 'kernels');
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['python3', 'echo']);
  });

  it('are interrupted at once', async () => {
    const { ask, born } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    expect((await ask('POST', `kernels/${body.id}/interrupt`)).status).toBe(204);
    expect(born[0].interrupts).toBe(1);
  });

  it('keep their id over a restart, and what the old one still says is not heard', async () => {
    const { ask, born } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    expect((await ask('POST', `kernels/${body.id}/restart`)).body.id).toBe(body.id);
    expect(born.map(({ disposed }) => disposed)).toEqual([true, false]);
    born[0].say('status', 'iopub', { execution_state: 'busy' });
    expect((await ask('GET', `kernels/${body.id}`)).body.execution_state).toBe('starting');
    born[1].say('status', 'iopub', { execution_state: 'idle' });
    expect((await ask('GET', `kernels/${body.id}`)).body.execution_state).toBe('idle');
  });

  it('are gone after a shutdown, and asking for one is 404', async () => {
    const { ask, born, server } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    expect((await ask('DELETE', `kernels/${body.id}`)).status).toBe(204);
    expect(born[0].disposed).toBe(true);
    expect((await ask('GET', `kernels/${body.id}`)).status).toBe(404);
    expect((await ask('POST', `kernels/${body.id}/interrupt`)).status).toBe(404);
    expect(server.requests).toEqual([]);
  });

  it('have state once they have run something', async () => {
    const { ask, born, hub } = makeHub();
    await ask('POST', 'kernels', { name: 'echo' });
    expect(hub.hasState).toBe(false);
    born[0].hasState = true;
    expect(hub.hasState).toBe(true);
  });

  it('are started again when they die, and a word is said about it', async () => {
    const { ask, born, hub } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const deaths: [string, string, boolean][] = [];
    hub.died.connect((_, { kernel, reason, restarted }) => deaths.push([kernel.id, reason, restarted]));
    born[0].hasState = true;
    born[0].options.died('It trapped.');
    expect(born).toHaveLength(2);
    expect(deaths).toEqual([[body.id, 'It trapped.', true]]);
    expect((await ask('GET', `kernels/${body.id}`)).body.execution_state).toBe('restarting');
  });

  it('stay dead when they die before they run anything', async () => {
    const { ask, born, hub } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const restarts: boolean[] = [];
    hub.died.connect((_, { restarted }) => restarts.push(restarted));
    born[0].say('status', 'iopub', { execution_state: 'idle' });
    born[0].options.died('No such file.');
    expect(restarts).toEqual([false]);
    expect(born).toHaveLength(1);
    expect((await ask('GET', `kernels/${body.id}`)).body.execution_state).toBe('dead');
  });
});

describe('sessions', () => {
  it('start here or on the server and are listed together', async () => {
    const { ask } = makeHub();
    const here = await ask('POST', 'sessions', notebook('echo'));
    const there = await ask('POST', 'sessions', { ...notebook('python3'), path: 'b.ipynb' });
    const { body } = await ask('GET', 'sessions');
    expect(body.map(({ id }: { id: string }) => id)).toEqual([there.body.id, here.body.id]);
    expect((await ask('GET', `sessions/${here.body.id}`)).body).toEqual(here.body);
  });

  it('are one for a document that asks twice', async () => {
    const { ask, born } = makeHub();
    const first = await ask('POST', 'sessions', notebook('echo'));
    const second = await ask('POST', 'sessions', notebook('echo'));
    expect(second.body.id).toBe(first.body.id);
    expect(born).toHaveLength(1);
  });

  it('follow the document when it is renamed', async () => {
    const { ask } = makeHub();
    const { body } = await ask('POST', 'sessions', notebook('echo'));
    await ask('PATCH', `sessions/${body.id}`, { path: 'c.ipynb', name: 'c' });
    const { body: after } = await ask('GET', `sessions/${body.id}`);
    expect([after.path, after.name, after.kernel.id]).toEqual(['c.ipynb', 'c', body.kernel.id]);
  });

  it('end with their kernel, and their kernel with them', async () => {
    const { ask, born } = makeHub();
    const first = await ask('POST', 'sessions', notebook('echo'));
    await ask('DELETE', `kernels/${first.body.kernel.id}`);
    expect((await ask('GET', 'sessions')).body).toEqual([]);
    const second = await ask('POST', 'sessions', notebook('echo'));
    expect((await ask('DELETE', `sessions/${second.body.id}`)).status).toBe(204);
    expect(born.map(({ disposed }) => disposed)).toEqual([true, true]);
    expect((await ask('GET', 'kernels')).body).toEqual([]);
  });

  it('keep their id on the way from the server to the page', async () => {
    const { ask, server } = makeHub();
    const { body } = await ask('POST', 'sessions', notebook('python3'));
    const moved = await ask('PATCH', `sessions/${body.id}`, { id: body.id, kernel: { name: 'echo' } });
    expect(moved.status).toBe(200);
    expect([moved.body.id, moved.body.path, moved.body.kernel.name]).toEqual([body.id, 'a.ipynb', 'echo']);
    expect(server.sessions.size).toBe(0);
    expect(server.kernels.size).toBe(0);
    expect((await ask('GET', 'sessions')).body).toHaveLength(1);
  });

  it('keep their id on the way from the page to the server, and from then on', async () => {
    const { ask, born, server } = makeHub();
    const { body } = await ask('POST', 'sessions', notebook('echo'));
    const moved = await ask('PATCH', `sessions/${body.id}`, { id: body.id, kernel: { name: 'python3' } });
    expect([moved.body.id, moved.body.kernel.name]).toEqual([body.id, 'python3']);
    expect(born[0].disposed).toBe(true);
    expect((await ask('GET', 'sessions')).body.map(({ id }: { id: string }) => id)).toEqual([body.id]);
    expect((await ask('GET', `sessions/${body.id}`)).body.id).toBe(body.id);
    const renamed = await ask('PATCH', `sessions/${body.id}`, { path: 'd.ipynb' });
    expect([renamed.body.id, renamed.body.path]).toEqual([body.id, 'd.ipynb']);
    expect([...server.sessions.values()].map(({ path }) => path)).toEqual(['d.ipynb']);
    expect((await ask('DELETE', `sessions/${body.id}`)).status).toBe(204);
    expect(server.sessions.size).toBe(0);
  });

  it('keep their id there and back again, twice', async () => {
    const { ask, born, server } = makeHub();
    const { body } = await ask('POST', 'sessions', notebook('echo'));
    for (const name of ['python3', 'echo', 'python3', 'echo']) {
      const moved = await ask('PATCH', `sessions/${body.id}`, { kernel: { name } });
      expect([moved.body.id, moved.body.kernel.name]).toEqual([body.id, name]);
      expect((await ask('GET', 'sessions')).body.map(({ id }: { id: string }) => id)).toEqual([body.id]);
    }
    expect(born.map(({ disposed }) => disposed)).toEqual([true, true, false]);
    expect(server.sessions.size).toBe(0);
  });

  it('take over a kernel that runs, by its id', async () => {
    const { ask, born } = makeHub();
    const kernel = (await ask('POST', 'kernels', { name: 'echo' })).body;
    const { body } = await ask('POST', 'sessions', notebook('echo'));
    const moved = await ask('PATCH', `sessions/${body.id}`, { kernel: { id: kernel.id } });
    expect(moved.body.kernel.id).toBe(kernel.id);
    expect(born.map(({ disposed }) => disposed)).toEqual([false, true]);
  });

  it('stay where they are when the server refuses', async () => {
    const { ask, born, server } = makeHub();
    const { body } = await ask('POST', 'sessions', notebook('echo'));
    server.down = true;
    expect((await ask('PATCH', `sessions/${body.id}`, { kernel: { name: 'python3' } })).status).toBe(503);
    expect(born[0].disposed).toBe(false);
    expect((await ask('GET', `sessions/${body.id}`)).body.kernel.name).toBe('echo');
  });
});

describe('other requests', () => {
  it('go to the server untouched', async () => {
    const { ask, server, settings } = makeHub();
    await ask('GET', 'contents/a.ipynb');
    await settings.fetch('http://localhost:8888/base/lab/api/settings');
    expect(server.requests).toEqual(['GET api/contents/a.ipynb', 'GET lab/api/settings']);
  });
});

describe('sockets', () => {
  const request = KernelMessage.createMessage<KernelMessage.IExecuteRequestMsg>({
    msgType: 'execute_request',
    channel: 'shell',
    session: 'front end',
    content: { code: '1', silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true }
  });

  function open(settings: ServerConnection.ISettings, id: string): { socket: WebSocket; heard: string[]; event: Promise<string> } {
    const socket = new settings.WebSocket(`ws://localhost:8888/base/api/kernels/${id}/channels?session_id=s`, [WIRE_PROTOCOL]);
    const heard: string[] = [];
    socket.onmessage = ({ data }) => {
      const msg = settings.serializer.deserialize(data, socket.protocol);
      heard.push(KernelMessage.isStatusMsg(msg) ? msg.content.execution_state : msg.header.msg_type);
    };
    const event = new Promise<string>(resolve => {
      socket.onopen = () => resolve('open');
      socket.onclose = ({ code }) => resolve(`closed ${code}`);
    });
    return { socket, heard, event };
  }

  it('carry messages both ways in the wire format', async () => {
    const { ask, settings } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const { socket, heard, event } = open(settings, body.id);
    expect(await event).toBe('open');
    socket.send(settings.serializer.serialize(request, socket.protocol) as ArrayBuffer);
    expect(heard).toEqual(['busy', 'execute_reply', 'idle']);
  });

  it('each get every message, and the status when they open', async () => {
    const { ask, born, settings } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const first = open(settings, body.id);
    await first.event;
    born[0].say('status', 'iopub', { execution_state: 'busy' });
    const second = open(settings, body.id);
    await second.event;
    born[0].say('status', 'iopub', { execution_state: 'idle' });
    expect(first.heard).toEqual(['busy', 'idle']);
    expect(second.heard).toEqual(['busy', 'idle']);
    expect((await ask('GET', `kernels/${body.id}`)).body.connections).toBe(2);
  });

  it('close when their kernel ends', async () => {
    const { ask, settings } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const { socket, event } = open(settings, body.id);
    await event;
    const closed = new Promise(resolve => socket.addEventListener('close', resolve));
    await ask('DELETE', `kernels/${body.id}`);
    await closed;
    expect(socket.readyState).toBe(socket.CLOSED);
  });

  it('fail for a kernel that has ended', async () => {
    const { settings } = makeHub();
    expect(await open(settings, 'browser-none').event).toBe('closed 1006');
  });

  it('say nothing after they are closed', async () => {
    const { ask, born, settings } = makeHub();
    const { body } = await ask('POST', 'kernels', { name: 'echo' });
    const { socket, heard, event } = open(settings, body.id);
    await event;
    socket.close();
    born[0].say('status', 'iopub', { execution_state: 'idle' });
    expect(heard).toEqual([]);
    expect((await ask('GET', `kernels/${body.id}`)).body.connections).toBe(0);
  });
});
