// A runtime at the end of its memory or of its stack: MemoryError and RecursionError in time, and it lives on.

import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { NodePlatform, locateFiles } from '../../threads/platform-node';
import { Runtime } from '../../threads/runtime';

let runtime: Runtime | null = null;
let output = '';
let lost = '';

async function start(design: string, memoryLimit?: number): Promise<Runtime> {
  output = '';
  lost = '';
  runtime = await Runtime.create({
    design,
    variant: 'checked',
    memoryLimit,
    platform: new NodePlatform(locateFiles(resolve('dist/node')), []),
    host: {
      stream: (_, text) => (output += text),
      message: () => undefined,
      request: () => Promise.reject(new Error('no requests here')),
      fatal: reason => (lost = reason)
    }
  });
  return runtime;
}

afterEach(() => runtime?.dispose());

const run = (source: string): Promise<unknown> => runtime!.execute(source, { filename: 'test.py', mode: 'exec', cell: 1 });

const FULL = `
import threading

full = [0] * 8

def grow(place, kind):
    kept = []
    try:
        while True:
            kept.append(kind(len(kept)))
    except MemoryError:
        full[place] = 1

KINDS = [lambda k: 'x' * 100_000 + str(k), lambda k: [k] * 1000, lambda k: {k: str(k)}, lambda k: (k, 1.5 * k)]
for k in range(4):
    grow(k, KINDS[k])
threads = [threading.Thread(target=grow, args=(4 + k, KINDS[k])) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(full[:4])
`;

describe.each(['biased', 'gil', 'gilectomy'])('%s', design => {
  it('raises MemoryError when its memory is full, in one thread and in four, and goes on', async () => {
    await start(design, 64 * 2 ** 20);
    expect(await run(FULL)).toEqual({ status: 'ok' });
    expect(await run('print(sum(range(1000)), sorted("cab"))')).toEqual({ status: 'ok' });
    expect(lost).toBe('');
    // A thread for whose start there was no memory says so; those that run meet the end of it.
    expect(output.endsWith("[1, 1, 1, 1]\n499500 ['a', 'b', 'c']\n")).toBe(true);
  }, 60_000);

  it('refuses at once what could never fit', async () => {
    await start(design, 64 * 2 ** 20);
    for (const source of ['[0] * (1 << 40)', '"x" * (1 << 33)', 'bytes(3 << 30)', 'list(range(1 << 28))']) {
      expect(await run(source)).toMatchObject({ status: 'error', ename: 'MemoryError' });
    }
    expect(lost).toBe('');
  }, 60_000);
});
