/**
 * A tensor cut into equal parts along an axis, as one operation with several results.
 *
 * Its adjoint is one concatenation. Cut by slices instead, every part would give a cotangent of the size of the whole,
 * which makes the gradient of a sequence of T positions cost T².
 */
import { type Maybe, type Primitive, ShapeError, type Shape, type Tensor, type SliceIndex, bind, concat, zeros } from '@adjoint/tensor';

interface Cut {
  readonly axis: number;
  readonly parts: number;
}

const partShape = (shape: Shape, { axis, parts }: Cut): Shape => shape.map((n, d) => (d === axis ? n / parts : n));

const partitionPrimitive: Primitive<Cut> = {
  name: 'partition',
  abstract: ([x], cut) => Array.from({ length: cut.parts }, () => ({ shape: partShape(x.shape, cut), dtype: x.dtype })),
  evaluate: ([x], { axis, parts }) => {
    const length = x.shape[axis] / parts;
    const before = new Array<SliceIndex>(axis).fill(null);
    return Array.from({ length: parts }, (_, k) => x.slice(...before, [k * length, (k + 1) * length]));
  },
  jvp: ([dx], _inputs, outputs, cut) => (dx === null ? outputs.map(() => null) : bind(partitionPrimitive, [dx], cut)),
  vjp: (cts: readonly Maybe[], [x], _outputs, cut) => {
    const shape = partShape(x.shape, cut);
    return [
      concat(
        cts.map((ct) => ct ?? zeros(shape, x.dtype)),
        cut.axis,
      ),
    ];
  },
  batch: ([x], _batched, { axis, parts }) => bind(partitionPrimitive, [x], { axis: axis + 1, parts }),
};

/** @throws ShapeError unless the axis has a multiple of `parts` elements */
export function partition(x: Tensor, parts: number, axis: number): readonly Tensor[] {
  if (!(x.shape[axis] % parts === 0))
    throw new ShapeError(
      `partition: axis ${axis} of [${x.shape.join(', ')}] into ${parts} parts`,
      'the length must be a multiple of the parts',
    );
  return bind(partitionPrimitive, [x], { axis, parts });
}
