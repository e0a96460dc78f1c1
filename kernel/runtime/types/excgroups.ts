/**
 * Exception groups: making and splitting them, and what except* does with them. The message is the exception's extra 0, the
 * tuple of exceptions its extra 1 (types/exceptions.ts).
 */
import { NONE } from "../layout";
import { ts } from "../thread";
import { typeOf, isDict, isStr, isTuple, isType, newRef, none, fnNative, fnUnary, setSlot, TY_BASES, TY_MRO, TY_NAME, TP_CALL, TP_GETITEM, TP_NEW, TP_STR } from "../object";
import { release, initRef, loadRef, readSlot, immortalise } from "../designs/active";
import { raise, raisef, hasException } from "../errors";
import { isTrue, listFromIterable, tupleFromIterable } from "../abstract";
import { call1, call2 as callTwo, callMethod1, enterNative, leaveNative } from "../calls";
import { arg, getset, method } from "../natives";
import { allocInstance } from "./instance";
import { isHeapType, isSubtype } from "./type";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "./tuple";
import { listNew, listAppend, listSize, listGet } from "./list";
import { setNew, setAdd, setContains } from "./set";
import { intFromI64 } from "./int";
import { intern } from "./intern";
import { Builder } from "./builder";
import { cls, exceptionExtra, exceptionMatches, isException, replaceSlot, setExceptionExtra, E_ARGS, E_CAUSE, E_CONTEXT, E_NOTES, E_SUPPRESS, E_TRACEBACK } from "./exceptions";
import { T_OBJECT, T_X_BASEEXCEPTION, T_X_BASEEXCEPTIONGROUP, T_X_EXCEPTION, T_X_EXCEPTIONGROUP, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";

function isGroup(exc: usize): bool { return isSubtype(typeOf(exc), T_X_BASEEXCEPTIONGROUP); }

function group_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs != 2 || kw) return raisef(T_X_TYPEERROR, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%d given)", nargs);
  const message = arg(args, 0), sequence = arg(args, 1);
  if (!isStr(message)) return raisef(T_X_TYPEERROR, "argument 1 must be str, not %t", message);
  // Sets and iterators are no sequences: their order, or their second reading, would not be the same.
  if (load<u32>(typeOf(sequence) + TP_GETITEM) == 0 || isDict(sequence)) return raise(T_X_TYPEERROR, "second argument (exceptions) must be a sequence");
  const excs = tupleFromIterable(sequence);
  if (excs == 0) return 0;
  const n = <i32>tupleSize(excs);
  if (n == 0) { release(excs); return raise(T_X_VALUEERROR, "second argument (exceptions) must be a non-empty sequence"); }
  let all = true;
  for (let i = 0; i < n; i++) {
    if (!isException(tupleItem(excs, i))) { raisef(T_X_VALUEERROR, "Item %d of second argument (exceptions) is not an exception", i); release(excs); return 0; }
    if (!isSubtype(typeOf(tupleItem(excs, i)), T_X_EXCEPTION)) all = false;
  }
  if (type == T_X_BASEEXCEPTIONGROUP && all) type = T_X_EXCEPTIONGROUP;
  else if (isSubtype(type, T_X_EXCEPTION) && !all) {
    release(excs);
    return type == T_X_EXCEPTIONGROUP ? raise(T_X_TYPEERROR, "Cannot nest BaseExceptions in an ExceptionGroup") : raisef(T_X_TYPEERROR, "Cannot nest BaseExceptions in '%s'", load<usize>(type, TY_NAME));
  }
  const exc = allocInstance(type, 0);
  const pair = exc ? tupleNew(2) : 0;
  if (pair == 0) { release(excs); return 0; }
  tupleInit(pair, 0, newRef(message));
  tupleInit(pair, 1, newRef(sequence));
  initRef(exc, exc + E_ARGS, pair);
  setExceptionExtra(exc, 0, message);
  setExceptionExtra(exc, 1, excs);
  release(excs);
  return exc;
}

/** Conditions that `meets` makes of this module: exc is one of the exceptions that a set holds by their addresses. */
let chosen: usize = 0;

