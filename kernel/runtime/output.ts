/**
 * What threads print. Each thread gathers its own output and hands it to the host in whole lines, with the cell that it
 * belongs to, so that lines of different threads never mix. A partial line goes out when the thread flushes, waits or ends.
 */
import { S_STDOUT, S_STDERR } from "./layout";
import { ts, currentCell } from "./thread";
import { allocRaw, reallocRaw } from "./heap/blocks";
import { host_write } from "./host";

const LIMIT: u32 = 1 << 16;

@inline function record(fd: i32): usize { return ts + (fd == 2 ? <usize>S_STDERR : <usize>S_STDOUT); }

/** Adds bytes to the thread's output on a stream. */
export function writeOutput(fd: i32, from: usize, n: u32): void {
  const r = record(fd);
  if (n >= LIMIT) { flushStream(fd); host_write(fd, from, n, currentCell()); return; }
  let length = load<u32>(r, 4);
  const capacity = load<u32>(r, 8);
  if (length + n > capacity) {
    const grown = max<u32>(1024, (length + n) * 2);
    const block = capacity ? reallocRaw(load<usize>(r), capacity, grown) : allocRaw(grown);
    if (block == 0) { flushStream(fd); host_write(fd, from, n, currentCell()); return; }
    store<usize>(r, block);
    store<u32>(r, grown, 8);
  }
  memory.copy(load<usize>(r) + length, from, n);
  length += n;
  store<u32>(r, length, 4);
  // Hand over up to the last newline of what was added.
  let cut = length;
  const start = length - n, text = load<usize>(r);
  while (cut > start && load<u8>(text + cut - 1) != 0x0a) cut--;
  if (cut == start) { if (length >= LIMIT) flushStream(fd); return; }
  host_write(fd, text, cut, currentCell());
  memory.copy(text, text + cut, length - cut);
  store<u32>(r, length - cut, 4);
}

export function flushStream(fd: i32): void {
  const r = record(fd), n = load<u32>(r, 4);
  if (n == 0) return;
  store<u32>(r, 0, 4);
  host_write(fd, load<usize>(r), n, currentCell());
}

export function flushOutput(): void {
  flushStream(1);
  flushStream(2);
}
