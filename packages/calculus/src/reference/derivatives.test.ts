import { readReference } from '@adjoint/reference-data';
import { expect, test } from 'vitest';
import { type Tensor, hypot, log1p, logNdtr, logSumExp, softmax, softplus, stack, tensor, xlogy } from '@adjoint/tensor';
import { grad, hessian, jacobian } from '../index.ts';
import { parse } from './expression.ts';

interface Case {
  name: string;
  kind: 'scalar' | 'vector';
  expr: string[];
  vars: string[];
  point: number[];
  value: number | number[];
  gradient?: number[];
  hessian?: number[][];
  jacobian?: number[][];
}
const cases = readReference<Case[]>('calculus/deriv.json');

/** The named operation behind an expression that overflows, underflows or cancels when read naively. */
const NAMED: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  hypot_tiny: (x) => hypot(x.at(0), x.at(1)),
  log1p_tiny: (x) => log1p(x.at(0)),
  log_ndtr_tail: (x) => logNdtr(x.at(0)),
  logsumexp3: (x) => logSumExp(x),
  logsumexp_large: (x) => logSumExp(x),
  softplus_m800: (x) => softplus(x.at(0)),
  softplus_p800: (x) => softplus(x.at(0)),
  sigmoid_m700: (x) => x.at(0).sigmoid(),
  sigmoid_mid: (x) => x.at(0).sigmoid(),
  softmax4: (x) => softmax(x),
  xlogx: (x) => xlogy(x.at(0), x.at(0)),
};
const functionOf = (c: Case): ((x: Tensor) => Tensor) => {
  if (NAMED[c.name] !== undefined) return NAMED[c.name];
  const parsed = c.expr.map((e) => parse(e));
  const whole = (x: Tensor): Tensor[] => parsed.map((p) => p(new Map(c.vars.map((v, i) => [v, x.at(i)]))));
  return c.kind === 'scalar' ? (x) => whole(x)[0] : (x) => stack(whole(x));
};

const EPS = 2 ** -52;
/** Largest error relative to the largest entry, in units of ε. */
function error(a: Tensor, exact: readonly number[]): number {
  const values = a.flatten().data();
  const size = Math.max(...exact.map(Math.abs));
  let worst = 0;
  exact.forEach((e, i) => {
    worst = Math.max(worst, values[i] === e ? 0 : Math.abs(values[i] - e) / size / EPS);
  });
  return worst;
}
/** Cases whose own conditioning loses digits, with the growth of relative errors: x f″(x)/f′(x); of softmax, the largest |x|. */
const CONDITION: Readonly<Record<string, number>> = { acosh_edge: 1e12, asin_edge: 1e12, rational_cancel: 1e7 };

for (const c of cases) {
  test(`${c.name}: ${c.expr.join('; ').slice(0, 60)}`, () => {
    const f = functionOf(c);
    const x = tensor(c.point);
    const bar = 10 * (CONDITION[c.name] ?? 1);
    if (c.kind === 'scalar') {
      expect(error(grad(f)(x), c.gradient!), 'reverse gradient').toBeLessThanOrEqual(bar);
      expect(error(jacobian(f, { mode: 'forward' })(x), c.gradient!), 'forward gradient').toBeLessThanOrEqual(bar);
      expect(error(hessian(f)(x), c.hessian!.flat()), 'hessian').toBeLessThanOrEqual(bar);
      expect(
        error(jacobian((v) => grad(f)(v), { mode: 'reverse' })(x), c.hessian!.flat()),
        'hessian, reverse over reverse',
      ).toBeLessThanOrEqual(bar);
    } else {
      for (const mode of ['forward', 'reverse'] as const)
        expect(error(jacobian(f, { mode })(x), c.jacobian!.flat()), mode).toBeLessThanOrEqual(bar);
    }
  });
}
