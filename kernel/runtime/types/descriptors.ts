/**
 * Bound methods, builtin functions and the descriptors of native types: what stands in a type's dict and what comes
 * out when it is looked up.
 *
 *     bound method (T_METHOD), 24 bytes: 16 ref function   20 ref self
 *     member descriptor (T_MEMBER), 32 bytes: 16 ref owner type   20 ref name   24 u32 offset in the instance
 *     classmethod, staticmethod: types/decorators.ts; the layouts of builtins and getsets: natives.ts
 */
import { NONE, R_BUILTINS } from "../layout";
import { dictGetStr } from "./dict";
import { HEADER, typeOf, newRef, none, boolOf, notImplemented, slotOf, isStr, isType, TY_NAME, TY_FLAGS, TF_LOCKED, TF_METHOD_DESCRIPTOR, TY_DICT,
  setSlot, fnUnary, fnBinary, fnTernary, fnVoid, fnHash, fnInt3, fnCompare, fnTraverse, fnNative,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_CALL, TP_DESCR_GET, TP_DESCR_SET, TP_HASH, TP_RICHCOMPARE, TP_GETATTRO, TP_NEW, EQ, NE } from "../object";
import { retain, release, initRef, readSlot, storeRef, lockObject, unlockObject, lockWord, unlockWord } from "../designs/active";
import { T_METHOD, T_BUILTIN, T_METHOD_DESCR, T_CLASSMETHOD_DESCR, T_GETSET, T_MEMBER, T_MODULE, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, hasException, clearException, clearIf } from "../errors";
import { arg, positional, getset, method, builtinNew, callNative, B_SIZE, B_SELF, B_NAME, B_MODULE, B_DOC, B_FN, B_FLAGS, B_MIN, B_MAX, BF_STATIC, G_OWNER, G_NAME, G_GETTER, G_SETTER, G_DOC, G_SIZE } from "../natives";
import { isSubtype, typeLookupRef, classOfObject, UNLOCKED_INSTANCE_LOCK } from "./type";
import { qualifiedName } from "./wrappers";
import { genericGetAttrOr0, raiseAttribute, raiseNoAttribute } from "./attributes";
import { typeName } from "./typeattrs";
import { callArgs, callPrepended } from "../calls";
import { reprOf, strOf, getAttr, getAttrOr0, richCompareBool, hashOf } from "../abstract";
import { tuple2 } from "./tuple";
import { Builder } from "./builder";
import { S___name__, S___qualname__, S___module__, S___self__, S___doc__, S_builtins, S_getattr } from "../names";

// ---- bound methods

export const METHOD_FUNC: usize = 16;
export const METHOD_SELF: usize = 20;
const METHOD_SIZE: u32 = 24;

/** A function bound to self; both borrowed. */
export function methodNew(f: usize, self: usize): usize {
  const m = allocObject(T_METHOD, METHOD_SIZE);
  if (m == 0) return noMemory();
  initRef(m, m + METHOD_FUNC, newRef(f));
  initRef(m, m + METHOD_SELF, newRef(self));
  return m;
}
function method_call(m: usize, args: usize, nargs: i32, kw: usize): usize { return callPrepended(load<usize>(m, METHOD_FUNC), load<usize>(m, METHOD_SELF), args, nargs, kw); }
function method_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs != 2 || kw) return raisef(T_X_TYPEERROR, "method expected 2 arguments, got %d", nargs);
  if (slotOf(arg(args, 0), TP_CALL) == 0) return raise(T_X_TYPEERROR, "first argument must be callable");
  if (arg(args, 1) == NONE) return raise(T_X_TYPEERROR, "instance must not be None");
  return methodNew(arg(args, 0), arg(args, 1));
}
/** A bound method shows the attributes of its function. */
function method_getattro(m: usize, name: usize): usize {
  const r = genericGetAttrOr0(m, name);
  return r != 0 || hasException() ? r : getAttr(load<usize>(m, METHOD_FUNC), name);
}
function method_repr(m: usize): usize {
  const f = load<usize>(m, METHOD_FUNC);
  let name = getAttrOr0(f, load<usize>(S___qualname__));
  if (name == 0) { clearException(); name = getAttrOr0(f, load<usize>(S___name__)); clearException(); }
  const self = reprOf(load<usize>(m, METHOD_SELF));
  if (self == 0) { if (name) release(name); return 0; }
  const out = Builder.start();
  Builder.text(out, "<bound method ");
  if (name != 0 && isStr(name)) Builder.str(out, name); else Builder.char(out, 0x3f);
  Builder.text(out, " of ");
  Builder.str(out, self);
  Builder.char(out, 0x3e);
  if (name) release(name);
  release(self);
  return Builder.finish(out);
}
function method_hash(m: usize): i64 {
  const h = hashOf(load<usize>(m, METHOD_FUNC));
  if (h == -1) return -1;
  const r = <i64>(load<usize>(m, METHOD_SELF) >> 4) ^ h;
  return r == -1 ? -2 : r;
}
function method_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_METHOD) return notImplemented();
  let same = load<usize>(a, METHOD_SELF) == load<usize>(b, METHOD_SELF) ? 1 : 0;
  if (same) same = richCompareBool(load<usize>(a, METHOD_FUNC), load<usize>(b, METHOD_FUNC), EQ);
  return same < 0 ? 0 : boolOf((same == 1) == (op == EQ));
}
function method_func(m: usize): usize { return newRef(load<usize>(m, METHOD_FUNC)); }
function method_self(m: usize): usize { return newRef(load<usize>(m, METHOD_SELF)); }
function method_get(m: usize, o: usize, type: usize): usize { return newRef(m); }
function method_reduce(m: usize, args: usize, nargs: i32, kw: usize): usize { return reduceAsGetattr(load<usize>(m, METHOD_SELF), load<usize>(m, METHOD_FUNC)); }
function method_dealloc(m: usize): void {
  release(load<usize>(m, METHOD_FUNC));
  release(load<usize>(m, METHOD_SELF));
  freeObject(m, METHOD_SIZE);
}
function method_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + METHOD_FUNC); call_indirect<void>(visitor, m + METHOD_SELF); }

