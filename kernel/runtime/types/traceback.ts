/**
 * Traceback objects, frames as Python sees them, and the text of an uncaught exception as CPython 3.13 prints it.
 *
 *     traceback 40 bytes: 16 lock  20 next (or 0)  24 code  28 u32 word index  32 frame (or 0)
 *     frame 48 bytes: 16 lock  20 code  24 u32 line  28 globals  32 locals (dict or 0)  36 back (frame or 0)
 */
import { NONE, R_SYS_DICT, R_STDERR, S_FP } from "../layout";
import { ts } from "../thread";
import { HEADER, typeOf, newRef, none, isStr, isInt, fnUnary, fnVoid, fnTraverse, fnInt3, setSlot, TY_NAME, TY_QUALNAME, TY_FLAGS, TF_HEAP, TP_DEALLOC, TP_TRAVERSE, TP_REPR } from "../object";
import { T_TRACEBACK, T_FRAME, T_X_SYNTAXERROR, T_X_BASEEXCEPTIONGROUP, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { release, retain, initRef, readSlot, storeRef, loadRef, lockObject, unlockObject } from "../designs/active";
import { noMemory, raise, hasException, clearException } from "../errors";
import { CODE_NAME, CODE_FILENAME, codePosition } from "./code";
import { E_TRACEBACK, E_CONTEXT, E_CAUSE, E_SUPPRESS, E_NOTES, exceptionExtra, exceptionMatches, excTraceback } from "./exceptions";
import { Builder } from "./builder";
import { strLength, strCharAt, strEquals } from "./str";
import { strOf, reprOf, getAttrOr0, setAttr } from "../abstract";
import { intern } from "./intern";
import { intFromI64, intAsI64 } from "./int";
import { listSize, listGet } from "./list";
import { tupleSize, tupleItem } from "./tuple";
import { getset } from "../natives";
import { dictGetStr, dictNew } from "./dict";
import { writeTo } from "../modules/sys";
import { F_PREV, F_CODE, F_FUNC, F_CONT, frameWord } from "../interpreter/frame";
import { FN_GLOBALS } from "./function";
import { frameLocals } from "../modules/builtins";
import { S___module__ } from "../names";
import { formatException } from "./excreport";
import { excerpt } from "./excerpt";
import { suggestion } from "./suggest";

const TB_NEXT: usize = 20;
const TB_CODE: usize = 24;
const TB_WORD: usize = 28;
const TB_FRAME: usize = 32;
const TB_SIZE: u32 = 40;

/** A traceback entry; takes over `next`. */
export function tracebackNew(next: usize, frame: usize, code: usize, word: u32): usize {
  const tb = allocObject(T_TRACEBACK, TB_SIZE);
  if (tb == 0) { if (next) release(next); return 0; }
  memory.fill(tb + HEADER, 0, TB_SIZE - <u32>HEADER);
  initRef(tb, tb + TB_NEXT, next);
  retain(code);
  initRef(tb, tb + TB_CODE, code);
  store<u32>(tb, word, TB_WORD);
  if (frame) { retain(frame); initRef(tb, tb + TB_FRAME, frame); }
  return tb;
}
/** exc's traceback begins with the first entry of a code object, if it has one: who ran it is left out. */
export function beginTraceback(exc: usize, code: usize): void {
  const first = excTraceback(exc);
  let tb = first;
  while (tb != 0 && tb != NONE && load<usize>(tb, TB_CODE) != code) tb = load<usize>(tb, TB_NEXT);
  if (tb != 0 && tb != NONE && setAttr(exc, intern("__traceback__"), tb) < 0) clearException();
  release(first);
}
function tb_dealloc(tb: usize): void {
  const next = load<usize>(tb, TB_NEXT), frame = load<usize>(tb, TB_FRAME);
  if (next) release(next);
  if (frame) release(frame);
  release(load<usize>(tb, TB_CODE));
  freeObject(tb, TB_SIZE);
}
function tb_traverse(tb: usize, visitor: u32): void {
  call_indirect<void>(visitor, tb + TB_NEXT);
  call_indirect<void>(visitor, tb + TB_CODE);
  call_indirect<void>(visitor, tb + TB_FRAME);
}
@inline function tbLine(tb: usize): u32 { return load<u32>(codePosition(load<usize>(tb, TB_CODE), load<u32>(tb, TB_WORD))); }
function tb_next(tb: usize): usize { const o = readSlot(tb, tb + TB_NEXT); return o ? o : none(); }
function set_tb_next(tb: usize, v: usize, unused: usize): i32 {
  if (v == 0 || (v != NONE && typeOf(v) != T_TRACEBACK)) { raise(T_X_TYPEERROR, "expected traceback object or None"); return -1; }
  let o: usize = v == NONE ? 0 : newRef(v);
  while (o != 0) {
    const next = o == tb ? 0 : readSlot(o, o + TB_NEXT);
    release(o);
    if (o == tb) { raise(T_X_VALUEERROR, "traceback loop detected"); return -1; }
    o = next;
  }
  lockObject(tb);
  const old = loadRef(tb, tb + TB_NEXT);
  storeRef(tb, tb + TB_NEXT, v == NONE ? 0 : newRef(v));
  unlockObject(tb);
  if (old) release(old);
  return 0;
}
function tb_lineno(tb: usize): usize { return intFromI64(tbLine(tb)); }
function tb_lasti(tb: usize): usize { return intFromI64(load<u32>(tb, TB_WORD) << 2); }
function tb_frame(tb: usize): usize {
  const have = readSlot(tb, tb + TB_FRAME);
  return have ? have : frameNew(load<usize>(tb, TB_CODE), tbLine(tb), 0, 0, 0);
}

// ---- frames
const FR_CODE: usize = 20;
const FR_LINE: usize = 24;
const FR_GLOBALS: usize = 28;
const FR_LOCALS: usize = 32;
const FR_BACK: usize = 36;
const FR_SIZE: u32 = 48;

/** A frame object: a picture of a frame at one moment. Borrows everything but locals and back, which it takes over. */
export function frameNew(code: usize, line: u32, globals: usize, locals: usize, back: usize): usize {
  const f = allocObject(T_FRAME, FR_SIZE);
  if (f == 0) { if (locals) release(locals); if (back) release(back); return noMemory(); }
  memory.fill(f + HEADER, 0, FR_SIZE - <u32>HEADER);
  retain(code);
  initRef(f, f + FR_CODE, code);
  store<u32>(f, line, FR_LINE);
  if (globals) { retain(globals); initRef(f, f + FR_GLOBALS, globals); }
  initRef(f, f + FR_LOCALS, locals);
  initRef(f, f + FR_BACK, back);
  return f;
}
/** The frame object of the frame `depth` levels below the top of this thread, with those below it as f_back. 0 with ValueError. */
export function currentFrame(depth: i32): usize {
  let fp = load<usize>(ts, S_FP);
  for (; fp != 0 && depth > 0; depth--) fp = load<usize>(fp, F_PREV);
  return fp == 0 ? raise(T_X_VALUEERROR, "call stack is not deep enough") : frameOf(fp, 64);
}
function frameOf(fp: usize, levels: i32): usize {
  const prev = load<usize>(fp, F_PREV);
  const back: usize = prev != 0 && levels > 0 ? frameOf(prev, levels - 1) : 0;
  const locals = frameLocals(fp);
  const code = load<usize>(fp, F_CODE);
  return frameNew(code, load<u32>(codePosition(code, frameWord(fp))), load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS), locals, back);
}
/** The frame object of a generator's frame in its block, which is held still. */
export function suspendedFrame(block: usize): usize {
  const locals = frameLocals(block);
  if (locals == 0) return 0;
  const code = load<usize>(block, F_CODE);
  return frameNew(code, load<u32>(codePosition(code, frameWord(block))), load<usize>(load<usize>(block, F_FUNC), FN_GLOBALS), locals, 0);
}
/** The frame object of a generator that this thread runs; None if it does not. */
export function runningFrame(g: usize): usize {
  for (let fp = load<usize>(ts, S_FP); fp != 0; fp = load<usize>(fp, F_PREV)) if (load<usize>(fp, F_CONT) == g) return frameOf(fp, 64);
  return none();
}
function frame_dealloc(f: usize): void {
  for (let at = FR_GLOBALS; at <= FR_BACK; at += 4) if (load<usize>(f + at)) release(load<usize>(f + at));
  release(load<usize>(f, FR_CODE));
  freeObject(f, FR_SIZE);
}
function frame_traverse(f: usize, visitor: u32): void {
  call_indirect<void>(visitor, f + FR_CODE);
  for (let at = FR_GLOBALS; at <= FR_BACK; at += 4) call_indirect<void>(visitor, f + at);
}
@inline function orNone(f: usize, at: usize): usize { const o = readSlot(f, f + at); return o ? o : none(); }
function f_code(f: usize): usize { return orNone(f, FR_CODE); }
function f_lineno(f: usize): usize { return intFromI64(load<u32>(f, FR_LINE)); }
function f_globals(f: usize): usize { const g = readSlot(f, f + FR_GLOBALS); return g ? g : dictNew(); }
function f_locals(f: usize): usize { const l = readSlot(f, f + FR_LOCALS); return l ? l : dictNew(); }
function f_back(f: usize): usize { return orNone(f, FR_BACK); }
function frame_repr(f: usize): usize {
  const code = load<usize>(f, FR_CODE);
  const b = Builder.start();
  Builder.text(b, "<frame at 0x");
  Builder.hex(b, f, 12);
  Builder.text(b, ", file '");
  Builder.str(b, load<usize>(code, CODE_FILENAME));
  Builder.text(b, "', line ");
  Builder.int(b, load<u32>(f, FR_LINE));
  Builder.text(b, ", code ");
  Builder.str(b, load<usize>(code, CODE_NAME));
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}

