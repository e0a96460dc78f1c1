/**
 * What the opcodes do beyond their fast paths: building, unpacking, calling natives, leaving frames, with statements,
 * imports. `sp` is the address above the top operand; operands stay where they are and are the opcode's to release,
 * unless a function says that it takes them.
 */
import { NONE, S_FP, S_SP, S_EXC, S_HANDLED, R_MODULES, R_SYS_DICT, EMPTY_TUPLE, EMPTY_STR, BRK_REENTER, BRK_QSBR, S_BREAKER, S_STACK_END } from "../layout";
import { ts } from "../thread";
import { quiescent } from "../heap/deferred";
import { typeOf, isTuple, isList, isDict, isStr, isType, isInt, none, newRef, boolOf, TP_NEXT, TP_CALL, TP_DESCR_GET, TY_FLAGS, TF_METHOD_DESCRIPTOR, NB_ADD, EQ } from "../object";
import { retain, release, initRef, storeRef, lockObject, unlockObject, readSlot, LOCK_FREE_READS, INLINE_CACHES, defer } from "../designs/active";
import { T_LIST, T_TUPLE, T_DICT, T_STR, T_FUNCTION, T_GENERATOR, T_COROUTINE, T_ASYNC_GENERATOR, T_BUILTIN, T_METHOD_DESCR, T_TYPE, T_METHOD, T_X_TYPEERROR, T_X_VALUEERROR, T_X_STOPITERATION, T_X_STOPASYNCITERATION, T_X_RUNTIMEERROR, T_X_SYSTEMERROR, T_X_ATTRIBUTEERROR, T_X_IMPORTERROR, T_X_KEYERROR, T_X_RECURSIONERROR, T_X_NAMEERROR, T_X_BASEEXCEPTION, T_X_BASEEXCEPTIONGROUP } from "../types/table";
import { F_PREV, F_PC, F_CODE, F_FUNC, F_RET, F_KIND, F_LOCALS, F_CONT, F_VARS, K_ENTRY, K_INIT, K_GENERATOR, K_GENERATOR_ENTRY, K_ASEND, K_NORMAL, isGeneratorKind, markReraised, clearFrame, stackBase } from "./frame";
import { CODE_NLOCALSPLUS, CODE_NFREES, CODE_FLAGS, CODE_QUALNAME, CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR } from "../types/code";
import { FN_CLOSURE, FN_GLOBALS, FN_DEFAULTS, FN_KWDEFAULTS, FN_ANNOTATIONS, functionNew } from "../types/function";
import { raise, raisef, raiseObject, setException, takeException, clearException, clearIf, hasException, pendingMatches } from "../errors";
import { getIter, iterNext, richCompare, isTrue, getAttr, getAttrOr0, lookupSpecial, getItem, setItem, contains, typeLookupMethod, formatOf } from "../abstract";
import { callArgs, call0, call1, call2, call3, call4, enterNative, leaveNative, callMethod1, methodUnbound as unboundFlag, setMethodUnbound } from "../calls";
import { tupleSlice, tupleNew, tupleInit, tupleSize, tupleItem } from "../types/tuple";
import { listNew, listAppend, listSize, listGet, listExtend, listToTuple, LIST_ITEMS, LIST_SIZE } from "../types/list";
import { dictNew, dictSet, dictGet, dictGetStr, dictUpdate, dictMergeUnique, dictSize, dictNext, dictSetStr } from "../types/dict";
import { setNew, setAdd, setUpdate } from "../types/set";
import { sliceNew, sliceBounds, sliceAdjust, sliceStart, sliceCount } from "../types/slice";
import { listTakeSlice } from "../types/listtype";
import { substr, strLength, strKind, strCharAt, strAlloc, strFinish, copyChars } from "../types/str";
import { builtinCall } from "../types/descriptors";
import { generatorFrameEnded, setGeneratorReturned, GEN_BLOCK } from "../types/generator";
import { asendFailed } from "../types/asyncgen";
import { exceptionMatches, raiseVarargs, stopIterationValue, excTraceback } from "../types/exceptions";
import { groupMatch as matchGroup, groupReraise } from "../types/excgroups";
import { importModule, importFromList, importStarInto } from "../modules/import_";
import { superLookup } from "../types/super_";
import { isPlainClassType, plainInitOf, newPlainInstance, findMethod } from "../types/plainclass";
import { S___enter__, S___exit__, S___name__, S_displayhook, S_send, S_keys } from "../names";
import { OP_FOR_ITER, OP_SEND } from "./numbers";
import { OP_STORE_FAST } from "./numbers";
import { callableName } from "../types/descriptors";
import { TP_ITER } from "../object";
import { setCauseAndContext } from "../types/exceptions";
import { topmostHandled } from "./frame";
import { setExceptionPlain } from "../errors";
import { isSubtype } from "../types/type";
import { PROBE, probeLevel } from "./probe";
import { K_OPERATOR, completeOperator } from "./dunders";
import { getAttrOrNote, setAttrOrNote } from "./attributecalls";
import { rememberGet, rememberSet } from "./caches";

