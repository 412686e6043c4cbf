import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { foldIn, key, normal } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import { certifyBatchSampler, sequential, shuffle, shuffleOnce, sorted, withReplacement } from '../index.ts';

const n = 30;
const labels = Float64Array.from({ length: n }, (_, i) => i % 3);
const gradients = normal(key(9), [n, 4]).add(tensor([...labels]).expandDims(1));
const evidence = { size: n, batchSize: 7, labels, gradients, key: key(1) };

test.each([
  ['shuffle', shuffle()],
  ['shuffle once', shuffleOnce()],
  ['with replacement', withReplacement()],
] as const)('%s is unbiased at every step', (_name, sampler) => {
  expect(certifyBatchSampler(sampler, evidence)).toMatchObject({ claim: 'unbiased-batches', verdict: 'holds', strength: 'numerical' });
  const { moments: _, ...undeclared } = sampler;
  expect(certifyBatchSampler(undeclared, evidence)).toMatchObject({ verdict: 'holds', strength: 'evidence' });
});

test.each([
  ['sequential', sequential()],
  ['sorted', sorted()],
] as const)('%s is refused, declared or not, with the step that is wrong', (_name, sampler) => {
  const c = certifyBatchSampler(sampler, evidence);
  expect(c.verdict).toBe('fails');
  expect(c.scope).toMatch(/as it says, the expected gradient of step \d/);
  expect(c.scope).toMatch(/mean of one epoch is off by .*proves nothing/);
  const { moments: _, ...undeclared } = sampler;
  expect(certifyBatchSampler(undeclared, evidence).verdict).toBe('fails');
  expect(certifyBatchSampler({ ...sampler, claim: 'unbiased' }, evidence).scope).toMatch(/it claims to be unbiased, but/);
});

/** All orders of 0 … n − 1. */
const orders = (of: number): number[][] =>
  of === 0 ? [[]] : orders(of - 1).flatMap((order) => Array.from({ length: of }, (_, at) => order.toSpliced(at, 0, of - 1)));

test.each([
  [5, 2],
  [6, 3],
  [6, 4],
  [4, 4],
  [3, 1],
  [1, 1],
])('the declared moments of %i examples in batches of %i are those of all orders, counted one by one', (size, batchSize) => {
  const all = orders(size);
  for (let t = 0; t * batchSize < size; t++) {
    // M_i = 1/b where the batch holds example i
    const rows = all.map((order) => {
      const batch = order.slice(t * batchSize, (t + 1) * batchSize);
      return Array.from({ length: size }, (_, i) => (batch.includes(i) ? 1 / batch.length : 0));
    });
    const mean = (f: (M: number[]) => number): number => rows.reduce((s, M) => s + f(M), 0) / rows.length;
    const declared = shuffle().moments!({ size, batchSize }, t);
    const { same, other } = declared.covariance as { same: number; other: number };
    for (let i = 0; i < size; i++) {
      // a mean of at most 720 terms ≤ 1
      expect(declared.mean).toBeCloseTo(
        mean((M) => M[i]),
        13,
      );
      for (let j = 0; j < size; j++)
        expect(i === j ? same : other).toBeCloseTo(mean((M) => M[i] * M[j]) - mean((M) => M[i]) * mean((M) => M[j]), 13);
    }
  }
});

test('moments that are declared but not true are found', () => {
  const liar: BatchSamplerV1 = { ...sorted(), claim: 'unbiased', moments: shuffle().moments! };
  const c = certifyBatchSampler(liar, evidence);
  expect(c.checks.map((k) => [k.id, k.verdict])).toEqual([
    ['bias', 'holds'],
    ['declared-moments', 'fails'],
  ]);
});

test('every epoch of an order visits each example once; keys and epochs matter where they should', () => {
  const request = { size: 10, batchSize: 4, labels: labels.slice(0, 10), key: key(3) };
  const order = (s: BatchSamplerV1, epoch = 0, k = key(3)): number[] =>
    s.batches({ ...request, key: k, epoch }).flatMap((b) => [...b.indices]);
  for (const s of [shuffle(), shuffleOnce(), sequential(), sorted()])
    expect(order(s).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(order(shuffle(), 1)).not.toEqual(order(shuffle(), 0));
  expect(order(shuffleOnce(), 1)).toEqual(order(shuffleOnce(), 0));
  expect(order(shuffleOnce(), 0, key(4))).not.toEqual(order(shuffleOnce(), 0));
  expect(
    shuffle()
      .batches(request)
      .map((b) => b.indices.length),
  ).toEqual([4, 4, 2]);
  expect(order(sorted())).toEqual([0, 3, 6, 9, 1, 4, 7, 2, 5, 8]);
});

describe('variance of the mean gradient of a batch', () => {
  interface File {
    gradients: number[][];
    pass_rule: string;
  }
  const { gradients: rows } = readReference<File>('sampling/importance/minibatch_gradient_variance.json');
  const size = rows.length;
  const batchSize = 20;
  const mean = rows[0].map((_, c) => rows.reduce((s, r) => s + r[c], 0) / size);
  const variance = mean.map((m, c) => rows.reduce((s, r) => s + (r[c] - m) ** 2, 0) / size);
  test.each([
    ['shuffle', shuffle(), (size - batchSize) / (size - 1)],
    ['with replacement', withReplacement(), 1],
  ] as const)('%s: drawn and declared within four standard errors of the exact value', (_n, sampler, correction) => {
    const keys = 4000;
    const draws: number[] = [];
    const exact = (variance[0] / batchSize) * correction;
    for (let k = 0; k < keys; k++)
      draws.push(
        [...sampler.batches({ size, batchSize, key: foldIn(key(2), k) })[3].indices].reduce((s, i) => s + rows[i][0], 0) / batchSize,
      );
    const m = draws.reduce((a, b) => a + b, 0) / keys;
    const v = draws.reduce((s, x) => s + (x - m) ** 2, 0) / (keys - 1);
    expect(Math.abs(m - mean[0])).toBeLessThanOrEqual(4 * Math.sqrt(exact / keys));
    expect(Math.abs(v / exact - 1)).toBeLessThanOrEqual(4 * Math.sqrt(2 / keys));
    const { same, other } = sampler.moments!({ size, batchSize }, 3).covariance as { same: number; other: number };
    const total = rows.reduce((s, r) => s + r[0], 0);
    const declared = rows.reduce((s, r) => s + r[0] ** 2, 0) * (same - other) + total * total * other;
    expect(declared / exact).toBeCloseTo(1, 9);
  });
});

test('wrong requests are named', () => {
  expect(() => shuffle().batches({ size: 3, batchSize: 4, key: key(0) })).toThrow(/batches of 4 from 3/);
  expect(() => sorted().batches({ size: 3, batchSize: 1, key: key(0) })).toThrow(/no labels for 3 examples/);
  expect(() => certifyBatchSampler(shuffle(), { ...evidence, gradients: tensor([[1]]) })).toThrow(/gradients of shape \[1, 1\]/);
});
