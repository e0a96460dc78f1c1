/**
 * Native functions: the objects that stand for them, how they get into types and modules, and the checks of their
 * arguments. A native is native(self, args, nargs, kw); `args` is the address of nargs borrowed references, the last
 * len(kw) of which are named by the tuple kw.
 *
 *     builtin function (T_BUILTIN), method descriptor (T_METHOD_DESCR, T_CLASSMETHOD_DESCR), 48 bytes:
 *     16 u32 function table index   20 i16 min   22 i16 max positional arguments (-1 = any number)
 *     24 u32 flags                  28 ref  bound self (builtin), owner type (descriptors), 0 = none
 *     32 ref name                   36 ref  module (0 = builtins)     40 ref doc (0 = none)
 *
 *     getset descriptor (T_GETSET), 40 bytes: 16 ref owner type  20 ref name  24 getter  28 setter  32 ref doc
 */
import { HEADER, typeOf, TY_NAME, TY_BASICSIZE, TY_DICT, isType } from "./object";
import { retain, release, immortalise, initRef } from "./designs/active";
import { T_BUILTIN, T_METHOD_DESCR, T_CLASSMETHOD_DESCR, T_GETSET, T_X_TYPEERROR } from "./types/table";
import { allocObject } from "./heap/blocks";
import { noMemory, raise, raisef, raiseObject, setException, hasException, pendingMatches, clearException } from "./errors";
import { intern } from "./types/intern";
import { strEquals } from "./types/str";
import { tupleSize, tupleItem } from "./types/tuple";
import { dictSetStr } from "./types/dict";
import { Builder } from "./types/builder";
import { dropAttributes } from "./types/instance";
import { asSsize, asIndexObject } from "./abstract";
import { isNegative } from "./types/bigint";
import { T_X_OVERFLOWERROR } from "./types/table";

export const B_FN: usize = 16;
export const B_MIN: usize = 20;
export const B_MAX: usize = 22;
export const B_FLAGS: usize = 24;
export const B_SELF: usize = 28;
export const B_NAME: usize = 32;
export const B_MODULE: usize = 36;
export const B_DOC: usize = 40;
export const B_SIZE: u32 = 48;
/** The native looks at keywords itself (and at its argument count). */
export const BF_KW: u32 = 1;
export const BF_STATIC: u32 = 2;

export const G_OWNER: usize = 16;
export const G_NAME: usize = 20;
export const G_GETTER: usize = 24;
export const G_SETTER: usize = 28;
export const G_DOC: usize = 32;
export const G_SIZE: u32 = 40;

// ---- making them

/** A builtin function or descriptor; every reference is borrowed. 0 with MemoryError. */
export function builtinNew(type: usize, fn: u32, minimum: i32, maximum: i32, flags: u32, self: usize, name: usize, module: usize): usize {
  const b = allocObject(type, B_SIZE);
  if (b == 0) return noMemory();
  memory.fill(b + HEADER, 0, B_SIZE - <u32>HEADER);
  store<u32>(b, fn, B_FN);
  store<i16>(b, <i16>minimum, B_MIN);
  store<i16>(b, <i16>maximum, B_MAX);
  store<u32>(b, flags, B_FLAGS);
  if (self) { retain(self); initRef(b, b + B_SELF, self); }
  retain(name);
  initRef(b, b + B_NAME, name);
  if (module) { retain(module); initRef(b, b + B_MODULE, module); }
  return b;
}

/** Puts an object (owned) made at boot into a type's dict or a module's dict, for good. */
function settle(dict: usize, name: usize, o: usize): void {
  if (o == 0 || dict == 0) unreachable(); // boot cannot run out of memory
  immortalise(o);
  dictSetStr(dict, name, o);
}

function addMethod(kind: usize, type: usize, name: string, fn: u32, minimum: i32, maximum: i32, flags: u32): void {
  const s = intern(name);
  settle(load<usize>(type, TY_DICT), s, builtinNew(kind, fn, minimum, maximum, flags, type, s, 0));
}

/** A method of a native type: minimum..maximum positional arguments (maximum -1: any number), no keywords. */
export function method(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_METHOD_DESCR, type, name, fn, minimum, maximum, 0); }
/** A method that reads its keywords and counts its arguments itself. */
export function methodKw(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_METHOD_DESCR, type, name, fn, minimum, maximum, BF_KW); }
/** self is the class on which the name was defined. */
export function staticMethod(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_BUILTIN, type, name, fn, minimum, maximum, BF_STATIC); }
export function staticMethodKw(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_BUILTIN, type, name, fn, minimum, maximum, BF_STATIC | BF_KW); }
/** self is the class the method is called on. */
export function classMethod(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_CLASSMETHOD_DESCR, type, name, fn, minimum, maximum, 0); }
export function classMethodKw(type: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addMethod(T_CLASSMETHOD_DESCR, type, name, fn, minimum, maximum, BF_KW); }

