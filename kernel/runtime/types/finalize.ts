/**
 * The end of an instance of a Python class: its `__del__` (once, and it may bring the object back), its weak references,
 * its attributes, then what its native base holds.
 */
import { typeOf, hasFlag, setFlag, F_FINALIZED, F_WEAKREF, TP_DEALLOC, TP_FINALIZE, TP_TRAVERSE, slotOf } from "../object";
import { release } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { takeException, setExceptionPlain } from "../errors";
import { revive, dropLast, writeUnraisable } from "../sync/finalize";
import { sizeOfInstance, clearInstanceExtras } from "../natives";
import { clearWeakrefs } from "./weakref";
import { traverseAttributes } from "./instance";
import { special0 } from "./slots";
import { TY_NATIVE_BASE, typeLookupRef } from "./type";
import { S___del__ } from "../names";

/** TP_FINALIZE of classes with a `__del__` in Python. Leaves the pending exception as it was. */
export function slot_del(o: usize): void {
  const saved = takeException();
  const r = special0(o, S___del__);
  if (r) release(r);
  else {
    const method = typeLookupRef(typeOf(o), load<usize>(S___del__));
    writeUnraisable(method ? method : o);
    if (method) release(method);
  }
  if (saved) setExceptionPlain(saved);
}

/** Runs an object's finalizer, if it has one that has not run. True if the object is alive again. */
export function finalize(o: usize): bool {
  const fn = slotOf(o, TP_FINALIZE);
  if (fn == 0 || hasFlag(o, F_FINALIZED)) return false;
  revive(o);
  setFlag(o, F_FINALIZED);
  call_indirect<void>(fn, o);
  return !dropLast(o);
}

/** TP_DEALLOC of every class of Python code. */
export function subtypeDealloc(o: usize): void {
  if (finalize(o)) return;
  if (hasFlag(o, F_WEAKREF)) clearWeakrefs(o);
  const type = typeOf(o);
  // The native dealloc drops attributes and members too (clearInstanceExtras) and frees by the size in the type.
  call_indirect<void>(load<u32>(load<usize>(type, TY_NATIVE_BASE) + TP_DEALLOC), o);
  release(type);
}

/** TP_TRAVERSE of every class of Python code. */
export function subtypeTraverse(o: usize, visitor: u32): void {
  const fn = load<u32>(load<usize>(typeOf(o), TY_NATIVE_BASE) + TP_TRAVERSE);
  if (fn) call_indirect<void>(fn, o, visitor);
  traverseAttributes(o, visitor);
}

/** TP_DEALLOC of object itself. */
export function object_dealloc(o: usize): void {
  clearInstanceExtras(o);
  freeObject(o, sizeOfInstance(o));
}
