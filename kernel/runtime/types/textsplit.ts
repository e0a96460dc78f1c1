/** Methods of str, bytes and bytearray that take a text apart or put one together: split, partition, splitlines, join. */
import { isStr, isList, isTuple, fnNative, newRef, typeOf } from "../object";
import { NONE } from "../layout";
import { T_STR, T_BYTES, T_BYTEARRAY, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { retain, release } from "../designs/active";
import { raise, raisef, hasException, noMemory, pendingMatches, clearException } from "../errors";
import { textLength, textData, textKind, newText, finishText, piece, pieceFor, selfText, flavoured, requireBytes, isBytesLike, bufferBytes } from "./textcore";
import { findChars, rfindChars, moveChars, charAt } from "./chars";
import { isSpace, isAsciiSpace, isLineBreak } from "./unicode";
import { named, checkNamed, indexClamped, argAt } from "./textargs";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { listNew, listAppend } from "./list";
import { tupleFromIterable, isTrue } from "../abstract";
import { method, methodKw } from "../natives";
import { S_sep, S_maxsplit, S_keepends } from "../names";

@inline function spaceIn(text: bool, c: u32): bool { return text ? isSpace(c) : isAsciiSpace(c); }

/** Appends a piece to the list; false = failed. */
function add(list: usize, self: usize, t: usize, start: u32, end: u32): bool {
  const p = pieceFor(self, t, start, end);
  if (p == 0) return false;
  const failed = listAppend(list, p) < 0;
  release(p);
  return !failed;
}

function splitSpace(list: usize, self: usize, t: usize, most: u32): bool {
  const n = textLength(t), data = textData(t), kind = textKind(t), text = isStr(t);
  let i: u32 = 0;
  while (true) {
    while (i < n && spaceIn(text, charAt(data, kind, i))) i++;
    if (i == n) return true;
    const start = i;
    if (most-- == 0) return add(list, self, t, start, n);
    while (i < n && !spaceIn(text, charAt(data, kind, i))) i++;
    if (!add(list, self, t, start, i)) return false;
  }
}
function rsplitSpace(list: usize, self: usize, t: usize, most: u32): bool {
  const data = textData(t), kind = textKind(t), text = isStr(t);
  let i = textLength(t);
  while (true) {
    while (i > 0 && spaceIn(text, charAt(data, kind, i - 1))) i--;
    if (i == 0) return true;
    const end = i;
    if (most-- == 0) return add(list, self, t, 0, end);
    while (i > 0 && !spaceIn(text, charAt(data, kind, i - 1))) i--;
    if (!add(list, self, t, i, end)) return false;
  }
}

function splitAt(list: usize, self: usize, t: usize, sep: usize, most: u32): bool {
  const n = textLength(t), m = textLength(sep), data = textData(t), kind = textKind(t), needle = textData(sep), needleKind = textKind(sep);
  let start: u32 = 0;
  while (most-- > 0) {
    const at = findChars(data, kind, start, n, needle, needleKind, m);
    if (at < 0) break;
    if (!add(list, self, t, start, <u32>at)) return false;
    start = <u32>at + m;
  }
  return add(list, self, t, start, n);
}

function rsplitAt(list: usize, self: usize, t: usize, sep: usize, most: u32): bool {
  const m = textLength(sep), data = textData(t), kind = textKind(t), needle = textData(sep), needleKind = textKind(sep);
  let end = textLength(t);
  while (most-- > 0) {
    const at = rfindChars(data, kind, 0, end, needle, needleKind, m);
    if (at < 0) break;
    if (!add(list, self, t, <u32>at + m, end)) return false;
    end = <u32>at;
  }
  return add(list, self, t, 0, end);
}

function reverseList(list: usize): void {
  const items = load<usize>(list, 20), n = load<u32>(list, 24);
  for (let i: u32 = 0, j: u32 = n - 1; n != 0 && i < j; i++, j--) {
    const a = load<usize>(items + (i << 2));
    store<usize>(items + (i << 2), load<usize>(items + (j << 2)));
    store<usize>(items + (j << 2), a);
  }
}

/** What splits: a new reference, or 0 with TypeError. */
function separator(self: usize, x: usize, orNone: bool): usize {
  if (!isStr(self)) return requireBytes(x);
  if (isStr(x)) return newRef(x);
  return raisef(T_X_TYPEERROR, orNone ? "must be str or None, not %t" : "must be str, not %t", x);
}

function splitting(self: usize, args: usize, nargs: i32, kw: usize, fname: string, fromEnd: bool): usize {
  if (!checkNamed(fname, args, nargs, kw, 0, 2, S_sep, S_maxsplit)) return 0;
  const sepObject = named(args, nargs, kw, 0, S_sep), mostObject = named(args, nargs, kw, 1, S_maxsplit);
  const limit = mostObject ? indexClamped(mostObject) : -1;
  if (limit == -1 && hasException()) return 0;
  const most: u32 = limit < 0 ? 0x7fffffff : <u32>limit;
  let sep: usize = 0;
  if (sepObject && sepObject != NONE) {
    sep = separator(self, sepObject, true);
    if (sep == 0) return 0;
    if (textLength(sep) == 0) { release(sep); return raise(T_X_VALUEERROR, "empty separator"); }
  }
  const t = selfText(self);
  const list = t ? listNew(0) : 0;
  let ok = list != 0;
  if (ok) {
    if (sep) ok = fromEnd ? rsplitAt(list, self, t, sep, most) : splitAt(list, self, t, sep, most);
    else ok = fromEnd ? rsplitSpace(list, self, t, most) : splitSpace(list, self, t, most);
  }
  if (t) release(t);
  if (sep) release(sep);
  if (ok) { if (fromEnd) reverseList(list); return list; }
  if (list) release(list);
  return 0;
}
function text_split(self: usize, args: usize, nargs: i32, kw: usize): usize { return splitting(self, args, nargs, kw, "split", false); }
function text_rsplit(self: usize, args: usize, nargs: i32, kw: usize): usize { return splitting(self, args, nargs, kw, "rsplit", true); }

function text_splitlines(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("splitlines", args, nargs, kw, 0, 1, S_keepends)) return 0;
  const keepObject = named(args, nargs, kw, 0, S_keepends);
  const keep = keepObject ? isTrue(keepObject) : 0;
  if (keep < 0) return 0;
  const t = selfText(self);
  if (t == 0) return 0;
  const list = listNew(0);
  let ok = list != 0;
  const n = textLength(t), data = textData(t), kind = textKind(t), text = isStr(t);
  let start: u32 = 0;
  while (ok && start < n) {
    let end = start;
    while (end < n) {
      const c = charAt(data, kind, end);
      if (c == 0x0a || c == 0x0d || (text && isLineBreak(c))) break;
      end++;
    }
    let next = end;
    if (end < n) next += charAt(data, kind, end) == 0x0d && end + 1 < n && charAt(data, kind, end + 1) == 0x0a ? 2 : 1;
    ok = add(list, self, t, start, keep ? next : end);
    start = next;
  }
  release(t);
  if (ok) return list;
  if (list) release(list);
  return 0;
}

