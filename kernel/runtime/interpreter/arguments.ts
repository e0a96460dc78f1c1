/**
 * Binding arguments to a function's parameters: positional, keyword, defaults, *args, **kwargs, with the errors of
 * CPython. The simple case (the right number of positional arguments) is done by the callers themselves.
 */
import { CODE_ARGCOUNT, CODE_POSONLY, CODE_KWONLY, CODE_FLAGS, CODE_VARNAMES, CO_VARARGS, CO_VARKEYWORDS } from "../types/code";
import { FN_DEFAULTS, FN_KWDEFAULTS, FN_QUALNAME } from "../types/function";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "../types/tuple";
import { dictNew, dictSet, dictGet } from "../types/dict";
import { strEquals } from "../types/str";
import { Builder } from "../types/builder";
import { raiseObject, raise } from "../errors";
import { retain, release, readSlot } from "../designs/active";
import { T_X_TYPEERROR } from "../types/table";
import { isStr } from "../object";

/**
 * Fills the local slots at `vars` (all 0) of function f with code `code` from nargs values at args, the last len(kw) of them
 * by keyword. Borrows the arguments. False with TypeError; slots filled so far are the caller's to clear.
 */
export function bindArguments(f: usize, code: usize, vars: usize, args: usize, nargs: i32, kw: usize): bool {
  const argcount = load<i32>(code, CODE_ARGCOUNT), kwonly = load<i32>(code, CODE_KWONLY), flags = load<u32>(code, CODE_FLAGS);
  const nkw: i32 = kw ? <i32>tupleSize(kw) : 0;
  const npos = nargs - nkw;
  const total = argcount + kwonly;
  // positional
  const direct = min(npos, argcount);
  for (let i = 0; i < direct; i++) {
    const v = load<usize>(args + (i << 2));
    retain(v);
    store<usize>(vars + (i << 2), v);
  }
  if (flags & CO_VARARGS) {
    const rest = tupleNew(<u32>max(npos - argcount, 0));
    if (rest == 0) return false;
    for (let i = argcount; i < npos; i++) {
      const v = load<usize>(args + (i << 2));
      retain(v);
      tupleInit(rest, <u32>(i - argcount), v);
    }
    store<usize>(vars + (total << 2), rest);
  }
  let extra: usize = 0;
  if (flags & CO_VARKEYWORDS) {
    extra = dictNew();
    if (extra == 0) return false;
    store<usize>(vars + ((total + (flags & CO_VARARGS ? 1 : 0)) << 2), extra);
  }
  // keywords
  const names = load<usize>(code, CODE_VARNAMES);
  const posonly = load<i32>(code, CODE_POSONLY);
  for (let k = 0; k < nkw; k++) {
    const name = tupleItem(kw, k), v = load<usize>(args + ((npos + k) << 2));
    if (!isStr(name)) { raise(T_X_TYPEERROR, "keywords must be strings"); return false; }
    let at = -1;
    for (let i = posonly; i < total; i++) if (tupleItem(names, i) == name) { at = i; break; }
    if (at < 0) for (let i = posonly; i < total; i++) if (strEquals(tupleItem(names, i), name)) { at = i; break; }
    if (at < 0) {
      if (extra) { if (dictSet(extra, name, v) < 0) return false; continue; }
      for (let i = 0; i < posonly; i++) if (strEquals(tupleItem(names, i), name)) { positionalOnlyError(f, names, posonly, kw); return false; }
      withName(f, "() got an unexpected keyword argument '", name, "'");
      return false;
    }
    if (load<usize>(vars + (at << 2)) != 0) { withName(f, "() got multiple values for argument '", name, "'"); return false; }
    retain(v);
    store<usize>(vars + (at << 2), v);
  }
  if (npos > argcount && !(flags & CO_VARARGS)) { tooMany(f, code, vars, npos); return false; }
  // defaults
  if (npos < argcount) {
    const defaults = readSlot(f, f + FN_DEFAULTS);
    const ndef: i32 = defaults ? <i32>tupleSize(defaults) : 0;
    const required = argcount - ndef;
    let missing = 0;
    for (let i = npos; i < required; i++) if (load<usize>(vars + (i << 2)) == 0) missing++;
    if (missing) { if (defaults) release(defaults); missingError(f, names, vars, 0, required, missing, "positional"); return false; }
    for (let i = max(npos, required); i < argcount; i++) {
      if (load<usize>(vars + (i << 2)) == 0) {
        const v = tupleItem(defaults, i - required);
        retain(v);
        store<usize>(vars + (i << 2), v);
      }
    }
    if (defaults) release(defaults);
  }
  if (kwonly) {
    const defaults = readSlot(f, f + FN_KWDEFAULTS);
    let missing = 0;
    for (let i = argcount; i < total; i++) {
      if (load<usize>(vars + (i << 2)) != 0) continue;
      const v = defaults ? dictGet(defaults, tupleItem(names, i)) : 0;
      if (v) store<usize>(vars + (i << 2), v); else missing++;
    }
    if (defaults) release(defaults);
    if (missing) { missingError(f, names, vars, argcount, total, missing, "keyword-only"); return false; }
  }
  return true;
}

