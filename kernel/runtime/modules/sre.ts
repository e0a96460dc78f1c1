/**
 * The native module _sre under the standard library's `re`: Pattern, Match and Scanner objects. The matcher is in
 * sre_machine.ts. Patterns and matches never change, so threads share them freely.
 *
 *     Pattern  16 ref pattern  20 u32 flags  24 u32 groups  28 ref groupindex  32 ref indexgroup  36 code (raw)  40 u32 words
 *              44 u32 0 for text, 1 for bytes, 2 for either
 *     Match    16 ref string  20 ref pattern  24 u32 pos  28 u32 endpos  32 i32 lastindex, -1 none  36 u32 groups with group 0
 *              40.. i32 start, i32 end of each
 *     Scanner  16 u32 lock  20 ref pattern  24 ref string  28 u32 pos  32 u32 endpos  36 u32 next start  40 u32 bits: 1 must advance,
 *              2 exhausted, 4 made by finditer
 */
import { typeOf, isStr, isInt, setSlot, newRef, none, boolOf, notImplemented, fnUnary, fnBinary, fnVoid, fnHash, fnCompare, fnTraverse, fnNative, TP_DEALLOC, TP_TRAVERSE,
  TP_REPR, TP_HASH, TP_RICHCOMPARE, TP_GETITEM, TP_ITER, TP_NEXT, TP_CALL, EQ, NE, slotOf } from "../object";
