// Keys
export { isKey, key, keyFrom } from './key/key.ts';
export type { Key, KeyData, KeyOptions } from './key/key.ts';
export { foldIn, split, splitBatch } from './key/split.ts';
export type { GeneratorName } from './generators/generator.ts';

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

// Other distributions
export { normal } from './draws/normal.ts';
export { exponential } from './draws/exponential.ts';
export type { FloatOptions } from './draws/normal.ts';
