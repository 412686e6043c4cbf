import type { KernelsV1 } from '@adjoint/plugin';
import { withKernels } from '@adjoint/tensor';

/** Runs `f` on these kernels, or on those already in force. The scope is synchronous: it is entered anew for every step. */
export const withTier = <R>(kernels: KernelsV1 | undefined, f: () => R): R => (kernels === undefined ? f() : withKernels(kernels, f));
