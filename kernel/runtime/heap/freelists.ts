/**
 * The free lists of small blocks, a list a size class, as both ways of allocation use them (heap/blocks.ts, and heap/quick.ts where
 * nothing may be called). The caller of a shared one holds its lock, or the GIL.
 *
 *     magazine, a thread's own: [count u32][address u32 * 63], `c * MAGAZINE` bytes from the thread's first
 *     pool or depot, shared, a 64-byte line: 0 lock, 4 head of a list linked through word 12, 12 bump, 16 end
 *
 * A free block's count words (0..11) stay intact; the link is in word 12, the type word.
 */
import { magazines } from "../thread";

export const MAGAZINE: usize = 256;
export const MAGAZINE_MAX: u32 = 62;
export const LINK: usize = 12;

@inline export function magazineOf(c: usize): usize { return magazines + c * MAGAZINE; }

/** A block of class c from this thread's magazine, 0 if that is empty. */
@inline export function magazineTake(c: usize): usize {
  const m = magazineOf(c), n = load<u32>(m);
  if (n == 0) return 0;
  store<u32>(m, n - 1);
  return load<usize>(m + (<usize>n << 2));
}
/** Gives a block back; false if the magazine is full. */
@inline export function magazineGive(p: usize, c: usize): bool {
  const m = magazineOf(c), n = load<u32>(m);
  if (n == MAGAZINE_MAX) return false;
  store<u32>(m, n + 1);
  store<usize>(m + (<usize>(n + 1) << 2), p);
  return true;
}

/** The first block of a pool's list, 0 if it is empty. */
@inline export function poolTake(pool: usize): usize {
  const p = load<usize>(pool, 4);
  if (p != 0) store<usize>(pool, load<usize>(p, LINK), 4);
  return p;
}
@inline export function poolGive(pool: usize, p: usize): void {
  store<usize>(p, load<usize>(pool, 4), LINK);
  store<usize>(pool, p, 4);
}
