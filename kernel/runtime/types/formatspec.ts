/**
 * The format specification mini-language for numbers: [[fill]align][sign][z][#][0][width][grouping][.precision][type],
 * and the layout of a number's parts that it asks for.
 */
import { typeOf, TY_NAME } from "../object";
import { T_X_VALUEERROR } from "./table";
import { raise, raiseObject } from "../errors";
import { allocRaw, freeRaw } from "../heap/blocks";
import { strLength, strCharAt } from "./str";
import { displayType } from "./type";
import { decimalValue } from "./unicode";
import { Builder } from "./builder";

// The specification that parseSpec has read, private to the thread.
export let fill: u32 = 0x20;
/** One of < > = ^. */
export let align: u32 = 0;
export let alignGiven: bool = false;
/** 0, or one of + - and a blank. */
export let sign: u32 = 0;
/** z: no minus in front of what is rounded to zero. */
export let noNegativeZero: bool = false;
export let alternate: bool = false;
export let width: i32 = -1;
/** 0, or the separator of groups of digits, of groupSize each. */
export let separator: u32 = 0;
export let groupSize: i32 = 3;
export let precision: i32 = -1;
/** The presentation type, 0 if not given. */
export let kind: u32 = 0;

@inline function isAlign(c: u32): bool { return c == 0x3c || c == 0x3e || c == 0x3d || c == 0x5e; }

let position: u32 = 0;
/** Reads a number; -1 if there is none, -2 with ValueError (`tooLarge`) if it is too large. */
function readNumber(spec: usize, n: u32, tooLarge: string): i64 {
  let value: i64 = -1;
  for (; position < n; position++) {
    const d = decimalValue(strCharAt(spec, position));
    if (d < 0) break;
    value = (value < 0 ? 0 : value * 10) + d;
    if (value > 0x7fffffff) { raise(T_X_VALUEERROR, tooLarge); return -2; }
  }
  return value;
}

/** Reads a specification for an object (named in errors). False with ValueError. */
export function parseSpec(spec: usize, o: usize, defaultAlign: u32): bool {
  const n = strLength(spec);
  fill = 0x20; align = defaultAlign; alignGiven = false; sign = 0; noNegativeZero = false; alternate = false; width = -1; separator = 0;
  groupSize = 3; precision = -1; kind = 0;
  position = 0;
  let fillGiven = false;
  if (n >= 2 && isAlign(strCharAt(spec, 1))) {
    fill = strCharAt(spec, 0); align = strCharAt(spec, 1); fillGiven = true; alignGiven = true; position = 2;
  } else if (n >= 1 && isAlign(strCharAt(spec, 0))) {
    align = strCharAt(spec, 0); alignGiven = true; position = 1;
  }
  let c: u32 = position < n ? strCharAt(spec, position) : 0;
  if (c == 0x2b || c == 0x2d || c == 0x20) { sign = c; c = ++position < n ? strCharAt(spec, position) : 0; }
  if (c == 0x7a) { noNegativeZero = true; c = ++position < n ? strCharAt(spec, position) : 0; }
  if (c == 0x23) { alternate = true; c = ++position < n ? strCharAt(spec, position) : 0; }
  if (c == 0x30 && !fillGiven) {
    fill = 0x30;
    if (!alignGiven && defaultAlign == 0x3e) align = 0x3d;
    position++;
  }
  const w = readNumber(spec, n, "Too many decimal digits in format string");
  if (w == -2) return false;
  width = <i32>w;
  c = position < n ? strCharAt(spec, position) : 0;
  if (c == 0x2c) { separator = c; c = ++position < n ? strCharAt(spec, position) : 0; }
  if (c == 0x5f) {
    if (separator) return bothSeparators();
    separator = c;
    c = ++position < n ? strCharAt(spec, position) : 0;
    if (c == 0x2c) return bothSeparators();
  }
  if (c == 0x2e) {
    position++;
    const p = readNumber(spec, n, "precision too big");
    if (p == -2) return false;
    if (p < 0) { raise(T_X_VALUEERROR, "Format specifier missing precision"); return false; }
    precision = <i32>p;
  }
  if (n - position > 1) { invalidSpec(spec, o); return false; }
  if (position < n) kind = strCharAt(spec, position);
  if (separator) {
    switch (kind) {
      case 0: case 0x64: case 0x65: case 0x45: case 0x66: case 0x46: case 0x67: case 0x47: case 0x25: break;
      case 0x62: case 0x6f: case 0x78: case 0x58:
        if (separator != 0x5f) return separatorRefused(kind);
        groupSize = 4;
        break;
      default:
        return separatorRefused(kind);
    }
  }
  return true;
}

