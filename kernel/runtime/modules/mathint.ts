/** The part of math that works on ints: gcd, lcm, isqrt, factorial, comb, perm. */
import { NONE } from "../layout";
import { newRef, fnNative } from "../object";
import { T_X_VALUEERROR, T_X_OVERFLOWERROR } from "../types/table";
import { release } from "../designs/active";
import { raise } from "../errors";
import { function_, arg } from "../natives";
import { asIndexObject } from "../abstract";
import { checkSafepoint } from "../calls";
import { intFromI64, isBig, intValue, intMulAny, intSubAny, intAddAny, intFloorDiv } from "../types/int";
import { intCompare, bigWithSign, bigShiftLeft, bigShiftRight, intBits, isNegative } from "../types/bigint";
import { intGcd } from "../types/intpow";

@inline function isZero(o: usize): bool { return !isBig(o) && intValue(o) == 0; }

/** Folds gcd or lcm over the arguments. */
function fold(args: usize, nargs: i32, common: bool): usize {
  let result = intFromI64(common ? 0 : 1);
  for (let i = 0; result != 0 && i < nargs; i++) {
    const x = asIndexObject(arg(args, i));
    const next = x == 0 ? 0 : common ? intGcd(result, x) : leastMultiple(result, x);
    if (x) release(x);
    release(result);
    result = next;
  }
  return result;
}
function leastMultiple(a: usize, b: usize): usize {
  if (isZero(a) || isZero(b)) return intFromI64(0);
  const g = intGcd(a, b);
  if (g == 0) return 0;
  const part = intFloorDiv(a, g);
  release(g);
  if (part == 0) return 0;
  const product = intMulAny(part, b);
  release(part);
  if (product == 0) return 0;
  const result = bigWithSign(product, false);
  release(product);
  return result;
}
function math_gcd(self: usize, args: usize, nargs: i32, kw: usize): usize { return fold(args, nargs, true); }
function math_lcm(self: usize, args: usize, nargs: i32, kw: usize): usize { return fold(args, nargs, false); }

/** floor(sqrt(n)) for a 64-bit n. */
function squareRoot64(n: u64): u64 {
  let r = <u64>sqrt<f64>(<f64>n);
  // the double may be off by one either way, and its square may not fit
  if (r > 4294967295) r = 4294967295;
  while (r * r > n) r--;
  while (r < 4294967295 && (r + 1) * (r + 1) <= n) r++;
  return r;
}

function math_isqrt(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = asIndexObject(arg(args, 0));
  if (n == 0) return 0;
  let result: usize;
  if (isNegative(n)) result = raise(T_X_VALUEERROR, "isqrt() argument must be nonnegative");
  else if (!isBig(n)) result = intFromI64(<i64>squareRoot64(<u64>intValue(n)));
  else result = bigSquareRoot(n);
  release(n);
  return result;
}

/**
 * The integer square root by adaptive precision: the root of the leading bits is refined by a step of Newton's method
 * that doubles its bits, as in the note by Mark Dickinson on math.isqrt.
 */
function bigSquareRoot(n: usize): usize {
  const c = <i64>((intBits(n) - 1) >> 1);
  let a = intFromI64(1);
  let d: i64 = 0;
  const steps = 64 - <i64>clz<u64>(<u64>c);
  for (let s = steps - 1; a != 0 && s >= 0; s--) {
    const e = d;
    d = c >> s;
    // a = (a << d-e-1) + (n >> 2c-e-d+1) // a
    const high = bigShiftLeft(a, <u64>(d - e - 1));
    const low = bigShiftRight(n, <u64>(2 * c - e - d + 1));
    const q = high != 0 && low != 0 ? intFloorDiv(low, a) : 0;
    const next = q ? intAddAny(high, q) : 0;
    if (high) release(high);
    if (low) release(low);
    if (q) release(q);
    release(a);
    a = next;
  }
  if (a == 0) return 0;
  const square = intMulAny(a, a);
  if (square == 0) { release(a); return 0; }
  const over = intCompare(square, n) > 0;
  release(square);
  if (!over) return a;
  const one = intFromI64(1), r = intSubAny(a, one);
  release(one);
  release(a);
  return r;
}

