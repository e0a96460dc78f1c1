/**
 * The slow paths of biased counting: an owner whose count reaches zero, another thread that drops more than it took,
 * and the queue by which such an object reaches its owner. An owner is a slot: if its thread is detached or gone, the
 * one who queues claims the slot's state word and merges in its stead.
 */
import { O_COUNT, O_SHARED, O_OWNER, IMMORTAL_COUNT } from "../object";
import { S_MERGE_QUEUE, S_ATTACH, S_BREAKER, S_LOCK_DEPTH, S_PENDING_COUNT, BRK_MERGE, C_PENDING_LOCK } from "../layout";
import { ts, slotAddress } from "../thread";
import { dealloc, drainPending } from "./reclaim";
import { mutexLock, mutexUnlock } from "./mutex";
import { DETACHED, CLAIMED } from "./attach";
import { yieldPoint } from "./schedule";
import { allocVital, freeRaw } from "../heap/blocks";

const QUEUED: i32 = 2;
const MERGED: i32 = 3;

/** The owner's own count has reached zero. */
export function mergeZeroLocal(o: usize): void {
  let shared = atomic.load<i32>(o, O_SHARED);
  if (shared == 0) { dealloc(o); return; } // nobody else ever counted it
  store<u16>(o, 0, O_OWNER);
  while (true) {
    // Whoever found the owner gone first has merged: the object's end is then the business of who drops the last count.
    if ((shared & 3) == MERGED) return;
    const merged = (shared & ~3) | MERGED;
    yieldPoint();
    const seen = atomic.cmpxchg<i32>(o, shared, merged, O_SHARED);
    if (seen == shared) { if (merged == MERGED) dealloc(o); return; }
    shared = seen;
  }
}

/** One reference less, by a thread that is not the owner. */
export function releaseShared(o: usize): void {
  let shared = atomic.load<i32>(o, O_SHARED);
  while (true) {
    const queue = shared == 0 || shared == 1;
    // The queued reference keeps the object alive: the merge takes it off.
    const next = queue ? QUEUED : shared - 4;
    yieldPoint();
    const seen = atomic.cmpxchg<i32>(o, shared, next, O_SHARED);
    if (seen == shared) {
      if (queue) queueForOwner(o);
      else if (next == MERGED) dealloc(o);
      return;
    }
    shared = seen;
  }
}

/** Merges both counts and takes `extra` queued references off. Only the owner, or who has claimed its slot. */
function mergeExplicit(o: usize, extra: i32): void {
  const local = load<u32>(o, O_COUNT);
  if (local == IMMORTAL_COUNT) return; // made immortal by its owner meanwhile
  yieldPoint();
  store<u32>(o, 0, O_COUNT);
  atomic.store<u16>(o, 0, O_OWNER);
  let shared = atomic.load<i32>(o, O_SHARED);
  while (true) {
    const count = (shared >> 2) + <i32>local - extra;
    const next = (count << 2) | MERGED;
    const seen = atomic.cmpxchg<i32>(o, shared, next, O_SHARED);
    if (seen == shared) { if (count == 0) dealloc(o); return; }
    shared = seen;
  }
}

// The queue of a slot is a linked list of two-word cells [next, object] under C_PENDING_LOCK.
function queueForOwner(o: usize): void {
  const cell = allocVital(8);
  if (cell == 0) unreachable();
  store<usize>(cell, o, 4);
  mutexLock(C_PENDING_LOCK);
  const owner = load<u16>(o, O_OWNER);
  if (owner == 0) { // merged between our look and the lock
    mutexUnlock(C_PENDING_LOCK);
    freeRaw(cell, 8);
    mergeExplicit(o, 1);
    return;
  }
  const slot = slotAddress(<i32>owner - 1);
  store<usize>(cell, load<usize>(slot, S_MERGE_QUEUE));
  store<usize>(slot, cell, S_MERGE_QUEUE);
  atomic.or<u32>(slot, BRK_MERGE, S_BREAKER);
  mutexUnlock(C_PENDING_LOCK);
  claimQueue(slot);
}

/** Works the queue of a slot off whose thread is detached or gone. What dies does so after the claim: a finaliser may wait for that thread. */
function claimQueue(slot: usize): void {
  if (atomic.cmpxchg<i32>(slot + S_ATTACH, DETACHED, CLAIMED) != DETACHED) return;
  const depth = load<u32>(ts, S_LOCK_DEPTH);
  store<u32>(ts, depth + 1, S_LOCK_DEPTH);
  drainMergeQueue(slot);
  store<u32>(ts, depth, S_LOCK_DEPTH);
  atomic.store<i32>(slot + S_ATTACH, DETACHED);
  atomic.notify(slot + S_ATTACH, -1);
  if (depth == 0 && load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}

/** Works a slot's queue off: its own thread at a safepoint, or a claimer. */
export function drainMergeQueue(slot: usize): void {
  atomic.and<u32>(slot, ~BRK_MERGE, S_BREAKER);
  mutexLock(C_PENDING_LOCK);
  let cell = load<usize>(slot, S_MERGE_QUEUE);
  store<usize>(slot, 0, S_MERGE_QUEUE);
  mutexUnlock(C_PENDING_LOCK);
  while (cell) {
    const next = load<usize>(cell), o = load<usize>(cell, 4);
    freeRaw(cell, 8);
    mergeExplicit(o, 1);
    cell = next;
  }
}
