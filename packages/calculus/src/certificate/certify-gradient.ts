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
  ArgumentError, type Certificate, type Check, type Tensor, type TensorLike, adoptBuffer, certificate, check, flatten, isFinite, leafPaths, unflatten, withVerdict,
} from '@adjoint/tensor';
import { type Gradient } from '../transforms/arguments.ts';
import { jvp } from '../transforms/jvp.ts';
import { requireLike, vjp } from '../transforms/vjp.ts';
import { differentiate } from './differences.ts';

export interface CertifyGradientOptions<T> {
  /** The gradient to be judged; default: the one this package computes. */
  readonly gradient?: Gradient<T>;
  /** Number of random directions (default 4); coordinates are added up to 32 of them. */
  readonly directions?: number;
  /** Chooses the directions (default 0). */
  readonly seed?: number;
}

const EPS = 2 ** -52;
const UNDECIDED_ABOVE = 1e-4;

/**
 * @param f a function of a tree of float64 tensors, to a tensor of any shape; with `gradient` it must return one number
 * @returns claim 'gradient', strength 'evidence'
 * @throws ArgumentError for a function whose value is not finite at x, or `gradient` with a function that is not scalar
 * @example certifyGradient((x) => x.sin().sum(), tensor([1, 2])).verdict // 'holds'
 */
export function certifyGradient<T = Tensor>(f: (x: T) => Tensor, x: T | TensorLike, options: CertifyGradientOptions<T> = {}): Certificate {
  const { directions = 4, seed = 0, gradient } = options, { leaves, def } = flatten(x, 'x');
  const at = leaves.map((l) => l.astype('float64')), tree = unflatten(def, at) as T, value = f(tree), random = numbers(seed);
  if (!isFinite(value).all().item()) throw new ArgumentError('certifyGradient: the value of the function is not finite', 'certify at a point where the function is defined');
  if (gradient !== undefined && value.rank !== 0) throw new ArgumentError(`certifyGradient: a gradient for a function of shape [${value.shape.join(', ')}]`, 'the function must return one number');

  const w = value.rank === 0 ? adoptBuffer(new Float64Array([1]), []) : draw(value.shape, random);
  const cotangents = gradient !== undefined ? requireLike('certifyGradient', gradient, def, at) : flatten(vjp(f, tree).pullback(w)).leaves;
  const along = (v: readonly Tensor[]): number => cotangents.reduce((s, g, i) => s + g.mul(v[i]).sum().item(), 0);
  const sizeAlong = (v: readonly Tensor[]): number => cotangents.reduce((s, g, i) => s + g.mul(v[i]).abs().sum().item(), 0);

  const checks: Check[] = [];
  const differences = (id: string, v: readonly Tensor[]): void => {
    const phi = (t: number): number => f(unflatten(def, at.map((a, i) => a.add(v[i].mul(t)))) as T).mul(w).sum().item();
    const { value: slope, error, kink } = differentiate(phi, firstStep(at, v), EPS * sizeAlong(at)), exact = along(v);
    const scale = Math.max(Math.abs(slope), sizeAlong(v), Number.MIN_VALUE);
    const compared = check(id, Math.abs(slope - exact), '<=', 10 * error);
    checks.push(kink || !(error <= UNDECIDED_ABOVE * scale) ? withVerdict(compared, 'undecided') : compared);
  };
  for (let k = 0; k < directions; k++) differences(`difference-${k}`, at.map((a) => draw(a.shape, random)));
  for (const [i, path, j] of coordinates(at, leafPaths(def, 'x'))) differences(`difference-${path}`, at.map((a, k) => unit(a, k === i ? j : -1)));

  if (gradient === undefined) {
    const v = at.map((a) => draw(a.shape, random)), forward = jvp(f, tree, unflatten(def, v) as T).tangent;
    const left = forward.mul(w).sum().item(), size = Math.max(forward.mul(w).abs().sum().item(), sizeAlong(v));
    // Two inner products of rounded terms: each side is right to a modest multiple of ε times the sum of sizes.
    checks.push(check('adjoint-identity', Math.abs(left - along(v)), '<=', 64 * Math.sqrt(value.size + v.reduce((s, t) => s + t.size, 0)) * EPS * size));
  }
  const n = at.reduce((s, a) => s + a.size, 0);
  return certificate('gradient', 'evidence', `f: ${n} → ${value.size}, at one point, ${checks.length} checks`, checks);
}

/** The step on which one moves by a twentieth of the size of x, or of 1 where x is 0. */
function firstStep(at: readonly Tensor[], v: readonly Tensor[]): number {
  const size = (ts: readonly Tensor[]): number => Math.max(0, ...ts.filter((t) => t.size > 0).map((t) => t.abs().max().item()));
  const x = size(at), d = size(v);
  return d === 0 ? 1 : 0.05 * (x === 0 ? 1 : x) / d;
}

/** Up to 32 coordinates, spread evenly: [leaf, path, index]. */
function* coordinates(at: readonly Tensor[], paths: readonly string[]): Generator<[number, string, number]> {
  const n = at.reduce((s, a) => s + a.size, 0), every = Math.ceil(n / 32);
  let count = 0;
  for (const [i, a] of at.entries()) for (let j = 0; j < a.size; j++) if (count++ % every === 0) yield [i, a.rank === 0 ? paths[i] : `${paths[i]}[${j}]`, j];
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
