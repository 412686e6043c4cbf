/** Products, triangular systems and vectors of the contract, wrong in one way each: an argument ignored, a tail forgotten, NaN hidden. */
import type { Kernels } from '@adjoint/kernels';
import { type Fault, faultOf, quietly, rightKernel, withoutTail } from './kernel-fault.ts';

type BlasName = 'gemm' | 'gemv' | 'ger' | 'syrk' | 'trsm' | 'dot' | 'axpy' | 'nrm2' | 'asum' | 'iamax';
type Blas = (...args: unknown[]) => unknown;
interface Arguments {
  /** Positions of arguments with the value that a kernel without them would use. */
  readonly ignored: Readonly<Record<string, readonly [at: number, value: unknown]>>;
  /** Positions of sizes. */
  readonly sizes: readonly number[];
  /** Positions of arrays that are read alone. */
  readonly read: readonly number[];
}
const vector: Arguments = { ignored: { xOffset: [2, 0], xStep: [3, 1] }, sizes: [0], read: [1] };
const ARGUMENTS: Readonly<Record<BlasName, Arguments>> = {
  gemm: {
    ignored: { transA: [0, false], transB: [1, false], alpha: [5, 1], aOffset: [7, 0], bOffset: [10, 0], beta: [12, 1], cOffset: [14, 0] },
    sizes: [2, 3, 4],
    read: [6, 9],
  },
  gemv: {
    ignored: {
      trans: [0, false],
      alpha: [3, 1],
      aOffset: [5, 0],
      xOffset: [8, 0],
      xStep: [9, 1],
      beta: [10, 1],
      yOffset: [12, 0],
      yStep: [13, 1],
    },
    sizes: [1, 2],
    read: [4, 7],
  },
  ger: {
    ignored: { alpha: [2, 1], xOffset: [4, 0], xStep: [5, 1], yOffset: [7, 0], yStep: [8, 1], aOffset: [10, 0] },
    sizes: [0, 1],
    read: [3, 6],
  },
  syrk: {
    ignored: { lower: [0, true], trans: [1, false], alpha: [4, 1], aOffset: [6, 0], beta: [8, 1], cOffset: [10, 0] },
    sizes: [2, 3],
    read: [5],
  },
  trsm: {
    ignored: { left: [0, true], lower: [1, true], trans: [2, false], unit: [3, false], alpha: [6, 1], aOffset: [8, 0], bOffset: [11, 0] },
    sizes: [4, 5],
    read: [7],
  },
  dot: { ignored: { xOffset: [2, 0], xStep: [3, 1], yOffset: [5, 0], yStep: [6, 1] }, sizes: [0], read: [1, 4] },
  axpy: { ignored: { alpha: [1, 1], xOffset: [3, 0], xStep: [4, 1], yOffset: [6, 0], yStep: [7, 1] }, sizes: [0], read: [2] },
  nrm2: vector,
  asum: vector,
  iamax: vector,
};

function argumentFaults(name: BlasName): Fault[] {
  const right = rightKernel[name] as Blas;
  const { ignored, sizes, read } = ARGUMENTS[name];
  const fault = faultOf<Blas>();
  const changed = (label: string, at: number, change: (argument: unknown) => unknown): Fault =>
    fault(name, label, (...args) => right(...args.map((argument, i) => (i === at ? change(argument) : argument))));
  return [
    ...Object.entries(ignored).map(([argument, [at, value]]) => changed(`ignores-${argument}`, at, () => value)),
    ...sizes.map((at) => changed(`forgets-the-tail-of-argument-${at}`, at, (n) => withoutTail(n as number))),
    ...read.map((at) => changed(`hides-nan-of-argument-${at}`, at, (x) => (x as Float64Array).map((v) => (v === v ? v : 0)))),
    fault(name, 'takes-operands-that-leave', quietly(right, 0)),
  ];
}

