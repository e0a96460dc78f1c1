/**
 * The float object: 16 f64 value, 24 bytes. Arithmetic, comparison and hash; methods are in floatmethods.ts, text in
 * floattext.ts.
 */
import {
  typeOf, typeFlags, isInt, newRef, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnHash, fnCompare, fnInt, fnVoid, TF_FLOAT, TF_INT,
  TP_DEALLOC, TP_HASH, TP_REPR, TP_RICHCOMPARE, TP_BOOL, NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_FLOOR_DIV, NB_MOD, NB_POW, NB_DIVMOD,
  NB_NEGATIVE, NB_POSITIVE, NB_ABSOLUTE, NB_INT, NB_FLOAT, NB_INDEX, LT, LE, EQ, NE, GT, slotOf
} from "../object";
import { T_FLOAT, T_X_ZERODIVISIONERROR, T_X_OVERFLOWERROR, T_X_TYPEERROR } from "./table";
import { allocSmall, freeObject } from "../heap/blocks";
import { release } from "../designs/active";
import { noMemory, raise, raisef, setException, hasException } from "../errors";
import { call2 } from "../calls";
import { strFromLiteral } from "./intern";
import { tuple2 } from "./tuple";
import { intFromI64, orderToBool } from "./int";
import { hashI64 } from "./bigint";
import { intAsDouble, intToDouble, intFromDouble, compareDoubleInt } from "./bigfloat";
import { float_repr } from "./floattext";
import { complexPower } from "./complex";
import { freeNumber } from "./numfree";

export const FLOAT_VALUE: usize = 16;
export const FLOAT_SIZE: u32 = 24;

/** A new float. 0 with MemoryError. */
@inline export function floatNew(x: f64): usize {
  const o = allocSmall(T_FLOAT, FLOAT_SIZE);
  if (o == 0) return noMemory();
  store<f64>(o, x, FLOAT_VALUE);
  return o;
}
@inline export function floatValue(o: usize): f64 { return load<f64>(o, FLOAT_VALUE); }
@inline export function isFloat(o: usize): bool { return (typeFlags(o) & TF_FLOAT) != 0; }

/**
 * Any real number as a double: float, `__float__`, `__index__`. -1 with TypeError or OverflowError where it is none
 * (test hasException).
 */
export function asDouble(o: usize): f64 {
  const flags = typeFlags(o);
  if (flags & TF_FLOAT) return load<f64>(o, FLOAT_VALUE);
  const convert = slotOf(o, NB_FLOAT);
  if (convert != 0 && !(flags & TF_INT)) return resultOfFloat(o, convert);
  if (flags & TF_INT) return intAsDouble(o);
  const index = slotOf(o, NB_INDEX);
  if (index != 0) {
    const i = call_indirect<usize>(index, o);
    if (i == 0) return -1;
    let x: f64 = -1;
    if (isInt(i)) x = intAsDouble(i);
    else raisef(T_X_TYPEERROR, "__index__ returned non-int (type %t)", i);
    release(i);
    return x;
  }
  raisef(T_X_TYPEERROR, "must be real number, not %t", o);
  return -1;
}

function resultOfFloat(o: usize, convert: u32): f64 {
  const r = call_indirect<usize>(convert, o);
  if (r == 0) return -1;
  let x: f64 = -1;
  if (isFloat(r)) x = load<f64>(r, FLOAT_VALUE);
  else raisef(T_X_TYPEERROR, "%t.__float__ returned non-float (type %t)", o, r);
  release(r);
  return x;
}

export { asDouble as floatFromNumber };

// ---- operands: a float or an int, anything else is NotImplemented ---------------------------------------------

let other: f64 = 0;
/** 1 and `other` set, 0 if o is no operand of a float, -1 with OverflowError. */
function operand(o: usize): i32 {
  const flags = typeFlags(o);
  if (flags & TF_FLOAT) { other = load<f64>(o, FLOAT_VALUE); return 1; }
  if (!(flags & TF_INT)) return 0;
  other = intAsDouble(o);
  return other == -1.0 && hasException() ? -1 : 1;
}
let left: f64 = 0, right: f64 = 0;
let failed: usize = 0;
/** Sets left and right; false with `failed` = what the operator returns instead. */
function operands(a: usize, b: usize): bool {
  let state = operand(a);
  left = other;
  if (state > 0) { state = operand(b); right = other; }
  if (state > 0) return true;
  failed = state == 0 ? notImplemented() : 0;
  return false;
}

