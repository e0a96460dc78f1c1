/**
 * `sys`: what it tells of the numbers' limits and of the calling frames. The records are namespaces, not the named tuples
 * of CPython: their fields have names but no order.
 */
import { R_SYS_DICT, S_FP } from "../layout";
import { ts } from "../thread";
import { none, fnNative, boolOf } from "../object";

import { hasException } from "../errors";
import { release } from "../designs/active";
import { function_, arg, asIndex } from "../natives";
import { dictSetStr, dictGetStr } from "../types/dict";
import { intFromI64 } from "../types/int";
import { floatNew } from "../types/float";
import { intern } from "../types/intern";
import { namespaceNew, namespacePut } from "../types/namespace";
import { F_PREV, F_FUNC } from "../interpreter/frame";
import { FN_GLOBALS } from "../types/function";
import { currentFrame } from "../types/traceback";
import { S___name__ } from "../names";

function setInt(about: usize, name: string, v: i64): void { const o = intFromI64(v); namespacePut(about, intern(name), o); release(o); }
function setFloat(about: usize, name: string, v: f64): void { const o = floatNew(v); namespacePut(about, intern(name), o); release(o); }
function put(name: string, about: usize): void { dictSetStr(load<usize>(R_SYS_DICT), intern(name), about); release(about); }

function floatInfo(): void {
  const about = namespaceNew();
  if (about == 0) return;
  setFloat(about, "max", f64.MAX_VALUE);
  setInt(about, "max_exp", 1024);
  setInt(about, "max_10_exp", 308);
  setFloat(about, "min", 2.2250738585072014e-308);
  setInt(about, "min_exp", -1021);
  setInt(about, "min_10_exp", -307);
  setInt(about, "dig", 15);
  setInt(about, "mant_dig", 53);
  setFloat(about, "epsilon", f64.EPSILON);
  setInt(about, "radix", 2);
  setInt(about, "rounds", 1);
  put("float_info", about);
}

/** The rule of numeric hashes: modulo the prime 2**61 - 1. */
function hashInfo(): void {
  const about = namespaceNew();
  if (about == 0) return;
  setInt(about, "width", 64);
  setInt(about, "modulus", 0x1fffffffffffffff);
  setInt(about, "inf", 314159);
  setInt(about, "nan", 0);
  setInt(about, "imag", 1000003);
  namespacePut(about, intern("algorithm"), intern("siphash13"));
  setInt(about, "hash_bits", 64);
  setInt(about, "seed_bits", 128);
  setInt(about, "cutoff", 0);
  put("hash_info", about);
}

function intInfo(): void {
  const about = namespaceNew();
  if (about == 0) return;
  setInt(about, "bits_per_digit", 32);
  setInt(about, "sizeof_digit", 4);
  setInt(about, "default_max_str_digits", 4300);
  setInt(about, "str_digits_check_threshold", 640);
  put("int_info", about);
}

function flags(): void {
  const about = namespaceNew();
  if (about == 0) return;
  setInt(about, "debug", 0);
  setInt(about, "inspect", 0);
  setInt(about, "interactive", 0);
  setInt(about, "optimize", 0);
  setInt(about, "dont_write_bytecode", 1);
  setInt(about, "no_user_site", 1);
  setInt(about, "no_site", 1);
  setInt(about, "ignore_environment", 1);
  setInt(about, "verbose", 0);
  setInt(about, "bytes_warning", 0);
  setInt(about, "quiet", 0);
  setInt(about, "hash_randomization", 1);
  setInt(about, "isolated", 1);
  setInt(about, "utf8_mode", 1);
  setInt(about, "int_max_str_digits", 4300);
  namespacePut(about, intern("dev_mode"), boolOf(false));
  namespacePut(about, intern("safe_path"), boolOf(true));
  put("flags", about);
}

/** How many frames up the caller asks for; -1 with an exception. */
function depthArgument(args: usize, nargs: i32): i32 {
  if (nargs == 0) return 0;
  const depth = asIndex(arg(args, 0));
  return depth == -1 && hasException() ? -1 : max(depth, 0);
}

function getframe(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const depth = depthArgument(args, nargs);
  return depth < 0 ? 0 : currentFrame(depth);
}

/** The `__name__` of the module whose code a calling frame runs; None where there is no such frame. */
function getframemodulename(self: usize, args: usize, nargs: i32, kw: usize): usize {
  let depth = depthArgument(args, nargs);
  if (depth < 0) return 0;
  let fp = load<usize>(ts, S_FP);
  for (; fp != 0 && depth > 0; depth--) fp = load<usize>(fp, F_PREV);
  if (fp == 0) return none();
  const name = dictGetStr(load<usize>(load<usize>(fp, F_FUNC), FN_GLOBALS), load<usize>(S___name__));
  return name ? name : none();
}

/** No hook can be set, so an audited event goes nowhere. */
function audit(self: usize, args: usize, nargs: i32, kw: usize): usize { return none(); }

export function initSysInfo(): void {
  floatInfo();
  hashInfo();
  intInfo();
  flags();
  const d = load<usize>(R_SYS_DICT);
  function_(d, "_getframe", fnNative(getframe), 0, 1);
  function_(d, "_getframemodulename", fnNative(getframemodulename), 0, 1);
  function_(d, "audit", fnNative(audit), 1, -1);
}
