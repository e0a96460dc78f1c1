/**
 * Encoding and decoding: utf-8, ascii, latin-1, utf-16 and utf-32 in either byte order, with Python's error handlers.
 * `codec` numbers an encoding, `handler` what to do with what cannot be coded.
 */
import { isStr } from "../object";
import { T_X_LOOKUPERROR, T_X_TYPEERROR } from "./table";
import { release } from "../designs/active";
import { raisef, noMemory } from "../errors";
import { strAlloc, strFinish, strData, strKind, strLength, strCharAt, strIsAscii, strUtf8, strUtf8Length, strFromAscii } from "./str";
import { bytesFrom, bytesNew, bytesData, bytesSize } from "./bytes";
import { ByteBuilder } from "./bytebuilder";
import { Builder } from "./builder";
import { bufferBytes } from "./textcore";
import { escapeDecode, escapeEncode } from "./escapecodecs";
import { escapeHex } from "./strtype";
import { raiseEncodeError, raiseDecodeError } from "./unicodeerrors";

export const UTF8: i32 = 0, ASCII: i32 = 1, LATIN_1: i32 = 2, UTF16: i32 = 3, UTF16_LE: i32 = 4, UTF16_BE: i32 = 5, UTF32: i32 = 6, UTF32_LE: i32 = 7, UTF32_BE: i32 = 8, UTF8_SIG: i32 = 9, ESCAPE: i32 = 10, RAW_ESCAPE: i32 = 11;
export const STRICT: i32 = 0, IGNORE: i32 = 1, REPLACE: i32 = 2, BACKSLASH: i32 = 3, SURROGATE_ESCAPE: i32 = 4, SURROGATE_PASS: i32 = 5, XML: i32 = 6, UNKNOWN: i32 = 7;

/** Whether the letters and digits of a name, in lower case, are those of a literal. */
function sameName(name: usize, wanted: string): bool {
  const n = strLength(name);
  let at = 0;
  for (let i: u32 = 0; i < n; i++) {
    let c = strCharAt(name, i);
    if (c == 0x2d || c == 0x5f || c == 0x20) continue;
    if (c - 0x41 < 26) c |= 0x20;
    if (at >= wanted.length || <u32>wanted.charCodeAt(at) != c) return false;
    at++;
  }
  return at == wanted.length;
}

/** The codec of an encoding's name (0 = utf-8), or -1 without an exception. */
export function codecOf(name: usize): i32 {
  if (name == 0 || sameName(name, "utf8") || sameName(name, "u8") || sameName(name, "utf") || sameName(name, "cp65001")) return UTF8;
  if (sameName(name, "ascii") || sameName(name, "usascii") || sameName(name, "646")) return ASCII;
  if (sameName(name, "latin1") || sameName(name, "iso88591") || sameName(name, "latin") || sameName(name, "l1") || sameName(name, "8859") || sameName(name, "cp819")) return LATIN_1;
  if (sameName(name, "utf16") || sameName(name, "u16")) return UTF16;
  if (sameName(name, "utf16le")) return UTF16_LE;
  if (sameName(name, "utf16be")) return UTF16_BE;
  if (sameName(name, "utf32") || sameName(name, "u32")) return UTF32;
  if (sameName(name, "utf32le")) return UTF32_LE;
  if (sameName(name, "utf32be")) return UTF32_BE;
  if (sameName(name, "utf8sig")) return UTF8_SIG;
  if (sameName(name, "unicodeescape")) return ESCAPE;
  if (sameName(name, "rawunicodeescape")) return RAW_ESCAPE;
  return -1;
}
function isText(s: usize, wanted: string): bool {
  const n = wanted.length;
  if (<i32>strLength(s) != n) return false;
  for (let i = 0; i < n; i++) if (strCharAt(s, <u32>i) != <u32>wanted.charCodeAt(i)) return false;
  return true;
}
/** The handler of a name (0 = strict). */
export function handlerOf(name: usize): i32 {
  if (name == 0 || isText(name, "strict")) return STRICT;
  if (isText(name, "ignore")) return IGNORE;
  if (isText(name, "replace")) return REPLACE;
  if (isText(name, "backslashreplace")) return BACKSLASH;
  if (isText(name, "surrogateescape")) return SURROGATE_ESCAPE;
  if (isText(name, "surrogatepass")) return SURROGATE_PASS;
  if (isText(name, "xmlcharrefreplace")) return XML;
  return UNKNOWN;
}

// ---- encoding
@inline function isSurrogate(c: u32): bool { return c - 0xd800 < 0x800; }

@inline function encodable(codec: i32, c: u32): bool {
  if (codec == ASCII) return c < 0x80;
  if (codec == LATIN_1) return c < 0x100;
  return !isSurrogate(c);
}

