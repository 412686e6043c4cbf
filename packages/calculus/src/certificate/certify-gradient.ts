/**
 * Evidence that a derivative is right: random directions, independent differences, the adjoint identity.
 *
 *   ⟨w, f(x + hv)⟩ differenced by h  =  ⟨Jᵀw, v⟩      extrapolated central differences
 *   ⟨Jv, w⟩ = ⟨v, Jᵀw⟩                                 forward against reverse mode
 *
 * A direction is decided when the estimated error of the difference is below 10⁻⁴ relative and there is no kink; then
 * the derivative must lie within ten such errors. Otherwise the check is undecided.
 */
import {
  ArgumentError,
  type Certificate,
  type Check,
  DTypeError,
  type Tensor,
  type TensorLike,
  adoptBuffer,
  asTensor,
  certificate,
  check,
  flatten,
  isFinite,
  leafPaths,
  unflatten,
  where,
  withVerdict,
} from '@adjoint/tensor';
import { type Gradient } from '../transforms/arguments.ts';
import { jvp } from '../transforms/jvp.ts';
import { requireLike, vjp } from '../transforms/vjp.ts';
import { differentiateTwice } from './differences.ts';

export interface CertifyGradientOptions<T> {
  /** The gradient to be judged; default: the one this package computes. */
  readonly gradient?: Gradient<T>;
  /** Number of random directions (default 4); coordinates are added up to 32 of them. */
  readonly directions?: number;
  /** Chooses the directions (default 0). */
  readonly seed?: number;
}

interface Comparison {
  readonly difference: number;
  readonly bound: number;
  /** Why it decides nothing, or null. */
  readonly reason: string | null;
}

const EPS = { float64: 2 ** -52, float32: 2 ** -23 } as const;
const UNDECIDED_ABOVE = 1e-4;

/**
 * @param f a function of a tree of float64 tensors, to a tensor of any shape; with `gradient` it must return one number
 * @returns claim 'gradient', strength 'evidence'; the scope names the reasons of undecided checks
 * @throws ArgumentError for a function whose value is not finite at x, `gradient` with a function that is not scalar, or options that are no whole numbers; DTypeError for a value that is no float
 * @example certifyGradient((x) => x.sin().sum(), tensor([1, 2])).verdict // 'holds'
 */
