/**
 * Systems whose matrix is banded or tridiagonal, in O(n·width²): LU with partial pivoting and one step of refinement.
 *
 *   dX = A⁻¹(dB − dA·X),   B̄ = A⁻ᵀX̄,   Ā = −B̄·Xᵀ inside the band
 *
 * The band is given by its diagonals, from the lowest on: D[d, i] = A[i, i + d − p], p the lower bandwidth; what lies
 * outside A is not read.
 */
import {
  ArgumentError,
  type DenseTensor,
  type Primitive,
  type Shape,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  asTensor,
  bind,
  bind1,
  broadcastShapes,
  diagonal,
  narrow,
  pad,
  showShape,
  stack,
} from '@adjoint/tensor';
import { type Band, type BandSolution, solveBand } from '../dense/banded.ts';
import { denseSolve, ofOneSize } from '../dense/dense-solve.ts';
import { MOST_EXACT } from '../dense/exact-solve.ts';
import { exponentOf } from '../dense/scaling.ts';
import { asMatrix, asSquare, batchSize, doubles, inBatch, requireFiniteValues, unifyFloats, wrap } from './matrices.ts';

interface Params {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  /** Solve with Aᵀ. */
  readonly transpose: boolean;
}

export const solveBandedPrimitive: Primitive<Params> = {
  name: 'solveBanded',
  abstract: ([, b]) => [{ shape: b.shape, dtype: b.dtype }],
  evaluate: ([d, b]: readonly DenseTensor[], params) => {
    const [n, k] = b.shape.slice(-2);
    const width = params.lower + params.upper + 1;
    const D = doubles(d);
    const B = doubles(b);
    requireFiniteValues(params.name, D);
    requireFiniteValues(params.name, B);
    const count = batchSize(d);
    const out = new Float64Array(B.length);
    for (let i = 0; i < count; i++) {
      const band = bandOf(D, i * width * n, n, params);
      out.set(solved(params.name, band, B, k, i, count), i * n * k);
    }
    return [wrap(out, b.shape, b.dtype)];
  },
  vjp: ([ct], [d], [x], params, wanted) => {
    const back = bind1(solveBandedPrimitive, [d, ct!], { ...params, transpose: !params.transpose });
    if (!wanted[0]) return [null, back];
    const [left, right] = params.transpose ? [x, back] : [back, x];
    const n = x.shape[x.rank - 2];
    const diagonals = Array.from({ length: params.lower + params.upper + 1 }, (_, row) => {
      const o = row - params.lower;
      const from = Math.max(0, -o);
      const length = Math.max(0, n - Math.abs(o));
      const product = narrow(left, -2, from, length)
        .mul(narrow(right, -2, from + o, length))
        .sum(-1);
      return border(product, from, n - length - from);
    });
    return [stack(diagonals, -2).neg(), back];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      solveBandedPrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
};

/** Zeros before and after along the last axis. */
const border = (x: Tensor, before: number, after: number): Tensor =>
  before + after === 0 ? x : pad(x, [...x.shape.slice(1).map(() => [0, 0] as const), [before, after]]);

function bandOf(D: Float64Array, from: number, n: number, { lower: p, upper: q, transpose }: Params): Band {
  return transpose
    ? { n, p: q, q: p, entry: (i, j) => D[from + (i - j + p) * n + j] }
    : { n, p, q, entry: (i, j) => D[from + (j - i + p) * n + i] };
}

function solved(name: string, band: Band, b: Float64Array, k: number, index: number, count: number): Float64Array {
  const { n } = band;
  const at = inBatch(index, count);
  const place = count > 1 ? index : undefined;
  const direct = solveBand(band, b, k, index * n * k);
  const { x, zeroRow, zeroPivot } = isDoubtful(band, direct) ? solvedAsDense(band, b, k, index * n * k) : direct;
  const hint = 'ask lstsq for the solution of least norm';
  if (zeroRow >= 0) throw new SingularMatrixError(zeroRow, 0, `${name}: row ${zeroRow} is zero${at}`, hint, place);
  if (zeroPivot >= 0) throw new SingularMatrixError(zeroPivot, 0, `${name}: pivot ${zeroPivot} is zero${at}`, hint, place);
  if (x.some((v) => v - v !== 0))
    throw new SingularMatrixError(
      n - 1,
      0,
      `${name}: the solution leaves the range of doubles${at}`,
      'the matrix is singular to working precision; certify with solveExpert',
      place,
    );
  return x;
}

/** A correction beyond this is that of a matrix that the band alone does not solve to the last digit. */
const LARGE_CORRECTION = 1e-10;
/** Orders up to which such a matrix is solved by all its entries. */
const MOST_DENSE = 200;

function isDoubtful(band: Band, { zeroRow, zeroPivot, correction }: BandSolution): boolean {
  const { n, p, q, entry } = band;
  if (zeroRow >= 0 || n > MOST_DENSE) return false;
  if (zeroPivot >= 0 || !(correction <= LARGE_CORRECTION)) return true;
  if (n > MOST_EXACT) return false;
  const exponents: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) if (entry(i, j) !== 0) exponents.push(exponentOf(entry(i, j)));
  return !ofOneSize(exponents);
}

