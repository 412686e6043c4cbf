/**
 * What a batch sampler plugin owes: batches within the data, pure functions of the key, moments that are those of its
 * draws, and a claim that holds.
 *
 * The claim is judged by the definition of the contract: at each step t, E_key[M_{t,i}] = 1/n for every example i, where
 * M_{t,i} is its total weight in the batch. The mean over many keys is compared with 1/n in units of its own standard
 * error. With n·steps comparisons the largest of them passes 5 standard errors by chance about once in 10⁵ runs, and the
 * keys are fixed, so a sampler that passes once passes always.
 */
import type { Batch, BatchData, BatchSamplerV1, Plugin, WeightMoments } from '@adjoint/plugin';
import { foldIn, key } from '@adjoint/random';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';

export interface BatchSamplerSuiteOptions {
  readonly config?: unknown;
  /** Keys over which expectations are taken (default 2000). */
  readonly keys?: number;
}
type BatchSamplerPlugin = Plugin<'batch-sampler', string, never>;

const labels = Int32Array.of(0, 1, 1, 0, 2, 2, 1, 0, 2, 1, 0, 2);
const importance = Float64Array.of(1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4);
const data = (size: number, batchSize: number): BatchData => ({
  size,
  batchSize,
  labels: labels.slice(0, size),
  importance: importance.slice(0, size),
});
const SIZES = [data(12, 4), data(12, 5), data(7, 7), data(5, 1), data(1, 1), data(3, 2)];
const LIMIT = 5;

/** The total weight of each example in a batch. */
function weightsOf({ indices, weights }: Batch, n: number): Float64Array {
  const total = new Float64Array(n);
  indices.forEach((i, k) => {
    total[i] += weights?.[k] ?? 1 / indices.length;
  });
  return total;
}

/** Mean and variance over keys of M at each step of the first epoch. */
function estimate(s: BatchSamplerV1, d: BatchData, keys: number): { readonly mean: Float64Array; readonly variance: Float64Array }[] {
  const root = key(2026);
  const runs = Array.from({ length: keys }, (_, k) => s.batches({ ...d, key: foldIn(root, k) }).map((b) => weightsOf(b, d.size)));
  return runs[0].map((_, t) => {
    const mean = new Float64Array(d.size);
    const variance = new Float64Array(d.size);
    for (const r of runs)
      r[t].forEach((w, i) => {
        mean[i] += w / keys;
      });
    for (const r of runs)
      r[t].forEach((w, i) => {
        variance[i] += (w - mean[i]) ** 2 / (keys - 1);
      });
    return { mean, variance };
  });
}

/** How far `mean` is from `expected`, in standard errors; a weight that never varies must be equal to rounding. */
const standardErrors = (mean: number, expected: number, variance: number, keys: number): number =>
  Math.abs(mean - expected) <= 1e-12 ? 0 : Math.abs(mean - expected) / Math.sqrt(variance / keys + 1e-30);