function begin(f: usize): usize {
  const b = Builder.start();
  const q = readSlot(f, f + FN_QUALNAME);
  Builder.str(b, q);
  release(q);
  return b;
}

function end(b: usize): void {
  const text = Builder.finish(b);
  if (text) raiseObject(T_X_TYPEERROR, text);
}

function withName(f: usize, before: string, name: usize, after: string): void {
  const b = begin(f);
  Builder.text(b, before);
  Builder.str(b, name);
  Builder.text(b, after);
  end(b);
}

function missingError(f: usize, names: usize, vars: usize, from: i32, to: i32, missing: i32, kind: string): void {
  const b = begin(f);
  Builder.text(b, "() missing ");
  Builder.int(b, missing);
  Builder.text(b, " required ");
  Builder.text(b, kind);
  Builder.text(b, missing == 1 ? " argument: " : " arguments: ");
  let seen = 0;
  for (let i = from; i < to; i++) {
    if (load<usize>(vars + (i << 2)) != 0) continue;
    seen++;
    if (seen > 1) Builder.text(b, seen == missing ? (missing == 2 ? " and " : ", and ") : ", ");
    Builder.char(b, 0x27);
    Builder.str(b, tupleItem(names, i));
    Builder.char(b, 0x27);
  }
  end(b);
}

function tooMany(f: usize, code: usize, vars: usize, given: i32): void {
  const argcount = load<i32>(code, CODE_ARGCOUNT), kwonly = load<i32>(code, CODE_KWONLY);
  const defaults = readSlot(f, f + FN_DEFAULTS);
  const ndef: i32 = defaults ? <i32>tupleSize(defaults) : 0;
  if (defaults) release(defaults);
  let kwGiven = 0;
  for (let i = argcount; i < argcount + kwonly; i++) if (load<usize>(vars + (i << 2)) != 0) kwGiven++;
  const b = begin(f);
  Builder.text(b, "() takes ");
  let plural = argcount != 1;
  if (ndef) { Builder.text(b, "from "); Builder.int(b, argcount - ndef); Builder.text(b, " to "); plural = true; }
  Builder.int(b, argcount);
  Builder.text(b, plural ? " positional arguments but " : " positional argument but ");
  Builder.int(b, given);
  if (kwGiven) {
    Builder.text(b, given != 1 ? " positional arguments (and " : " positional argument (and ");
    Builder.int(b, kwGiven);
    Builder.text(b, kwGiven != 1 ? " keyword-only arguments) were given" : " keyword-only argument) were given");
  } else Builder.text(b, given != 1 ? " were given" : " was given");
  end(b);
}

function positionalOnlyError(f: usize, names: usize, posonly: i32, kw: usize): void {
  const b = begin(f);
  Builder.text(b, "() got some positional-only arguments passed as keyword arguments: '");
  let seen = 0;
  for (let i = 0; i < posonly; i++) {
    for (let k = 0; k < tupleSize(kw); k++) {
      if (!strEquals(tupleItem(names, i), tupleItem(kw, k))) continue;
      if (seen++) Builder.text(b, ", ");
      Builder.str(b, tupleItem(names, i));
    }
  }
  Builder.char(b, 0x27);
  end(b);
}
