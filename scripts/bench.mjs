/**
 * `npm run bench [-- --quick] [-- ROUNDS]`: times the programs of kernel/bench under python3 and every design, with one thread and with two, in
 * turn (A B C, A B C ...), so that a machine whose speed drifts drifts for all; with control rows that show what two workers of this
 * machine can do at all, the latencies of the command line and of both kernels, and the programs of pyperformance. Writes all
 * samples to bench-results/ and prints the tables; bench-report.mjs makes pages of such a file. `--quick` takes a round of small
 * programs and leaves out pyperformance: to see that all of it works, not to quote.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTROLS, control } from './lib/bench-control.mjs';
import { benchPrograms } from './lib/bench-programs.mjs';
import { nodeKernelLatencies } from './lib/bench-kernel.mjs';
import { commandLineLatencies } from './lib/bench-latency.mjs';
import { asText, tablesOf } from './lib/bench-tables.mjs';
import { findChromium } from './lib/requirements.mjs';
import { prepare } from './lib/steps.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(top);
const DESIGNS = ['gil', 'gilectomy', 'biased'];
const PROGRAMS = ['fib', 'loop', 'lists'];
const THREADS = [1, 2];
const QUICK = process.argv.includes('--quick');
const REPEAT = QUICK ? 2 : 25;
/** Sizes of the programs: their usual ones, or small ones. */
const SIZES = QUICK ? 'small' : 'usual';

const rounds = Number(process.argv.slice(2).find(argument => /^\d+$/.test(argument)) ?? (QUICK ? 1 : 3));
await prepare(['modules', 'runtime', 'library', 'kernel']);
const program = join(top, 'kernel/bench/programs.py');
const subjects = [
  { name: 'python3', command: 'python3', args: [program] },
  ...DESIGNS.map(design => ({ name: design, command: process.execPath, args: [join(top, 'dist/node/cli.cjs'), '--design', design, program] }))
];
const samples = {};
const keep = (key, values) => (samples[key] ??= []).push(...values);
const latencies = {};
const keepLatency = (row, values) => (latencies[row] ??= []).push(...values);
for (let round = 0; round < rounds; round++) {
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  for (const name of PROGRAMS) {
    for (const threads of THREADS) {
      for (const subject of subjects) {
        keep(`${name} ${threads} ${subject.name}`, JSON.parse(execFileSync(subject.command, [...subject.args, name, String(threads), String(REPEAT), SIZES], { encoding: 'utf8' })));
      }
    }
  }
  for (const kind of Object.keys(CONTROLS)) {
    for (const threads of THREADS) keep(`control-${kind} ${threads}`, await control(kind, threads, REPEAT));
  }
  for (const [row, values] of Object.entries(await commandLineLatencies(top))) {
    keepLatency(row, values);
  }
}
await prepare(['extension', 'bundles', 'venv', 'wheel']);
for (const [row, values] of Object.entries(await nodeKernelLatencies(QUICK ? 2 : 5))) {
  keepLatency(row, values);
}
if (!findChromium()) {
  console.error('The rows of the browser kernel are left out: there is no Chromium.');
} else {
  const { browserLatencies } = await import('../ui-tests/latency.mjs');
  for (const [row, values] of Object.entries(await browserLatencies(QUICK ? 2 : 5))) {
    keepLatency(row, values);
  }
}
const programs = QUICK ? {} : await benchPrograms(top, DESIGNS, rounds);
const made = new Date().toISOString();
const result = {
  made,
  node: process.version,
  python: execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim(),
  cores: cpus().length,
  processor: cpus()[0]?.model,
  rounds,
  repeat: REPEAT,
  quick: QUICK,
  timed: PROGRAMS,
  subjects: subjects.map(({ name }) => name),
  samples,
  latencies,
  programs
};
mkdirSync('bench-results', { recursive: true });
const file = join('bench-results', `bench-${made.replace(/[:.]/g, '-')}.json`);
writeFileSync(file, JSON.stringify(result, null, 1) + '\n');
console.log(`${tablesOf(result).map(asText).join('\n\n')}\n\nall samples: ${file}`);