/** A quiescent state between two instructions: see QUIESCE in macros.txt. */
export function quiesce(): void {
  atomic.and<u32>(ts, ~BRK_QSBR, S_BREAKER);
  quiescent();
}

// ---- frames --------------------------------------------------------------------------------------------------

export function badOpcode(op: u32): void {
  if (op == PROBE) probeLevel();
  else raisef(T_X_SYSTEMERROR, "unknown opcode %d", op);
}

/** A frame whose arguments did not fit: undone. */
export function dropFrame(fp: usize, frame: usize, sp: usize, result: usize): void {
  store<usize>(ts, fp, S_FP);
  const exc = takeException();
  clearFrame(frame, sp);
  store<usize>(ts, exc, S_EXC);
  store<usize>(result, 0);
  store<usize>(ts, result, S_SP);
}

/**
 * RETURN for everything but a plain call: pops the frame, delivers r (owned) as the frame's kind asks.
 * 1: the entry frame was left; 2: go on in the caller (reload); 0: an exception is pending in the caller.
 */
export function leaveFrame(fp: usize, sp: usize, r: usize): i32 {
  const kind = load<u32>(fp, F_KIND), prev = load<usize>(fp, F_PREV), result = load<usize>(fp, F_RET);
  let cont = load<usize>(fp, F_CONT);
  if (isGeneratorKind(kind)) generatorFrameEnded(cont);
  if (kind == K_INIT) store<usize>(fp, 0, F_CONT); // the instance is the result
  store<usize>(ts, prev, S_FP);
  clearFrame(fp, sp);
  if (kind == K_INIT) {
    if (r != NONE) {
      raisef(T_X_TYPEERROR, "__init__() should return None, not '%t'", r);
      release(r);
      release(cont);
      store<usize>(result, 0);
      store<usize>(ts, result, S_SP);
      return 0;
    }
    release(r);
    store<usize>(result, cont);
    store<usize>(ts, result + 4, S_SP);
    return 2;
  }
  if ((kind & 0xff) == K_OPERATOR) return completeOperator(kind, result, r);
  if (kind == K_GENERATOR) {
    // Exhausted: FOR_ITER drops the iterator and jumps, SEND jumps with the value.
    const pc = load<usize>(prev, F_PC);
    const w = load<u32>(pc - 4);
    store<usize>(prev, pc + (<usize>(w >> 10) << 2), F_PC);
    if ((w & 1023) == OP_FOR_ITER) {
      release(r);
      const it = load<usize>(result - 4);
      store<usize>(result - 4, 0);
      store<usize>(ts, result - 4, S_SP);
      release(it);
      return 2;
    }
    store<usize>(result, r);
    store<usize>(ts, result + 4, S_SP);
    return 2;
  }
  if (kind == K_ASEND) {
    release(r);
    store<usize>(result, 0);
    store<usize>(ts, result, S_SP);
    asendFailed(load<usize>(result - 4));
    return 0;
  }
  store<usize>(result, r);
  store<usize>(ts, result + 4, S_SP);
  if (kind == K_ENTRY) return 1;
  if (kind == K_GENERATOR_ENTRY) { setGeneratorReturned(true); return 1; }
  return 2;
}

/** An `__init__` that is a generator function has given g, not None. Takes over g and the instance. */
export function refuseGenerator(g: usize, o: usize, result: usize): void {
  raisef(T_X_TYPEERROR, "__init__() should return None, not '%t'", g);
  store<usize>(load<usize>(g, GEN_BLOCK), 0, F_CONT);
  store<usize>(result, 0);
  store<usize>(ts, result, S_SP);
  release(g);
  release(o);
}

