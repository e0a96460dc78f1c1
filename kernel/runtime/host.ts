/**
 * What the host gives the runtime. Text crosses as (address, length) of UTF-8. No import throws: each returns a
 * status, since a JavaScript exception would skip every clean-up in its way.
 */
import { C_POISON } from "./layout";

@external("host", "compile") export declare function host_compile(src: usize, srcLen: u32, file: usize, fileLen: u32, mode: i32, flags: i32): usize;
@external("host", "write") export declare function host_write(fd: i32, text: usize, length: u32, cell: i32): void;
@external("host", "monotonic") export declare function host_monotonic(): f64;
@external("host", "wall") export declare function host_wall(): f64;
@external("host", "threadCpu") export declare function host_threadCpu(): f64;
@external("host", "runDelay") export declare function host_runDelay(): f64;
@external("host", "formatDouble") export declare function host_formatDouble(x: f64, kind: i32, precision: i32, out: usize, capacity: i32): i32;
@external("host", "parseDouble") export declare function host_parseDouble(text: usize, length: u32): f64;
@external("host", "mathFn") export declare function host_mathFn(op: i32, x: f64, y: f64): f64;
@external("host", "moduleSource") export declare function host_moduleSource(name: usize, length: u32, directories: usize, directoriesLength: u32): usize;
@external("host", "readFile") export declare function host_readFile(path: usize, length: u32): usize;
@external("host", "writeFile") export declare function host_writeFile(path: usize, length: u32, data: usize, dataLength: u32, append: i32): i32;
@external("host", "send") export declare function host_send(kind: usize, kindLen: u32, json: usize, jsonLen: u32, cell: i32): void;
@external("host", "request") export declare function host_request(kind: usize, kindLen: u32, json: usize, jsonLen: u32, cell: i32, replyWord: usize): void;
@external("host", "needWorkers") export declare function host_needWorkers(n: i32): void;
@external("host", "entropy") export declare function host_entropy(out: usize, length: u32): void;
@external("host", "config") export declare function host_config(key: usize, length: u32): usize;
@external("host", "done") export declare function host_done(cell: i32, status: i32, json: usize, length: u32): void;
@external("host", "log") export declare function host_log(text: usize, length: u32): void;
@external("host", "trap") export declare function host_trap(text: usize, length: u32): void;
/** Unicode properties and case mapping, by the host's tables. op: see types/unicode.ts. */
@external("host", "unicode") export declare function host_unicode(op: i32, codepoint: u32): i32;
/** Case mapping of a whole text that may change its length. Returns a block {str}. */
@external("host", "caseMap") export declare function host_caseMap(op: i32, text: usize, length: u32): usize;

/** Ends this thread of a poisoned runtime: the trap leaves the worker's loop. */
export function host_halt(): void { unreachable(); }

/** The runtime has found itself broken: say why, stop everything. */
export function trap(message: string): void {
  host_trap(changetype<usize>(message), <u32>message.length << 1);
  atomic.store<u32>(C_POISON, 1);
  unreachable();
}

/** Called by AssemblyScript's own assertions. */
export function assertFailed(message: string | null, file: string | null, line: u32, column: u32): void {
  trap("assertion failed in the runtime");
}
