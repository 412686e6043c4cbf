/**
 * Derivatives by matrices and vectors in closed form: as text, as LaTeX, and as functions that can be checked.
 *
 * All are in denominator layout: ∂f/∂X has the shape of X for a scalar f, and [x…, f reversed…] for a vector f, as in
 * `derivative`. The numerator layout is the transpose.
 *
 * Petersen and Pedersen (2012), "The Matrix Cookbook"; Magnus and Neudecker (2019), "Matrix Differential Calculus".
 */
import { type Tensor, diagonalMatrix, eye, logSoftmax, logSumExp, matmul, outer, softmax, stack, sum, trace, where } from '@adjoint/tensor';

export interface MatrixIdentity {
  readonly name: string;
  /** The function and its derivative, as people write them. */
  readonly text: { readonly f: string; readonly derivative: string };
  readonly latex: { readonly f: string; readonly derivative: string };
  /** Shapes of the variable and of the constants that the functions take, in order. */
  readonly shapes: readonly (readonly number[])[];
  /** The last constant has one-hot rows; the others are any numbers. */
  readonly constants?: 'one-hot';
  readonly f: (x: Tensor, ...constants: Tensor[]) => Tensor;
  readonly derivative: (x: Tensor, ...constants: Tensor[]) => Tensor;
}

/** X⁻¹ and log |det X| by elimination, row by row in tensor operations: for well-conditioned X without exchanges. */
function eliminated(X: Tensor): { readonly inverse: Tensor; readonly logDeterminant: Tensor } {
  const n = X.shape[0];
  const pivots: Tensor[] = [];
  let left = X;
  let right: Tensor = eye(n);
  for (let k = 0; k < n; k++) {
    const pivot = left.at(k).at(k);
    const row = left.at(k).div(pivot);
    const other = right.at(k).div(pivot);
    const isRow = eye(n).at(k).greater(0).reshape([n, 1]);
    const column = left.transpose().at(k);
    left = where(isRow, row, left.sub(outer(column, row)));
    right = where(isRow, other, right.sub(outer(column, other)));
    pivots.push(pivot.abs().log());
  }
  return { inverse: right, logDeterminant: stack(pivots).sum() };
}
const inverse = (X: Tensor): Tensor => eliminated(X).inverse;
const T = (X: Tensor): Tensor => X.transpose();

/* @__NO_SIDE_EFFECTS__ */
const identity = (
  name: string,
  f: readonly [text: string, latex: string],
  derivative: readonly [text: string, latex: string],
  shapes: MatrixIdentity['shapes'],
  value: MatrixIdentity['f'],
  slope: MatrixIdentity['derivative'],
  constants?: 'one-hot',
): MatrixIdentity => ({
  name,
  text: { f: f[0], derivative: derivative[0] },
  latex: { f: f[1], derivative: derivative[1] },
  shapes,
  f: value,
  derivative: slope,
  ...(constants === undefined ? null : { constants }),
});

/**
 * The identities, in denominator layout.
 *
 * @example matrixIdentities().map((i) => `∂(${i.text.f}) = ${i.text.derivative}`)
 */
