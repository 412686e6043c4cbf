import { describe, expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { DTypeError, type Graph, type Tensor, bind, capture, tensor, withKernels } from '@adjoint/tensor';
import { compile } from './compile.ts';
import { jit } from './index.ts';

/** Fails where x is 0: NaN is no integer. */
const failing = (x: Tensor): Tensor => x.div(x).astype('int32').astype('float64');

describe.each([
  ['without kernels', (f: () => void): void => f()],
  ['on WebAssembly', (f: () => void): void => withKernels(wasmKernels(), f)],
] as const)('errors from inside, %s', (_name, within) => {
  test('keep their type, say the operation and its place in the printed graph', () => {
    within(() => {
      const f = jit(function step(x: Tensor) {
        return failing(x.mul(2).add(1)).sum();
      });
      expect(f(tensor([1, 2])).item()).toBe(2);
      const bad = tensor([1, -0.5]);
      expect(() => f(bad)).toThrow(DTypeError);
      let message = '';
      try {
        f(bad);
      } catch (e) {
        message = (e as Error).message;
      }
      const [, at] = /astype: element 1 is NaN.* \(v(\d+) of jit\(step\)\)\n {2}hint/.exec(message)!;
      expect(f.explain(bad)).toMatch(new RegExp(`v${at} .* = astype`));
      // the program is whole afterwards
      expect(f(tensor([1, 2])).item()).toBe(2);
    });
  });

  test('of a function inside another one say the place in the outer graph, once', () => {
    within(() => {
      const inner = jit((x: Tensor) => failing(x).add(1));
      const outer = jit((x: Tensor) => inner(x.mul(2)).sum());
      expect(() => outer(tensor([1, 0]))).toThrow(/^astype: element 1 is NaN[^()]*\(v\d+ of jit\(the function\)\)\n {2}hint: [^()]*$/);
    });
  });

  test('of a body that runs as a program of its own belong to the operation that has the body', () => {
    within(() => {
      const body = capture((x) => [failing(x).mul(2).tanh()], [tensor([1, 1])], 'body').graph;
      const apply = {
        name: 'applied',
        abstract: (_xs: readonly unknown[], { graph }: { readonly graph: Graph }) => graph.outputs.map((o) => graph.avals[o]),
        evaluate: (xs: readonly Tensor[], { graph }: { readonly graph: Graph }) => compile(graph, []).run(xs as never, []),
        evaluateBy: (
          xs: readonly Tensor[],
          { graph }: { readonly graph: Graph },
          run: (g: Graph, xs: readonly Tensor[], cs: readonly Tensor[]) => readonly Tensor[],
        ) => run(graph, xs, []),
      };
      const f = jit((x: Tensor) => bind(apply as never, [x.add(1)], { graph: body } as never)[0].sum());
      expect(() => f(tensor([1, -1]))).toThrow(/^applied: astype: element 1 is NaN.*\(v\d+ of jit/);
    });
  });
});
