/**
 * Module state that results depend on: the slot of replacement kernels, and the counter of levels. (What other modules keep, tables
 * and pieces of memory, saves time and shows in no result.)
 *
 * The counter lives on a registered symbol, made on first use, so that two copies of the package agree on
 * which transform is the inner one. The slot is a synchronous dynamic scope, restored in `finally`.
 */
import type { Kernels } from '@adjoint/kernels';
import { ArgumentError } from '../errors.ts';

const LEVELS = Symbol.for('adjoint.levels');

/** A level above every transform entered before. */
export function nextLevel(): number {
  const home = globalThis as { [LEVELS]?: number };
  const level = (home[LEVELS] ?? 0) + 1;
  home[LEVELS] = level;
  return level;
}

let slot: Partial<Kernels> | null = null;

/** Replacement kernels in force, or null for the plain tier. */
export const currentKernels = (): Partial<Kernels> | null => slot;

/**
 * Runs `f` with other kernels; what they do not offer falls back to the plain tier.
 *
 * @throws ArgumentError when `f` returns a promise: the scope is synchronous and is not held over an await
 * @example withKernels({ gemm: myGemm }, () => x.matmul(y))
 */
export function withKernels<R>(kernels: Partial<Kernels>, f: () => R): R {
  const before = slot;
  slot = kernels;
  try {
    const result = f();
    if (result instanceof Promise)
      throw new ArgumentError('withKernels: the function returned a promise', 'await outside, and wrap each synchronous part');
    return result;
  } finally {
    slot = before;
  }
}
