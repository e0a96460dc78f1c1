// Which request started which run. Output names the run that it comes from, also when a thread outlives it, and
// goes to the cell of the request. Of a request its header is kept, by which it is answered, and not its code; and only of
// so many of the latest, since a front end's sliders alone may send thousands.

import type { IExecuteRequest, IJupyterHeader, IJupyterMessage } from './messages';

export interface IOrigin {
  header: IJupyterHeader;

  /** Whether the front end that asks answers input(). */
  allowStdin: boolean;
  silent: boolean;
}

export class Cells {
  /** @param remembered - Of how many runs the request is known. */
  constructor(
    private readonly send: (type: string, content: unknown, parent: IJupyterHeader | null) => void,
    private readonly remembered = REMEMBERED
  ) {}

  /** Output of run `cell` belongs to `request` from now on. */
  add(cell: number, { header, content }: IJupyterMessage, silent: boolean): void {
    const origin = { header, allowStdin: (content as IExecuteRequest).allow_stdin ?? false, silent };
    this._origins.set(cell, origin);
    this._last = header;
    if (this._origins.size > this.remembered) {
      const [oldest] = this._origins.keys();
      this._origins.delete(oldest);
    }
  }

  origin(cell: number): IOrigin | null {
    return this._origins.get(cell) ?? null;
  }

  /** Publishes output of a run; that of runs nobody asked for, or of long ago, shows under the latest cell. */
  publish(cell: number, type: string, content: unknown): void {
    const origin = this._origins.get(cell);
    if (!origin?.silent) {
      this.send(type, content, origin?.header ?? this._last);
    }
  }

  private readonly _origins = new Map<number, IOrigin>();
  private _last: IJupyterHeader | null = null;
}

const REMEMBERED = 10_000;
