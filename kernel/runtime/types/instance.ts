/**
 * Instances of Python classes, and the attributes that an instance itself has. An instance is
 *
 *     [what the native base has] [lock, if the base is object: 4] [attribute record: 8] [`__slots__` members: 4 each]
 *
 * with the record at TY_DICT_OFFSET (behind the items, DICT_AT_END, where a native base keeps its items inline):
 *
 *     0 u32 dict     the `__dict__`, 0 until somebody asks for it; from then on it alone has the attributes
 *     4 u32 values   raw block of values, 0 until the first attribute is set, and 0 again once there is a dict
 *
 *     values:  0 u8 count   1 u8 capacity   2 u8 order[capacity]   then aligned to 4: u32 slot[capacity]
 *
 * A value's slot is numbered by the class's shared keys (TY_SHARED_KEYS, raw, append only, names owned):
 *
 *     0 u32 count   4 u32 capacity (30)   8 u32 names[capacity]
 *
 * `order` lists the numbers of the slots in use in order of insertion. An inline cache may keep (type version, slot number):
 * while the instance's type has that version, `valueSlot(values, number)` is the attribute if `values` is not 0, the
 * number is below the capacity and the slot is not 0. Stores, growth and the change to a dict happen under the instance's
 * lock; a reader without the lock takes its count, then looks whether slot and `values` are still the same.
 *
 * Instances without a lock of their own (subclasses of int, str, tuple ...) have no values: their dict is put in place
 * by one compare-and-swap and stays for life.
 */
import { HEADER, typeOf, hasFlag, newRef, isExactStr, F_INTERNED, TY_BASICSIZE, TY_FLAGS, TY_VERSION, TY_SHARED_KEYS, TY_DICT_OFFSET, TY_SLOTS_OFFSET, TY_SLOTS_COUNT, TY_BASE,
  TF_HEAP, TF_LOCKED, TF_TUPLE, TF_STR } from "../object";
import { retain, release, tryRetain, readSlot, storeRef, allowSharedReads, lockObject, unlockObject, lockWord, unlockWord, LOCK_FREE_READS } from "../designs/active";
import { allocObject, allocRaw, freeRaw, retireRaw } from "../heap/blocks";
import { rawQuick } from "../heap/quick";
import { noMemory, raise, pendingMatches, clearException } from "../errors";
import { T_X_TYPEERROR, T_X_KEYERROR } from "./table";
import { internObject } from "./intern";
import { yieldPoint } from "../sync/schedule";
import { strBytes, strLength, strKind, strEquals } from "./str";
import { tupleSize, TUPLE_ITEMS } from "./tuple";
import { bytesSize, BYTES_DATA } from "./bytes";
import { dictNew, dictGet, dictGetStr, dictSetStr, dictDel } from "./dict";
import { DICT_AT_END, SHARED_KEYS_LOCK } from "./type";

const MAX_KEYS: u32 = 30;
const KEYS_SIZE: u32 = 8 + MAX_KEYS * 4;

/** A new instance of a class (native or not), everything behind the header zero. `extra`: bytes for inline items. 0 with MemoryError. */
export function allocInstance(type: usize, extra: u32): usize {
  const size = load<u32>(type, TY_BASICSIZE) + extra;
  const o = allocObject(type, size);
  if (o == 0) return noMemory();
  memory.fill(o + HEADER, 0, size - <u32>HEADER);
  if (load<u32>(type, TY_FLAGS) & TF_HEAP) retain(type);
  return o;
}

/** Address of the attribute record, 0 if instances have none. */
export function attributeRecord(o: usize, type: usize): usize {
  const offset = load<u32>(type, TY_DICT_OFFSET);
  if (offset == 0) return 0;
  return offset == DICT_AT_END ? recordAtEnd(o, type) : o + offset;
}
function recordAtEnd(o: usize, type: usize): usize {
  const flags = load<u32>(type, TY_FLAGS);
  let size: u32;
  if (flags & TF_TUPLE) size = <u32>TUPLE_ITEMS + (<u32>tupleSize(o) << 2);
  else if (flags & TF_STR) size = strBytes(strLength(o), strKind(o));
  else size = <u32>BYTES_DATA + bytesSize(o) + 1;
  return o + ((size + 3) & ~3);
}

