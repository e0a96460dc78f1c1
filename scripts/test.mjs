// `npm test [-- SUITE...]`: sets up what the suites need, runs them all (or those named), and closes with one
// line `N passed, N failed` over all of them. A suite that cannot run is a failure, never a silence.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, runMain } from './lib/console.mjs';
import { checkMachine, prepare } from './lib/steps.mjs';
import { SUITES } from './lib/suites.mjs';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

await runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter(name => !SUITES.some(suite => suite.name === name));
  if (unknown.length > 0) {
    throw new Refusal(`No such suite: ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
  }
  const chosen = SUITES.filter(({ name }) => names.length === 0 || names.includes(name));
  checkMachine({ python: chosen.some(({ needs }) => needs.includes('venv')) });

  const rows = [];
  for (const { name, needs, run } of chosen) {
    console.log(`\n== ${name}`);
    const start = Date.now();
    let count = { passed: 0, failed: 1 };
    let note = '';
    try {
      await prepare(needs);
      count = await run();
    } catch (error) {
      note = 'could not run';
      console.error(error instanceof Refusal ? error.message : error);
    }
    rows.push({ name, ...count, note, seconds: Math.round((Date.now() - start) / 1000) });
  }

  console.log('\n== summary');
  for (const { name, passed, failed, note, seconds } of rows) {
    console.log(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds} s  ${note}`.trimEnd());
  }
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