/** Whether run() has been asked to be entered anew (calls.ts, runEntry). */
export function mustReenter(): bool { return (atomic.load<u32>(ts, S_BREAKER) & BRK_REENTER) != 0; }

export function copyFreeVars(fp: usize, n: u32): void {
  const closure = load<usize>(load<usize>(fp, F_FUNC), FN_CLOSURE);
  const at = fp + F_VARS + ((load<u32>(load<usize>(fp, F_CODE), CODE_NLOCALSPLUS) - n) << 2);
  for (let i: u32 = 0; i < n; i++) {
    const c = tupleItem(closure, i);
    retain(c);
    store<usize>(at + (i << 2), c);
  }
}

export function generatorType(fp: usize): usize {
  const flags = load<u32>(load<usize>(fp, F_CODE), CODE_FLAGS);
  return flags & CO_COROUTINE ? T_COROUTINE : flags & CO_ASYNC_GENERATOR ? T_ASYNC_GENERATOR : T_GENERATOR;
}

/** `s += t`, `s = s + t`: if the next instruction stores into the local that holds a, the local lets go of it. */
export function releaseTarget(fp: usize, pc: usize, a: usize): void {
  const w = load<u32>(pc);
  if ((w & 1023) != OP_STORE_FAST) return;
  const at = fp + (<usize>(w >> 10) << 2) + F_VARS;
  if (load<usize>(at) != a) return;
  store<usize>(at, 0);
  release(a);
}

export function releaseRange(from: usize, to: usize): void {
  for (let p = from; p < to; p += 4) { const o = load<usize>(p); store<usize>(p, 0); if (o) release(o); }
}
export function release2(at: usize): void { releaseRange(at, at + 8); }
export function release3(at: usize): void { releaseRange(at, at + 12); }

// ---- comparison and truth ------------------------------------------------------------------------------------

export function compareTruth(a: usize, b: usize, op: i32): i32 {
  const r = richCompare(a, b, op);
  if (r == 0) return -1;
  const truth = isTrue(r);
  release(r);
  return truth;
}

/** After a failed tp_next: true if the pending exception was StopIteration (dropped). */
export function clearStopIteration(): bool { return clearIf(T_X_STOPITERATION); }

// ---- attributes and items ------------------------------------------------------------------------------------

export function methodUnbound(): bool { return unboundFlag; }
/** These three give no result where Python code is to answer: isNoted(), or status 1. */
export function loadAttr(o: usize, name: usize, cache: usize): usize {
  const v = getAttrOrNote(o, name);
  if (INLINE_CACHES && v != 0) rememberGet(cache, o, name);
  return v;
}
export function loadMethod(o: usize, name: usize, cache: usize): usize {
  const m = findMethod(o, name);
  if (INLINE_CACHES && m != 0) {
    const unbound = unboundFlag;
    rememberGet(cache, o, name);
    setMethodUnbound(unbound);
  }
  return m;
}
export function storeAttr(o: usize, name: usize, v: usize, cache: usize): i32 {
  const status = setAttrOrNote(o, name, v);
  if (INLINE_CACHES && status == 0) rememberSet(cache, o, name);
  return status;
}

export function loadSuper(superType: usize, cls: usize, self: usize, name: usize, method: bool): usize { return superLookup(superType, cls, self, name, method); }

export function subscript(o: usize, k: usize): usize { return getItem(o, k); }

// ---- calls ---------------------------------------------------------------------------------------------------

/** Calls anything that is not a Python function. */
export function callNative(f: usize, args: usize, nargs: i32, kw: usize): usize {
  const type = typeOf(f);
  if (type == T_BUILTIN || type == T_METHOD_DESCR) return builtinCall(f, args, nargs, kw);
  return callArgs(f, args, nargs, kw);
}

export function isPlainClass(f: usize): bool { return isPlainClassType(f); }
export function newPlain(f: usize): usize { return newPlainInstance(f); }
/** The Python function that is __init__ of a plain class: a new reference; 0 if it has none in Python. */
export function plainInit(f: usize): usize { return plainInitOf(f); }

