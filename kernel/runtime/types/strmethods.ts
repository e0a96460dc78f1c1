/** Methods of str alone: case, character classes, translate and maketrans. Formatting is in strformat.ts. */
import { isStr, isDict, isInt, isExactStr, boolOf, fnNative, typeOf, slotOf, TP_GETITEM } from "../object";
import { NONE } from "../layout";
import { T_STR, T_X_TYPEERROR, T_X_VALUEERROR, T_X_LOOKUPERROR } from "./table";
import { release, retain } from "../designs/active";
import { raise, raisef, hasException, clearIf, noMemory } from "../errors";
import { allocRaw, freeRaw } from "../heap/blocks";
import { strAlloc, strFinish, strData, strKind, strLength, strCharAt, strIsAscii, strUtf8, strUtf8Length, strFromUtf8, strHash, strDiscard } from "./str";
import { exactStr, strFromChar } from "./strtype";
import { Builder } from "./builder";
import { charAt, putChar } from "./chars";
import { unicodeFlags, isLower, isUpper, isTitle, isAsciiLower, isAsciiUpper, isAsciiAlpha } from "./unicode";
import { argAt, indexClamped } from "./textargs";
import { host_caseMap } from "../host";
import { hostFree } from "../hostblocks";
import {
  UF_ALPHA, UF_DECIMAL, UF_DIGIT, UF_NUMERIC, UF_LOWER, UF_UPPER, UF_TITLE, UF_PRINTABLE, UF_XID_START, UF_XID_CONTINUE, UF_SPACE, CASE_LOWER,
  CASE_UPPER, CASE_TITLE, CASE_CAPITALIZE, CASE_SWAP, CASE_FOLD
} from "../unicodeops";
import { tuple1 } from "./tuple";
import { dictNew, dictSet, dictNext } from "./dict";
import { getItem } from "../abstract";
import { intFromI32 } from "./int";
import { method, staticMethod } from "../natives";
import { strFromLiteral } from "./intern";

// ---- case
/** Case mapping or normal form of a text by the host. */
export function hostMapped(op: i32, s: usize): usize {
  const p = strUtf8(s);
  if (p == 0) return 0;
  const block = host_caseMap(op, p, strUtf8Length(s));
  const result = strFromUtf8(block + 4, load<u32>(block));
  hostFree(block);
  return result;
}

/** An ASCII character under a case operation; `inWord`: a letter stands before it. */
@inline function asciiCased(op: i32, c: u32, first: bool, inWord: bool): u32 {
  if (!isAsciiAlpha(c)) return c;
  if (op == CASE_LOWER || op == CASE_FOLD) return c | 0x20;
  if (op == CASE_UPPER) return c & ~0x20;
  if (op == CASE_SWAP) return c ^ 0x20;
  if (op == CASE_CAPITALIZE) return first ? c & ~0x20 : c | 0x20;
  return inWord ? c | 0x20 : c & ~0x20;
}

export function strCased(op: i32, s: usize): usize {
  const n = strLength(s);
  if (!strIsAscii(s) && n != 0) return hostMapped(op, s);
  const t = strAlloc(n, 1);
  if (t == 0) return 0;
  const from = strData(s), to = strData(t);
  let inWord = false;
  for (let i: u32 = 0; i < n; i++) {
    const c = load<u8>(from + i);
    store<u8>(to + i, <u8>asciiCased(op, c, i == 0, inWord));
    inWord = isAsciiAlpha(c);
  }
  return strFinish(t);
}
function str_lower(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_LOWER, s); }
function str_upper(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_UPPER, s); }
function str_title(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_TITLE, s); }
function str_capitalize(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_CAPITALIZE, s); }
function str_swapcase(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_SWAP, s); }
function str_casefold(s: usize, args: usize, nargs: i32, kw: usize): usize { return strCased(CASE_FOLD, s); }

