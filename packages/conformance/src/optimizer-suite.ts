/**
 * What an optimizer plugin owes: pure functions on trees, a state that can be saved, and a true claim to be traceable.
 *
 * Its answer is judged on f(x) = ½ Σ dᵢ (xᵢ − cᵢ)², whose minimum is known: after the steps the value must have fallen, by
 * evaluating f, not by asking the optimizer.
 */
import type { OptimizerInput, OptimizerV1, Plugin } from '@adjoint/plugin';
import { type Tensor, add, capture, flatten, replay, scalar, tensor, treeMap, unflatten } from '@adjoint/tensor';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';
import { differences, notFinite, roundTrip } from './tree.ts';

export interface OptimizerSuiteOptions {
  /** A configuration that is meant to work on problems of size one; default: the plugin's own defaults. */
  readonly config?: unknown;
  /** How many steps are made on the quadratic (default 500). */
  readonly steps?: number;
  /** What must be left of the initial excess f − f* after them, as a fraction (default 0.9: it fell). */
  readonly fraction?: number;
}
type OptimizerPlugin = Plugin<'optimizer', string, never>;

const params = (): unknown => ({
  layers: [
    {
      weight: tensor([
        [1, -2, 3],
        [0.5, 0, -1],
      ]),
      bias: tensor([0.25, -4]),
    },
  ],
  scale: scalar(2),
});
const gradsAt = (k: number): unknown => treeMap((p) => p.mul(0.5).add(Math.cos(k)), params());
const inputAt = (k: number, state: unknown): OptimizerInput => ({
  params: params(),
  grads: gradsAt(k),
  state,
  step: scalar(k),
  value: scalar(1 / (k + 1)),
  valueAndGrad: (x) => ({
    value: flatten(treeMap((p) => p.square().sum(), x))
      .leaves.reduce((a, b) => a.add(b))
      .mul(0.25),
    grads: treeMap((p) => p.mul(0.5), x),
  }),
});
const untouched = (before: string, after: unknown, name: string): string[] =>
  JSON.stringify(after) === before ? [] : [`${name} was changed in place`];

