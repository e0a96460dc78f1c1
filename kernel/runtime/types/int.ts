/**
 * The int object.
 *
 *     exact int that fits i64      type T_INT, 24 bytes:  16  i64 value
 *     any other exact int          type T_BIGINT, F_BIG:  digits, see bigint.ts
 *     instance of a subclass       16  i64 value, or with F_BIG  16  u32 reference to a T_BIGINT;  24..  the subclass's part
 *
 * A value that fits i64 is never big. The ints -5..256 are fixed objects at SMALL_INTS.
 */
import { SMALL_INTS, SMALL_INT_SIZE, SMALL_INT_MIN, SMALL_INT_MAX } from "../layout";
import {
  F_BIG, hasFlag, flagsOf, typeOf, isInt, newRef, notImplemented, boolOf, setSlot, fnUnary, fnBinary, fnHash, fnCompare, fnInt, fnVoid, fnTraverse,
  TP_DEALLOC, TP_TRAVERSE, TP_HASH, TP_REPR, TP_RICHCOMPARE, TP_BOOL, NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_FLOOR_DIV, NB_MOD, NB_POW, NB_LSHIFT, NB_RSHIFT,
  NB_AND, NB_OR, NB_XOR, NB_DIVMOD, NB_NEGATIVE, NB_POSITIVE, NB_ABSOLUTE, NB_INVERT, NB_INT, NB_FLOAT, NB_INDEX, LT, LE, EQ, NE, GT
} from "../object";
import { T_INT, T_BIGINT, T_X_OVERFLOWERROR, T_X_VALUEERROR, T_X_ZERODIVISIONERROR } from "./table";
import { retain, release } from "../designs/active";
import { allocSmall, freeObject } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import {
  bigAdd, bigSub, bigMul, bigDivMod, bigNegate, bigShiftLeft, bigShiftRight, bigBitwise, intCompare, intHash, isNegative, bigOf,
  plainInt, big_dealloc, quotient, remainder, viewLeft, lp, ln, intFromU128
} from "./bigint";
import { digitAt } from "./bigmath";
import { intTrueDivide, intAsDouble } from "./bigfloat";
import { intPowPositive } from "./intpow";
import { floatNew, floatPower } from "./float";
import { int_repr } from "./inttext";
import { tuple2 } from "./tuple";
import { freeNumber } from "./numfree";

export { intFromU64 } from "./bigint";
export { intFromDouble } from "./bigfloat";
export { intPowMod } from "./intpow";
/** The int with the given digits, 32 bits each, least significant first (copied). */
export { intFromDigits as intFromMagnitude } from "./bigint";

export const INT_VALUE: usize = 16;
export const INT_SIZE: u32 = 24;

@inline export function isBig(o: usize): bool { return hasFlag(o, F_BIG); }
/** The value of an int that is not big. */
@inline export function intValue(o: usize): i64 { return load<i64>(o, INT_VALUE); }

/** The int v. 0 with MemoryError. */
@inline export function intFromI64(v: i64): usize {
  if (<u64>(v - SMALL_INT_MIN) <= <u64>(SMALL_INT_MAX - SMALL_INT_MIN)) {
    const small = <usize>SMALL_INTS + <usize>(v - SMALL_INT_MIN) * <usize>SMALL_INT_SIZE;
    retain(small);
    return small;
  }
  const o = allocSmall(T_INT, INT_SIZE);
  if (o == 0) return noMemory();
  store<i64>(o, v, INT_VALUE);
  return o;
}
export function intFromI32(v: i32): usize { return intFromI64(v); }