/** (getattr, (self, name)), by which bound methods are pickled. */
function reduceAsGetattr(self: usize, f: usize): usize {
  const name = getAttr(f, load<usize>(S___name__));
  if (name == 0) return 0;
  const getter = builtinGetattr();
  const args = getter ? tuple2(self, name) : 0;
  release(name);
  const r = args ? tuple2(getter, args) : 0;
  if (getter) release(getter);
  if (args) release(args);
  return r;
}
function builtinGetattr(): usize {
  const f = dictGetStr(load<usize>(R_BUILTINS), load<usize>(S_getattr));
  return f ? f : raise(T_X_ATTRIBUTEERROR, "builtins has no getattr");
}

// ---- builtin functions

/** Calls a builtin function or method descriptor. */
export function builtinCall(f: usize, args: usize, nargs: i32, kw: usize): usize {
  if (typeOf(f) == T_BUILTIN) return callNative(f, load<usize>(f, B_SELF), args, nargs, kw);
  return descr_call(f, args, nargs, kw);
}
function builtin_call(f: usize, args: usize, nargs: i32, kw: usize): usize { return callNative(f, load<usize>(f, B_SELF), args, nargs, kw); }
function builtin_repr(f: usize): usize {
  const self = load<usize>(f, B_SELF);
  const out = Builder.start();
  if (self == 0 || typeOf(self) == T_MODULE) {
    Builder.text(out, "<built-in function ");
    Builder.str(out, load<usize>(f, B_NAME));
  } else {
    Builder.text(out, "<built-in method ");
    Builder.str(out, load<usize>(f, B_NAME));
    Builder.text(out, " of ");
    Builder.str(out, load<usize>(classOfObject(self), TY_NAME));
    Builder.text(out, " object at 0x");
    Builder.hex(out, self, 12);
  }
  Builder.char(out, 0x3e);
  return Builder.finish(out);
}
function builtin_name(f: usize): usize { return newRef(load<usize>(f, B_NAME)); }
function builtin_self(f: usize): usize { const s = load<usize>(f, B_SELF); return s ? newRef(s) : none(); }
function builtin_module(f: usize): usize {
  if (load<usize>(f, B_SELF) != 0) return none();
  const m = load<usize>(f, B_MODULE);
  return newRef(m ? m : load<usize>(S_builtins));
}
function builtin_qualname(f: usize): usize {
  const self = load<usize>(f, B_SELF);
  if (self == 0) return newRef(load<usize>(f, B_NAME));
  return qualifiedName(isType(self) ? self : classOfObject(self), load<usize>(f, B_NAME));
}
function builtin_doc(f: usize): usize { const d = load<usize>(f, B_DOC); return d ? newRef(d) : none(); }
function builtin_hash(f: usize): i64 { return <i64>(load<usize>(f, B_SELF) >> 4) ^ <i64>load<u32>(f, B_FN); }
function builtin_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_BUILTIN) return notImplemented();
  const same = load<usize>(a, B_SELF) == load<usize>(b, B_SELF) && load<u32>(a, B_FN) == load<u32>(b, B_FN) && load<usize>(a, B_NAME) == load<usize>(b, B_NAME);
  return boolOf(same == (op == EQ));
}
function builtin_reduce(f: usize, args: usize, nargs: i32, kw: usize): usize {
  const self = load<usize>(f, B_SELF);
  return self == 0 ? newRef(load<usize>(f, B_NAME)) : reduceAsGetattr(self, f);
}
function builtin_dealloc(f: usize): void {
  for (let at: usize = B_SELF; at <= B_DOC; at += 4) { const o = load<usize>(f + at); if (o) release(o); }
  freeObject(f, B_SIZE);
}
function builtin_traverse(f: usize, visitor: u32): void { for (let at: usize = B_SELF; at <= B_DOC; at += 4) call_indirect<void>(visitor, f + at); }

