/**
 * Principal square root and logarithm of a real matrix without eigenvalues on the closed negative axis, by the complex
 * Schur form. The derivative of the root solves X·dX + dX·X = dA; that of the logarithm stands in the corner of
 * log [A E; 0 A]. Higham (2008), Functions of Matrices, chapters 6 and 11.
 */
import { ArgumentError, ConvergenceError, type DenseTensor, type Primitive, type Tensor, bind, bind1, mT } from '@adjoint/tensor';
import { type Split, transformBack } from '../dense/complex-schur.ts';
import { EPS } from '../dense/machine.ts';
import { maxAbs, exponentOf, scaleInPlace } from '../dense/scaling.ts';
import { triangularLog, triangularRoot } from '../dense/triangular-functions.ts';
import { norm2 } from '../dense/vector.ts';
import { asSquare, batchSize, finiteValues, inBatch, wrapFinite } from '../factorizations/matrices.ts';
import { frechet } from './expm.ts';
import { isUpperTriangular, schurForm } from './schur-form.ts';
import { sylvester } from './sylvester.ts';

interface PrincipalFunction {
  readonly name: 'sqrtm' | 'logm';
  /** √0 = 0; log 0 is none. */
  readonly zeroAllowed: boolean;
  readonly ofTriangular: (t: Split, n: number) => Split | null;
  /** From f(2ᵏA) to f(A). */
  readonly unscale: (x: Float64Array<ArrayBuffer>, n: number, k: number) => void;
  /** How much larger ‖X‖ is than a normal matrix A of this size would have it. */
  readonly growth: (sizeX: number, sizeA: number) => number;
}

const root: PrincipalFunction = {
  name: 'sqrtm',
  zeroAllowed: true,
  ofTriangular: triangularRoot,
  unscale: (x, _n, k) => scaleInPlace(x, -k / 2),
  growth: (x, a) => (x * x) / a,
};
const logarithm: PrincipalFunction = {
  name: 'logm',
  zeroAllowed: false,
  ofTriangular: triangularLog,
  unscale: (x, n, k) => {
    for (let i = 0; i < n; i++) x[i * n + i] -= k * Math.LN2;
  },
  growth: (x) => x,
};

/** Beyond it X may be a creature of rounding: the root of a nilpotent matrix whose zeros were computed as √ε is ε^(−1/4). */
const SUSPICIOUS_GROWTH = 1e5;

/** f of a matrix already scaled by 2ᵏ, which is only needed to name an eigenvalue. */
function scaledValue(f: PrincipalFunction, work: Float64Array, n: number, k: number, where: string): Float64Array<ArrayBuffer> {
  const s = schurForm(work, n);
  if (!s)
    throw new ConvergenceError(
      60 * n,
      `${f.name}: no convergence${where}`,
      'this should not happen with finite input: please report the matrix',
    );
  const rounding = n * EPS * norm2(work);
  const zeros = f.zeroAllowed && !isUpperTriangular(work, n) ? clearRoundedZeros(s.t, n, rounding) : [];
  for (let i = 0; i < n; i++) {
    const re = s.t.re[i * n + i];
    const im = s.t.im[i * n + i];
    if (im === 0 && (re < 0 || (re === 0 && !f.zeroAllowed)))
      throw new ArgumentError(
        `${f.name}: eigenvalue ${re * 2 ** -k} lies on the ${f.zeroAllowed ? '' : 'closed '}negative axis${where}`,
        'there is no real principal value',
      );
  }
  let y = f.ofTriangular(s.t, n);
  if (!y && zeros.length > 0) {
    // what rounding left between the zeros has no root: one of a matrix that differs by no more
    for (const z of zeros) s.t.re[z * n + z] = rounding;
    y = f.ofTriangular(s.t, n);
  }
  if (!y) throw new ArgumentError(`${f.name}: a zero eigenvalue without a full set of vectors${where}`, 'there is no such matrix');
  return transformBack(s.u, y, s.u, n, n);
}

/**
 * Where an eigenvalue is zero, or negative by no more than the rounding of the Schur form, all that are so small become
 * zero, and entries of that size in their rows and columns. Returns their indices.
 */
