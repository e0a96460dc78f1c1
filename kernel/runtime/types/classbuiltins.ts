/** The builtins about classes and attributes: isinstance, getattr, vars, id, __build_class__ and their kin. */
import * as T from "./table";
import { R_BUILTINS, S_FP } from "../layout";
import { ts } from "../thread";
import { typeOf, newRef, none, boolOf, isStr, isTuple, isType, TP_CALL, fnNative } from "../object";
import { release } from "../designs/active";
import { T_TYPE, T_FUNCTION, T_CELL, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { raise, raisef, hasException, clearIf } from "../errors";
import { function_, functionKw, arg, positional } from "../natives";
import { dictNew, dictSetStr, dictSet } from "./dict";
import { intern, internObject } from "./intern";
import { intFromI64 } from "./int";
import { tupleSize, tupleItem, tupleNew, tupleInit } from "./tuple";
import { listNew, listAppend, listToTuple } from "./list";
import { getAttr, getAttrOr0, setAttr, setItem, hashOf, reprOf, lookupSpecial, listFromIterable } from "../abstract";
import { call0, call1, callMethod0 } from "../calls";
import { isInstanceOf, isSubclassOf } from "./classchecks";
import { calculateMetaclass } from "./typenew";
import { runFunctionWithLocals } from "../execute";
import { FN_CODE, cellGet } from "./function";
import { frameLocals } from "../modules/builtins";
import { S___dict__, S___dir__, S_metaclass, S___prepare__, S___mro_entries__, S___orig_bases__ } from "../names";
import { callSpread } from "../spread";

function isinstance(self: usize, args: usize, nargs: i32, kw: usize): usize { const r = isInstanceOf(arg(args, 0), arg(args, 1)); return r < 0 ? 0 : boolOf(r == 1); }
function issubclass(self: usize, args: usize, nargs: i32, kw: usize): usize { const r = isSubclassOf(arg(args, 0), arg(args, 1)); return r < 0 ? 0 : boolOf(r == 1); }
function callable(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(load<u32>(typeOf(arg(args, 0)) + TP_CALL) != 0); }
function nameArgument(o: usize, fname: string): bool {
  if (isStr(o)) return true;
  const f = intern(fname);
  raisef(T_X_TYPEERROR, "attribute name must be string, not '%t'", o);
  return f == 0;
}
export function getattr(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const name = arg(args, 1);
  if (!nameArgument(name, "getattr")) return 0;
  const key = internObject(newRef(name));
  const v = getAttr(arg(args, 0), key);
  release(key);
  if (v || nargs < 3) return v;
  return clearIf(T_X_ATTRIBUTEERROR) ? newRef(arg(args, 2)) : 0;
}
function hasattr(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!nameArgument(arg(args, 1), "hasattr")) return 0;
  const v = getAttrOr0(arg(args, 0), arg(args, 1));
  if (v) { release(v); return boolOf(true); }
  return hasException() ? 0 : boolOf(false);
}
function setattr(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!nameArgument(arg(args, 1), "setattr")) return 0;
  const key = internObject(newRef(arg(args, 1)));
  const status = setAttr(arg(args, 0), key, arg(args, 2));
  release(key);
  return status < 0 ? 0 : none();
}
function delattr(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!nameArgument(arg(args, 1), "delattr")) return 0;
  return setAttr(arg(args, 0), arg(args, 1), 0) < 0 ? 0 : none();
}
function id(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>arg(args, 0)); }
function hash(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const h = hashOf(arg(args, 0));
  return h == -1 && hasException() ? 0 : intFromI64(h);
}
export function repr(self: usize, args: usize, nargs: i32, kw: usize): usize { return reprOf(arg(args, 0)); }
function vars(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) { const fp = load<usize>(ts, S_FP); return fp ? frameLocals(fp) : none(); }
  const d = getAttrOr0(arg(args, 0), load<usize>(S___dict__));
  if (d || hasException()) return d;
  return raise(T_X_TYPEERROR, "vars() argument must have __dict__ attribute");
}
function dir(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) {
    const fp = load<usize>(ts, S_FP);
    const d = fp ? frameLocals(fp) : dictNew();
    if (d == 0) return 0;
    const names = listFromIterable(d);
    release(d);
    return sorted(names);
  }
  return dirOf(arg(args, 0));
}
/** dir(o): a sorted list. */
export function dirOf(o: usize): usize {
  const m = lookupSpecial(o, load<usize>(S___dir__));
  if (m == 0) return hasException() ? 0 : raise(T_X_TYPEERROR, "object does not provide __dir__");
  const r = call0(m);
  release(m);
  if (r == 0) return 0;
  const names = listFromIterable(r);
  release(r);
  return sorted(names);
}
function sorted(names: usize): usize {
  if (names == 0) return 0;
  const done = callMethod0(names, intern("sort"));
  if (done == 0) { release(names); return 0; }
  release(done);
  return names;
}

