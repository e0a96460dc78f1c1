/**
 * list[int] and int | str: types.GenericAlias (16 origin, 20 args tuple, 24 parameters tuple) and types.UnionType (16 args tuple).
 */
import { NONE, EMPTY_TUPLE, ELLIPSIS } from "../layout";
import { typeOf, newRef, boolOf, notImplemented, isTuple, isType, fnUnary, fnBinary, fnVoid, fnTraverse, fnNative, fnHash, fnCompare, setSlot, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_CALL, TP_HASH, TP_RICHCOMPARE, TP_GETATTRO, TP_GETITEM, TP_NEW, NB_OR, EQ, NE } from "../object";
import { retain, release } from "../designs/active";
import { T_UNION, T_GENERIC_ALIAS, T_NONETYPE, T_X_TYPEERROR, T_X_ATTRIBUTEERROR, T_LIST, T_DICT, T_TUPLE, T_SET, T_FROZENSET, T_ENUMERATE, T_MAPPINGPROXY, T_WEAKREF, T_DEQUE, T_DEFAULTDICT, T_CHAIN, T_ARRAY,
  T_SRE_PATTERN, T_SRE_MATCH, T_X_BASEEXCEPTIONGROUP } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { allocInstance } from "./instance";
import { intern } from "./intern";
import { noMemory, raise, raisef, hasException, clearIf } from "../errors";
import { tupleNew, tupleInit, tupleSize, tupleItem, tuple2 } from "./tuple";
import { listNew, listAppend, listToTuple } from "./list";
import { getset, method, classMethod, arg, sizeOfInstance, clearInstanceExtras } from "../natives";
import { getAttr, getAttrOr0, setAttr, getItem, contains, hashOf, richCompareBool, reprOf } from "../abstract";
import { callArgs, callMethod1 } from "../calls";
import { genericGetAttrOr0 } from "./attributes";
import { typeFullName } from "./typeattrs";
import { Builder } from "./builder";

const UNION_SIZE: u32 = 24;

/** origin[args]; both borrowed, args a tuple or one argument. */
export function aliasNew(origin: usize, args: usize): usize { return aliasOfType(T_GENERIC_ALIAS, origin, args); }
function aliasOfType(type: usize, origin: usize, args: usize): usize {
  let t = newRef(args);
  if (!isTuple(args)) {
    t = tupleNew(1);
    if (t == 0) { release(args); return 0; }
    tupleInit(t, 0, args);
  }
  const parameters = typeParameters(t);
  const a: usize = parameters ? allocInstance(type, 0) : 0;
  if (a == 0) { release(t); if (parameters) release(parameters); return 0; }
  retain(origin);
  store<usize>(a, origin, 16);
  store<usize>(a, t, 20);
  store<usize>(a, parameters, 24);
  return a;
}

// ---- parameters: what of the arguments is a type variable, directly or inside another alias

/** The type variables in the arguments, each once, in order: a new tuple. */
function typeParameters(args: usize): usize {
  let list: usize = 0;
  for (let i = 0; i < tupleSize(args); i++) {
    const o = tupleItem(args, i);
    if (isType(o)) continue;
    const inner = parametersOf(o);
    if (inner == 0) { if (list) release(list); return 0; }
    for (let k = 0; k < tupleSize(inner); k++) {
      if (list == 0) list = listNew(0);
      const known: i32 = list ? contains(list, tupleItem(inner, k)) : -1;
      if (known < 0 || (known == 0 && listAppend(list, tupleItem(inner, k)) < 0)) { release(inner); if (list) release(list); return 0; }
    }
    release(inner);
  }
  if (list == 0) return newRef(EMPTY_TUPLE);
  const t = listToTuple(list);
  release(list);
  return t;
}
/** The type variables of one argument: itself, or its `__parameters__`. */
function parametersOf(o: usize): usize {
  if (isVariable(o)) {
    const t = tupleNew(1);
    if (t) tupleInit(t, 0, newRef(o));
    return t;
  }
  if (hasException()) return 0;
  const inner = getAttrOr0(o, intern("__parameters__"));
  if (inner != 0 && isTuple(inner)) return inner;
  if (inner) release(inner);
  return hasException() ? 0 : newRef(EMPTY_TUPLE);
}
function isVariable(o: usize): bool {
  if (isType(o)) return false;
  const subst = getAttrOr0(o, intern("__typing_subst__"));
  if (subst) release(subst);
  return subst != 0;
}

