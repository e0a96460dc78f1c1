/**
 * Iterators over tuples and lists, and over lists from the end.
 *
 *     16 u32  index    of the next item, or DONE; a list's reverse iterator counts down
 *     20      the sequence, kept until the iterator dies
 *
 * An iterator that several threads share gives each item to one of them: the index advances by compare-and-swap.
 */
import { none, setSlot, fnUnary, fnVoid, fnTraverse, fnNative, newRef, typeOf, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT } from "../object";
import { release, initRef, HAS_GIL } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raisef, hasException } from "../errors";
import { T_TUPLE_ITER, T_LIST_ITER, T_LIST_REVERSE_ITER, T_X_NAMEERROR } from "./table";
import { tupleSize, tupleItem, tuple1, tuple2, tuple3 } from "./tuple";
import { listSize, listGet, listNew } from "./list";
import { arg, method } from "../natives";
import { asSsize } from "../abstract";
import { intFromI32 } from "./int";
import { dictGetStr } from "./dict";
import { R_BUILTINS } from "../layout";
import { S_iter, S_reversed } from "../names";

export const ITER_INDEX: usize = 16;
export const ITER_SEQ: usize = 20;
const ITER_SIZE: u32 = 24;
/** The index of an iterator that has come to its end, and stays there. */
export const DONE: u32 = 0xffffffff;

/** Moves a shared index on; false if another thread was faster. */
@inline export function advanceIndex(at: usize, from: u32, to: u32): bool {
  if (HAS_GIL) { store<u32>(at, to); return true; }
  return atomic.cmpxchg<u32>(at, from, to) == from;
}
@inline export function loadIndex(at: usize): u32 { return HAS_GIL ? load<u32>(at) : atomic.load<u32>(at); }

/** An iterator of a type with this layout. */
export function indexIterNew(type: usize, seq: usize, index: u32): usize {
  const it = allocObject(type, ITER_SIZE);
  if (it == 0) return noMemory();
  store<u32>(it, index, ITER_INDEX);
  initRef(it, it + ITER_SEQ, newRef(seq));
  return it;
}

export function tupleIterNew(t: usize): usize { return indexIterNew(T_TUPLE_ITER, t, 0); }
export function listIterNew(l: usize): usize { return indexIterNew(T_LIST_ITER, l, 0); }
export function listReverseIterNew(l: usize): usize { return indexIterNew(T_LIST_REVERSE_ITER, l, <u32>listSize(l) - 1); }

function iter_dealloc(it: usize): void {
  release(load<usize>(it, ITER_SEQ));
  freeObject(it, ITER_SIZE);
}
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + ITER_SEQ); }
function iter_self(it: usize): usize { return newRef(it); }

export function tupleIterNext(it: usize): usize {
  const t = load<usize>(it, ITER_SEQ), n = <u32>tupleSize(t);
  while (true) {
    const i = loadIndex(it + ITER_INDEX);
    if (i >= n) return 0;
    if (advanceIndex(it + ITER_INDEX, i, i + 1)) return newRef(tupleItem(t, i));
  }
}

export function listIterNext(it: usize): usize {
  const l = load<usize>(it, ITER_SEQ);
  while (true) {
    const i = loadIndex(it + ITER_INDEX);
    if (i == DONE) return 0;
    const v = listGet(l, i);
    if (v == 0) {
      if (advanceIndex(it + ITER_INDEX, i, DONE)) return 0;
      continue;
    }
    if (advanceIndex(it + ITER_INDEX, i, i + 1)) return v;
    release(v);
  }
}

function listReverseNext(it: usize): usize {
  const l = load<usize>(it, ITER_SEQ);
  while (true) {
    const i = loadIndex(it + ITER_INDEX);
    if (i == DONE) return 0;
    const v = listGet(l, i);
    if (advanceIndex(it + ITER_INDEX, i, v ? i - 1 : DONE)) return v;
    if (v) release(v);
  }
}

// ---- methods

/** The builtin of a name (address of a name word), new; 0 with an exception. */
export function builtinNamed(name: usize): usize {
  const f = dictGetStr(load<usize>(R_BUILTINS), load<usize>(name));
  return f ? f : raisef(T_X_NAMEERROR, "name '%s' is not defined", load<usize>(name));
}

function remaining(it: usize): i32 {
  const i = loadIndex(it + ITER_INDEX), seq = load<usize>(it, ITER_SEQ), type = typeOf(it);
  if (i == DONE) return 0;
  if (type == T_LIST_REVERSE_ITER) return <i32>i < listSize(seq) ? <i32>i + 1 : 0;
  const n = type == T_TUPLE_ITER ? tupleSize(seq) : listSize(seq);
  return max<i32>(n - <i32>i, 0);
}

function iter_length_hint(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(remaining(self)); }

/** (iter, (sequence,), index): how copy and pickle make the iterator again. */
function iter_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = loadIndex(self + ITER_INDEX);
  const maker = builtinNamed(typeOf(self) == T_LIST_REVERSE_ITER ? S_reversed : S_iter);
  if (maker == 0) return 0;
  let seq: usize;
  if (i == DONE) seq = listNew(0);
  else seq = newRef(load<usize>(self, ITER_SEQ));
  if (seq == 0) { release(maker); return 0; }
  const made = tuple1(seq);
  release(seq);
  let result: usize = 0;
  if (made) {
    if (i == DONE) result = tuple2(maker, made);
    else {
      const index = intFromI32(<i32>i);
      if (index) { result = tuple3(maker, made, index); release(index); }
    }
    release(made);
  }
  release(maker);
  return result;
}

function iter_setstate(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let i = asSsize(arg(args, 0));
  if (i == -1 && hasException()) return 0;
  if (loadIndex(self + ITER_INDEX) != DONE) {
    const seq = load<usize>(self, ITER_SEQ), type = typeOf(self);
    const n = type == T_TUPLE_ITER ? tupleSize(seq) : listSize(seq);
    if (type == T_LIST_REVERSE_ITER) { if (i < -1) i = -1; if (i > n - 1) i = n - 1; }
    else { if (i < 0) i = 0; if (i > n) i = n; }
    if (HAS_GIL) store<u32>(self, i, ITER_INDEX); else atomic.store<u32>(self, i, ITER_INDEX);
  }
  return none();
}

function initIterType(type: usize, next: u32): void {
  setSlot(type, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(type, TP_ITER, fnUnary(iter_self));
  setSlot(type, TP_NEXT, next);
  method(type, "__length_hint__", fnNative(iter_length_hint), 0, 0);
  method(type, "__reduce__", fnNative(iter_reduce), 0, 0);
  method(type, "__setstate__", fnNative(iter_setstate), 1, 1);
}

export function initSeqIter(): void {
  initIterType(T_TUPLE_ITER, fnUnary(tupleIterNext));
  initIterType(T_LIST_ITER, fnUnary(listIterNext));
  initIterType(T_LIST_REVERSE_ITER, fnUnary(listReverseNext));
}

export { seqIterNew } from "./iterators";
