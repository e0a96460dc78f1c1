/**
 * set and frozenset: the hash table, and the operations that the runtime itself uses. Algorithms over whole sets are in
 * setops.ts, the Python side in settype.ts.
 *
 *     16 u32  lock
 *     20 u32  table    raw block, 0 while nothing was ever stored
 *     24 u32  used     number of items
 *     28 u32  fill     entries of the table in use, dead ones included
 *     32 i64  hash     of a frozenset, -1 = not computed
 *     40 u32  finger   where pop looks first
 *
 *     table: 0 u32 mask, 4 u32 bytes, 8 entries {i64 hash, u32 key, u32 unused}; key 0 = never used, DUMMY = removed
 *
 * Probing (nine neighbours, then a jump), load factor and growth are CPython's, so that the order of items is. An entry goes
 * from empty to a key to DUMMY and no further, which lets a reader without the lock trust what it has seen.
 */
import { DUMMY } from "../layout";
import { typeOf, EQ } from "../object";
import { retain, release, tryRetain, allowSharedReads, loadRef, lockObject, unlockObject, LOCK_FREE_READS } from "../designs/active";
import { allocObject, allocRaw, freeRaw, retireRaw } from "../heap/blocks";
import { noMemory, hasException, clearException, pendingMatches } from "../errors";
import { T_SET, T_FROZENSET, T_STR, T_INT, T_FLOAT, T_X_TYPEERROR } from "./table";
import { isSubtype } from "./type";
import { hashOf, richCompareBool } from "../abstract";
import { strEquals } from "./str";
import { storageNew, slotAt } from "./list";
import { loadShared, storeShared } from "./dicttable";
import { setHashOf } from "./setops";

export const SET_TABLE: usize = 20;
export const SET_USED: usize = 24;
export const SET_FILL: usize = 28;
export const SET_HASH: usize = 32;
export const SET_FINGER: usize = 40;
export const SET_BYTES: u32 = 48;
const TABLE_ENTRIES: usize = 8;
const KEY: usize = 8;
const LINEAR_PROBES: u32 = 9;

const ERROR: i32 = -3;
const CHANGED: i32 = -4;
const MISSING: i32 = -1;

/** Zeroes a new set's payload. */
export function setInit(s: usize): void {
  store<u64>(s, 0, 16);
  store<u64>(s, 0, 24);
  store<i64>(s, -1, SET_HASH);
  store<u64>(s, 0, SET_FINGER);
}

export function setNew(): usize { return plainSetNew(T_SET); }
export function frozensetNew(): usize { return plainSetNew(T_FROZENSET); }
/** An empty set or frozenset of the exact type. */
export function plainSetNew(type: usize): usize {
  const s = allocObject(type, SET_BYTES);
  if (s == 0) return noMemory();
  setInit(s);
  return s;
}

@inline export function setSize(s: usize): i32 { return <i32>loadShared(s + SET_USED); }
@inline export function setTable(s: usize): usize { return loadRef(s, s + SET_TABLE); }
@inline export function tableMask(t: usize): u32 { return t ? load<u32>(t) : 7; }
@inline export function tableEntry(t: usize, i: u32): usize { return t + TABLE_ENTRIES + (<usize>i << 4); }
@inline export function entryKey(e: usize): usize { return LOCK_FREE_READS ? atomic.load<usize>(e, KEY) : load<usize>(e, KEY); }
@inline export function entryHash(e: usize): i64 { return load<i64>(e); }
@inline export function isLive(key: usize): bool { return key != 0 && key != DUMMY; }

export function tableNew(mask: u32): usize {
  const bytes: u64 = 8 + ((<u64>mask + 1) << 4);
  if (bytes > 0x7fffffff) return 0;
  const t = allocRaw(<u32>bytes);
  if (t == 0) return 0;
  store<u32>(t, mask);
  store<u32>(t, <u32>bytes, 4);
  memory.fill(t + TABLE_ENTRIES, 0, (<usize>mask + 1) << 4);
  return t;
}

/** Drops what a table that has been taken out of its set holds, and the table. */
export function tableRelease(t: usize): void {
  if (t == 0) return;
  for (let i: u32 = 0, mask = tableMask(t); i <= mask; i++) {
    const k = load<usize>(tableEntry(t, i), KEY);
    if (isLive(k)) release(k);
  }
  retireRaw(t, load<u32>(t, 4));
}

