/**
 * Between ints and text: digits in any base, and the parser behind int(text, base).
 *
 * Digits are made into memory that the next conversion of this thread reuses or that freeDigits gives back: small values
 * in the thread's scratch, large ones in a raw block.
 */
import { S_NUMBERS, C_INT_MAX_STR_DIGITS } from "../layout";
import { ts } from "../thread";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raisef, raiseObject } from "../errors";
import { release } from "../designs/active";
import { T_X_VALUEERROR } from "./table";
import { strFromAscii, strLength, strCharAt, strIsAscii, strData } from "./str";
import { decimalValue, isSpace } from "./unicode";
import { isBig, intFromI64 } from "./int";
import { viewLeft, lp, ln, lneg, intFromDigits } from "./bigint";
import { digitAt, setDigit, mpBits, mpTrim, mpDivSmall, mpMulSmall } from "./bigmath";
import { reprOf } from "../abstract";
import { Builder } from "./builder";

/** Where the digits of compact values go: 80 bytes of scratch behind the views of bigint.ts. */
const TEXT: usize = S_NUMBERS + 64;
const TEXT_SIZE: usize = 80;

/** The digits of the last intDigits: ASCII, most significant first, without sign and prefix. */
export let digits: usize = 0;
export let digitCount: u32 = 0;
export let digitsNegative: bool = false;
let block: usize = 0;
let blockBytes: u32 = 0;

/** Gives the block of the digits back. */
export function freeDigits(): void {
  if (block) freeRaw(block, blockBytes);
  block = 0;
}

@inline function digitChar(d: u32, upper: bool): u8 { return <u8>(d < 10 ? 0x30 + d : (upper ? 0x37 : 0x57) + d); }

/** Makes the digits of an int in base 2, 8, 10 or 16. False with ValueError or MemoryError. */
export function intDigits(o: usize, base: u32, upper: bool): bool {
  block = 0;
  if (!isBig(o)) {
    const v = load<i64>(o, 16);
    digitsNegative = v < 0;
    let m: u64 = v < 0 ? <u64>0 - <u64>v : <u64>v;
    let at = ts + TEXT + TEXT_SIZE;
    const end = at;
    if (base == 10) {
      do { const q = m / 10; store<u8>(--at, <u8>(0x30 + m - q * 10)); m = q; } while (m != 0);
    } else {
      const shift: u64 = base == 16 ? 4 : base == 8 ? 3 : 1;
      do { store<u8>(--at, digitChar(<u32>m & (base - 1), upper)); m >>= shift; } while (m != 0);
    }
    digits = at;
    digitCount = <u32>(end - at);
    return true;
  }
  viewLeft(o);
  digitsNegative = lneg;
  return base == 10 ? decimalDigits() : binaryDigits(base == 16 ? 4 : base == 8 ? 3 : 1, upper);
}

function binaryDigits(shift: u32, upper: bool): bool {
  const bits = mpBits(lp, ln);
  const n = <u32>((bits + shift - 1) / shift);
  block = allocRaw(n);
  blockBytes = n;
  if (block == 0) { noMemory(); return false; }
  const mask: u32 = (1 << shift) - 1;
  for (let i: u32 = 0; i < n; i++) {
    const bit = <u64>i * shift;
    const word = <u32>(bit >> 5), inside = bit & 31;
    const pair = <u64>digitAt(lp, word) | (word + 1 < ln ? <u64>digitAt(lp, word + 1) << 32 : 0);
    store<u8>(block + (n - 1 - i), digitChar(<u32>(pair >> inside) & mask, upper));
  }
  digits = block;
  digitCount = n;
  return true;
}

function tooManyDigits(limit: u32): bool {
  raisef(T_X_VALUEERROR, "Exceeds the limit (%d digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit", limit);
  return false;
}

