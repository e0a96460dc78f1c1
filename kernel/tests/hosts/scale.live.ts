// Scaling experiments from a script, on real runtimes: what travels, what is refused, what is printed and written, and what an
// interrupt leaves.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkScale, type IScaleResult } from '../../experiments/model';

const CLI = resolve('dist/node/cli.cjs');
const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true })));

/** A new folder with the files of a program. */
function program(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gilectomy-scale-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const run = (cwd: string) => spawnSync(process.execPath, [CLI, 'main.py'], { cwd, encoding: 'utf8', timeout: 100_000 });

function written(folder: string): IScaleResult {
  const [file, ...more] = readdirSync(folder).filter(name => name.endsWith('.json'));
  expect(more).toEqual([]);
  return checkScale(JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

describe('scale() in a script', () => {
  it('prints a table and writes a file with design, versions, host, cores and all samples', () => {
    const folder = program({
      'main.py': `import gilectomy
def work(n):
    total = 0
    for i in range(n):
        total += i
    return total
gilectomy.scale(work, 2000, threads=[1, 2], designs=['gil', 'biased'], repeat=2)
`
    });
    const { status, stdout, stderr } = run(folder);
    expect({ status, stderr: stderr.replace(/\r[^\n]*/g, '') }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^work\(2000\), 2 designs, best of 2 runs\n/);
    expect(stdout).toMatch(/\ngil +2 /);
    expect(stdout).toMatch(/\ncontrol: compute +2 /);
    expect(stdout).toMatch(/Written to work-scale-\d{8}-\d{6}\.json\n$/);
    const result = written(folder);
    expect(result.designs).toEqual(['gil', 'biased']);
    // Two designs at once and in series, and two control rows, on one and two threads each.
    expect(result.rows.map(({ samples }) => samples.length)).toEqual(Array.from({ length: 12 }, () => 2));
    expect(result.rows.every(({ threads, kind, samples }) => samples.every(sample => sample.perThread.length === (kind === 'serial' ? 1 : threads)))).toBe(true);
    expect(result.host.cores).toBe(availableParallelism());
    expect(result.host.engine).toBe(`Node ${process.versions.node}`);
    expect(result.versions.build).not.toBe('');
    expect(result.interrupted).toBe(false);
  }, 120_000);

  it('carries all that the function names, with what is shared staying shared', () => {
    const folder = program({
      'parts.py': 'class Node:\n    kept = []\n    def __init__(self, value):\n        self.value = value\n        self.other = None\n\ndef double(x):\n    return scale_by(x)\n\ndef scale_by(x, factor=[2]):\n    return x * factor[0]\n',
      'main.py': `import gilectomy, threading
import parts
from parts import Node, double
shared = [1, 2, 3]
a = Node(shared)
b = Node(shared)
a.other, b.other = b, a

def counter():
    n = [0]
    def up():
        n[0] += 1
        return n[0]
    def seen():
        return n[0]
    return up, seen
up, seen = counter()

def even(n):
    return n == 0 or odd(n - 1)
def odd(n):
    return n != 0 and even(n - 1)

def work(nodes, same):
    first, second = nodes
    assert first.value is second.value is same, 'one list stays one'
    assert first.other is second and second.other is first
    assert type(first) is Node and Node.kept is parts.Node.kept
    assert double(21) == 42
    assert up() >= 1 and seen() >= 1  # no more: two threads that add at once lose an addition
    assert even(10) and not odd(10)
    assert shared is same
gilectomy.scale(work, (a, b), shared, threads=[1, 2], designs=['biased'], repeat=1, control=False, serial=False)
assert seen() == 0, 'the original is left alone'
print('done')
`
    });
    const { status, stdout, stderr } = run(folder);
    expect({ status, stderr: stderr.replace(/\r[^\n]*/g, '') }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/\ndone\n$/);
    expect(written(folder).rows.every(({ samples }) => samples.length === 1)).toBe(true);
  }, 60_000);

  it.each([
    ['a lock', 'import threading\nLOCK = threading.Lock()\ndef helper():\n    with LOCK: pass\ndef work():\n    helper()', /work → helper → LOCK: a lock cannot/],
    ['a generator in a closure', 'def make(g):\n    def work():\n        return next(g)\n    return work\nwork = make(x for x in ())', /work → g: a generator cannot/],
    ['a thread in an argument', 'import threading\ndef work(x): pass\nARGS = [{"t": threading.Thread()}]', /argument 1\['t'\]: a thread cannot/i]
  ])('refuses %s by the names that lead to it', (_, setup, message) => {
    const folder = program({ 'main.py': `import gilectomy\nARGS = []\n${setup}\ngilectomy.scale(work, *ARGS, threads=1, repeat=1)\n` });
    const { status, stderr } = run(folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/CannotTravel/);
    expect(readdirSync(folder).filter(name => name.endsWith('.json'))).toEqual([]);
  }, 60_000);

  it('raises ValueError for what makes no sense, before anything runs', () => {
    const wrong = ['threads=0', 'threads=[]', 'threads=1000', 'designs=["none"]', 'designs=[]', 'repeat=0'];
    const tries = [...wrong.map(text => `gilectomy.scale(work, ${text})`), 'gilectomy.trace(work, threads=0)', 'gilectomy.trace(work, threads=1000)', 'gilectomy.trace(work, design="none")'];
    const text = tries.map(call => `try: ${call}\nexcept ValueError as e: print(e)\n`).join('');
    const { status, stdout } = run(program({ 'main.py': `import gilectomy\ndef work(): pass\n${text}` }));
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      'threads must be whole numbers from 1 to 126, not 0',
      'threads is empty; it takes a number or several, such as range(1, 8)',
      'threads must be whole numbers from 1 to 126, not 1000',
      expect.stringMatching(/^there is no design none; there are /),
      expect.stringMatching(/^designs is empty; there are biased, /),
      'repeat must be a whole number from 1 up, not 0',
      'threads must be a whole number from 1 to 126, not 0',
      'threads must be a whole number from 1 to 126, not 1000',
      expect.stringMatching(/^there is no design none; there are /)
    ]);
  }, 60_000);

  it('raises TypeError with what is wanted for values of a wrong kind', () => {
    const tries = ['scale(work, threads=[1.5])', 'scale(work, threads="1-4")', 'scale(work, threads=2.0)', 'scale(work, designs=5)', 'scale(work, designs=["gil", 5])', 'scale(work, repeat="3")', 'scale(work(), threads=2)', 'scale(lazy)', 'trace(work, threads=[1, 2])', 'trace(work, design=["gil"])'];
    const text = tries.map(call => `try: gilectomy.${call}\nexcept TypeError as e: print(e)\n`).join('');
    const { status, stdout } = run(program({ 'main.py': `import gilectomy\ndef work(): return 1\ndef lazy(): yield\n${text}` }));
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      'threads is a number or several, such as range(1, 8) or [1, 2, 4]; 1.5 is no whole number',
      "threads is a number or several, such as range(1, 8) or [1, 2, 4], not the text '1-4'",
      'threads is a number or several, such as range(1, 8) or [1, 2, 4], not 2.0',
      "designs is a name or a list of names, such as ['gil', 'biased'], not 5",
      "designs is a name or a list of names, such as ['gil', 'biased']; 5 is none",
      "repeat is a whole number from 1 up, not '3'",
      'the first argument is a function, not int; its arguments follow it',
      'lazy is a generator function: a call runs none of its code. Measure a function that runs it to its end',
      'threads is one whole number from 1 up, not [1, 2]: a trace shows one run',
      "design is one name, such as 'gilectomy', not ['gil']: a trace shows one run"
    ]);
  }, 60_000);

  it('names a workload that fails, with its traceback', () => {
    const { status, stderr } = run(program({ 'main.py': 'import gilectomy\ndef work():\n    return 1 / 0\ngilectomy.scale(work, threads=1, designs=["biased"], repeat=1)\n' }));
    expect(status).toBe(1);
    expect(stderr).toMatch(/The workload failed under biased\.[^]*in work[^]*ZeroDivisionError: division by zero/);
  }, 60_000);

  it('shows a progress bar with the time left, and an interrupt keeps what was measured', async () => {
    const folder = program({
      'main.py': `import gilectomy
def work(n):
    for i in range(n):
        pass
try:
    gilectomy.scale(work, 20000, threads=[1, 2], designs=['biased', 'gil'], repeat=500)
except KeyboardInterrupt:
    rows = [row for row in gilectomy.last.data['rows'] if row['samples']]
    print('kept', len(rows) > 0, gilectomy.last.interrupted)
`
    });
    // Progress is for terminals: the program gets one, and the interrupt is typed.
    const child = spawn('python3', ['-c', 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])) % 256)', process.execPath, CLI, 'main.py'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    let shown = '';
    const ended = new Promise<number | null>(done => child.once('close', done));
    try {
      await new Promise<void>((done, fail) => {
        child.stdout.on('data', data => {
          shown += data;
          // Time left is known once runs have ended.
          if (/gil, \d thread[^\r]*left/.test(shown) || /left[^\r]*gil, \d thread/.test(shown)) {
            done();
          }
        });
        void ended.then(() => fail(new Error(`ended before it was interrupted: ${shown}`)));
        setTimeout(() => fail(new Error(`no progress: ${shown.slice(-500)}`)), 40_000).unref();
      });
      child.stdin.write('\x03');
      expect(await ended).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
    expect(shown).toMatch(/kept True True\r\n$/);
  }, 60_000);
});
