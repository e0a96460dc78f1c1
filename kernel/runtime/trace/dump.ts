/**
 * The recorders as JSON, in the form of kernel/experiments/raw-trace.ts: threads with their events, objects, source lines, and the
 * counters of locks and counts summed over the threads. Read when tracing has stopped and the threads are done.
 *
 * Objects and lines get numbers as they come (trace/numbering.ts); counters come first, since they know types and sites.
 */
import { C_TRACE_LIST, C_GIL, R_MAIN_DICT, R_BUILTINS, POOLS, S_MAGAZINES, C_ARENA_LOCK, C_LARGE_LOCK, C_TYPE_LOCK, C_INTERN_LOCK, C_SOURCES_LOCK, C_SLOTS_LOCK, C_PENDING_LOCK } from "../layout";
import { WEAKREF_LOCK } from "../types/type";
import { R_IDENT, R_RING, R_EVENTS, R_TABLE, R_CAPACITY, R_USED, R_UNCOUNTED, R_NEXT, R_CAPACITY_EVENTS, EVENT } from "./recorder";
import { ENTRY, LIVE, GONE, lineOf } from "./counters";
import { epochOf } from "./shadow";
import { numberingNew, numberingFree, numberOf, numbered, numberKey } from "./numbering";
import { Builder } from "../types/builder";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, clearException } from "../errors";
import { CODE_QUALNAME, CODE_FILENAME, CODE_FIRSTLINE } from "../types/code";
import { TY_NAME, O_TYPE, isStr } from "../object";
import { T_INT, T_FUNCTION, T_STR, T_TYPE, T_DICT, T_CODE, T_MODULE, T_BOOL, T_FLOAT, T_NONETYPE, T_METHOD_DESCR, T_BUILTIN } from "../types/table";
import { FN_QUALNAME, FN_CODE } from "../types/function";
import { strLength } from "../types/str";
import { dictGetStr } from "../types/dict";
import { release } from "../designs/active";
import { moduleDict } from "../types/module";
import { S___name__ } from "../names";
import { sizeOfClass, CLASSES } from "../heap/sizes";
import { depotOf } from "../heap/freelists";
import { slotAddress, slotCount } from "../thread";
import { jsonText } from "../json";
import { reprOf } from "../abstract";

let objects: usize = 0;
let lines: usize = 0;
/** Entries of the counters, those of one object chained: [entry, number of the next + 1]; and by object the number of its first + 1. */
let chain: usize = 0;
let heads: usize = 0;
let out: usize = 0;

@inline function num(v: i64): void { Builder.int(out, v); }
@inline function text(s: string): void { Builder.text(out, s); }
function lineNumber(code: u32, line: u32): i32 { return code == 0 ? -1 : numberOf(lines, code, line, 0, 0, 0, 0); }

/** The JSON text of everything recorded: a new str, or 0 with MemoryError. */
export function dumpTrace(): usize {
  let entries: u32 = 0, events: u32 = 0, uncounted: u64 = 0;
  for (let r = load<usize>(C_TRACE_LIST); r; r = load<usize>(r, R_NEXT)) {
    entries += load<u32>(r, R_USED);
    events += min<u32>(load<u32>(r, R_EVENTS), load<u32>(r, R_CAPACITY_EVENTS));
    uncounted += load<u32>(r, R_UNCOUNTED);
  }
  objects = numberingNew(entries + events + 1);
  // A line for each entry, for the place that made its object, and for each event at most.
  lines = numberingNew(entries * 2 + events + 1);
  chain = allocRaw((entries + 1) * 8);
  heads = allocRaw((entries + 1) * 4);
  let s: usize = 0;
  if (objects && lines && chain && heads) {
    memory.fill(heads, 0, (entries + 1) * 4);
    s = dumpAll(uncounted);
  } else noMemory();
  numberingFree(objects);
  numberingFree(lines);
  if (chain) freeRaw(chain, (entries + 1) * 8);
  if (heads) freeRaw(heads, (entries + 1) * 4);
  return s;
}

