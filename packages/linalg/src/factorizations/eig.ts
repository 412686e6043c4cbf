/**
 * A·v = λ·v for a general real matrix. Complex numbers come as { re, im }; a conjugate pair is two neighbours.
 *
 *   dλ = uᴴ·dA·v/(uᴴv),   dV = V·(F ∘ V⁻¹dA·V),   Fᵢⱼ = 1/(λⱼ − λᵢ), 0 on the diagonal
 *
 * then each dv is made orthogonal to v, which keeps ‖v‖ = 1, and turned so that the largest component of v stays real. Where
 * eigenvalues coincide their vectors are not differentiable: F is 0 there. A defective matrix has no derivative: V is
 * singular, and says so.
 * Giles (2008), "An extended collection of matrix derivative results", 3.1.
 */
import {
  ConvergenceError,
  type DenseTensor,
  type Primitive,
  type Shape,
  type Tensor,
  arange,
  bind,
  concat,
  diagonal,
  mT,
  sizeOf,
  where,
} from '@adjoint/tensor';
import { generalEigen } from '../dense/eig.ts';
import type { ComplexColumns } from '../dense/schur-vectors.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrap, wrapFinite } from './matrices.ts';
import { solve } from './solve.ts';

export interface Complex {
  readonly re: Tensor;
  readonly im: Tensor;
}

const RIGHT = { right: true };

export const eigPrimitive: Primitive = {
  name: 'eig',
  abstract: ([a]) => [a.shape.slice(0, -1), a.shape.slice(0, -1), a.shape, a.shape].map((shape) => ({ shape, dtype: a.dtype })),
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = finiteValues('eig', a);
    const count = batchSize(a);
    if (count === 1) {
      const { re, im, right, converged } = generalEigen(A, n, RIGHT);
      if (!converged || !right) throw notConverged('eig', n, 0, 1);
      const vector = a.shape.length === 2 ? [n] : a.shape.slice(0, -1);
      return [
        wrapFinite('eig', re, vector, a.dtype),
        wrapFinite('eig', im, vector, a.dtype),
        wrapFinite('eig', right.re, a.shape, a.dtype),
        wrapFinite('eig', right.im, a.shape, a.dtype),
      ];
    }
    const out = [count * n, count * n, count * n * n, count * n * n].map((size) => new Float64Array(size));
    for (let i = 0; i < count; i++) {
      const e = generalEigen(A.subarray(i * n * n, (i + 1) * n * n), n, RIGHT);
      if (!e.converged || !e.right) throw notConverged('eig', n, i, count);
      [e.re, e.im, e.right.re, e.right.im].forEach((v, p) => {
        out[p].set(v, i * v.length);
      });
    }
    const shapes = eigPrimitive.abstract([a], undefined);
    return out.map((v, p) => wrapFinite('eig', v, shapes[p].shape, a.dtype));
  },
  jvp: ([t], _a, [wr, wi, Vr, Vi]) => eigenTangents(t!, wr, wi, Vr, Vi),
  batch: (inputs) => bind(eigPrimitive, inputs, undefined),
};

type Parts = readonly [re: Tensor, im: Tensor];
/** x̄·y summed over each column. */
const innerProducts = (xr: Tensor, xi: Tensor, yr: Tensor, yi: Tensor): Parts => [
  xr.mul(yr).add(xi.mul(yi)).sum(-2, { keepDims: true }),
  xr.mul(yi).sub(xi.mul(yr)).sum(-2, { keepDims: true }),
];

/** dλ and dV of right vectors; of left ones with dAᵀ and λ̄, since Aᵀu = λ̄u. */
function eigenTangents(dA: Tensor, wr: Tensor, wi: Tensor, Vr: Tensor, Vi: Tensor): readonly [Tensor, Tensor, Tensor, Tensor] {
  const n = wr.shape[wr.rank - 1];
  // V⁻¹·dA·V by the real form [Vr −Vi; Vi Vr] of the complex matrix.
  const form = concat([concat([Vr, Vi.neg()], -1), concat([Vi, Vr], -1)], -2);
  const M = solve(form, concat([dA.matmul(Vr), dA.matmul(Vi)], -2));
  const lead = wr.shape.slice(0, -1).map(() => null);
  const Mr = M.slice(...lead, [0, n], null);
  const Mi = M.slice(...lead, [n, 2 * n], null);
  const gr = wr.expandDims(-2).sub(wr.expandDims(-1));
  const gi = wi.expandDims(-2).sub(wi.expandDims(-1));
  const size = gr.square().add(gi.square());
  const same = size.equal(0);
  const inverse = where(same, 0, where(same, 1, size).reciprocal());
  const Fr = gr.mul(inverse);
  const Fi = gi.mul(inverse).neg();
  const Pr = Fr.mul(Mr).sub(Fi.mul(Mi));
  const Pi = Fr.mul(Mi).add(Fi.mul(Mr));
  const dr = Vr.matmul(Pr).sub(Vi.matmul(Pi));
  const di = Vr.matmul(Pi).add(Vi.matmul(Pr));
  // dv ← dv − v·(vᴴdv), then dv ← dv − iφ·v with φ = Im(dvₘ)/vₘ at the component m that is kept real
  const [cr, ci] = innerProducts(Vr, Vi, dr, di);
  const Dr = dr.sub(Vr.mul(cr).sub(Vi.mul(ci)));
  const Di = di.sub(Vr.mul(ci).add(Vi.mul(cr)));
  const real = where(Vi.equal(0), Vr.abs(), -1).argmax(-2).expandDims(-2);
  const largest = arange(n).expandDims(-1).equal(real).astype(Vr.dtype);
  const at = (x: Tensor): Tensor => x.mul(largest).sum(-2, { keepDims: true });
  const φ = at(Di).div(at(Vr));
  return [diagonal(Mr), diagonal(Mi), Dr.add(Vi.mul(φ)), Di.sub(Vr.mul(φ))];
}