/**
 * f(*args, **kwargs): lays the values out above sp, then the tuple of keyword names or null, and sets S_SP above that.
 * 0 with TypeError (nothing above sp).
 */
export function spread(f: usize, args: usize, kwargs: usize, sp: usize): i32 {
  let tuple = args;
  retain(args);
  if (!isTuple(args)) {
    release(args);
    const it = getIterForCall(f, args);
    if (it == 0) return 0;
    const list = listFromIterator(it);
    release(it);
    if (list == 0) return 0;
    tuple = listToTuple(list);
    release(list);
    if (tuple == 0) return 0;
  }
  const n = <u32>tupleSize(tuple);
  const nkw: u32 = kwargs ? <u32>mappingLength(kwargs) : 0;
  if (sp + ((n + nkw + 32) << 2) > load<usize>(ts, S_STACK_END)) { release(tuple); raise(T_X_RECURSIONERROR, "too many arguments for the value stack"); return 0; }
  let p = sp;
  for (let i: u32 = 0; i < n; i++, p += 4) { const v = tupleItem(tuple, i); retain(v); store<usize>(p, v); }
  release(tuple);
  let names: usize = 0;
  if (kwargs && nkw) {
    let d = kwargs;
    names = tupleNew(nkw);
    if (names == 0) { releaseRange(sp, p); return 0; }
    store<u32>(cursor(), 0);
    let i: u32 = 0;
    while (i < nkw && dictNext(d, cursor(), cursor() + 4, cursor() + 8)) {
      const key = load<usize>(cursor() + 4), value = load<usize>(cursor() + 8);
      store<usize>(p, value);
      p += 4;
      tupleInit(names, i++, key);
      if (!isStr(key)) { releaseRange(sp, p); release(names); raise(T_X_TYPEERROR, "keywords must be strings"); return 0; }
    }
  }
  store<usize>(p, names);
  store<usize>(ts, p + 4, S_SP);
  return 1;
}

/** Three words of scratch in the slot, for dictNext. */
@inline function cursor(): usize { return ts + 0x200; }
function mappingLength(d: usize): i32 { return dictSize(d); }

function getIterForCall(f: usize, args: usize): usize {
  const it = getIter(args);
  if (it == 0 && pendingMatches(T_X_TYPEERROR)) {
    clearException();
    const b = callableName(f);
    if (b) { raisef(T_X_TYPEERROR, "%s argument after * must be an iterable, not %t", b, args); release(b); }
  }
  return it;
}

export function listFromIterator(it: usize): usize {
  const list = listNew(0);
  if (list == 0) return 0;
  while (true) {
    const item = iterNext(it);
    if (item == 0) break;
    const status = listAppend(list, item);
    release(item);
    if (status < 0) { release(list); return 0; }
  }
  if (hasException()) { release(list); return 0; }
  return list;
}

/** MAKE_FUNCTION: takes the parts below the code object from the stack. */
export function makeFunction(fp: usize, sp: usize, flags: u32): usize {
  const code = load<usize>(sp - 4);
  const f = functionNew(code, load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS));
  if (f == 0) return 0;
  let at = sp - 8;
  if (flags & 8) { initRef(f, f + FN_CLOSURE, load<usize>(at)); store<usize>(at, 0); at -= 4; }
  if (flags & 4) { initRef(f, f + FN_ANNOTATIONS, load<usize>(at)); store<usize>(at, 0); at -= 4; }
  if (flags & 2) { initRef(f, f + FN_KWDEFAULTS, load<usize>(at)); store<usize>(at, 0); at -= 4; }
  if (flags & 1) { initRef(f, f + FN_DEFAULTS, load<usize>(at)); store<usize>(at, 0); }
  // A function of a module's own code, or a method of a class of a module, is deferred: frames everywhere may use it uncounted.
  const locals = load<usize>(fp, F_LOCALS);
  if (locals == load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS) ? (flags & 8) == 0 : locals != 0 && isMethodOfModule(load<usize>(code, CODE_QUALNAME))) defer(f);
  return f;
}
/** "C.f" is one, "f" (of code that was given a namespace) and "g.<locals>.C.f" are not. */
function isMethodOfModule(qualname: usize): bool {
  let dotted = false;
  for (let i: u32 = 0, n = strLength(qualname); i < n; i++) {
    const c = strCharAt(qualname, i);
    if (c == 0x3c) return false;
    if (c == 0x2e) dotted = true;
  }
  return dotted;
}
export function makeFunctionBase(sp: usize, flags: u32): usize {
  return sp - 4 - (((flags & 1) + ((flags >> 1) & 1) + ((flags >> 2) & 1) + ((flags >> 3) & 1)) << 2);
}

