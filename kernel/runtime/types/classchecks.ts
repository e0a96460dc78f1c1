/**
 * isinstance and issubclass: the plain checks that type itself makes, and the full ones that ask `__instancecheck__` and
 * `__subclasscheck__`.
 */
import { typeOf, isType, isTuple, TP_CALL } from "../object";
import { retain, release } from "../designs/active";
import { T_TYPE, T_UNION, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { raise, hasException, clearIf } from "../errors";
import { isSubtype, classOfObject } from "./type";
import { tupleSize, tupleItem } from "./tuple";
import { getAttrOr0, isTrue } from "../abstract";
import { boundSpecial } from "./slots";
import { call1, enterNative, leaveNative } from "../calls";
import { unionArgs } from "./union";
import { S___class__, S___bases__, S___instancecheck__, S___subclasscheck__ } from "../names";

/** type.__instancecheck__: 1, 0, or -1 with an exception. */
export function plainIsInstance(o: usize, cls: usize): i32 {
  if (isType(cls)) {
    if (isSubtype(typeOf(o), cls)) return 1;
    const claimed = getAttrOr0(o, load<usize>(S___class__));
    if (claimed == 0) return hasException() ? -1 : 0;
    const yes = claimed != typeOf(o) && isType(claimed) && isSubtype(claimed, cls) ? 1 : 0;
    release(claimed);
    return yes;
  }
  if (!checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")) return -1;
  const claimed = getAttrOr0(o, load<usize>(S___class__));
  if (claimed == 0) return hasException() ? -1 : 0;
  const yes = abstractSubclass(claimed, cls);
  release(claimed);
  return yes;
}

/** type.__subclasscheck__ */
export function plainIsSubclass(c: usize, cls: usize): i32 {
  if (isType(c) && isType(cls)) return isSubtype(c, cls) ? 1 : 0;
  if (!checkClass(c, "issubclass() arg 1 must be a class")) return -1;
  if (!checkClass(cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union")) return -1;
  return abstractSubclass(c, cls);
}

/** Whatever has a tuple `__bases__` may pass for a class. */
function basesOf(c: usize): usize {
  const bases = getAttrOr0(c, load<usize>(S___bases__));
  if (bases != 0 && !isTuple(bases)) { release(bases); return 0; }
  return bases;
}
function checkClass(c: usize, message: string): bool {
  const bases = basesOf(c);
  if (bases != 0) { release(bases); return true; }
  if (!hasException()) raise(T_X_TYPEERROR, message);
  return false;
}
function abstractSubclass(c: usize, cls: usize): i32 {
  if (c == cls) return 1;
  const bases = basesOf(c);
  if (bases == 0) return hasException() ? -1 : 0;
  if (enterNative()) { release(bases); return -1; }
  let yes = 0;
  for (let i = 0, n = tupleSize(bases); i < n && yes == 0; i++) yes = abstractSubclass(tupleItem(bases, i), cls);
  leaveNative();
  release(bases);
  return yes;
}

/** isinstance(o, cls): 1, 0, or -1 with an exception. */
export function isInstanceOf(o: usize, cls: usize): i32 {
  if (classOfObject(o) == cls) return 1;
  if (typeOf(cls) == T_TYPE) return plainIsInstance(o, cls);
  if (typeOf(cls) == T_UNION) return anyOf(o, unionArgs(cls), true);
  if (isTuple(cls)) return anyOf(o, cls, true);
  const check = boundSpecial(cls, S___instancecheck__);
  if (check == 0) return hasException() ? -1 : plainIsInstance(o, cls);
  return ask(check, o);
}

/** issubclass(c, cls) */
export function isSubclassOf(c: usize, cls: usize): i32 {
  if (typeOf(cls) == T_TYPE) return c == cls ? 1 : plainIsSubclass(c, cls);
  if (typeOf(cls) == T_UNION) return anyOf(c, unionArgs(cls), false);
  if (isTuple(cls)) return anyOf(c, cls, false);
  const check = boundSpecial(cls, S___subclasscheck__);
  if (check == 0) return hasException() ? -1 : plainIsSubclass(c, cls);
  return ask(check, c);
}

/** Calls a check (owned) with o. */
function ask(check: usize, o: usize): i32 {
  if (enterNative()) { release(check); return -1; }
  const r = call1(check, o);
  leaveNative();
  release(check);
  if (r == 0) return -1;
  const yes = isTrue(r);
  release(r);
  return yes;
}
function anyOf(o: usize, classes: usize, instance: bool): i32 {
  if (enterNative()) return -1;
  let yes = 0;
  for (let i = 0, n = tupleSize(classes); i < n && yes == 0; i++) {
    yes = instance ? isInstanceOf(o, tupleItem(classes, i)) : isSubclassOf(o, tupleItem(classes, i));
  }
  leaveNative();
  return yes;
}
