// The test suites, in the order in which `npm test` runs them. A suite names the build steps that it needs
// and answers how many tests passed and failed; one that ran no test at all counts as failed.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, must, run } from './console.mjs';
import { CHROMIUM_REMEDY, findChromium } from './requirements.mjs';
import { venvProgram } from './steps.mjs';

const RESULTS = 'test-results';
const node = process.execPath;

/** Runs a folder of Python programs under every design. */
const PROGRAMS = 'kernel/tests/run-python.mjs';

/** Runs each race program under a thousand schedules. */
const SCHEDULES = 'kernel/tests/run-schedules.mjs';

/** Shows that those schedules find races: some are planted in copies of designs. */
const PLANTS = 'kernel/tests/designs/plants.mjs';

/**
 * @typedef {{passed: number, failed: number}} ICount
 * @typedef {object} ISuite
 * @property {string} name - As in `npm test -- NAME`.
 * @property {string[]} needs - Build steps, see steps.mjs.
 * @property {() => Promise<ICount>} run
 */

/** All that the command line needs. */
const BUILT = ['modules', 'runtime', 'kernel', 'library'];

/** Everything up to a virtual environment with the wheel in it. */
const INSTALLED = [...BUILT, 'extension', 'bundles', 'venv', 'wheel'];

/** @type {ISuite[]} */
export const SUITES = [
  { name: 'lint', needs: ['modules'], run: lint },
  { name: 'unit', needs: ['modules'], run: () => unit() },
  { name: 'language', needs: BUILT, run: () => scripted(PROGRAMS, ['kernel/tests/language', '--oracle']) },
  { name: 'roots', needs: BUILT, run: roots },
  { name: 'programs', needs: BUILT, run: () => scripted('kernel/tests/programs.mjs') },
  { name: 'threads', needs: BUILT, run: () => threads() },
  // As users run them: optimised code has other timing, and its own faults.
  { name: 'optimised', needs: BUILT, run: () => scripted(PROGRAMS, ['kernel/tests/races', '--variant', 'release', '--runs', '3', '--rounds', '12']) },
  { name: 'live', needs: BUILT, run: () => live() },
  { name: 'wheel', needs: INSTALLED, run: () => pytest('wheel', ['gilectomy_lab/tests', '--ignore=gilectomy_lab/tests/kernel', '--ignore=gilectomy_lab/tests/installation']) },
  { name: 'kernel', needs: INSTALLED, run: () => pytest('kernel', ['gilectomy_lab/tests/kernel']) },
  { name: 'install', needs: INSTALLED, run: () => pytest('install', ['gilectomy_lab/tests/installation']) },
  { name: 'browser', needs: [...INSTALLED, 'notebook'], run: browser }
];

/** The race programs as the machine schedules them, ten rounds each, then under schedules that repeat, which must find planted ones. */
async function threads() {
  const free = await scripted(PROGRAMS, ['kernel/tests/races', '--runs', '3', '--rounds', '10']);
  const seeded = await scripted(SCHEDULES, ['--seeds', '1000']);
  const planted = await scripted(PLANTS);
  return [free, seeded, planted].reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

/** The same programs in the build that poisons what no root leads to, at other safepoints with each seed. */
async function roots() {
  const uncounted = (folder, ...more) => scripted(PROGRAMS, [`kernel/tests/${folder}`, '--designs', 'uncounted', ...more]);
  const language = await uncounted('language');
  const again = await uncounted('language', '--schedule', '7');
  const races = await uncounted('races');
  return [language, again, races].reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

/** ESLint, the TypeScript compiler, and whether the pages that scripts make (opcodes, benchmarks) are up to date: each counts as one test. */
async function lint() {
  const eslint = await run(node, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--cache', '--cache-location', 'build/eslintcache']);
  const tsc = await run(node, ['node_modules/typescript/bin/tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'build/lint.tsbuildinfo']);
  const opcodes = await run(node, ['scripts/opcode-page.mjs', '--check']);
  const figures = await run(node, ['scripts/bench-report.mjs', '--check']);
  const checks = [eslint, tsc, opcodes, figures];
  const failed = checks.filter(({ code }) => code !== 0).length;
  return { passed: checks.length - failed, failed };
}

const unit = () => vitest('unit', 'vitest.config.mjs');

/** Tests in Node on real runtimes: the kernel, the command line. */
const live = () => vitest('live', 'vitest.live.config.mjs');

async function vitest(name, config) {
  const file = resultFile(`${name}.json`);
  const { code } = await run(node, ['node_modules/vitest/vitest.mjs', 'run', '-c', config, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A spec file that could not be loaded counts no failed test of its own.
  const unloaded = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  return checked({ passed: report.numPassedTests, failed: report.numFailedTests + unloaded }, code);
}

/**
 * A suite that is a script of ours: it prints what it likes and closes with `N passed, N failed`.
 *
 * @param {string} script - Path of the script.
 * @param {string[]} [args] - Its arguments.
 */
export async function scripted(script, args = []) {
  const { code, output } = await run(node, [script, ...args], { quiet: true });
  process.stdout.write(output);
  const counts = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!counts) {
    throw new Refusal(`${script} ended (status ${code}) without its closing line.`);
  }
  return checked({ passed: Number(counts[1]), failed: Number(counts[2]) }, code);
}

/**
 * The wheel's tests, in the environment that it is installed in.
 *
 * @param {string} name - Of the suite.
 * @param {string[]} args - Which tests.
 */
async function pytest(name, args) {
  const file = resultFile(`${name}.xml`);
  const { code } = await run(venvProgram('python'), ['-m', 'pytest', '-q', `--junitxml=${file}`, ...args]);
  const suite = /<testsuite [^>]*>/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map(name => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0));
  return checked({ passed: tests - failures - errors - skipped, failed: failures + errors }, code);
}

/** The browser suite wants a Chromium: under CI Debian's is installed, elsewhere it is asked for. */
export async function browser() {
  if (!findChromium() && process.env.CI === 'true') {
    await must('apt-get', ['update']);
    await must('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  }
  if (!findChromium()) {
    throw new Refusal(CHROMIUM_REMEDY);
  }
  return scripted('ui-tests/run.mjs');
}

/** A runner that failed without a failed test (a crash after the last one, say) is one failure. */
function checked({ passed, failed }, code) {
  if (passed + failed === 0) {
    throw new Refusal('No test ran.');
  }
  return code !== 0 && failed === 0 ? { passed, failed: 1 } : { passed, failed };
}

function resultFile(name) {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, name);
  rmSync(file, { force: true });
  return file;
}
