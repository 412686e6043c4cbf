/**
 * The solution of a quadratic program as a differentiable function of its data, by the implicit function theorem on the
 * conditions of Karush, Kuhn and Tucker: with A the active rows of G,
 *
 *   [ P   G_Aᵀ  Aᵀ ] [dx]     [ dP x + dq + dGᵀμ + dAᵀλ ]
 *   [ G_A  0    0  ] [dμ] = − [ dG_A x − dh_A           ]
 *   [ A    0    0  ] [dλ]     [ dA x − db               ]
 *
 * Where the active set changes the solution has a kink, and where multipliers are not unique the system is singular:
 * then a SingularMatrixError says so.
 *
 * Amos and Kolter (2017), "OptNet: differentiable optimization as a layer in neural networks", equations 6-8.
 */
import { solve } from '@adjoint/linalg';
import {
  ArgumentError,
  type Aval,
  ConvergenceError,
  type DenseTensor,
  type Maybe,
  type Primitive,
  ShapeError,
  type Tensor,
  adoptBuffer,
  bind,
  concat,
  diagonalMatrix,
  stopGradient,
  zeros,
} from '@adjoint/tensor';
import { quadraticProgram } from '../solve-quadratic.ts';

/** Of P and q given, the others with zero rows where there are none. */
export interface SolutionMapInput {
  /** [n, n], positive definite on the active constraints' null space */
  readonly P: Tensor;
  /** [n] */
  readonly q: Tensor;
  /** [m, n] and [m]: G x ≤ h */
  readonly G?: Tensor;
  readonly h?: Tensor;
  /** [p, n] and [p]: A x = b */
  readonly A?: Tensor;
  readonly b?: Tensor;
}
export interface Solution {
  readonly x: Tensor;
  readonly inequalities: Tensor;
  readonly equalities: Tensor;
}

const plus = (a: Maybe, b: Maybe): Maybe => (a === null ? b : b === null ? a : a.add(b));

const solutionPrimitive: Primitive = {
  name: 'quadratic-program',
  abstract([P, q, G, h, A, b]: readonly Aval[]) {
    const n = q.shape[0];
    const expect = (name: string, a: Aval, shape: readonly number[]): void => {
      if (a.shape.length !== shape.length || a.shape.some((s, k) => s !== shape[k]))
        throw new ShapeError(`solutionMap: ${name} has shape [${a.shape.join(', ')}]`, `it must be [${shape.join(', ')}]`);
    };
    if (q.shape.length !== 1) throw new ShapeError(`solutionMap: q has shape [${q.shape.join(', ')}]`, 'it must have one axis');
    expect('P', P, [n, n]);
    expect('G', G, [h.shape[0], n]);
    expect('A', A, [b.shape[0], n]);
    return [
      { shape: [n], dtype: 'float64' },
      { shape: [h.shape[0]], dtype: 'float64' },
      { shape: [b.shape[0]], dtype: 'float64' },
    ];
  },
  evaluate([P, q, G, h, A, b]: readonly DenseTensor[]) {
    const r = quadraticProgram({ P, q, G, h, A, b }, { tolerance: 1e-10 });
    if (r.status !== 'solved' && r.status !== 'almost')
      throw new ConvergenceError(r.iterations, `solutionMap: the program ended as ${r.status}`, r.advice);
    return [r.x, r.multipliers.inequalities, r.multipliers.equalities];
  },
  jvp([dP, dq, dG, dh, dA, db], [P, , G, h, A], [x, μ, λ]) {
    const n = x.size;
    const m = μ.size;
    const p = λ.size;
    // Active where the multiplier outweighs the slack; the choice itself has no derivative.
    const active = stopGradient(μ.greater(h.sub(G.matmul(x))).astype('float64'));
    const rest = active.neg().add(1);
    const K = concat(
      [
        concat([P, G.mT(), A.mT()], 1),
        concat([active.expandDims(1).mul(G), diagonalMatrix(rest), zeros([m, p])], 1),
        concat([A, zeros([p, m]), zeros([p, p])], 1),
      ],
      0,
    );
    const stationarity = plus(
      plus(dP === null ? null : dP.matmul(x), dq),
      plus(dG === null ? null : dG.mT().matmul(μ), dA === null ? null : dA.mT().matmul(λ)),
    );
    const inequality = plus(dG === null ? null : dG.matmul(x).mul(active), dh === null ? null : dh.mul(active).neg());
    const equality = plus(dA === null ? null : dA.matmul(x), db === null ? null : db.neg());
    const right = concat([stationarity ?? zeros([n]), inequality ?? zeros([m]), equality ?? zeros([p])], 0).neg();
    const d = solve(K, right);
    return [d.slice([0, n]), d.slice([n, n + m]), d.slice([n + m, null])];
  },
};

/**
 * x, μ and λ of  min ½ xᵀP x + qᵀx,  G x ≤ h,  A x = b  as functions of the six; forward and reverse mode.
 *
 * @throws ShapeError for inputs that do not fit; ConvergenceError when the program has no solution; SingularMatrixError
 * where the solution is not differentiable
 * @example grad((q) => solutionMap({ P, q, G, h }).x.sum())(q)
 */
export function solutionMap({ P, q, G, h, A, b }: SolutionMapInput): Solution {
  if ((G === undefined) !== (h === undefined) || (A === undefined) !== (b === undefined))
    throw new ArgumentError('solutionMap: a matrix without its right-hand side', 'G goes with h, A with b');
  const n = q.size;
  const none = adoptBuffer(new Float64Array(0));
  const empty = adoptBuffer(new Float64Array(0), [0, n]);
  const [x, inequalities, equalities] = bind(solutionPrimitive, [P, q, G ?? empty, h ?? none, A ?? empty, b ?? none], undefined);
  return { x, inequalities, equalities };
}
