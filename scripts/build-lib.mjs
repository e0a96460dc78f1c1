// Packs the Python modules that the runtime can import into build/lib.json: our own of kernel/lib, and those
// picked from the standard library (build/stdlib) where they have been extracted. Ours win.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Where tracebacks and `__file__` say that a module lies. */
const ORIGIN = '/lib/python3.13';

/** Every module below a folder: dotted name, whether it is a package, its text. */
function modulesBelow(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return existsSync(join(path, '__init__.py')) ? modulesBelow(path, `${prefix}${entry.name}.`) : [];
      }
      if (!entry.name.endsWith('.py')) {
        return [];
      }
      const isPackage = entry.name === '__init__.py';
      const name = isPackage ? prefix.slice(0, -1) : prefix + entry.name.slice(0, -'.py'.length);
      const origin = `${ORIGIN}/${prefix.replaceAll('.', '/')}${entry.name}`;
      return [[name, { package: isPackage, origin, source: readFileSync(path, 'utf8') }]];
    });
}

export function buildLibrary() {
  const folders = ['build/stdlib', 'kernel/lib'].map(folder => join(top, folder)).filter(existsSync);
  const modules = Object.fromEntries(folders.flatMap(folder => modulesBelow(folder)));
  mkdirSync(join(top, 'build'), { recursive: true });
  writeFileSync(join(top, 'build/lib.json'), JSON.stringify({ modules }));
  return Object.keys(modules).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`build/lib.json: ${buildLibrary()} modules`);
}
