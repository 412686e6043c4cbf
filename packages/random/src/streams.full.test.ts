/**
 * Statistical tests of the streams. Seeds are fixed, so they pass or fail for good; thresholds are 5 standard errors of
 * the exact distribution of each statistic, or p-values of 1e-6.
 *
 * Linear complexity: Massey (1969). Rank of binary matrices, birthday spacings: Marsaglia (1985), "A current view of
 * random number generators". Collisions: Knuth, TAOCP 2, 3.3.2 I.
 */
import { expect, test } from 'vitest';
import { type GeneratorName, bits, foldIn, key, split } from './index.ts';

const generators: readonly GeneratorName[] = ['threefry2x32', 'philox4x32'];

/** Length of the shortest linear feedback register that makes the bits (Berlekamp-Massey), 32 bits of the polynomials in a word. */
function linearComplexity(s: Uint8Array): number {
  const n = s.length;
  const size = (n >>> 5) + 2;
  const c = new Uint32Array(size);
  const b = new Uint32Array(size);
  const before = new Uint32Array(size);
  const t = new Uint32Array(size);
  c[0] = b[0] = 1;
  let L = 0;
  let m = -1;
  for (let i = 0; i < n; i++) {
    // `before` holds s[i], s[i − 1], … from bit 0 on
    for (let w = Math.min(size - 1, (i >>> 5) + 1); w > 0; w--) before[w] = (before[w] << 1) | (before[w - 1] >>> 31);
    before[0] = (before[0] << 1) | s[i];
    let d = 0;
    for (let w = L >>> 5; w >= 0; w--) d ^= c[w] & before[w];
    for (const half of [16, 8, 4, 2, 1]) d ^= d >>> half;
    if ((d & 1) === 0) continue;
    const words = (i - m) >>> 5;
    const bits = (i - m) & 31;
    const longer = 2 * L <= i;
    if (longer) t.set(c);
    for (let w = size - 1; w >= words; w--) {
      const low = b[w - words];
      const under = bits === 0 || w === words ? 0 : b[w - words - 1] >>> (32 - bits);
      c[w] ^= (low << bits) | under;
    }
    if (longer) {
      L = i + 1 - L;
      m = i;
      b.set(t);
    }
  }
  return L;
}

test('the linear complexity of a register of 31 bits is 31, that of a single late one its place', () => {
  const register = new Uint8Array(5000).fill(1, 0, 31);
  for (let i = 31; i < register.length; i++) register[i] = register[i - 3] ^ register[i - 31];
  expect(linearComplexity(register)).toBe(31);
  const late = new Uint8Array(100);
  late[69] = 1;
  expect(linearComplexity(late)).toBe(70);
});

test.each(generators)(
  '%s: linear complexity of all 32 bits is at least 0.49 n',
  (generator) => {
    const n = 50_000;
    const words = bits(key(20, { generator }), n).data();
    for (let bit = 0; bit < 32; bit++)
      expect(linearComplexity(Uint8Array.from(words, (w) => (w >>> bit) & 1)), `bit ${bit}`).toBeGreaterThanOrEqual(0.49 * n);
  },
  120_000,
);

test.each(generators)('%s: ranks of 32×32 binary matrices', (generator) => {
  // exact probabilities of rank 32, 31 and below: 0.2887880951538411, 0.5775761901732048, 0.1336357146729541
  const trials = 4000;
  const words = bits(key(21, { generator }), 32 * trials).data();
  const counts = [0, 0, 0];
  for (let t = 0; t < trials; t++) {
    const rows = Uint32Array.from({ length: 32 }, (_, i) => words[32 * t + i]);
    let rank = 0;
    for (let bit = 0; bit < 32; bit++) {
      let pivot = rank;
      while (pivot < 32 && ((rows[pivot] >>> bit) & 1) === 0) pivot++;
      if (pivot === 32) continue;
      [rows[rank], rows[pivot]] = [rows[pivot], rows[rank]];
      for (let r = rank + 1; r < 32; r++) if ((rows[r] >>> bit) & 1) rows[r] ^= rows[rank];
      rank++;
    }
    counts[Math.min(2, 32 - rank)]++;
  }
  const expected = [0.2887880951538411, 0.5775761901732048, 0.1336357146729541].map((p) => p * trials);
  const χ2 = counts.reduce((s, c, i) => s + (c - expected[i]) ** 2 / expected[i], 0);
  expect(χ2).toBeLessThan(27.6); // χ² with 2 degrees of freedom exceeds it with probability 1e-6
});

test.each(generators)('%s: birthday spacings', (generator) => {
  // m = 4096 birthdays in n = 2³² days: repeated spacings are Poisson with mean m³/4n = 4
  const m = 4096;
  const trials = 200;
  const words = bits(key(22, { generator }), m * trials).data();
  let repeats = 0;
  for (let t = 0; t < trials; t++) {
    const days = Float64Array.from({ length: m }, (_, i) => words[m * t + i]).sort();
    const spacings = Float64Array.from({ length: m - 1 }, (_, i) => days[i + 1] - days[i]).sort();
    for (let i = 1; i < m - 1; i++) if (spacings[i] === spacings[i - 1]) repeats++;
  }
  expect(Math.abs(repeats - 4 * trials)).toBeLessThan(5 * Math.sqrt(4 * trials));
});

test.each(generators)('%s: collisions of 2¹⁶ balls in 2²⁰ urns', (generator) => {
  const balls = 65536;
  const urns = 1048576;
  const trials = 20;
  const words = bits(key(23, { generator }), balls * trials).data();
  let collisions = 0;
  for (let t = 0; t < trials; t++) {
    const taken = new Uint8Array(urns);
    for (let i = 0; i < balls; i++) {
      const u = words[balls * t + i] >>> 12;
      collisions += taken[u];
      taken[u] = 1;
    }
  }
  const mean = trials * (balls - urns * (1 - (1 - 1 / urns) ** balls));
  expect(Math.abs(collisions - mean)).toBeLessThan(5 * Math.sqrt(mean)); // variance just below the mean
});

test.each(generators)('%s: interleaved streams of related keys are as uniform and uncorrelated as one stream', (generator) => {
  const root = key(24, { generator });
  const n = 4096;
  for (const keys of [
    split(root, 64),
    Array.from({ length: 64 }, (_, i) => foldIn(root, i)),
    Array.from({ length: 64 }, (_, i) => key(i, { generator })),
  ]) {
    const streams = keys.map((k) => bits(k, n).data());
    // each bit position over all streams: ones are binomial
    for (let bit = 0; bit < 32; bit++) {
      let ones = 0;
      for (const s of streams) for (let i = 0; i < n; i++) ones += (s[i] >>> bit) & 1;
      expect(Math.abs(ones - 32 * n)).toBeLessThan(5 * Math.sqrt(16 * n));
    }
    // neighbours: differing bits of the words at one place are binomial too
    for (let j = 1; j < 64; j++) {
      let differing = 0;
      for (let i = 0; i < n; i++) for (let x = streams[j][i] ^ streams[j - 1][i]; x !== 0; x &= x - 1) differing++;
      expect(Math.abs(differing - 16 * n)).toBeLessThan(5.5 * Math.sqrt(8 * n));
    }
    // interleaved into one stream: its lowest bits have full linear complexity
    const mixed = new Uint8Array(2048);
    for (let i = 0; i < mixed.length; i++) mixed[i] = streams[i % 64][Math.floor(i / 64)] & 1;
    expect(linearComplexity(mixed)).toBeGreaterThanOrEqual(0.49 * mixed.length);
  }
});
