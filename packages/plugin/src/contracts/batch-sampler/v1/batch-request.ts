import type { RandomKey } from '../../shared/random-key.ts';
import type { BatchData } from './batch-data.ts';

/** One epoch asked of a batch sampler. */
export interface BatchRequest extends BatchData {
  /** The root key of the whole run; the sampler folds the epoch in where it draws anew. */
  readonly key: RandomKey;
  /** From 0, the default. */
  readonly epoch?: number;
}
