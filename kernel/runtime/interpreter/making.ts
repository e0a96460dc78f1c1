/**
 * Calls of classes whose instances Python code makes: `__new__` in a frame of its own, then `__init__` in another, whose kind K_INIT gives the
 * instance as the result. Classes that need no such care - plain ones - are made by the opcode itself.
 *
 * All operands of the call wait from `slot` on, the class first. W_NEW: bit 0 of the detail is set if the last operand is the tuple of
 * keyword names or null, bits 1-11 are the number of operands before the arguments; in the last of them, which has served, goes the first
 * argument of each method.
 */
import { S_SP, S_FP } from "../layout";
import { ts } from "../thread";
import { typeOf, fnNative, fnInit, TP_CALL, TP_NEW, TP_INIT } from "../object";
import { retain, release } from "../designs/active";
import { T_FUNCTION } from "../types/table";
import { isSubtype } from "../types/type";
import { type_call } from "../types/typeattrs";
import { isPythonSlot } from "../types/slottable";
import { slot_init } from "../types/slots";
import { CODE_NLOCALSPLUS } from "../types/code";
import { FN_CODE } from "../types/function";
import { getAttr } from "../abstract";
import { S___new__, S___init__ } from "../names";
import { pushFrame, F_VARS, F_CONT, K_INIT } from "./frame";
import { bindArguments } from "./arguments";
import { dropFrame, releaseRange } from "./operations";
import { W_NEW, kindOf, isHeap, pythonMethod, pushCall, dropOperands, deliver } from "./dunders";

const MAX_OPERANDS: usize = 255;

/** cls(...): n arguments at `args`, the last of them named by the tuple `names` if there is one, which is then the operand below sp (`named`). */
export function pushMake(cls: usize, args: usize, n: i32, names: usize, named: bool, slot: usize, sp: usize): i32 {
  if (load<u32>(typeOf(cls) + TP_CALL) != fnNative(type_call) || !isHeap(cls)) return 0;
  const operands = (sp - slot) >> 2, before = (args - slot) >> 2;
  if (operands > MAX_OPERANDS || before < 2) return 0;
  const make = load<u32>(cls + TP_NEW);
  if (make == 0) return 0;
  if (isPythonSlot(make)) {
    const f = getAttr(cls, load<usize>(S___new__));
    if (f == 0) { dropOperands(slot, <u32>operands); return -1; }
    if (typeOf(f) != T_FUNCTION) { release(f); return 0; }
    prepend(cls, args);
    return pushCall(f, args - 4, n + 1, names, slot, kindOf(W_NEW, <u32>operands, <u32>(before << 1) | (named ? 1 : 0)));
  }
  const init = load<u32>(cls + TP_INIT) == fnInit(slot_init) ? pythonMethod(cls, S___init__) : 0;
  if (init == 0) return 0;
  release(init);
  const o = call_indirect<usize>(make, cls, args, n, names);
  return initialise(o, cls, args, n, names, slot, <u32>operands);
}

/** `__new__` has given o (owned). */
export function madeNew(slot: usize, operands: u32, o: usize, detail: u32): i32 {
  const args = slot + (<usize>(detail >> 1) << 2), end = slot + (<usize>(operands - (detail & 1)) << 2);
  return initialise(o, load<usize>(slot), args, <i32>((end - args) >> 2), detail & 1 ? load<usize>(end) : 0, slot, operands);
}

function prepend(o: usize, args: usize): void {
  const served = load<usize>(args - 4);
  retain(o);
  store<usize>(args - 4, o);
  if (served) release(served);
}

/** Gives o (owned, or 0 with an exception), which cls(...) has made, its arguments. */
function initialise(o: usize, cls: usize, args: usize, n: i32, names: usize, slot: usize, operands: u32): i32 {
  if (o == 0 || !isSubtype(typeOf(o), cls)) return deliver(slot, operands, o);
  const type = typeOf(o), f = load<u32>(type + TP_INIT);
  const init = f == fnInit(slot_init) ? pythonMethod(type, S___init__) : 0;
  if (init == 0) {
    if (f != 0 && call_indirect<i32>(f, o, args, n, names) < 0) { release(o); o = 0; }
    return deliver(slot, operands, o);
  }
  const sp = slot + (<usize>operands << 2), caller = load<usize>(ts, S_FP);
  const code = load<usize>(init, FN_CODE), frame = pushFrame(init, code, sp, slot, K_INIT);
  if (frame == 0) {
    release(init);
    release(o);
    return deliver(slot, operands, 0);
  }
  const vars = frame + F_VARS, base = vars + (load<u32>(code, CODE_NLOCALSPLUS) << 2);
  store<usize>(frame, o, F_CONT);
  memory.fill(vars, 0, base - vars);
  store<usize>(ts, base, S_SP);
  prepend(o, args);
  const bound = bindArguments(init, code, vars, args - 4, n + 1, names);
  releaseRange(slot, sp);
  if (bound) return 1;
  dropFrame(caller, frame, base, slot);
  return -1;
}
