/**
 * A tensor whose numbers lie in the memory of a program, where the next call of that program goes on with them. They are
 * copied out when they are read, or before the program needs the place for others.
 *
 * It is a dense tensor in all but this: `storage` is made when it is first asked for. It keeps the memory alive until then.
 */
import { type AnyTypedArray, ArgumentError, type DType, DenseTensor, type Shape, type Tensor } from '@adjoint/tensor';

const HELD: unique symbol = Symbol('held');
interface Holding {
  /** The call that left it there; it does not keep the memory. */
  readonly call: object;
  readonly place: number;
  /** Null when it was read. */
  read: (() => AnyTypedArray) | null;
}
interface HeldTensor extends DenseTensor {
  [HELD]: Holding;
}

let prototype: object | undefined;
/** Made on first use: no work on import. */
const heldPrototype = (): object =>
  (prototype ??= Object.create(DenseTensor.prototype, {
    storage: {
      get(this: HeldTensor): AnyTypedArray {
        const values = this[HELD].read!();
        fix(this, values);
        return values;
      },
      set(this: HeldTensor, values: AnyTypedArray) {
        fix(this, values);
      },
    },
  }) as object);

const fix = (x: HeldTensor, value: AnyTypedArray): void => {
  x[HELD].read = null;
  Object.defineProperty(x, 'storage', { value, writable: true, configurable: true, enumerable: true });
};

export function holdTensor(shape: Shape, dtype: DType, call: object, place: number, read: () => AnyTypedArray): DenseTensor {
  const x = Object.create(heldPrototype()) as Record<string | symbol, unknown>;
  x.shape = shape;
  x.dtype = dtype;
  x.interpreter = null;
  x.strides = null;
  x.offset = 0;
  x[HELD] = { call, place, read } satisfies Holding;
  return x as unknown as DenseTensor;
}

/** Whether the numbers of a tensor lie where a call left them at a place, be they read or not. */
export const liesAt = (x: Tensor, call: object | null, place: number): boolean => {
  const held = (x as Partial<HeldTensor>)[HELD];
  return held !== undefined && held.call === call && held.place === place;
};

/** Whether the numbers exist in the memory of a program alone. */
export const isUnread = (x: Tensor): boolean => ((x as Partial<HeldTensor>)[HELD]?.read ?? null) !== null;

/** Makes a tensor whose numbers are gone an error to read. */
export function forget(x: DenseTensor): void {
  if (!isUnread(x)) return;
  (x as HeldTensor)[HELD].read = () => {
    throw new ArgumentError(
      `a tensor of shape [${x.shape.join(', ')}] was lost: the call that it was donated to failed after it had begun to replace it`,
      'keep a copy of what must outlive a failure, or leave the argument out of `donate`',
    );
  };
}

/** Lets go of the memory behind a tensor that no one may read any more. */
export function release(x: Tensor): void {
  const held = (x as Partial<HeldTensor>)[HELD];
  if (held !== undefined) held.read = null;
}
