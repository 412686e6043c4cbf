/**
 * Maximum likelihood: the parameters under which the data are most probable.
 *
 * Parameters move over all real numbers (positive ones on the logarithm, probabilities on the logit); BFGS with the
 * exact gradient of the mean log density, backtracking by Armijo's rule. Standard errors come from the observed
 * information, the inverse Hessian at the maximum, which differences of the gradient give.
 *
 * Nocedal and Wright (2006), "Numerical Optimization", algorithm 6.1.
 */
import { valueAndGrad } from '@adjoint/calculus';
import { ArgumentError, type Tensor, exp, sigmoid, tensor } from '@adjoint/tensor';
import type { Distribution } from './core/distribution.ts';

export type ParameterRange = 'real' | 'positive' | 'unit';

export interface Fit<P extends string> {
  readonly distribution: Distribution;
  readonly parameters: Readonly<Record<P, number>>;
  /** Approximate standard errors; NaN where the information matrix is not positive definite. */
  readonly standardErrors: Readonly<Record<P, number>>;
  /** Σ log f(xᵢ) */
  readonly logLikelihood: number;
  readonly status: 'converged' | 'not-converged';
  readonly advice: string;
  readonly iterations: number;
}

export interface FitOptions<P extends string> {
  /** Ranges of the parameters; `positive` where none is given. */
  readonly ranges?: Partial<Readonly<Record<P, ParameterRange>>>;
  readonly maxIterations?: number;
  /** Largest component of the gradient of the mean log density, in the moved parameters, that counts as 0 (default 1e-9). */
  readonly tolerance?: number;
}

const into = { real: (v: number) => v, positive: (v: number) => Math.log(v), unit: (v: number) => Math.log(v / (1 - v)) };
const outOf = { real: (u: Tensor) => u, positive: (u: Tensor) => exp(u), unit: (u: Tensor) => sigmoid(u) };
/** dθ/du */
const slope = { real: () => 1, positive: (v: number) => v, unit: (v: number) => v * (1 - v) };

/**
 * @param make the distribution of given parameters
 * @param start where the search begins: all data must be possible there
 * @throws ArgumentError when the data are empty, or impossible or not finite at the start
 * @example fit((θ) => gamma(θ), { shape: 1, rate: 1 }, data)
 */
export function fit<const P extends string>(
  make: (parameters: Record<P, Tensor>) => Distribution,
  start: Readonly<Record<P, number>>,
  data: Tensor,
  options: FitOptions<P> = {},
): Fit<P> {
  const { maxIterations = 200, tolerance = 1e-9 } = options;
  const ranges: Partial<Record<string, ParameterRange>> = options.ranges ?? {};
  const names = Object.keys(start) as P[];
  const range = names.map((n): ParameterRange => ranges[n] ?? 'positive');
  const k = names.length;
  if (data.size === 0) throw new ArgumentError('fit: no data', 'give at least one value');
  const at = (u: Tensor): Record<P, Tensor> => Object.fromEntries(names.map((n, i) => [n, outOf[range[i]](u.at(i))])) as Record<P, Tensor>;
  const objective = valueAndGrad((u: Tensor) => make(at(u)).logpdf(data).mean().neg());
  const evaluate = (u: readonly number[]): { f: number; g: number[] } => {
    try {
      const { value, gradient } = objective(tensor([...u]));
      return { f: value.item(), g: [...gradient.data()] };
    } catch (error) {
      if (error instanceof ArgumentError) return { f: Infinity, g: u.map(() => NaN) }; // a parameter left its range by overflow
      throw error;
    }
  };
  let u = names.map((n, i) => into[range[i]](start[n]));
  let { f, g } = evaluate(u);
  if (!Number.isFinite(f) || !g.every(Number.isFinite))
    throw new ArgumentError(
      `fit: the mean log density at the start is ${-f}`,
      'start where all data are possible; name the range of parameters that are not positive',
    );

  let H = identity(k);
  let iterations = 0;
  let stalled = false;
  for (; iterations < maxIterations && largest(g) > tolerance && !stalled; iterations++) {
    let p = multiply(H, g).map((v) => -v);
    let descent = dot(p, g);
    if (!(descent < 0)) {
      H = identity(k);
      p = g.map((v) => -v);
      descent = dot(p, g);
    }
    const step = search(evaluate, u, p, f, descent);
    if (step === null) {
      stalled = true;
      break;
    }
    const s = step.u.map((v, i) => v - u[i]);
    const y = step.g.map((v, i) => v - g[i]);
    H = update(H, s, y, iterations === 0);
    ({ u, f, g } = step);
  }
  const θ = names.map((_, i) => outOf[range[i]](tensor(u).at(i)).item());
  const converged = largest(g) <= Math.max(tolerance, stalled ? 1e-6 : 0);
  return {
    distribution: make(Object.fromEntries(names.map((n, i) => [n, tensor(θ[i])])) as Record<P, Tensor>),
    parameters: named(names, θ),
    standardErrors: named(
      names,
      errors(evaluate, u, data.size).map((e, i) => e * Math.abs(slope[range[i]](θ[i]))),
    ),
    logLikelihood: -f * data.size,
    status: converged ? 'converged' : 'not-converged',
    advice: converged ? 'none needed' : 'start nearer to the data, or raise maxIterations; the likelihood may have no maximum',
    iterations,
  };
}

