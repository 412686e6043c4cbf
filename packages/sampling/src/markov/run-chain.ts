import type { SamplerKernel, SamplerState } from '@adjoint/plugin';
import { type Key, foldIn } from '@adjoint/random';
import { ArgumentError, type Tensor, stack, treeLeaves } from '@adjoint/tensor';

export interface ChainOptions {
  readonly key: Key;
  /** Draws that are kept. */
  readonly draws: number;
  /** Transitions before the first that is kept (default 0). */
  readonly warmup?: number;
}
export interface Chain {
  /** Positions, [draws, …]. */
  readonly draws: Tensor;
  /** Share of accepted proposals among the draws. */
  readonly acceptance: number;
  readonly state: SamplerState;
}

/**
 * One chain of a sampler on a target of one tensor; step t uses the key folded with t, so it can be resumed.
 *
 * @throws ArgumentError unless the counts are integers ≥ 0 and the position is one tensor
 */
export function runChain(kernel: SamplerKernel, position: Tensor, { key, draws, warmup = 0 }: ChainOptions): Chain {
  for (const [name, n] of [['draws', draws], ['warmup', warmup]] as const) if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`runChain: ${name} = ${n}`, 'counts are integers ≥ 0');
  let state = kernel.init(position, key), accepted = 0;
  const kept: Tensor[] = [];
  for (let t = 0; t < warmup + draws; t++) {
    const next = kernel.step(foldIn(key, t), state);
    state = next.state;
    if (t < warmup) continue;
    const leaves = treeLeaves(state.position);
    if (leaves.length !== 1) throw new ArgumentError(`runChain: a position of ${leaves.length} tensors`, 'pack the position into one tensor');
    kept.push(leaves[0]);
    accepted += next.info.accepted.item();
  }
  return { draws: stack(kept), acceptance: accepted / Math.max(1, draws), state };
}

/**
 * Several chains, chain c with the key folded with c: what they give does not depend on where or in which order they run.
 *
 * @param positions one start for each chain, [m, …]
 * @returns draws [m, draws, …], as `certifyDraws` reads them, and the share of accepted proposals of each chain
 * @throws ArgumentError unless there is a chain and the counts are integers ≥ 0
 */
export function runChains(kernel: SamplerKernel, positions: Tensor, { key, ...counts }: ChainOptions): { readonly draws: Tensor; readonly acceptance: readonly number[] } {
  const m = positions.shape[0] ?? 0;
  if (m < 1) throw new ArgumentError(`runChains: positions of shape [${positions.shape.join(', ')}]`, 'give one start for each chain, [m, …]');
  const chains = Array.from({ length: m }, (_, c) => runChain(kernel, positions.at(c), { key: foldIn(key, c), ...counts }));
  return { draws: stack(chains.map((c) => c.draws)), acceptance: chains.map((c) => c.acceptance) };
}
