/**
 * The check of roots, in the build that does not count: now and then at a safepoint everything is marked that can be reached from the
 * roots (roots.ts) and from the threads' root logs, and whatever else is in the heap is poisoned: its class becomes an address
 * beyond any memory, so that the next use traps. Poisoned memory is not used again. A weak reference keeps its object here.
 *
 *     MARK_MAPS + 4 * (address >> 20)   address of a piece, laid out as those of the map of live objects (audit.ts)
 */
import { MARK_MAPS, LIVE_MAPS, HEAP, S_ROOTS, S_ROOTS_TOP, S_BREAKER, BRK_SCAN, R_BUILTINS, R_SYS_DICT, C_SCHEDULE_SEED } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { typeOf, O_TYPE } from "../object";
import { COUNTED } from "../designs/active";
import { arenaTakeVital } from "../heap/arena";
import { weakTarget } from "../types/weakref";
import { isLive, pieceOf, clearPieces, PIECE, wordOf, bitOf } from "./audit";
import { visitRoots, visitInterned, traverse } from "./roots";

/** Poison in place of a class. */
const NO_CLASS: usize = 0xdbdbdbd8;
/** Safepoints between two checks are up to twice this, more as a program goes on. */
const FIRST_MEAN: u32 = 24;

let left: u32 = 1, checks: u32 = 0, random: u32 = 0;

/** This thread takes part from now on: each of its safepoints asks. */
export function startChecks(): void {
  if (COUNTED) return;
  atomic.or<u32>(ts, BRK_SCAN, S_BREAKER);
  random = <u32>ts ^ (load<u32>(C_SCHEDULE_SEED) * 2654435761);
}

/** A safepoint; by the holder of the GIL. */
export function scanPoint(): void {
  if (COUNTED || --left != 0) return;
  random ^= random << 13;
  random ^= random >> 17;
  random ^= random << 5;
  checks++;
  left = 1 + random % (2 * (FIRST_MEAN + (checks << 3)));
  poisonUnreachable();
}

// The objects that are marked and not yet visited: a stack in raw memory, as long as the runtime lives.
let stack: usize = 0, depth: u32 = 0, capacity: u32 = 0;

function push(o: usize): void {
  if (depth == capacity) {
    const grown = capacity ? capacity * 2 : 1 << 14, wider = arenaTakeVital(grown << 2);
    if (wider == 0) unreachable(); // this build proves something about programs that fit
    memory.copy(wider, stack, capacity << 2);
    stack = wider;
    capacity = grown;
  }
  store<usize>(stack + (depth++ << 2), o);
}

function mark(at: usize): void {
  const o = load<usize>(at);
  if (o < <usize>HEAP) return; // none, or a fixed object, which visitRoots visits
  if (!isLive(o)) unreachable(); // a root leads to memory that is no object
  reach(o);
}

function reach(o: usize): void {
  const piece = pieceOf(MARK_MAPS, o, PIECE);
  const word = wordOf(piece, o), bit = bitOf(o);
  if (load<u32>(word) & bit) return;
  store<u32>(word, load<u32>(word) | bit);
  push(o);
}

function poisonUnreachable(): void {
  clearPieces(MARK_MAPS, PIECE);
  visitRoots(mark.index);
  visitInterned(mark.index);
  mark(R_BUILTINS);
  mark(R_SYS_DICT);
  for (let i = 0, n = slotCount(); i < n; i++) {
    const slot = slotAddress(i);
    // What native code has freed itself may still stand in its log.
    for (let at = load<usize>(slot, S_ROOTS); at < load<usize>(slot, S_ROOTS_TOP); at += 4) if (isLive(load<usize>(at))) reach(load<usize>(at));
  }
  while (depth) {
    const o = load<usize>(stack + (--depth << 2));
    mark(o + O_TYPE);
    traverse(o, mark.index);
    const target = weakTarget(o);
    if (target >= <usize>HEAP && isLive(target)) reach(target);
  }
  for (let k: usize = 0; k < 4096; k++) {
    const live = load<usize>(<usize>LIVE_MAPS + (k << 2)), marks = load<usize>(<usize>MARK_MAPS + (k << 2));
    if (live == 0) continue;
    for (let at: usize = 0; at < <usize>PIECE; at += 4) {
      const reached: u32 = marks ? load<u32>(marks + at) : 0;
      let lost = load<u32>(live + at) & ~reached;
      if (lost == 0) continue;
      store<u32>(live + at, load<u32>(live + at) & reached);
      for (; lost; lost &= lost - 1) store<usize>((k << 20) + (at << 6) + (<usize>ctz<u32>(lost) << 3), NO_CLASS, O_TYPE);
    }
  }
}
