/**
 * The carets under a traceback's source lines. As in CPython 3.13: ^ under the range of the failing
 * expression; in a binary operation, a call or a subscript only the operator, the parentheses or the brackets get ^ and the
 * rest ~; nothing where the range is the whole line and says no more than the line does. What the expression is, is read
 * from its text with a small scanner of brackets and strings.
 */
import { strCharAt, strLength } from "./str";

/** Whether only a part gets ^ and the rest ~, and that part, set by caretsFor. */
export let isAnchored: bool = false;
export let anchorStart: u32 = 0;
export let anchorEnd: u32 = 0;

/** Whether the range from..to of a text (lines joined), whose first line begins at `start` after its indentation, gets carets. */
export function caretsFor(text: usize, start: u32, from: u32, to: u32): bool {
  const end = strLength(text);
  isAnchored = findAnchors(text, from, to);
  if (fullLineCall(text, start, end, from, to)) return false;
  return isAnchored || from > start || to < end;
}

/**
 * `return f(...)` of a plain name, and `name = f(...)`: a call that is all there is to the statement; its carets would say no more
 * than the line.
 */
function fullLineCall(line: usize, start: u32, end: u32, from: u32, to: u32): bool {
  if (to != end || !isAnchored || anchorEnd != to || strCharAt(line, anchorStart) != 0x28) return false;
  if (from >= start + 7 && startsWithReturn(line, start)) {
    let i = start + 6;
    while (i < from && strCharAt(line, i) == 0x20) i++;
    if (i != from) return false;
    while (i < to && isWord(strCharAt(line, i))) i++;
    return i > from && i < to && strCharAt(line, i) == 0x28 && i == anchorStart;
  }
  let i = start;
  while (i < from && (isWord(strCharAt(line, i)) || strCharAt(line, i) == 0x2e)) i++;
  if (i == start) return false;
  while (i < from && strCharAt(line, i) == 0x20) i++;
  if (i >= from || strCharAt(line, i) != 0x3d) return false;
  i++;
  while (i < from && strCharAt(line, i) == 0x20) i++;
  return i == from;
}
function startsWithReturn(line: usize, i: u32): bool {
  return strCharAt(line, i) == 0x72 && strCharAt(line, i + 1) == 0x65 && strCharAt(line, i + 2) == 0x74 && strCharAt(line, i + 3) == 0x75 && strCharAt(line, i + 4) == 0x72 && strCharAt(line, i + 5) == 0x6e && strCharAt(line, i + 6) == 0x20;
}

@inline function isOpening(c: u32): bool { return c == 0x28 || c == 0x5b || c == 0x7b; }
@inline function isClosing(c: u32): bool { return c == 0x29 || c == 0x5d || c == 0x7d; }
@inline function isWord(c: u32): bool { return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c == 0x5f || c >= 0x80; }

/** Binding strength of the binary operator at i (its length in operatorLength), 0 if there is none. Comparisons and words bind weaker: -1. */
let operatorLength: u32 = 0;
function operatorAt(line: usize, i: u32, to: u32): i32 {
  const c = strCharAt(line, i), d: u32 = i + 1 < to ? strCharAt(line, i + 1) : 0;
  operatorLength = 1;
  if (c == 0x7c) return 1; // |
  if (c == 0x5e) return 2; // ^
  if (c == 0x26) return 3; // &
  if ((c == 0x3c && d == 0x3c) || (c == 0x3e && d == 0x3e)) { operatorLength = 2; return 4; }
  if (c == 0x3c || c == 0x3e || c == 0x3d || (c == 0x21 && d == 0x3d) || c == 0x2c || c == 0x3a) return -1;
  if (c == 0x2b || c == 0x2d) return 5;
  if (c == 0x2a && d == 0x2a) { operatorLength = 2; return 7; }
  if (c == 0x2f && d == 0x2f) { operatorLength = 2; return 6; }
  if (c == 0x2a || c == 0x2f || c == 0x25 || c == 0x40) return 6;
  return 0;
}

