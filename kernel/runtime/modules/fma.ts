/**
 * Error-free transformations of doubles, and the fused multiply-add made of them.
 *
 * Sources: Dekker's product, Knuth's sum, and the emulation of fma by rounding to odd of Boldo and Melquiond (2008).
 */

/** The error of the last twoSum or twoProduct: exact result = returned + error. */
export let error: f64 = 0;

export function twoSum(a: f64, b: f64): f64 {
  const s = a + b, t = s - a;
  error = (a - (s - t)) + (b - t);
  return s;
}

/** a * b; a and b in a range where the product of their halves neither overflows nor underflows. */
export function twoProduct(a: f64, b: f64): f64 {
  const p = a * b;
  let t = a * 134217729.0;
  const a1 = t - (t - a), a2 = a - a1;
  t = b * 134217729.0;
  const b1 = t - (t - b), b2 = b - b1;
  error = a2 * b2 - (((p - a1 * b1) - a2 * b1) - a1 * b2);
  return p;
}

/** a + b, its last bit set if it is not exact. */
function sumToOdd(a: f64, b: f64): f64 {
  const s = twoSum(a, b);
  if (error == 0) return s;
  const bits = reinterpret<i64>(s);
  if (bits & 1) return s;
  // toward the exact value by one place, which makes the last bit odd
  return reinterpret<f64>((error > 0) == (s > 0) ? bits + 1 : bits - 1);
}

@inline function exponent(x: f64): i32 { return <i32>(reinterpret<u64>(x) >> 52 & 0x7ff); }

/** x * y + z with one rounding. */
export function fusedMultiplyAdd(x: f64, y: f64, z: f64): f64 {
  const simple = x * y + z;
  if (!(abs(x) < Infinity) || !(abs(y) < Infinity) || !(abs(z) < Infinity)) return abs(x) < Infinity && abs(y) < Infinity ? z : simple;
  if (x == 0 || y == 0) return simple;
  // Bring the factors near 1, and z to the scale of their product.
  const ex = scaleOf(x), ey = scaleOf(y);
  const a = NativeMath.scalbn(x, -ex), b = NativeMath.scalbn(y, -ey), e = ex + ey;
  if (z == 0) return roundScaled(a, b, 0, e);
  const ez = scaleOf(z);
  const gap = ez - e;
  // Far apart, a small product cannot move z, and a small z only says on which side of the product the exact value lies.
  if (gap > 200) return z;
  const c = gap < -200 ? copysign(NativeMath.scalbn(1, -200), z) : NativeMath.scalbn(z, -e);
  return roundScaled(a, b, c, e);
}

/** The power of two that brings |x| to [1, 2). */
function scaleOf(x: f64): i32 {
  const e = exponent(x);
  return e ? e - 1023 : exponent(x * 18014398509481984.0) - 1023 - 54;
}

/** (a * b + c) * 2^e. */
function roundScaled(a: f64, b: f64, c: f64, e: i32): f64 {
  const uh = twoProduct(a, b), ul = error;
  const th = twoSum(c, ul), tl = error;
  const vh = twoSum(uh, th), vl = error;
  const w = sumToOdd(tl, vl);
  // Below the normal range the last rounding is that of the scaling, from a sum with its tail kept as an odd bit.
  if (e + scaleOf(vh == 0 ? 1 : vh) < -1021) return NativeMath.scalbn(sumToOdd(vh, w), e);
  return NativeMath.scalbn(vh + w, e);
}
