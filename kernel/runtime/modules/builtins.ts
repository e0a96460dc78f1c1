/**
 * The builtins that belong to no type: print, input, exec, eval, compile, __import__, locals, globals. The rest register
 * themselves into the same namespace from their own files.
 */
import { R_BUILTINS, R_SYS_DICT, R_MODULES, NONE, TRUE, FALSE, ELLIPSIS, NOT_IMPLEMENTED, S_FP } from "../layout";
import { ts } from "../thread";
import { none, newRef, fnNative, isStr, isDict, isTuple, typeOf } from "../object";
import { T_CODE, T_BYTES, T_X_TYPEERROR, T_X_SYSTEMERROR, T_X_VALUEERROR, T_X_RUNTIMEERROR, T_X_EOFERROR, T_CELL } from "../types/table";
import { raise, raisef } from "../errors";
import { retain, release } from "../designs/active";
import { function_, functionKw, arg, kwArg, kwCheck } from "../natives";
import { dictSetStr, dictGetStr, dictSet, dictNew } from "../types/dict";
import { intern, internObject } from "../types/intern";
import { strOf, isTrue, tupleFromIterable } from "../abstract";
import { callMethod0 } from "../calls";
import { tupleSize } from "../types/tuple";
import { intFromI64 } from "../types/int";
import { writeTo } from "./sys";
import { compileSource, compileText, execCode } from "../execute";
import { moduleNew, moduleDict } from "../types/module";
import { importModule } from "./import_";
import { F_FUNC, F_LOCALS, F_CODE, F_VARS } from "../interpreter/frame";
import { FN_GLOBALS, cellGet } from "../types/function";
import { CODE_NFREES, CODE_NLOCALSPLUS, CODE_KINDS, codeVarName } from "../types/code";
import { bytesData, bytesSize } from "../types/bytes";
import { strFromUtf8, strCharAt, substr, strLength } from "../types/str";
import { flushOutput } from "../output";
import { requestText } from "./host_";
import { S___builtins__, S_end, S_file, S_filename, S_flush, S_fromlist, S_globals, S_level, S_locals, S_mode, S_name, S_sep, S_source } from "../names";
import { Builder } from "../types/builder";

/** print(*values, sep=' ', end='\n', file=None, flush=False): a call's text is one write. */
function print(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  let sep: usize = 0, end: usize = 0, file: usize = 0, flush: usize = 0;
  if (kw) {
    sep = kwArg(args, nargs, kw, S_sep);
    end = kwArg(args, nargs, kw, S_end);
    file = kwArg(args, nargs, kw, S_file);
    flush = kwArg(args, nargs, kw, S_flush);
    if (!kwCheck("print", args, nargs, kw, S_sep, S_end, S_file, S_flush)) return 0;
  }
  if (sep == NONE) sep = 0;
  if (end == NONE) end = 0;
  if (sep && !isStr(sep)) return raisef(T_X_TYPEERROR, "sep must be None or a string, not %t", sep);
  if (end && !isStr(end)) return raisef(T_X_TYPEERROR, "end must be None or a string, not %t", end);
  let out = file;
  if (out == 0 || out == NONE) {
    out = dictGetStr(load<usize>(R_SYS_DICT), intern("stdout"));
    if (out == 0) return raise(T_X_RUNTIMEERROR, "lost sys.stdout");
    if (out == NONE) { release(out); return none(); }
  } else retain(out);
  const b = Builder.start();
  for (let i = 0; i < npos; i++) {
    if (i > 0) { if (sep) Builder.str(b, sep); else Builder.char(b, 0x20); }
    const s = strOf(arg(args, i));
    if (s == 0) { Builder.abandon(b); release(out); return 0; }
    Builder.str(b, s);
    release(s);
  }
  if (end) Builder.str(b, end); else Builder.char(b, 0x0a);
  const text = Builder.finish(b);
  let ok = text != 0 && writeTo(out, text);
  if (text) release(text);
  if (ok && flush) {
    const wanted = isTrue(flush);
    if (wanted < 0) ok = false;
    else if (wanted) {
      const r = callMethod0(out, intern("flush"));
      if (r) release(r); else ok = false;
    }
  }
  release(out);
  return ok ? none() : 0;
}

