/**
 * What str, bytes and bytearray have in common, so that a method is written once for the three: a text is a str or a
 * bytes object; a method of a bytearray works on a bytes copy of it, taken under its lock, and gives bytearrays.
 */
import { typeOf, isStr, isInt, typeFlags, TF_BYTES, slotOf, TP_BUFFER, TP_LENGTH, newRef, TF_LOCKED, TY_FLAGS, isExactStr } from "../object";
import { T_BYTES, T_BYTEARRAY, T_X_TYPEERROR, T_X_VALUEERROR, T_X_BUFFERERROR } from "./table";
import { EMPTY_BYTES } from "../layout";
import { retain, release, lockObject, unlockObject } from "../designs/active";
import { strLength, strData, strKind, strAlloc, strFinish, strDiscard, substr } from "./str";
import { bytesNew, bytesFrom, bytesSize, bytesData } from "./bytes";
import { bytearrayFrom, isByteArray } from "./bytearray";
import { memoryviewBytes, isMemoryView } from "./memoryview";
import { raise, raisef, hasException } from "../errors";
import { indexClamped } from "./textargs";
import { strFromLiteral } from "./intern";
import { exactStr } from "./strtype";
import { isIndex } from "./slice";

@inline export function isBytes(o: usize): bool { return (typeFlags(o) & TF_BYTES) != 0; }
@inline export function isBytesLike(o: usize): bool { return slotOf(o, TP_BUFFER) != 0; }

// ---- a text: str or bytes
@inline export function textLength(t: usize): u32 { return isStr(t) ? strLength(t) : bytesSize(t); }
@inline export function textData(t: usize): usize { return isStr(t) ? strData(t) : bytesData(t); }
@inline export function textKind(t: usize): u32 { return isStr(t) ? strKind(t) : 1; }

/** Room for n characters of the same type as `like`, to be passed to finishText. */
export function newText(like: usize, n: u32, kind: u32): usize { return isStr(like) ? strAlloc(n, kind) : bytesNew(n); }
export function finishText(t: usize): usize { return isStr(t) ? strFinish(t) : t; }

/** Characters start..end of a text, as an exact str or bytes. */
export function piece(t: usize, start: u32, end: u32): usize {
  if (isStr(t)) return start == 0 && end == strLength(t) ? exactStr(t) : substr(t, start, end);
  if (start == 0 && end == bytesSize(t) && typeOf(t) == T_BYTES) return newRef(t);
  return bytesFrom(bytesData(t) + start, end - start);
}

// ---- self of a method
/** The text of self: a new reference to a str or bytes that nobody changes. */
export function selfText(self: usize): usize { return isStr(self) || isBytes(self) ? newRef(self) : bufferBytes(self); }

/** Turns a method's result (owned, or 0) into the type that self's methods give. */
export function flavoured(self: usize, result: usize): usize {
  if (result == 0 || !isByteArray(self)) return result;
  const b = bytearrayFrom(bytesData(result), bytesSize(result));
  release(result);
  return b;
}

export function pieceFor(self: usize, t: usize, start: u32, end: u32): usize {
  if (isByteArray(self)) return bytearrayFrom(bytesData(t) + start, end - start);
  return piece(t, start, end);
}

/** A bytes object with what a bytes-like object holds now: a new reference; o itself if it is bytes. */
export function bufferBytes(o: usize): usize {
  if (isBytes(o)) return newRef(o);
  if (isMemoryView(o)) return memoryviewBytes(o);
  const locked = (load<u32>(typeOf(o), TY_FLAGS) & TF_LOCKED) != 0;
  if (locked) lockObject(o);
  const at = call_indirect<usize>(slotOf(o, TP_BUFFER), o);
  const n = isByteArray(o) ? load<u32>(o, 24) : <u32>call_indirect<i32>(slotOf(o, TP_LENGTH), o);
  const b = bytesFrom(at, n);
  if (locked) unlockObject(o);
  return b;
}

/** bufferBytes, or TypeError "a bytes-like object is required". */
export function requireBytes(o: usize): usize {
  if (!isBytesLike(o)) return raisef(T_X_TYPEERROR, "a bytes-like object is required, not '%t'", o);
  return bufferBytes(o);
}

// ---- arguments
/** Argument `position` (from 1) of a method that takes another text of self's kind. New reference, or 0 with TypeError. */
export function textArgument(self: usize, x: usize, fname: string, position: i32): usize {
  if (!isStr(self)) return requireBytes(x);
  if (isStr(x)) return newRef(x);
  const f = strFromLiteral(fname);
  if (f == 0) return 0;
  if (position) raisef(T_X_TYPEERROR, "%s() argument %d must be str, not %t", f, <usize>position, x);
  else raisef(T_X_TYPEERROR, "%s() argument must be str, not %t", f, x);
  release(f);
  return 0;
}

/** What to search for: as textArgument, but bytes may be searched for a byte given as int. */
export function searchArgument(self: usize, x: usize, fname: string): usize {
  if (isStr(self)) return textArgument(self, x, fname, 1);
  if (isBytesLike(x)) return bufferBytes(x);
  if (!isIndex(x)) return raisef(T_X_TYPEERROR, "argument should be integer or bytes-like object, not '%t'", x);
  const c = byteValue(x);
  if (c < 0) return 0;
  const b = bytesNew(1);
  if (b) store<u8>(bytesData(b), <u8>c);
  return b;
}

/** An int 0..255, or -1 with an exception. */
export function byteValue(x: usize): i32 {
  const c = indexClamped(x);
  if (c == -1 && hasException()) return -1;
  if (c < 0 || c > 255) { raise(T_X_VALUEERROR, "byte must be in range(0, 256)"); return -1; }
  return c;
}
