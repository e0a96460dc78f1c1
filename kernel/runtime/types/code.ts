/**
 * Code objects, and the reader of the compiler's code units (kernel/compiler/codeunit.ts writes them). A code object is
 * immutable but for its inline caches, and lives as long as anybody who could run it; in designs with immortal code, for ever.
 *
 *     16 words   20 consts  24 names   (raw arrays)      28 nlocalsplus   32 stacksize   36 flags
 *     40 argcount  44 posonlyargcount  48 kwonlyargcount  52 name  56 qualname  60 filename  64 firstlineno
 *     68 nwords  72 exception table  76 its entries  80 positions (address in the unit)
 *     84 localsplus names (tuple)  88 kinds (raw bytes)  92 ncells  96 nfrees  100 nlocals  104 nconsts  108 nnames
 *     112 unit (raw block with this code's own bytes)  116 its length
 *     120 1 if a call needs no binding: positional parameters only, no cells to make by hand, no generator
 */
import { TRACE } from "../config";
import { UNIT_MAGIC, NONE, TRUE, FALSE, ELLIPSIS } from "../layout";
import { T_CODE, T_FROZENSET, T_X_VALUEERROR } from "./table";
import { HEADER, isExactStr } from "../object";
import { allocObject, freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise } from "../errors";
import { strFromUtf8 } from "./str";
import { internObject } from "./intern";
import { tupleNew, tupleInit, tupleItem } from "./tuple";
import { intFromI64, intFromMagnitude } from "./int";
import { floatNew } from "./float";
import { complexNew } from "./complex";
import { bytesFrom } from "./bytes";
import { setFromIterable } from "./set";
import { retain, release, immortalise, IMMORTAL } from "../designs/active";

export const CODE_WORDS: usize = 16;
export const CODE_CONSTS: usize = 20;
export const CODE_NAMES: usize = 24;
export const CODE_NLOCALSPLUS: usize = 28;
export const CODE_STACKSIZE: usize = 32;
export const CODE_FLAGS: usize = 36;
export const CODE_ARGCOUNT: usize = 40;
export const CODE_POSONLY: usize = 44;
export const CODE_KWONLY: usize = 48;
export const CODE_NAME: usize = 52;
export const CODE_QUALNAME: usize = 56;
export const CODE_FILENAME: usize = 60;
export const CODE_FIRSTLINE: usize = 64;
export const CODE_NWORDS: usize = 68;
export const CODE_EXTABLE: usize = 72;
export const CODE_NEXTABLE: usize = 76;
export const CODE_POSITIONS: usize = 80;
export const CODE_VARNAMES: usize = 84;
export const CODE_KINDS: usize = 88;
export const CODE_NCELLS: usize = 92;
export const CODE_NFREES: usize = 96;
export const CODE_NLOCALS: usize = 100;
export const CODE_NCONSTS: usize = 104;
export const CODE_NNAMES: usize = 108;
export const CODE_UNIT: usize = 112;
export const CODE_UNIT_LENGTH: usize = 116;
export const CODE_SIMPLE: usize = 120;
export const CODE_SIZE: u32 = 128;
/** Where the flags stand in a code's own bytes. */
export const UNIT_FLAGS: usize = 28;

export const CO_VARARGS: u32 = 4;
export const CO_VARKEYWORDS: u32 = 8;
export const CO_GENERATOR: u32 = 32;
export const CO_COROUTINE: u32 = 128;
export const CO_ITERABLE_COROUTINE: u32 = 256;
export const CO_ASYNC_GENERATOR: u32 = 512;
export const CO_HAS_DOCSTRING: u32 = 0x4000000;
export const CO_ANY_GENERATOR: u32 = 32 | 128 | 512;
export const CO_NEWLOCALS: u32 = 2;

/** Where the reader is; an instance reads one unit at a time. */
let at: usize = 0;

function u32At(): u32 { const v = load<u32>(at); at += 4; return v; }

function readStr(): usize {
  const n = u32At();
  const s = strFromUtf8(at, n);
  at += n;
  return s == 0 ? 0 : internIfName(s);
}

/** Strings that look like identifiers are interned, as names must be and constants may be. */
function internIfName(s: usize): usize { return internObject(s); }

