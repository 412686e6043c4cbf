/**
 * Whether a batch sampler gives unbiased gradients at every step t, at fixed parameters:
 *
 *   bias_t = E_key[g_t] − ∇F = Σᵢ (E[M_{t,i}] − 1/n)·∇fᵢ
 *
 * Exact from the moments of M where the sampler declares them, and then the declaration itself is tested against drawn
 * batches; else by Monte Carlo over keys with its standard error. What is known of a step given the epoch so far, and of
 * the mean of an epoch, is told in the scope: neither proves that the steps are unbiased. A sorted order has an epoch
 * mean without error and every step wrong.
 */
import type { Batch, BatchData, BatchRequest, BatchSamplerV1, WeightMoments } from '@adjoint/plugin';
import { type Key, foldIn } from '@adjoint/random';
import { ArgumentError, type Certificate, type Check, ShapeError, type Tensor, certificate, check } from '@adjoint/tensor';
import { requireData, stepsOf } from './batches.ts';

export interface BatchSamplerEvidence extends BatchData {
  /** ∇fᵢ at some parameters, [n, d]: any numbers that differ between examples will do. */
  readonly gradients: Tensor;
  readonly key: Key;
  /** Keys drawn for the tests by Monte Carlo (default 400). */
  readonly keys?: number;
}

/** Five standard errors: one false alarm in 1.7 million comparisons. */
const STANDARD_ERRORS = 5;

/**
 * @returns claim 'unbiased-batches': holds when no step shows a bias. A sampler that claims otherwise is measured all the same
 * @throws ShapeError when the gradients do not fit; ArgumentError for wrong sizes or indices outside the data
 * @example certifyBatchSampler(shuffle(), { size: 6, batchSize: 2, gradients, key: key(0) }).verdict // 'holds'
 */
export function certifyBatchSampler(sampler: BatchSamplerV1, evidence: BatchSamplerEvidence): Certificate {
  const { gradients, key, keys = 400, ...data } = evidence;
  const n = data.size;
  requireData('certifyBatchSampler', data);
  if (gradients.rank !== 2 || gradients.shape[0] !== n)
    throw new ShapeError(
      `certifyBatchSampler: gradients of shape [${gradients.shape.join(', ')}] for ${n} examples`,
      'give one row for each example, [n, d]',
    );
  const G = Float64Array.from(gradients.data());
  const d = gradients.shape[1];
  const full = weighted(G, d, () => 1 / n, n);
  // Sizes of what is added up: a bias below the rounding of these is none.
  let size = 0;
  for (const g of G) size += g * g;
  const scale = Math.sqrt(size / n) || 1;
  const steps = stepsOf(data);
  const unit = 4 * n * 2 ** -52;
  const request = (k: number, epoch = 0): BatchRequest => ({ ...data, key: foldIn(key, k), epoch });

  const checks: Check[] = [];
  const drawn = drawnBias(sampler, request, G, d, full, keys, steps, n);
  let worst = -1;
  if (sampler.moments !== undefined) {
    const declared = Array.from({ length: steps }, (_, t) => biasOf(sampler.moments!(data, t), G, d, full, n));
    const sizes = declared.map((b) => norm(b) / scale);
    worst = sizes.indexOf(Math.max(...sizes));
    checks.push(
      check('bias', Math.max(...sizes), '<=', unit),
      check('declared-moments', departure(drawn, declared, scale), '<=', STANDARD_ERRORS),
    );
  } else {
    const zero = drawn.map(() => new Float64Array(d));
    const z = drawn.map((s, t) => departure([s], [zero[t]], scale));
    worst = z.indexOf(Math.max(...z));
    checks.push(check('bias-in-standard-errors', Math.max(...z), '<=', STANDARD_ERRORS));
  }
  return certificate(
    'unbiased-batches',
    sampler.moments === undefined ? 'evidence' : 'numerical',
    scopeOf(sampler, data, request(0), checks[0].verdict !== 'holds' ? worst : -1, G, d, full, scale),
    checks,
  );
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));

/** Σ wᵢ ∇fᵢ */
function weighted(G: Float64Array, d: number, w: (i: number) => number, n: number): Float64Array {
  const out = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const m = w(i);
    if (m !== 0) for (let c = 0; c < d; c++) out[c] += m * G[i * d + c];
  }
  return out;
}

