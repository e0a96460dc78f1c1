/**
 * array.array: numbers of one C type, end to end. An array is laid out as a bytearray is and shares its code for growing and
 * for exports, so that everything that reads or writes bytes-like objects takes arrays too.
 *
 *     16 lock   20 data   24 u32 bytes   28 u32 capacity   32 u32 exports   36 u32 type code   40 u32 bytes of an item
 *
 * A value is turned into the bits of an item before the lock is taken: __index__ and __float__ are Python code.
 */
import {
  typeOf, isStr, newRef, none, boolOf, notImplemented, setSlot, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnInt3, fnCompare, fnNative, TP_DEALLOC, TP_REPR,
  TP_RICHCOMPARE, TP_NEW, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_BUFFER, TP_BOOL, TP_ITER, SQ_CONCAT, SQ_REPEAT, NB_IADD, NB_MUL, INPLACE, EQ, NE
} from "../object";
import { T_ARRAY, T_LIST, T_SLICE, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR, T_X_OVERFLOWERROR, T_X_BUFFERERROR } from "../types/table";
import { release, lockObject, unlockObject } from "../designs/active";
import { freeRaw, freeObject } from "../heap/blocks";
import { raise, raisef, hasException } from "../errors";
import { BA_DATA, BA_SIZE, BA_CAPACITY, BA_EXPORTS, bytearray_buffer, splice, resize } from "../types/bytearray";
import { readItem, sizeOfFormat } from "../types/memoryview";
import { bytesData, bytesSize, bytesRepeat } from "../types/bytes";
import { bufferBytes, isBytesLike, requireBytes } from "../types/textcore";
import { argAt, indexClamped } from "../types/textargs";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount, isIndex } from "../types/slice";
import { strFromChar } from "../types/strtype";
import { strCharAt, strLength } from "../types/str";
import { Builder } from "../types/builder";
import { listNew, listAppend } from "../types/list";
import { seqIterNew } from "../types/iterators";
import { intFromI32, intValue, isBig } from "../types/int";
import { isNegative, viewLeft, lp, ln } from "../types/bigint";
import { floatFromNumber } from "../types/float";
import { asIndexObject, getAttrOr0, getIter, iterNext, reprOf, richCompare, richCompareBool } from "../abstract";
import { intern } from "../types/intern";
import { dictSetStr } from "../types/dict";
import { tuple2, tupleInit, tupleNew } from "../types/tuple";
import { isSubtype } from "../types/type";
import { allocInstance } from "../types/instance";
import { clearInstanceExtras, getset, kwRefused, countCheck, method, sizeOfInstance } from "../natives";
import { registerModule } from "./registry";

const CODE: usize = 36;
const ITEM: usize = 40;
export const ARRAY_SIZE: u32 = 44;

const U: u32 = 0x75, W: u32 = 0x77, F: u32 = 0x66, D: u32 = 0x64;

@inline function codeOf(o: usize): u32 { return load<u32>(o, CODE); }
@inline function itemOf(o: usize): u32 { return load<u32>(o, ITEM); }
export { codeOf as arrayCode, itemOf as arrayItem };
@inline function isText(code: u32): bool { return code == U || code == W; }
export function isArray(o: usize): bool { return isSubtype(typeOf(o), T_ARRAY); }

/** Bytes of an item, 0 for what is no type code. */
function sizeOf(code: u32): u32 {
  if (isText(code)) return 4;
  if (code == 0x3f || code == 0x63 || code == 0x4e || code == 0x6e) return 0; // ? c N n are a memoryview's alone
  return sizeOfFormat(code);
}