/** Puts a key that is not there into a table without dead entries; the count passes on. */
export function insertClean(t: usize, hash: i64, key: usize): void {
  const mask = tableMask(t);
  let perturb = <u64>hash, i = <u32>hash & mask;
  while (true) {
    let e = tableEntry(t, i);
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    while (true) {
      if (load<usize>(e, KEY) == 0) {
        store<i64>(e, hash);
        storeShared(e + KEY, <u32>key);
        return;
      }
      if (probes == 0) break;
      probes--;
      e += 16;
    }
    perturb >>= 5;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

/** A table for more than `minimum` items with the live ones of the present table. False if memory is full. Under the lock. */
export function setResize(s: usize, minimum: u32): bool {
  let size: u32 = 8;
  while (size <= minimum && size < 0x10000000) size <<= 1;
  const fresh = tableNew(size - 1);
  if (fresh == 0) return false;
  const old = loadRef(s, s + SET_TABLE);
  if (old) {
    for (let i: u32 = 0, mask = tableMask(old); i <= mask; i++) {
      const e = tableEntry(old, i), k = load<usize>(e, KEY);
      if (isLive(k)) insertClean(fresh, entryHash(e), k);
    }
  }
  store<u32>(s, load<u32>(s, SET_USED), SET_FILL);
  storeShared(s + SET_TABLE, <u32>fresh);
  if (old) retireRaw(old, load<u32>(old, 4));
  return true;
}

export function growthFor(used: u32): u32 { return used > 50000 ? used * 2 : used * 4; }

/** Whether two keys of equal hash are equal: 1, 0, or -1 where only Python code can tell. */
function quickEquals(a: usize, b: usize): i32 {
  if (a == b) return 1;
  const t = typeOf(a);
  if (t != typeOf(b)) return -1;
  if (t == T_STR) return strEquals(a, b) ? 1 : 0;
  if (t == T_INT) return load<i64>(a, 16) == load<i64>(b, 16) ? 1 : 0;
  if (t == T_FLOAT) return load<f64>(a, 16) == load<f64>(b, 16) ? 1 : 0;
  return -1;
}

/** Where a missing key would go: the entry at which the last search ended. */
let freeEntry: i32 = 0;

/** The index of key's entry, MISSING, or ERROR. Under the lock, which is open while Python code compares. */
export function setFind(s: usize, key: usize, hash: i64): i32 {
  while (true) {
    const t = loadRef(s, s + SET_TABLE);
    if (t == 0) return MISSING;
    const r = probe(s, t, key, hash);
    if (r != CHANGED) return r;
  }
}

function probe(s: usize, t: usize, key: usize, hash: i64): i32 {
  const mask = tableMask(t);
  let perturb = <u64>hash, i = <u32>hash & mask;
  while (true) {
    let at = i;
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    while (true) {
      const e = tableEntry(t, at), k = load<usize>(e, KEY);
      if (k == 0) { freeEntry = at; return MISSING; }
      if (entryHash(e) == hash && k != DUMMY) {
        const equal = quickEquals(k, key);
        if (equal > 0) return at;
        if (equal < 0) {
          const r = compareUnlocked(s, t, e, k, key);
          if (r == 1) return at;
          if (r != 0) return r;
        }
      }
      if (probes == 0) break;
      probes--;
      at++;
    }
    perturb >>= 5;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

/** Compares with the lock open: 1, 0, ERROR, or CHANGED if a key came or this one went. */
function compareUnlocked(s: usize, t: usize, e: usize, k: usize, key: usize): i32 {
  const fill = load<u32>(s, SET_FILL);
  retain(k);
  unlockObject(s);
  const equal = richCompareBool(k, key, EQ);
  lockObject(s);
  const same = loadRef(s, s + SET_TABLE) == t && load<u32>(s, SET_FILL) == fill && load<usize>(e, KEY) == k;
  release(k); // if the entry is as it was, this is not the last reference
  if (equal < 0) return ERROR;
  return same ? equal : CHANGED;
}

/** Adds key (retained if it is new): 1 added, 0 was there, -1 with an exception. */
export function setAddHash(s: usize, key: usize, hash: i64): i32 {
  lockObject(s);
  let r = setAddLocked(s, key, hash);
  unlockObject(s);
  if (r == FULL) { noMemory(); r = -1; }
  return r;
}
export const FULL: i32 = -2;
/** setAddHash under the lock; FULL if memory is full. */
export function setAddLocked(s: usize, key: usize, hash: i64): i32 {
  if (loadRef(s, s + SET_TABLE) == 0) {
    const fresh = tableNew(7);
    if (fresh == 0) return FULL;
    storeShared(s + SET_TABLE, <u32>fresh);
  }
  const i = setFind(s, key, hash);
  if (i >= 0) return 0;
  if (i == ERROR) return -1;
  let t = loadRef(s, s + SET_TABLE);
  if (t == 0) { // emptied while Python code compared
    t = tableNew(7);
    if (t == 0) return FULL;
    storeShared(s + SET_TABLE, <u32>t);
    freeEntry = <u32>hash & 7;
  }
  if (load<u32>(s, SET_FILL) >= tableMask(t)) return FULL; // it could not grow, and the last empty entry ends searches
  const e = tableEntry(t, freeEntry);
  retain(key);
  store<i64>(e, hash);
  storeShared(e + KEY, <u32>key);
  const used = load<u32>(s, SET_USED) + 1, fill = load<u32>(s, SET_FILL) + 1;
  storeShared(s + SET_USED, used);
  store<u32>(s, fill, SET_FILL);
  if (<u64>fill * 5 >= <u64>tableMask(t) * 3) setResize(s, growthFor(used));
  return 1;
}

/** 0, or -1 with an exception. */
export function setAdd(s: usize, x: usize): i32 {
  const hash = hashOf(x);
  if (hash == -1) return -1;
  return setAddHash(s, x, hash) < 0 ? -1 : 0;
}

/** The hash by which x is looked for: a set is looked for as the frozenset of its items. -1 with an exception. */
export function lookupHash(x: usize): i64 {
  const hash = hashOf(x);
  if (hash != -1 || !isSubtype(typeOf(x), T_SET) || !pendingMatches(T_X_TYPEERROR)) return hash;
  clearException();
  return setHashOf(x);
}

/** 1, 0, or -1 with an exception. */
export function setContainsHash(s: usize, key: usize, hash: i64): i32 {
  if (LOCK_FREE_READS) {
    const r = containsUnlocked(s, key, hash);
    if (r >= 0) return r;
  }
  lockObject(s);
  const i = setFind(s, key, hash);
  if (LOCK_FREE_READS && i >= 0) allowSharedReads(load<usize>(tableEntry(loadRef(s, s + SET_TABLE), i), KEY));
  unlockObject(s);
  return i == ERROR ? -1 : i >= 0 ? 1 : 0;
}

/** Membership without the lock: 1, 0, or -1 if only the lock can tell. */
function containsUnlocked(s: usize, key: usize, hash: i64): i32 {
  const t = atomic.load<usize>(s, SET_TABLE);
  if (t == 0) return 0;
  const mask = tableMask(t);
  let perturb = <u64>hash, i = <u32>hash & mask;
  while (true) {
    let e = tableEntry(t, i);
    let probes: u32 = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    while (true) {
      const k = atomic.load<usize>(e, KEY);
      if (k == 0) return 0;
      if (k == key) return 1;
      if (k != DUMMY && entryHash(e) == hash) {
        // The key may be dying: look at it with a count taken, and only if it is still there.
        if (!tryRetain(k)) return -1;
        const equal = atomic.load<usize>(e, KEY) == k ? quickEquals(k, key) : -1;
        release(k);
        if (equal != 0) return equal;
      }
      if (probes == 0) break;
      probes--;
      e += 16;
    }
    perturb >>= 5;
    i = (i * 5 + 1 + <u32>perturb) & mask;
  }
}

export function setContains(s: usize, x: usize): i32 {
  const hash = lookupHash(x);
  if (hash == -1) return -1;
  return setContainsHash(s, x, hash);
}

/** Removes key: 1 done, 0 was not there, -1 with an exception. */
export function setDiscardHash(s: usize, key: usize, hash: i64): i32 {
  lockObject(s);
  const i = setFind(s, key, hash);
  if (i < 0) { unlockObject(s); return i == ERROR ? -1 : 0; }
  const k = removeEntry(s, i);
  unlockObject(s);
  release(k);
  return 1;
}

/** Marks entry i dead and returns its key (owned). Under the lock. */
function removeEntry(s: usize, i: i32): usize {
  const e = tableEntry(loadRef(s, s + SET_TABLE), i);
  const k = load<usize>(e, KEY);
  storeShared(e + KEY, DUMMY);
  storeShared(s + SET_USED, load<u32>(s, SET_USED) - 1);
  return k;
}

/** Takes any item out: owned, or 0 if there is none. */
export function setPop(s: usize): usize {
  lockObject(s);
  if (load<u32>(s, SET_USED) == 0) { unlockObject(s); return 0; }
  const t = loadRef(s, s + SET_TABLE), mask = tableMask(t);
  let i = load<u32>(s, SET_FINGER) & mask;
  while (!isLive(load<usize>(tableEntry(t, i), KEY))) i = (i + 1) & mask;
  const k = removeEntry(s, i);
  store<u32>(s, i + 1, SET_FINGER);
  unlockObject(s);
  return k;
}

/** Empties the set at once. */
export function setClear(s: usize): void {
  lockObject(s);
  const t = loadRef(s, s + SET_TABLE);
  storeShared(s + SET_TABLE, 0);
  storeShared(s + SET_USED, 0);
  store<u32>(s, 0, SET_FILL);
  unlockObject(s);
  tableRelease(t);
}

/** The key (owned) and hash that setStep found. */
export let setStepKey: usize = 0;
export let setStepHash: i64 = 0;

/** Finds the item at or after a table position and returns the position after it, or -1 at the end. */
export function setStep(s: usize, from: i32): i32 {
  if (LOCK_FREE_READS) {
    const to = stepUnlocked(s, from);
    if (to >= -1) return to;
  }
  lockObject(s);
  const t = loadRef(s, s + SET_TABLE);
  if (t) {
    for (let i = from, mask = <i32>tableMask(t); i <= mask; i++) {
      const e = tableEntry(t, i), k = load<usize>(e, KEY);
      if (!isLive(k)) continue;
      const hash = entryHash(e);
      retain(k);
      if (LOCK_FREE_READS) allowSharedReads(k);
      unlockObject(s); // may run destructors, and they may step through sets
      setStepKey = k;
      setStepHash = hash;
      return i + 1;
    }
  }
  unlockObject(s);
  return -1;
}

/** setStep without the lock; -2 if only the lock can tell. */
function stepUnlocked(s: usize, from: i32): i32 {
  const t = atomic.load<usize>(s, SET_TABLE);
  if (t == 0) return -1;
  for (let i = from, mask = <i32>tableMask(t); i <= mask; i++) {
    const e = tableEntry(t, i), k = atomic.load<usize>(e, KEY);
    if (!isLive(k)) continue;
    if (!tryRetain(k)) return -2;
    if (atomic.load<usize>(e, KEY) != k || atomic.load<usize>(s, SET_TABLE) != t) { release(k); return -2; }
    setStepKey = k;
    setStepHash = entryHash(e);
    return i + 1;
  }
  return -1;
}

/** The items of one instant in a storage (list.ts), owned; how many in setSnapshotSize, -1 if memory is full. */
export let setSnapshotSize: i32 = 0;
export function setSnapshot(s: usize): usize {
  lockObject(s);
  const used = <i32>load<u32>(s, SET_USED), t = loadRef(s, s + SET_TABLE);
  const items: usize = used ? storageNew(used) : 0;
  let n = 0;
  if (items) {
    for (let i: u32 = 0, mask = tableMask(t); i <= mask; i++) {
      const k = load<usize>(tableEntry(t, i), KEY);
      if (!isLive(k)) continue;
      retain(k);
      store<usize>(slotAt(items, n++), k);
    }
  }
  unlockObject(s);
  setSnapshotSize = used != 0 && items == 0 ? -1 : n;
  return items;
}

export { setUpdate, setFromIterable } from "./setops";