/** The cases of a batch sampler plugin. */
export function batchSamplerCases(plugin: BatchSamplerPlugin, options: BatchSamplerSuiteOptions = {}): Case[] {
  const { config = {}, keys = 2000 } = options;
  const ways = waysOf<'batch-sampler', BatchSamplerV1>(plugin, config);
  return [
    ...commonCases(plugin, config),
    {
      name: 'batches are not empty, hold indices of the data and as many weights as indices',
      async check() {
        const s = await ways.plain();
        return SIZES.flatMap((d) =>
          [0, 3].flatMap((epoch) => {
            const batches = s.batches({ ...d, key: key(1), epoch });
            const where = `n = ${d.size}, b = ${d.batchSize}, epoch ${epoch}`;
            return batches.length === 0
              ? [`${where}: no batches`]
              : batches.flatMap((b, t) => [
                  ...(b.indices instanceof Int32Array && b.indices.length > 0 && b.indices.length <= d.batchSize
                    ? []
                    : [`${where}, step ${t}: ${b.indices.length} indices, at most ${d.batchSize}`]),
                  ...(b.indices.some((i) => !(i >= 0 && i < d.size)) ? [`${where}, step ${t}: an index outside of the data`] : []),
                  ...(b.weights === undefined ||
                  (b.weights.length === b.indices.length && b.weights.every((w) => Number.isFinite(w) && w >= 0))
                    ? []
                    : [`${where}, step ${t}: weights that do not fit`]),
                ]);
          }),
        );
      },
    },
    {
      name: 'is pure: the same request gives the same batches, whatever was asked between, and the data is not changed',
      async check() {
        const s = await ways.plain();
        const d = data(12, 5);
        const before = JSON.stringify(d);
        const text = (x: readonly Batch[]): string => JSON.stringify(x);
        const first = text(s.batches({ ...d, key: key(5), epoch: 2 }));
        s.batches({ ...d, key: key(6) });
        s.batches({ ...data(7, 7), key: key(5), epoch: 1 });
        const again = text(s.batches({ ...d, key: key(5), epoch: 2 }));
        const byDefault = text(s.batches({ ...d, key: key(5) })) === text(s.batches({ ...d, key: key(5), epoch: 0 }));
        return [
          ...(first === again ? [] : ['the same request gave other batches']),
          ...(byDefault ? [] : ['without an epoch it is not epoch 0']),
          ...(JSON.stringify(d) === before ? [] : ['the data was changed in place']),
        ];
      },
    },
    {
      name: 'every way to make it gives the same batches',
      async check() {
        const texts = (await ways.all()).map(([, s]) => JSON.stringify(s.batches({ ...data(12, 4), key: key(3) })));
        return texts.every((t) => t === texts[0]) ? [] : ['batches depend on how it was made'];
      },
    },
    {
      name: 'what it claims is what its plugin supports',
      check: async () =>
        ((await ways.plain()).claim === 'unbiased') === plugin.supports.unbiased
          ? []
          : [`claims ${(await ways.plain()).claim}, supports.unbiased is ${plugin.supports.unbiased}`],
    },
    {
      name: 'unbiased, if it claims so: at every step each example has the weight 1/n on average over keys',
      async check() {
        const s = await ways.plain();
        if (s.claim === 'biased') return [];
        return SIZES.flatMap((d) =>
          estimate(s, d, keys).flatMap(({ mean, variance }, t) => {
            const worst = Array.from(mean, (m, i) => standardErrors(m, 1 / d.size, variance[i], keys));
            const i = worst.indexOf(Math.max(...worst));
            return worst[i] <= LIMIT
              ? []
              : [
                  `n = ${d.size}, b = ${d.batchSize}, step ${t}: example ${i} has the mean weight ${mean[i].toPrecision(6)}, ${worst[i].toFixed(1)} standard errors from 1/n`,
                ];
          }),
        );
      },
    },
    {
      name: 'the moments that it declares are those of its draws',
      async check() {
        const s = await ways.plain();
        return SIZES.flatMap((d) =>
          s.moments === undefined
            ? []
            : estimate(s, d, keys).flatMap(({ mean, variance }, t) =>
                momentFaults(s.moments?.(d, t), d, mean, variance, keys, `n = ${d.size}, b = ${d.batchSize}, step ${t}`),
              ),
        );
      },
    },
    {
      name: 'the covariances that it declares between examples are those of its draws',
      async check() {
        const s = await ways.plain();
        return s.moments === undefined
          ? []
          : FEW.flatMap((d) =>
              runsOf(s, d, keys).flatMap((draws, t) =>
                pairFaults(s.moments?.(d, t), d.size, draws, `n = ${d.size}, b = ${d.batchSize}, step ${t}`),
              ),
            );
      },
    },
    {
      name: 'the moments that it declares given the past of an epoch are those of its draws with that past',
      async check() {
        const s = await ways.plain();
        return s.momentsGivenPast === undefined ? [] : FEW.flatMap((d) => pastFaults(s, d, keys));
      },
    },
  ];
}

/** Sizes with so few first batches that each is drawn often. */
const FEW = [data(5, 1), data(3, 2)];
/** The weights of all examples in the batch of each step, over keys. */
function runsOf(s: BatchSamplerV1, d: BatchData, keys: number): readonly Float64Array[][] {
  const root = key(2027);
  const runs = Array.from({ length: keys }, (_, k) => s.batches({ ...d, key: foldIn(root, k) }).map((b) => weightsOf(b, d.size)));
  return runs[0].map((_, t) => runs.map((r) => r[t]));
}