// ---- method descriptors

function wrongReceiver(d: usize, self: usize): usize {
  return raisef(T_X_TYPEERROR, "descriptor '%s' for '%n' objects doesn't apply to a '%n' object", load<usize>(d, B_NAME), load<usize>(d, B_SELF), classOfObject(self));
}
function descr_call(d: usize, args: usize, nargs: i32, kw: usize): usize {
  const owner = load<usize>(d, B_SELF);
  if (positional(nargs, kw) < 1) return raisef(T_X_TYPEERROR, "unbound method %n.%s() needs an argument", owner, load<usize>(d, B_NAME));
  const self = arg(args, 0);
  if (!isSubtype(typeOf(self), owner)) return wrongReceiver(d, self);
  return callNative(d, self, args + 4, nargs - 1, kw);
}
function bind(d: usize, self: usize): usize {
  const b = builtinNew(T_BUILTIN, load<u32>(d, B_FN), load<i16>(d, B_MIN), load<i16>(d, B_MAX), load<u32>(d, B_FLAGS), self, load<usize>(d, B_NAME), load<usize>(d, B_MODULE));
  if (b != 0 && load<usize>(d, B_DOC) != 0) initRef(b, b + B_DOC, newRef(load<usize>(d, B_DOC)));
  return b;
}
function descr_get(d: usize, o: usize, type: usize): usize {
  if (o == 0) return newRef(d);
  if (!isSubtype(typeOf(o), load<usize>(d, B_SELF))) return wrongReceiver(d, o);
  return bind(d, o);
}
function classDescr_get(d: usize, o: usize, type: usize): usize {
  if (type == 0) {
    if (o == 0) return raisef(T_X_TYPEERROR, "descriptor '%s' for type '%n' needs either an object or a type", load<usize>(d, B_NAME), load<usize>(d, B_SELF));
    type = typeOf(o);
  }
  if (!isType(type)) return raisef(T_X_TYPEERROR, "descriptor '%s' for type '%n' needs a type, not a '%t' as arg 2", load<usize>(d, B_NAME), load<usize>(d, B_SELF), type);
  if (!isSubtype(type, load<usize>(d, B_SELF))) return raisef(T_X_TYPEERROR, "descriptor '%s' requires a subtype of '%n' but received '%n'", load<usize>(d, B_NAME), load<usize>(d, B_SELF), type);
  return bind(d, type);
}
function classDescr_call(d: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) < 1) return raisef(T_X_TYPEERROR, "descriptor '%s' of '%n' object needs an argument", load<usize>(d, B_NAME), load<usize>(d, B_SELF));
  const b = classDescr_get(d, 0, arg(args, 0));
  if (b == 0) return 0;
  const r = callArgs(b, args + 4, nargs - 1, kw);
  release(b);
  return r;
}
function descr_repr(d: usize): usize {
  const out = Builder.start();
  Builder.text(out, "<method '");
  Builder.str(out, load<usize>(d, B_NAME));
  Builder.text(out, "' of '");
  Builder.str(out, load<usize>(load<usize>(d, B_SELF), TY_NAME));
  Builder.text(out, "' objects>");
  return Builder.finish(out);
}
function descr_owner(d: usize): usize { return newRef(load<usize>(d, B_SELF)); }
function descr_qualname(d: usize): usize { return qualifiedName(load<usize>(d, B_SELF), load<usize>(d, B_NAME)); }

// ---- getsets and members

