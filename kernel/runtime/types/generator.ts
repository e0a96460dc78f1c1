/**
 * Generators. A suspended generator keeps its frame in a block of its own; resuming copies it onto the value stack of the
 * thread that resumes, a yield copies it back. Only one thread can have it: the state word is moved by compare-and-swap.
 *
 *     16 lock   20 state (0 created, 1 suspended, 2 running, 3 finished)   24 block   28 block size in bytes (allocated)
 *     32 bytes of the frame in use   36 code   40 name   44 qualname   48 handled exception of its own
 *     52 handled exception of who resumed it (borrowed while running)   56 the generator that runs around it (same)
 *     60 1 if suspended in yield from
 *
 *     the block: [frame header 40 bytes][locals, cells, free variables][operand stack]
 */
import { S_FP, S_SP, S_HANDLED, S_STACK_END, S_EXC, NONE } from "../layout";
import { ts } from "../thread";
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, TP_REPR, fnUnary, fnVoid, fnTraverse, fnNative, setSlot, typeOf, newRef, none, boolOf } from "../object";
import { T_GENERATOR, T_X_VALUEERROR, T_X_TYPEERROR, T_X_STOPITERATION, T_X_GENERATOREXIT, T_X_RUNTIMEERROR } from "./table";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { retain, release } from "../designs/active";
import { raise, raiseObject, noMemory, hasException, takeException, setException, clearException, pendingMatches } from "../errors";
import { F_PREV, F_CODE, F_FUNC, F_RET, F_DEPTH, F_KIND, F_LOCALS, F_FRAME, F_CONT, F_VARS, K_GENERATOR_ENTRY, stackBase, clearFrame, runningGenerator, setRunningGenerator, recursionError, unwind } from "../interpreter/frame";
import { CODE_STACKSIZE, CODE_NLOCALSPLUS } from "./code";
import { FN_QUALNAME, FN_NAME } from "./function";
import { runEntry, enterNative, leaveNative, call1, callArgs } from "../calls";
import { C_RECURSION_LIMIT } from "../layout";
import { method, getset, arg } from "../natives";
import { Builder } from "./builder";
import { throwArguments } from "./exceptions";
import { getAttrOr0 } from "../abstract";
import { S_throw, S_close } from "../names";
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

export const CREATED: u32 = 0;
export const SUSPENDED: u32 = 1;
export const RUNNING: u32 = 2;
export const FINISHED: u32 = 3;

/**
 * RETURN_GENERATOR: moves the top frame (its operand stack is empty, F_PC up to date) into a new generator and pops it.
 * Returns the generator or 0 with the frame still there.
 */
