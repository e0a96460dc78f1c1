/**
 * bytes: immutable bytes, inline.
 *
 *     16 i64 hash   0 = not computed      24 u32 size      28 data
 *
 * Its methods are shared with str and bytearray (textsearch, textsplit, textpad) or with bytearray alone (bytesmethods).
 */
import { EMPTY_BYTES, NONE } from "../layout";
import {
  typeOf, O_TYPE, isStr, isList, isTuple, typeFlags, setSlot, newRef, boolOf, notImplemented, fnUnary, fnBinary, fnVoid, fnHash, fnInt, fnInt2, fnCompare, fnNative,
  TP_DEALLOC, TP_REPR, TP_STR, TP_HASH, TP_RICHCOMPARE, TP_ITER, TP_NEW, TP_LENGTH, TP_GETITEM, TP_CONTAINS, TP_BUFFER, TP_BOOL, SQ_CONCAT, SQ_REPEAT,
  NB_MOD, EQ, NE, LT, LE, GT, slotOf, TP_ITER as ITER_SLOT
} from "../object";
import { T_BYTES, T_BYTEARRAY, T_SLICE, T_X_TYPEERROR, T_X_INDEXERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR, T_X_MEMORYERROR } from "./table";
import { retain, release, initCounts, immortalise } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { raise, raisef, noMemory, hasException, pendingMatches, clearException, setException, takeException } from "../errors";
import { hashBytes } from "./siphash";
import { Builder } from "./builder";
import { isBytes, isBytesLike, bufferBytes, byteValue } from "./textcore";
import { findChars } from "./chars";
import { named, checkNamed, indexClamped } from "./textargs";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount, isIndex } from "./slice";
import { bytes_iter } from "./striter";
import { encodeStr } from "./codecs";
import { getIter, iterNext, lookupSpecial } from "../abstract";
import { call0 } from "../calls";
import { intFromI32 } from "./int";
import { sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { strPercent } from "./strpercent";
import { ByteBuilder } from "./bytebuilder";
import { S_source, S_encoding, S_errors, S___bytes__ } from "../names";

export const BYTES_HASH: usize = 16;
export const BYTES_SIZE: usize = 24;
export const BYTES_DATA: usize = 28;

@inline export function bytesSize(b: usize): u32 { return load<u32>(b, BYTES_SIZE); }
@inline export function bytesData(b: usize): usize { return b + BYTES_DATA; }

/** Size of the object without what a subclass adds. */
export function bytesBytes(b: usize): u32 { return <u32>BYTES_DATA + bytesSize(b); }

/** n bytes with undefined contents, for the caller to fill. The empty bytes object for 0. */
export function bytesNew(n: u32): usize {
  if (n == 0) { retain(EMPTY_BYTES); return EMPTY_BYTES; }
  if (n > 0x70000000) return noMemory();
  const b = allocObject(T_BYTES, <u32>BYTES_DATA + n);
  if (b == 0) return noMemory();
  store<i64>(b, 0, BYTES_HASH);
  store<u32>(b, n, BYTES_SIZE);
  return b;
}
export function bytesFrom(from: usize, n: u32): usize {
  const b = bytesNew(n);
  if (b && n) memory.copy(bytesData(b), from, n);
  return b;
}

function bytes_dealloc(b: usize): void {
  if (typeOf(b) != T_BYTES) clearInstanceExtras(b);
  freeObject(b, sizeOfInstance(b) + bytesSize(b));
}

export function bytesHash(b: usize): i64 {
  const have = load<i64>(b, BYTES_HASH);
  if (have != 0) return have;
  const h = hashBytes(bytesData(b), bytesSize(b));
  if (h != 0) atomic.store<i64>(b, h, BYTES_HASH);
  return h;
}

/** Appends b'...' for n bytes. */
export function bytesReprInto(out: usize, p: usize, n: u32): void {
  let singles = false, doubles = false;
  for (let i: u32 = 0; i < n; i++) {
    const c = load<u8>(p + i);
    if (c == 0x27) singles = true;
    else if (c == 0x22) doubles = true;
  }
  const quote: u32 = singles && !doubles ? 0x22 : 0x27;
  Builder.char(out, 0x62);
  Builder.char(out, quote);
  for (let i: u32 = 0; i < n; i++) {
    const c: u32 = load<u8>(p + i);
    if (c == quote || c == 0x5c) { Builder.char(out, 0x5c); Builder.char(out, c); }
    else if (c == 9) Builder.text(out, "\\t");
    else if (c == 10) Builder.text(out, "\\n");
    else if (c == 13) Builder.text(out, "\\r");
    else if (c < 0x20 || c > 0x7e) { Builder.text(out, "\\x"); Builder.hex(out, c, 2); }
    else Builder.char(out, c);
  }
  Builder.char(out, quote);
}
function bytes_repr(b: usize): usize {
  const out = Builder.start();
  bytesReprInto(out, bytesData(b), bytesSize(b));
  return Builder.finish(out);
}

/** Order of two byte strings: negative, 0, positive. */
export function compareBytes(a: usize, n: u32, b: usize, m: u32): i32 {
  const c = memory.compare(a, b, min(n, m));
  if (c != 0) return c;
  return n < m ? -1 : n > m ? 1 : 0;
}
/** Comparison of bytes, bytearrays and other bytes-like objects. */
export function bytesRichcompare(a: usize, b: usize, op: i32): usize {
  if (!isBytesLike(a) || !isBytesLike(b)) return notImplemented();
  const x = bufferBytes(a);
  if (x == 0) return 0;
  const y = bufferBytes(b);
  if (y == 0) { release(x); return 0; }
  let c: i32;
  if ((op == EQ || op == NE) && bytesSize(x) != bytesSize(y)) c = 1;
  else c = compareBytes(bytesData(x), bytesSize(x), bytesData(y), bytesSize(y));
  release(x);
  release(y);
  return boolOf(op == EQ ? c == 0 : op == NE ? c != 0 : op == LT ? c < 0 : op == LE ? c <= 0 : op == GT ? c > 0 : c >= 0);
}

function bytes_concat(a: usize, b: usize): usize {
  if (!isBytesLike(b)) return raisef(T_X_TYPEERROR, "can't concat %t to bytes", b);
  const y = bufferBytes(b);
  if (y == 0) return 0;
  const result = joinTwo(a, y);
  release(y);
  return result;
}
/** a + b of two bytes objects. */
export function joinTwo(a: usize, b: usize): usize {
  const n = bytesSize(a), m = bytesSize(b);
  if (n == 0 && typeOf(b) == T_BYTES) return newRef(b);
  if (m == 0 && typeOf(a) == T_BYTES) return newRef(a);
  if (<u64>n + m > 0x70000000) return noMemory();
  const out = bytesNew(n + m);
  if (out) {
    memory.copy(bytesData(out), bytesData(a), n);
    memory.copy(bytesData(out) + n, bytesData(b), m);
  }
  return out;
}

export function bytesRepeat(b: usize, count: i32): usize {
  const m = bytesSize(b);
  if (count <= 0 || m == 0) return bytesNew(0);
  if (count == 1 && typeOf(b) == T_BYTES) return newRef(b);
  if (<u64>m * <u64>count > 0x70000000) return noMemory();
  const out = bytesNew(m * <u32>count);
  if (out == 0) return 0;
  const to = bytesData(out), total = m * <u32>count;
  let done = m;
  memory.copy(to, bytesData(b), m);
  while (done < total) {
    const step = min(done, total - done);
    memory.copy(to + done, to, step);
    done += step;
  }
  return out;
}
function bytes_repeat(b: usize, count: usize): usize {
  const n = indexClamped(count);
  return n == -1 && hasException() ? 0 : bytesRepeat(b, n);
}
function bytes_mod(a: usize, b: usize): usize { return isBytes(a) ? strPercent(a, b) : notImplemented(); }

/** Bytes start, start + step, ... of n. */
export function bytesStep(b: usize, start: i32, step: i32, n: u32): usize {
  if (step == 1) {
    if (n == bytesSize(b) && typeOf(b) == T_BYTES) return newRef(b);
    return bytesFrom(bytesData(b) + <u32>start, n);
  }
  const out = bytesNew(n);
  if (out == 0) return 0;
  for (let i: u32 = 0, at = start; i < n; i++, at += step) store<u8>(bytesData(out) + i, load<u8>(bytesData(b) + <u32>at));
  return out;
}
function bytes_getitem(b: usize, key: usize): usize {
  const n = <i32>bytesSize(b);
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return 0;
    if (i < 0) i += n;
    if (i < 0 || i >= n) return raise(T_X_INDEXERROR, "index out of range");
    return intFromI32(load<u8>(bytesData(b) + <u32>i));
  }
  if (typeOf(key) == T_SLICE) {
    if (sliceUnpack(key) < 0) return 0;
    sliceAdjust(n);
    return bytesStep(b, sliceStart, sliceStep, <u32>sliceCount);
  }
  return raisef(T_X_TYPEERROR, "byte indices must be integers or slices, not %t", key);
}

