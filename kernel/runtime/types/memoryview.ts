/**
 * memoryview: a one-dimensional window on bytes, a bytearray or another view's object.
 *
 *     16 ref  exporter (bytes or bytearray)      20 u32 offset of the first item in it     24 u32 number of items
 *     28 i32  stride in bytes                    32 u32 item size                          36 u32 format character
 *     40 u32  flags: 1 read-only, 2 released     size 44
 *
 * A view of a bytearray counts as an export of it, so that its data stays where it is.
 */
import {
  typeOf, isStr, NB_FLOAT, setSlot, newRef, none, boolOf, fnUnary, fnBinary, fnVoid, fnHash, fnInt, fnInt3, fnCompare, fnNative, fnTraverse,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_NEW, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_BUFFER, notImplemented, EQ, NE
} from "../object";
import { NONE } from "../layout";
import { T_MEMORYVIEW, T_SLICE, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR, T_X_NOTIMPLEMENTEDERROR, T_X_OVERFLOWERROR } from "./table";
import { release, retain, initRef, loadRef, lockObject, unlockObject } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { raise, raisef, noMemory, hasException } from "../errors";
import { bytesNew, bytesData, bytesSize, bytesFrom, bytesHash } from "./bytes";
import { isBytes, isBytesLike, bufferBytes } from "./textcore";
import { isArray, arrayItem, arrayCode } from "../modules/array";
import { isByteArray, bytearraySize, BA_DATA, BA_EXPORTS } from "./bytearray";
import { bytes_hex } from "./bytesmethods";
import { argAt, indexClamped, checkNamed, named } from "./textargs";
import { sliceUnpack, sliceAdjust, sliceStart, sliceStep, sliceCount, isIndex } from "./slice";
import { strLength, strCharAt } from "./str";
import { strFromChar } from "./strtype";
import { Builder } from "./builder";
import { listNew, listAppend } from "./list";
import { tuple1, tupleNew } from "./tuple";
import { intFromI32, intFromI64, intFromU64, intAsI64, intOverflow } from "./int";
import { floatNew, floatValue } from "./float";
import { asIndexObject } from "../abstract";
import { method, methodKw, getset } from "../natives";
import { S_object } from "../names";

const M_BASE: usize = 16, M_OFFSET: usize = 20, M_COUNT: usize = 24, M_STRIDE: usize = 28, M_ITEM: usize = 32, M_FORMAT: usize = 36, M_FLAGS: usize = 40;
const M_SIZE: u32 = 44;
const READ_ONLY: u32 = 1, RELEASED: u32 = 2;

export function isMemoryView(o: usize): bool { return typeOf(o) == T_MEMORYVIEW; }

function viewNew(base: usize, offset: u32, count: u32, stride: i32, item: u32, format: u32, flags: u32): usize {
  const m = allocObject(T_MEMORYVIEW, M_SIZE);
  if (m == 0) return noMemory();
  if (isByteArray(base)) {
    lockObject(base);
    store<u32>(base, load<u32>(base, BA_EXPORTS) + 1, BA_EXPORTS);
    unlockObject(base);
  }
  retain(base);
  initRef(m, m + M_BASE, base);
  store<u32>(m, offset, M_OFFSET);
  store<u32>(m, count, M_COUNT);
  store<i32>(m, stride, M_STRIDE);
  store<u32>(m, item, M_ITEM);
  store<u32>(m, format, M_FORMAT);
  store<u32>(m, flags, M_FLAGS);
  return m;
}
/** Ends the export; once. */
function dropExport(m: usize): void {
  const base = loadRef(m, m + M_BASE);
  if (!isByteArray(base)) return;
  lockObject(base);
  store<u32>(base, load<u32>(base, BA_EXPORTS) - 1, BA_EXPORTS);
  unlockObject(base);
}
function view_dealloc(m: usize): void {
  if (!(load<u32>(m, M_FLAGS) & RELEASED)) dropExport(m);
  release(loadRef(m, m + M_BASE));
  freeObject(m, M_SIZE);
}
function view_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + M_BASE); }

