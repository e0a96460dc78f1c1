/**
 * printf-style formatting: template % values, for str and for bytes (whose template is read, and result built, as
 * Latin-1 text). Numbers are written by their own __format__; signs, precision of integers and padding are done here.
 */
import { isStr, isTuple, isInt, isExactStr, typeOf, typeFlags, TF_FLOAT, slotOf, TP_GETITEM, TP_FORMAT, NB_INT, NB_INDEX, NB_FLOAT, newRef } from "../object";
import { T_STR, T_INT, T_FLOAT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, raiseObject, noMemory, hasException, pendingMatches, clearException } from "../errors";
import { allocRaw, freeRaw } from "../heap/blocks";
import { strLength, strCharAt, strData, strKind, substr } from "./str";
import { bytesFrom, bytesData, bytesSize } from "./bytes";
import { strFromChar } from "./strtype";
import { Builder } from "./builder";
import { textLength, textData, textKind, isBytes, isBytesLike, bufferBytes, piece } from "./textcore";
import { isByteArray } from "./bytearray";
import { charAt } from "./chars";
import { indexClamped } from "./textargs";
import { tupleSize, tupleItem } from "./tuple";
import { strOf, reprOf, asciiOf, getItem, asIndexObject, lookupSpecial } from "../abstract";
import { call0 } from "../calls";
import { strFromAscii } from "./str";
import { S___bytes__ } from "../names";

const MINUS: u32 = 1, PLUS: u32 = 2, SPACE: u32 = 4, HASH: u32 = 8, ZERO: u32 = 16;

// The state of one call, a raw block: the values, how many, the next one, the mapping (0 = none).
const VALUES: usize = 0, COUNT: usize = 4, NEXT: usize = 8, MAPPING: usize = 12, KEYED: usize = 16, STATE_SIZE: u32 = 20;

/** The next value: a new reference. */
function nextValue(state: usize): usize {
  const keyed = load<usize>(state, KEYED);
  if (keyed) { store<usize>(state, 0, KEYED); return keyed; }
  const values = load<usize>(state, VALUES), i = load<i32>(state, NEXT);
  if (i >= load<i32>(state, COUNT)) return raise(T_X_TYPEERROR, "not enough arguments for format string");
  store<i32>(state, i + 1, NEXT);
  return newRef(isTuple(values) ? tupleItem(values, i) : values);
}

/** template % values; template is a str or bytes object, so is the result. */
export function strPercent(template: usize, values: usize): usize {
  const state = allocRaw(STATE_SIZE);
  if (state == 0) return noMemory();
  const text = isStr(template);
  const plain = isStr(values) || (!text && (isBytes(values) || isByteArray(values)));
  const mapping = !isTuple(values) && !plain && slotOf(values, TP_GETITEM) != 0;
  store<usize>(state, values, VALUES);
  store<i32>(state, isTuple(values) ? tupleSize(values) : 1, COUNT);
  store<i32>(state, 0, NEXT);
  store<usize>(state, mapping ? values : 0, MAPPING);
  store<usize>(state, 0, KEYED);
  const out = Builder.start();
  let ok = percentInto(out, state, template);
  if (ok && !mapping && load<i32>(state, NEXT) < load<i32>(state, COUNT)) {
    raise(T_X_TYPEERROR, text ? "not all arguments converted during string formatting" : "not all arguments converted during bytes formatting");
    ok = false;
  }
  if (load<usize>(state, KEYED)) release(load<usize>(state, KEYED));
  freeRaw(state, STATE_SIZE);
  if (!ok) { Builder.abandon(out); return 0; }
  const result = Builder.finish(out);
  if (result == 0 || text) return result;
  const b = bytesFrom(strData(result), strLength(result));
  release(result);
  return b;
}


