/** Kernels that are wrong in one way each, made of the plain tier. */
import * as plain from '@adjoint/kernels';
import { type KernelsV1, type Plugin, definePlugin, describeConfig } from '@adjoint/plugin';
import { kernelFaults } from './kernel-faults.ts';

type Mutant = Plugin<'kernels', `mutant/${string}`, never, 'v1'>;
const tier = plain as unknown as Required<KernelsV1>;
const mutant = (name: string, kernels: KernelsV1): readonly [string, Mutant] => [
  name,
  definePlugin({
    kind: 'kernels',
    name: `mutant/${name}`,
    spec: 'v1',
    supports: {},
    config: describeConfig({}),
    create: () => ({ ...kernels }),
  }) as Mutant,
];

/** The plain tier as a plugin. */
export const rightKernels = (): readonly [string, Mutant] => {
  const { exp, log, add, sum, gemm, dot, argmax, cumsum, greater, tanh } = tier;
  return mutant('right', { exp, log, add, sum, gemm, dot, argmax, cumsum, greater, tanh });
};

export const kernelsMutants = (): ReadonlyMap<string, Mutant> =>
  new Map([
    mutant('short-exponential', {
      exp: (out, x) => {
        for (let i = 0; i < out.length; i++) out[i] = x[i] > 1 ? Math.exp(x[i]) : Math.exp(x[i]) * (1 + 1e-12);
      },
    }),
    mutant('loses-nan', {
      maximum: (out, x, xs, y, ys) => {
        for (let i = 0; i < out.length; i++) out[i] = x[i * xs] > y[i * ys] ? x[i * xs] : y[i * ys];
      },
    }),
    mutant('ignores-steps', {
      add: (out, x, _xs, y) => {
        for (let i = 0; i < out.length; i++) out[i] = x[i] + y[i];
      },
    }),
    mutant('writes-one-more', {
      neg: (out, x) => {
        tier.neg(out, x);
        if (out.buffer.byteLength > out.byteOffset + out.byteLength)
          new (out.constructor as Float64ArrayConstructor)(out.buffer, out.byteOffset + out.byteLength, 1)[0] = 0;
      },
    }),
    mutant('sums-the-wrong-axis', {
      sum: (out, x, outer, n, inner) => {
        tier.sum(out, x, outer * inner, n, 1);
      },
    }),
    mutant('last-index', {
      argmax: (out, x, outer, n, inner) => {
        tier.argmin(out, x, outer, n, inner);
      },
    }),
    mutant('forgets-transposition', {
      gemm: (_, tB, ...rest) => {
        tier.gemm(false, tB, ...rest);
      },
    }),
    mutant('forgets-beta', {
      gemm: (tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, _, c, co, ldc) => {
        tier.gemm(tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, 1, c, co, ldc);
      },
    }),
    mutant('single-precision', { dot: (...args) => Math.fround(tier.dot(...args)) }),
    mutant('reads-past-the-end', {
      gemm: (tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc) => {
        try {
          tier.gemm(tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc);
        } catch {
          c.fill(NaN);
        }
      },
    }),
    ...kernelFaults().map(([name, kernels]) => mutant(name, kernels)),
  ]);
