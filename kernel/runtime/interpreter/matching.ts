/**
 * What patterns ask of a subject: whether it is a sequence or a mapping, the values of its keys, the attributes of its class.
 */
import { NONE, EMPTY_TUPLE, R_MODULES } from "../layout";
import { typeOf, newRef, none, isStr, isTuple, isType, isDict, EQ } from "../object";
import { release } from "../designs/active";
import { T_OBJECT, T_LIST, T_TUPLE, T_RANGE, T_DEQUE, T_MEMORYVIEW, T_DICT, T_MAPPINGPROXY, T_STR, T_BYTES, T_BYTEARRAY, T_BOOL, T_FLOAT, T_INT, T_SET, T_FROZENSET, T_X_TYPEERROR, T_X_VALUEERROR, T_X_ATTRIBUTEERROR } from "../types/table";
import { raise, raisef, hasException, clearIf } from "../errors";
import { isSubtype, isHeapType } from "../types/type";
import { dictGet, dictGetStr } from "../types/dict";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "../types/tuple";
import { intern, internObject } from "../types/intern";
import { getAttr, getAttrOr0, richCompareBool } from "../abstract";
import { isInstanceOf } from "../types/classchecks";
import { call2 } from "../calls";
import { allocInstance } from "../types/instance";
import { intFromI64 } from "../types/int";

/** Is o an instance of a class of collections.abc? If that module was never imported, no class can be one of them. */
function isAbstract(o: usize, name: string): i32 {
  const m = dictGetStr(load<usize>(R_MODULES), intern("_collections_abc"));
  if (m == 0) return 0;
  const cls = getAttrOr0(m, intern(name));
  release(m);
  if (cls == 0) return hasException() ? -1 : 0;
  const is = isInstanceOf(o, cls);
  release(cls);
  return is;
}

/** 1, 0, or -1 with an exception. Texts and bytes are no sequences to a pattern. */
export function isSequence(o: usize): i32 {
  const t = typeOf(o);
  if (t == T_LIST || t == T_TUPLE) return 1;
  if (t == T_DICT || isSubtype(t, T_STR) || isSubtype(t, T_BYTES) || isSubtype(t, T_BYTEARRAY)) return 0;
  if (isSubtype(t, T_LIST) || isSubtype(t, T_TUPLE) || t == T_RANGE || isSubtype(t, T_DEQUE) || t == T_MEMORYVIEW) return 1;
  return isHeapType(t) ? isAbstract(o, "Sequence") : 0;
}
export function isMapping(o: usize): i32 {
  const t = typeOf(o);
  if (isDict(o) || t == T_MAPPINGPROXY) return 1;
  return isHeapType(t) ? isAbstract(o, "Mapping") : 0;
}

/** The values of a tuple of keys, a new tuple; None if one is missing; 0 with an exception. */
export function matchKeys(o: usize, keys: usize): usize {
  const n = tupleSize(keys);
  const values = tupleNew(n);
  if (values == 0) return 0;
  const get: usize = typeOf(o) == T_DICT ? 0 : getAttr(o, intern("get"));
  const missing: usize = get ? allocInstance(T_OBJECT, 0) : 0;
  let ok = typeOf(o) == T_DICT || missing != 0, found = true;
  for (let i = 0; i < <i32>n && ok && found; i++) {
    const key = tupleItem(keys, i);
    for (let k = 0; k < i && ok; k++) {
      const same = richCompareBool(tupleItem(keys, k), key, EQ);
      if (same > 0) raisef(T_X_VALUEERROR, "mapping pattern checks duplicate key (%r)", key);
      if (same != 0) ok = false;
    }
    if (!ok) break;
    const v = get ? call2(get, key, missing) : dictGet(o, key);
    ok = v != 0 || !hasException();
    found = v != 0 && v != missing;
    if (found) tupleInit(values, i, v); else if (v) release(v);
  }
  if (get) release(get);
  if (missing) release(missing);
  if (ok && found) return values;
  release(values);
  return ok ? none() : 0;
}

/** Types whose one positional pattern is matched against the subject itself. */
function matchesSelf(cls: usize): bool {
  return isSubtype(cls, T_INT) || isSubtype(cls, T_STR) || isSubtype(cls, T_FLOAT) || isSubtype(cls, T_LIST) || isSubtype(cls, T_TUPLE) || isSubtype(cls, T_DICT) ||
    isSubtype(cls, T_SET) || isSubtype(cls, T_FROZENSET) || isSubtype(cls, T_BYTES) || isSubtype(cls, T_BYTEARRAY) || isSubtype(cls, T_BOOL);
}

function alreadyNamed(cls: usize, name: usize, named: usize, upTo: i32): bool {
  for (let i = 0; i < upTo; i++) if (tupleItem(named, i) == name) { raisef(T_X_TYPEERROR, "%n() got multiple sub-patterns for attribute %r", cls, name); return true; }
  return false;
}

/** If o is a cls: a tuple of the attributes that `count` positional patterns and the names ask for; else None; 0 with an exception. */
export function matchClass(o: usize, cls: usize, names: usize, count: u32): usize {
  if (!isType(cls)) return raise(T_X_TYPEERROR, "called match pattern must be a type");
  const is = isInstanceOf(o, cls);
  if (is <= 0) return is < 0 ? 0 : none();
  const total = <i32>(count + tupleSize(names));
  let self = false;
  let positional: usize = newRef(EMPTY_TUPLE);
  if (count != 0) {
    release(positional);
    positional = getAttrOr0(cls, intern("__match_args__"));
    if (positional == 0) {
      if (hasException()) return 0;
      positional = newRef(EMPTY_TUPLE);
      self = matchesSelf(cls);
    }
    if (!isTuple(positional)) {
      raisef(T_X_TYPEERROR, "%n.__match_args__ must be a tuple (got %t)", cls, positional);
      release(positional);
      return 0;
    }
    const allowed: u32 = self ? 1 : tupleSize(positional);
    if (count > allowed) {
      release(positional);
      const most = intFromI64(allowed), given = intFromI64(count);
      raisef(T_X_TYPEERROR, allowed == 1 ? "%n() accepts %r positional sub-pattern (%r given)" : "%n() accepts %r positional sub-patterns (%r given)", cls, most, given);
      release(most);
      release(given);
      return 0;
    }
  }
  const result = attributesOf(o, cls, positional, self, names, <i32>count, total);
  release(positional);
  return result;
}

function attributesOf(o: usize, cls: usize, positional: usize, self: bool, names: usize, count: i32, total: i32): usize {
  // The names asked for so far, to refuse one twice.
  const asked = tupleNew(total), values = tupleNew(total);
  let state = asked != 0 && values != 0 ? 1 : -1;
  for (let i = 0; i < total && state == 1; i++) {
    let v: usize = 0;
    if (i == 0 && self) v = newRef(o);
    else {
      const name: usize = i < count ? tupleItem(positional, i) : tupleItem(names, i - count);
      if (!isStr(name)) { raisef(T_X_TYPEERROR, "__match_args__ elements must be strings (got %t)", name); state = -1; break; }
      const key = internObject(newRef(name));
      if (alreadyNamed(cls, key, asked, i)) { release(key); state = -1; break; }
      v = getAttr(o, key);
      tupleInit(asked, i, key);
      if (v == 0) { state = clearIf(T_X_ATTRIBUTEERROR) ? 0 : -1; break; }
    }
    tupleInit(values, i, v);
  }
  if (asked) release(asked);
  if (state == 1) return values;
  if (values) release(values);
  return state == 0 ? none() : 0;
}