/** The values block of a record, 0 if there is none. Native types that have a record use only its first word. */
@inline function valuesOf(record: usize, type: usize): usize {
  return (load<u32>(type, TY_FLAGS) & TF_HEAP) ? atomic.load<usize>(record, 4) : 0;
}

// ---- shared keys

/** The slot number of a name in the instances of a class, -1 if it has none. `name` is an interned str. */
export function sharedKeyIndex(type: usize, name: usize): i32 {
  const keys = atomic.load<usize>(type, TY_SHARED_KEYS);
  if (keys == 0) return -1;
  const n = atomic.load<u32>(keys);
  for (let i: u32 = 0; i < n; i++) if (load<usize>(keys + 8 + (i << 2)) == name) return <i32>i;
  return -1;
}
function keyIndexByText(type: usize, name: usize): i32 {
  const keys = atomic.load<usize>(type, TY_SHARED_KEYS);
  if (keys == 0) return -1;
  const n = atomic.load<u32>(keys);
  for (let i: u32 = 0; i < n; i++) if (strEquals(load<usize>(keys + 8 + (i << 2)), name)) return <i32>i;
  return -1;
}

/** The slot number of a name, given now if it has none; -1 when all are given or memory is full. */
function sharedKeyAdd(type: usize, name: usize): i32 {
  const have = sharedKeyIndex(type, name);
  if (have >= 0) return have;
  lockWord(SHARED_KEYS_LOCK);
  let i = sharedKeyIndex(type, name);
  if (i < 0) {
    let keys = load<usize>(type, TY_SHARED_KEYS);
    if (keys == 0) {
      keys = allocRaw(KEYS_SIZE);
      if (keys != 0) {
        memory.fill(keys, 0, KEYS_SIZE);
        store<u32>(keys, MAX_KEYS, 4);
        atomic.store<usize>(type, keys, TY_SHARED_KEYS);
      }
    }
    if (keys != 0) {
      const n = load<u32>(keys);
      if (n < MAX_KEYS) {
        retain(name);
        store<usize>(keys + 8 + (n << 2), name);
        atomic.store<u32>(keys, n + 1);
        i = <i32>n;
        // Inline caches took the name for one that no instance has.
        atomic.store<u32>(type, 0, TY_VERSION);
      }
    }
  }
  unlockWord(SHARED_KEYS_LOCK);
  return i;
}

export function traverseSharedKeys(type: usize, visitor: u32): void {
  const keys = load<usize>(type, TY_SHARED_KEYS);
  if (keys) for (let i: u32 = 0, n = load<u32>(keys); i < n; i++) call_indirect<void>(visitor, keys + 8 + (i << 2));
}

/** Gives back a dead class's keys. */
export function dropSharedKeys(type: usize): void {
  const keys = load<usize>(type, TY_SHARED_KEYS);
  if (keys == 0) return;
  store<usize>(type, 0, TY_SHARED_KEYS);
  for (let i: u32 = 0, n = load<u32>(keys); i < n; i++) release(load<usize>(keys + 8 + (i << 2)));
  retireRaw(keys, KEYS_SIZE);
}

// ---- values

@inline function slotsAt(values: usize): usize { return values + ((<u32>load<u8>(values, 1) + 5) & ~3); }
/** Address of a slot; its number must be below valuesCapacity. */
@inline export function valueSlot(values: usize, index: u32): usize { return slotsAt(values) + (<usize>index << 2); }
@inline export function valuesCapacity(values: usize): u32 { return load<u8>(values, 1); }
@inline function valuesSize(capacity: u32): u32 { return ((capacity + 5) & ~3) + (capacity << 2); }

