// What a result file of `npm run bench` says, as tables: for the terminal, and for docs/benchmarks.md.

import { CONTROLS } from './bench-control.mjs';

/**
 * @typedef {object} ITable
 * @property {string} title
 * @property {string[]} columns - The first `words` of them hold text, the others figures.
 * @property {number} words
 * @property {string[][]} rows
 */

/** What latencies should stay below, milliseconds, by how their rows begin. */
const LIMITS = { 'command line to first statement': 250, 'kernel under Node: start to first cell done': 500, 'kernel under Node: 1 + 1': 10, 'browser: kernel ready': 1000, 'browser: interrupt of': 100 };

const least = values => Math.min(...values);
const median = values => [...values].sort((x, y) => x - y)[values.length >> 1];
const ms = seconds => `${(seconds * 1e3).toFixed(1)} ms`;
const ratio = value => value.toFixed(2);
const limitOf = row => Object.entries(LIMITS).find(([start]) => row.startsWith(start))?.[1];

/** Times of one program under one subject, with one thread and with two. */
function pair(result, program, subject) {
  const [one, two] = [1, 2].map(threads => least(result.samples[`${program} ${threads} ${subject}`]));
  return { one, two, twoOverOne: two / one };
}

const controlRatio = (result, kind) => least(result.samples[`control-${kind} 2`]) / least(result.samples[`control-${kind} 1`]);

/** @returns {ITable[]} Every table of a result. */
export function tablesOf(result) {
  const tables = [goals(result), programs(result), controls(result), latencies(result)];
  return Object.keys(result.programs).length > 0 ? [...tables, pyperformance(result)] : tables;
}

/** What is to be reached, and whether it was. */
export function goals(result) {
  const rows = [];
  const row = (what, wanted, measured, met) => rows.push([what, wanted, measured, met ? 'yes' : 'no']);
  for (const program of ['fib', 'loop']) {
    const value = pair(result, program, 'biased').one / pair(result, program, 'python3').one;
    row(`biased on one thread, ${program}, over python3's time`, 'at most 1.00', ratio(value), value <= 1);
  }
  for (const program of ['fib', 'loop']) {
    const value = pair(result, program, 'biased').twoOverOne / controlRatio(result, 'compute');
    row(`biased, two copies of ${program} on two threads, over the control row`, 'at most 1.10', ratio(value), value <= 1.1);
  }
  const gilectomy = pair(result, 'fib', 'gilectomy').twoOverOne;
  row('gilectomy, fib on two threads over one', 'at least 2.00', ratio(gilectomy), gilectomy >= 2);
  const gil = pair(result, 'fib', 'gil').twoOverOne;
  row('gil, fib on two threads over one', '1.80 to 2.30', ratio(gil), gil >= 1.8 && gil <= 2.3);
  for (const [start, limit] of Object.entries(LIMITS)) {
    const measured = Object.entries(result.latencies).filter(([name]) => name.startsWith(start));
    measured.forEach(([name, values]) => row(name, `at most ${limit} ms`, `${median(values).toFixed(1)} ms`, median(values) <= limit));
    if (measured.length === 0) {
      row(start, `at most ${limit} ms`, 'not measured', false);
    }
  }
  return { title: 'What is to be reached', columns: ['', 'wanted', 'measured', 'reached'], words: 2, rows };
}

/** @returns {ITable} */
export function programs(result) {
  const rows = result.timed.flatMap(program =>
    result.subjects.map(subject => {
      const { one, two, twoOverOne } = pair(result, program, subject);
      return [program, subject, ms(one), ms(two), ratio(twoOverOne), ratio(one / pair(result, program, 'python3').one)];
    })
  );
  return { title: 'Programs, each thread doing the whole of the work', columns: ['program', 'under', '1 thread', '2 threads', '2 over 1', '1 thread over python3'], words: 2, rows };
}

function controls(result) {
  const rows = Object.entries(CONTROLS).map(([kind, what]) => {
    const [one, two] = [1, 2].map(n => least(result.samples[`control-${kind} ${n}`]));
    return [what, ms(one), ms(two), ratio(two / one)];
  });
  return { title: 'Control rows: what this machine itself can do, without Python', columns: ['in every worker', '1 worker', '2 workers', '2 over 1'], words: 1, rows };
}

function latencies(result) {
  const rows = Object.entries(result.latencies).map(([name, values]) => [
    name, `${least(values).toFixed(2)} ms`, `${median(values).toFixed(2)} ms`, limitOf(name) === undefined ? '' : `${limitOf(name)} ms`
  ]);
  return { title: 'Latencies', columns: ['', 'least', 'median', 'at most'], words: 1, rows };
}

function pyperformance(result) {
  const [base, ...others] = result.subjects;
  const names = [...new Set(Object.keys(result.programs).map(key => key.split(' ')[0]))];
  const time = (program, subject) => least(result.programs[`${program} ${subject}`]);
  const rows = names.map(program => [
    program,
    ...result.subjects.map(subject => `${(time(program, subject) * 1e3).toPrecision(4)} ms`),
    ...others.map(subject => ratio(time(program, subject) / time(program, base)))
  ]);
  const mean = subject => Math.exp(names.reduce((sum, program) => sum + Math.log(time(program, subject) / time(program, base)), 0) / names.length);
  rows.push(['geometric mean', ...result.subjects.map(() => ''), ...others.map(subject => ratio(mean(subject)))]);
  return { title: 'pyperformance, one thread', columns: ['program', ...result.subjects, ...others.map(subject => `${subject} over ${base}`)], words: 1, rows };
}

/** A table for the terminal. */
export function asText({ title, columns, words, rows }) {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map(row => row[at].length)));
  const line = row => row.map((cell, at) => (at < words ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ').trimEnd();
  return [title, line(columns), ...rows.map(line)].join('\n');
}

/** A table for a page. */
export function asMarkdown({ columns, words, rows }) {
  const line = row => `| ${row.join(' | ')} |`;
  return [line(columns), `|${columns.map((_, at) => (at < words ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}
