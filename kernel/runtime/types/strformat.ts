/**
 * str.format and str.format_map. A field is {name!conversion:spec}; its name an argument followed by attributes and
 * subscripts; its spec may hold fields, one level deep. string.Formatter gets the same two parsers through _string.
 */
import { isStr, isExactStr, fnNative, newRef, fnBinary, TP_FORMAT, setSlot } from "../object";
import { T_STR, T_X_TYPEERROR, T_X_VALUEERROR, T_X_INDEXERROR } from "./table";
import { release, retain } from "../designs/active";
import { raise, raisef, raiseKeyError, noMemory } from "../errors";
import { allocRaw, freeRaw } from "../heap/blocks";
import { strLength, strCharAt, substr, strEquals } from "./str";
import { internObject } from "./intern";
import { emptyStr, strFromChar } from "./strtype";
import { strFormatSpec } from "./strspec";
import { Builder } from "./builder";
import { argAt, positional } from "./textargs";
import { decimalValue } from "./unicode";
import { tupleSize, tupleItem } from "./tuple";
import { getAttr, getItem, formatOf, reprOf, strOf, asciiOf } from "../abstract";
import { intFromI32 } from "./int";
import { method, methodKw } from "../natives";

// The state of one format call, a raw block.
const ARGS: usize = 0, NPOS: usize = 4, KW: usize = 8, MAPPING: usize = 12, NEXT: usize = 16, NUMBERING: usize = 20, STATE_SIZE: u32 = 24;
const UNKNOWN: u32 = 0, AUTOMATIC: u32 = 1, MANUAL: u32 = 2;

// ---- fields: what parseField found (indices into the format string)
export let literalEnd: u32 = 0;
/** Whether the literal text ended with a doubled brace, of which one belongs to it. */
export let literalDoubled: bool = false;
export let hasField: bool = false;
export let nameStart: u32 = 0;
export let nameEnd: u32 = 0;
/** 0 = none. */
export let conversion: u32 = 0;
export let specStart: u32 = 0;
export let specEnd: u32 = 0;
export let specNested: bool = false;
/** Where to go on. */
export let markupNext: u32 = 0;

function fail(message: string): bool { raise(T_X_VALUEERROR, message); return false; }

/** Reads literal text and the field after it, from i; false with ValueError. */
export function parseMarkup(s: usize, i: u32, end: u32): bool {
  hasField = false;
  literalDoubled = false;
  let c: u32 = 0;
  while (i < end) {
    c = strCharAt(s, i);
    if (c == 0x7b || c == 0x7d) break;
    i++;
  }
  literalEnd = i;
  if (i == end) { markupNext = end; return true; }
  if (i + 1 < end && strCharAt(s, i + 1) == c) {
    literalEnd = i + 1;
    literalDoubled = true;
    markupNext = i + 2;
    return true;
  }
  if (c == 0x7d) return fail("Single '}' encountered in format string");
  if (i + 1 == end) return fail("Single '{' encountered in format string");
  return parseField(s, i + 1, end);
}

function parseField(s: usize, i: u32, end: u32): bool {
  hasField = true;
  conversion = 0;
  specNested = false;
  nameStart = i;
  let c: u32 = 0;
  for (; i < end; i++) {
    c = strCharAt(s, i);
    if (c == 0x7b) return fail("unexpected '{' in field name");
    if (c == 0x5b) { // a subscript may hold anything up to its bracket
      while (i < end && strCharAt(s, i) != 0x5d) i++;
      if (i == end) break;
      continue;
    }
    if (c == 0x7d || c == 0x3a || c == 0x21) break;
  }
  if (i >= end) return fail("expected '}' before end of string");
  nameEnd = i;
  specStart = specEnd = i;
  if (c == 0x21) {
    if (i + 1 >= end) return fail("end of string while looking for conversion specifier");
    conversion = strCharAt(s, i + 1);
    i += 2;
    if (i >= end) return fail("unmatched '{' in format spec");
    c = strCharAt(s, i);
    if (c != 0x3a && c != 0x7d) return fail("expected ':' after conversion specifier");
  }
  if (c == 0x7d) { specStart = specEnd = i; markupNext = i + 1; return true; }
  specStart = ++i;
  let depth = 1;
  for (; i < end; i++) {
    c = strCharAt(s, i);
    if (c == 0x7b) { depth++; specNested = true; }
    else if (c == 0x7d && --depth == 0) { specEnd = i; markupNext = i + 1; return true; }
  }
  return fail("unmatched '{' in format spec");
}

