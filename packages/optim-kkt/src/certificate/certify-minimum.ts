/**
 * Whether x is a strict local minimum of f without constraints: ∇f = 0 to the tolerance, and λ_min of the Hessian
 * beyond the rounding of its computation. Within it (x⁴, monkey saddle) second derivatives cannot tell: undecided.
 */
import { grad, hessian } from '@adjoint/calculus';
import { type Certificate, type Tensor, adoptBuffer, certificate, check } from '@adjoint/tensor';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { maxAbs } from './measures.ts';
import { secondOrderCheck, eigenvalueError } from './second-order.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface CertifyMinimumOptions {
  /** ‖∇f‖∞ ≤ ε(1 + ‖H‖∞ ‖x‖∞) (default 1e-8). */
  readonly tolerance?: number;
}

interface Stationary {
  readonly gradient: number;
  readonly scale: number;
  readonly hessian: Float64Array;
  readonly n: number;
}

function look(f: (x: Tensor) => Tensor, at: VectorLike): Stationary {
  const n = 'shape' in at ? at.size : at.length;
  const x = vectorInput('x', at, n);
  const t = adoptBuffer(x.slice());
  const scalar = (v: Tensor): Tensor => f(v).reshape([]);
  const H = Float64Array.from(hessian(scalar)(t).data());
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) H[i * n + j] = H[j * n + i] = (H[i * n + j] + H[j * n + i]) / 2;
  return { gradient: maxAbs(Float64Array.from(grad(scalar)(t).data())), scale: 1 + maxAbs(H) * maxAbs(x), hessian: H, n };
}

/**
 * @param f [n] → scalar, in tensor operations
 * @param x [n]
 * @example certifyMinimum((x) => x.square().sum(), [0, 0]).verdict // 'holds'
 */
export function certifyMinimum(f: (x: Tensor) => Tensor, x: VectorLike, options: CertifyMinimumOptions = {}): Certificate {
  const { gradient, scale, hessian: H, n } = look(f, x);
  const ε = options.tolerance ?? 1e-8;
  return certificate(
    'local-minimum',
    'numerical',
    'x is a strict local minimum of f: its gradient vanishes to the tolerance and its Hessian is positive definite beyond rounding',
    [check('stationarity', gradient, '<=', ε * scale), secondOrderCheck({ hessian: H, n, strict: [], weak: [] })],
  );
}

/** What second derivatives say of a stationary point. */
export type StationaryKind = 'minimum' | 'maximum' | 'saddle' | 'undecided' | 'not-stationary';

export interface Classification {
  readonly kind: StationaryKind;
  /** Ascending. */
  readonly eigenvalues: readonly number[];
  /** An eigenvalue nearer to zero than this has no sign. */
  readonly eigenvalueError: number;
  readonly gradientNorm: number;
  readonly advice: string;
}

/**
 * Minimum, maximum or saddle by the signs of the Hessian's eigenvalues; undecided when the signs that are beyond
 * rounding leave more than one answer.
 *
 * @example classifyStationaryPoint((x) => x.at(0).square().sub(x.at(1).square()), [0, 0]).kind // 'saddle'
 */
export function classifyStationaryPoint(f: (x: Tensor) => Tensor, x: VectorLike, options: CertifyMinimumOptions = {}): Classification {
  const { gradient, scale, hessian: H, n } = look(f, x);
  const error = eigenvalueError(H, n);
  const eigenvalues = [...symmetricEigen(H, n).values];
  const up = eigenvalues.some((v) => v > error);
  const down = eigenvalues.some((v) => v < -error);
  const flat = eigenvalues.some((v) => Math.abs(v) <= error);
  const kind: StationaryKind = !(gradient <= (options.tolerance ?? 1e-8) * scale)
    ? 'not-stationary'
    : up && down
      ? 'saddle'
      : flat
        ? 'undecided'
        : up
          ? 'minimum'
          : 'maximum';
  return { kind, eigenvalues, eigenvalueError: error, gradientNorm: gradient, advice: ADVICE[kind] };
}

const ADVICE: Record<StationaryKind, string> = {
  'minimum': 'all curvatures are positive beyond rounding',
  'maximum': 'all curvatures are negative beyond rounding',
  'saddle': 'curvatures of both signs: follow a direction of negative curvature downhill',
  'undecided': 'a curvature is zero to rounding: higher derivatives decide, second ones cannot',
  'not-stationary': 'the gradient does not vanish here: go on minimising first',
};
