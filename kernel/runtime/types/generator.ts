/**
 * Generators, and the frames of coroutines and asynchronous generators, which have the same layout (types/coroutine.ts, types/asyncgen.ts;
 * what is thrown into them: types/throwing.ts). A suspended generator keeps its frame in a block of its own; resuming copies it onto the value stack of the
 * thread that resumes, a yield copies it back. Only one thread can have it: the state word is moved by compare-and-swap. Who only looks at
 * a frame (gi_frame, gi_yieldfrom) holds it for that long with the state PEEKED, and others spin.
 *
 *     16 lock   20 state (0 created, 1 suspended, 2 running, 3 finished, 4 peeked, 5 waiting)   24 block   28 block size in bytes (allocated)
 *     32 bytes of the frame in use   36 code   40 name   44 qualname   48 handled exception of its own
 *     52 handled exception of who resumed it (borrowed while running)   56 the generator that runs around it (same)
 *     60 1 if suspended in yield from or await
 *     asynchronous generators alone (types/asyncgen.ts): 64 finalizer or 0   68 1 once the hooks have been asked   72 1 once closed
 *     76 1 while one of its awaitables is being driven
 *
 *     the block: [frame header 40 bytes][locals, cells, free variables][operand stack]
 */
import { S_FP, S_SP, S_HANDLED, S_STACK_END, S_EXC, NONE } from "../layout";
import { ts } from "../thread";
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, TP_REPR, fnUnary, fnVoid, fnTraverse, fnNative, setSlot, typeOf, newRef, none, boolOf, isStr, fnInt3, TY_NAME } from "../object";
import { T_GENERATOR, T_COROUTINE, T_ASYNC_GENERATOR, T_X_VALUEERROR, T_X_TYPEERROR, T_X_STOPITERATION, T_X_RUNTIMEERROR } from "./table";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { retain, release, readSlot, loadRef, storeRef, lockObject, unlockObject } from "../designs/active";
import { raise, raisef, raiseObject, noMemory, hasException, takeException } from "../errors";
import { F_PREV, F_CODE, F_FUNC, F_RET, F_DEPTH, F_KIND, F_LOCALS, F_FRAME, F_CONT, F_VARS, K_GENERATOR_ENTRY, stackBase, clearFrame, runningGenerator, setRunningGenerator, recursionError, unwind } from "../interpreter/frame";
import { CODE_STACKSIZE, CODE_NLOCALSPLUS } from "./code";
import { FN_QUALNAME, FN_NAME } from "./function";
import { runEntry, enterNative, leaveNative } from "../calls";
import { C_RECURSION_LIMIT } from "../layout";
import { method, getset, arg } from "../natives";
import { Builder } from "./builder";
import { throwArguments } from "./exceptions";
import { intern } from "./intern";
import { generatorThrow, generatorClose } from "./throwing";
import { suspendedFrame, runningFrame } from "./traceback";
import { warnNeverAwaited } from "./coroutine";
import { finalizeAsyncGenerator } from "./asyncgen";
import { yieldPoint } from "../sync/schedule";
import { revive, dropLast, writeUnraisable } from "../sync/finalize";

export const GEN_STATE: usize = 20;
export const GEN_BLOCK: usize = 24;
export const GEN_CAPACITY: usize = 28;
export const GEN_USED: usize = 32;
export const GEN_CODE: usize = 36;
export const GEN_NAME: usize = 40;
export const GEN_QUALNAME: usize = 44;
export const GEN_HANDLED: usize = 48;
export const GEN_OUTER_HANDLED: usize = 52;
export const GEN_OUTER: usize = 56;
export const GEN_YIELD_FROM: usize = 60;
export const GEN_SIZE: u32 = 64;
export const AG_FINALIZER: usize = 64;
export const AG_HOOKED: usize = 68;
export const AG_CLOSED: usize = 72;
export const AG_DRIVEN: usize = 76;
export const AG_SIZE: u32 = 80;

export const CREATED: u32 = 0;
export const SUSPENDED: u32 = 1;
export const RUNNING: u32 = 2;
export const FINISHED: u32 = 3;
const PEEKED: u32 = 4;
/** Counts as running, for what it waits for is, but its frame is in its block. */
export const WAITING: u32 = 5;

