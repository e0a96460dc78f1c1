// Content stamps: a build step is run again only when a file that it reads has changed, or when what it
// made is gone. A stamp is the SHA-256 of the names and contents of the inputs, kept in build/stamps/.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMPS = join('build', 'stamps');
const NEVER = new Set(['node_modules', '__pycache__', '.ipynb_checkpoints']);

/**
 * The files below the given paths, sorted. A path that does not exist contributes nothing.
 *
 * @param {string[]} paths - Files and folders.
 * @param {(path: string) => boolean} [keep] - Which files count.
 */
export function filesBelow(paths, keep = () => true) {
  const found = [];
  const visit = path => {
    if (!existsSync(path)) {
      return;
    }
    if (!statSync(path).isDirectory()) {
      if (keep(path)) {
        found.push(path);
      }
      return;
    }
    for (const name of readdirSync(path)) {
      if (!NEVER.has(name)) {
        visit(join(path, name));
      }
    }
  };
  paths.forEach(visit);
  return found.sort();
}

/** SHA-256 over the names and contents of files, and over further text such as a version. */
export function contentHash(files, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether the step's stamp is `hash` and all of its outputs are there. */
export function isCurrent(name, hash, outputs) {
  const stamp = join(STAMPS, name);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && outputs.every(path => existsSync(path));
}

export function writeStamp(name, hash) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), hash);
}

/** Forget a step's stamp: done before the step runs, so that one cut short is run again. */
export function dropStamp(name) {
  rmSync(join(STAMPS, name), { force: true });
}
