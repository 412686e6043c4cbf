import { ShapeError, type Tensor } from '@adjoint/tensor';

/**
 * Share of examples whose largest output is that of their class.
 *
 * @param outputs logits or probabilities, [N, C]
 * @param labels  [N], integers
 * @throws ShapeError when the shapes do not fit
 * @example accuracy(tensor([[0.2, 0.8], [0.9, 0.1]]), tensor([1, 1], 'int32')) // 0.5
 */
export function accuracy(outputs: Tensor, labels: Tensor): number {
  if (outputs.rank !== 2 || labels.rank !== 1 || outputs.shape[0] !== labels.shape[0] || outputs.shape[0] === 0) {
    throw new ShapeError(
      `accuracy: outputs [${outputs.shape.join(', ')}], labels [${labels.shape.join(', ')}]`,
      'give outputs [N, C] and labels [N], N ≥ 1',
    );
  }
  return outputs.argmax(1).equal(labels).astype('float64').mean().item();
}
