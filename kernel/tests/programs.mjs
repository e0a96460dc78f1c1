// Runs programs of pyperformance once each under the design `biased`, as it is released, and under python3: both
// must end without an error, and what a benchmark answers must be the same. Closes with `N passed, N failed`.

import { execFile } from 'node:child_process';
import { RUNG_0, RUNG_1, preparePrograms, programPath } from '../../scripts/lib/pyperformance.mjs';
import { requirePython } from '../../scripts/lib/requirements.mjs';

const LIMIT_MS = 60_000;

/** Runs a command; its lines of JSON, or an Error. */
function lines(command, args) {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error) reject(new Error(error.killed ? `not done after ${LIMIT_MS / 1000} s` : `status ${error.code}\n${stderr.slice(-2000)}`));
      else resolve(stdout.trim().split('\n').map(line => JSON.parse(line)));
    });
  });
}

await preparePrograms();
let passed = 0;
let failed = 0;
for (const name of [...RUNG_0, ...RUNG_1]) {
  const path = programPath(name);
  try {
    const [ours, theirs] = await Promise.all([lines(process.execPath, ['dist/node/cli.cjs', '--design', 'biased', path]), lines(requirePython().command, [path])]);
    const answers = rows => JSON.stringify(rows.map(({ name, result }) => [name, result]));
    if (answers(ours) !== answers(theirs)) throw new Error(`${answers(ours)} where python3 answers ${answers(theirs)}`);
    if (!ours.every(({ seconds }) => seconds.length === 1 && seconds[0] > 0)) throw new Error(`took no time: ${JSON.stringify(ours)}`);
    passed++;
    console.log(`ok      ${name}  ${ours.map(({ seconds }) => `${(seconds[0] * 1e3).toFixed(1)} ms`).join(', ')}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.message.replace(/^/gm, '        ')}`);
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
