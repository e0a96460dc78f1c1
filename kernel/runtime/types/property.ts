/**
 * property, classmethod, staticmethod.
 *
 *     property 48 bytes: 16 lock  20 getter  24 setter  28 deleter  32 doc  36 name  (0 = absent)
 *     classmethod and staticmethod 32 bytes: 16 lock  20 callable  24 attribute record (8 bytes)
 */
import { NONE } from "../layout";
import { typeOf, newRef, none, boolOf, fnUnary, fnTernary, fnVoid, fnTraverse, fnInt3, fnNative, fnInit, setSlot, TY_NAME, TY_QUALNAME, TY_FLAGS, TF_HEAP, TP_DEALLOC, TP_TRAVERSE, TP_DESCR_GET, TP_DESCR_SET, TP_INIT, TP_NEW, TP_CALL, TP_REPR } from "../object";
import { retain, release, readSlot, storeRef, loadRef, lockObject, unlockObject } from "../designs/active";
import { T_PROPERTY, T_CLASSMETHOD, T_STATICMETHOD, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { raise, raisef, raiseObject, hasException, clearException } from "../errors";
import { freeObject } from "../heap/blocks";
import { allocInstance, instanceDict } from "./instance";
import { method, getset, arg, argOrKw, kwCheck, sizeOfInstance, clearInstanceExtras } from "../natives";
import { call1, call2, callArgs, call3 } from "../calls";
import { getAttrOr0, isTrue, setAttr, reprOf } from "../abstract";
import { methodNew } from "./descriptors";
import { setDictOffset, classOfObject, isSubtype } from "./type";
import { Builder } from "./builder";
import { S___doc__, S___name__, S___isabstractmethod__, S___qualname__, S___module__, S_fget, S_fset, S_fdel, S_doc } from "../names";

export const P_GET: usize = 20;
export const P_SET: usize = 24;
export const P_DEL: usize = 28;
const P_DOC: usize = 32;
const P_NAME: usize = 36;

function replace(o: usize, at: usize, v: usize): void {
  if (v) retain(v);
  lockObject(o);
  const old = loadRef(o, o + at);
  storeRef(o, o + at, v);
  unlockObject(o);
  if (old) release(old);
}

// ---- property
function property_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return allocInstance(type, 0); }
function property_init(p: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (!kwCheck("property", args, nargs, kw, S_fget, S_fset, S_fdel, S_doc)) return -1;
  const get = argOrKw(args, nargs, kw, 0, S_fget), set = argOrKw(args, nargs, kw, 1, S_fset), del = argOrKw(args, nargs, kw, 2, S_fdel);
  const doc = argOrKw(args, nargs, kw, 3, S_doc);
  replace(p, P_GET, get == NONE ? 0 : get);
  replace(p, P_SET, set == NONE ? 0 : set);
  replace(p, P_DEL, del == NONE ? 0 : del);
  if (doc != 0 && doc != NONE) replace(p, P_DOC, doc);
  else if (get != 0 && get != NONE) {
    const d = getAttrOr0(get, load<usize>(S___doc__));
    if (d) { replace(p, P_DOC, d == NONE ? 0 : d); release(d); }
    else if (hasException()) clearException();
  }
  if (typeOf(p) != T_PROPERTY) {
    // An instance of a subclass shows its doc as an attribute of its own.
    const d = readSlot(p, p + P_DOC);
    if (d) { setAttr(p, load<usize>(S___doc__), d); release(d); if (hasException()) clearException(); }
  }
  return 0;
}
function property_dealloc(p: usize): void {
  clearInstanceExtras(p);
  for (let at = P_GET; at <= P_NAME; at += 4) { const o = load<usize>(p + at); if (o) release(o); }
  freeObject(p, sizeOfInstance(p));
}
function property_traverse(p: usize, visitor: u32): void { for (let at = P_GET; at <= P_NAME; at += 4) call_indirect<void>(visitor, p + at); }