@inline function sizeOf(type: usize): u32 { return type == T_ASYNC_GENERATOR ? AG_SIZE : GEN_SIZE; }
/** What messages call it. */
export function kindName(g: usize): usize {
  const type = typeOf(g);
  return type == T_COROUTINE ? intern("coroutine") : type == T_ASYNC_GENERATOR ? intern("async generator") : intern("generator");
}

/**
 * RETURN_GENERATOR: moves the top frame (its operand stack is empty, F_PC up to date) into a new generator and pops it.
 * Returns the generator or 0 with the frame still there.
 */
export function generatorFromFrame(fp: usize, type: usize): usize {
  const g = allocObject(type, sizeOf(type));
  if (g == 0) return noMemory();
  memory.fill(g + HEADER, 0, sizeOf(type) - <u32>HEADER);
  const code = load<usize>(fp, F_CODE), f = load<usize>(fp, F_FUNC);
  const capacity = <u32>F_VARS + ((load<u32>(code, CODE_NLOCALSPLUS) + load<u32>(code, CODE_STACKSIZE) + 2) << 2);
  const block = allocRaw(capacity);
  if (block == 0) { freeObject(g, sizeOf(type)); return noMemory(); }
  retain(code);
  store<usize>(g, code, GEN_CODE);
  store<usize>(g, newRef(load<usize>(f, FN_NAME)), GEN_NAME);
  store<usize>(g, newRef(load<usize>(f, FN_QUALNAME)), GEN_QUALNAME);
  store<usize>(g, block, GEN_BLOCK);
  store<u32>(g, capacity, GEN_CAPACITY);
  const used = stackBase(fp) - fp;
  memory.copy(block, fp, used);
  store<u32>(g, <u32>used, GEN_USED);
  return g;
}

/** Takes the right to run g: the state it was in. RUNNING, with ValueError, if another has it (or g itself is running). */
export function claim(g: usize): u32 {
  const state = claimQuietly(g);
  if (state == RUNNING) raisef(T_X_VALUEERROR, "%s already executing", kindName(g));
  return state;
}
function claimQuietly(g: usize): u32 {
  while (true) {
    const state = atomic.load<u32>(g, GEN_STATE);
    if (state == FINISHED || state == RUNNING) return state;
    if (state == WAITING) return RUNNING;
    if (state == PEEKED) { yieldPoint(); continue; }
    if (atomic.cmpxchg<u32>(g, state, RUNNING, GEN_STATE) == state) return state;
  }
}
/** The state to give back to unclaim. A claim may be taken back as long as the frame has not run. */
export function unclaim(g: usize, state: u32): void { atomic.store<u32>(g, state, GEN_STATE); }

/** A coroutine can be awaited once. */
export function raiseReused(): usize { return raise(T_X_RUNTIMEERROR, "cannot reuse already awaited coroutine"); }

/**
 * Puts g's frame on the stack at `at` with `value` (owned) as the result of its yield. F_CONT of the frame takes a reference to g.
 * Returns 1; 0 with an exception (value released); -1 if g is finished (value released, no exception); coroutines refuse that.
 */
export function generatorResume(g: usize, at: usize, result: usize, kind: u32, value: usize): i32 {
  const state = claim(g);
  if (state >= RUNNING) {
    release(value);
    if (state == RUNNING) return 0;
    if (typeOf(g) != T_COROUTINE) return -1;
    raiseReused();
    return 0;
  }
  if (state == CREATED && value != NONE) {
    unclaim(g, state);
    release(value);
    raisef(T_X_TYPEERROR, "can't send non-None value to a just-started %s", kindName(g));
    return 0;
  }
  if (!restore(g, at, result, kind)) { unclaim(g, state); release(value); return 0; }
  const sp = load<usize>(ts, S_SP);
  store<usize>(sp, value);
  store<usize>(ts, sp + 4, S_SP);
  return 1;
}