/** A line of a stream that a program put in the place of its standard input, without its end. Both are borrowed. */
function lineFrom(stream: usize, prompt: usize): usize {
  const out = dictGetStr(load<usize>(R_SYS_DICT), intern("stdout"));
  if (out && out != NONE) {
    const shown = writeTo(out, prompt) ? callMethod0(out, intern("flush")) : 0;
    release(out);
    if (shown == 0) return 0;
    release(shown);
  }
  const line = callMethod0(stream, intern("readline"));
  if (line == 0) return 0;
  const length = isStr(line) ? strLength(line) : 0;
  let result: usize = 0;
  if (!isStr(line)) raisef(T_X_TYPEERROR, "object.readline() returned non-string");
  else if (length == 0) raise(T_X_EOFERROR, "EOF when reading a line");
  else result = substr(line, 0, strCharAt(line, length - 1) == 0x0a ? length - 1 : length);
  release(line);
  return result;
}

/** input(prompt=''): asked of the host, which answers with a line, or null at the end of the input. */
function input(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let prompt: usize = nargs ? strOf(arg(args, 0)) : newRef(intern(""));
  if (prompt == 0) return 0;
  const stdin = dictGetStr(load<usize>(R_SYS_DICT), intern("stdin")), own = dictGetStr(load<usize>(R_SYS_DICT), intern("__stdin__"));
  // A notebook's kernel has no stream of its own, and asks its front end in any case.
  const replaced = own != 0 && stdin != own;
  if (own) release(own);
  if (replaced) {
    const line = stdin == 0 || stdin == NONE ? raise(T_X_RUNTIMEERROR, "input(): lost sys.stdin") : lineFrom(stdin, prompt);
    if (stdin) release(stdin);
    release(prompt);
    return line;
  }
  if (stdin) release(stdin);
  flushOutput();
  const answer = requestText(intern("input"), prompt);
  release(prompt);
  if (answer == 0) return 0;
  // "=" and the line, or "!" at the end
  if (strCharAt(answer, 0) == 0x21) { release(answer); return raise(T_X_EOFERROR, "EOF when reading a line"); }
  const line = substr(answer, 1, strLength(answer));
  release(answer);
  return line;
}

@inline function callerFrame(): usize { return load<usize>(ts, S_FP); }

function globals(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const fp = callerFrame();
  return fp ? newRef(load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS)) : none();
}

/** The names of a frame's variables now: the mapping itself in modules and classes, a snapshot in functions. */
export function frameLocals(fp: usize): usize {
  const mapping = load<usize>(fp, F_LOCALS);
  if (mapping) return newRef(mapping);
  const d = dictNew();
  if (d == 0) return 0;
  const code = load<usize>(fp, F_CODE), kinds = load<usize>(code, CODE_KINDS);
  for (let i: u32 = 0; i < load<u32>(code, CODE_NLOCALSPLUS); i++) {
    let v = load<usize>(fp + (i << 2), F_VARS);
    if (v == 0) continue;
    if (load<u8>(kinds + i) & 0xc0 && typeOf(v) == T_CELL) { v = cellGet(v); if (v == 0) continue; }
    else retain(v);
    const status = dictSet(d, codeVarName(code, i), v);
    release(v);
    if (status < 0) { release(d); return 0; }
  }
  return d;
}
function locals(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const fp = callerFrame();
  return fp ? frameLocals(fp) : none();
}

/** The text of a source argument: str or UTF-8 bytes. New reference. */
function sourceText(o: usize, what: string): usize {
  if (isStr(o)) return newRef(o);
  if (typeOf(o) == T_BYTES) return strFromUtf8(bytesData(o), bytesSize(o));
  const w = intern(what);
  return raisef(T_X_TYPEERROR, "%s() arg 1 must be a string, bytes or code object", w);
}

/** eval() allows blanks before its expression. New reference. */
function withoutIndent(text: usize): usize {
  let i: u32 = 0;
  while (i < strLength(text) && (strCharAt(text, i) == 0x20 || strCharAt(text, i) == 0x09)) i++;
  return substr(text, i, strLength(text));
}

/** compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1) */
function compile(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  const source = npos > 0 ? arg(args, 0) : kwArg(args, nargs, kw, S_source);
  const filename = npos > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_filename);
  const mode = npos > 2 ? arg(args, 2) : kwArg(args, nargs, kw, S_mode);
  if (source == 0 || filename == 0 || mode == 0) return raise(T_X_TYPEERROR, "compile() missing a required argument");
  if (!isStr(filename) || !isStr(mode)) return raise(T_X_TYPEERROR, "compile() filename and mode must be str");
  let m = -1;
  const wanted = internObject(newRef(mode));
  if (wanted == intern("exec")) m = 0;
  else if (wanted == intern("eval")) m = 1;
  else if (wanted == intern("single")) m = 2;
  release(wanted);
  if (m < 0) return raise(T_X_VALUEERROR, "compile() mode must be 'exec', 'eval' or 'single'");
  const text = sourceText(source, "compile");
  if (text == 0) return 0;
  const code = compileSource(text, filename, m, 0);
  release(text);
  return code;
}

