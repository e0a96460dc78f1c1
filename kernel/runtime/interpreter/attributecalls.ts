/**
 * Attribute access of opcodes where Python code answers: property functions, `__get__`, `__set__` and `__delete__` of descriptors, `__getattribute__`,
 * `__getattr__`, `__setattr__`, `__delattr__`. A look-up that comes upon such a function notes it instead of calling it and gives no result; the
 * opcode turns the note into a frame at once, before any other code can run.
 */
import { NONE, S_FP, S_SCRATCH } from "../layout";
import { ts } from "../thread";
import { typeOf, TP_GETATTRO, TP_SETATTRO, fnBinary, fnTernary, fnInt3 } from "../object";
import { retain, release, readSlot } from "../designs/active";
import { T_FUNCTION, T_X_ATTRIBUTEERROR } from "../types/table";
import { typeLookupRef } from "../types/type";
import { genericGetAttr, genericGetAttrOrNote, genericSetAttr, genericSetAttrOrNote } from "../types/attributes";
import { type_getattro, type_setattro, typeGetAttrOrNote, typeSetAttrOrNote } from "../types/typeattrs";
import { property_get, property_set, P_GET, P_SET, P_DEL } from "../types/property";
import { slot_getattro, slot_setattro, slot_descr_get, slot_descr_set, boundSpecial, special1 } from "../types/slots";
import { wrapperSlot } from "../types/wrappers";
import { CODE_NAMES } from "../types/code";
import { call1 } from "../calls";
import { clearException, pendingMatches } from "../errors";
import { S___getattribute__, S___getattr__, S___setattr__, S___delattr__, S___get__, S___set__, S___delete__ } from "../names";
import { F_PC, F_CODE } from "./frame";
import { OP_LOAD_FAST_LOAD_ATTR } from "./numbers";
import { W_ATTRIBUTE, W_DISCARD, ATTRIBUTE_FALLS, ATTRIBUTE_ARGUMENTS, kindOf, pushMethod, deliverAttribute } from "./dunders";

// ---- the note

/** How the function is called: f(o), f(descriptor, o, owner), f(o, name); for stores with the value behind, and without the owner. */
const OF_OBJECT: u32 = 0;
const OF_DESCRIPTOR: u32 = 1;
const BY_NAME: u32 = 2;

/** The function (owned; 0 = no note), the object (borrowed: it is on the stack), the descriptor and its owner (owned, or 0). */
let noted: usize = 0;
let how: u32 = 0;
let object: usize = 0;
let descriptor: usize = 0;
let owner: usize = 0;
/** AttributeError of the function passes the question on to `__getattr__`. */
let falls: bool = false;

function note(f: usize, kind: u32, o: usize): usize {
  noted = f;
  how = kind;
  object = o;
  return 0;
}
export function isNoted(): bool { return noted != 0; }

/** The arguments of the noted call, in the slot's scratch words: how many. */
function arguments_(name: usize): i32 {
  const args = ts + S_SCRATCH;
  if (how == OF_DESCRIPTOR) {
    store<usize>(args, descriptor);
    store<usize>(args, object, 4);
    return 2;
  }
  store<usize>(args, object);
  store<usize>(args, name, 4);
  return how == BY_NAME ? 2 : 1;
}
function push(n: i32, result: usize, kind: u32): i32 {
  const f = noted, d = descriptor, c = owner;
  noted = 0;
  descriptor = 0;
  owner = 0;
  falls = false;
  const pushed = pushMethod(f, ts + S_SCRATCH, n, result, kind);
  if (d) release(d);
  if (c) release(c);
  return pushed;
}

// ---- loading

/** The noted call for an attribute; `more`: ATTRIBUTE_* of the instruction. */
export function pushNotedGet(name: usize, result: usize, operands: u32, more: u32): i32 {
  let n = arguments_(name);
  if (how == OF_DESCRIPTOR) { store<usize>(ts + (<usize>n << 2), owner, S_SCRATCH); n++; }
  return push(n, result, kindOf(W_ATTRIBUTE, operands, more | (falls ? ATTRIBUTE_FALLS : 0)));
}

/** What a descriptor (taken over) with the slot function `get` gives for o, or 0 = none, of a class: its value, or 0 with an exception or a note. */
export function bindOrNote(descr: usize, get: u32, o: usize, type: usize): usize {
  if (get == fnTernary(property_get)) {
    const f = o ? readSlot(descr, descr + P_GET) : 0;
    if (f != 0) {
      if (typeOf(f) == T_FUNCTION) { release(descr); return note(f, OF_OBJECT, o); }
      release(f);
    }
  } else if (get == fnTernary(slot_descr_get)) {
    const f = typeLookupRef(typeOf(descr), load<usize>(S___get__));
    if (f != 0) {
      if (typeOf(f) == T_FUNCTION) {
        descriptor = descr;
        retain(type);
        owner = type;
        return note(f, OF_DESCRIPTOR, o ? o : <usize>NONE);
      }
      release(f);
    }
  }
  const r = call_indirect<usize>(get, descr, o, type);
  release(descr);
  return r;
}

/** o.name: its value, or 0 with an exception or a note. */
export function getAttrOrNote(o: usize, name: usize): usize {
  const getattro = load<u32>(typeOf(o) + TP_GETATTRO);
  if (getattro == fnBinary(genericGetAttr)) return genericGetAttrOrNote(o, name);
  if (getattro == fnBinary(slot_getattro)) return hookOrNote(o, name);
  return getattro == fnBinary(type_getattro) ? typeGetAttrOrNote(o, name) : call_indirect<usize>(getattro, o, name);
}

