/** Methods of str, bytes and bytearray that trim or pad: strip, center, ljust, rjust, zfill, expandtabs. */
import { isStr, fnNative, typeOf } from "../object";
import { NONE } from "../layout";
import { T_STR, T_BYTES, T_BYTEARRAY, T_X_TYPEERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, hasException, noMemory } from "../errors";
import { textLength, textData, textKind, newText, finishText, piece, selfText, flavoured, requireBytes, isBytes } from "./textcore";
import { findChar, moveChars, fillChars, charAt, kindOf } from "./chars";
import { isSpace, isAsciiSpace } from "./unicode";
import { argAt, named, checkNamed, indexClamped, SIZE_MAX } from "./textargs";
import { isByteArray } from "./bytearray";
import { bufferBytes } from "./textcore";
import { strFromLiteral } from "./intern";
import { method, methodKw } from "../natives";
import { S_tabsize } from "../names";

const LEFT: i32 = 1, RIGHT: i32 = 2;

function strip(self: usize, args: usize, nargs: i32, sides: i32): usize {
  let set: usize = 0;
  if (nargs && argAt(args, 0) != NONE) {
    const x = argAt(args, 0);
    if (!isStr(self)) {
      set = requireBytes(x);
      if (set == 0) return 0;
    } else if (isStr(x)) {
      set = selfText(x);
    } else {
      const f = strFromLiteral(sides == LEFT ? "lstrip" : sides == RIGHT ? "rstrip" : "strip");
      if (f) { raisef(T_X_TYPEERROR, "%s arg must be None or str", f); release(f); }
      return 0;
    }
  }
  const t = selfText(self);
  if (t == 0) { if (set) release(set); return 0; }
  const data = textData(t), kind = textKind(t), text = isStr(t);
  let start: u32 = 0, end = textLength(t);
  if (set) {
    const chars = textData(set), charsKind = textKind(set), n = textLength(set);
    if (sides & LEFT) while (start < end && findChar(chars, charsKind, 0, n, charAt(data, kind, start)) >= 0) start++;
    if (sides & RIGHT) while (end > start && findChar(chars, charsKind, 0, n, charAt(data, kind, end - 1)) >= 0) end--;
    release(set);
  } else {
    if (sides & LEFT) while (start < end && (text ? isSpace(charAt(data, kind, start)) : isAsciiSpace(charAt(data, kind, start)))) start++;
    if (sides & RIGHT) while (end > start && (text ? isSpace(charAt(data, kind, end - 1)) : isAsciiSpace(charAt(data, kind, end - 1)))) end--;
  }
  const result = piece(t, start, end);
  release(t);
  return flavoured(self, result);
}
function text_strip(self: usize, args: usize, nargs: i32, kw: usize): usize { return strip(self, args, nargs, LEFT | RIGHT); }
function text_lstrip(self: usize, args: usize, nargs: i32, kw: usize): usize { return strip(self, args, nargs, LEFT); }
function text_rstrip(self: usize, args: usize, nargs: i32, kw: usize): usize { return strip(self, args, nargs, RIGHT); }

/** t between `left` and `right` times a character. */
export function textPadded(t: usize, left: u32, right: u32, c: u32): usize {
  const n = textLength(t), kind = isStr(t) ? max(textKind(t), kindOf(c)) : 1;
  if (left == 0 && right == 0) return piece(t, 0, n);
  if ((<u64>n + left + right) * kind > 0x70000000) return noMemory();
  const out = newText(t, n + left + right, kind);
  if (out == 0) return 0;
  const to = textData(out);
  fillChars(to, kind, 0, c, left);
  moveChars(to, kind, left, textData(t), textKind(t), 0, n);
  fillChars(to, kind, left + n, c, right);
  return finishText(out);
}

/** The fill character of args[1], a space if it is missing; -1 with TypeError. */
function fillChar(self: usize, args: usize, nargs: i32, fname: string): i64 {
  if (nargs < 2) return 0x20;
  const x = argAt(args, 1);
  if (isStr(self)) {
    if (!isStr(x)) { raisef(T_X_TYPEERROR, "The fill character must be a unicode character, not %t", x); return -1; }
    if (textLength(x) != 1) { raise(T_X_TYPEERROR, "The fill character must be exactly one character long"); return -1; }
    return charAt(textData(x), textKind(x), 0);
  }
  if (isBytes(x) || isByteArray(x)) {
    const b = bufferBytes(x);
    if (b == 0) return -1;
    const c: i64 = textLength(b) == 1 ? <i64>load<u8>(textData(b)) : -1;
    release(b);
    if (c >= 0) return c;
  }
  const f = strFromLiteral(fname);
  if (f == 0) return -1;
  raisef(T_X_TYPEERROR, "%s() argument 2 must be a byte string of length 1, not %t", f, x);
  release(f);
  return -1;
}

