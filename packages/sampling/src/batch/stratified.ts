/**
 * Every batch holds examples of every label in proportion: the differences between labels add nothing to the variance.
 *
 *   b_h of the N_h examples of label h, drawn without repetition;   w = N_h/(n·b_h)
 *
 * Batches are drawn anew at each step, all of the same size. Weighted so, the gradient is unbiased whatever the b_h are.
 * With fewer places than labels, neighbouring labels share one.
 *
 * Neyman (1934); Zhao and Zhang (2014), "Accelerating minibatch stochastic gradient descent using stratified sampling".
 */
import type { Batch, BatchData, BatchSamplerV1, WeightMoments } from '@adjoint/plugin';
import { foldIn, permutation } from '@adjoint/random';
import { ArgumentError } from '@adjoint/tensor';
import { apportion } from '../importance/draw-proposals.ts';
import { keyOf, requireData, stepsOf } from './batches.ts';

interface Stratum {
  readonly members: readonly number[];
  readonly drawn: number;
  readonly weight: number;
}

/** @throws ArgumentError (batches) without one label for each example */
export function stratified(): BatchSamplerV1 {
  const moments = (data: BatchData): WeightMoments => momentsOf(strataOf(data), data.size);
  return {
    claim: 'unbiased',
    moments,
    momentsGivenPast: moments,
    batches(request) {
      const strata = strataOf(request);
      const epoch = foldIn(keyOf(request), request.epoch ?? 0);
      return Array.from({ length: stepsOf(request) }, (_, t): Batch => {
        const step = foldIn(epoch, t);
        const indices: number[] = [];
        const weights: number[] = [];
        strata.forEach(({ members, drawn, weight }, h) => {
          const order = permutation(foldIn(step, h), members.length).data();
          for (let k = 0; k < drawn; k++) {
            indices.push(members[order[k]]);
            weights.push(weight);
          }
        });
        return { indices: Int32Array.from(indices), weights: Float64Array.from(weights) };
      });
    },
  };
}

/** In the order of the labels; each has at least one place in the batch. */
function strataOf(data: BatchData): readonly Stratum[] {
  requireData('stratified', data);
  const { labels, size, batchSize } = data;
  const groups = new Map<number, number[]>();
  if (labels === undefined || labels.length !== size)
    throw new ArgumentError(
      `stratified: ${labels === undefined ? 'no labels' : `${labels.length} labels`} for ${size} examples`,
      'give one label for each example',
    );
  for (let i = 0; i < size; i++) {
    const g = groups.get(labels[i]);
    if (g === undefined) groups.set(labels[i], [i]);
    else g.push(i);
  }
  const all = [...groups].sort(([a], [b]) => a - b).map(([, members]) => members);
  while (all.length > batchSize) {
    // the two neighbours with the fewest examples share a place
    const sums = all.slice(1).map((m, h) => m.length + all[h].length);
    const h = sums.indexOf(Math.min(...sums));
    all.splice(h, 2, [...all[h], ...all[h + 1]]);
  }
  // One place each, the others in proportion to what is left of the exact shares.
  const rest = apportion(
    batchSize - all.length,
    all.map((m) => Math.max(0, (batchSize * m.length) / size - 1) || Number.MIN_VALUE),
  );
  return balance(
    rest.map((r) => r + 1),
    all.map((m) => m.length),
  ).map((drawn, h) => ({ members: all[h], drawn, weight: all[h].length / (size * drawn) }));
}

/** No label gives more than it has; what is too much goes to those with most left. */
function balance(drawn: number[], available: readonly number[]): number[] {
  for (let h = 0; h < drawn.length; h++) {
    while (drawn[h] > available[h]) {
      const room = available.map((a, j) => a - drawn[j]);
      drawn[room.indexOf(Math.max(...room))]++;
      drawn[h]--;
    }
  }
  return drawn;
}

function momentsOf(strata: readonly Stratum[], n: number): WeightMoments {
  const of = new Int32Array(n);
  strata.forEach(({ members }, h) => {
    for (const i of members) of[i] = h;
  });
  const pairs = strata.map(({ members: { length: N }, drawn, weight }) => {
    const π = drawn / N;
    const w2 = weight * weight;
    return { same: w2 * π * (1 - π), other: N === 1 ? 0 : w2 * ((π * (drawn - 1)) / (N - 1) - π * π) };
  });
  return { mean: 1 / n, covariance: (i, j) => (of[i] !== of[j] ? 0 : i === j ? pairs[of[i]].same : pairs[of[i]].other) };
}
