/**
 * Which base gives a class its instance layout. A base is "solid" where it adds storage of its own; a `__dict__` and a
 * lock for it do not count, since those are found through the class of the instance.
 */
import { isType, TY_BASE, TY_BASICSIZE, TY_DICT_OFFSET, TY_FLAGS, TY_SLOTS_COUNT, TF_HEAP, TF_BASETYPE, TF_EXCEPTION } from "../object";
import { T_OBJECT, T_X_TYPEERROR } from "./table";
import { raise, raisef } from "../errors";
import { tupleSize, tupleItem } from "./tuple";
import { isSubtype } from "./type";

/** The nearest type at or above `type` that adds storage. */
export function layoutBase(type: usize): usize {
  let t = type;
  while (t != T_OBJECT) {
    const base = load<usize>(t, TY_BASE);
    if (base == 0 || addsStorage(t, base)) return t;
    t = base;
  }
  return t;
}

function addsStorage(t: usize, base: usize): bool {
  if (load<u32>(t, TY_FLAGS) & TF_HEAP) return load<u32>(t, TY_SLOTS_COUNT) != 0;
  // Native exceptions end with the attribute record: equal sizes mean equal fields.
  return load<u32>(t, TY_BASICSIZE) != load<u32>(base, TY_BASICSIZE);
}

/** The base whose layout a class with these bases extends: borrowed, or 0 with TypeError. */
export function bestBase(bases: usize): usize {
  let winner: usize = 0, best: usize = 0;
  for (let i = 0, n = tupleSize(bases); i < n; i++) {
    const base = tupleItem(bases, i);
    if (!isType(base)) return raise(T_X_TYPEERROR, "bases must be types");
    if (!(load<u32>(base, TY_FLAGS) & TF_BASETYPE)) return raisef(T_X_TYPEERROR, "type '%n' is not an acceptable base type", base);
    const candidate = layoutBase(base);
    if (winner == 0 || (winner != candidate && isSubtype(candidate, winner))) { winner = candidate; best = base; }
    else if (!isSubtype(winner, candidate)) return raise(T_X_TYPEERROR, "multiple bases have instance lay-out conflict");
  }
  return best;
}
