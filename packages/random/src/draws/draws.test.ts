import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readReference } from '@adjoint/reference-data';
import { tensor } from '@adjoint/tensor';
import { bernoulli, bits, choice, exponential, integers, key, normal, permutation, splitBatch, split, uniform } from '../index.ts';

interface JaxCase {
  seed: number;
  bits_u32_7: number[];
  bits_u32_3x4: number[];
  uniform_f32_8: string[];
  normal_f32_8: string[];
  randint_0_1000_8: number[];
  bernoulli_03_16: boolean[];
  permutation_10: number[];
  exponential_f32_4: string[];
}
interface Jax64Case {
  seed: number;
  uniform_f64_5: string[];
  normal_f64_5: string[];
}
const jax = readReference<{ cases: { 'partitionable_true (default)': JaxCase[]; 'x64_partitionable_true': Jax64Case[] } }>(
  'sampling/rng/jax_threefry.json',
).cases;

test.each(jax['partitionable_true (default)'])('seed $seed: draws equal JAX bit for bit', (c) => {
  const k = key(c.seed);
  expect(bits(k, 7).toArray()).toEqual(c.bits_u32_7);
  expect(bits(k, [3, 4]).flatten().toArray()).toEqual(c.bits_u32_3x4);
  expect(uniform(k, 8, { dtype: 'float32' }).toArray()).toEqual(c.uniform_f32_8.map(Number));
  expect(integers(k, 8, 0, 1000).toArray()).toEqual(c.randint_0_1000_8);
  expect([...bernoulli(k, 0.3, 16, { dtype: 'float32' }).data()].map(Boolean)).toEqual(c.bernoulli_03_16);
  expect(permutation(k, 10).toArray()).toEqual(c.permutation_10);
});

test.each(jax['partitionable_true (default)'])('seed $seed: float32 normal and exponential agree with JAX to its own 4 ulp', (c) => {
  const close = (x: number, y: number): void => {
    expect(Math.abs(x - y)).toBeLessThanOrEqual(4 * 2 ** -23 * Math.abs(y));
  };
  const z = normal(key(c.seed), 8, { dtype: 'float32' }).data();
  const e = exponential(key(c.seed), 4, { dtype: 'float32' }).data();
  c.normal_f32_8.forEach((x, i) => {
    close(z[i], Number(x));
  });
  c.exponential_f32_4.forEach((x, i) => {
    close(e[i], Number(x));
  });
});

test.each(jax.x64_partitionable_true)('seed $seed: float64 uniform equals JAX, normal within 4 ulp (2 of ours, 2 of JAX)', (c) => {
  expect(uniform(key(c.seed), 5).toArray()).toEqual(c.uniform_f64_5.map(Number));
  const z = normal(key(c.seed), 5).data();
  c.normal_f64_5.forEach((x, i) => {
    expect(Math.abs(z[i] - Number(x))).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(Number(x)));
  });
});

const draws = { bits, uniform, normal, exponential, integers: (k: ReturnType<typeof key>, n: number) => integers(k, n, -5, 17) };
test.each(Object.entries(draws))('%s: element i depends on the key and i alone, past the chunks too', (_name, draw) => {
  const long = draw(key(3), 5000).data();
  for (const n of [1, 1023, 1024, 1025, 3000]) expect([...draw(key(3), n).data()]).toEqual([...long.slice(0, n)]);
});

test.each(Object.entries(draws))('%s: a batch of keys gives the draws of its keys', (_name, draw) => {
  const batch = draw(splitBatch(key(8), 3), 4);
  expect(batch.shape).toEqual([3, 4]);
  split(key(8), 3).forEach((k, i) => {
    expect(batch.at(i).toArray()).toEqual(draw(k, 4).toArray());
  });
});

test('a draw of shape [] is a scalar, one of no elements is empty', () => {
  expect(uniform(key(0)).shape).toEqual([]);
  expect(normal(key(0), [0, 3]).shape).toEqual([0, 3]);
  expect(permutation(key(0), 0).shape).toEqual([0]);
});

test('uniform stays in its interval, also a large, a tiny and a shifted one', () => {
  for (const [low, high] of [
    [0, 1],
    [-1e300, 1e300 / 2],
    [1, 1 + 2 ** -50],
    [1e15, 1e15 + 1],
  ]) {
    for (const x of uniform(key(4), 3000, { low, high }).data()) expect(x >= low && x <= high).toBe(true);
  }
  expect(() => uniform(key(0), 1, { low: 1, high: 1 })).toThrow(/low 1, high 1/);
  expect(() => uniform(key(0), 1, { low: NaN })).toThrow(/low is NaN/);
  expect(() => uniform(key(0), 1, { low: -1e308, high: 1.7e308 })).toThrow(/difference/);
  expect(() => uniform(key(0), [-1])).toThrow(expect.objectContaining({ code: 'SHAPE' }));
  expect(() => uniform(key(0), 1, { dtype: 'int32' as never })).toThrow(expect.objectContaining({ code: 'DTYPE' }));
});

