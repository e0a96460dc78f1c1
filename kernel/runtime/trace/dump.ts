/**
 * The recorders as JSON, in the form of kernel/experiments/raw-trace.ts: threads with their events, objects, source lines, and the
 * counters of locks and counts summed over the threads. Read when tracing has stopped and the threads are done.
 *
 * While dumping, objects and lines get numbers by way of two raw tables of (key, key, number).
 */
import { C_TRACE_LIST, R_MAIN_DICT, R_BUILTINS, POOLS, DEPOTS, C_ARENA_LOCK, C_LARGE_LOCK, C_TYPE_LOCK, C_INTERN_LOCK } from "../layout";
import { RING_EVENTS, EVENT, ENTRIES, ENTRY, epochOf } from "./rings";
import { Builder } from "../types/builder";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, clearException } from "../errors";
import { CODE_QUALNAME, CODE_FILENAME } from "../types/code";
import { TY_NAME, O_TYPE, isStr } from "../object";
import { T_INT, T_FUNCTION, T_STR, T_TYPE, T_DICT, T_CODE, T_MODULE, T_BOOL, T_FLOAT, T_NONETYPE, T_METHOD_DESCR, T_BUILTIN } from "../types/table";
import { FN_QUALNAME } from "../types/function";
import { strLength } from "../types/str";
import { dictGetStr } from "../types/dict";
import { release } from "../designs/active";
import { moduleDict } from "../types/module";
import { S___name__ } from "../names";
import { sizeOfClass, CLASSES } from "../heap/sizes";
import { jsonText } from "../json";
import { reprOf } from "../abstract";

const SLOTS_BITS: u32 = 17;
const MASK: u32 = (1 << SLOTS_BITS) - 1;

/** A table of (a, b) -> number, with the keys in order of their numbers behind it. */
class Numbering {
  static make(): usize {
    const t = allocRaw(4 + (MASK + 1) * 12 + (MASK + 1) * 12);
    if (t) memory.fill(t, 0, 4 + (MASK + 1) * 12);
    return t;
  }
  static free(t: usize): void { freeRaw(t, 4 + (MASK + 1) * 12 + (MASK + 1) * 12); }
  static count(t: usize): u32 { return load<u32>(t); }
  /** Address of the (a, b, c) of number i. */
  static key(t: usize, i: u32): usize { return t + 4 + (MASK + 1) * 12 + i * 12; }
  /** The number of a key; -1 if there are too many. The first c that is not 0 is kept. */
  static number(t: usize, a: u32, b: u32, c: u32): i32 {
    let i = (a * 2654435761 ^ b * 40503) & MASK;
    while (true) {
      const at = t + 4 + i * 12;
      if (load<u32>(at, 8) == 0) {
        const n = load<u32>(t);
        if (n >= (MASK * 3) / 4) return -1;
        store<u32>(at, a);
        store<u32>(at, b, 4);
        store<u32>(at, n + 1, 8);
        store<u32>(t, n + 1);
        const k = Numbering.key(t, n);
        store<u32>(k, a);
        store<u32>(k, b, 4);
        store<u32>(k, c, 8);
        return n;
      }
      if (load<u32>(at) == a && load<u32>(at, 4) == b) {
        // Events know no type; the counters' entries do.
        const n = load<u32>(at, 8) - 1, k = Numbering.key(t, n);
        if (load<u32>(k, 8) == 0) store<u32>(k, c, 8);
        return n;
      }
      i = (i + 1) & MASK;
    }
  }
}

let objects: usize = 0;
let lines: usize = 0;
let out: usize = 0;

@inline function num(v: i64): void { Builder.int(out, v); }
@inline function text(s: string): void { Builder.text(out, s); }
function lineNumber(code: u32, line: u32): i32 { return code == 0 ? -1 : Numbering.number(lines, code, line, 0); }
function objectNumber(o: u32, epoch: u32, type: u32): i32 { return o == 0 ? -1 : Numbering.number(objects, o, epoch, type); }

