/**
 * The module _operator: the operators as functions, itemgetter, attrgetter, methodcaller.
 *
 *     getters: 20 ref tuple of keys (itemgetter), of tuples of names (attrgetter), of the arguments (methodcaller)
 *              24 ref name (methodcaller)   28 ref tuple of keyword names or 0 (methodcaller)
 */
import { NONE, TRUE, FALSE } from "../layout";
import { typeOf, newRef, none, boolOf, isStr, setSlot, slotOf, fnVoid, fnUnary, fnTraverse, fnNative, TP_CALL, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_NEW, TY_NAME, TP_GETITEM, TF_BASETYPE,
  NB_ADD, NB_SUB, NB_MUL, NB_TRUE_DIV, NB_FLOOR_DIV, NB_MOD, NB_POW, NB_LSHIFT, NB_RSHIFT, NB_AND, NB_OR, NB_XOR, NB_MAT_MUL, NB_NEGATIVE, NB_POSITIVE, NB_ABSOLUTE, NB_INVERT, LT, LE, EQ, NE, GT, GE, INPLACE } from "../object";
import { release, initRef } from "../designs/active";
import { freeObject } from "../heap/blocks";
import { raise, raisef, hasException } from "../errors";
import { T_ITEMGETTER, T_ATTRGETTER, T_METHODCALLER, T_X_TYPEERROR, T_X_VALUEERROR } from "../types/table";
import { getAttr, getItem, setItem, contains, binaryOp, inplaceOp, unaryOp, richCompare, richCompareBool, isTrue, asIndexObject, lengthHint, getIter, iterNext } from "../abstract";
import { callArgs } from "../calls";
import { arg, positional, kwRefused, countCheck, function_, asIndex, sizeOfInstance, clearInstanceExtras } from "../natives";
import { allocInstance } from "../types/instance";
import { newType } from "../types/type";
import { intFromI32 } from "../types/int";
import { intern, internObject } from "../types/intern";
import { strLength, strCharAt, strData, strIsAscii, substr } from "../types/str";
import { bytesData, bytesSize } from "../types/bytes";
import { bufferBytes, isBytesLike } from "../types/textcore";
import { tupleNew, tupleInit, tupleItem, tupleSize, tupleFromArray } from "../types/tuple";
import { listNew, listAppendOwned, listToTuple } from "../types/list";
import { dictSetStr } from "../types/dict";
import { appendRepr } from "../types/dictmethods";
import { Builder } from "../types/builder";
import { registerModule } from "./registry";

