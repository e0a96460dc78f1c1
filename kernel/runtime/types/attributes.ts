/**
 * Attribute access as object and type do it: data descriptors of the class first, then the instance's own attributes,
 * then whatever else the class has.
 */
import { typeOf, slotOf, newRef, isStr, isType, TY_NAME, TP_DESCR_GET, TP_DESCR_SET, TY_DICT_OFFSET } from "../object";
import { release } from "../designs/active";
import { T_X_ATTRIBUTEERROR } from "./table";
import { raisef, formatMessage, setException, hasException } from "../errors";
import { typeLookupRef, classOfObject } from "./type";
import { bindOrNote, setOrNote, isNoted } from "../interpreter/attributecalls";
import { instanceGet, instanceSet } from "./instance";
import { makeException, setExceptionExtra } from "./exceptions";

/** Raises AttributeError(text) with its `name` and `obj`; takes over text. Returns 0. */
export function raiseAttribute(o: usize, name: usize, text: usize): usize {
  if (text == 0) return 0;
  const exc = makeException(T_X_ATTRIBUTEERROR, text);
  if (exc == 0) return 0;
  setExceptionExtra(exc, 0, name);
  setExceptionExtra(exc, 1, o);
  return setException(exc);
}
/** "'C' object has no attribute 'x'" */
export function raiseNoAttribute(o: usize, name: usize): usize {
  return raiseAttribute(o, name, isType(o) ? formatMessage("type object '%n' has no attribute '%s'", o, name) : formatMessage("'%n' object has no attribute '%s'", classOfObject(o), name));
}

/** o.name by the usual rules: a new reference, or 0; with an exception only if a descriptor raised one. */
export function genericGetAttrOr0(o: usize, name: usize): usize { return lookUp(o, name, false); }

/** o.name for an opcode, which calls Python code itself: 0 comes with an exception or a note (interpreter/attributecalls.ts). */
export function genericGetAttrOrNote(o: usize, name: usize): usize {
  const r = lookUp(o, name, true);
  return r != 0 || isNoted() || hasException() ? r : raiseNoAttribute(o, name);
}

/** What a descriptor (taken over) gives. */
@inline export function bind(descr: usize, get: u32, o: usize, type: usize, forOpcode: bool): usize {
  if (forOpcode) return bindOrNote(descr, get, o, type);
  const r = call_indirect<usize>(get, descr, o, type);
  release(descr);
  return r;
}

@inline function lookUp(o: usize, name: usize, forOpcode: bool): usize {
  const type = typeOf(o);
  const descr = typeLookupRef(type, name);
  let get: u32 = 0;
  if (descr != 0) {
    get = slotOf(descr, TP_DESCR_GET);
    if (get != 0 && slotOf(descr, TP_DESCR_SET) != 0) return bind(descr, get, o, type, forOpcode);
  }
  if (load<u32>(type, TY_DICT_OFFSET) != 0) {
    const v = instanceGet(o, type, name);
    if (v != 0) {
      if (descr) release(descr);
      return v;
    }
  }
  return descr == 0 || get == 0 ? descr : bind(descr, get, o, type, forOpcode);
}

/** TP_GETATTRO of object. */
export function genericGetAttr(o: usize, name: usize): usize {
  const r = genericGetAttrOr0(o, name);
  return r != 0 || hasException() ? r : raiseNoAttribute(o, name);
}

/** TP_SETATTRO of object: value borrowed, 0 = delete. */
export function genericSetAttr(o: usize, name: usize, value: usize): i32 { return setUp(o, name, value, false); }
/** The same for an opcode: 1 comes with a note (interpreter/attributecalls.ts). */
export function genericSetAttrOrNote(o: usize, name: usize, value: usize): i32 { return setUp(o, name, value, true); }

@inline function setUp(o: usize, name: usize, value: usize, forOpcode: bool): i32 {
  const type = typeOf(o);
  const descr = typeLookupRef(type, name);
  if (descr != 0) {
    const set = slotOf(descr, TP_DESCR_SET);
    if (set != 0) {
      if (forOpcode) return setOrNote(descr, set, o, value);
      const status = call_indirect<i32>(set, descr, o, value);
      release(descr);
      return status;
    }
  }
  let status = 1;
  if (load<u32>(type, TY_DICT_OFFSET) != 0) {
    status = instanceSet(o, name, value);
    if (status == 1) raiseNoAttribute(o, name);
  } else if (descr != 0) {
    raiseAttribute(o, name, formatMessage("'%n' object attribute '%s' is read-only", classOfObject(o), name));
  } else {
    raiseAttribute(o, name, formatMessage("'%n' object has no attribute '%s' and no __dict__ for setting new attributes", classOfObject(o), name));
  }
  if (descr) release(descr);
  return status == 0 ? 0 : -1;
}
