/** The complex object: 16 f64 real part, 24 f64 imaginary part, 32 bytes. */
import { S_NUMBERS } from "../layout";
import { ts } from "../thread";
import {
  typeOf, typeFlags, isStr, newRef, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnHash, fnCompare, fnInt, fnVoid, fnNative, TF_FLOAT, TF_INT,
  TP_DEALLOC, TP_HASH, TP_REPR, TP_RICHCOMPARE, TP_BOOL, TP_NEW, TP_FORMAT, NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_POW, NB_NEGATIVE, NB_POSITIVE,
  NB_ABSOLUTE, NB_FLOAT, NB_INDEX, EQ, NE, slotOf
} from "../object";
import { T_COMPLEX, T_X_ZERODIVISIONERROR, T_X_OVERFLOWERROR, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { release } from "../designs/active";
import { noMemory, raise, raisef, hasException } from "../errors";
import { host_mathFn } from "../host";
import { MATH_ATAN2, MATH_HYPOT, MATH_SIN, MATH_COS } from "../mathops";
import { arg, method, classMethod, getset, kwCheck, countCheck, positional, argOrKw } from "../natives";
import { allocInstance } from "./instance";
import { isSubtype } from "./type";
import { lookupSpecial } from "../abstract";
import { call0 } from "../calls";
import { tuple2 } from "./tuple";
import { strFromAscii } from "./str";
import { floatNew, asDouble, hashDouble, isFloat } from "./float";
import { compareDoubleInt, intAsDouble } from "./bigfloat";
import { writeShortest, parseDouble, parseEnd } from "./floattext";
import { asciiNumber, freeNumberText, numberText, numberLength } from "./inttext";
import { complexFormat } from "./complexformat";
import { freeNumber } from "./numfree";
import { S_real, S_imag, S___complex__ } from "../names";

export const COMPLEX_REAL: usize = 16;
export const COMPLEX_IMAG: usize = 24;
export const COMPLEX_SIZE: u32 = 32;

export function complexNew(re: f64, im: f64): usize {
  const o = allocObject(T_COMPLEX, COMPLEX_SIZE);
  if (o == 0) return noMemory();
  store<f64>(o, re, COMPLEX_REAL);
  store<f64>(o, im, COMPLEX_IMAG);
  return o;
}
@inline export function complexReal(o: usize): f64 { return load<f64>(o, COMPLEX_REAL); }
@inline export function complexImag(o: usize): f64 { return load<f64>(o, COMPLEX_IMAG); }

/** Whether an object is a complex or of a subclass. */
export function isComplex(o: usize): bool { return isComplexType(typeOf(o)); }
function isComplexType(type: usize): bool { return type == T_COMPLEX || isSubtype(type, T_COMPLEX); }

// ---- operands
let re: f64 = 0, im: f64 = 0, re2: f64 = 0, im2: f64 = 0;
let failed: usize = 0;
/** Sets re and im: 1, 0 not a number, -1 OverflowError. */
function operand(o: usize): i32 {
  if (isComplexType(typeOf(o))) { re = complexReal(o); im = complexImag(o); return 1; }
  const flags = typeFlags(o);
  im = 0;
  if (flags & TF_FLOAT) { re = load<f64>(o, 16); return 1; }
  if (!(flags & TF_INT)) return 0;
  re = intAsDouble(o);
  return re == -1.0 && hasException() ? -1 : 1;
}
function operands(a: usize, b: usize): bool {
  let state = operand(b);
  re2 = re; im2 = im;
  if (state > 0) state = operand(a);
  if (state > 0) return true;
  failed = state == 0 ? notImplemented() : 0;
  return false;
}

function complex_add(a: usize, b: usize): usize { return operands(a, b) ? complexNew(re + re2, im + im2) : failed; }
function complex_sub(a: usize, b: usize): usize { return operands(a, b) ? complexNew(re - re2, im - im2) : failed; }
function complex_mul(a: usize, b: usize): usize { return operands(a, b) ? complexNew(re * re2 - im * im2, re * im2 + im * re2) : failed; }
function complex_truediv(a: usize, b: usize): usize { return operands(a, b) ? divide(re, im, re2, im2) : failed; }

/** Smith's division, scaled by the larger part of the divisor. */
function divide(a: f64, b: f64, c: f64, d: f64): usize {
  if (c == 0 && d == 0) return raise(T_X_ZERODIVISIONERROR, "complex division by zero");
  if (abs(c) >= abs(d)) {
    const ratio = d / c, denominator = c + d * ratio;
    return complexNew((a + b * ratio) / denominator, (b - a * ratio) / denominator);
  }
  if (abs(d) >= abs(c)) {
    const ratio = c / d, denominator = c * ratio + d;
    return complexNew((a * ratio + b) / denominator, (b * ratio - a) / denominator);
  }
  return complexNew(NaN, NaN);
}

function complex_pow(a: usize, b: usize): usize { return operands(a, b) ? complexPower(re, im, re2, im2) : failed; }

/** (a + bi) ** (c + di). */
export function complexPower(a: f64, b: f64, c: f64, d: f64): usize {
  if (c == 0 && d == 0) return complexNew(1, 0);
  if (a == 0 && b == 0) {
    if (d != 0 || c < 0) return raise(T_X_ZERODIVISIONERROR, "0.0 to a negative or complex power");
    return complexNew(0, 0);
  }
  let x: f64, y: f64;
  if (d == 0 && floor(c) == c && abs(c) <= 100) {
    // small whole exponents by squaring, which keeps exact values exact
    let n = <i32>abs(c);
    let pr = a, pi = b;
    x = 1; y = 0;
    while (true) {
      if (n & 1) { const t = x * pr - y * pi; y = x * pi + y * pr; x = t; }
      n >>= 1;
      if (n == 0) break;
      const t = pr * pr - pi * pi; pi = pr * pi + pi * pr; pr = t;
    }
    if (c < 0) return divide(1, 0, x, y);
  } else {
    const size = host_mathFn(MATH_HYPOT, a, b), angle = host_mathFn(MATH_ATAN2, b, a);
    let length = NativeMath.pow(size, c), turn = angle * c;
    if (d != 0) { length /= NativeMath.exp(angle * d); turn += d * NativeMath.log(size); }
    x = length * host_mathFn(MATH_COS, turn, 0);
    y = length * host_mathFn(MATH_SIN, turn, 0);
  }
  if (isInfinite(x) || isInfinite(y)) return raise(T_X_OVERFLOWERROR, "complex exponentiation");
  return complexNew(x, y);
}
@inline function isInfinite(x: f64): bool { return abs(x) == Infinity; }

function complex_neg(o: usize): usize { return complexNew(-complexReal(o), -complexImag(o)); }
function complex_pos(o: usize): usize { return typeOf(o) == T_COMPLEX ? newRef(o) : complexNew(complexReal(o), complexImag(o)); }
function complex_abs(o: usize): usize {
  const a = complexReal(o), b = complexImag(o);
  const r = isInfinite(a) || isInfinite(b) ? Infinity : host_mathFn(MATH_HYPOT, a, b);
  if (r == Infinity && !isInfinite(a) && !isInfinite(b)) return raise(T_X_OVERFLOWERROR, "absolute value too large");
  return floatNew(r);
}
function complex_bool(o: usize): i32 { return complexReal(o) != 0 || complexImag(o) != 0 ? 1 : 0; }
function complex_hash(o: usize): i64 {
  const h = <u64>hashDouble(complexReal(o), o) + 1000003 * <u64>hashDouble(complexImag(o), o);
  return <i64>h == -1 ? -2 : <i64>h;
}
function complex_richcompare(a: usize, b: usize, op: i32): usize {
  if (op != EQ && op != NE) return notImplemented();
  const flags = typeFlags(b);
  let equal: bool;
  if (flags & TF_INT) {
    const x = complexReal(a);
    if (complexImag(a) != 0 || x != x) equal = false;
    else {
      const order = compareDoubleInt(x, b);
      if (order == -2) return 0;
      equal = order == 0;
    }
  } else if (flags & TF_FLOAT) equal = complexReal(a) == load<f64>(b, 16) && complexImag(a) == 0;
  else if (isComplexType(typeOf(b))) equal = complexReal(a) == complexReal(b) && complexImag(a) == complexImag(b);
  else return notImplemented();
  return boolOf(equal == (op == EQ));
}
function complex_dealloc(o: usize): void {
  if (typeOf(o) == T_COMPLEX) freeObject(o, COMPLEX_SIZE);
  else freeNumber(o);
}

// ---- text

/** Writes a part as repr does, without ".0". */
function writePart(x: f64, at: usize): u32 {
  const n = writeShortest(x, at);
  return n > 2 && load<u8>(at + n - 1) == 0x30 && load<u8>(at + n - 2) == 0x2e ? n - 2 : n;
}
@inline function isMinus(x: f64): bool { return reinterpret<i64>(x) < 0; }

function complex_repr(o: usize): usize {
  const a = complexReal(o), b = complexImag(o);
  const text = ts + S_NUMBERS + 64;
  let at = text;
  const alone = a == 0 && !isMinus(a);
  if (!alone) {
    store<u8>(at++, 0x28);
    at += writePart(a, at);
    if (b != b || !isMinus(b)) store<u8>(at++, 0x2b);
  }
  at += writePart(b, at);
  store<u8>(at++, 0x6a);
  if (!alone) store<u8>(at++, 0x29);
  return strFromAscii(text, <u32>(at - text));
}

/** Reads "a+bj" and its shorter forms into re and im. */
function parse(s: usize): bool {
  if (!asciiNumber(s)) return false;
  let p = numberText, end = numberText + numberLength;
  let ok = false;
  if (p < end && load<u8>(p) == 0x28 && load<u8>(end - 1) == 0x29) {
    p++; end--;
    while (p < end && (load<u8>(p) == 0x20 || load<u8>(p) - 9 < 5)) p++;
    while (p < end && (load<u8>(end - 1) == 0x20 || load<u8>(end - 1) - 9 < 5)) end--;
  }
  re = 0; im = 0;
  if (p < end) {
    const x = parseDouble(p, end);
    if (parseEnd != p) {
      p = parseEnd;
      if (p == end) { re = x; ok = true; }
      else if (isUnit(p)) { im = x; ok = p + 1 == end; }
      else if (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d) {
        re = x;
        im = imaginary(p, end);
        ok = stop == end;
      }
    } else {
      im = imaginary(p, end);
      ok = stop == end;
    }
  }
  freeNumberText();
  if (!ok) raise(T_X_VALUEERROR, "complex() arg is a malformed string");
  return ok;
}
@inline function isUnit(p: usize): bool { return (load<u8>(p) | 0x20) == 0x6a; }
/** An imaginary part with its unit, of which the digits may be absent; stop is its end or 0. */
let stop: usize = 0;
function imaginary(p: usize, end: usize): f64 {
  let x = parseDouble(p, end);
  let at = parseEnd;
  if (at == p) {
    x = 1;
    if (load<u8>(p) == 0x2d) { x = -1; at++; } else if (load<u8>(p) == 0x2b) at++;
  }
  stop = at < end && isUnit(at) ? at + 1 : 0;
  return x;
}

// ---- constructor and methods

/** Sets re and im from an argument that is not a str; false with TypeError. `place` names it in the message. */
function component(o: usize, place: string): bool {
  if (isComplexType(typeOf(o)) || (typeFlags(o) & (TF_FLOAT | TF_INT)) != 0) return operand(o) > 0;
  const convert = lookupSpecial(o, load<usize>(S___complex__));
  if (convert) {
    const r = call0(convert);
    release(convert);
    if (r == 0) return false;
    const ok = isComplexType(typeOf(r));
    if (ok) { re = complexReal(r); im = complexImag(r); }
    else raisef(T_X_TYPEERROR, "%t.__complex__() returned non-complex (type %t)", o, r);
    release(r);
    return ok;
  }
  if (hasException()) return false;
  if (slotOf(o, NB_FLOAT) == 0 && slotOf(o, NB_INDEX) == 0) { raisef(T_X_TYPEERROR, place, o); return false; }
  re = asDouble(o);
  im = 0;
  return !(re == -1.0 && hasException());
}

function complex_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("complex", args, nargs, kw, S_real, S_imag)) return 0;
  if (!countCheck("complex", positional(nargs, kw), 0, 2)) return 0;
  const first = argOrKw(args, nargs, kw, 0, S_real), second = argOrKw(args, nargs, kw, 1, S_imag);
  if (first != 0 && second == 0 && type == T_COMPLEX && typeOf(first) == T_COMPLEX) return newRef(first);
  let a: f64 = 0, b: f64 = 0;
  if (first != 0 && isStr(first)) {
    if (second) return raise(T_X_TYPEERROR, "complex() can't take second arg if first is a string");
    if (!parse(first)) return 0;
    a = re; b = im;
  } else {
    if (second != 0 && isStr(second)) return raise(T_X_TYPEERROR, "complex() second arg can't be a string");
    if (first) {
      if (!component(first, "complex() first argument must be a string or a number, not '%t'")) return 0;
      a = re; b = im;
    }
    if (second) {
      if (!component(second, "complex() second argument must be a number, not '%t'")) return 0;
      const whole = isComplexType(typeOf(second)) || (first != 0 && isComplexType(typeOf(first)));
      if (whole) { a -= im; b += re; }
      else b = re;
    }
  }
  if (type == T_COMPLEX) return complexNew(a, b);
  const o = allocInstance(type, 0);
  if (o == 0) return 0;
  store<f64>(o, a, COMPLEX_REAL);
  store<f64>(o, b, COMPLEX_IMAG);
  return o;
}

