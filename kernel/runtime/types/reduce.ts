/** Pickling's entry points of object: the forms that copy.copy and copy.deepcopy use. */
import { NONE, SMALL_INTS, SMALL_INT_SIZE } from "../layout";
import { typeOf, newRef, none, TY_SLOTS_COUNT, TY_DICT_OFFSET, TY_DICT, isStr, isInt } from "../object";
import { release } from "../designs/active";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { dictSize, dictCopy, dictGetStr, dictNew, dictSet } from "./dict";
import { instanceDict } from "./instance";
import { classOfObject, isSubtype, typeMro, isHeapType } from "./type";
import { intern } from "./intern";
import { importByName } from "../modules/import_";
import { getAttr, getAttrOr0, getIter, tupleFromIterable } from "../abstract";
import { intAsI64 } from "./int";
import { arg } from "../natives";
import { callArgs, call2, call1 } from "../calls";
import { hasException } from "../errors";
import { T_LIST, T_DICT, T_OBJECT } from "./table";
import { S___slots__ } from "../names";

/** copyreg does the work, as in CPython: protocol 2 and later through __newobj__. */
function byCopyreg(o: usize, protocol: usize): usize {
  const m = importByName(intern("copyreg"));
  if (m == 0) return 0;
  const f = getAttr(m, intern("_reduce_ex"));
  release(m);
  if (f == 0) return 0;
  const r = call2(f, o, protocol);
  release(f);
  return r;
}
export function object_reduce(o: usize, args: usize, nargs: i32, kw: usize): usize { return byCopyreg(o, zero()); }
function zero(): usize { return <usize>SMALL_INTS + 5 * <usize>SMALL_INT_SIZE; }
/** A class's own __reduce__ comes first. */
export function object_reduceEx(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const own = getAttr(typeOf(o), intern("__reduce__"));
  if (own == 0) return 0;
  const plain = getAttr(T_OBJECT, intern("__reduce__"));
  const overridden = plain != own;
  if (plain) release(plain);
  if (overridden) {
    const r = call1(own, o);
    release(own);
    return r;
  }
  release(own);
  const protocol = arg(args, 0);
  if (isInt(protocol) && intAsI64(protocol) < 2) return byCopyreg(o, protocol);
  // (copyreg.__newobj__, (cls, *newargs), state)
  const m = importByName(intern("copyreg"));
  if (m == 0) return 0;
  const make = getAttr(m, intern("__newobj__"));
  release(m);
  if (make == 0) return 0;
  const getnewargs = getAttrOr0(o, intern("__getnewargs__"));
  let more: usize = 0;
  if (getnewargs) { more = callArgs(getnewargs, 0, 0, 0); release(getnewargs); }
  if (hasException()) { release(make); return 0; }
  const n = more ? tupleSize(more) : 0;
  const cargs = tupleNew(1 + n);
  tupleInit(cargs, 0, newRef(classOfObject(o)));
  for (let i = 0; i < n; i++) tupleInit(cargs, i + 1, newRef(tupleItem(more, i)));
  if (more) release(more);
  const state = getAttr(o, intern("__getstate__"));
  const s = state ? callArgs(state, 0, 0, 0) : 0;
  if (state) release(state);
  const items = itemsOf(o, T_LIST), pairs = itemsOf(o, T_DICT);
  const t = tupleNew(5);
  if (t == 0 || s == 0) { release(make); release(cargs); release(items); release(pairs); if (t) release(t); if (s) release(s); return 0; }
  tupleInit(t, 0, make);
  tupleInit(t, 1, cargs);
  tupleInit(t, 2, s);
  tupleInit(t, 3, items);
  tupleInit(t, 4, pairs);
  return t;
}
/** The items that a list or dict subclass carries beside its state: an iterator, or None. */
function itemsOf(o: usize, type: usize): usize {
  if (!isSubtype(typeOf(o), type)) return none();
  if (type == T_LIST) { const it = getIter(o); return it ? it : none(); }
  const m = getAttr(o, intern("items"));
  const view = m ? callArgs(m, 0, 0, 0) : 0;
  if (m) release(m);
  const it = view ? getIter(view) : 0;
  if (view) release(view);
  return it ? it : none();
}

/** The instance's __dict__, with its __slots__ beside it; None if there is nothing. */
export function object_getstate(o: usize, args: usize, nargs: i32, kw: usize): usize {
  let state: usize = NONE;
  let owned: usize = 0;
  if (load<u32>(typeOf(o), TY_DICT_OFFSET) != 0) {
    const d = instanceDict(o);
    if (d == 0) return 0;
    if (dictSize(d)) { owned = dictCopy(d); state = owned; }
    release(d);
  }
  const slots = slotState(o);
  if (slots == 0) {
    if (hasException()) { if (owned) release(owned); return 0; }
    return owned ? owned : newRef(state);
  }
  const t = tupleNew(2);
  if (t == 0) return 0;
  tupleInit(t, 0, owned ? owned : none());
  tupleInit(t, 1, slots);
  return t;
}
/** A dict of the members that have a value, 0 if the classes have none. */
function slotState(o: usize): usize {
  const mro = typeMro(typeOf(o));
  if (mro == 0) return 0;
  let d: usize = 0;
  for (let i = 0; i < tupleSize(mro); i++) {
    const c = tupleItem(mro, i);
    if (load<u32>(c, TY_SLOTS_COUNT) == 0 || !isHeapType(c)) continue;
    const names = dictGetStr(load<usize>(c, TY_DICT), load<usize>(S___slots__));
    const list = names ? (isStr(names) ? tupleOne(names) : tupleFromIterable(names)) : 0;
    if (names) release(names);
    if (list == 0) continue;
    for (let k = 0; k < tupleSize(list); k++) {
      const v = getAttrOr0(o, tupleItem(list, k));
      if (v == 0) continue;
      if (d == 0) d = dictNew();
      if (d) dictSet(d, tupleItem(list, k), v);
      release(v);
    }
    release(list);
  }
  release(mro);
  return d;
}
function tupleOne(o: usize): usize { const t = tupleNew(1); if (t) tupleInit(t, 0, newRef(o)); return t; }
