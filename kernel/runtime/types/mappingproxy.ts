/** mappingproxy: a read-only view of a mapping. 16 ref mapping. */
import { HEADER, typeOf, fnUnary, fnBinary, fnVoid, fnTraverse, fnInt, fnInt2, fnNative, fnCompare, setSlot, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_STR, TP_ITER, TP_LENGTH, TP_GETITEM, TP_CONTAINS, TP_RICHCOMPARE, TP_NEW } from "../object";
import { retain, release } from "../designs/active";
import { T_MAPPINGPROXY, T_X_TYPEERROR } from "./table";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise } from "../errors";
import { method, arg } from "../natives";
import { getIter, lengthOf, getItem, contains, reprOf, strOf, richCompare, getAttr } from "../abstract";
import { callArgs } from "../calls";
import { intern } from "./intern";
import { Builder } from "./builder";

const SIZE: u32 = 24;
/** A view of d (borrowed). */
export function proxyNew(d: usize): usize {
  const p = allocObject(T_MAPPINGPROXY, SIZE);
  if (p == 0) return noMemory();
  retain(d);
  store<usize>(p, d, HEADER);
  store<u32>(p, 0, 20);
  return p;
}
@inline function of_(p: usize): usize { return load<usize>(p, HEADER); }
function px_dealloc(p: usize): void { release(of_(p)); freeObject(p, SIZE); }
function px_traverse(p: usize, visitor: u32): void { call_indirect<void>(visitor, p + HEADER); }
function px_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs != 1) return raise(T_X_TYPEERROR, "mappingproxy() missing required argument 'mapping' (pos 1)");
  return proxyNew(arg(args, 0));
}
function px_iter(p: usize): usize { return getIter(of_(p)); }
function px_len(p: usize): i32 { return lengthOf(of_(p)); }
function px_getitem(p: usize, k: usize): usize { return getItem(of_(p), k); }
function px_contains(p: usize, k: usize): i32 { return contains(of_(p), k); }
function px_str(p: usize): usize { return strOf(of_(p)); }
function px_compare(a: usize, b: usize, op: i32): usize { return richCompare(of_(a), typeOf(b) == T_MAPPINGPROXY ? of_(b) : b, op); }
function px_repr(p: usize): usize {
  const r = reprOf(of_(p));
  if (r == 0) return 0;
  const b = Builder.start();
  Builder.text(b, "mappingproxy(");
  Builder.str(b, r);
  Builder.char(b, 0x29);
  release(r);
  return Builder.finish(b);
}
function forward(p: usize, name: usize, args: usize, nargs: i32): usize {
  const m = getAttr(of_(p), name);
  if (m == 0) return 0;
  const r = callArgs(m, args, nargs, 0);
  release(m);
  return r;
}
function px_get(p: usize, args: usize, nargs: i32, kw: usize): usize { return forward(p, intern("get"), args, nargs); }
function px_keys(p: usize, args: usize, nargs: i32, kw: usize): usize { return forward(p, intern("keys"), args, nargs); }
function px_values(p: usize, args: usize, nargs: i32, kw: usize): usize { return forward(p, intern("values"), args, nargs); }
function px_items(p: usize, args: usize, nargs: i32, kw: usize): usize { return forward(p, intern("items"), args, nargs); }
function px_copy(p: usize, args: usize, nargs: i32, kw: usize): usize { return forward(p, intern("copy"), args, nargs); }

export function initMappingProxy(): void {
  const t = T_MAPPINGPROXY;
  setSlot(t, TP_DEALLOC, fnVoid(px_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(px_traverse));
  setSlot(t, TP_NEW, fnNative(px_new));
  setSlot(t, TP_REPR, fnUnary(px_repr));
  setSlot(t, TP_STR, fnUnary(px_str));
  setSlot(t, TP_ITER, fnUnary(px_iter));
  setSlot(t, TP_LENGTH, fnInt(px_len));
  setSlot(t, TP_GETITEM, fnBinary(px_getitem));
  setSlot(t, TP_CONTAINS, fnInt2(px_contains));
  setSlot(t, TP_RICHCOMPARE, fnCompare(px_compare));
  method(t, "get", fnNative(px_get), 1, 2);
  method(t, "keys", fnNative(px_keys), 0, 0);
  method(t, "values", fnNative(px_values), 0, 0);
  method(t, "items", fnNative(px_items), 0, 0);
  method(t, "copy", fnNative(px_copy), 0, 0);
}