import { NONE } from "../layout";
import { T_SRE_PATTERN, T_SRE_MATCH, T_SRE_SCANNER, T_X_TYPEERROR, T_X_INDEXERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "../types/table";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { release, retain, initRef, loadRef, lockObject, unlockObject } from "../designs/active";
import { raise, raisef, noMemory, hasException, clearException } from "../errors";
import { Builder } from "../types/builder";
import { hashBytes } from "../types/siphash";
import { isBytesLike, bufferBytes, textLength, textData, textKind, piece, newText } from "../types/textcore";
import { textJoin } from "../types/textsplit";
import { findChar } from "../types/chars";
import { strLength } from "../types/str";
import { bytesSize } from "../types/bytes";
import { emptyStr } from "../types/strtype";
import { bytesNew } from "../types/bytes";
import { indexClamped, argAt, named, checkNamed, positional } from "../types/textargs";
import { isIndex } from "../types/slice";
import { listNew, listAppend, listSize, listGet } from "../types/list";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "../types/tuple";
import { dictNew, dictGet, dictSet, dictSize, dictSetStr } from "../types/dict";
import { intFromI32, intFromI64, intAsI64 } from "../types/int";
import { getAttr, hashOf, richCompareBool, reprOf, tupleFromIterable } from "../abstract";
import { call1, callMethod2 } from "../calls";
import { intern } from "../types/intern";
import { method, methodKw, getset, function_, functionKw } from "../natives";
import { importByName } from "./import_";
import { registerModule } from "./registry";
import {
  machineNew, machineFree, machineMatch, machineSearch, matchStart, matchStop, setMatchStart, setMustAdvance, setMatchAll, lastIndex, markOf
} from "./sre_machine";
import { SRE_MAGIC, MAXREPEAT, asciiLower, simpleLower, isCased } from "./sre_chars";
import { S_string, S_pos, S_endpos, S_maxsplit, S_repl, S_count, S_default, S_template } from "../names";

const P_PATTERN: usize = 16, P_FLAGS: usize = 20, P_GROUPS: usize = 24, P_GROUPINDEX: usize = 28, P_INDEXGROUP: usize = 32, P_CODE: usize = 36, P_WORDS: usize = 40, P_BYTES: usize = 44;
const P_SIZE: u32 = 48;
const MA_STRING: usize = 16, MA_PATTERN: usize = 20, MA_POS: usize = 24, MA_ENDPOS: usize = 28, MA_LASTINDEX: usize = 32, MA_GROUPS: usize = 36, MA_SPANS: usize = 40;
const SC_PATTERN: usize = 20, SC_STRING: usize = 24, SC_POS: usize = 28, SC_ENDPOS: usize = 32, SC_NEXT: usize = 36, SC_BITS: usize = 40;
const SC_SIZE: u32 = 44;
const MUST: u32 = 1, EXHAUSTED: u32 = 2, ITERATES: u32 = 4;

// ---- compile
function sre_compile(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const code = tupleFromIterable(argAt(args, 2));
  if (code == 0) return 0;
  const words = <u32>tupleSize(code), groups = indexClamped(argAt(args, 3)), flags = indexClamped(argAt(args, 1));
  const block: usize = hasException() ? 0 : allocRaw(max<u32>(words, 1) * 4);
  if (block == 0) { release(code); return hasException() ? 0 : noMemory(); }
  for (let i: u32 = 0; i < words; i++) store<u32>(block + (i << 2), <u32>intAsI64(tupleItem(code, <i32>i)));
  release(code);
  const p = allocObject(T_SRE_PATTERN, P_SIZE);
  if (p == 0) { freeRaw(block, max<u32>(words, 1) * 4); return noMemory(); }
  const pattern = argAt(args, 0);
  initRef(p, p + P_PATTERN, newRef(pattern));
  initRef(p, p + P_GROUPINDEX, newRef(argAt(args, 4)));
  initRef(p, p + P_INDEXGROUP, newRef(argAt(args, 5)));
  store<u32>(p, <u32>flags, P_FLAGS);
  store<u32>(p, <u32>groups, P_GROUPS);
  store<usize>(p, block, P_CODE);
  store<u32>(p, words, P_WORDS);
  store<u32>(p, isStr(pattern) ? 0 : pattern == NONE ? 2 : 1, P_BYTES);
  return p;
}
function pattern_dealloc(p: usize): void {
  release(loadRef(p, p + P_PATTERN));
  release(loadRef(p, p + P_GROUPINDEX));
  release(loadRef(p, p + P_INDEXGROUP));
  freeRaw(load<usize>(p, P_CODE), max<u32>(load<u32>(p, P_WORDS), 1) * 4);
  freeObject(p, P_SIZE);
}
function pattern_traverse(p: usize, visitor: u32): void {
  call_indirect<void>(visitor, p + P_PATTERN);
  call_indirect<void>(visitor, p + P_GROUPINDEX);
  call_indirect<void>(visitor, p + P_INDEXGROUP);
}

// ---- the subject
/** The text that a pattern is applied to, a new reference to a str or bytes; 0 with TypeError. */
function subject(p: usize, string: usize): usize {
  const wants = load<u32>(p, P_BYTES);
  if (isStr(string)) return wants == 1 ? raise(T_X_TYPEERROR, "cannot use a bytes pattern on a string-like object") : newRef(string);
  if (!isBytesLike(string)) return raisef(T_X_TYPEERROR, "expected string or bytes-like object, got '%t'", string);
  return wants == 0 ? raise(T_X_TYPEERROR, "cannot use a string pattern on a bytes-like object") : bufferBytes(string);
}
function clampPosition(x: usize, otherwise: u32, length: u32): i64 {
  if (x == 0) return otherwise;
  const n = indexClamped(x);
  if (n == -1 && hasException()) return -1;
  return n < 0 ? 0 : <u32>n > length ? length : n;
}
function machineFor(p: usize, text: usize, pos: u32, endpos: u32): usize {
  return machineNew(textData(text), textKind(text), min(pos, endpos), endpos, load<u32>(p, P_GROUPS));
}

// ---- Match
function matchNew(p: usize, string: usize, pos: u32, endpos: u32, m: usize): usize {
  const groups = load<u32>(p, P_GROUPS) + 1;
  const match = allocObject(T_SRE_MATCH, <u32>MA_SPANS + groups * 8);
  if (match == 0) return noMemory();
  initRef(match, match + MA_STRING, newRef(string));
  initRef(match, match + MA_PATTERN, newRef(p));
  store<u32>(match, pos, MA_POS);
  store<u32>(match, endpos, MA_ENDPOS);
  store<i32>(match, lastIndex(m), MA_LASTINDEX);
  store<u32>(match, groups, MA_GROUPS);
  store<u32>(match, matchStart(m), MA_SPANS);
  store<u32>(match, matchStop(m), MA_SPANS + 4);
  for (let i: u32 = 0; i + 1 < groups; i++) {
    const start = markOf(m, i * 2), end = markOf(m, i * 2 + 1);
    const whole = start >= 0 && end >= start;
    store<i32>(match + (i << 3), whole ? start : -1, MA_SPANS + 8);
    store<i32>(match + (i << 3), whole ? end : -1, MA_SPANS + 12);
  }
  return match;
}
function match_dealloc(match: usize): void {
  const size = <u32>MA_SPANS + load<u32>(match, MA_GROUPS) * 8;
  release(loadRef(match, match + MA_STRING));
  release(loadRef(match, match + MA_PATTERN));
  freeObject(match, size);
}
function match_traverse(match: usize, visitor: u32): void {
  call_indirect<void>(visitor, match + MA_STRING);
  call_indirect<void>(visitor, match + MA_PATTERN);
}
@inline function spanStart(match: usize, group: u32): i32 { return load<i32>(match + (group << 3), MA_SPANS); }
@inline function spanEnd(match: usize, group: u32): i32 { return load<i32>(match + (group << 3), MA_SPANS + 4); }

/** Characters start..end of a str or bytes-like object. */
function slicePiece(string: usize, start: u32, end: u32): usize {
  if (isStr(string)) return piece(string, start, end);
  const b = bufferBytes(string);
  if (b == 0) return 0;
  const n = bytesSize(b);
  const s = piece(b, min(start, n), min(end, n));
  release(b);
  return s;
}
/** The text of a group, or `otherwise` (borrowed) where it did not match. */
function groupText(match: usize, group: u32, otherwise: usize): usize {
  const start = spanStart(match, group);
  return start < 0 ? newRef(otherwise) : slicePiece(loadRef(match, match + MA_STRING), <u32>start, <u32>spanEnd(match, group));
}
/** The number of a group given by number or name; -1 with IndexError. */
function groupNumber(match: usize, x: usize): i32 {
  let i = -1;
  if (isIndex(x)) {
    i = indexClamped(x);
    if (i == -1 && hasException()) return -1;
  } else {
    const p = loadRef(match, match + MA_PATTERN);
    const found = dictGet(loadRef(p, p + P_GROUPINDEX), x);
    if (found) { i = <i32>intAsI64(found); release(found); }
    else if (hasException()) clearException();
  }
  if (i < 0 || <u32>i >= load<u32>(match, MA_GROUPS)) { raise(T_X_INDEXERROR, "no such group"); return -1; }
  return i;
}
function match_group(match: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) return groupText(match, 0, NONE);
  if (nargs == 1) {
    const i = groupNumber(match, argAt(args, 0));
    return i < 0 ? 0 : groupText(match, <u32>i, NONE);
  }
  const t = tupleNew(nargs);
  for (let k = 0; t != 0 && k < nargs; k++) {
    const i = groupNumber(match, argAt(args, k));
    const s: usize = i < 0 ? 0 : groupText(match, <u32>i, NONE);
    if (s == 0) { release(t); return 0; }
    tupleInit(t, k, s);
  }
  return t;
}
function match_getitem(match: usize, x: usize): usize {
  const i = groupNumber(match, x);
  return i < 0 ? 0 : groupText(match, <u32>i, NONE);
}
function match_groups(match: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("groups", args, nargs, kw, 0, 1, S_default)) return 0;
  const otherwise = named(args, nargs, kw, 0, S_default), n = load<u32>(match, MA_GROUPS);
  const t = tupleNew(<i32>n - 1);
  for (let i: u32 = 1; t != 0 && i < n; i++) {
    const s = groupText(match, i, otherwise ? otherwise : <usize>NONE);
    if (s == 0) { release(t); return 0; }
    tupleInit(t, <i32>i - 1, s);
  }
  return t;
}
function match_groupdict(match: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("groupdict", args, nargs, kw, 0, 1, S_default)) return 0;
  const otherwise = named(args, nargs, kw, 0, S_default);
  const p = loadRef(match, match + MA_PATTERN), names = loadRef(p, p + P_INDEXGROUP);
  const dict = dictNew();
  for (let i = 1; dict != 0 && i < tupleSize(names); i++) {
    const name = tupleItem(names, i);
    if (name == NONE) continue;
    const s = groupText(match, <u32>i, otherwise ? otherwise : <usize>NONE);
    const failed = s == 0 || dictSet(dict, name, s) < 0;
    if (s) release(s);
    if (failed) { release(dict); return 0; }
  }
  return dict;
}
/** The group of an optional argument; -1 with an exception. */
function optionalGroup(match: usize, args: usize, nargs: i32): i32 { return nargs ? groupNumber(match, argAt(args, 0)) : 0; }
function match_start(match: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = optionalGroup(match, args, nargs);
  return i < 0 ? 0 : intFromI32(spanStart(match, <u32>i));
}
function match_end(match: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = optionalGroup(match, args, nargs);
  return i < 0 ? 0 : intFromI32(spanEnd(match, <u32>i));
}
function spanTuple(start: i32, end: i32): usize {
  const t = tupleNew(2);
  if (t == 0) return 0;
  tupleInit(t, 0, intFromI32(start));
  tupleInit(t, 1, intFromI32(end));
  return t;
}
function match_span(match: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = optionalGroup(match, args, nargs);
  return i < 0 ? 0 : spanTuple(spanStart(match, <u32>i), spanEnd(match, <u32>i));
}
function get_regs(match: usize): usize {
  const n = load<i32>(match, MA_GROUPS);
  const t = tupleNew(n);
  for (let i = 0; t != 0 && i < n; i++) {
    const span = spanTuple(spanStart(match, <u32>i), spanEnd(match, <u32>i));
    if (span == 0) { release(t); return 0; }
    tupleInit(t, i, span);
  }
  return t;
}
function get_matchString(match: usize): usize { return newRef(loadRef(match, match + MA_STRING)); }
function get_matchRe(match: usize): usize { return newRef(loadRef(match, match + MA_PATTERN)); }
function get_matchPos(match: usize): usize { return intFromI32(load<i32>(match, MA_POS)); }
function get_matchEndpos(match: usize): usize { return intFromI32(load<i32>(match, MA_ENDPOS)); }
function get_lastindex(match: usize): usize { const i = load<i32>(match, MA_LASTINDEX); return i < 0 ? none() : intFromI32(i); }
function get_lastgroup(match: usize): usize {
  const i = load<i32>(match, MA_LASTINDEX), p = loadRef(match, match + MA_PATTERN), names = loadRef(p, p + P_INDEXGROUP);
  return i < 0 || i >= tupleSize(names) ? none() : newRef(tupleItem(names, i));
}
function match_repr(match: usize): usize {
  const s = groupText(match, 0, NONE);
  const r = s ? reprOf(s) : 0;
  if (s) release(s);
  if (r == 0) return 0;
  const out = Builder.start();
  Builder.text(out, "<re.Match object; span=(");
  Builder.int(out, spanStart(match, 0));
  Builder.text(out, ", ");
  Builder.int(out, spanEnd(match, 0));
  Builder.text(out, "), match=");
  Builder.slice(out, r, 0, min<u32>(strLength(r), 50));
  Builder.char(out, 0x3e);
  release(r);
  return Builder.finish(out);
}
function same(self: usize, args: usize, nargs: i32, kw: usize): usize { return newRef(self); }

