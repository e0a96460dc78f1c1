/**
 * set and frozenset: algorithms over whole sets. They follow CPython's choices of which side is walked and when a table
 * grows, because these decide the order of the items of the result.
 */
import { typeOf, isDict, slotOf, TF_SET, typeFlags, TY_BASE, TP_ITER } from "../object";
import { retain, release, loadRef, lockObject, unlockObject, lockTwo, unlockTwo } from "../designs/active";
import { noMemory, hasException } from "../errors";
import { T_SET, T_FROZENSET, T_DICT } from "./table";
import { hashOf, getIter, iterNext, lengthOf } from "../abstract";
import { isSubtype } from "./type";
import { storeShared } from "./dicttable";
import { dictSize, dictStep, stepKey, stepHash, dictContainsHash, WANT_KEY } from "./dict";
import { SET_TABLE, SET_USED, SET_FILL, SET_HASH, SET_FINGER, plainSetNew, setNew, setSize, setAddHash, setContainsHash, setDiscardHash, setStep, setStepKey, setStepHash, setClear, setResize, growthFor,
  lookupHash, tableMask, tableEntry, entryKey, entryHash, isLive, insertClean, tableRelease, tableNew, setFind } from "./set";

export function isAnySet(o: usize): bool { return (typeFlags(o) & TF_SET) != 0; }
/** set or frozenset, whichever o's class comes from. */
export function baseTypeOf(o: usize): usize { return isSubtype(typeOf(o), T_FROZENSET) ? T_FROZENSET : T_SET; }

/** Where another set's items can be added without a comparison, or one by one. 0, or -1 with an exception. */
export function setMerge(s: usize, other: usize): i32 {
  if (s == other) return 0;
  lockTwo(s, other);
  const used = load<u32>(other, SET_USED), from = loadRef(other, other + SET_TABLE);
  if (used == 0 || from == 0) { unlockTwo(s, other); return 0; }
  const fill = load<u32>(s, SET_FILL), t = loadRef(s, s + SET_TABLE);
  if (t == 0 || <u64>(fill + used) * 5 >= <u64>tableMask(t) * 3) {
    // A small first table takes what fits, without growing.
    const minimum = t == 0 && <u64>used * 5 < 21 ? 0 : (load<u32>(s, SET_USED) + used) * 2;
    if (!setResize(s, minimum)) { unlockTwo(s, other); noMemory(); return -1; }
  }
  if (load<u32>(s, SET_FILL) == 0) {
    const to = loadRef(s, s + SET_TABLE), mask = tableMask(from);
    const alike = tableMask(to) == mask && load<u32>(other, SET_FILL) == used;
    for (let i: u32 = 0; i <= mask; i++) {
      const e = tableEntry(from, i), k = entryKey(e);
      if (!isLive(k)) continue;
      retain(k);
      if (alike) {
        const at = tableEntry(to, i);
        store<i64>(at, entryHash(e));
        storeShared(at + 8, <u32>k);
      } else insertClean(to, entryHash(e), k);
    }
    store<u32>(s, used, SET_FILL);
    storeShared(s + SET_USED, used);
    unlockTwo(s, other);
    return 0;
  }
  unlockTwo(s, other);
  let at = setStep(other, 0);
  while (at >= 0) {
    const k = setStepKey;
    const r = setAddHash(s, k, setStepHash);
    release(k);
    if (r < 0) return -1;
    at = setStep(other, at);
  }
  return 0;
}

/** Adds every item of an iterable. 0, or -1 with an exception. */
export function setUpdate(s: usize, o: usize): i32 {
  if (isAnySet(o)) return setMerge(s, o);
  if (typeOf(o) == T_DICT) {
    let at = dictStep(o, 0, WANT_KEY);
    while (at >= 0) {
      const k = stepKey;
      const r = setAddHash(s, k, stepHash);
      release(k);
      if (r < 0) return -1;
      at = dictStep(o, at, WANT_KEY);
    }
    return 0;
  }
  const it = getIter(o);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const hash = hashOf(x);
    const r = hash == -1 ? -1 : setAddHash(s, x, hash);
    release(x);
    if (r < 0) { release(it); return -1; }
  }
  release(it);
  return hasException() ? -1 : 0;
}

