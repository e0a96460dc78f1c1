/**
 * Runs the race programs under seeded deterministic schedules: `node kernel/tests/run-schedules.mjs [--seeds N] [--first SEED] [--designs A,B] [--only TEXT]`.
 *
 * Every program that calls `rounds` (kernel/tests/races/together.py) runs under N seeds, 1000 unless told, in every design; one with a
 * line `# schedules: N` under no more than that, one with a line `# only: DESIGN ...` in those designs alone. A process repeats a program with one seed after another, some hundred of them. What it
 * found is found again by the command that a failure prints. Closes with `N passed, N failed`; a test is a program under a design.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'kernel/tests/races';
const LIMIT_MS = 120_000;
/** Seeds a process tries. */
const BATCH = 250;

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const seeds = Number(option('--seeds', '1000'));
const first = Number(option('--first', '1'));
const designs = option('--designs', 'biased,gil,gilectomy').split(',');
const only = option('--only', '');

const programs = readdirSync(FOLDER).filter(name => /^test_.*\.py$/.test(name) && name.includes(only) && /^from together import .*\brounds\b/m.test(readFileSync(join(FOLDER, name), 'utf8')));
const sources = new Map(programs.map(name => [name, readFileSync(join(FOLDER, name), 'utf8')]));
/** A test: its seeds in batches, what has been wrong so far. */
const tests = programs.flatMap(name => designsOf(name).map(design => ({ name, design, seeds: seedsOf(name), left: 0, wrong: [], milliseconds: 0 })));
const queue = tests.flatMap(test => batches(test.seeds).map(batch => ({ test, batch })));
for (const { test } of queue) test.left++;

function designsOf(name) {
  const wanted = /^# only: (.*)$/m.exec(sources.get(name))?.[1].split(' ') ?? designs;
  return designs.filter(design => wanted.includes(design));
}

function seedsOf(name) {
  return Math.min(seeds, Number(/^# schedules: (\d+)$/m.exec(sources.get(name))?.[1] ?? Infinity));
}

function batches(total) {
  return Array.from({ length: Math.ceil(total / BATCH) }, (_, k) => ({ seed: first + k * BATCH, count: Math.min(BATCH, total - k * BATCH) }));
}

function attempt({ name, design }, { seed, count }) {
  const path = join(FOLDER, name);
  const pattern = /^# every line: (.*)$/m.exec(sources.get(name))?.[1];
  const command = ['dist/node/cli.cjs', '--design', design, '--schedule', String(seed), join(FOLDER, 'rounds.py'), path, String(count), String(seed)];
  return new Promise(resolve => {
    execFile(process.execPath, command, { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const again = `\n  again: node ${command.join(' ')}`;
      const line = pattern && stdout.split('\n').slice(0, -1).find(line => !new RegExp(`^(?:${pattern})$`).test(line));
      if (error?.killed) resolve(`not done after ${LIMIT_MS / 1000} s${again}`);
      else if (error || stderr !== '') resolve(`status ${error?.code ?? 0}\n${stderr.slice(-2000)}${again}`);
      else if (line !== undefined && pattern) resolve(`printed ${JSON.stringify(line)}${again}`);
      else resolve(null);
    });
  });
}

let passed = 0;
let failed = 0;
let next = 0;
async function work() {
  while (next < queue.length) {
    const { test, batch } = queue[next++];
    const start = Date.now();
    const wrong = await attempt(test, batch);
    test.milliseconds += Date.now() - start;
    if (wrong !== null) test.wrong.push(wrong);
    if (--test.left === 0) report(test);
  }
}

function report({ name, design, seeds, wrong, milliseconds }) {
  if (wrong.length === 0) passed++;
  else failed++;
  console.log(wrong.length === 0 ? `ok      ${name} ${design}  ${seeds} schedules, ${milliseconds} ms` : `FAILED  ${name} ${design}\n${wrong.join('\n').replace(/^/gm, '        ')}`);
}
await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, work));
console.log(`\n${tests.reduce((sum, test) => sum + test.seeds, 0)} schedules\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
