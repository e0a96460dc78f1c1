/**
 * _random.Random: the Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), seeded and read as CPython does, so
 * that a seed gives the same numbers.
 *
 *     16 lock   20 u32 index of the next word   24 u32 state[624]
 */
import { newRef, none, isInt, isTuple, typeOf, setSlot, fnVoid, fnNative, fnInit, TP_DEALLOC, TP_NEW, TP_INIT } from "../object";
import { NONE } from "../layout";
import { T_RANDOM, T_X_TYPEERROR, T_X_VALUEERROR } from "../types/table";
import { release, lockObject, unlockObject } from "../designs/active";
import { allocRaw, freeRaw, freeObject } from "../heap/blocks";
import { raise, hasException, noMemory } from "../errors";
import { host_entropy } from "../host";
import { arg, kwRefused, countCheck, method, sizeOfInstance, clearInstanceExtras } from "../natives";
import { hashOf, asSsize } from "../abstract";
import { dictSetStr } from "../types/dict";
import { intern } from "../types/intern";
import { tupleNew, tupleInit, tupleSize, tupleItem } from "../types/tuple";
import { allocInstance } from "../types/instance";
import { intFromI64, isBig, intValue } from "../types/int";
import { viewLeft, lp, ln, intFromDigits, intFromU64 } from "../types/bigint";
import { digitAt } from "../types/bigmath";
import { floatNew } from "../types/float";
import { registerModule } from "./registry";

const N: u32 = 624, M: u32 = 397;
const INDEX: usize = 20, STATE: usize = 24;
export const RANDOM_SIZE: u32 = 24 + N * 4;

@inline function word(o: usize, i: u32): u32 { return load<u32>(o + (<usize>i << 2), STATE); }
@inline function setWord(o: usize, i: u32, v: u32): void { store<u32>(o + (<usize>i << 2), v, STATE); }

function seedWord(o: usize, s: u32): void {
  setWord(o, 0, s);
  for (let i: u32 = 1; i < N; i++) {
    s = 1812433253 * (s ^ s >> 30) + i;
    setWord(o, i, s);
  }
  store<u32>(o, N, INDEX);
}

/** Seeds from n 32-bit words. */
function seedArray(o: usize, key: usize, n: u32): void {
  seedWord(o, 19650218);
  let i: u32 = 1, j: u32 = 0;
  for (let k = max<u32>(N, n); k != 0; k--) {
    const before = word(o, i - 1);
    setWord(o, i, (word(o, i) ^ (before ^ before >> 30) * 1664525) + digitAt(key, j) + j);
    if (++i == N) { setWord(o, 0, word(o, N - 1)); i = 1; }
    if (++j == n) j = 0;
  }
  for (let k = N - 1; k != 0; k--) {
    const before = word(o, i - 1);
    setWord(o, i, (word(o, i) ^ (before ^ before >> 30) * 1566083941) - i);
    if (++i == N) { setWord(o, 0, word(o, N - 1)); i = 1; }
  }
  setWord(o, 0, 0x80000000);
}

@inline function twist(high: u32, low: u32): u32 {
  const y = (high & 0x80000000) | (low & 0x7fffffff);
  return y >> 1 ^ ((low & 1) ? 0x9908b0df : 0);
}

/** The next 32 bits; under the lock. */
function next(o: usize): u32 {
  let index = load<u32>(o, INDEX);
  if (index >= N) {
    let i: u32 = 0;
    for (; i < N - M; i++) setWord(o, i, word(o, i + M) ^ twist(word(o, i), word(o, i + 1)));
    for (; i < N - 1; i++) setWord(o, i, word(o, i + M - N) ^ twist(word(o, i), word(o, i + 1)));
    setWord(o, N - 1, word(o, M - 1) ^ twist(word(o, N - 1), word(o, 0)));
    index = 0;
  }
  let y = word(o, index);
  store<u32>(o, index + 1, INDEX);
  y ^= y >> 11;
  y ^= y << 7 & 0x9d2c5680;
  y ^= y << 15 & 0xefc60000;
  return y ^ y >> 18;
}

/** Seeds from an object: None by the host's entropy, an int by its size, anything else by its hash. */
function seedFrom(o: usize, value: usize): bool {
  if (value == 0 || value == NONE) {
    const key = allocRaw(N << 2);
    if (key == 0) { noMemory(); return false; }
    host_entropy(key, N << 2);
    lockObject(o);
    seedArray(o, key, N);
    unlockObject(o);
    freeRaw(key, N << 2);
    return true;
  }
  let number: usize;
  if (isInt(value)) number = newRef(value);
  else {
    const h = hashOf(value);
    if (h == -1 && hasException()) return false;
    number = intFromU64(<u64>h);
    if (number == 0) return false;
  }
  // The digits of an int do not move: a compact one is copied, since taking the lock may use the scratch.
  viewLeft(number);
  const bytes = max<u32>(ln, 1) << 2;
  const key = allocRaw(bytes);
  if (key == 0) { release(number); noMemory(); return false; }
  store<u32>(key, 0);
  memory.copy(key, lp, <usize>ln << 2);
  release(number);
  lockObject(o);
  seedArray(o, key, bytes >> 2);
  unlockObject(o);
  freeRaw(key, bytes);
  return true;
}

