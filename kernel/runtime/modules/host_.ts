/**
 * `_host`: how our own Python (kernel/lib) talks to the program that hosts the runtime: messages, requests that wait for an answer, code
 * objects as bytes, processor time, the design that runs.
 */
import { futexWait } from "../sync/futex";
import { S_PARKED_NS } from "../layout";
import { ts, currentCell, breakerBits } from "../thread";
import { none, boolOf, fnNative, typeOf, isStr } from "../object";
import { isException } from "../types/exceptions";
import { entries, formatException, lastLine } from "../types/traceback";
import { Builder } from "../types/builder";
import { function_, arg, asIndex } from "../natives";
import { release, defer } from "../designs/active";
import { raise, raisef, noMemory, raiseObject, hasException } from "../errors";
import { strUtf8, strUtf8Length } from "../types/str";
import { intern } from "../types/intern";
import { dictSetStr } from "../types/dict";
import { intFromI64, intAsI64 } from "../types/int";
import { startTracing, stopTracing } from "../trace/rings";
import { dumpTrace } from "../trace/dump";
import { bytesFrom, bytesNew, bytesData } from "../types/bytes";
import { T_CODE, T_BYTES, T_TRACEBACK, T_X_TYPEERROR, T_X_VALUEERROR, T_X_RUNTIMEERROR } from "../types/table";
import { CODE_UNIT, CODE_UNIT_LENGTH, codeFromBytes } from "../types/code";
import { host_send, host_request, host_threadCpu, host_runDelay, host_monotonic, host_config, host_entropy } from "../host";
import { hostFree, readText } from "../hostblocks";
import { attach, detach } from "../sync/attach";
import { checkWorld, countLive } from "../trace/worldcheck";
import { auditCounts } from "../trace/recount";
import { isScheduled, scheduleSeed } from "../sync/schedule";
import { answerBreaker } from "../sync/breaker";
import { allocRaw, freeRaw } from "../heap/blocks";
import { flushOutput } from "../output";
import { registerModule } from "./registry";
import { DESIGN_NAME, TRACE, CHECKED } from "../config";

function send(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const kind = arg(args, 0), json = arg(args, 1);
  if (!isStr(kind) || !isStr(json)) return raise(T_X_TYPEERROR, "send() takes two strings");
  const k = strUtf8(kind), j = strUtf8(json);
  if (k == 0 || j == 0) return 0;
  flushOutput();
  host_send(k, strUtf8Length(kind), j, strUtf8Length(json), currentCell());
  return none();
}

/** request(kind, json) -> str: waits for the host's answer; a refusal is a RuntimeError with its reason. */
function request(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const kind = arg(args, 0), json = arg(args, 1);
  if (!isStr(kind) || !isStr(json)) return raise(T_X_TYPEERROR, "request() takes two strings");
  return requestText(kind, json);
}

/** Asks the host and waits: the answer's text, a new reference; 0 with RuntimeError if it refuses, or with an interrupt. */
export function requestText(kind: usize, json: usize): usize {
  const k = strUtf8(kind), j = strUtf8(json);
  if (k == 0 || j == 0) return 0;
  const word = allocRaw(16);
  if (word == 0) return noMemory();
  store<u32>(word, 0);
  flushOutput();
  host_request(k, strUtf8Length(kind), j, strUtf8Length(json), currentCell(), word);
  // The host stores the answer's address there and notifies; an interrupt does not wait for it.
  while (true) {
    const block = <usize>atomic.load<u32>(word);
    if (block != 0) {
      freeRaw(word, 16);
      const ok = load<u8>(block) != 0;
      const text = readText(block + 1);
      hostFree(block);
      if (text == 0 || ok) return text;
      return raiseObject(T_X_RUNTIMEERROR, text);
    }
    detach();
    futexWait(word, 0, 20000000);
    attach();
    if (breakerBits() != 0 && !answerBreaker()) return 0; // the word stays for the host to write into
  }
}

function code_bytes(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const c = arg(args, 0);
  if (typeOf(c) != T_CODE) return raisef(T_X_TYPEERROR, "code_bytes() takes a code object, not %t", c);
  return bytesFrom(load<usize>(c, CODE_UNIT), load<u32>(c, CODE_UNIT_LENGTH));
}
function code_from_bytes(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const b = arg(args, 0);
  if (typeOf(b) != T_BYTES) return raisef(T_X_TYPEERROR, "code_from_bytes() takes bytes, not %t", b);
  return codeFromBytes(bytesData(b));
}
/** Processor time of this thread in ns, None where the host cannot tell. */
function thread_cpu_ns(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const cpu = host_threadCpu();
  return cpu < 0 ? none() : intFromI64(<i64>cpu);
}
function thread_run_delay_ns(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const delay = host_runDelay();
  return delay < 0 ? none() : intFromI64(<i64>delay);
}
/** Time this thread has spent parked, in ns. */
function thread_parked_ns(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>load<f64>(ts, S_PARKED_NS)); }
function thread_busy_ns(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>(host_monotonic() - load<f64>(ts, S_PARKED_NS))); }

