/** Gradients of the models of this package against those of PyTorch in float64: 1e-11, and 2e-4 in float32. */
import { describe, expect, test } from 'vitest';
import { grad } from '@adjoint/calculus';
import { type Tensor } from '@adjoint/tensor';
import { binaryCrossEntropy } from '../src/losses/binary-cross-entropy.ts';
import { huber } from '../src/losses/huber.ts';
import { meanSquaredError } from '../src/losses/mean-squared-error.ts';
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts';
import { emptyState } from '../src/core/empty-state.ts';
import { gelu, sigmoid, tanh } from '../src/layers/activation.ts';
import { linear } from '../src/layers/linear.ts';
import { sequential } from '../src/layers/sequential.ts';
import { referenceCase, relativeError } from './reference-case.ts';

type Tensors = Readonly<Record<string, Tensor>>;
/** The loss of a case from its parameters and inputs. */
type Formula = (params: Tensors, inputs: Tensors) => Tensor;

const layer = (p: Tensors, i: number | ''): { W: Tensor; b: Tensor } => ({ W: p[`W${i}`], b: p[`b${i}`] });
const perceptron = sequential(linear(4, 6), sigmoid(), linear(6, 3), sigmoid());
const deep = sequential(linear(5, 8), tanh(), linear(8, 8), tanh(), linear(8, 3));
const smooth = sequential(linear(4, 6), gelu(), linear(6, 1));
const apply = (model: { apply(p: never, s: never, x: Tensor): { y: Tensor } }, params: unknown, x: Tensor): Tensor => model.apply(params as never, emptyState(model as never) as never, x).y;

const formulas: Readonly<Record<string, Formula>> = {
  'linear-mse': (p, { x, t }) => meanSquaredError(apply(linear(4, 3), layer(p, ''), x), t),
  'mlp-sigmoid-mse': (p, { x, t }) => meanSquaredError(apply(perceptron, [layer(p, 1), {}, layer(p, 2), {}], x), t).mul(t.shape[1] / 2), // ½Σ over the features
  'mlp3-tanh-softmaxce': (p, { x, y }) => softmaxCrossEntropy(apply(deep, [layer(p, 1), {}, layer(p, 2), {}, layer(p, 3)], x), y),
  'mlp-gelu-huber': (p, { x, t }) => huber(0.7)(apply(smooth, [layer(p, 1), {}, layer(p, 2)], x), t),
  'logistic-bce-l2': (p, { x, t }) => binaryCrossEntropy(apply(linear(6, 1), layer(p, ''), x), t).add(p.W.square().sum().mul(0.01)),
  'softmaxce-extreme': (p, { y }) => softmaxCrossEntropy(p.logits, y),
};

describe.each([['float64', 1e-11], ['float32', 2e-4]] as const)('%s', (dtype, bar) => {
  test.each(Object.keys(formulas))('%s', (name) => {
    const c = referenceCase(name, dtype), f = formulas[name];
    expect(Math.abs(f(c.params, c.inputs).item() - c.loss)).toBeLessThanOrEqual(bar * c.loss);
    const grads = grad((params: Tensors) => f(params, c.inputs))(c.params);
    for (const k of Object.keys(c.grads)) expect(relativeError(grads[k], c.grads[k]), k).toBeLessThanOrEqual(bar);
    for (const k of Object.keys(c.inputGrads)) {
      const g = grad((x: Tensor) => f(c.params, { ...c.inputs, [k]: x }))(c.inputs[k]);
      expect(relativeError(g, c.inputGrads[k]), k).toBeLessThanOrEqual(bar);
    }
  });
});
