/**
 * Whether an importance-sampling estimate can be trusted: of the estimate, and of the weights, two claims.
 *
 *   estimate, plain:            k̂ and ESS of |h|w
 *   estimate, self-normalised:  k̂ and ESS of w and of |h − μ̂|w
 *   weights:                    k̂, ESS/n and the largest share of w
 *
 * They may differ: a proposal made for one rare event estimates its probability well with weights that are useless for
 * anything else, and bounded weights may still miss what h looks at. In high dimension k̂ alone does not warn: a few
 * draws may carry everything while the fitted tail looks light, so ESS < n/10 fails its claim too.
 *
 * Vehtari et al. (2024); Chatterjee and Diaconis (2018), "The sample size required in importance sampling".
 */
import { math } from '@adjoint/kernels';
import {
  ArgumentError,
  type Certificate,
  type Check,
  ShapeError,
  type Tensor,
  asTensor,
  certificate,
  check,
  withVerdict,
} from '@adjoint/tensor';
import { essOf } from './effective-sample-size.ts';
import { kHatThreshold, smoothTail } from './pareto-smooth.ts';
import { requireLogWeights } from './require-log-weights.ts';

export interface ImportanceEvidence {
  /** [n], log of target/proposal; −∞ is a zero weight */
  readonly logWeights: Tensor;
  /** h at the draws, [n]; without it only the weights are judged. */
  readonly values?: Tensor;
  /** Whether the estimate divides by the sum of the weights (default true). */
  readonly normalised?: boolean;
}
export interface ImportanceCertificates {
  /** Claim 'importance-estimate'; null without values. */
  readonly estimate: Certificate | null;
  /** Claim 'importance-weights'. */
  readonly weights: Certificate;
}

const LEAST_SHARE_OF_DRAWS = 0.1;
const LARGEST_SHARE = 0.05;

/**
 * @throws ShapeError, NonFiniteError when weights and values do not fit; ArgumentError when a value is not finite
 * @example certifyImportance({ logWeights, values, normalised: false }).estimate?.verdict
 */
export function certifyImportance({ logWeights, values, normalised = true }: ImportanceEvidence): ImportanceCertificates {
  const w = requireLogWeights('certifyImportance', logWeights);
  const n = w.length;
  const top = w.reduce((m, x) => Math.max(m, x), -Infinity);
  let total = 0;
  for (const x of w) total += math.exp(x - top);
  const weights = certificate('importance-weights', 'evidence', `${n} weights, for any bounded function of the target`, [
    ...tailChecks('', w),
    check('largest-share', 1 / total, '<=', Math.max(LARGEST_SHARE, 10 / n)),
  ]);
  if (values === undefined) return { estimate: null, weights };
  const h = Float64Array.from(asTensor(values).data());
  const bad = h.findIndex((v) => !Number.isFinite(v));
  if (h.length !== n || asTensor(values).rank !== 1)
    throw new ShapeError(
      `certifyImportance: ${n} weights, values of shape [${asTensor(values).shape.join(', ')}]`,
      'one value for each weight',
    );
  if (bad >= 0) throw new ArgumentError(`certifyImportance: value ${bad} is ${h[bad]}`, 'values are finite');
  const times = (f: (v: number) => number): Float64Array => w.map((x, i) => x + math.log(Math.abs(f(h[i]))));
  if (!normalised)
    return {
      weights,
      estimate: certificate(
        'importance-estimate',
        'evidence',
        `the mean of h·w over ${n} draws`,
        termChecks(
          '-of-hw',
          times((v) => v),
        ),
      ),
    };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (math.exp(w[i] - top) / total) * h[i];
  const rounding = n * 2 ** -53 * h.reduce((m, v) => Math.max(m, Math.abs(v)), 0); // of the mean
  return {
    weights,
    estimate: certificate('importance-estimate', 'evidence', `the weighted mean of h over ${n} draws`, [
      ...tailChecks('', w),
      ...deviationChecks(times((v) => (Math.abs(v - mean) > rounding ? v - mean : 0))),
    ]),
  };
}

/** No term at all is no evidence: then nothing is known of h, which fails. */
function termChecks(suffix: string, logTerms: Float64Array): readonly Check[] {
  return logTerms.every((x) => x === -Infinity)
    ? [check(`ess-share${suffix}`, 0, '>=', LEAST_SHARE_OF_DRAWS)]
    : tailChecks(suffix, logTerms);
}

/** All values equal: exact if h is constant, and worthless if it only looks so. Draws cannot tell. */
function deviationChecks(logTerms: Float64Array): readonly Check[] {
  const checks = termChecks('-of-deviation', logTerms);
  return logTerms.every((x) => x === -Infinity) ? checks.map((c) => withVerdict(c, 'undecided')) : checks;
}

function tailChecks(suffix: string, logTerms: Float64Array): readonly Check[] {
  const n = logTerms.length;
  return [
    check(`k-hat${suffix}`, smoothTail(logTerms).kHat, '<=', kHatThreshold(n)),
    check(`ess-share${suffix}`, essOf(logTerms) / n, '>=', LEAST_SHARE_OF_DRAWS),
  ];
}
