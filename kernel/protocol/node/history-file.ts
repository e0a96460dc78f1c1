// History on disk: one file of JSON lines that all kernels of a user append to, each line in one write. A session is
// opened by a line of its own; its number is how many such lines there are up to it, so that no two share one.
//
//     {"k": "<id of the kernel>", "opened": "<time>"}
//     {"k": "<id of the kernel>", "l": <line>, "i": "<input>", "o": "<output>" or null}

import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { IHistoryEntry, IHistoryStore } from '../history';

export class HistoryFile implements IHistoryStore {
  /**
   * @param path - The file; it and its folder are made when the first cell has run.
   * @param id - Of this kernel, unlike any other's.
   * @param warn - Told once when the file cannot be used; history then lasts as long as the kernel.
   */
  constructor(
    private readonly path: string,
    private readonly id: string,
    private readonly warn: (text: string) => void
  ) {}

  get session(): number {
    return (this._session ??= this._open());
  }

  others(): IHistoryEntry[] {
    const sessions = new Map<string, number>();
    const entries: IHistoryEntry[] = [];
    for (const record of this._records()) {
      if (record.opened !== undefined) {
        sessions.set(record.k, sessions.size + 1);
      } else if (record.k !== this.id && record.l !== undefined && record.i !== undefined) {
        entries.push({ session: sessions.get(record.k) ?? 0, line: record.l, input: record.i, output: record.o ?? null });
      }
    }
    return entries;
  }

  append({ line, input, output }: IHistoryEntry): void {
    this._write({ k: this.id, l: line, i: input, o: output === null ? null : output.slice(0, LONGEST_OUTPUT) });
  }

  private _open(): number {
    this._write({ k: this.id, opened: new Date().toISOString() });
    const opened = this._records().filter(record => record.opened !== undefined);
    return Math.max(1, opened.findIndex(({ k }) => k === this.id) + 1);
  }

  private _write(record: IRecord): void {
    if (this._broken) {
      return;
    }
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      appendFileSync(this.path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    } catch (error) {
      this._broken = true;
      this.warn(`history is not kept: ${(error as Error).message}`);
    }
  }

  private _records(): IRecord[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      this.warn(`history cannot be read: ${(error as Error).message}`);
      return [];
    }
    return text.split('\n').flatMap(line => {
      try {
        return line === '' ? [] : [JSON.parse(line) as IRecord];
      } catch {
        // A line that a crash has cut off: those around it are good.
        return [];
      }
    });
  }

  private _session: number | null = null;
  private _broken = false;
}

interface IRecord {
  k: string;
  opened?: string;
  l?: number;
  i?: string;
  o?: string | null;
}

/** Of an output no more than this is kept. */
const LONGEST_OUTPUT = 10_000;

/** The file named by GILECTOMY_HISTORY, or one in the user's Jupyter folder; null where the variable is `off`. */
export function historyPath(env: Record<string, string | undefined> = process.env): string | null {
  const named = env.GILECTOMY_HISTORY;
  if (named === 'off') {
    return null;
  }
  return named || join(jupyterData(env), 'gilectomy-lab', 'history.jsonl');
}

/** Where Jupyter keeps a user's data, by its own rules. */
function jupyterData(env: Record<string, string | undefined>): string {
  if (env.JUPYTER_DATA_DIR) {
    return env.JUPYTER_DATA_DIR;
  }
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Jupyter');
    case 'win32':
      return join(env.APPDATA || homedir(), 'jupyter');
    default:
      return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
  }
}
