/**
 * The binary form in which code goes to the runtime: little endian, byte aligned. Reading it back is for the
 * disassembler and the tests.
 *
 *   unit  := u32 magic 'GILC', u32 version, code, n { u32 line, str message }    SyntaxWarnings
 *   code  := 9 u32 (argcount, posonlyargcount, kwonlyargcount, nlocals, ncells, nfrees, stacksize, flags, firstlineno),
 *            str name, str qualname, str filename,
 *            n { str name, u8 kind }       slots: locals, cells, free variables (0x20 local, 0x40 cell, 0x80 free, 0x10 comprehension's)
 *            n str names, n const, n u32 words,
 *            n { u32 start, end, target, depth << 1 | pushLasti }
 *            n { u32 line, u32 endLine, u16 col, u16 endCol }   one a word; 0xffff is no column
 *   str   := u32 byte length, UTF-8, lone surrogates as three bytes
 */

import { Complex, type ConstantValue, ELLIPSIS, FrozenSetConstant, TupleConstant } from './ast';
import { type IWarning, utf8Length } from './source';
import { type CodeConstant, type ICode } from './unit';

export const MAGIC = 0x434c4947;
export const VERSION = 1;

const enum Tag {
  None, True, False, Ellipsis, Int, BigInt, Float, Complex, Str, Bytes, Tuple, FrozenSet, Code
}

export function writeCodeUnit(code: ICode, warnings: readonly IWarning[] = []): Uint8Array {
  const writer = new Writer();
  writer.u32(MAGIC);
  writer.u32(VERSION);
  writer.code(code);
  writer.list(warnings, ({ line, message }) => {
    writer.u32(line);
    writer.str(message);
  });
  return writer.finish();
}

export function readCodeUnit(bytes: Uint8Array): ICode {
  const reader = new Reader(bytes);
  if (reader.u32() !== MAGIC || reader.u32() !== VERSION) {
    throw new Error('not a code unit of this version');
  }
  return reader.code();
}

class Writer {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  private size = 0;

  private reserve(count: number): number {
    const at = this.size;
    this.size += count;
    if (this.size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.size, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.size);
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  private u16(value: number): void {
    const at = this.reserve(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value, true);
  }

  private f64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value, true);
  }

  str(text: string): void {
    const length = utf8Length(text);
    this.u32(length);
    let at = this.reserve(length);
    const { bytes } = this;
    for (const character of text) {
      const code = character.codePointAt(0)!;
      if (code < 0x80) {
        bytes[at++] = code;
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 63);
      } else if (code < 0x10000) {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 63);
        bytes[at++] = 0x80 | (code & 63);
      } else {
        bytes[at++] = 0xf0 | (code >> 18);
        bytes[at++] = 0x80 | ((code >> 12) & 63);
        bytes[at++] = 0x80 | ((code >> 6) & 63);
        bytes[at++] = 0x80 | (code & 63);
      }
    }
  }

  list<V>(values: readonly V[], write: (value: V) => void): void {
    this.u32(values.length);
    values.forEach(write);
  }

  code(code: ICode): void {
    for (const value of [
      code.argcount, code.posonlyargcount, code.kwonlyargcount, code.nlocals, code.ncells, code.nfrees, code.stacksize, code.flags,
      code.firstlineno
    ]) {
      this.u32(value);
    }
    this.str(code.name);
    this.str(code.qualname);
    this.str(code.filename);
    this.list(code.localsplus, slot => {
      this.str(slot.name);
      this.u8(slot.kind);
    });
    this.list(code.names, name => this.str(name));
    this.list(code.consts, value => this.constant(value));
    this.list(code.words, word => this.u32(word));
    this.list(code.exceptions, entry => {
      this.u32(entry.start);
      this.u32(entry.end);
      this.u32(entry.target);
      this.u32((entry.depth << 1) | (entry.lasti ? 1 : 0));
    });
    const { positions } = code;
    this.u32(positions.length / 4);
    for (let at = 0; at < positions.length; at += 4) {
      this.u32(positions[at]);
      this.u32(positions[at + 1]);
      this.u16(positions[at + 2]);
      this.u16(positions[at + 3]);
    }
  }

  private constant(value: CodeConstant): void {
    if (value === null) {
      this.u8(Tag.None);
    } else if (value === true) {
      this.u8(Tag.True);
    } else if (value === false) {
      this.u8(Tag.False);
    } else if (value === ELLIPSIS) {
      this.u8(Tag.Ellipsis);
    } else if (typeof value === 'bigint') {
      this.int(value);
    } else if (typeof value === 'number') {
      this.u8(Tag.Float);
      this.f64(value);
    } else if (typeof value === 'string') {
      this.u8(Tag.Str);
      this.str(value);
    } else if (value instanceof Uint8Array) {
      this.u8(Tag.Bytes);
      this.u32(value.length);
      const at = this.reserve(value.length);
      this.bytes.set(value, at);
    } else if (value instanceof Complex) {
      this.u8(Tag.Complex);
      this.f64(value.real);
      this.f64(value.imag);
    } else if (value instanceof TupleConstant || value instanceof FrozenSetConstant) {
      this.u8(value instanceof TupleConstant ? Tag.Tuple : Tag.FrozenSet);
      this.list(value.items, item => this.constant(item));
    } else {
      this.u8(Tag.Code);
      this.code(value as ICode);
    }
  }

  private int(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.u8(Tag.Int);
      const at = this.reserve(8);
      this.view.setBigInt64(at, value, true);
      return;
    }
    this.u8(Tag.BigInt);
    this.u8(value < 0n ? 1 : 0);
    const hex = (value < 0n ? -value : value).toString(16);
    const words: number[] = [];
    for (let end = hex.length; end > 0; end -= 8) {
      words.push(parseInt(hex.slice(Math.max(0, end - 8), end), 16));
    }
    this.list(words, word => this.u32(word));
  }
}

