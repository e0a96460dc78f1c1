/** Between floats and decimal text. The host has the correctly rounded conversions; what is simple and exact is done here. */
import { S_NUMBERS } from "../layout";
import { ts } from "../thread";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raiseObject } from "../errors";
import { release } from "../designs/active";
import { host_formatDouble, host_parseDouble } from "../host";
import { T_X_VALUEERROR } from "./table";
import { strFromAscii, strLength } from "./str";
import { asciiNumber, freeNumberText, numberText, numberLength } from "./inttext";
import { reprOf } from "../abstract";
import { Builder } from "./builder";
import { floatValue } from "./float";

const TEXT: usize = S_NUMBERS + 64;

/** Writes the shortest text that reads back as x to `out` (32 bytes), as repr shows it. Returns its length. */
export function writeShortest(x: f64, out: usize): u32 {
  if (abs(x) < 1e15 && floor(x) == x) {
    let at = out;
    if (x < 0 || (x == 0 && reinterpret<i64>(x) < 0)) store<u8>(at++, 0x2d);
    let m = <u64>abs(x);
    let width = 1;
    for (let scale: u64 = 10; scale <= m; scale *= 10) width++;
    for (let i = width; i > 0;) { const q = m / 10; store<u8>(at + --i, <u8>(0x30 + m - q * 10)); m = q; }
    at += width;
    store<u16>(at, 0x302e); // ".0"
    return <u32>(at + 2 - out);
  }
  const n = writeShort(x, out);
  return n ? n : <u32>host_formatDouble(x, 0x72, 0, out, 32);
}

/** Writes d / 10^places, for the sign of x. Returns the length. */
function writeDecimal(x: f64, d: u64, places: i32, out: usize): u32 {
  let at = out;
  if (reinterpret<i64>(x) < 0) store<u8>(at++, 0x2d);
  let count = 1;
  for (let rest = d / 10; rest != 0; rest /= 10) count++;
  count = max(count, places + 1);
  let p = at + count + (places ? 1 : 0);
  const end = p;
  for (let i = 0; i < count; i++) {
    if (i == places && places != 0) store<u8>(--p, 0x2e);
    const q = d / 10;
    store<u8>(--p, <u8>(0x30 + d - q * 10));
    d = q;
  }
  return <u32>(end - out);
}

/**
 * As writeShortest for a number of at most 15 digits and no exponent; 0 if x is none. A decimal of so few digits that
 * reads back as x is the only one, and it does if whole number and power of ten, both exact, divide to x.
 */
function writeShort(x: f64, out: usize): u32 {
  const size = abs(x);
  if (!(size >= 1e-4 && size < 1e15)) return 0;
  let ten: f64 = 1;
  for (let places = 1; places <= 19; places++) {
    ten *= 10;
    const d = nearest(size * ten);
    if (d >= 1e15) return 0;
    if (d / ten == size) return writeDecimal(x, <u64>d, places, out);
  }
  return 0;
}

/** Writes x >= 0 with `places` <= 19 decimals, rounded half to even by its exact value; 0 if its digits do not fit 64 bits. */
function writeFixed(x: f64, places: i32, out: usize): u32 {
  const bits = reinterpret<u64>(x);
  const biased = <i32>(bits >> 52 & 0x7ff);
  const m = biased ? bits & 0xfffffffffffff | 0x10000000000000 : bits & 0xfffffffffffff;
  const shift = 1075 - max(biased, 1); // x = m / 2^shift
  if (shift <= 0) return 0;
  let ten: u64 = 1;
  for (let i = 0; i < places; i++) ten *= 10;
  // m * ten in two words
  const m0 = m & 0xffffffff, m1 = m >> 32, t0 = ten & 0xffffffff, t1 = ten >> 32;
  const a = m0 * t0, b = m1 * t0 + (a >> 32), c = m0 * t1 + (b & 0xffffffff);
  const high = m1 * t1 + (b >> 32) + (c >> 32), low = c << 32 | (a & 0xffffffff);
  let q: u64, above: bool, tie: bool;
  if (shift < 64) {
    if (high >> shift) return 0;
    q = high << (64 - shift) | low >> shift;
    const rest = low & ((<u64>1 << shift) - 1), half = <u64>1 << (shift - 1);
    above = rest > half;
    tie = rest == half;
  } else if (shift < 128) {
    const s = shift - 64;
    q = s ? high >> s : high;
    const rest = s ? high << (64 - s) | (low != 0 ? 1 : 0) : low; // the highest bit is the half
    above = rest > 0x8000000000000000;
    tie = rest == 0x8000000000000000;
  } else {
    q = 0;
    above = false;
    tie = false;
  }
  if (above || (tie && (q & 1) != 0)) q++;
  return writeDecimal(x, q, places, out);
}

export function float_repr(o: usize): usize {
  const n = writeShortest(floatValue(o), ts + TEXT);
  return strFromAscii(ts + TEXT, n);
}

// ---- text of a fixed form, in a block ------------------------------------------------------------------------------

/** The text of the last formatDouble: without a sign, ended by freeText. */
export let text: usize = 0;
export let textLength: u32 = 0;
let textBytes: u32 = 0;

export function freeText(): void { if (text) freeRaw(text, textBytes); text = 0; }

