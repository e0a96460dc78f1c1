/**
 * The math module: functions of real numbers. Those of ints are in mathint.ts, sums in mathsum.ts. Exponentials, logarithms
 * and powers are computed here, the other elementary functions by the host.
 */
import { NONE } from "../layout";
import { typeOf, isInt, boolOf, fnNative } from "../object";
import { T_FLOAT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR, T_X_ZERODIVISIONERROR } from "../types/table";
import { release } from "../designs/active";
import { raise, raisef, hasException } from "../errors";
import { host_mathFn } from "../host";
import {
  MATH_SIN, MATH_COS, MATH_TAN, MATH_ASIN, MATH_ACOS, MATH_ATAN, MATH_ATAN2, MATH_SINH, MATH_COSH, MATH_TANH, MATH_ASINH, MATH_ACOSH, MATH_ATANH,
  MATH_EXPM1, MATH_LOG10, MATH_LOG1P, MATH_CBRT, MATH_ERF, MATH_ERFC, MATH_GAMMA, MATH_LGAMMA
} from "../mathops";
import { function_, functionKw, arg, kwArg, kwCheck, countCheck, positional } from "../natives";
import { lookupSpecial, asIndexObject } from "../abstract";
import { call0 } from "../calls";
import { dictSetStr } from "../types/dict";
import { intern } from "../types/intern";
import { tuple2 } from "../types/tuple";
import { intFromI64, isBig, intValue } from "../types/int";
import { intBits, isNegative, bigShiftRight } from "../types/bigint";
import { intFromDouble, scaleByPower, intToDouble } from "../types/bigfloat";
import { floatNew, floatValue, asDouble } from "../types/float";
import { registerModule } from "./registry";
import { addIntFunctions } from "./mathint";
import { addSums } from "./mathsum";
import { fusedMultiplyAdd } from "./fma";
import { S___floor__, S___ceil__, S___trunc__, S_rel_tol, S_abs_tol, S_steps } from "../names";

export function domainError(): usize { return raise(T_X_VALUEERROR, "math domain error"); }
export function rangeError(): usize { return raise(T_X_OVERFLOWERROR, "math range error"); }
@inline function isFinite_(x: f64): bool { return abs(x) < Infinity; }

/** The argument as a double; `failed` if it is none. */
let failed: bool = false;
function real(args: usize, i: i32): f64 {
  const o = arg(args, i);
  if (typeOf(o) == T_FLOAT) { failed = false; return floatValue(o); }
  const x = asDouble(o);
  failed = x == -1.0 && hasException();
  return x;
}

/** The result r of a function at x: nan from a number is outside the domain, an infinity is an overflow or a pole. */
function checked(r: f64, x: f64, overflows: bool): usize {
  if (r != r && x == x) return domainError();
  if (abs(r) == Infinity && isFinite_(x)) return overflows ? rangeError() : domainError();
  return floatNew(r);
}
function hosted(args: usize, op: i32, overflows: bool): usize {
  const x = real(args, 0);
  return failed ? 0 : checked(host_mathFn(op, x, 0), x, overflows);
}

function math_sin(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_SIN, false); }
function math_cos(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_COS, false); }
function math_tan(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_TAN, false); }
function math_asin(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ASIN, false); }
function math_acos(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ACOS, false); }
function math_atan(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ATAN, false); }
function math_sinh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_SINH, true); }
function math_cosh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_COSH, true); }
function math_tanh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_TANH, false); }
function math_asinh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ASINH, false); }
function math_acosh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ACOSH, false); }
function math_atanh(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ATANH, false); }
function math_expm1(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_EXPM1, true); }
function math_log1p(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_LOG1P, false); }
function math_cbrt(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_CBRT, false); }
function math_erf(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ERF, false); }
function math_erfc(self: usize, args: usize, nargs: i32, kw: usize): usize { return hosted(args, MATH_ERFC, false); }

/** Where gamma has its poles. */
@inline function isPole(x: f64): bool { return x <= 0 && floor(x) == x && isFinite_(x); }
function math_gamma(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  return isPole(x) || x == -Infinity ? domainError() : checked(host_mathFn(MATH_GAMMA, x, 0), x, true);
}
function math_lgamma(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  return isPole(x) ? domainError() : checked(abs(x) == Infinity ? Infinity : host_mathFn(MATH_LGAMMA, x, 0), x, true);
}

function math_sqrt(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  return failed ? 0 : checked(sqrt(x), x, false);
}
function math_exp(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  return failed ? 0 : checked(NativeMath.exp(x), x, true);
}
function math_exp2(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  return failed ? 0 : checked(NativeMath.exp2(x), x, true);
}
function math_atan2(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const y = real(args, 0);
  if (failed) return 0;
  const x = real(args, 1);
  return failed ? 0 : floatNew(host_mathFn(MATH_ATAN2, y, x));
}