function float_add(a: usize, b: usize): usize { return operands(a, b) ? floatNew(left + right) : failed; }
function float_sub(a: usize, b: usize): usize { return operands(a, b) ? floatNew(left - right) : failed; }
function float_mul(a: usize, b: usize): usize { return operands(a, b) ? floatNew(left * right) : failed; }
function float_truediv(a: usize, b: usize): usize { return operands(a, b) ? floatDivide(left, right) : failed; }
function float_floordiv(a: usize, b: usize): usize { return operands(a, b) ? floatFloorDivide(left, right) : failed; }
function float_mod(a: usize, b: usize): usize { return operands(a, b) ? floatModulo(left, right) : failed; }
function float_pow(a: usize, b: usize): usize { return operands(a, b) ? floatPower(left, right) : failed; }

export function floatDivide(x: f64, y: f64): usize {
  if (y == 0) return raise(T_X_ZERODIVISIONERROR, "float division by zero");
  return floatNew(x / y);
}

/** The remainder with the sign of y. */
export function modulo(x: f64, y: f64): f64 {
  const r = x % y;
  if (r == 0) return copysign(0, y);
  return (y < 0) != (r < 0) ? r + y : r;
}

let floorQuotient: f64 = 0;
/** The remainder; sets floorQuotient, so that x = floorQuotient * y + remainder as nearly as doubles allow. */
function divideFloor(x: f64, y: f64): f64 {
  let r = x % y;
  let q = (x - r) / y;
  if (r != 0) {
    if ((y < 0) != (r < 0)) { r += y; q -= 1; }
  } else r = copysign(0, y);
  if (q != 0) {
    floorQuotient = floor(q);
    if (q - floorQuotient > 0.5) floorQuotient += 1;
  } else floorQuotient = copysign(0, x / y);
  return r;
}

export function floatFloorDivide(x: f64, y: f64): usize {
  if (y == 0) return raise(T_X_ZERODIVISIONERROR, "float floor division by zero");
  divideFloor(x, y);
  return floatNew(floorQuotient);
}

export function floatModulo(x: f64, y: f64): usize {
  if (y == 0) return raise(T_X_ZERODIVISIONERROR, "float modulo by zero");
  return floatNew(modulo(x, y));
}

function float_divmod(a: usize, b: usize): usize {
  if (!operands(a, b)) return failed;
  if (right == 0) return raise(T_X_ZERODIVISIONERROR, "float divmod()");
  const rest = divideFloor(left, right);
  const q = floatNew(floorQuotient);
  const r = q ? floatNew(rest) : 0;
  const result = r ? tuple2(q, r) : 0;
  if (q) release(q);
  if (r) release(r);
  return result;
}

/** OverflowError with the error number and text that the C library gives. */
export function rangeError(): usize {
  const number = intFromI64(34), text = strFromLiteral("Numerical result out of range");
  const exc = number && text ? call2(T_X_OVERFLOWERROR, number, text) : 0;
  if (number) release(number);
  if (text) release(text);
  return exc ? setException(exc) : 0;
}

/** x ** y. A complex for a negative base with a fractional exponent. */
export function floatPower(x: f64, y: f64): usize {
  if (y == 0 || x == 1) return floatNew(1);
  if (x != x || y != y) return floatNew(x != x ? x : y);
  const odd = abs(y % 2) == 1;
  if (abs(y) == Infinity) {
    const size = abs(x);
    if (size == 1) return floatNew(1);
    return floatNew((y > 0) == (size > 1) ? Infinity : 0);
  }
  if (abs(x) == Infinity) {
    if (y > 0) return floatNew(odd ? x : abs(x));
    return floatNew(odd ? copysign(0, x) : 0);
  }
  if (x == 0) {
    if (y < 0) return raise(T_X_ZERODIVISIONERROR, "0.0 cannot be raised to a negative power");
    return floatNew(odd ? x : 0);
  }
  if (x < 0 && floor(y) != y) return complexPower(x, 0, y, 0);
  let r = NativeMath.pow(abs(x), y);
  if (r == Infinity) return rangeError();
  if (x < 0 && odd) r = -r;
  return floatNew(r);
}

// ---- comparison, hash, conversions ---------------------------------------------------------------------------------

export function compareDoubles(x: f64, y: f64, op: i32): bool {
  return op == LT ? x < y : op == LE ? x <= y : op == EQ ? x == y : op == NE ? x != y : op == GT ? x > y : x >= y;
}