/** config(key) -> str or None */
function config(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const key = arg(args, 0);
  if (!isStr(key)) return raise(T_X_TYPEERROR, "config() takes a string");
  const k = strUtf8(key);
  if (k == 0) return 0;
  const block = host_config(k, strUtf8Length(key));
  if (block == 0) return none();
  const text = readText(block);
  hostFree(block);
  return text;
}
/** entropy(n) -> n random bytes from the host's generator */
function entropy(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const n = asIndex(arg(args, 0));
  if (n == -1 && hasException()) return 0;
  if (n < 0) return raise(T_X_VALUEERROR, "negative argument not allowed");
  const b = bytesNew(<u32>n);
  if (b) host_entropy(bytesData(b), <u32>n);
  return b;
}
/** defer(object): counts it as a function or class of a module is, for those that travelled here from another runtime. */
function defer_(self: usize, args: usize, nargs: i32, kw: usize): usize { defer(arg(args, 0)); return none(); }
/** schedule(seed): the deterministic schedule goes on as that seed says. Returns whether there is a schedule: without one nothing happens. */
function schedule(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const seed = <u32>intAsI64(arg(args, 0));
  if (isScheduled()) scheduleSeed(seed);
  return boolOf(isScheduled());
}
/** check_world(): in a checked build stops the world and verifies every thread's references; their number. */
function check_world(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!CHECKED) return raise(T_X_RUNTIMEERROR, "this build of the runtime does not check");
  return intFromI64(checkWorld());
}
/** live_objects(): in a checked build the number of objects in the heap. */
function live_objects(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!CHECKED) return raise(T_X_RUNTIMEERROR, "this build of the runtime does not count its objects");
  return intFromI64(countLive());
}
/** audit_counts(): in a checked build compares every object's count with the references to it; the number of wrong ones. */
function audit_counts(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!CHECKED) return raise(T_X_RUNTIMEERROR, "this build of the runtime does not audit its counts");
  return intFromI64(auditCounts());
}
function cell(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(currentCell()); }

/** report(exception): what sys.excepthook would print. */
function report(self: usize, args: usize, nargs: i32, kw: usize): usize {
  return isException(arg(args, 0)) ? formatException(arg(args, 0)) : raise(T_X_TYPEERROR, "an exception is wanted");
}
/** report_end(exception): its last lines alone, without what led to it. */
function report_end(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!isException(arg(args, 0))) return raise(T_X_TYPEERROR, "an exception is wanted");
  const b = Builder.start();
  lastLine(b, arg(args, 0), 0);
  return Builder.finish(b);
}
/** report_entries(traceback): its entries alone. */
function report_entries(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (typeOf(arg(args, 0)) != T_TRACEBACK) return raise(T_X_TYPEERROR, "a traceback is wanted");
  const b = Builder.start();
  entries(b, arg(args, 0), 0);
  return Builder.finish(b);
}

function setText(d: usize, name: string, text: string): void {
  const s = intern(text);
  dictSetStr(d, intern(name), s);
}

function fill(d: usize): void {
  function_(d, "send", fnNative(send), 2, 2);
  function_(d, "request", fnNative(request), 2, 2);
  function_(d, "code_bytes", fnNative(code_bytes), 1, 1);
  function_(d, "code_from_bytes", fnNative(code_from_bytes), 1, 1);
  function_(d, "thread_cpu_ns", fnNative(thread_cpu_ns), 0, 0);
  function_(d, "thread_run_delay_ns", fnNative(thread_run_delay_ns), 0, 0);
  function_(d, "thread_parked_ns", fnNative(thread_parked_ns), 0, 0);
  function_(d, "thread_busy_ns", fnNative(thread_busy_ns), 0, 0);
  function_(d, "config", fnNative(config), 1, 1);
  function_(d, "entropy", fnNative(entropy), 1, 1);
  function_(d, "defer", fnNative(defer_), 1, 1);
  function_(d, "check_world", fnNative(check_world), 0, 0);
  function_(d, "audit_counts", fnNative(audit_counts), 0, 0);
  function_(d, "live_objects", fnNative(live_objects), 0, 0);
  function_(d, "schedule", fnNative(schedule), 1, 1);
  function_(d, "cell", fnNative(cell), 0, 0);
  function_(d, "report", fnNative(report), 1, 1);
  function_(d, "report_end", fnNative(report_end), 1, 1);
  function_(d, "report_entries", fnNative(report_entries), 1, 1);
  function_(d, "trace_start", fnNative(trace_start), 0, 0);
  function_(d, "trace_stop", fnNative(trace_stop), 0, 0);
  function_(d, "trace_dump", fnNative(trace_dump), 0, 0);
  setText(d, "design", DESIGN_NAME);
  setText(d, "variant", TRACE ? "trace" : CHECKED ? "checked" : "release");
}
function trace_start(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!TRACE) return raise(T_X_RUNTIMEERROR, "this build of the runtime does not trace");
  startTracing();
  return none();
}
function trace_stop(self: usize, args: usize, nargs: i32, kw: usize): usize { stopTracing(); return none(); }
function trace_dump(self: usize, args: usize, nargs: i32, kw: usize): usize { return dumpTrace(); }

export function initHostModule(): void { registerModule("_host", fill); }
