/**
 * Least squares: min ‖A x − b‖₂, and of all minima the x of least norm.
 *
 * By QR when the columns, brought to one size by powers of two, are independent to working precision. Otherwise, and when a
 * tolerance is given, by singular values: x = Σ vᵢ(uᵢᵀb)/sᵢ over sᵢ > tolerance·s₁. With `refine`, the solution for a matrix of full column
 * rank is improved on the augmented system r + A x = b, Aᵀr = 0 with residuals in 106 bits, which brings it to working
 * precision while κ(A)·ε < 1.
 *
 * Björck (1967), "Iterative refinement of linear least squares solutions I", BIT 7.
 */
import {
  ArgumentError,
  type DenseTensor,
  type Primitive,
  ShapeError,
  type Tensor,
  adoptBuffer,
  asTensor,
  bind,
  mT,
  stopGradient,
  where,
} from '@adjoint/tensor';
import { productError, sumError } from '../dense/double-double.ts';
import { solveTriangular } from '../dense/lu.ts';
import { EPS } from '../dense/machine.ts';
import { equilibrateColumns } from '../dense/equilibrate-columns.ts';
import { applyQ, qrInPlace } from '../dense/qr.ts';
import { singularValueDecomposition } from '../dense/svd.ts';
import { maxAbs, rangeScaled, safeExponent, scaleInPlace, timesPowerOfTwo } from '../dense/scaling.ts';
import { asMatrix, batchSize, finiteValues, requireTolerance, unifyFloats, withSameLead, wrap } from './matrices.ts';
import { pinv } from './pinv.ts';
import { svd } from './svd.ts';

export interface LstsqOptions {
  /** Singular values up to this fraction of the largest count as zero. Default: max(m, n)·ε of the dtype, asked of A with its columns brought to one size first when m ≥ n. */
  readonly tolerance?: number;
  /** Refine in double-double (default false). */
  readonly refine?: boolean;
}
export interface LeastSquares {
  /** [n] or [..., n, k] */
  readonly x: Tensor;
  /** b − A x */
  readonly residual: Tensor;
  /** Of one system; for a batch read `ranks`. */
  readonly rank: number;
  /** int32 [...] */
  readonly ranks: Tensor<'int32'>;
  /** [..., min(m, n)], descending */
  readonly singularValues: Tensor;
}

interface Params {
  readonly tolerance: number | undefined;
  readonly refine: boolean;
}

/**
 * x, residual, singular values and rank; last the scales of the columns when A has full column rank (1 otherwise), which
 * the rule needs to ask for the same rank.
 *
 *   dx = A⁺(db − dA·x) + A⁺A⁺ᵀdAᵀr + (I − A⁺A)dAᵀA⁺ᵀx,   dr = db − dA·x − A·dx,   dsᵢ = uᵢᵀdA·vᵢ      while the rank stays
 */