function add(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_ADD); }
function sub(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_SUB); }
function mul(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_MUL); }
function truediv(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_TRUE_DIV); }
function floordiv(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_FLOOR_DIV); }
function mod(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_MOD); }
function pow_(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_POW); }
function lshift(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_LSHIFT); }
function rshift(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_RSHIFT); }
function and_(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_AND); }
function or_(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_OR); }
function xor(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_XOR); }
function matmul(self: usize, a: usize, n: i32, kw: usize): usize { return binaryOp(arg(a, 0), arg(a, 1), NB_MAT_MUL); }
function iadd(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_ADD); }
function isub(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_SUB); }
function imul(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_MUL); }
function itruediv(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_TRUE_DIV); }
function ifloordiv(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_FLOOR_DIV); }
function imod(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_MOD); }
function ipow(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_POW); }
function ilshift(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_LSHIFT); }
function irshift(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_RSHIFT); }
function iand(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_AND); }
function ior(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_OR); }
function ixor(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_XOR); }
function imatmul(self: usize, a: usize, n: i32, kw: usize): usize { return inplaceOp(arg(a, 0), arg(a, 1), NB_MAT_MUL); }
function lt(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), LT); }
function le(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), LE); }
function eq(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), EQ); }
function ne(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), NE); }
function gt(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), GT); }
function ge(self: usize, a: usize, n: i32, kw: usize): usize { return richCompare(arg(a, 0), arg(a, 1), GE); }
function neg(self: usize, a: usize, n: i32, kw: usize): usize { return unaryOp(arg(a, 0), NB_NEGATIVE, "-"); }
function pos(self: usize, a: usize, n: i32, kw: usize): usize { return unaryOp(arg(a, 0), NB_POSITIVE, "+"); }
function invert(self: usize, a: usize, n: i32, kw: usize): usize { return unaryOp(arg(a, 0), NB_INVERT, "~"); }
function abs_(self: usize, a: usize, n: i32, kw: usize): usize { return unaryOp(arg(a, 0), NB_ABSOLUTE, "abs()"); }
function index(self: usize, a: usize, n: i32, kw: usize): usize { return asIndexObject(arg(a, 0)); }
function is_(self: usize, a: usize, n: i32, kw: usize): usize { return boolOf(arg(a, 0) == arg(a, 1)); }
function is_not(self: usize, a: usize, n: i32, kw: usize): usize { return boolOf(arg(a, 0) != arg(a, 1)); }
function truth(self: usize, a: usize, n: i32, kw: usize): usize { const r = isTrue(arg(a, 0)); return r < 0 ? 0 : boolOf(r != 0); }
function not_(self: usize, a: usize, n: i32, kw: usize): usize { const r = isTrue(arg(a, 0)); return r < 0 ? 0 : boolOf(r == 0); }
function contains_(self: usize, a: usize, n: i32, kw: usize): usize { const r = contains(arg(a, 0), arg(a, 1)); return r < 0 ? 0 : boolOf(r != 0); }
function getitem(self: usize, a: usize, n: i32, kw: usize): usize { return getItem(arg(a, 0), arg(a, 1)); }
function setitem(self: usize, a: usize, n: i32, kw: usize): usize { return setItem(arg(a, 0), arg(a, 1), arg(a, 2)) < 0 ? 0 : none(); }
function delitem(self: usize, a: usize, n: i32, kw: usize): usize { return setItem(arg(a, 0), arg(a, 1), 0) < 0 ? 0 : none(); }
function concat(self: usize, a: usize, n: i32, kw: usize): usize {
  if (slotOf(arg(a, 0), TP_GETITEM) == 0) return raisef(T_X_TYPEERROR, "'%t' object can't be concatenated", arg(a, 0));
  return binaryOp(arg(a, 0), arg(a, 1), NB_ADD);
}
function iconcat(self: usize, a: usize, n: i32, kw: usize): usize {
  if (slotOf(arg(a, 0), TP_GETITEM) == 0) return raisef(T_X_TYPEERROR, "'%t' object can't be concatenated", arg(a, 0));
  return inplaceOp(arg(a, 0), arg(a, 1), NB_ADD);
}
function length_hint(self: usize, a: usize, n: i32, kw: usize): usize {
  const d = n > 1 ? asIndex(arg(a, 1)) : 0;
  if (d == -1 && hasException()) return 0;
  const r = lengthHint(arg(a, 0), d);
  return r < 0 && hasException() ? 0 : intFromI32(r);
}

/** Whether two ASCII texts or two bytes-like objects are the same, in a time that does not tell where they differ. */
function compare_digest(self: usize, a: usize, n: i32, kw: usize): usize {
  const x = arg(a, 0), y = arg(a, 1);
  if (isStr(x) && isStr(y)) {
    if (!strIsAscii(x) || !strIsAscii(y)) return raise(T_X_TYPEERROR, "comparing strings with non-ASCII characters is not supported");
    return boolOf(sameBytes(strData(x), strLength(x), strData(y), strLength(y)));
  }
  if (!isBytesLike(x) || !isBytesLike(y)) return raisef(T_X_TYPEERROR, "unsupported operand types(s) or combination of types: '%t' and '%t'", x, y);
  const left = bufferBytes(x), right = left ? bufferBytes(y) : 0;
  const same = right != 0 && sameBytes(bytesData(left), bytesSize(left), bytesData(right), bytesSize(right));
  if (left) release(left);
  if (right) release(right);
  return left && right ? boolOf(same) : 0;
}
function sameBytes(p: usize, n: u32, q: usize, m: u32): bool {
  let differs: u32 = n ^ m;
  for (let i: u32 = 0; i < n; i++) differs |= load<u8>(p + i) ^ load<u8>(q + (i < m ? i : 0));
  return differs == 0;
}

/** countOf counts; indexOf stops at the first. */
function search(o: usize, x: usize, first: bool): usize {
  const it = getIter(o);
  if (it == 0) return 0;
  let i = 0, count = 0;
  while (true) {
    const v = iterNext(it);
    if (v == 0) break;
    const same = richCompareBool(v, x, EQ);
    release(v);
    if (same < 0) { release(it); return 0; }
    if (same && first) { release(it); return intFromI32(i); }
    count += same;
    i++;
  }
  release(it);
  if (hasException()) return 0;
  return first ? raise(T_X_VALUEERROR, "sequence.index(x): x not in sequence") : intFromI32(count);
}
function countOf(self: usize, a: usize, n: i32, kw: usize): usize { return search(arg(a, 0), arg(a, 1), false); }
function indexOf(self: usize, a: usize, n: i32, kw: usize): usize { return search(arg(a, 0), arg(a, 1), true); }

// ---- getters

