/** What a checked build verifies of the heap: freed memory is poisoned, and objects alive are counted for the audit at exit. */
import { C_STATS } from "../layout";
import { HEADER } from "../object";

export const POISON: u8 = 0xdb;
export const STAT_ALLOCATED: usize = C_STATS + 0;
export const STAT_FREED: usize = C_STATS + 4;

export function checkedAlloc(o: usize, size: u32): void {
  atomic.add<u32>(STAT_ALLOCATED, 1);
  memory.fill(o + HEADER, 0xcd, size - <u32>HEADER);
}

export function checkedFree(o: usize, size: u32): void {
  atomic.add<u32>(STAT_FREED, 1);
  memory.fill(o + HEADER, POISON, size - <u32>HEADER);
}
