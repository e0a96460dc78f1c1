// The mathematical functions that the runtime asks of the host, by the numbers of mathops.ts. Where the engine's
// own are off by more than the last place they are corrected here; exponentials and logarithms are in
// elementary.ts, the error and gamma functions, which JavaScript lacks, in specialfns.ts.

import * as ops from '../runtime/mathops';
import { add, dd, multiply, negate, subtract, twoProduct } from './doubledouble';
import { exp, log, log10, log2, pow } from './elementary';
import { erf, erfc, gamma, lgamma } from './specialfns';

/** Result of the function of that number; NaN for a number that does not exist. */
export function mathFn(op: number, x: number, y: number): number {
  switch (op) {
    case ops.MATH_SIN:
      return Math.sin(x);
    case ops.MATH_COS:
      return Math.cos(x);
    case ops.MATH_TAN:
      return Math.tan(x);
    case ops.MATH_ASIN:
      return Math.asin(x);
    case ops.MATH_ACOS:
      return Math.acos(x);
    case ops.MATH_ATAN:
      return Math.atan(x);
    case ops.MATH_ATAN2:
      return Math.atan2(x, y);
    case ops.MATH_SINH:
      return Math.sinh(x);
    case ops.MATH_COSH:
      return Math.cosh(x);
    case ops.MATH_TANH:
      return Math.tanh(x);
    case ops.MATH_ASINH:
      return Math.asinh(x);
    case ops.MATH_ACOSH:
      return Math.acosh(x);
    case ops.MATH_ATANH:
      return Math.atanh(x);
    case ops.MATH_EXP:
      return exp(x);
    case ops.MATH_EXP2:
      return pow(2, x);
    case ops.MATH_EXPM1:
      return Math.expm1(x);
    case ops.MATH_LOG:
      return log(x);
    case ops.MATH_LOG2:
      return log2(x);
    case ops.MATH_LOG10:
      return log10(x);
    case ops.MATH_LOG1P:
      return Math.log1p(x);
    case ops.MATH_POW:
      return pow(x, y);
    case ops.MATH_CBRT:
      return cbrt(x);
    case ops.MATH_HYPOT:
      return hypot(x, y);
    case ops.MATH_FMOD:
      // JavaScript's remainder is C's fmod.
      return x % y;
    case ops.MATH_ERF:
      return erf(x);
    case ops.MATH_ERFC:
      return erfc(x);
    case ops.MATH_GAMMA:
      return gamma(x);
    case ops.MATH_LGAMMA:
      return lgamma(x);
    default:
      return NaN;
  }
}

/** One Newton step in twice the precision: r - (r^3 - x) / 3r^2. */
function cbrt(x: number): number {
  const root = Math.cbrt(x);
  const size = Math.abs(x);
  if (!(size > 1e-290 && size < 1e290)) {
    return root;
  }
  const cube = multiply(twoProduct(root, root), dd(root));
  return root - subtract(cube, dd(x)).hi / (3 * root * root);
}

/** Square root of the exact sum of squares, corrected by its remainder. */
function hypot(x: number, y: number): number {
  const a = Math.max(Math.abs(x), Math.abs(y));
  const b = Math.min(Math.abs(x), Math.abs(y));
  if (!(b > 1e-140 && a < 1e140)) {
    return Math.hypot(x, y);
  }
  const square = add(twoProduct(a, a), twoProduct(b, b));
  const root = Math.sqrt(square.hi);
  return root + add(square, negate(twoProduct(root, root))).hi / (2 * root);
}
