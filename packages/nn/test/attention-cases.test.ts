/** Masked, causal and cross attention, a decoder layer, and labels that do not count, against PyTorch in float64: 1e-11. */
import { describe, expect, test } from 'vitest';
import { grad, valueAndGrad } from '@adjoint/calculus';
import { readReference } from '@adjoint/reference-data';
import { type DType, type Tensor, tensor } from '@adjoint/tensor';
import {
  type ApplyContext,
  type Module,
  crossAttention,
  crossEntropy,
  selfAttention,
  softmaxCrossEntropy,
  perPosition,
  transformerBlock,
} from '../src/index.ts';
import { emptyState } from '../src/core/empty-state.ts';
import { relativeError } from './reference-case.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly type: DType;
  readonly data: readonly number[];
}
type StoredTensors = Readonly<Record<string, Stored>>;
interface Case {
  readonly x: Stored;
  readonly memory?: Stored;
  readonly mask?: Stored;
  readonly memoryMask?: Stored;
  readonly params: StoredTensors;
  readonly weight: Stored;
  readonly y: Stored;
  readonly grads: StoredTensors;
  readonly xGrad: Stored;
  readonly memoryGrad?: Stored;
}
interface LossCase {
  readonly x: Stored;
  readonly target: Stored;
  readonly loss: number;
  readonly xGrad: Stored;
}
type Tensors = Readonly<Record<string, Tensor>>;

const { cases, losses } = readReference<{
  readonly cases: Readonly<Record<string, Case>>;
  readonly losses: Readonly<Record<string, LossCase>>;
}>('nn/attention-cases.json');
const one = ({ shape, type, data }: Stored): Tensor =>
  tensor([...data], type === 'bool' ? 'int32' : type)
    .reshape(shape)
    .astype(type);
const all = (stored: StoredTensors): Tensors => Object.fromEntries(Object.entries(stored).map(([k, v]) => [k, one(v)]));
const near = (x: Tensor, y: Tensor, what: string): void => {
  expect(x.shape, what).toEqual(y.shape);
  expect(relativeError(x, y), what).toBeLessThanOrEqual(1e-11);
};

const heads = (p: Tensors, prefix = ''): unknown =>
  Object.fromEntries(['query', 'key', 'value', 'output'].map((k) => [k, { W: p[`${prefix}${k}`], b: p[`${prefix}${k} b`] }]));
const norm = (p: Tensors, k: string): unknown => ({ scale: p[k], shift: p[`${k} b`] });
const map = (p: Tensors, k: string): unknown => ({ W: p[k], b: p[`${k} b`] });
const models: Readonly<Record<string, { readonly module: Module; readonly params: (p: Tensors) => unknown }>> = {
  'self mask': { module: selfAttention(6, 2), params: heads },
  'self causal mask': { module: selfAttention(6, 3, { causal: true }), params: heads },
  'cross': { module: crossAttention(6, 2, { memoryFeatures: 4 }), params: heads },
  'cross mask': { module: crossAttention(6, 3, { memoryFeatures: 5 }), params: heads },
  'decoder layer': {
    module: transformerBlock(6, 2, { causal: true, cross: true, hidden: 7 }),
    params: (p) => [
      [norm(p, 'norm1'), heads(p, 'self ')],
      [norm(p, 'norm2'), heads(p, 'cross ')],
      [norm(p, 'norm3'), map(p, 'linear1'), {}, map(p, 'linear2')],
    ],
  },
};

describe('attention', () => {
  test('every case has its module', () => {
    expect(Object.keys(models).sort()).toEqual(Object.keys(cases).sort());
  });
  test.each(Object.entries(models))('%s', (name, { module, params: arrange }) => {
    const c = cases[name];
    const params = all(c.params);
    const x = one(c.x);
    const weight = one(c.weight);
    const memory = c.memory && one(c.memory);
    const masks: ApplyContext = { ...(c.mask && { mask: one(c.mask) }), ...(c.memoryMask && { memoryMask: one(c.memoryMask) }) };
    const y = (p: Tensors, input: Tensor, m: Tensor | undefined): Tensor =>
      module.apply(arrange(p), emptyState(module), input, { ...masks, ...(m && { memory: m }) }).y;
    near(y(params, x, memory), one(c.y), 'y');
    const grads = grad((p: Tensors) => y(p, x, memory).mul(weight).sum())(params);
    const exact = all(c.grads);
    const most = Math.max(...Object.values(exact).map((g) => g.abs().max().item()));
    // Softmax does not see a shift of all keys: the gradient of their b is rounding only.
    for (const [k, g] of Object.entries(exact))
      if (k.endsWith('key b')) expect(grads[k].abs().max().item()).toBeLessThanOrEqual(1e-11 * most);
      else near(grads[k], g, k);
    near(grad((v: Tensor) => y(params, v, memory).mul(weight).sum())(x), one(c.xGrad), 'x');
    if (memory && c.memoryGrad) near(grad((m: Tensor) => y(params, x, m).mul(weight).sum())(memory), one(c.memoryGrad), 'memory');
  });
});

const classWeights = tensor([1, 0.5, 2, 3]);
const ignoreIndex = -100;
test.each(
  Object.entries({
    'plain': crossEntropy({ ignoreIndex }),
    'weights': crossEntropy({ ignoreIndex, classWeights }),
    'smoothing': crossEntropy({ ignoreIndex, smoothing: 0.1 }),
    'weights and smoothing': crossEntropy({ ignoreIndex, classWeights, smoothing: 0.2 }),
  }),
)('labels that do not count: %s', (name, loss) => {
  const c = losses[name];
  const target = one(c.target);
  const { value, gradient } = valueAndGrad((z: Tensor) => loss(z, target))(one(c.x));
  expect(Math.abs(value.item() - c.loss)).toBeLessThanOrEqual(1e-11 * c.loss);
  near(gradient, one(c.xGrad), 'gradient');
});

test('positions that do not count: the mean over the others, with any inner loss; none at all is 0', () => {
  const c = losses['plain'];
  const z = one(c.x).reshape([2, 3, 4]);
  const target = one(c.target).reshape([2, 3]);
  const loss = perPosition(softmaxCrossEntropy, { ignoreIndex });
  expect(loss(z, target).item()).toBeCloseTo(c.loss, 12);
  const each = loss(z, target, { reduction: 'none' });
  const parts = [0, 1].map((n) => crossEntropy({ ignoreIndex })(z.at(n), target.at(n)).item());
  expect(each.at(0).item()).toBeCloseTo(parts[0], 12);
  expect(each.at(1).item()).toBeCloseTo(parts[1], 12);
  const none = target.mul(0).add(ignoreIndex);
  expect(loss(z, none).item()).toBe(0);
  expect(
    grad((t: Tensor) => crossEntropy({ ignoreIndex, classWeights })(t.reshape([6, 4]), none.reshape([6])))(z)
      .abs()
      .max()
      .item(),
  ).toBe(0);
  expect(() => crossEntropy({ ignoreIndex })(z.reshape([6, 4]), tensor([0, 1, 2, 3, 4, -100], 'int32'))).toThrow(/label 4/);
});