/** What α = 0 and β = 0 mean: the other term alone, not read or NaN kept. */
function factorFaults(): Fault[] {
  const right = rightKernel;
  return [
    faultOf<Kernels['gemm']>()('gemm', 'reads-c-at-beta-0', (tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc) => {
      const old = c.slice();
      right.gemm(tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc);
      if (β === 0) for (let i = 0; i < m; i++) for (let j = co + i * ldc; j < co + i * ldc + n; j++) c[j] += 0 * old[j];
    }),
    faultOf<Kernels['gemm']>()('gemm', 'reads-a-at-alpha-0', (tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc) => {
      right.gemm(tA, tB, m, n, k, α, a, ao, lda, b, bo, ldb, β, c, co, ldc);
      if (α === 0 && m * n * k > 0) c[co] += 0 * a[ao];
    }),
    faultOf<Kernels['gemv']>()('gemv', 'hides-nan-by-alpha-0', (trans, m, n, α, a, ao, lda, x, xo, xs, β, y, yo, ys) => {
      const zero = α === 0;
      right.gemv(trans, m, n, α, zero ? a.map(() => 0) : a, ao, lda, zero ? x.map(() => 0) : x, xo, xs, β, y, yo, ys);
    }),
    faultOf<Kernels['gemv']>()('gemv', 'reads-y-at-beta-0', (trans, m, n, α, a, ao, lda, x, xo, xs, β, y, yo, ys) => {
      const old = y.slice();
      right.gemv(trans, m, n, α, a, ao, lda, x, xo, xs, β, y, yo, ys);
      if (β === 0) for (let i = 0, q = yo; i < (trans ? n : m); i++, q += ys) y[q] += 0 * old[q];
    }),
    faultOf<Kernels['ger']>()('ger', 'hides-nan-by-alpha-0', (m, n, α, ...rest) => {
      if (α !== 0) right.ger(m, n, α, ...rest);
    }),
    faultOf<Kernels['axpy']>()('axpy', 'hides-nan-by-alpha-0', (n, α, ...rest) => {
      if (α !== 0) right.axpy(n, α, ...rest);
    }),
    faultOf<Kernels['syrk']>()('syrk', 'writes-the-other-triangle', (lower, trans, n, k, α, a, ao, lda, β, c, co, ldc) => {
      right.syrk(lower, trans, n, k, α, a, ao, lda, β, c, co, ldc);
      if (n > 1) c[co + (lower ? 1 : ldc)] = 0;
    }),
    faultOf<Kernels['syrk']>()('syrk', 'reads-c-at-beta-0', (lower, trans, n, k, α, a, ao, lda, β, c, co, ldc) => {
      const old = c.slice();
      right.syrk(lower, trans, n, k, α, a, ao, lda, β, c, co, ldc);
      if (β === 0) for (let i = 0; i < n; i++) c[co + i * (ldc + 1)] += 0 * old[co + i * (ldc + 1)];
    }),
    faultOf<Kernels['trsm']>()('trsm', 'reads-b-at-alpha-0', (left, lower, trans, unit, m, n, α, a, ao, lda, b, bo, ldb) => {
      const old = b.slice();
      right.trsm(left, lower, trans, unit, m, n, α, a, ao, lda, b, bo, ldb);
      if (α === 0) for (let i = 0; i < b.length; i++) b[i] += 0 * old[i];
    }),
    faultOf<Kernels['nrm2']>()('nrm2', 'overflows', (n, x, offset, step) => Math.sqrt(right.dot(n, x, offset, step, x, offset, step))),
    faultOf<Kernels['iamax']>()('iamax', 'names-the-last-of-equals', (n, x, offset, step) => {
      let at = right.iamax(n, x, offset, step);
      for (let i = at + 1; at >= 0 && i < n; i++) if (Math.abs(x[offset + i * step]) === Math.abs(x[offset + at * step])) at = i;
      return at;
    }),
    faultOf<Kernels['besselJ']>()('besselJ', 'of-order-0', (out, _, x) => {
      right.besselJ(out, 0, x);
    }),
    faultOf<Kernels['polygamma']>()('polygamma', 'of-order-0', (out, _, x) => {
      right.polygamma(out, 0, x);
    }),
  ];
}

export const blasFaults = (): Fault[] => [...(Object.keys(ARGUMENTS) as BlasName[]).flatMap(argumentFaults), ...factorFaults()];
