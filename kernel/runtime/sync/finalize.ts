/**
 * Objects that run code while they die: a finaliser may use the object, even keep it. The object is given one reference
 * for that time (`retain` from a count of zero), and dropLast says whether it is really the last one afterwards.
 */
import { O_COUNT, O_SHARED, O_OWNER } from "../object";
import { LOCK_FREE_READS, initCounts } from "../designs/active";
import { takeException, hasException } from "../errors";
import { reportUnraisable } from "../types/unraisable";

/** Brings a dying object back with one reference, held by the caller. */
export function revive(o: usize): void {
  const flags = load<u16>(o, 10);
  initCounts(o);
  store<u16>(o, flags, 10);
}

/** Gives the caller's reference up without deallocating: true if it was the last, so that o may be torn down. */
export function dropLast(o: usize): bool {
  if (LOCK_FREE_READS) {
    // biased: revive() made us the owner
    const count = load<u32>(o, O_COUNT) - 1;
    store<u32>(o, count, O_COUNT);
    if (count != 0) return false;
    const shared = atomic.load<i32>(o, O_SHARED);
    if (shared == 0) return true;
    store<u16>(o, 0, O_OWNER);
    while (true) {
      const now = atomic.load<i32>(o, O_SHARED);
      if (atomic.cmpxchg<i32>(o, now, (now & ~3) | 3, O_SHARED) == now) return (now >> 2) == 0;
    }
  }
  return atomic.sub<u32>(o, 1) == 1;
}

/** Reports the pending exception, which nobody can catch, through sys.unraisablehook; o is where it came from. */
export function writeUnraisable(o: usize): void {
  if (!hasException()) return;
  reportUnraisable(takeException(), o);
}