function pairFaults(declared: WeightMoments | undefined, n: number, draws: readonly Float64Array[], where: string): string[] {
  const covariance = declared?.covariance;
  const mean = declared?.mean;
  if (covariance === undefined || mean === undefined) return [];
  const at = (i: number): number => (typeof mean === 'number' ? mean : mean[i]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const c = typeof covariance === 'function' ? covariance(i, j) : covariance.other;
      const products = draws.map((w) => (w[i] - at(i)) * (w[j] - at(j)));
      const m = products.reduce((a, b) => a + b, 0) / products.length;
      const v = products.reduce((a, b) => a + (b - m) ** 2, 0) / products.length;
      if (!(standardErrors(m, c, v, products.length) <= LIMIT))
        return [
          `${where}: the weights of examples ${j} and ${i} are declared to have the covariance ${c}, their draws have ${m.toPrecision(4)}`,
        ];
    }
  return [];
}

/** Draws of step 1 beside those of step 0: for each first batch that came up at least 50 times. */
function pastFaults(s: BatchSamplerV1, d: BatchData, keys: number): string[] {
  const root = key(2028);
  const groups = new Map<string, { readonly past: readonly Batch[]; readonly next: Float64Array[] }>();
  for (let k = 0; k < keys; k++) {
    const batches = s.batches({ ...d, key: foldIn(root, k) });
    if (batches.length < 2) return [];
    const past = batches.slice(0, 1);
    const name = [...weightsOf(past[0], d.size)].join(' ');
    const group = groups.get(name) ?? { past, next: [] };
    group.next.push(weightsOf(batches[1], d.size));
    groups.set(name, group);
  }
  return [...groups.values()]
    .filter(({ next }) => next.length >= 50)
    .flatMap(({ past, next }) => {
      const declared = s.momentsGivenPast?.(d, past);
      for (let i = 0; declared !== undefined && i < d.size; i++) {
        const m = next.reduce((a, w) => a + w[i], 0) / next.length;
        const v = next.reduce((a, w) => a + (w[i] - m) ** 2, 0) / next.length;
        const expected = typeof declared.mean === 'number' ? declared.mean : declared.mean[i];
        // a rare weight that never came up: by its own variance, at most mean·(1 − mean)
        if (!(standardErrors(m, expected, Math.max(v, (expected * (1 - expected)) / next.length), next.length) <= LIMIT))
          return [
            `n = ${d.size}, b = ${d.batchSize}: after the batch ${[...past[0].indices].join(', ')} example ${i} is declared to have the mean weight ${expected}, its draws have ${m.toPrecision(4)}`,
          ];
      }
      return [];
    });
}

function momentFaults(
  declared: WeightMoments | undefined,
  { size: n }: BatchData,
  mean: Float64Array,
  variance: Float64Array,
  keys: number,
  where: string,
): string[] {
  if (declared === undefined) return [];
  const { covariance } = declared;
  const faults: string[] = [];
  for (let i = 0; i < n && faults.length === 0; i++) {
    const m = typeof declared.mean === 'number' ? declared.mean : declared.mean[i];
    const off = standardErrors(mean[i], m, variance[i], keys);
    if (!(off <= LIMIT))
      faults.push(
        `${where}: example ${i} is declared to have the mean weight ${m}, its draws have ${mean[i].toPrecision(6)}, ${off.toFixed(1)} standard errors away`,
      );
    if (covariance === undefined) continue;
    const c = typeof covariance === 'function' ? covariance(i, i) : covariance.same;
    // the standard error of a variance is at most √(E[M⁴]/N); M is bounded by 1, so E[M⁴] ≤ E[M²]
    const error = Math.sqrt((variance[i] + mean[i] ** 2) / keys);
    if (!(Math.abs(variance[i] - c) <= LIMIT * error + 1e-12))
      faults.push(`${where}: example ${i} is declared to have the variance ${c}, its draws have ${variance[i].toPrecision(6)}`);
  }
  return faults;
}

/** Makes a test of each case. */
export function batchSamplerSuite(plugin: BatchSamplerPlugin, runner: Runner, options: BatchSamplerSuiteOptions = {}): void {
  register(`batch sampler ${plugin.name}`, batchSamplerCases(plugin, options), runner);
}
