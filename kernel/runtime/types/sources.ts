/**
 * Source texts by file name, for tracebacks: a raw list of [filename, source] pairs of owned references under a lock of its own;
 * the newest text of a name counts.
 *
 *     block at R_SOURCES: 0 u32 count  4 u32 capacity  8.. pairs
 */
import { R_SOURCES, C_SOURCES_LOCK } from "../layout";
import { retain, release } from "../designs/active";
import { allocRaw, freeRaw } from "../heap/blocks";
import { mutexLock, mutexUnlock } from "../sync/mutex";
import { strEquals, strLength, strCharAt, substr } from "./str";

export function registerSource(filename: usize, source: usize): void {
  retain(filename);
  retain(source);
  let oldName: usize = 0, oldSource: usize = 0;
  mutexLock(C_SOURCES_LOCK);
  let list = load<usize>(R_SOURCES);
  const n = list ? load<u32>(list) : 0;
  let at: usize = 0;
  for (let i: u32 = 0; i < n && at == 0; i++) if (strEquals(load<usize>(list + 8 + (i << 3)), filename)) at = list + 8 + (i << 3);
  if (at) {
    oldName = load<usize>(at);
    oldSource = load<usize>(at + 4);
  } else {
    const capacity = list ? load<u32>(list, 4) : 0;
    if (n == capacity) {
      const grown = capacity ? capacity * 2 : 64;
      const wider = allocRaw(8 + (grown << 3));
      if (wider == 0) { mutexUnlock(C_SOURCES_LOCK); release(filename); release(source); return; }
      if (list) { memory.copy(wider, list, 8 + (n << 3)); freeRaw(list, 8 + (capacity << 3)); }
      store<u32>(wider, n);
      store<u32>(wider, grown, 4);
      store<usize>(R_SOURCES, wider);
      list = wider;
    }
    at = list + 8 + (n << 3);
    store<u32>(list, n + 1);
  }
  store<usize>(at, filename);
  store<usize>(at + 4, source);
  mutexUnlock(C_SOURCES_LOCK);
  if (oldName) release(oldName);
  if (oldSource) release(oldSource);
}

/** The whole text of a file, a new reference; 0 without an exception if it is not known. */
export function sourceText(filename: usize): usize {
  mutexLock(C_SOURCES_LOCK);
  const list = load<usize>(R_SOURCES);
  const n = list ? load<u32>(list) : 0;
  let source: usize = 0;
  for (let i: u32 = 0; i < n; i++) if (strEquals(load<usize>(list + 8 + (i << 3)), filename)) { source = load<usize>(list + 12 + (i << 3)); break; }
  if (source) retain(source);
  mutexUnlock(C_SOURCES_LOCK);
  return source;
}

/** Line n (from 1) of a known file without its newline: a new reference, or 0. */
export function sourceLine(filename: usize, n: i32): usize {
  const source = sourceText(filename);
  if (source == 0) return 0;
  const length = strLength(source);
  let start: u32 = 0;
  let line = 1;
  while (line < n && start < length) { if (strCharAt(source, start) == 0x0a) line++; start++; }
  let result: usize = 0;
  if (line == n && start < length) {
    let end = start;
    while (end < length && strCharAt(source, end) != 0x0a) end++;
    if (end > start && strCharAt(source, end - 1) == 0x0d) end--;
    result = substr(source, start, end);
  }
  release(source);
  return result;
}
