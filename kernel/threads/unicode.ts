/**
 * Characters for the runtime: properties and case mappings by the JavaScript engine's Unicode tables, with Python's
 * few differences. Also the UTF-8 that may hold lone surrogates, as Python strs can.
 *
 * The tables are the engine's, so a character that a newer Unicode assigns may be known here and not to CPython 3.13
 * (Unicode 15.1).
 */
import * as ops from '../runtime/unicodeops';

/** General categories, in the order of U_CATEGORY's numbers. */
export const UNICODE_CATEGORIES = [
  'Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Mc', 'Me', 'Nd', 'Nl', 'No', 'Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf', 'Po', 'Sm', 'Sc', 'Sk', 'So',
  'Zs', 'Zl', 'Zp', 'Cc', 'Cf', 'Cs', 'Co', 'Cn'
];
let categoryTests: RegExp[] | null = null;
const makeCategoryTests = (): RegExp[] => UNICODE_CATEGORIES.map(name => new RegExp(`^\\p{${name}}$`, 'u'));

const ALPHA = /^\p{L}$/u;
const DECIMAL = /^\p{Nd}$/u;
const NUMBER = /^\p{N}$/u;
const LOWER = /^\p{Lowercase}$/u;
const UPPER = /^\p{Uppercase}$/u;
const TITLE = /^\p{Lt}$/u;
const NOT_PRINTABLE = /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]$/u;
const XID_START = /^\p{XID_Start}$/u;
const XID_CONTINUE = /^\p{XID_Continue}$/u;
const SPACE = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/u;
const CASED = /^[\p{Lowercase}\p{Uppercase}\p{Lt}]$/u;
const CASE_IGNORABLE = /^\p{Case_Ignorable}$/u;

/** Letters that stand for numbers. */
const NUMERIC_LETTERS = new Set('㐅㒃㠪㭍一七万三两九二五亖京亿什仟仨伍佰俩倆億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拐拾捌柒洞漆玖百皕秭肆萬貮貳贰鈎钩阡陆陌陸零參拾兩零六陸什𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭廾');

/** Digits that are no decimal digits: [first, last, value of the first]. */
const DIGITS: readonly [number, number, number][] = [
  [0xb2, 0xb3, 2], [0xb9, 0xb9, 1], [0x1369, 0x1371, 1], [0x19da, 0x19da, 1], [0x2070, 0x2070, 0], [0x2074, 0x2079, 4], [0x2080, 0x2089, 0],
  [0x2460, 0x2468, 1], [0x2474, 0x247c, 1], [0x2488, 0x2490, 1], [0x24ea, 0x24ea, 0], [0x24f5, 0x24fd, 1], [0x24ff, 0x24ff, 0],
  [0x2776, 0x277e, 1], [0x2780, 0x2788, 1], [0x278a, 0x2792, 1], [0x10a40, 0x10a43, 1], [0x10e60, 0x10e68, 1], [0x11052, 0x1105a, 1],
  [0x1f100, 0x1f100, 0], [0x1f101, 0x1f10a, 0]
];

function decimalValue(cp: number): number {
  if (!DECIMAL.test(String.fromCodePoint(cp))) return -1;
  let start = cp; // decimal digits come in whole runs of ten
  while (start > 0 && DECIMAL.test(String.fromCodePoint(start - 1))) start--;
  return (cp - start) % 10;
}

function digitValue(cp: number): number {
  const decimal = decimalValue(cp);
  if (decimal >= 0) return decimal;
  for (const [first, last, value] of DIGITS) if (cp >= first && cp <= last) return value + cp - first;
  return -1;
}

function flags(cp: number): number {
  const c = String.fromCodePoint(cp);
  let bits = 0;
  if (ALPHA.test(c)) bits |= ops.UF_ALPHA;
  if (DECIMAL.test(c)) bits |= ops.UF_DECIMAL | ops.UF_DIGIT;
  else if (digitValue(cp) >= 0) bits |= ops.UF_DIGIT;
  if (NUMBER.test(c) || NUMERIC_LETTERS.has(c)) bits |= ops.UF_NUMERIC;
  if (LOWER.test(c)) bits |= ops.UF_LOWER;
  if (UPPER.test(c)) bits |= ops.UF_UPPER;
  if (TITLE.test(c)) bits |= ops.UF_TITLE;
  if (c === ' ' || !NOT_PRINTABLE.test(c)) bits |= ops.UF_PRINTABLE;
  if (XID_START.test(c)) bits |= ops.UF_XID_START;
  if (XID_CONTINUE.test(c)) bits |= ops.UF_XID_CONTINUE;
  if (SPACE.test(c)) bits |= ops.UF_SPACE;
  return bits;
}

/** Answers unicode(op, code point). */
export function unicodeProperty(op: number, cp: number): number {
  if (cp > 0x10ffff) return op === ops.U_FLAGS ? 0 : -1;
  switch (op) {
    case ops.U_FLAGS: return flags(cp);
    case ops.U_DECIMAL: return decimalValue(cp);
    case ops.U_DIGIT: return digitValue(cp);
    case ops.U_CATEGORY: {
      const c = String.fromCodePoint(cp);
      return (categoryTests ??= makeCategoryTests()).findIndex(test => test.test(c));
    }
    case ops.U_LOWER: return single(String.fromCodePoint(cp).toLowerCase(), cp);
    case ops.U_UPPER: return single(String.fromCodePoint(cp).toUpperCase(), cp);
    default: return -1;
  }
}

