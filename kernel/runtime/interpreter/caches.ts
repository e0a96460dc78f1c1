/**
 * Inline caches of attribute opcodes. The cache word behind the instruction is 0 or the address of an immutable cell, the newest of up to
 * CHAIN: an instruction often sees objects of a few classes.
 *
 *      0 u32 version   of the object's type; for C_MODULE of the keys of the module's namespace, for C_CLASS of the class itself
 *      4 u32 kind      C_* below
 *      8 u32 what      by kind
 *     12 u32 record    offset of the instance's attribute record, 0 = none
 *     16 u32 fills     how often this instruction has had a cell: a site that sees too many classes is left alone
 *     20 u32 next      the cell that was there before, or 0
 *
 * While the type has that version, and for C_METHOD and C_CONSTANT while the instance has no `__dict__`, the look-up has the same
 * outcome: giving an instance a name that its class has not yet numbered takes the class's version away (types/instance.ts). A cell holds no
 * counts: what it names is in the class as long as the version holds. Cells that are replaced are freed after a grace period.
 */
import { typeOf, slotOf, fnBinary, fnInt3, TY_FLAGS, TY_BASICSIZE, TY_VERSION, TY_DICT_OFFSET, TF_HEAP, TF_LOCKED, TF_METHOD_DESCRIPTOR, TP_GETATTRO, TP_SETATTRO, TP_DESCR_GET, TP_DESCR_SET } from "../object";
import { release, INLINE_CACHES, HAS_GIL } from "../designs/active";
import { T_MODULE, T_MEMBER, T_TYPE, T_FUNCTION } from "../types/table";
import { DICT_AT_END, typeVersion, typeLookupRef, isSubtype } from "../types/type";
import { genericGetAttr, genericSetAttr } from "../types/attributes";
import { sharedKeyIndex } from "../types/instance";
import { isPlainClassType, plainInitOf } from "../types/plainclass";
import { moduleDict } from "../types/module";
import { MEMBER_OFFSET } from "../types/descriptors";
import { G_OWNER } from "../natives";
import { dictKeysVersion, dictEntryAddress, DICT_KEYS } from "../types/dict";
import { allocRaw, retireRaw } from "../heap/blocks";

export const CELL_KIND: usize = 4;
export const CELL_WHAT: usize = 8;
export const CELL_RECORD: usize = 12;
const CELL_FILLS: usize = 16;
export const CELL_NEXT: usize = 20;
const CELL_BYTES: u32 = 24;
const CHAIN: u32 = 4;

/** The instance's value number `what`. */
export const C_VALUE: u32 = 1;
/** A function of the class, to be called with the object in front: address `what`. */
export const C_METHOD: u32 = 2;
/** A class attribute that is no descriptor: address `what`. */
export const C_CONSTANT: u32 = 3;
/** A `__slots__` member at offset `what`. */
export const C_MEMBER: u32 = 4;
/** A module's variable in the slot at address `what`; `record` is the module. */
export const C_MODULE: u32 = 5;

/** An attribute of a class, looked up on the class: address `what`. */
export const C_CLASS: u32 = 7;
/** CALL of a plain class: the function __init__ at address `what`, instances of `record` bytes. */
export const C_NEW: u32 = 6;

const MAX_FILLS: u32 = 24;

/** After a look-up of o.name (not by a hook) has succeeded: remembers how. */
export function rememberGet(cache: usize, o: usize, name: usize): void {
  const type = typeOf(o);
  if (type == T_MODULE) rememberModule(cache, o, name);
  else if (type == T_TYPE) rememberClass(cache, o, name);
  else if (load<u32>(type + TP_GETATTRO) == fnBinary(genericGetAttr)) remember(cache, type, name);
}
export function rememberSet(cache: usize, o: usize, name: usize): void {
  const type = typeOf(o);
  if (load<u32>(type + TP_SETATTRO) == fnInt3(genericSetAttr)) remember(cache, type, name);
}

function remember(cache: usize, type: usize, name: usize): void {
  if (exhausted(cache)) return;
  const version = typeVersion(type);
  if (isKnown(cache, version)) return;
  const record = load<u32>(type, TY_DICT_OFFSET), flags = load<u32>(type, TY_FLAGS);
  if (version == 0 || record == DICT_AT_END || (record != 0 && (flags & TF_LOCKED) == 0)) return;
  const descr = typeLookupRef(type, name);
  let kind: u32 = 0, what: u32 = 0;
  if (descr != 0 && slotOf(descr, TP_DESCR_SET) != 0) {
    if (typeOf(descr) == T_MEMBER && isSubtype(type, load<usize>(descr, G_OWNER))) {
      kind = C_MEMBER;
      what = load<u32>(descr, MEMBER_OFFSET);
    }
  } else {
    const index = record != 0 && (flags & TF_HEAP) != 0 ? sharedKeyIndex(type, name) : -1;
    if (index >= 0) {
      kind = C_VALUE;
      what = <u32>index;
    } else if (descr != 0) {
      what = <u32>descr;
      if (load<u32>(typeOf(descr), TY_FLAGS) & TF_METHOD_DESCRIPTOR) kind = C_METHOD;
      else if (slotOf(descr, TP_DESCR_GET) == 0) kind = C_CONSTANT;
    }
  }
  if (descr) release(descr);
  if (kind == 0) return;
  const cell = cellNew(cache, version, kind, what, record);
  if (cell != 0) publish(cache, cell, atomic.load<u32>(type, TY_VERSION) == version);
}

