/**
 * Exception objects. All classes share one layout, so that any of them may be a base of a Python class:
 *
 *     16 lock  20 args (tuple)  24 traceback or 0  28 context or 0  32 cause or 0  36 u32 suppress context
 *     40 notes (list) or 0  44 attribute record, 8 bytes  52 eight further references, by class (EXTRA_*)
 *
 * What the eight are: StopIteration value; SystemExit code; OSError errno strerror filename filename2; SyntaxError msg
 * filename lineno offset text end_lineno end_offset print_file_and_line; ImportError msg name path name_from; NameError name;
 * AttributeError name obj; UnicodeError encoding object start end reason; exception groups message exceptions.
 */
import { initUnicodeErrors } from "./unicodeerrors";
import { exceptionGroupClass } from "./excgroups";
import * as T from "./table";
import { S_EXC, NONE, EMPTY_TUPLE, R_BUILTINS } from "../layout";
import { ts } from "../thread";
import { typeOf, isTuple, isType, isInt, isStr, newRef, none, boolOf, fnUnary, fnVoid, fnTraverse, fnInt3, fnNative, fnInit, setSlot, TY_NAME, TY_FLAGS, TF_EXCEPTION, TF_BASETYPE, TF_LOCKED, TF_HEAP, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_STR, TP_NEW, TP_INIT } from "../object";
import { retain, release, initRef, loadRef, storeRef, readSlot, lockObject, unlockObject } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { raise, raisef, raiseObject, setException, setExceptionPlain, formatMessage } from "../errors";
import { allocInstance, instanceDict } from "./instance";
import { method, getset, arg, sizeOfInstance, clearInstanceExtras } from "../natives";
import { isHeapType, isSubtype, newType, setDictOffset, allowWeakrefs, setTypeModule } from "./type";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { listNew, listAppend } from "./list";
import { Builder } from "./builder";
import { intern } from "./intern";
import { intFromI64, intAsI64 } from "./int";
import { strOf, reprOf, tupleFromIterable, isTrue } from "../abstract";
import { call0, call1, callArgs } from "../calls";
import { tracebackNew, writeError } from "./traceback";
import { T_X_BASEEXCEPTION, T_X_EXCEPTION, T_X_TYPEERROR, T_X_VALUEERROR, T_X_ATTRIBUTEERROR, T_X_STOPITERATION, T_X_SYSTEMEXIT, T_X_OSERROR, T_X_SYNTAXERROR, T_X_IMPORTERROR, T_X_KEYERROR, T_X_BASEEXCEPTIONGROUP, T_X_NAMEERROR, T_TRACEBACK } from "./table";
import { S___notes__ } from "../names";
import { strLength, strCharAt, strEquals } from "./str";
import { dictSetStr } from "./dict";

export const E_ARGS: usize = 20;
export const E_TRACEBACK: usize = 24;
export const E_CONTEXT: usize = 28;
export const E_CAUSE: usize = 32;
export const E_SUPPRESS: usize = 36;
export const E_NOTES: usize = 40;
const E_RECORD: usize = 44;
export const E_EXTRA: usize = 52;
const EXTRAS: usize = 8;
const EXC_SIZE: u32 = 84;

// ---- making ----------------------------------------------------------------------------------------------------

/** An exception of a native class with one argument (taken over), or none if value is 0. */
export function makeException(type: usize, value: usize): usize {
  const exc = allocInstance(type, 0);
  if (exc == 0) { if (value) release(value); return 0; }
  let args: usize = EMPTY_TUPLE;
  if (value) {
    args = tupleNew(1);
    if (args == 0) { release(exc); release(value); return 0; }
    tupleInit(args, 0, value);
  } else retain(EMPTY_TUPLE);
  initRef(exc, exc + E_ARGS, args);
  fillExtras(exc, args);
  return exc;
}

/** One of the class's own references (see above), borrowed value. */
export function setExceptionExtra(exc: usize, index: i32, value: usize): void {
  if (value) retain(value);
  replaceSlot(exc, E_EXTRA + (<usize>index << 2), value);
}
/** A new reference, or 0. */
export function exceptionExtra(exc: usize, index: i32): usize { return readSlot(exc, exc + E_EXTRA + (<usize>index << 2)); }

/** Puts v (owned) into a slot. */
export function replaceSlot(exc: usize, at: usize, v: usize): void {
  lockObject(exc);
  const old = loadRef(exc, exc + at);
  storeRef(exc, exc + at, v);
  unlockObject(exc);
  if (old) release(old);
}

