/**
 * `type` as an object: calling a class, the attributes of classes, and what a class knows about itself.
 */
import { setOrNote, isNoted } from "../interpreter/attributecalls";
import { NONE, EMPTY_TUPLE } from "../layout";
import { typeOf, newRef, none, boolOf, slotOf, isType, isStr, isTuple, isDict, hasFlag,
  TY_NAME, TY_QUALNAME, TY_BASICSIZE, TY_FLAGS, TY_BASE, TY_BASES, TY_MRO, TY_DICT, TY_SUBCLASSES, TY_MODULE, TY_DICT_OFFSET, TY_WEAK_OFFSET, TY_DOC, TY_SLOTS,
  TF_HEAP, TF_ABSTRACT, TF_BASETYPE, TF_READY, TF_TYPE, TF_LIST, TF_DICT, TF_TUPLE, TF_STR, TF_BYTES, TF_INT, TF_EXCEPTION, TF_IMMUTABLE,
  setSlot, fnUnary, fnBinary, fnVoid, fnInt3, fnNative, fnInit, fnTraverse, TP_NEW, TP_INIT, TP_CALL, TP_REPR, TP_GETATTRO, TP_SETATTRO, TP_DEALLOC, TP_TRAVERSE, TP_DESCR_GET, TP_DESCR_SET, NB_OR } from "../object";
import { retain, release, readSlot, storeRef, lockObject, unlockObject } from "../designs/active";
import { T_TYPE, T_OBJECT, T_LIST, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { raise, raisef, formatMessage, hasException, clearIf } from "../errors";
import { method, classMethodKw, getset, getsetNew, arg, positional } from "../natives";
import { freeObject, freeRaw } from "../heap/blocks";
import { tupleSize, tupleItem } from "./tuple";
import { dictNew, dictGetStr, dictSetStr, dictDel } from "./dict";
import { listNew, listAppend } from "./list";
import { strLength, strCharAt, substr } from "./str";
import { strFromLiteral, intern, internObject } from "./intern";
import { intFromI32, intFromI64 } from "./int";
import { Builder } from "./builder";
import { typeLookupRef, isSubtype, classOfObject, isHeapType, lockTypes, unlockTypes, invalidateType, removeSubclass, subclassCount, subclassAt, TY_NATIVE_BASE, DICT_AT_END } from "./type";
import { typeNew } from "./typenew";
import { type_mro } from "./mro";
import { updateSlotsFor } from "./slottable";
import { raiseNoAttribute, raiseAttribute, bind } from "./attributes";
import { instanceDict, setInstanceDict, dropSharedKeys, traverseSharedKeys } from "./instance";
import { proxyNew } from "./mappingproxy";
import { sizeOfInstance } from "../natives";
import { type_setBases } from "./changeclass";
import { type_dir } from "./dir";
import { unionOfTypes } from "./union";
import { isTrue, callListSort } from "../abstract";
import { weakrefHead } from "./weakref";
import { plainIsInstance, plainIsSubclass } from "./classchecks";
import { S___module__, S___doc__, S___abstractmethods__, S___annotations__, S___dict__, S___weakref__, S_builtins } from "../names";

// ---- names

/** `__name__` of a type: a new reference. */
export function typeName(type: usize): usize {
  const name = readSlot(type, type + TY_NAME);
  if (isHeapType(type)) return name;
  for (let i: i32 = <i32>strLength(name) - 1; i >= 0; i--) {
    if (strCharAt(name, i) != 0x2e) continue;
    const last = substr(name, i + 1, strLength(name));
    release(name);
    return last;
  }
  return name;
}
function typeQualname(type: usize): usize {
  const q = readSlot(type, type + TY_QUALNAME);
  return q ? q : typeName(type);
}
/** `__module__`: a new reference, or 0 with AttributeError. */
export function typeModule(type: usize): usize {
  if (isHeapType(type)) {
    const m = dictGetStr(load<usize>(type, TY_DICT), load<usize>(S___module__));
    return m ? m : raiseAttribute(type, load<usize>(S___module__), newRef(load<usize>(S___module__)));
  }
  const given = load<usize>(type, TY_MODULE);
  if (given) return newRef(given);
  const name = load<usize>(type, TY_NAME);
  for (let i: i32 = <i32>strLength(name) - 1; i >= 0; i--) if (strCharAt(name, i) == 0x2e) return substr(name, 0, i);
  return newRef(load<usize>(S_builtins));
}
/** `module.qualname`, or the qualname alone of builtins: a new reference. */
export function typeFullName(type: usize): usize {
  const q = typeQualname(type);
  if (q == 0) return 0;
  const m = typeModule(type);
  if (m == 0 && !clearIf(T_X_ATTRIBUTEERROR)) { release(q); return 0; }
  if (m == 0 || !isStr(m) || isBuiltins(m)) {
    if (m) release(m);
    return q;
  }
  const out = Builder.start();
  Builder.str(out, m);
  Builder.char(out, 0x2e);
  Builder.str(out, q);
  release(m);
  release(q);
  return Builder.finish(out);
}
export function isBuiltins(module: usize): bool { return module == load<usize>(S_builtins); }

function type_repr(type: usize): usize {
  const name = typeFullName(type);
  if (name == 0) return 0;
  const out = Builder.start();
  Builder.text(out, "<class '");
  Builder.str(out, name);
  release(name);
  Builder.text(out, "'>");
  return Builder.finish(out);
}

// ---- calls

/** TP_CALL of type: makes an instance. */
export function type_call(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_TYPE) {
    const n = positional(nargs, kw);
    if (n == 1 && nargs == 1) return newRef(classOfObject(arg(args, 0)));
    if (n != 3) return raise(T_X_TYPEERROR, "type() takes 1 or 3 arguments");
  }
  const make = load<u32>(type + TP_NEW);
  if (make == 0) return raisef(T_X_TYPEERROR, "cannot create '%n' instances", type);
  const o = call_indirect<usize>(make, type, args, nargs, kw);
  if (o == 0 || !isSubtype(typeOf(o), type)) return o;
  const init = slotOf(o, TP_INIT);
  if (init != 0 && call_indirect<i32>(init, o, args, nargs, kw) < 0) { release(o); return 0; }
  return o;
}

