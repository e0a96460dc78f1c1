// The part of `npm run bench` that times what a front end waits for of the kernel under Node, as the wheel installs it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RawKernel } from './raw-kernel.mjs';
import { venvProgram } from './steps.mjs';

const SPEC = '.venv/share/jupyter/kernels/gilectomy/kernel.json';
const TRIPS = 50;

/**
 * Samples of each row, in milliseconds: from the start of the launcher to the answer that tells what kernel it is, and to the
 * end of a first cell; and a cell from its request to reply, result and idle.
 *
 * @param {number} rounds - Kernels, one after another.
 * @returns {Promise<Record<string, number[]>>}
 */
export async function nodeKernelLatencies(rounds) {
  const spec = JSON.parse(readFileSync(SPEC, 'utf8'));
  const argv = [resolve(venvProgram('python')), ...spec.argv.slice(1)];
  const folder = mkdtempSync(join(tmpdir(), 'gilectomy-bench-'));
  const samples = {};
  const keep = (row, value) => (samples[`kernel under Node: ${row}`] ??= []).push(value);
  try {
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const kernel = await RawKernel.start({ ...spec, argv, env: { GILECTOMY_HISTORY: join(folder, 'history.jsonl') } }, folder);
      try {
        await (await kernel.ask('shell', 'kernel_info_request', {})).reply;
        keep('start to kernel_info answered', performance.now() - began);
        await (await kernel.execute('pass')).done;
        keep('start to first cell done', performance.now() - began);
        for (let trip = 0; trip < TRIPS; trip++) {
          const start = performance.now();
          await (await kernel.execute('1 + 1')).done;
          keep('1 + 1, to its result', performance.now() - start);
        }
      } finally {
        kernel.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return samples;
}