function view_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("memoryview", args, nargs, kw, 1, 1, S_object)) return 0;
  const x = named(args, nargs, kw, 0, S_object);
  if (isMemoryView(x)) {
    if (dead(x)) return 0;
    return viewNew(loadRef(x, x + M_BASE), load<u32>(x, M_OFFSET), load<u32>(x, M_COUNT), load<i32>(x, M_STRIDE), load<u32>(x, M_ITEM), load<u32>(x, M_FORMAT), load<u32>(x, M_FLAGS));
  }
  if (isBytes(x)) return viewNew(x, 0, bytesSize(x), 1, 1, 0x42, READ_ONLY);
  if (isArray(x)) return viewNew(x, 0, bytearraySize(x) / arrayItem(x), <i32>arrayItem(x), arrayItem(x), arrayCode(x), 0);
  if (isByteArray(x)) return viewNew(x, 0, bytearraySize(x), 1, 1, 0x42, 0);
  return raisef(T_X_TYPEERROR, "memoryview: a bytes-like object is required, not '%t'", x);
}

function dead(m: usize): bool {
  if (!(atomic.load<u32>(m, M_FLAGS) & RELEASED)) return false;
  raise(T_X_VALUEERROR, "operation forbidden on released memoryview object");
  return true;
}
/** Address of item 0. */
function viewData(m: usize): usize {
  const base = loadRef(m, m + M_BASE);
  return (isByteArray(base) ? load<usize>(base, BA_DATA) : bytesData(base)) + load<u32>(m, M_OFFSET);
}
@inline function itemAddress(m: usize, i: i32): usize { return viewData(m) + <usize>(i * load<i32>(m, M_STRIDE)); }

/** What the view shows, as bytes. */
export function memoryviewBytes(m: usize): usize {
  if (dead(m)) return 0;
  const n = load<u32>(m, M_COUNT), item = load<u32>(m, M_ITEM);
  if (load<i32>(m, M_STRIDE) == <i32>item) return bytesFrom(viewData(m), n * item);
  const b = bytesNew(n * item);
  if (b == 0) return 0;
  for (let i: u32 = 0; i < n; i++) memory.copy(bytesData(b) + i * item, itemAddress(m, <i32>i), item);
  return b;
}

// ---- items
export function sizeOfFormat(c: u32): u32 {
  switch (c) {
    case 0x42: case 0x62: case 0x63: case 0x3f: return 1; // B b c ?
    case 0x48: case 0x68: return 2;                       // H h
    case 0x49: case 0x69: case 0x66: return 4;            // I i f
    case 0x4c: case 0x6c: case 0x51: case 0x71: case 0x64: case 0x4e: case 0x6e: return 8; // L l Q q d N n
  }
  return 0;
}
export function readItem(p: usize, c: u32): usize {
  switch (c) {
    case 0x42: return intFromI32(load<u8>(p));
    case 0x62: return intFromI32(load<i8>(p));
    case 0x63: return bytesFrom(p, 1);
    case 0x3f: return boolOf(load<u8>(p) != 0);
    case 0x48: return intFromI32(load<u16>(p));
    case 0x68: return intFromI32(load<i16>(p));
    case 0x49: return intFromI64(load<u32>(p));
    case 0x69: return intFromI32(load<i32>(p));
    case 0x66: return floatNew(load<f32>(p));
    case 0x64: return floatNew(load<f64>(p));
    case 0x6c: case 0x71: case 0x6e: return intFromI64(load<i64>(p));
  }
  return intFromU64(load<u64>(p));
}
function badValue(c: u32): bool {
  const s = strFromChar(c);
  if (s) { raisef(T_X_VALUEERROR, "memoryview: invalid value for format '%s'", s); release(s); }
  return false;
}
function badType(c: u32): bool {
  const s = strFromChar(c);
  if (s) { raisef(T_X_TYPEERROR, "memoryview: invalid type for format '%s'", s); release(s); }
  return false;
}
function writeItem(p: usize, c: u32, v: usize): bool {
  if (c == 0x63) {
    if (!isBytes(v)) return badType(c);
    if (bytesSize(v) != 1) return badValue(c);
    store<u8>(p, load<u8>(bytesData(v)));
    return true;
  }
  if (c == 0x66 || c == 0x64) {
    if (load<u32>(typeOf(v) + NB_FLOAT) == 0) return badType(c);
    const x = call_indirect<usize>(load<u32>(typeOf(v) + NB_FLOAT), v);
    if (x == 0) return false;
    if (c == 0x64) store<f64>(p, floatValue(x)); else store<f32>(p, <f32>floatValue(x));
    release(x);
    return true;
  }
  if (!isIndex(v)) return badType(c);
  const o = asIndexObject(v);
  if (o == 0) return false;
  const n = intAsI64(o), big = intOverflow();
  release(o);
  if (big) return badValue(c);
  switch (c) {
    case 0x42: if (n < 0 || n > 255) return badValue(c); store<u8>(p, <u8>n); return true;
    case 0x62: if (n < -128 || n > 127) return badValue(c); store<i8>(p, <i8>n); return true;
    case 0x3f: store<u8>(p, n != 0 ? 1 : 0); return true;
    case 0x48: if (n < 0 || n > 0xffff) return badValue(c); store<u16>(p, <u16>n); return true;
    case 0x68: if (n < -0x8000 || n > 0x7fff) return badValue(c); store<i16>(p, <i16>n); return true;
    case 0x49: if (n < 0 || n > 0xffffffff) return badValue(c); store<u32>(p, <u32>n); return true;
    case 0x69: if (n < -0x80000000 || n > 0x7fffffff) return badValue(c); store<i32>(p, <i32>n); return true;
    case 0x51: case 0x4c: case 0x4e: if (n < 0) return badValue(c); store<u64>(p, <u64>n); return true;
  }
  store<i64>(p, n);
  return true;
}

