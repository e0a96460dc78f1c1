// `npm run build:kernel`: compiles src/ and kernel/ to lib/, then bundles the kernel's entry points for Node
// (command line, workers) and for the browser (kernel worker, thread worker) into dist/.

import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { Refusal, must, runMain } from './lib/console.mjs';
import configurations from '../webpack.config.js';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');

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
});

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