function dumpAll(uncounted: u64): usize {
  out = Builder.start();
  const counted = chainEntries();
  text("{\"uncounted\":");
  num(uncounted);
  text(",\"counts\":[");
  section(counted, false);
  text("],\"locks\":[");
  section(counted, true);
  text("],\"threads\":[");
  for (let r = load<usize>(C_TRACE_LIST), first = true; r; r = load<usize>(r, R_NEXT)) {
    if (!first) text(",");
    first = false;
    dumpThread(r);
  }
  text("],\"objects\":[");
  const n = numbered(objects);
  for (let i: u32 = 0; i < n; i++) {
    if (i) text(",");
    dumpObject(numberKey(objects, i));
  }
  text("],\"lines\":[");
  const m = numbered(lines);
  for (let i: u32 = 0; i < m; i++) {
    if (i) text(",");
    const k = numberKey(lines, i), code = load<usize>(k);
    text("{\"file\":");
    jsonText(out, load<usize>(code, CODE_FILENAME));
    text(",\"line\":");
    num(load<u32>(k, 4));
    text(",\"func\":");
    jsonText(out, load<usize>(code, CODE_QUALNAME));
    text("}");
  }
  text("]}");
  return Builder.finish(out);
}

function dumpThread(r: usize): void {
  const written = load<u32>(r, R_EVENTS);
  const capacity = load<u32>(r, R_CAPACITY_EVENTS);
  const dropped = written > capacity ? written - capacity : 0;
  text("{\"ident\":");
  num(load<u32>(r, R_IDENT));
  text(",\"dropped\":");
  num(dropped);
  text(",\"events\":[");
  for (let i = dropped; i < written; i++) {
    const at = load<usize>(r, R_RING) + (i & (capacity - 1)) * EVENT;
    if (i != dropped) text(",");
    num(<i64>load<f64>(at));
    text(",");
    const kind = load<u32>(at, 8), o = load<u32>(at, 12);
    num(kind & 0xff);
    text(",");
    num(o == 0 ? -1 : numberOf(objects, o, kind >> 8 | LIVE, 0, 0, 0, 0));
    text(",");
    num(lineNumber(load<u32>(at, 16), load<u32>(at, 20)));
  }
  text("]}");
}

/** Numbers the objects of all entries and chains the entries of each; the number of objects. */
function chainEntries(): u32 {
  let n: u32 = 0;
  for (let r = load<usize>(C_TRACE_LIST); r; r = load<usize>(r, R_NEXT)) {
    const table = load<usize>(r, R_TABLE), capacity = load<u32>(r, R_CAPACITY);
    for (let i: u32 = 0; i < capacity; i++) {
      const e = table + i * ENTRY, key = load<u32>(e, 4);
      if (key == 0) continue;
      const type = load<u32>(e, 16);
      const o = <u32>numberOf(objects, load<u32>(e), key, (key & GONE) == GONE ? type : 0, type, load<u32>(e, 56), load<u32>(e, 60));
      store<usize>(chain + n * 8, e);
      store<u32>(chain + n * 8, load<u32>(heads + (o << 2)), 4);
      store<u32>(heads + (o << 2), ++n);
    }
  }
  return numbered(objects);
}

function section(counted: u32, locks: bool): void {
  let first = true;
  for (let o: u32 = 0; o < counted; o++) {
    let a: u64 = 0, b: u64 = 0, c: u64 = 0;
    let waited: f64 = 0, held: f64 = 0;
    for (let i = load<u32>(heads + (o << 2)); i; i = load<u32>(chain + (i - 1) * 8, 4)) {
      const e = load<usize>(chain + (i - 1) * 8);
      if (locks) { a += load<u32>(e, 32); b += load<u32>(e, 36); waited += load<f64>(e, 40); held += load<f64>(e, 48); }
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
    if (locks) { times(waited, held); }
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
      if (locks) { text(",\"contended\":"); num(load<u32>(e, 36)); times(load<f64>(e, 40), load<f64>(e, 48)); }
      text("}");
    }
    text("]}");
  }
}

