// Pictures of results as front ends without our views show them.

import { describe, expect, it } from 'vitest';
import { scaleChart } from '../../experiments/chart';
import { Experiments } from '../../experiments/experiments';
import { toSVG } from '../../experiments/render';
import { tracePicture } from '../../experiments/trace-picture';
import { drawPng } from './draw';
import { FakeHost } from './fake-host';
import { scaleSample, traceSample } from './samples';

/** Width and height from the header of a PNG file. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('the picture of a trace', () => {
  it('has a bar for each thread, and the locks that were waited for', () => {
    const svg = tracePicture(traceSample({ threads: 3 }));
    for (const text of ['worker 0', 'worker 2', 'waits for a lock']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).toMatch(/>waited [\d.]+ \S+ for \w+/);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('draws no more than a column a pixel, however many spans there are', () => {
    const svg = tracePicture(traceSample({ threads: 2, spans: 20_000 }));
    expect(svg.match(/<rect/g)!.length).toBeLessThan(2 * 2 * 720);
  });

  it('shows a name with marks of XML as it is', () => {
    expect(tracePicture({ ...traceSample(), func: '<lambda>' })).toContain('&lt;lambda>');
  });
});

describe('a PNG', () => {
  it('is as large as the drawing', async () => {
    const svg = await toSVG(scaleChart(scaleSample()));
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
    expect(sizeOf(await drawPng(svg))).toEqual([Number(width), Number(height)]);
  });

  it('has the letters of the text in it', async () => {
    const draw = (text: string): Promise<Uint8Array> => drawPng(`<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text x="2" y="15" font-family="sans-serif">${text}</text></svg>`);
    expect(await draw('abc')).not.toEqual(await draw(''));
    expect(await draw('abc')).not.toEqual(await draw('abd'));
  });
});

describe('a bundle', () => {
  it('holds every form of a chart and of a trace', async () => {
    const experiments = new Experiments(new FakeHost());
    for (const result of [scaleSample(), traceSample()]) {
      const bundle = JSON.parse(await experiments.request('result.bundle', JSON.stringify(result), 1)) as Record<string, string>;
      expect(Object.keys(bundle).sort()).toEqual([expect.stringMatching(/^application\/vnd\./), 'image/png', 'image/svg+xml', 'text/plain']);
      sizeOf(Buffer.from(bundle['image/png'], 'base64'));
    }
  });
});