export function generatorFromFrame(fp: usize, type: usize): usize {
  const g = allocObject(type, GEN_SIZE);
  if (g == 0) return noMemory();
  memory.fill(g + HEADER, 0, GEN_SIZE - <u32>HEADER);
  const code = load<usize>(fp, F_CODE), f = load<usize>(fp, F_FUNC);
  const capacity = <u32>F_VARS + ((load<u32>(code, CODE_NLOCALSPLUS) + load<u32>(code, CODE_STACKSIZE) + 2) << 2);
  const block = allocRaw(capacity);
  if (block == 0) { freeObject(g, GEN_SIZE); return noMemory(); }
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

/** Takes the right to run g. False with ValueError if another has it (or g itself is running). */
function claim(g: usize): u32 {
  while (true) {
    const state = atomic.load<u32>(g, GEN_STATE);
    if (state == FINISHED) return FINISHED;
    if (state == RUNNING) { raise(T_X_VALUEERROR, "generator already executing"); return RUNNING; }
    if (atomic.cmpxchg<u32>(g, state, RUNNING, GEN_STATE) == state) return state;
  }
}

/**
 * Puts g's frame on the stack at `at` with `value` (owned) as the result of its yield. F_CONT of the frame takes a reference to g.
 * Returns 1; 0 with an exception (value released); -1 if g is finished (value released, no exception).
 */
export function generatorResume(g: usize, at: usize, result: usize, kind: u32, value: usize): i32 {
  const state = claim(g);
  if (state >= RUNNING) { release(value); return state == FINISHED ? -1 : 0; }
  if (state == CREATED && value != NONE) {
    atomic.store<u32>(g, state, GEN_STATE);
    release(value);
    raise(T_X_TYPEERROR, "can't send non-None value to a just-started generator");
    return 0;
  }
  if (!restore(g, at, result, kind)) { atomic.store<u32>(g, state, GEN_STATE); release(value); return 0; }
  const sp = load<usize>(ts, S_SP);
  store<usize>(sp, value);
  store<usize>(ts, sp + 4, S_SP);
  return 1;
}

function restore(g: usize, at: usize, result: usize, kind: u32): bool {
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

function finishRun(slot: usize): usize {
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

/** Raises exc (owned) inside g at its yield. Result as generatorSend. */
export function generatorThrow(g: usize, exc: usize): usize {
  // An exception thrown into a yield from goes to the inner iterator first.
  if (atomic.load<u32>(g, GEN_STATE) == SUSPENDED && load<u32>(g, GEN_YIELD_FROM)) {
    const inner = delegate(g);
    if (inner) return throwIntoDelegate(g, inner, exc);
  }
  if (enterNative()) { release(exc); return 0; }
  const slot = load<usize>(ts, S_SP);
  store<usize>(slot, 0);
  const state = claim(g);
  if (state == RUNNING) { release(exc); leaveNative(); return 0; }
  if (state == FINISHED) { setException(exc); leaveNative(); return 0; }
  if (!restore(g, slot + 4, slot, K_GENERATOR_ENTRY)) { atomic.store<u32>(g, state, GEN_STATE); release(exc); leaveNative(); return 0; }
  setException(exc);
  // The frame handles it, or is popped and the exception goes on.
  if (unwind() == 0) { store<usize>(ts, slot, S_SP); leaveNative(); return 0; }
  return finishRun(slot);
}

/** The iterator that a suspended yield from waits for, a new reference: the top of its operand stack. */
function delegate(g: usize): usize {
  const used = load<u32>(g, GEN_USED);
  const inner = load<usize>(load<usize>(g, GEN_BLOCK) + used - 4);
  if (inner) retain(inner);
  return inner;
}

function throwIntoDelegate(g: usize, inner: usize, exc: usize): usize {
  // While the inner one works, g counts as running.
  const state = claim(g);
  if (state >= RUNNING) { release(inner); if (state == FINISHED) setException(exc); else release(exc); return 0; }
  let r: usize = 0;
  if (typeOf(inner) == T_GENERATOR) {
    if (typeOfIs(exc, T_X_GENERATOREXIT)) {
      const closed = generatorClose(inner);
      release(inner);
      atomic.store<u32>(g, SUSPENDED, GEN_STATE);
      store<u32>(g, 0, GEN_YIELD_FROM);
      if (closed < 0) { release(exc); return rethrowPending(g); }
      return generatorThrow(g, exc);
    }
    r = generatorThrow(inner, exc);
  } else if (typeOfIs(exc, T_X_GENERATOREXIT)) {
    const m = getAttrOr0(inner, load<usize>(S_close));
    let failed = false;
    if (m) { const c = callArgs(m, 0, 0, 0); release(m); if (c) release(c); else failed = true; }
    release(inner);
    atomic.store<u32>(g, SUSPENDED, GEN_STATE);
    store<u32>(g, 0, GEN_YIELD_FROM);
    if (failed) { release(exc); return rethrowPending(g); }
    return generatorThrow(g, exc);
  } else {
    const m = getAttrOr0(inner, load<usize>(S_throw));
    if (m == 0) {
      release(inner);
      atomic.store<u32>(g, SUSPENDED, GEN_STATE);
      store<u32>(g, 0, GEN_YIELD_FROM);
      if (hasException()) { release(exc); return rethrowPending(g); }
      return generatorThrow(g, exc);
    }
    r = call1(m, exc);
    release(m);
    release(exc);
  }
  release(inner);
  atomic.store<u32>(g, SUSPENDED, GEN_STATE);
  if (r) return r;
  // The inner one is exhausted or raised: its outcome is raised at g's yield from, where CLEANUP_THROW sorts it out.
  store<u32>(g, 0, GEN_YIELD_FROM);
  if (!hasException()) raiseObject(T_X_STOPITERATION, none());
  return rethrowPending(g);
}

function rethrowPending(g: usize): usize { return generatorThrow(g, takeException()); }
@inline function typeOfIs(o: usize, type: usize): bool { return typeOf(o) == type; }

/** g.close(). 0, or -1 with an exception. */
export function generatorClose(g: usize): i32 {
  const state = atomic.load<u32>(g, GEN_STATE);
  if (state == FINISHED) return 0;
  if (state == CREATED) {
    const claimed = claim(g);
    if (claimed == CREATED) { dropFrame(g); return 0; }
    if (claimed == FINISHED) return 0;
    if (claimed == RUNNING) return -1;
    atomic.store<u32>(g, SUSPENDED, GEN_STATE);
  }
  raiseObject(T_X_GENERATOREXIT, 0);
  const r = generatorThrow(g, takeException());
  if (r) { release(r); raise(T_X_RUNTIMEERROR, "generator ignored GeneratorExit"); return -1; }
  if (!hasException()) return 0;
  if (pendingMatches(T_X_GENERATOREXIT) || pendingMatches(T_X_STOPITERATION)) { clearException(); return 0; }
  return -1;
}

/** Releases what a claimed, never to be resumed frame holds. */
function dropFrame(g: usize): void {
  const block = load<usize>(g, GEN_BLOCK);
  store<usize>(g, 0, GEN_BLOCK);
  atomic.store<u32>(g, FINISHED, GEN_STATE);
  if (block == 0) return;
  store<usize>(block, 0, F_CONT);
  clearFrame(block, block + load<u32>(g, GEN_USED));
  freeRaw(block, load<u32>(g, GEN_CAPACITY));
}

export function generator_dealloc(g: usize): void {
  const state = load<u32>(g, GEN_STATE);
  if (state == SUSPENDED) {
    // A generator that dies suspended is closed, as if at its yield: it lives for that long.
    revive(g);
    const pending = takeException();
    if (generatorClose(g) < 0) writeUnraisable(g);
    store<usize>(ts, pending, S_EXC);
    if (!dropLast(g)) return; // its own code kept it
  }
  if (load<u32>(g, GEN_STATE) != FINISHED) dropFrame(g);
  if (load<usize>(g, GEN_HANDLED)) release(load<usize>(g, GEN_HANDLED));
  release(load<usize>(g, GEN_CODE));
  release(load<usize>(g, GEN_NAME));
  release(load<usize>(g, GEN_QUALNAME));
  freeObject(g, GEN_SIZE);
}

export function generator_traverse(g: usize, visitor: u32): void {
  call_indirect<void>(visitor, g + GEN_CODE);
  call_indirect<void>(visitor, g + GEN_NAME);
  call_indirect<void>(visitor, g + GEN_QUALNAME);
  call_indirect<void>(visitor, g + GEN_HANDLED);
  call_indirect<void>(visitor, g + GEN_OUTER_HANDLED);
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
function generator_repr(g: usize): usize {
  const b = Builder.start();
  Builder.text(b, "<generator object ");
  Builder.str(b, load<usize>(g, GEN_QUALNAME));
  Builder.text(b, " at 0x");
  Builder.hex(b, g, 12);
  Builder.text(b, ">");
  return Builder.finish(b);
}
export function get_running(g: usize): usize { return boolOf(atomic.load<u32>(g, GEN_STATE) == RUNNING); }
export function get_suspended(g: usize): usize { return boolOf(atomic.load<u32>(g, GEN_STATE) == SUSPENDED); }
export function get_yieldfrom(g: usize): usize {
  if (load<u32>(g, GEN_YIELD_FROM) == 0 || atomic.load<u32>(g, GEN_STATE) != SUSPENDED) return none();
  const d = delegate(g);
  return d ? d : none();
}
export function get_code(g: usize): usize { return newRef(load<usize>(g, GEN_CODE)); }
export function get_name(g: usize): usize { return newRef(load<usize>(g, GEN_NAME)); }
export function get_qualname(g: usize): usize { return newRef(load<usize>(g, GEN_QUALNAME)); }

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
  getset(T_GENERATOR, "__name__", fnUnary(get_name), 0);
  getset(T_GENERATOR, "__qualname__", fnUnary(get_qualname), 0);
}
