// The compiler as the runtime calls it: a source text in, the bytes of a code unit or of an error block out.

import { PythonSyntaxError, compile } from '../compiler/index';
import { errorBlock } from './imports';

export function compileSource(source: string, filename: string, mode: number, flags: number): Uint8Array {
  try {
    return compile(source, filename, MODES[mode] ?? 'exec', { flags });
  } catch (error) {
    if (error instanceof PythonSyntaxError) {
      return errorBlock(error);
    }
    throw error;
  }
}

/** By the numbers that the runtime passes. */
const MODES = ['exec', 'eval', 'single', 'cell'] as const;
