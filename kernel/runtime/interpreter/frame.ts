/**
 * Frames on a thread's value stack. A frame lies above its caller's operands; a call moves the arguments into it, a
 * return puts the result where the callable was.
 *
 *     fp+ 0  previous frame (address, 0 = none)
 *     fp+ 4  pc: where to go on (an address of a word), valid while the frame is not running in a loop's locals
 *     fp+ 8  code, borrowed from the function
 *     fp+12  function (owned)
 *     fp+16  where in the caller's stack the result goes
 *     fp+20  depth of Python calls, for the recursion limit
 *     fp+24  kind: what to do with the result (K_* below)
 *     fp+28  locals mapping (owned, class bodies and modules) or 0
 *     fp+32  materialised frame object (owned) or 0
 *     fp+36  what the kind needs: an instance, a generator (owned) or 0
 *     fp+40  locals, cells, free variables; then the operand stack
 *
 * Every slot above fp+40 is an owned reference or 0, so a stopped world can scan the stack from S_FP and S_SP exactly.
 */
import { S_FP, S_SP, S_STACK_END, S_EXC, S_HANDLED, C_RECURSION_LIMIT, NONE, EMPTY_TUPLE } from "../layout";
import { ts } from "../thread";
import { retain, release, readSlot, loadRef } from "../designs/active";
import { typeOf } from "../object";
import { T_CELL, T_X_RECURSIONERROR, T_X_TYPEERROR, T_GENERATOR } from "../types/table";
import { CODE_WORDS, CODE_CONSTS, CODE_NLOCALSPLUS, CODE_STACKSIZE, CODE_FLAGS, CODE_ARGCOUNT, CODE_POSONLY, CODE_KWONLY, CODE_NWORDS, CODE_EXTABLE, CODE_NEXTABLE, CODE_SIMPLE, CODE_QUALNAME, CO_VARARGS, CO_VARKEYWORDS } from "../types/code";
import { FN_CODE } from "../types/function";
import { raise, raisef, noMemory, takeException } from "../errors";
import { bindArguments } from "./arguments";
import { addTraceback } from "../types/exceptions";
import { intFromI64 } from "../types/int";
import { K_OPERATOR, operatorFailed } from "./dunders";
import { generatorFrameEnded } from "../types/generator";
import { asendFailed } from "../types/asyncgen";

export const F_PREV: usize = 0;
export const F_PC: usize = 4;
export const F_CODE: usize = 8;
export const F_FUNC: usize = 12;
export const F_RET: usize = 16;
export const F_DEPTH: usize = 20;
export const F_KIND: usize = 24;
export const F_LOCALS: usize = 28;
export const F_FRAME: usize = 32;
export const F_CONT: usize = 36;
export const F_VARS: usize = 40;
export const FRAME_HEADER: usize = 40;

/** The result goes onto the caller's stack. */
export const K_NORMAL: u32 = 0;
/** The bottom frame of a run(): its result is for native code. */
export const K_ENTRY: u32 = 1;
/** `__init__` of the new instance in F_CONT, which is the result. */
export const K_INIT: u32 = 2;
/** A generator (in F_CONT) resumed by FOR_ITER or SEND in the frame below. */
export const K_GENERATOR: u32 = 3;
/** A generator resumed by native code. */
export const K_GENERATOR_ENTRY: u32 = 4;
/** An asynchronous generator resumed by SEND in the frame below, through the awaitable that lies beneath the result. */
export const K_ASEND: u32 = 6;

@inline export function isGeneratorKind(kind: u32): bool { return kind == K_GENERATOR || kind == K_GENERATOR_ENTRY || kind == K_ASEND; }

/** The innermost running generator of this thread, for the chain of handled exceptions (types/generator.ts). */
export let runningGenerator: usize = 0;
export function setRunningGenerator(g: usize): void { runningGenerator = g; }

/** A too deep recursion may go a little further while it is handled. */
const HEADROOM: i32 = 50;

/**
 * Puts a new frame for a function at `at` (the stack above the arguments). The locals are cleared, the caller then moves arguments in.
 * Takes over the reference to the function. 0 with RecursionError (the function is then still the caller's).
 */
@inline export function pushFrame(f: usize, code: usize, at: usize, result: usize, kind: u32): usize {
  const caller = load<usize>(ts, S_FP);
  const depth = caller ? load<i32>(caller, F_DEPTH) + 1 : 1;
  const plus = load<u32>(code, CODE_NLOCALSPLUS);
  if (depth > load<i32>(C_RECURSION_LIMIT) || at + FRAME_HEADER + ((plus + load<u32>(code, CODE_STACKSIZE) + 4) << 2) > load<usize>(ts, S_STACK_END)) return recursionError(depth);
  store<usize>(at, caller, F_PREV);
  store<usize>(at, load<usize>(code, CODE_WORDS), F_PC);
  store<usize>(at, code, F_CODE);
  store<usize>(at, f, F_FUNC);
  store<usize>(at, result, F_RET);
  store<i32>(at, depth, F_DEPTH);
  store<u64>(at, kind, F_KIND);
  store<u64>(at, 0, F_FRAME);
  store<usize>(ts, at, S_FP);
  return at;
}

