// Progress of an experiment in expected seconds rather than in runs: seven threads take longer than one. What a run
// costs is learned as runs of its kind end; before that it is guessed from others.

import type { IProgress } from './host';

/** One run to come. `weight` is a first guess of its cost relative to the other runs. */
export interface IPlannedRun {
  key: string;
  weight: number;
}

const WIDTH = 28;

/** Seconds as "12 s" or "3 min 20 s". */
export function leftText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A bar such as "━━━━━━━──────  35 %  12 s left  biased, 2 threads". */
export function bar(fraction: number, left: number | null, what: string): string {
  const full = Math.round(Math.min(1, fraction) * WIDTH);
  const parts = [`${'━'.repeat(full)}${'─'.repeat(WIDTH - full)}`, `${String(Math.floor(fraction * 100)).padStart(3)} %`];
  if (left !== null) {
    parts.push(`${leftText(left)} left`);
  }
  if (what !== '') {
    parts.push(what);
  }
  return parts.join('  ');
}

let lastId = 0;

export class Progress {
  /**
   * @param runs - All runs to come, in any order; runs of one key cost the same.
   * @param report - Takes each report.
   */
  constructor(
    runs: readonly IPlannedRun[],
    private readonly _report: (progress: IProgress) => void
  ) {
    for (const { key, weight } of runs) {
      const planned = this._planned.get(key);
      if (planned) {
        planned.left++;
      } else {
        this._planned.set(key, { weight, left: 1, seconds: null });
      }
    }
  }

  /** Seconds that the runs to come will take, null while no run has ended. */
  get left(): number | null {
    let known = 0;
    let knownWeight = 0;
    for (const { weight, seconds } of this._planned.values()) {
      if (seconds !== null) {
        known += seconds;
        knownWeight += weight;
      }
    }
    if (knownWeight === 0) {
      return null;
    }
    let left = 0;
    for (const { weight, seconds, left: runs } of this._planned.values()) {
      left += runs * (seconds ?? (weight * known) / knownWeight);
    }
    return left;
  }

  starting(what: string): void {
    const left = this.left;
    const fraction = left === null ? 0 : this._spent / Math.max(1e-9, this._spent + left);
    this._report({ id: this._id, fraction, left, what, text: bar(fraction, left, what), done: false });
  }

  /** @param seconds - What the run took in all, its set-up included. */
  ended(key: string, seconds: number): void {
    const planned = this._planned.get(key)!;
    planned.left--;
    planned.seconds = seconds;
    this._spent += seconds;
  }

  finished(text: string): void {
    this._report({ id: this._id, fraction: 1, left: 0, what: '', text, done: true });
  }

  private readonly _id = ++lastId;
  private readonly _planned = new Map<string, { weight: number; left: number; seconds: number | null }>();
  private _spent = 0;
}