function justify(self: usize, args: usize, nargs: i32, fname: string, sides: i32): usize {
  const width = indexClamped(argAt(args, 0));
  if (width == -1 && hasException()) return 0;
  const c = fillChar(self, args, nargs, fname);
  if (c < 0) return 0;
  const t = selfText(self);
  if (t == 0) return 0;
  const n = <i32>textLength(t), extra = width > n ? width - n : 0;
  let left = 0;
  if (sides == LEFT) left = extra;
  else if (sides == (LEFT | RIGHT)) left = (extra >> 1) + (extra & width & 1);
  const result = textPadded(t, <u32>left, <u32>(extra - left), <u32>c);
  release(t);
  return flavoured(self, result);
}
function text_center(self: usize, args: usize, nargs: i32, kw: usize): usize { return justify(self, args, nargs, "center", LEFT | RIGHT); }
function text_ljust(self: usize, args: usize, nargs: i32, kw: usize): usize { return justify(self, args, nargs, "ljust", RIGHT); }
function text_rjust(self: usize, args: usize, nargs: i32, kw: usize): usize { return justify(self, args, nargs, "rjust", LEFT); }

function text_zfill(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const width = indexClamped(argAt(args, 0));
  if (width == -1 && hasException()) return 0;
  const t = selfText(self);
  if (t == 0) return 0;
  const n = <i32>textLength(t);
  if (width <= n) {
    const same = piece(t, 0, <u32>n);
    release(t);
    return flavoured(self, same);
  }
  const fill = <u32>(width - n);
  const out = textPadded(t, fill, 0, 0x30);
  if (out && n > 0) {
    // A sign stays in front.
    const data = textData(out), kind = textKind(out), sign = charAt(data, kind, fill);
    if (sign == 0x2b || sign == 0x2d) {
      fillChars(data, kind, 0, sign, 1);
      fillChars(data, kind, fill, 0x30, 1);
    }
  }
  release(t);
  return flavoured(self, out);
}

function text_expandtabs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("expandtabs", args, nargs, kw, 0, 1, S_tabsize)) return 0;
  const sizeObject = named(args, nargs, kw, 0, S_tabsize);
  const size = sizeObject ? indexClamped(sizeObject) : 8;
  if (size == -1 && hasException()) return 0;
  const t = selfText(self);
  if (t == 0) return 0;
  const n = textLength(t), data = textData(t), kind = textKind(t);
  // First the length, then the text.
  let total: u64 = 0, column: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const c = charAt(data, kind, i);
    if (c == 9) {
      const step: u32 = size > 0 ? <u32>size - column % <u32>size : 0;
      total += step;
      column += step;
    } else {
      total++;
      column = c == 0x0a || c == 0x0d ? 0 : column + 1;
    }
  }
  const out = total * kind > 0x70000000 ? noMemory() : newText(t, <u32>total, kind);
  if (out) {
    const to = textData(out);
    let at: u32 = 0;
    column = 0;
    for (let i: u32 = 0; i < n; i++) {
      const c = charAt(data, kind, i);
      if (c == 9) {
        const step: u32 = size > 0 ? <u32>size - column % <u32>size : 0;
        fillChars(to, kind, at, 0x20, step);
        at += step;
        column += step;
      } else {
        fillChars(to, kind, at++, c, 1);
        column = c == 0x0a || c == 0x0d ? 0 : column + 1;
      }
    }
  }
  release(t);
  return flavoured(self, out ? finishText(out) : 0);
}

function register(type: usize): void {
  method(type, "strip", fnNative(text_strip), 0, 1);
  method(type, "lstrip", fnNative(text_lstrip), 0, 1);
  method(type, "rstrip", fnNative(text_rstrip), 0, 1);
  method(type, "center", fnNative(text_center), 1, 2);
  method(type, "ljust", fnNative(text_ljust), 1, 2);
  method(type, "rjust", fnNative(text_rjust), 1, 2);
  method(type, "zfill", fnNative(text_zfill), 1, 1);
  methodKw(type, "expandtabs", fnNative(text_expandtabs), 0, 1);
}
export function initTextPad(): void {
  register(T_STR);
  register(T_BYTES);
  register(T_BYTEARRAY);
}
