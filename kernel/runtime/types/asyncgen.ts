/**
 * Asynchronous generators, and the awaitables that drive them. The generator has a generator's frame (types/generator.ts); a yield of its own ends
 * the await of whoever asked for the value, a yield of what it awaits is handed on to the event loop.
 *
 *     async_generator_asend (of __anext__ and asend), async_generator_athrow (of athrow and aclose), 32 bytes:
 *     16 ref generator   20 ref value to send; tuple of throw()'s arguments, or 0 for aclose   24 state (0 new, 1 begun, 2 closed, 3 being sent to)
 *
 * Only one of its awaitables drives a generator (AG_DRIVEN), only one thread an awaitable: both words are moved by compare-and-swap.
 */
import { S_EXC, S_ASYNCGEN_FIRSTITER, S_ASYNCGEN_FINALIZER, NONE } from "../layout";
import { ts } from "../thread";
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, AM_AWAIT, AM_AITER, AM_ANEXT, F_FINALIZED, hasFlag, setFlag, fnUnary, fnVoid, fnTraverse, fnNative, setSlot, typeOf, newRef, none, boolOf } from "../object";
import { T_ASYNC_GENERATOR, T_ASYNC_ASEND, T_ASYNC_ATHROW, T_X_VALUEERROR, T_X_RUNTIMEERROR, T_X_STOPITERATION, T_X_STOPASYNCITERATION, T_X_GENERATOREXIT } from "./table";
import { retain, release, initRef, storeRef, lockObject, unlockObject } from "../designs/active";
import { allocObject, freeObject } from "../heap/blocks";
import { raise, raiseObject, noMemory, hasException, takeException, clearException, pendingMatches, formatMessage } from "../errors";
import { method, getset, arg } from "../natives";
import { call1 } from "../calls";
import { intern } from "./intern";
import { tupleNew, tupleInit, tupleSize, TUPLE_ITEMS } from "./tuple";
import { makeException, throwArguments } from "./exceptions";
import { jump } from "../interpreter/dunders";
import { K_ASEND } from "../interpreter/frame";
import { revive, dropLast, writeUnraisable } from "../sync/finalize";
import { initFrameHolder, warnOf } from "./coroutine";
import { generatorThrow } from "./throwing";
import { GEN_STATE, FINISHED, AG_FINALIZER, AG_HOOKED, AG_CLOSED, AG_DRIVEN, generatorResume, generatorSend, raiseStopIteration, isOwnYield, get_yieldfrom, get_code, get_frame, get_suspended, get_qualname } from "./generator";

const A_GEN: usize = 16;
const A_VALUE: usize = 20;
const A_STATE: usize = 24;
const A_SIZE: u32 = 32;

const NEW: u32 = 0;
const BEGUN: u32 = 1;
const CLOSED: u32 = 2;
const BUSY: u32 = 3;

// ---- driving

/** Takes the right to send to awaitable o: the state it was in, or -1 with an exception. */
function begin(o: usize): i32 {
  const g = load<usize>(o, A_GEN), isSend = typeOf(o) == T_ASYNC_ASEND;
  while (true) {
    const state = atomic.load<u32>(o, A_STATE);
    if (state == CLOSED) {
      if (isSend) raise(T_X_RUNTIMEERROR, "cannot reuse already awaited __anext__()/asend()");
      else raise(T_X_RUNTIMEERROR, "cannot reuse already awaited aclose()/athrow()");
      return -1;
    }
    if (state == BUSY) { raise(T_X_VALUEERROR, "async generator already executing"); return -1; }
    if (atomic.cmpxchg<u32>(o, state, BUSY, A_STATE) != state) continue;
    if (state != NEW || atomic.cmpxchg<u32>(g, 0, 1, AG_DRIVEN) == 0) return state;
    atomic.store<u32>(o, CLOSED, A_STATE);
    if (isSend) raise(T_X_RUNTIMEERROR, "anext(): asynchronous generator is already running");
    else if (load<usize>(o, A_VALUE)) raise(T_X_RUNTIMEERROR, "athrow(): asynchronous generator is already running");
    else raise(T_X_RUNTIMEERROR, "aclose(): asynchronous generator is already running");
    return -1;
  }
}

