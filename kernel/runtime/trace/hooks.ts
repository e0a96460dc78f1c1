/**
 * The points where a tracing build watches. In other builds every function here is empty and vanishes.
 * What is behind them is in trace/rings.ts.
 */
import { TRACE } from "../config";
import { recordRetain, recordRelease, recordLocked, recordUnlocked, recordContended, recordWaited, recordSuspended, recordResumed } from "./rings";

@inline export function traceRetain(o: usize): void { if (TRACE) recordRetain(o); }
@inline export function traceRelease(o: usize): void { if (TRACE) recordRelease(o); }
@inline export function traceLocked(o: usize): void { if (TRACE) recordLocked(o); }
@inline export function traceUnlocked(o: usize): void { if (TRACE) recordUnlocked(o); }
/** A lock is not free; and then, it has been taken all the same. */
@inline export function traceContended(at: usize): void { if (TRACE) recordContended(at); }
@inline export function traceWaited(at: usize): void { if (TRACE) recordWaited(at); }
/** Object locks are let go, and taken again, while the thread is detached. */
@inline export function traceSuspended(): void { if (TRACE) recordSuspended(); }
@inline export function traceResumed(): void { if (TRACE) recordResumed(); }