// ---- text

function spaces(b: usize, n: u32): void { for (let i: u32 = 0; i < n; i++) Builder.char(b, 0x20); }

/** The name an exception is reported by: module-qualified unless it is a builtin or of __main__. */
function typeTitle(b: usize, type: usize): void {
  if (load<u32>(type, TY_FLAGS) & TF_HEAP) {
    const module = getAttrOr0(type, load<usize>(S___module__));
    if (module) {
      if (isStr(module) && !strEquals(module, intern("__main__")) && !strEquals(module, intern("builtins"))) { Builder.str(b, module); Builder.char(b, 0x2e); }
      release(module);
    } else if (hasException()) clearException();
    Builder.str(b, load<usize>(type, TY_QUALNAME));
  } else Builder.str(b, load<usize>(type, TY_NAME));
}

/** Borrowed: the code that a traceback ends in. */
export function lastCode(tb: usize): usize {
  while (load<usize>(tb, TB_NEXT)) tb = load<usize>(tb, TB_NEXT);
  return load<usize>(tb, TB_CODE);
}

/** One entry: where, the line, the carets. */
function entry(b: usize, tb: usize, margin: u32): void {
  const code = load<usize>(tb, TB_CODE), at = codePosition(code, load<u32>(tb, TB_WORD));
  spaces(b, margin);
  Builder.text(b, "  File \"");
  Builder.str(b, load<usize>(code, CODE_FILENAME));
  Builder.text(b, "\", line ");
  Builder.int(b, load<u32>(at));
  Builder.text(b, ", in ");
  Builder.str(b, load<usize>(code, CODE_NAME));
  Builder.char(b, 0x0a);
  excerpt(b, load<usize>(code, CODE_FILENAME), load<u32>(at), load<u32>(at, 4), load<u16>(at, 8), load<u16>(at, 10), margin + 4);
}
@inline function isSpace(c: u32): bool { return c == 0x20 || c == 0x09 || c == 0x0c; }

