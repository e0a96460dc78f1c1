/**
 * Ints of any size. A value outside i64 is an object of the hidden type T_BIGINT
 *
 *     16  i32  number of digits, negative for a negative number
 *     20  u32  digits, 32 bits each, least significant first, the last one not zero
 *
 * while an int of a subclass keeps a reference to one at +16 (F_BIG is set on both). Every function here takes ints of
 * any form and gives the shortest one: a result that fits i64 is a compact int.
 *
 * The operands of an operation are looked at through two views, module globals and hence private to the thread: a compact
 * value is spread to two digits of the thread's scratch.
 */
import { S_NUMBERS } from "../layout";
import { F_BIG, hasFlag, setFlag, typeOf, newRef } from "../object";
import { T_BIGINT } from "./table";
import { ts } from "../thread";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { release } from "../designs/active";
import { noMemory } from "../errors";
import { intFromI64, isBig } from "./int";
import {
  digitAt, setDigit, mpTrim, mpBits, mpCompare, mpAdd, mpSub, mpShiftLeft, mpShiftRight, mpAnyLow, mpMul, mpDivRem, mpTwos
} from "./bigmath";

export const BIG_COUNT: usize = 16;
export const BIG_DIGITS: usize = 20;
/** Digits an int may have: 1 GiB of them. */
const MAX_DIGITS: u64 = 0x10000000;

export let lp: usize = 0, rp: usize = 0;
export let ln: u32 = 0, rn: u32 = 0;
export let lneg: bool = false, rneg: bool = false;

/** The T_BIGINT that holds the value of an int with F_BIG. */
@inline export function bigOf(o: usize): usize { return typeOf(o) == T_BIGINT ? o : load<usize>(o, 16); }

@inline function spread(at: usize, v: i64): u32 {
  const m: u64 = v < 0 ? <u64>0 - <u64>v : <u64>v;
  store<u64>(at, m);
  return m == 0 ? 0 : m >> 32 ? 2 : 1;
}

/** Looks at an int as left operand: lp, ln, lneg. */
export function viewLeft(o: usize): void {
  if (isBig(o)) {
    o = bigOf(o);
    const n = load<i32>(o, BIG_COUNT);
    lneg = n < 0; ln = <u32>abs(n); lp = o + BIG_DIGITS;
    return;
  }
  const v = load<i64>(o, 16);
  lp = ts + S_NUMBERS; lneg = v < 0; ln = spread(lp, v);
}

/** Looks at an int as right operand: rp, rn, rneg. */
export function viewRight(o: usize): void {
  if (isBig(o)) {
    o = bigOf(o);
    const n = load<i32>(o, BIG_COUNT);
    rneg = n < 0; rn = <u32>abs(n); rp = o + BIG_DIGITS;
    return;
  }
  const v = load<i64>(o, 16);
  rp = ts + S_NUMBERS + 8; rneg = v < 0; rn = spread(rp, v);
}

@inline function bigBytes(n: u32): u32 { return <u32>BIG_DIGITS + (n << 2); }

/** A T_BIGINT with room for n digits, to be ended by bigFinish. 0 with MemoryError. */
export function bigAlloc(n: u32): usize {
  if (<u64>n > MAX_DIGITS) return noMemory();
  const o = allocObject(T_BIGINT, bigBytes(n));
  if (o == 0) return noMemory();
  setFlag(o, F_BIG);
  store<i32>(o, 0, BIG_COUNT);
  return o;
}

/** The int with the n digits in o, made by bigAlloc(n); takes over o. */
export function bigFinish(o: usize, n: u32, negative: bool): usize {
  const digits = o + BIG_DIGITS;
  const used = mpTrim(digits, n);
  if (used <= 2) {
    const m: u64 = used == 0 ? 0 : used == 1 ? <u64>digitAt(digits, 0) : <u64>digitAt(digits, 1) << 32 | <u64>digitAt(digits, 0);
    if (fitsI64(m, negative)) {
      freeObject(o, bigBytes(n));
      return intFromI64(negative ? <i64>(<u64>0 - m) : <i64>m);
    }
  }
  if (used != n) {
    // A block is freed by the size class of its digits, so an object must stand in a block of just that class.
    const p = bigAlloc(used);
    if (p) memory.copy(p + BIG_DIGITS, digits, <usize>used << 2);
    freeObject(o, bigBytes(n));
    if (p == 0) return 0;
    o = p;
  }
  store<i32>(o, negative ? -<i32>used : <i32>used, BIG_COUNT);
  return o;
}

