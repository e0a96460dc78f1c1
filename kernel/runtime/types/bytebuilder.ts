/**
 * Growing bytes, private to the caller.
 *
 *     raw block of 16 bytes: 0 buffer, 4 capacity, 8 length, 12 failed
 *
 * A failed allocation is remembered and reported by finish(); every call accepts 0.
 */
import { allocRaw, freeRaw, reallocRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { bytesFrom } from "./bytes";

export class ByteBuilder {
  static start(): usize {
    const b = allocRaw(16);
    if (b == 0) return 0;
    const buffer = allocRaw(128);
    store<usize>(b, buffer);
    store<u32>(b, buffer ? 128 : 0, 4);
    store<u32>(b, 0, 8);
    store<u32>(b, buffer ? 0 : 1, 12);
    return b;
  }
  static length(b: usize): u32 { return b ? load<u32>(b, 8) : 0; }
  static data(b: usize): usize { return load<usize>(b); }
  static failed(b: usize): bool { return b == 0 || load<u32>(b, 12) != 0; }

  /** Room for n more bytes; their address, or 0 if memory is full. They count as written. */
  static room(b: usize, n: u32): usize {
    if (b == 0 || load<u32>(b, 12)) return 0;
    const length = load<u32>(b, 8), capacity = load<u32>(b, 4);
    if (<u64>length + n > capacity) {
      const wanted = (<u64>length + n) * 3 / 2 + 64;
      const buffer: usize = wanted > 0x70000000 ? 0 : reallocRaw(load<usize>(b), capacity, <u32>wanted);
      if (buffer == 0) { store<u32>(b, 1, 12); return 0; }
      store<usize>(b, buffer);
      store<u32>(b, <u32>wanted, 4);
    }
    store<u32>(b, length + n, 8);
    return load<usize>(b) + length;
  }
  static byte(b: usize, c: u32): void {
    const at = ByteBuilder.room(b, 1);
    if (at) store<u8>(at, <u8>c);
  }
  static copy(b: usize, from: usize, n: u32): void {
    const at = ByteBuilder.room(b, n);
    if (at && n) memory.copy(at, from, n);
  }
  /** Appends the UTF-8 of a code point. */
  static utf8(b: usize, c: u32): void {
    if (c < 0x80) { ByteBuilder.byte(b, c); return; }
    const n: u32 = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    const at = ByteBuilder.room(b, n);
    if (at == 0) return;
    store<u8>(at, <u8>((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c >> (6 * (n - 1))));
    for (let i: u32 = 1; i < n; i++) store<u8>(at + i, <u8>(0x80 | c >> (6 * (n - 1 - i)) & 0x3f));
  }
  static finish(b: usize): usize {
    const result = ByteBuilder.failed(b) ? noMemory() : bytesFrom(load<usize>(b), load<u32>(b, 8));
    ByteBuilder.abandon(b);
    return result;
  }
  static abandon(b: usize): void {
    if (b == 0) return;
    if (load<usize>(b)) freeRaw(load<usize>(b), load<u32>(b, 4));
    freeRaw(b, 16);
  }
}
