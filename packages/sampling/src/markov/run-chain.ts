import type { SamplerKernel, SamplerState } from '@adjoint/plugin';
import { type Key, foldIn } from '@adjoint/random';
import { ArgumentError, type Tensor, stack, treeLeaves, zeros } from '@adjoint/tensor';
import type { LongWork } from '../long-work.ts';

export interface ChainOptions extends LongWork {
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
  /** Transitions made since the beginning. */
  readonly transitions: number;
}

/**
 * One chain of a sampler on a target of one tensor; transition t uses the key folded with t.
 *
 * An aborted signal ends it early, with the draws that there are. A chain is continued, with the draws that it would
 * have given at once, by passing what it returned (or as much of it as was kept) as `from` under the same key.
 *
 * @throws ArgumentError unless the counts are integers ≥ 0 and the position is one tensor
 */
export function runChain(
  kernel: SamplerKernel,
  position: Tensor,
  { key, draws, warmup = 0, signal, onProgress }: ChainOptions,
  from?: Pick<Chain, 'state' | 'transitions'>,
): Chain {
  for (const [name, n] of [
    ['draws', draws],
    ['warmup', warmup],
  ] as const)
    if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`runChain: ${name} = ${n}`, 'counts are integers ≥ 0');
  const first = from?.transitions ?? 0;
  const total = warmup + draws;
  let state = from?.state ?? kernel.init(position, key);
  let accepted = 0;
  let t = 0;
  const kept: Tensor[] = [];
  for (; t < total && signal?.aborted !== true; t++) {
    const next = kernel.step(foldIn(key, first + t), state);
    state = next.state;
    if (t >= warmup) {
      const leaves = treeLeaves(state.position);
      if (leaves.length !== 1)
        throw new ArgumentError(`runChain: a position of ${leaves.length} tensors`, 'pack the position into one tensor');
      kept.push(leaves[0]);
      accepted += next.info.accepted.item();
    }
    onProgress?.({ done: t + 1, total });
  }
  return {
    draws: kept.length === 0 ? zeros([0, ...position.shape]) : stack(kept),
    acceptance: accepted / Math.max(1, kept.length),
    state,
    transitions: first + t,
  };
}

/**
 * Several chains, chain c with the key folded with c: what they give does not depend on where or in which order they run.
 *
 * @param positions one start for each chain, [m, …]
 * @returns draws [m, draws, …], as `certifyDraws` reads them, and the share of accepted proposals of each chain
 * @throws ArgumentError unless there is a chain and the counts are integers ≥ 0; the reason of an aborted signal, since chains of unequal lengths make no tensor
 */
export function runChains(
  kernel: SamplerKernel,
  positions: Tensor,
  { key, signal, onProgress, ...counts }: ChainOptions,
): { readonly draws: Tensor; readonly acceptance: readonly number[] } {
  const m = positions.shape[0] ?? 0;
  if (m < 1)
    throw new ArgumentError(`runChains: positions of shape [${positions.shape.join(', ')}]`, 'give one start for each chain, [m, …]');
  const chains = Array.from({ length: m }, (_, c) => {
    signal?.throwIfAborted();
    const chain = runChain(kernel, positions.at(c), {
      key: foldIn(key, c),
      ...counts,
      ...(signal && { signal }),
      onProgress: ({ done, total }) => onProgress?.({ done: c * total + done, total: m * total }),
    });
    if (chain.draws.shape[0] < counts.draws) signal?.throwIfAborted();
    return chain;
  });
  return { draws: stack(chains.map((c) => c.draws)), acceptance: chains.map((c) => c.acceptance) };
}
