/**
 * bytearray: bytes that change, under the object's lock.
 *
 *     16 u32 lock   20 data (raw block, 0 = none)   24 u32 size   28 u32 capacity   32 u32 exports
 *
 * While a memoryview shows the data (exports > 0) the size may not change, so that the view's address stays good. What
 * a method takes from its arguments is copied before the lock is taken: nothing runs Python code under it.
 */
import {
  typeOf, isStr, setSlot, newRef, none, notImplemented, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnInt3, fnCompare, fnNative, fnInit, 
  TP_DEALLOC, TP_REPR, TP_STR, TP_RICHCOMPARE, TP_ITER, TP_NEW, TP_INIT, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_BUFFER, TP_BOOL, SQ_CONCAT,
  SQ_REPEAT, NB_IADD, INPLACE, NB_MUL, NB_MOD, TY_NAME, slotOf
} from "../object";
import { T_BYTEARRAY, T_SLICE, T_X_TYPEERROR, T_X_INDEXERROR, T_X_VALUEERROR, T_X_BUFFERERROR } from "./table";
import { release, lockObject, unlockObject } from "../designs/active";
import { allocRaw, freeRaw, freeObject } from "../heap/blocks";
import { raise, raisef, noMemory, hasException } from "../errors";
import { bytesNew, bytesData, bytesSize, bytesFrom, bytesFromArguments, bytesRichcompare, bytesContains, bytesReprInto, bytesRepeat, bytesStep, bytesFromIterable, joinTwo } from "./bytes";
import { isBytesLike, bufferBytes, byteValue } from "./textcore";
import { indexClamped, argAt } from "./textargs";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount, isIndex } from "./slice";
import { Builder } from "./builder";
import { intFromI32 } from "./int";
import { sizeOfInstance, clearInstanceExtras, method } from "../natives";
import { allocInstance } from "./instance";
import { bytearray_iter } from "./bytearrayiter";
import { strPercent } from "./strpercent";

export const BA_DATA: usize = 20;
export const BA_SIZE: usize = 24;
export const BA_CAPACITY: usize = 28;
export const BA_EXPORTS: usize = 32;
export const BYTEARRAY_SIZE: u32 = 36;

export function isByteArray(o: usize): bool {
  const type = typeOf(o);
  return type == T_BYTEARRAY || (load<u32>(type + TP_BUFFER) == load<u32>(<usize>T_BYTEARRAY + TP_BUFFER) && load<u32>(type + TP_BUFFER) != 0);
}
export function bytearraySize(o: usize): u32 { return atomic.load<u32>(o, BA_SIZE); }

function bytearrayOfType(type: usize): usize {
  const o = allocInstance(type, 0);
  if (o == 0) return 0;
  store<u32>(o, 0, 16);
  store<usize>(o, 0, BA_DATA);
  store<u32>(o, 0, BA_SIZE);
  store<u32>(o, 0, BA_CAPACITY);
  store<u32>(o, 0, BA_EXPORTS);
  return o;
}
/** A bytearray with a copy of n bytes. */
export function bytearrayFrom(from: usize, n: u32): usize {
  const o = bytearrayOfType(T_BYTEARRAY);
  if (o == 0) return 0;
  if (!resize(o, n)) { release(o); return 0; }
  if (n) memory.copy(load<usize>(o, BA_DATA), from, n);
  return o;
}
function bytearray_dealloc(o: usize): void {
  if (typeOf(o) != T_BYTEARRAY) clearInstanceExtras(o);
  if (load<usize>(o, BA_DATA)) freeRaw(load<usize>(o, BA_DATA), load<u32>(o, BA_CAPACITY));
  freeObject(o, sizeOfInstance(o));
}

