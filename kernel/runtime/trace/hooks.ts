/**
 * The points where a tracing build watches. In other builds every function here is empty and vanishes.
 * The rings and counters behind them are in trace/rings.ts.
 */
import { TRACE } from "../config";
import { recordRetain, recordRelease, recordLocked, recordUnlocked, recordContended } from "./rings";

@inline export function traceRetain(o: usize): void { if (TRACE) recordRetain(o); }
@inline export function traceRelease(o: usize): void { if (TRACE) recordRelease(o); }
@inline export function traceLocked(o: usize): void { if (TRACE) recordLocked(o); }
@inline export function traceUnlocked(o: usize): void { if (TRACE) recordUnlocked(o); }
@inline export function traceContended(at: usize): void { if (TRACE) recordContended(at); }
