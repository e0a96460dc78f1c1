/** The module _collections: deque, defaultdict, OrderedDict, _count_elements. */
import { NONE } from "../layout";
import { typeOf, newRef, none, notImplemented, boolOf, isDict, setSlot, slotOf, TP_CALL, fnUnary, fnBinary, fnVoid, fnInt, fnInt2, fnInt3, fnCompare, fnTraverse, fnNative, fnInit, TY_NAME,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_RICHCOMPARE, TP_ITER, TP_NEXT, TP_LENGTH, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_NEW, TP_INIT, SQ_CONCAT, SQ_REPEAT, NB_ADD, NB_MUL, NB_OR, INPLACE, EQ, NE } from "../object";
import { retain, release, initRef, readSlot, lockObject, unlockObject, loadRef, storeRef, HAS_GIL } from "../designs/active";
import { allocObject, freeObject, freeRaw } from "../heap/blocks";
import { noMemory, raise, raisef, raiseKeyError, raiseObject, hasException } from "../errors";
import { T_DEQUE, T_DEQUE_ITER, T_DEFAULTDICT, T_ODICT, T_DICT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR, T_X_RUNTIMEERROR, T_X_KEYERROR } from "../types/table";
import { getIter, iterNext, richCompare, richCompareBool, reprOf, reprEnter, reprLeave, isTrue, hashOf, binaryOp } from "../abstract";
import { call0, call1, callArgs, enterNative, leaveNative } from "../calls";
import { arg, argOrKw, kwArg, kwCheck, positional, countCheck, asIndex, method, methodKw, getset, sizeOfInstance, clearInstanceExtras, function_ } from "../natives";
import { allocInstance } from "../types/instance";
import { strLength, strCharAt } from "../types/str";
import { isSubtype } from "../types/type";
import { Builder } from "../types/builder";
import { intern, strFromLiteral } from "../types/intern";
import { intFromI32 } from "../types/int";
import { tuple1, tuple2, tupleNew, tupleInit, tupleSize, compareSizes } from "../types/tuple";
import { isIndex, searchBounds, searchStart, searchStop } from "../types/slice";
import { DONE, advanceIndex, loadIndex } from "../types/seqiter";
import { dictSetStr, dictSet, dictSetHash, dictSetDefaultHash, dictGetHash, dictInit, dictMoveToEnd, dictPopLast, dictPopFirst, dictStep, stepKey, stepValue, WANT_BOTH } from "../types/dict";
import { dict_new, dict_dealloc, dict_traverse, dict_compare, dictEquals, appendRepr } from "../types/dictmethods";
import { dictUpdateArgs, dictUpdateFrom } from "../types/dictupdate";
import { dictViewNew, VIEW_ITEMS } from "../types/dictviews";
import { storageFree, releaseSlots, slotAt } from "../types/list";
import { itemsOf, itemsCount } from "../types/listtype";
import { registerModule } from "./registry";
import { DQ_RING, DQ_LOG, DQ_SIZE, DQ_MAXLEN, dequeSlot, dequeSize, dequeChanges, dequePush, dequeTake, dequeGet, dequePut, dequeTakeAt, dequeInsert, dequeRotate, dequeReverse, dequeClear, dequeSnapshot, dequeCount } from "./dequeops";
import { S_iterable, S_maxlen, S_key, S_last } from "../names";

/** The name of o's class without its module. */
function appendName(out: usize, o: usize): void {
  const name = load<usize>(typeOf(o), TY_NAME), n = strLength(name);
  let start: u32 = 0;
  for (let i: u32 = 0; i < n; i++) if (strCharAt(name, i) == 0x2e) start = i + 1;
  Builder.slice(out, name, start, n);
}

// ---- deque: life

function deque_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return emptyDeque(type, -1); }
function emptyDeque(type: usize, maxlen: i32): usize {
  const d = allocInstance(type, 0);
  if (d) store<i32>(d, maxlen, DQ_MAXLEN);
  return d;
}

