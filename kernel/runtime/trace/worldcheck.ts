/**
 * The check of a stopped world, for checked builds: every reference on every thread's value stack must be a live object with a sound
 * header. `_host.check_world()` runs it while other threads run; a reference that is not sound traps.
 */
import { HEAP, S_STACK, S_EXC, S_HANDLED } from "../layout";
import { slotAddress, slotCount } from "../thread";
import { O_TYPE, TY_FLAGS, TF_TYPE, O_COUNT, O_SHARED } from "../object";
import { COUNTED, LOCK_FREE_READS, mergeQueue } from "../designs/active";
import { stopWorld, startWorld, scanStack } from "../sync/world";
import { isLive, liveObjects } from "./audit";

let roots: i32 = 0;

/** Stops the world, looks at every thread's references, and starts it again. The number of references found. */
export function checkWorld(): i32 {
  roots = 0;
  stopWorld();
  const n = slotCount();
  for (let i = 1; i < n; i++) {
    const slot = slotAddress(i);
    if (load<usize>(slot, S_STACK) == 0) continue;
    scanStack(slot, visit.index);
    visit(slot + S_EXC);
    visit(slot + S_HANDLED);
  }
  startWorld();
  return roots;
}

/** The number of live objects, with the world stopped. */
export function countLive(): u32 {
  mergeQueue();
  stopWorld();
  const n = liveObjects();
  startWorld();
  return n;
}

function visit(at: usize): void {
  const o = load<usize>(at);
  if (o == 0) return;
  roots++;
  // Fixed objects and static types lie below the heap.
  if (o >= <usize>HEAP && !isLive(o)) unreachable(); // a reference to memory that is no object
  const type = load<usize>(o, O_TYPE);
  if (type >= <usize>HEAP && !isLive(type)) unreachable(); // its class is gone
  const flags = load<u32>(load<usize>(type, O_TYPE), TY_FLAGS);
  if ((flags & TF_TYPE) == 0) unreachable(); // its class is no class
  const count = load<u32>(o, O_COUNT);
  if (COUNTED && count == 0 && (!LOCK_FREE_READS || (load<i32>(o, O_SHARED) >> 2) <= 0)) unreachable(); // nobody counts it
}
