/**
 * Python functions and cells.
 *
 *     function, 72 bytes: 16 lock  20 code  24 globals  28 builtins  32 defaults (tuple or 0)  36 keyword defaults (dict or 0)
 *         40 closure (tuple or 0)  44 name  48 qualname  52 module  56 doc  60 annotations  64 dict  68 version
 *     cell, 24 bytes: 16 lock  20 content (0 = empty)
 *
 * A function made at module level, and a class, is deferred in designs that have it: frames do not count it.
 */
import { dropAttributes, traverseAttributes } from "./instance";
import { setDictOffset } from "./type";
import { addDictGetset } from "./typeattrs";
import { T_FUNCTION, T_CELL, T_CODE, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { NONE, EMPTY_TUPLE, R_BUILTINS } from "../layout";
import { HEADER, typeOf, isTuple, isDict, isStr, newRef, none, fnUnary, fnVoid, fnTraverse, fnTernary, fnInt3, fnNative, setSlot, TP_REPR, TP_DEALLOC, TP_TRAVERSE, TP_DESCR_GET, TP_CALL, TP_NEW, TY_DICT } from "../object";
import { allocObject, freeObject } from "../heap/blocks";
import { retain, release, immortalise, initRef, loadRef, storeRef, readSlot, lockObject, unlockObject } from "../designs/active";
import { noMemory, raise, raisef, formatMessage } from "../errors";
import { CODE_NAME, CODE_QUALNAME, CODE_FLAGS, CODE_CONSTS, CODE_NCONSTS, CODE_NFREES, CO_HAS_DOCSTRING } from "./code";
import { dictGetStr, dictNew, dictSetStr } from "./dict";
import { intern } from "./intern";
import { S___name__ } from "../names";
import { getset, arg } from "../natives";
import { callFunction } from "../calls";
import { tupleSize } from "./tuple";
import { Builder } from "./builder";
import { methodNew } from "./descriptors";

export const FN_CODE: usize = 20;
export const FN_GLOBALS: usize = 24;
export const FN_BUILTINS: usize = 28;
export const FN_DEFAULTS: usize = 32;
export const FN_KWDEFAULTS: usize = 36;
export const FN_CLOSURE: usize = 40;
export const FN_NAME: usize = 44;
export const FN_QUALNAME: usize = 48;
export const FN_MODULE: usize = 52;
export const FN_DOC: usize = 56;
export const FN_ANNOTATIONS: usize = 60;
/** The attribute record (types/instance.ts), 8 bytes. */
export const FN_RECORD: u32 = 64;
const FN_END: usize = 64;
export const FN_SIZE: u32 = 72;

export const CELL_CONTENT: usize = 20;
export const CELL_SIZE: u32 = 24;

/** A function of a code object and a globals dict, both borrowed. */
export function functionNew(code: usize, globals: usize): usize {
  const f = allocObject(T_FUNCTION, FN_SIZE);
  if (f == 0) return noMemory();
  memory.fill(f + HEADER, 0, FN_SIZE - <u32>HEADER);
  retain(code);
  initRef(f, f + FN_CODE, code);
  retain(globals);
  initRef(f, f + FN_GLOBALS, globals);
  initRef(f, f + FN_BUILTINS, builtinsOf(globals));
  initRef(f, f + FN_NAME, newRef(load<usize>(code, CODE_NAME)));
  initRef(f, f + FN_QUALNAME, newRef(load<usize>(code, CODE_QUALNAME)));
  if (load<u32>(code, CODE_FLAGS) & CO_HAS_DOCSTRING && load<u32>(code, CODE_NCONSTS) > 0) initRef(f, f + FN_DOC, newRef(load<usize>(load<usize>(code, CODE_CONSTS))));
  const module = dictGetStr(globals, load<usize>(S___name__));
  if (module) initRef(f, f + FN_MODULE, module);
  return f;
}

/** The builtins that a globals dict sees: owned. */
function builtinsOf(globals: usize): usize {
  const b = load<usize>(R_BUILTINS);
  retain(b);
  return b;
}

export function function_dealloc(f: usize): void {
  dropAttributes(f);
  for (let at = FN_CODE; at < FN_END; at += 4) {
    const o = load<usize>(f + at);
    if (o) release(o);
  }
  freeObject(f, FN_SIZE);
}

function function_traverse(f: usize, visitor: u32): void {
  for (let at = FN_CODE; at < FN_END; at += 4) call_indirect<void>(visitor, f + at);
  traverseAttributes(f, visitor);
}

function function_repr(f: usize): usize {
  const q = readSlot(f, f + FN_QUALNAME);
  const b = Builder.start();
  Builder.text(b, "<function ");
  Builder.str(b, q);
  Builder.text(b, " at 0x");
  Builder.hex(b, f, 12);
  Builder.text(b, ">");
  release(q);
  return Builder.finish(b);
}

function function_get(f: usize, o: usize, type: usize): usize {
  if (o == 0 || (o == NONE && type != 0 && typeOf(NONE) != type)) { retain(f); return f; }
  return methodNew(f, o);
}

// ---- attributes: each is a slot read or replaced as a whole
@inline function readOrNone(f: usize, at: usize): usize { const o = readSlot(f, f + at); return o ? o : none(); }
function replace(f: usize, at: usize, v: usize): i32 {
  if (v) retain(v);
  lockObject(f);
  const old = loadRef(f, f + at);
  storeRef(f, f + at, v);
  unlockObject(f);
  if (old) release(old);
  return 0;
}
function get_code(f: usize): usize { return readOrNone(f, FN_CODE); }
function get_globals(f: usize): usize { return readOrNone(f, FN_GLOBALS); }
function get_builtins(f: usize): usize { return readOrNone(f, FN_BUILTINS); }
function get_defaults(f: usize): usize { return readOrNone(f, FN_DEFAULTS); }
function get_kwdefaults(f: usize): usize { return readOrNone(f, FN_KWDEFAULTS); }
function get_closure(f: usize): usize { return readOrNone(f, FN_CLOSURE); }
function get_name(f: usize): usize { return readOrNone(f, FN_NAME); }
function get_qualname(f: usize): usize { return readOrNone(f, FN_QUALNAME); }
function get_module(f: usize): usize { return readOrNone(f, FN_MODULE); }
function get_doc(f: usize): usize { return readOrNone(f, FN_DOC); }
function get_annotations(f: usize): usize { return lazyDict(f, FN_ANNOTATIONS); }

/** A dict made when first asked for. */
export function lazyDict(f: usize, at: usize): usize {
  let d = readSlot(f, f + at);
  if (d) return d;
  const fresh = dictNew();
  if (fresh == 0) return 0;
  lockObject(f);
  d = loadRef(f, f + at);
  if (d == 0) { storeRef(f, f + at, fresh); retain(fresh); unlockObject(f); return fresh; }
  retain(d);
  unlockObject(f);
  release(fresh);
  return d;
}

function set_code(f: usize, v: usize, unused: usize): i32 {
  if (v == 0 || typeOf(v) != T_CODE) { raise(T_X_TYPEERROR, "__code__ must be set to a code object"); return -1; }
  // Frames borrow the code of their function, so a replaced code object is never freed.
  immortalise(loadRef(f, f + FN_CODE));
  return replace(f, FN_CODE, v);
}
function set_defaults(f: usize, v: usize, unused: usize): i32 {
  if (v == NONE) v = 0;
  if (v && !isTuple(v)) { raise(T_X_TYPEERROR, "__defaults__ must be set to a tuple object"); return -1; }
  return replace(f, FN_DEFAULTS, v);
}
function set_kwdefaults(f: usize, v: usize, unused: usize): i32 {
  if (v == NONE) v = 0;
  if (v && !isDict(v)) { raise(T_X_TYPEERROR, "__kwdefaults__ must be set to a dict object"); return -1; }
  return replace(f, FN_KWDEFAULTS, v);
}
function set_name(f: usize, v: usize, unused: usize): i32 {
  if (v == 0 || !isStr(v)) { raise(T_X_TYPEERROR, "__name__ must be set to a string object"); return -1; }
  return replace(f, FN_NAME, v);
}
function set_qualname(f: usize, v: usize, unused: usize): i32 {
  if (v == 0 || !isStr(v)) { raise(T_X_TYPEERROR, "__qualname__ must be set to a string object"); return -1; }
  return replace(f, FN_QUALNAME, v);
}
function set_module(f: usize, v: usize, unused: usize): i32 { return replace(f, FN_MODULE, v); }
function set_doc(f: usize, v: usize, unused: usize): i32 { return replace(f, FN_DOC, v); }
function set_annotations(f: usize, v: usize, unused: usize): i32 {
  if (v == NONE) v = 0;
  if (v && !isDict(v)) { raise(T_X_TYPEERROR, "__annotations__ must be set to a dict object"); return -1; }
  return replace(f, FN_ANNOTATIONS, v);
}

// ---- cells
export function cellNew(content: usize): usize {
  const c = allocObject(T_CELL, CELL_SIZE);
  if (c == 0) return noMemory();
  store<u32>(c, 0, HEADER);
  if (content) retain(content);
  initRef(c, c + CELL_CONTENT, content);
  return c;
}
/** The content, a new reference, or 0 if the cell is empty. */
@inline export function cellGet(c: usize): usize { return readSlot(c, c + CELL_CONTENT); }
/** Replaces the content; takes over v (0 empties it). */
export function cellSet(c: usize, v: usize): void {
  lockObject(c);
  const old = loadRef(c, c + CELL_CONTENT);
  storeRef(c, c + CELL_CONTENT, v);
  unlockObject(c);
  if (old) release(old);
}
function cell_dealloc(c: usize): void {
  const o = load<usize>(c, CELL_CONTENT);
  if (o) release(o);
  freeObject(c, CELL_SIZE);
}
function cell_traverse(c: usize, visitor: u32): void { call_indirect<void>(visitor, c + CELL_CONTENT); }
function cell_get_contents(c: usize): usize {
  const o = cellGet(c);
  return o ? o : raise(T_X_VALUEERROR, "cell is empty");
}
function cell_set_contents(c: usize, v: usize, unused: usize): i32 { if (v) retain(v); cellSet(c, v); return 0; }
function cell_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs > 1 || kw) return raise(T_X_TYPEERROR, "cell expected at most 1 argument");
  return cellNew(nargs ? arg(args, 0) : 0);
}
function cell_repr(c: usize): usize {
  const o = cellGet(c);
  const b = Builder.start();
  Builder.text(b, "<cell at 0x");
  Builder.hex(b, c, 12);
  if (o) {
    Builder.text(b, ": ");
    const text = formatMessage("%t", o);
    if (text) { Builder.str(b, text); release(text); }
    Builder.text(b, " object at 0x");
    Builder.hex(b, o, 12);
    release(o);
  } else Builder.text(b, ": empty");
  Builder.text(b, ">");
  return Builder.finish(b);
}