/** What a class keeps of its arguments. */
function fillExtras(exc: usize, args: usize): void {
  const type = typeOf(exc), n = <i32>tupleSize(args);
  if (isSubtype(type, T_X_STOPITERATION)) setExceptionExtra(exc, 0, n > 0 ? tupleItem(args, 0) : NONE);
  else if (isSubtype(type, T_X_SYSTEMEXIT)) setExceptionExtra(exc, 0, n == 0 ? <usize>NONE : n == 1 ? tupleItem(args, 0) : args);
  else if (isSubtype(type, T_X_OSERROR)) {
    if (n >= 2 && n <= 5) {
      setExceptionExtra(exc, 0, tupleItem(args, 0));
      setExceptionExtra(exc, 1, tupleItem(args, 1));
      if (n >= 3) {
        setExceptionExtra(exc, 2, tupleItem(args, 2));
        if (n == 5) setExceptionExtra(exc, 3, tupleItem(args, 4));
        const two = tupleNew(2);
        if (two) {
          tupleInit(two, 0, newRef(tupleItem(args, 0)));
          tupleInit(two, 1, newRef(tupleItem(args, 1)));
          replaceSlot(exc, E_ARGS, two);
        }
      }
    }
  } else if (isSubtype(type, T_X_SYNTAXERROR)) {
    if (n > 0) setExceptionExtra(exc, 0, tupleItem(args, 0));
    if (n == 2 && isTuple(tupleItem(args, 1))) {
      const info = tupleItem(args, 1);
      const m = min<i32>(<i32>tupleSize(info), 6);
      for (let i = 0; i < m; i++) setExceptionExtra(exc, i + 1, tupleItem(info, i));
    }
  } else if (isSubtype(type, T_X_IMPORTERROR)) { if (n == 1) setExceptionExtra(exc, 0, tupleItem(args, 0)); }
  else if (isSubtype(type, T.T_X_UNICODEERROR)) { if (n == 5 || n == 4) for (let i = 0; i < n; i++) setExceptionExtra(exc, n == 4 ? i + 1 : i, tupleItem(args, i)); }
  else if (isSubtype(type, T_X_BASEEXCEPTIONGROUP)) { if (n == 2) { setExceptionExtra(exc, 0, tupleItem(args, 0)); setExceptionExtra(exc, 1, tupleItem(args, 1)); } }
}

function exception_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const exc = allocInstance(mappedOSError(type, args, nargs, kw), 0);
  if (exc == 0) return 0;
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  const tuple = tupleNew(npos);
  if (tuple == 0) { release(exc); return 0; }
  for (let i = 0; i < npos; i++) tupleInit(tuple, i, newRef(arg(args, i)));
  initRef(exc, exc + E_ARGS, tuple);
  fillExtras(exc, tuple);
  return exc;
}

/** OSError(errno, ...) gives the class of the errno. Linux numbers. */
function mappedOSError(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type != T_X_OSERROR || nargs < 2 || kw || !isInt(arg(args, 0))) return type;
  switch (<i32>intAsI64(arg(args, 0))) {
    case 11: case 114: case 115: return T.T_X_BLOCKINGIOERROR;
    case 10: return T.T_X_CHILDPROCESSERROR;
    case 32: case 108: return T.T_X_BROKENPIPEERROR;
    case 103: return T.T_X_CONNECTIONABORTEDERROR;
    case 111: return T.T_X_CONNECTIONREFUSEDERROR;
    case 104: return T.T_X_CONNECTIONRESETERROR;
    case 17: return T.T_X_FILEEXISTSERROR;
    case 2: return T.T_X_FILENOTFOUNDERROR;
    case 4: return T.T_X_INTERRUPTEDERROR;
    case 21: return T.T_X_ISADIRECTORYERROR;
    case 20: return T.T_X_NOTADIRECTORYERROR;
    case 1: case 13: return T.T_X_PERMISSIONERROR;
    case 3: return T.T_X_PROCESSLOOKUPERROR;
    case 110: return T.T_X_TIMEOUTERROR;
  }
  return type;
}

function exception_init(exc: usize, args: usize, nargs: i32, kw: usize): i32 {
  const type = typeOf(exc), nkw: i32 = kw ? <i32>tupleSize(kw) : 0, npos = nargs - nkw;
  if (nkw) {
    // name=, path=, obj= where the class has them
    const isImport = isSubtype(type, T_X_IMPORTERROR), isName = isSubtype(type, T_X_NAMEERROR), isAttribute = isSubtype(type, T_X_ATTRIBUTEERROR);
    for (let i = 0; i < nkw; i++) {
      const key = tupleItem(kw, i), value = arg(args, npos + i);
      if (key == intern("name") && isImport) setExceptionExtra(exc, 1, value);
      else if (key == intern("path") && isImport) setExceptionExtra(exc, 2, value);
      else if (key == intern("name_from") && isImport) setExceptionExtra(exc, 3, value);
      else if (key == intern("name") && (isName || isAttribute)) setExceptionExtra(exc, 0, value);
      else if (key == intern("obj") && isAttribute) setExceptionExtra(exc, 1, value);
      else { raisef(T_X_TYPEERROR, "%n() takes no keyword arguments", type); return -1; }
    }
  }
  if (isSubtype(type, T_X_BASEEXCEPTIONGROUP)) return 0; // its arguments were checked by __new__
  const tuple = tupleNew(npos);
  if (tuple == 0) return -1;
  for (let i = 0; i < npos; i++) tupleInit(tuple, i, newRef(arg(args, i)));
  retain(tuple);
  replaceSlot(exc, E_ARGS, tuple);
  fillExtras(exc, tuple);
  release(tuple);
  return 0;
}

