/**
 * `object`: what every type inherits. Construction and its argument errors, repr, equality by identity, hash, pickling's
 * entry points, `__class__`.
 */
import { NOT_IMPLEMENTED } from "../layout";
import { typeOf, newRef, none, boolOf, notImplemented, isStr, isType, isTuple, slotOf, hasFlag, O_TYPE, TY_NAME, TY_FLAGS, TY_BASICSIZE, TY_DICT_OFFSET, TY_DICT, TY_BASE, TF_HEAP, TF_ABSTRACT, TF_LOCKED,
  setSlot, fnUnary, fnBinary, fnVoid, fnHash, fnInt3, fnCompare, fnNative, fnInit, TP_NEW, TP_INIT, TP_REPR, TP_STR, TP_HASH, TP_GETATTRO, TP_SETATTRO, TP_RICHCOMPARE, TP_DEALLOC, TP_FORMAT, TP_LENGTH, EQ, NE } from "../object";
import { retain, release } from "../designs/active";
import { T_OBJECT, T_BUILTIN, T_TYPE, T_MODULE, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { noMemory, raise, raisef, raiseObject, formatMessage, hasException } from "../errors";
import { method, classMethod, getset, builtinNew, arg, B_SELF, BF_KW, BF_STATIC, positional, sizeOfInstance } from "../natives";
import { tupleSize, tupleItem, tupleNew, tupleInit } from "./tuple";
import { dictNew, dictSetStr, dictGetStr, dictSet, dictNext, dictCopy } from "./dict";
import { listNew, listAppend, listSize, listGet } from "./list";
import { intFromI32 } from "./int";
import { strLength } from "./str";
import { Builder } from "./builder";
import { allocInstance, instanceDict, inlineCount } from "./instance";
import { genericGetAttr, genericSetAttr } from "./attributes";
import { object_dealloc } from "./finalize";
import { isSubtype, classOfObject, isHeapType, TY_NATIVE_BASE } from "./type";
import { typeFullName, abstractMethods } from "./typeattrs";
import { object_reduce, object_reduceEx, object_getstate } from "./reduce";
import { changeClass } from "./changeclass";
import { object_dir } from "./dir";
import { richCompare, reprOf, strOf, isTrue } from "../abstract";
import { S___new__, S___name__ } from "../names";

// ---- construction

/** TP_NEW of object. */
export function object_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs != 0) {
    if (load<u32>(type + TP_NEW) != fnNative(object_new)) return raise(T_X_TYPEERROR, "object.__new__() takes exactly one argument (the type to instantiate)");
    if (load<u32>(type + TP_INIT) == fnInit(object_init)) return raisef(T_X_TYPEERROR, "%n() takes no arguments", type);
  }
  if (load<u32>(type, TY_FLAGS) & TF_ABSTRACT) return refuseAbstract(type);
  return allocInstance(type, 0);
}

/** TP_INIT of object. */
export function object_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (nargs == 0) return 0;
  const type = typeOf(o);
  if (load<u32>(type + TP_INIT) != fnInit(object_init)) {
    raise(T_X_TYPEERROR, "object.__init__() takes exactly one argument (the instance to initialize)");
    return -1;
  }
  if (load<u32>(type + TP_NEW) == fnNative(object_new)) {
    raisef(T_X_TYPEERROR, "%n.__init__() takes exactly one argument (the instance to initialize)", type);
    return -1;
  }
  return 0;
}

/** "Can't instantiate abstract class C without an implementation for abstract methods 'a', 'b'" */
function refuseAbstract(type: usize): usize {
  const names = abstractMethods(type); // a sorted list
  if (names == 0) return 0;
  const out = Builder.start();
  Builder.text(out, "Can't instantiate abstract class ");
  Builder.str(out, load<usize>(type, TY_NAME));
  const n = listSize(names);
  Builder.text(out, n == 1 ? " without an implementation for abstract method " : " without an implementation for abstract methods ");
  for (let i = 0; i < n; i++) {
    const name = listGet(names, i);
    if (i) Builder.text(out, ", ");
    Builder.char(out, 0x27);
    if (name && isStr(name)) Builder.str(out, name);
    Builder.char(out, 0x27);
    if (name) release(name);
  }
  release(names);
  const text = Builder.finish(out);
  return text ? raiseObject(T_X_TYPEERROR, text) : 0;
}

