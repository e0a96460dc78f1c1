/**
 * The str object: Unicode text of one width, immutable to Python but not to C: its hash and its UTF-8 are computed when
 * first asked for.
 *
 *     16  i64  hash        0 = not computed; two threads may both compute it, and store the same number
 *     24  u32  length      in code points
 *     28  u8   kind        1, 2 or 4 bytes a code point, the narrowest that holds the widest
 *     29  u8   ascii       1 if every code point is below 128
 *     30  u16  block       KiB of the block if it has room to spare, else 0
 *     32  u32  utf8        raw block with the UTF-8, 0 = not computed (an ASCII str's data is its UTF-8)
 *     36  u32  utf8 length
 *     40  data
 */
import { O_TYPE, typeOf } from "../object";
import { LATIN1, LATIN1_SIZE, EMPTY_STR } from "../layout";
import { T_STR } from "./table";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { retain, release, mayReuse } from "../designs/active";
import { classOf, SMALL_MAX } from "../heap/sizes";
import { sizeOfInstance, clearInstanceExtras } from "../natives";
import { hashBytes } from "./siphash";

export const STR_HASH: usize = 16;
export const STR_LENGTH: usize = 24;
export const STR_KIND: usize = 28;
export const STR_ASCII: usize = 29;
/** Size of the block in KiB where it is larger than the text needs (made by strConcatInPlace), else 0. */
export const STR_BLOCK: usize = 30;
export const STR_UTF8: usize = 32;
export const STR_UTF8_LENGTH: usize = 36;
export const STR_DATA: usize = 40;

@inline export function strLength(s: usize): u32 { return load<u32>(s, STR_LENGTH); }
@inline export function strKind(s: usize): u32 { return load<u8>(s, STR_KIND); }
@inline export function strData(s: usize): usize { return s + STR_DATA; }
@inline export function strIsAscii(s: usize): bool { return load<u8>(s, STR_ASCII) != 0; }
export function strBytes(n: u32, kind: u32): u32 { return <u32>STR_DATA + n * kind; }

@inline export function strCharAt(s: usize, i: u32): u32 {
  const kind = strKind(s);
  if (kind == 1) return load<u8>(s + i, STR_DATA);
  if (kind == 2) return load<u16>(s + (i << 1), STR_DATA);
  return load<u32>(s + (i << 2), STR_DATA);
}

/** A str of n code points of a kind, contents to be filled in and then passed to strFinish. 0 with MemoryError. */
export function strAlloc(n: u32, kind: u32): usize {
  if (<u64>n * kind > 0x70000000) return noMemory();
  const s = allocObject(T_STR, strBytes(n, kind));
  if (s == 0) return noMemory();
  store<i64>(s, 0, STR_HASH);
  store<u32>(s, n, STR_LENGTH);
  store<u32>(s, kind, STR_KIND);
  store<u64>(s, 0, STR_UTF8);
  return s;
}

/** Frees a str that strAlloc made and nobody has seen. */
export function strDiscard(s: usize): void { freeObject(s, blockSize(s)); }

/** Bytes that the block of an exact str was allocated with (or as many of the same size class). */
@inline function blockSize(s: usize): u32 {
  const spare = <u32>load<u16>(s, STR_BLOCK);
  return spare ? spare << 10 : strBytes(strLength(s), strKind(s));
}

/**
 * Ends the making of a str: narrows it to the smallest kind, sets the ASCII flag, and gives the shared object for the
 * empty and the one-character Latin-1 strings. Takes over s.
 */
export function strFinish(s: usize): usize {
  const n = strLength(s), kind = strKind(s);
  if (n == 0) { strDiscard(s); retain(EMPTY_STR); return EMPTY_STR; }
  let all: u32 = 0;
  const data = strData(s);
  if (kind == 1) {
    let i: u32 = 0, wide: u64 = 0;
    for (; i + 8 <= n; i += 8) wide |= load<u64>(data + i);
    if (wide & 0x8080808080808080) all = 0x80;
    for (; i < n; i++) all |= load<u8>(data + i);
  }
  else if (kind == 2) for (let i: u32 = 0; i < n; i++) all |= load<u16>(data + (i << 1));
  else for (let i: u32 = 0; i < n; i++) all |= load<u32>(data + (i << 2));
  const narrow: u32 = all < 0x100 ? 1 : all < 0x10000 ? 2 : 4;
  if (n == 1 && narrow == 1) {
    const one = <usize>LATIN1 + (strCharAt(s, 0) * <u32>LATIN1_SIZE);
    strDiscard(s);
    retain(one);
    return one;
  }
  if (narrow < kind) {
    const t = strAlloc(n, narrow);
    if (t == 0) { strDiscard(s); return 0; }
    const to = strData(t);
    for (let i: u32 = 0; i < n; i++) {
      const c = strCharAt(s, i);
      if (narrow == 1) store<u8>(to + i, <u8>c); else store<u16>(to + (i << 1), <u16>c);
    }
    strDiscard(s);
    s = t;
  }
  store<u8>(s, all < 0x80 ? 1 : 0, STR_ASCII);
  return s;
}

