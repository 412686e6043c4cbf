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
  const positive = (v: Float64Array): Float64Array => v.map((x) => (x > 0 ? x : 0));
  const negative = (v: Float64Array): Float64Array => v.map((x) => (x < 0 ? -x : 0));
  const ranges = y.slice(m + p);
  return {
    inequalities: adoptBuffer(y.slice(0, m)),
    equalities: adoptBuffer(y.slice(m, m + p)),
    lower: adoptBuffer(negative(w)),
    upper: adoptBuffer(positive(w)),
    ...(r === 0 ? null : { rows: { lower: adoptBuffer(negative(ranges)), upper: adoptBuffer(positive(ranges)) } }),
  };
}