/** Whether exc meets a condition: a class, a tuple of classes, or a function; 0 for one of `chosen`. 1, 0, -1. */
function meets(exc: usize, condition: usize): i32 {
  if (condition == 0) {
    const address = intFromI64(exc);
    const found = address ? setContains(chosen, address) : -1;
    if (address) release(address);
    return found;
  }
  if (isType(condition) || isTuple(condition)) return exceptionMatches(exc, condition) ? 1 : 0;
  const r = call1(condition, exc);
  if (r == 0) return -1;
  const truth = isTrue(r);
  release(r);
  return truth;
}

/** A group like `group` of the exceptions in a list: group.derive(list), with its traceback, cause, context and notes. */
function derive(group: usize, list: usize): usize {
  const g = callMethod1(group, intern("derive"), list);
  if (g == 0) return 0;
  if (!isException(g)) { release(g); return raise(T_X_TYPEERROR, "derive must return an instance of BaseExceptionGroup"); }
  replaceSlot(g, E_TRACEBACK, readSlot(group, group + E_TRACEBACK));
  replaceSlot(g, E_CONTEXT, readSlot(group, group + E_CONTEXT));
  replaceSlot(g, E_CAUSE, readSlot(group, group + E_CAUSE));
  store<u32>(g, 1, E_SUPPRESS); // as whenever a cause is set, even to none
  copyNotes(g, group);
  return hasException() ? 0 : g;
}

/** Each group has notes of its own; what is no sequence is nobody's notes. */
function copyNotes(to: usize, from: usize): void {
  const notes = readSlot(from, from + E_NOTES);
  if (notes == 0) return;
  const copy = load<u32>(typeOf(notes) + TP_GETITEM) && !isDict(notes) ? listFromIterable(notes) : 0;
  release(notes);
  if (copy) replaceSlot(to, E_NOTES, copy);
}

/** Splits exc by a condition: new references (or None) at the two addresses. */
export function groupSplit(exc: usize, condition: usize, restOut: usize, matchOut: usize): bool {
  if (enterNative()) return false;
  const ok = split(exc, condition, restOut, matchOut);
  leaveNative();
  return ok;
}
function split(exc: usize, condition: usize, restOut: usize, matchOut: usize): bool {
  const whole = meets(exc, condition);
  if (whole < 0) return false;
  if (whole) { store<usize>(restOut, none()); store<usize>(matchOut, wrapped(exc)); return load<usize>(matchOut) != 0; }
  if (!isGroup(exc)) { store<usize>(restOut, newRef(exc)); store<usize>(matchOut, none()); return true; }
  const excs = exceptionExtra(exc, 1);
  const matching = listNew(0), rest = listNew(0);
  const scratch = ts + 0x220;
  let ok = matching != 0 && rest != 0;
  for (let i = 0; ok && i < <i32>tupleSize(excs); i++) {
    ok = splitInto(tupleItem(excs, i), condition, matching, rest, scratch);
  }
  if (ok) {
    const m = listSize(matching) ? derive(exc, matching) : none();
    const r = m ? (listSize(rest) ? derive(exc, rest) : none()) : 0;
    store<usize>(matchOut, m);
    store<usize>(restOut, r);
    ok = m != 0 && r != 0;
  }
  release(excs);
  release(matching);
  release(rest);
  return ok;
}
function splitInto(e: usize, condition: usize, matching: usize, rest: usize, scratch: usize): bool {
  const yes = meets(e, condition);
  if (yes < 0) return false;
  if (yes) return listAppend(matching, e) == 0;
  if (!isGroup(e)) return listAppend(rest, e) == 0;
  if (!groupSplit(e, condition, scratch, scratch + 4)) return false;
  const r = load<usize>(scratch), m = load<usize>(scratch + 4);
  const ok = (r == NONE || listAppend(rest, r) == 0) && (m == NONE || listAppend(matching, m) == 0);
  release(r);
  release(m);
  return ok;
}
/** except* gives a group even for a plain exception. */
function wrapped(exc: usize): usize {
  if (isGroup(exc)) return newRef(exc);
  const t = tupleNew(1);
  if (t == 0) return 0;
  tupleInit(t, 0, newRef(exc));
  const g = callTwo(T_X_BASEEXCEPTIONGROUP, intern(""), t);
  release(t);
  return g;
}

