/**
 * Elements of a set at random: with or without replacement, with equal chances or by weights.
 *
 * By weights with replacement: Walker's alias table, one draw of an index and one of a coin each. By weights without
 * replacement: the k largest of log wᵢ + Gumbel noise, which is sequential sampling (Efraimidis and Spirakis 2006).
 */
import { math } from '@adjoint/kernels';
import { ArgumentError, type Primitive, type Tensor, gather, isTensor, sizeOf } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type AliasTable, aliasTable } from './alias-table.ts';
import { type DrawParams, type ShapeLike, draw, drawPrimitive, shapeOf } from './draw.ts';
import { integers } from './integers.ts';
import { permutation } from './permutation.ts';
import { eachUniform } from './unit-interval.ts';

export interface ChoiceOptions {
  /** Whether an element may be drawn again (default true). */
  readonly replace?: boolean;
  /** Chances up to a factor, one per element: finite, ≥ 0, not all 0. */
  readonly weights?: ArrayLike<number> | Tensor;
}

interface AliasParams extends DrawParams {
  readonly table: AliasTable;
}
/** u·n names the column by its integer part and tosses the coin by its fraction (52 − log₂ n bits). */
const aliasPrimitive: Primitive<AliasParams> = drawPrimitive('choice', (out, generator, k0, k1, { table: { threshold, alias } }) => {
  const n = threshold.length;
  eachUniform(out.length, 'float64', generator, k0, k1, (u, at, count) => {
    for (let i = 0; i < count; i++) {
      const x = u[i] * n;
      const column = Math.min(Math.floor(x), n - 1);
      out[at + i] = x - column < threshold[column] ? column : alias[column];
    }
  });
});

interface WeightParams extends DrawParams {
  readonly weights: Float64Array;
}
const withoutReplacementPrimitive: Primitive<WeightParams> = drawPrimitive('choice', (out, generator, k0, k1, { weights }) => {
  const score = new Float64Array(weights.length);
  const order = new Uint32Array(weights.length);
  eachUniform(weights.length, 'float64', generator, k0, k1, (u, at, n) => {
    for (let i = 0; i < n; i++) score[at + i] = math.log(weights[at + i]) - math.log(-math.log(u[i] + 1.1102230246251565e-16));
  });
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => score[b] - score[a] || a - b);
  for (let i = 0; i < out.length; i++) out[i] = order[i];
});

/**
 * Elements of 0 … n − 1 (int32), or rows of a tensor.
 *
 * @param x a number of elements, or a tensor whose first axis is drawn from
 * @param shape of the draw; a number is the length of its one axis
 * @throws ArgumentError for an empty set, more draws than elements without replacement, or wrong weights (naming the first)
 * @example choice(key(0), 3, [100], { weights: [1, 2, 5] })
 */
export function choice(key: Key, x: number, shape?: ShapeLike, options?: ChoiceOptions): Tensor<'int32'>;
export function choice(key: Key, x: Tensor, shape?: ShapeLike, options?: ChoiceOptions): Tensor;
export function choice(key: Key, x: number | Tensor, shape: ShapeLike = [], { replace = true, weights }: ChoiceOptions = {}): Tensor {
  const n = typeof x === 'number' ? x : x.shape[0];
  const s = shapeOf('choice', shape);
  const count = sizeOf(s);
  if (!Number.isInteger(n) || n < 1 || n > 2147483647)
    throw new ArgumentError(`choice: ${n} elements to choose from`, 'the number of elements is an integer from 1 to 2^31 − 1');
  if (!replace && count > n)
    throw new ArgumentError(
      `choice: ${count} of ${n} elements without replacement`,
      'draw at most as many as there are, or with replacement',
    );
  const indices =
    weights === undefined ? unweighted(key, n, s, count, replace) : weighted(key, requireWeights(weights, n), s, count, replace);
  return typeof x === 'number' ? indices : gather(x, indices, 0);
}

const unweighted = (key: Key, n: number, s: readonly number[], count: number, replace: boolean): Tensor<'int32'> =>
  replace ? integers(key, s, 0, n) : permutation(key, n).slice([0, count]).reshape(s);

function weighted(key: Key, weights: Float64Array, shape: readonly number[], count: number, replace: boolean): Tensor<'int32'> {
  if (replace) return draw(aliasPrimitive, key, { shape, dtype: 'int32', table: aliasTable(weights) }) as Tensor<'int32'>;
  const positive = weights.reduce((k, w) => k + Number(w > 0), 0);
  if (count > positive)
    throw new ArgumentError(
      `choice: ${count} without replacement, but ${positive} elements have a positive weight`,
      'draw at most as many as can be drawn',
    );
  return draw(withoutReplacementPrimitive, key, { shape, dtype: 'int32', weights }) as Tensor<'int32'>;
}

function requireWeights(weights: ArrayLike<number> | Tensor, n: number): Float64Array {
  const w = Float64Array.from(isTensor(weights) ? weights.data() : weights);
  if (w.length !== n) throw new ArgumentError(`choice: ${w.length} weights for ${n} elements`, 'give one weight for each element');
  for (let i = 0; i < n; i++)
    if (!(w[i] >= 0 && w[i] < Infinity)) throw new ArgumentError(`choice: weight ${i} is ${w[i]}`, 'weights are finite and ≥ 0');
  if (w.every((x) => x === 0)) throw new ArgumentError('choice: all weights are 0', 'at least one element needs a positive weight');
  return w;
}
