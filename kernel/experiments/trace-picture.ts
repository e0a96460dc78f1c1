// A trace as a picture, for front ends without the trace view: a bar a thread, coloured by what it was doing, and the
// locks that were waited for the longest. Written as SVG at once: a trace holds more spans than a chart could draw, so each
// column of a bar takes the colour of what filled most of its time.

import { callText } from './model';
import { countText, timeText } from './text';
import { GIL, HOLDING, type ITraceResult, RUNNING, SPAN_FIELDS, STW, WAITING, decodeSpans } from './trace-model';

/** Looks of the kinds of spans, by number: those of the trace view, in tones that read on white and on dark. */
const LOOKS: Record<number, { colour: string; text: string }> = {
  [RUNNING]: { colour: '#5fa08c', text: 'runs' },
  [WAITING]: { colour: '#de5a1c', text: 'waits for a lock' },
  [GIL]: { colour: '#d99e1c', text: 'waits for the GIL' },
  [STW]: { colour: '#8271d8', text: 'stopped with all others' },
  [HOLDING]: { colour: '#3d7fd6', text: 'holds a lock' }
};

const TEXT = '#767d87';
const WIDTH = 720;
const LEFT = 92;
const COLUMNS = WIDTH - LEFT - 8;
const TOP = 64;
const LANE = 26;
const BAR = 14;
const MOST_LANES = 32;
const MOST_LOCKS = 3;

export function tracePicture(result: ITraceResult): string {
  const lanes = result.lanes.slice(0, MOST_LANES);
  const bars = lanes.flatMap(({ name, spans, thread }, i) => {
    const y = TOP + i * LANE;
    const { filled, holding } = columnsOf(decodeSpans(spans), result.wall);
    return [
      text(LEFT - 8, y + 11, name || `thread ${thread}`, { anchor: 'end' }),
      ...runs(filled).map(([from, to, kind]) => rect(LEFT + from, y, to - from, BAR, LOOKS[kind].colour)),
      ...runs(holding).map(([from, to]) => rect(LEFT + from, y + BAR + 1, to - from, 3, LOOKS[HOLDING].colour))
    ];
  });
  const below = TOP + lanes.length * LANE;
  const more = result.lanes.length - lanes.length;
  const axis = [0, 0.5, 1].map((share, i) => text(LEFT + share * COLUMNS, below + 10, timeText((share * result.wall) / 1e9), { anchor: (['start', 'middle', 'end'] as const)[i] }));
  const lines = [...(more > 0 ? [`and ${more} more threads`] : []), ...lockLines(result)];
  const notes = lines.map((line, i) => text(LEFT, below + 32 + i * 16, line, {}));
  const height = below + 40 + lines.length * 16;
  const call = callText(result);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escape(`Trace of ${call} under ${result.design}`)}</title>`,
    text(LEFT, 16, `${call} on ${result.threads} ${result.threads === 1 ? 'thread' : 'threads'} under ${result.design}`, { weight: 600, size: 13 }),
    ...legend(),
    ...bars,
    ...axis,
    ...notes,
    '</svg>'
  ].join('\n');
}

/** For each column of a bar the kind that filled most of it, or -1, and whether a lock was held in it. */
function columnsOf(spans: Float64Array, wall: number): { filled: Int8Array; holding: Int8Array } {
  const kinds = Object.keys(LOOKS).length;
  const shares = new Float64Array(COLUMNS * kinds);
  const scale = COLUMNS / Math.max(1, wall);
  for (let at = 0; at < spans.length; at += SPAN_FIELDS) {
    const from = Math.max(0, spans[at] * scale);
    const to = Math.min(COLUMNS, spans[at + 1] * scale);
    for (let column = Math.floor(from); column < to; column++) {
      shares[column * kinds + spans[at + 2]] += Math.min(to, column + 1) - Math.max(from, column);
    }
  }
  const filled = new Int8Array(COLUMNS).fill(NONE);
  const holding = new Int8Array(COLUMNS).fill(NONE);
  for (let column = 0; column < COLUMNS; column++) {
    let most = 0;
    for (const kind of [RUNNING, WAITING, GIL, STW]) {
      const share = shares[column * kinds + kind];
      if (share > most) {
        most = share;
        filled[column] = kind;
      }
    }
    if (shares[column * kinds + HOLDING] > HELD) {
      holding[column] = HOLDING;
    }
  }
  return { filled, holding };
}

/** Stretches of equal columns: first, one past the last, kind. */
function runs(columns: Int8Array): [from: number, to: number, kind: number][] {
  const found: [number, number, number][] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    while (to < columns.length && columns[to] === columns[from]) {
      to += 1;
    }
    if (columns[from] !== NONE) {
      found.push([from, to, columns[from]]);
    }
    from = to;
  }
  return found;
}

function legend(): string[] {
  let x = LEFT;
  return Object.values(LOOKS).flatMap(({ colour, text: label }) => {
    const at = x;
    x += 26 + label.length * 6.2;
    return [rect(at, 32, 10, 10, colour), text(at + 14, 41, label, {})];
  });
}

function lockLines({ locks, objects }: ITraceResult): string[] {
  const waited = locks.filter(({ contended }) => contended > 0).slice(0, MOST_LOCKS);
  if (waited.length === 0) {
    return ['no thread waited for a lock'];
  }
  return waited.map(({ object, contended, waitNs }) => {
    const { type, name } = objects[object];
    return `waited ${timeText(waitNs / 1e9)} for ${[type, name].filter(Boolean).join(' ')}, ${countText(contended)} times`;
  });
}

interface ITextOptions {
  anchor?: 'start' | 'middle' | 'end';
  weight?: number;
  size?: number;
}

function text(x: number, y: number, content: string, { anchor, weight, size }: ITextOptions): string {
  const extra = [anchor && anchor !== 'start' ? ` text-anchor="${anchor}"` : '', weight ? ` font-weight="${weight}"` : '', size ? ` font-size="${size}"` : ''];
  return `<text x="${round(x)}" y="${round(y)}" fill="${TEXT}"${extra.join('')}>${escape(content)}</text>`;
}

const rect = (x: number, y: number, width: number, height: number, colour: string): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" fill="${colour}"/>`;

const round = (value: number): number => Math.round(value * 10) / 10;

const escape = (content: string): string => content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const NONE = -1;

/** A column shows a held lock when it was held for more than this share of it. */
const HELD = 0.02;
