/**
 * Kernels, contract v1: any part of the `Kernels` of `@adjoint/kernels`. What is missing is computed by the plain tier.
 * An app puts them in force with `withKernels(kernels, () => …)`.
 */
import type { Kernels } from '@adjoint/kernels';

export type KernelsV1 = Partial<Kernels>;
