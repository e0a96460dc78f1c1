/**
 * The arena: the part of the shared memory from HEAP up, handed out in chunks from the bottom, under C_ARENA_LOCK. It grows the
 * Wasm memory as needed, up to a limit; the last bytes below the limit are a reserve, kept so that a MemoryError can
 * be raised and handled.
 */
import { C_HEAP_TOP, C_ARENA_LOCK, C_LIMIT } from "../layout";
import { mutexLock, mutexUnlock } from "../sync/mutex";

const RESERVE: u32 = 1 << 20;
/** Bytes beyond the limit for stacks, magazines and maps; see RESERVE in kernel/threads/runtime.ts. */
const VITAL_RESERVE: u32 = 64 << 20;
/** Set while a thread raises MemoryError: it may use the reserve. */
let inReserve: bool = false;
export function useReserve(on: bool): void { inReserve = on; }

/** Two cache lines, since processors fetch lines in pairs: what one thread takes never shares lines with what another does. */
const LINES: u32 = 128;

/** `size` fresh bytes, zeroed, aligned to 128; 0 if the limit is reached. */
export function arenaTake(size: u32): usize { return arenaTakePage(size, LINES); }
/** As arenaTake, aligned to a power of two. */
export function arenaTakePage(size: u32, align: u32): usize { return takeBelow(<u64>load<u32>(C_LIMIT) - (inReserve ? 0 : RESERVE), size, align); }

/** As arenaTake for what a worker cannot do without, also beyond the limit: the host has made the memory larger by a reserve of its own. */
export function arenaTakeVital(size: u32): usize { return takeBelow(<u64>load<u32>(C_LIMIT) + VITAL_RESERVE, size, LINES); }

/**
 * Makes sure that this instance may touch memory up to `end`, which another one has got. Loads and stores reach as far as any worker has
 * made the memory grow, but V8 checks memory.fill and memory.copy against the size that this instance last saw, which growth by nothing renews.
 */
@inline export function reach(end: usize): void { if (<u64>end > <u64>memory.size() << 16) memory.grow(0); }

function takeBelow(limit: u64, size: u32, align: u32): usize {
  mutexLock(C_ARENA_LOCK);
  const top: u64 = (<u64>load<u32>(C_HEAP_TOP) + align - 1) & ~(<u64>align - 1);
  const end: u64 = top + size;
  if (end > limit) { mutexUnlock(C_ARENA_LOCK); return 0; }
  const have: u64 = <u64>memory.size() << 16;
  if (end > have) {
    // Grow in steps that widen with the heap: growth is a system call and renews the host's views.
    let pages = <i32>((end - have + 65535) >> 16);
    pages = max<i32>(pages, min<i32>(<i32>(have >> 18), 256));
    if (memory.grow(pages) < 0 && memory.grow(<i32>((end - have + 65535) >> 16)) < 0) { mutexUnlock(C_ARENA_LOCK); return 0; }
  }
  store<u32>(C_HEAP_TOP, <u32>end);
  mutexUnlock(C_ARENA_LOCK);
  return <usize>top;
}
