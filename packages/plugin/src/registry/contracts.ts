/** The latest contract of each of our kinds, and the lifts from older ones: what the types of `kinds.ts` say, at run time. */
import type { PluginKinds } from '../kinds.ts';
import type { Lift } from './lift.ts';

/** The kinds of this package; those merged by others are given to `createRegistry`. */
type OwnKind = 'kernels' | 'optimizer' | 'solver' | 'sampler' | 'batch-sampler' | 'executor';

export const LATEST: { readonly [K in OwnKind]: PluginKinds[K]['latest'] } = {
  'kernels': 'v1',
  'optimizer': 'v1',
  'solver': 'v1',
  'sampler': 'v1',
  'batch-sampler': 'v1',
  'executor': 'v1',
};

export const LIFTS: readonly Lift[] = [];
