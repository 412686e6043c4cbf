import { expect, test } from 'vitest';
import { grad, hvp, jvp, valueAndGrad, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, withKernels } from '@adjoint/tensor';
import {
  accuracy,
  binaryCrossEntropy,
  classScores,
  confusionMatrix,
  cosineDistance,
  crossEntropy,
  formatSummary,
  hinge,
  huber,
  klDivergence,
  linear,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  multiclassHinge,
  relu,
  sequential,
  softmaxCrossEntropy,
  summary,
  topAccuracy,
  conv2d,
  maxPool,
  flatten,
} from '../index.ts';
import { relativeError } from '../../test/reference-case.ts';

const draw = (seed: number, ...shape: number[]): Tensor => uniform(key(seed), shape, { low: -2, high: 2 });

test('softmax cross-entropy: logits of a thousand, a tiny loss with all its digits, weights', () => {
  expect(softmaxCrossEntropy(tensor([[1000, 0]]), tensor([1], 'int32')).item()).toBe(1000);
  // −log(1/(1 + e⁻⁴⁰)) = log1p(e⁻⁴⁰); 1 − p would be 0 in float64
  expect(softmaxCrossEntropy(tensor([[40, 0]]), tensor([0], 'int32')).item()).toBe(Math.log1p(Math.exp(-40)));
  expect(
    grad((z: Tensor) => softmaxCrossEntropy(z, tensor([0], 'int32')))(tensor([[40, 0]]))
      .slice(0, 0)
      .item() / -Math.exp(-40),
  ).toBeCloseTo(1, 14);
  const z = draw(1, 3, 4);
  const y = tensor([0, 3, 2], 'int32');
  const each = softmaxCrossEntropy(z, y, { reduction: 'none' });
  expect(softmaxCrossEntropy(z, y, { weights: tensor([1, 0, 2]) }).item()).toBeCloseTo(each.at(0).item() + 2 * each.at(2).item(), 14);
  expect(softmaxCrossEntropy(z, y, { reduction: 'sum' }).item()).toBeCloseTo(each.sum().item(), 14);
});

test('its second derivative is diag p − p pᵀ', () => {
  const z = tensor([[0.3, -1, 2]]);
  const y = tensor([1], 'int32');
  const v = tensor([[1, 2, -1]]);
  const product = grad((t: Tensor) =>
    grad((s: Tensor) => softmaxCrossEntropy(s, y))(t)
      .mul(v)
      .sum(),
  )(z);
  const p = z.sub(z.logSumExp(1, { keepDims: true })).exp();
  expect(relativeError(product, p.mul(v.sub(p.mul(v).sum())))).toBeLessThan(1e-14);
});

test('one row or many, forwards or backwards, compiled or mapped: the same losses and derivatives', () => {
  const z = draw(2, 5, 4);
  const y = tensor([0, 3, 2, 1, 0], 'int32');
  const v = draw(3, 5, 4);
  const logs = z.sub(z.logSumExp(1, { keepDims: true }));
  const each = (t: Tensor): Tensor => softmaxCrossEntropy(t, y, { reduction: 'none' });
  const expected = [...y.data()].map((c, n) => -logs.slice(n, c).item());
  const p = logs.exp();
  expect(relativeError(each(z), tensor(expected))).toBeLessThan(1e-14);
  const gradient = grad((t: Tensor) => each(t).sum())(z);
  const own = tensor([...y.data()].map((c) => [0, 1, 2, 3].map((j) => (j === c ? 1 : 0))));
  expect(relativeError(gradient, p.sub(own))).toBeLessThan(1e-14);
  expect(relativeError(jvp(each, z, v).tangent, p.sub(own).mul(v).sum(1))).toBeLessThan(1e-13);
  expect(
    relativeError(
      hvp((t: Tensor) => each(t).sum(), z, v),
      p.mul(v.sub(p.mul(v).sum(1, { keepDims: true }))),
    ),
  ).toBeLessThan(1e-13);
  expect(
    relativeError(
      vmap((row: Tensor, label: Tensor) => softmaxCrossEntropy(row.expandDims(0), label.expandDims(0)))(z, y),
      tensor(expected),
    ),
  ).toBeLessThan(1e-14);
  expect(jit((t: Tensor) => grad((s: Tensor) => each(s).sum())(t))(z).toArray()).toEqual(gradient.toArray());
  const wide = grad((t: Tensor) => each(t).sum())(z.astype('float32'))
    .astype('float64')
    .sub(gradient)
    .abs()
    .max()
    .item();
  expect(wide).toBeLessThan(2 ** -22); // logits of size 2 in float32, then one rounding
  expect(
    softmaxCrossEntropy(
      tensor([
        [NaN, 1],
        [-Infinity, 0],
      ]),
      tensor([1, 0], 'int32'),
      { reduction: 'none' },
    ).toArray(),
  ).toEqual([NaN, Infinity]);
});