// ---- matching
const MATCH: i32 = 0, FULLMATCH: i32 = 1, SEARCH: i32 = 2;
function apply(p: usize, args: usize, nargs: i32, kw: usize, fname: string, how: i32): usize {
  if (!checkNamed(fname, args, nargs, kw, 1, 3, S_string, S_pos, S_endpos)) return 0;
  const string = named(args, nargs, kw, 0, S_string);
  const text = string ? subject(p, string) : raise(T_X_TYPEERROR, "missing required argument 'string' (pos 1)");
  if (text == 0) return 0;
  const n = textLength(text);
  const pos = clampPosition(named(args, nargs, kw, 1, S_pos), 0, n), endpos = clampPosition(named(args, nargs, kw, 2, S_endpos), n, n);
  let result: usize = 0;
  if (pos >= 0 && endpos >= 0) {
    if (pos > endpos) result = none();
    else {
      const m = machineFor(p, text, <u32>pos, <u32>endpos);
      if (m) {
        if (how == FULLMATCH) setMatchAll(m);
        const code = load<usize>(p, P_CODE);
        const found = how == SEARCH ? machineSearch(m, code) : machineMatch(m, code);
        if (found == 0) result = none();
        else if (found > 0) result = matchNew(p, string, <u32>pos, <u32>endpos, m);
        machineFree(m);
      }
    }
  }
  release(text);
  return result;
}
function pattern_match(p: usize, args: usize, nargs: i32, kw: usize): usize { return apply(p, args, nargs, kw, "match", MATCH); }
function pattern_fullmatch(p: usize, args: usize, nargs: i32, kw: usize): usize { return apply(p, args, nargs, kw, "fullmatch", FULLMATCH); }
function pattern_search(p: usize, args: usize, nargs: i32, kw: usize): usize { return apply(p, args, nargs, kw, "search", SEARCH); }

