/** The constructor of int, its methods, and format(). */
import {
  F_BIG, setFlag, typeOf, isInt, isStr, newRef, boolOf, setSlot, slotOf, fnUnary, fnBinary, fnNative, TP_NEW, TP_FORMAT, NB_INT, NB_INDEX
} from "../object";
import { NONE } from "../layout";
import { T_INT, T_BIGINT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "./table";
import { release, initRef } from "../designs/active";
import { allocRaw, freeRaw } from "../heap/blocks";
import { raise, raisef, hasException, noMemory } from "../errors";
import { arg, argOrKw, positional, kwCheck, countCheck, method, methodKw, classMethodKw, getset } from "../natives";
import { allocInstance } from "./instance";
import { lookupSpecial, asIndexObject, asSsize, isTrue, strOf } from "../abstract";
import { call0, call1 } from "../calls";
import { strLength, strCharAt } from "./str";
import { tuple1, tuple2 } from "./tuple";
import { bytesNew, bytesData, bytesSize, bytesFromObject } from "./bytes";
import { isBytes, isBytesLike, bufferBytes } from "./textcore";
import { isByteArray } from "./bytearray";
import { indexClamped } from "./textargs";
import { isBig, intFromI64, intValue, plainOf, intAbs, intSubAny, intAddAny } from "./int";
import { viewLeft, lp, ln, lneg, intBits, isNegative, intFromDigits, intCompare, bigDivMod, quotient, remainder } from "./bigint";
import { digitAt, mpTwos } from "./bigmath";
import { intFromStr, parseInteger, asciiNumberOfBytes, intDigits, freeDigits, digits, digitCount, digitsNegative } from "./inttext";
import { intPowPositive } from "./intpow";
import { intAsDouble } from "./bigfloat";
import { parseSpec, kind, precision, sign, alternate, noNegativeZero, signChar, layout, unknownKind, fill, align, width, repeat } from "./formatspec";
import { isFloatKind, formatParsedDouble } from "./floatformat";
import { Builder } from "./builder";
import { S_base, S_length, S_byteorder, S_signed, S_bytes, S___trunc__ } from "../names";

// ---- constructor

/** The value of an int as an instance of a class below int. Takes over value. */
export function intOfType(type: usize, value: usize): usize {
  if (value == 0 || type == T_INT) return value;
  const o = allocInstance(type, 0);
  if (o == 0) { release(value); return 0; }
  if (isBig(value)) { setFlag(o, F_BIG); initRef(o, o + 16, value); return o; }
  store<i64>(o, intValue(value), 16);
  release(value);
  return o;
}

/** An exact int from what a conversion method gave (owned); TypeError if it is no int. */
function checkedInt(r: usize, message: string): usize {
  if (r == 0) return 0;
  if (!isInt(r)) { raisef(T_X_TYPEERROR, message, r); release(r); return 0; }
  const plain = plainOf(r);
  release(r);
  return plain;
}

/** int(x): an exact int. */
export function intFromNumber(x: usize): usize {
  if (typeOf(x) == T_INT || typeOf(x) == T_BIGINT) return newRef(x);
  const convert = slotOf(x, NB_INT);
  if (convert) return checkedInt(call_indirect<usize>(convert, x), "__int__ returned non-int (type %t)");
  const index = slotOf(x, NB_INDEX);
  if (index) return checkedInt(call_indirect<usize>(index, x), "__index__ returned non-int (type %t)");
  const special = lookupSpecial(x, load<usize>(S___trunc__));
  if (special) {
    const r = call0(special);
    release(special);
    if (r == 0 || isInt(r)) return checkedInt(r, "");
    if (slotOf(r, NB_INDEX) == 0) { raisef(T_X_TYPEERROR, "__trunc__ returned non-Integral (type %t)", r); release(r); return 0; }
    const i = asIndexObject(r);
    release(r);
    return checkedInt(i, "__index__ returned non-int (type %t)");
  }
  if (hasException()) return 0;
  if (isStr(x)) return intFromStr(x, 10);
  if (isBytesLike(x)) return intFromBytesText(x, 10);
  return raisef(T_X_TYPEERROR, "int() argument must be a string, a bytes-like object or a real number, not '%t'", x);
}

function intFromBytesText(x: usize, base: u32): usize {
  const b = bufferBytes(x);
  if (b == 0) return 0;
  asciiNumberOfBytes(bytesData(b), bytesSize(b));
  const result = parseInteger(x, base);
  release(b);
  return result;
}

function int_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("int", args, nargs, kw, S_base) || !countCheck("int", positional(nargs, kw), 0, 2)) return 0;
  const npos = positional(nargs, kw);
  const x: usize = npos > 0 ? arg(args, 0) : 0, base = argOrKw(args, nargs, kw, 1, S_base);
  if (x == 0) return base ? raise(T_X_TYPEERROR, "int() missing string argument") : intOfType(type, intFromI64(0));
  if (base == 0) return intOfType(type, intFromNumber(x));
  const b = indexClamped(base);
  if (b == -1 && hasException()) return 0;
  if (b != 0 && (b < 2 || b > 36)) return raise(T_X_VALUEERROR, "int() base must be >= 2 and <= 36, or 0");
  if (isStr(x)) return intOfType(type, intFromStr(x, b));
  if (isBytes(x) || isByteArray(x)) return intOfType(type, intFromBytesText(x, b));
  return raise(T_X_TYPEERROR, "int() can't convert non-string with explicit base");
}