/** The JSON text of everything recorded: a new str, or 0 with MemoryError. */
export function dumpTrace(): usize {
  objects = Numbering.make();
  lines = Numbering.make();
  if (objects == 0 || lines == 0) return noMemory();
  out = Builder.start();
  text("{\"threads\":[");
  let first = true;
  for (let r = load<usize>(C_TRACE_LIST); r; r = load<usize>(r, 28)) {
    if (!first) text(",");
    first = false;
    dumpThread(r);
  }
  text("],");
  dumpCounters();
  text(",\"objects\":[");
  const n = Numbering.count(objects);
  for (let i: u32 = 0; i < n; i++) {
    if (i) text(",");
    dumpObject(Numbering.key(objects, i));
  }
  text("],\"lines\":[");
  const m = Numbering.count(lines);
  for (let i: u32 = 0; i < m; i++) {
    if (i) text(",");
    const k = Numbering.key(lines, i), code = load<usize>(k);
    text("{\"file\":");
    jsonText(out, load<usize>(code, CODE_FILENAME));
    text(",\"line\":");
    num(load<u32>(k, 4));
    text(",\"func\":");
    jsonText(out, load<usize>(code, CODE_QUALNAME));
    text("}");
  }
  text("]}");
  Numbering.free(objects);
  Numbering.free(lines);
  return Builder.finish(out);
}

function dumpThread(r: usize): void {
  const written = load<u32>(r, 8);
  const dropped = written > RING_EVENTS ? written - RING_EVENTS : 0;
  text("{\"ident\":");
  num(load<u32>(r));
  text(",\"dropped\":");
  num(dropped);
  text(",\"events\":[");
  for (let i = dropped; i < written; i++) {
    const at = load<usize>(r, 4) + (i & (RING_EVENTS - 1)) * EVENT;
    if (i != dropped) text(",");
    num(<i64>load<f64>(at));
    text(",");
    const kind = load<u32>(at, 8);
    num(kind & 0xff);
    text(",");
    num(eventObject(load<u32>(at, 12), kind >> 8));
    text(",");
    num(lineNumber(load<u32>(at, 16), load<u32>(at, 20)));
  }
  text("]}");
}

/** A contended lock is recorded by its own address first: an object's lies behind its header. */
function eventObject(o: u32, epoch: u32): i32 {
  if (o == 0) return -1;
  return objectNumber(o, epoch, 0);
}

/** Sums the tables of all threads by object, and within it by line. */
function dumpCounters(): void {
  // Pass over all entries once for each section; entries of one object lie apart, so they are chained by object first.
  let total: u32 = 0;
  for (let r = load<usize>(C_TRACE_LIST); r; r = load<usize>(r, 28)) total += load<u32>(r, 16);
  const chain = allocRaw((total + 1) * 8); // [entry, next index + 1]
  const heads = allocRaw((MASK + 1) * 4); // by object number: index + 1
  if (chain == 0 || heads == 0) return;
  memory.fill(heads, 0, (MASK + 1) * 4);
  let n: u32 = 0;
  for (let r = load<usize>(C_TRACE_LIST); r; r = load<usize>(r, 28)) {
    const table = load<usize>(r, 12);
    for (let i: u32 = 0; i < ENTRIES; i++) {
      const e = table + i * ENTRY;
      if (load<u32>(e, 4) == 0) continue;
      const o = objectNumber(load<u32>(e), load<u32>(e, 4) & 0x7fffffff, load<u32>(e, 16));
      if (o < 0) continue;
      store<usize>(chain + n * 8, e);
      store<u32>(chain + n * 8, load<u32>(heads + (<u32>o << 2)), 4);
      store<u32>(heads + (<u32>o << 2), ++n);
    }
  }
  text("\"counts\":[");
  section(chain, heads, false);
  text("],\"locks\":[");
  section(chain, heads, true);
  text("]");
  freeRaw(chain, (total + 1) * 8);
  freeRaw(heads, (MASK + 1) * 4);
}

