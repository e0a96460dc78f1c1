/**
 * Wrapper descriptors: native slots under their Python names, so that `int.__add__`, `object.__eq__` or
 * `super().__init__` exist and check their arguments.
 *
 *     wrapper descriptor (T_WRAPPER), 40 bytes:
 *     16 ref owner type   20 ref name   24 u32 slot offset   28 u32 function   32 u32 kind W_*
 *     method-wrapper (T_METHOD_WRAPPER), 24 bytes: 16 ref descriptor   20 ref self
 */
import { NONE } from "../layout";
import { HEADER, typeOf, newRef, none, boolOf, notImplemented, isStr, isInt, TY_NAME, TY_BASE, TY_FLAGS, TY_QUALNAME, TF_HEAP, TP_SETATTRO,
  setSlot, fnUnary, fnTernary, fnVoid, fnHash, fnCompare, fnTraverse, fnNative, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_CALL, TP_DESCR_GET, TP_HASH, TP_RICHCOMPARE, EQ, NE } from "../object";
import { retain, release, initRef } from "../designs/active";
import { T_WRAPPER, T_METHOD_WRAPPER, T_X_TYPEERROR, T_X_STOPITERATION } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, raiseObject, hasException } from "../errors";
import { arg, positional, getset } from "../natives";
import { tupleSize } from "./tuple";
import { Builder } from "./builder";
import { intFromI64, intFromI32, intPowMod } from "./int";
import { isSubtype, classOfObject } from "./type";

export const WR_OWNER: usize = 16;
export const WR_NAME: usize = 20;
export const WR_SLOT: usize = 24;
export const WR_FN: usize = 28;
export const WR_KIND: usize = 32;
const WR_SIZE: u32 = 40;
const MW_DESCR: usize = 16;
const MW_SELF: usize = 20;
const MW_SIZE: u32 = 24;

// How a slot becomes a function of Python arguments.
export const W_NONE: u32 = 0;
export const W_UNARY: u32 = 1;      // slot(self)
export const W_BINARY: u32 = 2;     // slot(self, other)
export const W_REFLECTED: u32 = 3;  // slot(other, self)
export const W_COMPARE: u32 = 4;    // 4..9: slot(self, other, op)
export const W_HASH: u32 = 10;
export const W_BOOL: u32 = 11;
export const W_LENGTH: u32 = 12;
export const W_CONTAINS: u32 = 13;
export const W_SETITEM: u32 = 14;
export const W_DELITEM: u32 = 15;
export const W_CALL: u32 = 16;
export const W_INIT: u32 = 17;
export const W_GETATTR: u32 = 18;
export const W_SETATTR: u32 = 19;
export const W_DELATTR: u32 = 20;
export const W_DESCR_GET: u32 = 21;
export const W_DESCR_SET: u32 = 22;
export const W_DESCR_DELETE: u32 = 23;
export const W_NEXT: u32 = 24;
export const W_FINALIZE: u32 = 25;
export const W_POW: u32 = 26;
export const W_RPOW: u32 = 27;

export function wrapperNew(owner: usize, name: usize, slot: u32, fn: u32, kind: u32): usize {
  const w = allocObject(T_WRAPPER, WR_SIZE);
  if (w == 0) return noMemory();
  memory.fill(w + HEADER, 0, WR_SIZE - <u32>HEADER);
  retain(owner);
  initRef(w, w + WR_OWNER, owner);
  retain(name);
  initRef(w, w + WR_NAME, name);
  store<u32>(w, slot, WR_SLOT);
  store<u32>(w, fn, WR_FN);
  store<u32>(w, kind, WR_KIND);
  return w;
}

/** The native slot function behind a wrapper descriptor, 0 if it is another kind of object. */
export function wrapperSlot(descr: usize): u32 { return typeOf(descr) == T_WRAPPER ? load<u32>(descr, WR_FN) : 0; }

// ---- the call