/** o has had its one answer: the generator is free for the next. */
function end(o: usize): void {
  atomic.store<u32>(o, CLOSED, A_STATE);
  atomic.store<u32>(load<usize>(o, A_GEN), 0, AG_DRIVEN);
}

/** The generator has returned (nothing is pending) or failed while o drove it. Returns 0. */
export function asendFailed(o: usize): usize {
  if (!hasException()) raiseObject(T_X_STOPASYNCITERATION, 0);
  if (pendingMatches(T_X_STOPASYNCITERATION) || pendingMatches(T_X_GENERATOREXIT)) store<u32>(load<usize>(o, A_GEN), 1, AG_CLOSED);
  end(o);
  return 0;
}

/** SEND: puts the generator's frame on the stack as generatorResume does, with v (owned). 1, or 0 with an exception. */
export function asendResume(o: usize, at: usize, v: usize): i32 {
  const state = begin(o);
  if (state < 0) { release(v); return 0; }
  if (state == NEW && v == NONE) { release(v); v = newRef(load<usize>(o, A_VALUE)); }
  if (generatorResume(load<usize>(o, A_GEN), at, at, K_ASEND, v) > 0) return 1;
  asendFailed(o);
  return 0;
}

/** A frame that SEND has put there has yielded, to `result`: a value of its own ends the await. */
export function asendYielded(result: usize, own: bool): void {
  const o = load<usize>(result - 4);
  if (!own) { atomic.store<u32>(o, BEGUN, A_STATE); return; }
  end(o);
  jump(false);
}

/** What native code makes of the generator's answer r. */
function unwrap(o: usize, r: usize): usize {
  if (r == 0) return asendFailed(o);
  if (!isOwnYield()) { atomic.store<u32>(o, BEGUN, A_STATE); return r; }
  end(o);
  raiseStopIteration(r);
  return 0;
}

/** The same for aclose(), to which a value of the generator's own is wrong and its end is right. */
function unwrapClose(o: usize, r: usize): usize {
  if (r != 0 && !isOwnYield()) { atomic.store<u32>(o, BEGUN, A_STATE); return r; }
  end(o);
  if (r) { release(r); return raise(T_X_RUNTIMEERROR, "async generator ignored GeneratorExit"); }
  if (!hasException()) return raiseObject(T_X_STOPITERATION, 0);
  if (!pendingMatches(T_X_STOPASYNCITERATION) && !pendingMatches(T_X_GENERATOREXIT)) return 0;
  clearException();
  return raiseObject(T_X_STOPITERATION, 0);
}

function asendSend(o: usize, v: usize): usize {
  const state = begin(o);
  if (state < 0) return 0;
  return unwrap(o, generatorSend(load<usize>(o, A_GEN), newRef(state == NEW && v == NONE ? load<usize>(o, A_VALUE) : v)));
}

function athrowSend(o: usize, v: usize): usize {
  const g = load<usize>(o, A_GEN), thrown = load<usize>(o, A_VALUE);
  if (atomic.load<u32>(o, A_STATE) != CLOSED && atomic.load<u32>(g, GEN_STATE) == FINISHED) {
    atomic.store<u32>(o, CLOSED, A_STATE);
    return raiseObject(T_X_STOPITERATION, 0);
  }
  const state = begin(o);
  if (state < 0) return 0;
  if (state != NEW) {
    const r = generatorSend(g, newRef(v));
    return thrown ? unwrap(o, r) : unwrapClose(o, r);
  }
  if (load<u32>(g, AG_CLOSED)) { end(o); return raiseObject(T_X_STOPASYNCITERATION, 0); }
  if (v != NONE) {
    atomic.store<u32>(g, 0, AG_DRIVEN);
    atomic.store<u32>(o, NEW, A_STATE);
    return raise(T_X_RUNTIMEERROR, "can't send non-None value to a just-started coroutine");
  }
  if (thrown == 0) {
    store<u32>(g, 1, AG_CLOSED);
    const exit = makeException(T_X_GENERATOREXIT, 0);
    return unwrapClose(o, exit ? generatorThrow(g, exit) : 0);
  }
  const exc = throwArguments(thrown + TUPLE_ITEMS, <i32>tupleSize(thrown));
  return unwrap(o, exc ? generatorThrow(g, exc) : 0);
}