/** types.FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None) */
function function_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs < 2) return raise(T_X_TYPEERROR, "function() missing required argument 'code' (pos 1)");
  const code = arg(args, 0), globals = arg(args, 1);
  if (typeOf(code) != T_CODE) return raise(T_X_TYPEERROR, "function() argument 'code' must be code");
  if (!isDict(globals)) return raise(T_X_TYPEERROR, "function() argument 'globals' must be dict");
  const n = nargs - (kw ? <i32>tupleSize(kw) : 0);
  const f = functionNew(code, globals);
  if (f == 0) return 0;
  const name = n > 2 ? arg(args, 2) : 0, defaults = n > 3 ? arg(args, 3) : 0, closure = n > 4 ? arg(args, 4) : 0;
  if (name && name != NONE) set_name(f, name, 0);
  if (defaults && defaults != NONE) set_defaults(f, defaults, 0);
  const frees = load<u32>(code, CODE_NFREES);
  if (frees != 0 && (closure == 0 || closure == NONE || tupleSize(closure) != frees)) { release(f); return raise(T_X_VALUEERROR, "function() closure does not fit the code's free variables"); }
  if (closure && closure != NONE) { retain(closure); storeRef(f, f + FN_CLOSURE, closure); }
  return f;
}

export function initFunction(): void {
  setSlot(T_FUNCTION, TP_DEALLOC, fnVoid(function_dealloc));
  setSlot(T_FUNCTION, TP_TRAVERSE, fnTraverse(function_traverse));
  setSlot(T_FUNCTION, TP_REPR, fnUnary(function_repr));
  setSlot(T_FUNCTION, TP_DESCR_GET, fnTernary(function_get));
  setSlot(T_FUNCTION, TP_CALL, fnNative(callFunction));
  setSlot(T_FUNCTION, TP_NEW, fnNative(function_new));
  getset(T_FUNCTION, "__code__", fnUnary(get_code), fnInt3(set_code));
  getset(T_FUNCTION, "__globals__", fnUnary(get_globals), 0);
  getset(T_FUNCTION, "__builtins__", fnUnary(get_builtins), 0);
  getset(T_FUNCTION, "__defaults__", fnUnary(get_defaults), fnInt3(set_defaults));
  getset(T_FUNCTION, "__kwdefaults__", fnUnary(get_kwdefaults), fnInt3(set_kwdefaults));
  getset(T_FUNCTION, "__closure__", fnUnary(get_closure), 0);
  getset(T_FUNCTION, "__name__", fnUnary(get_name), fnInt3(set_name));
  getset(T_FUNCTION, "__qualname__", fnUnary(get_qualname), fnInt3(set_qualname));
  getset(T_FUNCTION, "__module__", fnUnary(get_module), fnInt3(set_module));
  getset(T_FUNCTION, "__doc__", fnUnary(get_doc), fnInt3(set_doc));
  // A generic function has its own in its dict.
  dictSetStr(load<usize>(T_FUNCTION, TY_DICT), intern("__type_params__"), EMPTY_TUPLE);
  getset(T_FUNCTION, "__annotations__", fnUnary(get_annotations), fnInt3(set_annotations));
  setDictOffset(T_FUNCTION, FN_RECORD);
  addDictGetset(T_FUNCTION);
  setSlot(T_CELL, TP_DEALLOC, fnVoid(cell_dealloc));
  setSlot(T_CELL, TP_TRAVERSE, fnTraverse(cell_traverse));
  setSlot(T_CELL, TP_REPR, fnUnary(cell_repr));
  setSlot(T_CELL, TP_NEW, fnNative(cell_new));
  getset(T_CELL, "cell_contents", fnUnary(cell_get_contents), fnInt3(cell_set_contents));
}