/** The cases of an optimizer plugin. */
export function optimizerCases(plugin: OptimizerPlugin, options: OptimizerSuiteOptions = {}): Case[] {
  const { config = {}, steps = 500, fraction = 0.9 } = options;
  const ways = waysOf<'optimizer', OptimizerV1>(plugin, config);
  return [
    ...commonCases(plugin, config),
    {
      name: 'updates have the structure, shapes and dtypes of the parameters',
      async check() {
        const o = await ways.plain();
        return (['float64', 'float32'] as const).flatMap((dtype) => {
          const cast = (x: unknown): unknown => treeMap((t) => t.astype(dtype), x);
          const p = cast(params());
          let state = o.init(p);
          return [0, 1, 2].flatMap((k) => {
            const i = inputAt(k, state);
            const out = o.update({
              ...i,
              params: p,
              grads: cast(i.grads),
              valueAndGrad: (x) => ({ value: scalar(0), grads: cast(treeMap((t) => t, x)) }),
            });
            state = out.state;
            return [
              ...differences(p, out.updates, 'updates', { values: false }),
              ...notFinite(out.updates, 'updates'),
              ...notFinite(state, 'state'),
            ];
          });
        });
      },
    },
    {
      name: 'is pure: the same input gives the same output, whatever was asked between, and no argument changes',
      async check() {
        const o = await ways.plain();
        const p = params();
        const before = JSON.stringify(p);
        const s0 = o.init(p);
        const first = o.update({ ...inputAt(0, s0), params: p });
        const after = JSON.stringify(first.state);
        const grads = gradsAt(1);
        const asGiven = JSON.stringify(grads);
        const second = o.update({ ...inputAt(1, first.state), params: p, grads });
        o.update(inputAt(7, second.state));
        o.init(treeMap((t) => t.mul(100), p));
        const again = o.update({ ...inputAt(0, o.init(p)), params: p });
        const secondAgain = o.update({ ...inputAt(1, again.state), params: p });
        return [
          ...differences(first.updates, again.updates, 'updates'),
          ...differences(first.state, again.state, 'state'),
          ...differences(second.updates, secondAgain.updates, 'second updates'),
          ...untouched(before, p, 'params'),
          ...untouched(after, first.state, 'state'),
          ...untouched(asGiven, grads, 'grads'),
        ];
      },
    },
    {
      name: 'its state is a tree of tensors: written and read again it goes on alike',
      async check() {
        const o = await ways.plain();
        let state = o.init(params());
        for (let k = 0; k < 3; k++) state = o.update(inputAt(k, state)).state;
        return differences(o.update(inputAt(3, state)).updates, o.update(inputAt(3, roundTrip(state, 'state'))).updates, 'updates');
      },
    },
    {
      name: 'every way to make it gives the same answers',
      async check() {
        const runs = (await ways.all()).map(([way, o]) => [way, o.update(inputAt(0, o.init(params()))).updates] as const);
        return runs.flatMap(([way, updates]) => differences(runs[0][1], updates, `updates of one ${way}`));
      },
    },
    {
      name: 'what it says of tracing is true',
      async check() {
        const o = await ways.plain();
        const says = plugin.supports.traceable;
        if (says !== (o.traceable ?? false)) return [`supports.traceable is ${says}, traceable of the instance is ${o.traceable}`];
        return says ? tracingFaults(o) : [];
      },
    },
    {
      name: 'makes progress on a convex quadratic',
      async check() {
        const o = await ways.plain();
        const d = tensor([1, 2, 4, 10]);
        const c = tensor([1, -1, 0.5, 0]);
        const f = (x: Tensor): Tensor => x.sub(c).square().mul(d).sum().mul(0.5);
        const gradient = (x: Tensor): Tensor => x.sub(c).mul(d);
        let x: Tensor = tensor([3, 2, -1, 1.5]);
        let state = o.init(x);
        const start = f(x).item();
        for (let k = 0; k < steps; k++) {
          const out = o.update({
            params: x,
            grads: gradient(x),
            state,
            step: scalar(k),
            value: f(x),
            valueAndGrad: (at) => ({ value: f(at as Tensor), grads: gradient(at as Tensor) }),
          });
          x = add(x, out.updates as Tensor);
          state = out.state;
        }
        const end = f(x).item();
        return end <= fraction * start ? [] : [`f − f* was ${start} and is ${end} after ${steps} steps`];
      },
    },
  ];
}

/** The captured update, replayed, must equal the eager one at an input it was not captured with. */
function tracingFaults(o: OptimizerV1): string[] {
  const p = params();
  const at = (k: number, state: unknown): unknown => ({ params: p, grads: gradsAt(k), state, step: scalar(k), value: scalar(1 / (k + 1)) });
  const s1 = o.update(inputAt(0, o.init(p))).state;
  const { leaves: example, def } = flatten(at(1, s1));
  try {
    const { graph, captured } = capture((...leaves) => flatten(o.update(unflatten(def, leaves) as OptimizerInput)).leaves, example);
    const s2 = o.update(at(1, s1) as OptimizerInput).state;
    const input = flatten(at(5, s2)).leaves;
    const eager = o.update(at(5, s2) as OptimizerInput);
    const compiled = replay(graph, input, captured);
    return differences(flatten(eager).leaves, compiled, 'compiled');
  } catch (e) {
    return [`says that it is traceable and cannot be captured: ${e instanceof Error ? e.message.split('\n')[0] : String(e)}`];
  }
}

/**
 * Makes a test of each case.
 *
 * @example optimizerSuite(myPlugin, { test, expect }, { config: { learningRate: 0.1 } })
 */
export function optimizerSuite(plugin: OptimizerPlugin, runner: Runner, options: OptimizerSuiteOptions = {}): void {
  register(`optimizer ${plugin.name}`, optimizerCases(plugin, options), runner);
}
