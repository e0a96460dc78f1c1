// What is asked of Python, of the host and of the table of magics, by what stands before the cursor.

import { describe, expect, it } from 'vitest';
import { Completer } from '../../protocol/completion';
import type { Interpreter } from '../../protocol/interpreter';
import type { IFolderEntry, IMachine } from '../../protocol/machine';

const asked: unknown[] = [];
const interpreter = {
  call: async (_: string, question: unknown) => {
    asked.push(question);
    return [];
  }
} as unknown as Interpreter;
const FOLDERS: Record<string, string[]> = { '.': ['a.py', 'ab/', '.hidden'], 'ab/': ['c'], '/home/me/': ['notes'] };
const entry = (name: string): IFolderEntry => (name.endsWith('/') ? { name: name.slice(0, -1), kind: 'folder' } : { name, kind: 'file' });
const machine = { list: (path: string) => FOLDERS[path]?.map(entry) ?? fail(path), env: () => ({ HOME: '/home/me' }) } as unknown as IMachine;
const completer = new Completer({ interpreter, machine, modules: async () => ['json', 'json.decoder', '_json', 'os'] });

function fail(path: string): never {
  throw new Error(`no folder ${path}`);
}

const matches = async (code: string): Promise<[string[], number]> => {
  const found = await completer.complete(code);
  return [found.matches.map(({ text }) => text), found.length];
};

describe('completion', () => {
  it('offers paths inside of strings and behind shell lines', async () => {
    expect(await matches("open('a")).toEqual([['a.py', 'ab/'], 1]);
    expect(await matches("open('ab/")).toEqual([['ab/c'], 3]);
    expect(await matches("open('none/")).toEqual([[], 0]);
    expect(await matches("open('.h")).toEqual([['.hidden'], 2]);
    expect(await matches('!cat a')).toEqual([['a.py', 'ab/'], 1]);
    expect(await matches('%ls ~/n')).toEqual([['~/notes'], 3]);
    expect(await matches('%cd ')).toEqual([['a.py', 'ab/'], 0]);
  });

  it('offers modules behind import', async () => {
    expect(await matches('import j')).toEqual([['json'], 1]);
    expect(await matches('x = 1\nfrom json.')).toEqual([['json.decoder'], 5]);
    expect(await matches('import os, _')).toEqual([['_json'], 1]);
  });

  it('offers magics', async () => {
    expect((await matches('%tim'))[0]).toEqual(['%time', '%timeit', '%%time', '%%timeit']);
    expect((await matches('%%sc'))[0]).toEqual(['%%scale']);
  });

  it('asks Python for all that lives there', async () => {
    for (const [code, question] of [
      ['x = fo', { kind: 'names', prefix: 'fo', call: '' }],
      ['a.b', { kind: 'names', prefix: 'a.b', call: '' }],
      ['f(x[1], na', { kind: 'names', prefix: 'na', call: 'f' }],
      ["d['k", { kind: 'keys', base: 'd', prefix: 'k', quote: "'" }],
      ['from json import lo', { kind: 'members', base: 'json', prefix: 'lo' }],
      ["'abc'.is", { kind: 'members', base: 'str', prefix: 'is' }]
    ] as const) {
      asked.length = 0;
      await completer.complete(code);
      expect([code, asked.at(-1)]).toEqual([code, question]);
    }
  });

  it('offers nothing in comments', async () => {
    asked.length = 0;
    expect(await matches('# fo')).toEqual([[], 0]);
    expect(asked).toEqual([]);
  });
});
