// What an experiment runs, in which order, and how it ends; through the requests that Python makes.

import { describe, expect, it } from 'vitest';
import { CHART_MIME } from '../../experiments/chart';
import { Experiments } from '../../experiments/experiments';
import { checkScale, type IScaleResult } from '../../experiments/model';
import { Progress } from '../../experiments/progress';
import { FakeHost, type IFakeOptions } from './fake-host';

const REQUEST = { func: 'fib', args: '5', payload: 'p', threads: [1, 2], designs: ['gil', 'biased'], repeat: 2, control: true, serial: true };

function start(options: IFakeOptions = {}, changes: object = {}) {
  const host = new FakeHost(options);
  const experiments = new Experiments(host);
  const answer = experiments.request('scale', JSON.stringify({ ...REQUEST, ...changes }), 1).then(text => checkScale(JSON.parse(text)));
  return { host, experiments, answer };
}

describe('a scaling experiment', () => {
  it('goes through all designs in each round, one runtime at a time, and takes a sample of every row', async () => {
    const { host, answer } = start();
    const result = await answer;
    expect(host.log.filter(line => line.startsWith('create'))).toEqual(['create gil release 2', 'create biased release 2', 'create gil release 2', 'create biased release 2']);
    expect([host.mostAlive, host.alive]).toEqual([1, 0]);
    expect(result.rows.map(row => [row.design, row.kind, row.threads, row.samples.length])).toEqual(
      [['gil', 'parallel'], ['gil', 'serial'], ['biased', 'parallel'], ['biased', 'serial'], [null, 'control-compute'], [null, 'control-atomic']].flatMap(([design, kind]) => [
        [design, kind, 1, 2],
        [design, kind, 2, 2]
      ])
    );
    expect(result.interrupted).toBe(false);
  });

  it('finds out how long a call takes, warms up before it measures, and goes down in every other round', async () => {
    const { host, answer } = start({}, { designs: ['gil'], control: false, serial: false });
    await answer;
    expect(host.log).toEqual([
      'create gil release 2', 'gil load()', ...Array<string>(6).fill('gil parallel(1, 1)'), 'gil parallel(2, 1)', 'dispose gil',
      'create gil release 2', 'gil load()', 'gil parallel(1, 1)', 'gil parallel(2, 1)', 'gil parallel(1, 1)', 'dispose gil'
    ]);
  });

  it('repeats a short workload within each run, as often under every design, and divides by it', async () => {
    const { host, answer } = start({ seconds: 0.001 }, { repeat: 1, control: false });
    const result = await answer;
    expect(result.settings.loops).toBe(20);
    expect(host.log).toContain('biased parallel(2, 20)');
    expect(host.log).toContain('gil serial(2, 20)');
    const row = (kind: string) => result.rows.find(item => item.design === 'biased' && item.kind === kind && item.threads === 2)!.samples[0];
    expect(row('parallel').wall).toBeCloseTo(0.001, 9);
    expect(row('parallel').cpu).toBeCloseTo(0.002, 9);
    expect(row('serial').wall).toBeCloseTo(0.002, 9);
  });

  it('reports progress with the time left, up to the end', async () => {
    const { host, answer } = start();
    await answer;
    const fractions = host.progressed.map(progress => progress.fraction);
    expect(fractions[0]).toBe(0);
    expect(host.progressed.at(-1)).toMatchObject({ fraction: 1, done: true });
    expect(host.progressed.some(({ text }) => /^━*─* +\d+ % +.*left +biased, 2 threads in series$/.test(text))).toBe(true);
  });

  it('keeps the samples so far when it is stopped during a run', async () => {
    let release = (): void => undefined;
    const reached = new Promise<void>(resolve => (release = resolve));
    const { host, experiments, answer } = start({
      before: (call, design) => {
        if (design === 'biased' && call === 'parallel(2, 1)') {
          release();
          return new Promise(() => undefined);
        }
      }
    });
    await reached;
    const partial = checkScale(JSON.parse(await experiments.request('experiment.partial', '', 1)));
    const result = await answer;
    expect([partial.interrupted, result.interrupted]).toEqual([true, true]);
    expect(result.rows.filter(row => row.design === 'gil').every(row => row.samples.length === 1)).toBe(true);
    expect(result.rows.find(row => row.design === 'biased' && row.threads === 2)!.samples).toEqual([]);
    expect(host.alive).toBe(0);
    expect(await experiments.request('experiment.partial', '', 1)).toBe('');
  });

  it('ends with the words of a workload that fails, and leaves no runtime behind', async () => {
    const host = new FakeHost();
    const create = host.createRuntime.bind(host);
    host.createRuntime = async (request, calls) => ({
      ...(await create(request, calls)),
      execute: async code =>
        code.endsWith('load()') ? { status: 'ok' } : { status: 'error', ename: 'ValueError', evalue: 'no', traceback: 'Traceback ...\nValueError: no\n' }
    });
    const request = new Experiments(host).request('scale', JSON.stringify(REQUEST), 1);
    await expect(request).rejects.toThrow('The workload failed under gil.\nTraceback ...\nValueError: no');
    expect(host.alive).toBe(0);
  });

  it('ends when a runtime dies under it', async () => {
    const host = new FakeHost();
    const create = host.createRuntime.bind(host);
    host.createRuntime = async (request, calls) => ({
      ...(await create(request, calls)),
      execute: () => {
        calls.fatal('unreachable');
        return new Promise(() => undefined);
      }
    });
    await expect(new Experiments(host).request('scale', JSON.stringify(REQUEST), 1)).rejects.toThrow('The runtime of gil stopped: unreachable');
  });

  it.each<[object, string]>([
    [{ designs: ['gil', 'none'] }, 'there is no design none; there are biased, gil, gilectomy'],
    [{ designs: [] }, 'designs is empty; there are biased, gil, gilectomy'],
    [{ threads: [0] }, 'threads must be whole numbers from 1 to 126, not 0'],
    [{ threads: [] }, 'threads is empty; it takes a number or several, such as range(1, 8)'],
    [{ repeat: 0 }, 'repeat must be a whole number from 1 up, not 0']
  ])('refuses %j', async (changes, message) => {
    const answer = await new Experiments(new FakeHost({})).request('scale', JSON.stringify({ ...REQUEST, ...changes }), 1);
    expect(JSON.parse(answer)).toEqual({ invalid: message });
  });

  it('has defaults: all designs, 1 up to twice the cores', async () => {
    const result = await start({}, { threads: null, designs: null, repeat: 1 }).answer;
    expect(result.threads).toEqual([1, 2, 3, 4]);
    expect(result.designs).toEqual(['biased', 'gil', 'gilectomy']);
  });

  it('does not run beside another', async () => {
    const { experiments, answer } = start();
    await expect(experiments.request('scale', JSON.stringify(REQUEST), 1)).rejects.toThrow('Another experiment is running');
    await answer;
  });
});