// ---- classes of characters
/** Not empty, and every character has one of the bits. */
function all(s: usize, bits: u32): usize {
  const n = strLength(s), data = strData(s), kind = strKind(s);
  for (let i: u32 = 0; i < n; i++) if ((unicodeFlags(charAt(data, kind, i)) & bits) == 0) return boolOf(false);
  return boolOf(n != 0);
}
function str_isalpha(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_ALPHA); }
function str_isalnum(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_ALPHA | UF_DECIMAL | UF_DIGIT | UF_NUMERIC); }
function str_isdecimal(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_DECIMAL); }
function str_isdigit(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_DIGIT); }
function str_isnumeric(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_NUMERIC); }
function str_isspace(s: usize, args: usize, nargs: i32, kw: usize): usize { return all(s, UF_SPACE); }
function str_isprintable(s: usize, args: usize, nargs: i32, kw: usize): usize { return strLength(s) == 0 ? boolOf(true) : all(s, UF_PRINTABLE); }
function str_isascii(s: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(strIsAscii(s) || strLength(s) == 0); }

/** Some cased character, all of them of the wanted case. */
function cased(s: usize, wanted: u32, refused: u32): usize {
  const n = strLength(s), data = strData(s), kind = strKind(s);
  let some = false;
  for (let i: u32 = 0; i < n; i++) {
    const flags = unicodeFlags(charAt(data, kind, i));
    if (flags & refused) return boolOf(false);
    if (flags & wanted) some = true;
  }
  return boolOf(some);
}
function str_islower(s: usize, args: usize, nargs: i32, kw: usize): usize { return cased(s, UF_LOWER, UF_UPPER | UF_TITLE); }
function str_isupper(s: usize, args: usize, nargs: i32, kw: usize): usize { return cased(s, UF_UPPER, UF_LOWER | UF_TITLE); }
function str_istitle(s: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = strLength(s), data = strData(s), kind = strKind(s);
  let some = false, inWord = false;
  for (let i: u32 = 0; i < n; i++) {
    const flags = unicodeFlags(charAt(data, kind, i));
    if (flags & (UF_UPPER | UF_TITLE)) {
      if (inWord) return boolOf(false);
      inWord = some = true;
    } else if (flags & UF_LOWER) {
      if (!inWord) return boolOf(false);
      some = true;
    } else {
      inWord = false;
    }
  }
  return boolOf(some);
}
export function isIdentifier(s: usize): bool {
  const n = strLength(s), data = strData(s), kind = strKind(s);
  if (n == 0) return false;
  const first = charAt(data, kind, 0);
  if (first != 0x5f && (unicodeFlags(first) & UF_XID_START) == 0) return false;
  for (let i: u32 = 1; i < n; i++) if ((unicodeFlags(charAt(data, kind, i)) & UF_XID_CONTINUE) == 0) return false;
  return true;
}
function str_isidentifier(s: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(isIdentifier(s)); }

// ---- translate
function str_translate(s: usize, args: usize, nargs: i32, kw: usize): usize {
  const table = argAt(args, 0);
  if (slotOf(table, TP_GETITEM) == 0) return raisef(T_X_TYPEERROR, "'%t' object is not subscriptable", table);
  const n = strLength(s);
  const out = Builder.start();
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(s, i);
    const key = intFromI32(<i32>c);
    if (key == 0) { Builder.abandon(out); return 0; }
    const to = getItem(table, key);
    release(key);
    if (to == 0) {
      if (!clearIf(T_X_LOOKUPERROR)) { Builder.abandon(out); return 0; }
      Builder.char(out, c);
      continue;
    }
    let ok = true;
    if (isStr(to)) Builder.str(out, to);
    else if (isInt(to)) {
      const code = indexClamped(to);
      if (code < 0 || code > 0x10ffff) { raise(T_X_VALUEERROR, "character mapping must be in range(0x110000)"); ok = false; }
      else Builder.char(out, <u32>code);
    } else if (to != NONE) {
      raise(T_X_TYPEERROR, "character mapping must return integer, None or str");
      ok = false;
    }
    release(to);
    if (!ok) { Builder.abandon(out); return 0; }
  }
  return Builder.finish(out);
}

