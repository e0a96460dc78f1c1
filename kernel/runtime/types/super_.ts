/**
 * super: attribute access that starts behind a class in the MRO of the object's class.
 *
 *     32 bytes: 16 lock   20 ref type (the class in whose methods we are)   24 ref object, 0 = unbound   28 ref class whose MRO is searched
 */
import { HEADER, typeOf, newRef, none, isType, slotOf, setSlot, TY_NAME, TY_MRO, TY_FLAGS, TF_METHOD_DESCRIPTOR, fnUnary, fnBinary, fnTernary, fnVoid, fnTraverse, fnNative, fnInit,
  TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_GETATTRO, TP_DESCR_GET, TP_INIT, TP_NEW } from "../object";
import { retain, release, storeRef, readSlot, lockObject, unlockObject } from "../designs/active";
import { T_SUPER, T_X_TYPEERROR, T_X_RUNTIMEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { raise, raisef, hasException, formatMessage } from "../errors";
import { arg, getset, kwRefused, sizeOfInstance, clearInstanceExtras } from "../natives";
import { freeObject } from "../heap/blocks";
import { tupleSize, tupleItem } from "./tuple";
import { allocInstance } from "./instance";
import { isSubtype, typeMro, lookupIn } from "./type";
import { genericGetAttr, raiseAttribute } from "./attributes";
import { bindOrNote, isNoted } from "../interpreter/attributecalls";
import { getAttr, getAttrOr0 } from "../abstract";
import { callArgs, setMethodUnbound } from "../calls";
import { superFromFrame, superClass, superSelf } from "./superframe";
import { Builder } from "./builder";
import { NONE } from "../layout";
import { S___class__ } from "../names";
import { hasFlag, F_INTERNED } from "../object";

const SU_TYPE: usize = 20;
const SU_OBJ: usize = 24;
const SU_CLASS: usize = 28;

/** What comes after `type` in the MRO of `start`, unbound: a new reference or 0. */
function lookupAfter(type: usize, start: usize, name: usize): usize {
  const mro = typeMro(start);
  if (mro == 0) return 0;
  const n = tupleSize(mro);
  let i = 0;
  while (i < n && tupleItem(mro, i) != type) i++;
  const interned = hasFlag(name, F_INTERNED);
  let found: usize = 0;
  for (i++; i < n && found == 0; i++) found = lookupIn(tupleItem(mro, i), name, interned);
  release(mro);
  return found;
}

/** super(type, o) looked up in the MRO of `start`, bound to o: a new reference; 0 without an exception if there is none. */
export function superAttribute(type: usize, o: usize, start: usize, name: usize): usize {
  const found = lookupAfter(type, start, name);
  if (found == 0) return 0;
  const get = slotOf(found, TP_DESCR_GET);
  if (get == 0) return found;
  const r = call_indirect<usize>(get, found, o == start ? <usize>0 : o, start);
  release(found);
  return r;
}

/** The class whose MRO super(type, o) searches: a new reference, or 0 with TypeError. */
function checkObject(type: usize, o: usize): usize {
  if (isType(o) && isSubtype(o, type)) return newRef(o);
  if (isSubtype(typeOf(o), type)) return newRef(typeOf(o));
  const claimed = getAttrOr0(o, load<usize>(S___class__));
  if (claimed != 0 && isType(claimed) && claimed != typeOf(o) && isSubtype(claimed, type)) return claimed;
  if (claimed) release(claimed);
  if (hasException()) return 0;
  if (isType(o)) return raisef(T_X_TYPEERROR, "super(type, obj): obj (type %n) is not an instance or subtype of type (%n).", o, type);
  return raisef(T_X_TYPEERROR, "super(type, obj): obj (instance of %t) is not an instance or subtype of type (%n).", o, type);
}
import { S_type } from "../names";

/**
 * The opcodes' super(cls, self).name. For a call (`method`) a function may come back unbound, with methodUnbound set.
 * superType is what the global `super` is: if it is not the builtin, it is called. 0 comes with an exception or a note (interpreter/attributecalls.ts).
 */
export function superLookup(superType: usize, cls: usize, self: usize, name: usize, method: bool): usize {
  setMethodUnbound(false);
  if (superType != T_SUPER) {
    const o = call2(superType, cls, self);
    if (o == 0) return 0;
    const r = getAttr(o, name);
    release(o);
    return r;
  }
  if (!isType(cls)) return raisef(T_X_TYPEERROR, "super() argument 1 must be a type, not %t", cls);
  const start = checkObject(cls, self);
  if (start == 0) return 0;
  if (name == load<usize>(S___class__)) { release(start); return newRef(T_SUPER); }
  let r: usize;
  if (method && self != start) {
    r = lookupAfter(cls, start, name);
    if (r != 0) {
      if (load<u32>(typeOf(r), TY_FLAGS) & TF_METHOD_DESCRIPTOR) setMethodUnbound(true);
      else {
        const get = slotOf(r, TP_DESCR_GET);
        if (get) {
          r = bindOrNote(r, get, self, start);
          if (r == 0) { release(start); return 0; }
          setMethodUnbound(false);
        }
      }
    }
  } else {
    r = lookupAfter(cls, start, name);
    const get = r ? slotOf(r, TP_DESCR_GET) : 0;
    if (get) r = bindOrNote(r, get, self == start ? <usize>0 : self, start);
    setMethodUnbound(false);
  }
  release(start);
  if (r != 0 || isNoted() || hasException()) return r;
  return raiseAttribute(T_SUPER, name, formatMessage("'super' object has no attribute '%s'", name));
}
import { call2 } from "../calls";

// ---- the object

function super_init(s: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (kwRefused("super", kw)) return -1;
  if (nargs > 2) { raisef(T_X_TYPEERROR, "super() expected at most 2 arguments, got %d", nargs); return -1; }
  let type: usize, o: usize = 0;
  if (nargs == 0) {
    if (!superFromFrame()) return -1;
    type = superClass;
    o = superSelf;
  } else {
    type = newRef(arg(args, 0));
    if (!isType(type)) { raisef(T_X_TYPEERROR, "super() argument 1 must be a type, not %t", type); release(type); return -1; }
    if (nargs == 2 && arg(args, 1) != NONE) o = newRef(arg(args, 1));
  }
  let start: usize = 0;
  if (o != 0) {
    start = checkObject(type, o);
    if (start == 0) { release(type); release(o); return -1; }
  }
  lockObject(s);
  const oldType = load<usize>(s, SU_TYPE), oldObj = load<usize>(s, SU_OBJ), oldClass = load<usize>(s, SU_CLASS);
  storeRef(s, s + SU_TYPE, type);
  storeRef(s, s + SU_OBJ, o);
  storeRef(s, s + SU_CLASS, start);
  unlockObject(s);
  if (oldType) release(oldType);
  if (oldObj) release(oldObj);
  if (oldClass) release(oldClass);
  return 0;
}

function super_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return allocInstance(type, 0); }