@inline function fitsI64(m: u64, negative: bool): bool {
  return m <= 0x7fffffffffffffff || (negative && m == 0x8000000000000000);
}

export function big_dealloc(o: usize): void { freeObject(o, bigBytes(<u32>abs(load<i32>(o, BIG_COUNT)))); }

/** The int with the given digits (copied). */
export function intFromDigits(p: usize, n: u32, negative: bool): usize {
  n = mpTrim(p, n);
  if (n <= 2) {
    const m: u64 = n == 0 ? 0 : n == 1 ? <u64>digitAt(p, 0) : <u64>digitAt(p, 1) << 32 | <u64>digitAt(p, 0);
    if (fitsI64(m, negative)) return intFromI64(negative ? <i64>(<u64>0 - m) : <i64>m);
  }
  const o = bigAlloc(n);
  if (o == 0) return 0;
  memory.copy(o + BIG_DIGITS, p, <usize>n << 2);
  store<i32>(o, negative ? -<i32>n : <i32>n, BIG_COUNT);
  return o;
}

export function intFromU64(v: u64): usize {
  if (v <= 0x7fffffffffffffff) return intFromI64(<i64>v);
  store<u64>(ts + S_NUMBERS, v);
  return intFromDigits(ts + S_NUMBERS, 2, false);
}

/** The int with the magnitude high * 2^64 + low. */
export function intFromU128(low: u64, high: u64, negative: bool): usize {
  const p = ts + S_NUMBERS;
  store<u64>(p, low);
  store<u64>(p, high, 8);
  return intFromDigits(p, 4, negative);
}

/** A plain int with the value of an int of any type: a new reference. */
export function plainInt(o: usize): usize {
  if (isBig(o)) return newRef(bigOf(o));
  return intFromI64(load<i64>(o, 16));
}

// ---- addition, multiplication ------------------------------------------------------------------------------

function addViews(negateRight: bool): usize {
  const rightNegative = rneg != negateRight;
  if (lneg == rightNegative) {
    const n = max<u32>(ln, rn);
    if (n == 0) return intFromI64(0);
    const top: u64 = (ln == n ? <u64>digitAt(lp, n - 1) : 0) + (rn == n ? <u64>digitAt(rp, n - 1) : 0);
    const m = top >= 0xffffffff ? n + 1 : n;
    const o = bigAlloc(m);
    if (o == 0) return 0;
    const carry = ln >= rn ? mpAdd(o + BIG_DIGITS, lp, ln, rp, rn) : mpAdd(o + BIG_DIGITS, rp, rn, lp, ln);
    if (m > n) setDigit(o + BIG_DIGITS, n, carry);
    return bigFinish(o, m, lneg);
  }
  const order = mpCompare(lp, ln, rp, rn);
  if (order == 0) return intFromI64(0);
  const n = order > 0 ? ln : rn;
  const o = bigAlloc(n);
  if (o == 0) return 0;
  if (order > 0) mpSub(o + BIG_DIGITS, lp, ln, rp, rn);
  else mpSub(o + BIG_DIGITS, rp, rn, lp, ln);
  return bigFinish(o, n, order > 0 ? lneg : rightNegative);
}

export function bigAdd(a: usize, b: usize): usize { viewLeft(a); viewRight(b); return addViews(false); }
export function bigSub(a: usize, b: usize): usize { viewLeft(a); viewRight(b); return addViews(true); }