function wrongCount(expected: string, got: i32): usize {
  const out = Builder.start();
  Builder.text(out, expected);
  Builder.int(out, got);
  const text = Builder.finish(out);
  return text ? raiseObject(T_X_TYPEERROR, text) : 0;
}
function needs(n: i32, got: i32): bool {
  if (n == got) return true;
  if (n == 0) wrongCount("expected 0 arguments, got ", got);
  else if (n == 1) wrongCount("expected 1 argument, got ", got);
  else wrongCount("expected 2 arguments, got ", got);
  return false;
}
function done(status: i32): usize { return status < 0 ? 0 : none(); }

/** The wrapper's slot on self. */
export function wrapperCall(w: usize, self: usize, args: usize, nargs: i32, kw: usize): usize {
  const fn = load<u32>(w, WR_FN), kind = load<u32>(w, WR_KIND);
  if (kind == W_CALL) return call_indirect<usize>(fn, self, args, nargs, kw);
  if (kind == W_INIT) return done(call_indirect<i32>(fn, self, args, nargs, kw));
  if (kw != 0 && tupleSize(kw) != 0) return raisef(T_X_TYPEERROR, "wrapper %s() takes no keyword arguments", load<usize>(w, WR_NAME));
  switch (kind) {
    case W_UNARY: return needs(0, nargs) ? call_indirect<usize>(fn, self) : 0;
    case W_HASH: {
      if (!needs(0, nargs)) return 0;
      const h = call_indirect<i64>(fn, self);
      return h == -1 && hasException() ? 0 : intFromI64(h);
    }
    case W_BOOL: {
      if (!needs(0, nargs)) return 0;
      const yes = call_indirect<i32>(fn, self);
      return yes < 0 ? 0 : boolOf(yes != 0);
    }
    case W_LENGTH: {
      if (!needs(0, nargs)) return 0;
      const n = call_indirect<i32>(fn, self);
      return n < 0 ? 0 : intFromI32(n);
    }
    case W_NEXT: {
      if (!needs(0, nargs)) return 0;
      const v = call_indirect<usize>(fn, self);
      return v == 0 && !hasException() ? raiseObject(T_X_STOPITERATION, 0) : v;
    }
    case W_FINALIZE: {
      if (!needs(0, nargs)) return 0;
      call_indirect<void>(fn, self);
      return none();
    }
    case W_BINARY: return needs(1, nargs) ? call_indirect<usize>(fn, self, arg(args, 0)) : 0;
    case W_REFLECTED: return needs(1, nargs) ? call_indirect<usize>(fn, arg(args, 0), self) : 0;
    case W_GETATTR: return needs(1, nargs) && isName(arg(args, 0)) ? call_indirect<usize>(fn, self, arg(args, 0)) : 0;
    case W_CONTAINS: {
      if (!needs(1, nargs)) return 0;
      const yes = call_indirect<i32>(fn, self, arg(args, 0));
      return yes < 0 ? 0 : boolOf(yes != 0);
    }
    case W_SETITEM: return needs(2, nargs) ? done(call_indirect<i32>(fn, self, arg(args, 0), arg(args, 1))) : 0;
    case W_DELITEM: return needs(1, nargs) ? done(call_indirect<i32>(fn, self, arg(args, 0), <usize>0)) : 0;
    case W_SETATTR: return needs(2, nargs) && isName(arg(args, 0)) && mayBypass(w, self) ? done(call_indirect<i32>(fn, self, arg(args, 0), arg(args, 1))) : 0;
    case W_DELATTR: return needs(1, nargs) && isName(arg(args, 0)) && mayBypass(w, self) ? done(call_indirect<i32>(fn, self, arg(args, 0), <usize>0)) : 0;
    case W_DESCR_SET: return needs(2, nargs) ? done(call_indirect<i32>(fn, self, arg(args, 0), arg(args, 1))) : 0;
    case W_DESCR_DELETE: return needs(1, nargs) ? done(call_indirect<i32>(fn, self, arg(args, 0), <usize>0)) : 0;
    case W_DESCR_GET: {
      if (nargs < 1) return raise(T_X_TYPEERROR, "expected at least 1 argument, got 0");
      if (nargs > 2) return wrongCount("expected at most 2 arguments, got ", nargs);
      const o = arg(args, 0) == NONE ? 0 : arg(args, 0);
      let type = nargs == 2 && arg(args, 1) != NONE ? arg(args, 1) : 0;
      if (o == 0 && type == 0) return raise(T_X_TYPEERROR, "__get__(None, None) is invalid");
      return call_indirect<usize>(fn, self, o, type);
    }
    case W_POW:
    case W_RPOW: {
      if (nargs < 1) return raise(T_X_TYPEERROR, "expected at least 1 argument, got 0");
      if (nargs > 2) return wrongCount("expected at most 2 arguments, got ", nargs);
      const other = arg(args, 0);
      const a = kind == W_POW ? self : other, b = kind == W_POW ? other : self;
      if (nargs == 2 && arg(args, 1) != NONE) return isInt(a) && isInt(b) && isInt(arg(args, 1)) ? intPowMod(a, b, arg(args, 1)) : notImplemented();
      return call_indirect<usize>(fn, a, b);
    }
    default:
      if (kind >= W_COMPARE && kind < W_COMPARE + 6) return needs(1, nargs) ? call_indirect<usize>(fn, self, arg(args, 0), <i32>(kind - W_COMPARE)) : 0;
      unreachable();
      return 0;
  }
}