function exception_dealloc(exc: usize): void {
  clearInstanceExtras(exc);
  for (let at = E_ARGS; at < <usize>EXC_SIZE; at += 4) {
    if (at == E_SUPPRESS || at == E_RECORD || at == E_RECORD + 4) continue;
    const o = load<usize>(exc + at);
    if (o) release(o);
  }
  const dict = typeIsNative(exc) ? load<usize>(exc, E_RECORD) : 0;
  if (dict) release(dict);
  freeObject(exc, sizeOfInstance(exc));
}
@inline function typeIsNative(o: usize): bool { return (load<u32>(typeOf(o), TY_FLAGS) & TF_HEAP) == 0; }

function exception_traverse(exc: usize, visitor: u32): void {
  for (let at = E_ARGS; at < <usize>EXC_SIZE; at += 4) if (at != E_SUPPRESS && at != E_RECORD && at != E_RECORD + 4) call_indirect<void>(visitor, exc + at);
  if (!isHeapType(typeOf(exc))) call_indirect<void>(visitor, exc + E_RECORD); // subtypeTraverse visits it in classes of Python code
}

// ---- matching, raising -------------------------------------------------------------------------------------------

/** Whether exc is an instance of a class, or of one in a tuple. */
export function exceptionMatches(exc: usize, cls: usize): bool {
  if (isTuple(cls)) {
    for (let i = 0; i < <i32>tupleSize(cls); i++) if (exceptionMatches(exc, tupleItem(cls, i))) return true;
    return false;
  }
  return isSubtype(typeOf(exc), cls);
}
@inline export function isException(o: usize): bool { return (load<u32>(typeOf(o), TY_FLAGS) & TF_EXCEPTION) != 0; }
function isExceptionClass(o: usize): bool { return isType(o) && isSubtype(o, T_X_BASEEXCEPTION); }

/** An instance for `raise x`: x itself, or x() if it is a class. New reference, or 0 with TypeError. */
function instantiate(x: usize): usize {
  if (isException(x)) return newRef(x);
  if (!isExceptionClass(x)) return raise(T_X_TYPEERROR, "exceptions must derive from BaseException");
  const exc = call0(x);
  if (exc && !isException(exc)) {
    raisef(T_X_TYPEERROR, "calling %r should have returned an instance of BaseException, not %t", x, exc);
    release(exc);
    return 0;
  }
  return exc;
}

/** raise x from cause (0: no from clause). An exception is pending afterwards. Arguments borrowed. */
export function raiseVarargs(x: usize, cause: usize): void {
  const exc = instantiate(x);
  if (exc == 0) return;
  if (cause) {
    let c: usize = 0;
    if (cause != NONE) {
      if (isException(cause)) c = newRef(cause);
      else if (isExceptionClass(cause)) { c = call0(cause); if (c == 0) { release(exc); return; } }
      else { release(exc); raise(T_X_TYPEERROR, "exception causes must derive from BaseException"); return; }
    }
    replaceSlot(exc, E_CAUSE, c);
    store<u32>(exc, 1, E_SUPPRESS);
  }
  setException(exc);
}

/** exc.__context__ = handled (borrowed), without making a circle. */
export function setContext(exc: usize, handled: usize): void {
  // Cut the chain where it would lead back to exc.
  let o = handled;
  for (let steps = 0; steps < 1000; steps++) {
    const next = load<usize>(o, E_CONTEXT);
    if (next == 0) break;
    if (next == exc) { replaceSlot(o, E_CONTEXT, 0); break; }
    o = next;
  }
  retain(handled);
  replaceSlot(exc, E_CONTEXT, handled);
}
/** error.__cause__ = error.__context__ = exc, both borrowed. */
export function setCauseAndContext(error: usize, exc: usize): void {
  retain(exc);
  replaceSlot(error, E_CAUSE, exc);
  retain(exc);
  replaceSlot(error, E_CONTEXT, exc);
  store<u32>(error, 1, E_SUPPRESS);
}

/** Puts an entry for a frame in front of exc's traceback. */
export function addTraceback(exc: usize, frame: usize, code: usize, word: u32): void {
  const tb = tracebackNew(readSlot(exc, exc + E_TRACEBACK), frame, code, word);
  if (tb) replaceSlot(exc, E_TRACEBACK, tb);
}
/** The traceback, a new reference: None if there is none. */
export function excTraceback(exc: usize): usize { const tb = readSlot(exc, exc + E_TRACEBACK); return tb ? tb : none(); }

