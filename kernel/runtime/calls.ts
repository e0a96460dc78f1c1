/**
 * Calling from native code. Natives are functions of (self, args, nargs, kw), see object.ts. A Python function called from
 * here runs in a nested run(); Python calling Python never comes this way (interpreter/ops/calls.txt).
 */
import { S_SP, S_FP, S_NATIVE_DEPTH, S_NATIVE_LIMIT, S_STACK_END, S_BREAKER, BRK_REENTER } from "./layout";
import { ts, breakerBits } from "./thread";
import { typeOf, TP_CALL } from "./object";
import { retain, release } from "./designs/active";
import { T_FUNCTION, T_METHOD, T_BUILTIN, T_METHOD_DESCR, T_X_TYPEERROR, T_X_RECURSIONERROR } from "./types/table";
import { CODE_ARGCOUNT, CODE_SIMPLE } from "./types/code";
import { FN_CODE, FN_GLOBALS } from "./types/function";
import { dictGetStr } from "./types/dict";
import { S___name__ } from "./names";
import { pushFrame, clearFrame, F_FUNC, F_VARS, K_ENTRY, stackBase } from "./interpreter/frame";
import { bindArguments } from "./interpreter/arguments";
import { run } from "./interpreter/loop";
import { raise, raisef } from "./errors";
import { answerBreaker } from "./sync/breaker";
import { METHOD_FUNC, METHOD_SELF, builtinCall } from "./types/descriptors";
import { rootMoved } from "./trace/rootlog";
import { typeLookupMethod } from "./abstract";

/** Enters a native function that may recurse. True with RecursionError if that would overflow the Wasm stack. */
export function enterNative(): bool {
  const depth = load<i32>(ts, S_NATIVE_DEPTH) + 1;
  if (depth > load<i32>(ts, S_NATIVE_LIMIT)) {
    raise(T_X_RECURSIONERROR, "maximum recursion depth exceeded");
    return true;
  }
  store<i32>(ts, depth, S_NATIVE_DEPTH);
  return false;
}
@inline export function leaveNative(): void { store<i32>(ts, load<i32>(ts, S_NATIVE_DEPTH) - 1, S_NATIVE_DEPTH); }

/** For long native loops: answers the eval breaker. -1 if an exception was raised, e.g. KeyboardInterrupt. */
export function checkSafepoint(): i32 {
  if (breakerBits() == 0) return 0;
  return answerBreaker() ? 0 : -1;
}

/**
 * Calls any object with nargs values at args (borrowed), the last len(kw) of them by keyword. New reference or 0.
 * `args` may be anywhere; native temporaries that must survive are the caller's references.
 */
export function callArgs(f: usize, args: usize, nargs: i32, kw: usize): usize {
  const type = typeOf(f);
  if (type == T_FUNCTION) return callFunction(f, args, nargs, kw);
  if (type == T_BUILTIN || type == T_METHOD_DESCR) return builtinCall(f, args, nargs, kw);
  if (type == T_METHOD) return callPrepended(load<usize>(f, METHOD_FUNC), load<usize>(f, METHOD_SELF), args, nargs, kw);
  const call = load<u32>(type + TP_CALL);
  if (call == 0) return raisef(T_X_TYPEERROR, "'%t' object is not callable", f);
  if (enterNative()) return 0;
  const result = call_indirect<usize>(call, f, args, nargs, kw);
  leaveNative();
  return result;
}

/** f(first, *args): the arguments are laid out on the value stack. */
export function callPrepended(f: usize, first: usize, args: usize, nargs: i32, kw: usize): usize {
  const sp = load<usize>(ts, S_SP);
  if (sp + (<usize>(nargs + 8) << 2) > load<usize>(ts, S_STACK_END)) return raise(T_X_RECURSIONERROR, "maximum recursion depth exceeded");
  retain(first);
  store<usize>(sp, first);
  for (let i = 0; i < nargs; i++) {
    const v = load<usize>(args + (i << 2));
    retain(v);
    store<usize>(sp + (<usize>(i + 1) << 2), v);
  }
  store<usize>(ts, sp + (<usize>(nargs + 1) << 2), S_SP);
  const result = callArgs(f, sp, nargs + 1, kw);
  dropTo(sp);
  return result;
}

/** Releases the value stack down to sp. */
export function dropTo(sp: usize): void {
  let p = load<usize>(ts, S_SP);
  while (p > sp) {
    p -= 4;
    const o = load<usize>(p);
    store<usize>(p, 0);
    store<usize>(ts, p, S_SP);
    if (o) release(o);
  }
}

