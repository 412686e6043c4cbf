/**
 * A·X + X·B = C by the Schur forms of A and B.
 *
 *   adjoint: S solves AᵀS + S·Bᵀ = X̄;  C̄ = S,  Ā = −S·Xᵀ,  B̄ = −Xᵀ·S
 *
 * Bartels and Stewart (1972), algorithm 432.
 */
import {
  ConvergenceError,
  type DenseTensor,
  type Primitive,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  bind,
  bind1,
  mT,
} from '@adjoint/tensor';
import { type Split, conjugateTranspose, divide, multiply, transformBack } from '../dense/complex-schur.ts';
import { EPS } from '../dense/machine.ts';
import { exponentOf, maxAbs, scaleInPlace } from '../dense/scaling.ts';
import { asMatrix, asSquare, batchSize, finiteValues, inBatch, withSameLead, wrapFinite } from '../factorizations/matrices.ts';
import { type SchurForm, schurForm } from './schur-form.ts';
import { decided, isDoubtful } from './sylvester-check.ts';

export const sylvesterPrimitive: Primitive = {
  name: 'sylvester',
  abstract: ([, , c]) => [{ shape: c.shape, dtype: c.dtype }],
  evaluate: ([a, b, c]: readonly DenseTensor[]) => {
    const [m, n] = c.shape.slice(-2);
    const [A, B, C] = [a, b, c].map((x) => finiteValues('sylvester', x));
    const out = new Float64Array(C.length);
    const count = batchSize(c);
    for (let i = 0; i < count; i++)
      out.set(
        solveOne(
          A.slice(i * m * m, (i + 1) * m * m),
          B.slice(i * n * n, (i + 1) * n * n),
          C.slice(i * m * n, (i + 1) * m * n),
          m,
          n,
          i,
          count,
        ),
        i * m * n,
      );
    return [wrapFinite('sylvester', out, c.shape, c.dtype)];
  },
  vjp: ([ct], [a, b], [x], _p, wanted) => {
    const S = bind1(sylvesterPrimitive, [mT(a), mT(b), ct!], undefined);
    return [wanted[0] ? S.matmul(mT(x)).neg() : null, wanted[1] ? mT(x).matmul(S).neg() : null, S];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      sylvesterPrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
};

function solveOne(
  A: Float64Array,
  B: Float64Array,
  C: Float64Array<ArrayBuffer>,
  m: number,
  n: number,
  index: number,
  count: number,
): Float64Array<ArrayBuffer> {
  const k = -exponentOf(Math.max(maxAbs(A), maxAbs(B)));
  const kc = -exponentOf(maxAbs(C));
  scaleInPlace(A, k);
  scaleInPlace(B, k);
  scaleInPlace(C, kc);
  const a = schurForm(A, m);
  const b = schurForm(B, n);
  if (!a || !b)
    throw new ConvergenceError(
      60 * Math.max(m, n),
      `sylvester: no convergence${inBatch(index, count)}`,
      'this should not happen with finite input: please report the matrices',
    );
  const least = EPS * Math.max(maxAbs(A), maxAbs(B), 1e-300);
  const solve = (right: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> | null => solveTriangles(a, b, right, m, n, least);
  const first = solve(C);
  const x = first !== null && !isDoubtful(A, B, C, first, m, n) ? first : decided(A, B, C, first, m, n, solve);
  if (x === null)
    throw new SingularMatrixError(
      0,
      0,
      `sylvester: A and −B share an eigenvalue${inBatch(index, count)}`,
      'the equation has no unique solution, or none with a digit to rely on',
      count > 1 ? index : undefined,
    );
  scaleInPlace(x, k - kc);
  return x;
}

/** X from the Schur forms of A and B, column by column from below; null where λᵢ + μⱼ vanishes. */
function solveTriangles(
  a: SchurForm,
  b: SchurForm,
  C: Float64Array,
  m: number,
  n: number,
  least: number,
): Float64Array<ArrayBuffer> | null {
  const right = { re: Float64Array.from(C), im: new Float64Array(m * n) };
  const f = multiply(multiply(conjugateTranspose(a.u, m), right, m, m, n), b.u, m, n, n);
  for (let j = 0; j < n; j++)
    for (let i = m - 1; i >= 0; i--) {
      let [re, im] = [f.re[i * n + j], f.im[i * n + j]];
      [re, im] = subtract(re, im, f, b.t, i * n, j, 0, j, 1, n);
      [re, im] = subtract(re, im, a.t, f, i * m, j, i + 1, m, 1, n);
      const dr = a.t.re[i * m + i] + b.t.re[j * n + j];
      const di = a.t.im[i * m + i] + b.t.im[j * n + j];
      if (Math.abs(dr) + Math.abs(di) <= least) return null;
      [f.re[i * n + j], f.im[i * n + j]] = divide(re, im, dr, di);
    }
  return transformBack(a.u, f, b.u, m, n);
}

/** value − Σ_{from ≤ p < to} x[xAt + p·step]·y[p·ny + yAt] */
function subtract(
  re: number,
  im: number,
  x: Split,
  y: Split,
  xAt: number,
  yAt: number,
  from: number,
  to: number,
  step: number,
  ny: number,
): [number, number] {
  for (let p = from; p < to; p++) {
    const a = x.re[xAt + p * step];
    const b = x.im[xAt + p * step];
    const c = y.re[p * ny + yAt];
    const d = y.im[p * ny + yAt];
    re -= a * c - b * d;
    im -= a * d + b * c;
  }
  return [re, im];
}

/**
 * The X with A·X + X·B = C.
 *
 * @param A [..., m, m]  @param B [..., n, n]  @param C [..., m, n]
 * @throws SingularMatrixError when A and −B share an eigenvalue; ArgumentError when X leaves the range of doubles; ShapeError, NonFiniteError
 * @example sylvester(tensor([[1]]), tensor([[3]]), tensor([[8]])) // [[2]]
 */
export function sylvester(A: Tensor, B: Tensor, C: Tensor): Tensor {
  const a = asSquare('sylvester', A);
  const b = asSquare('sylvester', B);
  const c = asMatrix('sylvester', C);
  const [m, n] = c.shape.slice(-2);
  if (a.shape[a.rank - 1] !== m || b.shape[b.rank - 1] !== n)
    throw new ShapeError(
      `sylvester: A [${a.shape.join(', ')}], B [${b.shape.join(', ')}], C [${c.shape.join(', ')}]`,
      'A is m×m, B is n×n, C is m×n',
    );
  const [a1, c1] = withSameLead('sylvester', a, c);
  const [b2, c2] = withSameLead('sylvester', b, c1);
  const [a2] = withSameLead('sylvester', a1, c2);
  return bind1(sylvesterPrimitive, [a2, b2, c2], undefined);
}

/** The X with A·X + X·Aᵀ = Q. Symmetric when Q is. @throws SingularMatrixError when λᵢ + λⱼ = 0 for two eigenvalues */
export const lyapunov = (A: Tensor, Q: Tensor): Tensor => sylvester(A, mT(A), Q);
