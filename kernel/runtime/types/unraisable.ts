/**
 * Exceptions that nobody can catch (in `__del__`, a weak reference's callback ...): they go to sys.unraisablehook.
 */
import { NONE, R_SYS_DICT } from "../layout";
import { release, readSlot } from "../designs/active";
import { clearException } from "../errors";
import { dictGetStr } from "./dict";
import { call1 } from "../calls";
import { namespaceNew, namespaceSet } from "./namespace";
import { E_TRACEBACK } from "./exceptions";
import { S_unraisablehook, S_exc_type, S_exc_value, S_exc_traceback, S_err_msg, S_object } from "../names";
import { classOfObject } from "./type";

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