/** The arguments of generator.throw: an instance, a class, or (class, value[, traceback]). Owned instance, or 0 with TypeError. */
export function throwArguments(args: usize, nargs: i32): usize {
  const first = arg(args, 0);
  let exc: usize = 0;
  const value: usize = nargs > 1 ? arg(args, 1) : NONE;
  if (isException(first)) {
    if (value != NONE) return raise(T_X_TYPEERROR, "instance exception may not have a separate value");
    exc = newRef(first);
  } else if (isExceptionClass(first)) {
    if (isException(value) && isSubtype(typeOf(value), first)) exc = newRef(value);
    else if (value == NONE) exc = call0(first);
    else if (isTuple(value)) exc = callArgs(first, tupleItems(value), <i32>tupleSize(value), 0);
    else exc = call1(first, value);
    if (exc == 0) return 0;
  } else return raisef(T_X_TYPEERROR, "exceptions must be classes or instances deriving from BaseException, not %t", first);
  if (nargs > 2 && arg(args, 2) != NONE) {
    if (typeOf(arg(args, 2)) != T_TRACEBACK) { release(exc); return raise(T_X_TYPEERROR, "throw() third argument must be a traceback object"); }
    replaceSlot(exc, E_TRACEBACK, newRef(arg(args, 2)));
  }
  return exc;
}
@inline function tupleItems(t: usize): usize { return t + 20; }

export function stopIterationValue(exc: usize): usize {
  const v = exceptionExtra(exc, 0);
  return v ? v : none();
}

export function raiseNameError(type: usize, template: string, name: usize): usize {
  const text = formatMessage(template, name);
  if (text == 0) return 0;
  const exc = makeException(type, text);
  if (exc == 0) return 0;
  setExceptionExtra(exc, 0, name);
  return setException(exc);
}
export function raiseImportError(type: usize, template: string, a: usize = 0, name: usize = 0, nameFrom: usize = 0): usize {
  const text = formatMessage(template, a);
  if (text == 0) return 0;
  const exc = makeException(type, text);
  if (exc == 0) return 0;
  if (name) setExceptionExtra(exc, 1, name);
  if (nameFrom) setExceptionExtra(exc, 3, nameFrom);
  return setException(exc);
}
/** AttributeError(template of a and b) with its obj and name. */
export function raiseAttributeError(template: string, a: usize, b: usize, o: usize, name: usize): usize {
  const text = formatMessage(template, a, b);
  if (text == 0) return 0;
  const exc = makeException(T_X_ATTRIBUTEERROR, text);
  if (exc == 0) return 0;
  setExceptionExtra(exc, 0, name);
  setExceptionExtra(exc, 1, o);
  return setException(exc);
}
/** What the compiler found wrong. `line` is the text of the line or 0; numbers below 1 are unknown. */
export function raiseSyntaxError(kind: usize, message: usize, filename: usize, lineno: i32, offset: i32, endLineno: i32, endOffset: i32, line: usize): void {
  let type: usize = T_X_SYNTAXERROR;
  if (strEquals(kind, intern("IndentationError"))) type = T.T_X_INDENTATIONERROR;
  else if (strEquals(kind, intern("TabError"))) type = T.T_X_TABERROR;
  else if (strEquals(kind, intern("RecursionError"))) { raiseObject(T.T_X_RECURSIONERROR, newRef(message)); return; }
  else if (strEquals(kind, intern("MemoryError"))) { raiseObject(T.T_X_MEMORYERROR, newRef(message)); return; }
  else if (strEquals(kind, intern("ValueError"))) { raiseObject(T_X_VALUEERROR, newRef(message)); return; }
  const info = tupleNew(6), args = tupleNew(2);
  if (info == 0 || args == 0) return;
  tupleInit(info, 0, newRef(filename));
  tupleInit(info, 1, number(lineno));
  tupleInit(info, 2, number(offset));
  tupleInit(info, 3, line ? newRef(line) : none());
  tupleInit(info, 4, number(endLineno));
  tupleInit(info, 5, number(endOffset));
  tupleInit(args, 0, newRef(message));
  tupleInit(args, 1, info);
  const exc = makeException(type, 0);
  if (exc) {
    retain(args);
    replaceSlot(exc, E_ARGS, args);
    fillExtras(exc, args);
    setException(exc);
  }
  release(args);
}
function number(v: i32): usize { return v < 0 ? none() : intFromI64(v); }

/** The exit status that a SystemExit asks for; a message is written to stderr. */
export function systemExitCode(exc: usize): i32 {
  const code = exceptionExtra(exc, 0);
  if (code == 0 || code == NONE) { if (code) release(code); return 0; }
  let status = 1;
  if (isInt(code)) status = <i32>intAsI64(code);
  else {
    const text = strOf(code);
    if (text) { writeError(text); writeError(intern("\n")); release(text); }
  }
  release(code);
  return status;
}

/** str(exc), or a stand-in if that fails. New reference or 0. */
export function exceptionText(exc: usize): usize {
  const s = strOf(exc);
  if (s) return s;
  setExceptionPlain(0);
  return newRef(intern("<exception str() failed>"));
}

// ---- text --------------------------------------------------------------------------------------------------------