/** Sets the size, under the lock; false with an exception. New bytes are undefined. */
export function resize(o: usize, n: u32): bool {
  const size = load<u32>(o, BA_SIZE), capacity = load<u32>(o, BA_CAPACITY);
  if (n == size) return true;
  if (load<u32>(o, BA_EXPORTS)) { raise(T_X_BUFFERERROR, "Existing exports of data: object cannot be re-sized"); return false; }
  if (n > capacity || n < capacity >> 2) {
    if (n > 0x70000000) { noMemory(); return false; }
    const wanted = n == 0 ? 0 : n > size ? n + (n >> 3) + (n < 9 ? 3 : 6) : n;
    const data = wanted ? allocRaw(wanted) : 0;
    if (wanted && data == 0) { noMemory(); return false; }
    const old = load<usize>(o, BA_DATA);
    if (old) {
      if (data) memory.copy(data, old, min(size, n));
      freeRaw(old, capacity);
    }
    store<usize>(o, data, BA_DATA);
    store<u32>(o, wanted, BA_CAPACITY);
  }
  atomic.store<u32>(o, n, BA_SIZE);
  return true;
}
/** Replaces `gone` bytes at `at` by n bytes at `from`, under the lock. */
export function splice(o: usize, at: u32, gone: u32, from: usize, n: u32): bool {
  const size = load<u32>(o, BA_SIZE), rest = size - at - gone;
  if (n < gone) {
    if (load<u32>(o, BA_EXPORTS)) return resize(o, size - gone + n);
    const data = load<usize>(o, BA_DATA);
    memory.copy(data + at + n, data + at + gone, rest);
    if (!resize(o, size - gone + n)) return false;
  } else if (n > gone) {
    if (!resize(o, size - gone + n)) return false;
    const data = load<usize>(o, BA_DATA);
    memory.copy(data + at + n, data + at + gone, rest);
  }
  if (n) memory.copy(load<usize>(o, BA_DATA) + at, from, n);
  return true;
}

// ---- slots
function bytearray_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return bytearrayOfType(type); }
function bytearray_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  const b = bytesFromArguments("bytearray", args, nargs, kw);
  if (b == 0) return -1;
  lockObject(o);
  const ok = splice(o, 0, load<u32>(o, BA_SIZE), bytesData(b), bytesSize(b));
  unlockObject(o);
  release(b);
  return ok ? 0 : -1;
}
function bytearray_repr(o: usize): usize {
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const out = Builder.start();
  Builder.str(out, load<usize>(typeOf(o), TY_NAME));
  Builder.char(out, 0x28);
  bytesReprInto(out, bytesData(b), bytesSize(b));
  Builder.char(out, 0x29);
  release(b);
  return Builder.finish(out);
}
function bytearray_length(o: usize): i32 { return <i32>bytearraySize(o); }
function bytearray_bool(o: usize): i32 { return bytearraySize(o) != 0 ? 1 : 0; }
export function bytearray_buffer(o: usize): usize { return load<usize>(o, BA_DATA); }

function fromBytes(b: usize): usize {
  if (b == 0) return 0;
  const o = bytearrayFrom(bytesData(b), bytesSize(b));
  release(b);
  return o;
}
function bytearray_concat(a: usize, b: usize): usize {
  if (!isBytesLike(b)) return raisef(T_X_TYPEERROR, "can't concat %t to %t", b, a);
  const x = bufferBytes(a);
  if (x == 0) return 0;
  const y = bufferBytes(b);
  if (y == 0) { release(x); return 0; }
  const both = joinTwo(x, y);
  release(x);
  release(y);
  return fromBytes(both);
}
function bytearray_repeat(o: usize, count: usize): usize {
  const n = indexClamped(count);
  if (n == -1 && hasException()) return 0;
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const many = bytesRepeat(b, n);
  release(b);
  return fromBytes(many);
}
function bytearray_iadd(o: usize, x: usize): usize {
  if (!isBytesLike(x)) return raisef(T_X_TYPEERROR, "can't concat %t to %t", x, o);
  return extendFrom(o, bufferBytes(x)) ? newRef(o) : 0;
}
function bytearray_imul(o: usize, count: usize): usize {
  const n = indexClamped(count);
  if (n == -1 && hasException()) return 0;
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const many = bytesRepeat(b, n);
  release(b);
  if (many == 0) return 0;
  lockObject(o);
  const ok = splice(o, 0, load<u32>(o, BA_SIZE), bytesData(many), bytesSize(many));
  unlockObject(o);
  release(many);
  return ok ? newRef(o) : 0;
}
function bytearray_contains(o: usize, x: usize): i32 {
  const b = bufferBytes(o);
  if (b == 0) return -1;
  const result = bytesContains(b, x);
  release(b);
  return result;
}
function bytearray_mod(a: usize, b: usize): usize {
  if (!isByteArray(a)) return notImplemented();
  const x = bufferBytes(a);
  if (x == 0) return 0;
  const y = strPercent(x, b);
  release(x);
  return fromBytes(y);
}

