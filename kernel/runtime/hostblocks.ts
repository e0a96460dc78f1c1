/**
 * Blocks that host and runtime hand each other: raw memory with its size in front, so that either side can free it.
 *
 *     [u32 size of the whole block, u32 1 if it is a large block][payload]
 *
 * The control allocates while it holds no GIL, so its blocks come from the large heap, whose lock is real in every design.
 */
import { allocRaw, freeRaw } from "./heap/blocks";
import { largeTake, largeGive } from "./heap/large";
import { tid } from "./thread";
import { strFromUtf8 } from "./types/str";

/** Room for n bytes; 0 if memory is full. */
export function hostAlloc(n: u32): usize {
  const control = tid == 1;
  const p = control ? largeTake(n + 24) : allocRaw(n + 8);
  if (p == 0) return 0;
  store<u32>(p, control ? n + 24 : n + 8);
  store<u32>(p, control ? 1 : 0, 4);
  return p + 8;
}

export function hostFree(p: usize): void {
  if (p == 0) return;
  if (load<u32>(p - 4)) largeGive(p - 8, load<u32>(p - 8));
  else freeRaw(p - 8, load<u32>(p - 8));
}

/** A str from `u32 length, UTF-8` at an address. */
export function readText(at: usize): usize { return strFromUtf8(at + 4, load<u32>(at)); }
/** The address after that text. */
@inline export function afterText(at: usize): usize { return at + 4 + load<u32>(at); }
