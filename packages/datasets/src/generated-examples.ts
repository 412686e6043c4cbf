/**
 * Examples that are made when they are needed: from files, by augmentation, by a formula.
 *
 * The result has the form that `train` of `@adjoint/nn` takes as `data`. Examples are numbered, and number i is the same
 * whenever it is asked for: so any order of batches works, and a resumed training sees what the first run saw.
 */
import {
  ArgumentError,
  type FloatDType,
  ShapeError,
  type Tensor,
  adoptBuffer,
  allocate,
  sameShape,
  showShape,
  sizeOf,
  type Shape,
} from '@adjoint/tensor';

export interface GeneratedExample {
  /** The numbers of one input, row-major. */
  readonly x: ArrayLike<number>;
  /** Its class, or the numbers of its target. */
  readonly y: number | ArrayLike<number>;
}

export interface GeneratedOptions {
  readonly size: number;
  /** Shape of one input. */
  readonly inputShape: Shape;
  /** Shape of one target; default: a class, so that targets are int32 [n]. */
  readonly targetShape?: Shape;
  /** Default float32. */
  readonly dtype?: FloatDType;
  /** Class or sort key of each example, for samplers that ask for it. */
  readonly labels?: ArrayLike<number>;
  /** Example i; pure. */
  make(i: number): GeneratedExample | Promise<GeneratedExample>;
}

export interface GeneratedExamples {
  readonly size: number;
  readonly inputShape: Shape;
  readonly labels?: ArrayLike<number>;
  batch(indices: Int32Array): Promise<{ readonly x: Tensor; readonly y: Tensor }>;
}

/**
 * @throws ArgumentError unless the size is an integer ≥ 1; (batch) for an index outside [0, size) or a class that is no integer;
 *   ShapeError (batch) when an example has another number of elements than its shape
 * @example generatedExamples({ size: 1000, inputShape: [1], targetShape: [1], make: (i) => ({ x: [i / 1000], y: [Math.sin(i / 1000)] }) })
 */
export function generatedExamples(options: GeneratedOptions): GeneratedExamples {
  const { size, inputShape, targetShape, dtype = 'float32', labels } = options;
  const inputSize = sizeOf(inputShape);
  if (!Number.isInteger(size) || size < 1)
    throw new ArgumentError(`generatedExamples: size ${size}`, 'the number of examples is an integer ≥ 1');
  if (labels !== undefined && labels.length !== size)
    throw new ArgumentError(`generatedExamples: ${labels.length} labels for ${size} examples`, 'give one label for each example');
  return {
    size,
    inputShape,
    ...(labels === undefined ? null : { labels }),
    async batch(indices) {
      for (const i of indices)
        if (!(i >= 0 && i < size)) throw new ArgumentError(`generatedExamples: index ${i}`, `indices are in [0, ${size})`);
      const made = await Promise.all(Array.from(indices, async (i) => options.make(i)));
      const x = allocate(dtype, made.length * inputSize);
      made.forEach((example, k) => {
        put(x, example.x, k * inputSize, inputSize, `input of example ${indices[k]}`, inputShape);
      });
      return { x: adoptBuffer(x, [made.length, ...inputShape]), y: targets(made, indices, dtype, targetShape) };
    },
  };
}

function targets(made: readonly GeneratedExample[], indices: Int32Array, dtype: FloatDType, shape: Shape | undefined): Tensor {
  if (shape === undefined) {
    return adoptBuffer(
      Int32Array.from(made, ({ y }, k) => {
        if (typeof y !== 'number' || (y | 0) !== y)
          throw new ArgumentError(
            `generatedExamples: the class of example ${indices[k]} is ${JSON.stringify(y)}`,
            'a class is an integer; give targetShape for other targets',
          );
        return y;
      }),
    );
  }
  const size = sizeOf(shape);
  const out = allocate(dtype, made.length * size);
  made.forEach(({ y }, k) => {
    put(out, typeof y === 'number' ? [y] : y, k * size, size, `target of example ${indices[k]}`, shape);
  });
  return adoptBuffer(out, [made.length, ...shape]);
}

function put(out: { [i: number]: number }, values: ArrayLike<number>, at: number, size: number, what: string, shape: Shape): void {
  if (values.length !== size)
    throw new ShapeError(
      `generatedExamples: the ${what} has ${values.length} elements, shape ${showShape(shape)} has ${size}`,
      'give them row-major, all of them',
    );
  for (let i = 0; i < size; i++) out[at + i] = values[i];
}

/**
 * Rows of two tensors in their order, `size` at a time; the last batch may be smaller.
 *
 * @throws ShapeError when the tensors have different numbers of rows; ArgumentError unless size is an integer ≥ 1
 * @example for (const { x, y } of batches(features, labels, 32)) …
 */
export function* batches(x: Tensor, y: Tensor, size: number): Generator<{ readonly x: Tensor; readonly y: Tensor }> {
  if (!Number.isInteger(size) || size < 1) throw new ArgumentError(`batches: size ${size}`, 'a batch has an integer number ≥ 1 of rows');
  if (x.rank === 0 || y.rank === 0 || !sameShape([x.shape[0]], [y.shape[0]]))
    throw new ShapeError(`batches: x ${showShape(x.shape)}, y ${showShape(y.shape)}`, 'both have the same number of rows');
  for (let at = 0; at < x.shape[0]; at += size) yield { x: x.slice([at, at + size]), y: y.slice([at, at + size]) };
}
