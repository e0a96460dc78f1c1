// Packs the Python modules that the runtime can import into build/lib.pack: our own of kernel/lib, and those of
// the standard library that kernel/stdlib/modules.txt lists, taken out of the npm package `pyodide`. Ours win.
// One is made here: `opcode`, from the compiler's table.
// Each is compiled here, by the compiler that tsc has written to lib/, so that an import does not wait for that; but not those that
// are listed with `source` behind their name.
//
// The file is one line of JSON, the index, then sources as UTF-8 and code units, end to end:
//     {"modules": {NAME: [is it a package, origin, first byte of its source, length, first byte of its unit, length]}}
// Bytes are counted from the first one after the index's line end.

import { register } from 'node:module';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { opcodeModule } from './lib/opcode-module.mjs';
import { opcodeTable } from './lib/opcode-table.mjs';
import { openZip } from './lib/zip.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Where tracebacks and `__file__` say that a module lies. */
const ORIGIN = '/lib/python3.13';

const STDLIB = 'node_modules/pyodide/python_stdlib.zip';
const PICKED = 'kernel/stdlib/modules.txt';

// tsc leaves import paths without the extension that Node asks for.
register(`data:text/javascript,${encodeURIComponent(`
  export const resolve = (path, context, next) =>
    next(path, context).catch(error => (/^\\.\\.?\\//.test(path) && !path.endsWith('.js') ? next(path + '.js', context) : Promise.reject(error)));
`)}`);

/** Every module below a folder, as [path relative to it, bytes]. */
function* filesBelow(folder, prefix = '') {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* filesBelow(path, `${prefix}${entry.name}/`);
    } else if (entry.name.endsWith('.py')) {
      yield [prefix + entry.name, readFileSync(path)];
    }
  }
}

/** The listed modules of the standard library, as filesBelow gives them, and whether they are compiled. */
function* stdlibFiles() {
  const archive = openZip(join(top, STDLIB));
  const names = [...archive.keys()].filter(name => name.endsWith('.py'));
  for (const line of readFileSync(join(top, PICKED), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    const [picked, how] = line.split(' ');
    if (how !== undefined && how !== 'source') {
      throw new Error(`${PICKED}: ${line}`);
    }
    const path = picked.replaceAll('.', '/');
    const found = names.filter(name => name === `${path}.py` || name.startsWith(`${path}/`));
    if (found.length === 0) {
      throw new Error(`${PICKED} lists ${picked}, which ${STDLIB} does not have`);
    }
    for (const name of found) {
      yield [name, archive.get(name)(), how === undefined];
    }
  }
}

/** Dotted name of a module's file, and whether it is a package. */
function moduleOf(path) {
  const name = path.slice(0, -'.py'.length).replaceAll('/', '.');
  return name.endsWith('.__init__') ? [name.slice(0, -'.__init__'.length), true] : [name, false];
}

/** The code unit of a module. */
async function compiler() {
  const { compile } = await import(pathToFileURL(join(top, 'lib/kernel/compiler/index.js')).href);
  return (bytes, origin) => {
    try {
      return Buffer.from(compile(bytes.toString('utf8'), origin, 'exec', { flags: 0 }));
    } catch (error) {
      throw new Error(`${origin} cannot be compiled: ${error.message} (line ${error.lineno})`, { cause: error });
    }
  };
}

export async function buildLibrary() {
  const unitOf = await compiler();
  const ours = [...filesBelow(join(top, 'kernel/lib')), ['opcode.py', Buffer.from(opcodeModule(opcodeTable()))]];
  const replaced = new Set(ours.map(([path]) => moduleOf(path)[0]));
  const files = [...[...stdlibFiles()].filter(([path]) => !replaced.has(moduleOf(path)[0])), ...ours];
  const index = {};
  const parts = [];
  let at = 0;
  const put = bytes => {
    parts.push(bytes);
    at += bytes.length;
    return [at - bytes.length, bytes.length];
  };
  for (const [path, bytes, compiled = true] of files.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [name, isPackage] = moduleOf(path);
    const origin = `${ORIGIN}/${path}`;
    index[name] = [isPackage, origin, ...put(bytes), ...(compiled ? put(unitOf(bytes, origin)) : [0, 0])];
  }
  mkdirSync(join(top, 'build'), { recursive: true });
  writeFileSync(join(top, 'build/lib.pack'), Buffer.concat([Buffer.from(`${JSON.stringify({ modules: index })}\n`), ...parts]));
  return { modules: files.length, bytes: at };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, bytes } = await buildLibrary();
  console.log(`build/lib.pack: ${modules} modules, ${Math.round(bytes / 1000)} kB`);
}
