import { jacobian } from '@adjoint/calculus';
import { longley } from '@adjoint/datasets';
import { certifySolve, cond, conditionNumber, lstsq, perturbationBound, qr, solve, svd } from '@adjoint/linalg';
import { type Tensor, matmul, scalar, sqrt, tensor } from '@adjoint/tensor';
import type { Act, ActOutcome, Finding, Progress } from '../act.ts';
import { atLeast, atMost, certified, near, shown } from '../findings.ts';
import { type Text, text } from '../text.ts';

const norm = (x: Tensor): number => Math.sqrt(x.square().sum().item());

/** Correct decimal digits of the worst coefficient, at most 16. */
function digits(x: Tensor, exact: Tensor): number {
  const a = x.astype('float64').data();
  const b = exact.data();
  let worst = 16;
  for (let i = 0; i < b.length; i++) worst = Math.min(worst, -Math.log10(Math.abs(a[i] - b[i]) / Math.abs(b[i])));
  return Number.isNaN(worst) ? 0 : Math.max(0, worst);
}

/** κ of a function of one number by its derivative, beside the amplification of a small relative error that is really seen. */
function ofFunction(label: Text, f: (x: Tensor) => Tensor, at: number, exact: number): readonly Finding[] {
  const fx = f(scalar(at)).item();
  const κ = conditionNumber({ jacobian: jacobian(f)(at), x: scalar(at), fx: scalar(fx) });
  const δ = 2 ** -40;
  const seen = Math.abs((f(scalar(at * (1 + δ))).item() - fx) / fx) / δ;
  return [
    near(label, κ, exact, 1e-6 * exact, 'closed form'),
    near(text('   amplification of a relative error of 2⁻⁴⁰', '   상대 오차 2⁻⁴⁰의 증폭'), seen, κ, 0.01 * κ, 'κ, to first order'),
  ];
}

async function* run(): AsyncGenerator<Progress, ActOutcome> {
  const near1 = 1 + 2 ** -20;
  const δ = 2 ** -20;
  const functions = [
    ...ofFunction(text('κ of x ↦ x − 1 at 1 + 2⁻²⁰', 'x ↦ x − 1의 κ, x = 1 + 2⁻²⁰'), (x) => x.sub(1), near1, near1 / 2 ** -20),
    ...ofFunction(
      text('κ of the root of t² − 2t + c at c = 1 − 2⁻²⁰', 't² − 2t + c의 근의 κ, c = 1 − 2⁻²⁰'),
      (c) => sqrt(c.neg().add(1)).add(1),
      1 - δ,
      (1 - δ) / (2 * Math.sqrt(δ) * (1 + Math.sqrt(δ))),
    ),
  ];
  yield { done: 0.2, note: 'κ_f' };

  const { design: A, targets: b, certifiedCoefficients: exact } = longley();
  const At = A.transpose();
  const κ = cond(A);
  const { Q, R } = qr(A);
  const byQr = solve(R, matmul(Q.transpose(), b), { structure: 'upper-triangular' });
  const { U, S, Vt } = svd(A);
  const bySvd = matmul(Vt.transpose(), matmul(U.transpose(), b).div(S));
  const normal = solve(matmul(At, A), matmul(At, b));
  const single = lstsq(A.astype('float32'), b.astype('float32')).x;
  const refined = lstsq(A, b, { refine: true }).x;
  yield { done: 0.6, note: 'Longley' };

  const ε = 2 ** -52;
  const δA = A.abs().mul(2 ** -40);
  const moved = lstsq(A.add(δA), b).x;
  const trueError = norm(moved.sub(lstsq(A, b).x)) / norm(exact);
  const M = tensor([
    [1, 2],
    [1.001, 2],
  ]);
  const c = tensor([3, 3.001]);
  const δM = tensor([
    [0, 1e-9],
    [0, 0],
  ]);
  const x = solve(M, c);
  const xMoved = solve(M.add(δM), c);
  const bound = perturbationBound(M, c, δM, c.mul(0));
  const seen = norm(xMoved.sub(x)) / norm(x);
  const lost = Math.log10(κ);
  return {
    findings: [
      ...functions,
      near(text('κ₂ of the Longley matrix', 'Longley 행렬의 κ₂'), κ, 4.859257015454868e9, 1e3, 'singular values at 50 digits; κ·ε·κ'),
      atLeast(
        text('correct digits by QR', '맞는 자릿수, QR'),
        digits(byQr, exact),
        15.6 - lost - 1.5,
        `16 − log₁₀ κ = ${(15.95 - lost).toFixed(1)}, less 1.5; NIST`,
      ),
      atLeast(text('correct digits by SVD', '맞는 자릿수, SVD'), digits(bySvd, exact), 15.6 - lost - 1.5, 'the same'),
      atLeast(
        text('correct digits by QR, refined in double-double', '맞는 자릿수, 이중-배정도로 개선한 QR'),
        digits(refined, exact),
        10,
        'NIST',
      ),
      shown(
        text('correct digits by the normal equations, κ(AᵀA) = κ²', '맞는 자릿수, 정규 방정식, κ(AᵀA) = κ²'),
        digits(normal, exact).toFixed(1),
        `κ² ε = ${(κ * κ * ε).toExponential(1)}`,
      ),
      shown(
        text('correct digits in float32', '맞는 자릿수, float32'),
        digits(single, exact).toFixed(1),
        `κ ε = ${(κ * 2 ** -23).toExponential(1)}`,
      ),
      shown(
        text('a relative change of A by 2⁻⁴⁰ moves the coefficients by', 'A가 상대적으로 2⁻⁴⁰만큼 변하면 계수는'),
        trueError.toExponential(1),
        `κ · 2⁻⁴⁰ = ${(κ * 2 ** -40).toExponential(1)}`,
      ),
      atMost(
        text('[[1, 2], [1.001, 2]]: true relative error of x', '[[1, 2], [1.001, 2]]: x의 실제 상대 오차'),
        seen,
        bound,
        'perturbation bound κ‖δA‖/‖A‖ / (1 − κ‖δA‖/‖A‖)',
      ),
    ],
    certificates: [
      certified(text('R x = Qᵀ b', 'R x = Qᵀ b'), certifySolve(R, matmul(Q.transpose(), b), byQr)),
      certified(
        text('planted: one coefficient off in its sixth digit', '심은 오류: 계수 하나의 여섯째 자리'),
        certifySolve(R, matmul(Q.transpose(), b), byQr.mul(tensor([1, 1, 1, 1, 1, 1, 1 + 1e-6]))),
        'fails',
      ),
    ],
  };
}

export const conditionNumbers: Act = {
  number: 4,
  title: text('The condition number', '조건수'),
  formula: 'κ_f = ‖J‖ ‖x‖ / ‖f(x)‖,   ‖δx‖/‖x‖ ≤ κ(A) (‖δA‖/‖A‖ + ‖δb‖/‖b‖) / (1 − κ(A)‖δA‖/‖A‖)',
  data: text(
    'Longley (1967), 16 years of employment, with the certified digits of NIST',
    'Longley (1967), 16년의 고용 자료와 NIST의 공인 자릿수',
  ),
  run,
};
