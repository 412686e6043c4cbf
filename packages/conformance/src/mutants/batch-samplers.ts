/** Batch samplers that are wrong in one way each. */
import {
  type Batch,
  type BatchData,
  type BatchRequest,
  type BatchSamplerV1,
  type Plugin,
  definePlugin,
  describeConfig,
} from '@adjoint/plugin';
import { type Key, foldIn, integers, key, permutation } from '@adjoint/random';

type Mutant = Plugin<'batch-sampler', `mutant/${string}`, never, 'v1'>;
function mutant(name: string, change: Partial<BatchSamplerV1>, unbiased = true): readonly [string, Mutant] {
  return [
    name,
    definePlugin({
      kind: 'batch-sampler',
      name: `mutant/${name}`,
      spec: 'v1',
      supports: { unbiased },
      config: describeConfig({}),
      create: () => ({ ...shuffled, ...change }),
    }) as Mutant,
  ];
}

const cut = (order: Int32Array, b: number): Batch[] =>
  Array.from({ length: Math.ceil(order.length / b) }, (_, t) => ({ indices: order.slice(t * b, (t + 1) * b) }));
const order = ({ key: k, epoch = 0, size }: BatchRequest): Int32Array => Int32Array.from(permutation(foldIn(k as Key, epoch), size).data());
const ascending = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const drawn = ({ size, batchSize }: BatchData, t: number): number => Math.min(batchSize, size - t * batchSize);

/** Without repetition: P(i in the batch) = b/n, P(i and j) = b(b − 1)/(n(n − 1)), each with the weight 1/b. */
const shuffled: BatchSamplerV1 = {
  claim: 'unbiased',
  batches: (r) => cut(order(r), r.batchSize),
  moments(d, t) {
    const n = d.size;
    const b = drawn(d, t);
    const same = (1 - b / n) / (b * n);
    return { mean: 1 / n, covariance: { same, other: n > 1 ? -same / (n - 1) : 0 } };
  },
};
const withReplacement: Partial<BatchSamplerV1> = {
  batches: ({ key: k, epoch = 0, size, batchSize }) =>
    Array.from({ length: Math.ceil(size / batchSize) }, (_, t) => ({
      indices: Int32Array.from(integers(foldIn(foldIn(k as Key, epoch), t), [batchSize], 0, size).data()),
    })),
  moments: ({ size: n, batchSize: b }) => ({ mean: 1 / n, covariance: { same: (1 - 1 / n) / (n * b), other: -1 / (n * n * b) } }),
};

export const rightBatchSamplers = (): ReadonlyMap<string, Mutant> =>
  new Map([
    mutant('shuffled', {}),
    mutant('with-replacement', withReplacement),
    mutant(
      'sequential',
      {
        claim: 'biased',
        batches: (r) => cut(ascending(r.size), r.batchSize),
        moments: (d, t) => ({
          mean: Float64Array.from({ length: d.size }, (_, i) => (Math.floor(i / d.batchSize) === t ? 1 / drawn(d, t) : 0)),
        }),
      },
      false,
    ),
  ]);

export const batchSamplerMutants = (): ReadonlyMap<string, Mutant> =>
  new Map([
    mutant('sequential-claims-unbiased', { batches: (r) => cut(ascending(r.size), r.batchSize) }),
    mutant('sorted-claims-unbiased', {
      batches: (r) =>
        cut(
          ascending(r.size).sort((a, b) => (r.labels?.[a] ?? 0) - (r.labels?.[b] ?? 0)),
          r.batchSize,
        ),
    }),
    mutant('never-the-last', {
      batches: (r) =>
        cut(
          order(r).map((i) => Math.min(i, Math.max(0, r.size - 2))),
          r.batchSize,
        ),
    }),
    mutant('favours-important', {
      batches: (r) =>
        cut(order(r), r.batchSize).map((b) => ({
          ...b,
          weights: Float64Array.from(b.indices, (i) => (r.importance?.[i] ?? 1) / b.indices.length),
        })),
    }),
    mutant('beyond-the-data', {
      batches: (r) =>
        cut(
          order(r).map((i) => i + 1),
          r.batchSize,
        ),
    }),
    mutant('too-large-batches', { batches: (r) => cut(order(r), r.batchSize + 1) }),
    mutant('empty-batch', { batches: (r) => [...cut(order(r), r.batchSize), { indices: new Int32Array(0) }] }),
    mutant('one-weight-for-all', { batches: (r) => cut(order(r), r.batchSize).map((b) => ({ ...b, weights: Float64Array.of(1) })) }),
    mutant(
      'hidden-counter',
      (() => {
        let k = 0;
        return { batches: (r: BatchRequest) => cut(order({ ...r, epoch: k++ }), r.batchSize) };
      })(),
    ),
    mutant('sorts-in-place', {
      batches: (r) => {
        (r.labels as Int32Array | undefined)?.sort();
        return cut(order(r), r.batchSize);
      },
    }),
    mutant('starts-at-epoch-1', { batches: (r) => cut(order({ ...r, epoch: r.epoch ?? 1 }), r.batchSize) }),
    mutant('ignores-the-key', { batches: (r) => cut(order({ ...r, key: key(1) }), r.batchSize) }),
    mutant('wrong-mean', { moments: (d) => ({ mean: 1 / (d.size + 1) }) }),
    mutant('variance-of-another', { moments: (d) => withReplacement.moments?.(d, 0) ?? { mean: 0 } }),
    mutant('independent-examples', {
      moments: (d, t) => ({ mean: 1 / d.size, covariance: { same: (1 - drawn(d, t) / d.size) / (drawn(d, t) * d.size), other: 0 } }),
    }),
    mutant('forgets-the-past', { momentsGivenPast: (d) => ({ mean: 1 / d.size }) }),
    mutant('supports-otherwise', {}, false),
  ]);
