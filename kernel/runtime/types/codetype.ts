/** The type `code`, as Python sees it. */
import { T_CODE, T_X_INDEXERROR, T_X_TYPEERROR } from "./table";
import { fnUnary, fnVoid, fnTraverse, fnNative, fnHash, fnCompare, setSlot, newRef, none, boolOf, notImplemented, typeOf, EQ, NE, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_HASH, TP_RICHCOMPARE } from "../object";
import { CODE_NAME, CODE_QUALNAME, CODE_FILENAME, CODE_FIRSTLINE, CODE_FLAGS, CODE_ARGCOUNT, CODE_POSONLY, CODE_KWONLY, CODE_NLOCALS, CODE_STACKSIZE, CODE_NAMES, CODE_NNAMES, CODE_CONSTS, CODE_NCONSTS, CODE_VARNAMES, CODE_KINDS, CODE_NLOCALSPLUS, CODE_WORDS, CODE_NWORDS, CODE_EXTABLE, CODE_NEXTABLE, CODE_POSITIONS, CODE_UNIT, CODE_UNIT_LENGTH, UNIT_FLAGS, codeFromBytes, code_dealloc, code_traverse } from "./code";
import { getset, method, methodKw, positional, kwCheck, kwArg } from "../natives";
import { S_co_flags } from "../names";
import { intFromI64 } from "./int";
import { tupleNew, tupleInit, tupleItem } from "./tuple";
import { bytesFrom } from "./bytes";
import { listNew, listAppend, listToTuple } from "./list";
import { release } from "../designs/active";
import { getIter, asSsize } from "../abstract";
import { hasException, raise } from "../errors";
import { Builder } from "./builder";

@inline function number(v: u32): usize { return intFromI64(<i64>v); }
function co_name(c: usize): usize { return newRef(load<usize>(c, CODE_NAME)); }
function co_qualname(c: usize): usize { return newRef(load<usize>(c, CODE_QUALNAME)); }
function co_filename(c: usize): usize { return newRef(load<usize>(c, CODE_FILENAME)); }
function co_firstlineno(c: usize): usize { return number(load<u32>(c, CODE_FIRSTLINE)); }
function co_flags(c: usize): usize { return number(load<u32>(c, CODE_FLAGS)); }
function co_argcount(c: usize): usize { return number(load<u32>(c, CODE_ARGCOUNT)); }
function co_posonlyargcount(c: usize): usize { return number(load<u32>(c, CODE_POSONLY)); }
function co_kwonlyargcount(c: usize): usize { return number(load<u32>(c, CODE_KWONLY)); }
function co_nlocals(c: usize): usize { return number(load<u32>(c, CODE_NLOCALS)); }
function co_stacksize(c: usize): usize { return number(load<u32>(c, CODE_STACKSIZE)); }
function co_code(c: usize): usize { return bytesFrom(load<usize>(c, CODE_WORDS), load<u32>(c, CODE_NWORDS) << 2); }

function tupleOf(array: usize, n: u32): usize {
  const t = tupleNew(n);
  if (t) for (let i: u32 = 0; i < n; i++) tupleInit(t, i, newRef(load<usize>(array + (i << 2))));
  return t;
}
function co_names(c: usize): usize { return tupleOf(load<usize>(c, CODE_NAMES), load<u32>(c, CODE_NNAMES)); }
function co_consts(c: usize): usize { return tupleOf(load<usize>(c, CODE_CONSTS), load<u32>(c, CODE_NCONSTS)); }

/** Names of the localsplus variables of a kind: bit 0x20 locals, 0x40 cells, 0x80 free. */
function variables(c: usize, kind: u32): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  for (let i: u32 = 0; i < load<u32>(c, CODE_NLOCALSPLUS); i++) if (load<u8>(load<usize>(c, CODE_KINDS) + i) & kind) listAppend(l, tupleItem(load<usize>(c, CODE_VARNAMES), i));
  const t = listToTuple(l);
  release(l);
  return t;
}
function co_varnames(c: usize): usize { return variables(c, 0x20); }
function co_cellvars(c: usize): usize { return variables(c, 0x40); }
function co_freevars(c: usize): usize { return variables(c, 0x80); }

/** Four words an entry, innermost first where ranges nest: start, end and target as word indices, depth << 1 | lasti is pushed. */
function co_exceptiontable(c: usize): usize { return bytesFrom(load<usize>(c, CODE_EXTABLE), load<u32>(c, CODE_NEXTABLE) << 4); }

/** _varname_from_oparg(i): the name of the variable that an instruction means by i, be it a local, a cell or free. */
function varname(c: usize, args: usize, nargs: i32, kw: usize): usize {
  const i = asSsize(load<usize>(args));
  if (hasException()) return 0;
  if (<u32>i >= load<u32>(c, CODE_NLOCALSPLUS)) return raise(T_X_INDEXERROR, "tuple index out of range");
  return newRef(tupleItem(load<usize>(c, CODE_VARNAMES), <u32>i));
}

/** co_lines(): (first byte, byte after the last, line) for each run of words of one line. */
function co_lines(c: usize, args: usize, nargs: i32, kw: usize): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  const positions = load<usize>(c, CODE_POSITIONS), n = load<u32>(c, CODE_NWORDS);
  for (let start: u32 = 0, end: u32 = 0; start < n; start = end) {
    const line = load<u32>(positions + start * 12);
    while (end < n && load<u32>(positions + end * 12) == line) end++;
    const t = tupleNew(3);
    if (t == 0) { release(l); return 0; }
    tupleInit(t, 0, number(start << 2));
    tupleInit(t, 1, number(end << 2));
    tupleInit(t, 2, number(line));
    listAppend(l, t);
    release(t);
  }
  const it = getIter(l);
  release(l);
  return it;
}