function mustBeStr(x: usize, position: i32): bool {
  if (isStr(x)) return true;
  raisef(T_X_TYPEERROR, "maketrans() argument %d must be str, not %t", <usize>position, x);
  return false;
}
/** dict[c] = value (owned); false = failed. */
function mapChar(dict: usize, c: u32, value: usize): bool {
  const key = intFromI32(<i32>c);
  const ok = key != 0 && value != 0 && dictSet(dict, key, value) >= 0;
  if (key) release(key);
  if (value) release(value);
  return ok;
}
function str_maketrans(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = argAt(args, 0);
  const dict = dictNew();
  if (dict == 0) return 0;
  let ok = true;
  if (nargs == 1) {
    if (!isDict(x)) { release(dict); return raise(T_X_TYPEERROR, "if you give only one argument to maketrans it must be a dict"); }
    ok = copyTable(dict, x);
  } else {
    const y = argAt(args, 1);
    if (!isStr(x)) { raise(T_X_TYPEERROR, "first maketrans argument must be a string if there is a second argument"); ok = false; }
    else if (!mustBeStr(y, 2) || (nargs == 3 && !mustBeStr(argAt(args, 2), 3))) ok = false;
    else if (strLength(x) != strLength(y)) { raise(T_X_VALUEERROR, "the first two maketrans arguments must have equal length"); ok = false; }
    for (let i: u32 = 0; ok && i < strLength(x); i++) ok = mapChar(dict, strCharAt(x, i), intFromI32(<i32>strCharAt(y, i)));
    if (nargs == 3) {
      const z = argAt(args, 2);
      for (let i: u32 = 0; ok && i < strLength(z); i++) { retain(NONE); ok = mapChar(dict, strCharAt(z, i), NONE); }
    }
  }
  if (ok) return dict;
  release(dict);
  return 0;
}
function copyTable(dict: usize, table: usize): bool {
  const record = allocRaw(16); // cursor, key, value
  if (record == 0) { noMemory(); return false; }
  store<u32>(record, 0);
  let ok = true;
  while (ok && dictNext(table, record, record + 4, record + 8)) {
    const key = load<usize>(record, 4), value = load<usize>(record, 8);
    if (isInt(key)) {
      ok = dictSet(dict, key, value) >= 0;
      release(value);
    } else if (isStr(key)) {
      if (strLength(key) == 1) ok = mapChar(dict, strCharAt(key, 0), value);
      else { release(value); raise(T_X_VALUEERROR, "string keys in translate table must be of length 1"); ok = false; }
    } else {
      release(value);
      raise(T_X_TYPEERROR, "keys in translate table must be strings or integers");
      ok = false;
    }
    release(key);
  }
  freeRaw(record, 16);
  return ok;
}

function str_getnewargs(s: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = exactStr(s);
  if (t == 0) return 0;
  const result = tuple1(t);
  release(t);
  return result;
}

export function initStrMethods(): void {
  method(T_STR, "lower", fnNative(str_lower), 0, 0);
  method(T_STR, "upper", fnNative(str_upper), 0, 0);
  method(T_STR, "title", fnNative(str_title), 0, 0);
  method(T_STR, "capitalize", fnNative(str_capitalize), 0, 0);
  method(T_STR, "swapcase", fnNative(str_swapcase), 0, 0);
  method(T_STR, "casefold", fnNative(str_casefold), 0, 0);
  method(T_STR, "isalpha", fnNative(str_isalpha), 0, 0);
  method(T_STR, "isalnum", fnNative(str_isalnum), 0, 0);
  method(T_STR, "isdecimal", fnNative(str_isdecimal), 0, 0);
  method(T_STR, "isdigit", fnNative(str_isdigit), 0, 0);
  method(T_STR, "isnumeric", fnNative(str_isnumeric), 0, 0);
  method(T_STR, "isspace", fnNative(str_isspace), 0, 0);
  method(T_STR, "isprintable", fnNative(str_isprintable), 0, 0);
  method(T_STR, "isascii", fnNative(str_isascii), 0, 0);
  method(T_STR, "islower", fnNative(str_islower), 0, 0);
  method(T_STR, "isupper", fnNative(str_isupper), 0, 0);
  method(T_STR, "istitle", fnNative(str_istitle), 0, 0);
  method(T_STR, "isidentifier", fnNative(str_isidentifier), 0, 0);
  method(T_STR, "translate", fnNative(str_translate), 1, 1);
  staticMethod(T_STR, "maketrans", fnNative(str_maketrans), 1, 3);
  method(T_STR, "__getnewargs__", fnNative(str_getnewargs), 0, 0);
}