describe('the forms of a result', () => {
  const forms = async (result: IScaleResult, kind: 'result.text' | 'result.bundle' | 'result.check'): Promise<unknown> =>
    JSON.parse(await new Experiments(new FakeHost()).request(kind, JSON.stringify(result), 1)) as unknown;

  it('are a chart, a picture and a text', async () => {
    const result = await start().answer;
    const bundle = (await forms(result, 'result.bundle')) as Record<string, string>;
    expect(Object.keys(bundle)).toEqual([CHART_MIME, 'image/svg+xml', 'image/png', 'text/plain']);
    expect(bundle['image/svg+xml']).toMatch(/^<svg /);
    expect(bundle['text/plain']).toBe(await forms(result, 'result.text'));
    expect(await forms(result, 'result.check')).toBe('gilectomy.scale/1');
  });

  it('are a text alone where nothing had run', async () => {
    const result = await start().answer;
    const empty = { ...result, interrupted: true, rows: result.rows.map(row => ({ ...row, samples: [] })) };
    expect(Object.keys((await forms(empty, 'result.bundle')) as object)).toEqual(['text/plain']);
  });
});

describe('progress', () => {
  it('guesses the cost of runs to come from those that ended', () => {
    const progress = new Progress([{ key: 'a', weight: 1 }, { key: 'a', weight: 1 }, { key: 'b', weight: 4 }], () => undefined);
    expect(progress.left).toBeNull();
    progress.ended('a', 2);
    expect(progress.left).toBe(2 + 8);
    progress.ended('b', 5);
    expect(progress.left).toBe(2);
  });
});
