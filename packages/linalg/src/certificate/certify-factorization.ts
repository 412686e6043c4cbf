/**
 * Whether factors, from any source, are those of A: the product, the orthogonality and the triangles, recomputed with
 * residuals in 106 bits. Bounds in units of n·ε, n the larger dimension: the product 10,
 * orthogonality 10; ε grows by 2⁻¹⁰⁷⁴/max|A| where the factors themselves underflow.
 */
import { ArgumentError, type Certificate, type Check, ShapeError, type Tensor, certificate, check, mT, tensor } from '@adjoint/tensor';
import { EPS, SMALLEST } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { asMatrix } from '../factorizations/matrices.ts';
import { orthogonalityError, productResidual, scaledValues } from './product-residual.ts';

/** PA = LU, A = LLᵀ, A(P) = QR, or A = U·diag(S)·Vt. */
export type Factors =
  | { readonly L: Tensor; readonly U: Tensor; readonly permutation?: Tensor }
  | { readonly L: Tensor }
  | { readonly Q: Tensor; readonly R: Tensor; readonly permutation?: Tensor }
  | { readonly U: Tensor; readonly S: Tensor; readonly Vt: Tensor };

const rowsOf = (A: Tensor, p: Tensor | undefined): Tensor =>
  p === undefined ? A : tensor([...p.data()].flatMap((i) => [...A.at(i).data()])).reshape(A.shape);
const hasNaN = (x: Tensor): boolean => [...x.data()].some((v) => v - v !== 0);

/** Largest entry on the wrong side of the diagonal. */
function outside(x: Tensor, lower: boolean): number {
  const v = x.data();
  const n = x.shape[1];
  let worst = 0;
  for (let i = 0; i < x.shape[0]; i++)
    for (let j = 0; j < n; j++) if (lower ? j > i : j < i) worst = Math.max(worst, Math.abs(v[i * n + j]));
  return worst;
}

/**
 * @returns claim 'factorization', strength 'numerical'
 * @throws ArgumentError for an unknown set of factors; ShapeError when they do not fit
 * @example certifyFactorization(A, qr(A)).verdict // 'holds'
 */
export function certifyFactorization(A: Tensor, factors: Factors): Certificate {
  const a = asMatrix('certifyFactorization', A);
  if (a.rank !== 2) throw new ShapeError(`certifyFactorization: shape [${a.shape.join(', ')}]`, 'one matrix at a time');
  const [m, n] = a.shape;
  const unit = Math.max(m, n, 1) * ((a.dtype === 'float32' ? 2 ** -23 : EPS) + SMALLEST / (maxAbs(a.data()) || 1));
  const checks: Check[] = [];
  const product = (target: Tensor, X: Tensor, Y: Tensor): void => {
    if (X.rank !== 2 || Y.rank !== 2 || X.shape[0] !== target.shape[0] || X.shape[1] !== Y.shape[0] || Y.shape[1] !== target.shape[1])
      throw new ShapeError(
        `certifyFactorization: [${X.shape.join(', ')}]·[${Y.shape.join(', ')}] for A [${m}, ${n}]`,
        'the factors must multiply to the shape of A',
      );
    const bad = [target, X, Y].some(hasNaN);
    const { values, exponent } = bad ? { values: new Float64Array(0), exponent: 0 } : scaledValues(target);
    checks.push(
      check(
        'reconstruction',
        bad ? NaN : productResidual(values, scaledValues(X), scaledValues(Y), exponent, X.shape[0], X.shape[1], Y.shape[1]),
        '<=',
        10 * unit,
      ),
    );
  };
  const orthogonal = (id: string, Q: Tensor): void => {
    checks.push(check(id, hasNaN(Q) ? NaN : orthogonalityError(Float64Array.from(Q.data()), Q.shape[0], Q.shape[1]), '<=', 10 * unit));
  };
  if ('Vt' in factors) {
    const { U, S, Vt } = factors;
    const s = S.data();
    product(a, U.mul(S), Vt);
    orthogonal('left-orthogonality', U);
    orthogonal('right-orthogonality', mT(Vt));
    let gap = Infinity;
    for (let i = 0; i < s.length; i++) gap = Math.min(gap, i + 1 < s.length ? s[i] - s[i + 1] : s[i]);
    checks.push(check('descending', s.length === 0 ? 0 : gap, '>=', 0));
  } else if ('Q' in factors) {
    const { Q, R, permutation } = factors;
    product(permutation ? mT(rowsOf(mT(a), permutation)) : a, Q, R);
    orthogonal('orthogonality', Q);
    checks.push(check('triangle', outside(R, false), '<=', 0));
  } else if ('L' in factors) {
    const { L } = factors;
    const U = 'U' in factors ? factors.U : mT(L);
    product(rowsOf(a, 'U' in factors ? factors.permutation : undefined), L, U);
    checks.push(check('triangle', Math.max(outside(L, true), outside(U, false)), '<=', 0));
  } else throw new ArgumentError('certifyFactorization: unknown factors', 'give { L, U, permutation }, { L }, { Q, R } or { U, S, Vt }');
  return certificate('factorization', 'numerical', `${m}×${n}, residuals in 106 bits`, checks);
}
