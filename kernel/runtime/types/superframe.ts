/** super() without arguments: the class and the first argument of the calling method, read from its frame. */
import { S_FP } from "../layout";
import { ts } from "../thread";
import { F_CODE, F_VARS } from "../interpreter/frame";
import { CODE_ARGCOUNT, CODE_NLOCALSPLUS, CODE_KINDS, codeVarName } from "./code";
import { cellGet } from "./function";
import { T_CELL, T_X_RUNTIMEERROR } from "./table";
import { typeOf, newRef, isType } from "../object";
import { raise } from "../errors";
import { release } from "../designs/active";
import { S___class__ } from "../names";

/** What superFromFrame found: owned by whoever asked. */
export let superClass: usize = 0;
export let superSelf: usize = 0;

/** False with RuntimeError if the caller is no method. */
export function superFromFrame(): bool {
  const fp = load<usize>(ts, S_FP);
  if (fp == 0) { raise(T_X_RUNTIMEERROR, "super(): no current frame"); return false; }
  const code = load<usize>(fp, F_CODE);
  if (load<u32>(code, CODE_ARGCOUNT) == 0) { raise(T_X_RUNTIMEERROR, "super(): no arguments"); return false; }
  let self = load<usize>(fp, F_VARS);
  if (self != 0 && load<u8>(load<usize>(code, CODE_KINDS)) & 0x40 && typeOf(self) == T_CELL) self = cellGet(self);
  else if (self != 0) self = newRef(self);
  if (self == 0) { raise(T_X_RUNTIMEERROR, "super(): arg[0] deleted"); return false; }
  for (let i: u32 = 0; i < load<u32>(code, CODE_NLOCALSPLUS); i++) {
    if (codeVarName(code, i) != load<usize>(S___class__)) continue;
    const cell = load<usize>(fp + (i << 2), F_VARS);
    const cls = cell != 0 && typeOf(cell) == T_CELL ? cellGet(cell) : 0;
    if (cls == 0) { release(self); raise(T_X_RUNTIMEERROR, "super(): empty __class__ cell"); return false; }
    if (!isType(cls)) { release(self); release(cls); raise(T_X_RUNTIMEERROR, "super(): __class__ is not a type"); return false; }
    superClass = cls;
    superSelf = self;
    return true;
  }
  release(self);
  raise(T_X_RUNTIMEERROR, "super(): __class__ cell not found");
  return false;
}
