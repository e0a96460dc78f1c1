/**
 * The native module _io: StringIO, BytesIO, and open() for whole files through the host. kernel/lib/io.py is what `import io`
 * gives: these, and the abstract base classes.
 */
import { typeOf, isStr, setSlot, newRef, none, boolOf, fnUnary, fnVoid, fnNative, fnInit, fnTraverse, TP_DEALLOC, TP_TRAVERSE, TP_ITER, TP_NEXT, TP_NEW, TP_INIT, TP_REPR, TY_NAME } from "../object";
import { NONE, R_BUILTINS } from "../layout";
import { T_STRINGIO, T_BYTESIO, T_MEMORYVIEW, T_TEXTFILE, T_FILE, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OSERROR, T_X_LOOKUPERROR } from "../types/table";
import { release, retain, lockObject, unlockObject, initRef } from "../designs/active";
import { raise, raisef, hasException, noMemory, takeException, setException } from "../errors";
import { strLength, strCharAt, strData, strKind, strUtf8, strUtf8Length, strFromUtf8 } from "../types/str";
import { bytesData, bytesSize, bytesFrom } from "../types/bytes";
import { isBytesLike, bufferBytes } from "../types/textcore";
import { codecOf, decodeWith, encodeWith } from "../types/codecs";
import { strFromLiteral } from "../types/intern";
import { exactStr } from "../types/strtype";
import { Builder } from "../types/builder";
import { argAt, named, checkNamed, indexClamped } from "../types/textargs";
import { listNew, listAppend } from "../types/list";
import { dictSetStr } from "../types/dict";
import { intern } from "../types/intern";
import { getIter, iterNext, lookupSpecial } from "../abstract";
import { call0, call1 } from "../calls";
import { intFromI32 } from "../types/int";
import { method, methodKw, getset, function_, functionKw, kwArg } from "../natives";
import { registerModule } from "./registry";
import { raiseUnsupported, raiseFileError } from "./ioerrors";
import { host_readFile, host_writeFile } from "../host";
import { hostFree } from "../hostblocks";
import {
  ioNew, io_dealloc, io_traverse, ioClosed, putItems, itemsAsObject, lineEnd, isTextIO, IO_BUFFER, IO_LENGTH, IO_POSITION, IO_FLAGS, IO_NEWLINE, IO_FLUSHED, IO_NAME,
  IO_MODE, IO_ENCODING, IO_ERRORS, IO_CLOSED, IO_READABLE, IO_WRITABLE, IO_DIRTY, IO_APPEND, IO_IS_TEXT, IO_IS_FILE, NL_NONE, NL_UNIVERSAL, NL_ANY,
  NL_CR, NL_CRLF
} from "./iobuffer";
import { S_initial_value, S_newline, S_initial_bytes, S_file, S_mode, S_encoding, S_errors, S___fspath__ } from "../names";

const WHOLE: i32 = 0x7fffffff;

// ---- creation
function stringio_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return ioNew(type, IO_READABLE | IO_WRITABLE | IO_IS_TEXT); }
function bytesio_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return ioNew(type, IO_READABLE | IO_WRITABLE); }

/** The mode of a newline argument (0 = not given: `otherwise`); -1 with an exception. */
function newlineMode(x: usize, otherwise: u32): i32 {
  if (x == 0) return <i32>otherwise;
  if (x == NONE) return <i32>NL_UNIVERSAL;
  if (!isStr(x)) { raisef(T_X_TYPEERROR, "newline must be str or None, not %t", x); return -1; }
  const n = strLength(x);
  if (n == 0) return <i32>NL_ANY;
  const c = strCharAt(x, 0);
  if (n == 1 && c == 10) return <i32>NL_NONE;
  if (n == 1 && c == 13) return <i32>NL_CR;
  if (n == 2 && c == 13 && strCharAt(x, 1) == 10) return <i32>NL_CRLF;
  raisef(T_X_VALUEERROR, "illegal newline value: %r", x);
  return -1;
}

