/**
 * "Did you mean": the name nearest to one that was not found, at the end of a report. The distance is Levenshtein's, with 2 for a
 * letter put in, left out or exchanged and 1 for another case; a third of the letters may be wrong. Candidates and bounds are
 * those of CPython 3.13, but that a frame's variables count whether they are bound or not.
 */
import { R_BUILTINS, R_MAIN_DICT, R_MODULES } from "../layout";
import { release, readSlot } from "../designs/active";
import { isStr, newRef, typeOf } from "../object";
import { T_MODULE, T_X_ATTRIBUTEERROR, T_X_IMPORTERROR, T_X_NAMEERROR } from "./table";
import { hasException, clearException } from "../errors";
import { listFromIterable } from "../abstract";
import { hostFree } from "../hostblocks";
import { host_moduleSource } from "../host";
import { intern } from "./intern";
import { allocRaw, freeRaw } from "../heap/blocks";
import { nativeModuleCount, nativeModuleName } from "../modules/registry";
import { Builder } from "./builder";
import { dirOf } from "./classbuiltins";
import { CODE_FILENAME, CODE_VARNAMES } from "./code";
import { dictGetStr } from "./dict";
import { E_TRACEBACK, exceptionExtra, exceptionMatches } from "./exceptions";
import { listGet, listSize } from "./list";
import { moduleDict } from "./module";
import { strCharAt, strEquals, strLength, strUtf8, strUtf8Length } from "./str";
import { lastCode } from "./traceback";
import { tupleItem, tupleSize } from "./tuple";
import { S___file__ } from "../names";

const MOVE: i32 = 2;
const CASE: i32 = 1;
/** Longer names are not compared, more candidates not looked at. */
const MAX_LENGTH: u32 = 40;
const MAX_CANDIDATES: i32 = 750;

/** The search: the name that was not found, the best one yet (owned or 0), its distance. */
let wrong: usize = 0;
let best: usize = 0;
let bestDistance: i32 = 0;

function lower(c: u32): u32 { return c >= 0x41 && c <= 0x5a ? c + 32 : c; }

/** The distance of two names; anything above `limit` if it is more than that. */
function distance(a: usize, b: usize, limit: i32): i32 {
  let from: u32 = 0, n = strLength(a), m = strLength(b);
  while (from < n && from < m && strCharAt(a, from) == strCharAt(b, from)) from++;
  while (n > from && m > from && strCharAt(a, n - 1) == strCharAt(b, m - 1)) { n--; m--; }
  const width = n - from, height = m - from;
  if (width == 0 || height == 0) return MOVE * <i32>(width + height);
  if (width > MAX_LENGTH || height > MAX_LENGTH) return limit + 1;
  const row = allocRaw(width << 2);
  if (row == 0) return limit + 1;
  for (let i: u32 = 0; i < width; i++) store<i32>(row + (i << 2), MOVE * <i32>(i + 1));
  let result = 0;
  for (let j: u32 = 0; j < height; j++) {
    const c = strCharAt(b, from + j);
    let diagonal = <i32>j * MOVE, least = i32.MAX_VALUE;
    result = diagonal + MOVE;
    for (let i: u32 = 0; i < width; i++) {
      const d = strCharAt(a, from + i);
      const exchanged = diagonal + (c == d ? 0 : lower(c) == lower(d) ? CASE : MOVE);
      diagonal = load<i32>(row + (i << 2));
      result = min(min(result, diagonal) + MOVE, exchanged);
      store<i32>(row + (i << 2), result);
      least = min(least, result);
    }
    if (least > limit) { result = limit + 1; break; }
  }
  freeRaw(row, width << 2);
  return result;
}

function consider(name: usize): void {
  if (!isStr(name) || strEquals(name, wrong)) return;
  const limit = min(<i32>(strLength(name) + strLength(wrong) + 3) * MOVE / 6, bestDistance - 1);
  const d = distance(wrong, name, limit);
  if (d > limit || (best != 0 && d >= bestDistance)) return;
  if (best) release(best);
  best = newRef(name);
  bestDistance = d;
}

