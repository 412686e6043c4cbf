import type { RandomKey } from '../../shared/random-key.ts';
import type { Tree } from '../../shared/tree.ts';
import type { SamplerInfo } from './sampler-info.ts';
import type { SamplerState } from './sampler-state.ts';

export interface SamplerKernel<State extends SamplerState = SamplerState> {
  /** The state at a position. The key is for methods whose state is random; others ignore it. */
  init(position: Tree, key: RandomKey): State;
  /** One transition that leaves the target invariant. Pure: the same key and state give the same result. */
  step(key: RandomKey, state: State): { readonly state: State; readonly info: SamplerInfo };
}