function deque_init(self: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (!kwCheck("deque", args, nargs, kw, S_iterable, S_maxlen) || !countCheck("deque", positional(nargs, kw), 0, 2)) return -1;
  const o = argOrKw(args, nargs, kw, 0, S_iterable), bound = argOrKw(args, nargs, kw, 1, S_maxlen);
  let maxlen = -1;
  if (bound && bound != NONE) {
    if (!isIndex(bound)) { raise(T_X_TYPEERROR, "an integer is required"); return -1; }
    maxlen = asIndex(bound);
    if (maxlen == -1 && hasException()) return -1;
    if (maxlen < 0) { raise(T_X_VALUEERROR, "maxlen must be non-negative"); return -1; }
  }
  store<i32>(self, maxlen, DQ_MAXLEN);
  if (dequeSize(self)) dequeClear(self);
  return o ? dequeExtend(self, o, false) : 0;
}

function deque_dealloc(d: usize): void {
  if (typeOf(d) != T_DEQUE) clearInstanceExtras(d);
  const ring = load<usize>(d, DQ_RING);
  if (ring) {
    for (let i = 0, n = load<i32>(d, DQ_SIZE); i < n; i++) release(load<usize>(dequeSlot(d, i)));
    freeRaw(ring, <u32>4 << load<u32>(d, DQ_LOG));
  }
  freeObject(d, sizeOfInstance(d));
}
function deque_traverse(d: usize, visitor: u32): void {
  for (let i = 0, n = load<i32>(d, DQ_SIZE); i < n; i++) call_indirect<void>(visitor, dequeSlot(d, i));
}

/** 0, or -1 with an exception. */
function dequeExtend(d: usize, o: usize, left: bool): i32 {
  if (o == d) {
    const items = dequeSnapshot(d), n = dequeCount;
    if (n < 0) { noMemory(); return -1; }
    let ok = true;
    for (let i = 0; i < n; i++) {
      const x = load<usize>(slotAt(items, i));
      if (ok) ok = dequePush(d, x, left) == 0; else release(x);
    }
    storageFree(items);
    return ok ? 0 : -1;
  }
  const it = getIter(o);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    if (dequePush(d, x, left)) { release(it); return -1; }
  }
  release(it);
  return hasException() ? -1 : 0;
}

/** A deque of the class of d with its bound and items. */
function dequeCopy(d: usize): usize {
  const c = emptyDeque(typeOf(d), load<i32>(d, DQ_MAXLEN));
  if (c == 0) return 0;
  const items = dequeSnapshot(d), n = dequeCount;
  let ok = n >= 0;
  for (let i = 0; i < n; i++) {
    const x = load<usize>(slotAt(items, i));
    if (ok) ok = dequePush(c, x, false) == 0; else release(x);
  }
  storageFree(items);
  if (!ok) { release(c); return noMemory(); }
  return c;
}

// ---- deque: slots

function deque_repr(d: usize): usize {
  const out = Builder.start();
  const nested = reprEnter(d);
  if (nested != 0) {
    if (nested < 0) { Builder.abandon(out); return 0; }
    Builder.text(out, "[...]");
    return Builder.finish(out);
  }
  const items = dequeSnapshot(d), n = dequeCount;
  appendName(out, d);
  Builder.text(out, "([");
  let ok = n >= 0;
  for (let i = 0; i < n && ok; i++) {
    if (i) Builder.text(out, ", ");
    ok = appendRepr(out, load<usize>(slotAt(items, i)));
  }
  releaseSlots(items, n);
  storageFree(items);
  reprLeave(d);
  if (!ok) { Builder.abandon(out); return 0; }
  Builder.char(out, 0x5d);
  const maxlen = load<i32>(d, DQ_MAXLEN);
  if (maxlen >= 0) { Builder.text(out, ", maxlen="); Builder.int(out, maxlen); }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}

function isDeque(o: usize): bool { return isSubtype(typeOf(o), T_DEQUE); }

