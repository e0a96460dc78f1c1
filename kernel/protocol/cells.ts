// Which request started which run. Output names the run that it comes from, also when a thread outlives it, and
// goes to the cell of the request.

import type { IJupyterMessage } from './messages';

export class Cells {
  constructor(private readonly send: (type: string, content: unknown, parent: IJupyterMessage | null) => void) {}

  /** Output of run `cell` belongs to `request` from now on. */
  add(cell: number, request: IJupyterMessage, silent: boolean): void {
    this._requests.set(cell, request);
    this._last = request;
    if (silent) {
      this._silent.add(cell);
    }
  }

  parent(cell: number): IJupyterMessage | null {
    return this._requests.get(cell) ?? null;
  }

  /** Publishes output of a run; that of runs nobody asked for shows under the latest cell. */
  publish(cell: number, type: string, content: unknown): void {
    if (!this._silent.has(cell)) {
      this.send(type, content, this._requests.get(cell) ?? this._last);
    }
  }

  private readonly _requests = new Map<number, IJupyterMessage>();
  private readonly _silent = new Set<number>();
  private _last: IJupyterMessage | null = null;
}