/** Finds the next match; afterwards the machine stands behind it. 1, 0, or -1 with an exception. */
@inline function advance(m: usize): void {
  setMustAdvance(m, matchStop(m) == matchStart(m));
  setMatchStart(m, matchStop(m));
}

/** Appends a new reference; false = failed. */
function push(list: usize, item: usize): bool {
  if (item == 0) return false;
  const ok = listAppend(list, item) >= 0;
  release(item);
  return ok;
}
function emptyLike(text: usize): usize { return isStr(text) ? emptyStr() : bytesNew(0); }
/** The text of a group of the machine's match; empty if it did not match. */
function machineGroup(m: usize, text: usize, group: u32): usize {
  if (group == 0) return piece(text, matchStart(m), matchStop(m));
  const start = markOf(m, group * 2 - 2), end = markOf(m, group * 2 - 1);
  return start < 0 || end < start ? emptyLike(text) : piece(text, <u32>start, <u32>end);
}

function pattern_findall(p: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("findall", args, nargs, kw, 1, 3, S_string, S_pos, S_endpos)) return 0;
  const string = named(args, nargs, kw, 0, S_string);
  const text = string ? subject(p, string) : raise(T_X_TYPEERROR, "missing required argument 'string' (pos 1)");
  if (text == 0) return 0;
  const n = textLength(text);
  const pos = clampPosition(named(args, nargs, kw, 1, S_pos), 0, n), endpos = clampPosition(named(args, nargs, kw, 2, S_endpos), n, n);
  const m: usize = pos < 0 || endpos < 0 ? 0 : machineFor(p, text, <u32>pos, <u32>endpos);
  let list: usize = m ? listNew(0) : 0;
  const groups = load<u32>(p, P_GROUPS);
  while (list) {
    const found = pos > endpos ? 0 : machineSearch(m, load<usize>(p, P_CODE));
    if (found == 0) break;
    let item: usize = 0;
    if (found > 0) {
      if (groups <= 1) item = machineGroup(m, text, groups);
      else {
        item = tupleNew(<i32>groups);
        for (let g: u32 = 1; item != 0 && g <= groups; g++) {
          const s = machineGroup(m, text, g);
          if (s == 0) { release(item); item = 0; break; }
          tupleInit(item, <i32>g - 1, s);
        }
      }
    }
    if (!push(list, item)) { release(list); list = 0; break; }
    advance(m);
  }
  if (m) machineFree(m);
  release(text);
  return list;
}

