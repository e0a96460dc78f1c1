/** Between ints of any size and doubles: conversions, exact comparison, and true division, all correctly rounded. */
import { isBig, intFromI64 } from "./int";
import { viewLeft, viewRight, lp, ln, lneg, rp, rn, rneg, bigShiftLeft, intCompare, isNegative } from "./bigint";
import { digitAt, mpBits, mpTrim, mpShiftLeft, mpShiftRight, mpAnyLow, mpDivRem } from "./bigmath";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import { release } from "../designs/active";
import { T_X_OVERFLOWERROR, T_X_ZERODIVISIONERROR, T_X_VALUEERROR } from "./table";
import { floatNew } from "./float";

/** x * 2^n, exact but for results below the normal range, which are rounded once. */
export function scaleByPower(x: f64, n: i64): f64 {
  return NativeMath.scalbn(x, <i32>max<i64>(-5000, min<i64>(5000, n)));
}

/** The double nearest to an int, ties to even; an infinity where it is too large. */
export function intToDouble(o: usize): f64 {
  if (!isBig(o)) return <f64>load<i64>(o, 16);
  viewLeft(o);
  const bits = mpBits(lp, ln);
  if (bits > 1024) return lneg ? -Infinity : Infinity;
  // The top 64 bits, with a bit for "something below", are enough for the one rounding of the conversion.
  const head: u64 = <u64>digitAt(lp, ln - 1) << 32 | <u64>digitAt(lp, ln - 2);
  const shift = clz<u64>(head);
  let top = head << shift;
  if (ln > 2 && shift != 0) top |= <u64>digitAt(lp, ln - 3) >> (32 - shift);
  const low = bits - 64;
  if (mpAnyLow(lp, ln, low)) top |= 1;
  const x = scaleByPower(<f64>top, <i64>low);
  return lneg ? -x : x;
}

/** As intToDouble, but raises OverflowError where the result is infinite (test hasException when it is -1). */
export function intAsDouble(o: usize): f64 {
  const x = intToDouble(o);
  if (x == Infinity || x == -Infinity) { raise(T_X_OVERFLOWERROR, "int too large to convert to float"); return -1; }
  return x;
}

/** The int with the value of a double that is finite, truncated. */
export function intFromFinite(x: f64): usize {
  if (abs(x) < 9223372036854775808.0) return intFromI64(<i64>x);
  const bits = reinterpret<u64>(x);
  const exponent = <i32>(bits >> 52 & 0x7ff) - 1075;
  const mantissa = intFromI64(<i64>(bits & 0xfffffffffffff | 0x10000000000000) * (x < 0 ? -1 : 1));
  if (mantissa == 0) return 0;
  const result = bigShiftLeft(mantissa, <u64>exponent);
  release(mantissa);
  return result;
}

/** The int with the truncated value of a double. 0 with OverflowError or ValueError for infinities and nan. */
export function intFromDouble(x: f64): usize {
  if (x != x) return raise(T_X_VALUEERROR, "cannot convert float NaN to integer");
  if (abs(x) == Infinity) return raise(T_X_OVERFLOWERROR, "cannot convert float infinity to integer");
  return intFromFinite(x);
}

/** Compares a double that is not nan with an int by value: -1, 0, 1. -2 with MemoryError. */
export function compareDoubleInt(x: f64, o: usize): i32 {
  if (!isBig(o)) {
    const v = load<i64>(o, 16);
    if (x >= 9223372036854775808.0) return 1;
    if (x < -9223372036854775808.0) return -1;
    const t = <i64>x; // truncated toward zero, exact
    if (t != v) return t < v ? -1 : 1;
    const whole = trunc(x);
    return x < whole ? -1 : x > whole ? 1 : 0;
  }
  if (abs(x) < 9223372036854775808.0) return isNegative(o) ? 1 : -1;
  if (abs(x) == Infinity) return x > 0 ? 1 : -1;
  const other = intFromFinite(x);
  if (other == 0) return -2;
  const order = intCompare(other, o);
  release(other);
  return order;
}