function deque_compare(a: usize, b: usize, op: i32): usize {
  if (!isDeque(a) || !isDeque(b)) return notImplemented();
  if ((op == EQ || op == NE) && dequeSize(a) != dequeSize(b)) return boolOf(op == NE);
  if (enterNative()) return 0;
  let result: usize = 0;
  let i = 0;
  while (true) {
    const x = dequeGet(a, i), y = x ? dequeGet(b, i) : 0;
    if (y == 0) {
      if (x) release(x);
      result = boolOf(compareSizes(dequeSize(a), dequeSize(b), op));
      break;
    }
    const same = richCompareBool(x, y, EQ);
    if (same == 0) result = op == EQ ? boolOf(false) : op == NE ? boolOf(true) : richCompare(x, y, op);
    release(x);
    release(y);
    if (same <= 0) break;
    i++;
  }
  leaveNative();
  return result;
}

function deque_length(d: usize): i32 { return dequeSize(d); }

function dequeIndex(d: usize, key: usize): i32 {
  if (!isIndex(key)) { raisef(T_X_TYPEERROR, "sequence index must be integer, not '%t'", key); return -1; }
  const i = asIndex(key);
  return i;
}
function deque_getitem(d: usize, key: usize): usize {
  let i = dequeIndex(d, key);
  if (i == -1 && hasException()) return 0;
  if (i < 0) i += dequeSize(d);
  const x = dequeGet(d, i);
  return x ? x : raise(T_X_INDEXERROR, "deque index out of range");
}
function deque_setitem(d: usize, key: usize, value: usize): i32 {
  const i = dequeIndex(d, key);
  if (i == -1 && hasException()) return -1;
  if (value) {
    retain(value);
    if (dequePut(d, i, value)) return 0;
  } else {
    const x = dequeTakeAt(d, i, 0);
    if (x) { release(x); return 0; }
  }
  raise(T_X_INDEXERROR, "deque index out of range");
  return -1;
}
/** The first item equal to x at start..stop: its index, -1 none, -2 with an exception. Raises if the deque changes meanwhile. */
function find(d: usize, x: usize, start: i32, stop: i32): i32 {
  const changes = dequeChanges(d);
  for (let i = start; i < stop; i++) {
    const v = dequeGet(d, i);
    if (v == 0) return -1;
    const same = richCompareBool(v, x, EQ);
    release(v);
    if (same < 0) return -2;
    if (dequeChanges(d) != changes) { raise(T_X_RUNTIMEERROR, "deque mutated during iteration"); return -2; }
    if (same) return i;
  }
  return -1;
}
function deque_contains(d: usize, x: usize): i32 {
  const i = find(d, x, 0, dequeSize(d));
  return i == -2 ? -1 : i >= 0 ? 1 : 0;
}

function deque_concat(a: usize, b: usize): usize {
  if (!isDeque(b)) return raisef(T_X_TYPEERROR, "can only concatenate deque (not \"%t\") to deque", b);
  const c = dequeCopy(a);
  if (c == 0) return 0;
  if (dequeExtend(c, b, false)) { release(c); return 0; }
  return c;
}
function deque_iadd(a: usize, b: usize): usize {
  if (!isDeque(a)) return notImplemented();
  return dequeExtend(a, b, false) ? 0 : newRef(a);
}
/** d *= times, in place. */
function repeatInPlace(d: usize, times: i32): bool {
  if (times <= 0) { dequeClear(d); return true; }
  const items = dequeSnapshot(d), n = dequeCount;
  if (n < 0) { noMemory(); return false; }
  let ok = <i64>n * times < 0x10000000;
  if (!ok) noMemory();
  for (let k = 1; k < times && ok; k++) {
    for (let i = 0; i < n && ok; i++) ok = dequePush(d, newRef(load<usize>(slotAt(items, i))), false) == 0;
  }
  releaseSlots(items, n);
  storageFree(items);
  return ok;
}
function deque_repeat(d: usize, count: usize): usize {
  const times = asIndex(count);
  if (times == -1 && hasException()) return 0;
  const c = dequeCopy(d);
  if (c && !repeatInPlace(c, times)) { release(c); return 0; }
  return c;
}
function deque_imul(d: usize, count: usize): usize {
  if (!isDeque(d) || !isIndex(count)) return notImplemented();
  const times = asIndex(count);
  if (times == -1 && hasException()) return 0;
  return repeatInPlace(d, times) ? newRef(d) : 0;
}

