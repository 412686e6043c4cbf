// Distributions
export * from './distributions/index.ts';

// Inversion, and whether draws fit
export { inverseTransform, inverseTransformTable } from './inversion/inverse-transform.ts';
export { inverseTransformDensity } from './inversion/inverse-transform-density.ts';
export type { DensityInverse, DensitySupport } from './inversion/inverse-transform-density.ts';
export type { CdfInverse } from './inversion/inverse-transform.ts';
export { kolmogorovSmirnov } from './testing/kolmogorov-smirnov.ts';
export type { GoodnessOfFit } from './testing/kolmogorov-smirnov.ts';

// Importance sampling
export { defensive, importanceSample } from './importance/importance-sample.ts';
export type { ImportanceOptions } from './importance/importance-sample.ts';
export type { ImportanceResult } from './importance/importance-result.ts';
export type { Proposal } from './importance/draw-proposals.ts';
export { annealedImportanceSample } from './importance/annealed.ts';
export type { AnnealedOptions } from './importance/annealed.ts';
export { populationMonteCarlo } from './importance/population-monte-carlo.ts';
export type { PopulationOptions } from './importance/population-monte-carlo.ts';
export { bootstrapFilter } from './importance/bootstrap-filter.ts';
export type { FilterOptions, Filtered, StateSpaceModel } from './importance/bootstrap-filter.ts';
export { resample, resampleDraws } from './importance/resample.ts';
export type { ResamplingScheme } from './importance/resample.ts';
export { effectiveSampleSize } from './importance/effective-sample-size.ts';
export { kHatThreshold, paretoSmooth } from './importance/pareto-smooth.ts';
export type { ParetoSmoothed } from './importance/pareto-smooth.ts';
export { certifyImportance } from './importance/certify-importance.ts';
export type { ImportanceCertificates, ImportanceEvidence } from './importance/certify-importance.ts';

// Markov chains; as plugins in '@adjoint/sampling/plugins'
export { randomWalkMetropolis } from './markov/random-walk-metropolis.ts';
export type { RandomWalkOptions, RandomWalkState } from './markov/random-walk-metropolis.ts';
export { runChain, runChains } from './markov/run-chain.ts';
export type { Chain, ChainOptions } from './markov/run-chain.ts';

// Batch samplers; as plugins in '@adjoint/sampling/plugins'
export { shuffle, shuffleOnce } from './batch/shuffle.ts';
export { withReplacement } from './batch/with-replacement.ts';
export { stratified } from './batch/stratified.ts';
export { importanceWeighted } from './batch/importance-weighted.ts';
export { sequential, sorted } from './batch/fixed-order.ts';
export { batchMoments } from './batch/batch-moments.ts';
export type { StepMoments } from './batch/batch-moments.ts';
export { certifyBatchSampler } from './batch/certify-batch-sampler.ts';
export type { BatchSamplerEvidence } from './batch/certify-batch-sampler.ts';

// Progress of long work, and its end from outside
export type { LongWork, Progress } from './long-work.ts';

// What chains tell, and whether they can be trusted
export { certifyDraws } from './diagnostics/certify-draws.ts';
export type { DrawsEvidence } from './diagnostics/certify-draws.ts';
export { rHat } from './diagnostics/r-hat.ts';
export { summarizeDraws } from './diagnostics/summarize-draws.ts';
export type { DrawSummary, Estimated } from './diagnostics/summarize-draws.ts';

// Points that fill the cube evenly
export { sobol } from './qmc/sobol.ts';
export type { SobolOptions } from './qmc/sobol.ts';
export { halton } from './qmc/halton.ts';
export type { HaltonOptions } from './qmc/halton.ts';
export { latinHypercube } from './qmc/latin-hypercube.ts';
export { integrateCube } from './qmc/integrate.ts';
export type { CubeIntegral, CubeOptions } from './qmc/integrate.ts';

// Rejection
export { rejectionSample } from './rejection/rejection-sample.ts';
export type { RejectionOptions, RejectionResult } from './rejection/rejection-sample.ts';
export { adaptiveRejection } from './rejection/adaptive-rejection.ts';
export type { LogConcave } from './rejection/adaptive-rejection.ts';

// Expectations, and what makes their errors small
export { expectation } from './expectation.ts';
export type { ExpectationMethod, ExpectationOptions } from './expectation.ts';
export { antitheticMean, antitheticUniform, stratifiedMean, stratifiedUniform } from './variance-reduction/paired-points.ts';
export type { MeanEstimate } from './variance-reduction/paired-points.ts';
export { controlVariates } from './variance-reduction/control-variates.ts';
export type { ControlledMean } from './variance-reduction/control-variates.ts';
