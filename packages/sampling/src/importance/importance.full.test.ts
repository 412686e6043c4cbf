import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { foldIn, key, normal as draw } from '@adjoint/random';
import type { Tensor } from '@adjoint/tensor';
import { bootstrapFilter, importanceSample } from '../index.ts';

test('20 filters of 10,000 particles: the likelihood is unbiased, filter means within 0.03', () => {
  const c = readReference<{ a: number; q: number; r: number; y: number[]; log_likelihood: number; filter_mean: number[] }>(
    'sampling/importance/particle_filter_lgssm.json',
  );
  const ratios: number[] = [];
  for (let k = 0; k < 20; k++) {
    const f = bootstrapFilter(
      {
        steps: c.y.length,
        initial: (s, n) => draw(s, [n]).mul(Math.sqrt(c.q / (1 - c.a ** 2))),
        transition: (s, x) => x.mul(c.a).add(draw(s, x.shape).mul(Math.sqrt(c.q))),
        logLikelihood: (x, t) =>
          x
            .sub(c.y[t])
            .square()
            .div(-2 * c.r)
            .sub(0.5 * Math.log(2 * Math.PI * c.r)),
      },
      { n: 10_000, key: foldIn(key(1), k) },
    );
    ratios.push(Math.exp(f.logLikelihood - c.log_likelihood));
    expect(Math.sqrt(f.means.reduce((s, m, t) => s + (m.item() - c.filter_mean[t]) ** 2, 0) / c.y.length)).toBeLessThan(0.03);
  }
  const mean = ratios.reduce((a, b) => a + b, 0) / 20;
  const error = Math.sqrt(ratios.reduce((s, x) => s + (x - mean) ** 2, 0) / 19 / 20);
  expect(Math.abs(mean - 1)).toBeLessThanOrEqual(4 * error);
}, 300_000);

interface HighDim {
  rows: { d: number; s2: string; E_w2: string; ess_fraction: string }[];
}
test.each(readReference<HighDim>('sampling/importance/highdim_gaussian_scale.json').rows.filter(({ d }) => d > 20))(
  'a scale of $s2 in $d dimensions warns where it must',
  ({ d, s2, E_w2, ess_fraction }) => {
    const scale = Math.sqrt(Number(s2));
    const target = (x: Tensor): Tensor =>
      x
        .square()
        .sum(1)
        .mul(-0.5)
        .sub((d / 2) * Math.log(2 * Math.PI));
    const proposal = {
      sample: (k: ReturnType<typeof key>, [m]: readonly number[]) => draw(k, [m, d]).mul(scale),
      logpdf: (x: Tensor) => target(x.div(scale)).sub(d * Math.log(scale)),
    };
    const { weights } = importanceSample({ target, proposal, n: 4000, key: foldIn(key(8), d) }).certificates;
    if (Number(E_w2) > 400 || Number(ess_fraction) < 0.03) expect(weights.verdict).toBe('fails');
    if (Number(ess_fraction) > 0.3 && Number(s2) > 0.7) expect(weights.verdict).toBe('holds');
  },
);
