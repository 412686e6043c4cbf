import { certifyGradient, grad, jvp, traceGraph } from '@adjoint/calculus';
import { longley } from '@adjoint/datasets';
import { type Tensor, scalar, tensor } from '@adjoint/tensor';
import type { Act, ActOutcome, Progress } from '../act.ts';
import { atMost, certified, fact, shown } from '../findings.ts';
import { text } from '../text.ts';

/** Logistic growth of a log product: every input reaches the output along several paths. */
const f = (a: Tensor, b: Tensor, c: Tensor): Tensor => {
  const u = a.mul(b);
  const v = b.mul(c);
  const w = u.add(v).sigmoid();
  return w.mul(u.log()).add(v.sin().mul(w));
};

async function* run(): AsyncGenerator<Progress, ActOutcome> {
  const x = longley().features.at(0).data();
  const at = [x[0] / 100, x[1] / 234289, x[2] / 2356] as const;
  const graph = traceGraph(f)(...at);
  const names = ['x₀', 'x₁', 'x₂'];
  const ε = 2 ** -52;
  yield { done: 0.5 };
  let worst = 0;
  const rows = names.map((name, i) => {
    const paths = graph.pathSum(i).item();
    const forward = graph.forward(i).item();
    const reverse = graph.reverse(i).item();
    const byGrad = (grad(f, i) as (...xs: readonly Tensor[]) => Tensor)(...at.map((v) => scalar(v))).item();
    const byJvp = jvp(
      (v: Tensor) => f(...([0, 1, 2].map((k) => (k === i ? v : scalar(at[k]))) as [Tensor, Tensor, Tensor])),
      at[i],
      1,
    ).tangent.item();
    const values = [paths, forward, reverse, byGrad, byJvp];
    worst = Math.max(worst, (Math.max(...values) - Math.min(...values)) / Math.abs(paths));
    return shown(
      text(`∂y/∂${name}: paths, forward, reverse`, `∂y/∂${name}: 경로 합, 순방향, 역방향`),
      `${paths.toPrecision(12)}`,
      `${graph.paths(i).length} paths; ${forward.toPrecision(12)}, ${reverse.toPrecision(12)}`,
    );
  });
  const { forward, reverse } = graph.multiplications;
  return {
    findings: [
      ...rows,
      atMost(
        text('relative spread of path sums, both sweeps, grad and jvp', '경로 합, 두 방향의 훑기, grad, jvp의 상대 차이'),
        worst,
        64 * ε,
        '64 ε: about 15 products and sums',
      ),
      fact(
        text('multiplications: forward 3 inputs, reverse 1 output', '곱셈 수: 순방향 입력 3개, 역방향 출력 1개'),
        `${forward} / ${reverse}`,
        forward === 3 * reverse,
        'edges · n against edges · m',
      ),
    ],
    certificates: [
      certified(
        text('the gradient by all three inputs', '세 입력에 대한 기울기'),
        certifyGradient((v) => f(v.at(0), v.at(1), v.at(2)), tensor([...at])),
      ),
    ],
    remarks: [
      ...graph.nodes.map((node) =>
        text(
          `node ${node.id}  ${node.name}  = ${node.value.item().toPrecision(6)}`,
          `노드 ${node.id}  ${node.name}  = ${node.value.item().toPrecision(6)}`,
        ),
      ),
      text(
        `edges: ${graph.edges.map((e) => `${e.from}→${e.to}: ${e.partial.item().toPrecision(4)}`).join(',  ')}`,
        `간선: ${graph.edges.map((e) => `${e.from}→${e.to}: ${e.partial.item().toPrecision(4)}`).join(',  ')}`,
      ),
    ],
  };
}

export const chainRule: Act = {
  number: 3,
  title: text('The chain rule', '연쇄 법칙'),
  formula: 'dy/dx = Σ over paths Π ∂v₊/∂v:   forward mode sums from the inputs, reverse mode from the output',
  data: text('three numbers of 1947 from the Longley table', 'Longley 표의 1947년 수 세 개'),
  run,
};
