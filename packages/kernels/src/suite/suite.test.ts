import { expect, test } from 'vitest';
import * as convolution from '../convolution/index.ts';
import type { DenseKernels } from '../dense-contract.ts';
import * as plain from '../plain.ts';
import { wasmKernels } from '../wasm/index.ts';
import { logSoftmaxBy } from '../reduce/softmax.ts';
import { kernelsSuite, type OfferedKernels, sharedProductsSuite, type TestRunner } from './index.ts';

/** Names of the tests that fail, of all or of one. */
function failures(register: (runner: TestRunner) => void, only?: string): string[] {
  const failed: string[] = [];
  register({
    expect,
    test: (name, body) => {
      if (only === undefined || name === only)
        try {
          body();
        } catch {
          failed.push(name);
        }
    },
  });
  return failed;
}
const fast = wasmKernels();
const dense = fast.dense as DenseKernels;

test('the plain tier passes its own suite bit by bit, with convolution', () => {
  expect(
    failures((runner) => {
      kernelsSuite(runner, { ...plain, convolution }, { exact: true });
    }),
  ).toEqual([]);
});

const WRONG: readonly (readonly [string, OfferedKernels])[] = [
  [
    'gemm of 37 × 29 × 300 in every layout',
    {
      ...plain,
      gemm: (ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc) => {
        plain.gemm(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta === -0.5 ? 0.5 : beta, c, co, ldc);
      },
    },
  ],
  [
    'gemm keeps values that are not finite where the definition puts them',
    {
      ...plain,
      gemm: (ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc) => {
        plain.gemm(
          ta,
          tb,
          m,
          n,
          k,
          alpha,
          a,
          ao,
          lda,
          b.map((v) => (v - v === 0 ? v : 0)),
          bo,
          ldb,
          beta,
          c,
          co,
          ldc,
        );
      },
    },
  ],
  [
    'operands that leave their arrays are refused by every function',
    {
      ...plain,
      iamax: (n, x, offset, step) => {
        try {
          return plain.iamax(n, x, offset, step);
        } catch {
          return 0;
        }
      },
    },
  ],
  [
    'norms of huge, tiny and hostile values; NaN is the largest, the first of equals is named',
    { ...plain, nrm2: (n, x, offset, step) => Math.sqrt(plain.dot(n, x, offset, step, x, offset, step)) },
  ],
  [
    'trsm and syrk agree with the plain tier in all their ways, the other triangle unread',
    {
      ...plain,
      trsm: (left, lower, trans, _unit, ...rest) => {
        plain.trsm(left, lower, trans, false, ...rest);
      },
    },
  ],
  [
    'softmax has the bits of its steps along any axis',
    {
      ...plain,
      softmax: (out, x, outer, n, inner) => {
        plain.exp(out, x); // not shifted, not divided
        if (out.length < outer * n * inner) throw new RangeError('softmax: extents');
      },
      logSoftmax: (...args) => {
        logSoftmaxBy(plain, ...args);
      },
    },
  ],
  [
    'where takes each element from the operand chosen, in every type',
    {
      ...plain,
      where: (out, condition, x, y) => {
        for (let i = 0; i < out.length; i++) out[i] = condition[i] !== 0 ? x[i] + 0 * y[i] : y[i] + 0 * x[i];
      },
    },
  ],
  [
    'argmax chooses among ties, zeros and hostile values as the plain tier does',
    {
      ...plain,
      argmax: (out, x, outer, n, inner) => {
        plain.argmax(
          out,
          x.map((v) => (v === v ? v : -Infinity)),
          outer,
          n,
          inner,
        );
      },
    },
  ],
  [
    'potrf: A = L·Lᵀ, the upper triangle unread, the first bad minor named',
    {
      ...plain,
      dense: {
        ...dense,
        potrf: (n, a, offset, lda) => {
          const found = dense.potrf(n, a, offset, lda);
          a[offset + 1] = 0;
          return found;
        },
      },
    },
  ],
  [
    'getrf: PA = LU, multipliers at most 1, a missing pivot named',
    {
      ...plain,
      dense: {
        ...dense,
        getrf: (m, n, a, offset, lda, pivots) => {
          const found = dense.getrf(m, n, a, offset, lda, pivots);
          pivots.fill(0);
          return found;
        },
      },
    },
  ],
  [
    'geqrf and orgqr: A = Q·R, Q orthonormal',
    {
      ...plain,
      dense: {
        ...dense,
        orgqr: (m, columns, steps, a, offset, lda, tau, q) =>
          dense.orgqr(
            m,
            columns,
            steps,
            a,
            offset,
            lda,
            tau.map((t) => t * (1 + 1e-9)),
            q,
          ),
      },
    },
  ],
  [
    'convolution of Float64Array and its gradients agree with the plain functions',
    {
      ...plain,
      convolution: {
        ...convolution,
        convolve: (y, x, K, _bias, shape) => {
          convolution.convolve(y, x, K, null, shape);
        },
      },
    },
  ],
  [
    'pooling of Float32Array and its gradients agree with the plain functions, NaN wins',
    {
      ...plain,
      convolution: {
        ...convolution,
        maxPool: (y, places, x, shape) => {
          convolution.maxPool(
            y,
            places,
            x.map((v) => (v === v ? v : -9)),
            shape,
          );
        },
      },
    },
  ],
];
test.each(WRONG)('finds the mistake that breaks: %s', (name, kernels) => {
  expect(
    failures((runner) => {
      kernelsSuite(runner, kernels);
    }, name),
  ).toEqual([name]);
});

test('a product that depends on the number of threads is found', () => {
  const other = wasmKernels({ fused: false });
  expect(
    failures((runner) => {
      sharedProductsSuite(runner, fast, fast);
    }),
  ).toEqual([]);
  expect(
    failures((runner) => {
      sharedProductsSuite(
        runner,
        {
          gemm: (...args) => {
            other.gemm(...args);
            args[13][args[14]] += 1e-9;
          },
        },
        fast,
      );
    }).length,
  ).toBe(2);
});