// ---- deque: iterator: 16 u32 index or DONE, 20 ref deque, 24 u32 changes when it began, 28 u32 1 = from the end

const ITER_BYTES: u32 = 32;
function iteratorNew(d: usize, back: u32): usize {
  const it = allocObject(T_DEQUE_ITER, ITER_BYTES);
  if (it == 0) return noMemory();
  store<u32>(it, 0, 16);
  initRef(it, it + 20, newRef(d));
  store<u32>(it, dequeChanges(d), 24);
  store<u32>(it, back, 28);
  return it;
}
function deque_iter(d: usize): usize { return iteratorNew(d, 0); }
function deque_reversed(self: usize, args: usize, nargs: i32, kw: usize): usize { return iteratorNew(self, 1); }
function iter_dealloc(it: usize): void { release(load<usize>(it, 20)); freeObject(it, ITER_BYTES); }
function iter_traverse(it: usize, visitor: u32): void { call_indirect<void>(visitor, it + 20); }
function iter_self(it: usize): usize { return newRef(it); }
function iter_next(it: usize): usize {
  const d = load<usize>(it, 20);
  while (true) {
    const i = loadIndex(it + 16);
    if (i == DONE) return 0;
    const n = dequeSize(d);
    if (dequeChanges(d) != load<u32>(it, 24)) {
      if (HAS_GIL) store<u32>(it, DONE, 16); else atomic.store<u32>(it, DONE, 16);
      return raise(T_X_RUNTIMEERROR, "deque mutated during iteration");
    }
    const x: usize = <i32>i < n ? dequeGet(d, load<u32>(it, 28) ? n - 1 - <i32>i : <i32>i) : 0;
    if (!advanceIndex(it + 16, i, x ? i + 1 : DONE)) { if (x) release(x); continue; }
    return x;
  }
}
function iter_hint(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = loadIndex(self + 16);
  return intFromI32(i == DONE ? 0 : max<i32>(dequeSize(load<usize>(self, 20)) - <i32>i, 0));
}

// ---- deque: methods

function deque_append(self: usize, args: usize, nargs: i32, kw: usize): usize { return dequePush(self, newRef(arg(args, 0)), false) ? 0 : none(); }
function deque_appendleft(self: usize, args: usize, nargs: i32, kw: usize): usize { return dequePush(self, newRef(arg(args, 0)), true) ? 0 : none(); }
function taken(x: usize): usize { return x ? x : raise(T_X_INDEXERROR, "pop from an empty deque"); }
function deque_pop(self: usize, args: usize, nargs: i32, kw: usize): usize { return taken(dequeTake(self, false)); }
function deque_popleft(self: usize, args: usize, nargs: i32, kw: usize): usize { return taken(dequeTake(self, true)); }
function deque_extend(self: usize, args: usize, nargs: i32, kw: usize): usize { return dequeExtend(self, arg(args, 0), false) ? 0 : none(); }
function deque_extendleft(self: usize, args: usize, nargs: i32, kw: usize): usize { return dequeExtend(self, arg(args, 0), true) ? 0 : none(); }
function deque_clear(self: usize, args: usize, nargs: i32, kw: usize): usize { dequeClear(self); return none(); }
function deque_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return dequeCopy(self); }
function deque_reverse(self: usize, args: usize, nargs: i32, kw: usize): usize { dequeReverse(self); return none(); }
function deque_rotate(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let steps = 1;
  if (nargs) {
    steps = asIndex(arg(args, 0));
    if (steps == -1 && hasException()) return 0;
  }
  dequeRotate(self, steps);
  return none();
}
function deque_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let count = 0, at = 0;
  const n = dequeSize(self);
  while (true) {
    const i = find(self, arg(args, 0), at, n);
    if (i == -2) return 0;
    if (i < 0) return intFromI32(count);
    count++;
    at = i + 1;
  }
}
function deque_index(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (searchBounds(args, nargs)) return 0;
  const n = dequeSize(self);
  const i = find(self, arg(args, 0), searchStart(n), searchStop(n));
  if (i >= 0) return intFromI32(i);
  return i == -2 ? 0 : raisef(T_X_VALUEERROR, "%r is not in deque", arg(args, 0));
}
function deque_remove(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = arg(args, 0), n = dequeSize(self);
  for (let i = 0; i < n; i++) {
    const v = dequeGet(self, i);
    if (v == 0) break;
    const changes = dequeChanges(self);
    const same = richCompareBool(v, x, EQ);
    if (same < 0) { release(v); return 0; }
    if (same) {
      const out = dequeTakeAt(self, i, v);
      release(v);
      if (out) { release(out); return none(); }
    } else release(v);
    if (dequeChanges(self) != changes) return raise(T_X_INDEXERROR, "deque mutated during remove().");
  }
  return raise(T_X_VALUEERROR, "deque.remove(x): x not in deque");
}
function deque_insert(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = asIndex(arg(args, 0));
  if (i == -1 && hasException()) return 0;
  const r = dequeInsert(self, i, newRef(arg(args, 1)));
  if (r == 0) return raise(T_X_INDEXERROR, "deque already at its maximum size");
  return r < 0 ? 0 : none();
}
function deque_maxlen(d: usize): usize {
  const n = load<i32>(d, DQ_MAXLEN);
  return n < 0 ? none() : intFromI32(n);
}
function deque_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const it = iteratorNew(self, 0);
  if (it == 0) return 0;
  const maxlen = load<i32>(self, DQ_MAXLEN);
  const made = tupleNew(maxlen < 0 ? 0 : 2), t = made ? tupleNew(4) : 0;
  if (t == 0) { if (made) release(made); release(it); return 0; }
  if (maxlen >= 0) { tupleInit(made, 0, tupleNew(0)); tupleInit(made, 1, intFromI32(maxlen)); }
  tupleInit(t, 0, newRef(typeOf(self)));
  tupleInit(t, 1, made);
  tupleInit(t, 2, none());
  tupleInit(t, 3, it);
  return t;
}

