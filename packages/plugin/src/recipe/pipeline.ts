import type { Instance, Kind } from '../kinds.ts';
import type { Recipe } from './recipe.ts';

/** Several recipes that belong together: `{ optimizer: recipe, batchSampler: recipe }`. */
export type Pipeline = Readonly<Record<string, Recipe>>;

/** What `restorePipeline` gives: the instances under the same names. */
export type PipelineInstances<P extends Pipeline> = {
  readonly [R in keyof P]: P[R] extends Recipe<infer K extends Kind> ? Instance<K> : never;
};
