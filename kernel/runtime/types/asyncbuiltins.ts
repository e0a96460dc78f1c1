/**
 * aiter() and anext(), sys.set_asyncgen_hooks() and its reader. anext(it, default) gives an anext_awaitable, which passes everything on to the
 * awaitable of `__anext__` and answers StopAsyncIteration with the default:
 *
 *     24 bytes: 16 ref awaitable   20 ref default
 */
import { R_BUILTINS, R_SYS_DICT, S_ASYNCGEN_FIRSTITER, S_ASYNCGEN_FINALIZER, NONE } from "../layout";
import { ts } from "../thread";
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, TP_CALL, AM_AWAIT, AM_AITER, AM_ANEXT, fnUnary, fnVoid, fnTraverse, fnNative, setSlot, slotOf, typeOf, newRef, none } from "../object";
import { T_COROUTINE, T_ANEXT_AWAITABLE, T_X_TYPEERROR, T_X_STOPASYNCITERATION } from "./table";
import { retain, release, initRef } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { raisef, noMemory, clearException, pendingMatches } from "../errors";
import { method, function_, functionKw, arg, kwCheck, argOrKw, positional, countCheck } from "../natives";
import { getAttr } from "../abstract";
import { call2, callArgs, callMethod0 } from "../calls";
import { importByName } from "../modules/import_";
import { intern } from "./intern";
import { awaitableIter } from "./coroutine";
import { raiseStopIteration } from "./generator";
import { S_send, S_throw, S_close, S_firstiter, S_finalizer, S___await__ } from "../names";

const AN_AWAITABLE: usize = 16;
const AN_DEFAULT: usize = 20;
const AN_SIZE: u32 = 24;

function aiter(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = arg(args, 0), f = slotOf(o, AM_AITER);
  if (f == 0) return raisef(T_X_TYPEERROR, "'%t' object is not an async iterable", o);
  const it = call_indirect<usize>(f, o);
  if (it == 0 || slotOf(it, AM_ANEXT) != 0) return it;
  raisef(T_X_TYPEERROR, "aiter() returned not an async iterator of type '%t'", it);
  release(it);
  return 0;
}

function anext(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = arg(args, 0), f = slotOf(o, AM_ANEXT);
  if (f == 0) return raisef(T_X_TYPEERROR, "'%t' object is not an async iterator", o);
  const awaitable = call_indirect<usize>(f, o);
  if (awaitable == 0 || nargs == 1) return awaitable;
  const a = allocObject(T_ANEXT_AWAITABLE, AN_SIZE);
  if (a == 0) { release(awaitable); return noMemory(); }
  memory.fill(a + HEADER, 0, AN_SIZE - <u32>HEADER);
  initRef(a, a + AN_AWAITABLE, awaitable);
  initRef(a, a + AN_DEFAULT, newRef(arg(args, 1)));
  return a;
}

// ---- anext_awaitable

function awaitable_dealloc(a: usize): void {
  release(load<usize>(a, AN_AWAITABLE));
  release(load<usize>(a, AN_DEFAULT));
  freeObject(a, AN_SIZE);
}
function awaitable_traverse(a: usize, visitor: u32): void {
  call_indirect<void>(visitor, a + AN_AWAITABLE);
  call_indirect<void>(visitor, a + AN_DEFAULT);
}

/** The iterator of what `__anext__` gave; a coroutine's is its wrapper. */
function innerIter(a: usize): usize {
  const it = awaitableIter(load<usize>(a, AN_AWAITABLE));
  if (it == 0 || typeOf(it) != T_COROUTINE) return it;
  const wrapper = callMethod0(it, load<usize>(S___await__));
  release(it);
  return wrapper;
}

/** r as the answer, or, if StopAsyncIteration is pending, the default as the value of a StopIteration. */
function answer(a: usize, r: usize): usize {
  if (r != 0 || !pendingMatches(T_X_STOPASYNCITERATION)) return r;
  clearException();
  raiseStopIteration(newRef(load<usize>(a, AN_DEFAULT)));
  return 0;
}