function percentInto(out: usize, state: usize, template: usize): bool {
  const n = textLength(template), data = textData(template), kind = textKind(template), text = isStr(template);
  let i: u32 = 0;
  while (i < n) {
    let start = i;
    while (i < n && charAt(data, kind, i) != 0x25) i++;
    if (i > start) {
      if (text) Builder.slice(out, template, start, i);
      else Builder.ascii(out, data + start, i - start);
    }
    if (i == n) return true;
    i++;
    if (i == n) return incomplete();
    let c = charAt(data, kind, i);
    if (c == 0x28) { // (key)
      const mapping = load<usize>(state, MAPPING);
      if (mapping == 0) { raise(T_X_TYPEERROR, "format requires a mapping"); return false; }
      let depth = 1;
      start = ++i;
      while (i < n && depth) {
        c = charAt(data, kind, i++);
        if (c == 0x28) depth++;
        else if (c == 0x29) depth--;
      }
      if (depth) { raise(T_X_VALUEERROR, "incomplete format key"); return false; }
      const key = piece(template, start, i - 1);
      if (key == 0) return false;
      const value = getItem(mapping, key);
      release(key);
      if (value == 0) return false;
      const old = load<usize>(state, KEYED);
      if (old) release(old);
      store<usize>(state, value, KEYED);
      if (i == n) return incomplete();
      c = charAt(data, kind, i);
    }
    let bits: u32 = 0;
    while (true) {
      if (c == 0x2d) bits |= MINUS;
      else if (c == 0x2b) bits |= PLUS;
      else if (c == 0x20) bits |= SPACE;
      else if (c == 0x23) bits |= HASH;
      else if (c == 0x30) bits |= ZERO;
      else break;
      if (++i == n) return incomplete();
      c = charAt(data, kind, i);
    }
    let w: i64 = 0, p: i64 = -1;
    if (c == 0x2a) {
      w = starValue(state);
      if (w == STAR_FAILED) return false;
      if (w < 0) { bits |= MINUS; w = -w; }
      if (++i == n) return incomplete();
      c = charAt(data, kind, i);
    } else {
      while (c - 0x30 < 10) {
        w = w * 10 + (c - 0x30);
        if (w > 0x7fffffff) { raise(T_X_VALUEERROR, "width too big"); return false; }
        if (++i == n) return incomplete();
        c = charAt(data, kind, i);
      }
    }
    if (c == 0x2e) {
      p = 0;
      if (++i == n) return incomplete();
      c = charAt(data, kind, i);
      if (c == 0x2a) {
        p = starValue(state);
        if (p == STAR_FAILED) return false;
        if (p < 0) p = 0;
        if (++i == n) return incomplete();
        c = charAt(data, kind, i);
      } else {
        while (c - 0x30 < 10) {
          p = p * 10 + (c - 0x30);
          if (p > 0x7fffffff) { raise(T_X_VALUEERROR, "precision too big"); return false; }
          if (++i == n) return incomplete();
          c = charAt(data, kind, i);
        }
      }
    }
    if (c == 0x68 || c == 0x6c || c == 0x4c) { // h, l, L mean nothing
      if (++i == n) return incomplete();
      c = charAt(data, kind, i);
    }
    i++;
    if (c == 0x25) { Builder.char(out, 0x25); continue; }
    const value = nextValue(state);
    if (value == 0) return false;
    const ok = directive(out, c, value, bits, <i32>w, <i32>p, text, i - 1);
    release(value);
    if (!ok) return false;
  }
  return true;
}
function incomplete(): bool { raise(T_X_VALUEERROR, "incomplete format"); return false; }

const STAR_FAILED: i64 = -0x100000000;
function starValue(state: usize): i64 {
  const v = nextValue(state);
  if (v == 0) return STAR_FAILED;
  let result: i64 = STAR_FAILED;
  if (!isInt(v)) raise(T_X_TYPEERROR, "* wants int");
  else result = indexClamped(v);
  release(v);
  return result;
}

