// The rings of events of a tracing build wrap where they are told to; counters never do.

import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { NodePlatform, locateFiles } from '../../threads/platform-node';
import { Runtime } from '../../threads/runtime';

/** Each sleep of a thread is two events: it parks and goes on. */
const SLEEPS = 1500;

const PROGRAM = `
import _host, time
items = []
_host.trace_start()
for i in range(${SLEEPS}):
    time.sleep(0.00001)
    items.append(i)
_host.trace_stop()
`;

async function recorded(traceEvents: number) {
  const runtime = await Runtime.create({
    design: 'gilectomy',
    variant: 'trace',
    platform: new NodePlatform(locateFiles(resolve('dist/node')), []),
    traceEvents,
    host: {
      stream: () => undefined,
      message: () => undefined,
      request: async () => {
        throw new Error('nobody asks');
      },
      fatal: reason => {
        throw new Error(reason);
      }
    }
  });
  try {
    expect(await runtime.execute(PROGRAM, { filename: 'work.py', mode: 'exec', cell: 1 })).toEqual({ status: 'ok' });
    return await runtime.readTrace();
  } finally {
    await runtime.dispose();
  }
}

it('a ring that wraps drops the oldest events and no count', async () => {
  const [small, large] = [await recorded(1000), await recorded(8192)];
  const events = ({ threads }: typeof small): number[] => threads.map(thread => thread.events.length / 4);
  expect(events(small)).toEqual([1024]);
  expect(small.threads[0].dropped).toBeGreaterThanOrEqual(2 * SLEEPS - 1024);
  expect(large.threads[0].dropped).toBe(0);
  expect(events(large)[0]).toBeGreaterThanOrEqual(2 * SLEEPS);
  const appends = ({ locks, objects }: typeof small): number => locks.find(({ object }) => objects[object].type === 'list')!.acquisitions;
  expect(appends(small)).toBe(SLEEPS);
  expect(appends(large)).toBe(SLEEPS);
  expect([small.uncounted, large.uncounted]).toEqual([0, 0]);
}, 60_000);
