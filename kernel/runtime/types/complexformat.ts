/** format() of complex numbers: both parts by one specification, the pair padded as a whole. */
import { T_X_VALUEERROR } from "./table";
import { raise } from "../errors";
import { release } from "../designs/active";
import { strLength } from "./str";
import { strOf } from "../abstract";
import { Builder } from "./builder";
import { parseSpec, kind, fill, align, width, unknownKind, withoutField, setSign, repeat } from "./formatspec";
import { isFloatKind, layoutDouble } from "./floatformat";

export function complexFormat(re: f64, im: f64, spec: usize, o: usize): usize {
  if (strLength(spec) == 0) return strOf(o);
  if (!parseSpec(spec, o, 0x3e)) return 0;
  if (!isFloatKind(kind) || kind == 0x25) return unknownKind(kind, o);
  if (fill == 0x30) return raise(T_X_VALUEERROR, "Zero padding is not allowed in complex format specifier");
  if (align == 0x3d) return raise(T_X_VALUEERROR, "'=' alignment flag is not allowed in complex format specifier");
  const w = width, f = fill, a = align;
  withoutField();
  // Without a type the pair is shown as repr does: in parentheses, or the imaginary part alone.
  const bare = kind == 0;
  const alone = bare && re == 0 && reinterpret<i64>(re) == 0;
  const out = Builder.start();
  let ok = true;
  if (bare && !alone) Builder.char(out, 0x28);
  if (!alone) ok = layoutDouble(out, re, bare);
  if (ok) {
    if (!alone) setSign(0x2b);
    ok = layoutDouble(out, im, bare);
  }
  Builder.char(out, 0x6a);
  if (bare && !alone) Builder.char(out, 0x29);
  if (!ok) { Builder.abandon(out); return 0; }
  const text = Builder.finish(out);
  const padding = text ? w - <i32>strLength(text) : 0;
  if (padding <= 0) return text;
  const padded = Builder.start();
  const before = a == 0x3e ? padding : a == 0x5e ? padding >> 1 : 0;
  repeat(padded, f, before);
  Builder.str(padded, text);
  repeat(padded, f, padding - before);
  release(text);
  return Builder.finish(padded);
}
