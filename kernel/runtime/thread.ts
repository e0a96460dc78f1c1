/**
 * The state of the thread that this instance of the module runs. Module globals are per instance, hence
 * thread-local; everything another thread must see is in the thread's slot (layout.ts).
 */
import { C_WORKERS, MAX_SLOTS, SLOTS, SLOT_SIZE, S_EXC, S_HANDLED, S_BREAKER, S_CELL, S_MAGAZINES } from "./layout";

/** Address of this thread's slot; 0 before enterSlot. */
export let ts: usize = 0;
/** Slot number + 1: the owner id in object headers. */
export let tid: u32 = 0;
/** Base of this thread's magazines of free blocks (heap/blocks.ts). */
export let magazines: usize = 0;

/** Number of slots that have ever had a worker, the control's included. */
@inline export function slotCount(): i32 { return min<i32>(atomic.load<i32>(C_WORKERS) + 1, MAX_SLOTS); }
@inline export function slotAddress(slot: i32): usize { return <usize>SLOTS + <usize>slot * <usize>SLOT_SIZE; }

export function setThread(slot: i32): void {
  ts = slotAddress(slot);
  tid = <u32>(slot + 1);
  magazines = load<usize>(ts, S_MAGAZINES); // those of an earlier instance, or of boot
}
export function setMagazines(address: usize): void {
  magazines = address;
  store<usize>(ts, address, S_MAGAZINES);
}

/** The pending exception, borrowed, or 0. */
@inline export function pendingException(): usize { return load<usize>(ts, S_EXC); }
@inline export function handledException(): usize { return load<usize>(ts, S_HANDLED); }
/** The cell of the notebook whose code this thread runs. */
@inline export function currentCell(): i32 { return load<i32>(ts, S_CELL); }
@inline export function breakerBits(): u32 { return atomic.load<u32>(ts, S_BREAKER); }