/** Looks through a list (taken over); `hidden`: also at names with an underscore before them. */
function considerAll(list: usize, hidden: bool): void {
  if (list == 0) { clearException(); return; }
  const n = <i32>listSize(list);
  for (let i = 0; i < n && n <= MAX_CANDIDATES; i++) {
    const name = listGet(list, i);
    if (name == 0) { clearException(); break; }
    if (hidden || !isStr(name) || strLength(name) == 0 || strCharAt(name, 0) != 0x5f) consider(name);
    release(name);
  }
  release(list);
}
function considerDict(d: usize): void { considerAll(listFromIterable(d), true); }

/** Borrowed: the namespace of the module whose file is named; the main one if there is none. */
function namespaceOf(filename: usize): usize {
  const loaded = listFromIterable(load<usize>(R_MODULES));
  let found = load<usize>(R_MAIN_DICT);
  if (loaded == 0) { clearException(); return found; }
  for (let i = 0; i < <i32>listSize(loaded); i++) {
    const name = listGet(loaded, i);
    const m = name ? dictGetStr(load<usize>(R_MODULES), name) : 0;
    const file = m && typeOf(m) == T_MODULE ? dictGetStr(moduleDict(m), load<usize>(S___file__)) : 0;
    if (file) { if (isStr(file) && strEquals(file, filename)) found = moduleDict(m); release(file); }
    if (m) release(m);
    if (name) release(name);
  }
  release(loaded);
  return found;
}

/** Whether the standard library has a module of this name. */
function isLibraryModule(name: usize): bool {
  for (let i: u32 = 0; i < nativeModuleCount(); i++) if (strEquals(nativeModuleName(i), name)) return true;
  const utf8 = strUtf8(name);
  if (utf8 == 0) { clearException(); return false; }
  const library = intern("/lib/python3.13");
  const block = host_moduleSource(utf8, strUtf8Length(name), strUtf8(library), strUtf8Length(library));
  hostFree(block);
  return block != 0;
}

function afterName(exc: usize): void {
  const tb = readSlot(exc, exc + E_TRACEBACK);
  const code = tb ? lastCode(tb) : 0;
  if (code) {
    const variables = load<usize>(code, CODE_VARNAMES);
    for (let i = 0; i < tupleSize(variables); i++) consider(tupleItem(variables, i));
    considerDict(namespaceOf(load<usize>(code, CODE_FILENAME)));
    considerDict(load<usize>(R_BUILTINS));
  }
  if (tb) release(tb);
}

/** Appends what may have been meant to the text of an exception, if there is such a thing. Leaves no exception pending. */
export function suggestion(b: usize, exc: usize): void {
  const attribute = exceptionMatches(exc, T_X_ATTRIBUTEERROR), missing = exceptionMatches(exc, T_X_NAMEERROR), imported = exceptionMatches(exc, T_X_IMPORTERROR);
  if (!attribute && !missing && !imported) return;
  const name = exceptionExtra(exc, imported ? 3 : 0);
  if (name && isStr(name) && strLength(name) > 0 && strLength(name) <= MAX_LENGTH) {
    const hidden = strCharAt(name, 0) == 0x5f;
    // A __dir__ that fails may be reported in turn.
    const outerWrong = wrong, outerBest = best, outerDistance = bestDistance;
    const o = attribute ? exceptionExtra(exc, 1) : imported ? moduleOf(exc) : 0;
    const listed = o ? dirOf(o) : 0;
    if (hasException()) clearException();
    wrong = name;
    best = 0;
    bestDistance = i32.MAX_VALUE;
    if (missing) afterName(exc);
    else if (listed) considerAll(listed, hidden);
    if (o) release(o);
    if (best) {
      Builder.text(b, ". Did you mean: '");
      Builder.str(b, best);
      Builder.text(b, "'?");
    }
    if (missing && isLibraryModule(name)) {
      Builder.text(b, best ? " Or did you forget to import '" : ". Did you forget to import '");
      Builder.str(b, name);
      Builder.text(b, "'?");
    }
    if (best) release(best);
    wrong = outerWrong;
    best = outerBest;
    bestDistance = outerDistance;
  }
  if (name) release(name);
}

/** The module that a name could not be imported from, or 0. New reference. */
function moduleOf(exc: usize): usize {
  const name = exceptionExtra(exc, 1);
  if (name == 0) return 0;
  const m = isStr(name) ? dictGetStr(load<usize>(R_MODULES), name) : 0;
  release(name);
  return m;
}
