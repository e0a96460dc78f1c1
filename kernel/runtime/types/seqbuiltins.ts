/** The builtin functions of collections: len, iter, next, sorted, min, max, any, all, sum; and the types' names in builtins. */
import { R_BUILTINS, NONE } from "../layout";
import { typeOf, newRef, none, boolOf, isStr, slotOf, fnNative, TP_NEXT, LT, GT, NB_ADD } from "../object";
import { release } from "../designs/active";
import { raise, raisef, setException, hasException, clearException, pendingMatches } from "../errors";
import { T_LIST, T_TUPLE, T_DICT, T_SET, T_FROZENSET, T_RANGE, T_SLICE, T_ENUMERATE, T_ZIP, T_MAP, T_FILTER, T_REVERSED, T_INT, T_FLOAT, T_STR, T_BYTES, T_BYTEARRAY,
  T_X_TYPEERROR, T_X_VALUEERROR, T_X_STOPITERATION } from "./table";
import { getIter, iterNext, lengthOf, isTrue, richCompareBool, binaryOp } from "../abstract";
import { call1 } from "../calls";
import { arg, function_, functionKw, kwArg, kwCheck, positional, countCheck } from "../natives";
import { dictSetStr } from "./dict";
import { intern } from "./intern";
import { intFromI32, intFromI64 } from "./int";
import { floatNew } from "./float";
import { makeException } from "./exceptions";
import { listNew } from "./list";
import { listExtend } from "./listtype";
import { listSort } from "./listsort";
import { callIterNew } from "./iterators";
import { S_key, S_reverse, S_default, S_start } from "../names";

export function len(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = lengthOf(arg(args, 0));
  return n < 0 ? 0 : intFromI32(n);
}

export function iter(self: usize, args: usize, nargs: i32, kw: usize): usize {
  return nargs == 1 ? getIter(arg(args, 0)) : callIterNew(arg(args, 0), arg(args, 1));
}

export function next(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const it = arg(args, 0), f = slotOf(it, TP_NEXT);
  if (f == 0) return raisef(T_X_TYPEERROR, "'%t' object is not an iterator", it);
  const v = call_indirect<usize>(f, it);
  if (v) return v;
  if (nargs > 1) {
    if (hasException()) {
      if (!pendingMatches(T_X_STOPITERATION)) return 0;
      clearException();
    }
    return newRef(arg(args, 1));
  }
  if (!hasException()) {
    const exc = makeException(T_X_STOPITERATION, 0);
    if (exc) setException(exc);
  }
  return 0;
}

function sorted(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!countCheck("sorted", positional(nargs, kw), 1, 1)) return 0;
  if (!kwCheck("sort", args, nargs, kw, S_key, S_reverse)) return 0;
  let key = kwArg(args, nargs, kw, S_key);
  if (key == NONE) key = 0;
  const flag = kwArg(args, nargs, kw, S_reverse);
  const reverse = flag ? isTrue(flag) : 0;
  if (reverse < 0) return 0;
  const l = listNew(0);
  if (l == 0) return 0;
  if (listExtend(l, arg(args, 0)) || listSort(l, key, reverse != 0)) { release(l); return 0; }
  return l;
}

/** min and max. */
function extreme(name: string, op: i32, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  if (n == 0) {
    return op == LT ? raise(T_X_TYPEERROR, "min expected at least 1 argument, got 0") : raise(T_X_TYPEERROR, "max expected at least 1 argument, got 0");
  }
  if (!kwCheck(name, args, nargs, kw, S_key, S_default)) return 0;
  let key = kwArg(args, nargs, kw, S_key);
  if (key == NONE) key = 0;
  const otherwise = kwArg(args, nargs, kw, S_default);
  if (n > 1 && otherwise) {
    return op == LT ? raise(T_X_TYPEERROR, "Cannot specify a default for min() with multiple positional arguments") : raise(T_X_TYPEERROR, "Cannot specify a default for max() with multiple positional arguments");
  }
  const it: usize = n == 1 ? getIter(arg(args, 0)) : 0;
  if (n == 1 && it == 0) return 0;
  let best: usize = 0, bestKey: usize = 0;
  let i = 0;
  let failed = false;
  while (true) {
    let x: usize;
    if (it) {
      x = iterNext(it);
      if (x == 0) { failed = hasException(); break; }
    } else {
      if (i == n) break;
      x = newRef(arg(args, i++));
    }
    const k = key ? call1(key, x) : newRef(x);
    if (k == 0) { release(x); failed = true; break; }
    if (best) {
      const better = richCompareBool(k, bestKey, op);
      if (better <= 0) {
        release(k);
        release(x);
        if (better == 0) continue;
        failed = true;
        break;
      }
      release(best);
      release(bestKey);
    }
    best = x;
    bestKey = k;
  }
  if (it) release(it);
  if (bestKey) release(bestKey);
  if (failed) { if (best) release(best); return 0; }
  if (best) return best;
  if (otherwise) return newRef(otherwise);
  return op == LT ? raise(T_X_VALUEERROR, "min() iterable argument is empty") : raise(T_X_VALUEERROR, "max() iterable argument is empty");
}
function min_(self: usize, args: usize, nargs: i32, kw: usize): usize { return extreme("min", LT, args, nargs, kw); }
function max_(self: usize, args: usize, nargs: i32, kw: usize): usize { return extreme("max", GT, args, nargs, kw); }

