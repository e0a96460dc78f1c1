/** float.hex and float.fromhex: doubles as hexadecimal text, exact in both directions. */
import { isStr } from "../object";
import { T_FLOAT, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "./table";
import { release } from "../designs/active";
import { raise, raisef } from "../errors";
import { arg } from "../natives";
import { call1 } from "../calls";
import { strFromLiteral } from "./intern";
import { Builder } from "./builder";
import { floatNew, floatValue } from "./float";
import { asciiNumber, freeNumberText, numberText, numberLength } from "./inttext";
import { parseDouble, parseEnd } from "./floattext";
import { scaleByPower } from "./bigfloat";
import { asciiDigitValue } from "./unicode";

export function float_hex(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const x = floatValue(self);
  if (x != x) return strFromLiteral("nan");
  if (abs(x) == Infinity) return x < 0 ? strFromLiteral("-inf") : strFromLiteral("inf");
  const out = Builder.start();
  const bits = reinterpret<u64>(x);
  if (bits >> 63) Builder.char(out, 0x2d);
  const mantissa = bits & 0xfffffffffffff, biased = <i32>(bits >> 52 & 0x7ff);
  if (x == 0) { Builder.text(out, "0x0.0p+0"); return Builder.finish(out); }
  Builder.text(out, biased ? "0x1." : "0x0.");
  Builder.hex(out, mantissa, 13);
  const exponent = biased ? biased - 1023 : -1022;
  Builder.text(out, exponent < 0 ? "p-" : "p+");
  Builder.int(out, abs(exponent));
  return Builder.finish(out);
}

function invalid(): usize { return raise(T_X_VALUEERROR, "invalid hexadecimal floating-point string"); }

/** Reads the text; false with an exception. */
let value: f64 = 0;
function parseHex(): bool {
  let p = numberText;
  const end = p + numberLength;
  let negative = false;
  const special = parseDouble(p, end);
  if (parseEnd == end && numberLength != 0 && (special != special || abs(special) == Infinity)) {
    const c = load<u8>(end - 1) | 0x20; // inf, infinity or nan by name, not a large decimal
    if (c == 0x66 || c == 0x79 || c == 0x6e) { value = special; return true; }
  }
  if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) { negative = load<u8>(p) == 0x2d; p++; }
  if (p + 1 < end && load<u8>(p) == 0x30 && (load<u8>(p, 1) | 0x20) == 0x78) p += 2;
  // 60 significant bits are kept, the rest only as "something below"
  let mantissa: u64 = 0, count = 0, scale: i64 = 0;
  let point = false, sticky = false;
  for (; p < end; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x2e && !point) { point = true; continue; }
    const d = asciiDigitValue(c);
    if (d >= 16) break;
    count++;
    if (point) scale -= 4;
    if (mantissa >> 56 == 0) mantissa = mantissa << 4 | d;
    else { scale += 4; if (d) sticky = true; }
  }
  if (count == 0) { invalid(); return false; }
  let exponent: i64 = 0;
  if (p < end && (load<u8>(p) | 0x20) == 0x70) {
    p++;
    let down = false;
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) { down = load<u8>(p) == 0x2d; p++; }
    const first = p;
    for (; p < end && <u32>load<u8>(p) - 0x30 < 10; p++) if (exponent < 1000000000) exponent = exponent * 10 + load<u8>(p) - 0x30;
    if (p == first) { invalid(); return false; }
    if (down) exponent = -exponent;
  }
  if (p != end) { invalid(); return false; }
  value = 0;
  if (mantissa != 0) {
    exponent += scale;
    const bits = 64 - <i64>clz<u64>(mantissa);
    const top = bits + exponent; // value < 2^top
    if (top > 1024) { tooLarge(); return false; }
    if (top >= -1075) {
      // round once, to the bits that the result can hold
      const keep = min<i64>(53, top + 1074);
      const drop = bits - keep;
      if (drop > 0) {
        const unit: u64 = <u64>1 << drop, half = unit >> 1, rest = mantissa & (unit - 1);
        mantissa -= rest;
        if (rest > half || (rest == half && (sticky || (mantissa & unit) != 0))) mantissa += unit;
      }
      value = scaleByPower(<f64>mantissa, exponent);
      if (value == Infinity) { tooLarge(); return false; }
    }
  }
  if (negative) value = -value;
  return true;
}
function tooLarge(): void { raise(T_X_OVERFLOWERROR, "hexadecimal value too large to represent as a float"); }

export function float_fromhex(cls: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = arg(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "bad argument type for built-in operation");
  if (!asciiNumber(s)) return 0;
  const ok = parseHex();
  freeNumberText();
  const x = ok ? floatNew(value) : 0;
  if (x == 0 || cls == T_FLOAT) return x;
  const result = call1(cls, x);
  release(x);
  return result;
}
