/** Methods of bytes and bytearray that str has not, or has otherwise: hex, decode, translate, ASCII case and classes. */
import { isStr, isInt, boolOf, fnNative, newRef, typeOf } from "../object";
import { NONE } from "../layout";
import { T_BYTES, T_BYTEARRAY, T_MEMORYVIEW, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef, hasException, noMemory } from "../errors";
import { strLength, strCharAt, strAlloc, strData, strFinish } from "./str";
import { bytesNew, bytesData, bytesSize, bytesFrom } from "./bytes";
import { selfText, flavoured, requireBytes, bufferBytes, isBytes } from "./textcore";
import { ByteBuilder } from "./bytebuilder";
import { decodeObject, allAscii } from "./codecs";
import { isAsciiAlpha, isAsciiDigit, isAsciiLower, isAsciiUpper, isAsciiSpace, asciiDigitValue } from "./unicode";
import { argAt, named, checkNamed, indexClamped } from "./textargs";
import { tuple1 } from "./tuple";
import { call1 } from "../calls";
import { lengthOf } from "../abstract";
import { CASE_LOWER, CASE_UPPER, CASE_TITLE, CASE_CAPITALIZE, CASE_SWAP } from "../unicodeops";
import { method, methodKw, staticMethod, classMethod } from "../natives";
import { S_encoding, S_errors, S_sep, S_bytes_per_sep, S_delete } from "../names";

// ---- hex
/** Two digits a byte; sep >= 0 goes between groups of `group` bytes, counted from the right (negative: from the left). */
export function hexOf(p: usize, n: u32, sep: i32, group: i32): usize {
  const size: u32 = group < 0 ? <u32>-group : <u32>group;
  const seps: u32 = sep >= 0 && size > 0 && n > 0 ? (n - 1) / size : 0;
  if (<u64>n * 2 + seps > 0x70000000) return noMemory();
  const s = strAlloc(n * 2 + seps, 1);
  if (s == 0) return 0;
  let to = strData(s);
  for (let i: u32 = 0; i < n; i++) {
    if (seps && i && (group > 0 ? (n - i) % size == 0 : i % size == 0)) store<u8>(to++, <u8>sep);
    const c: u32 = load<u8>(p + i), high = c >> 4, low = c & 15;
    store<u8>(to, <u8>(high < 10 ? 0x30 + high : 0x57 + high));
    store<u8>(to, <u8>(low < 10 ? 0x30 + low : 0x57 + low), 1);
    to += 2;
  }
  return strFinish(s);
}
export function bytes_hex(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("hex", args, nargs, kw, 0, 2, S_sep, S_bytes_per_sep)) return 0;
  const sepObject = named(args, nargs, kw, 0, S_sep), groupObject = named(args, nargs, kw, 1, S_bytes_per_sep);
  let sep = -1, group = 1;
  if (sepObject) {
    const n = lengthOf(sepObject);
    if (n < 0) return 0;
    if (n != 1) return raise(T_X_VALUEERROR, "sep must be length 1.");
    if (isStr(sepObject)) sep = <i32>strCharAt(sepObject, 0);
    else if (isBytes(sepObject)) sep = load<u8>(bytesData(sepObject));
    else return raise(T_X_TYPEERROR, "sep must be str or bytes.");
    if (sep > 127) return raise(T_X_VALUEERROR, "sep must be ASCII.");
  }
  if (groupObject) {
    group = indexClamped(groupObject);
    if (group == -1 && hasException()) return 0;
  }
  const b = bufferBytes(self);
  if (b == 0) return 0;
  const s = hexOf(bytesData(b), bytesSize(b), sep, group);
  release(b);
  return s;
}
function bytes_fromhex(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = argAt(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "fromhex() argument must be str, not %t", s);
  const n = strLength(s);
  const out = ByteBuilder.start();
  for (let i: u32 = 0; i < n;) {
    const c = strCharAt(s, i);
    if (isAsciiSpace(c)) { i++; continue; }
    const high = asciiDigitValue(c), low: u32 = i + 1 < n ? asciiDigitValue(strCharAt(s, i + 1)) : 99;
    if (high > 15 || low > 15) {
      ByteBuilder.abandon(out);
      return raisef(T_X_VALUEERROR, "non-hexadecimal number found in fromhex() arg at position %d", high > 15 ? i : i + 1);
    }
    ByteBuilder.byte(out, high << 4 | low);
    i += 2;
  }
  const b = ByteBuilder.finish(out);
  if (b == 0 || type == T_BYTES) return b;
  const result = call1(type, b);
  release(b);
  return result;
}

