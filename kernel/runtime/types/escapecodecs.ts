/**
 * The codecs `unicode_escape` and `raw_unicode_escape`: text as Python's source text would spell it, in Latin-1. The raw one
 * escapes only what Latin-1 does not have.
 */
import { noMemory } from "../errors";
import { strLength, strCharAt } from "./str";
import { bytesData, bytesSize } from "./bytes";
import { ByteBuilder } from "./bytebuilder";
import { Builder } from "./builder";
import { raiseDecodeError } from "./unicodeerrors";

function hex(out: usize, letter: u32, c: u32, width: i32): void {
  ByteBuilder.byte(out, 0x5c);
  ByteBuilder.byte(out, letter);
  for (let shift = (width - 1) << 2; shift >= 0; shift -= 4) {
    const digit = (c >> shift) & 15;
    ByteBuilder.byte(out, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}

/** bytes of a str. New reference. */
export function escapeEncode(s: usize, raw: bool): usize {
  const out = ByteBuilder.start();
  const n = strLength(s);
  for (let i: u32 = 0; i < n; i++) {
    const c = strCharAt(s, i);
    if (c >= 0x10000) hex(out, 0x55, c, 8);
    else if (c >= 0x100) hex(out, 0x75, c, 4);
    else if (raw) ByteBuilder.byte(out, c);
    else if (c == 0x5c || c == 0x0a || c == 0x0d || c == 0x09) {
      ByteBuilder.byte(out, 0x5c);
      ByteBuilder.byte(out, c == 0x0a ? 0x6e : c == 0x0d ? 0x72 : c == 0x09 ? 0x74 : 0x5c);
    }
    else if (c < 0x20 || c >= 0x7f) hex(out, 0x78, c, 2);
    else ByteBuilder.byte(out, c);
  }
  if (ByteBuilder.failed(out)) { ByteBuilder.abandon(out); return noMemory(); }
  return ByteBuilder.finish(out);
}

function digitOf(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** What a backslash and a letter stand for; 0 if they stand for themselves. */
function simple(c: u32): u32 {
  switch (c) {
    case 0x5c: case 0x27: case 0x22: return c;
    case 0x61: return 7;
    case 0x62: return 8;
    case 0x66: return 12;
    case 0x6e: return 10;
    case 0x72: return 13;
    case 0x74: return 9;
    case 0x76: return 11;
  }
  return 0;
}

/** The str of a bytes object. New reference, or 0 with UnicodeDecodeError: errors are always strict. */
export function escapeDecode(b: usize, raw: bool): usize {
  const n = bytesSize(b), p = bytesData(b);
  const out = Builder.start();
  let i: u32 = 0;
  while (i < n) {
    const c: u32 = load<u8>(p + i);
    if (c != 0x5c) { Builder.char(out, c); i++; continue; }
    if (i + 1 == n) {
      if (raw) { Builder.char(out, c); break; }
      Builder.abandon(out);
      return raiseDecodeError("unicodeescape", b, i, n, "\\ at end of string");
    }
    const letter: u32 = load<u8>(p + i + 1);
    const width: u32 = letter == 0x75 ? 4 : letter == 0x55 ? 8 : letter == 0x78 && !raw ? 2 : 0;
    if (width) {
      let value: u32 = 0, k: u32 = 0;
      while (k < width && i + 2 + k < n && digitOf(load<u8>(p + i + 2 + k)) < 16) value = value << 4 | digitOf(load<u8>(p + i + 2 + k++));
      if (k < width || value > 0x10ffff) {
        Builder.abandon(out);
        return raiseDecodeError(raw ? "rawunicodeescape" : "unicodeescape", b, i, i + 2 + k,
          k == width ? "illegal Unicode character" : width == 2 ? "truncated \\xXX escape" : width == 4 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape");
      }
      Builder.char(out, value);
      i += 2 + width;
    } else if (raw) {
      // A pair of backslashes stays one: the second begins no escape.
      Builder.char(out, c);
      Builder.char(out, letter);
      i += 2;
    } else if (letter - 0x30 < 8) {
      let value: u32 = 0, k: u32 = 0;
      while (k < 3 && i + 1 + k < n && <u32>load<u8>(p + i + 1 + k) - 0x30 < 8) value = value << 3 | <u32>load<u8>(p + i + 1 + k++) - 0x30;
      Builder.char(out, value);
      i += 1 + k;
    } else {
      const meaning = simple(letter);
      if (meaning) Builder.char(out, meaning);
      else if (letter != 0x0a) { Builder.char(out, c); Builder.char(out, letter); }
      i += 2;
    }
  }
  return Builder.finish(out);
}