/** "property 'x' of 'C' object has no getter" */
function refuse(p: usize, o: usize, what: string): usize {
  const name = readSlot(p, p + P_NAME);
  const b = Builder.start();
  Builder.text(b, "property");
  if (name) {
    Builder.char(b, 0x20);
    const r = reprOf(name);
    if (r) { Builder.str(b, r); release(r); }
    release(name);
  }
  Builder.text(b, " of '");
  const qualname = readSlot(classOfObject(o), classOfObject(o) + TY_QUALNAME);
  Builder.str(b, qualname ? qualname : load<usize>(classOfObject(o), TY_NAME));
  if (qualname) release(qualname);
  Builder.text(b, "' object has no ");
  Builder.text(b, what);
  const text = Builder.finish(b);
  return text ? raiseObject(T_X_ATTRIBUTEERROR, text) : 0;
}
export function property_get(p: usize, o: usize, type: usize): usize {
  if (o == 0) return newRef(p);
  const f = readSlot(p, p + P_GET);
  if (f == 0) return refuse(p, o, "getter");
  const r = call1(f, o);
  release(f);
  return r;
}
export function property_set(p: usize, o: usize, v: usize): i32 {
  const f = readSlot(p, p + (v ? P_SET : P_DEL));
  if (f == 0) { refuse(p, o, v ? "setter" : "deleter"); return -1; }
  const r = v ? call2(f, o, v) : call1(f, o);
  release(f);
  if (r == 0) return -1;
  release(r);
  return 0;
}
/** A copy with one function replaced. */
function withFunction(p: usize, at: usize, f: usize): usize {
  const get = at == P_GET ? newRef(f) : orNone(p, P_GET), set = at == P_SET ? newRef(f) : orNone(p, P_SET), del = at == P_DEL ? newRef(f) : orNone(p, P_DEL);
  const copy = call3(typeOf(p), get, set, del);
  release(get);
  release(set);
  release(del);
  if (copy == 0) return 0;
  if (typeOf(copy) == T_PROPERTY || isProperty(copy)) {
    const name = readSlot(p, p + P_NAME);
    if (name) { replace(copy, P_NAME, name); release(name); }
    if (at != P_GET) { const doc = readSlot(p, p + P_DOC); if (doc) { replace(copy, P_DOC, doc); release(doc); } }
  }
  return copy;
}
function isProperty(o: usize): bool { return isSubtype(typeOf(o), T_PROPERTY); }
@inline function orNone(o: usize, at: usize): usize { const v = readSlot(o, o + at); return v ? v : none(); }
function property_getter(p: usize, args: usize, nargs: i32, kw: usize): usize { return withFunction(p, P_GET, arg(args, 0)); }
function property_setter(p: usize, args: usize, nargs: i32, kw: usize): usize { return withFunction(p, P_SET, arg(args, 0)); }
function property_deleter(p: usize, args: usize, nargs: i32, kw: usize): usize { return withFunction(p, P_DEL, arg(args, 0)); }
function property_set_name(p: usize, args: usize, nargs: i32, kw: usize): usize { replace(p, P_NAME, arg(args, 1)); return none(); }
function get_fget(p: usize): usize { return orNone(p, P_GET); }
function get_fset(p: usize): usize { return orNone(p, P_SET); }
function get_fdel(p: usize): usize { return orNone(p, P_DEL); }
function get_doc(p: usize): usize { return orNone(p, P_DOC); }
function set_doc(p: usize, v: usize, unused: usize): i32 { replace(p, P_DOC, v); return 0; }
function get_name(p: usize): usize { const n = readSlot(p, p + P_NAME); return n ? n : raise(T_X_ATTRIBUTEERROR, "'property' object has no attribute '__name__'"); }
function set_name(p: usize, v: usize, unused: usize): i32 { replace(p, P_NAME, v); return 0; }
function isAbstract(f: usize): bool {
  if (f == 0) return false;
  const a = getAttrOr0(f, load<usize>(S___isabstractmethod__));
  if (a == 0) { if (hasException()) clearException(); return false; }
  const yes = isTrue(a) > 0;
  release(a);
  return yes;
}
function get_abstract(p: usize): usize { return boolOf(isAbstract(load<usize>(p, P_GET)) || isAbstract(load<usize>(p, P_SET)) || isAbstract(load<usize>(p, P_DEL))); }

// ---- classmethod and staticmethod
const W_CALLABLE: usize = 20;
const W_RECORD: u32 = 24;