function stringio_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (!checkNamed("StringIO", args, nargs, kw, 0, 2, S_initial_value, S_newline)) return -1;
  const value = named(args, nargs, kw, 0, S_initial_value), mode = newlineMode(named(args, nargs, kw, 1, S_newline), NL_NONE);
  if (mode < 0) return -1;
  if (value && value != NONE && !isStr(value)) { raisef(T_X_TYPEERROR, "initial_value must be str or None, not %t", value); return -1; }
  return fill(o, <u32>mode, value && value != NONE ? value : 0);
}
function bytesio_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  if (!checkNamed("BytesIO", args, nargs, kw, 0, 1, S_initial_bytes)) return -1;
  const value = named(args, nargs, kw, 0, S_initial_bytes);
  if (value == 0 || value == NONE) return fill(o, NL_NONE, 0);
  if (!isBytesLike(value)) { raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", value); return -1; }
  const b = bufferBytes(value);
  if (b == 0) return -1;
  const result = fill(o, NL_NONE, b);
  release(b);
  return result;
}
/** Starts anew with a text (str or bytes, 0 = none) and the position at its start. */
function fill(o: usize, newline: u32, value: usize): i32 {
  lockObject(o);
  store<u32>(o, 0, IO_LENGTH);
  store<u32>(o, 0, IO_POSITION);
  store<u32>(o, newline, IO_NEWLINE);
  let ok = true;
  if (value) ok = isStr(value) ? putItems(o, strData(value), strKind(value), strLength(value)) : putItems(o, bytesData(value), 1, bytesSize(value));
  store<u32>(o, 0, IO_POSITION);
  atomic.store<u32>(o, load<u32>(o, IO_FLAGS) & ~(IO_DIRTY | IO_CLOSED), IO_FLAGS);
  unlockObject(o);
  return ok ? 0 : -1;
}

