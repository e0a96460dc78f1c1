/** Compiling and running source text: what compile, exec, eval, import and the host's cells have in common. */
import { ERROR_MAGIC, S_SP } from "./layout";
import { ts } from "./thread";
import { release, retain } from "./designs/active";
import { raise } from "./errors";
import { strUtf8, strUtf8Length } from "./types/str";
import { host_compile } from "./host";
import { hostFree, readText, afterText } from "./hostblocks";
import { codeFromUnit, unitWarnings } from "./types/code";
import { giveSyntaxWarnings } from "./types/syntaxwarnings";
import { functionNew } from "./types/function";
import { raiseSyntaxError } from "./types/exceptions";
import { registerSource } from "./types/sources";
import { pushFrame, F_LOCALS, F_VARS, K_ENTRY, stackBase } from "./interpreter/frame";
import { enterNative, leaveNative, runEntry } from "./calls";
import { T_X_MEMORYERROR } from "./types/table";

/** The code object of a source text. mode: 0 exec, 1 eval, 2 single, 3 cell. 0 with SyntaxError and its like. */
export function compileSource(source: usize, filename: usize, mode: i32, flags: i32): usize {
  registerSource(filename, source);
  return compileText(source, filename, mode, flags);
}

/** compileSource for a text whose lines no traceback is to show: many share a name, as those of exec do. */
export function compileText(source: usize, filename: usize, mode: i32, flags: i32): usize {
  const text = strUtf8(source), file = strUtf8(filename);
  if (text == 0 || file == 0) return 0;
  const block = host_compile(text, strUtf8Length(source), file, strUtf8Length(filename), mode, flags);
  if (block == 0) return raise(T_X_MEMORYERROR, "out of memory while compiling");
  if (load<u32>(block) == ERROR_MAGIC) {
    // magic, str kind, str message, str filename, i32 lineno, offset, endLineno, endOffset, u8 hasText, str text
    const kind = readText(block + 4);
    const atMessage = afterText(block + 4);
    const message = readText(atMessage);
    const numbers = afterText(afterText(atMessage));
    const line = load<u8>(numbers, 16) ? readText(numbers + 17) : 0;
    if (kind && message) raiseSyntaxError(kind, message, filename, load<i32>(numbers), load<i32>(numbers, 4), load<i32>(numbers, 8), load<i32>(numbers, 12), line);
    if (kind) release(kind);
    if (message) release(message);
    if (line) release(line);
    hostFree(block);
    return 0;
  }
  const code = codeFromUnit(block);
  const warned = code == 0 || giveSyntaxWarnings(unitWarnings(), filename, source);
  hostFree(block);
  if (!warned) { release(code); return 0; }
  return code;
}

/** Runs module-like code with a globals dict and a locals mapping (borrowed). The value is None, or an eval's. */
export function execCode(code: usize, globals: usize, locals: usize): usize {
  const f = functionNew(code, globals);
  if (f == 0) return 0;
  const r = runFunctionWithLocals(f, code, locals);
  release(f);
  return r;
}

/** Runs a function of no arguments whose names live in a mapping: modules, class bodies, exec and eval. f is borrowed. */
export function runFunctionWithLocals(f: usize, code: usize, locals: usize): usize {
  if (enterNative()) return 0;
  const sp = load<usize>(ts, S_SP);
  store<usize>(sp, 0);
  retain(f);
  const fp = pushFrame(f, code, sp + 4, sp, K_ENTRY);
  if (fp == 0) { release(f); leaveNative(); return 0; }
  const base = stackBase(fp);
  memory.fill(fp + F_VARS, 0, base - fp - F_VARS);
  retain(locals);
  store<usize>(fp, locals, F_LOCALS);
  store<usize>(ts, base, S_SP);
  const r = runEntry(sp);
  leaveNative();
  return r;
}
