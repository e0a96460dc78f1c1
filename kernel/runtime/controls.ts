/**
 * Control workloads: what the machine itself can do, without Python. They draw the limit in every scaling chart.
 *
 *     block: 0 u32 kind   4 u32 iterations   8 u32 address of the shared words (kind 1)   12 u32 thread index
 *            16 f64 start ns   24 f64 end ns   32 f64 cpu ns   40 u32 done
 *
 * Kind 0: arithmetic in registers, nothing shared. Kind 1: an atomic add on a line of one's own (padded).
 */
import { host_monotonic, host_threadCpu } from "./host";

export function runControl(block: usize): void {
  const iterations = load<u32>(block, 4);
  const cpu = host_threadCpu();
  store<f64>(block, host_monotonic(), 16);
  if (load<u32>(block) == 0) store<u32>(block, compute(iterations), 44);
  else atomics(load<u32>(block, 8) + (load<u32>(block, 12) << 7), iterations);
  store<f64>(block, host_monotonic(), 24);
  const after = host_threadCpu();
  store<f64>(block, cpu < 0 ? -1 : after - cpu, 32);
  atomic.store<u32>(block, 1, 40);
  atomic.notify(block + 40, -1);
}

/**
 * Four xorshift generators side by side: each step needs the one before, so the compiler can leave none out, and together they keep a core's
 * units busy, so that two virtual cores which are one real core show it. A single one waits for itself most of the time.
 */
function compute(n: u32): u32 {
  let a: u32 = 2463534242, b: u32 = 1812433253, c: u32 = 69069, d: u32 = 362436069;
  for (let i: u32 = 0; i < n; i++) {
    a ^= a << 13;
    b ^= b << 13;
    c ^= c << 13;
    d ^= d << 13;
    a ^= a >> 17;
    b ^= b >> 17;
    c ^= c >> 17;
    d ^= d >> 17;
    a ^= a << 5;
    b ^= b << 5;
    c ^= c << 5;
    d ^= d << 5;
  }
  return a ^ b ^ c ^ d;
}

function atomics(at: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) atomic.add<u32>(at, 1);
}