function directive(out: usize, c: u32, value: usize, bits: u32, w: i32, p: i32, text: bool, index: u32): bool {
  switch (c) {
    case 0x73: case 0x72: case 0x61: case 0x62: { // s r a b
      if (text && c == 0x62) break;
      let s: usize;
      if (!text && (c == 0x73 || c == 0x62)) s = bytesOperand(value);
      else if (c == 0x73) s = strOf(value);
      else if (c == 0x72 && text) s = reprOf(value);
      else s = asciiOf(value);
      if (s == 0) return false;
      const n = textLength(s), m = p >= 0 && <u32>p < n ? <u32>p : n;
      pad(out, s, 0, m, w, bits, 0x20);
      release(s);
      return true;
    }
    case 0x63: { // c
      const s = charOperand(value, text);
      if (s == 0) return false;
      pad(out, s, 0, 1, w, bits, 0x20);
      release(s);
      return true;
    }
    case 0x64: case 0x69: case 0x75: case 0x78: case 0x58: case 0x6f: // d i u x X o
      return integer(out, c, value, bits, w, p);
    case 0x65: case 0x45: case 0x66: case 0x46: case 0x67: case 0x47: // e E f F g G
      return floating(out, c, value, bits, w, p, text);
  }
  const b = Builder.start();
  Builder.text(b, "unsupported format character '");
  Builder.char(b, c > 31 && c < 127 ? c : 0x3f);
  Builder.text(b, "' (0x");
  Builder.hex(b, c, 1);
  Builder.text(b, ") at index ");
  Builder.int(b, index);
  const message = Builder.finish(b);
  if (message) raiseObject(T_X_VALUEERROR, message);
  return false;
}

/** Appends characters of a text, padded to a width. */
function pad(out: usize, s: usize, start: u32, end: u32, w: i32, bits: u32, fill: u32): void {
  const extra = w - <i32>(end - start);
  if (!(bits & MINUS)) for (let i = 0; i < extra; i++) Builder.char(out, fill);
  if (isStr(s)) Builder.slice(out, s, start, end);
  else for (let i = start; i < end; i++) Builder.char(out, load<u8>(bytesData(s) + i));
  if (bits & MINUS) for (let i = 0; i < extra; i++) Builder.char(out, 0x20);
}

