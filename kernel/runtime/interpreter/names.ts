/**
 * Name look-ups of the interpreter: globals and builtins with their inline cache, the locals mapping of modules and class
 * bodies, cells. All functions expect the frame's pc and the thread's sp to be up to date.
 *
 * The cache word of LOAD_GLOBAL is 0 or the address of an immutable cell
 *     0 version of the globals' keys   4 version of the builtins' keys, 0 if found in globals   8 address of the value slot
 * It says: while these key sets are unchanged, the value is in that slot.
 */
import { F_FUNC, F_CODE, F_LOCALS, F_VARS } from "./frame";
import { FN_GLOBALS, FN_BUILTINS, cellGet, cellSet } from "../types/function";
import { CODE_NLOCALSPLUS, CODE_NFREES, codeVarName } from "../types/code";
import { typeOf, isDict } from "../object";
import { retain, release, LOCK_FREE_READS, INLINE_CACHES, tryRetain } from "../designs/active";
import { dictGetStr, dictGet, dictSet, dictSetStr, dictDel, dictKeysVersion, dictEntryAddress, dictNew, DICT_KEYS } from "../types/dict";
import { T_DICT, T_X_NAMEERROR, T_X_UNBOUNDLOCALERROR, T_X_KEYERROR } from "../types/table";
import { raise, clearIf, hasException } from "../errors";
import { getItem, setItem } from "../abstract";
import { allocRaw, retireRaw } from "../heap/blocks";
import { swapCell } from "./caches";
import { raiseNameError } from "../types/exceptions";
import { S___build_class__, S___annotations__ } from "../names";

@inline function globalsOf(fp: usize): usize { return load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS); }
@inline function builtinsOf(fp: usize): usize { return load<usize>(load<usize>(fp, F_FUNC), FN_BUILTINS); }

/** A global or builtin, a new reference; `pc` is the address of the cache word. */
export function loadGlobal(fp: usize, pc: usize, name: usize): usize {
  const globals = globalsOf(fp), builtins = builtinsOf(fp);
  if (INLINE_CACHES) {
    const cell = atomic.load<usize>(pc);
    if (cell != 0) {
      const o = readCached(cell, globals, builtins);
      if (o != 0) return o;
    }
  }
  let o = dictGetStr(globals, name);
  if (o != 0) {
    if (INLINE_CACHES) fillCache(pc, globals, 0, name);
    return o;
  }
  if (typeOf(builtins) == T_DICT) o = dictGetStr(builtins, name);
  else { o = dictGet(builtins, name); if (o == 0 && hasException()) return 0; }
  if (o != 0) {
    if (INLINE_CACHES) fillCache(pc, globals, builtins, name);
    return o;
  }
  return raiseNameError(T_X_NAMEERROR, "name '%s' is not defined", name);
}

@inline function versionOf(dict: usize): u32 { return atomic.load<u32>(atomic.load<usize>(dict, DICT_KEYS)); }

function readCached(cell: usize, globals: usize, builtins: usize): usize {
  const version = load<u32>(cell), inBuiltins = load<u32>(cell, 4);
  if (versionOf(globals) != version) return 0;
  if (inBuiltins != 0 && versionOf(builtins) != inBuiltins) return 0;
  const slot = load<usize>(cell, 8);
  const o = atomic.load<usize>(slot);
  if (o == 0) return 0;
  if (!LOCK_FREE_READS) { retain(o); return o; }
  if (!tryRetain(o)) return 0;
  // Still the same table and the same value? Otherwise the object may not be the one that was there.
  if (atomic.load<usize>(slot) == o && versionOf(inBuiltins != 0 ? builtins : globals) == (inBuiltins != 0 ? inBuiltins : version)) return o;
  release(o);
  return 0;
}

function fillCache(pc: usize, globals: usize, builtins: usize, name: usize): void {
  if (typeOf(globals) != T_DICT || (builtins != 0 && typeOf(builtins) != T_DICT)) return;
  const version = dictKeysVersion(globals);
  const inBuiltins: u32 = builtins != 0 ? dictKeysVersion(builtins) : 0;
  if (version == 0 || (builtins != 0 && inBuiltins == 0)) return;
  const slot = dictEntryAddress(builtins != 0 ? builtins : globals, name);
  if (slot == 0) return;
  const cell = allocRaw(12);
  if (cell == 0) return;
  store<u32>(cell, version);
  store<u32>(cell, inBuiltins, 4);
  store<usize>(cell, slot, 8);
  // The address was found after the versions were read: valid only if they still hold.
  const holds = versionOf(globals) == version && (builtins == 0 || versionOf(builtins) == inBuiltins);
  const old = holds ? swapCell(pc, cell) : cell;
  if (old) retireRaw(old, 12);
}