/** alias[items]: the type variables replaced by the items. */
function alias_getitem(a: usize, items: usize): usize {
  const parameters = load<usize>(a, 24), args = load<usize>(a, 20);
  const given: i32 = isTuple(items) ? <i32>tupleSize(items) : 1, wanted = <i32>tupleSize(parameters);
  if (wanted == 0) return raisef(T_X_TYPEERROR, "%r is not a generic class", a);
  if (given != wanted) return raisef(T_X_TYPEERROR, given > wanted ? "Too many arguments for %r" : "Too few arguments for %r", a);
  const result = tupleNew(tupleSize(args));
  if (result == 0) return 0;
  for (let i = 0; i < tupleSize(args); i++) {
    const v = substitute(tupleItem(args, i), parameters, items);
    if (v == 0) { release(result); return 0; }
    tupleInit(result, i, v);
  }
  const alias = aliasOfType(T_GENERIC_ALIAS, load<usize>(a, 16), result);
  release(result);
  return alias;
}
function itemFor(variable: usize, parameters: usize, items: usize): usize {
  for (let i = 0; i < tupleSize(parameters); i++) if (tupleItem(parameters, i) == variable) return isTuple(items) ? tupleItem(items, i) : items;
  return 0;
}
function substitute(o: usize, parameters: usize, items: usize): usize {
  if (isType(o)) return newRef(o);
  if (isVariable(o)) {
    const item = itemFor(o, parameters, items);
    return item ? callMethod1(o, intern("__typing_subst__"), item) : newRef(o);
  }
  if (hasException()) return 0;
  const inner = parametersOf(o);
  if (inner == 0) return 0;
  const n = tupleSize(inner);
  if (n == 0) { release(inner); return newRef(o); }
  const mine = tupleNew(n);
  if (mine) for (let i = 0; i < <i32>n; i++) tupleInit(mine, i, newRef(itemFor(tupleItem(inner, i), parameters, items)));
  release(inner);
  if (mine == 0) return 0;
  const r = getItem(o, mine);
  release(mine);
  return r;
}

/** `__class_getitem__` of native containers. */
export function classGetitem(cls: usize, args: usize, nargs: i32, kw: usize): usize { return aliasNew(cls, arg(args, 0)); }

