/**
 * Iterators over immutable text: str and bytes.
 *
 *     16  u32  index   of the next item; taken by an atomic add, so that threads sharing an iterator lose and repeat nothing
 *     20  u32  the str or bytes
 *     size 24
 */
import { T_STR_ITER, T_BYTES_ITER, T_STR } from "./table";
import {
  setSlot, fnUnary, fnVoid, fnTraverse, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, newRef, fnNative
} from "../object";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory } from "../errors";
import { retain, release, initRef, loadRef, HAS_GIL } from "../designs/active";
import { strLength, strCharAt } from "./str";
import { strFromChar } from "./strtype";
import { bytesSize, bytesData } from "./bytes";
import { intFromI32 } from "./int";
import { method } from "../natives";

const ITER_INDEX: usize = 16;
const ITER_TEXT: usize = 20;
const ITER_SIZE: u32 = 24;

function iterNew(type: usize, text: usize): usize {
  const it = allocObject(type, ITER_SIZE);
  if (it == 0) return noMemory();
  store<u32>(it, 0, ITER_INDEX);
  retain(text);
  initRef(it, it + ITER_TEXT, text);
  return it;
}
export function str_iter(s: usize): usize { return iterNew(T_STR_ITER, s); }
export function bytes_iter(b: usize): usize { return iterNew(T_BYTES_ITER, b); }

/** Takes the next index below the limit; -1 when there is none. */
@inline export function takeIndex(at: usize, limit: u32): i32 {
  if (HAS_GIL) {
    const i = load<u32>(at);
    if (i >= limit) return -1;
    store<u32>(at, i + 1);
    return <i32>i;
  }
  const i = atomic.add<u32>(at, 1);
  if (i >= limit) { atomic.store<u32>(at, limit); return -1; }
  return <i32>i;
}

function strIter_next(it: usize): usize {
  const s = loadRef(it, it + ITER_TEXT);
  const i = takeIndex(it + ITER_INDEX, strLength(s));
  return i < 0 ? 0 : strFromChar(strCharAt(s, <u32>i));
}
function bytesIter_next(it: usize): usize {
  const b = loadRef(it, it + ITER_TEXT);
  const i = takeIndex(it + ITER_INDEX, bytesSize(b));
  return i < 0 ? 0 : intFromI32(load<u8>(bytesData(b) + <u32>i));
}
function strIter_hint(it: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = loadRef(it, it + ITER_TEXT), i = min(atomic.load<u32>(it, ITER_INDEX), strLength(s));
  return intFromI32(<i32>(strLength(s) - i));
}
function bytesIter_hint(it: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = loadRef(it, it + ITER_TEXT), i = min(atomic.load<u32>(it, ITER_INDEX), bytesSize(b));
  return intFromI32(<i32>(bytesSize(b) - i));
}

function iter_dealloc(it: usize): void {
  release(loadRef(it, it + ITER_TEXT));
  freeObject(it, ITER_SIZE);
}
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + ITER_TEXT); }
function iter_iter(it: usize): usize { return newRef(it); }

function initIterator(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(type, TP_ITER, fnUnary(iter_iter));
}
export function initTextIterators(): void {
  initIterator(T_STR_ITER);
  setSlot(T_STR_ITER, TP_NEXT, fnUnary(strIter_next));
  method(T_STR_ITER, "__length_hint__", fnNative(strIter_hint), 0, 0);
  initIterator(T_BYTES_ITER);
  setSlot(T_BYTES_ITER, TP_NEXT, fnUnary(bytesIter_next));
  method(T_BYTES_ITER, "__length_hint__", fnNative(bytesIter_hint), 0, 0);
}