export const lstsqPrimitive: Primitive<Params> = {
  name: 'lstsq',
  abstract: ([a, b]) => {
    const lead = a.shape.slice(0, -2);
    const [m, n] = a.shape.slice(-2);
    const k = b.shape[b.shape.length - 1];
    const { dtype } = a;
    return [
      { shape: [...lead, n, k], dtype },
      { shape: [...lead, m, k], dtype },
      { shape: [...lead, Math.min(m, n)], dtype },
      { shape: lead, dtype: 'int32' },
      { shape: [...lead, n], dtype },
    ];
  },
  evaluate: ([a, b]: readonly DenseTensor[], params) => {
    const [m, n] = a.shape.slice(-2);
    const k = b.shape[b.rank - 1];
    const r = Math.min(m, n);
    const A = finiteValues('lstsq', a);
    const B = finiteValues('lstsq', b);
    const count = batchSize(a);
    const ε = Math.max(m, n) * (a.dtype === 'float32' ? 2 ** -23 : EPS);
    const x = new Float64Array(count * n * k);
    const residual = new Float64Array(count * m * k);
    const s = new Float64Array(count * r);
    const ranks = new Int32Array(count);
    const scales = new Float64Array(count * n).fill(1);
    for (let i = 0; i < count; i++) {
      const one = solveOne(A.subarray(i * m * n, (i + 1) * m * n), m, n, B.subarray(i * m * k, (i + 1) * m * k), k, ε, params);
      x.set(one.x, i * n * k);
      residual.set(one.residual, i * m * k);
      s.set(one.s, i * r);
      ranks[i] = one.rank;
      if (one.scales) scales.set(one.scales, i * n);
    }
    if (![x, residual].every((v) => v.every((t) => t - t === 0)))
      throw new ArgumentError('lstsq: the solution leaves the range of doubles', 'scale A or b by a power of two, and the solution back');
    const shapes = lstsqPrimitive.abstract([a, b], params);
    const give = (v: Float64Array<ArrayBuffer>, output: number): Tensor => wrap(v, shapes[output].shape, a.dtype);
    return [give(x, 0), give(residual, 1), give(s, 2), adoptBuffer(ranks, shapes[3].shape), give(scales, 4)];
  },
  jvp: ([dA, db], [a], [x, r, , ranks, scales], { tolerance }) => {
    const c = stopGradient(scales);
    const P = pinv(a.mul(c.expandDims(-2)), tolerance === undefined ? {} : { tolerance }).mul(c.expandDims(-1));
    const PT = mT(P);
    const moved = dA === null ? db! : db === null ? dA.matmul(x).neg() : db.sub(dA.matmul(x));
    const first = P.matmul(moved);
    let dx = first;
    if (dA !== null) {
      const dAT = mT(dA);
      const PTx = dAT.matmul(PT.matmul(x));
      // I − A⁺A is 0 for independent columns, and must not be left to cancellation when these differ in size.
      const inNullSpace = where(
        ranks
          .less(a.shape[a.rank - 1])
          .expandDims(-1)
          .expandDims(-1),
        PTx.sub(P.matmul(a.matmul(PTx))),
        0,
      );
      dx = first.add(P.matmul(PT.matmul(dAT.matmul(r)))).add(inNullSpace);
    }
    let ds: Tensor | null = null;
    if (dA !== null) {
      const { U, Vt } = svd(a);
      ds = mT(U).matmul(dA).mul(Vt).sum(-1);
    }
    return [dx, moved.sub(a.matmul(dx)), ds, null, null];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      lstsqPrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
};

/**
 * @param A [..., m, n]
 * @param b [m], or [..., m, k]
 * @throws ShapeError, NonFiniteError; ArgumentError when x overflows
 * @example lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])).x // [1, 2]
 */
export function lstsq(A: Tensor, b: Tensor, { tolerance, refine = false }: LstsqOptions = {}): LeastSquares {
  const c = asTensor(b);
  const vector = c.rank === 1;
  const [a, sides] = withSameLead('lstsq', ...unifyFloats('lstsq', asMatrix('lstsq', A), asMatrix('lstsq', vector ? c.expandDims(1) : c)));
  if (sides.shape[sides.rank - 2] !== a.shape[a.rank - 2])
    throw new ShapeError(`lstsq: A [${a.shape.join(', ')}], b [${c.shape.join(', ')}]`, 'A is [..., m, n], b is [m] or [..., m, k]');
  const [x, residual, singularValues, ranks] = bind(lstsqPrimitive, [a, sides], {
    tolerance: requireTolerance('lstsq', tolerance, undefined),
    refine,
  });
  const give = (v: Tensor): Tensor => (vector ? v.squeeze(-1) : v);
  return {
    x: give(x),
    residual: give(residual),
    get rank() {
      return ranks.item();
    },
    ranks: ranks as Tensor<'int32'>,
    singularValues,
  };
}

interface Solved {
  readonly x: Float64Array;
  readonly residual: Float64Array;
  readonly s: Float64Array;
  readonly rank: number;
  readonly scales: Float64Array | null;
}
function solveOne(A: Float64Array, m: number, n: number, B: Float64Array, k: number, ε: number, { tolerance, refine }: Params): Solved {
  const { matrix: source, exponent: ea } = rangeScaled(A);
  const { matrix: rhs, exponent: eb } = rangeScaled(B);
  const x = new Float64Array(n * k);
  const scales = tolerance === undefined && m >= n ? solveFullRank(source, m, n, rhs, k, ε, x) : null;
  const { u, values: s, vT } = singularValueDecomposition(source, m, n, { vectors: scales === null });
  const r = s.length;
  const cut = (tolerance ?? ε) * (s[0] ?? 0);
  const rank = scales ? n : s.filter((v) => v > cut).length;
  if (!scales)
    for (let col = 0; col < k; col++)
      for (let i = 0; i < rank; i++) {
        let inner = 0;
        for (let row = 0; row < m; row++) inner += u![row * r + i] * rhs[row * k + col];
        inner /= s[i];
        for (let j = 0; j < n; j++) x[j * k + col] += vT![i * n + j] * inner;
      }
  if (refine && rank === n && m >= n) refineInPlace(source, m, n, x, rhs, k);
  const residual = new Float64Array(m * k);
  for (let col = 0; col < k; col++)
    precise(source, m, n, x, rhs, k, col).forEach((v, i) => {
      residual[i * k + col] = v;
    });
  scaleInPlace(x, ea - eb);
  scaleInPlace(residual, -eb);
  scaleInPlace(s, -ea);
  return { x, residual, s, rank, scales };
}

/**
 * By Householder QR, when no scaling of the columns hides a rank below n: then the solution is unique, and the scale of
 * the unknowns is the caller's, not a matter of rank.
 *
 * @returns the scales of the columns, or null when it was not done
 */
function solveFullRank(
  source: Float64Array,
  m: number,
  n: number,
  rhs: Float64Array,
  k: number,
  ε: number,
  x: Float64Array,
): Float64Array<ArrayBuffer> | null {
  const { a, scales } = equilibrateColumns(source, m, n);
  const { values } = singularValueDecomposition(a, m, n, { vectors: false });
  if (n === 0 || !(values[n - 1] > ε * values[0])) return null;
  const tau = qrInPlace(a, m, n);
  const c = Float64Array.from(rhs);
  applyQ(a, m, n, tau, true, c, k);
  const y = c.slice(0, n * k);
  solveTriangular(a, n, y, k, false, false, false);
  for (let j = 0; j < n; j++) for (let col = 0; col < k; col++) x[j * k + col] = timesPowerOfTwo(y[j * k + col], scales[j]);
  return Float64Array.from(scales, (e) => timesPowerOfTwo(1, e));
}

/** b − A x in 106 bits, rounded once. */
function precise(
  a: Float64Array,
  m: number,
  n: number,
  x: Float64Array,
  b: Float64Array,
  k: number,
  column: number,
  subtract?: Float64Array,
): Float64Array<ArrayBuffer> {
  const r = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let hi = b[i * k + column];
    let lo = subtract === undefined ? 0 : -subtract[i];
    for (let j = 0; j < n; j++) {
      const p = -a[i * n + j] * x[j * k + column];
      const sum = hi + p;
      lo += sumError(hi, p, sum) + productError(-a[i * n + j], x[j * k + column], p);
      hi = sum;
    }
    r[i] = hi + lo;
  }
  return r;
}