// ---- defaultdict: a dict with one more word, the factory (0 = None)

const DD_FACTORY: usize = 40;

function defaultdict_init(self: usize, args: usize, nargs: i32, kw: usize): i32 {
  let factory: usize = 0, skip = 0;
  if (positional(nargs, kw) > 0) {
    factory = arg(args, 0);
    skip = 1;
    if (factory == NONE) factory = 0;
    else if (!isCallable(factory)) { raise(T_X_TYPEERROR, "first argument must be callable or None"); return -1; }
  }
  setFactory(self, factory ? newRef(factory) : 0);
  return dictUpdateArgs(self, "defaultdict", args + (<usize>skip << 2), nargs - skip, kw);
}
function isCallable(o: usize): bool { return slotOf(o, TP_CALL) != 0; }
function setFactory(self: usize, v: usize): void {
  lockObject(self);
  const old = loadRef(self, self + DD_FACTORY);
  storeRef(self, self + DD_FACTORY, v);
  unlockObject(self);
  if (old) release(old);
}
function defaultdict_dealloc(d: usize): void {
  const f = load<usize>(d, DD_FACTORY);
  store<usize>(d, 0, DD_FACTORY);
  if (f) release(f);
  dict_dealloc(d);
}
function defaultdict_traverse(d: usize, visitor: u32): void { dict_traverse(d, visitor); call_indirect<void>(visitor, d + DD_FACTORY); }

/** Calls the factory, then keeps what another thread may have stored meanwhile. */
function defaultdict_missing(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const key = arg(args, 0);
  const factory = readSlot(self, self + DD_FACTORY);
  if (factory == 0) return raiseKeyError(key);
  const value = call0(factory);
  release(factory);
  if (value == 0) return 0;
  const hash = hashOf(key);
  const r: usize = hash == -1 ? 0 : dictSetDefaultHash(self, key, hash, value);
  release(value);
  return r;
}
function defaultdict_repr(d: usize): usize {
  const out = Builder.start();
  appendName(out, d);
  Builder.char(out, 0x28);
  const factory = readSlot(d, d + DD_FACTORY);
  const nested = reprEnter(factory ? factory : d);
  let ok = true;
  if (nested > 0) Builder.text(out, "...");
  else {
    ok = appendRepr(out, factory ? factory : NONE);
    reprLeave(factory ? factory : d);
  }
  if (factory) release(factory);
  if (ok) {
    Builder.text(out, ", ");
    const text = call_indirect<usize>(load<u32>(T_DICT + TP_REPR), d);
    ok = text != 0;
    if (ok) { Builder.str(out, text); release(text); }
  }
  if (!ok) { Builder.abandon(out); return 0; }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}
