/**
 * The module _functools: partial, reduce, cmp_to_key.
 *
 *     partial: 16 u32 lock   20 ref function   24 ref tuple of arguments   28 ref dict of keywords   32 attribute record
 *     key (what cmp_to_key makes):  20 ref comparison   24 ref object, 0 in the maker itself
 */
import { NONE } from "../layout";
import { typeOf, newRef, none, boolOf, notImplemented, slotOf, setSlot, fnUnary, fnVoid, fnTraverse, fnNative, fnCompare, fnHash, TP_CALL, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_NEW, TP_RICHCOMPARE, TY_NAME, TF_LOCKED, TF_BASETYPE, LT } from "../object";
import { release, initRef } from "../designs/active";
import { allocRaw, freeRaw, freeObject } from "../heap/blocks";
import { noMemory, raise, hasException } from "../errors";
import { T_PARTIAL, T_CMP_KEY, T_X_TYPEERROR } from "../types/table";
import { getIter, iterNext, richCompare, reprOf, reprEnter, reprLeave } from "../abstract";
import { callArgs, call2 } from "../calls";
import { arg, positional, countCheck, kwRefused, getset, function_, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "../types/instance";
import { isSubtype, newType, setTypeModule, setDictOffset } from "../types/type";
import { intFromI32 } from "../types/int";
import { intern } from "../types/intern";
import { tupleNew, tupleInit, tupleItem, tupleSize, tupleFromArray } from "../types/tuple";
import { dictNew, dictCopy, dictSetStr, dictSize, dictStep, stepKey, stepValue, WANT_BOTH, dictUpdate } from "../types/dict";
import { appendRepr } from "../types/dictmethods";
import { Builder } from "../types/builder";
import { registerModule } from "./registry";

const FUNC: usize = 20;
const ARGS: usize = 24;
const KEYWORDS: usize = 28;
const RECORD: u32 = 32;
const PARTIAL_BYTES: u32 = 40;

// ---- partial

function partial_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  if (n < 1) return raise(T_X_TYPEERROR, "type 'partial' takes at least one argument");
  let f = arg(args, 0);
  if (slotOf(f, TP_CALL) == 0) return raise(T_X_TYPEERROR, "the first argument must be callable");
  // A partial of a partial is flattened.
  let before: usize = 0, keywords: usize = 0;
  if (typeOf(f) == T_PARTIAL && type == T_PARTIAL) {
    before = load<usize>(f, ARGS);
    keywords = dictCopy(load<usize>(f, KEYWORDS));
    f = load<usize>(f, FUNC);
  } else keywords = dictNew();
  if (keywords == 0) return 0;
  const m = before ? tupleSize(before) : 0;
  const all = tupleNew(m + n - 1);
  if (all == 0) { release(keywords); return 0; }
  for (let i = 0; i < m; i++) tupleInit(all, i, newRef(tupleItem(before, i)));
  for (let i = 1; i < n; i++) tupleInit(all, m + i - 1, newRef(arg(args, i)));
  for (let i = n; i < nargs; i++) {
    if (dictSetStr(keywords, tupleItem(kw, i - n), arg(args, i))) { release(keywords); release(all); return 0; }
  }
  const p = allocInstance(type, 0);
  if (p == 0) { release(keywords); release(all); return 0; }
  initRef(p, p + FUNC, newRef(f));
  initRef(p, p + ARGS, all);
  initRef(p, p + KEYWORDS, keywords);
  return p;
}
function partial_dealloc(p: usize): void {
  clearInstanceExtras(p);
  for (let at = FUNC; at <= KEYWORDS; at += 4) { const v = load<usize>(p + at); if (v) release(v); }
  freeObject(p, sizeOfInstance(p));
}
function partial_traverse(p: usize, visitor: u32): void { for (let at = FUNC; at <= KEYWORDS; at += 4) call_indirect<void>(visitor, p + at); }

