// Arithmetic on pairs of doubles: hi + lo with |lo| at most half a unit in the last place of hi, about 106 bits.
// The error-free transformations are Dekker's and Knuth's; exp and log reduce their argument until a short series
// does. Used where a result must be right to the last place of a double and speed matters less.

export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

export const dd = (hi: number, lo = 0): DoubleDouble => ({ hi, lo });

/** Exact sum of two doubles. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  const part = hi - a;
  return { hi, lo: a - (hi - part) + (b - part) };
}

/** Exact product of two doubles (sizes well inside the range). */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  const aScaled = a * SPLITTER;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLITTER;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return { hi, lo: aHigh * bHigh - hi + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a.hi, b.hi);
  const low = twoSum(a.lo, b.lo);
  const sum = renormalise(high.hi, high.lo + low.hi);
  return renormalise(sum.hi, sum.lo + low.lo);
}

export const negate = (a: DoubleDouble): DoubleDouble => ({ hi: -a.hi, lo: -a.lo });
export const subtract = (a: DoubleDouble, b: DoubleDouble): DoubleDouble => add(a, negate(b));

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.hi, b.hi);
  return renormalise(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.hi / b.hi;
  const rest = subtract(a, multiply(b, dd(first)));
  const second = rest.hi / b.hi;
  const third = subtract(rest, multiply(b, dd(second))).hi / b.hi;
  return add(renormalise(first, second), dd(third));
}

export const scale = (a: DoubleDouble, power: number): DoubleDouble => ({ hi: a.hi * power, lo: a.lo * power });
export const toNumber = (a: DoubleDouble): number => a.hi + a.lo;

/** e^a for results inside the normal range; beyond it 0 or infinity. */
export function exp(a: DoubleDouble): DoubleDouble {
  if (a.hi > 710) {
    return dd(Infinity);
  }
  if (a.hi < -746) {
    return dd(0);
  }
  const k = Math.round(a.hi / LN2.hi);
  const reduced = scale(subtract(a, multiply(LN2, dd(k))), 1 / 256);
  // (e^r - 1) for |r| < 0.0014, then squared eight times as (1 + s)^2 - 1 = 2s + s^2.
  let term = reduced;
  let sum = reduced;
  for (let n = 2; n <= 11; n++) {
    term = divide(multiply(term, reduced), dd(n));
    sum = add(sum, term);
  }
  for (let i = 0; i < 8; i++) {
    sum = add(scale(sum, 2), multiply(sum, sum));
  }
  const result = add(sum, dd(1));
  // In two steps, since 2^k alone may overflow where the result does not.
  const half = Math.trunc(k / 2);
  return scale(scale(result, 2 ** half), 2 ** (k - half));
}

/** Natural logarithm of a positive value: one Newton step from the double's. */
export function log(a: DoubleDouble): DoubleDouble {
  const guess = dd(Math.log(a.hi));
  const correction = subtract(multiply(a, exp(negate(guess))), dd(1));
  return add(guess, subtract(correction, scale(multiply(correction, correction), 0.5)));
}

export const LN2 = dd(0.6931471805599453, 2.3190468138462996e-17);
export const PI = dd(3.141592653589793, 1.2246467991473532e-16);

function renormalise(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

/** 2^27 + 1 cuts a double into two halves of 26 bits. */
const SPLITTER = 134217729;