function bytearray_getitem(o: usize, key: usize): usize {
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return 0;
    lockObject(o);
    const n = <i32>load<u32>(o, BA_SIZE);
    if (i < 0) i += n;
    const c: i32 = i >= 0 && i < n ? load<u8>(load<usize>(o, BA_DATA) + <u32>i) : -1;
    unlockObject(o);
    return c < 0 ? raise(T_X_INDEXERROR, "bytearray index out of range") : intFromI32(c);
  }
  if (typeOf(key) != T_SLICE) return raisef(T_X_TYPEERROR, "bytearray indices must be integers or slices, not %t", key);
  if (sliceUnpack(key) < 0) return 0;
  const b = bufferBytes(o);
  if (b == 0) return 0;
  sliceAdjust(<i32>bytesSize(b));
  const part = bytesStep(b, sliceStart, sliceStep, <u32>sliceCount);
  release(b);
  return fromBytes(part);
}

function bytearray_setitem(o: usize, key: usize, v: usize): i32 {
  if (isIndex(key)) {
    let i = indexClamped(key);
    if (i == -1 && hasException()) return -1;
    let c = 0;
    if (v) { c = byteValue(v); if (c < 0) return -1; }
    lockObject(o);
    const n = <i32>load<u32>(o, BA_SIZE);
    if (i < 0) i += n;
    let ok = i >= 0 && i < n;
    if (!ok) raise(T_X_INDEXERROR, "bytearray index out of range");
    else if (v) store<u8>(load<usize>(o, BA_DATA) + <u32>i, <u8>c);
    else ok = splice(o, <u32>i, 1, 0, 0);
    unlockObject(o);
    return ok ? 0 : -1;
  }
  if (typeOf(key) != T_SLICE) { raisef(T_X_TYPEERROR, "bytearray indices must be integers or slices, not %t", key); return -1; }
  let b: usize = 0;
  if (v) {
    if (isBytesLike(v)) b = bufferBytes(v);
    else if (isStr(v) || isIndex(v) || slotOf(v, TP_ITER) == 0) { raise(T_X_TYPEERROR, "can assign only bytes, buffers, or iterables of ints in range(0, 256)"); return -1; }
    else b = bytesFromIterable(v);
    if (b == 0) return -1;
  }
  let ok = sliceUnpack(key) >= 0;
  if (ok) {
    lockObject(o);
    sliceAdjust(<i32>load<u32>(o, BA_SIZE));
    ok = setSlice(o, sliceStart, sliceStep, <u32>sliceCount, b);
    unlockObject(o);
  }
  if (b) release(b);
  return ok ? 0 : -1;
}
/** Under the lock; b = 0 deletes. */
function setSlice(o: usize, start: i32, step: i32, count: u32, b: usize): bool {
  const n: u32 = b ? bytesSize(b) : 0;
  if (step == 1) return splice(o, <u32>start, count, b ? bytesData(b) : 0, n);
  const data = load<usize>(o, BA_DATA);
  if (b) {
    if (n != count) { raisef(T_X_VALUEERROR, "attempt to assign bytes of size %d to extended slice of size %d", n, count); return false; }
    for (let i: u32 = 0, at = start; i < n; i++, at += step) store<u8>(data + <u32>at, load<u8>(bytesData(b) + i));
    return true;
  }
  if (count == 0) return true;
  if (load<u32>(o, BA_EXPORTS)) { raise(T_X_BUFFERERROR, "Existing exports of data: object cannot be re-sized"); return false; }
  if (step < 0) { start += step * (<i32>count - 1); step = -step; }
  const size = load<u32>(o, BA_SIZE);
  let to = <u32>start, next = <u32>start, left = count;
  for (let i = <u32>start; i < size; i++) {
    if (i == next && left) { next += <u32>step; left--; continue; }
    store<u8>(data + to++, load<u8>(data + i));
  }
  return resize(o, size - count);
}

