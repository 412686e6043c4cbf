import { certifyGradient } from '@adjoint/calculus';
import { mnist } from '@adjoint/datasets/node';
import { backpropTrace, formatBackpropTrace, linear, sequential, softmaxCrossEntropy, tanh } from '@adjoint/nn';
import { type Tensor, adoptBuffer } from '@adjoint/tensor';
import type { Act, ActContext, ActOutcome, Progress } from '../act.ts';
import { atMost, certified, shown } from '../findings.ts';
import { difference } from '../numerical.ts';
import { text } from '../text.ts';

const HIDDEN = 8;
const EXAMPLES = 4;
const STEP = 1e-3;
/** h⁴/30 of the fifth derivative and ε|C|/h are both below 1e-11 here; a factor of ten is left. */
const TOLERANCE = 1e-10;

type Net = readonly [{ readonly W: Tensor; readonly b?: Tensor }, object, { readonly W: Tensor; readonly b?: Tensor }];

const nudged = (x: Tensor, index: number, by: number): Tensor => {
  const values = x.toTypedArray();
  values[index] += by;
  return adoptBuffer(values as Float64Array<ArrayBuffer>, x.shape);
};

async function* run({ key }: ActContext): AsyncGenerator<Progress, ActOutcome> {
  const { train } = await mnist({ train: EXAMPLES, test: 0 });
  const x = train.images.astype('float64');
  const y = train.labels;
  const model = sequential(linear(784, HIDDEN), tanh(), linear(HIDDEN, 10));
  const { params, state } = model.init(key, [784], { dtype: 'float64' });
  const trace = backpropTrace(model, params, x, y);
  const loss = (p: typeof params): number => softmaxCrossEntropy(model.apply(p, state, x).y, y).item();
  const net = params as unknown as Net;

  let compared = 0;
  let worst = 0;
  const total = HIDDEN * 785 + 10 * (HIDDEN + 1) + EXAMPLES * (HIDDEN + 10);
  const compare = (exact: number, phi: (t: number) => number): void => {
    worst = Math.max(worst, Math.abs(difference(phi, STEP) - exact));
    compared++;
  };
  const withLayer =
    (layer: 0 | 2, part: 'W' | 'b', index: number) =>
    (t: number): number =>
      loss(net.map((p, i) => (i === layer ? { ...p, [part]: nudged((p as Net[0])[part]!, index, t) } : p)) as never);

  for (const [layer, row] of [
    [0, trace.layers[0]],
    [2, trace.layers[1]],
  ] as const) {
    for (const [part, gradient] of [
      ['W', row.dW!],
      ['b', row.db!],
    ] as const) {
      const exact = gradient.data();
      for (let i = 0; i < exact.length; i++) {
        compare(exact[i], withLayer(layer, part, i));
        if (compared % 256 === 0) {
          yield { done: compared / total, note: `∂C/∂${part}` };
          await Promise.resolve();
        }
      }
    }
    // δ of example n by z_j: the loss of that example alone, with b_j moved
    const δ = row.delta.data();
    const width = row.delta.shape[1];
    for (let n = 0; n < EXAMPLES; n++) {
      const xn = x.slice([n, n + 1]);
      const yn = y.slice([n, n + 1]);
      for (let j = 0; j < width; j++) {
        compare(δ[n * width + j], (t) =>
          softmaxCrossEntropy(
            model.apply(net.map((p, i) => (i === layer ? { ...p, b: nudged((p as Net[0]).b!, j, t) } : p)) as never, state, xn).y,
            yn,
          ).item(),
        );
      }
    }
  }

  const grads = trace.grads as unknown as Net;
  const f = (p: typeof params): Tensor => softmaxCrossEntropy(model.apply(p, state, x).y, y);
  const wrong = grads.map((g, i) => (i === 2 ? { ...g, W: (g as Net[2]).W.mul(1.001) } : g)) as unknown as typeof params;
  return {
    findings: [
      shown(text('numbers compared: every dW, db and δ', '비교한 수: 모든 dW, db, δ'), compared),
      atMost(text('largest difference from central differences', '중심 차분과의 최대 차이'), worst, TOLERANCE, 'h⁴ + ε/h, h = 1e-3'),
    ],
    certificates: [
      certified(text('the recursion against reverse-mode differentiation', '재귀식과 역방향 미분'), trace.certificate),
      certified(
        text('the gradient of C by all parameters', '모든 매개변수에 대한 C의 기울기'),
        certifyGradient(f, params, { gradient: trace.grads, directions: 2 }),
      ),
      certified(
        text('planted: dW of the last layer 0.1 % too large', '심은 오류: 마지막 층의 dW를 0.1 % 크게'),
        certifyGradient(f, params, { gradient: wrong, directions: 2 }),
        'fails',
      ),
    ],
    remarks: formatBackpropTrace(trace)
      .split('\n')
      .map((line) => text(line, line)),
  };
}

export const backpropagation: Act = {
  number: 1,
  title: text('Backpropagation of linear layers', '선형 층의 역전파'),
  formula: 'δ = (W₊ᵀ δ₊) ⊙ σ′(z),   dW = δ aᵀ (one example),   dW = δᵀ a / N (a batch)',
  data: text(
    `${EXAMPLES} handwritten digits of MNIST, 784-${HIDDEN}-10, float64`,
    `MNIST 손글씨 숫자 ${EXAMPLES}개, 784-${HIDDEN}-10, float64`,
  ),
  run,
};