function readPlainStr(): usize {
  const n = u32At();
  const s = strFromUtf8(at, n);
  at += n;
  if (s == 0 || n > 64 || !isExactStr(s)) return s;
  // Short constants made of identifier characters are interned like names.
  for (let i: u32 = 0; i < n; i++) {
    const c = load<u8>(at - n + i);
    if (!((c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c == 0x5f)) return s;
  }
  return internObject(s);
}

function readConst(): usize {
  const tag = load<u8>(at++);
  switch (tag) {
    case 0: { retain(NONE); return NONE; }
    case 1: { retain(TRUE); return TRUE; }
    case 2: { retain(FALSE); return FALSE; }
    case 3: { retain(ELLIPSIS); return ELLIPSIS; }
    case 4: { const v = load<i64>(at); at += 8; return intFromI64(v); }
    case 5: {
      const negative = load<u8>(at++) != 0;
      const n = u32At();
      const p = at;
      at += n << 2;
      return intFromMagnitude(p, n, negative);
    }
    case 6: { const v = load<f64>(at); at += 8; return floatNew(v); }
    case 7: { const re = load<f64>(at), im = load<f64>(at, 8); at += 16; return complexNew(re, im); }
    case 8: return readPlainStr();
    case 9: { const n = u32At(); const b = bytesFrom(at, n); at += n; return b; }
    case 10:
    case 11: {
      const n = u32At();
      const t = tupleNew(n);
      if (t == 0) return 0;
      for (let i: u32 = 0; i < n; i++) {
        const item = readConst();
        if (item == 0) { release(t); return 0; }
        tupleInit(t, i, item);
      }
      if (tag == 10) return t;
      const f = setFromIterable(T_FROZENSET, t);
      release(t);
      return f;
    }
    case 12: return readCode();
    default: return raise(T_X_VALUEERROR, "bad code unit: unknown constant");
  }
}

/** Constants that threads share are immortal where the design has immortal code. */
function settle(o: usize): void { if (IMMORTAL) immortalise(o); }

function readCode(): usize {
  const start = at;
  const c = allocObject(T_CODE, CODE_SIZE);
  if (c == 0) return noMemory();
  memory.fill(c + HEADER, 0, CODE_SIZE - <u32>HEADER);
  const argcount = u32At(), posonly = u32At(), kwonly = u32At();
  store<u32>(c, argcount, CODE_ARGCOUNT);
  store<u32>(c, posonly, CODE_POSONLY);
  store<u32>(c, kwonly, CODE_KWONLY);
  store<u32>(c, u32At(), CODE_NLOCALS);
  const ncells = u32At();
  store<u32>(c, ncells, CODE_NCELLS);
  const nfrees = u32At();
  store<u32>(c, nfrees, CODE_NFREES);
  store<u32>(c, u32At(), CODE_STACKSIZE);
  const flags = u32At();
  store<u32>(c, flags, CODE_FLAGS);
  store<u32>(c, u32At(), CODE_FIRSTLINE);
  const name = readStr();
  store<usize>(c, name, CODE_NAME);
  const qualname = readStr();
  store<usize>(c, qualname, CODE_QUALNAME);
  const filename = readStr();
  store<usize>(c, filename, CODE_FILENAME);
  if (name == 0 || qualname == 0 || filename == 0) { release(c); return 0; }
  const nplus = u32At();
  store<u32>(c, nplus, CODE_NLOCALSPLUS);
  const varnames = tupleNew(nplus);
  const kinds = allocRaw(nplus);
  store<usize>(c, varnames, CODE_VARNAMES);
  store<usize>(c, kinds, CODE_KINDS);
  if (varnames == 0 || kinds == 0) { release(c); return varnames == 0 ? 0 : noMemory(); }
  for (let i: u32 = 0; i < nplus; i++) {
    const s = readStr();
    if (s == 0) { release(c); return 0; }
    tupleInit(varnames, i, s);
    store<u8>(kinds + i, load<u8>(at++));
  }
  settle(varnames);
  const nnames = u32At();
  const names = allocRaw(nnames << 2);
  store<usize>(c, names, CODE_NAMES);
  if (names == 0) { release(c); return noMemory(); }
  for (let i: u32 = 0; i < nnames; i++) {
    const s = readStr();
    if (s == 0) { release(c); return 0; }
    store<usize>(names + (i << 2), s);
    store<u32>(c, i + 1, CODE_NNAMES);
  }
  const nconsts = u32At();
  const consts = allocRaw(nconsts << 2);
  store<usize>(c, consts, CODE_CONSTS);
  if (consts == 0) { release(c); return noMemory(); }
  for (let i: u32 = 0; i < nconsts; i++) {
    const o = readConst();
    if (o == 0) { release(c); return 0; }
    settle(o);
    store<usize>(consts + (i << 2), o);
    store<u32>(c, i + 1, CODE_NCONSTS);
  }
  const nwords = u32At();
  const words = allocRaw(nwords << 2);
  if (words == 0) { release(c); return noMemory(); }
  memory.copy(words, at, nwords << 2);
  at += nwords << 2;
  store<usize>(c, words, CODE_WORDS);
  store<u32>(c, nwords, CODE_NWORDS);
  const nentries = u32At();
  const table = allocRaw(nentries << 4);
  if (table == 0) { release(c); return noMemory(); }
  memory.copy(table, at, nentries << 4);
  at += nentries << 4;
  store<usize>(c, table, CODE_EXTABLE);
  store<u32>(c, nentries, CODE_NEXTABLE);
  const npositions = u32At();
  const positions = allocRaw(npositions * 12);
  if (positions == 0) { release(c); return noMemory(); }
  memory.copy(positions, at, npositions * 12);
  at += npositions * 12;
  store<usize>(c, positions, CODE_POSITIONS);
  const length = <u32>(at - start);
  const unit = allocRaw(length);
  if (unit == 0) { release(c); return noMemory(); }
  memory.copy(unit, start, length);
  store<usize>(c, unit, CODE_UNIT);
  store<u32>(c, length, CODE_UNIT_LENGTH);
  let simple = kwonly == 0 && (flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0;
  store<u32>(c, simple ? 1 : 0, CODE_SIMPLE);
  return c;
}

let after: usize = 0;

/** The code object of a code unit at an address. 0 with an exception if the unit is damaged or memory is full. */
export function codeFromUnit(unit: usize): usize {
  if (load<u32>(unit) != UNIT_MAGIC || load<u32>(unit, 4) != 1) return raise(T_X_VALUEERROR, "not a code unit of this runtime");
  const saved = at;
  at = unit + 8;
  const c = readCode();
  after = at;
  at = saved;
  return c;
}

/** Where the warnings of the unit that this thread has just read begin. */
export function unitWarnings(): usize { return after; }

/** As codeFromUnit, of a code's own bytes without the unit's header. */
export function codeFromBytes(bytes: usize): usize {
  const saved = at;
  at = bytes;
  const c = readCode();
  at = saved;
  return c;
}

export function code_dealloc(c: usize): void {
  if (TRACE) return; // recorders name source lines by their code
  const consts = load<usize>(c, CODE_CONSTS), names = load<usize>(c, CODE_NAMES);
  for (let i: u32 = 0; i < load<u32>(c, CODE_NCONSTS); i++) release(load<usize>(consts + (i << 2)));
  const allConsts = load<u32>(c, CODE_NCONSTS), allNames = load<u32>(c, CODE_NNAMES);
  if (consts) freeRaw(consts, allConsts << 2);
  if (names) freeRaw(names, allNames << 2);
  if (load<usize>(c, CODE_KINDS)) freeRaw(load<usize>(c, CODE_KINDS), load<u32>(c, CODE_NLOCALSPLUS));
  if (load<usize>(c, CODE_VARNAMES)) release(load<usize>(c, CODE_VARNAMES));
  if (load<usize>(c, CODE_WORDS)) freeRaw(load<usize>(c, CODE_WORDS), load<u32>(c, CODE_NWORDS) << 2);
  if (load<usize>(c, CODE_EXTABLE)) freeRaw(load<usize>(c, CODE_EXTABLE), load<u32>(c, CODE_NEXTABLE) << 4);
  if (load<usize>(c, CODE_POSITIONS)) freeRaw(load<usize>(c, CODE_POSITIONS), load<u32>(c, CODE_NWORDS) * 12);
  if (load<usize>(c, CODE_UNIT)) freeRaw(load<usize>(c, CODE_UNIT), load<u32>(c, CODE_UNIT_LENGTH));
  freeObject(c, CODE_SIZE);
}

export function code_traverse(c: usize, visitor: u32): void {
  call_indirect<void>(visitor, c + CODE_NAME);
  call_indirect<void>(visitor, c + CODE_QUALNAME);
  call_indirect<void>(visitor, c + CODE_FILENAME);
  call_indirect<void>(visitor, c + CODE_VARNAMES);
  const consts = load<usize>(c, CODE_CONSTS), names = load<usize>(c, CODE_NAMES);
  for (let i: u32 = 0; i < load<u32>(c, CODE_NCONSTS); i++) call_indirect<void>(visitor, consts + (i << 2));
  for (let i: u32 = 0; i < load<u32>(c, CODE_NNAMES); i++) call_indirect<void>(visitor, names + (i << 2));
}

@inline export function codeName(c: usize, i: u32): usize { return load<usize>(load<usize>(c, CODE_NAMES) + (i << 2)); }
/** The name of a localsplus variable, borrowed. */
export function codeVarName(c: usize, i: u32): usize { return tupleItem(load<usize>(c, CODE_VARNAMES), i); }

/** Address of the 12-byte position record of a word: u32 line, u32 endLine, u16 col, u16 endCol. */
export function codePosition(c: usize, word: u32): usize {
  return load<usize>(c, CODE_POSITIONS) + word * 12;
}
