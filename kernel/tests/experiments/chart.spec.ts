// The chart as a specification and as a picture.

import { describe, expect, it, vi } from 'vitest';
import { compile } from 'vega-lite';
import { logTicks, scaleChart } from '../../experiments/chart';
import { CONTROL_COLOUR, looksOf } from '../../experiments/designs';
import { toSVG } from '../../experiments/render';
import { scaleTable } from '../../experiments/text';
import { type IScaleSampleOptions, scaleSample } from './samples';

/** Compiles as Vega-Lite does, and returns what it warns about. */
function warnings(options: IScaleSampleOptions): string[] {
  const found: string[] = [];
  const note = (...args: readonly unknown[]) => {
    found.push(args.map(String).join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger } as unknown as NonNullable<Parameters<typeof compile>[1]>['logger'];
  compile(scaleChart(scaleSample(options)), { logger });
  return found;
}

const titles = (options: IScaleSampleOptions): string[] =>
  (scaleChart(scaleSample(options)) as unknown as { concat: { title: { text: string } }[] }).concat.map(panel => panel.title.text);

/** Contrast of two colours after WCAG. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map(at => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe('the specification', () => {
  it.each<[string, IScaleSampleOptions]>([
    ['three designs', {}],
    ['all designs', { designs: ['gil', 'mutex', 'gilectomy', 'buffered', 'perthread', 'biased', 'tracing', 'stm'] }],
    ['a browser', { browser: true, threads: [1, 2, 4] }],
    ['runs that did not overlap', { repeat: 1, disturbed: [2, 3] }],
    ['one design, one number of threads', { designs: ['biased'], threads: [4] }]
  ])('compiles without a warning: %s', (_, options) => {
    expect(warnings(options)).toEqual([]);
  });

  it('has a panel for each question that the result answers', () => {
    expect(titles({})).toEqual(['Wall time', 'CPU time', 'Times the GIL build’s time', 'Scaling']);
    expect(titles({ browser: true })).toEqual(['Wall time', 'Busy time', 'Times the GIL build’s time', 'Scaling']);
    expect(titles({ designs: ['gilectomy', 'biased'] })).toEqual(['Wall time', 'CPU time', 'Scaling']);
    expect(titles({ threads: [1] })).toEqual(['Wall time', 'CPU time', 'Times the GIL build’s time']);
  });

  it('has a bar for the spread of each time', () => {
    const panels = (scaleChart(scaleSample()) as unknown as { concat: { layer: { mark: { type: string }; data: { values: { value: number; high: number }[] } }[] }[] }).concat;
    const bars = panels.map(panel => panel.layer.filter(({ mark }) => mark.type === 'rule').flatMap(({ data }) => data.values));
    expect(bars.map(({ length }) => length)).toEqual([21, 21, 0, 0]);
    expect(bars.flat().every(({ value, high }) => high >= value)).toBe(true);
  });

  it('says what hollow points are, where there are any', () => {
    expect(JSON.stringify(scaleChart(scaleSample({ repeat: 1, disturbed: [3] })))).toContain('Hollow points');
    expect(JSON.stringify(scaleChart(scaleSample()))).not.toContain('Hollow points');
  });

  it('draws points hollow where no run overlapped, and the control rows dashed and grey', () => {
    const spec = JSON.stringify(scaleChart(scaleSample({ repeat: 1, disturbed: [3] })));
    expect(spec).toContain('"filled":false');
    expect(JSON.stringify(scaleChart(scaleSample()))).not.toContain('"filled":false');
    expect(spec).toContain('pure compute');
    expect(spec).toContain(CONTROL_COLOUR);
  });

  it('has colours that read in both themes', () => {
    const looks = [...looksOf(['gil', 'mutex', 'gilectomy', 'buffered', 'perthread', 'biased', 'tracing', 'stm', 'mine']).values()];
    for (const { colour } of [...looks, { colour: CONTROL_COLOUR }]) {
      expect([colour, contrast(colour, '#ffffff') >= 3, contrast(colour, '#111111') >= 3]).toEqual([colour, true, true]);
    }
    expect(new Set(looks.map(look => look.colour)).size).toBe(looks.length);
    expect(new Set(looks.map(look => look.shape)).size).toBe(looks.length);
  });

  it('has ticks of a logarithmic axis at 1, 2 and 5', () => {
    expect(logTicks(0.16, 3.7)).toEqual([0.1, 0.2, 0.5, 1, 2, 5]);
    expect(logTicks(1, 100)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });
});

describe('the picture', () => {
  it('is an SVG with every design and panel in it', async () => {
    const svg = await toSVG(scaleChart(scaleSample()));
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const text of ['fib(27)', 'gilectomy', 'biased', 'Wall time', 'CPU time', 'Scaling', 'padded atomics']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('has axes, and no ratio, where the work is shorter than a step of the clock', async () => {
    const result = scaleSample({ threads: [1, 2], designs: ['gil', 'biased'] });
    for (const sample of result.rows.filter(({ design }) => design !== null).flatMap(({ samples }) => samples)) {
      Object.assign(sample, { wall: 0, cpu: 0, busy: 0 });
    }
    const warned = vi.spyOn(console, 'warn');
    expect(await toSVG(scaleChart(result))).not.toMatch(/NaN|undefined|Infinity/);
    expect(warned.mock.calls).toEqual([]);
    warned.mockRestore();
    expect(scaleTable(result)).not.toMatch(/NaN|Infinity/);
    expect(scaleTable(result)).toContain('Some runs took less than a step of the clock');
  });

  it('is the same bytes each time', async () => {
    const spec = scaleChart(scaleSample());
    expect(await toSVG(spec)).toBe(await toSVG(spec));
  });
});
