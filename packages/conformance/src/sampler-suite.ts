/**
 * What a sampler plugin owes: pure kernels whose states can be saved, and the distribution that it was asked for.
 *
 * It is judged on targets with known moments. The mean of the chain is compared with the true one in units of its Monte
 * Carlo standard error, by batch means (√N batches), which holds for correlated draws; keys are fixed, so a kernel that
 * passes once passes always.
 */
import type { Plugin, SamplerKernel, SamplerState, SamplerV1, Target } from '@adjoint/plugin';
import { type Key, foldIn, key } from '@adjoint/random';
import { type Tensor, tensor, where } from '@adjoint/tensor';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';
import { differences, roundTrip } from './tree.ts';

export interface SamplerSuiteOptions {
  /** Default: the plugin's own defaults; step sizes should suit targets of size one. */
  readonly config?: unknown;
  /** Transitions of each chain (default 4000), after a tenth of them. */
  readonly draws?: number;
}
type SamplerPlugin = Plugin<'sampler', string, never>;
/** Functions of the position with known means under the target. */
interface Known {
  readonly name: string;
  readonly target: Target;
  readonly start: Tensor;
  readonly means: readonly (readonly [name: string, f: (x: Float64Array) => number, truth: number])[];
}

/** N(μ, diag σ²) */
function normalTarget(mean: number[], sd: number[]): Known {
  const μ = tensor(mean);
  const σ = tensor(sd);
  const logDensity = (x: unknown): Tensor => (x as Tensor).sub(μ).div(σ).square().sum().mul(-0.5);
  return {
    name: `a normal distribution with means ${mean.join(', ')} and deviations ${sd.join(', ')}`,
    start: tensor(mean),
    target: { logDensity, valueAndGrad: (x) => ({ value: logDensity(x), grads: (x as Tensor).sub(μ).div(σ).div(σ).neg() }) },
    means: mean.flatMap(
      (m, i) =>
        [
          [`mean of x${i}`, (x: Float64Array) => x[i], m],
          [`variance of x${i}`, (x: Float64Array) => (x[i] - m) ** 2, sd[i] ** 2],
        ] as const,
    ),
  };
}
/** A Gamma(3, 1) law: skewed, and with the boundary 0 that no draw may cross. */
const gammaTarget: Known = {
  name: 'a law on the positive numbers',
  start: tensor([2]),
  target: {
    logDensity: (x) => where((x as Tensor).greater(0), logGamma3(x as Tensor), -Infinity).sum(),
    valueAndGrad: (x) => ({
      value: where((x as Tensor).greater(0), logGamma3(x as Tensor), -Infinity).sum(),
      grads: (x as Tensor).reciprocal().mul(2).sub(1),
    }),
  },
  means: [
    ['mean', (x) => x[0], 3],
    ['variance', (x) => (x[0] - 3) ** 2, 3],
    ['draws below 0', (x) => (x[0] > 0 ? 0 : 1), 0],
  ],
};
const logGamma3 = (x: Tensor): Tensor => x.maximum(1e-300).log().mul(2).sub(x);
const TARGETS: readonly Known[] = [normalTarget([1, -2], [1, 0.7]), gammaTarget];

interface Run {
  readonly draws: Float64Array[];
  readonly faults: string[];
}
function chain(k: SamplerKernel, start: Tensor, root: Key, draws: number): Run {
  const warm = Math.floor(draws / 10);
  const out: Float64Array[] = [];
  const faults: string[] = [];
  let state = k.init(start, foldIn(root, 0));
  for (let t = 1; t <= warm + draws; t++) {
    const step = k.step(foldIn(root, t), state);
    const acceptance = step.info.acceptance.item();
    const accepted = step.info.accepted.item();
    if (!(acceptance >= 0 && acceptance <= 1) && faults.length === 0) faults.push(`acceptance ${acceptance} at transition ${t}`);
    if (accepted === 0 && differences(state.position, step.state.position, 'position').length > 0 && faults.length < 2)
      faults.push(`moved and says that it was not accepted, at transition ${t}`);
    state = step.state;
    if (t > warm) out.push((state.position as Tensor).toTypedArray() as Float64Array);
  }
  return { draws: out, faults };
}