/** The same for a class with `__getattribute__` or `__getattr__`. */
function hookOrNote(o: usize, name: usize): usize {
  const get = typeLookupRef(typeOf(o), load<usize>(S___getattribute__));
  const native = get != 0 ? wrapperSlot(get) : 0;
  if (native == 0 && get != 0 && typeOf(get) == T_FUNCTION) {
    falls = true;
    return note(get, BY_NAME, o);
  }
  if (get) release(get);
  let r: usize;
  if (native == fnBinary(genericGetAttr)) r = genericGetAttrOrNote(o, name);
  else if (native == fnBinary(type_getattro)) r = typeGetAttrOrNote(o, name);
  else r = native ? call_indirect<usize>(native, o, name) : special1(o, S___getattribute__, name);
  if (r != 0) return r;
  if (noted != 0) { falls = true; return 0; }
  if (!pendingMatches(T_X_ATTRIBUTEERROR)) return 0;
  const hook = typeLookupRef(typeOf(o), load<usize>(S___getattr__));
  if (hook == 0) return 0;
  clearException();
  if (typeOf(hook) == T_FUNCTION) return note(hook, BY_NAME, o);
  release(hook);
  return callHook(o, name);
}

function callHook(o: usize, name: usize): usize {
  const hook = boundSpecial(o, S___getattr__);
  if (hook == 0) return 0;
  const r = call1(hook, name);
  release(hook);
  return r;
}

/**
 * A frame that was to give an attribute has failed with AttributeError: `__getattr__` is asked. 1; 0 with that exception or another, and the
 * operands; -1 with an exception and no operands.
 */
export function getattrNext(result: usize, operands: u32, detail: u32): i32 {
  const ofGetattr = (detail & ATTRIBUTE_ARGUMENTS) != 0;
  const o = load<usize>(ofGetattr ? result + 8 : result), name = ofGetattr ? load<usize>(result, 12) : instructionName();
  const hook = typeLookupRef(typeOf(o), load<usize>(S___getattr__));
  if (hook == 0) return 0;
  clearException();
  detail &= ~ATTRIBUTE_FALLS;
  if (typeOf(hook) == T_FUNCTION) {
    const args = ts + S_SCRATCH;
    store<usize>(args, o);
    store<usize>(args, name, 4);
    return pushMethod(hook, args, 2, result, kindOf(W_ATTRIBUTE, operands, detail));
  }
  release(hook);
  const r = callHook(o, name);
  return r ? deliverAttribute(result, operands, r, detail) : 0;
}

/** The name in the instruction before the cache word just passed. */
function instructionName(): usize {
  const frame = load<usize>(ts, S_FP);
  const w = load<u32>(load<usize>(frame, F_PC) - 8), index = (w & 1023) == OP_LOAD_FAST_LOAD_ATTR ? w >> 18 : w >> 10;
  return load<usize>(load<usize>(load<usize>(frame, F_CODE), CODE_NAMES) + (<usize>index << 2));
}

// ---- storing

/** The noted call for a store; v = 0: a deletion. */
export function pushNotedSet(name: usize, v: usize, result: usize, operands: u32): i32 {
  let n = arguments_(name);
  if (v) { store<usize>(ts + (<usize>n << 2), v, S_SCRATCH); n++; }
  return push(n, result, kindOf(W_DISCARD, operands, 0));
}

/** What a descriptor (taken over) with the slot function `set` does with v for o: 0, -1 with an exception, 1 with a note. */
export function setOrNote(descr: usize, set: u32, o: usize, v: usize): i32 {
  if (set == fnInt3(property_set)) {
    const f = readSlot(descr, descr + (v ? P_SET : P_DEL));
    if (f != 0) {
      if (typeOf(f) == T_FUNCTION) { release(descr); note(f, OF_OBJECT, o); return 1; }
      release(f);
    }
  } else if (set == fnInt3(slot_descr_set)) {
    const f = typeLookupRef(typeOf(descr), load<usize>(v ? S___set__ : S___delete__));
    if (f != 0) {
      if (typeOf(f) == T_FUNCTION) { descriptor = descr; note(f, OF_DESCRIPTOR, o); return 1; }
      release(f);
    }
  }
  const status = call_indirect<i32>(set, descr, o, v);
  release(descr);
  return status;
}

/** o.name = v, or del o.name for 0: 0, -1 with an exception, 1 with a note. */
export function setAttrOrNote(o: usize, name: usize, v: usize): i32 {
  const type = typeOf(o), setattro = load<u32>(type + TP_SETATTRO);
  if (setattro == fnInt3(genericSetAttr)) return genericSetAttrOrNote(o, name, v);
  if (setattro == fnInt3(type_setattro)) return typeSetAttrOrNote(o, name, v);
  if (setattro == fnInt3(slot_setattro)) {
    const method = typeLookupRef(type, load<usize>(v ? S___setattr__ : S___delattr__));
    if (method != 0) {
      if (typeOf(method) == T_FUNCTION) { note(method, BY_NAME, o); return 1; }
      const native = wrapperSlot(method);
      release(method);
      if (native == fnInt3(genericSetAttr)) return genericSetAttrOrNote(o, name, v);
      if (native == fnInt3(type_setattro)) return typeSetAttrOrNote(o, name, v);
    }
  }
  return call_indirect<i32>(setattro, o, name, v);
}