function arrayOf(type: usize, code: u32, size: u32): usize {
  const o = allocInstance(type, 0);
  if (o == 0) return 0;
  store<u32>(o, code, CODE);
  store<u32>(o, sizeOf(code), ITEM);
  if (!resize(o, size)) { release(o); return 0; }
  return o;
}
function arrayFrom(code: u32, from: usize, size: u32): usize {
  const o = arrayOf(T_ARRAY, code, size);
  if (o && size) memory.copy(load<usize>(o, BA_DATA), from, size);
  return o;
}
function array_dealloc(o: usize): void {
  if (typeOf(o) != T_ARRAY) clearInstanceExtras(o);
  if (load<usize>(o, BA_DATA)) freeRaw(load<usize>(o, BA_DATA), load<u32>(o, BA_CAPACITY));
  freeObject(o, sizeOfInstance(o));
}

// ---- items
function itemAt(p: usize, code: u32): usize { return isText(code) ? strFromChar(load<u32>(p)) : readItem(p, code); }

/** The item that `encode` made last. */
let bits: u64 = 0;

/** Turns a value into an item: sets `bits`. False with an exception. */
function encode(code: u32, v: usize): bool {
  if (isText(code)) {
    if (!isStr(v)) { raisef(T_X_TYPEERROR, "array item must be a unicode character, not %t", v); return false; }
    if (strLength(v) != 1) { raise(T_X_TYPEERROR, "array item must be a string of length 1, not a string of another length"); return false; }
    bits = strCharAt(v, 0);
    return true;
  }
  if (code == F || code == D) {
    const x = floatFromNumber(v);
    if (x == -1 && hasException()) return false;
    bits = code == D ? reinterpret<u64>(x) : <u64>reinterpret<u32>(<f32>x);
    return true;
  }
  const o = asIndexObject(v);
  if (o == 0) return false;
  const ok = encodeInt(code, o);
  release(o);
  return ok;
}
function encodeInt(code: u32, o: usize): bool {
  const size = sizeOf(code), signed = code > 0x60, negative = isNegative(o);
  let fits = true;
  if (isBig(o)) {
    // Beyond 64 bits with a sign; 64 without may do.
    viewLeft(o);
    fits = !signed && size == 8 && !negative && ln <= 2;
    if (fits) bits = load<u64>(lp);
  } else {
    const v = intValue(o);
    bits = <u64>v;
    if (signed) fits = size == 8 || (v >= -(<i64>1 << (size * 8 - 1)) && v < <i64>1 << (size * 8 - 1));
    else fits = v >= 0 && (size == 8 || v < <i64>1 << (size * 8));
  }
  return fits || outOfRange(code, negative);
}
function outOfRange(code: u32, low: bool): bool {
  switch (code) {
    case 0x62: raise(T_X_OVERFLOWERROR, low ? "signed char is less than minimum" : "signed char is greater than maximum"); break;
    case 0x42: raise(T_X_OVERFLOWERROR, low ? "unsigned byte integer is less than minimum" : "unsigned byte integer is greater than maximum"); break;
    case 0x68: raise(T_X_OVERFLOWERROR, low ? "signed short integer is less than minimum" : "signed short integer is greater than maximum"); break;
    case 0x48: raise(T_X_OVERFLOWERROR, low ? "unsigned short is less than minimum" : "unsigned short is greater than maximum"); break;
    case 0x69: raise(T_X_OVERFLOWERROR, low ? "signed integer is less than minimum" : "signed integer is greater than maximum"); break;
    case 0x49: raise(T_X_OVERFLOWERROR, low ? "can't convert negative value to unsigned int" : "unsigned int is greater than maximum"); break;
    case 0x4c: case 0x51: raise(T_X_OVERFLOWERROR, low ? "can't convert negative int to unsigned" : "int too big to convert"); break;
    default: raise(T_X_OVERFLOWERROR, "Python int too large to convert to C long");
  }
  return false;
}
@inline function write(p: usize, size: u32): void {
  if (size == 1) store<u8>(p, <u8>bits);
  else if (size == 2) store<u16>(p, <u16>bits);
  else if (size == 4) store<u32>(p, <u32>bits);
  else store<u64>(p, bits);
}