/** Columns scaled by powers of two; r and x refined together. */
function refineInPlace(source: Float64Array, m: number, n: number, x: Float64Array, b: Float64Array, k: number): void {
  const { a, scales } = equilibrateColumns(source, m, n);
  const shift = safeExponent(maxAbs(a));
  const f = a.slice();
  scaleInPlace(f, shift);
  const tau = qrInPlace(f, m, n);
  const R = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) R[i * n + j] = timesPowerOfTwo(f[i * n + j], -shift);
  for (let c = 0; c < k; c++) {
    const y = Float64Array.from({ length: n }, (_, j) => timesPowerOfTwo(x[j * k + c], -scales[j]));
    const wide = new Float64Array(n * k);
    const put = (): void => {
      for (let j = 0; j < n; j++) wide[j * k + c] = y[j];
    };
    put();
    const r = precise(a, m, n, wide, b, k, c);
    for (let step = 0; step < 20; step++) {
      const f1 = precise(a, m, n, wide, b, k, c, r);
      const f2 = normalResidual(a, m, n, r); // b − r − A x and −Aᵀr
      // r + A x = f1, Aᵀ r = f2:  Rᵀh = f2,  (d₁; d₂) = Qᵀf1,  x = R⁻¹(d₁ − h),  r = Q(h; d₂)
      const h = f2.slice();
      solveTriangular(R, n, h, 1, false, true, false);
      const d = f1.slice();
      applyQ(f, m, n, tau, true, d, 1);
      const dx = Float64Array.from({ length: n }, (_, i) => d[i] - h[i]);
      solveTriangular(R, n, dx, 1, false, false, false);
      for (let i = 0; i < n; i++) d[i] = h[i];
      applyQ(f, m, n, tau, false, d, 1);
      let moved = false;
      for (let j = 0; j < n; j++) {
        const before = y[j];
        y[j] += dx[j];
        moved ||= Math.abs(y[j] - before) > EPS * Math.abs(before);
      }
      for (let i = 0; i < m; i++) r[i] += d[i];
      put();
      if (!moved) break;
    }
    for (let j = 0; j < n; j++) x[j * k + c] = timesPowerOfTwo(y[j], scales[j]);
  }
}

/** −Aᵀr in 106 bits. */
function normalResidual(a: Float64Array, m: number, n: number, r: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let hi = 0;
    let lo = 0;
    for (let i = 0; i < m; i++) {
      const p = -a[i * n + j] * r[i];
      const sum = hi + p;
      lo += sumError(hi, p, sum) + productError(-a[i * n + j], r[i], p);
      hi = sum;
    }
    out[j] = hi + lo;
  }
  return out;
}