/**
 * except*: the share of exc that a clause of some classes takes, and the rest. A group splits itself, as its class may
 * see fit; a plain exception is taken whole, in a group.
 */
export function groupMatch(exc: usize, classes: usize, restOut: usize, matchOut: usize): bool {
  if (exc == NONE) { store<usize>(restOut, none()); store<usize>(matchOut, none()); return true; }
  if (!isGroup(exc) || !isHeapType(typeOf(exc)) || exceptionMatches(exc, classes)) return groupSplit(exc, classes, restOut, matchOut);
  const pair = callMethod1(exc, intern("split"), classes);
  if (pair == 0) return false;
  const ok = isTuple(pair) && tupleSize(pair) >= 2;
  if (ok) {
    store<usize>(matchOut, newRef(tupleItem(pair, 0)));
    store<usize>(restOut, newRef(tupleItem(pair, 1)));
  } else if (!isTuple(pair)) raisef(T_X_TYPEERROR, "%t.split must return a tuple, not %t", exc, pair);
  else raisef(T_X_TYPEERROR, "%t.split must return a 2-tuple, got tuple of size %d", exc, tupleSize(pair));
  release(pair);
  return ok;
}

/** Whether an exception was only passed on: its history is still that of the group it was taken out of. */
function isPassedOn(exc: usize, orig: usize): bool {
  return isGroup(exc) && same(exc, orig, E_TRACEBACK) && same(exc, orig, E_CAUSE) && same(exc, orig, E_CONTEXT);
}
@inline function same(a: usize, b: usize, at: usize): bool { return loadRef(a, a + at) == loadRef(b, b + at); }

/** Puts the addresses of the exceptions in a group, however deep, into a set. */
function collectLeaves(exc: usize, into: usize): bool {
  if (!isGroup(exc)) {
    const address = intFromI64(exc);
    const ok = address != 0 && setAdd(into, address) == 0;
    if (address) release(address);
    return ok;
  }
  if (enterNative()) return false;
  const excs = exceptionExtra(exc, 1);
  let ok = true;
  for (let i = 0; ok && i < <i32>tupleSize(excs); i++) ok = collectLeaves(tupleItem(excs, i), into);
  release(excs);
  leaveNative();
  return ok;
}

/** The part of a group whose exceptions some of its parts hold, nested as they were in it; None if there are no parts. */
function projection(orig: usize, parts: usize): usize {
  if (listSize(parts) == 0) return none();
  const leaves = setNew();
  let ok = leaves != 0;
  for (let i = 0; ok && i < <i32>listSize(parts); i++) {
    const part = listGet(parts, i);
    ok = collectLeaves(part, leaves);
    release(part);
  }
  const scratch = ts + 0x238;
  const outer = chosen;
  chosen = leaves;
  ok = ok && groupSplit(orig, 0, scratch, scratch + 4);
  chosen = outer;
  if (leaves) release(leaves);
  if (!ok) return 0;
  release(load<usize>(scratch));
  return load<usize>(scratch + 4);
}

/**
 * After all except* clauses: what is left to raise of `excs`, which holds what the clauses raised and the rest that none
 * took, or None. What was only passed on becomes one group again; with anything new beside it, a part of a new group.
 */
export function groupReraise(orig: usize, excs: usize): usize {
  const all = tupleFromIterable(excs);
  if (all == 0) return 0;
  const raised = listNew(0), passedOn = listNew(0);
  let ok = raised != 0 && passedOn != 0;
  for (let i = 0; ok && i < <i32>tupleSize(all); i++) {
    const exc = tupleItem(all, i);
    if (exc != NONE) ok = listAppend(isGroup(orig) && isPassedOn(exc, orig) ? passedOn : raised, exc) == 0;
  }
  const rest = ok ? projection(orig, passedOn) : 0;
  let result: usize = 0;
  if (rest) {
    if (rest != NONE) ok = listAppend(raised, rest) == 0;
    const n = listSize(raised);
    if (ok) result = n == 0 ? none() : n == 1 ? listGet(raised, 0) : callTwo(T_X_BASEEXCEPTIONGROUP, intern(""), raised);
    release(rest);
  }
  release(all);
  if (raised) release(raised);
  if (passedOn) release(passedOn);
  return result;
}