// ---- building ------------------------------------------------------------------------------------------------

/** Takes n values from the stack. */
export function buildTuple(sp: usize, n: u32): usize {
  const t = tupleNew(n);
  if (t == 0) return 0;
  const from = sp - (<usize>n << 2);
  for (let i: u32 = 0; i < n; i++) tupleInit(t, i, load<usize>(from + (i << 2)));
  return t;
}
export function buildList(sp: usize, n: u32): usize {
  const l = listNew(<i32>n);
  if (l == 0) return 0;
  const from = sp - (<usize>n << 2), items = load<usize>(l, LIST_ITEMS);
  for (let i: u32 = 0; i < n; i++) initRef(l, items + (i << 2), load<usize>(from + (i << 2)));
  return l;
}
export function buildSet(sp: usize, n: u32): usize {
  const s = setNew();
  if (s == 0) return 0;
  for (let p = sp - (<usize>n << 2); p < sp; p += 4) if (setAdd(s, load<usize>(p)) < 0) { release(s); return 0; }
  return s;
}
export function buildMap(sp: usize, n: u32): usize {
  const d = dictNew();
  if (d == 0) return 0;
  for (let p = sp - (<usize>n << 3); p < sp; p += 8) if (dictSet(d, load<usize>(p), load<usize>(p, 4)) < 0) { release(d); return 0; }
  return d;
}
export function buildString(sp: usize, n: u32): usize {
  let total: u64 = 0;
  let kind: u32 = 1;
  const from = sp - (<usize>n << 2);
  for (let p = from; p < sp; p += 4) { const s = load<usize>(p); total += strLength(s); kind = max(kind, strKind(s)); }
  if (total > 0x40000000) return raise(T_X_VALUEERROR, "string is too long");
  const r = strAlloc(<u32>total, kind);
  if (r == 0) return 0;
  let at: u32 = 0;
  for (let p = from; p < sp; p += 4) { const s = load<usize>(p); copyChars(r, at, s, 0, strLength(s)); at += strLength(s); }
  return strFinish(r);
}
/** Whether o[a:b] of this object needs no slice object: nobody would see it. */
@inline export function slicesPlainly(o: usize): bool { const t = typeOf(o); return t == T_LIST || t == T_STR || t == T_TUPLE; }
/** o[start:stop] of such an object. */
export function sliceOf(o: usize, start: usize, stop: usize): usize {
  if (sliceBounds(start, stop, NONE)) return 0;
  const t = typeOf(o);
  if (t == T_LIST) return listTakeSlice(o);
  sliceAdjust(t == T_STR ? <i32>strLength(o) : tupleSize(o));
  return t == T_STR ? substr(o, <u32>sliceStart, <u32>(sliceStart + sliceCount)) : tupleSlice(o, sliceStart, sliceStart + sliceCount);
}
export function buildSlice(sp: usize, n: u32): usize {
  return n == 2 ? sliceNew(load<usize>(sp - 8), load<usize>(sp - 4), NONE) : sliceNew(load<usize>(sp - 12), load<usize>(sp - 8), load<usize>(sp - 4));
}
export function listAppendItem(l: usize, v: usize): i32 { return listAppend(l, v); }
export function setAddItem(s: usize, v: usize): i32 { return setAdd(s, v); }
export function dictSetItem(d: usize, k: usize, v: usize): i32 { return dictSet(d, k, v); }
export function listExtendFrom(l: usize, o: usize): i32 {
  const status = listExtend(l, o);
  if (status < 0 && pendingMatches(T_X_TYPEERROR) && load<u32>(typeOf(o) + TP_ITER) == 0) {
    clearException();
    raisef(T_X_TYPEERROR, "Value after * must be an iterable, not %t", o);
  }
  return status;
}
export function setUpdateFrom(s: usize, o: usize): i32 { return setUpdate(s, o); }
export function dictUpdateFrom(d: usize, o: usize): i32 {
  if (!isDict(o)) {
    const keys = getAttrOr0(o, load<usize>(S_keys));
    if (keys == 0) { if (!hasException()) raisef(T_X_TYPEERROR, "'%t' object is not a mapping", o); return -1; }
    release(keys);
  }
  return dictUpdate(d, o);
}
/** **kwargs in a call: a repeated key is an error that names the callable. */
export function dictMergeForCall(d: usize, o: usize, f: usize): i32 {
  if (!isDict(o)) {
    const keys = getAttrOr0(o, load<usize>(S_keys));
    if (keys == 0) {
      if (hasException()) return -1;
      const name = callableName(f);
      if (name) { raisef(T_X_TYPEERROR, "%s argument after ** must be a mapping, not %t", name, o); release(name); }
      return -1;
    }
    release(keys);
  }
  const repeated = dictMergeUnique(d, o);
  if (repeated == 0) return 0;
  if (repeated != 1) {
    const name = callableName(f);
    if (name) {
      if (isStr(repeated)) raisef(T_X_TYPEERROR, "%s got multiple values for keyword argument '%s'", name, repeated);
      else raise(T_X_TYPEERROR, "keywords must be strings");
      release(name);
    }
    release(repeated);
  }
  return -1;
}
export function tupleOfList(l: usize): usize { return listToTuple(l); }
export function formatSimple(o: usize): usize { return formatOf(o, EMPTY_STR); }