/** TP_NEW of type. */
function type_new(meta: usize, args: usize, nargs: i32, kw: usize): usize { return typeNew(meta, args, nargs, kw); }
function type_init(type: usize, args: usize, nargs: i32, kw: usize): i32 {
  const n = positional(nargs, kw);
  if (kw != 0 && n == 1 && nargs != n) { raise(T_X_TYPEERROR, "type.__init__() takes no keyword arguments"); return -1; }
  if (n != 1 && n != 3) { raise(T_X_TYPEERROR, "type.__init__() takes 1 or 3 arguments"); return -1; }
  return 0;
}

// ---- attributes

/** TP_GETATTRO of type. */
export function type_getattro(type: usize, name: usize): usize {
  const r = typeGetAttrOr0(type, name);
  return r != 0 || hasException() ? r : raiseNoAttribute(type, name);
}
/** As type_getattro, 0 without an exception where there is no such attribute. */
export function typeGetAttrOr0(type: usize, name: usize): usize { return lookUp(type, name, false); }
/** As type_getattro for an opcode: 0 comes with an exception or a note (interpreter/attributecalls.ts). */
export function typeGetAttrOrNote(type: usize, name: usize): usize {
  const r = lookUp(type, name, true);
  return r != 0 || isNoted() || hasException() ? r : raiseNoAttribute(type, name);
}

@inline function lookUp(type: usize, name: usize, forOpcode: bool): usize {
  const meta = typeOf(type);
  const descr = typeLookupRef(meta, name);
  let get: u32 = 0;
  if (descr != 0) {
    get = slotOf(descr, TP_DESCR_GET);
    if (get != 0 && slotOf(descr, TP_DESCR_SET) != 0) return bind(descr, get, type, meta, forOpcode);
  }
  const v = typeLookupRef(type, name);
  if (v != 0) {
    if (descr) release(descr);
    const found = slotOf(v, TP_DESCR_GET);
    return found == 0 ? v : bind(v, found, 0, type, forOpcode);
  }
  return descr == 0 || get == 0 ? descr : bind(descr, get, type, meta, forOpcode);
}

/** TP_SETATTRO of type. */
export function type_setattro(type: usize, name: usize, value: usize): i32 { return setUp(type, name, value, false); }
/** The same for an opcode: 1 comes with a note (interpreter/attributecalls.ts). */
export function typeSetAttrOrNote(type: usize, name: usize, value: usize): i32 { return setUp(type, name, value, true); }

@inline function setUp(type: usize, name: usize, value: usize, forOpcode: bool): i32 {
  if (load<u32>(type, TY_FLAGS) & TF_IMMUTABLE) { raisef(T_X_TYPEERROR, "cannot set %r attribute of immutable type '%n'", name, type); return -1; }
  const descr = typeLookupRef(typeOf(type), name);
  if (descr != 0) {
    const set = slotOf(descr, TP_DESCR_SET);
    if (set != 0) {
      if (forOpcode) return setOrNote(descr, set, type, value);
      const status = call_indirect<i32>(set, descr, type, value);
      release(descr);
      return status;
    }
    release(descr);
  }
  retain(name);
  name = internObject(name);
  const status = typeSetInDict(type, name, value);
  release(name);
  return status;
}

