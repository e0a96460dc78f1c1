/**
 * The type str: construction, comparison, concatenation, repetition, subscripts, repr. Its methods are in the
 * strmethods files, formatting in strformat.ts and strpercent.ts.
 */
import { LATIN1, LATIN1_SIZE, NONE, EMPTY_STR, NOT_IMPLEMENTED } from "../layout";
import {
  typeOf, isStr, isInt, isExactStr, TP_REPR, TP_STR, TP_HASH, TP_RICHCOMPARE, TP_ITER, TP_NEW, TP_LENGTH, TP_GETITEM, TP_CONTAINS, TP_DEALLOC,
  TP_BOOL, SQ_CONCAT, SQ_REPEAT, NB_MOD, LT, LE, EQ, NE, GT, newRef, boolOf, notImplemented, setSlot, fnUnary, fnBinary, fnVoid, fnHash, fnInt,
  fnInt2, fnCompare, fnNative, slotOf, TP_BUFFER, NB_INDEX
} from "../object";
import { T_STR, T_SLICE, T_X_TYPEERROR, T_X_INDEXERROR, T_X_OVERFLOWERROR } from "./table";
import {
  strAlloc, strFinish, strData, strKind, strLength, strCharAt, strHash, strEquals, strCompare, strConcat, substr, str_dealloc, strIsAscii, copyChars,
  STR_HASH, STR_UTF8, STR_DATA
} from "./str";
import { Builder } from "./builder";
import { raise, raisef, noMemory, hasException } from "../errors";
import { retain, release } from "../designs/active";
import { moveChars, fillChars, kindOf, findChars, charAt } from "./chars";
import { isPrintable } from "./unicode";
import { named, checkNamed, indexClamped, positional } from "./textargs";
import { countCheck } from "../natives";
import { strOf, lookupSpecial } from "../abstract";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount, isIndex } from "./slice";
import { allocInstance } from "./instance";
import { decodeObject } from "./codecs";
import { strPercent } from "./strpercent";
import { str_iter } from "./striter";
import { S_object, S_encoding, S_errors } from "../names";

/** A str of one code point. */
export function strFromChar(c: u32): usize {
  if (c < 0x100) {
    const one = <usize>LATIN1 + c * LATIN1_SIZE;
    retain(one);
    return one;
  }
  const s = strAlloc(1, kindOf(c));
  if (s == 0) return 0;
  if (c < 0x10000) store<u16>(strData(s), <u16>c); else store<u32>(strData(s), c);
  return strFinish(s);
}

/** s itself, or its text if s is of a subclass. */
export function exactStr(s: usize): usize {
  if (isExactStr(s)) return newRef(s);
  const n = strLength(s);
  const t = strAlloc(n, strKind(s));
  if (t == 0) return 0;
  memory.copy(strData(t), strData(s), n * strKind(s));
  return strFinish(t);
}

export function emptyStr(): usize { retain(EMPTY_STR); return EMPTY_STR; }

// ---- repr
/** Appends the repr of a str; with asciiOnly every character past 126 is escaped. */
export function reprInto(out: usize, s: usize, asciiOnly: bool): void {
  const n = strLength(s), kind = strKind(s), data = strData(s);
  let singles = false, doubles = false;
  for (let i: u32 = 0; i < n; i++) {
    const c = charAt(data, kind, i);
    if (c == 0x27) singles = true;
    else if (c == 0x22) doubles = true;
  }
  const quote: u32 = singles && !doubles ? 0x22 : 0x27;
  Builder.char(out, quote);
  let plain: u32 = 0; // start of the characters not yet copied
  for (let i: u32 = 0; i < n; i++) {
    const c = charAt(data, kind, i);
    if (c >= 0x20 && c < 0x7f && c != quote && c != 0x5c) continue;
    if (c >= 0xa1 && !asciiOnly && isPrintable(c)) continue;
    Builder.slice(out, s, plain, i);
    plain = i + 1;
    Builder.char(out, 0x5c);
    if (c == quote || c == 0x5c) Builder.char(out, c);
    else if (c == 0x0a) Builder.char(out, 0x6e);
    else if (c == 0x0d) Builder.char(out, 0x72);
    else if (c == 0x09) Builder.char(out, 0x74);
    else escapeHex(out, c);
  }
  Builder.slice(out, s, plain, n);
  Builder.char(out, quote);
}

