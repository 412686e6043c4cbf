import { expect, test } from 'vitest';
import { ArgumentError, type Tensor, adoptBuffer, eye, matmul, ones, tensor } from '@adjoint/tensor';
import {
  type LinearOperator,
  conjugateGradients,
  diagonalPreconditioner,
  gmres,
  linearOperator,
  lsmr,
  minres,
  norm,
  qr,
  solve,
} from '../index.ts';

const EPS = 2 ** -52;
const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const matrixOf = (n: number, entry: (i: number, j: number) => number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => entry(Math.floor(k / n), k % n)),
    [n, n],
  );
const withSpectrum = (values: readonly number[], seed: number): Tensor => {
  const { Q } = qr(noise(values.length, values.length, seed));
  const A = matmul(Q.mul(adoptBuffer(Float64Array.from(values))), Q.mT());
  return A.add(A.mT()).mul(0.5);
};
const shiftCyclic = (n: number): Tensor => matrixOf(n, (i, j) => (i === (j + 1) % n ? 1 : 0));

/** The powers of two nearest 1e±200: exact factors, so the answers must be exact multiples too. */
const SCALES = [2 ** -664, 1, 2 ** 664];

test('the size of A, of b and of the preconditioner changes no digit of the answer', () => {
  const n = 24;
  const A = matrixOf(n, (i, j) => (i === j ? 3 + i : Math.abs(i - j) === 1 ? -1 : 0));
  const diagonal = adoptBuffer(Float64Array.from({ length: n }, (_, i) => 3 + i));
  const b = noise(n, 1, 4).flatten();
  for (const withM of [false, true])
    for (const f of [conjugateGradients, minres, gmres, lsmr]) {
      const plain = f(A, b, withM ? { preconditioner: diagonalPreconditioner(diagonal) } : {});
      expect(plain.status).toBe('converged');
      for (const sA of SCALES)
        for (const sB of SCALES)
          for (const sM of withM ? SCALES : [1]) {
            const options = withM ? { preconditioner: diagonalPreconditioner(diagonal.mul(sM)) } : {};
            if (Math.abs(Math.log2(sB) - Math.log2(sA)) > 1000) {
              if (sB > sA) expect(() => f(A.mul(sA), b.mul(sB), options)).toThrow(ArgumentError);
              else expect(f(A.mul(sA), b.mul(sB), options)).toMatchObject({ status: 'stagnation', relativeResidual: 1 });
              continue;
            }
            const r = f(A.mul(sA), b.mul(sB), options);
            const label = `${f.name} ${sA} ${sB} ${sM}`;
            expect(r.status, label).toBe('converged');
            expect(r.iterations, label).toBe(plain.iterations);
            expect(r.x.mul(sA).div(sB).toArray(), label).toEqual(plain.x.toArray());
          }
    }
});

test('LSMR on inconsistent systems of size 1e±200', () => {
  const A = noise(20, 8, 5);
  const b = noise(20, 1, 6).flatten();
  const plain = lsmr(A, b);
  expect(plain.status).toBe('converged');
  expect(plain.normalResidual).toBeLessThanOrEqual(1e-11);
  for (const s of [1e-200, 1e200]) {
    const r = lsmr(A.mul(s), b.mul(s));
    expect(r.status).toBe('converged');
    // 1e±200 is no power of two: the problem itself is rounded, κ(A) < 10
    expect(norm(r.x.sub(plain.x)) / norm(plain.x)).toBeLessThanOrEqual(1e-10);
  }
});

test('operators near the ends of the range, whose first product would overflow', () => {
  const n = 12;
  const A = matrixOf(n, () => 1).add(eye(n).mul(n));
  const x = conjugateGradients(A.mul(2 ** 1018), ones([n]).mul(2 ** 1020)).x.toTypedArray() as Float64Array;
  for (const value of x) expect(Math.abs(value * 6 - 1)).toBeLessThanOrEqual(1e-9); // A·1 = 2n·1 = 24·2¹⁰¹⁸: x = 4/24
});

test('a start is kept at any scale, and one too large to have a residual is dropped', () => {
  const A = matrixOf(10, (i, j) => (i === j ? 4 : Math.abs(i - j) === 1 ? -1 : 0));
  const x = noise(10, 1, 2).flatten();
  for (const f of [conjugateGradients, minres, gmres])
    for (const s of SCALES) {
      const r = f(A.mul(s), matmul(A, x).mul(s), { start: x, tolerance: 1e-14 });
      expect(r.iterations, f.name).toBe(0);
      expect(r.x.toArray()).toEqual(x.toArray());
      expect(f(A.mul(2 ** 600), matmul(A, x), { start: x.mul(2 ** 900) }).status).toBe('converged');
    }
});

