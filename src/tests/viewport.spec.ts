// Zooming, moving, ticks; and the sorting of the tables.

import { describe, expect, it } from 'vitest';
import { traceSample } from '../../kernel/tests/experiments/samples';
import { countTable, lineTable, lockTable, sortedRows } from '../trace/rows';
import { tickText, timeTicks, Viewport } from '../trace/viewport';

describe('a viewport', () => {
  it('keeps the time under the pointer in place while zooming', () => {
    const view = new Viewport(1000_000);
    const before = view.x(300_000, 800);
    view.zoom(0.25, 300_000);
    expect(view.x(300_000, 800)).toBeCloseTo(before, 9);
    expect(view.span).toBeCloseTo(250_000, 6);
    expect(view.time(view.x(123_456, 800), 800)).toBeCloseTo(123_456, 6);
  });

  it('stays within the trace, and within what can be told apart', () => {
    const view = new Viewport(1000_000);
    view.zoom(0.1, 0);
    view.pan(-3);
    expect([view.from, view.to]).toEqual([0, 100_000]);
    view.pan(Infinity);
    expect([view.from, view.to]).toEqual([900_000, 1000_000]);
    view.zoom(1e-9, 950_000);
    expect(view.span).toBeCloseTo(100, 6);
    view.zoom(1e12, 950_000);
    expect([view.from, view.to]).toEqual([0, 1000_000]);
  });

  it('has ticks at round times, with as many digits as their distance asks for', () => {
    expect(timeTicks(0, 180e6, 4)).toEqual([0, 50e6, 100e6, 150e6]);
    expect(tickText(150e6, 50e6)).toBe('150 ms');
    expect(tickText(28_320, 51)).toBe('28.32 µs');
    expect(tickText(0, 10)).toBe('0');
    expect(tickText(1.5e9, 5e8)).toBe('1.5 s');
  });
});

describe('the tables', () => {
  const result = traceSample();

  it('have what the trace has', () => {
    expect(lockTable(result).rows[0].cells.slice(0, 5)).toEqual(['globals of __main__', 'dict', 'cell-3.py:1', 1_664_080, 402_118]);
    expect(countTable(result).rows[0].cells.slice(0, 4)).toEqual(['fib', 'function', 'cell-3.py:1', 6_656_320]);
    expect(countTable(result).rows[0].children).toHaveLength(3);
    const lines = lineTable(result).rows;
    const total = result.counts.flatMap(counts => counts.bySite).reduce((sum, site) => sum + site.count, 0);
    expect(lines.reduce((sum, row) => sum + Number(row.cells[1]), 0)).toBe(total);
  });

  it('have as many cells as columns', () => {
    for (const table of [lockTable(result), countTable(result), lineTable(result)]) {
      for (const row of table.rows) {
        expect([row.cells, ...row.children].map(cells => cells.length)).toEqual(Array(1 + row.children.length).fill(table.columns.length));
      }
    }
  });

  it('sort by numbers and by texts, both ways', () => {
    const { rows } = countTable(result);
    const names = (column: number, descending: boolean): unknown[] => sortedRows(rows, column, descending).map(row => row.cells[0]);
    expect(names(3, true)).toEqual(['fib', '1', '2', 'globals of __main__', '0', '<list at 0x204000>']);
    expect(names(3, false)[0]).toBe('<list at 0x204000>');
    expect(names(1, false)).toEqual(['globals of __main__', 'fib', '1', '2', '0', '<list at 0x204000>']);
  });
});