/** Calls the function with the kept arguments first; keywords of the call win over kept ones. */
function partial_call(p: usize, args: usize, nargs: i32, kw: usize): usize {
  const kept = load<usize>(p, ARGS), keywords = load<usize>(p, KEYWORDS);
  const n = positional(nargs, kw), m = tupleSize(kept);
  let named: usize = 0;
  if (dictSize(keywords) != 0 || n != nargs) {
    named = dictCopy(keywords);
    if (named == 0) return 0;
    for (let i = n; i < nargs; i++) if (dictSetStr(named, tupleItem(kw, i - n), arg(args, i))) { release(named); return 0; }
  }
  const k = named ? dictSize(named) : 0;
  const values = tupleNew(m + n + k), names = k ? tupleNew(k) : 0;
  if (values == 0 || k != 0 && names == 0) { if (values) release(values); if (named) release(named); return 0; }
  for (let i = 0; i < m; i++) tupleInit(values, i, newRef(tupleItem(kept, i)));
  for (let i = 0; i < n; i++) tupleInit(values, m + i, newRef(arg(args, i)));
  let at = 0;
  for (let i = 0; i < k; i++) {
    at = dictStep(named, at, WANT_BOTH);
    tupleInit(names, i, stepKey);
    tupleInit(values, m + n + i, stepValue);
  }
  const r = callArgs(load<usize>(p, FUNC), values + 20, m + n + k, names);
  release(values);
  if (names) release(names);
  if (named) release(named);
  return r;
}
function partial_repr(p: usize): usize {
  const out = Builder.start();
  const nested = reprEnter(p);
  if (nested < 0) { Builder.abandon(out); return 0; }
  Builder.str(out, load<usize>(typeOf(p), TY_NAME));
  Builder.char(out, 0x28);
  let ok = true;
  if (nested > 0) Builder.text(out, "...");
  else {
    ok = appendRepr(out, load<usize>(p, FUNC));
    const kept = load<usize>(p, ARGS), keywords = load<usize>(p, KEYWORDS);
    for (let i = 0, n = tupleSize(kept); i < n && ok; i++) { Builder.text(out, ", "); ok = appendRepr(out, tupleItem(kept, i)); }
    let at = ok ? dictStep(keywords, 0, WANT_BOTH) : -1;
    while (at >= 0 && ok) {
      const k = stepKey, v = stepValue;
      Builder.text(out, ", ");
      Builder.str(out, k);
      Builder.char(out, 0x3d);
      ok = appendRepr(out, v);
      release(k);
      release(v);
      at = dictStep(keywords, at, WANT_BOTH);
    }
    reprLeave(p);
  }
  if (!ok) { Builder.abandon(out); return 0; }
  Builder.char(out, 0x29);
  return Builder.finish(out);
}
function partial_func(p: usize): usize { return newRef(load<usize>(p, FUNC)); }
function partial_args(p: usize): usize { return newRef(load<usize>(p, ARGS)); }
function partial_keywords(p: usize): usize { return newRef(load<usize>(p, KEYWORDS)); }

// ---- reduce(function, iterable[, initial])

function reduce(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const it = getIter(arg(args, 1));
  if (it == 0) return 0;
  let total: usize = nargs > 2 ? newRef(arg(args, 2)) : 0;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    if (total == 0) { total = x; continue; }
    const r = call2(arg(args, 0), total, x);
    release(total);
    release(x);
    total = r;
    if (r == 0) break;
  }
  release(it);
  if (hasException()) { if (total) release(total); return 0; }
  return total ? total : raise(T_X_TYPEERROR, "reduce() of empty iterable with no initial value");
}

// ---- cmp_to_key

function cmp_to_key(self: usize, args: usize, nargs: i32, kw: usize): usize { return keyNew(arg(args, 0), 0); }
function keyNew(f: usize, o: usize): usize {
  const k = allocInstance(T_CMP_KEY, 0);
  if (k == 0) return 0;
  initRef(k, k + FUNC, newRef(f));
  initRef(k, k + ARGS, o ? newRef(o) : 0);
  return k;
}
function key_call(k: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("K", kw) || !countCheck("K", nargs, 1, 1)) return 0;
  return keyNew(load<usize>(k, FUNC), arg(args, 0));
}
function key_compare(a: usize, b: usize, op: i32): usize {
  if (typeOf(a) != T_CMP_KEY || typeOf(b) != T_CMP_KEY) return raise(T_X_TYPEERROR, "other argument must be K instance");
  const x = load<usize>(a, ARGS), y = load<usize>(b, ARGS);
  if (x == 0 || y == 0) return notImplemented();
  const r = call2(load<usize>(a, FUNC), x, y);
  if (r == 0) return 0;
  const zero = intFromI32(0);
  const result = richCompare(r, zero, op);
  release(zero);
  release(r);
  return result;
}
function key_obj(k: usize): usize { const o = load<usize>(k, ARGS); return o ? newRef(o) : none(); }

function fill(d: usize): void {
  dictSetStr(d, intern("partial"), T_PARTIAL);
  function_(d, "reduce", fnNative(reduce), 2, 3);
  function_(d, "cmp_to_key", fnNative(cmp_to_key), 1, 1);
}

export function initFunctools(): void {
  newType(T_PARTIAL, "functools.partial", 0, PARTIAL_BYTES, TF_LOCKED | TF_BASETYPE);
  setDictOffset(T_PARTIAL, RECORD);
  setSlot(T_PARTIAL, TP_NEW, fnNative(partial_new));
  setSlot(T_PARTIAL, TP_DEALLOC, fnVoid(partial_dealloc));
  setSlot(T_PARTIAL, TP_TRAVERSE, fnTraverse(partial_traverse));
  setSlot(T_PARTIAL, TP_CALL, fnNative(partial_call));
  setSlot(T_PARTIAL, TP_REPR, fnUnary(partial_repr));
  getset(T_PARTIAL, "func", fnUnary(partial_func), 0);
  getset(T_PARTIAL, "args", fnUnary(partial_args), 0);
  getset(T_PARTIAL, "keywords", fnUnary(partial_keywords), 0);
  newType(T_CMP_KEY, "functools.KeyWrapper", 0, PARTIAL_BYTES, 0);
  setSlot(T_CMP_KEY, TP_DEALLOC, fnVoid(partial_dealloc));
  setSlot(T_CMP_KEY, TP_TRAVERSE, fnTraverse(partial_traverse));
  setSlot(T_CMP_KEY, TP_CALL, fnNative(key_call));
  setSlot(T_CMP_KEY, TP_RICHCOMPARE, fnCompare(key_compare));
  getset(T_CMP_KEY, "obj", fnUnary(key_obj), 0);
  registerModule("_functools", fill);
}