function wrapNew(type: usize, f: usize): usize {
  const w = allocInstance(type, 0);
  if (w) replace(w, W_CALLABLE, f);
  return w;
}
export function classMethodNew(f: usize): usize { return wrapNew(T_CLASSMETHOD, f); }
export function staticMethodNew(f: usize): usize { return wrapNew(T_STATICMETHOD, f); }
function wrap_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return allocInstance(type, 0); }
function wrap_init(w: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (nargs != 1 || kw != 0) { raisef(T_X_TYPEERROR, "%n expected 1 argument, got %d", typeOf(w), nargs); return -1; }
  const f = arg(args, 0);
  replace(w, W_CALLABLE, f);
  // It looks like what it wraps.
  copyAttribute(w, f, S___module__);
  copyAttribute(w, f, S___name__);
  copyAttribute(w, f, S___qualname__);
  copyAttribute(w, f, S___doc__);
  return 0;
}
function copyAttribute(w: usize, f: usize, word: usize): void {
  const v = getAttrOr0(f, load<usize>(word));
  if (v) { setAttr(w, load<usize>(word), v); release(v); }
  if (hasException()) clearException();
}
function wrap_dealloc(w: usize): void {
  clearInstanceExtras(w);
  const f = load<usize>(w, W_CALLABLE);
  if (f) release(f);
  if ((load<u32>(typeOf(w), TY_FLAGS) & TF_HEAP) == 0) { const d = load<usize>(w + W_RECORD); if (d) release(d); }
  freeObject(w, sizeOfInstance(w));
}
function wrap_traverse(w: usize, visitor: u32): void { call_indirect<void>(visitor, w + W_CALLABLE); call_indirect<void>(visitor, w + W_RECORD); }
function wrap_func(w: usize): usize { return orNone(w, W_CALLABLE); }
function wrap_abstract(w: usize): usize { return boolOf(isAbstract(load<usize>(w, W_CALLABLE))); }
function wrap_dict(w: usize): usize { return instanceDict(w); }
function wrap_repr(w: usize): usize {
  const f = orNone(w, W_CALLABLE), r = reprOf(f);
  release(f);
  if (r == 0) return 0;
  const b = Builder.start();
  Builder.char(b, 0x3c);
  Builder.str(b, load<usize>(typeOf(w), TY_NAME));
  Builder.char(b, 0x28);
  Builder.str(b, r);
  Builder.text(b, ")>");
  release(r);
  return Builder.finish(b);
}
function classmethod_get(w: usize, o: usize, type: usize): usize {
  const f = readSlot(w, w + W_CALLABLE);
  if (f == 0) return raise(T_X_TYPEERROR, "uninitialized classmethod object");
  const m = methodNew(f, type ? type : typeOf(o));
  release(f);
  return m;
}
function staticmethod_get(w: usize, o: usize, type: usize): usize {
  const f = readSlot(w, w + W_CALLABLE);
  return f ? f : raise(T_X_TYPEERROR, "uninitialized staticmethod object");
}
function staticmethod_call(w: usize, args: usize, nargs: i32, kw: usize): usize {
  const f = orNone(w, W_CALLABLE);
  const r = callArgs(f, args, nargs, kw);
  release(f);
  return r;
}

export function initProperty(): void {
  const p = T_PROPERTY;
  setSlot(p, TP_NEW, fnNative(property_new));
  setSlot(p, TP_INIT, fnInit(property_init));
  setSlot(p, TP_DEALLOC, fnVoid(property_dealloc));
  setSlot(p, TP_TRAVERSE, fnTraverse(property_traverse));
  setSlot(p, TP_DESCR_GET, fnTernary(property_get));
  setSlot(p, TP_DESCR_SET, fnInt3(property_set));
  method(p, "getter", fnNative(property_getter), 1, 1);
  method(p, "setter", fnNative(property_setter), 1, 1);
  method(p, "deleter", fnNative(property_deleter), 1, 1);
  method(p, "__set_name__", fnNative(property_set_name), 2, 2);
  getset(p, "fget", fnUnary(get_fget), 0);
  getset(p, "fset", fnUnary(get_fset), 0);
  getset(p, "fdel", fnUnary(get_fdel), 0);
  getset(p, "__doc__", fnUnary(get_doc), fnInt3(set_doc));
  getset(p, "__name__", fnUnary(get_name), fnInt3(set_name));
  getset(p, "__isabstractmethod__", fnUnary(get_abstract), 0);
  for (let k = 0; k < 2; k++) {
    const t = k == 0 ? T_CLASSMETHOD : T_STATICMETHOD;
    setSlot(t, TP_NEW, fnNative(wrap_new));
    setSlot(t, TP_INIT, fnInit(wrap_init));
    setSlot(t, TP_DEALLOC, fnVoid(wrap_dealloc));
    setSlot(t, TP_TRAVERSE, fnTraverse(wrap_traverse));
    setSlot(t, TP_REPR, fnUnary(wrap_repr));
    getset(t, "__func__", fnUnary(wrap_func), 0);
    getset(t, "__wrapped__", fnUnary(wrap_func), 0);
    getset(t, "__isabstractmethod__", fnUnary(wrap_abstract), 0);
    getset(t, "__dict__", fnUnary(wrap_dict), 0);
    setDictOffset(t, W_RECORD);
  }
  setSlot(T_CLASSMETHOD, TP_DESCR_GET, fnTernary(classmethod_get));
  setSlot(T_STATICMETHOD, TP_DESCR_GET, fnTernary(staticmethod_get));
  setSlot(T_STATICMETHOD, TP_CALL, fnNative(staticmethod_call));
}