/** A str of n ASCII or Latin-1 bytes. */
export function strFromAscii(from: usize, n: u32): usize {
  const s = strAlloc(n, 1);
  if (s == 0) return 0;
  memory.copy(strData(s), from, n);
  return strFinish(s);
}

/** A str of n bytes of valid UTF-8 (lone surrogates allowed). */
export function strFromUtf8(from: usize, n: u32): usize {
  let count: u32 = 0, widest: u32 = 0;
  const end = from + n;
  for (let p = from; p < end;) {
    const b: u32 = load<u8>(p);
    if (b < 0x80) p += 1;
    else if (b < 0xe0) { widest |= (b & 0x1f) << 6 | 0x3f; p += 2; }
    else if (b < 0xf0) { widest |= 0xffff; p += 3; }
    else { widest |= 0x10ffff; p += 4; }
    count++;
  }
  const kind: u32 = widest < 0x100 ? 1 : widest < 0x10000 ? 2 : 4;
  const s = strAlloc(count, kind);
  if (s == 0) return 0;
  const data = strData(s);
  let i: u32 = 0;
  for (let p = from; p < end; i++) {
    const b: u32 = load<u8>(p);
    let c: u32;
    if (b < 0x80) { c = b; p += 1; }
    else if (b < 0xe0) { c = (b & 0x1f) << 6 | (load<u8>(p, 1) & 0x3f); p += 2; }
    else if (b < 0xf0) { c = (b & 15) << 12 | (<u32>load<u8>(p, 1) & 0x3f) << 6 | (load<u8>(p, 2) & 0x3f); p += 3; }
    else { c = (b & 7) << 18 | (<u32>load<u8>(p, 1) & 0x3f) << 12 | (<u32>load<u8>(p, 2) & 0x3f) << 6 | (load<u8>(p, 3) & 0x3f); p += 4; }
    if (kind == 1) store<u8>(data + i, <u8>c);
    else if (kind == 2) store<u16>(data + (i << 1), <u16>c);
    else store<u32>(data + (i << 2), c);
  }
  return strFinish(s);
}

/** Address of the UTF-8 of s, alive as long as s; its length is strUtf8Length(s). 0 with MemoryError. */
export function strUtf8(s: usize): usize {
  if (strIsAscii(s) || strLength(s) == 0) return strData(s);
  const have = atomic.load<u32>(s, STR_UTF8);
  if (have) return have;
  const n = strLength(s);
  let size: u32 = 0;
  for (let i: u32 = 0; i < n; i++) { const c = strCharAt(s, i); size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }
  const block = allocRaw(size);
  if (block == 0) return noMemory();
  let p = block;
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(s, i);
    if (c < 0x80) store<u8>(p++, <u8>c);
    else if (c < 0x800) { store<u8>(p, <u8>(0xc0 | c >> 6)); store<u8>(p, <u8>(0x80 | c & 0x3f), 1); p += 2; }
    else if (c < 0x10000) { store<u8>(p, <u8>(0xe0 | c >> 12)); store<u8>(p, <u8>(0x80 | c >> 6 & 0x3f), 1); store<u8>(p, <u8>(0x80 | c & 0x3f), 2); p += 3; }
    else { store<u8>(p, <u8>(0xf0 | c >> 18)); store<u8>(p, <u8>(0x80 | c >> 12 & 0x3f), 1); store<u8>(p, <u8>(0x80 | c >> 6 & 0x3f), 2); store<u8>(p, <u8>(0x80 | c & 0x3f), 3); p += 4; }
  }
  // Whoever comes second frees its copy: both are the same text, but only one is kept, and none leaks.
  atomic.store<u32>(s, size, STR_UTF8_LENGTH);
  const other = atomic.cmpxchg<u32>(s, 0, <u32>block, STR_UTF8);
  if (other != 0) { freeRaw(block, size); return other; }
  return block;
}
export function strUtf8Length(s: usize): u32 {
  if (strIsAscii(s) || strLength(s) == 0) return strLength(s);
  strUtf8(s);
  return atomic.load<u32>(s, STR_UTF8_LENGTH);
}

export function strEquals(a: usize, b: usize): bool {
  if (a == b) return true;
  const n = strLength(a), kind = strKind(a);
  if (n != strLength(b) || kind != strKind(b)) return false;
  return memory.compare(strData(a), strData(b), n * kind) == 0;
}

/** Code point order: negative, 0, positive. */
export function strCompare(a: usize, b: usize): i32 {
  const n = min(strLength(a), strLength(b));
  for (let i: u32 = 0; i < n; i++) {
    const x = strCharAt(a, i), y = strCharAt(b, i);
    if (x != y) return x < y ? -1 : 1;
  }
  return strLength(a) < strLength(b) ? -1 : strLength(a) > strLength(b) ? 1 : 0;
}

