// The part of `npm run bench` that times pyperformance's programs: python3 and every design in turn, each program
// a process of its own. A sample is the least time of one process; the table shows the least of all.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { RUNG_0, preparePrograms, programPath } from './pyperformance.mjs';

/** How long a process repeats its benchmark. */
const REPEAT = ['--least', '3', '--seconds', '1'];

/**
 * Times the programs and prints a table of them.
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
  print(subjects.map(({ name }) => name), samples);
  return samples;
}

function print(subjects, samples) {
  const least = key => Math.min(...samples[key]);
  const ratios = Object.fromEntries(subjects.map(subject => [subject, RUNG_0.map(program => least(`${program} ${subject}`) / least(`${program} python3`))]));
  console.log(`\n${'pyperformance'.padEnd(17)}${subjects.map(subject => subject.padStart(13)).join('')}${subjects.slice(1).map(subject => `${subject} / python3`.padStart(22)).join('')}`);
  RUNG_0.forEach((program, row) => {
    const times = subjects.map(subject => `${(least(`${program} ${subject}`) * 1e3).toPrecision(4)} ms`.padStart(13));
    console.log(`${program.padEnd(17)}${times.join('')}${subjects.slice(1).map(subject => ratios[subject][row].toFixed(2).padStart(22)).join('')}`);
  });
  const mean = values => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  console.log(`${'geometric mean'.padEnd(17)}${' '.repeat(13 * subjects.length)}${subjects.slice(1).map(subject => mean(ratios[subject]).toFixed(2).padStart(22)).join('')}`);
}
