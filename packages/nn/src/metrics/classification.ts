/** Metrics of classifiers from counts, over all examples at once. */
import { ShapeError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { requireSize } from '../core/require-size.ts';

/**
 * How often class i was taken for class j: [C, C], rows are true classes.
 *
 * @param outputs [N, C]  @param labels [N], integers
 * @throws ShapeError when shapes do not fit or a label is outside [0, C)
 */
export function confusionMatrix(outputs: Tensor, labels: Tensor): Tensor<'int32'> {
  if (outputs.rank !== 2 || labels.rank !== 1 || outputs.shape[0] !== labels.shape[0])
    throw new ShapeError(
      `confusionMatrix: outputs [${outputs.shape.join(', ')}], labels [${labels.shape.join(', ')}]`,
      'give outputs [N, C] and labels [N]',
    );
  const C = outputs.shape[1];
  const counts = new Int32Array(C * C);
  const predicted = outputs.argmax(1).data();
  const y = labels.data();
  for (let i = 0; i < y.length; i++) {
    if (!(y[i] >= 0 && y[i] < C)) throw new ShapeError(`confusionMatrix: label ${y[i]} of example ${i}`, `labels are in [0, ${C})`);
    counts[y[i] * C + predicted[i]]++;
  }
  return adoptBuffer(counts, [C, C]);
}

export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** Precision, recall and F₁ of each class; NaN where a class was never predicted or never occurs. */
export function classScores(confusion: Tensor): readonly ClassScores[] {
  const C = confusion.shape[0];
  const n = confusion.data();
  return Array.from({ length: C }, (_, c) => {
    let predicted = 0;
    let support = 0;
    for (let k = 0; k < C; k++) {
      predicted += n[k * C + c];
      support += n[c * C + k];
    }
    const hit = n[c * C + c];
    return { precision: hit / predicted, recall: hit / support, f1: (2 * hit) / (predicted + support), support };
  });
}

/** A metric: the label is among the k largest outputs. @throws ArgumentError unless k is an integer ≥ 1; ShapeError when shapes do not fit */
export function topAccuracy(k: number): (outputs: Tensor, labels: Tensor) => number {
  requireSize('topAccuracy: k', k);
  return (outputs, labels) => {
    if (outputs.rank !== 2 || labels.rank !== 1 || outputs.shape[0] !== labels.shape[0])
      throw new ShapeError(
        `topAccuracy: outputs [${outputs.shape.join(', ')}], labels [${labels.shape.join(', ')}]`,
        'give outputs [N, C] and labels [N]',
      );
    const [N, C] = outputs.shape;
    const z = outputs.data();
    const y = labels.data();
    let hits = 0;
    for (let i = 0; i < N; i++) {
      let above = 0;
      for (let j = 0; j < C; j++) if (z[i * C + j] > z[i * C + y[i]]) above++;
      if (above < k) hits++;
    }
    return hits / N;
  };
}

/** Mean absolute difference. */
export const absoluteError = (outputs: Tensor, targets: Tensor): number => outputs.sub(targets).abs().astype('float64').mean().item();
