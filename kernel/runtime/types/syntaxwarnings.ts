/**
 * SyntaxWarnings: the compiler leaves them at the end of a code unit (kernel/compiler/codeunit.ts), the module `warnings`
 * decides what becomes of each. Where a filter makes an error of one, compiling fails with a SyntaxError in its place.
 */
import { release } from "../designs/active";
import { getAttr } from "../abstract";
import { callArgs } from "../calls";
import { hasException, takeException, setExceptionPlain } from "../errors";
import { readText, afterText } from "../hostblocks";
import { importByName } from "../modules/import_";
import { exceptionMatches, raiseSyntaxError } from "./exceptions";
import { intFromI64 } from "./int";
import { intern } from "./intern";
import { strCharAt, strLength, substr } from "./str";
import { T_X_SYNTAXWARNING } from "./table";
import { tupleNew, tupleInit, TUPLE_ITEMS } from "./tuple";
import { newRef } from "../object";

/** at: n { u32 line, str message }. False with an exception. */
export function giveSyntaxWarnings(at: usize, filename: usize, source: usize): bool {
  const n = load<u32>(at);
  if (n == 0) return true;
  const module = importByName(intern("warnings"));
  const warn = module ? getAttr(module, intern("warn_explicit")) : 0;
  if (module) release(module);
  if (warn == 0) return false;
  at += 4;
  for (let i: u32 = 0; i < n && !hasException(); i++) {
    give(warn, load<u32>(at), readText(at + 4), filename, source);
    at = afterText(at + 4);
  }
  release(warn);
  return !hasException();
}

/** warn_explicit(message, SyntaxWarning, filename, line). Takes the message. */
function give(warn: usize, line: u32, message: usize, filename: usize, source: usize): void {
  const args = message ? tupleNew(4) : 0;
  if (args == 0) { if (message) release(message); return; }
  tupleInit(args, 0, message);
  tupleInit(args, 1, newRef(T_X_SYNTAXWARNING));
  tupleInit(args, 2, newRef(filename));
  tupleInit(args, 3, intFromI64(line));
  const r = callArgs(warn, args + TUPLE_ITEMS, 4, 0);
  if (r) release(r);
  else becomeError(message, line, filename, source);
  release(args);
}

function becomeError(message: usize, line: u32, filename: usize, source: usize): void {
  const exc = takeException();
  if (!exceptionMatches(exc, T_X_SYNTAXWARNING)) { setExceptionPlain(exc); return; }
  release(exc);
  const text = lineOf(source, line);
  raiseSyntaxError(intern("SyntaxError"), message, filename, line, 0, line, 0, text);
  if (text) release(text);
}

/** A line of a source text, counted from 1. New reference. */
function lineOf(source: usize, line: u32): usize {
  const end = strLength(source);
  let start: u32 = 0, at: u32 = 0;
  while (at < end) {
    const ends = strCharAt(source, at++) == 0x0a;
    if (!ends && at < end) continue;
    if (--line == 0) return substr(source, start, at);
    start = at;
  }
  return substr(source, end, end);
}
