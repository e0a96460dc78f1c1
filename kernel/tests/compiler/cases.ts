/**
 * Reads the text cases beside this file, and writes a syntax tree the way they do.
 *
 *   === title
 *   source
 *   ==>
 *   what comes of it
 */

import { readFileSync } from 'node:fs';
import { constantText } from '../../compiler/disassembler';
import { type ConstantValue } from '../../compiler/ast';

export interface ITextCase {
  title: string;
  source: string;
  expected: string;
}

export function readCases(name: string): ITextCase[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text.split(/^=== /m).slice(1).map(part => {
    const newline = part.indexOf('\n');
    const arrow = part.lastIndexOf('\n==>\n');
    if (arrow < 0) {
      throw new Error(`the case "${part.slice(0, newline)}" has no ==> line`);
    }
    return { title: part.slice(0, newline), source: part.slice(newline + 1, arrow), expected: part.slice(arrow + 5).trimEnd() };
  });
}

/** A tree as nested calls, without positions and without fields that hold nothing. */
export function dump(node: unknown): string {
  if (Array.isArray(node)) {
    return `[${node.map(dump).join(', ')}]`;
  }
  if (typeof node !== 'object' || node === null) {
    return String(node);
  }
  const { kind, ...fields } = node as Record<string, unknown>;
  if (kind === 'Constant') {
    return constantText(fields.value as ConstantValue);
  }
  if (kind === 'Name') {
    return String(fields.id);
  }
  const shown = Object.entries(fields).filter(([name, value]) => {
    const empty = value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
    return name !== 'start' && name !== 'end' && !empty;
  });
  return `${kind === undefined ? '' : String(kind)}(${shown.map(([name, value]) => `${name}=${dump(value)}`).join(', ')})`;
}
