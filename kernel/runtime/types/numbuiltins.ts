/** The builtins of numbers: abs, divmod, pow, round, hex, oct, bin. */
import { NONE, NOT_IMPLEMENTED, R_BUILTINS } from "../layout";
import { typeOf, isInt, fnNative, NB_POW, NB_DIVMOD, NB_ABSOLUTE, slotOf } from "../object";
import { T_FLOAT, T_X_TYPEERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, hasException } from "../errors";
import { function_, functionKw, arg, argOrKw, positional, kwCheck, countCheck } from "../natives";
import { binaryOp, lookupSpecial, asIndexObject } from "../abstract";
import { call0, call1, call2 } from "../calls";
import { intPowMod } from "./intpow";
import { intWithPrefix } from "./inttext";
import { S_base, S_exp, S_mod, S_number, S_ndigits, S___round__, S___pow__ } from "../names";

function builtin_abs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = arg(args, 0), slot = slotOf(o, NB_ABSOLUTE);
  if (slot == 0) return raisef(T_X_TYPEERROR, "bad operand type for abs(): '%t'", o);
  return call_indirect<usize>(slot, o);
}

function builtin_divmod(self: usize, args: usize, nargs: i32, kw: usize): usize { return binaryOp(arg(args, 0), arg(args, 1), NB_DIVMOD); }

function builtin_pow(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("pow", args, nargs, kw, S_base, S_exp, S_mod) || !countCheck("pow", positional(nargs, kw), 0, 3)) return 0;
  const a = argOrKw(args, nargs, kw, 0, S_base), b = argOrKw(args, nargs, kw, 1, S_exp), m = argOrKw(args, nargs, kw, 2, S_mod);
  if (a == 0) return raise(T_X_TYPEERROR, "pow() missing required argument 'base' (pos 1)");
  if (b == 0) return raise(T_X_TYPEERROR, "pow() missing required argument 'exp' (pos 2)");
  if (m == 0 || m == NONE) return binaryOp(a, b, NB_POW);
  return powModulo(a, b, m);
}

/** pow(a, b, m): of ints; other types may define a three-argument __pow__ in Python. */
export function powModulo(a: usize, b: usize, m: usize): usize {
  if (isInt(a) && isInt(b) && isInt(m)) return intPowMod(a, b, m);
  if (typeOf(a) == T_FLOAT || typeOf(b) == T_FLOAT || typeOf(m) == T_FLOAT) {
    return raise(T_X_TYPEERROR, "pow() 3rd argument not allowed unless all arguments are integers");
  }
  const special = lookupSpecial(a, load<usize>(S___pow__));
  if (special) {
    const result = call2(special, b, m);
    release(special);
    if (result != NOT_IMPLEMENTED) return result;
    release(result);
  } else if (hasException()) return 0;
  return raisef(T_X_TYPEERROR, "unsupported operand type(s) for ** or pow(): '%t', '%t', '%t'", a, b, m);
}

function builtin_round(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("round", args, nargs, kw, S_number, S_ndigits) || !countCheck("round", positional(nargs, kw), 0, 2)) return 0;
  const o = argOrKw(args, nargs, kw, 0, S_number), places = argOrKw(args, nargs, kw, 1, S_ndigits);
  if (o == 0) return raise(T_X_TYPEERROR, "round() missing required argument 'number' (pos 1)");
  const round = lookupSpecial(o, load<usize>(S___round__));
  if (round == 0) return hasException() ? 0 : raisef(T_X_TYPEERROR, "type %t doesn't define __round__ method", o);
  const result = places == 0 || places == NONE ? call0(round) : call1(round, places);
  release(round);
  return result;
}

function inBase(o: usize, base: u32, prefix: u32): usize {
  const i = asIndexObject(o);
  if (i == 0) return 0;
  const result = intWithPrefix(i, base, prefix, false);
  release(i);
  return result;
}
function builtin_hex(self: usize, args: usize, nargs: i32, kw: usize): usize { return inBase(arg(args, 0), 16, 0x78); }
function builtin_oct(self: usize, args: usize, nargs: i32, kw: usize): usize { return inBase(arg(args, 0), 8, 0x6f); }
function builtin_bin(self: usize, args: usize, nargs: i32, kw: usize): usize { return inBase(arg(args, 0), 2, 0x62); }

export function initNumberBuiltins(): void {
  const d = load<usize>(R_BUILTINS);
  function_(d, "abs", fnNative(builtin_abs), 1, 1);
  function_(d, "divmod", fnNative(builtin_divmod), 2, 2);
  functionKw(d, "pow", fnNative(builtin_pow), 2, 3);
  functionKw(d, "round", fnNative(builtin_round), 1, 2);
  function_(d, "hex", fnNative(builtin_hex), 1, 1);
  function_(d, "oct", fnNative(builtin_oct), 1, 1);
  function_(d, "bin", fnNative(builtin_bin), 1, 1);
}
