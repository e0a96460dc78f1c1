// The server's REST API for kernelspecs, kernels and sessions, answered for the kernels of this page and
// passed on for all others. Lists are merged; everything else that a front end asks goes to the server.

import { type Kernel, type KernelSpec, ServerConnection, type Session } from '@jupyterlab/services';
import { LOCAL_PREFIX, type LocalKernels, newLocalId } from './kernels';
import type { ILocalSession, LocalSessions } from './sessions';

/** The part of the server's API that the hub has a say in, below the server's base URL. */
const API = /^api\/((?:kernelspecs|kernels|sessions)(?:\/.*)?)$/;

/** A request to the API, with its body read. */
interface IApiRequest {
  readonly method: string;
  readonly id: string;
  readonly verb: string | undefined;
  body<T>(): Promise<Partial<T>>;
  /** The server's own answer to the request. */
  pass(): Promise<Response>;
}

type SessionBody = Omit<Session.IModel, 'kernel'> & { kernel?: Partial<Kernel.IModel> | null };

export class Routes {
  constructor(
    private readonly base: ServerConnection.ISettings,
    private readonly kernels: LocalKernels,
    private readonly sessions: LocalSessions
  ) {}

  /** Answer a request as `fetch` would. */
  async fetch(input: RequestInfo, init?: RequestInit): Promise<Response> {
    const root = new URL(this.base.baseUrl, globalThis.location?.href);
    const url = new URL(typeof input === 'string' ? input : input.url, root);
    const match = url.origin === root.origin && url.pathname.startsWith(root.pathname) ? API.exec(url.pathname.slice(root.pathname.length)) : null;
    if (!match) {
      return this.base.fetch.call(null, input, init);
    }
    const [kind, id = '', verb] = match[1].split('/').map(decodeURIComponent);
    const request = new Request(input, init);
    const pass = () => this.base.fetch.call(null, request.clone());
    const api: IApiRequest = { method: request.method, id, verb, pass, body: () => request.clone().json() };
    switch (kind) {
      case 'kernelspecs':
        return this._kernelspecs(api);
      case 'kernels':
        return id ? this._kernel(api) : this._allKernels(api);
      default:
        return id ? this._session(api) : this._allSessions(api);
    }
  }

  private async _kernelspecs({ method, id, pass }: IApiRequest): Promise<Response> {
    const response = await pass();
    if (method !== 'GET' || id || !response.ok) {
      return response;
    }
    const models = (await response.json()) as { default: string; kernelspecs: Record<string, unknown> };
    for (const { spec } of this.kernels.specs()) {
      models.kernelspecs[spec.name] = { name: spec.name, spec, resources: spec.resources } satisfies {
        name: string;
        spec: KernelSpec.ISpecModel;
        resources: KernelSpec.ISpecModel['resources'];
      };
    }
    return answer(models);
  }

  private async _allKernels({ method, body, pass }: IApiRequest): Promise<Response> {
    if (method === 'POST') {
      const { name, path = '' } = await body<Kernel.IModel & { path: string }>();
      return name !== undefined && this.kernels.hasSpec(name) ? answer(this.kernels.model(this.kernels.start(name, path)), 201) : pass();
    }
    const response = await pass();
    if (method !== 'GET' || !response.ok) {
      return response;
    }
    const models = (await response.json()) as Kernel.IModel[];
    return answer([...models, ...this.kernels.all().map(record => this.kernels.model(record))]);
  }

  private async _kernel({ method, id, verb, pass }: IApiRequest): Promise<Response> {
    if (!id.startsWith(LOCAL_PREFIX)) {
      return pass();
    }
    const record = this.kernels.get(id);
    if (!record) {
      return answer({ message: `Kernel does not exist: ${id}` }, 404);
    }
    switch (`${method} ${verb ?? ''}`) {
      case 'GET ':
        return answer(this.kernels.model(record));
      case 'DELETE ':
        this.kernels.shutdown(record);
        return answer(undefined, 204);
      case 'POST interrupt':
        record.kernel.interrupt();
        return answer(undefined, 204);
      case 'POST restart':
        this.kernels.restart(record);
        return answer(this.kernels.model(record));
      default:
        return answer({ message: 'Method Not Allowed' }, 405);
    }
  }

  private async _allSessions({ method, body, pass }: IApiRequest): Promise<Response> {
    if (method === 'POST') {
      return this._newSession(await body<SessionBody>(), pass);
    }
    const response = await pass();
    if (method !== 'GET' || !response.ok) {
      return response;
    }
    const models = (await response.json()) as Session.IModel[];
    const renamed = models.map(model => ({ ...model, id: this.sessions.publicId(model.id) }));
    // One that is just moving is here and there.
    const elsewhere = renamed.filter(({ id }) => this.sessions.get(id) === undefined);
    return answer([...elsewhere, ...this.sessions.models()]);
  }

  private async _newSession(body: Partial<SessionBody>, pass: () => Promise<Response>): Promise<Response> {
    if (!this._isLocal(body.kernel)) {
      return pass();
    }
    const { path = '', name = '', type = 'notebook' } = body;
    const existing = this.sessions.ofDocument(path, type);
    if (existing) {
      return answer(this.sessions.model(existing), 201);
    }
    const session = { id: newLocalId(), path, name, type, kernelId: this._kernelFor(body.kernel, path) };
    this.sessions.add(session);
    return answer(this.sessions.model(session), 201);
  }

