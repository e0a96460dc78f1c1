/** UnicodeEncodeError and UnicodeDecodeError: raising them with their five arguments, and their text. */
import { typeOf, isInt, isStr, setSlot, fnUnary, TP_STR } from "../object";
import { T_X_UNICODEENCODEERROR, T_X_UNICODEDECODEERROR, T_X_BASEEXCEPTION } from "./table";
import { exceptionExtra } from "./exceptions";
import { isSubtype } from "./type";
import { Builder } from "./builder";
import { charAt } from "./chars";
import { escapeHex } from "./strtype";
import { isBytes, textLength, textData, textKind } from "./textcore";
import { indexClamped } from "./textargs";
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

// ---- their text
/** Appends what could not be coded, and where; false if the attributes are not what they should be. */
function appendCharacters(out: usize, exc: usize, decoding: bool): bool {
  const object = exceptionExtra(exc, 1), first = exceptionExtra(exc, 2), last = exceptionExtra(exc, 3);
  let ok = object != 0 && first != 0 && last != 0 && isInt(first) && isInt(last) && (decoding ? isBytes(object) : isStr(object));
  if (ok) {
    const n = <i32>textLength(object);
    let start = indexClamped(first), end = indexClamped(last);
    start = max(min(start, n - 1), 0);
    end = max(min(end, n), 1);
    const verb = decoding ? "decode" : "encode";
    Builder.text(out, " codec can't ");
    Builder.text(out, verb);
    if (start < n && end == start + 1) {
      const c = charAt(textData(object), textKind(object), <u32>start);
      if (decoding) {
        Builder.text(out, " byte 0x");
        Builder.hex(out, c, 2);
      } else {
        Builder.text(out, " character '\\");
        escapeHex(out, c);
        Builder.char(out, 0x27);
      }
      Builder.text(out, " in position ");
      Builder.int(out, start);
    } else {
      Builder.text(out, decoding ? " bytes in position " : " characters in position ");
      Builder.int(out, start);
      Builder.char(out, 0x2d);
      Builder.int(out, end - 1);
    }
    Builder.text(out, ": ");
  }
  if (object) release(object);
  if (first) release(first);
  if (last) release(last);
  return ok;
}
function unicodeErrorText(exc: usize): usize {
  const encoding = exceptionExtra(exc, 0), reason = exceptionExtra(exc, 4);
  const out = Builder.start();
  let ok = encoding != 0 && reason != 0 && isStr(encoding) && isStr(reason);
  if (ok) {
    Builder.char(out, 0x27);
    Builder.str(out, encoding);
    Builder.char(out, 0x27);
    ok = appendCharacters(out, exc, isSubtype(typeOf(exc), T_X_UNICODEDECODEERROR));
    if (ok) Builder.str(out, reason);
  }
  if (encoding) release(encoding);
  if (reason) release(reason);
  if (ok) return Builder.finish(out);
  Builder.abandon(out);
  return call_indirect<usize>(load<u32>(<usize>T_X_BASEEXCEPTION + TP_STR), exc);
}
export function initUnicodeErrors(): void {
  setSlot(T_X_UNICODEENCODEERROR, TP_STR, fnUnary(unicodeErrorText));
  setSlot(T_X_UNICODEDECODEERROR, TP_STR, fnUnary(unicodeErrorText));
}
