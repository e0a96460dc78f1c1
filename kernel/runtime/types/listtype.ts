/** list: the slots of its type: subscripts, operators, comparison, repr. */
import { typeOf, isList, isTuple, newRef, notImplemented, boolOf, slotOf, setSlot, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnInt3, fnCompare, fnTraverse, fnNative, fnInit,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_RICHCOMPARE, TP_ITER, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_NEW, TP_INIT, SQ_CONCAT, SQ_REPEAT, NB_MUL, NB_ADD, INPLACE, NB_INDEX, EQ, NE } from "../object";
import { retain, release, loadRef, storeRef, lockObject, unlockObject, LOCK_FREE_READS } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, hasException } from "../errors";
import { T_LIST, T_TUPLE, T_SET, T_FROZENSET, T_DICT, T_DEQUE, T_DICT_KEYS, T_DICT_VALUES, T_DICT_ITEMS, T_SLICE, T_X_TYPEERROR, T_X_INDEXERROR, T_X_VALUEERROR } from "./table";
import { richCompare, richCompareBool, reprOf, reprEnter, reprLeave, getIter, iterNext, lengthHint } from "../abstract";
import { isHeapType } from "./type";
import { enterNative, leaveNative } from "../calls";
import { arg, asIndex, positional, kwRefused, countCheck, keepsSlot, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "./instance";
import { isIndex, sliceUnpack, sliceAdjust, sliceStart, sliceStop, sliceStep, sliceCount } from "./slice";
import { tupleSize, tupleSlot, compareSizes } from "./tuple";
import { storeShared } from "./dicttable";
import { Builder } from "./builder";
import { listIterNew } from "./seqiter";
import { dictSnapshotOf, dictSnapshotSize, WANT_KEY, WANT_VALUE, WANT_BOTH } from "./dict";
import { setSnapshot, setSnapshotSize } from "./set";
import { dequeSnapshot, dequeCount } from "../modules/dequeops";
import { LIST_ITEMS, LIST_SIZE, LIST_CAPACITY, MAX_LIST, listInit, listNew, listSize, listGet, listPut, listTake, listAppendOwned, listClear, listFromStorage, listSnapshot, snapshotSize, listSlice,
  listExtendOwned, listReserve, listReallocate, shrink, storageNew, storageCapacity, storageFree, storageRetire, slotAt, moveSlots, retainSlots, releaseSlots } from "./list";

// ---- other sequences as arrays of references

@inline function isDictView(type: usize): bool { return type == T_DICT_KEYS || type == T_DICT_VALUES || type == T_DICT_ITEMS; }
/** dictSnapshotOf of a dict, or of a view's dict. */
function dictSnapshot(o: usize, type: usize): usize {
  if (type == T_DICT) return dictSnapshotOf(o, WANT_KEY);
  return dictSnapshotOf(load<usize>(o, 16), type == T_DICT_KEYS ? WANT_KEY : type == T_DICT_VALUES ? WANT_VALUE : WANT_BOTH);
}

let arraySize: i32 = 0;
/** The items of an iterable in a fresh storage, owned; their number in arraySize, -1 with an exception. */
export function itemsOf(o: usize): usize {
  const type = typeOf(o);
  if (type == T_LIST) {
    const items = listSnapshot(o, 0, 0x7fffffff);
    arraySize = snapshotSize;
    if (arraySize < 0) noMemory();
    return items;
  }
  if (type == T_TUPLE) {
    const n = tupleSize(o);
    arraySize = n;
    if (n == 0) return 0;
    const items = storageNew(n);
    if (items == 0) { arraySize = -1; noMemory(); return 0; }
    memory.copy(items, tupleSlot(o, 0), <usize>n << 2);
    retainSlots(items, n);
    return items;
  }
  if (type == T_SET || type == T_FROZENSET || type == T_DICT || type == T_DEQUE || isDictView(type)) {
    const items = type == T_DEQUE ? dequeSnapshot(o) : type == T_SET || type == T_FROZENSET ? setSnapshot(o) : dictSnapshot(o, type);
    arraySize = type == T_DEQUE ? dequeCount : type == T_SET || type == T_FROZENSET ? setSnapshotSize : dictSnapshotSize;
    if (arraySize < 0) noMemory();
    return items;
  }
  const l = listNew(0);
  arraySize = -1;
  if (l == 0) return 0;
  if (listExtend(l, o)) { release(l); return 0; }
  const items = listSnapshot(l, 0, 0x7fffffff);
  const n = snapshotSize;
  release(l);
  if (n < 0) noMemory();
  arraySize = n;
  return items;
}
/** How many items itemsOf found. */
@inline export function itemsCount(): i32 { return arraySize; }

/** Appends every item of an iterable. 0, or -1 with an exception. */
export function listExtend(l: usize, o: usize): i32 {
  const type = typeOf(o);
  // What these hold is taken at one instant.
  if (type == T_LIST || type == T_TUPLE || type == T_SET || type == T_FROZENSET || type == T_DICT || type == T_DEQUE || isDictView(type)) {
    const items = itemsOf(o), n = arraySize;
    if (n < 0) return -1;
    const r = listExtendOwned(l, items, n);
    storageFree(items);
    return r;
  }
  const it = getIter(o);
  if (it == 0) return -1;
  // Nothing is reserved, but what a class has to say about its length may be an exception.
  if (isHeapType(type) && lengthHint(o, 0) < 0) { release(it); return -1; }
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    if (listAppendOwned(l, x)) { release(it); return -1; }
  }
  release(it);
  return hasException() ? -1 : 0;
}