function bytes_decode(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("decode", args, nargs, kw, 0, 2, S_encoding, S_errors)) return 0;
  const encoding = named(args, nargs, kw, 0, S_encoding), errors = named(args, nargs, kw, 1, S_errors);
  if (encoding && !isStr(encoding)) return raisef(T_X_TYPEERROR, "decode() argument 'encoding' must be str, not %t", encoding);
  if (errors && !isStr(errors)) return raisef(T_X_TYPEERROR, "decode() argument 'errors' must be str, not %t", errors);
  return decodeObject(self, encoding, errors);
}

// ---- translate
function bytes_translate(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("translate", args, nargs, kw, 1, 2, 0, S_delete)) return 0;
  const tableObject = argAt(args, 0), deleteObject = named(args, nargs, kw, 1, S_delete);
  let table: usize = 0, gone: usize = 0;
  if (tableObject != NONE) {
    table = requireBytes(tableObject);
    if (table == 0) return 0;
    if (bytesSize(table) != 256) { release(table); return raise(T_X_VALUEERROR, "translation table must be 256 characters long"); }
  }
  if (deleteObject) {
    gone = requireBytes(deleteObject);
    if (gone == 0) { if (table) release(table); return 0; }
  }
  const b = selfText(self);
  let result: usize = 0;
  if (b) {
    const out = ByteBuilder.start();
    const n = bytesSize(b);
    for (let i: u32 = 0; i < n; i++) {
      const c: u32 = load<u8>(bytesData(b) + i);
      if (gone && holds(gone, c)) continue;
      ByteBuilder.byte(out, table ? load<u8>(bytesData(table) + c) : c);
    }
    result = ByteBuilder.finish(out);
    release(b);
  }
  if (table) release(table);
  if (gone) release(gone);
  return flavoured(self, result);
}
function holds(b: usize, c: u32): bool {
  for (let i: u32 = 0; i < bytesSize(b); i++) if (load<u8>(bytesData(b) + i) == c) return true;
  return false;
}
function bytes_maketrans(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const from = requireBytes(argAt(args, 0));
  if (from == 0) return 0;
  const to = requireBytes(argAt(args, 1));
  if (to == 0) { release(from); return 0; }
  let table: usize = 0;
  if (bytesSize(from) != bytesSize(to)) raise(T_X_VALUEERROR, "maketrans arguments must have same length");
  else table = bytesNew(256);
  if (table) {
    for (let i: u32 = 0; i < 256; i++) store<u8>(bytesData(table) + i, <u8>i);
    for (let i: u32 = 0; i < bytesSize(from); i++) store<u8>(bytesData(table) + load<u8>(bytesData(from) + i), load<u8>(bytesData(to) + i));
  }
  release(from);
  release(to);
  return table;
}

// ---- ASCII case
function casedBytes(self: usize, op: i32): usize {
  const b = selfText(self);
  if (b == 0) return 0;
  const n = bytesSize(b);
  const out = bytesNew(n);
  if (out) {
    let inWord = false;
    for (let i: u32 = 0; i < n; i++) {
      let c: u32 = load<u8>(bytesData(b) + i);
      const letter = isAsciiAlpha(c);
      if (letter) {
        const upper = op == CASE_UPPER || (op == CASE_CAPITALIZE && i == 0) || (op == CASE_TITLE && !inWord) || (op == CASE_SWAP && isAsciiLower(c));
        c = upper ? c & ~0x20 : c | 0x20;
      }
      store<u8>(bytesData(out) + i, <u8>c);
      inWord = letter;
    }
  }
  release(b);
  return flavoured(self, out);
}
function bytes_lower(self: usize, args: usize, nargs: i32, kw: usize): usize { return casedBytes(self, CASE_LOWER); }
function bytes_upper(self: usize, args: usize, nargs: i32, kw: usize): usize { return casedBytes(self, CASE_UPPER); }
function bytes_title(self: usize, args: usize, nargs: i32, kw: usize): usize { return casedBytes(self, CASE_TITLE); }
function bytes_capitalize(self: usize, args: usize, nargs: i32, kw: usize): usize { return casedBytes(self, CASE_CAPITALIZE); }
function bytes_swapcase(self: usize, args: usize, nargs: i32, kw: usize): usize { return casedBytes(self, CASE_SWAP); }

