/**
 * Executing what the host asks for: a cell, a script, a command. The request is a host block
 *
 *     u32 mode (0 exec, 2 single, 3 cell; MODE_FINAL added: wait for threads)   u32 cell   str filename   str source
 *
 * and is answered by host_done(cell, status, JSON): status 0 ok, 1 an error, 2 the code asked to exit.
 */
import { S_CELL, S_IDENT, S_EXC, S_HANDLED, MODE_FINAL, R_MAIN_DICT, R_MODULES, C_THREAD_SERIAL } from "./layout";
import { ts } from "./thread";
import { release, COUNTED, LOCK_FREE_READS } from "./designs/active";
import { compileSource, execCode } from "./execute";
import { hostFree, readText, afterText } from "./hostblocks";
import { takeException, pendingMatches, clearException } from "./errors";
import { T_X_SYSTEMEXIT, T_COROUTINE } from "./types/table";
import { host_done, trap } from "./host";
import { CHECKED } from "./config";
import { auditCounts } from "./trace/recount";
import { flushOutput } from "./output";
import { typeOf, TY_NAME } from "./object";
import { strUtf8, strUtf8Length } from "./types/str";
import { jsonText } from "./json";
import { Builder } from "./types/builder";
import { exceptionText, systemExitCode } from "./types/exceptions";
import { formatException, beginTraceback } from "./types/traceback";
import { joinAll } from "./threads";
import { dictGetStr } from "./types/dict";
import { intern } from "./types/intern";
import { getAttr } from "./abstract";
import { importByName } from "./modules/import_";
import { call0, call1 } from "./calls";
import { reportUnraisable } from "./types/unraisable";
import { useReserve } from "./heap/arena";
import { quiescent } from "./heap/deferred";

export function executeRequest(block: usize): void {
  const mode = load<i32>(block), cell = load<i32>(block, 4);
  const filename = readText(block + 8), source = readText(afterText(block + 8));
  hostFree(block);
  store<i32>(ts, cell, S_CELL);
  if (load<u32>(ts, S_IDENT) == 0) store<u32>(ts, atomic.add<u32>(C_THREAD_SERIAL, 1) + 1, S_IDENT);
  let ok = false;
  if (filename && source) {
    const main = load<usize>(R_MAIN_DICT);
    const code = compileSource(source, filename, mode & 0xff, 0);
    if (code) {
      let r = execCode(code, main, main);
      if (r != 0 && typeOf(r) == T_COROUTINE) r = awaitCell(r, code);
      release(code);
      if (r) { release(r); ok = true; }
    }
  }
  if (filename) release(filename);
  if (source) release(source);
  if (mode & MODE_FINAL) {
    // The program is over when its threads are; its own outcome is kept meanwhile.
    const exc = takeException();
    endThreading();
    if (!joinAll()) {
      ok = false;
      if (exc) release(exc);
    } else store<usize>(ts, exc, S_EXC);
  }
  if (CHECKED && COUNTED && mode & MODE_FINAL) {
    flushOutput();
    if (auditCounts() != 0) trap("the counts of objects are wrong");
  }
  finish(cell, ok);
}

/** A cell that awaits has given its coroutine (taken over): runs it in the event loop of cells (kernel/lib/_await_cell.py). Its result, or 0. */
function awaitCell(coroutine: usize, code: usize): usize {
  const module = importByName(intern("_await_cell"));
  const run: usize = module ? getAttr(module, intern("run")) : 0;
  const r: usize = run ? call1(run, coroutine) : 0;
  if (module) release(module);
  if (run) release(run);
  release(coroutine);
  if (r == 0) beginTraceback(load<usize>(ts, S_EXC), code);
  return r;
}

/** What threading has been told to call before threads are waited for: idle threads of a pool end by it. */
function endThreading(): void {
  const threading = dictGetStr(load<usize>(R_MODULES), intern("threading"));
  if (threading == 0) return;
  const run = getAttr(threading, intern("_run_atexits"));
  const r: usize = run ? call0(run) : 0;
  if (r) release(r);
  else reportUnraisable(takeException(), run ? run : threading);
  if (run) release(run);
  release(threading);
}

function finish(cell: i32, ok: bool): void {
  if (ok) { flushOutput(); host_done(cell, 0, 0, 0); return settle(); }
  if (pendingMatches(T_X_SYSTEMEXIT)) {
    const exc = takeException();
    const code = systemExitCode(exc);
    release(exc);
    flushOutput();
    const out = Builder.start();
    Builder.text(out, "{\"code\":");
    Builder.int(out, code);
    Builder.char(out, 0x7d);
    answer(cell, 2, out);
    return settle();
  }
  useReserve(true);
  const exc = takeException();
  const out = Builder.start();
  Builder.text(out, "{\"ename\":");
  jsonText(out, load<usize>(typeOf(exc), TY_NAME));
  Builder.text(out, ",\"evalue\":");
  const value = exceptionText(exc);
  if (value) { jsonText(out, value); release(value); } else { clearException(); Builder.text(out, "\"\""); }
  Builder.text(out, ",\"traceback\":");
  const text = formatException(exc);
  if (text) { jsonText(out, text); release(text); } else { clearException(); Builder.text(out, "\"\""); }
  Builder.char(out, 0x7d);
  release(exc);
  flushOutput();
  answer(cell, 1, out);
  useReserve(false);
  settle();
}

function answer(cell: i32, status: i32, out: usize): void {
  const json = Builder.finish(out);
  const utf8 = json ? strUtf8(json) : 0;
  if (utf8) host_done(cell, status, utf8, strUtf8Length(json));
  else { clearException(); host_done(cell, status, 0, 0); }
  if (json) release(json);
}

/** Between cells the thread holds nothing. */
function settle(): void {
  const handled = load<usize>(ts, S_HANDLED);
  if (handled) { store<usize>(ts, 0, S_HANDLED); release(handled); }
  if (LOCK_FREE_READS) quiescent();
}
