/**
 * Making a class: type(name, bases, namespace). The steps, in order: the most derived metaclass, the base that gives the
 * layout, `__slots__`, the type object, its MRO and slots, then `__set_name__` and `__init_subclass__`.
 */
import { NONE, EMPTY_TUPLE } from "../layout";
import { typeOf, newRef, isType, isStr, isTuple, isDict, setSlot, fnVoid, fnTraverse, hasFlag,
  TY_NAME, TY_QUALNAME, TY_BASICSIZE, TY_FLAGS, TY_BASE, TY_BASES, TY_MRO, TY_DICT, TY_SLOTS_OFFSET, TY_SLOTS_COUNT, TY_DICT_OFFSET, TY_WEAK_OFFSET,
  TF_HEAP, TF_BASETYPE, TF_LOCKED, TF_TUPLE, TF_STR, TF_BYTES, TF_INT, TF_TYPE, TF_READY, TP_NEW, TP_DEALLOC, TP_TRAVERSE } from "../object";
import { retain, release, defer, initRef, storeRef, DEFERRED } from "../designs/active";
import { T_TYPE, T_OBJECT, T_FUNCTION, T_CELL, T_STR, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { raise, raisef, raiseObject, formatMessage, hasException, noMemory } from "../errors";
import { arg, positional, getsetNew } from "../natives";
import { allocInstance } from "./instance";
import { tupleSize, tupleItem, tupleNew, tupleInit, tuple1 } from "./tuple";
import { dictCopy, dictGetStr, dictSetStr, dictDel, dictContainsStr, dictNext, dictNew, dictSet } from "./dict";
import { isSubtype, addSubclass, lockTypes, unlockTypes, inheritedFlags, TY_NATIVE_BASE, DICT_AT_END } from "./type";
import { bestBase } from "./layoutbase";
import { resolveMro } from "./mro";
import { initClassSlots } from "./slottable";
import { subtypeDealloc, subtypeTraverse } from "./finalize";
import { instanceDictGetset, instanceWeakrefGetset } from "./typeattrs";
import { memberNew } from "./descriptors";
import { classMethodNew, staticMethodNew } from "./property";
import { parseSlots, slotsDict, slotsWeakref } from "./classslots";
import { superAttribute } from "./super_";
import { cellSet } from "./function";
import { callArgs, call2, callingModule } from "../calls";
import { getAttrOr0 } from "../abstract";
import { strLength, strCharAt } from "./str";
import { internObject } from "./intern";
import { boundSpecial } from "./slots";
import { addNoteToPending } from "./exceptions";
import { allocRaw, freeRaw } from "../heap/blocks";
import { S___qualname__, S___module__, S___doc__, S___new__, S___init_subclass__, S___class_getitem__, S___classcell__, S___slots__, S___dict__, S___weakref__, S___eq__, S___hash__, S___set_name__, S___mro_entries__, S___name__ } from "../names";

/** The most derived of a metaclass and those of the bases: borrowed, or 0 with TypeError. */
export function calculateMetaclass(meta: usize, bases: usize): usize {
  let winner = meta;
  for (let i = 0, n = tupleSize(bases); i < n; i++) {
    const other = typeOf(tupleItem(bases, i));
    if (isSubtype(winner, other)) continue;
    if (isSubtype(other, winner)) { winner = other; continue; }
    return raise(T_X_TYPEERROR, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
  }
  return winner;
}

/** TP_NEW of type with three arguments. */
export function typeNew(meta: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  if (n != 3) return raisef(T_X_TYPEERROR, "type.__new__() takes exactly 3 arguments (%d given)", n);
  const name = arg(args, 0), bases = arg(args, 1), namespace = arg(args, 2);
  if (!isStr(name)) return raisef(T_X_TYPEERROR, "type.__new__() argument 1 must be str, not %t", name);
  if (!isTuple(bases)) return raisef(T_X_TYPEERROR, "type.__new__() argument 2 must be tuple, not %t", bases);
  if (!isDict(namespace)) return raisef(T_X_TYPEERROR, "type.__new__() argument 3 must be dict, not %t", namespace);
  for (let i = 0, count = tupleSize(bases); i < count; i++) {
    const base = tupleItem(bases, i);
    if (isType(base)) continue;
    const entries = getAttrOr0(base, load<usize>(S___mro_entries__));
    if (entries) { release(entries); return raise(T_X_TYPEERROR, "type() doesn't support MRO entry resolution; use types.new_class()"); }
    if (hasException()) return 0;
  }
  const winner = calculateMetaclass(meta, bases);
  if (winner == 0) return 0;
  if (winner != meta && load<u32>(winner + TP_NEW) != load<u32>(T_TYPE + TP_NEW)) return call_indirect<usize>(load<u32>(winner + TP_NEW), winner, args, nargs, kw);
  const allBases = tupleSize(bases) ? newRef(bases) : tuple1(T_OBJECT);
  if (allBases == 0) return 0;
  const dict = dictCopy(namespace);
  const type = dict ? build(winner, name, allBases, dict) : 0;
  release(allBases);
  if (dict) release(dict);
  if (type == 0) return 0;
  if (!callSetNames(type) || !callInitSubclass(type, args, nargs, kw)) { release(type); return 0; }
  return type;
}

/** The class itself, before its hooks have run. */
function build(meta: usize, name: usize, bases: usize, dict: usize): usize {
  const base = bestBase(bases);
  if (base == 0) return 0;
  const slots = parseSlots(name, base, bases, dict);
  if (slots == 0) return 0;
  const addDict = slotsDict, addWeakref = slotsWeakref;
  const type = allocInstance(meta, 0);
  if (type == 0) { release(slots); return 0; }
  retain(name);
  initRef(type, type + TY_NAME, internObject(name));
  initRef(type, type + TY_DICT, newRef(dict));
  initRef(type, type + TY_BASE, newRef(base));
  initRef(type, type + TY_BASES, newRef(bases));
  setLayout(type, base, slots, addDict, addWeakref);
  const ok = fillNamespace(type, dict, slots, addDict, addWeakref);
  release(slots);
  const mro = ok ? resolveMro(type, bases) : 0;
  if (mro == 0) { release(type); return 0; }
  lockTypes();
  storeRef(type, type + TY_MRO, mro);
  for (let i = 0, n = tupleSize(bases); i < n; i++) addSubclass(tupleItem(bases, i), type);
  unlockTypes();
  initClassSlots(type);
  setSlot(type, TP_DEALLOC, fnVoid(subtypeDealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(subtypeTraverse));
  store<u32>(type, load<u32>(type, TY_FLAGS) | TF_READY, TY_FLAGS);
  if (DEFERRED && isModuleLevel(load<usize>(type, TY_QUALNAME))) defer(type);
  return type;
}

/** Sizes and offsets; types/instance.ts draws the result. */
function setLayout(type: usize, base: usize, slots: usize, addDict: bool, addWeakref: bool): void {
  const native = load<usize>(base, TY_NATIVE_BASE);
  let flags = TF_HEAP | TF_BASETYPE | inheritedFlags(load<u32>(base, TY_FLAGS));
  let size = load<u32>(base, TY_BASICSIZE);
  const members = <u32>tupleSize(slots);
  if (native == T_OBJECT && !(flags & TF_LOCKED) && (addDict || members)) {
    size += 4;
    flags |= TF_LOCKED;
  }
  store<u32>(type, size, TY_SLOTS_OFFSET);
  store<u32>(type, members, TY_SLOTS_COUNT);
  size += members << 2;
  let dictOffset = load<u32>(base, TY_DICT_OFFSET);
  if (addDict) {
    if (flags & (TF_TUPLE | TF_STR | TF_BYTES)) {
      dictOffset = DICT_AT_END;
      size += 12; // the record, and what aligning it may cost
    } else {
      dictOffset = size;
      size += 8;
    }
  }
  store<u32>(type, dictOffset, TY_DICT_OFFSET);
  store<u32>(type, addWeakref ? 1 : load<u32>(base, TY_WEAK_OFFSET), TY_WEAK_OFFSET);
  store<u32>(type, size, TY_BASICSIZE);
  store<u32>(type, flags, TY_FLAGS);
  store<usize>(type, native, TY_NATIVE_BASE);
}

/** What type() adds to and takes from the namespace. */
function fillNamespace(type: usize, dict: usize, slots: usize, addDict: bool, addWeakref: bool): bool {
  const qualname = dictGetStr(dict, load<usize>(S___qualname__));
  if (qualname == 0) initRef(type, type + TY_QUALNAME, newRef(load<usize>(type, TY_NAME)));
  else if (!isStr(qualname)) {
    raisef(T_X_TYPEERROR, "type __qualname__ must be a str, not %t", qualname);
    release(qualname);
    return false;
  } else {
    initRef(type, type + TY_QUALNAME, qualname);
    if (dictDel(dict, load<usize>(S___qualname__)) < 0) return false;
  }
  if (!dictContainsStr(dict, load<usize>(S___module__))) {
    const module = callingModule();
    if (module) {
      const status = dictSetStr(dict, load<usize>(S___module__), module);
      release(module);
      if (status < 0) return false;
    } else if (hasException()) return false;
  }
  if (!dictContainsStr(dict, load<usize>(S___doc__)) && dictSetStr(dict, load<usize>(S___doc__), NONE) < 0) return false;
  if (!wrapFunction(dict, S___new__, true) || !wrapFunction(dict, S___init_subclass__, false) || !wrapFunction(dict, S___class_getitem__, false)) return false;
  if (dictContainsStr(dict, load<usize>(S___eq__)) && !dictContainsStr(dict, load<usize>(S___hash__)) && dictSetStr(dict, load<usize>(S___hash__), NONE) < 0) return false;
  const offset = load<u32>(type, TY_SLOTS_OFFSET);
  for (let i = 0, n = tupleSize(slots); i < n; i++) {
    if (!put(dict, tupleItem(slots, i), memberNew(type, tupleItem(slots, i), offset + (<u32>i << 2)))) return false;
  }
  if (addDict && !put(dict, load<usize>(S___dict__), instanceDictGetset(type))) return false;
  if (addWeakref && !put(dict, load<usize>(S___weakref__), instanceWeakrefGetset(type))) return false;
  const cell = dictGetStr(dict, load<usize>(S___classcell__));
  if (cell != 0) {
    if (typeOf(cell) != T_CELL) {
      raisef(T_X_TYPEERROR, "__classcell__ must be a nonlocal cell, not %r", typeOf(cell));
      release(cell);
      return false;
    }
    retain(type);
    cellSet(cell, type);
    release(cell);
    if (dictDel(dict, load<usize>(S___classcell__)) < 0) return false;
  }
  return true;
}
/** Takes over value. */
function put(dict: usize, name: usize, value: usize): bool {
  if (value == 0) return false;
  const status = dictSetStr(dict, name, value);
  release(value);
  return status == 0;
}
/** A plain function under one of these names means a static or a class method. */
function wrapFunction(dict: usize, name: usize, isStatic: bool): bool {
  const f = dictGetStr(dict, load<usize>(name));
  if (f == 0) return true;
  const ok = typeOf(f) != T_FUNCTION || put(dict, load<usize>(name), isStatic ? staticMethodNew(f) : classMethodNew(f));
  release(f);
  return ok;
}

/** Whether a qualified name says that no function encloses the class. */
function isModuleLevel(qualname: usize): bool {
  for (let i: u32 = 0, n = strLength(qualname); i < n; i++) if (strCharAt(qualname, i) == 0x3c) return false;
  return true;
}

// ---- hooks

/** value.__set_name__(type, name) for everything in the namespace. */
function callSetNames(type: usize): bool {
  const items = dictCopy(load<usize>(type, TY_DICT));
  if (items == 0) return false;
  const cells = allocRaw(16);
  if (cells == 0) { release(items); noMemory(); return false; }
  store<u32>(cells, 0);
  let ok = true;
  while (ok && dictNext(items, cells, cells + 4, cells + 8)) {
    const name = load<usize>(cells, 4), value = load<usize>(cells, 8);
    const f = boundSpecial(value, S___set_name__);
    if (f != 0) {
      const r = call2(f, type, name);
      release(f);
      if (r) release(r);
      else {
        ok = false;
        addNoteToPending(formatMessage("Error calling __set_name__ on '%t' instance %r in '%s'", value, name, load<usize>(type, TY_NAME)));
      }
    } else if (hasException()) ok = false;
    release(name);
    release(value);
  }
  freeRaw(cells, 16);
  release(items);
  return ok;
}

/** super(type, type).__init_subclass__(**keywords) */
function callInitSubclass(type: usize, args: usize, nargs: i32, kw: usize): bool {
  const f = superAttribute(type, type, type, load<usize>(S___init_subclass__));
  if (f == 0) return !hasException();
  const n = positional(nargs, kw);
  const r = callArgs(f, args + (<usize>n << 2), nargs - n, kw);
  release(f);
  if (r == 0) return false;
  release(r);
  return true;
}
