/** Arguments that the caller gives up: their arrays hold the results, and the tensors themselves can no longer be read. */
import { type AnyTypedArray, ArgumentError, type DenseTensor, type Tensor } from '@adjoint/tensor';

/** Smaller arrays are made anew: that is quicker than to move one. */
const SMALLEST = 4096;

/** The array over its buffer in other hands: every other view of it becomes empty. Null where the buffer cannot be moved, or is more than the array. */
export function takeOver(x: AnyTypedArray): AnyTypedArray | null {
  if (x.byteOffset !== 0 || x.byteLength !== x.buffer.byteLength || x.byteLength < SMALLEST) return null;
  try {
    const from: ArrayBuffer & { readonly transfer?: () => ArrayBuffer } = x.buffer;
    const buffer = from.transfer?.() ?? structuredClone(from, { transfer: [from] });
    return new (x.constructor as new (b: ArrayBuffer) => AnyTypedArray)(buffer);
  } catch {
    return null;
  }
}

/** Makes every later reading of these tensors an error. */
export function invalidate(tensors: readonly Tensor[], name: string): void {
  for (const x of tensors) {
    Object.defineProperty(x, 'storage', {
      configurable: true,
      get: () => {
        throw new ArgumentError(
          `a tensor of shape [${x.shape.join(', ')}] was given up to jit(${name})`,
          'it was donated: use what the call returned instead, or leave the argument out of `donate`',
        );
      },
    });
  }
}

/** @throws ArgumentError when one of them is also a constant of the program */
export function requireOwn(given: readonly DenseTensor[], captured: readonly Tensor[], name: string): void {
  for (const x of given) {
    if (captured.some((c) => (c as DenseTensor).storage.buffer === x.storage.buffer))
      throw new ArgumentError(
        `jit(${name}): a donated argument is also closed over by the function`,
        'pass it as an argument only, or do not donate it',
      );
  }
}