// ---- making
/** Appends the values of an iterable. */
function extendValues(o: usize, values: usize): bool {
  const it = getIter(values);
  if (it == 0) return false;
  while (true) {
    const v = iterNext(it);
    if (v == 0) break;
    const ok = appendValue(o, v);
    release(v);
    if (!ok) break;
  }
  release(it);
  return !hasException();
}
function appendValue(o: usize, v: usize): bool {
  if (!encode(codeOf(o), v)) return false;
  const item = bits;
  lockObject(o);
  const n = load<u32>(o, BA_SIZE);
  const ok = resize(o, n + itemOf(o));
  bits = item;
  if (ok) write(load<usize>(o, BA_DATA) + n, itemOf(o));
  unlockObject(o);
  return ok;
}
/** Appends what a bytes-like object holds; the bytes are taken over. */
function extendBytes(o: usize, b: usize): bool {
  if (b == 0) return false;
  let ok = bytesSize(b) % itemOf(o) == 0;
  if (!ok) raise(T_X_VALUEERROR, "bytes length not a multiple of item size");
  else {
    lockObject(o);
    ok = splice(o, load<u32>(o, BA_SIZE), 0, bytesData(b), bytesSize(b));
    unlockObject(o);
  }
  release(b);
  return ok;
}
function array_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_ARRAY && kwRefused("array.array", kw)) return 0;
  if (!countCheck("array", nargs, 1, 2)) return 0;
  const c = argAt(args, 0);
  if (!isStr(c) || strLength(c) != 1) return raisef(T_X_TYPEERROR, "array() argument 1 must be a unicode character, not %t", c);
  const code = strCharAt(c, 0);
  if (sizeOf(code) == 0) return raise(T_X_VALUEERROR, "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
  const initial: usize = nargs > 1 ? argAt(args, 1) : 0;
  if (initial) {
    if (isStr(initial) && !isText(code)) { const s = strFromChar(code); if (s) { raisef(T_X_TYPEERROR, "cannot use a str to initialize an array with typecode '%s'", s); release(s); } return 0; }
    if (isArray(initial) && isText(codeOf(initial)) && !isText(code)) { const s = strFromChar(code); if (s) { raisef(T_X_TYPEERROR, "cannot use a unicode array to initialize an array with typecode '%s'", s); release(s); } return 0; }
  }
  const o = arrayOf(type, code, 0);
  if (o == 0 || initial == 0) return o;
  const ok = isBytesLike(initial) && !isArray(initial) ? extendBytes(o, bufferBytes(initial)) : extendAny(o, initial);
  if (!ok) { release(o); return 0; }
  return o;
}
function extendAny(o: usize, x: usize): bool { return isArray(x) && codeOf(x) == codeOf(o) ? extendBytes(o, bufferBytes(x)) : extendValues(o, x); }

// ---- slots
@inline function count(o: usize): i32 { return <i32>(atomic.load<u32>(o, BA_SIZE) / itemOf(o)); }
function array_length(o: usize): i32 { return count(o); }
function array_bool(o: usize): i32 { return count(o) != 0 ? 1 : 0; }
function array_iter(o: usize): usize { return seqIterNew(o); }

function array_repr(o: usize): usize {
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const size = itemOf(o), n = bytesSize(b) / size, code = codeOf(o), out = Builder.start();
  Builder.text(out, "array('");
  Builder.char(out, code);
  Builder.char(out, 0x27);
  if (n) Builder.text(out, isText(code) ? ", " : ", [");
  if (n && isText(code)) {
    const text = textOf(b);
    const r = text ? reprOf(text) : 0;
    if (r) { Builder.str(out, r); release(r); }
    if (text) release(text);
  } else {
    for (let i: u32 = 0; i < n; i++) {
      if (i) Builder.text(out, ", ");
      const v = itemAt(bytesData(b) + i * size, code);
      const r = v ? reprOf(v) : 0;
      if (r) { Builder.str(out, r); release(r); }
      if (v) release(v);
    }
    if (n) Builder.char(out, 0x5d);
  }
  Builder.char(out, 0x29);
  release(b);
  if (hasException()) { Builder.abandon(out); return 0; }
  return Builder.finish(out);
}
/** The characters in the bytes of a text array. */
function textOf(b: usize): usize {
  const out = Builder.start();
  for (let i: u32 = 0; i < bytesSize(b); i += 4) Builder.char(out, load<u32>(bytesData(b) + i));
  return Builder.finish(out);
}