const notConverged = (name: string, n: number, index: number, count: number): ConvergenceError =>
  new ConvergenceError(
    60 * n,
    `${name}: no convergence${inBatch(index, count)}`,
    'this should not happen with finite input: please report the matrix',
  );

/**
 * @param A [..., n, n], balanced and scaled inside
 * @returns values λ [..., n] and vectors in columns [..., n, n], of 2-norm 1 with the largest component real
 * @throws NonFiniteError, ShapeError
 * @example eig(tensor([[0, 1], [-1, 0]])).values.im // [1, -1]
 */
export function eig(A: Tensor): { readonly values: Complex; readonly vectors: Complex } {
  const [wr, wi, Vr, Vi] = bind(eigPrimitive, [asSquare('eig', A)], undefined);
  return { values: { re: wr, im: wi }, vectors: { re: Vr, im: Vi } };
}

/** The eigenvalues alone. */
export const eigvals = (A: Tensor): Complex => eig(A).values;

export interface EigenConditions {
  readonly values: Complex;
  readonly left: Complex;
  readonly right: Complex;
  /** κ(λᵢ) = 1/|uᵢᴴvᵢ| ≥ 1: |δλᵢ| ≲ κ(λᵢ)·‖δA‖₂. Infinite for a defective eigenvalue. [..., n] */
  readonly conditions: Tensor;
}

const conditionsPrimitive: Primitive = {
  name: 'eigConditions',
  abstract: ([a]) =>
    [...new Array<Shape>(3).fill(a.shape.slice(0, -1)), ...new Array<Shape>(4).fill(a.shape)].map((shape) => ({ shape, dtype: a.dtype })),
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = finiteValues('eigConditions', a);
    const count = batchSize(a);
    const shapes = conditionsPrimitive.abstract([a], undefined);
    const out = shapes.map(({ shape }) => new Float64Array(sizeOf(shape)));
    for (let m = 0; m < count; m++) {
      const e = generalEigen(A.subarray(m * n * n, (m + 1) * n * n), n, { right: true, left: true });
      if (!e.converged || !e.right || !e.left) throw notConverged('eigConditions', n, m, count);
      [e.re, e.im, conditionsOf(e.left, e.right, n)].forEach((v, p) => {
        out[p].set(v, m * n);
      });
      [e.left.re, e.left.im, e.right.re, e.right.im].forEach((v, p) => {
        out[3 + p].set(v, m * n * n);
      });
    }
    return out.map((v, p) => (p === 2 ? wrap(v, shapes[p].shape, a.dtype) : wrapFinite('eigConditions', v, shapes[p].shape, a.dtype))); // κ may be infinite
  },
  jvp: ([t], _a, [wr, wi, κ, Ur, Ui, Vr, Vi]) => {
    const [dwr, dwi, dVr, dVi] = eigenTangents(t!, wr, wi, Vr, Vi);
    const [, , dUr, dUi] = eigenTangents(mT(t!), wr, wi.neg(), Ur, Ui);
    // κ = 1/|uᴴv|: dκ = −κ³·Re((vᴴu)·d(uᴴv))
    const [sr, si] = innerProducts(Ur, Ui, Vr, Vi);
    const [ar, ai] = innerProducts(dUr, dUi, Vr, Vi);
    const [br, bi] = innerProducts(Ur, Ui, dVr, dVi);
    const change = sr
      .mul(ar.add(br))
      .add(si.mul(ai.add(bi)))
      .squeeze(-2);
    return [dwr, dwi, κ.mul(κ).mul(κ).mul(change).neg(), dUr, dUi, dVr, dVi];
  },
  batch: (inputs) => bind(conditionsPrimitive, inputs, undefined),
};

/** 1/|uᴴv| of each pair of columns. */
function conditionsOf(u: ComplexColumns, v: ComplexColumns, n: number): Float64Array {
  const κ = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    let re = 0;
    let im = 0;
    for (let i = c; i < n * n; i += n) {
      re += u.re[i] * v.re[i] + u.im[i] * v.im[i];
      im += u.re[i] * v.im[i] - u.im[i] * v.re[i];
    }
    κ[c] = 1 / Math.hypot(re, im);
  }
  return κ;
}

/**
 * Eigenvalues with left vectors, uᴴA = λuᴴ, and how much each moves when A does.
 *
 * Wilkinson (1965), The Algebraic Eigenvalue Problem, chapter 2.
 *
 * @param A [..., n, n]
 * @throws NonFiniteError, ShapeError; in its derivative SingularMatrixError for a defective matrix
 * @example eigConditions(tensor([[1, 0], [0, 2]])).conditions // [1, 1]
 */
export function eigConditions(A: Tensor): EigenConditions {
  const [re, im, conditions, leftRe, leftIm, rightRe, rightIm] = bind(conditionsPrimitive, [asSquare('eigConditions', A)], undefined);
  return { values: { re, im }, conditions, left: { re: leftRe, im: leftIm }, right: { re: rightRe, im: rightIm } };
}