/** Bases with __mro_entries__ are replaced by what they stand for. A new tuple. */
function resolveBases(args: usize, from: i32, to: i32): usize {
  const list = listNew(0);
  if (list == 0) return 0;
  for (let i = from; i < to; i++) {
    const base = arg(args, i);
    if (!isType(base)) {
      const entries = getAttrOr0(base, load<usize>(S___mro_entries__));
      if (entries) {
        const original = tupleOf(args, from, to);
        const t = call1(entries, original);
        release(entries);
        release(original);
        if (t == 0) { release(list); return 0; }
        if (!isTuple(t)) { release(t); release(list); return raise(T_X_TYPEERROR, "__mro_entries__ must return a tuple"); }
        for (let k = 0; k < tupleSize(t); k++) listAppend(list, tupleItem(t, k));
        release(t);
        continue;
      }
      if (hasException()) { release(list); return 0; }
    }
    if (listAppend(list, base) < 0) { release(list); return 0; }
  }
  const t = listToTuple(list);
  release(list);
  return t;
}
function tupleOf(args: usize, from: i32, to: i32): usize {
  const t = tupleNew(to - from);
  if (t) for (let i = from; i < to; i++) tupleInit(t, i - from, newRef(arg(args, i)));
  return t;
}
function sameItems(t: usize, args: usize, from: i32, to: i32): bool {
  if (tupleSize(t) != to - from) return false;
  for (let i = from; i < to; i++) if (tupleItem(t, i - from) != arg(args, i)) return false;
  return true;
}

/** __build_class__(func, name, *bases, metaclass=None, **kwds) */
function build_class(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const npos = positional(nargs, kw);
  if (npos < 2) return raise(T_X_TYPEERROR, "__build_class__: not enough arguments");
  const func = arg(args, 0), name = arg(args, 1);
  if (typeOf(func) != T_FUNCTION) return raise(T_X_TYPEERROR, "__build_class__: func must be a function");
  if (!isStr(name)) return raise(T_X_TYPEERROR, "__build_class__: name is not a string");
  const bases = resolveBases(args, 2, npos);
  if (bases == 0) return 0;
  const changed = !sameItems(bases, args, 2, npos);
  // keywords without metaclass
  let meta: usize = 0;
  const kwds = dictNew();
  if (kwds == 0) { release(bases); return 0; }
  for (let i = 0; kw != 0 && i < tupleSize(kw); i++) {
    const key = tupleItem(kw, i), v = arg(args, npos + i);
    if (key == load<usize>(S_metaclass)) meta = newRef(v);
    else dictSet(kwds, key, v);
  }
  if (meta == 0) meta = newRef(tupleSize(bases) ? typeOf(tupleItem(bases, 0)) : <usize>T_TYPE);
  if (isType(meta)) {
    const winner = calculateMetaclass(meta, bases);
    release(meta);
    meta = winner ? newRef(winner) : 0;
  }
  let cls: usize = 0;
  if (meta) {
    const namespace = prepare(meta, name, bases, kwds);
    if (namespace) {
      cls = make(func, name, args, npos, bases, changed, meta, kwds, namespace);
      release(namespace);
    }
    release(meta);
  }
  release(bases);
  release(kwds);
  return cls;
}

