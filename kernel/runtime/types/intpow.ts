/** Powers of ints: `a ** b` and `pow(a, b, m)` for every sign, and the greatest common divisor they need. */
import { isBig, intFromI64, intMulAny, intMod, hasBit } from "./int";
import {
  intFromU64, bigWithSign, bigSub, bigAdd, bigDivMod, quotient, remainder, isNegative, intBits, plainInt
} from "./bigint";
import { noMemory, raise } from "../errors";
import { release } from "../designs/active";
import { checkSafepoint } from "../calls";
import { T_X_VALUEERROR } from "./table";

@inline function isZero(o: usize): bool { return !isBig(o) && load<i64>(o, 16) == 0; }
@inline function isOne(o: usize): bool { return !isBig(o) && load<i64>(o, 16) == 1; }

/** a ** b for b >= 0, by squaring from the top bit. */
export function intPowPositive(a: usize, b: usize): usize {
  if (isZero(b)) return intFromI64(1);
  if (!isBig(a)) {
    const v = load<i64>(a, 16);
    if (v == 0 || v == 1) return intFromI64(v);
    if (v == -1) return intFromI64(hasBit(b, 0) ? -1 : 1);
  }
  if (isBig(b)) return noMemory();
  const e = <u64>load<i64>(b, 16);
  let result = plainInt(a);
  for (let i = 62 - <i32>clz<u64>(e); result != 0 && i >= 0; i--) {
    const square = intMulAny(result, result);
    release(result);
    result = square;
    if (result != 0 && (e >> i & 1) != 0) {
      const product = intMulAny(result, a);
      release(result);
      result = product;
    }
    if (result != 0 && isBig(result) && checkSafepoint() < 0) { release(result); return 0; }
  }
  return result;
}

/** a * b % m for ints with 0 <= a, b < m; owned result. */
function mulMod(a: usize, b: usize, m: usize): usize {
  const product = intMulAny(a, b);
  if (product == 0) return 0;
  const rest = intMod(product, m);
  release(product);
  return rest;
}

/** (a * b) mod m of 64-bit numbers below m, by halving b where the product would not fit. */
function mulMod64(a: u64, b: u64, m: u64): u64 {
  if ((a | b) >> 32 == 0) return a * b % m;
  let result: u64 = 0;
  while (b != 0) {
    if (b & 1) { result = result >= m - a ? result - (m - a) : result + a; }
    a = a >= m - a ? a - (m - a) : a + a;
    b >>= 1;
  }
  return result;
}

/** pow(a, b, m) for plain ints. 0 with an exception. */
export function intPowMod(a: usize, b: usize, m: usize): usize {
  if (isZero(m)) return raise(T_X_VALUEERROR, "pow() 3rd argument cannot be 0");
  const modulus = bigWithSign(m, false);
  if (modulus == 0) return 0;
  let base: usize, exponent: usize;
  if (isNegative(b)) {
    base = intInverse(a, modulus);
    exponent = base ? bigWithSign(b, false) : 0;
  } else {
    base = intMod(a, modulus);
    exponent = base ? plainInt(b) : 0;
  }
  let result: usize = 0;
  if (exponent != 0) {
    result = powModPositive(base, exponent, modulus);
    release(exponent);
  }
  if (base) release(base);
  release(modulus);
  if (result != 0 && isNegative(m) && !isZero(result)) {
    const shifted = bigAdd(result, m);
    release(result);
    result = shifted;
  }
  return result;
}

/** base ** exponent % modulus, for 0 <= base < modulus, exponent >= 0. */
function powModPositive(base: usize, exponent: usize, modulus: usize): usize {
  if (isOne(modulus)) return intFromI64(0);
  const bits = intBits(exponent);
  if (!isBig(modulus)) {
    const m = <u64>load<i64>(modulus, 16);
    const b = <u64>load<i64>(base, 16);
    let r: u64 = 1;
    for (let i = bits; i != 0;) {
      i--;
      r = mulMod64(r, r, m);
      if (hasBit(exponent, i)) r = mulMod64(r, b, m);
    }
    return intFromI64(<i64>r);
  }
  let result = intFromI64(1);
  for (let i = bits; result != 0 && i != 0;) {
    i--;
    const square = mulMod(result, result, modulus);
    release(result);
    result = square;
    if (result != 0 && hasBit(exponent, i)) {
      const product = mulMod(result, base, modulus);
      release(result);
      result = product;
    }
    if (result != 0 && (i & 15) == 0 && checkSafepoint() < 0) { release(result); return 0; }
  }
  return result;
}

/** The x with a x = 1 (mod m), 0 <= x < m; ValueError if there is none. Extended Euclid. */
function intInverse(a: usize, m: usize): usize {
  let r0 = plainInt(m), r1 = intMod(a, m);
  let t0 = intFromI64(0), t1 = intFromI64(1);
  let ok = r0 != 0 && r1 != 0;
  while (ok && !isZero(r1)) {
    if (!bigDivMod(r0, r1, true, true)) { ok = false; break; }
    const q = quotient, rest = remainder;
    const product = intMulAny(q, t1);
    release(q);
    const t2 = product ? bigSub(t0, product) : 0;
    if (product) release(product);
    release(r0); r0 = r1; r1 = rest;
    release(t0); t0 = t1; t1 = t2;
    ok = t2 != 0;
  }
  let result: usize = 0;
  if (ok) {
    if (isOne(r0)) result = intMod(t0, m);
    else raise(T_X_VALUEERROR, "base is not invertible for the given modulus");
  }
  if (r0) release(r0);
  if (r1) release(r1);
  if (t0) release(t0);
  if (t1) release(t1);
  return result;
}

function gcd64(a: u64, b: u64): u64 {
  while (b != 0) { const r = a % b; a = b; b = r; }
  return a;
}

/** The greatest common divisor of two ints, never negative. */
export function intGcd(a: usize, b: usize): usize {
  if (!isBig(a) && !isBig(b)) {
    const x = load<i64>(a, 16), y = load<i64>(b, 16);
    return intFromU64(gcd64(x < 0 ? <u64>0 - <u64>x : <u64>x, y < 0 ? <u64>0 - <u64>y : <u64>y));
  }
  let x = bigWithSign(a, false), y = bigWithSign(b, false);
  while (x != 0 && y != 0 && (isBig(x) || isBig(y))) {
    if (isZero(y)) { release(y); return x; }
    const rest = intMod(x, y);
    release(x);
    x = y;
    y = rest;
  }
  let result: usize = 0;
  if (x != 0 && y != 0) result = intFromU64(gcd64(<u64>load<i64>(x, 16), <u64>load<i64>(y, 16)));
  if (x) release(x);
  if (y) release(y);
  return result;
}
