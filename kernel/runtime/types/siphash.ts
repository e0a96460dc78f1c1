/**
 * SipHash-1-3 (Aumasson and Bernstein 2012), the hash of str and bytes. The secret is made at boot, so that nobody
 * outside can choose texts that collide; a secret of zero gives the hashes of a run with PYTHONHASHSEED=0.
 */
import { C_HASH_SECRET } from "../layout";

/** The second half of the key, drawn from the first by one step of SplitMix64. */
@inline function secondKey(k: u64): u64 {
  if (k == 0) return 0;
  let z = k + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** The hash of n bytes as Python gives it: 0 for none, never -1. */
export function hashBytes(p: usize, n: u32): i64 {
  if (n == 0) return 0;
  const k0 = load<u64>(C_HASH_SECRET), k1 = secondKey(k0);
  let v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d, v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;
  const words = n >> 3;
  let tail: u64 = <u64>n << 56;
  for (let i: u32 = 0; i < (n & 7); i++) tail |= <u64>load<u8>(p + (words << 3) + i) << (i << 3);
  for (let i: u32 = 0; i <= words; i++) {
    const m = i < words ? load<u64>(p + (i << 3)) : tail;
    v3 ^= m;
    v0 += v1; v1 = rotl<u64>(v1, 13); v1 ^= v0; v0 = rotl<u64>(v0, 32);
    v2 += v3; v3 = rotl<u64>(v3, 16); v3 ^= v2;
    v0 += v3; v3 = rotl<u64>(v3, 21); v3 ^= v0;
    v2 += v1; v1 = rotl<u64>(v1, 17); v1 ^= v2; v2 = rotl<u64>(v2, 32);
    v0 ^= m;
  }
  v2 ^= 0xff;
  for (let i = 0; i < 3; i++) {
    v0 += v1; v1 = rotl<u64>(v1, 13); v1 ^= v0; v0 = rotl<u64>(v0, 32);
    v2 += v3; v3 = rotl<u64>(v3, 16); v3 ^= v2;
    v0 += v3; v3 = rotl<u64>(v3, 21); v3 ^= v0;
    v2 += v1; v1 = rotl<u64>(v1, 17); v1 ^= v2; v2 = rotl<u64>(v2, 32);
  }
  const h = <i64>(v0 ^ v1 ^ v2 ^ v3);
  return h == -1 ? -2 : h;
}