/** A call of a plain class (types/plainclass.ts) runs __init__, a Python function. */
export function rememberNew(cache: usize, type: usize, init: usize): void {
  if (exhausted(cache)) return;
  const version = typeVersion(type), size = load<u32>(type, TY_BASICSIZE), known = plainInitOf(type);
  if (known) release(known);
  if (version == 0 || known != init || size > 256) return;
  const cell = cellNew(cache, version, C_NEW, <u32>init, size);
  if (cell != 0) publish(cache, cell, atomic.load<u32>(type, TY_VERSION) == version && isPlainClassType(type));
}

function rememberModule(cache: usize, module: usize, name: usize): void {
  if (exhausted(cache)) return;
  const descr = typeLookupRef(T_MODULE, name);
  if (descr != 0) { release(descr); return; }
  const dict = moduleDict(module), version = dictKeysVersion(dict), slot = dictEntryAddress(dict, name);
  if (isKnown(cache, version)) return;
  if (version == 0 || slot == 0) return;
  const cell = cellNew(cache, version, C_MODULE, <u32>slot, <u32>module);
  if (cell != 0) publish(cache, cell, atomic.load<u32>(atomic.load<usize>(dict, DICT_KEYS)) == version);
}

/** A class attribute without `__get__`, or a function, that the metaclass does not know: what the class has is what one gets. */
function rememberClass(cache: usize, type: usize, name: usize): void {
  if (exhausted(cache)) return;
  const version = typeVersion(type);
  if (version == 0 || isKnown(cache, version)) return;
  const above = typeLookupRef(T_TYPE, name);
  if (above != 0) { release(above); return; }
  const v = typeLookupRef(type, name);
  if (v == 0) return;
  const plain = typeOf(v) == T_FUNCTION || slotOf(v, TP_DESCR_GET) == 0;
  release(v);
  if (!plain) return;
  const cell = cellNew(cache, version, C_CLASS, <u32>v, 0);
  if (cell != 0) publish(cache, cell, atomic.load<u32>(type, TY_VERSION) == version);
}

/** Whether there is a cell of that version already, and the quick path had another reason not to use it. */
function isKnown(cache: usize, version: u32): bool {
  let cell = atomic.load<usize>(cache);
  while (cell != 0 && load<u32>(cell) != version) cell = load<usize>(cell, CELL_NEXT);
  return cell != 0;
}

function exhausted(cache: usize): bool {
  if (!INLINE_CACHES) return true;
  const cell = atomic.load<usize>(cache);
  return cell != 0 && load<u32>(cell, CELL_FILLS) >= MAX_FILLS;
}

function cellNew(cache: usize, version: u32, kind: u32, what: u32, record: u32): usize {
  const cell = allocRaw(CELL_BYTES);
  if (cell == 0) return 0;
  const old = atomic.load<usize>(cache);
  store<u32>(cell, version);
  store<u32>(cell, kind, CELL_KIND);
  store<u32>(cell, what, CELL_WHAT);
  store<u32>(cell, record, CELL_RECORD);
  store<u32>(cell, old ? load<u32>(old, CELL_FILLS) + 1 : 1, CELL_FILLS);
  let length: u32 = 0;
  for (let c = old; c != 0; c = load<usize>(c, CELL_NEXT)) length++;
  store<usize>(cell, length < CHAIN ? old : 0, CELL_NEXT);
  return cell;
}

/** Puts a cell into a cache word of LOAD_GLOBAL; the one that was there. */
export function swapCell(cache: usize, cell: usize): usize {
  if (!HAS_GIL) return atomic.xchg<usize>(cache, cell);
  const old = load<usize>(cache);
  store<usize>(cache, cell);
  return old;
}

/** What was looked up after the version was read is valid only if the version still holds. A full chain gives way to the new cell. */
function publish(cache: usize, cell: usize, holds: bool): void {
  const old = load<usize>(cell, CELL_NEXT) != 0 ? load<usize>(cell, CELL_NEXT) : atomic.load<usize>(cache);
  // Only while the word is what the cell links to or replaces: that chain is then nobody else's to give up.
  if (!holds || !replaceCell(cache, old, cell)) { retireRaw(cell, CELL_BYTES); return; }
  if (load<usize>(cell, CELL_NEXT) != 0) return;
  let gone = old;
  while (gone != 0) {
    const next = load<usize>(gone, CELL_NEXT);
    retireRaw(gone, CELL_BYTES);
    gone = next;
  }
}
function replaceCell(cache: usize, from: usize, to: usize): bool {
  if (!HAS_GIL) return atomic.cmpxchg<usize>(cache, from, to) == from;
  store<usize>(cache, to);
  return true;
}
