import { adoptBuffer, type Tensor } from '@adjoint/tensor';
import { DIGITS_LABELS, DIGITS_PIXELS } from './data/digits-text.ts';
import type { Provenance } from './dataset.ts';

export interface SmallDigits extends Provenance {
  /** [1797, 64], float64 in [0, 1]: the rows of each 8 × 8 picture one after another */
  readonly images: Tensor<'float64'>;
  /** [1797], 0 to 9 */
  readonly labels: Tensor<'int32'>;
}

/**
 * Small handwritten digits of 8 × 8 pixels, which need no file: a quick stand-in for MNIST.
 *
 * @example digits().images.shape // [1797, 64]
 */
export function digits(): SmallDigits {
  const n = DIGITS_LABELS.length;
  const pixels = new Float64Array(64 * n);
  const labels = new Int32Array(n);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (DIGITS_PIXELS.charCodeAt(i) - 65) / 16;
  for (let i = 0; i < n; i++) labels[i] = DIGITS_LABELS.charCodeAt(i) - 48;
  return {
    images: adoptBuffer(pixels, [n, 64]),
    labels: adoptBuffer(labels),
    licence: 'CC BY 4.0 (UCI Machine Learning Repository, Optical Recognition of Handwritten Digits)',
    source: 'Alpaydin, Kaynak (1998), UCI Machine Learning Repository; as in scikit-learn 1.2.1',
  };
}
