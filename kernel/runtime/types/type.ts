/**
 * Type objects: what every part of the runtime needs of them. A static type is at a fixed address and immortal; a class
 * made by Python code has the same layout, on the heap.
 *
 *      16 u32 lock
 *      20 ref name            text for messages; a static type's may hold the module: "collections.deque"
 *      24 ref qualname        classes of Python code only
 *      28 u32 basic size      fixed part of an instance, with everything a subclass adds
 *      32 u32 flags           TF_*
 *      36 u32 version         names the present attributes of the type and its bases; 0 = none given yet
 *      40 ref base            the base whose instance layout this type extends
 *      44 ref bases   48 ref mro (tuples)      52 ref dict
 *      56 raw subclasses      [count, capacity, borrowed types ...], under C_TYPE_LOCK
 *      60 raw shared keys     types/instance.ts
 *      64 ref module          static types: a str
 *      68 u32 offset of the first `__slots__` member that this type adds    72 u32 their number
 *      76 u32 offset of the attribute record in an instance, 0 = none, DICT_AT_END = behind the inline items
 *      80 u32 1 if instances can be referenced weakly
 *      84 ref doc
 *      88 ref native base     the static type whose layout comes first in an instance
 *     128 u32 slots           function table indices, TP_*
 *
 * Attributes of a type change under C_TYPE_LOCK (lockTypes), which is held across nothing that runs Python code:
 * store, then take the version away from the type and all its subclasses, and only then let the old value go. So
 * whoever finds a value in a cache, takes a count and still sees the version it looked up has a live object.
 */
import { C_TYPE_LOCK, C_TYPE_VERSION, S_LOCK_DEPTH, S_PENDING_COUNT, EMPTY_TUPLE } from "../layout";
import { HEADER, O_TYPE, O_LOCK, typeOf, hasFlag, F_INTERNED, F_IMMORTAL, newRef,
  TY_NAME, TY_QUALNAME, TY_BASICSIZE, TY_FLAGS, TY_VERSION, TY_BASE, TY_BASES, TY_MRO, TY_DICT, TY_SUBCLASSES, TY_MODULE, TY_DICT_OFFSET, TY_WEAK_OFFSET,
  TF_LOCKED, TF_HEAP, TF_INT, TF_STR, TF_TUPLE, TF_LIST, TF_DICT, TF_TYPE, TF_EXCEPTION, TF_FLOAT, TF_BYTES, TF_SET, TF_IMMUTABLE } from "../object";
import { T_TYPE, T_OBJECT, T_INT, T_BIGINT } from "./table";
import { retain, release, tryRetain, immortalise, readSlot, lockObject, unlockObject, HAS_GIL, LOCK_FREE_READS } from "../designs/active";
import { ts } from "../thread";
import { mutexLockDetached, mutexUnlock } from "../sync/mutex";
import { drainPending } from "../sync/reclaim";
import { arenaTake } from "../heap/arena";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { intern } from "./intern";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { dictNew, dictGet, dictGetStr } from "./dict";

export const TY_NATIVE_BASE: usize = 88;
export const DICT_AT_END: u32 = 0xffffffff;
/** Words beside C_TYPE_LOCK in its line: the lock over shared keys, the lock over weak references. */
export const SHARED_KEYS_LOCK: usize = C_TYPE_LOCK + 4;
export const WEAKREF_LOCK: usize = C_TYPE_LOCK + 8;
/** The lock for instances that have none of their own (subclasses of int, str, tuple ...). */
export const UNLOCKED_INSTANCE_LOCK: usize = C_TYPE_LOCK + 12;

/** Flags that say what an instance is; every subclass has them too. */
@inline export function inheritedFlags(flags: u32): u32 { return flags & (TF_LOCKED | TF_INT | TF_STR | TF_TUPLE | TF_LIST | TF_DICT | TF_TYPE | TF_EXCEPTION | TF_FLOAT | TF_BYTES | TF_SET); }

/** The class of o as Python sees it: ints beyond 64 bits have a type of their own only inside. */
@inline export function classOfObject(o: usize): usize { const t = typeOf(o); return t == T_BIGINT ? T_INT : t; }
/** The class that stands for a type in Python code. */
@inline export function displayType(type: usize): usize { return type == T_BIGINT ? T_INT : type; }
@inline export function isHeapType(t: usize): bool { return (load<u32>(t, TY_FLAGS) & TF_HEAP) != 0; }

// ---- the lock over types

