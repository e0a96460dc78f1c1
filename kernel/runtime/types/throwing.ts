/**
 * Exceptions thrown into generators, coroutines and asynchronous generators. One that is suspended in an await or yield from hands the
 * exception down to what it waits for, and so on: the whole chain is claimed from the top, the exception is raised at its end, and on the way
 * back each one is given what became of the one below. The chain lies on the value stack, so its length costs no Wasm stack.
 */
import { S_SP, S_STACK_END } from "../layout";
import { ts } from "../thread";
import { typeOf, newRef, none } from "../object";
import { release } from "../designs/active";
import { raise, raisef, raiseObject, hasException, takeException, setException, setExceptionPlain, clearException, pendingMatches } from "../errors";
import { T_GENERATOR, T_COROUTINE, T_COROUTINE_WRAPPER, T_X_STOPITERATION, T_X_GENERATOREXIT, T_X_RUNTIMEERROR, T_X_RECURSIONERROR } from "./table";
import { K_GENERATOR_ENTRY, unwind } from "../interpreter/frame";
import { enterNative, leaveNative, call1, callArgs } from "../calls";
import { getAttrOr0 } from "../abstract";
import { exceptionMatches } from "./exceptions";
import { GEN_STATE, GEN_YIELD_FROM, CREATED, SUSPENDED, RUNNING, FINISHED, WAITING, claim, unclaim, raiseReused, restore, finishRun, delegateOf, dropFrame, kindName, setOwnYield } from "./generator";
import { wrappedCoroutine } from "./coroutine";
import { S_throw, S_close } from "../names";

/** Raises exc (owned) inside g, at its yield or at what it waits for. Result as generatorSend. */
export function generatorThrow(g: usize, exc: usize): usize {
  const state = claim(g);
  if (state == RUNNING) { release(exc); return 0; }
  if (state == FINISHED) return throwAtEnd(g, exc);
  return state == SUSPENDED && delegateOf(g) != 0 ? throwDown(g, exc) : throwHere(g, state, exc);
}

/** Into one that is finished. */
function throwAtEnd(g: usize, exc: usize): usize {
  if (typeOf(g) != T_COROUTINE) return setException(exc);
  release(exc);
  return raiseReused();
}

/** Raises exc (owned) at the yield of a claimed g, whose state was `state`. */
function throwHere(g: usize, state: u32, exc: usize): usize {
  if (enterNative()) { unclaim(g, state); release(exc); return 0; }
  const slot = load<usize>(ts, S_SP);
  store<usize>(slot, 0);
  atomic.store<u32>(g, RUNNING, GEN_STATE);
  if (!restore(g, slot + 4, slot, K_GENERATOR_ENTRY)) { unclaim(g, state); release(exc); leaveNative(); return 0; }
  setException(exc);
  // The frame handles it, or is popped and the exception goes on.
  if (unwind() == 0) { store<usize>(ts, slot, S_SP); leaveNative(); return 0; }
  return finishRun(slot);
}

/** What the generators of a chain hand an exception to: a generator or coroutine, behind its wrapper or not; 0 for other iterators. */
@inline function generatorBehind(o: usize): usize {
  const type = typeOf(o);
  return type == T_GENERATOR || type == T_COROUTINE ? o : type == T_COROUTINE_WRAPPER ? wrappedCoroutine(o) : 0;
}

/** g, claimed, waits for something. */
function throwDown(g: usize, exc: usize): usize {
  const closing = exceptionMatches(exc, T_X_GENERATOREXIT), bottom = load<usize>(ts, S_SP);
  let leaf = g, state: u32 = SUSPENDED, r: usize = 0;
  while (true) {
    const inner: usize = state == SUSPENDED ? delegateOf(leaf) : 0;
    if (inner == 0) {
      if (closing && state == CREATED) dropFrame(leaf);
      else r = throwHere(leaf, state, newRef(exc));
      break;
    }
    // Every one that waits lies on the stack; what it waits for is kept alive by its frame.
    atomic.store<u32>(leaf, WAITING, GEN_STATE);
    const top = load<usize>(ts, S_SP), next = generatorBehind(inner);
    store<usize>(top, newRef(leaf));
    store<usize>(ts, top + 4, S_SP);
    if (next == 0) { r = closing ? closeOther(inner) : throwIntoOther(inner, exc); break; }
    leaf = next;
    if (top + 256 > load<usize>(ts, S_STACK_END)) { raise(T_X_RECURSIONERROR, "maximum recursion depth exceeded"); break; }
    state = claim(leaf);
    if (state == RUNNING) break;
    if (state == FINISHED) {
      if (!closing) throwAtEnd(leaf, newRef(exc));
      break;
    }
  }
  // Upwards again: each learns what became of the one below.
  while (load<usize>(ts, S_SP) > bottom) {
    const at = load<usize>(ts, S_SP) - 4, up = load<usize>(at);
    if (r != 0 && !closing) { unclaim(up, SUSPENDED); setOwnYield(false); }
    else {
      store<u32>(up, 0, GEN_YIELD_FROM);
      if (closing) settleClose(leaf, r);
      else if (!hasException()) raiseObject(T_X_STOPITERATION, none());
      r = throwHere(up, SUSPENDED, hasException() ? takeException() : newRef(exc));
    }
    leaf = up;
    store<usize>(at, 0);
    store<usize>(ts, at, S_SP);
    release(up);
  }
  release(exc);
  return r;
}

/** inner.throw(exc); what has no such method leaves exc to who waits for it. */
function throwIntoOther(inner: usize, exc: usize): usize {
  const m = getAttrOr0(inner, load<usize>(S_throw));
  if (m == 0) return hasException() ? 0 : setExceptionPlain(newRef(exc));
  const r = call1(m, exc);
  release(m);
  return r;
}

/** inner.close(), if it can be closed. Always 0. */
function closeOther(inner: usize): usize {
  const m = getAttrOr0(inner, load<usize>(S_close));
  if (m == 0) return 0;
  const r = callArgs(m, 0, 0, 0);
  release(m);
  if (r) release(r);
  return 0;
}

/** GeneratorExit was thrown into g, which answered with r (owned, or 0): an exception is pending afterwards only if that was not right. */
function settleClose(g: usize, r: usize): void {
  if (r) { release(r); raisef(T_X_RUNTIMEERROR, "%s ignored GeneratorExit", kindName(g)); }
  else if (hasException() && (pendingMatches(T_X_GENERATOREXIT) || pendingMatches(T_X_STOPITERATION))) clearException();
}

/** g.close(). 0, or -1 with an exception. */
export function generatorClose(g: usize): i32 {
  const state = claim(g);
  if (state == FINISHED) return 0;
  if (state == RUNNING) return -1;
  if (state == CREATED) { dropFrame(g); return 0; }
  raiseObject(T_X_GENERATOREXIT, 0);
  const exc = takeException();
  settleClose(g, delegateOf(g) != 0 ? throwDown(g, exc) : throwHere(g, state, exc));
  return hasException() ? -1 : 0;
}