/** Mean and its Monte Carlo standard error by batch means. */
function batchMeans(x: readonly number[]): { readonly mean: number; readonly error: number } {
  const size = Math.floor(Math.sqrt(x.length));
  const count = Math.floor(x.length / size);
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  let s = 0;
  for (let j = 0; j < count; j++) s += (x.slice(j * size, (j + 1) * size).reduce((a, b) => a + b, 0) / size - mean) ** 2;
  return { mean, error: Math.sqrt(s / (count - 1) / count) };
}

/** The cases of a sampler plugin. */
export function samplerCases(plugin: SamplerPlugin, options: SamplerSuiteOptions = {}): Case[] {
  const { config = {}, draws = 4000 } = options;
  const ways = waysOf<'sampler', SamplerV1>(plugin, config);
  const [{ target, start }] = TARGETS;
  const after = (k: SamplerKernel, steps: number, root: Key): SamplerState => {
    let state = k.init(start, foldIn(root, 0));
    for (let t = 1; t <= steps; t++) state = k.step(foldIn(root, t), state).state;
    return state;
  };
  return [
    ...commonCases(plugin, config),
    {
      name: 'is pure: the same key and state give the same step, another key gives another, and no state changes',
      async check() {
        const k = (await ways.plain()).kernel(target);
        const s = after(k, 5, key(1));
        const before = JSON.stringify(s);
        const first = k.step(key(7), s);
        const other = Array.from({ length: 12 }, (_, i) => k.step(key(8 + i), s));
        const again = k.step(key(7), s);
        return [
          ...differences(first.state, again.state, 'state'),
          ...(JSON.stringify(s) === before ? [] : ['the state was changed in place']),
          ...(other.some((o) => differences(first.state.position, o.state.position, 'position').length > 0)
            ? []
            : ['twelve other keys gave the same position']),
        ];
      },
    },
    {
      name: 'its state is a tree of tensors: written and read again the chain goes on alike',
      async check() {
        const k = (await ways.plain()).kernel(target);
        const s = after(k, 5, key(2));
        const copy = roundTrip(s, 'state');
        return differences(k.step(key(9), s).state, k.step(key(9), copy).state, 'state');
      },
    },
    {
      name: 'every way to make it gives the same chain',
      async check() {
        const ends = (await ways.all()).map(([, s]) => after(s.kernel(target), 20, key(4)));
        return ends.flatMap((e) => differences(ends[0], e, 'state'));
      },
    },
    {
      name: 'what it says of gradients is true',
      async check() {
        const s = await ways.plain();
        const works = (() => {
          try {
            after(s.kernel({ logDensity: target.logDensity.bind(target) }), 2, key(1));
            return true;
          } catch {
            return false;
          }
        })();
        return works === !plugin.supports.gradient
          ? []
          : [
              plugin.supports.gradient
                ? 'says that it needs a gradient and runs without'
                : 'says that it needs no gradient and does not run without',
            ];
      },
    },
    ...TARGETS.map((known): Case => ({
      name: `draws from ${known.name}`,
      async check() {
        const run = chain((await ways.plain()).kernel(known.target), known.start, key(2026), draws);
        return [
          ...run.faults,
          ...known.means.flatMap(([name, f, truth]) => {
            const { mean, error } = batchMeans(run.draws.map(f));
            return Math.abs(mean - truth) <= 5 * error + 1e-12
              ? []
              : [`${name} is ${mean.toPrecision(5)} ± ${error.toPrecision(2)}, it should be ${truth}`];
          }),
        ];
      },
    })),
  ];
}

/** Makes a test of each case. */
export function samplerSuite(plugin: SamplerPlugin, runner: Runner, options: SamplerSuiteOptions = {}): void {
  register(`sampler ${plugin.name}`, samplerCases(plugin, options), runner);
}