function partitioning(self: usize, args: usize, fromEnd: bool): usize {
  const sep = separator(self, argAt(args, 0), false);
  if (sep == 0) return 0;
  const m = textLength(sep);
  if (m == 0) { release(sep); return raise(T_X_VALUEERROR, "empty separator"); }
  const t = selfText(self);
  const result = t ? tupleNew(3) : 0;
  if (result) {
    const n = textLength(t), data = textData(t), kind = textKind(t);
    const at = fromEnd ? rfindChars(data, kind, 0, n, textData(sep), textKind(sep), m) : findChars(data, kind, 0, n, textData(sep), textKind(sep), m);
    if (at >= 0) {
      tupleInit(result, 0, pieceFor(self, t, 0, <u32>at));
      tupleInit(result, 1, isStr(sep) && isStr(self) ? piece(sep, 0, m) : pieceFor(self, sep, 0, m));
      tupleInit(result, 2, pieceFor(self, t, <u32>at + m, n));
    } else {
      tupleInit(result, 0, fromEnd ? pieceFor(self, t, 0, 0) : pieceFor(self, t, 0, n));
      tupleInit(result, 1, pieceFor(self, t, 0, 0));
      tupleInit(result, 2, fromEnd ? pieceFor(self, t, 0, n) : pieceFor(self, t, 0, 0));
    }
    if (hasException()) { release(result); release(t); release(sep); return 0; }
  }
  if (t) release(t);
  release(sep);
  return result;
}
function text_partition(self: usize, args: usize, nargs: i32, kw: usize): usize { return partitioning(self, args, false); }
function text_rpartition(self: usize, args: usize, nargs: i32, kw: usize): usize { return partitioning(self, args, true); }

