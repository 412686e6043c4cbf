/** Multipliers as people give them, split by limit in the order of the row program. */
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import type { QuadraticMultipliers, RowLayout } from '../problem/quadratic-program.ts';
import { adoptBuffer } from '@adjoint/tensor';
import type { SplitMultipliers } from './row-measures.ts';

/** Any part may be left out: it is zero then. */
export interface MultipliersLike {
  readonly inequalities?: VectorLike;
  readonly equalities?: VectorLike;
  readonly lower?: VectorLike;
  readonly upper?: VectorLike;
  readonly rows?: { readonly lower: VectorLike; readonly upper: VectorLike };
}

/** @throws ShapeError or NonFiniteError naming the part */
export function splitMultipliers(
  given: MultipliersLike,
  { variables: n, inequalities: m, equalities: p, ranges: r }: RowLayout,
): SplitMultipliers {
  const part = (name: string, v: VectorLike | undefined, length: number): Float64Array =>
    v === undefined ? new Float64Array(length) : vectorInput(`multipliers.${name}`, v, length);
  const rowLower = new Float64Array(m + p + r);
  const rowUpper = new Float64Array(m + p + r);
  rowUpper.set(part('inequalities', given.inequalities, m));
  rowUpper.set(part('equalities', given.equalities, p), m);
  rowUpper.set(part('rows.upper', given.rows?.upper, r), m + p);
  rowLower.set(part('rows.lower', given.rows?.lower, r), m + p);
  return { rowLower, rowUpper, lower: part('lower', given.lower, n), upper: part('upper', given.upper, n) };
}

/** Signed multipliers of rows and bounds as the public ones. */
export function publicMultipliers(
  y: Float64Array,
  w: Float64Array,
  { inequalities: m, equalities: p, ranges: r }: RowLayout,
): QuadraticMultipliers {
  return {
    inequalities: adoptBuffer(y.slice(0, m)),
    equalities: adoptBuffer(y.slice(m, m + p)),
    lower: adoptBuffer(positivePart(w, -1)),
    upper: adoptBuffer(positivePart(w, 1)),
    ...(r === 0 ? null : { rows: { lower: adoptBuffer(positivePart(y, -1, m + p)), upper: adoptBuffer(positivePart(y, 1, m + p)) } }),
  };
}

/** max(0, ±v), from an element on. */
export function positivePart(v: Float64Array, sign: 1 | -1, from = 0): Float64Array {
  const out = new Float64Array(v.length - from);
  for (let i = 0; i < out.length; i++) if (sign * v[from + i] > 0) out[i] = sign * v[from + i];
  return out;
}