function solvedAsDense({ n, p, q, entry }: Band, b: Float64Array, k: number, from: number): Omit<BandSolution, 'correction'> {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) a[i * n + j] = entry(i, j);
  return { ...denseSolve(a, n, 0, b, k, from), zeroRow: -1 };
}

/** @param D [..., width, n] */
function solveDiagonals(name: string, D: Tensor, b: Tensor, lower: number, upper: number): Tensor {
  const sides = asTensor(b);
  const n = D.shape[D.rank - 1];
  const vector = sides.rank === 1;
  const B = vector ? sides.expandDims(-1) : sides;
  if (B.rank < 2 || B.shape[B.rank - 2] !== n)
    throw new ShapeError(`${name}: b ${showShape(sides.shape)} for order ${n}`, `b is [${n}] or [..., ${n}, k]`);
  const [d, c] = unifyFloats(name, asMatrix(name, D), B);
  const lead = broadcastShapes(name, d.shape.slice(0, -2), c.shape.slice(0, -2));
  const inputs = [d, c].map((x) => x.broadcastTo([...lead, ...x.shape.slice(-2)]));
  const x = bind1(solveBandedPrimitive, inputs, { name, lower, upper, transpose: false });
  return vector ? x.squeeze(-1) : x;
}

/**
 * @param A [..., n, n], zero outside the band; entries there are not read
 * @param b [n], or [..., n, k]
 * @param band lower and upper bandwidths (1 and 1 for a tridiagonal matrix)
 * @returns the shape of b; leading axes broadcast
 * @throws SingularMatrixError, ArgumentError, ShapeError, NonFiniteError
 * @example solveBanded(tensor([[2, 1], [0, 4]]), tensor([4, 8]), { lower: 0, upper: 1 }) // [1, 2]
 */
export function solveBanded(A: Tensor, b: Tensor, { lower, upper }: { readonly lower: number; readonly upper: number }): Tensor {
  const a = asSquare('solveBanded', A);
  const n = a.shape[a.rank - 1];
  for (const w of [lower, upper])
    if (!Number.isInteger(w) || w < 0)
      throw new ArgumentError(`solveBanded: bandwidths ${lower} and ${upper}`, 'bandwidths are integers ≥ 0');
  const most = Math.max(0, n - 1);
  const p = Math.min(lower, most);
  const q = Math.min(upper, most);
  const diagonals = Array.from({ length: p + q + 1 }, (_, row) => {
    const o = row - p;
    const length = Math.max(0, n - Math.abs(o));
    const from = Math.max(0, -o);
    return border(diagonal(narrow(narrow(a, -2, from, length), -1, from + o, length)), from, n - length - from);
  });
  return solveDiagonals('solveBanded', stack(diagonals, -2), b, p, q);
}

/**
 * @param lower [..., n − 1], below the diagonal  @param diagonal [..., n]  @param upper [..., n − 1]  @param b [n], or [..., n, k]
 * @returns the shape of b; leading axes broadcast
 * @throws SingularMatrixError, ShapeError, NonFiniteError
 * @example solveTridiagonal(tensor([1]), tensor([2, 2]), tensor([1]), tensor([3, 3])) // [1, 1]
 */
export function solveTridiagonal(lower: Tensor, diagonal: Tensor, upper: Tensor, b: Tensor): Tensor {
  const [l, d, u] = [lower, diagonal, upper].map((x) => asTensor(x));
  const length = (x: Tensor): number => (x.rank === 0 ? -1 : x.shape[x.rank - 1]);
  const n = length(d);
  const beside = Math.max(0, n - 1);
  if (n < 0 || length(l) !== beside || length(u) !== beside)
    throw new ShapeError(
      `solveTridiagonal: diagonals of shapes ${showShape(l.shape)}, ${showShape(d.shape)}, ${showShape(u.shape)}`,
      'the outer diagonals have one entry less',
    );
  const lead = [l, d, u].map((x) => x.shape.slice(0, -1)).reduce<Shape>((s, t) => broadcastShapes('solveTridiagonal', s, t), []);
  const whole = (x: Tensor, before: number, after: number): Tensor => border(x, before, after).broadcastTo([...lead, n]);
  const rows = n > 1 ? [whole(l, 1, 0), whole(d, 0, 0), whole(u, 0, 1)] : [whole(d, 0, 0)];
  const width = n > 1 ? 1 : 0;
  return solveDiagonals('solveTridiagonal', stack(rows, -2), b, width, width);
}
