/**
 * Blocks that host and runtime hand each other: raw memory with its size in front, so that either side can free it.
 *
 *     [u32 size of the whole block, 4 bytes unused][payload]
 */
import { allocRaw, freeRaw } from "./heap/blocks";
import { strFromUtf8 } from "./types/str";

/** Room for n bytes; 0 if memory is full. */
export function hostAlloc(n: u32): usize {
  const p = allocRaw(n + 8);
  if (p == 0) return 0;
  store<u32>(p, n + 8);
  return p + 8;
}

export function hostFree(p: usize): void {
  if (p) freeRaw(p - 8, load<u32>(p - 8));
}

/** A str from `u32 length, UTF-8` at an address. */
export function readText(at: usize): usize { return strFromUtf8(at + 4, load<u32>(at)); }
/** The address after that text. */
@inline export function afterText(at: usize): usize { return at + 4 + load<u32>(at); }
