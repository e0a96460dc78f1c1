/**
 * Coroutines: generators by layout (types/generator.ts), whose frames run the same way; what differs is how Python code may drive them.
 * `coroutine.__await__()` gives a coroutine_wrapper, an iterator that drives the coroutine:
 *
 *     24 bytes: 16 ref the coroutine
 */
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_ITER, TP_NEXT, AM_AWAIT, fnUnary, fnVoid, fnInt3, fnTraverse, fnNative, setSlot, typeOf, newRef, none } from "../object";
import { T_COROUTINE, T_COROUTINE_WRAPPER, T_X_TYPEERROR, T_X_RUNTIMEWARNING } from "./table";
import { method, getset } from "../natives";
import { retain, release, initRef } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, formatMessage } from "../errors";
import { getAttr } from "../abstract";
import { call2 } from "../calls";
import { importByName } from "../modules/import_";
import { intern } from "./intern";
import { writeUnraisable } from "../sync/finalize";
import { CODE_FLAGS, CO_ITERABLE_COROUTINE } from "./code";
import { T_GENERATOR } from "./table";
import { GEN_CODE, generatorSend, generator_dealloc, generator_traverse, generator_repr, generator_send, generator_throw, generator_close, get_running, get_suspended, get_yieldfrom, get_code, get_frame, get_name, get_qualname, set_name, set_qualname } from "./generator";

const WRAPPED: usize = 16;
const WRAPPER_SIZE: u32 = 24;

/** Whether `await` takes o as it is: a coroutine, or a generator that types.coroutine has marked. */
export function isCoroutine(o: usize): bool {
  const type = typeOf(o);
  return type == T_COROUTINE || (type == T_GENERATOR && (load<u32>(load<usize>(o, GEN_CODE), CODE_FLAGS) & CO_ITERABLE_COROUTINE) != 0);
}

/** What `__await__` has returned, r (owned), must be an iterator and no coroutine: r, or 0 with TypeError. */
export function checkAwait(r: usize): usize {
  if (isCoroutine(r)) raise(T_X_TYPEERROR, "__await__() returned a coroutine");
  else if (load<u32>(typeOf(r) + TP_NEXT) == 0) raisef(T_X_TYPEERROR, "__await__() returned non-iterator of type '%t'", r);
  else return r;
  release(r);
  return 0;
}

/** The iterator that drives an awaitable: a new reference, or 0 with an exception. */
export function awaitableIter(o: usize): usize {
  if (isCoroutine(o)) return newRef(o);
  const f = load<u32>(typeOf(o) + AM_AWAIT);
  if (f == 0) return raisef(T_X_TYPEERROR, "object %t can't be used in 'await' expression", o);
  const r = call_indirect<usize>(f, o);
  return r ? checkAwait(r) : 0;
}

/** Warns of a coroutine that dies without having run. */
export function warnNeverAwaited(coroutine: usize): void {
  const name = get_qualname(coroutine);
  warnOf(coroutine, formatMessage("coroutine '%s' was never awaited", name));
  release(name);
}

/** A RuntimeWarning by warnings.warn; text is taken over. What fails is reported as having happened in o: no exception is left pending. */
export function warnOf(o: usize, text: usize): void {
  const module: usize = text ? importByName(intern("warnings")) : 0;
  const warn: usize = module ? getAttr(module, intern("warn")) : 0;
  const r: usize = warn ? call2(warn, text, T_X_RUNTIMEWARNING) : 0;
  if (text) release(text);
  if (module) release(module);
  if (warn) release(warn);
  if (r) release(r);
  else writeUnraisable(o);
}

/** Nobody records where a coroutine was made. */
function cr_origin(c: usize): usize { return none(); }

// ---- the wrapper

/** The coroutine of a coroutine_wrapper, borrowed. */
@inline export function wrappedCoroutine(w: usize): usize { return load<usize>(w, WRAPPED); }

function coroutine_await(c: usize): usize {
  const w = allocObject(T_COROUTINE_WRAPPER, WRAPPER_SIZE);
  if (w == 0) return noMemory();
  memory.fill(w + HEADER, 0, WRAPPER_SIZE - <u32>HEADER);
  retain(c);
  initRef(w, w + WRAPPED, c);
  return w;
}
function wrapper_dealloc(w: usize): void {
  release(load<usize>(w, WRAPPED));
  freeObject(w, WRAPPER_SIZE);
}
function wrapper_traverse(w: usize, visitor: u32): void { call_indirect<void>(visitor, w + WRAPPED); }
function wrapper_iter(w: usize): usize { return newRef(w); }
function wrapper_next(w: usize): usize { return generatorSend(wrappedCoroutine(w), none()); }
function wrapper_send(w: usize, args: usize, nargs: i32, kw: usize): usize { return generator_send(wrappedCoroutine(w), args, nargs, kw); }
function wrapper_throw(w: usize, args: usize, nargs: i32, kw: usize): usize { return generator_throw(wrappedCoroutine(w), args, nargs, kw); }
function wrapper_close(w: usize, args: usize, nargs: i32, kw: usize): usize { return generator_close(wrappedCoroutine(w), args, nargs, kw); }

/** What coroutines and asynchronous generators have in common. */
export function initFrameHolder(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(generator_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(generator_traverse));
  setSlot(type, TP_REPR, fnUnary(generator_repr));
  getset(type, "__name__", fnUnary(get_name), fnInt3(set_name));
  getset(type, "__qualname__", fnUnary(get_qualname), fnInt3(set_qualname));
}

export function initCoroutine(): void {
  initFrameHolder(T_COROUTINE);
  setSlot(T_COROUTINE, AM_AWAIT, fnUnary(coroutine_await));
  method(T_COROUTINE, "send", fnNative(generator_send), 1, 1);
  method(T_COROUTINE, "throw", fnNative(generator_throw), 1, 3);
  method(T_COROUTINE, "close", fnNative(generator_close), 0, 0);
  getset(T_COROUTINE, "cr_running", fnUnary(get_running), 0);
  getset(T_COROUTINE, "cr_suspended", fnUnary(get_suspended), 0);
  getset(T_COROUTINE, "cr_await", fnUnary(get_yieldfrom), 0);
  getset(T_COROUTINE, "cr_code", fnUnary(get_code), 0);
  getset(T_COROUTINE, "cr_frame", fnUnary(get_frame), 0);
  getset(T_COROUTINE, "cr_origin", fnUnary(cr_origin), 0);
  setSlot(T_COROUTINE_WRAPPER, TP_DEALLOC, fnVoid(wrapper_dealloc));
  setSlot(T_COROUTINE_WRAPPER, TP_TRAVERSE, fnTraverse(wrapper_traverse));
  setSlot(T_COROUTINE_WRAPPER, TP_ITER, fnUnary(wrapper_iter));
  setSlot(T_COROUTINE_WRAPPER, TP_NEXT, fnUnary(wrapper_next));
  method(T_COROUTINE_WRAPPER, "send", fnNative(wrapper_send), 1, 1);
  method(T_COROUTINE_WRAPPER, "throw", fnNative(wrapper_throw), 1, 3);
  method(T_COROUTINE_WRAPPER, "close", fnNative(wrapper_close), 0, 0);
}
