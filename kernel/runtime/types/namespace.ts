/** types.SimpleNamespace: attributes in a dict, `namespace(a=1)` as its repr. 16 lock, 20 attribute record (8 bytes). */
import { typeOf, notImplemented, fnUnary, fnVoid, fnTraverse, fnNative, fnInit, fnCompare, setSlot, TY_NAME, TY_FLAGS, TF_HEAP, TP_DEALLOC, TP_TRAVERSE, TP_INIT, TP_NEW, TP_REPR, TP_RICHCOMPARE, EQ, NE } from "../object";
import { release } from "../designs/active";
import { T_SIMPLENAMESPACE, T_X_TYPEERROR } from "./table";
import { freeObject, allocRaw, freeRaw } from "../heap/blocks";
import { allocInstance, instanceDict } from "./instance";
import { setDictOffset, isSubtype } from "./type";
import { getset, arg, positional, sizeOfInstance, clearInstanceExtras } from "../natives";
import { dictSetStr, dictSet, dictNext, dictUpdate } from "./dict";
import { tupleSize, tupleItem } from "./tuple";
import { raise, noMemory } from "../errors";
import { reprOf, reprEnter, reprLeave, richCompare } from "../abstract";
import { Builder } from "./builder";

const RECORD: u32 = 20;

export function namespaceNew(): usize { return allocInstance(T_SIMPLENAMESPACE, 0); }
/** `word`: address of a name word (S_x); v borrowed. */
export function namespaceSet(o: usize, word: usize, v: usize): void { namespacePut(o, load<usize>(word), v); }
/** `name`: an interned str; v borrowed. */
export function namespacePut(o: usize, name: usize, v: usize): void {
  const d = instanceDict(o);
  if (d == 0) return;
  dictSetStr(d, name, v);
  release(d);
}
function ns_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return allocInstance(type, 0); }
function ns_init(o: usize, args: usize, nargs: i32, kw: usize): i32 {
  const npos = positional(nargs, kw);
  if (npos > 1) { raise(T_X_TYPEERROR, "expected at most 1 positional argument"); return -1; }
  const d = instanceDict(o);
  if (d == 0) return -1;
  let status = 0;
  if (npos == 1) status = dictUpdate(d, arg(args, 0));
  for (let i = 0; kw != 0 && status == 0 && i < tupleSize(kw); i++) status = dictSet(d, tupleItem(kw, i), arg(args, npos + i));
  release(d);
  return status;
}
function ns_dealloc(o: usize): void {
  clearInstanceExtras(o);
  if ((load<u32>(typeOf(o), TY_FLAGS) & TF_HEAP) == 0) { const d = load<usize>(o + RECORD); if (d) release(d); }
  freeObject(o, sizeOfInstance(o));
}
function ns_traverse(o: usize, visitor: u32): void { call_indirect<void>(visitor, o + RECORD); }
function ns_dict(o: usize): usize { return instanceDict(o); }
function ns_repr(o: usize): usize {
  const entered = reprEnter(o);
  if (entered < 0) return 0;
  const b = Builder.start();
  if (typeOf(o) == T_SIMPLENAMESPACE) Builder.text(b, "namespace"); else Builder.str(b, load<usize>(typeOf(o), TY_NAME));
  if (entered) { Builder.text(b, "(...)"); return Builder.finish(b); }
  Builder.char(b, 0x28);
  const d = instanceDict(o), cursor = allocRaw(16);
  if (d == 0 || cursor == 0) { reprLeave(o); Builder.abandon(b); return d ? noMemory() : 0; }
  store<u32>(cursor, 0);
  let first = true, ok = true;
  while (ok && dictNext(d, cursor, cursor + 4, cursor + 8)) {
    const k = load<usize>(cursor, 4), v = load<usize>(cursor, 8);
    if (!first) Builder.text(b, ", ");
    first = false;
    Builder.str(b, k);
    Builder.char(b, 0x3d);
    const r = reprOf(v);
    if (r) { Builder.str(b, r); release(r); } else ok = false;
    release(k);
    release(v);
  }
  freeRaw(cursor, 16);
  release(d);
  reprLeave(o);
  if (!ok) { Builder.abandon(b); return 0; }
  Builder.char(b, 0x29);
  return Builder.finish(b);
}
function ns_compare(a: usize, b: usize, op: i32): usize {
  if ((op != EQ && op != NE) || !isSubtype(typeOf(b), T_SIMPLENAMESPACE)) return notImplemented();
  const x = instanceDict(a), y = instanceDict(b);
  const r = x && y ? richCompare(x, y, op) : 0;
  if (x) release(x);
  if (y) release(y);
  return r;
}
export function initNamespace(): void {
  const t = T_SIMPLENAMESPACE;
  setSlot(t, TP_NEW, fnNative(ns_new));
  setSlot(t, TP_INIT, fnInit(ns_init));
  setSlot(t, TP_DEALLOC, fnVoid(ns_dealloc));
  setSlot(t, TP_TRAVERSE, fnTraverse(ns_traverse));
  setSlot(t, TP_REPR, fnUnary(ns_repr));
  setSlot(t, TP_RICHCOMPARE, fnCompare(ns_compare));
  getset(t, "__dict__", fnUnary(ns_dict), 0);
  setDictOffset(t, RECORD);
}