function exception_str(exc: usize): usize {
  const args = readSlot(exc, exc + E_ARGS);
  if (args == 0) return newRef(intern(""));
  const n = tupleSize(args);
  const r = n == 0 ? newRef(intern("")) : n == 1 ? strOf(tupleItem(args, 0)) : strOf(args);
  release(args);
  return r;
}
function keyerror_str(exc: usize): usize {
  const args = readSlot(exc, exc + E_ARGS);
  if (args && tupleSize(args) == 1) { const r = reprOf(tupleItem(args, 0)); release(args); return r; }
  if (args) release(args);
  return exception_str(exc);
}
function exception_repr(exc: usize): usize {
  const args = readSlot(exc, exc + E_ARGS);
  const b = Builder.start();
  Builder.str(b, load<usize>(typeOf(exc), TY_NAME));
  Builder.char(b, 0x28);
  for (let i = 0; args && i < <i32>tupleSize(args); i++) {
    if (i) Builder.text(b, ", ");
    const r = reprOf(tupleItem(args, i));
    if (r == 0) { Builder.abandon(b); release(args); return 0; }
    Builder.str(b, r);
    release(r);
  }
  Builder.char(b, 0x29);
  if (args) release(args);
  return Builder.finish(b);
}
function oserror_str(exc: usize): usize {
  const errno = exceptionExtra(exc, 0), text = exceptionExtra(exc, 1), file = exceptionExtra(exc, 2), file2 = exceptionExtra(exc, 3);
  let r: usize;
  if (errno && text) {
    const b = Builder.start();
    const e = strOf(errno), s = strOf(text);
    Builder.text(b, "[Errno ");
    if (e) Builder.str(b, e);
    Builder.text(b, "] ");
    if (s) Builder.str(b, s);
    if (file && file != NONE) { const f = reprOf(file); Builder.text(b, ": "); if (f) { Builder.str(b, f); release(f); } }
    if (file2 && file2 != NONE) { const f = reprOf(file2); Builder.text(b, " -> "); if (f) { Builder.str(b, f); release(f); } }
    if (e) release(e);
    if (s) release(s);
    r = Builder.finish(b);
  } else r = exception_str(exc);
  if (errno) release(errno);
  if (text) release(text);
  if (file) release(file);
  if (file2) release(file2);
  return r;
}
function syntaxerror_str(exc: usize): usize {
  const message = exceptionExtra(exc, 0), file = exceptionExtra(exc, 1), line = exceptionExtra(exc, 2);
  const b = Builder.start();
  const m = message ? strOf(message) : newRef(intern("None"));
  if (m) { Builder.str(b, m); release(m); }
  const hasFile = file != 0 && isStr(file), hasLine = line != 0 && isInt(line);
  if (hasFile || hasLine) {
    Builder.text(b, " (");
    if (hasFile) {
      let start = strLength(file);
      while (start > 0 && strCharAt(file, start - 1) != 0x2f) start--;
      Builder.slice(b, file, start, strLength(file));
      if (hasLine) Builder.text(b, ", ");
    }
    if (hasLine) { Builder.text(b, "line "); Builder.int(b, intAsI64(line)); }
    Builder.char(b, 0x29);
  }
  if (message) release(message);
  if (file) release(file);
  if (line) release(line);
  return Builder.finish(b);
}

// ---- attributes ----------------------------------------------------------------------------------------------------

@inline function read(exc: usize, at: usize): usize { const o = readSlot(exc, exc + at); return o ? o : none(); }
function get_args(exc: usize): usize { return read(exc, E_ARGS); }
function set_args(exc: usize, v: usize, unused: usize): i32 {
  if (v == 0) { raise(T_X_TYPEERROR, "args may not be deleted"); return -1; }
  const t = tupleFromIterable(v);
  if (t == 0) return -1;
  replaceSlot(exc, E_ARGS, t);
  return 0;
}
function get_traceback(exc: usize): usize { return read(exc, E_TRACEBACK); }
function set_traceback(exc: usize, v: usize, unused: usize): i32 {
  if (v == 0) { raise(T_X_TYPEERROR, "__traceback__ may not be deleted"); return -1; }
  if (v != NONE && typeOf(v) != T_TRACEBACK) { raise(T_X_TYPEERROR, "__traceback__ must be a traceback or None"); return -1; }
  replaceSlot(exc, E_TRACEBACK, v == NONE ? 0 : newRef(v));
  return 0;
}
function setChained(exc: usize, at: usize, v: usize, message: string): i32 {
  if (v == 0 || (v != NONE && !isException(v))) { raise(T_X_TYPEERROR, message); return -1; }
  replaceSlot(exc, at, v == NONE ? 0 : newRef(v));
  return 0;
}
function get_context(exc: usize): usize { return read(exc, E_CONTEXT); }
function set_context(exc: usize, v: usize, unused: usize): i32 { return setChained(exc, E_CONTEXT, v, "exception context must be None or derive from BaseException"); }
function get_cause(exc: usize): usize { return read(exc, E_CAUSE); }
function set_cause(exc: usize, v: usize, unused: usize): i32 {
  if (setChained(exc, E_CAUSE, v, "exception cause must be None or derive from BaseException") < 0) return -1;
  store<u32>(exc, 1, E_SUPPRESS);
  return 0;
}
function get_suppress(exc: usize): usize { return boolOf(load<u32>(exc, E_SUPPRESS) != 0); }
function set_suppress(exc: usize, v: usize, unused: usize): i32 {
  const truth = v ? isTrue(v) : 0;
  if (truth < 0) return -1;
  store<u32>(exc, truth, E_SUPPRESS);
  return 0;
}
function get_notes(exc: usize): usize {
  const n = readSlot(exc, exc + E_NOTES);
  return n ? n : raiseAttributeError("'%t' object has no attribute '__notes__'", exc, 0, exc, load<usize>(S___notes__));
}
function set_notes(exc: usize, v: usize, unused: usize): i32 { replaceSlot(exc, E_NOTES, v ? newRef(v) : 0); return 0; }
function with_traceback(exc: usize, args: usize, nargs: i32, kw: usize): usize { return set_traceback(exc, arg(args, 0), 0) < 0 ? 0 : newRef(exc); }
function add_note(exc: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!isStr(arg(args, 0))) return raisef(T_X_TYPEERROR, "note must be a str, not '%t'", arg(args, 0));
  let notes = readSlot(exc, exc + E_NOTES);
  if (notes == 0) {
    notes = listNew(0);
    if (notes == 0) return 0;
    replaceSlot(exc, E_NOTES, newRef(notes));
  }
  const status = listAppend(notes, arg(args, 0));
  release(notes);
  return status < 0 ? 0 : none();
}
function get_dict(exc: usize): usize { return instanceDict(exc); }
function exception_reduce(exc: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = tupleNew(2);
  if (t == 0) return 0;
  tupleInit(t, 0, newRef(typeOf(exc)));
  tupleInit(t, 1, get_args(exc));
  return t;
}