/** Room for a slot number, under the lock; the block, or 0 if memory is full. */
function growValues(record: usize, type: usize, index: u32): usize {
  const old = load<usize>(record, 4);
  const keys = load<usize>(type, TY_SHARED_KEYS);
  let capacity: u32 = max<u32>(old ? valuesCapacity(old) + 4 : load<u32>(keys), index + 1);
  capacity = min<u32>(MAX_KEYS, (capacity + 1) & ~1);
  const size = valuesSize(capacity);
  const values = allocRaw(size);
  if (values == 0) return 0;
  memory.fill(values, 0, size);
  store<u8>(values, <u8>capacity, 1);
  if (old) {
    const n = load<u8>(old);
    store<u8>(values, n);
    memory.copy(values + 2, old + 2, n);
    memory.copy(slotsAt(values), slotsAt(old), <usize>valuesCapacity(old) << 2);
  }
  atomic.store<usize>(record, values, 4);
  if (old) retireRaw(old, valuesSize(valuesCapacity(old)));
  return values;
}

/** The first values of an instance that has neither values nor a dict, without calling anything; 0 if no block is at hand. Under the lock. */
@inline export function firstValuesQuick(record: usize, type: usize, index: u32): usize {
  if (load<usize>(record) != 0) return 0;
  const capacity = min<u32>(MAX_KEYS, (max<u32>(load<u32>(load<usize>(type, TY_SHARED_KEYS)), index + 1) + 1) & ~1);
  const values = rawQuick(max<u32>(16, valuesSize(capacity)));
  if (values == 0) return 0;
  store<u8>(values, <u8>capacity, 1);
  atomic.store<usize>(record, values, 4);
  return values;
}

/** Under the lock: makes the dict and moves the values into it. False with MemoryError. */
function materialise(o: usize, type: usize, record: usize): bool {
  const dict = dictNew();
  if (dict == 0) return false;
  const values = valuesOf(record, type);
  if (values) {
    const keys = load<usize>(type, TY_SHARED_KEYS);
    for (let k: u32 = 0, n: u32 = load<u8>(values); k < n; k++) {
      const i: u32 = load<u8>(values + 2 + k);
      if (dictSetStr(dict, load<usize>(keys + 8 + (i << 2)), load<usize>(valueSlot(values, i))) < 0) { release(dict); return false; }
    }
  }
  storeRef(o, record, dict);
  if (values) {
    atomic.store<usize>(record, 0, 4);
    dropValues(values);
  }
  return true;
}
/** Releases what a block holds and the block; late readers may still look at it. */
function dropValues(values: usize): void {
  for (let k: u32 = 0, n: u32 = load<u8>(values); k < n; k++) release(load<usize>(valueSlot(values, load<u8>(values + 2 + k))));
  retireRaw(values, valuesSize(valuesCapacity(values)));
}

// ---- reading

@inline function inDict(dict: usize, name: usize): usize { return hasFlag(name, F_INTERNED) ? dictGetStr(dict, name) : dictGet(dict, name); }

/** The instance's own attribute: a new reference, or 0 (without an exception) if it has none of that name. */
export function instanceGet(o: usize, type: usize, name: usize): usize {
  const record = attributeRecord(o, type);
  if (record == 0) return 0;
  if (!(load<u32>(type, TY_FLAGS) & TF_LOCKED)) {
    const dict = atomic.load<usize>(record);
    return dict ? inDict(dict, name) : 0;
  }
  if (LOCK_FREE_READS) {
    const values = valuesOf(record, type);
    yieldPoint();
    if (values != 0) {
      const index = hasFlag(name, F_INTERNED) ? sharedKeyIndex(type, name) : keyIndexByText(type, name);
      if (index < 0 || <u32>index >= valuesCapacity(values)) {
        if (atomic.load<usize>(record, 4) == values) return 0;
      } else {
        const slot = valueSlot(values, index);
        const v = atomic.load<usize>(slot);
        if (v == 0) {
          if (atomic.load<usize>(record, 4) == values) return 0;
        } else if (tryRetain(v)) {
          if (atomic.load<usize>(slot) == v && atomic.load<usize>(record, 4) == values) return v;
          release(v);
        }
      }
    } else {
      const dict = readSlot(o, record);
      if (dict == 0) return 0;
      const v = inDict(dict, name);
      release(dict);
      return v;
    }
  }
  return getLocked(o, type, record, name);
}

