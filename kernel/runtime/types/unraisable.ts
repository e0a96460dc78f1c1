/**
 * Exceptions that nobody can catch (in `__del__`, a weak reference's callback ...): they go to sys.unraisablehook, which writes them to
 * the standard error stream unless a program has put another in its place.
 */
import { NONE, R_SYS_DICT } from "../layout";
import { release, readSlot } from "../designs/active";
import { clearException, hasException } from "../errors";
import { none, isStr, fnNative } from "../object";
import { arg, function_ } from "../natives";
import { getAttr, reprOf } from "../abstract";
import { Builder } from "./builder";
import { displayException, writeError } from "./traceback";
import { dictGetStr } from "./dict";
import { call1 } from "../calls";
import { namespaceNew, namespaceSet } from "./namespace";
import { E_TRACEBACK } from "./exceptions";
import { S_unraisablehook, S_exc_type, S_exc_value, S_exc_traceback, S_err_msg, S_object } from "../names";
import { classOfObject } from "./type";

/** sys.unraisablehook(info) */
function unraisablehook(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const info = arg(args, 0);
  const exc = getAttr(info, load<usize>(S_exc_value)), message: usize = exc ? getAttr(info, load<usize>(S_err_msg)) : 0, object: usize = message ? getAttr(info, load<usize>(S_object)) : 0;
  if (object) {
    const b = Builder.start();
    if (isStr(message)) Builder.str(b, message);
    else Builder.text(b, "Exception ignored in");
    if (object != NONE) {
      Builder.text(b, ": ");
      const r = reprOf(object);
      if (r) { Builder.str(b, r); release(r); }
      else { clearException(); Builder.text(b, "<object repr() failed>"); }
    }
    Builder.char(b, 0x0a);
    const head = Builder.finish(b);
    if (head) { writeError(head); release(head); }
    displayException(exc);
    release(object);
  }
  if (message) release(message);
  if (exc) release(exc);
  return hasException() ? 0 : none();
}

export function initUnraisable(): void {
  const d = load<usize>(R_SYS_DICT);
  function_(d, "unraisablehook", fnNative(unraisablehook), 1, 1);
  function_(d, "__unraisablehook__", fnNative(unraisablehook), 1, 1);
}

/** Reports an exception (owned). `context`: the object concerned, borrowed, or 0. */
export function reportUnraisable(exc: usize, context: usize): void { reportWithMessage(exc, context, 0); }
/** As reportUnraisable, with a message (a str, borrowed) in place of "Exception ignored in". */
export function reportWithMessage(exc: usize, context: usize, message: usize): void {
  const dict = load<usize>(R_SYS_DICT);
  const hook = dict ? dictGetStr(dict, load<usize>(S_unraisablehook)) : 0;
  if (hook) {
    const info = namespaceNew();
    if (info) {
      namespaceSet(info, S_exc_type, classOfObject(exc));
      namespaceSet(info, S_exc_value, exc);
      const traceback = readSlot(exc, exc + E_TRACEBACK);
      namespaceSet(info, S_exc_traceback, traceback ? traceback : <usize>NONE);
      if (traceback) release(traceback);
      namespaceSet(info, S_err_msg, message ? message : <usize>NONE);
      namespaceSet(info, S_object, context ? context : <usize>NONE);
      const r = call1(hook, info);
      if (r) release(r);
      release(info);
    }
    clearException();
    release(hook);
  }
  release(exc);
}
