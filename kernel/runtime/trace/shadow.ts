/**
 * What a tracing build knows of every object beside the object: which one of those that lived at its address it is, and where it
 * was made. A cell of 16 bytes for every 16 bytes of memory, in pieces for a mebibyte each, found through LIVE_MAPS (which
 * only checked builds need otherwise):
 *
 *     0 epoch: odd while an object lives there, one more at each birth and death   4 code   8 index of the instruction word
 *
 * Objects are never smaller than their header of 16 bytes, so no two share a cell.
 */
import { LIVE_MAPS, S_FP } from "../layout";
import { ts } from "../thread";
import { arenaTake } from "../heap/arena";
import { F_CODE, F_PC } from "../interpreter/frame";
import { CODE_WORDS } from "../types/code";

/** Epochs have 24 bits: events keep them beside their kind. */
const EPOCHS: u32 = 0xffffff;

/** Code and instruction that this thread is at; set by where(). */
export let whereCode: usize = 0;
export let whereWord: u32 = 0;
export function where(): void {
  whereCode = 0;
  whereWord = 0;
  if (ts == 0) return;
  const fp = load<usize>(ts, S_FP);
  if (fp == 0) return;
  whereCode = load<usize>(fp, F_CODE);
  const word = <u32>(load<usize>(fp, F_PC) - load<usize>(whereCode, CODE_WORDS)) >> 2;
  whereWord = word == 0 ? 0 : word - 1;
}

/** The cell of an address, 0 if nothing near it was ever an object. */
@inline function cellOf(o: usize): usize {
  const piece = <usize>atomic.load<u32>(LIVE_MAPS + (o >> 20 << 2));
  return piece ? piece + (o & 0xffff0) : 0;
}

/** A block has become an object. */
export function born(o: usize): void {
  let cell = cellOf(o);
  if (cell == 0) {
    const piece = arenaTake(1 << 20);
    if (piece == 0) return; // memory is full: an object of epoch 0, made nowhere
    atomic.cmpxchg<u32>(LIVE_MAPS + (o >> 20 << 2), 0, <u32>piece);
    cell = cellOf(o);
  }
  where();
  store<u32>(cell, ((load<u32>(cell) + 1) | 1) & EPOCHS);
  store<usize>(cell, whereCode, 4);
  store<u32>(cell, whereWord, 8);
}

/** An object is about to be freed. */
export function died(o: usize): void {
  const cell = cellOf(o);
  if (cell) store<u32>(cell, ((load<u32>(cell) | 1) + 1) & EPOCHS);
}

export function epochOf(o: usize): u32 {
  const cell = cellOf(o);
  return cell ? load<u32>(cell) : 0;
}
/** Where the object at o was made: the code, 0 outside all code, and the index of the instruction. */
export function siteCode(o: usize): usize {
  const cell = cellOf(o);
  return cell ? load<usize>(cell, 4) : 0;
}
export function siteWord(o: usize): u32 {
  const cell = cellOf(o);
  return cell ? load<u32>(cell, 8) : 0;
}