function getLocked(o: usize, type: usize, record: usize, name: usize): usize {
  lockObject(o);
  const values = valuesOf(record, type);
  if (values != 0) {
    let v: usize = 0;
    const index = hasFlag(name, F_INTERNED) ? sharedKeyIndex(type, name) : keyIndexByText(type, name);
    if (index >= 0 && <u32>index < valuesCapacity(values)) v = load<usize>(valueSlot(values, index));
    if (v) { retain(v); if (LOCK_FREE_READS) allowSharedReads(v); }
    unlockObject(o);
    return v;
  }
  const dict = load<usize>(record);
  if (dict) retain(dict);
  unlockObject(o);
  if (dict == 0) return 0;
  const v = inDict(dict, name);
  release(dict);
  return v;
}

// ---- writing

/**
 * Sets (value borrowed) or deletes (value 0) an instance's own attribute. 0 done, -1 exception, 1 nothing to delete or
 * no place for attributes.
 */
export function instanceSet(o: usize, name: usize, value: usize): i32 {
  const type = typeOf(o);
  const record = attributeRecord(o, type);
  if (record == 0) return 1;
  if (!isExactStr(name)) {
    const dict = instanceDict(o);
    return dict ? setInDict(dict, name, value) : -1;
  }
  retain(name);
  name = internObject(name);
  const status = setInterned(o, type, record, name, value);
  release(name);
  return status;
}

function setInterned(o: usize, type: usize, record: usize, name: usize, value: usize): i32 {
  if (!(load<u32>(type, TY_FLAGS) & TF_LOCKED)) {
    const dict = instanceDict(o);
    return dict ? setInDict(dict, name, value) : -1;
  }
  lockObject(o);
  let dict = load<usize>(record);
  if (dict == 0) {
    const index = !hasSharedKeys(type) ? -1 : value ? sharedKeyAdd(type, name) : sharedKeyIndex(type, name);
    if (index >= 0) {
      let values = load<usize>(record, 4);
      let old: usize = 0;
      if (value == 0) {
        if (values != 0 && <u32>index < valuesCapacity(values)) old = load<usize>(valueSlot(values, index));
        if (old) {
          storeRef(o, valueSlot(values, index), 0);
          forgetOrder(values, index);
        }
        unlockObject(o);
        if (old == 0) return 1;
        release(old);
        return 0;
      }
      if (values == 0 || <u32>index >= valuesCapacity(values)) {
        values = growValues(record, type, index);
        if (values == 0) { unlockObject(o); noMemory(); return -1; }
      }
      const slot = valueSlot(values, index);
      old = load<usize>(slot);
      retain(value);
      storeRef(o, slot, value);
      if (old == 0) noteFirstValue(values, index);
      unlockObject(o);
      if (old) release(old);
      return 0;
    }
    if (value == 0) { unlockObject(o); return 1; }
    if (!materialise(o, type, record)) { unlockObject(o); return -1; }
    dict = load<usize>(record);
  }
  retain(dict);
  unlockObject(o);
  return setInDict(dict, name, value);
}

/** A slot that was empty has a value: it is the latest in the order of insertion. Under the lock. */
@inline export function noteFirstValue(values: usize, index: u32): void {
  const n: u32 = load<u8>(values);
  store<u8>(values + 2 + n, <u8>index);
  store<u8>(values, <u8>(n + 1));
}

/** Only classes of Python code number their instances' attributes. */
@inline function hasSharedKeys(type: usize): bool { return (load<u32>(type, TY_FLAGS) & TF_HEAP) != 0; }

function forgetOrder(values: usize, index: u32): void {
  const n: u32 = load<u8>(values);
  for (let k: u32 = 0; k < n; k++) {
    if (load<u8>(values + 2 + k) != <u8>index) continue;
    memory.copy(values + 2 + k, values + 3 + k, n - k - 1);
    store<u8>(values, <u8>(n - 1));
    return;
  }
}

/** Takes over dict. */
function setInDict(dict: usize, name: usize, value: usize): i32 {
  let status = value ? dictSetStr(dict, name, value) : dictDel(dict, name);
  release(dict);
  if (status < 0 && value == 0 && pendingMatches(T_X_KEYERROR)) { clearException(); status = 1; }
  return status;
}

// ---- the dict

