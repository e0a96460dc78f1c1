/**
 * `a + b` where a is about to die: if nobody else can see a and its block has room, b is written behind it. This is what keeps
 * `s += t` in a loop from copying s each time; whether anybody else can see a is the design's to say (mayReuse).
 */
import { STR_HASH, STR_LENGTH, STR_ASCII, STR_UTF8, STR_UTF8_LENGTH, strLength, strKind, strBytes, strConcat, strIsAscii, copyChars } from "./str";
import { T_STR } from "./table";
import { typeOf, hasFlag, F_INTERNED } from "../object";
import { retain, release, mayReuse } from "../designs/active";
import { classOf, sizeOfClass, SMALL_MAX } from "../heap/sizes";
import { freeRaw } from "../heap/blocks";

/** Bytes that the block of an object of this size really has. */
function roomOf(size: u32): u32 { return size <= SMALL_MAX ? sizeOfClass(classOf(size)) : (size + 1023) & ~1023; }

/** a + b. Takes over a, borrows b. New reference, or 0 with MemoryError. */
export function strConcatInPlace(a: usize, b: usize): usize {
  const n = strLength(a), m = strLength(b), kind = strKind(a);
  if (n == 0) { retain(b); release(a); return b; }
  if (m == 0) return a;
  if (strKind(b) <= kind && typeOf(a) == T_STR && !hasFlag(a, F_INTERNED) && mayReuse(a)) {
    const size = strBytes(n, kind), grown: u64 = <u64>size + <u64>m * kind;
    // A small block must stay in its class: it is given back by the size its length tells.
    if (grown <= roomOf(size) && (size > SMALL_MAX || classOf(<u32>grown) == classOf(size))) {
      const utf8 = load<usize>(a, STR_UTF8);
      if (utf8) { freeRaw(utf8, load<u32>(a, STR_UTF8_LENGTH)); store<u64>(a, 0, STR_UTF8); }
      store<i64>(a, 0, STR_HASH);
      store<u32>(a, n + m, STR_LENGTH);
      copyChars(a, n, b, 0, m);
      store<u8>(a, strIsAscii(a) && strIsAscii(b) ? 1 : 0, STR_ASCII);
      return a;
    }
  }
  const r = strConcat(a, b);
  release(a);
  return r;
}
