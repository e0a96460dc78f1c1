/**
 * The method resolution order: the C3 linearisation of Barrett et al., "A Monotonic Superclass Linearization for Dylan".
 */
import { typeOf, isType, newRef, TY_BASES, TY_NAME } from "../object";
import { retain, release, readSlot, initRef } from "../designs/active";
import { T_TYPE, T_X_TYPEERROR } from "./table";
import { raisef, raiseObject, noMemory } from "../errors";
import { allocRaw, freeRaw } from "../heap/blocks";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { listNew, LIST_ITEMS } from "./list";
import { typeMro, typeLookupRef, isSubtype } from "./type";
import { tupleFromIterable } from "../abstract";
import { special0 } from "./slots";
import { Builder } from "./builder";
import { layoutBase } from "./layoutbase";
import { S_mro } from "../names";

/** The C3 order of a type with the given bases: a new tuple, or 0 with TypeError. */
export function computeMro(type: usize, bases: usize): usize {
  const n = tupleSize(bases);
  // The lists to merge: each base's MRO, then the bases themselves; with the place reached in each.
  const lists = allocRaw(<u32>(n + 1) << 3);
  if (lists == 0) return noMemory();
  let total = 1, ok = true;
  for (let i = 0; i <= n; i++) {
    const list = i < n ? typeMro(tupleItem(bases, i)) : bases;
    if (list == 0) {
      ok = false;
      for (let k = 0; k < i; k++) release(load<usize>(lists + (<usize>k << 3)));
      raisef(T_X_TYPEERROR, "Cannot extend an incomplete type '%n'", tupleItem(bases, i));
      break;
    }
    if (i == n) retain(list);
    store<usize>(lists + (<usize>i << 3), list);
    store<u32>(lists + (<usize>i << 3), 0, 4);
    if (i < n) total += tupleSize(list);
  }
  if (!ok) { freeRaw(lists, <u32>(n + 1) << 3); return 0; }
  const order = allocRaw(<u32>total << 2);
  let count = 0, result: usize = 0;
  if (order == 0) noMemory();
  else {
    store<usize>(order, type);
    count = 1;
    ok = merge(lists, n + 1, order, count);
    count = mergedCount;
    if (!ok) raiseConflict(lists, n + 1);
    else {
      result = tupleNew(count);
      if (result) for (let i = 0; i < count; i++) {
        const t = load<usize>(order + (<usize>i << 2));
        retain(t);
        tupleInit(result, i, t);
      }
    }
    freeRaw(order, <u32>total << 2);
  }
  for (let i = 0; i <= n; i++) release(load<usize>(lists + (<usize>i << 3)));
  freeRaw(lists, <u32>(n + 1) << 3);
  return result;
}

let mergedCount: i32 = 0;

/** Takes from the heads of the lists, in their order, the first that is in no list's tail, until all are used up. */
function merge(lists: usize, n: i32, order: usize, count: i32): bool {
  while (true) {
    let left = false, taken: usize = 0;
    for (let i = 0; i < n && taken == 0; i++) {
      const at = lists + (<usize>i << 3);
      const list = load<usize>(at), next = load<i32>(at, 4);
      if (next >= tupleSize(list)) continue;
      left = true;
      const head = tupleItem(list, next);
      if (!inSomeTail(lists, n, head)) taken = head;
    }
    mergedCount = count;
    if (!left) return true;
    if (taken == 0) return false;
    store<usize>(order + (<usize>count << 2), taken);
    count++;
    for (let i = 0; i < n; i++) {
      const at = lists + (<usize>i << 3);
      const next = load<i32>(at, 4);
      if (next < tupleSize(load<usize>(at)) && tupleItem(load<usize>(at), next) == taken) store<i32>(at, next + 1, 4);
    }
  }
}

function inSomeTail(lists: usize, n: i32, type: usize): bool {
  for (let i = 0; i < n; i++) {
    const list = load<usize>(lists + (<usize>i << 3));
    for (let k = load<i32>(lists + (<usize>i << 3), 4) + 1, size = tupleSize(list); k < size; k++) if (tupleItem(list, k) == type) return true;
  }
  return false;
}

function raiseConflict(lists: usize, n: i32): void {
  const out = Builder.start();
  Builder.text(out, "Cannot create a consistent method resolution order (MRO) for bases ");
  let first = true;
  for (let i = 0; i < n; i++) {
    const list = load<usize>(lists + (<usize>i << 3)), next = load<i32>(lists + (<usize>i << 3), 4);
    if (next >= tupleSize(list)) continue;
    const head = tupleItem(list, next);
    let seen = false;
    for (let k = 0; k < i; k++) {
      const other = load<usize>(lists + (<usize>k << 3)), at = load<i32>(lists + (<usize>k << 3), 4);
      if (at < tupleSize(other) && tupleItem(other, at) == head) seen = true;
    }
    if (seen) continue;
    if (!first) Builder.text(out, ", ");
    first = false;
    Builder.str(out, load<usize>(head, TY_NAME));
  }
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_TYPEERROR, text);
}

/** type.mro() */
export function type_mro(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const bases = readSlot(type, type + TY_BASES);
  const order = computeMro(type, bases);
  release(bases);
  if (order == 0) return 0;
  const list = listFromTuple(order);
  release(order);
  return list;
}
function listFromTuple(t: usize): usize {
  const n = tupleSize(t);
  const list = listNew(n);
  if (list) for (let i = 0; i < n; i++) initRef(list, load<usize>(list, LIST_ITEMS) + (<usize>i << 2), newRef(tupleItem(t, i)));
  return list;
}

/** The MRO of a type as its metaclass wants it: mro() if the metaclass overrides it. */
export function resolveMro(type: usize, bases: usize): usize {
  const meta = typeOf(type);
  if (meta == T_TYPE || !overridesMro(meta)) return computeMro(type, bases);
  const answer = special0(type, S_mro);
  if (answer == 0) return 0;
  const order = tupleFromIterable(answer);
  release(answer);
  if (order == 0) return 0;
  for (let i = 0, n = tupleSize(order); i < n; i++) {
    const t = tupleItem(order, i);
    if (!isType(t)) { raisef(T_X_TYPEERROR, "mro() returned a non-class ('%t')", t); release(order); return 0; }
    if (!isSubtype(layoutBase(type), layoutBase(t))) { raisef(T_X_TYPEERROR, "mro() returned base with unsuitable layout ('%n')", t); release(order); return 0; }
  }
  return order;
}

function overridesMro(meta: usize): bool {
  const mine = typeLookupRef(meta, load<usize>(S_mro)), plain = typeLookupRef(T_TYPE, load<usize>(S_mro));
  const other = mine != plain;
  if (mine) release(mine);
  if (plain) release(plain);
  return other;
}
