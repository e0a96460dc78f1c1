/** dict: taking over the items of other mappings and of sequences of pairs. */
import { typeOf, isDict, slotOf, TP_ITER } from "../object";
import { retain, release } from "../designs/active";
import { raisef, hasException, clearException, pendingMatches } from "../errors";
import { T_DICT, T_TUPLE, T_LIST, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { getIter, iterNext, getItem, getAttrOr0, hashOf, listFromIterable } from "../abstract";
import { callMethod0 } from "../calls";
import { arg, countCheck } from "../natives";
import { tupleSize, tupleItem } from "./tuple";
import { listGet, listSize } from "./list";
import { dictMerge, mergeOne, dictSetStr, takeRepeatedKey, MERGE_OVERRIDE, MERGE_REFUSE } from "./dict";
import { S_keys } from "../names";

/** Whether o's items may be read from its table: a dict whose class does not change how it iterates. */
export function isPlainDict(o: usize): bool {
  return typeOf(o) == T_DICT || isDict(o) && slotOf(o, TP_ITER) == load<u32>(T_DICT + TP_ITER);
}

/** Takes over the items of a mapping: a dict, or anything with keys(). 0, or -1 with an exception. */
export function mergeMapping(d: usize, o: usize, how: i32): i32 {
  if (isPlainDict(o)) return dictMerge(d, o, how);
  const keys = callMethod0(o, load<usize>(S_keys));
  if (keys == 0) return -1;
  const it = getIter(keys);
  release(keys);
  if (it == 0) return -1;
  while (true) {
    const key = iterNext(it);
    if (key == 0) break;
    const value = getItem(o, key);
    let r = -1;
    if (value) {
      const hash = hashOf(key);
      if (hash != -1) r = mergeOne(d, key, hash, value, how);
      release(value);
    }
    release(key);
    if (r) { release(it); return -1; }
  }
  release(it);
  return hasException() ? -1 : 0;
}

/** d.update(mapping). 0, or -1 with an exception. */
export function dictUpdate(d: usize, o: usize): i32 { return mergeMapping(d, o, MERGE_OVERRIDE); }

/** d.update(mapping) that refuses keys already there: 0, 1 with an exception, or the repeated key (owned) without one. */
export function dictMergeUnique(d: usize, o: usize): usize {
  if (mergeMapping(d, o, MERGE_REFUSE) == 0) return 0;
  const key = takeRepeatedKey();
  if (key == 0) return 1;
  clearException();
  return key;
}

/** Takes over an iterable of pairs. 0, or -1 with an exception. */
function updateFromPairs(d: usize, o: usize, how: i32): i32 {
  const it = getIter(o);
  if (it == 0) return -1;
  let i = 0;
  while (true) {
    const pair = iterNext(it);
    if (pair == 0) break;
    const ok = storePair(d, pair, i, how);
    release(pair);
    if (!ok) { release(it); return -1; }
    i++;
  }
  release(it);
  return hasException() ? -1 : 0;
}

function storePair(d: usize, pair: usize, index: i32, how: i32): bool {
  let key: usize = 0, value: usize = 0;
  let n: i32;
  if (typeOf(pair) == T_TUPLE) {
    n = tupleSize(pair);
    if (n == 2) { key = tupleItem(pair, 0); value = tupleItem(pair, 1); retain(key); retain(value); }
  } else {
    let list = pair;
    if (typeOf(pair) == T_LIST) retain(pair);
    else list = listFromIterable(pair);
    if (list == 0) {
      if (pendingMatches(T_X_TYPEERROR)) { clearException(); raisef(T_X_TYPEERROR, "cannot convert dictionary update sequence element #%d to a sequence", index); }
      return false;
    }
    n = listSize(list);
    if (n == 2) { key = listGet(list, 0); value = listGet(list, 1); }
    release(list);
  }
  if (key == 0 || value == 0) {
    if (key) release(key);
    if (value) release(value);
    raisef(T_X_VALUEERROR, "dictionary update sequence element #%d has length %d; 2 is required", index, n);
    return false;
  }
  const hash = hashOf(key);
  const r = hash == -1 ? -1 : mergeOne(d, key, hash, value, how);
  release(key);
  release(value);
  return r == 0;
}

/** What dict(...) and update(...) do with one positional argument. */
export function dictUpdateFrom(d: usize, o: usize): i32 {
  if (isPlainDict(o)) return dictMerge(d, o, MERGE_OVERRIDE);
  const keys = getAttrOr0(o, load<usize>(S_keys));
  if (keys) { release(keys); return mergeMapping(d, o, MERGE_OVERRIDE); }
  if (hasException()) return -1;
  return updateFromPairs(d, o, MERGE_OVERRIDE);
}

/** The arguments of dict(...) and update(...): at most one positional, and keywords. */
export function dictUpdateArgs(d: usize, name: string, args: usize, nargs: i32, kw: usize): i32 {
  const names = kw ? tupleSize(kw) : 0, n = nargs - names;
  if (!countCheck(name, n, 0, 1)) return -1;
  if (n == 1 && dictUpdateFrom(d, arg(args, 0))) return -1;
  for (let i = 0; i < names; i++) if (dictSetStr(d, tupleItem(kw, i), arg(args, n + i))) return -1;
  return 0;
}
