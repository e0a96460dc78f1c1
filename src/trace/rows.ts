// The tables of a trace as data: columns, rows, and the rows by source line beneath them. table.ts shows them.

import { countText, lineTotals, ratioText, timeText } from '../../kernel/experiments/text';
import { changes, type ITraceResult, objectText, siteText } from '../../kernel/experiments/trace-model';

export interface IColumn {
  title: string;
  /** Said by screen readers and on hover. */
  help: string;
  kind: 'text' | 'number';
  /** Drawn as a bar behind the number, as long as its share of the largest. */
  bar?: boolean;
  show(value: number | string): string;
}

export type Cell = number | string;

export interface IRow {
  cells: Cell[];
  /** The rows by source line beneath this one. */
  children: Cell[][];
  /** Index of the object, -1 for none: spans of it can be shown. */
  object: number;
}

export interface ITable {
  /** A name for the tab. */
  name: string;
  columns: IColumn[];
  rows: IRow[];
  /** Column by which it is sorted at first, largest first. */
  sorted: number;
  /** Shown when there are no rows. */
  empty: string;
}

const asText = (value: Cell): string => String(value);
const asCount = (value: Cell): string => (typeof value === 'number' ? countText(value) : '');
const asTime = (value: Cell): string => (typeof value === 'number' ? (value < 0 ? '' : timeText(value / 1e9)) : '');
const asPercent = (value: Cell): string => (typeof value === 'number' ? (value < 0 ? '' : `${ratioText(value * 100).replace(/\.0+$/, '')} %`) : '');

const text = (title: string, help: string): IColumn => ({ title, help, kind: 'text', show: asText });
const count = (title: string, help: string, bar = false): IColumn => ({ title, help, kind: 'number', bar, show: asCount });
const time = (title: string, help: string, bar = false): IColumn => ({ title, help, kind: 'number', bar, show: asTime });
const share = (title: string, help: string): IColumn => ({ title, help, kind: 'number', show: asPercent });

export function lockTable(result: ITraceResult): ITable {
  return {
    name: 'Locks',
    empty: 'No lock was taken.',
    sorted: 5,
    columns: [
      text('lock', 'Object whose lock it is, or a lock of the runtime’s own'),
      text('type', 'Its type'),
      text('made at', 'Where the object was allocated'),
      count('acquired', 'How often the lock was taken'),
      count('contended', 'How often the taker had to wait'),
      time('waited', 'Time that threads waited for it', true),
      time('held', 'Time that threads held it')
    ],
    rows: result.locks.map(lock => {
      const item = result.objects[lock.object];
      return {
        object: lock.object,
        cells: [
          objectText(item), item.type, siteText(result, item.site), lock.acquisitions, lock.contended, lock.waitNs, lock.holdNs
        ],
        children: lock.bySite.map(site => [
          siteText(result, site.line), '', '', site.acquisitions, site.contended, site.waitNs, site.holdNs
        ])
      };
    })
  };
}

export function countTable(result: ITraceResult): ITable {
  return {
    name: 'Reference counts',
    empty: 'No reference count was changed.',
    sorted: 3,
    columns: [
      text('object', 'Object whose count it is'),
      text('type', 'Its type'),
      text('made at', 'Where the object was allocated'),
      count('changes', 'Increments and decrements together', true),
      count('up', 'Increments'),
      count('down', 'Decrements'),
      share('shared', 'Changes made by atomic operations or under a lock, since other threads may change the count too')
    ],
    rows: result.counts.map(counts => {
      const item = result.objects[counts.object];
      const total = changes(counts);
      return {
        object: counts.object,
        cells: [objectText(item), item.type, siteText(result, item.site), total, counts.increments, counts.decrements, counts.shared / Math.max(1, total)],
        children: counts.bySite.map(site => [siteText(result, site.line), '', '', site.count, '', '', -1])
      };
    })
  };
}

export function lineTable(result: ITraceResult): ITable {
  return {
    name: 'Source lines',
    empty: 'No source line was recorded.',
    sorted: 1,
    columns: [
      text('line', 'Source line'),
      count('count changes', 'Increments and decrements on this line', true),
      count('locks', 'Locks taken on this line'),
      count('contended', 'Of these, how many had to be waited for'),
      time('waited', 'Time waited on this line')
    ],
    rows: lineTotals(result).map(total => ({
      object: -1,
      cells: [siteText(result, total.line), total.changes, total.acquisitions, total.contended, total.waitNs],
      children: []
    }))
  };
}

/** Rows by a column; texts by the alphabet, numbers by size. Rows that are alike keep their order. */
export function sortedRows(rows: readonly IRow[], column: number, descending: boolean): IRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a.cells[column], b.cells[column]];
    return sign * (typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'en') : Number(x) - Number(y));
  });
}