function awaitable_self(a: usize): usize { return newRef(a); }
function awaitable_next(a: usize): usize {
  const it = innerIter(a);
  if (it == 0) return 0;
  const r = call_indirect<usize>(slotOf(it, TP_NEXT), it);
  release(it);
  return answer(a, r);
}
function passOn(a: usize, name: usize, args: usize, nargs: i32): usize {
  const it = innerIter(a);
  if (it == 0) return 0;
  const m = getAttr(it, name);
  release(it);
  if (m == 0) return 0;
  const r = callArgs(m, args, nargs, 0);
  release(m);
  return answer(a, r);
}
function awaitable_send(a: usize, args: usize, nargs: i32, kw: usize): usize { return passOn(a, load<usize>(S_send), args, nargs); }
function awaitable_throw(a: usize, args: usize, nargs: i32, kw: usize): usize { return passOn(a, load<usize>(S_throw), args, nargs); }
function awaitable_close(a: usize, args: usize, nargs: i32, kw: usize): usize { return passOn(a, load<usize>(S_close), args, nargs); }

// ---- the hooks of a thread

function setHook(at: usize, hook: usize): void {
  const old = load<usize>(ts + at);
  if (hook == NONE) hook = 0;
  if (hook) retain(hook);
  store<usize>(ts + at, hook);
  if (old) release(old);
}
function callable(o: usize): bool { return o == 0 || o == NONE || slotOf(o, TP_CALL) != 0; }

function set_asyncgen_hooks(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!countCheck("set_asyncgen_hooks", positional(nargs, kw), 0, 2) || !kwCheck("set_asyncgen_hooks", args, nargs, kw, S_firstiter, S_finalizer)) return 0;
  const first = argOrKw(args, nargs, kw, 0, S_firstiter), finalizer = argOrKw(args, nargs, kw, 1, S_finalizer);
  if (!callable(finalizer)) return raisef(T_X_TYPEERROR, "callable finalizer expected, got %t", finalizer);
  if (!callable(first)) return raisef(T_X_TYPEERROR, "callable firstiter expected, got %t", first);
  if (finalizer) setHook(S_ASYNCGEN_FINALIZER, finalizer);
  if (first) setHook(S_ASYNCGEN_FIRSTITER, first);
  return none();
}

/** A named tuple (kernel/lib/_asyncgen_hooks.py). */
function get_asyncgen_hooks(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const module = importByName(intern("_asyncgen_hooks"));
  const make: usize = module ? getAttr(module, intern("asyncgen_hooks")) : 0;
  if (module) release(module);
  if (make == 0) return 0;
  const first = load<usize>(ts, S_ASYNCGEN_FIRSTITER), finalizer = load<usize>(ts, S_ASYNCGEN_FINALIZER);
  const r = call2(make, first ? first : NONE, finalizer ? finalizer : NONE);
  release(make);
  return r;
}

export function initAsyncBuiltins(): void {
  const builtins = load<usize>(R_BUILTINS), sys = load<usize>(R_SYS_DICT);
  function_(builtins, "aiter", fnNative(aiter), 1, 1);
  function_(builtins, "anext", fnNative(anext), 1, 2);
  functionKw(sys, "set_asyncgen_hooks", fnNative(set_asyncgen_hooks), 0, 2);
  function_(sys, "get_asyncgen_hooks", fnNative(get_asyncgen_hooks), 0, 0);
  setSlot(T_ANEXT_AWAITABLE, TP_DEALLOC, fnVoid(awaitable_dealloc));
  setSlot(T_ANEXT_AWAITABLE, TP_TRAVERSE, fnTraverse(awaitable_traverse));
  setSlot(T_ANEXT_AWAITABLE, TP_ITER, fnUnary(awaitable_self));
  setSlot(T_ANEXT_AWAITABLE, TP_NEXT, fnUnary(awaitable_next));
  setSlot(T_ANEXT_AWAITABLE, AM_AWAIT, fnUnary(awaitable_self));
  method(T_ANEXT_AWAITABLE, "send", fnNative(awaitable_send), 1, 1);
  method(T_ANEXT_AWAITABLE, "throw", fnNative(awaitable_throw), 1, 3);
  method(T_ANEXT_AWAITABLE, "close", fnNative(awaitable_close), 0, 0);
}
