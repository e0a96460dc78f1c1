/**
 * The keys table of a dict: a raw block that holds a hash index and, in the order of insertion, the entries.
 *
 *      0 u32  version    a unique number that inline caches remember; 0 = none. Reset by every change of the set of keys
 *      4 u8   log2 of the number of index slots
 *      5 u8   kind       0 every key ever stored is an exact str, 1 anything
 *      6 u8   log2 of the bytes of the index
 *      8 u32  usable     entries that may still be added
 *     12 u32  count      entries used, deleted ones included
 *     16 u32  bytes of this block
 *     20      index      u8, u16 or u32 a slot: a position in the entries, or EMPTY, or DELETED
 *     ..      entries    {i64 hash, u32 key, u32 value}, aligned to 8; a deleted entry has neither key nor value
 *
 * The order of probes, the load factor of two thirds and the growth are CPython's. An entry's place is never used twice:
 * a reader without the lock that has found its key there can only see that key's value, or none. A table that has
 * been replaced stays as it was until every reader has left it.
 */
import { allocRaw, freeRaw, retireRaw } from "../heap/blocks";
import { LOCK_FREE_READS, retain, release } from "../designs/active";
import { strEquals } from "./str";
import { yieldPoint } from "../sync/schedule";

export const K_VERSION: usize = 0;
export const K_LOG: usize = 4;
export const K_KIND: usize = 5;
export const K_INDEX_LOG: usize = 6;
export const K_USABLE: usize = 8;
export const K_COUNT: usize = 12;
export const K_BYTES: usize = 16;
export const K_INDEX: usize = 20;
export const E_HASH: usize = 0;
export const E_KEY: usize = 8;
export const E_VALUE: usize = 12;
export const ENTRY_SHIFT: usize = 4;

export const KIND_STR: u32 = 0;
export const KIND_GENERAL: u32 = 1;

/** Results of a probe other than a position. */
export const EMPTY: i32 = -1;
export const DELETED: i32 = -2;

const MIN_LOG: u32 = 3;
const MAX_LOG: u32 = 27;
const PERTURB_SHIFT: u64 = 5;

/** A word that another thread may replace while this one reads it. */
@inline export function loadShared(at: usize): u32 { return LOCK_FREE_READS ? atomic.load<u32>(at) : load<u32>(at); }
@inline export function storeShared(at: usize, v: u32): void { yieldPoint(); if (LOCK_FREE_READS) atomic.store<u32>(at, v); else store<u32>(at, v); }

@inline export function keysCount(keys: usize): u32 { return loadShared(keys + K_COUNT); }
// The header and the index end at a multiple of 8 when 4 bytes are left out, for the index has at least 8 bytes.
@inline export function keysEntries(keys: usize): usize { return keys + 24 + (<usize>1 << load<u8>(keys, K_INDEX_LOG)); }
@inline export function keysEntry(keys: usize, i: i32): usize { return keysEntries(keys) + (<usize>i << ENTRY_SHIFT); }

@inline export function indexAt(keys: usize, log: u32, slot: u32): i32 {
  if (log <= 8) {
    const v: u32 = LOCK_FREE_READS ? atomic.load<u8>(keys + slot, K_INDEX) : load<u8>(keys + slot, K_INDEX);
    return v >= 0xfe ? <i32>v - 0x100 : <i32>v;
  }
  if (log <= 16) {
    const v: u32 = LOCK_FREE_READS ? atomic.load<u16>(keys + (slot << 1), K_INDEX) : load<u16>(keys + (slot << 1), K_INDEX);
    return v >= 0xfffe ? <i32>v - 0x10000 : <i32>v;
  }
  return <i32>loadShared(keys + (slot << 2) + K_INDEX);
}

@inline export function setIndex(keys: usize, log: u32, slot: u32, i: i32): void {
  if (LOCK_FREE_READS) {
    if (log <= 8) atomic.store<u8>(keys + slot, <u8>i, K_INDEX);
    else if (log <= 16) atomic.store<u16>(keys + (slot << 1), <u16>i, K_INDEX);
    else atomic.store<u32>(keys + (slot << 2), <u32>i, K_INDEX);
  } else {
    if (log <= 8) store<u8>(keys + slot, <u8>i, K_INDEX);
    else if (log <= 16) store<u16>(keys + (slot << 1), <u16>i, K_INDEX);
    else store<u32>(keys + (slot << 2), <u32>i, K_INDEX);
  }
}

/** The slot that a probe looks at next. */
@inline export function nextSlot(slot: u32, perturb: u64, mask: u32): u32 { return (slot * 5 + <u32>perturb + 1) & mask; }
@inline export function shiftPerturb(perturb: u64): u64 { return perturb >> PERTURB_SHIFT; }

/** log2 of the smallest table with at least n slots. */
export function logForSlots(n: u32): u32 {
  let log = MIN_LOG;
  while (log < 31 && (<u32>1 << log) < n) log++;
  return log;
}

/** log2 of a table that takes n entries without growing. */
export function logForEntries(n: u32): u32 { return logForSlots(<u32>((<u64>n * 3 + 1) / 2)); }

