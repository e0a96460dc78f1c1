/**
 * The buffer behind StringIO, BytesIO and the files of open(): items in raw memory, four bytes each for text, one for bytes.
 *
 *     16 u32 lock       20 buffer (raw, 0 = none)   24 u32 length   28 u32 capacity, both in items   32 u32 position
 *     36 u32 flags      40 u32 newline mode         44 u32 items already in the file (append mode)
 *     48 ref name       52 ref mode                 56 ref encoding 60 ref errors (0 = none; set once, at creation)
 *     size 64
 *
 * A file's whole content is read when it is opened and written when it is flushed or closed: the host's file access is
 * by whole texts. All fields are under the object's lock; nothing that runs Python code is called under it.
 */
import { typeOf, isStr } from "../object";
import { T_STRINGIO, T_BYTESIO, T_TEXTFILE, T_FILE, T_X_VALUEERROR } from "../types/table";
import { allocRaw, freeRaw, freeObject } from "../heap/blocks";
import { release, lockObject, unlockObject, retain } from "../designs/active";
import { noMemory, raise } from "../errors";
import { strAlloc, strFinish, strData } from "../types/str";
import { bytesNew, bytesData } from "../types/bytes";
import { moveChars, charAt, putChar, fillChars } from "../types/chars";
import { allocInstance } from "../types/instance";
import { sizeOfInstance, clearInstanceExtras } from "../natives";

export const IO_BUFFER: usize = 20;
export const IO_LENGTH: usize = 24;
export const IO_CAPACITY: usize = 28;
export const IO_POSITION: usize = 32;
export const IO_FLAGS: usize = 36;
export const IO_NEWLINE: usize = 40;
export const IO_FLUSHED: usize = 44;
export const IO_NAME: usize = 48;
export const IO_MODE: usize = 52;
export const IO_ENCODING: usize = 56;
export const IO_ERRORS: usize = 60;
export const IO_SIZE: u32 = 64;

export const IO_CLOSED: u32 = 1;
export const IO_READABLE: u32 = 2;
export const IO_WRITABLE: u32 = 4;
export const IO_DIRTY: u32 = 8;
export const IO_APPEND: u32 = 16;
export const IO_IS_TEXT: u32 = 32;
export const IO_IS_FILE: u32 = 64;

/** Newline modes: what is done to line ends. */
export const NL_NONE: u32 = 0;      // nothing; lines end at \n
export const NL_UNIVERSAL: u32 = 1; // \r and \r\n become \n
export const NL_ANY: u32 = 2;       // nothing; lines end at \n, \r or \r\n
export const NL_CR: u32 = 3;        // \n is written as \r
export const NL_CRLF: u32 = 4;      // \n is written as \r\n

@inline export function isTextIO(o: usize): bool { return (load<u32>(o, IO_FLAGS) & IO_IS_TEXT) != 0; }
@inline export function widthOf(o: usize): u32 { return isTextIO(o) ? 4 : 1; }

export function ioNew(type: usize, flags: u32): usize {
  const o = allocInstance(type, 0);
  if (o == 0) return 0;
  memory.fill(o + 16, 0, IO_SIZE - 16);
  store<u32>(o, flags, IO_FLAGS);
  return o;
}
export function io_traverse(o: usize, visitor: u32): void {
  for (let at: usize = IO_NAME; at <= IO_ERRORS; at += 4) call_indirect<void>(visitor, o + at);
}
export function io_dealloc(o: usize): void {
  for (let at: usize = IO_NAME; at <= IO_ERRORS; at += 4) if (load<usize>(o + at)) release(load<usize>(o + at));
  if (load<usize>(o, IO_BUFFER)) freeRaw(load<usize>(o, IO_BUFFER), load<u32>(o, IO_CAPACITY) * widthOf(o));
  clearInstanceExtras(o);
  freeObject(o, sizeOfInstance(o));
}

/** Raises ValueError if the stream is closed. */
export function ioClosed(o: usize): bool {
  if (!(atomic.load<u32>(o, IO_FLAGS) & IO_CLOSED)) return false;
  raise(T_X_VALUEERROR, "I/O operation on closed file.");
  return true;
}