export function bigMul(a: usize, b: usize): usize {
  viewLeft(a);
  viewRight(b);
  if (ln == 0 || rn == 0) return intFromI64(0);
  const negative = lneg != rneg;
  const bits = mpBits(lp, ln) + mpBits(rp, rn);
  // The product has bits or bits - 1 of them: ln + rn digits, or one less. The multiplication writes the longer form.
  const n = ln + rn;
  if (((bits + 31) >> 5) == <u64>n && ((bits + 30) >> 5) == <u64>n) {
    const o = bigAlloc(n);
    if (o == 0) return 0;
    if (!mpMul(o + BIG_DIGITS, lp, ln, rp, rn)) { freeObject(o, bigBytes(n)); return noMemory(); }
    return bigFinish(o, n, negative);
  }
  const raw = allocRaw(n << 2);
  if (raw == 0) return noMemory();
  const ok = mpMul(raw, lp, ln, rp, rn);
  const result = ok ? intFromDigits(raw, n, negative) : noMemory();
  freeRaw(raw, n << 2);
  return result;
}

/** -a, |a|: the value with the sign given. */
export function bigWithSign(a: usize, negative: bool): usize {
  viewLeft(a);
  return intFromDigits(lp, ln, negative && ln != 0);
}
export function bigNegate(a: usize): usize { viewLeft(a); return intFromDigits(lp, ln, !lneg && ln != 0); }
export function isNegative(a: usize): bool { return isBig(a) ? load<i32>(bigOf(a), BIG_COUNT) < 0 : load<i64>(a, 16) < 0; }

// ---- division ------------------------------------------------------------------------------------------------

/** Quotient and remainder of the last bigDivMod: owned references, 0 where not asked for. */
export let quotient: usize = 0, remainder: usize = 0;

/**
 * Floor division of a by a b that is not zero. Sets quotient and (or) remainder; false with an exception.
 */
export function bigDivMod(a: usize, b: usize, wantQuotient: bool, wantRemainder: bool): bool {
  quotient = 0;
  remainder = 0;
  viewLeft(a);
  viewRight(b);
  const opposite = lneg != rneg;
  if (mpCompare(lp, ln, rp, rn) < 0) {
    // |a| < |b|: the quotient is 0, or -1 where the signs differ
    const adjust = opposite && ln != 0;
    if (wantQuotient && (quotient = intFromI64(adjust ? -1 : 0)) == 0) return false;
    if (wantRemainder && (remainder = adjust ? addViews(false) : plainInt(a)) == 0) { dropQuotient(); return false; }
    return true;
  }
  const nq = ln - rn + 1, nr = rn, negative = rneg;
  const bytes = (nq + 1 + nr) << 2;
  const q = allocRaw(bytes);
  if (q == 0) { noMemory(); return false; }
  const r = q + (<usize>(nq + 1) << 2);
  if (!mpDivRem(q, r, lp, ln, rp, rn)) { freeRaw(q, bytes); noMemory(); return false; }
  const rest = mpTrim(r, nr);
  const adjust = opposite && rest != 0;
  let ok = true;
  if (wantQuotient) {
    setDigit(q, nq, 0);
    if (adjust) increment(q, nq + 1);
    quotient = intFromDigits(q, nq + 1, opposite);
    ok = quotient != 0;
  }
  if (ok && wantRemainder) {
    if (adjust) mpSub(r, rp, nr, r, rest);
    remainder = intFromDigits(r, nr, negative);
    if (remainder == 0) { dropQuotient(); ok = false; }
  }
  freeRaw(q, bytes);
  return ok;
}

function dropQuotient(): void {
  if (quotient) { release(quotient); quotient = 0; }
}

function increment(p: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    const d = digitAt(p, i) + 1;
    setDigit(p, i, d);
    if (d != 0) return;
  }
}

// ---- shifts ----------------------------------------------------------------------------------------------------

/** a << bits. */
export function bigShiftLeft(a: usize, bits: u64): usize {
  viewLeft(a);
  if (ln == 0) return intFromI64(0);
  const words = bits >> 5;
  if (words + <u64>ln + 1 > MAX_DIGITS) return noMemory();
  const n = ln + <u32>words + 1;
  const rest = <u32>(bits & 31);
  const exact = rest == 0 || clz<u32>(digitAt(lp, ln - 1)) >= rest ? n - 1 : n;
  const raw = allocRaw(n << 2);
  if (raw == 0) return noMemory();
  mpShiftLeft(raw, lp, ln, <u32>words, rest);
  const result = intFromDigits(raw, exact, lneg);
  freeRaw(raw, n << 2);
  return result;
}