function array_getitem(o: usize, key: usize): usize {
  const size = itemOf(o), code = codeOf(o);
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return 0;
    lockObject(o);
    const n = <i32>(load<u32>(o, BA_SIZE) / size);
    if (i < 0) i += n;
    const there = i >= 0 && i < n;
    const v: usize = there ? itemAt(load<usize>(o, BA_DATA) + <usize>i * size, code) : 0;
    unlockObject(o);
    return there ? v : raise(T_X_INDEXERROR, "array index out of range");
  }
  if (typeOf(key) != T_SLICE) return raise(T_X_TYPEERROR, "array indices must be integers");
  if (sliceUnpack(key) < 0) return 0;
  const b = bufferBytes(o);
  if (b == 0) return 0;
  sliceAdjust(<i32>(bytesSize(b) / size));
  const start = sliceStart, step = sliceStep, n = sliceCount;
  const part = arrayOf(T_ARRAY, code, <u32>n * size);
  if (part) for (let i = 0; i < n; i++) memory.copy(load<usize>(part, BA_DATA) + <usize>i * size, bytesData(b) + <usize>(start + i * step) * size, size);
  release(b);
  return part;
}

function array_setitem(o: usize, key: usize, v: usize): i32 {
  const size = itemOf(o);
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return -1;
    if (v && !encode(codeOf(o), v)) return -1;
    const item = bits;
    lockObject(o);
    const n = <i32>(load<u32>(o, BA_SIZE) / size);
    if (i < 0) i += n;
    let ok = i >= 0 && i < n;
    bits = item;
    if (!ok) raise(T_X_INDEXERROR, "array assignment index out of range");
    else if (v) write(load<usize>(o, BA_DATA) + <usize>i * size, size);
    else ok = splice(o, <u32>i * size, size, 0, 0);
    unlockObject(o);
    return ok ? 0 : -1;
  }
  if (typeOf(key) != T_SLICE) { raise(T_X_TYPEERROR, "array indices must be integers"); return -1; }
  if (v && !isArray(v)) { raisef(T_X_TYPEERROR, "can only assign array (not \"%t\") to array slice", v); return -1; }
  if (v && codeOf(v) != codeOf(o)) { raise(T_X_TYPEERROR, "bad argument type for built-in operation"); return -1; }
  const b: usize = v ? bufferBytes(v) : 0;
  if (v && b == 0) return -1;
  let ok = sliceUnpack(key) >= 0;
  if (ok) {
    lockObject(o);
    sliceAdjust(<i32>(load<u32>(o, BA_SIZE) / size));
    ok = setSlice(o, sliceStart, sliceStep, sliceCount, b);
    unlockObject(o);
  }
  if (b) release(b);
  return ok ? 0 : -1;
}
/** Under the lock; b = 0 deletes. */
function setSlice(o: usize, start: i32, step: i32, n: i32, b: usize): bool {
  const size = itemOf(o);
  if (step == 1) return splice(o, <u32>start * size, <u32>n * size, b ? bytesData(b) : 0, b ? bytesSize(b) : 0);
  if (b) {
    const given = <i32>(bytesSize(b) / size);
    if (given != n) { raisef(T_X_VALUEERROR, "attempt to assign array of size %d to extended slice of size %d", <usize>given, <usize>n); return false; }
    for (let i = 0; i < n; i++) memory.copy(load<usize>(o, BA_DATA) + <usize>(start + i * step) * size, bytesData(b) + <usize>i * size, size);
    return true;
  }
  if (n == 0) return true;
  if (load<u32>(o, BA_EXPORTS)) { raise(T_X_BUFFERERROR, "cannot resize an array that is exporting buffers"); return false; }
  if (step < 0) { start += step * (n - 1); step = -step; }
  // From the last one on, so that what is in front keeps its place.
  for (let i = n - 1; i >= 0; i--) if (!splice(o, <u32>(start + i * step) * size, size, 0, 0)) return false;
  return true;
}