/** An attribute computed by getter(o): ref and, if setter is not 0, set by setter(o, value|0, 0): i32. */
export function getset(type: usize, name: string, getter: u32, setter: u32): void {
  const s = intern(name);
  settle(load<usize>(type, TY_DICT), s, getsetNew(type, s, getter, setter));
}
export function getsetNew(type: usize, name: usize, getter: u32, setter: u32): usize {
  const g = allocObject(T_GETSET, G_SIZE);
  if (g == 0) return noMemory();
  memory.fill(g + HEADER, 0, G_SIZE - <u32>HEADER);
  retain(type);
  initRef(g, g + G_OWNER, type);
  retain(name);
  initRef(g, g + G_NAME, name);
  store<u32>(g, getter, G_GETTER);
  store<u32>(g, setter, G_SETTER);
  return g;
}

/** A function of a module, whose self is 0. The module's name is in its dict under __name__; builtins say 0. */
export function function_(dict: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addFunction(dict, name, fn, minimum, maximum, 0, 0); }
export function functionKw(dict: usize, name: string, fn: u32, minimum: i32, maximum: i32): void { addFunction(dict, name, fn, minimum, maximum, BF_KW, 0); }
/** As function_, with the name of its module (a str, borrowed). */
export function functionOf(dict: usize, module: usize, name: string, fn: u32, minimum: i32, maximum: i32, flags: u32): void { addFunction(dict, name, fn, minimum, maximum, flags, module); }
function addFunction(dict: usize, name: string, fn: u32, minimum: i32, maximum: i32, flags: u32, module: usize): void {
  const s = intern(name);
  settle(dict, s, builtinNew(T_BUILTIN, fn, minimum, maximum, flags, 0, s, module));
}

/**
 * Whether a class makes or initialises its instances as the native type does. Then nothing but this native could read a
 * keyword argument, and it takes none.
 */
export function keepsSlot(type: usize, native: usize, slot: usize): bool { return load<u32>(type + slot) == load<u32>(native + slot); }

// ---- calling them

/** Appends the name by which errors speak of a native: `list.append()`, `len()`. */
function appendTitle(out: usize, b: usize): void {
  let owner: usize = 0;
  const self = load<usize>(b, B_SELF);
  if (typeOf(b) == T_BUILTIN) {
    if (self) owner = (load<u32>(b, B_FLAGS) & BF_STATIC) || isType(self) ? self : typeOf(self);
  } else owner = self;
  if (owner) { Builder.str(out, load<usize>(owner, TY_NAME)); Builder.char(out, 0x2e); }
  Builder.str(out, load<usize>(b, B_NAME));
}

/** `n` is the number of positional arguments after self. Raises TypeError in the words of CPython; false if they do not fit. */
export function checkCount(b: usize, n: i32): bool {
  const low: i32 = load<i16>(b, B_MIN), high: i32 = load<i16>(b, B_MAX);
  if (n >= low && (high < 0 || n <= high)) return true;
  const out = Builder.start();
  if (low == high && low <= 1) {
    appendTitle(out, b);
    Builder.text(out, low == 0 ? "() takes no arguments (" : "() takes exactly one argument (");
    Builder.int(out, n);
    Builder.text(out, " given)");
  } else {
    Builder.str(out, load<usize>(b, B_NAME));
    const bound = n < low ? low : high;
    Builder.text(out, low == high ? " expected " : n < low ? " expected at least " : " expected at most ");
    Builder.int(out, bound);
    Builder.text(out, bound == 1 ? " argument, got " : " arguments, got ");
    Builder.int(out, n);
  }
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_TYPEERROR, text);
  return false;
}

function refuseKeywords(b: usize): usize {
  const out = Builder.start();
  appendTitle(out, b);
  Builder.text(out, "() takes no keyword arguments");
  const text = Builder.finish(out);
  return text ? raiseObject(T_X_TYPEERROR, text) : 0;
}

