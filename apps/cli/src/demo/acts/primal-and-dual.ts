import { iris } from '@adjoint/datasets';
import { certifyKkt, quadraticProgram } from '@adjoint/optim-kkt';
import { type Tensor, gather, greater, matmul, ones, outer, tensor, where, zeros } from '@adjoint/tensor';
import type { Act, ActContext, ActOutcome, Progress } from '../act.ts';
import { atMost, certified, fact, near } from '../findings.ts';
import { text } from '../text.ts';

/** The two species that overlap, by petal length and width; y = −1 versicolor, +1 virginica. */
function overlapping(): { X: Tensor; y: Tensor } {
  const { features, labels } = iris();
  const rows = [...labels.data()].flatMap((c, i) => (c > 0 ? [i] : []));
  const index = tensor(rows, 'int32');
  return { X: gather(gather(features, index), tensor([2, 3], 'int32'), 1), y: where(greater(gather(labels, index), 1), 1, -1) };
}

async function* run({ registry, signal }: ActContext): AsyncGenerator<Progress, ActOutcome> {
  const { X, y } = overlapping();
  const n = y.size;
  const C = 1;
  const K = matmul(X, X.transpose());
  const problem = {
    form: 'quadratic' as const,
    P: K.mul(outer(y, y)),
    q: ones([n]).neg(),
    A: y.reshape([1, n]),
    b: zeros([1]),
    lower: zeros([n]),
    upper: ones([n]).mul(C),
  };
  const solver = await registry.create('solver', 'interior-point', {});
  const residuals: number[] = [];
  const answer = await solver.solve(problem, {
    signal,
    onProgress: ({ residual }) => {
      residuals.push(residual);
    },
  });
  yield { done: 0.7, note: `${answer.iterations}` };

  const α = answer.x;
  const w = matmul(α.mul(y), X);
  const b = answer.multipliers!.equalities.item();
  const margins = y.mul(matmul(X, w).add(b));
  const support = [...α.data()].filter((a) => a > 1e-6 * C).length;
  const atBound = [...α.data()].filter((a) => a > C * (1 - 1e-6)).length;
  const primal = w.square().sum().mul(0.5).add(margins.neg().add(1).relu().sum().mul(C)).item();
  const dual = α.sum().sub(w.square().sum().mul(0.5)).item();
  const gaps = quadraticProgram({ P: problem.P, q: problem.q, A: problem.A, b: problem.b, lower: problem.lower, upper: problem.upper })
    .trace.map((i) => Math.abs(i.primalObjective - i.dualObjective).toExponential(0))
    .join(' → ');
  return {
    findings: [
      near(text('w₁', 'w₁'), w.at(0).item(), 2.1829, 5e-4, 'SMO of another library'),
      near(text('w₂', 'w₂'), w.at(1).item(), 2.2537, 5e-4, 'SMO of another library'),
      near(text('b, the multiplier of yᵀα = 0', 'b, yᵀα = 0의 승수'), b, -14.4149, 5e-4, 'SMO of another library'),
      fact(text('support vectors', '서포트 벡터'), `${support}`, support === 24, `24; ${atBound} of them at α = C`),
      near(text('primal value ½‖w‖² + C Σ ξ', '원문제 값 ½‖w‖² + C Σ ξ'), primal, 18.492576, 2e-5, 'SMO of another library'),
      atMost(text('duality gap, primal − dual', '쌍대 간극, 원문제 − 쌍대'), Math.abs(primal - dual), 1e-6 * primal, '1e-6 relative'),
      fact(
        text('weak duality: the dual never exceeds the primal', '약쌍대성: 쌍대는 원문제를 넘지 않는다'),
        `${dual.toPrecision(10)} ≤ ${primal.toPrecision(10)}`,
        dual <= primal * (1 + 1e-9),
      ),
    ],
    certificates: [
      certified(
        text('α is the global optimum of the dual', 'α는 쌍대 문제의 전역 최적해'),
        certifyKkt(problem, α, answer.multipliers!, { claim: 'global-minimum' }),
      ),
      certified(
        text('planted: α scaled by 1.001', '심은 오류: α를 1.001배'),
        certifyKkt(problem, α.mul(1.001), answer.multipliers!, { claim: 'global-minimum' }),
        'fails',
      ),
    ],
    remarks: [text(`the gap, iteration by iteration: ${gaps}`, `반복마다의 간극: ${gaps}`)],
  };
}

export const primalAndDual: Act = {
  number: 5,
  title: text('Primal and dual', '원문제와 쌍대 문제'),
  formula: 'max Σα − ½ Σ αᵢαⱼyᵢyⱼxᵢᵀxⱼ,  yᵀα = 0,  0 ≤ α ≤ C   =   min ½‖w‖² + C Σ max(0, 1 − yᵢ(wᵀxᵢ + b))',
  data: text(
    'iris: 50 versicolor, 50 virginica, petal length and width, C = 1',
    '붓꽃: versicolor 50, virginica 50, 꽃잎 길이와 너비, C = 1',
  ),
  run,
};
