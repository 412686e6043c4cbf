// Keys
export { isKey, key, keyFrom } from './key/key.ts';
export type { Key, KeyData, KeyOptions } from './key/key.ts';
export { foldIn, split, splitBatch } from './key/split.ts';
export type { GeneratorName } from './generators/generator.ts';
export { randomSource } from './source.ts';
export type { RandomSource, SourceState } from './source.ts';

// Uniform draws
export { bits } from './draws/bits.ts';
export { uniform } from './draws/uniform.ts';
export type { UniformOptions } from './draws/uniform.ts';
export { integers } from './draws/integers.ts';
export { bernoulli } from './draws/bernoulli.ts';
export type { ShapeLike } from './draws/draw.ts';

// Orders and choices
export { permutation } from './draws/permutation.ts';
export { choice } from './draws/choice.ts';
export type { ChoiceOptions } from './draws/choice.ts';
export { categorical, gumbel } from './draws/gumbel.ts';

// Continuous distributions
export { normal } from './draws/normal.ts';
export { exponential } from './draws/exponential.ts';
export { beta, dirichlet, gamma, logGamma } from './draws/gamma.ts';
export { multivariateNormal } from './draws/multivariate-normal.ts';
export { vonMises } from './draws/von-mises.ts';
export type { FloatOptions } from './draws/normal.ts';

// Counts
export { binomial, multinomial } from './draws/binomial.ts';
export { poisson } from './draws/poisson.ts';
