/**
 * weakref.ref. The references to an object hang on a list found by the object's address in a hash table under WEAKREF_LOCK:
 *
 *     ref 48 bytes: 16 lock  20 u32 target's address (borrowed; 0 once dead)  24 callback or 0  28 next of the same target  32 i64 hash
 *     table at R_WEAKREFS: 0 u32 capacity  4 u32 used  8.. [target, first ref] pairs; target 0 = free, 1 = deleted
 *
 * A target that dies takes its list off the table under the lock before its memory is given back, and a reader takes its
 * count under the same lock with tryUpgrade, so no reader gets hold of a dead object.
 */
import { C_CLEAR_WEAKREFS, NONE, R_WEAKREFS } from "../layout";
import { typeOf, newRef, none, notImplemented, setFlag, F_WEAKREF, fnUnary, fnVoid, fnTraverse, fnNative, fnHash, fnCompare, setSlot, TY_NAME, TP_DEALLOC, TP_TRAVERSE, TP_NEW, TP_INIT, TP_CALL, TP_HASH, TP_RICHCOMPARE, TP_REPR, fnInit, EQ, NE, TY_WEAK_OFFSET, boolOf } from "../object";
import { retain, release, tryUpgrade, allowSharedReads, LOCK_FREE_READS, HAS_GIL } from "../designs/active";
import { T_WEAKREF, T_WEAKPROXY, T_WEAKCALLABLEPROXY, T_X_TYPEERROR } from "./table";
import { freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { raise, raisef, takeException, setExceptionPlain, hasException, clearException } from "../errors";
import { allocInstance } from "./instance";
import { getset, arg, sizeOfInstance, clearInstanceExtras, function_ } from "../natives";
import { call1 } from "../calls";
import { hashOf, richCompare } from "../abstract";
import { mutexLock, mutexUnlock } from "../sync/mutex";
import { writeUnraisable } from "../sync/finalize";
import { WEAKREF_LOCK, classOfObject, isSubtype } from "./type";
import { Builder } from "./builder";
import { intFromI32 } from "./int";
import { dictGet, dictDel, dictSetStr } from "./dict";
import { registerModule } from "../modules/registry";
import { intern } from "./intern";
import { listNew, listAppend } from "./list";
import { initWeakProxy, proxy_ } from "./weakproxy";

const W_TARGET: usize = 20;
const W_CALLBACK: usize = 24;
const W_NEXT: usize = 28;
const W_HASH: usize = 32;

/** What a weak reference or proxy refers to, borrowed; 0 for any other object. For checks of a stopped world. */
export function weakTarget(o: usize): usize {
  const type = typeOf(o);
  return type == T_WEAKREF || type == T_WEAKPROXY || type == T_WEAKCALLABLEPROXY || isSubtype(type, T_WEAKREF) ? load<usize>(o, W_TARGET) : 0;
}

/** The table slot of a target: [target, first]; 0 if it has none and `insert` is false or memory is full. Under the lock. */
function slotFor(o: usize, insert: bool): usize {
  let table = load<usize>(R_WEAKREFS);
  if (table == 0 || (insert && load<u32>(table, 4) * 3 >= load<u32>(table) * 2)) {
    if (!insert) return 0;
    table = grow(table);
    if (table == 0) return 0;
  }
  const mask = load<u32>(table) - 1;
  let i = <u32>(o >> 3) * 2654435761 & mask;
  let hole: usize = 0;
  while (true) {
    const at = table + 8 + (i << 3), key = load<usize>(at);
    if (key == o) return at;
    if (key == 1 && hole == 0) hole = at;
    if (key == 0) {
      if (!insert) return 0;
      if (hole == 0) { hole = at; store<u32>(table, load<u32>(table, 4) + 1, 4); }
      store<usize>(hole, o);
      store<usize>(hole, 0, 4);
      return hole;
    }
    i = (i + 1) & mask;
  }
}
function grow(old: usize): usize {
  const had = old ? load<u32>(old) : 0, capacity = had ? had * 2 : 256;
  const table = allocRaw(8 + (capacity << 3));
  if (table == 0) return 0;
  memory.fill(table, 0, 8 + (capacity << 3));
  store<u32>(table, capacity);
  store<usize>(R_WEAKREFS, table);
  for (let k: u32 = 0; k < had; k++) {
    const at = old + 8 + (k << 3);
    if (load<usize>(at) > 1) store<usize>(slotFor(load<usize>(at), true), load<usize>(at, 4), 4);
  }
  if (old) freeRaw(old, 8 + (had << 3));
  return table;
}
// The raw table is allocated under the lock, which nests in no other but the pools'.
@inline function lock(): void { if (!HAS_GIL) mutexLock(WEAKREF_LOCK); }
@inline function unlock(): void { if (!HAS_GIL) mutexUnlock(WEAKREF_LOCK); }

/** The first weak reference to o, a new reference, or 0. */
export function weakrefHead(o: usize): usize {
  lock();
  const at = slotFor(o, false);
  const w: usize = at ? load<usize>(at, 4) : 0;
  const alive = w != 0 && tryUpgrade(w);
  unlock();
  return alive ? w : 0;
}

/** o dies: its weak references are empty from now on, their callbacks are called. */
export function clearWeakrefs(o: usize): void {
  lock();
  const at = slotFor(o, false);
  let w: usize = at ? load<usize>(at, 4) : 0;
  if (at) store<usize>(at, 1);
  let live: usize = 0;
  while (w) {
    const next = load<usize>(w, W_NEXT);
    atomic.store<usize>(w, 0, W_TARGET);
    if (load<usize>(w, W_CALLBACK) != 0 && tryUpgrade(w)) { store<usize>(w, live, W_NEXT); live = w; }
    else store<usize>(w, 0, W_NEXT);
    w = next;
  }
  unlock();
  while (live) {
    const next = load<usize>(live, W_NEXT);
    store<usize>(live, 0, W_NEXT);
    const callback = load<usize>(live, W_CALLBACK);
    store<usize>(live, 0, W_CALLBACK);
    if (callback) {
      const saved = takeException();
      const r = call1(callback, live);
      if (r) release(r); else writeUnraisable(callback);
      release(callback);
      if (saved) setExceptionPlain(saved);
    }
    release(live);
    live = next;
  }
}

function ref_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs < 1 || nargs > 2) return raisef(T_X_TYPEERROR, "ref expected at least 1 argument, got %d", nargs);
  return makeReference(type, arg(args, 0), nargs > 1 ? arg(args, 1) : 0);
}