function getset_get(g: usize, o: usize, type: usize): usize {
  if (o == 0) return newRef(g);
  if (!isSubtype(typeOf(o), load<usize>(g, G_OWNER))) return badReceiver(g, o);
  return call_indirect<usize>(load<u32>(g, G_GETTER), o);
}
function badReceiver(g: usize, o: usize): usize {
  return raisef(T_X_TYPEERROR, "descriptor '%s' for '%n' objects doesn't apply to a '%n' object", load<usize>(g, G_NAME), load<usize>(g, G_OWNER), classOfObject(o));
}
function getset_set(g: usize, o: usize, value: usize): i32 {
  if (!isSubtype(typeOf(o), load<usize>(g, G_OWNER))) { badReceiver(g, o); return -1; }
  const set = load<u32>(g, G_SETTER);
  if (set) return call_indirect<i32>(set, o, value, <usize>0);
  raisef(T_X_ATTRIBUTEERROR, "attribute '%s' of '%n' objects is not writable", load<usize>(g, G_NAME), load<usize>(g, G_OWNER));
  return -1;
}
function getset_repr(g: usize): usize { return describe(g, "<attribute '"); }
function member_repr(g: usize): usize { return describe(g, "<member '"); }
function describe(g: usize, start: string): usize {
  const out = Builder.start();
  Builder.text(out, start);
  Builder.str(out, load<usize>(g, G_NAME));
  Builder.text(out, "' of '");
  Builder.str(out, load<usize>(load<usize>(g, G_OWNER), TY_NAME));
  Builder.text(out, "' objects>");
  return Builder.finish(out);
}
function getset_name(g: usize): usize { return newRef(load<usize>(g, G_NAME)); }
function getset_owner(g: usize): usize { return newRef(load<usize>(g, G_OWNER)); }
function getset_qualname(g: usize): usize { return qualifiedName(load<usize>(g, G_OWNER), load<usize>(g, G_NAME)); }
function getset_doc(g: usize): usize { const d = load<usize>(g, G_DOC); return d ? newRef(d) : none(); }
function member_doc(g: usize): usize { return none(); }
function getset_dealloc(g: usize): void {
  release(load<usize>(g, G_OWNER));
  release(load<usize>(g, G_NAME));
  if (load<usize>(g, G_DOC)) release(load<usize>(g, G_DOC));
  freeObject(g, G_SIZE);
}
function getset_traverse(g: usize, visitor: u32): void { call_indirect<void>(visitor, g + G_OWNER); call_indirect<void>(visitor, g + G_NAME); call_indirect<void>(visitor, g + G_DOC); }

export const MEMBER_OFFSET: usize = 24;
const MEMBER_SIZE: u32 = 32;

/** The descriptor of a `__slots__` member at an offset of the instances. */
export function memberNew(owner: usize, name: usize, offset: u32): usize {
  const m = allocObject(T_MEMBER, MEMBER_SIZE);
  if (m == 0) return noMemory();
  memory.fill(m + HEADER, 0, MEMBER_SIZE - <u32>HEADER);
  initRef(m, m + G_OWNER, newRef(owner));
  initRef(m, m + G_NAME, newRef(name));
  store<u32>(m, offset, MEMBER_OFFSET);
  return m;
}
function member_get(m: usize, o: usize, type: usize): usize {
  if (o == 0) return newRef(m);
  if (!isSubtype(typeOf(o), load<usize>(m, G_OWNER))) return badReceiver(m, o);
  const at = o + load<u32>(m, MEMBER_OFFSET);
  let v: usize;
  if (load<u32>(typeOf(o), TY_FLAGS) & TF_LOCKED) v = readSlot(o, at);
  else {
    lockWord(UNLOCKED_INSTANCE_LOCK);
    v = load<usize>(at);
    if (v) retain(v);
    unlockWord(UNLOCKED_INSTANCE_LOCK);
  }
  return v ? v : raiseNoAttribute(o, load<usize>(m, G_NAME));
}
function member_set(m: usize, o: usize, value: usize): i32 {
  if (!isSubtype(typeOf(o), load<usize>(m, G_OWNER))) { badReceiver(m, o); return -1; }
  const at = o + load<u32>(m, MEMBER_OFFSET);
  if (value) retain(value);
  const locked = (load<u32>(typeOf(o), TY_FLAGS) & TF_LOCKED) != 0;
  if (locked) lockObject(o); else lockWord(UNLOCKED_INSTANCE_LOCK);
  const old = load<usize>(at);
  storeRef(o, at, value);
  if (locked) unlockObject(o); else unlockWord(UNLOCKED_INSTANCE_LOCK);
  if (old) release(old);
  else if (value == 0) { raiseNoAttribute(o, load<usize>(m, G_NAME)); return -1; }
  return 0;
}
function member_dealloc(m: usize): void {
  release(load<usize>(m, G_OWNER));
  release(load<usize>(m, G_NAME));
  freeObject(m, MEMBER_SIZE);
}
function member_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + G_OWNER); call_indirect<void>(visitor, m + G_NAME); }