test('with labels, probabilities, smoothing and class weights it is one formula', () => {
  const z = draw(1, 4, 3);
  const y = tensor([2, 0, 1, 1], 'int32');
  const t = tensor([
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
    [0, 1, 0],
  ]);
  expect(crossEntropy()(z, y).item()).toBeCloseTo(softmaxCrossEntropy(z, y).item(), 14);
  expect(crossEntropy()(z, t).item()).toBeCloseTo(softmaxCrossEntropy(z, y).item(), 14);
  const logs = z.sub(z.logSumExp(1, { keepDims: true }));
  const each = softmaxCrossEntropy(z, y, { reduction: 'none' });
  expect(crossEntropy({ smoothing: 0.3 })(z, y).item()).toBeCloseTo(0.7 * each.mean().item() - (0.3 / 3) * logs.sum(1).mean().item(), 14);
  const w = [1, 2, 5];
  const weights = [...y.data()].map((c) => w[c]);
  expect(crossEntropy({ classWeights: tensor(w) })(z, y).item()).toBeCloseTo(
    each.mul(tensor(weights)).sum().item() / weights.reduce((a, b) => a + b),
    14,
  );
});

test('a class that cannot be and is not costs nothing', () => {
  const z = tensor([[-Infinity, 1, 0]]);
  const y = tensor([1], 'int32');
  const expected = Math.log1p(Math.exp(-1));
  for (const loss of [crossEntropy(), softmaxCrossEntropy, crossEntropy({ classWeights: tensor([2, 2, 2]) })]) {
    expect(loss(z, y).item()).toBeCloseTo(expected, 15);
    expect(grad((t: Tensor) => loss(t, y))(z).toArray()).toEqual([
      [0, expect.closeTo(-1 / (1 + Math.E), 14), expect.closeTo(1 / (1 + Math.E), 14)],
    ]);
  }
  expect(crossEntropy()(z, tensor([[0, 0.5, 0.5]])).item()).toBeCloseTo(expected + 0.5, 14);
});

test('binary cross-entropy neither overflows nor cancels', () => {
  expect(binaryCrossEntropy(tensor([[800]]), tensor([[0]])).item()).toBe(800);
  expect(binaryCrossEntropy(tensor([[800]]), tensor([[1]])).item()).toBe(0);
  expect(binaryCrossEntropy(tensor([[40]]), tensor([[1]])).item()).toBe(Math.log1p(Math.exp(-40)));
  expect(binaryCrossEntropy(tensor([[0.5]]), tensor([[0.25]])).item()).toBeCloseTo(
    -0.25 * Math.log(1 / (1 + Math.exp(-0.5))) - 0.75 * Math.log(1 / (1 + Math.exp(0.5))),
    15,
  );
});