function pattern_split(p: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("split", args, nargs, kw, 1, 2, S_string, S_maxsplit)) return 0;
  const string = named(args, nargs, kw, 0, S_string), mostObject = named(args, nargs, kw, 1, S_maxsplit);
  const most = mostObject ? indexClamped(mostObject) : 0;
  if (most == -1 && hasException()) return 0;
  const text = string ? subject(p, string) : raise(T_X_TYPEERROR, "missing required argument 'string' (pos 1)");
  if (text == 0) return 0;
  const n = textLength(text);
  const m = machineFor(p, text, 0, n);
  let list: usize = m ? listNew(0) : 0;
  let last: u32 = 0, count = 0;
  while (list != 0 && (most == 0 || count < most)) {
    const found = machineSearch(m, load<usize>(p, P_CODE));
    if (found == 0) break;
    let ok = found > 0 && push(list, piece(text, last, matchStart(m)));
    for (let g: u32 = 1; ok && g <= load<u32>(p, P_GROUPS); g++) {
      const start = markOf(m, g * 2 - 2), end = markOf(m, g * 2 - 1);
      ok = push(list, start < 0 || end < start ? none() : piece(text, <u32>start, <u32>end));
    }
    if (!ok) { release(list); list = 0; break; }
    last = matchStop(m);
    count++;
    advance(m);
  }
  if (list != 0 && !push(list, piece(text, last, n))) { release(list); list = 0; }
  if (m) machineFree(m);
  release(text);
  return list;
}

// ---- substitution
/** What a replacement text stands for: itself if it has no backslash, else the tuple that re._compile_template makes. */
function templateOf(p: usize, repl: usize): usize {
  const t = isStr(repl) ? newRef(repl) : bufferBytes(repl);
  if (t == 0) return 0;
  const plain = findChar(textData(t), textKind(t), 0, textLength(t), 0x5c) < 0;
  if (plain) return t;
  release(t);
  const re = importByName(intern("re"));
  if (re == 0) return 0;
  const template = callMethod2(re, intern("_compile_template"), p, repl);
  release(re);
  return template;
}
/** _sre.template(pattern, [literal, group, literal, ...]): a tuple of them, or the one literal. */
function sre_template(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = tupleFromIterable(argAt(args, 1));
  if (t == 0 || tupleSize(t) != 1) return t;
  const one = newRef(tupleItem(t, 0));
  release(t);
  return one;
}
/** Appends the parts of a template filled in from a match. */
function expandInto(list: usize, template: usize, match: usize, text: usize): bool {
  const n = tupleSize(template);
  for (let i = 0; i < n; i++) {
    const part = tupleItem(template, i);
    if (i & 1) {
      const group = intAsI64(part);
      if (group < 0 || group >= load<u32>(match, MA_GROUPS)) { raise(T_X_INDEXERROR, "invalid group reference"); return false; }
      const start = spanStart(match, <u32>group);
      if (start >= 0 && !push(list, piece(text, <u32>start, <u32>spanEnd(match, <u32>group)))) return false;
    } else if (textLength(part) != 0 && listAppend(list, part) < 0) return false;
  }
  return true;
}
function joined(text: usize, list: usize): usize {
  const empty = emptyLike(text);
  if (empty == 0) return 0;
  const s = textJoin(empty, list);
  release(empty);
  return s;
}

function substitute(p: usize, args: usize, nargs: i32, kw: usize, counted: bool): usize {
  if (!checkNamed(counted ? "subn" : "sub", args, nargs, kw, 2, 3, S_repl, S_string, S_count)) return 0;
  const repl = named(args, nargs, kw, 0, S_repl), string = named(args, nargs, kw, 1, S_string), countObject = named(args, nargs, kw, 2, S_count);
  const most = countObject ? indexClamped(countObject) : 0;
  if (most == -1 && hasException()) return 0;
  if (repl == 0 || string == 0) return raise(T_X_TYPEERROR, "missing required argument");
  const isText = isStr(repl) || isBytesLike(repl);
  const template = isText ? templateOf(p, repl) : newRef(repl);
  if (template == 0) return 0;
  const text = subject(p, string);
  if (text == 0) { release(template); return 0; }
  const n = textLength(text);
  const m = machineFor(p, text, 0, n);
  const list = m ? listNew(0) : 0;
  let ok = list != 0, last: u32 = 0, count = 0;
  const literal = isText && (isStr(template) || !isTupleObject(template));
  while (ok && (most == 0 || count < most)) {
    const found = machineSearch(m, load<usize>(p, P_CODE));
    if (found <= 0) { ok = found == 0; break; }
    const start = matchStart(m), stop = matchStop(m);
    if (last < start) ok = push(list, piece(text, last, start));
    if (ok && literal) ok = textLength(template) == 0 || listAppend(list, template) >= 0;
    else if (ok) {
      const match = matchNew(p, string, 0, n, m);
      ok = match != 0;
      if (ok && isText) ok = expandInto(list, template, match, text);
      else if (ok) {
        const item = call1(template, match);
        ok = item != 0 && (item == NONE || listAppend(list, item) >= 0);
        if (item) release(item);
      }
      if (match) release(match);
    }
    last = stop;
    count++;
    advance(m);
  }
  let result: usize = 0;
  if (ok) ok = last == 0 && count == 0 ? push(list, piece(text, 0, n)) : last >= n || push(list, piece(text, last, n));
  if (ok) result = joined(text, list);
  if (result && counted) {
    const t = tupleNew(2);
    if (t) { tupleInit(t, 0, result); tupleInit(t, 1, intFromI32(count)); } else release(result);
    result = t;
  }
  if (list) release(list);
  if (m) machineFree(m);
  release(text);
  release(template);
  return result;
}
function isTupleObject(o: usize): bool { return !isStr(o) && !isBytesLike(o); }
function pattern_sub(p: usize, args: usize, nargs: i32, kw: usize): usize { return substitute(p, args, nargs, kw, false); }
function pattern_subn(p: usize, args: usize, nargs: i32, kw: usize): usize { return substitute(p, args, nargs, kw, true); }