let overflow: i32 = 0;
/** After intAsI64: 0, or -1 or 1 where the value was below or above i64. */
export function intOverflow(): i32 { return overflow; }
/** The value of an int, clamped to i64; see intOverflow. */
export function intAsI64(o: usize): i64 {
  if (!isBig(o)) { overflow = 0; return load<i64>(o, INT_VALUE); }
  overflow = isNegative(o) ? -1 : 1;
  return overflow < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

// ---- arithmetic of two compact ints --------------------------------------------------------------------------

/** a + b for ints that are not big. */
@inline export function intAdd(a: usize, b: usize): usize {
  const x = load<i64>(a, INT_VALUE), y = load<i64>(b, INT_VALUE), r = x + y;
  if (((x ^ r) & (y ^ r)) < 0) return bigAdd(a, b);
  return intFromI64(r);
}

/** a - b for ints that are not big. */
@inline export function intSub(a: usize, b: usize): usize {
  const x = load<i64>(a, INT_VALUE), y = load<i64>(b, INT_VALUE), r = x - y;
  if (((x ^ y) & (x ^ r)) < 0) return bigSub(a, b);
  return intFromI64(r);
}

/** a * b for ints that are not big. */
@inline export function intMul(a: usize, b: usize): usize {
  const x = load<i64>(a, INT_VALUE), y = load<i64>(b, INT_VALUE);
  if ((<u64>(x + 0x80000000) | <u64>(y + 0x80000000)) >> 32 == 0) return intFromI64(x * y);
  return intMulWide(x, y);
}

function intMulWide(x: i64, y: i64): usize {
  const negative = (x ^ y) < 0;
  const m: u64 = x < 0 ? <u64>0 - <u64>x : <u64>x, n: u64 = y < 0 ? <u64>0 - <u64>y : <u64>y;
  const m0 = m & 0xffffffff, m1 = m >> 32, n0 = n & 0xffffffff, n1 = n >> 32;
  const low = m0 * n0, a = m1 * n0 + (low >> 32), b = m0 * n1 + (a & 0xffffffff);
  const high = m1 * n1 + (a >> 32) + (b >> 32);
  const r = b << 32 | (low & 0xffffffff);
  if (high == 0 && r <= 0x7fffffffffffffff) return intFromI64(negative ? -<i64>r : <i64>r);
  return intFromU128(r, high, negative);
}

// ---- arithmetic of ints of any form ------------------------------------------------------------------------------

@inline function bothCompact(a: usize, b: usize): bool { return ((flagsOf(a) | flagsOf(b)) & F_BIG) == 0; }

export function intAddAny(a: usize, b: usize): usize { return bothCompact(a, b) ? intAdd(a, b) : bigAdd(a, b); }
export function intSubAny(a: usize, b: usize): usize { return bothCompact(a, b) ? intSub(a, b) : bigSub(a, b); }
export function intMulAny(a: usize, b: usize): usize { return bothCompact(a, b) ? intMul(a, b) : bigMul(a, b); }

@inline function isZero(o: usize): bool { return !isBig(o) && load<i64>(o, INT_VALUE) == 0; }

/** Floor of x / y for y != 0, not for MIN / -1. */
@inline function floorDiv(x: i64, y: i64): i64 {
  const q = x / y;
  return (x ^ y) < 0 && q * y != x ? q - 1 : q;
}
@inline function floorMod(x: i64, y: i64): i64 {
  const r = x % y;
  return r != 0 && (r ^ y) < 0 ? r + y : r;
}

export function intFloorDiv(a: usize, b: usize): usize {
  if (bothCompact(a, b)) {
    const x = load<i64>(a, INT_VALUE), y = load<i64>(b, INT_VALUE);
    if (y == 0) return raise(T_X_ZERODIVISIONERROR, "integer division or modulo by zero");
    if (y == -1) return x == i64.MIN_VALUE ? bigNegate(a) : intFromI64(-x);
    return intFromI64(floorDiv(x, y));
  }
  if (isZero(b)) return raise(T_X_ZERODIVISIONERROR, "integer division or modulo by zero");
  return bigDivMod(a, b, true, false) ? quotient : 0;
}

/** a % b, with the sign of b. */
export function intMod(a: usize, b: usize): usize {
  if (bothCompact(a, b)) {
    const x = load<i64>(a, INT_VALUE), y = load<i64>(b, INT_VALUE);
    if (y == 0) return raise(T_X_ZERODIVISIONERROR, "integer modulo by zero");
    if (y == -1) return intFromI64(0);
    return intFromI64(floorMod(x, y));
  }
  if (isZero(b)) return raise(T_X_ZERODIVISIONERROR, "integer modulo by zero");
  return bigDivMod(a, b, false, true) ? remainder : 0;
}

/** (a // b, a % b) as a tuple. */
export function intDivMod(a: usize, b: usize): usize {
  if (isZero(b)) return raise(T_X_ZERODIVISIONERROR, "integer division or modulo by zero");
  let q: usize, r: usize;
  if (bothCompact(a, b)) {
    q = intFloorDiv(a, b);
    r = q ? intMod(a, b) : 0;
  } else {
    if (!bigDivMod(a, b, true, true)) return 0;
    q = quotient;
    r = remainder;
  }
  const result = q != 0 && r != 0 ? tuple2(q, r) : 0;
  if (q) release(q);
  if (r) release(r);
  return result;
}

export function intPow(a: usize, b: usize): usize {
  if (isNegative(b)) {
    const x = intAsDouble(a);
    if (x == -1.0 && hasException()) return 0;
    const y = intAsDouble(b);
    if (y == -1.0 && hasException()) return 0;
    return floatPower(x, y);
  }
  return intPowPositive(a, b);
}

export function intShiftLeft(a: usize, b: usize): usize {
  if (isNegative(b)) return raise(T_X_VALUEERROR, "negative shift count");
  if (isZero(a)) return intFromI64(0);
  if (isBig(b)) return raise(T_X_OVERFLOWERROR, "too many digits in integer");
  const n = load<i64>(b, INT_VALUE);
  if (!isBig(a) && n < 64) {
    const x = load<i64>(a, INT_VALUE), r = x << n;
    if (r >> n == x) return intFromI64(r);
  }
  return bigShiftLeft(a, <u64>n);
}

export function intShiftRight(a: usize, b: usize): usize {
  if (isNegative(b)) return raise(T_X_VALUEERROR, "negative shift count");
  if (isBig(b)) return intFromI64(isNegative(a) ? -1 : 0);
  const n = load<i64>(b, INT_VALUE);
  if (!isBig(a)) return intFromI64(load<i64>(a, INT_VALUE) >> min<i64>(n, 63));
  return bigShiftRight(a, <u64>n);
}

export function intNegate(a: usize): usize {
  if (!isBig(a) && load<i64>(a, INT_VALUE) != i64.MIN_VALUE) return intFromI64(-load<i64>(a, INT_VALUE));
  return bigNegate(a);
}

export function intAbs(a: usize): usize { return isNegative(a) ? intNegate(a) : plainOf(a); }

export function intInvert(a: usize): usize {
  if (!isBig(a)) return intFromI64(~load<i64>(a, INT_VALUE));
  const minusOne = intFromI64(-1);
  const result = bigSub(minusOne, a);
  release(minusOne);
  return result;
}

/** An exact int: o itself if it is one. */
export function plainOf(o: usize): usize {
  const type = typeOf(o);
  return type == T_INT || type == T_BIGINT ? newRef(o) : plainInt(o);
}

/** Bit i of an int that is not negative. */
export function hasBit(o: usize, i: u64): bool {
  if (!isBig(o)) return i < 63 && (load<i64>(o, INT_VALUE) >> i & 1) != 0;
  viewLeft(o);
  return i >> 5 < <u64>ln && (digitAt(lp, <u32>(i >> 5)) >> <u32>(i & 31) & 1) != 0;
}

// ---- type slots --------------------------------------------------------------------------------------------------

function int_add(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intAddAny(a, b) : notImplemented(); }
function int_sub(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intSubAny(a, b) : notImplemented(); }
function int_mul(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intMulAny(a, b) : notImplemented(); }
function int_truediv(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intTrueDivide(a, b) : notImplemented(); }
function int_floordiv(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intFloorDiv(a, b) : notImplemented(); }
function int_mod(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intMod(a, b) : notImplemented(); }
function int_divmod(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intDivMod(a, b) : notImplemented(); }
function int_pow(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intPow(a, b) : notImplemented(); }
function int_lshift(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intShiftLeft(a, b) : notImplemented(); }
function int_rshift(a: usize, b: usize): usize { return isInt(a) && isInt(b) ? intShiftRight(a, b) : notImplemented(); }
export function int_and(a: usize, b: usize): usize {
  if (!isInt(a) || !isInt(b)) return notImplemented();
  return bothCompact(a, b) ? intFromI64(load<i64>(a, INT_VALUE) & load<i64>(b, INT_VALUE)) : bigBitwise(a, b, 0);
}
export function int_or(a: usize, b: usize): usize {
  if (!isInt(a) || !isInt(b)) return notImplemented();
  return bothCompact(a, b) ? intFromI64(load<i64>(a, INT_VALUE) | load<i64>(b, INT_VALUE)) : bigBitwise(a, b, 1);
}
export function int_xor(a: usize, b: usize): usize {
  if (!isInt(a) || !isInt(b)) return notImplemented();
  return bothCompact(a, b) ? intFromI64(load<i64>(a, INT_VALUE) ^ load<i64>(b, INT_VALUE)) : bigBitwise(a, b, 2);
}

function int_hash(o: usize): i64 { return intHash(o); }
function int_bool(o: usize): i32 { return isZero(o) ? 0 : 1; }
function int_float(o: usize): usize {
  const x = intAsDouble(o);
  return x == -1.0 && hasException() ? 0 : floatNew(x);
}

/** The result of a comparison from the order of its operands. */
@inline export function orderToBool(order: i32, op: i32): bool {
  return op == LT ? order < 0 : op == LE ? order <= 0 : op == EQ ? order == 0 : op == NE ? order != 0 : op == GT ? order > 0 : order >= 0;
}

export function int_richcompare(a: usize, b: usize, op: i32): usize {
  if (!isInt(a) || !isInt(b)) return notImplemented();
  return boolOf(orderToBool(intCompare(a, b), op));
}

/** An instance of a subclass keeps a large value in an int of its own. */
function int_traverse(o: usize, visitor: u32): void { if (typeOf(o) != T_BIGINT && isBig(o)) call_indirect<void>(visitor, o + 16); }
function int_dealloc(o: usize): void {
  if (typeOf(o) == T_INT) { freeObject(o, INT_SIZE); return; }
  if (isBig(o)) release(bigOf(o));
  freeNumber(o);
}

/** Fills the slots of int, shared with the hidden type of big ones. */
function intSlots(type: usize): void {
  setSlot(type, TP_HASH, fnHash(int_hash));
  setSlot(type, TP_REPR, fnUnary(int_repr));
  setSlot(type, TP_RICHCOMPARE, fnCompare(int_richcompare));
  setSlot(type, TP_BOOL, fnInt(int_bool));
  setSlot(type, NB_ADD, fnBinary(int_add));
  setSlot(type, NB_SUB, fnBinary(int_sub));
  setSlot(type, NB_MUL, fnBinary(int_mul));
  setSlot(type, NB_TRUE_DIV, fnBinary(int_truediv));
  setSlot(type, NB_FLOOR_DIV, fnBinary(int_floordiv));
  setSlot(type, NB_MOD, fnBinary(int_mod));
  setSlot(type, NB_DIVMOD, fnBinary(int_divmod));
  setSlot(type, NB_POW, fnBinary(int_pow));
  setSlot(type, NB_LSHIFT, fnBinary(int_lshift));
  setSlot(type, NB_RSHIFT, fnBinary(int_rshift));
  setSlot(type, NB_AND, fnBinary(int_and));
  setSlot(type, NB_OR, fnBinary(int_or));
  setSlot(type, NB_XOR, fnBinary(int_xor));
  setSlot(type, NB_NEGATIVE, fnUnary(intNegate));
  setSlot(type, NB_POSITIVE, fnUnary(plainOf));
  setSlot(type, NB_ABSOLUTE, fnUnary(intAbs));
  setSlot(type, NB_INVERT, fnUnary(intInvert));
  setSlot(type, NB_INT, fnUnary(plainOf));
  setSlot(type, NB_INDEX, fnUnary(plainOf));
  setSlot(type, NB_FLOAT, fnUnary(int_float));
}

export function initInt(): void {
  intSlots(T_INT);
  intSlots(T_BIGINT);
  setSlot(T_INT, TP_DEALLOC, fnVoid(int_dealloc));
  setSlot(T_INT, TP_TRAVERSE, fnTraverse(int_traverse));
  setSlot(T_BIGINT, TP_DEALLOC, fnVoid(big_dealloc));
}
