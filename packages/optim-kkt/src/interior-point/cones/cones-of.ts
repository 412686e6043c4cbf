/** The kernels of a list of cones, each at its rows. */
import { type ConeSpec, coneSize } from '../cone-data.ts';
import type { ConeKernel } from './cone-kernel.ts';
import { exponentialCone } from './exponential.ts';
import { nonnegativeCone } from './nonnegative.ts';
import { secondOrderCone } from './second-order.ts';
import { semidefiniteCone } from './semidefinite.ts';
import { zeroCone } from './zero.ts';

export function conesOf(cones: readonly ConeSpec[]): ConeKernel[] {
  let at = 0;
  return cones.map((cone) => {
    const offset = at;
    at += coneSize(cone);
    switch (cone.kind) {
      case 'zero':
        return zeroCone(offset, cone.size);
      case 'nonnegative':
        return nonnegativeCone(offset, cone.size);
      case 'second-order':
        return secondOrderCone(offset, cone.size);
      case 'psd':
        return semidefiniteCone(offset, cone.order);
      case 'exponential':
        return exponentialCone(offset);
    }
  });
}
