/**
 * Principal square root and logarithm of a complex upper triangular matrix.
 *
 *   √T:  uᵢᵢ = √tᵢᵢ,  uᵢⱼ = (tᵢⱼ − Σ uᵢₖuₖⱼ)/(uᵢᵢ + uⱼⱼ)
 *   log T = 2ˢ·log T^(1/2ˢ), the last by the Gauss-Legendre form of Padé's approximant, ∫₀¹ X(I + xX)⁻¹dx with X = T − I
 *
 * Björck and Hammarling (1983); Higham (2008), Functions of Matrices, sections 6.2 and 11.5.
 */
import { type Split, divide } from './complex-schur.ts';

function complexRoot(x: number, y: number): readonly [number, number] {
  const r = Math.hypot(x, y);
  if (r === 0) return [0, 0];
  const a = Math.sqrt((r + Math.abs(x)) / 2);
  const b = Math.abs(y) / (2 * a);
  return x >= 0 ? [a, y < 0 ? -b : b] : [b, y < 0 ? -a : a];
}

/** Null when T has a root only with infinite entries: a zero eigenvalue that is not simple enough. */
export function triangularRoot(t: Split, n: number): Split | null {
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    [re[j * n + j], im[j * n + j]] = complexRoot(t.re[j * n + j], t.im[j * n + j]);
    for (let i = j - 1; i >= 0; i--) {
      let sr = t.re[i * n + j];
      let si = t.im[i * n + j];
      for (let k = i + 1; k < j; k++) {
        const a = re[i * n + k];
        const b = im[i * n + k];
        const c = re[k * n + j];
        const d = im[k * n + j];
        sr -= a * c - b * d;
        si -= a * d + b * c;
      }
      if (sr === 0 && si === 0) continue;
      const dr = re[i * n + i] + re[j * n + j];
      const di = im[i * n + i] + im[j * n + j];
      if (dr === 0 && di === 0) return null;
      [re[i * n + j], im[i * n + j]] = divide(sr, si, dr, di);
    }
  }
  return { re, im };
}

/** Null when the roots do not approach the identity. No eigenvalue may be zero or negative. */
export function triangularLog(t: Split, n: number): Split | null {
  let root = t;
  let s = 0;
  for (; distanceFromIdentity(root, n) > 0.25; s++) {
    const next = s < 100 ? triangularRoot(root, n) : null;
    if (!next) return null;
    root = next;
  }
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  const x = { re: root.re.slice(), im: root.im.slice() };
  for (let i = 0; i < n; i++) x.re[i * n + i] -= 1;
  for (const [node, weight] of HALF_NODES) for (const side of [-1, 1]) addResolvent(re, im, x, n, (1 + side * node) / 2, weight / 2);
  const scale = 2 ** s;
  for (let i = 0; i < n * n; i++) {
    re[i] *= scale;
    im[i] *= scale;
  }
  for (let i = 0; i < n; i++) {
    // the diagonal is known without cancellation
    const a = t.re[i * n + i];
    const b = t.im[i * n + i];
    re[i * n + i] = Math.log(Math.hypot(a, b));
    im[i * n + i] = Math.atan2(b, a);
  }
  return { re, im };
}

function distanceFromIdentity(t: Split, n: number): number {
  let worst = 0;
  for (let j = 0; j < n; j++) {
    let s = 0;
    for (let i = 0; i <= j; i++) s += Math.hypot(t.re[i * n + j] - (i === j ? 1 : 0), t.im[i * n + j]);
    worst = Math.max(worst, s);
  }
  return worst;
}

/** result += weight·X·(I + node·X)⁻¹, row by row. */
function addResolvent(re: Float64Array, im: Float64Array, x: Split, n: number, node: number, weight: number): void {
  const yr = new Float64Array(n);
  const yi = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let sr = x.re[i * n + j];
      let si = x.im[i * n + j];
      for (let k = i; k < j; k++) {
        const a = node * x.re[k * n + j];
        const b = node * x.im[k * n + j];
        sr -= yr[k] * a - yi[k] * b;
        si -= yr[k] * b + yi[k] * a;
      }
      [yr[j], yi[j]] = divide(sr, si, 1 + node * x.re[j * n + j], node * x.im[j * n + j]);
      re[i * n + j] += weight * yr[j];
      im[i * n + j] += weight * yi[j];
    }
}

/** Positive nodes and weights of order 8 on [−1, 1]. Abramowitz and Stegun, table 25.4. */
const HALF_NODES: readonly (readonly [number, number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];