function extra0(e: usize): usize { return read(e, E_EXTRA); }
function extra1(e: usize): usize { return read(e, E_EXTRA + 4); }
function extra2(e: usize): usize { return read(e, E_EXTRA + 8); }
function extra3(e: usize): usize { return read(e, E_EXTRA + 12); }
function extra4(e: usize): usize { return read(e, E_EXTRA + 16); }
function extra5(e: usize): usize { return read(e, E_EXTRA + 20); }
function extra6(e: usize): usize { return read(e, E_EXTRA + 24); }
function extra7(e: usize): usize { return read(e, E_EXTRA + 28); }
function setExtra0(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 0, v); return 0; }
function setExtra1(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 1, v); return 0; }
function setExtra2(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 2, v); return 0; }
function setExtra3(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 3, v); return 0; }
function setExtra4(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 4, v); return 0; }
function setExtra5(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 5, v); return 0; }
function setExtra6(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 6, v); return 0; }
function setExtra7(e: usize, v: usize, unused: usize): i32 { setExceptionExtra(e, 7, v); return 0; }

function extra(type: usize, name: string, index: i32): void {
  switch (index) {
    case 0: getset(type, name, fnUnary(extra0), fnInt3(setExtra0)); break;
    case 1: getset(type, name, fnUnary(extra1), fnInt3(setExtra1)); break;
    case 2: getset(type, name, fnUnary(extra2), fnInt3(setExtra2)); break;
    case 3: getset(type, name, fnUnary(extra3), fnInt3(setExtra3)); break;
    case 4: getset(type, name, fnUnary(extra4), fnInt3(setExtra4)); break;
    case 5: getset(type, name, fnUnary(extra5), fnInt3(setExtra5)); break;
    case 6: getset(type, name, fnUnary(extra6), fnInt3(setExtra6)); break;
    default: getset(type, name, fnUnary(extra7), fnInt3(setExtra7)); break;
  }
}

