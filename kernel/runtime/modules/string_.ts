/** The native module _string: the parsers of format strings that string.Formatter uses. */
import { isStr, fnNative } from "../object";
import { NONE } from "../layout";
import { T_X_TYPEERROR } from "../types/table";
import { release, retain } from "../designs/active";
import { raisef } from "../errors";
import { strLength, substr } from "../types/str";
import { strFromChar } from "../types/strtype";
import {
  parseMarkup, literalEnd, hasField, nameStart, nameEnd, conversion, specStart, specEnd, markupNext, fieldNumber, firstEnd, nextPart, partStart, partEnd,
  pathNext
} from "../types/strformat";
import { argAt } from "../types/textargs";
import { listNew, listAppend } from "../types/list";
import { tupleNew, tupleInit, tuple2 } from "../types/tuple";
import { getIter } from "../abstract";
import { boolOf, newRef } from "../object";
import { intFromI32 } from "../types/int";
import { function_ } from "../natives";
import { registerModule } from "./registry";
import { hasException } from "../errors";

/** Appends a new reference; false = failed. */
function push(list: usize, item: usize): bool {
  if (item == 0) return false;
  const ok = listAppend(list, item) >= 0;
  release(item);
  return ok;
}

/** An iterator of (literal text, field name, format spec, conversion). */
function formatterParser(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = argAt(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "expected str, got %t", s);
  const list = listNew(0);
  if (list == 0) return 0;
  const n = strLength(s);
  let ok = true;
  for (let i: u32 = 0; ok && i < n; i = markupNext) {
    ok = parseMarkup(s, i, n);
    if (!ok) break;
    const t = tupleNew(4);
    if (t == 0) { ok = false; break; }
    tupleInit(t, 0, substr(s, i, literalEnd));
    tupleInit(t, 1, hasField ? substr(s, nameStart, nameEnd) : newRef(NONE));
    tupleInit(t, 2, hasField ? substr(s, specStart, specEnd) : newRef(NONE));
    tupleInit(t, 3, hasField && conversion ? strFromChar(conversion) : newRef(NONE));
    if (hasException()) { release(t); ok = false; break; }
    ok = push(list, t);
  }
  const it = ok ? getIter(list) : 0;
  release(list);
  return it;
}

/** (first, iterator of (is attribute, name)) of a field name; first and subscripts are ints where they are numbers. */
function fieldNameSplit(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const s = argAt(args, 0);
  if (!isStr(s)) return raisef(T_X_TYPEERROR, "expected str, got %t", s);
  const n = strLength(s);
  let i = firstEnd(s, 0, n);
  const number = fieldNumber(s, 0, i);
  if (number == -2) return 0;
  const first: usize = number >= 0 ? intFromI32(number) : substr(s, 0, i);
  const list = first ? listNew(0) : 0;
  let ok = list != 0;
  while (ok) {
    const kind = nextPart(s, i, n);
    if (kind == 0) break;
    if (kind < 0) { ok = false; break; }
    i = pathNext;
    const index = kind == 2 ? fieldNumber(s, partStart, partEnd) : -1;
    const key: usize = index == -2 ? 0 : index >= 0 ? intFromI32(index) : substr(s, partStart, partEnd);
    if (key == 0) { ok = false; break; }
    const t = tuple2(boolOf(kind == 1), key);
    release(key);
    ok = push(list, t);
  }
  const it = ok ? getIter(list) : 0;
  const result = it ? tuple2(first, it) : 0;
  if (it) release(it);
  if (list) release(list);
  if (first) release(first);
  return result;
}

function fillModule(dict: usize): void {
  function_(dict, "formatter_parser", fnNative(formatterParser), 1, 1);
  function_(dict, "formatter_field_name_split", fnNative(fieldNameSplit), 1, 1);
}
export function initStringModule(): void { registerModule("_string", fillModule); }