function times(waited: f64, held: f64): void {
  text(",\"waitNs\":");
  num(<i64>waited);
  text(",\"holdNs\":");
  num(<i64>held);
}

function dumpObject(k: usize): void {
  const o = load<usize>(k), key = load<u32>(k, 4), type = load<usize>(k, 12);
  const gone = (key & GONE) == GONE, epoch = key & ~GONE;
  text("{\"id\":\"");
  Builder.hex(out, gone ? type : o, 8);
  text(gone ? "@" : "#");
  if (gone) { Builder.hex(out, o, 8); text("+"); }
  num(epoch);
  text("\",\"address\":");
  num(gone ? 0 : <i64>o);
  text(",\"type\":");
  if (type != 0) jsonText(out, load<usize>(type, TY_NAME));
  else text(epoch == 0 ? "\"lock\"" : "\"\""); // an object that had died before its entries were gathered
  text(",\"name\":");
  if (gone) text("\"all that are gone\"");
  else if (type == 0) { if (epoch == 0) lockName(o); else text("\"\""); }
  else if (epochOf(o) != epoch) text("\"\"");
  else objectName(o, type);
  text(",\"site\":");
  // A function and its code are made where they are written, even if they came from another runtime.
  if (type == T_FUNCTION && !gone && epochOf(o) == epoch) written(load<usize>(o, FN_CODE));
  else if (type == T_CODE && !gone) written(o);
  else {
    const code = load<u32>(k, 16);
    num(code ? lineNumber(code, lineOf(code, load<u32>(k, 20))) : -1);
  }
  text("}");
}
function written(code: usize): void { num(lineNumber(<u32>code, load<u32>(code, CODE_FIRSTLINE))); }

function lockName(at: usize): void {
  if (depotName(at)) return;
  if (at >= <usize>POOLS && at < <usize>POOLS + CLASSES * 128) {
    const c = <u32>(at - <usize>POOLS) >> 6;
    text(c >= CLASSES ? "\"pool of raw blocks of " : "\"pool of objects of ");
    num(sizeOfClass(c >= CLASSES ? c - CLASSES : c));
    text(" bytes\"");
  }
  else if (at == C_GIL) text("\"the GIL\"");
  else if (at == C_SOURCES_LOCK) text("\"source texts\"");
  else if (at == C_SLOTS_LOCK) text("\"slots of threads\"");
  else if (at == C_PENDING_LOCK) text("\"counts to be merged\"");
  else if (at == WEAKREF_LOCK) text("\"weak references\"");
  else if (at == C_ARENA_LOCK) text("\"arena\"");
  else if (at == C_LARGE_LOCK) text("\"large blocks\"");
  else if (at == C_TYPE_LOCK) text("\"types\"");
  else if (at == C_INTERN_LOCK) text("\"interned strings\"");
  else text("\"lock\"");
}

/** The name of a depot of a thread's heap; false for any other address. */
function depotName(at: usize): bool {
  const slots = slotCount();
  for (let i = 0; i < slots; i++) {
    const slot = slotAddress(i);
    if (load<usize>(slot, S_MAGAZINES) == 0) continue;
    const c = <u32>((at - depotOf(slot, 0)) >> 6);
    if (at < depotOf(slot, 0) || c >= CLASSES * 2) continue;
    text(c >= CLASSES ? "\"depot of raw blocks of " : "\"depot of objects of ");
    num(sizeOfClass(c >= CLASSES ? c - CLASSES : c));
    text(" bytes, thread slot ");
    num(i);
    text("\"");
    return true;
  }
  return false;
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
