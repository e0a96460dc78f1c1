// Text and blocks across the boundary of the runtime's memory.

import { describe, expect, it } from 'vitest';
import { BlockReader, BlockWriter, HostMemory, decodeText, encodeText } from '../../threads/memory';

const shared = (initial: number, maximum: number): WebAssembly.Memory => new WebAssembly.Memory({ initial, maximum, shared: true });

describe('text', () => {
  it('is UTF-8', () => {
    expect([...encodeText('aé€😀')]).toEqual([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]);
    expect(decodeText(encodeText('aé€😀\ufeff'))).toBe('aé€😀\ufeff');
  });

  it('keeps lone surrogates in their three-byte form', () => {
    expect([...encodeText('x\ud800y')]).toEqual([0x78, 0xed, 0xa0, 0x80, 0x79]);
    for (const text of ['\ud800', 'a\udfff', '\udc00\ud800', '😀\ud83d!']) {
      expect(decodeText(encodeText(text))).toBe(text);
    }
  });

  it('replaces bytes that are no text', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\ufffdb');
  });
});

describe('HostMemory', () => {
  it('copies text out of shared memory', () => {
    const memory = new HostMemory(shared(1, 2));
    const bytes = encodeText('grüße');
    memory.write(100, bytes);
    expect(memory.text(100, bytes.length)).toBe('grüße');
  });

  it('sees what lies beyond its views after the memory has grown', () => {
    const wasm = shared(1, 4);
    const memory = new HostMemory(wasm);
    wasm.grow(2);
    memory.storeWord(0x20000, 42);
    expect(memory.loadWord(0x20000)).toBe(42);
  });

  it('refuses an address beyond the memory', () => {
    expect(() => new HostMemory(shared(1, 2)).loadWord(0x20000)).toThrow(RangeError);
  });

  it('reaches words above 2 GiB', () => {
    const memory = new HostMemory(shared(0x9001, 0x9001));
    memory.storeWord(0x90000004, 7);
    expect(memory.addWord(0x90000004, 1)).toBe(7);
    expect([...memory.copy(0x90000004, 4)]).toEqual([8, 0, 0, 0]);
  });
});

describe('blocks', () => {
  it('read back what was written', () => {
    const block = new BlockWriter().u8(7).u32(0xfffffffe).text('naïve').u32(0).finish();
    const reader = new BlockReader(block);
    expect([reader.u8(), reader.u32(), reader.text(), reader.i32()]).toEqual([7, 0xfffffffe, 'naïve', 0]);
  });

  it('have no padding', () => {
    expect([...new BlockWriter().u8(1).text('ab').finish()]).toEqual([1, 2, 0, 0, 0, 0x61, 0x62]);
  });
});
