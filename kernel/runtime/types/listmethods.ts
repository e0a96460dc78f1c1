/** list: its methods. */
import { newRef, none, typeOf, EQ, fnNative } from "../object";
import { retain, release, loadRef, storeRef, lockObject, unlockObject } from "../designs/active";
import { raise, raisef, hasException, noMemory } from "../errors";
import { T_LIST, T_X_INDEXERROR, T_X_VALUEERROR } from "./table";
import { richCompareBool } from "../abstract";
import { arg, asIndex, method, methodKw } from "../natives";
import { searchBounds, searchStart, searchStop } from "./slice";
import { intFromI32 } from "./int";
import { LIST_ITEMS, LIST_SIZE, listAppend, listClear, listGet, listInsert, listSize, listSlice, listTake, slotAt, moveSlots, shrink } from "./list";
import { storeShared } from "./dicttable";
import { listExtend } from "./listtype";
import { list_sort } from "./listsort";
import { listReverseIterNew } from "./seqiter";

function list_append(self: usize, args: usize, nargs: i32, kw: usize): usize { return listAppend(self, arg(args, 0)) ? 0 : none(); }
function list_extend(self: usize, args: usize, nargs: i32, kw: usize): usize { return listExtend(self, arg(args, 0)) ? 0 : none(); }
function list_clear(self: usize, args: usize, nargs: i32, kw: usize): usize { listClear(self); return none(); }
function list_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return listSlice(self, 0, 0x7fffffff); }
function list_reversed(self: usize, args: usize, nargs: i32, kw: usize): usize { return listReverseIterNew(self); }

function list_insert(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = asIndex(arg(args, 0));
  if (i == -1 && hasException()) return 0;
  return listInsert(self, i, arg(args, 1)) ? 0 : none();
}

function list_pop(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = -1;
  if (nargs) {
    i = asIndex(arg(args, 0));
    if (i == -1 && hasException()) return 0;
  }
  const v = listTake(self, i);
  if (v) return v;
  return raise(T_X_INDEXERROR, listSize(self) == 0 ? "pop from empty list" : "pop index out of range");
}

function list_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let count = 0, i = 0;
  while (true) {
    const v = listGet(self, i++);
    if (v == 0) return intFromI32(count);
    const same = richCompareBool(v, arg(args, 0), EQ);
    release(v);
    if (same < 0) return 0;
    count += same;
  }
}

function list_index(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (searchBounds(args, nargs)) return 0;
  const n = listSize(self);
  const stop = searchStop(n);
  for (let i = searchStart(n); i < stop; i++) {
    const v = listGet(self, i);
    if (v == 0) break;
    const same = richCompareBool(v, arg(args, 0), EQ);
    release(v);
    if (same < 0) return 0;
    if (same) return intFromI32(i);
  }
  return raisef(T_X_VALUEERROR, "%r is not in list", arg(args, 0));
}

/** Removes the first equal item. The comparison holds no lock: if the item has moved meanwhile the search begins again. */
function list_remove(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = 0;
  while (true) {
    const v = listGet(self, i);
    if (v == 0) return raise(T_X_VALUEERROR, "list.remove(x): x not in list");
    const same = richCompareBool(v, arg(args, 0), EQ);
    if (same < 0) { release(v); return 0; }
    if (same == 0) { release(v); i++; continue; }
    const taken = takeIf(self, i, v);
    release(v);
    if (taken) { release(taken); return none(); }
    i = 0;
  }
}

/** Takes item i out if it still is v: owned, or 0. */
function takeIf(l: usize, i: i32, v: usize): usize {
  lockObject(l);
  const n = load<i32>(l, LIST_SIZE);
  const items = loadRef(l, l + LIST_ITEMS);
  if (i >= n || loadRef(l, slotAt(items, i)) != v) { unlockObject(l); return 0; }
  moveSlots(slotAt(items, i), slotAt(items, i + 1), n - 1 - i);
  storeShared(l + LIST_SIZE, n - 1);
  storeRef(l, slotAt(items, n - 1), 0);
  shrink(l);
  unlockObject(l);
  return v;
}

function list_reverse(self: usize, args: usize, nargs: i32, kw: usize): usize {
  lockObject(self);
  const items = loadRef(self, self + LIST_ITEMS);
  for (let i = 0, j = load<i32>(self, LIST_SIZE) - 1; i < j; i++, j--) {
    const a = slotAt(items, i), b = slotAt(items, j), v = loadRef(self, a);
    storeRef(self, a, loadRef(self, b));
    storeRef(self, b, v);
  }
  unlockObject(self);
  return none();
}

function list_sizeof(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(56 + (listSize(self) << 3)); }

export function initListMethods(): void {
  method(T_LIST, "append", fnNative(list_append), 1, 1);
  method(T_LIST, "extend", fnNative(list_extend), 1, 1);
  method(T_LIST, "insert", fnNative(list_insert), 2, 2);
  method(T_LIST, "pop", fnNative(list_pop), 0, 1);
  method(T_LIST, "remove", fnNative(list_remove), 1, 1);
  method(T_LIST, "clear", fnNative(list_clear), 0, 0);
  method(T_LIST, "copy", fnNative(list_copy), 0, 0);
  method(T_LIST, "count", fnNative(list_count), 1, 1);
  method(T_LIST, "index", fnNative(list_index), 1, 3);
  method(T_LIST, "reverse", fnNative(list_reverse), 0, 0);
  methodKw(T_LIST, "sort", fnNative(list_sort), 0, 0);
  method(T_LIST, "__reversed__", fnNative(list_reversed), 0, 0);
  method(T_LIST, "__sizeof__", fnNative(list_sizeof), 0, 0);
}
