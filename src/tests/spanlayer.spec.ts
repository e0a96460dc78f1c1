// Sums and hits of a lane's spans, against the plain way to find them.

import { describe, expect, it } from 'vitest';
import { decodeSpans, HOLDING, SPAN_FIELDS, SPAN_KINDS } from '../../kernel/experiments/trace-model';
import { traceSample } from '../../kernel/tests/experiments/samples';
import { AXIS, GUTTER, hitTest, LANE, plotWidth } from '../trace/painter';
import { layersOf, SpanLayer } from '../trace/spanlayer';
import { Viewport } from '../trace/viewport';

const spans = (...items: [number, number, number, number?, number?][]): Float64Array => Float64Array.from(items.flatMap(([start, end, kind, object = -1, line = -1]) => [start, end, kind, object, line]));
const all = (): boolean => true;

describe('a layer', () => {
  const layer = new SpanLayer(spans([0, 10, 0], [10, 15, 1, 3, 2], [20, 30, 0]), all);

  it('finds the spans that touch a stretch of time', () => {
    expect(layer.range(0, 100)).toEqual([0, 3]);
    expect(layer.range(10, 12)).toEqual([1, 2]);
    expect(layer.range(15, 20)).toEqual([2, 2]);
    expect(layer.range(9, 21)).toEqual([0, 3]);
  });

  it('sums up time by kind, cutting spans at the edges', () => {
    const sums = new Float64Array(SPAN_KINDS.length);
    layer.sums(5, 25, sums);
    expect([...sums]).toEqual([10, 5, 0, 0, 0]);
    layer.sums(16, 19, sums);
    expect([...sums]).toEqual([0, 0, 0, 0, 0]);
  });

  it('finds the span at a time; ends do not belong to a span', () => {
    expect([0, 9.5, 10, 15, 29, 30, -1].map(time => layer.at(time))).toEqual([0, 0, 1, -1, 2, -1, -1]);
  });

  it('finds the inner one of nested spans, and the outer one around it', () => {
    const nested = new SpanLayer(spans([0, 100, HOLDING], [10, 20, HOLDING], [30, 40, HOLDING]), all);
    expect([5, 15, 25, 35, 50].map(time => nested.at(time))).toEqual([0, 1, 0, 2, 0]);
    expect(nested.range(50, 60)).toEqual([0, 3]);
  });

  it('may be empty', () => {
    const empty = new SpanLayer(spans(), all);
    expect([empty.at(5), empty.range(0, 9)]).toEqual([-1, [0, 0]]);
    expect(() => empty.sums(0, 9, new Float64Array(5))).not.toThrow();
  });

  it('sums like a loop over all spans', () => {
    const data = decodeSpans(traceSample({ spans: 500 }).lanes[2].spans);
    const { states } = layersOf(data);
    const sums = new Float64Array(SPAN_KINDS.length);
    for (const [from, to] of [[0, 180_000_000], [12_345_678, 12_400_000], [90_000_000, 133_000_000]]) {
      const plain = new Float64Array(SPAN_KINDS.length);
      for (let at = 0; at < data.length; at += SPAN_FIELDS) {
        if (data[at + 2] !== HOLDING) {
          plain[data[at + 2]] += Math.max(0, Math.min(to, data[at + 1]) - Math.max(from, data[at]));
        }
      }
      states.sums(from, to, sums);
      expect([...sums].map(Math.round)).toEqual([...plain].map(Math.round));
    }
  });
});

describe('the hit test', () => {
  const width = GUTTER + 1000 + 12;
  const lanes = [{ name: 'one', ...layersOf(spans([0, 500_000, 0], [500_000, 1_000_000, 1, 2], [600_000, 700_000, HOLDING, 2])) }];
  const viewport = new Viewport(1_000_000);

  it('finds states in the upper part of a lane and locks held in the lower', () => {
    expect(plotWidth(width)).toBe(1000);
    expect(hitTest(lanes, viewport, width, GUTTER + 250, AXIS + 10)).toMatchObject({ lane: 0, layer: 'states', span: 0 });
    expect(hitTest(lanes, viewport, width, GUTTER + 750, AXIS + 10)).toMatchObject({ layer: 'states', span: 1 });
    expect(hitTest(lanes, viewport, width, GUTTER + 650, AXIS + 30)).toMatchObject({ layer: 'held', span: 0 });
  });

  it('finds nothing beside the lanes and between spans', () => {
    expect(hitTest(lanes, viewport, width, GUTTER - 5, AXIS + 10)).toBeNull();
    expect(hitTest(lanes, viewport, width, GUTTER + 5, AXIS - 3)).toBeNull();
    expect(hitTest(lanes, viewport, width, GUTTER + 5, AXIS + LANE + 3)).toBeNull();
    expect(hitTest(lanes, viewport, width, GUTTER + 100, AXIS + 30)).toBeNull();
  });

  it('says that a pixel holds many spans rather than picking one', () => {
    const dense = [{ name: 'many', ...layersOf(spans(...Array.from({ length: 100_000 }, (_, index): [number, number, number] => [index * 10, index * 10 + 10, index % 2]))) }];
    expect(hitTest(dense, viewport, width, GUTTER + 250, AXIS + 10)).toMatchObject({ lane: 0, span: -1 });
  });
});
