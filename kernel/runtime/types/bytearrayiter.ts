/**
 * The iterator of a bytearray, which may grow and shrink meanwhile.
 *
 *     16 u32 index   20 ref bytearray   size 24
 */
import { T_BYTEARRAY_ITER } from "./table";
import { setSlot, fnUnary, fnVoid, fnTraverse, fnNative, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, newRef } from "../object";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory } from "../errors";
import { retain, release, initRef, loadRef, lockObject, unlockObject } from "../designs/active";
import { BA_DATA, BA_SIZE, bytearraySize } from "./bytearray";
import { takeIndex } from "./striter";
import { intFromI32 } from "./int";
import { method } from "../natives";

const INDEX: usize = 16;
const ARRAY: usize = 20;
const SIZE: u32 = 24;

export function bytearray_iter(o: usize): usize {
  const it = allocObject(T_BYTEARRAY_ITER, SIZE);
  if (it == 0) return noMemory();
  store<u32>(it, 0, INDEX);
  retain(o);
  initRef(it, it + ARRAY, o);
  return it;
}
function iter_next(it: usize): usize {
  const o = loadRef(it, it + ARRAY);
  lockObject(o);
  const n = load<u32>(o, BA_SIZE), i = takeIndex(it + INDEX, n);
  const c: i32 = i < 0 ? -1 : load<u8>(load<usize>(o, BA_DATA) + <u32>i);
  // An exhausted iterator stays so, even if the bytearray grows.
  if (i < 0) atomic.store<u32>(it, 0xfffffff0, INDEX);
  unlockObject(o);
  return c < 0 ? 0 : intFromI32(c);
}
function iter_hint(it: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = bytearraySize(loadRef(it, it + ARRAY)), i = atomic.load<u32>(it, INDEX);
  return intFromI32(i < n ? <i32>(n - i) : 0);
}
function iter_dealloc(it: usize): void { release(loadRef(it, it + ARRAY)); freeObject(it, SIZE); }
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + ARRAY); }
function iter_iter(it: usize): usize { return newRef(it); }

export function initByteArrayIterator(): void {
  setSlot(T_BYTEARRAY_ITER, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(T_BYTEARRAY_ITER, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(T_BYTEARRAY_ITER, TP_ITER, fnUnary(iter_iter));
  setSlot(T_BYTEARRAY_ITER, TP_NEXT, fnUnary(iter_next));
  method(T_BYTEARRAY_ITER, "__length_hint__", fnNative(iter_hint), 0, 0);
}
