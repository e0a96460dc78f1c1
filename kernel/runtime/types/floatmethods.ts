/** The constructor of float, its methods and round(). Hexadecimal text is in floathex.ts. */
import { NONE } from "../layout";
import { typeOf, isStr, newRef, boolOf, setSlot, slotOf, fnUnary, fnBinary, fnNative, TP_NEW, TP_FORMAT, NB_FLOAT, NB_INDEX } from "../object";
import { T_FLOAT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, hasException } from "../errors";
import { host_parseDouble } from "../host";
import { arg, asIndex, kwRefused, countCheck, method, classMethod, getset } from "../natives";
import { allocInstance } from "./instance";
import { strFromLiteral } from "./intern";
import { strLength, strCharAt } from "./str";
import { tuple1, tuple2 } from "./tuple";
import { bytesData, bytesSize } from "./bytes";
import { isBytesLike, bufferBytes } from "./textcore";
import { intFromI64 } from "./int";
import { bigShiftLeft } from "./bigint";
import { intFromDouble } from "./bigfloat";
import { floatNew, floatValue, asDouble, plainFloat } from "./float";
import { doubleFromStr, parseNumberText, formatDouble, freeText, text, textLength } from "./floattext";
import { asciiNumberOfBytes } from "./inttext";
import { float_format } from "./floatformat";
import { float_hex, float_fromhex } from "./floathex";

function float_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("float", kw) || !countCheck("float", nargs, 0, 1)) return 0;
  let x: f64 = 0;
  if (nargs == 1) {
    const o = arg(args, 0);
    if (typeOf(o) == T_FLOAT && type == T_FLOAT) return newRef(o);
    if (isStr(o)) x = doubleFromStr(o);
    else if (slotOf(o, NB_FLOAT) != 0 || slotOf(o, NB_INDEX) != 0) x = asDouble(o);
    else if (isBytesLike(o)) {
      const b = bufferBytes(o);
      if (b == 0) return 0;
      asciiNumberOfBytes(bytesData(b), bytesSize(b));
      x = parseNumberText(o);
      release(b);
    } else return raisef(T_X_TYPEERROR, "float() argument must be a string or a real number, not '%t'", o);
    if (x == -1.0 && hasException()) return 0;
  }
  if (type == T_FLOAT) return floatNew(x);
  const o = allocInstance(type, 0);
  if (o) store<f64>(o, x, 16);
  return o;
}

// ---- rounding

/** x rounded to `places` decimals, decided by its exact value. -1 with OverflowError where the result is too large. */
export function roundPlaces(x: f64, places: i32): f64 {
  if (x != x || abs(x) == Infinity || x == 0 || places > 323) return x;
  if (places < -308) return copysign(0, x);
  if (places >= 0) {
    if (abs(x) >= 4503599627370496.0) return x;
    if (!formatDouble(x, 0x66, places)) return -1;
  } else {
    // Significant digits that stay: from the exponent of the decimal form.
    if (!formatDouble(x, 0x65, 20)) return -1;
    let mark = text + textLength - 1;
    while (load<u8>(mark) != 0x65) mark--;
    let exponent = 0;
    for (let p = mark + 2; p < text + textLength; p++) exponent = exponent * 10 + load<u8>(p) - 0x30;
    if (load<u8>(mark + 1) == 0x2d) exponent = -exponent;
    freeText();
    const kept = exponent + 1 + places;
    if (kept < 0) return copysign(0, x);
    if (kept == 0) {
      // Below one unit: up only if more than half of it. Both sides are exact up to 10^22, and past it no double is a tie.
      let unit: f64 = 1;
      for (let i = 0; i > places; i--) unit *= 10;
      return copysign(abs(x) > unit / 2 ? unit : 0, x);
    }
    if (!formatDouble(x, 0x65, kept - 1)) return -1;
  }
  const r = host_parseDouble(text, textLength);
  freeText();
  if (r == Infinity) { raise(T_X_OVERFLOWERROR, "rounded value too large to represent"); return -1; }
  return copysign(r, x);
}

