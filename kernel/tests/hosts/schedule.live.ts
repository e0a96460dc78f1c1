// The deterministic schedule of checked builds: a program whose threads race does the same thing each time.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const CLI = resolve('dist/node/cli.cjs');

/** Who appends when, what an unlocked counter comes to, and how long a sleep takes, all depend on the schedule alone. */
const RACY = `
import _thread, time
n = 0
order = []
def work(i):
    global n
    for k in range(40):
        m = n
        n = m + 1
        order.append(i)
    time.sleep(60)
handles = [_thread.start_joinable_thread(lambda i=i: work(i), daemon=False) for i in range(4)]
for handle in handles: handle.join()
print(n, ''.join(map(str, order)), time.monotonic(), hash('text'), id(order))
`;

function run(design: string, seed: number): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, '--design', design, '--schedule', String(seed), '-c', RACY], { encoding: 'utf8', timeout: 30_000 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe.each(['biased', 'gil', 'gilectomy'])('a schedule under %s', design => {
  it('repeats with its seed, and only with its seed', () => {
    const seeds = [3, 4, 5];
    const outputs = seeds.map(seed => run(design, seed));
    expect(seeds.map(seed => run(design, seed))).toEqual(outputs);
    expect(new Set(outputs).size).toBe(seeds.length);
    // At least one of them lets threads alternate.
    expect(outputs.some(output => /0[123]+0/.test(output.split(' ')[1]))).toBe(true);
  });
});

describe('a build that is not checked', () => {
  it('runs no schedule', () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, '--variant', 'release', '--schedule', '1', '-c', ''], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('only a checked build runs a schedule, not release');
  });
});
