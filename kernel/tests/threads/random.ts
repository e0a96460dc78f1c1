// Reproducible random numbers for tests.

/** A generator of numbers in [0, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Doubles of every magnitude: a third with random bits, a third of everyday size, a third with few decimals. */
export function randomDoubles(count: number, seed: number): number[] {
  const next = random(seed);
  const bits = new DataView(new ArrayBuffer(8));
  const values: number[] = [];
  while (values.length < count) {
    bits.setUint32(0, next() * 4294967296);
    bits.setUint32(4, next() * 4294967296);
    const wild = bits.getFloat64(0);
    values.push(Number.isFinite(wild) ? wild : next(), (next() - 0.5) * 10 ** Math.floor(next() * 12 - 4), Math.round(next() * 1e6) / 10 ** Math.floor(next() * 7));
  }
  return values.slice(0, count);
}