function float_round(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = floatValue(self);
  if (nargs == 0 || arg(args, 0) == NONE) return intFromDouble(nearest(x));
  const places = asIndex(arg(args, 0));
  if (places == -1 && hasException()) return 0;
  const r = roundPlaces(x, places);
  return r == -1.0 && hasException() ? 0 : floatNew(r);
}

// ---- methods

function float_trunc(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromDouble(floatValue(self)); }
function float_floor(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromDouble(floor(floatValue(self))); }
function float_ceil(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromDouble(ceil(floatValue(self))); }
function float_self(self: usize, args: usize, nargs: i32, kw: usize): usize { return plainFloat(self); }
function float_is_integer(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = floatValue(self);
  return boolOf(abs(x) != Infinity && floor(x) == x);
}
function float_real(o: usize): usize { return plainFloat(o); }
function float_imag(o: usize): usize { return floatNew(0); }

/** (numerator, denominator) in lowest terms. */
function float_as_integer_ratio(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = floatValue(self);
  if (x != x) return raise(T_X_VALUEERROR, "cannot convert NaN to integer ratio");
  if (abs(x) == Infinity) return raise(T_X_OVERFLOWERROR, "cannot convert Infinity to integer ratio");
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52 & 0x7ff), mantissa = bits & 0xfffffffffffff;
  if (exponent == 0) exponent = 1; else mantissa |= 0x10000000000000;
  exponent -= 1075;
  if (mantissa == 0) exponent = 0;
  while (exponent < 0 && (mantissa & 1) == 0) { mantissa >>= 1; exponent++; }
  const m = intFromI64(x < 0 ? -<i64>mantissa : <i64>mantissa), one = intFromI64(1);
  const numerator = exponent > 0 ? bigShiftLeft(m, exponent) : newRef(m);
  const denominator = exponent < 0 ? bigShiftLeft(one, -exponent) : newRef(one);
  release(m);
  release(one);
  const result = numerator != 0 && denominator != 0 ? tuple2(numerator, denominator) : 0;
  if (numerator) release(numerator);
  if (denominator) release(denominator);
  return result;
}

function float_getnewargs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = plainFloat(self);
  const result = x ? tuple1(x) : 0;
  if (x) release(x);
  return result;
}

function float_getformat(cls: usize, args: usize, nargs: i32, kw: usize): usize {
  const kind = arg(args, 0);
  if (isStr(kind)) {
    const n = strLength(kind);
    if ((n == 6 && strCharAt(kind, 0) == 0x64) || (n == 5 && strCharAt(kind, 0) == 0x66)) return strFromLiteral("IEEE, little-endian");
  }
  return raise(T_X_VALUEERROR, "__getformat__() argument 1 must be 'double' or 'float'");
}

export function initFloatMethods(): void {
  setSlot(T_FLOAT, TP_NEW, fnNative(float_new));
  setSlot(T_FLOAT, TP_FORMAT, fnBinary(float_format));
  method(T_FLOAT, "__round__", fnNative(float_round), 0, 1);
  method(T_FLOAT, "__trunc__", fnNative(float_trunc), 0, 0);
  method(T_FLOAT, "__floor__", fnNative(float_floor), 0, 0);
  method(T_FLOAT, "__ceil__", fnNative(float_ceil), 0, 0);
  method(T_FLOAT, "conjugate", fnNative(float_self), 0, 0);
  method(T_FLOAT, "is_integer", fnNative(float_is_integer), 0, 0);
  method(T_FLOAT, "as_integer_ratio", fnNative(float_as_integer_ratio), 0, 0);
  method(T_FLOAT, "hex", fnNative(float_hex), 0, 0);
  classMethod(T_FLOAT, "fromhex", fnNative(float_fromhex), 1, 1);
  classMethod(T_FLOAT, "__getformat__", fnNative(float_getformat), 1, 1);
  method(T_FLOAT, "__getnewargs__", fnNative(float_getnewargs), 0, 0);
  getset(T_FLOAT, "real", fnUnary(float_real), 0);
  getset(T_FLOAT, "imag", fnUnary(float_imag), 0);
}