/** What %s of a bytes template takes: bytes. */
function bytesOperand(value: usize): usize {
  if (isBytes(value)) return newRef(value);
  const special = lookupSpecial(value, load<usize>(S___bytes__));
  if (special) {
    const b = call0(special);
    release(special);
    if (b && !isBytes(b)) { raisef(T_X_TYPEERROR, "__bytes__ returned non-bytes (type %t)", b); release(b); return 0; }
    return b;
  }
  if (hasException()) return 0;
  if (isBytesLike(value)) return bufferBytes(value);
  return raisef(T_X_TYPEERROR, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%t'", value);
}

/** The one character of %c, a str. */
function charOperand(value: usize, text: bool): usize {
  if (isInt(value) || (slotOf(value, NB_INDEX) != 0 && (text || !isBytesLike(value)))) {
    const c = indexClamped(value);
    if (c == -1 && hasException()) return 0;
    if (c < 0 || c > (text ? 0x10ffff : 255)) {
      return text ? raise(T_X_OVERFLOWERROR, "%c arg not in range(0x110000)") : raise(T_X_OVERFLOWERROR, "%c arg not in range(256)");
    }
    return strFromChar(<u32>c);
  }
  if (text) {
    if (isStr(value) && strLength(value) == 1) return strFromChar(strCharAt(value, 0));
    return raise(T_X_TYPEERROR, "%c requires int or char");
  }
  if (isBytes(value) || isByteArray(value)) {
    const b = bufferBytes(value);
    if (b == 0) return 0;
    const c: i32 = bytesSize(b) == 1 ? load<u8>(bytesData(b)) : -1;
    release(b);
    if (c >= 0) return strFromChar(<u32>c);
  }
  return raise(T_X_TYPEERROR, "%c requires an integer in range(256) or a single byte");
}

/** The int of a %d (truncating) or %x (exact) directive: a new reference. */
function integerOperand(c: u32, value: usize): usize {
  if (isInt(value)) return newRef(value);
  const exact = c == 0x78 || c == 0x58 || c == 0x6f;
  let result: usize = 0;
  if (slotOf(value, NB_INDEX)) result = asIndexObject(value);
  else if (!exact && slotOf(value, NB_INT)) result = call_indirect<usize>(slotOf(value, NB_INT), value);
  else {
    const letter = strFromChar(c);
    if (letter == 0) return 0;
    raisef(T_X_TYPEERROR, exact ? "%%%s format: an integer is required, not %t" : "%%%s format: a real number is required, not %t", letter, value);
    release(letter);
  }
  return result;
}

function integer(out: usize, c: u32, value: usize, bits: u32, w: i32, p: i32): bool {
  const v = integerOperand(c, value);
  if (v == 0) return false;
  const spec = strFromChar(c == 0x69 || c == 0x75 ? 0x64 : c);
  const digits = spec ? call_indirect<usize>(load<u32>(<usize>T_INT + TP_FORMAT), v, spec) : 0;
  if (spec) release(spec);
  release(v);
  if (digits == 0) return false;
  const hash = (bits & HASH) != 0 && (c == 0x78 || c == 0x58 || c == 0x6f);
  numberInto(out, digits, bits, w, p, hash ? c : 0);
  release(digits);
  return true;
}

/** Appends the text of a number: sign, prefix 0x (prefix = its letter, or 0), zeros to the precision or the width. */
function numberInto(out: usize, digits: usize, bits: u32, w: i32, p: i32, prefix: u32): void {
  const negative = strCharAt(digits, 0) == 0x2d;
  const start: u32 = negative ? 1 : 0, n = <i32>(strLength(digits) - start);
  const sign: u32 = negative ? 0x2d : bits & PLUS ? 0x2b : bits & SPACE ? 0x20 : 0;
  let zeros = p > n ? p - n : 0;
  const length = n + zeros + (sign ? 1 : 0) + (prefix ? 2 : 0);
  let extra = w > length ? w - length : 0;
  if ((bits & ZERO) && !(bits & MINUS)) { zeros += extra; extra = 0; }
  if (!(bits & MINUS)) for (let i = 0; i < extra; i++) Builder.char(out, 0x20);
  if (sign) Builder.char(out, sign);
  if (prefix) { Builder.char(out, 0x30); Builder.char(out, prefix); }
  for (let i = 0; i < zeros; i++) Builder.char(out, 0x30);
  Builder.slice(out, digits, start, strLength(digits));
  if (bits & MINUS) for (let i = 0; i < extra; i++) Builder.char(out, 0x20);
}

function floating(out: usize, c: u32, value: usize, bits: u32, w: i32, p: i32, text: bool): bool {
  let x: usize;
  if (typeFlags(value) & TF_FLOAT) x = newRef(value);
  else if (slotOf(value, NB_FLOAT)) x = call_indirect<usize>(slotOf(value, NB_FLOAT), value);
  else if (slotOf(value, NB_INDEX)) {
    const i = asIndexObject(value);
    if (i == 0) return false;
    x = call_indirect<usize>(slotOf(i, NB_FLOAT), i);
    release(i);
  } else {
    raisef(T_X_TYPEERROR, text ? "must be real number, not %t" : "float argument required, not %t", value);
    return false;
  }
  if (x == 0) return false;
  const b = Builder.start();
  if (bits & HASH) Builder.char(b, 0x23);
  Builder.char(b, 0x2e);
  Builder.int(b, p < 0 ? 6 : p);
  Builder.char(b, c);
  const spec = Builder.finish(b);
  const digits = spec ? call_indirect<usize>(load<u32>(<usize>T_FLOAT + TP_FORMAT), x, spec) : 0;
  if (spec) release(spec);
  release(x);
  if (digits == 0) return false;
  // inf and nan are filled with zeros as well, as CPython does.
  numberInto(out, digits, bits, w, 0, 0);
  release(digits);
  return true;
}
