// The programs of pyperformance, fetched from PyPI into build/pyperformance when they are first needed: each
// beside a copy of our own small pyperf (kernel/bench/pyperf.py), so that any Python can run them.

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './console.mjs';
import { requirePython } from './requirements.mjs';
import { venvProgram } from './steps.mjs';
import { openZip } from './zip.mjs';

const VERSION = '1.14.0';
const FOLDER = join('build', 'pyperformance');
const MEMBER = /^pyperformance\/data-files\/benchmarks\/bm_(\w+)\/(.+)$/;

/** What runs without a module of the standard library. */
export const RUNG_0 = ['spectral_norm', 'fannkuch', 'nbody', 'unpack_sequence', 'nqueens', 'richards', 'richards_super', 'deltablue'];

/** Further ones that run with the modules that are there. */
export const RUNG_1 = ['float', 'chaos', 'go', 'meteor_contest', 'pidigits', 'hexiom', 'generators', 'json_dumps', 'json_loads', 'regex_effbot', 'regex_v8', 'coroutines', 'async_generators'];

/** Path of a program, which is there once preparePrograms has been awaited. */
export const programPath = name => join(FOLDER, `bm_${name}`, 'run_benchmark.py');

/** Fetches the programs if they are not there yet, and puts pyperf beside each. */
export async function preparePrograms() {
  const stamp = join(FOLDER, `fetched-${VERSION}`);
  if (!existsSync(stamp)) {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    // The project's own environment surely has pip; a system's Python may not.
    const python = existsSync(venvProgram('python')) ? venvProgram('python') : requirePython().command;
    await must(python, ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', '--no-deps', '--dest', FOLDER, `pyperformance==${VERSION}`]);
    const wheel = readdirSync(FOLDER).find(name => name.endsWith('.whl'));
    for (const [name, bytes] of openZip(join(FOLDER, wheel))) {
      const [, program, file] = MEMBER.exec(name) ?? [];
      if (program !== undefined && !name.endsWith('/')) {
        mkdirSync(join(FOLDER, `bm_${program}`, file, '..'), { recursive: true });
        writeFileSync(join(FOLDER, `bm_${program}`, file), bytes());
      }
    }
    writeFileSync(stamp, '');
  }
  for (const name of readdirSync(FOLDER).filter(entry => entry.startsWith('bm_'))) {
    cpSync('kernel/bench/pyperf.py', join(FOLDER, name, 'pyperf.py'));
  }
}
