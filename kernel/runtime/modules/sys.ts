/** `sys`, and the standard streams it holds. */
import { namespaceNew, namespaceSet } from "../types/namespace";
import { S_name, S_cache_tag, S_version, S_hexversion } from "../names";
import { R_SYS_DICT, R_MODULES, R_STDOUT, R_STDERR, NONE, C_RECURSION_LIMIT, C_SWITCH_INTERVAL, C_INT_MAX_STR_DIGITS, R_BUILTINS, TRUE } from "../layout";
import { HEADER, none, newRef, boolOf, fnNative, fnUnary, fnVoid, setSlot, isStr, isInt, typeOf, TP_DEALLOC, TP_REPR } from "../object";
import { T_STDSTREAM, T_X_TYPEERROR, T_X_VALUEERROR, T_X_SYSTEMEXIT } from "../types/table";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, raisef, raiseObject, hasException } from "../errors";
import { release, countOf, HAS_GIL, immortalise } from "../designs/active";
import { function_, method, getset, arg, sizeOfInstance } from "../natives";
import { dictSetStr, dictNew, dictGetStr } from "../types/dict";
import { intFromI64, intAsI64, intOverflow } from "../types/int";
import { floatNew, floatFromNumber } from "../types/float";
import { intern, internObject } from "../types/intern";
import { strUtf8, strUtf8Length, strLength, strFromUtf8 } from "../types/str";
import { listNew, listAppend } from "../types/list";
import { tupleNew, tupleInit } from "../types/tuple";
import { topmostHandled } from "../interpreter/frame";
import { writeOutput, flushStream } from "../output";
import { nativeModuleCount, nativeModuleName } from "./registry";
import { Builder } from "../types/builder";
import { moduleNew, moduleDict } from "../types/module";
import { excTraceback } from "../types/exceptions";
import { displayException } from "../types/traceback";
import { reprOf } from "../abstract";
import { host_config } from "../host";
import { hostFree, readText } from "../hostblocks";
import { callMethod1 } from "../calls";

// ---- standard streams: 16 fd
const STREAM_BYTES: u32 = 24;
function streamNew(fd: i32): usize {
  const o = allocObject(T_STDSTREAM, STREAM_BYTES);
  if (o == 0) return noMemory();
  store<i32>(o, fd, HEADER);
  return o;
}
function stream_dealloc(o: usize): void { freeObject(o, STREAM_BYTES); }
/** Writes a str to a standard stream of the runtime. False with an exception. */
export function streamWrite(stream: usize, s: usize): bool {
  const utf8 = strUtf8(s);
  if (utf8 == 0) return false;
  writeOutput(load<i32>(stream, HEADER), utf8, strUtf8Length(s));
  return true;
}
function stream_write(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = arg(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "write() argument must be str, not %t", s);
  return streamWrite(self, s) ? intFromI64(strLength(s)) : 0;
}
function stream_flush(self: usize, args: usize, nargs: i32, kw: usize): usize { flushStream(load<i32>(self, HEADER)); return none(); }
function stream_false(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(false); }
function stream_true(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(true); }
function stream_fileno(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(load<i32>(self, HEADER)); }
function stream_encoding(self: usize): usize { return newRef(intern("utf-8")); }
function stream_errors(self: usize): usize { return newRef(intern("strict")); }
function stream_name(self: usize): usize { return newRef(load<i32>(self, HEADER) == 1 ? intern("<stdout>") : intern("<stderr>")); }
function stream_closed(self: usize): usize { return boolOf(false); }
function stream_repr(self: usize): usize {
  const b = Builder.start();
  Builder.text(b, "<stream name='");
  Builder.text(b, load<i32>(self, HEADER) == 1 ? "<stdout>" : "<stderr>");
  Builder.text(b, "' encoding='utf-8'>");
  return Builder.finish(b);
}