// ---- reading
function needs(o: usize, flag: u32): bool {
  if (ioClosed(o)) return false;
  if (load<u32>(o, IO_FLAGS) & flag) return true;
  raiseUnsupported(flag == IO_READABLE ? "not readable" : "not writable");
  return false;
}
/** A size argument: None or missing or negative is all. -2 with an exception. */
function sizeArgument(args: usize, nargs: i32): i32 {
  if (nargs == 0 || argAt(args, 0) == NONE) return -1;
  const n = indexClamped(argAt(args, 0));
  if (n == -1 && hasException()) return -2;
  return n < 0 ? -1 : n;
}
function io_read(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = sizeArgument(args, nargs);
  if (n == -2 || !needs(o, IO_READABLE)) return 0;
  lockObject(o);
  const at = load<u32>(o, IO_POSITION), length = load<u32>(o, IO_LENGTH);
  const left: u32 = at < length ? length - at : 0;
  const end = at + (n < 0 ? left : min(<u32>n, left));
  const s = itemsAsObject(o, at, end);
  if (s) store<u32>(o, end, IO_POSITION);
  unlockObject(o);
  return s;
}
function nextLine(o: usize, limit: i32): usize {
  lockObject(o);
  const at = load<u32>(o, IO_POSITION), end = lineEnd(o, limit);
  const s = itemsAsObject(o, at, end);
  if (s) store<u32>(o, end, IO_POSITION);
  unlockObject(o);
  return s;
}
function io_readline(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = sizeArgument(args, nargs);
  return n == -2 || !needs(o, IO_READABLE) ? 0 : nextLine(o, n);
}
function lineLength(s: usize): u32 { return isStr(s) ? strLength(s) : bytesSize(s); }
function io_next(o: usize): usize {
  if (!needs(o, IO_READABLE)) return 0;
  const s = nextLine(o, -1);
  if (s == 0 || lineLength(s) != 0) return s;
  release(s);
  return 0;
}
function io_iter(o: usize): usize { return ioClosed(o) ? 0 : newRef(o); }
function io_readlines(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const hint = sizeArgument(args, nargs);
  if (hint == -2 || !needs(o, IO_READABLE)) return 0;
  const list = listNew(0);
  if (list == 0) return 0;
  let total: i64 = 0;
  while (true) {
    const s = nextLine(o, -1);
    if (s == 0) { release(list); return 0; }
    const n = lineLength(s);
    const failed = n != 0 && listAppend(list, s) < 0;
    release(s);
    if (failed) { release(list); return 0; }
    total += n;
    if (n == 0 || (hint > 0 && total >= hint)) return list;
  }
}
// ---- writing
/** Writes a str or bytes-like object; its length in items, or -1 with an exception. */
function write(o: usize, x: usize): i32 {
  if (isTextIO(o)) {
    if (!isStr(x)) { raisef(T_X_TYPEERROR, load<u32>(o, IO_FLAGS) & IO_IS_FILE ? "write() argument must be str, not %t" : "string argument expected, got '%t'", x); return -1; }
    lockObject(o);
    const ok = putItems(o, strData(x), strKind(x), strLength(x));
    unlockObject(o);
    return ok ? <i32>strLength(x) : -1;
  }
  if (!isBytesLike(x)) { raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", x); return -1; }
  const b = bufferBytes(x);
  if (b == 0) return -1;
  lockObject(o);
  const ok = putItems(o, bytesData(b), 1, bytesSize(b));
  unlockObject(o);
  const n = <i32>bytesSize(b);
  release(b);
  return ok ? n : -1;
}
function io_write(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!needs(o, IO_WRITABLE)) return 0;
  const n = write(o, argAt(args, 0));
  return n < 0 ? 0 : intFromI32(n);
}
function io_writelines(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!needs(o, IO_WRITABLE)) return 0;
  const it = getIter(argAt(args, 0));
  if (it == 0) return 0;
  while (true) {
    const line = iterNext(it);
    if (line == 0) break;
    const n = write(o, line);
    release(line);
    if (n < 0) break;
  }
  release(it);
  return hasException() ? 0 : none();
}
function io_truncate(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!needs(o, IO_WRITABLE)) return 0;
  let n = load<i32>(o, IO_POSITION);
  if (nargs && argAt(args, 0) != NONE) {
    n = indexClamped(argAt(args, 0));
    if (n == -1 && hasException()) return 0;
    if (n < 0) return raisef(T_X_VALUEERROR, "negative size value %d", <usize>n);
  }
  lockObject(o);
  if (<u32>n < load<u32>(o, IO_LENGTH)) store<u32>(o, <u32>n, IO_LENGTH);
  atomic.store<u32>(o, load<u32>(o, IO_FLAGS) | IO_DIRTY, IO_FLAGS);
  unlockObject(o);
  return intFromI32(n);
}

// ---- position
function io_seek(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (ioClosed(o)) return 0;
  let at = indexClamped(argAt(args, 0));
  if (at == -1 && hasException()) return 0;
  const whence = nargs > 1 ? indexClamped(argAt(args, 1)) : 0;
  if (whence == -1 && hasException()) return 0;
  if (whence < 0 || whence > 2) return raisef(T_X_VALUEERROR, isTextIO(o) ? "Invalid whence (%d, should be 0, 1 or 2)" : "invalid whence (%d, should be 0, 1 or 2)", <usize>whence);
  if (isTextIO(o)) {
    if (whence == 0 && at < 0) return raisef(T_X_VALUEERROR, "Negative seek position %d", <usize>at);
    if (whence != 0 && at != 0) return raiseUnsupported(whence == 1 ? "can't do nonzero cur-relative seeks" : "can't do nonzero end-relative seeks");
  } else if (whence == 0 && at < 0) return raisef(T_X_VALUEERROR, "negative seek value %d", <usize>at);
  lockObject(o);
  if (whence == 1) at += load<i32>(o, IO_POSITION);
  else if (whence == 2) at += load<i32>(o, IO_LENGTH);
  if (at < 0) at = 0;
  store<u32>(o, <u32>at, IO_POSITION);
  unlockObject(o);
  return intFromI32(at);
}
function io_tell(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : intFromI32(load<i32>(o, IO_POSITION)); }
function io_getvalue(o: usize, args: usize, nargs: i32, kw: usize): usize {
  if (ioClosed(o)) return 0;
  lockObject(o);
  const s = itemsAsObject(o, 0, load<u32>(o, IO_LENGTH));
  unlockObject(o);
  return s;
}
/** A view of what is there now. It is a copy's: what is written later does not show in it. */
function bytesio_getbuffer(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const bytes = io_getvalue(o, args, nargs, kw);
  if (bytes == 0) return 0;
  const view = call1(T_MEMORYVIEW, bytes);
  release(bytes);
  return view;
}
function io_readable(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : boolOf((load<u32>(o, IO_FLAGS) & IO_READABLE) != 0); }
function io_writable(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : boolOf((load<u32>(o, IO_FLAGS) & IO_WRITABLE) != 0); }
function io_seekable(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : boolOf(true); }
function io_isatty(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : boolOf(false); }
function io_fileno(o: usize, args: usize, nargs: i32, kw: usize): usize { return raiseUnsupported("fileno"); }
function io_detach(o: usize, args: usize, nargs: i32, kw: usize): usize { return raiseUnsupported("detach"); }

