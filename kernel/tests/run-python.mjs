/**
 * Runs self-checking Python programs in the runtime: `node kernel/tests/run-python.mjs FOLDER [--designs A,B] [--variant V] [--runs N] [--oracle]`.
 *
 * A program passes if it ends with status 0 and writes nothing to stderr. Each program, design and (with --oracle) python3 is one
 * test; the N runs of a race program count as one, and the first that fails ends it. Closes with `N passed, N failed`.
 *
 * A program with a line `# only: DESIGN ...` is run under those designs alone; a line `# lab only` keeps it from python3.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const folder = args[0];
const designs = option('--designs', 'biased,gil,gilectomy').split(',');
const variant = option('--variant', 'checked');
const runs = Number(option('--runs', '1'));
const only = option('--only', '');
const oracle = args.includes('--oracle');
const LIMIT_MS = 120_000;

/** A program that said it cannot run here: it is named in the log and counts neither way. */
class Skipped extends String {}

/** Runs a command; answers what went wrong, or null. */
function attempt(command, commandArgs) {
  return new Promise(resolve => {
    execFile(command, commandArgs, { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (error?.killed) resolve(`not done after ${LIMIT_MS / 1000} s\n${stdout.slice(-500)}`);
      else if (error) resolve(`status ${error.code}\n${stdout.slice(-500)}${stderr.slice(-2000)}`);
      else if (stdout.startsWith('skipped: ')) resolve(new Skipped(stdout.trim()));
      else resolve(stderr === '' ? null : `wrote to stderr:\n${stderr.slice(-2000)}`);
    });
  });
}

const tests = [];
for (const file of readdirSync(folder).filter(name => name.endsWith('.py') && name.includes(only)).sort()) {
  const path = join(folder, file);
  const first = readFileSync(path, 'utf8');
  const wanted = /^# only: (.*)$/m.exec(first)?.[1].split(' ') ?? designs;
  for (const design of designs.filter(name => wanted.includes(name))) {
    tests.push({ name: `${file} ${design}`, runs, command: process.execPath, args: ['dist/node/cli.cjs', '--design', design, '--variant', variant, path] });
  }
  if (oracle && !/^# (lab only|only:)/m.test(first)) {
    tests.push({ name: `${file} python3`, runs: 1, command: 'python3', args: [path] });
  }
}

let passed = 0;
let failed = 0;
const queue = [...tests];
async function work() {
  for (let test; (test = queue.shift()); ) {
    const start = Date.now();
    let wrong = null;
    for (let i = 0; i < test.runs && wrong === null; i++) {
      wrong = await attempt(test.command, test.args);
      if (wrong !== null && !(wrong instanceof Skipped) && test.runs > 1) wrong = `run ${i + 1} of ${test.runs}: ${wrong}`;
    }
    if (wrong instanceof Skipped) {
      console.log(`SKIPPED ${test.name}  ${wrong}`);
      continue;
    }
    if (wrong === null) passed++;
    else failed++;
    console.log(wrong === null ? `ok      ${test.name}  ${Date.now() - start} ms` : `FAILED  ${test.name}\n${wrong.replace(/^/gm, '        ')}`);
  }
}
await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, work));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
