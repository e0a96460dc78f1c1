// Exponential, logarithms and powers, wrong in the last place in less than one case of a hundred, where engines'
// own are wrong in one of twenty: what a program prints should be what CPython prints with a good C library.
//
// The method is Tang's: the argument is split into a multiple of a table's step and a small rest, whose series is
// short. Tables hold their values to twice a double's precision; the last addition is the only one that rounds.

import { type DoubleDouble, LN2, dd, divide, exp as exactExp, log as exactLog, twoProduct, twoSum } from './doubledouble';

export function exp(x: number): number {
  return x > -700 && x < 700 ? expOf(x, 0) : Math.exp(x);
}

export function log(x: number): number {
  if (!isOrdinary(x)) {
    return Math.log(x);
  }
  logOf(x);
  return logHigh + logLow;
}

export function log2(x: number): number {
  return scaledLog(x, (log2E ??= divide(dd(1), LN2)), Math.log2);
}

export function log10(x: number): number {
  return scaledLog(x, (log10E ??= divide(dd(1), exactLog(dd(10)))), Math.log10);
}

/** C's pow: unlike JavaScript's it is 1 for a base of 1, and for -1 to an infinite power. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) {
    return 1;
  }
  if (!isOrdinary(x) || !Number.isFinite(y)) {
    return x ** y;
  }
  logOf(x);
  const product = twoProduct(logHigh, y);
  return product.hi > -700 && product.hi < 700 ? expOf(product.hi, product.lo + logLow * y) : x ** y;
}

/** Positive, finite, and far from the ends of the range. */
const isOrdinary = (x: number): boolean => x > 1e-290 && x < 1e290;

/** e^(hi + lo) for |hi| < 700. */
function expOf(hi: number, lo: number): number {
  const k = Math.round(hi * (EXP_STEPS / LN2.hi));
  const r = hi - k * EXP_STEP_HIGH - k * EXP_STEP_LOW + lo;
  const series = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720))));
  const i = ((k % EXP_STEPS) + EXP_STEPS) % EXP_STEPS;
  expTable ??= makeExpTable();
  const base = expTable[2 * i];
  // 2^n, put together from its bits.
  scratchWords[0] = 0;
  scratchWords[1] = ((k - i) / EXP_STEPS + 1023) << 20;
  return (base + (expTable[2 * i + 1] + base * series)) * scratch[0];
}

/** ln x into logHigh and logLow, for an ordinary x. */
function logOf(x: number): void {
  scratch[0] = x;
  let exponent = (scratchWords[1] >>> 20) - 1023;
  scratchWords[1] = (scratchWords[1] & 0xfffff) | 0x3ff00000;
  let z = scratch[0];
  if (z > Math.SQRT2) {
    z /= 2;
    exponent += 1;
  }
  logTable ??= makeLogTable();
  const i = Math.round(z * LOG_STEPS) - LOG_FIRST;
  // z times the table's reciprocal is 1 + r, exactly.
  const product = twoProduct(z, logTable[3 * i]);
  const r = product.hi - 1;
  const square = twoProduct(r, r);
  const series = r * r * r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r / 8)))));
  const whole = twoSum(exponent * LN2_HIGH, logTable[3 * i + 1]);
  const first = twoSum(whole.hi, r);
  const second = twoSum(first.hi, -0.5 * square.hi);
  // d/dr of ln(1 + r) is 1 - r + ...: the part of the product that r lacks.
  const small = exponent * LN2_LOW + logTable[3 * i + 2] + product.lo * (1 - r) - 0.5 * square.lo + series;
  const low = whole.lo + first.lo + second.lo + small;
  logHigh = second.hi + low;
  logLow = second.hi - logHigh + low;
}

function scaledLog(x: number, factor: { hi: number; lo: number }, fallback: (x: number) => number): number {
  if (!isOrdinary(x)) {
    return fallback(x);
  }
  logOf(x);
  const product = twoProduct(logHigh, factor.hi);
  return product.hi + (product.lo + logHigh * factor.lo + logLow * factor.hi);
}

let logHigh = 0;
let logLow = 0;
const scratch = new Float64Array(1);
const scratchWords = new Int32Array(scratch.buffer);

/** Drops the low bits of a double, so that a product with a small integer is exact. */
function shortened(x: number): number {
  scratch[0] = x;
  scratchWords[0] = 0;
  return scratch[0];
}

const EXP_STEPS = 64;
const EXP_STEP_HIGH = shortened(LN2.hi / EXP_STEPS);
const EXP_STEP_LOW = LN2.hi / EXP_STEPS - EXP_STEP_HIGH + LN2.lo / EXP_STEPS;

// Tables are made when they are first needed: every worker loads this file, few of them use it.

/** 2^(i/64), high and low part. */
function makeExpTable(): Float64Array {
  const table = new Float64Array(2 * EXP_STEPS);
  for (let i = 0; i < EXP_STEPS; i++) {
    const value = exactExp(dd((LN2.hi * i) / EXP_STEPS, (LN2.lo * i) / EXP_STEPS + twoProduct(LN2.hi / EXP_STEPS, i).lo));
    table.set([value.hi, value.lo], 2 * i);
  }
  return table;
}
let expTable: Float64Array | null = null;

const LOG_STEPS = 128;
const LOG_FIRST = Math.round(Math.SQRT1_2 * LOG_STEPS) - 1;
const LOG_LAST = Math.round(Math.SQRT2 * LOG_STEPS) + 1;

/** For c = i/128: a double near 1/c, and minus its logarithm in two parts. */
function makeLogTable(): Float64Array {
  const table = new Float64Array(3 * (LOG_LAST - LOG_FIRST + 1));
  for (let i = LOG_FIRST; i <= LOG_LAST; i++) {
    const reciprocal = Math.fround(LOG_STEPS / i);
    const value = reciprocal === 1 ? dd(0) : exactLog(dd(reciprocal));
    table.set([reciprocal, -value.hi, -value.lo], 3 * (i - LOG_FIRST));
  }
  return table;
}
let logTable: Float64Array | null = null;
const LN2_HIGH = shortened(LN2.hi);
const LN2_LOW = LN2.hi - LN2_HIGH + LN2.lo;
let log2E: DoubleDouble | null = null;
let log10E: DoubleDouble | null = null;
