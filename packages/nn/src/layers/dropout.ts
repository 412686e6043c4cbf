import { ArgumentError } from '@adjoint/tensor';
import { bernoulli } from '@adjoint/random';
import { positionwise } from '../core/advance.ts';
import type { Empty, Module } from '../core/module.ts';
import { requireFraction } from '../optimizers/transforms/require-range.ts';
import { statelessLayer } from './stateless-layer.ts';

/**
 * In training each element is dropped with probability `rate`, the others are divided by 1 − rate; in use nothing happens.
 *
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), "Dropout".
 *
 * @throws ArgumentError unless 0 ≤ rate < 1, and (apply) in training without a key
 */
export function dropout(rate: number): Module<Empty, Empty> {
  requireFraction('dropout: rate', rate);
  return positionwise(
    statelessLayer(
      'dropout',
      (shape) => shape,
      (x, { key, train = false }) => {
        if (!train || rate === 0) return x;
        if (key === undefined) throw new ArgumentError('dropout: no key', 'give apply a key when train is true');
        return x.mul(bernoulli(key, 1 - rate, x.shape).astype(x.dtype)).div(1 - rate);
      },
    ),
  );
}
