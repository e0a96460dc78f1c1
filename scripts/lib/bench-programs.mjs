// The part of `npm run bench` that times pyperformance's programs: python3 and every design in turn, each program
// a process of its own. A sample is the least time of one process.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { RUNG_0, preparePrograms, programPath } from './pyperformance.mjs';

/** How long a process repeats its benchmark. */
const REPEAT = ['--least', '3', '--seconds', '1'];

/**
 * Times the programs.
 *
 * @param {string} top - The repository.
 * @param {string[]} designs - Designs beside python3.
 * @param {number} rounds - How often each is run.
 * @returns {Promise<Record<string, number[]>>} Seconds by `PROGRAM SUBJECT`, one sample a round.
 */
export async function benchPrograms(top, designs, rounds) {
  await preparePrograms();
  const subjects = [
    { name: 'python3', command: 'python3', args: [] },
    ...designs.map(name => ({ name, command: process.execPath, args: [join(top, 'dist/node/cli.cjs'), '--design', name] }))
  ];
  const samples = {};
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`pyperformance, round ${round + 1} of ${rounds}\n`);
    for (const program of RUNG_0) {
      for (const { name, command, args } of subjects) {
        const output = execFileSync(command, [...args, join(top, programPath(program)), ...REPEAT], { encoding: 'utf8' });
        const rows = output.trim().split('\n').map(line => JSON.parse(line));
        (samples[`${program} ${name}`] ??= []).push(rows.reduce((sum, { seconds }) => sum + Math.min(...seconds), 0));
      }
    }
  }
  return samples;
}