function decimalDigits(): bool {
  const limit = load<u32>(C_INT_MAX_STR_DIGITS);
  // 3.3219 bits a decimal digit: well past the limit there is no need to convert in order to know
  if (limit != 0 && mpBits(lp, ln) > <u64>limit * 10 / 3 + 64) return tooManyDigits(limit);
  const groups = <u32>((<u64>ln * 32 * 100) / 2989) + 2; // 29.897 bits in nine digits
  const bytes = groups * 9 + (ln << 2);
  block = allocRaw(bytes);
  blockBytes = bytes;
  if (block == 0) { noMemory(); return false; }
  const work = block + groups * 9;
  // unaligned u32 loads are what Wasm does anyway
  memory.copy(work, lp, <usize>ln << 2);
  let n = ln;
  let at = work;
  while (n != 0) {
    let group = mpDivSmall(work, work, n, 1000000000);
    n = mpTrim(work, n);
    for (let k = 0; k < 9; k++) { const q = group / 10; store<u8>(--at, <u8>(0x30 + group - q * 10)); group = q; }
  }
  while (load<u8>(at) == 0x30) at++;
  digits = at;
  digitCount = <u32>(work - at);
  if (limit != 0 && digitCount > limit) { freeDigits(); return tooManyDigits(limit); }
  return true;
}

/** The decimal text of an int as a str. */
export function int_repr(o: usize): usize {
  if (!isBig(o)) {
    intDigits(o, 10, false);
    if (digitsNegative) { store<u8>(--digits, 0x2d); digitCount++; }
    return strFromAscii(digits, digitCount);
  }
  return intWithPrefix(o, 10, 0, false);
}

/** The text of an int in a base, with "0x" and the like if prefix (a letter) is not 0. */
export function intWithPrefix(o: usize, base: u32, prefix: u32, upper: bool): usize {
  if (!intDigits(o, base, upper)) return 0;
  const head: u32 = (digitsNegative ? 1 : 0) + (prefix ? 2 : 0);
  const bytes = head + digitCount;
  const text = allocRaw(bytes);
  if (text == 0) { freeDigits(); return noMemory(); }
  let at = text;
  if (digitsNegative) store<u8>(at++, 0x2d);
  if (prefix) { store<u8>(at++, 0x30); store<u8>(at++, <u8>prefix); }
  memory.copy(at, digits, digitCount);
  freeDigits();
  const s = strFromAscii(text, bytes);
  freeRaw(text, bytes);
  return s;
}

// ---- parsing -----------------------------------------------------------------------------------------------------

/** The number as ASCII of the last asciiNumber, stripped of white space, and its block. */
export let numberText: usize = 0;
export let numberLength: u32 = 0;
let numberBlock: usize = 0;
let numberBytes: u32 = 0;

/**
 * The characters of a str as a number has them: any decimal digit as 0-9, any white space as a blank, all else that is not
 * ASCII as 0x7f, stripped. False with MemoryError. freeNumberText ends its use.
 */
export function asciiNumber(s: usize): bool {
  const n = strLength(s);
  numberBlock = 0;
  if (strIsAscii(s)) { numberText = strData(s); numberLength = n; strip(); return true; }
  numberBytes = n;
  numberBlock = allocRaw(n);
  if (numberBlock == 0) { noMemory(); return false; }
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(s, i);
    const d = c < 0x80 ? -1 : decimalValue(c);
    store<u8>(numberBlock + i, <u8>(c < 0x80 ? c : d >= 0 ? 0x30 + d : isSpace(c) ? 0x20 : 0x7f));
  }
  numberText = numberBlock;
  numberLength = n;
  strip();
  return true;
}
/** As asciiNumber for bytes, which stay where they are. */
export function asciiNumberOfBytes(from: usize, n: u32): void {
  numberBlock = 0;
  numberText = from;
  numberLength = n;
  strip();
}
export function freeNumberText(): void {
  if (numberBlock) freeRaw(numberBlock, numberBytes);
  numberBlock = 0;
}

function strip(): void {
  while (numberLength != 0 && isSpace(load<u8>(numberText))) { numberText++; numberLength--; }
  while (numberLength != 0 && isSpace(load<u8>(numberText + numberLength - 1))) numberLength--;
}

@inline function valueOfDigit(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 26 ? letter + 10 : 99;
}

/** ValueError for a text that is no number in the base; `source` is the str or bytes it came from. */
export function invalidLiteral(source: usize, base: u32): usize {
  freeNumberText(); // a repr written in Python may read numbers itself
  const shown = reprOf(source);
  if (shown == 0) return 0;
  const out = Builder.start();
  Builder.text(out, "invalid literal for int() with base ");
  Builder.int(out, base);
  Builder.text(out, ": ");
  Builder.slice(out, shown, 0, min<u32>(200, strLength(shown)));
  release(shown);
  const text = Builder.finish(out);
  return text ? raiseObject(T_X_VALUEERROR, text) : 0;
}