// ---- flushing, closing
/** Writes what has changed to the file; false with an exception. */
function flush(o: usize): bool {
  const flags = load<u32>(o, IO_FLAGS);
  if ((flags & (IO_IS_FILE | IO_DIRTY)) != (IO_IS_FILE | IO_DIRTY)) return true;
  const append = (flags & IO_APPEND) != 0;
  lockObject(o);
  const length = load<u32>(o, IO_LENGTH);
  let content = itemsAsObject(o, append ? load<u32>(o, IO_FLUSHED) : 0, length);
  store<u32>(o, length, IO_FLUSHED);
  atomic.store<u32>(o, load<u32>(o, IO_FLAGS) & ~IO_DIRTY, IO_FLAGS);
  unlockObject(o);
  if (content == 0) return false;
  if (isStr(content)) {
    const encoded = encodeWith(content, codecOf(load<usize>(o, IO_ENCODING)), load<usize>(o, IO_ERRORS));
    release(content);
    if (encoded == 0) return false;
    content = encoded;
  }
  const name = load<usize>(o, IO_NAME);
  const path = strUtf8(name);
  const status = path ? host_writeFile(path, strUtf8Length(name), bytesData(content), bytesSize(content), append ? 1 : 0) : -1;
  release(content);
  if (path == 0) return false;
  if (status != 0) { raiseFileError(status, 0, 0, name); return false; }
  return true;
}
function io_flush(o: usize, args: usize, nargs: i32, kw: usize): usize { return !ioClosed(o) && flush(o) ? none() : 0; }
function close(o: usize): bool {
  if (atomic.load<u32>(o, IO_FLAGS) & IO_CLOSED) return true;
  const ok = flush(o);
  lockObject(o);
  atomic.store<u32>(o, load<u32>(o, IO_FLAGS) | IO_CLOSED, IO_FLAGS);
  unlockObject(o);
  return ok;
}
function io_close(o: usize, args: usize, nargs: i32, kw: usize): usize { return close(o) ? none() : 0; }
function io_enter(o: usize, args: usize, nargs: i32, kw: usize): usize { return ioClosed(o) ? 0 : newRef(o); }
function file_dealloc(o: usize): void {
  // What was not flushed is written, as the destructor of CPython's files does; a failure has nobody to be told to.
  if (!(load<u32>(o, IO_FLAGS) & IO_CLOSED)) {
    const pending = takeException();
    if (!flush(o)) { const lost = takeException(); if (lost) release(lost); }
    if (pending) setException(pending);
  }
  io_dealloc(o);
}

