/**
 * The system an iteration works on: 2ᵃA·x̂ = 2ᶜb with entries near one, so that no square and no product of two norms
 * leaves the range of doubles. Powers of two change no digit; x = 2^(a−c)·x̂. Systems of ordinary size are left as they are.
 */
import { ArgumentError, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';
import { norm2 } from '../dense/vector.ts';
import { exponentOf, firstNonFinite, maxAbs, scaleInPlace } from '../dense/scaling.ts';
import { finiteValues } from '../factorizations/matrices.ts';
import { type LinearOperator, type OperatorLike, linearOperator } from './linear-operator.ts';

export interface KrylovSystem {
  readonly name: string;
  readonly A: LinearOperator;
  readonly b: Float64Array<ArrayBuffer>;
  /** ‖b‖ after scaling. */
  readonly normB: number;
  readonly x: Float64Array<ArrayBuffer>;
  /** The solution is 2^exponent·x. */
  readonly exponent: number;
}

/** Products below and above this power of two are scaled: squares of what they become by 16 digits are far from the limits. */
const SAFE_EXPONENT = 128;

type Product = (x: Float64Array, y: Float64Array) => void;

/** The k for which 2ᵏ·A·probe is about as large as the probe; 0 when it is already so within 2^±128, or A·probe = 0. */
function scaleOf(apply: Product, probe: Float64Array, y: Float64Array): number {
  let down = 0;
  apply(probe, y);
  if (firstNonFinite(y) >= 0) {
    down = -512;
    const small = probe.slice();
    scaleInPlace(small, down);
    apply(small, y);
  }
  const size = maxAbs(y);
  if (size === 0 || size - size !== 0) return 0;
  const k = exponentOf(maxAbs(probe)) + down - exponentOf(size);
  return Math.abs(k) > SAFE_EXPONENT ? k : 0;
}

function scaledProduct(apply: Product, k: number): Product {
  return (x, y) => {
    apply(x, y);
    scaleInPlace(y, k);
  };
}

/** 2ᵏ·A, with k from one product with the probe (of Aᵀ when `transposed`). */
export function scaledOperator(
  A: LinearOperator,
  probe: Float64Array,
  transposed = false,
): { readonly A: LinearOperator; readonly k: number } {
  const k = transposed
    ? scaleOf((x, y) => A.applyTransposed!(x, y), probe, new Float64Array(A.columns))
    : scaleOf((x, y) => A.apply(x, y), probe, new Float64Array(A.rows));
  if (k === 0) return { A, k };
  const apply = scaledProduct((x, y) => A.apply(x, y), k);
  if (!A.applyTransposed) return { A: { rows: A.rows, columns: A.columns, apply }, k };
  return { A: { rows: A.rows, columns: A.columns, apply, applyTransposed: scaledProduct((x, y) => A.applyTransposed!(x, y), k) }, k };
}

/**
 * Checks shapes and finiteness once for all methods. A start so large that its residual is no double is replaced by zero.
 *
 * @throws ShapeError, NonFiniteError; ArgumentError for least squares without a transposed product
 */
export function krylovSystem(
  name: string,
  matrix: OperatorLike,
  rhs: Tensor,
  start: Tensor | undefined,
  { leastSquares = false }: { readonly leastSquares?: boolean } = {},
): KrylovSystem {
  const op = linearOperator(matrix);
  const c = asTensor(rhs);
  if (!leastSquares && op.rows !== op.columns)
    throw new ShapeError(`${name}: an operator of ${op.rows}×${op.columns}`, 'the operator must be square; for others use lsmr');
  if (c.rank !== 1 || c.size !== op.rows)
    throw new ShapeError(`${name}: b [${c.shape.join(', ')}] for an operator of ${op.rows}×${op.columns}`, `b is [${op.rows}]`);
  if (start !== undefined && (start.rank !== 1 || start.size !== op.columns))
    throw new ShapeError(`${name}: start [${start.shape.join(', ')}]`, `start is [${op.columns}]`);
  const b = Float64Array.from(finiteValues(name, c as never));
  let x = start === undefined ? new Float64Array(op.columns) : Float64Array.from(finiteValues(name, start as never));
  if (leastSquares && !op.applyTransposed)
    throw new ArgumentError(`${name}: the operator has no applyTransposed`, 'give y ← Aᵀ·x as applyTransposed');
  const normB = maxAbs(b);
  if (normB === 0) return { name, A: op, b, normB, x: new Float64Array(op.columns), exponent: 0 };
  const kb = -exponentOf(normB);
  scaleInPlace(b, kb);
  const { A, k } = scaledOperator(op, b, leastSquares);
  scaleInPlace(x, kb - k);
  const r = new Float64Array(b.length);
  residual({ A, b, x }, r);
  if (firstNonFinite(r) >= 0) x = new Float64Array(op.columns);
  return { name, A, b, normB: norm2(b), x, exponent: k - kb };
}

/** r ← b − A·x, without a product for x = 0. */
export function residual({ A, b, x }: Pick<KrylovSystem, 'A' | 'b' | 'x'>, r: Float64Array): void {
  if (maxAbs(x) === 0) {
    r.set(b);
    return;
  }
  A.apply(x, r);
  for (let i = 0; i < r.length; i++) r[i] = b[i] - r[i];
}

/** The preconditioner, looked at before any work. @throws ShapeError unless it is n×n */
export function preconditionerOf(name: string, M: LinearOperator | undefined, n: number): LinearOperator | undefined {
  if (M !== undefined && (M.rows !== n || M.columns !== n))
    throw new ShapeError(`${name}: a preconditioner of ${M.rows}×${M.columns} for ${n} unknowns`, `the preconditioner must be ${n}×${n}`);
  return M;
}