// ---- join
/** The items of an iterable (strs, or bytes-like objects) with t between them. */
export function textJoin(t: usize, iterable: usize): usize {
  const items = isTuple(iterable) ? newRef(iterable) : tupleFromIterable(iterable);
  if (items == 0) {
    if (pendingMatches(T_X_TYPEERROR) && !isIterable(iterable)) { clearException(); return raise(T_X_TYPEERROR, "can only join an iterable"); }
    return 0;
  }
  const result = isStr(t) ? joinStrs(t, items) : joinBytes(t, items);
  release(items);
  return result;
}
function isIterable(o: usize): bool { return load<u32>(typeOf(o) + 164) != 0; }

function joinStrs(t: usize, items: usize): usize {
  const n = tupleSize(items), between = textLength(t);
  let total: u64 = n > 1 ? <u64>between * <u64>(n - 1) : 0;
  let kind: u32 = n > 1 ? textKind(t) : 1;
  for (let i = 0; i < n; i++) {
    const s = tupleItem(items, i);
    if (!isStr(s)) return raisef(T_X_TYPEERROR, "sequence item %d: expected str instance, %t found", <usize>i, s);
    total += textLength(s);
    kind = max(kind, textKind(s));
  }
  if (n == 1) return piece(tupleItem(items, 0), 0, textLength(tupleItem(items, 0)));
  if (total * kind > 0x70000000) return noMemory();
  const out = newText(t, <u32>total, kind);
  if (out == 0) return 0;
  const to = textData(out), sep = textData(t), sepKind = textKind(t);
  let at: u32 = 0;
  for (let i = 0; i < n; i++) {
    if (i && between) { moveChars(to, kind, at, sep, sepKind, 0, between); at += between; }
    const s = tupleItem(items, i), m = textLength(s);
    moveChars(to, kind, at, textData(s), textKind(s), 0, m);
    at += m;
  }
  return finishText(out);
}

function joinBytes(t: usize, items: usize): usize {
  const n = tupleSize(items);
  // What bytearrays hold may change: take each one's bytes once.
  const parts = tupleNew(n);
  if (parts == 0) return 0;
  const between = textLength(t);
  let total: u64 = n > 1 ? <u64>between * <u64>(n - 1) : 0;
  for (let i = 0; i < n; i++) {
    const x = tupleItem(items, i);
    if (!isBytesLike(x)) { release(parts); return raisef(T_X_TYPEERROR, "sequence item %d: expected a bytes-like object, %t found", <usize>i, x); }
    const b = bufferBytes(x);
    if (b == 0) { release(parts); return 0; }
    tupleInit(parts, i, b);
    total += textLength(b);
  }
  const out = total > 0x70000000 ? noMemory() : newText(t, <u32>total, 1);
  if (out) {
    let to = textData(out);
    for (let i = 0; i < n; i++) {
      if (i && between) { memory.copy(to, textData(t), between); to += between; }
      const b = tupleItem(parts, i), m = textLength(b);
      memory.copy(to, textData(b), m);
      to += m;
    }
  }
  release(parts);
  return out;
}
function text_join(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = selfText(self);
  if (t == 0) return 0;
  const result = textJoin(t, argAt(args, 0));
  release(t);
  return flavoured(self, result);
}

function register(type: usize): void {
  methodKw(type, "split", fnNative(text_split), 0, 2);
  methodKw(type, "rsplit", fnNative(text_rsplit), 0, 2);
  methodKw(type, "splitlines", fnNative(text_splitlines), 0, 1);
  method(type, "partition", fnNative(text_partition), 1, 1);
  method(type, "rpartition", fnNative(text_rpartition), 1, 1);
  method(type, "join", fnNative(text_join), 1, 1);
}
export function initTextSplit(): void {
  register(T_STR);
  register(T_BYTES);
  register(T_BYTEARRAY);
}
