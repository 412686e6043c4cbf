/** ‖A − QR‖ ≤ n·ε‖A‖ and ‖QᵀQ − I‖ ≤ 2n·ε in the 1-norm, n = max(rows, columns): for small n a few roundings too many show. */
import { expect, test } from 'vitest';
import { type Tensor, adoptBuffer, tensor } from '@adjoint/tensor';
import { pivotedQr, qr } from '../index.ts';
import { residual } from './double-double.ts';

const EPS = 2 ** -52;

/** Lehmer's generator, modulus 2³¹ − 1. */
function uniform(seed: number): () => number {
  let s = seed;
  return () => (s = (s * 48271) % 2147483647) / 2147483647;
}

const KINDS = ['positive', 'signed', 'graded', 'near rank one', 'near ones', 'integers', 'wide range'] as const;

function matrix(kind: (typeof KINDS)[number], m: number, n: number, u: () => number): Float64Array<ArrayBuffer> {
  const a = Float64Array.from({ length: m * n }, () => 2 * u() - 1 + 2 ** -31 * u());
  const rows = Array.from({ length: m }, u);
  const columns = Array.from({ length: n }, u);
  const small = 2 ** -Math.floor(10 + 40 * u());
  return a.map((x, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    if (kind === 'positive') return Math.abs(x);
    if (kind === 'graded') return x * 2 ** -Math.floor(10 * i * rows[i] + 10 * j * columns[j]);
    if (kind === 'near rank one') return rows[i] * columns[j] + small * x;
    if (kind === 'near ones') return 1 + small * Math.round(3 * x);
    if (kind === 'integers') return Math.round(4 * x);
    if (kind === 'wide range') return x * 2 ** Math.round(80 * u() - 40);
    return x;
  });
}

const oneNorm = (a: ArrayLike<number>, m: number, n: number): number => {
  let most = 0;
  for (let j = 0; j < n; j++) {
    let s = 0;
    for (let i = 0; i < m; i++) s += Math.abs(a[i * n + j]);
    most = Math.max(most, s);
  }
  return most;
};

/** ‖A − X·Y‖₁, the residual in 106 bits. */
function distance(A: Float64Array, X: Float64Array, Y: Float64Array, m: number, k: number, n: number): number {
  const r = new Float64Array(m * n);
  for (let j = 0; j < n; j++) residual(X, m, k, Y, A, n, j).forEach((v, i) => (r[i * n + j] = v));
  return oneNorm(r, m, n);
}

function judge(a: Float64Array, m: number, n: number, Q: Tensor, R: Tensor): { readonly product: number; readonly orthogonality: number } {
  const r = Math.min(m, n);
  const q = Float64Array.from(Q.data());
  const one = Float64Array.from({ length: r * r }, (_, k) => (k % (r + 1) === 0 ? 1 : 0));
  const unit = Math.max(m, n) * EPS;
  return {
    product: distance(a, q, Float64Array.from(R.data()), m, r, n) / ((oneNorm(a, m, n) || 1) * unit),
    orthogonality: distance(one, Float64Array.from(Q.mT().data()), q, r, m, r) / unit,
  };
}

test('QR and pivoted QR of small matrices are as accurate as n·ε says', () => {
  const u = uniform(4711);
  for (let m = 1; m <= 8; m++)
    for (let n = 1; n <= 8; n++)
      for (const kind of KINDS)
        for (let repeat = 0; repeat < 12; repeat++) {
          const a = matrix(kind, m, n, u);
          const A = adoptBuffer(a.slice(), [m, n]);
          const plain = qr(A);
          const pivoted = pivotedQr(A);
          const p = pivoted.permutation.data();
          const permuted = a.map((_, k) => a[k - (k % n) + p[k % n]]);
          for (const { product, orthogonality } of [judge(a, m, n, plain.Q, plain.R), judge(permuted, m, n, pivoted.Q, pivoted.R)]) {
            expect(product, `${kind} ${m}×${n}: ${a}`).toBeLessThanOrEqual(1);
            expect(orthogonality, `${kind} ${m}×${n}: ${a}`).toBeLessThanOrEqual(2);
          }
        }
});

test('a matrix next to one of ones, and columns whose squares vanish', () => {
  for (const rows of [
    [
      [1, 1],
      [1, 1 + 2 ** -40],
    ],
    [
      [0.06620646897563875, 0.9865104361023966],
      [0.3819929447443301, 0.4568076355439121],
    ],
    [
      [1e-200, 1],
      [3e-200, 2],
    ],
    [
      [1, 2],
      [1e-170, 3],
    ],
    [
      [0, 2],
      [1e-170, 3],
    ],
    [
      [-1, 2],
      [-3e-160, 3],
    ],
    [
      [2 ** -1074, 2],
      [2 ** -1073, 3],
    ],
  ]) {
    const a = Float64Array.from(rows.flat());
    const { Q, R } = qr(tensor(rows));
    const { product, orthogonality } = judge(a, 2, 2, Q, R);
    expect(product, `${a}`).toBeLessThanOrEqual(1);
    expect(orthogonality, `${a}`).toBeLessThanOrEqual(2);
    expect(R.at(0).at(0).item()).toBeGreaterThanOrEqual(0);
    expect(R.at(1).at(1).item()).toBeGreaterThanOrEqual(0);
  }
});
