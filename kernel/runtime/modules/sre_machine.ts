/**
 * The matcher of regular expressions: a backtracking machine over the byte code that re._compiler makes. It never
 * recurses: what is left to be tried stands on a stack of its own, and so does what must be undone on the way back.
 *
 * Registers: pc (address of the next code word), p (position in the text), rep (the loop we are in), cont (what to do
 * when a subpattern that ends with SUCCESS has matched). Two growing raw blocks:
 *
 *     stack, 32 bytes an entry:   0 kind  4 pc  8 p  12 rep  16 cont  20 top of records  24 a  28 b
 *         kind MARK_WAS/INDEX_WAS is no choice but a note: mark a was b (index: lastindex was b)
 *     records, 16 bytes each, addressed by offset, never changed once made, dropped by going back:
 *         loop   0 pc of REPEAT's skip word  4 count  8 last position  12 the loop around it
 *         cont   0 pc of the construct's skip word  4 stack height at its start  8 position  12 rep,
 *                and a second record behind it: 0 the continuation outside  4 the construct's opcode  8 repetitions
 */
import { allocRaw, freeRaw, reallocRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { checkSafepoint } from "../calls";
import { charAt, findChar } from "../types/chars";
import {
  FAILURE, SUCCESS, ANY, ANY_ALL, ASSERT, ASSERT_NOT, AT, BRANCH, CATEGORY, GROUPREF, GROUPREF_EXISTS, IN, INFO, JUMP, LITERAL, MARK, MAX_UNTIL, MIN_UNTIL,
  NOT_LITERAL, REPEAT, REPEAT_ONE, MIN_REPEAT_ONE, ATOMIC_GROUP, POSSESSIVE_REPEAT, POSSESSIVE_REPEAT_ONE, GROUPREF_IGNORE, IN_IGNORE, LITERAL_IGNORE,
  NOT_LITERAL_IGNORE, GROUPREF_LOC_IGNORE, IN_LOC_IGNORE, LITERAL_LOC_IGNORE, NOT_LITERAL_LOC_IGNORE, GROUPREF_UNI_IGNORE, IN_UNI_IGNORE,
  LITERAL_UNI_IGNORE, NOT_LITERAL_UNI_IGNORE, MAXREPEAT, AT_BEGINNING, AT_BEGINNING_LINE, AT_BEGINNING_STRING, AT_BOUNDARY, AT_END,
  AT_END_LINE, AT_END_STRING, AT_LOC_BOUNDARY, AT_UNI_BOUNDARY, asciiLower, simpleLower, isWord, isAsciiWord, inCategory, inSet
} from "./sre_chars";

// ---- the state of one match, a raw block owned by the caller
const M_DATA: usize = 0, M_KIND: usize = 4, M_BEGIN: usize = 8, M_END: usize = 12, M_STACK: usize = 16, M_STACK_SIZE: usize = 20, M_STACK_CAP: usize = 24;
const M_RECORDS: usize = 28, M_RECORDS_TOP: usize = 32, M_RECORDS_CAP: usize = 36, M_LAST_INDEX: usize = 40, M_MARK_COUNT: usize = 44, M_START: usize = 48;
const M_STOP: usize = 52, M_MUST_ADVANCE: usize = 56, M_MATCH_ALL: usize = 60, M_FAILED: usize = 64;
export const M_MARKS: usize = 68;

const ENTRY: u32 = 32, RECORD: u32 = 16;
// Kinds of stack entries.
const K_PATH: u32 = 0;        // go on at pc
const K_MARK: u32 = 1;        // note: mark a was b
const K_INDEX: u32 = 2;       // note: lastindex was b
const K_MANY: u32 = 3;        // REPEAT_ONE at pc: a repetitions matched from p, at least b
const K_FEW: u32 = 4;         // MIN_REPEAT_ONE at pc: a repetitions matched, p behind them
const K_LAZY: u32 = 5;        // MIN_UNTIL: the body once more
const K_NOT: u32 = 6;         // ASSERT_NOT at pc: the inner pattern failed, so go on behind it
const K_POSSESSIVE: u32 = 7;  // POSSESSIVE_REPEAT at pc: no further repetition matched, a so far
const K_BRANCH: u32 = 8;      // the branches whose skip words begin at pc

/** A match state for `groups` groups over characters begin..end; 0 with MemoryError. */
export function machineNew(data: usize, kind: u32, begin: u32, end: u32, groups: u32): usize {
  const m = allocRaw(<u32>M_MARKS + groups * 8);
  if (m == 0) return noMemory();
  memory.fill(m, 0, M_MARKS);
  store<usize>(m, data, M_DATA);
  store<u32>(m, kind, M_KIND);
  store<u32>(m, begin, M_BEGIN);
  store<u32>(m, begin, M_START);
  store<u32>(m, end, M_END);
  store<u32>(m, groups * 2, M_MARK_COUNT);
  return m;
}
export function machineFree(m: usize): void {
  if (load<usize>(m, M_STACK)) freeRaw(load<usize>(m, M_STACK), load<u32>(m, M_STACK_CAP));
  if (load<usize>(m, M_RECORDS)) freeRaw(load<usize>(m, M_RECORDS), load<u32>(m, M_RECORDS_CAP));
  freeRaw(m, <u32>M_MARKS + load<u32>(m, M_MARK_COUNT) * 4);
}
export function matchStart(m: usize): u32 { return load<u32>(m, M_START); }
export function matchStop(m: usize): u32 { return load<u32>(m, M_STOP); }
export function setMatchStart(m: usize, at: u32): void { store<u32>(m, at, M_START); }
export function setMustAdvance(m: usize, must: bool): void { store<u32>(m, must ? 1 : 0, M_MUST_ADVANCE); }
export function setMatchAll(m: usize): void { store<u32>(m, 1, M_MATCH_ALL); }
export function lastIndex(m: usize): i32 { return load<i32>(m, M_LAST_INDEX) - 1; }
/** Start (2 * group - 2) or end of a group, -1 if it did not match. */
export function markOf(m: usize, i: u32): i32 { return load<i32>(m + (i << 2), M_MARKS); }

function push(m: usize, kind: u32, pc: usize, p: u32, rep: u32, cont: u32, a: u32, b: u32): bool {
  const size = load<u32>(m, M_STACK_SIZE), capacity = load<u32>(m, M_STACK_CAP);
  if (size + ENTRY > capacity) {
    const grown = capacity ? capacity * 2 : 2048;
    const stack: usize = grown > 0x40000000 ? 0 : reallocRaw(load<usize>(m, M_STACK), capacity, grown);
    if (stack == 0) { store<u32>(m, 1, M_FAILED); return false; }
    store<usize>(m, stack, M_STACK);
    store<u32>(m, grown, M_STACK_CAP);
  }
  const at = load<usize>(m, M_STACK) + size;
  store<u32>(at, kind);
  store<usize>(at, pc, 4);
  store<u32>(at, p, 8);
  store<u32>(at, rep, 12);
  store<u32>(at, cont, 16);
  store<u32>(at, load<u32>(m, M_RECORDS_TOP), 20);
  store<u32>(at, a, 24);
  store<u32>(at, b, 28);
  store<u32>(m, size + ENTRY, M_STACK_SIZE);
  return true;
}
/** A record; its offset + 1, or 0 if memory is full. */
function record(m: usize, a: u32, b: u32, c: u32, d: u32): u32 {
  const top = load<u32>(m, M_RECORDS_TOP), capacity = load<u32>(m, M_RECORDS_CAP);
  if (top + RECORD > capacity) {
    const grown = capacity ? capacity * 2 : 1024;
    const block: usize = grown > 0x40000000 ? 0 : reallocRaw(load<usize>(m, M_RECORDS), capacity, grown);
    if (block == 0) { store<u32>(m, 1, M_FAILED); return 0; }
    store<usize>(m, block, M_RECORDS);
    store<u32>(m, grown, M_RECORDS_CAP);
  }
  const at = load<usize>(m, M_RECORDS) + top;
  store<u32>(at, a);
  store<u32>(at, b, 4);
  store<u32>(at, c, 8);
  store<u32>(at, d, 12);
  store<u32>(m, top + RECORD, M_RECORDS_TOP);
  return top + 1;
}
@inline function field(m: usize, r: u32, at: usize): u32 { return load<u32>(load<usize>(m, M_RECORDS) + (r - 1) + at); }

/** A continuation: two records, the first of which is its name. */
function continuation(m: usize, pc: usize, kind: u32, p: u32, rep: u32, outer: u32, count: u32): u32 {
  const r = record(m, <u32>pc, load<u32>(m, M_STACK_SIZE), p, rep);
  return r != 0 && record(m, outer, kind, count, 0) != 0 ? r : 0;
}

/** Drops the choices above a height but keeps the notes: what was matched stays, and cannot be matched otherwise. */
function cut(m: usize, height: u32): void {
  const stack = load<usize>(m, M_STACK), size = load<u32>(m, M_STACK_SIZE);
  let to = height;
  for (let from = height; from < size; from += ENTRY) {
    const kind = load<u32>(stack + from);
    if (kind != K_MARK && kind != K_INDEX) continue;
    if (to != from) memory.copy(stack + to, stack + from, ENTRY);
    to += ENTRY;
  }
  store<u32>(m, to, M_STACK_SIZE);
}
@inline function undo(m: usize, entry: usize): void {
  if (load<u32>(entry) == K_MARK) store<u32>(m + (load<u32>(entry, 24) << 2), load<u32>(entry, 28), M_MARKS);
  else store<u32>(m, load<u32>(entry, 28), M_LAST_INDEX);
}
/** Goes back to a height, choices forgotten, notes undone. */
function unwind(m: usize, height: u32): void {
  const stack = load<usize>(m, M_STACK);
  for (let at = load<u32>(m, M_STACK_SIZE); at > height;) {
    at -= ENTRY;
    const kind = load<u32>(stack + at);
    if (kind == K_MARK || kind == K_INDEX) undo(m, stack + at);
  }
  store<u32>(m, height, M_STACK_SIZE);
}

function isAt(m: usize, where: u32, p: u32): bool {
  const data = load<usize>(m, M_DATA), kind = load<u32>(m, M_KIND), end = load<u32>(m, M_END);
  switch (where) {
    case AT_BEGINNING: case AT_BEGINNING_STRING: return p == 0;
    case AT_BEGINNING_LINE: return p == 0 || charAt(data, kind, p - 1) == 10;
    case AT_END: return p == end || (p + 1 == end && charAt(data, kind, p) == 10);
    case AT_END_LINE: return p == end || charAt(data, kind, p) == 10;
    case AT_END_STRING: return p == end;
  }
  if (end == 0) return false;
  const unicode = where >= AT_UNI_BOUNDARY;
  const before = p > 0 && wordAt(data, kind, p - 1, unicode), after = p < end && wordAt(data, kind, p, unicode);
  const boundary = where == AT_BOUNDARY || where == AT_LOC_BOUNDARY || where == AT_UNI_BOUNDARY;
  return boundary ? before != after : before == after;
}
function wordAt(data: usize, kind: u32, p: u32, unicode: bool): bool {
  const c = charAt(data, kind, p);
  return unicode ? isWord(c) : isAsciiWord(c);
}

/** Whether the one-character item at `item` matches c. */
function itemMatches(item: usize, c: u32): bool {
  switch (load<u32>(item)) {
    case ANY: return c != 10;
    case ANY_ALL: return true;
    case LITERAL: return c == load<u32>(item, 4);
    case NOT_LITERAL: return c != load<u32>(item, 4);
    case IN: return inSet(item + 8, c);
    case CATEGORY: return inCategory(load<u32>(item, 4), c);
    case LITERAL_IGNORE: case LITERAL_LOC_IGNORE: return asciiLower(c) == asciiLower(load<u32>(item, 4));
    case NOT_LITERAL_IGNORE: case NOT_LITERAL_LOC_IGNORE: return asciiLower(c) != asciiLower(load<u32>(item, 4));
    case LITERAL_UNI_IGNORE: return simpleLower(c) == load<u32>(item, 4);
    case NOT_LITERAL_UNI_IGNORE: return simpleLower(c) != load<u32>(item, 4);
    case IN_IGNORE: return inSet(item + 8, asciiLower(c));
    case IN_LOC_IGNORE: return inSet(item + 8, c) || inSet(item + 8, asciiLower(c));
    case IN_UNI_IGNORE: return inSet(item + 8, simpleLower(c));
  }
  return false;
}

/** How many characters from p on, at most `most`, match a one-character item. */
function repeatItem(m: usize, item: usize, p: u32, most: u32): u32 {
  const data = load<usize>(m, M_DATA), kind = load<u32>(m, M_KIND), end = load<u32>(m, M_END);
  const stop = most < end - p ? p + most : end;
  const op = load<u32>(item);
  let i = p;
  if (op == ANY_ALL) return stop - p;
  if (op == ANY) {
    const at = findChar(data, kind, p, stop, 10);
    return at < 0 ? stop - p : <u32>at - p;
  }
  if (op == LITERAL) {
    const c = load<u32>(item, 4);
    while (i < stop && charAt(data, kind, i) == c) i++;
    return i - p;
  }
  if (op == NOT_LITERAL) {
    const at = findChar(data, kind, p, stop, load<u32>(item, 4));
    return at < 0 ? stop - p : <u32>at - p;
  }
  if (op == IN) {
    while (i < stop && inSet(item + 8, charAt(data, kind, i))) i++;
    return i - p;
  }
  while (i < stop && itemMatches(item, charAt(data, kind, i))) i++;
  return i - p;
}

/** Sets a mark, noting what it was. */
function setMark(m: usize, i: u32, p: u32): bool {
  const at = m + (i << 2) + M_MARKS;
  if (!push(m, K_MARK, 0, 0, 0, 0, i, load<u32>(at))) return false;
  store<u32>(at, p);
  if (i & 1) {
    if (!push(m, K_INDEX, 0, 0, 0, 0, 0, load<u32>(m, M_LAST_INDEX))) return false;
    store<u32>(m, i / 2 + 2, M_LAST_INDEX);
  }
  return true;
}

/** Tries to match the code at the machine's start. 1 matched, 0 not, -1 with an exception. */
export function machineMatch(m: usize, code: usize): i32 {
  memory.fill(m + M_MARKS, 0xff, load<u32>(m, M_MARK_COUNT) << 2);
  store<u32>(m, 0, M_LAST_INDEX);
  store<u32>(m, 0, M_STACK_SIZE);
  store<u32>(m, 0, M_RECORDS_TOP);
  store<u32>(m, 0, M_FAILED);
  const result = run(m, code);
  if (load<u32>(m, M_FAILED)) { noMemory(); return -1; }
  return result;
}

function run(m: usize, code: usize): i32 {
  const data = load<usize>(m, M_DATA), kind = load<u32>(m, M_KIND), end = load<u32>(m, M_END), start = load<u32>(m, M_START);
  let pc = code, p = start, rep: u32 = 0, cont: u32 = 0, steps: u32 = 0;
  let ok = true, branching = false;
  while (true) {
    if (!ok) {
      // Back to the last choice.
      if ((++steps & 0xffff) == 0 && checkSafepoint() < 0) return -1;
      if (load<u32>(m, M_FAILED)) return 0;
      const size = load<u32>(m, M_STACK_SIZE);
      if (size == 0) return 0;
      const entry = load<usize>(m, M_STACK) + size - ENTRY;
      const what = load<u32>(entry);
      if (what == K_MARK || what == K_INDEX) { undo(m, entry); store<u32>(m, size - ENTRY, M_STACK_SIZE); continue; }
      pc = load<usize>(entry, 4);
      p = load<u32>(entry, 8);
      rep = load<u32>(entry, 12);
      cont = load<u32>(entry, 16);
      store<u32>(m, load<u32>(entry, 20), M_RECORDS_TOP);
      ok = true;
      if (what == K_MANY) {
        // One repetition less; straight to the next place where the tail can begin.
        let n = load<u32>(entry, 24);
        const least = load<u32>(entry, 28), tail = pc + (load<u32>(pc) << 2);
        n--;
        if (load<u32>(tail) == LITERAL) {
          const c = load<u32>(tail, 4);
          while (n > least && (p + n >= end || charAt(data, kind, p + n) != c)) n--;
        }
        if (n <= least) store<u32>(m, size - ENTRY, M_STACK_SIZE);
        else store<u32>(entry, n, 24);
        p += n;
        pc = tail;
        continue;
      }
      if (what == K_FEW) {
        let n = load<u32>(entry, 24);
        const most = load<u32>(pc, 8);
        if ((most != MAXREPEAT && n >= most) || p >= end || !itemMatches(pc + 12, charAt(data, kind, p))) {
          store<u32>(m, size - ENTRY, M_STACK_SIZE);
          ok = false;
          continue;
        }
        p++;
        store<u32>(entry, p, 8);
        store<u32>(entry, n + 1, 24);
        pc += load<u32>(pc) << 2;
        continue;
      }
      const a = load<u32>(entry, 24);
      store<u32>(m, size - ENTRY, M_STACK_SIZE);
      if (what == K_LAZY) {
        // rep is the loop at its last count; pc is MIN_UNTIL's.
        const loop = field(m, rep, 0), count = field(m, rep, 4), most = load<u32>(loop, 8);
        if ((most != MAXREPEAT && count >= most) || field(m, rep, 8) == p) { ok = false; continue; }
        rep = record(m, loop, count, p, field(m, rep, 12));
        ok = rep != 0;
        pc = loop + 12;
      } else if (what == K_NOT) {
        pc += load<u32>(pc) << 2;
      } else if (what == K_POSSESSIVE) {
        if (a < load<u32>(pc, 4)) { ok = false; continue; }
        pc += (load<u32>(pc) << 2) + 4;
      } else if (what == K_BRANCH) {
        branching = true;
      }
      continue;
    }

    let op = BRANCH;
    if (branching) branching = false;
    else {
      op = load<u32>(pc);
      pc += 4;
    }
    switch (op) {
      case MARK:
        ok = setMark(m, load<u32>(pc), p);
        pc += 4;
        break;
      case LITERAL:
        ok = p < end && charAt(data, kind, p) == load<u32>(pc);
        pc += 4;
        p++;
        break;
      case NOT_LITERAL:
        ok = p < end && charAt(data, kind, p) != load<u32>(pc);
        pc += 4;
        p++;
        break;
      case ANY:
        ok = p < end && charAt(data, kind, p) != 10;
        p++;
        break;
      case ANY_ALL:
        ok = p < end;
        p++;
        break;
      case IN:
        ok = p < end && inSet(pc + 4, charAt(data, kind, p));
        pc += load<u32>(pc) << 2;
        p++;
        break;
      case CATEGORY:
        ok = p < end && inCategory(load<u32>(pc), charAt(data, kind, p));
        pc += 4;
        p++;
        break;
      case LITERAL_IGNORE: case NOT_LITERAL_IGNORE: case LITERAL_LOC_IGNORE: case NOT_LITERAL_LOC_IGNORE: case LITERAL_UNI_IGNORE: case NOT_LITERAL_UNI_IGNORE:
        ok = p < end && itemMatches(pc - 4, charAt(data, kind, p));
        pc += 4;
        p++;
        break;
      case IN_IGNORE: case IN_LOC_IGNORE: case IN_UNI_IGNORE:
        ok = p < end && itemMatches(pc - 4, charAt(data, kind, p));
        pc += load<u32>(pc) << 2;
        p++;
        break;
      case AT:
        ok = isAt(m, load<u32>(pc), p);
        pc += 4;
        break;
      case INFO: case JUMP:
        pc += load<u32>(pc) << 2;
        break;
      case BRANCH: {
        // pc is at a skip word; 0 ends the list. The last possible branch needs no way back.
        let skip = load<u32>(pc), taken: usize = 0;
        while (skip) {
          if (canBegin(pc + 4, data, kind, p, end)) {
            if (taken) break;
            taken = pc;
          }
          pc += skip << 2;
          skip = load<u32>(pc);
        }
        if (taken == 0) { ok = false; break; }
        if (skip) ok = push(m, K_BRANCH, pc, p, rep, cont, 0, 0);
        pc = taken + 4;
        break;
      }
      case REPEAT_ONE: {
        const least = load<u32>(pc, 4), most = load<u32>(pc, 8);
        if (end - p < least) { ok = false; break; }
        const n = repeatItem(m, pc + 12, p, most);
        if (n < least) { ok = false; break; }
        const tail = pc + (load<u32>(pc) << 2);
        let k = n;
        if (load<u32>(tail) == LITERAL) {
          const c = load<u32>(tail, 4);
          while (k > least && (p + k >= end || charAt(data, kind, p + k) != c)) k--;
        }
        if (k > least) ok = push(m, K_MANY, pc, p, rep, cont, k, least);
        p += k;
        pc = tail;
        break;
      }
      case MIN_REPEAT_ONE: {
        const least = load<u32>(pc, 4);
        if (least) {
          if (end - p < least || repeatItem(m, pc + 12, p, least) < least) { ok = false; break; }
          p += least;
        }
        ok = push(m, K_FEW, pc, p, rep, cont, least, 0);
        pc += load<u32>(pc) << 2;
        break;
      }
      case POSSESSIVE_REPEAT_ONE: {
        const least = load<u32>(pc, 4);
        if (end - p < least) { ok = false; break; }
        const n = repeatItem(m, pc + 12, p, load<u32>(pc, 8));
        ok = n >= least;
        p += n;
        pc += load<u32>(pc) << 2;
        break;
      }
      case REPEAT: {
        // A loop that has not run yet, then straight to its UNTIL.
        rep = record(m, <u32>pc, 0xffffffff, 0xffffffff, rep);
        ok = rep != 0;
        pc += load<u32>(pc) << 2;
        break;
      }
      case MAX_UNTIL: {
        const loop = field(m, rep, 0), count = field(m, rep, 4) + 1, last = field(m, rep, 8), outer = field(m, rep, 12);
        const least = load<u32>(loop, 4), most = load<u32>(loop, 8);
        if (count < least) {
          rep = record(m, loop, count, last, outer);
          ok = rep != 0;
          pc = loop + 12;
        } else if ((most == MAXREPEAT || count < most) && p != last) {
          // The body once more; if that fails, what comes behind the loop.
          ok = push(m, K_PATH, pc, p, outer, cont, 0, 0);
          rep = record(m, loop, count, p, outer);
          ok = ok && rep != 0;
          pc = loop + 12;
        } else {
          rep = outer;
        }
        break;
      }
      case MIN_UNTIL: {
        const loop = field(m, rep, 0), count = field(m, rep, 4) + 1, last = field(m, rep, 8), outer = field(m, rep, 12);
        if (count < load<u32>(loop, 4)) {
          rep = record(m, loop, count, last, outer);
          ok = rep != 0;
          pc = loop + 12;
        } else {
          const again = record(m, loop, count, last, outer);
          ok = again != 0 && push(m, K_LAZY, pc, p, again, cont, 0, 0);
          rep = outer;
        }
        break;
      }
      case ASSERT: {
        const back = load<u32>(pc, 4);
        if (p < back) { ok = false; break; }
        cont = continuation(m, pc, ASSERT, p, rep, cont, 0);
        ok = cont != 0;
        p -= back;
        pc += 8;
        break;
      }
      case ASSERT_NOT: {
        const back = load<u32>(pc, 4);
        if (p < back) { pc += load<u32>(pc) << 2; break; }
        const inner = continuation(m, pc, ASSERT_NOT, p, rep, cont, 0);
        ok = inner != 0 && push(m, K_NOT, pc, p, rep, cont, 0, 0);
        cont = inner;
        p -= back;
        pc += 8;
        break;
      }
      case ATOMIC_GROUP: {
        cont = continuation(m, pc, ATOMIC_GROUP, p, rep, cont, 0);
        ok = cont != 0;
        pc += 4;
        break;
      }
      case POSSESSIVE_REPEAT: {
        const inner = continuation(m, pc, POSSESSIVE_REPEAT, p, rep, cont, 0);
        ok = inner != 0 && push(m, K_POSSESSIVE, pc, p, rep, cont, 0, 0);
        cont = inner;
        if (load<u32>(pc, 8) == 0) { // {0}: nothing to match
          unwind(m, field(m, inner, 4));
          cont = field(m, inner, 16);
          pc += (load<u32>(pc) << 2) + 4;
          break;
        }
        pc += 12;
        break;
      }
      case GROUPREF: case GROUPREF_IGNORE: case GROUPREF_LOC_IGNORE: case GROUPREF_UNI_IGNORE: {
        const i = load<u32>(pc) * 2, from = markOf(m, i), to = markOf(m, i + 1);
        pc += 4;
        if (from < 0 || to < from || end - p < <u32>(to - from)) { ok = false; break; }
        for (let k = from; ok && k < to; k++, p++) {
          const x = charAt(data, kind, <u32>k), y = charAt(data, kind, p);
          if (x == y) continue;
          ok = op == GROUPREF ? false : op == GROUPREF_UNI_IGNORE ? simpleLower(x) == simpleLower(y) : asciiLower(x) == asciiLower(y);
        }
        break;
      }
      case GROUPREF_EXISTS: {
        const i = load<u32>(pc) * 2, from = markOf(m, i), to = markOf(m, i + 1);
        if (from < 0 || to < from) pc += load<u32>(pc, 4) << 2;
        else pc += 8;
        break;
      }
      case SUCCESS: {
        if (cont == 0) {
          if ((load<u32>(m, M_MATCH_ALL) && p != end) || (load<u32>(m, M_MUST_ADVANCE) && p == start)) { ok = false; break; }
          store<u32>(m, p, M_STOP);
          return 1;
        }
        // The end of a subpattern: what was it for?
        const at = <usize>field(m, cont, 0), height = field(m, cont, 4), was = field(m, cont, 8), outerRep = field(m, cont, 12);
        const outer = field(m, cont, 16), which = field(m, cont, 20);
        if (which == ASSERT_NOT) {
          unwind(m, height);
          ok = false;
        } else if (which == POSSESSIVE_REPEAT) {
          const count = field(m, cont, 24) + 1;
          cut(m, height);
          const most = load<u32>(at, 8);
          if ((most == MAXREPEAT || count < most) && p != was) {
            const inner = continuation(m, at, POSSESSIVE_REPEAT, p, outerRep, outer, count);
            ok = inner != 0 && push(m, K_POSSESSIVE, at, p, outerRep, outer, count, 0);
            rep = outerRep;
            cont = inner;
            pc = at + 12;
          } else {
            // As many as there can be; an empty repetition could go on for ever, and counts for all that are missing.
            rep = outerRep;
            cont = outer;
            pc = at + (load<u32>(at) << 2) + 4;
          }
        } else {
          cut(m, height);
          if (which == ASSERT) p = was;
          rep = outerRep;
          cont = outer;
          pc = at + (load<u32>(at) << 2);
        }
        break;
      }
      default: // FAILURE
        ok = false;
    }
  }
  return 0;
}

/** Whether the branch at pc could match here, by its first character. */
@inline function canBegin(pc: usize, data: usize, kind: u32, p: u32, end: u32): bool {
  const op = load<u32>(pc);
  if (op == LITERAL) return p < end && charAt(data, kind, p) == load<u32>(pc, 4);
  if (op == IN) return p < end && inSet(pc + 8, charAt(data, kind, p));
  return true;
}

/** Searches from the machine's start on; 1 found (start and stop set), 0 not, -1 with an exception. */
export function machineSearch(m: usize, code: usize): i32 {
  const data = load<usize>(m, M_DATA), kind = load<u32>(m, M_KIND), end = load<u32>(m, M_END);
  let least: u32 = 0, first: i64 = -1, set: usize = 0;
  if (load<u32>(code) == INFO) {
    const flags = load<u32>(code, 8);
    least = load<u32>(code, 12);
    if (flags & 1) first = load<u32>(code, 28); // the prefix's first character
    else if (flags & 4) set = code + 20;
  }
  const must = load<u32>(m, M_MUST_ADVANCE);
  let at = load<u32>(m, M_START), result: i32 = 0;
  const from = at;
  while (at <= end && end - at >= least) {
    if (first >= 0) {
      const next = findChar(data, kind, at, end, <u32>first);
      if (next < 0) break;
      at = <u32>next;
    } else if (set) {
      while (at < end && !inSet(set, charAt(data, kind, at))) at++;
      if (at >= end) break;
    }
    store<u32>(m, at, M_START);
    if (at != from) store<u32>(m, 0, M_MUST_ADVANCE);
    result = machineMatch(m, code);
    if (result != 0) break;
    at++;
  }
  store<u32>(m, must, M_MUST_ADVANCE);
  return result;
}