function alias_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs != 2) return raise(T_X_TYPEERROR, "GenericAlias expected 2 arguments");
  return aliasOfType(type, arg(args, 0), arg(args, 1));
}
function alias_dealloc(a: usize): void {
  release(load<usize>(a, 16));
  release(load<usize>(a, 20));
  release(load<usize>(a, 24));
  clearInstanceExtras(a);
  freeObject(a, sizeOfInstance(a));
}
function alias_traverse(a: usize, visitor: u32): void { for (let at: usize = 16; at <= 24; at += 4) call_indirect<void>(visitor, a + at); }
/** An instance of a class that takes attributes remembers which alias made it. */
function alias_call(a: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = callArgs(load<usize>(a, 16), args, nargs, kw);
  if (o != 0 && setAttr(o, intern("__orig_class__"), a) < 0 && !clearIf(T_X_ATTRIBUTEERROR) && !clearIf(T_X_TYPEERROR)) { release(o); return 0; }
  return o;
}
function alias_instancecheck(a: usize, args: usize, nargs: i32, kw: usize): usize { return raise(T_X_TYPEERROR, "isinstance() argument 2 cannot be a parameterized generic"); }
function alias_subclasscheck(a: usize, args: usize, nargs: i32, kw: usize): usize { return raise(T_X_TYPEERROR, "issubclass() argument 2 cannot be a parameterized generic"); }
function alias_reduce(a: usize, args: usize, nargs: i32, kw: usize): usize {
  const inner = tuple2(load<usize>(a, 16), load<usize>(a, 20));
  if (inner == 0) return 0;
  const t = tuple2(T_GENERIC_ALIAS, inner);
  release(inner);
  return t;
}
function alias_origin(a: usize): usize { return newRef(load<usize>(a, 16)); }
function alias_args(a: usize): usize { return newRef(load<usize>(a, 20)); }
function alias_parameters(a: usize): usize { return newRef(load<usize>(a, 24)); }
function alias_mro_entries(a: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = tupleNew(1);
  if (t) tupleInit(t, 0, newRef(load<usize>(a, 16)));
  return t;
}
/** Attributes that are not its own are the origin's. */
function alias_getattro(a: usize, name: usize): usize {
  const own = genericGetAttrOr0(a, name);
  if (own || hasException()) return own;
  return getAttr(load<usize>(a, 16), name);
}
/** How an argument of a generic is shown: a class by its name. */
function describe(b: usize, o: usize): bool {
  if (o == NONE) { Builder.text(b, "None"); return true; }
  if (o == ELLIPSIS) { Builder.text(b, "..."); return true; }
  const r = isType(o) ? typeFullName(o) : reprOf(o);
  if (r == 0) return false;
  Builder.str(b, r);
  release(r);
  return true;
}
function alias_repr(a: usize): usize {
  const b = Builder.start();
  let ok = describe(b, load<usize>(a, 16));
  Builder.char(b, 0x5b);
  const args = load<usize>(a, 20);
  for (let i = 0; i < tupleSize(args) && ok; i++) { if (i) Builder.text(b, ", "); ok = describe(b, tupleItem(args, i)); }
  if (tupleSize(args) == 0) Builder.text(b, "()");
  Builder.char(b, 0x5d);
  if (!ok) { Builder.abandon(b); return 0; }
  return Builder.finish(b);
}
function alias_hash(a: usize): i64 { const x = hashOf(load<usize>(a, 16)), y = hashOf(load<usize>(a, 20)); return x == -1 || y == -1 ? -1 : (x ^ y) == -1 ? -2 : x ^ y; }
function alias_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_GENERIC_ALIAS) return notImplemented();
  const x = richCompareBool(load<usize>(a, 16), load<usize>(b, 16), EQ);
  const y = x == 1 ? richCompareBool(load<usize>(a, 20), load<usize>(b, 20), EQ) : x;
  return y < 0 ? 0 : boolOf((y == 1) == (op == EQ));
}

/** The members of a union, borrowed. */
export function unionArgs(u: usize): usize { return load<usize>(u, 16); }

function addMember(list: usize, o: usize): bool {
  if (typeOf(o) == T_UNION) {
    for (let i = 0; i < tupleSize(unionArgs(o)); i++) if (!addMember(list, tupleItem(unionArgs(o), i))) return false;
    return true;
  }
  const member: usize = o == NONE ? T_NONETYPE : o;
  const have = listToTuple(list);
  if (have == 0) return false;
  let found = false;
  for (let i = 0; i < tupleSize(have) && !found; i++) found = richCompareBool(tupleItem(have, i), member, EQ) == 1;
  release(have);
  return found || listAppend(list, member) == 0;
}
function unionable(o: usize): bool { return o == NONE || isType(o) || typeOf(o) == T_UNION || typeOf(o) == T_GENERIC_ALIAS; }

