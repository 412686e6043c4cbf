import { longley } from '@adjoint/datasets';
import { foldIn } from '@adjoint/random';
import {
  exponential,
  importanceSample,
  inverseTransform,
  inverseTransformTable,
  kolmogorovSmirnov,
  normal,
  runChain,
} from '@adjoint/sampling';
import { type Tensor, tensor } from '@adjoint/tensor';
import type { Act, ActContext, ActOutcome, Progress } from '../act.ts';
import { atLeast, atMost, certified, near, shown } from '../findings.ts';
import { text } from '../text.ts';

const DRAWS = 10_000;
const CHAIN = 4000;
/** P(Z > 4) = erfc(4/√2)/2, and the variance of one draw by each method relative to the other: p(1 − p) / (e¹⁶Φ(−8) − p²). */
const TRUTH = 3.167124183311992e-5;
const SECOND_MOMENT = 5.52801432067012e-9;
const beyond = (x: Tensor): Tensor => x.greater(4).astype('float64');

/** A distribution function from real data: the unemployment of sixteen years, its order statistics joined by lines. */
function tabulated(): { readonly x: Float64Array; readonly F: Float64Array; readonly cdf: (v: number) => number } {
  const x = Float64Array.from(longley().features.slice(null, 2).data()).sort();
  const F = x.map((_, i) => i / (x.length - 1));
  return {
    x,
    F,
    cdf: (v) => {
      const i = x.findIndex((t) => t >= v);
      return i <= 0 ? (i === 0 ? 0 : 1) : F[i - 1] + ((F[i] - F[i - 1]) * (v - x[i - 1])) / (x[i] - x[i - 1]);
    },
  };
}

async function* run({ key, registry, sampler }: ActContext): AsyncGenerator<Progress, ActOutcome> {
  const byCdf = inverseTransform((x) => 1 - Math.exp(-x), { lower: 0, upper: Infinity }).sample(foldIn(key, 0), [2000]);
  const table = tabulated();
  const fits = kolmogorovSmirnov(byCdf, (x) => exponential().cdf(x).item());
  const fitsTable = kolmogorovSmirnov(inverseTransformTable(table.x, table.F).sample(foldIn(key, 1), [2000]), table.cdf);
  yield { done: 0.2, note: 'F⁻¹(U)' };
  await Promise.resolve();

  const crude = normal().sample(foldIn(key, 2), [DRAWS]);
  const hits = beyond(crude).sum().item();
  const r = importanceSample({
    target: normal(),
    proposal: normal({ mean: 4 }),
    n: DRAWS,
    key: foldIn(key, 3),
    estimand: beyond,
    normalised: false,
  });
  const exactError = Math.sqrt((SECOND_MOMENT - TRUTH * TRUTH) / DRAWS);
  const ratio = (TRUTH * (1 - TRUTH)) / (SECOND_MOMENT - TRUTH * TRUTH);
  yield { done: 0.5, note: 'N(4, 1)' };

  // The same target, standard normal, by a registered Markov chain.
  const recipe = await registry.recipe('sampler', sampler, sampler === 'random-walk-metropolis' ? { stepSize: 2.4 } : {});
  const made = await registry.restore(JSON.parse(JSON.stringify(recipe)) as typeof recipe);
  const target = {
    logDensity: (x: unknown): Tensor => (x as Tensor).square().sum().mul(-0.5),
    valueAndGrad: (x: unknown) => ({ value: (x as Tensor).square().sum().mul(-0.5), grads: (x as Tensor).neg() }),
  };
  const chain = runChain(made.kernel(target), tensor([0]), { key: foldIn(key, 4), warmup: 500, draws: CHAIN });
  const mean = chain.draws.mean().item();
  // Batch means: 40 batches are long beside the memory of the chain, so their spread tells the error of the mean.
  const means = chain.draws.reshape([40, CHAIN / 40]).mean(1);
  const error = Math.sqrt(means.variance(undefined, { ddof: 1 }).item() / 40);
  yield { done: 0.95, note: sampler };
  const { estimate, weights } = r.certificates;
  return {
    findings: [
      atLeast(
        text(
          'exponential by inversion of its cdf: Kolmogorov-Smirnov p-value',
          '누적분포함수의 역으로 뽑은 지수분포: Kolmogorov-Smirnov p값',
        ),
        fits.pValue,
        1e-4,
        `D = ${fits.statistic.toPrecision(3)}, 2000 draws`,
      ),
      atLeast(
        text('a tabulated cdf inverted: Kolmogorov-Smirnov p-value', '표로 주어진 분포의 역: Kolmogorov-Smirnov p값'),
        fitsTable.pValue,
        1e-4,
        `D = ${fitsTable.statistic.toPrecision(3)}, 2000 draws`,
      ),
      shown(
        text(`P(Z > 4) by ${DRAWS} crude draws: hits`, `${DRAWS}번의 단순 추출로 본 P(Z > 4): 적중`),
        hits,
        `${(TRUTH * DRAWS).toPrecision(2)} expected`,
      ),
      near(
        text('P(Z > 4) by the proposal N(4, 1)', '제안분포 N(4, 1)로 본 P(Z > 4)'),
        r.estimate,
        TRUTH,
        4 * exactError,
        'erfc; four standard errors',
      ),
      near(text('its standard error', '그 표준오차'), r.standardError, exactError, 0.2 * exactError, 'closed form, within 20 %'),
      near(text('variance ratio of crude to importance sampling', '단순 추출과 중요도 표본추출의 분산 비'), ratio, 6999, 1, 'closed form'),
      shown(
        text('effective sample size of the weights', '가중치의 유효 표본 크기'),
        r.effectiveSampleSize.toFixed(1),
        `of ${DRAWS}: they are made for this tail and for nothing else`,
      ),
      atMost(
        text(`mean of the same target by ${sampler}, in standard errors`, `같은 목표분포의 평균, ${sampler}, 표준오차 단위`),
        Math.abs(mean) / error,
        5,
        `acceptance ${chain.acceptance.toFixed(2)}`,
      ),
    ],
    certificates: [
      certified(text('the estimate of P(Z > 4)', 'P(Z > 4)의 추정'), estimate!),
      certified(text('the weights, for any other function', '다른 함수를 위한 가중치'), weights, 'fails'),
    ],
  };
}

export const importanceSampling: Act = {
  number: 9,
  title: text('Importance sampling', '중요도 표본추출'),
  formula: 'E_p[h] = E_q[h·p/q] ≈ (1/n) Σ w(xᵢ)h(xᵢ),   w = p/q;   X = F⁻¹(U)',
  data: text('a closed-form rare event; unemployment in the Longley table', '닫힌 해가 있는 희귀 사건; Longley 표의 실업'),
  run,
};
