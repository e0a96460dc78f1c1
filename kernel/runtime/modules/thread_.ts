/**
 * `_thread`: what threading.py is built from. Lock, RLock, thread handles (joinable), thread-local namespaces.
 *
 *     Lock 36 bytes: 16 lock record of sync/lock.ts (16 bytes)
 *     RLock 48 bytes: 16 lock record, 32 owner's ident, 36 depth
 *     handle 48 bytes: 16 lock record (held while the thread runs), 32 ident, 36 state (0 new, 1 started, 2 finished)
 */
import { S_blocking, S_daemon, S_handle, S_timeout } from "../names";
import { S_IDENT, S_TLS, S_THREAD_OBJECT, C_ALIVE, NONE, EMPTY_TUPLE, S_BREAKER, BRK_INTERRUPT, R_MODULES } from "../layout";
import { ts, slotAddress } from "../thread";
import { HEADER, TP_DEALLOC, TP_REPR, TP_NEW, fnUnary, fnVoid, fnNative, setSlot, none, newRef, boolOf, isTuple, isDict, typeOf } from "../object";
import { T_LOCK, T_RLOCK, T_THREAD_HANDLE, T_X_RUNTIMEERROR, T_X_TYPEERROR, T_X_VALUEERROR, T_X_OVERFLOWERROR } from "../types/table";
import { allocObject, freeObject } from "../heap/blocks";
import { noMemory, raise, hasException, clearException, takeException } from "../errors";
import { retain, release } from "../designs/active";
import { lockAcquire, lockRelease, lockHeld } from "../sync/lock";
import { method, methodKw, getset, function_, functionKw, arg, kwArg } from "../natives";
import { intFromI64, intAsI64 } from "../types/int";
import { floatNew, floatFromNumber } from "../types/float";
import { tupleSize } from "../types/tuple";
import { dictNew, dictGetStr, dictSetStr } from "../types/dict";
import { Builder } from "../types/builder";
import { getAttrOr0, isTrue } from "../abstract";
import { startThread, joinAll } from "../threads";
import { intern } from "../types/intern";
import { registerModule } from "./registry";
import { reportThread } from "../types/traceback";
import { unpark } from "../sync/park";
import { call2 } from "../calls";

const LOCK_AT: usize = 16;
const LOCK_BYTES: u32 = 36;
const RLOCK_BYTES: u32 = 48;
const RLOCK_OWNER: usize = 32;
const RLOCK_DEPTH: usize = 36;
const HANDLE_IDENT: usize = 32;
const HANDLE_STATE: usize = 36;

function make(type: usize, size: u32): usize {
  const o = allocObject(type, size);
  if (o == 0) return noMemory();
  memory.fill(o + HEADER, 0, size - <u32>HEADER);
  return o;
}

// ---- arguments of acquire: (blocking=True, timeout=-1), in nanoseconds
let timeoutNs: i64 = 0;
function parseTimeout(o: usize): bool {
  const seconds = floatFromNumber(o);
  if (hasException()) return false;
  if (seconds > 9.2e9) { raise(T_X_OVERFLOWERROR, "timeout value is too large"); return false; }
  timeoutNs = <i64>(seconds * 1e9);
  if (timeoutNs == 0 && seconds > 0) timeoutNs = 1;
  return true;
}
function parseAcquire(args: usize, nargs: i32, kw: usize): bool {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  let blocking: usize = npos > 0 ? arg(args, 0) : kwArg(args, nargs, kw, S_blocking);
  let timeout: usize = npos > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_timeout);
  let block = 1;
  if (blocking) { block = isTrue(blocking); if (block < 0) return false; }
  timeoutNs = -1;
  let given = false;
  if (timeout) {
    if (!parseTimeout(timeout)) return false;
    given = timeoutNs != -1000000000;
    if (!given) timeoutNs = -1;
  }
  if (!block) {
    if (given) { raise(T_X_VALUEERROR, "can't specify a timeout for a non-blocking call"); return false; }
    timeoutNs = 0;
    return true;
  }
  if (given && timeoutNs < 0) { raise(T_X_VALUEERROR, "timeout value must be a non-negative number"); return false; }
  return true;
}

