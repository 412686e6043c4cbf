/**
 * Affine expressions in variables, whose numbers may depend on parameters, and quadratic ones for objectives.
 *
 * Values are immutable. What is not affine is refused where it is written, with the reason, so that a program is linear
 * or quadratic by construction. A size of 1 is repeated where another size meets it.
 */
import { ArgumentError, ShapeError } from '@adjoint/tensor';

/** Values of parameters during one solve. */
export interface Environment {
  get(p: Parameter): Float64Array;
}
/** A number, or one that depends on parameters. */
export type Coefficient = number | ((env: Environment) => number);

export interface Variable extends Affine {
  readonly variableName: string;
  readonly lower: number;
  readonly upper: number;
}
export interface Parameter {
  readonly kind: 'parameter';
  readonly name: string;
  readonly size: number;
  readonly initial: Float64Array | null;
}
export type Operand = Affine | Parameter | number | readonly number[];

interface Term {
  readonly variable: Variable;
  readonly index: number;
  readonly factor: Coefficient;
}
export interface Row {
  readonly terms: readonly Term[];
  readonly constant: Coefficient;
}

/** One affine function for each element. */
export interface Affine {
  readonly kind: 'affine';
  readonly size: number;
  readonly rows: readonly Row[];
  add(y: Operand): Affine;
  sub(y: Operand): Affine;
  /** By a number, a list or a parameter, element by element. @throws ArgumentError for a second expression of variables */
  mul(y: Operand): Affine;
  neg(): Affine;
  /** Σ of all elements. */
  sum(): Affine;
  /** Σ yᵢ xᵢ */
  dot(y: Operand): Affine;
  /** M x for a matrix of numbers, rows × size. */
  apply(matrix: readonly (readonly number[])[]): Affine;
  at(i: number): Affine;
  lessEqual(y: Operand): Constraint;
  greaterEqual(y: Operand): Constraint;
  equal(y: Operand): Constraint;
}

/** difference ≤ 0 or = 0, element by element. An object of its own: multipliers come back by it. */
export interface Constraint {
  readonly kind: 'constraint';
  readonly relation: '<=' | '=';
  readonly difference: Affine;
  /** −1 where the constraint was written as ≥ */ readonly sign: 1 | -1;
}

/** ½-free quadratic: Σ weight · (affine)² + linear. */
export interface Quadratic {
  readonly kind: 'quadratic';
  readonly squares: readonly { readonly of: Row; readonly weight: Coefficient }[];
  readonly linear: Affine;
  add(y: Quadratic | Operand): Quadratic;
  mul(weight: number | Parameter): Quadratic;
}

export const valueOf = (c: Coefficient, env: Environment): number => (typeof c === 'number' ? c : c(env));
const plus = (a: Coefficient, b: Coefficient): Coefficient =>
  typeof a === 'number' && typeof b === 'number' ? a + b : a === 0 ? b : b === 0 ? a : (env) => valueOf(a, env) + valueOf(b, env);
const times = (a: Coefficient, b: Coefficient): Coefficient =>
  typeof a === 'number' && typeof b === 'number'
    ? a * b
    : a === 0 || b === 0
      ? 0
      : a === 1
        ? b
        : b === 1
          ? a
          : (env) => valueOf(a, env) * valueOf(b, env);

const scaled = (r: Row, factor: Coefficient): Row => ({
  terms: r.terms.map((t) => ({ ...t, factor: times(t.factor, factor) })),
  constant: times(r.constant, factor),
});
const sumOf = (a: Row, b: Row): Row => ({ terms: [...a.terms, ...b.terms], constant: plus(a.constant, b.constant) });

function requireFinite(name: string, x: unknown): number {
  if (typeof x !== 'number' || !Number.isFinite(x))
    throw new ArgumentError(`${name}: ${String(x)}`, 'numbers of a model are finite; leave a bound out where there is none');
  return x;
}

/** Any operand as an expression. */
export function asAffine(y: Operand): Affine {
  if (typeof y === 'number') return affine([{ terms: [], constant: requireFinite('a model', y) }]);
  if ('kind' in y) {
    if (y.kind === 'affine') return y;
    if ((y as { kind: string }).kind === 'quadratic')
      throw new ArgumentError(
        'a quadratic expression where an affine one is needed',
        'squares belong into the objective; constraints of a linear or quadratic program are affine',
      );
    return affine(Array.from({ length: y.size }, (_, i) => ({ terms: [], constant: (env: Environment): number => env.get(y)[i] })));
  }
  return affine(y.map((v) => ({ terms: [], constant: requireFinite('a model', v) })));
}

function paired(name: string, a: Affine, b: Affine): [Row, Row][] {
  if (a.size !== b.size && a.size !== 1 && b.size !== 1)
    throw new ShapeError(`${name}: sizes ${a.size} and ${b.size}`, 'both need one size, or one of them the size 1');
  return Array.from({ length: Math.max(a.size, b.size) }, (_, i) => [a.rows[a.size === 1 ? 0 : i], b.rows[b.size === 1 ? 0 : i]]);
}

const constant = (r: Row): boolean => r.terms.length === 0;

