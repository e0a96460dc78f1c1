// The spans of a lane, arranged so that any stretch of time is summed up in logarithmic time: a lane with a hundred
// thousand spans is painted as fast as one with a hundred, since what is narrower than a pixel is never visited one by one.

import { HOLDING, SPAN_FIELDS, SPAN_KINDS } from '../../kernel/experiments/trace-model';

/**
 * Spans that are painted in one row, by start.
 *
 * #### Notes
 * The states of a thread do not overlap. Locks held may, where one is taken while another is held; sums of such a row then
 * count the common time twice, and `at` finds the span that began last.
 */
export class SpanLayer {
  /**
   * @param spans - SPAN_FIELDS numbers a span, by start.
   * @param accept - Which kinds belong to this row.
   */
  constructor(spans: Float64Array, accept: (kind: number) => boolean) {
    const picked: number[] = [];
    for (let at = 0; at < spans.length; at += SPAN_FIELDS) {
      if (accept(spans[at + 2])) {
        picked.push(at);
      }
    }
    const count = picked.length;
    this.starts = Float64Array.from(picked, at => spans[at]);
    this.ends = Float64Array.from(picked, at => spans[at + 1]);
    this.kinds = Uint8Array.from(picked, at => spans[at + 2]);
    this.objects = Int32Array.from(picked, at => spans[at + 3]);
    this.lines = Int32Array.from(picked, at => spans[at + 4]);
    this._before = SPAN_KINDS.map(() => new Float64Array(count + 1));
    this._reach = new Float64Array(count);
    let reach = -Infinity;
    for (let index = 0; index < count; index++) {
      for (const [kind, before] of this._before.entries()) {
        before[index + 1] = before[index] + (this.kinds[index] === kind ? this.ends[index] - this.starts[index] : 0);
      }
      this._reach[index] = reach = Math.max(reach, this.ends[index]);
    }
  }

  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly kinds: Uint8Array;
  readonly objects: Int32Array;
  readonly lines: Int32Array;

  get length(): number {
    return this.starts.length;
  }

  /** Indices [first, last) of the spans that touch the time from `from` to `to`. */
  range(from: number, to: number): [number, number] {
    return [lowerBound(this._reach, from, true), lowerBound(this.starts, to, false)];
  }

  /**
   * Time spent in each kind from `from` to `to`.
   *
   * @param into - Takes the sums, by kind.
   *
   * #### Complexity
   * Logarithmic in the number of spans.
   */
  sums(from: number, to: number, into: Float64Array): void {
    into.fill(0);
    this._add(to, 1, into);
    this._add(from, -1, into);
  }

  /** The span at a time, -1 if there is none. */
  at(time: number): number {
    for (let index = lowerBound(this.starts, time, true) - 1; index >= 0 && this._reach[index] > time; index--) {
      if (this.ends[index] > time) {
        return index;
      }
    }
    return -1;
  }

  /** Adds the time spent in each kind before `time`. */
  private _add(time: number, sign: number, into: Float64Array): void {
    const last = lowerBound(this.starts, time, false) - 1;
    if (last < 0) {
      return;
    }
    for (const [kind, before] of this._before.entries()) {
      into[kind] += sign * before[last];
    }
    into[this.kinds[last]] += sign * (Math.min(time, this.ends[last]) - this.starts[last]);
  }

  private readonly _before: Float64Array[];
  /** The latest end of all spans up to each. */
  private readonly _reach: Float64Array;
}

/** The states of a thread, and the locks that it holds. */
export function layersOf(spans: Float64Array): { states: SpanLayer; held: SpanLayer } {
  return { states: new SpanLayer(spans, kind => kind !== HOLDING), held: new SpanLayer(spans, kind => kind === HOLDING) };
}

/** Index of the first number of a sorted list that is at least `value`, or greater than it. */
function lowerBound(sorted: Float64Array, value: number, greater: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value || (greater && sorted[middle] === value)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
