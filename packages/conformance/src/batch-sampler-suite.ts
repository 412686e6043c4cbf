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

const labels = Int32Array.of(0, 1, 1, 0, 2, 2, 1, 0, 2, 1, 0, 2), importance = Float64Array.of(1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4);
const data = (size: number, batchSize: number): BatchData => ({ size, batchSize, labels: labels.slice(0, size), importance: importance.slice(0, size) });
const SIZES = [data(12, 4), data(12, 5), data(7, 7), data(5, 1), data(1, 1), data(3, 2)];
const LIMIT = 5;

/** The total weight of each example in a batch. */
function weightsOf({ indices, weights }: Batch, n: number): Float64Array {
  const total = new Float64Array(n);
  indices.forEach((i, k) => { total[i] += weights?.[k] ?? 1 / indices.length; });
  return total;
}

/** Mean and variance over keys of M at each step of the first epoch. */
function estimate(s: BatchSamplerV1, d: BatchData, keys: number): { readonly mean: Float64Array; readonly variance: Float64Array }[] {
  const root = key(2026), runs = Array.from({ length: keys }, (_, k) => s.batches({ ...d, key: foldIn(root, k) }).map((b) => weightsOf(b, d.size)));
  return runs[0].map((_, t) => {
    const mean = new Float64Array(d.size), variance = new Float64Array(d.size);
    for (const r of runs) r[t].forEach((w, i) => { mean[i] += w / keys; });
    for (const r of runs) r[t].forEach((w, i) => { variance[i] += (w - mean[i]) ** 2 / (keys - 1); });
    return { mean, variance };
  });
}

/** How far `mean` is from `expected`, in standard errors; a weight that never varies must be equal to rounding. */
const standardErrors = (mean: number, expected: number, variance: number, keys: number): number =>
  Math.abs(mean - expected) <= 1e-12 ? 0 : Math.abs(mean - expected) / Math.sqrt(variance / keys + 1e-30);

/** The cases of a batch sampler plugin. */
export function batchSamplerCases(plugin: BatchSamplerPlugin, options: BatchSamplerSuiteOptions = {}): Case[] {
  const { config = {}, keys = 2000 } = options, ways = waysOf<'batch-sampler', BatchSamplerV1>(plugin, config);
  return [
    ...commonCases(plugin, config),
    {
      name: 'batches are not empty, hold indices of the data and as many weights as indices',
      async check() {
        const s = await ways.plain();
        return SIZES.flatMap((d) => [0, 3].flatMap((epoch) => {
          const batches = s.batches({ ...d, key: key(1), epoch }), where = `n = ${d.size}, b = ${d.batchSize}, epoch ${epoch}`;
          return batches.length === 0 ? [`${where}: no batches`] : batches.flatMap((b, t) => [
            ...(b.indices instanceof Int32Array && b.indices.length > 0 && b.indices.length <= d.batchSize ? [] : [`${where}, step ${t}: ${b.indices.length} indices, at most ${d.batchSize}`]),
            ...b.indices.some((i) => !(i >= 0 && i < d.size)) ? [`${where}, step ${t}: an index outside of the data`] : [],
            ...b.weights === undefined || (b.weights.length === b.indices.length && b.weights.every((w) => Number.isFinite(w) && w >= 0)) ? [] : [`${where}, step ${t}: weights that do not fit`],
          ]);
        }));
      },
    },
    {
      name: 'is pure: the same request gives the same batches, whatever was asked between, and the data is not changed',
      async check() {
        const s = await ways.plain(), d = data(12, 5), before = JSON.stringify(d), text = (x: readonly Batch[]): string => JSON.stringify(x);
        const first = text(s.batches({ ...d, key: key(5), epoch: 2 }));
        s.batches({ ...d, key: key(6) });
        s.batches({ ...data(7, 7), key: key(5), epoch: 1 });
        const again = text(s.batches({ ...d, key: key(5), epoch: 2 }));
        const byDefault = text(s.batches({ ...d, key: key(5) })) === text(s.batches({ ...d, key: key(5), epoch: 0 }));
        return [...(first === again ? [] : ['the same request gave other batches']), ...(byDefault ? [] : ['without an epoch it is not epoch 0']), ...(JSON.stringify(d) === before ? [] : ['the data was changed in place'])];
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
      check: async () => (await ways.plain()).claim === 'unbiased' === plugin.supports.unbiased ? [] : [`claims ${(await ways.plain()).claim}, supports.unbiased is ${plugin.supports.unbiased}`],
    },
    {
      name: 'unbiased, if it claims so: at every step each example has the weight 1/n on average over keys',
      async check() {
        const s = await ways.plain();
        if (s.claim === 'biased') return [];
        return SIZES.flatMap((d) => estimate(s, d, keys).flatMap(({ mean, variance }, t) => {
          const worst = Array.from(mean, (m, i) => standardErrors(m, 1 / d.size, variance[i], keys)), i = worst.indexOf(Math.max(...worst));
          return worst[i] <= LIMIT ? [] : [`n = ${d.size}, b = ${d.batchSize}, step ${t}: example ${i} has the mean weight ${mean[i].toPrecision(6)}, ${worst[i].toFixed(1)} standard errors from 1/n`];
        }));
      },
    },
    {
      name: 'the moments that it declares are those of its draws',
      async check() {
        const s = await ways.plain();
        return SIZES.flatMap((d) => s.moments === undefined ? [] : estimate(s, d, keys).flatMap(({ mean, variance }, t) => momentFaults(s.moments?.(d, t), d, mean, variance, keys, `n = ${d.size}, b = ${d.batchSize}, step ${t}`)));
      },
    },
  ];
}

function momentFaults(declared: WeightMoments | undefined, { size: n }: BatchData, mean: Float64Array, variance: Float64Array, keys: number, where: string): string[] {
  if (declared === undefined) return [];
  const { covariance } = declared, faults: string[] = [];
  for (let i = 0; i < n && faults.length === 0; i++) {
    const m = typeof declared.mean === 'number' ? declared.mean : declared.mean[i], off = standardErrors(mean[i], m, variance[i], keys);
    if (!(off <= LIMIT)) faults.push(`${where}: example ${i} is declared to have the mean weight ${m}, its draws have ${mean[i].toPrecision(6)}, ${off.toFixed(1)} standard errors away`);
    if (covariance === undefined) continue;
    const c = typeof covariance === 'function' ? covariance(i, i) : covariance.same;
    // the standard error of a variance is at most √(E[M⁴]/N); M is bounded by 1, so E[M⁴] ≤ E[M²]
    const error = Math.sqrt((variance[i] + mean[i] ** 2) / keys);
    if (!(Math.abs(variance[i] - c) <= LIMIT * error + 1e-12)) faults.push(`${where}: example ${i} is declared to have the variance ${c}, its draws have ${variance[i].toPrecision(6)}`);
  }
  return faults;
}

/** Makes a test of each case. */
export function batchSamplerSuite(plugin: BatchSamplerPlugin, runner: Runner, options: BatchSamplerSuiteOptions = {}): void {
  register(`batch sampler ${plugin.name}`, batchSamplerCases(plugin, options), runner);
}
