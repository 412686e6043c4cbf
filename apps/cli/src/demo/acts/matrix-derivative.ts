import { certifyGradient, derivative, hessian, jacobian } from '@adjoint/calculus';
import { penguins } from '@adjoint/datasets';
import { softmaxCrossEntropy } from '@adjoint/nn';
import { type Tensor, arange, concat, diagonalMatrix, logSoftmax, matmul, ones, outer, softmax } from '@adjoint/tensor';
import { normal } from '@adjoint/random';
import type { Act, ActContext, ActOutcome, Progress } from '../act.ts';
import { atMost, certified, fact } from '../findings.ts';
import { largestDifference } from '../numerical.ts';
import { text } from '../text.ts';

/** Standardised features with a column of ones: [n, 5]. */
function standardised(x: Tensor): Tensor {
  const centred = x.sub(x.mean(0));
  return concat([centred.div(centred.square().mean(0).sqrt()), ones([x.shape[0], 1])], 1);
}

async function* run({ key }: ActContext): AsyncGenerator<Progress, ActOutcome> {
  const data = penguins();
  const X = standardised(data.features);
  const y = data.labels;
  const n = X.shape[0];
  const classes = data.classNames.length;
  const W = normal(key, [classes, X.shape[1]]).mul(0.3);
  const loss = (V: Tensor): Tensor => softmaxCrossEntropy(matmul(X, V.transpose()), y);

  const D = derivative(loss, W, { layout: 'denominator' });
  const N = derivative(loss, W, { layout: 'numerator' });
  const P = softmax(matmul(X, W.transpose()));
  const Y = y
    .reshape([n, 1])
    .equal(arange(classes).reshape([1, classes]))
    .astype('float64');
  const closed = matmul(P.sub(Y).transpose(), X).div(n); // (P − Y)ᵀ X / n, [classes, features]
  yield { done: 0.4, note: '∂L/∂W' };
  await Promise.resolve();

  const z = W.slice(null, 0);
  const p = softmax(z);
  const J = jacobian((v) => softmax(v))(z);
  const closedJ = diagonalMatrix(p).sub(outer(p, p));
  const H = hessian((v) => logSoftmax(v).at(0))(z);
  const closedH = closedJ.neg(); // ∇² log pₖ = −(diag p − p pᵀ)
  const vector = derivative((V) => matmul(V, X.at(0)), W, { layout: 'denominator' });
  const ε = 2 ** -52;
  return {
    findings: [
      fact(
        text('shape in denominator layout, that of W', '분모 배치의 형상, W와 같음'),
        `[${D.shape.join(', ')}]`,
        D.shape.join() === W.shape.join(),
        `W [${W.shape.join(', ')}]`,
      ),
      fact(
        text('shape in numerator layout, transposed', '분자 배치의 형상, 전치'),
        `[${N.shape.join(', ')}]`,
        largestDifference(N.transpose().data(), D.data()) === 0,
        'N = Dᵀ',
      ),
      fact(
        text('a vector by a matrix: W x by W', '행렬에 의한 벡터 미분: W x를 W로'),
        `[${vector.shape.join(', ')}]`,
        vector.shape.join() === [...W.shape, classes].join(),
        '[p, q, m]',
      ),
      atMost(text('∂L/∂W against (P − Y)ᵀX/n', '∂L/∂W와 (P − Y)ᵀX/n의 차이'), largestDifference(D.data(), closed.data()), n * ε, 'n·ε'),
      atMost(
        text('Jacobian of softmax against diag p − p pᵀ', 'softmax의 야코비안과 diag p − p pᵀ의 차이'),
        largestDifference(J.data(), closedJ.data()),
        16 * ε,
        '16 ε',
      ),
      atMost(
        text('Hessian of log p₀ against p pᵀ − diag p', 'log p₀의 헤세 행렬과 p pᵀ − diag p의 차이'),
        largestDifference(H.data(), closedH.data()),
        16 * ε,
        '16 ε',
      ),
    ],
    certificates: [certified(text('∂L/∂W', '∂L/∂W'), certifyGradient(loss, W))],
  };
}

export const matrixDerivative: Act = {
  number: 2,
  title: text('Derivative by a matrix', '행렬에 의한 미분'),
  formula: 'numerator layout: (∂L/∂W)ⱼᵢ = ∂L/∂Wᵢⱼ,   denominator layout: (∂L/∂W)ᵢⱼ = ∂L/∂Wᵢⱼ',
  data: text('342 Palmer penguins, softmax regression of the species', '팔머 펭귄 342마리, 종에 대한 softmax 회귀'),
  run,
};