// ---- logarithms, of ints of any size ------------------------------------------------------------------------------

const LOG_E: i32 = 0, LOG_2: i32 = 1, LOG_10: i32 = 2;
function logOf(x: f64, which: i32): f64 {
  return which == LOG_E ? NativeMath.log(x) : which == LOG_2 ? NativeMath.log2(x) : host_mathFn(MATH_LOG10, x, 0);
}
/** The logarithm of an object; `failed` with an exception set. */
function logarithm(o: usize, which: i32): f64 {
  if (isInt(o) && isBig(o)) {
    if (isNegative(o)) { failed = true; domainError(); return 0; }
    const x = intToDouble(o);
    failed = false;
    if (x < Infinity) return logOf(x, which);
    // the leading bits as a fraction, and the number of the others
    const shift = intBits(o) - 64;
    const head = bigShiftRight(o, shift);
    failed = head == 0;
    if (failed) return 0;
    const lead = intToDouble(head);
    release(head);
    return logOf(lead, which) + <f64>shift * logOf(2, which);
  }
  const x = asDouble(o);
  failed = x == -1.0 && hasException();
  if (failed) return 0;
  if (x <= 0) { failed = true; domainError(); return 0; }
  return x == Infinity ? x : logOf(x, which);
}
function math_log(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = logarithm(arg(args, 0), LOG_E);
  if (failed) return 0;
  if (nargs == 1) return floatNew(x);
  const base = logarithm(arg(args, 1), LOG_E);
  if (failed) return 0;
  return base == 0 ? raise(T_X_ZERODIVISIONERROR, "float division by zero") : floatNew(x / base);
}
function math_log2(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = logarithm(arg(args, 0), LOG_2);
  return failed ? 0 : floatNew(x);
}
function math_log10(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = logarithm(arg(args, 0), LOG_10);
  return failed ? 0 : floatNew(x);
}

// ---- of two numbers -----------------------------------------------------------------------------------------------

function math_pow(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  if (failed) return 0;
  if (x == 1 || y == 0 || (x == -1 && abs(y) == Infinity)) return floatNew(1);
  if (x == 0 && y < 0 && y > -Infinity) return domainError();
  const r = NativeMath.pow(x, y);
  if (r != r && x == x && y == y) return domainError();
  if (abs(r) == Infinity && isFinite_(x) && isFinite_(y)) return rangeError();
  return floatNew(r);
}
function math_fmod(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  if (failed) return 0;
  if (abs(y) == Infinity && isFinite_(x)) return floatNew(x);
  const r = x % y;
  return r != r && x == x && y == y ? domainError() : floatNew(r);
}
function math_remainder(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  if (failed) return 0;
  if (x != x || y != y) return floatNew(x + y);
  if (abs(x) == Infinity || y == 0) return domainError();
  if (abs(y) == Infinity) return floatNew(x);
  const size = abs(x), step = abs(y), low = size % step, high = step - low;
  // the nearer multiple; halfway, the even one
  const r = low < high ? low : low > high ? -high : low - 2 * (0.5 * (size - low) % step);
  return floatNew(copysign(1, x) * r);
}
function math_copysign(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  return failed ? 0 : floatNew(copysign(x, y));
}
function math_fma(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  if (failed) return 0;
  const z = real(args, 2);
  if (failed) return 0;
  const r = fusedMultiplyAdd(x, y, z);
  if (r != r && x == x && y == y && z == z) return raise(T_X_VALUEERROR, "invalid operation in fma");
  if (abs(r) == Infinity && isFinite_(x) && isFinite_(y) && isFinite_(z)) return raise(T_X_OVERFLOWERROR, "overflow in fma");
  return floatNew(r);
}

// ---- representation --------------------------------------------------------------------------------------------------

