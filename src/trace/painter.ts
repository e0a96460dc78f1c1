// Paints the lanes of a trace on a canvas. Where spans are wider than pixels each is drawn; where they are narrower, a
// column of pixels shows the share of each state in its stretch of time.

import { SPAN_KINDS, type SpanKind } from '../../kernel/experiments/trace-model';
import type { SpanLayer } from './spanlayer';
import { tickText, timeTicks, type Viewport } from './viewport';

/** Measures of the picture, CSS pixels. */
export const GUTTER = 92;
export const AXIS = 26;
export const LANE = 40;
const STATE_TOP = 5;
const STATE = 20;
const HELD_TOP = 27;
const HELD = 6;
const RIGHT = 12;

export interface IPaintLane {
  name: string;
  states: SpanLayer;
  held: SpanLayer;
}

/** Colours of the theme, as CSS has them. */
export interface IPaintColours {
  kinds: Record<SpanKind, string>;
  text: string;
  faint: string;
  grid: string;
  focus: string;
  font: string;
}

export interface IPaintOptions {
  lanes: readonly IPaintLane[];
  viewport: Viewport;
  colours: IPaintColours;
  width: number;
  /** Spans of other objects are dimmed; -1 for none. */
  highlight: number;
  /** Lane that the keyboard is on, -1 for none. */
  selectedLane: number;
  /** Span under the pointer or selected. */
  current: IHit | null;
}

export interface IHit {
  lane: number;
  layer: 'states' | 'held';
  /** -1 where the column holds many spans. */
  span: number;
  /** Time that was hit, and how much of it one pixel shows. */
  time: number;
  pixel: number;
}

/** Width of the part that shows time. */
export function plotWidth(width: number): number {
  return Math.max(1, width - GUTTER - RIGHT);
}

export function heightOf(lanes: number): number {
  return AXIS + lanes * LANE + 6;
}

export function paint(canvas: CanvasRenderingContext2D, options: IPaintOptions): void {
  const { lanes, viewport, colours, width, selectedLane } = options;
  const height = heightOf(lanes.length);
  const plot = plotWidth(width);
  canvas.clearRect(0, 0, width, height);
  canvas.font = `11px ${colours.font}`;
  canvas.textBaseline = 'middle';

  const ticks = timeTicks(viewport.from, viewport.to, plot / 110);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : viewport.span;
  canvas.textAlign = 'center';
  for (const tick of ticks) {
    const x = Math.round(GUTTER + viewport.x(tick, plot)) + 0.5;
    canvas.strokeStyle = colours.grid;
    canvas.beginPath();
    canvas.moveTo(x, AXIS - 5);
    canvas.lineTo(x, height);
    canvas.stroke();
    canvas.fillStyle = colours.faint;
    const text = tickText(tick, step);
    const half = canvas.measureText(text).width / 2;
    canvas.fillText(text, Math.min(x, width - half - 2), AXIS / 2 - 1);
  }

  canvas.textAlign = 'left';
  for (const [index, lane] of lanes.entries()) {
    const top = AXIS + index * LANE;
    canvas.fillStyle = index === selectedLane ? colours.focus : colours.text;
    canvas.fillText(fitted(canvas, lane.name, GUTTER - 14), 4, top + STATE_TOP + STATE / 2);
    canvas.save();
    canvas.beginPath();
    canvas.rect(GUTTER, top, plot, LANE);
    canvas.clip();
    paintLayer(canvas, lane.states, top + STATE_TOP, STATE, options);
    paintLayer(canvas, lane.held, top + HELD_TOP, HELD, options);
    canvas.restore();
  }
  paintCurrent(canvas, options);
}

const sums = new Float64Array(SPAN_KINDS.length);

