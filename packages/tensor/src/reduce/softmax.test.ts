import { wasmKernels } from '@adjoint/kernels/wasm';
import { expect, test } from 'vitest';
import { capture, logSoftmax, replay, softmax, tensor, type Tensor, withKernels } from '../index.ts';

const FUNCTIONS = { softmax, logSoftmax };
const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => 9 * Math.sin(i * i + 1) - (i % 3));
const SETS = { plain: {}, wasm: wasmKernels(), deterministic: wasmKernels({ deterministic: true }), own: { exp: wasmKernels().exp } };

test.each(['softmax', 'logSoftmax'] as const)('%s has the bits of the steps that a compiler takes, with any kernels', (name) => {
  const f = FUNCTIONS[name];
  for (const kernels of Object.values(SETS))
    for (const dtype of ['float64', 'float32'] as const)
      for (const shape of [[7], [3, 200, 5], [40, 130]])
        for (const axis of shape.keys())
          withKernels(kernels, () => {
            const values = numbers(shape.reduce((a, b) => a * b));
            values[3] = -Infinity;
            const x = tensor(values, dtype).reshape(shape);
            const { graph, captured } = capture((t: Tensor) => [f(t, axis)], [x]);
            expect(graph.nodes.length).toBeGreaterThan(3);
            expect(f(x, axis).data()).toEqual(replay(graph, [x], captured)[0].data());
          });
});

test('a row of −∞ has the weights 0, a row with NaN those of NaN, in any set of kernels', () => {
  for (const kernels of Object.values(SETS))
    withKernels(kernels, () => {
      for (const n of [3, 700]) {
        const row = (v: number): number[] => new Array<number>(n).fill(v);
        const x = tensor([row(-Infinity), [NaN, ...row(0).slice(1)], row(2)]);
        const y = softmax(x).toArray() as number[][];
        expect(y[0]).toEqual(row(0));
        expect(y[1]).toEqual(row(NaN));
        expect(y[2]).toEqual(row(1 / n));
      }
    });
});

test('views are taken as they are seen', () => {
  withKernels(SETS.wasm, () => {
    const x = tensor(numbers(1200)).reshape([30, 40]);
    expect(softmax(x.transpose(), 0).toArray()).toEqual(softmax(tensor(x.transpose().toArray() as number[][]), 0).toArray());
    expect(softmax(tensor(numbers(40)).broadcastTo([20, 40])).toArray()).toEqual(
      new Array(20).fill(
        softmax(tensor(new Array(20).fill(numbers(40)) as number[][]))
          .at(0)
          .toArray(),
      ),
    );
  });
});

test('integers become float64, and nothing stays nothing', () => {
  expect(softmax(tensor([0, 0], 'int32')).data()).toEqual(new Float64Array([0.5, 0.5]));
  expect(softmax(tensor([0], 'int32').slice([0, 0])).dtype).toBe('float64');
  expect(logSoftmax(tensor([[1, 1]]).slice([0, 0]), 0).shape).toEqual([0, 2]);
  expect(() => softmax(tensor([1, 2]), 1)).toThrow(/softmax/);
});
