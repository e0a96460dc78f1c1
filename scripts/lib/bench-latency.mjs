// The part of `npm run bench` that times what a person waits for at the command line.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const THREADS = `import threading, time
for _ in range(5):
    seen = []
    before = time.perf_counter_ns()
    t = threading.Thread(target=lambda: seen.append(time.perf_counter_ns()))
    t.start(); t.join()
    print((seen[0] - before) / 1e6)`;

/** What is interrupted, and how many interrupts end the process. */
const INTERRUPTED = {
  'while True: pass': ['print("on", flush=True)\nwhile True: pass', 1],
  'a blocked join': ['import threading\nt = threading.Thread(target=threading.Event().wait, daemon=True)\nt.start()\nprint("on", flush=True)\nt.join()', 1],
  '8 spinning threads': [
    'import threading\ndef spin():\n    while True: pass\nall = [threading.Thread(target=spin) for _ in range(8)]\nfor t in all: t.start()\nprint("on", flush=True)\nfor t in all: t.join()',
    2
  ]
};

/**
 * Runs a program: milliseconds to its first output, and from a SIGINT sent then to its end.
 *
 * @param {number} [interrupts] - How many SIGINTs, 30 ms apart.
 */
function run(top, code, interrupts = 0) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [join(top, 'dist/node/cli.cjs'), '-c', code], { stdio: ['ignore', 'pipe', 'pipe'] });
    const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
    let output = '';
    let errors = '';
    let first = null;
    let struck = null;
    child.stdout.on('data', data => {
      output += data;
      first ??= performance.now() - began;
      if (interrupts > 0 && struck === null) {
        struck = 0;
        // In the middle of its work, not on the way there.
        setTimeout(() => {
          struck = performance.now();
          for (let n = 0; n < interrupts; n++) {
            setTimeout(() => child.kill('SIGINT'), n * 30);
          }
        }, 200);
      }
    });
    child.stderr.on('data', data => (errors += data));
    child.once('error', reject);
    child.once('close', (status, signal) => {
      clearTimeout(late);
      const end = performance.now();
      if (first === null || signal === 'SIGKILL' || (interrupts === 0 ? status !== 0 : !errors.includes('KeyboardInterrupt'))) {
        reject(new Error(`a program of the bench ended with ${status ?? signal}:\n${errors}`));
      } else {
        resolve({ first, output, ended: struck === null ? null : end - struck });
      }
    });
  });
}

/** Starts of the command line that a round times. */
const STARTS = 5;

/** Samples of each row, in milliseconds: of a start STARTS, of the others one. */
export async function commandLineLatencies(top) {
  const starts = [];
  for (let n = 0; n < STARTS; n++) {
    starts.push((await run(top, 'print(1)')).first);
  }
  const found = { 'command line to first statement': starts };
  found['command line: thread start'] = [Math.min(...(await run(top, THREADS)).output.trim().split('\n').map(Number))];
  for (const [name, [code, interrupts]] of Object.entries(INTERRUPTED)) {
    found[`command line: interrupt of ${name}, to the end of the process`] = [(await run(top, code, interrupts)).ended];
  }
  return found;
}
