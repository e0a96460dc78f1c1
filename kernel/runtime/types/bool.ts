/** bool: the two ints True and False, fixed objects with the layout of a compact int. */
import { TRUE, FALSE } from "../layout";
import { typeOf, boolOf, newRef, setSlot, fnUnary, fnBinary, fnNative, TP_NEW, TP_REPR, NB_AND, NB_OR, NB_XOR } from "../object";
import { T_BOOL } from "./table";
import { countCheck, kwRefused, arg } from "../natives";
import { isTrue } from "../abstract";
import { intern } from "./intern";
import { int_and, int_or, int_xor } from "./int";

function bool_repr(o: usize): usize { return newRef(o == TRUE ? intern("True") : intern("False")); }

function bool_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("bool", kw) || !countCheck("bool", nargs, 0, 1)) return 0;
  if (nargs == 0) return newRef(FALSE);
  const truth = isTrue(arg(args, 0));
  return truth < 0 ? 0 : boolOf(truth != 0);
}

@inline function both(a: usize, b: usize): bool { return typeOf(a) == T_BOOL && typeOf(b) == T_BOOL; }
function bool_and(a: usize, b: usize): usize { return both(a, b) ? boolOf(a == TRUE && b == TRUE) : int_and(a, b); }
function bool_or(a: usize, b: usize): usize { return both(a, b) ? boolOf(a == TRUE || b == TRUE) : int_or(a, b); }
function bool_xor(a: usize, b: usize): usize { return both(a, b) ? boolOf(a != b) : int_xor(a, b); }

export function initBool(): void {
  setSlot(T_BOOL, TP_NEW, fnNative(bool_new));
  setSlot(T_BOOL, TP_REPR, fnUnary(bool_repr));
  setSlot(T_BOOL, NB_AND, fnBinary(bool_and));
  setSlot(T_BOOL, NB_OR, fnBinary(bool_or));
  setSlot(T_BOOL, NB_XOR, fnBinary(bool_xor));
}