/** Whether some item's truth is `wanted`: 1, 0, -1 with an exception. */
function search(o: usize, wanted: i32): i32 {
  const it = getIter(o);
  if (it == 0) return -1;
  while (true) {
    const x = iterNext(it);
    if (x == 0) break;
    const truth = isTrue(x);
    release(x);
    if (truth < 0 || truth == wanted) { release(it); return truth < 0 ? -1 : 1; }
  }
  release(it);
  return hasException() ? -1 : 0;
}
function any_(self: usize, args: usize, nargs: i32, kw: usize): usize { const r = search(arg(args, 0), 1); return r < 0 ? 0 : boolOf(r == 1); }
function all_(self: usize, args: usize, nargs: i32, kw: usize): usize { const r = search(arg(args, 0), 0); return r < 0 ? 0 : boolOf(r == 0); }

/**
 * sum(iterable, start=0). Small ints are added as machine numbers, floats with Neumaier's compensation as CPython since
 * 3.12, until a value of another type comes.
 */
function sum_(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = positional(nargs, kw);
  if (!countCheck("sum", n, 1, 2) || !kwCheck("sum", args, nargs, kw, S_start)) return 0;
  let start: usize = n > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_start);
  if (start) {
    const t = typeOf(start);
    if (isStr(start)) return raise(T_X_TYPEERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    if (t == T_BYTES) return raise(T_X_TYPEERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (t == T_BYTEARRAY) return raise(T_X_TYPEERROR, "sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  const it = getIter(arg(args, 0));
  if (it == 0) return 0;
  let total = start ? newRef(start) : intFromI32(0);
  let x: usize = 0;
  if (typeOf(total) == T_INT) {
    let sum: i64 = load<i64>(total, 16);
    while (true) {
      x = iterNext(it);
      if (x == 0 || typeOf(x) != T_INT) break;
      const v = load<i64>(x, 16), next = sum + v;
      if (((sum ^ next) & (v ^ next)) < 0) break; // past 64 bits
      sum = next;
      release(x);
    }
    release(total);
    total = intFromI64(sum);
    if (total && x) total = addTo(total, x);
  }
  if (total && typeOf(total) == T_FLOAT && !hasException()) {
    let sum = load<f64>(total, 16), lost: f64 = 0;
    while (true) {
      x = iterNext(it);
      if (x == 0) break;
      if (typeOf(x) != T_FLOAT && typeOf(x) != T_INT) break;
      const v = typeOf(x) == T_FLOAT ? load<f64>(x, 16) : <f64>load<i64>(x, 16);
      if (typeOf(x) == T_INT) sum += v;
      else {
        const next = sum + v;
        if (Math.abs(sum) >= Math.abs(v)) lost += (sum - next) + v; else lost += (v - next) + sum;
        sum = next;
      }
      release(x);
    }
    if (lost != 0 && isFinite(lost)) sum += lost;
    release(total);
    total = floatNew(sum);
    if (total && x) total = addTo(total, x);
  }
  while (total && !hasException()) {
    x = iterNext(it);
    if (x == 0) break;
    total = addTo(total, x);
  }
  release(it);
  if (hasException()) { if (total) release(total); return 0; }
  return total;
}
/** total + x; consumes both. */
function addTo(total: usize, x: usize): usize {
  const r = binaryOp(total, x, NB_ADD);
  release(total);
  release(x);
  return r;
}

function name(text: string, type: usize): void { dictSetStr(load<usize>(R_BUILTINS), intern(text), type); }

export function initSeqBuiltins(): void {
  const d = load<usize>(R_BUILTINS);
  function_(d, "len", fnNative(len), 1, 1);
  function_(d, "iter", fnNative(iter), 1, 2);
  function_(d, "next", fnNative(next), 1, 2);
  functionKw(d, "sorted", fnNative(sorted), 1, 1);
  functionKw(d, "min", fnNative(min_), 1, -1);
  functionKw(d, "max", fnNative(max_), 1, -1);
  function_(d, "any", fnNative(any_), 1, 1);
  function_(d, "all", fnNative(all_), 1, 1);
  functionKw(d, "sum", fnNative(sum_), 1, 2);
  name("list", T_LIST);
  name("tuple", T_TUPLE);
  name("dict", T_DICT);
  name("set", T_SET);
  name("frozenset", T_FROZENSET);
  name("range", T_RANGE);
  name("slice", T_SLICE);
  name("enumerate", T_ENUMERATE);
  name("zip", T_ZIP);
  name("map", T_MAP);
  name("filter", T_FILTER);
  name("reversed", T_REVERSED);
}