function isName(o: usize): bool {
  if (isStr(o)) return true;
  raisef(T_X_TYPEERROR, "attribute name must be string, not '%t'", o);
  return false;
}

/** object.__setattr__ must not get round the __setattr__ of a native type in between. */
function mayBypass(w: usize, self: usize): bool {
  const fn = load<u32>(w, WR_FN);
  let t = typeOf(self);
  while (t != 0 && (load<u32>(t, TY_FLAGS) & TF_HEAP)) t = load<usize>(t, TY_BASE);
  if (t == 0 || load<u32>(t + TP_SETATTRO) == fn) return true;
  raisef(T_X_TYPEERROR, "can't apply this %s to %n object", load<usize>(w, WR_NAME), t);
  return false;
}

// ---- the descriptor

function wrapper_call(w: usize, args: usize, nargs: i32, kw: usize): usize {
  const owner = load<usize>(w, WR_OWNER);
  if (positional(nargs, kw) < 1) return raisef(T_X_TYPEERROR, "descriptor '%s' of '%n' object needs an argument", load<usize>(w, WR_NAME), owner);
  const self = arg(args, 0);
  if (!isSubtype(typeOf(self), owner)) return raisef(T_X_TYPEERROR, "descriptor '%s' requires a '%n' object but received a '%t'", load<usize>(w, WR_NAME), owner, self);
  return wrapperCall(w, self, args + 4, nargs - 1, kw);
}

function wrapper_get(w: usize, o: usize, type: usize): usize {
  if (o == 0) return newRef(w);
  const owner = load<usize>(w, WR_OWNER);
  if (!isSubtype(typeOf(o), owner)) return raisef(T_X_TYPEERROR, "descriptor '%s' for '%n' objects doesn't apply to a '%t' object", load<usize>(w, WR_NAME), owner, o);
  const m = allocObject(T_METHOD_WRAPPER, MW_SIZE);
  if (m == 0) return noMemory();
  initRef(m, m + MW_DESCR, newRef(w));
  initRef(m, m + MW_SELF, newRef(o));
  return m;
}

function wrapper_repr(w: usize): usize {
  const out = Builder.start();
  Builder.text(out, "<slot wrapper '");
  Builder.str(out, load<usize>(w, WR_NAME));
  Builder.text(out, "' of '");
  Builder.str(out, load<usize>(load<usize>(w, WR_OWNER), TY_NAME));
  Builder.text(out, "' objects>");
  return Builder.finish(out);
}

function wrapper_name(w: usize): usize { return newRef(load<usize>(w, WR_NAME)); }
function wrapper_owner(w: usize): usize { return newRef(load<usize>(w, WR_OWNER)); }
function wrapper_qualname(w: usize): usize { return qualifiedName(load<usize>(w, WR_OWNER), load<usize>(w, WR_NAME)); }
/** `owner.name` */
export function qualifiedName(owner: usize, name: usize): usize {
  const out = Builder.start();
  const q = load<usize>(owner, TY_QUALNAME);
  Builder.str(out, q ? q : load<usize>(owner, TY_NAME));
  Builder.char(out, 0x2e);
  Builder.str(out, name);
  return Builder.finish(out);
}
function wrapper_doc(w: usize): usize { return none(); }