/** How messages name a callable: `module.qualname()`, `qualname()` for builtins. A new str, or 0 with an exception. */
export function callableName(f: usize): usize {
  const q = getAttrOr0(f, load<usize>(S___qualname__));
  if (q == 0) return hasException() ? 0 : strOf(f);
  const m = getAttrOr0(f, load<usize>(S___module__));
  if (m == 0 && hasException()) { release(q); return 0; }
  const out = Builder.start();
  if (m != 0 && isStr(m) && m != load<usize>(S_builtins)) { Builder.str(out, m); Builder.char(out, 0x2e); }
  if (isStr(q)) Builder.str(out, q);
  Builder.text(out, "()");
  release(q);
  if (m) release(m);
  return Builder.finish(out);
}

export function initDescriptors(): void {
  const m = T_METHOD;
  setSlot(m, TP_DEALLOC, fnVoid(method_dealloc));
  setSlot(m, TP_TRAVERSE, fnTraverse(method_traverse));
  setSlot(m, TP_NEW, fnNative(method_new));
  setSlot(m, TP_CALL, fnNative(method_call));
  setSlot(m, TP_REPR, fnUnary(method_repr));
  setSlot(m, TP_HASH, fnHash(method_hash));
  setSlot(m, TP_RICHCOMPARE, fnCompare(method_compare));
  setSlot(m, TP_GETATTRO, fnBinary(method_getattro));
  setSlot(m, TP_DESCR_GET, fnTernary(method_get));
  getset(m, "__func__", fnUnary(method_func), 0);
  getset(m, "__self__", fnUnary(method_self), 0);
  method(m, "__reduce__", fnNative(method_reduce), 0, 0);
  const b = T_BUILTIN;
  setSlot(b, TP_DEALLOC, fnVoid(builtin_dealloc));
  setSlot(b, TP_TRAVERSE, fnTraverse(builtin_traverse));
  setSlot(b, TP_CALL, fnNative(builtin_call));
  setSlot(b, TP_REPR, fnUnary(builtin_repr));
  setSlot(b, TP_HASH, fnHash(builtin_hash));
  setSlot(b, TP_RICHCOMPARE, fnCompare(builtin_compare));
  getset(b, "__name__", fnUnary(builtin_name), 0);
  getset(b, "__qualname__", fnUnary(builtin_qualname), 0);
  getset(b, "__self__", fnUnary(builtin_self), 0);
  getset(b, "__module__", fnUnary(builtin_module), 0);
  getset(b, "__doc__", fnUnary(builtin_doc), 0);
  method(b, "__reduce__", fnNative(builtin_reduce), 0, 0);
  for (let i = 0; i < 2; i++) {
    const d = i == 0 ? T_METHOD_DESCR : T_CLASSMETHOD_DESCR;
    setSlot(d, TP_DEALLOC, fnVoid(builtin_dealloc));
    setSlot(d, TP_TRAVERSE, fnTraverse(builtin_traverse));
    setSlot(d, TP_CALL, i == 0 ? fnNative(descr_call) : fnNative(classDescr_call));
    setSlot(d, TP_REPR, fnUnary(descr_repr));
    setSlot(d, TP_DESCR_GET, i == 0 ? fnTernary(descr_get) : fnTernary(classDescr_get));
    getset(d, "__name__", fnUnary(builtin_name), 0);
    getset(d, "__qualname__", fnUnary(descr_qualname), 0);
    getset(d, "__objclass__", fnUnary(descr_owner), 0);
    getset(d, "__doc__", fnUnary(builtin_doc), 0);
  }
  for (let i = 0; i < 2; i++) {
    const g = i == 0 ? T_GETSET : T_MEMBER;
    setSlot(g, TP_DEALLOC, i == 0 ? fnVoid(getset_dealloc) : fnVoid(member_dealloc));
    setSlot(g, TP_TRAVERSE, i == 0 ? fnTraverse(getset_traverse) : fnTraverse(member_traverse));
    setSlot(g, TP_REPR, i == 0 ? fnUnary(getset_repr) : fnUnary(member_repr));
    setSlot(g, TP_DESCR_GET, i == 0 ? fnTernary(getset_get) : fnTernary(member_get));
    setSlot(g, TP_DESCR_SET, i == 0 ? fnInt3(getset_set) : fnInt3(member_set));
    getset(g, "__name__", fnUnary(getset_name), 0);
    getset(g, "__qualname__", fnUnary(getset_qualname), 0);
    getset(g, "__objclass__", fnUnary(getset_owner), 0);
    getset(g, "__doc__", i == 0 ? fnUnary(getset_doc) : fnUnary(member_doc), 0);
  }
}