function array_richcompare(a: usize, b: usize, op: i32): usize {
  if (!isArray(a) || !isArray(b)) return notImplemented();
  const n = count(a), m = count(b);
  if (n != m && (op == EQ || op == NE)) return boolOf(op == NE);
  const x = bufferBytes(a);
  if (x == 0) return 0;
  const y = bufferBytes(b);
  if (y == 0) { release(x); return 0; }
  const result = compareItems(x, codeOf(a), itemOf(a), y, codeOf(b), itemOf(b), op);
  release(x);
  release(y);
  return result;
}
function compareItems(x: usize, codeX: u32, sizeX: u32, y: usize, codeY: u32, sizeY: u32, op: i32): usize {
  const n = bytesSize(x) / sizeX, m = bytesSize(y) / sizeY;
  for (let i: u32 = 0; i < min(n, m); i++) {
    const v = itemAt(bytesData(x) + i * sizeX, codeX), w = v ? itemAt(bytesData(y) + i * sizeY, codeY) : 0;
    const same = w ? richCompareBool(v, w, EQ) : -1;
    const result: usize = same == 0 ? op == EQ || op == NE ? boolOf(op == NE) : richCompare(v, w, op) : 0;
    if (v) release(v);
    if (w) release(w);
    if (same <= 0) return same < 0 ? 0 : result;
  }
  const left = intFromI32(<i32>n), right = intFromI32(<i32>m);
  const result = left && right ? richCompare(left, right, op) : 0;
  if (left) release(left);
  if (right) release(right);
  return result;
}

/** The position of the first item that equals v, from `start` on; -1 if there is none, -2 with an exception. */
function find(o: usize, v: usize, start: i32, stop: i32): i32 {
  const b = bufferBytes(o);
  if (b == 0) return -2;
  const size = itemOf(o), n = min(<i32>(bytesSize(b) / size), stop);
  let found = -1;
  for (let i = start; i < n && found == -1; i++) {
    const item = itemAt(bytesData(b) + <usize>i * size, codeOf(o));
    const same = item ? richCompareBool(item, v, EQ) : -1;
    if (item) release(item);
    if (same != 0) found = same < 0 ? -2 : i;
  }
  release(b);
  return found;
}
function array_contains(o: usize, v: usize): i32 {
  const i = find(o, v, 0, i32.MAX_VALUE);
  return i == -2 ? -1 : i >= 0 ? 1 : 0;
}

function array_concat(a: usize, b: usize): usize {
  if (!isArray(b)) return raisef(T_X_TYPEERROR, "can only append array (not \"%t\") to array", b);
  if (codeOf(a) != codeOf(b)) return raise(T_X_TYPEERROR, "bad argument type for built-in operation");
  const both = array_copyOf(a);
  if (both == 0) return 0;
  if (!extendBytes(both, bufferBytes(b))) { release(both); return 0; }
  return both;
}
function array_iadd(o: usize, x: usize): usize {
  if (!isArray(x)) return raisef(T_X_TYPEERROR, "can only extend with array (not \"%t\")", x);
  return array_extendWith(o, x) ? newRef(o) : 0;
}
function repeated(o: usize, times: usize): usize {
  const n = indexClamped(times);
  if (n == -1 && hasException()) return 0;
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const many = bytesRepeat(b, n);
  release(b);
  return many;
}
function array_repeat(o: usize, times: usize): usize {
  const many = repeated(o, times);
  if (many == 0) return 0;
  const result = arrayFrom(codeOf(o), bytesData(many), bytesSize(many));
  release(many);
  return result;
}
function array_imul(o: usize, times: usize): usize {
  const many = repeated(o, times);
  if (many == 0) return 0;
  lockObject(o);
  const ok = splice(o, 0, load<u32>(o, BA_SIZE), bytesData(many), bytesSize(many));
  unlockObject(o);
  release(many);
  return ok ? newRef(o) : 0;
}