/** Stores into or deletes from a class's dict, then makes caches and slots follow. */
export function typeSetInDict(type: usize, name: usize, value: usize): i32 {
  const dict = load<usize>(type, TY_DICT);
  lockTypes();
  const old = dictGetStr(dict, name);
  let status = -1;
  const absent = value == 0 && old == 0;
  if (!absent) {
    status = value ? dictSetStr(dict, name, value) : dictDel(dict, name);
    invalidateType(type);
    updateSlotsFor(type, name);
  }
  unlockTypes();
  if (old) release(old);
  if (absent) raiseNoAttribute(type, name);
  return status;
}

function refuseImmutable(type: usize, name: string): bool {
  if (!(load<u32>(type, TY_FLAGS) & TF_IMMUTABLE)) return false;
  const s = strFromLiteral(name);
  if (s) { raisef(T_X_TYPEERROR, "cannot set '%s' attribute of immutable type '%n'", s, type); release(s); }
  return true;
}
function refuseDelete(type: usize, name: string, value: usize): bool {
  if (value != 0) return false;
  const s = strFromLiteral(name);
  if (s) { raisef(T_X_TYPEERROR, "cannot delete '%s' attribute of type '%n'", s, type); release(s); }
  return true;
}
/** Replaces a reference in the type object itself (value borrowed). */
function replace(type: usize, at: usize, value: usize): i32 {
  retain(value);
  lockObject(type);
  const old = load<usize>(type + at);
  storeRef(type, type + at, value);
  unlockObject(type);
  if (old) release(old);
  return 0;
}

function set_name(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__name__") || refuseDelete(type, "__name__", value)) return -1;
  if (!isStr(value)) { raisef(T_X_TYPEERROR, "can only assign string to %n.__name__, not '%t'", type, value); return -1; }
  return replace(type, TY_NAME, value);
}
function set_qualname(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__qualname__") || refuseDelete(type, "__qualname__", value)) return -1;
  if (!isStr(value)) { raisef(T_X_TYPEERROR, "can only assign string to %n.__qualname__, not '%t'", type, value); return -1; }
  return replace(type, TY_QUALNAME, value);
}
function set_module(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__module__") || refuseDelete(type, "__module__", value)) return -1;
  return typeSetInDict(type, load<usize>(S___module__), value);
}
function set_doc(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__doc__") || refuseDelete(type, "__doc__", value)) return -1;
  return typeSetInDict(type, load<usize>(S___doc__), value);
}
function get_doc(type: usize): usize {
  if (!isHeapType(type)) { const doc = load<usize>(type, TY_DOC); return doc ? newRef(doc) : none(); }
  const doc = dictGetStr(load<usize>(type, TY_DICT), load<usize>(S___doc__));
  if (doc == 0) return none();
  const bind = slotOf(doc, TP_DESCR_GET);
  if (bind == 0) return doc;
  const r = call_indirect<usize>(bind, doc, <usize>0, type);
  release(doc);
  return r;
}
function get_bases(type: usize): usize { return readSlot(type, type + TY_BASES); }
function get_base(type: usize): usize { const b = readSlot(type, type + TY_BASE); return b ? b : none(); }
function get_mro(type: usize): usize { const m = readSlot(type, type + TY_MRO); return m ? m : none(); }
function get_dict(type: usize): usize { return proxyNew(load<usize>(type, TY_DICT)); }
function get_basicsize(type: usize): usize { return intFromI32(load<i32>(type, TY_BASICSIZE)); }
function get_itemsize(type: usize): usize {
  const flags = load<u32>(type, TY_FLAGS);
  return intFromI32(flags & TF_TUPLE ? 4 : flags & (TF_BYTES | TF_STR) ? 1 : 0);
}
function get_dictoffset(type: usize): usize {
  const offset = load<u32>(type, TY_DICT_OFFSET);
  return intFromI32(offset == DICT_AT_END ? -1 : <i32>offset);
}
function get_weakrefoffset(type: usize): usize { return intFromI32(load<i32>(type, TY_WEAK_OFFSET)); }

