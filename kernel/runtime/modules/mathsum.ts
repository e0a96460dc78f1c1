/** Sums and products of many numbers: fsum, prod, sumprod, dist, hypot. */
import { typeOf, isInt, isTuple, newRef, fnNative, NB_ADD, NB_MUL } from "../object";
import { T_FLOAT, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "../types/table";
import { release } from "../designs/active";
import { raise, hasException, noMemory } from "../errors";
import { allocRaw, freeRaw, reallocRaw } from "../heap/blocks";
import { function_, functionKw, arg, kwArg, kwCheck, countCheck, positional } from "../natives";
import { getIter, iterNext, binaryOp, tupleFromIterable } from "../abstract";
import { tupleSize, tupleItem } from "../types/tuple";
import { intFromI64 } from "../types/int";
import { intToDouble } from "../types/bigfloat";
import { floatNew, floatValue, asDouble } from "../types/float";
import { twoSum, twoProduct, error } from "./fma";
import { S_start } from "../names";

// ---- fsum: exact partial sums that do not overlap, after Shewchuk (1997) -------------------------------------------

function math_fsum(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const it = getIter(arg(args, 0));
  if (it == 0) return 0;
  let capacity: u32 = 32, n: u32 = 0;
  let p = allocRaw(capacity << 3);
  if (p == 0) { release(it); return noMemory(); }
  let special: f64 = 0, infinities: f64 = 0;
  let failed: usize = 0;
  for (;;) {
    const item = iterNext(it);
    if (item == 0) { failed = hasException() ? 1 : 0; break; }
    let x = asDouble(item);
    release(item);
    if (x == -1.0 && hasException()) { failed = 1; break; }
    const original = x;
    let kept: u32 = 0;
    for (let j: u32 = 0; j < n; j++) {
      const y = load<f64>(p + (j << 3));
      const s = twoSum(x, y);
      if (error != 0) store<f64>(p + (kept++ << 3), error);
      x = s;
    }
    n = kept;
    if (x != 0) {
      if (!(abs(x) < Infinity)) {
        if (abs(original) < Infinity) { raise(T_X_OVERFLOWERROR, "intermediate overflow in fsum"); failed = 1; break; }
        if (abs(original) == Infinity) infinities += original;
        special += original;
        n = 0;
      } else {
        if (n == capacity) {
          const grown = reallocRaw(p, capacity << 3, capacity << 4);
          if (grown == 0) { noMemory(); failed = 1; break; }
          p = grown;
          capacity <<= 1;
        }
        store<f64>(p + (n++ << 3), x);
      }
    }
  }
  release(it);
  let result: usize = 0;
  if (!failed) {
    if (special != 0) result = infinities != infinities ? raise(T_X_VALUEERROR, "-inf + inf in fsum") : floatNew(special);
    else result = floatNew(total(p, n));
  }
  freeRaw(p, capacity << 3);
  return result;
}

/** The partial sums added up, rounded once. */
function total(p: usize, n: u32): f64 {
  if (n == 0) return 0;
  let high = load<f64>(p + (--n << 3)), low: f64 = 0;
  while (n > 0) {
    const x = high, y = load<f64>(p + (--n << 3));
    high = x + y;
    low = y - (high - x);
    if (low != 0) break;
  }
  // A tie is decided by what is still below.
  if (n > 0 && low != 0) {
    const next = load<f64>(p + ((n - 1) << 3));
    if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
      const y = low * 2, x = high + y;
      if (y == x - high) high = x;
    }
  }
  return high;
}

// ---- prod ----------------------------------------------------------------------------------------------------------

function math_prod(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!kwCheck("prod", args, nargs, kw, S_start) || !countCheck("prod", positional(nargs, kw), 1, 1)) return 0;
  const start = kwArg(args, nargs, kw, S_start);
  const it = getIter(arg(args, 0));
  if (it == 0) return 0;
  let result = start ? newRef(start) : intFromI64(1);
  for (;;) {
    const item = iterNext(it);
    if (item == 0) break;
    const product = binaryOp(result, item, NB_MUL);
    release(item);
    release(result);
    result = product;
    if (result == 0) break;
  }
  release(it);
  if (result != 0 && hasException()) { release(result); return 0; }
  return result;
}

// ---- sumprod -------------------------------------------------------------------------------------------------------

function math_sumprod(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const p = tupleFromIterable(arg(args, 0));
  if (p == 0) return 0;
  const q = tupleFromIterable(arg(args, 1));
  let result: usize = 0;
  if (q) {
    if (tupleSize(p) != tupleSize(q)) raise(T_X_VALUEERROR, "Inputs are not the same length");
    else result = isFloatCase(p, q) ? floatProducts(p, q) : plainProducts(p, q);
    release(q);
  }
  release(p);
  return result;
}

