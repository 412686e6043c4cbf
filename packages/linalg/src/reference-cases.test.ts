import { describe, expect, test } from 'vitest';
import { readReference, readReferenceText } from '@adjoint/reference-data';
import { type Tensor, eye, matmul, tensor } from '@adjoint/tensor';
import { certifyLstsq, certifySolve, cholesky, cond, condEstimate, det, eigh, inverse, lstsq, lu, norm, qr, solve, svd } from './index.ts';

interface Case {
  name: string;
  m: number;
  n: number;
  A: number[][];
  b: number[];
  answers: Record<string, never>;
  digits30: Record<string, string | string[]>;
}
const cases = readReference<Case[]>('linalg/linalg.json');
const EPS = 2 ** -52;
const max = (x: Tensor): number => (x.size === 0 ? 0 : x.abs().max().item());
/** Matrices are brought to size 1 by a power of two where norms would leave the range. */
const toUnit = (A: Tensor): Tensor => {
  const k = Math.round(Math.log2(max(A)));
  return A.mul(2 ** Math.max(-1000, Math.min(1000, -k)));
};
const has = (key: string) => cases.filter((c) => key in c.answers);
const number = (c: Case, key: string): number => Number(c.digits30[key]);

describe.each(has('x'))('$name', ({ name, n, A, b, answers, digits30 }) => {
  const M = tensor(A);
  const x = solve(M, tensor(b));

  test('solve: the certificate holds and the forward error stays within what it states', () => {
    const c = certifySolve(M, tensor(b), x);
    const [backward, componentwise, forward] = c.checks;
    expect(c.verdict === 'fails', JSON.stringify(c)).toBe(false);
    expect(backward.value).toBeLessThanOrEqual(n * EPS);
    expect(componentwise.value).toBeLessThanOrEqual(2 * n * EPS);
    const exact = ((digits30.x as string[] | undefined) ?? (answers.x as unknown as number[])).map(Number);
    const computed = x.data();
    const size = Math.max(...exact.map(Math.abs));
    const error = Math.max(...exact.map((v, i) => Math.abs(v - computed[i]) / size));
    expect(error, name).toBeLessThanOrEqual(Math.max(Number(forward.value), n * EPS));
  });

  test('det: n·ε times the condition number', () => {
    const exact = Number(digits30.det);
    const computed = det(M).item();
    const κ = Number(digits30.cond_2);
    if (exact === 0 || !Number.isFinite(exact)) {
      expect(computed).toBe(exact);
      return;
    }
    expect(Math.abs(computed - exact) / Math.abs(exact)).toBeLessThanOrEqual(Math.max(4, 1) * n * EPS * Math.min(κ, 1e17));
  });

  test('condition numbers and their estimate', () => {
    const κ1 = Number(digits30.cond_1);
    const κ2 = Number(digits30.cond_2);
    if (κ2 < 1e12) expect(Math.abs(cond(M) - κ2) / κ2).toBeLessThanOrEqual(8 * n * EPS * κ2);
    if (κ1 < 1e12) {
      expect(Math.abs(cond(M, 1) - κ1) / κ1).toBeLessThanOrEqual(16 * n * EPS * κ1);
      const estimate = condEstimate(M) / κ1;
      expect(estimate).toBeLessThanOrEqual(1 + 1e-3);
      expect(estimate).toBeGreaterThanOrEqual(1 / 3);
    }
  });
});

test.each(has('inv').filter((c) => number(c, 'cond_2') < 1e15))('$name: inverse', ({ A, n }) => {
  const M = tensor(A);
  const X = inverse(M);
  const residual = norm(matmul(M, X).sub(eye(n)), 'inf') / (norm(M, 'inf') * norm(X, 'inf'));
  expect(residual).toBeLessThanOrEqual(n * EPS);
});

test.each(has('singular_values'))('$name: singular values, reconstruction, orthogonality', ({ A, m, n, digits30 }) => {
  const M = tensor(A);
  const { U, S, Vt } = svd(M);
  const exact = (digits30.singular_values as string[]).map(Number);
  const r = Math.min(m, n);
  const unit = Math.max(m, n) * EPS;
  exact.forEach((s, i) => expect(Math.abs(S.at(i).item() - s) / exact[0]).toBeLessThanOrEqual(2 * unit));
  expect(max(matmul(U.transpose(), U).sub(eye(r)))).toBeLessThanOrEqual(4 * unit);
  expect(max(matmul(Vt, Vt.transpose()).sub(eye(r)))).toBeLessThanOrEqual(4 * unit);
  const scale = S.at(0).item();
  if (scale > 0) expect(norm(matmul(U.mul(S.div(scale)), Vt).sub(M.div(scale)), 'fro')).toBeLessThanOrEqual(3 * unit);
});

