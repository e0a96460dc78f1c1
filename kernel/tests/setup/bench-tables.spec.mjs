// What is said of a result of `npm run bench`: ratios, goals, and the same figures on every page.

import { describe, expect, it } from 'vitest';
import { readmeFigures, reportPage } from '../../../scripts/lib/bench-page.mjs';
import { asMarkdown, asText, goals, programs, tablesOf } from '../../../scripts/lib/bench-tables.mjs';

const SECONDS = { python3: [0.1, 0.2], gil: [0.09, 0.18], gilectomy: [0.2, 0.5], biased: [0.05, 0.052] };

function resultWith(changes = {}, latencies = { 'command line to first statement': [260, 240, 230], 'browser: kernel ready': [1200] }) {
  const samples = {};
  for (const program of ['fib', 'loop']) {
    for (const [subject, [one, two]] of Object.entries(SECONDS)) {
      samples[`${program} 1 ${subject}`] = [one * 1.5, one];
      samples[`${program} 2 ${subject}`] = [two, two * 2];
    }
  }
  for (const kind of ['compute', 'padded', 'shared']) {
    samples[`control-${kind} 1`] = [0.1];
    samples[`control-${kind} 2`] = [kind === 'shared' ? 0.4 : 0.1];
  }
  return {
    made: '2030-01-02T03:04:05.000Z', node: 'v20.1.0', python: 'Python 3.11.7', cores: 2, processor: 'Abacus', rounds: 2, repeat: 5, quick: false,
    timed: ['fib', 'loop'], subjects: Object.keys(SECONDS), samples: { ...samples, ...changes }, latencies,
    programs: { 'nbody python3': [0.1], 'nbody gil': [0.2], 'nbody gilectomy': [0.4], 'nbody biased': [0.3], 'go python3': [0.1], 'go gil': [0.1], 'go gilectomy': [0.1], 'go biased': [0.1] }
  };
}

const reached = result => Object.fromEntries(goals(result).rows.map(row => [row[0], `${row[2]} ${row[3]}`]));

describe('the tables of a benchmark', () => {
  it('compare least times', () => {
    expect(programs(resultWith()).rows.find(row => row[1] === 'biased')).toEqual(['fib', 'biased', '50.0 ms', '52.0 ms', '1.04', '0.50']);
  });

  it('have three control rows', () => {
    expect(tablesOf(resultWith()).find(table => table.title.startsWith('Control'))?.rows.map(row => row.at(-1))).toEqual(['1.00', '1.00', '4.00']);
  });

  it('end with the geometric mean of pyperformance', () => {
    expect(tablesOf(resultWith()).at(-1)?.rows.at(-1)).toEqual(['geometric mean', '', '', '', '', '1.41', '2.00', '1.73']);
  });

  it('say which goals were reached, by medians of latencies', () => {
    expect(reached(resultWith())).toMatchObject({
      "biased on one thread, fib, over python3's time": '0.50 yes',
      'biased, two copies of loop on two threads, over the control row': '1.04 yes',
      'gilectomy, fib on two threads over one': '2.50 yes',
      'gil, fib on two threads over one': '2.00 yes',
      'command line to first statement': '240.0 ms yes',
      'browser: kernel ready': '1200.0 ms no'
    });
  });

  it('say which goals were missed or not measured', () => {
    const result = resultWith({ 'fib 1 biased': [0.11], 'loop 2 biased': [0.06], 'fib 2 gilectomy': [0.3] }, {});
    expect(reached(result)).toMatchObject({
      "biased on one thread, fib, over python3's time": '1.10 no',
      'biased, two copies of loop on two threads, over the control row': '1.20 no',
      'gilectomy, fib on two threads over one': '1.50 no',
      'browser: interrupt of': 'not measured no'
    });
  });

  it('are the same on a terminal and on a page', () => {
    const table = { title: 'T', columns: ['', 'a'], words: 1, rows: [['x', '1'], ['long', '22']] };
    expect(asText(table)).toBe('T\n       a\nx      1\nlong  22');
    expect(asMarkdown(table)).toBe('|  | a |\n|---|--:|\n| x | 1 |\n| long | 22 |');
  });

  it('name the result that they were made from', () => {
    const page = reportPage(resultWith(), 'bench-results/bench-x.json');
    expect(page).toContain('<!-- Made from bench-results/bench-x.json ');
    expect(page).toContain('2 Abacus cores, Node 20.1.0, Python 3.11.7');
    expect(page.match(/^## /gm)).toHaveLength(5);
    expect(readmeFigures(resultWith())).toContain('| fib | biased | 50.0 ms | 52.0 ms | 1.04 | 0.50 |');
  });
});