function bothSeparators(): bool {
  raise(T_X_VALUEERROR, "Cannot specify both ',' and '_'.");
  return false;
}

/** A type character as errors show it. */
function showKind(out: usize, c: u32): void {
  if (c > 32 && c < 128) { Builder.char(out, c); return; }
  Builder.text(out, "\\x");
  Builder.hex(out, c, 1);
}

function separatorRefused(c: u32): bool {
  const out = Builder.start();
  Builder.text(out, "Cannot specify '");
  Builder.char(out, separator);
  Builder.text(out, "' with '");
  showKind(out, c);
  Builder.text(out, "'.");
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_VALUEERROR, text);
  return false;
}

function nameOfType(out: usize, o: usize): void { Builder.str(out, load<usize>(displayType(typeOf(o)), TY_NAME)); }

function invalidSpec(spec: usize, o: usize): void {
  const out = Builder.start();
  Builder.text(out, "Invalid format specifier '");
  Builder.str(out, spec);
  Builder.text(out, "' for object of type '");
  nameOfType(out, o);
  Builder.char(out, 0x27);
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_VALUEERROR, text);
}

/** ValueError: the type character is not one for the object. Returns 0. */
export function unknownKind(c: u32, o: usize): usize {
  const out = Builder.start();
  Builder.text(out, "Unknown format code '");
  showKind(out, c);
  Builder.text(out, "' for object of type '");
  nameOfType(out, o);
  Builder.char(out, 0x27);
  const text = Builder.finish(out);
  return text ? raiseObject(T_X_VALUEERROR, text) : 0;
}

// ---- layout --------------------------------------------------------------------------------------------------------

export function repeat(out: usize, c: u32, n: i32): void { for (; n > 0; n--) Builder.char(out, c); }

/** The character that stands for the sign, 0 for none. */
export function signChar(negative: bool): u32 { return negative ? 0x2d : sign == 0x2b || sign == 0x20 ? sign : 0; }

/** Digits with separators and leading zeros to a least width, in a block of grouped bytes. */
let grouped: usize = 0;
let groupedLength: i32 = 0;
let groupedBytes: u32 = 0;
function group(digits: usize, n: i32, least: i32): bool {
  groupedBytes = <u32>(max(n, least) * (separator ? 2 : 1) + 8);
  grouped = allocRaw(groupedBytes);
  if (grouped == 0) return false;
  const end = grouped + groupedBytes;
  let at = end;
  const size = separator ? groupSize : i32.MAX_VALUE;
  if (n > 0 || least > 0) {
    while (true) {
      const take = min(size, max(max(n, least), 1));
      const copied = min(n, take);
      for (let i = 0; i < copied; i++) store<u8>(--at, load<u8>(digits + --n));
      for (let i = copied; i < take; i++) store<u8>(--at, 0x30);
      least -= take;
      if (n <= 0 && least <= 0) break;
      least--;
      store<u8>(--at, <u8>separator);
    }
  }
  groupedLength = <i32>(end - at);
  memory.copy(grouped, at, groupedLength);
  return true;
}

/**
 * Appends a number by the specification read last: sign character (0 none), prefix letter behind a 0 (0 none), digits
 * before the point, and the rest of its text.
 */
export function layout(out: usize, signed: u32, prefix: u32, digits: usize, count: i32, rest: usize, restCount: i32): void {
  const fixed = (signed ? 1 : 0) + (prefix ? 2 : 0) + restCount;
  const zeros = fill == 0x30 && align == 0x3d ? width - fixed : 0;
  if (!group(digits, count, zeros)) { Builder.reserve(out, 0x70000000, 4); return; } // recorded in the builder as a failure
  const padding = width - fixed - groupedLength;
  const before = padding <= 0 ? 0 : align == 0x3e ? padding : align == 0x5e ? padding >> 1 : 0;
  repeat(out, fill, before);
  if (signed) Builder.char(out, signed);
  if (prefix) { Builder.char(out, 0x30); Builder.char(out, prefix); }
  if (align == 0x3d) repeat(out, fill, padding);
  Builder.ascii(out, grouped, groupedLength);
  Builder.ascii(out, rest, restCount);
  if (align == 0x3c || align == 0x5e) repeat(out, fill, padding - before);
  freeRaw(grouped, groupedBytes);
}

/** Sets the field to none for a part of a number, which is padded as a whole. */
export function withoutField(): void { width = -1; fill = 0; align = 0x3c; }
export function setSign(c: u32): void { sign = c; }
