/** The builtins chr, ord, ascii and format, and the str method encode. */
import { isStr, fnNative } from "../object";
import { R_BUILTINS } from "../layout";
import { T_STR, T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { raise, raisef, hasException } from "../errors";
import { release } from "../designs/active";
import { strLength, strCharAt } from "./str";
import { strFromChar, emptyStr } from "./strtype";
import { asciiOf, formatOf } from "../abstract";
import { bytesSize, bytesData } from "./bytes";
import { isBytes, bufferBytes } from "./textcore";
import { isByteArray } from "./bytearray";
import { encodeStr } from "./codecs";
import { argAt, indexClamped, checkNamed, named } from "./textargs";
import { intFromI32 } from "./int";
import { function_, methodKw } from "../natives";
import { S_encoding, S_errors } from "../names";

function builtin_chr(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const c = indexClamped(argAt(args, 0));
  if (c == -1 && hasException()) return 0;
  if (c < 0 || c > 0x10ffff) return raise(T_X_VALUEERROR, "chr() arg not in range(0x110000)");
  return strFromChar(<u32>c);
}

function builtin_ord(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = argAt(args, 0);
  let n: u32, c: u32 = 0;
  if (isStr(x)) {
    n = strLength(x);
    if (n == 1) c = strCharAt(x, 0);
  } else if (isBytes(x) || isByteArray(x)) {
    const b = bufferBytes(x);
    if (b == 0) return 0;
    n = bytesSize(b);
    if (n == 1) c = load<u8>(bytesData(b));
    release(b);
  } else {
    return raisef(T_X_TYPEERROR, "ord() expected string of length 1, but %t found", x);
  }
  if (n != 1) return raisef(T_X_TYPEERROR, "ord() expected a character, but string of length %d found", n);
  return intFromI32(<i32>c);
}

function str_encode(s: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!checkNamed("encode", args, nargs, kw, 0, 2, S_encoding, S_errors)) return 0;
  const encoding = named(args, nargs, kw, 0, S_encoding), errors = named(args, nargs, kw, 1, S_errors);
  if (encoding && !isStr(encoding)) return raisef(T_X_TYPEERROR, "encode() argument 'encoding' must be str, not %t", encoding);
  if (errors && !isStr(errors)) return raisef(T_X_TYPEERROR, "encode() argument 'errors' must be str, not %t", errors);
  return encodeStr(s, encoding, errors);
}

function builtin_ascii(self: usize, args: usize, nargs: i32, kw: usize): usize { return asciiOf(argAt(args, 0)); }

function builtin_format(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs < 2) {
    const empty = emptyStr();
    const text = formatOf(argAt(args, 0), empty);
    release(empty);
    return text;
  }
  const spec = argAt(args, 1);
  if (!isStr(spec)) return raisef(T_X_TYPEERROR, "format() argument 2 must be str, not %t", spec);
  return formatOf(argAt(args, 0), spec);
}

export function initTextBuiltins(): void {
  methodKw(T_STR, "encode", fnNative(str_encode), 0, 2);
  const builtins = load<usize>(R_BUILTINS);
  function_(builtins, "chr", fnNative(builtin_chr), 1, 1);
  function_(builtins, "ord", fnNative(builtin_ord), 1, 1);
  function_(builtins, "ascii", fnNative(builtin_ascii), 1, 1);
  function_(builtins, "format", fnNative(builtin_format), 1, 2);
}
