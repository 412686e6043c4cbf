/**
 * What the loop asks of a cone. Vectors are whole; a kernel touches only its own rows `offset … offset + size − 1`.
 *
 * For a symmetric cone W is the Nesterov-Todd scaling, λ = W z = W⁻ᵀ s, and H = WᵀW maps dual to primal directions;
 * for the others H is the scaled Hessian of the dual barrier. Both give the same linear system
 * Δs + H Δz = −WᵀW-transformed target.
 *
 * Goulart and Chen (2024), "Clarabel: an interior-point solver for conic programs with quadratic objectives", section 3;
 * Vandenberghe (2010), "The CVXOPT linear and quadratic cone program solvers".
 */
export interface ConeKernel {
  readonly offset: number;
  readonly size: number;
  /** ν, the degree of the barrier: its share of the complementarity measure. */
  readonly degree: number;
  /** Whether H is a diagonal matrix (one entry a row in the linear system) or a dense block. */
  readonly diagonal: boolean;
  readonly symmetric: boolean;
  /** Moves s and z inside the cone along its identity, at least to margin 1 where they are outside. */
  shiftInside(s: Float64Array, z: Float64Array): void;
  /** The start of a cone without a usable least-squares start. */
  unit(s: Float64Array, z: Float64Array): void;
  /** Computes the scaling at (s, z). @returns false when the point is not inside numerically */
  update(s: Float64Array, z: Float64Array, μ: number): boolean;
  /** Writes H: its diagonal, or its upper triangle by columns. */
  writeHessian(out: Float64Array, at: number): void;
  /**
   * Eigenvectors T by rows, and eigenvalues D in the cone's rows of `eigenvalues`, of H = TᵀD T: the linear system then
   * turns the rows of the cone. Without it H enters the system itself.
   */
  writeTurned?(T: Float64Array, eigenvalues: Float64Array): void;
  /** out ← H v */
  applyHessian(out: Float64Array, v: Float64Array): void;
  /** out ← the constant part of Δs for the affine direction (s itself, for every cone here). */
  affineTarget(out: Float64Array, s: Float64Array): void;
  /** out ← the constant part of Δs for the combined direction: Wᵀ(λ ∖ (λ∘λ + W⁻ᵀΔs ∘ WΔz − σμ e)). */
  combinedTarget(out: Float64Array, s: Float64Array, z: Float64Array, Δs: Float64Array, Δz: Float64Array, σμ: number): void;
  /**
   * out ← the constant part of a further Δs: −Wᵀ(λ ∖ t), where t brings the eigenvalues v of the complementarity product
   * (λ + αW⁻ᵀΔs) ∘ (λ + αWΔz) into [low, high]. Absent for cones that are not symmetric.
   */
  centralityTarget?(out: Float64Array, s: Float64Array, z: Float64Array, Δs: Float64Array, Δz: Float64Array, aim: Aim): void;
  /** The largest α ≤ limit that keeps s + αΔs and z + αΔz in the cone. */
  stepLength(s: Float64Array, z: Float64Array, Δs: Float64Array, Δz: Float64Array, limit: number): number;
}

/** The trial step, and where its complementarity products should be. */
export interface Aim {
  readonly α: number;
  readonly low: number;
  readonly high: number;
}

/** What brings a product v into the range; a large one is not brought down by more than `high`, so that it does not rule the step. */
export const towards = (v: number, { low, high }: Aim): number => (v < low ? low - v : v > high ? Math.max(high - v, -high) : 0);
