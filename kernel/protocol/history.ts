// What was executed, and how a front end asks for it: in this session, and in earlier ones where the host keeps them.

import type { IHistoryRequest } from './messages';

export type HistoryEntry = [session: number, line: number, input: string | [input: string, output: string | null]];

export interface IHistoryEntry {
  session: number;
  line: number;
  input: string;
  output: string | null;
}

/** Where history outlives a kernel. */
export interface IHistoryStore {
  /** The number of this session; earlier ones have smaller numbers. */
  readonly session: number;

  /** Entries of all other sessions, oldest first. */
  others(): IHistoryEntry[];
  append(entry: IHistoryEntry): void;
}

export class History {
  constructor(private readonly store: IHistoryStore | null = null) {}

  add(line: number, input: string, output: string | null): void {
    const entry = { session: this.store?.session ?? ONLY_SESSION, line, input, output };
    this._entries.push(entry);
    this.store?.append(entry);
  }

  find(request: IHistoryRequest): HistoryEntry[] {
    return this._select(request).map(({ session, line, input, output }) => [session, line, request.output ? [input, output] : input]);
  }

  private _select({ hist_access_type, n, session = 0, start = 0, stop, pattern, unique }: IHistoryRequest): IHistoryEntry[] {
    switch (hist_access_type) {
      case 'tail':
        return last(this._all(), n);
      case 'range': {
        // 0 is this session, a negative number counts back from it.
        const current = this.store?.session ?? ONLY_SESSION;
        const wanted = session > 0 ? session : current + session;
        const entries = wanted === current ? this._entries : this._all().filter(entry => entry.session === wanted);
        return entries.filter(({ line }) => line >= start && (stop == null || line < stop));
      }
      case 'search': {
        const glob = globPattern(pattern ?? '*');
        const found = this._all().filter(({ input }) => glob.test(input));
        return last(unique ? latestOfEach(found) : found, n);
      }
      default:
        throw new Error(`history_request: there is no access by ${String(hist_access_type)}`);
    }
  }

  private _all(): IHistoryEntry[] {
    return [...(this.store?.others() ?? []), ...this._entries];
  }

  private readonly _entries: IHistoryEntry[] = [];
}

/** Where nothing is kept, there is one session. */
const ONLY_SESSION = 1;

const last = (entries: IHistoryEntry[], n: number | null | undefined): IHistoryEntry[] => (n == null ? entries : n <= 0 ? [] : entries.slice(-n));

/** Of equal inputs the last one, in its place. */
function latestOfEach(entries: readonly IHistoryEntry[]): IHistoryEntry[] {
  const latest = new Map(entries.map(entry => [entry.input, entry]));
  return entries.filter(entry => latest.get(entry.input) === entry);
}

function globPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}
