/** Characters as regular expressions see them: categories, sets, case; and the numbers of the SRE byte code (re._constants). */
import { host_unicode } from "../host";
import { isAsciiSpace, isAsciiDigit, isAsciiAlpha, isSpace, isAlnum, isLineBreak, unicodeFlags } from "../types/unicode";
import { U_LOWER, U_UPPER, UF_DECIMAL } from "../unicodeops";

export const SRE_MAGIC: i32 = 20230612;
export const MAXREPEAT: u32 = 0xffffffff;

export const FAILURE: u32 = 0, SUCCESS: u32 = 1, ANY: u32 = 2, ANY_ALL: u32 = 3, ASSERT: u32 = 4, ASSERT_NOT: u32 = 5, AT: u32 = 6, BRANCH: u32 = 7;
export const CATEGORY: u32 = 8, CHARSET: u32 = 9, BIGCHARSET: u32 = 10, GROUPREF: u32 = 11, GROUPREF_EXISTS: u32 = 12, IN: u32 = 13, INFO: u32 = 14;
export const JUMP: u32 = 15, LITERAL: u32 = 16, MARK: u32 = 17, MAX_UNTIL: u32 = 18, MIN_UNTIL: u32 = 19, NOT_LITERAL: u32 = 20, NEGATE: u32 = 21;
export const RANGE: u32 = 22, REPEAT: u32 = 23, REPEAT_ONE: u32 = 24, SUBPATTERN: u32 = 25, MIN_REPEAT_ONE: u32 = 26, ATOMIC_GROUP: u32 = 27;
export const POSSESSIVE_REPEAT: u32 = 28, POSSESSIVE_REPEAT_ONE: u32 = 29, GROUPREF_IGNORE: u32 = 30, IN_IGNORE: u32 = 31, LITERAL_IGNORE: u32 = 32;
export const NOT_LITERAL_IGNORE: u32 = 33, GROUPREF_LOC_IGNORE: u32 = 34, IN_LOC_IGNORE: u32 = 35, LITERAL_LOC_IGNORE: u32 = 36, NOT_LITERAL_LOC_IGNORE: u32 = 37;
export const GROUPREF_UNI_IGNORE: u32 = 38, IN_UNI_IGNORE: u32 = 39, LITERAL_UNI_IGNORE: u32 = 40, NOT_LITERAL_UNI_IGNORE: u32 = 41, RANGE_UNI_IGNORE: u32 = 42;

export const AT_BEGINNING: u32 = 0, AT_BEGINNING_LINE: u32 = 1, AT_BEGINNING_STRING: u32 = 2, AT_BOUNDARY: u32 = 3, AT_NON_BOUNDARY: u32 = 4, AT_END: u32 = 5;
export const AT_END_LINE: u32 = 6, AT_END_STRING: u32 = 7, AT_LOC_BOUNDARY: u32 = 8, AT_LOC_NON_BOUNDARY: u32 = 9, AT_UNI_BOUNDARY: u32 = 10, AT_UNI_NON_BOUNDARY: u32 = 11;

// ---- case
@inline export function asciiLower(c: u32): u32 { return c - 0x41 < 26 ? c | 0x20 : c; }
export function simpleLower(c: u32): u32 {
  if (c < 0x80) return asciiLower(c);
  if (c < 0x100) return c >= 0xc0 && c <= 0xde && c != 0xd7 ? c + 32 : c;
  return <u32>host_unicode(U_LOWER, c);
}
export function simpleUpper(c: u32): u32 {
  if (c < 0x80) return c - 0x61 < 26 ? c & ~0x20 : c;
  return <u32>host_unicode(U_UPPER, c);
}
export function isCased(c: u32): bool { return simpleLower(c) != c || simpleUpper(c) != c; }

// ---- categories
@inline export function isWord(c: u32): bool { return c == 0x5f || (c < 0x80 ? isAsciiAlpha(c) || isAsciiDigit(c) : isAlnum(c)); }
@inline export function isAsciiWord(c: u32): bool { return c < 0x80 && (isAsciiAlpha(c) || isAsciiDigit(c) || c == 0x5f); }

export function inCategory(category: u32, c: u32): bool {
  let yes: bool;
  switch (category & ~1) { // a category's complement is the next number
    case 0: yes = isAsciiDigit(c); break;
    case 2: yes = isAsciiSpace(c); break;
    case 4: yes = isAsciiWord(c); break;
    case 6: yes = c == 0x0a; break;
    case 8: yes = isAsciiWord(c); break;
    case 10: yes = (unicodeFlags(c) & UF_DECIMAL) != 0; break;
    case 12: yes = isSpace(c); break;
    case 14: yes = isWord(c); break;
    default: yes = isLineBreak(c); break;
  }
  return yes != ((category & 1) != 0);
}

/** Whether c is in the set whose byte code begins at `set`. */
export function inSet(set: usize, c: u32): bool {
  let ok = true;
  while (true) {
    const op = load<u32>(set);
    set += 4;
    switch (op) {
      case FAILURE: return !ok;
      case LITERAL:
        if (c == load<u32>(set)) return ok;
        set += 4;
        break;
      case CATEGORY:
        if (inCategory(load<u32>(set), c)) return ok;
        set += 4;
        break;
      case CHARSET: // 256 bits
        if (c < 256 && load<u32>(set + ((c >> 5) << 2)) >> (c & 31) & 1) return ok;
        set += 32;
        break;
      case RANGE:
        if (c >= load<u32>(set) && c <= load<u32>(set, 4)) return ok;
        set += 8;
        break;
      case RANGE_UNI_IGNORE: {
        const low = load<u32>(set), high = load<u32>(set, 4);
        if (c >= low && c <= high) return ok;
        const upper = simpleUpper(c);
        if (upper >= low && upper <= high) return ok;
        set += 8;
        break;
      }
      case NEGATE: ok = !ok; break;
      case BIGCHARSET: { // number of blocks, the block of each high byte, blocks of 256 bits
        const count = load<u32>(set);
        set += 4;
        if (c < 0x10000) {
          const bit = <u32>load<u8>(set + (c >> 8)) * 256 + (c & 255);
          if (load<u32>(set + 256 + ((bit >> 5) << 2)) >> (bit & 31) & 1) return ok;
        }
        set += 256 + (count << 5);
        break;
      }
      default: return false;
    }
  }
  return false;
}
