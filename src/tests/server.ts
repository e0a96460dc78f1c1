// A Jupyter server of a few lines for the hub's tests: kernelspecs, kernels and sessions of one kernel,
// `python3`, behind a `fetch`, and a kernel of the page that echoes.

import { type Kernel, KernelMessage, ServerConnection, type Session } from '@jupyterlab/services';
import { KernelHub } from '../hub/hub';
import type { ILocalKernel, ILocalKernelOptions, ILocalKernelSpec } from '../tokens';

const BASE = 'http://localhost:8888/base/';

export class FakeServer {
  readonly kernels = new Map<string, Kernel.IModel>();
  readonly sessions = new Map<string, Session.IModel>();

  /** `METHOD path` of each request that reached the server. */
  readonly requests: string[] = [];

  /** What the server answers to everything while it is down. */
  down = false;

  readonly fetch = async (input: RequestInfo, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname.slice('/base/'.length);
    this.requests.push(`${request.method} ${path}`);
    if (this.down) {
      return new Response('{}', { status: 503 });
    }
    const [, kind, id] = path.split('/');
    const body = request.method === 'POST' || request.method === 'PATCH' ? await request.json() : undefined;
    switch (`${request.method} ${kind}${id ? '/' : ''}`) {
      case 'GET kernelspecs':
        return json({ default: 'python3', kernelspecs: { python3: { name: 'python3', spec: {}, resources: {} } } });
      case 'GET kernels':
        return json([...this.kernels.values()]);
      case 'POST kernels':
        return json(this._start(body.name), 201);
      case 'GET sessions':
        return json([...this.sessions.values()]);
      case 'POST sessions': {
        const session = { ...body, id: `session-${++this._count}`, kernel: this._start(body.kernel.name) };
        this.sessions.set(session.id, session);
        return json(session, 201);
      }
      case 'GET sessions/':
        return this.sessions.has(id) ? json(this.sessions.get(id)) : json({ message: 'no session' }, 404);
      case 'PATCH sessions/': {
        const session = { ...this.sessions.get(id)!, ...body };
        this.sessions.set(id, session);
        return json(session);
      }
      case 'DELETE sessions/':
        this.kernels.delete(this.sessions.get(id)?.kernel?.id ?? '');
        this.sessions.delete(id);
        return new Response(null, { status: 204 });
      default:
        return json({ message: 'not of interest here' }, 404);
    }
  };

  private _start(name: string): Kernel.IModel {
    const kernel = { id: `kernel-${++this._count}`, name };
    this.kernels.set(kernel.id, kernel);
    return kernel;
  }

  private _count = 0;
}

/** Answers each request with a status and a reply that carries its content back. */
export class EchoKernel implements ILocalKernel {
  constructor(readonly options: ILocalKernelOptions) {}

  interrupts = 0;
  disposed = false;
  hasState = false;

  handle(msg: KernelMessage.IMessage): void {
    this.hasState = true;
    this.say('status', 'iopub', { execution_state: 'busy' });
    this.say('execute_reply', 'shell', { status: 'ok', echo: msg.content });
    this.say('status', 'iopub', { execution_state: 'idle' });
  }

  interrupt(): void {
    this.interrupts++;
  }

  dispose(): void {
    this.disposed = true;
  }

  say(msgType: string, channel: string, content: object): void {
    this.options.send(
      KernelMessage.createMessage({ msgType, channel, content, session: this.session } as unknown as KernelMessage.IOptions<KernelMessage.IStatusMsg>)
    );
  }

  readonly session = Math.random().toString(36);
}

/** A hub in front of a fake server, with one kind of kernel, `echo`; `born` holds each kernel that starts. */
export function makeHub(): { hub: KernelHub; server: FakeServer; born: EchoKernel[]; settings: ServerConnection.ISettings; ask: Ask } {
  const server = new FakeServer();
  const hub = new KernelHub(ServerConnection.makeSettings({ baseUrl: BASE, wsUrl: 'ws://localhost:8888/base/', fetch: server.fetch }));
  const born: EchoKernel[] = [];
  const echo: ILocalKernelSpec = {
    spec: { name: 'echo', display_name: 'Echo', language: 'echo', argv: [], resources: { 'logo-svg': 'logo.svg' } },
    create: options => {
      born.push(new EchoKernel(options));
      return born.at(-1)!;
    }
  };
  hub.register(echo);
  const settings = hub.settings();
  const ask: Ask = async (method, path, body) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await settings.fetch(new Request(`${BASE}api/${path}`, init));
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { hub, server, born, settings, ask };
}

/** Ask the REST API through the hub. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they expect
export type Ask = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>;

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
