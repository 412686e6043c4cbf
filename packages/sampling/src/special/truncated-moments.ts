/**
 * Moments of a standard normal variable within [a, b], from distances s to the point x₀ of largest density in it:
 *
 *   Mₖ = ∫ sᵏ e^(−(x² − x₀²)/2) dx,   E Z = x₀ + M₁/M₀,   Var Z = M₂/M₀ − (M₁/M₀)²,   entropy = log M₀ + x₀·M₁/M₀ + ½ M₂/M₀
 *
 * Nothing cancels far out in a tail or in a narrow window, where 1 + aφ(a)/Z − … loses everything.
 */
import { math } from '@adjoint/kernels';
import { type Primitive, type Tensor, bind1 } from '@adjoint/tensor';
import { elementwise } from '../distributions/core/elementwise.ts';
import { gaussLegendre } from './gauss-legendre.ts';

interface Moments {
  readonly at: number;
  readonly mass: number;
  readonly mean: number;
  readonly square: number;
}

/** @param width b − a, which the caller knows to all its digits */
function momentsOf(a: number, b: number, width: number): Moments {
  const at = Math.min(Math.max(0, a), b);
  const c = Math.abs(at);
  const sums = [0, 0, 0];
  const panel = 1 / Math.max(1, c);
  for (const [length, sign] of [
    [at === a ? width : b - at, 1],
    [at === b ? width : at - a, -1],
  ] as const) {
    if (sign === 1 ? at === b : at === a) continue;
    for (let s = 0; s < length && s * (s + 2 * c) < 100; s += panel) {
      const end = Math.min(s + panel, length);
      for (let k = 0; k < 3; k++) sums[k] += (k === 1 ? sign : 1) * gaussLegendre((t) => t ** k * math.exp(-0.5 * t * (t + 2 * c)), s, end);
    }
  }
  return { at, mass: sums[0], mean: sums[1] / sums[0], square: sums[2] / sums[0] };
}
const density = (x: number, a: number, b: number, width: number): number => {
  const { at, mass } = momentsOf(a, b, width);
  return math.exp(-0.5 * (x - at) * (x + at)) / mass;
};

export interface TruncatedMoments {
  /** Densities at the ends: φ(a)/Z, φ(b)/Z. */
  readonly low: Primitive;
  readonly high: Primitive;
  readonly mean: Primitive;
  readonly variance: Primitive;
  readonly entropy: Primitive;
}

/**
 * Functions of (a, b, width). Their derivatives by an end are those of E h(Z): ∂E h/∂a = (φ(a)/Z)(E h − h(a)).
 */
/* @__NO_SIDE_EFFECTS__ */
export function truncatedMoments(): TruncatedMoments {
  const finite = (x: Tensor): Tensor => x.clamp(-1e150, 1e150);
  const f = (args: readonly Tensor[]): Tensor => bind1(low, args, undefined);
  const g = (args: readonly Tensor[]): Tensor => bind1(high, args, undefined);
  const m = (args: readonly Tensor[]): Tensor => bind1(mean, args, undefined);
  const v = (args: readonly Tensor[]): Tensor => bind1(variance, args, undefined);
  /** ∂/∂end for an expectation that exceeds its value at the end by `excess`. */
  const byEnd = (args: readonly Tensor[], i: number, excess: (end: Tensor) => Tensor): Tensor =>
    i === 0
      ? f(args).mul(excess(finite(args[0])))
      : g(args)
          .mul(excess(finite(args[1])))
          .neg();
  const low: Primitive = elementwise(
    'truncatedNormal.low',
    (a, b, w) => (a === -Infinity ? 0 : density(a, a, b, w)),
    (args, y, i) => (i === 0 ? y.mul(y.sub(finite(args[0]))) : i === 1 ? y.mul(g(args)).neg() : null),
  );
  const high: Primitive = elementwise(
    'truncatedNormal.high',
    (a, b, w) => (b === Infinity ? 0 : density(b, a, b, w)),
    (args, y, i) => (i === 1 ? y.mul(y.add(finite(args[1]))).neg() : i === 0 ? y.mul(f(args)) : null),
  );
  const mean: Primitive = elementwise(
    'truncatedNormal.mean',
    (a, b, w) => {
      const k = momentsOf(a, b, w);
      return k.at + k.mean;
    },
    (args, y, i) => (i === 2 ? null : byEnd(args, i, (end) => y.sub(end))),
  );
  const variance: Primitive = elementwise(
    'truncatedNormal.variance',
    (a, b, w) => {
      const k = momentsOf(a, b, w);
      return k.square - k.mean * k.mean;
    },
    (args, y, i) => (i === 2 ? null : byEnd(args, i, (end) => y.sub(m(args).sub(end).square()))),
  );
  /** log Z + ½ E Z² + const; by an end (E Z² − a²)/2 − 1 */
  const entropy: Primitive = elementwise(
    'truncatedNormal.entropy',
    (a, b, w) => {
      const k = momentsOf(a, b, w);
      return math.log(k.mass) + k.at * k.mean + 0.5 * k.square;
    },
    (args, _y, i) =>
      i === 2
        ? null
        : byEnd(args, i, (end) => {
            const centre = m(args);
            return v(args)
              .add(centre.sub(end).mul(centre.add(end)))
              .mul(0.5)
              .sub(1);
          }),
  );
  return { low, high, mean, variance, entropy };
}
