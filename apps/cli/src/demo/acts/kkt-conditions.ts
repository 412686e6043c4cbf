import { certifyKkt, minimize, type NonlinearProgram } from '@adjoint/optim-kkt';
import { type Tensor, stack } from '@adjoint/tensor';
import type { Act, ActOutcome, CertificateFinding, Finding, Progress } from '../act.ts';
import { atMost, certified } from '../findings.ts';
import { largestDifference } from '../numerical.ts';
import { type Text, text } from '../text.ts';

interface Worked {
  readonly label: Text;
  readonly problem: NonlinearProgram;
  readonly start: readonly number[];
  readonly x: readonly number[];
  readonly inequalities?: readonly number[];
  readonly equalities?: readonly number[];
}

const square = (x: Tensor, i: number, c = 0): Tensor => x.at(i).sub(c).square();
const examples: readonly Worked[] = [
  {
    label: text('nearest point of x + y ≥ 2 to the origin: (1, 1), μ = 2', '원점에서 x + y ≥ 2까지의 최단점: (1, 1), μ = 2'),
    problem: { objective: (x) => square(x, 0).add(square(x, 1)), inequalities: (x) => stack([x.at(0).add(x.at(1)).neg().add(2)]) },
    start: [3, 0],
    x: [1, 1],
    inequalities: [2],
  },
  {
    label: text('largest rectangle of half perimeter 10: (5, 5), λ = 5', '반둘레 10인 가장 큰 직사각형: (5, 5), λ = 5'),
    problem: { objective: (x) => x.at(0).mul(x.at(1)).neg(), equalities: (x) => stack([x.at(0).add(x.at(1)).sub(10)]) },
    start: [2, 3],
    x: [5, 5],
    equalities: [5],
  },
  {
    label: text(
      '(x − 2)² + (y − 1)² with x² ≤ y, x + y ≤ 2: (1, 1), μ = (⅔, ⅔)',
      '(x − 2)² + (y − 1)², x² ≤ y, x + y ≤ 2: (1, 1), μ = (⅔, ⅔)',
    ),
    problem: {
      objective: (x) => square(x, 0, 2).add(square(x, 1, 1)),
      inequalities: (x) => stack([square(x, 0).sub(x.at(1)), x.at(0).add(x.at(1)).sub(2)]),
    },
    start: [0, 0],
    x: [1, 1],
    inequalities: [2 / 3, 2 / 3],
  },
  {
    label: text('entropy of a die with mean 4.5: pₖ ∝ e^(0.37105k)', '평균 4.5인 주사위의 엔트로피: pₖ ∝ e^(0.37105k)'),
    problem: {
      objective: (p) => p.mul(p.log()).sum(),
      equalities: (p) =>
        stack([
          p.sum().sub(1),
          p
            .mul(stack([1, 2, 3, 4, 5, 6]))
            .sum()
            .sub(4.5),
        ]),
      lower: new Array<number>(6).fill(1e-9),
    },
    start: new Array<number>(6).fill(1 / 6),
    ...dieOfMean(4.5),
  },
];

/** Jaynes's die: pₖ = e^(βk)/Z with Σ k pₖ = mean, by bisection on β; multipliers log Z − 1 and −β. */
function dieOfMean(mean: number): { readonly x: readonly number[]; readonly equalities: readonly number[] } {
  const faces = [1, 2, 3, 4, 5, 6];
  const weights = (β: number): number[] => faces.map((k) => Math.exp(β * k));
  const sum = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
  let low = 0;
  let high = 2;
  for (let i = 0; i < 80; i++) {
    const β = (low + high) / 2;
    const w = weights(β);
    if (sum(w.map((v, k) => v * faces[k])) / sum(w) < mean) low = β;
    else high = β;
  }
  const w = weights(low);
  const Z = sum(w);
  return { x: w.map((v) => v / Z), equalities: [Math.log(Z) - 1, -low] };
}

async function* run(): AsyncGenerator<Progress, ActOutcome> {
  const findings: Finding[] = [];
  const certificates: CertificateFinding[] = [];
  for (const [k, { label, problem, start, x, inequalities = [], equalities = [] }] of examples.entries()) {
    const r = minimize(problem, start);
    const size = 1 + Math.max(...x.map(Math.abs));
    findings.push(
      atMost(label, largestDifference(r.x.data(), x), 1e-6 * size, 'closed form'),
      atMost(
        text('   its multipliers', '   그 승수'),
        largestDifference([...r.multipliers.inequalities.data(), ...r.multipliers.equalities.data()], [...inequalities, ...equalities]),
        1e-5 * size,
        'closed form',
      ),
    );
    certificates.push(certified(label, certifyKkt(problem, r.x, r.multipliers)));
    yield { done: (k + 1) / examples.length };
  }
  const { problem, x } = examples[2];
  certificates.push(
    certified(
      text('planted: μ = (1, 0) at the right point', '심은 오류: 맞는 점에 μ = (1, 0)'),
      certifyKkt(problem, x, { inequalities: [1, 0] }),
      'fails',
    ),
    certified(
      text('planted: a negative multiplier', '심은 오류: 음의 승수'),
      certifyKkt(examples[0].problem, [1, 1], { inequalities: [-2] }),
      'fails',
    ),
    certified(
      text('planted: a feasible point that is not optimal', '심은 오류: 최적이 아닌 가능점'),
      certifyKkt(problem, [0.5, 0.5], { inequalities: [2 / 3, 2 / 3] }),
      'fails',
    ),
  );
  return { findings, certificates };
}

export const kktConditions: Act = {
  number: 6,
  title: text('The KKT conditions', 'KKT 조건'),
  formula: '∇f + Σ μᵢ∇gᵢ + Σ λⱼ∇hⱼ = 0,   g ≤ 0, h = 0,   μ ≥ 0,   μᵢgᵢ = 0',
  data: text('four textbook problems with closed-form multipliers', '승수의 닫힌 해가 있는 교과서 문제 넷'),
  run,
};