test('GMRES on the cyclic shift: no progress before a cycle of n steps, and it says so', () => {
  const n = 8;
  const e1 = adoptBuffer(Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0)));
  for (const restart of [1, 2, 7]) {
    const r = gmres(shiftCyclic(n), e1, { restart });
    expect(r.status).toBe('stagnation');
    expect(r.relativeResidual).toBe(1);
  }
  expect(gmres(shiftCyclic(n), e1, { restart: n })).toMatchObject({ status: 'converged', iterations: n });
});

test('MINRES on singular systems: least norm when consistent, least residual when not', () => {
  const values = [0, 0, 1, -2, 3, 5, -7, 11];
  const A = withSpectrum(values, 3);
  const y = noise(8, 1, 9).flatten();
  const consistent = minres(A, matmul(A, y), { tolerance: 1e-12 });
  expect(consistent.status).toBe('converged');
  const b = noise(8, 1, 7).flatten();
  const r = minres(A, b);
  expect(r.status).toBe('least-squares');
  const residual = b.sub(matmul(A, r.x));
  expect(norm(matmul(A, residual))).toBeLessThanOrEqual(1e-12 * 11 * norm(residual));
  expect(Math.abs(r.relativeResidual - norm(residual) / norm(b))).toBeLessThanOrEqual(100 * EPS);
  expect(minres(tensor([[0]]), tensor([1]))).toMatchObject({ status: 'least-squares', relativeResidual: 1 });
});

test('a singular inconsistent system is never converged, and GMRES does not blow up its x', () => {
  const A = matmul(noise(9, 4, 1), noise(4, 9, 2));
  const b = noise(9, 1, 3).flatten();
  const r = gmres(A, b);
  expect(['breakdown', 'stagnation', 'iteration-limit']).toContain(r.status);
  expect(r.relativeResidual).toBeLessThanOrEqual(1 + 100 * EPS);
  expect(conjugateGradients(matmul(noise(9, 4, 1), noise(9, 4, 1).mT()), b).status).not.toBe('converged');
});

test("'converged' is true of the x returned, whatever the spectrum", () => {
  const n = 40;
  const spectra: Record<string, number[]> = {
    'flat': Array.from({ length: n }, (_, i) => 1 + i / n),
    'clustered': Array.from({ length: n }, (_, i) => [1, 1.001, 100, 1e4][i % 4]),
    'condition 1e8': Array.from({ length: n }, (_, i) => 10 ** ((-8 * i) / (n - 1))),
    'condition 1e14': Array.from({ length: n }, (_, i) => 10 ** ((-14 * i) / (n - 1))),
    'one small': Array.from({ length: n }, (_, i) => (i === 0 ? 1e-12 : 1)),
  };
  for (const [name, values] of Object.entries(spectra))
    for (const tolerance of [1e-6, 1e-10, 1e-15]) {
      const A = withSpectrum(values, 11);
      const b = noise(n, 1, 12).flatten();
      for (const f of [conjugateGradients, minres, gmres]) {
        const r = f(A, b, { tolerance, maxIterations: 4000 });
        const now = norm(b.sub(matmul(A, r.x))) / norm(b);
        // the product here sums in another order than the one inside: n·ε·‖A‖‖x‖
        const rounding = (n * EPS * norm(A, 'fro') * norm(r.x)) / norm(b);
        if (r.status === 'converged') expect(now, `${f.name}, ${name}`).toBeLessThanOrEqual(tolerance + rounding);
        expect(Math.abs(now - r.relativeResidual), `${f.name}, ${name}`).toBeLessThanOrEqual(rounding + 1e-12 * now);
        if (name === 'flat' && tolerance > 1e-15) expect(r.status, `${f.name}, ${name}`).toBe('converged');
      }
    }
});

test('MINRES never returns more residual than it was given, however ill-conditioned A is', () => {
  for (const n of [20, 40])
    for (const decades of [8, 12, 16])
      for (const seed of [1, 2, 3]) {
        const values = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * 10 ** ((-decades * i) / (n - 1)));
        const r = minres(withSpectrum(values, seed), noise(n, 1, seed + 20).flatten());
        // x = 0 has the relative residual 1
        expect(r.relativeResidual, `${n}, 1e${decades}, ${seed}`).toBeLessThanOrEqual(1);
        if (r.status === 'converged') expect(r.relativeResidual).toBeLessThanOrEqual(1e-10);
      }
});

test('a wrong operator or preconditioner ends with a status, not with NaN', () => {
  const broken: LinearOperator = { rows: 3, columns: 3, apply: (_x, y) => y.fill(NaN) };
  for (const f of [conjugateGradients, minres, gmres]) {
    const r = f(broken, ones([3]), { maxIterations: 20 });
    expect(r.status, f.name).not.toBe('converged');
    expect(r.x.toArray(), f.name).toEqual([0, 0, 0]);
  }
  const A = linearOperator(eye(3).mul(2));
  expect(conjugateGradients(A, ones([3]), { preconditioner: broken }).status).toBe('breakdown');
  expect(norm(solve(eye(3), ones([3])).sub(gmres(eye(3), ones([3])).x))).toBe(0);
});