test.each(has('eigenvalues_sym'))('$name: eigh', ({ A, n, digits30 }) => {
  const M = tensor(A);
  const { values, vectors } = eigh(M);
  const exact = (digits30.eigenvalues_sym as string[]).map(Number).sort((a, b) => a - b);
  const size = Math.max(...exact.map(Math.abs));
  exact.forEach((w, i) => expect(Math.abs(values.at(i).item() - w) / size).toBeLessThanOrEqual(3 * n * EPS));
  expect(max(matmul(vectors.transpose(), vectors).sub(eye(n)))).toBeLessThanOrEqual(5 * n * EPS);
  const U = toUnit(M);
  const k = max(U) / max(M);
  expect(norm(matmul(U, vectors).sub(vectors.mul(values.mul(k))), 'fro') / norm(U, 'fro')).toBeLessThanOrEqual(3 * n * EPS);
});

test.each(has('chol_L'))('$name: Cholesky reconstructs', ({ A, n }) => {
  const M = tensor(A);
  const L = cholesky(M);
  expect(norm(matmul(L, L.transpose()).sub(M), 'fro') / norm(M, 'fro')).toBeLessThanOrEqual(n * EPS);
});

test.each(cases)('$name: QR and LU reconstruct', ({ A, m, n }) => {
  const M = toUnit(tensor(A));
  const { Q, R } = qr(M);
  const r = Math.min(m, n);
  const unit = Math.max(m, n) * EPS;
  expect(max(matmul(Q.transpose(), Q).sub(eye(r)))).toBeLessThanOrEqual(3 * unit);
  expect(norm(matmul(Q, R).sub(M), 'fro') / norm(M, 'fro')).toBeLessThanOrEqual(unit);
  if (m !== n) return;
  const { L, U, permutation } = lu(M);
  const PA = tensor([...permutation.data()].map((i) => M.at(i).toArray() as number[]));
  expect(norm(matmul(L, U).sub(PA), 'inf') / norm(L.abs().matmul(U.abs()), 'inf')).toBeLessThanOrEqual(unit);
});

test.each(has('lstsq'))('$name: least squares, n·ε times κ²‖r‖ + κ‖x‖', ({ A, b, digits30, n }) => {
  const exact = (digits30.lstsq as string[]).map(Number);
  const s = (digits30.singular_values as string[]).map(Number);
  const κ = s[0] / s[s.length - 1];
  const { x, rank } = lstsq(tensor(A), tensor(b));
  const size = Math.hypot(...exact);
  const residual = Number(digits30.residual_norm);
  const condition = κ + (κ * κ * residual) / (s[0] * size);
  expect(rank).toBe(n);
  expect(norm(x.sub(tensor(exact))) / size).toBeLessThanOrEqual(8 * n * EPS * condition);
});

/** Data and certified coefficients of a NIST regression file; the model is a polynomial or the Longley table. */
function strd(name: string): { A: number[][]; y: number[]; certified: number[] } {
  const lines = readReferenceText(`linalg/strd/${name}.dat`).split(/\r?\n/);
  const start = lines.findLastIndex((l) => /^Data:\s/.test(l)) + 1;
  const certified = lines.slice(0, start).flatMap((l) => {
    const hit = /^\s*B(\d+)\s+(\S+)\s+\S+\s*$/.exec(l);
    return hit ? [Number(hit[2])] : [];
  });
  const rows = lines
    .slice(start)
    .map((l) => l.trim().split(/\s+/).map(Number))
    .filter((r) => r.length > 1 && r.every(Number.isFinite));
  const A = rows.map(([, ...x]) => (x.length > 1 ? [1, ...x] : certified.map((_, k) => x[0] ** k)));
  return { A, y: rows.map((r) => r[0]), certified };
}

test.each([
  ['Longley', 10],
  ['Pontius', 10],
  ['Wampler2', 10],
  ['Wampler4', 10],
  ['Filip', 7],
] as const)('NIST %s: at least %d correct digits when refined', (name, digits) => {
  const { A, y, certified } = strd(name);
  const { x } = lstsq(tensor(A), tensor(y), { refine: true });
  expect(certifyLstsq(tensor(A), tensor(y), x).verdict).toBe(name === 'Filip' ? 'undecided' : 'holds'); // κ(Filip) = 1.8e15: no digit is guaranteed
  expect(certified.length).toBe(A[0].length);
  certified.forEach((c, i) =>
    expect(-Math.log10(Math.abs(x.at(i).item() - c) / Math.abs(c)), `${name} B${i}`).toBeGreaterThanOrEqual(digits),
  );
});