function defaultdict_factory(d: usize): usize { const f = readSlot(d, d + DD_FACTORY); return f ? f : none(); }
function defaultdict_set_factory(d: usize, v: usize, unused: usize): i32 { setFactory(d, v && v != NONE ? newRef(v) : 0); return 0; }

/** type(d)(factory, d) */
function defaultdict_copy(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const f = defaultdict_factory(self);
  const t = tuple2(f, self);
  release(f);
  if (t == 0) return 0;
  const r = callArgs(typeOf(self), t + 20, 2, 0);
  release(t);
  return r;
}
function defaultdict_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const f = defaultdict_factory(self);
  const made = f == NONE ? tupleNew(0) : tuple1(f);
  release(f);
  const view = made ? dictViewNew(self, VIEW_ITEMS) : 0;
  const it = view ? getIter(view) : 0;
  if (view) release(view);
  const t = it ? tupleNew(5) : 0;
  if (t == 0) { if (made) release(made); if (it) release(it); return 0; }
  tupleInit(t, 0, newRef(typeOf(self)));
  tupleInit(t, 1, made);
  tupleInit(t, 2, none());
  tupleInit(t, 3, none());
  tupleInit(t, 4, it);
  return t;
}
function defaultdict_or(a: usize, b: usize): usize {
  if (!isDict(a) || !isDict(b)) return notImplemented();
  const left = isSubtype(typeOf(a), T_DEFAULTDICT);
  const r = left ? defaultdict_copy(a, 0, 0, 0) : defaultdict_copy(b, 0, 0, 0);
  if (r == 0) return 0;
  if (left ? dictUpdateFrom(r, b) : dictUpdateFrom(r, a) || dictUpdateFrom(r, b)) { release(r); return 0; }
  return r;
}

// ---- OrderedDict: a dict that can move its keys; equality minds the order

function odict_move_to_end(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("move_to_end", args, nargs, kw, S_key, S_last)) return 0;
  const key = argOrKw(args, nargs, kw, 0, S_key), flag = argOrKw(args, nargs, kw, 1, S_last);
  if (key == 0) return raise(T_X_TYPEERROR, "move_to_end() missing required argument 'key' (pos 1)");
  const last = flag ? isTrue(flag) : 1;
  if (last < 0) return 0;
  const hash = hashOf(key);
  if (hash == -1) return 0;
  const r = dictMoveToEnd(self, key, hash, last != 0);
  if (r < 0) return 0;
  return r ? none() : raiseKeyError(key);
}
function odict_popitem(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("popitem", args, nargs, kw, S_last)) return 0;
  const flag = argOrKw(args, nargs, kw, 0, S_last);
  const last = flag ? isTrue(flag) : 1;
  if (last < 0) return 0;
  if (!(last ? dictPopLast(self) : dictPopFirst(self))) return raiseObject(T_X_KEYERROR, strFromLiteral("dictionary is empty"));
  const k = stepKey, v = stepValue;
  const t = tuple2(k, v);
  release(k);
  release(v);
  return t;
}
function odict_compare(a: usize, b: usize, op: i32): usize {
  if (op != EQ && op != NE || !isDict(a) || !isDict(b)) return notImplemented();
  let equal = dictEquals(a, b);
  if (equal > 0 && isSubtype(typeOf(a), T_ODICT) && isSubtype(typeOf(b), T_ODICT)) equal = sameOrder(a, b);
  return equal < 0 ? 0 : boolOf((equal == 1) == (op == EQ));
}
function sameOrder(a: usize, b: usize): i32 {
  let i = dictStep(a, 0, 1), j = 0;
  while (i >= 0) {
    const x = stepKey;
    j = dictStep(b, j, 1);
    if (j < 0) { release(x); return 0; }
    const y = stepKey;
    const same = richCompareBool(x, y, EQ);
    release(x);
    release(y);
    if (same <= 0) return same;
    i = dictStep(a, i, 1);
  }
  return 1;
}
function odict_repr(d: usize): usize {
  const out = Builder.start();
  appendName(out, d);
  Builder.char(out, 0x28);
  const text = call_indirect<usize>(load<u32>(T_DICT + TP_REPR), d);
  if (text == 0) { Builder.abandon(out); return 0; }
  if (strLength(text) > 2) Builder.str(out, text); // not for {}
  release(text);
  Builder.char(out, 0x29);
  return Builder.finish(out);
}
function odict_copy(self: usize, args: usize, nargs: i32, kw: usize): usize { return call1(typeOf(self), self); }
function odict_or(a: usize, b: usize): usize {
  if (!isDict(a) || !isDict(b)) return notImplemented();
  const type = isSubtype(typeOf(a), T_ODICT) ? typeOf(a) : typeOf(b);
  const r = call1(type, a);
  if (r == 0) return 0;
  if (dictUpdateFrom(r, b)) { release(r); return 0; }
  return r;
}
function odict_reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const made = tupleNew(0), view = dictViewNew(self, VIEW_ITEMS);
  const it = view ? getIter(view) : 0;
  if (view) release(view);
  const t = it ? tupleNew(5) : 0;
  if (t == 0) { release(made); if (it) release(it); return 0; }
  tupleInit(t, 0, newRef(typeOf(self)));
  tupleInit(t, 1, made);
  tupleInit(t, 2, none());
  tupleInit(t, 3, none());
  tupleInit(t, 4, it);
  return t;
}