/** Whether all are floats and ints that doubles can hold, and at least one a float. */
function isFloatCase(p: usize, q: usize): bool {
  let floats = false;
  for (let i = 0, n = tupleSize(p); i < n; i++) {
    for (let side = 0; side < 2; side++) {
      const x = tupleItem(side ? q : p, i);
      if (typeOf(x) == T_FLOAT) floats = true;
      else if (!isInt(x) || abs(intToDouble(x)) == Infinity) return false;
    }
  }
  return floats;
}
@inline function number(o: usize): f64 { return typeOf(o) == T_FLOAT ? floatValue(o) : intToDouble(o); }

/** The sum in three doubles, so that it is rounded once: Ogita, Rump, Oishi (2005), with a third word. */
function floatProducts(p: usize, q: usize): usize {
  let high: f64 = 0, low: f64 = 0, tiny: f64 = 0, plain: f64 = 0;
  for (let i = 0, n = tupleSize(p); i < n; i++) {
    const x = number(tupleItem(p, i)), y = number(tupleItem(q, i));
    plain += x * y;
    const product = twoProduct(x, y), rest = error;
    high = twoSum(high, product);
    const carry = error;
    low = twoSum(low, carry);
    const first = error;
    low = twoSum(low, rest);
    tiny += first + error;
  }
  // Where a part over- or underflowed, the plain sum has the right infinity or nan.
  const s = twoSum(high, low), e = error;
  const result = s + (e + tiny);
  return floatNew(result != result || abs(plain) == Infinity ? plain : result);
}

function plainProducts(p: usize, q: usize): usize {
  let sum = intFromI64(0);
  for (let i = 0, n = tupleSize(p); sum != 0 && i < n; i++) {
    const product = binaryOp(tupleItem(p, i), tupleItem(q, i), NB_MUL);
    const next = product ? binaryOp(sum, product, NB_ADD) : 0;
    if (product) release(product);
    release(sum);
    sum = next;
  }
  return sum;
}

// ---- lengths --------------------------------------------------------------------------------------------------------

/** The Euclidean length of n doubles (not negative), scaled by a power of two, its square kept in two words. */
function norm(p: usize, n: i32): f64 {
  let largest: f64 = 0;
  let undefined_ = false;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(p + (<usize>i << 3));
    if (x != x) undefined_ = true;
    else largest = max(largest, x);
  }
  if (largest == Infinity) return Infinity;
  if (undefined_) return NaN;
  if (largest == 0) return 0;
  let exponent = <i32>(reinterpret<u64>(largest) >> 52) - 1023;
  if (exponent < -1022) exponent = -1074;
  let high: f64 = 0, low: f64 = 0;
  for (let i = 0; i < n; i++) {
    const x = NativeMath.scalbn(load<f64>(p + (<usize>i << 3)), -exponent);
    const square = x < 1e-140 ? x * x : twoProduct(x, x);
    const rest = x < 1e-140 ? 0 : error;
    high = twoSum(high, square);
    low += error + rest;
  }
  let h = sqrt(high + low);
  // one step of Newton's method with the exact residue
  const square = twoProduct(h, h);
  h += ((high - square) - error + low) / (2 * h);
  return NativeMath.scalbn(h, exponent);
}

function math_hypot(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const bytes = <u32>max(nargs, 1) << 3;
  const p = allocRaw(bytes);
  if (p == 0) return noMemory();
  for (let i = 0; i < nargs; i++) {
    const x = asDouble(arg(args, i));
    if (x == -1.0 && hasException()) { freeRaw(p, bytes); return 0; }
    store<f64>(p + (<usize>i << 3), abs(x));
  }
  const result = norm(p, nargs);
  freeRaw(p, bytes);
  return floatNew(result);
}

function math_dist(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const p = isTuple(arg(args, 0)) ? newRef(arg(args, 0)) : tupleFromIterable(arg(args, 0));
  if (p == 0) return 0;
  const q = isTuple(arg(args, 1)) ? newRef(arg(args, 1)) : tupleFromIterable(arg(args, 1));
  if (q == 0) { release(p); return 0; }
  let result: usize = 0;
  const n = tupleSize(p);
  if (n != tupleSize(q)) raise(T_X_VALUEERROR, "both points must have the same number of dimensions");
  else {
    const bytes = <u32>max(n, 1) << 3;
    const differences = allocRaw(bytes);
    if (differences == 0) noMemory();
    else {
      let ok = true;
      for (let i = 0; ok && i < n; i++) {
        const x = asDouble(tupleItem(p, i));
        ok = !(x == -1.0 && hasException());
        if (!ok) break;
        const y = asDouble(tupleItem(q, i));
        ok = !(y == -1.0 && hasException());
        store<f64>(differences + (<usize>i << 3), abs(x - y));
      }
      if (ok) result = floatNew(norm(differences, n));
      freeRaw(differences, bytes);
    }
  }
  release(p);
  release(q);
  return result;
}

export function addSums(d: usize): void {
  function_(d, "fsum", fnNative(math_fsum), 1, 1);
  functionKw(d, "prod", fnNative(math_prod), 1, 1);
  function_(d, "sumprod", fnNative(math_sumprod), 2, 2);
  function_(d, "hypot", fnNative(math_hypot), 0, -1);
  function_(d, "dist", fnNative(math_dist), 2, 2);
}