// ---- Lock
function lock_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return make(T_LOCK, LOCK_BYTES); }
function lock_dealloc(o: usize): void { freeObject(o, LOCK_BYTES); }
function allocate_lock(self: usize, args: usize, nargs: i32, kw: usize): usize { return make(T_LOCK, LOCK_BYTES); }
function lock_acquire(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) timeoutNs = -1;
  else if (!parseAcquire(args, nargs, kw)) return 0;
  const r = lockAcquire(self + LOCK_AT, timeoutNs);
  return r < 0 ? 0 : boolOf(r == 1);
}
function lock_release(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!lockRelease(self + LOCK_AT)) return raise(T_X_RUNTIMEERROR, "release unlocked lock");
  return none();
}
function lock_enter(self: usize, args: usize, nargs: i32, kw: usize): usize { return lockAcquire(self + LOCK_AT, -1) < 0 ? 0 : boolOf(true); }
function lock_exit(self: usize, args: usize, nargs: i32, kw: usize): usize { return lock_release(self, args, nargs, kw); }
function lock_locked(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(lockHeld(self + LOCK_AT)); }
function lock_at_fork_reinit(self: usize, args: usize, nargs: i32, kw: usize): usize { memory.fill(self + LOCK_AT, 0, 16); return none(); }
function lock_repr(self: usize): usize {
  const b = Builder.start();
  Builder.text(b, lockHeld(self + LOCK_AT) ? "<locked _thread.lock object at 0x" : "<unlocked _thread.lock object at 0x");
  Builder.hex(b, self, 12);
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}

// ---- RLock: owner and depth belong to the holder
function rlock_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return make(T_RLOCK, RLOCK_BYTES); }
function rlock_dealloc(o: usize): void { freeObject(o, RLOCK_BYTES); }
function rlockTake(self: usize, timeout: i64): i32 {
  const me = load<u32>(ts, S_IDENT);
  if (atomic.load<u32>(self, RLOCK_OWNER) == me) { store<u32>(self, load<u32>(self, RLOCK_DEPTH) + 1, RLOCK_DEPTH); return 1; }
  const r = lockAcquire(self + LOCK_AT, timeout);
  if (r == 1) { atomic.store<u32>(self, me, RLOCK_OWNER); store<u32>(self, 1, RLOCK_DEPTH); }
  return r;
}
function rlock_acquire(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (nargs == 0) timeoutNs = -1;
  else if (!parseAcquire(args, nargs, kw)) return 0;
  const r = rlockTake(self, timeoutNs);
  return r < 0 ? 0 : boolOf(r == 1);
}
function rlock_release(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (atomic.load<u32>(self, RLOCK_OWNER) != load<u32>(ts, S_IDENT)) return raise(T_X_RUNTIMEERROR, "cannot release un-acquired lock");
  const depth = load<u32>(self, RLOCK_DEPTH) - 1;
  store<u32>(self, depth, RLOCK_DEPTH);
  if (depth == 0) { atomic.store<u32>(self, 0, RLOCK_OWNER); lockRelease(self + LOCK_AT); }
  return none();
}
function rlock_enter(self: usize, args: usize, nargs: i32, kw: usize): usize { return rlockTake(self, -1) < 0 ? 0 : boolOf(true); }
function rlock_exit(self: usize, args: usize, nargs: i32, kw: usize): usize { return rlock_release(self, args, nargs, kw); }
function rlock_is_owned(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(atomic.load<u32>(self, RLOCK_OWNER) == load<u32>(ts, S_IDENT)); }
function rlock_locked(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(lockHeld(self + LOCK_AT)); }
function rlock_recursion_count(self: usize, args: usize, nargs: i32, kw: usize): usize {
  return intFromI64(atomic.load<u32>(self, RLOCK_OWNER) == load<u32>(ts, S_IDENT) ? load<u32>(self, RLOCK_DEPTH) : 0);
}
/** For Condition: gives the lock up whatever its depth; returns the depth. */
function rlock_release_save(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (atomic.load<u32>(self, RLOCK_OWNER) != load<u32>(ts, S_IDENT)) return raise(T_X_RUNTIMEERROR, "cannot release un-acquired lock");
  const depth = load<u32>(self, RLOCK_DEPTH);
  store<u32>(self, 0, RLOCK_DEPTH);
  atomic.store<u32>(self, 0, RLOCK_OWNER);
  lockRelease(self + LOCK_AT);
  return intFromI64(depth);
}
function rlock_acquire_restore(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (rlockTake(self, -1) < 0) return 0;
  store<u32>(self, <u32>intAsI64(arg(args, 0)), RLOCK_DEPTH);
  return none();
}
function rlock_repr(self: usize): usize {
  const b = Builder.start();
  Builder.text(b, lockHeld(self + LOCK_AT) ? "<locked _thread.RLock object owner=" : "<unlocked _thread.RLock object owner=");
  Builder.int(b, atomic.load<u32>(self, RLOCK_OWNER));
  Builder.text(b, " count=");
  Builder.int(b, load<u32>(self, RLOCK_DEPTH));
  Builder.text(b, " at 0x");
  Builder.hex(b, self, 12);
  Builder.char(b, 0x3e);
  return Builder.finish(b);
}

