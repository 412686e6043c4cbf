import type { CertificateTexts } from './format-certificate.ts';

/** What the ids of claims and checks mean. An id with a suffix behind a colon or a dash and a number is told by its stem. */
export const TEXTS: CertificateTexts = {
  // claims
  'linear-solve': { en: 'x solves A x = b', ko: 'x는 A x = b의 해' },
  'least-squares': { en: 'x minimises ‖A x − b‖', ko: 'x는 ‖A x − b‖를 최소화' },
  'factorization': { en: 'the factors make up A', ko: '인수들의 곱은 A' },
  'eigen-decomposition': { en: 'eigenvalues and vectors of A', ko: 'A의 고윳값과 고유벡터' },
  'gradient': { en: 'this is the derivative', ko: '이것은 도함수' },
  'backpropagation': { en: 'the backward recursion is the gradient', ko: '역전파 재귀식은 기울기' },
  'kkt-point': { en: 'the KKT conditions are met', ko: 'KKT 조건을 만족' },
  'local-minimum': { en: 'a strict local minimum', ko: '엄격한 국소 최소' },
  'global-minimum': { en: 'a global minimum', ko: '전역 최소' },
  'primal-infeasible': { en: 'no point satisfies the constraints', ko: '제약을 만족하는 점이 없음' },
  'dual-infeasible': { en: 'the objective falls without end', ko: '목적함수가 끝없이 감소' },
  'importance-estimate': { en: 'the estimate can be trusted', ko: '추정값을 믿을 수 있음' },
  'importance-weights': { en: 'the weights represent the target', ko: '가중치가 목표분포를 대표' },
  'draws-represent-target': { en: 'the draws represent the target', ko: '표본이 목표분포를 대표' },
  'unbiased-batches': { en: 'every step has an unbiased gradient', ko: '모든 걸음의 기울기가 불편' },
  // linear algebra
  'backward-error': { en: 'backward error', ko: '후진 오차' },
  'componentwise-backward-error': { en: 'componentwise backward error', ko: '성분별 후진 오차' },
  'forward-error': { en: 'forward error, estimated', ko: '전진 오차, 추정' },
  'forward-error-bound': { en: 'forward error, bounded', ko: '전진 오차, 상한' },
  'nonsingular': { en: '‖I − R A‖, below 1 proves A nonsingular', ko: '‖I − R A‖, 1보다 작으면 A는 정칙' },
  'residual': { en: 'residual', ko: '잔차' },
  'reconstruction': { en: 'reconstruction error', ko: '복원 오차' },
  'orthogonality': { en: 'departure from orthogonality', ko: '직교성에서 벗어난 정도' },
  // derivatives
  'direction': { en: 'difference along a random direction', ko: '임의 방향의 차분과의 차이' },
  'coordinates': { en: 'differences along coordinates, in their bounds', ko: '좌표별 차분과의 차이, 한계 단위' },
  'adjoint-identity': { en: '⟨Jv, w⟩ − ⟨v, Jᵀw⟩', ko: '⟨Jv, w⟩ − ⟨v, Jᵀw⟩' },
  'agreement': { en: 'disagreement', ko: '불일치' },
  // optimisation
  'primal-feasibility': { en: 'primal residual', ko: '원문제 잔차' },
  'stationarity': { en: 'stationarity', ko: '정류 조건' },
  'dual-feasibility': { en: 'negative part of the multipliers', ko: '승수의 음의 부분' },
  'complementarity': { en: 'complementary slackness', ko: '상보 여유' },
  'duality-gap': { en: 'duality gap', ko: '쌍대 간극' },
  'convexity': { en: 'negative curvature of P + δI', ko: 'P + δI의 음의 곡률' },
  'second-order': { en: 'least curvature on the critical cone', ko: '임계 원뿔에서의 최소 곡률' },
  // sampling
  'k-hat': { en: 'tail shape k̂ of w', ko: 'w의 꼬리 모양 k̂' },
  'k-hat-of-hw': { en: 'tail shape k̂ of |h|w', ko: '|h|w의 꼬리 모양 k̂' },
  'k-hat-of-deviation': { en: 'tail shape k̂ of |h − μ̂|w', ko: '|h − μ̂|w의 꼬리 모양 k̂' },
  'ess-share': { en: 'ESS/n of w', ko: 'w의 ESS/n' },
  'ess-share-of-hw': { en: 'ESS/n of |h|w', ko: '|h|w의 ESS/n' },
  'ess-share-of-deviation': { en: 'ESS/n of |h − μ̂|w', ko: '|h − μ̂|w의 ESS/n' },
  'largest-share': { en: 'largest share of one weight', ko: '한 가중치의 최대 몫' },
  'bias': { en: '‖E[g] − ∇F‖, largest over the steps', ko: '‖E[g] − ∇F‖, 걸음 중 최댓값' },
  'bias-in-standard-errors': { en: 'bias in standard errors', ko: '표준오차 단위의 편향' },
  'declared-moments': { en: 'drawn against declared, in standard errors', ko: '뽑은 값과 선언한 값, 표준오차 단위' },
};
