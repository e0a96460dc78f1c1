// `npm run build:kernel`: compiles src/ and kernel/ to lib/, then bundles the kernel's entry points for Node
// (kernel, command line, workers) and for the browser (kernel worker, thread worker) into dist/. The library is packed anew: its modules are compiled
// beforehand, by this compiler.

import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { Refusal, must, runMain } from './lib/console.mjs';
import { buildLibrary } from './build-lib.mjs';
import configurations from '../webpack.config.js';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Native builds of ZeroMQ, by platform, processor and C library. Those against Node-API run in any Node; of several
 * for Linux the one that asks least of the C library is taken.
 */
const ADDONS = {
  'linux-x64-glibc': 'linux/x64/node/glibc-127-Release',
  'linux-x64-musl': 'linux/x64/node/musl-127-Release',
  'linux-arm64-glibc': 'linux/arm64/node/glibc-127-Release',
  'linux-arm64-musl': 'linux/arm64/node/musl-127-Release',
  'darwin-x64': 'darwin/x64/node/libc-115-Release',
  'darwin-arm64': 'darwin/arm64/node/libc-115-Release',
  'win32-x64': 'win32/x64/node/msvc-115-Release',
  'win32-arm64': 'win32/arm64/node/msvc-115-Release'
};

await runMain(async () => {
  process.chdir(top);
  // tsc trusts its own record of what it wrote: without the output the record must go too.
  if (!existsSync('lib')) {
    rmSync('build/lib.tsbuildinfo', { force: true });
  }
  await must(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.lib.json']);
  for (const configuration of configurations) {
    await bundle(configuration);
  }
  copyAddons();
  await buildLibrary();
});

function copyAddons() {
  mkdirSync('dist/node/zeromq', { recursive: true });
  for (const [name, folder] of Object.entries(ADDONS)) {
    copyFileSync(join('node_modules/zeromq/build', folder, 'addon.node'), join('dist/node/zeromq', `${name}.node`));
  }
}

function bundle(configuration) {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error) {
        reject(error);
      } else if (stats.hasErrors()) {
        reject(new Refusal(stats.toString({ all: false, errors: true })));
      } else {
        if (stats.hasWarnings()) {
          console.warn(stats.toString({ all: false, warnings: true }));
        }
        resolve();
      }
    });
  });
}