// ---- functions
function exit(self: usize, args: usize, nargs: i32, kw: usize): usize { return raiseObject(T_X_SYSTEMEXIT, nargs ? newRef(arg(args, 0)) : 0); }
function getrecursionlimit(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(load<i32>(C_RECURSION_LIMIT)); }
function setrecursionlimit(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = arg(args, 0);
  if (!isInt(n)) return raisef(T_X_TYPEERROR, "'%t' object cannot be interpreted as an integer", n);
  const limit = intAsI64(n);
  if (intOverflow() || limit < 1) return raise(T_X_VALUEERROR, "recursion limit must be greater or equal than 1");
  atomic.store<i32>(C_RECURSION_LIMIT, <i32>min<i64>(limit, 0x7fffffff));
  return none();
}
function getswitchinterval(self: usize, args: usize, nargs: i32, kw: usize): usize { return floatNew(<f64>load<u32>(C_SWITCH_INTERVAL) / 1e6); }
function setswitchinterval(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = floatFromNumber(arg(args, 0));
  if (hasException()) return 0;
  if (!(s > 0)) return raise(T_X_VALUEERROR, "switch interval must be strictly positive");
  atomic.store<u32>(C_SWITCH_INTERVAL, max<u32>(1, <u32>(s * 1e6)));
  return none();
}
function getrefcount(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = countOf(arg(args, 0));
  return intFromI64(n < 0 ? 4294967295 : <i64>n);
}
function getsizeof(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>sizeOfInstance(arg(args, 0))); }
function exc_info(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const exc = topmostHandled();
  const t = tupleNew(3);
  if (t == 0) return 0;
  tupleInit(t, 0, exc ? newRef(typeOf(exc)) : none());
  tupleInit(t, 1, exc ? newRef(exc) : none());
  tupleInit(t, 2, exc ? excTraceback(exc) : none());
  return t;
}
function exception(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const exc = topmostHandled();
  return exc ? newRef(exc) : none();
}
function internFunction(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = arg(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "intern() argument must be str, not %t", s);
  return internObject(newRef(s));
}
function is_gil_enabled(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(HAS_GIL); }
function is_finalizing(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(false); }
function getdefaultencoding(self: usize, args: usize, nargs: i32, kw: usize): usize { return newRef(intern("utf-8")); }
function get_int_max_str_digits(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(load<i32>(C_INT_MAX_STR_DIGITS)); }
function set_int_max_str_digits(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const v = arg(args, 0);
  if (!isInt(v)) return raisef(T_X_TYPEERROR, "'%t' object cannot be interpreted as an integer", v);
  const n = intAsI64(v);
  if (intOverflow() || n < 0 || (n != 0 && n < 640)) return raise(T_X_VALUEERROR, "maxdigits must be 0 or larger than 640");
  atomic.store<i32>(C_INT_MAX_STR_DIGITS, <i32>n);
  return none();
}
/** excepthook(type, value, traceback) */
function excepthook(self: usize, args: usize, nargs: i32, kw: usize): usize { displayException(arg(args, 1)); return none(); }
function displayhook(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const v = arg(args, 0);
  if (v == NONE) return none();
  const text = reprOf(v);
  if (text == 0) return 0;
  const out = dictGetStr(load<usize>(R_SYS_DICT), intern("stdout"));
  if (out) {
    printTo(out, text);
    release(out);
  }
  release(text);
  dictSetStr(load<usize>(R_BUILTINS), intern("_"), v);
  return hasException() ? 0 : none();
}
function printTo(out: usize, text: usize): void {
  if (writeTo(out, text)) writeTo(out, intern("\n"));
}
/** out.write(text): straight for the runtime's own streams. False with an exception. */
export function writeTo(out: usize, text: usize): bool {
  if (typeOf(out) == T_STDSTREAM) return streamWrite(out, text);
  const r = callMethod1(out, intern("write"), text);
  if (r == 0) return false;
  release(r);
  return true;
}

