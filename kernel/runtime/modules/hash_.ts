/**
 * The hash functions under `hashlib`: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), SHA-3 (FIPS 202). A hash that is
 * being fed is a bytearray, under whose lock everything happens:
 *
 *     0 u32 kind   4 u32 bytes of a block   8 u64 bytes so far   16 state[200]   216 block[144]
 *
 *     start(kind) gives such a bytearray, feed(hash, data) adds data, finish(hash, size) tells the digest and leaves the hash
 *     as it was. The kinds are those of `KIND`.
 */
import { none, fnNative } from "../object";
import { T_X_VALUEERROR } from "../types/table";
import { release, lockObject, unlockObject } from "../designs/active";
import { raise, hasException } from "../errors";
import { arg, function_ } from "../natives";
import { indexClamped } from "../types/textargs";
import { bytesData, bytesFrom, bytesNew, bytesSize } from "../types/bytes";
import { bytearrayFrom, bytearraySize, isByteArray, BA_DATA } from "../types/bytearray";
import { requireBytes } from "../types/textcore";
import { registerModule } from "./registry";

// KIND
const MD5: u32 = 0, SHA1: u32 = 1, SHA224: u32 = 2, SHA256: u32 = 3, SHA384: u32 = 4, SHA512: u32 = 5;
/** Keccak of a rate that is given in bytes: SHA-3 from SHA3 on, SHAKE from SHAKE on. */
const SHA3: u32 = 0x1000, SHAKE: u32 = 0x2000, RATE: u32 = 0xfff;

const BLOCK_SIZE: usize = 4, LENGTH: usize = 8, STATE: usize = 16, BLOCK: usize = 216;
const STATE_BYTES: u32 = 360;

/** The fractional parts of the cube roots of the first 80 primes; SHA-256 takes the upper halves of 64 of them. */
const CUBE_ROOTS: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817
]);
/** The fractional parts of the square roots of the first 16 primes: where SHA-512 and, with the second eight, SHA-384 start. */
const SQUARE_ROOTS: usize = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
  0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
  0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4
]);
/** |sin(i + 1)| times 2 to the 32nd. */
const SINES: usize = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391
]);
const MD5_SHIFTS: usize = memory.data<u8>([7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]);
/** Keccak: what iota adds in each round, how far rho turns each lane. */
const IOTA: usize = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008
]);
const RHO: usize = memory.data<u8>([0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14]);

/** Room for a message schedule or two sets of lanes. */
const WORK: u32 = 80 * 8;

@inline function big32(p: usize): u32 { return bswap<u32>(load<u32>(p)); }
@inline function big64(p: usize): u64 { return bswap<u64>(load<u64>(p)); }

function md5(state: usize, p: usize): void {
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  for (let i: u32 = 0; i < 64; i++) {
    const round = i >> 4;
    let f: u32, g: u32;
    if (round == 0) { f = (b & c) | (~b & d); g = i; }
    else if (round == 1) { f = (d & b) | (~d & c); g = 5 * i + 1; }
    else if (round == 2) { f = b ^ c ^ d; g = 3 * i + 5; }
    else { f = c ^ (b | ~d); g = 7 * i; }
    f += a + load<u32>(SINES + (i << 2)) + load<u32>(p + ((g & 15) << 2));
    a = d;
    d = c;
    c = b;
    b += rotl<u32>(f, load<u8>(MD5_SHIFTS + (round << 2) + (i & 3)));
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
}

function sha1(state: usize, p: usize, w: usize): void {
  for (let i: u32 = 0; i < 80; i++) {
    const at = w + (i << 2);
    if (i < 16) store<u32>(at, big32(p + (i << 2)));
    else store<u32>(at, rotl<u32>(load<u32>(at - 12) ^ load<u32>(at - 32) ^ load<u32>(at - 56) ^ load<u32>(at - 64), 1));
  }
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12), e = load<u32>(state, 16);
  for (let i: u32 = 0; i < 80; i++) {
    let f: u32, k: u32;
    if (i < 20) { f = (b & c) | (~b & d); k = 0x5a827999; }
    else if (i < 40) { f = b ^ c ^ d; k = 0x6ed9eba1; }
    else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8f1bbcdc; }
    else { f = b ^ c ^ d; k = 0xca62c1d6; }
    const t = rotl<u32>(a, 5) + f + e + k + load<u32>(w + (i << 2));
    e = d;
    d = c;
    c = rotl<u32>(b, 30);
    b = a;
    a = t;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
}