function isCondition(c: usize): bool {
  if (isType(c)) return isSubtype(c, T_X_BASEEXCEPTION);
  if (!isTuple(c)) return load<u32>(typeOf(c) + TP_CALL) != 0;
  for (let i = 0; i < <i32>tupleSize(c); i++) if (!isType(tupleItem(c, i)) || !isSubtype(tupleItem(c, i), T_X_BASEEXCEPTION)) return false;
  return true;
}
function group_split(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const scratch = ts + 0x230;
  if (!isCondition(arg(args, 0))) return raise(T_X_TYPEERROR, "expected an exception type, a tuple of exception types, or a callable (other than a class)");
  const yes = meets(self, arg(args, 0));
  if (yes < 0) return 0;
  if (yes) { store<usize>(scratch, none()); store<usize>(scratch + 4, newRef(self)); }
  else if (!groupSplit(self, arg(args, 0), scratch, scratch + 4)) return 0;
  const t = tupleNew(2);
  if (t == 0) return 0;
  tupleInit(t, 0, load<usize>(scratch + 4));
  tupleInit(t, 1, load<usize>(scratch));
  return t;
}
function group_subgroup(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const pair = group_split(self, args, nargs, kw);
  if (pair == 0) return 0;
  const match = newRef(tupleItem(pair, 0));
  release(pair);
  return match;
}
function group_derive(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const message = exceptionExtra(self, 0);
  const g = callTwo(T_X_BASEEXCEPTIONGROUP, message, arg(args, 0));
  release(message);
  return g;
}
function group_str(self: usize): usize {
  const message = exceptionExtra(self, 0), excs = exceptionExtra(self, 1);
  const n = <i32>tupleSize(excs);
  const b = Builder.start();
  Builder.str(b, message);
  Builder.text(b, " (");
  Builder.int(b, n);
  Builder.text(b, n == 1 ? " sub-exception)" : " sub-exceptions)");
  release(message);
  release(excs);
  return Builder.finish(b);
}

function get_message(exc: usize): usize { return exceptionExtra(exc, 0); }
function get_exceptions(exc: usize): usize { return exceptionExtra(exc, 1); }

/** ExceptionGroup has two bases: BaseExceptionGroup and Exception. */
export function exceptionGroupClass(): void {
  cls(T_X_EXCEPTIONGROUP, "ExceptionGroup", T_X_BASEEXCEPTIONGROUP);
  const bases = tupleNew(2);
  tupleInit(bases, 0, T_X_BASEEXCEPTIONGROUP);
  tupleInit(bases, 1, T_X_EXCEPTION);
  immortalise(bases);
  store<usize>(T_X_EXCEPTIONGROUP, bases, TY_BASES);
  const mro = tupleNew(5);
  tupleInit(mro, 0, T_X_EXCEPTIONGROUP);
  tupleInit(mro, 1, T_X_BASEEXCEPTIONGROUP);
  tupleInit(mro, 2, T_X_EXCEPTION);
  tupleInit(mro, 3, T_X_BASEEXCEPTION);
  tupleInit(mro, 4, T_OBJECT);
  immortalise(mro);
  store<usize>(T_X_EXCEPTIONGROUP, mro, TY_MRO);
  for (let k = 0; k < 2; k++) {
    const type = k == 0 ? T_X_BASEEXCEPTIONGROUP : T_X_EXCEPTIONGROUP;
    setSlot(type, TP_NEW, fnNative(group_new));
    setSlot(type, TP_STR, fnUnary(group_str));
  }
  getset(T_X_BASEEXCEPTIONGROUP, "message", fnUnary(get_message), 0);
  getset(T_X_BASEEXCEPTIONGROUP, "exceptions", fnUnary(get_exceptions), 0);
  method(T_X_BASEEXCEPTIONGROUP, "split", fnNative(group_split), 1, 1);
  method(T_X_BASEEXCEPTIONGROUP, "subgroup", fnNative(group_subgroup), 1, 1);
  method(T_X_BASEEXCEPTIONGROUP, "derive", fnNative(group_derive), 1, 1);
}