export function recursionError(depth: i32): usize {
  return raise(T_X_RECURSIONERROR, "maximum recursion depth exceeded");
}

/** Releases everything a frame holds; its memory is the stack's. */
export function clearFrame(fp: usize, sp: usize): void {
  for (let p = fp + F_VARS; p < sp; p += 4) {
    const o = load<usize>(p);
    if (o) { store<usize>(p, 0); release(o); }
  }
  const locals = load<usize>(fp, F_LOCALS), frame = load<usize>(fp, F_FRAME), cont = load<usize>(fp, F_CONT), f = load<usize>(fp, F_FUNC);
  if (frame) detachFrameObject(frame);
  if (locals) release(locals);
  if (cont) release(cont);
  release(f);
}

/** A materialised frame outlives its run: it took its own copies when it was made. */
function detachFrameObject(frame: usize): void { release(frame); }

/** Where the operand stack of a frame begins. */
@inline export function stackBase(fp: usize): usize {
  return fp + F_VARS + (load<u32>(load<usize>(fp, F_CODE), CODE_NLOCALSPLUS) << 2);
}

/** Index of the word that the frame's pc has just passed. */
export function frameWord(fp: usize): u32 {
  const word = (load<usize>(fp, F_PC) - load<usize>(load<usize>(fp, F_CODE), CODE_WORDS)) >> 2;
  return word == 0 ? 0 : <u32>word - 1;
}

/**
 * An exception is pending in the top frame (F_PC and S_SP are up to date): adds a traceback entry and finds the handler, popping
 * frames that have none. Returns 1 with S_FP, S_SP and F_PC set to go on at a handler; 0 if it left the entry frame, which is popped.
 */
export function unwind(): i32 {
  while (true) {
    const fp = load<usize>(ts, S_FP), code = load<usize>(fp, F_CODE);
    const word = frameWord(fp);
    const exc = load<usize>(ts, S_EXC);
    if (!reraised) addTraceback(exc, 0, code, word);
    reraised = false;
    if (findHandler(fp, code, word)) return 1;
    const kind = load<u32>(fp, F_KIND);
    const prev = load<usize>(fp, F_PREV);
    const result = load<usize>(fp, F_RET);
    const sp = load<usize>(ts, S_SP);
    if (isGeneratorKind(kind)) {
      generatorFrameEnded(load<usize>(fp, F_CONT));
      // the generator is finished: its frame dies with it
    }
    store<usize>(ts, prev, S_FP);
    clearFrameKeepingException(fp, sp);
    store<usize>(ts, result, S_SP);
    if (kind == K_ENTRY || kind == K_GENERATOR_ENTRY) return 0;
    if ((kind & 0xff) == K_OPERATOR && operatorFailed(kind, result)) return 1;
    if (kind == K_ASEND) asendFailed(load<usize>(result - 4));
  }
}

/** Set by RERAISE: the frame is in the traceback already. */
let reraised: bool = false;
export function markReraised(): void { reraised = true; }

/** Destructors that run while a frame is cleared must not disturb the exception on its way. */
function clearFrameKeepingException(fp: usize, sp: usize): void {
  const exc = takeException();
  clearFrame(fp, sp);
  store<usize>(ts, exc, S_EXC);
}

function findHandler(fp: usize, code: usize, word: u32): bool {
  const n = load<u32>(code, CODE_NEXTABLE);
  let entry = load<usize>(code, CODE_EXTABLE);
  for (let i: u32 = 0; i < n; i++, entry += 16) {
    if (word < load<u32>(entry) || word >= load<u32>(entry, 4)) continue;
    const target = load<u32>(entry, 8), depth = load<u32>(entry, 12);
    const base = stackBase(fp);
    let sp = load<usize>(ts, S_SP);
    const keep = base + ((depth >> 1) << 2);
    const exc = takeException();
    while (sp > keep) {
      sp -= 4;
      const o = load<usize>(sp);
      if (o) { store<usize>(sp, 0); store<usize>(ts, sp, S_SP); release(o); }
    }
    if (depth & 1) {
      const lasti = intFromI64(word);
      store<usize>(sp, lasti ? lasti : noneRef());
      sp += 4;
    }
    store<usize>(sp, exc);
    sp += 4;
    store<usize>(ts, sp, S_SP);
    store<usize>(fp, load<usize>(code, CODE_WORDS) + (target << 2), F_PC);
    return true;
  }
  return false;
}

function noneRef(): usize { retain(NONE); return NONE; }

/** The exception being handled in this thread, through generators down to who resumed them: borrowed, or 0. */
export function topmostHandled(): usize {
  let h = load<usize>(ts, S_HANDLED);
  let g = runningGenerator;
  while (h == 0 && g != 0) {
    h = load<usize>(g, 52); // GEN_OUTER_HANDLED
    g = load<usize>(g, 56); // GEN_OUTER
  }
  return h;
}