// ---- unpacking -----------------------------------------------------------------------------------------------

/** Writes the n values of s at `at`, the first topmost. */
export function unpackSequence(s: usize, n: u32, at: usize): bool {
  if (typeOf(s) == T_TUPLE && tupleSize(s) == n) {
    // From the far end: the sequence's own slot at `at` is overwritten last of all by its caller's reference still held.
    for (let i: u32 = 0; i < n; i++) { const v = tupleItem(s, i); retain(v); store<usize>(at + ((n - 1 - i) << 2), v); }
    return true;
  }
  let source = s;
  if (typeOf(s) == T_LIST) {
    source = listToTuple(s); // one look at the list: another thread may change it
    if (source == 0) return false;
    const ok = tupleSize(source) == n;
    if (ok) for (let i: u32 = 0; i < n; i++) { const v = tupleItem(source, i); retain(v); store<usize>(at + ((n - 1 - i) << 2), v); }
    else unpackCountError(tupleSize(source), n);
    release(source);
    return ok;
  }
  const it = getIter(s);
  if (it == 0) {
    if (pendingMatches(T_X_TYPEERROR) && load<u32>(typeOf(s) + TP_ITER) == 0) { clearException(); raisef(T_X_TYPEERROR, "cannot unpack non-iterable %t object", s); }
    return false;
  }
  // Values gather above the stack's end for now, then turn round.
  const scratch = load<usize>(ts, S_SP);
  let got: u32 = 0;
  for (; got < n; got++) {
    const v = iterNext(it);
    if (v == 0) break;
    store<usize>(scratch + (got << 2), v);
    store<usize>(ts, scratch + ((got + 1) << 2), S_SP);
  }
  let ok = got == n;
  if (ok) {
    const extra = iterNext(it);
    if (extra) {
      release(extra);
      ok = false;
      raisef(T_X_VALUEERROR, "too many values to unpack (expected %d)", n);
    } else if (hasException()) ok = false;
  } else if (!hasException()) unpackCountError(got, n);
  release(it);
  store<usize>(ts, scratch, S_SP);
  if (!ok) { releaseRange(scratch, scratch + (got << 2)); return false; }
  // scratch is one word above `at`
  for (let i: u32 = 0, j = n - 1; i < j && n > 0; i++, j--) {
    const x = load<usize>(scratch + (i << 2));
    store<usize>(scratch + (i << 2), load<usize>(scratch + (j << 2)));
    store<usize>(scratch + (j << 2), x);
  }
  memory.copy(at, scratch, n << 2);
  return true;
}

function unpackCountError(got: u32, wanted: u32): void {
  if (got > wanted) raisef(T_X_VALUEERROR, "too many values to unpack (expected %d)", wanted);
  else raisef(T_X_VALUEERROR, "not enough values to unpack (expected %d, got %d)", wanted, got);
}

