// Runs the checks of the Python modules that carry and run workloads, under an ordinary Python; see travel_check.py.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

it('a workload travels by value with all that it names, and is refused by name where it cannot', () => {
  const { stdout, stderr, status } = spawnSync('python3', [path('travel_check.py'), path('../../lib')], { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  const lines = stdout.split('\n');
  expect({ stderr, failed: lines.filter(line => line.startsWith('FAIL')), status }).toEqual({ stderr: '', failed: [], status: 0 });
  expect(lines.filter(line => line.startsWith('ok')).length).toBeGreaterThan(50);
}, 30_000);