/** Calls a Python function in a nested run(). Also the TP_CALL slot of functions. */
export function callFunction(f: usize, args: usize, nargs: i32, kw: usize): usize {
  if (enterNative()) return 0;
  const sp = load<usize>(ts, S_SP);
  const code = load<usize>(f, FN_CODE);
  // The result slot comes first, then the frame.
  store<usize>(sp, 0);
  const fp = pushFrame(f, code, sp + 4, sp, K_ENTRY);
  if (fp == 0) { leaveNative(); return 0; }
  retain(f);
  const vars = fp + F_VARS, base = stackBase(fp);
  memory.fill(vars, 0, base - vars);
  store<usize>(ts, base, S_SP);
  if (kw == 0 && load<u32>(code, CODE_SIMPLE) && nargs == load<i32>(code, CODE_ARGCOUNT)) {
    for (let i = 0; i < nargs; i++) {
      const v = load<usize>(args + (i << 2));
      retain(v);
      store<usize>(vars + (i << 2), v);
    }
  } else if (!bindArguments(f, code, vars, args, nargs, kw)) {
    store<usize>(ts, load<usize>(fp), S_FP);
    clearFrame(fp, base);
    store<usize>(ts, sp, S_SP);
    leaveNative();
    return 0;
  }
  const result = runEntry(sp);
  leaveNative();
  return result;
}

/** Runs the frame on top, whose result slot is `slot`, until it returns or fails. New reference or 0. */
export function runEntry(slot: usize): usize {
  let status = run();
  while (status == 2) { // a chance for the engine to put in better code
    atomic.and<u32>(ts, ~BRK_REENTER, S_BREAKER);
    status = run();
  }
  store<usize>(ts, slot, S_SP);
  if (status == 0) return 0;
  const result = load<usize>(slot);
  store<usize>(slot, 0);
  rootMoved(result);
  return result;
}

// ---- calls with a fixed number of arguments: laid out on the value stack
@inline function place(i: i32, v: usize): void { store<usize>(load<usize>(ts, S_SP) + (<usize>i << 2), v); }
function callPlaced(f: usize, n: i32): usize {
  const sp = load<usize>(ts, S_SP);
  for (let i = 0; i < n; i++) retain(load<usize>(sp + (i << 2)));
  store<usize>(ts, sp + (<usize>n << 2), S_SP);
  const result = callArgs(f, sp, n, 0);
  dropTo(sp);
  return result;
}
export function call0(f: usize): usize { return callArgs(f, load<usize>(ts, S_SP), 0, 0); }
export function call1(f: usize, a: usize): usize { place(0, a); return callPlaced(f, 1); }
export function call2(f: usize, a: usize, b: usize): usize { place(0, a); place(1, b); return callPlaced(f, 2); }
export function call3(f: usize, a: usize, b: usize, c: usize): usize { place(0, a); place(1, b); place(2, c); return callPlaced(f, 3); }
export function call4(f: usize, a: usize, b: usize, c: usize, d: usize): usize { place(0, a); place(1, b); place(2, c); place(3, d); return callPlaced(f, 4); }

/** o.name() and its like: the method is found without making a bound method where it can be. */
function callMethod(o: usize, name: usize, n: i32): usize {
  const sp = load<usize>(ts, S_SP);
  for (let i = 0; i < n; i++) retain(load<usize>(sp + ((i + 1) << 2)));
  retain(o);
  store<usize>(sp, o);
  store<usize>(ts, sp + (<usize>(n + 1) << 2), S_SP);
  let result: usize = 0;
  const m = typeLookupMethod(o, name); // new reference; methodIsUnbound tells whether o goes in front
  if (m) {
    result = methodUnbound ? callArgs(m, sp, n + 1, 0) : callArgs(m, sp + 4, n, 0);
    release(m);
  }
  dropTo(sp);
  return result;
}
/** Set by typeLookupMethod: the callable it gave takes the object as its first argument. */
export let methodUnbound: bool = false;
export function setMethodUnbound(unbound: bool): void { methodUnbound = unbound; }

export function callMethod0(o: usize, name: usize): usize { return callMethod(o, name, 0); }
export function callMethod1(o: usize, name: usize, a: usize): usize { place(1, a); return callMethod(o, name, 1); }
export function callMethod2(o: usize, name: usize, a: usize, b: usize): usize { place(1, a); place(2, b); return callMethod(o, name, 2); }
export function callMethod3(o: usize, name: usize, a: usize, b: usize, c: usize): usize { place(1, a); place(2, b); place(3, c); return callMethod(o, name, 3); }

/** `__name__` of the module whose code runs on top of this thread: a new reference, or 0. */
export function callingModule(): usize {
  const fp = load<usize>(ts, S_FP);
  return fp ? dictGetStr(load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS), load<usize>(S___name__)) : 0;
}
