/** format() of floats: the text of a double in each presentation type, and the layout of it. */
import { T_X_VALUEERROR } from "./table";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, raise } from "../errors";
import { strLength } from "./str";
import { strOf } from "../abstract";
import { Builder } from "./builder";
import { formatDouble, freeText, text, textLength } from "./floattext";
import { parseSpec, kind, precision, alternate, noNegativeZero, signChar, layout, unknownKind } from "./formatspec";

/** The text of the last doubleBody, ended by freeBody: digits before the point, then all else. */
export let body: usize = 0;
export let bodyLength: i32 = 0;
export let bodyDigits: i32 = 0;
let bodyBytes: u32 = 0;

export function freeBody(): void { freeRaw(body, bodyBytes); }

/** An upper bound for the precision: a text of so many digits can still be made. */
const MAX_PRECISION: i32 = 0x7fff0000;

/**
 * The text of |x| in a presentation type: e f g, their capitals, %, n, or 0 for none. `digits` < 0: the default;
 * `point`: keep the point and trailing zeros (#). False with MemoryError or ValueError.
 */
export function doubleBody(x: f64, type: u32, digits: i32, point: bool): bool {
  if (digits > MAX_PRECISION) { raise(T_X_VALUEERROR, "precision too big"); return false; }
  x = abs(x);
  const percent = type == 0x25;
  const upper = type == 0x45 || type == 0x46 || type == 0x47;
  let form = type | 0x20;
  if (percent) { x *= 100; form = 0x66; }
  const shortest = type == 0 && digits < 0;
  const general = !shortest && (type == 0 || form == 0x67 || form == 0x6e);
  if (digits < 0) digits = 6;
  if (general && digits == 0) digits = 1;
  if (!formatDouble(x, shortest ? 0x72 : general ? 0x65 : form, general ? digits - 1 : digits)) return false;
  bodyBytes = textLength + 16;
  body = allocRaw(bodyBytes);
  if (body == 0) { freeText(); noMemory(); return false; }
  let at = body;
  if (x != x || x == Infinity) { memory.copy(at, text, textLength); at += textLength; }
  else if (general) at = generalBody(at, digits, point, type == 0);
  else {
    const end = text + textLength;
    let p = text, dots = false;
    for (; p < end && load<u8>(p) != 0x65; p++) { dots = dots || load<u8>(p) == 0x2e; store<u8>(at++, load<u8>(p)); }
    if (point && !dots) store<u8>(at++, 0x2e);
    memory.copy(at, p, end - p);
    at += end - p;
  }
  freeText();
  if (percent) store<u8>(at++, 0x25);
  bodyLength = <i32>(at - body);
  bodyDigits = 0;
  while (bodyDigits < bodyLength && <u32>load<u8>(body + bodyDigits) - 0x30 < 10) bodyDigits++;
  if (upper) for (let p = body; p < at; p++) { const c = load<u8>(p); if (c - 0x61 < 26) store<u8>(p, c - 32); }
  return true;
}

/**
 * Rearranges `text`, which is d.ddde+xx, as 'g' shows it. `dot`: the type is absent, so that a whole number ends with ".0"
 * and the exponent comes one digit sooner.
 */
function generalBody(at: usize, digits: i32, point: bool, dot: bool): usize {
  const end = text + textLength;
  let mark = end - 1;
  while (load<u8>(mark) != 0x65) mark--;
  let exponent = 0;
  for (let p = mark + 2; p < end; p++) exponent = exponent * 10 + load<u8>(p) - 0x30;
  if (load<u8>(mark + 1) == 0x2d) exponent = -exponent;
  // close up: the digits without the point
  if (digits > 1) memory.copy(text + 1, text + 2, mark - text - 2);
  let n = digits;
  if (!point) while (n > 1 && load<u8>(text + n - 1) == 0x30) n--;
  if (exponent < -4 || exponent >= digits - (dot ? 1 : 0)) {
    store<u8>(at++, load<u8>(text));
    if (n > 1 || point) store<u8>(at++, 0x2e);
    memory.copy(at, text + 1, n - 1);
    at += n - 1;
    memory.copy(at, mark, end - mark);
    return at + (end - mark);
  }
  let i = 0;
  if (exponent < 0) store<u8>(at++, 0x30);
  else for (; i <= exponent; i++) store<u8>(at++, i < n ? load<u8>(text + i) : 0x30);
  if (i < n || point || dot) store<u8>(at++, 0x2e);
  for (let k = -1; k > exponent; k--) store<u8>(at++, 0x30);
  if (i >= n && dot) store<u8>(at++, 0x30);
  for (; i < n; i++) store<u8>(at++, load<u8>(text + i));
  return at;
}

/** Whether the body shows no digit but zeros before its exponent. */
export function bodyIsZero(): bool {
  for (let i = 0; i < bodyLength; i++) {
    const c: u32 = load<u8>(body + i);
    if (c == 0x65 || c == 0x45) break;
    if (c != 0x30 && c != 0x2e && c != 0x25) return false;
  }
  return true;
}

/**
 * Appends x by the specification read last. `plain`: as a part of a complex number, where a whole number has no ".0".
 * False with an exception.
 */
export function layoutDouble(out: usize, x: f64, plain: bool): bool {
  if (!doubleBody(x, plain && precision >= 0 ? 0x67 : kind, precision, alternate)) return false;
  if (plain && precision < 0 && !alternate && bodyLength > 2 && load<u8>(body + bodyLength - 1) == 0x30 && load<u8>(body + bodyLength - 2) == 0x2e) bodyLength -= 2;
  let negative = x == x && reinterpret<i64>(x) < 0;
  if (negative && noNegativeZero && bodyIsZero()) negative = false;
  layout(out, signChar(negative), 0, body, bodyDigits, body + bodyDigits, bodyLength - bodyDigits);
  freeBody();
  return true;
}

export function isFloatKind(c: u32): bool {
  return c == 0 || c == 0x65 || c == 0x45 || c == 0x66 || c == 0x46 || c == 0x67 || c == 0x47 || c == 0x6e || c == 0x25;
}

/** format(x, spec) for a double, with the specification already read. */
export function formatParsedDouble(x: f64, o: usize): usize {
  if (!isFloatKind(kind)) return unknownKind(kind, o);
  const out = Builder.start();
  if (!layoutDouble(out, x, false)) { Builder.abandon(out); return 0; }
  return Builder.finish(out);
}

export function float_format(o: usize, spec: usize): usize {
  if (strLength(spec) == 0) return strOf(o);
  if (!parseSpec(spec, o, 0x3e)) return 0;
  return formatParsedDouble(load<f64>(o, 16), o);
}