const ITEMS: usize = 20;
const NAME: usize = 24;
const KEYWORDS: usize = 28;
const GETTER_BYTES: u32 = 32;

function getter_dealloc(g: usize): void {
  clearInstanceExtras(g);
  for (let at = ITEMS; at <= KEYWORDS; at += 4) { const v = load<usize>(g + at); if (v) release(v); }
  freeObject(g, sizeOfInstance(g));
}
function getter_traverse(g: usize, visitor: u32): void { for (let at = ITEMS; at <= KEYWORDS; at += 4) call_indirect<void>(visitor, g + at); }
function getterNew(type: usize, items: usize, name: usize, keywords: usize): usize {
  const g = allocInstance(type, 0);
  if (g == 0) { release(items); return 0; }
  initRef(g, g + ITEMS, items);
  initRef(g, g + NAME, name ? newRef(name) : 0);
  initRef(g, g + KEYWORDS, keywords ? newRef(keywords) : 0);
  return g;
}

function itemgetter_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("itemgetter", kw)) return 0;
  if (nargs == 0) return raise(T_X_TYPEERROR, "itemgetter expected at least 1 argument, got 0");
  const items = tupleFromArray(args, nargs);
  return items ? getterNew(type, items, 0, 0) : 0;
}
function itemgetter_call(g: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("itemgetter", kw) || !countCheck("itemgetter", nargs, 1, 1)) return 0;
  const items = load<usize>(g, ITEMS), n = tupleSize(items);
  if (n == 1) return getItem(arg(args, 0), tupleItem(items, 0));
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const v = getItem(arg(args, 0), tupleItem(items, i));
    if (v == 0) { release(t); return 0; }
    tupleInit(t, i, v);
  }
  return t;
}

/** The names of a dotted name, interned, in a tuple. */
function splitName(name: usize): usize {
  const l = listNew(0);
  if (l == 0) return 0;
  const n = strLength(name);
  let start: u32 = 0;
  for (let i: u32 = 0; i <= n; i++) {
    if (i < n && strCharAt(name, i) != 0x2e) continue;
    const part = substr(name, start, i);
    const word = part ? internObject(part) : 0;
    if (word == 0 || listAppendOwned(l, word)) { release(l); return 0; }
    start = i + 1;
  }
  const t = listToTuple(l);
  release(l);
  return t;
}
function attrgetter_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("attrgetter", kw)) return 0;
  if (nargs == 0) return raise(T_X_TYPEERROR, "attrgetter expected at least 1 argument, got 0");
  const items = tupleNew(nargs);
  if (items == 0) return 0;
  for (let i = 0; i < nargs; i++) {
    if (!isStr(arg(args, i))) { release(items); return raise(T_X_TYPEERROR, "attribute name must be a string"); }
    const names = splitName(arg(args, i));
    if (names == 0) { release(items); return 0; }
    tupleInit(items, i, names);
  }
  return getterNew(type, items, 0, 0);
}
function attributeOf(o: usize, names: usize): usize {
  let v = newRef(o);
  for (let i = 0, n = tupleSize(names); i < n; i++) {
    const next = getAttr(v, tupleItem(names, i));
    release(v);
    if (next == 0) return 0;
    v = next;
  }
  return v;
}
function attrgetter_call(g: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("attrgetter", kw) || !countCheck("attrgetter", nargs, 1, 1)) return 0;
  const items = load<usize>(g, ITEMS), n = tupleSize(items);
  if (n == 1) return attributeOf(arg(args, 0), tupleItem(items, 0));
  const t = tupleNew(n);
  if (t == 0) return 0;
  for (let i = 0; i < n; i++) {
    const v = attributeOf(arg(args, 0), tupleItem(items, i));
    if (v == 0) { release(t); return 0; }
    tupleInit(t, i, v);
  }
  return t;
}

function methodcaller_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (positional(nargs, kw) < 1) return raise(T_X_TYPEERROR, "methodcaller needs at least one argument, the method name");
  if (!isStr(arg(args, 0))) return raise(T_X_TYPEERROR, "method name must be a string");
  const items = tupleFromArray(args + 4, nargs - 1);
  return items ? getterNew(type, items, arg(args, 0), kw) : 0;
}
function methodcaller_call(g: usize, args: usize, nargs: i32, kw: usize): usize {
  if (kwRefused("methodcaller", kw) || !countCheck("methodcaller", nargs, 1, 1)) return 0;
  const f = getAttr(arg(args, 0), load<usize>(g, NAME));
  if (f == 0) return 0;
  const items = load<usize>(g, ITEMS);
  const r = callArgs(f, items + 20, tupleSize(items), load<usize>(g, KEYWORDS));
  release(f);
  return r;
}

