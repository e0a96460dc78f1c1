/** The builtins of numbers: abs, divmod, pow, round, hex, oct, bin, sum. */
import { NONE, NOT_IMPLEMENTED, R_BUILTINS } from "../layout";
import { typeOf, isInt, isStr, isCompactInt, newRef, fnNative, NB_ADD, NB_POW, NB_DIVMOD, NB_ABSOLUTE, slotOf } from "../object";
import { T_FLOAT, T_BYTES, T_BYTEARRAY, T_X_TYPEERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, hasException } from "../errors";
import { function_, functionKw, arg, argOrKw, positional, kwCheck, countCheck } from "../natives";
import { binaryOp, lookupSpecial, asIndexObject, getIter, iterNext } from "../abstract";
import { call0, call1, call2 } from "../calls";
import { intFromI64, isBig, intValue } from "./int";
import { intPowMod } from "./intpow";
import { intWithPrefix } from "./inttext";
import { floatNew, floatValue } from "./float";
import { S_base, S_exp, S_mod, S_number, S_ndigits, S_start, S___round__, S___pow__ } from "../names";

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

/**
 * sum(iterable, /, start=0). Ints are added in a register while they fit, floats with the error of each addition kept
 * (Neumaier's compensated sum); anything else by +.
 */
function builtin_sum(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("sum", args, nargs, kw, S_start)) return 0;
  const npos = positional(nargs, kw);
  if (npos == 0) return raise(T_X_TYPEERROR, "sum() takes at least 1 positional argument (0 given)");
  if (!countCheck("sum", npos, 1, 2)) return 0;
  const start = argOrKw(args, nargs, kw, 1, S_start);
  if (start != 0) {
    if (isStr(start)) return raise(T_X_TYPEERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    if (typeOf(start) == T_BYTES) return raise(T_X_TYPEERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (typeOf(start) == T_BYTEARRAY) return raise(T_X_TYPEERROR, "sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  const it = getIter(arg(args, 0));
  if (it == 0) return 0;
  const result = sumFrom(it, start ? newRef(start) : intFromI64(0));
  release(it);
  return result;
}

/** Adds what an iterator gives to total (taken over). */
function sumFrom(it: usize, total: usize): usize {
  let item: usize = 0;
  if (isCompactInt(total)) {
    let sum = intValue(total);
    while (true) {
      item = iterNext(it);
      if (item == 0 || !isCompactInt(item)) break;
      const x = intValue(item), r = sum + x;
      if (((sum ^ r) & (x ^ r)) < 0) break;
      sum = r;
      release(item);
    }
    release(total);
    if (item == 0 && hasException()) return 0;
    total = intFromI64(sum);
    if (item == 0 || total == 0) { if (item) release(item); return total; }
    total = addTo(total, item);
    if (total == 0) return 0;
  }
  if (typeOf(total) == T_FLOAT) {
    let sum = floatValue(total), lost: f64 = 0;
    release(total);
    while (true) {
      item = iterNext(it);
      if (item == 0) break;
      let x: f64;
      if (typeOf(item) == T_FLOAT) {
        x = floatValue(item);
        const t = sum + x;
        lost += abs(sum) >= abs(x) ? (sum - t) + x : (x - t) + sum;
        sum = t;
      } else if (isInt(item) && !isBig(item)) sum += <f64>intValue(item);
      else break;
      release(item);
    }
    // an infinite or undefined error is the sum's own business
    if (lost != 0 && abs(lost) < Infinity) sum += lost;
    if (item == 0 && hasException()) return 0;
    total = floatNew(sum);
    if (item == 0 || total == 0) { if (item) release(item); return total; }
    total = addTo(total, item);
    if (total == 0) return 0;
  }
  while (true) {
    item = iterNext(it);
    if (item == 0) break;
    total = addTo(total, item);
    if (total == 0) return 0;
  }
  if (hasException()) { release(total); return 0; }
  return total;
}

/** total + item; takes over both. */
function addTo(total: usize, item: usize): usize {
  const sum = binaryOp(total, item, NB_ADD);
  release(total);
  release(item);
  return sum;
}

export function initNumberBuiltins(): void {
  const d = load<usize>(R_BUILTINS);
  function_(d, "abs", fnNative(builtin_abs), 1, 1);
  function_(d, "divmod", fnNative(builtin_divmod), 2, 2);
  functionKw(d, "pow", fnNative(builtin_pow), 2, 3);
  functionKw(d, "round", fnNative(builtin_round), 1, 2);
  function_(d, "hex", fnNative(builtin_hex), 1, 1);
  function_(d, "oct", fnNative(builtin_oct), 1, 1);
  function_(d, "bin", fnNative(builtin_bin), 1, 1);
  functionKw(d, "sum", fnNative(builtin_sum), 1, 2);
}
