/** Raising UnicodeEncodeError and UnicodeDecodeError with their five arguments. */
import { T_X_UNICODEENCODEERROR, T_X_UNICODEDECODEERROR } from "./table";
import { allocRaw, freeRaw } from "../heap/blocks";
import { release } from "../designs/active";
import { noMemory, setException } from "../errors";
import { strFromLiteral } from "./intern";
import { intFromI32 } from "./int";
import { callArgs } from "../calls";

/** Raises type(encoding, object, start, end, reason). Returns 0. */
function raiseUnicode(type: usize, encoding: string, object: usize, start: u32, end: u32, reason: string): usize {
  const args = allocRaw(20);
  if (args == 0) return noMemory();
  store<usize>(args, strFromLiteral(encoding));
  store<usize>(args, object, 4);
  store<usize>(args, intFromI32(<i32>start), 8);
  store<usize>(args, intFromI32(<i32>end), 12);
  store<usize>(args, strFromLiteral(reason), 16);
  let exc: usize = 0;
  if (load<usize>(args) && load<usize>(args, 8) && load<usize>(args, 12) && load<usize>(args, 16)) exc = callArgs(type, args, 5, 0);
  for (let i: usize = 0; i < 20; i += 4) if (i != 4 && load<usize>(args + i)) release(load<usize>(args + i));
  freeRaw(args, 20);
  return exc ? setException(exc) : 0;
}

export function raiseEncodeError(encoding: string, s: usize, start: u32, end: u32, reason: string): usize {
  return raiseUnicode(T_X_UNICODEENCODEERROR, encoding, s, start, end, reason);
}
export function raiseDecodeError(encoding: string, b: usize, start: u32, end: u32, reason: string): usize {
  return raiseUnicode(T_X_UNICODEDECODEERROR, encoding, b, start, end, reason);
}
