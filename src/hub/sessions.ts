// The sessions of this page, and those that moved. A session ties a document to a kernel; JupyterLab drops
// a session whose id changes, so one that moves between page and server keeps its id, and `alias` maps that
// public id to the one that the server knows.

import type { Session } from '@jupyterlab/services';
import type { LocalKernels } from './kernels';

export interface ILocalSession {
  readonly id: string;
  path: string;
  name: string;
  type: string;
  kernelId: string;
}

export class LocalSessions {
  constructor(private readonly kernels: LocalKernels) {
    kernels.ended.connect((_, kernelId) => this._forgetKernel(kernelId));
  }

  get(id: string): ILocalSession | undefined {
    return this._sessions.get(id);
  }

  /** The session of a document, if its kernel runs in this page. */
  ofDocument(path: string, type: string): ILocalSession | undefined {
    return [...this._sessions.values()].find(session => session.path === path && session.type === type);
  }

  add(session: ILocalSession): void {
    this._sessions.set(session.id, session);
  }

  delete(id: string): void {
    this._sessions.delete(id);
  }

  /** What the server's API tells of a session. */
  model({ id, path, name, type, kernelId }: ILocalSession): Session.IModel {
    const record = this.kernels.get(kernelId);
    return { id, path, name, type, kernel: record ? this.kernels.model(record) : null };
  }

  models(): Session.IModel[] {
    return [...this._sessions.values()].map(session => this.model(session));
  }

  /** The server's id of a session that moved there, or the id itself. */
  serverId(id: string): string {
    return this._alias.get(id) ?? id;
  }

  /** The id by which JupyterLab knows a session of the server. */
  publicId(serverId: string): string {
    return [...this._alias].find(([, id]) => id === serverId)?.[0] ?? serverId;
  }

  isAlias(id: string): boolean {
    return this._alias.has(id);
  }

  setAlias(id: string, serverId: string): void {
    this._alias.set(id, serverId);
  }

  dropAlias(id: string): void {
    this._alias.delete(id);
  }

  private _forgetKernel(kernelId: string): void {
    for (const session of this._sessions.values()) {
      if (session.kernelId === kernelId) {
        this._sessions.delete(session.id);
      }
    }
  }

  private readonly _sessions = new Map<string, ILocalSession>();
  private readonly _alias = new Map<string, string>();
}