function match_expand(match: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("expand", args, nargs, kw, 1, 1, S_template)) return 0;
  const p = loadRef(match, match + MA_PATTERN), given = named(args, nargs, kw, 0, S_template);
  if (!isStr(given) && !isBytesLike(given)) return raisef(T_X_TYPEERROR, "expected str instance, %t found", given);
  const template = templateOf(p, given);
  if (template == 0 || !isTupleObject(template)) return template;
  const text = subject(p, loadRef(match, match + MA_STRING));
  const list = text ? listNew(0) : 0;
  const result = list != 0 && expandInto(list, template, match, text) ? joined(text, list) : 0;
  if (list) release(list);
  if (text) release(text);
  release(template);
  return result;
}

// ---- Scanner and finditer
function scannerNew(p: usize, args: usize, nargs: i32, kw: usize, fname: string, bits: u32): usize {
  if (!checkNamed(fname, args, nargs, kw, 1, 3, S_string, S_pos, S_endpos)) return 0;
  const string = named(args, nargs, kw, 0, S_string);
  const text = string ? subject(p, string) : raise(T_X_TYPEERROR, "missing required argument 'string' (pos 1)");
  if (text == 0) return 0;
  const n = textLength(text);
  release(text);
  const pos = clampPosition(named(args, nargs, kw, 1, S_pos), 0, n), endpos = clampPosition(named(args, nargs, kw, 2, S_endpos), n, n);
  if (pos < 0 || endpos < 0) return 0;
  const s = allocObject(T_SRE_SCANNER, SC_SIZE);
  if (s == 0) return noMemory();
  store<u32>(s, 0, 16);
  initRef(s, s + SC_PATTERN, newRef(p));
  initRef(s, s + SC_STRING, newRef(string));
  store<u32>(s, <u32>pos, SC_POS);
  store<u32>(s, <u32>endpos, SC_ENDPOS);
  store<u32>(s, <u32>pos, SC_NEXT);
  store<u32>(s, bits | (pos > endpos ? EXHAUSTED : 0), SC_BITS);
  return s;
}
/** The next match of a scanner, None (or, for finditer, nothing) at the end. Two threads get different matches. */
function scan(s: usize, searching: bool): usize {
  const p = loadRef(s, s + SC_PATTERN), string = loadRef(s, s + SC_STRING);
  const text = subject(p, string);
  if (text == 0) return 0;
  let result: usize = 0, found: i32 = 0;
  const n = textLength(text), endpos = min(load<u32>(s, SC_ENDPOS), n);
  const m = machineFor(p, text, load<u32>(s, SC_POS), endpos);
  if (m) {
    while (true) {
      lockObject(s);
      const next = load<u32>(s, SC_NEXT), bits = load<u32>(s, SC_BITS);
      unlockObject(s);
      if (bits & EXHAUSTED) { found = 0; break; }
      setMatchStart(m, next);
      setMustAdvance(m, (bits & MUST) != 0);
      found = searching ? machineSearch(m, load<usize>(p, P_CODE)) : machineMatch(m, load<usize>(p, P_CODE));
      if (found < 0) break;
      const after: u32 = found ? matchStop(m) : next;
      const must: u32 = found != 0 && matchStop(m) == matchStart(m) ? MUST : 0;
      // Somebody may have advanced the scanner meanwhile: then this match is theirs.
      lockObject(s);
      const current = load<u32>(s, SC_NEXT) == next && load<u32>(s, SC_BITS) == bits;
      if (current) {
        store<u32>(s, after, SC_NEXT);
        store<u32>(s, (bits & ITERATES) | must | (found ? 0 : EXHAUSTED), SC_BITS);
      }
      unlockObject(s);
      if (current) break;
    }
    if (found > 0) result = matchNew(p, string, load<u32>(s, SC_POS), endpos, m);
    else if (found == 0 && !(load<u32>(s, SC_BITS) & ITERATES)) result = none();
    machineFree(m);
  }
  release(text);
  return result;
}
function scanner_match(s: usize, args: usize, nargs: i32, kw: usize): usize { return scan(s, false); }
function scanner_search(s: usize, args: usize, nargs: i32, kw: usize): usize { return scan(s, true); }
function scanner_next(s: usize): usize { return load<u32>(s, SC_BITS) & ITERATES ? scan(s, true) : raise(T_X_TYPEERROR, "'_sre.SRE_Scanner' object is not an iterator"); }
function scanner_iter(s: usize): usize { return load<u32>(s, SC_BITS) & ITERATES ? newRef(s) : raise(T_X_TYPEERROR, "'_sre.SRE_Scanner' object is not iterable"); }
function get_scannerPattern(s: usize): usize { return newRef(loadRef(s, s + SC_PATTERN)); }
function scanner_dealloc(s: usize): void {
  release(loadRef(s, s + SC_PATTERN));
  release(loadRef(s, s + SC_STRING));
  freeObject(s, SC_SIZE);
}
function scanner_traverse(s: usize, visitor: u32): void {
  call_indirect<void>(visitor, s + SC_PATTERN);
  call_indirect<void>(visitor, s + SC_STRING);
}
function pattern_scanner(p: usize, args: usize, nargs: i32, kw: usize): usize { return scannerNew(p, args, nargs, kw, "scanner", 0); }
function pattern_finditer(p: usize, args: usize, nargs: i32, kw: usize): usize { return scannerNew(p, args, nargs, kw, "finditer", ITERATES); }