function clearRoundedZeros({ re, im }: Split, n: number, rounding: number): readonly number[] {
  const zeros: number[] = [];
  for (let i = 0; i < n; i++) if (Math.hypot(re[i * n + i], im[i * n + i]) <= rounding) zeros.push(i);
  if (!zeros.some((i) => re[i * n + i] <= 0)) return [];
  const clear = (p: number): void => {
    if (Math.hypot(re[p], im[p]) > rounding) return;
    re[p] = 0;
    im[p] = 0;
  };
  for (const z of zeros)
    for (let i = 0; i < n; i++) {
      clear(z * n + i);
      clear(i * n + z);
    }
  return zeros;
}

/** Whether changes of A by its rounding, ±4n·ε·‖A‖ in every entry, change X by more than a tenth or leave no X. */
function decidedByRounding(f: PrincipalFunction, a: Float64Array, x: Float64Array, n: number): boolean {
  const change = 4 * EPS * norm2(a);
  return [1, -1].some((sign) => {
    try {
      const other = scaledValue(
        f,
        a.map((v, i) => v + (i % 3 === 1 ? -sign : sign) * change),
        n,
        0,
        '',
      );
      return !(norm2(other.map((v, i) => v - x[i])) <= 0.1 * norm2(x));
    } catch (e) {
      if (e instanceof ArgumentError || e instanceof ConvergenceError) return true;
      throw e;
    }
  });
}

/** Whether X is so large that rounding may have made it, and then whether it has. */
function isArtefact(f: PrincipalFunction, a: Float64Array, x: Float64Array, n: number): boolean {
  const size = norm2(x);
  if (size === 0 || f.growth(size, norm2(a)) <= SUSPICIOUS_GROWTH) return false;
  return !isUpperTriangular(a, n) && decidedByRounding(f, a, x, n);
}

function evaluate(f: PrincipalFunction, a: DenseTensor, corner = false): Tensor {
  const n = a.shape[a.rank - 1];
  const A = finiteValues(f.name, a);
  const out = new Float64Array(A.length);
  const count = batchSize(a);
  for (let b = 0; b < count; b++) {
    const work = A.slice(b * n * n, (b + 1) * n * n);
    const k = -2 * Math.round(exponentOf(maxAbs(work)) / 2);
    const where = inBatch(b, count);
    scaleInPlace(work, k);
    const x = scaledValue(f, work, n, k, where);
    if (!corner && isArtefact(f, work, x, n))
      throw new ArgumentError(
        `${f.name}: the rounding of the entries decides the result${where}: to it, a zero eigenvalue has no full set of vectors`,
        'a matrix within rounding of this one has no such function',
      );
    f.unscale(x, n, k);
    out.set(x, b * n * n);
  }
  return wrapFinite(f.name, out, a.shape, a.dtype);
}

export const sqrtmPrimitive: Primitive = {
  name: 'sqrtm',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [evaluate(root, a)],
  jvp: ([t], _a, [x]) => [sylvester(x, x, t!)],
  batch: (inputs) => bind(sqrtmPrimitive, inputs, undefined),
};
interface LogmParams {
  /** Only the corner of the result is wanted, a derivative, whose size says nothing of rounding. */
  readonly corner: boolean;
}
export const logmPrimitive: Primitive<LogmParams> = {
  name: 'logm',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[], { corner }) => [evaluate(logarithm, a, corner)],
  jvp: ([t], [a]) => [frechet(logmOfBlock, a, t!)],
  vjp: ([ct], [a]) => [frechet(logmOfBlock, mT(a), ct!)],
  batch: (inputs, _batched, p) => bind(logmPrimitive, inputs, p),
};
const logmOfBlock = (block: Tensor): Tensor => bind1(logmPrimitive, [block], { corner: true });

/**
 * The X with X·X = A and eigenvalues in the right half plane.
 *
 * @throws ArgumentError for a negative eigenvalue, a nilpotent part, or when rounding of A decides the result
 * @example sqrtm(tensor([[4, 0], [0, 9]])) // [[2, 0], [0, 3]]
 */
export function sqrtm(A: Tensor): Tensor {
  return bind1(sqrtmPrimitive, [asSquare('sqrtm', A)], undefined);
}

/**
 * The X with e^X = A and eigenvalues in the strip |Im| < π.
 *
 * @throws ArgumentError for an eigenvalue on the closed negative axis, or when rounding of A decides the result
 * @example logm(expm(A)) // A, while |Im λ| < π
 */
export function logm(A: Tensor): Tensor {
  return bind1(logmPrimitive, [asSquare('logm', A)], { corner: false });
}