/** `T.__new__(cls, ...)` of a native type T, which is the function's self. */
export function newWrapper(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) < 1) return raisef(T_X_TYPEERROR, "%n.__new__(): not enough arguments", type);
  const cls = arg(args, 0);
  if (!isType(cls)) return raisef(T_X_TYPEERROR, "%n.__new__(X): X is not a type object (%t)", type, cls);
  if (!isSubtype(cls, type)) return raisef(T_X_TYPEERROR, "%n.__new__(%n): %n is not a subtype of %n", type, cls, cls, type);
  const native = load<usize>(cls, TY_NATIVE_BASE);
  if (native != type && load<u32>(native + TP_NEW) != load<u32>(type + TP_NEW)) return raisef(T_X_TYPEERROR, "%n.__new__(%n) is not safe, use %n.__new__()", type, cls, native);
  return call_indirect<usize>(load<u32>(type + TP_NEW), cls, args + 4, nargs - 1, kw);
}

/** Gives a native type its `__new__`. */
export function addNewWrapper(type: usize): void {
  const dict = load<usize>(type, TY_DICT);
  const f = builtinNew(T_BUILTIN, fnNative(newWrapper), 1, -1, BF_KW | BF_STATIC, type, load<usize>(S___new__), 0);
  if (f == 0) unreachable();
  dictSetStr(dict, load<usize>(S___new__), f);
  release(f);
}

// ---- text, identity

export function object_repr(o: usize): usize {
  const name = typeFullName(classOfObject(o));
  if (name == 0) return 0;
  const out = Builder.start();
  Builder.char(out, 0x3c);
  Builder.str(out, name);
  release(name);
  Builder.text(out, " object at 0x");
  Builder.hex(out, o, 12);
  Builder.char(out, 0x3e);
  return Builder.finish(out);
}
export function object_str(o: usize): usize { return reprOf(o); }
export function object_hash(o: usize): i64 { return <i64>(o >> 4); }
export function object_richcompare(a: usize, b: usize, op: i32): usize {
  if (op == EQ) return a == b ? boolOf(true) : notImplemented();
  if (op == NE) {
    const fn = slotOf(a, TP_RICHCOMPARE);
    if (fn == 0) return notImplemented();
    const same = call_indirect<usize>(fn, a, b, EQ);
    if (same == 0 || same == NOT_IMPLEMENTED) return same;
    const yes = isTrue(same);
    release(same);
    return yes < 0 ? 0 : boolOf(yes == 0);
  }
  return notImplemented();
}

export function object_format(o: usize, spec: usize): usize {
  if (!isStr(spec)) return raisef(T_X_TYPEERROR, "__format__() argument must be str, not %t", spec);
  if (strLength(spec) != 0) return raisef(T_X_TYPEERROR, "unsupported format string passed to %t.__format__", o);
  return strOf(o);
}

function object_sizeof(o: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(<i32>sizeOfInstance(o)); }
function object_getClass(o: usize): usize { return newRef(classOfObject(o)); }
function object_initSubclass(cls: usize, args: usize, nargs: i32, kw: usize): usize { return none(); }
function object_subclasshook(cls: usize, args: usize, nargs: i32, kw: usize): usize { return notImplemented(); }

export function initObject(): void {
  const t = T_OBJECT;
  setSlot(t, TP_NEW, fnNative(object_new));
  setSlot(t, TP_INIT, fnInit(object_init));
  setSlot(t, TP_DEALLOC, fnVoid(object_dealloc));
  setSlot(t, TP_REPR, fnUnary(object_repr));
  setSlot(t, TP_STR, fnUnary(object_str));
  setSlot(t, TP_HASH, fnHash(object_hash));
  setSlot(t, TP_RICHCOMPARE, fnCompare(object_richcompare));
  setSlot(t, TP_GETATTRO, fnBinary(genericGetAttr));
  setSlot(t, TP_SETATTRO, fnInt3(genericSetAttr));
  setSlot(t, TP_FORMAT, fnBinary(object_format));
  getset(t, "__class__", fnUnary(object_getClass), fnInt3(changeClass));
  method(t, "__sizeof__", fnNative(object_sizeof), 0, 0);
  method(t, "__dir__", fnNative(object_dir), 0, 0);
  method(t, "__reduce__", fnNative(object_reduce), 0, 0);
  method(t, "__reduce_ex__", fnNative(object_reduceEx), 1, 1);
  method(t, "__getstate__", fnNative(object_getstate), 0, 0);
  classMethod(t, "__init_subclass__", fnNative(object_initSubclass), 0, 0);
  classMethod(t, "__subclasshook__", fnNative(object_subclasshook), 1, 1);
}
