/** Methods of str, bytes and bytearray that look for something: find, count, startswith, replace and their kin. */
import { isStr, isTuple, boolOf, fnNative, newRef } from "../object";
import { T_STR, T_BYTES, T_BYTEARRAY, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { retain, release } from "../designs/active";
import { raise, raisef, hasException, noMemory } from "../errors";
import { textLength, textData, textKind, newText, finishText, piece, selfText, flavoured, textArgument, searchArgument, isBytesLike, bufferBytes } from "./textcore";
import { findChars, rfindChars, countChars, equalChars, moveChars, findChar, charAt, putChar } from "./chars";
import { searchBounds, boundStart, boundEnd, argAt, named, checkNamed, indexClamped } from "./textargs";
import { tupleSize, tupleItem } from "./tuple";
import { strFromLiteral } from "./intern";
import { intFromI32 } from "./int";
import { method, methodKw } from "../natives";
import { S_count } from "../names";

const FIND: i32 = 0, RFIND: i32 = 1, COUNT: i32 = 2;

/** -2 = error raised. */
function search(self: usize, args: usize, nargs: i32, fname: string, mode: i32): i32 {
  const part = searchArgument(self, argAt(args, 0), fname);
  if (part == 0) return -2;
  const t = selfText(self);
  if (t == 0) { release(part); return -2; }
  let result: i32 = -2;
  if (searchBounds(args, nargs, 1, textLength(t))) {
    const start = boundStart, end = boundEnd, m = textLength(part);
    const data = textData(t), kind = textKind(t), needle = textData(part), needleKind = textKind(part);
    if (mode == COUNT) result = <i32>countChars(data, kind, start, end, needle, needleKind, m);
    else if (mode == FIND) result = findChars(data, kind, start, end, needle, needleKind, m);
    else result = rfindChars(data, kind, start, end, needle, needleKind, m);
  }
  release(t);
  release(part);
  return result;
}
function found(self: usize, at: i32, required: bool): usize {
  if (at == -2) return 0;
  if (at < 0 && required) return isStr(self) ? raise(T_X_VALUEERROR, "substring not found") : raise(T_X_VALUEERROR, "subsection not found");
  return intFromI32(at);
}
function text_find(self: usize, args: usize, nargs: i32, kw: usize): usize { return found(self, search(self, args, nargs, "find", FIND), false); }
function text_rfind(self: usize, args: usize, nargs: i32, kw: usize): usize { return found(self, search(self, args, nargs, "rfind", RFIND), false); }
function text_index(self: usize, args: usize, nargs: i32, kw: usize): usize { return found(self, search(self, args, nargs, "index", FIND), true); }
function text_rindex(self: usize, args: usize, nargs: i32, kw: usize): usize { return found(self, search(self, args, nargs, "rindex", RFIND), true); }
function text_count(self: usize, args: usize, nargs: i32, kw: usize): usize { return found(self, search(self, args, nargs, "count", COUNT), false); }

// ---- startswith, endswith
function matchesAt(t: usize, part: usize, start: u32, end: u32, atEnd: bool): bool {
  const m = textLength(part);
  if (start > end || m > end - start) return false;
  return equalChars(textData(t), textKind(t), atEnd ? end - m : start, textData(part), textKind(part), 0, m);
}
/** 1, 0, or -1 with an exception. */
function affixOne(self: usize, t: usize, part: usize, start: u32, end: u32, atEnd: bool, inTuple: bool): i32 {
  if (isStr(self)) {
    if (isStr(part)) return matchesAt(t, part, start, end, atEnd) ? 1 : 0;
    const f = strFromLiteral(atEnd ? "endswith" : "startswith");
    if (f == 0) return -1;
    raisef(T_X_TYPEERROR, inTuple ? "tuple for %s must only contain str, not %t" : "%s first arg must be str or a tuple of str, not %t", f, part);
    release(f);
    return -1;
  }
  if (isBytesLike(part)) {
    const b = bufferBytes(part);
    if (b == 0) return -1;
    const yes = matchesAt(t, b, start, end, atEnd);
    release(b);
    return yes ? 1 : 0;
  }
  if (inTuple) { raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", part); return -1; }
  const f = strFromLiteral(atEnd ? "endswith" : "startswith");
  if (f == 0) return -1;
  raisef(T_X_TYPEERROR, "%s first arg must be bytes or a tuple of bytes, not %t", f, part);
  release(f);
  return -1;
}
function affix(self: usize, args: usize, nargs: i32, atEnd: bool): usize {
  const t = selfText(self);
  if (t == 0) return 0;
  let result: i32 = -1;
  if (searchBounds(args, nargs, 1, textLength(t))) {
    const start = boundStart, end = boundEnd;
    const part = argAt(args, 0);
    if (isTuple(part)) {
      result = 0;
      const n = tupleSize(part);
      for (let i = 0; i < n && result == 0; i++) result = affixOne(self, t, tupleItem(part, i), start, end, atEnd, true);
    } else {
      result = affixOne(self, t, part, start, end, atEnd, false);
    }
  }
  release(t);
  return result < 0 ? 0 : boolOf(result > 0);
}
function text_startswith(self: usize, args: usize, nargs: i32, kw: usize): usize { return affix(self, args, nargs, false); }
function text_endswith(self: usize, args: usize, nargs: i32, kw: usize): usize { return affix(self, args, nargs, true); }

function without(self: usize, args: usize, fname: string, atEnd: bool): usize {
  const part = textArgument(self, argAt(args, 0), fname, 0);
  if (part == 0) return 0;
  const t = selfText(self);
  let result: usize = 0;
  if (t) {
    const n = textLength(t), m = textLength(part);
    if (m && matchesAt(t, part, 0, n, atEnd)) result = atEnd ? piece(t, 0, n - m) : piece(t, m, n);
    else result = piece(t, 0, n);
    release(t);
  }
  release(part);
  return flavoured(self, result);
}
function text_removeprefix(self: usize, args: usize, nargs: i32, kw: usize): usize { return without(self, args, "removeprefix", false); }
function text_removesuffix(self: usize, args: usize, nargs: i32, kw: usize): usize { return without(self, args, "removesuffix", true); }

// ---- replace
/** t with up to `most` occurrences of old replaced. */
export function textReplace(t: usize, old: usize, fresh: usize, most: u32): usize {
  const n = textLength(t), m = textLength(old), k = textLength(fresh);
  const data = textData(t), kind = textKind(t), needle = textData(old), needleKind = textKind(old), put = textData(fresh), putKind = textKind(fresh);
  const count: u32 = most == 0 ? 0 : countChars(data, kind, 0, n, needle, needleKind, m, most);
  if (count == 0) return piece(t, 0, n);
  const total: i64 = <i64>n + <i64>count * (<i64>k - <i64>m);
  const outKind = max(kind, putKind);
  if (total * outKind > 0x70000000) return noMemory();
  const out = newText(t, <u32>total, outKind);
  if (out == 0) return 0;
  const to = textData(out);
  if (m == 1 && k == 1) {
    // One character for another: copy, then overwrite.
    moveChars(to, outKind, 0, data, kind, 0, n);
    const from = charAt(needle, needleKind, 0), c = charAt(put, putKind, 0);
    let at: i32 = -1;
    for (let i: u32 = 0; i < count; i++) {
      at = findChar(data, kind, <u32>(at + 1), n, from);
      putChar(to, outKind, <u32>at, c);
    }
    return finishText(out);
  }
  let done: u32 = 0, at: u32 = 0; // characters read, written
  for (let i: u32 = 0; i < count; i++) {
    if (m == 0) {
      // An empty text stands before every character, and at the end.
      moveChars(to, outKind, at, put, putKind, 0, k);
      at += k;
      if (done < n) { moveChars(to, outKind, at, data, kind, done, 1); at++; done++; }
      continue;
    }
    const next = <u32>findChars(data, kind, done, n, needle, needleKind, m);
    moveChars(to, outKind, at, data, kind, done, next - done);
    at += next - done;
    moveChars(to, outKind, at, put, putKind, 0, k);
    at += k;
    done = next + m;
  }
  moveChars(to, outKind, at, data, kind, done, n - done);
  return finishText(out);
}
function text_replace(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs < 2 && kw == 0) return raisef(T_X_TYPEERROR, "replace() takes at least 2 positional arguments (%d given)", <usize>nargs);
  if (!checkNamed("replace", args, nargs, kw, 2, 3, 0, 0, S_count)) return 0;
  const old = textArgument(self, argAt(args, 0), "replace", 1);
  if (old == 0) return 0;
  const fresh = textArgument(self, argAt(args, 1), "replace", 2);
  if (fresh == 0) { release(old); return 0; }
  const countObject = named(args, nargs, kw, 2, S_count);
  const most = countObject ? indexClamped(countObject) : -1;
  let result: usize = 0;
  if (!(most == -1 && hasException())) {
    const t = selfText(self);
    if (t) {
      result = textReplace(t, old, fresh, most < 0 ? 0x7fffffff : <u32>most);
      release(t);
    }
  }
  release(old);
  release(fresh);
  return flavoured(self, result);
}

function register(type: usize): void {
  method(type, "find", fnNative(text_find), 1, 3);
  method(type, "rfind", fnNative(text_rfind), 1, 3);
  method(type, "index", fnNative(text_index), 1, 3);
  method(type, "rindex", fnNative(text_rindex), 1, 3);
  method(type, "count", fnNative(text_count), 1, 3);
  method(type, "startswith", fnNative(text_startswith), 1, 3);
  method(type, "endswith", fnNative(text_endswith), 1, 3);
  method(type, "removeprefix", fnNative(text_removeprefix), 1, 1);
  method(type, "removesuffix", fnNative(text_removesuffix), 1, 1);
  methodKw(type, "replace", fnNative(text_replace), 2, 3);
}
export function initTextSearch(): void {
  register(T_STR);
  register(T_BYTES);
  register(T_BYTEARRAY);
}
