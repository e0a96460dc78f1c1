// What tracing builds record, against programs whose counts, locks and places are known.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTrace, droppedEvents, type ITraceResult, siteText } from '../../experiments/trace-model';

const folder = mkdtempSync(join(tmpdir(), 'gilectomy-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script that traces once, and reads the file that it has left. */
function traced(name: string, script: string): ITraceResult {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'work.py'), script);
  const { status, stderr } = spawnSync(process.execPath, [resolve('dist/node/cli.cjs'), 'work.py'], { cwd, encoding: 'utf8', timeout: 120_000 });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const [file] = readdirSync(cwd).filter(entry => entry.endsWith('.json'));
  return checkTrace(JSON.parse(readFileSync(join(cwd, file), 'utf8')));
}

const named = (result: ITraceResult, name: string) => result.counts.find(counts => result.objects[counts.object].name === name);

const FIB = `
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
`;

describe('a trace of fib in two threads under gilectomy', () => {
  let result: ITraceResult;
  beforeAll(() => {
    result = traced('fib', `import gilectomy\n${FIB}\ngilectomy.trace(fib, 27, threads=2, design='gilectomy')`);
  }, 120_000);
  const calls = 635_621; // that fib(27) makes in each thread, itself among them

  it('names the function, its globals and the small ints first', () => {
    const first = result.counts.slice(0, 6).map(counts => result.objects[counts.object]);
    expect(first.map(item => item.name)).toEqual(expect.arrayContaining(['fib', '0', '1', '2']));
    expect(first.filter(item => item.type === 'int').length).toBe(5);
    const [lock] = [...result.locks].sort((a, b) => b.acquisitions - a.acquisitions);
    expect(result.objects[lock.object].name).toBe('globals of __main__');
  });

  it('counts exactly, whether the rings of events wrapped or not', () => {
    expect(result.uncounted).toBe(0);
    const globals = result.locks.find(lock => result.objects[lock.object].name === 'globals of __main__')!;
    // Every call but the first of a thread looks fib up in its globals.
    expect(globals.acquisitions).toBe(2 * (calls - 1));
    const fib = named(result, 'fib')!;
    expect(fib.increments).toBeGreaterThanOrEqual(2 * (calls - 1));
    expect(fib.shared).toBe(fib.increments + fib.decrements);
  });

  it('says how long a lock was held, no longer than the run', () => {
    const globals = result.locks.find(lock => result.objects[lock.object].name === 'globals of __main__')!;
    expect(globals.holdNs).toBeGreaterThan(0);
    expect(globals.holdNs).toBeLessThanOrEqual(result.wall);
    expect(globals.bySite.reduce((sum, site) => sum + site.holdNs, 0)).toBeCloseTo(globals.holdNs, -2);
  });

  it('knows where the function is written', () => {
    expect(siteText(result, result.objects[named(result, 'fib')!.object].site)).toMatch(/^work\.py:3 in fib$/);
  });
});

describe('a trace', () => {
  const ROUNDS = 20_000;
  let result: ITraceResult;
  beforeAll(() => {
    result = traced(
    'made',
    `import gilectomy
def work(rounds):
    shared = []
    for i in range(rounds):
        made = [i]
        shared.append(made)
        shared.pop()
        held = {}
gilectomy.trace(work, ${ROUNDS}, threads=1, design='gilectomy')`
    );
  });
  const at = (type: string, line: number) =>
    result.counts.filter(counts => {
      const item = result.objects[counts.object];
      return item.type === type && item.site >= 0 && result.lines[item.site].line === line;
    });

  it('tells objects by the line that made them', () => {
    expect(at('list', 3).length).toBe(1);
    expect(at('list', 5).length).toBeGreaterThan(0);
    expect(at('dict', 8).length).toBeGreaterThan(0);
    expect(at('dict', 5)).toEqual([]);
  });

  it('keeps every count of objects that came and went', () => {
    const lists = at('list', 5);
    const sum = (field: 'increments' | 'decrements') => lists.reduce((total, counts) => total + counts[field], 0);
    // Each list is born with one count and dies with none. The last few are told apart still, and may be among the many with few changes
    // that a result adds up.
    const missing = sum('increments') + ROUNDS - sum('decrements');
    const others = result.counts.some(counts => result.objects[counts.object].name.endsWith(' other objects'));
    expect(missing).toBeGreaterThanOrEqual(0);
    expect(missing).toBeLessThanOrEqual(others ? 8 : 0);
    expect(result.uncounted).toBe(0);
  });

  it('counts the lock of the list that all rounds use', () => {
    const [shared] = at('list', 3);
    const lock = result.locks.find(entry => entry.object === shared.object)!;
    expect(lock.acquisitions).toBeGreaterThanOrEqual(2 * ROUNDS);
    expect(lock.contended).toBe(0);
    expect(droppedEvents(result)).toBe(0);
  });

  it('under gil has the GIL for a lock, held nearly all the time', () => {
    const gil = traced('gil', `import gilectomy\n${FIB}\ngilectomy.trace(fib, 23, threads=2, design='gil')`);
    const [lock] = gil.locks;
    expect(gil.objects[lock.object].name).toBe('the GIL');
    expect(lock.contended).toBeGreaterThan(0);
    expect(lock.holdNs).toBeGreaterThan(gil.wall * 0.5);
    expect(lock.holdNs).toBeLessThan(gil.wall * 1.1);
  });

  it('under biased counts what threads own as not shared', () => {
    const biased = traced('biased', `import gilectomy\n${FIB}\ngilectomy.trace(fib, 18, threads=2, design='biased')`);
    const ints = biased.counts.filter(counts => biased.objects[counts.object].type === 'int');
    expect(named(biased, 'fib')).toBeUndefined(); // its count is deferred
    expect(ints.every(counts => counts.shared === 0)).toBe(true);
  });
});