// ---- thread handles
export function handleFinished(h: usize): void {
  atomic.store<u32>(h, 2, HANDLE_STATE);
  lockRelease(h + LOCK_AT);
}
function handle_new(type: usize, args: usize, nargs: i32, kw: usize): usize { return make(T_THREAD_HANDLE, RLOCK_BYTES); }
function handle_dealloc(o: usize): void { freeObject(o, RLOCK_BYTES); }
function handle_join(self: usize, args: usize, nargs: i32, kw: usize): usize {
  timeoutNs = -1;
  if (nargs > 0 && arg(args, 0) != NONE) {
    if (!parseTimeout(arg(args, 0))) return 0;
    if (timeoutNs < 0) timeoutNs = 0;
  }
  const state = atomic.load<u32>(self, HANDLE_STATE);
  if (state == 0) return raise(T_X_RUNTIMEERROR, "thread not started");
  if (load<u32>(self, HANDLE_IDENT) == load<u32>(ts, S_IDENT)) return raise(T_X_RUNTIMEERROR, "Cannot join current thread");
  if (state == 2) return none();
  const r = lockAcquire(self + LOCK_AT, timeoutNs);
  if (r < 0) return 0;
  if (r == 1) lockRelease(self + LOCK_AT); // for the next who joins
  return none();
}
function handle_is_done(self: usize, args: usize, nargs: i32, kw: usize): usize { return boolOf(atomic.load<u32>(self, HANDLE_STATE) == 2); }
function handle_ident(self: usize): usize { return intFromI64(load<u32>(self, HANDLE_IDENT)); }

/** start_joinable_thread(function, handle=None, daemon=True): runs function() in a new thread. */
function start_joinable_thread(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const npos = nargs - (kw ? <i32>tupleSize(kw) : 0);
  if (npos < 1) return raise(T_X_TYPEERROR, "start_joinable_thread() missing required argument 'function'");
  let handle = npos > 1 ? arg(args, 1) : kwArg(args, nargs, kw, S_handle);
  const daemonArg = npos > 2 ? arg(args, 2) : kwArg(args, nargs, kw, S_daemon);
  let daemon = 1;
  if (daemonArg) { daemon = isTrue(daemonArg); if (daemon < 0) return 0; }
  if (handle == 0 || handle == NONE) { handle = make(T_THREAD_HANDLE, RLOCK_BYTES); if (handle == 0) return 0; }
  else {
    if (typeOf(handle) != T_THREAD_HANDLE) return raise(T_X_TYPEERROR, "'handle' must be a _ThreadHandle");
    retain(handle);
  }
  if (atomic.cmpxchg<u32>(handle, 0, 1, HANDLE_STATE) != 0) { release(handle); return raise(T_X_RUNTIMEERROR, "thread already started"); }
  lockAcquire(handle + LOCK_AT, -1);
  const ident = startThread(arg(args, 0), EMPTY_TUPLE, 0, handle, daemon != 0);
  if (ident == 0) {
    atomic.store<u32>(handle, 0, HANDLE_STATE);
    lockRelease(handle + LOCK_AT);
    release(handle);
    return 0;
  }
  store<u32>(handle, ident, HANDLE_IDENT);
  return handle;
}

/** start_new_thread(function, args[, kwargs]): the ident. */
function start_new_thread(self: usize, args: usize, nargs: i32, kw: usize): usize {
  if (!isTuple(arg(args, 1))) return raise(T_X_TYPEERROR, "2nd arg must be a tuple");
  const kwargs: usize = nargs > 2 ? arg(args, 2) : 0;
  if (kwargs && !isDict(kwargs)) return raise(T_X_TYPEERROR, "optional 3rd arg must be a dictionary");
  const ident = startThread(arg(args, 0), arg(args, 1), kwargs, 0, true);
  return ident ? intFromI64(ident) : 0;
}
function get_ident(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(load<u32>(ts, S_IDENT)); }
function count(self: usize, args: usize, nargs: i32, kw: usize): usize { return intFromI64(atomic.load<i32>(C_ALIVE)); }
function shutdown(self: usize, args: usize, nargs: i32, kw: usize): usize { return joinAll() ? none() : 0; }
function interrupt_main(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const main = slotAddress(1);
  atomic.or<u32>(main, BRK_INTERRUPT, S_BREAKER);
  unpark(main);
  return none();
}

/** The object that stands for the current thread in threading.py, kept in the slot: _current(), _set_current(o). */
function current(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const o = load<usize>(ts, S_THREAD_OBJECT);
  return o ? newRef(o) : none();
}
function set_current(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const old = load<usize>(ts, S_THREAD_OBJECT);
  store<usize>(ts, newRef(arg(args, 0)), S_THREAD_OBJECT);
  if (old) release(old);
  return none();
}

/** The thread's own dict from which threading.local takes its namespaces: _namespace() */
function namespace(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let d = load<usize>(ts, S_TLS);
  if (d == 0) {
    d = dictNew();
    if (d == 0) return 0;
    store<usize>(ts, d, S_TLS);
  }
  return newRef(d);
}

