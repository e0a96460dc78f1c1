/**
 * Arithmetic on magnitudes: arrays of 32-bit digits, least significant first, given as an address and a number of digits.
 * Results go to memory of the caller. Functions that need scratch memory return false when there is none.
 *
 * Algorithms: Knuth, The Art of Computer Programming 2, 4.3.1 (A, S, M, D) and Karatsuba's multiplication.
 */
import { allocRaw, freeRaw } from "../heap/blocks";

/** Digits of the shorter factor from which Karatsuba's method pays. */
const KARATSUBA: u32 = 40;

@inline export function digitAt(p: usize, i: u32): u32 { return load<u32>(p + (<usize>i << 2)); }
@inline export function setDigit(p: usize, i: u32, v: u32): void { store<u32>(p + (<usize>i << 2), v); }
@inline function offset(p: usize, digits: u32): usize { return p + (<usize>digits << 2); }

/** The number of digits without the leading zeros. */
export function mpTrim(p: usize, n: u32): u32 {
  while (n != 0 && digitAt(p, n - 1) == 0) n--;
  return n;
}

/** The number of bits of a trimmed magnitude. */
export function mpBits(p: usize, n: u32): u64 {
  return n == 0 ? 0 : (<u64>n << 5) - <u64>clz<u32>(digitAt(p, n - 1));
}