interface Point {
  readonly f: number;
  readonly g: number[];
}
type Evaluate = (u: readonly number[]) => Point;

/** Backtracking until the decrease is a share of what the slope promised; null when no step decreases. */
function search(
  evaluate: Evaluate,
  u: readonly number[],
  p: readonly number[],
  f: number,
  descent: number,
): (Point & { u: number[] }) | null {
  for (let t = Math.min(1, 4 / largest(p)), tries = 0; tries < 60; tries++, t *= 0.5) {
    const next = u.map((v, i) => v + t * p[i]);
    const point = evaluate(next);
    if (point.f <= f + 1e-4 * t * descent && point.g.every(Number.isFinite)) return { u: next, ...point };
  }
  return null;
}

/** BFGS update of the inverse Hessian, (6.17); skipped where the curvature along the step is not positive. */
function update(H: number[][], s: readonly number[], y: readonly number[], first: boolean): number[][] {
  const sy = dot(s, y);
  if (!(sy > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return H;
  const B = first ? identity(s.length).map((row) => row.map((v) => (v * sy) / dot(y, y))) : H;
  const By = multiply(B, y);
  const c = (1 + dot(y, By) / sy) / sy;
  return B.map((row, i) => row.map((v, j) => v + c * s[i] * s[j] - (By[i] * s[j] + s[i] * By[j]) / sy));
}

/** Roots of the diagonal of the inverse of n·Hessian, by Gauss-Jordan elimination. */
function errors(evaluate: Evaluate, u: readonly number[], n: number): number[] {
  const k = u.length;
  const h = 1e-4;
  const shifted = (i: number, d: number): number[] => evaluate(u.map((v, j) => (j === i ? v + d : v))).g;
  const A = u.map((_, i) => {
    const up = shifted(i, h);
    const down = shifted(i, -h);
    return up.map((v, j) => (n * (v - down[j])) / (2 * h));
  });
  const rows = A.map((row, i) => [...row.map((v, j) => 0.5 * (v + A[j][i])), ...identity(k)[i]]);
  for (let c = 0; c < k; c++) {
    const pivot = rows[c][c];
    if (!(pivot > 0)) return u.map(() => NaN);
    for (let j = 0; j < 2 * k; j++) rows[c][j] /= pivot;
    for (let r = 0; r < k; r++)
      if (r !== c) {
        const m = rows[r][c];
        for (let j = 0; j < 2 * k; j++) rows[r][j] -= m * rows[c][j];
      }
  }
  return rows.map((row, i) => Math.sqrt(row[k + i]));
}

const identity = (k: number): number[][] => Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_v, j) => Number(i === j)));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, i) => s + v * b[i], 0);
const multiply = (H: readonly (readonly number[])[], v: readonly number[]): number[] => H.map((row) => dot(row, v));
const largest = (v: readonly number[]): number => Math.max(...v.map(Math.abs));
const named = <P extends string>(names: readonly P[], values: readonly number[]): Record<P, number> =>
  Object.fromEntries(names.map((n, i) => [n, values[i]])) as Record<P, number>;