/** An empty table of 2**log slots. 0 if memory is full. */
export function keysNew(log: u32, kind: u32): usize {
  if (log > MAX_LOG) return 0;
  const shift: u32 = log <= 8 ? 0 : log <= 16 ? 1 : 2;
  const usable: u32 = (<u32>2 << log) / 3;
  const bytes: u64 = 24 + (<u64>1 << (log + shift)) + (<u64>usable << 4);
  if (bytes > 0x7fffffff) return 0;
  const keys = allocRaw(<u32>bytes);
  if (keys == 0) return 0;
  store<u32>(keys, 0, K_VERSION);
  store<u8>(keys, <u8>log, K_LOG);
  store<u8>(keys, <u8>kind, K_KIND);
  store<u8>(keys, <u8>(log + shift), K_INDEX_LOG);
  store<u32>(keys, usable, K_USABLE);
  store<u32>(keys, 0, K_COUNT);
  store<u32>(keys, <u32>bytes, K_BYTES);
  memory.fill(keys + K_INDEX, 0xff, <usize>1 << (log + shift));
  return keys;
}

/** The first slot on the way of `hash` that holds no entry. */
export function findFreeSlot(keys: usize, hash: i64): u32 {
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (indexAt(keys, log, slot) >= 0) {
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
  return slot;
}

/** The slot that points at entry i. */
export function findSlotOf(keys: usize, hash: i64, i: i32): u32 {
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (indexAt(keys, log, slot) != i) {
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
  return slot;
}

/**
 * Appends an entry for a key that is not there; takes over both references. The index is written last: a reader that
 * finds the position finds the entry complete.
 */
export function keysAppend(keys: usize, hash: i64, key: usize, value: usize): void {
  const n = load<u32>(keys, K_COUNT);
  const e = keysEntry(keys, n);
  store<i64>(e, hash, E_HASH);
  storeShared(e + E_KEY, <u32>key);
  storeShared(e + E_VALUE, <u32>value);
  storeShared(keys + K_COUNT, n + 1);
  store<u32>(keys, load<u32>(keys, K_USABLE) - 1, K_USABLE);
  setIndex(keys, load<u8>(keys, K_LOG), findFreeSlot(keys, hash), <i32>n);
}

/** Where an exact str is among exact strs, or EMPTY. The caller holds the lock. */
export function lookupStr(keys: usize, key: usize, hash: i64): i32 {
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  const entries = keysEntries(keys);
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (true) {
    const i = indexAt(keys, log, slot);
    if (i == EMPTY) return EMPTY;
    if (i >= 0) {
      const e = entries + (<usize>i << ENTRY_SHIFT);
      const k = load<usize>(e, E_KEY);
      if (k == key) return i;
      if (load<i64>(e, E_HASH) == hash && strEquals(k, key)) return i;
    }
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
}

/** Moves the live entries of a table, in order, into a fresh one with room for them. No count changes. */
export function keysMove(from: usize, to: usize): void {
  const n = <i32>load<u32>(from, K_COUNT);
  const log: u32 = load<u8>(to, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  const entries = keysEntries(to);
  let used: i32 = 0;
  for (let i = 0, e = keysEntries(from); i < n; i++, e += 16) {
    if (load<usize>(e, E_KEY) == 0) continue;
    const hash = load<i64>(e);
    const at = entries + (<usize>used << ENTRY_SHIFT);
    store<i64>(at, hash);
    store<u64>(at, load<u64>(e, E_KEY), E_KEY);
    let perturb = <u64>hash, slot = <u32>hash & mask;
    while (indexAt(to, log, slot) != EMPTY) {
      perturb = shiftPerturb(perturb);
      slot = nextSlot(slot, perturb, mask);
    }
    setIndex(to, log, slot, used++);
  }
  store<u32>(to, used, K_COUNT);
  store<u32>(to, load<u32>(to, K_USABLE) - used, K_USABLE);
}

/** Takes a count for every key and value of a table that nobody else has seen. */
export function keysRetainAll(keys: usize): void {
  for (let i: u32 = 0, n = load<u32>(keys, K_COUNT), e = keysEntries(keys); i < n; i++, e += 16) {
    if (load<usize>(e, E_KEY) == 0) continue;
    retain(load<usize>(e, E_KEY));
    retain(load<usize>(e, E_VALUE));
  }
}

/** Drops what a table that has been taken out of its dict holds, and the table. Late readers may still look at it. */
export function keysRelease(keys: usize, retired: bool): void {
  if (keys == 0) return;
  for (let i: u32 = 0, n = load<u32>(keys, K_COUNT), e = keysEntries(keys); i < n; i++, e += 16) {
    const k = load<usize>(e, E_KEY);
    if (k == 0) continue;
    const v = load<usize>(e, E_VALUE);
    release(k);
    if (v) release(v);
  }
  if (retired) retireRaw(keys, load<u32>(keys, K_BYTES)); else freeRaw(keys, load<u32>(keys, K_BYTES));
}
