/** Models: an objective, constraints, and solutions that come back by variable and constraint. */
import { sparseFromTriplets } from '@adjoint/linalg';
import { ArgumentError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import type { SolverOptions } from '../interior-point/settings.ts';
import type { QuadraticProgram } from '../problem/quadratic-program.ts';
import { type QuadraticResult, quadraticProgram } from '../solve-quadratic.ts';
import {
  type Affine,
  type Constraint,
  type Environment,
  type Parameter,
  type Quadratic,
  type Row,
  type Variable,
  parameterValue,
  valueOf,
} from './expression.ts';

export interface ModelSolution extends Omit<QuadraticResult, 'multipliers' | 'x'> {
  /** The value of a variable or of any affine expression, [size]. */
  value(e: Affine): Tensor;
  /** Multipliers of a constraint, ≥ 0 for inequalities whichever way they were written; for equalities of e − y = 0. */
  multiplier(c: Constraint): Tensor;
  /** The program as it was solved. */
  readonly program: QuadraticProgram;
  readonly result: QuadraticResult;
}

export interface SolveModelOptions extends SolverOptions {
  /** Values of parameters, in place of their initial ones. */
  readonly parameters?: readonly (readonly [Parameter, number | readonly number[]])[];
}

export interface Model {
  subjectTo(...constraints: readonly Constraint[]): Model;
  /** The program in matrices. */
  compile(parameters?: SolveModelOptions['parameters']): QuadraticProgram;
  /** @throws ArgumentError when a parameter has no value */
  solve(options?: SolveModelOptions): ModelSolution;
}

/**
 * A model that minimises an expression; `maximizeModel` for the other sense.
 *
 * @throws ArgumentError when the objective has more than one element
 * @example minimizeModel(sumSquares(x.sub([1, 2]))).subjectTo(x.sum().lessEqual(1)).solve().value(x)
 */
export const minimizeModel = (objective: Affine | Quadratic): Model => model(objective, []);

/** Maximises an affine expression: minimises its negative. @throws ArgumentError for squares: add `.mul(-1)` yourself where the result is convex */
export function maximizeModel(objective: Affine): Model {
  if ((objective as { kind: string }).kind !== 'affine')
    throw new ArgumentError(
      'maximizeModel: a quadratic expression',
      'a maximum of squares is not a convex problem; minimise the negative if it is concave',
    );
  return model(objective.neg(), []);
}

function model(objective: Affine | Quadratic, constraints: readonly Constraint[]): Model {
  const linear = objective.kind === 'affine' ? objective : objective.linear;
  const squares = objective.kind === 'affine' ? [] : objective.squares;
  if (linear.size !== 1) throw new ArgumentError(`an objective of ${linear.size} elements`, 'it must be one number: use sum() or dot()');
  const variables = collect([...linear.rows, ...squares.map((s) => s.of), ...constraints.flatMap((c) => c.difference.rows)]);
  if (variables.size === 0) throw new ArgumentError('a model without variables', 'make some with variable(name, size)');
  const parts = { linear: linear.rows[0], squares, variables, constraints };
  const compile = (given: SolveModelOptions['parameters']): QuadraticProgram => build(parts, environment(given ?? []));
  return {
    subjectTo: (...more) => model(objective, [...constraints, ...more]),
    compile,
    solve({ parameters, ...options } = {}) {
      const env = environment(parameters ?? []);
      const program = build(parts, env);
      const result = quadraticProgram(program, options);
      const x = result.x.data();
      const multiplierAt = new Map<Constraint, Tensor>();
      let inequality = 0;
      let equality = 0;
      for (const c of constraints) {
        const size = c.difference.size;
        const from = c.relation === '=' ? equality : inequality;
        const source = c.relation === '=' ? result.multipliers.equalities : result.multipliers.inequalities;
        multiplierAt.set(c, source.slice([from, from + size]));
        if (c.relation === '=') equality += size;
        else inequality += size;
      }
      const { x: _, multipliers: __, ...rest } = Object.getOwnPropertyDescriptors(result);
      return Object.defineProperties(
        {
          program,
          result,
          value: (e: Affine): Tensor =>
            adoptBuffer(
              Float64Array.from(e.rows, (r) =>
                r.terms.reduce(
                  (sum, t) => {
                    const at = variables.get(t.variable);
                    if (at === undefined)
                      throw new ArgumentError(
                        `variable ${t.variable.variableName} is not in this model`,
                        'ask for variables that its objective or constraints hold',
                      );
                    return sum + valueOf(t.factor, env) * x[at + t.index];
                  },
                  valueOf(r.constant, env),
                ),
              ),
            ),
          multiplier(c: Constraint): Tensor {
            const found = multiplierAt.get(c);
            if (found === undefined)
              throw new ArgumentError('this constraint is not in the model', 'keep the object that was given to subjectTo');
            return found;
          },
        },
        rest,
      ) as ModelSolution;
    },
  };
}

/** Where each variable starts, in order of appearance. */
function collect(rows: readonly Row[]): ReadonlyMap<Variable, number> {
  const found = new Map<Variable, number>();
  let at = 0;
  for (const r of rows)
    for (const t of r.terms)
      if (!found.has(t.variable)) {
        found.set(t.variable, at);
        at += t.variable.size;
      }
  return found;
}

function environment(given: readonly (readonly [Parameter, number | readonly number[]])[]): Environment {
  const values = new Map(given.map(([p, v]) => [p, parameterValue(p.name, p.size, v)]));
  return {
    get(p: Parameter) {
      const v = values.get(p) ?? p.initial;
      if (v === null) throw new ArgumentError(`parameter ${p.name} has no value`, 'give it one: solve({ parameters: [[p, value]] })');
      return v;
    },
  };
}

function build(
  {
    linear,
    squares,
    variables,
    constraints,
  }: { linear: Row; squares: Quadratic['squares']; variables: ReadonlyMap<Variable, number>; constraints: readonly Constraint[] },
  env: Environment,
): QuadraticProgram {
  let n = 0;
  for (const v of variables.keys()) n += v.size;
  const place = (t: Row['terms'][number]): number => (variables.get(t.variable) as number) + t.index;
  const q = new Float64Array(n);
  const lower = new Float64Array(n);
  const upper = new Float64Array(n);
  const P = { i: [] as number[], j: [] as number[], v: [] as number[] };
  for (const [v, at] of variables) {
    lower.fill(v.lower, at, at + v.size);
    upper.fill(v.upper, at, at + v.size);
  }
  let constant = valueOf(linear.constant, env);
  for (const t of linear.terms) q[place(t)] += valueOf(t.factor, env);
  for (const { of, weight } of squares) {
    const w = valueOf(weight, env);
    const c = valueOf(of.constant, env);
    const terms = of.terms.map((t) => [place(t), valueOf(t.factor, env)] as const);
    constant += w * c * c;
    for (const [i, a] of terms) {
      q[i] += 2 * w * c * a;
      for (const [j, b] of terms) {
        P.i.push(i);
        P.j.push(j);
        P.v.push(2 * w * a * b);
      }
    }
  }
  const side = (relation: '<=' | '='): { matrix: ReturnType<typeof sparseFromTriplets>; right: Float64Array } => {
    const rows = constraints.filter((c) => c.relation === relation).flatMap((c) => c.difference.rows);
    const i: number[] = [];
    const j: number[] = [];
    const v: number[] = [];
    rows.forEach((r, k) => {
      for (const t of r.terms) {
        i.push(k);
        j.push(place(t));
        v.push(valueOf(t.factor, env));
      }
    });
    return { matrix: sparseFromTriplets(rows.length, n, i, j, v), right: Float64Array.from(rows, (r) => -valueOf(r.constant, env)) };
  };
  const g = side('<=');
  const e = side('=');
  return {
    form: 'quadratic',
    q,
    constant,
    lower,
    upper,
    ...(P.v.length === 0 ? null : { P: sparseFromTriplets(n, n, P.i, P.j, P.v) }),
    G: g.matrix,
    h: g.right,
    A: e.matrix,
    b: e.right,
  };
}