function single(mapped: string, cp: number): number {
  const first = mapped.codePointAt(0) ?? cp;
  return String.fromCodePoint(first) === mapped ? first : cp;
}

/** The title case of one character, which may be several. */
function titleOf(c: string): string {
  const cp = c.codePointAt(0)!;
  if (cp < 0x80) return c.toUpperCase();
  if (cp === 0x149) return '\u02bcN';
  if (cp >= 0x1c4 && cp <= 0x1cc) return String.fromCodePoint(0x1c5 + 3 * Math.floor((cp - 0x1c4) / 3));
  if (cp >= 0x1f1 && cp <= 0x1f3) return '\u01f2';
  if (cp >= 0x10d0 && cp <= 0x10ff) return c; // Georgian has capitals for whole words only
  if (cp >= 0x1f80 && cp <= 0x1faf) return String.fromCodePoint(cp | 8);
  if (cp === 0x1fb3 || cp === 0x1fc3 || cp === 0x1ff3) return String.fromCodePoint(cp + 9);
  if (cp === 0x1fbc || cp === 0x1fcc || cp === 0x1ffc) return c;
  const upper = c.toUpperCase();
  if (cp > 0x1fb0 && cp < 0x1fff && upper.endsWith('\u0399') && upper.length > 1) return upper.slice(0, -1) + '\u0345';
  const [first = ''] = upper;
  return first + upper.slice(first.length).toLowerCase();
}

function foldOf(c: string): string {
  const cp = c.codePointAt(0)!;
  if (cp === 0x131 || (cp >= 0x13a0 && cp <= 0x13f5)) return c;
  if (cp === 0x1e9e) return 'ss';
  if ((cp >= 0x13f8 && cp <= 0x13fd) || (cp >= 0xab70 && cp <= 0xabbf)) return c.toUpperCase(); // Cherokee folds to capitals
  return c.toUpperCase().toLowerCase().replaceAll('\u03c2', '\u03c3');
}

/** A capital sigma in lower case: its final form at the end of a word. */
function lowerSigma(chars: readonly string[], i: number): string {
  let before = i - 1;
  while (before >= 0 && CASE_IGNORABLE.test(chars[before])) before--;
  if (before < 0 || !CASED.test(chars[before])) return '\u03c3';
  let after = i + 1;
  while (after < chars.length && CASE_IGNORABLE.test(chars[after])) after++;
  return after < chars.length && CASED.test(chars[after]) ? '\u03c3' : '\u03c2';
}

function lowerAt(chars: readonly string[], i: number): string {
  return chars[i] === '\u03a3' ? lowerSigma(chars, i) : chars[i].toLowerCase();
}

/** Answers caseMap(op, text). */
export function caseMap(op: number, text: string): string {
  switch (op) {
    case ops.NORMAL_NFC: return text.normalize('NFC');
    case ops.NORMAL_NFD: return text.normalize('NFD');
    case ops.NORMAL_NFKC: return text.normalize('NFKC');
    case ops.NORMAL_NFKD: return text.normalize('NFKD');
    case ops.CASE_UPPER: return text.toUpperCase();
  }
  const chars = Array.from(text);
  switch (op) {
    case ops.CASE_LOWER: return chars.map((_, i) => lowerAt(chars, i)).join('');
    case ops.CASE_CAPITALIZE: return chars.map((c, i) => (i === 0 ? titleOf(c) : lowerAt(chars, i))).join('');
    case ops.CASE_TITLE: return chars.map((c, i) => (i > 0 && CASED.test(chars[i - 1]) ? lowerAt(chars, i) : titleOf(c))).join('');
    case ops.CASE_SWAP: return chars.map((c, i) => (UPPER.test(c) ? lowerAt(chars, i) : LOWER.test(c) ? c.toUpperCase() : c)).join('');
    case ops.CASE_FOLD: return chars.map(foldOf).join('');
    default: return text;
  }
}

const decoder = new TextDecoder('utf-8');
const encoder = new TextEncoder();

/** Text of UTF-8 bytes (not shared memory) that may hold lone surrogates. */
export function decodeWtf8(bytes: Uint8Array): string {
  let from = 0;
  let text = '';
  for (let i = bytes.indexOf(0xed); i >= 0; i = bytes.indexOf(0xed, i + 1)) {
    if (i + 2 >= bytes.length || bytes[i + 1] < 0xa0) continue;
    text += decoder.decode(bytes.subarray(from, i)) + String.fromCharCode(0xd000 | ((bytes[i + 1] & 0x3f) << 6) | (bytes[i + 2] & 0x3f));
    from = i + 3;
    i += 2;
  }
  return from === 0 ? decoder.decode(bytes) : text + decoder.decode(bytes.subarray(from));
}

/** UTF-8 of a text; lone surrogates become three bytes, as any other character of their size. */
export function encodeWtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const out: number[] = [];
  for (const c of text) {
    const cp = c.codePointAt(0)!;
    if (cp >= 0xd800 && cp <= 0xdfff) out.push(0xe0 | (cp >> 12), 0x80 | ((cp >> 6) & 0x3f), 0x80 | (cp & 0x3f));
    else out.push(...encoder.encode(c));
  }
  return Uint8Array.from(out);
}