function float_richcompare(a: usize, b: usize, op: i32): usize {
  if (!isFloat(a)) return notImplemented();
  const x = load<f64>(a, FLOAT_VALUE);
  const flags = typeFlags(b);
  if (flags & TF_FLOAT) return boolOf(compareDoubles(x, load<f64>(b, FLOAT_VALUE), op));
  if (!(flags & TF_INT)) return notImplemented();
  if (x != x) return boolOf(op == NE);
  const order = compareDoubleInt(x, b);
  return order == -2 ? 0 : boolOf(orderToBool(order, op));
}

const HASH_PRIME: u64 = (1 << 61) - 1;

/** The hash of a number with a value: equal to that of an int or a fraction of the same value. `identity` serves for nan. */
export function hashDouble(x: f64, identity: usize): i64 {
  if (x != x) return hashIdentity(identity);
  if (abs(x) == Infinity) return x > 0 ? 314159 : -314159;
  if (abs(x) < 9007199254740992.0 && floor(x) == x) return hashI64(<i64>x);
  // x = mantissa * 2^e, and multiplying by 2^e modulo 2^61 - 1 is a rotation of 61 bits
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52 & 0x7ff), mantissa = bits & 0xfffffffffffff;
  if (exponent == 0) exponent = 1; else mantissa |= 0x10000000000000;
  let turn = (exponent - 1075) % 61;
  if (turn < 0) turn += 61;
  const h = <i64>(((mantissa << turn) & HASH_PRIME) | (mantissa >> (61 - turn)));
  const signed = x < 0 ? -h : h;
  return signed == -1 ? -2 : signed;
}

/** The hash of an object by its address. */
export function hashIdentity(o: usize): i64 { return <i64>((<u64>o >> 4) | (<u64>o << 60)) == -1 ? -2 : <i64>((<u64>o >> 4) | (<u64>o << 60)); }

function float_hash(o: usize): i64 { return hashDouble(load<f64>(o, FLOAT_VALUE), o); }
function float_bool(o: usize): i32 { return load<f64>(o, FLOAT_VALUE) != 0 ? 1 : 0; }
function float_neg(o: usize): usize { return floatNew(-load<f64>(o, FLOAT_VALUE)); }
function float_abs(o: usize): usize { return floatNew(abs(load<f64>(o, FLOAT_VALUE))); }
/** An exact float: o itself if it is one. */
export function plainFloat(o: usize): usize { return typeOf(o) == T_FLOAT ? newRef(o) : floatNew(load<f64>(o, FLOAT_VALUE)); }
function float_int(o: usize): usize { return intFromDouble(load<f64>(o, FLOAT_VALUE)); }

function float_dealloc(o: usize): void {
  if (typeOf(o) == T_FLOAT) freeObject(o, FLOAT_SIZE);
  else freeNumber(o);
}

export function initFloat(): void {
  setSlot(T_FLOAT, TP_DEALLOC, fnVoid(float_dealloc));
  setSlot(T_FLOAT, TP_HASH, fnHash(float_hash));
  setSlot(T_FLOAT, TP_REPR, fnUnary(float_repr));
  setSlot(T_FLOAT, TP_RICHCOMPARE, fnCompare(float_richcompare));
  setSlot(T_FLOAT, TP_BOOL, fnInt(float_bool));
  setSlot(T_FLOAT, NB_ADD, fnBinary(float_add));
  setSlot(T_FLOAT, NB_SUB, fnBinary(float_sub));
  setSlot(T_FLOAT, NB_MUL, fnBinary(float_mul));
  setSlot(T_FLOAT, NB_TRUE_DIV, fnBinary(float_truediv));
  setSlot(T_FLOAT, NB_FLOOR_DIV, fnBinary(float_floordiv));
  setSlot(T_FLOAT, NB_MOD, fnBinary(float_mod));
  setSlot(T_FLOAT, NB_DIVMOD, fnBinary(float_divmod));
  setSlot(T_FLOAT, NB_POW, fnBinary(float_pow));
  setSlot(T_FLOAT, NB_NEGATIVE, fnUnary(float_neg));
  setSlot(T_FLOAT, NB_POSITIVE, fnUnary(plainFloat));
  setSlot(T_FLOAT, NB_ABSOLUTE, fnUnary(float_abs));
  setSlot(T_FLOAT, NB_INT, fnUnary(float_int));
  setSlot(T_FLOAT, NB_FLOAT, fnUnary(plainFloat));
}