/** Puts the frame of a claimed g on the stack. False with RecursionError. */
export function restore(g: usize, at: usize, result: usize, kind: u32): bool {
  const code = load<usize>(g, GEN_CODE);
  const caller = load<usize>(ts, S_FP);
  const depth = caller ? load<i32>(caller, F_DEPTH) + 1 : 1;
  if (depth > load<i32>(C_RECURSION_LIMIT) || at + <usize>load<u32>(g, GEN_CAPACITY) + 64 > load<usize>(ts, S_STACK_END)) { recursionError(depth); return false; }
  const used = load<u32>(g, GEN_USED);
  memory.copy(at, load<usize>(g, GEN_BLOCK), used);
  store<usize>(at, caller, F_PREV);
  store<usize>(at, result, F_RET);
  store<i32>(at, depth, F_DEPTH);
  store<u32>(at, kind, F_KIND);
  retain(g);
  store<usize>(at, g, F_CONT);
  store<usize>(ts, at, S_FP);
  store<usize>(ts, at + used, S_SP);
  store<u32>(g, 0, GEN_YIELD_FROM);
  store<usize>(g, load<usize>(ts, S_HANDLED), GEN_OUTER_HANDLED);
  store<usize>(g, runningGenerator, GEN_OUTER);
  store<usize>(ts, load<usize>(g, GEN_HANDLED), S_HANDLED);
  store<usize>(g, 0, GEN_HANDLED);
  setRunningGenerator(g);
  return true;
}

/** Ends a spell of running: the handled exception of the one who resumed is in force again. */
function leaveRunning(g: usize): void {
  store<usize>(g, load<usize>(ts, S_HANDLED), GEN_HANDLED);
  store<usize>(ts, load<usize>(g, GEN_OUTER_HANDLED), S_HANDLED);
  setRunningGenerator(load<usize>(g, GEN_OUTER));
  store<usize>(g, 0, GEN_OUTER);
  store<usize>(g, 0, GEN_OUTER_HANDLED);
}

/**
 * YIELD_VALUE: moves the top frame (F_PC up to date, operands up to sp) back into its generator and pops it.
 * Returns the frame's kind; the caller then delivers the value at the frame's F_RET (`yieldResult`).
 */
export function generatorSuspend(fp: usize, sp: usize, yieldFrom: bool): u32 {
  const g = load<usize>(fp, F_CONT);
  const kind = load<u32>(fp, F_KIND);
  store<usize>(fp, 0, F_CONT);
  const used = sp - fp;
  memory.copy(load<usize>(g, GEN_BLOCK), fp, used);
  store<u32>(g, <u32>used, GEN_USED);
  store<u32>(g, yieldFrom ? 1 : 0, GEN_YIELD_FROM);
  store<usize>(ts, load<usize>(fp, F_PREV), S_FP);
  leaveRunning(g);
  // From here on another thread may resume it.
  atomic.store<u32>(g, SUSPENDED, GEN_STATE);
  release(g);
  return kind;
}

/** The generator's frame has returned or failed; whoever pops the frame releases F_CONT. */
export function generatorFrameEnded(g: usize): void {
  leaveRunning(g);
  const handled = load<usize>(g, GEN_HANDLED);
  store<usize>(g, 0, GEN_HANDLED);
  freeRaw(load<usize>(g, GEN_BLOCK), load<u32>(g, GEN_CAPACITY));
  store<usize>(g, 0, GEN_BLOCK);
  atomic.store<u32>(g, FINISHED, GEN_STATE);
  if (handled) release(handled);
}

/** Set by RETURN_VALUE in a generator that native code resumed: its result is the value of a StopIteration. */
let returned: bool = false;
export function setGeneratorReturned(yes: bool): void { returned = yes; }
/** Set by YIELD_VALUE in one that native code resumed: whether the value is its own, not one that it awaits. */
let ownYield: bool = false;
export function setOwnYield(yes: bool): void { ownYield = yes; }
export function isOwnYield(): bool { return ownYield; }

/**
 * g.send(value) for native code: value is owned. Result: the yielded value; 0 with an exception, or 0 without one if the generator
 * returned None or was finished. A return value other than None is raised as StopIteration(value).
 */
export function generatorSend(g: usize, value: usize): usize {
  if (enterNative()) { release(value); return 0; }
  const slot = load<usize>(ts, S_SP);
  store<usize>(slot, 0);
  const resumed = generatorResume(g, slot + 4, slot, K_GENERATOR_ENTRY, value);
  if (resumed <= 0) { leaveNative(); return 0; }
  return finishRun(slot);
}

/** Runs the frame on top, a generator's. The end of enterNative(). */
export function finishRun(slot: usize): usize {
  returned = false;
  const r = runEntry(slot);
  leaveNative();
  if (returned) {
    returned = false;
    if (r == NONE) { release(r); return 0; }
    if (r) raiseStopIteration(r);
    return 0;
  }
  return r;
}

/** StopIteration(value), value owned; a tuple or an exception as value is kept whole. */
export function raiseStopIteration(value: usize): void { raiseObject(T_X_STOPITERATION, value); }