/** co_positions(): (line, end line, column, end column) for each word. */
function co_positions(c: usize, args: usize, nargs: i32, kw: usize): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  for (let i: u32 = 0; i < load<u32>(c, CODE_NWORDS); i++) {
    const at = load<usize>(c, CODE_POSITIONS) + i * 12;
    const t = tupleNew(4);
    if (t == 0) { release(l); return 0; }
    tupleInit(t, 0, number(load<u32>(at)));
    tupleInit(t, 1, number(load<u32>(at, 4)));
    tupleInit(t, 2, load<u16>(at, 8) == 0xffff ? none() : number(load<u16>(at, 8)));
    tupleInit(t, 3, load<u16>(at, 10) == 0xffff ? none() : number(load<u16>(at, 10)));
    listAppend(l, t);
    release(t);
  }
  const it = getIter(l);
  release(l);
  return it;
}
/** replace(co_flags=...): a code that differs in its flags. Nothing else can be replaced. */
function code_replace(c: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) != 0) return raise(T_X_TYPEERROR, "replace() takes no positional arguments");
  if (!kwCheck("replace", args, nargs, kw, S_co_flags)) return 0;
  const given = kwArg(args, nargs, kw, S_co_flags);
  const copy = codeFromBytes(load<usize>(c, CODE_UNIT));
  if (copy == 0 || given == 0) return copy;
  const flags = asSsize(given);
  if (hasException()) { release(copy); return 0; }
  store<u32>(copy, flags, CODE_FLAGS);
  store<u32>(load<usize>(copy, CODE_UNIT), flags, UNIT_FLAGS); // by which codes are compared
  return copy;
}
function code_repr(c: usize): usize {
  const b = Builder.start();
  Builder.text(b, "<code object ");
  Builder.str(b, load<usize>(c, CODE_NAME));
  Builder.text(b, " at 0x");
  Builder.hex(b, c, 12);
  Builder.text(b, ", file \"");
  Builder.str(b, load<usize>(c, CODE_FILENAME));
  Builder.text(b, "\", line ");
  Builder.int(b, load<u32>(c, CODE_FIRSTLINE));
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}
/** Code objects are equal if they were compiled from the same text to the same unit. */
function code_richcompare(a: usize, b: usize, op: i32): usize {
  if (typeOf(b) != T_CODE || (op != EQ && op != NE)) return notImplemented();
  const n = load<u32>(a, CODE_UNIT_LENGTH);
  const same = a == b || (n == load<u32>(b, CODE_UNIT_LENGTH) && memory.compare(load<usize>(a, CODE_UNIT), load<usize>(b, CODE_UNIT), n) == 0);
  return boolOf(same == (op == EQ));
}
function code_hash(c: usize): i64 {
  let h: u64 = 14695981039346656037;
  const at = load<usize>(c, CODE_UNIT), n = load<u32>(c, CODE_UNIT_LENGTH);
  for (let i: u32 = 0; i < n; i++) h = (h ^ load<u8>(at + i)) * 1099511628211;
  return <i64>h == -1 ? -2 : <i64>h;
}

export function initCode(): void {
  setSlot(T_CODE, TP_DEALLOC, fnVoid(code_dealloc));
  setSlot(T_CODE, TP_TRAVERSE, fnTraverse(code_traverse));
  setSlot(T_CODE, TP_REPR, fnUnary(code_repr));
  setSlot(T_CODE, TP_HASH, fnHash(code_hash));
  setSlot(T_CODE, TP_RICHCOMPARE, fnCompare(code_richcompare));
  getset(T_CODE, "co_name", fnUnary(co_name), 0);
  getset(T_CODE, "co_qualname", fnUnary(co_qualname), 0);
  getset(T_CODE, "co_filename", fnUnary(co_filename), 0);
  getset(T_CODE, "co_firstlineno", fnUnary(co_firstlineno), 0);
  getset(T_CODE, "co_flags", fnUnary(co_flags), 0);
  getset(T_CODE, "co_argcount", fnUnary(co_argcount), 0);
  getset(T_CODE, "co_posonlyargcount", fnUnary(co_posonlyargcount), 0);
  getset(T_CODE, "co_kwonlyargcount", fnUnary(co_kwonlyargcount), 0);
  getset(T_CODE, "co_nlocals", fnUnary(co_nlocals), 0);
  getset(T_CODE, "co_stacksize", fnUnary(co_stacksize), 0);
  getset(T_CODE, "co_code", fnUnary(co_code), 0);
  getset(T_CODE, "co_names", fnUnary(co_names), 0);
  getset(T_CODE, "co_consts", fnUnary(co_consts), 0);
  getset(T_CODE, "co_varnames", fnUnary(co_varnames), 0);
  getset(T_CODE, "co_cellvars", fnUnary(co_cellvars), 0);
  getset(T_CODE, "co_freevars", fnUnary(co_freevars), 0);
  getset(T_CODE, "co_exceptiontable", fnUnary(co_exceptiontable), 0);
  method(T_CODE, "co_positions", fnNative(co_positions), 0, 0);
  method(T_CODE, "co_lines", fnNative(co_lines), 0, 0);
  methodKw(T_CODE, "replace", fnNative(code_replace), 0, 0);
  method(T_CODE, "_varname_from_oparg", fnNative(varname), 1, 1);
}
