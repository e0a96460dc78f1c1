// The host's only way to the memory of a runtime. A peer may grow the memory at any time, which leaves views
// made before it short; and browsers refuse to decode text out of shared memory. So views are renewed here when
// an address lies beyond them, and text is copied before it is decoded.
//
// Text is UTF-8 in which a lone surrogate takes its three-byte form (WTF-8), since a Python str may hold one.

/** Text of a Python str, lone surrogates included, to bytes. */
export function encodeText(text: string): Uint8Array {
  if (isWellFormed(text)) {
    return encoder.encode(text);
  }
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0xd800 && point <= 0xdfff) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    } else {
      bytes.push(...encoder.encode(character));
    }
  }
  return Uint8Array.from(bytes);
}

/** The inverse of `encodeText`. The bytes must not be shared memory. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeSurrogates(bytes);
  }
}

/** Reads what the runtime wrote, and writes what it will read. */
export class HostMemory {
  constructor(readonly memory: WebAssembly.Memory) {
    this._bytes = new Uint8Array(memory.buffer);
    this._words = new Int32Array(memory.buffer);
    this._view = new DataView(memory.buffer);
  }

  /** Bytes of the memory, at least up to `end`. Do not keep it over a call of the runtime. */
  bytes(end: number): Uint8Array {
    if (end > this._bytes.length) {
      this._renew(end);
    }
    return this._bytes;
  }

  /** Words of the memory, for Atomics: index = address >>> 2. */
  words(end: number): Int32Array {
    if (end > this._bytes.length) {
      this._renew(end);
    }
    return this._words;
  }

  loadWord(address: number): number {
    return Atomics.load(this.words(address + 4), address >>> 2);
  }

  storeWord(address: number, value: number): void {
    Atomics.store(this.words(address + 4), address >>> 2, value);
  }

  orWord(address: number, bits: number): number {
    return Atomics.or(this.words(address + 4), address >>> 2, bits);
  }

  addWord(address: number, value: number): number {
    return Atomics.add(this.words(address + 4), address >>> 2, value);
  }

  exchangeWord(address: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.words(address + 4), address >>> 2, expected, replacement);
  }

  /** Blocks this worker while the word has the value. */
  wait(address: number, value: number): void {
    Atomics.wait(this.words(address + 4), address >>> 2, value);
  }

  notify(address: number): void {
    Atomics.notify(this.words(address + 4), address >>> 2);
  }

  loadDouble(address: number): number {
    return this._upTo(address + 8).getFloat64(address, true);
  }

  /** A copy of `length` bytes. */
  copy(address: number, length: number): Uint8Array {
    return this.bytes(address + length).slice(address, address + length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.bytes(address + bytes.length).set(bytes, address);
  }

  text(address: number, length: number): string {
    // A slice of shared memory is a copy on a buffer of its own, which is what decoders want.
    return length === 0 ? '' : decodeText(this.copy(address, length));
  }

  /** Text in AssemblyScript's own strings (UTF-16), for messages of the runtime about itself. */
  wideText(address: number, length: number): string {
    return String.fromCharCode(...new Uint16Array(this.copy(address, length & ~1).buffer));
  }

  private _upTo(end: number): DataView {
    if (end > this._bytes.length) {
      this._renew(end);
    }
    return this._view;
  }

  private _renew(end: number): void {
    // Growing by nothing makes an engine that has not yet seen a peer's growth look again.
    this.memory.grow(0);
    const buffer = this.memory.buffer;
    if (end > buffer.byteLength) {
      throw new RangeError(`Address ${end} is beyond the runtime's memory of ${buffer.byteLength} bytes`);
    }
    this._bytes = new Uint8Array(buffer);
    this._words = new Int32Array(buffer);
    this._view = new DataView(buffer);
  }

  private _bytes: Uint8Array;
  private _words: Int32Array;
  private _view: DataView;
}

/** Reads the fields of a block one after another; see the runtime's host.ts for what the blocks hold. */
export class BlockReader {
  constructor(bytes: Uint8Array, at = 0) {
    this._bytes = bytes;
    this._view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this._at = at;
  }

  u8(): number {
    return this._view.getUint8(this._at++);
  }

  u32(): number {
    this._at += 4;
    return this._view.getUint32(this._at - 4, true);
  }

  i32(): number {
    return this.u32() | 0;
  }

  text(): string {
    const length = this.u32();
    this._at += length;
    return decodeText(this._bytes.subarray(this._at - length, this._at));
  }

  private readonly _bytes: Uint8Array;
  private readonly _view: DataView;
  private _at: number;
}

/** Builds a block field by field. */
export class BlockWriter {
  u8(value: number): this {
    return this._append(Uint8Array.of(value));
  }

  u32(value: number): this {
    return this._append(Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
  }

  /** Length and bytes of a text. */
  text(value: string): this {
    return this.bytes(encodeText(value));
  }

  /** Length and bytes. */
  bytes(value: Uint8Array): this {
    return this.u32(value.length)._append(value);
  }

  finish(): Uint8Array {
    const block = new Uint8Array(this._length);
    let at = 0;
    for (const part of this._parts) {
      block.set(part, at);
      at += part.length;
    }
    return block;
  }

  private _append(bytes: Uint8Array): this {
    this._parts.push(bytes);
    this._length += bytes.length;
    return this;
  }

  private readonly _parts: Uint8Array[] = [];
  private _length = 0;
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const next = unit < 0xdc00 && i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
      if (next < 0xdc00 || next > 0xdfff) {
        return false;
      }
      i++;
    }
  }
  return true;
}

/** Bytes with surrogates in them, or not UTF-8 at all: what cannot be decoded becomes U+FFFD. */
function decodeSurrogates(bytes: Uint8Array): string {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let start = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0xed && bytes[i + 1] >= 0xa0 && bytes[i + 1] <= 0xbf && (bytes[i + 2] & 0xc0) === 0x80) {
      text += lenient.decode(bytes.subarray(start, i));
      text += String.fromCharCode(0xd000 | ((bytes[i + 1] & 0x3f) << 6) | (bytes[i + 2] & 0x3f));
      start = i + 3;
      i += 2;
    }
  }
  return text + lenient.decode(bytes.subarray(start));
}
