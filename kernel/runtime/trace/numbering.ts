/**
 * Numbers for keys of three words, in the order in which they come, and three words more that are kept with each: a hash table with the keys
 * behind it.
 *
 *     0 mask  4 count  8 bytes  12 slots: number + 1 each, 0 = free; then the keys, 24 bytes each
 */
import { allocRaw, freeRaw } from "../heap/blocks";

const KEY: u32 = 24;

/** A table with room for `most` keys; 0 if memory is full. */
export function numberingNew(most: u32): usize {
  let slots: u32 = 64;
  while (slots < most * 2) slots <<= 1;
  const bytes = 12 + slots * 4 + most * KEY;
  const t = allocRaw(bytes);
  if (t == 0) return 0;
  memory.fill(t, 0, 12 + slots * 4);
  store<u32>(t, slots - 1);
  store<u32>(t, bytes, 8);
  return t;
}
export function numberingFree(t: usize): void { if (t) freeRaw(t, load<u32>(t, 8)); }
export function numbered(t: usize): u32 { return load<u32>(t, 4); }
/** Address of the six words of number i. */
export function numberKey(t: usize, i: u32): usize { return t + 12 + (<usize>load<u32>(t) + 1) * 4 + <usize>i * KEY; }

/** The number of the key (a, b, c). The words d, e and f of its first coming are kept. */
export function numberOf(t: usize, a: u32, b: u32, c: u32, d: u32, e: u32, f: u32): i32 {
  const mask = load<u32>(t);
  let i = (a * 2654435761 ^ b * 40503 ^ c * 2246822519) & mask;
  while (true) {
    const at = t + 12 + (i << 2);
    const n = load<u32>(at);
    if (n == 0) {
      const fresh = load<u32>(t, 4);
      store<u32>(at, fresh + 1);
      store<u32>(t, fresh + 1, 4);
      const k = numberKey(t, fresh);
      store<u32>(k, a);
      store<u32>(k, b, 4);
      store<u32>(k, c, 8);
      store<u32>(k, d, 12);
      store<u32>(k, e, 16);
      store<u32>(k, f, 20);
      return fresh;
    }
    const k = numberKey(t, n - 1);
    if (load<u32>(k) == a && load<u32>(k, 4) == b && load<u32>(k, 8) == c) return n - 1;
    i = (i + 1) & mask;
  }
}