/** A set or frozenset (exact type) of an iterable's items. */
export function setFromIterable(type: usize, o: usize): usize {
  const s = plainSetNew(type);
  if (s == 0) return 0;
  if (setUpdate(s, o)) { release(s); return 0; }
  return s;
}

/** A copy of the exact base type. */
export function setCopyBase(s: usize): usize { return setFromIterable(baseTypeOf(s), s); }

/** The items in both, as a new set of s's base type. */
export function setIntersection(s: usize, other: usize): usize {
  if (s == other) return setCopyBase(s);
  const result = plainSetNew(baseTypeOf(s));
  if (result == 0) return 0;
  if (isAnySet(other)) {
    // The smaller one is walked.
    const swap = setSize(other) > setSize(s);
    const walked = swap ? s : other, asked = swap ? other : s;
    let at = setStep(walked, 0);
    while (at >= 0) {
      const k = setStepKey, hash = setStepHash;
      let r = setContainsHash(asked, k, hash);
      if (r > 0) r = setAddHash(result, k, hash);
      release(k);
      if (r < 0) { release(result); return 0; }
      at = setStep(walked, at);
    }
    return result;
  }
  const it = getIter(other);
  if (it == 0) { release(result); return 0; }
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const hash = hashOf(x);
    let r = hash == -1 ? -1 : setContainsHash(s, x, hash);
    if (r > 0) r = setAddHash(result, x, hash);
    release(x);
    if (r < 0) { release(it); release(result); return 0; }
  }
  release(it);
  if (hasException()) { release(result); return 0; }
  return result;
}

/** Gives s the items of a set that nobody else has seen, which is used up. */
export function setReplace(s: usize, fresh: usize): void {
  lockObject(s);
  const old = loadRef(s, s + SET_TABLE);
  storeShared(s + SET_TABLE, load<u32>(fresh, SET_TABLE));
  storeShared(s + SET_USED, load<u32>(fresh, SET_USED));
  store<u32>(s, load<u32>(fresh, SET_FILL), SET_FILL);
  unlockObject(s);
  store<u32>(fresh, 0, SET_TABLE);
  store<u32>(fresh, 0, SET_USED);
  release(fresh);
  tableRelease(old);
}

/** Removes every item of an iterable. 0, or -1 with an exception. */
export function setDifferenceUpdate(s: usize, other: usize): i32 {
  if (s == other) { setClear(s); return 0; }
  if (isAnySet(other)) {
    let walked = other;
    retain(walked);
    if (setSize(other) >> 3 > setSize(s)) {
      // Much larger than s: only what both have matters.
      release(walked);
      walked = setIntersection(s, other);
      if (walked == 0) return -1;
    }
    let at = setStep(walked, 0);
    while (at >= 0) {
      const k = setStepKey;
      const r = setDiscardHash(s, k, setStepHash);
      release(k);
      if (r < 0) { release(walked); return -1; }
      at = setStep(walked, at);
    }
    release(walked);
  } else {
    const it = getIter(other);
    if (it == 0) return -1;
    while (true) {
      const x = iterNext(it);
      if (x == 0) break;
      const hash = hashOf(x);
      const r = hash == -1 ? -1 : setDiscardHash(s, x, hash);
      release(x);
      if (r < 0) { release(it); return -1; }
    }
    release(it);
    if (hasException()) return -1;
  }
  // More than a quarter dead: sweep.
  lockObject(s);
  const t = loadRef(s, s + SET_TABLE);
  if (t && load<u32>(s, SET_FILL) - load<u32>(s, SET_USED) > tableMask(t) >> 2) setResize(s, growthFor(load<u32>(s, SET_USED)));
  unlockObject(s);
  return 0;
}

/** The items of s that are not in other, as a new set of s's base type. */
export function setDifference(s: usize, other: usize): usize {
  const dict = typeOf(other) == T_DICT;
  if (!isAnySet(other) && !dict || setSize(s) >> 2 > (dict ? dictSize(other) : setSize(other))) {
    const result = setCopyBase(s);
    if (result == 0) return 0;
    if (setDifferenceUpdate(result, other)) { release(result); return 0; }
    return result;
  }
  const result = plainSetNew(baseTypeOf(s));
  if (result == 0) return 0;
  let at = setStep(s, 0);
  while (at >= 0) {
    const k = setStepKey, hash = setStepHash;
    let r = dict ? dictContainsHash(other, k, hash) : setContainsHash(other, k, hash);
    if (r == 0) r = setAddHash(result, k, hash);
    release(k);
    if (r < 0) { release(result); return 0; }
    at = setStep(s, at);
  }
  return result;
}