// ---- Pattern's attributes
function get_pattern(p: usize): usize { return newRef(loadRef(p, p + P_PATTERN)); }
function get_flags(p: usize): usize { return intFromI32(load<i32>(p, P_FLAGS)); }
function get_groups(p: usize): usize { return intFromI32(load<i32>(p, P_GROUPS)); }
function get_groupindex(p: usize): usize { return newRef(loadRef(p, p + P_GROUPINDEX)); }
function pattern_hash(p: usize): i64 {
  const h = hashOf(loadRef(p, p + P_PATTERN));
  if (h == -1 && hasException()) return -1;
  const mixed = h ^ hashBytes(load<usize>(p, P_CODE), load<u32>(p, P_WORDS) * 4) ^ load<u32>(p, P_FLAGS) ^ load<u32>(p, P_GROUPS);
  return mixed == -1 ? -2 : mixed;
}
function pattern_richcompare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_SRE_PATTERN || typeOf(a) != T_SRE_PATTERN) return notImplemented();
  let equal = a == b;
  if (!equal && load<u32>(a, P_FLAGS) == load<u32>(b, P_FLAGS) && load<u32>(a, P_WORDS) == load<u32>(b, P_WORDS)
    && memory.compare(load<usize>(a, P_CODE), load<usize>(b, P_CODE), load<u32>(a, P_WORDS) * 4) == 0) {
    const c = richCompareBool(loadRef(a, a + P_PATTERN), loadRef(b, b + P_PATTERN), EQ);
    if (c < 0) return 0;
    equal = c > 0;
  }
  return boolOf(equal == (op == EQ));
}
function flagName(out: usize, first: bool, name: string): bool {
  Builder.text(out, first ? ", re." : "|re.");
  Builder.text(out, name);
  return false;
}
function pattern_repr(p: usize): usize {
  const r = reprOf(loadRef(p, p + P_PATTERN));
  if (r == 0) return 0;
  const out = Builder.start();
  Builder.text(out, "re.compile(");
  Builder.slice(out, r, 0, min<u32>(strLength(r), 200));
  release(r);
  let flags = load<u32>(p, P_FLAGS), first = true;
  if (isStr(loadRef(p, p + P_PATTERN)) && (flags & 0x126) == 32) flags &= ~32; // UNICODE is what text has anyway
  if (flags & 2) first = flagName(out, first, "IGNORECASE");
  if (flags & 4) first = flagName(out, first, "LOCALE");
  if (flags & 8) first = flagName(out, first, "MULTILINE");
  if (flags & 16) first = flagName(out, first, "DOTALL");
  if (flags & 64) first = flagName(out, first, "VERBOSE");
  if (flags & 128) first = flagName(out, first, "DEBUG");
  if (flags & 256) first = flagName(out, first, "ASCII");
  Builder.char(out, 0x29);
  return Builder.finish(out);
}

// ---- functions of the compiler
function sre_asciiIscased(self: usize, args: usize, nargs: i32, kw: usize): usize { const c = <u32>indexClamped(argAt(args, 0)); return boolOf(c < 0x80 && (c | 0x20) - 0x61 < 26); }
function sre_unicodeIscased(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(isCased(<u32>indexClamped(argAt(args, 0)))); }
function sre_asciiTolower(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(<i32>asciiLower(<u32>indexClamped(argAt(args, 0)))); }
function sre_unicodeTolower(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(<i32>simpleLower(<u32>indexClamped(argAt(args, 0)))); }
function sre_getcodesize(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI32(4); }

function fillModule(dict: usize): void {
  constant(dict, "MAGIC", SRE_MAGIC);
  constant(dict, "CODESIZE", 4);
  constant(dict, "MAXREPEAT", <i64>MAXREPEAT);
  constant(dict, "MAXGROUPS", 1073741823);
  functionKw(dict, "compile", fnNative(sre_compile), 6, 6);
  function_(dict, "template", fnNative(sre_template), 2, 2);
  function_(dict, "ascii_iscased", fnNative(sre_asciiIscased), 1, 1);
  function_(dict, "unicode_iscased", fnNative(sre_unicodeIscased), 1, 1);
  function_(dict, "ascii_tolower", fnNative(sre_asciiTolower), 1, 1);
  function_(dict, "unicode_tolower", fnNative(sre_unicodeTolower), 1, 1);
  function_(dict, "getcodesize", fnNative(sre_getcodesize), 0, 0);
}
function constant(dict: usize, name: string, value: i64): void {
  const v = intFromI64(value);
  if (v == 0) return;
  dictSetStr(dict, intern(name), v);
  release(v);
}

