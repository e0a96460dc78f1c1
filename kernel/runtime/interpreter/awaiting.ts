/**
 * `await`, `async for` and `async with`: what their opcodes ask of an object. As in protocols.ts a method written in Python gets a frame of its
 * own, and the functions answer 1 (go on with what S_FP and S_SP say) or -1 (an exception is pending).
 */
import { S_SP, S_SCRATCH } from "../layout";
import { ts } from "../thread";
import { typeOf, AM_AWAIT, AM_AITER, AM_ANEXT, fnUnary } from "../object";
import { release } from "../designs/active";
import { T_COROUTINE, T_ASYNC_GENERATOR, T_X_TYPEERROR, T_X_RUNTIMEERROR } from "../types/table";
import { raise, raisef, hasException, takeException, setExceptionPlain } from "../errors";
import { call0 } from "../calls";
import { lookupSpecial } from "../abstract";
import { slot_await, slot_aiter, slot_anext } from "../types/slots";
import { isCoroutine, awaitableIter, checkAwait } from "../types/coroutine";
import { isDelegating } from "../types/generator";
import { setCauseAndContext } from "../types/exceptions";
import { S___await__, S___aiter__, S___anext__, S___aenter__, S___aexit__ } from "../names";
import { W_VALUE, W_ITER, ITER_ASYNC, ITER_AWAIT, ITER_NEXT, ITER_AWAIT_NEXT, kindOf, isHeap, pythonMethod, pushMethod, deliver } from "./dunders";

/** The method of a slot if Python code wrote it: a new reference, or 0. */
function writtenMethod(o: usize, slot: usize, dispatcher: u32, name: usize): usize {
  const type = typeOf(o);
  return isHeap(type) && load<u32>(type + slot) == dispatcher ? pythonMethod(type, name) : 0;
}

/** GET_AWAITABLE: o, on top, gives way to the iterator that drives it. `after`: 1 it is from __aenter__, 2 from __aexit__. */
export function getAwaitable(o: usize, after: u32, sp: usize): i32 {
  if (isCoroutine(o)) {
    if (typeOf(o) != T_COROUTINE || !isDelegating(o)) return 1;
    raise(T_X_RUNTIMEERROR, "coroutine is being awaited already");
    return -1;
  }
  const method = writtenMethod(o, AM_AWAIT, fnUnary(slot_await), S___await__);
  if (method) return pushMethod(method, sp - 4, 1, sp - 4, kindOf(W_ITER, 1, ITER_AWAIT));
  if (after == 0 || load<u32>(typeOf(o) + AM_AWAIT) != 0) return deliver(sp - 4, 1, awaitableIter(o));
  if (after == 1) raisef(T_X_TYPEERROR, "'async with' received an object from __aenter__ that does not implement __await__: %t", o);
  else raisef(T_X_TYPEERROR, "'async with' received an object from __aexit__ that does not implement __await__: %t", o);
  return -1;
}

/** GET_AITER: o, on top, gives way to its asynchronous iterator. */
export function getAiter(o: usize, sp: usize): i32 {
  const f = load<u32>(typeOf(o) + AM_AITER);
  if (f == 0) { raisef(T_X_TYPEERROR, "'async for' requires an object with __aiter__ method, got %t", o); return -1; }
  const method = writtenMethod(o, AM_AITER, fnUnary(slot_aiter), S___aiter__);
  if (method) return pushMethod(method, sp - 4, 1, sp - 4, kindOf(W_ITER, 1, ITER_ASYNC));
  const r = call_indirect<usize>(f, o);
  return deliver(sp - 4, 1, r ? checkAiter(r) : 0);
}
function checkAiter(r: usize): usize {
  if (load<u32>(typeOf(r) + AM_ANEXT) != 0) return r;
  raisef(T_X_TYPEERROR, "'async for' received an object from __aiter__ that does not implement __anext__: %t", r);
  release(r);
  return 0;
}

/** GET_ANEXT: above the asynchronous iterator `it` comes what drives its next value. */
export function getAnext(it: usize, sp: usize): i32 {
  const f = load<u32>(typeOf(it) + AM_ANEXT);
  if (f == 0) { raisef(T_X_TYPEERROR, "'async for' requires an iterator with __anext__ method, got %t", it); return -1; }
  const method = writtenMethod(it, AM_ANEXT, fnUnary(slot_anext), S___anext__);
  if (method) return pushMethod(method, sp - 4, 1, sp, kindOf(W_ITER, 0, ITER_NEXT));
  const r = call_indirect<usize>(f, it);
  return r == 0 || typeOf(it) == T_ASYNC_GENERATOR ? deliver(sp, 0, r) : awaitNext(sp, r);
}

/** r (owned) comes from `__anext__`: what drives it is put at `result`. */
function awaitNext(result: usize, r: usize): i32 {
  if (isCoroutine(r)) return deliver(result, 0, r);
  store<usize>(result, r);
  store<usize>(ts, result + 4, S_SP);
  const method = writtenMethod(r, AM_AWAIT, fnUnary(slot_await), S___await__);
  if (method) return pushMethod(method, result, 1, result, kindOf(W_ITER, 1, ITER_AWAIT_NEXT));
  const it = awaitableIter(r);
  if (it == 0) invalidNext(r);
  return deliver(result, 1, it);
}
/** What `__anext__` gave, r, cannot be awaited: the pending exception becomes the cause of a TypeError that says so. */
export function invalidNext(r: usize): void {
  const cause = takeException();
  raisef(T_X_TYPEERROR, "'async for' received an invalid object from __anext__: %t", r);
  const error = takeException();
  setCauseAndContext(error, cause);
  release(cause);
  setExceptionPlain(error);
}

/** A method of these has returned r (owned): the result of its instruction. */
export function asyncResult(result: usize, operands: u32, r: usize, what: u32): i32 {
  if (what == ITER_NEXT) return awaitNext(result, r);
  const checked = what == ITER_ASYNC ? checkAiter(r) : checkAwait(r);
  if (checked == 0 && what == ITER_AWAIT_NEXT) invalidNext(load<usize>(result));
  return deliver(result, operands, checked);
}

/** BEFORE_ASYNC_WITH: manager -- exit awaitable */
export function enterAsync(manager: usize, sp: usize): i32 {
  const type = typeOf(manager);
  const method: usize = isHeap(type) ? pythonMethod(type, S___aenter__) : 0;
  const enter = method ? method : lookupSpecial(manager, load<usize>(S___aenter__));
  if (enter == 0) {
    if (!hasException()) raisef(T_X_TYPEERROR, "'%t' object does not support the asynchronous context manager protocol", manager);
    return -1;
  }
  const exit = lookupSpecial(manager, load<usize>(S___aexit__));
  if (exit == 0) {
    release(enter);
    if (!hasException()) raisef(T_X_TYPEERROR, "'%t' object does not support the asynchronous context manager protocol (missed __aexit__ method)", manager);
    return -1;
  }
  store<usize>(sp - 4, exit);
  let entered: i32;
  if (method) {
    store<usize>(ts, manager, S_SCRATCH);
    entered = pushMethod(method, ts + S_SCRATCH, 1, sp, kindOf(W_VALUE, 0, 0));
  } else {
    const r = call0(enter);
    release(enter);
    entered = deliver(sp, 0, r);
  }
  release(manager);
  return entered;
}
