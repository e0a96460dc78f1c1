/**
 * Module objects: a namespace with a name.
 *
 *     16 lock   20 dict   24 unused: the attribute record {dict, values} of other objects; values is always 0
 */
import { T_MODULE, T_X_TYPEERROR, T_X_ATTRIBUTEERROR } from "./table";
import { NONE } from "../layout";
import { HEADER, TP_DEALLOC, TP_TRAVERSE, TP_REPR, TP_GETATTRO, TP_NEW, TP_INIT, TY_DICT_OFFSET, fnUnary, fnBinary, fnVoid, fnTraverse, fnNative, fnInit, setSlot, newRef, isStr } from "../object";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, pendingMatches, clearException } from "../errors";
import { release, initRef, defer } from "../designs/active";
import { dictNew, dictSetStr, dictGetStr } from "./dict";
import { S___name__, S___doc__, S___package__, S___loader__, S___spec__, S___file__, S___getattr__ } from "../names";
import { genericGetAttr } from "./attributes";
import { call1 } from "../calls";
import { raiseAttributeError } from "./exceptions";
import { Builder } from "./builder";
import { getset, arg } from "../natives";
import { reprOf } from "../abstract";

const MODULE_DICT: usize = 20;
const MODULE_SIZE: u32 = 28;

/** An empty module with a name (borrowed). Deferred where the design has it. */
export function moduleNew(name: usize): usize {
  const m = allocObject(T_MODULE, MODULE_SIZE);
  if (m == 0) return noMemory();
  memory.fill(m + HEADER, 0, MODULE_SIZE - <u32>HEADER);
  const d = dictNew();
  if (d == 0) { freeObject(m, MODULE_SIZE); return 0; }
  initRef(m, m + MODULE_DICT, d);
  dictSetStr(d, load<usize>(S___name__), name);
  dictSetStr(d, load<usize>(S___doc__), NONE);
  dictSetStr(d, load<usize>(S___package__), NONE);
  dictSetStr(d, load<usize>(S___loader__), NONE);
  dictSetStr(d, load<usize>(S___spec__), NONE);
  defer(m);
  defer(d);
  return m;
}

/** The namespace, borrowed: a module's dict is never replaced. */
@inline export function moduleDict(m: usize): usize { return load<usize>(m, MODULE_DICT); }

function module_dealloc(m: usize): void {
  release(load<usize>(m, MODULE_DICT));
  freeObject(m, MODULE_SIZE);
}
function module_traverse(m: usize, visitor: u32): void { call_indirect<void>(visitor, m + MODULE_DICT); }

function module_repr(m: usize): usize {
  const d = moduleDict(m);
  const name = dictGetStr(d, load<usize>(S___name__)), file = dictGetStr(d, load<usize>(S___file__));
  const nameText = name ? reprOf(name) : 0, fileText = file ? reprOf(file) : 0;
  const b = Builder.start();
  Builder.text(b, "<module ");
  if (nameText) Builder.str(b, nameText); else Builder.char(b, 0x3f);
  if (fileText) { Builder.text(b, " from "); Builder.str(b, fileText); }
  else Builder.text(b, " (built-in)");
  Builder.text(b, ">");
  if (name) release(name);
  if (file) release(file);
  if (nameText) release(nameText);
  if (fileText) release(fileText);
  return Builder.finish(b);
}

/** Attributes of the type, then the namespace, then the module's own __getattr__. */
function module_getattro(m: usize, name: usize): usize {
  const v = genericGetAttr(m, name);
  if (v != 0 || !pendingMatches(T_X_ATTRIBUTEERROR)) return v;
  clearException();
  const hook = dictGetStr(moduleDict(m), load<usize>(S___getattr__));
  if (hook) {
    const r = call1(hook, name);
    release(hook);
    return r;
  }
  const moduleName = dictGetStr(moduleDict(m), load<usize>(S___name__));
  if (moduleName && isStr(moduleName)) {
    raiseAttributeError("module '%s' has no attribute '%s'", moduleName, name, m, name);
    release(moduleName);
    return 0;
  }
  if (moduleName) release(moduleName);
  return raiseAttributeError("module has no attribute '%s'", name, 0, m, name);
}

function module_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs < 1 || !isStr(arg(args, 0))) return raise(T_X_TYPEERROR, "module() argument 'name' must be str");
  const m = moduleNew(arg(args, 0));
  if (m && nargs > 1) dictSetStr(moduleDict(m), load<usize>(S___doc__), arg(args, 1));
  return m;
}
function module_init(m: usize, args: usize, nargs: i32, kw: usize): i32 { return 0; }
function get_dict(m: usize): usize { return newRef(moduleDict(m)); }

export function initModule(): void {
  setSlot(T_MODULE, TP_DEALLOC, fnVoid(module_dealloc));
  setSlot(T_MODULE, TP_TRAVERSE, fnTraverse(module_traverse));
  setSlot(T_MODULE, TP_REPR, fnUnary(module_repr));
  setSlot(T_MODULE, TP_GETATTRO, fnBinary(module_getattro));
  setSlot(T_MODULE, TP_NEW, fnNative(module_new));
  setSlot(T_MODULE, TP_INIT, fnInit(module_init));
  store<u32>(T_MODULE, <u32>MODULE_DICT, TY_DICT_OFFSET);
  getset(T_MODULE, "__dict__", fnUnary(get_dict), 0);
}