function indexOf(m: usize, key: usize): i32 {
  const n = load<i32>(m, M_COUNT);
  let i = indexClamped(key);
  if (i == -1 && hasException()) return -1;
  if (i < 0) i += n;
  if (i < 0 || i >= n) { raise(T_X_INDEXERROR, "index out of bounds on dimension 1"); return -1; }
  return i;
}
function view_getitem(m: usize, key: usize): usize {
  if (dead(m)) return 0;
  if (isIndex(key)) {
    const i = indexOf(m, key);
    return i < 0 ? 0 : readItem(itemAddress(m, i), load<u32>(m, M_FORMAT));
  }
  if (typeOf(key) != T_SLICE) return raise(T_X_TYPEERROR, "memoryview: invalid slice key");
  return slice(m, key);
}
function slice(m: usize, key: usize): usize {
  if (sliceUnpack(key) < 0) return 0;
  sliceAdjust(load<i32>(m, M_COUNT));
  const offset = <i32>load<u32>(m, M_OFFSET) + sliceStart * load<i32>(m, M_STRIDE);
  return viewNew(loadRef(m, m + M_BASE), sliceCount ? <u32>offset : 0, <u32>sliceCount, load<i32>(m, M_STRIDE) * sliceStep, load<u32>(m, M_ITEM), load<u32>(m, M_FORMAT), load<u32>(m, M_FLAGS));
}
function view_setitem(m: usize, key: usize, v: usize): i32 {
  if (dead(m)) return -1;
  if (load<u32>(m, M_FLAGS) & READ_ONLY) { raise(T_X_TYPEERROR, "cannot modify read-only memory"); return -1; }
  if (v == 0) { raise(T_X_TYPEERROR, "cannot delete memory"); return -1; }
  if (isIndex(key)) {
    const i = indexOf(m, key);
    return i >= 0 && writeItem(itemAddress(m, i), load<u32>(m, M_FORMAT), v) ? 0 : -1;
  }
  if (typeOf(key) != T_SLICE) { raise(T_X_TYPEERROR, "memoryview: invalid slice key"); return -1; }
  if (!isBytesLike(v)) { raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", v); return -1; }
  const from = bufferBytes(v);
  if (from == 0) return -1;
  const part = slice(m, key);
  let ok = part != 0;
  if (ok) {
    const n = load<u32>(part, M_COUNT), item = load<u32>(part, M_ITEM);
    ok = bytesSize(from) == n * item;
    if (ok) for (let i: u32 = 0; i < n; i++) memory.copy(itemAddress(part, <i32>i), bytesData(from) + i * item, item);
    else raise(T_X_VALUEERROR, "memoryview assignment: lvalue and rvalue have different structures");
    release(part);
  }
  release(from);
  return ok ? 0 : -1;
}
function view_length(m: usize): i32 { return dead(m) ? -1 : load<i32>(m, M_COUNT); }

// ---- the rest
function view_repr(m: usize): usize {
  const out = Builder.start();
  Builder.text(out, load<u32>(m, M_FLAGS) & RELEASED ? "<released memory at 0x" : "<memory at 0x");
  Builder.hex(out, m, 12);
  Builder.char(out, 0x3e);
  return Builder.finish(out);
}
function view_hash(m: usize): i64 {
  if (dead(m)) return -1;
  if (!(load<u32>(m, M_FLAGS) & READ_ONLY)) { raise(T_X_VALUEERROR, "cannot hash writable memoryview object"); return -1; }
  if (load<u32>(m, M_ITEM) != 1) { raise(T_X_VALUEERROR, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"); return -1; }
  const b = memoryviewBytes(m);
  if (b == 0) return -1;
  const h = bytesHash(b);
  release(b);
  return h;
}
function view_richcompare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || !isBytesLike(a) || !isBytesLike(b)) return notImplemented();
  const x = bufferBytes(a);
  if (x == 0) return 0;
  const y = bufferBytes(b);
  if (y == 0) { release(x); return 0; }
  const same = bytesSize(x) == bytesSize(y) && memory.compare(bytesData(x), bytesData(y), bytesSize(x)) == 0;
  release(x);
  release(y);
  return boolOf(same == (op == EQ));
}
function view_buffer(m: usize): usize { return viewData(m); }

function view_tobytes(m: usize, args: usize, nargs: i32, kw: usize): usize { return memoryviewBytes(m); }
function view_tolist(m: usize, args: usize, nargs: i32, kw: usize): usize {
  if (dead(m)) return 0;
  const list = listNew(0);
  if (list == 0) return 0;
  const n = load<i32>(m, M_COUNT);
  for (let i = 0; i < n; i++) {
    const v = readItem(itemAddress(m, i), load<u32>(m, M_FORMAT));
    const failed = v == 0 || listAppend(list, v) < 0;
    if (v) release(v);
    if (failed) { release(list); return 0; }
  }
  return list;
}
function view_cast(m: usize, args: usize, nargs: i32, kw: usize): usize {
  if (dead(m)) return 0;
  const x = argAt(args, 0);
  if (!isStr(x)) return raisef(T_X_TYPEERROR, "cast() argument 'format' must be str, not %t", x);
  let n = strLength(x);
  let c = n ? strCharAt(x, n - 1) : 0;
  const item = n == 1 || (n == 2 && strCharAt(x, 0) == 0x40) ? sizeOfFormat(c) : 0;
  if (item == 0) return raise(T_X_VALUEERROR, "memoryview: destination format must be a native single character format prefixed with an optional '@'");
  if (load<i32>(m, M_STRIDE) != load<i32>(m, M_ITEM)) return raise(T_X_TYPEERROR, "memoryview: casts are restricted to C-contiguous views");
  if (item != 1 && load<u32>(m, M_ITEM) != 1) return raise(T_X_TYPEERROR, "memoryview: cannot cast between two non-byte formats");
  const size = load<u32>(m, M_COUNT) * load<u32>(m, M_ITEM);
  if (size % item != 0) return raise(T_X_TYPEERROR, "memoryview: length is not a multiple of itemsize");
  return viewNew(loadRef(m, m + M_BASE), load<u32>(m, M_OFFSET), size / item, <i32>item, item, c, load<u32>(m, M_FLAGS));
}
function view_release(m: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!(atomic.or<u32>(m, RELEASED, M_FLAGS) & RELEASED)) dropExport(m);
  return none();
}
function view_enter(m: usize, args: usize, nargs: i32, kw: usize): usize { return dead(m) ? 0 : newRef(m); }
function view_toreadonly(m: usize, args: usize, nargs: i32, kw: usize): usize {
  if (dead(m)) return 0;
  return viewNew(loadRef(m, m + M_BASE), load<u32>(m, M_OFFSET), load<u32>(m, M_COUNT), load<i32>(m, M_STRIDE), load<u32>(m, M_ITEM), load<u32>(m, M_FORMAT), load<u32>(m, M_FLAGS) | READ_ONLY);
}