/** a >> bits, rounding down. */
export function bigShiftRight(a: usize, bits: u64): usize {
  viewLeft(a);
  const total = mpBits(lp, ln);
  if (bits >= total) return intFromI64(lneg ? -1 : 0);
  const words = <u32>(bits >> 5), rest = <u32>(bits & 31);
  const n = ln - words;
  const raw = allocRaw((n + 1) << 2);
  if (raw == 0) return noMemory();
  mpShiftRight(raw, lp, ln, words, rest);
  setDigit(raw, n, 0);
  if (lneg && mpAnyLow(lp, ln, bits)) increment(raw, n + 1);
  const result = intFromDigits(raw, n + 1, lneg);
  freeRaw(raw, (n + 1) << 2);
  return result;
}

// ---- bits --------------------------------------------------------------------------------------------------------

/** a & b (op 0), a | b (1), a ^ b (2), on the endless two's complement. */
export function bigBitwise(a: usize, b: usize, op: i32): usize {
  viewLeft(a);
  viewRight(b);
  const n = max<u32>(ln, rn) + 1;
  const bytes = n << 3;
  const x = allocRaw(bytes);
  if (x == 0) return noMemory();
  const y = x + (<usize>n << 2);
  mpTwos(x, n, lp, ln, lneg);
  mpTwos(y, n, rp, rn, rneg);
  for (let i: u32 = 0; i < n; i++) {
    const d = digitAt(x, i), e = digitAt(y, i);
    setDigit(x, i, op == 0 ? d & e : op == 1 ? d | e : d ^ e);
  }
  const negative = <i32>digitAt(x, n - 1) < 0;
  if (negative) mpTwos(x, n, x, n, true);
  const result = intFromDigits(x, n, negative);
  freeRaw(x, bytes);
  return result;
}

/** The number of bits of |a|. */
export function intBits(a: usize): u64 {
  if (!isBig(a)) {
    const v = load<i64>(a, 16);
    return 64 - <u64>clz<u64>(v < 0 ? <u64>0 - <u64>v : <u64>v);
  }
  viewLeft(a);
  return mpBits(lp, ln);
}

// ---- comparison and hash -------------------------------------------------------------------------------------------

/** -1, 0 or 1 for ints of any form. */
export function intCompare(a: usize, b: usize): i32 {
  if (!isBig(a) && !isBig(b)) {
    const x = load<i64>(a, 16), y = load<i64>(b, 16);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  viewLeft(a);
  viewRight(b);
  if (lneg != rneg) return lneg ? -1 : 1;
  const order = mpCompare(lp, ln, rp, rn);
  return lneg ? -order : order;
}

const HASH_PRIME: u64 = (1 << 61) - 1;

/** The hash of a compact value: the remainder by the prime 2^61 - 1, with the sign of the value; -1 is the mark of an error. */
@inline export function hashI64(v: i64): i64 {
  const m: u64 = v < 0 ? <u64>0 - <u64>v : <u64>v;
  const h = <i64>(m % HASH_PRIME);
  return v < 0 ? (h == 1 ? -2 : -h) : h;
}

export function intHash(a: usize): i64 {
  if (!isBig(a)) return hashI64(load<i64>(a, 16));
  viewLeft(a);
  let h: u64 = 0;
  for (let i = ln; i != 0;) {
    i--;
    // h * 2^32 modulo 2^61 - 1 is a rotation in 61 bits
    h = ((h << 32) & HASH_PRIME) | (h >> 29);
    h += <u64>digitAt(lp, i);
    if (h >= HASH_PRIME) h -= HASH_PRIME;
  }
  const signed = lneg ? -<i64>h : <i64>h;
  return signed == -1 ? -2 : signed;
}
