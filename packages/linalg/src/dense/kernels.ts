/** The matrix products that heavy algorithms stand on: the kernels in force, else the plain tier. */
import { type DenseKernels, gemm as plainGemm, type Kernels, syrk as plainSyrk, trsm as plainTrsm } from '@adjoint/kernels';
import { currentKernels } from '@adjoint/tensor';

/** C ← α·op(A)·op(B) + β·C. */
export const gemm: Kernels['gemm'] = (...args) => (currentKernels()?.gemm ?? plainGemm)(...args);
/** C ← α·op(A)·op(A)ᵀ + β·C, one triangle. */
export const syrk: Kernels['syrk'] = (...args) => {
  (currentKernels()?.syrk ?? plainSyrk)(...args);
};
/** B ← α·op(A)⁻¹·B or α·B·op(A)⁻¹. */
export const trsm: Kernels['trsm'] = (...args) => (currentKernels()?.trsm ?? plainTrsm)(...args);
/** Operations on matrices that stay in scratch memory, where the kernels in force offer them. */
export const denseKernels = (): DenseKernels | undefined =>
  (currentKernels() as { readonly dense?: DenseKernels | undefined } | null)?.dense;
/** Orders from which copying into scratch memory pays. */
export const RESIDENT_FROM = 24;