function random_new(type: usize, args: usize, nargs: i32, kw: usize): usize {
  if (type == T_RANDOM && kwRefused("Random", kw)) return 0;
  if (type == T_RANDOM && !countCheck("Random", nargs, 0, 1)) return 0;
  const o = allocInstance(type, 0);
  if (o == 0) return 0;
  if (!seedFrom(o, nargs > 0 && kw == 0 ? arg(args, 0) : 0)) { release(o); return 0; }
  return o;
}
function random_init(self: usize, args: usize, nargs: i32, kw: usize): i32 { return 0; }

function random_seed(self: usize, args: usize, nargs: i32, kw: usize): usize { return seedFrom(self, nargs ? arg(args, 0) : 0) ? none() : 0; }

/** A double in [0, 1) with 53 random bits. */
function random_random(self: usize, args: usize, nargs: i32, kw: usize): usize {
  lockObject(self);
  const a = next(self) >> 5, b = next(self) >> 6;
  unlockObject(self);
  return floatNew((<f64>a * 67108864.0 + <f64>b) * (1.0 / 9007199254740992.0));
}

function random_getrandbits(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const k = asSsize(arg(args, 0));
  if (k == -1 && hasException()) return 0;
  if (k < 0) return raise(T_X_VALUEERROR, "number of bits must be non-negative");
  if (k == 0) return intFromI64(0);
  if (k <= 32) {
    lockObject(self);
    const v = next(self) >> (32 - k);
    unlockObject(self);
    return intFromI64(<i64>v);
  }
  const n = (<u32>k + 31) >> 5;
  const words = allocRaw(n << 2);
  if (words == 0) return noMemory();
  lockObject(self);
  for (let i: u32 = 0; i < n; i++) store<u32>(words + (i << 2), next(self));
  unlockObject(self);
  const spare = (n << 5) - <u32>k;
  if (spare) store<u32>(words + ((n - 1) << 2), load<u32>(words + ((n - 1) << 2)) >> spare);
  const result = intFromDigits(words, n, false);
  freeRaw(words, n << 2);
  return result;
}

function random_getstate(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const copy = allocRaw((N + 1) << 2);
  if (copy == 0) return noMemory();
  lockObject(self);
  memory.copy(copy, self + STATE, N << 2);
  store<u32>(copy + (N << 2), load<u32>(self, INDEX));
  unlockObject(self);
  const t = tupleNew(<i32>(N + 1));
  if (t) for (let i: u32 = 0; i <= N; i++) {
    const v = intFromI64(<i64><u64>load<u32>(copy + (i << 2)));
    if (v == 0) { release(t); freeRaw(copy, (N + 1) << 2); return 0; }
    tupleInit(t, <i32>i, v);
  }
  freeRaw(copy, (N + 1) << 2);
  return t;
}

function random_setstate(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const t = arg(args, 0);
  if (!isTuple(t)) return raise(T_X_TYPEERROR, "state vector must be a tuple");
  if (tupleSize(t) != <i32>(N + 1)) return raise(T_X_VALUEERROR, "state vector is the wrong size");
  for (let i = 0; i <= <i32>N; i++) {
    const v = tupleItem(t, i);
    if (!isInt(v)) return raise(T_X_TYPEERROR, "an integer is required");
    if (isBig(v) || <u64>intValue(v) > (i == <i32>N ? <u64>N : 0xffffffff)) return raise(T_X_VALUEERROR, "invalid state");
  }
  lockObject(self);
  for (let i: u32 = 0; i < N; i++) setWord(self, i, <u32>intValue(tupleItem(t, <i32>i)));
  store<u32>(self, <u32>intValue(tupleItem(t, <i32>N)), INDEX);
  unlockObject(self);
  return none();
}

function random_dealloc(o: usize): void {
  const size = sizeOfInstance(o);
  if (typeOf(o) != T_RANDOM) clearInstanceExtras(o);
  freeObject(o, size);
}

function fillRandom(d: usize): void { dictSetStr(d, intern("Random"), T_RANDOM); }

export function initRandomModule(): void {
  setSlot(T_RANDOM, TP_DEALLOC, fnVoid(random_dealloc));
  setSlot(T_RANDOM, TP_NEW, fnNative(random_new));
  setSlot(T_RANDOM, TP_INIT, fnInit(random_init));
  method(T_RANDOM, "seed", fnNative(random_seed), 0, 1);
  method(T_RANDOM, "random", fnNative(random_random), 0, 0);
  method(T_RANDOM, "getrandbits", fnNative(random_getrandbits), 1, 1);
  method(T_RANDOM, "getstate", fnNative(random_getstate), 0, 0);
  method(T_RANDOM, "setstate", fnNative(random_setstate), 1, 1);
  registerModule("_random", fillRandom);
}
