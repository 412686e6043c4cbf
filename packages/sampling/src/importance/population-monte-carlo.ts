/**
 * Population Monte Carlo: a crowd of normal kernels that moves to where the target is, round after round.
 *
 *   xⱼₖ ~ N(μⱼ, sⱼ²I),   w = p(x) / ( (1/m) Σⱼ N(x | μⱼ, sⱼ²I) ),   new μ: the draws resampled by their weights
 *
 * Every draw is weighted by the whole crowd, so the draws of all rounds are good ones, each round with its own mixture.
 * Kernels of several widths guard against one that does not fit.
 *
 * Cappé, Guillin, Marin, Robert (2004), "Population Monte Carlo"; Elvira, Martino, Luengo, Bugallo (2017), DM-PMC.
 */
import { type Key, foldIn, normal, split } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor, concat, gather, logSumExp, tensor, tile } from '@adjoint/tensor';
import { type LongWork, runSteps } from '../long-work.ts';
import { type ImportanceResult, importanceResult } from './importance-result.ts';
import { resample } from './resample.ts';

export interface PopulationOptions extends LongWork {
  /** log p of positions, [n, d] → [n]; up to a constant. */
  readonly target: (x: Tensor) => Tensor;
  /** Where the kernels begin, [m, d]: spread wider than the target. */
  readonly start: Tensor;
  /** Widths of the kernels, given to them in turn (default 1). */
  readonly widths?: readonly number[];
  /** Draws of each kernel in a round (default 20). */
  readonly drawsPerKernel?: number;
  /** Rounds whose draws are kept (default 10). */
  readonly rounds?: number;
  /** Rounds before, which only move the crowd (default 5). */
  readonly warmup?: number;
  readonly key: Key;
  readonly estimand?: (x: Tensor) => Tensor;
}

/**
 * @throws ShapeError unless `start` is [m, d]; ArgumentError for wrong counts or widths; NonFiniteError; the reason of an aborted signal
 * @example populationMonteCarlo({ target, start: normal(key, [50, 2]).mul(10), key }).estimate
 */
export function populationMonteCarlo(options: PopulationOptions): ImportanceResult {
  const { target, start, widths = [1], drawsPerKernel = 20, rounds = 10, warmup = 5, key, estimand } = options;
  if (start.rank !== 2 || start.size === 0)
    throw new ShapeError(`populationMonteCarlo: start of shape [${start.shape.join(', ')}]`, 'give one row for each kernel, [m, d]');
  for (const [name, count, least] of [
    ['drawsPerKernel', drawsPerKernel, 1],
    ['rounds', rounds, 1],
    ['warmup', warmup, 0],
  ] as const)
    if (!Number.isInteger(count) || count < least)
      throw new ArgumentError(`populationMonteCarlo: ${name} = ${count}`, `it is an integer ≥ ${least}`);
  if (widths.length === 0 || widths.some((s) => !(s > 0 && s < Infinity)))
    throw new ArgumentError(`populationMonteCarlo: widths [${widths.join(', ')}]`, 'widths are positive and finite');
  const [m, d] = start.shape;
  const s = tensor(Array.from({ length: m }, (_, j) => widths[j % widths.length]));
  const n = m * drawsPerKernel;
  const kept: { readonly x: Tensor; readonly logP: Tensor; readonly logQ: Tensor }[] = [];
  let locations = start;
  runSteps(warmup + rounds, options, (round) => {
    const [draw, choose] = split(foldIn(key, round));
    const spread = tile(s, [drawsPerKernel]).reshape([n, 1]);
    const x = tile(locations, [drawsPerKernel, 1]).add(normal(draw, [n, d]).mul(spread));
    const logP = target(x);
    const logQ = crowdDensity(x, locations, s);
    if (logP.rank !== 1 || logP.size !== n)
      throw new ShapeError(
        `populationMonteCarlo: the target gave shape [${logP.shape.join(', ')}] for ${n} draws`,
        'give one number for each draw, [n]',
      );
    if (round >= warmup) kept.push({ x, logP, logQ });
    locations = gather(x, resample(logP.sub(logQ), m, choose), 0);
  });
  const draws = concat(
    kept.map((k) => k.x),
    0,
  );
  return importanceResult({
    name: 'populationMonteCarlo',
    draws,
    logTarget: concat(
      kept.map((k) => k.logP),
      0,
    ),
    logProposal: concat(
      kept.map((k) => k.logQ),
      0,
    ),
    values: estimand?.(draws),
    normalised: true,
    counts: kept.map(() => n),
  });
}

/** log (1/m) Σⱼ N(x | μⱼ, sⱼ²I) of every row of x */
function crowdDensity(x: Tensor, locations: Tensor, s: Tensor): Tensor {
  const [m, d] = locations.shape;
  let squares: Tensor | undefined; // [n, m], coordinate by coordinate
  for (let c = 0; c < d; c++) {
    const difference = x.slice(null, c).reshape([-1, 1]).sub(locations.slice(null, c)).square();
    squares = squares === undefined ? difference : squares.add(difference);
  }
  return logSumExp((squares as Tensor).div(s.square()).mul(-0.5).sub(s.log().mul(d)), 1).sub(Math.log(m) + (d / 2) * Math.log(2 * Math.PI));
}