// ---- bytes

/** The byte order that an argument names: 1 little, 0 big, -1 ValueError. */
function littleEndian(o: usize): i32 {
  if (o == 0) return 0;
  if (!isStr(o)) { raisef(T_X_TYPEERROR, "argument 'byteorder' must be str, not %t", o); return -1; }
  const n = strLength(o), c: u32 = n ? strCharAt(o, 0) : 0;
  if (n == 6 && c == 0x6c && strCharAt(o, 5) == 0x65) return 1;
  if (n == 3 && c == 0x62 && strCharAt(o, 2) == 0x67) return 0;
  raise(T_X_VALUEERROR, "byteorder must be either 'little' or 'big'");
  return -1;
}

function int_to_bytes(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("to_bytes", args, nargs, kw, S_length, S_byteorder, S_signed) || !countCheck("to_bytes", positional(nargs, kw), 0, 2)) return 0;
  const lengthArg = argOrKw(args, nargs, kw, 0, S_length), order = argOrKw(args, nargs, kw, 1, S_byteorder);
  const signedArg = argOrKw(args, nargs, kw, 99, S_signed);
  const length = lengthArg ? asSsize(lengthArg) : 1;
  if (length == -1 && hasException()) return 0;
  const little = littleEndian(order);
  if (little < 0) return 0;
  const signed = signedArg ? isTrue(signedArg) : 0;
  if (signed < 0) return 0;
  if (length < 0) return raise(T_X_VALUEERROR, "length argument must be non-negative");
  const negative = isNegative(self);
  if (negative && !signed) return raise(T_X_OVERFLOWERROR, "can't convert negative int to unsigned");
  // -2^k needs no more bits than 2^k - 1
  let bits = intBits(self);
  if (negative && isPowerOfTwo(self)) bits--;
  if ((signed != 0 && (bits != 0 || negative) ? bits + 1 : bits) > <u64>length * 8) return raise(T_X_OVERFLOWERROR, "int too big to convert");
  const n = (<u32>length + 3) >> 2;
  const work = allocRaw((n + 1) << 2);
  if (work == 0) return noMemory();
  viewLeft(self);
  mpTwos(work, n, lp, min<u32>(ln, n), lneg);
  const b = bytesNew(length);
  if (b) {
    const to = bytesData(b);
    if (little) memory.copy(to, work, length);
    else for (let i = 0; i < length; i++) store<u8>(to + (length - 1 - i), load<u8>(work + i));
  }
  freeRaw(work, (n + 1) << 2);
  return b;
}

