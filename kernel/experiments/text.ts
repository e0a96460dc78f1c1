// Text forms of results: aligned plain text for the command line, for text/plain, and for reading a saved
// notebook without any renderer.

import { looksOf } from './designs';
import { callText, type IHostInfo, type IScaleResult } from './model';
import { type ISummary, summaries, workMeasure } from './statistics';
import { changes, droppedEvents, type ITraceResult, objectText, siteText } from './trace-model';

type Align = 'left' | 'right';

/** Lays out rows under a heading. A null row is a blank line. Trailing blanks are cut. */
export function columns(head: readonly string[], align: readonly Align[], rows: readonly (readonly string[] | null)[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row?.[column].length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (align[column] === 'left' ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(row => (row ? line(row) : ''))].join('\n');
}

/** Seconds with three significant digits, in the unit that suits. */
export function timeText(seconds: number): string {
  if (seconds === 0) {
    return '0 s';
  }
  const [factor, unit] = seconds < 0.9995e-6 ? [1e9, 'ns'] : seconds < 0.9995e-3 ? [1e6, 'µs'] : seconds < 0.9995 ? [1e3, 'ms'] : [1, 's'];
  const value = seconds * factor;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${unit}`;
}

/** A ratio with two digits that say something. */
export function ratioText(ratio: number | null): string {
  return ratio === null ? '' : ratio.toFixed(ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0);
}

/** A whole number with thin groups of three, as in 78 012 345. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

function hostText(host: IHostInfo): string {
  return [plural(host.cores, 'core'), host.cpu, host.engine, host.platform].filter(part => part !== null && part !== '').join(', ');
}

const CONTROL_ROWS: Record<string, string> = { 'control-compute': 'control: compute', 'control-atomic': 'control: atomics' };

/** The table of a scaling experiment, with what the reader has to know about it above and below. */
export function scaleTable(result: IScaleResult): string {
  const all = summaries(result);
  const { settings, host } = result;
  const head = `${callText(result)}, ${plural(result.designs.length, 'design')}, best of ${plural(settings.repeat, 'run')}`;
  if (all.length === 0) {
    return `${head}\n${hostText(host)}\n\nInterrupted before the first run had ended.`;
  }
  const work = workMeasure(all);
  const title = work === 'busy' ? 'busy' : 'CPU';
  const series = new Map(all.filter(summary => summary.kind === 'serial').map(summary => [`${summary.design}/${summary.threads}`, summary]));
  const rows: (string[] | null)[] = [];
  let before: string | undefined;
  for (const summary of all.filter(({ kind }) => kind !== 'serial')) {
    const name = summary.design ?? CONTROL_ROWS[summary.kind];
    if (before !== undefined && before !== name) {
      rows.push(null);
    }
    before = name;
    const used = work === null ? null : summary[work];
    const serial = series.get(`${summary.design}/${summary.threads}`);
    rows.push([
      name,
      String(summary.threads),
      timeText(summary.wall.minimum),
      timeText(summary.wall.median),
      summary.wall.median > 0 ? `${(((summary.wall.high - summary.wall.low) / summary.wall.median) * 100).toFixed(0)} %` : '',
      used ? timeText(used.minimum) : '',
      serial ? timeText(serial.wall.minimum) : '',
      ratioText(summary.wallRatio),
      ratioText(summary.cpuRatio),
      ratioText(summary.scaling),
      runsText(summary)
    ]);
  }
  const table = columns(
    ['design', 'threads', 'wall', 'median', 'spread', title, 'in series', 'wall/gil', `${title}/gil`, 'scaling', 'runs'],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    rows
  );
  return [`${head}\n${hostText(host)}`, table, ...notes(result, all)].join('\n\n');
}

function runsText(summary: ISummary): string {
  if (summary.hollow) {
    return `${summary.runs}, none overlapped`;
  }
  return summary.excluded > 0 ? `${summary.runs}, ${summary.excluded} left out` : String(summary.runs);
}

/** What the reader must know to read the figures; shown below the table and, in short, under the chart. */
export function notes(result: IScaleResult, all: readonly ISummary[]): string[] {
  const found: string[] = [];
  if (result.interrupted) {
    found.push('Interrupted: only the runs that had ended are shown.');
  }
  const excluded = all.reduce((sum, summary) => sum + summary.excluded, 0);
  const hollow = all.filter(summary => summary.hollow && summary.threads > 1);
  if (excluded > 0 || hollow.length > 0) {
    const parts = [
      excluded > 0 ? `${plural(excluded, 'run')} did not overlap and ${excluded === 1 ? 'is' : 'are'} left out` : '',
      hollow.length > 0 ? `${plural(hollow.length, 'row')} had no run that overlapped` : ''
    ];
    found.push(
      `${parts.filter(part => part !== '').join('; ')}: a contended workload looks faster when a core is taken away from it, so only runs whose threads really ran together count.`
    );
  }
  if (all.some(summary => summary.design !== null && summary.wall.minimum === 0)) {
    found.push('Some runs took less than a step of the clock: give the function more to do.');
  }
  if (workMeasure(all) === 'busy') {
    found.push('A browser tells no CPU time: "busy" is wall time less the time parked on locks, and counts waiting for a processor as work.');
  }
  if (Math.max(...result.threads) > result.host.cores) {
    found.push(`With more threads than the ${plural(result.host.cores, 'core')} of this machine no workload can go on scaling; the control rows show its own limit.`);
  }
  return found;
}

/** A line a design: name and what it is. */
export function designLines(designs: readonly string[]): string {
  const looks = [...looksOf(designs)];
  const width = Math.max(...designs.map(name => name.length));
  return looks.map(([name, look]) => `${name.padEnd(width)}  ${look.label}`).join('\n');
}

/** The hottest locks and reference counts of a trace, `limit` of each. */
export function hottest(result: ITraceResult, limit = 10): string {
  const parts = [`${callText(result)} in ${plural(result.threads, 'thread')} under ${result.design}: ${timeText(result.wall / 1e9)}${overheadText(result)}`];
  if (result.interrupted) {
    parts.push('Interrupted: what had been recorded until then.');
  }
  parts.push(hottestLocks(result, limit), hottestCounts(result, limit), hottestLines(result, limit));
  const dropped = droppedEvents(result);
  if (dropped > 0) {
    parts.push(`${plural(dropped, 'event')} did not fit in the rings and are missing from the lanes. The counters above have them all.`);
  }
  if (result.uncounted > 0) {
    parts.push(`${plural(result.uncounted, 'change')} found no memory to be counted in: the counters above lack them.`);
  }
  return parts.join('\n\n');
}

function overheadText(result: ITraceResult): string {
  return result.overhead === null ? '' : `, ${ratioText(result.overhead)} times the time without tracing`;
}

function more(total: number, limit: number): string {
  return total > limit ? `\n... and ${countText(total - limit)} more` : '';
}

function hottestLocks(result: ITraceResult, limit: number): string {
  if (result.locks.length === 0) {
    return 'No lock was taken.';
  }
  const rows = result.locks.slice(0, limit).map(lock => {
    const item = result.objects[lock.object];
    const worst = [...lock.bySite].sort((a, b) => b.waitNs - a.waitNs || b.acquisitions - a.acquisitions)[0];
    return [
      objectText(item),
      item.type,
      countText(lock.acquisitions),
      countText(lock.contended),
      timeText(lock.waitNs / 1e9),
      timeText(lock.holdNs / 1e9),
      worst ? siteText(result, worst.line) : ''
    ];
  });
  return (
    columns(['hottest locks', 'type', 'acquired', 'contended', 'waited', 'held', 'most at'], ['left', 'left', 'right', 'right', 'right', 'right', 'left'], rows) +
    more(result.locks.length, limit)
  );
}

function hottestCounts(result: ITraceResult, limit: number): string {
  if (result.counts.length === 0) {
    return 'No reference count was changed.';
  }
  const rows = result.counts.slice(0, limit).map(counts => {
    const item = result.objects[counts.object];
    const worst = [...counts.bySite].sort((a, b) => b.count - a.count)[0];
    return [
      objectText(item),
      item.type,
      countText(counts.increments),
      countText(counts.decrements),
      `${((counts.shared / Math.max(1, changes(counts))) * 100).toFixed(0)} %`,
      siteText(result, item.site),
      worst ? siteText(result, worst.line) : ''
    ];
  });
  return (
    columns(['hottest counts', 'type', 'up', 'down', 'shared', 'made at', 'most at'], ['left', 'left', 'right', 'right', 'right', 'left', 'left'], rows) +
    more(result.counts.length, limit)
  );
}

/** One source line with all that happened on it. */
export interface ILineTotal {
  line: number;
  changes: number;
  acquisitions: number;
  contended: number;
  waitNs: number;
}

/** Totals by source line over all objects, most changes and waits first. */
export function lineTotals(result: ITraceResult): ILineTotal[] {
  const totals = new Map<number, ILineTotal>();
  const of = (line: number): ILineTotal => {
    let total = totals.get(line);
    if (!total) {
      totals.set(line, (total = { line, changes: 0, acquisitions: 0, contended: 0, waitNs: 0 }));
    }
    return total;
  };
  for (const lock of result.locks) {
    for (const site of lock.bySite) {
      const total = of(site.line);
      total.acquisitions += site.acquisitions;
      total.contended += site.contended;
      total.waitNs += site.waitNs;
    }
  }
  for (const counts of result.counts) {
    for (const site of counts.bySite) {
      of(site.line).changes += site.count;
    }
  }
  return [...totals.values()].filter(total => total.line >= 0).sort((a, b) => b.changes - a.changes || b.waitNs - a.waitNs);
}

function hottestLines(result: ITraceResult, limit: number): string {
  const totals = lineTotals(result);
  if (totals.length === 0) {
    return 'No source line was recorded.';
  }
  const rows = totals
    .slice(0, limit)
    .map(total => [siteText(result, total.line), countText(total.changes), countText(total.acquisitions), countText(total.contended), timeText(total.waitNs / 1e9)]);
  return (
    columns(['hottest lines', 'count changes', 'locks', 'contended', 'waited'], ['left', 'right', 'right', 'right', 'right'], rows) + more(totals.length, limit)
  );
}