/** Room for `wanted` items, under the lock; false with MemoryError. */
function reserve(o: usize, wanted: u64): bool {
  const capacity = load<u32>(o, IO_CAPACITY), width = widthOf(o);
  if (wanted <= capacity) return true;
  const grown = wanted + (wanted >> 1) + 32;
  const buffer: usize = grown * width > 0x70000000 ? 0 : allocRaw(<u32>grown * width);
  if (buffer == 0) { noMemory(); return false; }
  const old = load<usize>(o, IO_BUFFER);
  if (old) {
    memory.copy(buffer, old, load<u32>(o, IO_LENGTH) * width);
    freeRaw(old, capacity * width);
  }
  store<usize>(o, buffer, IO_BUFFER);
  store<u32>(o, <u32>grown, IO_CAPACITY);
  return true;
}

/** Writes n items at the position, under the lock, translating \n for the newline mode; false with MemoryError. */
export function putItems(o: usize, data: usize, kind: u32, n: u32): bool {
  const width = widthOf(o), mode = load<u32>(o, IO_NEWLINE);
  if (load<u32>(o, IO_FLAGS) & IO_APPEND) store<u32>(o, load<u32>(o, IO_LENGTH), IO_POSITION);
  const at = load<u32>(o, IO_POSITION), length = load<u32>(o, IO_LENGTH);
  let extra: u32 = 0;
  if (mode == NL_CRLF) for (let i: u32 = 0; i < n; i++) if (charAt(data, kind, i) == 10) extra++;
  if (!reserve(o, <u64>at + n + extra)) return false;
  const buffer = load<usize>(o, IO_BUFFER);
  if (at > length) fillChars(buffer, width, length, 0, at - length);
  let end = at;
  if (mode == NL_NONE || mode == NL_ANY) {
    moveChars(buffer, width, at, data, kind, 0, n);
    end = at + n;
  } else {
    for (let i: u32 = 0; i < n; i++) {
      const c = charAt(data, kind, i);
      if (mode == NL_UNIVERSAL) {
        if (c == 13) { if (i + 1 < n && charAt(data, kind, i + 1) == 10) continue; putChar(buffer, width, end++, 10); }
        else putChar(buffer, width, end++, c);
      } else if (c == 10) {
        putChar(buffer, width, end++, 13);
        if (mode == NL_CRLF) putChar(buffer, width, end++, 10);
      } else putChar(buffer, width, end++, c);
    }
  }
  store<u32>(o, end, IO_POSITION);
  if (end > load<u32>(o, IO_LENGTH)) store<u32>(o, end, IO_LENGTH);
  atomic.store<u32>(o, load<u32>(o, IO_FLAGS) | IO_DIRTY, IO_FLAGS);
  return true;
}

/** Items start..end as a str or bytes, under the lock. */
export function itemsAsObject(o: usize, start: u32, end: u32): usize {
  const buffer = load<usize>(o, IO_BUFFER), n = end > start ? end - start : 0;
  if (!isTextIO(o)) {
    const b = bytesNew(n);
    if (b && n) memory.copy(bytesData(b), buffer + start, n);
    return b;
  }
  // The narrowest kind is found first: most text is Latin-1, and needs a quarter of the buffer.
  let all: u32 = 0;
  for (let i: u32 = 0; i < n; i++) all |= load<u32>(buffer + ((start + i) << 2));
  const kind: u32 = all < 0x100 ? 1 : all < 0x10000 ? 2 : 4;
  const s = strAlloc(n, kind);
  if (s == 0) return 0;
  for (let i: u32 = 0; i < n; i++) putChar(strData(s), kind, i, load<u32>(buffer + ((start + i) << 2)));
  return strFinish(s);
}

/** End of the line that begins at the position, at most `limit` items on (limit < 0: no limit); under the lock. */
export function lineEnd(o: usize, limit: i32): u32 {
  const buffer = load<usize>(o, IO_BUFFER), length = load<u32>(o, IO_LENGTH), width = widthOf(o), mode = load<u32>(o, IO_NEWLINE);
  let i = load<u32>(o, IO_POSITION);
  if (i >= length) return i;
  const stop = limit >= 0 && <u32>limit < length - i ? i + <u32>limit : length;
  while (i < stop) {
    const c = charAt(buffer, width, i++);
    if (mode == NL_CR) { if (c == 13) break; continue; }
    if (mode == NL_CRLF) { if (c == 10 && i >= 2 && charAt(buffer, width, i - 2) == 13) break; continue; }
    if (c == 10) break;
    if (c == 13 && mode == NL_ANY) {
      if (i < stop && charAt(buffer, width, i) == 10) i++;
      break;
    }
  }
  return i;
}
