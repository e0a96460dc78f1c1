/**
 * Items, iteration, `in`, `with`, `yield from`, calls and text where an object's class answers in Python: each method in a frame of its own
 * (dunders.ts). What loops over such a method inside one instruction still calls it natively: unpacking, `*iterable`, `in` by iteration.
 */
import { NONE, EMPTY_STR, S_SCRATCH } from "../layout";
import { ts } from "../thread";
import { typeOf, isType, isStr, TP_GETITEM, TP_SETITEM, TP_CONTAINS, TP_CALL, TP_ITER, TP_NEXT, TP_FORMAT, TP_STR, TP_REPR, fnBinary, fnInt2, fnInt3, fnNative, fnUnary } from "../object";
import { retain, release } from "../designs/active";
import { T_FUNCTION, T_METHOD, T_TYPE } from "../types/table";
import { slot_getitem, slot_setitem, slot_contains, slot_call, slot_next, slot_iter, slot_format, slot_str, slot_repr } from "../types/slots";
import { object_format, object_str } from "../types/object";
import { dict_getitem } from "../types/dictmethods";
import { dictGet } from "../types/dict";
import { strLength } from "../types/str";
import { isPlainClassType, plainInitOf } from "../types/plainclass";
import { METHOD_FUNC, METHOD_SELF } from "../types/descriptors";
import { excTraceback } from "../types/exceptions";
import { call1 } from "../calls";
import { getAttrOr0, lookupSpecial } from "../abstract";
import { hasException } from "../errors";
import { S___getitem__, S___setitem__, S___delitem__, S___contains__, S___call__, S___iter__, S___next__, S_send, S___enter__, S___exit__, S___missing__, S___class_getitem__, S___format__, S___str__, S___repr__ } from "../names";
import { W_VALUE, W_CONTAINS, W_DISCARD, W_NEXT, W_SEND, W_ITER, ITER_PLAIN, W_TEXT, T_PUSH, T_PUSH_NOT, TEXT_FORMAT, TEXT_STR, TEXT_REPR, TEXT_ASCII, kindOf, isHeap, pythonMethod, pushMethod, settle, dropOperands, deliver } from "./dunders";

// ---- items

/** o[k]: both on the stack below sp, or (`borrowed`) to be put there. */
export function pushGetItem(o: usize, k: usize, sp: usize, borrowed: bool): i32 {
  const type = typeOf(o);
  if (!isHeap(type)) return type == T_TYPE ? pushClassItem(o, k, sp, borrowed) : 0;
  const f = load<u32>(type + TP_GETITEM);
  if (f == fnBinary(slot_getitem)) {
    const method = pythonMethod(type, S___getitem__);
    if (method == 0) return 0;
    const result = borrowed ? settle(o, k, sp) : sp - 8;
    return pushMethod(method, result, 2, result, kindOf(W_VALUE, 2, 0));
  }
  if (f == fnBinary(dict_getitem)) return pushMissing(o, k, sp, borrowed);
  return f == 0 && isType(o) ? pushClassItem(o, k, sp, borrowed) : 0;
}

/** A dict of a class with `__missing__`. */
function pushMissing(d: usize, k: usize, sp: usize, borrowed: bool): i32 {
  const method = pythonMethod(typeOf(d), S___missing__);
  if (method == 0) return 0;
  const result = borrowed ? settle(d, k, sp) : sp - 8;
  const v = dictGet(d, k);
  if (v == 0 && !hasException()) return pushMethod(method, result, 2, result, kindOf(W_VALUE, 2, 0));
  release(method);
  return deliver(result, 2, v);
}