/** The hash of a str, never -1. Two threads may both compute it: they store the same number. */
export function strHash(s: usize): i64 {
  const have = load<i64>(s, STR_HASH);
  if (have != 0) return have;
  const result = hashBytes(strData(s), strLength(s) * strKind(s));
  atomic.store<i64>(s, result, STR_HASH);
  return result;
}

export function str_dealloc(s: usize): void {
  const utf8 = load<usize>(s, STR_UTF8);
  if (utf8) freeRaw(utf8, load<u32>(s, STR_UTF8_LENGTH));
  if (typeOf(s) != T_STR) {
    clearInstanceExtras(s);
    freeObject(s, sizeOfInstance(s) + strLength(s) * strKind(s));
    return;
  }
  freeObject(s, blockSize(s));
}

/** a + b. */
export function strConcat(a: usize, b: usize): usize {
  const n = strLength(a), m = strLength(b);
  if (n == 0) { retain(b); return b; }
  if (m == 0) { retain(a); return a; }
  const kind = max(strKind(a), strKind(b));
  const s = strAlloc(n + m, kind);
  if (s == 0) return 0;
  copyChars(s, 0, a, 0, n);
  copyChars(s, n, b, 0, m);
  // Both were of their narrowest kind, so the result is: no need to look at the characters.
  store<u8>(s, load<u8>(a, STR_ASCII) & load<u8>(b, STR_ASCII), STR_ASCII);
  return s;
}

/** Whether a block of `size` bytes of text can become `wanted` without moving. */
function hasRoom(s: usize, wanted: u32): bool {
  const size = blockSize(s);
  if (wanted <= size) return true;
  if (wanted <= SMALL_MAX) return classOf(wanted) == classOf(size);
  return size > SMALL_MAX && load<u16>(s, STR_BLOCK) == 0 && (wanted + 1023) >> 10 == (size + 1023) >> 10;
}

/**
 * a + b, taking over a: if nobody else can see a, its block grows in place, so that a loop of `s += part` does not copy
 * all of s each time. Long texts get a quarter more room than they need.
 */
export function strConcatInPlace(a: usize, b: usize): usize {
  const n = strLength(a), m = strLength(b), kind = strKind(a);
  if (n == 0 || m == 0 || strKind(b) > kind || typeOf(a) != T_STR || <u64>(n + m) * kind > 0x60000000 || !mayReuse(a)) {
    const both = strConcat(a, b);
    release(a);
    return both;
  }
  const wanted = strBytes(n + m, kind);
  if (!hasRoom(a, wanted)) {
    const spare: u32 = wanted < 2048 || wanted > 0x3000000 ? 0 : (wanted + (wanted >> 2) + 1023) >> 10;
    const grown = allocObject(T_STR, spare ? spare << 10 : wanted);
    if (grown == 0) { release(a); return noMemory(); }
    store<u32>(grown, n, STR_LENGTH);
    store<u32>(grown, kind, STR_KIND);
    store<u16>(grown, <u16>spare, STR_BLOCK);
    store<u8>(grown, load<u8>(a, STR_ASCII), STR_ASCII);
    store<u64>(grown, 0, STR_UTF8);
    memory.copy(strData(grown), strData(a), n * kind);
    release(a);
    a = grown;
  } else {
    const utf8 = load<usize>(a, STR_UTF8);
    if (utf8) { freeRaw(utf8, load<u32>(a, STR_UTF8_LENGTH)); store<u64>(a, 0, STR_UTF8); }
  }
  store<i64>(a, 0, STR_HASH);
  copyChars(a, n, b, 0, m);
  store<u32>(a, n + m, STR_LENGTH);
  store<u8>(a, load<u8>(a, STR_ASCII) & load<u8>(b, STR_ASCII), STR_ASCII);
  return a;
}

/** Copies characters of `from` to `to`, whose kind is at least as wide. */
export function copyChars(to: usize, at: u32, from: usize, start: u32, count: u32): void {
  const kind = strKind(to), source = strKind(from);
  const q = strData(to) + at * kind, p = strData(from) + start * source;
  if (kind == source) { memory.copy(q, p, count * kind); return; }
  for (let i: u32 = 0; i < count; i++) {
    const c: u32 = source == 1 ? load<u8>(p + i) : load<u16>(p + (i << 1));
    if (kind == 2) store<u16>(q + (i << 1), <u16>c); else store<u32>(q + (i << 2), c);
  }
}

/** Characters start..end (0 <= start <= end <= length). */
export function substr(s: usize, start: u32, end: u32): usize {
  if (start == 0 && end == strLength(s) && load<usize>(s, O_TYPE) == T_STR) { retain(s); return s; }
  const t = strAlloc(end - start, strKind(s));
  if (t == 0) return 0;
  copyChars(t, 0, s, start, end - start);
  return strFinish(t);
}
