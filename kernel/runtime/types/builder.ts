/**
 * A growing text, for building a str piece by piece. The buffer is private to the caller and holds code points of the widest
 * kind seen so far.
 *
 *     raw block of 24 bytes: 0 buffer, 4 capacity in bytes, 8 length in characters, 12 kind (1, 2, 4), 16 failed
 *
 * A failed allocation is remembered and reported by finish().
 */
import { allocRaw, freeRaw, reallocRaw } from "../heap/blocks";
import { noMemory } from "../errors";
import { strAlloc, strFinish, strData, strKind, strLength } from "./str";

export class Builder {
  /** A new builder, to be ended by finish or abandon. 0 if memory is full: every call accepts 0. */
  static start(): usize {
    const b = allocRaw(24);
    if (b == 0) return 0;
    const buffer = allocRaw(128);
    store<usize>(b, buffer);
    store<u32>(b, buffer ? 128 : 0, 4);
    store<u32>(b, 0, 8);
    store<u32>(b, 1, 12);
    store<u32>(b, buffer ? 0 : 1, 16);
    return b;
  }

  static length(b: usize): u32 { return b ? load<u32>(b, 8) : 0; }

  /** Room for n more characters of a kind; widens what is there. False if memory is full. */
  static reserve(b: usize, n: u32, kind: u32): bool {
    if (b == 0 || load<u32>(b, 16)) return false;
    const length = load<u32>(b, 8), old = load<u32>(b, 12);
    if (kind > old) {
      const capacity = (length + n) * kind + 64;
      const buffer = allocRaw(capacity);
      if (buffer == 0) { store<u32>(b, 1, 16); return false; }
      const from = load<usize>(b);
      for (let i: u32 = 0; i < length; i++) {
        const c: u32 = old == 1 ? load<u8>(from + i) : load<u16>(from + (i << 1));
        if (kind == 2) store<u16>(buffer + (i << 1), <u16>c); else store<u32>(buffer + (i << 2), c);
      }
      freeRaw(from, load<u32>(b, 4));
      store<usize>(b, buffer);
      store<u32>(b, capacity, 4);
      store<u32>(b, kind, 12);
      return true;
    }
    const need: u64 = <u64>(length + n) * old;
    if (need > load<u32>(b, 4)) {
      const wanted: u64 = need + (need >> 1) + 64;
      if (wanted > 0x7fffffff) { store<u32>(b, 1, 16); return false; }
      const buffer = reallocRaw(load<usize>(b), load<u32>(b, 4), <u32>wanted);
      if (buffer == 0) { store<u32>(b, 1, 16); return false; }
      store<usize>(b, buffer);
      store<u32>(b, <u32>wanted, 4);
    }
    return true;
  }

  /** Appends a code point. */
  static char(b: usize, c: u32): void {
    const kind: u32 = c < 0x100 ? 1 : c < 0x10000 ? 2 : 4;
    if (!Builder.reserve(b, 1, kind)) return;
    const at = load<u32>(b, 8), width = load<u32>(b, 12), buffer = load<usize>(b);
    if (width == 1) store<u8>(buffer + at, <u8>c);
    else if (width == 2) store<u16>(buffer + (at << 1), <u16>c);
    else store<u32>(buffer + (at << 2), c);
    store<u32>(b, at + 1, 8);
  }

  /** Appends a str object (borrowed). */
  static str(b: usize, s: usize): void { Builder.slice(b, s, 0, strLength(s)); }

  /** Appends characters start..end of a str object (borrowed). */
  static slice(b: usize, s: usize, start: u32, end: u32): void {
    if (start >= end) return;
    const kind = strKind(s);
    if (!Builder.reserve(b, end - start, kind)) return;
    const at = load<u32>(b, 8), width = load<u32>(b, 12), buffer = load<usize>(b), from = strData(s);
    if (width == kind) {
      memory.copy(buffer + at * width, from + start * kind, (end - start) * kind);
    } else {
      for (let i = start; i < end; i++) {
        const c: u32 = kind == 1 ? load<u8>(from + i) : load<u16>(from + (i << 1));
        const to = at + i - start;
        if (width == 2) store<u16>(buffer + (to << 1), <u16>c); else store<u32>(buffer + (to << 2), c);
      }
    }
    store<u32>(b, at + end - start, 8);
  }

  /** Appends the text of a literal. */
  static text(b: usize, s: string): void {
    const n = s.length;
    for (let i = 0; i < n; i++) Builder.char(b, s.charCodeAt(i));
  }

  /** Appends n ASCII bytes. */
  static ascii(b: usize, from: usize, n: u32): void {
    for (let i: u32 = 0; i < n; i++) Builder.char(b, load<u8>(from + i));
  }

  /** Appends a number in decimal. */
  static int(b: usize, value: i64): void {
    let u: u64 = value < 0 ? <u64>0 - <u64>value : <u64>value;
    if (value < 0) Builder.char(b, 0x2d);
    let scale: u64 = 1;
    while (u / scale >= 10) scale *= 10;
    for (; scale != 0; scale /= 10) Builder.char(b, 0x30 + <u32>(u / scale % 10));
  }

  /** Appends a number in hexadecimal, lower case, at least `width` digits. */
  static hex(b: usize, value: u64, width: i32): void {
    for (let shift = 60; shift >= 0; shift -= 4) {
      const digit = <u32>(value >> shift) & 15;
      if (digit == 0 && (value >> shift) == 0 && shift >= width * 4) continue;
      Builder.char(b, digit < 10 ? 0x30 + digit : 0x57 + digit);
    }
  }

  /** The text as a new str; ends the builder. 0 with MemoryError if memory ran out. */
  static finish(b: usize): usize {
    if (b == 0) return noMemory();
    let result: usize = 0;
    if (load<u32>(b, 16) == 0) {
      const n = load<u32>(b, 8), kind = load<u32>(b, 12);
      result = strAlloc(n, kind);
      if (result) {
        memory.copy(strData(result), load<usize>(b), n * kind);
        result = strFinish(result);
      }
    }
    const failed = load<u32>(b, 16);
    Builder.abandon(b);
    return failed ? noMemory() : result;
  }

  /** Ends the builder without a result. */
  static abandon(b: usize): void {
    if (b == 0) return;
    if (load<usize>(b)) freeRaw(load<usize>(b), load<u32>(b, 4));
    freeRaw(b, 24);
  }
}
