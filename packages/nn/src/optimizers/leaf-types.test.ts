import { expect, test } from 'vitest';
import { capture, flatten, replay, scalar, tensor, treeLeaves, treeMap, unflatten, type Tensor } from '@adjoint/tensor';
import {
  accumulateGradients,
  adadelta,
  adagrad,
  adam,
  adamw,
  addDecayedWeights,
  averageParameters,
  chain,
  clipByGlobalNorm,
  clipByValue,
  cosineDecay,
  lion,
  lookahead,
  masked,
  nadam,
  oneCycle,
  radam,
  reduceOnPlateau,
  rmsprop,
  sgd,
  stepDecay,
  warmup,
} from '../index.ts';

const optimizers = {
  sgd: sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1, learningRate: cosineDecay(0.1, 5) }),
  dampened: sgd({ momentum: 0.9, dampening: 0.5, learningRate: warmup(2, stepDecay(0.1, 3)) }),
  adam: adam({ amsgrad: true }),
  adamw: adamw({ learningRate: oneCycle(0.1, 9) }),
  nadam: nadam(),
  radam: radam(),
  rmsprop: rmsprop({ centred: true, momentum: 0.5 }),
  adagrad: adagrad(),
  adadelta: adadelta(),
  lion: lion(),
  clipped: chain(
    clipByGlobalNorm(0.5),
    clipByValue(0.3),
    reduceOnPlateau({ patience: 0 }),
    masked(addDecayedWeights(0.1), { layers: [{ w: 1, s: 0 }] }),
    adam(),
  ),
  nested: lookahead(averageParameters(accumulateGradients(2, sgd()), 0.9), { every: 2 }),
} as const;
const params = (dtype: 'float32' | 'float64'): unknown => ({
  layers: [
    {
      w: tensor(
        [
          [1, -2],
          [3, 0.5],
        ],
        dtype,
      ),
      s: scalar(2, dtype),
    },
  ],
});
const loss = (dtype: 'float32' | 'float64', k: number): Tensor => scalar(1 / (k + 1), dtype);
const gradsOf = (p: unknown, k: number): unknown => treeMap((t) => t.mul(0.3).add(Math.cos(k)), p);

test.each(Object.entries(optimizers))('%s keeps shapes and dtypes, of leaves of rank 0 too', (_, optimizer) => {
  for (const dtype of ['float32', 'float64'] as const) {
    const p = params(dtype);
    let state: unknown = optimizer.init(p);
    for (let k = 0; k < 4; k++) {
      const before = treeLeaves(state).map((s) => [s.shape, s.dtype]);
      const out = optimizer.update({ grads: gradsOf(p, k), params: p, state: state as never, step: scalar(k), value: loss(dtype, k) });
      expect(treeLeaves(out.updates).map((u) => [u.shape, u.dtype])).toEqual(treeLeaves(p).map((u) => [u.shape, u.dtype]));
      expect(treeLeaves(out.state).map((s) => [s.shape, s.dtype])).toEqual(before);
      state = out.state;
    }
  }
});

test.each(Object.entries(optimizers))('%s can be captured: its graph gives what it gives', (_, optimizer) => {
  const p = params('float64');
  const first = optimizer.init(p);
  const tree = flatten({ grads: p, params: p, state: first });
  const flat = (...xs: Tensor[]): readonly Tensor[] => {
    const [step, value, ...rest] = xs;
    const input = unflatten(tree.def, rest) as { grads: unknown; params: unknown; state: never };
    return treeLeaves(optimizer.update({ ...input, step, value }));
  };
  expect(optimizer.traceable).toBe(true);
  const inputs = (k: number, state: unknown): Tensor[] => [
    scalar(k),
    loss('float64', k),
    ...treeLeaves({ grads: gradsOf(p, k), params: p, state }),
  ];
  const { graph, captured } = capture(flat, inputs(0, first));
  let state: unknown = first;
  for (let k = 0; k < 4; k++) {
    const eager = optimizer.update({ grads: gradsOf(p, k), params: p, state: state as never, step: scalar(k), value: loss('float64', k) });
    expect(replay(graph, inputs(k, state), captured).map((t) => t.toArray())).toEqual(treeLeaves(eager).map((t) => t.toArray()));
    state = eager.state;
  }
});