export function initSre(): void {
  setSlot(T_SRE_PATTERN, TP_DEALLOC, fnVoid(pattern_dealloc));
  setSlot(T_SRE_PATTERN, TP_TRAVERSE, fnTraverse(pattern_traverse));
  setSlot(T_SRE_PATTERN, TP_REPR, fnUnary(pattern_repr));
  setSlot(T_SRE_PATTERN, TP_HASH, fnHash(pattern_hash));
  setSlot(T_SRE_PATTERN, TP_RICHCOMPARE, fnCompare(pattern_richcompare));
  methodKw(T_SRE_PATTERN, "match", fnNative(pattern_match), 1, 3);
  methodKw(T_SRE_PATTERN, "fullmatch", fnNative(pattern_fullmatch), 1, 3);
  methodKw(T_SRE_PATTERN, "search", fnNative(pattern_search), 1, 3);
  methodKw(T_SRE_PATTERN, "findall", fnNative(pattern_findall), 1, 3);
  methodKw(T_SRE_PATTERN, "finditer", fnNative(pattern_finditer), 1, 3);
  methodKw(T_SRE_PATTERN, "scanner", fnNative(pattern_scanner), 1, 3);
  methodKw(T_SRE_PATTERN, "split", fnNative(pattern_split), 1, 2);
  methodKw(T_SRE_PATTERN, "sub", fnNative(pattern_sub), 2, 3);
  methodKw(T_SRE_PATTERN, "subn", fnNative(pattern_subn), 2, 3);
  method(T_SRE_PATTERN, "__copy__", fnNative(same), 0, 0);
  method(T_SRE_PATTERN, "__deepcopy__", fnNative(same), 1, 1);
  getset(T_SRE_PATTERN, "pattern", fnUnary(get_pattern), 0);
  getset(T_SRE_PATTERN, "flags", fnUnary(get_flags), 0);
  getset(T_SRE_PATTERN, "groups", fnUnary(get_groups), 0);
  getset(T_SRE_PATTERN, "groupindex", fnUnary(get_groupindex), 0);

  setSlot(T_SRE_MATCH, TP_DEALLOC, fnVoid(match_dealloc));
  setSlot(T_SRE_MATCH, TP_TRAVERSE, fnTraverse(match_traverse));
  setSlot(T_SRE_MATCH, TP_REPR, fnUnary(match_repr));
  setSlot(T_SRE_MATCH, TP_GETITEM, fnBinary(match_getitem));
  method(T_SRE_MATCH, "group", fnNative(match_group), 0, -1);
  methodKw(T_SRE_MATCH, "groups", fnNative(match_groups), 0, 1);
  methodKw(T_SRE_MATCH, "groupdict", fnNative(match_groupdict), 0, 1);
  methodKw(T_SRE_MATCH, "expand", fnNative(match_expand), 1, 1);
  method(T_SRE_MATCH, "start", fnNative(match_start), 0, 1);
  method(T_SRE_MATCH, "end", fnNative(match_end), 0, 1);
  method(T_SRE_MATCH, "span", fnNative(match_span), 0, 1);
  method(T_SRE_MATCH, "__copy__", fnNative(same), 0, 0);
  method(T_SRE_MATCH, "__deepcopy__", fnNative(same), 1, 1);
  getset(T_SRE_MATCH, "string", fnUnary(get_matchString), 0);
  getset(T_SRE_MATCH, "re", fnUnary(get_matchRe), 0);
  getset(T_SRE_MATCH, "pos", fnUnary(get_matchPos), 0);
  getset(T_SRE_MATCH, "endpos", fnUnary(get_matchEndpos), 0);
  getset(T_SRE_MATCH, "lastindex", fnUnary(get_lastindex), 0);
  getset(T_SRE_MATCH, "lastgroup", fnUnary(get_lastgroup), 0);
  getset(T_SRE_MATCH, "regs", fnUnary(get_regs), 0);

  setSlot(T_SRE_SCANNER, TP_DEALLOC, fnVoid(scanner_dealloc));
  setSlot(T_SRE_SCANNER, TP_TRAVERSE, fnTraverse(scanner_traverse));
  setSlot(T_SRE_SCANNER, TP_ITER, fnUnary(scanner_iter));
  setSlot(T_SRE_SCANNER, TP_NEXT, fnUnary(scanner_next));
  method(T_SRE_SCANNER, "match", fnNative(scanner_match), 0, 0);
  method(T_SRE_SCANNER, "search", fnNative(scanner_search), 0, 0);
  getset(T_SRE_SCANNER, "pattern", fnUnary(get_scannerPattern), 0);
  registerModule("_sre", fillModule);
}
