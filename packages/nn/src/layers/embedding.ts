/** Embedding: a row of a table for each index. */
import { ArgumentError, type Primitive, type Shape, bind1, gather, isFloat, stopGradient, type Tensor, where } from '@adjoint/tensor';
import { positionwise } from '../core/advance.ts';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireFunction } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import { normalInitialiser } from '../initialisers/simple.ts';
import type { Initialiser } from '../initialisers/initialiser.ts';

export interface EmbeddingParams {
  /** [count, features] */
  readonly E: Tensor;
}
export interface EmbeddingOptions {
  /** An index whose row is not learned, for filling up short sequences. */
  readonly paddingIndex?: number;
  /** Default: standard normal. */
  readonly weight?: Initialiser;
}

interface Count {
  readonly count: number;
}
/** The indices themselves, once each is seen to be one: a gather would count negative ones from the end. A primitive, so that a compiled step checks them too. */
const checkedPrimitive: Primitive<Count> = {
  name: 'checkedIndices',
  detached: true,
  abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  evaluate: ([x], { count }) => {
    const wrong = x.packed().find((i) => !(i >= 0 && i < count));
    if (wrong !== undefined)
      throw new ArgumentError(`embedding: index ${wrong} in a table of ${count} rows`, `indices are integers in [0, ${count})`);
    return [x];
  },
  batch: (inputs, _batched, p) => [bind1(checkedPrimitive, inputs, p)],
};

/**
 * @param count how many indices there are, from 0
 * @returns a module from integers [N, …] to [N, …, features]
 * @throws ArgumentError for wrong sizes, and (apply) for an index outside [0, count)
 * @example embedding(256, 32).outputShape([64]) // [64, 32]
 */
export function embedding(count: number, features: number, options: EmbeddingOptions = {}): Module<EmbeddingParams, Empty> {
  const { paddingIndex, weight = normalInitialiser(1) } = options;
  requireSize('embedding: count', count);
  requireSize('embedding: features', features);
  requireFunction('embedding: weight', weight);
  if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count))
    throw new ArgumentError(`embedding: paddingIndex ${paddingIndex}`, `it is an index in [0, ${count})`);
  return positionwise<Module<EmbeddingParams, Empty>>({
    kind: 'embedding',
    outputShape: (shape: Shape) => [...shape, features],
    init: (key, _shape, { dtype = 'float32' } = {}) => ({
      params: { E: weight(pathKey(key, 'E'), [count, features], { fanIn: count, fanOut: features, dtype }) },
      state: EMPTY,
    }),
    apply({ E }, state, x) {
      const rows = gather(E, isFloat(x.dtype) || x.dtype === 'bool' ? x : bind1(checkedPrimitive, [x], { count }));
      return { y: paddingIndex === undefined ? rows : where(x.equal(paddingIndex).expandDims(-1), stopGradient(rows), rows), state };
    },
    operations: () => 0,
  });
}
