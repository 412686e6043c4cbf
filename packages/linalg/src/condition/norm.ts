/** Norms of vectors and matrices of concrete values. */
import { ArgumentError, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';
import { norm2 } from '../dense/vector.ts';
import { svd } from '../factorizations/svd.ts';

/** 1, 2, 'inf' or 'fro'; Infinity means 'inf', and any other number is refused. */
export type NormKind = 'inf' | 'fro' | number;

/** @throws ArgumentError for a kind that is none */
export function normKind(name: string, kind: NormKind): 1 | 2 | 'inf' | 'fro' {
  if (kind === 1 || kind === 2 || kind === 'inf' || kind === 'fro') return kind;
  if (kind === Infinity) return 'inf';
  throw new ArgumentError(`${name}: kind ${String(kind)}`, "use 1, 2, 'inf' (or Infinity) or 'fro'");
}

/**
 * Vector: Σ|xᵢ|, √Σxᵢ², max|xᵢ|. Matrix: largest column sum, largest singular value, largest row sum, √Σaᵢⱼ².
 *
 * @param kind default 2 for vectors, 'fro' for matrices
 * @throws ShapeError for other ranks; ArgumentError for another kind
 */
export function norm(x: Tensor, kind?: NormKind): number {
  const a = asTensor(x);
  const p = normKind('norm', kind ?? (a.rank === 1 ? 2 : 'fro'));
  const values = Float64Array.from(a.data());
  if (a.rank === 1) {
    if (p === 1) return values.reduce((s, v) => s + Math.abs(v), 0);
    if (p === 'inf') return values.reduce((s, v) => (Math.abs(v) > s || v !== v ? Math.abs(v) : s), 0);
    return norm2(values);
  }
  if (a.rank !== 2) throw new ShapeError(`norm: shape [${a.shape.join(', ')}]`, 'a norm is of a vector or a matrix');
  const [m, n] = a.shape;
  switch (p) {
    case 'fro':
      return norm2(values);
    case 2:
      return values.length === 0 ? 0 : svd(a).S.at(0).item();
    case 1:
      return largest(n, (j) => sumAbs(values, j, n, m));
    case 'inf':
      return largest(m, (i) => sumAbs(values, i * n, 1, n));
  }
}
function largest(count: number, f: (i: number) => number): number {
  let top = 0;
  for (let i = 0; i < count; i++) {
    const v = f(i);
    if (!(v <= top)) top = v;
  }
  return top;
}
function sumAbs(x: Float64Array, from: number, step: number, count: number): number {
  let s = 0;
  for (let i = 0, at = from; i < count; i++, at += step) s += Math.abs(x[at]);
  return s;
}
