/**
 * What a checked build knows of the heap: which addresses are live objects, so that a second free and a reference to freed memory
 * are found, and everything freed is poisoned. The map has one bit for every eight bytes, in pieces for a mebibyte each:
 *
 *     LIVE_MAPS + 4 * (address >> 20)   address of the piece, 0 while no object of that mebibyte was ever allocated
 *     piece + (address >> 6 & 0x3fff)   the byte with the bit of the address
 */
import { LIVE_MAPS } from "../layout";
import { HEADER } from "../object";
import { arenaTakeVital } from "../heap/arena";

const POISON: u8 = 0xdb;
const FRESH: u8 = 0xcd;
export const PIECE: u32 = 1 << 14;

/** The word of the map with the bit of o. */
@inline export function wordOf(piece: usize, o: usize): usize { return piece + ((o >> 6 & (PIECE - 1)) & ~3); }
@inline export function bitOf(o: usize): u32 { return <u32>1 << ((<u32>o >> 3) & 31); }

/** The piece of a map that stands for o's mebibyte, made with zeros if there is none. With the world stopped. */
export function pieceOf(map: usize, o: usize, bytes: u32): usize {
  const entry = map + (o >> 20 << 2), have = load<usize>(entry);
  if (have) return have;
  const piece = arenaTakeVital(bytes);
  if (piece == 0) unreachable(); // the reserve is larger than the maps of any heap that tests fill
  memory.fill(piece, 0, bytes);
  store<usize>(entry, piece);
  return piece;
}
/** Empties a map whose pieces have so many bytes. */
export function clearPieces(map: usize, bytes: u32): void {
  for (let entry = map; entry < map + 4 * 4096; entry += 4) if (load<usize>(entry)) memory.fill(load<usize>(entry), 0, bytes);
}

export function checkedAlloc(o: usize, size: u32): void {
  const entry = LIVE_MAPS + (o >> 20 << 2);
  let piece = <usize>atomic.load<u32>(entry);
  if (piece == 0) {
    piece = arenaTakeVital(PIECE);
    if (piece == 0) unreachable(); // the reserve is larger than the map of any heap
    const other = <usize>atomic.cmpxchg<u32>(entry, 0, <u32>piece);
    if (other != 0) piece = other;
  }
  const before = atomic.or<u32>(wordOf(piece, o), bitOf(o));
  if (before & bitOf(o)) unreachable(); // handed out twice
  memory.fill(o + HEADER, FRESH, size - <u32>HEADER);
}

export function checkedFree(o: usize, size: u32): void {
  const piece = <usize>atomic.load<u32>(LIVE_MAPS + (o >> 20 << 2));
  if (piece == 0) unreachable(); // never was an object
  const before = atomic.and<u32>(wordOf(piece, o), ~bitOf(o));
  if (!(before & bitOf(o))) unreachable(); // freed twice
  memory.fill(o + HEADER, POISON, size - <u32>HEADER);
}

/** A raw block that is given back. */
export function checkedFreeRaw(p: usize, size: u32): void { memory.fill(p, POISON, size); }

/** Whether an object of the heap lives at this address. */
export function isLive(o: usize): bool {
  const piece = <usize>atomic.load<u32>(LIVE_MAPS + (o >> 20 << 2));
  return (o & 7) == 0 && piece != 0 && (atomic.load<u32>(wordOf(piece, o)) & bitOf(o)) != 0;
}

/** Number of live objects of the heap. Exact while nobody else allocates or frees. */
export function liveObjects(): u32 {
  let n: u32 = 0;
  for (let entry: usize = LIVE_MAPS; entry < <usize>LIVE_MAPS + 4 * 4096; entry += 4) {
    const piece = <usize>load<u32>(entry);
    if (piece == 0) continue;
    for (let at: u32 = 0; at < PIECE; at += 8) n += <u32>popcnt<u64>(load<u64>(piece + at));
  }
  return n;
}
