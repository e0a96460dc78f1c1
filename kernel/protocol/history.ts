// What was executed since the kernel started, and how a front end asks for it.

import type { IHistoryRequest } from './messages';

export type HistoryEntry = [session: number, line: number, input: string | [input: string, output: string | null]];

export class History {
  add(line: number, input: string, output: string | null): void {
    this._entries.push({ line, input, output });
  }

  find(request: IHistoryRequest): HistoryEntry[] {
    return this._select(request).map(({ line, input, output }) => [SESSION, line, request.output ? [input, output] : input]);
  }

  private _select({ hist_access_type, n, start = 0, stop, pattern, unique }: IHistoryRequest): IEntry[] {
    switch (hist_access_type) {
      case 'tail':
        return last(this._entries, n);
      case 'range':
        return this._entries.filter(({ line }) => line >= start && (stop == null || line < stop));
      case 'search': {
        const glob = globPattern(pattern ?? '*');
        const found = this._entries.filter(({ input }) => glob.test(input));
        // Of equal inputs the last one stays.
        return last(unique ? [...new Map(found.map(entry => [entry.input, entry])).values()].sort((a, b) => a.line - b.line) : found, n);
      }
    }
  }

  private readonly _entries: IEntry[] = [];
}

interface IEntry {
  line: number;
  input: string;
  output: string | null;
}

/** History of earlier sessions is not kept: this one has number 1. */
const SESSION = 1;

const last = (entries: IEntry[], n: number | undefined): IEntry[] => (n == null ? entries : n <= 0 ? [] : entries.slice(-n));

function globPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}