/** The number that characters start..end are; -1 = no number, -2 = ValueError raised. */
export function fieldNumber(s: usize, start: u32, end: u32): i32 {
  if (start == end) return -1;
  let value: i64 = 0;
  for (let i = start; i < end; i++) {
    const digit = decimalValue(strCharAt(s, i));
    if (digit < 0) return -1;
    value = value * 10 + digit;
    if (value > 0x7fffffff) { raise(T_X_VALUEERROR, "Too many decimal digits in format string"); return -2; }
  }
  return <i32>value;
}

// ---- the path behind an argument: .name and [key]
/** 0 end, 1 attribute, 2 subscript, -1 ValueError. */
export let partStart: u32 = 0;
export let partEnd: u32 = 0;
export let pathNext: u32 = 0;
export function nextPart(s: usize, i: u32, end: u32): i32 {
  if (i == end) return 0;
  const c = strCharAt(s, i);
  i++;
  partStart = i;
  if (c == 0x2e) {
    while (i < end && strCharAt(s, i) != 0x2e && strCharAt(s, i) != 0x5b) i++;
    partEnd = pathNext = i;
  } else if (c == 0x5b) {
    while (i < end && strCharAt(s, i) != 0x5d) i++;
    if (i == end) { fail("Missing ']' in format string"); return -1; }
    partEnd = i;
    pathNext = i + 1;
  } else {
    fail("Only '.' or '[' may follow ']' in format field specifier");
    return -1;
  }
  if (partStart == partEnd) { fail("Empty attribute in format string"); return -1; }
  return c == 0x2e ? 1 : 2;
}

/** End of the first part of a field name. */
export function firstEnd(s: usize, start: u32, end: u32): u32 {
  let i = start;
  while (i < end && strCharAt(s, i) != 0x2e && strCharAt(s, i) != 0x5b) i++;
  return i;
}

/** The argument that a field begins with: a new reference. */
function firstObject(state: usize, s: usize, start: u32, end: u32): usize {
  let index = fieldNumber(s, start, end);
  if (index == -2) return 0;
  if (start == end || index >= 0) {
    const numbering = load<u32>(state, NUMBERING), wanted = start == end ? AUTOMATIC : MANUAL;
    if (numbering == UNKNOWN) store<u32>(state, wanted, NUMBERING);
    else if (numbering != wanted) {
      if (wanted == AUTOMATIC) return raise(T_X_VALUEERROR, "cannot switch from manual field specification to automatic field numbering");
      return raise(T_X_VALUEERROR, "cannot switch from automatic field numbering to manual field specification");
    }
    if (wanted == AUTOMATIC) {
      index = load<i32>(state, NEXT);
      store<i32>(state, index + 1, NEXT);
    }
    if (load<usize>(state, MAPPING)) return raise(T_X_VALUEERROR, "Format string contains positional fields");
    if (index >= load<i32>(state, NPOS)) return raisef(T_X_INDEXERROR, "Replacement index %d out of range for positional args tuple", <usize>index);
    return newRef(argAt(load<usize>(state, ARGS), index));
  }
  const name = substr(s, start, end);
  if (name == 0) return 0;
  const mapping = load<usize>(state, MAPPING);
  let value: usize = 0;
  if (mapping) {
    value = getItem(mapping, name);
  } else {
    const kw = load<usize>(state, KW), n: i32 = kw ? tupleSize(kw) : 0;
    for (let i = 0; i < n && value == 0; i++) {
      if (strEquals(tupleItem(kw, i), name)) value = newRef(argAt(load<usize>(state, ARGS), load<i32>(state, NPOS) + i));
    }
    if (value == 0) raiseKeyError(name);
  }
  release(name);
  return value;
}