let exponentOf: i32 = 0;
/** The fraction in [0.5, 1) of x, with exponentOf set: x = fraction * 2^exponentOf. */
export function splitExponent(x: f64): f64 {
  exponentOf = 0;
  if (x == 0 || !isFinite_(x)) return x;
  let bits = reinterpret<u64>(x), extra = 0;
  if ((bits >> 52 & 0x7ff) == 0) { bits = reinterpret<u64>(x * 18014398509481984.0); extra = -54; }
  exponentOf = <i32>(bits >> 52 & 0x7ff) - 1022 + extra;
  return reinterpret<f64>(bits & 0x800fffffffffffff | 0x3fe0000000000000);
}
function pair(x: usize, y: usize): usize {
  const result = x != 0 && y != 0 ? tuple2(x, y) : 0;
  if (x) release(x);
  if (y) release(y);
  return result;
}
function math_frexp(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const fraction = splitExponent(x);
  return pair(floatNew(fraction), intFromI64(exponentOf));
}
function math_ldexp(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const n = arg(args, 1);
  if (!isInt(n)) return raise(T_X_TYPEERROR, "Expected an int as second argument to ldexp.");
  if (x == 0 || !isFinite_(x)) return floatNew(x);
  const count: i64 = isBig(n) ? (isNegative(n) ? -100000 : 100000) : intValue(n);
  const r = scaleByPower(x, count);
  return abs(r) == Infinity ? rangeError() : floatNew(r);
}
function math_modf(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const whole = trunc(x);
  return pair(floatNew(abs(x) == Infinity ? copysign(0, x) : copysign(x - whole, x)), floatNew(whole));
}
/** The double `steps` representable values away from x toward y. */
export function nextAfter(x: f64, y: f64, steps: u64): f64 {
  if (x != x || y != y) return x + y;
  if (x == y || steps == 0) return x == y ? y : x;
  // In the order of their bits, counted from zero in both directions, doubles are neighbours.
  const from = ordinal(x), to = ordinal(y);
  const distance = to > from ? <u64>to - <u64>from : <u64>from - <u64>to;
  if (steps >= distance) return y;
  return fromOrdinal(to > from ? from + <i64>steps : from - <i64>steps, x);
}
function ordinal(x: f64): i64 { const b = reinterpret<i64>(x); return b < 0 ? -(b & 0x7fffffffffffffff) : b; }
function fromOrdinal(n: i64, x: f64): f64 {
  if (n == 0) return copysign(0, x);
  return n < 0 ? -reinterpret<f64>(-n) : reinterpret<f64>(n);
}
function math_nextafter(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("nextafter", args, nargs, kw, S_steps) || !countCheck("nextafter", positional(nargs, kw), 2, 2)) return 0;
  const x = real(args, 0);
  if (failed) return 0;
  const y = real(args, 1);
  if (failed) return 0;
  const o = kwArg(args, nargs, kw, S_steps);
  let steps: u64 = 1;
  if (o != 0 && o != NONE) {
    const n = asIndexObject(o);
    if (n == 0) return 0;
    const negative = isNegative(n);
    steps = isBig(n) ? u64.MAX_VALUE : <u64>intValue(n);
    release(n);
    if (negative) return raise(T_X_VALUEERROR, "steps must be a non-negative integer");
  }
  return floatNew(nextAfter(x, y, steps));
}
function math_ulp(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = real(args, 0);
  if (failed) return 0;
  const size = abs(x);
  if (!(size < Infinity)) return floatNew(size);
  const above = nextAfter(size, Infinity, 1);
  return floatNew(above == Infinity ? size - nextAfter(size, 0, 1) : above - size);
}

// ---- rounding to ints ---------------------------------------------------------------------------------------------------

function rounded(o: usize, name: usize, down: bool): usize {
  if (typeOf(o) == T_FLOAT) return intFromDouble(down ? floor(floatValue(o)) : ceil(floatValue(o)));
  const special = lookupSpecial(o, load<usize>(name));
  if (special) {
    const r = call0(special);
    release(special);
    return r;
  }
  if (hasException()) return 0;
  const x = asDouble(o);
  if (x == -1.0 && hasException()) return 0;
  return intFromDouble(down ? floor(x) : ceil(x));
}
function math_floor(self: usize, args: usize, nargs: i32, kw: usize): usize { return rounded(arg(args, 0), S___floor__, true); }
function math_ceil(self: usize, args: usize, nargs: i32, kw: usize): usize { return rounded(arg(args, 0), S___ceil__, false); }
function math_trunc(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = arg(args, 0);
  if (typeOf(o) == T_FLOAT) return intFromDouble(floatValue(o));
  const special = lookupSpecial(o, load<usize>(S___trunc__));
  if (special == 0) return hasException() ? 0 : raisef(T_X_TYPEERROR, "type %t doesn't define __trunc__ method", o);
  const r = call0(special);
  release(special);
  return r;
}

// ---- small ones -----------------------------------------------------------------------------------------------------------

