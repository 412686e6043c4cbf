import { DTypeError, type Primitive, ShapeError, type Tensor, bind1 } from '@adjoint/tensor';

interface Classes {
  readonly name: string;
  readonly classes: number;
}

/** The labels themselves, once each is seen to be a class; a primitive, so that a compiled step checks them too. */
const checkedPrimitive: Primitive<Classes> = {
  name: 'checkedLabels',
  detached: true,
  abstract: ([labels]) => [{ shape: labels.shape, dtype: labels.dtype }],
  evaluate: ([labels], { name, classes }) => {
    const values = labels.packed();
    const wrong = values.findIndex((y) => !(y >= 0 && y < classes));
    if (wrong >= 0) throw new ShapeError(`${name}: label ${values[wrong]} of example ${wrong}`, `labels are in [0, ${classes})`);
    return [labels];
  },
  batch: (inputs, _batched, p) => [bind1(checkedPrimitive, inputs, p)],
};

/** @throws DTypeError unless the labels are integers; ShapeError for one outside [0, classes) */
export function checkedLabels(name: string, labels: Tensor, classes: number): Tensor {
  if (labels.dtype !== 'int32' && labels.dtype !== 'uint32')
    throw new DTypeError(`${name}: labels of dtype ${labels.dtype}`, "labels are indices: convert them with astype('int32')");
  return bind1(checkedPrimitive, [labels], { name, classes });
}
