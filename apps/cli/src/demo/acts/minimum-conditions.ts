import { iris } from '@adjoint/datasets';
import { certifyMinimum, classifyStationaryPoint, minimizeUnconstrained } from '@adjoint/optim-kkt';
import { type Tensor, type Verdict, concat, gather, greater, matmul, ones, softplus, tensor, where } from '@adjoint/tensor';
import type { Act, ActOutcome, CertificateFinding, Finding, Progress } from '../act.ts';
import { atMost, certified, fact } from '../findings.ts';
import { type Text, text } from '../text.ts';

type Field = (x: Tensor) => Tensor;
const pair = (x: Tensor): [Tensor, Tensor] => [x.at(0), x.at(1)];
const points: readonly (readonly [label: Text, f: Field, kind: string, minimum: Verdict])[] = [
  [
    text('x² + 3y²: a minimum', 'x² + 3y²: 최소'),
    (v) => {
      const [x, y] = pair(v);
      return x.square().add(y.square().mul(3));
    },
    'minimum',
    'holds',
  ],
  [text('−x² − y²: a maximum', '−x² − y²: 최대'), (v) => v.square().sum().neg(), 'maximum', 'fails'],
  [
    text('x² − y²: a saddle', 'x² − y²: 안장점'),
    (v) => {
      const [x, y] = pair(v);
      return x.square().sub(y.square());
    },
    'saddle',
    'fails',
  ],
  [
    text('x³ − 3xy²: a monkey saddle, the Hessian is 0', 'x³ − 3xy²: 원숭이 안장, 헤세 행렬이 0'),
    (v) => {
      const [x, y] = pair(v);
      return x.pow(3).sub(x.mul(y.square()).mul(3));
    },
    'undecided',
    'undecided',
  ],
  [
    text('x⁴ + y⁴: a minimum that second derivatives do not see', 'x⁴ + y⁴: 이계도함수로는 보이지 않는 최소'),
    (v) => v.square().square().sum(),
    'undecided',
    'undecided',
  ],
];

/** Logistic loss of two species with a small ridge: convex, so the certificate of its minimum must hold. */
function logistic(): Field {
  const { features, labels } = iris();
  const rows = tensor(
    [...labels.data()].flatMap((c, i) => (c > 0 ? [i] : [])),
    'int32',
  );
  const X = gather(features, rows);
  const z = X.sub(X.mean(0));
  const A = concat([z, ones([z.shape[0], 1])], 1);
  const y = where(greater(gather(labels, rows), 1), 1, -1);
  return (w) => softplus(matmul(A, w).mul(y).neg()).mean().add(w.square().sum().mul(5e-3));
}

async function* run(): AsyncGenerator<Progress, ActOutcome> {
  const findings: Finding[] = [];
  const certificates: CertificateFinding[] = [];
  for (const [k, [label, f, kind, minimum]] of points.entries()) {
    const { kind: found, eigenvalues } = classifyStationaryPoint(f, [0, 0]);
    findings.push(fact(label, found, found === kind, `λ(H) = ${eigenvalues.map((e) => e.toPrecision(3)).join(', ')}`));
    certificates.push(certified(label, certifyMinimum(f, [0, 0]), minimum));
    yield { done: (0.5 * (k + 1)) / points.length };
  }
  const f = logistic();
  const r = minimizeUnconstrained(f, [0, 0, 0, 0, 0], { tolerance: 1e-10 });
  const other = minimizeUnconstrained(f, [1, -1, 1, -1, 1], { tolerance: 1e-10 });
  findings.push(
    atMost(
      text('logistic loss of iris: two starts, one minimum', '붓꽃의 로지스틱 손실: 두 출발점, 하나의 최소'),
      r.x.sub(other.x).abs().max().item(),
      1e-6,
      'strict convexity',
    ),
  );
  certificates.push(
    certified(text('logistic loss of iris at its minimum', '붓꽃의 로지스틱 손실의 최소'), certifyMinimum(f, r.x)),
    certified(text('planted: a point beside it', '심은 오류: 그 옆의 점'), certifyMinimum(f, r.x.add(1e-3)), 'fails'),
  );
  return { findings, certificates };
}

export const minimumConditions: Act = {
  number: 8,
  title: text('Necessary and sufficient conditions of a minimum', '최소의 필요조건과 충분조건'),
  formula: 'necessary: ∇f = 0, H ⪰ 0;   sufficient: ∇f = 0, H ≻ 0;   between them second derivatives cannot tell',
  data: text('five standard points, and 100 flowers of iris', '다섯 전형적인 점과 붓꽃 100송이'),
  run,
};
