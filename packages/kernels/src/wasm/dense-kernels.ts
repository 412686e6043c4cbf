/** Dense linear algebra on one arena, made on first use: matrices are copied into scratch once and back once. */
import type { DenseKernels } from '../dense-contract.ts';
import type { Arena } from './arena.ts';
import { choleskyResident, choleskyScratch } from './dense-cholesky.ts';
import { luResident, luScratch } from './dense-lu.ts';
import { applyQResident, qrResident, qrScratch } from './dense-qr.ts';
import { createSystems, SMALL_CHOLESKY, SMALL_LU } from './dense-systems.ts';
import { copyIn, copyOut, createWorkspace, leading, SPARE_ROWS } from './dense-workspace.ts';

export function createDenseKernels(arena: Arena, fused: boolean): DenseKernels {
  const work = createWorkspace(arena, fused);
  const { blas } = work;
  /** Bytes of a matrix with its spare rows. */
  const bytesOf = (m: number, n: number): number => 8 * (m + SPARE_ROWS) * leading(n);
  const systems = createSystems(arena, work);
  /** One call for all steps; false where a pivot is missing, with nothing written: the blocks complete such a matrix. */
  const factorSmall = (n: number, a: Float64Array, offset: number, lda: number, pivots: Int32Array): boolean => {
    const ld = systems.leading(n);
    const scratch = systems.matrixBytes(n);
    if (!work.reserve(scratch + systems.factorBytes(n))) return false;
    copyIn(work.view(), 0, ld, a, offset, lda, n, n);
    if (systems.factor(n, 0, 8 * ld, pivots, scratch) >= 0) return false;
    copyOut(work.view(), 0, ld, a, offset, lda, n, n);
    return true;
  };
  /** Column j of the lower triangle becomes row j of the upper one, and back. */
  const factorSmallPositive = (n: number, a: Float64Array, offset: number, lda: number): number | undefined => {
    const ld = systems.leading(n);
    if (!work.reserve(systems.matrixBytes(n))) return undefined;
    const view = work.view();
    for (let i = 0; i < n; i++) for (let j = 0, from = offset + i * lda, to = i; j <= i; j++, from++, to += ld) view[to] = a[from];
    const failed = systems.factorPositive(n, 0, 8 * ld, 0);
    for (let i = 0; i < n; i++) for (let j = 0, to = offset + i * lda, from = i; j <= i; j++, to++, from += ld) a[to] = view[from];
    return failed;
  };
  return {
    resident: { ...blas, rotateRows: work.panels.rotateRows },
    systems,
    getrf(m, n, a, offset, lda, pivots) {
      if (m === n && n <= SMALL_LU && factorSmall(n, a, offset, lda, pivots)) return -1;
      const ld = leading(n);
      const scratch = bytesOf(m, n);
      if (!work.reserve(scratch + luScratch(m, n))) return undefined;
      copyIn(work.view(), 0, ld, a, offset, lda, m, n);
      const zeroPivot = luResident(work, m, n, 0, ld, pivots, scratch);
      copyOut(work.view(), 0, ld, a, offset, lda, m, n);
      return zeroPivot;
    },
    potrf(n, a, offset, lda) {
      if (n <= SMALL_CHOLESKY) return factorSmallPositive(n, a, offset, lda);
      // The upper factor at `upper`, rows of the lower one at 0: transposed in strips that stay in the cache.
      const ld = leading(n);
      const upper = bytesOf(n, n);
      const scratch = 2 * upper;
      const strip = 32;
      if (!work.reserve(scratch + choleskyScratch(n))) return undefined;
      const view = work.view();
      for (let i = 0; i < n; i++) {
        if (i < 24) for (let j = 0; j <= i; j++) view[i * ld + j] = a[offset + i * lda + j];
        else view.set(a.subarray(offset + i * lda, offset + i * lda + i + 1), i * ld);
      }
      view.fill(0, upper >> 3, (upper >> 3) + (n + SPARE_ROWS) * ld);
      for (let c = 0; c < n; c += strip)
        blas.transpose(n - c, Math.min(strip, n - c), 8 * (c * ld + c), 8 * ld, upper + 8 * (c * ld + c), 8 * ld);
      const failed = choleskyResident(work, n, upper, ld, scratch);
      for (let r = 0; r < n; r += strip)
        blas.transpose(Math.min(strip, n - r), n - r, upper + 8 * (r * ld + r), 8 * ld, 8 * (r * ld + r), 8 * ld);
      for (let i = 0; i < n; i++) {
        if (i < 24) for (let j = 0; j <= i; j++) a[offset + i * lda + j] = view[i * ld + j];
        else a.set(view.subarray(i * ld, i * ld + i + 1), offset + i * lda);
      }
      return failed;
    },
    geqrf(m, n, a, offset, lda, tau) {
      const ld = leading(n);
      const scratch = bytesOf(m, n);
      if (!work.reserve(scratch + qrScratch(m, Math.min(m, n)))) return undefined;
      copyIn(work.view(), 0, ld, a, offset, lda, m, n);
      qrResident(work, m, n, 0, ld, tau, scratch);
      copyOut(work.view(), 0, ld, a, offset, lda, m, n);
      return true;
    },
    orgqr(m, columns, steps, a, offset, lda, tau, q, signs) {
      const ld = leading(steps);
      const ldq = leading(columns);
      const at = bytesOf(m, steps);
      const scratch = at + bytesOf(m, columns);
      if (!work.reserve(scratch + qrScratch(m, steps))) return undefined;
      const view = work.view();
      const first = at >> 3;
      copyIn(view, 0, ld, a, offset, lda, m, steps);
      view.fill(0, first, first + (m + SPARE_ROWS) * ldq);
      for (let i = 0; i < Math.min(m, columns); i++) view[first + i * (ldq + 1)] = signs ? signs[i] : 1;
      applyQResident(work, false, m, columns, steps, 0, ld, tau, at, 8 * ldq, true, scratch);
      copyOut(work.view(), first, ldq, q, 0, columns, m, columns);
      return true;
    },
  };
}
