/**
 * Whether λ and V are eigenvalues and vectors of A: ‖A·V − V·Λ‖_F/(‖A‖_F‖V‖_F/√n) and, for real values with real vectors of a
 * symmetric A, orthogonality. Then each value is one of A + E with ‖E‖ the residual; for symmetric A it is that near to a
 * true one (Weyl), for others κ(λ) times that.
 */
import { type Certificate, ShapeError, type Tensor, asTensor, certificate, check } from '@adjoint/tensor';
import { residual } from '../dense/double-double.ts';
import { EPS, SMALLEST } from '../dense/machine.ts';
import { exponentOf, maxAbs, timesPowerOfTwo } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';
import type { Complex } from '../factorizations/eig.ts';
import { asSquare } from '../factorizations/matrices.ts';
import { orthogonalityError } from './product-residual.ts';

/**
 * @param answer of eigh (tensors) or eig ({ re, im })
 * @returns claim 'eigen-decomposition', strength 'numerical': residual ≤ 10·n·ε, orthogonality ≤ 10·n·ε, unit length ≤ 10·n·ε
 * @example certifyEigen(A, eigh(A)).verdict // 'holds'
 */
export function certifyEigen(A: Tensor, answer: { readonly values: Tensor | Complex; readonly vectors: Tensor | Complex }): Certificate {
  const a = asSquare('certifyEigen', A);
  const n = a.shape[0];
  const split = (x: Tensor | Complex, size: number): [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] =>
    're' in x
      ? [Float64Array.from(x.re.data()), Float64Array.from(x.im.data())]
      : [Float64Array.from(asTensor(x).data()), new Float64Array(size)];
  const [wr, wi] = split(answer.values, n);
  const [vr, vi] = split(answer.vectors, n * n);
  const real = !('re' in answer.vectors);
  if (a.rank !== 2 || wr.length !== n || vr.length !== n * n)
    throw new ShapeError(
      `certifyEigen: A [${a.shape.join(', ')}] with ${wr.length} values and vectors of ${vr.length} entries`,
      'values are [n], vectors [n, n] in columns',
    );
  const M = Float64Array.from(a.data());
  const k = -exponentOf(maxAbs(M));
  const unit = 10 * Math.max(n, 1) * ((a.dtype === 'float32' ? 2 ** -23 : EPS) + SMALLEST / (maxAbs(M) || 1));
  const symmetric = M.every((v, i) => v === M[(i % n) * n + Math.floor(i / n)]);
  const finite = [M, wr, wi, vr, vi].every((x) => x.every((v) => v - v === 0));
  if (!finite) return certificate('eigen-decomposition', 'numerical', `n = ${n}`, [check('residual', NaN, '<=', unit)]);
  const S = M.map((v) => timesPowerOfTwo(v, k));
  const lr = wr.map((v) => timesPowerOfTwo(v, k));
  const li = wi.map((v) => timesPowerOfTwo(v, k));
  const r: number[] = [];
  let lengths = 0;
  for (let c = 0; c < n; c++) {
    // (A − λ)v as one real product: [A − Re λ, Im λ; −Im λ, A − Re λ](x; y), each row in 106 bits.
    const form = new Float64Array(n * (n + 2));
    const column = new Float64Array(n + 2);
    const zero = new Float64Array(n);
    let size = 0;
    for (const part of [0, 1]) {
      for (let i = 0; i < n; i++) {
        form.set(S.subarray(i * n, i * n + n), i * (n + 2));
        const x = part === 0 ? vr[i * n + c] : vi[i * n + c];
        const y = part === 0 ? vi[i * n + c] : vr[i * n + c];
        form[i * (n + 2) + n] = -x;
        form[i * (n + 2) + n + 1] = part === 0 ? y : -y;
        column[i] = x;
        size += x * x;
      }
      column[n] = lr[c];
      column[n + 1] = li[c];
      r.push(...residual(form, n, n + 2, column, zero, 1, 0));
    }
    lengths = Math.max(lengths, Math.abs(Math.sqrt(size) - 1));
  }
  const norm = norm2(S);
  const checks = [
    check('residual', n === 0 || norm === 0 ? norm2(Float64Array.from(r)) : norm2(Float64Array.from(r)) / norm, '<=', unit),
    check('unit-length', n === 0 ? 0 : lengths, '<=', unit),
  ];
  if (real && symmetric) checks.push(check('orthogonality', orthogonalityError(vr, n, n), '<=', unit));
  return certificate('eigen-decomposition', 'numerical', `n = ${n}${symmetric ? ', symmetric' : ''}, residuals in 106 bits`, checks);
}