// ---- attributes
function get_closed(o: usize): usize { return boolOf((atomic.load<u32>(o, IO_FLAGS) & IO_CLOSED) != 0); }
function attribute(o: usize, at: usize): usize { const v = load<usize>(o + at); return v ? newRef(v) : none(); }
function get_name(o: usize): usize { return attribute(o, IO_NAME); }
function get_mode(o: usize): usize { return attribute(o, IO_MODE); }
function get_encoding(o: usize): usize { return attribute(o, IO_ENCODING); }
function get_errors(o: usize): usize { return attribute(o, IO_ERRORS); }
function get_none(o: usize): usize { return none(); }
function get_lineBuffering(o: usize): usize { return boolOf(false); }
function file_repr(o: usize): usize {
  const out = Builder.start();
  Builder.text(out, isTextIO(o) ? "<_io.TextIOWrapper name=" : "<_io.BufferedRandom name=");
  Builder.char(out, 0x27);
  Builder.str(out, load<usize>(o, IO_NAME));
  Builder.char(out, 0x27);
  if (isTextIO(o)) {
    Builder.text(out, " mode='");
    Builder.str(out, load<usize>(o, IO_MODE));
    Builder.text(out, "' encoding='");
    Builder.str(out, load<usize>(o, IO_ENCODING));
    Builder.char(out, 0x27);
  }
  Builder.char(out, 0x3e);
  return Builder.finish(out);
}

// ---- open
const M_READ: u32 = 1, M_WRITE: u32 = 2, M_APPEND: u32 = 4, M_CREATE: u32 = 8, M_UPDATE: u32 = 16, M_BINARY: u32 = 32, M_TEXT: u32 = 64;
/** The bits of a mode string, 0 with ValueError. */
function modeBits(mode: usize): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < strLength(mode); i++) {
    const c = strCharAt(mode, i);
    const bit: u32 = c == 0x72 ? M_READ : c == 0x77 ? M_WRITE : c == 0x61 ? M_APPEND : c == 0x78 ? M_CREATE : c == 0x2b ? M_UPDATE : c == 0x62 ? M_BINARY : c == 0x74 ? M_TEXT : 0;
    if (bit == 0 || (bits & bit)) { raisef(T_X_VALUEERROR, "invalid mode: '%s'", mode); return 0; }
    bits |= bit;
  }
  if ((bits & M_BINARY) && (bits & M_TEXT)) { raise(T_X_VALUEERROR, "can't have text and binary mode at once"); return 0; }
  if (popcnt(bits & (M_READ | M_WRITE | M_APPEND | M_CREATE)) != 1) { raise(T_X_VALUEERROR, "must have exactly one of create/read/write/append mode"); return 0; }
  return bits;
}

/** The content of a file as bytes; 0 with an exception. With `probe`, 0 without one if the file is not there. */
function contentOf(name: usize, probe: bool): usize {
  const path = strUtf8(name);
  if (path == 0) return 0;
  const block = host_readFile(path, strUtf8Length(name));
  if (block == 0) return raiseFileError(-5, 0, 0, name);
  const ok = load<u8>(block) != 0, n = load<u32>(block, 1);
  let content: usize = 0;
  if (ok) content = bytesFrom(block + 5, n);
  else if (!probe) raiseFileError(0, block + 5, n, name);
  hostFree(block);
  return content;
}

function io_open(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) return raise(T_X_TYPEERROR, "open() missing required argument 'file' (pos 1)");
  const file = named(args, nargs, kw, 0, S_file);
  const modeObject = named(args, nargs, kw, 1, S_mode), encoding = named(args, nargs, kw, 3, S_encoding);
  const errors = named(args, nargs, kw, 4, S_errors), newline = named(args, nargs, kw, 5, S_newline);
  if (file == 0) return raise(T_X_TYPEERROR, "open() missing required argument 'file' (pos 1)");
  if (modeObject && !isStr(modeObject)) return raisef(T_X_TYPEERROR, "open() argument 'mode' must be str, not %t", modeObject);
  const mode = modeObject ? newRef(modeObject) : strFromLiteral("r");
  if (mode == 0) return 0;
  const bits = modeBits(mode);
  const name = bits ? pathOf(file) : 0;
  const o = name ? openFile(name, mode, bits, encoding == NONE ? 0 : encoding, errors == NONE ? 0 : errors, newline) : 0;
  if (name) release(name);
  release(mode);
  return o;
}
/** The path of a str or of an object with __fspath__ (a pathlib path): a new reference. */
function pathOf(file: usize): usize {
  if (isStr(file)) return exactStr(file);
  const special = lookupSpecial(file, load<usize>(S___fspath__));
  if (special) {
    const path = call0(special);
    release(special);
    if (path == 0 || isStr(path)) return path;
    release(path);
  } else if (hasException()) return 0;
  return raisef(T_X_TYPEERROR, "expected str, bytes or os.PathLike object, not %t", file);
}