function sameEntry(a: usize, b: usize): bool { return load<usize>(a, TB_CODE) == load<usize>(b, TB_CODE) && tbLine(a) == tbLine(b); }

export function entries(b: usize, first: usize, margin: u32): void {
  let repeated = 0;
  let previous: usize = 0;
  for (let tb = first; tb != 0; tb = load<usize>(tb, TB_NEXT)) {
    if (previous != 0 && sameEntry(previous, tb)) repeated++;
    else { note(b, repeated, margin); repeated = 1; previous = tb; }
    if (repeated <= 3) entry(b, tb, margin);
  }
  note(b, repeated, margin);
}
function note(b: usize, repeated: i32, margin: u32): void {
  if (repeated <= 3) return;
  spaces(b, margin);
  Builder.text(b, "  [Previous line repeated ");
  Builder.int(b, repeated - 3);
  Builder.text(b, repeated == 4 ? " more time]\n" : " more times]\n");
}

/** Appends text with every line indented. */
function indented(b: usize, s: usize, margin: u32): void {
  for (let i: u32 = 0; i < strLength(s); i++) {
    const c = strCharAt(s, i);
    Builder.char(b, c);
    if (c == 0x0a) spaces(b, margin);
  }
}

/** File, line and carets of a SyntaxError. */
function syntaxPlace(b: usize, exc: usize, margin: u32): void {
  const file = exceptionExtra(exc, 1), lineno = exceptionExtra(exc, 2), offset = exceptionExtra(exc, 3), text = exceptionExtra(exc, 4), endLine = exceptionExtra(exc, 5), endOffset = exceptionExtra(exc, 6);
  if (lineno && isInt(lineno)) {
    spaces(b, margin);
    Builder.text(b, "  File \"");
    if (file && isStr(file)) Builder.str(b, file); else Builder.text(b, "<string>");
    Builder.text(b, "\", line ");
    Builder.int(b, intAsI64(lineno));
    Builder.char(b, 0x0a);
    if (text && isStr(text)) {
      let start: u32 = 0, end = strLength(text);
      while (end > 0 && (isSpace(strCharAt(text, end - 1)) || strCharAt(text, end - 1) == 0x0a)) end--;
      while (start < end && isSpace(strCharAt(text, start))) start++;
      spaces(b, margin + 4);
      Builder.slice(b, text, start, end);
      Builder.char(b, 0x0a);
      if (offset && isInt(offset)) {
        const from = <i32>intAsI64(offset) - 1 - <i32>start;
        let to: i32 = endOffset && isInt(endOffset) ? <i32>intAsI64(endOffset) - 1 - <i32>start : from + 1;
        if (endLine && isInt(endLine) && intAsI64(endLine) != intAsI64(lineno)) to = <i32>(end - start);
        if (to <= from) to = from + 1;
        if (from >= 0) {
          spaces(b, margin + 4 + from);
          for (let i = from; i < to; i++) Builder.char(b, 0x5e);
          Builder.char(b, 0x0a);
        }
      }
    }
  }
  if (file) release(file);
  if (lineno) release(lineno);
  if (offset) release(offset);
  if (text) release(text);
  if (endLine) release(endLine);
  if (endOffset) release(endOffset);
}

