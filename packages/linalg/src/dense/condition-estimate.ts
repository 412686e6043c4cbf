/**
 * Estimates of ‖A⁻¹‖₁ from a factorisation, in O(n²), never above the true norm.
 *
 * `inverseNormEstimate` looks for the largest column with four directions at once, so that one that happens to cancel does
 * not hide it, and takes all columns of small matrices: the norm itself. `fastInverseNormEstimate` follows one direction,
 * for decisions that have a margin; it may be below a third of the norm.
 *
 * Hager (1984), "Condition estimates"; Higham (1988), algorithm 4.1; Higham and Tisseur (2000), "A block algorithm for
 * matrix 1-norm estimation", algorithm 2.4.
 */
type Solve = (b: Float64Array<ArrayBuffer>, transpose: boolean) => void;

function norm1(v: Float64Array): number {
  let s = 0;
  for (let i = 0; i < v.length; i++) s += Math.abs(v[i]);
  return s;
}

function unit(n: number, j: number): Float64Array<ArrayBuffer> {
  const x = new Float64Array(n);
  x[j] = 1;
  return x;
}

/** 1, −(1 + 1/(n − 1)), …, ±2, of size 3n/2: what tends to be amplified where constant signs cancel. */
function alternating(n: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + i / Math.max(1, n - 1)));
}

export function fastInverseNormEstimate(n: number, solve: Solve): number {
  if (n === 0) return 0;
  let x = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  let last = -1;
  for (let step = 0; step < 5; step++) {
    const y = x.slice();
    solve(y, false);
    const size = norm1(y);
    if (!(size > estimate)) {
      if (size !== size) return Infinity;
      break;
    }
    estimate = size;
    const z = y.map((v) => (v >= 0 ? 1 : -1));
    solve(z, true);
    let j = 0;
    for (let i = 1; i < n; i++) if (Math.abs(z[i]) > Math.abs(z[j])) j = i;
    if (j === last) break;
    last = j;
    x = unit(n, j);
  }
  const y = alternating(n);
  solve(y, false);
  return Math.max(estimate, (2 * norm1(y)) / (3 * n));
}

/** Columns of A⁻¹ up to which all are formed: not more work than the iteration. */
const MOST_EXACT = 16;
const DIRECTIONS = 4;
const MOST_STEPS = 5;

export function inverseNormEstimate(n: number, solve: Solve): number {
  return n <= MOST_EXACT ? exactInverseNorm(n, solve) : blockEstimate(n, solve);
}

function exactInverseNorm(n: number, solve: Solve): number {
  let norm = 0;
  for (let j = 0; j < n; j++) {
    const x = unit(n, j);
    solve(x, false);
    const size = norm1(x);
    if (size !== size) return Infinity;
    norm = Math.max(norm, size);
  }
  return norm;
}

function blockEstimate(n: number, solve: Solve): number {
  const random = signs(n);
  const constant = new Float64Array(n).fill(1 / n);
  const wavy = alternating(n).map((v) => (2 * v) / (3 * n));
  let X: Float64Array<ArrayBuffer>[] = [constant, wavy, random().map((s) => s / n), random().map((s) => s / n)];
  const visited = new Uint8Array(n);
  let before: Float64Array<ArrayBuffer>[] = [];
  let estimate = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    let size = 0;
    const S: Float64Array<ArrayBuffer>[] = [];
    for (const x of X) {
      solve(x, false);
      const one = norm1(x);
      if (one !== one) return Infinity;
      size = Math.max(size, one);
      const s = x.map((v) => (v >= 0 ? 1 : -1));
      if (![...before, ...S].some((other) => parallel(s, other))) S.push(s); // one that was seen finds nothing new
    }
    if (step > 0 && !(size > estimate)) break;
    estimate = Math.max(estimate, size);
    if (S.length === 0) break;
    while (S.length < DIRECTIONS) S.push(random());
    before = S.map((s) => s.slice());
    // hᵢ = maxⱼ |sⱼᵀA⁻¹eᵢ| ≤ ‖A⁻¹eᵢ‖₁
    const h = new Float64Array(n);
    for (const s of S) {
      solve(s, true);
      for (let i = 0; i < n; i++) h[i] = Math.max(h[i], Math.abs(s[i]));
    }
    const order = largestFirst(h, visited);
    if (order.length === 0) break;
    X = order.map((i) => {
      visited[i] = 1;
      return unit(n, i);
    });
  }
  return estimate;
}

function parallel(a: Float64Array, b: Float64Array): boolean {
  const same = a[0] === b[0];
  for (let i = 1; i < a.length; i++) if ((a[i] === b[i]) !== same) return false;
  return true;
}

/** Columns not seen yet with the largest h, at most DIRECTIONS of them. */
function largestFirst(h: Float64Array, visited: Uint8Array): number[] {
  const best: number[] = [];
  for (let i = 0; i < h.length; i++) {
    if (visited[i] === 1) continue;
    let at = best.length;
    while (at > 0 && h[best[at - 1]] < h[i]) at--;
    if (at < DIRECTIONS) {
      best.splice(at, 0, i);
      if (best.length > DIRECTIONS) best.pop();
    }
  }
  return best;
}

/** Vectors of signs without structure, the same everywhere: Lehmer's generator, modulus 2³¹ − 1. */
function signs(n: number): () => Float64Array<ArrayBuffer> {
  let state = 20000 + n;
  return () =>
    Float64Array.from({ length: n }, () => {
      state = (state * 48271) % 2147483647;
      return state < 1073741824 ? -1 : 1;
    });
}
