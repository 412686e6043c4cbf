/** Smooth problems, their functions written in tensor operations, and what solvers and verifiers need of them. */
import { grad, hessian, jacobian } from '@adjoint/calculus';
import { ArgumentError, NonFiniteError, ShapeError, type Tensor, adoptBuffer, stopGradient, tensor } from '@adjoint/tensor';
import { type VectorLike, vectorInput } from './matrix-input.ts';
import { requireFields } from './require-fields.ts';
import { requireLimits } from './row-program.ts';

/**
 *   minimise f(x)   subject to   g(x) ≤ 0,   h(x) = 0,   lower ≤ x ≤ upper
 *
 * Derivatives come from `@adjoint/calculus`; give `gradient` or `hessian` where a better one is known.
 */
export interface NonlinearProgram {
  readonly form?: 'nonlinear';
  /** f: [n] → scalar */
  objective(x: Tensor): Tensor;
  /** g: [n] → [m] */
  inequalities?(x: Tensor): Tensor;
  /** h: [n] → [p] */
  equalities?(x: Tensor): Tensor;
  /** [n]; ±∞ where there is no bound. */
  readonly lower?: VectorLike;
  readonly upper?: VectorLike;
  /** ∇f: [n] → [n] */
  gradient?(x: Tensor): Tensor;
  /** ∇²ₓₓ L of f + μᵀg + λᵀh: [n] → [n, n] */
  hessian?(x: Tensor, μ: Tensor, λ: Tensor): Tensor;
}

/** `start` belongs to the problem in the solver contract. */
const FIELDS = ['form', 'objective', 'inequalities', 'equalities', 'lower', 'upper', 'gradient', 'hessian', 'start'] satisfies (
  keyof NonlinearProgram | 'start'
)[];

/** Values and first derivatives at a point; Jacobians are row-major. */
export interface Evaluation {
  readonly f: number;
  readonly g: Float64Array;
  readonly h: Float64Array;
  readonly gradient: Float64Array;
  readonly Jg: Float64Array;
  readonly Jh: Float64Array;
}

/** A problem with its sizes known and its functions on plain arrays. */
export interface Smooth {
  readonly n: number;
  readonly m: number;
  readonly p: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  values(x: Float64Array): Pick<Evaluation, 'f' | 'g' | 'h'>;
  evaluate(x: Float64Array): Evaluation;
  /** Row-major, n × n. */
  hessian(x: Float64Array, μ: Float64Array, λ: Float64Array): Float64Array;
}

const read = (t: Tensor): Float64Array => Float64Array.from(t.data());

/**
 * @param start a point at which the functions are evaluated once to learn their sizes
 * @throws ShapeError when a function returns another shape than declared; NonFiniteError when the start is not finite
 */
export function smoothProblem(problem: NonlinearProgram, start: Float64Array): Smooth {
  requireFields('a nonlinear program', problem, FIELDS);
  const n = start.length;
  const at = tensor(start);
  const f0 = problem.objective(at);
  if (f0.size !== 1) throw new ShapeError(`objective returned shape [${f0.shape.join(', ')}]`, 'it must be one number');
  const count = (name: 'inequalities' | 'equalities'): number => {
    const v = problem[name]?.(at);
    if (v === undefined) return 0;
    if (v.rank !== 1) throw new ShapeError(`${name} returned shape [${v.shape.join(', ')}]`, 'return one axis of numbers: stack([…])');
    return v.size;
  };
  const m = count('inequalities');
  const p = count('equalities');
  if (n === 0) throw new ArgumentError('a problem of no variables', 'give a start of at least one number');
  const lower = problem.lower === undefined ? new Float64Array(n).fill(-Infinity) : vectorInput('lower', problem.lower, n, 'both');
  const upper = problem.upper === undefined ? new Float64Array(n).fill(Infinity) : vectorInput('upper', problem.upper, n, 'both');
  requireLimits('variable', lower, upper);
  const objective = (x: Tensor): Tensor => problem.objective(x).reshape([]);
  const gradient = problem.gradient?.bind(problem) ?? ((x: Tensor): Tensor => grad(objective)(x));
  const g = problem.inequalities?.bind(problem);
  const h = problem.equalities?.bind(problem);
  const Jg = g === undefined ? null : jacobian(g);
  const Jh = h === undefined ? null : jacobian(h);
  const values = (x: Float64Array): Pick<Evaluation, 'f' | 'g' | 'h'> => {
    const t = tensor(x);
    return {
      f: problem.objective(t).item(),
      g: g === undefined ? new Float64Array(0) : read(g(t)),
      h: h === undefined ? new Float64Array(0) : read(h(t)),
    };
  };
  return {
    n,
    m,
    p,
    lower,
    upper,
    values,
    evaluate(x) {
      const t = tensor(x);
      return {
        ...values(x),
        gradient: read(gradient(t)),
        Jg: Jg === null ? new Float64Array(0) : read(Jg(t)),
        Jh: Jh === null ? new Float64Array(0) : read(Jh(t)),
      };
    },
    hessian(x, μ, λ) {
      if (problem.hessian !== undefined) return read(problem.hessian(tensor(x), tensor(μ), tensor(λ)));
      const weightsG = adoptBuffer(μ.slice());
      const weightsH = adoptBuffer(λ.slice());
      const lagrangian = (v: Tensor): Tensor => {
        let L = objective(v);
        if (g !== undefined) L = L.add(g(v).mul(stopGradient(weightsG)).sum());
        if (h !== undefined) L = L.add(h(v).mul(stopGradient(weightsH)).sum());
        return L;
      };
      return read(hessian(lagrangian)(tensor(x)));
    },
  };
}

/** The start of a solve. @throws NonFiniteError or ShapeError */
export function requireStart(x0: VectorLike): Float64Array {
  const length = 'shape' in x0 ? x0.size : x0.length;
  const x = vectorInput('x0', x0, length);
  if (x.length === 0) throw new NonFiniteError(0, 'x0 is empty', 'give a start of at least one number');
  return x;
}