/** Calls the native of b with a self; checks keywords and counts. */
export function callNative(b: usize, self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!(load<u32>(b, B_FLAGS) & BF_KW)) {
    if (kw != 0 && tupleSize(kw) != 0) return refuseKeywords(b);
    if (!checkCount(b, nargs)) return 0;
  }
  return call_indirect<usize>(load<u32>(b, B_FN), self, args, nargs, kw);
}

// ---- arguments

/** The i-th argument, borrowed. */
@inline export function arg(args: usize, i: i32): usize { return load<usize>(args + (<usize>i << 2)); }
/** How many arguments are positional. */
@inline export function positional(nargs: i32, kw: usize): i32 { return kw == 0 ? nargs : nargs - tupleSize(kw); }

/** The value of a keyword, borrowed, or 0. `name`: address of a name word (S_x). */
export function kwArg(args: usize, nargs: i32, kw: usize, name: usize): usize {
  if (kw == 0) return 0;
  const s = load<usize>(name);
  const n = tupleSize(kw);
  for (let i = 0; i < n; i++) {
    const k = tupleItem(kw, i);
    if (k == s || strEquals(k, s)) return arg(args, nargs - n + i);
  }
  return 0;
}

/** The argument that may be given by position i or by keyword, borrowed, or 0. */
export function argOrKw(args: usize, nargs: i32, kw: usize, i: i32, name: usize): usize {
  return i < positional(nargs, kw) ? arg(args, i) : kwArg(args, nargs, kw, name);
}

/** Every keyword is one of up to six names (addresses of name words, 0 = none); else TypeError and false. */
export function kwCheck(fname: string, args: usize, nargs: i32, kw: usize, a: usize = 0, b: usize = 0, c: usize = 0, d: usize = 0, e: usize = 0, f: usize = 0): bool {
  if (kw == 0) return true;
  const n = tupleSize(kw);
  for (let i = 0; i < n; i++) {
    const k = tupleItem(kw, i);
    if (isName(k, a) || isName(k, b) || isName(k, c) || isName(k, d) || isName(k, e) || isName(k, f)) continue;
    const out = Builder.start();
    Builder.text(out, fname);
    Builder.text(out, "() got an unexpected keyword argument '");
    Builder.str(out, k);
    Builder.char(out, 0x27);
    const text = Builder.finish(out);
    if (text) raiseObject(T_X_TYPEERROR, text);
    return false;
  }
  return true;
}
function isName(k: usize, word: usize): bool { return word != 0 && (k == load<usize>(word) || strEquals(k, load<usize>(word))); }

/** Refuses keywords: true and TypeError if there are any. */
export function kwRefused(fname: string, kw: usize): bool {
  if (kw == 0 || tupleSize(kw) == 0) return false;
  const out = Builder.start();
  Builder.text(out, fname);
  Builder.text(out, "() takes no keyword arguments");
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_TYPEERROR, text);
  return true;
}

/** For natives that count themselves: low..high positional arguments, or TypeError and false. */
export function countCheck(fname: string, n: i32, low: i32, high: i32): bool {
  if (n >= low && (high < 0 || n <= high)) return true;
  const bound = n < low ? low : high;
  const out = Builder.start();
  Builder.text(out, fname);
  Builder.text(out, low == high ? " expected " : n < low ? " expected at least " : " expected at most ");
  Builder.int(out, bound);
  Builder.text(out, bound == 1 ? " argument, got " : " arguments, got ");
  Builder.int(out, n);
  const text = Builder.finish(out);
  if (text) raiseObject(T_X_TYPEERROR, text);
  return false;
}

/** An index or count by __index__, huge values clamped to ±0x7fffffff. -1 with an exception on error. */
export function asIndex(o: usize): i32 {
  const n = asSsize(o);
  if (n == -1 && hasException()) {
    if (!pendingMatches(T_X_OVERFLOWERROR)) return -1;
    clearException();
    return isNegativeInt(o) ? -0x7fffffff : 0x7fffffff;
  }
  return n;
}
function isNegativeInt(o: usize): bool {
  const i = asIndexObject(o);
  if (i == 0) { clearException(); return false; }
  const negative = isNegative(i);
  release(i);
  return negative;
}

// ---- instances of native types and of their subclasses

/** The fixed size of o: its type's, with what a subclass adds. Types with inline items add those. */
@inline export function sizeOfInstance(o: usize): u32 { return load<u32>(typeOf(o), TY_BASICSIZE); }

/** Releases what a Python subclass adds to an instance (attributes, `__slots__`); part of every native dealloc. */
export function clearInstanceExtras(o: usize): void { dropAttributes(o); }
