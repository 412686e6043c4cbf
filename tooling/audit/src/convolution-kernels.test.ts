/** The convolutional layers with the kernels of WebAssembly give what they give without. */
import { grad } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { wasmKernels } from '@adjoint/kernels/wasm';
import {
  averagePool,
  conv1d,
  conv2d,
  convTranspose2d,
  flatten,
  linear,
  maxPool,
  relu,
  sequential,
  softmaxCrossEntropy,
  type Module,
} from '@adjoint/nn';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, treeLeaves, withKernels } from '@adjoint/tensor';
import { expect, test } from 'vitest';

const images = uniform(key(1), [5, 4, 9, 8], { low: -1, high: 1 });
const labels = tensor([0, 2, 1, 2, 0], 'int32');
const kernels = wasmKernels();
const models: Readonly<Record<string, Module>> = Object.fromEntries(
  Object.entries({
    'same size': sequential(conv2d(4, 6, 3, { padding: 1 }), relu(), maxPool(2), flatten(), linear(96, 3)),
    'strides, dilation, groups': sequential(
      conv2d(4, 6, [3, 2], { stride: [2, 1], dilation: [1, 2], padding: [1, 2], groups: 2 }),
      relu(),
      flatten(),
      linear(300, 3),
    ),
    'two in a row, average pooling': sequential(conv2d(4, 8, 3), relu(), conv2d(8, 4, 2), averagePool(2), flatten(), linear(24, 3)),
    'transposed': sequential(
      convTranspose2d(4, 3, 3, { stride: 2 }),
      relu(),
      maxPool(3, { stride: 2, padding: 1 }),
      flatten(),
      linear(270, 3),
    ),
  }).map(([name, m]) => [name, m as unknown as Module]),
);

test.each(
  Object.entries(models).flatMap(([name, model]) => (['float64', 'float32'] as const).map((dtype) => [name, dtype, model] as const)),
)('%s, %s', (_, dtype, model) => {
  const { params, state } = model.init(key(2), [4, 9, 8], { dtype });
  const x = images.astype(dtype);
  const loss = (p: unknown, input: Tensor): Tensor => softmaxCrossEntropy(model.apply(p, state, input).y, labels);
  const all = (f: (p: unknown, input: Tensor) => unknown): Tensor[] => treeLeaves(f(params, x));
  const gradients = (p: unknown, input: Tensor): unknown => [
    (grad((q: object) => loss(q, input)) as (q: unknown) => unknown)(p),
    grad((v: Tensor) => loss(p, v))(input),
  ];
  const plain = all(gradients);
  // sums of up to 270 terms in another order, with fused multiply-add: n·ε of the type
  const ε = dtype === 'float64' ? 2 ** -52 : 2 ** -23;
  for (const [how, fast] of [
    ['eager', withKernels(kernels, () => all(gradients))],
    ['compiled', withKernels(kernels, () => all(jit(gradients) as never))],
  ] as const) {
    expect(fast.length).toBe(plain.length);
    fast.forEach((g, i) => {
      expect(g.sub(plain[i]).abs().max().item(), `${how}, leaf ${i}`).toBeLessThanOrEqual(270 * ε * (1 + plain[i].abs().max().item()));
    });
  }
});

test('sequences of one dimension too', () => {
  const model = conv1d(4, 5, 3, { padding: 1 });
  const { params, state } = model.init(key(3), [4, 72], { dtype: 'float64' });
  const x = images.reshape([5, 4, 72]).astype('float64');
  const f = (v: Tensor): Tensor => model.apply(params, state, v).y.square().sum();
  const plain = grad(f)(x);
  const fast = withKernels(kernels, () => grad(f)(x));
  expect(fast.sub(plain).abs().max().item()).toBeLessThanOrEqual(1e-12 * plain.abs().max().item());
});
