/**
 * What happens when a count reaches zero. Deallocation is never nested deeper than a few levels: past that, and under
 * any lock, the dead wait on the thread's pending list until it is safe to drop them, so that a long chain does not
 * eat the stack and no destructor runs with a lock held.
 */
import { C_CLEAR_WEAKREFS, S_LOCK_DEPTH, S_TRASH_DEPTH, S_PENDING, S_PENDING_COUNT, S_PENDING_CAP, S_SECTIONS } from "../layout";
import { typeOf, TP_DEALLOC, TY_FLAGS, TF_HEAP, hasFlag, F_IMMORTAL, F_WEAKREF } from "../object";
import { ts } from "../thread";
import { T_INT } from "../types/table";
import { freeObject } from "../heap/blocks";
import { allocVital, freeRaw } from "../heap/blocks";

const MAX_NESTING: u32 = 24;

/** o's last reference is gone. */
export function dealloc(o: usize): void {
  const type = typeOf(o);
  if (type == T_INT) { freeObject(o, 24); return; } // holds nothing: may go under any lock
  if (load<u32>(type + TP_DEALLOC) == 0) return; // at boot, while the types are being made: never reached again
  if (hasFlag(o, F_IMMORTAL)) { store<u32>(o, 1 << 30); return; }
  const held = load<u32>(ts, S_LOCK_DEPTH) + load<u32>(ts, S_SECTIONS);
  const depth = load<u32>(ts, S_TRASH_DEPTH);
  if (held != 0 || depth >= MAX_NESTING) { pushPending(o); return; }
  store<u32>(ts, depth + 1, S_TRASH_DEPTH);
  // Instances of Python's classes have a finalizer to run first (types/finalize.ts).
  if (hasFlag(o, F_WEAKREF) && (load<u32>(type, TY_FLAGS) & TF_HEAP) == 0) call_indirect<void>(load<u32>(C_CLEAR_WEAKREFS), o);
  call_indirect<void>(load<u32>(type + TP_DEALLOC), o);
  store<u32>(ts, depth, S_TRASH_DEPTH);
  if (depth == 0 && load<u32>(ts, S_PENDING_COUNT) != 0) drainPending();
}

function pushPending(o: usize): void {
  let count = load<u32>(ts, S_PENDING_COUNT), capacity = load<u32>(ts, S_PENDING_CAP);
  if (count == capacity) {
    const grown = capacity ? capacity * 2 : 64;
    const list = allocVital(grown << 2);
    if (list == 0) unreachable(); // even the reserve is used up
    const old = load<usize>(ts, S_PENDING);
    memory.copy(list, old, capacity << 2);
    if (old) freeRaw(old, capacity << 2);
    store<usize>(ts, list, S_PENDING);
    store<u32>(ts, grown, S_PENDING_CAP);
  }
  store<usize>(load<usize>(ts, S_PENDING) + (count << 2), o);
  store<u32>(ts, count + 1, S_PENDING_COUNT);
}

/** Drops the dead that waited. Called with no lock held. */
export function drainPending(): void {
  const depth = load<u32>(ts, S_TRASH_DEPTH);
  if (depth != 0 || load<u32>(ts, S_LOCK_DEPTH) + load<u32>(ts, S_SECTIONS) != 0) return;
  store<u32>(ts, 1, S_TRASH_DEPTH);
  while (true) {
    const count = load<u32>(ts, S_PENDING_COUNT);
    if (count == 0) break;
    store<u32>(ts, count - 1, S_PENDING_COUNT);
    const o = load<usize>(load<usize>(ts, S_PENDING) + ((count - 1) << 2));
    call_indirect<void>(load<u32>(typeOf(o) + TP_DEALLOC), o);
  }
  store<u32>(ts, 0, S_TRASH_DEPTH);
}
