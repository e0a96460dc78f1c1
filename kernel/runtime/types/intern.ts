/**
 * Interned strings: one object for each text, so that names compare by address. An open-addressing set in raw memory
 *
 *     block at R_INTERNED: 0 u32 capacity (a power of two), 4 u32 used, 8.. u32 str addresses
 *
 * under C_INTERN_LOCK. Interned strings live as long as the runtime.
 */
import { R_INTERNED, C_INTERN_LOCK } from "../layout";
import { O_OWNER, F_INTERNED, hasFlag, setFlag, isExactStr } from "../object";
import { STR_ASCII, strAlloc, strFinish, strData, strLength, strKind, strHash, strEquals } from "./str";
import { allocRaw, retireRaw } from "../heap/blocks";
import { immortalise, retain, release, LOCK_FREE_READS } from "../designs/active";
import { tid } from "../thread";
import { clearException } from "../errors";
import { mutexLock, mutexUnlock } from "../sync/mutex";

/** A new str with the text of a literal. */
export function strFromLiteral(text: string): usize {
  const n = <u32>text.length;
  const s = strAlloc(n, 2);
  if (s == 0) return 0;
  memory.copy(strData(s), changetype<usize>(text), n << 1);
  return strFinish(s);
}

/** The interned str of a literal: borrowed, immortal. */
export function intern(text: string): usize {
  const s = strFromLiteral(text);
  return s == 0 ? 0 : internObject(s);
}

/** The interned str equal to s. Takes over s; the result is immortal. A str of a subclass is returned as it is. */
export function internObject(s: usize): usize {
  if (hasFlag(s, F_INTERNED) || !isExactStr(s)) return s;
  const hash = <u32>strHash(s);
  if (LOCK_FREE_READS && !isOwn(s)) return internForeign(s);
  return internOwn(s, hash);
}

/** Whether no other thread counts s with plain increments, which could overwrite the mark of an immortal object. */
@inline function isOwn(s: usize): bool {
  const owner = load<u16>(s, O_OWNER);
  return owner == tid || owner == 0;
}

/** The text of another thread's str is interned in a copy. */
function internForeign(s: usize): usize {
  const n = strLength(s), kind = strKind(s);
  const copy = strAlloc(n, kind);
  if (copy == 0) { clearException(); return s; }
  memory.copy(strData(copy), strData(s), <usize>n * kind);
  store<u8>(copy, load<u8>(s, STR_ASCII), STR_ASCII);
  release(s);
  return internOwn(copy, <u32>strHash(copy));
}

function internOwn(s: usize, hash: u32): usize {
  mutexLock(C_INTERN_LOCK);
  let table = load<usize>(R_INTERNED);
  if (table == 0 || load<u32>(table, 4) * 3 >= load<u32>(table) * 2) {
    const grown = rehash(table);
    if (grown == 0) { mutexUnlock(C_INTERN_LOCK); return s; } // works, only without the sharing
    table = grown;
  }
  const mask = load<u32>(table) - 1;
  let i = hash & mask;
  while (true) {
    const at = table + 8 + (i << 2);
    const have = load<usize>(at);
    if (have == 0) {
      immortalise(s);
      setFlag(s, F_INTERNED);
      store<usize>(at, s);
      store<u32>(table, load<u32>(table, 4) + 1, 4);
      mutexUnlock(C_INTERN_LOCK);
      return s;
    }
    if (strEquals(have, s)) {
      mutexUnlock(C_INTERN_LOCK);
      release(s);
      retain(have);
      return have;
    }
    i = (i + 1) & mask;
  }
}

function rehash(old: usize): usize {
  const have = old ? load<u32>(old) : 0;
  const capacity = have ? have * 2 : 4096;
  const table = allocRaw(8 + (capacity << 2));
  if (table == 0) return 0;
  memory.fill(table, 0, 8 + (capacity << 2));
  store<u32>(table, capacity);
  for (let k: u32 = 0; k < have; k++) {
    const s = load<usize>(old + 8 + (k << 2));
    if (s == 0) continue;
    let i = <u32>strHash(s) & (capacity - 1);
    while (load<usize>(table + 8 + (i << 2)) != 0) i = (i + 1) & (capacity - 1);
    store<usize>(table + 8 + (i << 2), s);
    store<u32>(table, load<u32>(table, 4) + 1, 4);
  }
  store<usize>(R_INTERNED, table);
  if (old) retireRaw(old, 8 + (have << 2));
  return table;
}
