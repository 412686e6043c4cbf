/**
 * How the optimal value moves when a constraint does: minus its multiplier.
 *
 *   g(x) ≤ ε or h(x) = ε:  ∂f*∕∂ε = −multiplier;   l ≤ aᵀx ≤ u:  ∂f*∕∂u = −μ_u, ∂f*∕∂l = +μ_l
 *
 * That is a derivative where the multipliers are unique (independent gradients of the active constraints) and strictly
 * complementary; otherwise the value has a kink there and only one-sided slopes, so the verdict is 'undecided'.
 *
 * Fiacco (1983), "Introduction to Sensitivity and Stability Analysis in Nonlinear Programming", theorem 3.2.2.
 */
import { addSparseProduct, sparseToDense } from '@adjoint/linalg';
import { type Tensor, type Verdict, adoptBuffer } from '@adjoint/tensor';
import { maxAbs } from '../certificate/measures.ts';
import { nullSpace } from '../certificate/null-space.ts';
import { smoothActive } from '../certificate/smooth-measures.ts';
import { type MultipliersLike, splitMultipliers } from '../certificate/split-multipliers.ts';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { type NonlinearProgram, requireStart, smoothProblem } from '../problem/nonlinear-program.ts';
import { type QuadraticProgram, rowProgram } from '../problem/quadratic-program.ts';

export interface OptimalValueSlopes {
  /** ∂f*∕∂h of G x ≤ h (or of g ≤ ε), [m] */
  readonly inequalities: Tensor;
  /** ∂f*∕∂b, [p] */
  readonly equalities: Tensor;
  /** ∂f*∕∂l of the bounds, [n] */
  readonly lower: Tensor;
  /** ∂f*∕∂u of the bounds, [n] */
  readonly upper: Tensor;
  readonly rows?: { readonly lower: Tensor; readonly upper: Tensor };
  /** 'holds' where these are derivatives, 'undecided' where they may be one-sided only. */
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * @param x, multipliers an optimum, e.g. of `quadraticProgram` or `minimize`
 * @example optimalValueSlopes(problem, result.x, result.multipliers).inequalities // −μ
 */
export function optimalValueSlopes(
  problem: QuadraticProgram | NonlinearProgram,
  x: VectorLike,
  multipliers: MultipliersLike,
): OptimalValueSlopes {
  const { strict, weak, n, z, m, p } =
    'objective' in problem ? smoothConstraints(problem, x, multipliers) : rowConstraints(problem, x, multipliers);
  const J = new Float64Array(strict.length * n);
  strict.forEach((row, i) => {
    J.set(row, i * n);
  });
  const independent = strict.length === 0 || nullSpace(J, strict.length, n).rank === strict.length;
  const signed = (v: Float64Array, s: 1 | -1): Tensor => adoptBuffer(v.map((w) => (w === 0 ? 0 : s * w)));
  const ranges = z.rowUpper.length - m - p;
  return {
    inequalities: signed(z.rowUpper.slice(0, m), -1),
    equalities: signed(z.rowUpper.slice(m, m + p), -1),
    lower: signed(z.lower, 1),
    upper: signed(z.upper, -1),
    ...(ranges === 0 ? null : { rows: { lower: signed(z.rowLower.slice(m + p), 1), upper: signed(z.rowUpper.slice(m + p), -1) } }),
    verdict: independent && weak === 0 ? 'holds' : 'undecided',
    reason: !independent
      ? 'the gradients of the active constraints are dependent: other multipliers fit as well'
      : weak > 0
        ? `${weak} active constraint${weak === 1 ? ' has' : 's have'} a zero multiplier: the slope may differ by side`
        : 'active constraints are independent and strictly complementary',
  };
}

interface Constraints {
  readonly strict: readonly Float64Array[];
  readonly weak: number;
  readonly n: number;
  readonly m: number;
  readonly p: number;
  readonly z: ReturnType<typeof splitMultipliers>;
}
const NEAR = 1e-6;

function smoothConstraints(problem: NonlinearProgram, at: VectorLike, multipliers: MultipliersLike): Constraints {
  const x = requireStart(at);
  const smooth = smoothProblem(problem, x);
  const { n, m, p } = smooth;
  const z = splitMultipliers(multipliers, { variables: n, inequalities: m, equalities: p, ranges: 0 });
  const { strict, weak } = smoothActive(smooth, smooth.evaluate(x), x, z.rowUpper.slice(0, m), z.lower, z.upper, NEAR);
  return { strict, weak: weak.length, n, m, p, z };
}

function rowConstraints(problem: QuadraticProgram, at: VectorLike, multipliers: MultipliersLike): Constraints {
  const { program, layout } = rowProgram(problem);
  const n = layout.variables;
  const x = vectorInput('x', at, n);
  const z = splitMultipliers(multipliers, layout);
  const A = sparseToDense(program.A);
  const Ax = addSparseProduct(new Float64Array(program.A.rows), 1, program.A, x);
  const strict: Float64Array[] = [];
  const scale = 1 + Math.max(maxAbs(z.rowLower), maxAbs(z.rowUpper), maxAbs(z.lower), maxAbs(z.upper));
  const size = 1 + Math.max(maxAbs(Ax), maxAbs(x));
  let weak = 0;
  const sort = (row: () => Float64Array, low: number, high: number, v: number, multiplier: number): void => {
    if (low === high || Math.abs(multiplier) > NEAR * scale) strict.push(row());
    else if (v - low <= NEAR * size || high - v <= NEAR * size) weak++;
  };
  for (let i = 0; i < program.A.rows; i++)
    sort(() => A.slice(i * n, (i + 1) * n), program.rowLower[i], program.rowUpper[i], Ax[i], z.rowUpper[i] - z.rowLower[i]);
  for (let j = 0; j < n; j++)
    sort(
      () => {
        const e = new Float64Array(n);
        e[j] = 1;
        return e;
      },
      program.lower[j],
      program.upper[j],
      x[j],
      z.upper[j] - z.lower[j],
    );
  return { strict, weak, n, m: layout.inequalities, p: layout.equalities, z };
}