function openFile(name: usize, mode: usize, bits: u32, encoding: usize, errors: usize, newline: usize): usize {
  const text = (bits & M_BINARY) == 0;
  if (!text && encoding) return raise(T_X_VALUEERROR, "binary mode doesn't take an encoding argument");
  if (!text && errors) return raise(T_X_VALUEERROR, "binary mode doesn't take an errors argument");
  if (!text && newline && newline != NONE) return raise(T_X_VALUEERROR, "binary mode doesn't take a newline argument");
  if (encoding && codecOf(encoding) < 0) return raisef(T_X_LOOKUPERROR, "unknown encoding: %s", encoding);
  const newlines = text ? newlineMode(newline ? newline : <usize>NONE, NL_NONE) : <i32>NL_NONE;
  if (newlines < 0) return 0;
  let content: usize = 0;
  if (bits & M_READ) {
    content = contentOf(name, false);
    if (content == 0) return 0;
  } else if (bits & (M_CREATE | M_APPEND)) {
    const there = contentOf(name, true);
    if (hasException()) return 0;
    if (there && (bits & M_CREATE)) { release(there); return raiseFileError(-17, 0, 0, name); }
    content = there; // appending: what is there already
  }
  let flags: u32 = IO_IS_FILE | (text ? IO_IS_TEXT : 0);
  if (bits & (M_READ | M_UPDATE)) flags |= IO_READABLE;
  if (bits & (M_WRITE | M_APPEND | M_CREATE | M_UPDATE)) flags |= IO_WRITABLE;
  const o = ioNew(text ? T_TEXTFILE : T_FILE, flags);
  if (o == 0) { if (content) release(content); return 0; }
  initRef(o, o + IO_NAME, newRef(name));
  initRef(o, o + IO_MODE, newRef(mode));
  if (text) {
    initRef(o, o + IO_ENCODING, encoding ? newRef(encoding) : strFromLiteral("UTF-8"));
    initRef(o, o + IO_ERRORS, errors ? newRef(errors) : strFromLiteral("strict"));
  }
  let ok = true;
  if (content) {
    let value = content;
    if (text) {
      value = decodeWith(content, codecOf(encoding), errors);
      release(content);
    }
    ok = value != 0 && fill(o, <u32>newlines, value) == 0;
    if (value) release(value);
  }
  // Line ends are translated on the way in only when reading, on the way out only where asked for.
  store<u32>(o, newlines == <i32>NL_UNIVERSAL ? NL_NONE : <u32>newlines, IO_NEWLINE);
  if (bits & M_APPEND) {
    store<u32>(o, load<u32>(o, IO_LENGTH), IO_FLUSHED);
    store<u32>(o, load<u32>(o, IO_LENGTH), IO_POSITION);
    store<u32>(o, load<u32>(o, IO_FLAGS) | IO_APPEND, IO_FLAGS);
  } else if (bits & (M_WRITE | M_CREATE)) {
    // The file is made, or emptied, at once.
    store<u32>(o, load<u32>(o, IO_FLAGS) | IO_DIRTY, IO_FLAGS);
    ok = ok && flush(o);
  }
  if (ok) return o;
  store<u32>(o, load<u32>(o, IO_FLAGS) & ~IO_DIRTY, IO_FLAGS);
  release(o);
  return 0;
}