/** A weak reference, or a proxy, of the given type; the callback may be 0 or None. */
export function makeReference(type: usize, o: usize, callback: usize): usize {
  if (callback == NONE) callback = 0;
  if (load<u32>(typeOf(o), TY_WEAK_OFFSET) == 0) return raisef(T_X_TYPEERROR, "cannot create weak reference to '%n' object", classOfObject(o));
  if (callback == 0 && (type == T_WEAKREF || type == T_WEAKPROXY || type == T_WEAKCALLABLEPROXY)) {
    // One plain reference serves all who ask without a callback.
    lock();
    const at = slotFor(o, false);
    for (let w: usize = at ? load<usize>(at, 4) : 0; w; w = load<usize>(w, W_NEXT)) {
      if (load<usize>(w, W_CALLBACK) == 0 && typeOf(w) == type && tryUpgrade(w)) { unlock(); return w; }
    }
    unlock();
  }
  const w = allocInstance(type, 0);
  if (w == 0) return 0;
  store<i64>(w, -1, W_HASH);
  if (callback) { retain(callback); store<usize>(w, callback, W_CALLBACK); }
  setFlag(o, F_WEAKREF);
  if (LOCK_FREE_READS) { allowSharedReads(o); allowSharedReads(w); }
  lock();
  const at = slotFor(o, true);
  if (at) {
    store<usize>(w, o, W_TARGET);
    store<usize>(w, load<usize>(at, 4), W_NEXT);
    store<usize>(at, w, 4);
  }
  unlock();
  return w;
}
function ref_init(w: usize, args: usize, nargs: i32, kw: usize): i32 { return 0; }

