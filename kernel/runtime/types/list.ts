/**
 * list: the storage, and the operations that the runtime itself uses. The type's slots and methods are in listtype.ts and
 * listmethods.ts, sorting in listsort.ts.
 *
 *     16 u32  lock
 *     20 u32  items      address of the first slot, 0 = no storage; the word before the slots is the storage's capacity
 *     24 u32  size
 *     28 u32  capacity   slots of the storage; a slot at or past `size` holds 0
 *
 * Writers hold the lock. Where LOCK_FREE_READS, a reader loads the storage, then the size, and believes neither: the
 * storage's own capacity bounds the slot it looks at, and after it has taken a count it checks that the storage is
 * still the list's and the slot still holds the item. Storage that has been replaced is retired, not freed.
 */
import { rootMovedAll } from "../trace/rootlog";
import { retain, release, tryRetain, allowSharedReads, loadRef, storeRef, initRef, lockObject, unlockObject, LOCK_FREE_READS } from "../designs/active";
import { allocObject, allocRaw, retireRaw, freeRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { yieldPoint } from "../sync/schedule";
import { T_LIST } from "./table";
import { loadShared, storeShared } from "./dicttable";
import { tupleNew, tupleInit, tupleSlot, tupleSize } from "./tuple";

export const LIST_ITEMS: usize = 20;
export const LIST_SIZE: usize = 24;
export const LIST_CAPACITY: usize = 28;
export const LIST_BYTES: u32 = 32;
export const MAX_LIST: u32 = 0x1ffffff0;
/** Bytes before the first slot of a storage: a pad and the capacity. */
const PREFIX: u32 = 8;

/** Zeroes a new list's payload. */
export function listInit(l: usize): void {
  store<u64>(l, 0, 16);
  store<u64>(l, 0, 24);
}

// ---- storage

/** Storage of n empty slots. 0 if memory is full. */
export function storageNew(n: u32): usize {
  if (n > MAX_LIST) return 0;
  const block = allocRaw(PREFIX + (n << 2));
  if (block == 0) return 0;
  store<u32>(block, n, 4);
  memory.fill(block + PREFIX, 0, <usize>n << 2);
  return block + PREFIX;
}
@inline export function storageCapacity(items: usize): u32 { return load<u32>(items - 4); }
/** Frees storage that nobody else has seen. */
export function storageFree(items: usize): void { if (items) freeRaw(items - PREFIX, PREFIX + (storageCapacity(items) << 2)); }
/** Frees storage that a reader may still be looking at. */
export function storageRetire(items: usize): void { if (items) retireRaw(items - PREFIX, PREFIX + (storageCapacity(items) << 2)); }

/** The address of slot i. */
@inline export function slotAt(items: usize, i: i32): usize { return items + (<usize>i << 2); }

/** Moves n references within a storage that readers may be looking at: each slot is written as a whole. */
export function moveSlots(to: usize, from: usize, n: i32): void {
  if (!LOCK_FREE_READS) { memory.copy(to, from, <usize>n << 2); return; }
  if (to < from) for (let i = 0; i < n; i++) store<u32>(slotAt(to, i), load<u32>(slotAt(from, i)));
  else for (let i = n - 1; i >= 0; i--) store<u32>(slotAt(to, i), load<u32>(slotAt(from, i)));
}

/** Takes a count for n references. */
export function retainSlots(at: usize, n: i32): void { for (let i = 0; i < n; i++) retain(load<usize>(slotAt(at, i))); }

/** Drops n references of a storage that has been taken out of its list, last first as a list dies. */
export function releaseSlots(at: usize, n: i32): void {
  for (let i = n - 1; i >= 0; i--) { const v = load<usize>(slotAt(at, i)); if (v) release(v); }
}

/** A new list that takes over storage of n items. Frees it if memory is full. */
export function listFromStorage(items: usize, n: i32): usize {
  const l = allocObject(T_LIST, LIST_BYTES);
  if (l == 0) { releaseSlots(items, n); storageFree(items); return noMemory(); }
  store<u32>(l, 0, 16);
  store<usize>(l, items, LIST_ITEMS);
  store<u32>(l, n, LIST_SIZE);
  store<u32>(l, items ? storageCapacity(items) : 0, LIST_CAPACITY);
  return l;
}

/** A list of n empty slots, to be filled by listInitItem before anybody sees it. */
export function listNew(n: i32): usize {
  if (n == 0) return listFromStorage(0, 0);
  const items = storageNew(n);
  if (items == 0) return noMemory();
  return listFromStorage(items, n);
}

/** Fills a slot of a list that nobody has seen yet; takes over the reference. */
@inline export function listInitItem(l: usize, i: i32, v: usize): void { initRef(l, slotAt(load<usize>(l, LIST_ITEMS), i), v); }

/** A list of n references that lie one after another and stay put; they are retained. */
export function listFromArray(from: usize, n: i32): usize {
  if (n == 0) return listNew(0);
  const items = storageNew(n);
  if (items == 0) return noMemory();
  memory.copy(items, from, <usize>n << 2);
  retainSlots(items, n);
  return listFromStorage(items, n);
}

/** The capacity for n items of a list that grows: CPython's pattern 0, 4, 8, 16, 24, 32, 40, 52, 64, 76 ... */
@inline export function grownCapacity(n: u32): u32 { return (n + (n >> 3) + 6) & ~3; }

/** Gives the list storage of `capacity` slots with the same items. False if memory is full. Under the lock. */
export function listReallocate(l: usize, capacity: u32): bool {
  const old = loadRef(l, l + LIST_ITEMS), n = load<u32>(l, LIST_SIZE);
  const items = storageNew(capacity);
  if (items == 0) return false;
  memory.copy(items, old, <usize>min<u32>(n, capacity) << 2);
  storeShared(l + LIST_ITEMS, <u32>items);
  store<u32>(l, capacity, LIST_CAPACITY);
  storageRetire(old);
  return true;
}

/** Makes room for `more` items at the end. False if memory is full. Under the lock. */
@inline export function listReserve(l: usize, more: u32): bool {
  const need = load<u32>(l, LIST_SIZE) + more;
  if (need <= load<u32>(l, LIST_CAPACITY)) return true;
  return need <= MAX_LIST && listReallocate(l, grownCapacity(need));
}

// ---- operations

@inline export function listSize(l: usize): i32 { return <i32>loadShared(l + LIST_SIZE); }

/** Appends x (borrowed). 0, or -1 with MemoryError. */
export function listAppend(l: usize, x: usize): i32 {
  retain(x);
  return listAppendOwned(l, x);
}

/** Appends x, taking over the reference. */
export function listAppendOwned(l: usize, x: usize): i32 {
  lockObject(l);
  const n = load<u32>(l, LIST_SIZE);
  if (n >= load<u32>(l, LIST_CAPACITY) && !listReserve(l, 1)) {
    unlockObject(l);
    release(x);
    noMemory();
    return -1;
  }
  storeRef(l, slotAt(loadRef(l, l + LIST_ITEMS), n), x);
  storeShared(l + LIST_SIZE, n + 1);
  unlockObject(l);
  return 0;
}

/** Item i: a new reference, or 0 if there is none (no exception is set). */
export function listGet(l: usize, i: i32): usize {
  if (LOCK_FREE_READS) {
    const items = atomic.load<usize>(l, LIST_ITEMS);
    yieldPoint();
    if (<u32>i >= atomic.load<u32>(l, LIST_SIZE)) return 0;
    if (items != 0 && <u32>i < storageCapacity(items)) {
      const at = slotAt(items, i), v = atomic.load<usize>(at);
      if (v != 0 && tryRetain(v)) {
        if (atomic.load<usize>(at) == v && atomic.load<usize>(l, LIST_ITEMS) == items) return v;
        release(v);
      }
    }
  }
  lockObject(l);
  let v: usize = 0;
  if (<u32>i < load<u32>(l, LIST_SIZE)) {
    v = loadRef(l, slotAt(loadRef(l, l + LIST_ITEMS), i));
    retain(v);
    if (LOCK_FREE_READS) allowSharedReads(v);
  }
  unlockObject(l);
  return v;
}

/** Replaces item i by v (owned). False, with v released, if there is no such item. */
export function listPut(l: usize, i: i32, v: usize): bool {
  lockObject(l);
  if (<u32>i >= load<u32>(l, LIST_SIZE)) { unlockObject(l); release(v); return false; }
  const at = slotAt(loadRef(l, l + LIST_ITEMS), i);
  const old = loadRef(l, at);
  storeRef(l, at, v);
  unlockObject(l);
  release(old);
  return true;
}

/** Takes item i out (i may be -1 for the last one): owned, or 0 if there is none. */
export function listTake(l: usize, i: i32): usize {
  lockObject(l);
  const n = load<i32>(l, LIST_SIZE);
  if (i < 0) i += n;
  if (i < 0 || i >= n) { unlockObject(l); return 0; }
  const items = loadRef(l, l + LIST_ITEMS);
  const v = loadRef(l, slotAt(items, i));
  if (i < n - 1) moveSlots(slotAt(items, i), slotAt(items, i + 1), n - 1 - i);
  storeShared(l + LIST_SIZE, n - 1);
  storeRef(l, slotAt(items, n - 1), 0);
  shrink(l);
  unlockObject(l);
  return v;
}

/** Gives memory back when less than half of the storage is used. Under the lock. */
export function shrink(l: usize): void {
  const n = load<u32>(l, LIST_SIZE), capacity = load<u32>(l, LIST_CAPACITY);
  if (n >= capacity >> 1 || capacity <= 8) return;
  if (n == 0) {
    storageRetire(detachStorage(l));
    return;
  }
  listReallocate(l, grownCapacity(n)); // if memory is full the list keeps what it has
}

/** Empties the list and returns its storage, which now is the caller's. Under the lock. */
export function detachStorage(l: usize): usize {
  const items = loadRef(l, l + LIST_ITEMS);
  rootMovedAll(items, items ? load<i32>(l, LIST_SIZE) : 0);
  storeShared(l + LIST_SIZE, 0);
  storeShared(l + LIST_ITEMS, 0);
  store<u32>(l, 0, LIST_CAPACITY);
  return items;
}

/** Puts x (borrowed) before item `where`, which is cut to the list. 0, or -1 with MemoryError. */
export function listInsert(l: usize, where: i32, x: usize): i32 {
  retain(x);
  lockObject(l);
  if (!listReserve(l, 1)) { unlockObject(l); release(x); noMemory(); return -1; }
  const n = load<i32>(l, LIST_SIZE);
  if (where < 0) { where += n; if (where < 0) where = 0; }
  if (where > n) where = n;
  const at = slotAt(loadRef(l, l + LIST_ITEMS), where);
  moveSlots(at + 4, at, n - where);
  storeRef(l, at, x);
  storeShared(l + LIST_SIZE, n + 1);
  unlockObject(l);
  return 0;
}

/** Empties the list at once. */
export function listClear(l: usize): void {
  lockObject(l);
  const n = load<i32>(l, LIST_SIZE);
  const items = detachStorage(l);
  unlockObject(l);
  if (items == 0) return;
  releaseSlots(items, n);
  storageRetire(items);
}

/** The items start..end of this instant in a new storage; snapshotSize tells how many. 0 if there are none; -1 in snapshotSize if memory is full. */
export let snapshotSize: i32 = 0;
export function listSnapshot(l: usize, start: i32, end: i32): usize {
  lockObject(l);
  const n = min<i32>(end, load<i32>(l, LIST_SIZE)) - start;
  let items: usize = 0;
  let count = 0;
  if (n > 0) {
    items = storageNew(n);
    count = items ? n : -1;
    if (items) {
      memory.copy(items, slotAt(loadRef(l, l + LIST_ITEMS), start), <usize>n << 2);
      retainSlots(items, n);
    }
  }
  unlockObject(l);
  snapshotSize = count;
  return items;
}

/** A new list of the items start..end of this instant. */
export function listSlice(l: usize, start: i32, end: i32): usize {
  const items = listSnapshot(l, start, end), n = snapshotSize;
  if (n < 0) return noMemory();
  return listFromStorage(items, n);
}

/** A tuple of the items of this instant. */
export function listToTuple(l: usize): usize {
  const items = listSnapshot(l, 0, 0x7fffffff), n = snapshotSize;
  if (n < 0) return noMemory();
  const t = tupleNew(n);
  if (t == 0) releaseSlots(items, n);
  else for (let i = 0; i < n; i++) tupleInit(t, i, load<usize>(slotAt(items, i)));
  storageFree(items);
  return t;
}

/** Appends the n references in a storage that only the caller sees, taking them over (not the storage). 0, or -1 with MemoryError. */
export function listExtendOwned(l: usize, from: usize, n: i32): i32 {
  if (n == 0) return 0;
  lockObject(l);
  if (!listReserve(l, n)) {
    unlockObject(l);
    releaseSlots(from, n);
    noMemory();
    return -1;
  }
  const size = load<i32>(l, LIST_SIZE);
  const at = slotAt(loadRef(l, l + LIST_ITEMS), size);
  memory.copy(at, from, <usize>n << 2);
  storeShared(l + LIST_SIZE, size + n);
  unlockObject(l);
  return 0;
}

/** A new list of a tuple's items. */
export function listFromTuple(t: usize): usize { return listFromArray(tupleSlot(t, 0), tupleSize(t)); }

export { listExtend } from "./listtype";
