/**
 * dict: the operations that the runtime itself uses. The Python side is in dictmethods.ts, views in dictviews.ts, the keys
 * table in dicttable.ts.
 *
 *     16 u32  lock
 *     20 u32  keys      the keys table, 0 while nothing was ever stored
 *     24 u32  used      number of items
 *     28 u32  reserved
 *     32 u32  popTop    popitem has found all entries popFrom..popTop dead; it keeps the search for the last one short
 *     36 u32  popFrom
 *
 * Writers hold the lock. Where LOCK_FREE_READS, a reader loads the table, probes it, takes a count of the value and looks
 * again whether the entry still holds it and the table is still the dict's; if anything moved it takes the lock. A
 * comparison that can run Python code is made without the lock, and the search begins again if a key came or went meanwhile.
 */
import { C_KEYS_VERSION } from "../layout";
import { typeOf, EQ, isDict } from "../object";
import { retain, release, tryRetain, allowSharedReads, loadRef, storeRef, lockObject, unlockObject, lockTwo, unlockTwo, LOCK_FREE_READS } from "../designs/active";
import { allocObject, retireRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise, raiseKeyError, hasException } from "../errors";
import { T_DICT, T_STR, T_INT, T_FLOAT, T_X_RUNTIMEERROR } from "./table";
import { hashOf, richCompareBool } from "../abstract";
import { yieldPoint } from "../sync/schedule";
import { strHash, strEquals } from "./str";
import { tuple2 } from "./tuple";
import { storageNew, storageFree, releaseSlots, slotAt } from "./list";
import { K_VERSION, K_LOG, K_KIND, K_USABLE, K_COUNT, K_BYTES, KIND_STR, KIND_GENERAL, E_HASH, E_KEY, E_VALUE, ENTRY_SHIFT, EMPTY, DELETED,
  loadShared, storeShared, keysCount, keysEntries, keysEntry, indexAt, setIndex, nextSlot, shiftPerturb, logForSlots, logForEntries,
  keysNew, keysAppend, keysMove, keysRetainAll, keysRelease, lookupStr, findSlotOf } from "./dicttable";

export const DICT_KEYS: usize = 20;
export const DICT_USED: usize = 24;
export const DICT_POP_TOP: usize = 32;
export const DICT_POP_FROM: usize = 36;
export const DICT_BYTES: u32 = 40;

const ERROR: i32 = -3;
/** The table changed during a comparison. */
const CHANGED: i32 = -4;
/** A comparison would have to run Python code. */
const UNDECIDED: i32 = -5;
/** Result of a read without the lock that must be made again with it; no object has this address. */
const BUSY: usize = 1;

/** Zeroes a new dict's payload. */
export function dictInit(d: usize): void {
  store<u64>(d, 0, 16);
  store<u64>(d, 0, 24);
  store<u64>(d, 0, 32);
}

export function dictNew(): usize {
  const d = allocObject(T_DICT, DICT_BYTES);
  if (d == 0) return noMemory();
  dictInit(d);
  return d;
}

/** An empty dict with room for n items. */
export function dictNewSized(n: u32): usize {
  const d = dictNew();
  if (d == 0 || n == 0) return d;
  const keys = keysNew(logForEntries(n), KIND_STR);
  if (keys == 0) { release(d); return noMemory(); }
  store<usize>(d, keys, DICT_KEYS);
  return d;
}

@inline export function dictSize(d: usize): i32 { return <i32>loadShared(d + DICT_USED); }
@inline export function dictKeysTable(d: usize): usize { return loadRef(d, d + DICT_KEYS); }

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