export function unpackEx(s: usize, before: u32, after: u32, at: usize): bool {
  const it = getIter(s);
  if (it == 0) {
    if (pendingMatches(T_X_TYPEERROR) && load<u32>(typeOf(s) + TP_ITER) == 0) { clearException(); raisef(T_X_TYPEERROR, "cannot unpack non-iterable %t object", s); }
    return false;
  }
  const list = listFromIterator(it);
  release(it);
  if (list == 0) return false;
  const all = listToTuple(list);
  release(list);
  if (all == 0) return false;
  const n = <u32>tupleSize(all);
  if (n < before + after) {
    raisef(T_X_VALUEERROR, "not enough values to unpack (expected at least %d, got %d)", before + after, n);
    release(all);
    return false;
  }
  const middle = listNew(<i32>(n - before - after));
  if (middle == 0) { release(all); return false; }
  const items = load<usize>(middle, LIST_ITEMS);
  const total = before + 1 + after;
  for (let i: u32 = 0; i < n; i++) {
    const v = tupleItem(all, i);
    retain(v);
    if (i < before) store<usize>(at + ((total - 1 - i) << 2), v);
    else if (i >= n - after) store<usize>(at + ((n - 1 - i) << 2), v);
    else initRef(middle, items + ((i - before) << 2), v);
  }
  store<usize>(at + (after << 2), middle);
  release(all);
  return true;
}

// ---- generators ----------------------------------------------------------------------------------------------

/** it.send(v), or next(it) when v is None; v is borrowed. 0 when it ended or failed. */
export function sendTo(it: usize, v: usize): usize {
  if (v == NONE && load<u32>(typeOf(it) + TP_NEXT) != 0) return call_indirect<usize>(load<u32>(typeOf(it) + TP_NEXT), it);
  return callMethod1(it, load<usize>(S_send), v);
}
/** The value of the StopIteration that ended an iterator, taken from the pending exception; None if there is none; 0 for another exception. */
export function stopValue(): usize {
  if (!hasException()) return none();
  if (!pendingMatches(T_X_STOPITERATION)) return 0;
  const exc = takeException();
  const v = stopIterationValue(exc);
  release(exc);
  return v;
}
export function cleanupThrow(exc: usize): usize {
  if (exceptionMatches(exc, T_X_STOPITERATION)) return stopIterationValue(exc);
  return setExceptionPlain(exc);
}
/** exc is taken over. `fp` is the generator's frame. */
export function stopIterationError(fp: usize, exc: usize): usize {
  const flags = load<u32>(load<usize>(fp, F_CODE), CODE_FLAGS);
  if (exceptionMatches(exc, T_X_STOPITERATION)) {
    if (flags & CO_ASYNC_GENERATOR) raise(T_X_RUNTIMEERROR, "async generator raised StopIteration");
    else if (flags & CO_COROUTINE) raise(T_X_RUNTIMEERROR, "coroutine raised StopIteration");
    else raise(T_X_RUNTIMEERROR, "generator raised StopIteration");
  } else if ((flags & CO_ASYNC_GENERATOR) != 0 && exceptionMatches(exc, T_X_STOPASYNCITERATION)) raise(T_X_RUNTIMEERROR, "async generator raised StopAsyncIteration");
  else return exc;
  const error = takeException();
  setCauseAndContext(error, exc);
  release(exc);
  return error;
}

// ---- exceptions ----------------------------------------------------------------------------------------------

/** raise, raise exc, raise exc from cause: operands are borrowed. An exception is pending afterwards. */
export function raiseFrom(sp: usize, n: u32): void {
  if (n == 0) {
    const exc = topmost();
    if (exc == 0) raise(T_X_RUNTIMEERROR, "No active exception to reraise");
    else { retain(exc); setExceptionPlain(exc); markReraised(); }
    return;
  }
  const exc = n == 2 ? load<usize>(sp - 8) : load<usize>(sp - 4);
  raiseVarargs(exc, n == 2 ? load<usize>(sp - 4) : 0);
}
function topmost(): usize { return topmostHandled(); }

/** async for: whether exc is its regular end. */
export function endsAsyncFor(exc: usize): bool { return exceptionMatches(exc, T_X_STOPASYNCITERATION); }

/** Raises exc (owned) again as it is. Its handler is sought from where RERAISE stands, not from where it was first raised. */
export function reraise(exc: usize): void { setExceptionPlain(exc); }

