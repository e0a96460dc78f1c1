/**
 * `npm run bench [-- --quick] [-- ROUNDS]`: times the programs of kernel/bench under python3 and every design, with one thread and with two, in
 * turn (A B C, A B C ...), so that a machine whose speed drifts drifts for all. Prints the minimum of all runs and its ratio to
 * python3's, control rows that show what two workers of this machine can do at all, the latencies of the command line and of the
 * browser kernel, and the programs of pyperformance. Writes all samples to bench-results/. `--quick` takes a round of small
 * programs and leaves out pyperformance: to see that all of it works, not to quote.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { benchPrograms } from './lib/bench-programs.mjs';
import { commandLineLatencies } from './lib/bench-latency.mjs';
import { findChromium } from './lib/requirements.mjs';
import { prepare } from './lib/steps.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
if (isMainThread) process.chdir(top);
const DESIGNS = ['gil', 'gilectomy', 'biased'];
const PROGRAMS = ['fib', 'loop', 'lists'];
const THREADS = [1, 2];
const QUICK = process.argv.includes('--quick');
const REPEAT = QUICK ? 2 : 5;
/** Sizes of the programs: their usual ones, or small ones. */
const SIZES = QUICK ? 'small' : 'usual';

/** What the latencies should stay below, milliseconds. */
const TARGETS = { 'command line to first statement': 250, 'browser: kernel ready': 1000, 'browser: interrupt of': 100 };

/** A loop that shares nothing: the control. */
function compute() {
  let x = 2463534242 | 0;
  for (let i = 0; i < 6e7; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

/** Wall seconds of the control in n workers at once, released together; the minimum of several. */
async function control(n) {
  const samples = [];
  for (let run = 0; run < REPEAT; run++) {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const workers = Array.from({ length: n }, () => new Worker(fileURLToPath(import.meta.url), { workerData: { gate } }));
    const spans = workers.map(worker => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
    while (Atomics.load(gate, 1) < n) await new Promise(resolve => setTimeout(resolve, 5));
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    const times = await Promise.all(spans);
    samples.push((Math.max(...times.map(t => t[1])) - Math.min(...times.map(t => t[0]))) / 1e3);
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  return samples;
}

if (!isMainThread) {
  const { gate } = workerData;
  compute(); // warm
  Atomics.add(gate, 1, 1);
  Atomics.wait(gate, 0, 0);
  const start = performance.timeOrigin + performance.now();
  compute();
  parentPort.postMessage([start, performance.timeOrigin + performance.now()]);
} else {
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
    for (const threads of THREADS) keep(`control ${threads}`, await control(threads));
    for (const [row, value] of Object.entries(await commandLineLatencies(top))) {
      keepLatency(row, [value]);
    }
  }
  if (!findChromium()) {
    console.error('The rows of the browser kernel are left out: there is no Chromium.');
  } else {
    await prepare(['extension', 'bundles', 'venv', 'wheel']);
    const { browserLatencies } = await import('../ui-tests/latency.mjs');
    for (const [row, values] of Object.entries(await browserLatencies(QUICK ? 2 : 5))) {
      keepLatency(row, values);
    }
  }
  const least = key => Math.min(...samples[key]);
  const ms = seconds => (seconds * 1e3).toFixed(1).padStart(9);
  const ratio = value => value.toFixed(2).padStart(9);
  console.log('program    design        1 thread  2 threads   2 over 1  over python3 (1 thread)');
  for (const name of PROGRAMS) {
    for (const { name: subject } of subjects) {
      const one = least(`${name} 1 ${subject}`), two = least(`${name} 2 ${subject}`);
      console.log(`${name.padEnd(10)} ${subject.padEnd(10)} ${ms(one)} ms ${ms(two)} ms ${ratio(two / one)} ${ratio(one / least(`${name} 1 python3`))}`);
    }
  }
  console.log(`control    compute    ${ms(least('control 1'))} ms ${ms(least('control 2'))} ms ${ratio(least('control 2') / least('control 1'))}`);
  console.log('\n' + 'latency'.padEnd(72) + '    least   median     to reach');
  for (const [row, values] of Object.entries(latencies)) {
    const sorted = [...values].sort((x, y) => x - y);
    const target = Object.entries(TARGETS).find(([start]) => row.startsWith(start))?.[1];
    console.log(`${row.padEnd(72)} ${sorted[0].toFixed(2).padStart(8)} ${sorted[sorted.length >> 1].toFixed(2).padStart(8)} ms${target ? `  <= ${target} ms` : ''}`);
  }
  const programs = QUICK ? {} : await benchPrograms(top, DESIGNS, rounds);
  mkdirSync(join(top, 'bench-results'), { recursive: true });
  const file = join(top, 'bench-results', `bench-${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, JSON.stringify({ made: new Date().toISOString(), node: process.version, python: execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim(), cores: cpus().length, processor: cpus()[0]?.model, rounds, repeat: REPEAT, quick: QUICK, samples, latencies, programs }, null, 1) + '\n');
  console.log(`all samples: ${file}`);
}