/** Appends xhh, uhhhh or Uhhhhhhhh (without the backslash). */
export function escapeHex(out: usize, c: u32): void {
  const width = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
  Builder.char(out, width == 2 ? 0x78 : width == 4 ? 0x75 : 0x55);
  for (let shift = (width - 1) << 2; shift >= 0; shift -= 4) {
    const digit = (c >> shift) & 15;
    Builder.char(out, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}

export function str_repr(s: usize): usize {
  const out = Builder.start();
  reprInto(out, s, false);
  return Builder.finish(out);
}

/** Text with every character outside ASCII written as an escape: what ascii() does to a repr. Takes over s. */
export function asciiEscaped(s: usize): usize {
  if (s == 0 || strIsAscii(s)) return s;
  const out = Builder.start();
  const n = strLength(s);
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(s, i);
    if (c < 0x80) { Builder.char(out, c); continue; }
    Builder.char(out, 0x5c);
    escapeHex(out, c);
  }
  release(s);
  return Builder.finish(out);
}

// ---- comparison
function str_richcompare(a: usize, b: usize, op: i32): usize {
  if (!isStr(a) || !isStr(b)) return notImplemented();
  if (op == EQ) return boolOf(strEquals(a, b));
  if (op == NE) return boolOf(!strEquals(a, b));
  const c = strCompare(a, b);
  return boolOf(op == LT ? c < 0 : op == LE ? c <= 0 : op == GT ? c > 0 : c >= 0);
}

// ---- concatenation and repetition
function str_concat(a: usize, b: usize): usize {
  if (!isStr(b)) return raisef(T_X_TYPEERROR, "can only concatenate str (not \"%t\") to str", b);
  if (strLength(a) == 0) return exactStr(b);
  if (strLength(b) == 0) return exactStr(a);
  return strConcat(a, b);
}

/** s repeated n times. */
export function strRepeat(s: usize, n: i32): usize {
  const m = strLength(s), kind = strKind(s);
  if (n <= 0 || m == 0) return emptyStr();
  if (n == 1) return exactStr(s);
  if (<u64>m * <u64>n * kind > 0x70000000) return noMemory();
  const total = m * <u32>n;
  const t = strAlloc(total, kind);
  if (t == 0) return 0;
  const data = strData(t);
  if (m == 1) {
    fillChars(data, kind, 0, strCharAt(s, 0), total);
  } else {
    // Doubling: each copy is as long as all that is there.
    const bytes = total * kind;
    let done = m * kind;
    memory.copy(data, strData(s), done);
    while (done < bytes) {
      const step = min(done, bytes - done);
      memory.copy(data + done, data, step);
      done += step;
    }
  }
  return strFinish(t);
}

function str_repeat(s: usize, count: usize): usize {
  const n = indexClamped(count);
  if (n == -1 && hasException()) return 0;
  return strRepeat(s, n);
}

function str_mod(a: usize, b: usize): usize {
  if (!isStr(a)) return notImplemented();
  return strPercent(a, b);
}

// ---- subscripts
function str_getitem(s: usize, key: usize): usize {
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return 0;
    const n = <i32>strLength(s);
    if (i < 0) i += n;
    if (i < 0 || i >= n) return raise(T_X_INDEXERROR, "string index out of range");
    return strFromChar(strCharAt(s, <u32>i));
  }
  if (typeOf(key) == T_SLICE) {
    if (sliceUnpack(key) < 0) return 0;
    sliceAdjust(<i32>strLength(s));
    return strStep(s, sliceStart, sliceStep, <u32>sliceCount);
  }
  return raisef(T_X_TYPEERROR, "string indices must be integers, not '%t'", key);
}

