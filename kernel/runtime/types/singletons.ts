/** The types of None, Ellipsis and NotImplemented. */
import { NONE, ELLIPSIS, NOT_IMPLEMENTED } from "../layout";
import { newRef, fnUnary, fnInt, fnNative, fnHash, setSlot, TP_REPR, TP_BOOL, TP_NEW, TP_HASH } from "../object";
import { T_NONETYPE, T_ELLIPSIS, T_NOTIMPLEMENTED, T_X_TYPEERROR } from "./table";
import { intern } from "./intern";
import { raise } from "../errors";

function none_repr(o: usize): usize { return newRef(intern("None")); }
function none_bool(o: usize): i32 { return 0; }
function none_hash(o: usize): i64 { return 0xfca86420; }
function ellipsis_repr(o: usize): usize { return newRef(intern("Ellipsis")); }
function notimplemented_repr(o: usize): usize { return newRef(intern("NotImplemented")); }
function none_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return nargs ? raise(T_X_TYPEERROR, "NoneType takes no arguments") : newRef(NONE); }
function ellipsis_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return nargs ? raise(T_X_TYPEERROR, "EllipsisType takes no arguments") : newRef(ELLIPSIS); }
function notimplemented_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return nargs ? raise(T_X_TYPEERROR, "NotImplementedType takes no arguments") : newRef(NOT_IMPLEMENTED); }

export function initSingletons(): void {
  setSlot(T_NONETYPE, TP_REPR, fnUnary(none_repr));
  setSlot(T_NONETYPE, TP_BOOL, fnInt(none_bool));
  setSlot(T_NONETYPE, TP_HASH, fnHash(none_hash));
  setSlot(T_NONETYPE, TP_NEW, fnNative(none_new));
  setSlot(T_ELLIPSIS, TP_REPR, fnUnary(ellipsis_repr));
  setSlot(T_ELLIPSIS, TP_NEW, fnNative(ellipsis_new));
  setSlot(T_NOTIMPLEMENTED, TP_REPR, fnUnary(notimplemented_repr));
  setSlot(T_NOTIMPLEMENTED, TP_NEW, fnNative(notimplemented_new));
}