test('losses of regression at values whose loss is known', () => {
  const y = tensor([[0.5, -3]]);
  const t = tensor([[0, 0]]);
  expect(meanSquaredError(y, t).item()).toBe((0.25 + 9) / 2);
  expect(meanAbsoluteError(y, t).item()).toBe(1.75);
  expect(huber(1)(y, t).item()).toBe((0.125 + 2.5) / 2);
  expect(logCosh(y, t).item()).toBeCloseTo((Math.log(Math.cosh(0.5)) + Math.log(Math.cosh(3))) / 2, 15);
  expect(logCosh(tensor([1000]), tensor([0])).item()).toBe(1000 - Math.LN2);
  expect(logCosh(tensor([1e-8]), tensor([0])).item() / 0.5e-16).toBeCloseTo(1, 14); // the difference of logarithms would be 0
  for (const e of [0.0499999, 0.0500001])
    expect(logCosh(tensor([e]), tensor([0])).item() / ((e * e) / 2 - e ** 4 / 12 + e ** 6 / 45 - (17 * e ** 8) / 2520)).toBeCloseTo(1, 12);
  expect(
    relativeError(
      grad((x: Tensor) => logCosh(x, tensor([0, 0, 0]), { reduction: 'sum' }))(tensor([0.01, 0.3, -2])),
      tensor([0.01, 0.3, -2]).tanh(),
    ),
  ).toBeLessThan(1e-14);
});

test('divergence, margins and angles', () => {
  expect(klDivergence(tensor([[0.5, 0.5]]).log(), tensor([[1, 0]])).item()).toBeCloseTo(Math.LN2, 15);
  expect(klDivergence(tensor([[-Infinity, 0]]), tensor([[0, 1]])).item()).toBe(0);
  expect(hinge(tensor([[2], [0.5], [-1]]), tensor([[1], [1], [1]])).item()).toBeCloseTo((0 + 0.5 + 2) / 3, 15);
  expect(multiclassHinge(tensor([[1, 0.5, -3]]), tensor([0], 'int32')).item()).toBeCloseTo(0.5 / 3, 15);
  expect(
    cosineDistance(
      tensor([
        [1, 1],
        [1, 0],
        [0, 0],
      ]),
      tensor([
        [2, 2],
        [-1, 0],
        [1, 0],
      ]),
      { reduction: 'none' },
    ).toArray(),
  ).toEqual([expect.closeTo(0, 15), 2, 1]);
  expect(grad((x: Tensor) => cosineDistance(x, tensor([[1, 0]])))(tensor([[0, 0]])).toArray()).toEqual([[0, 0]]);
});

test.each([
  ['float64', 1e-200, 1e200],
  ['float32', 1e-30, 1e30],
] as const)('angles of vectors whose squares vanish or overflow, in %s', (dtype, tiny, huge) => {
  const t = tensor([[4, 3]]).astype(dtype);
  for (const size of [tiny, 1, huge])
    for (const other of [tiny, huge]) {
      const y = tensor([[3 * size, 4 * size]]).astype(dtype);
      expect(cosineDistance(y, t.mul(other)).item() / 0.04).toBeCloseTo(1, dtype === 'float64' ? 13 : 5);
      // ∂/∂y = (cos·y/‖y‖ − t/‖t‖)/‖y‖ = (0.96·(0.6, 0.8) − (0.8, 0.6))/(5·size)
      const gradient = grad((v: Tensor) => cosineDistance(v, t.mul(other)))(y).mul(5 * size);
      expect(relativeError(gradient, tensor([[-0.224, 0.168]]))).toBeLessThan(dtype === 'float64' ? 1e-13 : 1e-5);
    }
});

test('an error whose square overflows still has its Huber loss and gradient', () => {
  const y = tensor([[1e308]]);
  const { value, gradient } = valueAndGrad((v: Tensor) => huber(0.5)(v, tensor([[-5e307]])))(y);
  expect(value.item()).toBe(0.5 * 1.5e308);
  expect(gradient.item()).toBe(0.5);
});

