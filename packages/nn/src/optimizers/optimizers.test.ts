/** Optimizers against their published recurrences, written out for one number. */
import { expect, test } from 'vitest';
import { valueAndGrad } from '@adjoint/calculus';
import type { OptimizerV1 } from '@adjoint/plugin';
import { type Tensor, scalar, tensor } from '@adjoint/tensor';
import {
  accumulateGradients,
  adadelta,
  adam,
  addDecayedWeights,
  applyUpdates,
  averageParameters,
  chain,
  clipByGlobalNorm,
  clipByValue,
  lbfgs,
  lion,
  lookahead,
  masked,
  nadam,
  reduceOnPlateau,
  rmsprop,
  scaleByLearningRate,
  sgd,
} from '../index.ts';

/** f(x) = cosh(x − 1) − 1 has the gradient sinh(x − 1): no optimizer can do well by accident. */
const slope = (x: number): number => Math.sinh(x - 1);
const STEPS = 12;
const START = 3;

function run(optimizer: OptimizerV1): number[] {
  let params = { x: scalar(START) };
  let state = optimizer.init(params);
  return Array.from({ length: STEPS }, (_, step) => {
    const x = params.x.item();
    const grads = { x: scalar(slope(x)) };
    const out = optimizer.update({ grads, params, state, step: scalar(step), value: scalar(Math.cosh(x - 1)) });
    state = out.state;
    params = applyUpdates(params, out.updates);
    return params.x.item();
  });
}
function written(step: (x: number, g: number, t: number) => number): number[] {
  let x = START;
  return Array.from({ length: STEPS }, (_, i) => (x = step(x, slope(x), i + 1)));
}
const close = (a: readonly number[], b: readonly number[]): void =>
  a.forEach((v, i) => {
    expect(v).toBeCloseTo(b[i], 12);
  });

test('rmsprop, plain and centred with momentum', () => {
  let v = 0;
  let mean = 0;
  let buffer = 0;
  close(
    run(rmsprop({ learningRate: 0.05, decay: 0.9 })),
    written((x, g) => {
      v = 0.9 * v + 0.1 * g * g;
      return x - (0.05 * g) / (Math.sqrt(v) + 1e-8);
    }),
  );
  v = 0;
  close(
    run(rmsprop({ learningRate: 0.05, decay: 0.9, centred: true, momentum: 0.5 })),
    written((x, g) => {
      v = 0.9 * v + 0.1 * g * g;
      mean = 0.9 * mean + 0.1 * g;
      buffer = 0.5 * buffer + g / (Math.sqrt(v - mean * mean) + 1e-8);
      return x - 0.05 * buffer;
    }),
  );
});

test('adadelta', () => {
  let v = 0;
  let d = 0;
  close(
    run(adadelta({ decay: 0.8, epsilon: 1e-3 })),
    written((x, g) => {
      v = 0.8 * v + 0.2 * g * g;
      const u = (Math.sqrt(d + 1e-3) / Math.sqrt(v + 1e-3)) * g;
      d = 0.8 * d + 0.2 * u * u;
      return x - u;
    }),
  );
});

test('nadam with its momentum schedule', () => {
  let m = 0;
  let v = 0;
  let product = 1;
  const mu = (t: number): number => 0.9 * (1 - 0.5 * 0.96 ** (t * 0.004));
  close(
    run(nadam({ learningRate: 0.1 })),
    written((x, g, t) => {
      product *= mu(t);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const root = Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8;
      return x - (0.1 * (((1 - mu(t)) / (1 - product)) * g + (mu(t + 1) / (1 - product * mu(t + 1))) * m)) / root;
    }),
  );
});

test('lion with decoupled decay', () => {
  let m = 0;
  close(
    run(lion({ learningRate: 0.07, weightDecay: 0.1 })),
    written((x, g) => {
      const u = Math.sign(0.9 * m + 0.1 * g);
      m = 0.99 * m + 0.01 * g;
      return x - 0.07 * (u + 0.1 * x);
    }),
  );
});

test('amsgrad never divides by less than before', () => {
  let m = 0;
  let v = 0;
  let largest = 0;
  close(
    run(adam({ learningRate: 0.3, beta2: 0.5, amsgrad: true })),
    written((x, g, t) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.5 * v + 0.5 * g * g;
      largest = Math.max(largest, v);
      return x - (0.3 * (m / (1 - 0.9 ** t))) / (Math.sqrt(largest / (1 - 0.5 ** t)) + 1e-8);
    }),
  );
  expect(run(adam({ learningRate: 0.3, beta2: 0.5, amsgrad: true }))).not.toEqual(run(adam({ learningRate: 0.3, beta2: 0.5 })));
});

test('nesterov and dampening', () => {
  let v = 0;
  close(
    run(sgd({ learningRate: 0.05, momentum: 0.8, nesterov: true })),
    written((x, g) => {
      v = 0.8 * v + g;
      return x - 0.05 * (g + 0.8 * v);
    }),
  );
  v = 0;
  close(
    run(sgd({ learningRate: 0.05, momentum: 0.8, dampening: 0.3 })),
    written((x, g, t) => {
      v = t === 1 ? g : 0.8 * v + 0.7 * g;
      return x - 0.05 * v;
    }),
  );
});

const once = (optimizer: OptimizerV1, grads: unknown, params: unknown): unknown =>
  optimizer.update({ grads, params, state: optimizer.init(params), step: scalar(0), value: scalar(1) }).updates;

