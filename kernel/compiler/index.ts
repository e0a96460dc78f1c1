/**
 * The compiler: Python 3.13 source to a code unit. It keeps no state and needs nothing from its host, so that it
 * runs in Node, in a page and in workers alike.
 */

import { type IModule } from './ast';
import { writeCodeUnit } from './codeunit';
import { SymbolTable } from './collect';
import { ModuleEmitter } from './emit-module';
import { PythonSyntaxError, tooDeep } from './errors';
import { readFutures } from './future';
import { type Mode, parseSource } from './parser';
import { Source } from './source';
import { CO_FUTURE_ANNOTATIONS, type ICode } from './unit';

export { PythonSyntaxError } from './errors';
export { disassemble } from './disassembler';
export { readCodeUnit } from './codeunit';
export type { ICode } from './unit';
export type { Mode } from './parser';

export interface ICompileOptions {
  /** co_flags of the surrounding code whose `__future__` features hold here too. */
  flags?: number;
  /** As Python's -O (1) and -OO (2). */
  optimize?: number;
  /** Whether superinstructions are made; true by default. */
  fuse?: boolean;
}

/**
 * Compiles to the binary code unit of codeunit.ts.
 * @throws PythonSyntaxError
 */
export function compile(source: string, filename: string, mode: Mode, options: ICompileOptions = {}): Uint8Array {
  const compilation = sourceOf(source, filename, mode);
  return writeCodeUnit(codeOf(compilation, mode, options), compilation.warnings);
}

/** Compiles to a code object in memory. */
export function compileToCode(text: string, filename: string, mode: Mode, options: ICompileOptions = {}): ICode {
  return codeOf(sourceOf(text, filename, mode), mode, options);
}

const sourceOf = (text: string, filename: string, mode: Mode): Source => new Source(mode === 'eval' ? text.replace(/^[ \t]+/, '') : text, filename);

function codeOf(source: Source, mode: Mode, options: ICompileOptions): ICode {
  return guarded(source, () => {
    const module = parseSource(source, mode);
    const stringAnnotations = readFutures(module, source) || ((options.flags ?? 0) & CO_FUTURE_ANNOTATIONS) !== 0;
    const table = new SymbolTable(module, source, stringAnnotations, mode === 'cell');
    const emitter = new ModuleEmitter(source, table, { fuse: options.fuse ?? true, optimize: options.optimize ?? 0, stringAnnotations });
    return emitter.module(module);
  });
}

/**
 * Parses only.
 * @throws PythonSyntaxError
 */
export function parse(text: string, filename = '<string>', mode: Mode = 'exec'): IModule {
  const source = new Source(text, filename);
  return guarded(source, () => parseSource(source, mode));
}

/** Nesting beyond the host's stack is an error of the program, not of the host. */
function guarded<R>(source: Source, run: () => R): R {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooDeep(source);
    }
    throw error;
  }
}

export interface ICompleteness {
  status: 'complete' | 'incomplete' | 'invalid';
  /** For incomplete input: the indent that the next line may want. */
  indent?: string;
}

/** Whether a cell or console input can be run, or waits for more lines. */
export function isComplete(text: string): ICompleteness {
  const lines = text.split(/\r\n?|\n/);
  const last = lines[lines.length - 1];
  try {
    compileToCode(text, '<input>', 'cell');
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) {
      throw error;
    }
    return error.incomplete ? { status: 'incomplete', indent: nextIndent(lines) } : { status: 'invalid' };
  }
  // An open block ends with an empty line.
  const filled = lines.filter(line => line.trim());
  const open = filled[filled.length - 1];
  if (open !== undefined && last.trim() && (/^[ \t]/.test(open) || /^@/.test(open))) {
    return { status: 'incomplete', indent: /^[ \t]*/.exec(open)![0] };
  }
  return { status: 'complete' };
}

function nextIndent(lines: readonly string[]): string {
  const last = [...lines].reverse().find(line => line.trim()) ?? '';
  const indent = /^[ \t]*/.exec(last)![0];
  return /:\s*(#.*)?$/.test(last) ? `${indent}    ` : indent;
}
