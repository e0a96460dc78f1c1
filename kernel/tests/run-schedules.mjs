/**
 * Runs the race programs under seeded deterministic schedules: `node kernel/tests/run-schedules.mjs [--seeds N] [--first SEED] [--designs A,B] [--only TEXT]`.
 *
 * The N seeds are spread over all programs that call `rounds` (kernel/tests/races/together.py) and all designs. A program and a
 * design are one process, which repeats the program with one seed after another. What it found is found again by the command
 * that a failure prints. Closes with `N passed, N failed`; a test is a program under a design.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'kernel/tests/races';
const LIMIT_MS = 120_000;

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const seeds = Number(option('--seeds', '1000'));
const first = Number(option('--first', '1'));
const designs = option('--designs', 'biased,gil,gilectomy').split(',');
const only = option('--only', '');

const programs = readdirSync(FOLDER).filter(name => /^test_.*\.py$/.test(name) && name.includes(only) && /^from together import .*\brounds\b/m.test(readFileSync(join(FOLDER, name), 'utf8')));
const queue = programs.flatMap(name => designs.map(design => ({ name, design })));
const count = Math.ceil(seeds / queue.length);
const total = count * queue.length;

function attempt({ name, design }, index) {
  const seed = first + index * count;
  const path = join(FOLDER, name);
  const pattern = /^# every line: (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1];
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
    const index = next++;
    const { name, design } = queue[index];
    const start = Date.now();
    const wrong = await attempt(queue[index], index);
    if (wrong === null) passed++;
    else failed++;
    console.log(wrong === null ? `ok      ${name} ${design}  ${count} schedules, ${Date.now() - start} ms` : `FAILED  ${name} ${design}\n${wrong.replace(/^/gm, '        ')}`);
  }
}
await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, work));
console.log(`\n${total} schedules\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
