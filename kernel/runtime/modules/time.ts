/** `time`: clocks by the host, sleep that can be interrupted; the calendar is Python's. */
import { none, isStr, fnNative } from "../object";
import { release } from "../designs/active";
import { getAttrOr0 } from "../abstract";
import { intern } from "../types/intern";
import { strLength, strCharAt } from "../types/str";
import { importByName } from "./import_";
import { function_, arg } from "../natives";
import { floatNew, floatFromNumber } from "../types/float";
import { intFromI64 } from "../types/int";
import { host_wall, host_threadCpu } from "../host";
import { hasException, raise, raisef } from "../errors";
import { T_X_VALUEERROR, T_X_ATTRIBUTEERROR } from "../types/table";
import { preparePark, park } from "../sync/park";
import { now } from "../sync/schedule";
import { breakerBits } from "../thread";
import { answerBreaker } from "../sync/breaker";
import { registerModule } from "./registry";

function seconds(ns: f64): usize { return floatNew(ns / 1e9); }
function monotonic(self: usize, args: usize, nargs: i32, kw: usize): usize { return seconds(now()); }
function monotonic_ns(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>now()); }
function time(self: usize, args: usize, nargs: i32, kw: usize): usize { return floatNew(host_wall()); }
function time_ns(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>(host_wall() * 1e9)); }
/** The host tells the processor time of a thread where it can; elsewhere wall time stands in. */
function threadTime(): f64 { const cpu = host_threadCpu(); return cpu < 0 ? now() : cpu; }
function thread_time(self: usize, args: usize, nargs: i32, kw: usize): usize { return seconds(threadTime()); }
function thread_time_ns(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(<i64>threadTime()); }

function sleep(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const wanted = floatFromNumber(arg(args, 0));
  if (hasException()) return 0;
  if (!(wanted >= 0)) return raise(T_X_VALUEERROR, "sleep length must be non-negative");
  const end = now() + wanted * 1e9;
  while (true) {
    const left = end - now();
    preparePark();
    if (breakerBits() != 0 && !answerBreaker()) return 0;
    park(left > 0 ? <i64>left : 0);
    if (breakerBits() != 0 && !answerBreaker()) return 0;
    if (now() >= end) return none();
  }
}

/** time.__getattr__(name): what knows the calendar is Python (kernel/lib/_civil_time.py), imported when it is first asked for. */
function civil(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const name = arg(args, 0);
  if (isStr(name) && strLength(name) != 0 && strCharAt(name, 0) != 0x5f) {
    const m = importByName(intern("_civil_time"));
    if (m == 0) return 0;
    const v = getAttrOr0(m, name);
    release(m);
    if (v || hasException()) return v;
  }
  return raisef(T_X_ATTRIBUTEERROR, "module 'time' has no attribute '%s'", name);
}

function fill(d: usize): void {
  function_(d, "__getattr__", fnNative(civil), 1, 1);
  function_(d, "monotonic", fnNative(monotonic), 0, 0);
  function_(d, "monotonic_ns", fnNative(monotonic_ns), 0, 0);
  function_(d, "perf_counter", fnNative(monotonic), 0, 0);
  function_(d, "perf_counter_ns", fnNative(monotonic_ns), 0, 0);
  function_(d, "time", fnNative(time), 0, 0);
  function_(d, "time_ns", fnNative(time_ns), 0, 0);
  function_(d, "process_time", fnNative(thread_time), 0, 0);
  function_(d, "process_time_ns", fnNative(thread_time_ns), 0, 0);
  function_(d, "thread_time", fnNative(thread_time), 0, 0);
  function_(d, "thread_time_ns", fnNative(thread_time_ns), 0, 0);
  function_(d, "sleep", fnNative(sleep), 1, 1);
}
export function initTimeModule(): void { registerModule("time", fill); }
