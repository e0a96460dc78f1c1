/**
 * Runs self-checking Python programs in the runtime: `node kernel/tests/run-python.mjs FOLDER [--designs A,B] [--variant V] [--runs N] [--rounds N] [--oracle]`.
 *
 * A program passes if it ends with status 0 and writes nothing to stderr. Each program, design and (with --oracle) python3 is one
 * test; the N runs of a race program count as one, and the first that fails ends it. Closes with `N passed, N failed`.
 *
 * With --rounds N a program that imports `rounds` (races/together.py) is repeated N times in one process, by rounds.py.
 * A line `# every line: PATTERN` says what each line that a program prints looks like, `# lines: N` how many there are.
 * With --schedule SEED a checked build runs that seeded schedule.
 * A program with a line `# needs counts` is left out under a design that counts nothing: it asks when objects end.
 * A program with a line `# only: DESIGN ...` is run under those designs alone; a line `# lab only` keeps it from python3, a line `# checked only`
 * from builds of other variants.
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
const rounds = Number(option('--rounds', '0'));
const schedule = args.includes('--schedule') ? ['--schedule', option('--schedule', '')] : [];
const oracle = args.includes('--oracle');
const LIMIT_MS = 120_000;

/** A program that said it cannot run here: it is named in the log and counts neither way. */
class Skipped extends String {}

/** What is wrong with the lines that a program printed, or null. */
function wrongLines(source, stdout, repeats) {
  const pattern = /^# every line: (.*)$/m.exec(source)?.[1];
  const count = /^# lines: (\d+)$/m.exec(source)?.[1];
  const lines = stdout.split('\n').slice(0, -1);
  const odd = pattern && lines.find(line => !new RegExp(`^(?:${pattern})$`).test(line));
  if (odd !== undefined && pattern) return `printed the line ${JSON.stringify(odd)}`;
  return count && lines.length !== Number(count) * repeats ? `printed ${lines.length} lines, not ${repeats} times ${count}` : null;
}

/** Runs a command; answers what went wrong, or null. */
function attempt({ command, args: commandArgs, source, repeats }) {
  return new Promise(resolve => {
    execFile(command, commandArgs, { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (error?.killed) resolve(`not done after ${LIMIT_MS / 1000} s\n${stdout.slice(-500)}`);
      else if (error) resolve(`status ${error.code}\n${stdout.slice(-500)}${stderr.slice(-2000)}`);
      else if (stdout.startsWith('skipped: ')) resolve(new Skipped(stdout.trim()));
      else resolve(stderr === '' ? wrongLines(source, stdout, repeats) : `wrote to stderr:\n${stderr.slice(-2000)}`);
    });
  });
}

const tests = [];
for (const file of readdirSync(folder).filter(name => /^test_.*\.py$/.test(name) && name.includes(only)).sort()) {
  const path = join(folder, file);
  const first = readFileSync(path, 'utf8');
  if (variant !== 'checked' && /^# checked only$/m.test(first)) continue;
  const wanted = /^# only: (.*)$/m.exec(first)?.[1].split(' ') ?? designs;
  for (const design of designs.filter(name => wanted.includes(name) && !(name === 'uncounted' && /^# needs counts$/m.test(first)))) {
    const repeated = rounds > 0 && /^from together import .*\brounds\b/m.test(first);
    const program = repeated ? [join(folder, 'rounds.py'), path, String(rounds)] : [path];
    tests.push({
      name: `${file} ${design}`,
      source: first,
      repeats: repeated ? rounds : 1,
      runs: repeated ? 1 : runs,
      command: process.execPath,
      args: ['dist/node/cli.cjs', '--design', design, '--variant', variant, ...schedule, ...program]
    });
  }
  if (oracle && !/^# (lab only|only:)/m.test(first)) {
    tests.push({ name: `${file} python3`, source: first, repeats: 1, runs: 1, command: 'python3', args: [path] });
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
      wrong = await attempt(test);
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