  private async _session(api: IApiRequest): Promise<Response> {
    const { method, id, pass, body } = api;
    if (method === 'PATCH') {
      return this._patchSession(id, await body<SessionBody>(), pass);
    }
    const session = this.sessions.get(id);
    if (session) {
      if (method === 'GET') {
        return answer(this.sessions.model(session));
      }
      if (method === 'DELETE') {
        this._endSession(session);
        return answer(undefined, 204);
      }
      return answer({ message: 'Method Not Allowed' }, 405);
    }
    if (this.sessions.isAlias(id)) {
      const response = await this._askServer(method, this.sessions.serverId(id));
      if (method === 'DELETE' && response.ok) {
        this.sessions.dropAlias(id);
      }
      return method === 'GET' ? this._asPublic(response, id) : response;
    }
    return id.startsWith(LOCAL_PREFIX) ? answer({ message: `Session not found: ${id}` }, 404) : pass();
  }

  /** Rename a session, or move it to another kernel: within the page, within the server, or across. */
  private async _patchSession(id: string, body: Partial<SessionBody>, pass: () => Promise<Response>): Promise<Response> {
    const session = this.sessions.get(id);
    const toPage = this._isLocal(body.kernel);
    if (!session && toPage) {
      return this._moveToPage(id, body);
    }
    if (!session) {
      if (!this.sessions.isAlias(id)) {
        return id.startsWith(LOCAL_PREFIX) ? answer({ message: `Session not found: ${id}` }, 404) : pass();
      }
      const serverId = this.sessions.serverId(id);
      return this._asPublic(await this._askServer('PATCH', serverId, { ...body, id: serverId }), id);
    }
    session.path = body.path ?? session.path;
    session.name = body.name ?? session.name;
    session.type = body.type ?? session.type;
    if (!body.kernel) {
      return answer(this.sessions.model(session));
    }
    return toPage ? this._changeKernel(session, body.kernel) : this._moveToServer(session, body.kernel);
  }

  private _changeKernel(session: ILocalSession, wanted: Partial<Kernel.IModel>): Response {
    const before = session.kernelId;
    session.kernelId = this._kernelFor(wanted, session.path);
    if (session.kernelId !== before) {
      this._release(before);
    }
    return answer(this.sessions.model(session));
  }

  private async _moveToPage(id: string, body: Partial<SessionBody>): Promise<Response> {
    const serverId = this.sessions.serverId(id);
    const response = await this._askServer('GET', serverId);
    if (!response.ok) {
      return response;
    }
    const old = (await response.json()) as Session.IModel;
    const path = body.path ?? old.path;
    // First here, then no longer there: at no time may a list of the sessions lack it.
    const session = { id, path, name: body.name ?? old.name, type: body.type ?? old.type, kernelId: this._kernelFor(body.kernel, path) };
    this.sessions.add(session);
    this.sessions.dropAlias(id);
    const deleted = await this._askServer('DELETE', serverId);
    if (!deleted.ok) {
      console.warn(`The server kept session ${serverId} (status ${deleted.status}) after it moved to a kernel of this page`);
    }
    return answer(this.sessions.model(session));
  }

  private async _moveToServer(session: ILocalSession, kernel: Partial<Kernel.IModel>): Promise<Response> {
    const { id, path, name, type, kernelId } = session;
    const response = await this._askServer('POST', '', { path, name, type, kernel });
    if (!response.ok) {
      return response;
    }
    const model = (await response.json()) as Session.IModel;
    this.sessions.delete(id);
    this.sessions.setAlias(id, model.id);
    this._release(kernelId);
    return answer({ ...model, id });
  }

  private _endSession(session: ILocalSession): void {
    this.sessions.delete(session.id);
    const record = this.kernels.get(session.kernelId);
    if (record) {
      this.kernels.shutdown(record);
    }
  }

  /** Shut a kernel down when no session uses it any more. */
  private _release(kernelId: string): void {
    const record = this.kernels.get(kernelId);
    if (record && !this.sessions.models().some(({ kernel }) => kernel?.id === kernelId)) {
      this.kernels.shutdown(record);
    }
  }

  private _isLocal(kernel: Partial<Kernel.IModel> | null | undefined): boolean {
    if (!kernel) {
      return false;
    }
    return kernel.id ? this.kernels.get(kernel.id) !== undefined : this.kernels.hasSpec(kernel.name);
  }

  /** The id of the kernel that a session asks for: a running one by id, or a new one by name. */
  private _kernelFor(kernel: Partial<Kernel.IModel> | null | undefined, path: string): string {
    const running = this.kernels.get(kernel?.id);
    return running ? running.id : this.kernels.start(kernel?.name ?? '', path).id;
  }

  /** Ask the server's session API by the server's own id. */
  private _askServer(method: string, serverId: string, body?: unknown): Promise<Response> {
    const url = `${this.base.baseUrl}api/sessions${serverId && `/${encodeURIComponent(serverId)}`}`;
    // makeRequest adds the token and the XSRF header.
    return ServerConnection.makeRequest(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, this.base);
  }

  private async _asPublic(response: Response, id: string): Promise<Response> {
    return response.ok ? answer({ ...((await response.json()) as Session.IModel), id }) : response;
  }
}

function answer(body: unknown, status = 200): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' }
  });
}
