/** Residuals of a nonlinear program at a point with multipliers, and which constraints are active there. */
import type { Evaluation, Smooth } from '../problem/nonlinear-program.ts';
import { type KktMeasures, maxAbs } from './measures.ts';

/** ∇f + Jgᵀμ + Jhᵀλ + upper − lower */
export function lagrangianGradient(
  { n, m, p }: Smooth,
  e: Evaluation,
  μ: ArrayLike<number>,
  λ: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Float64Array {
  const out = e.gradient.map((v, j) => v + upper[j] - lower[j]);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j] += μ[i] * e.Jg[i * n + j];
  for (let i = 0; i < p; i++) for (let j = 0; j < n; j++) out[j] += λ[i] * e.Jh[i * n + j];
  return out;
}

/** The scale of a linear constraint a x ≤ b is ‖a x‖; of a curved one, that of its linearisation. */
function productScale(J: Float64Array, rows: number, x: Float64Array): number {
  const n = x.length;
  let most = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += J[i * n + j] * x[j];
    most = Math.max(most, Math.abs(sum));
  }
  return most;
}

export function smoothMeasures(
  smooth: Smooth,
  e: Evaluation,
  x: Float64Array,
  μ: Float64Array,
  λ: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): KktMeasures {
  const { n, m, p } = smooth;
  let primal = maxAbs(e.h);
  let sign = 0;
  let complementarity = 0;
  let bounds = 0;
  const one = (g: number, z: number): void => {
    if (g === -Infinity) {
      if (z !== 0) sign = Math.max(sign, Math.abs(z));
      return;
    }
    if (g > primal || Number.isNaN(g)) primal = g;
    sign = Math.max(sign, -z);
    complementarity = Math.max(complementarity, Math.abs(z) * Math.max(0, -g));
  };
  for (let i = 0; i < m; i++) one(e.g[i], μ[i]);
  for (let j = 0; j < n; j++) {
    one(smooth.lower[j] - x[j], lower[j]);
    one(x[j] - smooth.upper[j], upper[j]);
    if (Number.isFinite(smooth.lower[j]) || Number.isFinite(smooth.upper[j])) bounds = Math.max(bounds, Math.abs(x[j]));
  }
  const Jμ = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += Math.abs(μ[i] * e.Jg[i * n + j]);
    for (let i = 0; i < p; i++) sum += Math.abs(λ[i] * e.Jh[i * n + j]);
    Jμ[j] = sum;
  }
  return {
    primal,
    primalScale: 1 + Math.max(productScale(e.Jg, m, x), productScale(e.Jh, p, x), bounds),
    stationarity: maxAbs(lagrangianGradient(smooth, e, μ, λ, lower, upper)),
    dualScale: 1 + Math.max(maxAbs(e.gradient), maxAbs(Jμ), maxAbs(lower), maxAbs(upper)),
    sign,
    multiplierScale: 1 + Math.max(maxAbs(μ), maxAbs(λ), maxAbs(lower), maxAbs(upper)),
    complementarity,
    complementarityScale: 1 + Math.abs(e.f),
    gap: null,
    objectiveScale: 1 + Math.abs(e.f),
  };
}

/** Gradients of equalities and of inequalities with a positive multiplier (`strict`), and of the other active ones. */
export function smoothActive(
  { n, m, p, lower: l, upper: u }: Smooth,
  e: Evaluation,
  x: Float64Array,
  μ: Float64Array,
  zLower: Float64Array,
  zUpper: Float64Array,
  ε: number,
): { readonly strict: Float64Array[]; readonly weak: Float64Array[] } {
  const strict: Float64Array[] = [];
  const weak: Float64Array[] = [];
  const scale = 1 + Math.max(maxAbs(μ), maxAbs(zLower), maxAbs(zUpper));
  const sort = (row: Float64Array, slack: number, z: number): void => {
    if (z > ε * scale) strict.push(row);
    else if (slack >= -ε) weak.push(row);
  };
  for (let i = 0; i < p; i++) strict.push(e.Jh.slice(i * n, (i + 1) * n));
  for (let i = 0; i < m; i++) sort(e.Jg.slice(i * n, (i + 1) * n), e.g[i], μ[i]);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    sort(unit, l[j] - x[j], zLower[j]);
    sort(unit, x[j] - u[j], zUpper[j]);
  }
  return { strict, weak };
}