// ---- methods
@inline function noneIf(ok: bool): usize { return ok ? none() : 0; }
function array_copyOf(o: usize): usize {
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const copy = arrayFrom(codeOf(o), bytesData(b), bytesSize(b));
  release(b);
  return copy;
}
function array_extendWith(o: usize, x: usize): bool {
  if (isArray(x) && codeOf(x) != codeOf(o)) { raise(T_X_TYPEERROR, "can only extend with array of same kind"); return false; }
  return extendAny(o, x);
}
function array_append(o: usize, args: usize, nargs: i32, kw: usize): usize { return noneIf(appendValue(o, argAt(args, 0))); }
function array_extend(o: usize, args: usize, nargs: i32, kw: usize): usize { return noneIf(array_extendWith(o, argAt(args, 0))); }
function array_fromlist(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const l = argAt(args, 0);
  if (!isSubtype(typeOf(l), T_LIST)) return raise(T_X_TYPEERROR, "arg must be list");
  // All of it or nothing.
  const values = arrayOf(T_ARRAY, codeOf(o), 0);
  if (values == 0) return 0;
  const ok = extendValues(values, l) && extendBytes(o, bufferBytes(values));
  release(values);
  return noneIf(ok);
}
function array_frombytes(o: usize, args: usize, nargs: i32, kw: usize): usize { return noneIf(extendBytes(o, requireBytes(argAt(args, 0)))); }
function array_fromunicode(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = argAt(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "fromunicode() argument must be str, not %t", s);
  if (!isText(codeOf(o))) return raise(T_X_VALUEERROR, "fromunicode() may only be called on unicode type arrays ('u' or 'w')");
  return noneIf(extendValues(o, s));
}
function array_tounicode(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!isText(codeOf(o))) return raise(T_X_VALUEERROR, "tounicode() may only be called on unicode type arrays ('u' or 'w')");
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const s = textOf(b);
  release(b);
  return s;
}
function array_tobytes(o: usize, args: usize, nargs: i32, kw: usize): usize { return bufferBytes(o); }
function array_tolist(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const list = listNew(0), size = itemOf(o);
  for (let i: u32 = 0; list != 0 && i < bytesSize(b); i += size) {
    const v = itemAt(bytesData(b) + i, codeOf(o));
    if (v == 0 || listAppend(list, v) < 0) break;
    release(v);
  }
  release(b);
  if (hasException()) { if (list) release(list); return 0; }
  return list;
}
function array_insert(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = indexClamped(argAt(args, 0));
  if (i == -1 && hasException()) return 0;
  if (!encode(codeOf(o), argAt(args, 1))) return 0;
  const item = bits, size = itemOf(o);
  lockObject(o);
  const n = <i32>(load<u32>(o, BA_SIZE) / size);
  if (i < 0) i = max(i + n, 0);
  if (i > n) i = n;
  const ok = resize(o, <u32>(n + 1) * size);
  bits = item;
  if (ok) {
    const at = load<usize>(o, BA_DATA) + <usize>i * size;
    memory.copy(at + size, at, <u32>(n - i) * size);
    write(at, size);
  }
  unlockObject(o);
  return noneIf(ok);
}
function array_pop(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = nargs ? indexClamped(argAt(args, 0)) : -1;
  if (i == -1 && nargs && hasException()) return 0;
  const size = itemOf(o);
  lockObject(o);
  const n = <i32>(load<u32>(o, BA_SIZE) / size);
  if (i < 0) i += n;
  let v: usize = 0;
  if (n == 0) raise(T_X_INDEXERROR, "pop from empty array");
  else if (i < 0 || i >= n) raise(T_X_INDEXERROR, "pop index out of range");
  else {
    v = itemAt(load<usize>(o, BA_DATA) + <usize>i * size, codeOf(o));
    if (v && !splice(o, <u32>i * size, size, 0, 0)) { release(v); v = 0; }
  }
  unlockObject(o);
  return v;
}
function array_remove(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = find(o, argAt(args, 0), 0, i32.MAX_VALUE), size = itemOf(o);
  if (i == -2) return 0;
  if (i == -1) return raise(T_X_VALUEERROR, "array.remove(x): x not in array");
  lockObject(o);
  // Another thread may have shortened it meanwhile.
  const ok = <u32>(i + 1) * size > load<u32>(o, BA_SIZE) || splice(o, <u32>i * size, size, 0, 0);
  unlockObject(o);
  return noneIf(ok);
}
function array_index(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = count(o);
  let start = nargs > 1 ? indexClamped(argAt(args, 1)) : 0;
  if (start == -1 && hasException()) return 0;
  let stop = nargs > 2 ? indexClamped(argAt(args, 2)) : n;
  if (stop == -1 && hasException()) return 0;
  if (start < 0) start = max(start + n, 0);
  if (stop < 0) stop += n;
  const i = find(o, argAt(args, 0), start, stop);
  return i == -2 ? 0 : i == -1 ? raise(T_X_VALUEERROR, "array.index(x): x not in array") : intFromI32(i);
}
function array_count(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let n = 0, at = 0;
  while (true) {
    at = find(o, argAt(args, 0), at, i32.MAX_VALUE);
    if (at < 0) return at == -2 ? 0 : intFromI32(n);
    n++;
    at++;
  }
}
function array_reverse(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const size = itemOf(o);
  lockObject(o);
  const data = load<usize>(o, BA_DATA);
  let i: u32 = 0, j = load<u32>(o, BA_SIZE);
  while (i + size < j) {
    j -= size;
    for (let k: u32 = 0; k < size; k++) {
      const c = load<u8>(data + i + k);
      store<u8>(data + i + k, load<u8>(data + j + k));
      store<u8>(data + j + k, c);
    }
    i += size;
  }
  unlockObject(o);
  return none();
}
function array_byteswap(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const size = itemOf(o);
  lockObject(o);
  const data = load<usize>(o, BA_DATA), n = load<u32>(o, BA_SIZE);
  for (let at: u32 = 0; at < n; at += size) {
    for (let k: u32 = 0; k < size >> 1; k++) {
      const c = load<u8>(data + at + k);
      store<u8>(data + at + k, load<u8>(data + at + size - 1 - k));
      store<u8>(data + at + size - 1 - k, c);
    }
  }
  unlockObject(o);
  return none();
}
function array_clear(o: usize, args: usize, nargs: i32, kw: usize): usize {
  lockObject(o);
  const ok = resize(o, 0);
  unlockObject(o);
  return noneIf(ok);
}
function array_copy(o: usize, args: usize, nargs: i32, kw: usize): usize { return array_copyOf(o); }

