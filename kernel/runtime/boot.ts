/**
 * The beginning of the world, made once by the control's instance: control words, fixed objects, types, modules. Everything
 * made here is shared and lives as long as the runtime.
 */
import { C_SCHEDULE_SEED, C_HEAP_TOP, C_LIMIT, C_BOOTED, C_SWITCH_INTERVAL, C_RECURSION_LIMIT, C_INT_MAX_STR_DIGITS, C_HASH_SECRET, C_KEYS_VERSION, C_TYPE_VERSION, C_QSBR_SEQ, HEAP, SMALL_INTS, SMALL_INT_SIZE, SMALL_INT_MIN, SMALL_INT_MAX, LATIN1, LATIN1_SIZE, NONE, TRUE, FALSE, ELLIPSIS, NOT_IMPLEMENTED, EMPTY_TUPLE, EMPTY_STR, EMPTY_BYTES, DUMMY, R_MAIN_MODULE, R_MAIN_DICT, R_MODULES, R_MEMORY_ERROR } from "./layout";
import { setThread } from "./thread";
import { CHECKED } from "./config";
import { rootReset } from "./trace/rootlog";
import { scheduleSeed } from "./sync/schedule";
import { O_TYPE, TP_DEALLOC, fnVoid, setSlot } from "./object";
import { initCounts, immortalise, release } from "./designs/active";
import { initFutex } from "./sync/futex";
import { initSelfwait } from "./sync/selfwait";
import { initMagazines } from "./heap/blocks";
import { attach, detach } from "./sync/attach";
import { ensureStack } from "./threads";
import { host_entropy } from "./host";
import { T_NONETYPE, T_BOOL, T_INT, T_ELLIPSIS, T_NOTIMPLEMENTED, T_TUPLE, T_STR, T_BYTES, T_OBJECT, T_X_MEMORYERROR } from "./types/table";
import { STR_HASH, STR_LENGTH, STR_KIND, STR_ASCII, STR_UTF8, STR_DATA, str_dealloc } from "./types/str";
import { initNames, S___builtins__ } from "./names";
import { intern } from "./types/intern";
import { dictSetStr, dictGetStr } from "./types/dict";
import { moduleNew, moduleDict, initModule } from "./types/module";
import { makeException, initExceptions } from "./types/exceptions";
import { initTypes } from "./types/typeboot";
import { readyTypes } from "./types/slottable";
import { initFunction } from "./types/function";
import { initGenerator } from "./types/generator";
import { initCoroutine } from "./types/coroutine";
import { initAsyncGenerator } from "./types/asyncgen";
import { initAsyncBuiltins } from "./types/asyncbuiltins";
import { initCode } from "./types/codetype";
import { makeSys, finishSys, initStreams } from "./modules/sys";
import { initSysInfo } from "./modules/sysinfo";
import { initUnraisable } from "./types/unraisable";
import { makeBuiltins } from "./modules/builtins";
import { initTimeModule } from "./modules/time";
import { initThreadModule } from "./modules/thread_";
import { initHostModule } from "./modules/host_";
import { initArrayModule } from "./modules/array";
import { initHashModule } from "./modules/hash_";
import { initNumbers } from "./types/numbers";
import { initText } from "./types/text";
import { initCollections } from "./types/collections";
import { initClasses } from "./types/classes";

/** Slots that get their memory at boot under a deterministic schedule. */
const SCHEDULED_SLOTS: i32 = 40;

function fixed(at: usize, type: usize): void {
  initCounts(at);
  store<usize>(at, type, O_TYPE);
  immortalise(at);
}

function fixedStr(at: usize, length: u32): void {
  fixed(at, T_STR);
  store<i64>(at, 0, STR_HASH);
  store<u32>(at, length, STR_LENGTH);
  store<u32>(at, 1, STR_KIND);
  store<u8>(at, 1, STR_ASCII);
  store<u64>(at, 0, STR_UTF8);
}