function wrapper_dealloc(w: usize): void {
  release(load<usize>(w, WR_OWNER));
  release(load<usize>(w, WR_NAME));
  freeObject(w, WR_SIZE);
}
function wrapper_traverse(w: usize, visitor: u32): void { call_indirect<void>(visitor, w + WR_OWNER); call_indirect<void>(visitor, w + WR_NAME); }

// ---- bound

function methodWrapper_call(m: usize, args: usize, nargs: i32, kw: usize): usize { return wrapperCall(load<usize>(m, MW_DESCR), load<usize>(m, MW_SELF), args, nargs, kw); }
function methodWrapper_repr(m: usize): usize {
  const out = Builder.start();
  Builder.text(out, "<method-wrapper '");
  Builder.str(out, load<usize>(load<usize>(m, MW_DESCR), WR_NAME));
  Builder.text(out, "' of ");
  Builder.str(out, load<usize>(classOfObject(load<usize>(m, MW_SELF)), TY_NAME));
  Builder.text(out, " object at 0x");
  Builder.hex(out, load<usize>(m, MW_SELF), 12);
  Builder.char(out, 0x3e);
  return Builder.finish(out);
}
function methodWrapper_hash(m: usize): i64 { return <i64>(load<usize>(m, MW_SELF) >> 3 ^ load<usize>(m, MW_DESCR)); }
function methodWrapper_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_METHOD_WRAPPER) return notImplemented();
  const same = load<usize>(a, MW_SELF) == load<usize>(b, MW_SELF) && load<usize>(a, MW_DESCR) == load<usize>(b, MW_DESCR);
  return boolOf(same == (op == EQ));
}
function methodWrapper_self(m: usize): usize { return newRef(load<usize>(m, MW_SELF)); }
function methodWrapper_name(m: usize): usize { return newRef(load<usize>(load<usize>(m, MW_DESCR), WR_NAME)); }
function methodWrapper_qualname(m: usize): usize { return wrapper_qualname(load<usize>(m, MW_DESCR)); }
function methodWrapper_objclass(m: usize): usize { return wrapper_owner(load<usize>(m, MW_DESCR)); }
function methodWrapper_dealloc(m: usize): void {
  release(load<usize>(m, MW_DESCR));
  release(load<usize>(m, MW_SELF));
  freeObject(m, MW_SIZE);
}
function methodWrapper_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + MW_DESCR); call_indirect<void>(visitor, m + MW_SELF); }

export function initWrappers(): void {
  const t = T_WRAPPER;
  setSlot(t, TP_DEALLOC, fnVoid(wrapper_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(wrapper_traverse));
  setSlot(t, TP_CALL, fnNative(wrapper_call));
  setSlot(t, TP_DESCR_GET, fnTernary(wrapper_get));
  setSlot(t, TP_REPR, fnUnary(wrapper_repr));
  getset(t, "__name__", fnUnary(wrapper_name), 0);
  getset(t, "__qualname__", fnUnary(wrapper_qualname), 0);
  getset(t, "__objclass__", fnUnary(wrapper_owner), 0);
  getset(t, "__doc__", fnUnary(wrapper_doc), 0);
  const m = T_METHOD_WRAPPER;
  setSlot(m, TP_DEALLOC, fnVoid(methodWrapper_dealloc));
  setSlot(m, TP_TRAVERSE, fnTraverse(methodWrapper_traverse));
  setSlot(m, TP_CALL, fnNative(methodWrapper_call));
  setSlot(m, TP_REPR, fnUnary(methodWrapper_repr));
  setSlot(m, TP_HASH, fnHash(methodWrapper_hash));
  setSlot(m, TP_RICHCOMPARE, fnCompare(methodWrapper_compare));
  getset(m, "__self__", fnUnary(methodWrapper_self), 0);
  getset(m, "__name__", fnUnary(methodWrapper_name), 0);
  getset(m, "__qualname__", fnUnary(methodWrapper_qualname), 0);
  getset(m, "__objclass__", fnUnary(methodWrapper_objclass), 0);
  getset(m, "__doc__", fnUnary(wrapper_doc), 0);
}
