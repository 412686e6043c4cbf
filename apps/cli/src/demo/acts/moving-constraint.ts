import { penguins } from '@adjoint/datasets';
import { certifyKkt, optimalValueSlopes, quadraticProgram, type QuadraticProgram } from '@adjoint/optim-kkt';
import { type Tensor, gather, matmul, ones, tensor, zeros } from '@adjoint/tensor';
import type { Act, ActOutcome, Progress } from '../act.ts';
import { atMost, certified, fact, shown } from '../findings.ts';
import { difference } from '../numerical.ts';
import { text } from '../text.ts';

const NAMES = ['bill length', 'bill depth', 'flipper length'];

/** Body mass by three lengths, all standardised: P = XᵀX/n, q = −Xᵀy/n, constant ½. */
function regression(): { readonly P: Tensor; readonly q: Tensor } {
  const all = penguins().features;
  const z = all.sub(all.mean(0)).div(all.square().mean(0).sub(all.mean(0).square()).sqrt());
  const n = all.shape[0];
  const X = gather(z, tensor([0, 1, 2], 'int32'), 1);
  const y = z.slice(null, 3);
  return { P: matmul(X.transpose(), X).div(n), q: matmul(X.transpose(), y).div(-n) };
}

async function* run(): AsyncGenerator<Progress, ActOutcome> {
  const { P, q } = regression();
  const inequality = (t: number): QuadraticProgram => ({ P, q, constant: 0.5, G: ones([1, 3]), h: [t], lower: zeros([3]) });
  const equality = (t: number): QuadraticProgram => ({ P, q, constant: 0.5, A: ones([1, 3]), b: [t] });
  const best = (p: QuadraticProgram): number => quadraticProgram(p, { tolerance: 1e-12 }).objective;

  const sums = [0.2, 0.5, 0.8, 1.1, 1.4];
  const sets: string[] = [];
  let worst = 0;
  for (const [k, t] of sums.entries()) {
    const r = quadraticProgram(inequality(t), { tolerance: 1e-12 });
    const μ = r.multipliers.inequalities.item();
    const slope = difference((δ) => best(inequality(t + δ)), 1e-3);
    worst = Math.max(worst, Math.abs(slope + μ));
    const used = NAMES.filter((_, i) => r.x.at(i).item() > 1e-6);
    sets.push(`t = ${t}: ${μ > 1e-6 ? `active, μ = ${μ.toPrecision(4)}` : 'inactive, μ = 0'}, ${used.join(' + ')}`);
    yield { done: (k + 1) / (sums.length + 1), note: `t = ${t}` };
  }
  const free = quadraticProgram({ P, q, constant: 0.5, lower: zeros([3]) }, { tolerance: 1e-12 })
    .x.sum()
    .item();
  const eq = quadraticProgram(equality(0.5), { tolerance: 1e-12 });
  const slopes = optimalValueSlopes(equality(0.5), eq.x, eq.multipliers);
  const slopeEq = difference((δ) => best(equality(0.5 + δ)), 1e-3);
  const tight = quadraticProgram(inequality(0.5));
  const loose = quadraticProgram(inequality(1.4));
  return {
    findings: [
      ...sets.map((s) => shown(text('β₁ + β₂ + β₃ ≤ t, β ≥ 0', 'β₁ + β₂ + β₃ ≤ t, β ≥ 0'), s)),
      atMost(text('largest |df*/dt + μ| over these t', '이 t들에서 |df*/dt + μ|의 최댓값'), worst, 1e-6, 'slope measured by re-solving'),
      fact(
        text('the constraint lets go where the free optimum fits', '자유 최적해가 들어가면 제약이 풀린다'),
        `Σβ = ${free.toPrecision(5)}`,
        loose.multipliers.inequalities.item() < 1e-6 === free < 1.4,
        'μ = 0 beyond it',
      ),
      atMost(
        text('equality Σβ = 0.5: |df*/dt + λ|', '등식 Σβ = 0.5: |df*/dt + λ|'),
        Math.abs(slopeEq + eq.multipliers.equalities.item()),
        1e-6,
        'slope measured by re-solving',
      ),
      fact(
        text('sensitivities are two-sided derivatives here', '여기서 민감도는 양쪽 도함수'),
        slopes.verdict,
        slopes.verdict === 'holds',
        slopes.reason,
      ),
    ],
    certificates: [
      certified(
        text('t = 0.5, active', 't = 0.5, 활성'),
        certifyKkt(inequality(0.5), tight.x, tight.multipliers, { claim: 'global-minimum' }),
      ),
      certified(
        text('t = 1.4, inactive', 't = 1.4, 비활성'),
        certifyKkt(inequality(1.4), loose.x, loose.multipliers, { claim: 'global-minimum' }),
      ),
      certified(
        text('planted: the answer of t = 0.5 for t = 0.8', '심은 오류: t = 0.5의 답을 t = 0.8에'),
        certifyKkt(inequality(0.8), tight.x, tight.multipliers),
        'fails',
      ),
    ],
  };
}

export const movingConstraint: Act = {
  number: 7,
  title: text('Equality and inequality constraints', '등식 제약과 부등식 제약'),
  formula: 'f*(t) = min f(x), g(x) ≤ t:   df*/dt = −μ,   h(x) = t:   df*/dt = −λ',
  data: text('body mass of 342 penguins by three lengths, coefficients limited', '펭귄 342마리의 몸무게를 세 길이로, 계수를 제한'),
  run,
};
