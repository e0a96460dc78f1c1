// The module `dis` and the compiler's own disassembler read one table: what they say of the same code is the same.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../compiler';
import { readCodeUnit } from '../../compiler/codeunit';
import { decode, isCode } from '../../compiler/disassembler';
import { OPCODES } from '../../compiler/opcodes';
import { type ICode } from '../../compiler/unit';
import { NodePlatform, locateFiles } from '../../threads/platform-node';
import { Runtime } from '../../threads/runtime';

let runtime: Runtime;
let output = '';

beforeAll(async () => {
  runtime = await Runtime.create({
    design: 'biased',
    variant: 'checked',
    platform: new NodePlatform(locateFiles(resolve('dist/node')), []),
    host: {
      stream: (_, text) => (output += text),
      message: () => undefined,
      request: () => Promise.reject(new Error('no requests here')),
      fatal: reason => (output += reason)
    }
  });
});

afterAll(() => runtime.dispose());

/** What a program prints, as JSON. */
async function printed(source: string): Promise<unknown> {
  output = '';
  const result = await runtime.execute(source, { filename: 'test.py', mode: 'exec', cell: 1 });
  expect(result, output).toEqual({ status: 'ok' });
  return JSON.parse(output);
}

type Row = [at: number, name: string, arg: number | null, target: number | null, line: number];

/** A code object and those within it, as decode() has them. */
function rowsOf(code: ICode): Row[] {
  const own = [...decode(code)].map(({ at, op, arg, name, target }): Row => [at * 4, name, OPCODES[op].arg === 'none' ? null : arg, target === null ? null : target * 4, code.positions[at * 4]]);
  return [...own, ...code.consts.filter(isCode).flatMap(rowsOf)];
}

const LISTED = `
import dis, json
def rows(code):
    own = [[i.offset, i.opname, i.arg, i.jump_target, i.line_number] for i in dis.get_instructions(code)]
    return own + [row for const in code.co_consts if isinstance(const, type(code)) for row in rows(const)]
print(json.dumps(rows(compile(SOURCE, 'sample.py', 'exec'))))
`;

describe('dis', () => {
  it.each(['kernel/lib/threading.py', 'kernel/lib/dis.py', 'kernel/tests/language/test_match.py'])('gives the instructions that the compiler made of %s', async path => {
    const source = readFileSync(path, 'utf8');
    const expected = rowsOf(readCodeUnit(compile(source, 'sample.py', 'exec', { flags: 0 })));
    expect(expected.length).toBeGreaterThan(500);
    expect(await printed(`SOURCE = ${JSON.stringify(source)}\n${LISTED}`)).toEqual(expected);
  });

  it('has the names, caches and stack effects of the table', async () => {
    const effects = await printed(`
import opcode, json
table = []
for number, name in enumerate(opcode.opname):
    args = [None] if opcode.arg_kinds[number] == 'none' else range(20)
    table.append([name, opcode.cache_words[number], [opcode.stack_effect(number, a, jump=j) for j in (False, True) for a in args]])
print(json.dumps(table))
`);
    const args = (kind: string): number[] => (kind === 'none' ? [0] : Array.from({ length: 20 }, (_, a) => a));
    // Python has no negative zero among its integers.
    const of = (kind: string, effect: (arg: number) => number): number[] => args(kind).map(a => effect(a) + 0);
    expect(effects).toEqual(
      OPCODES.map(({ name, arg, caches, effect, jumpEffect }) => [name, caches, [...of(arg, effect), ...of(arg, jumpEffect ?? effect)]])
    );
  });
});
