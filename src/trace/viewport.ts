// Which stretch of time a timeline shows, and where in it a pixel lies.

/** Shortest stretch that can be shown, nanoseconds. */
const LEAST = 100;

export class Viewport {
  /** @param length - Length of the whole trace, nanoseconds. */
  constructor(readonly length: number) {
    this._to = this.length;
  }

  get from(): number {
    return this._from;
  }

  get to(): number {
    return this._to;
  }

  get span(): number {
    return this._to - this._from;
  }

  /** Pixels to the right of the left edge. */
  x(time: number, width: number): number {
    return ((time - this._from) / this.span) * width;
  }

  time(x: number, width: number): number {
    return this._from + (x / width) * this.span;
  }

  /** Shows `factor` times as long a stretch; the given time stays where it is. */
  zoom(factor: number, around: number): void {
    const span = Math.min(this.length, Math.max(Math.min(LEAST, this.length), this.span * factor));
    const share = (around - this._from) / this.span;
    this._set(around - share * span, span);
  }

  /** Moves by a share of what is shown. */
  pan(share: number): void {
    this._set(this._from + share * this.span, this.span);
  }

  show(from: number, to: number): void {
    this._set(from, Math.max(LEAST, to - from));
  }

  reset(): void {
    this._set(0, this.length);
  }

  private _set(from: number, span: number): void {
    this._from = Math.max(0, Math.min(from, this.length - span));
    this._to = Math.min(this.length, this._from + span);
  }

  private _from = 0;
  private _to: number;
}

/** Round times between two others, about `count` of them. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough)!;
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to; index++) {
    ticks.push(index * step);
  }
  return ticks;
}

/** A tick's label: the time in a unit that suits the distance between ticks, with no digit too many. */
export function tickText(time: number, step: number): string {
  const [unit, name] = time >= 1e9 ? [1e9, 's'] : time >= 1e6 ? [1e6, 'ms'] : time >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
  if (time === 0) {
    return '0';
  }
  const digits = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / unit) - 1e-9)));
  return `${(time / unit).toFixed(digits)} ${name}`;
}
