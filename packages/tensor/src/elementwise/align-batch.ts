import type { Tensor } from '../core/tensor.ts';

/**
 * Batched operands of a broadcasting primitive, ready to broadcast: the batch axis stays in front, and operands of
 * smaller rank get axes of length 1 behind it, so that logical shapes keep aligning at the right.
 */
export function alignBatch(inputs: readonly Tensor[], batched: readonly boolean[]): readonly Tensor[] {
  const rank = Math.max(...inputs.map((x, i) => x.rank - (batched[i] ? 1 : 0)));
  return inputs.map((x, i) => {
    if (!batched[i] || x.rank - 1 === rank) return x;
    return x.reshape([x.shape[0], ...new Array<number>(rank - (x.rank - 1)).fill(1), ...x.shape.slice(1)]);
  });
}
