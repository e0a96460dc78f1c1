/**
 * The source that a traceback's entry shows: the lines of the failing expression, without the indentation that they
 * share, and under them the carets. Of many lines the first, the last and those around the operator or bracket are shown, a
 * longer gap is told by its length; so does CPython 3.13.
 *
 * All lines are joined to one str, ends of lines between them; positions are indices of its characters.
 */
import { Builder } from "./builder";
import { release } from "../designs/active";
import { strCharAt, strLength } from "./str";
import { anchorEnd, anchorStart, caretsFor, isAnchored } from "./carets";
import { sourceLine } from "./sources";

/** A range without columns shows its first line. */
const NO_COLUMN: u32 = 0xffff;

/** The lines in the making: their indentation in common, the failing range, whether there are carets. */
let text: usize = 0;
let indentation: u32 = 0;
let from: u32 = 0;
let to: u32 = 0;
let carets: bool = false;

@inline function isSpace(c: u32): bool { return c == 0x20 || c == 0x09 || c == 0x0c; }

function lineEnd(at: u32): u32 {
  const n = strLength(text);
  while (at < n && strCharAt(text, at) != 0x0a) at++;
  return at;
}
function firstMark(at: u32, end: u32): u32 {
  while (at < end && isSpace(strCharAt(text, at))) at++;
  return at;
}
/** Number of the line that a position is in, counted from 0. */
function lineOf(at: u32): i32 {
  let line = 0;
  for (let i: u32 = 0; i < at; i++) if (strCharAt(text, i) == 0x0a) line++;
  return line;
}
/** Index of a UTF-8 byte offset in the line that begins at `start`. */
function indexOf(start: u32, byte: u32): u32 {
  const end = lineEnd(start);
  let at: u32 = 0, i = start;
  while (i < end && at < byte) {
    const c = strCharAt(text, i++);
    at += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  return i;
}

/** Columns that a terminal gives a character: two to the wide ones of East Asia and to pictures. */
function columns(c: u32): u32 {
  if (c < 0x1100) return 1;
  return c <= 0x115f || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) || (c >= 0xa960 && c <= 0xa97f) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
    (c >= 0xfe10 && c <= 0xfe19) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff01 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
    (c >= 0x1f300 && c <= 0x1f64f) || (c >= 0x1f680 && c <= 0x1f6ff) || (c >= 0x1f900 && c <= 0x1f9ff) || (c >= 0x20000 && c <= 0x3fffd) ? 2 : 1;
}

function repeat(b: usize, c: u32, n: u32): void { for (let i: u32 = 0; i < n; i++) Builder.char(b, c); }

/** The lines first..last of a file, joined; what comes after the file's end is missing. 0 if there is none. */
function joined(filename: usize, first: u32, last: u32): usize {
  let b: usize = 0;
  for (let number = first; number <= last; number++) {
    const line = sourceLine(filename, number);
    if (line == 0) break;
    if (b == 0) b = Builder.start(); else Builder.char(b, 0x0a);
    let end = strLength(line);
    while (end > 0 && (isSpace(strCharAt(line, end - 1)) || strCharAt(line, end - 1) == 0x0d)) end--;
    Builder.slice(b, line, 0, end);
    release(line);
  }
  return b ? Builder.finish(b) : 0;
}

function commonIndentation(): u32 {
  let least: u32 = 0xffffffff;
  for (let at: u32 = 0, n = strLength(text); at <= n;) {
    const end = lineEnd(at), mark = firstMark(at, end);
    if (mark < end && mark - at < least) least = mark - at;
    at = end + 1;
  }
  return least;
}

/** A line, and its carets; `number` and `last` count from 0. */
function writeLine(b: usize, start: u32, number: i32, last: i32, margin: u32): void {
  const end = lineEnd(start), begin = min(start + indentation, end);
  repeat(b, 0x20, margin);
  Builder.slice(b, text, begin, end);
  Builder.char(b, 0x0a);
  if (!carets) return;
  repeat(b, 0x20, margin);
  const stop = number == last ? to : end, mark = firstMark(begin, end);
  for (let i = begin; i < stop; i++) {
    const c: u32 = i < mark || i < from ? 0x20 : !isAnchored || (i >= anchorStart && i < anchorEnd) ? 0x5e : 0x7e;
    repeat(b, c, columns(strCharAt(text, i)));
  }
  Builder.char(b, 0x0a);
}

function near(line: i32, other: i32): bool { return line >= other - 1 && line <= other + 1; }

/**
 * Appends the lines of a range, from column `col` of line `first` to column `endCol` of line `last` (in UTF-8 bytes), each behind
 * `margin` blanks. Nothing where the source is not known or blank.
 */
export function excerpt(b: usize, filename: usize, first: u32, last: u32, col: u32, endCol: u32, margin: u32): void {
  if (last < first || col == NO_COLUMN || endCol == NO_COLUMN) last = first;
  const all = joined(filename, first, last);
  if (all == 0) return;
  text = all;
  indentation = commonIndentation();
  if (indentation != 0xffffffff) {
    const lines = lineOf(strLength(all));
    let lastStart: u32 = 0;
    for (let k = 0; k < lines; k++) lastStart = lineEnd(lastStart) + 1;
    from = indexOf(0, col);
    to = lines == <i32>(last - first) ? indexOf(lastStart, endCol) : strLength(all);
    carets = col != NO_COLUMN && endCol != NO_COLUMN && from < to && caretsFor(all, firstMark(0, lineEnd(0)), from, to);
    const left = isAnchored ? lineOf(anchorStart) : 0, right = isAnchored ? lineOf(anchorEnd) : lines;
    let shown = -1;
    for (let k = 0, at: u32 = 0; k <= lines; k++) {
      // A line that stands alone between two shown ones is shown too.
      const wanted = k == 0 || k == lines || near(k, left) || near(k, right);
      const bridges = shown == k - 1 && (k + 1 == lines || near(k + 1, left) || near(k + 1, right));
      if (wanted || bridges) {
        if (k - shown > 1) {
          repeat(b, 0x20, margin);
          Builder.text(b, "...<");
          Builder.int(b, k - shown - 1);
          Builder.text(b, " lines>...\n");
        }
        writeLine(b, at, k, lines, margin);
        shown = k;
      }
      at = lineEnd(at) + 1;
    }
  }
  release(all);
}
