/** Sequences of different length, filled up with one index: its positions are hidden from attention. */
import { type Tensor, concat } from '@adjoint/tensor';
import { advance } from '../core/advance.ts';
import type { Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireSize } from '../core/require-size.ts';

interface Before {
  readonly mask: Tensor;
  readonly inner: unknown;
}

/**
 * A module of indices [N, T] that gives the attention inside it `context.mask`, false where x is `index`.
 *
 * @param index of the filling, as the `paddingIndex` of `embedding` and the `ignoreIndex` of losses
 * @throws ArgumentError unless the index is an integer ≥ 0
 * @example padded(0, sequential(embedding(100, 32, { paddingIndex: 0 }), repeat(2, transformerBlock(32, 4)), linear(32, 100)))
 */
export function padded<P, S>(index: number, module: Module<P, S>): Module<P, S> {
  requireSize('padded: index', index, 0);
  return {
    kind: 'padded',
    children: [module],
    outputShape: (shape) => module.outputShape(shape),
    init: (key, shape, options) => module.init(pathKey(key, module.kind), shape, options),
    apply: (params, state, x, context = {}) => module.apply(params, state, x, { ...context, mask: x.notEqual(index) }),
    advance(params, state, x, history, context = {}) {
      const before = history as Before | null;
      const now = x.notEqual(index);
      const mask = before === null ? now : concat([before.mask, now], 1);
      const { y, history: inner } = advance(module, params, state, x, before === null ? null : before.inner, { ...context, mask });
      return { y, history: { mask, inner } };
    },
    operations: (shape) => module.operations?.(shape) ?? 0,
  };
}