// ---- life

function list_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_LIST) return listNew(0);
  const l = allocInstance(type, 0);
  if (l) listInit(l);
  return l;
}

function list_init(self: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (keepsSlot(typeOf(self), T_LIST, TP_NEW) && kwRefused("list", kw)) return -1;
  const n = positional(nargs, kw);
  if (!countCheck("list", n, 0, 1)) return -1;
  if (listSize(self) != 0) listClear(self);
  return n ? listExtend(self, arg(args, 0)) : 0;
}

function list_dealloc(l: usize): void {
  if (typeOf(l) != T_LIST) clearInstanceExtras(l);
  const items = load<usize>(l, LIST_ITEMS);
  if (items) {
    releaseSlots(items, load<i32>(l, LIST_SIZE));
    storageRetire(items);
  }
  freeObject(l, sizeOfInstance(l));
}

function list_traverse(l: usize, visitor: u32): void {
  const items = load<usize>(l, LIST_ITEMS);
  for (let i = 0, n = load<i32>(l, LIST_SIZE); i < n; i++) call_indirect<void>(visitor, slotAt(items, i));
}

// ---- repr and comparison

function list_repr(l: usize): usize {
  const out = Builder.start();
  const nested = reprEnter(l);
  if (nested != 0) {
    if (nested < 0) { Builder.abandon(out); return 0; }
    Builder.text(out, "[...]");
    return Builder.finish(out);
  }
  Builder.char(out, 0x5b);
  for (let i = 0; ; i++) {
    const x = listGet(l, i);
    if (x == 0) break;
    if (i) Builder.text(out, ", ");
    const r = reprOf(x);
    release(x);
    if (r == 0) { reprLeave(l); Builder.abandon(out); return 0; }
    Builder.str(out, r);
    release(r);
  }
  Builder.char(out, 0x5d);
  reprLeave(l);
  return Builder.finish(out);
}

function list_compare(a: usize, b: usize, op: i32): usize {
  if (!isList(a) || !isList(b)) return notImplemented();
  if ((op == EQ || op == NE) && listSize(a) != listSize(b)) return boolOf(op == NE);
  if (enterNative()) return 0;
  let result: usize = 0;
  let i = 0;
  while (true) {
    const x = listGet(a, i++);
    const y = x ? listGet(b, i - 1) : 0;
    if (y == 0) {
      if (x) release(x);
      result = boolOf(compareSizes(listSize(a), listSize(b), op));
      break;
    }
    const same = richCompareBool(x, y, EQ);
    if (same > 0) { release(x); release(y); continue; }
    if (same == 0) {
      if (op == EQ) result = boolOf(false);
      else if (op == NE) result = boolOf(true);
      else result = richCompare(x, y, op);
    }
    release(x);
    release(y);
    break;
  }
  leaveNative();
  return result;
}

function list_length(l: usize): i32 { return listSize(l); }
function list_iter(l: usize): usize { return listIterNew(l); }

