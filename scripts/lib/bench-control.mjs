// Control rows of `npm run bench`: what n workers of this machine can do at all when they share nothing, and what one
// shared cache line costs. This file is also the program of those workers.

import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

/** Words between the counters of two workers: two cache lines, since processors fetch lines in pairs. */
const STRIDE = 32;

/** The rows, by what a worker does; each takes some tenth of a second. */
export const CONTROLS = {
  compute: 'pure compute, nothing shared',
  padded: 'atomic additions, each worker on a cache line of its own',
  shared: 'atomic additions, all workers on one word'
};

const WORK = {
  // Four chains side by side keep a core's units busy, as an interpreter does: two virtual cores that are one real core show it.
  compute() {
    let a = 2463534242 | 0, b = 1812433253, c = 69069, d = 362436069;
    for (let i = 0; i < 4e7; i++) {
      a ^= a << 13;
      b ^= b << 13;
      c ^= c << 13;
      d ^= d << 13;
      a ^= a >>> 17;
      b ^= b >>> 17;
      c ^= c >>> 17;
      d ^= d >>> 17;
      a ^= a << 5;
      b ^= b << 5;
      c ^= c << 5;
      d ^= d << 5;
    }
    return a ^ b ^ c ^ d;
  },
  padded: (words, index) => add(words, STRIDE * (index + 1)),
  shared: words => add(words, 0)
};

function add(words, at) {
  for (let i = 0; i < 2e7; i++) {
    Atomics.add(words, at, 1);
  }
}

/**
 * Seconds from the first worker's start to the last one's end, of n workers released together.
 *
 * @param {keyof typeof CONTROLS} kind - The row.
 * @param {number} n - Workers.
 * @param {number} repeat - Samples.
 */
export async function control(kind, n, repeat) {
  const samples = [];
  for (let run = 0; run < repeat; run++) {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const words = new Int32Array(new SharedArrayBuffer(4 * STRIDE * (n + 2)));
    const workers = Array.from({ length: n }, (_, index) => new Worker(fileURLToPath(import.meta.url), { workerData: { gate, words, index, kind } }));
    const spans = workers.map(worker => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
    while (Atomics.load(gate, 1) < n) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    const times = await Promise.all(spans);
    samples.push((Math.max(...times.map(t => t[1])) - Math.min(...times.map(t => t[0]))) / 1e3);
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  return samples;
}

if (!isMainThread && workerData?.kind in WORK) {
  const { gate, words, index, kind } = workerData;
  const work = WORK[kind];
  work(words, index); // warm
  Atomics.add(gate, 1, 1);
  Atomics.wait(gate, 0, 0);
  const start = performance.timeOrigin + performance.now();
  work(words, index);
  parentPort.postMessage([start, performance.timeOrigin + performance.now()]);
}
