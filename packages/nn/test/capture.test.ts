/** Models, losses and their gradients as graphs: what a compiler will be given. */
import { expect, test } from 'vitest';
import { valueAndGrad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, capture, flatten, replay, tensor, treeLeaves, unflatten } from '@adjoint/tensor';
import {
  batchNorm,
  conv2d,
  crossEntropy,
  dropout,
  embedding,
  flatten as flattenLayer,
  gru,
  linear,
  maxPool,
  perPosition,
  relu,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
  type Loss,
  type Module,
} from '../src/index.ts';
import { relativeError } from './reference-case.ts';

const images = uniform(key(1), [6, 1, 8, 8]);
const words = tensor(
  [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
  ],
  'int32',
);
const labels = tensor([0, 1, 2, 0, 1, 2], 'int32');
test.each<[string, Module, Tensor, Tensor, Loss]>([
  [
    'a convolutional network',
    sequential(conv2d(1, 3, 3), batchNorm(3), relu(), maxPool(2), flattenLayer(), dropout(0.2), linear(27, 3)),
    images,
    labels,
    softmaxCrossEntropy,
  ],
  [
    'a transformer',
    sequential(embedding(4, 6), transformerBlock(6, 2, { causal: true }), linear(6, 4)),
    words,
    words,
    perPosition(softmaxCrossEntropy),
  ],
  [
    'a recurrent network',
    sequential(embedding(4, 3), gru(3, 5), linear(5, 4)),
    words,
    words,
    perPosition(crossEntropy({ smoothing: 0.1 })),
  ],
])('%s: the graph of value and gradient gives what they give', (_, model, x, y, loss) => {
  const { params, state } = model.init(key(0), x.shape.slice(1), { dtype: 'float64' });
  const tree = flatten(params);
  const step = (...leaves: Tensor[]): readonly Tensor[] => {
    const inputs = leaves.slice(0, 2);
    const { value, gradient } = (
      valueAndGrad((p: object) => loss(model.apply(p, state, inputs[0], { train: true, key: key(3) }).y, inputs[1])) as (p: unknown) => {
        value: Tensor;
        gradient: unknown;
      }
    )(unflatten(tree.def, leaves.slice(2)));
    return [value, ...treeLeaves(gradient)];
  };
  const { graph, captured } = capture(step, [x, y, ...tree.leaves]);
  const eager = step(x, y, ...tree.leaves);
  const replayed = replay(graph, [x, y, ...tree.leaves], captured);
  expect(replayed).toHaveLength(1 + tree.leaves.length);
  for (const [i, t] of replayed.entries()) expect(relativeError(t, eager[i]), String(i)).toBeLessThanOrEqual(1e-12);
});