// ---- _count_elements(mapping, iterable)

function count_elements(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const d = arg(args, 0);
  const it = getIter(arg(args, 1));
  if (it == 0) return 0;
  const one = intFromI32(1);
  let ok = true;
  while (ok) {
    const x = iterNext(it);
    if (x == 0) break;
    const hash = hashOf(x);
    ok = hash != -1;
    if (ok) {
      const old = dictGetHash(d, x, hash);
      ok = old != 0 || !hasException();
      const sum: usize = !ok ? 0 : old ? binaryOp(old, one, NB_ADD) : newRef(one);
      if (old) release(old);
      ok = sum != 0 && dictSetHash(d, x, hash, sum) == 0;
      if (sum) release(sum);
    }
    release(x);
  }
  release(one);
  release(it);
  return hasException() ? 0 : none();
}

function fill(d: usize): void {
  dictSetStr(d, intern("deque"), T_DEQUE);
  dictSetStr(d, intern("_deque_iterator"), T_DEQUE_ITER);
  dictSetStr(d, intern("defaultdict"), T_DEFAULTDICT);
  dictSetStr(d, intern("OrderedDict"), T_ODICT);
  function_(d, "_count_elements", fnNative(count_elements), 2, 2);
}

function initDeque(): void {
  setSlot(T_DEQUE, TP_NEW, fnNative(deque_new));
  setSlot(T_DEQUE, TP_INIT, fnInit(deque_init));
  setSlot(T_DEQUE, TP_DEALLOC, fnVoid(deque_dealloc));
  setSlot(T_DEQUE, TP_TRAVERSE, fnTraverse(deque_traverse));
  setSlot(T_DEQUE, TP_REPR, fnUnary(deque_repr));
  setSlot(T_DEQUE, TP_RICHCOMPARE, fnCompare(deque_compare));
  setSlot(T_DEQUE, TP_ITER, fnUnary(deque_iter));
  setSlot(T_DEQUE, TP_LENGTH, fnInt(deque_length));
  setSlot(T_DEQUE, TP_GETITEM, fnBinary(deque_getitem));
  setSlot(T_DEQUE, TP_SETITEM, fnInt3(deque_setitem));
  setSlot(T_DEQUE, TP_CONTAINS, fnInt2(deque_contains));
  setSlot(T_DEQUE, SQ_CONCAT, fnBinary(deque_concat));
  setSlot(T_DEQUE, SQ_REPEAT, fnBinary(deque_repeat));
  setSlot(T_DEQUE, NB_ADD + INPLACE, fnBinary(deque_iadd));
  setSlot(T_DEQUE, NB_MUL + INPLACE, fnBinary(deque_imul));
  method(T_DEQUE, "append", fnNative(deque_append), 1, 1);
  method(T_DEQUE, "appendleft", fnNative(deque_appendleft), 1, 1);
  method(T_DEQUE, "pop", fnNative(deque_pop), 0, 0);
  method(T_DEQUE, "popleft", fnNative(deque_popleft), 0, 0);
  method(T_DEQUE, "extend", fnNative(deque_extend), 1, 1);
  method(T_DEQUE, "extendleft", fnNative(deque_extendleft), 1, 1);
  method(T_DEQUE, "clear", fnNative(deque_clear), 0, 0);
  method(T_DEQUE, "copy", fnNative(deque_copy), 0, 0);
  method(T_DEQUE, "__copy__", fnNative(deque_copy), 0, 0);
  method(T_DEQUE, "reverse", fnNative(deque_reverse), 0, 0);
  method(T_DEQUE, "rotate", fnNative(deque_rotate), 0, 1);
  method(T_DEQUE, "count", fnNative(deque_count), 1, 1);
  method(T_DEQUE, "index", fnNative(deque_index), 1, 3);
  method(T_DEQUE, "remove", fnNative(deque_remove), 1, 1);
  method(T_DEQUE, "insert", fnNative(deque_insert), 2, 2);
  method(T_DEQUE, "__reversed__", fnNative(deque_reversed), 0, 0);
  method(T_DEQUE, "__reduce__", fnNative(deque_reduce), 0, 0);
  getset(T_DEQUE, "maxlen", fnUnary(deque_maxlen), 0);
  setSlot(T_DEQUE_ITER, TP_DEALLOC, fnVoid(iter_dealloc));
  setSlot(T_DEQUE_ITER, TP_TRAVERSE, fnTraverse(iter_traverse));
  setSlot(T_DEQUE_ITER, TP_ITER, fnUnary(iter_self));
  setSlot(T_DEQUE_ITER, TP_NEXT, fnUnary(iter_next));
  method(T_DEQUE_ITER, "__length_hint__", fnNative(iter_hint), 0, 0);
}