/** An exception that left a thread's function: threading.excepthook if threading is loaded, else the traceback. Takes exc. */
export function reportThreadException(exc: usize, callable: usize): void {
  const hook = threadingHook();
  if (hook) {
    const thread = load<usize>(ts, S_THREAD_OBJECT);
    const r = call2(hook, exc, thread ? thread : NONE);
    release(hook);
    if (r) { release(r); release(exc); return; }
    release(exc);
    exc = takeException();
  }
  reportThread(exc, callable);
}

/** threading._report_exception, if threading has been imported. */
function threadingHook(): usize {
  const m = dictGetStr(load<usize>(R_MODULES), intern("threading"));
  if (m == 0) return 0;
  const hook = getAttrOr0(m, intern("_report_exception"));
  release(m);
  if (hook == 0 && hasException()) clearException();
  return hook;
}

function fill(d: usize): void {
  dictSetStr(d, intern("LockType"), T_LOCK);
  dictSetStr(d, intern("lock"), T_LOCK);
  dictSetStr(d, intern("RLock"), T_RLOCK);
  dictSetStr(d, intern("_ThreadHandle"), T_THREAD_HANDLE);
  dictSetStr(d, intern("error"), T_X_RUNTIMEERROR);
  const max = floatNew(9.2e9);
  dictSetStr(d, intern("TIMEOUT_MAX"), max);
  release(max);
  function_(d, "allocate_lock", fnNative(allocate_lock), 0, 0);
  function_(d, "start_new_thread", fnNative(start_new_thread), 2, 3);
  functionKw(d, "start_joinable_thread", fnNative(start_joinable_thread), 1, 3);
  function_(d, "get_ident", fnNative(get_ident), 0, 0);
  function_(d, "get_native_id", fnNative(get_ident), 0, 0);
  function_(d, "_count", fnNative(count), 0, 0);
  function_(d, "_shutdown", fnNative(shutdown), 0, 0);
  function_(d, "interrupt_main", fnNative(interrupt_main), 0, 1);
  function_(d, "_current", fnNative(current), 0, 0);
  function_(d, "_set_current", fnNative(set_current), 1, 1);
  function_(d, "_namespace", fnNative(namespace), 0, 0);
}

export function initThreadModule(): void {
  setSlot(T_LOCK, TP_DEALLOC, fnVoid(lock_dealloc));
  setSlot(T_LOCK, TP_NEW, fnNative(lock_new));
  setSlot(T_LOCK, TP_REPR, fnUnary(lock_repr));
  methodKw(T_LOCK, "acquire", fnNative(lock_acquire), 0, 2);
  method(T_LOCK, "release", fnNative(lock_release), 0, 0);
  method(T_LOCK, "locked", fnNative(lock_locked), 0, 0);
  method(T_LOCK, "__enter__", fnNative(lock_enter), 0, 0);
  method(T_LOCK, "__exit__", fnNative(lock_exit), 0, 3);
  method(T_LOCK, "_at_fork_reinit", fnNative(lock_at_fork_reinit), 0, 0);
  setSlot(T_RLOCK, TP_DEALLOC, fnVoid(rlock_dealloc));
  setSlot(T_RLOCK, TP_NEW, fnNative(rlock_new));
  setSlot(T_RLOCK, TP_REPR, fnUnary(rlock_repr));
  methodKw(T_RLOCK, "acquire", fnNative(rlock_acquire), 0, 2);
  method(T_RLOCK, "release", fnNative(rlock_release), 0, 0);
  method(T_RLOCK, "locked", fnNative(rlock_locked), 0, 0);
  method(T_RLOCK, "__enter__", fnNative(rlock_enter), 0, 0);
  method(T_RLOCK, "__exit__", fnNative(rlock_exit), 0, 3);
  method(T_RLOCK, "_is_owned", fnNative(rlock_is_owned), 0, 0);
  method(T_RLOCK, "_recursion_count", fnNative(rlock_recursion_count), 0, 0);
  method(T_RLOCK, "_release_save", fnNative(rlock_release_save), 0, 0);
  method(T_RLOCK, "_acquire_restore", fnNative(rlock_acquire_restore), 1, 1);
  setSlot(T_THREAD_HANDLE, TP_DEALLOC, fnVoid(handle_dealloc));
  setSlot(T_THREAD_HANDLE, TP_NEW, fnNative(handle_new));
  method(T_THREAD_HANDLE, "join", fnNative(handle_join), 0, 1);
  method(T_THREAD_HANDLE, "is_done", fnNative(handle_is_done), 0, 0);
  getset(T_THREAD_HANDLE, "ident", fnUnary(handle_ident), 0);
  registerModule("_thread", fill);
}