/** The product of the ints low..high (both included), by halves so that factors stay of a size. */
function productOf(low: i64, high: i64): usize {
  if (low > high) return intFromI64(1);
  if (high - low < 8) {
    let result = intFromI64(low);
    for (let i = low + 1; result != 0 && i <= high; i++) {
      const factor = intFromI64(i), next = factor ? intMulAny(result, factor) : 0;
      if (factor) release(factor);
      release(result);
      result = next;
    }
    return result;
  }
  if (checkSafepoint() < 0) return 0;
  const middle = low + ((high - low) >> 1);
  const a = productOf(low, middle), b = a ? productOf(middle + 1, high) : 0;
  const result = b ? intMulAny(a, b) : 0;
  if (a) release(a);
  if (b) release(b);
  return result;
}

function math_factorial(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = asIndexObject(arg(args, 0));
  if (n == 0) return 0;
  const negative = isNegative(n), big = isBig(n), value = big ? 0 : intValue(n);
  release(n);
  if (negative) return raise(T_X_VALUEERROR, "factorial() not defined for negative values");
  if (big || value > 0x7fffffff) return raise(T_X_OVERFLOWERROR, "factorial() argument should not exceed 2147483647");
  return productOf(2, value);
}

/** n (n-1) ... (n-k+1) for an n of any size. */
function fallingProduct(n: usize, k: i64): usize {
  if (!isBig(n)) return productOf(intValue(n) - k + 1, intValue(n));
  let result = intFromI64(1);
  let factor = newRef(n);
  const one = intFromI64(1);
  for (let i: i64 = 0; result != 0 && i < k; i++) {
    const next = intMulAny(result, factor);
    release(result);
    result = next;
    const less = intSubAny(factor, one);
    release(factor);
    factor = less;
    if (factor == 0) { if (result) release(result); result = 0; }
    if (result != 0 && (i & 255) == 255 && checkSafepoint() < 0) { release(result); result = 0; }
  }
  if (factor) release(factor);
  release(one);
  return result;
}

let n_: usize = 0, k_: usize = 0;
/** Reads n and k, both not negative; false with an exception. The references are the caller's to release. */
function readPair(args: usize, nargs: i32): bool {
  // an __index__ written in Python may come here again, so both are kept only when both are known
  const n = asIndexObject(arg(args, 0));
  if (n == 0) return false;
  const k = nargs == 1 || arg(args, 1) == NONE ? newRef(n) : asIndexObject(arg(args, 1));
  if (k == 0) { release(n); return false; }
  n_ = n;
  k_ = k;
  const badN = isNegative(n_), badK = isNegative(k_);
  if (!badN && !badK) return true;
  raise(T_X_VALUEERROR, badN ? "n must be a non-negative integer" : "k must be a non-negative integer");
  release(n_);
  release(k_);
  return false;
}

function math_perm(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!readPair(args, nargs)) return 0;
  const n = n_, k = k_;
  let result: usize;
  if (intCompare(k, n) > 0) result = intFromI64(0);
  else if (isBig(k)) result = raise(T_X_OVERFLOWERROR, "k must not exceed 9223372036854775807");
  else result = fallingProduct(n, intValue(k));
  release(n);
  release(k);
  return result;
}

function math_comb(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!readPair(args, nargs)) return 0;
  const n = n_;
  let k = k_;
  let result: usize = 0;
  if (intCompare(k, n) > 0) result = intFromI64(0);
  else {
    const rest = intSubAny(n, k);
    if (rest != 0 && intCompare(rest, k) < 0) { release(k); k = rest; }
    else if (rest) release(rest);
    if (rest != 0) {
      if (isBig(k)) result = raise(T_X_OVERFLOWERROR, "min(n - k, k) must not exceed 9223372036854775807");
      else {
        const count = intValue(k);
        const top = fallingProduct(n, count), bottom = top ? productOf(2, count) : 0;
        result = bottom ? intFloorDiv(top, bottom) : 0;
        if (top) release(top);
        if (bottom) release(bottom);
      }
    }
  }
  release(n);
  release(k);
  return result;
}

export function addIntFunctions(d: usize): void {
  function_(d, "gcd", fnNative(math_gcd), 0, -1);
  function_(d, "lcm", fnNative(math_lcm), 0, -1);
  function_(d, "isqrt", fnNative(math_isqrt), 1, 1);
  function_(d, "factorial", fnNative(math_factorial), 1, 1);
  function_(d, "perm", fnNative(math_perm), 1, 2);
  function_(d, "comb", fnNative(math_comb), 2, 2);
}