function setNumber(d: usize, name: string, v: i64): void { const o = intFromI64(v); dictSetStr(d, intern(name), o); release(o); }
function setText(d: usize, name: string, text: string): void { dictSetStr(d, intern(name), intern(text)); }
function setHostText(d: usize, name: string, key: string, otherwise: string): void {
  const k = intern(key);
  const block = host_config(strUtf8(k), strUtf8Length(k));
  if (block == 0) { setText(d, name, otherwise); return; }
  const text = readText(block);
  hostFree(block);
  if (text) { dictSetStr(d, intern(name), text); release(text); }
}
/** `sys.path` as the host has it: names of directories, apart by a zero. */
function initialPath(): usize {
  const l = listNew(0);
  const k = intern("path");
  const block = host_config(strUtf8(k), strUtf8Length(k));
  if (block == 0) return l;
  const text = block + 4, end = load<u32>(block);
  let start: u32 = 0;
  for (let i: u32 = 0; i <= end; i++) {
    if (i < end && load<u8>(text + i) != 0) continue;
    const directory = strFromUtf8(text + start, i - start);
    if (directory) { listAppend(l, directory); release(directory); }
    start = i + 1;
  }
  hostFree(block);
  return l;
}
/** A simple record with names: version_info, flags, hash_info ... are made of a SimpleNamespace-like type in kernel/lib; here a tuple. */
function versionTuple(): usize {
  const t = tupleNew(5);
  tupleInit(t, 0, intFromI64(3));
  tupleInit(t, 1, intFromI64(13));
  tupleInit(t, 2, intFromI64(2));
  tupleInit(t, 3, newRef(intern("final")));
  tupleInit(t, 4, intFromI64(0));
  return t;
}

/** Makes sys and sys.modules; at boot. */
export function makeSys(): void {
  const modules = dictNew();
  store<usize>(R_MODULES, modules);
  const name = intern("sys");
  const m = moduleNew(name);
  const d = moduleDict(m);
  store<usize>(R_SYS_DICT, d);
  dictSetStr(modules, name, m);
  release(m); // sys.modules keeps it, and with it the namespace
  dictSetStr(d, intern("modules"), modules);
  const version = versionTuple();
  dictSetStr(d, intern("version_info"), version);
  release(version);
  setHostText(d, "version", "sys.version", "3.13.2 (Gilectomy Lab)");
  setHostText(d, "platform", "platform", "wasm");
  setHostText(d, "executable", "executable", "");
  setText(d, "byteorder", "little");
  setText(d, "copyright", "Gilectomy Lab contributors");
  setText(d, "float_repr_style", "short");
  setText(d, "prefix", "");
  setText(d, "exec_prefix", "");
  setText(d, "base_prefix", "");
  setText(d, "platlibdir", "lib");
  setNumber(d, "maxsize", i64.MAX_VALUE);
  setNumber(d, "maxunicode", 0x10ffff);
  setNumber(d, "hexversion", 0x030d02f0);
  setNumber(d, "api_version", 1013);
  const argv = listNew(0), path = initialPath(), empty = listNew(0);
  dictSetStr(d, intern("argv"), argv);
  dictSetStr(d, intern("path"), path);
  dictSetStr(d, intern("meta_path"), empty);
  dictSetStr(d, intern("warnoptions"), empty);
  release(argv);
  release(path);
  release(empty);
  dictSetStr(d, intern("dont_write_bytecode"), newRef(TRUE));
  const out = streamNew(1), err = streamNew(2);
  immortalise(out);
  immortalise(err);
  store<usize>(R_STDOUT, out);
  store<usize>(R_STDERR, err);
  dictSetStr(d, intern("stdout"), out);
  dictSetStr(d, intern("stderr"), err);
  dictSetStr(d, intern("__stdout__"), out);
  dictSetStr(d, intern("__stderr__"), err);
  dictSetStr(d, intern("stdin"), NONE);
  function_(d, "exit", fnNative(exit), 0, 1);
  function_(d, "getrecursionlimit", fnNative(getrecursionlimit), 0, 0);
  function_(d, "setrecursionlimit", fnNative(setrecursionlimit), 1, 1);
  function_(d, "getswitchinterval", fnNative(getswitchinterval), 0, 0);
  function_(d, "setswitchinterval", fnNative(setswitchinterval), 1, 1);
  function_(d, "getrefcount", fnNative(getrefcount), 1, 1);
  function_(d, "getsizeof", fnNative(getsizeof), 1, 2);
  function_(d, "exc_info", fnNative(exc_info), 0, 0);
  function_(d, "exception", fnNative(exception), 0, 0);
  function_(d, "intern", fnNative(internFunction), 1, 1);
  function_(d, "_is_gil_enabled", fnNative(is_gil_enabled), 0, 0);
  function_(d, "is_finalizing", fnNative(is_finalizing), 0, 0);
  function_(d, "getdefaultencoding", fnNative(getdefaultencoding), 0, 0);
  function_(d, "getfilesystemencoding", fnNative(getdefaultencoding), 0, 0);
  function_(d, "get_int_max_str_digits", fnNative(get_int_max_str_digits), 0, 0);
  function_(d, "set_int_max_str_digits", fnNative(set_int_max_str_digits), 1, 1);
  function_(d, "excepthook", fnNative(excepthook), 3, 3);
  function_(d, "__excepthook__", fnNative(excepthook), 3, 3);
  function_(d, "displayhook", fnNative(displayhook), 1, 1);
  function_(d, "__displayhook__", fnNative(displayhook), 1, 1);
}