// ---- methods
/** Appends a bytes object (taken over; 0 = already failed). */
function extendFrom(o: usize, b: usize): bool {
  if (b == 0) return false;
  lockObject(o);
  const ok = splice(o, load<u32>(o, BA_SIZE), 0, bytesData(b), bytesSize(b));
  unlockObject(o);
  release(b);
  return ok;
}
@inline function noneIf(ok: bool): usize { return ok ? none() : 0; }

function bytearray_append(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const c = byteValue(argAt(args, 0));
  if (c < 0) return 0;
  lockObject(o);
  const n = load<u32>(o, BA_SIZE);
  const ok = resize(o, n + 1);
  if (ok) store<u8>(load<usize>(o, BA_DATA) + n, <u8>c);
  unlockObject(o);
  return noneIf(ok);
}
function bytearray_extend(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = argAt(args, 0);
  if (isStr(x)) return raisef(T_X_TYPEERROR, "expected iterable of integers; got: '%t'", x);
  if (isBytesLike(x)) return noneIf(extendFrom(o, bufferBytes(x)));
  if (slotOf(x, TP_ITER) == 0 && slotOf(x, TP_GETITEM) == 0) return raisef(T_X_TYPEERROR, "can't extend bytearray with %t", x);
  const b = bytesFromIterable(x, "byte must be in range(0, 256)");
  if (b == 0) return 0;
  return noneIf(extendFrom(o, b));
}
function bytearray_insert(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = indexClamped(argAt(args, 0));
  if (i == -1 && hasException()) return 0;
  const c = byteValue(argAt(args, 1));
  if (c < 0) return 0;
  lockObject(o);
  const n = <i32>load<u32>(o, BA_SIZE);
  if (i < 0) i = max(i + n, 0);
  if (i > n) i = n;
  const ok = resize(o, <u32>n + 1);
  if (ok) {
    const data = load<usize>(o, BA_DATA);
    memory.copy(data + <u32>i + 1, data + <u32>i, <u32>(n - i));
    store<u8>(data + <u32>i, <u8>c);
  }
  unlockObject(o);
  return noneIf(ok);
}
function bytearray_pop(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = nargs ? indexClamped(argAt(args, 0)) : -1;
  if (i == -1 && nargs && hasException()) return 0;
  lockObject(o);
  const n = <i32>load<u32>(o, BA_SIZE);
  let c: i32 = -1;
  if (i < 0) i += n;
  if (n == 0) raise(T_X_INDEXERROR, "pop from empty bytearray");
  else if (i < 0 || i >= n) raise(T_X_INDEXERROR, "pop index out of range");
  else {
    c = load<u8>(load<usize>(o, BA_DATA) + <u32>i);
    if (!splice(o, <u32>i, 1, 0, 0)) c = -1;
  }
  unlockObject(o);
  return c < 0 ? 0 : intFromI32(c);
}
function bytearray_remove(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const c = byteValue(argAt(args, 0));
  if (c < 0) return 0;
  lockObject(o);
  const n = load<u32>(o, BA_SIZE), data = load<usize>(o, BA_DATA);
  let i: u32 = 0;
  while (i < n && load<u8>(data + i) != c) i++;
  let ok = i < n;
  if (!ok) raise(T_X_VALUEERROR, "value not found in bytearray");
  else ok = splice(o, i, 1, 0, 0);
  unlockObject(o);
  return noneIf(ok);
}
function bytearray_reverse(o: usize, args: usize, nargs: i32, kw: usize): usize {
  lockObject(o);
  const n = load<u32>(o, BA_SIZE), data = load<usize>(o, BA_DATA);
  for (let i: u32 = 0, j = n - 1; n != 0 && i < j; i++, j--) {
    const c = load<u8>(data + i);
    store<u8>(data + i, load<u8>(data + j));
    store<u8>(data + j, c);
  }
  unlockObject(o);
  return noneIf(true);
}
function bytearray_clear(o: usize, args: usize, nargs: i32, kw: usize): usize {
  lockObject(o);
  const ok = resize(o, 0);
  unlockObject(o);
  return noneIf(ok);
}
function bytearray_copy(o: usize, args: usize, nargs: i32, kw: usize): usize { return fromBytes(bufferBytes(o)); }
function bytearray_alloc(o: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(load<i32>(o, BA_CAPACITY)); }