/** The target, a new reference, or 0. */
export function weakrefTarget(w: usize): usize {
  lock();
  const o = load<usize>(w, W_TARGET);
  const alive = o != 0 && tryUpgrade(o);
  unlock();
  return alive ? o : 0;
}
function ref_call(w: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = weakrefTarget(w);
  return o ? o : none();
}
export function ref_dealloc(w: usize): void {
  lock();
  const o = load<usize>(w, W_TARGET);
  const at: usize = o ? slotFor(o, false) : 0;
  if (at) {
    let link = at + 4;
    while (load<usize>(link) != 0 && load<usize>(link) != w) link = load<usize>(link) + W_NEXT;
    if (load<usize>(link) == w) store<usize>(link, load<usize>(w, W_NEXT));
    if (load<usize>(at, 4) == 0) store<usize>(at, 1);
  }
  unlock();
  clearInstanceExtras(w);
  const callback = load<usize>(w, W_CALLBACK);
  if (callback) release(callback);
  freeObject(w, sizeOfInstance(w));
}
export function ref_traverse(w: usize, visitor: u32): void { call_indirect<void>(visitor, w + W_CALLBACK); }
function ref_hash(w: usize): i64 {
  const have = load<i64>(w, W_HASH);
  if (have != -1) return have;
  const o = weakrefTarget(w);
  if (o == 0) { raise(T_X_TYPEERROR, "weak object has gone away"); return -1; }
  const h = hashOf(o);
  release(o);
  if (h != -1) store<i64>(w, h, W_HASH);
  return h;
}
function ref_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || load<u32>(typeOf(b) + TP_CALL) != fnNative(ref_call)) return notImplemented();
  const x = weakrefTarget(a), y = weakrefTarget(b);
  let r: usize;
  if (x && y) r = richCompare(x, y, op);
  else r = boolOf((a == b) == (op == EQ));
  if (x) release(x);
  if (y) release(y);
  return r;
}
function ref_repr(w: usize): usize {
  const o = weakrefTarget(w);
  const b = Builder.start();
  Builder.text(b, "<weakref at 0x");
  Builder.hex(b, w, 12);
  if (o) {
    Builder.text(b, "; to '");
    Builder.str(b, load<usize>(classOfObject(o), TY_NAME));
    Builder.text(b, "' at 0x");
    Builder.hex(b, o, 12);
    release(o);
  } else Builder.text(b, "; dead");
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}
function ref_callback(w: usize): usize { const c = load<usize>(w, W_CALLBACK); return c ? newRef(c) : none(); }

/** _weakref.getweakrefcount(o) */
function getweakrefcount(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let n = 0;
  lock();
  const at = slotFor(arg(args, 0), false);
  for (let w: usize = at ? load<usize>(at, 4) : 0; w; w = load<usize>(w, W_NEXT)) n++;
  unlock();
  return intFromI32(n);
}
/** _weakref.getweakrefs(o) */
function getweakrefs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const found = listNew(0);
  if (found == 0) return 0;
  const o = arg(args, 0);
  let last: usize = 0;
  while (true) {
    // One at a time: a list must not grow under the lock.
    lock();
    const at = slotFor(o, false);
    let w: usize = at ? load<usize>(at, 4) : 0;
    if (last) { while (w != 0 && w != last) w = load<usize>(w, W_NEXT); if (w) w = load<usize>(w, W_NEXT); }
    while (w != 0 && !tryUpgrade(w)) w = load<usize>(w, W_NEXT);
    unlock();
    if (w == 0) return found;
    last = w;
    const status = listAppend(found, w);
    release(w);
    if (status < 0) { release(found); return 0; }
  }
}
/** _remove_dead_weakref(dict, key): drops the entry if its reference is dead. */
function remove_dead(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const v = dictGet(arg(args, 0), arg(args, 1));
  if (v == 0) return hasException() ? 0 : none();
  const dead = load<usize>(v, W_TARGET) == 0;
  release(v);
  if (dead && dictDel(arg(args, 0), arg(args, 1)) < 0) clearException();
  return none();
}

function fill(d: usize): void {
  dictSetStr(d, intern("ref"), T_WEAKREF);
  dictSetStr(d, intern("ReferenceType"), T_WEAKREF);
  dictSetStr(d, intern("ProxyType"), T_WEAKPROXY);
  dictSetStr(d, intern("CallableProxyType"), T_WEAKCALLABLEPROXY);
  function_(d, "proxy", fnNative(proxy_), 1, 2);
  function_(d, "getweakrefs", fnNative(getweakrefs), 1, 1);
  function_(d, "getweakrefcount", fnNative(getweakrefcount), 1, 1);
  function_(d, "_remove_dead_weakref", fnNative(remove_dead), 2, 2);
}
export function initWeakref(): void {
  store<u32>(C_CLEAR_WEAKREFS, fnVoid(clearWeakrefs));
  const t = T_WEAKREF;
  setSlot(t, TP_NEW, fnNative(ref_new));
  setSlot(t, TP_INIT, fnInit(ref_init));
  setSlot(t, TP_CALL, fnNative(ref_call));
  setSlot(t, TP_DEALLOC, fnVoid(ref_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(ref_traverse));
  setSlot(t, TP_HASH, fnHash(ref_hash));
  setSlot(t, TP_RICHCOMPARE, fnCompare(ref_compare));
  setSlot(t, TP_REPR, fnUnary(ref_repr));
  getset(t, "__callback__", fnUnary(ref_callback), 0);
  initWeakProxy();
  registerModule("_weakref", fill);
}