export const matrixIdentities = (): readonly MatrixIdentity[] => [
  identity(
    'linear form',
    ['aᵀx', 'a^\\top x'],
    ['a', 'a'],
    [[3], [3]],
    (x, a) => a.dot(x),
    (_x, a) => a.reshape([-1, 1]),
  ),
  identity(
    'linear map',
    ['A x', 'A x'],
    ['Aᵀ', 'A^\\top'],
    [[3], [2, 3]],
    (x, A) => matmul(A, x),
    (_x, A) => T(A),
  ),
  identity(
    'quadratic form',
    ['xᵀA x', 'x^\\top A x'],
    ['(A + Aᵀ) x', '(A + A^\\top)\\,x'],
    [[3], [3, 3]],
    (x, A) => x.dot(matmul(A, x)),
    (x, A) => matmul(A.add(T(A)), x).reshape([-1, 1]),
  ),
  identity(
    'squared residual',
    ['‖A x − b‖²', '\\lVert A x - b\\rVert^2'],
    ['2 Aᵀ(A x − b)', '2A^\\top(Ax - b)'],
    [[3], [2, 3], [2]],
    (x, A, b) => matmul(A, x).sub(b).square().sum(),
    (x, A, b) => matmul(T(A), matmul(A, x).sub(b)).mul(2).reshape([-1, 1]),
  ),
  identity(
    'Euclidean norm',
    ['‖x‖', '\\lVert x\\rVert'],
    ['x / ‖x‖', 'x / \\lVert x\\rVert'],
    [[3]],
    (x) => x.square().sum().sqrt(),
    (x) => x.div(x.square().sum().sqrt()).reshape([-1, 1]),
  ),
  identity(
    'bilinear form by its matrix',
    ['aᵀX b', 'a^\\top X b'],
    ['a bᵀ', 'a b^\\top'],
    [[2, 3], [2], [3]],
    (X, a, b) => a.dot(matmul(X, b)),
    (_X, a, b) => outer(a, b),
  ),
  identity(
    'trace',
    ['tr X', '\\operatorname{tr} X'],
    ['I', 'I'],
    [[3, 3]],
    (X) => trace(X),
    () => eye(3),
  ),
  identity(
    'trace of a product',
    ['tr(A X)', '\\operatorname{tr}(AX)'],
    ['Aᵀ', 'A^\\top'],
    [
      [2, 3],
      [3, 2],
    ],
    (X, A) => trace(matmul(A, X)),
    (_X, A) => T(A),
  ),
  identity(
    'trace of a quadratic form',
    ['tr(Xᵀ A X)', '\\operatorname{tr}(X^\\top A X)'],
    ['(A + Aᵀ) X', '(A + A^\\top)X'],
    [
      [3, 2],
      [3, 3],
    ],
    (X, A) => trace(matmul(T(X), matmul(A, X))),
    (X, A) => matmul(A.add(T(A)), X),
  ),
  identity(
    'trace of a product on both sides',
    ['tr(A X B)', '\\operatorname{tr}(AXB)'],
    ['Aᵀ Bᵀ', 'A^\\top B^\\top'],
    [
      [2, 3],
      [4, 2],
      [3, 4],
    ],
    (X, A, B) => trace(matmul(matmul(A, X), B)),
    (_X, A, B) => matmul(T(A), T(B)),
  ),
  identity(
    'Frobenius norm squared',
    ['‖X‖²', '\\lVert X\\rVert_F^2'],
    ['2 X', '2X'],
    [[2, 3]],
    (X) => X.square().sum(),
    (X) => X.mul(2),
  ),
  identity(
    'trace of the inverse',
    ['tr(A X⁻¹)', '\\operatorname{tr}(A X^{-1})'],
    ['−(X⁻¹ A X⁻¹)ᵀ', '-(X^{-1} A X^{-1})^\\top'],
    [
      [3, 3],
      [3, 3],
    ],
    (X, A) => trace(matmul(A, inverse(X))),
    (X, A) => T(matmul(matmul(inverse(X), A), inverse(X))).neg(),
  ),
  identity(
    'log-determinant',
    ['log |det X|', '\\log\\lvert\\det X\\rvert'],
    ['X⁻ᵀ', 'X^{-\\top}'],
    [[3, 3]],
    (X) => eliminated(X).logDeterminant,
    (X) => T(inverse(X)),
  ),
  identity(
    'determinant',
    ['det X', '\\det X'],
    ['det(X) X⁻ᵀ', '\\det(X)\\,X^{-\\top}'],
    [[2, 2]],
    (X) =>
      X.at(0)
        .at(0)
        .mul(X.at(1).at(1))
        .sub(X.at(0).at(1).mul(X.at(1).at(0))),
    (X) =>
      T(inverse(X)).mul(
        X.at(0)
          .at(0)
          .mul(X.at(1).at(1))
          .sub(X.at(0).at(1).mul(X.at(1).at(0))),
      ),
  ),
  identity(
    'log-sum-exp',
    ['log Σ exp xᵢ', '\\log\\sum_i e^{x_i}'],
    ['softmax(x)', '\\operatorname{softmax}(x)'],
    [[4]],
    (x) => logSumExp(x),
    (x) => softmax(x).reshape([-1, 1]),
  ),
  identity(
    'softmax',
    ['p = softmax(x)', 'p = \\operatorname{softmax}(x)'],
    ['diag(p) − p pᵀ', '\\operatorname{diag}(p) - p p^\\top'],
    [[3]],
    (x) => softmax(x),
    (x) => diagonalMatrix(softmax(x)).sub(outer(softmax(x), softmax(x))),
  ),
  identity(
    'softmax cross-entropy by the weights',
    ['−(1/N) Σ Y ∘ log softmax(X Wᵀ)', '-\\tfrac1N\\sum Y\\circ\\log\\operatorname{softmax}(XW^\\top)'],
    ['(1/N) (P − Y)ᵀ X,  P = softmax(X Wᵀ)', '\\tfrac1N(P - Y)^\\top X'],
    [
      [3, 2],
      [4, 2],
      [4, 3],
    ],
    (W, X, Y) => sum(Y.mul(logSoftmax(matmul(X, T(W))))).div(-4),
    (W, X, Y) => matmul(T(softmax(matmul(X, T(W))).sub(Y)), X).div(4),
    'one-hot',
  ),
  identity(
    'linear layer by its weights',
    ['‖X Wᵀ − Y‖² / 2', '\\tfrac12\\lVert XW^\\top - Y\\rVert_F^2'],
    ['(X Wᵀ − Y)ᵀ X', '(XW^\\top - Y)^\\top X'],
    [
      [3, 2],
      [4, 2],
      [4, 3],
    ],
    (W, X, Y) => matmul(X, T(W)).sub(Y).square().sum().div(2),
    (W, X, Y) => matmul(T(matmul(X, T(W)).sub(Y)), X),
  ),
];
