// Loads the native half of the npm package zeromq: the bundle takes this module in place of the package's own loader,
// which looks for its builds by paths that a bundle does not have. scripts/build-kernel.mjs puts the builds beside the bundle.

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Linux has two C libraries; the one that does not fit says so when it is loaded. */
const LIBRARIES = process.platform === 'linux' ? ['-glibc', '-musl'] : [''];

function load(): unknown {
  const require = createRequire(__filename);
  const failures: string[] = [];
  for (const library of LIBRARIES) {
    const file = join(__dirname, 'zeromq', `${process.platform}-${process.arch}${library}.node`);
    try {
      return require(file) as unknown;
    } catch (error) {
      failures.push(`  ${file}: ${(error as Error).message}`);
    }
  }
  throw new Error(`There is no build of ZeroMQ for ${process.platform} ${process.arch} that this Node can load:\n${failures.join('\n')}`);
}

export default load();