function list_contains(l: usize, x: usize): i32 {
  let i = 0;
  while (true) {
    const v = listGet(l, i++);
    if (v == 0) return 0;
    const same = richCompareBool(v, x, EQ);
    release(v);
    if (same != 0) return same;
  }
}

// ---- subscripts

function list_getitem(l: usize, key: usize): usize {
  if (typeOf(key) == T_SLICE) return getSlice(l, key);
  if (!isIndex(key)) return raisef(T_X_TYPEERROR, "list indices must be integers or slices, not %t", key);
  let i = asIndex(key);
  if (i == -1 && hasException()) return 0;
  if (i < 0) return getFromEnd(l, i);
  const v = listGet(l, i);
  return v ? v : raise(T_X_INDEXERROR, "list index out of range");
}

/** l[i] of a negative i: the place is known only under the lock, or where the size stays the same around the read. */
function getFromEnd(l: usize, i: i32): usize {
  if (LOCK_FREE_READS) {
    const n = listSize(l);
    if (i + n >= 0) {
      const v = listGet(l, i + n);
      if (v != 0) {
        if (listSize(l) == n) return v;
        release(v);
      }
    }
  }
  lockObject(l);
  const at = i + load<i32>(l, LIST_SIZE);
  let v: usize = 0;
  if (at >= 0) { v = loadRef(l, slotAt(loadRef(l, l + LIST_ITEMS), at)); retain(v); }
  unlockObject(l);
  return v ? v : raise(T_X_INDEXERROR, "list index out of range");
}

function getSlice(l: usize, key: usize): usize { return sliceUnpack(key) ? 0 : listTakeSlice(l); }

/** A new list of the items that the slice unpacked last selects. */
export function listTakeSlice(l: usize): usize {
  lockObject(l);
  sliceAdjust(load<i32>(l, LIST_SIZE));
  const start = sliceStart, step = sliceStep, n = sliceCount;
  let items: usize = 0;
  if (n != 0) {
    items = storageNew(n);
    if (items == 0) { unlockObject(l); return noMemory(); }
    const from = loadRef(l, l + LIST_ITEMS);
    for (let i = 0, at = start; i < n; i++, at += step) {
      const v = loadRef(l, slotAt(from, at));
      retain(v);
      store<usize>(slotAt(items, i), v);
    }
  }
  unlockObject(l);
  return listFromStorage(items, n);
}

function list_setitem(l: usize, key: usize, value: usize): i32 {
  if (typeOf(key) == T_SLICE) return value ? setSlice(l, key, value) : deleteSlice(l, key);
  if (!isIndex(key)) { raisef(T_X_TYPEERROR, "list indices must be integers or slices, not %t", key); return -1; }
  const i = asIndex(key);
  if (i == -1 && hasException()) return -1;
  if (value) {
    retain(value);
    if (i >= 0 ? listPut(l, i, value) : putFromEnd(l, i, value)) return 0;
  } else {
    const v: usize = i == -0x7fffffff ? 0 : listTake(l, i);
    if (v) { release(v); return 0; }
  }
  raise(T_X_INDEXERROR, "list assignment index out of range");
  return -1;
}

function putFromEnd(l: usize, i: i32, v: usize): bool {
  lockObject(l);
  const at = i + load<i32>(l, LIST_SIZE);
  if (at < 0) { unlockObject(l); release(v); return false; }
  const slot = slotAt(loadRef(l, l + LIST_ITEMS), at);
  const old = loadRef(l, slot);
  storeRef(l, slot, v);
  unlockObject(l);
  release(old);
  return true;
}

/** Exchanges the references of an array with those of the list at start, start + step ... Under the lock. */
function exchange(l: usize, array: usize, start: i32, step: i32, n: i32): void {
  const items = loadRef(l, l + LIST_ITEMS);
  for (let i = 0, at = start; i < n; i++, at += step) {
    const slot = slotAt(items, at), old = loadRef(l, slot);
    storeRef(l, slot, load<usize>(slotAt(array, i)));
    store<usize>(slotAt(array, i), old);
  }
}