function paintLayer(canvas: CanvasRenderingContext2D, layer: SpanLayer, top: number, height: number, options: IPaintOptions): void {
  const { viewport, colours, highlight } = options;
  const plot = plotWidth(options.width);
  const [first, last] = layer.range(viewport.from, viewport.to);
  const dim = (object: number): number => (highlight >= 0 && object !== highlight ? 0.22 : 1);
  if (last - first > plot * 1.5) {
    for (let x = 0; x < plot; x++) {
      const from = viewport.time(x, plot);
      const to = viewport.time(x + 1, plot);
      layer.sums(from, to, sums);
      let y = top;
      for (const [kind, sum] of sums.entries()) {
        const share = Math.min(1, sum / (to - from)) * height;
        if (share > 0.02) {
          canvas.fillStyle = colours.kinds[SPAN_KINDS[kind]];
          canvas.globalAlpha = highlight >= 0 ? 0.3 : 1;
          canvas.fillRect(GUTTER + x, y, 1, share);
          y += share;
        }
      }
    }
    canvas.globalAlpha = 1;
    if (highlight >= 0) {
      paintHighlighted(canvas, layer, first, last, top, height, options);
    }
    return;
  }
  for (let index = first; index < last; index++) {
    const x = GUTTER + viewport.x(layer.starts[index], plot);
    const width = ((layer.ends[index] - layer.starts[index]) / viewport.span) * plot;
    canvas.globalAlpha = dim(layer.objects[index]);
    canvas.fillStyle = colours.kinds[SPAN_KINDS[layer.kinds[index]]];
    // A hair's breadth between neighbours, where there is room for it.
    canvas.fillRect(x, top, Math.max(0.75, width > 3 ? width - 0.6 : width), height);
  }
  canvas.globalAlpha = 1;
}

/** Marks the columns in which spans of the highlighted object lie. */
function paintHighlighted(canvas: CanvasRenderingContext2D, layer: SpanLayer, first: number, last: number, top: number, height: number, options: IPaintOptions): void {
  const { viewport, colours, highlight } = options;
  const plot = plotWidth(options.width);
  let before = -1;
  for (let index = first; index < last; index++) {
    if (layer.objects[index] === highlight) {
      const x = Math.floor(viewport.x(layer.starts[index], plot));
      const end = Math.max(x + 1, Math.ceil(viewport.x(layer.ends[index], plot)));
      if (end > before) {
        canvas.fillStyle = colours.kinds[SPAN_KINDS[layer.kinds[index]]];
        canvas.fillRect(GUTTER + Math.max(x, before), top, end - Math.max(x, before), height);
        before = end;
      }
    }
  }
}

function paintCurrent(canvas: CanvasRenderingContext2D, { lanes, viewport, colours, width, current }: IPaintOptions): void {
  if (!current || current.span < 0) {
    return;
  }
  const layer = lanes[current.lane][current.layer];
  const plot = plotWidth(width);
  const x = Math.max(0, viewport.x(layer.starts[current.span], plot));
  const end = Math.min(plot, viewport.x(layer.ends[current.span], plot));
  const top = AXIS + current.lane * LANE + (current.layer === 'states' ? STATE_TOP : HELD_TOP);
  canvas.strokeStyle = colours.text;
  canvas.lineWidth = 1.5;
  canvas.strokeRect(GUTTER + x - 0.75, top - 0.75, Math.max(1, end - x) + 1.5, (current.layer === 'states' ? STATE : HELD) + 1.5);
  canvas.lineWidth = 1;
}

/** What lies at a point of the picture; null outside the lanes. */
export function hitTest(lanes: readonly IPaintLane[], viewport: Viewport, width: number, x: number, y: number): IHit | null {
  const plot = plotWidth(width);
  const lane = Math.floor((y - AXIS) / LANE);
  if (x < GUTTER || x > GUTTER + plot || lane < 0 || lane >= lanes.length) {
    return null;
  }
  const layer = y - AXIS - lane * LANE >= HELD_TOP - 2 ? 'held' : 'states';
  const row = lanes[lane][layer];
  const time = viewport.time(x - GUTTER, plot);
  const pixel = viewport.span / plot;
  const [first, last] = row.range(time - pixel / 2, time + pixel / 2);
  if (last - first > 3) {
    return { lane, layer, span: -1, time, pixel };
  }
  let span = row.at(time);
  if (span < 0) {
    // A span narrower than a pixel is hard to hit: the nearest within two pixels will do.
    const near = row.range(time - 2 * pixel, time + 2 * pixel);
    span = near[1] > near[0] ? near[1] - 1 : -1;
  }
  return span < 0 ? null : { lane, layer, span, time, pixel };
}

function fitted(canvas: CanvasRenderingContext2D, text: string, width: number): string {
  if (canvas.measureText(text).width <= width) {
    return text;
  }
  let end = text.length;
  while (end > 1 && canvas.measureText(`${text.slice(0, end)}…`).width > width) {
    end--;
  }
  return `${text.slice(0, end)}…`;
}

