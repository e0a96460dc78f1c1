// The mathematical functions against Python's: within so many units in the last place.

import { describe, expect, it } from 'vitest';
import * as ops from '../../runtime/mathops';
import { mathFn } from '../../threads/mathfns';
import { python } from './oracle';
import { random } from './random';

/** Distance of two doubles in units in the last place. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) {
    return 0;
  }
  const bits = new BigInt64Array(new Float64Array([a, b]).buffer);
  const ordered = [...bits].map(value => (value < 0n ? -(value & 0x7fffffffffffffffn) : value));
  const distance = ordered[0] - ordered[1];
  return Number(distance < 0n ? -distance : distance);
}

function worst(op: number, expression: string, count: number, draw: (next: () => number) => number): { ulp: number; at: number } {
  const next = random(op + 1);
  const xs = Array.from({ length: count }, () => draw(next));
  const answers = JSON.parse(python(`import json, math, sys\nprint(json.dumps([${expression} for x in json.load(sys.stdin)]))`, JSON.stringify(xs))) as number[];
  return xs.reduce((most, x, i) => {
    const ulp = ulps(mathFn(op, x, 0), answers[i]);
    return ulp > most.ulp ? { ulp, at: x } : most;
  }, { ulp: 0, at: 0 });
}

describe('mathFn', () => {
  const cases: [string, number, number, (next: () => number) => number][] = [
    ['math.exp(x)', ops.MATH_EXP, 1, next => (next() - 0.5) * 1400],
    ['math.log(x)', ops.MATH_LOG, 1, next => 10 ** ((next() - 0.5) * 600)],
    ['math.log10(x)', ops.MATH_LOG10, 2, next => 10 ** ((next() - 0.5) * 600)],
    ['math.sin(x)', ops.MATH_SIN, 1, next => (next() - 0.5) * 1e4],
    // Correctly rounded here, which a C library's is not.
    ['math.cbrt(x)', ops.MATH_CBRT, 2, next => (next() - 0.5) * 1e6],
    ['math.erf(x)', ops.MATH_ERF, 1, next => (next() - 0.5) * 12],
    ['math.erfc(x)', ops.MATH_ERFC, 2, next => (next() - 0.5) * 50],
    // Python's own gamma functions are good to several units only.
    ['math.gamma(x)', ops.MATH_GAMMA, 12, next => (next() - 0.3) * 180],
    ['math.lgamma(x)', ops.MATH_LGAMMA, 4, next => 1.9 + next() * 1e4]
  ];
  for (const [expression, op, bound, draw] of cases) {
    it(`gives ${expression} within ${bound} ulp`, () => {
      const { ulp, at } = worst(op, expression, 1500, draw);
      expect(ulp, `at ${at}`).toBeLessThanOrEqual(bound);
    });
  }

  it('raises to a power as the C library does, but for one case in a hundred', () => {
    const next = random(7);
    const pairs = Array.from({ length: 3000 }, () => [next() * 100, (next() - 0.5) * 40]);
    const answers = JSON.parse(python('import json, sys\nprint(json.dumps([x ** y for x, y in json.load(sys.stdin)]))', JSON.stringify(pairs))) as number[];
    expect(pairs.filter(([x, y], i) => mathFn(ops.MATH_POW, x, y) !== answers[i]).length).toBeLessThan(30);
  });

  it('knows exact results', () => {
    for (let n = 0; n <= 22; n++) {
      expect(mathFn(ops.MATH_LOG10, 10 ** n, 0)).toBe(n);
    }
    for (let n = -22; n <= 22; n++) {
      expect(mathFn(ops.MATH_POW, 10, n)).toBe(Number(`1e${n}`));
    }
    expect(mathFn(ops.MATH_GAMMA, 23, 0)).toBe(1.1240007277776077e21);
    expect(mathFn(ops.MATH_GAMMA, 0.5, 0)).toBe(1.772453850905516);
    expect(mathFn(ops.MATH_HYPOT, 3, 4)).toBe(5);
    expect(mathFn(ops.MATH_CBRT, 27, 0)).toBe(3);
    expect([1, 2].map(x => mathFn(ops.MATH_LGAMMA, x, 0))).toEqual([0, 0]);
  });

  it('follows C where JavaScript differs', () => {
    expect(mathFn(ops.MATH_POW, 1, NaN)).toBe(1);
    expect(mathFn(ops.MATH_POW, -1, Infinity)).toBe(1);
    expect(mathFn(ops.MATH_POW, NaN, 0)).toBe(1);
    expect(mathFn(ops.MATH_FMOD, -5.5, 2)).toBe(-1.5);
    expect(mathFn(ops.MATH_HYPOT, Infinity, NaN)).toBe(Infinity);
  });
});
