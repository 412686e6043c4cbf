/**
 * Where training examples come from: two tensors, or anything that can give the examples of a list of indices.
 */
import { ShapeError, type Tensor, adoptBuffer, gather } from '@adjoint/tensor';

/** Inputs and targets, the batch axis first. */
export interface Examples {
  /** [n, …] */
  readonly x: Tensor;
  /** [n, …]; for classes int32 [n] */
  readonly y: Tensor;
}

/** Examples made or read when they are needed. */
export interface ExampleSource {
  readonly size: number;
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  /** Class or sort key of each example, for samplers that ask for it. */
  readonly labels?: ArrayLike<number>;
  /** The examples of these indices, in their order. Pure: the same indices give the same examples. */
  batch(indices: Int32Array): Examples | Promise<Examples>;
}

/** @throws ShapeError when x and y do not have the same number of examples, or none */
export function exampleSource(data: Examples | ExampleSource): ExampleSource {
  if ('batch' in data) return data;
  const { x, y } = data;
  if (x.rank === 0 || y.rank === 0 || x.shape[0] !== y.shape[0]) {
    throw new ShapeError(
      `data: x [${x.shape.join(', ')}], y [${y.shape.join(', ')}]`,
      'both have the same number of examples along their first axis',
    );
  }
  if (x.shape[0] === 0) throw new ShapeError(`data: x [${x.shape.join(', ')}]`, 'give at least one example');
  return {
    size: x.shape[0],
    inputShape: x.shape.slice(1),
    ...(y.rank === 1 ? { labels: y.data() } : null),
    batch(indices) {
      const rows = adoptBuffer(indices as Int32Array<ArrayBuffer>);
      return { x: gather(x, rows), y: gather(y, rows) };
    },
  };
}