/** (class, (type code, list), attributes): for copy and pickle. */
function array_reduce(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const code = strFromChar(codeOf(o)), list = code ? array_tolist(o, 0, 0, 0) : 0;
  const pair = list ? tuple2(code, list) : 0;
  if (code) release(code);
  if (list) release(list);
  if (pair == 0) return 0;
  const state = attributesOrNone(o);
  const result = state ? tupleNew(3) : 0;
  if (result) {
    tupleInit(result, 0, newRef(typeOf(o)));
    tupleInit(result, 1, pair);
    tupleInit(result, 2, state);
    return result;
  }
  release(pair);
  if (state) release(state);
  return 0;
}
/** An instance's __dict__, or None if its class has none. */
function attributesOrNone(o: usize): usize {
  const d = typeOf(o) == T_ARRAY ? 0 : getAttrOr0(o, intern("__dict__"));
  return d || hasException() ? d : none();
}

function get_typecode(o: usize): usize { return strFromChar(codeOf(o)); }
function get_itemsize(o: usize): usize { return intFromI32(<i32>itemOf(o)); }

function fill(d: usize): void {
  dictSetStr(d, intern("array"), T_ARRAY);
  dictSetStr(d, intern("ArrayType"), T_ARRAY);
  dictSetStr(d, intern("typecodes"), intern("bBuwhHiIlLqQfd"));
}

