// The one table of opcodes, kernel/compiler/opcodes.ts, read by whatever is made from it: the runtime's
// constants, the Python module `opcode`, the reference page.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TABLE = join(dirname(fileURLToPath(import.meta.url)), '../../kernel/compiler/opcodes.ts');

/** What opcodes.ts exports. It imports nothing, so it can be run as it stands once its types are gone. */
export function opcodeTable() {
  const js = ts.transpileModule(readFileSync(TABLE, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }
  }).outputText;
  const exports = {};
  new Function('exports', js)(exports);
  return exports;
}

/**
 * The body of an opcode's effect as an expression in `a`, which Python reads as JavaScript does: integers, `a`, + - * & >> and parentheses.
 *
 * @param {(arg: number) => number} effect - A number for every argument, or an arrow function of one.
 * @returns {string}
 */
export function effectExpression(effect) {
  if (effect.length === 0) {
    return String(effect(0));
  }
  const [, parameter, body] = /^\(?(\w+)\)?\s*=>\s*([^{].*)$/.exec(effect.toString()) ?? [];
  if (parameter !== 'a' || !/^(?:0x[0-9a-f]+|[\da ()+*&-]|>>)+$/.test(body)) {
    throw new Error(`This effect cannot be said in Python: ${effect}`);
  }
  return body;
}