/** Python's own flag bits, as far as they are of use: heap type, base type, ready, abstract, and the kinds of builtin. */
function get_flags(type: usize): usize {
  const f = load<u32>(type, TY_FLAGS);
  let bits: u32 = 0;
  if (f & TF_IMMUTABLE) bits |= 1 << 8;
  if (f & TF_HEAP) bits |= 1 << 9;
  if (f & TF_BASETYPE) bits |= 1 << 10;
  if (f & TF_READY) bits |= 1 << 12;
  if (f & TF_ABSTRACT) bits |= 1 << 20;
  if (f & TF_INT) bits |= 1 << 24;
  if (f & TF_LIST) bits |= 1 << 25;
  if (f & TF_TUPLE) bits |= 1 << 26;
  if (f & TF_BYTES) bits |= 1 << 27;
  if (f & TF_STR) bits |= 1 << 28;
  if (f & TF_DICT) bits |= 1 << 29;
  if (f & TF_EXCEPTION) bits |= 1 << 30;
  if (f & TF_TYPE) bits |= <u32>1 << 31;
  return intFromI64(<i64>bits);
}

function get_abstractmethods(type: usize): usize {
  const m = type == T_TYPE ? 0 : dictGetStr(load<usize>(type, TY_DICT), load<usize>(S___abstractmethods__));
  return m ? m : raiseAttribute(type, load<usize>(S___abstractmethods__), newRef(load<usize>(S___abstractmethods__)));
}
function set_abstractmethods(type: usize, value: usize, unused: usize): i32 {
  const yes = value ? isTrue(value) : 0;
  if (yes < 0 || typeSetInDict(type, load<usize>(S___abstractmethods__), value) < 0) return -1;
  lockTypes();
  const flags = load<u32>(type, TY_FLAGS);
  store<u32>(type, yes ? flags | TF_ABSTRACT : flags & ~TF_ABSTRACT, TY_FLAGS);
  unlockTypes();
  return 0;
}
/** The names without an implementation, sorted: a new list. */
export function abstractMethods(type: usize): usize {
  const m = get_abstractmethods(type);
  if (m == 0) return 0;
  const list = callListSort(m);
  release(m);
  return list;
}

function get_annotations(type: usize): usize {
  if (!isHeapType(type)) return raiseNoAttribute(type, load<usize>(S___annotations__));
  const dict = load<usize>(type, TY_DICT);
  const have = dictGetStr(dict, load<usize>(S___annotations__));
  if (have) return have;
  const fresh = dictNew();
  if (fresh && typeSetInDict(type, load<usize>(S___annotations__), fresh) < 0) { release(fresh); return 0; }
  return fresh;
}
function get_type_params(type: usize): usize {
  const have: usize = isHeapType(type) ? dictGetStr(load<usize>(type, TY_DICT), intern("__type_params__")) : 0;
  return have ? have : newRef(EMPTY_TUPLE);
}
function set_type_params(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__type_params__")) return -1;
  return typeSetInDict(type, intern("__type_params__"), value);
}
function set_annotations(type: usize, value: usize, unused: usize): i32 {
  if (refuseImmutable(type, "__annotations__")) return -1;
  return typeSetInDict(type, load<usize>(S___annotations__), value);
}

function type_subclasses(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const list = listNew(0);
  if (list == 0) return 0;
  lockTypes();
  const n = subclassCount(type);
  let failed = false;
  for (let i: u32 = 0; i < n && !failed; i++) failed = listAppend(list, subclassAt(type, i)) < 0;
  unlockTypes();
  if (failed) { release(list); return 0; }
  return list;
}
function type_prepare(meta: usize, args: usize, nargs: i32, kw: usize): usize { return dictNew(); }
function type_instancecheck(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const yes = plainIsInstance(arg(args, 0), type);
  return yes < 0 ? 0 : boolOf(yes != 0);
}
function type_subclasscheck(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const yes = plainIsSubclass(arg(args, 0), type);
  return yes < 0 ? 0 : boolOf(yes != 0);
}
function type_sizeof(type: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(<i32>sizeOfInstance(type)); }

// ---- `__dict__` and `__weakref__` of instances