/** Releases what a claimed, never to be resumed frame holds. */
export function dropFrame(g: usize): void {
  const block = load<usize>(g, GEN_BLOCK);
  store<usize>(g, 0, GEN_BLOCK);
  atomic.store<u32>(g, FINISHED, GEN_STATE);
  if (block == 0) return;
  store<usize>(block, 0, F_CONT);
  clearFrame(block, block + load<u32>(g, GEN_USED));
  freeRaw(block, load<u32>(g, GEN_CAPACITY));
}

/** What a generator still has to do before it dies: a suspended one is closed, as if at its yield. */
function finish(g: usize, state: u32): void {
  const type = typeOf(g);
  if (type == T_COROUTINE && state == CREATED) warnNeverAwaited(g);
  else if (type != T_ASYNC_GENERATOR || !finalizeAsyncGenerator(g)) {
    if (state == SUSPENDED && generatorClose(g) < 0) writeUnraisable(g);
  }
}

export function generator_dealloc(g: usize): void {
  const state = load<u32>(g, GEN_STATE), type = typeOf(g);
  if (state == SUSPENDED || (state == CREATED && type != T_GENERATOR)) {
    // It lives for that long.
    revive(g);
    const pending = takeException();
    finish(g, state);
    store<usize>(ts, pending, S_EXC);
    if (!dropLast(g)) return; // its own code, or a finalizer, kept it
  }
  if (load<u32>(g, GEN_STATE) != FINISHED) dropFrame(g);
  if (load<usize>(g, GEN_HANDLED)) release(load<usize>(g, GEN_HANDLED));
  if (type == T_ASYNC_GENERATOR && load<usize>(g, AG_FINALIZER)) release(load<usize>(g, AG_FINALIZER));
  release(load<usize>(g, GEN_CODE));
  release(load<usize>(g, GEN_NAME));
  release(load<usize>(g, GEN_QUALNAME));
  freeObject(g, sizeOf(type));
}

export function generator_traverse(g: usize, visitor: u32): void {
  call_indirect<void>(visitor, g + GEN_CODE);
  call_indirect<void>(visitor, g + GEN_NAME);
  call_indirect<void>(visitor, g + GEN_QUALNAME);
  call_indirect<void>(visitor, g + GEN_HANDLED);
  call_indirect<void>(visitor, g + GEN_OUTER_HANDLED);
  if (typeOf(g) == T_ASYNC_GENERATOR) call_indirect<void>(visitor, g + AG_FINALIZER);
  const block = load<usize>(g, GEN_BLOCK);
  if (block == 0 || load<u32>(g, GEN_STATE) == RUNNING) return;
  call_indirect<void>(visitor, block + F_FUNC);
  call_indirect<void>(visitor, block + F_LOCALS);
  call_indirect<void>(visitor, block + F_FRAME);
  for (let p = block + F_VARS; p < block + load<u32>(g, GEN_USED); p += 4) call_indirect<void>(visitor, p);
}