/** Each item of other is removed from s if it is there, added if not. 0, or -1 with an exception. */
export function setSymmetricDifferenceUpdate(s: usize, other: usize): i32 {
  if (s == other) { setClear(s); return 0; }
  let walked = other;
  if (isAnySet(other)) retain(other);
  else {
    walked = setFromIterable(T_SET, other);
    if (walked == 0) return -1;
  }
  let at = setStep(walked, 0);
  while (at >= 0) {
    const k = setStepKey, hash = setStepHash;
    let r = setDiscardHash(s, k, hash);
    if (r == 0) r = setAddHash(s, k, hash);
    release(k);
    if (r < 0) { release(walked); return -1; }
    at = setStep(walked, at);
  }
  release(walked);
  return 0;
}

export function setSymmetricDifference(s: usize, other: usize): usize {
  const result = setFromIterable(baseTypeOf(s), other);
  if (result == 0) return 0;
  if (setSymmetricDifferenceUpdate(result, s)) { release(result); return 0; }
  return result;
}

/** Whether all of s's items are in other (any iterable): 1, 0, -1 with an exception. */
export function setIsSubset(s: usize, other: usize): i32 {
  if (!isAnySet(other)) {
    const both = setIntersection(s, other);
    if (both == 0) return -1;
    const r = setSize(both) == setSize(s) ? 1 : 0;
    release(both);
    return r;
  }
  if (setSize(s) > setSize(other)) return 0;
  let at = setStep(s, 0);
  while (at >= 0) {
    const k = setStepKey;
    const r = setContainsHash(other, k, setStepHash);
    release(k);
    if (r <= 0) return r;
    at = setStep(s, at);
  }
  return 1;
}

export function setIsSuperset(s: usize, other: usize): i32 {
  if (isAnySet(other)) return setIsSubset(other, s);
  const it = getIter(other);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const hash = hashOf(x);
    const r = hash == -1 ? -1 : setContainsHash(s, x, hash);
    release(x);
    if (r <= 0) { release(it); return r; }
  }
  release(it);
  return hasException() ? -1 : 1;
}

export function setIsDisjoint(s: usize, other: usize): i32 {
  if (isAnySet(other)) {
    if (s == other) return setSize(s) == 0 ? 1 : 0;
    const swap = setSize(other) > setSize(s);
    const walked = swap ? s : other, asked = swap ? other : s;
    let at = setStep(walked, 0);
    while (at >= 0) {
      const k = setStepKey;
      const r = setContainsHash(asked, k, setStepHash);
      release(k);
      if (r != 0) return r < 0 ? -1 : 0;
      at = setStep(walked, at);
    }
    return 1;
  }
  const it = getIter(other);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const hash = hashOf(x);
    const r = hash == -1 ? -1 : setContainsHash(s, x, hash);
    release(x);
    if (r != 0) { release(it); return r < 0 ? -1 : 0; }
  }
  release(it);
  return hasException() ? -1 : 1;
}

/** Equal sets: 1, 0, -1 with an exception. */
export function setEquals(a: usize, b: usize): i32 {
  if (setSize(a) != setSize(b)) return 0;
  const x = load<i64>(a, SET_HASH), y = load<i64>(b, SET_HASH);
  if (x != -1 && y != -1 && x != y) return 0;
  return setIsSubset(a, b);
}

@inline function shuffle(h: u64): u64 { return ((h ^ 89869747) ^ (h << 16)) * 3644798167; }

/** The hash of a frozenset of s's items: the same in whatever order they lie. */
export function setHashOf(s: usize): i64 {
  let hash: u64 = 0, n: u64 = 0;
  let at = setStep(s, 0);
  while (at >= 0) {
    hash ^= shuffle(<u64>setStepHash);
    release(setStepKey); // still in the set, or of no consequence: it may run Python code only now
    n++;
    at = setStep(s, at);
  }
  hash ^= (n + 1) * 1927868237;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69069 + 907133923;
  return hash == <u64>-1 ? 590923713 : <i64>hash;
}