/** One pass over the probes for key. May let go of the lock for a comparison unless `quick`. */
function probe(d: usize, keys: usize, key: usize, hash: i64, quick: bool): i32 {
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  const entries = keysEntries(keys);
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (true) {
    const i = indexAt(keys, log, slot);
    if (i == EMPTY) return EMPTY;
    if (i >= 0) {
      const e = entries + (<usize>i << ENTRY_SHIFT);
      const k = loadRef(d, e + E_KEY);
      if (k == key) return i;
      if (load<i64>(e, E_HASH) == hash) {
        const equal = quickEquals(k, key);
        if (equal > 0) return i;
        if (equal < 0) {
          if (quick) return UNDECIDED;
          const r = compareUnlocked(d, keys, e, k, key);
          if (r == 1) return i;
          if (r != 0) return r;
        }
      }
    }
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
}

/** Compares a stored key with another by Python's rules while the lock is open: 1, 0, ERROR, or CHANGED. */
function compareUnlocked(d: usize, keys: usize, e: usize, k: usize, key: usize): i32 {
  const count = load<u32>(keys, K_COUNT);
  retain(k);
  unlockObject(d);
  const equal = richCompareBool(k, key, EQ);
  lockObject(d);
  const same = loadRef(d, d + DICT_KEYS) == keys && load<u32>(keys, K_COUNT) == count && loadRef(d, e + E_KEY) == k;
  release(k); // if the entry is as it was, this is not the last reference
  if (equal < 0) return ERROR;
  return same ? equal : CHANGED;
}

/** The position of key, EMPTY, or ERROR. Under the lock, which may be open for a while in between. */
export function dictFind(d: usize, key: usize, hash: i64): i32 {
  const exact = typeOf(key) == T_STR;
  while (true) {
    const keys = loadRef(d, d + DICT_KEYS);
    if (keys == 0) return EMPTY;
    if (exact && load<u8>(keys, K_KIND) == KIND_STR) return lookupStr(keys, key, hash);
    const i = probe(d, keys, key, hash, false);
    if (i != CHANGED) return i;
  }
}

// ---- reading

/** Looks an entry's value up without the lock: a new reference, or BUSY. */
@inline function takeValue(d: usize, keys: usize, e: usize): usize {
  const v = atomic.load<usize>(e, E_VALUE);
  if (v == 0 || !tryRetain(v)) return BUSY;
  if (atomic.load<usize>(e, E_VALUE) == v && atomic.load<usize>(d, DICT_KEYS) == keys) return v;
  release(v);
  return BUSY;
}

/** The value of key (new), 0 if it is not there, BUSY if only the lock can tell. */
function readUnlocked(d: usize, key: usize, hash: i64): usize {
  const keys = atomic.load<usize>(d, DICT_KEYS);
  if (keys == 0) return 0;
  yieldPoint();
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  const entries = keysEntries(keys);
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (true) {
    const i = indexAt(keys, log, slot);
    if (i == EMPTY) return 0;
    if (i >= 0) {
      const e = entries + (<usize>i << ENTRY_SHIFT);
      const k = atomic.load<usize>(e, E_KEY);
      if (k == key) return takeValue(d, keys, e);
      if (k != 0 && load<i64>(e, E_HASH) == hash) {
        const equal = equalsUnlocked(e, k, key);
        if (equal > 0) return takeValue(d, keys, e);
        if (equal < 0) return BUSY;
      }
    }
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
}

/** quickEquals for a stored key that may be dying. */
function equalsUnlocked(e: usize, k: usize, key: usize): i32 {
  const t = typeOf(key);
  if (t == T_INT) {
    // Freed objects' memory stays readable, and an entry's key never changes but to none: what was read counts if it is still there.
    const kt = typeOf(k), value = load<i64>(k, 16);
    if (atomic.load<usize>(e, E_KEY) != k || kt != T_INT) return -1;
    return value == load<i64>(key, 16) ? 1 : 0;
  }
  if (t != T_STR || !tryRetain(k)) return -1;
  const equal = atomic.load<usize>(e, E_KEY) == k ? quickEquals(k, key) : -1;
  release(k);
  return equal;
}

/** The value of key (new), or 0: not there if no exception is set. */
export function dictGetHash(d: usize, key: usize, hash: i64): usize {
  if (LOCK_FREE_READS) {
    const v = readUnlocked(d, key, hash);
    if (v != BUSY) return v;
  }
  lockObject(d);
  const i = dictFind(d, key, hash);
  const v = i >= 0 ? takeLocked(d, i, key) : 0;
  unlockObject(d);
  return v;
}

/** The value of entry i, new; opens it to readers without the lock. */
function takeLocked(d: usize, i: i32, key: usize): usize {
  const e = keysEntry(loadRef(d, d + DICT_KEYS), i);
  const v = loadRef(d, e + E_VALUE);
  retain(v);
  if (LOCK_FREE_READS) {
    allowSharedReads(v);
    const k = loadRef(d, e + E_KEY);
    if (k != key) allowSharedReads(k);
  }
  return v;
}

export function dictGet(d: usize, key: usize): usize {
  const hash = hashOf(key);
  if (hash == -1) return 0;
  return dictGetHash(d, key, hash);
}

/** The value of an exact str (new), or 0. Never raises: keys that are not exact strs do not count. */
export function dictGetStr(d: usize, key: usize): usize {
  const hash = strHash(key);
  if (LOCK_FREE_READS) {
    const v = readUnlocked(d, key, hash);
    if (v != BUSY) return v;
  }
  lockObject(d);
  const i = findStr(loadRef(d, d + DICT_KEYS), key, hash);
  const v = i >= 0 ? takeLocked(d, i, key) : 0;
  unlockObject(d);
  return v;
}

/** The position of an exact str among the exact strs of a table, whatever else is in it. */
function findStr(keys: usize, key: usize, hash: i64): i32 {
  if (keys == 0) return EMPTY;
  if (load<u8>(keys, K_KIND) == KIND_STR) return lookupStr(keys, key, hash);
  const log: u32 = load<u8>(keys, K_LOG), mask: u32 = (<u32>1 << log) - 1;
  let perturb = <u64>hash, slot = <u32>hash & mask;
  while (true) {
    const i = indexAt(keys, log, slot);
    if (i == EMPTY) return EMPTY;
    if (i >= 0) {
      const e = keysEntry(keys, i), k = load<usize>(e, E_KEY);
      if (k == key || load<i64>(e, E_HASH) == hash && quickEquals(k, key) == 1) return i;
    }
    perturb = shiftPerturb(perturb);
    slot = nextSlot(slot, perturb, mask);
  }
}

export function dictContainsHash(d: usize, key: usize, hash: i64): i32 {
  const v = dictGetHash(d, key, hash);
  if (v == 0) return hasException() ? -1 : 0;
  release(v);
  return 1;
}

/** Whether an exact str is a key. Never raises. */
export function dictContainsStr(d: usize, key: usize): bool {
  const v = dictGetStr(d, key);
  if (v) release(v);
  return v != 0;
}

/** 1, 0, or -1 with an exception. */
export function dictContains(d: usize, key: usize): i32 {
  const hash = hashOf(key);
  if (hash == -1) return -1;
  return dictContainsHash(d, key, hash);
}

/** The address of the value's slot, for an inline cache that checks the table and its version; 0 if the exact str is not a key. */
export function dictEntryAddress(d: usize, key: usize): usize {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  const i = findStr(keys, key, strHash(key));
  let at: usize = 0;
  if (i >= 0) {
    at = keysEntry(keys, i) + E_VALUE;
    if (LOCK_FREE_READS) allowSharedReads(load<usize>(at));
  }
  unlockObject(d);
  return at;
}

/** The version of the set of keys; assigned now if it has none. 0 if there is no memory for a table. */
export function dictKeysVersion(d: usize): u32 {
  lockObject(d);
  let keys = loadRef(d, d + DICT_KEYS);
  if (keys == 0) {
    keys = keysNew(logForSlots(8), KIND_STR);
    if (keys) storeShared(d + DICT_KEYS, <u32>keys);
  }
  let version: u32 = 0;
  if (keys) {
    version = load<u32>(keys, K_VERSION);
    if (version == 0) {
      do { version = atomic.add<u32>(C_KEYS_VERSION, 1) + 1; } while (version == 0);
      storeShared(keys + K_VERSION, version);
    }
  }
  unlockObject(d);
  return version;
}

// ---- writing

/** Replaces the table by one of 2**log slots with the same items. False if memory is full. Under the lock. */
function resize(d: usize, log: u32): bool {
  const old = loadRef(d, d + DICT_KEYS);
  const fresh = keysNew(log, old ? load<u8>(old, K_KIND) : KIND_STR);
  if (fresh == 0) return false;
  if (old) {
    keysMove(old, fresh);
    storeShared(old + K_VERSION, 0);
  }
  store<u64>(d, 0, DICT_POP_TOP);
  storeShared(d + DICT_KEYS, <u32>fresh);
  if (old) retireRaw(old, load<u32>(old, K_BYTES));
  return true;
}

/** Adds a key that is not there; retains both. False if memory is full. Under the lock. */
function insert(d: usize, key: usize, hash: i64, value: usize): bool {
  let keys = loadRef(d, d + DICT_KEYS);
  if (keys == 0 || load<u32>(keys, K_USABLE) == 0) {
    if (!resize(d, logForSlots(load<u32>(d, DICT_USED) * 3))) return false;
    keys = loadRef(d, d + DICT_KEYS);
  }
  if (load<u32>(keys, K_VERSION) != 0) storeShared(keys + K_VERSION, 0);
  if (typeOf(key) != T_STR) store<u8>(keys, <u8>KIND_GENERAL, K_KIND);
  retain(key);
  retain(value);
  keysAppend(keys, hash, key, value);
  storeShared(d + DICT_USED, load<u32>(d, DICT_USED) + 1);
  return true;
}

/** Stores a value (borrowed). 0, or -1 with an exception. */
export function dictSetHash(d: usize, key: usize, hash: i64, value: usize): i32 {
  lockObject(d);
  const i = dictFind(d, key, hash);
  if (i >= 0) {
    const at = keysEntry(loadRef(d, d + DICT_KEYS), i) + E_VALUE;
    const old = loadRef(d, at);
    retain(value);
    storeRef(d, at, value);
    unlockObject(d);
    release(old);
    return 0;
  }
  if (i == ERROR) { unlockObject(d); return -1; }
  const done = insert(d, key, hash, value);
  unlockObject(d);
  if (!done) { noMemory(); return -1; }
  return 0;
}

export function dictSet(d: usize, key: usize, value: usize): i32 {
  const hash = hashOf(key);
  if (hash == -1) return -1;
  return dictSetHash(d, key, hash, value);
}

/** dictSet for an exact str. */
export function dictSetStr(d: usize, key: usize, value: usize): i32 { return dictSetHash(d, key, strHash(key), value); }

/** The present value (new) of key, storing `value` first if there is none; 0 with an exception. */
export function dictSetDefaultHash(d: usize, key: usize, hash: i64, value: usize): usize {
  lockObject(d);
  const i = dictFind(d, key, hash);
  let result: usize = 0;
  let full = false;
  if (i >= 0) result = takeLocked(d, i, key);
  else if (i != ERROR) {
    if (insert(d, key, hash, value)) { retain(value); result = value; }
    else full = true;
  }
  unlockObject(d);
  return full ? noMemory() : result;
}

/** Takes entry i out: what it held is in removedKey and removedValue, owned by the caller. Under the lock. */
let removedKey: usize = 0;
let removedValue: usize = 0;
function remove(d: usize, i: i32): void {
  const keys = loadRef(d, d + DICT_KEYS);
  const e = keysEntry(keys, i);
  storeShared(keys + K_VERSION, 0);
  removedKey = loadRef(d, e + E_KEY);
  removedValue = loadRef(d, e + E_VALUE);
  storeRef(d, e + E_VALUE, 0);
  storeRef(d, e + E_KEY, 0);
  setIndex(keys, load<u8>(keys, K_LOG), findSlotOf(keys, load<i64>(e, E_HASH), i), DELETED);
  storeShared(d + DICT_USED, load<u32>(d, DICT_USED) - 1);
}

/** Takes key out and returns its value (owned); 0 without an exception: it was not there. */
export function dictPopHash(d: usize, key: usize, hash: i64): usize {
  lockObject(d);
  const i = dictFind(d, key, hash);
  if (i < 0) { unlockObject(d); return 0; }
  remove(d, i);
  const k = removedKey, v = removedValue;
  unlockObject(d);
  release(k);
  return v;
}

export function dictPop(d: usize, key: usize): usize {
  const hash = hashOf(key);
  if (hash == -1) return 0;
  return dictPopHash(d, key, hash);
}

/** Deletes key. 0, or -1 with KeyError or another exception. */
export function dictDel(d: usize, key: usize): i32 {
  const v = dictPop(d, key);
  if (v == 0) { if (!hasException()) raiseKeyError(key); return -1; }
  release(v);
  return 0;
}

/** Takes the last item out, into stepKey and stepValue (owned). False if the dict is empty. */
export function dictPopLast(d: usize): bool {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  if (load<u32>(d, DICT_USED) == 0) { unlockObject(d); return false; }
  const count = load<u32>(keys, K_COUNT);
  const top = load<u32>(d, DICT_POP_TOP);
  let i = count;
  while (true) {
    if (i == top) i = load<u32>(d, DICT_POP_FROM); // all dead below
    i--;
    if (load<usize>(keysEntry(keys, i), E_KEY) != 0) break;
  }
  remove(d, i);
  store<u32>(d, count, DICT_POP_TOP);
  store<u32>(d, i, DICT_POP_FROM);
  const k = removedKey, v = removedValue;
  unlockObject(d);
  stepKey = k;
  stepValue = v;
  return true;
}

/** Takes the first item out, as dictPopLast. */
export function dictPopFirst(d: usize): bool {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  if (load<u32>(d, DICT_USED) == 0) { unlockObject(d); return false; }
  let i = 0;
  while (load<usize>(keysEntry(keys, i), E_KEY) == 0) i++;
  remove(d, i);
  const k = removedKey, v = removedValue;
  unlockObject(d);
  stepKey = k;
  stepValue = v;
  return true;
}

/** Makes key the last (or first) one: 1 done, 0 it is not there, -1 with an exception. */
export function dictMoveToEnd(d: usize, key: usize, hash: i64, last: bool): i32 {
  lockObject(d);
  const i = dictFind(d, key, hash);
  if (i < 0) { unlockObject(d); return i == ERROR ? -1 : 0; }
  const old = loadRef(d, d + DICT_KEYS);
  const fresh = keysNew(load<u8>(old, K_LOG), load<u8>(old, K_KIND));
  if (fresh == 0) { unlockObject(d); noMemory(); return -1; }
  // A new table in the new order: a place in a table is never used twice.
  const n = <i32>load<u32>(old, K_COUNT);
  if (!last) appendFrom(old, i, fresh);
  for (let k = 0; k < n; k++) if (k != i && load<usize>(keysEntry(old, k), E_KEY) != 0) appendFrom(old, k, fresh);
  if (last) appendFrom(old, i, fresh);
  storeShared(old + K_VERSION, 0);
  store<u64>(d, 0, DICT_POP_TOP);
  storeShared(d + DICT_KEYS, <u32>fresh);
  unlockObject(d);
  retireRaw(old, load<u32>(old, K_BYTES));
  return 1;
}
function appendFrom(old: usize, i: i32, fresh: usize): void {
  const e = keysEntry(old, i);
  keysAppend(fresh, load<i64>(e), load<usize>(e, E_KEY), load<usize>(e, E_VALUE));
}

/** Takes everything out at once. */
export function dictClear(d: usize): void {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  if (keys) storeShared(keys + K_VERSION, 0);
  storeShared(d + DICT_KEYS, 0);
  storeShared(d + DICT_USED, 0);
  store<u64>(d, 0, DICT_POP_TOP);
  unlockObject(d);
  keysRelease(keys, true);
}

// ---- the whole

/** What dictStep found: new references, or 0 where they were not wanted. */
export let stepKey: usize = 0;
export let stepValue: usize = 0;
export let stepHash: i64 = 0;
export const WANT_KEY: i32 = 1;
export const WANT_VALUE: i32 = 2;
export const WANT_BOTH: i32 = 3;

/**
 * Finds the item at or after a position and returns the position after it, or -1 at the end. Keys that come or go
 * meanwhile may or may not be met.
 */
export function dictStep(d: usize, from: i32, want: i32): i32 {
  if (LOCK_FREE_READS) {
    const to = stepUnlocked(d, from, want);
    if (to >= -1) return to;
  }
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  if (keys) {
    const n = <i32>load<u32>(keys, K_COUNT);
    for (let i = from; i < n; i++) {
      const k = loadRef(d, keysEntry(keys, i) + E_KEY);
      if (k != 0) return stepTo(d, keys, i, want, i + 1);
    }
  }
  unlockObject(d);
  return -1;
}

/** As dictStep, for the item at or before a position; returns the position before it, which is -1 after the first item. The end is -2. */
export function dictStepBack(d: usize, from: i32, want: i32): i32 {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS);
  if (keys) {
    for (let i = min<i32>(from, <i32>load<u32>(keys, K_COUNT) - 1); i >= 0; i--) {
      const k = loadRef(d, keysEntry(keys, i) + E_KEY);
      if (k != 0) return stepTo(d, keys, i, want, i - 1);
    }
  }
  unlockObject(d);
  return -2;
}

/** Hands entry i out and opens the lock. */
function stepTo(d: usize, keys: usize, i: i32, want: i32, to: i32): i32 {
  const e = keysEntry(keys, i);
  let k: usize = 0, v: usize = 0;
  if (want & WANT_KEY) { k = loadRef(d, e + E_KEY); retain(k); if (LOCK_FREE_READS) allowSharedReads(k); }
  if (want & WANT_VALUE) { v = loadRef(d, e + E_VALUE); retain(v); if (LOCK_FREE_READS) allowSharedReads(v); }
  const hash = load<i64>(e, E_HASH);
  unlockObject(d); // may run destructors, and they may step through dicts
  stepKey = k;
  stepValue = v;
  stepHash = hash;
  return to;
}

/** dictStep without the lock; -2 if only the lock can tell. */
function stepUnlocked(d: usize, from: i32, want: i32): i32 {
  const keys = atomic.load<usize>(d, DICT_KEYS);
  if (keys == 0) return -1;
  const n = <i32>keysCount(keys);
  for (let i = from; i < n; i++) {
    const e = keysEntry(keys, i), k = atomic.load<usize>(e, E_KEY);
    if (k == 0) continue;
    const v = atomic.load<usize>(e, E_VALUE);
    if (v == 0) continue; // on its way out
    if ((want & WANT_KEY) && !tryRetain(k)) return -2;
    if ((want & WANT_VALUE) && !tryRetain(v)) { if (want & WANT_KEY) release(k); return -2; }
    const holds = atomic.load<usize>(e, E_VALUE) == v && atomic.load<usize>(e, E_KEY) == k && atomic.load<usize>(d, DICT_KEYS) == keys;
    if (!holds) {
      if (want & WANT_KEY) release(k);
      if (want & WANT_VALUE) release(v);
      return -2;
    }
    stepKey = want & WANT_KEY ? k : 0;
    stepValue = want & WANT_VALUE ? v : 0;
    stepHash = load<i64>(e, E_HASH);
    return i + 1;
  }
  return -1;
}

/** dictStep for callers with memory of their own: `cursor` is a u32 that begins at 0, an address 0 means not wanted. False at the end. */
export function dictNext(d: usize, cursor: usize, outKey: usize, outValue: usize): bool {
  const to = dictStep(d, load<u32>(cursor), (outKey ? WANT_KEY : 0) | (outValue ? WANT_VALUE : 0));
  if (to < 0) return false;
  store<u32>(cursor, to);
  if (outKey) store<usize>(outKey, stepKey);
  if (outValue) store<usize>(outValue, stepValue);
  return true;
}

/** The first key, borrowed, or 0. For reports of a stopped world. */
export function dictFirstKey(d: usize): usize {
  const keys = loadRef(d, d + DICT_KEYS);
  for (let i = 0, count = <i32>load<u32>(keys, K_COUNT); i < count; i++) {
    const k = loadRef(d, keysEntry(keys, i) + E_KEY);
    if (k) return k;
  }
  return 0;
}

/** The keys, values or (key, value) tuples of one instant in a storage (list.ts), owned; how many in dictSnapshotSize, -1 if memory is full. */
export let dictSnapshotSize: i32 = 0;
export function dictSnapshotOf(d: usize, want: i32): usize {
  lockObject(d);
  const keys = loadRef(d, d + DICT_KEYS), used = <i32>load<u32>(d, DICT_USED);
  const items: usize = used ? storageNew(used) : 0;
  let n = 0, failed = used != 0 && items == 0;
  if (items) {
    for (let i = 0, count = <i32>load<u32>(keys, K_COUNT); i < count && !failed; i++) {
      const e = keysEntry(keys, i), k = loadRef(d, e + E_KEY);
      if (k == 0) continue;
      let x = want == WANT_KEY ? k : loadRef(d, e + E_VALUE);
      if (want == WANT_BOTH) { x = tuple2(k, x); failed = x == 0; } else retain(x);
      if (!failed) store<usize>(slotAt(items, n++), x);
    }
  }
  unlockObject(d);
  if (failed && items) { releaseSlots(items, n); storageFree(items); }
  dictSnapshotSize = failed ? -1 : n;
  return failed ? 0 : items;
}

/** A dict of the same items, made at one instant. */
export function dictCopy(other: usize): usize {
  const d = dictNew();
  if (d == 0) return 0;
  lockObject(other);
  const ok = cloneTable(other, d);
  unlockObject(other);
  if (!ok) { release(d); return noMemory(); }
  return d;
}

/** Gives the empty dict `to`, which nobody else sees, the items of `from`. Under from's lock. */
export function cloneTable(from: usize, to: usize): bool {
  const keys = loadRef(from, from + DICT_KEYS), used = load<u32>(from, DICT_USED);
  if (keys == 0 || used == 0) return true;
  const fresh = keysNew(min<u32>(logForEntries(used), load<u8>(keys, K_LOG)), load<u8>(keys, K_KIND));
  if (fresh == 0) return false;
  keysMove(keys, fresh);
  keysRetainAll(fresh);
  store<u32>(to, used, DICT_USED);
  storeShared(to + DICT_KEYS, <u32>fresh);
  return true;
}

/** What dictMerge does with a key that is there already. */
export const MERGE_KEEP: i32 = 0;
export const MERGE_OVERRIDE: i32 = 1;
/** Stops with KeyError(key); takeRepeatedKey tells the key. */
export const MERGE_REFUSE: i32 = 2;
let repeatedKey: usize = 0;
/** The key (owned) at which a refusing merge stopped; 0 if it failed for another reason. */
export function takeRepeatedKey(): usize { const k = repeatedKey; repeatedKey = 0; return k; }
function refuse(key: usize): i32 { retain(key); repeatedKey = key; raiseKeyError(key); return -1; }

/** Makes room for more items at once. Under the lock. */
function roomFor(d: usize, more: u32): bool {
  const keys = loadRef(d, d + DICT_KEYS);
  if (keys != 0 && load<u32>(keys, K_USABLE) >= more) return true;
  return resize(d, logForEntries(load<u32>(d, DICT_USED) + more));
}

/**
 * Puts the items of one dict into another. Both are locked together, so other threads see all of it or nothing, unless
 * a comparison needs Python code. 0, or -1 with an exception.
 */
export function dictMerge(d: usize, other: usize, how: i32): i32 {
  if (d == other) return 0;
  lockTwo(d, other);
  const from = loadRef(other, other + DICT_KEYS);
  if (from == 0 || load<u32>(other, DICT_USED) == 0) { unlockTwo(d, other); return 0; }
  const count = <i32>load<u32>(from, K_COUNT);
  let failed = false;
  if (load<u32>(d, DICT_USED) == 0) {
    const old = loadRef(d, d + DICT_KEYS);
    if (old) storeShared(old + K_VERSION, 0);
    store<u64>(d, 0, DICT_POP_TOP);
    failed = !cloneTable(other, d);
    unlockTwo(d, other);
    if (failed) { noMemory(); return -1; }
    if (old) retireRaw(old, load<u32>(old, K_BYTES));
    return 0;
  }
  if (!roomFor(d, load<u32>(other, DICT_USED))) { unlockTwo(d, other); noMemory(); return -1; }
  let i = 0;
  for (; i < count; i++) {
    const e = keysEntry(from, i);
    const key = loadRef(other, e + E_KEY);
    if (key == 0) continue;
    const hash = load<i64>(e), value = loadRef(other, e + E_VALUE);
    const keys = loadRef(d, d + DICT_KEYS);
    const at = keys ? probe(d, keys, key, hash, true) : EMPTY;
    if (at == EMPTY) {
      if (!insert(d, key, hash, value)) { failed = true; break; }
      continue;
    }
    if (at >= 0) {
      if (how == MERGE_KEEP) continue;
      if (how == MERGE_REFUSE) { retain(key); unlockTwo(d, other); refuse(key); release(key); return -1; }
      const slot = keysEntry(keys, at) + E_VALUE, old = loadRef(d, slot);
      retain(value);
      storeRef(d, slot, value);
      release(old); // waits for the unlock; under a GIL it may run a destructor now
    } else {
      // Only Python code can compare: one item with the locks open.
      retain(key);
      retain(value);
      unlockTwo(d, other);
      const r = mergeOne(d, key, hash, value, how);
      release(key);
      release(value);
      if (r) return -1;
      lockTwo(d, other);
    }
    if (loadRef(other, other + DICT_KEYS) != from || <i32>load<u32>(from, K_COUNT) != count) {
      unlockTwo(d, other);
      raise(T_X_RUNTIMEERROR, "dict mutated during update");
      return -1;
    }
  }
  unlockTwo(d, other);
  if (failed) { noMemory(); return -1; }
  return 0;
}

/** Stores one item as `how` says. */
export function mergeOne(d: usize, key: usize, hash: i64, value: usize, how: i32): i32 {
  if (how == MERGE_OVERRIDE) return dictSetHash(d, key, hash, value);
  if (how == MERGE_KEEP) {
    const v = dictSetDefaultHash(d, key, hash, value);
    if (v == 0) return -1;
    release(v);
    return 0;
  }
  const there = dictContainsHash(d, key, hash);
  if (there < 0) return -1;
  if (there) return refuse(key);
  return dictSetHash(d, key, hash, value);
}

export { dictUpdate, dictMergeUnique } from "./dictupdate";
