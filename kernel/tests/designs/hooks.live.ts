// A design's hooks are inlined, and what a design leaves empty costs nothing: read in the built release modules.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import binaryen from 'binaryen';
import { describe, expect, it } from 'vitest';

/** The functions with a switch over all opcodes: the inner loop of quick paths and the outer one. */
function interpreterLoops(design: string): string[] {
  const module = binaryen.readBinary(readFileSync(resolve(`build/wasm/${design}.release.wasm`)));
  const functions = module.emitText().split(/^ (?=\(func )/m);
  module.dispose();
  return functions.filter(text => [...text.matchAll(/\(br_table ([^(]*)/g)].some(([, targets]) => targets.trim().split(/\s+/).length > 100));
}

const count = (text: string, instruction: RegExp): number => [...text.matchAll(instruction)].length;

const READ_MODIFY_WRITE = /\.atomic\.rmw/g;

describe('the interpreter loop of a release module', () => {
  it('has no atomic read-modify-write under gil', () => {
    const loops = interpreterLoops('gil');
    expect(loops.length).toBe(2);
    expect(loops.map(loop => count(loop, READ_MODIFY_WRITE))).toEqual([0, 0]);
    // Counts are changed in the loops themselves, not by calls.
    expect(loops.every(loop => loop.length > 100_000)).toBe(true);
  });

  it('counts by atomic read-modify-writes under gilectomy', () => {
    const loops = interpreterLoops('gilectomy');
    expect(loops.length).toBe(2);
    for (const loop of loops) {
      expect(count(loop, READ_MODIFY_WRITE)).toBeGreaterThan(50);
    }
  });

  it('counts by plain stores under biased, with the atomic way beside it', () => {
    const [quick, full] = interpreterLoops('biased').sort((a, b) => a.length - b.length);
    expect(count(full, READ_MODIFY_WRITE)).toBeGreaterThan(0);
    // The quick paths count what the thread owns, and lock.
    expect(count(quick, READ_MODIFY_WRITE)).toBeLessThan(count(full, READ_MODIFY_WRITE));
  });
});