test('integers are the residues of the 64-bit draws, for any span', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer({ min: 0, max: 1000 }), (span, seed) => {
      const low = -(2 ** 31);
      const [a, b] = split(key(seed));
      const high = bits(a, 3).data();
      const words = bits(b, 3).data();
      const expected = [0, 1, 2].map((i) => low + Number(((BigInt(high[i]) << 32n) + BigInt(words[i])) % BigInt(span)));
      expect(integers(key(seed), 3, low, low + span).toArray()).toEqual(expected);
    }),
    { numRuns: 100 },
  );
  expect(() => integers(key(0), 1, 3, 3)).toThrow(/low 3, high 3/);
  expect(() => integers(key(0), 1, 0, 2 ** 32)).toThrow(/int32/);
  expect(integers(key(0), 1, 0, 2 ** 32, { dtype: 'uint32' }).dtype).toBe('uint32');
});

test('a permutation is one, by either way of sorting, and moves the rows of a tensor', () => {
  for (const n of [1, 2, 4095, 4096, 70000]) {
    expect([...permutation(key(n), n).data()].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  }
  const rows = permutation(
    key(1),
    tensor([
      [0, 1],
      [2, 3],
      [4, 5],
    ]),
  );
  expect(rows.slice(null, 0).mul(0.5).toArray()).toEqual(permutation(key(1), 3).toArray());
  expect(() => permutation(key(0), -1)).toThrow(/-1 elements/);
});

test('each place of a permutation takes each element equally often', () => {
  const n = 4;
  const trials = 4000;
  const counts = new Float64Array(n * n);
  for (let t = 0; t < trials; t++)
    permutation(key(t), n)
      .data()
      .slice()
      .forEach((v, i) => {
        counts[n * i + v]++;
      });
  // 5 standard errors of a binomial count, 16 counts: a false alarm once in 1e5 seeds; the seeds are fixed
  const tolerance = 5 * Math.sqrt(trials * 0.25 * 0.75);
  for (const c of counts) expect(Math.abs(c - trials / n)).toBeLessThan(tolerance);
});

test('choices by weights have their probabilities, and never take a weight of zero', () => {
  const n = 40000;
  const weights = [1, 0, 2, 5, 0];
  const drawn = [...choice(key(8), 5, n, { weights }).data()];
  weights.forEach((w, i) => {
    const p = w / 8;
    const count = drawn.filter((x) => x === i).length;
    expect(Math.abs(count - n * p)).toBeLessThanOrEqual(5 * Math.sqrt(n * p * (1 - p)));
  });
  expect([...choice(key(1), 3, 100, { weights: [0, 1e-300, 0] }).data()].every((i) => i === 1)).toBe(true);
});

test('choices without replacement repeat nothing; the first follows the weights', () => {
  expect(new Set(choice(key(1), 10, 10, { replace: false }).data()).size).toBe(10);
  const first = new Float64Array(3);
  const trials = 4000;
  for (let t = 0; t < trials; t++) {
    const picked = choice(key(t), 4, 3, { replace: false, weights: [1, 2, 5, 0] }).data();
    expect(new Set(picked).size).toBe(3);
    first[picked[0]]++;
  }
  [1, 2, 5].forEach((w, i) => {
    expect(Math.abs(first[i] - (trials * w) / 8)).toBeLessThan(5 * Math.sqrt(((trials * w) / 8) * (1 - w / 8)));
  });
});

test('impossible choices are refused with what is wrong', () => {
  expect(() => choice(key(1), 3, 4, { replace: false })).toThrow(/4 of 3/);
  expect(() => choice(key(1), 2, 1, { weights: [1, -1] })).toThrow(/weight 1 is -1/);
  expect(() => choice(key(1), 2, 1, { weights: [1, NaN] })).toThrow(/weight 1 is NaN/);
  expect(() => choice(key(1), 2, 1, { weights: [0, 0] })).toThrow(/all weights are 0/);
  expect(() => choice(key(1), 3, 1, { weights: [1, 2] })).toThrow(/2 weights for 3/);
  expect(() => choice(key(1), 3, 3, { weights: [1, 2, 0], replace: false })).toThrow(/positive weight/);
  expect(() => choice(key(1), 0)).toThrow(/0 elements/);
  expect(() => bernoulli(key(1), 1.5)).toThrow(/1.5/);
});