function get_nbytes(m: usize): usize { return dead(m) ? 0 : intFromI32(<i32>(load<u32>(m, M_COUNT) * load<u32>(m, M_ITEM))); }
function get_itemsize(m: usize): usize { return dead(m) ? 0 : intFromI32(load<i32>(m, M_ITEM)); }
function get_format(m: usize): usize { return dead(m) ? 0 : strFromChar(load<u32>(m, M_FORMAT)); }
function get_readonly(m: usize): usize { return dead(m) ? 0 : boolOf((load<u32>(m, M_FLAGS) & READ_ONLY) != 0); }
function get_obj(m: usize): usize { return dead(m) ? 0 : newRef(loadRef(m, m + M_BASE)); }
function get_ndim(m: usize): usize { return dead(m) ? 0 : intFromI32(1); }
function single(v: usize): usize {
  if (v == 0) return 0;
  const t = tuple1(v);
  release(v);
  return t;
}
function get_shape(m: usize): usize { return dead(m) ? 0 : single(intFromI32(load<i32>(m, M_COUNT))); }
function get_strides(m: usize): usize { return dead(m) ? 0 : single(intFromI32(load<i32>(m, M_STRIDE))); }
function get_suboffsets(m: usize): usize { return dead(m) ? 0 : tupleNew(0); }
function get_contiguous(m: usize): usize { return dead(m) ? 0 : boolOf(load<i32>(m, M_STRIDE) == load<i32>(m, M_ITEM) || load<u32>(m, M_COUNT) <= 1); }