function fixedObjects(): void {
  fixed(NONE, T_NONETYPE);
  fixed(ELLIPSIS, T_ELLIPSIS);
  fixed(NOT_IMPLEMENTED, T_NOTIMPLEMENTED);
  fixed(TRUE, T_BOOL);
  store<i64>(TRUE, 1, 16);
  fixed(FALSE, T_BOOL);
  store<i64>(FALSE, 0, 16);
  fixed(DUMMY, T_OBJECT);
  fixed(EMPTY_TUPLE, T_TUPLE);
  store<u32>(EMPTY_TUPLE, 0, 16);
  fixed(EMPTY_BYTES, T_BYTES);
  memory.fill(EMPTY_BYTES + 16, 0, 32);
  fixedStr(EMPTY_STR, 0);
  for (let v = SMALL_INT_MIN; v <= SMALL_INT_MAX; v++) {
    const at = <usize>SMALL_INTS + <usize>((v - SMALL_INT_MIN) * SMALL_INT_SIZE);
    fixed(at, T_INT);
    store<i64>(at, v, 16);
  }
  for (let c = 0; c < 256; c++) {
    const at = <usize>LATIN1 + <usize>(c * LATIN1_SIZE);
    fixedStr(at, 1);
    store<u8>(at, <u8>c, STR_DATA);
    store<u8>(at, c < 128 ? 1 : 0, STR_ASCII);
  }
}

/** Makes the world. 0, or 1 if memory is too small. */
export function bootWorld(limit: u32): i32 {
  initFutex();
  initSelfwait();
  store<u32>(C_LIMIT, limit);
  store<u32>(C_HEAP_TOP, HEAP);
  store<u32>(C_SWITCH_INTERVAL, 5000);
  store<i32>(C_RECURSION_LIMIT, 1000);
  store<i32>(C_INT_MAX_STR_DIGITS, 4300);
  store<u32>(C_KEYS_VERSION, 1);
  store<u32>(C_TYPE_VERSION, 1);
  store<u32>(C_QSBR_SEQ, 1);
  host_entropy(C_HASH_SECRET, 8);
  if (CHECKED && load<u32>(C_SCHEDULE_SEED) != 0) {
    // What differs from run to run is taken out: the hashes of text, and which slot's memory comes first.
    store<u64>(C_HASH_SECRET, load<u32>(C_SCHEDULE_SEED));
    for (let i = 1; i <= SCHEDULED_SLOTS; i++) {
      setThread(i);
      if (!initMagazines() || !ensureStack()) return 1;
    }
    scheduleSeed(load<u32>(C_SCHEDULE_SEED));
  }
  setThread(0);
  if (!initMagazines() || !ensureStack()) return 1;
  attach();
  fixedObjects();
  // Boot itself drops strings that turn out to be interned already.
  setSlot(T_STR, TP_DEALLOC, fnVoid(str_dealloc));
  initNames();
  initTypes();
  makeSys();
  makeBuiltins();
  initExceptions();
  initStreams();
  initModule();
  initFunction();
  initGenerator();
  initCoroutine();
  initAsyncGenerator();
  initAsyncBuiltins();
  initCode();
  initNumbers();
  initText();
  initCollections();
  initClasses();
  initTimeModule();
  initThreadModule();
  initHostModule();
  initArrayModule();
  initHashModule();
  readyTypes();
  initSysInfo();
  initUnraisable();
  finishSys();
  const exc = makeException(T_X_MEMORYERROR, 0);
  immortalise(exc);
  store<usize>(R_MEMORY_ERROR, exc);
  const name = intern("__main__");
  const main = moduleNew(name);
  store<usize>(R_MAIN_MODULE, main);
  store<usize>(R_MAIN_DICT, moduleDict(main));
  dictSetStr(load<usize>(R_MODULES), name, main);
  const builtins = dictGetStr(load<usize>(R_MODULES), intern("builtins"));
  dictSetStr(moduleDict(main), load<usize>(S___builtins__), builtins);
  release(builtins);
  rootReset(0);
  detach();
  store<u32>(C_BOOTED, 1);
  return 0;
}