function awaitableThrow(o: usize, exc: usize): usize {
  if (begin(o) < 0) { release(exc); return 0; }
  const r = generatorThrow(load<usize>(o, A_GEN), exc);
  return typeOf(o) == T_ASYNC_ATHROW && load<usize>(o, A_VALUE) == 0 ? unwrapClose(o, r) : unwrap(o, r);
}

// ---- the awaitables

function awaitableNew(type: usize, g: usize, value: usize): usize {
  if (!askHooks(g)) return 0;
  const o = allocObject(type, A_SIZE);
  if (o == 0) return noMemory();
  memory.fill(o + HEADER, 0, A_SIZE - <u32>HEADER);
  retain(g);
  initRef(o, o + A_GEN, g);
  if (value) { retain(value); initRef(o, o + A_VALUE, value); }
  return o;
}

function warnUnawaited(o: usize): void {
  const name = typeOf(o) == T_ASYNC_ASEND ? intern("asend") : load<usize>(o, A_VALUE) ? intern("athrow") : intern("aclose");
  const owner = get_qualname(load<usize>(o, A_GEN));
  warnOf(load<usize>(o, A_GEN), formatMessage("coroutine method %r of %r was never awaited", name, owner));
  release(owner);
}

function awaitable_dealloc(o: usize): void {
  if (load<u32>(o, A_STATE) == NEW) {
    revive(o);
    const pending = takeException();
    warnUnawaited(o);
    store<u32>(o, CLOSED, A_STATE);
    store<usize>(ts, pending, S_EXC);
    if (!dropLast(o)) return;
  }
  release(load<usize>(o, A_GEN));
  if (load<usize>(o, A_VALUE)) release(load<usize>(o, A_VALUE));
  freeObject(o, A_SIZE);
}
function awaitable_traverse(o: usize, visitor: u32): void {
  call_indirect<void>(visitor, o + A_GEN);
  call_indirect<void>(visitor, o + A_VALUE);
}
function awaitable_self(o: usize): usize { return newRef(o); }
function awaitableSend(o: usize, v: usize): usize { return typeOf(o) == T_ASYNC_ASEND ? asendSend(o, v) : athrowSend(o, v); }
function awaitable_next(o: usize): usize { return awaitableSend(o, NONE); }
function awaitable_send(o: usize, args: usize, nargs: i32, kw: usize): usize { return awaitableSend(o, arg(args, 0)); }
function awaitable_throw(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const exc = throwArguments(args, nargs);
  return exc ? awaitableThrow(o, exc) : 0;
}
function awaitable_close(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (atomic.load<u32>(o, A_STATE) == CLOSED) return none();
  const exit = makeException(T_X_GENERATOREXIT, 0);
  if (exit == 0) return 0;
  const r = awaitableThrow(o, exit);
  if (r) { release(r); return raise(T_X_RUNTIMEERROR, "coroutine ignored GeneratorExit"); }
  if (!pendingMatches(T_X_STOPITERATION) && !pendingMatches(T_X_STOPASYNCITERATION) && !pendingMatches(T_X_GENERATOREXIT)) return 0;
  clearException();
  return none();
}

// ---- the generator