export function initMemoryView(): void {
  setSlot(T_MEMORYVIEW, TP_DEALLOC, fnVoid(view_dealloc));
  setSlot(T_MEMORYVIEW, TP_TRAVERSE, fnTraverse(view_traverse));
  setSlot(T_MEMORYVIEW, TP_NEW, fnNative(view_new));
  setSlot(T_MEMORYVIEW, TP_REPR, fnUnary(view_repr));
  setSlot(T_MEMORYVIEW, TP_HASH, fnHash(view_hash));
  setSlot(T_MEMORYVIEW, TP_RICHCOMPARE, fnCompare(view_richcompare));
  setSlot(T_MEMORYVIEW, TP_LENGTH, fnInt(view_length));
  setSlot(T_MEMORYVIEW, TP_GETITEM, fnBinary(view_getitem));
  setSlot(T_MEMORYVIEW, TP_SETITEM, fnInt3(view_setitem));
  setSlot(T_MEMORYVIEW, TP_BUFFER, fnUnary(view_buffer));
  method(T_MEMORYVIEW, "tobytes", fnNative(view_tobytes), 0, 1);
  method(T_MEMORYVIEW, "tolist", fnNative(view_tolist), 0, 0);
  methodKw(T_MEMORYVIEW, "hex", fnNative(bytes_hex), 0, 2);
  method(T_MEMORYVIEW, "cast", fnNative(view_cast), 1, 1);
  method(T_MEMORYVIEW, "release", fnNative(view_release), 0, 0);
  method(T_MEMORYVIEW, "toreadonly", fnNative(view_toreadonly), 0, 0);
  method(T_MEMORYVIEW, "__enter__", fnNative(view_enter), 0, 0);
  method(T_MEMORYVIEW, "__exit__", fnNative(view_release), 0, 3);
  getset(T_MEMORYVIEW, "nbytes", fnUnary(get_nbytes), 0);
  getset(T_MEMORYVIEW, "itemsize", fnUnary(get_itemsize), 0);
  getset(T_MEMORYVIEW, "format", fnUnary(get_format), 0);
  getset(T_MEMORYVIEW, "readonly", fnUnary(get_readonly), 0);
  getset(T_MEMORYVIEW, "obj", fnUnary(get_obj), 0);
  getset(T_MEMORYVIEW, "ndim", fnUnary(get_ndim), 0);
  getset(T_MEMORYVIEW, "shape", fnUnary(get_shape), 0);
  getset(T_MEMORYVIEW, "strides", fnUnary(get_strides), 0);
  getset(T_MEMORYVIEW, "suboffsets", fnUnary(get_suboffsets), 0);
  getset(T_MEMORYVIEW, "contiguous", fnUnary(get_contiguous), 0);
  getset(T_MEMORYVIEW, "c_contiguous", fnUnary(get_contiguous), 0);
  getset(T_MEMORYVIEW, "f_contiguous", fnUnary(get_contiguous), 0);
}