export function initCollectionsModule(): void {
  initDeque();
  setSlot(T_DEFAULTDICT, TP_INIT, fnInit(defaultdict_init));
  setSlot(T_DEFAULTDICT, TP_DEALLOC, fnVoid(defaultdict_dealloc));
  setSlot(T_DEFAULTDICT, TP_TRAVERSE, fnTraverse(defaultdict_traverse));
  setSlot(T_DEFAULTDICT, TP_REPR, fnUnary(defaultdict_repr));
  setSlot(T_DEFAULTDICT, NB_OR, fnBinary(defaultdict_or));
  method(T_DEFAULTDICT, "__missing__", fnNative(defaultdict_missing), 1, 1);
  method(T_DEFAULTDICT, "copy", fnNative(defaultdict_copy), 0, 0);
  method(T_DEFAULTDICT, "__copy__", fnNative(defaultdict_copy), 0, 0);
  method(T_DEFAULTDICT, "__reduce__", fnNative(defaultdict_reduce), 0, 0);
  getset(T_DEFAULTDICT, "default_factory", fnUnary(defaultdict_factory), fnInt3(defaultdict_set_factory));
  setSlot(T_ODICT, TP_REPR, fnUnary(odict_repr));
  setSlot(T_ODICT, TP_RICHCOMPARE, fnCompare(odict_compare));
  setSlot(T_ODICT, NB_OR, fnBinary(odict_or));
  methodKw(T_ODICT, "move_to_end", fnNative(odict_move_to_end), 1, 2);
  methodKw(T_ODICT, "popitem", fnNative(odict_popitem), 0, 1);
  method(T_ODICT, "copy", fnNative(odict_copy), 0, 0);
  method(T_ODICT, "__reduce__", fnNative(odict_reduce), 0, 0);
  registerModule("_collections", fill);
}