// ---- boot
function register(type: usize): void {
  setSlot(type, TP_ITER, fnUnary(io_iter));
  setSlot(type, TP_NEXT, fnUnary(io_next));
  method(type, "read", fnNative(io_read), 0, 1);
  method(type, "readline", fnNative(io_readline), 0, 1);
  method(type, "readlines", fnNative(io_readlines), 0, 1);
  method(type, "write", fnNative(io_write), 1, 1);
  method(type, "writelines", fnNative(io_writelines), 1, 1);
  method(type, "truncate", fnNative(io_truncate), 0, 1);
  method(type, "seek", fnNative(io_seek), 1, 2);
  method(type, "tell", fnNative(io_tell), 0, 0);
  method(type, "readable", fnNative(io_readable), 0, 0);
  method(type, "writable", fnNative(io_writable), 0, 0);
  method(type, "seekable", fnNative(io_seekable), 0, 0);
  method(type, "isatty", fnNative(io_isatty), 0, 0);
  method(type, "fileno", fnNative(io_fileno), 0, 0);
  method(type, "detach", fnNative(io_detach), 0, 0);
  method(type, "flush", fnNative(io_flush), 0, 0);
  method(type, "close", fnNative(io_close), 0, 0);
  method(type, "__enter__", fnNative(io_enter), 0, 0);
  method(type, "__exit__", fnNative(io_close), 0, 3);
  getset(type, "closed", fnUnary(get_closed), 0);
}
function registerTextNames(type: usize): void {
  getset(type, "encoding", fnUnary(get_encoding), 0);
  getset(type, "errors", fnUnary(get_errors), 0);
  getset(type, "newlines", fnUnary(get_none), 0);
  getset(type, "line_buffering", fnUnary(get_lineBuffering), 0);
}
function fillModule(dict: usize): void {
  dictSetStr(dict, intern("StringIO"), T_STRINGIO);
  dictSetStr(dict, intern("BytesIO"), T_BYTESIO);
  dictSetStr(dict, intern("TextIOWrapper"), T_TEXTFILE);
  dictSetStr(dict, intern("BufferedRandom"), T_FILE);
  functionKw(dict, "open", fnNative(io_open), 1, 8);
}
export function initIO(): void {
  register(T_STRINGIO);
  register(T_BYTESIO);
  register(T_TEXTFILE);
  register(T_FILE);
  registerTextNames(T_STRINGIO);
  registerTextNames(T_TEXTFILE);
  for (let type = T_STRINGIO; ; type = type == T_STRINGIO ? T_BYTESIO : type == T_BYTESIO ? T_TEXTFILE : T_FILE) {
    setSlot(type, TP_TRAVERSE, fnTraverse(io_traverse));
    if (type == T_FILE) break;
  }
  setSlot(T_STRINGIO, TP_DEALLOC, fnVoid(io_dealloc));
  setSlot(T_STRINGIO, TP_NEW, fnNative(stringio_new));
  setSlot(T_STRINGIO, TP_INIT, fnInit(stringio_init));
  method(T_STRINGIO, "getvalue", fnNative(io_getvalue), 0, 0);
  setSlot(T_BYTESIO, TP_DEALLOC, fnVoid(io_dealloc));
  setSlot(T_BYTESIO, TP_NEW, fnNative(bytesio_new));
  setSlot(T_BYTESIO, TP_INIT, fnInit(bytesio_init));
  method(T_BYTESIO, "getvalue", fnNative(io_getvalue), 0, 0);
  method(T_BYTESIO, "getbuffer", fnNative(bytesio_getbuffer), 0, 0);
  method(T_BYTESIO, "read1", fnNative(io_read), 0, 1);
  for (let type = T_TEXTFILE; ; type = T_FILE) {
    setSlot(type, TP_DEALLOC, fnVoid(file_dealloc));
    setSlot(type, TP_REPR, fnUnary(file_repr));
    getset(type, "name", fnUnary(get_name), 0);
    getset(type, "mode", fnUnary(get_mode), 0);
    if (type == T_FILE) break;
  }
  functionKw(load<usize>(R_BUILTINS), "open", fnNative(io_open), 1, 8);
  registerModule("_io", fillModule);
}