test.each([
  [() => meanSquaredError(tensor([[1], [2]]), tensor([1, 2])), /\[2, 1\], targets \[2\]/],
  [() => softmaxCrossEntropy(tensor([[1, 2]]), tensor([2], 'int32')), /label 2/],
  [() => softmaxCrossEntropy(tensor([[1, 2]]), tensor([-1], 'int32')), /label -1/],
  [() => softmaxCrossEntropy(tensor([[1, 2]]), tensor([1])), /dtype float64/],
  [() => softmaxCrossEntropy(tensor([1, 2]), tensor([1], 'int32')), /\[N, C\]/],
  [() => crossEntropy({ smoothing: 0.1 })(tensor([[1, 2]]), tensor([2], 'int32')), /label 2/],
  [() => multiclassHinge(tensor([[1, 2]]), tensor([-1], 'int32')), /label -1/],
  [() => multiclassHinge(tensor([[1, 2]]), tensor([1])), /dtype/],
  [() => huber(0), /positive/],
  [() => crossEntropy({ smoothing: 1 }), /below 1/],
  [() => softmaxCrossEntropy(tensor([[1, 2]]), tensor([1], 'int32'), { weights: tensor([1, 2]) }), /one weight/],
  [() => crossEntropy({ classWeights: tensor([1]) })(tensor([[1, 2]]), tensor([0], 'int32')), /each class/],
  [() => accuracy(tensor([[1]]), tensor([0, 1], 'int32')), /accuracy/],
])('wrong shapes, labels and options are refused (%#)', (f, message) => {
  expect(f).toThrow(message);
});

test('metrics by hand', () => {
  const z = tensor([
    [3, 1, 2],
    [1, 2, 3],
    [1, 3, 2],
    [3, 2, 1],
  ]);
  const y = tensor([0, 1, 1, 2], 'int32');
  expect(accuracy(z, y)).toBe(0.5);
  expect(topAccuracy(2)(z, y)).toBe(0.75);
  const m = confusionMatrix(z, y);
  expect(m.toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 1],
    [1, 0, 0],
  ]);
  expect(classScores(m)[1]).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
  expect(classScores(m)[0]).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3, support: 1 });
});

test('a summary counts parameters and operations of a convolutional network', () => {
  const model = sequential(conv2d(1, 8, 3, { padding: 1 }), relu(), maxPool(2), flatten(), linear(1568, 10));
  const s = summary(model, [1, 28, 28]);
  expect(s.parameters).toBe(80 + 15_690);
  expect(s.layers.map((l) => l.outputShape)).toEqual([[8, 28, 28], [8, 28, 28], [8, 14, 14], [1568], [10]]);
  expect(s.layers.map((l) => l.operations)).toEqual([2 * 72 * 784, 8 * 784, 8 * 196 * 4, 0, 2 * 15_680]);
  expect(s.operations).toBe(2 * 72 * 784 + 8 * 784 + 8 * 196 * 4 + 2 * 15_680);
  expect(formatSummary(s)).toMatch(/^total +15,770 +/m);
});

test('many exponentials are those of the kernels in force, few are not; the losses are the same', () => {
  let calls = 0;
  const counted = {
    exp: (out: ArrayLike<number>, x: ArrayLike<number>): void => {
      calls++;
      for (let i = 0; i < out.length; i++) (out as Float64Array)[i] = Math.exp(x[i]);
    },
  };
  const logits = uniform(key(3), [70, 60], { low: -9, high: 9 });
  const labels = tensor(
    Array.from({ length: 70 }, (_, i) => (7 * i) % 60),
    'int32',
  );
  const many = withKernels(counted, () => softmaxCrossEntropy(logits, labels, { reduction: 'none' })).data();
  expect(calls).toBe(1);
  for (let n = 0; n < 70; n += 23) {
    const one = withKernels(counted, () => softmaxCrossEntropy(logits.slice([n, n + 1]), labels.slice([n, n + 1]))).item();
    expect(Math.abs(one - many[n])).toBeLessThanOrEqual(64 * 2 ** -53 * (1 + one)); // a sum of 60 exponentials, each right to an ulp
  }
  expect(calls).toBe(1);
});