function section(chain: usize, heads: usize, locks: bool): void {
  const n = Numbering.count(objects);
  let first = true;
  for (let o: u32 = 0; o < n; o++) {
    let a: u64 = 0, b: u64 = 0, c: u64 = 0;
    let waited: f64 = 0;
    for (let i = load<u32>(heads + (o << 2)); i; i = load<u32>(chain + (i - 1) * 8, 4)) {
      const e = load<usize>(chain + (i - 1) * 8);
      if (locks) { a += load<u32>(e, 32); b += load<u32>(e, 36); waited += load<f64>(e, 40); }
      else { a += load<u32>(e, 20); b += load<u32>(e, 24); c += load<u32>(e, 28); }
    }
    if (a + b == 0) continue;
    if (!first) text(",");
    first = false;
    text("{\"object\":");
    num(o);
    text(locks ? ",\"acquisitions\":" : ",\"increments\":");
    num(a);
    text(locks ? ",\"contended\":" : ",\"decrements\":");
    num(b);
    if (locks) { text(",\"waitNs\":"); num(<i64>waited); text(",\"holdNs\":null"); }
    else { text(",\"shared\":"); num(c); }
    text(",\"bySite\":[");
    let some = false;
    for (let i = load<u32>(heads + (o << 2)); i; i = load<u32>(chain + (i - 1) * 8, 4)) {
      const e = load<usize>(chain + (i - 1) * 8);
      const k: u64 = locks ? load<u32>(e, 32) : <u64>load<u32>(e, 20) + load<u32>(e, 24);
      if (k == 0 || load<u32>(e, 8) == 0) continue;
      if (some) text(",");
      some = true;
      text("{\"line\":");
      num(lineNumber(load<u32>(e, 8), load<u32>(e, 12)));
      text(locks ? ",\"acquisitions\":" : ",\"count\":");
      num(k);
      if (locks) { text(",\"contended\":"); num(load<u32>(e, 36)); text(",\"waitNs\":"); num(<i64>load<f64>(e, 40)); }
      text("}");
    }
    text("]}");
  }
}

function dumpObject(k: usize): void {
  const o = load<usize>(k), epoch = load<u32>(k, 4), type = load<usize>(k, 8);
  text("{\"id\":\"");
  Builder.hex(out, o, 8);
  text("#");
  num(epoch);
  text("\",\"address\":");
  num(<i64>o);
  text(",\"type\":");
  if (type == 0) text("\"lock\""); else jsonText(out, load<usize>(type, TY_NAME));
  text(",\"name\":");
  if (type == 0) lockName(o);
  else if (load<usize>(o, O_TYPE) != type || epochOf(o) != epoch) text("\"\""); // it is gone
  else objectName(o, type);
  text(",\"site\":-1}");
}

function lockName(at: usize): void {
  if (at >= <usize>POOLS && at < <usize>POOLS + CLASSES * 128) {
    const c = <u32>(at - <usize>POOLS) >> 6;
    text(c >= CLASSES ? "\"pool of raw blocks of " : "\"pool of objects of ");
    num(sizeOfClass(c >= CLASSES ? c - CLASSES : c));
    text(" bytes\"");
  } else if (at >= <usize>DEPOTS && at < <usize>DEPOTS + CLASSES * 128) text("\"depot of free blocks\"");
  else if (at == C_ARENA_LOCK) text("\"arena\"");
  else if (at == C_LARGE_LOCK) text("\"large blocks\"");
  else if (at == C_TYPE_LOCK) text("\"types\"");
  else if (at == C_INTERN_LOCK) text("\"interned strings\"");
  else text("\"lock\"");
}

function objectName(o: usize, type: usize): void {
  if (type == T_FUNCTION) return jsonText(out, load<usize>(o, FN_QUALNAME));
  if (type == T_CODE) return jsonText(out, load<usize>(o, CODE_QUALNAME));
  if (type == T_TYPE) return jsonText(out, load<usize>(o, TY_NAME));
  if (type == T_METHOD_DESCR || type == T_BUILTIN) return jsonText(out, load<usize>(o, 32));
  if (type == T_DICT) return dictName(o);
  if (type == T_MODULE) {
    const name = dictGetStr(moduleDict(o), load<usize>(S___name__));
    if (name && isStr(name)) { jsonText(out, name); release(name); return; }
    if (name) release(name);
  }
  if (type == T_INT || type == T_BOOL || type == T_FLOAT || type == T_NONETYPE || (type == T_STR && strLength(o) < 60)) {
    const r = reprOf(o);
    if (r) { jsonText(out, r); release(r); return; }
    clearException();
  }
  text("\"\"");
}

/** "globals of m", if the dict is a module's namespace. */
function dictName(d: usize): void {
  if (d == load<usize>(R_MAIN_DICT)) return text("\"globals of __main__\"");
  if (d == load<usize>(R_BUILTINS)) return text("\"builtins\"");
  const name = dictGetStr(d, load<usize>(S___name__));
  if (name && isStr(name)) {
    const label = Builder.start();
    Builder.text(label, "globals of ");
    Builder.str(label, name);
    const s = Builder.finish(label);
    release(name);
    if (s) { jsonText(out, s); release(s); return; }
  } else if (name) release(name);
  text("\"\"");
}
