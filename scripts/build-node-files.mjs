// `npm run build:node-files`: puts what the kernel needs under Node into gilectomy_lab/node, from where the wheel takes it:
// the bundles, the native builds of ZeroMQ, the runtime's modules and the Python library.

import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

const TARGET = 'gilectomy_lab/node';

rmSync(TARGET, { recursive: true, force: true });
cpSync('dist/node', TARGET, { recursive: true });
cpSync('build/lib.pack', join(TARGET, 'lib.pack'));
// The checked builds are for this repository's own tests.
for (const name of readdirSync('build/wasm').filter(file => /\.(release|trace)\.(wasm|json)$/.test(file))) {
  cpSync(join('build/wasm', name), join(TARGET, 'wasm', name));
}
