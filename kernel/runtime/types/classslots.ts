/** `__slots__`: which members, and whether a `__dict__` and weak references, a class gets. */
import { EMPTY_TUPLE } from "../layout";
import { newRef, isStr, TY_DICT_OFFSET, TY_WEAK_OFFSET, TY_FLAGS, TF_TYPE, TF_TUPLE, TF_BYTES, TF_INT, TF_STR } from "../object";
import { retain, release } from "../designs/active";
import { T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { raise, raisef } from "../errors";
import { tupleSize, tupleItem, tuple1, tupleNew, tupleInit } from "./tuple";
import { dictGetStr, dictContainsStr } from "./dict";
import { strLength, strCharAt, strEquals, strCompare } from "./str";
import { Builder } from "./builder";
import { internObject } from "./intern";
import { tupleFromIterable } from "../abstract";
import { listNew, listAppend, listSize, listGet } from "./list";
import { S___slots__, S___dict__, S___weakref__, S___qualname__, S___classcell__ } from "../names";

/** Results of parseSlots beside its tuple. */
export let slotsDict: bool = false;
export let slotsWeakref: bool = false;

/** The mangled, sorted names of the members that a class adds: a tuple, or 0 with an exception. */
export function parseSlots(className: usize, base: usize, bases: usize, dict: usize): usize {
  const flags = load<u32>(base, TY_FLAGS);
  const mayDict = load<u32>(base, TY_DICT_OFFSET) == 0 && !(flags & TF_TYPE);
  const mayWeakref = load<u32>(base, TY_WEAK_OFFSET) == 0 && !(flags & (TF_TUPLE | TF_BYTES | TF_INT | TF_TYPE));
  const declared = dictGetStr(dict, load<usize>(S___slots__));
  if (declared == 0) {
    slotsDict = mayDict;
    slotsWeakref = mayWeakref;
    return newRef(EMPTY_TUPLE);
  }
  const given = isStr(declared) ? tuple1(declared) : tupleFromIterable(declared);
  release(declared);
  if (given == 0) return 0;
  let addDict = false, addWeakref = false;
  const names = listNew(0);
  let ok = names != 0;
  if (ok && tupleSize(given) != 0 && (flags & (TF_TUPLE | TF_BYTES | TF_INT | TF_STR))) {
    raisef(T_X_TYPEERROR, "nonempty __slots__ not supported for subtype of '%n'", base);
    ok = false;
  }
  for (let i = 0, n = tupleSize(given); ok && i < n; i++) {
    const name = tupleItem(given, i);
    if (!isIdentifier(name)) ok = false;
    else if (strEquals(name, load<usize>(S___dict__))) {
      if (!mayDict || addDict) { raise(T_X_TYPEERROR, "__dict__ slot disallowed: we already got one"); ok = false; }
      addDict = true;
    } else if (strEquals(name, load<usize>(S___weakref__))) {
      if (!mayWeakref || addWeakref) { raise(T_X_TYPEERROR, "__weakref__ slot disallowed: we already got one"); ok = false; }
      addWeakref = true;
    } else {
      const mangled = mangle(className, name);
      if (mangled == 0) ok = false;
      else {
        if (dictContainsStr(dict, mangled) && !strEquals(mangled, load<usize>(S___qualname__)) && !strEquals(mangled, load<usize>(S___classcell__))) {
          raisef(T_X_VALUEERROR, "%r in __slots__ conflicts with class variable", mangled);
          ok = false;
        } else if (listAppend(names, mangled) < 0) ok = false;
        release(mangled);
      }
    }
  }
  release(given);
  if (ok && tupleSize(bases) > 1) {
    // Another base's instances have a dict or weak references: then these do, too.
    for (let i = 0, n = tupleSize(bases); i < n; i++) {
      const other = tupleItem(bases, i);
      if (other == base) continue;
      if (mayDict && load<u32>(other, TY_DICT_OFFSET) != 0) addDict = true;
      if (mayWeakref && load<u32>(other, TY_WEAK_OFFSET) != 0) addWeakref = true;
    }
  }
  const result = ok ? sorted(names) : 0;
  if (names) release(names);
  slotsDict = addDict;
  slotsWeakref = addWeakref;
  return result;
}

function isIdentifier(name: usize): bool {
  if (!isStr(name)) { raisef(T_X_TYPEERROR, "__slots__ items must be strings, not '%t'", name); return false; }
  const n = strLength(name);
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(name, i);
    const letter = c == 0x5f || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c >= 0x80;
    if (!letter && (i == 0 || c < 0x30 || c > 0x39)) { raise(T_X_TYPEERROR, "__slots__ must be identifiers"); return false; }
  }
  if (n == 0) { raise(T_X_TYPEERROR, "__slots__ must be identifiers"); return false; }
  return true;
}

/** A private name `__x` of class C is `_C__x`. Interned, owned. */
function mangle(className: usize, name: usize): usize {
  const n = strLength(name), m = strLength(className);
  const isPrivate = n > 2 && strCharAt(name, 0) == 0x5f && strCharAt(name, 1) == 0x5f && !(strCharAt(name, n - 1) == 0x5f && strCharAt(name, n - 2) == 0x5f);
  let start: u32 = 0;
  while (start < m && strCharAt(className, start) == 0x5f) start++;
  if (!isPrivate || start == m) { retain(name); return internObject(name); }
  const out = Builder.start();
  Builder.char(out, 0x5f);
  Builder.slice(out, className, start, m);
  Builder.str(out, name);
  const text = Builder.finish(out);
  return text ? internObject(text) : 0;
}

/** A tuple of a list's strings in order (few of them: insertion sort). */
function sorted(names: usize): usize {
  const n = listSize(names);
  const t = tupleNew(n);
  if (t == 0 || n == 0) return t;
  for (let i = 0; i < n; i++) {
    const name = listGet(names, i);
    let k = i;
    while (k > 0 && strCompare(tupleItem(t, k - 1), name) > 0) { tupleInit(t, k, tupleItem(t, k - 1)); k--; }
    tupleInit(t, k, name);
  }
  return t;
}
