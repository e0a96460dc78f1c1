/**
 * Characters in raw memory: an array of 1, 2 or 4-byte code points is named by (address, kind), and the byte strings
 * use the same functions with kind 1. Nothing here knows about objects.
 *
 * Searching: one character by words of eight bytes; longer needles by a quick search (Sunday 1990) whose skip table is
 * one word of bits, handing over to the two-way algorithm (Crochemore and Perrin 1991) as soon as the comparisons show
 * that the text is a bad case, so that the time stays linear.
 */

@inline export function charAt(data: usize, kind: u32, i: u32): u32 {
  if (kind == 1) return load<u8>(data + i);
  if (kind == 2) return load<u16>(data + (i << 1));
  return load<u32>(data + (i << 2));
}

@inline export function putChar(data: usize, kind: u32, i: u32, c: u32): void {
  if (kind == 1) store<u8>(data + i, <u8>c);
  else if (kind == 2) store<u16>(data + (i << 1), <u16>c);
  else store<u32>(data + (i << 2), c);
}

/** The narrowest kind that holds a code point. */
@inline export function kindOf(c: u32): u32 { return c < 0x100 ? 1 : c < 0x10000 ? 2 : 4; }

/** Copies n characters into an array of the same or a wider kind. */
export function moveChars(to: usize, toKind: u32, at: u32, from: usize, fromKind: u32, start: u32, n: u32): void {
  const q = to + at * toKind, p = from + start * fromKind;
  if (toKind == fromKind) { memory.copy(q, p, n * toKind); return; }
  for (let i: u32 = 0; i < n; i++) putChar(q, toKind, i, charAt(p, fromKind, i));
}

export function fillChars(data: usize, kind: u32, at: u32, c: u32, n: u32): void {
  if (kind == 1) { memory.fill(data + at, <u8>c, n); return; }
  for (let i = at; i < at + n; i++) putChar(data, kind, i, c);
}

export function equalChars(a: usize, aKind: u32, aAt: u32, b: usize, bKind: u32, bAt: u32, n: u32): bool {
  if (aKind == bKind) return memory.compare(a + aAt * aKind, b + bAt * bKind, n * aKind) == 0;
  for (let i: u32 = 0; i < n; i++) if (charAt(a, aKind, aAt + i) != charAt(b, bKind, bAt + i)) return false;
  return true;
}

const ONES: u64 = 0x0101010101010101;
const HIGHS: u64 = 0x8080808080808080;

/** Index of the first c in start..end, or -1. */
export function findChar(data: usize, kind: u32, start: u32, end: u32, c: u32): i32 {
  if (kindOf(c) > kind) return -1;
  let i = start;
  if (kind == 1) {
    const pattern = <u64>c * ONES;
    for (; i + 8 <= end; i += 8) {
      const x = load<u64>(data + i) ^ pattern;
      if ((x - ONES) & ~x & HIGHS) break;
    }
    for (; i < end; i++) if (load<u8>(data + i) == c) return <i32>i;
  } else if (kind == 2) {
    for (; i < end; i++) if (load<u16>(data + (i << 1)) == c) return <i32>i;
  } else {
    for (; i < end; i++) if (load<u32>(data + (i << 2)) == c) return <i32>i;
  }
  return -1;
}

/** Index of the last c in start..end, or -1. */
export function rfindChar(data: usize, kind: u32, start: u32, end: u32, c: u32): i32 {
  if (kindOf(c) > kind) return -1;
  for (let i = end; i > start; i--) if (charAt(data, kind, i - 1) == c) return <i32>(i - 1);
  return -1;
}

/** Index of the first needle (m characters) that lies within start..end, or -1. An empty needle is found at start. */
export function findChars(hay: usize, hayKind: u32, start: u32, end: u32, needle: usize, needleKind: u32, m: u32): i32 {
  if (start > end || m > end - start) return -1;
  if (m == 0) return <i32>start;
  if (m == 1) return findChar(hay, hayKind, start, end, charAt(needle, needleKind, 0));
  if (needleKind > hayKind) return -1;
  if (hayKind == 1) return quickSearch<u8, u8>(hay, start, end, needle, m);
  if (hayKind == 2) return needleKind == 1 ? quickSearch<u16, u8>(hay, start, end, needle, m) : quickSearch<u16, u16>(hay, start, end, needle, m);
  if (needleKind == 1) return quickSearch<u32, u8>(hay, start, end, needle, m);
  return needleKind == 2 ? quickSearch<u32, u16>(hay, start, end, needle, m) : quickSearch<u32, u32>(hay, start, end, needle, m);
}

@inline function get<T>(data: usize, i: u32): u32 { return <u32>load<T>(data + i * <u32>sizeof<T>()); }
@inline function bit(c: u32): u64 { return <u64>1 << <u64>(c & 63); }

