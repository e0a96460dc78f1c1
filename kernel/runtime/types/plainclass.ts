/**
 * What the interpreter knows of the commonest classes, so that making an instance and calling a method need no detour:
 * a plain class is a Python class made by `type`, with object's __new__ and layout.
 */
import { typeOf, slotOf, TY_FLAGS, TY_DICT_OFFSET, TF_HEAP, TF_ABSTRACT, TF_METHOD_DESCRIPTOR, TP_NEW, TP_INIT, TP_GETATTRO, TP_DESCR_GET, TP_DESCR_SET, fnNative, fnBinary, fnInit } from "../object";
import { release } from "../designs/active";
import { T_OBJECT, T_FUNCTION } from "./table";
import { object_new } from "./object";
import { slot_init } from "./slots";
import { TY_NATIVE_BASE, typeLookupRef } from "./type";
import { allocInstance, instanceGet } from "./instance";
import { genericGetAttr, raiseNoAttribute } from "./attributes";
import { bindOrNote, getAttrOrNote } from "../interpreter/attributecalls";
import { setMethodUnbound } from "../calls";
import { hasException } from "../errors";
import { S___init__ } from "../names";

export function isPlainClassType(type: usize): bool {
  const flags = load<u32>(type, TY_FLAGS);
  return (flags & TF_HEAP) != 0 && (flags & TF_ABSTRACT) == 0 && load<usize>(type, TY_NATIVE_BASE) == T_OBJECT && load<u32>(type + TP_NEW) == fnNative(object_new) && load<u32>(type + TP_INIT) == fnInit(slot_init);
}
/** The Python function that is the class's __init__: a new reference, or 0. */
export function plainInitOf(type: usize): usize {
  const init = typeLookupRef(type, load<usize>(S___init__));
  if (init == 0 || typeOf(init) == T_FUNCTION) return init;
  release(init);
  return 0;
}
export function newPlainInstance(type: usize): usize { return allocInstance(type, 0); }

/**
 * o.name about to be called: the function itself if o is to be its first argument (setMethodUnbound(true)), else the attribute. New
 * reference, or 0 with an exception or a note (interpreter/attributecalls.ts).
 */
export function findMethod(o: usize, name: usize): usize {
  setMethodUnbound(false);
  const type = typeOf(o);
  const getattro = load<u32>(type + TP_GETATTRO);
  if (getattro != fnBinary(genericGetAttr)) return getAttrOrNote(o, name);
  const descr = typeLookupRef(type, name);
  let get: u32 = 0;
  let method = false;
  if (descr != 0) {
    if (load<u32>(typeOf(descr), TY_FLAGS) & TF_METHOD_DESCRIPTOR) method = true;
    else {
      get = slotOf(descr, TP_DESCR_GET);
      if (get != 0 && slotOf(descr, TP_DESCR_SET) != 0) return bindOrNote(descr, get, o, type);
    }
  }
  if (load<u32>(type, TY_DICT_OFFSET) != 0) {
    const v = instanceGet(o, type, name);
    if (v != 0) { if (descr) release(descr); return v; }
    if (hasException()) { if (descr) release(descr); return 0; }
  }
  if (method) { setMethodUnbound(true); return descr; }
  if (descr != 0) return get == 0 ? descr : bindOrNote(descr, get, o, type);
  return raiseNoAttribute(o, name);
}