function isKeyword(line: usize, i: u32, n: u32): bool {
  const a = strCharAt(line, i), z = strCharAt(line, i + n - 1);
  if (n == 2) return (a == 0x69 && (z == 0x66 || z == 0x6e || z == 0x73)) || (a == 0x6f && z == 0x72); // if in is or
  if (n == 3) return (a == 0x61 && z == 0x64 && strCharAt(line, i + 1) == 0x6e) || (a == 0x6e && z == 0x74 && strCharAt(line, i + 1) == 0x6f) || (a == 0x66 && z == 0x72); // and not for
  if (n == 4) return a == 0x65 && z == 0x65 && strCharAt(line, i + 1) == 0x6c; // else
  if (n == 5) return (a == 0x61 && z == 0x74) || (a == 0x79 && z == 0x64) || (a == 0x72 && z == 0x65 && strCharAt(line, i + 2) == 0x69); // await yield raise
  if (n == 6) return (a == 0x6c && z == 0x61 && strCharAt(line, i + 1) == 0x61) || (a == 0x61 && z == 0x74 && strCharAt(line, i + 3) == 0x65) || startsWithReturn(line, i); // lambda assert return
  return false;
}

/** Finds the operator of a binary operation, or the brackets of a call or subscript, that is the whole of from..to. */
function findAnchors(line: usize, from: u32, to: u32): bool {
  let depth = 0;
  let weakest: i32 = 100;
  let operatorStart: u32 = 0, operatorSize: u32 = 0;
  let lastOpen: u32 = 0;
  let lastCloses = false;
  let operand = false; // something that can stand left of a binary operator came just before
  for (let i = from; i < to; ) {
    const c = strCharAt(line, i);
    if (c == 0x27 || c == 0x22) { // a string
      const triple = i + 2 < to && strCharAt(line, i + 1) == c && strCharAt(line, i + 2) == c;
      i += triple ? 3 : 1;
      while (i < to) {
        const d = strCharAt(line, i);
        if (d == 0x5c) { i += 2; continue; }
        if (d == c && (!triple || (i + 2 < to && strCharAt(line, i + 1) == c && strCharAt(line, i + 2) == c))) { i += triple ? 3 : 1; break; }
        i++;
      }
      operand = true;
      if (depth == 0) lastCloses = false;
      continue;
    }
    if (c == 0x23) { // a comment
      while (i < to && strCharAt(line, i) != 0x0a) i++;
      continue;
    }
    if (isOpening(c)) {
      if (depth == 0) { lastOpen = i; lastCloses = operand; }
      depth++;
      operand = false;
      i++;
      continue;
    }
    if (isClosing(c)) {
      depth--;
      if (depth < 0) return false;
      operand = true;
      i++;
      continue;
    }
    if (isWord(c)) {
      const begin = i;
      while (i < to && isWord(strCharAt(line, i))) i++;
      if (depth == 0 && isKeyword(line, begin, i - begin)) return false;
      operand = true;
      if (depth == 0) lastCloses = false;
      continue;
    }
    if (depth == 0 && c != 0x20 && c != 0x0a && c != 0x2e) {
      const strength = operatorAt(line, i, to);
      if (strength < 0) return false;
      if (strength > 0 && operand) {
        // Of equal strength the last one is the outermost, but ** groups to the right.
        if (strength < weakest || (strength == weakest && strength != 7)) { weakest = strength; operatorStart = i; operatorSize = operatorLength; }
        i += operatorLength;
        operand = false;
        lastCloses = false;
        continue;
      }
    }
    if (c != 0x20 && c != 0x0a) operand = c == 0x2e;
    i++;
  }
  if (depth != 0) return false;
  if (weakest != 100) { anchorStart = operatorStart; anchorEnd = operatorStart + operatorSize; return true; }
  if (lastCloses && isClosing(strCharAt(line, to - 1)) && strCharAt(line, lastOpen) != 0x7b) {
    anchorStart = lastOpen;
    anchorEnd = to;
    return true;
  }
  return false;
}