/** except cls: 1, 0, or -1 with TypeError for what is no exception class. */
export function exceptionMatch(exc: usize, cls: usize): i32 {
  return exceptionClasses(cls) < 0 ? -1 : exceptionMatches(exc, cls) ? 1 : 0;
}
/** Whether an except clause may name this: 0, or -1 with TypeError. */
function exceptionClasses(cls: usize): i32 {
  if (isTuple(cls)) {
    for (let i = 0; i < tupleSize(cls); i++) if (!isExceptionClass(tupleItem(cls, i))) return badCatch();
    return 0;
  }
  return isExceptionClass(cls) ? 0 : badCatch();
}
/** Whether an except* clause may name these classes; false with TypeError. */
function takesNoGroup(cls: usize): bool {
  let ok = true;
  if (isTuple(cls)) for (let i = 0; i < tupleSize(cls); i++) ok = ok && !isSubtype(tupleItem(cls, i), T_X_BASEEXCEPTIONGROUP);
  else ok = !isSubtype(cls, T_X_BASEEXCEPTIONGROUP);
  if (!ok) raise(T_X_TYPEERROR, "catching ExceptionGroup with except* is not allowed. Use except instead.");
  return ok;
}
function isExceptionClass(c: usize): bool { return isType(c) && isSubtype(c, T_X_BASEEXCEPTION); }
function badCatch(): i32 {
  raise(T_X_TYPEERROR, "catching classes that do not inherit from BaseException is not allowed");
  return -1;
}

/** except*: exc cls -- rest match */
export function groupMatch(sp: usize): bool {
  const exc = load<usize>(sp - 8), cls = load<usize>(sp - 4);
  if (exceptionClasses(cls) < 0 || !takesNoGroup(cls) || !matchGroup(exc, cls, sp - 8, sp - 4)) return false;
  release(exc);
  release(cls);
  const match = load<usize>(sp - 4);
  if (match != NONE) {
    const handled = load<usize>(ts, S_HANDLED);
    retain(match);
    store<usize>(ts, match, S_HANDLED);
    if (handled) release(handled);
  }
  return true;
}
export function prepareReraiseStar(orig: usize, excs: usize): usize { return groupReraise(orig, excs); }

// ---- with ----------------------------------------------------------------------------------------------------

/** mgr -- exit entered */
export function beforeWith(sp: usize): bool {
  const mgr = load<usize>(sp - 4);
  const enter = lookupSpecial(mgr, load<usize>(S___enter__));
  if (enter == 0) {
    if (!hasException()) raisef(T_X_TYPEERROR, "'%t' object does not support the context manager protocol", mgr);
    return false;
  }
  const exit = lookupSpecial(mgr, load<usize>(S___exit__));
  if (exit == 0) {
    release(enter);
    if (!hasException()) raisef(T_X_TYPEERROR, "'%t' object does not support the context manager protocol (missed __exit__ method)", mgr);
    return false;
  }
  store<usize>(sp - 4, exit);
  release(mgr);
  const entered = call0(enter);
  release(enter);
  if (entered == 0) return false;
  store<usize>(sp, entered);
  return true;
}
/** exit(type, exc, traceback) */
export function callExit(exit: usize, exc: usize): usize {
  const tb = excTraceback(exc);
  const r = call3(exit, typeOf(exc), exc, tb);
  release(tb);
  return r;
}

// ---- modules -------------------------------------------------------------------------------------------------

export function importName(fp: usize, name: usize, level: usize, fromlist: usize): usize {
  return importModule(load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS), name, level, fromlist);
}
export function importFrom(module: usize, name: usize): usize { return importFromList(module, name); }
export function importStar(fp: usize, module: usize): i32 {
  const locals = load<usize>(fp, F_LOCALS);
  return importStarInto(module, locals ? locals : load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS));
}
export function printExpression(v: usize): i32 {
  const hook = dictGetStr(load<usize>(R_SYS_DICT), load<usize>(S_displayhook));
  if (hook == 0) { raise(T_X_RUNTIMEERROR, "lost sys.displayhook"); return -1; }
  const r = call1(hook, v);
  release(hook);
  if (r == 0) return -1;
  release(r);
  return 0;
}
