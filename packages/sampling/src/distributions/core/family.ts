/**
 * What is written down of a family of distributions on the line; the rest is derived.
 *
 * The scalar functions are accurate in both tails and know values outside of the support. Derivatives come from two
 * rules: the score (of the log density by the value and by each parameter), and the velocity of the quantile,
 *
 *   vᵢ(x, θ) = ∂x/∂θᵢ at fixed probability = −(∂F/∂θᵢ)/f,
 *
 * from which ∂F/∂θᵢ = −f·vᵢ, ∂log F/∂θᵢ = −(f/F)·vᵢ, and which is the derivative of a draw by θᵢ.
 * Figurnov, Mohamed, Mnih (2018), "Implicit reparameterization gradients".
 */
import type { Key } from '@adjoint/random';
import type { Maybe, Shape, Tensor } from '@adjoint/tensor';
import type { Constraint } from './constraint.ts';

export interface Parameter {
  readonly name: string;
  readonly constraint: Constraint;
}
/** Arguments: the value (or probability), then the parameters in the order of `parameters`. */
export type ScalarFunction = (x: number, ...parameters: number[]) => number;

export interface Family {
  readonly name: string;
  readonly discrete: boolean;
  readonly parameters: readonly Parameter[];
  /** Ends of the support as functions of the parameters. */
  readonly lower: (...parameters: number[]) => number;
  readonly upper: (...parameters: number[]) => number;
  readonly logpdf: ScalarFunction;
  readonly cdf: ScalarFunction;
  readonly sf: ScalarFunction;
  readonly logcdf: ScalarFunction;
  readonly logsf: ScalarFunction;
  /** The value with probability p below it; for discrete families the smallest k with F(k) ≥ p. */
  readonly quantile: ScalarFunction;
  /** The value with probability q above it; for discrete families the smallest k with 1 − F(k) ≤ q. */
  readonly isf: ScalarFunction;
  /** ∂ log f/∂x (i = 0) and ∂ log f/∂θᵢ (i ≥ 1). Absent: not differentiable. */
  readonly score?: (x: Tensor, parameters: readonly Tensor[], i: number) => Maybe;
  /** ∂x/∂θᵢ at fixed probability, i ≥ 1. Absent: not differentiable by parameters. */
  readonly velocity?: (x: Tensor, parameters: readonly Tensor[], i: number) => Maybe;
  readonly mean: (...parameters: Tensor[]) => Tensor;
  readonly variance: (...parameters: Tensor[]) => Tensor;
  readonly entropy: (...parameters: Tensor[]) => Tensor;
  /** Draws of this shape, which the parameters broadcast to; differentiable by them where it can be. */
  readonly draw: (key: Key, shape: Shape, parameters: readonly Tensor[]) => Tensor;
}
