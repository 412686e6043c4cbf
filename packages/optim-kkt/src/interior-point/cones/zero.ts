/** The cone {0}: equality rows. H = 0, the slack stays 0, the multiplier is free. */
import type { ConeKernel } from './cone-kernel.ts';

export function zeroCone(offset: number, size: number): ConeKernel {
  const clear = (v: Float64Array): void => {
    v.fill(0, offset, offset + size);
  };
  return {
    offset,
    size,
    degree: 0,
    diagonal: true,
    symmetric: true,
    shiftInside: clear,
    unit(s, z) {
      clear(s);
      clear(z);
    },
    update: () => true,
    writeHessian(out, at) {
      out.fill(0, at, at + size);
    },
    applyHessian: clear,
    affineTarget: clear,
    combinedTarget: clear,
    stepLength: (_s, _z, _Δs, _Δz, limit) => limit,
  };
}
