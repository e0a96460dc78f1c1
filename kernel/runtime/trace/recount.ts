/**
 * The audit of counts, for checked builds: with the world stopped, every reference of the heap and of its roots is counted anew and compared with
 * what the objects themselves say. An object that counts fewer references than it has would be freed under somebody's feet; one
 * that counts more is never freed. The counts found are in pieces as those of the map of live objects (audit.ts):
 *
 *     COUNT_MAPS + 4 * (address >> 20)           address of the piece, 0 while no reference leads to that mebibyte
 *     piece + 4 * (address >> 4 & 0xffff)        u32, how many references lead to the object at that address
 */
import { COUNT_MAPS, LIVE_MAPS, HEAP, S_STATE } from "../layout";
import { ts, slotAddress, slotCount } from "../thread";
import { typeOf, O_TYPE, TY_NAME, F_IMMORTAL, F_DEFERRED, hasFlag } from "../object";
import { release, countOf, mergeQueue } from "../designs/active";
import { stopWorld, startWorld } from "../sync/world";
import { host_write } from "../host";
import { strUtf8, strUtf8Length, strLength } from "../types/str";
import { Builder } from "../types/builder";
import { T_STR, T_FUNCTION, T_CODE, T_INT, T_LIST, T_TUPLE, T_DICT } from "../types/table";
import { FN_QUALNAME } from "../types/function";
import { CODE_QUALNAME } from "../types/code";
import { intAsI64 } from "../types/int";
import { listSize } from "../types/list";
import { tupleSize } from "../types/tuple";
import { dictSize, dictFirstKey } from "../types/dict";
import { isLive, pieceOf, clearPieces } from "./audit";
import { visitRoots, traverse, countsClass } from "./roots";

const PIECE: u32 = 4 << 16;
/** Objects with wrong counts that a report names. */
const NAMED: u32 = 20;

@inline function countAt(o: usize): usize { return pieceOf(COUNT_MAPS, o, PIECE) + ((o >> 4 & 0xffff) << 2); }

function found(at: usize): void {
  const o = load<usize>(at);
  if (o < <usize>HEAP) return; // none, or a fixed object
  if (!isLive(o)) unreachable(); // a reference to memory that is no object
  const count = countAt(o);
  store<u32>(count, load<u32>(count) + 1);
}

function forEachLive(visit: (o: usize) => void): void {
  for (let k: u32 = 0; k < 4096; k++) {
    const piece = load<usize>(<usize>LIVE_MAPS + (<usize>k << 2));
    if (piece == 0) continue;
    for (let at: u32 = 0; at < 1 << 14; at += 4) {
      let word = load<u32>(piece + at);
      while (word) {
        call_indirect<void>(visit.index, (<usize>k << 20) + (<usize>at << 6) + (<usize>ctz<u32>(word) << 3));
        word &= word - 1;
      }
    }
  }
}

function countReferences(o: usize): void {
  traverse(o, found.index);
  if (countsClass(o)) found(o + O_TYPE);
}

let wrong: u32 = 0, exact: bool = false, report: usize = 0;

function compare(o: usize): void {
  if (hasFlag(o, F_IMMORTAL) || hasFlag(o, F_DEFERRED)) return;
  const says = <u32>countOf(o), is = load<u32>(countAt(o));
  if (exact ? says == is : says >= is) return;
  wrong++;
  if (wrong > NAMED) return;
  Builder.text(report, "count audit: ");
  describe(o);
  Builder.text(report, " counts ");
  Builder.int(report, says);
  Builder.text(report, " references, there are ");
  Builder.int(report, is);
  Builder.char(report, 0x0a);
}

function describe(o: usize): void {
  const type = typeOf(o);
  Builder.str(report, load<usize>(type, TY_NAME));
  const name: usize = type == T_FUNCTION ? load<usize>(o, FN_QUALNAME) : type == T_CODE ? load<usize>(o, CODE_QUALNAME) : type == T_STR ? o : 0;
  if (name) { Builder.char(report, 0x20); Builder.slice(report, name, 0, min<u32>(strLength(name), 60)); }
  if (type == T_INT) { Builder.char(report, 0x20); Builder.int(report, intAsI64(o)); }
  if (type == T_LIST) { Builder.text(report, " of "); Builder.int(report, listSize(o)); }
  if (type == T_TUPLE) { Builder.text(report, " of "); Builder.int(report, tupleSize(o)); }
  if (type == T_DICT) {
    // The first key says more than anything else what it is.
    Builder.text(report, " of ");
    Builder.int(report, dictSize(o));
    const key = dictFirstKey(o);
    if (key && typeOf(key) == T_STR) { Builder.text(report, ", "); Builder.str(report, key); }
  }
}

/**
 * Recounts everything; the number of objects whose count is wrong, each reported on the standard error stream. While other
 * threads are in the middle of something their natives hold references of their own, so a count may then be higher than what is found.
 */
export function auditCounts(): u32 {
  mergeQueue();
  stopWorld();
  exact = true;
  for (let i = 1, n = slotCount(); i < n; i++) if (slotAddress(i) != ts && load<i32>(slotAddress(i), S_STATE) > 1) exact = false;
  clearPieces(COUNT_MAPS, PIECE);
  visitRoots(found.index);
  forEachLive(countReferences);
  wrong = 0;
  report = Builder.start();
  forEachLive(compare);
  startWorld();
  const text = Builder.finish(report);
  if (wrong && text && strUtf8(text)) host_write(2, strUtf8(text), strUtf8Length(text), 0);
  if (text) release(text);
  return wrong;
}