/** The int that numberText spells in a base (0: by its prefix). 0 with an exception. */
export function parseInteger(source: usize, base: u32): usize {
  let p = numberText;
  const end = p + numberLength;
  const given = base;
  let negative = false, leadingZero = false;
  if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) { negative = load<u8>(p) == 0x2d; p++; }
  if (p + 1 < end && load<u8>(p) == 0x30) {
    const letter = load<u8>(p, 1) | 0x20;
    const named: u32 = letter == 0x78 ? 16 : letter == 0x6f ? 8 : letter == 0x62 ? 2 : 0;
    if (named != 0 && (base == 0 || base == named)) {
      base = named;
      p += 2;
      if (p < end && load<u8>(p) == 0x5f) p++;
    } else if (base == 0) leadingZero = true;
  }
  if (base == 0) base = 10;
  // one pass to check, so that the second can count on what it reads
  let count: u32 = 0, previous: u32 = 0x5f, all: u32 = 0;
  for (let q = p; q < end; q++) {
    const c: u32 = load<u8>(q);
    if (c == 0x5f) { if (previous == 0x5f) return invalidLiteral(source, given); }
    else {
      const d = valueOfDigit(c);
      if (d >= base) return invalidLiteral(source, given);
      all |= d;
      count++;
    }
    previous = c;
  }
  if (previous == 0x5f || (leadingZero && all != 0)) return invalidLiteral(source, given);
  if ((base & (base - 1)) == 0) return parseBinary(p, end, count, 31 - clz<u32>(base), negative);
  const limit = load<u32>(C_INT_MAX_STR_DIGITS);
  if (limit != 0 && count > limit) {
    return raisef(T_X_VALUEERROR,
      "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; use sys.set_int_max_str_digits() to increase the limit", limit, count);
  }
  if (count <= 12) {
    let v: i64 = 0;
    for (; p < end; p++) { const c: u32 = load<u8>(p); if (c != 0x5f) v = v * base + valueOfDigit(c); }
    return intFromI64(negative ? -v : v);
  }
  return parseLong(p, end, count, base, negative);
}

function parseBinary(p: usize, end: usize, count: u32, shift: u32, negative: bool): usize {
  const n = <u32>((<u64>count * shift + 31) >> 5) + 1;
  const bytes = n << 2;
  const raw = allocRaw(bytes);
  if (raw == 0) return noMemory();
  memory.fill(raw, 0, bytes);
  let bit: u64 = 0;
  for (let q = end; q > p;) {
    const c: u32 = load<u8>(--q);
    if (c == 0x5f) continue;
    const word = <u32>(bit >> 5);
    const wide = <u64>valueOfDigit(c) << (bit & 31);
    setDigit(raw, word, digitAt(raw, word) | <u32>wide);
    if (wide >> 32) setDigit(raw, word + 1, <u32>(wide >> 32));
    bit += shift;
  }
  const result = intFromDigits(raw, n, negative);
  freeRaw(raw, bytes);
  return result;
}

function parseLong(p: usize, end: usize, count: u32, base: u32, negative: bool): usize {
  // as many digits at a time as surely fit 32 bits
  let group: u32 = 1, full: u32 = base;
  while (<u64>full * base <= 0xffffffff) { full *= base; group++; }
  const n = count / group + 2;
  const bytes = n << 2;
  const raw = allocRaw(bytes);
  if (raw == 0) return noMemory();
  let used: u32 = 0, value: u32 = 0, scale: u32 = 1, have: u32 = 0;
  while (true) {
    while (p < end && load<u8>(p) == 0x5f) p++;
    const atEnd = p >= end;
    if (atEnd || have == group) {
      const carry = mpMulSmall(raw, used, scale, value);
      if (carry) setDigit(raw, used++, carry);
      value = 0;
      scale = 1;
      have = 0;
      if (atEnd) break;
    }
    value = value * base + valueOfDigit(load<u8>(p++));
    scale *= base;
    have++;
  }
  const result = intFromDigits(raw, used, negative);
  freeRaw(raw, bytes);
  return result;
}

/** int(text, base) for a str. */
export function intFromStr(s: usize, base: u32): usize {
  if (!asciiNumber(s)) return 0;
  const result = parseInteger(s, base);
  freeNumberText();
  return result;
}