function math_fabs(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : floatNew(abs(x)); }
function math_degrees(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : floatNew(x * (180.0 / 3.141592653589793)); }
function math_radians(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : floatNew(x * (3.141592653589793 / 180.0)); }
function math_isnan(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : boolOf(x != x); }
function math_isinf(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : boolOf(abs(x) == Infinity); }
function math_isfinite(self: usize, args: usize, nargs: i32, kw: usize): usize { const x = real(args, 0); return failed ? 0 : boolOf(isFinite_(x)); }
function math_isclose(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("isclose", args, nargs, kw, S_rel_tol, S_abs_tol) || !countCheck("isclose", positional(nargs, kw), 2, 2)) return 0;
  const a = real(args, 0);
  if (failed) return 0;
  const b = real(args, 1);
  if (failed) return 0;
  const relative = kwArg(args, nargs, kw, S_rel_tol), absolute = kwArg(args, nargs, kw, S_abs_tol);
  const rel = relative ? asDouble(relative) : 1e-9;
  if (rel == -1.0 && hasException()) return 0;
  const least = absolute ? asDouble(absolute) : 0;
  if (least == -1.0 && hasException()) return 0;
  if (rel < 0 || least < 0) return raise(T_X_VALUEERROR, "tolerances must be non-negative");
  if (a == b) return boolOf(true);
  if (abs(a) == Infinity || abs(b) == Infinity) return boolOf(false);
  const difference = abs(b - a);
  return boolOf(difference <= abs(rel * b) || difference <= abs(rel * a) || difference <= least);
}

function constant(d: usize, name: string, x: f64): void {
  const o = floatNew(x);
  if (o == 0) return;
  dictSetStr(d, intern(name), o);
  release(o);
}

function fillMath(d: usize): void {
  constant(d, "pi", 3.141592653589793);
  constant(d, "e", 2.718281828459045);
  constant(d, "tau", 6.283185307179586);
  constant(d, "inf", Infinity);
  constant(d, "nan", NaN);
  function_(d, "sin", fnNative(math_sin), 1, 1);
  function_(d, "cos", fnNative(math_cos), 1, 1);
  function_(d, "tan", fnNative(math_tan), 1, 1);
  function_(d, "asin", fnNative(math_asin), 1, 1);
  function_(d, "acos", fnNative(math_acos), 1, 1);
  function_(d, "atan", fnNative(math_atan), 1, 1);
  function_(d, "atan2", fnNative(math_atan2), 2, 2);
  function_(d, "sinh", fnNative(math_sinh), 1, 1);
  function_(d, "cosh", fnNative(math_cosh), 1, 1);
  function_(d, "tanh", fnNative(math_tanh), 1, 1);
  function_(d, "asinh", fnNative(math_asinh), 1, 1);
  function_(d, "acosh", fnNative(math_acosh), 1, 1);
  function_(d, "atanh", fnNative(math_atanh), 1, 1);
  function_(d, "exp", fnNative(math_exp), 1, 1);
  function_(d, "exp2", fnNative(math_exp2), 1, 1);
  function_(d, "expm1", fnNative(math_expm1), 1, 1);
  function_(d, "log", fnNative(math_log), 1, 2);
  function_(d, "log2", fnNative(math_log2), 1, 1);
  function_(d, "log10", fnNative(math_log10), 1, 1);
  function_(d, "log1p", fnNative(math_log1p), 1, 1);
  function_(d, "sqrt", fnNative(math_sqrt), 1, 1);
  function_(d, "cbrt", fnNative(math_cbrt), 1, 1);
  function_(d, "pow", fnNative(math_pow), 2, 2);
  function_(d, "fmod", fnNative(math_fmod), 2, 2);
  function_(d, "remainder", fnNative(math_remainder), 2, 2);
  function_(d, "copysign", fnNative(math_copysign), 2, 2);
  function_(d, "fma", fnNative(math_fma), 3, 3);
  function_(d, "erf", fnNative(math_erf), 1, 1);
  function_(d, "erfc", fnNative(math_erfc), 1, 1);
  function_(d, "gamma", fnNative(math_gamma), 1, 1);
  function_(d, "lgamma", fnNative(math_lgamma), 1, 1);
  function_(d, "frexp", fnNative(math_frexp), 1, 1);
  function_(d, "ldexp", fnNative(math_ldexp), 2, 2);
  function_(d, "modf", fnNative(math_modf), 1, 1);
  functionKw(d, "nextafter", fnNative(math_nextafter), 2, 2);
  function_(d, "ulp", fnNative(math_ulp), 1, 1);
  function_(d, "floor", fnNative(math_floor), 1, 1);
  function_(d, "ceil", fnNative(math_ceil), 1, 1);
  function_(d, "trunc", fnNative(math_trunc), 1, 1);
  function_(d, "fabs", fnNative(math_fabs), 1, 1);
  function_(d, "degrees", fnNative(math_degrees), 1, 1);
  function_(d, "radians", fnNative(math_radians), 1, 1);
  function_(d, "isnan", fnNative(math_isnan), 1, 1);
  function_(d, "isinf", fnNative(math_isinf), 1, 1);
  function_(d, "isfinite", fnNative(math_isfinite), 1, 1);
  functionKw(d, "isclose", fnNative(math_isclose), 2, 2);
  addIntFunctions(d);
  addSums(d);
}

export function initMathModule(): void { registerModule("math", fillMath); }
