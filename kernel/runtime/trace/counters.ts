/**
 * The counters of one thread: a table with open addressing of entries for an object and a source line,
 *
 *     0 object  4 key: epoch | LIVE  8 code  12 line  16 type  20 increments  24 decrements  28 shared changes
 *     32 acquisitions  36 contended  40 f64 ns waited  48 f64 ns held  56 code and 60 word that made the object
 *
 * A table that fills up is made anew. Entries of objects that are gone become one for their type and the place that made
 * them (object = that code, key = the word there | GONE), so what is kept follows the live objects and the lines of the program
 * while every count stays in; if that frees too little, the new table is twice as large. Only when memory is full is a change
 * without room: it is counted as such.
 */
import { arenaTake } from "../heap/arena";
import { codePosition } from "../types/code";
import { epochOf, siteCode, siteWord, where, whereCode, whereWord } from "./shadow";
import { R_TABLE, R_CAPACITY, R_USED, R_UNCOUNTED, R_SPARE } from "./recorder";

export const ENTRY: u32 = 64;
export const LIVE: u32 = 0x80000000;
export const GONE: u32 = 0xc0000000;
export const FIRST_CAPACITY: u32 = 4096;

/** Source line of the instruction that where() has found. */
@inline export function lineOf(code: usize, word: u32): u32 { return code ? load<u32>(codePosition(code, word)) : 0; }

/** The entry with this key, which is empty if there is none yet. */
function find(table: usize, capacity: u32, o: usize, key: u32, type: usize, code: usize, line: u32): usize {
  let i = ((<u32>o >> 3) * 2654435761 ^ <u32>code * 40503 ^ line * 2246822519 ^ key * 97) & (capacity - 1);
  while (true) {
    const at = table + i * ENTRY;
    const have = load<u32>(at, 4);
    if (have == 0) return at;
    if (have == key && load<usize>(at) == o && load<usize>(at, 8) == code && load<u32>(at, 12) == line && load<usize>(at, 16) == type) return at;
    i = (i + 1) & (capacity - 1);
  }
}

@inline function name(at: usize, o: usize, key: u32, type: usize, code: usize, line: u32): void {
  store<usize>(at, o);
  store<u32>(at, key, 4);
  store<usize>(at, code, 8);
  store<u32>(at, line, 12);
  store<usize>(at, type, 16);
}

/** The entry of a live object, or of a lock of the runtime itself (type 0), at a line; 0 if memory is full. */
export function entryAt(r: usize, o: usize, epoch: u32, type: usize, code: usize, line: u32): usize {
  const capacity = load<u32>(r, R_CAPACITY);
  const at = find(load<usize>(r, R_TABLE), capacity, o, epoch | LIVE, type, code, line);
  if (load<u32>(at, 4) != 0) return at;
  if (load<u32>(r, R_USED) >= capacity - (capacity >> 2)) {
    if (!makeRoom(r)) {
      store<u32>(r, load<u32>(r, R_UNCOUNTED) + 1, R_UNCOUNTED);
      return 0;
    }
    return entryAt(r, o, epoch, type, code, line);
  }
  name(at, o, epoch | LIVE, type, code, line);
  if (type) {
    store<usize>(at, siteCode(o), 56);
    store<u32>(at, siteWord(o), 60);
  }
  store<u32>(r, load<u32>(r, R_USED) + 1, R_USED);
  return at;
}

/** The entry of a live object at the line that this thread is at. */
export function entryOf(r: usize, o: usize, epoch: u32, type: usize): usize {
  where();
  return entryAt(r, o, epoch, type, whereCode, lineOf(whereCode, whereWord));
}

function makeRoom(r: usize): bool {
  const capacity = load<u32>(r, R_CAPACITY);
  let spare = load<usize>(r, R_SPARE);
  if (spare == 0) spare = arenaTake(capacity * ENTRY);
  if (spare != 0) {
    const old = load<usize>(r, R_TABLE);
    moveTo(r, spare, capacity);
    store<usize>(r, old, R_SPARE);
    if (load<u32>(r, R_USED) < capacity >> 1) return true;
  }
  const larger = capacity < 1 << 24 ? arenaTake(capacity * 2 * ENTRY) : 0;
  if (larger == 0) return load<u32>(r, R_USED) < capacity - (capacity >> 2);
  moveTo(r, larger, capacity * 2);
  store<usize>(r, 0, R_SPARE);
  return true;
}

/** Moves all entries to another table, those of objects that are gone together. */
function moveTo(r: usize, table: usize, capacity: u32): void {
  const old = load<usize>(r, R_TABLE), end = old + load<u32>(r, R_CAPACITY) * ENTRY;
  memory.fill(table, 0, capacity * ENTRY);
  let used: u32 = 0;
  for (let e = old; e < end; e += ENTRY) {
    let key = load<u32>(e, 4), o = load<usize>(e);
    if (key == 0) continue;
    const type = load<usize>(e, 16), code = load<usize>(e, 8), line = load<u32>(e, 12);
    if (type != 0 && (key & GONE) == LIVE && epochOf(o) != (key & ~GONE)) {
      key = load<u32>(e, 60) | GONE;
      o = load<usize>(e, 56);
    }
    const at = find(table, capacity, o, key, type, code, line);
    if (load<u32>(at, 4) == 0) {
      name(at, o, key, type, code, line);
      store<u64>(at, load<u64>(e, 56), 56);
      used++;
    }
    for (let field: usize = 20; field < 40; field += 4) store<u32>(at + field, load<u32>(at + field) + load<u32>(e + field));
    store<f64>(at, load<f64>(at, 40) + load<f64>(e, 40), 40);
    store<f64>(at, load<f64>(at, 48) + load<f64>(e, 48), 48);
  }
  store<usize>(r, table, R_TABLE);
  store<u32>(r, capacity, R_CAPACITY);
  store<u32>(r, used, R_USED);
}
