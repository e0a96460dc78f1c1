/** What the natives of the text types need of their arguments: by position or name, slice bounds, messages. */
import { isInt, isCompactInt, LT } from "../object";
import { NONE, SMALL_INTS } from "../layout";
import { T_X_TYPEERROR } from "./table";
import { raisef, raise, hasException } from "../errors";
import { release } from "../designs/active";
import { tupleSize, tupleItem } from "./tuple";
import { asIndexObject, lookupSpecial, richCompareBool } from "../abstract";
import { S___index__ } from "../names";
import { intAsI64, intOverflow } from "./int";
import { strFromLiteral } from "./intern";

/** Largest length that sizes are clamped to. */
export const SIZE_MAX: i32 = 0x7fffffff;

@inline export function argAt(args: usize, i: i32): usize { return load<usize>(args + (<usize>i << 2)); }

/** Number of positional arguments. */
@inline export function positional(nargs: i32, kw: usize): i32 { return kw ? nargs - <i32>tupleSize(kw) : nargs; }

/** The argument at a position or of a name (the address of an interned name's word; 0: only by position): borrowed, 0 = not given. */
export function named(args: usize, nargs: i32, kw: usize, position: i32, name: usize): usize {
  const n = positional(nargs, kw);
  if (position < n) return argAt(args, position);
  if (kw == 0 || name == 0) return 0;
  const wanted = load<usize>(name);
  for (let i = n; i < nargs; i++) if (tupleItem(kw, i - n) == wanted) return argAt(args, i);
  return 0;
}

/** Checks number and names of arguments; names are given by address, 0 = position only. False = TypeError raised. */
export function checkNamed(fname: string, args: usize, nargs: i32, kw: usize, least: i32, most: i32, a: usize = 0, b: usize = 0, c: usize = 0, d: usize = 0): bool {
  if (nargs > most) return failCount(fname, most == least ? "exactly" : "at most", most, nargs);
  const n = positional(nargs, kw);
  for (let i = n; i < nargs; i++) {
    const name = tupleItem(kw, i - n);
    let position = -1;
    if (a && name == load<usize>(a)) position = 0;
    else if (b && name == load<usize>(b)) position = 1;
    else if (c && name == load<usize>(c)) position = 2;
    else if (d && name == load<usize>(d)) position = 3;
    const f = strFromLiteral(fname);
    if (f == 0) return false;
    if (position < 0) raisef(T_X_TYPEERROR, "%s() got an unexpected keyword argument '%s'", f, name);
    else if (position < n) raisef(T_X_TYPEERROR, "argument for %s() given by name ('%s') and position (%d)", f, name, <usize>(position + 1));
    release(f);
    if (position < 0 || position < n) return false;
  }
  if (nargs < least) return failCount(fname, most == least ? "exactly" : "at least", least, nargs);
  return true;
}

function failCount(fname: string, how: string, wanted: i32, given: i32): bool {
  const f = strFromLiteral(fname), h = strFromLiteral(how);
  if (f && h) {
    if (wanted == 1) raisef(T_X_TYPEERROR, "%s() takes %s 1 argument (%d given)", f, h, <usize>given);
    else raisef(T_X_TYPEERROR, "%s() takes %s %d arguments (%d given)", f, h, <usize>wanted, <usize>given);
  }
  if (f) release(f);
  if (h) release(h);
  return false;
}

/** An int object clamped to the size range. */
function clampInt(o: usize): i32 {
  if (isCompactInt(o)) {
    const v = load<i64>(o, 16);
    return v > SIZE_MAX ? SIZE_MAX : v < -SIZE_MAX ? -SIZE_MAX : <i32>v;
  }
  const v = intAsI64(o);
  if (intOverflow()) return richCompareBool(o, <usize>SMALL_INTS + 5 * 32, LT) > 0 ? -SIZE_MAX : SIZE_MAX;
  return v > SIZE_MAX ? SIZE_MAX : v < -SIZE_MAX ? -SIZE_MAX : <i32>v;
}

/** A slice bound: `otherwise` for None or a missing argument; clamped. -1 may mean an error: see hasException. */
export function sliceBound(o: usize, otherwise: i32): i32 {
  if (o == 0 || o == NONE) return otherwise;
  if (isInt(o)) return clampInt(o);
  const method = lookupSpecial(o, load<usize>(S___index__));
  if (method == 0) {
    if (!hasException()) raise(T_X_TYPEERROR, "slice indices must be integers or None or have an __index__ method");
    return -1;
  }
  release(method);
  return indexClamped(o);
}

/** An integer by __index__, clamped. -1 may mean an error. */
export function indexClamped(o: usize): i32 {
  if (isInt(o)) return clampInt(o);
  const i = asIndexObject(o);
  if (i == 0) return -1;
  const v = clampInt(i);
  release(i);
  return v;
}

// The bounds that searchBounds found (per instance, hence per thread).
export let boundStart: u32 = 0;
export let boundEnd: u32 = 0;

/** Reads optional start and end of a search from args[first..], as slices do; sets boundStart and boundEnd. False = error. */
export function searchBounds(args: usize, nargs: i32, first: i32, length: u32): bool {
  const from = sliceBound(nargs > first ? argAt(args, first) : 0, 0);
  if (from == -1 && hasException()) return false;
  const to = sliceBound(nargs > first + 1 ? argAt(args, first + 1) : 0, SIZE_MAX);
  if (to == -1 && hasException()) return false;
  const n = <i32>length;
  let start = from, end = to;
  if (end > n) end = n;
  else if (end < 0) end = max(end + n, 0);
  if (start < 0) start = max(start + n, 0);
  // A start past the end finds nothing, not even the empty text.
  boundStart = <u32>start;
  boundEnd = <u32>end;
  return true;
}