const EXACT: u64 = 1 << 53;

/** a / b for ints of any form, rounded once. 0 with an exception. */
export function intTrueDivide(a: usize, b: usize): usize {
  if (!isBig(a) && !isBig(b)) {
    const x = load<i64>(a, 16), y = load<i64>(b, 16);
    if (y == 0) return raise(T_X_ZERODIVISIONERROR, "division by zero");
    if (<u64>(x + <i64>EXACT) <= 2 * EXACT && <u64>(y + <i64>EXACT) <= 2 * EXACT) return floatNew(<f64>x / <f64>y);
  }
  const x = divideToDouble(a, b);
  return x == -1.0 && hasException() ? 0 : floatNew(x);
}

/** a / b as a double; -1 with an exception where it failed. */
export function divideToDouble(a: usize, b: usize): f64 {
  viewLeft(a);
  viewRight(b);
  if (rn == 0) { raise(T_X_ZERODIVISIONERROR, "division by zero"); return -1; }
  const negative = lneg != rneg;
  if (ln == 0) return negative ? -0.0 : 0.0;
  const spread = <i64>mpBits(lp, ln) - <i64>mpBits(rp, rn);
  if (spread > 1024) { raise(T_X_OVERFLOWERROR, "integer division result too large for a float"); return -1; }
  if (spread < -1075) return negative ? -0.0 : 0.0;
  // Scale so that the quotient has 55 or 56 bits (fewer only where the result is below the normal range), divide, round
  // to the bits the result can hold, and scale back exactly.
  const shift = max<i64>(spread, -1021) - 55;
  const up = shift < 0 ? <u64>-shift : 0, down = shift > 0 ? <u64>shift : 0;
  const nx = <u32>(<u64>ln + (up >> 5)) + 1;
  const bytes = (nx + 1 + nx) << 2;
  const x = allocRaw(bytes);
  if (x == 0) { noMemory(); return -1; }
  const q = x + (<usize>(nx + 1) << 2);
  let inexact = false;
  let n: u32;
  if (down) {
    inexact = mpAnyLow(lp, ln, down);
    mpShiftRight(x, lp, ln, <u32>(down >> 5), <u32>(down & 31));
    n = mpTrim(x, ln - <u32>(down >> 5));
  } else {
    mpShiftLeft(x, lp, ln, <u32>(up >> 5), <u32>(up & 31));
    n = mpTrim(x, nx);
  }
  let value: u64 = 0;
  if (n >= rn) {
    const restSize = rn << 2;
    const r = allocRaw(restSize);
    if (r == 0 || !mpDivRem(q, r, x, n, rp, rn)) {
      if (r) freeRaw(r, restSize);
      freeRaw(x, bytes);
      noMemory();
      return -1;
    }
    if (mpTrim(r, rn) != 0) inexact = true;
    freeRaw(r, restSize);
    const used = mpTrim(q, n - rn + 1);
    value = used == 0 ? 0 : used == 1 ? <u64>digitAt(q, 0) : <u64>digitAt(q, 1) << 32 | <u64>digitAt(q, 0);
  } else if (n != 0) {
    inexact = true;
  }
  freeRaw(x, bytes);
  const bits = 64 - <i64>clz<u64>(value);
  const extra = max<i64>(bits, -1021 - shift) - 53;
  if (extra > 0) {
    const half: u64 = <u64>1 << (extra - 1), unit = half << 1;
    const rest = value & (unit - 1);
    value -= rest;
    if (rest > half || (rest == half && (inexact || (value & unit) != 0))) value += unit;
  }
  const result = scaleByPower(<f64>value, shift);
  if (result == Infinity) { raise(T_X_OVERFLOWERROR, "integer division result too large for a float"); return -1; }
  return negative ? -result : result;
}