function biasOf({ mean }: WeightMoments, G: Float64Array, d: number, full: Float64Array, n: number): Float64Array {
  if (typeof mean === 'number') return full.map((f) => mean * n * f - f);
  return weighted(G, d, (i) => mean[i], n).map((g, c) => g - full[c]);
}

function gradientOf(batch: Batch, G: Float64Array, d: number, n: number): Float64Array {
  const out = new Float64Array(d);
  const b = batch.indices.length;
  batch.indices.forEach((i, k) => {
    if (i < 0 || i >= n)
      throw new ArgumentError(`certifyBatchSampler: index ${i} in a batch of ${n} examples`, 'indices are counted from 0');
    const w = batch.weights === undefined ? 1 / b : batch.weights[k];
    for (let c = 0; c < d; c++) out[c] += w * G[i * d + c];
  });
  return out;
}

interface DrawnBias {
  readonly mean: Float64Array;
  readonly error: Float64Array;
}

/** Mean of g_t − ∇F over keys and its standard error, for up to eight steps of the epoch. */
function drawnBias(
  sampler: BatchSamplerV1,
  request: (k: number) => BatchRequest,
  G: Float64Array,
  d: number,
  full: Float64Array,
  keys: number,
  steps: number,
  n: number,
): readonly DrawnBias[] {
  const sums = Array.from({ length: steps }, () => new Float64Array(d));
  const squares = sums.map(() => new Float64Array(d));
  for (let k = 0; k < keys; k++) {
    sampler.batches(request(k)).forEach((batch, t) => {
      const g = gradientOf(batch, G, d, n);
      for (let c = 0; c < d; c++) {
        const b = g[c] - full[c];
        sums[t][c] += b;
        squares[t][c] += b * b;
      }
    });
  }
  return sums.map((s, t) => ({
    mean: s.map((x) => x / keys),
    error: s.map((x, c) => Math.sqrt(Math.max(0, squares[t][c] / keys - (x / keys) ** 2) / Math.max(1, keys - 1))),
  }));
}

/** Largest distance of drawn from expected biases in standard errors; rounding counts as no error. */
function departure(drawn: readonly DrawnBias[], expected: readonly Float64Array[], scale: number): number {
  let worst = 0;
  drawn.forEach(({ mean, error }, t) =>
    mean.forEach((m, c) => {
      const distance = Math.abs(m - expected[t][c]);
      if (distance > 1e-12 * scale) worst = Math.max(worst, distance / Math.max(error[c], 1e-15 * scale));
    }),
  );
  return Number.isFinite(worst) ? Math.min(worst, 1e12) : 1e12;
}

/** What else is so, in a sentence: a wrong claim, the bias given the past, the epoch mean. */
function scopeOf(
  sampler: BatchSamplerV1,
  data: BatchData,
  request: BatchRequest,
  worst: number,
  G: Float64Array,
  d: number,
  full: Float64Array,
  scale: number,
): string {
  const batches = sampler.batches(request);
  const n = data.size;
  const parts = [`${n} examples in batches of ${data.batchSize}, ${batches.length} steps`];
  if (worst >= 0)
    parts.push(
      `${sampler.claim === 'unbiased' ? 'it claims to be unbiased, but ' : 'as it says, '}the expected gradient of step ${worst} is not that of all examples`,
    );
  if (sampler.momentsGivenPast !== undefined && batches.length > 1) {
    const given = biasOf(sampler.momentsGivenPast(data, batches.slice(0, -1)), G, d, full, n);
    parts.push(`given the past of its epoch the last step has a bias of ${(norm(given) / scale).toExponential(1)}`);
  }
  const mean = new Float64Array(d);
  const total = batches.reduce((s, b) => s + b.indices.length, 0);
  for (const b of batches)
    gradientOf(b, G, d, n).forEach((g, c) => {
      mean[c] += (g * b.indices.length) / total;
    });
  parts.push(
    `the mean of one epoch is off by ${(norm(mean.map((m, c) => m - full[c])) / scale).toExponential(1)}, which proves nothing about its steps`,
  );
  return parts.join('; ');
}
