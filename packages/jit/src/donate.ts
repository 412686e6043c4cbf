/** Arguments that the caller gives up: they can no longer be read. Their arrays are not written to, so older views of them stay right. */
import { ArgumentError, type DenseTensor, type Tensor } from '@adjoint/tensor';
import { isUnread, release } from './held.ts';

/** Makes every later reading of these tensors an error. */
export function invalidate(tensors: readonly Tensor[], name: string): void {
  for (const x of tensors) {
    release(x);
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
    if (captured.includes(x) || (!isUnread(x) && captured.some((c) => (c as DenseTensor).storage.buffer === x.storage.buffer)))
      throw new ArgumentError(
        `jit(${name}): a donated argument is also closed over by the function`,
        'pass it as an argument only, or do not donate it',
      );
  }
}