export function certifyGradient<T = Tensor>(f: (x: T) => Tensor, x: T | TensorLike, options: CertifyGradientOptions<T> = {}): Certificate {
  const { directions = 4, seed = 0, gradient } = options;
  const { leaves, def } = flatten(x, 'x');
  if (!Number.isInteger(directions) || directions < 1 || !Number.isInteger(seed))
    throw new ArgumentError(`certifyGradient: ${directions} directions, seed ${seed}`, 'directions are 1 or more; both are whole numbers');
  const at = leaves.map((l) => l.astype('float64'));
  const tree = unflatten(def, at) as T;
  const value = asTensor(f(tree));
  const random = numbers(seed);
  const { dtype } = value;
  if (dtype !== 'float64' && dtype !== 'float32')
    throw new DTypeError(`certifyGradient: the function returned dtype ${dtype}`, 'only floats have derivatives');
  const eps = EPS[dtype];
  if (!isFinite(value).all().item())
    throw new ArgumentError('certifyGradient: the value of the function is not finite', 'certify at a point where the function is defined');
  if (gradient !== undefined && value.rank !== 0)
    throw new ArgumentError(
      `certifyGradient: a gradient for a function of shape [${value.shape.join(', ')}]`,
      'the function must return one number',
    );

  const w = value.rank === 0 ? adoptBuffer(new Float64Array([1]), []) : draw(value.shape, random);
  const cotangents = gradient !== undefined ? requireLike('certifyGradient', gradient, def, at) : flatten(vjp(f, tree).pullback(w)).leaves;
  // An infinite partial does not speak for the directions that leave its coordinate alone.
  const along = (v: readonly Tensor[]): number => cotangents.reduce((s, g, i) => s + where(v[i].equal(0), 0, g.mul(v[i])).sum().item(), 0);
  const sizeAlong = (v: readonly Tensor[]): number => cotangents.reduce((s, g, i) => s + g.mul(v[i]).abs().sum().item(), 0);

  const largest = Math.max(0, ...cotangents.map((g) => sizeOfLargest(where(isFinite(g), g, 0))));
  const extent = Math.max(0, ...at.map(sizeOfLargest));
  const compare = (v: readonly Tensor[]): Comparison => {
    const middle = value.mul(w).sum().item();
    const claimed = along(v);
    let still = true;
    const phi = (t: number): number => {
      const y = f(
        unflatten(
          def,
          at.map((a, i) => a.add(v[i].mul(t))),
        ) as T,
      )
        .mul(w)
        .sum()
        .item();
      still &&= y === middle;
      return y;
    };
    const h = firstStep(at, v);
    const noise = eps * sizeAlong(at);
    const {
      value: slope,
      error,
      kink,
    } = differentiateTwice(phi, h, (Number.isFinite(noise) ? noise : 0) + (dtype === 'float32' ? eps * Math.abs(middle) : 0));
    const scale = Math.max(Math.abs(slope), largest * Math.max(...v.map(sizeOfLargest)), largest === 0 ? Math.abs(middle) / h : 0);
    const reason = kink
      ? 'a kink, or oscillation within the smallest step'
      : !Number.isFinite(error) || Number.isNaN(slope)
        ? 'the function is not finite beside x, or has no finite slope there'
        : still && claimed !== 0 && Math.abs(claimed) * h <= EPS.float64 * extent
          ? 'the values of the function do not resolve so small a slope'
          : error <= UNDECIDED_ABOVE * scale
            ? null
            : `the difference is known to ${(error / scale).toExponential(1)} only`;
    return { difference: Math.abs(slope - claimed), bound: 10 * error, reason };
  };
  const checks: Check[] = [];
  const reasons: string[] = [];
  const decide = (c: Check, undecided: readonly string[]): void => {
    checks.push(undecided.length === 0 ? c : withVerdict(c, 'undecided'));
    if (undecided.length > 0) reasons.push(`${c.id}: ${undecided[0]}`);
  };
  for (let k = 0; k < directions; k++) {
    const { difference, bound, reason } = compare(at.map((a) => draw(a.shape, random)));
    decide(check(`direction-${k}`, difference, '<=', bound), reason === null ? [] : [reason]);
  }
  for (const [path, units] of coordinates(at, leafPaths(def, 'x'))) {
    const results = units.map(compare);
    const worst = Math.max(...results.map((r) => (r.difference === 0 ? 0 : r.difference / r.bound)));
    const wrong = results.some((r) => r.reason === null && !(r.difference <= r.bound)); // one that is decided and wrong decides all
    decide(check(`coordinates-${path}`, worst, '<=', 1), wrong ? [] : results.flatMap((r) => r.reason ?? [])); // differences in units of their bound
  }

  if (gradient === undefined) {
    const v = at.map((a) => draw(a.shape, random));
    const forward = jvp(f, tree, unflatten(def, v) as T).tangent;
    const left = forward.mul(w).sum().item();
    const size = Math.max(forward.mul(w).abs().sum().item(), sizeAlong(v));
    // Two inner products of rounded terms: each side is right to a modest multiple of ε times the sum of sizes.
    const identity = check(
      'adjoint-identity',
      Math.abs(left - along(v)),
      '<=',
      64 * Math.sqrt(value.size + v.reduce((s, t) => s + t.size, 0)) * eps * size,
    );
    decide(identity, Number.isFinite(size) ? [] : ['the derivative is not finite']);
  }
  const n = at.reduce((s, a) => s + a.size, 0);
  const undecided =
    reasons.length === 0
      ? ''
      : `; undecided at ${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? `; and ${reasons.length - 3} more` : ''}`;
  return certificate('gradient', 'evidence', `f: ${n} → ${value.size}, at one point, ${checks.length} checks${undecided}`, checks);
}

/** The step on which one moves by a twentieth of the size of x, or of 1 where x is 0. */
function firstStep(at: readonly Tensor[], v: readonly Tensor[]): number {
  const size = (ts: readonly Tensor[]): number => Math.max(0, ...ts.filter((t) => t.size > 0).map((t) => t.abs().max().item()));
  const x = size(at);
  const d = size(v);
  return d === 0 ? 1 : (0.05 * (x === 0 ? 1 : x)) / d;
}

const sizeOfLargest = (x: Tensor): number => (x.size === 0 ? 0 : x.abs().max().item());

/** Unit vectors of up to 32 coordinates, spread evenly, by leaf. */
function coordinates(at: readonly Tensor[], paths: readonly string[]): readonly (readonly [string, readonly (readonly Tensor[])[]])[] {
  const every = Math.ceil(at.reduce((s, a) => s + a.size, 0) / 32);
  let count = 0;
  return at
    .map((a, i) => {
      const picked = Array.from({ length: a.size }, (_, j) => j).filter(() => count++ % every === 0);
      return [paths[i], picked.map((j) => at.map((like, k) => unit(like, k === i ? j : -1)))] as const;
    })
    .filter(([, units]) => units.length > 0);
}

function unit(like: Tensor, index: number): Tensor {
  const values = new Float64Array(like.size);
  if (index >= 0) values[index] = 1;
  return adoptBuffer(values, like.shape);
}

function draw(shape: readonly number[], random: () => number): Tensor {
  return adoptBuffer(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random), shape);
}

/** Numbers in (−1, 1) from a counter, by the finaliser of MurmurHash3 (Appleby): any directions will do, but the same on every machine. */
function numbers(seed: number): () => number {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = counter;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2147483648 - 1;
  };
}