function prepare(meta: usize, name: usize, bases: usize, kwds: usize): usize {
  const f = getAttrOr0(meta, load<usize>(S___prepare__));
  if (f == 0) return hasException() ? 0 : dictNew();
  const t = tupleNew(2);
  if (t == 0) { release(f); return 0; }
  tupleInit(t, 0, newRef(name));
  tupleInit(t, 1, newRef(bases));
  const ns = callSpread(f, t, kwds);
  release(t);
  release(f);
  return ns;
}

function make(func: usize, name: usize, args: usize, npos: i32, bases: usize, changed: bool, meta: usize, kwds: usize, namespace: usize): usize {
  const cell = runFunctionWithLocals(func, load<usize>(func, FN_CODE), namespace);
  if (cell == 0) return 0;
  let ok = true;
  if (changed) {
    const original = tupleOf(args, 2, npos);
    ok = original != 0 && setItem(namespace, load<usize>(S___orig_bases__), original) == 0;
    if (original) release(original);
  }
  const t = ok ? tupleNew(3) : 0;
  if (t == 0) { release(cell); return 0; }
  tupleInit(t, 0, newRef(name));
  tupleInit(t, 1, newRef(bases));
  tupleInit(t, 2, newRef(namespace));
  const cls = callSpread(meta, t, kwds);
  release(t);
  if (cls != 0 && isType(cls) && typeOf(cell) == T_CELL) {
    const held = cellGet(cell);
    if (held == 0) {
      raisef(T.T_X_RUNTIMEERROR, "__class__ not set defining %r as %r. Was __classcell__ propagated to type.__new__?", name, cls);
      release(cls);
      release(cell);
      return 0;
    }
    const same = held == cls;
    release(held);
    if (!same) {
      raisef(T_X_TYPEERROR, "__class__ set to something else defining %r as %r", name, cls);
      release(cls);
      release(cell);
      return 0;
    }
  }
  release(cell);
  return cls;
}

export function initClassBuiltins(): void {
  const d = load<usize>(R_BUILTINS);
  function_(d, "isinstance", fnNative(isinstance), 2, 2);
  function_(d, "issubclass", fnNative(issubclass), 2, 2);
  function_(d, "callable", fnNative(callable), 1, 1);
  function_(d, "getattr", fnNative(getattr), 2, 3);
  function_(d, "hasattr", fnNative(hasattr), 2, 2);
  function_(d, "setattr", fnNative(setattr), 3, 3);
  function_(d, "delattr", fnNative(delattr), 2, 2);
  function_(d, "id", fnNative(id), 1, 1);
  function_(d, "hash", fnNative(hash), 1, 1);
  function_(d, "repr", fnNative(repr), 1, 1);
  function_(d, "vars", fnNative(vars), 0, 1);
  function_(d, "dir", fnNative(dir), 0, 1);
  functionKw(d, "__build_class__", fnNative(build_class), 2, -1);
  entry(d, "object", T.T_OBJECT);
  entry(d, "type", T.T_TYPE);
  entry(d, "int", T.T_INT);
  entry(d, "bool", T.T_BOOL);
  entry(d, "float", T.T_FLOAT);
  entry(d, "complex", T.T_COMPLEX);
  entry(d, "str", T.T_STR);
  entry(d, "bytes", T.T_BYTES);
  entry(d, "bytearray", T.T_BYTEARRAY);
  entry(d, "memoryview", T.T_MEMORYVIEW);
  entry(d, "tuple", T.T_TUPLE);
  entry(d, "list", T.T_LIST);
  entry(d, "dict", T.T_DICT);
  entry(d, "set", T.T_SET);
  entry(d, "frozenset", T.T_FROZENSET);
  entry(d, "range", T.T_RANGE);
  entry(d, "slice", T.T_SLICE);
  entry(d, "property", T.T_PROPERTY);
  entry(d, "classmethod", T.T_CLASSMETHOD);
  entry(d, "staticmethod", T.T_STATICMETHOD);
  entry(d, "super", T.T_SUPER);
  entry(d, "enumerate", T.T_ENUMERATE);
  entry(d, "zip", T.T_ZIP);
  entry(d, "map", T.T_MAP);
  entry(d, "filter", T.T_FILTER);
  entry(d, "reversed", T.T_REVERSED);
}
function entry(d: usize, name: string, type: usize): void { dictSetStr(d, intern(name), type); }