export function initArrayModule(): void {
  setSlot(T_ARRAY, TP_DEALLOC, fnVoid(array_dealloc));
  setSlot(T_ARRAY, TP_NEW, fnNative(array_new));
  setSlot(T_ARRAY, TP_REPR, fnUnary(array_repr));
  setSlot(T_ARRAY, TP_RICHCOMPARE, fnCompare(array_richcompare));
  setSlot(T_ARRAY, TP_ITER, fnUnary(array_iter));
  setSlot(T_ARRAY, TP_LENGTH, fnInt(array_length));
  setSlot(T_ARRAY, TP_BOOL, fnInt(array_bool));
  setSlot(T_ARRAY, TP_GETITEM, fnBinary(array_getitem));
  setSlot(T_ARRAY, TP_SETITEM, fnInt3(array_setitem));
  setSlot(T_ARRAY, TP_CONTAINS, fnInt2(array_contains));
  setSlot(T_ARRAY, TP_BUFFER, fnUnary(bytearray_buffer));
  setSlot(T_ARRAY, SQ_CONCAT, fnBinary(array_concat));
  setSlot(T_ARRAY, SQ_REPEAT, fnBinary(array_repeat));
  setSlot(T_ARRAY, NB_IADD, fnBinary(array_iadd));
  setSlot(T_ARRAY, NB_MUL + INPLACE, fnBinary(array_imul));
  method(T_ARRAY, "append", fnNative(array_append), 1, 1);
  method(T_ARRAY, "extend", fnNative(array_extend), 1, 1);
  method(T_ARRAY, "fromlist", fnNative(array_fromlist), 1, 1);
  method(T_ARRAY, "frombytes", fnNative(array_frombytes), 1, 1);
  method(T_ARRAY, "fromunicode", fnNative(array_fromunicode), 1, 1);
  method(T_ARRAY, "tounicode", fnNative(array_tounicode), 0, 0);
  method(T_ARRAY, "tobytes", fnNative(array_tobytes), 0, 0);
  method(T_ARRAY, "tolist", fnNative(array_tolist), 0, 0);
  method(T_ARRAY, "insert", fnNative(array_insert), 2, 2);
  method(T_ARRAY, "pop", fnNative(array_pop), 0, 1);
  method(T_ARRAY, "remove", fnNative(array_remove), 1, 1);
  method(T_ARRAY, "index", fnNative(array_index), 1, 3);
  method(T_ARRAY, "count", fnNative(array_count), 1, 1);
  method(T_ARRAY, "reverse", fnNative(array_reverse), 0, 0);
  method(T_ARRAY, "byteswap", fnNative(array_byteswap), 0, 0);
  method(T_ARRAY, "clear", fnNative(array_clear), 0, 0);
  method(T_ARRAY, "__reduce_ex__", fnNative(array_reduce), 1, 1);
  method(T_ARRAY, "__copy__", fnNative(array_copy), 0, 0);
  method(T_ARRAY, "__deepcopy__", fnNative(array_copy), 1, 1);
  getset(T_ARRAY, "typecode", fnUnary(get_typecode), 0);
  getset(T_ARRAY, "itemsize", fnUnary(get_itemsize), 0);
  registerModule("array", fill);
}
