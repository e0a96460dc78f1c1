// Error and gamma functions. Methods (Abramowitz and Stegun, chapters 6 and 7): the error function by its series
// of positive terms (7.1.6), its complement far out by the continued fraction (7.1.14); the logarithm of the gamma
// function by Stirling's series (6.1.41) after the argument was raised by the recurrence. All in pairs of doubles,
// so that what cancels leaves a full double.

import { type DoubleDouble, PI, add, dd, divide, exp, log, multiply, negate, scale, subtract, toNumber, twoProduct } from './doubledouble';

export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) {
    return x;
  }
  const size = Math.abs(x);
  const value = size < SERIES_END ? toNumber(erfSeries(size)) : 1 - erfcFraction(size);
  return x < 0 ? -value : value;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) {
    return x;
  }
  if (x < 0) {
    return -x < SERIES_END ? toNumber(add(dd(1), erfSeries(-x))) : 2 - erfcFraction(-x);
  }
  return x < SERIES_END ? toNumber(subtract(dd(1), erfSeries(x))) : erfcFraction(x);
}

export function gamma(x: number): number {
  if (Number.isNaN(x) || x === Infinity) {
    return x;
  }
  if (x === 0) {
    return 1 / x;
  }
  if (x === Math.floor(x)) {
    if (x < 0) {
      return NaN;
    }
    if (x <= 23) {
      let product = 1;
      for (let i = 2; i < x; i++) {
        product *= i;
      }
      return product;
    }
  }
  if (x > 172) {
    return Infinity;
  }
  if (x < -200) {
    // Underflows to a zero whose sign alternates between the poles.
    return Math.floor(x) % 2 === 0 ? 0 : -0;
  }
  if (x < 0.5) {
    // Reflection: gamma(x) gamma(1 - x) = pi / sin(pi x). Divided in two steps: gamma(1 - x) may be too large.
    const logarithm = logGamma(subtract(dd(1), dd(x)));
    const half = exp(negate(scale(logarithm, 0.5)));
    return toNumber(multiply(multiply(divide(PI, dd(sinPi(x))), half), half));
  }
  const half = exp(scale(logGamma(dd(x)), 0.5));
  return half.hi * half.hi === Infinity ? Infinity : toNumber(multiply(half, half));
}

export function lgamma(x: number): number {
  if (Number.isNaN(x)) {
    return x;
  }
  if (Math.abs(x) === Infinity || (x <= 0 && x === Math.floor(x))) {
    return Infinity;
  }
  if (x === 1 || x === 2) {
    return 0;
  }
  if (x > 1e17) {
    return x * (Math.log(x) - 1);
  }
  if (x < 0.5) {
    const ratio = divide(PI, dd(Math.abs(sinPi(x))));
    return toNumber(subtract(log(ratio), logGamma(subtract(dd(1), dd(x)))));
  }
  return toNumber(logGamma(dd(x)));
}

/** Beyond it the continued fraction converges to a double's precision. */
const SERIES_END = 3;

/** 2/sqrt(pi) e^(-x^2) (x + 2 x^3/3 + 4 x^5/15 + ...) for 0 <= x < 3. */
function erfSeries(x: number): DoubleDouble {
  const square = twoProduct(x, x);
  const twice = scale(square, 2);
  let term = dd(x);
  let sum = term;
  for (let n = 1; term.hi > sum.hi * 1e-33; n++) {
    term = divide(multiply(term, twice), dd(2 * n + 1));
    sum = add(sum, term);
  }
  return multiply(multiply(TWO_OVER_SQRT_PI, exp(negate(square))), sum);
}

/** e^(-x^2) / sqrt(pi) times 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the inside out. */
function erfcFraction(x: number): number {
  if (x > 27.3) {
    return 0;
  }
  let fraction = x;
  for (let n = 120; n >= 1; n--) {
    fraction = x + n / 2 / fraction;
  }
  const power = exp(negate(twoProduct(x, x)));
  return toNumber(multiply(scale(power, 0.5), TWO_OVER_SQRT_PI)) / fraction;
}

/** ln gamma(x) for x >= 0.5. */
function logGamma(x: DoubleDouble): DoubleDouble {
  let raised = x;
  let product: DoubleDouble = dd(1);
  while (raised.hi < 28) {
    product = multiply(product, raised);
    raised = add(raised, dd(1));
  }
  const inverse = divide(dd(1), raised);
  const inverseSquare = multiply(inverse, inverse);
  let series: DoubleDouble = dd(0);
  stirling ??= makeStirling();
  for (let i = stirling.length - 1; i >= 0; i--) {
    series = add(multiply(series, inverseSquare), stirling[i]);
  }
  const main = subtract(multiply(subtract(raised, dd(0.5)), log(raised)), raised);
  return subtract(add(add(main, (halfLogTwoPi ??= scale(log(scale(PI, 2)), 0.5))), multiply(series, inverse)), log(product));
}

/** sin(pi x), reduced exactly first. */
function sinPi(x: number): number {
  const size = Math.abs(x) % 2;
  const sign = x < 0 ? -1 : 1;
  if (size < 0.25) {
    return sign * Math.sin(Math.PI * size);
  }
  if (size < 0.75) {
    return sign * Math.cos(Math.PI * (size - 0.5));
  }
  if (size < 1.25) {
    return sign * Math.sin(Math.PI * (1 - size));
  }
  if (size < 1.75) {
    return -sign * Math.cos(Math.PI * (size - 1.5));
  }
  return sign * Math.sin(Math.PI * (size - 2));
}

const TWO_OVER_SQRT_PI: DoubleDouble = dd(1.1283791670955126, 1.533545961316588e-17);
/** ln(2 pi) / 2, made when it is first needed. */
let halfLogTwoPi: DoubleDouble | null = null;

/** B(2k) / (2k (2k - 1)) of Bernoulli's numbers. */
let stirling: readonly DoubleDouble[] | null = null;
const makeStirling = (): readonly DoubleDouble[] => [
  [1, 12],
  [-1, 360],
  [1, 1260],
  [-1, 1680],
  [1, 1188],
  [-691, 360360],
  [1, 156],
  [-3617, 122400],
  [43867, 244188],
  [-174611, 125400],
  [77683, 5796],
  [-236364091, 1506960]
].map(([numerator, denominator]) => divide(dd(numerator), dd(denominator)));
