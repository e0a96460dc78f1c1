/** str.__format__: the format specification [[fill]align][sign][z][#][0][width][,_][.precision][s]. */
import { isStr, isExactStr, newRef } from "../object";
import { strOf } from "../abstract";
import { T_X_TYPEERROR, T_X_VALUEERROR } from "./table";
import { raise, raisef } from "../errors";
import { release } from "../designs/active";
import { strLength, strCharAt } from "./str";
import { exactStr, strFromChar } from "./strtype";
import { substr } from "./str";
import { textPadded } from "./textpad";
import { decimalValue } from "./unicode";

@inline function isAlign(c: u32): bool { return c == 0x3c || c == 0x3e || c == 0x3d || c == 0x5e; }

// Position behind the number that readNumber found.
let numberEnd: u32 = 0;
/** A decimal number of the spec at `at`; -1 if there is none, -2 with ValueError if it is too big. */
function readNumber(spec: usize, at: u32): i64 {
  const n = strLength(spec);
  let value: i64 = -1;
  while (at < n) {
    const digit = decimalValue(strCharAt(spec, at));
    if (digit < 0) break;
    value = (value < 0 ? 0 : value * 10) + digit;
    if (value > 0x7fffffff) { raise(T_X_VALUEERROR, "Too many decimal digits in format string"); return -2; }
    at++;
  }
  numberEnd = at;
  return value;
}

export function strFormatSpec(s: usize, spec: usize): usize {
  const n = strLength(spec);
  if (n == 0) return isExactStr(s) ? newRef(s) : strOf(s);
  let i: u32 = 0, fill: u32 = 0x20, align: u32 = 0x3c, aligned = false;
  if (n >= 2 && isAlign(strCharAt(spec, 1))) { fill = strCharAt(spec, 0); align = strCharAt(spec, 1); i = 2; aligned = true; }
  else if (isAlign(strCharAt(spec, 0))) { align = strCharAt(spec, 0); i = 1; aligned = true; }
  let sign: u32 = 0, zero = false, alternate = false, group: u32 = 0;
  if (i < n) { const c = strCharAt(spec, i); if (c == 0x2b || c == 0x2d || c == 0x20) { sign = c; i++; } }
  if (i < n && strCharAt(spec, i) == 0x7a) { zero = true; i++; }
  if (i < n && strCharAt(spec, i) == 0x23) { alternate = true; i++; }
  if (i < n && strCharAt(spec, i) == 0x30) { if (!aligned) fill = 0x30; i++; }
  const width = readNumber(spec, i);
  if (width == -2) return 0;
  i = numberEnd;
  if (i < n && strCharAt(spec, i) == 0x2c) { group = 0x2c; i++; }
  if (i < n && strCharAt(spec, i) == 0x5f) {
    if (group) return raise(T_X_VALUEERROR, "Cannot specify both ',' and '_'.");
    group = 0x5f;
    i++;
  }
  if (i < n && strCharAt(spec, i) == 0x2c && group) {
    return group == 0x2c ? raise(T_X_VALUEERROR, "Cannot specify ',' with ','.") : raise(T_X_VALUEERROR, "Cannot specify both ',' and '_'.");
  }
  let precision: i64 = -1;
  if (i < n && strCharAt(spec, i) == 0x2e) {
    precision = readNumber(spec, i + 1);
    if (precision == -2) return 0;
    if (precision < 0) return raise(T_X_VALUEERROR, "Format specifier missing precision");
    i = numberEnd;
  }
  if (n - i > 1) return raisef(T_X_VALUEERROR, "Invalid format specifier '%s' for object of type '%t'", spec, s);
  const code: u32 = i < n ? strCharAt(spec, i) : 0x73;
  if (group && code == 0x73) return group == 0x2c ? raise(T_X_VALUEERROR, "Cannot specify ',' with 's'.") : raise(T_X_VALUEERROR, "Cannot specify '_' with 's'.");
  if (code != 0x73) {
    const c = strFromChar(code);
    if (c == 0) return 0;
    raisef(T_X_VALUEERROR, "Unknown format code '%s' for object of type '%t'", c, s);
    release(c);
    return 0;
  }
  if (sign) return sign == 0x20 ? raise(T_X_VALUEERROR, "Space not allowed in string format specifier") : raise(T_X_VALUEERROR, "Sign not allowed in string format specifier");
  if (zero) return raise(T_X_VALUEERROR, "Negative zero coercion (z) not allowed in string format specifier");
  if (alternate) return raise(T_X_VALUEERROR, "Alternate form (#) not allowed in string format specifier");
  if (align == 0x3d) return raise(T_X_VALUEERROR, "'=' alignment not allowed in string format specifier");
  const part = precision >= 0 && precision < <i64>strLength(s) ? substr(s, 0, <u32>precision) : exactStr(s);
  if (part == 0) return 0;
  const length = <i64>strLength(part);
  if (width <= length) return part;
  const extra = <u32>(width - length);
  const left: u32 = align == 0x3e ? extra : align == 0x5e ? extra >> 1 : 0;
  const result = textPadded(part, left, extra - left, fill);
  release(part);
  return result;
}