function generator_iter(g: usize): usize { retain(g); return g; }
function generator_next(g: usize): usize { return generatorSend(g, none()); }
export function generator_send(g: usize, args: usize, nargs: i32, kw: usize): usize {
  const r = generatorSend(g, newRef(arg(args, 0)));
  if (r == 0 && !hasException()) raiseObject(T_X_STOPITERATION, 0);
  return r;
}
export function generator_throw(g: usize, args: usize, nargs: i32, kw: usize): usize {
  const exc = throwArguments(args, nargs);
  if (exc == 0) return 0;
  const r = generatorThrow(g, exc);
  if (r == 0 && !hasException()) raiseObject(T_X_STOPITERATION, 0);
  return r;
}
export function generator_close(g: usize, args: usize, nargs: i32, kw: usize): usize {
  if (generatorClose(g) < 0) return 0;
  return none();
}
/** Also of coroutines and asynchronous generators. */
export function generator_repr(g: usize): usize {
  const b = Builder.start(), name = get_qualname(g);
  Builder.char(b, 0x3c);
  Builder.str(b, load<usize>(typeOf(g), TY_NAME));
  Builder.text(b, " object ");
  Builder.str(b, name);
  Builder.text(b, " at 0x");
  Builder.hex(b, g, 12);
  Builder.char(b, 0x3e);
  release(name);
  return Builder.finish(b);
}
export function get_running(g: usize): usize {
  const state = atomic.load<u32>(g, GEN_STATE);
  return boolOf(state == RUNNING || state == WAITING);
}
export function get_suspended(g: usize): usize { return boolOf(atomic.load<u32>(g, GEN_STATE) == SUSPENDED); }
/** Whether g is suspended in an await or yield from. */
export function isDelegating(g: usize): bool { return atomic.load<u32>(g, GEN_STATE) == SUSPENDED && load<u32>(g, GEN_YIELD_FROM) != 0; }
/** The iterator that a claimed g waits for: the top of its operand stack, borrowed; or 0. */
export function delegateOf(g: usize): usize {
  return load<u32>(g, GEN_YIELD_FROM) ? load<usize>(load<usize>(g, GEN_BLOCK) + load<u32>(g, GEN_USED) - 4) : 0;
}
/** Holds a generator that is not running still: the state for unpeek; RUNNING and FINISHED are not held. */
function peek(g: usize): u32 {
  while (true) {
    const state = atomic.load<u32>(g, GEN_STATE);
    if (state == FINISHED || state == RUNNING) return state;
    if (state == WAITING) return RUNNING;
    if (state == PEEKED) { yieldPoint(); continue; }
    if (atomic.cmpxchg<u32>(g, state, PEEKED, GEN_STATE) == state) return state;
  }
}
export function get_yieldfrom(g: usize): usize {
  const state = peek(g);
  if (state >= RUNNING) return none();
  const inner: usize = state == SUSPENDED ? delegateOf(g) : 0;
  const r = inner ? newRef(inner) : none();
  unclaim(g, state);
  return r;
}
/** A picture of its frame; None once it is finished, or while another thread runs it. */
export function get_frame(g: usize): usize {
  const state = peek(g);
  if (state == RUNNING) return runningFrame(g);
  if (state == FINISHED) return none();
  const frame = suspendedFrame(load<usize>(g, GEN_BLOCK));
  unclaim(g, state);
  return frame;
}
export function get_code(g: usize): usize { return newRef(load<usize>(g, GEN_CODE)); }
export function get_name(g: usize): usize { return readSlot(g, g + GEN_NAME); }
export function get_qualname(g: usize): usize { return readSlot(g, g + GEN_QUALNAME); }
function rename(g: usize, at: usize, v: usize): void {
  retain(v);
  lockObject(g);
  const old = loadRef(g, g + at);
  storeRef(g, g + at, v);
  unlockObject(g);
  release(old);
}
export function set_name(g: usize, v: usize, unused: usize): i32 {
  if (v == 0 || !isStr(v)) { raise(T_X_TYPEERROR, "__name__ must be set to a string object"); return -1; }
  rename(g, GEN_NAME, v);
  return 0;
}
export function set_qualname(g: usize, v: usize, unused: usize): i32 {
  if (v == 0 || !isStr(v)) { raise(T_X_TYPEERROR, "__qualname__ must be set to a string object"); return -1; }
  rename(g, GEN_QUALNAME, v);
  return 0;
}

export function initGenerator(): void {
  setSlot(T_GENERATOR, TP_DEALLOC, fnVoid(generator_dealloc));
  setSlot(T_GENERATOR, TP_TRAVERSE, fnTraverse(generator_traverse));
  setSlot(T_GENERATOR, TP_ITER, fnUnary(generator_iter));
  setSlot(T_GENERATOR, TP_NEXT, fnUnary(generator_next));
  setSlot(T_GENERATOR, TP_REPR, fnUnary(generator_repr));
  method(T_GENERATOR, "send", fnNative(generator_send), 1, 1);
  method(T_GENERATOR, "throw", fnNative(generator_throw), 1, 3);
  method(T_GENERATOR, "close", fnNative(generator_close), 0, 0);
  getset(T_GENERATOR, "gi_running", fnUnary(get_running), 0);
  getset(T_GENERATOR, "gi_suspended", fnUnary(get_suspended), 0);
  getset(T_GENERATOR, "gi_yieldfrom", fnUnary(get_yieldfrom), 0);
  getset(T_GENERATOR, "gi_code", fnUnary(get_code), 0);
  getset(T_GENERATOR, "gi_frame", fnUnary(get_frame), 0);
  getset(T_GENERATOR, "__name__", fnUnary(get_name), fnInt3(set_name));
  getset(T_GENERATOR, "__qualname__", fnUnary(get_qualname), fnInt3(set_qualname));
}