/** l[slice] = iterable. */
function setSlice(l: usize, key: usize, value: usize): i32 {
  if (sliceUnpack(key)) return -1;
  if (slotOf(value, TP_ITER) == 0 && slotOf(value, TP_GETITEM) == 0) {
    raise(T_X_TYPEERROR, sliceStep == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
    return -1;
  }
  const fresh = itemsOf(value), n = arraySize;
  if (n < 0) return -1;
  // Making the items may have run Python code that used the slice globals.
  if (sliceUnpack(key)) { releaseSlots(fresh, n); storageFree(fresh); return -1; }
  lockObject(l);
  sliceAdjust(load<i32>(l, LIST_SIZE));
  const start = sliceStart, step = sliceStep;
  if (step == 1) return replaceRange(l, start, max<i32>(sliceStop, start), fresh, n);
  const count = sliceCount;
  if (count != n) {
    unlockObject(l);
    releaseSlots(fresh, n);
    storageFree(fresh);
    raisef(T_X_VALUEERROR, "attempt to assign sequence of size %d to extended slice of size %d", n, count);
    return -1;
  }
  exchange(l, fresh, start, step, n);
  unlockObject(l);
  releaseSlots(fresh, n);
  storageFree(fresh);
  return 0;
}

/** Puts n owned references in place of items start..stop; takes over and frees `fresh`. Under the lock, which it opens. */
function replaceRange(l: usize, start: i32, stop: i32, fresh: usize, n: i32): i32 {
  const gone = stop - start, size = load<i32>(l, LIST_SIZE);
  if (gone == n) {
    exchange(l, fresh, start, 1, n);
    unlockObject(l);
    releaseSlots(fresh, n);
    storageFree(fresh);
    return 0;
  }
  const newSize = size - gone + n;
  const capacity = load<i32>(l, LIST_CAPACITY);
  const old = loadRef(l, l + LIST_ITEMS);
  if (!LOCK_FREE_READS && newSize <= capacity && gone == 0) {
    moveSlots(slotAt(old, start + n), slotAt(old, start), size - start);
    memory.copy(slotAt(old, start), fresh, <usize>n << 2);
    store<u32>(l, newSize, LIST_SIZE);
    unlockObject(l);
    storageFree(fresh);
    return 0;
  }
  // A new storage, published by one store: a reader sees all of the change or nothing.
  const room = newSize == 0 ? 0 : newSize > size ? newSize + (newSize >> 3) + 3 : newSize;
  const items = room ? storageNew(room) : 0;
  if (room != 0 && items == 0) {
    unlockObject(l);
    releaseSlots(fresh, n);
    storageFree(fresh);
    noMemory();
    return -1;
  }
  if (items) {
    memory.copy(items, old, <usize>start << 2);
    memory.copy(slotAt(items, start), fresh, <usize>n << 2);
    memory.copy(slotAt(items, start + n), slotAt(old, stop), <usize>(size - stop) << 2);
  }
  if (newSize < size) storeShared(l + LIST_SIZE, newSize);
  storeShared(l + LIST_ITEMS, <u32>items);
  storeShared(l + LIST_SIZE, newSize);
  store<u32>(l, room, LIST_CAPACITY);
  unlockObject(l);
  storageFree(fresh);
  if (old) {
    releaseSlots(slotAt(old, start), gone);
    storageRetire(old);
  }
  return 0;
}

/** del l[slice] */
function deleteSlice(l: usize, key: usize): i32 {
  if (sliceUnpack(key)) return -1;
  lockObject(l);
  const size = load<i32>(l, LIST_SIZE);
  sliceAdjust(size);
  const count = sliceCount;
  if (count == 0) { unlockObject(l); return 0; }
  let start = sliceStart, step = sliceStep;
  if (step == 1) return replaceRange(l, start, sliceStop, 0, 0);
  if (step < 0) { start += step * (count - 1); step = -step; }
  const kept = size - count;
  const items = kept ? storageNew(kept) : 0, gone = storageNew(count);
  if (gone == 0 || kept != 0 && items == 0) {
    unlockObject(l);
    storageFree(items);
    storageFree(gone);
    noMemory();
    return -1;
  }
  const old = loadRef(l, l + LIST_ITEMS);
  let k = 0, g = 0;
  for (let i = 0; i < size; i++) {
    const v = load<usize>(slotAt(old, i));
    if (g < count && i == start + g * step) store<usize>(slotAt(gone, g++), v);
    else store<usize>(slotAt(items, k++), v);
  }
  storeShared(l + LIST_SIZE, kept);
  storeShared(l + LIST_ITEMS, <u32>items);
  store<u32>(l, kept, LIST_CAPACITY);
  unlockObject(l);
  releaseSlots(gone, count);
  storageFree(gone);
  storageRetire(old);
  return 0;
}

// ---- operators

function list_concat(a: usize, b: usize): usize {
  if (!isList(b)) return raisef(T_X_TYPEERROR, "can only concatenate list (not \"%t\") to list", b);
  const l = listSlice(a, 0, 0x7fffffff);
  if (l == 0) return 0;
  const items = listSnapshot(b, 0, 0x7fffffff), n = snapshotSize;
  if (n < 0) { release(l); return noMemory(); }
  const r = listExtendOwned(l, items, n);
  storageFree(items);
  if (r) { release(l); return 0; }
  return l;
}

function list_iadd(a: usize, b: usize): usize {
  if (!isList(a)) return notImplemented();
  if (listExtend(a, b)) return 0;
  return newRef(a);
}

/** n references, `times` times over, in a new storage; takes over the storage given. 0 with MemoryError. */
function repeated(items: usize, n: i32, times: i32): usize {
  const out: usize = <u64>n * <u64>times > <u64>MAX_LIST ? 0 : storageNew(n * times);
  if (out == 0) { releaseSlots(items, n); storageFree(items); return noMemory(); }
  for (let k = 0; k < times; k++) {
    memory.copy(slotAt(out, k * n), items, <usize>n << 2);
    if (k) retainSlots(items, n);
  }
  storageFree(items);
  return out;
}

function list_repeat(l: usize, count: usize): usize {
  const times = asIndex(count);
  if (times == -1 && hasException()) return 0;
  if (times <= 0) return listNew(0);
  const items = listSnapshot(l, 0, 0x7fffffff), n = snapshotSize;
  if (n < 0) return noMemory();
  if (n == 0) return listNew(0);
  const out = repeated(items, n, times);
  return out ? listFromStorage(out, n * times) : 0;
}

function list_imul(l: usize, count: usize): usize {
  if (!isList(l) || !isIndex(count)) return notImplemented();
  const times = asIndex(count);
  if (times == -1 && hasException()) return 0;
  if (times <= 0) { listClear(l); return newRef(l); }
  if (times == 1) return newRef(l);
  lockObject(l);
  const n = load<i32>(l, LIST_SIZE);
  if (n != 0) {
    if (<u64>n * <u64>times > <u64>MAX_LIST || !listReserve(l, n * (times - 1))) { unlockObject(l); return noMemory(); }
    const items = loadRef(l, l + LIST_ITEMS);
    for (let k = 1; k < times; k++) {
      retainSlots(items, n);
      memory.copy(slotAt(items, k * n), items, <usize>n << 2);
    }
    storeShared(l + LIST_SIZE, n * times);
  }
  unlockObject(l);
  return newRef(l);
}

export function initListType(): void {
  setSlot(T_LIST, TP_NEW, fnNative(list_new));
  setSlot(T_LIST, TP_INIT, fnInit(list_init));
  setSlot(T_LIST, TP_DEALLOC, fnVoid(list_dealloc));
  setSlot(T_LIST, TP_TRAVERSE, fnTraverse(list_traverse));
  setSlot(T_LIST, TP_REPR, fnUnary(list_repr));
  setSlot(T_LIST, TP_RICHCOMPARE, fnCompare(list_compare));
  setSlot(T_LIST, TP_ITER, fnUnary(list_iter));
  setSlot(T_LIST, TP_LENGTH, fnInt(list_length));
  setSlot(T_LIST, TP_GETITEM, fnBinary(list_getitem));
  setSlot(T_LIST, TP_SETITEM, fnInt3(list_setitem));
  setSlot(T_LIST, TP_CONTAINS, fnInt2(list_contains));
  setSlot(T_LIST, SQ_CONCAT, fnBinary(list_concat));
  setSlot(T_LIST, SQ_REPEAT, fnBinary(list_repeat));
  setSlot(T_LIST, NB_ADD + INPLACE, fnBinary(list_iadd));
  setSlot(T_LIST, NB_MUL + INPLACE, fnBinary(list_imul));
}
