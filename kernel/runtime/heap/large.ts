/**
 * Blocks of more than 8 KiB, rounded to 1 KiB: first fit in an address-ordered list with joining of neighbours, under
 * C_LARGE_LOCK. A free block keeps its list node behind the count words: 16 next, 20 size.
 */
import { C_LARGE_LOCK, C_LARGE_FREE } from "../layout";
import { mutexLock, mutexUnlock } from "../sync/mutex";
import { arenaTake, reach } from "./arena";
import { HOME_BYTES } from "./freelists";

const NEXT: usize = 16;
const SIZE: usize = 20;

@inline function rounded(size: u32): u32 { return size > 0xfffff000 ? 0xfffffc00 : (size + 1023) & ~1023; }

export function largeTake(size: u32): usize {
  const need = rounded(size);
  mutexLock(C_LARGE_LOCK);
  let link: usize = C_LARGE_FREE;
  let p = load<usize>(link);
  while (p != 0) {
    const have = load<u32>(p, SIZE);
    if (have >= need) {
      const next = load<usize>(p, NEXT);
      if (have - need >= 1024) {
        const rest = p + need;
        store<usize>(rest, next, NEXT);
        store<u32>(rest, have - need, SIZE);
        store<usize>(link, rest);
      } else {
        store<usize>(link, next);
      }
      mutexUnlock(C_LARGE_LOCK);
      reach(p + need);
      return p;
    }
    link = p + NEXT;
    p = load<usize>(link);
  }
  mutexUnlock(C_LARGE_LOCK);
  // Fresh large blocks come in steps of 1 MiB or their own size in whole pages, the rest goes to the list.
  const chunk = need > 0xffff0000 ? need : max<u32>((need + HOME_BYTES - 1) & ~(HOME_BYTES - 1), 1 << 20);
  let q = arenaTake(chunk);
  if (q != 0) {
    if (chunk > need) largeGive(q + need, chunk - need);
    return q;
  }
  return arenaTake(need);
}

export function largeGive(p: usize, size: u32): void {
  let length = rounded(size);
  mutexLock(C_LARGE_LOCK);
  let link: usize = C_LARGE_FREE;
  let previous: usize = 0;
  let next = load<usize>(link);
  while (next != 0 && next < p) {
    previous = next;
    link = next + NEXT;
    next = load<usize>(link);
  }
  if (next != 0 && p + length == next) {
    length += load<u32>(next, SIZE);
    next = load<usize>(next, NEXT);
  }
  if (previous != 0 && previous + load<u32>(previous, SIZE) == p) {
    store<u32>(previous, load<u32>(previous, SIZE) + length, SIZE);
    store<usize>(previous, next, NEXT);
  } else {
    store<u32>(p, length, SIZE);
    store<usize>(p, next, NEXT);
    store<usize>(link, p);
  }
  mutexUnlock(C_LARGE_LOCK);
}