export function initByteArray(): void {
  setSlot(T_BYTEARRAY, TP_DEALLOC, fnVoid(bytearray_dealloc));
  setSlot(T_BYTEARRAY, TP_NEW, fnNative(bytearray_new));
  setSlot(T_BYTEARRAY, TP_INIT, fnInit(bytearray_init));
  setSlot(T_BYTEARRAY, TP_REPR, fnUnary(bytearray_repr));
  setSlot(T_BYTEARRAY, TP_STR, fnUnary(bytearray_repr));
  setSlot(T_BYTEARRAY, TP_RICHCOMPARE, fnCompare(bytesRichcompare));
  setSlot(T_BYTEARRAY, TP_ITER, fnUnary(bytearray_iter));
  setSlot(T_BYTEARRAY, TP_LENGTH, fnInt(bytearray_length));
  setSlot(T_BYTEARRAY, TP_BOOL, fnInt(bytearray_bool));
  setSlot(T_BYTEARRAY, TP_GETITEM, fnBinary(bytearray_getitem));
  setSlot(T_BYTEARRAY, TP_SETITEM, fnInt3(bytearray_setitem));
  setSlot(T_BYTEARRAY, TP_CONTAINS, fnInt2(bytearray_contains));
  setSlot(T_BYTEARRAY, TP_BUFFER, fnUnary(bytearray_buffer));
  setSlot(T_BYTEARRAY, SQ_CONCAT, fnBinary(bytearray_concat));
  setSlot(T_BYTEARRAY, SQ_REPEAT, fnBinary(bytearray_repeat));
  setSlot(T_BYTEARRAY, NB_IADD, fnBinary(bytearray_iadd));
  setSlot(T_BYTEARRAY, NB_MUL + INPLACE, fnBinary(bytearray_imul));
  setSlot(T_BYTEARRAY, NB_MOD, fnBinary(bytearray_mod));
  method(T_BYTEARRAY, "append", fnNative(bytearray_append), 1, 1);
  method(T_BYTEARRAY, "extend", fnNative(bytearray_extend), 1, 1);
  method(T_BYTEARRAY, "insert", fnNative(bytearray_insert), 2, 2);
  method(T_BYTEARRAY, "pop", fnNative(bytearray_pop), 0, 1);
  method(T_BYTEARRAY, "remove", fnNative(bytearray_remove), 1, 1);
  method(T_BYTEARRAY, "reverse", fnNative(bytearray_reverse), 0, 0);
  method(T_BYTEARRAY, "clear", fnNative(bytearray_clear), 0, 0);
  method(T_BYTEARRAY, "copy", fnNative(bytearray_copy), 0, 0);
  method(T_BYTEARRAY, "__alloc__", fnNative(bytearray_alloc), 0, 0);
}
