/**
 * The error every stage of the compiler throws. It carries what CPython's SyntaxError carries: the message, the
 * file, the line and the caret range, with 1-based columns counted in code points.
 */

import { type Source } from './source';

export type SyntaxErrorKind = 'SyntaxError' | 'IndentationError' | 'TabError' | 'RecursionError' | 'MemoryError' | 'OverflowError' | 'ValueError';

export class PythonSyntaxError extends Error {
  constructor(
    readonly kind: SyntaxErrorKind,
    message: string,
    readonly filename: string,
    readonly lineno: number,
    readonly offset: number,
    readonly endLineno: number,
    readonly endOffset: number,
    readonly text: string | null
  ) {
    super(message);
    this.name = 'PythonSyntaxError';
  }

  /** The source ended too early: more input could make it right. */
  incomplete = false;
}

/** An error that covers source offsets `start` to `end`; `end` of -1 leaves the end of the range unknown. */
export function errorAt(source: Source, message: string, start: number, end: number, kind: SyntaxErrorKind = 'SyntaxError'): PythonSyntaxError {
  const line = source.lineAt(start);
  const lineStart = source.lineStart(line);
  const offset = source.codePoints(lineStart, start) + 1;
  let endLine = line;
  let endOffset = end < 0 ? -1 : offset;
  if (end >= 0) {
    endLine = source.lineAt(end);
    // An end at the first column of the next line is the end of this one.
    if (endLine > line && end === source.lineStart(endLine) && end > start) {
      endLine--;
    }
    endOffset = source.codePoints(source.lineStart(endLine), end) + 1;
  }
  return new PythonSyntaxError(kind, message, source.filename, line, offset, endLine, endOffset, source.lineText(line));
}

/** Nesting that no stack could hold. */
export function tooDeep(source: Source): PythonSyntaxError {
  return new PythonSyntaxError('RecursionError', 'maximum recursion depth exceeded during compilation', source.filename, 1, 0, 1, 0, null);
}