/** Whether a byte or a byte string is in b; -1 with an exception. */
export function bytesContains(b: usize, x: usize): i32 {
  if (isBytesLike(x)) {
    const part = bufferBytes(x);
    if (part == 0) return -1;
    const at = findChars(bytesData(b), 1, 0, bytesSize(b), bytesData(part), 1, bytesSize(part));
    release(part);
    return at >= 0 ? 1 : 0;
  }
  if (!isIndex(x)) { raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", x); return -1; }
  const c = byteValue(x);
  if (c < 0) return -1;
  for (let i: u32 = 0; i < bytesSize(b); i++) if (load<u8>(bytesData(b) + i) == c) return 1;
  return 0;
}
function bytes_length(b: usize): i32 { return <i32>bytesSize(b); }
function bytes_bool(b: usize): i32 { return bytesSize(b) != 0 ? 1 : 0; }

// ---- construction
/** The bytes that the arguments of bytes() or bytearray() stand for: an exact bytes object. */
export function bytesFromArguments(fname: string, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed(fname, args, nargs, kw, 0, 3, S_source, S_encoding, S_errors)) return 0;
  const source = named(args, nargs, kw, 0, S_source), encoding = named(args, nargs, kw, 1, S_encoding), errors = named(args, nargs, kw, 2, S_errors);
  if (source == 0) {
    if (encoding || errors) return encoding ? raise(T_X_TYPEERROR, "encoding without a string argument") : raise(T_X_TYPEERROR, "errors without a string argument");
    return bytesNew(0);
  }
  if (encoding && !isStr(encoding)) return raisef(T_X_TYPEERROR, "bytes() argument 'encoding' must be str, not %t", encoding);
  if (errors && !isStr(errors)) return raisef(T_X_TYPEERROR, "bytes() argument 'errors' must be str, not %t", errors);
  if (isStr(source)) {
    if (encoding == 0) return errors ? raise(T_X_TYPEERROR, "string argument without an encoding") : raise(T_X_TYPEERROR, "string argument without an encoding");
    return encodeStr(source, encoding, errors);
  }
  if (encoding) return raise(T_X_TYPEERROR, "encoding without a string argument");
  if (errors) return raise(T_X_TYPEERROR, "errors without a string argument");
  return bytesFromObject(source);
}