/** C[k] by `__class_getitem__`. */
function pushClassItem(cls: usize, k: usize, sp: usize, borrowed: bool): i32 {
  if (!isHeap(cls)) return 0;
  const result = borrowed ? settle(cls, k, sp) : sp - 8;
  const m = getAttrOr0(cls, load<usize>(S___class_getitem__));
  if (m == 0) {
    if (!hasException() && !borrowed) return 0;
    // What is to be said of a class without the method is for the native way.
    const failed = hasException();
    dropOperands(result, 2);
    return failed ? -1 : 0;
  }
  if (typeOf(m) == T_METHOD && typeOf(load<usize>(m, METHOD_FUNC)) == T_FUNCTION) {
    const args = ts + S_SCRATCH, f = load<usize>(m, METHOD_FUNC);
    store<usize>(args, load<usize>(m, METHOD_SELF));
    store<usize>(args, k, 4);
    retain(f);
    const pushed = pushMethod(f, args, 2, result, kindOf(W_VALUE, 2, 0));
    release(m);
    return pushed;
  }
  const r = call1(m, k);
  release(m);
  return deliver(result, 2, r);
}

/** o[k] = v with v, o, k on the stack. */
export function pushSetItem(v: usize, o: usize, k: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_SETITEM) != fnInt3(slot_setitem)) return 0;
  const method = pythonMethod(type, S___setitem__);
  if (method == 0) return 0;
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  store<usize>(args, k, 4);
  store<usize>(args, v, 8);
  return pushMethod(method, args, 3, sp - 12, kindOf(W_DISCARD, 3, 0));
}

/** del o[k] */
export function pushDelItem(o: usize, k: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_SETITEM) != fnInt3(slot_setitem)) return 0;
  const method = pythonMethod(type, S___delitem__);
  return method ? pushMethod(method, sp - 8, 2, sp - 8, kindOf(W_DISCARD, 2, 0)) : 0;
}

/** x in o, x not in o, with x and o on the stack. */
export function pushContains(x: usize, o: usize, inverted: u32, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_CONTAINS) != fnInt2(slot_contains)) return 0;
  const method = pythonMethod(type, S___contains__);
  if (method == 0) return 0;
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  store<usize>(args, x, 4);
  return pushMethod(method, args, 2, sp - 8, kindOf(W_CONTAINS, 2, inverted ? T_PUSH_NOT : T_PUSH));
}

// ---- iteration

/** iter(o), o on top of the stack. */
export function pushIter(o: usize, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type) || load<u32>(type + TP_ITER) != fnUnary(slot_iter)) return 0;
  const method = pythonMethod(type, S___iter__);
  return method ? pushMethod(method, sp - 4, 1, sp - 4, kindOf(W_ITER, 1, ITER_PLAIN)) : 0;
}

/** next(it) of a for loop, `it` on top of the stack. */
export function pushNext(it: usize, sp: usize): i32 {
  const type = typeOf(it);
  if (!isHeap(type) || load<u32>(type + TP_NEXT) != fnUnary(slot_next)) return 0;
  const method = pythonMethod(type, S___next__);
  return method ? pushMethod(method, sp - 4, 1, sp, kindOf(W_NEXT, 0, 0)) : 0;
}

/** it.send(v) of `yield from`, or next(it) for None; `it` and v on the stack. */
export function pushSend(it: usize, v: usize, sp: usize): i32 {
  const type = typeOf(it);
  if (!isHeap(type)) return 0;
  if (v == NONE && load<u32>(type + TP_NEXT) != 0) {
    const method = load<u32>(type + TP_NEXT) == fnUnary(slot_next) ? pythonMethod(type, S___next__) : 0;
    return method ? pushMethod(method, sp - 8, 1, sp - 4, kindOf(W_SEND, 1, 0)) : 0;
  }
  const method = pythonMethod(type, S_send);
  return method ? pushMethod(method, sp - 8, 2, sp - 4, kindOf(W_SEND, 1, 0)) : 0;
}

// ---- with

/** manager -- exit entered */
export function pushEnter(manager: usize, sp: usize): i32 {
  const type = typeOf(manager);
  if (!isHeap(type)) return 0;
  const enter = pythonMethod(type, S___enter__);
  if (enter == 0) return 0;
  const exit = lookupSpecial(manager, load<usize>(S___exit__));
  if (exit == 0) { release(enter); return hasException() ? -1 : 0; }
  const args = ts + S_SCRATCH;
  store<usize>(args, manager);
  store<usize>(sp - 4, exit);
  const pushed = pushMethod(enter, args, 1, sp, kindOf(W_VALUE, 0, 0));
  release(manager);
  return pushed;
}