/** Takes the lock over all types. Until unlockTypes nothing is deallocated on this thread. */
export function lockTypes(): void {
  if (!HAS_GIL) mutexLockDetached(C_TYPE_LOCK);
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) + 1, S_LOCK_DEPTH);
}
export function unlockTypes(): void {
  if (!HAS_GIL) mutexUnlock(C_TYPE_LOCK);
  const depth = load<u32>(ts, S_LOCK_DEPTH) - 1;
  store<u32>(ts, depth, S_LOCK_DEPTH);
  if (depth == 0 && load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}

// ---- static types

/** Fills the type object at `type` in; called once each, bases before the types that build on them. */
export function newType(type: usize, name: string, base: usize, basicSize: u32, flags: u32): void {
  if (base == 0 && type != T_OBJECT) base = T_OBJECT;
  store<usize>(type, T_TYPE, O_TYPE);
  immortalise(type);
  store<usize>(type, intern(name), TY_NAME);
  store<u32>(type, basicSize, TY_BASICSIZE);
  const inherited = base ? inheritedFlags(load<u32>(base, TY_FLAGS)) : 0;
  store<u32>(type, flags | inherited | TF_IMMUTABLE, TY_FLAGS);
  store<usize>(type, dictNew(), TY_DICT);
  store<usize>(type, type, TY_NATIVE_BASE);
  const bases = base ? tupleNew(1) : EMPTY_TUPLE;
  if (base) tupleInit(bases, 0, base);
  immortalise(bases);
  store<usize>(type, base, TY_BASE);
  store<usize>(type, bases, TY_BASES);
  const above = base ? tupleSize(load<usize>(base, TY_MRO)) : 0;
  const mro = tupleNew(above + 1);
  tupleInit(mro, 0, type);
  for (let i = 0; i < above; i++) tupleInit(mro, i + 1, tupleItem(load<usize>(base, TY_MRO), i));
  immortalise(mro);
  store<usize>(type, mro, TY_MRO);
  if (base) {
    store<u32>(type, load<u32>(base, TY_DICT_OFFSET), TY_DICT_OFFSET);
    store<u32>(type, load<u32>(base, TY_WEAK_OFFSET), TY_WEAK_OFFSET);
    addSubclass(base, type);
  }
}

/** Names the module of a static type whose name does not hold it. */
export function setTypeModule(type: usize, module: string): void { store<usize>(type, intern(module), TY_MODULE); }
/** Instances of the native type hold an attribute record (8 zeroed bytes, see instance.ts) at an offset; the type must be TF_LOCKED. */
export function setDictOffset(type: usize, offset: u32): void { store<u32>(type, offset, TY_DICT_OFFSET); }
export function allowWeakrefs(type: usize): void { store<u32>(type, 1, TY_WEAK_OFFSET); }

// ---- subclasses (callers hold the lock over types, or are alone at boot)

export function addSubclass(base: usize, type: usize): bool {
  let list = load<usize>(base, TY_SUBCLASSES);
  const n = list ? load<u32>(list) : 0, capacity = list ? load<u32>(list, 4) : 0;
  if (n == capacity) {
    const grown = capacity ? capacity * 2 : 6;
    const wider = allocRaw(8 + (grown << 2));
    if (wider == 0) return false;
    memory.copy(wider, list, list ? 8 + (n << 2) : 0);
    store<u32>(wider, n);
    store<u32>(wider, grown, 4);
    store<usize>(base, wider, TY_SUBCLASSES);
    if (list) freeRaw(list, 8 + (capacity << 2));
    list = wider;
  }
  store<usize>(list + 8 + (n << 2), type);
  store<u32>(list, n + 1);
  return true;
}

export function removeSubclass(base: usize, type: usize): void {
  const list = load<usize>(base, TY_SUBCLASSES);
  if (list == 0) return;
  const n = load<u32>(list);
  for (let i: u32 = 0; i < n; i++) {
    if (load<usize>(list + 8 + (i << 2)) != type) continue;
    memory.copy(list + 8 + (i << 2), list + 12 + (i << 2), (n - i - 1) << 2);
    store<u32>(list, n - 1);
    return;
  }
}

@inline export function subclassCount(type: usize): u32 { const list = load<usize>(type, TY_SUBCLASSES); return list ? load<u32>(list) : 0; }
@inline export function subclassAt(type: usize, i: u32): usize { return load<usize>(load<usize>(type, TY_SUBCLASSES) + 8 + (i << 2)); }

// ---- versions

/** The version of a type, given now if it has none. 0 when versions have run out. */
export function typeVersion(type: usize): u32 {
  const have = atomic.load<u32>(type, TY_VERSION);
  if (have) return have;
  if (atomic.load<u32>(C_TYPE_VERSION) >= 0xfffffff0) return 0;
  if (HAS_GIL) {
    const next = load<u32>(C_TYPE_VERSION) + 1;
    store<u32>(C_TYPE_VERSION, next);
    store<u32>(type, next, TY_VERSION);
    return next;
  }
  const fresh = atomic.add<u32>(C_TYPE_VERSION, 1) + 1;
  const seen = atomic.cmpxchg<u32>(type, 0, fresh, TY_VERSION);
  return seen ? seen : fresh;
}

/** Takes the version away from a type and all that inherit from it. Under the lock over types. */
export function invalidateType(type: usize): void {
  if (HAS_GIL || LOCK_FREE_READS) atomic.store<u32>(type, 0, TY_VERSION);
  else {
    // Readers take the count of a cached value under the type's lock.
    lockObject(type);
    atomic.store<u32>(type, 0, TY_VERSION);
    unlockObject(type);
  }
  const n = subclassCount(type);
  for (let i: u32 = 0; i < n; i++) invalidateType(subclassAt(type, i));
}

// ---- looking a name up along the MRO

const CACHE_ENTRIES: u32 = 2048;
/** This thread's method cache: [version, name, value] 16 bytes each; a value of 0 says that there is none. Nothing in it is counted. */
let cache: usize = 0;

@inline function cacheLine(version: u32, name: usize): usize {
  return cache + <usize>(((version * 5 ^ <u32>(name >> 3)) & (CACHE_ENTRIES - 1)) << 4);
}

/** What type.__mro__ has under the name: a new reference, or 0 without an exception. */
export function typeLookupRef(type: usize, name: usize): usize {
  if (cache != 0) {
    const version = atomic.load<u32>(type, TY_VERSION);
    const line = cacheLine(version, name);
    if (version != 0 && load<u32>(line) == version && load<usize>(line, 4) == name) {
      const v = load<usize>(line, 8);
      if (v == 0) return 0;
      if (HAS_GIL) { retain(v); return v; }
      if (LOCK_FREE_READS) {
        if (tryRetain(v)) {
          if (atomic.load<u32>(type, TY_VERSION) == version) return v;
          release(v);
        }
      } else {
        lockObject(type);
        const valid = atomic.load<u32>(type, TY_VERSION) == version;
        if (valid) retain(v);
        unlockObject(type);
        if (valid) return v;
      }
    }
  }
  return lookupAlongMro(type, name);
}

function lookupAlongMro(type: usize, name: usize): usize {
  const interned = hasFlag(name, F_INTERNED);
  const version = interned ? typeVersion(type) : 0;
  const heap = isHeapType(type);
  const mro = heap ? readSlot(type, type + TY_MRO) : load<usize>(type, TY_MRO);
  if (mro == 0) return 0; // a class in the making
  let found: usize = 0;
  for (let i = 0, n = tupleSize(mro); i < n && found == 0; i++) {
    found = lookupIn(tupleItem(mro, i), name, interned);
  }
  if (heap) release(mro);
  if (version != 0) {
    if (cache == 0) cache = arenaTake(CACHE_ENTRIES << 4);
    if (cache != 0) {
      const line = cacheLine(version, name);
      store<u32>(line, version);
      store<usize>(line, name, 4);
      store<usize>(line, found, 8);
    }
  }
  return found;
}

/** What the type's own dict has under the name: a new reference or 0. */
@inline export function lookupIn(type: usize, name: usize, interned: bool): usize {
  const dict = load<usize>(type, TY_DICT);
  return interned ? dictGetStr(dict, name) : dictGet(dict, name);
}

/** Whether a's MRO holds b. */
export function isSubtype(a: usize, b: usize): bool {
  if (a == b || b == T_OBJECT) return true;
  const heap = isHeapType(a);
  const mro = heap ? readSlot(a, a + TY_MRO) : load<usize>(a, TY_MRO);
  if (mro == 0) {
    for (let t = a; t; t = load<usize>(t, TY_BASE)) if (t == b) return true;
    return false;
  }
  let yes = false;
  for (let i = 0, n = tupleSize(mro); i < n; i++) if (tupleItem(mro, i) == b) { yes = true; break; }
  if (heap) release(mro);
  return yes;
}

/** A type's MRO as a new reference, 0 while the class is being made. */
export function typeMro(type: usize): usize { return readSlot(type, type + TY_MRO); }