function sha256(state: usize, p: usize, w: usize): void {
  for (let i: u32 = 0; i < 64; i++) {
    const at = w + (i << 2);
    if (i < 16) { store<u32>(at, big32(p + (i << 2))); continue; }
    const x = load<u32>(at - 60), y = load<u32>(at - 8);
    store<u32>(at, load<u32>(at - 64) + load<u32>(at - 28) + (rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ x >> 3) + (rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ y >> 10));
  }
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  let e = load<u32>(state, 16), f = load<u32>(state, 20), g = load<u32>(state, 24), h = load<u32>(state, 28);
  for (let i: u32 = 0; i < 64; i++) {
    const t1 = h + (rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25)) + ((e & f) ^ (~e & g)) + load<u32>(CUBE_ROOTS + (i << 3), 4) + load<u32>(w + (i << 2));
    const t2 = (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

function sha512(state: usize, p: usize, w: usize): void {
  for (let i: u32 = 0; i < 80; i++) {
    const at = w + (i << 3);
    if (i < 16) { store<u64>(at, big64(p + (i << 3))); continue; }
    const x = load<u64>(at - 120), y = load<u64>(at - 16);
    store<u64>(at, load<u64>(at - 128) + load<u64>(at - 56) + (rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ x >> 7) + (rotr<u64>(y, 19) ^ rotr<u64>(y, 61) ^ y >> 6));
  }
  let a = load<u64>(state), b = load<u64>(state, 8), c = load<u64>(state, 16), d = load<u64>(state, 24);
  let e = load<u64>(state, 32), f = load<u64>(state, 40), g = load<u64>(state, 48), h = load<u64>(state, 56);
  for (let i: u32 = 0; i < 80; i++) {
    const t1 = h + (rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41)) + ((e & f) ^ (~e & g)) + load<u64>(CUBE_ROOTS + (i << 3)) + load<u64>(w + (i << 3));
    const t2 = (rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
  }
  store<u64>(state, load<u64>(state) + a);
  store<u64>(state, load<u64>(state, 8) + b, 8);
  store<u64>(state, load<u64>(state, 16) + c, 16);
  store<u64>(state, load<u64>(state, 24) + d, 24);
  store<u64>(state, load<u64>(state, 32) + e, 32);
  store<u64>(state, load<u64>(state, 40) + f, 40);
  store<u64>(state, load<u64>(state, 48) + g, 48);
  store<u64>(state, load<u64>(state, 56) + h, 56);
}

@inline function lane(a: usize, x: u32, y: u32): usize { return a + ((x + 5 * y) << 3); }

/** Keccak-f[1600] on 25 lanes; w has room for as many and five more. */
function keccak(a: usize, w: usize): void {
  const parity = w + 200;
  for (let round: u32 = 0; round < 24; round++) {
    // theta
    for (let x: u32 = 0; x < 5; x++) {
      let c: u64 = 0;
      for (let y: u32 = 0; y < 5; y++) c ^= load<u64>(lane(a, x, y));
      store<u64>(parity + (x << 3), c);
    }
    for (let x: u32 = 0; x < 5; x++) {
      const d = load<u64>(parity + ((x + 4) % 5 << 3)) ^ rotl<u64>(load<u64>(parity + ((x + 1) % 5 << 3)), 1);
      for (let y: u32 = 0; y < 5; y++) store<u64>(lane(a, x, y), load<u64>(lane(a, x, y)) ^ d);
    }
    // rho and pi
    for (let x: u32 = 0; x < 5; x++) {
      for (let y: u32 = 0; y < 5; y++) store<u64>(lane(w, y, (2 * x + 3 * y) % 5), rotl<u64>(load<u64>(lane(a, x, y)), load<u8>(RHO + x + 5 * y)));
    }
    // chi
    for (let x: u32 = 0; x < 5; x++) {
      for (let y: u32 = 0; y < 5; y++) store<u64>(lane(a, x, y), load<u64>(lane(w, x, y)) ^ (~load<u64>(lane(w, (x + 1) % 5, y)) & load<u64>(lane(w, (x + 2) % 5, y))));
    }
    // iota
    store<u64>(a, load<u64>(a) ^ load<u64>(IOTA + (round << 3)));
  }
}

/** Takes one whole block in. */
function compress(h: usize, p: usize, work: usize): void {
  const kind = load<u32>(h), state = h + STATE;
  if (kind >= SHA3) {
    for (let i: u32 = 0; i < load<u32>(h, BLOCK_SIZE); i += 8) store<u64>(state + i, load<u64>(state + i) ^ load<u64>(p + i));
    keccak(state, work);
  }
  else if (kind == MD5) md5(state, p);
  else if (kind == SHA1) sha1(state, p, work);
  else if (kind <= SHA256) sha256(state, p, work);
  else sha512(state, p, work);
}

function begin(h: usize, kind: u32): void {
  memory.fill(h, 0, STATE_BYTES);
  store<u32>(h, kind);
  store<u32>(h, kind >= SHA3 ? kind & RATE : kind >= SHA384 ? 128 : 64, BLOCK_SIZE);
  const state = h + STATE;
  if (kind == MD5 || kind == SHA1) {
    store<u64>(state, 0xefcdab8967452301);
    store<u64>(state, 0x1032547698badcfe, 8);
    if (kind == SHA1) store<u32>(state, 0xc3d2e1f0, 16);
  } else if (kind < SHA3) {
    const second = kind == SHA224 || kind == SHA384 ? 64 : 0;
    for (let i: u32 = 0; i < 8; i++) {
      const root = load<u64>(SQUARE_ROOTS + second + (i << 3));
      if (kind >= SHA384) store<u64>(state + (i << 3), root);
      else store<u32>(state + (i << 2), kind == SHA224 ? <u32>root : <u32>(root >> 32));
    }
  }
}

function take(h: usize, p: usize, n: u32, work: usize): void {
  const size = load<u32>(h, BLOCK_SIZE);
  let filled = <u32>(load<u64>(h, LENGTH) % size);
  store<u64>(h, load<u64>(h, LENGTH) + n, LENGTH);
  while (n != 0) {
    if (filled == 0 && n >= size) {
      compress(h, p, work);
      p += size;
      n -= size;
      continue;
    }
    const part = min(n, size - filled);
    memory.copy(h + BLOCK + filled, p, part);
    filled += part;
    p += part;
    n -= part;
    if (filled == size) { compress(h, h + BLOCK, work); filled = 0; }
  }
}

/** The digest of a hash that is given up by this. */
function conclude(h: usize, out: usize, size: u32, work: usize): void {
  const kind = load<u32>(h), block = load<u32>(h, BLOCK_SIZE), state = h + STATE;
  let filled = <u32>(load<u64>(h, LENGTH) % block);
  memory.fill(h + BLOCK + filled, 0, block - filled);
  if (kind >= SHA3) {
    store<u8>(h + BLOCK + filled, kind >= SHAKE ? 0x1f : 0x06);
    const last = h + BLOCK + block - 1;
    store<u8>(last, load<u8>(last) | 0x80);
    compress(h, h + BLOCK, work);
    while (size > block) {
      memory.copy(out, state, block);
      out += block;
      size -= block;
      keccak(state, work);
    }
    memory.copy(out, state, size);
    return;
  }
  // One bit, zeros, the number of bits in the last eighth of a block.
  store<u8>(h + BLOCK + filled, 0x80);
  if (filled >= block - (block >> 3)) {
    compress(h, h + BLOCK, work);
    memory.fill(h + BLOCK, 0, block);
  }
  const length = load<u64>(h, LENGTH) << 3;
  store<u64>(h + BLOCK + block - 8, kind == MD5 ? length : bswap<u64>(length));
  compress(h, h + BLOCK, work);
  const word: u32 = kind >= SHA384 ? 8 : 4;
  for (let i: u32 = 0; i < size; i += word) {
    if (kind == MD5) store<u32>(out + i, load<u32>(state + i));
    else if (word == 4) store<u32>(out + i, big32(state + i));
    else store<u64>(out + i, big64(state + i));
  }
}

// ---- the module
function start(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const kind = indexClamped(arg(args, 0));
  if (kind == -1 && hasException()) return 0;
  if (kind < 0 || (<u32>kind > SHA512 && ((kind & RATE) > 168 || (kind & RATE) == 0 || (<u32>kind >> 12) - 1 > 1))) return raise(T_X_VALUEERROR, "no such kind of hash");
  const b = bytesNew(STATE_BYTES);
  if (b == 0) return 0;
  begin(bytesData(b), <u32>kind);
  const hash = bytearrayFrom(bytesData(b), STATE_BYTES);
  release(b);
  return hash;
}

/** Only what `start` gave is a hash. */
function check(hash: usize): bool {
  if (isByteArray(hash) && bytearraySize(hash) == STATE_BYTES) return true;
  raise(T_X_VALUEERROR, "this is no hash");
  return false;
}

function feed(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const hash = arg(args, 0);
  if (!check(hash)) return 0;
  const data = requireBytes(arg(args, 1));
  if (data == 0) return 0;
  const work = bytesNew(WORK);
  if (work) {
    lockObject(hash);
    take(load<usize>(hash, BA_DATA), bytesData(data), bytesSize(data), bytesData(work));
    unlockObject(hash);
    release(work);
  }
  release(data);
  return work ? none() : 0;
}

function finish(self: usize, args: usize, nargs: i32, kw: usize): usize {
  const hash = arg(args, 0);
  if (!check(hash)) return 0;
  const size = indexClamped(arg(args, 1));
  if (size < 0) return hasException() ? 0 : raise(T_X_VALUEERROR, "value must be positive");
  const copy = bytesNew(STATE_BYTES + WORK);
  const out = copy ? bytesNew((<u32>size + 7) & ~7) : 0;
  if (out) {
    lockObject(hash);
    memory.copy(bytesData(copy), load<usize>(hash, BA_DATA), STATE_BYTES);
    unlockObject(hash);
    conclude(bytesData(copy), bytesData(out), <u32>size, bytesData(copy) + STATE_BYTES);
  }
  const digest = out ? bytesFrom(bytesData(out), <u32>size) : 0;
  if (out) release(out);
  if (copy) release(copy);
  return digest;
}

function fill(d: usize): void {
  function_(d, "start", fnNative(start), 1, 1);
  function_(d, "feed", fnNative(feed), 2, 2);
  function_(d, "finish", fnNative(finish), 2, 2);
}

export function initHashModule(): void { registerModule("_hashes", fill); }
