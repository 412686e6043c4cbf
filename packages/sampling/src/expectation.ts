/**
 * E f(X) by the method asked for, always with an error.
 *
 *   'quasi'        scrambled Sobol points through the quantile functions (default): error about n^(−3/2) for smooth f
 *   'stratified'   Latin hypercubes: one point in each of n/16 slices of every variable
 *   'antithetic'   pairs u, 1 − u
 *   'monte-carlo'  independent draws
 *   'importance'   draws of a proposal, weighted
 */
import type { Key } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor, stack } from '@adjoint/tensor';
import type { Distribution } from './distributions/core/distribution.ts';
import type { Proposal } from './importance/draw-proposals.ts';
import { errorOfSum } from './importance/importance-result.ts';
import { importanceSample } from './importance/importance-sample.ts';
import { integrateCube } from './qmc/integrate.ts';
import { type MeanEstimate, antitheticMean, antitheticUniform } from './variance-reduction/paired-points.ts';

export type ExpectationMethod = 'quasi' | 'stratified' | 'antithetic' | 'monte-carlo' | 'importance';
export interface ExpectationOptions {
  readonly key: Key;
  /** Evaluations of f, about (default 4096). */
  readonly n?: number;
  readonly method?: ExpectationMethod;
  /** What 'importance' draws from. */
  readonly proposal?: Proposal;
}
const RANDOMIZATIONS = 16;

/**
 * @param f draws → values: [n] → [n] for one distribution, [n, d] → [n] for several
 * @param distribution of X; a list is a vector of independent variables
 * @throws ArgumentError for a method that does not fit; ShapeError when f does not give one number for each draw
 * @example expectation((x) => x.square(), normal(), { key: key(0) }).estimate // near 1
 */
export function expectation(
  f: (x: Tensor) => Tensor,
  distribution: Distribution | readonly Distribution[],
  { key, n = 4096, method = 'quasi', proposal }: ExpectationOptions,
): MeanEstimate & { readonly method: ExpectationMethod } {
  const list: readonly Distribution[] = Array.isArray(distribution)
    ? (distribution as readonly Distribution[])
    : [distribution as Distribution];
  const one = !Array.isArray(distribution);
  const d = list.length;
  if (!Number.isInteger(n) || n < 2 * RANDOMIZATIONS)
    throw new ArgumentError(`expectation: n = ${n}`, `give an integer ≥ ${2 * RANDOMIZATIONS}`);
  for (const x of list)
    if (x.batchShape.length > 0)
      throw new ArgumentError(
        `expectation: ${x.name} with parameters of shape [${x.batchShape.join(', ')}]`,
        'parameters are numbers here; give several distributions as a list',
      );
  if (method === 'importance') {
    if (proposal === undefined || !one)
      throw new ArgumentError(
        `expectation: 'importance' ${one ? 'without a proposal' : 'for a list of distributions'}`,
        'give one distribution and a proposal, or use importanceSample',
      );
    const r = importanceSample({ target: list[0], proposal, n, key, estimand: f, normalised: false });
    return { estimate: r.estimate, standardError: r.standardError, method };
  }
  const at = (u: Tensor): Tensor => {
    // uniform points [m, d] → values [m]
    const x = one
      ? list[0].quantile(u.reshape([-1]))
      : stack(
          list.map((q, j) => q.quantile(u.slice(null, j))),
          1,
        );
    const values = f(x);
    if (values.rank !== 1 || values.size !== u.shape[0])
      throw new ShapeError(
        `expectation: f gave shape [${values.shape.join(', ')}] for ${u.shape[0]} draws`,
        'give one number for each draw, [n]',
      );
    return values.astype('float64');
  };
  if (method === 'quasi' || method === 'stratified') {
    // Sobol: about n/16 points, a power of two, so that each randomisation is balanced. The error of few slices would hang on the outermost.
    const points = method === 'quasi' ? 2 ** Math.max(1, Math.round(Math.log2(n / RANDOMIZATIONS))) : Math.floor(n / RANDOMIZATIONS);
    const { value, standardError } = integrateCube(at, {
      dimension: d,
      n: points,
      key,
      randomizations: RANDOMIZATIONS,
      points: method === 'quasi' ? 'sobol' : 'latin-hypercube',
    });
    return { estimate: value, standardError, method };
  }
  if (method === 'antithetic') return { ...antitheticMean(at(antitheticUniform(key, Math.floor(n / 2), [d]))), method };
  const terms = Float64Array.from(at(antitheticUniform(key, n, [d]).slice([0, n])).data(), (v) => v / n);
  return { estimate: terms.reduce((a, b) => a + b, 0), standardError: errorOfSum(terms, [n]), method };
}