// ---- ASCII classes
const ALPHA: i32 = 1, DIGIT: i32 = 2, SPACE: i32 = 4;
function allOf(self: usize, bits: i32): usize {
  const b = selfText(self);
  if (b == 0) return 0;
  const n = bytesSize(b);
  let yes = n != 0;
  for (let i: u32 = 0; yes && i < n; i++) {
    const c: u32 = load<u8>(bytesData(b) + i);
    yes = ((bits & ALPHA) != 0 && isAsciiAlpha(c)) || ((bits & DIGIT) != 0 && isAsciiDigit(c)) || ((bits & SPACE) != 0 && isAsciiSpace(c));
  }
  release(b);
  return boolOf(yes);
}
function bytes_isalpha(self: usize, args: usize, nargs: i32, kw: usize): usize { return allOf(self, ALPHA); }
function bytes_isalnum(self: usize, args: usize, nargs: i32, kw: usize): usize { return allOf(self, ALPHA | DIGIT); }
function bytes_isdigit(self: usize, args: usize, nargs: i32, kw: usize): usize { return allOf(self, DIGIT); }
function bytes_isspace(self: usize, args: usize, nargs: i32, kw: usize): usize { return allOf(self, SPACE); }
function bytes_isascii(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = selfText(self);
  if (b == 0) return 0;
  const yes = allAscii(bytesData(b), bytesSize(b));
  release(b);
  return boolOf(yes);
}
const LOWER: i32 = 0, UPPER: i32 = 1, TITLE: i32 = 2;
function caseIs(self: usize, wanted: i32): usize {
  const b = selfText(self);
  if (b == 0) return 0;
  const n = bytesSize(b);
  let some = false, yes = true, inWord = false;
  for (let i: u32 = 0; yes && i < n; i++) {
    const c: u32 = load<u8>(bytesData(b) + i);
    const upper = isAsciiUpper(c), lower = isAsciiLower(c);
    if (upper || lower) {
      some = true;
      if (wanted == TITLE) yes = upper != inWord;
      else yes = wanted == UPPER ? upper : lower;
    }
    inWord = upper || lower;
  }
  release(b);
  return boolOf(some && yes);
}
function bytes_islower(self: usize, args: usize, nargs: i32, kw: usize): usize { return caseIs(self, LOWER); }
function bytes_isupper(self: usize, args: usize, nargs: i32, kw: usize): usize { return caseIs(self, UPPER); }
function bytes_istitle(self: usize, args: usize, nargs: i32, kw: usize): usize { return caseIs(self, TITLE); }

function bytes_bytes(self: usize, args: usize, nargs: i32, kw: usize): usize {
  return typeOf(self) == T_BYTES ? newRef(self) : bytesFrom(bytesData(self), bytesSize(self));
}
function bytes_getnewargs(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = bytesFrom(bytesData(self), bytesSize(self));
  if (b == 0) return 0;
  const t = tuple1(b);
  release(b);
  return t;
}

function register(type: usize): void {
  methodKw(type, "hex", fnNative(bytes_hex), 0, 2);
  classMethod(type, "fromhex", fnNative(bytes_fromhex), 1, 1);
  methodKw(type, "decode", fnNative(bytes_decode), 0, 2);
  methodKw(type, "translate", fnNative(bytes_translate), 1, 2);
  staticMethod(type, "maketrans", fnNative(bytes_maketrans), 2, 2);
  method(type, "lower", fnNative(bytes_lower), 0, 0);
  method(type, "upper", fnNative(bytes_upper), 0, 0);
  method(type, "title", fnNative(bytes_title), 0, 0);
  method(type, "capitalize", fnNative(bytes_capitalize), 0, 0);
  method(type, "swapcase", fnNative(bytes_swapcase), 0, 0);
  method(type, "isalpha", fnNative(bytes_isalpha), 0, 0);
  method(type, "isalnum", fnNative(bytes_isalnum), 0, 0);
  method(type, "isdigit", fnNative(bytes_isdigit), 0, 0);
  method(type, "isspace", fnNative(bytes_isspace), 0, 0);
  method(type, "isascii", fnNative(bytes_isascii), 0, 0);
  method(type, "islower", fnNative(bytes_islower), 0, 0);
  method(type, "isupper", fnNative(bytes_isupper), 0, 0);
  method(type, "istitle", fnNative(bytes_istitle), 0, 0);
}
export function initBytesMethods(): void {
  register(T_BYTES);
  register(T_BYTEARRAY);
  method(T_BYTES, "__bytes__", fnNative(bytes_bytes), 0, 0);
  method(T_BYTES, "__getnewargs__", fnNative(bytes_getnewargs), 0, 0);
}