function instance_getDict(o: usize): usize {
  const d = instanceDict(o);
  return d != 0 || hasException() ? d : raiseNoAttribute(o, load<usize>(S___dict__));
}
function instance_setDict(o: usize, value: usize, unused: usize): i32 {
  if (value == 0) { raise(T_X_TYPEERROR, "cannot delete __dict__"); return -1; }
  if (!isDict(value)) { raisef(T_X_TYPEERROR, "__dict__ must be set to a dictionary, not a '%t'", value); return -1; }
  return setInstanceDict(o, value) ? 0 : -1;
}
function instance_getWeakref(o: usize): usize { const w = weakrefHead(o); return w ? w : none(); }
export function instanceDictGetset(type: usize): usize { return getsetNew(type, load<usize>(S___dict__), fnUnary(instance_getDict), fnInt3(instance_setDict)); }
export function instanceWeakrefGetset(type: usize): usize { return getsetNew(type, load<usize>(S___weakref__), fnUnary(instance_getWeakref), 0); }
/** Gives instances of a native type with an attribute record their `__dict__`. */
export function addDictGetset(type: usize): void { getset(type, "__dict__", fnUnary(instance_getDict), fnInt3(instance_setDict)); }

// ---- the end of a class

function type_dealloc(type: usize): void {
  const bases = load<usize>(type, TY_BASES);
  lockTypes();
  if (bases) for (let i = 0, n = tupleSize(bases); i < n; i++) removeSubclass(tupleItem(bases, i), type);
  unlockTypes();
  const list = load<usize>(type, TY_SUBCLASSES);
  if (list) freeRaw(list, 8 + (load<u32>(list, 4) << 2));
  dropSharedKeys(type);
  releaseAt(type, TY_NAME);
  releaseAt(type, TY_QUALNAME);
  releaseAt(type, TY_BASE);
  releaseAt(type, TY_BASES);
  releaseAt(type, TY_MRO);
  releaseAt(type, TY_DICT);
  freeObject(type, sizeOfInstance(type));
}
function releaseAt(type: usize, at: usize): void { const o = load<usize>(type + at); if (o) release(o); }
function type_traverse(type: usize, visitor: u32): void {
  call_indirect<void>(visitor, type + TY_NAME);
  call_indirect<void>(visitor, type + TY_QUALNAME);
  call_indirect<void>(visitor, type + TY_BASE);
  call_indirect<void>(visitor, type + TY_BASES);
  call_indirect<void>(visitor, type + TY_MRO);
  call_indirect<void>(visitor, type + TY_DICT);
  traverseSharedKeys(type, visitor);
}

export function initType(): void {
  const t = T_TYPE;
  setSlot(t, TP_CALL, fnNative(type_call));
  setSlot(t, TP_NEW, fnNative(type_new));
  setSlot(t, TP_INIT, fnInit(type_init));
  setSlot(t, TP_REPR, fnUnary(type_repr));
  setSlot(t, TP_GETATTRO, fnBinary(type_getattro));
  setSlot(t, TP_SETATTRO, fnInt3(type_setattro));
  setSlot(t, TP_DEALLOC, fnVoid(type_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(type_traverse));
  setSlot(t, NB_OR, fnBinary(unionOfTypes));
  getset(t, "__name__", fnUnary(typeName), fnInt3(set_name));
  getset(t, "__qualname__", fnUnary(typeQualname), fnInt3(set_qualname));
  getset(t, "__module__", fnUnary(typeModule), fnInt3(set_module));
  getset(t, "__doc__", fnUnary(get_doc), fnInt3(set_doc));
  getset(t, "__bases__", fnUnary(get_bases), fnInt3(type_setBases));
  getset(t, "__base__", fnUnary(get_base), 0);
  getset(t, "__mro__", fnUnary(get_mro), 0);
  getset(t, "__dict__", fnUnary(get_dict), 0);
  getset(t, "__basicsize__", fnUnary(get_basicsize), 0);
  getset(t, "__itemsize__", fnUnary(get_itemsize), 0);
  getset(t, "__dictoffset__", fnUnary(get_dictoffset), 0);
  getset(t, "__weakrefoffset__", fnUnary(get_weakrefoffset), 0);
  getset(t, "__flags__", fnUnary(get_flags), 0);
  getset(t, "__abstractmethods__", fnUnary(get_abstractmethods), fnInt3(set_abstractmethods));
  getset(t, "__type_params__", fnUnary(get_type_params), fnInt3(set_type_params));
  getset(t, "__annotations__", fnUnary(get_annotations), fnInt3(set_annotations));
  method(t, "mro", fnNative(type_mro), 0, 0);
  method(t, "__subclasses__", fnNative(type_subclasses), 0, 0);
  method(t, "__instancecheck__", fnNative(type_instancecheck), 1, 1);
  method(t, "__subclasscheck__", fnNative(type_subclasscheck), 1, 1);
  method(t, "__dir__", fnNative(type_dir), 0, 0);
  method(t, "__sizeof__", fnNative(type_sizeof), 0, 0);
  classMethodKw(t, "__prepare__", fnNative(type_prepare), 0, -1);
}
