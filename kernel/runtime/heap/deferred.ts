/**
 * Memory that readers without a lock may still be looking at is freed after a grace period: when every attached
 * thread has passed a quiescent state (a safepoint or a detach) since it was retired. Each thread keeps a list of
 *
 *     [address u32, size u32, goal u32]
 *
 * A retire takes the next number of the global sequence as its goal; a thread's S_QSBR is the sequence it last saw
 * at a quiescent state (0 while detached).
 */
import { C_QSBR_SEQ, S_DEFERRED, S_DEFERRED_COUNT, S_DEFERRED_CAP, S_QSBR, S_BREAKER, S_ATTACH, BRK_QSBR } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { SMALL_MAX } from "./sizes";
import { allocVital, freeRaw } from "./blocks";
import { largeGive } from "./large";

const ENTRY: u32 = 12;
/** Entries after which a thread asks the others to pass a quiescent state, and bytes after which it does so itself. */
const BATCH: u32 = 48;
const MUCH: u32 = 1 << 20;
/** Bytes of large blocks since then. */
let large: u32 = 0;

export function deferFree(p: usize, size: u32): void {
  let n = load<u32>(ts, S_DEFERRED_COUNT);
  const capacity = load<u32>(ts, S_DEFERRED_CAP);
  if (n == capacity) {
    const grown = capacity ? capacity * 2 : 128;
    const list = allocVital(grown * ENTRY); // to be free again, memory that is full needs room for this
    if (list == 0) return; // leaking this block is the safe choice
    const old = load<usize>(ts, S_DEFERRED);
    memory.copy(list, old, n * ENTRY);
    if (old) freeRaw(old, capacity * ENTRY);
    store<usize>(ts, list, S_DEFERRED);
    store<u32>(ts, grown, S_DEFERRED_CAP);
  }
  const at = load<usize>(ts, S_DEFERRED) + n * ENTRY;
  store<usize>(at, p);
  store<u32>(at, size, 4);
  store<u32>(at, atomic.add<u32>(C_QSBR_SEQ, 1) + 1, 8);
  store<u32>(ts, ++n, S_DEFERRED_COUNT);
  if (size > SMALL_MAX && (large += min<u32>(size, MUCH)) >= MUCH) {
    large = 0;
    atomic.or<u32>(ts, BRK_QSBR, S_BREAKER);
  }
  if (n % BATCH == 0) {
    const slots = slotCount();
    for (let i = 0; i < slots; i++) {
      const slot = slotAddress(i);
      if (atomic.load<i32>(slot, S_ATTACH) == 1) atomic.or<u32>(slot, BRK_QSBR, S_BREAKER);
    }
  }
}

/** This thread holds no pointer that it read without a lock. Frees what has become safe. */
export function quiescent(): void {
  atomic.store<u32>(ts, atomic.load<u32>(C_QSBR_SEQ), S_QSBR);
  const n = load<u32>(ts, S_DEFERRED_COUNT);
  if (n != 0) collectDeferred(n);
}

function collectDeferred(n: u32): void {
  let oldest: u32 = 0xffffffff;
  const slots = slotCount();
  for (let i = 0; i < slots; i++) {
    const seen = atomic.load<u32>(slotAddress(i), S_QSBR);
    if (seen != 0 && seen < oldest) oldest = seen;
  }
  const list = load<usize>(ts, S_DEFERRED);
  let done: u32 = 0;
  while (done < n && load<u32>(list + done * ENTRY, 8) <= oldest) {
    const at = list + done * ENTRY;
    const size = load<u32>(at, 4);
    if (size <= SMALL_MAX) freeRaw(load<usize>(at), size); else largeGive(load<usize>(at), size);
    done++;
  }
  if (done == 0) return;
  memory.copy(list, list + done * ENTRY, (n - done) * ENTRY);
  store<u32>(ts, n - done, S_DEFERRED_COUNT);
}
