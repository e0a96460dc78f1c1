/**
 * The root log of a thread in a design that does not count (designs/uncounted.ts): the references that native code has taken since the
 * instruction began that called it, nested runs of the interpreter included.
 *
 *     S_ROOTS  address of the log, one u32 a reference    S_ROOTS_TOP  its first free word    S_ROOTS_END
 */
import { S_ROOTS, S_ROOTS_TOP, S_ROOTS_END, HEAP } from "../layout";
import { ts } from "../thread";
import { COUNTED } from "../designs/active";
import { arenaTakeVital } from "../heap/arena";

const FIRST_BYTES: u32 = 1 << 16;

/** Notes that native code holds o. */
export function rootPush(o: usize): void {
  if (o < <usize>HEAP) return; // a fixed object
  let top = load<usize>(ts, S_ROOTS_TOP);
  if (top == load<usize>(ts, S_ROOTS_END)) top = widen(top);
  store<usize>(top, o);
  store<usize>(ts, top + 4, S_ROOTS_TOP);
}

function widen(top: usize): usize {
  const old = load<usize>(ts, S_ROOTS), used = <u32>(top - old), bytes = used ? used * 2 : FIRST_BYTES;
  const log = arenaTakeVital(bytes);
  if (log == 0) unreachable(); // this build proves something about programs that fit
  memory.copy(log, old, used);
  store<usize>(ts, log, S_ROOTS);
  store<usize>(ts, log + bytes, S_ROOTS_END);
  return log + used;
}

/** How much the log holds now; for rootReset. */
@inline export function rootMark(): u32 { return COUNTED ? 0 : <u32>(load<usize>(ts, S_ROOTS_TOP) - load<usize>(ts, S_ROOTS)); }
/** Forgets what was noted after rootMark. */
@inline export function rootReset(mark: u32): void { if (!COUNTED) store<usize>(ts, load<usize>(ts, S_ROOTS) + mark, S_ROOTS_TOP); }
/** Notes a reference that moves from a slot to native code without being counted again. */
@inline export function rootMoved(o: usize): void { if (!COUNTED && o != 0) rootPush(o); }
/** The same for n references in a row. */
@inline export function rootMovedAll(at: usize, n: i32): void { if (!COUNTED) for (let i = 0; i < n; i++) rootMoved(load<usize>(at + (<usize>i << 2))); }
