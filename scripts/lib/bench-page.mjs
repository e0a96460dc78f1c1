// The pages that quote a result of `npm run bench`.

import { asMarkdown, goals, programs, tablesOf } from './bench-tables.mjs';

const machine = ({ cores, processor, node, python }) => `${cores} ${processor ?? 'unnamed'} cores, Node ${node.replace(/^v/, '')}, ${python}`;

/**
 * @param {object} result - A result file's content.
 * @param {string} name - Its path in the repository.
 * @returns {string} Markdown.
 */
export function reportPage(result, name) {
  const sections = tablesOf(result).map(table => `## ${table.title}\n\n${asMarkdown(table)}`);
  return `# Benchmarks

<!-- Made from ${name} by scripts/bench-report.mjs: run that again, do not change this page. -->

Measured on ${result.made.slice(0, 10)} by \`npm run bench\`: ${machine(result)}. Each program ran ${result.rounds * result.repeat} times, all of them in turn,
so that a machine whose speed drifts drifts for all; a time is the least of its runs, a ratio one of least times. All
samples are in [${name}](../${name}).

${sections.join('\n\n')}
`;
}

/** The few figures that the readme shows. */
export function readmeFigures(result) {
  const table = programs(result);
  const rows = table.rows.filter(([program]) => program === 'fib' || program === 'loop');
  const { rows: wanted } = goals(result);
  const missed = wanted.filter(row => row.at(-1) === 'no');
  const verdict = missed.length === 0 ? `All ${wanted.length} goals were reached` : `${wanted.length - missed.length} of ${wanted.length} goals were reached`;
  return `fib(30) and a counting loop, each thread doing the whole of the work (${machine(result)}). ${verdict}; [docs/benchmarks.md](docs/benchmarks.md) has
all tables.

${asMarkdown({ ...table, rows })}`;
}