/** The characters start, start + step, ... of s, n of them. */
export function strStep(s: usize, start: i32, step: i32, n: u32): usize {
  if (n == 0) return emptyStr();
  if (step == 1) {
    if (n == strLength(s)) return exactStr(s);
    return substr(s, <u32>start, <u32>start + n);
  }
  const kind = strKind(s), from = strData(s);
  const t = strAlloc(n, kind);
  if (t == 0) return 0;
  const to = strData(t);
  for (let i: u32 = 0, at = start; i < n; i++, at += step) {
    const c = charAt(from, kind, <u32>at);
    if (kind == 1) store<u8>(to + i, <u8>c); else if (kind == 2) store<u16>(to + (i << 1), <u16>c); else store<u32>(to + (i << 2), c);
  }
  return strFinish(t);
}

export function strContains(s: usize, part: usize): bool {
  return findChars(strData(s), strKind(s), 0, strLength(s), strData(part), strKind(part), strLength(part)) >= 0;
}
function str_contains(s: usize, x: usize): i32 {
  if (!isStr(x)) { raisef(T_X_TYPEERROR, "'in <string>' requires string as left operand, not %t", x); return -1; }
  return strContains(s, x) ? 1 : 0;
}
function str_length(s: usize): i32 { return <i32>strLength(s); }
function str_bool(s: usize): i32 { return strLength(s) != 0 ? 1 : 0; }

// ---- construction
/** The text of an exact str (taken over) as an instance of a subclass. */
function strOfType(type: usize, value: usize): usize {
  const n = strLength(value), kind = strKind(value);
  const s = allocInstance(type, n * kind);
  if (s) {
    memory.copy(s + STR_HASH, value + STR_HASH, <usize>(n * kind) + (STR_DATA - STR_HASH));
    store<u64>(s, 0, STR_UTF8);
  }
  release(value);
  return s;
}

function str_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!countCheck("str", positional(nargs, kw), 0, 3) || !checkNamed("str", args, nargs, kw, 0, 3, S_object, S_encoding, S_errors)) return 0;
  const object = named(args, nargs, kw, 0, S_object), encoding = named(args, nargs, kw, 1, S_encoding), errors = named(args, nargs, kw, 2, S_errors);
  if (encoding && !isStr(encoding)) return raisef(T_X_TYPEERROR, "str() argument 'encoding' must be str, not %t", encoding);
  if (errors && !isStr(errors)) return raisef(T_X_TYPEERROR, "str() argument 'errors' must be str, not %t", errors);
  let value: usize;
  if (object == 0) value = emptyStr();
  else if (encoding == 0 && errors == 0) value = strOf(object);
  else if (isStr(object)) return raise(T_X_TYPEERROR, "decoding str is not supported");
  else if (slotOf(object, TP_BUFFER) == 0) return raisef(T_X_TYPEERROR, "decoding to str: need a bytes-like object, %t found", object);
  else value = decodeObject(object, encoding, errors);
  if (value == 0 || type == T_STR) return value;
  return strOfType(type, value);
}

export function initStr(): void {
  setSlot(T_STR, TP_DEALLOC, fnVoid(str_dealloc));
  setSlot(T_STR, TP_REPR, fnUnary(str_repr));
  setSlot(T_STR, TP_STR, fnUnary(exactStr));
  setSlot(T_STR, TP_HASH, fnHash(strHash));
  setSlot(T_STR, TP_RICHCOMPARE, fnCompare(str_richcompare));
  setSlot(T_STR, TP_ITER, fnUnary(str_iter));
  setSlot(T_STR, TP_NEW, fnNative(str_new));
  setSlot(T_STR, TP_LENGTH, fnInt(str_length));
  setSlot(T_STR, TP_BOOL, fnInt(str_bool));
  setSlot(T_STR, TP_GETITEM, fnBinary(str_getitem));
  setSlot(T_STR, TP_CONTAINS, fnInt2(str_contains));
  setSlot(T_STR, SQ_CONCAT, fnBinary(str_concat));
  setSlot(T_STR, SQ_REPEAT, fnBinary(str_repeat));
  setSlot(T_STR, NB_MOD, fnBinary(str_mod));
}