function put(out: usize, codec: i32, c: u32): void {
  if (codec <= LATIN_1) {
    if (codec == UTF8) ByteBuilder.utf8(out, c); else ByteBuilder.byte(out, c);
    return;
  }
  if (codec >= UTF32) {
    const at = ByteBuilder.room(out, 4);
    if (at) store<u32>(at, codec == UTF32_BE ? bswap<u32>(c) : c);
    return;
  }
  if (c >= 0x10000) {
    putUnit(out, codec, 0xd800 + ((c - 0x10000) >> 10));
    putUnit(out, codec, 0xdc00 + ((c - 0x10000) & 0x3ff));
  } else putUnit(out, codec, c);
}
function putUnit(out: usize, codec: i32, unit: u32): void {
  const at = ByteBuilder.room(out, 2);
  if (at) store<u16>(at, codec == UTF16_BE ? bswap<u16>(<u16>unit) : <u16>unit);
}
function putDecimal(out: usize, codec: i32, c: u32): void {
  let scale: u32 = 1;
  while (c / scale >= 10) scale *= 10;
  for (; scale != 0; scale /= 10) put(out, codec, 0x30 + c / scale % 10);
}
function putEscape(out: usize, codec: i32, c: u32): void {
  const width = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
  put(out, codec, 0x5c);
  put(out, codec, width == 2 ? 0x78 : width == 4 ? 0x75 : 0x55);
  for (let shift = (width - 1) << 2; shift >= 0; shift -= 4) {
    const digit = (c >> shift) & 15;
    put(out, codec, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}

/** s.encode(encoding, errors); encoding and errors are strs or 0. */
export function encodeStr(s: usize, encoding: usize, errors: usize): usize {
  const codec = codecOf(encoding);
  if (codec < 0) return raisef(T_X_LOOKUPERROR, "unknown encoding: %s", encoding);
  return encodeWith(s, codec, errors);
}

export function encodeWith(s: usize, codec: i32, errors: usize): usize {
  if (codec >= ESCAPE) return escapeEncode(s, codec == RAW_ESCAPE);
  const n = strLength(s), data = strData(s);
  if (codec <= LATIN_1 && (strIsAscii(s) || (codec == LATIN_1 && strKind(s) == 1))) return bytesFrom(data, n);
  if (codec == UTF8 && !holdsSurrogates(s)) {
    const p = strUtf8(s);
    return p ? bytesFrom(p, strUtf8Length(s)) : 0;
  }
  const handler = handlerOf(errors);
  const out = ByteBuilder.start();
  if (codec == UTF16) putUnit(out, codec, 0xfeff);
  else if (codec == UTF32) put(out, codec, 0xfeff);
  else if (codec == UTF8_SIG) { ByteBuilder.utf8(out, 0xfeff); codec = UTF8; }
  for (let i: u32 = 0; i < n;) {
    const c = strCharAt(s, i);
    if (encodable(codec, c)) { put(out, codec, c); i++; continue; }
    let end = i + 1;
    while (end < n && !encodable(codec, strCharAt(s, end))) end++;
    i = recover(out, s, codec, i, end, handler, errors);
    if (i == 0) { ByteBuilder.abandon(out); return 0; }
  }
  return ByteBuilder.finish(out);
}

function holdsSurrogates(s: usize): bool {
  if (strKind(s) == 1) return false;
  const n = strLength(s);
  for (let i: u32 = 0; i < n; i++) if (isSurrogate(strCharAt(s, i))) return true;
  return false;
}

/** Deals with characters start..end that cannot be encoded. Returns where to go on, or 0 with an exception. */
function recover(out: usize, s: usize, codec: i32, start: u32, end: u32, handler: i32, errors: usize): u32 {
  for (let i = start; i < end; i++) {
    const c = strCharAt(s, i);
    switch (handler) {
      case IGNORE: break;
      case REPLACE: put(out, codec, 0x3f); break;
      case BACKSLASH: putEscape(out, codec, c); break;
      case XML:
        put(out, codec, 0x26);
        put(out, codec, 0x23);
        putDecimal(out, codec, c);
        put(out, codec, 0x3b);
        break;
      case SURROGATE_ESCAPE:
        if (codec > LATIN_1 || c - 0xdc80 >= 0x80) return fail(s, codec, i, end);
        ByteBuilder.byte(out, c & 0xff);
        break;
      case SURROGATE_PASS:
        if (codec == ASCII || codec == LATIN_1 || !isSurrogate(c)) return fail(s, codec, i, end);
        put(out, codec, c);
        break;
      case UNKNOWN: return <u32>raisef(T_X_LOOKUPERROR, "unknown error handler name '%s'", errors);
      default: return fail(s, codec, start, end);
    }
  }
  return end;
}
function fail(s: usize, codec: i32, start: u32, end: u32): u32 {
  raiseEncodeError(codecName(codec), s, start, end, codec == ASCII ? "ordinal not in range(128)" : codec == LATIN_1 ? "ordinal not in range(256)" : "surrogates not allowed");
  return 0;
}
function codecName(codec: i32): string {
  switch (codec) {
    case ASCII: return "ascii";
    case LATIN_1: return "latin-1";
    case UTF16: return "utf-16";
    case UTF16_LE: return "utf-16-le";
    case UTF16_BE: return "utf-16-be";
    case UTF32: return "utf-32";
    case UTF32_LE: return "utf-32-le";
    case UTF32_BE: return "utf-32-be";
  }
  return "utf-8";
}

// ---- decoding
/** str(o, encoding, errors) of a bytes-like object. */
export function decodeObject(o: usize, encoding: usize, errors: usize): usize {
  const b = bufferBytes(o);
  if (b == 0) return 0;
  const codec = codecOf(encoding);
  const result = codec < 0 ? raisef(T_X_LOOKUPERROR, "unknown encoding: %s", encoding) : decodeWith(b, codec, errors);
  release(b);
  return result;
}

// Where a sequence failed: how many bytes are bad, and why (REASON_*).
let badLength: u32 = 0;
let badReason: i32 = 0;

/** Decodes a bytes object. */
export function decodeWith(b: usize, codec: i32, errors: usize): usize {
  if (codec >= ESCAPE) return escapeDecode(b, codec == RAW_ESCAPE);
  const n = bytesSize(b), p = bytesData(b);
  if (codec == LATIN_1) return strFromAscii(p, n);
  if (codec <= ASCII && allAscii(p, n)) return strFromAscii(p, n);
  const handler = handlerOf(errors);
  const out = Builder.start();
  let i: u32 = 0;
  if (codec == UTF8_SIG) {
    codec = UTF8;
    if (n >= 3 && load<u8>(p) == 0xef && load<u8>(p, 1) == 0xbb && load<u8>(p, 2) == 0xbf) i = 3;
  } else if (codec == UTF16) {
    codec = UTF16_LE;
    if (n >= 2 && load<u16>(p) == 0xfeff) i = 2;
    else if (n >= 2 && load<u16>(p) == 0xfffe) { i = 2; codec = UTF16_BE; }
  } else if (codec == UTF32) {
    codec = UTF32_LE;
    if (n >= 4 && load<u32>(p) == 0xfeff) i = 4;
    else if (n >= 4 && load<u32>(p) == 0xfffe0000) { i = 4; codec = UTF32_BE; }
  }
  while (i < n) {
    const step = codec == UTF8 ? utf8At(out, p, i, n) : codec == ASCII ? asciiAt(out, p, i) : codec <= UTF16_BE ? utf16At(out, p, i, n, codec == UTF16_BE) : utf32At(out, p, i, n, codec == UTF32_BE);
    if (step) { i += step; continue; }
    const end = i + badLength;
    const done = mend(out, b, codec, i, end, handler, errors);
    if (done == 0) { Builder.abandon(out); return 0; }
    i = done;
  }
  return Builder.finish(out);
}

export function allAscii(p: usize, n: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) if (load<u64>(p + i) & 0x8080808080808080) return false;
  for (; i < n; i++) if (load<u8>(p + i) & 0x80) return false;
  return true;
}

const START: i32 = 0, CONTINUATION: i32 = 1, END: i32 = 2, RANGE: i32 = 3, TRUNCATED: i32 = 4, ILLEGAL: i32 = 5, CODE_POINT: i32 = 6, UTF16_END: i32 = 7;
function reasonText(reason: i32): string {
  switch (reason) {
    case START: return "invalid start byte";
    case CONTINUATION: return "invalid continuation byte";
    case RANGE: return "ordinal not in range(128)";
    case TRUNCATED: return "truncated data";
    case ILLEGAL: return "illegal UTF-16 surrogate";
    case CODE_POINT: return "code point not in range(0x110000)";
  }
  return "unexpected end of data";
}
function bad(length: u32, reason: i32): u32 {
  badLength = length;
  badReason = reason;
  return 0;
}

/** Decodes the sequence at p + i; the bytes it took, or 0 with badLength and badReason set. */
function utf8At(out: usize, p: usize, i: u32, n: u32): u32 {
  const b: u32 = load<u8>(p + i);
  if (b < 0x80) { Builder.char(out, b); return 1; }
  if (b < 0xc2 || b > 0xf4) return bad(1, START);
  const length: u32 = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
  let c = b & (length == 2 ? 0x1f : length == 3 ? 15 : 7);
  for (let k: u32 = 1; k < length; k++) {
    if (i + k >= n) return bad(k, END);
    const next: u32 = load<u8>(p + i + k);
    let low: u32 = 0x80, high: u32 = 0xbf;
    if (k == 1) {
      // The second byte rules out overlong forms, surrogates and what is past U+10FFFF.
      if (b == 0xe0) low = 0xa0;
      else if (b == 0xed) high = 0x9f;
      else if (b == 0xf0) low = 0x90;
      else if (b == 0xf4) high = 0x8f;
    }
    if (next < low || next > high) return bad(k, CONTINUATION);
    c = c << 6 | (next & 0x3f);
  }
  Builder.char(out, c);
  return length;
}
function asciiAt(out: usize, p: usize, i: u32): u32 {
  const b: u32 = load<u8>(p + i);
  if (b >= 0x80) return bad(1, RANGE);
  Builder.char(out, b);
  return 1;
}
@inline function unitAt(p: usize, big: bool): u32 { const u = load<u16>(p); return big ? bswap<u16>(u) : u; }
function utf16At(out: usize, p: usize, i: u32, n: u32, big: bool): u32 {
  if (i + 2 > n) return bad(1, TRUNCATED);
  const unit = unitAt(p + i, big);
  if (!isSurrogate(unit)) { Builder.char(out, unit); return 2; }
  if (unit >= 0xdc00) return bad(2, ILLEGAL);
  if (i + 4 > n) return bad(n - i, UTF16_END);
  const low = unitAt(p + i + 2, big);
  if (low - 0xdc00 >= 0x400) return bad(2, ILLEGAL);
  Builder.char(out, 0x10000 + ((unit - 0xd800) << 10 | (low - 0xdc00)));
  return 4;
}
function utf32At(out: usize, p: usize, i: u32, n: u32, big: bool): u32 {
  if (i + 4 > n) return bad(n - i, TRUNCATED);
  let c = load<u32>(p + i);
  if (big) c = bswap<u32>(c);
  if (isSurrogate(c)) return bad(4, CODE_POINT);
  if (c > 0x10ffff) return bad(4, CODE_POINT);
  Builder.char(out, c);
  return 4;
}

/** Deals with bytes start..end that cannot be decoded. Returns where to go on, or 0 with an exception. */
function mend(out: usize, b: usize, codec: i32, start: u32, end: u32, handler: i32, errors: usize): u32 {
  const p = bytesData(b);
  const reason = reasonText(badReason);
  switch (handler) {
    case IGNORE: return end;
    case REPLACE: Builder.char(out, 0xfffd); return end;
    case BACKSLASH:
      for (let i = start; i < end; i++) { Builder.char(out, 0x5c); escapeHex(out, load<u8>(p + i)); }
      return end;
    case SURROGATE_ESCAPE:
      for (let i = start; i < end; i++) {
        const c: u32 = load<u8>(p + i);
        if (c < 0x80) {
          if (i > start) return i;
          raiseDecodeError(codecName(codec), b, start, end, reason);
          return 0;
        }
        Builder.char(out, 0xdc00 + c);
      }
      return end;
    case SURROGATE_PASS: {
      if (codec == UTF8 && start + 3 <= bytesSize(b) && load<u8>(p + start) == 0xed && load<u8>(p + start, 1) >= 0xa0 && load<u8>(p + start, 1) <= 0xbf && (load<u8>(p + start, 2) & 0xc0) == 0x80) {
        Builder.char(out, 0xd000 | (<u32>load<u8>(p + start, 1) & 0x3f) << 6 | (load<u8>(p + start, 2) & 0x3f));
        return start + 3;
      }
      if ((codec == UTF16_LE || codec == UTF16_BE) && start + 2 <= bytesSize(b)) {
        const unit = unitAt(p + start, codec == UTF16_BE);
        if (isSurrogate(unit)) { Builder.char(out, unit); return start + 2; }
      }
      if (codec >= UTF32_LE && codec <= UTF32_BE && start + 4 <= bytesSize(b)) {
        const c = codec == UTF32_BE ? bswap<u32>(load<u32>(p + start)) : load<u32>(p + start);
        if (isSurrogate(c)) { Builder.char(out, c); return start + 4; }
      }
      break;
    }
    case UNKNOWN: return <u32>raisef(T_X_LOOKUPERROR, "unknown error handler name '%s'", errors);
    case XML: return <u32>raisef(T_X_TYPEERROR, "don't know how to handle UnicodeDecodeError in error callback");
  }
  raiseDecodeError(codecName(codec), b, start, end, reason);
  return 0;
}