function isPowerOfTwo(o: usize): bool {
  viewLeft(o);
  for (let i: u32 = 0; i + 1 < ln; i++) if (digitAt(lp, i)) return false;
  return ln != 0 && popcnt<u32>(digitAt(lp, ln - 1)) == 1;
}

function int_from_bytes(cls: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("from_bytes", args, nargs, kw, S_bytes, S_byteorder, S_signed)) return 0;
  if (!countCheck("from_bytes", positional(nargs, kw), 0, 2)) return 0;
  const source = argOrKw(args, nargs, kw, 0, S_bytes), order = argOrKw(args, nargs, kw, 1, S_byteorder), signedArg = argOrKw(args, nargs, kw, 99, S_signed);
  if (source == 0) return raise(T_X_TYPEERROR, "from_bytes() missing required argument 'bytes' (pos 1)");
  const little = littleEndian(order);
  if (little < 0) return 0;
  const signed = signedArg ? isTrue(signedArg) : 0;
  if (signed < 0) return 0;
  if (isStr(source) || isInt(source)) return raisef(T_X_TYPEERROR, "cannot convert '%t' object to bytes", source);
  const b = bytesFromObject(source);
  if (b == 0) return 0;
  const length = bytesSize(b), from = bytesData(b), n = (length + 3) >> 2;
  const work = allocRaw((n + 1) << 2);
  if (work == 0) { release(b); return noMemory(); }
  const negative = signed != 0 && length != 0 && load<u8>(from + <usize>(little ? length - 1 : 0)) >= 0x80;
  memory.fill(work, negative ? 0xff : 0, n << 2);
  if (little) memory.copy(work, from, length);
  else for (let i: u32 = 0; i < length; i++) store<u8>(work + i, load<u8>(from + (length - 1 - i)));
  if (negative) mpTwos(work, n, work, n, true);
  const value = intFromDigits(work, n, negative);
  freeRaw(work, (n + 1) << 2);
  release(b);
  if (value == 0 || cls == T_INT) return value;
  const result = call1(cls, value);
  release(value);
  return result;
}

// ---- methods

function int_bit_length(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>intBits(self)); }
function int_bit_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  viewLeft(self);
  let n: i64 = 0;
  for (let i: u32 = 0; i < ln; i++) n += popcnt<u32>(digitAt(lp, i));
  return intFromI64(n);
}
function int_self(self: usize, args: usize, nargs: i32, kw: usize): usize { return plainOf(self); }
function int_is_integer(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(true); }
function int_as_integer_ratio(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = plainOf(self), one = intFromI64(1);
  const result = n ? tuple2(n, one) : 0;
  if (n) release(n);
  release(one);
  return result;
}
function int_getnewargs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = plainOf(self);
  const result = n ? tuple1(n) : 0;
  if (n) release(n);
  return result;
}
function int_real(o: usize): usize { return plainOf(o); }
function int_imag(o: usize): usize { return intFromI64(0); }
function int_denominator(o: usize): usize { return intFromI64(1); }

/** round(self, ndigits): to a multiple of a power of ten, ties to even. */
function int_round(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0 || arg(args, 0) == NONE) return plainOf(self);
  const places = asIndexObject(arg(args, 0));
  if (places == 0) return 0;
  if (!isNegative(places)) { release(places); return plainOf(self); }
  const ten = intFromI64(10), count = intAbs(places);
  release(places);
  const unit = count ? intPowPositive(ten, count) : 0;
  release(ten);
  if (count) release(count);
  if (unit == 0) return 0;
  if (!bigDivMod(self, unit, true, true)) { release(unit); return 0; }
  const q = quotient, rest = remainder;
  const twice = intAddAny(rest, rest);
  const order = twice ? intCompare(twice, unit) : 0;
  if (twice) release(twice);
  // down by the remainder, or up to the next multiple
  let result = twice ? intSubAny(self, rest) : 0;
  if (result != 0 && (order > 0 || (order == 0 && isOdd(q)))) {
    const up = intAddAny(result, unit);
    release(result);
    result = up;
  }
  release(q);
  release(rest);
  release(unit);
  return result;
}
function isOdd(o: usize): bool { viewLeft(o); return ln != 0 && (digitAt(lp, 0) & 1) != 0; }