/** exec and eval: (source or code, globals=None, locals=None). */
function execute(args: usize, nargs: i32, kw: usize, mode: i32): usize {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  const source = arg(args, 0);
  let globals = npos > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_globals);
  let locals = npos > 2 ? arg(args, 2) : kwArg(args, nargs, kw, S_locals);
  if (globals == NONE) globals = 0;
  if (locals == NONE) locals = 0;
  const fp = callerFrame();
  let ownLocals: usize = 0;
  if (globals == 0) {
    if (fp == 0) return raise(T_X_SYSTEMERROR, "globals and locals cannot be NULL");
    globals = load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS);
    if (locals == 0) { ownLocals = frameLocals(fp); if (ownLocals == 0) return 0; locals = ownLocals; }
  } else {
    if (!isDict(globals)) return raisef(T_X_TYPEERROR, mode ? "globals must be a dict" : "exec() globals must be a dict, not %t", globals);
    if (locals == 0) locals = globals;
  }
  const have = dictGetStr(globals, load<usize>(S___builtins__));
  if (have) release(have);
  else { const m = dictGetStr(load<usize>(R_MODULES), intern("builtins")); if (m) { dictSetStr(globals, load<usize>(S___builtins__), m); release(m); } }
  let code = source;
  if (typeOf(source) == T_CODE) {
    if (load<u32>(code, CODE_NFREES) != 0) { if (ownLocals) release(ownLocals); return raise(T_X_TYPEERROR, mode ? "code object passed to eval() may not contain free variables" : "code object passed to exec() may not contain free variables"); }
    retain(code);
  } else {
    let text = sourceText(source, mode ? "eval" : "exec");
    if (text && mode) { const stripped = withoutIndent(text); release(text); text = stripped; }
    code = text ? compileText(text, intern("<string>"), mode, 0) : 0;
    if (text) release(text);
  }
  let r: usize = 0;
  if (code) { r = execCode(code, globals, locals); release(code); }
  if (ownLocals) release(ownLocals);
  return r;
}
function exec(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const r = execute(args, nargs, kw, 0);
  if (r == 0) return 0;
  release(r);
  return none();
}
function eval_(self: usize, args: usize, nargs: i32, kw: usize): usize { return execute(args, nargs, kw, 1); }

/** __import__(name, globals=None, locals=None, fromlist=(), level=0) */
function import_(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  const name = npos > 0 ? arg(args, 0) : kwArg(args, nargs, kw, S_name);
  if (name == 0 || !isStr(name)) return raise(T_X_TYPEERROR, "__import__() argument 1 must be str");
  let globals = npos > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_globals);
  const fromlist = npos > 3 ? arg(args, 3) : kwArg(args, nargs, kw, S_fromlist);
  const level = npos > 4 ? arg(args, 4) : kwArg(args, nargs, kw, S_level);
  if (globals == 0 || !isDict(globals)) globals = load<usize>(R_SYS_DICT);
  const zero = intFromI64(0);
  let list: usize = fromlist ? fromlist : NONE;
  let owned: usize = 0;
  if (list != NONE && !isTuple(list)) { owned = tupleFromIterable(list); if (owned == 0) return 0; list = owned; }
  const m = importModule(globals, name, level ? level : zero, list);
  if (owned) release(owned);
  release(zero);
  return m;
}

/** Makes the builtins namespace; types and other files add theirs (boot.ts). */
export function makeBuiltins(): void {
  const name = intern("builtins");
  const m = moduleNew(name);
  const d = moduleDict(m);
  store<usize>(R_BUILTINS, d);
  dictSetStr(load<usize>(R_MODULES), name, m);
  release(m); // sys.modules keeps it, and with it the namespace
  dictSetStr(d, intern("None"), NONE);
  dictSetStr(d, intern("True"), TRUE);
  dictSetStr(d, intern("False"), FALSE);
  dictSetStr(d, intern("Ellipsis"), ELLIPSIS);
  dictSetStr(d, intern("NotImplemented"), NOT_IMPLEMENTED);
  dictSetStr(d, intern("__debug__"), TRUE);
  functionKw(d, "print", fnNative(print), 0, -1);
  function_(d, "input", fnNative(input), 0, 1);
  function_(d, "globals", fnNative(globals), 0, 0);
  function_(d, "locals", fnNative(locals), 0, 0);
  functionKw(d, "compile", fnNative(compile), 0, 6);
  functionKw(d, "exec", fnNative(exec), 1, 3);
  functionKw(d, "eval", fnNative(eval_), 1, 3);
  functionKw(d, "__import__", fnNative(import_), 1, 5);
}
