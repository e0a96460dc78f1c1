/** Giving an object another class. Only between Python classes of the same layout. */
import { typeOf, isType, isTuple, O_TYPE, TY_BASES, TY_BASICSIZE, TY_DICT_OFFSET, TY_SLOTS_COUNT } from "../object";
import { retain, release, lockObject, unlockObject } from "../designs/active";
import { T_X_TYPEERROR } from "./table";
import { raise, raisef } from "../errors";
import { isHeapType, TY_NATIVE_BASE } from "./type";
import { instanceDict } from "./instance";
import { tupleSize, tupleItem } from "./tuple";

/** o.__class__ = cls. */
export function changeClass(o: usize, cls: usize, unused: usize): i32 {
  if (cls == 0) { raise(T_X_TYPEERROR, "can't delete __class__ attribute"); return -1; }
  if (!isType(cls)) { raisef(T_X_TYPEERROR, "__class__ must be set to a class, not '%t' object", cls); return -1; }
  const old = typeOf(o);
  if (old == cls) return 0;
  if (!isHeapType(cls) || !isHeapType(old)) { raise(T_X_TYPEERROR, "__class__ assignment only supported for mutable types or ModuleType subclasses"); return -1; }
  if (load<usize>(old, TY_NATIVE_BASE) != load<usize>(cls, TY_NATIVE_BASE) || load<u32>(old, TY_BASICSIZE) != load<u32>(cls, TY_BASICSIZE) || load<u32>(old, TY_DICT_OFFSET) != load<u32>(cls, TY_DICT_OFFSET) || load<u32>(old, TY_SLOTS_COUNT) != load<u32>(cls, TY_SLOTS_COUNT)) {
    raisef(T_X_TYPEERROR, "__class__ assignment: '%n' object layout differs from '%n'", cls, old);
    return -1;
  }
  // The values are numbered by the old class's keys: they move into a dict of the instance's own.
  if (load<u32>(old, TY_DICT_OFFSET) != 0) {
    const d = instanceDict(o);
    if (d == 0) return -1;
    release(d);
  }
  retain(cls);
  lockObject(o);
  const before = atomic.xchg<usize>(o + O_TYPE, cls);
  unlockObject(o);
  release(before);
  return 0;
}

/** cls.__bases__ = ...: those that it has already are taken. */
export function type_setBases(type: usize, v: usize, unused: usize): i32 {
  const have = load<usize>(type, TY_BASES);
  if (v != 0 && isTuple(v) && tupleSize(v) == tupleSize(have)) {
    let same = true;
    for (let i = 0; i < tupleSize(v) && same; i++) same = tupleItem(v, i) == tupleItem(have, i);
    if (same) return 0;
  }
  raisef(T_X_TYPEERROR, "the bases of class '%n' cannot be changed in this runtime", type);
  return -1;
}
