/**
 * The rotation Ω of a real Schur form T = Qᵀ·A·Q, and its transpose (see orthogonal-coupling.ts).
 *
 *   Ω_IJ·T_JJ − T_II·Ω_IJ = C_IJ − Σ_{K<J} Ω_IK·T_KJ + Σ_{K>I} T_IK·Ω_KJ,   I > J,  from the lower left corner
 *
 * over diagonal blocks of order 1 and 2; inside a standardised block [a b; c a] the rotation keeps its diagonal equal:
 * ω = −(δ₁₁ − δ₂₂)/(2(b + c)) with δ = C − ΩT + TΩ of the others. Blocks of equal eigenvalues, and the block of a normal
 * pair, b + c = 0, can be rotated freely: their coupling is 0.
 */
import { geometricMean } from '../dense/schur-2x2.ts';

interface Block {
  readonly from: number;
  readonly to: number;
}
function blocksOf(t: Float64Array, n: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < n;) {
    const to = i + 1 < n && t[(i + 1) * n + i] !== 0 ? i + 2 : i + 1;
    blocks.push({ from: i, to });
    i = to;
  }
  return blocks;
}

/** @returns Ω, n×n, antisymmetric */
export function schurCoupling(t: Float64Array, c: Float64Array, n: number): Float64Array {
  const blocks = blocksOf(t, n);
  const Ω = new Float64Array(n * n);
  const set = (i: number, j: number, v: number): void => {
    Ω[i * n + j] = v;
    Ω[j * n + i] = -v;
  };
  blocks.forEach((J, at) => {
    for (let p = blocks.length - 1; p > at; p--) {
      const I = blocks[p];
      const right: number[] = [];
      for (let i = I.from; i < I.to; i++)
        for (let j = J.from; j < J.to; j++) {
          let sum = c[i * n + j];
          for (let k = 0; k < J.from; k++) sum -= Ω[i * n + k] * t[k * n + j];
          for (let k = I.to; k < n; k++) sum += t[i * n + k] * Ω[k * n + j];
          right.push(sum);
        }
      const x = solveBlock(t, n, I, J, right, false);
      let q = 0;
      for (let i = I.from; i < I.to; i++) for (let j = J.from; j < J.to; j++) set(i, j, x[q++]);
    }
  });
  for (const { from: k, to } of blocks) {
    const sum = to - k === 2 ? t[k * n + k + 1] + t[(k + 1) * n + k] : 0;
    if (sum === 0) continue;
    const diagonal = (i: number): number => {
      let δ = c[i * n + i];
      for (let p = 0; p < k; p++) δ -= Ω[i * n + p] * t[p * n + i];
      for (let p = k + 2; p < n; p++) δ += t[i * n + p] * Ω[p * n + i];
      return δ;
    };
    set(k + 1, k, (diagonal(k + 1) - diagonal(k)) / 2 / sum);
  }
  return Ω;
}

/** The same loops backwards. @returns S, n×n, zero above its diagonal blocks */
export function schurCouplingTransposed(t: Float64Array, w: Float64Array, n: number): Float64Array {
  const blocks = blocksOf(t, n);
  const S = new Float64Array(n * n);
  const Ω = new Float64Array(n * n); // cotangents of the entries below the diagonal
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) Ω[i * n + j] = w[i * n + j] - w[j * n + i];
  for (const { from: k, to } of blocks) {
    const sum = to - k === 2 ? t[k * n + k + 1] + t[(k + 1) * n + k] : 0;
    if (sum === 0) continue;
    const half = Ω[(k + 1) * n + k] / 2 / sum;
    for (const [i, s] of [
      [k, -half],
      [k + 1, half],
    ]) {
      S[i * n + i] = s;
      for (let p = 0; p < k; p++) Ω[i * n + p] -= s * t[p * n + i];
      for (let p = k + 2; p < n; p++) Ω[p * n + i] += s * t[i * n + p];
    }
  }
  for (let at = blocks.length - 1; at >= 0; at--)
    for (let p = at + 1; p < blocks.length; p++) {
      const I = blocks[p];
      const J = blocks[at];
      const right: number[] = [];
      for (let i = I.from; i < I.to; i++) for (let j = J.from; j < J.to; j++) right.push(Ω[i * n + j]);
      const x = solveBlock(t, n, I, J, right, true);
      let q = 0;
      for (let i = I.from; i < I.to; i++)
        for (let j = J.from; j < J.to; j++) {
          const s = (S[i * n + j] = x[q++]);
          for (let k = 0; k < J.from; k++) Ω[i * n + k] -= s * t[k * n + j];
          for (let k = I.to; k < n; k++) Ω[k * n + j] += s * t[i * n + k];
        }
    }
  return S;
}

/** X·T_JJ − T_II·X = R or its transpose, at most 2×2, row by row; 0 where the two blocks share an eigenvalue. */
function solveBlock(t: Float64Array, n: number, I: Block, J: Block, right: number[], transpose: boolean): number[] {
  const rows = I.to - I.from;
  const columns = J.to - J.from;
  if (rows === columns && sameEigenvalues(t, n, I.from, J.from, rows)) return right.fill(0);
  const size = rows * columns;
  const m = new Float64Array(size * size);
  const add = (row: number, column: number, v: number): void => {
    m[transpose ? column * size + row : row * size + column] += v;
  };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const row = i * columns + j;
      for (let k = 0; k < columns; k++) add(row, i * columns + k, t[(J.from + k) * n + J.from + j]);
      for (let k = 0; k < rows; k++) add(row, k * columns + j, -t[(I.from + i) * n + I.from + k]);
    }
  return eliminate(m, right, size);
}

function sameEigenvalues(t: Float64Array, n: number, i: number, j: number, order: number): boolean {
  if (t[i * n + i] !== t[j * n + j]) return false;
  const imaginary = (k: number): number => geometricMean(Math.abs(t[k * n + k + 1]), Math.abs(t[(k + 1) * n + k]));
  return order === 1 || imaginary(i) === imaginary(j);
}

/** Gauss with complete pivoting, order ≤ 4. */
function eliminate(m: Float64Array, x: number[], n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    let row = k;
    let column = k;
    for (let i = k; i < n; i++)
      for (let j = k; j < n; j++)
        if (Math.abs(m[i * n + j]) > Math.abs(m[row * n + column])) {
          row = i;
          column = j;
        }
    if (m[row * n + column] === 0) return x.fill(0);
    for (let j = 0; j < n; j++) [m[k * n + j], m[row * n + j]] = [m[row * n + j], m[k * n + j]];
    [x[k], x[row]] = [x[row], x[k]];
    for (let i = 0; i < n; i++) [m[i * n + k], m[i * n + column]] = [m[i * n + column], m[i * n + k]];
    [order[k], order[column]] = [order[column], order[k]];
    for (let i = k + 1; i < n; i++) {
      const f = m[i * n + k] / m[k * n + k];
      for (let j = k; j < n; j++) m[i * n + j] -= f * m[k * n + j];
      x[i] -= f * x[k];
    }
  }
  const y = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = x[k];
    for (let j = k + 1; j < n; j++) sum -= m[k * n + j] * y[order[j]];
    y[order[k]] = sum / m[k * n + k];
  }
  return y;
}