/** -1, 0 or 1 for trimmed magnitudes. */
export function mpCompare(a: usize, na: u32, b: usize, nb: u32): i32 {
  if (na != nb) return na < nb ? -1 : 1;
  for (let i = na; i != 0;) {
    i--;
    const x = digitAt(a, i), y = digitAt(b, i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** r[na + 1] = a + b, for na >= nb. r may be a. Returns the last carry. */
export function mpAdd(r: usize, a: usize, na: u32, b: usize, nb: u32): u32 {
  let carry: u64 = 0;
  let i: u32 = 0;
  for (; i < nb; i++) {
    carry += <u64>digitAt(a, i) + <u64>digitAt(b, i);
    setDigit(r, i, <u32>carry);
    carry >>= 32;
  }
  for (; i < na; i++) {
    carry += <u64>digitAt(a, i);
    setDigit(r, i, <u32>carry);
    carry >>= 32;
  }
  return <u32>carry;
}

/** r[na] = a - b, for a >= b. r may be a. */
export function mpSub(r: usize, a: usize, na: u32, b: usize, nb: u32): void {
  let borrow: i64 = 0;
  let i: u32 = 0;
  for (; i < nb; i++) {
    borrow += <i64><u64>digitAt(a, i) - <i64><u64>digitAt(b, i);
    setDigit(r, i, <u32>borrow);
    borrow >>= 32;
  }
  for (; i < na; i++) {
    borrow += <i64><u64>digitAt(a, i);
    setDigit(r, i, <u32>borrow);
    borrow >>= 32;
  }
}

/** p[n] = p * factor + add. Returns the carry out of the top. */
export function mpMulSmall(p: usize, n: u32, factor: u32, add: u32): u32 {
  let carry: u64 = add;
  for (let i: u32 = 0; i < n; i++) {
    carry += <u64>digitAt(p, i) * <u64>factor;
    setDigit(p, i, <u32>carry);
    carry >>= 32;
  }
  return <u32>carry;
}

/** q[n] = a / divisor; returns the remainder. q may be a. */
export function mpDivSmall(q: usize, a: usize, n: u32, divisor: u32): u32 {
  let rest: u64 = 0;
  const d: u64 = divisor;
  for (let i = n; i != 0;) {
    i--;
    rest = rest << 32 | <u64>digitAt(a, i);
    const digit = rest / d;
    setDigit(q, i, <u32>digit);
    rest -= digit * d;
  }
  return <u32>rest;
}

/** r[n + words + 1] = a << (32 * words + bits), bits < 32. r may not be a. */
export function mpShiftLeft(r: usize, a: usize, n: u32, words: u32, bits: u32): void {
  memory.fill(r, 0, <usize>words << 2);
  const to = offset(r, words);
  let carry: u64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    carry |= <u64>digitAt(a, i) << bits;
    setDigit(to, i, <u32>carry);
    carry >>= 32;
  }
  setDigit(to, n, <u32>carry);
}

/** r[n - words] = a >> (32 * words + bits), bits < 32, words <= n. r may be a. */
export function mpShiftRight(r: usize, a: usize, n: u32, words: u32, bits: u32): void {
  const from = offset(a, words);
  const m = n - words;
  for (let i: u32 = 0; i < m; i++) {
    const high: u64 = i + 1 < m ? digitAt(from, i + 1) : 0;
    setDigit(r, i, <u32>((high << 32 | <u64>digitAt(from, i)) >> bits));
  }
}

/** Whether any of the lowest `bits` bits is set. */
export function mpAnyLow(a: usize, n: u32, bits: u64): bool {
  const words = <u32>min<u64>(bits >> 5, n);
  for (let i: u32 = 0; i < words; i++) if (digitAt(a, i)) return true;
  const rest = <u32>(bits & 31);
  return words < n && rest != 0 && (digitAt(a, words) & ((<u32>1 << rest) - 1)) != 0;
}

/** r[na + nb] = a * b, the schoolbook way. */
function mulSchool(r: usize, a: usize, na: u32, b: usize, nb: u32): void {
  memory.fill(r, 0, <usize>na << 2);
  for (let j: u32 = 0; j < nb; j++) {
    const y: u64 = digitAt(b, j);
    const row = offset(r, j);
    let carry: u64 = 0;
    for (let i: u32 = 0; i < na; i++) {
      carry += y * <u64>digitAt(a, i) + <u64>digitAt(row, i);
      setDigit(row, i, <u32>carry);
      carry >>= 32;
    }
    setDigit(row, na, <u32>carry);
  }
}

/** Adds b to a in place; the carry ends inside a, whose digits up to na are the caller's. */
function addInto(a: usize, na: u32, b: usize, nb: u32): void {
  const n = min<u32>(na, nb);
  let carry: u64 = 0;
  let i: u32 = 0;
  for (; i < n; i++) {
    carry += <u64>digitAt(a, i) + <u64>digitAt(b, i);
    setDigit(a, i, <u32>carry);
    carry >>= 32;
  }
  for (; carry != 0 && i < na; i++) {
    carry += <u64>digitAt(a, i);
    setDigit(a, i, <u32>carry);
    carry >>= 32;
  }
}

/** r[na + nb] = a * b; r is apart from both. False if memory is full. */
export function mpMul(r: usize, a: usize, na: u32, b: usize, nb: u32): bool {
  if (na < nb) { const p = a; a = b; b = p; const n = na; na = nb; nb = n; }
  if (nb < KARATSUBA) { mulSchool(r, a, na, b, nb); return true; }
  const h = (na + 1) >> 1;
  if (nb <= h) return mulLopsided(r, a, na, b, nb);
  // a = a1 B^h + a0, b = b1 B^h + b0:  a b = z2 B^2h + ((a0+a1)(b0+b1) - z0 - z2) B^h + z0
  const a1 = offset(a, h), na1 = na - h, b1 = offset(b, h), nb1 = nb - h;
  const bytes = (4 * h + 4) << 2;
  const sumA = allocRaw(bytes);
  if (sumA == 0) return false;
  const sumB = offset(sumA, h + 1), middle = offset(sumB, h + 1);
  setDigit(sumA, h, mpAdd(sumA, a, h, a1, na1));
  setDigit(sumB, h, mpAdd(sumB, b, h, b1, nb1));
  const ok = mpMul(r, a, h, b, h) && mpMul(offset(r, 2 * h), a1, na1, b1, nb1) && mpMul(middle, sumA, h + 1, sumB, h + 1);
  if (ok) {
    const n = 2 * h + 2;
    mpSub(middle, middle, n, r, 2 * h);
    mpSub(middle, middle, n, offset(r, 2 * h), na1 + nb1);
    addInto(offset(r, h), na + nb - h, middle, mpTrim(middle, n));
  }
  freeRaw(sumA, bytes);
  return ok;
}

/** The longer factor in pieces as long as the shorter one. */
function mulLopsided(r: usize, a: usize, na: u32, b: usize, nb: u32): bool {
  const bytes = (2 * nb) << 2;
  const piece = allocRaw(bytes);
  if (piece == 0) return false;
  memory.fill(r, 0, <usize>(na + nb) << 2);
  let ok = true;
  for (let i: u32 = 0; ok && i < na; i += nb) {
    const n = min<u32>(nb, na - i);
    ok = mpMul(piece, offset(a, i), n, b, nb);
    if (ok) addInto(offset(r, i), na + nb - i, piece, n + nb);
  }
  freeRaw(piece, bytes);
  return ok;
}

/**
 * q[na - nb + 1] = a / b and r[nb] = a % b (either address may be 0) for trimmed a and b, na >= nb >= 1.
 * False if memory is full. Source: Knuth's algorithm D.
 */
export function mpDivRem(q: usize, r: usize, a: usize, na: u32, b: usize, nb: u32): bool {
  const bytes = (na + 1 + nb) << 2;
  const u = allocRaw(bytes);
  if (u == 0) return false;
  if (nb == 1) {
    const rest = mpDivSmall(q ? q : u, a, na, digitAt(b, 0));
    if (r) setDigit(r, 0, rest);
    freeRaw(u, bytes);
    return true;
  }
  const v = offset(u, na + 1);
  const shift = clz<u32>(digitAt(b, nb - 1));
  mpShiftLeft(u, a, na, 0, shift);
  // the normalised divisor keeps its number of digits, so the digit that mpShiftLeft adds must not be written
  let carry: u64 = 0;
  for (let i: u32 = 0; i < nb; i++) {
    carry |= <u64>digitAt(b, i) << shift;
    setDigit(v, i, <u32>carry);
    carry >>= 32;
  }
  const top: u64 = digitAt(v, nb - 1), second: u64 = digitAt(v, nb - 2);
  for (let j = <i32>(na - nb); j >= 0; j--) {
    const at = offset(u, <u32>j);
    const head: u64 = <u64>digitAt(at, nb) << 32 | <u64>digitAt(at, nb - 1);
    let guess: u64, rest: u64;
    if (digitAt(at, nb) >= <u32>top) { guess = 0xffffffff; rest = head - guess * top; }
    else { guess = head / top; rest = head - guess * top; }
    while (rest < 0x100000000 && guess * second > (rest << 32 | <u64>digitAt(at, nb - 2))) { guess--; rest += top; }
    let borrow: i64 = 0, product: u64 = 0;
    for (let i: u32 = 0; i < nb; i++) {
      product += guess * <u64>digitAt(v, i);
      borrow += <i64><u64>digitAt(at, i) - <i64>(product & 0xffffffff);
      setDigit(at, i, <u32>borrow);
      borrow >>= 32;
      product >>= 32;
    }
    borrow += <i64><u64>digitAt(at, nb) - <i64>product;
    setDigit(at, nb, <u32>borrow);
    if (borrow < 0) {
      guess--;
      setDigit(at, nb, digitAt(at, nb) + mpAdd(at, at, nb, v, nb));
    }
    if (q) setDigit(q, <u32>j, <u32>guess);
  }
  if (r) mpShiftRight(r, u, nb, 0, shift);
  freeRaw(u, bytes);
  return true;
}

/** r[n] = the two's complement of the number (a, na, negative) in n digits, n > na or the number fits. r may be a. */
export function mpTwos(r: usize, n: u32, a: usize, na: u32, negative: bool): void {
  let carry: u64 = 1;
  for (let i: u32 = 0; i < n; i++) {
    const d: u32 = i < na ? digitAt(a, i) : 0;
    if (negative) {
      carry += <u64>~d;
      setDigit(r, i, <u32>carry);
      carry >>= 32;
    } else {
      setDigit(r, i, d);
    }
  }
}