test('clipping: one factor for all by norm, each entry by value', () => {
  const grads = { a: tensor([3, 0]), b: tensor([4]) };
  const params = grads;
  const clipped = once(clipByGlobalNorm(1), grads, params) as typeof grads;
  expect(clipped.a.toArray()).toEqual([0.6000000000000001, 0]);
  expect(clipped.b.item()).toBeCloseTo(0.8, 15);
  expect((once(clipByGlobalNorm(10), grads, params) as typeof grads).a.toArray()).toEqual([3, 0]);
  expect((once(clipByValue(2), { a: tensor([3, -5, 1]) }, { a: tensor([0, 0, 0]) }) as typeof grads).a.toArray()).toEqual([2, -2, 1]);
});

test('a mask keeps weight decay from biases', () => {
  const params = { W: tensor([10]), b: tensor([10]) };
  const grads = { W: tensor([1]), b: tensor([1]) };
  const masks = [addDecayedWeights(0.5, { W: 1, b: 0 }), masked(addDecayedWeights(0.5), { W: 1, b: 0 })];
  for (const m of masks) {
    const u = once(m, grads, params) as typeof params;
    expect([u.W.item(), u.b.item()]).toEqual([6, 1]);
  }
});

test('accumulation over k gradients is one step with their mean', () => {
  const optimizer = accumulateGradients(3, sgd({ learningRate: 1 }));
  const params = { w: tensor([0]) };
  let state = optimizer.init(params);
  const updates = [1, 2, 6, 9, 9, 9].map((g, step) => {
    const out = optimizer.update({ grads: { w: tensor([g]) }, params, state, step: scalar(step), value: scalar(0) });
    state = out.state;
    return (out.updates as typeof params).w.item();
  });
  expect(updates.map((u) => u + 0)).toEqual([0, 0, -3, 0, 0, -9]);
});

test('lookahead goes back half the way every k steps', () => {
  const path = run(lookahead(sgd({ learningRate: 0.1 }), { every: 3, follow: 0.5 }));
  let slow = START;
  close(
    path,
    written((x, g, t) => {
      const fast = x - 0.1 * g;
      return t % 3 === 0 ? (slow += 0.5 * (fast - slow)) : fast;
    }),
  );
});

test('the average of parameters follows them', () => {
  const optimizer = averageParameters(sgd({ learningRate: 0.5 }), 0.9);
  const params = { w: tensor([1]) };
  const { state } = optimizer.update({
    grads: { w: tensor([1]) },
    params,
    state: optimizer.init(params),
    step: scalar(0),
    value: scalar(0),
  });
  expect((state.average as typeof params).w.item()).toBeCloseTo(0.9 * 1 + 0.1 * 0.5, 15);
});

test('on a plateau the steps shrink, and only then', () => {
  const optimizer = chain(reduceOnPlateau({ factor: 0.5, patience: 2 }), scaleByLearningRate(1));
  const params = { w: tensor([0]) };
  let state = optimizer.init(params);
  const sizes = [5, 4, 4, 4, 4, 4, 4, 4, 3, 3].map((loss, step) => {
    const out = optimizer.update({ grads: { w: tensor([1]) }, params, state, step: scalar(step), value: scalar(loss) });
    state = out.state;
    return -(out.updates as typeof params).w.item();
  });
  expect(sizes).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]);
});

test('L-BFGS finds the minimum of the Rosenbrock function in ten dimensions', () => {
  const f = valueAndGrad((p: { x: Tensor }) => {
    const a = p.x.slice([0, -1]);
    const b = p.x.slice([1, null]);
    return b.sub(a.square()).square().mul(100).add(a.neg().add(1).square()).sum();
  });
  const valueAndGradient = (p: unknown): { value: Tensor; grads: unknown } => {
    const { value, gradient } = f(p as never);
    return { value, grads: gradient };
  };
  const optimizer = lbfgs();
  let params = { x: tensor(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))) };
  let state = optimizer.init(params);
  let steps = 0;
  for (; steps < 120; steps++) {
    const { value, grads } = valueAndGradient(params);
    if ((grads as typeof params).x.abs().max().item() < 1e-8) break;
    const out = optimizer.update({ grads, params, state, step: scalar(steps), value, valueAndGrad: valueAndGradient });
    params = applyUpdates(params, out.updates);
    state = out.state;
  }
  expect(steps).toBeLessThan(100);
  expect(params.x.sub(1).abs().max().item()).toBeLessThan(1e-8);
});

test.each([
  () => sgd({ learningRate: -1 }),
  () => sgd({ momentum: 1 }),
  () => sgd({ momentum: 0.9, nesterov: true, dampening: 0.1 }),
  () => adam({ beta1: 1 }),
  () => adam({ epsilon: NaN }),
  () => rmsprop({ decay: 2 }),
  () => adadelta({ epsilon: 0 }),
  () => lion({ beta2: -0.1 }),
  () => clipByGlobalNorm(0),
  () => clipByValue(Infinity),
  () => lookahead(sgd(), { every: 0 }),
  () => accumulateGradients(1.5, sgd()),
  () => lbfgs({ memory: 0 }),
  () => addDecayedWeights(-1),
])('an option outside its range is refused (%#)', (make) => {
  expect(make).toThrow(/it (is|must be)|Nesterov momentum has none/);
});
