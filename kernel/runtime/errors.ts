/**
 * Raising. A function that fails sets the thread's pending exception (S_EXC) and returns 0 (or -1 where its result
 * is a number); callers look at the result, never at the pending exception first.
 *
 * Templates of raisef use %s for a str object, %r for the repr of an object, %t for the name of an object's type,
 * %n for the name of a type, %d for a number given as usize, %% for a percent sign; arguments are borrowed.
 */
import { rootMoved } from "./trace/rootlog";
import { S_EXC } from "./layout";
import { ts, pendingException } from "./thread";
import { retain, release } from "./designs/active";
import { typeOf, TY_NAME } from "./object";
import { makeException, exceptionMatches, setContext } from "./types/exceptions";
import { Builder } from "./types/builder";
import { strFromLiteral } from "./types/intern";
import { T_X_KEYERROR } from "./types/table";
import { R_MEMORY_ERROR } from "./layout";
import { reprOf } from "./abstract";
import { topmostHandled } from "./interpreter/frame";

/** Makes exc (owned) the pending exception, with what is being handled as its context. Returns 0. */
export function setException(exc: usize): usize {
  const handled = topmostHandled();
  if (handled != 0 && handled != exc) setContext(exc, handled);
  return setExceptionPlain(exc);
}

/** Makes exc (owned) the pending exception as it is; drops one that was pending. Returns 0. */
export function setExceptionPlain(exc: usize): usize {
  const old = load<usize>(ts, S_EXC);
  store<usize>(ts, exc, S_EXC);
  if (old) release(old);
  return 0;
}

/** Raises type(message). Returns 0. */
export function raise(type: usize, message: string): usize {
  const text = strFromLiteral(message);
  if (text == 0) return 0;
  return raiseObject(type, text);
}

/** Raises type(value), taking over the reference to value; value 0: no arguments. Returns 0. */
export function raiseObject(type: usize, value: usize): usize {
  const exc = makeException(type, value);
  if (exc == 0) return 0;
  return setException(exc);
}

/** Raises type(template filled in). Returns 0. */
export function raisef(type: usize, template: string, a: usize = 0, b: usize = 0, c: usize = 0, d: usize = 0): usize {
  const text = formatMessage(template, a, b, c, d);
  if (text == 0) return 0;
  return raiseObject(type, text);
}

/** The filled template as a new str. */
export function formatMessage(template: string, a: usize = 0, b: usize = 0, c: usize = 0, d: usize = 0): usize {
  const out = Builder.start();
  const n = template.length;
  let arg = 0;
  for (let i = 0; i < n; i++) {
    const ch = template.charCodeAt(i);
    if (ch != 0x25 || i + 1 >= n) { Builder.char(out, ch); continue; }
    const kind = template.charCodeAt(++i);
    if (kind == 0x25) { Builder.char(out, 0x25); continue; }
    const value = arg == 0 ? a : arg == 1 ? b : arg == 2 ? c : d;
    arg++;
    if (kind == 0x73) Builder.str(out, value);
    else if (kind == 0x74) Builder.str(out, load<usize>(typeOf(value), TY_NAME));
    else if (kind == 0x6e) Builder.str(out, load<usize>(value, TY_NAME));
    else if (kind == 0x64) Builder.int(out, <i64><i32>value);
    else if (kind == 0x72) {
      const r = reprOf(value);
      if (r == 0) { Builder.abandon(out); return 0; }
      Builder.str(out, r);
      release(r);
    }
  }
  return Builder.finish(out);
}

/** Memory is full. The exception was made at boot, and needs no memory. Returns 0. */
export function noMemory(): usize {
  const exc = load<usize>(R_MEMORY_ERROR);
  retain(exc);
  return setException(exc);
}

@inline export function hasException(): bool { return load<usize>(ts, S_EXC) != 0; }

/** Whether the pending exception is an instance of the class (or of one in a tuple). */
export function pendingMatches(type: usize): bool {
  const exc = pendingException();
  return exc != 0 && exceptionMatches(exc, type);
}

/** Takes the pending exception away: owned, or 0. */
export function takeException(): usize {
  const exc = load<usize>(ts, S_EXC);
  store<usize>(ts, 0, S_EXC);
  rootMoved(exc);
  return exc;
}

/** Drops the pending exception. */
export function clearException(): void {
  const exc = takeException();
  if (exc) release(exc);
}

/** Drops the pending exception if it matches; false if another one is pending. True also when none is. */
export function clearIf(type: usize): bool {
  if (pendingException() == 0) return true;
  if (!pendingMatches(type)) return false;
  clearException();
  return true;
}

export function raiseKeyError(key: usize): usize { retain(key); return raiseObject(T_X_KEYERROR, key); }
