/**
 * The one place that waits on a word of memory. It is called through the function table, so that it is never inlined: V8 as in
 * Node 20 was seen to lose a caller's local that lives across `memory.atomic.wait32` in optimised code (a magazine's count came
 * back as 0 from a contended lock), and here nothing lives across it.
 */
import { C_FUTEX_WAIT } from "../layout";

function wait(at: usize, expected: i32, timeout: i64): i32 { return atomic.wait<i32>(at, expected, timeout); }

/** Once, at boot. */
export function initFutex(): void { store<u32>(C_FUTEX_WAIT, wait.index); }

/** Waits until the word at `at` is notified, if it holds `expected`; timeout in nanoseconds, -1 = none. 0 woken, 1 another value, 2 timed out. */
@inline export function futexWait(at: usize, expected: i32, timeout: i64): i32 { return call_indirect<i32>(load<u32>(C_FUTEX_WAIT), at, expected, timeout); }
