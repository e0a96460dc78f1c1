/**
 * What a checked build asserts of object locks: whoever unlocks holds the lock, and whoever stores into an object that has a lock does so
 * while it is held. The slot's stack of held locks, which `biased` has anyway (sync/sections.ts), serves the other designs with locks too.
 */
import { S_SECTIONS, S_LOCK_DEPTH } from "../layout";
import { typeOf, TY_FLAGS, TF_LOCKED, TF_TYPE, O_LOCK } from "../object";
import { ts } from "../thread";
import { mayReuse } from "../designs/active";
import { CHECKED } from "../config";

/** Locks remembered; a sort within a sort within a sort ... may hold more. */
const MOST: u32 = 24;

/** This thread has taken an object's lock. */
@inline export function noteLocked(lock: usize): void { if (CHECKED) remember(lock); }
function remember(lock: usize): void {
  const n = load<u32>(ts, S_SECTIONS);
  if (n >= MOST) return;
  store<u32>(ts + (n << 2), <u32>lock, S_SECTIONS + 4);
  store<u32>(ts, n + 1, S_SECTIONS);
}

/** This thread is about to let go of one. */
@inline export function noteUnlocked(lock: usize): void { if (CHECKED) forget(lock); }
function forget(lock: usize): void {
  const at = find(lock);
  if (at == 0) {
    if (load<u32>(ts, S_LOCK_DEPTH) <= MOST) unreachable(); // unlocked by a thread that does not hold it
    return;
  }
  const n = load<u32>(ts, S_SECTIONS) - 1;
  store<u32>(at, load<u32>(ts + (n << 2), S_SECTIONS + 4));
  store<u32>(ts, n, S_SECTIONS);
}

/** Where a lock is among the held ones, 0 if it is not. */
function find(lock: usize): usize {
  for (let i = load<u32>(ts, S_SECTIONS); i != 0; i--) {
    const at = ts + (i << 2) + S_SECTIONS;
    if (load<u32>(at) == <u32>lock) return at;
  }
  return 0;
}

/** A quick path's try for a lock, and what came of it. */
@inline export function notedTry(got: bool, lock: usize): bool { if (CHECKED && got) remember(lock); return got; }

/** This thread stores into o: it must hold o's lock. Free of it is what nobody else can see, and a class, for which the lock over types stands. */
@inline export function assertLocked(o: usize): void { if (CHECKED) check(o); }
function check(o: usize): void {
  const flags = load<u32>(typeOf(o), TY_FLAGS);
  if ((flags & TF_LOCKED) == 0 || (flags & TF_TYPE) != 0 || mayReuse(o)) return;
  if (find(o + O_LOCK) == 0 && load<u32>(ts, S_SECTIONS) < MOST) unreachable(); // stored into by a thread that does not hold its lock
}