class Reader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private u8(): number {
    return this.view.getUint8(this.at++);
  }

  private u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  private f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  private raw(): Uint8Array {
    const size = this.u32();
    this.at += size;
    return this.bytes.slice(this.at - size, this.at);
  }

  private str(): string {
    const bytes = this.raw();
    let text = '';
    for (let at = 0; at < bytes.length; ) {
      const lead = bytes[at];
      const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      let code = size === 1 ? lead : lead & (0xff >> (size + 1));
      for (let next = 1; next < size; next++) {
        code = (code << 6) | (bytes[at + next] & 63);
      }
      text += String.fromCodePoint(code);
      at += size;
    }
    return text;
  }

  private list<V>(read: () => V): V[] {
    return Array.from({ length: this.u32() }, read);
  }

  code(): ICode {
    const [argcount, posonlyargcount, kwonlyargcount, nlocals, ncells, nfrees, stacksize, flags, firstlineno] = Array.from({ length: 9 }, () => this.u32());
    return {
      argcount, posonlyargcount, kwonlyargcount, nlocals, ncells, nfrees, stacksize, flags, firstlineno,
      name: this.str(),
      qualname: this.str(),
      filename: this.str(),
      localsplus: this.list(() => ({ name: this.str(), kind: this.u8() })),
      names: this.list(() => this.str()),
      consts: this.list(() => this.constant()),
      words: this.list(() => this.u32()),
      exceptions: this.list(() => {
        const [start, end, target, packed] = [this.u32(), this.u32(), this.u32(), this.u32()];
        return { start, end, target, depth: packed >>> 1, lasti: (packed & 1) === 1 };
      }),
      positions: this.list(() => [this.u32(), this.u32(), this.u16(), this.u16()]).flat()
    };
  }

  private constant(): CodeConstant {
    const tag: Tag = this.u8();
    switch (tag) {
      case Tag.None:
        return null;
      case Tag.True:
        return true;
      case Tag.False:
        return false;
      case Tag.Ellipsis:
        return ELLIPSIS;
      case Tag.Int:
        this.at += 8;
        return this.view.getBigInt64(this.at - 8, true);
      case Tag.BigInt: {
        const negative = this.u8() === 1;
        const magnitude = this.list(() => this.u32()).reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
        return negative ? -magnitude : magnitude;
      }
      case Tag.Float:
        return this.f64();
      case Tag.Complex:
        return new Complex(this.f64(), this.f64());
      case Tag.Str:
        return this.str();
      case Tag.Bytes:
        return this.raw();
      case Tag.Tuple:
        return new TupleConstant(this.list(() => this.constant() as ConstantValue));
      case Tag.FrozenSet:
        return new FrozenSetConstant(this.list(() => this.constant() as ConstantValue));
      case Tag.Code:
        return this.code();
    }
  }
}