function complex_real(o: usize): usize { return floatNew(complexReal(o)); }
function complex_imag(o: usize): usize { return floatNew(complexImag(o)); }
function complex_conjugate(o: usize, args: usize, nargs: i32, kw: usize): usize { return complexNew(complexReal(o), -complexImag(o)); }
function complex_complex(o: usize, args: usize, nargs: i32, kw: usize): usize { return complex_pos(o); }
function complex_getnewargs(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const a = complex_real(o), b = a ? complex_imag(o) : 0;
  const result = b ? tuple2(a, b) : 0;
  if (a) release(a);
  if (b) release(b);
  return result;
}
function complex_format(o: usize, spec: usize): usize { return complexFormat(complexReal(o), complexImag(o), spec, o); }

export function initComplex(): void {
  setSlot(T_COMPLEX, TP_DEALLOC, fnVoid(complex_dealloc));
  setSlot(T_COMPLEX, TP_NEW, fnNative(complex_new));
  setSlot(T_COMPLEX, TP_HASH, fnHash(complex_hash));
  setSlot(T_COMPLEX, TP_REPR, fnUnary(complex_repr));
  setSlot(T_COMPLEX, TP_FORMAT, fnBinary(complex_format));
  setSlot(T_COMPLEX, TP_RICHCOMPARE, fnCompare(complex_richcompare));
  setSlot(T_COMPLEX, TP_BOOL, fnInt(complex_bool));
  setSlot(T_COMPLEX, NB_ADD, fnBinary(complex_add));
  setSlot(T_COMPLEX, NB_SUB, fnBinary(complex_sub));
  setSlot(T_COMPLEX, NB_MUL, fnBinary(complex_mul));
  setSlot(T_COMPLEX, NB_TRUE_DIV, fnBinary(complex_truediv));
  setSlot(T_COMPLEX, NB_POW, fnBinary(complex_pow));
  setSlot(T_COMPLEX, NB_NEGATIVE, fnUnary(complex_neg));
  setSlot(T_COMPLEX, NB_POSITIVE, fnUnary(complex_pos));
  setSlot(T_COMPLEX, NB_ABSOLUTE, fnUnary(complex_abs));
  getset(T_COMPLEX, "real", fnUnary(complex_real), 0);
  getset(T_COMPLEX, "imag", fnUnary(complex_imag), 0);
  method(T_COMPLEX, "conjugate", fnNative(complex_conjugate), 0, 0);
  method(T_COMPLEX, "__complex__", fnNative(complex_complex), 0, 0);
  method(T_COMPLEX, "__getnewargs__", fnNative(complex_getnewargs), 0, 0);
}