export function lastLine(b: usize, exc: usize, margin: u32): void {
  const syntax = exceptionMatches(exc, T_X_SYNTAXERROR);
  if (syntax) syntaxPlace(b, exc, margin);
  spaces(b, margin);
  typeTitle(b, typeOf(exc));
  let text: usize = 0;
  if (syntax) { const m = exceptionExtra(exc, 0); text = m ? strOf(m) : 0; if (m) release(m); }
  else text = strOf(exc);
  if (text == 0) {
    if (hasException()) { clearException(); Builder.text(b, ": <exception str() failed>"); }
  } else {
    if (strLength(text) > 0) { Builder.text(b, ": "); indented(b, text, margin); }
    release(text);
    suggestion(b, exc);
  }
  Builder.char(b, 0x0a);
  const notes = readSlot(exc, exc + E_NOTES);
  if (notes == 0) return;
  for (let i = 0; i < <i32>listSize(notes); i++) {
    const n = listGet(notes, i);
    const s = n ? strOf(n) : 0;
    if (s) { spaces(b, margin); indented(b, s, margin); Builder.char(b, 0x0a); release(s); }
    else clearException();
    if (n) release(n);
  }
  release(notes);
}

/** Writes a str to sys.stderr. */
export function writeError(text: usize): void {
  const dict = load<usize>(R_SYS_DICT);
  let err = dictGetStr(dict, intern("stderr"));
  if (err == 0 || err == NONE) { if (err) release(err); err = newRef(load<usize>(R_STDERR)); }
  if (!writeTo(err, text)) clearException();
  release(err);
}

export { formatException } from "./excreport";

/** The default sys.excepthook: the report on stderr. */
export function displayException(exc: usize): void {
  const text = formatException(exc);
  if (text == 0) { clearException(); return; }
  writeError(text);
  release(text);
}

/** An exception (owned) that ended a thread's function, where threading is not there to report it. */
export function reportThread(exc: usize, callable: usize): void {
  const b = Builder.start();
  Builder.text(b, "Exception ignored in thread started by: ");
  const r = reprOf(callable);
  if (r) { Builder.str(b, r); release(r); } else clearException();
  Builder.char(b, 0x0a);
  const report = formatException(exc);
  if (report) { Builder.str(b, report); release(report); } else clearException();
  const text = Builder.finish(b);
  if (text) { writeError(text); release(text); } else clearException();
  release(exc);
}

export function initTraceback(): void {
  setSlot(T_TRACEBACK, TP_DEALLOC, fnVoid(tb_dealloc));
  setSlot(T_TRACEBACK, TP_TRAVERSE, fnTraverse(tb_traverse));
  getset(T_TRACEBACK, "tb_next", fnUnary(tb_next), fnInt3(set_tb_next));
  getset(T_TRACEBACK, "tb_lineno", fnUnary(tb_lineno), 0);
  getset(T_TRACEBACK, "tb_lasti", fnUnary(tb_lasti), 0);
  getset(T_TRACEBACK, "tb_frame", fnUnary(tb_frame), 0);
  setSlot(T_FRAME, TP_DEALLOC, fnVoid(frame_dealloc));
  setSlot(T_FRAME, TP_TRAVERSE, fnTraverse(frame_traverse));
  setSlot(T_FRAME, TP_REPR, fnUnary(frame_repr));
  getset(T_FRAME, "f_code", fnUnary(f_code), 0);
  getset(T_FRAME, "f_lineno", fnUnary(f_lineno), 0);
  getset(T_FRAME, "f_globals", fnUnary(f_globals), 0);
  getset(T_FRAME, "f_locals", fnUnary(f_locals), 0);
  getset(T_FRAME, "f_back", fnUnary(f_back), 0);
}
