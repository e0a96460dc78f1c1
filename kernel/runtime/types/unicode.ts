/**
 * Properties of characters. Latin-1 is answered here; all else by the host's tables (kernel/threads/unicode.ts),
 * remembered in a small cache that belongs to this instance of the module, hence to one thread:
 *
 *     256 words of 8 bytes, indexed by the low byte of the code point: low half the flags, high half code point + 1
 */
import { host_unicode } from "../host";
import { allocRaw } from "../heap/blocks";
import {
  U_FLAGS, U_DECIMAL, U_DIGIT, UF_ALPHA, UF_DECIMAL, UF_DIGIT, UF_NUMERIC, UF_LOWER, UF_UPPER, UF_TITLE, UF_PRINTABLE, UF_XID_START,
  UF_XID_CONTINUE, UF_SPACE
} from "../unicodeops";

let cache: usize = 0;

/** The UF_* bits of a character. */
export function unicodeFlags(c: u32): u32 {
  if (c < 0x80) return asciiFlags(c);
  return c < 0x100 ? latinFlags(c) : cachedFlags(c);
}

@inline function asciiFlags(c: u32): u32 {
  if (c - 0x61 < 26) return UF_ALPHA | UF_LOWER | UF_PRINTABLE | UF_XID_START | UF_XID_CONTINUE;
  if (c - 0x41 < 26) return UF_ALPHA | UF_UPPER | UF_PRINTABLE | UF_XID_START | UF_XID_CONTINUE;
  if (c - 0x30 < 10) return UF_DECIMAL | UF_DIGIT | UF_NUMERIC | UF_PRINTABLE | UF_XID_CONTINUE;
  if (c == 0x20) return UF_SPACE | UF_PRINTABLE;
  if (c == 0x5f) return UF_PRINTABLE | UF_XID_CONTINUE;
  if (c < 0x20) return c - 9 < 5 || c >= 0x1c ? UF_SPACE : 0;
  return c == 0x7f ? 0 : UF_PRINTABLE;
}

function latinFlags(c: u32): u32 {
  if (c >= 0xc0) {
    if (c == 0xd7 || c == 0xf7) return UF_PRINTABLE;
    return UF_ALPHA | UF_PRINTABLE | UF_XID_START | UF_XID_CONTINUE | (c >= 0xdf ? UF_LOWER : UF_UPPER);
  }
  if (c < 0xa0) return c == 0x85 ? UF_SPACE : 0;
  switch (c) {
    case 0xa0: return UF_SPACE;
    case 0xad: return 0; // soft hyphen
    case 0xaa: case 0xb5: case 0xba: return UF_ALPHA | UF_LOWER | UF_PRINTABLE | UF_XID_START | UF_XID_CONTINUE;
    case 0xb2: case 0xb3: case 0xb9: return UF_DIGIT | UF_NUMERIC | UF_PRINTABLE;
    case 0xb7: return UF_PRINTABLE | UF_XID_CONTINUE;
    case 0xbc: case 0xbd: case 0xbe: return UF_NUMERIC | UF_PRINTABLE;
  }
  return UF_PRINTABLE;
}

function cachedFlags(c: u32): u32 {
  if (cache == 0) {
    const block = allocRaw(2048);
    if (block == 0) return <u32>host_unicode(U_FLAGS, c);
    memory.fill(block, 0, 2048);
    cache = block;
  }
  const at = cache + ((c & 255) << 3);
  if (load<u32>(at, 4) == c + 1) return load<u32>(at);
  const flags = <u32>host_unicode(U_FLAGS, c);
  store<u32>(at, flags);
  store<u32>(at, c + 1, 4);
  return flags;
}

@inline export function isAlpha(c: u32): bool { return (unicodeFlags(c) & UF_ALPHA) != 0; }
@inline export function isSpace(c: u32): bool { return (unicodeFlags(c) & UF_SPACE) != 0; }
@inline export function isPrintable(c: u32): bool { return (unicodeFlags(c) & UF_PRINTABLE) != 0; }
@inline export function isLower(c: u32): bool { return (unicodeFlags(c) & UF_LOWER) != 0; }
@inline export function isUpper(c: u32): bool { return (unicodeFlags(c) & UF_UPPER) != 0; }
@inline export function isTitle(c: u32): bool { return (unicodeFlags(c) & UF_TITLE) != 0; }
@inline export function isAlnum(c: u32): bool { return (unicodeFlags(c) & (UF_ALPHA | UF_DECIMAL | UF_DIGIT | UF_NUMERIC)) != 0; }

/** White space of ASCII, as the bytes methods see it. */
@inline export function isAsciiSpace(c: u32): bool { return c == 0x20 || c - 9 < 5; }
@inline export function isAsciiLower(c: u32): bool { return c - 0x61 < 26; }
@inline export function isAsciiUpper(c: u32): bool { return c - 0x41 < 26; }
@inline export function isAsciiDigit(c: u32): bool { return c - 0x30 < 10; }
@inline export function isAsciiAlpha(c: u32): bool { return (c | 0x20) - 0x61 < 26; }

/** Where str.splitlines ends a line. */
export function isLineBreak(c: u32): bool {
  return c - 0x0a < 4 || c - 0x1c < 3 || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/** Value of a decimal digit of any script, or -1. */
export function decimalValue(c: u32): i32 {
  if (c - 0x30 < 10) return <i32>(c - 0x30);
  if (c < 0x80 || (unicodeFlags(c) & UF_DECIMAL) == 0) return -1;
  return host_unicode(U_DECIMAL, c);
}
export function digitValue(c: u32): i32 {
  return (unicodeFlags(c) & UF_DIGIT) == 0 ? -1 : host_unicode(U_DIGIT, c);
}

/** Value of a digit in any base to 36, or 99. */
@inline export function asciiDigitValue(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const low = c | 0x20;
  return low - 0x61 < 26 ? low - 0x57 : 99;
}