/** bytes(x) for an object other than a str: an exact bytes object. */
export function bytesFromObject(x: usize): usize {
  if (typeOf(x) == T_BYTES) return newRef(x);
  const special = lookupSpecial(x, load<usize>(S___bytes__));
  if (special) {
    const b = call0(special);
    release(special);
    if (b && !isBytes(b)) { raisef(T_X_TYPEERROR, "__bytes__ returned non-bytes (type %t)", b); release(b); return 0; }
    return b;
  }
  if (hasException()) return 0;
  if (isBytesLike(x)) {
    const b = bufferBytes(x);
    if (b == 0 || typeOf(b) == T_BYTES) return b;
    const exact = bytesFrom(bytesData(b), bytesSize(b));
    release(b);
    return exact;
  }
  if (isIndex(x)) {
    const n = indexClamped(x);
    if (n == -1 && hasException()) return 0;
    if (n < 0) return raise(T_X_VALUEERROR, "negative count");
    const b = bytesNew(<u32>n);
    if (b && n) memory.fill(bytesData(b), 0, <u32>n);
    return b;
  }
  if (slotOf(x, TP_ITER) == 0 && slotOf(x, TP_GETITEM) == 0) return raisef(T_X_TYPEERROR, "cannot convert '%t' object to bytes", x);
  return bytesFromIterable(x);
}