function super_getattro(s: usize, name: usize): usize {
  const start = readSlot(s, s + SU_CLASS);
  if (start == 0) return genericGetAttr(s, name);
  if (name == load<usize>(S___class__)) { release(start); return genericGetAttr(s, name); }
  const type = readSlot(s, s + SU_TYPE), o = readSlot(s, s + SU_OBJ);
  const r = superAttribute(type, o, start, name);
  release(type);
  if (o) release(o);
  release(start);
  return r != 0 || hasException() ? r : genericGetAttr(s, name);
}

function super_get(s: usize, o: usize, type: usize): usize {
  const bound = readSlot(s, s + SU_OBJ);
  if (bound) release(bound);
  if (bound != 0 || o == 0 || o == NONE) return newRef(s);
  const inner = readSlot(s, s + SU_TYPE);
  if (inner == 0) return newRef(s);
  const r = call2(typeOf(s), inner, o);
  release(inner);
  return r;
}

function super_repr(s: usize): usize {
  const type = load<usize>(s, SU_TYPE), start = load<usize>(s, SU_CLASS);
  const out = Builder.start();
  Builder.text(out, "<super: <class '");
  if (type) Builder.str(out, load<usize>(type, TY_NAME)); else Builder.text(out, "NULL");
  Builder.text(out, "'>, ");
  if (start) {
    Builder.char(out, 0x3c);
    Builder.str(out, load<usize>(start, TY_NAME));
    Builder.text(out, " object>>");
  } else Builder.text(out, "NULL>");
  return Builder.finish(out);
}
function super_thisclass(s: usize): usize { const o = readSlot(s, s + SU_TYPE); return o ? o : none(); }
function super_self(s: usize): usize { const o = readSlot(s, s + SU_OBJ); return o ? o : none(); }
function super_selfclass(s: usize): usize { const o = readSlot(s, s + SU_CLASS); return o ? o : none(); }
function super_dealloc(s: usize): void {
  clearInstanceExtras(s);
  for (let at: usize = SU_TYPE; at <= SU_CLASS; at += 4) { const o = load<usize>(s + at); if (o) release(o); }
  freeObject(s, sizeOfInstance(s));
}
function super_traverse(s: usize, visitor: u32): void { for (let at: usize = SU_TYPE; at <= SU_CLASS; at += 4) call_indirect<void>(visitor, s + at); }

export function initSuper(): void {
  const t = T_SUPER;
  setSlot(t, TP_NEW, fnNative(super_new));
  setSlot(t, TP_INIT, fnInit(super_init));
  setSlot(t, TP_DEALLOC, fnVoid(super_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(super_traverse));
  setSlot(t, TP_REPR, fnUnary(super_repr));
  setSlot(t, TP_GETATTRO, fnBinary(super_getattro));
  setSlot(t, TP_DESCR_GET, fnTernary(super_get));
  getset(t, "__thisclass__", fnUnary(super_thisclass), 0);
  getset(t, "__self__", fnUnary(super_self), 0);
  getset(t, "__self_class__", fnUnary(super_selfclass), 0);
}
