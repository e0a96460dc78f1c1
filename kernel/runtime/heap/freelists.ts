/**
 * The free lists of small blocks, a list a size class, as both ways of allocation use them (heap/blocks.ts, and heap/quick.ts where
 * nothing may be called). The caller of a shared one holds its lock, or the GIL.
 *
 *     heap of a thread: magazines, a class each | depots, a class each
 *     magazine, the thread's own: [count u32][address u32 * 63]
 *     pool (shared) or depot (a thread's, which others lock to give its blocks back), a 64-byte line:
 *         0 lock, 4 head of a list linked through word 12, 12 bump, 16 end
 *
 * A page of blocks has a home: the thread that carved it, one byte for 16 KiB of memory in HOMES. What others free goes back there,
 * so the blocks that two threads write into never lie in one cache line (a thread that takes another's blocks does so only when memory is full).
 *
 * A free block's count words (0..11) stay intact; the link is in word 12, the type word.
 */
import { magazines, tid, slotAddress } from "../thread";
import { HOMES, S_MAGAZINES } from "../layout";
import { CLASSES } from "./sizes";

export const MAGAZINE: usize = 256;
export const MAGAZINE_MAX: u32 = 62;
export const LINK: usize = 12;
/** Memory that has one home. */
export const HOME_BYTES: u32 = 16384;
/** Magazines, then depots: of object classes, then of raw ones. */
export const THREAD_HEAP_BYTES: u32 = CLASSES * 2 * (<u32>MAGAZINE + 64);

/** The depot of class c in the heap of a slot that has one. */
@inline export function depotOf(slot: usize, c: usize): usize { return load<usize>(slot, S_MAGAZINES) + <usize>CLASSES * 2 * MAGAZINE + (c << 6); }

/** Whose page p lies in: slot number + 1. */
@inline export function homeOf(p: usize): u32 { return load<u8>(<usize>HOMES + p / HOME_BYTES); }
@inline export function homeSlot(home: u32): usize { return slotAddress(<i32>home - 1); }
/** Makes the whole pages from p this thread's. */
export function settle(p: usize, size: u32): void { memory.fill(<usize>HOMES + p / HOME_BYTES, <u8>tid, size / HOME_BYTES); }

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
