/**
 * PᵀAP = L·D·Lᵀ for symmetric indefinite A, D of 1×1 and 2×2 blocks, in place in the lower triangle.
 *
 * The pivoting of Bunch and Kaufman (1977) bounds the growth by 2.57ⁿ⁻¹ with at most two columns searched a step.
 * Golub and Van Loan, section 4.4.4.
 */
const ALPHA = (1 + 4.123105625617661) / 8;

export interface LdltOutcome {
  /** Row i of PᵀAP is row permutation[i] of A. */
  readonly permutation: Int32Array<ArrayBuffer>;
  /** 1 or 2 at the first row of a block, 0 at the second of a 2×2 one. */
  readonly blocks: Int8Array<ArrayBuffer>;
  readonly inertia: { readonly positive: number; readonly negative: number; readonly zero: number };
  /** First step without a nonzero pivot, −1 if none. */
  readonly zeroPivot: number;
}

/** On return: L below the blocks, D in them (dᵢ₊₁,ᵢ is the off-diagonal of a 2×2 block). */
export function ldltInPlace(a: Float64Array, n: number): LdltOutcome {
  const permutation = Int32Array.from({ length: n }, (_, i) => i);
  const blocks = new Int8Array(n);
  let zeroPivot = -1;
  for (let k = 0; k < n;) {
    const { size, row } = choosePivot(a, n, k);
    if (size === 0) {
      blocks[k] = 1;
      if (zeroPivot < 0) zeroPivot = k;
      k++;
      continue;
    }
    const target = k + size - 1;
    if (row !== target) {
      exchange(a, n, target, row, k);
      const t = permutation[target];
      permutation[target] = permutation[row];
      permutation[row] = t;
    }
    blocks[k] = size;
    if (size === 1) eliminateOne(a, n, k);
    else eliminateTwo(a, n, k);
    k += size;
  }
  return { permutation, blocks, inertia: inertiaOf(a, n, blocks), zeroPivot };
}

function choosePivot(a: Float64Array, n: number, k: number): { readonly size: 0 | 1 | 2; readonly row: number } {
  const here = Math.abs(a[k * n + k]);
  let r = k;
  let lambda = 0;
  for (let i = k + 1; i < n; i++)
    if (Math.abs(a[i * n + k]) > lambda) {
      lambda = Math.abs(a[i * n + k]);
      r = i;
    }
  if (Math.max(here, lambda) === 0) return { size: 0, row: k };
  if (here >= ALPHA * lambda) return { size: 1, row: k };
  let sigma = 0;
  for (let j = k; j < r; j++) sigma = Math.max(sigma, Math.abs(a[r * n + j]));
  for (let i = r + 1; i < n; i++) sigma = Math.max(sigma, Math.abs(a[i * n + r]));
  if (here >= ALPHA * lambda * (lambda / sigma)) return { size: 1, row: k };
  return Math.abs(a[r * n + r]) >= ALPHA * sigma ? { size: 1, row: r } : { size: 2, row: r };
}

/** Symmetric exchange of rows and columns p < q of the trailing block, and of the rows of L before column k. */
function exchange(a: Float64Array, n: number, p: number, q: number, k: number): void {
  const swap = (i: number, j: number): void => {
    const t = a[i];
    a[i] = a[j];
    a[j] = t;
  };
  for (let j = 0; j < k; j++) swap(p * n + j, q * n + j);
  for (let j = k; j < p; j++) swap(p * n + j, q * n + j);
  for (let i = p + 1; i < q; i++) swap(i * n + p, q * n + i);
  for (let i = q + 1; i < n; i++) swap(i * n + p, i * n + q);
  swap(p * n + p, q * n + q);
}

function eliminateOne(a: Float64Array, n: number, k: number): void {
  const d = a[k * n + k];
  const column = new Float64Array(n);
  for (let i = k + 1; i < n; i++) column[i] = a[i * n + k];
  for (let i = k + 1; i < n; i++) {
    const l = column[i] / d;
    if (l !== 0) for (let j = k + 1, at = i * n; j <= i; j++) a[at + j] -= l * column[j];
    a[i * n + k] = l;
  }
}

function eliminateTwo(a: Float64Array, n: number, k: number): void {
  const off = a[(k + 1) * n + k];
  const d11 = a[(k + 1) * n + k + 1] / off;
  const d22 = a[k * n + k] / off;
  const t = 1 / (d11 * d22 - 1);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = k + 2; i < n; i++) {
    x[i] = a[i * n + k];
    y[i] = a[i * n + k + 1];
  }
  for (let i = k + 2; i < n; i++) {
    const u = (t * (d11 * x[i] - y[i])) / off;
    const v = (t * (d22 * y[i] - x[i])) / off;
    for (let j = k + 2, at = i * n; j <= i; j++) a[at + j] -= u * x[j] + v * y[j];
    a[i * n + k] = u;
    a[i * n + k + 1] = v;
  }
}

function inertiaOf(a: Float64Array, n: number, blocks: Int8Array): LdltOutcome['inertia'] {
  let positive = 0;
  let negative = 0;
  let zero = 0;
  for (let k = 0; k < n; k++) {
    if (blocks[k] === 2) {
      positive++;
      negative++;
      k++;
      continue;
    } // its determinant is negative by the choice of pivot
    const d = a[k * n + k];
    if (d > 0) positive++;
    else if (d < 0) negative++;
    else zero++;
  }
  return { positive, negative, zero };
}

/** b ← A⁻¹·b from the factors; no zero pivot. */
export function ldltSolveInPlace(a: Float64Array, n: number, { permutation, blocks }: LdltOutcome, b: Float64Array): void {
  const y = Float64Array.from(permutation, (i) => b[i]);
  for (let i = 0; i < n; i++) {
    const start = i > 0 && blocks[i] === 0 ? i - 1 : i;
    let s = y[i];
    for (let j = 0; j < start; j++) s -= a[i * n + j] * y[j];
    y[i] = s;
  }
  for (let k = 0; k < n; k++) {
    if (blocks[k] === 1) {
      y[k] /= a[k * n + k];
      continue;
    }
    const off = a[(k + 1) * n + k];
    const p = a[k * n + k] / off;
    const q = a[(k + 1) * n + k + 1] / off;
    const u = y[k] / off;
    const v = y[k + 1] / off;
    const t = 1 / (p * q - 1);
    y[k] = t * (q * u - v);
    y[k + 1] = t * (p * v - u);
    k++;
  }
  for (let i = n - 1; i >= 0; i--) {
    const start = i > 0 && blocks[i] === 0 ? i - 1 : i;
    const x = y[i];
    for (let j = 0; j < start; j++) y[j] -= a[i * n + j] * x;
  }
  for (let i = 0; i < n; i++) b[permutation[i]] = y[i];
}