export function affine(rows: readonly Row[]): Affine {
  const compare = (y: Operand, relation: '<=' | '=', sign: 1 | -1): Constraint => {
    const difference = sign === 1 ? self.sub(y) : asAffine(y).sub(self);
    if (difference.rows.every(constant))
      throw new ArgumentError('a constraint without variables', 'it is true or false whatever is solved: check it beforehand');
    return { kind: 'constraint', relation, difference, sign };
  };
  const self: Affine = {
    kind: 'affine',
    size: rows.length,
    rows,
    add: (y) => affine(paired('add', self, asAffine(y)).map(([a, b]) => sumOf(a, b))),
    sub: (y) => affine(paired('sub', self, asAffine(y)).map(([a, b]) => sumOf(a, scaled(b, -1)))),
    mul: (y) =>
      affine(
        paired('mul', self, asAffine(y)).map(([a, b]) => {
          if (!constant(a) && !constant(b))
            throw new ArgumentError(
              'a product of two expressions that both hold variables',
              'it is not affine: for a square use sumSquares or quadraticForm in the objective',
            );
          return constant(b) ? scaled(a, b.constant) : scaled(b, a.constant);
        }),
      ),
    neg: () => affine(rows.map((r) => scaled(r, -1))),
    sum: () => affine([rows.reduce(sumOf, { terms: [], constant: 0 })]),
    dot: (y) => self.mul(y).sum(),
    apply: (matrix) =>
      affine(
        matrix.map((m) => {
          if (m.length !== rows.length)
            throw new ShapeError(`apply: a row of ${m.length} numbers for ${rows.length} elements`, 'one column for each element');
          return m.reduce<Row>((sum, v, j) => (v === 0 ? sum : sumOf(sum, scaled(rows[j], requireFinite('apply', v)))), {
            terms: [],
            constant: 0,
          });
        }),
      ),
    at(i) {
      if (!Number.isInteger(i) || i < 0 || i >= rows.length)
        throw new ArgumentError(`at(${i}) of ${rows.length} elements`, 'elements are counted from 0');
      return affine([rows[i]]);
    },
    lessEqual: (y) => compare(y, '<=', 1),
    greaterEqual: (y) => compare(y, '<=', -1),
    equal: (y) => compare(y, '=', 1),
  };
  return self;
}

/**
 * A variable of n elements, free unless bounded.
 *
 * @example const x = variable('x', 3, { lower: 0 })
 */
export function variable(name: string, size = 1, bounds: { readonly lower?: number; readonly upper?: number } = {}): Variable {
  if (!Number.isInteger(size) || size < 1) throw new ArgumentError(`variable ${name} of size ${size}`, 'sizes are positive whole numbers');
  const { lower = -Infinity, upper = Infinity } = bounds;
  if (!(lower <= upper))
    throw new ArgumentError(`variable ${name} has the lower bound ${lower} above the upper bound ${upper}`, 'exchange them, or remove one');
  const rows: Row[] = [];
  const self: Variable = { ...affine(rows), size, variableName: name, lower, upper };
  for (let index = 0; index < size; index++) rows.push({ terms: [{ variable: self, index, factor: 1 }], constant: 0 });
  return Object.assign(self, affine(rows));
}

/** A value that is given when solving: it may change without building the model anew. */
export function parameter(name: string, size = 1, initial?: number | readonly number[]): Parameter {
  return { kind: 'parameter', name, size, initial: initial === undefined ? null : parameterValue(name, size, initial) };
}

export function parameterValue(name: string, size: number, value: number | ArrayLike<number>): Float64Array {
  const list = typeof value === 'number' ? [value] : Array.from(value);
  if (list.length !== size)
    throw new ShapeError(`parameter ${name}: ${list.length} numbers for a size of ${size}`, 'one number for each element');
  return Float64Array.from(list, (v) => requireFinite(`parameter ${name}`, v));
}

function quadratic(squares: Quadratic['squares'], linear: Affine): Quadratic {
  const self: Quadratic = {
    kind: 'quadratic',
    squares,
    linear,
    add: (y) =>
      typeof y === 'object' && 'kind' in y && y.kind === 'quadratic'
        ? quadratic([...squares, ...y.squares], linear.add(y.linear))
        : quadratic(squares, linear.add(y)),
    mul(weight) {
      const factor = asAffine(weight);
      return quadratic(
        squares.map((s) => ({ of: s.of, weight: times(s.weight, factor.rows[0].constant) })),
        linear.mul(factor),
      );
    },
  };
  return self;
}

/** Σ eᵢ² of an affine expression, for the objective. */
export const sumSquares = (e: Affine): Quadratic =>
  quadratic(
    e.rows.map((of) => ({ of, weight: 1 })),
    asAffine(0),
  );

/**
 * eᵀP e of an affine expression, P symmetric; whether it is convex is judged by the solver.
 *
 * @throws ShapeError when P does not fit; ArgumentError when it is not symmetric
 */
export function quadraticForm(e: Affine, P: readonly (readonly number[])[]): Quadratic {
  if (P.length !== e.size || P.some((r) => r.length !== e.size))
    throw new ShapeError(
      `quadraticForm: a matrix of ${P.length} rows for ${e.size} elements`,
      'it must be square, one row for each element',
    );
  const squares: { of: Row; weight: number }[] = [];
  for (let i = 0; i < e.size; i++) {
    squares.push({ of: e.rows[i], weight: P[i].reduce((rest, v, j) => (j === i ? rest + v : rest - v), 0) });
    for (let j = 0; j < i; j++) {
      if (P[i][j] !== P[j][i]) throw new ArgumentError(`quadraticForm: entries (${i}, ${j}) and (${j}, ${i}) differ`, 'use (P + Pᵀ)/2');
      if (P[i][j] !== 0) squares.push({ of: sumOf(e.rows[i], e.rows[j]), weight: P[i][j] }); // 2 xᵢxⱼ = (xᵢ + xⱼ)² − xᵢ² − xⱼ²
    }
  }
  return quadratic(squares, asAffine(0));
}