function fill(d: usize): void {
  function_(d, "add", fnNative(add), 2, 2);
  function_(d, "sub", fnNative(sub), 2, 2);
  function_(d, "mul", fnNative(mul), 2, 2);
  function_(d, "truediv", fnNative(truediv), 2, 2);
  function_(d, "floordiv", fnNative(floordiv), 2, 2);
  function_(d, "mod", fnNative(mod), 2, 2);
  function_(d, "pow", fnNative(pow_), 2, 2);
  function_(d, "lshift", fnNative(lshift), 2, 2);
  function_(d, "rshift", fnNative(rshift), 2, 2);
  function_(d, "and_", fnNative(and_), 2, 2);
  function_(d, "or_", fnNative(or_), 2, 2);
  function_(d, "xor", fnNative(xor), 2, 2);
  function_(d, "matmul", fnNative(matmul), 2, 2);
  function_(d, "iadd", fnNative(iadd), 2, 2);
  function_(d, "isub", fnNative(isub), 2, 2);
  function_(d, "imul", fnNative(imul), 2, 2);
  function_(d, "itruediv", fnNative(itruediv), 2, 2);
  function_(d, "ifloordiv", fnNative(ifloordiv), 2, 2);
  function_(d, "imod", fnNative(imod), 2, 2);
  function_(d, "ipow", fnNative(ipow), 2, 2);
  function_(d, "ilshift", fnNative(ilshift), 2, 2);
  function_(d, "irshift", fnNative(irshift), 2, 2);
  function_(d, "iand", fnNative(iand), 2, 2);
  function_(d, "ior", fnNative(ior), 2, 2);
  function_(d, "ixor", fnNative(ixor), 2, 2);
  function_(d, "imatmul", fnNative(imatmul), 2, 2);
  function_(d, "lt", fnNative(lt), 2, 2);
  function_(d, "le", fnNative(le), 2, 2);
  function_(d, "eq", fnNative(eq), 2, 2);
  function_(d, "ne", fnNative(ne), 2, 2);
  function_(d, "gt", fnNative(gt), 2, 2);
  function_(d, "ge", fnNative(ge), 2, 2);
  function_(d, "neg", fnNative(neg), 1, 1);
  function_(d, "pos", fnNative(pos), 1, 1);
  function_(d, "inv", fnNative(invert), 1, 1);
  function_(d, "invert", fnNative(invert), 1, 1);
  function_(d, "abs", fnNative(abs_), 1, 1);
  function_(d, "index", fnNative(index), 1, 1);
  function_(d, "is_", fnNative(is_), 2, 2);
  function_(d, "is_not", fnNative(is_not), 2, 2);
  function_(d, "truth", fnNative(truth), 1, 1);
  function_(d, "not_", fnNative(not_), 1, 1);
  function_(d, "contains", fnNative(contains_), 2, 2);
  function_(d, "getitem", fnNative(getitem), 2, 2);
  function_(d, "setitem", fnNative(setitem), 3, 3);
  function_(d, "delitem", fnNative(delitem), 2, 2);
  function_(d, "concat", fnNative(concat), 2, 2);
  function_(d, "iconcat", fnNative(iconcat), 2, 2);
  function_(d, "countOf", fnNative(countOf), 2, 2);
  function_(d, "indexOf", fnNative(indexOf), 2, 2);
  function_(d, "length_hint", fnNative(length_hint), 1, 2);
  function_(d, "_compare_digest", fnNative(compare_digest), 2, 2);
  dictSetStr(d, intern("itemgetter"), T_ITEMGETTER);
  dictSetStr(d, intern("attrgetter"), T_ATTRGETTER);
  dictSetStr(d, intern("methodcaller"), T_METHODCALLER);
}

function initGetter(type: usize, name: string, make: u32, call: u32): void {
  newType(type, name, 0, GETTER_BYTES, 0);
  setSlot(type, TP_NEW, make);
  setSlot(type, TP_CALL, call);
  setSlot(type, TP_DEALLOC, fnVoid(getter_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(getter_traverse));
}

export function initOperator(): void {
  initGetter(T_ITEMGETTER, "operator.itemgetter", fnNative(itemgetter_new), fnNative(itemgetter_call));
  initGetter(T_ATTRGETTER, "operator.attrgetter", fnNative(attrgetter_new), fnNative(attrgetter_call));
  initGetter(T_METHODCALLER, "operator.methodcaller", fnNative(methodcaller_new), fnNative(methodcaller_call));
  registerModule("_operator", fill);
}
