/**
 * A code object as text: a line an instruction, with what its argument means, and the exception table.
 */

import { Complex, ELLIPSIS, FrozenSetConstant, TupleConstant } from './ast';
import { OPCODE_BITS, OPCODES } from './opcodes';
import { type CodeConstant, type ICode } from './unit';

export interface IDisassembleOptions {
  /** Also the code objects among the constants. */
  nested?: boolean;
  /** With the line and columns of each instruction. */
  positions?: boolean;
}

export function disassemble(code: ICode, options: IDisassembleOptions = {}): string {
  const lines: string[] = [];
  const targets = new Set<number>(code.exceptions.map(entry => entry.target));
  const instructions = [...decode(code)];
  instructions.forEach(({ target }) => target !== null && targets.add(target));
  const label = new Map([...targets].sort((a, b) => a - b).map((at, index) => [at, `L${index + 1}`]));
  let line = -1;
  for (const { at, name, text, target } of instructions) {
    const position = code.positions.slice(at * 4, at * 4 + 4);
    const shown = position[0] !== line ? String(position[0]) : '';
    line = position[0];
    const mark = label.has(at) ? `${label.get(at)}:` : '';
    const meaning = target !== null ? [text, `to ${label.get(target)}`].filter(part => part).join(' ') : text;
    const columns = options.positions ? `  @${position[0]}:${position[2]}-${position[1]}:${position[3]}` : '';
    lines.push(`${shown.padStart(4)} ${mark.padEnd(4)} ${(name + ' ').padEnd(24)}${meaning}${columns}`.trimEnd());
  }
  for (const entry of code.exceptions) {
    lines.push(`     ${entry.start}-${entry.end} to ${label.get(entry.target)} depth ${entry.depth}${entry.lasti ? ' lasti' : ''}`);
  }
  if (options.nested ?? true) {
    for (const value of code.consts) {
      if (isCode(value)) {
        lines.push('', `${value.qualname}:`, disassemble(value, options));
      }
    }
  }
  return lines.join('\n');
}

export interface IDecoded {
  at: number;
  op: number;
  arg: number;
  name: string;
  /** What the argument means; empty if it means nothing. */
  text: string;
  /** Where the instruction may jump to, as a word index. */
  target: number | null;
}

export function* decode(code: ICode): Generator<IDecoded> {
  const { words } = code;
  for (let at = 0; at < words.length; ) {
    const op = words[at] & ((1 << OPCODE_BITS) - 1);
    const arg = words[at] >>> OPCODE_BITS;
    const row = OPCODES[op];
    const after = at + 1 + row.caches;
    let text = '';
    let target: number | null = null;
    switch (row.arg) {
      case 'const':
        text = constantText(code.consts[arg]);
        break;
      case 'name':
        text = code.names[arg];
        break;
      case 'local':
        text = code.localsplus[arg].name;
        break;
      case 'count':
      case 'flags':
        text = String(arg);
        break;
      case 'forward':
        target = after + arg;
        break;
      case 'backward':
        target = after - arg;
        break;
      case 'local2':
        text = `${code.localsplus[arg & 0x7ff].name}, ${code.localsplus[arg >>> 11].name}`;
        break;
      case 'localname':
        text = `${code.localsplus[arg & 0xff].name}, ${code.names[arg >>> 8]}`;
        break;
      case 'localconst':
        text = `${code.localsplus[arg & 0xff].name}, ${constantText(code.consts[arg >>> 8])}`;
        break;
    }
    if ((row.arg === 'local2' || row.arg === 'localconst') && row.caches > 0) {
      target = after + words[at + 1];
    }
    yield { at, op, arg, name: row.name, text, target };
    at = after;
  }
}

export function isCode(value: CodeConstant): value is ICode {
  return typeof value === 'object' && value !== null && 'words' in value;
}

/** A constant as Python would write it, near enough to read. */
export function constantText(value: CodeConstant): string {
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (value === ELLIPSIS) {
    return 'Ellipsis';
  }
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'number') {
    return floatText(value);
  }
  if (typeof value === 'string') {
    return stringText(value);
  }
  if (value instanceof Uint8Array) {
    return 'b' + stringText(String.fromCharCode(...value));
  }
  if (value instanceof Complex) {
    const part = (number: number): string => floatText(number).replace(/\.0$/, '');
    const sign = value.imag < 0 || Object.is(value.imag, -0) ? '' : '+';
    return value.real === 0 ? `${part(value.imag)}j` : `(${part(value.real)}${sign}${part(value.imag)}j)`;
  }
  if (value instanceof TupleConstant) {
    return `(${value.items.map(constantText).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  }
  if (value instanceof FrozenSetConstant) {
    return `frozenset({${value.items.map(constantText).join(', ')}})`;
  }
  return `<code ${(value as ICode).qualname}>`;
}

function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value);
}

export function stringText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t]|[^\P{C}]/gu, c => {
    const simple: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    const code = c.codePointAt(0)!;
    return simple[c] ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`);
  });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
