import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import type { BatchSamplerV1 } from '@adjoint/plugin';
import { foldIn, key, normal } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import { batchMoments, certifyBatchSampler, importanceWeighted, sequential, shuffle, stratified, withReplacement } from '../index.ts';

const n = 30;
const labels = Float64Array.from({ length: n }, (_, i) => (i % 7 === 0 ? 9 : i % 2));
const importance = Float64Array.from({ length: n }, (_, i) => 1 + (i % 5) * 3);
const gradients = normal(key(9), [n, 4]).add(tensor([...labels]).expandDims(1));
const evidence = { size: n, batchSize: 7, labels, importance, gradients, key: key(1) };

test.each([
  ['stratified', stratified()],
  ['importance-weighted', importanceWeighted()],
] as const)('%s is unbiased by its weights, declared and drawn, and not without them', (_name, sampler) => {
  expect(certifyBatchSampler(sampler, evidence)).toMatchObject({ verdict: 'holds', strength: 'numerical' });
  const { moments: _, ...undeclared } = sampler;
  expect(certifyBatchSampler(undeclared, evidence).verdict).toBe('holds');
  const unweighted: BatchSamplerV1 = { claim: 'unbiased', batches: (r) => sampler.batches(r).map(({ indices }) => ({ indices })) };
  expect(
    certifyBatchSampler(unweighted, { ...evidence, labels: Float64Array.from(labels, (l, i) => (i < 2 ? l + 20 : l)), keys: 600 }).verdict,
  ).toBe('fails');
});

interface File {
  gradients: number[][];
  rows: { b: number; var_with_replacement: number[]; var_without_replacement: number[]; trace_var_importance_norm_proportional: number }[];
  stratified: { batch: number; var: number[] };
}
const file = readReference<File>('sampling/importance/minibatch_gradient_variance.json');
const size = file.gradients.length;
const G = tensor(file.gradients);
const norms = Float64Array.from(file.gradients, (g) => Math.hypot(...g));
const mod4 = Float64Array.from({ length: size }, (_, i) => i % 4);
const diagonal = (sampler: BatchSamplerV1, batchSize: number): number[] => {
  const { covariance } = batchMoments(sampler, { size, batchSize, labels: mod4, importance: norms, gradients: G, key: key(2) })[0];
  return [0, 1, 2].map((c) => covariance.at(c).at(c).item());
};

describe('declared covariances equal the exact ones', () => {
  const close = (ours: number, exact: number): void => {
    expect(Math.abs(ours - exact)).toBeLessThanOrEqual(1e-10 * Math.max(Math.abs(exact), 1e-3));
  };
  test.each(file.rows)('batches of $b', ({ b, var_with_replacement, var_without_replacement, trace_var_importance_norm_proportional }) => {
    diagonal(withReplacement(), b).forEach((v, c) => {
      close(v, var_with_replacement[c]);
    });
    diagonal(shuffle(), b).forEach((v, c) => {
      close(v, var_without_replacement[c]);
    });
    close(
      diagonal(importanceWeighted(), b).reduce((s, v) => s + v, 0),
      trace_var_importance_norm_proportional,
    );
  });
  test('stratified by index mod 4', () => {
    diagonal(stratified(), file.stratified.batch).forEach((v, c) => {
      close(v, file.stratified.var[c]);
    });
  });
});

test.each([
  ['stratified', stratified()],
  ['importance-weighted', importanceWeighted()],
] as const)('%s: drawn mean and variance within four standard errors of the exact ones', (_name, sampler) => {
  const batchSize = 20;
  const exact = diagonal(sampler, batchSize)[0];
  // the steps of an epoch are drawn independently: each counts
  const draws = Array.from({ length: 200 }, (_, k) =>
    sampler
      .batches({ size, batchSize, labels: mod4, importance: norms, key: foldIn(key(3), k) })
      .map(({ indices, weights }) => indices.reduce((s, i, j) => s + weights![j] * file.gradients[i][0], 0)),
  ).flat();
  const keys = draws.length;
  const m = draws.reduce((a, b) => a + b, 0) / keys;
  const v = draws.reduce((s, x) => s + (x - m) ** 2, 0) / (keys - 1);
  const truth = file.gradients.reduce((s, g) => s + g[0], 0) / size;
  expect(Math.abs(m - truth)).toBeLessThanOrEqual(4 * Math.sqrt(exact / keys));
  expect(Math.abs(v / exact - 1)).toBeLessThanOrEqual(4 * Math.sqrt(2 / keys) * 1.2); // the fourth moment is at most that of a slightly heavy-tailed sum
});

test('moments by drawing agree with the declared ones; those of a fixed order are a bias alone', () => {
  const { moments: _, ...undeclared } = shuffle();
  const drawn = batchMoments(undeclared, { ...evidence, keys: 2000 })[0];
  const exact = batchMoments(shuffle(), evidence)[0];
  expect([drawn.exact, exact.exact]).toEqual([false, true]);
  expect(Math.abs(drawn.covariance.at(0).at(0).item() / exact.covariance.at(0).at(0).item() - 1)).toBeLessThan(5 * Math.sqrt(2 / 2000));
  const fixed = batchMoments(sequential(), evidence)[0];
  expect(Math.max(...fixed.covariance.abs().data())).toBe(0);
  expect(Math.max(...fixed.bias.abs().data())).toBeGreaterThan(0.1);
});

test('fewer places than labels: unbiased still, neighbours share a place', () => {
  const few = { size: 6, batchSize: 2, labels: [0, 1, 2, 3, 3, 3], gradients: normal(key(5), [6, 3]), key: key(6) };
  expect(certifyBatchSampler(stratified(), few).verdict).toBe('holds');
  for (const { indices } of stratified().batches(few)) expect([...indices].map((i) => few.labels[i] === 3)).toEqual([false, true]);
});

test('every batch holds every label; wrong data is named', () => {
  for (const { indices } of stratified().batches({ ...evidence })) expect(new Set([...indices].map((i) => labels[i])).size).toBe(3);
  expect(() => stratified().batches({ size: 4, batchSize: 2, key: key(0) })).toThrow(/no labels/);
  expect(() => importanceWeighted().batches({ size: 2, batchSize: 1, importance: [1, 0], key: key(0) })).toThrow(/importance\[1\] = 0/);
  expect(() => importanceWeighted().batches({ size: 2, batchSize: 1, importance: [1e300, 1e-320], key: key(0) })).toThrow(
    /importance\[1\] = 1e-320 beside 1e\+300/,
  );
  expect(stratified().batches({ size: 5, batchSize: 5, labels: [0, 1, 1, 1, 1], key: key(0) })[0].indices).toHaveLength(5);
});