/** exit(type, exc, traceback) of a block that an exception has left. */
export function pushExit(exit: usize, exc: usize, sp: usize): i32 {
  let f = exit, n = 3, args: usize = ts + S_SCRATCH;
  if (typeOf(exit) == T_METHOD) {
    f = load<usize>(exit, METHOD_FUNC);
    store<usize>(args, load<usize>(exit, METHOD_SELF));
    n = 4;
  }
  if (typeOf(f) != T_FUNCTION) return 0;
  const traceback = excTraceback(exc), at = args + (<usize>(n - 3) << 2);
  store<usize>(at, typeOf(exc));
  store<usize>(at, exc, 4);
  store<usize>(at, traceback, 8);
  retain(f);
  const pushed = pushMethod(f, args, n, sp, kindOf(W_VALUE, 0, 0));
  release(traceback);
  return pushed;
}

// ---- calls

/** The Python function that calling o calls: a new reference, or 0. */
export function callMethodOf(o: usize): usize {
  const type = typeOf(o);
  return isHeap(type) && load<u32>(type + TP_CALL) == fnNative(slot_call) ? pythonMethod(type, S___call__) : 0;
}

/**
 * f(*args): the Python function behind f - of a bound method, of an instance with `__call__`, `__init__` of a plain class - (owned), and its
 * first argument at sp: for a class None, since the instance is made when the arguments are known. 0 and nothing at sp for others.
 */
export function frontArgument(f: usize, sp: usize): usize {
  const type = typeOf(f);
  let method: usize = 0, self = f;
  if (type == T_METHOD) {
    if (typeOf(load<usize>(f, METHOD_FUNC)) != T_FUNCTION) return 0;
    method = load<usize>(f, METHOD_FUNC);
    self = load<usize>(f, METHOD_SELF);
    retain(method);
  } else if (type == T_TYPE) {
    method = isPlainClassType(f) ? plainInitOf(f) : 0;
    self = NONE;
  } else method = callMethodOf(f);
  if (method == 0) return 0;
  retain(self);
  store<usize>(sp, self);
  return method;
}

// ---- text

/** str(o), repr(o), ascii(o); `operands` of the opcode wait, o among them. */
export function pushText(o: usize, which: u32, operands: u32, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type)) return 0;
  let name = S___str__;
  if (which != TEXT_STR || load<u32>(type + TP_STR) != fnUnary(slot_str)) {
    if (which == TEXT_STR) {
      // object's own str() is repr().
      if (load<u32>(type + TP_STR) != fnUnary(object_str)) return 0;
      which = TEXT_REPR;
    }
    if (load<u32>(type + TP_REPR) != fnUnary(slot_repr)) return 0;
    name = S___repr__;
  }
  const method = pythonMethod(type, name);
  if (method == 0) return 0;
  store<usize>(ts, o, S_SCRATCH);
  return pushMethod(method, ts + S_SCRATCH, 1, sp - (<usize>operands << 2), kindOf(W_TEXT, operands, which));
}

/** format(o, spec) with `operands` on the stack, o first; without a spec it is empty. */
export function pushFormat(o: usize, spec: usize, operands: u32, sp: usize): i32 {
  const type = typeOf(o);
  if (!isHeap(type)) return 0;
  const f = load<u32>(type + TP_FORMAT);
  if (f == fnBinary(object_format)) return spec == 0 || (isStr(spec) && strLength(spec) == 0) ? pushText(o, TEXT_STR, operands, sp) : 0;
  if (f != fnBinary(slot_format)) return 0;
  const method = pythonMethod(type, S___format__);
  if (method == 0) return 0;
  const args = ts + S_SCRATCH;
  store<usize>(args, o);
  store<usize>(args, spec ? spec : EMPTY_STR, 4);
  return pushMethod(method, args, 2, sp - (<usize>operands << 2), kindOf(W_TEXT, operands, TEXT_FORMAT));
}