/** sys.builtin_module_names, once every module has registered. */
export function finishSys(): void {
  const n = nativeModuleCount();
  const t = tupleNew(n);
  for (let i: u32 = 0; i < n; i++) tupleInit(t, i, newRef(nativeModuleName(i)));
  dictSetStr(load<usize>(R_SYS_DICT), intern("builtin_module_names"), t);
  release(t);
  makeImplementation(load<usize>(R_SYS_DICT));
}

/** sys.implementation: what types.py takes SimpleNamespace from. */
function makeImplementation(d: usize): void {
  const about = namespaceNew();
  if (about == 0) return;
  const version = dictGetStr(d, intern("version_info")), hex = dictGetStr(d, intern("hexversion"));
  namespaceSet(about, S_name, intern("gilectomy"));
  namespaceSet(about, S_cache_tag, NONE);
  if (version) { namespaceSet(about, S_version, version); release(version); }
  if (hex) { namespaceSet(about, S_hexversion, hex); release(hex); }
  dictSetStr(d, intern("implementation"), about);
  release(about);
}

export function initStreams(): void {
  setSlot(T_STDSTREAM, TP_DEALLOC, fnVoid(stream_dealloc));
  setSlot(T_STDSTREAM, TP_REPR, fnUnary(stream_repr));
  method(T_STDSTREAM, "write", fnNative(stream_write), 1, 1);
  method(T_STDSTREAM, "flush", fnNative(stream_flush), 0, 0);
  method(T_STDSTREAM, "isatty", fnNative(stream_false), 0, 0);
  method(T_STDSTREAM, "readable", fnNative(stream_false), 0, 0);
  method(T_STDSTREAM, "writable", fnNative(stream_true), 0, 0);
  method(T_STDSTREAM, "seekable", fnNative(stream_false), 0, 0);
  method(T_STDSTREAM, "fileno", fnNative(stream_fileno), 0, 0);
  getset(T_STDSTREAM, "encoding", fnUnary(stream_encoding), 0);
  getset(T_STDSTREAM, "errors", fnUnary(stream_errors), 0);
  getset(T_STDSTREAM, "name", fnUnary(stream_name), 0);
  getset(T_STDSTREAM, "closed", fnUnary(stream_closed), 0);
}
