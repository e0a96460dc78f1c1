// A tracing experiment: the workload once in a plain build, for the time without a recorder, then once in the tracing
// build of the same design, whose events and counters become the result.

import { looksOf } from './designs';
import type { IExperimentHost } from './host';
import { Progress } from './progress';
import { checkDesigns, InvalidRequest, MOST_THREADS } from './scale';
import { type ITracedRun, Stopped, WorkloadSession } from './session';
import { spansOf } from './spans';
import { changes, encodeSpans, type ICountSite, type ILockCounts, type ILockSite, type IRefCounts, type ITracedObject, type ITraceResult, TRACE_SCHEMA } from './trace-model';

/** What Python asks for; see trace() in kernel/lib/gilectomy.py. */
export interface ITraceRequest {
  func: string;
  args: string;
  payload: string;
  threads: number;
  /** Null: the first of this host's designs that lets threads run at once. */
  design: string | null;
}

export class TraceExperiment {
  constructor(
    private readonly _host: IExperimentHost,
    private readonly _request: ITraceRequest,
    cell: number
  ) {
    const available = _host.designs();
    const preferred = available.find(name => !looksOf([name]).get(name)!.serialises) ?? available[0];
    [this._design] = checkDesigns([_request.design ?? preferred], available);
    const { threads } = _request;
    if (!Number.isSafeInteger(threads) || threads < 1 || threads > MOST_THREADS) {
      throw new InvalidRequest(`threads must be a whole number from 1 to ${MOST_THREADS}, not ${threads}`);
    }
    this._progress = new Progress(
      [
        { key: 'plain', weight: 1 },
        { key: 'traced', weight: 3 }
      ],
      progress => _host.progress(progress, cell)
    );
  }

  /** Stops at once; `run` then rejects with Stopped. */
  stop(): void {
    this._stop.abort(new Stopped());
  }

  async run(): Promise<ITraceResult> {
    const started = new Date().toISOString();
    try {
      const plain = await this._session('release', 'plain', async session => {
        await session.parallel(this._request.threads, 1, this._serialises);
        return session.parallel(this._request.threads, 1, this._serialises);
      });
      const run = await this._session('trace', 'traced', session => session.traced(this._request.threads));
      this._progress.finished('done');
      const wall = run.ended - run.opened;
      const overhead = plain.wall > 0 ? wall / 1e9 / plain.wall : null;
      return { ...this._facts(), wall, ...assemble(run), overhead, started };
    } catch (error) {
      this._progress.finished(error instanceof Stopped ? 'interrupted' : 'failed');
      throw error;
    }
  }

  private _facts() {
    return {
      schema: TRACE_SCHEMA,
      func: this._request.func,
      args: this._request.args,
      design: this._design,
      threads: this._request.threads,
      host: this._host.info(),
      versions: this._host.versions(),
      interrupted: false
    } as const;
  }

  private async _session<T>(variant: 'release' | 'trace', key: string, use: (session: WorkloadSession) => Promise<T>): Promise<T> {
    const begun = performance.now();
    this._progress.starting(`${this._design}, ${key}`);
    const request = { design: this._design, variant, maxThreads: this._request.threads };
    const session = await WorkloadSession.create(this._host, request, this._request.payload, this._stop.signal);
    try {
      return await use(session);
    } finally {
      await session.dispose();
      this._progress.ended(key, (performance.now() - begun) / 1000);
    }
  }

  private get _serialises(): boolean {
    return looksOf([this._design]).get(this._design)!.serialises;
  }

  private readonly _design: string;
  private readonly _progress: Progress;
  private readonly _stop = new AbortController();
}

/** Objects that a result lists one by one, for locks and for counts each; a program may touch millions. */
const LISTED = 300;

/** Source lines listed for each. */
const LISTED_LINES = 40;

/** Lanes and sorted counters from what the tracing build handed over. */
export function assemble({ raw, opened, ended, idents }: ITracedRun): Pick<ITraceResult, 'lanes' | 'objects' | 'lines' | 'locks' | 'counts' | 'uncounted'> {
  // The main thread only waits for the others, and has no lane. Recorders keep 32 bits of an identity.
  const lanes = idents.flatMap((ident, index) => {
    const thread = raw.threads.find(candidate => candidate.ident >>> 0 === ident >>> 0);
    return thread ? [{ thread: index, name: `thread ${index + 1}`, spans: encodeSpans(spansOf(thread, opened, ended)), dropped: thread.dropped }] : [];
  });
  const objects = [...raw.objects];
  const locks = raw.locks
    .map(lock => ({ ...lock, bySite: merged(lock.bySite).sort((a, b) => b.waitNs - a.waitNs || b.acquisitions - a.acquisitions).slice(0, LISTED_LINES) }))
    .sort((a, b) => b.waitNs - a.waitNs || b.contended - a.contended || b.acquisitions - a.acquisitions);
  const counts = raw.counts
    .map(count => ({ ...count, bySite: merged(count.bySite).sort((a, b) => b.count - a.count).slice(0, LISTED_LINES) }))
    .sort((a, b) => changes(b) - changes(a));
  return { lanes, objects, lines: raw.lines, locks: summedUp(locks, objects), counts: summedUp(counts, objects), uncounted: raw.uncounted };
}

/** Entries of one line added up: each thread has its own. */
function merged<T extends ILockSite | ICountSite>(sites: readonly T[]): T[] {
  const byLine = new Map<number, T>();
  for (const site of sites) {
    const before = byLine.get(site.line);
    byLine.set(site.line, before ? added(before, site, ['line']) : site);
  }
  return [...byLine.values()];
}

/** Adds up the numbers of two records, but for those that say what the record is of. */
function added<T extends object>(one: T, other: T, keep: readonly string[]): T {
  const sum = { ...one } as Record<string, unknown>;
  for (const [field, value] of Object.entries(other)) {
    if (typeof value === 'number' && !keep.includes(field)) {
      sum[field] = (sum[field] as number) + value;
    }
  }
  return sum as T;
}

/** The first LISTED entries, and one more that adds up the others; its object is appended to `objects`. */
function summedUp<T extends ILockCounts | IRefCounts>(entries: T[], objects: ITracedObject[]): T[] {
  const rest = entries.slice(LISTED);
  if (rest.length === 0) {
    return entries;
  }
  const sum: T = { ...rest.reduce((total, entry) => added(total, entry, ['object'])), object: objects.length, bySite: [] };
  objects.push({ id: `others:${objects.length}`, address: 0, type: '', name: `${rest.length} other objects`, site: -1 });
  return [...entries.slice(0, LISTED), sum];
}
