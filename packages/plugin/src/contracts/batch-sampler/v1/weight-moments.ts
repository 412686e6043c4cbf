/**
 * Moments over keys of M, the total weight that each of the n examples has in one batch. For a batch without weights
 * M_i = (times i is drawn)/b; drawn without repetition, E[Mᵢ] = πᵢ/b with πᵢ the inclusion probability.
 *
 *   E[g] − ∇F = Σᵢ (E[Mᵢ] − 1/n) ∇fᵢ,   Cov[g] = Σᵢⱼ Cov[Mᵢ, Mⱼ] ∇fᵢ ∇fⱼᵀ
 */
export interface WeightMoments {
  /** E[Mᵢ], [n]; a number when it is the same for all. */
  readonly mean: number | Float64Array;
  /** Cov[Mᵢ, Mⱼ]; the pair of numbers when all examples are exchangeable. Absent: not declared. */
  readonly covariance?: { readonly same: number; readonly other: number } | ((i: number, j: number) => number);
}
