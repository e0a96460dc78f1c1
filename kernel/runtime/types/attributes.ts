/**
 * Attribute access as object and type do it: data descriptors of the class first, then the instance's own attributes,
 * then whatever else the class has.
 */
import { typeOf, slotOf, newRef, isStr, isType, TY_NAME, TP_DESCR_GET, TP_DESCR_SET, TY_DICT_OFFSET } from "../object";
import { retain, release } from "../designs/active";
import { T_X_ATTRIBUTEERROR, T_X_TYPEERROR, T_TYPE } from "./table";
import { raisef, formatMessage, setException, hasException } from "../errors";
import { typeLookupRef, classOfObject } from "./type";
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
export function genericGetAttrOr0(o: usize, name: usize): usize {
  const type = typeOf(o);
  const descr = typeLookupRef(type, name);
  let get: u32 = 0;
  if (descr != 0) {
    get = slotOf(descr, TP_DESCR_GET);
    if (get != 0 && slotOf(descr, TP_DESCR_SET) != 0) {
      const r = call_indirect<usize>(get, descr, o, type);
      release(descr);
      return r;
    }
  }
  if (load<u32>(type, TY_DICT_OFFSET) != 0) {
    const v = instanceGet(o, type, name);
    if (v != 0) {
      if (descr) release(descr);
      return v;
    }
  }
  if (descr == 0 || get == 0) return descr;
  const r = call_indirect<usize>(get, descr, o, type);
  release(descr);
  return r;
}

/** TP_GETATTRO of object. */
export function genericGetAttr(o: usize, name: usize): usize {
  const r = genericGetAttrOr0(o, name);
  return r != 0 || hasException() ? r : raiseNoAttribute(o, name);
}

/** TP_SETATTRO of object: value borrowed, 0 = delete. */
export function genericSetAttr(o: usize, name: usize, value: usize): i32 {
  const type = typeOf(o);
  const descr = typeLookupRef(type, name);
  if (descr != 0) {
    const set = slotOf(descr, TP_DESCR_SET);
    if (set != 0) {
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