export function bytesFromIterable(x: usize, complaint: string = "bytes must be in range(0, 256)"): usize {
  const it = getIter(x);
  if (it == 0) return 0;
  const out = ByteBuilder.start();
  while (true) {
    const item = iterNext(it);
    if (item == 0) break;
    const c = indexClamped(item);
    release(item);
    if (c == -1 && hasException()) break;
    if (c < 0 || c > 255) { raise(T_X_VALUEERROR, complaint); break; }
    ByteBuilder.byte(out, <u32>c);
  }
  release(it);
  if (hasException()) { ByteBuilder.abandon(out); return 0; }
  return ByteBuilder.finish(out);
}

function bytes_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = bytesFromArguments("bytes", args, nargs, kw);
  if (b == 0 || type == T_BYTES) return b;
  const n = bytesSize(b);
  const o = allocInstance(type, n);
  if (o) {
    store<i64>(o, 0, BYTES_HASH);
    store<u32>(o, n, BYTES_SIZE);
    memory.copy(bytesData(o), bytesData(b), n);
  }
  release(b);
  return o;
}

/** Address of the bytes, for readers of the buffer. */
function bytes_buffer(b: usize): usize { return bytesData(b); }

export function initBytes(): void {
  if (load<usize>(EMPTY_BYTES, O_TYPE) == 0) {
    initCounts(EMPTY_BYTES);
    store<usize>(EMPTY_BYTES, T_BYTES, O_TYPE);
    immortalise(EMPTY_BYTES);
  }
  setSlot(T_BYTES, TP_DEALLOC, fnVoid(bytes_dealloc));
  setSlot(T_BYTES, TP_REPR, fnUnary(bytes_repr));
  setSlot(T_BYTES, TP_STR, fnUnary(bytes_repr));
  setSlot(T_BYTES, TP_HASH, fnHash(bytesHash));
  setSlot(T_BYTES, TP_RICHCOMPARE, fnCompare(bytesRichcompare));
  setSlot(T_BYTES, TP_ITER, fnUnary(bytes_iter));
  setSlot(T_BYTES, TP_NEW, fnNative(bytes_new));
  setSlot(T_BYTES, TP_LENGTH, fnInt(bytes_length));
  setSlot(T_BYTES, TP_BOOL, fnInt(bytes_bool));
  setSlot(T_BYTES, TP_GETITEM, fnBinary(bytes_getitem));
  setSlot(T_BYTES, TP_CONTAINS, fnInt2(bytesContains));
  setSlot(T_BYTES, TP_BUFFER, fnUnary(bytes_buffer));
  setSlot(T_BYTES, SQ_CONCAT, fnBinary(bytes_concat));
  setSlot(T_BYTES, SQ_REPEAT, fnBinary(bytes_repeat));
  setSlot(T_BYTES, NB_MOD, fnBinary(bytes_mod));
}