// ---- format

export function int_format(o: usize, spec: usize): usize {
  if (strLength(spec) == 0) return strOf(o);
  if (!parseSpec(spec, o, 0x3e)) return 0;
  let base: u32 = 10, prefix: u32 = 0;
  switch (kind) {
    case 0: case 0x64: case 0x6e: break;
    case 0x62: base = 2; prefix = kind; break;
    case 0x6f: base = 8; prefix = kind; break;
    case 0x78: case 0x58: base = 16; prefix = kind; break;
    case 0x63: break;
    default: {
      if (!isFloatKind(kind)) return unknownKind(kind, o);
      const x = intAsDouble(o);
      return x == -1.0 && hasException() ? 0 : formatParsedDouble(x, o);
    }
  }
  if (precision >= 0) return raise(T_X_VALUEERROR, "Precision not allowed in integer format specifier");
  if (noNegativeZero) return raise(T_X_VALUEERROR, "Negative zero coercion (z) not allowed in integer format specifier");
  if (kind == 0x63) return formatCharacter(o);
  if (!intDigits(o, base, kind == 0x58)) return 0;
  const out = Builder.start();
  layout(out, signChar(digitsNegative), alternate ? prefix : 0, digits, <i32>digitCount, 0, 0);
  freeDigits();
  return Builder.finish(out);
}

function formatCharacter(o: usize): usize {
  if (sign) return raise(T_X_VALUEERROR, "Sign not allowed with integer format specifier 'c'");
  if (alternate) return raise(T_X_VALUEERROR, "Alternate form (#) not allowed with integer format specifier 'c'");
  if (isBig(o) || <u64>intValue(o) > 0x10ffff) return raise(T_X_OVERFLOWERROR, "%c arg not in range(0x110000)");
  const out = Builder.start();
  const padding = width - 1;
  const before = padding <= 0 ? 0 : align == 0x3e || align == 0x3d ? padding : align == 0x5e ? padding >> 1 : 0;
  repeat(out, fill, before);
  Builder.char(out, <u32>intValue(o));
  repeat(out, fill, padding - before);
  return Builder.finish(out);
}

export function initIntMethods(): void {
  setSlot(T_INT, TP_NEW, fnNative(int_new));
  setSlot(T_INT, TP_FORMAT, fnBinary(int_format));
  setSlot(T_BIGINT, TP_FORMAT, fnBinary(int_format));
  method(T_INT, "bit_length", fnNative(int_bit_length), 0, 0);
  method(T_INT, "bit_count", fnNative(int_bit_count), 0, 0);
  methodKw(T_INT, "to_bytes", fnNative(int_to_bytes), 0, 2);
  classMethodKw(T_INT, "from_bytes", fnNative(int_from_bytes), 0, 2);
  method(T_INT, "conjugate", fnNative(int_self), 0, 0);
  method(T_INT, "is_integer", fnNative(int_is_integer), 0, 0);
  method(T_INT, "as_integer_ratio", fnNative(int_as_integer_ratio), 0, 0);
  method(T_INT, "__trunc__", fnNative(int_self), 0, 0);
  method(T_INT, "__floor__", fnNative(int_self), 0, 0);
  method(T_INT, "__ceil__", fnNative(int_self), 0, 0);
  method(T_INT, "__round__", fnNative(int_round), 0, 1);
  method(T_INT, "__getnewargs__", fnNative(int_getnewargs), 0, 0);
  getset(T_INT, "real", fnUnary(int_real), 0);
  getset(T_INT, "imag", fnUnary(int_imag), 0);
  getset(T_INT, "numerator", fnUnary(int_real), 0);
  getset(T_INT, "denominator", fnUnary(int_denominator), 0);
}