/** a | b for classes. */
export function unionOfTypes(a: usize, b: usize): usize {
  if (!unionable(a) || !unionable(b)) return notImplemented();
  const list = listNew(0);
  if (list == 0 || !addMember(list, a) || !addMember(list, b)) return 0;
  const t = listToTuple(list);
  release(list);
  if (t == 0) return 0;
  if (tupleSize(t) == 1) { const only = newRef(tupleItem(t, 0)); release(t); return only; }
  const u = allocObject(T_UNION, UNION_SIZE);
  if (u == 0) return noMemory();
  store<usize>(u, t, 16);
  return u;
}
function union_dealloc(u: usize): void { release(load<usize>(u, 16)); freeObject(u, UNION_SIZE); }
function union_traverse(u: usize, visitor: u32): void { call_indirect<void>(visitor, u + 16); }
function union_args(u: usize): usize { return newRef(unionArgs(u)); }
function union_repr(u: usize): usize {
  const b = Builder.start();
  let ok = true;
  for (let i = 0; i < tupleSize(unionArgs(u)) && ok; i++) {
    if (i) Builder.text(b, " | ");
    const o = tupleItem(unionArgs(u), i);
    ok = describe(b, o == T_NONETYPE ? <usize>NONE : o);
  }
  if (!ok) { Builder.abandon(b); return 0; }
  return Builder.finish(b);
}
function union_hash(u: usize): i64 {
  let h: i64 = 0x345678;
  for (let i = 0; i < tupleSize(unionArgs(u)); i++) { const x = hashOf(tupleItem(unionArgs(u), i)); if (x == -1) return -1; h ^= x; }
  return h == -1 ? -2 : h;
}
function union_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || typeOf(b) != T_UNION) return notImplemented();
  const x = unionArgs(a), y = unionArgs(b);
  let same = tupleSize(x) == tupleSize(y);
  for (let i = 0; i < tupleSize(x) && same; i++) {
    let found = false;
    for (let k = 0; k < tupleSize(y) && !found; k++) found = richCompareBool(tupleItem(x, i), tupleItem(y, k), EQ) == 1;
    same = found;
  }
  return boolOf(same == (op == EQ));
}

/** Native types that can be subscripted as annotations. */
function subscriptable(type: usize): void { classMethod(type, "__class_getitem__", fnNative(classGetitem), 1, 1); }

export function initUnion(): void {
  subscriptable(T_LIST);
  subscriptable(T_DICT);
  subscriptable(T_TUPLE);
  subscriptable(T_SET);
  subscriptable(T_FROZENSET);
  subscriptable(T_ENUMERATE);
  subscriptable(T_MAPPINGPROXY);
  subscriptable(T_WEAKREF);
  subscriptable(T_DEQUE);
  subscriptable(T_DEFAULTDICT);
  subscriptable(T_ARRAY);
  subscriptable(T_CHAIN);
  subscriptable(T_SRE_PATTERN);
  subscriptable(T_SRE_MATCH);
  subscriptable(T_X_BASEEXCEPTIONGROUP);
  const a = T_GENERIC_ALIAS;
  setSlot(a, TP_NEW, fnNative(alias_new));
  setSlot(a, TP_DEALLOC, fnVoid(alias_dealloc));
  setSlot(a, TP_TRAVERSE, fnTraverse(alias_traverse));
  setSlot(a, TP_CALL, fnNative(alias_call));
  setSlot(a, TP_REPR, fnUnary(alias_repr));
  setSlot(a, TP_HASH, fnHash(alias_hash));
  setSlot(a, TP_RICHCOMPARE, fnCompare(alias_compare));
  setSlot(a, TP_GETATTRO, fnBinary(alias_getattro));
  setSlot(a, NB_OR, fnBinary(unionOfTypes));
  getset(a, "__origin__", fnUnary(alias_origin), 0);
  getset(a, "__args__", fnUnary(alias_args), 0);
  getset(a, "__parameters__", fnUnary(alias_parameters), 0);
  setSlot(a, TP_GETITEM, fnBinary(alias_getitem));
  method(a, "__instancecheck__", fnNative(alias_instancecheck), 1, 1);
  method(a, "__subclasscheck__", fnNative(alias_subclasscheck), 1, 1);
  method(a, "__reduce__", fnNative(alias_reduce), 0, 0);
  method(a, "__mro_entries__", fnNative(alias_mro_entries), 1, 1);
  const u = T_UNION;
  setSlot(u, TP_DEALLOC, fnVoid(union_dealloc));
  setSlot(u, TP_TRAVERSE, fnTraverse(union_traverse));
  setSlot(u, TP_REPR, fnUnary(union_repr));
  setSlot(u, TP_HASH, fnHash(union_hash));
  setSlot(u, TP_RICHCOMPARE, fnCompare(union_compare));
  setSlot(u, NB_OR, fnBinary(unionOfTypes));
  getset(u, "__args__", fnUnary(union_args), 0);
}