export function cls(type: usize, name: string, base: usize): void {
  newType(type, name, base, EXC_SIZE, TF_EXCEPTION | TF_BASETYPE | TF_LOCKED);
  setTypeModule(type, "builtins");
  setSlot(type, TP_DEALLOC, fnVoid(exception_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(exception_traverse));
  setSlot(type, TP_NEW, fnNative(exception_new));
  setSlot(type, TP_INIT, fnInit(exception_init));
  setSlot(type, TP_STR, fnUnary(exception_str));
  setSlot(type, TP_REPR, fnUnary(exception_repr));
  dictSetStr(load<usize>(R_BUILTINS), intern(name), type);
}

/** All exception classes, entered in builtins; after the builtins' namespace exists. */
export function initExceptions(): void {
  cls(T_X_BASEEXCEPTION, "BaseException", 0);
  setDictOffset(T_X_BASEEXCEPTION, <u32>E_RECORD);
  allowWeakrefs(T_X_BASEEXCEPTION);
  cls(T_X_EXCEPTION, "Exception", T_X_BASEEXCEPTION);
  cls(T_X_BASEEXCEPTIONGROUP, "BaseExceptionGroup", T_X_BASEEXCEPTION);
  cls(T_X_SYSTEMEXIT, "SystemExit", T_X_BASEEXCEPTION);
  cls(T.T_X_KEYBOARDINTERRUPT, "KeyboardInterrupt", T_X_BASEEXCEPTION);
  cls(T.T_X_GENERATOREXIT, "GeneratorExit", T_X_BASEEXCEPTION);
  cls(T_X_STOPITERATION, "StopIteration", T_X_EXCEPTION);
  cls(T.T_X_STOPASYNCITERATION, "StopAsyncIteration", T_X_EXCEPTION);
  cls(T.T_X_ARITHMETICERROR, "ArithmeticError", T_X_EXCEPTION);
  cls(T.T_X_FLOATINGPOINTERROR, "FloatingPointError", T.T_X_ARITHMETICERROR);
  cls(T.T_X_OVERFLOWERROR, "OverflowError", T.T_X_ARITHMETICERROR);
  cls(T.T_X_ZERODIVISIONERROR, "ZeroDivisionError", T.T_X_ARITHMETICERROR);
  cls(T.T_X_ASSERTIONERROR, "AssertionError", T_X_EXCEPTION);
  cls(T_X_ATTRIBUTEERROR, "AttributeError", T_X_EXCEPTION);
  cls(T.T_X_BUFFERERROR, "BufferError", T_X_EXCEPTION);
  cls(T.T_X_EOFERROR, "EOFError", T_X_EXCEPTION);
  cls(T_X_IMPORTERROR, "ImportError", T_X_EXCEPTION);
  cls(T.T_X_MODULENOTFOUNDERROR, "ModuleNotFoundError", T_X_IMPORTERROR);
  cls(T.T_X_LOOKUPERROR, "LookupError", T_X_EXCEPTION);
  cls(T.T_X_INDEXERROR, "IndexError", T.T_X_LOOKUPERROR);
  cls(T_X_KEYERROR, "KeyError", T.T_X_LOOKUPERROR);
  cls(T.T_X_MEMORYERROR, "MemoryError", T_X_EXCEPTION);
  cls(T_X_NAMEERROR, "NameError", T_X_EXCEPTION);
  cls(T.T_X_UNBOUNDLOCALERROR, "UnboundLocalError", T_X_NAMEERROR);
  cls(T_X_OSERROR, "OSError", T_X_EXCEPTION);
  cls(T.T_X_BLOCKINGIOERROR, "BlockingIOError", T_X_OSERROR);
  cls(T.T_X_CHILDPROCESSERROR, "ChildProcessError", T_X_OSERROR);
  cls(T.T_X_CONNECTIONERROR, "ConnectionError", T_X_OSERROR);
  cls(T.T_X_BROKENPIPEERROR, "BrokenPipeError", T.T_X_CONNECTIONERROR);
  cls(T.T_X_CONNECTIONABORTEDERROR, "ConnectionAbortedError", T.T_X_CONNECTIONERROR);
  cls(T.T_X_CONNECTIONREFUSEDERROR, "ConnectionRefusedError", T.T_X_CONNECTIONERROR);
  cls(T.T_X_CONNECTIONRESETERROR, "ConnectionResetError", T.T_X_CONNECTIONERROR);
  cls(T.T_X_FILEEXISTSERROR, "FileExistsError", T_X_OSERROR);
  cls(T.T_X_FILENOTFOUNDERROR, "FileNotFoundError", T_X_OSERROR);
  cls(T.T_X_INTERRUPTEDERROR, "InterruptedError", T_X_OSERROR);
  cls(T.T_X_ISADIRECTORYERROR, "IsADirectoryError", T_X_OSERROR);
  cls(T.T_X_NOTADIRECTORYERROR, "NotADirectoryError", T_X_OSERROR);
  cls(T.T_X_PERMISSIONERROR, "PermissionError", T_X_OSERROR);
  cls(T.T_X_PROCESSLOOKUPERROR, "ProcessLookupError", T_X_OSERROR);
  cls(T.T_X_TIMEOUTERROR, "TimeoutError", T_X_OSERROR);
  cls(T.T_X_REFERENCEERROR, "ReferenceError", T_X_EXCEPTION);
  cls(T.T_X_RUNTIMEERROR, "RuntimeError", T_X_EXCEPTION);
  cls(T.T_X_NOTIMPLEMENTEDERROR, "NotImplementedError", T.T_X_RUNTIMEERROR);
  cls(T.T_X_RECURSIONERROR, "RecursionError", T.T_X_RUNTIMEERROR);
  cls(T.T_X_PYTHONFINALIZATIONERROR, "PythonFinalizationError", T.T_X_RUNTIMEERROR);
  cls(T_X_SYNTAXERROR, "SyntaxError", T_X_EXCEPTION);
  cls(T.T_X_INDENTATIONERROR, "IndentationError", T_X_SYNTAXERROR);
  cls(T.T_X_TABERROR, "TabError", T.T_X_INDENTATIONERROR);
  cls(T.T_X_SYSTEMERROR, "SystemError", T_X_EXCEPTION);
  cls(T_X_TYPEERROR, "TypeError", T_X_EXCEPTION);
  cls(T_X_VALUEERROR, "ValueError", T_X_EXCEPTION);
  cls(T.T_X_UNICODEERROR, "UnicodeError", T_X_VALUEERROR);
  cls(T.T_X_UNICODEDECODEERROR, "UnicodeDecodeError", T.T_X_UNICODEERROR);
  cls(T.T_X_UNICODEENCODEERROR, "UnicodeEncodeError", T.T_X_UNICODEERROR);
  cls(T.T_X_UNICODETRANSLATEERROR, "UnicodeTranslateError", T.T_X_UNICODEERROR);
  cls(T.T_X_WARNING, "Warning", T_X_EXCEPTION);
  cls(T.T_X_DEPRECATIONWARNING, "DeprecationWarning", T.T_X_WARNING);
  cls(T.T_X_PENDINGDEPRECATIONWARNING, "PendingDeprecationWarning", T.T_X_WARNING);
  cls(T.T_X_RUNTIMEWARNING, "RuntimeWarning", T.T_X_WARNING);
  cls(T.T_X_SYNTAXWARNING, "SyntaxWarning", T.T_X_WARNING);
  cls(T.T_X_USERWARNING, "UserWarning", T.T_X_WARNING);
  cls(T.T_X_FUTUREWARNING, "FutureWarning", T.T_X_WARNING);
  cls(T.T_X_IMPORTWARNING, "ImportWarning", T.T_X_WARNING);
  cls(T.T_X_UNICODEWARNING, "UnicodeWarning", T.T_X_WARNING);
  cls(T.T_X_BYTESWARNING, "BytesWarning", T.T_X_WARNING);
  cls(T.T_X_RESOURCEWARNING, "ResourceWarning", T.T_X_WARNING);
  cls(T.T_X_ENCODINGWARNING, "EncodingWarning", T.T_X_WARNING);
  exceptionGroupClass();
  dictSetStr(load<usize>(R_BUILTINS), intern("EnvironmentError"), T_X_OSERROR);
  dictSetStr(load<usize>(R_BUILTINS), intern("IOError"), T_X_OSERROR);
  for (let type = T_X_OSERROR; type <= T.T_X_TIMEOUTERROR; type += 512) setSlot(type, TP_STR, fnUnary(oserror_str));
  setSlot(T_X_KEYERROR, TP_STR, fnUnary(keyerror_str));
  initUnicodeErrors();
  for (let type = T_X_SYNTAXERROR; type <= T.T_X_TABERROR; type += 512) setSlot(type, TP_STR, fnUnary(syntaxerror_str));
  const base = T_X_BASEEXCEPTION;
  getset(base, "args", fnUnary(get_args), fnInt3(set_args));
  getset(base, "__traceback__", fnUnary(get_traceback), fnInt3(set_traceback));
  getset(base, "__context__", fnUnary(get_context), fnInt3(set_context));
  getset(base, "__cause__", fnUnary(get_cause), fnInt3(set_cause));
  getset(base, "__suppress_context__", fnUnary(get_suppress), fnInt3(set_suppress));
  getset(base, "__notes__", fnUnary(get_notes), fnInt3(set_notes));
  getset(base, "__dict__", fnUnary(get_dict), 0);
  method(base, "with_traceback", fnNative(with_traceback), 1, 1);
  method(base, "add_note", fnNative(add_note), 1, 1);
  method(base, "__reduce__", fnNative(exception_reduce), 0, 0);
  extra(T_X_STOPITERATION, "value", 0);
  extra(T_X_SYSTEMEXIT, "code", 0);
  extra(T_X_OSERROR, "errno", 0);
  extra(T_X_OSERROR, "strerror", 1);
  extra(T_X_OSERROR, "filename", 2);
  extra(T_X_OSERROR, "filename2", 3);
  extra(T_X_SYNTAXERROR, "msg", 0);
  extra(T_X_SYNTAXERROR, "filename", 1);
  extra(T_X_SYNTAXERROR, "lineno", 2);
  extra(T_X_SYNTAXERROR, "offset", 3);
  extra(T_X_SYNTAXERROR, "text", 4);
  extra(T_X_SYNTAXERROR, "end_lineno", 5);
  extra(T_X_SYNTAXERROR, "end_offset", 6);
  extra(T_X_SYNTAXERROR, "print_file_and_line", 7);
  extra(T_X_IMPORTERROR, "msg", 0);
  extra(T_X_IMPORTERROR, "name", 1);
  extra(T_X_IMPORTERROR, "path", 2);
  extra(T_X_IMPORTERROR, "name_from", 3);
  extra(T_X_NAMEERROR, "name", 0);
  extra(T_X_ATTRIBUTEERROR, "name", 0);
  extra(T_X_ATTRIBUTEERROR, "obj", 1);
  extra(T.T_X_UNICODEERROR, "encoding", 0);
  extra(T.T_X_UNICODEERROR, "object", 1);
  extra(T.T_X_UNICODEERROR, "start", 2);
  extra(T.T_X_UNICODEERROR, "end", 3);
  extra(T.T_X_UNICODEERROR, "reason", 4);
}

/** A note on the pending exception, as where in a class body it happened. `text` is taken over. */
export function addNoteToPending(text: usize): void {
  const exc = load<usize>(ts, S_EXC);
  if (exc == 0 || text == 0) { if (text) release(text); return; }
  let notes = readSlot(exc, exc + E_NOTES);
  if (notes == 0) {
    notes = listNew(0);
    if (notes == 0) { release(text); return; }
    replaceSlot(exc, E_NOTES, newRef(notes));
  }
  listAppend(notes, text);
  release(notes);
  release(text);
}
