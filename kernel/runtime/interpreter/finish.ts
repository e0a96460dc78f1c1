/**
 * What a quick path of the inner loop could not do itself: waking whoever waits for a lock that it let go, and releases
 * that end an object's life. The instruction is over; pc and sp are up to date.
 */
import { S_REST, S_REST_COUNT, S_REST_WAKE, S_LOCK_DEPTH, S_PENDING_COUNT } from "../layout";
import { ts } from "../thread";
import { releaseRest } from "../designs/active";
import { mutexWake } from "../sync/mutex";
import { drainPending } from "../sync/reclaim";

export function finish(): void {
  const wake = load<usize>(ts, S_REST_WAKE);
  if (wake) {
    store<usize>(ts, 0, S_REST_WAKE);
    mutexWake(wake);
  }
  const n = load<u32>(ts, S_REST_COUNT);
  store<u32>(ts, 0, S_REST_COUNT);
  if (n == 1) { releaseRest(load<usize>(ts, S_REST)); return; }
  // A destructor's code uses the same words: as under a lock, the dead wait until all are read. They leave the list in reverse.
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) + 1, S_LOCK_DEPTH);
  for (let i = n; i > 0; i--) releaseRest(load<usize>(ts + ((i - 1) << 2), S_REST));
  store<u32>(ts, load<u32>(ts, S_LOCK_DEPTH) - 1, S_LOCK_DEPTH);
  if (load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}
