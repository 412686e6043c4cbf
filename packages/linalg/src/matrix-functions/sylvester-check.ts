/**
 * What to believe of a solution X of A·X + X·B = C that is so large that A and −B may share an eigenvalue: rounding hides it.
 *
 * Small equations are solved in integers, as (A ⊗ I + I ⊗ Bᵀ)·vec X = vec C. For larger ones a step of refinement with a
 * residual in 106 bits tells: where it moves X by as much as X itself, no digit of X is determined.
 */
import { productError, sumError } from '../dense/double-double.ts';
import { exactSolve } from '../dense/exact-solve.ts';
import { EPS } from '../dense/machine.ts';
import { timesPowerOfTwo } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';

/** Whether X is so large beside C that κ·m·n·ε of the equation may be more than a thousandth. */
export function isDoubtful(A: Float64Array, B: Float64Array, C: Float64Array, X: Float64Array, m: number, n: number): boolean {
  return !(norm2(X) * (norm2(A) + norm2(B)) * m * n * EPS <= 1e-3 * norm2(C));
}

/** Equations up to which elimination in integers is a matter of milliseconds. */
const MOST_EXACT = 25;
const MOST_MOVED = 0.1;

/**
 * @param X null where λᵢ + μⱼ vanished on the way
 * @param solve the solution for another right side
 * @returns X, improved; null when the equation is singular, to working precision or, when small, as a fact
 */
export function decided(
  A: Float64Array,
  B: Float64Array,
  C: Float64Array,
  X: Float64Array<ArrayBuffer> | null,
  m: number,
  n: number,
  solve: (right: Float64Array<ArrayBuffer>) => Float64Array<ArrayBuffer> | null,
): Float64Array<ArrayBuffer> | null {
  if (m * n <= MOST_EXACT) return solvedInIntegers(A, B, C, m, n);
  const d = X && solve(residual(A, B, C, X, m, n));
  if (X === null || d === null || !(norm2(d) <= MOST_MOVED * norm2(X))) return null;
  return X.map((x, i) => x + d[i]);
}

function solvedInIntegers(A: Float64Array, B: Float64Array, C: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> | null {
  const N = m * n;
  const K = new Float64Array(N * N);
  let rounded = false;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const row = (i * n + j) * N;
      for (let p = 0; p < m; p++) K[row + p * n + j] = A[i * m + p];
      for (let q = 0; q < n; q++) if (q !== j) K[row + i * n + q] = B[q * n + j];
      const [a, b] = [A[i * m + i], B[j * n + j]];
      K[row + i * n + j] = a + b;
      rounded ||= sumError(a, b, a + b) !== 0;
    }
  if (rounded) return solvedWithSums(A, B, C, K, m, n);
  const { zeroPivot, fractions, exponents } = exactSolve(K, N, 0, C, 1, 0);
  return zeroPivot >= 0 ? null : fractions.map((x, i) => timesPowerOfTwo(x, exponents[i]));
}

/**
 * The same where aᵢᵢ + bⱼⱼ is no double: what its rounding left stands in unknowns of its own,
 * K·x + E·z = c and z = x on those rows, so that all entries are doubles.
 */
function solvedWithSums(
  A: Float64Array,
  B: Float64Array,
  C: Float64Array,
  K: Float64Array,
  m: number,
  n: number,
): Float64Array<ArrayBuffer> | null {
  const N = m * n;
  const W = 2 * N;
  const L = new Float64Array(W * W);
  for (let i = 0; i < N; i++) {
    L.set(K.subarray(i * N, (i + 1) * N), i * W);
    const a = A[Math.floor(i / n) * (m + 1)];
    const b = B[(i % n) * (n + 1)];
    L[i * W + N + i] = sumError(a, b, a + b);
    L[(N + i) * W + i] = 1;
    L[(N + i) * W + N + i] = -1;
  }
  const right = new Float64Array(W);
  right.set(C.subarray(0, N));
  const { zeroPivot, fractions, exponents } = exactSolve(L, W, 0, right, 1, 0);
  return zeroPivot >= 0 ? null : Float64Array.from({ length: N }, (_, i) => timesPowerOfTwo(fractions[i], exponents[i]));
}

/** C − A·X − X·B in 106 bits, rounded once. */
function residual(A: Float64Array, B: Float64Array, C: Float64Array, X: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> {
  const R = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let hi = C[i * n + j];
      let lo = 0;
      const subtract = (a: number, x: number): void => {
        const p = -a * x;
        const s = hi + p;
        lo += sumError(hi, p, s) + productError(-a, x, p);
        hi = s;
      };
      for (let p = 0; p < m; p++) subtract(A[i * m + p], X[p * n + j]);
      for (let q = 0; q < n; q++) subtract(B[q * n + j], X[i * n + q]);
      R[i * n + j] = hi + lo;
    }
  return R;
}
