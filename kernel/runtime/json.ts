/** JSON text of a str. */
import { Builder } from "./types/builder";
import { strLength, strCharAt } from "./types/str";

/** Appends s as a JSON string, quotes included. */
export function jsonText(out: usize, s: usize): void {
  Builder.char(out, 0x22);
  for (let i: u32 = 0; i < strLength(s); i++) {
    const c = strCharAt(s, i);
    if (c == 0x22 || c == 0x5c) { Builder.char(out, 0x5c); Builder.char(out, c); }
    else if (c == 0x0a) Builder.text(out, "\\n");
    else if (c < 0x20 || (c >= 0xd800 && c < 0xe000)) { Builder.text(out, "\\u"); Builder.hex(out, c, 4); }
    else Builder.char(out, c);
  }
  Builder.char(out, 0x22);
}