/** Before its first awaitable is made: takes the thread's finalizer, calls its firstiter. False with an exception. */
function askHooks(g: usize): bool {
  if (atomic.cmpxchg<u32>(g, 0, 1, AG_HOOKED) != 0) return true;
  const finalizer = load<usize>(ts, S_ASYNCGEN_FINALIZER), first = load<usize>(ts, S_ASYNCGEN_FIRSTITER);
  if (finalizer) {
    retain(finalizer);
    lockObject(g);
    storeRef(g, g + AG_FINALIZER, finalizer);
    unlockObject(g);
  }
  if (first == 0) return true;
  retain(first);
  const r = call1(first, g);
  release(first);
  if (r == 0) return false;
  release(r);
  return true;
}

/** The event loop's finalizer takes a dying generator over, once. False if there is none to do so. */
export function finalizeAsyncGenerator(g: usize): bool {
  const finalizer = load<usize>(g, AG_FINALIZER);
  if (finalizer == 0 || load<u32>(g, AG_CLOSED) != 0) return false;
  if (hasFlag(g, F_FINALIZED)) return true;
  setFlag(g, F_FINALIZED);
  const r = call1(finalizer, g);
  if (r) release(r);
  else writeUnraisable(g);
  return true;
}

function ag_aiter(g: usize): usize { return newRef(g); }
function ag_anext(g: usize): usize { return awaitableNew(T_ASYNC_ASEND, g, NONE); }
function ag_asend(g: usize, args: usize, nargs: i32, kw: usize): usize { return awaitableNew(T_ASYNC_ASEND, g, arg(args, 0)); }
function ag_aclose(g: usize, args: usize, nargs: i32, kw: usize): usize { return awaitableNew(T_ASYNC_ATHROW, g, 0); }
function ag_athrow(g: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = tupleNew(<u32>nargs);
  if (t == 0) return 0;
  for (let i = 0; i < nargs; i++) tupleInit(t, i, newRef(arg(args, i)));
  const o = awaitableNew(T_ASYNC_ATHROW, g, t);
  release(t);
  return o;
}
function ag_running(g: usize): usize { return boolOf(atomic.load<u32>(g, AG_DRIVEN) != 0); }

function initAwaitable(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(awaitable_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(awaitable_traverse));
  setSlot(type, TP_ITER, fnUnary(awaitable_self));
  setSlot(type, TP_NEXT, fnUnary(awaitable_next));
  setSlot(type, AM_AWAIT, fnUnary(awaitable_self));
  method(type, "send", fnNative(awaitable_send), 1, 1);
  method(type, "throw", fnNative(awaitable_throw), 1, 3);
  method(type, "close", fnNative(awaitable_close), 0, 0);
}

export function initAsyncGenerator(): void {
  initFrameHolder(T_ASYNC_GENERATOR);
  setSlot(T_ASYNC_GENERATOR, AM_AITER, fnUnary(ag_aiter));
  setSlot(T_ASYNC_GENERATOR, AM_ANEXT, fnUnary(ag_anext));
  method(T_ASYNC_GENERATOR, "asend", fnNative(ag_asend), 1, 1);
  method(T_ASYNC_GENERATOR, "athrow", fnNative(ag_athrow), 1, 3);
  method(T_ASYNC_GENERATOR, "aclose", fnNative(ag_aclose), 0, 0);
  getset(T_ASYNC_GENERATOR, "ag_running", fnUnary(ag_running), 0);
  getset(T_ASYNC_GENERATOR, "ag_suspended", fnUnary(get_suspended), 0);
  getset(T_ASYNC_GENERATOR, "ag_await", fnUnary(get_yieldfrom), 0);
  getset(T_ASYNC_GENERATOR, "ag_code", fnUnary(get_code), 0);
  getset(T_ASYNC_GENERATOR, "ag_frame", fnUnary(get_frame), 0);
  initAwaitable(T_ASYNC_ASEND);
  initAwaitable(T_ASYNC_ATHROW);
}