export function storeGlobal(fp: usize, name: usize, v: usize): i32 { return dictSetStr(globalsOf(fp), name, v); }

export function deleteGlobal(fp: usize, name: usize): i32 {
  if (dictDel(globalsOf(fp), name) == 0) return 0;
  if (clearIf(T_X_KEYERROR)) raiseNameError(T_X_NAMEERROR, "name '%s' is not defined", name);
  return -1;
}

/** The frame's locals mapping, a new reference. */
export function localsMapping(fp: usize): usize {
  const m = load<usize>(fp, F_LOCALS);
  if (m == 0) return raise(T_X_NAMEERROR, "no locals mapping in this frame");
  retain(m);
  return m;
}

export function loadName(fp: usize, name: usize): usize {
  const locals = load<usize>(fp, F_LOCALS), globals = globalsOf(fp);
  if (locals != 0 && locals != globals) {
    if (typeOf(locals) == T_DICT) {
      const o = dictGetStr(locals, name);
      if (o) return o;
    } else {
      const o = getItem(locals, name);
      if (o) return o;
      if (!clearIf(T_X_KEYERROR)) return 0;
    }
  }
  let o = dictGetStr(globals, name);
  if (o) return o;
  const builtins = builtinsOf(fp);
  o = typeOf(builtins) == T_DICT ? dictGetStr(builtins, name) : dictGet(builtins, name);
  if (o) return o;
  if (hasException()) return 0;
  return raiseNameError(T_X_NAMEERROR, "name '%s' is not defined", name);
}

export function storeName(fp: usize, name: usize, v: usize): i32 {
  const locals = load<usize>(fp, F_LOCALS);
  if (locals == 0) return dictSetStr(globalsOf(fp), name, v);
  if (typeOf(locals) == T_DICT) return dictSetStr(locals, name, v);
  return setItem(locals, name, v);
}

export function deleteName(fp: usize, name: usize): i32 {
  const locals = load<usize>(fp, F_LOCALS);
  const target = locals ? locals : globalsOf(fp);
  const status = isDict(target) ? dictDel(target, name) : setItem(target, name, 0);
  if (status == 0) return 0;
  if (clearIf(T_X_KEYERROR)) raiseNameError(T_X_NAMEERROR, "name '%s' is not defined", name);
  return -1;
}

export function unboundLocal(fp: usize, index: u32): void {
  raiseNameError(T_X_UNBOUNDLOCALERROR, "cannot access local variable '%s' where it is not associated with a value", codeVarName(load<usize>(fp, F_CODE), index));
}

export function unboundCell(fp: usize, index: u32): void {
  const code = load<usize>(fp, F_CODE);
  const free = index >= load<u32>(code, CODE_NLOCALSPLUS) - load<u32>(code, CODE_NFREES);
  if (free) raiseNameError(T_X_NAMEERROR, "cannot access free variable '%s' where it is not associated with a value in enclosing scope", codeVarName(code, index));
  else unboundLocal(fp, index);
}

export function deleteCell(fp: usize, index: u32): bool {
  const c = load<usize>(fp + (<usize>index << 2), F_VARS);
  const o = cellGet(c);
  if (o == 0) { unboundCell(fp, index); return false; }
  release(o);
  cellSet(c, 0);
  return true;
}

/** Class bodies: the mapping's value of a free variable's name, else the cell's. */
export function loadFromMappingOrCell(fp: usize, index: u32, mapping: usize): usize {
  const name = codeVarName(load<usize>(fp, F_CODE), index);
  if (isDict(mapping)) {
    const o = dictGet(mapping, name);
    if (o || hasException()) return o;
  } else {
    const o = getItem(mapping, name);
    if (o) return o;
    if (!clearIf(T_X_KEYERROR)) return 0;
  }
  const o = cellGet(load<usize>(fp + (<usize>index << 2), F_VARS));
  if (o == 0) unboundCell(fp, index);
  return o;
}

export function loadBuildClass(fp: usize): usize {
  const o = dictGetStr(builtinsOf(fp), load<usize>(S___build_class__));
  return o ? o : raise(T_X_NAMEERROR, "__build_class__ not found");
}

export function setupAnnotations(fp: usize): i32 {
  const locals = load<usize>(fp, F_LOCALS), name = load<usize>(S___annotations__);
  const target = locals ? locals : globalsOf(fp);
  if (isDict(target)) {
    const have = dictGetStr(target, name);
    if (have) { release(have); return 0; }
  } else {
    const have = getItem(target, name);
    if (have) { release(have); return 0; }
    if (!clearIf(T_X_KEYERROR)) return -1;
  }
  const d = dictNew();
  if (d == 0) return -1;
  const status = isDict(target) ? dictSet(target, name, d) : setItem(target, name, d);
  release(d);
  return status;
}