/** |x| as kind 'e', 'f' (with `precision` digits after the point) or 'r'. False with MemoryError. */
export function formatDouble(x: f64, kind: u32, precision: u32): bool {
  textBytes = kind == 0x72 ? 32 : kind == 0x66 ? precision + 330 : precision + 32;
  text = allocRaw(textBytes);
  if (text == 0) { noMemory(); return false; }
  if (kind == 0x72) { textLength = writeShortest(abs(x), text); return true; }
  textLength = kind == 0x66 && precision <= 19 && abs(x) < 9007199254740992.0 ? writeFixed(abs(x), <i32>precision, text) : 0;
  if (textLength == 0) textLength = <u32>host_formatDouble(abs(x), kind, <i32>precision, text, <i32>textBytes);
  return true;
}

// ---- parsing ---------------------------------------------------------------------------------------------------------

@inline function lower(c: u32): u32 { return c | 0x20; }

/** Whether the characters at p are those of a word, in any case. */
function spells(p: usize, n: u32, word: string): bool {
  if (n != <u32>word.length) return false;
  for (let i: u32 = 0; i < n; i++) if (lower(load<u8>(p + i)) != <u32>word.charCodeAt(i)) return false;
  return true;
}

/** Where parseDouble stopped reading. */
export let parseEnd: usize = 0;

/**
 * Reads the longest float literal at p: sign, then inf, infinity, nan or a decimal number. parseEnd is p if there is none.
 */
export function parseDouble(p: usize, end: usize): f64 {
  const start = p;
  parseEnd = start;
  let negative = false;
  if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) { negative = load<u8>(p) == 0x2d; p++; }
  if (p < end && lower(load<u8>(p)) - 0x61 < 26) {
    let word: u32 = 0;
    let x: f64 = 0;
    const left = <u32>(end - p);
    if (left >= 8 && spells(p, 8, "infinity")) { word = 8; x = Infinity; }
    else if (left >= 3 && spells(p, 3, "inf")) { word = 3; x = Infinity; }
    else if (left >= 3 && spells(p, 3, "nan")) { word = 3; x = NaN; }
    if (word == 0) return 0;
    parseEnd = p + word;
    return negative ? -x : x;
  }
  // up to 18 significant digits are gathered on the way
  let mantissa: u64 = 0, significant: i32 = 0, count: i32 = 0, scale: i32 = 0;
  let exact = true, point = false;
  for (; p < end; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x2e && !point) { point = true; continue; }
    if (c - 0x30 >= 10) break;
    count++;
    if (point) scale--;
    if (significant != 0 || c != 0x30) {
      if (++significant <= 18) mantissa = mantissa * 10 + (c - 0x30);
      else exact = false;
    }
  }
  if (count == 0) return 0;
  let exponent: i32 = 0;
  if (p < end && lower(load<u8>(p)) == 0x65) {
    let q = p + 1, down = false;
    if (q < end && (load<u8>(q) == 0x2b || load<u8>(q) == 0x2d)) { down = load<u8>(q) == 0x2d; q++; }
    if (q < end && load<u8>(q) - 0x30 < 10) {
      for (; q < end && <u32>load<u8>(q) - 0x30 < 10; q++) if (exponent < 100000) exponent = exponent * 10 + load<u8>(q) - 0x30;
      if (down) exponent = -exponent;
      p = q;
    }
  }
  parseEnd = p;
  const power = scale + exponent;
  // an exact integer times or over a power of ten that is a double: one rounding
  if (exact && mantissa <= 9007199254740992 && power >= -22 && power <= 22) {
    let ten: f64 = 1;
    for (let i = abs(power); i > 0; i--) ten *= 10;
    const x: f64 = power < 0 ? <f64>mantissa / ten : <f64>mantissa * ten;
    return negative ? -x : x;
  }
  return host_parseDouble(start, <u32>(p - start));
}

function notAFloat(source: usize): f64 {
  freeNumberText(); // a repr written in Python may read numbers itself
  const shown = reprOf(source);
  if (shown == 0) return -1;
  const out = Builder.start();
  Builder.text(out, "could not convert string to float: ");
  Builder.slice(out, shown, 0, min<u32>(200, strLength(shown)));
  release(shown);
  const message = Builder.finish(out);
  if (message) raiseObject(T_X_VALUEERROR, message);
  return -1;
}

/** The double that numberText (inttext.ts) spells; -1 with ValueError, `source` being what it was taken from. */
export function parseNumberText(source: usize): f64 {
  let p = numberText;
  let n = numberLength;
  let block: usize = 0;
  let underscores: u32 = 0;
  for (let i: u32 = 0; i < n; i++) if (load<u8>(p + i) == 0x5f) underscores++;
  if (underscores) {
    block = allocRaw(n);
    if (block == 0) { noMemory(); return -1; }
    let previous: u32 = 0, m: u32 = 0;
    let bad = false;
    for (let i: u32 = 0; i < n; i++) {
      const c: u32 = load<u8>(p + i);
      if (c == 0x5f) bad = bad || previous - 0x30 >= 10;
      else {
        bad = bad || (previous == 0x5f && c - 0x30 >= 10);
        store<u8>(block + m++, <u8>c);
      }
      previous = c;
    }
    if (bad || previous == 0x5f) { freeRaw(block, n); return notAFloat(source); }
    p = block;
    const x = parseDouble(p, p + m);
    const whole = parseEnd == p + m && m != 0;
    freeRaw(block, n);
    return whole ? x : notAFloat(source);
  }
  const x = parseDouble(p, p + n);
  return n != 0 && parseEnd == p + n ? x : notAFloat(source);
}

/** float(s) for a str; -1 with an exception. */
export function doubleFromStr(s: usize): f64 {
  if (!asciiNumber(s)) return -1;
  const x = parseNumberText(s);
  freeNumberText();
  return x;
}