function quickSearch<H, N>(hay: usize, start: u32, end: u32, needle: usize, m: u32): i32 {
  const final = m - 1, last = get<N>(needle, final);
  let bloom: u64 = bit(last), skip = m;
  for (let i: u32 = 0; i < final; i++) {
    const c = get<N>(needle, i);
    bloom |= bit(c);
    if (c == last) skip = final - i;
  }
  let budget: i64 = 512 + <i64>(end - start) * 4;
  const stop = end - m;
  for (let i = start; i <= stop; i++) {
    if (get<H>(hay, i + final) == last) {
      let j: u32 = 0;
      while (j < final && get<H>(hay, i + j) == get<N>(needle, j)) j++;
      if (j == final) return <i32>i;
      budget -= j;
      if (budget < 0) return twoWay<H, N>(hay, i, end, needle, m);
      if (i < stop && (bloom & bit(get<H>(hay, i + m))) == 0) i += m;
      else i += skip - 1;
    } else if (i < stop && (bloom & bit(get<H>(hay, i + m))) == 0) {
      i += m;
    }
  }
  return -1;
}

/** Start of the maximal suffix of the needle under < or >, with its period in the upper half. */
function maximalSuffix<N>(needle: usize, m: u32, inverted: bool): u64 {
  let suffix: u32 = 0, candidate: u32 = 1, k: u32 = 0, period: u32 = 1;
  while (candidate + k < m) {
    const a = get<N>(needle, candidate + k), b = get<N>(needle, suffix + k);
    if (inverted ? b < a : a < b) {
      candidate += k + 1;
      k = 0;
      period = candidate - suffix;
    } else if (a == b) {
      if (++k == period) { candidate += period; k = 0; }
    } else {
      suffix = candidate++;
      k = 0;
      period = 1;
    }
  }
  return <u64>period << 32 | suffix;
}

function twoWay<H, N>(hay: usize, start: u32, end: u32, needle: usize, m: u32): i32 {
  const one = maximalSuffix<N>(needle, m, false), two = maximalSuffix<N>(needle, m, true);
  const best = <u32>one > <u32>two ? one : two;
  const cut = <u32>best;
  let period = <u32>(best >> 32);
  let periodic = cut + period <= m;
  for (let i: u32 = 0; periodic && i < cut; i++) if (get<N>(needle, i) != get<N>(needle, i + period)) periodic = false;
  if (!periodic) period = max(cut, m - cut) + 1;
  let kept: u32 = 0;
  for (let at = start; at + m <= end;) {
    let i = max(cut, kept);
    while (i < m && get<N>(needle, i) == get<H>(hay, at + i)) i++;
    if (i < m) { at += i - cut + 1; kept = 0; continue; }
    let j = cut;
    while (j > kept && get<N>(needle, j - 1) == get<H>(hay, at + j - 1)) j--;
    if (j <= kept) return <i32>at;
    at += period;
    kept = periodic ? m - period : 0;
  }
  return -1;
}

/** Index of the last needle within start..end, or -1. An empty needle is found at end. */
export function rfindChars(hay: usize, hayKind: u32, start: u32, end: u32, needle: usize, needleKind: u32, m: u32): i32 {
  if (start > end || m > end - start) return -1;
  if (m == 0) return <i32>end;
  const first = charAt(needle, needleKind, 0);
  if (m == 1) return rfindChar(hay, hayKind, start, end, first);
  if (needleKind > hayKind) return -1;
  let bloom: u64 = 0;
  for (let i: u32 = 0; i < m; i++) bloom |= bit(charAt(needle, needleKind, i));
  for (let i = end - m + 1; i > start;) {
    i--;
    if (charAt(hay, hayKind, i) == first) {
      let j: u32 = 1;
      while (j < m && charAt(hay, hayKind, i + j) == charAt(needle, needleKind, j)) j++;
      if (j == m) return <i32>i;
    }
    // No occurrence can cover the character before i if the needle has no such character.
    if (i > start && (bloom & bit(charAt(hay, hayKind, i - 1))) == 0) i = i - start > m ? i - m : start;
  }
  return -1;
}

/** Number of non-overlapping occurrences within start..end, at most `most`. An empty needle stands between all characters. */
export function countChars(hay: usize, hayKind: u32, start: u32, end: u32, needle: usize, needleKind: u32, m: u32, most: u32 = 0x7fffffff): u32 {
  if (start > end) return 0;
  if (m == 0) return min(end - start + 1, most);
  let n: u32 = 0;
  while (n < most) {
    const at = findChars(hay, hayKind, start, end, needle, needleKind, m);
    if (at < 0) break;
    n++;
    start = <u32>at + m;
  }
  return n;
}
