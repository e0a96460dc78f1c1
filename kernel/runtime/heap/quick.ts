/**
 * Allocation where the interpreter's inner loop may not call anything (interpreter/head.txt): a block at hand or none. Only numbers
 * are freed here: they hold nothing. Pools with a lock have no quick way: a lock may have waiters.
 */
import { POOLS } from "../layout";
import { O_TYPE, O_OWNER, HEADER } from "../object";
import { T_INT, T_FLOAT } from "../types/table";
import { THREAD_HEAPS, HAS_GIL, LOCK_FREE_READS, IMMORTAL, initCounts, retainQuick } from "../designs/active";
import { magazineTake, magazineGive, poolTake, poolGive } from "./freelists";
import { RAW } from "./blocks";
import { TRACE, CHECKED } from "../config";
import { SMALL_INTS, SMALL_INT_MIN, SMALL_INT_MAX, SMALL_INT_SIZE } from "../layout";

/** Size class of int and float: 24 bytes. */
const NUMBER_CLASS: usize = 3;

/** A block of a size class, objects or raw, contents undefined; 0 if none is at hand. */
@inline function takeQuick(c: usize): usize {
  if (TRACE || CHECKED) return 0;
  if (THREAD_HEAPS) return magazineTake(c);
  return HAS_GIL ? poolTake(<usize>POOLS + (c << 6)) : 0;
}

/** A new object of up to 256 bytes with one reference and a zeroed payload, 0 if no block is at hand. */
@inline export function objectQuick(type: usize, size: u32): usize {
  const p = takeQuick((size + 7) >> 3);
  if (p == 0) return 0;
  initCounts(p);
  store<usize>(p, type, O_TYPE);
  for (let at = p + HEADER, end = p + size; at < end; at += 8) store<u64>(at, 0);
  return p;
}
/** A zeroed raw block of up to 256 bytes, 0 if none is at hand. */
@inline export function rawQuick(size: u32): usize {
  const p = takeQuick(RAW + ((size + 7) >> 3));
  if (p == 0) return 0;
  for (let at = p, end = p + size; at < end; at += 8) store<u64>(at, 0);
  return p;
}

/** A new int or float without its value, 0 if no block is at hand. */
@inline function takeNumberQuick(type: usize): usize {
  const p = takeQuick(NUMBER_CLASS);
  if (p == 0) return 0;
  initCounts(p);
  store<usize>(p, type, O_TYPE);
  return p;
}

/** Frees an int or float that nobody else can see; false for anything else, or if there is no room for the block. */
@inline export function giveNumberQuick(o: usize): bool {
  if (TRACE || CHECKED) return false;
  const type = load<usize>(o, O_TYPE);
  if (type != T_INT && type != T_FLOAT) return false;
  if (THREAD_HEAPS) {
    if (!magazineGive(o, NUMBER_CLASS)) return false;
    if (LOCK_FREE_READS) store<u16>(o, 0, O_OWNER);
    return true;
  }
  if (!HAS_GIL) return false;
  store<u32>(o, 0);
  poolGive(<usize>POOLS + (NUMBER_CLASS << 6), o);
  return true;
}

/** An int of 64 bits, 0 if no block is at hand. */
@inline export function intQuick(v: i64): usize {
  if (<u64>(v - SMALL_INT_MIN) <= <u64>(SMALL_INT_MAX - SMALL_INT_MIN)) {
    const small = <usize>SMALL_INTS + <usize>(v - SMALL_INT_MIN) * <usize>SMALL_INT_SIZE;
    if (!IMMORTAL) retainQuick(small);
    return small;
  }
  const o = takeNumberQuick(T_INT);
  if (o) store<i64>(o, v, 16);
  return o;
}
@inline export function floatQuick(v: f64): usize {
  const o = takeNumberQuick(T_FLOAT);
  if (o) store<f64>(o, v, 16);
  return o;
}