/** The instance's `__dict__`, made if there was none: a new reference; 0 with an exception; 0 without one if it has no place for one. */
export function instanceDict(o: usize): usize {
  const type = typeOf(o);
  const record = attributeRecord(o, type);
  if (record == 0) return 0;
  if (!(load<u32>(type, TY_FLAGS) & TF_LOCKED)) {
    let dict = atomic.load<usize>(record);
    if (dict == 0) {
      const fresh = dictNew();
      if (fresh == 0) return 0;
      dict = atomic.cmpxchg<usize>(record, 0, fresh);
      if (dict == 0) dict = fresh; else release(fresh);
    }
    retain(dict);
    return dict;
  }
  if (LOCK_FREE_READS) {
    const dict = readSlot(o, record);
    if (dict) return dict;
  }
  lockObject(o);
  if (load<usize>(record) == 0 && !materialise(o, type, record)) { unlockObject(o); return 0; }
  const dict = load<usize>(record);
  retain(dict);
  if (LOCK_FREE_READS) allowSharedReads(dict);
  unlockObject(o);
  return dict;
}

/** Replaces the `__dict__` (borrowed). */
export function setInstanceDict(o: usize, dict: usize): bool {
  const type = typeOf(o);
  const record = attributeRecord(o, type);
  if (!(load<u32>(type, TY_FLAGS) & TF_LOCKED)) {
    raise(T_X_TYPEERROR, "the __dict__ of this object cannot be replaced");
    return false;
  }
  retain(dict);
  lockObject(o);
  const old = load<usize>(record), values = valuesOf(record, type);
  storeRef(o, record, dict);
  if (values) atomic.store<usize>(record, 0, 4);
  unlockObject(o);
  if (old) release(old);
  if (values) dropValues(values);
  return true;
}

/** A number of the instance's attributes without making a dict, -1 if it has a dict or none. For `__sizeof__` and tests. */
export function inlineCount(o: usize): i32 {
  const record = attributeRecord(o, typeOf(o));
  const values = record ? valuesOf(record, typeOf(o)) : 0;
  return values ? load<u8>(values) : -1;
}

// ---- the end of an instance

/** Releases attributes and `__slots__` members. Nobody else can see o any more. */
export function dropAttributes(o: usize): void {
  const type = typeOf(o);
  const record = attributeRecord(o, type);
  if (record) {
    const dict = load<usize>(record), values = valuesOf(record, type);
    store<usize>(record, 0);
    if (values) {
      store<usize>(record, 0, 4);
      for (let k: u32 = 0, n: u32 = load<u8>(values); k < n; k++) release(load<usize>(valueSlot(values, load<u8>(values + 2 + k))));
      retireRaw(values, valuesSize(valuesCapacity(values)));
    }
    if (dict) release(dict);
  }
  for (let t = type; t != 0 && (load<u32>(t, TY_FLAGS) & TF_HEAP); t = load<usize>(t, TY_BASE)) {
    const n = load<u32>(t, TY_SLOTS_COUNT);
    for (let i: u32 = 0; i < n; i++) {
      const at = o + load<u32>(t, TY_SLOTS_OFFSET) + (i << 2);
      const v = load<usize>(at);
      store<usize>(at, 0);
      if (v) release(v);
    }
  }
}

/** Visits what dropAttributes releases. */
export function traverseAttributes(o: usize, visitor: u32): void {
  const type = typeOf(o);
  const record = attributeRecord(o, type);
  if (record) {
    const values = valuesOf(record, type);
    if (load<usize>(record)) call_indirect<void>(visitor, record);
    if (values) for (let k: u32 = 0, n: u32 = load<u8>(values); k < n; k++) call_indirect<void>(visitor, valueSlot(values, load<u8>(values + 2 + k)));
  }
  for (let t = type; t != 0 && (load<u32>(t, TY_FLAGS) & TF_HEAP); t = load<usize>(t, TY_BASE)) {
    const n = load<u32>(t, TY_SLOTS_COUNT);
    for (let i: u32 = 0; i < n; i++) call_indirect<void>(visitor, o + load<u32>(t, TY_SLOTS_OFFSET) + (i << 2));
  }
}