function fieldObject(state: usize, s: usize, start: u32, end: u32): usize {
  let i = firstEnd(s, start, end);
  let o = firstObject(state, s, start, i);
  while (o) {
    const kind = nextPart(s, i, end);
    if (kind == 0) return o;
    i = pathNext;
    let next: usize = 0;
    if (kind > 0) {
      const index = kind == 2 ? fieldNumber(s, partStart, partEnd) : -1;
      if (index != -2) {
        let key = index >= 0 ? intFromI32(index) : substr(s, partStart, partEnd);
        if (key && kind == 1) key = internObject(key);
        if (key) { next = kind == 1 ? getAttr(o, key) : getItem(o, key); release(key); }
      }
    }
    release(o);
    o = next;
  }
  return 0;
}

/** Takes over o; a new reference to its converted form. */
function converted(o: usize, how: u32): usize {
  if (how == 0) return o;
  let result: usize = 0;
  if (how == 0x72) result = reprOf(o);
  else if (how == 0x73) result = strOf(o);
  else if (how == 0x61) result = asciiOf(o);
  else if (how > 32 && how < 127) {
    const c = strFromChar(how);
    if (c) { raisef(T_X_VALUEERROR, "Unknown conversion specifier %s", c); release(c); }
  } else {
    const b = Builder.start();
    Builder.hex(b, how, 1);
    const c = Builder.finish(b);
    if (c) { raisef(T_X_VALUEERROR, "Unknown conversion specifier \\x%s", c); release(c); }
  }
  release(o);
  return result;
}

/** Appends characters start..end of s with its fields filled in. False with an exception. */
function formatInto(out: usize, state: usize, s: usize, start: u32, end: u32, depth: i32): bool {
  if (depth < 0) return fail("Max string recursion exceeded");
  let i = start;
  while (i < end) {
    if (!parseMarkup(s, i, end)) return false;
    Builder.slice(out, s, i, literalEnd);
    i = markupNext;
    if (!hasField) continue;
    const from = specStart, to = specEnd, nested = specNested, how = conversion;
    let o = fieldObject(state, s, nameStart, nameEnd);
    if (o == 0) return false;
    o = converted(o, how);
    if (o == 0) return false;
    if (from == to && isExactStr(o)) { Builder.str(out, o); release(o); continue; }
    let spec: usize;
    if (nested) {
      const inner = Builder.start();
      if (!formatInto(inner, state, s, from, to, depth - 1)) { Builder.abandon(inner); release(o); return false; }
      spec = Builder.finish(inner);
    } else {
      spec = from == to ? emptyStr() : substr(s, from, to);
    }
    if (spec == 0) { release(o); return false; }
    const text = formatOf(o, spec);
    release(spec);
    release(o);
    if (text == 0) return false;
    Builder.str(out, text);
    release(text);
  }
  return true;
}

function formatting(s: usize, args: usize, npos: i32, kw: usize, mapping: usize): usize {
  const state = allocRaw(STATE_SIZE);
  if (state == 0) return noMemory();
  store<usize>(state, args, ARGS);
  store<i32>(state, npos, NPOS);
  store<usize>(state, kw, KW);
  store<usize>(state, mapping, MAPPING);
  store<u64>(state, 0, NEXT);
  const out = Builder.start();
  const ok = formatInto(out, state, s, 0, strLength(s), 1);
  freeRaw(state, STATE_SIZE);
  if (ok) return Builder.finish(out);
  Builder.abandon(out);
  return 0;
}
function str_format(s: usize, args: usize, nargs: i32, kw: usize): usize { return formatting(s, args, positional(nargs, kw), kw, 0); }
function str_format_map(s: usize, args: usize, nargs: i32, kw: usize): usize { return formatting(s, args, 0, 0, argAt(args, 0)); }

function str_dunderFormat(s: usize, spec: usize): usize {
  if (!isStr(spec)) return raisef(T_X_TYPEERROR, "__format__() argument must be str, not %t", spec);
  return strFormatSpec(s, spec);
}

export function initStrFormat(): void {
  methodKw(T_STR, "format", fnNative(str_format), 0, -1);
  method(T_STR, "format_map", fnNative(str_format_map), 1, 1);
  setSlot(T_STR, TP_FORMAT, fnBinary(str_dunderFormat));
}
